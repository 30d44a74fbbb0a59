out = []
for i in range(5):
    for j in range(5):
        if j == i:
            continue
        if j > 3:
            break
        out.append((i, j))
    if i == 3:
        break
print(out)
i = 0
while True:
    i += 1
    if i % 2:
        continue
    if i > 8:
        break
    print(i, end=" ")
print()
