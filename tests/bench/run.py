#!/usr/bin/env python3
"""Runs the benchmark programs under any list of interpreters and compares them with the first one.

    tests/bench/run.py /opt/peers/bin/python3.14 target/release/sidewinder "target/release/sidewinder -X jit=off"

Each interpreter is a command with its flags, in one argument.  The interpreters take turns program by program and round
by round, so that a machine that slows down for a while slows down all of them.  Without other options each process runs
its program REPEAT times at full size and reports each time on stderr: the first is the `first` call, the median of the
later half is `steady`.  With --cold each process runs its program once, at a size of about 0.1 s for CPython, and the
whole process is timed (`whole`, and `inside` without start-up).  --pairs compares CPU time, pair by pair.

A ratio above 1 is faster than the first interpreter.  The geometric mean stands below each column.  Memory is the peak
resident size.  What a program prints must be the same everywhere, and at its test size the same as in its .out file;
otherwise the exit status is 1.

What it does not know: how any interpreter works.  It needs Python 3.9 or later and Linux, and nothing else.
"""
import argparse
import json
import math
import os
import random
import re
import shlex
import signal
import statistics
import sys
import tempfile
import threading
import time

# A program that is none: what it costs to start and stop.  Only the whole process can be timed.
START_UP = "start-up"

HERE = os.path.dirname(os.path.abspath(__file__))


class Interpreter:
    """A command, and the root that it lives in.

    A wrapper of the form `exec chroot ROOT /usr/bin/env --chdir="$PWD" COMMAND "$@"` is entered directly: three more
    programs started before an interpreter would otherwise be charged to its start-up.
    """

    def __init__(self, command):
        self.name = command
        self.arguments = shlex.split(os.path.expanduser(command))
        self.root = None
        # Variables for Python would not mean the same to all of them.
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        path = self.arguments[0]
        if os.path.isfile(path) and os.path.getsize(path) < 1000:
            with open(path, "rb") as file:
                text = file.read().decode("utf-8", "replace")
            found = re.search(r'exec chroot (\S+) /usr/bin/env --chdir="\$PWD" (.*) "\$@"', text)
            if found:
                self.root = found.group(1)
                words = shlex.split(found.group(2))
                while "=" in words[0]:
                    name, value = words.pop(0).split("=", 1)
                    self.environment[name] = value
                self.arguments[:1] = words
        if self.root is None and "/" in path:
            self.arguments[0] = os.path.abspath(path)

    def short(self):
        words = shlex.split(self.name)
        return " ".join([os.path.basename(words[0])] + words[1:])


class Result:
    """One finished process: its output, its status and what it cost."""

    def __init__(self, output, errors, status, wall, cpu, peak):
        self.output = output
        self.errors = errors
        self.status = status
        self.wall = wall
        self.cpu = cpu
        self.peak = peak

    def times(self):
        """The times that the program reported, in seconds."""
        return [float(line) for line in self.errors.split() if re.fullmatch(r"\d+\.\d+", line)]


def high_water(pid):
    """The peak resident size of a running process in KiB, or 0."""
    try:
        with open("/proc/%d/status" % pid) as file:
            for line in file:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0


def execute(interpreter, arguments, timeout, cpu=None):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, open(os.devnull) as null:
        own = high_water(os.getpid())
        start = time.perf_counter()
        pid = os.fork()
        if pid == 0:
            try:
                os.dup2(null.fileno(), 0)
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                if cpu is not None:
                    os.sched_setaffinity(0, {cpu})
                if interpreter.root:
                    directory = os.getcwd()
                    os.chroot(interpreter.root)
                    os.chdir(directory)
                os.execvpe(interpreter.arguments[0], interpreter.arguments + arguments, interpreter.environment)
            except OSError as error:
                os.write(2, ("%s: %s\n" % (interpreter.name, error)).encode())
            os._exit(127)
        # The kernel counts our own size before the exec towards the child's peak.  Where the child stays below that,
        # what we see while it runs is the better number.
        peak = [0]
        done = threading.Event()

        def watch():
            while not done.wait(0.004):
                seen = high_water(pid)
                # Before its exec the child is a copy of this process.
                if seen and "run.py" not in command_line(pid):
                    peak[0] = max(peak[0], seen)

        watcher = threading.Thread(target=watch)
        watcher.start()
        timer = threading.Timer(timeout, os.kill, (pid, signal.SIGKILL))
        timer.start()
        _, status, usage = os.wait4(pid, 0)
        wall = time.perf_counter() - start
        timer.cancel()
        done.set()
        watcher.join()
        if usage.ru_maxrss > own + 512:
            peak[0] = usage.ru_maxrss
        out.seek(0)
        err.seek(0)
        return Result(
            out.read().decode("utf-8", "replace"), err.read().decode("utf-8", "replace"),
            os.waitstatus_to_exitcode(status), wall, usage.ru_utime + usage.ru_stime, peak[0])


def command_line(pid):
    try:
        with open("/proc/%d/cmdline" % pid) as file:
            return file.read()
    except OSError:
        return "run.py"


def cold_sizes():
    sizes = {}
    with open(os.path.join(HERE, "cold.txt")) as file:
        for line in file:
            if not line.startswith("#"):
                name, size = line.split()
                sizes[name] = size
    return sizes


def full_size(name):
    """The default size that stands in the program."""
    with open(os.path.join(HERE, name + ".py")) as file:
        return re.search(r"else ([\d_]+)\n", file.read()).group(1)


def test_size(name):
    with open(os.path.join(HERE, name + ".args")) as file:
        return file.read().strip()


def geometric_mean(values):
    values = [value for value in values if value]
    return math.exp(sum(map(math.log, values)) / len(values)) if values else None


def interval(ratios, seed=1, draws=4000):
    """The median of the ratios with its 95 % bootstrap interval."""
    rng = random.Random(seed)
    medians = sorted(statistics.median(rng.choices(ratios, k=len(ratios))) for _ in range(draws))
    return statistics.median(ratios), medians[int(draws * 0.025)], medians[int(draws * 0.975) - 1]


class Table:
    """Text columns, the first one flush left, the others flush right."""

    def __init__(self, header):
        self.rows = [header, None]

    def add(self, row):
        self.rows.append(row)

    def rule(self):
        self.rows.append(None)

    def text(self):
        widths = [max(len(row[i]) for row in self.rows if row) for i in range(len(self.rows[0]))]
        lines = []
        for row in self.rows:
            if row is None:
                lines.append("  ".join("-" * width for width in widths))
            else:
                cells = [row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
                lines.append("  ".join(cells).rstrip())
        return "\n".join(lines)


def show(value, unit=""):
    return "-" if value is None else ("%.3g" % value if value < 100 else "%.0f" % value) + unit


class Session:
    def __init__(self, options):
        self.options = options
        self.interpreters = [Interpreter(command) for command in options.interpreters]
        names = sorted(name[:-3] for name in os.listdir(HERE) if name.endswith(".py") and name != "run.py")
        if options.cold or options.pairs:
            names.append(START_UP)
        if options.programs:
            wanted = options.programs.split(",")
            unknown = sorted(set(wanted) - set(names))
            if unknown:
                sys.exit("run.py: no such program: " + ", ".join(unknown))
            names = [name for name in names if name in wanted]
        self.programs = names
        self.cold = cold_sizes()
        self.failures = []
        # samples[program][interpreter index] is a list of results, one per round.
        self.samples = {name: [[] for _ in self.interpreters] for name in names}

    def size(self, name):
        kind = self.options.size
        if name == START_UP:
            return "-"
        if kind == "full":
            return full_size(name)
        if kind == "cold":
            return self.cold[name]
        if kind == "test":
            return test_size(name)
        return kind

    def run(self):
        total = self.options.rounds * len(self.programs) * len(self.interpreters)
        done = 0
        for number in range(self.options.rounds):
            for name in self.programs:
                size = self.size(name)
                turn = list(range(len(self.interpreters)))
                turn = turn[number % len(turn):] + turn[:number % len(turn)]
                for index in turn:
                    self.one(name, size, index)
                    done += 1
                    if sys.stderr.isatty():
                        sys.stderr.write("\r%d/%d %s\x1b[K" % (done, total, name))
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")

    def one(self, name, size, index):
        interpreter = self.interpreters[index]
        arguments = [os.path.join(HERE, name + ".py"), size]
        arguments.append("1" if self.options.cold or self.options.pairs else str(self.options.repeat))
        if name == START_UP:
            arguments = ["-c", "pass"]
        result = execute(interpreter, arguments, self.options.timeout, self.options.cpu)
        if result.status != 0:
            last = result.errors.strip().splitlines()[-1:] or ["no message"]
            self.failures.append("%s under %s: exit status %d: %s" % (name, interpreter.name, result.status, last[0]))
            return
        expected = None
        if name != START_UP and size == test_size(name):
            with open(os.path.join(HERE, name + ".out")) as file:
                expected = file.read()
        else:
            for others in self.samples[name]:
                if others:
                    expected = others[0].output
                    break
        if expected is not None and result.output != expected:
            self.failures.append("%s under %s: wrong output" % (name, interpreter.name))
            return
        self.samples[name][index].append(result)

    def measures(self, name, index):
        """The numbers of one program under one interpreter, by kind; None where it failed."""
        results = self.samples[name][index]
        if not results:
            return None
        median = statistics.median
        if self.options.pairs:
            values = {"cpu": median(result.cpu for result in results)}
        elif self.options.cold:
            values = {
                "whole": median(result.wall for result in results),
                "inside": None if name == START_UP else median(result.times()[0] for result in results),
                "cpu": median(result.cpu for result in results),
            }
        else:
            values = {
                "first": median(result.times()[0] for result in results),
                "steady": median(
                    median(result.times()[len(result.times()) // 2:]) for result in results),
            }
        values["MB"] = max(result.peak for result in results) / 1024
        return values

    def kinds(self):
        if self.options.pairs:
            return ["cpu"]
        return ["whole", "inside", "cpu"] if self.options.cold else ["first", "steady"]

    def table(self):
        kinds = self.kinds()
        header = ["program"]
        for index, interpreter in enumerate(self.interpreters):
            label = chr(ord("A") + index)
            header += ["%s %s" % (label, kind) for kind in kinds] + [label + " MB"]
            if self.options.pairs and index:
                header.append(label + "/A 95 %")
        table = Table(header)
        ratios = {}
        for name in self.programs:
            base = self.measures(name, 0)
            row = [name]
            for index in range(len(self.interpreters)):
                values = self.measures(name, index)
                for kind in kinds:
                    if values is None:
                        row.append("failed")
                    elif values[kind] is None or (index and base is None):
                        row.append("-")
                    elif index == 0:
                        row.append("%.4f s" % values[kind])
                    elif base[kind] is None:
                        row.append("-")
                    else:
                        ratio = base[kind] / values[kind] if values[kind] else None
                        ratios.setdefault((index, kind), []).append(ratio)
                        row.append(show(ratio, "x"))
                row.append("-" if values is None else "%.1f" % values["MB"])
                if values and base:
                    ratios.setdefault((index, "MB"), []).append(values["MB"] / base["MB"] if base["MB"] else None)
                if self.options.pairs and index:
                    row.append(self.pair_text(name, index))
            table.add(row)
        table.rule()
        row = ["geometric mean"]
        for index in range(len(self.interpreters)):
            for kind in kinds + ["MB"]:
                row.append(show(geometric_mean(ratios.get((index, kind), [])), "x") if index else "")
            if self.options.pairs and index:
                row.append("")
        table.add(row)
        return table.text()

    def pair_ratios(self, name, index):
        return [
            other.cpu / base.cpu
            for base, other in zip(self.samples[name][0], self.samples[name][index])
            if base.cpu
        ]

    def pair_text(self, name, index):
        ratios = self.pair_ratios(name, index)
        if len(ratios) < 2:
            return "-"
        middle, low, high = interval(ratios)
        return "%.3f [%.3f, %.3f]%s" % (middle, low, high, " slower" if middle > 1.03 and low > 1.0 else "")

    def json(self):
        programs = {}
        for name in self.programs:
            programs[name] = [
                {
                    "interpreter": interpreter.name,
                    "size": self.size(name),
                    "measures": self.measures(name, index),
                    "rounds": [
                        {"wall": r.wall, "cpu": r.cpu, "peak_kib": r.peak, "times": r.times()}
                        for r in self.samples[name][index]
                    ],
                }
                for index, interpreter in enumerate(self.interpreters)
            ]
            if self.options.pairs:
                for index in range(1, len(self.interpreters)):
                    ratios = self.pair_ratios(name, index)
                    programs[name][index]["cpu_ratio"] = interval(ratios) if len(ratios) > 1 else None
        return {
            "interpreters": [interpreter.name for interpreter in self.interpreters],
            "options": vars(self.options),
            "programs": programs,
            "failures": self.failures,
        }


def parse(argv):
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n\n")[0], epilog="A is the first interpreter; a ratio above 1 is faster than A.")
    parser.add_argument("interpreters", nargs="+", help="a command with its flags, in one argument")
    parser.add_argument("--programs", metavar="A,B,...", help="only these programs")
    parser.add_argument("--size", help="full (default), cold, test, or a number")
    parser.add_argument("--repeat", type=int, default=5, metavar="K", help="calls in one process (default 5)")
    parser.add_argument("--rounds", type=int, metavar="R", help="processes of each (default 1; cold 5; pairs 21)")
    parser.add_argument("--cold", action="store_true", help="time whole processes that do about 0.1 s of work")
    parser.add_argument("--pairs", action="store_true", help="ratios of CPU time pair by pair, with 95 %% intervals")
    parser.add_argument("--cpu", type=int, metavar="N", help="run everything on this processor")
    parser.add_argument("--timeout", type=float, default=600, metavar="S", help="seconds for one process")
    parser.add_argument("--json", metavar="FILE", help="write everything measured; - for standard output")
    options = parser.parse_args(argv)
    options.rounds = options.rounds or (21 if options.pairs else 5 if options.cold else 1)
    options.size = options.size or ("cold" if options.cold or options.pairs else "full")
    if options.pairs and len(options.interpreters) < 2:
        parser.error("--pairs needs two interpreters")
    return options


def main(argv):
    session = Session(parse(argv))
    session.run()
    if session.options.json != "-":
        for index, interpreter in enumerate(session.interpreters):
            print("%s = %s" % (chr(ord("A") + index), interpreter.name))
        print()
        print(session.table())
    if session.options.json:
        text = json.dumps(session.json(), indent=1)
        if session.options.json == "-":
            print(text)
        else:
            with open(session.options.json, "w") as file:
                file.write(text + "\n")
    for failure in session.failures:
        print("FAILED: " + failure, file=sys.stderr)
    return 1 if session.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
