class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


class Circle:
    def __init__(self, centre, radius):
        self.centre, self.radius = centre, radius


def where(shape):
    match shape:
        case Point(0, 0):
            return "origin"
        case Point(x=0, y=y):
            return f"on y at {y}"
        case Point(x, y) if x == y:
            return f"diagonal {x}"
        case Circle(centre=Point(cx, cy), radius=r) as c:
            return f"circle {cx} {cy} {r} {type(c).__name__}"
        case [Point(), Point()] as points:
            return f"{len(points)} points"
    return None


print(where(Point(0, 0)), where(Point(0, 5)), where(Point(3, 3)), where(Point(1, 2)), where(Circle(Point(1, 2), 3)), where((Point(1, 1), Point(2, 2))), where(5))
try:
    match Circle(1, 2):
        case Circle(1, 2):
            pass
except TypeError as error:
    print(error)
