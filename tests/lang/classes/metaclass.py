class Meta(type):
    def __new__(mcls, name, bases, namespace, **kwargs):
        print("new", name, sorted(k for k in namespace if not k.startswith("__")), kwargs)
        return super().__new__(mcls, name, bases, namespace)

    def __init__(cls, name, bases, namespace, **kwargs):
        super().__init__(name, bases, namespace)
        cls.registered = True

    @classmethod
    def __prepare__(mcls, name, bases, **kwargs):
        return {"prepared": name}

    def __call__(cls, *args):
        print("call", cls.__name__, args)
        return super().__call__(*args)

    def __len__(cls):
        return 7

    def __contains__(cls, x):
        return x == 1

    @property
    def nick(cls):
        return cls.__name__.lower()


class A(metaclass=Meta, flag=True):
    x = 1


class B(A):
    def __init__(self, v):
        self.v = v


print(type(A).__name__, A.registered, A.prepared, len(A), 1 in A, A.nick, B(5).v, isinstance(A, Meta), type(B) is Meta)
