class Link:
    __slots__ = "key", "value", "before", "after"


class LRU:
    def __init__(self, size):
        self.size, self.table = size, {}
        self.root = root = Link()
        root.before = root.after = root
        self.hits = self.misses = 0

    def unlink(self, link):
        link.before.after, link.after.before = link.after, link.before

    def front(self, link):
        root = self.root
        link.before, link.after = root, root.after
        root.after.before = link
        root.after = link

    def get(self, key, make):
        link = self.table.get(key)
        if link:
            self.hits += 1
            self.unlink(link)
        else:
            self.misses += 1
            if len(self.table) >= self.size:
                old = self.root.before
                self.unlink(old)
                del self.table[old.key]
            link = Link()
            link.key, link.value = key, make(key)
            self.table[key] = link
        self.front(link)
        return link.value


cache = LRU(20)
x = total = 0
for i in range(4000):
    x = (x * 75 + 74) % 65537
    total += cache.get(min(x % 50, x % 37), lambda k: k * k)
print(total, cache.hits, cache.misses, sorted(cache.table)[:5])


class Trie:
    def __init__(self):
        self.children = {}
        self.count = 0

    def add(self, word):
        node = self
        for c in word:
            node = node.children.setdefault(c, Trie())
        node.count += 1

    def words(self, prefix=""):
        if self.count:
            yield prefix, self.count
        for c in sorted(self.children):
            yield from self.children[c].words(prefix + c)

    def find(self, prefix):
        node = self
        for c in prefix:
            node = node.children.get(c)
            if node is None:
                return []
        return list(node.words(prefix))


t = Trie()
for i in range(800):
    t.add("".join("abc"[(i >> k) % 3] for k in range(i % 6 + 1)))
print(len(list(t.words())), t.find("abb")[:4], t.find("zz"), sum(c for _, c in t.words()))
