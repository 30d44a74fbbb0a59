# Modules have specs and loaders of the classes that importlib has.
import importlib.machinery
import importlib.util
import os
import sys
import tempfile

machinery = importlib.machinery


def short(path):
    return os.path.basename(path)


print(type(__loader__) is machinery.SourceFileLoader, __spec__, short(__file__), __cached__, __package__)
print(__loader__.name, __loader__.path == __file__, __loader__.get_source("__main__").splitlines()[0])
print(sys.__spec__, sys.__loader__ is machinery.BuiltinImporter)
print(os.__spec__, os.__spec__.loader_state.origname, os.__spec__.has_location, os.__spec__.cached)
print([c.__name__ for c in machinery.SourceFileLoader.__mro__])
for c in (machinery.ModuleSpec, machinery.SourceFileLoader, machinery.BuiltinImporter, machinery.FrozenImporter):
    print(c, c.__module__, bool(c.__doc__), c.__flags__ & 0x200)

with tempfile.TemporaryDirectory() as folder:
    sys.path.insert(0, folder)
    os.makedirs(f"{folder}/pack/inner")
    os.makedirs(f"{folder}/spaces/deep")
    for name, text in {
        "single.py": "'''A module.'''\nvalue = 1\n",
        "pack/__init__.py": "from . import part\n",
        "pack/part.py": "where = __name__, __package__, __spec__.parent\n",
        "pack/inner/__init__.py": "",
        "spaces/deep/leaf.py": "x = 5\n",
        "blob.txt": "data",
    }.items():
        with open(f"{folder}/{name}", "w") as f:
            f.write(text)
    import single
    spec = single.__spec__
    print(type(spec) is machinery.ModuleSpec, spec.name, short(spec.origin), spec.has_location, spec.parent == "")
    print(spec.cached == single.__cached__ == importlib.util.cache_from_source(single.__file__))
    print(importlib.util.source_from_cache(spec.cached) == single.__file__)
    print(spec.submodule_search_locations, spec.loader_state, spec.loader is single.__loader__)
    loader = spec.loader
    print(type(loader) is machinery.SourceFileLoader, loader.name, loader.path == spec.origin)
    print(loader.is_package("single"), loader.get_filename("single") == spec.origin, repr(loader.get_source("single")))
    print(loader.get_data(f"{folder}/blob.txt"), loader.get_code("single").co_names)
    try:
        loader.get_filename("other")
    except ImportError as e:
        print(type(e).__name__, e, e.name)
    try:
        loader.get_data(f"{folder}/absent")
    except OSError as e:
        print(type(e).__name__, e.strerror)
    fresh = importlib.util.module_from_spec(spec)
    print(fresh.__name__, hasattr(fresh, "value"), fresh.__spec__ is spec)
    loader.exec_module(fresh)
    print(fresh.value, fresh is single)
    import pack.part
    print(pack.__spec__.submodule_search_locations == pack.__path__, pack.part.where, pack.__spec__.parent)
    import spaces.deep.leaf
    print(type(spaces.__loader__).__name__, spaces.__spec__.origin, spaces.__spec__.loader is spaces.__loader__)
    print(type(spaces.__path__).__name__, [short(p) for p in spaces.__path__], spaces.deep.leaf.x)
    print(repr(spaces).replace(folder, "FOLDER"), hasattr(spaces, "__file__"))
    with open(f"{folder}/single.py", "w") as f:
        f.write("other = 22222222\n")
    print(importlib.reload(single) is single, single.value, single.other)
    print(importlib.util.find_spec("pack.inner").parent, importlib.util.find_spec("pack.nothing"))
    for name in ("nothing.at.all", "single.part"):
        try:
            importlib.util.find_spec(name)
        except ModuleNotFoundError as e:
            print(e, "|", e.name)
    made = importlib.util.spec_from_file_location("named", f"{folder}/single.py")
    print(made.name, type(made.loader).__name__, made.has_location)
    lazy = importlib.util.find_spec("pack.part")
    lazy.loader = importlib.util.LazyLoader(lazy.loader)
    late = importlib.util.module_from_spec(lazy)
    del sys.modules["pack.part"]
    lazy.loader.exec_module(late)
    print(type(late).__name__, late.where, type(late).__name__)

print(machinery.BuiltinImporter.find_spec("sys").name, machinery.BuiltinImporter.find_spec("os"))
print(machinery.FrozenImporter.find_spec("os").name, machinery.FrozenImporter.find_spec("json"))
print(machinery.FrozenImporter.is_package("os"))
print(machinery.BuiltinImporter.get_source("sys"), machinery.BuiltinImporter.get_code("sys"))
for f in (machinery.BuiltinImporter.get_source, machinery.FrozenImporter.get_code):
    try:
        f("json")
    except ImportError as e:
        print(e, e.name)
print(machinery.ModuleSpec("a.b", None), machinery.ModuleSpec("a", None, is_package=True).submodule_search_locations)
print(machinery.ModuleSpec("a", None) == machinery.ModuleSpec("a", None), machinery.ModuleSpec("a.b", None).parent)
