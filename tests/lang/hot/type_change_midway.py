def add(a, b):
    return a + b


results = []
for i in range(4000):
    if i < 1000:
        r = add(i, 1)
    elif i < 2000:
        r = add(i, 0.5)
    elif i < 3000:
        r = add("a", "b")
    else:
        r = add([i], [1])
    if i % 999 == 0:
        results.append(r)
print(results)
x = 0
for i in range(3000):
    if i == 1000:
        x = "s"
    elif i == 2000:
        x = (1,)
    if i < 1000:
        x += 1
    elif i < 2000:
        x += "t"
    else:
        x += (i,)
print(len(x), x[:2])
