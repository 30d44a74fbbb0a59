"""The sieve of Eratosthenes on a list of truth values, crossing multiples out one by one.

A large list read and written at computed indices.  Known counts of primes are checked.
"""
import sys
import time

KNOWN = {
    1_000: 168, 10_000: 1_229, 100_000: 9_592, 1_000_000: 78_498, 2_000_000: 148_933, 5_000_000: 348_513, 10_000_000: 664_579,
}


def run(limit):
    prime = [True] * (limit + 1)
    prime[0] = prime[1] = False
    i = 2
    while i * i <= limit:
        if prime[i]:
            j = i * i
            while j <= limit:
                prime[j] = False
                j += i
        i += 1
    count = 0
    total = 0
    for number in range(limit + 1):
        if prime[number]:
            count += 1
            total += number
    assert KNOWN.get(limit, count) == count
    return "%d %d" % (count, total)


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 10_000_000
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
