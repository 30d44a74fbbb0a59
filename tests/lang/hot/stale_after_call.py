# A callee changes what the loop has already read.
class Box:
    def __init__(self):
        self.items = [1, 2, 3]
        self.n = 3


def meddle(box, i):
    if i == 1500:
        box.items = [10, 20, 30, 40]
        box.n = 4
    if i == 2500:
        box.items.append(0.5)
        box.n = 5
    return 0


box = Box()
total = 0
for i in range(3500):
    n = box.n
    x = box.items[i % n]
    meddle(box, i)
    total += x + box.items[i % box.n] + len(box.items)
print(total)
