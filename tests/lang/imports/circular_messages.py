# What is said of names that modules have not got: circular imports, and modules that hide others.
import os
import subprocess
import sys
import tempfile

FILES = {
    "first.py": "import second\nx = 1\n",
    "second.py": "import first\nfirst.x\n",
    "third.py": "from fourth import a\nb = 1\n",
    "fourth.py": "from third import b\na = 1\n",
    "random.py": "import random\nrandom.randint(1, 2)\n",
    "uses_random.py": "import random\n",
    "fractions.py": "from fractions import Fraction\n",
    "numpy.py": "import numpy\nnumpy.array\n",
    "plain.py": "import package\npackage.sub\n",
    "plain2.py": "from package import sub\n",
    "package/__init__.py": "",
    "package/inner.py": "from package import other\n",
    "package/other.py": "from package.inner import z\n",
    "deep.py": "import package.inner\n",
    "string.py": "import string\nstring.nothing\n",
}
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    here = os.getcwd()
    os.mkdir("package")
    for name, text in FILES.items():
        with open(name, "w") as f:
            f.write(text)
    for name in FILES:
        if "/" in name:
            continue
        done = subprocess.run([sys.executable, name], capture_output=True, text=True)
        print(name, done.returncode, done.stderr.replace(here + "/", "").splitlines()[-1:])
    os.chdir("/")
