"""Contexts: their attributes, signals, copies, and which one is current."""
import contextvars
import copy
import pickle
import threading
from decimal import *

D = Decimal


def attempt(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as e:
        print(type(e).__name__, e)


print(getcontext(), DefaultContext, BasicContext, ExtendedContext, sep="\n")
for kwargs in [dict(prec=0), dict(prec="x"), dict(prec=10**30), dict(rounding="x"), dict(Emin=1), dict(Emax=-1), dict(capitals=2),
               dict(clamp=-1), dict(flags=1), dict(flags=["x"]), dict(flags=[Inexact]), dict(traps={}), dict(foo=1),
               dict(traps=DefaultContext.traps), dict(prec=5, rounding=ROUND_UP, Emin=-9, Emax=9, capitals=0, clamp=1)]:
    attempt(Context, **kwargs)
attempt(Context, 1, ROUND_UP, -5, 5, 0, 1, [Rounded], [])
attempt(Context, *range(9))
c = Context(prec=4, traps=[Overflow], flags=[Clamped])
for name, v in [("prec", 3), ("prec", 1.5), ("foo", 1), ("traps", 1), ("traps", {Inexact: 1}), ("traps", DefaultContext.traps)]:
    attempt(setattr, c, name, v)
for name in "prec", "flags", "foo":
    attempt(delattr, c, name)
print(c, c.Etiny(), c.Etop())
print(copy.copy(c), c.copy(), pickle.loads(pickle.dumps(c)), c.__reduce__(), sep="\n")
d = c.copy()
print(c.flags, list(c.flags), len(c.flags), c.flags == d.flags, c.flags.copy() == c.flags, c.flags == {Inexact: 1}, c.flags != 3)
attempt(lambda: c.flags[3])
attempt(lambda: c.flags.__setitem__(Exception, 1))
attempt(lambda: c.flags.__delitem__(Inexact))
attempt(lambda: hash(c.flags))
attempt(lambda: len(type(c.flags)()))
c.flags[Inexact] = 5
print(c.flags[Inexact], Inexact in c.flags, sorted(k.__name__ for k, v in c.flags.items() if v))
c.clear_flags()
c.clear_traps()
print(c)

with localcontext() as a, localcontext(c, prec=7) as b:
    print(a, b, getcontext() is b, getcontext() is c, D(1) / 3)
    setcontext(ExtendedContext)
    print(getcontext() is ExtendedContext, D(1) / 0)
print(getcontext())
attempt(localcontext, 1)
attempt(localcontext, foo=1)
attempt(setcontext, 1)

getcontext().prec = 5


def other():
    print("thread", D(1) / 3)
    getcontext().prec = 2
    print("thread", D(1) / 3)


t = threading.Thread(target=other)
t.start()
t.join()
print(D(1) / 3)
contextvars.copy_context().run(setcontext, Context(prec=3))
print(D(1) / 3)
contextvars.Context().run(lambda: print(D(1) / 3))

for bits in 32, 64, 128, 512, 33, 1024, 0:
    attempt(IEEEContext, bits)
for cls in [DecimalException, InvalidOperation, ConversionSyntax, DivisionByZero, DivisionUndefined, FloatOperation, Overflow,
            Underflow] if "ConversionSyntax" in globals() else [DecimalException, DivisionByZero, FloatOperation, Underflow]:
    print(cls.__module__, cls.__name__, [b.__name__ for b in cls.__mro__])
for f in [lambda: D(1) / 0, lambda: D(0) / 0, lambda: D("x"), lambda: D("sNaN") + 1, lambda: D(10) ** 10**9,
          lambda: D(1) // D("1E-100"), lambda: D("1e999999") * 10]:
    attempt(f)
