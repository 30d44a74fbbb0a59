class Degrees(int):
    def __add__(self, other):
        return Degrees((int(self) + int(other)) % 360)

    def __repr__(self):
        return f"{int(self)}deg"


d = Degrees(350) + 20
print(d, type(d).__name__, d + 1, d * 2, type(d * 2).__name__, d == 10, {10: "ten"}[d], isinstance(d, int))
print([0, 1, 2][Degrees(1)], range(Degrees(3)), int(d), Degrees("12"), -d)
