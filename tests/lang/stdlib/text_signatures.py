# The text signatures of native types and of what some of their instances call.
import _asyncio
import functools
import io
import itertools
import operator
import types
import zlib

for t in (
    bool, classmethod, complex, enumerate, filter, float, frozenset, list, map, memoryview, object, property, reversed, set,
    staticmethod, tuple, zip, int, str, bytes, bytearray, dict, range, slice, type, super, Exception, OSError,
    types.FunctionType, types.MethodType, types.ModuleType, types.SimpleNamespace, types.GenericAlias, types.MappingProxyType,
    itertools.accumulate, itertools.batched, itertools.chain, itertools.combinations, itertools.compress, itertools.count,
    itertools.cycle, itertools.groupby, itertools.islice, itertools.product, itertools.repeat, itertools.zip_longest,
    functools.partial, operator.itemgetter, operator.attrgetter, operator.methodcaller,
    io.BytesIO, io.StringIO, io.TextIOWrapper, io.FileIO, io.BufferedReader, _asyncio.Future, _asyncio.Task,
):
    print(t.__name__, t.__text_signature__)


class Mine(list):
    """Mine(a)"""


print(Mine.__text_signature__)
for v in (operator.itemgetter(1), operator.attrgetter("a"), operator.methodcaller("a"), functools.cmp_to_key(len)):
    print(v.__text_signature__)
for f in (max, min):
    print(f.__doc__, f.__text_signature__)
