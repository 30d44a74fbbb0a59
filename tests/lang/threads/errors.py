"""Exceptions in threads, and a thread that computes while another waits."""
import sys
import threading
import _thread


def fail():
    raise ValueError("in the thread")


def hook(args):
    print("hook", args.exc_type.__name__, args.exc_value, args.thread.name)


threading.excepthook = hook
t = threading.Thread(target=fail, name="one")
t.start()
t.join()
t = threading.Thread(target=lambda: sys.exit(3))
t.start()
t.join()
threading.excepthook = threading.__excepthook__
stop = False
turns = 0


def spin():
    global turns
    while not stop:
        turns += 1


t = threading.Thread(target=spin)
t.start()
total = 0
for i in range(300000):
    total += i
while not turns:
    pass
stop = True
t.join()
print(total)
done = threading.Event()
_thread.start_new_thread(lambda a, b=0: (print(a, b), done.set()), (1,), {"b": 2})
done.wait()
for bad in (lambda: _thread.start_new_thread(1, ()), lambda: _thread.start_new_thread(print, 1), lambda: _thread.start_new_thread(print), lambda: _thread.start_new_thread(print, (), 3)):
    try:
        bad()
    except TypeError as e:
        print(e)


def deep(n):
    return n and 1 + deep(n - 1)


def recursion():
    try:
        deep(10**6)
    except RecursionError as e:
        print(e)


t = threading.Thread(target=recursion)
t.start()
t.join()
many = []
for _ in range(200):
    t = threading.Thread(target=lambda: many.append([[] for _ in range(100)]))
    t.start()
    t.join()
print(len(many), sum(len(m) for m in many))
