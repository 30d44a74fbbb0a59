"""A coroutine that is dropped without an await is warned about; one that is closed is not."""
import gc, warnings
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
    forgotten()
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
        print("cleaned up")
class Never:
    def __await__(self): yield
c = cleans()
c.send(None)
del c
gc.collect()
print("end")
