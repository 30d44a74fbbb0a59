"""Generators resumed, suspended, abandoned and failing in hot loops."""
import sys
def gen(n):
    for i in range(n):
        yield i * 2
def pairs(a, b):
    while a < b:
        x = yield a
        a += 1
def chain(n):
    for x in gen(n):
        if x % 3: yield x + 1
    for y in pairs(0, n): yield y
def f(n):
    t = 0
    for x in gen(n): t += x
    for x in chain(n): t ^= x
    for x in (y * y for y in gen(n) if y & 2): t += x
    return t
print(f(3000), f(5))
def bad(n):
    for i in range(n):
        if i == 2500: raise ValueError("in generator")
        yield i
def g(n):
    t = 0
    try:
        for x in bad(n): t += x
    except ValueError as e:
        print(t, e, e.__traceback__.tb_next.tb_lineno)
    return t
print(g(3000), g(100))
def reent():
    for i in range(2000):
        if i == 1990:
            try: next(it)
            except ValueError as e: print(e)
        yield i
it = reent()
t = 0
for x in it: t += x
print(t, it.gi_frame)
def many(n):
    t = 0
    for i in range(n):
        for x in gen(5): t += x
        for x in gen(2): t -= x
        s = 0
        for x in pairs(i, i + 3):
            s += x
            if s > 4000: break
        t += s
    return t
print(many(3000))
def fin(log):
    try:
        for i in range(10**9): yield i
    finally:
        log.append("closed")
log = []
def early():
    t = 0
    ge = fin(log)
    for x in ge:
        t += x
        if x > 3000: break
    print(ge.gi_running, ge.gi_frame.f_lineno, ge.gi_frame.f_locals['i'])
    ge.close()
    return t
print(early(), log)
def exc_inside():
    for i in range(3000):
        try:
            if i % 1000 == 7: raise KeyError(i)
            yield i
        except KeyError as e:
            yield -1
print(sum(x for x in exc_inside()))
t = 0
for x in exc_inside(): t += x
print(t)
def handled():
    t = 0
    for i in range(30):
        try: raise IndexError
        except IndexError:
            for x in gen(100): t += x
            print(sys.exception() is not None, end=" ")
    return t
print(handled())
