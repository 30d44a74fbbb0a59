print(list(), list("ab"), list((1, 2)), list({"k": 1}), list(range(3)), list(x * x for x in range(3)), [*range(2), *"xy"], list([1]) is not [1])
try:
    list(5)
except TypeError as error:
    print(error)
try:
    list(1, 2)
except TypeError as error:
    print(error)
class L(list):
    def total(self):
        return sum(self)
l = L([1, 2, 3])
l.append(4)
l.name = "mine"
print(l, l.total(), l.name, type(l[1:]).__name__, type(l + [1]).__name__, isinstance(l, list), l == [1, 2, 3, 4])
