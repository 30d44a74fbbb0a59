# Branches whose bias changes every few hundred turns.
total = 0
for i in range(6000):
    phase = i // 500
    if phase % 2:
        total += i % 7
        if phase % 3 == 0:
            total -= 1
    else:
        total ^= i
        if i % 3 == phase % 3:
            total += 2
        elif i % 5 == 0:
            total -= 3
        else:
            total += 5
print(total)
