# The attributes of instances of subclasses of native types live as long as these.
import array
import collections
import functools
import gc
import io
import itertools
import operator
import random
import types
import typing


class Part(functools.partial): pass
class Alias(types.GenericAlias): pass
class Counter(itertools.count): pass
class Chain(itertools.chain): pass
class Space(types.SimpleNamespace): pass
class Deque(collections.deque): pass
class Default(collections.defaultdict): pass
class Ordered(collections.OrderedDict): pass
class Array(array.array): pass
class Bytes(io.BytesIO): pass
class Text(io.StringIO): pass
class Random(random.Random): pass
class ByteArray(bytearray): pass


objects = [
    Part(len), Alias(list, int), Counter(), Chain(), Space(), Deque(), Default(), Ordered(), Array("b"), Bytes(), Text(),
    Random(), ByteArray(), typing.TypeVar("T"), typing.ParamSpec("P"), typing.TypeVarTuple("Ts"), functools.lru_cache(len),
]
for n, v in enumerate(objects):
    for name in "abcde":
        setattr(v, name, [name + str(n)])
for i in range(3):
    gc.collect()
    junk = [["junk" + str(k)] for k in range(20000)]
for v in objects:
    print(type(v).__name__, [object.__getattribute__(v, name) for name in "abcde"], getattr(v, "__module__", None))
