# The classes of specs and loaders are whole for a program that never imports importlib.
import sys

import json
from json import decoder

kind = type(json.__loader__)
print(kind, kind.__name__, kind.__module__)
print([c.__name__ for c in kind.__mro__])
print(json.__loader__.is_package("json"), decoder.__loader__.is_package("json.decoder"))
print(json.__loader__ == json.__loader__, json.__loader__ == decoder.__loader__, len({json.__loader__, decoder.__loader__}))
spec = type(json.__spec__)
print(spec("one", None), spec("two", None, origin="here"))
print(decoder.__spec__.parent, json.__spec__.parent, decoder.__spec__.has_location)
print(sys.__loader__.find_spec("sys"), sys.__loader__.find_spec("nothing"))
print([f.__name__ for f in sys.meta_path])
print(sys.meta_path[0] is sys.__loader__, len(sys.path_hooks) >= 2, sys.path_hooks[0])
print(sys.meta_path[2].find_spec("json.decoder", json.__path__).name)
print(type(sys.meta_path[2].find_spec("json").loader) is kind)
print(sorted(n for n in dir() if n.startswith("__")))
print(sorted(vars(json.__spec__))[:4], vars(json.__loader__)["name"], json.__spec__.__dict__["name"])
print([c.__name__ for c in object.__subclasses__() if c.__name__ in ("ModuleSpec", "BuiltinImporter", "FrozenImporter")])


class Own(kind):
    pass


print(Own("a", "b").name, kind.__subclasses__() == [Own], [c.__name__ for c in kind.__bases__], spec.__bases__)
