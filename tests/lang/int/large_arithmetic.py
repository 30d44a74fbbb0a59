a = 3 ** 200
b = 7 ** 90
print(a * b, a // b, a % b, a - b, b - a, -a // b, -a % b, a & b, a | b, a ^ b, sep="\n")
import math
print(math.gcd(a, 3 ** 50 * 7), math.isqrt(a), math.isqrt(a) ** 2 == a)
