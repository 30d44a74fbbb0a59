"""`sys._current_exceptions`: the exceptions that threads handle, with the frames that they run."""
import sys
import threading
import traceback

raised, leave = threading.Event(), threading.Event()
idents = []


def outer(n):
    inner(n + 1)


def inner(n):
    idents.append(threading.get_ident())
    try:
        raise ValueError("oops")
    except ValueError:
        name = "inner"
        raised.set()
        leave.wait()


thread = threading.Thread(target=outer, args=(1,))
thread.start()
raised.wait()
all = sys._current_exceptions()
print(len(all), all[threading.get_ident()], repr(all[idents[0]]))
entry = all[idents[0]].__traceback__
frame = entry.tb_frame
print(frame.f_code.co_name, entry.tb_next, frame.f_locals)
print(frame.f_back.f_code.co_name, frame.f_back.f_locals)
names = [row.name for row in traceback.extract_stack(frame)]
print(names[names.index("outer"):])
leave.set()
thread.join()
print(len(sys._current_exceptions()))
try:
    1 / 0
except ZeroDivisionError:
    print(list(sys._current_exceptions().values()))
