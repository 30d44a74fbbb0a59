"""Private names of keyword arguments are not mangled; those of parameters are."""


def collect(*args, **keywords):
    return args, keywords


class Class:
    def call(self):
        return collect(__a=1), collect(**{"x": 0}, __b=2), dict(__c=3)

    def method(self, __p=1, *, __q=2):
        return __p, __q, self.__e(__f=4)

    def __e(self, **keywords):
        return keywords

    class Inner(dict, metaclass=type):
        def __init_subclass__(cls, **keywords):
            print(keywords)

    class Deeper(Inner, __g=5):
        pass


print(Class().call())
print(Class().method())
for name in ("__p", "_Class__p", "__q", "_Class__q"):
    try:
        print(name, Class().method(**{name: 7}))
    except TypeError as e:
        print(name, e)
