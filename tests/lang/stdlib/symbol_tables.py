"""The compiler's symbol table, as programs see it."""

import symtable
import _symtable
sources = ['''
def f(a,*b):
    global g
    x=[y for y in a]
    class C[T](int):
        'doc'
        z=1
        def m(self): return a,__class__
    def h(q:int=a)->str: nonlocal a; return lambda: q
    type A[X]=X
    return (i for i in b)
import os
''','''
class A:
    x: int = 1
    if x:
        y: str
    l = [x for x in range(3) if x]
    def m(self, __p): return super().m(), self.__q
    class B: 
        def x(self): return A
glob: int = 3
@dec
async def co(a, /, b=lambda: 0, *, c, **k):
    try: pass
    except E as e: pass
    with a as (b, d): pass
    async for z in a: yield z
    return
[(u, v) for u in [1] for v in (lambda: u)()]
def gen[*Ts, **P, T: int = str](x: T) -> T: return x
def outer():
    v = 1
    class K:
        v = 2
        def m(self): return v
    def k():
        nonlocal v
        del v
    [w := 1 for _ in a]
    return [(lambda: q) for q in v]
match a:
    case {"x": xx, **rest}: pass
''',"x+y","lambda *a, b: a", '''
from __future__ import annotations
def f(a: int): pass
class C:
   z: int
   def m(self, a: z): pass
''']


def show(block, depth=0):
    print("  " * depth, block.name, block.type, block.lineno, block.nested, block.varnames, sorted(block.symbols.items()))
    for child in block.children:
        show(child, depth + 1)


for source in sources:
    show(_symtable.symtable(source, "f", "exec"))
    print("----")

print(list(_symtable.symtable("a = b\nfor c in d: pass\ndef e():\n    global f\ng = 1", "f", "exec").symbols))
top = symtable.symtable("def f(a, *, b=1):\n  global c\n  from d import e\n  def g(): return a\n  return [b for h in e]", "f", "exec")
f = top.get_children()[1]
print(top, f.get_parameters(), f.get_locals(), f.get_globals(), f.get_frees(), f.get_type(), f.is_nested())
for symbol in f.get_symbols():
    print(symbol, symbol.is_parameter(), symbol.is_imported(), symbol.is_referenced(), symbol.is_assigned())
for bad in ("(", "exec"), ("a", "what"), ("def f(a): global a", "exec"):
    try:
        symtable.symtable(bad[0], "f", bad[1])
    except (SyntaxError, ValueError) as error:
        print(type(error).__name__, error)
