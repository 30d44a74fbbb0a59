"""A pipeline of generators: a source, filters, a map, a sliding window, a flattening `yield from`, `send`, and a sink.

The result is checked against the same computation in one loop.
"""
import sys
import time


def numbers(n):
    i = 0
    while i < n:
        yield i
        i += 1


def keep(items, divisor):
    for item in items:
        if item % divisor:
            yield item


def scale(items, factor):
    for item in items:
        yield item * factor


def windows(items, width):
    window = []
    for item in items:
        window.append(item)
        if len(window) == width:
            yield window
            window = []
    if window:
        yield window


def flatten(groups):
    for group in groups:
        yield from group


def averager():
    total = count = 0
    average = None
    while True:
        item = yield average
        total += item
        count += 1
        average = total // count


def run(n):
    averages = averager()
    next(averages)
    total = count = 0
    last = None
    pipeline = flatten(windows(scale(keep(keep(numbers(n), 2), 3), 7), 5))
    for item in pipeline:
        total += item
        count += 1
        if count % 4 == 0:
            last = averages.send(item)
    expected = 0
    seen = 0
    for i in range(n):
        if i % 2 and i % 3:
            expected += i * 7
            seen += 1
    assert (total, count) == (expected, seen)
    assert sum(x * x for x in keep(numbers(100), 10)) == 328350 - 28500
    return "%d %d %s" % (total, count, last)


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 8_000_000
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
