# What a module takes from __future__ holds for what it compiles, unless that is to stand alone.
from __future__ import annotations

code = "def f(x: undefined): pass"
space = {}
exec(code, space)
print(space["f"].__annotations__)
print(hex(compile(code, "s", "exec").co_flags))
print(hex(compile(code, "s", "exec", dont_inherit=True).co_flags))
print(hex(compile(code, "s", "exec", 0, 1).co_flags))
print(hex(eval("lambda: 0").__code__.co_flags))
alone = {}
exec(compile(code, "s", "exec", dont_inherit=True), alone)
try:
    alone["f"].__annotations__
except NameError as e:
    print(e)


class Wrong:
    def __bool__(self):
        raise ValueError("no truth")


try:
    compile(code, "s", "exec", dont_inherit=Wrong())
except ValueError as e:
    print(e)
