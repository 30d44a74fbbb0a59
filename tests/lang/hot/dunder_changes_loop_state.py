class Sneaky:
    def __add__(self, o):
        global limit, data
        if o == 1200:
            limit = 2000
            data = [2.5] * 10
        return o


s = Sneaky()
limit = 5000
data = [1] * 10
i = total = 0
while i < limit:
    total += data[i % 10]
    i = (s + i) + 1
print(i, total)
