def gray(n):
    return n ^ n >> 1


def ungray(g):
    n = 0
    while g:
        n ^= g
        g >>= 1
    return n


def popcount(n):
    n = n - (n >> 1 & 0x5555555555555555)
    n = (n & 0x3333333333333333) + (n >> 2 & 0x3333333333333333)
    n = n + (n >> 4) & 0x0F0F0F0F0F0F0F0F
    return (n * 0x0101010101010101 & 0xFFFFFFFFFFFFFFFF) >> 56


def reverse(n, width):
    out = 0
    for _ in range(width):
        out = out << 1 | n & 1
        n >>= 1
    return out


def crc32(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xEDB88320 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


print(all(ungray(gray(i)) == i and bin(gray(i) ^ gray(i + 1)).count("1") == 1 for i in range(2000)))
x, bad = 1, 0
for i in range(2000):
    x = x * 6364136223846793005 + 1442695040888963407 & 0xFFFFFFFFFFFFFFFF
    bad += popcount(x) != x.bit_count() or reverse(reverse(x, 64), 64) != x
print(bad, hex(crc32(b"123456789")), hex(crc32(bytes(range(256)))), [format(gray(i), "03b") for i in range(8)])
