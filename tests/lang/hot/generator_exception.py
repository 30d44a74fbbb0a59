def g(n):
    for i in range(n):
        if i == 7:
            raise KeyError(i)
        yield i


total = errors = 0
for i in range(1000):
    try:
        for x in g(i % 12):
            total += x
    except KeyError as error:
        errors += error.args[0]
print(total, errors)
