"""A file that is closed by the collector warns about itself, but not at the cost of whoever runs then."""

import gc
import warnings

warnings.simplefilter("ignore")


def forget(n):
    for _ in range(n):
        open("/dev/null")


def walk(namespace):
    names = 0
    for name in namespace:
        gc.collect()
        names += not name.startswith("_")
    return names


forget(3)
print(walk({"a": 1, "_b": 2}))

# The same in a module that has warned of nothing yet, with its own globals.
namespace = {"gc": gc, "__name__": "quiet", "forget": forget}
exec(
    """
def walk():
    forget(3)
    found = [name for name in globals() if gc.collect() >= 0 and not name.startswith("_")]
    return found
print(walk())
""",
    namespace,
)

# A finaliser in Python warns from where it stands: once, if so configured.
warnings.simplefilter("default")
warnings.showwarning = lambda message, category, *rest: print(category.__name__, message)


class Warning_:
    def __del__(self):
        warnings.warn("bye")


for _ in range(3):
    Warning_()
    gc.collect()
