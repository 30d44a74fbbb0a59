"""Exceptions as control flow inside hot loops: raised near and far, caught by class, re-raised, with `finally` and `else`.

The counts of each way through are checked by arithmetic.
"""
import sys
import time


class Odd(Exception):
    pass


class Multiple(Odd):
    def __init__(self, factor, value):
        super().__init__(factor, value)
        self.factor = factor
        self.value = value


def check(i):
    if i % 15 == 0:
        raise Multiple(15, i)
    if i % 5 == 0:
        raise Multiple(5, i)
    if i % 2:
        raise Odd(i)
    return i


def through(i):
    try:
        return check(i)
    except Multiple as error:
        if error.factor == 15:
            raise ValueError(error.value) from error
        raise


def run(n):
    plain = odd = multiple = fifteen = last = missing = 0
    table = {i: i for i in range(0, 100, 3)}
    for i in range(n):
        try:
            plain += through(i) & 1 ^ 1
        except Multiple as error:
            multiple += 1
            assert error.value == i
        except Odd as error:
            odd += 1
            assert error.args[0] == i
        except ValueError as error:
            fifteen += 1
            assert error.__cause__.value == i
        else:
            last = i
        finally:
            last += 1
        try:
            table[i % 100]
        except KeyError:
            missing += 1
        try:
            [1, 2, 3][i % 4]
        except (TypeError, IndexError):
            missing += 1
    assert fifteen == (n + 14) // 15
    assert multiple == (n + 4) // 5 - fifteen
    assert plain + odd + multiple + fifteen == n
    return "%d %d %d %d %d %d" % (plain, odd, multiple, fifteen, last, missing)


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 2_500_000
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
