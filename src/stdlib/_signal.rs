//! `_signal`: handlers, and the system calls that send, block and wait for signals.

use runtime::audit;
use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::lock::system_call;
use runtime::native::{ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::os_error;
use runtime::signals;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::{self, T, float, int, list, str, tuple};
use runtime::value::Value;

use crate::posix::arg;
use crate::structseq::{self, SequenceDef};
use crate::support::add;

static SIGINFO: SequenceDef = SequenceDef::new(
    "signal.struct_siginfo",
    &[
        "si_signo",
        "si_code",
        "si_errno",
        "si_pid",
        "si_uid",
        "si_status",
        "si_band",
    ],
);

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_signal",
    doc: "This module provides mechanisms to use signal handlers in Python.",
    functions: &[
        NativeDef::new("signal", "(signalnum, handler, /)", signal)
            .doc("Set the action for the given signal.\n\nThe action can be SIG_DFL, SIG_IGN, or a callable Python object.\nThe previous action is returned.  See getsignal() for possible return values.\n\n*** IMPORTANT NOTICE ***\nA signal handler function is called with two arguments:\nthe first is the signal number, the second is the interrupted stack frame."),
        NativeDef::new("getsignal", "(signalnum, /)", |th, a| {
            let n = number(th, a[0])?;
            Ok(shown_handler(n))
        }),
        NativeDef::new("default_int_handler", "(signalnum, frame, /)", |th, _| {
            Err(th.error_with(T::KeyboardInterrupt, &[]))
        })
        .doc("The default handler for SIGINT installed by Python.\n\nIt raises KeyboardInterrupt."),
        NativeDef::new("raise_signal", "(signalnum, /)", |th, a| {
            let n = arg::c_int(th, a[0])?;
            // SAFETY: a plain system call.
            if unsafe { libc::raise(n) } != 0 {
                return Err(os_error::raise_last(th, &[]));
            }
            signals::deliver(th)?;
            Ok(Value::NONE)
        }),
        NativeDef::new("strsignal", "(signalnum, /)", |th, a| {
            let n = number(th, a[0])?;
            // SAFETY: the C library's texts are never freed, and end with a zero.
            let text = unsafe {
                let text = libc::strsignal(n as i32);
                if text.is_null() {
                    return Ok(Value::NONE);
                }
                std::ffi::CStr::from_ptr(text)
            };
            let text = text.to_string_lossy();
            if text.contains("Unknown signal") {
                return Ok(Value::NONE);
            }
            Ok(str::new(th, &text))
        }),
        NativeDef::new("valid_signals", "()", |th, _| {
            // The C library keeps 32 and 33 to itself.
            set_of(th, (1..=64).filter(|n| !(32..34).contains(n)))
        }),
        NativeDef::new("alarm", "(seconds, /)", |th, a| {
            let n = arg::c_int(th, a[0])?;
            // SAFETY: a plain system call.
            let left = unsafe { libc::alarm(n as u32) };
            Ok(Value::small(i64::from(left)))
        }),
        NativeDef::new("setitimer", "(which, seconds, interval=0.0, /)", setitimer),
        NativeDef::new("getitimer", "(which, /)", |th, a| {
            let which = arg::c_int(th, a[0])?;
            let mut now = timer(0.0, 0.0);
            // SAFETY: the structure is ours.
            if unsafe { libc::getitimer(which as _, &raw mut now) } != 0 {
                return Err(itimer_error(th));
            }
            Ok(timer_pair(th, &now))
        }),
        NativeDef::new("pause", "()", |th, _| {
            // It only ever returns because of a signal.
            // SAFETY: a plain system call.
            runtime::lock::released(th, || unsafe { libc::pause() });
            signals::deliver(th)?;
            Ok(Value::NONE)
        }),
        NativeDef::new("siginterrupt", "(signalnum, flag, /)", |th, a| {
            number(th, a[0])?;
            arg::c_int(th, a[1])?;
            Ok(Value::NONE)
        }),
        NativeDef::new(
            "set_wakeup_fd",
            "(fd, /, *, warn_on_full_buffer=True)",
            |th, a| {
                let fd = arg::c_int(th, a[0])?;
                check_wakeup(th, fd)?;
                Ok(Value::small(i64::from(signals::set_wakeup(fd))))
            },
        ),
        NativeDef::new("pthread_sigmask", "(how, mask, /)", pthread_sigmask),
        NativeDef::new("pthread_kill", "(thread_id, signalnum, /)", |th, a| {
            let ident = arg::c_long(th, a[0])?;
            let n = arg::c_int(th, a[1])?;
            audit::tell(th, "signal.pthread_kill", || [a[0], a[1]])?;
            // SAFETY: as in CPython, the caller answers for the thread being alive.
            let e = unsafe { libc::pthread_kill(ident as libc::pthread_t, n) };
            if e != 0 {
                return Err(os_error::raise(th, e, &[]));
            }
            signals::deliver(th)?;
            Ok(Value::NONE)
        }),
        NativeDef::new("sigpending", "()", |th, _| {
            // SAFETY: the set is plain data, filled in by the call.
            let set = unsafe {
                let mut set: libc::sigset_t = std::mem::zeroed();
                libc::sigpending(&raw mut set);
                set
            };
            members(th, &set)
        }),
        NativeDef::new("sigwait", "(sigset, /)", |th, a| {
            let set = sigset(th, a[0])?;
            let mut n = 0;
            // SAFETY: both structures are ours.
            let e = runtime::lock::released(th, || unsafe { libc::sigwait(&raw const set, &raw mut n) });
            if e != 0 {
                return Err(os_error::raise(th, e, &[]));
            }
            Ok(Value::small(i64::from(n)))
        }),
        NativeDef::new("sigtimedwait", "(sigset, timeout, /)", sigtimedwait),
        NativeDef::new(
            "pidfd_send_signal",
            "(pidfd, signalnum, siginfo=None, flags=0, /)",
            |th, a| {
                let (fd, n) = (arg::c_int(th, a[0])?, arg::c_int(th, a[1])?);
                let flags = arg::c_int_or(th, a[3], 0)?;
                if !a[2].is_empty() && !a[2].is_none() {
                    return Err(th.type_error("siginfo must be None"));
                }
                let none = std::ptr::null::<libc::siginfo_t>();
                // SAFETY: a plain system call.
                if unsafe { libc::syscall(libc::SYS_pidfd_send_signal, fd, n, none, flags) } != 0 {
                    return Err(os_error::raise_last(th, &[]));
                }
                signals::deliver(th)?;
                Ok(Value::NONE)
            },
        ),
        NativeDef::new("sigwaitinfo", "(sigset, /)", |th, a| {
            let set = sigset(th, a[0])?;
            // SAFETY: the structure is plain data, filled in by the call.
            let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
            // SAFETY: both structures are ours.
            system_call(th, &[], || i64::from(unsafe { libc::sigwaitinfo(&raw const set, &raw mut info) }))?;
            siginfo(th, &info)
        }),
    ],
    init,
};

/// Whether a descriptor can be told of signals: there must be one, and writing to it must not block.
fn check_wakeup(th: &Thread, fd: i32) -> PyResult<()> {
    if !signals::is_main(th) {
        return Err(
            th.value_error("set_wakeup_fd only works in main thread of the main interpreter")
        );
    }
    if fd == -1 {
        return Ok(());
    }
    // SAFETY: a plain system call.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFL) };
    if flags < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    if flags & libc::O_NONBLOCK == 0 {
        return Err(th.value_error(format!("the fd {fd} must be in non-blocking mode")));
    }
    Ok(())
}

/// Waits for a signal of a set for some time; None if none came. Runs Python.
fn sigtimedwait(th: &Thread, a: &[Value]) -> PyResult {
    let set = sigset(th, a[0])?;
    let nanos = crate::time::nanoseconds_of(th, a[1])?;
    if nanos < 0 {
        return Err(th.value_error("timeout must be non-negative"));
    }
    let deadline = runtime::lock::now().saturating_add(nanos);
    // SAFETY: the structure is plain data, filled in by the call.
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    loop {
        let left = (deadline - runtime::lock::now()).max(0);
        let time = libc::timespec {
            tv_sec: left / 1_000_000_000,
            tv_nsec: left % 1_000_000_000,
        };
        let (n, errno) = runtime::lock::released(th, || {
            // SAFETY: the structures are ours.
            let n = unsafe { libc::sigtimedwait(&raw const set, &raw mut info, &raw const time) };
            (n, os_error::last_errno())
        });
        match errno {
            _ if n >= 0 => return siginfo(th, &info),
            libc::EAGAIN => return Ok(Value::NONE),
            libc::EINTR => signals::deliver(th)?,
            e => return Err(os_error::raise(th, e, &[])),
        }
    }
}

fn siginfo(th: &Thread, info: &libc::siginfo_t) -> PyResult {
    // SAFETY: the fields of a signal sent by a process; zero for others.
    let (pid, uid, status) = unsafe { (info.si_pid(), info.si_uid(), info.si_status()) };
    let fields = [
        info.si_signo,
        info.si_code,
        info.si_errno,
        pid,
        uid as i32,
        status,
        0,
    ]
    .map(|n| Value::small(i64::from(n)));
    structseq::new(th, &SIGINFO, &fields)
}

/// The number of a signal; ValueError for what is none.
fn number(th: &Thread, v: Value) -> PyResult<usize> {
    let n = arg::c_int(th, v)?;
    if !(1..signals::COUNT as i32).contains(&n) {
        return Err(th.value_error("signal number out of range"));
    }
    Ok(n as usize)
}

const DEFAULT: Value = Value::small(0);
const IGNORE: Value = Value::small(1);

/// The handler as Python sees it.
fn shown_handler(n: usize) -> Value {
    let handler = signals::handler(n);
    if handler.is_empty() {
        Value::NONE
    } else {
        handler
    }
}

fn signal(th: &Thread, a: &[Value]) -> PyResult {
    if !signals::is_main(th) {
        return Err(th.value_error("signal only works in main thread of the main interpreter"));
    }
    let n = number(th, a[0])?;
    let plain = int::to_i64(a[1]);
    let disposition = match plain {
        Some(0) => libc::SIG_DFL,
        Some(1) => libc::SIG_IGN,
        _ if ops::call::is_callable(a[1]) => signals::CAUGHT,
        _ => {
            return Err(th.type_error(
                "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object",
            ));
        }
    };
    signals::deliver(th)?;
    if !signals::dispose(n as i32, disposition) {
        return Err(os_error::raise_last(th, &[]));
    }
    let handler = match plain {
        Some(0) => DEFAULT,
        Some(1) => IGNORE,
        _ => a[1],
    };
    let old = shown_handler(n);
    signals::set_handler(n, handler);
    Ok(old)
}

fn timer(value: f64, interval: f64) -> libc::itimerval {
    let part = |x: f64| libc::timeval {
        tv_sec: x.trunc() as i64,
        tv_usec: (x.fract() * 1e6).ceil() as i64,
    };
    libc::itimerval {
        it_interval: part(interval),
        it_value: part(value),
    }
}

fn timer_pair(th: &Thread, t: &libc::itimerval) -> Value {
    let seconds = |t: &libc::timeval| float::new(th, t.tv_sec as f64 + t.tv_usec as f64 / 1e6);
    let pair = [seconds(&t.it_value), seconds(&t.it_interval)];
    tuple::new(th, &pair).value()
}

fn itimer_error(th: &Thread) -> runtime::error::Raised {
    let e = os_error::last_errno();
    let args = [
        Value::small(i64::from(e)),
        str::new(th, &os_error::text_of(e)),
    ];
    let made = runtime::import::module(th, "_signal")
        .and_then(|m| ops::get_attr(th, m, str::intern(th, "ItimerError")))
        .and_then(|class| ops::call2(th, class, args[0], args[1]));
    match made {
        Ok(exc) => th.raise(exc),
        Err(raised) => raised,
    }
}

fn setitimer(th: &Thread, a: &[Value]) -> PyResult {
    let which = arg::c_int(th, a[0])?;
    let value = float::to_f64(th, a[1])?;
    let interval = if a[2].is_empty() {
        0.0
    } else {
        float::to_f64(th, a[2])?
    };
    let (new, mut old) = (timer(value, interval), timer(0.0, 0.0));
    // SAFETY: both structures are ours.
    if unsafe { libc::setitimer(which as _, &raw const new, &raw mut old) } != 0 {
        return Err(itimer_error(th));
    }
    Ok(timer_pair(th, &old))
}

/// A set of signals, from an iterable of their numbers. Runs Python.
/// A set of signals, from an iterable of their numbers. Runs Python.
pub fn sigset(th: &Thread, v: Value) -> PyResult<libc::sigset_t> {
    let items = list::from_iterable(th, v)?;
    // SAFETY: the set is plain data, filled in by the call.
    let mut set: libc::sigset_t = unsafe {
        let mut set = std::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        set
    };
    for i in 0..items.len() {
        let n = int::to_i64(ops::index(th, items.item(i))?).unwrap_or(-1);
        if !(1..signals::COUNT as i64).contains(&n) {
            return Err(th.value_error(format!(
                "signal number {n} out of range [1; {}]",
                signals::COUNT - 1
            )));
        }
        // SAFETY: the set is ours.
        unsafe { libc::sigaddset(&raw mut set, n as i32) };
    }
    Ok(set)
}

/// A Python set of numbers.
fn set_of(th: &Thread, numbers: impl Iterator<Item = i32>) -> PyResult {
    let numbers: RootedVec<Value> = numbers.map(|n| Value::small(i64::from(n))).collect();
    let list = list::new(th, &numbers).value();
    ops::call1(th, types::get(T::Set).value(), list)
}

fn members(th: &Thread, set: &libc::sigset_t) -> PyResult {
    // SAFETY: the set is initialised.
    set_of(
        th,
        (1..=64).filter(|&n| unsafe { libc::sigismember(set, n) } == 1),
    )
}

fn pthread_sigmask(th: &Thread, a: &[Value]) -> PyResult {
    let how = arg::c_int(th, a[0])?;
    let set = sigset(th, a[1])?;
    // SAFETY: the set is plain data, filled in by the call.
    let (e, old) = unsafe {
        let mut old: libc::sigset_t = std::mem::zeroed();
        let e = libc::pthread_sigmask(how, &raw const set, &raw mut old);
        (e, old)
    };
    if e != 0 {
        return Err(os_error::raise(th, e, &[]));
    }
    signals::deliver(th)?;
    members(th, &old)
}

macro_rules! names {
    ($($name:ident)*) => {
        const NAMES: &[(&str, i32)] = &[$((stringify!($name), libc::$name as i32),)*];
    };
}

names! {
    SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGFPE SIGKILL SIGBUS SIGSEGV SIGSYS SIGPIPE SIGALRM SIGTERM SIGUSR1
    SIGUSR2 SIGCHLD SIGPWR SIGIO SIGURG SIGWINCH SIGSTOP SIGTSTP SIGCONT SIGTTIN SIGTTOU SIGVTALRM SIGPROF SIGXCPU
    SIGXFSZ SIGSTKFLT SIG_BLOCK SIG_UNBLOCK SIG_SETMASK ITIMER_REAL ITIMER_VIRTUAL ITIMER_PROF
}

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    for &(name, n) in NAMES {
        add(th, module, name, Value::small(i64::from(n)));
    }
    for (name, n) in [
        ("SIGCLD", libc::SIGCHLD),
        ("SIGPOLL", libc::SIGIO),
        ("SIGIOT", libc::SIGABRT),
        ("SIGRTMIN", libc::SIGRTMIN()),
        ("SIGRTMAX", libc::SIGRTMAX()),
        ("NSIG", signals::COUNT as i32),
    ] {
        add(th, module, name, Value::small(i64::from(n)));
    }
    add(th, module, "SIG_DFL", DEFAULT);
    add(th, module, "SIG_IGN", IGNORE);
    add(
        th,
        module,
        "struct_siginfo",
        structseq::class(th, &SIGINFO)?.value(),
    );
    let error = {
        let bases = tuple::new(th, &[types::get(T::OSError).value()]).value();
        let dict = types::dict::new(th);
        dict.set_str(
            th,
            str::intern(th, "__module__"),
            str::intern(th, "signal").value(),
        );
        let name = str::intern(th, "itimer_error").value();
        ops::call3(th, types::get(T::Type).value(), name, bases, dict.value())?
    };
    add(th, module, "ItimerError", error);
    let interrupt = module
        .dict()
        .get_str(str::intern(th, "default_int_handler"))
        .unwrap_or(Value::NONE);
    for n in 1..signals::COUNT {
        if !signals::handler(n).is_empty() {
            continue;
        }
        match signals::disposition(n as i32) {
            Some(libc::SIG_DFL) => signals::set_handler(n, DEFAULT),
            Some(libc::SIG_IGN) => signals::set_handler(n, IGNORE),
            Some(signals::CAUGHT) if n == libc::SIGINT as usize => {
                signals::set_handler(n, interrupt)
            }
            _ => continue,
        };
    }
    Ok(())
}
