class Celsius:
    def __init__(self, degrees):
        self._degrees = degrees

    @property
    def fahrenheit(self):
        "In Fahrenheit."
        return self._degrees * 9 / 5 + 32

    @fahrenheit.setter
    def fahrenheit(self, value):
        self._degrees = (value - 32) * 5 / 9

    @fahrenheit.deleter
    def fahrenheit(self):
        print("deleted")

    @property
    def fixed(self):
        return 1


c = Celsius(100)
print(c.fahrenheit)
c.fahrenheit = 32
print(c._degrees, Celsius.fahrenheit.__doc__)
del c.fahrenheit
for f in (lambda: setattr(c, "fixed", 2), lambda: delattr(c, "fixed"), lambda: setattr(c, "nope", 1)):
    try:
        f()
        print("ok")
    except AttributeError as error:
        print(error)
p = property()
class D:
    x = p
try:
    D().x
except AttributeError as error:
    print(error)
