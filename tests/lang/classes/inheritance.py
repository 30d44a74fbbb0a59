class A:
    def who(self):
        return "A"

    def call(self):
        return self.who()


class B(A):
    def who(self):
        return "B" + super().who()


class C(B):
    def who(self):
        return "C" + super().who()


print(C().call(), B().call(), A().call(), C.__mro__, C.__bases__, issubclass(C, A), issubclass(A, C), isinstance(C(), (int, A)), A.__subclasses__(), A.__base__)
print(super(B, C()).who(), super(C, C()).call())
