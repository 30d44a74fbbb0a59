# What a helper of the interpreter calls back (hashes, comparisons, iterators) breaks what the loop relies on: the rest of
# the same iteration must see it.
factor = 1
broken = []


class Worker:
    def work(self, x):
        return x + factor


def other(self, x):
    return x * 2 + factor


class Key:
    def __init__(self, n, when):
        self.n = n
        self.when = when
        self.asked = 0

    def __hash__(self):
        self.asked += 1
        if self.asked in self.when:
            breaks(self.asked)
        return self.n

    def __eq__(self, o):
        return self.n == o.n


def breaks(k):
    global factor
    broken.append(k)
    if len(broken) % 2:
        factor += 100
    elif Worker.work is other:
        Worker.work = first
    else:
        Worker.work = other


first = Worker.work


def looked_up(n):
    w = Worker()
    table = {Key(1, ()): 5}
    key = Key(1, (1500, 1600, 1700, 1900))
    total = 0
    for i in range(n):
        before = w.work(i) + factor
        x = table[key]
        total += before + x + w.work(i) * 3 + factor
    return total


def looked_up_twice(n):
    w = Worker()
    table = {Key(1, ()): 5}
    innocent = Key(1, ())
    key = Key(1, (1500, 1600, 1700, 1900))
    total = 0
    for i in range(n):
        a = table[innocent]
        before = w.work(i) + factor
        b = table[key]
        total += before + a + b + w.work(i) * 3 + factor
    return total


def contained(n):
    w = Worker()
    table = {Key(1, ()): 5}
    key = Key(1, (1500, 1601, 1702, 1903))
    total = 0
    for i in range(n):
        before = factor
        if key in table:
            total += before + factor + w.work(i)
    return total


class Numbers:
    def __init__(self, when):
        self.when = when
        self.made = 0

    def __iter__(self):
        self.made += 1
        if self.made in self.when:
            breaks(self.made)
        return iter((1, 2))


def extended(n):
    w = Worker()
    source = Numbers((1500, 1600, 1700, 1900))
    total = 0
    for i in range(n):
        before = factor
        l = [0]
        l.extend(source)
        total += len(l) + before + factor + w.work(i)
    return total


def hashed(n):
    w = Worker()
    key = Key(1, (1500, 1601, 1702, 1903))
    total = 0
    for i in range(n):
        before = factor
        x = hash(key)
        total += x + before + factor + w.work(i)
    return total


def summed(n):
    w = Worker()
    source = Numbers((1500, 1600, 1700, 1900))
    total = 0
    for i in range(n):
        before = factor
        x = sum(source)
        total += x + before + factor + w.work(i)
    return total


def ordered(n):
    w = Worker()
    state = [0]

    def measure(k):
        state[0] += 1
        if state[0] in (3001, 3201, 3500, 3700):
            breaks(state[0])
        return -k

    total = 0
    for i in range(n):
        before = factor
        x = max((i, 5), key=measure)
        total += x + before + factor + w.work(i)
    return total


class Maybe:
    def __init__(self, when):
        self.when = when
        self.asked = 0

    def __bool__(self):
        self.asked += 1
        if self.asked in self.when:
            breaks(self.asked)
        return True

    def __len__(self):
        self.asked += 1
        if self.asked in self.when:
            breaks(self.asked)
        return 3


def asked(n):
    w = Worker()
    m = Maybe((1500, 1600, 1700, 1900))
    total = 0
    for i in range(n):
        before = factor
        x = bool(m)
        total += x + before + factor + w.work(i)
    m = Maybe((1500, 1600, 1700, 1900))
    for i in range(n):
        before = factor
        x = len(m)
        total += x + before + factor + w.work(i)
    return total


def set_by_name(n):
    w = Worker()
    total = 0
    for i in range(n):
        before = w.work(i)
        setattr(Worker, "work" if i in (1500, 1700) else "idle", other if i == 1500 else first)
        total += before + w.work(i)
    return total


def set_by_item(n):
    total = 0
    names = globals()
    for i in range(n):
        before = factor
        names.update(factor=i // 1000)
        total += before + factor
    return total


print(looked_up(2500), factor, broken)
print(looked_up_twice(2500), factor, broken)
print(contained(2500), factor, broken)
print(extended(2500), factor, broken)
print(hashed(2500), factor, broken[-4:])
print(summed(2500), factor, broken[-4:])
print(ordered(2500), factor, broken[-4:])
print(asked(2500), factor, broken[-4:])
print(set_by_name(2500), set_by_item(2500))
