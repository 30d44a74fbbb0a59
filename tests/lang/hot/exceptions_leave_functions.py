"""Exceptions that leave a hot function, to its caller's trace, to the interpreter, to native code; and what instructions raise."""
import contextlib
import sys


def walk(tb):
    while tb is not None:
        yield tb
        tb = tb.tb_next


def entries(e):
    return [(t.tb_frame.f_code.co_name, t.tb_lineno - t.tb_frame.f_code.co_firstlineno)
            for t in walk(e.__traceback__)]


def variables(e):
    return [sorted((k, v) for k, v in t.tb_frame.f_locals.items() if isinstance(v, (int, str)))
            for t in list(walk(e.__traceback__))[1:]]


class Own(Exception):
    pass


def looping(i):
    """Not inlined, for it has a loop."""
    total = 0
    for j in range(3):
        total += j
    if i % 5 == 4:
        raise Own(i, total)
    return total


def around(i):
    below = i + 1
    return looping(i) + below


def calls(n, look):
    total = 0
    for i in range(n):
        try:
            total += around(i)
        except Own as e:
            total += e.args[0]
            if i % look == 4:
                print(entries(e), variables(e), e.__context__)
    return total


def recursive(i):
    if i <= 0:
        raise Own(i)
    here = i * 2
    return recursive(i - 1) + here


def recursion(n, look):
    total = 0
    for i in range(n):
        try:
            recursive(i % 12)
        except Own as e:
            total += len(entries(e))
            if i % look == 11:
                print(variables(e)[-2:])
    return total


def in_handler(n, look):
    total = 0
    for i in range(n):
        try:
            raise KeyError(i)
        except KeyError as key:
            try:
                looping(i)
            except Own as e:
                total += e.__context__ is key
                if i % look == 4:
                    print(entries(e), entries(key), sys.exception() is e)
            if sys.exception() is not key:
                print('lost', i)
    return total


def key(i):
    try:
        return looping(i)
    finally:
        if i < 0:
            print('never')


def from_native(n):
    """Native code calls the function, and Python code handles what it raises."""
    seen = 0
    for i in range(n):
        try:
            list(map(key, range(i, i + 3)))
        except Own as e:
            seen += len(entries(e))
        try:
            sorted((i, i + 1), key=key)
        except Own as e:
            seen += len(entries(e))
        try:
            max((i, i + 2), key=looping)
        except Own as e:
            seen += len(entries(e))
    return seen


def nexts(n):
    class Three:
        def __init__(self, stop):
            self.at, self.stop = 0, stop

        def __iter__(self):
            return self

        def __next__(self):
            self.at += 1
            if self.at > self.stop:
                raise StopIteration('end', self.at)
            if self.at == 7:
                raise Own('seven')
            return self.at

    total = 0
    for i in range(n):
        try:
            for x in Three(i % 9):
                total += x
            it = Three(1)
            next(it)
            next(it)
        except StopIteration as e:
            total += e.args[1] + len(e.value)
        except Own as e:
            total += len(entries(e))
    return total


def generator(i):
    try:
        looping(i)
        yield i
    except Own as e:
        yield len(entries(e))
    looping(i)
    yield -1


def generators(n):
    total = 0
    for i in range(n):
        try:
            for x in generator(i):
                total += x
        except Own as e:
            total += len(entries(e)) * 10
    return total


class Empty:
    def method(self):
        return 1

    @property
    def bad(self):
        return self.absent

    @property
    def unnamed(self):
        raise AttributeError('by hand')


class Filled(Empty):
    pass


def instructions(n, look):
    """What instructions raise by themselves."""
    out = []
    empty, table, items, pair, text = Empty(), {1: 2}, [1, 2, 3], (1, 2), 'abc'
    for i in range(n):
        shown = i % look == 0
        if i == n // 2:
            table[i] = 'here'
        for k in range(11):
            try:
                if k == 0:
                    table[i]
                elif k == 1:
                    items[i + 3]
                elif k == 2:
                    items[-4 - i]
                elif k == 3:
                    pair[2 + i]
                elif k == 4:
                    empty.absent
                elif k == 5:
                    empty.absent_too()
                elif k == 6:
                    empty.bad
                elif k == 7:
                    empty.unnamed
                elif k == 8:
                    int(text)
                elif k == 9:
                    text[3 + i]
                else:
                    table['k', i]
            except AttributeError as e:
                if shown:
                    # (Which attribute a getter's own error is about CPython says only while it is cold.)
                    about = (e.name, e.obj is empty) if k != 7 else None
                    out.append((k, str(e), about, entries(e)))
            except (KeyError, IndexError, ValueError) as e:
                if shown:
                    out.append((k, type(e).__name__, e.args, entries(e)))
            else:
                out.append((k, i))
    return out


def appears(n):
    """The attribute and the key appear midway, in the class and in the object."""
    objects = [Filled(), Filled()]
    missing = 0
    for i in range(n):
        if i == n // 3:
            objects[0].late = 1
        if i == n // 2:
            Filled.late = 2
        if i == n * 2 // 3:
            Filled.__getattr__ = lambda self, name: 3
            del Filled.late
        for o in objects:
            try:
                missing += o.late * 1000
            except AttributeError:
                missing += 1
    del Filled.__getattr__
    return missing


def texts(n):
    seen = set()
    for i in range(n):
        for args in ((), ('one',), (i % 3,), ('two', 'three')):
            try:
                raise ValueError(*args)
            except ValueError as e:
                seen.add(str(e))
                seen.add(f'<{e}>')
            try:
                raise KeyError(*args)
            except KeyError as e:
                seen.add(f'{e!s}')
        try:
            raise ValueError('only')
        except ValueError as e:
            if i == n - 2:
                e.args = ('changed', i)
            seen.add(str(e))
        try:
            raise ValueError
        except ValueError as e:
            seen.add('[' + str(e) + ']')
    return sorted(seen)


def suppressed(n):
    count = 0
    for i in range(n):
        with contextlib.suppress(KeyError, Own):
            looping(i)
            count += 1
            if i % 2:
                raise KeyError(i)
            count += issubclass(Own, (ValueError, Exception)) + issubclass(KeyError, ValueError)
    return count


def observed(n):
    frames = set()

    def looks(i):
        if i % 50 == 0:
            frames.add(sys._getframe().f_code.co_name)
        for j in range(2):
            pass
        raise Own(i)

    same = 0
    for i in range(n):
        try:
            looks(i)
        except Own as e:
            last = list(walk(e.__traceback__))[-1].tb_frame
            same += last.f_locals['i'] == i
    return same, frames


for n in (60, 700):
    print(calls(n, 350))
    print(recursion(n, 348))
    print(in_handler(n, 350))
    print(from_native(n))
    print(nexts(n))
    print(generators(n))
    for line in instructions(n, 600):
        print(line)
    print(appears(n))
    print(texts(n))
    print(suppressed(n))
    print(observed(n))
