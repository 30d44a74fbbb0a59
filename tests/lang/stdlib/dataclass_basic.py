from dataclasses import dataclass, field, asdict, astuple, replace, fields, FrozenInstanceError


@dataclass
class Point:
    x: int
    y: int = 0
    tags: list = field(default_factory=list, repr=False, compare=False)

    def norm(self):
        return self.x ** 2 + self.y ** 2


@dataclass(order=True, frozen=True)
class Version:
    major: int
    minor: int = 0


@dataclass
class Sub(Point):
    z: int = 5

    def __post_init__(self):
        self.total = self.x + self.y + self.z


p = Point(1, 2)
p.tags.append("t")
print(p, Point(1), p == Point(1, 2), p != Point(2), p.norm(), Point(y=1, x=2), asdict(p), astuple(p), replace(p, x=9), [f.name for f in fields(p)], Point(1).tags is Point(1).tags)
print(sorted([Version(1, 2), Version(0, 9), Version(1, 0)]), Version(1) < Version(2), {Version(1, 1): "v"}[Version(1, 1)], hash(Version(1)) == hash(Version(1)))
print(Sub(1, 2), Sub(1, 2).total, Sub(1, z=0).total)
for f in (lambda: setattr(Version(1), "major", 5), lambda: Point(), lambda: Point(1, 2, [], 4), lambda: hash(p), lambda: p < p):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)
try:
    @dataclass
    class Bad:
        a: int = 1
        b: str
except TypeError as error:
    print(error)
try:
    @dataclass
    class Mutable:
        a: list = []
except ValueError as error:
    print(error)
