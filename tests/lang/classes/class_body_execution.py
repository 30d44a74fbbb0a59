print("before")


class C:
    print("in body", __name__, __qualname__)
    for i in range(3):
        locals()[f"m{i}"] = i
    if True:
        def conditional(self):
            return "yes"
    x, y = 1, 2
    del y
    z = __qualname__


print(C.m2, C.i, C().conditional(), hasattr(C, "y"), C.z)
try:
    class D:
        a = 1
        raise ValueError("in class body")
except ValueError as error:
    print(error)
print("D" in globals())
