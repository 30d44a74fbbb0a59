"""What dis and inspect say of a function does not depend on the machine that runs it."""

import _opcode
import dis
import inspect
import io
import opcode
import warnings
import weakref

limit = 10


def outer(first, *rest, key=None):
    total = 0

    def inner(step):
        nonlocal total
        total += step * limit
        return print, total.real, missing

    try:
        for item in rest:
            if item > first:
                inner(item)
            elif item in key:
                total -= 1.5
    except ValueError as error:
        return str(error)
    with open(key) as file:
        return [line for line in file], f"{first!r:>{limit}}"
    return inner


def generator(n):
    import os.path as path
    from collections import deque
    while n:
        n = yield from path.walk(n)
    yield deque


inner = outer.__code__.co_consts
inner = next(c for c in inner if inspect.iscode(c))


def arguments(code, *opnames):
    return sorted({i.argval for i in dis.get_instructions(code) if i.opname in opnames})


for function in outer, inner, generator:
    print(arguments(function, "LOAD_GLOBAL"), arguments(function, "LOAD_ATTR"), arguments(function, "IMPORT_NAME"))
    code = getattr(function, "__code__", function)
    units = len(code.co_code) // 2
    print(len(list(code.co_positions())) == units, list(code.co_lines())[-1][1] == 2 * units)
    print(sorted({line for _, line in dis.findlinestarts(code) if line}))
    stands = {i.offset for i in dis.get_instructions(code)}
    starts = {i.start_offset for i in dis.get_instructions(code)}
    print(set(dis.findlabels(code.co_code)) <= starts)
    print(all(a in stands and {b, c} <= starts for a, b, c in code.co_branches()))
    entries = dis.Bytecode(code).exception_entries
    print(bool(entries), all({e.start, e.target} <= starts for e in entries))
    text = io.StringIO()
    dis.dis(code, file=text)
    print("RESUME" in text.getvalue())

print(arguments(inner, "LOAD_DEREF", "STORE_DEREF"))
print(arguments(lambda a: (a + 1, a < 2, a[0], a @ 2), "LOAD_FAST", "LOAD_FAST_BORROW"))
print([i.argrepr for i in dis.get_instructions(lambda a, b: (a + b, a % b)) if i.opname == "BINARY_OP"])


def enclosing():
    seen = 1

    def closure():
        return seen + limit + len(unknown.attribute)
    return closure


print(inspect.getclosurevars(enclosing()))
print(inspect.getgeneratorlocals(generator(3)))

# Positions are what the table of lines says.
code = enclosing.__code__
print(set(code.replace(co_linetable=b"").co_positions()) == {(None,) * 4})
again = code.replace(co_linetable=code.co_linetable, co_firstlineno=code.co_firstlineno + 5)
moved = {(p[0] and p[0] + 5, p[1] and p[1] + 5, *p[2:]) for p in code.co_positions()}
print(set(again.co_positions()) == moved)

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(type(code.co_lnotab))
    print(caught[0].category.__name__, caught[0].message)

reference = weakref.ref(code)
print(reference() is code)

# Frames stand at instructions.
try:
    outer(1, "x", key=())
except TypeError as error:
    traceback = error.__traceback__.tb_next
    at = next(i for i in dis.get_instructions(outer) if i.offset == traceback.tb_lasti)
    print(at.opname, at.argrepr, at.line_number - outer.__code__.co_firstlineno)

for arguments in (
    ("LOAD_ATTR", 3), ("LOAD_ATTR", 2), ("BUILD_LIST", 4), ("UNPACK_EX", 258), ("NOP", None), ("CALL", 2), ("SETUP_WITH", 0)
):
    name, argument = arguments
    number = opcode.opmap[name]
    print(name, opcode.stack_effect(number, argument), opcode.stack_effect(number, argument, jump=False))
for number in 1000, opcode._specialized_opmap["LOAD_ATTR_SLOT"]:
    try:
        opcode.stack_effect(number, 0)
    except ValueError as error:
        print(error)
print([name for name in sorted(opcode.opmap) if opcode.opmap[name] in opcode.hasjump])
print(_opcode.is_valid(121), _opcode.is_valid(120), _opcode.has_name(80), _opcode.has_const(80), _opcode.has_arg(-1))
