# Several constant indices into one list: a trace may check the highest first, but what the lower ones have stored, and
# the exception of the one that is out of range, are the same.


def fill(a, i):
    a[0] = i
    a[1] = i + 1
    a[2] = i + 2


def read(a):
    return a[0] + 10 * a[1] + 100 * a[2]


def fill_down(a, i):
    a[2] = i
    a[0] = i + 1
    a[1] = i + 2


def update(v, d):
    v[0] += d
    v[1] -= d
    v[2] *= 2.0


def run(lists, action):
    failed = 0
    for i in range(3000):
        a = lists[i % len(lists)]
        try:
            action(a, i)
        except IndexError as e:
            failed += 1
            text = str(e)
    return failed, text


for sizes in [(3, 3, 3, 2), (3, 3, 1), (3, 0, 3, 3, 3), (5, 4, 3, 2, 1, 0), (2,)]:
    for action in fill, fill_down:
        lists = [[-1] * n for n in sizes]
        print(sizes, action.__name__, run(lists, action), lists)
    lists = [[1.5] * n for n in sizes]
    print(sizes, "update", run(lists, lambda a, i: update(a, i / 8)), [[x if abs(x) < 1e9 else "much" for x in v] for v in lists])

total = 0
short = [1, 2]
long = [1, 2, 3]
for i in range(2000):
    a = short if i % 7 == 3 else long
    try:
        total += read(a)
    except IndexError:
        total += 1
    if i == 1500:
        short.append(9)
print(total)


# The list becomes shorter while the loop runs.
def shrink(n):
    a = list(range(10))
    out = []
    for i in range(n):
        try:
            a[0] = i
            a[4] = i
            a[8] = i
        except IndexError:
            out.append((i, len(a), a[:5]))
            a.extend([0] * 5)
        if i % 500 == 499:
            del a[6:]
        if i % 800 == 799:
            del a[2:]
    return out


print(shrink(5000))
