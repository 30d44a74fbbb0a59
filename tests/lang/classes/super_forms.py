class A:
    value = "A value"

    def __init__(self, x):
        self.x = x

    @classmethod
    def make(cls, x):
        return cls(x)

    @property
    def doubled(self):
        return self.x * 2


class B(A):
    def __init__(self, x, y):
        super().__init__(x)
        self.y = y

    @classmethod
    def make(cls, x, y=0):
        made = super().make(x) if cls is A else cls(x, y)
        return made

    @property
    def doubled(self):
        return super().doubled + 1

    def outer(self):
        def inner():
            return super(B, self).value, __class__
        return inner()


b = B.make(1, 2)
print(b.x, b.y, b.doubled, b.outer()[0], b.outer()[1] is B, super(B, b).doubled)
def plain(self):
    return super().x
try:
    plain(b)
except RuntimeError as error:
    print(error)
try:
    super(B, b).missing
except AttributeError as error:
    print(error)
try:
    super(B, 5)
except TypeError as error:
    print(error)
