//! Processes: identities, fork and exec, waiting, signals sent; and what the system says of itself.

use std::ffi::CStr;

use runtime::audit;
use runtime::error::PyResult;
use runtime::lock::system_call;
use runtime::native::NativeDef;
use runtime::ops;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::{bytes, float, str, tuple};
use runtime::value::Value;

use super::arg;
use crate::_io::live;
use crate::structseq::{self, SequenceDef};

/// `posix.times_result`.
pub static TIMES_RESULT: SequenceDef = SequenceDef::new(
    "posix.times_result",
    &[
        "user",
        "system",
        "children_user",
        "children_system",
        "elapsed",
    ],
);

/// `posix.uname_result`.
pub static UNAME_RESULT: SequenceDef = SequenceDef::new(
    "posix.uname_result",
    &["sysname", "nodename", "release", "version", "machine"],
);

/// `posix.waitid_result`.
pub static WAITID_RESULT: SequenceDef = SequenceDef::new(
    "posix.waitid_result",
    &["si_pid", "si_uid", "si_signo", "si_status", "si_code"],
);

fn number(n: i32) -> PyResult {
    Ok(Value::small(i64::from(n)))
}

/// A user or group of the process.
fn identity(n: u32) -> PyResult {
    Ok(Value::small(i64::from(n)))
}

fn checked(th: &Thread, result: i32) -> PyResult {
    if result == -1 {
        return Err(os_error::raise_last(th, &[]));
    }
    number(result)
}

fn none(r: PyResult) -> PyResult {
    r.map(|_| Value::NONE)
}

/// No process is made of one that is about to end.
fn check_not_finalizing(th: &Thread) -> PyResult<()> {
    if runtime::finalize::is_finalizing() {
        return Err(th.error(
            runtime::types::T::PythonFinalizationError,
            "can't fork at interpreter shutdown",
        ));
    }
    Ok(())
}

fn fork(th: &Thread, _: &[Value]) -> PyResult {
    audit::tell(th, "os.fork", || [])?;
    check_not_finalizing(th)?;
    live::settle_all(th);
    let pid = runtime::fork::fork(th)?;
    if pid != 0 {
        warn_of_threads(th, "fork");
    }
    number(pid)
}

/// In the parent, after a fork: the child has none of the other threads, and perhaps what they held.
/// A filter that makes an error of it does not stop anything: the child exists.
fn warn_of_threads(th: &Thread, function: &str) {
    if !crate::_thread::has_others(th) {
        return;
    }
    // SAFETY: a plain system call.
    let pid = unsafe { libc::getpid() };
    let text = format!(
        "This process (pid={pid}) is multi-threaded, use of {function}() may lead to deadlocks in the child."
    );
    if let Err(raised) = runtime::warn::issue(th, runtime::types::T::DeprecationWarning, &text) {
        th.take_exception(raised);
    }
}

/// Forks; the child's standard streams are a new terminal, whose other end the parent gets.
fn forkpty(th: &Thread, _: &[Value]) -> PyResult {
    audit::tell(th, "os.forkpty", || [])?;
    check_not_finalizing(th)?;
    let mut fds = [-1; 2];
    let [master, slave] = &mut fds;
    let none = std::ptr::null_mut();
    // SAFETY: the call fills the two numbers; what is null is not wanted.
    if unsafe { libc::openpty(master, slave, none, none.cast(), none.cast()) } < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    let [master, slave] = fds;
    live::settle_all(th);
    let pid = match runtime::fork::fork(th) {
        Ok(pid) => pid,
        Err(raised) => {
            // SAFETY: plain system calls on descriptors that were just made.
            unsafe { (libc::close(master), libc::close(slave)) };
            return Err(raised);
        }
    };
    // SAFETY: plain system calls on descriptors that were just made.
    unsafe {
        if pid == 0 {
            libc::close(master);
            if libc::login_tty(slave) < 0 {
                libc::_exit(1);
            }
        } else {
            libc::close(slave);
        }
    }
    if pid != 0 {
        warn_of_threads(th, "forkpty");
    }
    let fd = if pid == 0 { -1 } else { master };
    let parts = [number(pid)?, Value::small(fd.into())];
    Ok(tuple::new(th, &parts).value())
}

fn register_at_fork(th: &Thread, a: &[Value]) -> PyResult {
    if a.iter().all(|f| f.is_empty()) {
        return Err(th.type_error("At least one argument is required."));
    }
    for &f in a.iter().filter(|f| !f.is_empty()) {
        if !ops::call::is_callable(f) {
            return Err(th.type_error(format!(
                "'{}' must be callable, not {}",
                "before",
                ops::type_name(f)
            )));
        }
    }
    runtime::fork::register([a[0], a[1], a[2]]);
    Ok(Value::NONE)
}

fn waitpid(th: &Thread, a: &[Value]) -> PyResult {
    let (pid, options) = (arg::c_int(th, a[0])?, arg::c_int(th, a[1])?);
    wait_for(th, pid, options)
}

fn wait_for(th: &Thread, pid: i32, options: i32) -> PyResult {
    let mut status = 0;
    let found = system_call(th, &[], || {
        // SAFETY: the status is ours.
        i64::from(unsafe { libc::waitpid(pid, &raw mut status, options) })
    })?;
    let pair = [Value::small(found), Value::small(i64::from(status))];
    Ok(tuple::new(th, &pair).value())
}

/// Waits for a child; tells also what it has used.
fn wait_with_usage(th: &Thread, pid: i32, options: i32) -> PyResult {
    let mut status = 0;
    // SAFETY: plain data, filled in by the call.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    let found = system_call(th, &[], || {
        // SAFETY: both are ours.
        i64::from(unsafe { libc::wait4(pid, &raw mut status, options, &raw mut usage) })
    })?;
    let usage = crate::resource::usage(th, &usage)?;
    let parts = [Value::small(found), Value::small(i64::from(status)), usage];
    Ok(tuple::new(th, &parts).value())
}

fn waitid(th: &Thread, a: &[Value]) -> PyResult {
    let kind = arg::c_int(th, a[0])?;
    let id = arg::c_int(th, a[1])?;
    let options = arg::c_int(th, a[2])?;
    // SAFETY: plain data, filled in by the call.
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    system_call(th, &[], || {
        // SAFETY: the structure is ours.
        i64::from(unsafe { libc::waitid(kind as _, id as libc::id_t, &raw mut info, options) })
    })?;
    // SAFETY: the fields of what is told about a child.
    let (pid, uid, status) = unsafe { (info.si_pid(), info.si_uid(), info.si_status()) };
    if pid == 0 {
        return Ok(Value::NONE);
    }
    let fields = [
        i64::from(pid),
        i64::from(uid),
        i64::from(info.si_signo),
        i64::from(status),
        i64::from(info.si_code),
    ];
    structseq::new(th, &WAITID_RESULT, &fields.map(Value::small))
}

fn waitstatus_to_exitcode(th: &Thread, a: &[Value]) -> PyResult {
    let status = arg::c_int(th, a[0])?;
    if libc::WIFEXITED(status) {
        return number(libc::WEXITSTATUS(status));
    }
    if libc::WIFSIGNALED(status) {
        let signal = libc::WTERMSIG(status);
        if signal <= 0 {
            return Err(th.value_error(format!("invalid WTERMSIG: {signal}")));
        }
        return number(-signal);
    }
    if libc::WIFSTOPPED(status) {
        let signal = libc::WSTOPSIG(status);
        return Err(th.value_error(format!("process stopped by delivery of signal {signal}")));
    }
    Err(th.value_error(format!("invalid wait status: {status}")))
}

fn kill(th: &Thread, a: &[Value]) -> PyResult {
    let (pid, signal) = (arg::c_int(th, a[0])?, arg::c_int(th, a[1])?);
    audit::tell(th, "os.kill", || [a[0], a[1]])?;
    // SAFETY: a plain system call.
    checked(th, unsafe { libc::kill(pid, signal) })?;
    // A signal that the process sent to itself is dealt with before this returns.
    runtime::signals::deliver(th)?;
    Ok(Value::NONE)
}

fn killpg(th: &Thread, a: &[Value]) -> PyResult {
    let (group, signal) = (arg::c_int(th, a[0])?, arg::c_int(th, a[1])?);
    audit::tell(th, "os.killpg", || [a[0], a[1]])?;
    // SAFETY: a plain system call.
    checked(th, unsafe { libc::killpg(group, signal) })?;
    runtime::signals::deliver(th)?;
    Ok(Value::NONE)
}

fn exit_now(th: &Thread, a: &[Value]) -> PyResult {
    let status = arg::c_int(th, a[0])?;
    // SAFETY: ends the process without running anything.
    unsafe { libc::_exit(status) }
}

fn system(th: &Thread, a: &[Value]) -> PyResult {
    let p = arg::path_named("system", "command").get(th, a[0])?;
    audit::tell(th, "os.system", || [a[0]])?;
    live::settle_all(th);
    // SAFETY: the command ends with a zero.
    number(runtime::lock::released(th, || unsafe {
        libc::system(p.ptr())
    }))
}

fn times(th: &Thread, _: &[Value]) -> PyResult {
    // SAFETY: the structure is plain data, filled in by the call.
    let (t, elapsed, per_second) = unsafe {
        let mut t: libc::tms = std::mem::zeroed();
        let elapsed = libc::times(&raw mut t);
        (t, elapsed, libc::sysconf(libc::_SC_CLK_TCK) as f64)
    };
    let seconds = [
        t.tms_utime,
        t.tms_stime,
        t.tms_cutime,
        t.tms_cstime,
        elapsed,
    ]
    .map(|n| float::new(th, n as f64 / per_second));
    structseq::new(th, &TIMES_RESULT, &seconds)
}

fn uname(th: &Thread, _: &[Value]) -> PyResult {
    // SAFETY: the structure is plain data, filled in by the call, which ends each text with a zero.
    let mut u: libc::utsname = unsafe { std::mem::zeroed() };
    // SAFETY: as above.
    unsafe { libc::uname(&raw mut u) };
    // SAFETY: as above.
    let text = |s: &[libc::c_char]| unsafe { CStr::from_ptr(s.as_ptr()) }.to_bytes();
    let parts = [
        text(&u.sysname),
        text(&u.nodename),
        text(&u.release),
        text(&u.version),
        text(&u.machine),
    ]
    .map(|s| os_error::fs_decode(th, s));
    structseq::new(th, &UNAME_RESULT, &parts)
}

fn urandom(th: &Thread, a: &[Value]) -> PyResult {
    let n = ops::index_i64(th, a[0])?;
    let Ok(n) = usize::try_from(n) else {
        return Err(th.value_error("negative argument not allowed"));
    };
    let mut data = vec![0u8; n];
    let mut filled = 0;
    while filled < n {
        let rest = &mut data[filled..];
        // SAFETY: the buffer is as long as said.
        let got = unsafe { libc::getrandom(rest.as_mut_ptr().cast(), rest.len(), 0) };
        if got < 0 {
            if os_error::last_errno() == libc::EINTR {
                runtime::signals::deliver(th)?;
                continue;
            }
            return Err(os_error::raise_last(th, &[]));
        }
        filled += got as usize;
    }
    Ok(bytes::new(th, &data))
}

fn cpu_count(_: &Thread, _: &[Value]) -> PyResult {
    if let Some(n) = runtime::config::get().cpu_count {
        return Ok(Value::small(n));
    }
    // SAFETY: a plain system call.
    let n = unsafe { libc::sysconf(libc::_SC_NPROCESSORS_ONLN) };
    Ok(if n > 0 { Value::small(n) } else { Value::NONE })
}

fn strerror(th: &Thread, a: &[Value]) -> PyResult {
    let text = os_error::text_of(arg::c_int(th, a[0])?);
    Ok(str::new(th, &text))
}

fn getloadavg(th: &Thread, _: &[Value]) -> PyResult {
    let mut loads = [0f64; 3];
    // SAFETY: room for three numbers.
    if unsafe { libc::getloadavg(loads.as_mut_ptr(), 3) } != 3 {
        return Err(th.error(runtime::types::T::OSError, "Load averages are unobtainable"));
    }
    let loads = loads.map(|x| float::new(th, x));
    Ok(tuple::new(th, &loads).value())
}

fn putenv(th: &Thread, a: &[Value]) -> PyResult {
    let (name, value) = (arg::c_string(th, a[0])?, arg::c_string(th, a[1])?);
    if name.as_bytes().contains(&b'=') {
        return Err(th.value_error("illegal environment variable name"));
    }
    audit::tell(th, "os.putenv", || [a[0], a[1]])?;
    // SAFETY: both strings end with a zero, and are copied.
    none(checked(th, unsafe {
        libc::setenv(name.as_ptr(), value.as_ptr(), 1)
    }))
}

fn unsetenv(th: &Thread, a: &[Value]) -> PyResult {
    let name = arg::c_string(th, a[0])?;
    audit::tell(th, "os.unsetenv", || [a[0]])?;
    // SAFETY: the string ends with a zero.
    none(checked(th, unsafe { libc::unsetenv(name.as_ptr()) }))
}

macro_rules! status_functions {
    ($($name:literal $function:path,)*) => {
        &[$(NativeDef::new($name, "(status)", |th, a| {
            let status = arg::c_int(th, a[0])?;
            Ok(Value::from_status($function(status)))
        }),)*]
    };
}

/// What a macro on a wait status gives.
trait FromStatus<T> {
    fn from_status(v: T) -> Self;
}
impl FromStatus<bool> for Value {
    fn from_status(v: bool) -> Value {
        Value::bool(v)
    }
}
impl FromStatus<i32> for Value {
    fn from_status(v: i32) -> Value {
        Value::small(i64::from(v))
    }
}

/// The functions that take a wait status apart.
pub static STATUS_FUNCTIONS: &[NativeDef] = status_functions! {
    "WIFEXITED" libc::WIFEXITED,
    "WEXITSTATUS" libc::WEXITSTATUS,
    "WIFSIGNALED" libc::WIFSIGNALED,
    "WTERMSIG" libc::WTERMSIG,
    "WIFSTOPPED" libc::WIFSTOPPED,
    "WSTOPSIG" libc::WSTOPSIG,
    "WIFCONTINUED" libc::WIFCONTINUED,
    "WCOREDUMP" libc::WCOREDUMP,
};

// SAFETY of the small closures below: plain system calls without pointers.
/// The functions of this file.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("fork", "()", fork),
    NativeDef::new("forkpty", "()", forkpty),
    NativeDef::new(
        "register_at_fork",
        "(*, before=<unrepresentable>, after_in_child=<unrepresentable>, after_in_parent=<unrepresentable>)",
        register_at_fork,
    ),
    NativeDef::new("wait", "()", |th, _| wait_for(th, -1, 0)),
    NativeDef::new("waitpid", "(pid, options, /)", waitpid),
    NativeDef::new("waitid", "(idtype, id, options, /)", waitid),
    NativeDef::new("wait3", "(options)", |th, a| {
        let options = arg::c_int(th, a[0])?;
        wait_with_usage(th, -1, options)
    }),
    NativeDef::new("wait4", "(pid, options)", |th, a| {
        let (pid, options) = (arg::c_int(th, a[0])?, arg::c_int(th, a[1])?);
        wait_with_usage(th, pid, options)
    }),
    NativeDef::new("waitstatus_to_exitcode", "(status)", waitstatus_to_exitcode),
    NativeDef::new("kill", "(pid, signal, /)", kill),
    NativeDef::new("killpg", "(pgid, signal, /)", killpg),
    NativeDef::new("_exit", "(status)", exit_now),
    // SAFETY: ends the process.
    NativeDef::new("abort", "()", |_, _| unsafe { libc::abort() }),
    NativeDef::new("system", "(command)", system),
    // SAFETY: a plain system call.
    NativeDef::new("getpid", "()", |_, _| number(unsafe { libc::getpid() })),
    // SAFETY: a plain system call.
    NativeDef::new("getppid", "()", |_, _| number(unsafe { libc::getppid() })),
    // SAFETY: a plain system call.
    NativeDef::new("getuid", "()", |_, _| identity(unsafe { libc::getuid() })),
    // SAFETY: a plain system call.
    NativeDef::new("geteuid", "()", |_, _| identity(unsafe { libc::geteuid() })),
    // SAFETY: a plain system call.
    NativeDef::new("getgid", "()", |_, _| identity(unsafe { libc::getgid() })),
    // SAFETY: a plain system call.
    NativeDef::new("getegid", "()", |_, _| identity(unsafe { libc::getegid() })),
    // SAFETY: a plain system call.
    NativeDef::new("getpgrp", "()", |_, _| number(unsafe { libc::getpgrp() })),
    NativeDef::new("getpgid", "(pid)", |th, a| {
        // SAFETY: a plain system call.
        checked(th, unsafe { libc::getpgid(arg::c_int(th, a[0])?) })
    }),
    NativeDef::new("setpgid", "(pid, pgrp, /)", |th, a| {
        let (pid, group) = (arg::c_int(th, a[0])?, arg::c_int(th, a[1])?);
        // SAFETY: a plain system call.
        none(checked(th, unsafe { libc::setpgid(pid, group) }))
    }),
    NativeDef::new("getsid", "(pid, /)", |th, a| {
        // SAFETY: a plain system call.
        checked(th, unsafe { libc::getsid(arg::c_int(th, a[0])?) })
    }),
    NativeDef::new("setsid", "()", |th, _| {
        // SAFETY: a plain system call.
        none(checked(th, unsafe { libc::setsid() }))
    }),
    NativeDef::new("umask", "(mask, /)", |th, a| {
        let mask = arg::c_int(th, a[0])?;
        // SAFETY: a plain system call.
        identity(unsafe { libc::umask(mask as libc::mode_t) })
    }),
    NativeDef::new("nice", "(increment, /)", |th, a| {
        let n = arg::c_int(th, a[0])?;
        // SAFETY: plain system calls; the error number tells an error from the value -1.
        unsafe {
            *libc::__errno_location() = 0;
            let now = libc::nice(n);
            if now == -1 && os_error::last_errno() != 0 {
                return Err(os_error::raise_last(th, &[]));
            }
            number(now)
        }
    }),
    NativeDef::new("times", "()", times),
    NativeDef::new("uname", "()", uname),
    NativeDef::new("urandom", "(size, /)", urandom),
    NativeDef::new("cpu_count", "()", cpu_count),
    NativeDef::new("strerror", "(code, /)", strerror),
    NativeDef::new("getloadavg", "()", getloadavg),
    NativeDef::new("putenv", "(name, value, /)", putenv),
    NativeDef::new("unsetenv", "(name, /)", unsetenv),
];
