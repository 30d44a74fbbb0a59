GRID = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"


def solve(cells, rows, cols, boxes, empty, k):
    if k == len(empty):
        return True
    # The most constrained cell first.
    best, best_options = None, None
    for index in range(k, len(empty)):
        r, c = empty[index]
        options = rows[r] & cols[c] & boxes[r // 3 * 3 + c // 3]
        if best is None or len(options) < len(best_options):
            best, best_options = index, options
            if len(options) <= 1:
                break
    empty[k], empty[best] = empty[best], empty[k]
    r, c = empty[k]
    b = r // 3 * 3 + c // 3
    for v in sorted(best_options):
        cells[r][c] = v
        rows[r].remove(v), cols[c].remove(v), boxes[b].remove(v)
        if solve(cells, rows, cols, boxes, empty, k + 1):
            return True
        rows[r].add(v), cols[c].add(v), boxes[b].add(v)
    cells[r][c] = 0
    return False


cells = [[int(ch) if ch != "." else 0 for ch in GRID[i:i + 9]] for i in range(0, 81, 9)]
rows = [set(range(1, 10)) for _ in range(9)]
cols = [set(range(1, 10)) for _ in range(9)]
boxes = [set(range(1, 10)) for _ in range(9)]
empty = []
for r in range(9):
    for c in range(9):
        v = cells[r][c]
        if v:
            rows[r].discard(v), cols[c].discard(v), boxes[r // 3 * 3 + c // 3].discard(v)
        else:
            empty.append((r, c))
print(solve(cells, rows, cols, boxes, empty, 0))
for row in cells:
    print("".join(map(str, row)))
