import heapq

GOAL = (1, 2, 3, 4, 5, 6, 7, 8, 0)
MOVES = [[n for n in (i - 3, i + 3) if 0 <= n < 9] + [n for n in (i - 1, i + 1) if n // 3 == i // 3 and 0 <= n < 9] for i in range(9)]


def estimate(state):
    total = 0
    for i, tile in enumerate(state):
        if tile:
            total += abs(i // 3 - (tile - 1) // 3) + abs(i % 3 - (tile - 1) % 3)
    return total


def solve(start):
    best = {start: 0}
    heap = [(estimate(start), 0, start)]
    looked = 0
    while heap:
        _, cost, state = heapq.heappop(heap)
        if state == GOAL:
            return cost, looked
        if cost > best[state]:
            continue
        looked += 1
        hole = state.index(0)
        for n in MOVES[hole]:
            board = list(state)
            board[hole], board[n] = board[n], board[hole]
            new = tuple(board)
            if cost + 1 < best.get(new, 1000):
                best[new] = cost + 1
                heapq.heappush(heap, (cost + 1 + estimate(new), cost + 1, new))
    return None


print(solve((1, 2, 3, 4, 0, 6, 7, 5, 8)), solve((8, 1, 3, 4, 0, 2, 7, 6, 5)))
