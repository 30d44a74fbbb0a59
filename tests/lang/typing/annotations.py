def f(a: int, *args: "later", b: list[int] = [], **kw: dict[str, int]) -> None:
    x: int = 5
    y: undefined_is_fine
    return x


class C:
    a: int = 1
    b: "str"


z: float = 2.5
print(f(1), f.__annotations__["a"], C.__annotations__, __annotations__ if False else z, hasattr(C, "b"))
type Alias[T] = list[T]


class Box[T]:
    def get[U](self, u: U) -> U:
        return u


print(Alias.__name__, Box.__type_params__, Box().get(5), Box[int])
