d = {}
for i in range(5000):
    k = i * 7919 % 501
    d[k] = d.get(k, 0) + i
    if i % 11 == 0 and k in d:
        del d[k]
print(len(d), sum(d.values()), list(d)[:5])
s = {}
for i in range(4000):
    key = "k" + str(i % 97)
    if key in s:
        s[key].append(i)
    else:
        s[key] = [i]
print(len(s), sum(len(v) for v in s.values()), s["k5"][:3])
total = 0
for k, v in s.items():
    total += len(k) * v[0]
for i in range(3000):
    try:
        total += s["k%d" % (i % 120)][0]
    except KeyError:
        total -= 1
print(total)
