# What sys.getsizeof says of a list that grows by its items.
import sys

a = []
sizes = [sys.getsizeof(a)]
for i in range(36):
    a.append(i)
    sizes.append(sys.getsizeof(a))
print(sizes)
print(sys.getsizeof([]), sys.getsizeof([1, 2, 3]), sys.getsizeof([0] * 10), sys.getsizeof([x for x in range(10)]))
