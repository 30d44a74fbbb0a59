//! `wrapper_descriptor` and `method-wrapper`: the special methods of built-in types as Python sees them.
//!
//! A wrapper calls a slot of the type that owns it, with Python's calling convention. Which slot and how is one row of
//! the table in `slot_defs.rs`.

use std::cell::Cell;

use crate::error::{PyResult, Raised};
use crate::heap::{self, Tracer};
use crate::native::{Args, GetSetDef, NativeDef};
use crate::object::{Header, Kind, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::slot_defs::{self, SlotDef, SlotId, Wrap};
use crate::types::slots::{BinaryFn, CmpOp, Slots, UnaryFn};
use crate::types::str;
use crate::types::type_::{Type, TypeDef, as_type, flags};
use crate::types::{self, T, shape_of, type_of};
use crate::value::Value;

/// `int.__add__`.
#[repr(C)]
pub struct SlotWrapper {
    header: Header,
    owner: Slot,
    def: Cell<u16>,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid.
unsafe impl Object for SlotWrapper {
    const KIND: Kind = Kind::SlotWrapper;
}

/// `(1).__add__`.
#[repr(C)]
pub struct MethodWrapper {
    header: Header,
    wrapper: Slot,
    receiver: Slot,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid.
unsafe impl Object for MethodWrapper {
    const KIND: Kind = Kind::MethodWrapper;
}

/// Visits the owner.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: the collector passes objects of this kind.
    t.visit_slot(unsafe { &(*h.cast::<SlotWrapper>()).owner });
}

/// Visits wrapper and receiver.
pub fn trace_method_wrapper(h: *mut Header, t: &mut Tracer) {
    // SAFETY: the collector passes objects of this kind.
    let w = unsafe { &*h.cast::<MethodWrapper>() };
    t.visit_slot(&w.wrapper);
    t.visit_slot(&w.receiver);
}

impl SlotWrapper {
    /// Its row in the table.
    pub fn def(&self) -> &'static SlotDef {
        &slot_defs::DEFS[self.def.get() as usize]
    }

    /// The type whose slot it calls.
    pub fn owner(&self) -> Ref<Type> {
        as_type(self.owner.get())
    }
}

/// A wrapper descriptor. Allocates.
pub fn new(th: &Thread, def: u16, owner: Ref<Type>) -> Ref<SlotWrapper> {
    let size = std::mem::size_of::<SlotWrapper>();
    let w = heap::alloc::<SlotWrapper>(&th.alloc, shape_of(T::SlotWrapper), size);
    w.owner.init(owner.value());
    w.def.set(def);
    w
}

fn bind(th: &Thread, w: Value, receiver: Value) -> Value {
    let size = std::mem::size_of::<MethodWrapper>();
    let m = heap::alloc::<MethodWrapper>(&th.alloc, shape_of(T::MethodWrapper), size);
    m.wrapper.init(w);
    m.receiver.init(receiver);
    m.value()
}

fn as_wrapper(v: Value) -> Ref<SlotWrapper> {
    v.downcast()
        .expect("a slot of the type is called with its instance")
}

fn as_method(v: Value) -> Ref<MethodWrapper> {
    v.downcast()
        .expect("a slot of the type is called with its instance")
}

/// What a pickle has of an attribute: a call of `getattr`.
fn reduced(th: &Thread, owner: Value, name: &str) -> PyResult {
    let getattr = types::sequence::builtin(th, "getattr")?;
    let args = types::tuple::new(th, &[owner, str::new(th, name)]);
    Ok(types::tuple::new(th, &[getattr, args.value()]).value())
}

/// The definition of `wrapper_descriptor`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(|th, v| {
            let w = as_wrapper(v);
            let text = format!(
                "<slot wrapper '{}' of '{}' objects>",
                w.def().name.text(),
                w.owner().tp_name()
            );
            Ok(str::new(th, &text))
        }),
        call: Some(call_unbound),
        descr_get: Some(|th, v, instance, _owner| {
            if instance.is_empty() {
                return Ok(v);
            }
            check_receiver(th, as_wrapper(v), instance, true)?;
            Ok(bind(th, v, instance))
        }),
        ..Slots::NONE
    },
    getset: &[
        GetSetDef {
            name: "__name__",
            get: |th, v| Ok(str::new(th, as_wrapper(v).def().name.text())),
            set: None,
        },
        GetSetDef {
            name: "__qualname__",
            get: |th, v| Ok(qualname(th, as_wrapper(v))),
            set: None,
        },
        GetSetDef {
            name: "__objclass__",
            get: |_, v| Ok(as_wrapper(v).owner.get()),
            set: None,
        },
        GetSetDef {
            name: "__doc__",
            get: |th, v| Ok(str::new(th, as_wrapper(v).def().doc)),
            set: None,
        },
        GetSetDef {
            name: "__text_signature__",
            get: |th, v| Ok(str::new(th, as_wrapper(v).def().signature)),
            set: None,
        },
    ],
    methods: &[NativeDef::new("__reduce__", "($self, /)", |th, a| {
        let w = as_wrapper(a[0]);
        reduced(th, w.owner.get(), w.def().name.text())
    })],
    flags: flags::NO_NEW | flags::METHOD_DESCRIPTOR,
    basic_size: std::mem::size_of::<SlotWrapper>(),
    ..TypeDef::new(T::SlotWrapper)
};

/// The definition of `method-wrapper`.
pub static METHOD_TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(|th, v| {
            let m = as_method(v);
            let r = m.receiver.get();
            let text = format!(
                "<method-wrapper '{}' of {} object at {:#x}>",
                as_wrapper(m.wrapper.get()).def().name.text(),
                ops::type_name(r),
                r.bits()
            );
            Ok(str::new(th, &text))
        }),
        call: Some(|th, v, args| {
            let m = as_method(v);
            invoke(th, as_wrapper(m.wrapper.get()), m.receiver.get(), args)
        }),
        hash: Some(|_, v| {
            let m = as_method(v);
            Ok(((m.receiver.get().bits() ^ m.wrapper.get().bits()) >> 4) as i64)
        }),
        compare: Some(|_, a, b, op| {
            let (Some(x), Some(y)) = (a.downcast::<MethodWrapper>(), b.downcast::<MethodWrapper>())
            else {
                return Ok(Value::NOT_IMPLEMENTED);
            };
            let same = x.receiver.get() == y.receiver.get() && x.wrapper.get() == y.wrapper.get();
            Ok(match op {
                CmpOp::Eq => Value::bool(same),
                CmpOp::Ne => Value::bool(!same),
                CmpOp::Lt | CmpOp::Le | CmpOp::Gt | CmpOp::Ge => Value::NOT_IMPLEMENTED,
            })
        }),
        ..Slots::NONE
    },
    getset: &[
        GetSetDef {
            name: "__self__",
            get: |_, v| Ok(as_method(v).receiver.get()),
            set: None,
        },
        GetSetDef {
            name: "__name__",
            get: |th, v| {
                let w = as_wrapper(as_method(v).wrapper.get());
                Ok(str::new(th, w.def().name.text()))
            },
            set: None,
        },
        GetSetDef {
            name: "__qualname__",
            get: |th, v| Ok(qualname(th, as_wrapper(as_method(v).wrapper.get()))),
            set: None,
        },
        GetSetDef {
            name: "__objclass__",
            get: |_, v| Ok(as_wrapper(as_method(v).wrapper.get()).owner.get()),
            set: None,
        },
        GetSetDef {
            name: "__doc__",
            get: |th, v| {
                Ok(str::new(
                    th,
                    as_wrapper(as_method(v).wrapper.get()).def().doc,
                ))
            },
            set: None,
        },
        GetSetDef {
            name: "__text_signature__",
            get: |th, v| {
                let w = as_wrapper(as_method(v).wrapper.get());
                Ok(str::new(th, w.def().signature))
            },
            set: None,
        },
    ],
    methods: &[NativeDef::new("__reduce__", "($self, /)", |th, a| {
        let m = as_method(a[0]);
        let name = as_wrapper(m.wrapper.get()).def().name.text();
        reduced(th, m.receiver.get(), name)
    })],
    flags: flags::NO_NEW,
    basic_size: std::mem::size_of::<MethodWrapper>(),
    ..TypeDef::new(T::MethodWrapper)
};

fn qualname(th: &Thread, w: Ref<SlotWrapper>) -> Value {
    let owner = w.owner().name();
    str::new(
        th,
        &format!("{}.{}", owner.to_string_lossy(), w.def().name.text()),
    )
}

fn check_receiver(th: &Thread, w: Ref<SlotWrapper>, v: Value, get: bool) -> PyResult<()> {
    let ty = type_of(v);
    if ty == w.owner() || ty.is_subtype_of(w.owner()) {
        return Ok(());
    }
    let (name, owner) = (w.def().name.text(), w.owner().tp_name());
    Err(th.type_error(if get {
        format!(
            "descriptor '{name}' for '{owner}' objects doesn't apply to a '{}' object",
            ops::type_name(v)
        )
    } else {
        format!(
            "descriptor '{name}' requires a '{owner}' object but received a '{}'",
            ops::type_name(v)
        )
    }))
}

fn call_unbound(th: &Thread, v: Value, args: Args) -> PyResult {
    let w = as_wrapper(v);
    let Some(&receiver) = args.pos().first() else {
        return Err(th.type_error(format!(
            "descriptor '{}' of '{}' object needs an argument",
            w.def().name.text(),
            w.owner().tp_name()
        )));
    };
    check_receiver(th, w, receiver, false)?;
    let rest = Args {
        values: &args.values[1..],
        names: args.names,
    };
    invoke(th, w, receiver, rest)
}

// ---- calling a slot

/// The binary function in a slot.
fn binary_slot(s: &Slots, id: SlotId) -> Option<BinaryFn> {
    match id {
        SlotId::Concat => s.concat,
        SlotId::Repeat => s.repeat,
        SlotId::InPlaceConcat => s.inplace_concat,
        SlotId::InPlaceRepeat => s.inplace_repeat,
        _ => {
            let n = id as usize;
            let (first, first_inplace) = (SlotId::Add as usize, SlotId::IAdd as usize);
            if n >= first_inplace {
                s.inplace[n - first_inplace]
            } else {
                s.binary[n - first]
            }
        }
    }
}

/// The unary function in a slot.
fn unary_slot(s: &Slots, id: SlotId) -> Option<UnaryFn> {
    match id {
        SlotId::Repr => s.repr,
        SlotId::Str => s.str,
        SlotId::Iter => s.iter,
        SlotId::Neg => s.neg,
        SlotId::Pos => s.pos,
        SlotId::Abs => s.abs,
        SlotId::Invert => s.invert,
        SlotId::Int => s.int,
        SlotId::Float => s.float,
        SlotId::Index => s.index,
        SlotId::Await => s.await_,
        SlotId::AIter => s.aiter,
        SlotId::ANext => s.anext,
        _ => None,
    }
}

#[cold]
fn wrong_count(th: &Thread, expected: &str, given: usize) -> Raised {
    th.type_error(format!("expected {expected}, got {given}"))
}

/// Exactly one argument.
fn one(th: &Thread, args: Args) -> PyResult<Value> {
    match args.values {
        [a] => Ok(*a),
        other => Err(wrong_count(th, "1 argument", other.len())),
    }
}

/// Exactly two arguments.
fn two(th: &Thread, d: &SlotDef, args: Args) -> PyResult<(Value, Value)> {
    match args.values {
        [a, b] => Ok((*a, *b)),
        other => Err(th.type_error(format!(
            "{} expected 2 arguments, got {}",
            d.name.text(),
            other.len()
        ))),
    }
}

/// Modules and classes must not be changed through `object.__setattr__` behind their own rules.
fn check_setattr(th: &Thread, w: Ref<SlotWrapper>, v: Value, what: &str) -> PyResult<()> {
    if !v.has_kind(Kind::Type) || w.owner() == types::get(T::Type) {
        return Ok(());
    }
    if type_of(v).is_subtype_of(types::get(T::Type)) {
        return Err(th.type_error(format!(
            "can't apply this {what} to {} object",
            ops::type_name(v)
        )));
    }
    Ok(())
}

/// Calls the slot with a receiver that has been checked.
pub fn invoke(th: &Thread, w: Ref<SlotWrapper>, v: Value, args: Args) -> PyResult {
    let d = w.def();
    let owner = w.owner();
    let s = owner.slots();
    if args.names.is_some() && !matches!(d.wrap, Wrap::Call | Wrap::Init) {
        return Err(th.type_error(format!(
            "wrapper {}() takes no keyword arguments",
            d.name.text()
        )));
    }
    let none = |args: Args| match args.values.len() {
        0 => Ok(()),
        n => Err(wrong_count(th, "0 arguments", n)),
    };
    // The slot was filled when the wrapper was made, and native tables do not change.
    const FILLED: &str = "the slot of a wrapper is filled";
    match d.wrap {
        Wrap::None => unreachable!("{} has no wrapper", d.name.text()),
        Wrap::Unary => {
            none(args)?;
            unary_slot(s, d.slot).expect(FILLED)(th, v)
        }
        Wrap::Hash => {
            none(args)?;
            let h = s.hash.expect(FILLED)(th, v)?;
            Ok(types::int::from_i64(th, h))
        }
        Wrap::Call => s.call.expect(FILLED)(th, v, args),
        Wrap::Next => {
            none(args)?;
            match s.next.expect(FILLED)(th, v)? {
                Some(item) => Ok(item),
                None => Err(th.error_with(T::StopIteration, &[])),
            }
        }
        Wrap::Bool => {
            none(args)?;
            s.bool.expect(FILLED)(th, v).map(Value::bool)
        }
        Wrap::Len => {
            none(args)?;
            s.len.expect(FILLED)(th, v).map(|n| types::int::from_usize(th, n))
        }
        Wrap::GetAttr => {
            let name = ops::attribute_name(th, one(th, args)?)?;
            s.getattr.expect(FILLED)(th, v, name)
        }
        Wrap::SetAttr => {
            let (name, x) = two(th, d, args)?;
            check_setattr(th, w, v, "__setattr__")?;
            s.setattr.expect(FILLED)(th, v, ops::attribute_name(th, name)?, Some(x))?;
            Ok(Value::NONE)
        }
        Wrap::DelAttr => {
            let name = one(th, args)?;
            check_setattr(th, w, v, "__delattr__")?;
            s.setattr.expect(FILLED)(th, v, ops::attribute_name(th, name)?, None)?;
            Ok(Value::NONE)
        }
        Wrap::Compare(op) => s.compare.expect(FILLED)(th, v, one(th, args)?, op),
        Wrap::GetItem => s.getitem.expect(FILLED)(th, v, one(th, args)?),
        Wrap::SetItem => {
            let (key, x) = two(th, d, args)?;
            s.setitem.expect(FILLED)(th, v, key, Some(x))?;
            Ok(Value::NONE)
        }
        Wrap::DelItem => {
            s.setitem.expect(FILLED)(th, v, one(th, args)?, None)?;
            Ok(Value::NONE)
        }
        Wrap::Contains => s.contains.expect(FILLED)(th, v, one(th, args)?).map(Value::bool),
        Wrap::Binary | Wrap::InPlace | Wrap::Repeat => {
            binary_slot(s, d.slot).expect(FILLED)(th, v, one(th, args)?)
        }
        Wrap::Reflected => binary_slot(s, d.slot).expect(FILLED)(th, one(th, args)?, v),
        Wrap::Pow | Wrap::ReflectedPow => {
            let (other, modulus) = match *args.values {
                [other] => (other, Value::NONE),
                [other, m] => (other, m),
                _ => return Err(wrong_count(th, "1 or 2 arguments", args.values.len())),
            };
            let (a, b) = if d.wrap == Wrap::Pow {
                (v, other)
            } else {
                (other, v)
            };
            match s.pow_mod {
                Some(f) if !modulus.is_none() => f(th, a, b, modulus),
                _ => binary_slot(s, d.slot).expect(FILLED)(th, a, b),
            }
        }
        Wrap::DescrGet => {
            let (instance, class) = match *args.values {
                [instance] => (instance, Value::NONE),
                [instance, class] => (instance, class),
                _ => {
                    let (bound, s, given) = match args.values.len() {
                        0 => ("at least 1", "", 0),
                        given => ("at most 2", "s", given),
                    };
                    return Err(
                        th.type_error(format!("__get__ expected {bound} argument{s}, got {given}"))
                    );
                }
            };
            if instance.is_none() && class.is_none() {
                return Err(th.type_error("__get__(None, None) is invalid"));
            }
            let empty = |v: Value| if v.is_none() { Value::EMPTY } else { v };
            s.descr_get.expect(FILLED)(th, v, empty(instance), empty(class))
        }
        Wrap::DescrSet => {
            let (instance, x) = two(th, d, args)?;
            s.descr_set.expect(FILLED)(th, v, instance, Some(x))?;
            Ok(Value::NONE)
        }
        Wrap::DescrDelete => {
            s.descr_set.expect(FILLED)(th, v, one(th, args)?, None)?;
            Ok(Value::NONE)
        }
        Wrap::Init => {
            s.init.expect(FILLED)(th, v, args)?;
            Ok(Value::NONE)
        }
        Wrap::Del => {
            none(args)?;
            s.del.expect(FILLED)(th, v)?;
            Ok(Value::NONE)
        }
    }
}
