# Type parameters and aliases made by calls: where they say they are from, and what they refuse.
import typing
from typing import *
T=TypeVar('T'); TD=TypeVar('TD',default=int); P=ParamSpec('P'); PD=ParamSpec('PD',default=[int]); Ts=TypeVarTuple('Ts'); TsD=TypeVarTuple('TsD', default=Unpack[Tuple[int]])
def t(f):
    try: r=f(); print(r, getattr(r,'__module__','?'))
    except Exception as e: print(type(e), e)
t(lambda: TypeAliasType)
print(TypeAliasType.__dict__['__module__'] if '__module__' in TypeAliasType.__dict__ else None)
t(lambda: TypeAliasType("A", int))
for ps in [(T,),(TD,T),(PD,P),(TsD,Ts),(TD,P),(int,),("x",),(T,T),[T],(T,1),(PD,T),(TsD,T), (T,TD), (list[int],), (Unpack[Ts],), ()]:
    t(lambda: TypeAliasType("A", int, type_params=ps))
d={}
exec("import typing\nA=typing.TypeAliasType('A',int)\nT=typing.TypeVar('T')\nP=typing.ParamSpec('P')\nTs=typing.TypeVarTuple('Ts')\ntype B=int\ndef f[T](): pass\nT2,=f.__type_params__", d)
for n in ['A','T','P','Ts','B','T2']: print(n, d[n].__module__)
type B=int
print(B.__module__)
def f[T,*Ts,**P](): pass
for x in f.__type_params__: print(x.__module__, x.__dict__ if hasattr(x,'__dict__') else 'nodict')
t(lambda: ParamSpec('P', bound=(int,str)).__bound__)
t(lambda: ParamSpec('P', bound=3).__bound__)
t(lambda: ParamSpec('P', bound='x').__bound__)
t(lambda: TypeVar('P', bound=(int,str)).__bound__)
t(lambda: TypeVar('P', bound='x').__bound__)
t(lambda: TypeVar('P', int, 'x').__constraints__)
t(lambda: TypeVar('P', int, 3).__constraints__)
t(lambda: P|int); t(lambda: P|"x"); t(lambda: P.args|int)
class A(Generic[T,P]): pass
t(lambda: A[int]); t(lambda: A[()]); t(lambda: dict[T,TD][()]); t(lambda: dict[T,T][()]); 
V=TypeVar('V')
class A2(Generic[T,V,TD]): pass
t(lambda: A2[int]); t(lambda: A2[int,int]); t(lambda: A2[int,int,int,int]); t(lambda: A2[()])
