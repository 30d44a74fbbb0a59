class Node:
    def __init__(self, v, next):
        self.v = v
        self.next = next


head = None
for i in range(3000):
    head = Node(i, head)
total = n = 0
for _ in range(3):
    node = head
    while node is not None:
        total += node.v
        n += 1
        node = node.next
print(total, n)
prev, node = None, head
while node:
    node.next, prev, node = prev, node, node.next
print(prev.v, head.next)
