# Weak references and proxies show and hand on what the class has.
import weakref


class Sequence:
    def __len__(self):
        return 3

    def __getitem__(self, n):
        return "abc"[n]

    def __reversed__(self):
        return iter("cba")

    def __bytes__(self):
        return b"bytes"

    def __pow__(self, other, mod=None):
        return ("pow", other, mod)


class Config(dict):
    def __getattr__(self, name):
        return self[name]


class BadName:
    @property
    def __name__(self):
        raise ZeroDivisionError("name")


def named():
    pass



s = Sequence()
p = weakref.proxy(s)
print(list(reversed(p)), bytes(p), len(p), p[1], list(p))
print(pow(p, 2, 5), pow(p, 2), p ** 3)
config = Config(offset=5)
print("Config" in repr(weakref.ref(config)), weakref.proxy(config).offset)
print("(named)" in repr(weakref.ref(named)), "(Sequence)" in repr(weakref.ref(Sequence)))
bad = BadName()
try:
    repr(weakref.ref(bad))
except ZeroDivisionError as e:
    print(e)
