//! Signal dicts: a mapping from the signals to whether they have occurred, or are trapped.
//!
//! The class is made in Python's way, of a mixin that is native and of `collections.abc.MutableMapping`. A dict that
//! belongs to no context is good for nothing.

use std::cell::Cell;
use std::mem::size_of;

use runtime::error::PyResult;
use runtime::heap::Tracer;
use runtime::import;
use runtime::native::NativeDef;
use runtime::object::{Header, Kind, NativeLayout, Object, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::{self, Dict};
use runtime::types::list::List;
use runtime::types::sequence::{this, tuple_of};
use runtime::types::slots::{CmpOp, Slots};
use runtime::types::type_::{self, NativeTypeDef, as_type, flags};
use runtime::types::{self, T, str};
use runtime::value::Value;

use super::state::{self, Keep, SIGNALS, kept, signal};

/// A signal dict.
#[repr(C)]
pub struct Signals {
    header: Header,
    layout: &'static NativeLayout,
    /// The conditions of the signals that are true, and maybe others.
    pub bits: Cell<u32>,
    attached: Cell<bool>,
}

// SAFETY: `#[repr(C)]`, begins with a header and the layout pointer, which `alloc_native` writes.
unsafe impl Object for Signals {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "SignalDict",
    trace: |_: *mut Header, _: &mut Tracer| (),
    drop: None,
};

const NO_SIGNAL: &str = "valid values for signals are:\n  [InvalidOperation, FloatOperation, DivisionByZero,\n   \
                         Overflow, Underflow, Subnormal, Inexact, Rounded,\n   Clamped]";

/// Makes the class, once. Runs Python.
pub fn init(th: &Thread) -> PyResult<()> {
    if !kept(Keep::SignalDict).is_empty() {
        return Ok(());
    }
    let mixin = type_::define_native(th, &MIXIN);
    let collections = import::import_module(th, "collections.abc")?;
    let mapping = ops::get_attr(th, collections, str::intern(th, "MutableMapping"))?;
    let class = ops::call3(
        th,
        types::get(T::Type).value(),
        str::intern(th, "SignalDict").value(),
        tuple_of(th, &[mixin.value(), mapping]),
        dict::new(th).value(),
    )?;
    state::keep(Keep::SignalDict, class);
    Ok(())
}

/// A new dict that belongs to a context. Allocates.
pub fn new(th: &Thread) -> Ref<Signals> {
    let s = type_::alloc_native::<Signals>(th, as_type(kept(Keep::SignalDict)), &LAYOUT);
    s.attached.set(true);
    s
}

/// The dict, if the value is one.
fn get(v: Value) -> Option<Ref<Signals>> {
    if !v.has_kind(Kind::Native) {
        return None;
    }
    let s = this::<Signals>(v);
    std::ptr::eq(s.layout, &LAYOUT).then_some(s)
}

fn attached(th: &Thread, v: Value) -> PyResult<Ref<Signals>> {
    let s = this::<Signals>(v);
    if s.attached.get() {
        Ok(s)
    } else {
        Err(th.value_error("invalid signal dict"))
    }
}

/// The conditions of a key.
fn conditions(th: &Thread, key: Value) -> PyResult<u32> {
    match state::conditions_of(key) {
        Some(bits) => Ok(bits),
        None => Err(th.error(T::KeyError, NO_SIGNAL)),
    }
}

/// The conditions of the signals that a signal dict, or a plain one, has as true. Runs Python.
pub fn of_dict(th: &Thread, v: Value) -> PyResult<u32> {
    if get(v).is_some() {
        return Ok(attached(th, v)?.bits.get());
    }
    let Some(d) = v.downcast::<Dict>() else {
        return Err(th.type_error("argument must be a signal dict"));
    };
    if d.len() != SIGNALS.len() {
        return Err(th.error(T::KeyError, "invalid signal dict"));
    }
    let mut bits = 0;
    let mut at = 0;
    while let Some((key, v)) = d.next(&mut at) {
        let signal = conditions(th, key)?;
        if ops::is_true(th, v)? {
            bits |= signal;
        }
    }
    Ok(bits)
}

/// The same for a list of signals as well.
pub fn of_argument(th: &Thread, v: Value) -> PyResult<u32> {
    match v.downcast::<List>() {
        Some(list) => {
            let mut bits = 0;
            for i in 0..list.len() {
                bits |= conditions(th, list.item(i))?;
            }
            Ok(bits)
        }
        None => of_dict(th, v),
    }
}

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    let own = attached(th, a)?.bits.get();
    if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let other = if get(b).is_some() {
        attached(th, b)?.bits.get()
    } else if b.has_kind(Kind::Dict) {
        match of_dict(th, b) {
            Ok(bits) => bits,
            Err(raised) => {
                th.swallow(raised, T::KeyError)?;
                return Ok(Value::NOT_IMPLEMENTED);
            }
        }
    } else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    Ok(Value::bool((own == other) == (op == CmpOp::Eq)))
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let bits = attached(th, v)?.bits.get();
    let items: Vec<String> = SIGNALS
        .iter()
        .map(|(name, signal, _)| {
            let on = if bits & signal != 0 { "True" } else { "False" };
            format!("<class 'decimal.{name}'>:{on}")
        })
        .collect();
    Ok(str::new(th, &format!("{{{}}}", items.join(", "))))
}

fn copy(th: &Thread, a: &[Value]) -> PyResult {
    let bits = attached(th, a[0])?.bits.get();
    let copy = dict::new(th);
    for (i, (_, conditions, _)) in SIGNALS.iter().enumerate() {
        copy.set(th, signal(i), Value::bool(bits & conditions != 0))?;
    }
    Ok(copy.value())
}

static MIXIN: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(|th, class, _| Ok(type_::alloc_native::<Signals>(th, class, &LAYOUT).value())),
        init: Some(|_, _, _| Ok(())),
        repr: Some(repr),
        hash: Some(|th, v| Err(ops::number::unhashable(th, v))),
        compare: Some(compare),
        iter: Some(|th, v| {
            attached(th, v)?;
            let signals: [Value; SIGNALS.len()] = std::array::from_fn(signal);
            ops::iter(th, tuple_of(th, &signals))
        }),
        len: Some(|th, v| attached(th, v).map(|_| SIGNALS.len())),
        getitem: Some(|th, v, key| {
            let s = attached(th, v)?;
            let bits = conditions(th, key)?;
            Ok(Value::bool(s.bits.get() & bits != 0))
        }),
        setitem: Some(|th, v, key, value| {
            let s = attached(th, v)?;
            let Some(value) = value else {
                return Err(th.value_error("signal keys cannot be deleted"));
            };
            let bits = conditions(th, key)?;
            let on = ops::is_true(th, value)?;
            let others = s.bits.get() & !bits;
            s.bits.set(if on { others | bits } else { others });
            Ok(())
        }),
        ..Slots::NONE
    },
    methods: &[NativeDef::new("copy", "($self, /)", copy)],
    flags: flags::BASE,
    basic_size: size_of::<Signals>(),
    ..NativeTypeDef::new("decimal.SignalDictMixin")
};
