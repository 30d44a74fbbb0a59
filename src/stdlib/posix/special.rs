//! Descriptors that are no files: events, timers, memory, processes, terminals; and namespaces.

use std::ffi::CStr;

use runtime::error::PyResult;
use runtime::lock::system_call;
use runtime::native::NativeDef;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::{float, int, tuple};
use runtime::value::Value;

use super::arg;

const NANOS: i64 = 1_000_000_000;

/// A call's result that is an error if it is -1.
fn checked(th: &Thread, result: i32) -> PyResult {
    if result == -1 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(Value::small(i64::from(result)))
}

fn eventfd(th: &Thread, a: &[Value]) -> PyResult {
    let start = arg::c_uint(th, a[0])?;
    let flags = arg::c_int_or(th, a[1], libc::EFD_CLOEXEC)?;
    // SAFETY: a plain system call.
    checked(th, unsafe { libc::eventfd(start, flags) })
}

fn eventfd_read(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::file_descriptor(th, a[0])?;
    let mut n = 0u64;
    system_call(th, &[], || {
        // SAFETY: the number is ours.
        unsafe { libc::read(fd, (&raw mut n).cast(), 8) as i64 }
    })?;
    Ok(int::from_u64(th, n))
}

fn eventfd_write(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::file_descriptor(th, a[0])?;
    let n = arg::c_ulong_long(th, a[1])?;
    system_call(th, &[], || {
        // SAFETY: the number is ours.
        unsafe { libc::write(fd, (&raw const n).cast(), 8) as i64 }
    })?;
    Ok(Value::NONE)
}

fn timerfd_create(th: &Thread, a: &[Value]) -> PyResult {
    let clock = arg::c_int(th, a[0])?;
    let flags = arg::c_int_or(th, a[1], 0)? | libc::TFD_CLOEXEC;
    // SAFETY: a plain system call.
    checked(th, unsafe { libc::timerfd_create(clock, flags) })
}

/// Shows a timer's state: what is left and the interval, as `number` makes them of nanoseconds.
fn timer(th: &Thread, t: &libc::itimerspec, number: fn(&Thread, i64) -> Value) -> PyResult {
    let pair = [t.it_value, t.it_interval]
        .map(|t| number(th, t.tv_sec.saturating_mul(NANOS).saturating_add(t.tv_nsec)));
    Ok(tuple::new(th, &pair).value())
}

fn as_seconds(th: &Thread, nanos: i64) -> Value {
    float::new(th, nanos as f64 / NANOS as f64)
}

fn timerfd_gettime(th: &Thread, v: Value, number: fn(&Thread, i64) -> Value) -> PyResult {
    let fd = arg::file_descriptor(th, v)?;
    // SAFETY: plain data, filled in by the call.
    let mut now: libc::itimerspec = unsafe { std::mem::zeroed() };
    // SAFETY: as above.
    checked(th, unsafe { libc::timerfd_gettime(fd, &raw mut now) })?;
    timer(th, &now, number)
}

/// Sets a timer to times in nanoseconds.
fn timerfd_settime(
    th: &Thread,
    a: &[Value],
    time: fn(&Thread, Value) -> PyResult<i64>,
    number: fn(&Thread, i64) -> Value,
) -> PyResult {
    let fd = arg::file_descriptor(th, a[0])?;
    let flags = arg::c_int_or(th, a[1], 0)?;
    let spec = |v: Value| -> PyResult<libc::timespec> {
        let n = if v.is_empty() { 0 } else { time(th, v)? };
        Ok(libc::timespec {
            tv_sec: n.div_euclid(NANOS),
            tv_nsec: n.rem_euclid(NANOS),
        })
    };
    let new = libc::itimerspec {
        it_value: spec(a[2])?,
        it_interval: spec(a[3])?,
    };
    // SAFETY: plain data, filled in by the call.
    let mut old: libc::itimerspec = unsafe { std::mem::zeroed() };
    // SAFETY: both are ours.
    checked(th, unsafe {
        libc::timerfd_settime(fd, flags, &raw const new, &raw mut old)
    })?;
    timer(th, &old, number)
}

/// Seconds as nanoseconds, rounded down.
fn seconds(th: &Thread, v: Value) -> PyResult<i64> {
    if int::is_int(v) {
        let n = arg::c_long(th, v)?;
        return n
            .checked_mul(NANOS)
            .ok_or_else(|| th.overflow_error("timestamp out of range for C PyTime_t"));
    }
    let nanos = (float::to_f64(th, v)? * NANOS as f64).floor();
    if nanos.is_nan() || nanos.abs() >= 9.2e18 {
        return Err(th.overflow_error("timestamp out of range for C PyTime_t"));
    }
    Ok(nanos as i64)
}

fn memfd_create(th: &Thread, a: &[Value]) -> PyResult {
    let name = arg::c_string(th, a[0])?;
    let flags = if a[1].is_empty() {
        libc::MFD_CLOEXEC
    } else {
        arg::c_uint(th, a[1])?
    };
    // SAFETY: the name ends with a zero.
    checked(th, unsafe { libc::memfd_create(name.as_ptr(), flags) })
}

fn pidfd_open(th: &Thread, a: &[Value]) -> PyResult {
    let pid = arg::c_int(th, a[0])?;
    let flags = if a[1].is_empty() {
        0
    } else {
        arg::c_uint(th, a[1])?
    };
    // SAFETY: a plain system call.
    checked(
        th,
        unsafe { libc::syscall(libc::SYS_pidfd_open, pid, flags) } as i32,
    )
}

fn ptsname(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::file_descriptor(th, a[0])?;
    let mut name = [0 as libc::c_char; 1024];
    // SAFETY: the buffer is as long as said; the call ends what it writes with a zero.
    unsafe {
        let e = libc::ptsname_r(fd, name.as_mut_ptr(), name.len());
        if e != 0 {
            return Err(os_error::raise(th, e, &[]));
        }
        Ok(os_error::fs_decode(
            th,
            CStr::from_ptr(name.as_ptr()).to_bytes(),
        ))
    }
}

fn none(r: PyResult) -> PyResult {
    r.map(|_| Value::NONE)
}

/// The functions of this file.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("eventfd", "(initval, flags=EFD_CLOEXEC)", eventfd),
    NativeDef::new("eventfd_read", "(fd)", eventfd_read),
    NativeDef::new("eventfd_write", "(fd, value)", eventfd_write),
    NativeDef::new("timerfd_create", "(clockid, /, *, flags=0)", timerfd_create),
    NativeDef::new("timerfd_gettime", "(fd, /)", |th, a| {
        timerfd_gettime(th, a[0], as_seconds)
    }),
    NativeDef::new("timerfd_gettime_ns", "(fd, /)", |th, a| {
        timerfd_gettime(th, a[0], int::from_i64)
    }),
    NativeDef::new(
        "timerfd_settime",
        "(fd, /, *, flags=0, initial=0.0, interval=0.0)",
        |th, a| timerfd_settime(th, a, seconds, as_seconds),
    ),
    NativeDef::new(
        "timerfd_settime_ns",
        "(fd, /, *, flags=0, initial=0, interval=0)",
        |th, a| timerfd_settime(th, a, arg::c_long, int::from_i64),
    ),
    NativeDef::new("memfd_create", "(name, flags=MFD_CLOEXEC)", memfd_create),
    NativeDef::new("pidfd_open", "(pid, flags=0)", pidfd_open),
    NativeDef::new("posix_openpt", "(oflag, /)", |th, a| {
        let flags = arg::c_int(th, a[0])?;
        // SAFETY: a plain system call.
        checked(th, unsafe { libc::posix_openpt(flags | libc::O_CLOEXEC) })
    }),
    NativeDef::new("grantpt", "(fd, /)", |th, a| {
        let fd = arg::file_descriptor(th, a[0])?;
        // SAFETY: a plain system call.
        none(checked(th, unsafe { libc::grantpt(fd) }))
    }),
    NativeDef::new("unlockpt", "(fd, /)", |th, a| {
        let fd = arg::file_descriptor(th, a[0])?;
        // SAFETY: a plain system call.
        none(checked(th, unsafe { libc::unlockpt(fd) }))
    }),
    NativeDef::new("ptsname", "(fd, /)", ptsname),
    NativeDef::new("setns", "(fd, nstype=0)", |th, a| {
        let fd = arg::file_descriptor(th, a[0])?;
        let kind = arg::c_int_or(th, a[1], 0)?;
        // SAFETY: a plain system call.
        none(checked(th, unsafe { libc::setns(fd, kind) }))
    }),
    NativeDef::new("unshare", "(flags)", |th, a| {
        let flags = arg::c_int(th, a[0])?;
        // SAFETY: a plain system call.
        none(checked(th, unsafe { libc::unshare(flags) }))
    }),
];
