from collections.abc import Mapping, MutableMapping, Sequence, Iterable, Iterator, Callable, Hashable, Sized, MutableSet, Generator


class Twice(Sequence):
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        if not 0 <= i < self.n:
            raise IndexError(i)
        return i * 2


t = Twice(4)
print(list(t), 4 in t, t.index(6), t.count(2), list(reversed(t)))


class Lower(MutableMapping):
    def __init__(self):
        self.d = {}

    def __getitem__(self, k):
        return self.d[k.lower()]

    def __setitem__(self, k, v):
        self.d[k.lower()] = v

    def __delitem__(self, k):
        del self.d[k.lower()]

    def __iter__(self):
        return iter(self.d)

    def __len__(self):
        return len(self.d)


m = Lower()
m["Ab"] = 1
m.update({"CD": 2}, E=3)
print(m["aB"], m.get("zz"), "cd" in m, m.pop("e"), list(m.items()), m.setdefault("X", 9), dict(m), m == {"ab": 1, "cd": 2, "x": 9})
print([isinstance(x, Iterable) for x in ([], 5, "a", iter([]))], isinstance(iter([]), Iterator), isinstance(len, Callable), isinstance([], Hashable), isinstance({}, Mapping), isinstance((i for i in ""), Generator), issubclass(list, Sequence), isinstance(set(), MutableSet), isinstance("", Sized))
