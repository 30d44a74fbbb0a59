"""Inner loops whose first iteration differs from the others: lists that are empty at first, a None that becomes a number,
numbers that become floats. Outer loops meet words of all lengths, so that every way through them is taken."""


def pieces(words, pair):
    result = []
    for word in words:
        new = []
        i = 0
        while i < len(word) - 1:
            if (word[i], word[i + 1]) == pair:
                new.append(pair[0] + pair[1])
                i += 2
            else:
                new.append(word[i])
                i += 1
        if i == len(word) - 1:
            new.append(word[i])
        result.append(new)
    return result


def extremes(rows):
    found = []
    for row in rows:
        least = most = None
        for x in row:
            if least is None or x < least:
                least = x
            if most is None or x > most:
                most = x
        found.append((least, most))
    return found


def sums(rows):
    out = []
    for row in rows:
        total = 0
        parts = {}
        for x in row:
            total += x
            if x % 2:
                parts[x] = total
        out.append((total, len(parts)))
    return out


def nested(n):
    seen = {}
    for i in range(n):
        path = ""
        last = None
        while i:
            if last is not None and last == i % 3:
                path += "="
            last = i % 3
            path = path + "abc"[last]
            i //= 3
        seen[path] = seen.get(path, 0) + 1
    return len(seen), max(seen, key=len)


text = "the cat sat on a mat and it was as fat as a rat in a hat o so it is " * 60
words = [[c.encode() for c in word] for word in text.split()]
for pair in [(b"a", b"t"), (b"t", b"h"), (b"x", b"y"), (b"a", b"s")]:
    words = pieces(words, pair)
print(len(words), sum(map(len, words)), words[:12])

rows = [[(i * 7 + k * k) % 13 for k in range(i % 5)] for i in range(1500)]
print(extremes(rows)[:6], sum(most - least for least, most in extremes(rows) if most is not None))
mixed = [[x if k % 3 else x * 0.5 for k, x in enumerate(row)] for row in rows]
print(extremes(mixed)[-4:])
print(sums(rows)[-4:], sums([[x * 1.5 for x in row] for row in rows])[-3:])
print(nested(3000))
