//! `isinstance` and `issubclass`, with the hooks `__instancecheck__` and `__subclasscheck__`.

use crate::error::PyResult;
use crate::names::N;
use crate::object::{Kind, Ref};
use crate::thread::Thread;
use crate::types::tuple::Tuple;
use crate::types::type_::{self, as_type};
use crate::types::{self, T, type_of, union_};
use crate::value::Value;

/// `isinstance(v, class)`.
pub fn is_instance(th: &Thread, v: Value, class: Value) -> PyResult<bool> {
    if type_of(v).value() == class {
        return Ok(true);
    }
    if types::is_exactly(class, T::Type) {
        return real_is_instance(th, v, class);
    }
    let members = match union_::members(class) {
        Some(members) => Some(members),
        None => class.downcast::<Tuple>(),
    };
    if let Some(tuple) = members {
        th.check_data_stack(" in __instancecheck__")?;
        for &c in tuple.items() {
            if is_instance(th, v, c)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    th.check_data_stack(" in __instancecheck__")?;
    match super::call::special(th, class, N::__instancecheck__, &[v])? {
        Some(r) => super::is_true(th, r),
        None => real_is_instance(th, v, class),
    }
}

/// `type.__instancecheck__`.
pub fn real_is_instance(th: &Thread, v: Value, class: Value) -> PyResult<bool> {
    if class.has_kind(Kind::Type) {
        let class = as_type(class);
        if type_of(v).is_subtype_of(class) {
            return Ok(true);
        }
        // An object may claim another class through `__class__` (a proxy, a mock).
        if !v.is_ptr() || !type_::overrides_class(type_of(v)) {
            return Ok(false);
        }
        let claimed = super::get_attr_opt(th, v, crate::names::get(N::__class__))?;
        return Ok(claimed.is_some_and(|c| {
            c.has_kind(Kind::Type) && c != type_of(v).value() && as_type(c).is_subtype_of(class)
        }));
    }
    if bases_of(th, class)?.is_none() {
        return Err(
            th.type_error("isinstance() arg 2 must be a type, a tuple of types, or a union")
        );
    }
    match super::get_attr_opt(th, v, crate::names::get(N::__class__))? {
        Some(c) => abstract_is_subclass(th, c, class),
        None => Ok(false),
    }
}

/// `issubclass(derived, class)`.
pub fn is_subclass(th: &Thread, derived: Value, class: Value) -> PyResult<bool> {
    if types::is_exactly(class, T::Type) {
        if derived == class {
            return Ok(true);
        }
        return real_is_subclass(th, derived, class);
    }
    let members = match union_::members(class) {
        Some(members) => Some(members),
        None => class.downcast::<Tuple>(),
    };
    if let Some(tuple) = members {
        th.check_data_stack(" in __subclasscheck__")?;
        for &c in tuple.items() {
            if is_subclass(th, derived, c)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    th.check_data_stack(" in __subclasscheck__")?;
    match super::call::special(th, class, N::__subclasscheck__, &[derived])? {
        Some(r) => super::is_true(th, r),
        None => real_is_subclass(th, derived, class),
    }
}

/// `type.__subclasscheck__`.
pub fn real_is_subclass(th: &Thread, derived: Value, class: Value) -> PyResult<bool> {
    if class.has_kind(Kind::Type) && derived.has_kind(Kind::Type) {
        return Ok(as_type(derived).is_subtype_of(as_type(class)));
    }
    if bases_of(th, derived)?.is_none() {
        return Err(th.type_error("issubclass() arg 1 must be a class"));
    }
    if union_::members(class).is_none() && bases_of(th, class)?.is_none() {
        return Err(
            th.type_error("issubclass() arg 2 must be a class, a tuple of classes, or a union")
        );
    }
    abstract_is_subclass(th, derived, class)
}

/// `v.__bases__` if that is a tuple: what makes an object a class to these functions.
fn bases_of(th: &Thread, v: Value) -> PyResult<Option<Ref<Tuple>>> {
    let bases = super::get_attr_opt(th, v, crate::names::get(N::__bases__))?;
    Ok(bases.and_then(|b| b.downcast()))
}

fn abstract_is_subclass(th: &Thread, derived: Value, class: Value) -> PyResult<bool> {
    if derived == class {
        return Ok(true);
    }
    th.check_native_stack(" in __issubclass__")?;
    if let Some(bases) = bases_of(th, derived)? {
        for &b in bases.items() {
            if abstract_is_subclass(th, b, class)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
