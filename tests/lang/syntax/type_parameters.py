"""Type parameters of functions, classes and aliases; evaluated lazily."""
def first[T](items: list[T]) -> T:
    return items[0]
print(first([1]), first.__type_params__, first.__annotations__)
class Stack[T: (int, str), *Ts, **P]:
    item: T
    def push[U: T = int](self, x: U) -> U: return x
print(Stack.__type_params__, Stack.__parameters__)
t, ts, p = Stack.__type_params__
print(t.__constraints__, t.__bound__, ts.__name__, p.__name__, t.__covariant__)
type Pair[A, B = A] = tuple[A, B]
print(Pair, Pair.__type_params__, Pair.__value__, Pair[int, str])
type Recursive = list[Recursive] | int
print(Recursive.__value__)
type Lazy = undefined_name
try:
    Lazy.__value__
except NameError as e:
    print(e)
def bounded[T: missing_bound](x: T): return x
print(bounded(1))
try:
    bounded.__type_params__[0].__bound__
except NameError as e:
    print(e)
U, = Stack.push.__type_params__
print(U, U.__bound__, U.__default__, U.has_default(), t.has_default())
class Child[T](list): pass
print(Child.__orig_bases__, Child[int])
