"""Iterators of deques: changes, copies and what they say of their length."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import copy
import operator
import pickle
from collections import deque

d = deque()
it = iter(d)
d.append(1)
show(next, it)
show(next, it)
d = deque('abcde')
for it in (iter(d), reversed(d)):
    next(it)
    print(operator.length_hint(it), list(copy.copy(it)), it.__reduce__()[1], list(it), list(it))
it = iter(d)
d.rotate(1)
show(next, it)
it = iter(d)
d[0] = 'z'
show(next, it)
it = iter(d)
d.popleft()
show(list, it)


class Sub(deque):
    pass


s = Sub('abc', 2)
s.x = 1
for c in (s.copy(), copy.copy(s), copy.deepcopy(s), pickle.loads(pickle.dumps(s)), s + s, s * 2):
    print(type(c).__name__, c, c.maxlen, getattr(c, 'x', None))
show(deque, 'abc', -1)
show(deque, 'abc', 'x')
show(deque, maxlen=2, iterable='abc')
show(deque, 1)
show(lambda: deque('ab') + 'c')
show(lambda: deque('ab') < deque('b'))
show(lambda: deque('ab') == 'ab')
d = deque('ab')
d.append(d)
print(d)
