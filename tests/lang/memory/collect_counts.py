# gc.collect() says how many objects it found in cycles, or hanging on some.
import gc
import weakref


class Plain:
    pass


class Slots:
    __slots__ = ("me", "other")


class Finaliser:
    def __del__(self):
        print("finalised")


def nothing():
    a = [[], [[]], {}]
    a.append(Plain())


def cyclic_list():
    a = []
    a.append(a)


def cyclic_dict():
    d = {}
    d[1] = d


def through_tuple():
    a = []
    a.append((a,))


def instance():
    a = Plain()
    a.me = a


def slots():
    a = Slots()
    a.me = a


def pair():
    a, b = Slots(), Slots()
    a.other, b.other = b, a


def hanging():
    a = [[] for _ in range(100)]
    a.append(a)


def finalised():
    a = Finaliser()
    a.me = a


def several():
    for _ in range(10):
        a = []
        a.append([a])


def chain():
    first = last = Slots()
    for _ in range(49):
        last.other = Slots()
        last = last.other
    last.other = first


def down(n):
    a, b, c, d, e = range(5)
    return down(n - 1) if n else (a, b, c, d, e)


def clear():
    # Calls deep enough to write over what the others have left behind.
    down(50)


def others_collect():
    """Whether garbage goes by itself although that is switched off, as where every few allocations collect."""
    found = []
    for _ in range(10):
        a = Plain()
        a.me = a
        found.append(weakref.ref(a))
        del a
        clear()
    return any(r() is None for r in found)


def counted(make, each, late, times=20):
    """Whether the sum over several rounds is right, but for what a conservative collector may keep, or find later: so many
    objects of what was made before."""
    clear()
    gc.collect()
    total = 0
    for _ in range(times):
        make()
        clear()
        total += gc.collect()
    clear()
    total += gc.collect()
    return least * each * times // 2 <= total <= each * times + late


gc.disable()
least = 0 if others_collect() else 1
# The smallest ones first, so that what is found late of them is little.
largest = 5
for make, each in [
    (nothing, 0), (cyclic_list, 1), (cyclic_dict, 1), (instance, 1), (slots, 1), (through_tuple, 2), (pair, 2),
    (several, 20), (chain, 50), (hanging, 101),
]:
    print(make.__name__, counted(make, each, 3 * largest))
    largest = max(largest, each)
before = gc.get_stats()[2]["collected"]
counted(hanging, 101, 0)
after = gc.get_stats()[2]["collected"]
print(after - before >= least)
seen = []
gc.callbacks.append(lambda phase, info: seen.append((phase, info["generation"], info["collected"])))
for _ in range(10):
    hanging()
clear()
gc.collect()
print([(phase, generation) for phase, generation, _ in seen], seen[0][2] == 0, seen[1][2] >= least)
finalised()
clear()
gc.collect()
