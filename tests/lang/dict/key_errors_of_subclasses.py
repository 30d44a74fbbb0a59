# What hashing raises says what the key was for only if it is a TypeError itself, not one of a subclass.


class Frozen(TypeError):
    pass


class Key:
    def __init__(self, error):
        self.error = error

    def __hash__(self):
        raise self.error('no hash')


uses = [
    lambda k: {k: 1},
    lambda k: {k},
    lambda k: {}[k],
    lambda k: k in {},
    lambda k: {}.get(k),
    lambda k: {1: 1}.pop(k),
    lambda k: {}.setdefault(k),
    lambda k: dict.fromkeys([k]),
    lambda k: set().add(k),
    lambda k: k in {1},
    lambda k: {1}.discard(k),
    lambda k: frozenset([k]),
]
for error in TypeError, Frozen, ValueError:
    for use in uses:
        try:
            use(Key(error))
        except Exception as e:
            print(type(e).__name__, e)
