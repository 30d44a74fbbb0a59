# Fields of built-in objects: which are members, and what is said to whoever assigns to them.
import types
import weakref

def f(x): return x
def g(): yield
async def a(): yield
code = f.__code__
try:
    raise ValueError
except ValueError as e:
    tb = e.__traceback__
objects = [(1j, "real"), (1j, "imag"), (1.5, "real"), (1, "numerator"), (code, "co_name"), (code, "co_flags"), (code, "co_consts"),
           (code, "co_code"), (code, "co_varnames"), (slice(1), "start"), (range(3), "stop"), (property(), "fget"),
           (types.MethodType(f, 1), "__func__"), (types.MethodType(f, 1), "__self__"), (len, "__self__"), (len, "__name__"),
           (str.lower, "__name__"), (str.lower, "__objclass__"), (int.__add__, "__objclass__"), (type.__dict__["__mro__"], "__name__"),
           (super(int, 1), "__thisclass__"), (super(int, 1), "__self__"), (tb, "tb_frame"), (tb, "tb_lasti"), (tb, "tb_lineno"),
           (g(), "gi_running"), (g(), "gi_frame"), (a(), "ag_running"), (list[int], "__origin__"), (list[int], "__args__"),
           (int | str, "__args__"), (weakref.ref(f), "__callback__"), (staticmethod(f), "__func__"), (memoryview(b""), "obj"),
           (int, "__basicsize__"), (int, "__flags__"), (int, "__mro__"), (int, "__base__"), (f, "__globals__"), (f, "__closure__")]
for o, name in objects:
    d = type(o).__dict__.get(name)
    print(type(o).__name__, name, type(d).__name__, getattr(d, "__qualname__", None))
    for act in (lambda: setattr(o, name, 1), lambda: delattr(o, name)):
        try:
            act()
            print("done")
        except Exception as e:
            print(" ", type(e).__name__, e)
for d in (complex.real, float.real, int.__add__, str.lower):
    print(repr(d), type(d).__name__, d.__qualname__)
try:
    complex.real.__get__(1.5)
except TypeError as e:
    print(e)
