class Plugin:
    registry = []

    def __init_subclass__(cls, /, tag=None, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.tag = tag
        Plugin.registry.append(cls.__name__)


class A(Plugin, tag="a"):
    pass


class B(A):
    pass


print(Plugin.registry, A.tag, B.tag)
try:
    class C(int, unknown=1):
        pass
except TypeError as error:
    print(error)
class G:
    def __class_getitem__(cls, item):
        return f"{cls.__name__}[{item}]"
print(G[int], G["x"])
