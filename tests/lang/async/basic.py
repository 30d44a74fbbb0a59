class Suspend:
    def __await__(self):
        got = yield "suspended"
        return got


async def inner(n):
    got = await Suspend()
    return got + n


async def outer():
    total = 0
    for i in range(2):
        total += await inner(i)
    return total


c = outer()
print(type(c).__name__, c.send(None), c.send(10))
try:
    c.send(20)
except StopIteration as stop:
    print(stop.value)


async def agen():
    for i in range(3):
        yield i


class Manager:
    async def __aenter__(self):
        return "entered"

    async def __aexit__(self, *a):
        print("exit", a[0])


async def uses():
    out = [x async for x in agen()]
    async for x in agen():
        out.append(x * 10)
    async with Manager() as m:
        out.append(m)
    return out


try:
    uses().send(None)
except StopIteration as stop:
    print(stop.value)
