//! `resource`: limits of the process, and what it has used.

use runtime::audit;
use runtime::error::PyResult;
use runtime::native::{ModuleDef, NativeDef};
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::{self, T, float, int, list, tuple};
use runtime::value::Value;

use crate::posix::arg;
use crate::structseq::{self, SequenceDef};
use crate::support::add;

static RUSAGE: SequenceDef = SequenceDef::new(
    "resource.struct_rusage",
    &[
        "ru_utime",
        "ru_stime",
        "ru_maxrss",
        "ru_ixrss",
        "ru_idrss",
        "ru_isrss",
        "ru_minflt",
        "ru_majflt",
        "ru_nswap",
        "ru_inblock",
        "ru_oublock",
        "ru_msgsnd",
        "ru_msgrcv",
        "ru_nsignals",
        "ru_nvcsw",
        "ru_nivcsw",
    ],
);

macro_rules! constants {
    ($($name:ident)*) => {
        const CONSTANTS: &[(&str, i64)] = &[$((stringify!($name), libc::$name as i64),)*];
    };
}

constants! {
    RLIMIT_AS RLIMIT_CORE RLIMIT_CPU RLIMIT_DATA RLIMIT_FSIZE RLIMIT_MEMLOCK RLIMIT_MSGQUEUE RLIMIT_NICE RLIMIT_NOFILE
    RLIMIT_NPROC RLIMIT_RSS RLIMIT_RTPRIO RLIMIT_RTTIME RLIMIT_SIGPENDING RLIMIT_STACK RLIM_INFINITY RUSAGE_CHILDREN
    RUSAGE_SELF RUSAGE_THREAD
}

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "resource",
    doc: "",
    functions: &[
        NativeDef::new("getrlimit", "(resource, /)", |th, a| {
            let kind = arg::c_int(th, a[0])?;
            limits(th, 0, kind, None)
        }),
        NativeDef::new("setrlimit", "(resource, limits, /)", |th, a| {
            let kind = arg::c_int(th, a[0])?;
            let new = pair(th, a[1])?;
            audit::tell(th, "resource.setrlimit", || [a[0], a[1]])?;
            limits(th, 0, kind, Some(new))?;
            Ok(Value::NONE)
        }),
        NativeDef::new("prlimit", "(pid, resource, limits=None, /)", |th, a| {
            let (pid, kind) = (arg::c_int(th, a[0])?, arg::c_int(th, a[1])?);
            let limits_given = crate::support::or(a[2], Value::NONE);
            audit::tell(th, "resource.prlimit", || [a[0], a[1], limits_given])?;
            let new = match a[2].is_empty() || a[2].is_none() {
                true => None,
                false => Some(pair(th, a[2])?),
            };
            limits(th, pid, kind, new)
        }),
        NativeDef::new("getrusage", "(who, /)", getrusage),
        NativeDef::new("getpagesize", "()", |_, _| {
            // SAFETY: a plain system call.
            Ok(Value::small(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }))
        }),
    ],
    init: |th, module| {
        for &(name, n) in CONSTANTS {
            add(th, module, name, int::from_i64(th, n));
        }
        add(th, module, "error", types::get(T::OSError).value());
        let class = structseq::class(th, &RUSAGE)?.value();
        add(th, module, "struct_rusage", class);
        Ok(())
    },
};

/// A pair of limits. Runs Python.
fn pair(th: &Thread, v: Value) -> PyResult<libc::rlimit64> {
    let items = list::from_iterable(th, v)?;
    if items.len() != 2 {
        return Err(th.value_error("expected a tuple of 2 integers"));
    }
    Ok(libc::rlimit64 {
        rlim_cur: arg::c_long(th, items.item(0))? as u64,
        rlim_max: arg::c_long(th, items.item(1))? as u64,
    })
}

/// Asks for the limits of a process, and sets new ones.
fn limits(th: &Thread, pid: i32, kind: i32, new: Option<libc::rlimit64>) -> PyResult {
    if !(0..16).contains(&kind) {
        return Err(th.value_error("invalid resource specified"));
    }
    let mut old = libc::rlimit64 {
        rlim_cur: 0,
        rlim_max: 0,
    };
    let given = new.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    // SAFETY: both structures are ours, or there is none.
    if unsafe { libc::prlimit64(pid, kind as _, given, &raw mut old) } < 0 {
        let errno = os_error::last_errno();
        if errno == libc::EINVAL {
            return Err(th.value_error("current limit exceeds maximum limit"));
        }
        if errno == libc::EPERM && pid == 0 {
            return Err(th.value_error("not allowed to raise maximum limit"));
        }
        return Err(os_error::raise(th, errno, &[]));
    }
    let shown = [old.rlim_cur, old.rlim_max].map(|n| int::from_i64(th, n as i64));
    Ok(tuple::new(th, &shown).value())
}

fn getrusage(th: &Thread, a: &[Value]) -> PyResult {
    let who = arg::c_int(th, a[0])?;
    // SAFETY: plain data, filled in by the call.
    let mut u: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: the structure is ours.
    if unsafe { libc::getrusage(who as _, &raw mut u) } < 0 {
        if os_error::last_errno() == libc::EINVAL {
            return Err(th.value_error("invalid who parameter"));
        }
        return Err(os_error::raise_last(th, &[]));
    }
    usage(th, &u)
}

/// A `struct_rusage`. Allocates.
pub fn usage(th: &Thread, u: &libc::rusage) -> PyResult {
    let seconds = |t: libc::timeval| float::new(th, t.tv_sec as f64 + t.tv_usec as f64 * 1e-6);
    let mut fields = counts(th, u);
    fields[0] = seconds(u.ru_utime);
    fields[1] = seconds(u.ru_stime);
    structseq::new(th, &RUSAGE, &fields)
}

/// The fields, the times left out.
fn counts(th: &Thread, u: &libc::rusage) -> [Value; 16] {
    [
        0,
        0,
        u.ru_maxrss,
        u.ru_ixrss,
        u.ru_idrss,
        u.ru_isrss,
        u.ru_minflt,
        u.ru_majflt,
        u.ru_nswap,
        u.ru_inblock,
        u.ru_oublock,
        u.ru_msgsnd,
        u.ru_msgrcv,
        u.ru_nsignals,
        u.ru_nvcsw,
        u.ru_nivcsw,
    ]
    .map(|n| int::from_i64(th, n))
}
