import signal
import os


def handler(number, frame):
    raise TimeoutError("from the handler")


try:
    signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    i = 0
    while True:
        i += 1
except TimeoutError as error:
    print(error, i > 0)
