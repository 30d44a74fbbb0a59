"""Code with `await` at its top, as prompts compile it: it is a coroutine that runs in a namespace."""
import ast
import asyncio
import types


async def sleep(v):
    return v


PRELUDE = """
async def numbers():
    yield 1
    yield 2

class Lock:
    async def __aenter__(self):
        return 1
    async def __aexit__(self, *args):
        pass
"""
SOURCES = [
    ("exec", "a = await sleep(1)\nb = [await sleep(i) for i in range(2)]"),
    ("single", "a = await sleep(5)"),
    ("single", "await sleep(6)"),
    ("eval", "await sleep(3)"),
    ("exec", "async for i in numbers():\n  a = i\nprint(i)\nfrom math import *\ndef f(): return a\ndel i"),
    ("exec", "async with Lock() as l:\n  a = 7\nprint(sorted(n for n in locals() if len(n) == 1))"),
    ("exec", "class C:\n  x = 1\na = C.x + await sleep(1); print(missing)"),
]


def tell(f, g, l):
    try:
        print(asyncio.run(f()), g.get("a"), g.get("b"), sorted(n for n in l if len(n) == 1))
    except Exception as e:
        print(type(e).__name__, e)


for mode, source in SOURCES:
    print("---", mode, ascii(source))
    code = compile(source, "?", mode, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    for way in ("function", "eval", "locals"):
        g, l = {"sleep": sleep}, {}
        exec(PRELUDE, g)
        if way == "function":
            tell(types.FunctionType(code, g), g, l)
        elif way == "eval":
            tell(lambda: eval(code, g), g, l)
        else:
            tell(lambda: eval(code, g, l), g, l)
