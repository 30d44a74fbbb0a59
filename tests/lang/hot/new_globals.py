# Builtins in hot loops whose module gets names all the while: some unrelated, some that hide the builtin.
import sys

me = sys.modules[__name__]


def count(n):
    t = 0
    for i in range(n):
        t += abs(i - 5) + len("ab")
    return t


# Unrelated names, in every way there is.
for i in range(300):
    setattr(me, f"a{i}", i)
    globals()[f"b{i}"] = i
    exec(f"c{i} = {i}", globals())
    me.__dict__.update({f"d{i}": i})
    me.__dict__.setdefault(f"e{i}", i)
    globals().__ior__({f"f{i}": i})
    count(20)
print(count(100), a7 + b8 + c9 + d10 + e11 + f12)


# A name that hides a builtin in the middle of the loop, and goes again.
def hide(i):
    if i == 700:
        globals()["abs"] = lambda x: 1000
    elif i == 900:
        del globals()["abs"]
    elif i == 1100:
        setattr(me, "abs", lambda x: -1)
    elif i == 1300:
        delattr(me, "abs")
    elif i == 1500:
        exec("def abs(x): return 7", globals())
    elif i == 1600:
        exec("del abs", globals())
    elif i == 1800:
        me.__dict__.update(len=lambda s: 50)
    elif i == 1900:
        globals().pop("len")


def loop(n):
    t = []
    s = 0
    for i in range(n):
        hide(i)
        s += abs(-2) + len("abc")
        if i % 100 == 99:
            t.append(s)
    return t


print(loop(2100))
print(loop(2100))


# By `global` in a callee.
def shadow(on):
    global ord
    if on:
        ord = str.upper
    else:
        del ord


def letters(n):
    t = []
    for i in range(n):
        if i in (500, 1500):
            shadow(True)
        elif i in (800, 1700):
            shadow(False)
        t.append(ord("a"))
    return [t.count(97), t.count("A")]


print(letters(2000))

# In a namespace of exec's own.
for k in range(5):
    space = {}
    exec(
        """
def f(n):
    s = 0
    for i in range(n):
        if i == 400:
            globals()["max"] = min
        s += max(i, 3)
    return s
""",
        space,
    )
    print(space["f"](800), "max" in space)

# Code that names many constants in turn: one value compared with several.
def dispatch(n):
    s = 0
    for i in range(n):
        c = i * 7 % 11
        if c == 1:
            s += 1
        elif c == 4:
            s += 20
        elif c == 9:
            s += 300
        elif c != 5:
            s += 4000
        if c == 4:
            s -= 1
        if c != 9:
            s -= 2
    return s


print(dispatch(5000))
