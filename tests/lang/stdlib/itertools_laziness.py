from itertools import chain, islice, takewhile, groupby, zip_longest, accumulate, tee


def noisy(name, n):
    for i in range(n):
        print(f"<{name}{i}>", end="")
        yield i
    print(f"<{name} end>", end="")


it = chain(noisy("a", 2), noisy("b", 2))
print(next(it), next(it), next(it))
print(list(islice(noisy("c", 10), 2)))
print(list(takewhile(lambda x: x < 1, noisy("d", 5))))
a, b = tee(noisy("e", 3))
print(next(a), next(b), next(b), list(a), list(b))
groups = groupby(noisy("f", 4), key=lambda x: x // 2)
k1, g1 = next(groups)
k2, g2 = next(groups)
print(k1, list(g1), k2, list(g2))
print(list(zip_longest(noisy("g", 1), noisy("h", 2))))
