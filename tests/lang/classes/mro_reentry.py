# A metaclass's `mro` that assigns bases, is asked while a class is not complete, or forgets the class.
class Meta(type):
    def __repr__(cls):
        return cls.__name__

class Base: pass

class First(Meta):
    asked = 0
    def mro(cls):
        print("mro of", cls, cls.__mro__)
        if First.asked == 0:
            First.asked = 1
            cls.__bases__ += ()
            print("inner", cls.__mro__)
        return type.mro(cls)

class A(metaclass=First): pass
print(A.__mro__)

class Curious(Meta):
    def mro(cls):
        if cls.__mro__ is None and cls.__name__ != "X":
            try:
                class X(cls): pass
            except TypeError as e:
                print(e)
            try:
                super(cls, cls).xxx
            except AttributeError as e:
                print(e)
            print(issubclass(cls, cls), issubclass(cls, object), issubclass(cls, int), cls.__bases__)
        return type.mro(cls)

class B(metaclass=Curious): pass
print(B.__mro__)

class Forgetful(type):
    def mro(cls):
        return (Base,)

try:
    class C(metaclass=Forgetful): pass
except TypeError as e:
    print(e)

class Switching(Meta):
    ready = False
    def mro(cls):
        if Switching.ready and cls.__name__ == "F":
            Switching.ready = False
            F.__bases__ = (E2,)
        return type.mro(cls)

class D(metaclass=Switching): pass
class E1(D): pass
class E2(D): pass
class F(D): pass
Switching.ready = True
F.__bases__ = (E1,)
E1.__bases__ = (F,)
print(F.__bases__, E2.__subclasses__(), E1.__subclasses__(), E1.__bases__, F.__subclasses__(), E1.__mro__)

class Failing(Meta):
    ready = False
    def mro(cls):
        if Failing.ready and cls.__name__ == "J":
            if J.__bases__ == (H2,):
                Failing.ready = False
            else:
                J.__bases__ = (H2,)
                raise KeyError("no order")
        return type.mro(cls)

class G(metaclass=Failing): pass
class H1(G): pass
class H2(G): pass
class J(G): pass
Failing.ready = True
try:
    J.__bases__ = (H1,)
except KeyError as e:
    print(repr(e))
print(J.__bases__, J.__mro__ == tuple(type.mro(J)))

class Plain(object): pass
class Meta2(Plain, type): pass
class K(metaclass=Meta2): pass
print(type(K.__dict__).__name__)
try:
    Plain.__dict__["__dict__"].__set__(K, {})
except (AttributeError, TypeError) as e:
    print(type(e).__name__)

class M(type):
    def __new__(cls, name, bases, namespace):
        return super().__new__(cls, name, bases, namespace)
class N: pass
class O(N, metaclass=M):
    __slots__ = ["__classcell__"]
    def __init__(self):
        super().__init__()
o = O()
print(type(O.__dict__["__classcell__"]).__name__, hasattr(o, "__classcell__"))
o.__classcell__ = 42
print(o.__classcell__)

class P: __slots__ = ["b", "a"]
class Q: __slots__ = ["a", "b"]
class R(P): __slots__ = ["e"]
class U(Q): __slots__ = ["e"]
p = P()
p.a = 1
p.__class__ = Q
print(p.a, type(p).__name__)
try:
    R().__class__ = U
except TypeError as e:
    print(e)
