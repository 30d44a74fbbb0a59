class A:
    def __add__(self, o):
        return "A.add"

    def __radd__(self, o):
        return "A.radd"

    def __eq__(self, o):
        print("A.eq")
        return NotImplemented

    def __lt__(self, o):
        return "A.lt"

    def __gt__(self, o):
        return "A.gt"


class B(A):
    def __radd__(self, o):
        return "B.radd"

    def __gt__(self, o):
        return "B.gt"


class C(A):
    pass


print(A() + B(), A() + C(), B() + A(), A() + A(), 1 + A(), A() + 1, A() < B(), A() < C(), A() < A(), 1 < A(), 1 > A())
print(A() == A(), A() == 5, A() != A())
class N:
    def __add__(self, o):
        return NotImplemented
    def __radd__(self, o):
        print("never for the same type")
        return NotImplemented
try:
    N() + N()
except TypeError as error:
    print(error)
