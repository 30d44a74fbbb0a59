"""Values as bytes and back."""
import marshal

values = [None, True, False, ..., 0, -1, 2**31 - 1, -(2**31), 2**31, -(2**63), 2**64, 10**50, -(10**50), 1.5, float("inf"), 1 + 2j]
values += ["", "abc", "é\ud800x", "x" * 300, b"", b"bytes" * 100, (), (1, (2,)), [1, [2]], {}, {1: "a", "b": [None]}, {1, 2}, frozenset({3}), StopIteration]
for v in values:
    back = marshal.loads(marshal.dumps(v))
    print(type(back).__name__, back == v, ascii(back)[:60])
print(marshal.loads(b"\xe9\x02\x00\x00\x00"), marshal.loads(b"\xa9\x02\xda\x01ar\x01\x00\x00\x00"))
for bad in (lambda: marshal.loads(b""), lambda: marshal.loads(b"i\x01"), lambda: marshal.loads(b"?"), lambda: marshal.dumps(object()), lambda: marshal.loads(b"0"), lambda: marshal.loads("x")):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
