"""What a statement or a loop has left behind is gone after gc.collect()."""

import functools
import gc
import weakref


class Node:
    pass


def views():
    for view in (dict.keys, dict.values, dict.items):
        node = Node()
        ref = weakref.ref(node)
        container = {node: 1}
        node.view = view(container)
        node.iterator = iter(node.view)
        del node, container
        gc.collect()
        print(view.__name__, ref())


def containers():
    for make in (lambda n: {n: 1}, lambda n: [n], lambda n: (n, n), lambda n: {n}, lambda n: lambda: n):
        node = Node()
        ref = weakref.ref(node)
        node.held = make(node)
        del node
        gc.collect()
        print(ref())


def called_otherwise(collect):
    for _ in range(4):
        node = Node()
        ref = weakref.ref(node)
        node.me = node
        del node
        collect()
        print(ref())


def handled():
    "The call may raise the first times it is executed, and not later."
    for generation in (7, 7, 7, 2, 2, 2, 1, 0):
        try:
            gc.collect(generation)
        except ValueError as e:
            print(e)
        else:
            print("collected")


def told():
    events = []
    gc.callbacks.append(lambda phase, info: events.append((phase, info["generation"])))
    try:
        for generation in range(3):
            print(gc.collect(generation) >= 0, events[-2:])
    finally:
        gc.callbacks.clear()


# In the module's own frame, with instructions behind the loop that use more registers.
for view in (dict.keys, dict.items):
    node = Node()
    ref = weakref.ref(node)
    container = {node: 1}
    node.view = view(container)
    del node, container
    gc.collect()
    print(ref())

views()
containers()
called_otherwise(gc.collect)
called_otherwise(lambda: gc.collect())
print(type(functools.partial(gc.collect, 2)()), list(map(type, map(gc.collect, (0, 1, 2)))))
handled()
told()
