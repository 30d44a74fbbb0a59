"""What finally does to returns, breaks, exceptions and their contexts."""
def returns():
    try: return "try"
    finally: return "finally"
def value_kept():
    x = "old"
    try: return x
    finally: x = "new"
def swallows():
    try: 1 / 0
    finally: return "swallowed"
def breaks():
    for i in range(3):
        try: 1 / 0
        finally: break
    return i
def continues():
    out = []
    for i in range(3):
        try:
            if i == 1: continue
            out.append(i)
        finally: out.append("f")
    return out
def replaced():
    try:
        try: raise ValueError("first")
        finally: raise KeyError("second")
    except KeyError as e:
        return repr(e), repr(e.__context__), e.__suppress_context__
def nested():
    try:
        try: return 1
        finally: print("inner", end=" ")
    finally: print("outer", end=" ")
def generator():
    try: yield 1
    finally: yield 2
import warnings
for f in (returns, value_kept, swallows, breaks, continues, replaced, nested, lambda: list(generator())):
    print(f())
def state():
    import sys
    try:
        raise ValueError
    except ValueError:
        try: raise KeyError
        except KeyError: print(sys.exc_info()[0].__name__, end=" ")
        print(sys.exc_info()[0].__name__, end=" ")
    print(sys.exc_info()[0])
state()
