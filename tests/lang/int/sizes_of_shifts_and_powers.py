"""Shifts, powers and products near machine words."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


edges = [0, 1, 2**30 - 1, 2**30, 2**31, 2**32 - 1, 2**61, 2**62 - 1, 2**62, 2**63 - 1, 2**63, 2**64 - 1, 2**64]
for a in edges:
    for b in (a, -a):
        print(b, b + b, b - 1, b * b, -b, abs(b), ~b, b << 1, b >> 1, b & 255, b | 1, b ^ -1, b.bit_length(), b.bit_count(), b == -b, b // 7, b % 7, divmod(b, -7)[1], int(str(b)) == b, hash(b))
print(3**40, (-3)**41, 2**-2, 0**0, pow(3, 100, 2**64), pow(3, -1, 7), (-2)**63, -2**63, 10**18 * 10**18)
for bad in (lambda: 1 << -1, lambda: 1 >> -1, lambda: pow(2, -1, 4), lambda: pow(2, 2, 0), lambda: 0 ** -1, lambda: 1 % 0, lambda: 5 // 0, lambda: divmod(5, 0), lambda: 2**63 % 0, lambda: 1 << 2**70):
    show(bad)
