# Descriptors that are no files, several buffers at once, and copies that the system makes.
import os
import select
import tempfile
import time


def attempt(f, *args, **named):
    try:
        return f(*args, **named)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


fd = os.eventfd(3)
print(os.eventfd_read(fd))
os.eventfd_write(fd, 4)
os.eventfd_write(fd, 5)
print(os.eventfd_read(fd), os.get_inheritable(fd))
os.close(fd)
print(attempt(os.eventfd, -1), attempt(os.eventfd, 2**40), attempt(os.eventfd, "a"), attempt(os.eventfd_write, 1, -2))

timer = os.timerfd_create(time.CLOCK_MONOTONIC)
print(os.timerfd_settime(timer, initial=0.001, interval=0.5))
os.read(timer, 8)
left, interval = os.timerfd_gettime(timer)
print(0 < left <= 0.5, interval)
print(os.timerfd_settime_ns(timer, initial=0)[1], os.timerfd_gettime_ns(timer), os.get_inheritable(timer))
print(attempt(os.timerfd_settime, timer, initial=float("nan")), attempt(os.timerfd_settime, timer, initial="a"))
os.close(timer)

memory = os.memfd_create("name")
print(os.writev(memory, [b"abc", bytearray(b"defg"), memoryview(b"hi")]))
a, b = bytearray(4), bytearray(3)
print(os.preadv(memory, [a, b], 1), a, b)
print(os.pwritev(memory, [b"XY", b"Z"], 2), os.pread(memory, 20, 0))
os.lseek(memory, 0, 0)
print(os.readv(memory, [a]), a)
print(attempt(os.readv, memory, 3), attempt(os.readv, memory, [b"a"]), attempt(os.writev, memory, ["a"]))
print(os.posix_fallocate(memory, 0, 100), os.fstat(memory).st_size)
print(os.posix_fadvise(memory, 0, 0, os.POSIX_FADV_WILLNEED), attempt(os.posix_fadvise, 99, 0, 0, 0))
print(os.lockf(memory, os.F_LOCK, 10), os.lockf(memory, os.F_ULOCK, 10))

with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
    source.write(b"0123456789" * 10)
    source.flush()
    print(os.sendfile(target.fileno(), source.fileno(), 5, 20), os.pread(target.fileno(), 99, 0))
    print(os.copy_file_range(source.fileno(), target.fileno(), 10, offset_src=3, offset_dst=0))
    print(os.pread(target.fileno(), 99, 0))
    print(attempt(os.copy_file_range, 0, 1, -1), attempt(os.sendfile, 1, 0, "a", 5))
    r, w = os.pipe()
    print(os.splice(source.fileno(), w, 7, offset_src=2), os.read(r, 99))
    os.close(r)
    os.close(w)

child = os.fork()
if child == 0:
    os._exit(7)
pid = os.pidfd_open(child)
print(select.select([pid], [], [], 10)[0] == [pid])
result = os.waitid(os.P_PIDFD, pid, os.WEXITED)
print(result.si_pid == child, result.si_status, result.si_code == os.CLD_EXITED, type(result).__name__)
os.close(pid)

for wait in (lambda pid: os.wait3(0), lambda pid: os.wait4(pid, 0)):
    child = os.fork()
    if child == 0:
        os._exit(3)
    pid, status, usage = wait(child)
    print(pid == child, os.waitstatus_to_exitcode(status), type(usage).__name__, usage.ru_maxrss > 0)

master = os.posix_openpt(os.O_RDWR | os.O_NOCTTY)
os.grantpt(master)
os.unlockpt(master)
print(os.ptsname(master).startswith("/dev/pts/"), os.get_inheritable(master))
os.close(master)
print(len(os.getrandom(5)), attempt(os.getrandom, -1), os.sync())
