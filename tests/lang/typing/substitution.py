# Arguments put in the place of type parameters, with tuples unpacked on both sides.
import copy
import pickle
from types import GenericAlias
from typing import *

T, T1, T2 = TypeVar("T"), TypeVar("T1"), TypeVar("T2")
Ts = TypeVarTuple("Ts")
P = ParamSpec("P")


def show(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


for alias in (
    tuple[*Ts], tuple[T, *Ts], tuple[*Ts, T], tuple[T1, *Ts, T2], tuple[list[T], *Ts], tuple[*tuple[*Ts]],
    tuple[T1, *tuple[tuple[*Ts], ...]], list[T], dict[T1, T2], Annotated[tuple[*Ts], "note"],
):
    for args in (
        (), (int,), (int, str), (int, str, bool), (*tuple[int, ...],), (*tuple[int, str],), (*Tuple[int, ...], str),
        (*tuple[()], *tuple[int, str]), (int, *tuple[str]), (*Ts,), (T, *Ts),
    ):
        show(lambda: alias[args])

starred = tuple[T, *Ts].__args__[1]
print(starred, list(tuple[int, str]), next(iter(list[T])))
for x in (*list[int], tuple[*tuple[int, ...]], tuple[str, *tuple[T, ...]]):
    print(x == copy.copy(x) == copy.deepcopy(x), [pickle.loads(pickle.dumps(x, n)) == x for n in range(6)])

it = iter(list[int])
print(type(it).__name__, type(it).__module__, it.__reduce__())
print(next(it).__unpacked__, it.__reduce__(), list(it))
show(lambda: type(it)())
print(sorted(set(dir(list[int])) - set(dir(list))), hasattr(list[int], "__bases__"), hasattr(list[int], "__copy__"))


class Late:
    pass


first, late = Late(), Late()
first.__typing_subst__ = lambda value: value
alias = GenericAlias(dict, (first, late))
print(alias.__parameters__ == (first,))
late.__typing_subst__ = lambda value: value
Late.__repr__ = lambda self: "late"
show(lambda: alias[0])


class NoTuple:
    __typing_is_unpacked_typevartuple__ = True

    def __typing_prepare_subst__(*_):
        return None

    def __typing_subst__(*_):
        return 42


type A[*_] = 0
show(lambda: A[NoTuple()][0])


class Clearing:
    def __repr__(self):
        members.clear()
        return "x"


members = [Clearing(), 1]
show(lambda: repr(GenericAlias(int, members)))
