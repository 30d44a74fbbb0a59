"""The prompt, when what it is told does not come from a terminal."""
import os
import subprocess
import sys
import tempfile

environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONSTARTUP", "PYTHONINSPECT")}
folder = tempfile.mkdtemp()


def talk(told, *words, **more):
    done = subprocess.run(
        [sys.executable, *words], input=told.encode(), capture_output=True, cwd=folder, env=environment | more
    )
    print("===", words, done.returncode)
    print(done.stdout.decode())
    errors = done.stderr.decode().replace(folder, "FOLDER").splitlines(keepends=True)
    print("".join(line for line in errors if not line.startswith("Python 3.")))


def write(name, text):
    with open(os.path.join(folder, name), "w") as f:
        f.write(text)


SESSION = """\
1+1
def f():
  x = = 3
  y

2
x=(1,
2)
x
if 1: print(3)

@dec
def g(): pass

for i in 1 2:
  pass

1/0
def g():
  1/0

g()
'''a
b'''
1;2
import sys
sys.ps1="P> "
3
_
sys.ps2
class A:
  def f(self):
    return 1

  x=1

A.x
  3
"abc
4 \\
+ 5
else
# comment

   # another

try:
  1
except: 2

while 1: break

match 3:
  case 3: print("three")

lambda: 0; None
async def h(): pass

f'{1}' f"{
2}"
raise SystemExit(3)
"""
SESSION = SESSION.replace("lambda: 0; None", "(lambda: 0)() ; None")
talk(SESSION, "-q", "-i")
for ending in ("1\n", "1\ndef f():\n  1", "1\ndef f(", "x='''a\n", "1", "exit()"):
    talk(ending, "-q", "-i")
talk("def f():\n\treturn 1\n        return 2\n\nif 1:\n  2\n else:\n  3\n\n", "-q", "-i")
talk(
    "import sys; sys.displayhook=lambda x: print('D',x)\n5\nsys.excepthook=lambda *a: print('E',a[1])\n1/0\n1 +\n"
    "sys.ps1=7\n1\nclass P:\n  def __str__(s): return 'PP'\n\nsys.ps1=P()\n2\n1/0\n",
    "-q",
    "-i",
)
talk(
    "print(__name__, '__file__' in globals(), __spec__, __package__)\nfrom __future__ import annotations\nx:int=3\n"
    "__annotations__\nimport sys; sys.argv\n",
    "-q",
    "-i",
)
write("script.py", "import sys\nx = 5\nprint(sys.argv)\n")
write("ends.py", "raise SystemExit(5)\n")
write("fails.py", "def f(n):\n    return 1 // n\n\n\nf(0)\n")
write("startup.py", "q = 3\nprint('startup', __file__)\n")
write("broken.py", "q = 3\n1/0\n")
talk("x\nexit(4)\n", "-i", "script.py", "a")
talk("1\nexit(6)", "-i", "ends.py")
talk("f(1)\nf(0)", "-i", "fails.py")
talk("x\n", "-i", "-c", "x = 7")
talk("x\n", "-c", "x = 7", PYTHONINSPECT="1")
talk("q\n__file__\n", "-i", PYTHONSTARTUP="startup.py")
talk("q\n", "-q", "-i", PYTHONSTARTUP="broken.py")
talk("q\n", "-q", "-i", PYTHONSTARTUP="nowhere.py")
talk("q\n", "-q", "-i", "-c", "1", PYTHONSTARTUP="startup.py")
talk("q\n", "-E", "-q", "-i", PYTHONSTARTUP="startup.py")
talk("print('no prompt')\n1\n1/0\n")
talk("import sys\nprint(sys.argv)\n", "-", "a")
