# What imports that fail say, and what they leave behind.
import os
import subprocess
import sys
import tempfile
import warnings

with tempfile.TemporaryDirectory() as folder:
    sys.path.insert(0, folder)
    os.mkdir(f"{folder}/ring")
    os.mkdir(f"{folder}/loop")
    for name, text in {
        "gone.py": "import sys\ndel sys.modules[__name__]\n",
        "other.py": "import sys\nsys.modules[__name__] = 'something else'\n",
        "plain.py": "",
        "failing.py": "import plain\n1/0\n",
        "ring/__init__.py": "from . import first\n",
        "ring/first.py": "from . import second\n",
        "ring/second.py": "import ring\nring.first\n",
        "loop/__init__.py": "",
        "loop/first.py": "from . import second\n",
        "loop/second.py": "import loop\nloop.first\n",
        "stubborn.py": "import sys\nclass Module(type(sys)):\n    def __setattr__(self, name, value):\n"
        "        raise AttributeError(name)\n    __path__ = [__file__.rpartition('/')[0]]\n"
        "m = Module(__name__)\nm.__dict__['__spec__'] = __spec__\nsys.modules[__name__] = m\n",
    }.items():
        with open(f"{folder}/{name}", "w") as f:
            f.write(text)

    def attempt(text):
        try:
            exec(text, {})
        except BaseException as e:
            print(text, "->", type(e).__name__, str(e).replace(folder, "FOLDER"))
        else:
            print(text, "-> fine")

    attempt("import gone")
    attempt("import other; print(other)")
    attempt("import plain.part")
    attempt("import failing")
    print("failing" in sys.modules, "plain" in sys.modules)
    attempt("import ring")
    print([n for n in sys.modules if n.startswith("ring")])
    attempt("import loop.first")
    attempt("from plain import nothing")
    attempt("import nothing.at.all")
    attempt("import sys.path")
    attempt("from . import x")
    attempt("__import__('')")
    attempt("__import__(5)")
    attempt("__import__('x', level=-1)")
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        attempt("import stubborn.plain")
        print([(w.category.__name__, str(w.message)) for w in seen])
    sys.modules["blocked"] = None
    attempt("import blocked")
    attempt("import blocked.part")
    with open(f"{folder}/json.py", "w") as f:
        f.write("import json\njson.loads\n")
    done = subprocess.run([sys.executable, f"{folder}/json.py"], capture_output=True, text=True)
    print(done.stderr.replace(folder, "FOLDER").splitlines()[-1])
