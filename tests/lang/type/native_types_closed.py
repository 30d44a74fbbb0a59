"""Which native types can be changed, subclassed, called, as their flags say."""

import _csv
import _json
import _md5
import array
import binascii
import collections
import datetime
import functools
import io
import itertools
import operator
import random
import re
import select
import struct
import sys
import time
import typing
import weakref
import zlib

FLAGS = {1 << 9: "heap", 1 << 10: "base", 1 << 8: "immutable", 1 << 7: "disallows", 1 << 22: "matches self"}


def attempt(what):
    try:
        what()
        return "fine"
    except TypeError as error:
        return str(error)


def subclass(cls):
    class Sub(cls):
        pass


for cls in (
    int, type(iter([])), type(iter({})), type({}.keys()), type(lambda: 0), type(sys._getframe()), array.array,
    type(iter(array.array("i"))), collections.deque, type(iter(collections.deque())), collections.OrderedDict,
    collections.defaultdict, functools.partial, type(functools.lru_cache(lambda: 1)), io.BytesIO, io.FileIO,
    io.TextIOWrapper, itertools.chain, operator.itemgetter, random.Random.__mro__[1], re.Pattern, struct.Struct,
    type(zlib.compressobj()), type(select.poll()), select.epoll, type(_md5.md5()), _json.make_scanner, _csv.Dialect, type(_csv.reader([])), weakref.ProxyType, time.struct_time,
    type(sys.flags), type(sys.version_info), typing.TypeVar, typing.Generic, datetime.date, datetime.timezone
):
    flags = [name for bit, name in FLAGS.items() if cls.__flags__ & bit]
    if cls.__module__ == "datetime":
        flags = flags[flags[0] == "heap":]
    print(cls.__module__, cls.__qualname__, *flags)
    print("   ", attempt(lambda: setattr(cls, "x", 1)))
    if "immutable" not in flags:
        del cls.x
    print("   ", attempt(lambda: subclass(cls)))
    if "disallows" in flags:
        print("   ", attempt(cls))

print("# arrays of what is no character")
bad = array.array("w", b"\xff\xff\xff\xff")
for what in (
    lambda: bad[0], lambda: list(bad), lambda: repr(bad), bad.tounicode, lambda: bad.index("x"), lambda: bad == bad, bad.pop
):
    try:
        print(what())
    except ValueError as error:
        print(type(error).__name__, error)

print("# strict base64")
for text in b"YWJj", b"YW==", b"YWI=", b"=YWI", b"YW=I", b"YWI==", b"YWI=x", b"YWI=\n", b"Y=I=", b"Y\nWI=", b"YWJj=", b"YWJ":
    try:
        print(text, binascii.a2b_base64(text, strict_mode=True))
    except binascii.Error as error:
        print(text, error)
