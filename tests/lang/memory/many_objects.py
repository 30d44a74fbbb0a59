class P:
    def __init__(self, i):
        self.i = i
        self.text = "p%d" % i


keep = {}
for i in range(30000):
    p = P(i)
    if i % 100 == 0:
        keep[p.text] = p
print(len(keep), sum(p.i for p in keep.values()), keep["p500"].text)
chain = None
for i in range(20000):
    chain = (i, chain)
total = 0
while chain:
    total += chain[0]
    chain = chain[1]
print(total)
