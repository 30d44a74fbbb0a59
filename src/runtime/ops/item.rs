//! Containers: length, items, membership.

use std::ops::ControlFlow;

use crate::error::PyResult;
use crate::names::{self, N};
use crate::object::Kind;
use crate::thread::Thread;
use crate::types::type_::{self, as_type};
use crate::types::{self, T, type_of};
use crate::value::Value;

use super::type_name;

/// `len(v)`.
pub fn len(th: &Thread, v: Value) -> PyResult<usize> {
    match type_of(v).slots().len {
        Some(f) => f(th, v),
        None => Err(th.type_error(format!("object of type '{}' has no len()", type_name(v)))),
    }
}

/// `container[key]`.
pub fn get_item(th: &Thread, container: Value, key: Value) -> PyResult {
    let ty = type_of(container);
    if let Some(f) = ty.slots().getitem {
        return f(th, container, key);
    }
    if container.has_kind(Kind::Type) {
        return class_get_item(th, container, key);
    }
    Err(th.type_error(format!(
        "'{}' object is not subscriptable",
        type_name(container)
    )))
}

/// `cls[key]` through `__class_getitem__`.
fn class_get_item(th: &Thread, class: Value, key: Value) -> PyResult {
    if class == types::get(T::Type).value() {
        return Ok(types::generic_alias::new(th, class, key));
    }
    let name = names::get(N::__class_getitem__);
    match type_::get_attribute_opt(th, as_type(class), name)? {
        Some(f) if !f.is_none() => super::call1(th, f, key),
        _ => Err(th.type_error(format!(
            "type '{}' is not subscriptable",
            as_type(class).tp_name()
        ))),
    }
}

/// `container[key] = v`.
pub fn set_item(th: &Thread, container: Value, key: Value, v: Value) -> PyResult<()> {
    match type_of(container).slots().setitem {
        Some(f) => f(th, container, key, Some(v)),
        None => Err(th.type_error(format!(
            "'{}' object does not support item assignment",
            type_name(container)
        ))),
    }
}

/// `del container[key]`.
pub fn del_item(th: &Thread, container: Value, key: Value) -> PyResult<()> {
    match type_of(container).slots().setitem {
        Some(f) => f(th, container, key, None),
        None => {
            // CPython asks sequences and mappings in turn, which have words of their own.
            let ty = type_of(container);
            let sequence = ty.slots().len.is_some() || ty.has_flag(type_::flags::HEAP);
            let index = key.is_small_int() || type_of(key).slots().index.is_some();
            let verb = if sequence && index {
                "doesn't"
            } else {
                "does not"
            };
            Err(th.type_error(format!(
                "'{}' object {verb} support item deletion",
                type_name(container)
            )))
        }
    }
}

/// `item in container`.
pub fn contains(th: &Thread, container: Value, item: Value) -> PyResult<bool> {
    if let Some(f) = type_of(container).slots().contains {
        return f(th, container, item);
    }
    contains_by_iteration(th, container, item)
}

/// `item in container` for what has no `__contains__`.
pub fn contains_by_iteration(th: &Thread, container: Value, item: Value) -> PyResult<bool> {
    if !super::iterate::is_iterable(container) {
        return Err(th.type_error(format!(
            "argument of type '{}' is not a container or iterable",
            type_name(container)
        )));
    }
    let mut found = false;
    super::iterate(th, container, |v| {
        found = super::equal(th, v, item)?;
        Ok(if found {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
    })?;
    Ok(found)
}

/// Whether the class of `v` says by a function of Python's how many items it has: asking runs it, and may raise.
pub fn has_length_hint_in_python(v: Value) -> bool {
    let class = type_of(v);
    let in_python = |name| {
        let f = types::type_::lookup_name(class, name);
        let is_own = |f: Value| type_of(f).has_flag(types::type_::flags::HEAP);
        f.is_some_and(|f| f.has_kind(Kind::Function) || is_own(f))
    };
    class.has_flag(types::type_::flags::HEAP)
        && (in_python(N::__len__) || in_python(N::__length_hint__))
}

/// How many items `v` is likely to give: its length, its `__length_hint__`, or `default`.
pub fn length_hint(th: &Thread, v: Value, default: usize) -> PyResult<usize> {
    let ty = type_of(v);
    if let Some(f) = ty.slots().len {
        match f(th, v) {
            Ok(n) => return Ok(n),
            Err(raised) => th.swallow(raised, T::TypeError)?,
        }
    }
    let hint = match super::call::special(th, v, N::__length_hint__, &[]) {
        Ok(Some(hint)) => hint,
        Ok(None) => return Ok(default),
        Err(raised) => {
            th.swallow(raised, T::TypeError)?;
            return Ok(default);
        }
    };
    if hint == Value::NOT_IMPLEMENTED {
        return Ok(default);
    }
    if !types::int::is_int(hint) {
        return Err(th.type_error(format!(
            "__length_hint__ must be an integer, not {}",
            type_name(hint)
        )));
    }
    let Some(hint) = types::int::to_i64(hint) else {
        return Err(th.overflow_error("Python int too large to convert to C ssize_t"));
    };
    usize::try_from(hint).map_err(|_| th.value_error("__length_hint__() should return >= 0"))
}
