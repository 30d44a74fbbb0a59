x = 1
del x
try:
    x
except NameError as error:
    print(error)
a = [1, 2, 3]
b = a
del a
print(b)
del b[0], b[0]
print(b)


def f():
    y = 1
    del y
    try:
        y
    except UnboundLocalError as error:
        print(error)


f()
try:
    del undefined
except NameError as error:
    print(error)
