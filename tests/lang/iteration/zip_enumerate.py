print(list(zip([1, 2, 3], "ab")), list(zip()), list(zip([1])), list(zip("ab", [1, 2], (True, False))), list(enumerate("ab")), list(enumerate("ab", start=10)), dict(zip("ab", range(2))))
print(list(zip("ab", "cd", strict=True)))
for args in (("ab", "c"), ("a", "bc"), ("ab", "cd", "e")):
    try:
        list(zip(*args, strict=True))
    except ValueError as error:
        print(error)
a = iter([1, 2, 3])
print(list(zip(a, a)), next(a, "empty"))
print(list(zip(*[(1, 2), (3, 4)])), list(map(list, zip(*["ab", "cd"]))))
