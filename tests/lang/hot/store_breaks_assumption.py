# A trace takes a global's value as a constant, and itself stores another one.
total = 0
for i in range(40):
    phase = i // 8
    if phase % 2:
        total += i % 7
    else:
        total ^= i
        if i % 3 == phase % 3:
            total += 2
print(total, phase)
limit = 10
for i in range(50):
    if i > limit:
        limit = limit * 2
    total += limit
print(total, limit)
