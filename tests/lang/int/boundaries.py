"""Integers around the sizes of machine words."""
edges = [2**n + d for n in (31, 32, 61, 62, 63, 64) for d in (-1, 0, 1)]
for e in edges:
    print(e, -e, e + e, -e - e, e * e, e // 3, -e // 3, e % 7, -e % 7, e >> 1, -e >> 1, e << 3, e & 255, e | 1, e ^ -1, ~e, hash(e), e.bit_length())
a = 2**62
for step in (1, 2**61, 2**62):
    n = a - 1
    for _ in range(4):
        n += step
        n -= 1
    print(n, type(n).__name__, n == a - 1 + 4 * step - 4)
print((-2**63) // -1, (-2**63) % -1, divmod(-2**63, -1), abs(-2**63), -(-2**62), -(-2**63))
print(2**63 * -1, 3037000500**2, 4294967296**2, (2**32 + 1) * (2**31 - 1), -3037000500 * 3037000500)
print(1 << 62, 1 << 63, 1 << 64, -1 << 63, (1 << 200) >> 198, -1 >> 1000, 5 >> 64, 0 << 10**6)
print(int(2.0**62), int(2.0**63), int(-2.0**63), 2**62 == 2.0**62, 2**63 - 1 < 2.0**63, 2**62 + 0.0)
print(pow(2, 62), pow(2, 63), pow(-2, 63), pow(3, 41), pow(7, -1, 2**61 - 1), pow(2**64, 2, 97), pow(-5, 3, 7), 0**0)
for source in ("1 << -1", "1 >> -1", "5 // 0", "5 % 0", "divmod(2**70, 0)", "pow(2, -1, 4)", "pow(2, 2, 0)", "int('9' * 5000)", "1 << 10**20 if 0 else 'skipped'",
               "int('1' * 4300) > 0", "str(10**5000)", "(2**63).to_bytes(8, 'little', signed=True)", "(-1).to_bytes(2)", "(255).to_bytes(1)"):
    try:
        print(source, "=", eval(source))
    except (ArithmeticError, ValueError) as e:
        print(source, "|", type(e).__name__, e)
