"""A class whose body has a function `__annotate__` of its own."""


class A:
    a: int

    def __annotate__(format):
        print("called", format)
        return {"a": str}


print(A.__annotations__, A.__annotations__, A.__annotate__(2))
del A.__annotations__
print(A.__annotations__, A.__annotate__)
A.__annotate__ = lambda format: {"b": format}
print(A.__annotations__, A.__annotate__(3))
A.__annotations__ = {"c": 1}
print(A.__annotations__, A.__annotate__)


class B:
    def __annotate__(format):
        return {"x": 1}


B.__annotate__ = None
print(B.__annotations__, B.__annotate__ is None)
