"""A hierarchy that changes while a hot loop uses it."""

class Base:
    def value(self):
        return 1

    def __add__(self, other):
        return 10


class Other:
    def value(self):
        return 2

    def __add__(self, other):
        return 20


class Derived(Base):
    pass


class Leaf(Derived):
    pass


x = Leaf()
total = 0
log = []
for i in range(6000):
    total += x.value() + (x + 1) + len(type(x).__mro__)
    if i == 1500:
        Derived.__bases__ = (Other,)
        log.append(total)
    elif i == 2500:
        Leaf.value = lambda self: 3
        log.append(total)
    elif i == 3500:
        del Leaf.value
        Other.value = lambda self: 4
        log.append(total)
    elif i == 4500:
        class Mixin:
            def __add__(self, other):
                return 30
        Leaf.__bases__ = (Mixin, Derived)
        log.append(total)
    elif i == 5500:
        x.value = lambda: 5
        Mixin.__add__ = lambda self, other: 40
        log.append(total)
print(total, log)
