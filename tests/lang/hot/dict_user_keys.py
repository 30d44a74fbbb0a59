class K:
    hashes = equals = 0

    def __init__(self, n):
        self.n = n

    def __hash__(self):
        K.hashes += 1
        return self.n % 10

    def __eq__(self, o):
        K.equals += 1
        return self.n == o.n


d = {}
for i in range(1500):
    k = K(i % 30)
    d[k] = d.get(k, 0) + 1
print(len(d), sum(d.values()), K.hashes)


class Evil:
    def __init__(self, d):
        self.d = d

    def __hash__(self):
        return 5

    def __eq__(self, o):
        self.d.clear()
        return False


e = {}
for i in range(100):
    e[Evil(e)] = i
print(len(e) >= 1)
