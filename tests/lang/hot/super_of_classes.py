# super() in __new__ and in class methods, in hot loops, while what it leads to changes; and the identity of derived numbers.
class A:
    made = 0

    def __new__(cls, *args):
        self = super().__new__(cls)
        self.args = args
        return self

    @classmethod
    def create(cls, *args):
        return cls(*args)

    @staticmethod
    def helper(x):
        return x + 1

    @classmethod
    def name(cls):
        return cls.__name__

    kind = "plain"

    @property
    def prop(self):
        return "property"


class B(A):
    @classmethod
    def create(cls, *args):
        r = super().create(*args)
        r.by = super().helper(len(args)), super().name(), super().kind
        return r

    @classmethod
    def odd(cls):
        try:
            return super().missing()
        except AttributeError as e:
            return str(e)

    @classmethod
    def shown(cls):
        return super().prop.__class__.__name__


class C(B):
    @classmethod
    def name(cls):
        return "C's " + super().name()


class Point(tuple):
    def __new__(cls, x, y):
        return super().__new__(cls, (x, y))

    def __add__(self, o):
        return Point(self[0] + o[0], self[1] + o[1])


class Meta(type):
    def __call__(cls, *args):
        r = super().__call__(*args)
        return r

    def tag(cls):
        return "meta"


class Sub(Meta):
    def tag(cls):
        return "sub " + super().tag()


class M(metaclass=Sub):
    def __init__(self, v):
        self.v = v


class Number(int):
    pass


def run():
    seen = []
    p, total = Point(0, 0), 0
    one, other = Number(1), Number(1)
    for i in range(400):
        if i == 100:
            A.helper = staticmethod(lambda x: "other")
        if i == 200:
            A.name = classmethod(lambda cls: "lambda of " + cls.__name__)
            A.kind = 5
        if i == 300:
            A.name = lambda *a: ("function", len(a))
            C.helper = None
        for c in (B, C):
            r = c.create(1, i)
            try:
                what = type(r).__name__, r.by, c.odd(), c.shown(), c.name()
            except TypeError as e:
                what = str(e)
            if what not in seen:
                seen.append(what)
        p += Point(1, i)
        total += M(i).v + len(M.tag()) + (one is other) + (one is one) + (other is not one)
    return seen, p, total


seen, p, total = run()
for what in seen:
    print(what)
print(p, total)
