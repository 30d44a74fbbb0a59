"""Nesting too deep for the machine stack is a RecursionError."""

import copy


def nest(make, n=400000):
    x = make(1)
    for _ in range(n):
        x = make(x)
    return x


def outcome(f, *args):
    try:
        f(*args)
        return 'done'
    except RecursionError as e:
        return str(e).split('(')[0].split(' kB')[0].strip()


t = nest(lambda x: (x,))
print(outcome(isinstance, 1, t), outcome(issubclass, int, t), outcome(repr, t))
l = nest(lambda x: [x])
print(outcome(repr, l), outcome(copy.deepcopy, l)[:32])
d = nest(lambda x: {1: x})
print(outcome(repr, d))
t = l = d = None
print(isinstance(1, ((((int,),),),)), issubclass(bool, (str, (bytes, (int,)))))
