import math


def fft(a, sign=1):
    n = len(a)
    if n == 1:
        return a
    even, odd = fft(a[::2], sign), fft(a[1::2], sign)
    out = [0] * n
    for k in range(n // 2):
        angle = sign * 2 * math.pi * k / n
        t = complex(math.cos(angle), math.sin(angle)) * odd[k]
        out[k], out[k + n // 2] = even[k] + t, even[k] - t
    return out


data = [complex(math.sin(i * 0.3) + (i % 7)) for i in range(256)]
spectrum = fft(data)
back = [x / 256 for x in fft(spectrum, -1)]
print(max(abs(a - b) for a, b in zip(data, back)) < 1e-12, ["%.6f" % abs(x) for x in spectrum[:6]])


def multiply(a, b):
    n = 1
    while n < len(a) + len(b):
        n *= 2
    x, y = fft([complex(d) for d in a] + [0j] * (n - len(a))), fft([complex(d) for d in b] + [0j] * (n - len(b)))
    z = fft([p * q for p, q in zip(x, y)], -1)
    return sum(round(v.real / n) * 10 ** i for i, v in enumerate(z))


a, b = 3 ** 150, 7 ** 80
print(multiply([int(c) for c in reversed(str(a))], [int(c) for c in reversed(str(b))]) == a * b)
