"""The product of two square matrices of floats, held as lists of rows.

The plain triple loop.  The trace of the product is checked against one computed from the factors directly.
"""
import sys
import time


def build(n, seed):
    scale = 1.0 / n / n * seed
    return [[scale * (i - j) * (i + j) for j in range(n)] for i in range(n)]


def multiply(a, b, n):
    columns = [[b[i][j] for i in range(n)] for j in range(n)]
    product = []
    for i in range(n):
        row = a[i]
        out = [0.0] * n
        for j in range(n):
            column = columns[j]
            total = 0.0
            for k in range(n):
                total += row[k] * column[k]
            out[j] = total
        product.append(out)
    return product


def run(n):
    a = build(n, 1.0)
    b = build(n, 2.0)
    c = multiply(a, b, n)
    trace = 0.0
    direct = 0.0
    for i in range(n):
        trace += c[i][i]
        for k in range(n):
            direct += a[i][k] * b[k][i]
    assert abs(trace - direct) <= 1e-9 * abs(trace)
    return "%.9f %.9f %.9f" % (trace, c[n // 2][n // 3], c[0][n - 1])


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 340
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
