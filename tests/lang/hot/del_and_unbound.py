def f(n):
    errors = 0
    x = 0
    for i in range(n):
        if i % 5 == 4:
            del x
        try:
            x += 1
        except UnboundLocalError:
            errors += 1
            x = 0
    return errors, x


print(f(3000))
