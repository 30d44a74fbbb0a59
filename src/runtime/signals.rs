//! Signals: from the operating system to Python, at the next poll.
//!
//! The handler only sets bits: which signals have arrived, and the poll word of the main thread. Everything else
//! happens at a poll, where Python may run.

use std::cell::Cell;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

use crate::error::PyResult;
use crate::heap::Tracer;
use crate::ops;
use crate::thread::{Thread, poll};
use crate::types::{T, frame};
use crate::value::Value;

/// How many signals there are on Linux.
pub const COUNT: usize = 65;

static ARRIVED: AtomicU64 = AtomicU64::new(0);
static MAIN: AtomicPtr<Thread> = AtomicPtr::new(std::ptr::null_mut());

struct Handlers([Cell<Value>; COUNT]);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Handlers {}
/// The Python handlers; `EMPTY` where Python has not set one.
static HANDLERS: Handlers = Handlers([const { Cell::new(Value::EMPTY) }; COUNT]);

extern "C" fn on_signal(signal: libc::c_int) {
    ARRIVED.fetch_or(1 << signal, Ordering::Relaxed);
    let main = MAIN.load(Ordering::Relaxed);
    if !main.is_null() {
        // SAFETY: the main thread's state lives as long as the process; `request` is one atomic operation.
        unsafe { (*main).request(poll::SIGNAL) };
    }
}

/// Names the thread that runs the handlers, ignores SIGPIPE and catches SIGINT, as CPython does. Start-up.
pub fn init(main: &'static Thread) {
    MAIN.store((&raw const *main).cast_mut(), Ordering::Relaxed);
    // SAFETY: plain system calls with valid arguments.
    unsafe {
        libc::signal(libc::SIGPIPE, libc::SIG_IGN);
        libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
    }
    catch(libc::SIGINT);
}

/// Has a signal delivered to Python.
pub fn catch(signal: libc::c_int) {
    // SAFETY: the structure is plain data; the handler only touches atomics.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = on_signal as *const () as usize;
        libc::sigemptyset(&raw mut action.sa_mask);
        libc::sigaction(signal, &raw const action, std::ptr::null_mut());
    }
}

/// Sets the Python handler of a signal (any callable; `EMPTY` for the built-in behaviour of SIGINT). Returns the old one.
pub fn set_handler(signal: usize, handler: Value) -> Value {
    HANDLERS.0[signal].replace(handler)
}

/// The Python handler of a signal.
pub fn handler(signal: usize) -> Value {
    HANDLERS.0[signal].get()
}

/// Visits the handlers: a root of the collector.
pub fn trace_roots(t: &mut Tracer) {
    for handler in &HANDLERS.0 {
        t.visit(handler.get());
    }
}

/// Runs the handlers of the signals that have arrived. Runs Python.
pub fn deliver(th: &Thread) -> PyResult<()> {
    loop {
        let arrived = ARRIVED.load(Ordering::Relaxed);
        if arrived == 0 {
            return Ok(());
        }
        let signal = arrived.trailing_zeros() as usize;
        ARRIVED.fetch_and(!(1 << signal), Ordering::Relaxed);
        let handler = HANDLERS.0[signal].get();
        if handler.is_empty() {
            if signal == libc::SIGINT as usize {
                return Err(th.error_with(T::KeyboardInterrupt, &[]));
            }
            continue;
        }
        let at = match frame::at_depth(th, 0) {
            Some((f, index)) => frame::of_frame(th, f, index)?,
            None => Value::NONE,
        };
        ops::call2(th, handler, Value::small(signal as i64), at)?;
    }
}
