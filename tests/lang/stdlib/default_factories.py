"""defaultdict: factories that raise, recurse, and set the item themselves."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import copy
import pickle
from collections import defaultdict

d = defaultdict(list, {1: 2}, a=3)
d['x'].append(1)
print(d, d.default_factory, d.get('y'), 'y' in d)
d.default_factory = None
show(lambda: d['z'])
show(defaultdict, 5)
show(defaultdict, None, 5)
calls = []


def conflicting():
    calls.append(1)
    n = len(calls)
    if n == 1:
        e['key']
    return n


e = defaultdict(conflicting)
print(e['key'], len(calls), dict(e))


def failing():
    raise KeyError('from the factory')


f = defaultdict(failing)
show(lambda: f['k'])
print(len(f))


class Sub(defaultdict):
    def __missing__(self, key):
        return 'missing ' + key


s = Sub(int)
print(s['a'], len(s), s)
for c in (copy.copy(d), copy.deepcopy(d), pickle.loads(pickle.dumps(d)), d.copy(), d | {5: 6}, {5: 6} | d):
    print(type(c).__name__, c == d, getattr(c, 'default_factory', 'none'))
g = defaultdict()
g.default_factory = g.default_factory
g[1] = g
print(g)
d |= {7: 8}
print(d)
