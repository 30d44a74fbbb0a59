"""Exceptions, returns, breaks and loops through finally blocks."""

def nested(kind):
    log = []
    try:
        for i in range(3):
            try:
                log.append(i)
                if kind == 'continue' and i == 0:
                    continue
                if kind == 'break' and i == 1:
                    break
                if kind == 'return':
                    return log
                if kind == 'raise':
                    raise ValueError(i)
                if kind == 'inner':
                    try:
                        raise KeyError(i)
                    finally:
                        raise IndexError(i)
            finally:
                log.append(f'f{i}')
                if kind == 'shadow' and i == 1:
                    try:
                        raise OSError
                    except OSError:
                        log.append('handled')
        else:
            log.append('else')
    except (ValueError, IndexError) as e:
        log.append((type(e).__name__, e.args, type(e.__context__).__name__))
    finally:
        log.append('end')
    return log


for kind in ('none', 'continue', 'break', 'return', 'raise', 'inner', 'shadow'):
    print(kind, nested(kind))


def value(n):
    try:
        return n
    finally:
        n += 100


def loop():
    for i in range(5):
        try:
            if i == 3:
                return i
        finally:
            i *= 2
    return 'end'


def generator():
    try:
        yield 1
    finally:
        try:
            yield 2
        finally:
            yield 3


print(value(1), loop(), list(generator()))
try:
    try:
        raise ValueError('first')
    finally:
        raise TypeError('second')
except TypeError as e:
    print(repr(e.__context__), e.__cause__, e.__suppress_context__)
try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise KeyError('k') from e
    finally:
        print('cleanup')
except KeyError as e:
    print(repr(e.__cause__), e.__cause__ is e.__context__)
