#!/usr/bin/env python3
"""Runs CPython's own regression tests, unmodified, and prints what passed.

    tests/cpython.py [--python BINARY] [--tests FOLDER] [--timeout SECONDS] [--log FOLDER] [--all] [NAME...]

FOLDER is the `test` package of CPython 3.14 (default: the one in /opt/peers); unittest and everything else that the tests
import comes from the binary's own library. Without names the files of the list below run, each in a process and a folder
of its own. A line per file says how many of its tests passed, failed, raised and were skipped; a file that crashes, hangs
or cannot be imported says so, with the test that ran then. What is written goes to FOLDER/NAME.log (default: a temporary
folder, which is named at the end). A file in a folder is named with it: `test_asyncio/test_futures`. With `--all` the tests
run, too, that are marked as CPython's alone: most of them ask for what users see, in the form of a call of its C interface;
a stand-in of that calls `sys.excepthook` and the like.

The file cpython_expected.txt beside this one lists the tests that do not pass with `--all`, a line each: file, Class.test,
reason. The exit status is 0 if every test that does not pass is listed there. `--stale` also complains of listed tests that
passed.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent

FILES = """
    int float complex tuple list dict set range slice str bytes memoryview grammar syntax scope class descr generators
    coroutines asyncgen exceptions except_star with patma fstring tstring extcall named_expressions unpack type_params
    type_annotations super property builtin format iter sort weakref sys sys_settrace monitoring frame traceback
""".split()

# A test's line under `unittest -v`: "name (module.Class.name) ... ok"; a doc string may stand between, and output of the
# test before the verdict. Subtests have lines of their own, indented.
START = re.compile(r"^(\w+) \((test\.[\w.]+?)(?:\.\1)?\)(?: \.\.\. |$)", re.MULTILINE)
BROKEN = re.compile(r"^(ERROR|FAIL|UNEXPECTED SUCCESS): (\S+)(?: \(([\w.<>]+)\))?", re.MULTILINE)
SUMMARY = re.compile(r"^(?:OK|FAILED)(?: \((.*)\))?$", re.MULTILINE)


# Modules of CPython's C interface without which a file cannot be imported, though only some of its tests call them. What
# can be said in Python is; a test that calls anything else is skipped.
STANDINS = {"class": "_testinternalcapi", "bytes": "_testlimitedcapi", "monitoring": "_testcapi"}
STANDIN = '''
import unittest

def sequence_setitem(sequence, index, value):
    sequence[index] = value

def sequence_delitem(sequence, index):
    del sequence[index]

def get_c_recursion_remaining():
    return 10000

class CodeLike:
    def __init__(self, count):
        self.count = count

def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    def absent(*args, **keywords):
        raise unittest.SkipTest(f"{name} belongs to the C interface")
    return absent
'''



# What `--all` starts in place of unittest's main program, so that the interpreter says that it is CPython, which the
# marks ask for.
PRETENDING = """
import sys, unittest
sys.implementation.name = "cpython"
unittest.main(module=None, argv=["unittest", *sys.argv[1:]])
"""

# What it puts beside the tests.
PRETENCE = {
    "_testcapi": STANDIN + '''
import sys

def config_get(name):
    return {"code_debug_ranges": True}[name]

def exception_print(exc, legacy=False):
    sys.__excepthook__(type(exc), exc, getattr(exc, "__traceback__", None))

INT_MAX = 2**31 - 1
INT_MIN = -2**31
UINT_MAX = 2**32 - 1
LONG_MAX = LLONG_MAX = PY_SSIZE_T_MAX = 2**63 - 1
LONG_MIN = LLONG_MIN = PY_SSIZE_T_MIN = -2**63
FLT_MAX = float.fromhex("0x1.fffffep+127")
FLT_MIN = 2.0**-126
DBL_MAX = sys.float_info.max
DBL_MIN = sys.float_info.min
ULONG_MAX = ULLONG_MAX = 2**64 - 1
USHRT_MAX, SHRT_MAX, SHRT_MIN = 2**16 - 1, 2**15 - 1, -2**15
CHAR_MAX, CHAR_MIN, UCHAR_MAX = 127, -128, 255
SIZEOF_TIME_T = SIZEOF_WCHAR_T = 8
''',
    "_testmultiphase": STANDIN,
    "_testinternalcapi": STANDIN + '''
SPECIALIZATION_THRESHOLD = SPECIALIZATION_COOLDOWN = 100
TIER2_THRESHOLD = 4000
SIZEOF_PYGC_HEAD = SIZEOF_MANAGED_PRE_HEADER = 16
''',
    "_testlimitedcapi": STANDIN,
}


class Result:
    """What became of one file."""

    def __init__(self, name, output, status, seconds):
        self.name, self.seconds = name, seconds
        self.trouble = ""
        self.broken = {}  # "Class.test" -> "ERROR" | "FAIL"
        ran = re.search(r"^Ran (\d+) tests? in", output, re.MULTILINE)
        self.started = {f"{cls.rsplit('.', 1)[-1]}.{test}" for test, cls in START.findall(output)}
        for verdict, test, where in BROKEN.findall(output):
            cls = where.removesuffix("." + test).rsplit(".", 1)[-1] if where else ""
            self.broken[f"{cls}.{test}" if cls else test] = verdict
        self.total = int(ran[1]) if ran else len(self.started)
        counts = SUMMARY.findall(output) if ran else []
        words = dict(re.findall(r"([a-z ]+)=(\d+)", counts[-1])) if counts else {}
        self.skipped = sum(int(n) for word, n in words.items() if word.strip() == "skipped")
        if status is None:
            self.trouble = f"hangs in {self.last(output)}"
        elif not ran:
            self.trouble = f"ends with {status} in {self.last(output)}"
        elif self.total == 0 or any("_FailedTest" in test for test in self.broken):
            self.trouble = "cannot be imported"

    @staticmethod
    def last(output):
        found = START.findall(output)
        return f"{found[-1][1].rsplit('.', 1)[-1]}.{found[-1][0]}" if found else "its import"

    @property
    def passed(self):
        """How many passed; of a file that did not end, none."""
        return 0 if self.trouble else max(0, self.total - self.skipped - len(self.broken))


def expected():
    """The listed tests: {(file, test): reason}."""
    listed = {}
    path = HERE / "cpython_expected.txt"
    for line in path.read_text().splitlines() if path.exists() else []:
        if line.strip() and not line.startswith("#"):
            file, test, reason = line.split(None, 2)
            listed[file, test] = reason
    return listed


def run(binary, package, name, timeout, log, pretend):
    """Runs one file."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder, "root")
        work = pathlib.Path(folder, "work")
        root.mkdir()
        work.mkdir()
        # Only the package itself: what lies beside it is CPython's library, and is not under test.
        (root / "test").symlink_to(package)
        if pretend:
            for module, text in PRETENCE.items():
                (root / f"{module}.py").write_text(text)
        elif name in STANDINS:
            (root / f"{STANDINS[name]}.py").write_text(STANDIN)
        env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        env |= {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", "PYTHON_COLORS": "0", "LC_ALL": "C.UTF-8"}
        module = name if name.startswith("test") else f"test_{name}"
        module = module.replace("/", ".")
        start = ["-c", PRETENDING] if pretend else ["-m", "unittest"]
        command = [*binary, *start, "-v", f"test.{module}"]
        begun = time.monotonic()
        text = log / f"{name}.log"
        text.parent.mkdir(parents=True, exist_ok=True)
        with open(text, "wb") as out:
            try:
                status = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=work, env=env,
                                        timeout=timeout).returncode
            except subprocess.TimeoutExpired:
                status = None
        output = text.read_text(errors="replace")
        return Result(name, output, status, time.monotonic() - begun)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--python", default=str(HERE.parent / "target/release/sidewinder"), help="the interpreter, with options")
    parser.add_argument("--tests", default="/opt/peers/tree/usr/lib/python3.14/test", type=pathlib.Path)
    parser.add_argument("--timeout", default=300, type=float)
    parser.add_argument("--log", type=pathlib.Path)
    parser.add_argument("--all", action="store_true", help="also the tests that are marked as CPython's alone")
    parser.add_argument("--stale", action="store_true", help="listed tests that pass are wrong, too")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    binary = options.python.split()
    binary[0] = shutil.which(binary[0]) or sys.exit(f"no interpreter {binary[0]}")
    log = options.log or pathlib.Path(tempfile.mkdtemp(prefix="cpython-tests-"))
    log.mkdir(parents=True, exist_ok=True)
    listed, wrong, passed, total = expected(), 0, 0, 0
    for name in options.names or FILES:
        result = run(binary, options.tests, name, options.timeout, log, options.all)
        new = [test for test in result.broken if (name, test) not in listed]
        stale = [test for file, test in listed if options.stale and file == name and test not in result.broken]
        if result.trouble and (name, "*") not in listed:
            wrong += 1
        wrong += len(new) + len(stale)
        failures = sum(verdict == "FAIL" for verdict in result.broken.values())
        ok = result.passed
        passed, total = passed + ok, total + result.total
        print(f"{name:18} {ok:5}/{result.total:<5} {failures:4} failed {len(result.broken) - failures:4} errors "
              f"{result.skipped:4} skipped {len(new):4} new {result.seconds:7.1f} s  {result.trouble}", flush=True)
        for test in stale:
            print(f"    passes, though listed: {test}")
    print(f"{passed} of {total} passed, {wrong} not as listed; logs in {log}")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
