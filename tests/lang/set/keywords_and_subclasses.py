"""Which constructors of subclasses take keyword arguments."""

for base, arg in ((list, [1, 2]), (tuple, (1, 2)), (set, [1]), (frozenset, [1]), (dict, {1: 2}), (float, 1.5), (str, 'a'), (bytes, b'a'), (filter, None), (reversed, [1])):
    args = (None, [0, 1]) if base is filter else (arg,)

    class Plain(base):
        pass

    class Init(base):
        def __init__(self, *args, new=None):
            self.new = new

    class New(base):
        def __new__(cls, *args, new=None):
            self = super().__new__(cls, *args)
            self.new = new
            return self

    for cls in (Plain, Init, New):
        try:
            x = cls(*args, new=3)
            print(base.__name__, cls.__name__, x.new if cls is not Plain else dict(x))
        except Exception as e:
            print(base.__name__, cls.__name__, type(e).__name__, str(e).replace(base.__name__ + '.', ''))
