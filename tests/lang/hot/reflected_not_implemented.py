class L:
    def __add__(self, o):
        return NotImplemented


class R:
    def __radd__(self, o):
        return 5


l, r = L(), R()
total = errors = 0
for i in range(3000):
    total += l + r
    try:
        total += l + (1 if i % 100 == 0 else r)
    except TypeError as error:
        errors += 1
        message = str(error)
print(total, errors, message)
