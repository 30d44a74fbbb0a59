# Which package a relative import means, by the globals it is given.
import sys
import warnings


class Spec:
    def __init__(self, parent):
        self.parent = parent


for globals in [
    {"__package__": None, "__spec__": None, "__name__": "__main__"}, {"__name__": "json.x"}, {"__name__": "json", "__path__": []},
    {"__package__": "json", "__spec__": Spec("js"), "__name__": "q"}, {"__package__": None, "__spec__": Spec("json")},
    {"__package__": 3}, {}, {"__spec__": Spec(3)}, {"__name__": 3}, {"__package__": "nope"}, {"__package__": ""},
    {"__package__": "json", "__spec__": Spec("json")}, {"__name__": "x.y"}, {"__spec__": 1}, {"__spec__": Spec("")},
]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            print(__import__("", dict(globals), None, ("decoder",), 1).__name__)
        except Exception as e:
            print(type(e).__name__, e)
    for w in caught:
        print("   ", w.category.__name__, w.message)
