# Pickling and copying exceptions keeps what is no argument; __init__ called again forgets it.
import copy
import pickle


def show(e):
    print(type(e).__name__, e.__reduce__())
    names = ("name", "path", "filename", "filename2", "errno", "msg", "value", "code")
    for c in (pickle.loads(pickle.dumps(e)), copy.copy(e), copy.deepcopy(e)):
        print("  ", repr(c), {n: getattr(c, n) for n in names if hasattr(c, n)})


show(ImportError("test"))
show(ImportError("test", name="n"))
show(ModuleNotFoundError("test", name="n", path="p"))
show(OSError())
show(OSError(2, "text"))
show(OSError(2, "text", "file"))
show(OSError(2, "text", "file", None, "other"))
show(FileNotFoundError("a", "b", "c"))
show(AttributeError())
show(AttributeError("x", name="n", obj=3))
show(NameError("x", name="q"))
show(StopIteration(5))
show(SystemExit(3))
show(KeyError("k"))
noted = ImportError("a", name="b")
noted.extra = 3
show(noted)
e = ImportError("test", name="name", path="path")
e.__init__()
print(e.args, e.msg, e.name, e.path)
e = AttributeError("test", name="name", obj="path")
e.__init__()
print(e.args, e.name, e.obj)
e = NameError("test", name="name")
e.__init__("x")
print(e.args, e.name)
