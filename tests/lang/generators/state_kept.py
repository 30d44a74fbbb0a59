def machine():
    state = {"n": 0}
    items = []
    while len(items) < 5:
        for i in range(2):
            state["n"] += 1
            command = yield (state["n"], i, len(items))
            if command is not None:
                items.append(command)
    return items


m = machine()
print(next(m))
for word in "abc":
    print(m.send(word))
a, b = machine(), machine()
print(next(a), next(a), next(b), next(a), next(b))
try:
    while True:
        m.send("z")
except StopIteration as stop:
    print(stop.value)
