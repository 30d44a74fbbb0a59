# Somebody has looked at a frame further out: exceptions go through frames that nobody has looked at as they do otherwise,
# and through those that somebody has.
import sys

module = sys._getframe()


def lookup(table, key):
    if key in table:
        return table[key]
    raise KeyError(key)


def default(table, key):
    try:
        return lookup(table, key)
    except KeyError as e:
        return e.args[0] * 10


def total(n):
    table = {k: k for k in range(0, 10, 2)}
    return sum(default(table, k % 10) for k in range(n))


print(total(3000))


def observed(n):
    own = sys._getframe()
    hits = 0
    for k in range(n):
        try:
            lookup({}, k)
        except KeyError as e:
            hits += e.__traceback__.tb_frame is own
            inner = e.__traceback__.tb_next.tb_frame
            hits += inner.f_locals["key"] == k
    return hits


print(observed(500))


def looks(k, kept):
    if k % 100 == 99:
        kept.append(sys._getframe(k % 3))
    if k % 2:
        raise ValueError(k)
    return k


def through(k, kept):
    local = k + 1
    return looks(k, kept) + local


def catches(n):
    kept = []
    seen = 0
    for k in range(n):
        try:
            seen += through(k, kept)
        except ValueError as e:
            tb = e.__traceback__
            seen += tb.tb_next.tb_frame.f_locals["local"] - tb.tb_next.tb_next.tb_frame.f_locals["k"]
    return seen, [f.f_code.co_name for f in kept], [f.f_lineno - f.f_code.co_firstlineno for f in kept]


print(catches(1000))
print(module.f_code.co_name, module.f_lineno)
