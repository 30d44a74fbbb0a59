# Ints that a loop carries, and that outgrow 62 bits long after its trace was made: as bounds, as operands of min and max, and
# wherever else a trace might take a number for an immediate one.
EXPRESSIONS = [
    "min(x, y)", "max(x, y)", "min(y, x)", "max(x, y, 3)", "abs(x)", "-x", "~x", "x - y", "x * y", "x // y", "x % y",
    "x // -1", "x & 255", "x ^ y", "x >> 3", "x << 1", "hash(x)", "float(x)", "x.bit_length()", "str(x)", "x < y < 5",
    "l[x:]", "l[:x]", "l[x:y]", "s[x:]", "s[:x]", "s[y:x]", "t[x:]", "t[:y]", "b[x:]", "b[:x]", "l[y::2]",
    "[x, y]", "(x, y)", "{x: y}", "sum([x, y])", "x in range(x - 1, x + 3)", "range(x, x + 4)[1]", "len(range(x, x + 5))",
    "d.get(x)", "x in d", "x in l", "divmod(x, 7)", "[i for i in range(x, x + 2)]", "'%d' % x", "f'{x:>25}'",
]
l = list(range(10))
s = "abcdefghij"
t = tuple(l)
b = bytes(l)
d = {1: 2, 3: 4}
STEP = 2 ** 51
TEMPLATE = """
def f(x, dx, y, dy, out):
    for _ in range({n}):
        out.append({e})
        x += dx
        y += dy
"""
N = 1500
NEAR = 2 ** 62 - 1200 * STEP
STARTS = [(NEAR, STEP, -NEAR, -STEP), (-NEAR, -STEP, 7, 0), (NEAR, STEP, -3, 0), (2 ** 63 - 4000 * STEP, STEP, NEAR, STEP)]

for e in EXPRESSIONS:
    names = dict(globals())
    exec(TEMPLATE.format(n=N, e=e), names)
    line = []
    for start in STARTS:
        out = []
        names["f"](*start, out)
        h = 0
        for v in out:
            h = (h * 31 + sum(map(ord, repr(v)))) % 1000000007
        line.append(h)
    print(e, *line, repr(out[-1])[:40])
