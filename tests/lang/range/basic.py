for r in (range(5), range(2, 8), range(0, 10, 3), range(10, 0, -4), range(0), range(5, 2), range(-3, 3, 2)):
    print(r, list(r), len(r), 4 in r, list(reversed(r)), r[::-1], r[1:], bool(r), r.start, r.stop, r.step)
print(range(10)[3], range(10)[-1], range(10)[2:8:2], range(0, 10, 2) == range(0, 9, 2), hash(range(3)) == hash(range(0, 3, 1)), range(5).index(3), range(5).count(9), 2.0 in range(5), "a" in range(3))
for f in (lambda: range(5)[5], lambda: range(1, 2, 0), lambda: range(1.5), lambda: range("a"), lambda: range(3).index(7), lambda: range()):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)
