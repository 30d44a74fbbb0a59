# The method that the loop calls replaces itself while it runs.
class Shifty:
    n = 0

    def step(self):
        self.n += 1
        if self.n == 1500:
            Shifty.step = other
        return 1


def other(self):
    self.n += 1
    if self.n == 2500:
        self.step = lambda: 100
    return 10


s = Shifty()
total = 0
for i in range(4000):
    total += s.step()
print(total, s.n)
