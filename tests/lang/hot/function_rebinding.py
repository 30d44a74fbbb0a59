def make(k):
    def f(x):
        return x + k
    return f


total = 0
f = make(1)
for i in range(4000):
    total += f(i)
    if i % 1000 == 999:
        f = make(i)
print(total)
table = {"a": lambda x: x + 1, "b": lambda x: x * 2, "c": abs}
for i in range(3000):
    total = table["abc"[i % 3]](total) % 1000003
print(total)
for fn in (len, str, lambda s: s * 2, sorted, max):
    for i in range(500):
        r = fn("ba")
    print(r)
