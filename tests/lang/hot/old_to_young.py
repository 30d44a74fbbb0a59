# Old objects that point at young ones: the write barrier's business.
class Holder:
    pass


old = [Holder() for _ in range(100)]
table = {}
lists = [[] for _ in range(20)]
junk = None
for i in range(30000):
    h = old[i % 100]
    h.value = [i, str(i)]
    table[i % 50] = (i, h)
    lists[i % 20].append({"i": i})
    if len(lists[i % 20]) > 10:
        lists[i % 20].pop(0)
    junk = [junk] if i % 100 else None
print(sum(h.value[0] for h in old), sum(int(h.value[1]) for h in old), sum(v[0] for v in table.values()), sum(d["i"] for l in lists for d in l))
