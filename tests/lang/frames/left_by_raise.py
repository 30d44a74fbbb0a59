"""Where a frame stands, and what it holds, that an exception left which was raised again there."""
import sys


def show(f):
    try:
        f()
    except BaseException as e:
        t = e.__traceback__
        out=[]
        while t:
            out.append((t.tb_frame.f_code.co_name, t.tb_lineno, t.tb_frame.f_lineno))
            t = t.tb_next
        print(f.__name__, out)
        c=e.__context__
        while c:
            t=c.__traceback__; o=[]
            while t:
                o.append((t.tb_frame.f_code.co_name, t.tb_lineno, t.tb_frame.f_lineno)); t=t.tb_next
            print("   ctx", repr(c), o)
            c=c.__context__
def a():
    try:
        1/0
    except ValueError:
        pass
def b():
    try:
        1/0
    finally:
        x = 1
        y = 2
def c():
    try:
        1/0
    except ZeroDivisionError:
        x = 1
        raise
def d():
    try:
        1/0
    except ZeroDivisionError as e:
        x = 1
        raise e
class CM:
    def __enter__(self): return self
    def __exit__(self, *a): return False
def e():
    with CM():
        x = 1
        1/0
    y = 1
def f():
    for i in [1]:
        try:
            1/0
        except (ValueError,
                KeyError):
            pass
        except TypeError:
            x = 1
        else:
            z = 1
        finally:
            y = 1
def g():
    try:
        try:
            1/0
        finally:
            x = 1
            1/0
    finally:
        y = 1
def h():
    try:
        raise ExceptionGroup("x", [ValueError(1), TypeError(2)])
    except* ValueError:
        x = 1
    except* KeyError:
        y = 1
def i():
    def gen():
        try:
            yield 1
            1/0
        finally:
            x = 1
    for _ in gen():
        pass
def j():
    def gen():
        try:
            yield 1
        except ValueError:
            pass
        y = 1
    g = gen(); next(g)
    g.throw(
        KeyError)
def k():
    def gen():
        yield 1
        raise StopIteration
    list(gen())
def l():
    try:
        raise ValueError
    except ValueError as q:
        x = 1
        [][
          1]
def m():
    with CM() as x, \
         CM() as y:
        if x:
            1/0
def n():
    try: 1/0
    except ZeroDivisionError as e: raise
def o():
    [1/0 for x in
       [1]]
def q():
    async def co():
        async with ACM() as x:
            1/0
    try: co().send(None)
    except: raise
class ACM:
    async def __aenter__(self): return self
    async def __aexit__(self, *a): return None
def r():
    try:
        raise ExceptionGroup("x", [ValueError(1), TypeError(2)])
    except* ValueError:
        raise
    except* TypeError:
        raise KeyError
def s():
    while True:
        try:
            1/0
        except ZeroDivisionError:
            try:
                [].x
            except AttributeError:
                raise
def t():
    class A:
        try:
            1/0
        finally:
            x = 1
def u():
    try:
        assert 0, \
            1
    except TypeError as e:
        pass
def w():
    try:
        1/0
    except (lambda: ValueError)():
        pass
def x():
    try:
        1/0
    except 5:
        pass
for fn in [a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,q,r,s,t,u,w,x]:
    show(fn)
def finally_():
    x = 5
    try: 1/0
    finally: y = 1
def raises_anew():
    x = 5
    try: 1/0
    except ZeroDivisionError as e: y = 1; raise ValueError
def with_():
    for i in range(3):
        x = i
        with Quiet():
            if i == 2: x.q
class Quiet:
    def __enter__(s): pass
    def __exit__(s,*a): pass
def looked_at():
    x = 5
    sys._getframe()
    try: 1/0
    finally: y = 1
def generator():
    def gen(a):
        b = a + 1
        try:
            yield
            [][b]
        finally:
            c = 1
    for _ in gen(1):
        pass
def class_body():
    class A:
        x = 1
        try:
            1/0
        finally:
            y = 2
        z = 3
def nested():
    a = 1
    def inner():
        nonlocal a
        a += 1
        with Quiet():
            with Quiet():
                raise KeyError(a)
    try:
        inner()
    except KeyError as e:
        a = 7
        raise
for q in finally_, raises_anew, with_, looked_at, generator, class_body, nested:
    try: q()
    except Exception as e:
        t = e.__traceback__.tb_next
        while t:
            names = {k: v for k, v in t.tb_frame.f_locals.items() if isinstance(v, int)}
            print(q.__name__, t.tb_lineno, t.tb_frame.f_lineno, names, t.tb_frame.f_code.co_name)
            t = t.tb_next
        t = e.__traceback__.tb_next
        if e.__context__:
            t2 = e.__context__.__traceback__; print(t2.tb_lineno, t2.tb_frame.f_lineno, t2.tb_frame.f_locals)

def hot(n):
    k = n * 2
    try:
        if n % 3:
            raise ValueError(n)
    except ValueError:
        k += 1
        raise
    finally:
        k += 100
    return k
total = 0
lines = set()
for n in range(3000):
    try:
        total += hot(n)
    except ValueError as e:
        frame = e.__traceback__.tb_next.tb_frame
        total += frame.f_locals["k"]
        lines.add((frame.f_lineno, e.__traceback__.tb_next.tb_lineno))
print(total, sorted(lines))
def passes(n):
    m = n + 1
    with Quiet():
        hot(m)
for n in range(3000):
    try:
        passes(n)
    except ValueError as e:
        t = e.__traceback__.tb_next
        total += t.tb_frame.f_locals["m"] + t.tb_next.tb_frame.f_locals["k"]
        lines.add((t.tb_frame.f_lineno, t.tb_next.tb_frame.f_lineno))
print(total, sorted(lines))
