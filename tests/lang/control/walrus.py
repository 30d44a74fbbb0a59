print((n := 10) + n, n)
data = [1, 2, 3, 4]
if (total := sum(data)) > 5:
    print("total", total)
print([y for x in data if (y := x * 2) > 4], y)
it = iter(data)
while (x := next(it, None)) is not None:
    print(x, end=" ")
print()
a = 1
print(a + (a := 5) + a, (a := a + 1, a))


def f():
    return [last := i for i in range(3)], last


print(f())
