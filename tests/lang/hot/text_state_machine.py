# A flag that a loop's turns leave as it is for long, and that changes midway; the loop's trace takes it for one or the other.
def split(text):
    rows, row, field, quoted = [], [], [], False
    for c in text:
        if quoted:
            if c == '"':
                quoted = False
            else:
                field.append(c)
        elif c == '"':
            quoted = True
        elif c == ",":
            row.append("".join(field))
            field = []
        elif c == "\n":
            row.append("".join(field))
            field = []
            rows.append(row)
            row = []
        else:
            field.append(c)
    return rows


text = "".join('%d,"%s, %d",abc,%s\n' % (i, "x" * (i % 5), i, "é" * (i % 3)) for i in range(700))
for _ in range(4):
    rows = split(text)
print(len(rows), rows[0], rows[1], rows[698], sum(len(f) for r in rows for f in r))
