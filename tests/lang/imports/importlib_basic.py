"""importlib over the native imports: modules by name, specs, finders of one's own."""
import importlib
import sys
import types

m = importlib.import_module("string")
print(m.__name__, m is sys.modules["string"], m.__spec__.name, m.__spec__.parent == "")
print(importlib.import_module("collections.abc").__name__, importlib.import_module(".abc", "collections").__name__)
for name in ("no_such_module", "string.nope", "collections.nope"):
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as e:
        print(e, e.name)
import importlib.util

print(importlib.util.find_spec("no_such_module"), importlib.util.find_spec("keyword").name, importlib.util.find_spec("json").submodule_search_locations is not None)
spec = importlib.util.find_spec("keyword")
copy = importlib.util.module_from_spec(spec)
spec.loader.exec_module(copy)
print(copy.iskeyword("def"), copy is not importlib.import_module("keyword"), copy.__name__)


class Finder:
    @staticmethod
    def find_spec(name, path, target=None):
        if name in ("virtual", "virtual.sub"):
            return importlib.util.spec_from_loader(name, Finder, is_package=name == "virtual")

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        module.value = "made " + module.__name__


sys.meta_path.append(Finder)
import virtual
import virtual.sub

print(virtual.value, virtual.sub.value, virtual.__spec__.name, virtual.__loader__ is Finder)
from virtual import sub

print(sub is virtual.sub)
try:
    import no_such_module
except ModuleNotFoundError as e:
    print(e)
import bisect

print(bisect.bisect([1, 2], 1))
sys.meta_path.remove(Finder)
sys.meta_path.insert(0, Finder)
del sys.modules["virtual"], sys.modules["virtual.sub"]
import virtual as again
import heapq

print(again is not virtual, heapq.heappop([1, 2]))
print(importlib.reload(m) is m, isinstance(m, types.ModuleType))
