"""finally blocks of generators: close, throw, and returning from them."""

def g(log, swallow=False, again=False, ret=False):
    try:
        log.append('start')
        yield 1
        yield 2
    except GeneratorExit:
        log.append('exit')
        if not swallow:
            raise
    finally:
        log.append('finally')
        if again:
            yield 'more'
        if ret:
            return 'returned'


def run(steps, **keywords):
    log = []
    it = g(log, **keywords)
    for step in steps:
        try:
            match step:
                case 'next':
                    log.append(next(it))
                case 'close':
                    log.append(('closed', it.close()))
                case exc:
                    log.append(it.throw(exc))
        except BaseException as e:
            log.append((type(e).__name__, str(e), getattr(e, 'value', None)))
    print(*log)


run(['close'])
run(['close', 'next'])
run(['next', 'close', 'next'])
run(['next', 'close'], swallow=True)
run(['next', 'close'], again=True)
run(['next', 'close', 'close'], swallow=True, again=True)
run(['next', 'close'], ret=True)
run(['next', ValueError('v'), 'next'])
run(['next', ValueError('v')], ret=True)
run(['next', ValueError('v'), 'next', 'next'], again=True)
run([KeyError('k'), 'next'])
run(['next', StopIteration('s')])
run(['next', 'next', 'next', 'close'])
run(['next', GeneratorExit(), 'next'], swallow=True)
