# `f_back` of frames that an exception has ended: whoever walks the traceback inwards finds the way out again.
def chain(tb):
    while tb.tb_next: tb = tb.tb_next
    f = tb.tb_frame; out = []
    while f:
        out.append((f.f_code.co_name, f.f_lineno)); f = f.f_back
    return out


def c(): raise ValueError


def b(): c()


def a():
    try: b()
    except ValueError as e: return chain(e.__traceback__)


print(a())


def g():
    yield 1
    c()


def ag():
    try:
        for x in g(): pass
    except ValueError as e: return chain(e.__traceback__)


print(ag())


def again():
    try: b()
    except ValueError: raise


def outer(): again()
try: outer()
except ValueError as e: print(chain(e.__traceback__))


class C:
    def __getattr__(self, n): c()
    def __len__(self): return self.foo


def viaslot(): return len(C())
try: viaslot()
except ValueError as e: print(chain(e.__traceback__))
try: sorted([1,2], key=lambda x: c())
except ValueError as e: print(chain(e.__traceback__))
try: list(map(lambda x: c(), g()))
except ValueError as e: print(chain(e.__traceback__))


def gen2(): yield from g()
try: list(gen2())
except ValueError as e: print(chain(e.__traceback__))


def rec(n):
    if n == 0: c()
    rec(n-1)


try: rec(50)
except ValueError as e: print(len(chain(e.__traceback__)))


class D:
    exec("try:\n  b()\nexcept ValueError as e: print(chain(e.__traceback__))")


def hot(n):
    names = set()
    for _ in range(n):
        try:
            b()
        except ValueError as e:
            names.add(tuple(name for name, _ in chain(e.__traceback__)))
    return names


print(hot(300))
