from collections import Counter

c = Counter("abracadabra")
print(c, c["a"], c["zz"], c.most_common(2), sorted(c.elements()), sum(c.values()), c.total())
c.update("aaa")
c.subtract({"b": 5})
print(c, +c, -c)
a, b = Counter(x=3, y=1), Counter(x=1, y=2, z=1)
print(a + b, a - b, a & b, a | b, a == Counter(x=3, y=1), a <= b, Counter([1, 1, 2]), Counter({"k": 2}))
del c["a"]
print(c, "a" in c, Counter(a=1) == Counter(a=1, b=0))
