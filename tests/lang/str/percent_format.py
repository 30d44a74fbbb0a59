print("%d %i %s %r %x %X %o %e %f %g %c %% %5d|%-5d|%05d|%+d|% d" % (1, 2, "s", "r", 255, 255, 8, 1234.5, 1.5, 0.0001, "c", 42, 42, 42, 42, 42))
print("%(a)s-%(b)03d %(a)r" % {"a": "x", "b": 7}, "%s" % (1,), "%s" % [1, 2], "%.3s|%10.2f|%-10s|%*d|%.*f" % ("abcdef", 3.14159, "left", 6, 42, 1, 2.25))
print("%#x %#o %.0f %.10g %g %g %g %s" % (255, 8, 2.5, 1 / 3, 1e10, 1e-10, 100000, None))
print("%a %c %c %5.1f%%" % ("é", 65, "é", 99.5))
for fmt, args in (("%d", "x"), ("%s %s", (1,)), ("%s", (1, 2)), ("%z", 1), ("%(a)s", (1,)), ("%(a)s", {}), ("%", ()), ("%c", "ab"), ("%d", 1j)):
    try:
        print(fmt % args)
    except Exception as error:
        print(type(error).__name__, error)
