def naturals():
    n = 0
    while True:
        yield n
        n += 1


def take(n, items):
    for _, item in zip(range(n), items):
        yield item


def primes():
    found = []
    for n in naturals():
        if n >= 2 and all(n % p for p in found):
            found.append(n)
            yield n


print(list(take(10, primes())), list(take(3, (x * x for x in naturals()))))
