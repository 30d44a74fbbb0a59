"""Managers entered and left in order; exceptions replaced, swallowed and raised on the way."""

log = []


class M:
    def __init__(self, name, enter=None, leave=None, swallow=False):
        self.name, self.enter, self.leave, self.swallow = name, enter, leave, swallow

    def __enter__(self):
        log.append('+' + self.name)
        if self.enter:
            raise self.enter
        return self.name

    def __exit__(self, kind, value, tb):
        log.append('-' + self.name + (f'({kind.__name__}: {value})' if kind else ''))
        if self.leave:
            raise self.leave
        return self.swallow


def run(f):
    log.clear()
    try:
        log.append(f())
    except BaseException as e:
        log.append(f'{type(e).__name__} {e} from {e.__context__!r}')
    print(*log)


def plain():
    with M('a') as a, M('b') as b:
        return a + b


def body():
    with M('a'), M('b'):
        raise ValueError('body')


def swallowed():
    with M('a'), M('b', swallow=True), M('c'):
        raise ValueError('body')
    return 'after'


def entering():
    with M('a'), M('b', enter=KeyError('enter')), M('c'):
        pass


def leaving():
    with M('a'), M('b', leave=KeyError('leave')):
        raise ValueError('body')


def replaced_then_swallowed():
    with M('a', swallow=True), M('b', leave=KeyError('leave')):
        raise ValueError('body')
    return 'after'


def looping():
    out = []
    for i in range(3):
        with M(str(i), swallow=True):
            if i == 0:
                continue
            if i == 1:
                raise ValueError(i)
            break
    return out


def generator():
    def g():
        with M('g'):
            yield 1
            yield 2
    it = g()
    next(it)
    it.close()
    return 'closed'


def targets():
    d, l = {}, [0]
    with M('x') as d['k'], M('y') as l[0], M('z') as (a):
        pass
    return d, l, a


def unpacked():
    class P(M):
        def __enter__(self):
            return 1, (2, 3)
    with P('p') as (a, (b, c)):
        return a, b, c


for f in (plain, body, swallowed, entering, leaving, replaced_then_swallowed, looping, generator, targets, unpacked):
    run(f)
