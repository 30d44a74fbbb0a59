# SHA-256 from its definition; the digests of known messages are known.
def primes(n):
    found = []
    k = 2
    while len(found) < n:
        if all(k % p for p in found):
            found.append(k)
        k += 1
    return found


def root_bits(n, power):
    # The first 32 bits of the fractional part of n ** (1 / power), by integers alone.
    target = n << (32 * power)
    low, high = 0, 1 << 40
    while low < high:
        mid = (low + high + 1) // 2
        if mid ** power <= target:
            low = mid
        else:
            high = mid - 1
    return low & 0xFFFFFFFF


K = [root_bits(p, 3) for p in primes(64)]
H0 = [root_bits(p, 2) for p in primes(8)]


def rotr(x, n):
    return (x >> n | x << (32 - n)) & 0xFFFFFFFF


def sha256(message):
    length = len(message) * 8
    message = message + b"\x80"
    message += b"\0" * ((56 - len(message)) % 64) + length.to_bytes(8, "big")
    state = list(H0)
    for start in range(0, len(message), 64):
        w = [int.from_bytes(message[start + 4 * i:start + 4 * i + 4], "big") for i in range(16)]
        for i in range(16, 64):
            s0 = rotr(w[i - 15], 7) ^ rotr(w[i - 15], 18) ^ w[i - 15] >> 3
            s1 = rotr(w[i - 2], 17) ^ rotr(w[i - 2], 19) ^ w[i - 2] >> 10
            w.append((w[i - 16] + s0 + w[i - 7] + s1) & 0xFFFFFFFF)
        a, b, c, d, e, f, g, h = state
        for i in range(64):
            t1 = h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + (e & f ^ ~e & g) + K[i] + w[i]
            t2 = (rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + (a & b ^ a & c ^ b & c)
            h, g, f, e, d, c, b, a = g, f, e, (d + t1) & 0xFFFFFFFF, c, b, a, (t1 + t2) & 0xFFFFFFFF
        state = [(x + y) & 0xFFFFFFFF for x, y in zip(state, (a, b, c, d, e, f, g, h))]
    return "".join("%08x" % x for x in state)


print(sha256(b""))
print(sha256(b"abc"))
print(sha256(b"a" * 1000))
