"""Functions that make functions: counters with `nonlocal`, adders, composition, memoisation, callbacks, partial application.

Cells, calls of closures, lambdas, `map` and `filter`.  The sums are checked by formulas.
"""
import sys
import time


def make_counter(step):
    count = 0

    def increment():
        nonlocal count
        count += step
        return count

    def read():
        return count

    return increment, read


def make_adder(n):
    return lambda x: x + n


def compose(f, g):
    def composed(x):
        return f(g(x))
    return composed


def memoize(function):
    known = {}

    def wrapper(n):
        if n not in known:
            known[n] = function(n)
        return known[n]
    return wrapper


@memoize
def steps_to_one(n):
    if n == 1:
        return 0
    return 1 + steps_to_one(n // 2 if n % 2 == 0 else 3 * n + 1)


def fold(function, items, start):
    result = start
    for item in items:
        result = function(result, item)
    return result


def run(n):
    increment, read = make_counter(3)
    for _ in range(n):
        increment()
    assert read() == 3 * n

    adders = [make_adder(k) for k in range(10)]
    pipeline = adders[0]
    for adder in adders[1:]:
        pipeline = compose(adder, pipeline)
    total = 0
    for i in range(n // 10):
        total += pipeline(i)
    assert total == sum(range(n // 10)) + 45 * (n // 10)

    scale = 3
    squares = map(lambda x: x * x * scale, filter(lambda x: x % 2, range(n)))
    folded = fold(lambda a, b: (a + b) % 1_000_007, squares, 0)

    longest = max(range(1, n // 20 + 2), key=steps_to_one)
    return "%d %d %d %d" % (total, folded, longest, steps_to_one(longest))


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 4_000_000
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
