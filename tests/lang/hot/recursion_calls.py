def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def ack(m, n):
    if m == 0:
        return n + 1
    return ack(m - 1, 1) if n == 0 else ack(m - 1, ack(m, n - 1))


def mutual(n):
    return 0 if n <= 0 else other(n - 1) + 1


def other(n):
    return 0 if n <= 0 else mutual(n - 1) * 2 % 1009


def gcd(a, b):
    return a if b == 0 else gcd(b, a % b)


print(fib(17), ack(2, 15), sum(mutual(i) for i in range(100)), sum(gcd(i, 360) for i in range(1000)))
