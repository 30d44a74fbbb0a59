def count(n):
    print("start")
    for i in range(n):
        got = yield i
        if got:
            print("got", got)
    print("end")
    return "result"


g = count(3)
print(type(g).__name__, iter(g) is g, next(g), next(g), g.send("hello"))
try:
    next(g)
except StopIteration as stop:
    print("stop", stop.value)
print(next(g, "exhausted"), list(count(2)), list(g))
try:
    count(1).send(5)
except TypeError as error:
    print(error)
