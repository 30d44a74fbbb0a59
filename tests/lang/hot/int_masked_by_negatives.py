# A mask that is negative keeps the high bits: the product below it must not wrap.
def clear_low(n, step):
    x = 1
    seen = 0
    for i in range(n):
        y = (x * 1000003 + i) & -16
        seen = (seen * 31 + y) % 1000000007
        x += step
    return x, y, seen


print(clear_low(3000, 7))
print(clear_low(3000, 1 << 34))
print(clear_low(3000, -(1 << 34)))


def mixed(n):
    total = 0
    big = 1
    for i in range(n):
        total ^= ((big + big) & -8) + ((big - i) & ~3)
        if i % 100 == 50:
            big = big * 3 + 1
    return total, big


print(mixed(4000))


def squares(n):
    out = []
    for i in range(n):
        k = i << 22
        v = (k * k) & ~0xFF
        if i % 500 == 499:
            out.append(v)
    return out


print(squares(3000))
