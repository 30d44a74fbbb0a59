from fractions import Fraction
import statistics

a = Fraction(1, 3)
print(a + Fraction(1, 6), a * 3, a ** 2, Fraction("0.125"), Fraction(0.5), a < Fraction(1, 2), float(a), repr(a), Fraction(6, -4), a == Fraction(2, 6))
print(statistics.mean([1, 2, 3, 4]), statistics.median([3, 1, 2]), statistics.stdev([1, 2, 3, 4]), statistics.mode("aab"), statistics.pvariance([1, 2, 3]))
