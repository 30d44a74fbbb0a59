"""Descriptors, stat, folders, and the errors that they raise."""
import errno
import os
import stat

base = "/tmp/sidewinder-test-%d" % os.getpid()
os.makedirs(os.path.join(base, "a", "b"))
os.chdir(base)
fd = os.open("f", os.O_CREAT | os.O_RDWR, 0o640)
print(os.write(fd, b"hello world"), os.lseek(fd, 6, os.SEEK_SET), os.read(fd, 100), os.read(fd, 1))
print(os.pread(fd, 4, 1), os.fstat(fd).st_size, os.isatty(fd), os.get_inheritable(fd))
os.ftruncate(fd, 5)
os.close(fd)
st = os.stat("f")
print(st.st_size, stat.S_ISREG(st.st_mode), stat.filemode(st.st_mode), len(st), st[6], st.n_fields, st.n_sequence_fields)
print(st.st_mtime_ns // 10**9 == st[8], abs(st.st_mtime - st[8]) < 1, isinstance(st.st_atime, float))
os.symlink("f", "link")
print(os.readlink("link"), os.path.islink("link"), os.lstat("link").st_size, os.path.realpath("link") == os.path.realpath("f"))
os.chmod("f", 0o600)
print(oct(os.stat("f").st_mode), os.access("f", os.R_OK), os.access("nope", os.F_OK))
os.utime("f", (1000, 2000))
print(os.stat("f").st_mtime, os.stat("f").st_atime_ns)
print(sorted(os.listdir()), sorted(os.listdir(b".")))
for entry in sorted(os.scandir("."), key=lambda e: e.name):
    print(entry, entry.path, entry.is_dir(), entry.is_file(), entry.is_symlink(), entry.is_file(follow_symlinks=False))
with os.scandir(base) as it:
    print(all(e.stat().st_ino == e.inode() or e.is_symlink() for e in it))
for root, folders, files in os.walk("."):
    print(root, sorted(folders), sorted(files))
os.rename("f", "g")
os.replace("g", "h")
os.link("h", "i")
print(os.stat("h").st_nlink, os.path.samefile("h", "i"), os.path.getsize("h"))


def attempt(f, *args, **keywords):
    try:
        print(f.__name__, f(*args, **keywords))
    except Exception as e:
        print(f.__name__, type(e).__name__, str(e).replace(base, "BASE"), getattr(e, "errno", None), e.args[1:])


attempt(os.stat, "nope")
attempt(os.mkdir, "a")
attempt(os.rmdir, "a")
attempt(os.rename, "nope", "other")
attempt(os.listdir, "h")
attempt(os.open, "a", os.O_WRONLY)
attempt(os.close, 9999)
attempt(os.stat, 1.5)
attempt(os.stat, "a\0b")
attempt(os.listdir, 1.5)
attempt(os.mkdir, None)
attempt(os.unlink, 3)
attempt(os.fspath, 1)
attempt(os.read, "x", 1)
attempt(os.write, 1, "text")
attempt(os.stat)
attempt(os.kill, 99999999, 0)
attempt(os.strerror, 2)
print(repr(OSError(errno.ENOENT, "text", "file")), OSError(1, "a", "b", None, "c"), OSError("x"), OSError(1, 2, 3).filename)
print([type(OSError(n, "")).__name__ for n in (errno.EAGAIN, errno.EPIPE, errno.ECHILD, errno.EEXIST, errno.EISDIR, errno.EINTR, errno.EPERM, errno.EACCES, errno.ETIMEDOUT, errno.EINVAL)])
print(errno.errorcode[errno.ENOENT], errno.EWOULDBLOCK == errno.EAGAIN)


class Path:
    def __fspath__(self):
        return "h"


class Bad:
    def __fspath__(self):
        return 1


print(os.fspath(Path()), os.path.exists(Path()))
attempt(os.fspath, Bad())
for name in os.listdir("."):
    if not os.path.isdir(name):
        os.remove(name)
os.chdir("/")
os.removedirs(os.path.join(base, "a", "b"))
print(os.path.exists(base), os.getcwd())
