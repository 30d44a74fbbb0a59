class A:
    factor = 2

    def value(self, i):
        return i * self.factor


class B(A):
    pass


b = B()
total = 0
for i in range(5000):
    total += b.value(i)
    if i == 1000:
        A.factor = 3
    if i == 2000:
        B.factor = 5
    if i == 3000:
        b.factor = 7
    if i == 3500:
        A.value = lambda self, i: -i
    if i == 4000:
        B.value = lambda self, i: 1
    if i == 4500:
        del B.value, b.factor
print(total)
