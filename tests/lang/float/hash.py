print(hash(0.0), hash(-0.0), hash(1.5), hash(1e300), hash(float("inf")), hash(-float("inf")), hash(0.1), hash(-2.5))
print({1: "int"}[1.0], {0.5: "half"}[0.5])
