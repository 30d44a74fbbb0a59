print({x % 3 for x in range(10)}, sorted({c for c in "hello" if c > "f"}), {(i, j) for i in range(2) for j in range(2)} == {(0, 0), (0, 1), (1, 0), (1, 1)}, {*range(3), *[2, 3]})
s = {1, 2, 3}
try:
    for x in s:
        s.add(x + 10)
except RuntimeError as error:
    print(error)
