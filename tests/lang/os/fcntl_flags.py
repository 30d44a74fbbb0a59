# Flags and locks of descriptors.
import fcntl
import os
import tempfile

r, w = os.pipe()
print(fcntl.fcntl(r, fcntl.F_GETFD) == fcntl.FD_CLOEXEC)
flags = fcntl.fcntl(r, fcntl.F_GETFL)
fcntl.fcntl(r, fcntl.F_SETFL, flags | os.O_NONBLOCK)
try:
    os.read(r, 1)
except BlockingIOError as e:
    print(e.errno, e)
with tempfile.TemporaryFile() as f, open(f"/proc/self/fd/{f.fileno()}", "rb+") as g:
    fcntl.flock(f, fcntl.LOCK_EX)
    try:
        fcntl.flock(g, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as e:
        print(e)
    fcntl.flock(f, fcntl.LOCK_UN)
    fcntl.flock(g, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.lockf(f, fcntl.LOCK_EX)
    fcntl.lockf(f, fcntl.LOCK_UN)
for bad in [(-1, fcntl.F_GETFD), ("x", 1), (r, fcntl.F_GETFD, "y" * 2000)]:
    try:
        print(fcntl.fcntl(*bad))
    except (OSError, TypeError, ValueError) as e:
        print(type(e).__name__, e)
