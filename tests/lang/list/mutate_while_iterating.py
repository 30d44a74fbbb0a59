items = [1, 2, 3, 4]
for x in items:
    if x == 2:
        items.remove(x)
    if len(items) < 8:
        items.append(x * 10)
print(items)
items = [1, 2, 3]
it = iter(items)
print(next(it), next(it), next(it))
items.append(4)
print(next(it), next(it, "done"))
items.append(5)
print(next(it, "still done"))
for x in reversed(items):
    items.pop()
print(items)
