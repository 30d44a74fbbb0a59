"""sum() asks what derives from int, float and complex for its own additions."""


class C(complex):
    def __add__(self, other):
        return 'add'

    def __radd__(self, other):
        return 'radd'


class F(float):
    def __add__(self, other):
        return 'add'

    def __radd__(self, other):
        return 'radd'


class I(int):
    def __add__(self, other):
        return 'add'

    def __radd__(self, other):
        return 'radd'


for start in (1, 1.5, 1j, C(1), F(1), I(1), True):
    for items in ([], [1], [1.5], [1j], [C(1)], [F(1)], [I(1)], [True], [1, 1.5, 1j]):
        try:
            total = sum(items, start)
            print(type(start).__name__, items, total, type(total).__name__)
        except TypeError as e:
            print(type(start).__name__, items, e)
