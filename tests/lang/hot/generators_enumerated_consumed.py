# Natives that consume an `enumerate` or a `zip` of generators.
import sys
import traceback


def gen(n):
    for i in range(n):
        yield i


def raising(n):
    for i in range(n):
        yield i
    raise KeyError(n)


CONSUMERS = [list, tuple, set, frozenset, dict, sorted, max, min, any, all, lambda it: [*it], lambda it: dict(it).get(3),
             lambda it: sum(it, ()), lambda it: len(list(it)), lambda it: set().union(it), lambda it: [].extend(it)]
MAKERS = [
    lambda n: enumerate(gen(n)),
    lambda n: enumerate(gen(n), 5),
    lambda n: zip(gen(n), gen(n)),
    lambda n: zip(gen(n + 1), gen(n)),
    lambda n: zip(range(n), gen(n)),
    lambda n: zip(gen(n), [*range(n)]),
    lambda n: zip(gen(n), gen(n), strict=True),
    lambda n: zip(gen(n), gen(n), gen(n)),
    lambda n: enumerate(range(n)),
    lambda n: zip([1] * n, [2] * n),
]

for consume in CONSUMERS:
    out = []
    for make in MAKERS:
        for n in (60, 0, 3):
            try:
                v = consume(make(n))
            except Exception as error:
                v = repr(error)
            out.append(hash(str(sorted(v))) & 0 if isinstance(v, (set, frozenset)) else str(v)[-20:])
            if isinstance(v, (set, frozenset)):
                out[-1] = str(sorted(v))[-20:]
    print(out)


def many(n):
    total = 0
    for i in range(n):
        total += len(list(enumerate(gen(i % 7))))
        total += len(dict(zip(gen(i % 5), gen(i % 6))))
        total += max(zip(gen(3), gen(i % 3 + 1)))[0]
        total += len(sorted(enumerate(gen(i % 4), i)))
        total += len([*zip([1, 2, 3], gen(i % 4))])
        total += any(enumerate(gen(i % 2)))
    return total


print(many(1500))

for consume in (list, tuple, dict, sorted, sum, max, "".join, set):
    for it in (enumerate(raising(40)), zip(gen(90), raising(40)), zip(raising(40), range(90))):
        try:
            print(consume(it))
        except Exception as error:
            print(repr(error), [f.name for f in traceback.extract_tb(error.__traceback__)])
for v in (sum, "".join, b"".join):
    try:
        print(v(enumerate(gen(3))))
    except TypeError as error:
        print(error)
a, b = list(zip(gen(300), raising(1000))), dict(enumerate(gen(300)))
print(len(a), a[-1], len(b), b[299])


def looks(n):
    for i in range(n):
        if i == n - 1:
            print(sys._getframe(1).f_code.co_name, sys._getframe(1).f_lineno - user.__code__.co_firstlineno)
        yield i


def user(consume, it):
    return len(consume(it))


for consume in (list, tuple, dict, sorted, set):
    print(user(consume, enumerate(looks(100))), user(consume, zip(gen(100), looks(100))))
