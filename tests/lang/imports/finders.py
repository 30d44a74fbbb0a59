# Finders and hooks that a program adds are asked in their turn, and those that it removes are not.
import importlib
import importlib.abc
import importlib.machinery
import os
import sys
import tempfile


class Loader(importlib.abc.Loader):
    def __init__(self, text):
        self.text = text

    def create_module(self, spec):
        print("  create", spec.name)
        return None

    def exec_module(self, module):
        print("  exec", module.__name__, getattr(module.__spec__, "_initializing", None))
        exec(self.text, module.__dict__)


class Finder(importlib.abc.MetaPathFinder):
    def __init__(self, **known):
        self.known = known

    def find_spec(self, name, path, target=None):
        if not name.startswith(("made", "json")):
            return None
        print("  find", name, path and [os.path.basename(p) for p in path], target is None)
        text = self.known.get(name)
        if text is None:
            return None
        return importlib.machinery.ModuleSpec(name, Loader(text), is_package=name == "made_package")


finder = Finder(made="x = 1\n", made_broken="1/0\n", made_package="y = 2\n")
sys.meta_path.insert(0, finder)
import made
print(made.x, made.__spec__.origin, type(made.__loader__).__name__, repr(made)[:15])
try:
    import made_broken
except ZeroDivisionError as e:
    print("broken", "made_broken" in sys.modules)
import made_package
try:
    import made_package.part
except ModuleNotFoundError as e:
    print(e)
import json.tool
print(json.__name__)
print(importlib.reload(made) is made)
sys.meta_path.remove(finder)
del sys.modules["made"]
try:
    import made
except ModuleNotFoundError as e:
    print(e, e.name, e.path)


class Entry:
    def __init__(self, path):
        if not path.startswith("virtual:"):
            raise ImportError
        self.path = path

    def find_spec(self, name, target=None):
        if name.startswith("thing"):
            print("  entry", self.path, name)
        if name == "thing":
            return importlib.machinery.ModuleSpec(name, Loader("place = __spec__.name\n"))

    def invalidate_caches(self):
        print("  invalidate", self.path)


sys.path.append("virtual:one")
sys.path_hooks.append(Entry)
import thing
print(thing.place, type(sys.path_importer_cache["virtual:one"]).__name__)
importlib.invalidate_caches()
sys.path_hooks.remove(Entry)
try:
    import thing2
except ModuleNotFoundError as e:
    print(e)
del sys.path_importer_cache["virtual:one"]
try:
    import thing3
except ModuleNotFoundError as e:
    print(e)

kept = sys.meta_path[:]
sys.meta_path.clear()
try:
    import colorsys
except ModuleNotFoundError as e:
    print(e)
sys.meta_path[:] = kept
with tempfile.TemporaryDirectory() as folder:
    with open(f"{folder}/real.py", "w") as f:
        f.write("z = 3\n")
    sys.path.insert(0, folder)
    found = importlib.machinery.PathFinder.find_spec("real")
    print(found.name, type(sys.path_importer_cache[folder]).__name__, sys.path_importer_cache[folder].path == folder)
    import real
    print(real.z, importlib.machinery.FileFinder(folder, (importlib.machinery.SourceFileLoader, [".py"])).find_spec("real").name)
