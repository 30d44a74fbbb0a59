//! What an unfriendly surrounding must not break: signals, small stacks, full or closed outputs, forks, deep data, and
//! memory that is writable and executable at once.
//!
//! Each test starts the interpreter as a user would, through a shell where limits or redirections are wanted. What is
//! right was taken from CPython 3.14: `SIDEWINDER=python3.14 cargo test --test hostile` passes as well, except for what
//! the test says is ours alone. It knows nothing of the crates below the program.

use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// How long any of these programs may take, with an emulator and an unoptimised build in mind.
const PATIENCE: Duration = Duration::from_secs(180);

/// SIGINT must stop a hot loop within this time; under an emulator everything is slower.
const STOP_WITHIN: Duration = if cfg!(target_arch = "x86_64") {
    Duration::from_millis(100)
} else {
    Duration::from_secs(5)
};

/// The words that start the interpreter, as a shell wants them.
fn interpreter() -> String {
    let runner = std::env::var("SIDEWINDER_RUNNER").or_else(|error| {
        if cfg!(target_arch = "aarch64") {
            std::env::var("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER")
        } else {
            Err(error)
        }
    });
    let binary = std::env::var("SIDEWINDER")
        .unwrap_or_else(|_| env!("CARGO_BIN_EXE_sidewinder").to_string());
    format!("{} {binary}", runner.unwrap_or_default())
}

/// Runs a test's body. A test that `tests/known_failures.txt` lists, as `hostile/NAME`, must fail.
#[track_caller]
fn judge(name: &str, body: impl FnOnce() + std::panic::UnwindSafe) {
    let list = include_str!("known_failures.txt");
    let listed = |line: &str| {
        line.split_whitespace().next().is_some_and(|entry| {
            entry
                .strip_prefix("hostile/")
                .is_some_and(|entry| entry == name || entry == "*")
        })
    };
    if !list.lines().any(listed) {
        return body();
    }
    let passes = std::panic::catch_unwind(body).is_ok();
    assert!(
        !passes,
        "it passes: take hostile/{name} off tests/known_failures.txt"
    );
}

/// Starts a shell command in which `PYTHON` stands for the interpreter and `$CODE` for the program.
fn start(shell: &str, code: &str) -> Child {
    // (Whoever runs the tests in the background may ignore the signals, which would be inherited.)
    Command::new("env")
        .args(["--default-signal=INT,QUIT", "bash"])
        .args(["-c", &shell.replace("PYTHON", &interpreter())])
        .env("CODE", code)
        .env_remove("PYTHONUNBUFFERED")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("bash starts")
}

/// Runs a shell command to its end.
fn run(shell: &str, code: &str) -> Output {
    let child = start(shell, code);
    let pid = child.id().to_string();
    let (done, finished) = std::sync::mpsc::channel::<()>();
    // The command's output must be read while it runs, so somebody else looks at the clock.
    let watch = std::thread::spawn(move || {
        if finished.recv_timeout(PATIENCE) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            let _ = Command::new("kill").args(["-KILL", &pid]).status();
        }
    });
    let output = child
        .wait_with_output()
        .expect("the command's output can be read");
    drop(done);
    watch.join().expect("the watch does not panic");
    output
}

/// Runs a program and expects this on standard output, nothing on standard error, and status 0.
#[track_caller]
fn prints(shell: &str, code: &str, expected: &str) {
    let output = run(shell, code);
    let shown = format!(
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "{}: {shown}", output.status);
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{shown}");
    assert!(output.stderr.is_empty(), "{shown}");
}

/// Starts a program that prints one line and then loops; interrupts it and expects a KeyboardInterrupt in time.
#[track_caller]
fn interrupts(code: &str) {
    let mut child = start("exec PYTHON -c \"$CODE\"", code);
    let mut line = [0; 6];
    child
        .stdout
        .take()
        .expect("it is piped")
        .read_exact(&mut line)
        .expect("the program says that it is ready");
    assert_eq!(&line, b"ready\n");
    // Time for the loop to become machine code.
    std::thread::sleep(Duration::from_millis(400));
    let start = Instant::now();
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .expect("kill starts");
    assert!(sent.success());
    let status = loop {
        if let Some(status) = child.try_wait().expect("the child can be waited for") {
            break status;
        }
        if start.elapsed() > STOP_WITHIN + Duration::from_secs(5) {
            let _ = child.kill();
            panic!("still running {:?} after SIGINT", start.elapsed());
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    let took = start.elapsed();
    let mut errors = String::new();
    child
        .stderr
        .take()
        .expect("it is piped")
        .read_to_string(&mut errors)
        .expect("its errors are text");
    assert!(errors.trim_end().ends_with("KeyboardInterrupt"), "{errors}");
    // CPython dies of the signal itself, after the traceback, so that a shell's loop stops too.
    assert_eq!(status.signal(), Some(2), "{status}");
    assert!(took <= STOP_WITHIN, "it took {took:?}");
}

#[test]
fn sigint_stops_an_empty_loop() {
    judge("sigint_stops_an_empty_loop", || {
        interrupts("print('ready', flush=True)\nwhile True: pass");
    });
}

#[test]
fn sigint_stops_a_loop_over_numbers() {
    judge("sigint_stops_a_loop_over_numbers", || {
        interrupts(
            "print('ready', flush=True)\nx = 0.5\nwhile True:\n    for i in range(1000):\n        x = x * 0.5 + i",
        );
    });
}

#[test]
fn sigint_stops_calls() {
    judge("sigint_stops_calls", || {
        interrupts(
            "print('ready', flush=True)\ndef f(n): return n if n < 2 else f(n - 1) + f(n - 2)\nf(60)",
        );
    });
}

#[test]
fn sigint_stops_a_generator() {
    judge("sigint_stops_a_generator", || {
        interrupts(
            "print('ready', flush=True)\ndef g():\n    while True: yield 1\nfor x in g(): pass",
        );
    });
}

#[test]
fn sigint_is_an_exception() {
    judge("sigint_is_an_exception", || {
        let code = "import os, signal\n\
            def f():\n    for i in range(10 ** 9):\n        if i == 5000: os.kill(os.getpid(), signal.SIGINT)\n\
            try:\n    f()\nexcept KeyboardInterrupt:\n    print('caught')";
        prints("exec PYTHON -c \"$CODE\"", code, "caught\n");
    });
}

#[test]
fn recursion_ends_in_an_error_under_any_stack_limit() {
    judge("recursion_ends_in_an_error_under_any_stack_limit", || {
        let code = "import sys\n\
            def f(n): return f(n + 1)\n\
            class C:\n    def __repr__(self): return repr(self)\n    def __getattr__(self, name): return getattr(self, name + 'x')\n    \
            def __eq__(self, other): return other == self\n    def __len__(self): return len(self)\n\
            caught = 0\n\
            for limit in (1000, 100000):\n    sys.setrecursionlimit(limit)\n    \
            for action in (lambda: f(0), lambda: repr(C()), lambda: C().x, lambda: len(C()), lambda: sorted([1, 2], key=lambda x: f(x)), lambda: C() == C()):\n        \
            try:\n            action()\n        except RecursionError:\n            caught += 1\n\
            print(caught)";
        for limit in ["256", "1024", "8192", "unlimited"] {
            prints(
                &format!("ulimit -s {limit}; exec PYTHON -c \"$CODE\""),
                code,
                "12\n",
            );
        }
    });
}

#[test]
fn deep_lists_are_built_compared_printed_and_freed() {
    judge("deep_lists_are_built_compared_printed_and_freed", || {
        let code = "def deep(n):\n    x = []\n    for i in range(n): x = [x]\n    return x\n\
            a, b = deep(1000000), deep(1000000)\n\
            for action in (lambda: a == b, lambda: repr(a), lambda: a < b):\n    \
            try:\n        action()\n        print('no error')\n    except RecursionError as error:\n        print(type(error).__name__)\n\
            del a, b\nimport gc\ngc.collect()\nprint('freed')";
        prints(
            "exec PYTHON -c \"$CODE\"",
            code,
            "RecursionError\nRecursionError\nRecursionError\nfreed\n",
        );
    });
}

#[test]
fn deep_source_is_an_error_and_not_a_crash() {
    judge("deep_source_is_an_error_and_not_a_crash", || {
        for (open, close) in [
            ("(", ")"),
            ("[", "]"),
            ("-", ""),
            ("not ", ""),
            ("lambda: ", ""),
            ("f(", ")"),
        ] {
            let code = format!(
                "try:\n    compile('{open}' * 200000 + '1' + '{close}' * 200000, 's', 'eval')\nexcept (SyntaxError, MemoryError, RecursionError):\n    print('refused')"
            );
            prints("exec PYTHON -c \"$CODE\"", &code, "refused\n");
        }
    });
}

#[test]
fn a_full_output_is_an_error() {
    judge("a_full_output_is_an_error", || {
        // CPython writes when the program ends, reports what went wrong there, and exits with 120.
        let output = run("exec PYTHON -c \"$CODE\" >/dev/full", "print('x')");
        assert_eq!(output.status.code(), Some(120));
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            errors.contains("OSError: [Errno 28] No space left on device"),
            "{errors}"
        );
        let output = run(
            "exec PYTHON -c \"$CODE\" >/dev/full",
            "print('x', flush=True)\nprint('not reached')",
        );
        assert_ne!(output.status.code(), Some(0));
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            errors.contains("OSError: [Errno 28] No space left on device"),
            "{errors}"
        );
    });
}

#[test]
fn a_closed_output_is_as_in_cpython() {
    judge("a_closed_output_is_as_in_cpython", || {
        let output = run(
            "exec PYTHON -c \"$CODE\" >&-",
            "import sys\nprint('x')\nsys.stderr.write(repr(sys.stdout))",
        );
        assert_eq!(String::from_utf8_lossy(&output.stderr), "None");
        assert_eq!(output.status.code(), Some(0));
    });
}

#[test]
fn a_broken_pipe_is_as_in_cpython() {
    judge("a_broken_pipe_is_as_in_cpython", || {
        let code = "import sys\nfor i in range(100000): print(i)";
        let output = run("(PYTHON -c \"$CODE\"; echo $? >&2) | head -1", code);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            errors.contains("BrokenPipeError: [Errno 32] Broken pipe"),
            "{errors}"
        );
        assert_eq!(String::from_utf8_lossy(&output.stdout), "0\n");
    });
}

#[test]
fn forks_in_a_hot_loop_leave_both_sides_right() {
    judge("forks_in_a_hot_loop_leave_both_sides_right", || {
        let code = "import os\n\
            def work(n, k):\n    t = 0\n    for i in range(n): t = (t * 31 + i * k) % 1000003\n    return t\n\
            work(5000, 1)\nbad = 0\n\
            for turn in range(1000):\n    \
            expected = work(50, turn)\n    pid = os.fork()\n    \
            if pid == 0:\n        os._exit(0 if work(50, turn) == expected and work(3000, 1) == work(3000, 1) else 1)\n    \
            work(50, turn + 1)\n    bad += os.waitpid(pid, 0)[1] != 0 or work(50, turn) != expected\n\
            print(bad)";
        prints("exec PYTHON -c \"$CODE\"", code, "0\n");
    });
}

#[test]
fn no_memory_is_writable_and_executable() {
    judge("no_memory_is_writable_and_executable", || {
        let code = "def f(n):\n    t = 0\n    for i in range(n): t += i * i % 7\n    return t\n\
            def check():\n    with open('/proc/self/maps') as maps:\n        return [line for line in maps if 'wx' in line.split()[1]]\n\
            bad = []\nfor i in range(200):\n    f(100 * i)\n    bad += check()\nprint(bad)";
        prints("exec PYTHON -c \"$CODE\"", code, "[]\n");
    });
}

#[test]
fn little_memory_is_a_memory_error_and_not_a_crash() {
    judge("little_memory_is_a_memory_error_and_not_a_crash", || {
        let code = "try:\n    x = [0] * (1 << 50)\nexcept MemoryError:\n    print('MemoryError')\n\
            try:\n    x = 'a' * (1 << 50)\nexcept MemoryError:\n    print('MemoryError')\n\
            try:\n    x = 'ab' * (1 << 62)\nexcept (MemoryError, OverflowError) as error:\n    print('refused')";
        prints(
            "exec PYTHON -c \"$CODE\"",
            code,
            "MemoryError\nMemoryError\nrefused\n",
        );
    });
}

#[test]
fn hot_code_made_for_ever_takes_no_more_memory() {
    judge("hot_code_made_for_ever_takes_no_more_memory", || {
        // Each loop is new, and hot; what it leaves behind must go.
        let code = "def rss():\n    with open('/proc/self/status') as status:\n        \
            return [int(line.split()[1]) for line in status if line.startswith('VmRSS')][0]\n\
            total = 0\nfor k in range(12001):\n    names = {}\n    \
            exec(f'def f(n):\\n    s = {k}\\n    for i in range(n):\\n        if i & {k % 7 + 1}: s += i * {k}\\n        else: s ^= i\\n    return s', names)\n    \
            total ^= names['f'](1500)\n    \
            if k == 6000: before = rss()\n\
            print(total, rss() - before < 12000)";
        prints("exec PYTHON -c \"$CODE\"", code, "11905590155 True\n");
    });
}

#[test]
fn sigint_stops_native_loops() {
    judge("sigint_stops_native_loops", || {
        for body in [
            "sum(range(10 ** 11))",
            "max(i * i for i in range(10 ** 9))",
            "sum(iter(range(10 ** 11)))",
            "all(x >= 0 for x in iter(int, 1))",
            "[None for x in iter(int, 1) if x]",
            "list(map(abs, iter(lambda: 0, 1)))",
        ] {
            interrupts(&format!(
                "print('ready', flush=True)\nwhile True:\n    {body}"
            ));
        }
    });
}

#[test]
fn traces_are_left_when_tracing_is_switched_on() {
    judge("traces_are_left_when_tracing_is_switched_on", || {
        let code = "import sys\n\
            events = []\n\
            def trace(frame, event, arg):\n    events.append((event, frame.f_code.co_name, frame.f_lineno))\n    return trace\n\
            def inner(n):\n    return n + 1\n\
            def loop(n, at):\n    t = 0\n    for i in range(n):\n        t = inner(t)\n        if i == at:\n            sys.settrace(trace)\n    sys.settrace(None)\n    return t\n\
            loop(5000, -1)\n\
            loop(5000, 4997)\n\
            print(events)\n\
            calls = []\n\
            def profile(frame, event, arg):\n    calls.append((event, frame.f_code.co_name))\n\
            def profiled(n, at):\n    t = 0\n    for i in range(n):\n        t = inner(t)\n        if i == at:\n            sys.setprofile(profile)\n    sys.setprofile(None)\n    return t\n\
            profiled(5000, -1)\n\
            profiled(5000, 4997)\n\
            print(calls)\n\
            m = sys.monitoring\n\
            m.use_tool_id(2, 'test')\n\
            seen = []\n\
            m.register_callback(2, m.events.PY_START, lambda code, at: seen.append(code.co_name))\n\
            def monitored(n, at):\n    t = 0\n    for i in range(n):\n        t = inner(t)\n        if i == at:\n            m.set_events(2, m.events.PY_START)\n    m.set_events(2, 0)\n    return t\n\
            monitored(5000, -1)\n\
            monitored(5000, 4997)\n\
            print(seen)";
        let expected = "[('call', 'inner', 6), ('line', 'inner', 7), ('return', 'inner', 7), ('call', 'inner', 6), ('line', 'inner', 7), ('return', 'inner', 7)]\n\
            [('call', 'inner'), ('return', 'inner'), ('call', 'inner'), ('return', 'inner'), ('c_call', 'profiled')]\n\
            ['inner', 'inner']\n";
        prints("exec PYTHON -c \"$CODE\"", code, expected);
    });
}
