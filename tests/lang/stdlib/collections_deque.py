from collections import deque

d = deque([1, 2, 3], maxlen=4)
d.append(4)
d.append(5)
d.appendleft(0)
print(d, len(d), d[0], d[-1], d.maxlen, 3 in d, list(reversed(d)))
e = deque("abc")
e.extend("de")
e.extendleft("xy")
e.rotate(2)
print(e, e.pop(), e.popleft(), e, e.count("a"), e.index("a"))
e.remove("b")
e.insert(1, "new")
e[0] = "changed"
del e[-1]
e.reverse()
print(e, e == deque(e), e + deque("z"), e * 2, e.copy(), bool(deque()))
for f in (lambda: deque().pop(), lambda: deque().popleft(), lambda: e.remove("nope"), lambda: e[50], lambda: deque(maxlen=-1)):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)
try:
    for x in e:
        e.append(x)
except RuntimeError as error:
    print(error)
q = deque()
for i in range(200):
    q.append(i)
    if i % 3 == 0:
        q.popleft()
print(len(q), sum(q), q[0], q[-1])
