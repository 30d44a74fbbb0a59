class C:
    def m(self, x):
        return self, x


c = C()
bound = c.m
print(bound(1) == (c, 1), C.m(c, 2) == (c, 2), bound.__self__ is c, bound.__func__ is C.m, bound == c.m, bound is c.m, bound.__name__, bound.__qualname__, hash(bound) == hash(c.m), C.m is C.m)
c.m = lambda x: ("instance", x)
print(c.m(3), bound(4)[1])
C.m = lambda self, x: ("class", x)
print(C().m(5), c.m(6))
push = [].append
push(1)
push(2)
print(push.__self__, push.__name__, "x".upper(), str.upper("y"), list(map(str.strip, [" a ", "b "])), len.__name__, "abc".replace.__name__)
