def hello(self):
    return f"hello from {type(self).__name__}, {self.x}"


T = type("T", (object,), {"x": 5, "hello": hello})
U = type("U", (T,), {})
print(T().hello(), U().hello(), type(T), T.__name__, T.__module__, type(5), type("a") is str, type(type))
for args in ((1, (), {}), ("N", 1, {}), ("N", (), 1), ("N",)):
    try:
        print(type(*args))
    except TypeError as error:
        print(error)
T.__name__ = "Renamed"
print(T, T().hello())
