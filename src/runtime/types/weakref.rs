//! `weakref.ref`, and the proxies.
//!
//! The heap knows which weak references an object has and empties their `referent` when the object dies (see
//! `heap/weak.rs`). A reference without a callback is made once per object and shared, as in CPython.

use std::cell::Cell;

use crate::error::{PyResult, Raised};
use crate::heap::{self, RootedVec, Tracer};
use crate::native::{Args, GetSetDef, NativeDef};
use crate::object::{GC_WEAKLY_REFERENCED, Header, Kind, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::slots::{BinOp, CmpOp, Slots};
use crate::types::str::{self, Str};
use crate::types::type_::{self, NativeTypeDef, Type, TypeDef, flags};
use crate::types::{self, T, generic_alias, signature, type_of};
use crate::value::Value;

/// A weak reference; proxies are laid out alike.
#[repr(C)]
pub struct WeakRef {
    header: Header,
    /// The object; emptied by the collector when it dies. Not visited.
    referent: Slot,
    /// `__callback__`, or empty.
    callback: Slot,
    /// The object's hash, once it was asked for.
    hash: Cell<Option<i64>>,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid (a dead reference).
unsafe impl Object for WeakRef {
    const KIND: Kind = Kind::WeakRef;
}

/// Visits the callback and the attributes.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: the collector passes objects of this kind.
    t.visit_slot(unsafe { &(*h.cast::<WeakRef>()).callback });
    crate::shape::trace_attributes(h, t);
}

fn this(v: Value) -> Ref<WeakRef> {
    v.downcast()
        .expect("a slot of the type is called with its instance")
}

impl WeakRef {
    /// The object, if it still lives.
    pub fn get(&self) -> Option<Value> {
        self.referent.get_opt()
    }

    /// The callback, if there is one.
    pub fn callback(&self) -> Option<Value> {
        self.callback.get_opt()
    }
}

/// Whether weak references to `v` can be made.
fn referencable(v: Value) -> bool {
    v.is_ptr() && type_of(v).has_flag(flags::WEAKREFS)
}

/// A weak reference of type `class` to `v`. Allocates.
fn make(th: &Thread, class: Ref<Type>, v: Value, callback: Value) -> PyResult {
    let h = match v.header() {
        Some(h) if referencable(v) => h,
        _ => {
            return Err(th.type_error(format!(
                "cannot create weak reference to '{}' object",
                ops::type_name(v)
            )));
        }
    };
    let callback = if callback.is_none() {
        Value::EMPTY
    } else {
        callback
    };
    let shared = callback.is_empty() && !class.has_flag(flags::HEAP);
    if shared && h.gc() & GC_WEAKLY_REFERENCED != 0 {
        // The shared reference and the shared proxy come first.
        for r in heap::weakrefs(h).take(2) {
            if type_of(r) == class && this(r).callback.get().is_empty() {
                return Ok(r);
            }
        }
    }
    let r = type_::alloc_instance::<WeakRef>(th, class);
    r.referent.init(v);
    r.callback.init(callback);
    let has_callback = !callback.is_empty();
    heap::register_weakref(h, r.header(), &r.referent, has_callback, shared);
    Ok(r.value())
}

/// The weak references to an object as `getweakrefs` lists them: the shared reference, the shared proxy, and the others
/// from the newest to the oldest.
pub fn in_order(referent: &crate::object::Header) -> RootedVec<Value> {
    let mut newest_first: RootedVec<Value> = heap::weakrefs(referent).collect();
    newest_first.reverse();
    let rank = |r: Value| {
        let class = type_of(r);
        let shared = this(r).callback.get().is_empty() && !class.has_flag(flags::HEAP);
        match (shared, class == types::get(T::WeakRef)) {
            (true, true) => 0,
            (true, false) => 1,
            (false, _) => 2,
        }
    };
    newest_first.sort_by_key(|&r| rank(r));
    newest_first
}

/// `weakref.ref(v)`. Allocates.
pub fn new(th: &Thread, v: Value) -> PyResult {
    make(th, types::get(T::WeakRef), v, Value::NONE)
}

/// The callback of a reference, or None.
pub fn callback(r: Value) -> Value {
    this(r).callback.get_opt().unwrap_or(Value::NONE)
}

/// Calls the callback of a reference whose object has died. Runs Python.
pub fn call_callback(th: &Thread, r: Value) -> PyResult<()> {
    match this(r).callback.get_opt() {
        Some(f) => {
            let w = this(r);
            w.callback.init(Value::EMPTY);
            ops::call1(th, f, r).map(drop)
        }
        None => Ok(()),
    }
}

static NEW: NativeDef = NativeDef::new("__new__", "(object, callback=None, /)", |_, _| {
    Ok(Value::NONE)
});

/// The definition of `weakref.ReferenceType`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(|th, class: Ref<Type>, args: Args| {
            // A subclass may take more arguments in its `__init__`.
            let args = Args::positional(&args.pos()[..args.pos().len().min(2)]);
            let [v, callback] = signature::bind_new(th, &NEW, args)?;
            let callback = if callback.is_empty() {
                Value::NONE
            } else {
                callback
            };
            make(th, class, v, callback)
        }),
        init: Some(|th, _, args| {
            let [_, _] = signature::bind_new::<2>(th, &NEW, args)?;
            Ok(())
        }),
        call: Some(|th, v, args| {
            if !args.values.is_empty() {
                return Err(th.type_error(format!(
                    "{}() takes no arguments ({} given)",
                    ops::type_name(v),
                    args.values.len()
                )));
            }
            Ok(this(v).get().unwrap_or(Value::NONE))
        }),
        repr: Some(repr),
        hash: Some(|th, v| {
            let r = this(v);
            if let Some(h) = r.hash.get() {
                return Ok(h);
            }
            match r.get() {
                Some(x) => {
                    let h = ops::hash(th, x)?;
                    r.hash.set(Some(h));
                    Ok(h)
                }
                None => Err(th.type_error("weak object has gone away")),
            }
        }),
        compare: Some(|th, a, b, op| {
            let (Some(x), Some(y)) = (a.downcast::<WeakRef>(), b.downcast::<WeakRef>()) else {
                return Ok(Value::NOT_IMPLEMENTED);
            };
            if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
                return Ok(Value::NOT_IMPLEMENTED);
            }
            match (x.get(), y.get()) {
                (Some(x), Some(y)) => ops::compare(th, x, y, op),
                _ => Ok(Value::bool((a == b) == (op == CmpOp::Eq))),
            }
        }),
        ..Slots::NONE
    },
    methods: &[generic_alias::CLASS_GETITEM],
    getset: &[GetSetDef {
        name: "__callback__",
        get: |_, v| {
            let r = this(v);
            Ok(match r.get() {
                Some(_) => r.callback.get_opt().unwrap_or(Value::NONE),
                None => Value::NONE,
            })
        },
        set: None,
    }],
    flags: flags::BASE,
    basic_size: std::mem::size_of::<WeakRef>(),
    ..TypeDef::new(T::WeakRef)
};

fn repr(th: &Thread, v: Value) -> PyResult {
    let text = match this(v).get() {
        None => format!("<weakref at {:#x}; dead>", v.bits()),
        Some(x) => {
            let name = ops::attr::lookup_special(th, x, crate::names::N::__name__)?;
            let name = match name.and_then(|n| n.downcast::<Str>()) {
                Some(n) => format!(" ({})", n.to_string_lossy()),
                None => String::new(),
            };
            format!(
                "<weakref at {:#x}; to '{}' at {:#x}{name}>",
                v.bits(),
                ops::full_type_name(x),
                x.bits()
            )
        }
    };
    Ok(str::new(th, &text))
}

// ---- proxies

/// The types of the proxies, made when `_weakref` is imported.
struct ProxyTypes([Cell<Value>; 2]);
// SAFETY: touched only under the interpreter lock; classes live for ever (see `shape.rs`).
unsafe impl Sync for ProxyTypes {}
static PROXIES: ProxyTypes = ProxyTypes([const { Cell::new(Value::EMPTY) }; 2]);

/// The type of the proxies of objects that cannot (or can) be called. Allocates at the first call.
pub fn proxy_type(th: &Thread, callable: bool) -> Ref<Type> {
    let cell = &PROXIES.0[usize::from(callable)];
    if cell.get().is_empty() {
        let def = if callable { &CALLABLE_PROXY } else { &PROXY };
        cell.set(type_::define_native(th, def).value());
    }
    type_::as_type(cell.get())
}

/// `weakref.proxy(v, callback)`. Allocates.
pub fn new_proxy(th: &Thread, v: Value, callback: Value) -> PyResult {
    let class = proxy_type(th, ops::call::is_callable(v));
    make(th, class, v, callback)
}

#[cold]
fn gone(th: &Thread) -> Raised {
    th.error(
        T::ReferenceError,
        "weakly-referenced object no longer exists",
    )
}

/// The object behind a proxy.
fn strong(th: &Thread, v: Value) -> PyResult {
    this(v).get().ok_or_else(|| gone(th))
}

/// The object behind a proxy; any other value is itself. ReferenceError if the object is gone.
pub fn unwrap(th: &Thread, v: Value) -> PyResult {
    let is = |callable: bool| PROXIES.0[usize::from(callable)].get() == type_of(v).value();
    if is(false) || is(true) {
        strong(th, v)
    } else {
        Ok(v)
    }
}

fn proxy_binary<const OP: usize>(th: &Thread, a: Value, b: Value) -> PyResult {
    ops::binary(th, BINOPS[OP], unwrap(th, a)?, unwrap(th, b)?)
}

fn proxy_inplace<const OP: usize>(th: &Thread, a: Value, b: Value) -> PyResult {
    ops::binary_inplace(th, BINOPS[OP], unwrap(th, a)?, unwrap(th, b)?)
}

const BINOPS: [BinOp; crate::types::slots::BINOPS] = [
    BinOp::Add,
    BinOp::Sub,
    BinOp::Mul,
    BinOp::TrueDiv,
    BinOp::FloorDiv,
    BinOp::Mod,
    BinOp::Pow,
    BinOp::LShift,
    BinOp::RShift,
    BinOp::And,
    BinOp::Or,
    BinOp::Xor,
    BinOp::MatMul,
    BinOp::DivMod,
];

macro_rules! tables {
    ($($n:literal)*) => {
        const PROXY_BINARY: [Option<crate::types::slots::BinaryFn>; crate::types::slots::BINOPS] =
            [$(Some(proxy_binary::<$n>),)* Some(proxy_binary::<13>)];
        const PROXY_INPLACE: [Option<crate::types::slots::BinaryFn>; crate::types::slots::BINOPS] =
            [$(Some(proxy_inplace::<$n>),)* None];
    };
}
tables!(0 1 2 3 4 5 6 7 8 9 10 11 12);

const PROXY_SLOTS: Slots = Slots {
    repr: Some(|th, v| {
        let text = match this(v).get() {
            Some(x) => format!(
                "<weakproxy at {:#x}; to '{}' at {:#x}>",
                v.bits(),
                ops::full_type_name(x),
                x.bits()
            ),
            None => format!("<weakproxy at {:#x}; dead>", v.bits()),
        };
        Ok(str::new(th, &text))
    }),
    str: Some(|th, v| ops::str(th, strong(th, v)?).map(|s| s.value())),
    getattr: Some(|th, v, name| ops::get_attr(th, strong(th, v)?, name)),
    setattr: Some(|th, v, name, value| match value {
        Some(x) => ops::set_attr(th, strong(th, v)?, name, x),
        None => ops::del_attr(th, strong(th, v)?, name),
    }),
    compare: Some(|th, a, b, op| ops::compare(th, unwrap(th, a)?, unwrap(th, b)?, op)),
    bool: Some(|th, v| ops::is_true(th, strong(th, v)?)),
    len: Some(|th, v| ops::len(th, strong(th, v)?)),
    getitem: Some(|th, v, key| ops::get_item(th, strong(th, v)?, key)),
    setitem: Some(|th, v, key, value| match value {
        Some(x) => ops::set_item(th, strong(th, v)?, key, x),
        None => ops::del_item(th, strong(th, v)?, key),
    }),
    contains: Some(|th, v, item| ops::contains(th, strong(th, v)?, item)),
    iter: Some(|th, v| ops::iter(th, strong(th, v)?)),
    next: Some(|th, v| {
        let x = strong(th, v)?;
        if !ops::is_iterator(x) {
            return Err(th.type_error(format!(
                "Weakref proxy referenced a non-iterator '{}' object",
                ops::type_name(x)
            )));
        }
        ops::next(th, x)
    }),
    binary: PROXY_BINARY,
    inplace: PROXY_INPLACE,
    neg: Some(|th, v| ops::neg(th, strong(th, v)?)),
    pos: Some(|th, v| ops::pos(th, strong(th, v)?)),
    abs: Some(|th, v| ops::abs(th, strong(th, v)?)),
    invert: Some(|th, v| ops::invert(th, strong(th, v)?)),
    int: Some(|th, v| {
        let class = types::get(T::Int).value();
        ops::call1(th, class, strong(th, v)?)
    }),
    float: Some(|th, v| {
        let class = types::get(T::Float).value();
        ops::call1(th, class, strong(th, v)?)
    }),
    index: Some(|th, v| ops::index(th, strong(th, v)?)),
    ..Slots::NONE
};

static PROXY_METHODS: &[NativeDef] = &[
    NativeDef::new("__bytes__", "($self, /)", |th, a| {
        ops::call_method(th, strong(th, a[0])?, str::intern(th, "__bytes__"), &[])
    }),
    NativeDef::new("__reversed__", "($self, /)", |th, a| {
        ops::call_method(th, strong(th, a[0])?, str::intern(th, "__reversed__"), &[])
    }),
];

static PROXY: NativeTypeDef = NativeTypeDef {
    kind: Kind::WeakRef,
    slots: PROXY_SLOTS,
    methods: PROXY_METHODS,
    flags: flags::NO_NEW | flags::STATIC,
    basic_size: std::mem::size_of::<WeakRef>(),
    ..NativeTypeDef::new("weakref.ProxyType")
};

static CALLABLE_PROXY: NativeTypeDef = NativeTypeDef {
    kind: Kind::WeakRef,
    slots: Slots {
        call: Some(|th, v, args| ops::call(th, strong(th, v)?, args)),
        ..PROXY_SLOTS
    },
    methods: PROXY_METHODS,
    flags: flags::NO_NEW | flags::STATIC,
    basic_size: std::mem::size_of::<WeakRef>(),
    ..NativeTypeDef::new("weakref.CallableProxyType")
};
