closed = 0


def g(n):
    global closed
    try:
        for i in range(n):
            yield i
    finally:
        closed += 1


total = 0
for i in range(2000):
    it = g(10)
    for x in it:
        total += x
        if x == i % 12:
            break
    it.close()
print(total, closed)
