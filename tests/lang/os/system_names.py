# Identities, the scheduler, names of limits, devices, attributes of files, and numbers that are too large.
import copy
import os
import pickle
import tempfile
import warnings


def attempt(f, *args, **named):
    try:
        return f(*args, **named)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


print(os.sysconf("SC_PAGESIZE"), os.confstr("CS_PATH"), os.pathconf("/", "PC_NAME_MAX"), os.pathconf("/", 4))
print(len(os.sysconf_names), len(os.confstr_names), len(os.pathconf_names))
for f, name in ((os.sysconf, "x"), (os.confstr, "x"), (os.confstr, 1.5), (os.sysconf, [])):
    print(attempt(f, name))
print(attempt(os.pathconf, "/", "x"), attempt(os.pathconf, "/", 1000), attempt(os.fpathconf, 0, []))

print(os.getresuid() == (os.getuid(), os.geteuid(), os.getuid()), os.getresgid()[0] == os.getgid(), os.ctermid())
print(attempt(os.setuid, "a"), attempt(os.setuid, -2), attempt(os.setgid, 2**70))
print(attempt(os.setgroups, 3), attempt(os.setgroups, ["a"]), os.getpriority(os.PRIO_PROCESS, 0) >= -20)
print(attempt(os.tcgetpgrp, 99), attempt(os.chroot, "/nothing"))

param = os.sched_param(3)
print(param, param.sched_priority, os.sched_param("a"), pickle.loads(pickle.dumps(param)), copy.copy(param))
print(copy.replace(param, sched_priority=1), param.__reduce__())
print(os.sched_getscheduler(0) == os.SCHED_OTHER, os.sched_getparam(0), os.sched_get_priority_max(os.SCHED_FIFO))
print(attempt(os.sched_setparam, 0, 3), attempt(os.sched_setscheduler, 0, 0, None))
print(attempt(os.sched_setaffinity, 0, [-1]), attempt(os.sched_setaffinity, 0, ["a"]), attempt(os.sched_setaffinity, 0, []))
cpus = os.sched_getaffinity(0)
print(os.sched_setaffinity(0, cpus), os.sched_getaffinity(0) == cpus)

print(os.makedev(1, 2), os.major(258), os.minor(258), os.makedev(-1, -1), os.major(-1))
print(attempt(os.makedev, -2, 1), attempt(os.makedev, 2**32, 1), attempt(os.major, 2**64), attempt(os.major, 1.0))

for n in (2**31, -2**31 - 1):
    print(attempt(os.close, n), attempt(os.mkdir, "/x", n), attempt(os.mkdir, "/x", dir_fd=n), attempt(os.stat, n))
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    os.path.exists(False)
    os.stat(".", dir_fd=None)
    print([(w.category.__name__, str(w.message)) for w in seen])

with tempfile.TemporaryDirectory() as folder:
    file = os.path.join(folder, "file")
    os.mkfifo(file)
    link = os.path.join(folder, "link")
    os.symlink(file, link)
    print(attempt(os.chmod, link, 0o600, follow_symlinks=False))
    print(attempt(os.getxattr, 0, "user.x", follow_symlinks=False), attempt(os.listxattr, 3.5))
    print(attempt(os.getxattr, folder, 3), attempt(os.setxattr, folder, "user.x", "s"))
    print([type(name) for name in os.listxattr(folder)], attempt(os.mknod, "/nothing/x"))


class Path:
    __fspath__ = None


print(attempt(os.fspath, Path()), attempt(os.stat, Path()), attempt(os.putenv, "a", "b\0"))
