//! Rich comparison.

use crate::algo::short;
use crate::error::{PyResult, Raised};
use crate::object::Ref;
use crate::thread::Thread;
use crate::types::bytes::Bytes;
use crate::types::sequence::this;
use crate::types::slots::CmpOp;
use crate::types::str::Str;
use crate::types::tuple::Tuple;
use crate::types::{T, dict_methods, is_exactly, list_methods, shape_of, tuple_methods, type_of};
use crate::value::Value;

use super::{is_true, type_name};

/// Tuples that are nested more deeply are compared by the general code, which looks at the native stack.
const QUICK_DEPTH: u32 = 4;

/// `a op b` of two ints, floats, strings, bytes, or tuples of such, which asks nobody. `None`: it takes more than that.
#[inline]
pub fn quick(a: Value, b: Value, op: CmpOp) -> Option<bool> {
    if Value::both_small(a, b) {
        return Some(op.holds(a.small_unchecked().cmp(&b.small_unchecked())));
    }
    quick_other(a, b, op, QUICK_DEPTH)
}

fn quick_other(a: Value, b: Value, op: CmpOp, depth: u32) -> Option<bool> {
    if a.is_flonum() && b.is_flonum() {
        let order = a.flonum_unchecked().partial_cmp(&b.flonum_unchecked());
        return Some(order.map_or(op == CmpOp::Ne, |o| op.holds(o)));
    }
    let shape = a.header()?.shape();
    let alike = b.header()?.shape() == shape;
    if alike && shape == shape_of(T::Str) {
        return Some(texts(this::<Str>(a).bytes(), this::<Str>(b).bytes(), op));
    }
    if alike && shape == shape_of(T::Bytes) {
        return Some(texts(this::<Bytes>(a).data(), this::<Bytes>(b).data(), op));
    }
    let as_tuples = tuple_methods::compares_as_tuple(a) && tuple_methods::compares_as_tuple(b);
    if as_tuples && depth > 0 {
        return quick_tuples(this(a), this(b), op, depth - 1);
    }
    None
}

#[inline(always)]
fn texts(a: &[u8], b: &[u8], op: CmpOp) -> bool {
    match op {
        CmpOp::Eq => short::equal(a, b),
        CmpOp::Ne => !short::equal(a, b),
        CmpOp::Lt | CmpOp::Le | CmpOp::Gt | CmpOp::Ge => op.holds(a.cmp(b)),
    }
}

/// The first items that differ decide; identical ones do not.
fn quick_tuples(a: Ref<Tuple>, b: Ref<Tuple>, op: CmpOp, depth: u32) -> Option<bool> {
    for (&x, &y) in a.items().iter().zip(b.items()) {
        if x == y {
            continue;
        }
        if Value::both_small(x, y) {
            return Some(op.holds(x.small_unchecked().cmp(&y.small_unchecked())));
        }
        if !quick_other(x, y, CmpOp::Eq, depth)? {
            return match op {
                CmpOp::Eq => Some(false),
                CmpOp::Ne => Some(true),
                CmpOp::Lt | CmpOp::Le | CmpOp::Gt | CmpOp::Ge => quick_other(x, y, op, depth),
            };
        }
    }
    Some(op.holds(a.len().cmp(&b.len())))
}

/// Whether two tuples are equal. `None`: they are none, or that asks somebody.
#[inline(never)]
pub fn quick_equal_tuples(a: Value, b: Value) -> Option<bool> {
    quick_other(a, b, CmpOp::Eq, QUICK_DEPTH)
}

/// `a op b`: what the special method gives, which need not be a bool.
pub fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    match quick(a, b, op) {
        Some(holds) => Ok(Value::bool(holds)),
        None => compare_any(th, a, b, op),
    }
}

/// [`compare`] of what is not [`quick`].
fn compare_any(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
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
    if let Some(holds) = quick(a, b, op) {
        return Ok(holds);
    }
    let r = compare_any(th, a, b, op)?;
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
