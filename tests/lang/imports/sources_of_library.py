# The source of a module of the library is found, whichever way it is loaded.
import inspect
import os
import collections.abc
import json.decoder
import linecache

print(inspect.getsource(collections.abc.Sized).splitlines()[0])
print(inspect.getsource(json.decoder.JSONDecoder.decode).splitlines()[0].strip())
print(inspect.getsource(os).splitlines()[0])
print(linecache.getline(json.__file__, 1, vars(json)).strip()[:20])
print(os.__loader__.__name__, json.__loader__.get_source("json")[:4])
