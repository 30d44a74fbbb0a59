"""Pancake flips over all permutations of n numbers: the fannkuch benchmark.

Lists of small ints: slices, swaps, rotations.
"""
import sys
import time

KNOWN = {7: (228, 16), 8: (1616, 22), 9: (8629, 30), 10: (73196, 38)}


def run(n):
    permutation = list(range(n))
    counts = [0] * n
    checksum = 0
    most = 0
    even = True
    r = n
    while True:
        while r != 1:
            counts[r - 1] = r
            r -= 1
        first = permutation[0]
        if first:
            stack = permutation[:]
            flips = 0
            while first:
                low = 0
                high = first
                while low < high:
                    stack[low], stack[high] = stack[high], stack[low]
                    low += 1
                    high -= 1
                flips += 1
                first = stack[0]
            if flips > most:
                most = flips
            checksum += flips if even else -flips
        even = not even
        while True:
            if r == n:
                assert n not in KNOWN or KNOWN[n] == (checksum, most)
                return "%d %d" % (checksum, most)
            head = permutation[0]
            for i in range(r):
                permutation[i] = permutation[i + 1]
            permutation[r] = head
            counts[r] -= 1
            if counts[r] > 0:
                break
            r += 1


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 10
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
