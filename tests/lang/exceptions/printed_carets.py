# Carets of printed tracebacks: what is marked for each kind of expression.
import sys


class C:
    def __init__(self):
        self.value = None

    def method(self, *args, **kwargs):
        raise ValueError(*args)

    @property
    def broken(self):
        return self.value.nothing

    def __getitem__(self, key):
        return 1 / 0

    def __add__(self, other):
        return other.missing


c = C()


def binary():
    return (c.value
            + 1
            + "a")


def operators():
    x = 1 +  \
        None // 2
    return x


def subscript():
    return {"a": {"b": 1}}["a"]["c"]["d"]


def long_subscript():
    return c[
        1,
        2,
    ]


def call():
    c.method(
        1,
        key=2,
    )


def many_lines():
    c.method(
        1,
        2,
        3,
        4,
        5,
        6,
    )


def call_of_call():
    return (lambda x: lambda: x.y)(1)()


def attribute_chain():
    return c.value.first.second


def in_argument():
    print("one", 1 / 0, "three")


def returned():
    return call()


def assigned():
    x = call()
    return x


def assigned_to_item():
    c.items = [call()]


def augmented():
    x = (1,)
    x[0] += 3


def unary():
    return -"a"


def comparison():
    return 1 < "a" < 3


def contained():
    return 1 in 5


def conditional():
    return 1 if c.broken else 2


def comprehension():
    return [1 / x for x in (2, 1, 0)]


def generator():
    return sum(1 / x
               for x in (1, 0))


def formatted():
    return f"{c.value!r} and {1 / 0:>{10}}"


def keyword():
    dict(a=1,
         b=2 / 0,
         c=3)


def raised():
    raise KeyError("key") from ValueError(
        "value")


def asserted():
    assert c.value == 1, "message of " + "two parts"


def deleted():
    del c.nothing


def unpacked():
    a, b = 1, 2, 3


def unpacked_from_none():
    a, b = c.value


def loop():
    for x in 5:
        pass


def with_statement():
    with c as x:
        pass


def wide():
    漢字 = "漢"
    return 漢字 + "é" + 漢字.なし


def tabs():
	if c:
		return 1 +	c.value


def semicolon():
    a = 1; b = a.b; c = 3


def star_call():
    print(*5)


def walrus():
    if (n := c.value) + 1:
        pass


def lambda_default():
    return (lambda x=1 / 0: x)


def decorated():
    @c.value
    def f():
        pass


def class_statement():
    class D(C, metaclass=c.value.x):
        pass


def string_continued():
    return ("a" "b"
            "c" % 1)


def matching():
    match c:
        case C(value=None) if c.value.x:
            pass


def chained():
    try:
        c.method("first")
    except ValueError:
        {}["second"]


def noted():
    e = ValueError("with notes")
    e.add_note("one\ntwo")
    e.add_note("three")
    raise e


def reraised():
    try:
        c.method("again")
    except ValueError as e:
        e.add_note("seen")
        raise


def exec_code():
    exec("x = 1\ny = x.nothing\n")


def down(n):
    return down(n - 1) if n else c.method("bottom")


def recursion():
    down(10)


for function in (binary, operators, subscript, long_subscript, call, many_lines, call_of_call, attribute_chain,
                 in_argument, returned, assigned, assigned_to_item, augmented, unary, comparison, contained, conditional,
                 comprehension, generator, formatted, keyword, raised, asserted, deleted, unpacked, unpacked_from_none,
                 loop, with_statement, wide, tabs, semicolon, star_call, walrus, lambda_default, decorated,
                 class_statement, string_continued, matching, chained, noted, reraised, exec_code, recursion):
    try:
        function()
    except Exception:
        sys.__excepthook__(*sys.exc_info())
