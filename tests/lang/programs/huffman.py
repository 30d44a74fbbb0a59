import heapq


class Node:
    def __init__(self, weight, symbol=None, left=None, right=None):
        self.weight, self.symbol, self.left, self.right = weight, symbol, left, right

    def __lt__(self, other):
        return (self.weight, self.symbol or "~") < (other.weight, other.symbol or "~")


def codes(node, prefix=""):
    if node.symbol is not None:
        return {node.symbol: prefix or "0"}
    return codes(node.left, prefix + "0") | codes(node.right, prefix + "1")


text = "she sells sea shells by the sea shore; the shells she sells are sea shells, for sure" * 5
counts = {}
for c in text:
    counts[c] = counts.get(c, 0) + 1
heap = [Node(w, s) for s, w in counts.items()]
heapq.heapify(heap)
while len(heap) > 1:
    a, b = heapq.heappop(heap), heapq.heappop(heap)
    heapq.heappush(heap, Node(a.weight + b.weight, None, a, b))
root = heap[0]
table = codes(root)
bits = "".join(table[c] for c in text)
out, node = [], root
for bit in bits:
    node = node.left if bit == "0" else node.right
    if node.symbol is not None:
        out.append(node.symbol)
        node = root
print("".join(out) == text, len(bits), len(text) * 8, sum(len(v) for v in table.values()))
