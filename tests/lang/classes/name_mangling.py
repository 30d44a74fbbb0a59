class A:
    def __init__(self):
        self.__secret = 1
        self.__dunder__ = 2

    def get(self):
        return self.__secret

    def __hidden(self):
        return "A hidden"

    def call(self):
        return self.__hidden()


class B(A):
    def __init__(self):
        super().__init__()
        self.__secret = "b"

    def __hidden(self):
        return "B hidden"


b = B()
print(b.get(), b.call(), sorted(b.__dict__), b._A__secret, b._B__secret)
