# Options and variables of the environment that say how Python starts.
import os
import subprocess
import sys


def run(*args, **env):
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")} | env
    done = subprocess.run([sys.executable, *args], capture_output=True, text=True, env=env)
    lines = [line for line in done.stderr.splitlines() if not line.startswith(("usage", "Try"))]
    print(*args[:-1], *env.keys() - os.environ.keys(), done.returncode, done.stdout.strip(), *lines)


flags = "import sys; print(sys.flags.context_aware_warnings, sys.flags.thread_inherit_context)"
run("-X", "context_aware_warnings=1", "-c", flags)
run("-X", "context_aware_warnings=2", "-c", flags)
run("-X", "thread_inherit_context=1", "-c", flags)
run("-X", "thread_inherit_context", "-c", flags)
run("-X", "utf8=5", "-c", "1")
run("-X", "utf8=0", "-c", "import sys; print(sys.flags.utf8_mode)")
run("-X", "gil=0", "-c", "1")
run("-X", "cpu_count=3", "-c", "import os; print(os.cpu_count(), os.process_cpu_count())")
run("-X", "cpu_count=0", "-c", "1")
run("-X", "cpu_count=x", "-c", "1")
run("-X", "pycache_prefix=/a/b", "-c", "import sys; print(sys.pycache_prefix)")
run("-X", "tracemalloc=3", "-c", "import tracemalloc; print(tracemalloc.get_traceback_limit(), tracemalloc.is_tracing())")
run("-X", "tracemalloc=x", "-c", "1")
run("-X", "faulthandler", "-c", "import faulthandler; print(faulthandler.is_enabled())")
run("-X", "warn_default_encoding", "-c", "open('/dev/null').close()\nimport io\nprint(io.text_encoding(None))")
run("--check-hash-based-pycs", "foo", "-c", "1")
run("--check-hash-based-pycs", "always", "-c", "print(1)")
run("-c", "import sys; print(sys.pycache_prefix)", PYTHONPYCACHEPREFIX="/x")
run("-c", "import os; print(os.cpu_count())", PYTHON_CPU_COUNT="5")
run("-c", "1", PYTHONUTF8="7")
run("-c", "import sys; print([p for p in sys.path if 'one' in p or 'two' in p])", PYTHONPATH="/one:/two/../three/two:/one:/two/.")
run("-c", "import sys\ndel sys.excepthook\nint('x')")
run("-c", "async def f(): pass\nf()")
run("-c", "import sys; print(sys._jit.is_enabled())", PYTHON_JIT="0")
verbose = subprocess.run([sys.executable, "-v", "-c", "import string.templatelib"], capture_output=True, text=True).stderr
print([line.split(" # ")[0] for line in verbose.splitlines() if line.startswith("import 'string")])
