//! `time`: clocks and sleeping; calendars (`localtime`, `strftime`, …) have a file of their own.

use runtime::audit;
use runtime::error::PyResult;
use runtime::native::{ModuleDef, NativeDef};
use runtime::ops;
use runtime::signals;
use runtime::thread::Thread;
use runtime::types::{float, int, str};
use runtime::value::Value;

const NANOS: i64 = 1_000_000_000;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "time",
    doc: "This module provides various functions to manipulate time values.",
    functions: &[
        NativeDef::new("time", "()", |th, _| seconds(th, libc::CLOCK_REALTIME))
            .doc("Return the current time in seconds since the Epoch.\n\nFractions of a second may be present if the system clock provides them."),
        NativeDef::new("time_ns", "()", |th, _| nanoseconds(th, libc::CLOCK_REALTIME))
            .doc("Return the current time in nanoseconds since the Epoch."),
        NativeDef::new("perf_counter", "()", |th, _| seconds(th, libc::CLOCK_MONOTONIC))
            .doc("Performance counter for benchmarking."),
        NativeDef::new("perf_counter_ns", "()", |th, _| nanoseconds(th, libc::CLOCK_MONOTONIC))
            .doc("Performance counter for benchmarking as nanoseconds."),
        NativeDef::new("monotonic", "()", |th, _| seconds(th, libc::CLOCK_MONOTONIC))
            .doc("Monotonic clock, cannot go backward."),
        NativeDef::new("monotonic_ns", "()", |th, _| nanoseconds(th, libc::CLOCK_MONOTONIC))
            .doc("Monotonic clock, cannot go backward, as nanoseconds."),
        NativeDef::new("process_time", "()", |th, _| seconds(th, libc::CLOCK_PROCESS_CPUTIME_ID))
            .doc("Process time for profiling: sum of the kernel and user-space CPU time."),
        NativeDef::new("process_time_ns", "()", |th, _| nanoseconds(th, libc::CLOCK_PROCESS_CPUTIME_ID))
            .doc("Process time for profiling as nanoseconds: sum of the kernel and user-space CPU time."),
        NativeDef::new("thread_time", "()", |th, _| seconds(th, libc::CLOCK_THREAD_CPUTIME_ID))
            .doc("Thread time for profiling: sum of the kernel and user-space CPU time."),
        NativeDef::new("thread_time_ns", "()", |th, _| nanoseconds(th, libc::CLOCK_THREAD_CPUTIME_ID))
            .doc("Thread time for profiling as nanoseconds: sum of the kernel and user-space CPU time."),
        NativeDef::new("sleep", "(seconds, /)", sleep)
            .doc("sleep(seconds)\n\nDelay execution for a given number of seconds.  The argument may be\na floating-point number for subsecond precision."),
    ],
    init: |th, module| {
        let constants = [
            ("CLOCK_REALTIME", libc::CLOCK_REALTIME),
            ("CLOCK_MONOTONIC", libc::CLOCK_MONOTONIC),
            ("CLOCK_PROCESS_CPUTIME_ID", libc::CLOCK_PROCESS_CPUTIME_ID),
            ("CLOCK_THREAD_CPUTIME_ID", libc::CLOCK_THREAD_CPUTIME_ID),
        ];
        for (name, clock) in constants {
            let name = str::intern(th, name);
            module.dict().set_str(th, name, Value::small(i64::from(clock)));
        }
        crate::calendar::init(th, module)
    },
};

/// A clock's time in nanoseconds.
fn read(clock: libc::clockid_t) -> i64 {
    let mut t = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the structure is ours. These clocks exist on every Linux, so that the call cannot fail.
    unsafe { libc::clock_gettime(clock, &raw mut t) };
    t.tv_sec * NANOS + t.tv_nsec
}

fn nanoseconds(th: &Thread, clock: libc::clockid_t) -> PyResult {
    Ok(int::from_i64(th, read(clock)))
}

fn seconds(th: &Thread, clock: libc::clockid_t) -> PyResult {
    // Whole seconds divide exactly; only then may the conversion round once.
    let nanos = read(clock);
    let seconds = if nanos % NANOS == 0 {
        (nanos / NANOS) as f64
    } else {
        nanos as f64 / NANOS as f64
    };
    Ok(float::new(th, seconds))
}

/// A time span in seconds as nanoseconds, rounded away from zero. Runs Python (`__index__`).
pub fn nanoseconds_of(th: &Thread, v: Value) -> PyResult<i64> {
    let too_far = || th.overflow_error("timestamp out of range for C PyTime_t");
    let Some(seconds) = float::get(v) else {
        let Some(seconds) = ops::number::index_opt(th, v)? else {
            return Err(th.type_error(format!(
                "'{}' object cannot be interpreted as an integer or float",
                ops::type_name(v)
            )));
        };
        let nanos = int::to_i64(seconds).and_then(|n| n.checked_mul(NANOS));
        return nanos.ok_or_else(too_far);
    };
    if seconds.is_nan() {
        return Err(th.value_error("Invalid value NaN (not a number)"));
    }
    let nanos = seconds * NANOS as f64;
    if nanos.abs() >= i64::MAX as f64 {
        return Err(too_far());
    }
    Ok(if nanos < 0.0 {
        nanos.floor() as i64
    } else {
        nanos.ceil() as i64
    })
}

fn sleep(th: &Thread, args: &[Value]) -> PyResult {
    audit::tell(th, "time.sleep", || [args[0]])?;
    let nanos = nanoseconds_of(th, args[0])?;
    if nanos < 0 {
        return Err(th.value_error("sleep length must be non-negative"));
    }
    // An absolute deadline, so that a signal in between does not make the sleep longer.
    let deadline = read(libc::CLOCK_MONOTONIC).saturating_add(nanos);
    let until = libc::timespec {
        tv_sec: deadline / NANOS,
        tv_nsec: deadline % NANOS,
    };
    loop {
        // SAFETY: `until` is a valid time, and nothing is written without the last argument.
        let status = runtime::lock::released(th, || unsafe {
            libc::clock_nanosleep(
                libc::CLOCK_MONOTONIC,
                libc::TIMER_ABSTIME,
                &raw const until,
                std::ptr::null_mut(),
            )
        });
        // Also at the end: a signal may have come just before the sleep began.
        signals::deliver(th)?;
        if status != libc::EINTR {
            return Ok(Value::NONE);
        }
    }
}
