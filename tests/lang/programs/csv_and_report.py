import io

DATA = "name,city,amount\n" + "".join('"%s, Jr.",%s,%d.%02d\n' % (n, c, i * 17 % 300, i % 100) for i, (n, c) in enumerate([(a, b) for a in ("Ann", "Bob", "Cy") for b in ("Oslo", "Rome")] * 40))


def parse(text):
    for line in io.StringIO(text):
        fields, field, quoted = [], "", False
        for c in line.rstrip("\n"):
            if c == '"':
                quoted = not quoted
            elif c == "," and not quoted:
                fields.append(field)
                field = ""
            else:
                field += c
        fields.append(field)
        yield fields


rows = parse(DATA)
header = next(rows)
records = [dict(zip(header, row)) for row in rows]
totals = {}
for r in records:
    key = r["name"], r["city"]
    count, amount = totals.get(key, (0, 0.0))
    totals[key] = count + 1, amount + float(r["amount"])
print(header, len(records), records[3])
print(f"{'name':<12}|{'city':^8}|{'n':>4}|{'amount':>12}")
for (name, city), (n, amount) in sorted(totals.items(), key=lambda kv: (-kv[1][1], kv[0])):
    print(f"{name:<12}|{city:^8}|{n:>4}|{amount:>12,.2f}")
