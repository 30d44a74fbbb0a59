print(hash(0), hash(1), hash(-1), hash(-2), hash((1 << 61) - 1), hash(1 << 61), hash(1 << 100), hash(-(1 << 100)))
print(hash(1) == hash(1.0) == hash(True), hash(10 ** 30) == hash(1e30), hash(2 ** 61 - 2))
