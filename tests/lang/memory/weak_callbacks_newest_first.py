"""The callbacks of an object's weak references run from the newest to the oldest."""
import gc
import weakref


class W:
    pass


def dies(make):
    w = W()
    kept = make(w)
    del w
    gc.collect()
    return kept


order = []
kept = dies(lambda w: [weakref.ref(w, lambda r, n=n: order.append(n)) for n in range(5)]
            + [weakref.proxy(w, lambda r: order.append("proxy"))])
print(order)
order.clear()
kept = dies(lambda w: [
    weakref.finalize(w, lambda: order.append("first")),
    weakref.ref(w, lambda r: order.append("second")),
    weakref.ref(w),
    weakref.finalize(w, lambda: order.append("third")),
])
print(order)
