class Bad:
    def __hash__(self):
        raise ValueError("no hash")


class NotHashable:
    def __eq__(self, other):
        return True


for key in (Bad(), NotHashable(), [], {}, set(), ([],), {1: 2}):
    for f in (lambda: {}[key], lambda: {key: 1}, lambda: key in {}, lambda: {key}):
        try:
            f()
        except Exception as error:
            print(type(error).__name__, error)
