"""Modules: their __dict__, attributes, subclasses and representation."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import types

m = types.ModuleType('name', 'doc')
m.x = 1
print(m, m.__dict__['x'], m.__doc__, m.__name__, m.__spec__, m.__loader__, m.__package__, sorted(vars(m)))
for value in ({}, 5):
    show(setattr, m, '__dict__', value)
show(delattr, m, '__dict__')
show(lambda: m.missing)
show(delattr, m, 'missing')
show(types.ModuleType)
show(types.ModuleType, 5)
m.__name__ = 'other'
print(m)
del m.__name__
print(m)
show(lambda: m.y)
m.__getattr__ = lambda name: 'made ' + name
print(m.anything, hasattr(m, 'z'))


class M(types.ModuleType):
    y = 2

    @property
    def z(self):
        return self.x + 1


k = M('k')
k.x = 5
print(k, k.y, k.z, type(k), isinstance(k, types.ModuleType))
m.__class__ = M
print(m.y, m.z)
