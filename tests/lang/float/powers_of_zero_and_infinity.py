"""Every corner of x ** y."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


inf, nan = float('inf'), float('nan')
values = [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, inf, -inf, nan]
for x in values:
    row = []
    for y in values:
        try:
            row.append(repr(x ** y))
        except ZeroDivisionError as e:
            row.append('Z')
    print(x, *row)
show(pow, -0.0, -3)
show(pow, 0.0, -inf)
show(pow, 1e200, 2)
show(pow, -8.0, 1 / 3)
show(pow, 2.0, 3, 4)
show(pow, 2, -1, 1.5)
