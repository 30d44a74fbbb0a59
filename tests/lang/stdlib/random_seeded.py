import random

r = random.Random(42)
print(r.random(), r.random(), [r.randint(1, 100) for _ in range(8)], r.randrange(0, 100, 7), r.choice("abcdef"), r.getrandbits(70), r.uniform(1, 2))
items = list(range(10))
r.shuffle(items)
print(items, r.sample(range(100), 5), r.choices("abc", k=6), r.choices([1, 2], weights=[1, 9], k=8), r.gauss(0, 1), r.expovariate(2), r.triangular(0, 1, 0.5), r.betavariate(1, 2))
state = r.getstate()
a = [r.random() for _ in range(3)]
r.setstate(state)
print(a == [r.random() for _ in range(3)])
random.seed("text")
print(random.random(), random.randint(0, 10 ** 30), random.sample([1, 2, 3, 4], 2))
random.seed(1 << 100)
print(random.random(), random.getrandbits(5), random.randbytes(4), random.normalvariate(0, 1))
for f in (lambda: random.choice([]), lambda: random.randint(5, 1), lambda: random.sample([1], 2), lambda: random.randrange(0)):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)
