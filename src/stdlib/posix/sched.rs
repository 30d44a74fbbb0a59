//! The scheduler: policies, priorities, processors.

use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::native::NativeDef;
use runtime::ops;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::tuple::Tuple;
use runtime::types::{self, T, float, int, list};
use runtime::value::Value;

use super::arg;
use crate::structseq::{self, SequenceDef};

/// `posix.sched_param`, which is made of its one field, not of a sequence.
pub static PARAM: SequenceDef =
    SequenceDef::new("posix.sched_param", &["sched_priority"]).of_fields();

/// A call's result that is an error if it is -1.
fn checked(th: &Thread, result: i32) -> PyResult {
    if result == -1 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(Value::small(i64::from(result)))
}

/// What the system is told of a `sched_param`.
pub fn param(th: &Thread, v: Value) -> PyResult<libc::sched_param> {
    if !structseq::is_instance(&PARAM, v) {
        return Err(th.type_error("must have a sched_param object"));
    }
    let items = v.downcast::<Tuple>();
    let priority = items.map_or(Value::NONE, |t| t.items()[0]);
    let priority = arg::c_long(th, priority)?;
    let Ok(priority) = i32::try_from(priority) else {
        return Err(th.overflow_error("sched_priority out of range"));
    };
    // SAFETY: plain data; what is not named here is zero.
    let mut param: libc::sched_param = unsafe { std::mem::zeroed() };
    param.sched_priority = priority;
    Ok(param)
}

fn setscheduler(th: &Thread, a: &[Value]) -> PyResult {
    let (pid, policy) = (arg::c_int(th, a[0])?, arg::c_int(th, a[1])?);
    let param = param(th, a[2])?;
    // SAFETY: the structure is ours.
    checked(th, unsafe {
        libc::sched_setscheduler(pid, policy, &raw const param)
    })?;
    Ok(Value::NONE)
}

fn setparam(th: &Thread, a: &[Value]) -> PyResult {
    let pid = arg::c_int(th, a[0])?;
    let param = param(th, a[1])?;
    // SAFETY: the structure is ours.
    checked(th, unsafe { libc::sched_setparam(pid, &raw const param) })?;
    Ok(Value::NONE)
}

fn getparam(th: &Thread, a: &[Value]) -> PyResult {
    let pid = arg::c_int(th, a[0])?;
    // SAFETY: the structure is plain data, filled in by the call.
    let mut param: libc::sched_param = unsafe { std::mem::zeroed() };
    // SAFETY: as above.
    checked(th, unsafe { libc::sched_getparam(pid, &raw mut param) })?;
    structseq::new(th, &PARAM, &[Value::small(i64::from(param.sched_priority))])
}

fn rr_interval(th: &Thread, a: &[Value]) -> PyResult {
    let pid = arg::c_int(th, a[0])?;
    let mut t = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the structure is ours.
    checked(th, unsafe { libc::sched_rr_get_interval(pid, &raw mut t) })?;
    Ok(float::new(th, t.tv_sec as f64 + 1e-9 * t.tv_nsec as f64))
}

fn getaffinity(th: &Thread, a: &[Value]) -> PyResult {
    let pid = arg::c_int(th, a[0])?;
    // SAFETY: the set is plain data, filled in by the call.
    let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    let size = std::mem::size_of::<libc::cpu_set_t>();
    // SAFETY: as above.
    checked(th, unsafe {
        libc::sched_getaffinity(pid, size, &raw mut set)
    })?;
    let cpus: RootedVec<Value> = (0..libc::CPU_SETSIZE as usize)
        // SAFETY: a bit of the set.
        .filter(|&n| unsafe { libc::CPU_ISSET(n, &set) })
        .map(|n| Value::small(n as i64))
        .collect();
    let list = list::new(th, &cpus).value();
    ops::call1(th, types::get(T::Set).value(), list)
}

fn setaffinity(th: &Thread, a: &[Value]) -> PyResult {
    let pid = arg::c_int(th, a[0])?;
    let cpus = list::from_iterable(th, a[1])?;
    // SAFETY: plain data.
    let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    for n in 0..cpus.len() {
        let cpu = cpus.item(n);
        if !int::is_int(cpu) {
            return Err(th.type_error(format!(
                "expected an iterator of ints, but iterator yielded {}",
                ops::repr(th, types::type_of(cpu).value())?.to_string_lossy()
            )));
        }
        let cpu = arg::c_long(th, cpu)?;
        if cpu < 0 {
            return Err(th.value_error("negative CPU number"));
        }
        if cpu >= i64::from(i32::MAX) {
            return Err(th.overflow_error("CPU number too large"));
        }
        if cpu < i64::from(libc::CPU_SETSIZE) {
            // SAFETY: a bit of the set.
            unsafe { libc::CPU_SET(cpu as usize, &mut set) };
        }
    }
    let size = std::mem::size_of::<libc::cpu_set_t>();
    // SAFETY: the set is ours.
    checked(th, unsafe {
        libc::sched_setaffinity(pid, size, &raw const set)
    })?;
    Ok(Value::NONE)
}

/// The functions of this file.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("sched_get_priority_max", "(policy)", |th, a| {
        let policy = arg::c_int(th, a[0])?;
        // SAFETY: a plain system call.
        checked(th, unsafe { libc::sched_get_priority_max(policy) })
    }),
    NativeDef::new("sched_get_priority_min", "(policy)", |th, a| {
        let policy = arg::c_int(th, a[0])?;
        // SAFETY: a plain system call.
        checked(th, unsafe { libc::sched_get_priority_min(policy) })
    }),
    NativeDef::new("sched_getscheduler", "(pid, /)", |th, a| {
        let pid = arg::c_int(th, a[0])?;
        // SAFETY: a plain system call.
        checked(th, unsafe { libc::sched_getscheduler(pid) })
    }),
    NativeDef::new(
        "sched_setscheduler",
        "(pid, policy, param, /)",
        setscheduler,
    ),
    NativeDef::new("sched_getparam", "(pid, /)", getparam),
    NativeDef::new("sched_setparam", "(pid, param, /)", setparam),
    NativeDef::new("sched_rr_get_interval", "(pid, /)", rr_interval),
    NativeDef::new("sched_getaffinity", "(pid, /)", getaffinity),
    NativeDef::new("sched_setaffinity", "(pid, mask, /)", setaffinity),
    NativeDef::new("sched_yield", "()", |th, _| {
        // SAFETY: a plain system call.
        runtime::lock::released(th, || unsafe { libc::sched_yield() });
        Ok(Value::NONE)
    }),
];
