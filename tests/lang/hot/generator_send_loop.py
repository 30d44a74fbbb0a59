def accumulator():
    total = 0
    while True:
        x = yield total
        if x is None:
            continue
        if x < 0:
            return total
        total += x


a = accumulator()
next(a)
for i in range(3000):
    value = a.send(i)
print(value)
try:
    a.send(-1)
except StopIteration as stop:
    print(stop.value)


def thrower():
    n = 0
    while True:
        try:
            yield n
        except ValueError:
            n += 1


t = thrower()
next(t)
for i in range(2000):
    v = t.throw(ValueError()) if i % 3 == 0 else next(t)
print(v)
