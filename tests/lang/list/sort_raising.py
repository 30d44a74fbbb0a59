class Touchy:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        if self.n == 3 or other.n == 3:
            raise ValueError("three")
        return self.n < other.n

    def __repr__(self):
        return f"T{self.n}"


items = [Touchy(i) for i in (5, 4, 1, 2)]
items.sort()
print(items)
items = [Touchy(i) for i in (5, 4, 3, 2)]
try:
    items.sort()
except ValueError as error:
    print(error, sorted(i.n for i in items))
