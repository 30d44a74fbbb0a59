"""One call site and one attribute site that meet objects of twenty classes.

Inline caches overflow; what remains is the cost of a plain method call.  The sum is checked by classes.
"""
import sys
import time


class Shape:
    def __init__(self, size):
        self.size = size

    def area(self):
        raise NotImplementedError


def make_class(index):
    # Every class has a layout of its own: the attributes come in different orders and numbers.
    def __init__(self, size):
        for k in range(index % 5):
            setattr(self, "pad%d" % k, k)
        Shape.__init__(self, size)
        self.weight = index + 1

    if index % 2:
        def area(self):
            return self.size * self.weight
    else:
        def area(self):
            return self.size + self.weight

    return type("Shape%d" % index, (Shape,), {"__init__": __init__, "area": area})


CLASSES = [make_class(index) for index in range(20)]


def total_area(shapes):
    total = 0
    for shape in shapes:
        total += shape.area()
        total -= shape.weight & 1
    return total


def run(rounds):
    shapes = [CLASSES[i * 7 % 20](i) for i in range(200)]
    expected = 0
    for i, shape in enumerate(shapes):
        index = i * 7 % 20
        expected += i * (index + 1) if index % 2 else i + index + 1
        expected -= index + 1 & 1
    total = 0
    for _ in range(rounds):
        total += total_area(shapes)
    assert total == expected * rounds
    return total


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 60_000
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
