"""The digits of pi, one by one, from a stream of linear fractional transformations on unbounded integers.

Multiplication and division of ever larger integers.  The first fifty digits are checked.
"""
import sys
import time

FIRST = "31415926535897932384626433832795028841971693993751"


def digits():
    q, r, t, k = 1, 0, 1, 1
    while True:
        # Take the next term of the series until the digit is certain.
        y = (q * 3 + r) // t
        while y != (q * 4 + r) // t:
            odd = 2 * k + 1
            q, r, t, k = q * k, (2 * q + r) * odd, t * odd, k + 1
            y = (q * 3 + r) // t
        yield y
        q, r = 10 * q, 10 * (r - y * t)


def run(count):
    text = []
    stream = digits()
    for _ in range(count):
        text.append(str(next(stream)))
    result = "".join(text)
    assert FIRST.startswith(result[:50]) and result.startswith(FIRST[:count])
    return "%s %s" % (result[:10], result[-10:])


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 6_000
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
