def compute(values):
    total = 0
    for v in values:
        total = total + v * 2 - (v / (v - 3))
    return total


compute([1, 2, 3])
