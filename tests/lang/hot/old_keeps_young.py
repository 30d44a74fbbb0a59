# Old lists and exceptions that are given young objects: each way to store needs its write barrier.
def items(n):
    kept = [(k, str(k)) for k in range(40)]
    total = 0
    for i in range(n):
        kept[i % 40] = (i, str(i))
        total += kept[(i * 7) % 40][0] + len(kept[(i * 11) % 40][1])
    return total


def nested(n):
    rows = [[None] * 4 for _ in range(30)]
    for i in range(n):
        rows[i % 30][i % 4] = [i, {"i": i}]
    return sum(cell[0] + cell[1]["i"] for row in rows for cell in row if cell)


class Failure(Exception):
    pass


def causes(n):
    old = [Failure(k) for k in range(20)]
    total = 0
    for i in range(n):
        try:
            raise old[i % 20] from ValueError(str(i))
        except Failure as e:
            total += int(e.__cause__.args[0])
        old[i % 20].__traceback__ = None
    return total, [int(e.__cause__.args[0]) for e in old]


def raising(e, k, depth):
    if depth:
        return raising(e, k, depth - 1)
    raise e from ValueError(k, k * 2, str(k))


def causes_kept(n):
    old = [Failure(k) for k in range(20)]
    total = 0
    for i in range(n):
        e = old[i % 20]
        try:
            raising(e, i, i % 3)
        except Failure:
            e.__traceback__ = None
        a, b, c = (i, 1), [i], {i}
        total += len(a) + len(b) + len(c)
    return total, [e.__cause__.args for e in old]


def arguments(n):
    old = [Failure(k) for k in range(20)]
    total = 0
    for i in range(n):
        e = old[i % 20]
        Exception.__init__(e, str(i), (i,))
        total += old[(i * 3) % 20].args[-1][0] if i > 60 else 0
    return total, sum(int(e.args[0]) for e in old)


class Base(Exception):
    def __init__(self, name):
        self.name = name
        self.extra = [name] * 3
        super().__init__(name, self.extra)


def made(n):
    old = []
    for i in range(n):
        try:
            raise Base(str(i)) from KeyError(str(i))
        except Base as e:
            e.__traceback__ = None
            if i % 10 == 0:
                old.append(e)
    return sum(int(e.args[1][2]) + int(e.__cause__.args[0]) for e in old)


print(items(4000))
print(nested(3000))
print(causes(3000))
print(causes_kept(3000))
print(arguments(3000))
print(made(2000))
