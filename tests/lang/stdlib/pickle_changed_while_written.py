"""Instances that change while they are pickled: only a changed number of attributes is an error."""
import pickle


class P:
    pass


class Q(P):
    pass


class Act:
    """Calls something when it is pickled."""

    def __init__(self, f):
        self.f = f

    def __reduce__(self):
        self.f()
        return (int, ("7",))


def make(f, last=False):
    p = P()
    p.a = 1
    if not last:
        p.z = 3
    p.c = Act(lambda: f(p))
    if not last:
        p.y = "end"
    return p


def grow(p):
    p.new = 1


def shrink(p):
    del p.y


def base(p):
    p.__class__ = Q


def set_later(p):
    p.y = "changed"


for f in (lambda p: vars(p), base, grow, shrink, set_later):
    for last in (False, True):
        if last and f in (shrink, set_later):
            continue
        for protocol in (2, 5):
            p = make(f, last)
            try:
                q = pickle.loads(pickle.dumps(p, protocol))
                print(type(q).__name__, vars(q))
            except RuntimeError as e:
                print("RuntimeError", e)
