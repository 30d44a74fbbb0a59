# Instances of one class whose attributes come in different orders.
class P:
    pass


a, b = P(), P()
a.x, a.y = 1, 2
b.y, b.x = 3, 4
print([(o.x, o.y, list(o.__dict__)) for o in (a, b)])
for i in range(100):
    setattr(a, f"attr{i}", i)
print(len(a.__dict__), a.attr50, a.x, sum(getattr(a, f"attr{i}") for i in range(100)))
for i in range(0, 100, 2):
    delattr(a, f"attr{i}")
print(len(vars(a)), hasattr(a, "attr2"), a.attr3)
a.__dict__["new"] = "via dict"
print(a.new, a.__dict__.pop("x"), hasattr(a, "x"))
a.__dict__ = {"only": 1}
print(a.only, hasattr(a, "y"), vars(a))
del b.y
b.y = "again"
print(list(b.__dict__))
