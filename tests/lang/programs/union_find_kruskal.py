class UnionFind:
    def __init__(self, n):
        self.parent = list(range(n))
        self.size = [1] * n
        self.count = n

    def find(self, x):
        parent = self.parent
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    def union(self, a, b):
        a, b = self.find(a), self.find(b)
        if a == b:
            return False
        if self.size[a] < self.size[b]:
            a, b = b, a
        self.parent[b] = a
        self.size[a] += self.size[b]
        self.count -= 1
        return True


n, seed, edges = 200, 99, []
for _ in range(1500):
    seed = seed * 48271 % 2147483647
    a, b = seed % n, seed // n % n
    edges.append((seed // 7 % 1000 / 10, a, b))
uf = UnionFind(n)
tree = [(w, a, b) for w, a, b in sorted(edges) if uf.union(a, b)]
print(uf.count, len(tree), "%.1f" % sum(w for w, _, _ in tree), tree[-1])
