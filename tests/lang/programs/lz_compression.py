def compress(data):
    out = []
    table = {}
    i = 0
    while i < len(data):
        key = data[i:i + 3]
        best_length, best_distance = 0, 0
        for j in table.get(key, [])[-8:]:
            length = 3
            while i + length < len(data) and data[j + length] == data[i + length] and length < 255:
                length += 1
            if length > best_length:
                best_length, best_distance = length, i - j
        step = max(best_length, 1)
        if best_length >= 3:
            out.append((best_distance, best_length))
        else:
            out.append(data[i])
        for k in range(i, min(i + step, len(data) - 2)):
            table.setdefault(data[k:k + 3], []).append(k)
        i += step
    return out


def expand(items):
    out = bytearray()
    for item in items:
        if isinstance(item, tuple):
            distance, length = item
            for _ in range(length):
                out.append(out[-distance])
        else:
            out.append(item)
    return bytes(out)


text = b"".join(b"line %d of the text, which repeats itself %d times\n" % (i, i % 7) for i in range(60))
packed = compress(text)
print(expand(packed) == text, len(text), len(packed), sum(isinstance(p, tuple) for p in packed), packed[:5])
