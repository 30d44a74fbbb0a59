def knapsack(items, capacity):
    best = [0] * (capacity + 1)
    for weight, value in items:
        for c in range(capacity, weight - 1, -1):
            candidate = best[c - weight] + value
            if candidate > best[c]:
                best[c] = candidate
    return best[capacity]


def ways(coins, amount):
    table = [1] + [0] * amount
    for coin in coins:
        for a in range(coin, amount + 1):
            table[a] += table[a - coin]
    return table[amount]


def partitions(n):
    p = [1] + [0] * n
    for k in range(1, n + 1):
        total, j = 0, 1
        while True:
            for g in (j * (3 * j - 1) // 2, j * (3 * j + 1) // 2):
                if g > k:
                    break
                total += p[k - g] if j % 2 else -p[k - g]
            if j * (3 * j - 1) // 2 > k:
                break
            j += 1
        p[k] = total
    return p[n]


print(knapsack([(i * 7 % 23 + 1, i * 13 % 37) for i in range(40)], 120), ways([1, 2, 5, 10, 20, 50, 100, 200], 500), partitions(100), partitions(400))
