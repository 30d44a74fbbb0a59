from typing import Any, Generic, List, Optional, Protocol, TypeVar, Union, cast, NamedTuple, TypedDict

T = TypeVar("T")


class Stack(Generic[T]):
    def __init__(self) -> None:
        self.items: List[T] = []

    def push(self, x: T) -> None:
        self.items.append(x)


s: Stack[int] = Stack[int]()
s.push(1)
print(s.items, Optional[int], Union[int, str], List[int], cast(int, "x"), T, Any)


class Movie(TypedDict):
    name: str


m: Movie = {"name": "x"}
print(m, Movie.__annotations__.keys())


class Speaks(Protocol):
    def speak(self) -> str: ...


class Dog(Speaks):
    def speak(self):
        return "woof"


print(Dog().speak(), list[int], dict[str, list[int]], int | None)
