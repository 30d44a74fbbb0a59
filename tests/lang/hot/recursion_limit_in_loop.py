def down(n):
    return 0 if n == 0 else 1 + down(n - 1)


def forever(n):
    return forever(n + 1) + 1


total = 0
for i in range(50):
    total += down(100 + i)
    try:
        forever(0)
    except RecursionError:
        total += 1000
print(total)
