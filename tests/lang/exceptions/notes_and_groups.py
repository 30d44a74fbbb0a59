"""Notes, nested groups, subgroup and split with conditions."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


e = ValueError('v')
e.add_note('one')
e.add_note('two')
print(e.__notes__, repr(e), str(e))
e.__notes__ = 'not a list'
show(e.add_note, 'three')
del e.__notes__
show(lambda: e.__notes__)
g = ExceptionGroup('outer', [ValueError(1), ExceptionGroup('inner', [TypeError(2), ValueError(3)]), KeyError(4)])
print(g, repr(g), g.message, len(g.exceptions), g.args[0])
print(repr(g.subgroup(ValueError)), repr(g.subgroup((TypeError, KeyError))), g.subgroup(OSError), repr(g.subgroup(lambda x: isinstance(x, ExceptionGroup))) == repr(g))
match, rest = g.split(ValueError)
print(repr(match), '|', repr(rest), '|', g.split(ExceptionGroup)[0] is g, g.split(OSError)[0], g.split(OSError)[1] is not None)
g.add_note('note')
g.__cause__ = KeyError('cause')
m = g.subgroup(KeyError)
print(m.__notes__, repr(m.__cause__), m.__traceback__, type(m).__name__, repr(g.derive([OSError(5)])))


class My(ExceptionGroup):
    def derive(self, excs):
        return My(self.message + ' derived', excs)


my = My('m', [ValueError(1), TypeError(2)])
print(repr(my.subgroup(ValueError)), [type(x).__name__ for x in my.split(TypeError)])
log = []
try:
    raise my
except* ValueError as v:
    log.append(repr(v))
except* TypeError as t:
    log.append(repr(t))
print(log)
for bad in (lambda: g.subgroup(5), lambda: g.split(int), lambda: g.split((ValueError, 5)), lambda: g.derive(), lambda: ExceptionGroup('a', 5), lambda: ExceptionGroup('a'), lambda: setattr(g, 'message', 1), lambda: setattr(g, 'exceptions', ()), lambda: e.add_note()):
    show(bad)
