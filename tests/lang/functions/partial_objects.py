"""functools.partial: state, attributes, copies and wrong uses."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import copy
import functools
import pickle

p = functools.partial(int, base=2)
print(p('101'), p.func, p.args, p.keywords, p)
q = functools.partial(p, base=8)
print(q.func, q.args, q.keywords, q('17'))
p.note = 'n'
for c in (copy.copy(p), copy.deepcopy(p), pickle.loads(pickle.dumps(p))):
    print(c.func is int, c.keywords, c.note, c('11'))
a = functools.partial(print, [1])
print(copy.copy(a).args is a.args, copy.deepcopy(a).args[0] is a.args[0])
show(functools.partial)
show(functools.partial, 5)
show(lambda: setattr(p, 'func', len))
show(lambda: delattr(p, '__dict__'))
show(lambda: p.missing)
show(p.__setstate__, 5)
show(p.__setstate__, (len, (), {}))
show(p.__setstate__, (5, (), {}, {}))
show(p.__setstate__, (len, [], {}, {}))
p.__setstate__((max, (1,), None, None))
print(p(0, 7), p.__dict__, p.keywords)
show(lambda: functools.partial(lambda *a, **k: (a, k), 1, x=2)(3, y=4))


class C:
    m = functools.partial(lambda *args: len(args), 1)
    n = functools.partialmethod(lambda self, *args: args, 1)


print(C().n(2), C.__dict__['n'].__class__.__name__)
P = functools.Placeholder
print(functools.partial(divmod, P, 3)(10), functools.partial(pow, P, P, 5)(2, 3))
show(functools.partial(pow, P, 2))
show(functools.partial, pow, 2, P)
show(functools.partial, pow, x=P)
r = functools.partial(print)
r.__setstate__((r, (r,), {'k': r}, {}))
print(repr(r).count('...'))
