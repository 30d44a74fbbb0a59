print("{} {} {0}".format(1, 2) if False else "{} {}".format(1, 2), "{1} {0} {1}".format("a", "b"), "{x} {y!r}".format(x=1, y="z"), "{0[1]} {0[a]}".format({1: "i", "a": "k"}) if True else "")
print("{:>5}|{:<5}|{:^5}|{:*^7}|{:05}|{:+}|{:,}|{:_}|{:.2f}|{:%}|{:e}".format(1, 2, 3, 4, 5, 6, 1234567, 1234567, 3.14159, 0.25, 12345.678))
print("{0.real} {0.imag} {1.__class__.__name__}".format(3, "s"), "{{}} {}".format(1), "{:{}}|{:{w}.{p}}".format("a", 4, 3.14159, w=8, p=3), "{!s:>4}{!r:>5}{!a}".format("a", "b", "é"))
for fmt, args in (("{} {}", (1,)), ("{a}", ()), ("{0} {}", (1, 2)), ("{", ()), ("}", ()), ("{!x}", (1,)), ("{:d}", ("a",)), ("{:s}", (1,)), ("{0.x}", (1,)), ("{0[a]}", ([],)), ("{:.2d}", (1,)), ("{:,s}", ("x",))):
    try:
        print(fmt.format(*args))
    except Exception as error:
        print(type(error).__name__, error)
print("{a}-{b}".format_map({"a": 1, "b": 2}))
