//! Rich comparison.

use crate::error::{PyResult, Raised};
use crate::thread::Thread;
use crate::types::sequence::this;
use crate::types::slots::CmpOp;
use crate::types::{T, dict_methods, is_exactly, list_methods, type_of};
use crate::value::Value;

use super::{is_true, type_name};

/// `a op b`: what the special method gives, which need not be a bool.
pub fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if Value::both_small(a, b) {
        return Ok(Value::bool(
            op.holds(a.small_unchecked().cmp(&b.small_unchecked())),
        ));
    }
    th.check_native_stack(" in comparison")?;
    let (ta, tb) = (type_of(a), type_of(b));
    let mut reflected = false;
    if ta != tb && tb.is_subtype_of(ta) {
        if let Some(f) = tb.slots().compare {
            reflected = true;
            let r = f(th, b, a, op.swapped())?;
            if r != Value::NOT_IMPLEMENTED {
                return Ok(r);
            }
        }
    }
    if let Some(f) = ta.slots().compare {
        let r = f(th, a, b, op)?;
        if r != Value::NOT_IMPLEMENTED {
            return Ok(r);
        }
    }
    if reflected {
        return fallback(th, a, b, op);
    }
    compare_reflected(th, a, b, op)
}

/// What is left of `a op b` after the method of `a` has returned NotImplemented.
pub fn compare_reflected(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if let Some(f) = type_of(b).slots().compare {
        let r = f(th, b, a, op.swapped())?;
        if r != Value::NOT_IMPLEMENTED {
            return Ok(r);
        }
    }
    fallback(th, a, b, op)
}

/// What is left of `a op b` after the reflected method of `b` has returned NotImplemented, which came first.
pub fn compare_after_reflected(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if let Some(f) = type_of(a).slots().compare {
        let r = f(th, a, b, op)?;
        if r != Value::NOT_IMPLEMENTED {
            return Ok(r);
        }
    }
    fallback(th, a, b, op)
}

/// Identity decides `==` and `!=`; the others are a TypeError.
fn fallback(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    match op {
        CmpOp::Eq => Ok(Value::bool(a == b)),
        CmpOp::Ne => Ok(Value::bool(a != b)),
        CmpOp::Lt | CmpOp::Le | CmpOp::Gt | CmpOp::Ge => Err(unordered(th, a, b, op)),
    }
}

#[cold]
fn unordered(th: &Thread, a: Value, b: Value, op: CmpOp) -> Raised {
    th.type_error(format!(
        "'{}' not supported between instances of '{}' and '{}'",
        op.symbol(),
        type_name(a),
        type_name(b)
    ))
}

/// The truth of `a op b`, without the shortcut for identical operands.
#[inline]
pub fn compare_bool(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult<bool> {
    let r = compare(th, a, b, op)?;
    if r.is_bool() {
        return Ok(r == Value::TRUE);
    }
    is_true(th, r)
}

/// Whether `a is b or a == b`: how containers compare their items.
#[inline]
pub fn equal(th: &Thread, a: Value, b: Value) -> PyResult<bool> {
    if a == b {
        return Ok(true);
    }
    // Containers hold containers: those need no dispatch.
    if is_exactly(a, T::List) && is_exactly(b, T::List) {
        return list_methods::equal(th, this(a), this(b));
    }
    if is_exactly(a, T::Dict) && is_exactly(b, T::Dict) {
        return dict_methods::equal(th, this(a), this(b));
    }
    compare_bool(th, a, b, CmpOp::Eq)
}

/// Whether `a < b`.
#[inline]
pub fn less_than(th: &Thread, a: Value, b: Value) -> PyResult<bool> {
    compare_bool(th, a, b, CmpOp::Lt)
}
