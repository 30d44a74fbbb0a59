items = [(1, 2), [3, 4], "ab", {5: 0, 6: 0}, range(2)]
out = []
for i in range(3000):
    a, b = items[i % 5]
    if i % 599 == 0:
        out.append((a, b))
print(out)
errors = 0
for i in range(2000):
    try:
        a, *b = () if i % 10 == 0 else (i, 1, 2)
        a, b, c = (1, 2) if i % 7 == 0 else (1, 2, 3)
    except ValueError:
        errors += 1
print(errors, a, b, c)
