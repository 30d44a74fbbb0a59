it = iter([1, 2, 3])
print(next(it), list(it), next(it, None))
values = [3, 2, 1, 0, 5]
print(list(iter(values.pop, 1)), values)
counter = iter(lambda: len(values), 5)
print(next(counter))
try:
    next(iter([]))
except StopIteration as stop:
    print(repr(stop))
print(iter(it) is it, list(iter("ab")), list(iter({"k": 1})), type(iter([])).__name__, type(iter({})).__name__, type(iter(range(1))).__name__, type(iter("")).__name__, type(iter(())).__name__, type(iter(set())).__name__)
print(list(reversed([1, 2, 3])), list(reversed("ab")), list(reversed(range(3))), list(reversed({"a": 1, "b": 2})))
import operator
print(operator.length_hint(iter([1, 2, 3])))
