n = 0
for i in range(3000):
    if 10 < i < 2000:
        n += 1
    if 0 <= i % 7 < 3 <= i:
        n += 10
    if not (i == 5 or i != 6) or i in (7, 8, 9):
        n += 100
    if i % 2 == 0 != i % 3:
        n += 1000
    n += (i > 5) + (i < 2.5) + (1 < "a" if 0 else 0)
print(n)
