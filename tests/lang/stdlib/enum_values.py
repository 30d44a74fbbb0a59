from enum import Enum


class Planet(Enum):
    EARTH = (5.97e24, 6.37e6)
    MARS = (6.42e23, 3.39e6)

    def __init__(self, mass, radius):
        self.mass = mass
        self.radius = radius

    @property
    def gravity(self):
        return 6.67e-11 * self.mass / self.radius ** 2

    @classmethod
    def heaviest(cls):
        return max(cls, key=lambda p: p.mass)


print([f"{p.name} {p.gravity:.2f}" for p in Planet], Planet.heaviest(), Planet.EARTH.value)


class Op(Enum):
    ADD = "+"
    SUB = "-"

    def __call__(self, a, b):
        return a + b if self is Op.ADD else a - b

    @classmethod
    def _missing_(cls, value):
        return cls.ADD if value == "plus" else None


print(Op.ADD(1, 2), Op("-")(5, 3), Op("plus"))
match Op("+"):
    case Op.SUB:
        print("sub")
    case Op.ADD:
        print("add")
