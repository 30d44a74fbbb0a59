import types


def g():
    yield


print(type(g) is types.FunctionType, isinstance(g(), types.GeneratorType), type(len) is types.BuiltinFunctionType, type(types) is types.ModuleType, types.NoneType is type(None), isinstance([].append, types.BuiltinMethodType))
n = types.SimpleNamespace(a=1, b="x")
n.c = [n.a]
print(n, n == types.SimpleNamespace(a=1, b="x", c=[1]), vars(n))
m = types.MappingProxyType({"k": 1})
print(m["k"], list(m), m)
try:
    m["k"] = 2
except TypeError as error:
    print(error)


class C:
    pass


c = C()
c.f = types.MethodType(lambda self, x: (self is c, x), c)
print(c.f(5), types.new_class("N", (C,), {}).__name__, types.resolve_bases((C,)) == (C,))
mod = types.ModuleType("made", "doc")
mod.x = 1
print(mod.__name__, mod.__doc__, mod.x, mod)
