# What is thrown into a generator gets the exception as its context that the generator handles, not its caller's.
def chain(e):
    r=[]
    while e is not None and len(r)<9: r.append(e.args[0]); e=e.__context__
    return r
def plain():
    try: yield 1
    except Exception as x:
        print(" in", chain(x))
        yield 2
        raise
def handling(n):
    try: raise Exception(n)
    except Exception:
        try: yield 1
        except Exception as x:
            print(" in", chain(x))
            raise
def outer(it): yield from it
def deeper(it):
    try: raise Exception('d')
    except Exception: yield from it
def fresh(): yield 1
def run(make):
    e1,e2,e3=[Exception(i) for i in 'abc']
    e2.__context__=e3
    try: raise e1
    except Exception:
        for started in (0,1):
            for e in (Exception('n'), e2):
                it=make()
                if started: next(it)
                try: it.throw(e); it.close()
                except Exception as x: print(chain(x))
                print("after", chain(e))
for make in (plain, lambda: handling('h'), fresh, lambda: outer(plain()), lambda: outer(handling('h')), lambda: deeper(plain()), lambda: deeper(handling('h')), lambda: outer(deeper(fresh()))):
    run(make)

# Context managers made of generators nest as `with` statements do.
from contextlib import contextmanager, ExitStack
@contextmanager
def right(exc):
    try:
        yield
    finally:
        raise exc
def chain(e):
    r=[]
    while e is not None and len(r)<9: r.append(e.args[0]); e=e.__context__
    return r
e1,e2,e3,e4=[Exception(i) for i in (1,2,3,4)]
try:
    with ExitStack() as s:
        s.enter_context(right(e4)); s.enter_context(right(e3)); s.enter_context(right(e2))
        raise e1
except Exception as e: print(chain(e))
e1,e2,e3,e4=[Exception(i) for i in (1,2,3,4)]
try:
    with right(e3):
        with right(e2): raise e1
except Exception as e: print(chain(e))
e1,e2,e3,e4=[Exception(i) for i in (1,2,3,4)]
def f():
    try: raise e1
    except Exception as a:
        cm=right(e2); cm.__enter__()
        try:
            cm.__exit__(type(a),a,None)
        except Exception as b:
            print(chain(b), chain(a))
            b.__context__ = a
            print(chain(b))
            cm=right(e3); cm.__enter__()
            try:
                cm.__exit__(type(b),b,None)
            except Exception as c:
                print(chain(c), chain(b))
f()
# plain generator
e1,e2,e3,e4=[Exception(i) for i in (1,2,3,4)]
def g(x):
    try: yield
    finally: raise x
def h():
    try: raise e1
    except Exception as a:
        it=g(e2); next(it)
        try: it.throw(a)
        except Exception as b:
            print(chain(b), chain(a))
            it=g(e3); next(it)
            try: it.throw(b)
            except Exception as c: print(chain(c))
        it=g(e4); next(it)
        try: it.throw(e2)
        except Exception as c: print(chain(c))
h()
