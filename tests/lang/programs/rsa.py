# Primality by Miller and Rabin, keys, encryption: arithmetic on large integers.
def is_prime(n):
    if n < 2:
        return False
    for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        if n % p == 0:
            return n == p
    d, s = n - 1, 0
    while d % 2 == 0:
        d //= 2
        s += 1
    for a in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        x = pow(a, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def next_prime(n):
    n |= 1
    while not is_prime(n):
        n += 2
    return n


def inverse(a, m):
    old, new = (a, 1), (m, 0)
    while new[0]:
        q = old[0] // new[0]
        old, new = new, (old[0] - q * new[0], old[1] - q * new[1])
    return old[1] % m


p, q = next_prime(3 ** 80), next_prime(7 ** 47)
n, phi, e = p * q, (p - 1) * (q - 1), 65537
d = inverse(e, phi)
message = int.from_bytes(b"attack at dawn", "big")
cipher = pow(message, e, n)
print(p, q, d == pow(e, -1, phi), cipher, pow(cipher, d, n).to_bytes(14, "big"))
print([k for k in range(2000, 2100) if is_prime(k)], sum(map(is_prime, range(3000))))
