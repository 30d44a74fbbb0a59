//! `Thread`: the state of one Python thread, passed to everything that may allocate, raise or run Python.
//!
//! Machine code reaches it through a pinned register: the fields that templates use come first and have their offsets
//! in constants below. All mutable fields are cells; a thread's state is touched only by the thread itself, under the
//! interpreter lock, except `poll`, which others (and signal handlers) set.

use std::cell::Cell;
use std::mem::offset_of;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::PyResult;
use crate::heap::{AllocCursors, ThreadRoots};
use crate::value::Value;

/// Bits of the poll word: why the interpreter should look up from its work.
pub mod poll {
    /// A signal has arrived.
    pub const SIGNAL: u64 = 1;
    /// Finalisers or weakref callbacks are waiting.
    pub const PENDING: u64 = 2;
    /// Another thread wants the interpreter lock.
    pub const LOCK: u64 = 4;
    /// An asynchronous exception was set for this thread.
    pub const ASYNC_EXCEPTION: u64 = 8;
    /// A trace or profile function is set: leave machine code.
    pub const MONITOR: u64 = 16;
}

/// The state of one Python thread.
#[repr(C)]
pub struct Thread {
    /// Where the next small objects are allocated.
    pub alloc: AllocCursors,
    /// Not zero: something waits for the next back-edge or function entry. See [`poll`].
    pub poll: AtomicU64,
    /// The exception being raised, `EMPTY` if none.
    pub exception: Cell<Value>,
    /// The exception being handled (`sys.exception()`), `NONE` if none.
    pub handled: Cell<Value>,
    /// The base of the running Python frame's window; null outside Python code.
    pub base: Cell<*mut Value>,
    /// Null, or the address in the running window from which its words are dead: set while a program asks for a
    /// collection.
    pub dead_above: Cell<*mut Value>,
    /// What the running CALL's function has left to be done; see [`Thread::defer`].
    pub deferred: Cell<Option<fn(&Thread) -> PyResult>>,
    /// How many traces run whose frames are not published (as they are while an instruction is executed for a trace). If any
    /// does, the registers in memory and the position are those of a trace's entry, or any since.
    pub in_traces: Cell<u32>,
    /// The end of the VM stack.
    pub stack_limit: Cell<*mut Value>,
    /// The start of the VM stack.
    pub stack_start: Cell<*mut Value>,
    /// Native code must not go below this stack address.
    pub native_limit: Cell<usize>,
    /// The instruction at which the running frame stands, as published by the interpreter: behind the one being executed.
    pub pc: Cell<*const u64>,
    /// The next frame that an exception leaves is in its traceback already.
    pub suppress_traceback: Cell<bool>,
    /// What the last native iterator returned when it was exhausted (a StopIteration's value), `EMPTY` if nothing.
    pub stop_value: Cell<Value>,
    /// The innermost frame that has a frame object (see `types::frame`), `EMPTY` if none has.
    pub observed: Cell<Value>,
    /// The base of that frame, 0 if there is none. Traces look here before they end frames: see `types::frame`.
    pub looked_at: Cell<usize>,
    /// `sys.get_int_max_str_digits()`; 0: no limit.
    pub int_max_str_digits: Cell<usize>,
    /// The current `contextvars.Context`, `EMPTY` before it is asked for.
    pub context: Cell<Value>,
    /// The values of `_thread._local` objects in this thread: a dict, or `EMPTY`.
    pub locals: Cell<Value>,
    /// The event loop that runs in this thread, `EMPTY` if none (see `_asyncio`).
    pub event_loop: Cell<Value>,
    /// The task that this loop runs, `EMPTY` if none.
    pub task: Cell<Value>,
    /// Where this thread's native stack is recorded; see [`crate::threads`].
    pub roots: Cell<&'static ThreadRoots>,
    /// `threading.get_ident()`.
    pub ident: Cell<u64>,
    /// How many Python frames are active, and how many may be.
    pub depth: Cell<u32>,
    /// See `depth`; 0 while somebody watches the thread (see [`crate::monitor`]), so that all calls look closer.
    pub depth_limit: Cell<u32>,
    /// `sys.getrecursionlimit()`: what `depth_limit` is while nobody watches.
    pub recursion_limit: Cell<u32>,
    /// Whether somebody watches the thread.
    pub monitor: Cell<bool>,
    /// How many callbacks of those who watch are active.
    pub in_monitor: Cell<u32>,
    /// `sys.gettrace()`, `EMPTY` for none.
    pub tracer: Cell<Value>,
    /// `sys.getprofile()`, `EMPTY` for none.
    pub profiler: Cell<Value>,
    /// What is being called and is no Python function, with its first argument, while somebody watches; else `EMPTY`.
    pub c_callee: Cell<Value>,
    /// The work that operations on long data have done so far, in units of about 3 ns: what compilation does not make
    /// faster.
    pub worked: Cell<u64>,
}

/// Offset of [`Thread::poll`], for templates.
pub const POLL_OFFSET: usize = offset_of!(Thread, poll);
/// Offset of [`Thread::alloc`], for templates.
pub const ALLOC_OFFSET: usize = offset_of!(Thread, alloc);
/// Offset of [`Thread::base`], for templates.
pub const BASE_OFFSET: usize = offset_of!(Thread, base);
/// Offset of [`Thread::handled`], for traces.
pub const HANDLED_OFFSET: usize = offset_of!(Thread, handled);
/// Offset of [`Thread::pc`], for traces.
pub const PC_OFFSET: usize = offset_of!(Thread, pc);
/// Offset of [`Thread::looked_at`], for templates.
pub const LOOKED_AT_OFFSET: usize = offset_of!(Thread, looked_at);
/// Offset of [`Thread::stack_limit`], for templates.
pub const STACK_LIMIT_OFFSET: usize = offset_of!(Thread, stack_limit);
/// Offset of [`Thread::native_limit`], for templates.
pub const NATIVE_LIMIT_OFFSET: usize = offset_of!(Thread, native_limit);
/// Offset of [`Thread::depth`], for templates.
pub const DEPTH_OFFSET: usize = offset_of!(Thread, depth);
/// Offset of [`Thread::depth_limit`], for templates.
pub const DEPTH_LIMIT_OFFSET: usize = offset_of!(Thread, depth_limit);
/// Offset of [`Thread::exception`], for templates.
pub const EXCEPTION_OFFSET: usize = offset_of!(Thread, exception);

/// How much of the native stack [`Thread::check_data_stack`] lets be used: what takes CPython 8 MB takes us half as much
/// again, and there is room for what a compiler makes of it. Builds without optimisation take many times that, and may.
const DATA_STACK: usize = if cfg!(debug_assertions) {
    240 << 20
} else {
    24 << 20
};

impl Thread {
    /// Asks the thread to look up at its next poll. Safe in signal handlers.
    pub fn request(&self, reason: u64) {
        self.poll.fetch_or(reason, Ordering::Relaxed);
    }

    /// As [`Thread::check_native_stack`], for code that goes down nested data: no deeper than what CPython's stack usually
    /// bears, since our stack would let it go on for long.
    #[inline]
    pub fn check_data_stack(&self, what: &str) -> crate::error::PyResult<()> {
        let here = 0u8;
        let here = (&raw const here).addr();
        let lowest = self.roots.get().high().saturating_sub(DATA_STACK);
        if here < lowest.max(self.native_limit.get()) {
            return Err(self.error(
                crate::types::T::RecursionError,
                format!("Stack overflow (used 8156 kB){what}"),
            ));
        }
        Ok(())
    }

    /// Raises RecursionError if the native stack is nearly used up; to be called by native code that recurses over
    /// data (`repr`, comparison, marking is iterative) or re-enters the interpreter.
    #[inline]
    pub fn check_native_stack(&self, what: &str) -> crate::error::PyResult<()> {
        let here = 0u8;
        if (&raw const here).addr() < self.native_limit.get() {
            return Err(self.error(
                crate::types::T::RecursionError,
                format!("maximum recursion depth exceeded{what}"),
            ));
        }
        Ok(())
    }
}
