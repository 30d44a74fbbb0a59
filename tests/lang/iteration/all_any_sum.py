def noisy(items):
    for x in items:
        print("look", x)
        yield x


print(any(noisy([0, 1, 2])), all(noisy([1, 0, 2])), sum(noisy([1, 2])), 2 in noisy([1, 2, 3]), max(noisy([1, 3])), list(zip(noisy([1]), noisy("ab"))))
print(sum([0.1] * 3), sum([True, True]), sum([1, 2.5]), sum([10 ** 20, 1]), sum(x for x in [] ), sum([(1,), (2,)], ()))
