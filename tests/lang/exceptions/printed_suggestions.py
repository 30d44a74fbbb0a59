# "Did you mean" and its kin in printed tracebacks.
import sys
import collections


class Thing:
    def __init__(self):
        self.colour = 1
        self._private = 2

    def attribute(self):
        return self.color

    def own_private(self):
        return self.private

    def bare_name(self):
        return colour

    def __getattr__(self, name):
        if name == "custom":
            raise AttributeError("a text of its own")
        raise AttributeError(f"no {name}", name=name, obj=self)


class Slots:
    __slots__ = ("alpha", "beta")


thing = Thing()
long_name = 1


def f(argument, other=1):
    pass


def keyword():
    f(argumant=1)


def global_name():
    return longname


def local_name():
    some_value = 1
    return some_valeu


def builtin_name():
    return pritn


def case():
    return Long_Name


def module_name():
    return itertools.count()


def near_module():
    return tiem.time()


def nothing_near():
    return completely_different_from_everything


def unbound():
    print(variable)
    variable = 1


def free():
    def inner():
        return late
    inner()
    late = 1


def module_attribute():
    return collections.OrderedDcit


def import_name():
    from collections import defaultdcit


def type_attribute():
    return int.bit_lenght


def instance_attribute():
    return "abc".uper()


def private():
    return Thing()._privat


def hidden():
    return thing.rivate


def slots():
    Slots().alpah


def by_hand():
    raise NameError("by hand", name="prnt")


def by_hand_attribute():
    raise AttributeError("by hand", name="appendd", obj=[])


for function in (thing.attribute, thing.own_private, thing.bare_name, lambda: thing.custom, keyword, global_name,
                 local_name, builtin_name, case, module_name, near_module, nothing_near, unbound, free,
                 module_attribute, type_attribute, instance_attribute, private, hidden, slots, by_hand,
                 by_hand_attribute):
    try:
        function()
    except Exception:
        sys.__excepthook__(*sys.exc_info())
try:
    import_name()
except ImportError as e:
    print(e.name, e.name_from)
