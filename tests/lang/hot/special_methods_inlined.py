# Methods behind subscripts, truth, length, text, iteration and calls, with results that are no longer what they were.
class Box:
    def __init__(self, n):
        self.data = list(range(n))
        self.odd = False

    def __getitem__(self, k):
        if isinstance(k, slice):
            return self.data[k.start:k.stop]
        if k == 77:
            self.data.append(k)
            return len(self.data)
        return self.data[k]

    def __setitem__(self, k, v):
        if v == 5000:
            self.data.clear()
            self.data.extend([7] * 10)
        self.data[k] = v

    def __delitem__(self, k):
        self.data[k] = 0

    def __len__(self):
        return "no length" if self.odd else len(self.data)

    def __bool__(self):
        return 1 if self.odd else self.data[0] >= 0

    def __contains__(self, x):
        return [] if self.odd else x < 5

    def __call__(self, a, b=2, *, c=3):
        return a + b + c

    def __str__(self):
        return 5 if self.odd else "box"

    def __repr__(self):
        return None if self.odd else "Box()"

    def __format__(self, spec):
        return 1.5 if self.odd else "<" + spec + ">"

    def __hash__(self):
        return "x" if self.odd else 42

    def __iter__(self):
        return 3 if self.odd else iter(self.data)


def tries(what, *args):
    try:
        return what(*args)
    except Exception as e:
        return type(e).__name__ + ": " + str(e)


def subscripts(n):
    box = Box(10)
    s = 0
    for i in range(n):
        k = 77 if i % 701 == 700 else i % 10
        s += box[k]
        box[i % 10] = i
        s += box[2:4][1]
        if i % 11 == 0:
            del box[i % 10]
    return s, len(box)


print(subscripts(6000))


def truth(n, at):
    box = Box(10)
    s = 0
    for i in range(n):
        if i == at:
            box.odd = True
        if box:
            s += 1
        if not box:
            s += 100
        s += len(box)
    return s


print(truth(5000, -1))
print(tries(truth, 5000, 4900))


def lengths(n, at):
    box = Box(10)
    s = 0
    for i in range(n):
        if i == at:
            box.odd = True
        s += len(box)
        s += (i % 10) in box
        s += (i % 10) not in box
    return s


print(lengths(5000, -1))
print(tries(lengths, 5000, 4900))


def members(n, at):
    box = Box(10)
    s = 0
    for i in range(n):
        if i == at:
            box.odd = True
        s += (i % 10) in box
        if (i % 10) not in box:
            s += 2
    return s


print(members(5000, -1), members(5000, 4000))


def text(n, at, how):
    box = Box(1)
    s = 0
    for i in range(n):
        if i == at:
            box.odd = True
        if how == 0:
            s += len(str(box))
        elif how == 1:
            s += len(repr(box))
        elif how == 2:
            s += len(f"{box}")
        elif how == 3:
            s += len(f"{box:>4}")
        elif how == 4:
            s += len(f"{box!s}{box!r}")
        elif how == 5:
            s += hash(box)
        else:
            for x in box:
                s += x
    return s


for how in range(7):
    print(how, text(4000, -1, how), tries(text, 4000, 3900, how))


def calls(n):
    box = Box(3)
    s = 0
    for i in range(n):
        s += box(i) + box(1, 1) + box(1, c=i) + box(*(1, 2))
        if i == n - 10:
            Box.__call__ = lambda self, *a, **k: 1
    return s


print(calls(4000))


class Count:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        if self.n == 13:
            self.n -= 1
            return next(self)
        self.n -= 1
        return self.n


def iterate(n):
    s = 0
    for i in range(n):
        for x in Count(20):
            s += x
        c = Count(3)
        s += next(c) + next(c)
    return s


print(iterate(500))


class GenNext:
    def __iter__(self):
        return self

    def __next__(self):
        yield 1

    def __contains__(self, x):
        yield x

    def __setitem__(self, k, v):
        yield k


def makers():
    g = GenNext()
    r = []
    for x in g:
        r.append(type(x).__name__)
        if len(r) == 3:
            break
    g[1] = 2
    return r, 5 in g, 5 not in g


print(makers())


class Manager:
    def __init__(self):
        self.log = 0

    def __enter__(self):
        self.log += 1
        return self

    def __exit__(self, kind, value, tb):
        self.log += 10
        return kind is ValueError


def managed(n):
    m = Manager()
    s = 0
    for i in range(n):
        with m as x:
            s += x.log
            if i % 500 == 499:
                raise ValueError(i)
    if n == 3000:
        Manager.__enter__ = lambda self: Manager2()
    return s


class Manager2:
    log = 5


print(managed(3000), managed(2000))


class Base:
    def __init__(self, x):
        self.x = x

    def f(self, y):
        return self.x + y


class Middle(Base):
    pass


class Derived(Middle):
    def __init__(self, x):
        super().__init__(x)
        self.z = 1

    def f(self, y):
        return super().f(y) + self.z


def inherited(n):
    s = 0
    for i in range(n):
        d = Derived(i)
        s += d.f(1)
        if i == n - 100:
            Middle.f = lambda self, y: 1000
        if i == n - 50:
            del Middle.f
            Base.f = lambda self, y: -1
    return s


print(inherited(4000))


class Lazy:
    def __init__(self):
        self.d = {"a": 1}

    def __getattr__(self, name):
        if name == "m":
            return lambda x: x + 1
        if name in self.d:
            return self.d[name]
        raise AttributeError("no " + name)


def lazy(n):
    o = Lazy()
    s = 0
    for i in range(n):
        s += o.a + o.m(i)
        if i == n - 100:
            o.a = 50
        if i == n - 50:
            Lazy.m = 3
            del o.a
        if i == n - 49:
            del Lazy.m
    return s


def lazy_error(n):
    o = Lazy()
    for i in range(n):
        o.a
    try:
        o.b
    except AttributeError as e:
        return str(e), e.__context__


print(tries(lazy, 4000))
print(lazy_error(3000))


class Setter:
    def __init__(self):
        self._x = 0

    @property
    def x(self):
        return self._x

    @x.setter
    def x(self, v):
        if v == 3900:
            raise ValueError("full")
        self._x = v


class Guarded:
    def __setattr__(self, name, v):
        object.__setattr__(self, name, v + 1)


def setters(n):
    p = Setter()
    g = Guarded()
    s = 0
    for i in range(n):
        try:
            p.x = i
        except ValueError as e:
            s += 7
        g.y = i
        s += p.x + g.y
    return s


print(setters(4000))
