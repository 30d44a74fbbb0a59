"""Assignment and deletion of slices against a model."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


def model(data, start, stop, step, value):
    indices = list(range(*slice(start, stop, step).indices(len(data))))
    if step in (None, 1):
        begin = indices[0] if indices else slice(start, stop, step).indices(len(data))[0]
        end = begin + len(indices)
        return data[:begin] + list(value) + data[end:]
    if len(value) != len(indices):
        raise ValueError
    out = list(data)
    for i, v in zip(indices, value):
        out[i] = v
    return out


wrong = checked = 0
bounds = [None, -100, -4, -1, 0, 1, 3, 5, 100]
for kind in ([0, 1, 2, 3, 4], [0.5, 1.5, 2.5], ['a', None, 2, 3.0], [True, False]):
    for start in bounds:
        for stop in bounds:
            for step in (None, 1, 2, -1, -3):
                for value in ([], [9], ['x', 'y'], [1.5] * 3):
                    copy = list(kind)
                    try:
                        expected = model(kind, start, stop, step, value)
                    except ValueError:
                        expected = ValueError
                    try:
                        copy[start:stop:step] = value
                        got = copy
                    except ValueError:
                        got = ValueError
                    checked += 1
                    wrong += got != expected
                copy = list(kind)
                del copy[start:stop:step]
                gone = set(range(*slice(start, stop, step).indices(len(kind))))
                wrong += copy != [x for i, x in enumerate(kind) if i not in gone]
print(checked, wrong)
a = [1, 2, 3]
a[1:1] = a
print(a)
a[::2] = a[::-2]
print(a)
a[:] = (x for x in a if x > 1)
print(a)
for bad in (lambda: a.__setitem__(slice(0, 1), 5), lambda: a.__setitem__(slice(None, None, 2), [1]), lambda: a.__setitem__('x', 1), lambda: a.__setitem__(99, 1), lambda: a.__delitem__(-99), lambda: a[1.0], lambda: a.__setitem__(slice(None, None, 0), [])):
    show(bad)
