class Base:
    def go(self):
        print("Base")


class Left(Base):
    def go(self):
        print("Left")
        super().go()


class Right(Base):
    def go(self):
        print("Right")
        super().go()


class Bottom(Left, Right):
    def go(self):
        print("Bottom")
        super().go()


Bottom().go()
print([c.__name__ for c in Bottom.__mro__])
try:
    class Bad(Base, Left):
        pass
except TypeError as error:
    print(error)
try:
    class Dup(Base, Base):
        pass
except TypeError as error:
    print(error)
try:
    class Not(5):
        pass
except TypeError as error:
    print(error)
