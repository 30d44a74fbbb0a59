from itertools import (accumulate, batched, chain, combinations, combinations_with_replacement, compress, count, cycle, dropwhile,
                       filterfalse, groupby, islice, pairwise, permutations, product, repeat, starmap, takewhile, tee, zip_longest)
import operator

print(list(accumulate([1, 2, 3, 4])), list(accumulate([1, 2, 3], operator.mul)), list(accumulate([1, 2], initial=10)), list(chain("ab", [1], ())), list(chain.from_iterable(["ab", "cd"])))
print(list(combinations("abcd", 2)), list(combinations([1], 2)), list(combinations_with_replacement("ab", 2)), list(permutations("abc", 2)), len(list(permutations(range(5)))), list(product("ab", [1, 2])), list(product([0, 1], repeat=3))[-2:], list(product()))
print(list(compress("abcd", [1, 0, 1])), list(islice(count(5), 3)), list(islice(count(1.5, 0.5), 3)), list(islice(cycle("ab"), 5)), list(dropwhile(lambda x: x < 3, [1, 3, 2])), list(takewhile(lambda x: x < 3, [1, 3, 2])), list(filterfalse(lambda x: x % 2, range(5))))
print([(k, list(g)) for k, g in groupby("aabbca")], [(k, len(list(g))) for k, g in groupby(range(10), key=lambda x: x // 4)], list(pairwise("abcd")), list(repeat(7, 3)), list(starmap(pow, [(2, 3), (3, 2)])), list(zip_longest("abc", [1], fillvalue="-")), list(batched("abcdefg", 3)))
a, b = tee(iter([1, 2, 3]))
print(next(a), next(a), list(b), list(a), list(islice("abcdef", 1, None, 2)), list(islice("abc", 2)), list(islice([], 3)))
for f in (lambda: islice([], -1), lambda: list(batched("a", 0)), lambda: list(repeat(1, 2, 3)), lambda: next(permutations(5)), lambda: list(batched("abc", 2, strict=True))):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)
print(count(5), repeat(3, 2), repeat("x"))
