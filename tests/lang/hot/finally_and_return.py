def f(i):
    for j in range(5):
        try:
            if j == i % 6:
                return j
            if j == 2:
                continue
        finally:
            log[0] += 1
    return -1


log = [0]
total = 0
for i in range(3000):
    total += f(i)
print(total, log)
