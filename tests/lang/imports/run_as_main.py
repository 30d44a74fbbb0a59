# What `-m`, a folder and an archive run as `__main__`, and how they show where they are.
import os
import subprocess
import sys
import tempfile
import zipfile


def run(*args, **env):
    env = {**os.environ, **env}
    done = subprocess.run([sys.executable, *args], capture_output=True, text=True, env=env)
    lines = [line for line in done.stderr.splitlines() if "frozen runpy" not in line]
    print(*args, done.returncode)
    print(done.stdout, *lines, sep="\n")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    here = os.getcwd()
    os.mkdir("package")
    with open("package/__init__.py", "w") as f:
        f.write("print('init', __name__, __spec__.name)\n")
    with open("package/__main__.py", "w") as f:
        f.write("import sys\nprint(__name__, __package__, getattr(__spec__, 'name', None), sys.argv[1:])\nfrom . import part\n")
    with open("package/part.py", "w") as f:
        f.write("print(__name__, __package__)\n")
    with zipfile.ZipFile("archive.zip", "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("__main__.py", "import inside.leaf, sys\nprint(__name__, __file__.rpartition('/')[2], inside.leaf.x, sys.argv[1:])\n"
                                  "print(inside.leaf.__file__[-24:], type(__loader__).__name__)\ninside.leaf.fail()\n")
        z.writestr("inside/__init__.py", "")
        z.writestr("inside/leaf.py", "x = 5\ndef fail():\n    raise ValueError('from an archive')\n")

    def shown(text):
        return text.replace(here + "/", "")

    def quiet(*args):
        done = subprocess.run([sys.executable, *args], capture_output=True, text=True)
        print(*args, "->", done.returncode)
        for line in shown(done.stdout + done.stderr).splitlines():
            if "frozen runpy" not in line:
                print("   ", line.replace(sys.executable, "PYTHON").replace("/usr/bin/python3.14", "PYTHON"))

    quiet("-m", "package", "a", "-b")
    quiet("-m", "package.part")
    quiet("package", "a")
    quiet("archive.zip", "x")
    quiet("-m", "missing")
    quiet("-m", "package.missing")
    os.mkdir("empty")
    quiet("empty")
    quiet("-c", "import sys; sys.path.insert(0, 'archive.zip'); import inside.leaf; print(inside.leaf.__file__); import nothing")
    quiet("-c", "import sys; sys.path.insert(0, 'archive.zip/inside'); import leaf; print(leaf.x)")
    quiet("-c", "  if 1:\n    print('dedented')\n\n  print('too')")
    os.chdir("/")
