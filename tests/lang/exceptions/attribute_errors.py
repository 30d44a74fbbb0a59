class C:
    x = 1
    __slots__ = ()


import sys
for f in (lambda: C.y, lambda: C().y, lambda: (1).z, lambda: "s".q, lambda: [].w, lambda: None.v, lambda: sys.nothing, lambda: len.zz, lambda: (lambda: 0).zz,
          lambda: setattr(C(), "x", 1), lambda: setattr(1, "a", 2), lambda: setattr([], "append", 2), lambda: delattr("s", "q"), lambda: setattr(int, "a", 1), lambda: type(None).q, lambda: getattr(1, 5)):
    try:
        f()
    except (AttributeError, TypeError) as error:
        print(type(error).__name__, error)
