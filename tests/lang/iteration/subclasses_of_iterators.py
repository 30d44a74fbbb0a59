"""itertools and other iterators with subclasses that have keyword arguments of their own."""

import itertools

cases = [(filter, (None, [0, 1])), (map, (str, [1])), (zip, ([1], 'a')), (enumerate, ('ab',)), (reversed, ([1, 2],)), (itertools.chain, ([1], [2])), (itertools.cycle, ([1],)), (itertools.dropwhile, (bool, [1, 0])), (itertools.takewhile, (bool, [1, 0])), (itertools.filterfalse, (bool, [1, 0])), (itertools.islice, ([1, 2], 1)), (itertools.pairwise, ([1, 2],)), (itertools.starmap, (pow, [(2, 3)])), (itertools.count, (3,)), (itertools.repeat, (1, 2)), (itertools.product, ('ab',)), (itertools.accumulate, ([1, 2],))]
for cls, args in cases:
    class Plain(cls):
        pass

    class Init(cls):
        def __init__(self, *args, new=None):
            self.new = new

    print(cls.__name__, type(Plain(*args)).__name__, list(itertools.islice(Plain(*args), 2)), end=' ')
    for c in (Plain, Init):
        try:
            print(getattr(c(*args, new=3), 'new', 'none'), end=' ')
        except TypeError as e:
            print('TypeError', end=' ')
    print()
