class Version:
    def __init__(self, *parts):
        self.parts = parts

    def __eq__(self, other):
        return self.parts == other.parts

    def __lt__(self, other):
        return self.parts < other.parts

    def __le__(self, other):
        return self.parts <= other.parts

    def __hash__(self):
        return hash(self.parts)

    def __repr__(self):
        return ".".join(map(str, self.parts))


vs = [Version(1, 2), Version(1, 10), Version(1, 0)]
print(sorted(vs), max(vs), Version(1) == Version(1), Version(1) != Version(2), Version(1) > Version(0), Version(2) >= Version(1), Version(1, 2) in vs, {Version(1): "one"}[Version(1)])


class EqOnly:
    def __eq__(self, o):
        return True


print(EqOnly.__hash__, EqOnly() == 5, 5 == EqOnly(), EqOnly() != 1)
try:
    {EqOnly()}
except TypeError as error:
    print(error)
try:
    object() < object()
except TypeError as error:
    print(error)
