# Floats in objects, neighbours through a dict of cells, properties and static methods.
class Vec:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, o):
        return Vec(self.x + o.x, self.y + o.y)

    def __sub__(self, o):
        return Vec(self.x - o.x, self.y - o.y)

    def __mul__(self, k):
        return Vec(self.x * k, self.y * k)

    def norm2(self):
        return self.x * self.x + self.y * self.y


class Particle:
    def __init__(self, i):
        self.at = Vec(i * 0.37 % 1.0, i * 0.61 % 1.0)
        self.speed = Vec((i % 5 - 2) * 0.01, (i % 3 - 1) * 0.01)

    @property
    def cell(self):
        return Particle.cell_of(self.at.x, self.at.y)

    @staticmethod
    def cell_of(x, y):
        return int(x * 10), int(y * 10)


particles = [Particle(i) for i in range(80)]
for step in range(12):
    grid = {}
    for p in particles:
        grid.setdefault(p.cell, []).append(p)
    for p in particles:
        cx, cy = p.cell
        push = Vec(0.0, 0.0)
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                for q in grid.get((cx + dx, cy + dy), ()):
                    d = p.at - q.at
                    n = d.norm2()
                    if q is not p and n < 0.01:
                        push = push + d * (0.0001 / (n + 0.0001))
        p.speed = (p.speed + push) * 0.99
    for p in particles:
        p.at += p.speed
        if not 0 <= p.at.x < 1:
            p.speed.x = -p.speed.x
            p.at.x = min(max(p.at.x, 0.0), 0.999)
        if not 0 <= p.at.y < 1:
            p.speed.y = -p.speed.y
            p.at.y = min(max(p.at.y, 0.0), 0.999)
print("%.9f %.9f" % (sum(p.at.x for p in particles), sum(p.at.y for p in particles)), len(grid))
