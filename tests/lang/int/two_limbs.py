# Arithmetic between 63 and 128 bits, where results move in and out of immediates and of one and two limbs.
edges = [0, 1, -1, 2, 3, -7]
for bits in (31, 32, 61, 62, 63, 64, 65, 126, 127, 128, 129, 190):
    for d in (-1, 0, 1):
        edges.append(2**bits + d)
        edges.append(-(2**bits) + d)

M = (1 << 61) - 1


def fold(h, v):
    return (h * 1000003 + v % M) % M


h = 0
for x in edges:
    for y in edges:
        h = fold(h, x + y)
        h = fold(h, x - y)
        h = fold(h, x * y)
        h = fold(h, x & y)
        h = fold(h, x | y)
        h = fold(h, x ^ y)
        if y:
            q, r = x // y, x % y
            assert q * y + r == x and (r == 0 or (r < 0) == (y < 0)) and divmod(x, y) == (q, r)
            h = fold(h, q)
            h = fold(h, r)
        assert (x < y) == (x - y < 0) and (x == y) == (hash(x - y) == 0 and not x - y)
    for n in (0, 1, 5, 31, 62, 63, 64, 65, 100, 126, 127, 128, 200):
        h = fold(h, x << n)
        h = fold(h, x >> n)
        assert (x << n) >> n == x
        assert x >> n == x // 2**n
    print(x, x.bit_length(), hash(x), -x, ~x, abs(x), x & (2**64 - 1), x >> 3, h)

state = 0x853C49E6748FEA9B
mask = (1 << 64) - 1
for i in range(1000):
    state = (state * 6364136223846793005 + 1442695040888963407) & mask
    rotated = ((state << 13) | (state >> 51)) & mask
    state ^= rotated
    state = (state + (state << 3)) & mask
print(state)
h = 0xCBF29CE484222325
for i in range(1000):
    h ^= i & 255
    h *= 0x100000001B3
    h &= mask
print(h)
x = 2**62
print(type(x), x - 1, x, -x, -x - 1, (x - 1) + 1 == x, {x: 1}[2**61 * 2], x is not None)


class Number(int):
    pass


n = Number(2**64)
print(n + 1, n & mask, n * n, n >> 60, type(n + 0), type(n << 0), Number(5) * 2**64, Number(0) + 2**70)
print(True + 2**64, True & 2**64, (2**64) >> True, 2**64 * False)
for f in (lambda: 1 << -1, lambda: 2**64 >> -1, lambda: 2**100 // 0, lambda: 2**64 % 0, lambda: 2**64 & 1.0):
    try:
        f()
    except (ValueError, ZeroDivisionError, TypeError) as e:
        print(type(e).__name__, e)
