# A metaclass's mro() that assigns bases while bases are assigned.
class Meta(type):
    def mro(cls):
        if cls.__mro__ is not None and hasattr(cls, "again") and cls.again:
            cls.again = False
            cls.__bases__ = (B2,)
        return type.mro(cls)


class B0:
    pass


class B1:
    pass


class B2:
    pass


class A(B0, metaclass=Meta):
    again = False


A.again = True
A.__bases__ = (B1,)
print(A.__bases__)
print(A.__mro__)
