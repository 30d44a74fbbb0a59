# One site, many classes: attributes found in slots, in classes, as methods, properties, members; and changes in between.
classes = []
for n in range(30):
    body = {"f": lambda self, n=n: ("f", n), "constant": n}
    if n % 3 == 0:
        body["p"] = property(lambda self, n=n: ("property", n))
    elif n % 3 == 1:
        body["p"] = ("class value", n)
    if n % 5 == 4:
        body["__slots__"] = ("x", "y")
    classes.append(type("C%d" % n, (), body))
objects = []
for n, cls in enumerate(classes):
    o = cls()
    if n % 2:
        o.x = n
        o.y = -n
    else:
        o.y = -n
        o.x = n
    if n % 3 == 2 and n % 5 != 4:
        o.p = ("instance", n)
    objects.append(o)


def look(o):
    try:
        return o.x, o.y, o.constant, o.f(), o.p
    except AttributeError as e:
        return str(e)


def total():
    out = []
    for o in objects:
        out.append(look(o))
    return out


first = total()
for _ in range(50):
    assert total() == first
print(first)
classes[3].constant = "changed"
classes[4].f = lambda self: "new f"
classes[5].x = property(lambda self: "shadows")
del objects[6].x
classes[7].__getattr__ = lambda self, name: "dynamic " + name
del classes[8].constant
objects[21].f = lambda: "own f"
for _ in range(3):
    print(total())
classes[10].f = staticmethod(lambda: "static")
classes[11].f = classmethod(lambda cls: cls.__name__)
objects[12].__dict__["constant"] = "in dict"
objects[13].__dict__ = {"x": 1, "y": 2, "p": 3}
objects[14].__class__ = classes[14]
objects[15].__class__ = classes[16]
for _ in range(3):
    print(total())
