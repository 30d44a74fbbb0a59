# A module that another thread is still importing is waited for, in each form of import.
import os
import sys
import tempfile
import threading

folder = tempfile.TemporaryDirectory()
sys.path.insert(0, folder.name)
started = threading.Event()
asked = threading.Event()


def write(name, text):
    with open(os.path.join(folder.name, name), "w") as f:
        f.write(text)


SLOW = """
import time
from __main__ import started, asked
started.set()
asked.wait()
time.sleep(0.05)
value = 42
"""
for name in ["slow1", "slow2", "slow3", "slow4"]:
    write(name + ".py", SLOW)
os.mkdir(os.path.join(folder.name, "parcel"))
write("parcel/__init__.py", "")
write("parcel/slow.py", SLOW)


def plain():
    import slow1
    return slow1.value


def names():
    from slow2 import value
    return value


def submodule():
    from parcel import slow
    return slow.value


def dunder():
    return __import__("slow3").value


def aliased():
    import slow4 as m
    return m.value


def second(use):
    asked.set()
    print(use.__name__, use())


for name, use in [("slow1", plain), ("slow2", names), ("parcel.slow", submodule), ("slow3", dunder), ("slow4", aliased)]:
    started.clear()
    asked.clear()
    first = threading.Thread(target=__import__, args=(name,))
    first.start()
    started.wait()
    other = threading.Thread(target=second, args=(use,))
    other.start()
    first.join()
    other.join()

# Two threads that need each other's module do not wait for ever.
both = threading.Barrier(2)
write("left.py", "from __main__ import both\nboth.wait()\nimport right\nside = 'left'\n")
write("right.py", "from __main__ import both\nboth.wait()\nimport left\nside = 'right'\n")
threads = [threading.Thread(target=__import__, args=(name,)) for name in ["left", "right"]]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sys.modules["left"].side, sys.modules["right"].side)

# An import that fails lets the others go on: they try for themselves.
attempts = []
started.clear()
asked.clear()
write("failing.py", """
import time
from __main__ import started, asked, attempts
attempts.append(1)
started.set()
asked.wait()
time.sleep(0.05)
raise ValueError(len(attempts))
""")
seen = []


def failing():
    try:
        import failing
    except ValueError as e:
        seen.append(str(e))


first = threading.Thread(target=failing)
first.start()
started.wait()
asked.set()
first.join()
second = threading.Thread(target=failing)
second.start()
second.join()
print(seen, "failing" in sys.modules)
folder.cleanup()
