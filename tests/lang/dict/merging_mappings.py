"""Which methods of a mapping are called by `**`, update() and |, in which order, and what their errors become."""


class Counting(dict):
    def keys(self):
        print("keys")
        return super().keys()

    def __iter__(self):
        print("iter")
        return super().__iter__()

    def __getitem__(self, key):
        print("get", key)
        return super().__getitem__(key)


class Plain(dict):
    """Its iteration is dict's own: nothing of it is called."""

    def keys(self):
        print("keys")
        return super().keys()

    def __getitem__(self, key):
        print("get", key)
        return super().__getitem__(key)


class Mapping:
    def keys(self):
        print("keys")
        return ["a"]

    def __getitem__(self, key):
        print("get", key)
        return 3

    def __getattribute__(self, name):
        print("attribute", name)
        return object.__getattribute__(self, name)


def f(**keywords):
    return keywords


for made in (Counting(a=1), Plain(a=1), Mapping()):
    print("---", type(made).__name__)
    print({**made})
    print(f(**made))
    print(f(x=1, **made))
    print(dict(made))
    x = {}
    x.update(made)
    print(x)
    if isinstance(made, dict):
        print({} | made)


class Keyless:
    def keys(self):
        return 5

    def __getitem__(self, key):
        return 3


class Nothing:
    def __getattr__(self, name):
        raise AttributeError("no " + name)


class Raising:
    def __init__(self, error, where):
        self.error, self.where = error, where

    def keys(self):
        if self.where == "keys":
            raise self.error
        return ["a", "b"]

    def __getitem__(self, key):
        print("get", key)
        if self.where == "get":
            raise self.error
        return 1


class Generating(Raising):
    def keys(self):
        yield "a"
        print("between")
        yield "b"


class Numbers(Raising):
    def keys(self):
        return [1, 2]


def tell(g):
    try:
        print(g())
    except Exception as e:
        print(type(e).__name__, e, e.__context__, e.__cause__)


mappings = [5, Keyless(), Nothing(), Generating(None, None), Numbers(None, None), {1: 2}]
for error in (KeyError("x"), KeyError("x", 2), AttributeError("y"), ValueError("z")):
    mappings += [Raising(error, "keys"), Raising(error, "get")]
for m in mappings:
    print("---", type(m).__name__, getattr(m, "where", ""), getattr(m, "error", ""))
    tell(lambda: {**m})
    tell(lambda: f(**m))
    tell(lambda: dict(m))
    tell(lambda: f(a=1, **m))
