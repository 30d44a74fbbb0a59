# -X importtime says how long imports take, nested as they are.
import os
import re
import subprocess
import sys
import tempfile

with tempfile.TemporaryDirectory() as folder:
    os.mkdir(f"{folder}/own_package")
    for name, text in {
        "own_first.py": "import own_second, own_package.part\n",
        "own_second.py": "",
        "own_package/__init__.py": "",
        "own_package/part.py": "import own_second\n",
        "own_broken.py": "import own_second\n1/0\n",
    }.items():
        with open(f"{folder}/{name}", "w") as f:
            f.write(text)

    def run(option, code, **env):
        print(option, code, env)
        done = subprocess.run([sys.executable, *option, "-c", f"import sys; sys.path[0] = {folder!r}\n{code}"],
                              capture_output=True, text=True, env={**os.environ, **env})
        print(done.returncode)
        for line in done.stderr.splitlines():
            wanted = line.startswith("import time") and ("own_" in line or "imported" in line)
            if wanted or "Fatal" in line or "Python runtime" in line:
                print(re.sub(r": +\d+ \| +\d+ \|", ": # | # |", line))

    run(["-X", "importtime"], "import own_first")
    run(["-X", "importtime"], "import own_broken")
    run(["-X", "importtime"], "import own_missing")
    run(["-X", "importtime=2"], "import own_second\nimport own_second\nimport own_first")
    run(["-X", "importtime=0"], "import own_first")
    run(["-X", "importtime=3"], "import own_first")
    run([], "import own_package", PYTHONPROFILEIMPORTTIME="1")
    run(["-X", "importtime=0"], "import own_package", PYTHONPROFILEIMPORTTIME="1")
