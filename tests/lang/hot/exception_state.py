import sys

depth = []


def f(i):
    try:
        if i % 3 == 0:
            raise ValueError(i)
    except ValueError:
        assert sys.exception().args == (i,)
        try:
            if i % 2 == 0:
                raise KeyError(i)
        except KeyError as e:
            assert e.__context__.args == (i,)
            return 1
        assert sys.exception().args == (i,)
        return 2
    assert sys.exception() is None
    return 0


counts = [0, 0, 0]
for i in range(4000):
    counts[f(i)] += 1
print(counts, sys.exception())
