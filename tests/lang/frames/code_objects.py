"""What a code object tells of its function."""
def f(a, b, /, c=1, *args, d, **kw):
    """doc"""
    x = [a for a in args]
    def inner(): return a, x
    return inner
c = f.__code__
print(c.co_name, c.co_qualname, c.co_argcount, c.co_posonlyargcount, c.co_kwonlyargcount, c.co_nlocals >= 7)
print(c.co_varnames[:7], c.co_cellvars, c.co_freevars, f(1, 2, d=3).__code__.co_freevars)
print(c.co_firstlineno, c.co_filename == __file__, c.co_flags & 0x0c, c.co_consts[0])
lines = [line for _, _, line in c.co_lines() if line is not None]
print(min(lines), max(lines))
print(all(len(p) == 4 for p in c.co_positions()), len(list(c.co_positions())) == len(c.co_code) // 2)
g = c.replace(co_name="g", co_firstlineno=50)
print(g.co_name, g.co_firstlineno, g == c, c.replace() == c, hash(c) == hash(c.replace()))
class C:
    def m(self): pass
    async def a(self): pass
    def g(self): yield
    async def ag(self): yield
print([bool(getattr(C, n).__code__.co_flags & flag) for n, flag in (("a", 0x80), ("g", 0x20), ("ag", 0x200), ("m", 0x20))])
print(C.m.__code__.co_qualname, (lambda: 0).__code__.co_name, compile("1", "n", "eval").co_name)
import types
h = types.FunctionType(c, {"__builtins__": __builtins__}, "other", (9,))
print(h.__name__, h.__defaults__, h(1, 2, d=0)()[0])
