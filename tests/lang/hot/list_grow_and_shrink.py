a = []
total = 0
for i in range(6000):
    a.append(i)
    if i % 3 == 0:
        total += a.pop()
    if i % 7 == 0 and a:
        total += a.pop(0)
    if len(a) > 500:
        del a[::2]
    if i == 3000:
        a.clear()
print(total, len(a), sum(a))
b = list(range(10))
i = 0
try:
    while True:
        i += b[i % 100] + 1 if i < 1000 else b[i]
except IndexError as error:
    print(error, i)
