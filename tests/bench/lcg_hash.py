"""Integer hashing and random numbers modulo 2**64: a linear congruential generator, xorshift, FNV-1a and a mixer.

Arithmetic beyond 63 bits, cut back by masks.  Known first values are checked.
"""
import sys
import time

MASK = 0xFFFFFFFFFFFFFFFF


def lcg(state, steps):
    for _ in range(steps):
        state = (state * 6364136223846793005 + 1442695040888963407) & MASK
    return state


def xorshift(state, steps):
    total = 0
    for _ in range(steps):
        state ^= (state << 13) & MASK
        state ^= state >> 7
        state ^= (state << 17) & MASK
        total = (total + state) & MASK
    return total


def fnv(steps):
    digest = 0xCBF29CE484222325
    for i in range(steps):
        digest = ((digest ^ (i & 255)) * 0x100000001B3) & MASK
    return digest


def mix(steps):
    total = 0
    state = 0
    for _ in range(steps):
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        total ^= z ^ (z >> 31)
    return total


def small(state, steps):
    bits = 0
    for _ in range(steps):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        bits += state >> 16 & 1
    return state * 2 + (bits & 1)


def run(steps):
    assert lcg(0, 1) == 1442695040888963407
    assert mix(1) == 0xE220A8397B1DCDAF
    assert fnv(1) == 0xAF63BD4C8601B7DF
    return "%016x %016x %016x %016x %08x" % (
        lcg(1, steps), xorshift(88172645463325252, steps), fnv(steps), mix(steps), small(1, steps))


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 2_000_000
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
