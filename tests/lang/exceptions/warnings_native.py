# Warnings: filters, registries, what is printed where.
import _warnings
import sys


def mutated():
    _warnings._acquire_lock()
    _warnings._filters_mutated_lock_held()
    _warnings._release_lock()


def f():
    _warnings.warn("one")
    _warnings.warn("one")
    _warnings.warn("two", DeprecationWarning)
    _warnings.warn("three", DeprecationWarning, 2)
    _warnings.warn(UserWarning("four"), None, 1)
    _warnings.warn("hidden", ImportWarning)


for _ in range(2):
    f()
for bad in (lambda: _warnings.warn("x", int), lambda: _warnings.warn("x", ValueError), lambda: _warnings.warn()):
    try:
        bad()
    except TypeError as e:
        print(e)
_warnings.warn_explicit("five", RuntimeWarning, "nowhere.py", 7)
try:
    _warnings._filters_mutated_lock_held()
except RuntimeError as e:
    print(e)
registry = {}
for _ in range(2):
    _warnings.warn_explicit("six", UserWarning, "nowhere.py", 8, registry=registry)
print(sorted(map(str, registry)))
_warnings.filters.insert(0, ("error", None, UserWarning, None, 0))
mutated()
try:
    f()
except UserWarning as e:
    print(repr(e))
_warnings.filters[0] = ("always", None, UserWarning, None, 0)
mutated()
for _ in range(2):
    _warnings.warn("again")
_warnings.filters[0] = ("once", None, UserWarning, None, 0)
mutated()
for line in range(2):
    _warnings.warn_explicit("once", UserWarning, "nowhere.py", line)
_warnings.filters[0] = ("strange", None, UserWarning, None, 0)
mutated()
try:
    _warnings.warn("seven")
except RuntimeError as e:
    print(e)
del _warnings.filters[0]
exec(compile("x = 1 is 1\nassert (1, 2)\ny = '\\d'", "made.py", "exec"))
_warnings.filters.insert(0, ("error", None, SyntaxWarning, None, 0))
try:
    compile("x = 1 is 1", "made.py", "exec")
except SyntaxError as e:
    print(e, e.lineno, e.filename)
