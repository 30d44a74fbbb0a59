#!/usr/bin/env python3
"""Runs random programs under all engines and compares what they print with what CPython prints.

    run.py ORACLE SIDEWINDER [--first SEED] [--count N] [--seconds S] [--keep DIRECTORY] [--only ENGINE]

A program that differs is kept, with a line that says how to see it again. The exit status is 1 if any did.
"""

import argparse
import concurrent.futures
import os
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from generate import Generator  # noqa: E402

ENGINES = {
    "off": ["jit=off"],
    "eager": ["jit=eager"],
    "soon": ["jit-hot=20/3"],
    "recorded": ["jit=eval-recorded"],
    "evaluated": ["jit=eval"],
    "plain": ["jit=eager", "jit-opt=none"],
    "spill": ["jit=eager", "jit-regs=spill"],
    "first": ["jit=eager", "jit-force=first"],
    "tiny": ["jit=eager", "jit-memory=8K"],
    "stress": ["jit=eager", "gc-stress=97"],
    "aborted": ["jit=eager", "jit-abort=7"],
}
PATIENCE = 30


def run(command):
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return None
    return done.returncode, done.stdout, done.stderr.splitlines()[-1:]


def check(options, seed):
    """The engines that differ from the oracle on this seed's program."""
    path = os.path.join(options.keep, f"fuzz-{seed}.py")
    with open(path, "w") as out:
        out.write(Generator(seed, options.size).program())
    expected = run([options.oracle, path])
    wrong = []
    if expected is not None:
        for name, switches in ENGINES.items():
            if options.only and name not in options.only.split(","):
                continue
            flags = [word for s in switches for word in ("-X", s)]
            got = run([options.sidewinder, *flags, path])
            if got != expected:
                wrong.append(name)
                how = "no end" if got is None else f"status {got[0]}"
                print(f"seed {seed}: {name} differs ({how}): {options.sidewinder} {' '.join(flags)} {path}", flush=True)
    if not wrong:
        os.remove(path)
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("oracle")
    parser.add_argument("sidewinder")
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--size", type=int, default=120)
    parser.add_argument("--keep", default="/tmp")
    parser.add_argument("--only", help="only these engines, with commas between them")
    options = parser.parse_args()
    os.makedirs(options.keep, exist_ok=True)
    end = time.monotonic() + options.seconds
    seeds = iter(range(options.first, options.first + options.count))
    lock = threading.Lock()
    done, bad = [], []

    def work():
        while time.monotonic() < end:
            with lock:
                seed = next(seeds, None)
            if seed is None:
                return
            if check(options, seed):
                bad.append(seed)
            done.append(seed)

    with concurrent.futures.ThreadPoolExecutor() as pool:
        for worker in [pool.submit(work) for _ in range(os.cpu_count() or 1)]:
            worker.result()
    print(f"{len(done)} programs, {len(bad)} differ")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
