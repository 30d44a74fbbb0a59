//! Threads that run Python: their states, their stacks, and how they begin and end.
//!
//! A thread's state is never freed, because signal handlers and waiting threads may hold its address; the state of a
//! thread that has ended is used again for the next one.

use std::cell::{Cell, RefCell};
use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::heap::{self, AllocCursors, ThreadRoots, Tracer};
use crate::interp::call::{RESERVE, window_end};
use crate::lock;
use crate::signals;
use crate::thread::Thread;
use crate::value::Value;

/// Address space of a VM stack. It is committed as it is touched.
const VM_STACK_BYTES: usize = 1 << 30;

/// `sys.getrecursionlimit()` at the start.
pub const RECURSION_LIMIT: u32 = 1000;

/// Native stack that must remain when native code recurses.
const NATIVE_RESERVE: usize = 256 << 10;

/// Bytes of a started thread's native stack. Only what is touched is committed.
const NATIVE_STACK: usize = 64 << 20;

/// The record of a thread that has no native stack yet.
struct NoStack(ThreadRoots);
// SAFETY: never registered, and so never written to.
unsafe impl Sync for NoStack {}
static NO_STACK: NoStack = NoStack(ThreadRoots::new(0, 0));

struct State {
    /// The states of all threads that are alive.
    alive: RefCell<Vec<&'static Thread>>,
    /// States to be used again.
    ended: RefCell<Vec<&'static Thread>>,
}
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for State {}
static STATE: State = State {
    alive: RefCell::new(Vec::new()),
    ended: RefCell::new(Vec::new()),
};

thread_local! {
    static CURRENT: Cell<*const Thread> = const { Cell::new(ptr::null()) };
}

/// The state of the calling thread, for callbacks that are not given it. None: this thread runs no Python.
pub fn current_thread() -> Option<&'static Thread> {
    let th = CURRENT.get();
    // SAFETY: the pointer is set to a leaked thread state, or null.
    unsafe { th.as_ref() }
}

/// How many threads run Python.
pub fn count() -> usize {
    STATE.alive.borrow().len()
}

/// A state with a VM stack for a thread that is going to begin.
pub fn create() -> &'static Thread {
    let ended = STATE.ended.borrow_mut().pop();
    let th = ended.unwrap_or_else(allocate);
    STATE.alive.borrow_mut().push(th);
    th
}

fn allocate() -> &'static Thread {
    // SAFETY: a fresh anonymous mapping; nothing else is touched.
    let stack = unsafe {
        libc::mmap(
            ptr::null_mut(),
            VM_STACK_BYTES,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
            -1,
            0,
        )
    };
    assert!(
        stack != libc::MAP_FAILED,
        "no address space for the VM stack"
    );
    let start = stack.cast::<Value>();
    let words = VM_STACK_BYTES / 8;
    Box::leak(Box::new(Thread {
        alloc: AllocCursors::new(),
        poll: AtomicU64::new(0),
        exception: Cell::new(Value::EMPTY),
        handled: Cell::new(Value::NONE),
        base: Cell::new(ptr::null_mut()),
        // SAFETY: inside the mapping.
        stack_limit: Cell::new(unsafe { start.add(words - RESERVE) }),
        stack_start: Cell::new(start),
        dead_above: Cell::new(ptr::null_mut()),
        deferred: Cell::new(None),
        in_traces: Cell::new(0),
        native_limit: Cell::new(0),
        pc: Cell::new(ptr::null()),
        suppress_traceback: Cell::new(false),
        stop_value: Cell::new(Value::EMPTY),
        observed: Cell::new(Value::EMPTY),
        looked_at: Cell::new(0),
        int_max_str_digits: Cell::new(crate::algo::int_text::DEFAULT_MAX_STR_DIGITS),
        context: Cell::new(Value::EMPTY),
        locals: Cell::new(Value::EMPTY),
        event_loop: Cell::new(Value::EMPTY),
        task: Cell::new(Value::EMPTY),
        roots: Cell::new(&NO_STACK.0),
        ident: Cell::new(0),
        depth: Cell::new(0),
        depth_limit: Cell::new(RECURSION_LIMIT),
        recursion_limit: Cell::new(RECURSION_LIMIT),
        monitor: Cell::new(false),
        in_monitor: Cell::new(0),
        tracer: Cell::new(Value::EMPTY),
        profiler: Cell::new(Value::EMPTY),
        c_callee: Cell::new(Value::EMPTY),
        worked: Cell::new(0),
    }))
}

/// Makes the calling native thread, whose stack spans `native` and which holds the lock, run with this state.
pub fn attach(th: &'static Thread, native: (usize, usize)) {
    th.native_limit.set(native.0 + NATIVE_RESERVE);
    // SAFETY: asks for the calling thread's number.
    th.ident.set(unsafe { libc::pthread_self() });
    CURRENT.set(th);
    th.roots.set(heap::register_stack(native.0, native.1));
    heap::register_cursors(&th.alloc);
}

/// Ends the calling thread's use of its state.
fn detach(th: &'static Thread) {
    CURRENT.set(ptr::null());
    forget(th);
    STATE.ended.borrow_mut().push(th);
}

/// What a thread's state refers to, `handled` apart: `EMPTY` where there is nothing.
fn values(th: &Thread) -> [&Cell<Value>; 10] {
    [
        &th.exception,
        &th.stop_value,
        &th.observed,
        &th.context,
        &th.locals,
        &th.event_loop,
        &th.task,
        &th.tracer,
        &th.profiler,
        &th.c_callee,
    ]
}

/// Takes a thread, which will run no more, out of what the collector sees, and empties its state.
fn forget(th: &'static Thread) {
    heap::unregister_thread(th.roots.get());
    heap::unregister_cursors(&th.alloc);
    th.roots.set(&NO_STACK.0);
    STATE.alive.borrow_mut().retain(|&t| !ptr::eq(t, th));
    th.poll.store(0, Ordering::Relaxed);
    for cell in values(th) {
        cell.set(Value::EMPTY);
    }
    th.looked_at.set(0);
    th.handled.set(Value::NONE);
    th.base.set(ptr::null_mut());
    th.pc.set(ptr::null());
    th.dead_above.set(ptr::null_mut());
    th.deferred.set(None);
    th.suppress_traceback.set(false);
    th.depth.set(0);
    th.monitor.set(false);
    th.in_monitor.set(0);
    // SAFETY: the whole mapping is this state's; what lay there is garbage now.
    unsafe {
        libc::madvise(
            th.stack_start.get().cast(),
            VM_STACK_BYTES,
            libc::MADV_DONTNEED,
        )
    };
}

/// What a new thread runs, with the Values that it captured, and its state.
struct Task<F> {
    state: &'static Thread,
    f: F,
}
// SAFETY: it is only touched under the interpreter lock, in whichever thread; `acquire` uses the state's address and
// poll word alone.
unsafe impl<F> Send for Task<F> {}

impl<F: FnOnce(&'static Thread)> Task<F> {
    fn run(self) {
        let th = self.state;
        lock::acquire(th);
        crate::tiers::go_on(None);
        attach(th, heap::os_stack_bounds());
        (self.f)(th);
        detach(th);
        crate::tiers::pause();
        lock::release();
        lock::count_threads(-1);
    }
}

/// Starts a native thread that runs `f` with the lock. False: the system has none left.
pub fn spawn(parent: &Thread, f: impl FnOnce(&'static Thread) + 'static) -> bool {
    let th = create();
    th.recursion_limit.set(parent.recursion_limit.get());
    th.depth_limit.set(parent.recursion_limit.get());
    th.int_max_str_digits.set(parent.int_max_str_digits.get());
    lock::count_threads(1);
    let task = Task { state: th, f };
    let spawned = std::thread::Builder::new()
        .stack_size(NATIVE_STACK)
        .spawn(move || task.run());
    if spawned.is_err() {
        lock::count_threads(-1);
        forget(th);
        STATE.ended.borrow_mut().push(th);
        return false;
    }
    true
}

/// Calls `f` for the state of each thread that is alive.
pub fn for_each(f: impl Fn(&Thread)) {
    for th in STATE.alive.borrow().iter() {
        f(th);
    }
}

/// Visits what the threads' states and their VM stacks refer to: a root of the collector.
pub fn trace_roots(t: &mut Tracer) {
    for th in STATE.alive.borrow().iter() {
        for cell in values(th) {
            t.visit(cell.get());
        }
        t.visit(th.handled.get());
        let base = th.base.get();
        if !base.is_null() {
            // SAFETY: the VM stack is mapped from its start to the end of the innermost window.
            unsafe {
                let end = match th.dead_above.get() {
                    dead if dead.is_null() => window_end(base),
                    dead => dead.min(window_end(base)),
                };
                t.visit_values_conservatively(th.stack_start.get().addr(), end.addr());
            }
        }
    }
}

/// What the threads need around a fork: in the child only the one that forked is left, and it is the main one.
pub const FORK: crate::fork::Hooks = crate::fork::Hooks {
    prepare: || Ok(()),
    parent: || (),
    child: |th| {
        let others: Vec<&'static Thread> = STATE
            .alive
            .borrow()
            .iter()
            .copied()
            .filter(|t| !ptr::eq(*t, th))
            .collect();
        for other in others {
            forget(other);
        }
        signals::set_main(th);
    },
};
