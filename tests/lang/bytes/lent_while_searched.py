# Objects that lend memory and change what is searched, joined or extended.
class Lender:
    def __init__(self, action, data=b"x"):
        self.action, self.data = action, data

    def __buffer__(self, flags):
        self.action()
        return memoryview(self.data)


class Index(Lender):
    def __index__(self):
        self.action()
        return 65


def show(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


def shrinking():
    ba = bytearray(b"A" * 9)
    return ba, Index(ba.clear)


for name in "find", "count", "index", "rindex", "rfind", "split", "rsplit", "startswith":
    ba, evil = shrinking()
    show(lambda: getattr(ba, name)(evil))
ba, evil = shrinking()
show(lambda: evil in ba)
show(lambda: Lender(int, b"bc") in b"abcd")
show(lambda: 5.5 in b"abc")
show(lambda: [] in bytearray(b"abc"))
seq = []
seq[:] = [b"a", Lender(lambda: seq.clear()), b"c"]
show(lambda: b"-".join(seq))
seq[:] = [b"a", Lender(lambda: seq.__setitem__(1, b"z")), b"c"]
show(lambda: bytearray(b"::").join(seq))
b = bytearray(b"x" * 20)
b.extend(Lender(b.clear, b"ABC"))
print(b)
b = bytearray(b"x" * 20)
b.extend(Lender(lambda: b.__delitem__(slice(3, None)), b"ABC"))
print(b)
b = bytearray(b"x" * 3)
b.extend(Lender(lambda: b.extend(b"yy"), b"ABC"))
print(b)
print(b.__alloc__() > len(b))
show(lambda: "%*r" % (-2**63, 1))
show(lambda: b"%*d" % (-2**63, 1))
import sys
for text in "", "abc", "é" * 3, "Ā", "€€", "\ud800", "\U0001f600" * 2, "aé€":
    print(ascii(text), sys.getsizeof(text))
s = "abc"
print(s.expandtabs() is s, "a\tb".expandtabs(4))
