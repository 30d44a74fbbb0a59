//! Attributes: `get_attr` and its relatives, and the generic lookup that `object` has.

use crate::error::{PyResult, Raised};
use crate::names::{self, N};
use crate::object::{Header, Ref};
use crate::shape;
use crate::thread::Thread;
use crate::types::str::Str;
use crate::types::type_::{self, Type, flags};
use crate::types::{T, exception, type_of};
use crate::value::Value;

use super::type_name;

/// `v.name`. `name` is interned.
#[inline]
pub fn get_attr(th: &Thread, v: Value, name: Ref<Str>) -> PyResult {
    let ty = type_of(v);
    match ty.slots().getattr {
        Some(f) => match f(th, v, name) {
            Ok(found) => Ok(found),
            Err(raised) => {
                add_context(th, v, name);
                Err(raised)
            }
        },
        None => Err(no_attribute(th, v, name)),
    }
}

/// If what was raised is an AttributeError that does not say which attribute of what was missing, it is told, for the
/// suggestions of tracebacks.
#[cold]
pub fn add_context(th: &Thread, v: Value, name: Ref<Str>) {
    let exc = th.exception.get();
    if !crate::types::is_instance_of(exc, T::AttributeError) {
        return;
    }
    let e = exception::as_exception(exc);
    let unset = |n: usize| {
        e.extra(n)
            .is_none_or(|s| s.get_opt().is_none_or(Value::is_none))
    };
    if unset(0) && unset(1) {
        exception::set_name(th, exc, name.value());
        exception::set_obj(exc, v);
    }
}

/// `v.name` for a well-known name.
pub fn get_attr_name(th: &Thread, v: Value, name: N) -> PyResult {
    get_attr(th, v, names::get(name))
}

/// `v.name`, None where that raises AttributeError.
pub fn get_attr_opt(th: &Thread, v: Value, name: Ref<Str>) -> PyResult<Option<Value>> {
    let ty = type_of(v);
    let found = if ty.has_flag(flags::PLAIN_GETATTR) {
        generic_lookup(th, v, ty, name)
    } else if let Some(class) = v.downcast::<Type>()
        && ty == crate::types::get(T::Type)
    {
        // (An exception that nobody sees need not be made.)
        type_::get_attribute_opt(th, class, name)
    } else if v.has_kind(crate::object::Kind::Type) && ty.slots().getattr.is_some() {
        return match get_attr(th, v, name) {
            Ok(x) => Ok(Some(x)),
            Err(raised) => {
                th.swallow(raised, T::AttributeError)?;
                Ok(None)
            }
        };
    } else {
        get_attr(th, v, name).map(Some)
    };
    match found {
        Ok(found) => Ok(found),
        Err(raised) => {
            th.swallow(raised, T::AttributeError)?;
            Ok(None)
        }
    }
}

/// `v.name = value`. `name` is interned.
pub fn set_attr(th: &Thread, v: Value, name: Ref<Str>, value: Value) -> PyResult<()> {
    assign(th, v, name, Some(value))
}

/// `del v.name`. `name` is interned.
pub fn del_attr(th: &Thread, v: Value, name: Ref<Str>) -> PyResult<()> {
    assign(th, v, name, None)
}

fn assign(th: &Thread, v: Value, name: Ref<Str>, value: Option<Value>) -> PyResult<()> {
    match type_of(v).slots().setattr {
        Some(f) => f(th, v, name, value),
        None => Err(th.type_error(format!(
            "'{}' object has no attributes ({} .{})",
            type_name(v),
            if value.is_some() { "assign to" } else { "del" },
            name.to_string_lossy()
        ))),
    }
}

/// Generic lookup (object.__getattribute__): data descriptors, the instance's own attributes, other class attributes.
pub fn generic_get(th: &Thread, v: Value, name: Ref<Str>) -> PyResult {
    match generic_lookup(th, v, type_of(v), name)? {
        Some(found) => Ok(found),
        None => Err(no_attribute(th, v, name)),
    }
}

/// As [`generic_get`], None if there is no such attribute.
pub fn generic_lookup(
    th: &Thread,
    v: Value,
    ty: Ref<Type>,
    name: Ref<Str>,
) -> PyResult<Option<Value>> {
    let in_class = type_::search(th, ty, name);
    let mut getter = None;
    if let Some(d) = in_class {
        let td = type_of(d);
        getter = td.slots().descr_get;
        if let Some(get) = getter {
            if td.slots().descr_set.is_some() {
                return get(th, d, v, ty.value()).map(Some);
            }
        }
    }
    if let Some(h) = v.header() {
        if let Some(own) = own_attribute(th, v, h, name)? {
            return Ok(Some(own));
        }
    }
    match (in_class, getter) {
        (Some(d), Some(get)) => get(th, d, v, ty.value()).map(Some),
        (found, _) => Ok(found),
    }
}

/// An attribute of the object itself. Runs Python where the name is compared with keys that are no strings.
fn own_attribute(
    th: &Thread,
    v: Value,
    h: &'static Header,
    name: Ref<Str>,
) -> PyResult<Option<Value>> {
    if let Some(d) = shape::odd_dict(h) {
        return d.search_str(th, name);
    }
    let own = shape::get_attribute(h, name);
    if own.is_none()
        && type_of(v).has_flag(flags::NATIVE_DICT)
        && let Some(d) = crate::types::object_::native_dict(v)
    {
        return d.search_str(th, name);
    }
    Ok(own)
}

/// Generic assignment (object.__setattr__ and __delattr__): data descriptors, then the instance's own attributes.
pub fn generic_set(th: &Thread, v: Value, name: Ref<Str>, value: Option<Value>) -> PyResult<()> {
    let ty = type_of(v);
    let in_class = type_::search(th, ty, name);
    if let Some(d) = in_class {
        if let Some(set) = type_of(d).slots().descr_set {
            return set(th, d, v, value);
        }
    }
    if let Some(h) = v.header() {
        let done = match (shape::odd_dict(h), value) {
            (Some(d), Some(x)) => d.set(th, name.value(), x).map(|()| true)?,
            (Some(d), None) => d.del(th, name.value())?.is_some(),
            (None, Some(x)) => shape::set_attribute(th, h, name, x),
            (None, None) => shape::delete_attribute(th, h, name),
        };
        if done {
            return Ok(());
        }
        if ty.has_flag(flags::NATIVE_DICT) {
            if let Some(d) = crate::types::object_::native_dict_or_create(th, v) {
                match value {
                    Some(x) => return d.set(th, name.value(), x),
                    None if d.del(th, name.value())?.is_some() => return Ok(()),
                    None => {}
                }
            }
        }
    }
    // (A class that sets attributes in its own way and asks for the usual way may have places that are not known here.)
    let usual = crate::types::get(T::Object).slots().setattr;
    let is_own = match (ty.slots().setattr, usual) {
        (Some(own), Some(usual)) => !std::ptr::fn_addr_eq(own, usual),
        _ => false,
    };
    if ty.has_flag(flags::HAS_DICT) || (is_own && in_class.is_none()) {
        return Err(no_attribute(th, v, name));
    }
    let message = match in_class {
        Some(_) => format!(
            "'{}' object attribute '{}' is read-only",
            type_name(v),
            name.to_string_lossy()
        ),
        None => format!(
            "'{}' object has no attribute '{}' and no __dict__ for setting new attributes",
            type_name(v),
            name.to_string_lossy()
        ),
    };
    Err(attribute_error(th, v, name, &message))
}

/// AttributeError: "'x' object has no attribute 'y'".
#[cold]
pub fn no_attribute(th: &Thread, v: Value, name: Ref<Str>) -> Raised {
    attribute_error(th, v, name, &no_attribute_message(v, name))
}

/// What [`no_attribute`] says.
pub fn no_attribute_message(v: Value, name: Ref<Str>) -> String {
    format!(
        "'{}' object has no attribute '{}'",
        type_name(v),
        name.to_string_lossy()
    )
}

/// AttributeError with its `name` and `obj`, which the traceback's suggestions need.
#[cold]
pub fn attribute_error(th: &Thread, v: Value, name: Ref<Str>, message: &str) -> Raised {
    let text = crate::types::str::new(th, message);
    let e = exception::new(th, T::AttributeError, &[text]);
    exception::set_name(th, e, name.value());
    exception::set_obj(e, v);
    th.raise(e)
}

/// `v.name` for a call: the callable, and the instance to pass first or `EMPTY`. Saves making a bound method.
pub fn get_method(th: &Thread, v: Value, name: Ref<Str>) -> PyResult<(Value, Value)> {
    let ty = type_of(v);
    if ty.has_flag(flags::PLAIN_GETATTR) {
        if let Some(d) = type_::lookup(ty, name) {
            if type_of(d).has_flag(flags::METHOD_DESCRIPTOR) {
                let own = match v.header() {
                    Some(h) => own_attribute(th, v, h, name)?,
                    None => None,
                };
                return Ok(match own {
                    Some(own) => (own, Value::EMPTY),
                    None => (d, v),
                });
            }
        }
    }
    get_attr(th, v, name).map(|f| (f, Value::EMPTY))
}

/// A special method of a value, looked up on its type and bound. None if the type has none.
pub fn lookup_special(th: &Thread, v: Value, name: N) -> PyResult<Option<Value>> {
    let ty = type_of(v);
    match type_::search(th, ty, names::get(name)) {
        None => Ok(None),
        Some(d) => match type_of(d).slots().descr_get {
            Some(get) => get(th, d, v, ty.value()).map(Some),
            None => Ok(Some(d)),
        },
    }
}

/// `v`, found in the class of `object`, as an attribute of `object`.
pub fn bind(th: &Thread, v: Value, object: Value) -> PyResult {
    match type_of(v).slots().descr_get {
        Some(get) => get(th, v, object, type_of(object).value()),
        None => Ok(v),
    }
}

/// An attribute's name given as a value: interned; TypeError if it is not a string.
pub fn attribute_name(th: &Thread, v: Value) -> PyResult<Ref<Str>> {
    match v.downcast::<Str>() {
        Some(s) => Ok(crate::types::str::intern_str(th, s)),
        None => Err(th.type_error(format!(
            "attribute name must be string, not '{}'",
            type_name(v)
        ))),
    }
}
