def risky(i):
    if i % 10 == 3:
        raise ValueError(i)
    if i == 2777:
        raise KeyError("rare")
    return i


total = 0
for i in range(4000):
    try:
        total += risky(i)
    except ValueError as error:
        total -= error.args[0]
    except KeyError:
        total += 1000000
print(total)
for i in range(4000):
    try:
        try:
            risky(i)
        finally:
            total += 1
    except (ValueError, KeyError):
        pass
print(total)
