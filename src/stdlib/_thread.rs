//! `_thread`: threads, locks, and data that belongs to a thread.
//!
//! A lock is one word in its object (0: free, 1: held, 2: held and waited for), on which threads wait in the system
//! without the interpreter lock; a signal wakes them for its handler. The word of a thread's handle works alike.

use std::cell::Cell;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use runtime::audit;
use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::lock::{self, wait_on, wake};
use runtime::names::{self, N};
use runtime::native::{Args, GetSetDef, ModuleDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref};
use runtime::ops;
use runtime::signals;
use runtime::thread::Thread;
use runtime::threads;
use runtime::types::dict::{self, Dict};
use runtime::types::module::Module;
use runtime::types::slots::Slots;
use runtime::types::str::Str;
use runtime::types::tuple::{self, Tuple};
use runtime::types::type_::{self, NativeTypeDef, Type, as_type, flags};
use runtime::types::{self, T, float, int, signature, str, type_of};
use runtime::value::Value;

use crate::structseq::{self, SequenceDef};
use crate::support::{self, Small, add, small};

static HOOK_ARGS: SequenceDef = SequenceDef::new(
    "_thread._ExceptHookArgs",
    &["exc_type", "exc_value", "exc_traceback", "thread"],
);

/// The longest time that a wait may be given, in seconds: CPython's.
const TIMEOUT_MAX: f64 = 9_223_372_036.0;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_thread",
    doc: "This module provides primitive operations to write multi-threaded programs.\nThe 'threading' module provides a more convenient interface.",
    functions: &[
        NativeDef::new("get_ident", "()", |th, _| Ok(ident(th, th.ident.get()))),
        NativeDef::new("_get_main_thread_ident", "()", |th, _| {
            Ok(ident(th, signals::main_ident()))
        }),
        NativeDef::new("get_native_id", "()", |_, _| {
            // SAFETY: a plain system call.
            Ok(Value::small(i64::from(unsafe { libc::gettid() })))
        }),
        NativeDef::new("allocate_lock", "()", |th, _| Ok(new_lock(th, LOCK))),
        NativeDef::new("allocate", "()", |th, _| Ok(new_lock(th, LOCK))),
        NativeDef::new("daemon_threads_allowed", "()", |_, _| Ok(Value::TRUE)),
        NativeDef::new("_is_main_interpreter", "()", |_, _| Ok(Value::TRUE)),
        NativeDef::new("_count", "()", |_, _| {
            Ok(Value::small(threads::count() as i64 - 1))
        }),
        NativeDef::new("_shutdown", "()", |th, _| {
            shutdown(th)?;
            Ok(Value::NONE)
        }),
        NativeDef::new("stack_size", "(size=0, /)", stack_size),
        NativeDef::new("set_name", "(name)", set_name),
        NativeDef::new("exit", "()", |th, _| Err(th.error_with(T::SystemExit, &[]))),
        NativeDef::new("exit_thread", "()", |th, _| {
            Err(th.error_with(T::SystemExit, &[]))
        }),
        NativeDef::new("interrupt_main", "(signum=2, /)", |th, a| {
            let n = crate::posix::arg::c_int_or(th, a[0], libc::SIGINT)?;
            if !(1..signals::COUNT as i32).contains(&n) {
                return Err(th.value_error("signal number out of range"));
            }
            if !signals::handler(n as usize).is_small_int() {
                signals::simulate(n);
            }
            // In the main thread it is dealt with before this returns.
            signals::deliver(th)?;
            Ok(Value::NONE)
        }),
        NativeDef::new("_make_thread_handle", "(ident, /)", |th, a| {
            let id = int::to_u64(ops::number::index(th, a[0])?).unwrap_or(0);
            let state = Arc::new(HandleState::default());
            state.ident.store(id, Ordering::Relaxed);
            state.state.store(RUNNING, Ordering::Relaxed);
            Ok(new_handle(th, state))
        }),
        NativeDef::raw(
            "start_new_thread",
            "(function, args, kwargs={}, /)",
            start_new,
        ),
        NativeDef::raw("start_new", "(function, args, kwargs={}, /)", start_new),
        NativeDef::new(
            "start_joinable_thread",
            "(function, handle=None, daemon=True)",
            start_joinable,
        ),
        NativeDef::new("_excepthook", "(args, /)", except_hook),
        NativeDef::new("_get_main_thread_handle", "()", |_, _| Ok(Value::NONE)),
    ],
    init,
};

fn ident(th: &Thread, n: u64) -> Value {
    int::from_u64(th, n)
}

const LOCK: usize = 0;
const RLOCK: usize = 1;
const HANDLE: usize = 2;

struct Classes([Cell<Value>; 3]);
// SAFETY: touched only under the interpreter lock; classes are roots.
unsafe impl Sync for Classes {}
static CLASSES: Classes = Classes([const { Cell::new(Value::EMPTY) }; 3]);

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    for (n, def) in [&LOCK_DEF, &RLOCK_DEF, &HANDLE_DEF].into_iter().enumerate() {
        CLASSES.0[n].set(type_::define_native(th, def).value());
    }
    add(th, module, "lock", CLASSES.0[LOCK].get());
    add(th, module, "LockType", CLASSES.0[LOCK].get());
    add(th, module, "RLock", CLASSES.0[RLOCK].get());
    add(th, module, "_ThreadHandle", CLASSES.0[HANDLE].get());
    let local = type_::define_native(th, &LOCAL_DEF).value();
    add(th, module, "_local", local);
    let hook_args = structseq::class(th, &HOOK_ARGS)?.value();
    add(th, module, "_ExceptHookArgs", hook_args);
    add(th, module, "error", types::get(T::RuntimeError).value());
    add(th, module, "TIMEOUT_MAX", float::new(th, TIMEOUT_MAX));
    runtime::fork::add_hooks(runtime::fork::Hooks {
        prepare: || Ok(()),
        parent: || (),
        child: |th| {
            for state in handles().drain(..) {
                if state.ident.load(Ordering::Relaxed) != th.ident.get() {
                    state.state.store(DONE, Ordering::Relaxed);
                }
            }
        },
    });
    Ok(())
}

// ---- locks

/// A lock; of an RLock also who holds it and how often.
#[repr(C)]
struct Lock {
    header: Header,
    layout: Option<&'static NativeLayout>,
    word: AtomicU32,
    count: Cell<u32>,
    owner: Cell<u64>,
}

// SAFETY: `#[repr(C)]` with header and layout first.
unsafe impl Object for Lock {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "lock",
    trace: |_, _| {},
    drop: None,
};

/// What was set by `stack_size`. Threads do not heed it: their stacks are address space that is committed as it is used.
static STACK_SIZE: std::sync::atomic::AtomicI64 = std::sync::atomic::AtomicI64::new(0);

fn stack_size(th: &Thread, a: &[Value]) -> PyResult {
    const LEAST: i64 = 53248;
    let Some(&size) = a.first().filter(|v| !v.is_empty()) else {
        return Ok(Value::small(STACK_SIZE.load(Ordering::Relaxed)));
    };
    let size = ops::index_i64(th, size)?;
    if size != 0 && size < LEAST {
        return Err(th.value_error(format!("size must be at least {LEAST} bytes")));
    }
    Ok(Value::small(STACK_SIZE.swap(size, Ordering::Relaxed)))
}

const FREE: u32 = 0;
const HELD: u32 = 1;
const WAITED_FOR: u32 = 2;

fn new_lock(th: &Thread, n: usize) -> Value {
    type_::alloc_native::<Lock>(th, as_type(CLASSES.0[n].get()), &LAYOUT).value()
}

fn lock(v: Value) -> Ref<Lock> {
    // SAFETY: the methods of the types are called with their instances, which have this structure.
    unsafe { Ref::from_value_unchecked(v) }
}

/// Takes the lock. False: the time is up. Runs Python (signal handlers).
fn take(th: &Thread, word: &AtomicU32, blocking: bool, deadline: Option<i64>) -> PyResult<bool> {
    let free = |new| {
        word.compare_exchange(FREE, new, Ordering::Acquire, Ordering::Relaxed)
            .is_ok()
    };
    if free(HELD) {
        return Ok(true);
    }
    if !blocking {
        return Ok(false);
    }
    loop {
        if word.swap(WAITED_FOR, Ordering::Acquire) == FREE {
            return Ok(true);
        }
        if !wait_on(th, word, WAITED_FOR, deadline)? {
            return Ok(free(WAITED_FOR));
        }
    }
}

fn give(word: &AtomicU32) {
    if word.swap(FREE, Ordering::Release) == WAITED_FOR {
        wake(word, false);
    }
}

/// A timeout in seconds as a deadline; None for no limit.
fn deadline(th: &Thread, seconds: f64) -> PyResult<Option<i64>> {
    if seconds.is_nan() {
        return Err(th.value_error("Invalid value NaN (not a number)"));
    }
    if seconds.abs() >= 9_223_372_036.854_776 {
        return Err(th.overflow_error("timestamp out of range for C PyTime_t"));
    }
    if seconds > TIMEOUT_MAX {
        return Err(th.overflow_error("timeout value is too large"));
    }
    Ok(Some(
        lock::now().saturating_add((seconds * 1e9).ceil() as i64),
    ))
}

/// The arguments of `acquire(blocking=True, timeout=-1)`.
fn patience(th: &Thread, a: &[Value]) -> PyResult<(bool, Option<i64>)> {
    let blocking = a[1].is_empty() || ops::is_true(th, a[1])?;
    let timeout = if a[2].is_empty() {
        -1.0
    } else {
        float::to_f64(th, a[2])?
    };
    if !blocking && timeout != -1.0 {
        return Err(th.value_error("can't specify a timeout for a non-blocking call"));
    }
    if timeout < 0.0 && timeout != -1.0 {
        return Err(th.value_error("timeout value must be a non-negative number"));
    }
    let until = if timeout < 0.0 {
        None
    } else {
        deadline(th, timeout)?
    };
    Ok((blocking, until))
}

fn acquire(th: &Thread, a: &[Value]) -> PyResult {
    let (blocking, until) = patience(th, a)?;
    take(th, &lock(a[0]).word, blocking, until).map(Value::bool)
}

fn release(th: &Thread, a: &[Value]) -> PyResult {
    let word = &lock(a[0]).word;
    if word.load(Ordering::Relaxed) == FREE {
        return Err(th.runtime_error("release unlocked lock"));
    }
    give(word);
    Ok(Value::NONE)
}

fn is_held(v: Value) -> bool {
    lock(v).word.load(Ordering::Relaxed) != FREE
}

fn state_text(v: Value) -> &'static str {
    if is_held(v) { "locked" } else { "unlocked" }
}

const ACQUIRE: &str = "($self, /, blocking=True, timeout=-1)";
const PLAIN: &str = "($self, /)";

const LOCKED: NativeDef = NativeDef::new("locked", PLAIN, |_, a| Ok(Value::bool(is_held(a[0]))));
const REINIT: NativeDef = NativeDef::new("_at_fork_reinit", PLAIN, |_, a| {
    let l = lock(a[0]);
    l.word.store(FREE, Ordering::Relaxed);
    l.count.set(0);
    l.owner.set(0);
    Ok(Value::NONE)
});

const LOCK_METHODS: &[NativeDef] = &[
    NativeDef::new("acquire", ACQUIRE, acquire),
    NativeDef::new("acquire_lock", ACQUIRE, acquire),
    NativeDef::new("release", PLAIN, release),
    NativeDef::new("release_lock", PLAIN, release),
    LOCKED,
    NativeDef::new("locked_lock", PLAIN, |_, a| Ok(Value::bool(is_held(a[0])))),
    NativeDef::new("__enter__", PLAIN, |th, a| {
        acquire(th, &[a[0], Value::EMPTY, Value::EMPTY])
    }),
    NativeDef::raw("__exit__", "($self, /, *exc_info)", |th, args| {
        release(th, args.values)
    }),
    REINIT,
];

static NEW: NativeDef = NativeDef::new("lock", "()", |_, _| Ok(Value::NONE));

static LOCK_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        repr: Some(|th, v| {
            let text = format!(
                "<{} {} object at {:#x}>",
                state_text(v),
                type_of(v).tp_name(),
                v.bits()
            );
            Ok(str::new(th, &text))
        }),
        new: Some(|th, _, args| {
            let [] = signature::bind_new(th, &NEW, args)?;
            Ok(new_lock(th, LOCK))
        }),
        ..Slots::NONE
    },
    methods: LOCK_METHODS,
    flags: flags::WEAKREFS | flags::IMMUTABLE,
    basic_size: std::mem::size_of::<Lock>(),
    doc: "A lock object is a synchronization primitive.  To create a lock,\ncall threading.Lock().  Methods are:\n\nacquire() -- lock the lock, possibly blocking until it can be obtained\nrelease() -- unlock of the lock\nlocked() -- test whether the lock is currently locked\n\nA lock is not owned by the thread that locked it; another thread may\nunlock it.  A thread attempting to lock a lock that it has already locked\nwill block until another thread unlocks it.  Deadlocks may ensue.",
    ..NativeTypeDef::new("_thread.lock")
};

// ---- re-entrant locks

/// Whether the calling thread holds the RLock.
fn owns(th: &Thread, l: Ref<Lock>) -> bool {
    l.count.get() > 0 && l.owner.get() == th.ident.get()
}

fn rlock_acquire(th: &Thread, a: &[Value]) -> PyResult {
    let l = lock(a[0]);
    let (blocking, until) = patience(th, a)?;
    if owns(th, l) {
        l.count.set(l.count.get() + 1);
        return Ok(Value::TRUE);
    }
    if !take(th, &l.word, blocking, until)? {
        return Ok(Value::FALSE);
    }
    l.owner.set(th.ident.get());
    l.count.set(1);
    Ok(Value::TRUE)
}

fn rlock_release(th: &Thread, a: &[Value]) -> PyResult {
    let l = lock(a[0]);
    if !owns(th, l) {
        return Err(th.runtime_error("cannot release un-acquired lock"));
    }
    l.count.set(l.count.get() - 1);
    if l.count.get() == 0 {
        l.owner.set(0);
        give(&l.word);
    }
    Ok(Value::NONE)
}

fn rlock_release_save(th: &Thread, a: &[Value]) -> PyResult {
    let l = lock(a[0]);
    if l.count.get() == 0 {
        return Err(th.runtime_error("cannot release un-acquired lock"));
    }
    let (count, owner) = (l.count.replace(0), l.owner.replace(0));
    give(&l.word);
    let state = [Value::small(i64::from(count)), ident(th, owner)];
    Ok(tuple::new(th, &state).value())
}

fn rlock_acquire_restore(th: &Thread, a: &[Value]) -> PyResult {
    let l = lock(a[0]);
    let state = a[1].downcast::<Tuple>();
    let part = |n: usize| state.and_then(|t| int::to_u64(*t.items().get(n)?));
    let (Some(count), Some(owner)) = (part(0), part(1)) else {
        return Err(th.type_error("_acquire_restore() argument 1 must be a tuple of two ints"));
    };
    take(th, &l.word, true, None)?;
    l.count.set(count as u32);
    l.owner.set(owner);
    Ok(Value::NONE)
}

static RLOCK_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        repr: Some(|th, v| {
            let l = lock(v);
            let text = format!(
                "<{} {} object owner={} count={} at {:#x}>",
                state_text(v),
                type_of(v).tp_name(),
                l.owner.get(),
                l.count.get(),
                v.bits()
            );
            Ok(str::new(th, &text))
        }),
        new: Some(|th, class: Ref<Type>, _| {
            Ok(type_::alloc_native::<Lock>(th, class, &LAYOUT).value())
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("acquire", ACQUIRE, rlock_acquire),
        NativeDef::new("release", PLAIN, rlock_release),
        LOCKED,
        NativeDef::new("_is_owned", PLAIN, |th, a| {
            Ok(Value::bool(owns(th, lock(a[0]))))
        }),
        NativeDef::new("_recursion_count", PLAIN, |th, a| {
            let l = lock(a[0]);
            let n = if owns(th, l) { l.count.get() } else { 0 };
            Ok(Value::small(i64::from(n)))
        }),
        NativeDef::new("_release_save", PLAIN, rlock_release_save),
        NativeDef::new(
            "_acquire_restore",
            "($self, state, /)",
            rlock_acquire_restore,
        ),
        NativeDef::new("__enter__", PLAIN, |th, a| {
            rlock_acquire(th, &[a[0], Value::EMPTY, Value::EMPTY])
        }),
        NativeDef::raw("__exit__", "($self, /, *exc_info)", |th, args| {
            rlock_release(th, args.values)
        }),
        REINIT,
    ],
    flags: flags::WEAKREFS | flags::BASE | flags::IMMUTABLE,
    basic_size: std::mem::size_of::<Lock>(),
    ..NativeTypeDef::new("_thread.RLock")
};

// ---- threads

/// What a handle shares with its thread.
#[derive(Default)]
struct HandleState {
    state: AtomicU32,
    ident: AtomicU64,
    daemon: AtomicU32,
}

const NOT_STARTED: u32 = 0;
const STARTING: u32 = 1;
const RUNNING: u32 = 2;
const DONE: u32 = 3;

/// The handles of the threads that were started and have not ended.
static HANDLES: Mutex<Vec<Arc<HandleState>>> = Mutex::new(Vec::new());

fn handles() -> std::sync::MutexGuard<'static, Vec<Arc<HandleState>>> {
    HANDLES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A handle: the state's address, counted.
#[repr(C)]
struct Handle {
    header: Header,
    layout: Option<&'static NativeLayout>,
    state: Cell<*const HandleState>,
}

// SAFETY: `#[repr(C)]` with header and layout first.
unsafe impl Object for Handle {
    const KIND: Kind = Kind::Native;
}

static HANDLE_LAYOUT: NativeLayout = NativeLayout {
    name: "thread handle",
    trace: |_, _| {},
    drop: Some(|h| {
        // SAFETY: called once, for an object with this layout that is being swept.
        let state = unsafe { &*h.cast::<Handle>() }.state.get();
        if !state.is_null() {
            // SAFETY: made by `Arc::into_raw` in `new_handle`.
            drop(unsafe { Arc::from_raw(state) });
        }
    }),
};

fn new_handle(th: &Thread, state: Arc<HandleState>) -> Value {
    let class = as_type(CLASSES.0[HANDLE].get());
    let h = type_::alloc_native::<Handle>(th, class, &HANDLE_LAYOUT);
    h.state.set(Arc::into_raw(state));
    h.value()
}

fn handle(v: Value) -> Arc<HandleState> {
    // SAFETY: methods are called with handles, which `new_handle` made: the pointer came from an `Arc`, which the object
    // keeps.
    unsafe {
        let h: Ref<Handle> = Ref::from_value_unchecked(v);
        Arc::increment_strong_count(h.state.get());
        Arc::from_raw(h.state.get())
    }
}

/// Waits for a thread's end. Runs Python (signal handlers).
fn wait_for_end(th: &Thread, h: &HandleState, until: Option<i64>) -> PyResult<bool> {
    loop {
        let now = h.state.load(Ordering::Acquire);
        if now == DONE {
            return Ok(true);
        }
        if !wait_on(th, &h.state, now, until)? {
            return Ok(h.state.load(Ordering::Acquire) == DONE);
        }
    }
}

fn join(th: &Thread, a: &[Value]) -> PyResult {
    let h = handle(a[0]);
    let until = if a[1].is_empty() || a[1].is_none() {
        None
    } else {
        let seconds = float::to_f64(th, a[1])?;
        if seconds < 0.0 {
            None
        } else {
            deadline(th, seconds)?
        }
    };
    let now = h.state.load(Ordering::Acquire);
    if now == NOT_STARTED {
        return Err(th.runtime_error("thread not started"));
    }
    if now != DONE && h.ident.load(Ordering::Relaxed) == th.ident.get() {
        return Err(th.runtime_error("Cannot join current thread"));
    }
    if now != DONE && runtime::finalize::is_finalizing() {
        return Err(at_shutdown(
            th,
            "cannot join thread at interpreter shutdown",
        ));
    }
    wait_for_end(th, &h, until)?;
    Ok(Value::NONE)
}

#[cold]
fn at_shutdown(th: &Thread, text: &str) -> runtime::error::Raised {
    th.error(T::PythonFinalizationError, text)
}

static HANDLE_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(|th, _, _| Ok(new_handle(th, Arc::default()))),
        repr: Some(|th, v| {
            let text = format!(
                "<_ThreadHandle object: ident={}>",
                handle(v).ident.load(Ordering::Relaxed)
            );
            Ok(str::new(th, &text))
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("is_done", PLAIN, |_, a| {
            let done = handle(a[0]).state.load(Ordering::Acquire) == DONE;
            Ok(Value::bool(done))
        }),
        NativeDef::new("_set_done", PLAIN, |th, a| {
            let h = handle(a[0]);
            if h.state.load(Ordering::Acquire) == NOT_STARTED {
                return Err(th.runtime_error("thread not started"));
            }
            h.state.store(DONE, Ordering::Release);
            wake(&h.state, true);
            Ok(Value::NONE)
        }),
        NativeDef::new("join", "($self, timeout=None, /)", join),
    ],
    getset: &[GetSetDef {
        name: "ident",
        get: |th, v| Ok(ident(th, handle(v).ident.load(Ordering::Relaxed))),
        set: None,
    }],
    flags: flags::WEAKREFS | flags::IMMUTABLE,
    basic_size: std::mem::size_of::<Handle>(),
    ..NativeTypeDef::new("_thread._ThreadHandle")
};

/// Starts a thread that calls `f`. `values` are its arguments, the last ones by the names in `names`.
fn start(
    th: &Thread,
    f: Value,
    values: &[Value],
    names: Value,
    state: Arc<HandleState>,
) -> PyResult<u64> {
    if runtime::finalize::is_finalizing() {
        return Err(at_shutdown(
            th,
            "can't create new thread at interpreter shutdown",
        ));
    }
    let mut kept: RootedVec<Value> = RootedVec::new();
    kept.push(f);
    kept.push(names);
    kept.extend_from_slice(values);
    state.state.store(STARTING, Ordering::Relaxed);
    handles().push(state.clone());
    let shared = state.clone();
    let started = threads::spawn(th, move |th| {
        shared.ident.store(th.ident.get(), Ordering::Relaxed);
        shared.state.store(RUNNING, Ordering::Release);
        wake(&shared.state, true);
        run(th, &kept);
        drop(kept);
        handles().retain(|h| !Arc::ptr_eq(h, &shared));
        block_signals();
        shared.state.store(DONE, Ordering::Release);
        wake(&shared.state, true);
    });
    if !started {
        handles().retain(|h| !Arc::ptr_eq(h, &state));
        state.state.store(NOT_STARTED, Ordering::Relaxed);
        return Err(th.runtime_error("can't start new thread"));
    }
    // The identity is the system's, and known when the thread runs.
    while state.state.load(Ordering::Acquire) == STARTING {
        wait_on(th, &state.state, STARTING, None)?;
    }
    Ok(state.ident.load(Ordering::Relaxed))
}

/// From here on the system gives no signal to this native thread: to Python it has ended, and the masks of the others count.
fn block_signals() {
    // SAFETY: the set is ours.
    unsafe {
        let mut all: libc::sigset_t = std::mem::zeroed();
        libc::sigfillset(&raw mut all);
        libc::pthread_sigmask(libc::SIG_BLOCK, &raw const all, std::ptr::null_mut());
    }
}

/// Whether there are threads besides this one.
pub fn has_others(th: &Thread) -> bool {
    let own = th.ident.get();
    let others = |h: &Arc<HandleState>| h.ident.load(Ordering::Relaxed) != own;
    !signals::is_main(th) || handles().iter().any(others)
}

/// A new thread's work. Runs Python.
fn run(th: &Thread, kept: &RootedVec<Value>) {
    let (f, names) = (kept[0], kept[1]);
    let args = Args {
        values: &kept[2..],
        names: names.downcast::<Tuple>(),
    };
    let Err(raised) = ops::call(th, f, args) else {
        return;
    };
    let exc = th.take_exception(raised);
    if types::is_instance_of(exc, T::SystemExit) {
        return;
    }
    let shown = match ops::repr(th, f) {
        Ok(shown) => shown.to_string_lossy().into_owned(),
        Err(raised) => {
            th.take_exception(raised);
            "<failed>".to_owned()
        }
    };
    let message = str::new(
        th,
        &format!("Exception ignored in thread started by {shown}"),
    );
    runtime::finalize::unraisable_with(th, exc, Value::NONE, message);
}

fn start_new(th: &Thread, args: Args) -> PyResult {
    let given = args.pos();
    if given.len() < 2 || given.len() > 3 || args.keyword_count() > 0 {
        let bound = if given.len() < 2 {
            "at least 2 arguments"
        } else {
            "at most 3 arguments"
        };
        return Err(th.type_error(format!(
            "start_new_thread expected {bound}, got {}",
            given.len()
        )));
    }
    if !ops::call::is_callable(given[0]) {
        return Err(th.type_error("first arg must be callable"));
    }
    let Some(positional) = given[1].downcast::<Tuple>() else {
        return Err(th.type_error("2nd arg must be a tuple"));
    };
    let keywords = given.get(2).copied().unwrap_or(Value::NONE);
    audit::tell(th, "_thread.start_new_thread", || {
        [given[0], given[1], keywords]
    })?;
    let (mut values, mut keys) = (RootedVec::new(), RootedVec::new());
    values.extend_from_slice(positional.items());
    if let Some(&keywords) = given.get(2) {
        let Some(d) = keywords.downcast::<Dict>() else {
            return Err(th.type_error("optional 3rd arg must be a dictionary"));
        };
        let mut pos = 0;
        while let Some((k, v)) = d.next(&mut pos) {
            keys.push(k);
            values.push(v);
        }
    }
    let keys = tuple::new(th, &keys).value();
    let state = Arc::new(HandleState::default());
    state.daemon.store(1, Ordering::Relaxed);
    let id = start(th, given[0], &values, keys, state)?;
    Ok(ident(th, id))
}

fn start_joinable(th: &Thread, a: &[Value]) -> PyResult {
    if !ops::call::is_callable(a[0]) {
        return Err(th.type_error("thread function must be callable"));
    }
    let made = if a[1].is_empty() || a[1].is_none() {
        new_handle(th, Arc::default())
    } else if type_of(a[1]).value() == CLASSES.0[HANDLE].get() {
        a[1]
    } else {
        return Err(th.type_error("'handle' must be a _ThreadHandle"));
    };
    let state = handle(made);
    if state.state.load(Ordering::Relaxed) != NOT_STARTED {
        return Err(th.runtime_error("thread already started"));
    }
    let daemon = a[2].is_empty() || ops::is_true(th, a[2])?;
    audit::tell(th, "_thread.start_joinable_thread", || {
        [
            a[0],
            Value::small(i64::from(daemon)),
            crate::support::or(a[1], Value::NONE),
        ]
    })?;
    state.daemon.store(u32::from(daemon), Ordering::Relaxed);
    start(th, a[0], &[], Value::NONE, state)?;
    Ok(made)
}

/// Waits for all threads that are no daemons. Runs Python.
fn shutdown(th: &Thread) -> PyResult<()> {
    loop {
        let next = handles()
            .iter()
            .find(|h| {
                h.daemon.load(Ordering::Relaxed) == 0
                    && h.ident.load(Ordering::Relaxed) != th.ident.get()
            })
            .cloned();
        match next {
            Some(h) => wait_for_end(th, &h, None)?,
            None => return Ok(()),
        };
    }
}

fn set_name(th: &Thread, a: &[Value]) -> PyResult {
    let Some(name) = a[0].downcast::<Str>() else {
        return Err(th.type_error(format!(
            "set_name() argument 'name' must be str, not {}",
            ops::type_name(a[0])
        )));
    };
    // The system keeps 15 bytes.
    let mut bytes: Vec<u8> = name
        .bytes()
        .iter()
        .copied()
        .filter(|&b| b != 0)
        .take(15)
        .collect();
    bytes.push(0);
    // SAFETY: the name ends with a zero.
    unsafe { libc::pthread_setname_np(libc::pthread_self(), bytes.as_ptr().cast()) };
    Ok(Value::NONE)
}

/// Reports what a thread has raised: `threading.excepthook`. Runs Python.
fn except_hook(th: &Thread, a: &[Value]) -> PyResult {
    if type_of(a[0]) != structseq::class(th, &HOOK_ARGS)? {
        return Err(th.type_error("_thread._excepthook argument type must be ExceptHookArgs"));
    }
    let parts = a[0].downcast::<Tuple>();
    let part = |n: usize| parts.map_or(Value::NONE, |t| t.items()[n]);
    let (class, exc, thread) = (part(0), part(1), part(3));
    if class == types::get(T::SystemExit).value() {
        return Ok(Value::NONE);
    }
    let name = if thread.is_none() {
        None
    } else {
        ops::get_attr_opt(th, thread, str::intern(th, "_name"))?
    };
    let name = match name {
        Some(name) => ops::str(th, name)?.to_string_lossy().into_owned(),
        None => th.ident.get().to_string(),
    };
    let sys = runtime::import::module(th, "sys")?;
    let file = ops::get_attr(th, sys, names::get(N::stderr))?;
    if file.is_none() {
        return Ok(Value::NONE);
    }
    let head = str::new(th, &format!("Exception in thread {name}:\n"));
    ops::call_method(th, file, names::get(N::write), &[head])?;
    if exc.has_kind(Kind::Exception) {
        crate::report::print_exception(th, exc);
    }
    ops::call_method(th, file, names::get(N::flush), &[])?;
    Ok(Value::NONE)
}

// ---- data that belongs to a thread

/// A `_local`: the arguments of its constructor (for `__init__` in every thread), and its number.
const ARGS: usize = 0;
const KEYWORDS: usize = 1;
const NUMBER: usize = 0;

static NUMBERS: AtomicU64 = AtomicU64::new(0);

fn local_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let own_init = class.slots().init.map(|f| f as usize);
    let plain = types::get(T::Object).slots().init.map(|f| f as usize);
    if own_init == plain && !args.values.is_empty() {
        return Err(th.type_error("Initialization arguments are not supported"));
    }
    let positional = tuple::new(th, args.values).value();
    let names = args.names.map_or(Value::NONE, |n| n.value());
    let number = NUMBERS.fetch_add(1, Ordering::Relaxed) as i64;
    let v = support::alloc(th, class, &[positional, names], &[number]).value();
    // The thread that makes it gets its `__init__` from `type.__call__`.
    let all = locals(th);
    let own = dict::new(th);
    all.set(th, Value::small(number), own.value())?;
    Ok(v)
}

/// The dict of this thread's values, by the objects' numbers. Allocates.
fn locals(th: &Thread) -> Ref<Dict> {
    if let Some(d) = th.locals.get().downcast::<Dict>() {
        return d;
    }
    let d = dict::new(th);
    th.locals.set(d.value());
    d
}

/// This thread's attributes of the object. Runs Python (`__init__`) the first time.
fn own_dict(th: &Thread, v: Value) -> PyResult<Ref<Dict>> {
    let l = small(v);
    let key = Value::small(l.num(NUMBER));
    let all = locals(th);
    if let Some(d) = all.get(th, key)?.and_then(|d| d.downcast::<Dict>()) {
        return Ok(d);
    }
    let own = dict::new(th);
    all.set(th, key, own.value())?;
    if let (Some(init), Some(args)) = (type_of(v).slots().init, l.slot(ARGS).downcast::<Tuple>()) {
        let args = Args {
            values: args.items(),
            names: l.slot(KEYWORDS).downcast::<Tuple>(),
        };
        if !args.values.is_empty()
            || Some(init as usize) != types::get(T::Object).slots().init.map(|f| f as usize)
        {
            init(th, v, args)?;
        }
    }
    Ok(own)
}

fn local_get(th: &Thread, v: Value, name: Ref<Str>) -> PyResult {
    let own = own_dict(th, v)?;
    if name.bytes() == b"__dict__" {
        return Ok(own.value());
    }
    let class = type_of(v);
    let in_class = type_::lookup(class, name);
    if let Some(d) = in_class {
        if type_::is_data_descriptor(d) {
            return ops::attr::bind(th, d, v);
        }
    }
    if let Some(found) = own.get(th, name.value())? {
        return Ok(found);
    }
    match in_class {
        Some(d) => ops::attr::bind(th, d, v),
        None => Err(ops::attr::no_attribute(th, v, name)),
    }
}

fn local_set(th: &Thread, v: Value, name: Ref<Str>, x: Option<Value>) -> PyResult<()> {
    let own = own_dict(th, v)?;
    if name.bytes() == b"__dict__" {
        return Err(th.attribute_error(format!(
            "'{}' object attribute '__dict__' is read-only",
            type_of(v).tp_name()
        )));
    }
    if let Some(d) = type_::lookup(type_of(v), name) {
        if let Some(set) = type_of(d).slots().descr_set {
            return set(th, d, v, x);
        }
    }
    match x {
        Some(x) => own.set(th, name.value(), x),
        None => match own.del(th, name.value())? {
            Some(_) => Ok(()),
            None => Err(ops::attr::no_attribute(th, v, name)),
        },
    }
}

static LOCAL_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(local_new),
        getattr: Some(local_get),
        setattr: Some(local_set),
        ..Slots::NONE
    },
    flags: flags::BASE | flags::WEAKREFS | flags::IMMUTABLE,
    basic_size: std::mem::size_of::<Small>(),
    doc: "Thread-local data",
    ..NativeTypeDef::new("_thread._local")
};
