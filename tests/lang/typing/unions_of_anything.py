# What `|` and Union[...] take, and what becomes of strings.
from typing import *
def t(f):
    try: print(f())
    except Exception as e: print(type(e), e)
U=Union[int,str]
X=TypeVar('X')
t(lambda: U|3); t(lambda: 3|U); t(lambda: U|"f"); t(lambda: "f"|U); t(lambda: Union[int,1]); t(lambda: Union[int,"x"])
t(lambda: int|"x"); t(lambda: X|"x"); t(lambda: "x"|X); t(lambda: X|3); t(lambda: list[int]|"x"); t(lambda: U|[1]); t(lambda: Union[1])
t(lambda: Union[()]); t(lambda: Union["x"]); t(lambda: Union[int]); t(lambda: Union[int,None,int]); t(lambda: U|U); t(lambda: U|None)
type A[T]=int
t(lambda: A|"x"); t(lambda: A|int); t(lambda: A|3); t(lambda: iter(U)); t(lambda: iter(int|X)); t(lambda: list(A[int])); t(lambda: X|X); t(lambda: 3 in U); t(lambda: reversed(U))
