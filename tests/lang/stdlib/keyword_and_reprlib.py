import keyword
import reprlib

print(keyword.iskeyword("for"), keyword.iskeyword("fore"), keyword.softkwlist, len(keyword.kwlist))
print(reprlib.repr(list(range(100))), reprlib.repr("x" * 100))


class L(list):
    @reprlib.recursive_repr()
    def __repr__(self):
        return "L(" + ", ".join(map(repr, self)) + ")"


l = L([1])
l.append(l)
print(l)
