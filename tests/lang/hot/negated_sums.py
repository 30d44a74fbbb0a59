# Sums with negated terms on either side, on ints, masked ints and floats.
def run(n):
    a = b = c = d = 0
    x = y = 0.0
    for i in range(n):
        j = i & 255
        a += -j + i
        b += i + -j
        c = (-(c & 1023) + i) & 0xFFFF
        d = (i - (-d & 1023)) & 0xFFFF
        f = i * 0.5
        x += -f + j
        y += j + -f
    return a, b, c, d, x, y


print(run(100), run(5000))
