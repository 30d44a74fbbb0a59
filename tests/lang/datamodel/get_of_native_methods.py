# `__get__` of a native method takes anything for the owner, unless the method's calling convention asks for its class.
import array
import io
import re
import zlib

cases = [
    (io.TextIOBase.read, io.StringIO("text")),
    (io.StringIO.read, io.StringIO("text")),
    (re.Pattern.match, re.compile("a")),
    (re.Pattern.findall, re.compile("a")),
    (array.array.extend, array.array("i")),
    (array.array.append, array.array("i")),
    (type(zlib.compressobj()).flush, zlib.compressobj()),
    (str.join, ""),
    (list.append, []),
]
for method, instance in cases:
    for owner in ("no type", 5, int, type(instance)):
        try:
            bound = method.__get__(instance, owner)
            print(bound.__name__, bound.__self__ is instance)
        except TypeError as e:
            print(e)
    for args in ((None, int), (None, "no type"), (3.5, "no type"), (None, None)):
        try:
            print(method.__get__(*args) is method)
        except TypeError as e:
            print(e)
