# Indices that reach exactly one past the end, and sums that reach exactly one past 63 bits, where ranges are known.
T = (10, 20, 30)
B = b"abc"
S = "xyz"
L = [1, 2, 3]


def masked(n, what):
    hits, misses = 0, 0
    for i in range(n):
        try:
            x = what[(i >> 6) & 3]
            hits += len(repr(x))
        except IndexError:
            misses += 1
    return hits, misses


for what in (T, B, S, L):
    print(masked(3000, what))


def constant(n):
    hits, misses = 0, 0
    for i in range(n):
        try:
            hits += (7, 8, 9)[i >> 5 & 3]
        except IndexError:
            misses += 1
        try:
            hits += b"abc"[i >> 6 & 3]
        except IndexError:
            misses += 1
    return hits, misses


print(constant(3000))


def modulo(n, k):
    hits, misses = 0, 0
    for i in range(n):
        j = i // 50 % 4
        if len(L) == 3:
            try:
                hits += L[j]
            except IndexError:
                misses += 1
        try:
            hits += L[-j]
        except IndexError:
            misses += 1
    return hits, misses


print(modulo(3000, 4))


# The biggest values of a mask, and one more: 62, 63 and 64 bits.
def sums(n, bits):
    top = (1 << bits) - 1
    seen = set()
    for i in range(n):
        x = (i * 0x9E3779B97F4A7C15 if i % 100 else -1) & top
        y = x + 1
        z = x + x
        w = -x - 2
        if y > top or z < 0 or w > 0:
            seen.add((y, z, w))
    return sorted(seen)


for bits in (31, 61, 62, 63, 64):
    print(bits, sums(2000, bits))


# Comparisons at the edge of what is known.
def edges(n):
    t = [0] * 6
    for i in range(n):
        k = i >> 4 & 7
        t[0] += k < 7
        t[1] += k <= 6
        t[2] += k >= 7
        t[3] += k > 6
        t[4] += k < 8
        t[5] += k == 7
    return t


print(edges(4000))
