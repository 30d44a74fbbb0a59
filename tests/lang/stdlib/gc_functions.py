"""What gc tells of objects and their references, and its callbacks."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import gc


class N:
    pass


a = [1, 3, 5]
n = N()
n.x = a
d = {'k': n}
t = (n, 1)
print(sorted(gc.get_referents(a)), a in gc.get_referents(n), sorted(map(str, gc.get_referents({1: 2}, (3, 4)))), gc.get_referents(1, 'a', 4.5, None))
print(d in gc.get_referrers(n), any(x is t for x in gc.get_referrers(n)), any(x is n for x in gc.get_referrers(a)), gc.get_referrers())
log = []
gc.callbacks.append(lambda phase, info: log.append((phase, info['generation'], sorted(info))))
gc.collect()
gc.collect(0)
gc.callbacks.clear()
print(log)
print([sorted(s) for s in gc.get_stats()], gc.is_finalized(3), gc.is_finalized(n), gc.isenabled(), gc.get_debug())
gc.disable()
print(gc.isenabled())
gc.enable()
for bad in (lambda: gc.collect(5), lambda: gc.collect('a'), lambda: gc.collect(0, 1), lambda: gc.get_stats(1), lambda: gc.is_tracked()):
    show(bad)
print(gc.is_tracked([]), gc.is_tracked(n), gc.is_tracked(1), gc.is_tracked('a'), any(x is n for x in gc.get_objects()))
