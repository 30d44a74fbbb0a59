//! `_tracemalloc`: how much memory the program uses since it began to ask.
//!
//! The heap counts bytes and not the places where they were allocated: allocation is inlined everywhere, and looking for a
//! place at each would make programs several times slower even while nobody asks. So the sizes are true, the snapshots
//! have no traces, and no object knows where it was made. Garbage counts until a collection has found it, and the peak is
//! the highest of what was seen at questions and collections.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use runtime::error::PyResult;
use runtime::heap;
use runtime::native::{ModuleDef, NativeDef};
use runtime::thread::Thread;
use runtime::types::{int, list, tuple};
use runtime::value::Value;

use crate::posix::arg;

/// The most frames of a place that CPython keeps.
const MAX_FRAMES: i32 = 65_535;

static TRACING: AtomicBool = AtomicBool::new(false);
static LIMIT: AtomicI64 = AtomicI64::new(1);
/// What the heap held when tracing began, and the most that was seen since.
static BEGIN: AtomicI64 = AtomicI64::new(0);
static PEAK: AtomicI64 = AtomicI64::new(0);

/// Bytes that the heap holds now, garbage that nobody has found included.
fn held(th: &Thread) -> i64 {
    let stats = heap::stats();
    (stats.live_bytes + stats.bytes_since_collection) as i64 - th.alloc.unused() as i64
}

/// Bytes since tracing began; raises the peak.
fn current(th: &Thread) -> i64 {
    let now = (held(th) - BEGIN.load(Ordering::Relaxed)).max(0);
    PEAK.fetch_max(now, Ordering::Relaxed);
    now
}

/// Counts from now on. Collects first, or garbage of before that is found later would count against what is new.
fn begin(th: &Thread) {
    heap::collect(true);
    BEGIN.store(held(th), Ordering::Relaxed);
    PEAK.store(0, Ordering::Relaxed);
}

fn is_on() -> bool {
    TRACING.load(Ordering::Relaxed)
}

/// Begins to count, as `-X tracemalloc` asks for.
pub fn start(th: &Thread, frames: i64) {
    if !TRACING.swap(true, Ordering::Relaxed) {
        LIMIT.store(frames, Ordering::Relaxed);
        begin(th);
    }
}

fn traced_memory(th: &Thread, _: &[Value]) -> PyResult {
    let (now, peak) = match is_on() {
        true => (current(th), PEAK.load(Ordering::Relaxed)),
        false => (0, 0),
    };
    Ok(tuple::new(th, &[int::from_i64(th, now), int::from_i64(th, peak)]).value())
}

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_tracemalloc",
    doc: "Debug module to trace memory blocks allocated by Python.",
    functions: &[
        NativeDef::new("is_tracing", "()", |_, _| Ok(Value::bool(is_on())))
            .doc("Return True if the tracemalloc module is tracing Python memory allocations."),
        NativeDef::new("clear_traces", "()", |th, _| {
            if is_on() {
                begin(th);
            }
            Ok(Value::NONE)
        })
        .doc("Clear traces of memory blocks allocated by Python."),
        NativeDef::new("_get_traces", "()", |th, _| Ok(list::empty(th).value()))
            .doc("Get traces of all memory blocks allocated by Python.\n\nReturn a list of (size: int, traceback: tuple) tuples.\ntraceback is a tuple of (filename: str, lineno: int) tuples.\n\nReturn an empty list if the tracemalloc module is disabled."),
        NativeDef::new("_get_object_traceback", "(obj, /)", |_, _| Ok(Value::NONE))
            .doc("Get the traceback where the Python object obj was allocated.\n\nReturn a tuple of (filename: str, lineno: int) tuples.\nReturn None if the tracemalloc module is disabled or did not\ntrace the allocation of the object."),
        NativeDef::new("start", "(nframe=1, /)", |th, a| {
            let frames = arg::c_int_or(th, a[0], 1)?;
            if !(1..=MAX_FRAMES).contains(&frames) {
                let message = format!("the number of frames must be in range [1; {MAX_FRAMES}]");
                return Err(th.value_error(message));
            }
            start(th, i64::from(frames));
            Ok(Value::NONE)
        })
        .doc("Start tracing Python memory allocations.\n\nAlso set the maximum number of frames stored in the traceback of a\ntrace to nframe."),
        NativeDef::new("stop", "()", |_, _| {
            TRACING.store(false, Ordering::Relaxed);
            Ok(Value::NONE)
        })
        .doc("Stop tracing Python memory allocations.\n\nAlso clear traces of memory blocks allocated by Python."),
        NativeDef::new("get_traceback_limit", "()", |th, _| {
            Ok(int::from_i64(th, LIMIT.load(Ordering::Relaxed)))
        })
        .doc("Get the maximum number of frames stored in the traceback of a trace.\n\nBy default, a trace of an allocated memory block only stores\nthe most recent frame: the limit is 1."),
        NativeDef::new("get_tracemalloc_memory", "()", |_, _| Ok(Value::small(0)))
            .doc("Get the memory usage in bytes of the tracemalloc module.\n\nThis memory is used internally to trace memory allocations."),
        NativeDef::new("get_traced_memory", "()", traced_memory)
            .doc("Get the current size and peak size of memory blocks traced by tracemalloc.\n\nReturns a tuple: (current: int, peak: int)."),
        NativeDef::new("reset_peak", "()", |th, _| {
            if is_on() {
                PEAK.store(0, Ordering::Relaxed);
                current(th);
            }
            Ok(Value::NONE)
        })
        .doc("Set the peak size of memory blocks traced by tracemalloc to the current size.\n\nDo nothing if the tracemalloc module is not tracing memory allocations."),
    ],
    init: |_, _| Ok(()),
};
