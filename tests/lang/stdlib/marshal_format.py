# The bytes of marshal are CPython's.
import marshal
import sys

# (Evaluated, so that nothing else refers to them: CPython marks what something else refers to.)
for text in (
    "None", "True", "False", "...", "StopIteration", "0", "1", "-5", "256", "''", "'a'", "'\xe9'", "b''", "b'a'", "()",
    "1.5", "2j", "-0.0", "70000", "2**40", "-2**100", "'not interned!'", "'\u20ac' * 3", "b'bytes'", "'long ' * 100",
    "(1, 2)", "[1, 2]", "{1: 2}", "{3}", "frozenset({3, 2, 1})", "{'b!' * 2, b'a' * 2, 3}", "slice(1, None, 2)", "tuple(range(300))",
    "[['x!' * 2] * 2] * 2", "(lambda v: [v, v])('twice: \u20ac')", "(lambda v: {1: v, 2: v})((1, 2))", "[[]] * 3",
    "(lambda v: [v, (v, v)])(b'twice' * 2)", "(lambda v: (v, v))(slice(1, None))", "(lambda v: [v, v])(frozenset({1}))",
    "{'key': 'key'}", "[0, 0, 0]", "['interned', 'interned']", "((1, 2), [3, (4,)])",
):
    v = eval(text)
    data = marshal.dumps(eval(text))
    if len(data) > 200:
        data = len(data), data[:20]
    print(text, data, marshal.loads(marshal.dumps(v)) == v)
for version in range(6):
    for text in ("[1, 'ab!', '\xe9\xe9', 1.5, 2j, (1,), True, 2**70, b'x' * 2]", "(lambda v: [v, v])('ab ' * 3)", "0.1", "1e300"):
        print(version, text, marshal.dumps(eval(text), version))
print(marshal.version)
big = 2**70 + 12345
for n in (big, -big, 2**31, -2**31 - 1, 2**15, 10**40):
    assert marshal.loads(marshal.dumps(n)) == n
loop = [1]
loop.append(loop)
again = marshal.loads(marshal.dumps(loop))
print(again[1] is again)
for v in (object(), [object()], int, len, type("T", (int,), {})(1)):
    try:
        marshal.dumps(v)
    except ValueError as e:
        print(type(v).__name__, e)
for version in (0, 2, 4):
    try:
        marshal.dumps(slice(1, 2), version)
    except ValueError as e:
        print(version, e)
deep = []
for _ in range(3000):
    deep = [deep]
try:
    marshal.dumps(deep)
except ValueError as e:
    print(e)
for data in (b"", b"i", b"i\x01", b"[\xff\xff\xff\xff", b"?", b"(\x02\x00\x00\x00N", b"r\x05\x00\x00\x00", b"0",
             b"l\x01\x00\x00\x00\xff\xff", b"l\x01\x00\x00\x00\x00\x00", b"(\x01\x00\x00\x000", b"[\x01\x00\x00\x000",
             b"s\xff\xff\xff\xff", b"u\xff\xff\xff\xff", b"<\xff\xff\xff\xff", b"u\x01\x00\x00\x00\xff", b"\xa8\x01\x00\x00\x00r\x01\x00\x00\x00"):
    try:
        print(data, marshal.loads(data))
    except Exception as e:
        print(data, type(e).__name__, e)
try:
    marshal.loads("text")
except TypeError as e:
    print(e)
code = compile("def f(a, b=2):\n    return [a + b for _ in range(2)]\nprint(f(1))\n", "source.py", "exec")
copy = marshal.loads(marshal.dumps(code))
exec(copy)
print(copy == code, copy.co_filename, copy.co_name)
try:
    marshal.dumps(code, allow_code=False)
except ValueError as e:
    print(e)
try:
    marshal.loads(marshal.dumps(code), allow_code=False)
except ValueError as e:
    print(e)


class File:
    def __init__(self, data):
        self.data = data

    def read(self, n):
        part, self.data = self.data[:n], self.data[n:]
        return part

    def readinto(self, room):
        part = self.read(len(room))
        room[: len(part)] = part
        return len(part)


f = File(marshal.dumps([1, "two"]) + marshal.dumps((3.5,)) + b"rest")
print(marshal.load(f), marshal.load(f), f.data)
