"""Iterators that go backwards over a dict that was emptied and filled."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


d = {n: n for n in range(100)}
for n in range(1, 100):
    del d[n]
iterators = [reversed(d), reversed(d.keys()), reversed(d.values()), reversed(d.items())]
d.clear()
d['new'] = 0
for it in iterators:
    show(list, it)
d = dict.fromkeys('abc')
it = reversed(d)
print(next(it))
d['x'] = 1
show(next, it)
show(next, it)
d = dict.fromkeys('abc')
it = reversed(d)
next(it)
del d['a']
d['a'] = 1
show(list, it)
print(list(reversed({})), list(reversed({1: 2}.items())), len(list(reversed(dict.fromkeys(range(5))))))
