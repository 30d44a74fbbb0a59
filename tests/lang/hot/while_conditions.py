n = 27
steps = 0
for start in range(1, 300):
    n = start
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
print(steps)
i = j = 0
while i < 3000 and (j < 100000 or i % 2):
    if i % 3 == 0 or j % 5 == 0 and i > 100:
        j += i
    elif not i % 7:
        j -= 1
    i += 1
else:
    print("else", i, j)
while True:
    i -= 1
    if i < 0: break
    if i & 1: continue
    j += 1
print(i, j)
