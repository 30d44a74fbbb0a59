# What a namespace refers to lives as long as it does.
import gc
import types

n = types.SimpleNamespace(a=[1], b="x" * 50, c=None, d=(2,), e={3}, f={"g": 4}, g=[5.5])
n.more = [object() for _ in range(3)] and ["kept"]
for _ in range(3):
    garbage = [[i, str(i), (i,)] for i in range(20000)]
    del garbage
    gc.collect()
print(n)
