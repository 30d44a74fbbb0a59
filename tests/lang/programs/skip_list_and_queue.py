import random


class SkipList:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.head = [None, [None] * 12]

    def add(self, value):
        update, node = [], self.head
        for level in range(11, -1, -1):
            while node[1][level] is not None and node[1][level][0] < value:
                node = node[1][level]
            update.append(node)
        update.reverse()
        height = 1
        while height < 12 and self.random.random() < 0.5:
            height += 1
        new = [value, [None] * height]
        for level in range(height):
            new[1][level] = update[level][1][level]
            update[level][1][level] = new

    def __contains__(self, value):
        node = self.head
        for level in range(11, -1, -1):
            while node[1][level] is not None and node[1][level][0] < value:
                node = node[1][level]
        following = node[1][0]
        return following is not None and following[0] == value

    def __iter__(self):
        node = self.head[1][0]
        while node is not None:
            yield node[0]
            node = node[1][0]


s = SkipList(5)
r = random.Random(1)
values = [r.randrange(10000) for _ in range(700)]
for v in values:
    s.add(v)
print(list(s) == sorted(values), sum(v in s for v in range(10000)), len(set(values)), values[:3])
