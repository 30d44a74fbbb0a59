class Polynomial:
    def __init__(self, *coefficients):
        while len(coefficients) > 1 and coefficients[-1] == 0:
            coefficients = coefficients[:-1]
        self.c = coefficients or (0,)

    def __add__(self, other):
        if not isinstance(other, Polynomial):
            other = Polynomial(other)
        n = max(len(self.c), len(other.c))
        pad = lambda c: c + (0,) * (n - len(c))
        return Polynomial(*(a + b for a, b in zip(pad(self.c), pad(other.c))))

    __radd__ = __add__

    def __neg__(self):
        return Polynomial(*(-a for a in self.c))

    def __sub__(self, other):
        return self + -other

    def __mul__(self, other):
        if not isinstance(other, Polynomial):
            other = Polynomial(other)
        out = [0] * (len(self.c) + len(other.c) - 1)
        for i, a in enumerate(self.c):
            for j, b in enumerate(other.c):
                out[i + j] += a * b
        return Polynomial(*out)

    __rmul__ = __mul__

    def __pow__(self, n):
        result = Polynomial(1)
        while n:
            if n & 1:
                result = result * self
            self = self * self
            n >>= 1
        return result

    def __call__(self, x):
        result = 0
        for a in reversed(self.c):
            result = result * x + a
        return result

    def __eq__(self, other):
        return self.c == other.c

    def __repr__(self):
        return " + ".join(f"{a}x^{i}" if i else str(a) for i, a in enumerate(self.c) if a) or "0"

    def derivative(self):
        return Polynomial(*(i * a for i, a in enumerate(self.c) if i))


p, q = Polynomial(1, 2, 3), Polynomial(-1, 0, 0, 2)
print(p + q, p * q, p - p, p ** 5, (p * q)(3) == p(3) * q(3), p.derivative(), 2 * p + 1, p == Polynomial(1, 2, 3, 0))
x = Polynomial(0, 1)
c = [x, 2 * x * x - Polynomial(1)]
for _ in range(8):
    c.append(2 * x * c[-1] - c[-2])
print(c[-1], c[-1](0.5), sum((x + k)(k) for k in range(200)))
