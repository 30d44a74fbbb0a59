"""`pty.fork`, `os.forkpty`, `os.login_tty`; `input` at a terminal."""
import io
import os
import pty
import sys


def child_of(f, typed):
    r, w = os.pipe()
    pid, fd = pty.fork()
    if pid == 0:
        try:
            os.close(r)
            with open(w, "w") as out:
                try:
                    f(out)
                except BaseException as e:
                    print(repr(e), file=out)
        finally:
            os._exit(0)
    os.close(w)
    os.write(fd, typed)
    with open(r) as lines:
        for line in lines:
            print("   ", line.rstrip())
    print("   ", os.waitpid(pid, 0)[1])
    os.close(fd)


def plain(out):
    print(os.isatty(0), os.isatty(1), os.isatty(2), os.getsid(0) == os.getpid(), file=out)
    print(input("prompt"), file=out)


def elsewhere(out):
    sys.stdout = io.StringIO()
    print(input("prompt"), repr(sys.stdout.getvalue()), file=out)


def null(out):
    print(input("a\0b"), file=out)


for f in plain, elsewhere, null:
    print(f.__name__)
    child_of(f, b"typed\r")

pid, fd = os.forkpty()
if pid == 0:
    os._exit(3 if os.isatty(0) and fd == -1 else 4)
print("forkpty", fd >= 0, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
os.close(fd)
master, slave = os.openpty()
pid = os.fork()
if pid == 0:
    os.login_tty(slave)
    os._exit(5 if os.isatty(1) else 6)
print("login_tty", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
for wrong in (10**6, "x"):
    try:
        os.login_tty(wrong)
    except (OSError, TypeError) as e:
        print(type(e).__name__, e)
