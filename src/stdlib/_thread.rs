//! `_thread`: locks and identities for programs with one thread.
//!
//! The interpreter runs one Python thread, so a lock that is taken can only be waited for in vain: such a wait is a
//! RuntimeError instead of a hang (or False where a timeout was given). Starting threads is not supported; what
//! `threading` needs in order to be imported is here.

use std::cell::Cell;

use runtime::error::PyResult;
use runtime::native::{Args, ModuleDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::slots::Slots;
use runtime::types::type_::{self, NativeTypeDef, Type, as_type, flags};
use runtime::types::{self, T, float, signature, str, tuple, type_of};
use runtime::value::Value;

use crate::support::add;

/// What `get_ident` gives: CPython's is an address of this magnitude.
const IDENT: i64 = 0x7f00_0000_1000;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_thread",
    doc: "This module provides primitive operations to write multi-threaded programs.\nThe 'threading' module provides a more convenient interface.",
    functions: &[
        NativeDef::new("get_ident", "()", |_, _| Ok(Value::small(IDENT))),
        NativeDef::new("_get_main_thread_ident", "()", |_, _| {
            Ok(Value::small(IDENT))
        }),
        NativeDef::new("get_native_id", "()", |_, _| {
            Ok(Value::small(std::process::id() as i64))
        }),
        NativeDef::new("allocate_lock", "()", |th, _| Ok(new_lock(th, LOCK))),
        NativeDef::new("allocate", "()", |th, _| Ok(new_lock(th, LOCK))),
        NativeDef::new("daemon_threads_allowed", "()", |_, _| Ok(Value::TRUE)),
        NativeDef::new("_is_main_interpreter", "()", |_, _| Ok(Value::TRUE)),
        NativeDef::new("_count", "()", |_, _| Ok(Value::small(0))),
        NativeDef::new("_shutdown", "()", |_, _| Ok(Value::NONE)),
        NativeDef::new("stack_size", "(size=0, /)", |_, _| Ok(Value::small(0))),
        NativeDef::new("interrupt_main", "(signum=2, /)", |th, _| {
            Err(th.error_with(T::KeyboardInterrupt, &[]))
        }),
        NativeDef::new("_make_thread_handle", "(ident, /)", |th, _| {
            Ok(new_lock(th, HANDLE))
        }),
        NativeDef::raw(
            "start_new_thread",
            "(function, args, kwargs={}, /)",
            no_threads,
        ),
        NativeDef::raw(
            "start_joinable_thread",
            "(function, handle=None, daemon=True)",
            no_threads,
        ),
        NativeDef::raw("_excepthook", "(args, /)", |_, _| Ok(Value::NONE)),
    ],
    init,
};

fn no_threads(th: &Thread, _: Args) -> PyResult {
    Err(th.runtime_error("can't start new thread"))
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
    let hook_args = types::get(T::SimpleNamespace).value();
    add(th, module, "_ExceptHookArgs", hook_args);
    add(th, module, "error", types::get(T::RuntimeError).value());
    add(th, module, "TIMEOUT_MAX", float::new(th, 9_223_372_036.0));
    Ok(())
}

/// A lock: how often it is held.
#[repr(C)]
struct Lock {
    header: Header,
    layout: Option<&'static NativeLayout>,
    held: Cell<u32>,
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

fn new_lock(th: &Thread, n: usize) -> Value {
    type_::alloc_native::<Lock>(th, as_type(CLASSES.0[n].get()), &LAYOUT).value()
}

fn lock(v: Value) -> Ref<Lock> {
    // SAFETY: the methods of the three types are called with their instances, which have this structure.
    unsafe { Ref::from_value_unchecked(v) }
}

/// `acquire(blocking=True, timeout=-1)`.
fn acquire(th: &Thread, a: &[Value]) -> PyResult {
    let l = lock(a[0]);
    let reentrant = type_of(a[0]).is_subtype_of(as_type(CLASSES.0[RLOCK].get()));
    if l.held.get() == 0 || reentrant {
        l.held.set(l.held.get() + 1);
        return Ok(Value::TRUE);
    }
    let blocking = a[1].is_empty() || ops::is_true(th, a[1])?;
    let timed = !a[2].is_empty() && float::to_f64(th, a[2])? >= 0.0;
    if !blocking || timed {
        return Ok(Value::FALSE);
    }
    Err(th.runtime_error("a lock that nobody can release is waited for"))
}

fn release(th: &Thread, a: &[Value]) -> PyResult {
    let l = lock(a[0]);
    if l.held.get() == 0 {
        let reentrant = type_of(a[0]).is_subtype_of(as_type(CLASSES.0[RLOCK].get()));
        return Err(th.runtime_error(if reentrant {
            "cannot release un-acquired lock"
        } else {
            "release unlocked lock"
        }));
    }
    l.held.set(l.held.get() - 1);
    Ok(Value::NONE)
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let state = if lock(v).held.get() > 0 {
        "locked"
    } else {
        "unlocked"
    };
    let text = format!("<{state} {} object at {:#x}>", ops::type_name(v), v.bits());
    Ok(str::new(th, &text))
}

const ACQUIRE: &str = "($self, /, blocking=True, timeout=-1)";
const PLAIN: &str = "($self, /)";

const LOCK_METHODS: &[NativeDef] = &[
    NativeDef::new("acquire", ACQUIRE, acquire),
    NativeDef::new("acquire_lock", ACQUIRE, acquire),
    NativeDef::new("release", PLAIN, release),
    NativeDef::new("release_lock", PLAIN, release),
    NativeDef::new("locked", PLAIN, |_, a| {
        Ok(Value::bool(lock(a[0]).held.get() > 0))
    }),
    NativeDef::new("locked_lock", PLAIN, |_, a| {
        Ok(Value::bool(lock(a[0]).held.get() > 0))
    }),
    NativeDef::new("__enter__", PLAIN, |th, a| {
        acquire(th, &[a[0], Value::EMPTY, Value::EMPTY])
    }),
    NativeDef::raw("__exit__", "($self, /, *exc_info)", |th, args| {
        release(th, args.values)
    }),
    NativeDef::new("_at_fork_reinit", PLAIN, |_, a| {
        lock(a[0]).held.set(0);
        Ok(Value::NONE)
    }),
];

static NEW: NativeDef = NativeDef::new("lock", "()", |_, _| Ok(Value::NONE));

static LOCK_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        repr: Some(repr),
        new: Some(|th, _, args| {
            let [] = signature::bind_new(th, &NEW, args)?;
            Ok(new_lock(th, LOCK))
        }),
        ..Slots::NONE
    },
    methods: LOCK_METHODS,
    flags: flags::WEAKREFS | flags::IMMUTABLE,
    basic_size: std::mem::size_of::<Lock>(),
    doc: "A lock object is a synchronization primitive.",
    ..NativeTypeDef::new("_thread.lock")
};

static RLOCK_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        repr: Some(|th, v| {
            let n = lock(v).held.get();
            let state = if n > 0 { "locked" } else { "unlocked" };
            let owner = if n > 0 { IDENT } else { 0 };
            let text = format!(
                "<{state} {} object owner={owner} count={n} at {:#x}>",
                ops::type_name(v),
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
        NativeDef::new("acquire", ACQUIRE, acquire),
        NativeDef::new("release", PLAIN, release),
        NativeDef::new("locked", PLAIN, |_, a| {
            Ok(Value::bool(lock(a[0]).held.get() > 0))
        }),
        NativeDef::new("_is_owned", PLAIN, |_, a| {
            Ok(Value::bool(lock(a[0]).held.get() > 0))
        }),
        NativeDef::new("_recursion_count", PLAIN, |_, a| {
            Ok(Value::small(lock(a[0]).held.get() as i64))
        }),
        NativeDef::new("_release_save", PLAIN, |th, a| {
            let n = lock(a[0]).held.replace(0);
            let state = [Value::small(n as i64), Value::small(IDENT)];
            Ok(tuple::new(th, &state).value())
        }),
        NativeDef::new("_acquire_restore", "($self, state, /)", |_, a| {
            let state = a[1].downcast::<tuple::Tuple>();
            let n = state.and_then(|t| t.items().first()?.as_small());
            lock(a[0]).held.set(n.unwrap_or(1) as u32);
            Ok(Value::NONE)
        }),
        NativeDef::new("__enter__", PLAIN, |th, a| {
            acquire(th, &[a[0], Value::EMPTY, Value::EMPTY])
        }),
        NativeDef::raw("__exit__", "($self, /, *exc_info)", |th, args| {
            release(th, args.values)
        }),
        NativeDef::new("_at_fork_reinit", PLAIN, |_, a| {
            lock(a[0]).held.set(0);
            Ok(Value::NONE)
        }),
    ],
    flags: flags::WEAKREFS | flags::BASE | flags::IMMUTABLE,
    basic_size: std::mem::size_of::<Lock>(),
    ..NativeTypeDef::new("_thread.RLock")
};

static HANDLE_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(|th, _, _| Ok(new_lock(th, HANDLE))),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("is_done", PLAIN, |_, _| Ok(Value::FALSE)),
        NativeDef::new("_set_done", PLAIN, |_, _| Ok(Value::NONE)),
        NativeDef::new("join", "($self, timeout=None, /)", |_, _| Ok(Value::NONE)),
    ],
    getset: &[runtime::native::GetSetDef {
        name: "ident",
        get: |_, _| Ok(Value::small(IDENT)),
        set: None,
    }],
    flags: flags::WEAKREFS | flags::IMMUTABLE,
    basic_size: std::mem::size_of::<Lock>(),
    ..NativeTypeDef::new("_thread._ThreadHandle")
};

/// Thread-local data: with one thread, an object with attributes.
static LOCAL_DEF: NativeTypeDef = NativeTypeDef {
    kind: Kind::Instance,
    flags: flags::BASE | flags::HAS_DICT | flags::WEAKREFS | flags::IMMUTABLE,
    doc: "Thread-local data",
    ..NativeTypeDef::new("_thread._local")
};
