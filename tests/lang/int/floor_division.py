# Floor division and modulo round towards minus infinity.
for a in (7, -7, 0, 1 << 70, -(1 << 70)):
    for b in (2, -2, 3, -3, 1 << 65, -(1 << 65)):
        q, r = a // b, a % b
        assert q * b + r == a and divmod(a, b) == (q, r)
        print(a, b, q, r)
