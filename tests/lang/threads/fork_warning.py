# A fork of a process with several threads is warned of; and what a thread of its own raises is reported.
import _thread
import os
import sys
import threading
import time
import warnings


def go(f):
    pid = f()
    pid = pid[0] if isinstance(pid, tuple) else pid
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


event = threading.Event()
thread = threading.Thread(target=event.wait)
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    go(os.fork)
    thread.start()
    go(os.fork)
    go(os.forkpty)
    print([(w.category.__name__, str(w.message).replace(str(os.getpid()), "PID"), w.lineno) for w in seen])
    warnings.simplefilter("error")
    go(os.fork)
    event.set()
    thread.join()
    go(os.fork)

reported = threading.Event()


def report(unraisable):
    print(unraisable.err_msg.split(" at ")[0], unraisable.object, repr(unraisable.exc_value))
    reported.set()


sys.unraisablehook = report
_thread.start_new_thread(lambda: 1 / 0, ())
reported.wait()
