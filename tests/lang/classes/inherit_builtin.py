class Stack(list):
    def push(self, x):
        self.append(x)

    def __getitem__(self, i):
        return f"item {super().__getitem__(i)}"


class Counter(dict):
    def __missing__(self, k):
        return 0

    def add(self, k):
        self[k] += 1


class Even(int):
    def __new__(cls, n):
        return super().__new__(cls, n - n % 2)


s = Stack([1, 2])
s.push(3)
print(s, s[0], len(s), list(s), s == [1, 2, 3])
c = Counter()
for ch in "banana":
    c.add(ch)
print(c, Even(7), Even(7) + 1, type(Even(8)).__name__)
class T(tuple):
    def __new__(cls, *items):
        return super().__new__(cls, items)
print(T(1, 2, 3), T(1)[0], T(1, 2) + (3,))
class E(Exception):
    def __init__(self, code):
        self.code = code
    def __str__(self):
        return f"code {self.code}"
try:
    raise E(5)
except E as e:
    print(e, e.args, repr(e), e.code)
