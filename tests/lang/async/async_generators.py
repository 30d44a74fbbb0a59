# Asynchronous generators: asend, athrow, aclose, hooks, comprehensions, and what goes wrong.
import sys
def run(c, *sends):
    out=[]
    try:
        v=c.send(None)
        while True:
            out.append(v); v=c.send(None)
    except StopIteration as e:
        return out, e.value
    except BaseException as e:
        return out, repr(e)
class Y:
    def __init__(s,v): s.v=v
    def __await__(s):
        r = yield s.v
        return r
async def ag(n):
    try:
        for i in range(n):
            await Y(i*10)
            x = yield i
            if x: print("got", x)
    except ValueError as e:
        print("caught", e)
        yield "after"
    finally:
        print("fin")
        await Y("f")
async def main():
    async for x in ag(3): print(x)
    print([x async for x in ag(2)])
    print({x: y async for x in ag(1) for y in [1]})
    g=ag(3)
    print(await anext(g)); print(await g.asend("hi"))
    print(await g.athrow(ValueError("v")))
    await g.aclose()
    print(await anext(g, "default"))
    try: await anext(g)
    except StopAsyncIteration as e: print("stop", e.args)
    g=ag(3); await g.__anext__(); await g.aclose(); await g.aclose()
    gen=(i async for i in ag(2) if i)
    print(gen.__name__)
    print([x async for x in gen])
    async with CM() as c: print(c)
    return 7
class CM:
    async def __aenter__(s):
        await Y("enter"); return "cm"
    async def __aexit__(s,*a):
        print(a[0]); await Y("exit")
print(run(main()))
g=ag(3)
a=g.asend(None)
print(a.send(None))
b=g.asend(None)
try: b.send(None)
except RuntimeError as e: print(e)
try: b.send(None)
except RuntimeError as e: print(e)
print(g.ag_running, g.ag_await is not None, g.ag_code.co_name)
try: a.send(None)
except StopIteration as e: print("si", e.value)
print(g.ag_running)
cl=g.aclose()
print(cl.send(None))
try: cl.send(None)
except StopIteration as e: print("closed", e.value)
async def bad():
    try: yield 1
    finally: yield 2
g=bad()
run(g.asend(None))
print(run(g.aclose()))
async def stopper():
    raise StopAsyncIteration(3)
    yield
print(run(stopper().asend(None)))
async def stopper():
    raise StopIteration(3)
    yield
print(run(stopper().asend(None)))
async def co(): raise StopIteration
print(run(co()))
hooks=[]
sys.set_asyncgen_hooks(firstiter=lambda g: hooks.append(g.__name__))
print(sys.get_asyncgen_hooks()[1])
g = ag(1)
print(run(g.asend(None)), hooks)
run(g.aclose())
sys.set_asyncgen_hooks(None,None)
import types
@types.coroutine
def tc():
    x = yield 1
    return 5
async def usetc(): return await tc()
print(run(usetc()))
c=usetc()
w=c.__await__()
print(next(w))
try: next(w)
except StopIteration as e: print(e.value)
try: c.send(None)
except RuntimeError as e: print(e)
c=co()
try: c.throw(KeyError(1))
except KeyError as e: print(repr(e), e.__traceback__.tb_next.tb_lineno)
print(c.cr_running, c.cr_suspended, c.cr_frame, c.cr_await, c.cr_origin)
for bad in (lambda: run(ag(1).asend(1)),):
    print(bad())
async def f():
    async for x in [1]: pass
print(run(f()))
async def f():
    async with 5: pass
print(run(f()))
async def f():
    await 5
print(run(f()))
async def ff():
    return [await Y(i) for i in range(3)], {await Y(1): await Y(2)}, (lambda: 1)(), [x for x in [1] if await Y(3)]
print(run(ff()))
async def wr():
    async def inner():
        yield 1
        yield 2
    return [i async for i in inner()] + [j async for j in inner() if j > 1]
print(run(wr()))
