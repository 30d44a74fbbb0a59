# Arguments that few think of.
import heapq
import warnings


def show(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(type(e).__name__, e)


def asked(answer, base=object):
    return type("Asked", (base,), {"__bytes__": lambda self: answer})()


show(int.from_bytes, asked(b"\1"))
show(int.from_bytes, asked("abc"))
show(int.from_bytes, asked(3))
show(int.from_bytes, asked(b"\2", bytes))
show(int.from_bytes, "x")
show(int.from_bytes, 3)
show(int.from_bytes, [1, 2])

show(type.__prepare__)
show(lambda: type.__prepare__(1, x=2))
print(type.__prepare__.__text_signature__)


class Clearing(int):
    def __lt__(self, other):
        heap.clear()
        return NotImplemented


heap = [Clearing(0)]
show(heapq.heappushpop, heap, 1)
heap = [Clearing(0)]
show(heapq.heappush, heap, Clearing(1))


def plain(): pass
def generator(): yield
async def coroutine(): pass
async def both(): yield


for a in (plain, generator, coroutine, both):
    for b in (plain, generator, coroutine, both):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            def f(): pass
            f.__code__ = a.__code__
            del caught[:]
            f.__code__ = b.__code__
            print(a.__name__, b.__name__, [str(w.message) for w in caught])
with warnings.catch_warnings():
    warnings.simplefilter("error")
    try:
        plain.__code__ = generator.__code__
    except DeprecationWarning as e:
        print(e, plain())

# A namespace's class may make something else.
import types


class Other(types.SimpleNamespace):
    def __new__(cls, *args):
        return made if made is not None else super().__new__(cls)


made = None
namespace = Other()
for made in (12345, {}, types.SimpleNamespace(a=1)):
    show(namespace.__replace__)
