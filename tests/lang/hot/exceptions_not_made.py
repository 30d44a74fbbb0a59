"""Exceptions that a traced loop raises and handles need not exist, until somebody looks: now and then somebody does."""
import gc
import sys
import traceback


class Own(Exception):
    pass


class Full(Exception):
    def __init__(self, code, *rest, note=None):
        super().__init__(code, *rest)
        self.code = code
        self.note = note


class Deep(Full, KeyError):
    def __init__(self, code):
        Full.__init__(self, code, 'deep', note=code * 2)


def entries(e):
    return [(t.tb_frame.f_code.co_name, t.tb_lineno - t.tb_frame.f_code.co_firstlineno)
            for t in walk(e.__traceback__)]


def walk(tb):
    while tb is not None:
        yield tb
        tb = tb.tb_next


def chain(e):
    out = []
    while e is not None:
        out.append((type(e).__name__, e.args, e.__suppress_context__, e.__cause__ is not None))
        e = e.__cause__ or e.__context__
    return out


def plain(n, look):
    total = 0
    for i in range(n):
        try:
            raise ValueError('text', i)
        except ValueError as e:
            total += e.args[1]
            if i % look == 0:
                print(repr(e), entries(e), sys.exc_info()[1] is e, sys.exception() is e)
    return total


def innermost(i):
    local = i * 2
    if i % 2:
        raise Own(local)
    raise Full(i, local, note='n')


def middle(i):
    between = [i]
    return innermost(i) + len(between)


def far(n, look):
    total = 0
    kept = None
    for i in range(n):
        try:
            middle(i)
        except Own as e:
            total += e.args[0]
            if i % look == 1:
                kept = e
        except Full as e:
            total += e.code + len(e.note)
            if i % look == 0:
                kept = e
    frames = [t.tb_frame for t in walk(kept.__traceback__)]
    print(entries(kept), frames[1].f_locals, frames[2].f_locals, frames[0] is sys._getframe())
    return total


def contexts(n, look):
    count = 0
    for i in range(n):
        try:
            try:
                raise KeyError(i)
            except KeyError:
                if i % 3 == 0:
                    raise ValueError(i)
                elif i % 3 == 1:
                    raise IndexError(i) from None
                raise
        except ValueError as e:
            count += 1
            if i % look < 3:
                print(chain(e), entries(e), entries(e.__context__))
        except LookupError as e:
            count += 2
            if i % look < 3:
                print(chain(e), entries(e))
        if sys.exc_info() != (None, None, None):
            print('left', i)
    return count


def causes(n, look):
    total = 0
    for i in range(n):
        try:
            try:
                raise Own(i)
            except Own as own:
                raise Deep(i) from own
        except KeyError as e:
            total += e.code + e.note + e.__cause__.args[0] + (e.__context__ is e.__cause__)
            if i % look == 0:
                print(chain(e), str(e), traceback.format_exception_only(e))
    return total


def in_finally(n, look):
    seen = []
    for i in range(n):
        try:
            try:
                raise Own
            finally:
                if i % look == 0:
                    seen.append((sys.exception().args, len(entries(sys.exception()))))
        except Own:
            if i % look == 0:
                seen.append(len(entries(sys.exception())))
    return seen


def handled_outside(n):
    """The loop runs in a handler: what it restores is an exception."""
    try:
        raise Own('outer')
    except Own as outer:
        bad = 0
        for i in range(n):
            try:
                raise KeyError(i)
            except KeyError as e:
                if e.__context__ is not outer:
                    bad += 1
            if sys.exception() is not outer:
                bad += 1
    return bad


def again(n):
    """One exception, raised again and again: its traceback grows, its context stays away from itself."""
    one = Own('one')
    lengths = set()
    for i in range(n):
        one.__traceback__ = None
        try:
            try:
                raise one
            except Own:
                raise one
        except Own as e:
            lengths.add((len(entries(e)), e.__context__))
    return lengths


def kept_alive(n):
    kept = []
    for i in range(n):
        try:
            raise Full(i, [i], note=(i,))
        except Full as e:
            if i % 97 == 0:
                kept.append(e)
                gc.collect()
    return [(e.code, e.args, e.note, len(entries(e))) for e in kept]


def returned(i):
    try:
        raise StopIteration(i)
    except StopIteration as e:
        return e.value


def handler_calls(n):
    """What a handler calls sees what it handles, and so do the exceptions that it raises."""
    out = set()
    table = {}
    for i in range(n):
        try:
            raise Own(i)
        except Own:
            table[i & 7] = i
            try:
                table['missing']
            except KeyError as e:
                out.add((type(e.__context__).__name__, e.__context__.args == (i,)))
            try:
                int('x')
            except ValueError as e:
                out.add((type(e.__context__).__name__, e.__context__.args == (i,)))
    return sorted(out)


def class_changes(n):
    class Changing(Exception):
        pass

    total = 0
    for i in range(n):
        if i == n // 3:
            def init(self, x):
                self.x = x + 1
            Changing.__init__ = init
        if i == n // 2:
            def new(cls, x):
                e = Exception.__new__(cls, x, x)
                return e
            Changing.__new__ = new
        if i == n * 2 // 3:
            Changing.args = property(lambda self: (1000,))
        try:
            raise Changing(i)
        except Changing as e:
            total += len(e.args) * 1000 + e.args[0] + getattr(e, 'x', 0)
    return total


def generator(n):
    for i in range(n):
        try:
            if i % 2:
                raise Own(i)
            yield i
        except Own as e:
            yield -e.args[0]


def watched(n):
    """The frame has an object: entries refer to it."""
    frame = sys._getframe()
    same = 0
    for i in range(n):
        try:
            raise Own(i)
        except Own as e:
            same += e.__traceback__.tb_frame is frame
    return same


def deeper(i, d):
    if d:
        return deeper(i, d - 1) + 1
    raise Own(i, d)


def recursive(n, look):
    total = 0
    for i in range(n):
        try:
            deeper(i, 3)
        except Own as e:
            total += e.args[0]
            if i % look == 0:
                print([sorted(t.tb_frame.f_locals.items()) for t in walk(e.__traceback__.tb_next)])
    return total


for n in (40, 900):
    print(plain(n, 389))
    print(far(n, 390))
    print(contexts(n, 300))
    print(causes(n, 450))
    print(in_finally(n, 300))
    print(handled_outside(n))
    print(again(n))
    print(kept_alive(n))
    print(sum(returned(i) for i in range(n)))
    print(handler_calls(n))
    print(class_changes(n))
    print(sum(generator(n)), sum(x for x in generator(n)))
    print(watched(n))
    print(recursive(n, 450))
print(sys.exc_info())
