# Slices with steps, and slices that are assigned to or deleted, in loops that are traced.

def rotations(n):
    """Counts flips of prefixes, as pancakes are sorted."""
    order = list(range(n))
    total = 0
    for turn in range(4000):
        order.append(order.pop(turn % 3))
        work = order[:]
        k = work[0]
        while k:
            work[:k + 1] = work[k::-1]
            total += 1
            k = work[0]
    return total, order


def steps(source, turns):
    out = []
    for i in range(turns):
        part = source[i % 7::2 + i % 2]
        back = source[::-1]
        if i % 500 == 0:
            out.append((part, back[:3], source[-1 - i % 3:1:-2]))
    return out


class Odd:
    def __index__(self):
        print("index")
        return 2


def bounds():
    """Bounds change their types midway."""
    data = list(range(10))
    seen = []
    for i in range(3000):
        lo = 1
        if i == 2000:
            lo = None
        if i == 2400:
            lo = Odd()
        if i == 2500:
            lo = 1 << 70
        part = data[lo:8:2]
        data[lo:lo] = [] if i % 2 else ()
        if i in (10, 2000, 2400, 2500):
            seen.append(part)
    return seen, data


def sieve(n):
    flags = [True] * n
    flags[0:2] = [False, False]
    for p in range(2, int(n ** 0.5) + 1):
        if flags[p]:
            flags[p * p::p] = [False] * len(flags[p * p::p])
    return sum(flags)


def windows(turns):
    """The list changes its size and what it holds."""
    data = [1, 2, 3]
    log = []
    for i in range(turns):
        data[1:2] = [i, i + 1]
        if i == 1500:
            data[0:1] = ["text", 1.5]
        if len(data) > 40:
            del data[2:30]
        if i % 3 == 0:
            del data[::5]
        data[len(data):] = data[:1]
        if i % 700 == 0:
            log.append((len(data), data[:4]))
    return log


def itself(turns):
    data = [0, 1, 2, 3]
    for i in range(turns):
        data[1:3] = data
        data[4:] = []
    return data


def wrong(turns):
    """Extended slices that do not fit raise midway."""
    data = list(range(6))
    errors = 0
    last = None
    for i in range(turns):
        new = [i, i, i]
        if i % 1000 == 999:
            new = [i]
        try:
            data[::2] = new
        except ValueError as e:
            errors += 1
            last = str(e)
        try:
            data[1:4:i % 1200]
        except ValueError as e:
            last = last, str(e)
    return errors, last, data


class Table:
    def __init__(self):
        self.rows = list(range(20))

    def __getitem__(self, key):
        if isinstance(key, slice):
            return sum(self.rows[key]), key.start, key.step
        return self.rows[key]

    def __setitem__(self, key, value):
        self.rows[key] = value

    def __delitem__(self, key):
        del self.rows[key]


def table(turns):
    t = Table()
    total = 0
    kept = None
    for i in range(turns):
        total += t[i % 5:15][0] + t[i % 3::3][0]
        t[2:4] = [i, i]
        del t[2:4:2]
        t[2:2] = [7]
        if i == turns - 3:
            kept = slice(i % 4, None, 2)
            total += t[kept][0]
    return total, kept, t[1:9:2]


class Mine(list):
    pass


def subclasses(turns):
    data = Mine([1, 2, 3, 4])
    total = 0
    for i in range(turns):
        data[:2] = (i, i + 1)
        part = data[::2]
        total += part[0]
        if type(part) is not list:
            print("not a list")
    return total, data


def sources(turns):
    data = [0] * 8
    for i in range(turns):
        new = (i, i)
        if i % 900 == 800:
            new = {i: i}
        if i % 900 == 801:
            new = "ab"
        if i % 900 == 802:
            new = (x for x in (1, 2))
        data[2:4] = new
        data = data[:8]
    return data


print(rotations(9))
print(steps(list(range(20)), 3000))
print(steps(tuple("abcdefghijklmn"), 3000))
print(steps("abcdefghijklm\u00e9\u4e00", 3000))
print(steps(b"0123456789abc", 3000))
try:
    print(bounds())
except TypeError as e:
    print(type(e), e)
print(sieve(40000))
print(windows(3000))
print(itself(3000))
print(wrong(3500))
print(table(3000))
print(subclasses(3000))
print(sources(3000))
