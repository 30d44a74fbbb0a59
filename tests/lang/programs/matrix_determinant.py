from fractions import Fraction


def determinant(m):
    m = [row[:] for row in m]
    n, sign, result = len(m), 1, Fraction(1)
    for i in range(n):
        pivot = next((r for r in range(i, n) if m[r][i]), None)
        if pivot is None:
            return Fraction(0)
        if pivot != i:
            m[i], m[pivot] = m[pivot], m[i]
            sign = -sign
        result *= m[i][i]
        for r in range(i + 1, n):
            factor = m[r][i] / m[i][i]
            for c in range(i, n):
                m[r][c] -= factor * m[i][c]
    return sign * result


def bareiss(m):
    m = [row[:] for row in m]
    n, sign, last = len(m), 1, 1
    for k in range(n - 1):
        if m[k][k] == 0:
            swap = next((r for r in range(k + 1, n) if m[r][k]), None)
            if swap is None:
                return 0
            m[k], m[swap] = m[swap], m[k]
            sign = -sign
        for i in range(k + 1, n):
            for j in range(k + 1, n):
                m[i][j] = (m[i][j] * m[k][k] - m[i][k] * m[k][j]) // last
        last = m[k][k]
    return sign * m[-1][-1]


for n in (2, 4, 7, 10):
    a = [[(i * 7 + j * j * 3 + i * j) % 11 - 5 for j in range(n)] for i in range(n)]
    print(n, bareiss(a), determinant([[Fraction(x) for x in row] for row in a]) == bareiss(a))
h = [[Fraction(1, i + j + 1) for j in range(6)] for i in range(6)]
print(determinant(h))
