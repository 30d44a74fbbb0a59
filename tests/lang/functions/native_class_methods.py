"""Class methods of built-in classes: called in hot loops, on derived classes, by way of instances, and what is wrong."""
import sys


class D(dict):
    pass


class I(int):
    pass


def hot(n):
    total = 0
    for i in range(n):
        d = dict.fromkeys("ab", i)
        e = D.fromkeys((i, 1))
        total += d["b"] + len(e) + int.from_bytes(b"\1\2", "big") + I.from_bytes(b"\3")
        total += int.from_bytes(b"\xff\xfe", "little", signed=True)
        x = float.fromhex("0x1.8p1") + len(bytes.fromhex("00ff"))
        total += int(x)
    return total, type(e).__name__, type(I.from_bytes(b"")).__name__, d


print(hot(500))


def changed(n):
    class C(dict):
        pass

    seen = []
    for i in range(n):
        if i == n // 2:
            C.fromkeys = classmethod(lambda cls, x: (cls.__name__, x))
        elif i == n - 5:
            del C.fromkeys
        r = C.fromkeys("a")
        if not seen or seen[-1] != r:
            seen.append(r)
    return seen


print(changed(400))


class FromInstance(dict):
    pass


f = FromInstance(a=1)
for i in range(200):
    g = f.fromkeys("xy", i)
print(type(g).__name__, g)

method = dict.fromkeys
print(method.__self__, method("a"), dict.__dict__["fromkeys"](dict, "b"))
for wrong in (
    lambda: dict.fromkeys(),
    lambda: dict.fromkeys(1, 2, 3),
    lambda: dict.fromkeys(1),
    lambda: dict.fromkeys(x=1),
    lambda: int.from_bytes(),
    lambda: int.from_bytes(b"", "middle"),
    lambda: int.from_bytes(b"", "big", True),
    lambda: int.from_bytes(b"", sign=1),
    lambda: float.fromhex(),
    lambda: float.fromhex("x"),
    lambda: bytes.fromhex("0"),
    lambda: dict.__dict__["fromkeys"](),
    lambda: dict.__dict__["fromkeys"](int, "a"),
    lambda: dict.__dict__["fromkeys"]("a"),
    lambda: dict.__dict__["fromkeys"].__get__(None, 5),
    lambda: dict.__dict__["fromkeys"].__get__(None, int),
    lambda: dict.__dict__["fromkeys"].__get__(D()),
):
    try:
        r = wrong()
        print(type(r).__name__)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)

events = []


def profile(frame, event, arg):
    if event.startswith("c_"):
        events.append((event, arg.__name__, type(arg).__name__, getattr(arg, "__self__", None)))


sys.setprofile(profile)
dict.fromkeys("a")
D.fromkeys("a")
int.from_bytes(b"a", "big")
sys.setprofile(None)
print(*events, sep="\n")
