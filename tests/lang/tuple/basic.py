t = (1, "a", 2.5)
print(t, t[0], t[-1], t[1:], t + (4,), t * 2, len(t), "a" in t, t.index("a"), t.count(1), (), (1,), tuple([1, 2]), tuple("ab"), t == (1, "a", 2.5), (1, 2) < (1, 3), hash((1, 2)) == hash((1, 2)), t is tuple(t))
a, (b, c) = 1, (2, 3)
print(a, b, c, (a, b) == (1, 2), (1, 2) < (1, 2, 0), ((1,),), t[::-1])
for f in (lambda: t[5], lambda: t.index(9), lambda: t + [1], lambda: hash(([],))):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)
try:
    t[0] = 1
except TypeError as error:
    print(error)
