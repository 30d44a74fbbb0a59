//! Values as text: `repr`, `str`, `ascii`, `format`.

use crate::algo::{float_text, int_text, text};
use crate::error::PyResult;
use crate::names::N;
use crate::object::{Kind, Ref};
use crate::thread::Thread;
use crate::types::str::{self as str_, Str};
use crate::types::{self, T, type_of};
use crate::value::Value;

use super::type_name;

/// The str of a value known to be one (or an instance of a subclass).
fn as_str(v: Value) -> Option<Ref<Str>> {
    v.downcast::<Str>()
}

/// `repr(v)`.
pub fn repr(th: &Thread, v: Value) -> PyResult<Ref<Str>> {
    th.check_native_stack(" while getting the repr of an object")?;
    let Some(f) = type_of(v).slots().repr else {
        return Ok(plain_repr(th, v));
    };
    let r = f(th, v)?;
    as_str(r).ok_or_else(|| {
        th.type_error(format!(
            "__repr__ returned non-string (type {})",
            type_name(r)
        ))
    })
}

/// Appends `repr(v)`: of numbers, strings and singletons without making a string of it.
pub fn push_repr(th: &Thread, out: &mut Vec<u8>, v: Value) -> PyResult<()> {
    if let Some(n) = v.as_small() {
        let mut digits = [0; 20];
        let at = int_text::write_decimal(n, &mut digits);
        out.extend_from_slice(&digits[at..]);
    } else if v.is_flonum() {
        out.extend_from_slice(float_text::repr(v.flonum_unchecked()).as_bytes());
    } else if let Some(s) = as_str(v).filter(|_| types::is_exactly(v, T::Str)) {
        text::push_repr(out, s.bytes(), false);
    } else if v.is_none() {
        out.extend_from_slice(b"None");
    } else if v.is_bool() {
        out.extend_from_slice(if v == Value::TRUE { b"True" } else { b"False" });
    } else {
        out.extend_from_slice(repr(th, v)?.bytes());
    }
    Ok(())
}

/// `<x object at 0x…>`.
pub fn plain_repr(th: &Thread, v: Value) -> Ref<Str> {
    str_::from_bytes(
        th,
        format!("<{} object at {:#x}>", type_name(v), v.bits()).as_bytes(),
    )
}

/// `str(v)`.
pub fn str(th: &Thread, v: Value) -> PyResult<Ref<Str>> {
    if types::is_exactly(v, T::Str) {
        // SAFETY: exactly a str.
        return Ok(unsafe { Ref::from_value_unchecked(v) });
    }
    let class = type_of(v);
    let Some(f) = class.slots().str.or(class.slots().repr) else {
        return Ok(plain_repr(th, v));
    };
    th.check_native_stack(" while getting the str of an object")?;
    let r = f(th, v)?;
    as_str(r).ok_or_else(|| {
        th.type_error(format!(
            "__str__ returned non-string (type {})",
            type_name(r)
        ))
    })
}

/// The text of `v` if it is a str (or an instance of a subclass).
pub fn str_like(v: Value) -> Option<Ref<Str>> {
    as_str(v)
}

/// `ascii(v)`.
pub fn ascii(th: &Thread, v: Value) -> PyResult<Ref<Str>> {
    let r = repr(th, v)?;
    if r.is_ascii() {
        return Ok(r);
    }
    let mut out = Vec::with_capacity(r.bytes().len() * 2);
    let bytes = r.bytes();
    let mut i = 0;
    while i < bytes.len() {
        let b = bytes[i];
        let (n, first) = match b {
            0..=0x7F => (1, b as u32),
            0xC0..=0xDF => (2, b as u32 & 0x1F),
            0xE0..=0xEF => (3, b as u32 & 0xF),
            _ => (4, b as u32 & 7),
        };
        let code = bytes[i + 1..i + n]
            .iter()
            .fold(first, |acc, &b| acc << 6 | (b as u32 & 0x3F));
        i += n;
        match code {
            0..=0x7F => out.push(code as u8),
            0x80..=0xFF => out.extend(format!("\\x{code:02x}").bytes()),
            0x100..=0xFFFF => out.extend(format!("\\u{code:04x}").bytes()),
            _ => out.extend(format!("\\U{code:08x}").bytes()),
        }
    }
    Ok(str_::from_bytes(th, &out))
}

/// `format(v, spec)`.
pub fn format(th: &Thread, v: Value, spec: Ref<Str>) -> PyResult<Ref<Str>> {
    if spec.bytes().is_empty() {
        if types::is_exactly(v, T::Str) {
            // SAFETY: exactly a str.
            return Ok(unsafe { Ref::from_value_unchecked(v) });
        }
        if v.is_small_int() || v.is_flonum() {
            return str(th, v);
        }
    }
    // The classes whose method cannot be another.
    let exactly = |t: T| types::is_exactly(v, t);
    let own = if v.is_small_int() || exactly(T::Int) {
        Some(crate::format::int(th, v, spec.value())?)
    } else if v.is_flonum() || exactly(T::Float) {
        Some(crate::format::float(th, v, spec.value())?)
    } else if exactly(T::Str) {
        Some(crate::format::str(th, v, spec.value())?)
    } else {
        None
    };
    if let Some(text) = own.and_then(as_str) {
        return Ok(text);
    }
    match super::call::special(th, v, N::__format__, &[spec.value()])? {
        Some(r) if r.has_kind(Kind::Str) => Ok(as_str(r).expect("of kind str")),
        Some(r) => Err(th.type_error(format!(
            "__format__ must return a str, not {}",
            type_name(r)
        ))),
        None => Err(th.type_error(format!("Type {} doesn't define __format__", type_name(v)))),
    }
}
