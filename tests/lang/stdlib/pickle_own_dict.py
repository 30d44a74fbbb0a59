"""The state of an instance is its dict itself, however it is asked for."""
import collections
import copy
import pickle


class A:
    pass


a = A()
print(a.__getstate__())
a.x = 1
print(a.__getstate__() is a.__dict__, a.__reduce_ex__(4)[2] is vars(a), object.__getstate__(a) is vars(a))


class L(list):
    pass


class S:
    __slots__ = ("m", "__dict__")


class Fake:
    @property
    def __dict__(self):
        return {"fake": 1}


class Loud:
    def __getattribute__(self, name):
        print("asked for", name)
        return object.__getattribute__(self, name)


l, s, fake, loud, f, e = L(), S(), Fake(), Loud(), lambda: 0, ValueError()
print([object.__getstate__(o) for o in (l, s, fake, loud, f, e, 3, [], int, collections.OrderedDict())])
for o in (l, s, fake, loud, f, e):
    o.x = 1
s.m = 2
print([object.__getstate__(o) for o in (l, s, fake, loud, f, e)])
print(l.__getstate__() is vars(l), s.__getstate__()[0] is vars(s), f.__getstate__() is vars(f))
for protocol in range(2, 6):
    print(pickle.dumps(fake, protocol))
print(type(object.__getstate__(A)), object.__getstate__(A)["__module__"])
A.__slotnames__ = ("x",)
try:
    a.__getstate__()
except TypeError as error:
    print(error)
del A.__slotnames__


class Shared:
    def __setstate__(self, state):
        self.__dict__ = state


one = Shared()
one.x = 1
two = copy.copy(one)
two.x = 2
print(one.x)


# Whoever asks for the dict of an instance that is being written, or was, finds it in the memo.
class Asks:
    def __init__(self, f):
        self.f = f

    def __reduce__(self):
        return self.f()


def as_dict(o):
    return dict, (vars(o),)


def replaced(o):
    o.__dict__ = {"other": 1}
    return as_dict(o)


def seen(o):
    vars(o)
    return int, ()


def changed(o):
    vars(o)["z"] = "new"
    return int, ()


def grown(o):
    vars(o)["more"] = 1
    return int, ()


for reduce in (as_dict, replaced, seen, changed, grown):
    for protocol in (2, 5):
        a = A()
        a.b, a.asks, a.z = 1, Asks(lambda: reduce(a)), 3
        try:
            print(reduce.__name__, pickle.dumps(a, protocol))
        except RuntimeError as error:
            print(reduce.__name__, error)
    a = A()
    part = A()
    part.c = 2
    a.b = [part, 1]
    asking = [Asks(lambda: reduce(a)), Asks(lambda: reduce(part))]
    print(reduce.__name__, pickle.dumps([a, part, *asking, a, {}]))


# Lists may not change their length either, which is looked at after a thousand items.
def change(n, at, f):
    items = [0] * n
    items[at] = Asks(lambda: (f(items), (int, ()))[1])
    try:
        return pickle.loads(pickle.dumps(items)) == items
    except RuntimeError as error:
        return error


for n, at in ((1, 0), (2, 0), (2, 1), (1000, 999), (1001, 1000), (2500, 1200)):
    for f in (lambda l: l.append(1), lambda l: l.pop(), lambda l: l.clear(), lambda l: l.reverse()):
        print(n, at, change(n, at, f))
