class V:
    def __init__(self, n):
        self.n = n

    def __repr__(self):
        return f"V{self.n}"

    def __add__(self, o):
        return V(self.n + o.n) if isinstance(o, V) else NotImplemented

    def __radd__(self, o):
        return f"radd({o})"

    def __iadd__(self, o):
        self.n += 100
        return self

    def __sub__(self, o):
        return ("sub", o)

    def __mul__(self, o):
        return ("mul", o)

    def __rmul__(self, o):
        return ("rmul", o)

    def __truediv__(self, o):
        return ("truediv", o)

    def __floordiv__(self, o):
        return ("floordiv", o)

    def __mod__(self, o):
        return ("mod", o)

    def __pow__(self, o, m=None):
        return ("pow", o, m)

    def __matmul__(self, o):
        return ("matmul", o)

    def __and__(self, o):
        return ("and", o)

    def __or__(self, o):
        return ("or", o)

    def __xor__(self, o):
        return ("xor", o)

    def __lshift__(self, o):
        return ("lshift", o)

    def __rshift__(self, o):
        return ("rshift", o)

    def __divmod__(self, o):
        return ("divmod", o)

    def __neg__(self):
        return ("neg",)

    def __pos__(self):
        return ("pos",)

    def __invert__(self):
        return ("invert",)

    def __abs__(self):
        return ("abs",)


v = V(1)
print(v + V(2), 5 + v, v - 1, v * 2, 2 * v, v / 1, v // 1, v % 1, v ** 1, pow(v, 2, 3), v @ 1, v & 1, v | 1, v ^ 1, v << 1, v >> 1, divmod(v, 1), -v, +v, ~v, abs(v))
w = v
v += 1
print(v, w is v)
v -= 1
print(v)
for f in (lambda: w + 5, lambda: 5 - w, lambda: 5 // w, lambda: [] @ w):
    try:
        print(f())
    except TypeError as error:
        print(error)
