"""A coroutine that is dropped without an await is warned about; one that is closed is not."""
import gc, re, warnings
def apart(f):
    """Calls f from native code, of whose frames nothing is left for a conservative collector to see."""
    re.sub("x", lambda _: f() or "", "x")
warnings.simplefilter("always")
async def forgotten(): pass
async def awaited(): return 1
async def main():
    return await awaited()
def run(c):
    try:
        c.send(None)
    except StopIteration as e:
        return e.value
print(run(main()))
awaited().close()
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    apart(lambda: [forgotten()] and None)
    gc.collect()
print([(w.category.__name__, str(w.message)) for w in caught])
kept = forgotten()
try:
    kept.throw(ValueError("thrown"))
except ValueError as e:
    print(e)
async def cleans():
    try:
        await Never()
    finally:
        cleaned.append(1)
cleaned = []
class Never:
    def __await__(self): yield
def drop():
    c = cleans()
    c.send(None)
for _ in range(10):
    apart(drop)
gc.collect()
# (Many, because a conservative collector may take one for being in use.)
print(len(cleaned) > 5)
