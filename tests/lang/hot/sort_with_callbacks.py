import functools

data = [(i * 7919) % 1009 for i in range(1500)]
calls = 0


def key(x):
    global calls
    calls += 1
    return x % 100, x


print(sorted(data, key=key)[:5], calls, sorted(data, key=lambda x: -x)[:3])


class Rev:
    def __init__(self, n):
        self.n = n

    def __lt__(self, o):
        return o.n < self.n


print([r.n for r in sorted(map(Rev, data))][:4], functools.reduce(lambda a, b: (a * 31 + b) % 65537, data), sum(map(lambda x: x & 3, data)), len(list(filter(lambda x: x % 3 == 0, data))))
data.sort(key=functools.cmp_to_key(lambda a, b: a % 10 - b % 10 or b - a))
print(data[:5], data[-3:])
