"""Handlers of signals."""
import os
import signal
import time

seen = []


def handler(number, frame):
    seen.append((number, frame.f_code.co_name))


def raising(number, frame):
    raise ValueError("from the handler")


print(signal.getsignal(signal.SIGINT) is signal.default_int_handler, signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGPIPE))
print(signal.signal(signal.SIGUSR1, handler), signal.getsignal(signal.SIGUSR1) is handler)


def f():
    for i in range(10):
        if i == 5:
            os.kill(os.getpid(), signal.SIGUSR1)
    signal.raise_signal(signal.SIGUSR1)


f()
print(seen)
signal.signal(signal.SIGUSR1, raising)
try:
    os.kill(os.getpid(), signal.SIGUSR1)
    print("not reached")
except ValueError as e:
    print(e)
print(signal.signal(signal.SIGUSR1, signal.SIG_IGN) is raising)
os.kill(os.getpid(), signal.SIGUSR1)
try:
    os.kill(os.getpid(), signal.SIGINT)
    while True:
        pass
except KeyboardInterrupt as e:
    print(repr(e))
signal.signal(signal.SIGALRM, handler)
seen.clear()
start = time.monotonic()
print(signal.setitimer(signal.ITIMER_REAL, 0.02))
time.sleep(0.2)
print(time.monotonic() - start >= 0.19, seen[0][0] == signal.SIGALRM)
seen.clear()
signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
while len(seen) < 3:
    pass
print(signal.setitimer(signal.ITIMER_REAL, 0)[1])
for bad in ((0, handler), (99, handler), (signal.SIGUSR1, 7), (signal.SIGKILL, handler), ("x", handler)):
    try:
        print(signal.signal(*bad))
    except Exception as e:
        print(type(e).__name__, e)
print(signal.strsignal(signal.SIGTERM), signal.SIGTERM, int(signal.SIGKILL), signal.Signals(2).name, signal.SIGINT in signal.valid_signals())
old = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
signal.signal(signal.SIGUSR2, handler)
seen.clear()
os.kill(os.getpid(), signal.SIGUSR2)
print(old, seen, signal.sigpending())
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR2])
print(seen)
