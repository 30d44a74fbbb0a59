# Slices whose bounds are numbers or absent, of every built-in sequence, in loops that are traced; what changes midway.

import sys


def cuts(v, turns):
    """Bounds on both sides of both ends."""
    out = []
    n = len(v)
    for i in range(turns):
        a = i % (2 * n + 3) - n - 1
        b = (i * 7) % (2 * n + 3) - n - 1
        parts = v[a:b], v[a:], v[:b], v[a:b:2], v[a:b:-1], v[::-3], v[b::-1], v[:a:-2], v[-3:], v[1:-1]
        if i % 97 == 0:
            out.append(parts)
    return out[::4]


def fold(out):
    return [str(p) for p in out]


def steps(v, turns):
    """The step changes its sign and its size, and is absent at times."""
    total = 0
    for i in range(turns):
        k = i % 7 - 3
        if k == 0:
            k = None
        if i == turns - 20:
            k = 1 << 61
        if i == turns - 19:
            k = -(1 << 61)
        if i == turns - 18:
            k = 1 << 80
        if i == turns - 17:
            k = True
        total += len(v[::k]) + len(v[2::k]) + len(v[:5:k])
    return total


def outgrown(v, turns):
    """Bounds that the loop computes outgrow a word."""
    at = 1
    back = -1
    total = 0
    for i in range(turns):
        total += len(v[-at:at]) + len(v[at:]) + len(v[back:]) + len(v[at::-1]) + len(v[:back:-1])
        if i > turns - 80:
            at *= 2
            back = back * 2 - 1
    return total, at.bit_length(), back.bit_length()


def zero(v, turns):
    errors = 0
    for i in range(turns):
        try:
            v[1:4:i % 50]
        except ValueError as e:
            errors += 1
            text = str(e)
    return errors, text


def same(v, turns):
    """All of an immutable sequence is the sequence itself."""
    kept = 0
    for i in range(turns):
        kept += (v[:] is v) + (v[0:] is v) + (v[-100:100] is v) + (v[::1] is v) + (v[::2] is v)
    return kept


def lengths(turns):
    """Replaced by as many items, by fewer, by more; at the end, in the middle, everywhere."""
    data = list(range(12))
    log = []
    for i in range(turns):
        data[2:5] = [i, i + 1, i + 2]
        data[2:4] = data[4:2:-1]
        data[-2:] = (i, -i)
        data[3:3] = (i,)
        data[1:3] = [7]
        data[:4] = data[3::-1]
        data[5:100] = data[5:]
        data[6:2] = []
        data[0:0] = [i, i]
        del data[1:3]
        data.append(3)
        del data[40:]
        if i % 500 == 0:
            log.append(list(data))
    return log


def kinds(turns):
    """What the lists hold changes."""
    log = []
    ints = [1, 2, 3, 4, 5, 6]
    floats = [0.5, 1.5, 2.5, 3.5]
    truths = [True, False, True, True, False]
    texts = ["a", "b", "c", "d"]
    for i in range(turns):
        ints[1:3] = (i, i + 1)
        floats[1:3] = (i / 2, 0.25)
        truths[1:3] = (i % 2 == 0, True)
        texts[1:3] = (str(i), "x")
        ints[4:6] = ints[0:2]
        floats[2:4] = floats[0:2]
        truths[2:4] = truths[3:1:-1]
        texts[2:4] = texts[1::-1]
        if i == turns // 2:
            ints[2:4] = (0.5, None)
            floats[0:1] = (1, 2)
            truths[0:1] = ("no",)
        if i == turns // 2 + 5:
            source = [0.25, 0.75]
            ints[0:2] = source
            source.append(1)
            source[0:1] = [True, False]
            log.append(source)
            words = [False, True]
            texts[1:3] = words
            words.append(False)
            log.append(words)
            del words[0:1]
            log.append(words)
        if i % (turns // 4) == 0:
            log.append((ints[:], floats[:], truths[:], texts[:]))
    return log + [ints, floats, truths, texts]


def aliases(turns):
    a = [1, 2, 3, 4]
    b = a
    for i in range(turns):
        a[1:3] = b
        del a[4:]
        b[:2] = a[1::-1]
        a[:] = b
        a[len(b):] = ()
        b[::2] = a[1::2]
        b[::-1] = b
    return a, b is a


def between(turns):
    """What is selected does not follow what is written afterwards."""
    a = [0, 1, 2, 3, 4, 5]
    buffer = bytearray(b"abcdef")
    log = []
    for i in range(turns):
        part = a[1:4]
        back = a[::-1]
        raw = buffer[1:4]
        a[2] = i
        a[1:3] = [i, -i]
        buffer[2] = i % 256
        buffer[1:3] = b"xy"
        part[0] = 99
        if i % 700 == 0:
            log.append((part, back, a[1:4], raw, buffer[1:4], buffer[::-2]))
    return log


class Index:
    def __init__(self, n, todo):
        self.n = n
        self.todo = todo

    def __index__(self):
        self.todo()
        return self.n


def indices(turns):
    """Bounds whose `__index__` changes the list."""
    data = list(range(8))
    log = []

    def shrink():
        log.append(len(data))
        del data[4:]

    def grow():
        log.append(len(data))
        data.extend(range(10))

    for i in range(turns):
        lo = 1
        hi = 3
        if i == turns - 30:
            lo = Index(1, shrink)
        if i == turns - 20:
            hi = Index(100, grow)
        if i == turns - 10:
            lo = Index(-2, shrink)
        part = data[lo:hi]
        data[lo:hi] = [i, i]
        del data[lo:hi:4]
        data[lo:lo] = (5,)
        if i > turns - 31:
            log.append((part, list(data)))
    return log


class Odd(list):
    def __iter__(self):
        return iter(("odd", "items"))


class Turned(tuple):
    def __iter__(self):
        return iter(self[::-1])

    def __getitem__(self, key):
        return ("got", key)


def subclasses(turns):
    data = [0] * 6
    log = []
    for i in range(turns):
        new = [i, i + 1]
        if i == turns - 50:
            new = Odd([1, 2])
        if i == turns - 40:
            new = Turned((1, 2))
        if i == turns - 30:
            new = {"k": 1, "l": 2}
        data[2:4] = new
        data[::3] = new
        if i >= turns - 50 and i % 10 == 0:
            log.append(list(data))
            log.append(new if type(new) is dict else new[0:1])
    return log


def misfits(turns):
    """Errors midway, and what they leave."""
    data = list(range(6))
    log = []
    for i in range(turns):
        new = (i, i, i)
        if i % 300 == 299:
            new = [i, i]
        if i % 300 == 150:
            new = i
        try:
            data[::2] = new
            data[1:4] = new
        except (TypeError, ValueError) as e:
            log.append((type(e).__name__, str(e)))
        except Exception as e:
            log.append("other")
        del data[6:]
    return log, data


def removed(turns):
    data = list(range(9))
    flags = [True, False, True] * 3
    for i in range(turns):
        k = i % 5 - 2 or 3
        del data[7::k], flags[1:8:k]
        data[2:2] = range(9 - len(data))
        flags.extend([i % 3 == 0] * (9 - len(flags)))
        del data[-1:-3], flags[sys.maxsize:], data[:-sys.maxsize - 1]
    return data, flags


TURNS = 1500
for v in (list(range(9)), tuple("abcdefg"), "abcdefgh", "a\u00e9\u4e00\U0001f600e", b"01234567",
          bytearray(b"abcdefgh"), range(9), range(20, -2, -3), [0.5, 1.5, 2.5, 3.5], [True, False, False, True], []):
    print(fold(cuts(v, TURNS)))
    print(steps(v, TURNS), outgrown(v, TURNS), zero(v, TURNS), same(v, TURNS))
print(lengths(2001))
print(kinds(2000))
print(aliases(2000))
print(between(2000))
print(indices(2000))
print(subclasses(2000))
print(misfits(2000))
print(removed(2000))


# A constant slice whose bounds run Python.
changed = [1, 2, 3]


class Changes:
    def __index__(self):
        changed.append(0)
        return 1


CHANGING = slice(Changes(), None)


def changes(n):
    bad = 0
    for _ in range(n):
        before = len(changed)
        changed[CHANGING]
        bad += len(changed) != before + 1
        del changed[3:]
    return bad


print(changes(2000))
