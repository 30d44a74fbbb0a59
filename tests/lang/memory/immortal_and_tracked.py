# Which objects are never freed, and which the collector looks at.
import gc
import sys

class Plain: pass
class Slots: __slots__ = ()
class MyTuple(tuple): pass

for v in (None, True, ..., NotImplemented, 0, 256, 257, -5, -6, "", "a", "\xe9", "ab", "\u0436", b"", b"a", b"ab", (), (1,), 1.5, int,
          Plain, frozenset(), [], Plain()):
    print(repr(v)[:20] if v.__class__ is not Plain else "plain", sys._is_immortal(v), sys.getrefcount(v) > 2**31)
objects = (1, 1.5, "a", b"a", bytearray(), (), (1, 2), ("a", (1, 2.5)), ([],), (1, ({},)), [], {}, set(), frozenset(), object(), Plain(),
          Slots(), int, Plain, (int,), (Plain,), MyTuple(), range(3), slice(1), None, len, Plain.__init__, lambda: 0, sys, 1j,
          Exception(), iter([]), iter(range(3)))
gc.collect()
gc.collect()
for v in objects:
    print(type(v).__name__, gc.is_tracked(v))
