items = [3, 1, 2]
items.append(5)
items.extend([7, 8])
items.extend("ab")
items.insert(0, "first")
items.insert(-1, "before last")
items.insert(100, "end")
print(items, items.pop(), items.pop(0), items.pop(-2), items, len(items))
items.remove(5)
print(items, items.index(7), items.count(1), items.copy() is not items, items.copy() == items)
items.reverse()
print(items)
items.clear()
print(items)
for f in (lambda: [].pop(), lambda: [1].pop(5), lambda: [1].remove(2), lambda: [1].index(2), lambda: [1, 2].index(1, 1), lambda: [1][1], lambda: [].extend(5)):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)
