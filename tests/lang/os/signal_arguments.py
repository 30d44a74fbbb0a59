# What functions on signals, threads, sleeping and waiting say of their arguments.
import _thread
import os
import select
import signal
import sys
import threading
import time


def attempt(f, *args, **named):
    try:
        return f(*args, **named)
    except BaseException as e:
        return f"{type(e).__name__}: {e}"


print(attempt(signal.pthread_sigmask, 0, [1 << 1000]), attempt(signal.pthread_sigmask, 0, [1 << 40]))
r, w = os.pipe()
print(attempt(signal.set_wakeup_fd, 999), attempt(signal.set_wakeup_fd, w) == f"ValueError: the fd {w} must be in non-blocking mode")
os.set_blocking(w, False)
print(signal.set_wakeup_fd(w), signal.set_wakeup_fd(-1) == w)
thread = threading.Thread(target=lambda: print(attempt(signal.set_wakeup_fd, -1)))
thread.start()
thread.join()
print(signal.sigtimedwait([signal.SIGUSR1], 0), attempt(signal.sigtimedwait, [10], -1), attempt(signal.sigtimedwait, [10], "a"))
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
os.kill(os.getpid(), signal.SIGUSR1)
print(signal.sigtimedwait([signal.SIGUSR1], 10).si_signo == signal.SIGUSR1)
print(attempt(signal.pidfd_send_signal, 99, 10), attempt(signal.pidfd_send_signal, 99, 10, 3))

signal.signal(signal.SIGINT, signal.default_int_handler)
print(attempt(_thread.interrupt_main))
signal.signal(signal.SIGALRM, lambda *_: print("alarm"))
signal.setitimer(signal.ITIMER_REAL, 1e-6)
time.sleep(0.05)

for size in (4096, 262144, 0, -1, "a"):
    print(attempt(_thread.stack_size, size), end=" ")
print(_thread.stack_size())
print(attempt(_thread._ThreadHandle()._set_done))

for seconds in ([], "a", None, 1j, 10**30, float("nan"), -1, 1e300, True and 0):
    print(attempt(time.sleep, seconds))

poll = select.poll()
os.write(w, b"x")
poll.register(r, select.POLLIN)
print(len(poll.poll(-0.1)), len(poll.poll(-1e-100)))
chosen = []


class File:
    def fileno(self):
        del chosen[-1]
        return w


chosen[:] = [File()] * 10
print(select.select([], chosen, [])[1] == chosen[:5], len(chosen))
