"""Vectors as objects with overloaded operators: particles that bounce in a box under gravity.

Short-lived objects that hold floats; special methods; attribute reads and writes.  All particles must stay inside.
"""
import sys
import time


class Vector:
    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    __rmul__ = __mul__

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    @property
    def length(self):
        return self.dot(self) ** 0.5


class Particle:
    def __init__(self, position, velocity):
        self.position = position
        self.velocity = velocity

    def move(self, gravity, dt):
        self.velocity = self.velocity + gravity * dt
        self.position = self.position + dt * self.velocity
        position = self.position
        velocity = self.velocity
        if not -1.0 < position.x < 1.0:
            velocity.x = -velocity.x
            position.x = max(-1.0, min(1.0, position.x))
        if not -1.0 < position.y < 1.0:
            velocity.y = -velocity.y
            position.y = max(-1.0, min(1.0, position.y))
        if not -1.0 < position.z < 1.0:
            velocity.z = -0.9 * velocity.z
            position.z = max(-1.0, min(1.0, position.z))


def run(steps):
    gravity = Vector(0.0, 0.0, -9.81)
    particles = [
        Particle(Vector(0.1 * i - 0.5, 0.05 * i, 0.5), Vector(0.3 * (i % 3) - 0.2, 0.1 * i - 0.4, 0.0))
        for i in range(10)
    ]
    for _ in range(steps):
        for particle in particles:
            particle.move(gravity, 0.005)
    centre = Vector(0.0, 0.0, 0.0)
    speed = 0.0
    for particle in particles:
        assert particle.position.length <= 3 ** 0.5 + 1e-9
        centre = centre + particle.position * 0.1
        speed += (particle.velocity - gravity * 0.0).length
    return "%.9f %.9f %.9f %.9f" % (centre.x, centre.y, centre.z, speed)


def main(argv):
    size = int(argv[1]) if len(argv) > 1 else 150_000
    repeat = int(argv[2]) if len(argv) > 2 else 0
    for _ in range(repeat or 1):
        start = time.perf_counter()
        result = run(size)
        if repeat:
            sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(result)


main(sys.argv)
