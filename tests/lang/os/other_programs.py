# What exec and posix_spawn say of wrong arguments, and what posix_spawn does.
import os
import signal
import sys


def attempt(f, *args, **named):
    try:
        f(*args, **named)
    except Exception as e:
        print(f"{type(e).__name__}: {e}")
    else:
        print("no error")


class Mapping:
    def keys(self):
        return 3

    def __len__(self):
        return 1

    def __getitem__(self, key):
        return 3


for arguments in (3, [], [""], "a", ["a\0"], [3], ("",)):
    attempt(os.execve, "/nothing", arguments, {})
    attempt(os.execv, "/nothing", arguments)
    attempt(os.posix_spawn, "/nothing", arguments, {})
for env in (3, None, {"": "b"}, {"a=": "b"}, {"=": "b"}, {3: "b"}, {"a": 3}, {"a\0": "b"}, {"a": "b\0"}, Mapping()):
    attempt(os.execve, "/nothing", ["a"], env)
attempt(os.execve, 99, ["a"], {})
attempt(os.execv, "/nothing", ["a"])
attempt(os.execv, 3, ["a"])
attempt(os.posix_spawn, "/nothing", ["a"], 3)
attempt(os.posix_spawnp, "nothing-of-this-name", ["a"], os.environ)
for actions in (
    3, [3], [()], [(None,)], [(12345,)], [(os.POSIX_SPAWN_CLOSE,)], [(os.POSIX_SPAWN_CLOSE, "a")],
    [(os.POSIX_SPAWN_OPEN, 1, "f")], [(os.POSIX_SPAWN_OPEN, 1, 3, 0, 0)], [(os.POSIX_SPAWN_DUP2, 1)], [[1, 2]],
):
    attempt(os.posix_spawn, "/bin/true", ["a"], {}, file_actions=actions)
attempt(os.posix_spawn, "/bin/true", ["a"], {}, setsigmask=[0])
attempt(os.posix_spawn, "/bin/true", ["a"], {}, setsigdef=3)
attempt(os.posix_spawn, "/bin/true", ["a"], {}, setpgroup="a")
attempt(os.posix_spawn, "/bin/true", ["a"], {}, scheduler=3)
attempt(os.posix_spawn, "/bin/true", ["a"], {}, scheduler=(0, 3))
attempt(os.posix_spawn, "/bin/true")

r, w = os.pipe()
pid = os.posix_spawn(
    "/bin/sh", ["sh", "-c", "echo $WORD; kill -s USR1 $$; echo blocked; exit 3"], {"WORD": "spoken"},
    file_actions=[(os.POSIX_SPAWN_DUP2, w, 1), (os.POSIX_SPAWN_CLOSE, r), (os.POSIX_SPAWN_CLOSEFROM, 3)],
    setsigmask=[signal.SIGUSR1], setpgroup=0,
)
os.close(w)
with open(r) as output:
    print(output.read())
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
