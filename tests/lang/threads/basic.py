"""Threads, locks, conditions, events, and data of a thread's own."""
import threading
import time

results = []


def work(n, key=None):
    total = 0
    for i in range(20000):
        total += i * n
    results.append((n, total, key))


threads = [threading.Thread(target=work, args=(n,), kwargs={"key": str(n)}) for n in range(4)]
print([t.name for t in threads], threads[0].is_alive(), threads[0].ident, threads[0].daemon)
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(results), threads[0].is_alive(), threading.active_count(), threads[0].ident is not None)
print(threading.current_thread() is threading.main_thread(), threading.main_thread().name)

lock = threading.Lock()
count = 0


def add():
    global count
    for _ in range(2000):
        with lock:
            before = count
            count = before + 1


threads = [threading.Thread(target=add) for _ in range(5)]
[t.start() for t in threads]
[t.join() for t in threads]
print(count, lock.locked(), lock.acquire(), lock.acquire(False), lock.acquire(timeout=0.01), lock.release())

condition = threading.Condition()
queue = []


def consumer():
    for _ in range(5):
        with condition:
            while not queue:
                condition.wait()
            results.append(queue.pop(0))


results.clear()
t = threading.Thread(target=consumer)
t.start()
for i in range(5):
    with condition:
        queue.append(i)
        condition.notify()
t.join()
print(results)

event = threading.Event()
t = threading.Thread(target=lambda: (event.wait(), results.append("after")))
t.start()
time.sleep(0.01)
results.append("before")
event.set()
t.join()
print(results[-2:], event.is_set(), event.wait(0))

r = threading.RLock()
with r:
    with r:
        print(r.acquire(), r.release())
for bad in (lambda: lock.release(), lambda: r.release(), lambda: t.start(), lambda: threading.Thread().join(), lambda: threading.current_thread().join(), lambda: lock.acquire(False, 1), lambda: lock.acquire(True, -2), lambda: lock.acquire(timeout=1e12)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)

local = threading.local()
local.x = 1


def other():
    results.append(hasattr(local, "x"))
    local.x = 2
    results.append(local.__dict__)


t = threading.Thread(target=other)
t.start()
t.join()
print(results[-2:], local.x, local.__dict__)


class Own(threading.local):
    y = "class"

    def __init__(self, z):
        self.z = [z]


own = Own(5)
own.z.append(6)
t = threading.Thread(target=lambda: results.append((own.z, own.y)))
t.start()
t.join()
print(results[-1], own.z)

s = threading.Semaphore(2)
print(s.acquire(), s.acquire(), s.acquire(blocking=False), s.release())
barrier = threading.Barrier(3)
order = []
threads = [threading.Thread(target=lambda: order.append(barrier.wait())) for _ in range(3)]
[t.start() for t in threads]
[t.join() for t in threads]
print(sorted(order))
timer = threading.Timer(0.01, lambda: results.append("timer"))
timer.start()
timer.join()
print(results[-1])
d = threading.Thread(target=time.sleep, args=(100,), daemon=True)
d.start()
print(d.daemon, d.is_alive(), d.join(0.01), d.is_alive())
t = threading.Thread(target=lambda: (time.sleep(0.02), print("last")))
t.start()
print("main ends")
