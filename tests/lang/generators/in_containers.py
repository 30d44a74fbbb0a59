gens = [iter((i, i + 1)) for i in range(3)] + [(c for c in "xy")]
out = []
while gens:
    g = gens.pop(0)
    try:
        out.append(next(g))
        gens.append(g)
    except StopIteration:
        pass
print(out)


def round_robin(*iterables):
    iterators = list(map(iter, iterables))
    while iterators:
        for it in list(iterators):
            try:
                yield next(it)
            except StopIteration:
                iterators.remove(it)


print(list(round_robin("ab", [1, 2, 3], ())))
