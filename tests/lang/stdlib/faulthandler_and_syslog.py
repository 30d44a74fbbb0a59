# faulthandler: where the threads stand; syslog's masks; tracemalloc's sizes.
import faulthandler
import os
import re
import signal
import subprocess
import sys
import syslog
import tempfile
import threading
import time
import tracemalloc


def written(call):
    with tempfile.TemporaryFile("w+") as file:
        call(file)
        file.seek(0)
        text = file.read()
    text = re.sub(r"0x[0-9a-f]+( \[[^]]*\])?", "0x", text)
    return re.sub(r'File ".*/', 'File "', text)


def outer(file, **options):
    def inner():
        faulthandler.dump_traceback(file, **options)
    inner()


print(faulthandler.is_enabled(), faulthandler.disable())
print(written(lambda f: outer(f, all_threads=False)))
print(written(outer))
ready, end = threading.Event(), threading.Event()


def waits():
    ready.set()
    end.wait()


thread = threading.Thread(target=waits)
thread.start()
ready.wait()
for _ in range(1000):
    frames = sys._current_frames()
    at, names = frames[thread.ident], []
    while at:
        names.append(at.f_code.co_name)
        at = at.f_back
    if names[:2] == ["wait", "wait"]:
        break
    time.sleep(0.01)
print(len(frames), names)
print(sys._current_exceptions()[thread.ident])
end.set()
thread.join()
for bad in ["x", 1.5, -1]:
    try:
        faulthandler.dump_traceback(bad)
    except Exception as e:
        print(type(e).__name__, e)
for bad in [0, -1, "a"]:
    try:
        faulthandler.dump_traceback_later(bad)
    except Exception as e:
        print(type(e).__name__, e)
for bad in [signal.SIGSEGV, 0, 1000]:
    try:
        faulthandler.register(bad)
    except Exception as e:
        print(type(e).__name__, e)


def signalled(file):
    faulthandler.register(signal.SIGUSR1, file, all_threads=False)
    os.kill(os.getpid(), signal.SIGUSR1)
    for _ in range(10): pass
    print(faulthandler.unregister(signal.SIGUSR1), faulthandler.unregister(signal.SIGUSR1))


print(len(written(signalled).splitlines()) > 2)
for code in ["import os; os.abort()", "import faulthandler\ndef f(): faulthandler._sigsegv()\nf()"]:
    done = subprocess.run([sys.executable, "-X", "faulthandler", "-c", code], capture_output=True, text=True)
    lines = [line for line in done.stderr.splitlines() if line.startswith(("Fatal", "  File \"<string>"))]
    print(done.returncode, *lines, sep="\n")
code = "import faulthandler, time; faulthandler.dump_traceback_later(.2, exit=True); time.sleep(20)"
done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
lines = [line for line in done.stderr.splitlines() if line.startswith(("Timeout", "  File"))]
print(done.returncode, *lines, sep="\n")

print(syslog.LOG_MASK(syslog.LOG_ERR), syslog.LOG_UPTO(syslog.LOG_ERR), syslog.setlogmask(0), syslog.setlogmask(255))
for bad in [(), (1, 2), (1,), ("a\0b",)]:
    try:
        syslog.syslog(*bad)
    except Exception as e:
        print(type(e).__name__, e)
syslog.openlog("test", syslog.LOG_PID)
syslog.closelog()

print(tracemalloc.is_tracing(), tracemalloc.get_traced_memory(), tracemalloc.get_traceback_limit())
tracemalloc.start(3)
kept = [bytearray(1000) for _ in range(1000)]
now, peak = tracemalloc.get_traced_memory()
print(900_000 < now < 3_000_000, peak >= now, tracemalloc.get_traceback_limit())
tracemalloc.reset_peak()
tracemalloc.stop()
print(tracemalloc.get_traced_memory(), tracemalloc.get_object_traceback(kept))
for bad in [0, 100_000]:
    try:
        tracemalloc.start(bad)
    except ValueError as e:
        print(e)
