"""Processes, pipes, the environment, and paths."""
import os
import signal

r, w = os.pipe()
pid = os.fork()
if pid == 0:
    os.write(w, b"from the child")
    os._exit(7)
print(os.read(r, 100), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
pid = os.fork()
if pid == 0:
    os.kill(os.getpid(), signal.SIGKILL)
status = os.waitpid(pid, 0)[1]
print(os.WIFSIGNALED(status), os.WTERMSIG(status), os.WIFEXITED(status), os.waitstatus_to_exitcode(status))
os.register_at_fork(before=lambda: print("before", flush=True), after_in_parent=lambda: print("parent", flush=True))
pid = os.fork()
if pid == 0:
    raise SystemExit(3)
print(os.WEXITSTATUS(os.waitpid(pid, 0)[1]))
try:
    os.waitpid(-1, 0)
except ChildProcessError as e:
    print(e)
os.environ["SIDEWINDER_TEST"] = "value"
print(os.getenv("SIDEWINDER_TEST"), os.environ.get("SIDEWINDER_NOT"), "SIDEWINDER_TEST" in os.environ)
pid = os.fork()
if pid == 0:
    os.execvp("sh", ["sh", "-c", "exit ${#SIDEWINDER_TEST}"])
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), os.waitstatus_to_exitcode(os.system("exit 4")))
del os.environ["SIDEWINDER_TEST"]
print(os.getenv("SIDEWINDER_TEST"))
try:
    os.environ["a=b"] = "x"
except ValueError as e:
    print(e)
p = os.path
for path in ("/a//b/../c/.", "", ".", "//x", "///x/../..", "a/../../b", "/..", "a/./b/"):
    print(repr(path), p.normpath(path), p.split(path), p.splitext(path), p.dirname(path), p.basename(path), p.isabs(path))
print(p.join("a", "b", "/c", "d"), p.join("a", ""), p.commonpath(["/a/b", "/a/c"]), p.relpath("/a/b", "/a/c"), p.expanduser("x"))
print(p.splitroot("//a/b"), p.splitroot("///a"), p.splitroot(b"a"), p.commonprefix(["abc", "abd"]))
print(os.fsencode("a\udce9b"), ascii(os.fsdecode(b"a\xe9b")), os.sep, os.linesep == "\n", os.devnull)
print(os.terminal_size((80, 24)), len(os.urandom(5)), os.getpid() > 0, os.getppid() > 0, os.cpu_count() > 0, len(os.times()), os.uname().sysname)
print(os.stat_result(range(10)).st_mtime, os.name, os.umask(os.umask(0o22)) >= 0)
try:
    os.stat_result(range(9))
except TypeError as e:
    print(e)
