class C:
    count = 0

    @staticmethod
    def add(a, b):
        return a + b

    @classmethod
    def bump(cls, by=1):
        cls.count += by
        return cls.__name__, cls.count


class D(C):
    pass


print(C.add(1, 2), C().add(3, 4), C.bump(), D.bump(5), C.count, D.count, C().bump())
print(C.bump.__self__ is C, D.bump.__self__ is D, C.__dict__["add"].__func__(1, 1), type(C.__dict__["bump"]).__name__)
