# Arithmetic on many limbs, where carries run far and results shrink; against identities, and as digests.
state = 1


def bits(n):
    global state
    r = 0
    for _ in range(0, n, 32):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        r = r << 32 | state >> 32
    return r & ((1 << n) - 1)


def number(i):
    k = (1, 20, 60, 63, 64, 65, 127, 128, 129, 191, 192, 193, 256, 1000, 3000)[bits(30) % 15]
    x = bits(k)
    if i % 3 == 1:
        x = (1 << k) - x % 3
    elif i % 3 == 2:
        x = x >> k // 2 << k // 2
    return -x if bits(3) < 3 else x


digest = 0
for i in range(3000):
    a, b, s = number(i), number(bits(2)), bits(9) % 300
    r = [a + b, a - b, a * b, a << s, a >> s, a & b, a | b, a ^ b, -a, ~a, abs(a), a < b]
    assert (a + b) - b == a and (a << s) >> s == a and (a ^ b) ^ b == a and (a & b) + (a | b) == a + b
    assert a >> s == a // 2**s and a - (a >> s << s) == a % 2**s
    if b:
        q, m = a // b, a % b
        r += [q, m]
        assert q * b + m == a and (m == 0 or (m < 0) == (b < 0)) and abs(m) < abs(b)
        assert divmod(a, b) == (q, m) and a * b // b == a and a * b % b == 0
        assert (a * b + (1 if b > 1 else 0)) // b == a
    for x in r:
        digest = (digest * 1000003 + x) % (2**127 - 1)
    if i % 500 == 0:
        print(i, digest, r[2] % 10**20)
print(digest)
for a, b in [(2**128 - 1, 2**64 + 1), (2**192 - 1, 2**128 - 1), (2**129, 2**65 - 1), (-(2**128), 2**64), (2**200, -(2**136) - 1)]:
    print(a // b, a % b, -a // b, -a % b, a // -b, a % -b)
print(7**300 // 3, 7**300 % 10, -(7**300) // 10**9, -(7**300) % (2**40 + 1), 0 * 7**100, 7**100 - 7**100, 0 << 500, -(2**128) >> 200, 1 << 130)
