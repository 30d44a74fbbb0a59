print([x for x in range(5)], [x * y for x in range(3) for y in range(3)], [x for x in range(20) if x % 2 if x % 3], [(x, y) for x in range(3) for y in range(x)], [[y for y in range(x)] for x in range(4)], [a + b for a, b in zip("ab", "cd")], [x if x > 1 else -x for x in range(4)])
x = "outer"
print([x for x in range(3)], x)
matrix = [[1, 2, 3], [4, 5, 6]]
print([list(row) for row in zip(*matrix)], [cell for row in matrix for cell in row], [(i, c) for i, c in enumerate("ab", 5)])
print([y for x in range(3) for y in [x * 10] if y], [lambda: 1 for _ in range(2)][0]())
