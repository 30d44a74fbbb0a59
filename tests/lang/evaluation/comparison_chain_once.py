"""Each operand of a chain is evaluated once, its truth is asked in between, and the last result is the value."""
class N:
    def __init__(self, n):
        self.n = n
    def __lt__(self, other):
        return Result(self.n < other.n, f"{self.n}<{other.n}")

class Result:
    def __init__(self, value, text):
        self.value, self.text = value, text
    def __bool__(self):
        print("truth of", self.text)
        return self.value
    def __repr__(self):
        return f"<{self.text}>"

print(N(1) < N(2) < N(3))
print(N(1) < N(0) < N(3))
if not N(1) < N(2) < N(0):
    print("no")
try:
    N(1) <= N(2)
except TypeError as e:
    print(e)
print(1 < 2 > 1 == 1 != 2 in [2])
print(1 in [1] == True, (1 in [1]) == True)
