//! Processes: identities, fork and exec, waiting, signals sent; and what the system says of itself.

use std::ffi::{CStr, CString};

use runtime::error::PyResult;
use runtime::lock::system_call;
use runtime::native::NativeDef;
use runtime::ops;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::{bytes, float, int, list, str, tuple};
use runtime::value::Value;

use super::arg::{self, path};
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

fn fork(th: &Thread, _: &[Value]) -> PyResult {
    live::settle_all(th);
    number(runtime::fork::fork(th)?)
}

/// Forks; the child's standard streams are a new terminal, whose other end the parent gets.
fn forkpty(th: &Thread, _: &[Value]) -> PyResult {
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
    // SAFETY: a plain system call.
    checked(th, unsafe { libc::kill(pid, signal) })?;
    // A signal that the process sent to itself is dealt with before this returns.
    runtime::signals::deliver(th)?;
    Ok(Value::NONE)
}

fn killpg(th: &Thread, a: &[Value]) -> PyResult {
    let (group, signal) = (arg::c_int(th, a[0])?, arg::c_int(th, a[1])?);
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

/// A sequence of strings or bytes as C strings.
fn c_strings(th: &Thread, v: Value, what: &str) -> PyResult<Vec<CString>> {
    let items = list::from_iterable(th, v)?;
    let mut all = Vec::new();
    for n in 0..items.len() {
        let item = arg::fspath(th, items.item(n))?;
        match CString::new(arg::raw_path(th, item)?) {
            Ok(text) => all.push(text),
            Err(_) => return Err(th.value_error(format!("{what}: embedded null byte"))),
        }
    }
    Ok(all)
}

fn pointers(strings: &[CString]) -> Vec<*const libc::c_char> {
    let mut all: Vec<_> = strings.iter().map(|s| s.as_ptr()).collect();
    all.push(std::ptr::null());
    all
}

fn execv(th: &Thread, a: &[Value]) -> PyResult {
    let p = path("execv").get(th, a[0])?;
    live::settle_all(th);
    let args = c_strings(th, a[1], "execv")?;
    if args.is_empty() {
        return Err(th.value_error("execv() arg 2 must not be empty"));
    }
    // SAFETY: all strings end with a zero, and the array with a null.
    unsafe { libc::execv(p.ptr(), pointers(&args).as_ptr()) };
    Err(os_error::raise_last(th, p.files()))
}

fn execve(th: &Thread, a: &[Value]) -> PyResult {
    let p = path("execve").get(th, a[0])?;
    live::settle_all(th);
    let args = c_strings(th, a[1], "execve")?;
    if args.is_empty() {
        return Err(th.value_error("execve: argv must not be empty"));
    }
    let items = list::from_iterable(
        th,
        ops::call_method(th, a[2], str::intern(th, "items"), &[])?,
    )?;
    let mut env = Vec::new();
    for n in 0..items.len() {
        if let Some(pair) = items.item(n).downcast::<tuple::Tuple>() {
            let mut parts = c_strings(th, pair.value(), "execve")?;
            if let (Some(value), Some(name)) = (parts.pop(), parts.pop()) {
                let text = [name.as_bytes(), b"=", value.as_bytes()].concat();
                env.extend(CString::new(text).ok());
            }
        }
    }
    // SAFETY: all strings end with a zero, and the arrays with a null.
    unsafe { libc::execve(p.ptr(), pointers(&args).as_ptr(), pointers(&env).as_ptr()) };
    Err(os_error::raise_last(th, p.files()))
}

fn system(th: &Thread, a: &[Value]) -> PyResult {
    let p = arg::path_named("system", "command").get(th, a[0])?;
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

/// The processors that the process may run on.
fn affinity() -> Vec<i64> {
    // SAFETY: the set is plain data, filled in by the call.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        libc::sched_getaffinity(0, std::mem::size_of::<libc::cpu_set_t>(), &raw mut set);
        (0..libc::CPU_SETSIZE as usize)
            .filter(|&n| libc::CPU_ISSET(n, &set))
            .map(|n| n as i64)
            .collect()
    }
}

fn sched_getaffinity(th: &Thread, _: &[Value]) -> PyResult {
    let cpus: runtime::heap::RootedVec<Value> = affinity().into_iter().map(Value::small).collect();
    let list = list::new(th, &cpus).value();
    let class = runtime::types::get(runtime::types::T::Set).value();
    ops::call1(th, class, list)
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

fn sysconf(th: &Thread, a: &[Value]) -> PyResult {
    let name = match a[0].downcast::<str::Str>() {
        Some(name) => {
            let found = super::SYSCONF_NAMES
                .iter()
                .find(|(n, _)| n.as_bytes() == name.bytes());
            match found {
                Some((_, n)) => *n,
                None => return Err(th.value_error("unrecognized configuration name")),
            }
        }
        None => arg::c_int(th, a[0])?,
    };
    // SAFETY: plain system calls; the error number tells an error from "no limit".
    unsafe {
        *libc::__errno_location() = 0;
        let n = libc::sysconf(name);
        if n == -1 && os_error::last_errno() != 0 {
            return Err(os_error::raise_last(th, &[]));
        }
        Ok(int::from_i64(th, n))
    }
}

/// A variable's name or value, without a zero inside.
fn env_text(th: &Thread, v: Value) -> PyResult<CString> {
    let path = arg::fspath(th, v)?;
    CString::new(arg::raw_path(th, path)?).map_err(|_| th.value_error("embedded null byte"))
}

fn putenv(th: &Thread, a: &[Value]) -> PyResult {
    let (name, value) = (env_text(th, a[0])?, env_text(th, a[1])?);
    if name.as_bytes().contains(&b'=') {
        return Err(th.value_error("illegal environment variable name"));
    }
    // SAFETY: both strings end with a zero, and are copied.
    none(checked(th, unsafe {
        libc::setenv(name.as_ptr(), value.as_ptr(), 1)
    }))
}

fn unsetenv(th: &Thread, a: &[Value]) -> PyResult {
    let name = env_text(th, a[0])?;
    // SAFETY: the string ends with a zero.
    none(checked(th, unsafe { libc::unsetenv(name.as_ptr()) }))
}

fn getgroups(th: &Thread, _: &[Value]) -> PyResult {
    let mut groups = vec![0; 65536];
    // SAFETY: as much room as said.
    let n = unsafe { libc::getgroups(groups.len() as i32, groups.as_mut_ptr()) };
    if n < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    let groups: runtime::heap::RootedVec<Value> = groups[..n as usize]
        .iter()
        .map(|&g| Value::small(i64::from(g)))
        .collect();
    Ok(list::new(th, &groups).value())
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
    NativeDef::new("waitstatus_to_exitcode", "(status)", waitstatus_to_exitcode),
    NativeDef::new("kill", "(pid, signal, /)", kill),
    NativeDef::new("killpg", "(pgid, signal, /)", killpg),
    NativeDef::new("_exit", "(status)", exit_now),
    // SAFETY: ends the process.
    NativeDef::new("abort", "()", |_, _| unsafe { libc::abort() }),
    NativeDef::new("execv", "(path, argv, /)", execv),
    NativeDef::new("execve", "(path, argv, env)", execve),
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
    NativeDef::new("getgroups", "()", getgroups),
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
    NativeDef::new("sched_getaffinity", "(pid, /)", sched_getaffinity),
    NativeDef::new("sched_yield", "()", |th, _| {
        // SAFETY: a plain system call.
        runtime::lock::released(th, || unsafe { libc::sched_yield() });
        Ok(Value::NONE)
    }),
    NativeDef::new("strerror", "(code, /)", strerror),
    NativeDef::new("getloadavg", "()", getloadavg),
    NativeDef::new("sysconf", "(name, /)", sysconf),
    NativeDef::new("putenv", "(name, value, /)", putenv),
    NativeDef::new("unsetenv", "(name, /)", unsetenv),
];
