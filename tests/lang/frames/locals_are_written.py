"""f_locals of a function writes through; locals() is a snapshot (PEP 667)."""
import sys
def f(a, b=2):
    frame = sys._getframe()
    proxy = frame.f_locals
    proxy["a"] = 10
    snapshot = locals()
    snapshot["b"] = 99
    proxy["extra"] = "kept"
    def inner():
        return cell
    cell = 1
    proxy["cell"] = 2
    print(a, b, inner(), sorted(proxy), frame.f_locals["extra"], locals() is locals(), "extra" in locals())
    return proxy
proxy = f(1)
print(type(proxy).__name__, proxy["a"], len(proxy), proxy.get("nothing", "default"), proxy.pop("extra"))
for action in (lambda: proxy.pop("a"), lambda: proxy["nope"], lambda: proxy.__delitem__("b"), lambda: proxy.update(5)):
    try:
        action()
    except (ValueError, KeyError, TypeError) as e:
        print(type(e).__name__, e)
def caller():
    value = "before"
    change()
    return value
def change():
    sys._getframe(1).f_locals["value"] = "after"
print(caller())
def gen():
    n = 0
    while n < 5:
        n += 1
        yield n
g = gen()
print(next(g))
g.gi_frame.f_locals["n"] = 3
print(list(g))
class C:
    x = 1
    sys._getframe().f_locals["y"] = 2
print(C.y)
print((proxy | {"k": 1})["k"], proxy == dict(proxy), isinstance(proxy, dict))
