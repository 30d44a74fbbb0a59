"""The Mandelbrot set by escape time, on two floats per point.

Nested loops over numbers alone.  The result is the number of points inside and a checksum of all escape times.
"""
import sys
import time

LIMIT = 50


def run(size):
    inside = 0
    checksum = 0
    for row in range(size):
        ci = 2.0 * row / size - 1.0
        for column in range(size):
            cr = 2.0 * column / size - 1.5
            zr = zi = 0.0
            zr2 = zi2 = 0.0
            steps = 0
            while steps < LIMIT and zr2 + zi2 <= 4.0:
                zi = 2.0 * zr * zi + ci
                zr = zr2 - zi2 + cr
                zr2 = zr * zr
                zi2 = zi * zi
                steps += 1
            if steps == LIMIT:
                inside += 1
            checksum = (checksum * 31 + steps) & 0xFFFFFFFF
    # The area of the set is about 1.507, of a window of area 4.
    assert size < 50 or abs(4.0 * inside / (size * size) - 1.54) < 0.1
    return "%d %d" % (inside, checksum)


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 700
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
