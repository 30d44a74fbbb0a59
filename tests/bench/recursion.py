"""Three classic recursive functions on ints: Fibonacci, Takeuchi, Ackermann.

Nothing but calls, comparisons and small arithmetic.  The size is Fibonacci's argument; the others follow from it.
"""
import sys
import time


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def tak(x, y, z):
    if y >= x:
        return z
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def run(n):
    f = fib(n)
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    assert f == a
    t = tak(n // 2 + 2, n // 4 + 1, n // 8)
    m = max(1, n // 5)
    k = ackermann(2, m * 8) + ackermann(3, m)
    assert k == (2 * m * 8 + 3) + (2 ** (m + 3) - 3)
    return "%d %d %d" % (f, t, k)


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 34
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
