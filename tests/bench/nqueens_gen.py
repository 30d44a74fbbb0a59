"""All solutions of the n-queens problem, by recursive generators that yield boards.

Nested `yield from`, tuples that grow, `all` over generator expressions.  Known counts are checked.
"""
import sys
import time

KNOWN = [1, 1, 0, 0, 2, 10, 4, 40, 92, 352, 724, 2680, 14200, 73712]


def safe(board, column):
    row = len(board)
    return all(
        other != column and other - column != row - index and column - other != row - index
        for index, other in enumerate(board)
    )


def solve(n, board):
    if len(board) == n:
        yield board
        return
    for column in range(n):
        if safe(board, column):
            yield from solve(n, board + (column,))


def run(n):
    count = 0
    checksum = 0
    for board in solve(n, ()):
        count += 1
        for column in board:
            checksum = (checksum * 13 + column) % 1_000_003
    assert count == KNOWN[n]
    return "%d %d" % (count, checksum)


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 11
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
