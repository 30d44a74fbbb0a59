"""An inner branch that is taken in several iterations running: the side trace goes on in itself, and still ends."""


class Ball:
    def __init__(self, z, v):
        self.z = z
        self.v = v

    def move(self):
        self.v = self.v - 0.05
        self.z = self.z + self.v
        if not -1.0 < self.z < 1.0:
            self.v = -0.5 * self.v
            self.z = max(-1.0, min(1.0, self.z))


def bounce(steps):
    balls = [Ball(0.1 * i, 0.01 * i) for i in range(8)]
    for _ in range(steps):
        for b in balls:
            b.move()
    return [(round(b.z, 9), round(b.v, 9)) for b in balls]


def runs(n):
    # Runs of every length, then one kind only, then values of another type at the branch.
    data = []
    k = 1
    while len(data) < n:
        data += [1] * k + [-1] * k
        k = k % 11 + 1
    data[-200:] = [-1] * 200
    counts = [0, 0]
    items = [5, 7, 11]
    for x in data:
        if x < 0:
            counts[1] += items[x]
        else:
            counts[0] += items[x]
    return counts


def types(n):
    total = 0
    trail = []
    values = [1, 2, 2.5, 3.5, 4, "a", "b", 7]
    for i in range(n):
        v = values[i * i % 97 % 8]
        if v == "a" or v == "b":
            trail.append(v)
        elif v > 3:
            total += 1
        else:
            total -= v
    return total, len(trail)


def until(n):
    out = []
    i = 0
    while i < n:
        j = 0
        while j < i % 13:
            if j % 5 == 4:
                out.append(j)
                j += 2
                continue
            if j > 9:
                break
            j += 1
        i += 1
    return len(out), sum(out)


print(bounce(2000))
print(runs(6000))
print(types(6000))
print(until(4000))
