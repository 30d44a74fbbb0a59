"""Conway's game of life on an unbounded plane: a dict that counts neighbours by coordinates.

Tuples as keys of dicts and sets.  The R-pentomino settles at 116 cells after 1103 generations, which is checked.
"""
import sys
import time

R_PENTOMINO = [(1, 0), (2, 0), (0, 1), (1, 1), (1, 2)]


def step(live):
    neighbours = {}
    for x, y in live:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    cell = (x + dx, y + dy)
                    neighbours[cell] = neighbours.get(cell, 0) + 1
    return {cell: True for cell, count in neighbours.items() if count == 3 or (count == 2 and cell in live)}


def run(generations):
    live = dict.fromkeys(R_PENTOMINO, True)
    most = 0
    for _ in range(generations):
        live = step(live)
        most = max(most, len(live))
    if generations >= 1103:
        assert len(live) == 116
    checksum = 0
    for x, y in sorted(live):
        checksum = (checksum * 31 + x * 7 + y) % 1_000_003
    return "%d %d %d" % (len(live), most, checksum)


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 7_000
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
