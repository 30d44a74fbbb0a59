"""Loops over containers that change meanwhile."""

def attempt(make, change, view=lambda c: c, limit=12):
    c = make()
    seen = []
    try:
        for x in view(c):
            seen.append(x)
            if len(seen) >= limit:
                break
            change(c, x)
    except RuntimeError as e:
        seen.append(str(e))
    return seen


l = lambda: [1, 2, 3]
print(attempt(l, lambda c, x: c.append(x)), attempt(l, lambda c, x: c.pop()), attempt(l, lambda c, x: c.remove(x)), attempt(l, lambda c, x: c.insert(0, 0), limit=5), attempt(l, lambda c, x: c.clear()), attempt(l, lambda c, x: c.__setitem__(slice(None), c * 2), limit=8))
print(attempt(l, lambda c, x: c.pop(), reversed), attempt(l, lambda c, x: c.append(x), reversed), attempt(l, lambda c, x: c.append(9), enumerate, 5), attempt(l, lambda c, x: c.pop(), lambda c: zip(c, c)))
d = lambda: {1: 'a', 2: 'b', 3: 'c'}
for view in (lambda c: c, lambda c: c.keys(), lambda c: c.values(), lambda c: c.items(), lambda c: reversed(c)):
    print(attempt(d, lambda c, x: c.update({9: 9}), view), attempt(d, lambda c, x: c.pop(2, None), view), attempt(d, lambda c, x: c.update({1: 'z'}), view), attempt(d, lambda c, x: c.clear(), view), attempt(d, lambda c, x: (c.pop(1, None), c.setdefault(1, 'y')), view))
s = lambda: {1, 2, 3}
print(attempt(s, lambda c, x: c.add(9)), attempt(s, lambda c, x: c.discard(2)), attempt(s, lambda c, x: c.clear()), attempt(s, lambda c, x: (c.discard(1), c.add(1))))
b = lambda: bytearray(b'abc')
print(attempt(b, lambda c, x: c.append(x), limit=6), attempt(b, lambda c, x: c.pop()), attempt(b, lambda c, x: c.pop(0)))
