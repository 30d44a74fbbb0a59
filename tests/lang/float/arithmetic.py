values = [0.0, -0.0, 1.5, -1.5, 3.0, 1e308, 1e-308, float("inf"), float("nan")]
for a in values:
    print([a + b for b in values], [a - b for b in values], [a * b for b in values])
    print([a / b if b else None for b in values], [a // b if b else None for b in values], [a % b if b else None for b in values])
