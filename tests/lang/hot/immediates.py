"""Methods of ints, identity of ints, ranges with steps: in loops."""
import random


def bit_lengths(n):
    total = 0
    for i in range(n):
        total += i.bit_length() + (-i).bit_count() + (i % 3 == 0).conjugate()
        if i.is_integer() and not i.as_integer_ratio()[1] is 1:
            total = -1
    return total


def big(n):
    x = 1
    out = []
    for i in range(n):
        x = (x * 3) & ((1 << 70) - 1)
        out.append(x.bit_length())
    return sum(out), max(out)


ONE = 1


def identity(n):
    same = 0
    for i in range(n):
        if i % 5 is ONE:
            same += 1
        if i is not ONE:
            same += 2
        if (i < 5) is True:
            same += 4
    return same


def steps(n):
    seen = []
    for i in range(n):
        k = 0
        for j in range(i % 50, 40, 1 + i % 7):
            k += j
        for j in range(40, i % 50, -1 - i % 3):
            k -= j
        for j in range(10, -1, -1):
            k += j
        seen.append(k)
    return sum(seen), seen[-5:]


def changing_step(n):
    out = {}
    for i in range(n):
        step = [1, 2, -1, -3, 0, 1 << 62, -1 << 62][i * 7 // n]
        try:
            r = range(-5, 20, step) if step > 0 else range(20, -5, step)
        except ValueError as e:
            r = e
        out[repr(r)] = out.get(repr(r), 0) + len(list(r) if type(r) is range else "")
    return out


def edges(n):
    limit = (1 << 62) - 1
    total = 0
    for i in range(n):
        total += len(range(-limit + i, limit, limit))
        total += len(range(limit, -limit - 1 + i, -limit))
        total += len(range(0, limit, limit - i))
    return total


def drawing(n):
    generator = random.Random(7)
    total = 0
    for i in range(n):
        total += generator.randrange(1 + i % 1000) + generator.randint(-3, 3) + generator.choice([1, 2, 3])
    return total, generator.randrange(10, 1000, 7)


print(bit_lengths(4000))
print(big(4000))
print(identity(4000))
print(steps(4000))
print(changing_step(7000))
print(edges(3000))
print(drawing(4000))
