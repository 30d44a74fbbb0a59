step = 1


def loop(n):
    total = 0
    for i in range(n):
        total += step
        if i == n // 2:
            change()
    return total


def change():
    global step
    step += 10


print(loop(3000), loop(3000), step)
step = 0.5
print(loop(100))


def work(i):
    return i


def driver():
    global work
    total = 0
    for i in range(3000):
        total += work(i)
        if i == 1500:
            work = lambda i: -i
    return total


print(driver())
