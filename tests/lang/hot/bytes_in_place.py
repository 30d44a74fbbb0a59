"""Bytes and bytearrays read, written and iterated over in hot loops; their length and memory change meanwhile."""


def sieve(n):
    flags = bytearray([1]) * (n + 1)
    flags[0] = flags[1] = 0
    for i in range(2, int(n**0.5) + 1):
        if flags[i]:
            for j in range(i * i, n + 1, i):
                flags[j] = 0
    return sum(flags), flags[-1], flags[-3]


print(sieve(3000))


def checksum(data):
    a, b = 1, 0
    for x in data:
        a = (a + x) % 65521
        b = (b + a) % 65521
    return b << 16 | a


data = bytes(range(256)) * 5
print(checksum(data), checksum(bytearray(data)), checksum(memoryview(data)), checksum(list(data)))


def ends(data, n):
    total = 0
    for i in range(1, n):
        total += data[-i] * i + data[i % len(data)]
    return total


print(ends(data, 1000), ends(bytearray(data), 1000))


def out_of_range(data, n):
    seen = 0
    for i in range(n):
        try:
            seen += data[i]
        except IndexError as e:
            return seen, i, str(e)


print(out_of_range(b"abc" * 200, 700), out_of_range(bytearray(b"xyz" * 100), 700))


def stores(n):
    b = bytearray(8)
    log = []
    for i in range(n):
        try:
            b[i % 8] = i
        except ValueError as e:
            log.append((i, str(e)))
            if len(log) > 2:
                break
    return b, log


print(stores(400))


def odd_values(values):
    b = bytearray(4)
    out = []
    for v in values:
        try:
            b[1] = v
            out.append(b[1])
        except (TypeError, ValueError) as e:
            out.append(type(e).__name__)
    return out[-12:]


class Index:
    def __index__(self):
        return 77


print(odd_values([3] * 200 + [True, False, 255, 256, -1, 2**70, "x", 1.0, None, Index(), 0, 9]))


def grows(n):
    b = bytearray(b"start")
    total = 0
    for x in b:
        total += x
        if len(b) < n:
            b.append(len(b) & 255)
    return total, len(b)


print(grows(900))


def shrinks(n):
    b = bytearray(range(200)) * 10
    total = 0
    for i, x in enumerate(b):
        total += x * i
        if i > 300:
            b.pop()
    return total, len(b)


print(shrinks(0))


def moves(n):
    """The memory of the array moves while its items are read."""
    b = bytearray(16)
    total = 0
    for i in range(n):
        b[i % 16] = i & 127
        if i % 100 == 99:
            b += bytes(500)
        if i % 250 == 249:
            del b[16:]
        total += b[(i * 7) % 16] + len(b)
    return total


print(moves(1500))


def shared(n):
    b = bytearray(32)
    view = memoryview(b)
    total = 0
    for i in range(n):
        view[i % 32] = i % 200
        total += b[i % 32]
        b[(i + 1) % 32] = 7
        total += view[(i + 1) % 32]
    return total


print(shared(800))


class Bytes(bytes):
    def __getitem__(self, i):
        return "item"

    def __len__(self):
        return 3


class Array(bytearray):
    def __setitem__(self, i, v):
        super().__setitem__(i, v + 1)


def kinds(n):
    objects = [b"abcdef", bytearray(b"ghijkl"), Bytes(b"mnopqr"), Array(b"stuvwx")]
    out = []
    for i in range(n):
        x = objects[3 * i // n + (i > n - 3)]
        out.append((x[1], len(x), sum(1 for _ in x)))
    return out[0], out[n // 2], out[-1], len(set(out))


print(kinds(600))

a = Array(b"....")
for i in range(300):
    a[i % 4] = i % 100
print(a)


def empty(n):
    total = 0
    for i in range(n):
        for x in b"" if i % 3 else b"\x01\x02":
            total += x
        for x in bytearray(i % 4):
            total += 1
    return total


print(empty(500))
it = iter(bytearray(b"abc"))
print([next(it, None) for _ in range(5)], it.__length_hint__())
print([(i, x) for i, x in zip(range(1000), b"\xff\x00" * 300)][-1], max(b"hello" * 100), bytes(x ^ 255 for x in b"abc" * 60)[:4])
