# What a program does is told to the hooks that sys.addaudithook was given, and they may forbid it.
import os
import sys
import tempfile

seen = []
forbidden = set()
listening = True


def short(v):
    if isinstance(v, str) and "/" in v:
        return "PATH"
    if isinstance(v, (str, int, type(None), tuple)):
        return v
    return type(v).__name__


def hook(event, args):
    if not listening:
        return
    if event.startswith(("os.", "open", "exec", "compile", "object.", "sys.", "time", "builtins", "gc.", "marshal", "own", "socket", "code", "import")):
        seen.append((event, tuple(map(short, args)) if event != "import" else args[0]))
    if event in forbidden:
        raise RuntimeError("forbidden: " + event)


def show(what):
    global listening
    listening = False
    print(what, seen)
    seen.clear()
    listening = True


sys.addaudithook(hook)
sys.audit("own.event", 1, "two")
show("audit")
eval("1 + 1")
show("eval")
exec("x = 1")
show("exec")
compile("y", "name", "eval")
show("compile")
exec(compile("z = 1", "name", "exec"))
show("both")


class A:
    pass


class B:
    pass


def f(x=1):
    return x


a = A()
A.__name__ = "C"
a.__class__ = B
show("classes")
f.__code__ = f.__code__
f.__defaults__ = (2,)
del f.__defaults__
show("functions")
sys._getframe()
show("frame")
id_of = id(a)
listening = False
seen[:] = [(e, len(v)) for e, v in seen]
show("id")
folder = tempfile.mkdtemp()
seen.clear()
path = f"{folder}/file"
with open(path, "w") as file:
    file.write("text")
os.close(os.open(path, os.O_RDONLY))
os.chmod(path, 0o600)
os.rename(path, path + "2")
os.truncate(path + "2", 1)
os.listdir(folder)
list(os.scandir(folder))
os.mkdir(f"{folder}/inner")
os.rmdir(f"{folder}/inner")
os.remove(path + "2")
os.rmdir(folder)
listening = False
seen[:] = [(e, v if "open" not in e else v[:2]) for e, v in seen]
show("files")
import colorsys
listening = False
seen[:] = [s for s in seen if s[0] == "import"]
show("import")
forbidden.add("open")
for text in ("open('absent')", "os.open('absent', 0)"):
    try:
        eval(text)
    except RuntimeError as e:
        print(e)
forbidden.clear()
forbidden.add("sys.addaudithook")
sys.addaudithook(lambda event, args: print("second", event))
forbidden.clear()
seen.clear()
sys.audit("own.other")
show("not added")
for bad in ((), (1,)):
    try:
        sys.audit(*bad)
    except TypeError as e:
        print(e)
