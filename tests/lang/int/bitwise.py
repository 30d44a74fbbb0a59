values = [0, 1, -1, 0xFF, -256, (1 << 62) - 1, -(1 << 62), 1 << 80, -(1 << 80) + 12345]
for a in values:
    print(a, ~a, [a & b for b in values])
    print([a | b for b in values], [a ^ b for b in values])
