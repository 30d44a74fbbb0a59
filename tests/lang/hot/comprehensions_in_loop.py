total = 0
for i in range(300):
    total += sum([x * i for x in range(10) if x % 2])
    total += len({x % 3 for x in range(i % 10)})
    total += sum({x: i for x in range(5)}.values())
    total += sum(x for row in [[i, 1], [2]] for x in row)
    total += [[j for j in range(k)] for k in range(4)][3][-1]
print(total)
