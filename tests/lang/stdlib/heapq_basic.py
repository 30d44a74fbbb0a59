import heapq

h = []
for x in (5, 1, 8, 3, 9, 2):
    heapq.heappush(h, x)
print(h, heapq.heappop(h), heapq.heappushpop(h, 4), heapq.heapreplace(h, 7), h, heapq.nlargest(2, [3, 1, 4, 1, 5]), heapq.nsmallest(2, "banana"), list(heapq.merge([1, 4], [2, 3])))
data = [7, 3, 9, 1]
heapq.heapify(data)
print(data, [heapq.heappop(data) for _ in range(4)])
tasks = []
for p, name in ((3, "c"), (1, "a"), (2, "b"), (1, "aa")):
    heapq.heappush(tasks, (p, name))
print([heapq.heappop(tasks)[1] for _ in range(4)], heapq.nlargest(1, ["aa", "b"], key=len))
