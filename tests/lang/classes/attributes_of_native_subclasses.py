# What instances of subclasses of built-in classes hold lives as long as they do.
import array
import collections
import functools
import gc
import io
import itertools
import random
import struct
import types
import weakref


class Target:
    pass


target = Target()
arguments = {
    weakref.ref: (target,),
    property: (),
    staticmethod: (len,),
    classmethod: (len,),
    super: (Target, target),
    types.ModuleType: ("m",),
    types.SimpleNamespace: (),
    enumerate: ([],),
    zip: (),
    map: (len, []),
    filter: (None, []),
    functools.partial: (len,),
    itertools.chain: (),
    itertools.count: (),
    itertools.product: (),
    array.array: ("i",),
    bytes: (),
    bytearray: (),
    int: (),
    float: (),
    complex: (),
    str: (),
    tuple: (),
    list: (),
    dict: (),
    set: (),
    frozenset: (),
    Exception: (),
    object: (),
    io.BytesIO: (),
    io.StringIO: (),
    io.TextIOWrapper: (io.BytesIO(),),
    collections.deque: (),
    collections.defaultdict: (),
    collections.OrderedDict: (),
    random.Random: (),
    struct.Struct: ("i",),
}


def instances():
    for base, values in arguments.items():
        for name, names in [("Free", {}), ("Slots", {"__slots__": ("extra",)})]:
            try:
                cls = type(name, (base,), names)
            except TypeError as e:
                print(base.__name__, e)
                continue
            instance = cls(*values)
            instance.extra = ["kept", base.__name__, name]
            yield base, name, instance


made = list(instances())
for _ in range(3):
    gc.collect()
    filler = [[str(i), {}, [i, i, i]] for i in range(300)]
for base, name, instance in made:
    if instance.extra != ["kept", base.__name__, name]:
        print("lost", base.__name__, name)
print(len(made))
