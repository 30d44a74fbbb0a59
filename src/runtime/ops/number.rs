//! Unary operators, truth, hashes, and integers as indices.

use crate::error::{PyResult, Raised};
use crate::object::Kind;
use crate::thread::Thread;
use crate::types::slots::{CmpOp, UnaryFn};
use crate::types::{self, T, type_of};
use crate::value::Value;

use super::type_name;

/// The truth of a value.
#[inline]
pub fn is_true(th: &Thread, v: Value) -> PyResult<bool> {
    match v {
        Value::TRUE => return Ok(true),
        Value::FALSE | Value::NONE => return Ok(false),
        _ if v.is_small_int() => return Ok(v.small_unchecked() != 0),
        _ => {}
    }
    let ty = type_of(v);
    if let Some(f) = ty.slots().bool {
        return f(th, v);
    }
    if let Some(f) = ty.slots().len {
        return f(th, v).map(|n| n != 0);
    }
    Ok(true)
}

/// `not v`.
pub fn not(th: &Thread, v: Value) -> PyResult<bool> {
    is_true(th, v).map(|b| !b)
}

fn unary(th: &Thread, v: Value, f: Option<UnaryFn>, what: &str) -> PyResult {
    match f {
        Some(f) => f(th, v),
        None => Err(th.type_error(format!("bad operand type for {what}: '{}'", type_name(v)))),
    }
}

/// `-v`.
pub fn neg(th: &Thread, v: Value) -> PyResult {
    unary(th, v, type_of(v).slots().neg, "unary -")
}

/// `+v`.
pub fn pos(th: &Thread, v: Value) -> PyResult {
    unary(th, v, type_of(v).slots().pos, "unary +")
}

/// `~v`.
pub fn invert(th: &Thread, v: Value) -> PyResult {
    unary(th, v, type_of(v).slots().invert, "unary ~")
}

/// `abs(v)`.
pub fn abs(th: &Thread, v: Value) -> PyResult {
    unary(th, v, type_of(v).slots().abs, "abs()")
}

/// `hash(v)`.
pub fn hash(th: &Thread, v: Value) -> PyResult<i64> {
    match type_of(v).slots().hash {
        Some(f) => f(th, v),
        None => Err(unhashable(th, v)),
    }
}

/// TypeError: "unhashable type: 'x'".
#[cold]
pub fn unhashable(th: &Thread, v: Value) -> Raised {
    th.type_error(format!("unhashable type: '{}'", type_name(v)))
}

/// `operator.index(v)`: an int (immediate or heap int, exactly of type int).
pub fn index(th: &Thread, v: Value) -> PyResult {
    match index_opt(th, v)? {
        Some(i) => Ok(i),
        None => Err(th.type_error(format!(
            "'{}' object cannot be interpreted as an integer",
            type_name(v)
        ))),
    }
}

/// As [`index`], None if `v` has no `__index__`.
pub fn index_opt(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    if v.is_small_int() {
        return Ok(Some(v));
    }
    match v {
        Value::TRUE => return Ok(Some(Value::small(1))),
        Value::FALSE => return Ok(Some(Value::small(0))),
        _ => {}
    }
    if types::is_exactly(v, T::Int) {
        return Ok(Some(v));
    }
    if v.has_kind(Kind::Int) {
        // An instance of a subclass is an int already: its `__index__` is not asked.
        return Ok(Some(types::int::plain(th, v)));
    }
    match type_of(v).slots().index {
        None => Ok(None),
        Some(f) => {
            let i = f(th, v)?;
            if i.is_small_int() || types::is_exactly(i, T::Int) {
                return Ok(Some(i));
            }
            if types::int::is_int(i) && type_of(i).slots().index.is_some() {
                crate::warn::deprecation(
                    th,
                    &format!(
                        "__index__ returned non-int (type {}).  The ability to return an instance of a strict subclass of \
                         int is deprecated, and may be removed in a future version of Python.",
                        type_name(i)
                    ),
                )?;
            }
            match i {
                Value::TRUE => Ok(Some(Value::small(1))),
                Value::FALSE => Ok(Some(Value::small(0))),
                _ if i.has_kind(Kind::Int) && type_of(i).slots().index.is_some() => {
                    // An instance of a subclass of int: its plain value.
                    Ok(Some(types::int::plain(th, i)))
                }
                _ => Err(th.type_error(format!(
                    "__index__ returned non-int (type {})",
                    type_name(i)
                ))),
            }
        }
    }
}

/// `v` as an i64, for arguments that are sizes; OverflowError if it does not fit.
pub fn index_i64(th: &Thread, v: Value) -> PyResult<i64> {
    let i = index(th, v)?;
    match i64_of(i) {
        Some(n) => Ok(n),
        None => Err(th.overflow_error("Python int too large to convert to C ssize_t")),
    }
}

/// As [`index_i64`] for arguments that are a C `int`.
pub fn index_i32(th: &Thread, v: Value) -> PyResult<i32> {
    let i = index(th, v)?;
    match i64_of(i).and_then(|n| i32::try_from(n).ok()) {
        Some(n) => Ok(n),
        None => Err(th.overflow_error("Python int too large to convert to C int")),
    }
}

/// As [`index_i64`], clamped to i64's range instead of raising (slices).
pub fn index_clamped(th: &Thread, v: Value) -> PyResult<i64> {
    let i = index(th, v)?;
    match i64_of(i) {
        Some(n) => Ok(n),
        None => {
            let negative = super::compare_bool(th, i, Value::small(0), CmpOp::Lt)?;
            Ok(if negative { i64::MIN } else { i64::MAX })
        }
    }
}

/// `v` as a usize; OverflowError if it does not fit, ValueError if it is negative.
pub fn index_usize(th: &Thread, v: Value) -> PyResult<usize> {
    let i = index(th, v)?;
    match i64_of(i) {
        Some(n) => usize::try_from(n).map_err(|_| th.value_error("value must be non-negative")),
        None => Err(th.overflow_error("Python int too large to convert to C ssize_t")),
    }
}

/// The i64 of an int, if it fits.
fn i64_of(i: Value) -> Option<i64> {
    i.as_small().or_else(|| types::int::to_i64(i))
}
