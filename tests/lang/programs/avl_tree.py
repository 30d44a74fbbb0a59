class Node:
    __slots__ = ("key", "left", "right", "height")

    def __init__(self, key):
        self.key = key
        self.left = self.right = None
        self.height = 1


def height(n):
    return n.height if n else 0


def update(n):
    n.height = 1 + max(height(n.left), height(n.right))
    return height(n.left) - height(n.right)


def rotate_right(n):
    l = n.left
    n.left, l.right = l.right, n
    update(n)
    update(l)
    return l


def rotate_left(n):
    r = n.right
    n.right, r.left = r.left, n
    update(n)
    update(r)
    return r


def insert(n, key):
    if n is None:
        return Node(key)
    if key < n.key:
        n.left = insert(n.left, key)
    elif key > n.key:
        n.right = insert(n.right, key)
    else:
        return n
    balance = update(n)
    if balance > 1:
        if key > n.left.key:
            n.left = rotate_left(n.left)
        return rotate_right(n)
    if balance < -1:
        if key < n.right.key:
            n.right = rotate_right(n.right)
        return rotate_left(n)
    return n


def walk(n):
    if n:
        yield from walk(n.left)
        yield n.key
        yield from walk(n.right)


root = None
x = 7
keys = set()
for _ in range(1500):
    x = x * 1103515245 + 12345 & 0x7FFFFFFF
    root = insert(root, x % 5000)
    keys.add(x % 5000)
print(list(walk(root)) == sorted(keys), len(keys), root.height)
for i in range(1000):
    root = insert(root, 10000 + i)
print(root.height, sum(walk(root)))
