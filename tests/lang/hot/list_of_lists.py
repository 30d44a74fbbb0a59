n = 20
grid = [[i * j for j in range(n)] for i in range(n)]
for step in range(10):
    new = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            new[i][j] = (grid[i - 1][j] + grid[(i + 1) % n][j] + grid[i][j - 1] + grid[i][(j + 1) % n] - 3 * grid[i][j]) % 1009
    grid = new
print(sum(map(sum, grid)), grid[3][7])
t = [list(r) for r in zip(*grid)]
print(t[7][3], [row[0] for row in t][:5])
