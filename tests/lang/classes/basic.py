class Animal:
    legs = 4
    names = []

    def __init__(self, name):
        self.name = name
        Animal.names.append(name)

    def speak(self):
        return f"{self.name} makes a sound"

    def __repr__(self):
        return f"Animal({self.name!r})"


a, b = Animal("rex"), Animal("tom")
a.legs = 3
print(a, b, a.legs, b.legs, Animal.legs, a.speak(), Animal.names, a.__dict__, type(a), type(a).__name__, isinstance(a, Animal), a.__class__ is Animal)
Animal.legs = 8
b.colour = "black"
print(a.legs, b.legs, vars(b), hasattr(a, "colour"), getattr(a, "colour", "none"))
del a.legs
print(a.legs)
try:
    del a.legs
except AttributeError as error:
    print(error)
try:
    a.missing
except AttributeError as error:
    print(error)
try:
    Animal.missing
except AttributeError as error:
    print(error)
setattr(a, "with space", 1)
print(getattr(a, "with space"))
delattr(a, "with space")
print(a.__dict__)
