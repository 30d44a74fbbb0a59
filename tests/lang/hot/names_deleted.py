# Names of modules and classes that come and go in hot loops: deleted and defined anew.

count = 0
for i in range(4000):
    x = i
    count += x
    del x
print(count, "x" in globals())

# An exception's name is deleted at the end of its clause.
caught = 0
for i in range(4000):
    try:
        if i % 3 == 0:
            raise ValueError(i)
        caught += 1
    except ValueError as error:
        caught += error.args[0]
print(caught, "error" in globals())

# The same name in two clauses, and bound again inside.
seen = []
for i in range(3000):
    try:
        [][i]
    except IndexError as error:
        seen.append(type(error).__name__)
        error = i
    try:
        {}[i]
    except KeyError as error:
        seen.append(error.args[0])
print(len(seen), seen[-4:], "error" in globals())

# The order of the names in the namespace is that of their definitions.
first = second = 0
for i in range(2500):
    del first
    first = i
    if i % 500 == 0:
        names = [name for name in globals() if name in ("first", "second")]
        print(names)
        del second
        second = i

# A name that hides a builtin, sometimes.
total = 0
for i in range(3000):
    if i % 2:
        len = sum
    total += len([i, i])
    if i % 2:
        del len
print(total)


def delete_globally(n):
    global g
    done = 0
    for i in range(n):
        g = i
        done += g
        del g
        if i == n - 5:
            try:
                g
            except NameError as e:
                print(e)
    return done


print(delete_globally(3000))
for i in range(2000):
    if i != 1500:
        thing = i
    try:
        del thing
    except NameError as e:
        print(i, e)

# Another function deletes and defines the name.


def redefine(v):
    global shared
    try:
        del shared
    except NameError:
        pass
    shared = v


trace = 0
for i in range(3000):
    redefine(i)
    trace += shared
    if i % 3 == 0:
        del shared
print(trace)

# The namespace as a dictionary.
for i in range(3000):
    vanishing = i
    if i % 7 == 0:
        globals()["vanishing"] = -i
    trace += vanishing
    if i % 5 == 0:
        globals().pop("vanishing")
    else:
        del vanishing
print(trace, "vanishing" in globals())


# Bodies of classes: a dict of their own, then globals, then builtins.
class Body:
    total = 0
    for i in range(3000):
        x = i
        total += x + abs(-1) + count % 2
        del x
        if i == 2500:
            count = 4
    try:
        x
    except NameError as e:
        print(e)


print(Body.total, Body.count, count, hasattr(Body, "x"), hasattr(Body, "e"))


class Prepared(type):
    @classmethod
    def __prepare__(cls, name, bases):
        class Names(dict):
            stores = 0

            def __setitem__(self, key, value):
                Names.stores += 1
                super().__setitem__(key, value)

        cls.names = Names
        return Names()


class Counted(metaclass=Prepared):
    for i in range(1500):
        y = i
        del y


print(Prepared.names.stores)

space = {"start": 5}
exec(
    """
for i in range(3000):
    start += i
    try:
        temporary = start
        if i % 100 == 0:
            raise KeyError(i)
    except KeyError as e:
        start -= e.args[0]
    del temporary
""",
    {"__builtins__": __builtins__},
    space,
)
print(sorted(space.items()))

bare = {"__builtins__": {"range": range, "print": print, "NameError": NameError}}
exec(
    """
n = 0
for i in range(3000):
    n += 1
    passing = n
    del passing
    if i == 2900:
        try:
            len
        except NameError as e:
            print(e)
print(n)
""",
    bare,
)
print(sorted(k for k in bare if k != "__builtins__"))
