//! Signals: from the operating system to Python, at the next poll.
//!
//! The handler only sets bits: which signals have arrived, and the poll word of the main thread. Everything else
//! happens at a poll, where Python may run.

use std::cell::Cell;
use std::sync::atomic::{AtomicI32, AtomicPtr, AtomicU64, Ordering};

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

/// The descriptor that is written to when a signal arrives (`signal.set_wakeup_fd`); -1 for none.
static WAKEUP: AtomicI32 = AtomicI32::new(-1);

/// The native thread that runs the handlers; 0 before there is one.
static MAIN_NATIVE: AtomicU64 = AtomicU64::new(0);

extern "C" fn on_signal(signal: libc::c_int) {
    let native = MAIN_NATIVE.load(Ordering::Relaxed);
    // SAFETY: both calls are allowed in signal handlers, and the main thread lives as long as the process.
    unsafe {
        if native != 0 && native != libc::pthread_self() {
            // Only there does it interrupt what the main thread waits for.
            let errno = *libc::__errno_location();
            libc::pthread_kill(native, signal);
            *libc::__errno_location() = errno;
            return;
        }
    }
    ARRIVED.fetch_or(1 << (signal - 1), Ordering::Relaxed);
    let main = MAIN.load(Ordering::Relaxed);
    if !main.is_null() {
        // SAFETY: the main thread's state lives as long as the process; `request` is one atomic operation.
        unsafe { (*main).request(poll::SIGNAL) };
    }
    let wakeup = WAKEUP.load(Ordering::Relaxed);
    if wakeup >= 0 {
        let byte = signal as u8;
        // SAFETY: one byte of ours; the error number that the interrupted code may be about to read is kept.
        unsafe {
            let errno = *libc::__errno_location();
            libc::write(wakeup, (&raw const byte).cast(), 1);
            *libc::__errno_location() = errno;
        }
    }
}

/// Sets the descriptor that is written to when a signal arrives; -1 for none. Returns the old one.
pub fn set_wakeup(fd: i32) -> i32 {
    WAKEUP.swap(fd, Ordering::Relaxed)
}

/// The disposition of signals that Python handles.
pub const CAUGHT: libc::sighandler_t = libc::sighandler_t::MAX;

/// Names the thread that runs the handlers, ignores SIGPIPE and catches SIGINT, as CPython does. Start-up.
pub fn init(main: &'static Thread) {
    set_main(main);
    dispose(libc::SIGPIPE, libc::SIG_IGN);
    dispose(libc::SIGXFSZ, libc::SIG_IGN);
    if disposition(libc::SIGINT) == Some(libc::SIG_DFL) {
        dispose(libc::SIGINT, CAUGHT);
    }
}

/// Makes the calling thread the one that runs the handlers.
pub fn set_main(main: &Thread) {
    // SAFETY: asks for the calling thread's number.
    MAIN_NATIVE.store(unsafe { libc::pthread_self() }, Ordering::Relaxed);
    MAIN.store((&raw const *main).cast_mut(), Ordering::Relaxed);
}

/// Whether this thread runs the handlers.
pub fn is_main(th: &Thread) -> bool {
    std::ptr::eq(MAIN.load(Ordering::Relaxed), th)
}

/// What happens when a signal arrives: `SIG_DFL`, `SIG_IGN`, [`CAUGHT`], or a handler of somebody else's. None: there is
/// no such signal.
pub fn disposition(signal: i32) -> Option<libc::sighandler_t> {
    // SAFETY: the structure is plain data, filled in by the call.
    let action = unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        if libc::sigaction(signal, std::ptr::null(), &raw mut action) != 0 {
            return None;
        }
        action
    };
    let ours = on_signal as *const () as usize;
    Some(if action.sa_sigaction == ours {
        CAUGHT
    } else {
        action.sa_sigaction
    })
}

/// Sets what happens when a signal arrives. False: the system refuses, and has set the error number.
pub fn dispose(signal: i32, disposition: libc::sighandler_t) -> bool {
    // SAFETY: the structure is plain data; the handler only touches atomics and the error number.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = if disposition == CAUGHT {
            on_signal as *const () as usize
        } else {
            disposition
        };
        libc::sigemptyset(&raw mut action.sa_mask);
        libc::sigaction(signal, &raw const action, std::ptr::null_mut()) == 0
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

/// Runs the handlers of the signals that have arrived, in the thread that is to. Runs Python.
pub fn deliver(th: &Thread) -> PyResult<()> {
    if !is_main(th) {
        return Ok(());
    }
    loop {
        let arrived = ARRIVED.load(Ordering::Relaxed);
        if arrived == 0 {
            return Ok(());
        }
        let bit = arrived.trailing_zeros();
        let signal = bit as usize + 1;
        ARRIVED.fetch_and(!(1 << bit), Ordering::Relaxed);
        let handler = HANDLERS.0[signal].get();
        if handler.is_empty() {
            if signal == libc::SIGINT as usize {
                return Err(th.error_with(T::KeyboardInterrupt, &[]));
            }
            continue;
        }
        // `SIG_DFL`, `SIG_IGN` or None: it was set after the signal had arrived.
        if handler.is_small_int() || handler.is_none() {
            continue;
        }
        let at = match frame::running(th) {
            Some((f, _)) => frame::of_frame(th, f).value(),
            None => Value::NONE,
        };
        ops::call2(th, handler, Value::small(signal as i64), at)?;
    }
}

/// For loops in native code: raises KeyboardInterrupt if SIGINT has arrived and no Python handler is set for it. Runs no
/// Python; other signals wait for the next poll.
#[inline(always)]
pub fn check_interrupt(th: &Thread) -> PyResult<()> {
    if th.poll.load(Ordering::Relaxed) & poll::SIGNAL == 0 {
        return Ok(());
    }
    interrupted(th)
}

#[cold]
fn interrupted(th: &Thread) -> PyResult<()> {
    let bit = 1 << (libc::SIGINT - 1);
    let ours = HANDLERS.0[libc::SIGINT as usize].get().is_empty() && is_main(th);
    if !ours || ARRIVED.fetch_and(!bit, Ordering::Relaxed) & bit == 0 {
        return Ok(());
    }
    Err(th.error_with(T::KeyboardInterrupt, &[]))
}

/// Acts as if a signal had arrived (`_thread.interrupt_main`).
pub fn simulate(signal: i32) {
    ARRIVED.fetch_or(1 << (signal - 1), Ordering::Relaxed);
    let main = MAIN.load(Ordering::Relaxed);
    if !main.is_null() {
        // SAFETY: as in `on_signal`.
        unsafe { (*main).request(poll::SIGNAL) };
    }
}

/// Dies of a signal, as if it had never been caught. Returns if the signal does not kill.
pub fn die_of(signal: i32) {
    dispose(signal, libc::SIG_DFL);
    // SAFETY: plain system calls.
    unsafe { libc::kill(libc::getpid(), signal) };
}

/// `threading.main_thread().ident`.
pub fn main_ident() -> u64 {
    MAIN_NATIVE.load(Ordering::Relaxed)
}

/// Blocks all signals in the calling native thread, which runs no Python: they are for another.
pub fn block_all() {
    // SAFETY: the set is ours, and initialised.
    unsafe {
        let mut all = std::mem::zeroed();
        libc::sigfillset(&raw mut all);
        libc::pthread_sigmask(libc::SIG_BLOCK, &raw const all, std::ptr::null_mut());
    }
}
