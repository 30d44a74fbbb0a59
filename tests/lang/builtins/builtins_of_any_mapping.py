"""exec with __builtins__ that are no plain dict."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import types


class Log(dict):
    def __getitem__(self, key):
        print('asked', key)
        return super().__getitem__(key)


class Fails(dict):
    def __getitem__(self, key):
        raise ZeroDivisionError(key)


for source, ns in (('print(1)', {'__builtins__': {}}), ('x', {'__builtins__': 123}), ('x', {'__builtins__': types.MappingProxyType({'x': 1})}), ('y', {'__builtins__': types.MappingProxyType({'x': 1})}), ('x', {'__builtins__': Log(x=2)}), ('y', {'__builtins__': Log(x=2)}), ('x', {'__builtins__': Fails(x=1)}), ('x', Fails(x=1)), ('x', Log(x=3, __builtins__={})), ('(lambda: x)()', {'__builtins__': {'x': 5}}), ('[x for _ in (1,)]', {'__builtins__': {'x': 6}})):
    show(eval, source, ns)
for source, ns in (('class A: pass', {'__builtins__': {}}), ('class A: pass', {'__builtins__': Log()}), ('import os', {'__builtins__': {}}), ('import os', {'__builtins__': types.MappingProxyType({})}), ('import a.b', {'__builtins__': types.MappingProxyType({'__import__': lambda *args: args[0::3]})}), ('def f(): return len', {'__builtins__': {}})):
    show(exec, source, ns)
    print({k: v for k, v in ns.items() if k not in ('__builtins__', 'f')} if type(ns) is dict else '')
ns = {}
exec('x = len([1])', ns)
print(sorted(ns), type(ns['__builtins__']).__name__)
f = types.FunctionType(compile('len', '', 'eval'), {})
print(f(), f.__globals__, f.__builtins__ is not None)
