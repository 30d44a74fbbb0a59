d = {}
for i in range(1000):
    d["key%d" % i] = i
for i in range(0, 1000, 3):
    del d["key%d" % i]
for i in range(0, 1000, 9):
    d["key%d" % i] = -i
print(len(d), sum(d.values()), list(d)[:3], list(d)[-3:], d["key9"], "key3" in d)
