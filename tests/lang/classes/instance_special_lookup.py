class A:
    pass


a = A()
a.__len__ = lambda: 5
try:
    len(a)
except TypeError as error:
    print(error)
a.__add__ = lambda o: 1
try:
    a + 1
except TypeError as error:
    print(error)
A.__len__ = lambda self: 7
print(len(a), bool(a))
A.__bool__ = lambda self: False
print(bool(a))
del A.__bool__
A.__eq__ = lambda self, o: "equal!"
print(a == 1, A.__hash__ is not None)
