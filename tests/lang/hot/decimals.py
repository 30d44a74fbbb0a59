"""Decimal arithmetic in a loop whose operands change their kind and size, and whose context changes, midway."""
from decimal import *


def run(n):
    total = Decimal(0)
    rate, cent = Decimal("0.0575"), Decimal("0.01")
    over = 0
    for i in range(n):
        price = Decimal(i % 997) / 100
        if i == n // 2:
            getcontext().prec = 60
            rate = Decimal("0.05750000000000000000000000000000000000000001")
        if i == n // 2 + 50:
            getcontext().prec = 12
            total = total + 1
        tax = (price * rate).quantize(cent, ROUND_HALF_EVEN)
        total += price + tax - i % 3
        if total > over:
            over = total
        elif total == i:
            over = -over
    return total, over, getcontext().flags[Inexact]


print(run(3000))
print(run(3000))


def powers(n):
    x = Decimal(1)
    seen = []
    for i in range(n):
        x = x * 3 if i % 7 else x / 11
        x = -x if i == 1500 else +x
        if i % 400 == 0:
            seen.append(str(x))
    return seen


print(powers(2000))
