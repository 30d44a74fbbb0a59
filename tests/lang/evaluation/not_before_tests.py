"""`not` before `is` and `in` makes one test of both, which is what an error points at."""
import dis
import traceback

class Loud:
    def __contains__(self, item):
        print("asked for", item)
        return item

def operations(f):
    names = [(i.opname, i.argval) for i in dis.get_instructions(f)]
    return [n for n in names if n[0] in ("IS_OP", "CONTAINS_OP", "UNARY_NOT")]

def same(a, b):
    return not a is b, not (a is not b), not not (a is b), not not not a is not b

def within(a, b):
    return not a in b, not (a not in b), not not (a in b), not not not a not in b

def chain(a, b, c):
    return not a in b in c, not a is b is c

def equal(a, b):
    return not a == b, not not a < b

for f in same, within:
    print(f.__name__, operations(f))
print(same(1, None), same(None, None))
print(within(1, [1]), within(0, [1]))
print(within([], Loud()), within([0], Loud()))
print(chain(1, [1], [[1]]), chain(None, [None], [2]))
print(equal(1, 2), equal(2, 1))

def plain():
    return not 1 in 2

def parenthesised():
    return (not (1 not in 2))

def twice():
    x = not not 1 in 2

def with_and():
    x = (not 1 in 2) and 3

def condition():
    if not 1 in 2:
        pass

def chained():
    x = not 1 in 2 in 3

for f in plain, parenthesised, twice, with_and, condition, chained:
    try:
        f()
    except TypeError as e:
        print("".join(traceback.format_exception(e)[2:]), end="")
for i in range(3000):
    found = not i in (2999,)
    if i == 2998:
        print(found)
print(found)
