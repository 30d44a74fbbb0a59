a = list(range(10))
print(a[2:5], a[::3], a[::-1], a[-3:], a[5:2], a[7:2:-2], a[100:], a[:-100])
a[2:4] = ["x", "y", "z"]
print(a)
a[::2] = [0] * len(a[::2])
print(a)
a[1:1] = [9, 9]
del a[0:3]
del a[::4]
print(a)
a[:] = "hi"
print(a)
a[5:] = [1]
print(a)
b = [1, 2, 3]
b[1:2] = b
print(b)
try:
    a[::2] = [1]
except ValueError as error:
    print(error)
try:
    a[0:1] = 5
except TypeError as error:
    print(error)
try:
    a[::0]
except ValueError as error:
    print(error)
