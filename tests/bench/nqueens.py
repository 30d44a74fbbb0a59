"""All solutions of the n-queens problem, by recursion with three lists of attacked lines.

Deep call trees, list reads and writes, backtracking.  Known counts are checked.
"""
import sys
import time

KNOWN = [1, 1, 0, 0, 2, 10, 4, 40, 92, 352, 724, 2680, 14200, 73712]


def place(row, n, columns, rising, falling):
    if row == n:
        return 1
    count = 0
    for column in range(n):
        up = row + column
        down = row - column + n
        if columns[column] and rising[up] and falling[down]:
            columns[column] = rising[up] = falling[down] = False
            count += place(row + 1, n, columns, rising, falling)
            columns[column] = rising[up] = falling[down] = True
    return count


def run(n):
    count = place(0, n, [True] * n, [True] * (2 * n), [True] * (2 * n + 1))
    assert count == KNOWN[n]
    return count


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 13
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
