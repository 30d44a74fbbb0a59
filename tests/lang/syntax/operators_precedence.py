"""Precedence and associativity, seen through a tree."""
class N:
    def __init__(self, text): self.text = text
    def __repr__(self): return self.text
def binary(symbol):
    return lambda a, b: N(f"({a} {symbol} {b})")
def reflected(symbol):
    return lambda a, b: N(f"({b} {symbol} {a})")
for name, symbol in dict(add="+", sub="-", mul="*", truediv="/", floordiv="//", mod="%", matmul="@", pow="**", lshift="<<",
                         rshift=">>", and_="&", or_="|", xor="^").items():
    setattr(N, f"__{name.strip('_')}__", binary(symbol))
    setattr(N, f"__r{name.strip('_')}__", reflected(symbol))
for name, symbol in dict(neg="-", pos="+", invert="~").items():
    setattr(N, f"__{name}__", lambda a, symbol=symbol: N(f"{symbol}{a}"))
a, b, c, d = map(N, "abcd")
print(a + b * c - d / a)
print(a ** b ** c, -a ** -b, (-a) ** b, ~a ** b)
print(a << b + c >> d, a & b << c, a | b ^ c & d)
print(a @ b % c // d * a)
print(- + ~a, not a, not not a == b)
print(1 + a, 2 ** a * 3, 5 - a - 6)
x = a
x += b * c
x **= d
print(x)
print(a if b else c if d else a, (lambda: a + b)() * c)
print((a, b)[0] + c, [a, b][1] * d, {1: a}[1] - b)
