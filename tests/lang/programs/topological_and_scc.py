def topological(graph):
    order, state = [], {}

    def visit(node):
        if state.get(node) == "done":
            return
        if state.get(node) == "open":
            raise ValueError(f"cycle at {node}")
        state[node] = "open"
        for other in graph.get(node, ()):
            visit(other)
        state[node] = "done"
        order.append(node)

    for node in sorted(graph):
        visit(node)
    return order[::-1]


def components(graph):
    index, low, on, stack, out = {}, {}, set(), [], []
    for root in graph:
        if root in index:
            continue
        work = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on.add(root)
        while work:
            node, edges = work[-1]
            for other in edges:
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    on.add(other)
                    work.append((other, iter(graph[other])))
                    break
                if other in on:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    part = []
                    while True:
                        x = stack.pop()
                        on.discard(x)
                        part.append(x)
                        if x == node:
                            break
                    out.append(sorted(part))
    return out


dag = {i: [j for j in range(i + 1, 60) if (i * j) % 7 == 3] for i in range(60)}
order = topological(dag)
position = {n: k for k, n in enumerate(order)}
print(all(position[a] < position[b] for a in dag for b in dag[a]), order[:8])
try:
    topological({1: [2], 2: [3], 3: [1]})
except ValueError as error:
    print(error)
g = {i: [(i * 3 + 1) % 300, (i * 7 + 5) % 300] if i % 5 else [i] for i in range(300)}
parts = components(g)
print(len(parts), max(map(len, parts)), sorted(map(len, parts))[-3:])
