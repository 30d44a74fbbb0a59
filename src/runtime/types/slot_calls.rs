//! The slot functions of classes written in Python: each calls the special method.
//!
//! `slot_defs.rs` installs them. A method is looked up on the type at each call (through the method cache), because it
//! may be replaced by another without the slots changing.

use crate::error::{PyResult, Raised};
use crate::names::{self, N};
use crate::native::Args;
use crate::object::{Kind, Ref};
use crate::ops::{self, attr, call as calls};
use crate::thread::Thread;
use crate::types::slot_defs::SlotId;
use crate::types::slots::{BINOPS, CmpOp};
use crate::types::str::Str;
use crate::types::type_::{self, Type};
use crate::types::wrapper::SlotWrapper;
use crate::types::{self, T, slot_defs, type_of};
use crate::value::Value;

/// Calls a special method that the class is known to have (its slot says so); AttributeError if it is gone.
fn must(th: &Thread, v: Value, name: N, args: &[Value]) -> PyResult {
    match calls::special(th, v, name, args)? {
        Some(r) => Ok(r),
        None => Err(attr::no_attribute(th, v, names::get(name))),
    }
}

pub fn repr(th: &Thread, v: Value) -> PyResult {
    match calls::special(th, v, N::__repr__, &[])? {
        Some(r) => Ok(r),
        None => Ok(ops::text::plain_repr(th, v).value()),
    }
}

pub fn str(th: &Thread, v: Value) -> PyResult {
    must(th, v, N::__str__, &[])
}

pub fn hash(th: &Thread, v: Value) -> PyResult<i64> {
    let r = match type_::lookup_name(type_of(v), N::__hash__) {
        Some(Value::NONE) | None => return Err(ops::number::unhashable(th, v)),
        Some(f) => calls::call_descriptor(th, f, v, Args::positional(&[]))?,
    };
    hash_from(th, r)
}

/// The hash that a `__hash__` method's result stands for.
pub fn hash_from(th: &Thread, r: Value) -> PyResult<i64> {
    let h = if let Some(h) = r.as_small() {
        h
    } else if types::is_instance_of(r, T::Int) {
        match types::int::to_i64(r) {
            Some(h) => h,
            // Too large for a hash: the hash of the integer itself.
            None => match types::get(T::Int).slots().hash {
                Some(f) => f(th, r)?,
                None => 0,
            },
        }
    } else {
        return Err(th.type_error("__hash__ method should return an integer"));
    };
    Ok(if h == -1 { -2 } else { h })
}

pub fn call(th: &Thread, v: Value, args: Args) -> PyResult {
    match type_::lookup_name(type_of(v), N::__call__) {
        Some(f) => calls::call_descriptor(th, f, v, args),
        None => Err(attr::no_attribute(th, v, names::get(N::__call__))),
    }
}

pub fn iter(th: &Thread, v: Value) -> PyResult {
    match type_::lookup_name(type_of(v), N::__iter__) {
        Some(Value::NONE) => {
            Err(th.type_error(format!("'{}' object is not iterable", ops::type_name(v))))
        }
        Some(f) => calls::call_descriptor(th, f, v, Args::positional(&[])),
        None => Ok(types::iter::new_seq(th, v)),
    }
}

pub fn next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    match must(th, v, N::__next__, &[]) {
        Ok(r) => Ok(Some(r)),
        Err(raised) => {
            if !th.raised_is(&raised, T::StopIteration) {
                return Err(raised);
            }
            // What it carries is the result of a `yield from`.
            let exc = th.take_exception(raised);
            let value = types::exception::stop_iteration_value(exc);
            let value = if value.is_none() { Value::EMPTY } else { value };
            th.stop_value.set(value);
            Ok(None)
        }
    }
}

pub fn getattr(th: &Thread, v: Value, name: Ref<Str>) -> PyResult {
    let ty = type_of(v);
    let found = match type_::lookup_name(ty, N::__getattribute__) {
        Some(f) => match f.downcast::<types::wrapper::SlotWrapper>() {
            Some(w) if ty.is_subtype_of(w.owner()) => match w.owner().slots().getattr {
                Some(native) if w.owner() != types::get(T::Object) => native(th, v, name),
                _ => return generic_or_hook(th, v, ty, name),
            },
            _ => calls::call_descriptor(th, f, v, Args::positional(&[name.value()])),
        },
        None => return generic_or_hook(th, v, ty, name),
    };
    or_hook(th, v, ty, name, found)
}

/// The attribute as `object.__getattribute__` finds it, else what `__getattr__` gives. Where there is just nothing to be
/// found, no exception is made for it.
fn generic_or_hook(th: &Thread, v: Value, ty: Ref<Type>, name: Ref<Str>) -> PyResult {
    let found = match attr::generic_lookup(th, v, ty, name) {
        Ok(Some(found)) => return Ok(found),
        Ok(None) => match type_::lookup_name(ty, N::__getattr__) {
            Some(hook) => {
                return calls::call_descriptor(th, hook, v, Args::positional(&[name.value()]));
            }
            None => attr::generic_get(th, v, name),
        },
        Err(raised) => Err(raised),
    };
    or_hook(th, v, ty, name, found)
}

/// What was found, or what `__getattr__` gives where that raised AttributeError.
fn or_hook(th: &Thread, v: Value, ty: Ref<Type>, name: Ref<Str>, found: PyResult) -> PyResult {
    let raised = match found {
        Ok(found) => return Ok(found),
        Err(raised) => raised,
    };
    let Some(hook) = type_::lookup_name(ty, N::__getattr__) else {
        return Err(raised);
    };
    th.swallow(raised, T::AttributeError)?;
    calls::call_descriptor(th, hook, v, Args::positional(&[name.value()]))
}

pub fn setattr(th: &Thread, v: Value, name: Ref<Str>, value: Option<Value>) -> PyResult<()> {
    match value {
        Some(x) => must(th, v, N::__setattr__, &[name.value(), x]),
        None => must(th, v, N::__delattr__, &[name.value()]),
    }
    .map(drop)
}

pub fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    match type_::lookup_name(type_of(a), slot_defs::compare_name(op)) {
        None => Ok(Value::NOT_IMPLEMENTED),
        // A descriptor without the attribute is no comparison.
        Some(f) if f.has_kind(Kind::Instance) || type_of(f) == types::get(T::Property) => {
            match ops::bind(th, f, a) {
                Ok(method) => ops::call1(th, method, b),
                Err(raised) => {
                    th.swallow(raised, T::AttributeError)?;
                    Ok(Value::NOT_IMPLEMENTED)
                }
            }
        }
        // None is no exception: that it cannot be called is the error.
        Some(f) => calls::call_descriptor(th, f, a, Args::positional(&[b])),
    }
}

pub fn bool(th: &Thread, v: Value) -> PyResult<bool> {
    if type_::lookup_name(type_of(v), N::__bool__) == Some(Value::NONE) {
        return Err(th.type_error(format!(
            "'{}' cannot be interpreted as a boolean",
            ops::type_name(v)
        )));
    }
    let r = must(th, v, N::__bool__, &[])?;
    bool_from(th, r)
}

/// The truth that a `__bool__` method's result stands for.
pub fn bool_from(th: &Thread, r: Value) -> PyResult<bool> {
    match r {
        Value::TRUE => Ok(true),
        Value::FALSE => Ok(false),
        _ => Err(th.type_error(format!(
            "__bool__ should return bool, returned {}",
            ops::type_name(r)
        ))),
    }
}

pub fn len(th: &Thread, v: Value) -> PyResult<usize> {
    let r = must(th, v, N::__len__, &[])?;
    len_from(th, r)
}

/// The length that a `__len__` method's result stands for. May run Python.
pub fn len_from(th: &Thread, r: Value) -> PyResult<usize> {
    let n = ops::index(th, r)?;
    match types::int::to_i64(n) {
        Some(n) if n >= 0 => Ok(n as usize),
        Some(_) => Err(th.value_error("__len__() should return >= 0")),
        None if ops::compare_bool(th, n, Value::small(0), CmpOp::Lt)? => {
            Err(th.value_error("__len__() should return >= 0"))
        }
        None => Err(th.overflow_error("cannot fit 'int' into an index-sized integer")),
    }
}

pub fn getitem(th: &Thread, v: Value, key: Value) -> PyResult {
    match type_::lookup_name(type_of(v), N::__getitem__) {
        None => Err(th.type_error(format!(
            "'{}' object is not subscriptable",
            ops::type_name(v)
        ))),
        Some(f) => calls::call_descriptor(th, f, v, Args::positional(&[key])),
    }
}

pub fn setitem(th: &Thread, v: Value, key: Value, value: Option<Value>) -> PyResult<()> {
    let (name, what) = match value {
        Some(_) => (N::__setitem__, "does not support item assignment"),
        None => (N::__delitem__, "does not support item deletion"),
    };
    let f = match type_::lookup_name(type_of(v), name) {
        Some(Value::NONE) | None => {
            return Err(th.type_error(format!("'{}' object {what}", ops::type_name(v))));
        }
        Some(f) => f,
    };
    // The class overrides only the other one of the two.
    if let Some(w) = f.downcast::<SlotWrapper>()
        && type_of(v).is_subtype_of(w.owner())
        && w.def().name == name
        && let Some(native) = w.owner().slots().setitem
    {
        return native(th, v, key, value);
    }
    match value {
        Some(x) => calls::call_descriptor(th, f, v, Args::positional(&[key, x])),
        None => calls::call_descriptor(th, f, v, Args::positional(&[key])),
    }
    .map(drop)
}

pub fn contains(th: &Thread, v: Value, item: Value) -> PyResult<bool> {
    match type_::lookup_name(type_of(v), N::__contains__) {
        Some(Value::NONE) => {
            Err(th.type_error(format!("'{}' object is not a container", ops::type_name(v))))
        }
        Some(f) => {
            let r = calls::call_descriptor(th, f, v, Args::positional(&[item]))?;
            ops::is_true(th, r)
        }
        None => ops::item::contains_by_iteration(th, v, item),
    }
}

/// Calls `v.name(other)`; NotImplemented if there is no such method.
fn maybe(th: &Thread, v: Value, name: N, other: Value) -> PyResult {
    Ok(calls::special(th, v, name, &[other])?.unwrap_or(Value::NOT_IMPLEMENTED))
}

/// A binary operator one of whose operands is of a Python class: the left method, the right one's reflected method, or
/// the latter first if the right operand's class derives from the left one's and overrides it.
pub fn binary<const OP: usize>(th: &Thread, a: Value, b: Value) -> PyResult {
    const { assert!(OP < BINOPS) };
    let (left, right) = slot_defs::BINARY_NAMES[OP];
    let (ta, tb) = (type_of(a), type_of(b));
    let slot = SlotId::Add as u32 + OP as u32;
    let python = |t: Ref<Type>| t.python_slots.get() & 1 << slot != 0;
    let mut other = ta != tb && python(tb);
    if python(ta) {
        if other && tb.is_subtype_of(ta) && overloaded(ta, tb, right) {
            let r = maybe(th, b, right, a)?;
            if r != Value::NOT_IMPLEMENTED {
                return Ok(r);
            }
            other = false;
        }
        let r = maybe(th, a, left, b)?;
        if r != Value::NOT_IMPLEMENTED || ta == tb {
            return Ok(r);
        }
    }
    if other {
        return maybe(th, b, right, a);
    }
    Ok(Value::NOT_IMPLEMENTED)
}

/// Whether `derived` has another method `name` than `base`.
fn overloaded(base: Ref<Type>, derived: Ref<Type>, name: N) -> bool {
    match (
        type_::lookup_name(derived, name),
        type_::lookup_name(base, name),
    ) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(a), Some(b)) => a != b,
    }
}

pub fn inplace<const OP: usize>(th: &Thread, a: Value, b: Value) -> PyResult {
    const { assert!(OP < BINOPS - 1) };
    must(th, a, slot_defs::INPLACE_NAMES[OP], &[b])
}

/// `pow(a, b, m)`: the method of `a`, or the reflected one of `b`, as for two operands.
pub fn pow_mod(th: &Thread, a: Value, b: Value, m: Value) -> PyResult {
    let (ta, tb) = (type_of(a), type_of(b));
    let mut other = ta != tb && tb.calls_python(SlotId::Pow);
    let reflected = || {
        let r = calls::special(th, b, N::__rpow__, &[a, m])?;
        Ok(r.unwrap_or(Value::NOT_IMPLEMENTED))
    };
    if ta.calls_python(SlotId::Pow) {
        if other && tb.is_subtype_of(ta) && overloaded(ta, tb, N::__rpow__) {
            let r = reflected()?;
            if r != Value::NOT_IMPLEMENTED {
                return Ok(r);
            }
            other = false;
        }
        if let Some(r) = calls::special(th, a, N::__pow__, &[b, m])? {
            if r != Value::NOT_IMPLEMENTED || ta == tb {
                return Ok(r);
            }
        }
    }
    if other {
        return reflected();
    }
    Ok(Value::NOT_IMPLEMENTED)
}

pub fn neg(th: &Thread, v: Value) -> PyResult {
    must(th, v, N::__neg__, &[])
}

pub fn pos(th: &Thread, v: Value) -> PyResult {
    must(th, v, N::__pos__, &[])
}

pub fn abs(th: &Thread, v: Value) -> PyResult {
    must(th, v, N::__abs__, &[])
}

pub fn invert(th: &Thread, v: Value) -> PyResult {
    must(th, v, N::__invert__, &[])
}

pub fn int(th: &Thread, v: Value) -> PyResult {
    must(th, v, N::__int__, &[])
}

pub fn float(th: &Thread, v: Value) -> PyResult {
    must(th, v, N::__float__, &[])
}

pub fn index(th: &Thread, v: Value) -> PyResult {
    must(th, v, N::__index__, &[])
}

pub fn descr_get(th: &Thread, d: Value, instance: Value, owner: Value) -> PyResult {
    let instance = if instance.is_empty() {
        Value::NONE
    } else {
        instance
    };
    let owner = if owner.is_empty() { Value::NONE } else { owner };
    match calls::special(th, d, N::__get__, &[instance, owner])? {
        Some(r) => Ok(r),
        // The slot exists because of an inherited native one that was overridden by nothing.
        None => Ok(d),
    }
}

pub fn descr_set(th: &Thread, d: Value, instance: Value, value: Option<Value>) -> PyResult<()> {
    let (name, r) = match value {
        Some(v) => (
            N::__set__,
            calls::special(th, d, N::__set__, &[instance, v])?,
        ),
        None => (
            N::__delete__,
            calls::special(th, d, N::__delete__, &[instance])?,
        ),
    };
    match r {
        Some(_) => Ok(()),
        None => Err(attr::attribute_error(th, d, names::get(name), name.text())),
    }
}

pub fn new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let f = type_::get_attribute(th, class.value(), names::get(N::__new__))?;
    ops::call_with_self(th, f, class.value(), args)
}

pub fn init(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    let Some(f) = type_::lookup_name(type_of(v), N::__init__) else {
        return Ok(());
    };
    let r = calls::call_descriptor(th, f, v, args)?;
    check_init(th, r)
}

/// `__init__` must return None.
pub fn check_init(th: &Thread, r: Value) -> PyResult<()> {
    if r.is_none() {
        return Ok(());
    }
    Err(bad_init(th, r))
}

#[cold]
fn bad_init(th: &Thread, r: Value) -> Raised {
    th.type_error(format!(
        "__init__() should return None, not '{}'",
        ops::type_name(r)
    ))
}

pub fn del(th: &Thread, v: Value) -> PyResult<()> {
    calls::special(th, v, N::__del__, &[]).map(drop)
}

fn asynchronous(th: &Thread, v: Value, name: N, message: &str) -> PyResult {
    match type_::lookup_name(type_of(v), name) {
        Some(f) if !f.is_none() => calls::call_descriptor(th, f, v, Args::positional(&[])),
        _ => Err(th.type_error(format!("'{}' {message}", ops::type_name(v)))),
    }
}

pub fn await_(th: &Thread, v: Value) -> PyResult {
    asynchronous(th, v, N::__await__, "object can't be awaited")
}

pub fn aiter(th: &Thread, v: Value) -> PyResult {
    asynchronous(th, v, N::__aiter__, "object is not an async iterable")
}

pub fn anext(th: &Thread, v: Value) -> PyResult {
    asynchronous(th, v, N::__anext__, "object is not an async iterator")
}
