import sys, traceback, math
def show(f):
    try: print(f())
    except BaseException as e:
        print(type(e).__name__, e)
        traceback.print_exc(file=sys.stdout)
def bad(n):
    for i in range(n):
        if i == 5: raise KeyError(i)
        yield i
def depth():
    f = sys._getframe()
    r = []
    while f: r.append(f.f_code.co_name); f = f.f_back
    return r
class C:
    def __init__(s, v): s.v = v
    def __gt__(s, o): return s.v > o.v
    def __lt__(s, o): return s.v < o.v
    def __repr__(s): return f"C{s.v}"
def gen(n):
    for i in range(n): yield i
for k in range(6):
    show(lambda: sum(i for i in range(10)))
    show(lambda: sum(i * 0.1 for i in range(10)))
    show(lambda: sum(x for x in [1, 2.5, 3, 1e100, 1, -1e100]))
    show(lambda: sum(x for x in [1, 2j, 3.5, 1e100, 1, -1e100]))
    show(lambda: sum(x for x in [True, False, True]))
    show(lambda: sum(x for x in [1 << 62, 1 << 62, 1 << 62, 0.5, 1e-20]))
    show(lambda: sum(x for x in [[1], [2]]))
    show(lambda: sum(x for x in [0.1, 'a']))
    show(lambda: sum(x for x in [float('inf'), 1.0, float('nan')]))
    show(lambda: sum((x for x in [1, 2]), 10))
    show(lambda: any(x > 3 for x in range(10)))
    show(lambda: all(x > 3 for x in range(10)))
    show(lambda: max(x for x in []))
    show(lambda: min(x for x in []))
    show(lambda: max((x for x in []), default=7))
    show(lambda: max(C(x) for x in [1, 5, 3]))
    show(lambda: min(C(x) for x in [4, 5, 3]))
    show(lambda: max(x for x in [1, 'a']))
    show(lambda: tuple(x for x in range(3)))
    show(lambda: list(bad(8)))
    show(lambda: sum(bad(8)))
    show(lambda: sorted(x % 3 for x in range(6)))
    show(lambda: sorted((x % 3 for x in range(6)), reverse=True))
    show(lambda: ','.join(str(x) for x in range(6)))
    show(lambda: ','.join(x for x in range(6)))
    show(lambda: set(x % 3 for x in range(6)))
    show(lambda: frozenset(x % 3 for x in range(6)))
    show(lambda: set([x] for x in range(6)))
    show(lambda: list(depth() for x in range(1)))
    show(lambda: sum(1/x for x in [1, 0]))
    g = gen(5)
    next(g)
    show(lambda: tuple(g)); show(lambda: tuple(g))
def rec(n):
    return sum(rec(n - 1) for _ in range(1)) if n else 0
for k in range(4):
    print(rec(50))
    try: rec(10**6)
    except RecursionError as e: print(e)
def selfish():
    yield list(me)
for k in range(4):
    me = selfish()
    show(lambda: list(me))
