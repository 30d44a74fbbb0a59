# Bytearrays that grow at one end and are cut at the other, and sequences that are joined and repeated, in traced loops.


def stream(turns):
    """Chunks come in, records go out."""
    buffer = bytearray()
    chunk = bytes(range(11))
    out = []
    total = 0
    for i in range(turns):
        buffer += chunk[i % 5:]
        while len(buffer) >= 16:
            record = bytes(buffer[:16])
            del buffer[:16]
            total += record[i % 16]
            if i % 400 == 0:
                out.append(record)
    return total, len(buffer), out


def edits(turns):
    b = bytearray(b"0123456789")
    log = []
    for i in range(turns):
        b[2:4] = b"ab"
        b[3:5] = bytearray([i % 256])
        b[4:4] = b
        b.extend(b)
        try:
            b += b
            print("added to itself")
        except BufferError as e:
            if i == 0:
                print(e)
        del b[5:-5]
        del b[20:]
        b[-3:] = b""
        del b[1::3]
        b[:0] = b"x" * (10 - len(b))
        if i % 500 == 0:
            log.append(bytes(b))
    return log, b


def itself(turns):
    """What is added comes to be the same bytearray."""
    a, b = bytearray(b"ab"), bytearray(b"c")
    errors = 0
    for i in range(turns):
        c = b if i < turns - 10 else a
        try:
            a += c
        except BufferError:
            errors += 1
        a[1:1] = c
        del a[2:]
    e = bytearray()
    e += e
    return errors, a, e


def sources(turns):
    """What is added or assigned is something else midway."""
    b = bytearray(b"abc")
    log = []
    for i in range(turns):
        x = b"12"
        if i == turns - 30:
            x = memoryview(b"vw")
        if i == turns - 25:
            x = [65, 66]
        if i == turns - 20:
            x = "no"
        if i == turns - 15:
            x = (i for i in (67, 68))
        try:
            b[1:2] = x
            b += x
        except TypeError as e:
            log.append(str(e))
        if i > turns - 31 and i % 5 == 0:
            log.append(bytes(b))
        del b[3:]
    return log


def joins(turns):
    """Sums of sequences: nothing, one, many; what they hold changes."""
    ints, floats, mixed = [1, 2], [0.5], ["a", None]
    t, s, b = (1, 2), "ab", b"xy"
    log = []
    for i in range(turns):
        n = i % 4
        a = ints[:n] + floats[:1 - n] + ints
        c = [] + mixed[n:] + [i]
        d = t[:n] + (i,) + t[n:]
        e = b[:n] + b"-" + b[n:]
        same = (t + () is t) + (() + t is t) + (t + t[2:] is t)
        if i == turns - 60:
            ints.append("s")
            floats[0] = 1
        if i == turns - 50:
            t = (1, 2, 3.5)
            b = bytearray(b"uv")
        try:
            f = t + ([] if i == turns - 30 else (1,))
            g = ints + ("x",) if i == turns - 20 else ints + [2]
            h = b"a" + ("b" if i == turns - 10 else b"b")
        except TypeError as error:
            log.append(str(error))
        if i % 490 == 0 or i > turns - 3:
            log.append((a, c, d, e, same, f, g, h))
    return log


def repeats(turns):
    rows, text, wide = [0, None], "ab", "\u00e9\ud83d"
    log = []
    total = 0
    for i in range(turns):
        n = i % 5 - 1
        a = rows * n
        c = n * rows[:1]
        d = text * n
        e = wide * n
        f = "-" * (n * 3)
        g = n * ""
        if i == turns - 40:
            rows = [True]
            text = "\u4e00"
        if i == turns - 30:
            n = 1 << 62
        if i == turns - 20:
            n = 1 << 70
        if i == turns - 10:
            n = 1.5
        try:
            total += len(g * n)
            if n > 10:
                text * n
                rows * n
        except (MemoryError, OverflowError, TypeError) as error:
            log.append((type(error).__name__, str(error)))
        a.append(1)
        total += len(a) + len(c) + len(d) + len(e) + f.count("-") + (text * 1 is text)
        if i % 480 < 3:
            log.append((a, c, d, e, f))
    return total, log


print(stream(3000))
print(edits(2001))
print(itself(2000))
print(sources(2000))
print(joins(2000))
print(ascii(repeats(2000)))
