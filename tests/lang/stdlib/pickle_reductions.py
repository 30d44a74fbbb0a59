# How objects are written that have no opcodes of their own, and what is said of those that cannot be.

import collections
import copyreg
import io
import pickle


def show(f):
    try:
        print("   ", repr(f()))
    except Exception as e:
        notes = getattr(e, "__notes__", None)
        print("   ", type(e).__module__, type(e).__qualname__, str(e), notes, "|", repr(e.__context__))


class R:
    "Reduced to whatever it was given."

    def __init__(self, v):
        self.v = v

    def __reduce_ex__(self, protocol):
        return self.v() if callable(self.v) else self.v

    def __repr__(self):
        return "R()"


class C:
    def __repr__(self):
        return "C()"


class D(C):
    pass


class Outer:
    class Inner:
        def method(self):
            pass


class Keywords:
    def __new__(cls, *, k=0):
        return object.__new__(cls)

    def __getnewargs_ex__(self):
        return (), {"k": 1}


class Slots:
    __slots__ = ("a", "b")


def bad():
    raise LookupError("bad")


def function():
    pass


function.__qualname__ = "<lambda>"
mine, changed, self_made, empty = C(), C(), C(), C()
mine.a = R(bad)
changed.a = 1
changed.__class__ = D
self_made.me = self_made
members = Slots()
members.a = [1]


def local():
    class Local:
        pass

    return Local


# (Iterators are made anew for each protocol.)
OBJECTS = [
    lambda: R(5), lambda: R(()), lambda: R((1,)), lambda: R((1, 2)), lambda: R((list, 2)), lambda: R((list, ())),
    lambda: R((list, (), None, 5)), lambda: R((list, (), None, None, 5)), lambda: R((list, (), None, None, None, 5)),
    lambda: R((1,) * 7), lambda: R("foo"), lambda: R("R.foo"), lambda: R("R"), lambda: R("show"),
    lambda: R((copyreg.__newobj__, ())), lambda: R((copyreg.__newobj__, (1,))), lambda: R((copyreg.__newobj__, (C,))),
    lambda: R((copyreg.__newobj_ex__, (1,))), lambda: R((copyreg.__newobj_ex__, (1, 2, 3))),
    lambda: R((copyreg.__newobj_ex__, (C, 2, 3))), lambda: R((copyreg.__newobj_ex__, (C, (), 3))),
    lambda: R((copyreg.__newobj_ex__, (C, (1,), {"a": 2}))),
    lambda: {"a": [0, (1, {2: R(bad)})]}, lambda: {R(bad): 1}, lambda: [R(bad)], lambda: {R(bad)},
    lambda: frozenset([R(bad)]), lambda: [0] * 5 + [R(bad)],
    lambda: R((bad, (R(bad),))), lambda: R((list, (), R(bad))), lambda: R((list, (), 1, None, None, R)),
    lambda: R((list, (), 1, None, None, R(bad).__reduce_ex__)), lambda: R((list, (), None, iter([1, R(bad)]))),
    lambda: R((list, (), None, iter(range(3)))), lambda: R((dict, (), None, None, iter([(1, R(bad))]))),
    lambda: R((dict, (), None, None, iter([1]))), lambda: R((dict, (), None, None, iter([(1, 2), (3,)]))),
    lambda: R((dict, (), None, None, iter([(1, 2), (3, 4)]))),
    local, lambda: Outer.Inner, lambda: Outer.Inner.method, lambda: Outer.Inner(), Keywords, lambda: members,
    lambda: mine, lambda: changed, lambda: [changed, changed.__dict__, changed], lambda: self_made, lambda: [empty, empty],
    lambda: type(None), lambda: type(...), lambda: [..., NotImplemented], lambda: int, lambda: len, lambda: [].append,
    lambda: collections.OrderedDict(a=1), lambda: collections.deque([1, 2]), lambda: 1j, lambda: range(3),
    lambda: bytearray(b"ab"), bytearray, bytes, lambda: b"a\xff", lambda: "a\n\\\0\u1234\U00012345\r\x1a\ud800\xff",
    lambda: ValueError("x"), lambda: [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)], lambda: [2**31, -(2**31) - 1, 2**63, -(2**63)],
    lambda: [255, 256, 65535, 65536, -1, 2**64 - 1, -(2**2047)], lambda: [1.5, -0.0, float("inf")], lambda: [True, None],
]

for protocol in range(6):
    print("protocol", protocol)
    for make in OBJECTS:
        if make() is not local and not (protocol < 2 and isinstance(make(), Slots)):
            show(lambda: pickle.dumps(make(), protocol))
    show(lambda: pickle.dumps(local(), protocol))

print("arguments")
show(lambda: pickle.dumps(1, 6))
show(lambda: pickle.dumps(1, -7))
show(lambda: pickle.dumps(1, "x"))
show(lambda: pickle.dumps(1, 4, buffer_callback=print))
show(lambda: pickle.dumps())
show(lambda: pickle.dump(1, 5))
show(lambda: pickle.Pickler())
show(lambda: pickle.Pickler(5))
show(lambda: pickle.load(5))
show(lambda: pickle.Unpickler(io.BytesIO(), 1))
show(lambda: pickle.Pickler.__new__(pickle.Pickler).dump(1))
show(lambda: pickle.Unpickler.__new__(pickle.Unpickler).load())

print("attributes")
p = pickle.Pickler(io.BytesIO())
for name in ("bin", "fast", "dispatch_table", "foo"):
    show(lambda: getattr(p, name))
    show(lambda: setattr(p, name, "x"))
    show(lambda: delattr(p, name))
show(lambda: setattr(p, "memo", "x"))
show(lambda: setattr(p, "memo", {1: 1}))
show(lambda: setattr(p, "memo", {1: (1, "a")}))
show(lambda: sorted(p.memo.copy().values()))
show(lambda: p.memo.clear())
show(lambda: p.memo.__reduce__())
show(lambda: p.dump([1, "a"]))
show(lambda: sorted(p.memo.copy().values()))
show(lambda: p.persistent_id(1))
u = pickle.Unpickler(io.BytesIO())
for value in ({"a": 1}, {-1: 1}, 5):
    show(lambda: setattr(u, "memo", value))
show(lambda: u.find_class("collections", "OrderedDict"))
show(lambda: u.find_class("sys", "nope"))
show(lambda: u.find_class(1, 2))
show(lambda: u.persistent_load(1))

print("extensions")
copyreg.add_extension(__name__, "C", 0xFF)
copyreg.add_extension(__name__, "D", 0x100)
copyreg.add_extension(__name__, "R", 0x7FFFFFFF)
for protocol in (1, 2, 4):
    data = pickle.dumps([C, D, R, C, C()], protocol)
    print("   ", data, pickle.loads(data)[:4])

print("what files are given")


class Sizes:
    def __init__(self):
        self.sizes = []

    def write(self, data):
        self.sizes.append((type(data).__name__, len(data)))


for protocol in (2, 4, 5):
    for v in (["x" * 70000, b"y" * 70000, "z"], ["b%d" % i for i in range(20000)], bytearray(70000)):
        file = Sizes()
        pickle.dump(v, file, protocol)
        print("   ", protocol, file.sizes)

print("fast")
p = pickle.Pickler(file := io.BytesIO(), 2)
p.fast = True
same = ["s"]
p.dump([same, same, self_made.__class__])
print("   ", file.getvalue())
same.append(same)
try:
    p.dump(same)
except ValueError as e:
    print("   ", str(e).partition(" at ")[0])

print("in use")


class Again:
    def __reduce__(self):
        show(lambda: p.dump(1))
        return list, ()


p = pickle.Pickler(io.BytesIO())
p.dump(Again())
