from functools import lru_cache

LINES = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]
nodes = 0


def winner(board):
    for a, b, c in LINES:
        if board[a] != "." and board[a] == board[b] == board[c]:
            return board[a]
    return None if "." in board else "draw"


@lru_cache(None)
def score(board, player):
    global nodes
    nodes += 1
    w = winner(board)
    if w:
        return {"X": 1, "O": -1, "draw": 0}[w]
    results = [score(board[:i] + player + board[i + 1:], "O" if player == "X" else "X") for i in range(9) if board[i] == "."]
    return max(results) if player == "X" else min(results)


print(score("." * 9, "X"), nodes, score("X...O....", "X"), score("XX.OO....", "X"))
board, player, moves = "." * 9, "X", []
while not winner(board):
    pick = max if player == "X" else min
    other = "O" if player == "X" else "X"
    i = pick((i for i in range(9) if board[i] == "."), key=lambda i: score(board[:i] + player + board[i + 1:], other))
    board = board[:i] + player + board[i + 1:]
    moves.append(i)
    player = other
print(board, winner(board), moves)
