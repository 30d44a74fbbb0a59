def spiral(n):
    grid = [[0] * n for _ in range(n)]
    r = c = 0
    dr, dc = 0, 1
    for k in range(1, n * n + 1):
        grid[r][c] = k
        if not (0 <= r + dr < n and 0 <= c + dc < n and grid[r + dr][c + dc] == 0):
            dr, dc = dc, -dr
        r, c = r + dr, c + dc
    return grid


for row in spiral(5):
    print(" ".join(f"{x:2}" for x in row))
g = spiral(40)
print(sum(g[i][i] for i in range(40)), g[20][20])


def islands(grid):
    h, w, seen, sizes = len(grid), len(grid[0]), set(), []
    for start in ((r, c) for r in range(h) for c in range(w)):
        if start in seen or not grid[start[0]][start[1]]:
            continue
        stack, size = [start], 0
        seen.add(start)
        while stack:
            r, c = stack.pop()
            size += 1
            for p in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
                if 0 <= p[0] < h and 0 <= p[1] < w and grid[p[0]][p[1]] and p not in seen:
                    seen.add(p)
                    stack.append(p)
        sizes.append(size)
    return sizes


grid = [[(r * r + c * 3 + r * c) % 5 < 3 for c in range(50)] for r in range(50)]
s = islands(grid)
print(len(s), max(s), sum(s), sorted(s)[-5:])
