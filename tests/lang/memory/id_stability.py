a = [1]
b = a
print(id(a) == id(b), a is b, id(a) != id([1]), id(None) == id(None))
objects = [object() for _ in range(100)]
ids = [id(o) for o in objects]
junk = [[i] for i in range(50000)]
print(ids == [id(o) for o in objects], len(set(ids)))
table = {o: i for i, o in enumerate(objects)}
print(all(table[o] == i for i, o in enumerate(objects)))
