# What iterators give to pickle names `iter` by the builtins of the running frame, whose keys may have ideas of their own.
import array
import types

code = compile("x.__reduce__()", "test", "eval")
for make in [lambda: iter([1, 2]), lambda: iter((1, 2)), lambda: iter("ab"), lambda: iter(range(3)), lambda: iter(range(2**70)),
             lambda: iter({1: 2}), lambda: iter({1}), lambda: reversed([1, 2]), lambda: iter(array.array("i", [1])),
             lambda: iter(int, 1), lambda: iter(b"ab"), lambda: iter(bytearray(b"ab"))]:
    for names in [{}, {"iter": "mine", "reversed": "theirs"}]:
        for kind in [dict, types.MappingProxyType]:
            try:
                print(eval(code, {"__builtins__": kind(names), "x": make()}))
            except Exception as e:
                print(type(e).__name__, e)


class Key:
    def __init__(self, name, iterator):
        self.name, self.iterator = name, iterator

    def __hash__(self):
        return hash(self.name)

    def __eq__(self, other):
        list(self.iterator)
        return other == self.name


for make in [lambda: iter([1, 2]), lambda: iter((1, 2)), lambda: iter("ab"), lambda: iter({1: 2}), lambda: reversed([1, 2]),
             lambda: iter(array.array("i", [1])), lambda: iter(range(3)), lambda: iter(b"ab")]:
    it = make()
    print(eval(code, {"__builtins__": {Key("iter", it): "mine", Key("reversed", it): "theirs"}, "x": it}))
for it in [iter([1]), reversed([1]), iter((1,)), iter("a"), iter(array.array("i", [1])), iter({1: 2}), iter(range(1))]:
    list(it)
    print(it.__reduce__())
