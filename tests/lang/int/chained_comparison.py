def show(x):
    print("eval", x)
    return x


print(show(1) < show(2) < show(3))
print(show(1) < show(0) < show(3))
print(1 < 2 == 2 != 3 >= 3 > 1, 1 < 3 in [3, 4], not 1 < 2 < 2)
