# Frames of which somebody keeps a frame object, in code hot enough for traces: what is read through the object later is
# what the frame holds then, and what is written through it is what the frame goes on with.
import sys

N = 6000


def tally(results):
    seen = {}
    for r in results:
        seen[r] = seen.get(r, 0) + 1
    return sorted(seen.items(), key=str)


def show(name, results):
    print(name, tally(results))


# ---- a frame that is executing cannot be cleared


def cleared(n):
    try:
        raise ValueError(n)
    except ValueError as e:
        try:
            e.__traceback__.tb_frame.clear()
        except RuntimeError as r:
            return str(r)
    return "cleared"


def own(n):
    f = sys._getframe()
    try:
        f.clear()
    except RuntimeError as r:
        return str(r)
    return "cleared"


show("exception", (cleared(i) for i in range(N)))
show("own", [own(i) for i in range(N)])


# ---- lines


def caller():
    return sys._getframe(1)


def lines(n):
    f = caller()
    a = f.f_lineno - f.f_code.co_firstlineno
    n += 1
    b = f.f_lineno - f.f_code.co_firstlineno
    if n & 1:
        c = f.f_lineno - f.f_code.co_firstlineno
    else:
        c = f.f_lineno - f.f_code.co_firstlineno
    return a, b, c


show("lines", [lines(i) for i in range(N)])


def lasts(n):
    f = sys._getframe()
    if n % 3:
        return f
    n += 1
    return f


show("ended", [lasts(i).f_lineno - lasts.__code__.co_firstlineno for i in range(N)])


# ---- variables


def later(n):
    a = n % 2
    f = caller()
    before = f.f_locals["a"]
    a += 10
    after = f.f_locals["a"]
    b = a * 2
    return before, after, f.f_locals["b"], "c" in f.f_locals


show("later", [later(i) for i in range(N)])


def set_in_caller(name, v):
    sys._getframe(1).f_locals[name] = v


def written(n):
    a = n % 2
    set_in_caller("a", a + 100)
    return a


show("written", [written(i) for i in range(N)])


def written_rarely(n):
    total = 0
    for i in range(n):
        total += 1
        if i % 1000 == 999:
            set_in_caller("total", total + 5)
    return total


print("in a loop", written_rarely(N), written_rarely(N))


def rarely_deep(n, total):
    total += n
    if n % 1500 == 1499:
        set_in_caller("total", -1)
    return total


def rarely_above(n):
    out = []
    for i in range(n):
        out.append(rarely_deep(i, 1) - i)
    return out


show("inlined, rarely", rarely_above(N))


def keep(n):
    a = n % 3
    f = sys._getframe()
    a += 1
    return f


def kept(n):
    f = keep(n)
    g = keep(n + 1)
    return f.f_locals["a"], f.f_locals["n"] == n, g.f_locals["a"], f is g, f.f_back.f_code.co_name


show("kept", [kept(i) for i in range(N)])


def keep_late(n, box):
    a = n
    box.append(caller())
    a = a % 5
    return a


def kept_late(n):
    out = []
    for i in range(n):
        box = []
        r = keep_late(i, box)
        f = box[0]
        out.append((r, f.f_locals["a"], f.f_locals["n"] == i))
        f.clear()
        out.append(len(f.f_locals))
    return out


show("kept late", kept_late(N))


# ---- nested calls, and frames walked outwards


def walk():
    f, names = sys._getframe(1), []
    while f is not None and len(names) < 4:
        names.append((f.f_code.co_name, f.f_lineno - f.f_code.co_firstlineno))
        f = f.f_back
    return tuple(names)


def inner(n):
    if n % 2:
        return walk()
    w = walk()
    return w


def middle(n):
    r = inner(n)
    s = inner(n + 1)
    return r, s


def outer(n):
    out = []
    for i in range(n):
        out.append(middle(i))
    return out


show("walk", outer(N))


def sometimes(n, box):
    if n % 700 == 0:
        box.append(sys._getframe(1))
    return n + 1


def between(n, box):
    x = sometimes(n, box)
    x = sometimes(x, box)
    x *= 2
    return x


def seldom(n):
    box, total = [], 0
    for i in range(n):
        total += between(i, box)
    return total, [(f.f_locals["x"] - 2 * f.f_locals["n"], f.f_lineno - between.__code__.co_firstlineno) for f in box]


print("seldom", seldom(N))
print("seldom", seldom(N))


def depth(n, box):
    if n == 0:
        box.append(sys._getframe(1))
        return 1
    r = depth(n - 1, box)
    r += 1
    return r


def recursion(n):
    out = []
    for i in range(n // 10):
        box = []
        r = depth(7, box)
        f = box[0]
        out.append((r, f.f_locals["r"], f.f_locals["n"], f.f_back.f_locals["n"], f.f_lineno - depth.__code__.co_firstlineno))
    return out


show("recursion", recursion(N))


# ---- methods that the interpreter calls


class Watching:
    def __init__(self, box):
        self.frame = sys._getframe()
        self.box = box

    def __add__(self, n):
        f = sys._getframe()
        self.box.append(f)
        m = n + 1
        return m

    def __bool__(self):
        b = caller().f_code.co_name
        return b == "__bool__"

    def __contains__(self, n):
        f = caller()
        g = f.f_lineno - f.f_code.co_firstlineno
        return g == 1 and n


def methods(n):
    out = []
    for i in range(n):
        box = []
        w = Watching(box)
        x = w + i
        f = box[0]
        out.append((x - i, f.f_locals["m"] - i, bool(w), (i % 2) in w, w.frame.f_locals["self"] is w, "f" in f.f_locals))
    return out


show("methods", methods(N))


# ---- generators


def numbers(n, box):
    box.append(sys._getframe())
    for k in range(n):
        j = k * 2
        yield j
        j += 1
    last = n


def generators(n):
    out = []
    for i in range(n // 4):
        box, seen = [], []
        g = numbers(3, box)
        for j in g:
            f = box[0]
            seen.append((f.f_locals["k"], f.f_locals["j"], f is g.gi_frame, f.f_lineno - f.f_code.co_firstlineno))
        out.append((tuple(seen), f.f_locals.get("last"), f.f_locals.get("j"), g.gi_frame))
    return out


show("generators", generators(N))


def plain(n):
    for k in range(n):
        yield k
    done = True


def asked(n):
    out = []
    for i in range(n // 4):
        g = plain(3)
        f = g.gi_frame
        s = 0
        for k in g:
            s += k + f.f_locals["k"]
        out.append((s, f.f_locals.get("done"), f.f_lineno - f.f_code.co_firstlineno))
    return out


show("asked", asked(N))


def set_from_outside(n):
    out = []
    for i in range(n // 4):
        g = plain(5)
        f, got = g.gi_frame, []
        for k in g:
            got.append(k)
            if i % 5 == 0 and k == 1:
                f.f_locals["k"] = 9
                got.append(f.f_locals["k"])
        out.append(tuple(got))
    return out


show("from outside", set_from_outside(N))


def delegating(n, box):
    x = yield from numbers(2, box)
    y = 1


def through(n):
    out = []
    for i in range(n // 4):
        box = []
        got = list(delegating(i, box))
        f = box[0]
        out.append((tuple(got), f.f_locals["j"], f.f_locals["last"], f.f_back))
    return out


show("delegating", through(N))


# ---- exceptions


def fails(n):
    a = n % 2
    raise KeyError(a)


def fails_rarely(n):
    b = n
    if n % 50 == 0:
        fails(n)
    return b


def tracebacks(n):
    out = []
    for i in range(n):
        try:
            fails_rarely(i)
        except KeyError as e:
            tb = e.__traceback__
            f = tb.tb_frame
            before = f.f_lineno - f.f_code.co_firstlineno
            names = []
            while tb is not None:
                names.append((tb.tb_frame.f_code.co_name, tb.tb_frame.f_locals.get("a"), tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
                tb = tb.tb_next
            out.append((tuple(names), before, f.f_lineno - f.f_code.co_firstlineno))
            f = e = tb = None
    return out


show("tracebacks", tracebacks(N))


def handled(n):
    f = None
    try:
        f = caller()
        if n % 3 == 0:
            raise ValueError
        x = f.f_lineno - f.f_code.co_firstlineno
    except ValueError:
        x = f.f_lineno - f.f_code.co_firstlineno
    return x


show("handled", [handled(i) for i in range(N)])


def leaves(n):
    f = caller()
    v = n % 4
    if v:
        raise LookupError(f)
    return f


def left(n):
    try:
        f = leaves(n)
    except LookupError as e:
        f = e.args[0]
        del e
    r = f.f_locals["v"], f.f_lineno - f.f_code.co_firstlineno
    f.clear()
    return r


show("left", [left(i) for i in range(N)])
