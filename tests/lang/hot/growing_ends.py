# Long lists and dicts that grow at their ends between collections: what was there is not looked at again, so whatever
# takes items away, or moves them, must be noticed. (Long: their buffers are large objects.)
import gc


def fresh(i):
    return ["item", i]


def check(things, wanted):
    assert len(things) == len(wanted), (len(things), len(wanted))
    for thing, i in zip(things, wanted):
        assert thing[0] == "item" and thing[1] == i, (thing, i)


def appended(n):
    things, wanted = [], []
    for i in range(n):
        things.append(fresh(i))
        wanted.append(i)
        if i % 500 == 499:
            gc.collect(0)
    check(things, wanted)
    return things, wanted


def popped_and_appended(things, wanted):
    for i in range(3000):
        if i % 3 == 0:
            things.pop()
            wanted.pop()
        things.append(fresh(i))
        wanted.append(i)
        if i % 700 == 1:
            gc.collect(0)
    check(things, wanted)


def moved(things, wanted):
    for i in range(12):
        things.append(fresh(i))
        wanted.append(i)
        if i % 4 == 0:
            things.reverse()
            wanted.reverse()
        elif i % 4 == 1:
            del things[i * 7]
            del wanted[i * 7]
        elif i % 4 == 2:
            things.insert(3, fresh(-i))
            wanted.insert(3, -i)
        else:
            things[5:50:3] = [fresh(k) for k in range(15)]
            wanted[5:50:3] = list(range(15))
        gc.collect(0)
    check(things, wanted)
    things.sort(key=lambda t: t[1] % 97)
    wanted.sort(key=lambda i: i % 97)
    for i in range(40):
        things.append(fresh(i))
        wanted.append(i)
        if i % 9 == 0:
            gc.collect(0)
    check(things, wanted)


def numbers_first(n):
    # A list of numbers has no barriers; the first object comes to a place that was known.
    things = list(range(n))
    gc.collect()
    while len(things) > 10:
        things.pop()
    gc.collect(0)
    for i in range(n // 2):
        things.append(fresh(i))
        if i % 300 == 7:
            gc.collect(0)
    check(things[10:], range(n // 2))
    assert things[:10] == list(range(10))


def dicts(n):
    d, wanted = {}, {}
    for i in range(n):
        d["k%d" % i] = fresh(i)
        wanted["k%d" % i] = i
        if i % 5 == 4:
            d.popitem()
            wanted.popitem()
        if i % 7 == 6:
            key = "k%d" % (i // 2)
            if key in d:
                d[key] = fresh(-i)
                wanted[key] = -i
        if i % 11 == 10:
            key = "k%d" % (i // 3)
            d.pop(key, None)
            wanted.pop(key, None)
        if i % 600 == 3:
            gc.collect(0)
    assert list(d) == list(wanted)
    check(d.values(), wanted.values())
    counts = {}
    for i in range(n):
        counts[i % 900] = counts.get(i % 900, 0) + 1
        if i % 800 == 2:
            gc.collect(0)
    for i in range(n):
        counts[i % 900] = fresh(counts[i % 900]) if i < 900 else counts[i % 900]
        if i % 800 == 2:
            gc.collect(0)
    return len(d), sum(c[1] for c in counts.values())


for _ in range(2):
    things, wanted = appended(3000)
    popped_and_appended(things, wanted)
    moved(things, wanted)
    numbers_first(3000)
    print(len(things), dicts(4000))


# Strings with and without other characters than ASCII share one loop.
def shapes(text):
    out = []
    for c in text:
        if c < " " or c > "~":
            out.append("\\u%04x" % ord(c))
        elif c in "\"\\":
            out.append("\\" + c)
        else:
            out.append(c)
    return "".join(out)


for _ in range(60):
    for text in ["plain", "caf\u00e9 \"x\"", "", "\u00e9", "\U0001f600 smile", "tab\tand\\", "x" * 40]:
        last = shapes(text)
        it = iter(text)
        for k in range(3):
            next(it, None)
        rest = "".join(it)
        assert rest == text[3:] and it.__length_hint__() == 0
        it = iter(text)
        next(it, None)
        assert it.__length_hint__() == max(len(text) - 1, 0)
        assert it.__reduce__()[1:] in (((text,), min(1, len(text))), (("",),)), it.__reduce__()
        it.__setstate__(2)
        assert "".join(it) == text[2:]
print(last, shapes("caf\u00e9\n\U0001f600"))
print(type(iter("a")).__name__, type(iter("\u00e9")).__name__)
