def g():
    try:
        next(me)
    except ValueError as error:
        print(error)
    yield 1


me = g()
print(next(me), me.gi_running, me.gi_frame is not None, g.__name__, me.__name__, me.__qualname__)
list(me)
print(me.gi_frame)
