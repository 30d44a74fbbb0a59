"""Copies between dicts and sets do not hash their keys again."""

class Key:
    asked = 0

    def __hash__(self):
        Key.asked += 1
        return 1


def count(f):
    Key.asked = 0
    f()
    return Key.asked


k = Key()
d = {k: 1}
s = {k}
print(count(lambda: set(d)), count(lambda: frozenset(d)), count(lambda: dict.fromkeys(d)), count(lambda: dict(d)), count(lambda: d.copy()), count(lambda: {**d}), count(lambda: {1}.union(d)), count(lambda: d | {}), count(lambda: d.keys() & {1}))
print(count(lambda: dict.fromkeys(s)), count(lambda: set(s)), count(lambda: s | {1}), count(lambda: s.copy()), count(lambda: s - {1}), count(lambda: s == {1}), count(lambda: s.isdisjoint({3})), count(lambda: s & {1}), count(lambda: s ^ {2}))
print(count(lambda: k in d), count(lambda: d[k]), count(lambda: [k]), count(lambda: {k, k}))
