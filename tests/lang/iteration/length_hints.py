# Who asks an iterator how long it will be, and what a wrong answer does.
import operator

class Hinting:
    def __init__(self, hint, items=(1, 2)):
        self.hint, self.items = hint, iter(items)
    def __iter__(self):
        return self
    def __next__(self):
        return next(self.items)
    def __length_hint__(self):
        print("asked", end=" ")
        if isinstance(self.hint, BaseException):
            raise self.hint
        return self.hint

def extend(x):
    items = [0]
    items.extend(x)
    return items

def add(x):
    items = [0]
    items += x
    return items

def extend_bytes(x):
    items = bytearray()
    items.extend(x)
    return items

def assign_slice(x):
    items = [1, 2, 3]
    items[1:2] = x
    return items

def rest(x):
    first, *others = x
    return others

def all_rest(x):
    *others, last = x
    return others

def unpack(x):
    a, b = x
    return a

uses = {"list": list, "extend": extend, "add": add, "tuple": tuple, "set": set, "frozenset": frozenset, "fromkeys": dict.fromkeys,
        "sorted": sorted, "bytes": bytes, "bytearray": bytearray, "extend_bytes": extend_bytes, "slice": assign_slice,
        "rest": rest, "all_rest": all_rest, "unpack": unpack, "display": lambda x: [*x], "tuple display": lambda x: (*x,),
        "call": lambda x: (lambda *a: a)(*x), "native call": lambda x: max(*x), "sum": sum, "map": lambda x: list(map(abs, x)),
        "length_hint": operator.length_hint, "default": lambda x: operator.length_hint(x, 7)}
for name, use in uses.items():
    for hint in (2, -1, "x", None, NotImplemented, TypeError("t"), ValueError("v"), 2**70, True, 1.5, StopIteration()):
        try:
            print(name, repr(hint), use(Hinting(hint)))
        except BaseException as e:
            print(name, repr(hint), type(e).__name__, e)

class Descriptor:
    def __get__(self, instance, owner):
        print("looked up", end=" ")
        return lambda: 3

class ByDescriptor(Hinting):
    __length_hint__ = Descriptor()

print(list(ByDescriptor(None)), operator.length_hint(ByDescriptor(None)))
