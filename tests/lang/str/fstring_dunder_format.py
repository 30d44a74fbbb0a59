class Money:
    def __init__(self, amount):
        self.amount = amount

    def __format__(self, spec):
        return f"<{spec}:{self.amount}>"

    def __str__(self):
        return "money"

    def __repr__(self):
        return "Money()"


m = Money(5)
print(f"{m} {m:abc} {m!s} {m!r} {m!s:>8}", format(m), format(m, "x"), "{:q}".format(m), "%s %r" % (m, m), str(m), repr(m), [m])


class Plain:
    pass


try:
    f"{Plain():x}"
except TypeError as error:
    print(error)
