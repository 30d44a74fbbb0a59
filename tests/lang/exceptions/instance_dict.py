"""Exceptions are objects with a __dict__: attributes, notes, copies, pickles."""

def show(f, *args, **keywords):
    try:
        print(repr(f(*args, **keywords)))
    except BaseException as e:
        print(type(e).__name__, e)


import copy
import pickle


class E(Exception):
    kind = 'class'

    def __init__(self, *args, extra=None):
        super().__init__(*args)
        self.extra = extra


e = E(1, 2, extra=3)
e.more = [4]
e.add_note('note')
print(e.__dict__, vars(e), e.kind, e.args, sorted(e.__dict__))
e.__dict__['late'] = 5
print(e.late, hasattr(e, 'missing'))
del e.late
print('late' in e.__dict__)
c = copy.copy(e)
p = pickle.loads(pickle.dumps(e))
print(type(c), c.args, c.__dict__ == e.__dict__, p.args, p.__dict__ == e.__dict__, e.__reduce__()[1:])
v = ValueError('plain')
print(v.__dict__, v.__reduce__())
v.x = 1
print(v.__dict__, v.__reduce__(), v.__notes__ if hasattr(v, '__notes__') else 'no notes')
v.__setstate__({'y': 2})
print(v.__dict__)
show(v.__setstate__, 5)
show(v.add_note, 5)
show(lambda: setattr(v, 'args', 5))
show(lambda: delattr(v, 'args'))
show(lambda: setattr(v, '__cause__', 5))
show(lambda: setattr(v, '__traceback__', 5))
show(lambda: setattr(v, '__dict__', 5))
v.args = [1, 2]
print(v.args, str(v), repr(v))
