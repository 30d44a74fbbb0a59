"""Lists made by displays and by copying in hot loops: each is a new one, whatever its items are and become later."""


def constants(n):
    seen = []
    for i in range(n):
        a = [1, 2, 3]
        b = [1, 2, 3]
        a.append(i)
        b[0] = "x"
        if i % 150 == 149:
            seen.append((a, b, a is b))
    return seen


def kinds(n):
    total = 0
    shown = None
    for i in range(n):
        ints = [i, i + 1, i + 2, i + 3, i + 4]
        floats = [i / 2, i / 4, 0.5, 1.5, 2.5, 3.5]
        truths = [i > 5, i > 10, True, False, i == 7]
        mixed = [i, i / 2, i > 3, None, "text", (i,), i]
        late = [i, i, i, i, i / 2]
        ints.append(2.5)
        floats.append(i)
        truths.append(0)
        mixed.append(mixed is ints)
        late[0] = late
        total += len(ints) + len(floats) + len(truths) + len(mixed) + len(late)
        shown = ints, floats, truths, mixed, late
    return total, shown


def numbers_that_change(n):
    kinds = set()
    for i in range(n):
        x = i if i < n // 2 else i / 2 if i < n - 10 else 1 << 70
        l = [x, x, 1, x, x]
        kinds.add(type(l[-1]).__name__)
        l[2] = x
        assert l == [x] * 5 and l.count(x) == 5
    return sorted(kinds)


def nested(n):
    for i in range(n):
        table = [[0, 0, 0], [i, i, i], [], ["a", "b"]]
        table[0][1] = i
        table[2].append(table[0])
    return table


def copies(n):
    source = [1, 2, 3]
    pair = (4, 5)
    for i in range(n):
        a, b = list(source), tuple(source)
        c, d = list(pair), tuple(pair)
        a.append(i)
        c.append(i)
        assert d is pair or isinstance(pair, list)
        if i == n // 2:
            source = [1.5, 2.5]
        elif i == n // 2 + 10:
            source, pair = ["a"], ("b", None)
        elif i == n // 2 + 20:
            source, pair = (7,), [8, 9]
        elif i == n // 2 + 30:
            source, pair = [], ()
        if i % 60 == 59:
            print(a, b, c, d, len(source))


class L(list):
    def __iter__(self):
        return iter("changed")


class P(tuple):
    def __len__(self):
        return 1


def derived(n):
    out = []
    for i in range(n):
        x = [i] if i < n - 2 else L([i])
        y = (i, i) if i < n - 2 else P((i, i))
        out.append((list(x), tuple(x), list(y), tuple(y)))
    return out[-3:]


def by_name(n):
    for i in range(n):
        d = dict(a=i, b="b", c=[i])
        e = dict(c=1)
        d["a"] += 1
        d.update(e, z=2)
        f = dict(d, a=0)
        assert f is not d
    return d, e, f, list(d)


def in_order(n):
    words = ["pear", "fig", "apple"]
    for i in range(n):
        a = sorted(words)
        b = sorted(words, reverse=True)
        c = sorted(words, key=len)
        d = sorted(words, key=len, reverse=i % 2)
        e = sorted([3, i % 5, 1])
    return words, a, b, c, d, e


print(constants(600))
print(kinds(600))
print(numbers_that_change(800))
print(nested(400))
copies(480)
print(derived(400))
print(by_name(400))
print(in_order(400))
for wrong in (
    lambda: sorted([1], cmp=None),
    lambda: sorted([1], None),
    lambda: sorted(),
    lambda: sorted([1, "a"], reverse=True),
    lambda: sorted([1], key=3),
    lambda: sorted(1, key=len, reverse=1),
    lambda: sorted([1], **{"rev" + "erse": []}),
):
    try:
        print(wrong())
    except TypeError as e:
        print(e)
