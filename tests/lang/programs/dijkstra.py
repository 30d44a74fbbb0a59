import heapq


def shortest(graph, start):
    distance = {start: 0}
    heap = [(0, start)]
    while heap:
        d, node = heapq.heappop(heap)
        if d > distance[node]:
            continue
        for other, cost in graph[node]:
            new = d + cost
            if new < distance.get(other, float("inf")):
                distance[other] = new
                heapq.heappush(heap, (new, other))
    return distance


n = 20
graph = {(i, j): [] for i in range(n) for j in range(n)}
for i, j in graph:
    for di, dj in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        if (i + di, j + dj) in graph:
            graph[i, j].append(((i + di, j + dj), (i * 7 + j * 13 + di * 3 + dj * 5) % 11 + 1))
d = shortest(graph, (0, 0))
print(d[n - 1, n - 1], max(d.values()), sum(d.values()), len(d))
