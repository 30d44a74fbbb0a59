//! Binary operators: `binary`, the augmented form, three-argument `pow`, and what the interpreter needs to call an
//! operator's Python method as a frame.

use crate::error::{PyResult, Raised};
use crate::names::{self, N};
use crate::object::Ref;
use crate::thread::Thread;
use crate::types::function::Function;
use crate::types::slot_defs::SlotId;
use crate::types::slots::{BinOp, CmpOp};
use crate::types::type_;
use crate::types::{self, T, slot_defs, type_of};
use crate::value::Value;

use super::type_name;

/// `a op b`.
pub fn binary(th: &Thread, op: BinOp, a: Value, b: Value) -> PyResult {
    // No class can change what operators on exactly ints mean.
    if types::int::is_exact(a)
        && types::int::is_exact(b)
        && let Some(f) = types::int::ARITHMETIC[op as usize]
    {
        return f(th, a, b);
    }
    let r = dispatch(th, op, a, b)?;
    if r != Value::NOT_IMPLEMENTED {
        return Ok(r);
    }
    sequence_fallback(th, op, a, b, false)
}

/// `a op= b`: the value to assign.
pub fn binary_inplace(th: &Thread, op: BinOp, a: Value, b: Value) -> PyResult {
    if let Some(f) = type_of(a).slots().inplace[op as usize] {
        let r = f(th, a, b)?;
        if r != Value::NOT_IMPLEMENTED {
            return Ok(r);
        }
    }
    binary_after_inplace(th, op, a, b)
}

/// What is left of `a op= b` after the method for augmented assignment, if there is one, has returned NotImplemented.
pub fn binary_after_inplace(th: &Thread, op: BinOp, a: Value, b: Value) -> PyResult {
    let r = dispatch(th, op, a, b)?;
    if r != Value::NOT_IMPLEMENTED {
        return Ok(r);
    }
    sequence_fallback(th, op, a, b, true)
}

/// Whether the type of `a` has a method for `a op= …` that comes before the operator's own.
pub fn has_inplace(op: BinOp, a: Value) -> bool {
    type_of(a).slots().inplace[op as usize].is_some()
}

/// That method, if it is a Python function. Runs no Python.
pub fn python_inplace(op: BinOp, a: Value) -> Option<Ref<Function>> {
    let class = type_of(a);
    if !class.has_flag(type_::flags::HEAP) {
        return None;
    }
    type_::lookup_name(class, slot_defs::INPLACE_NAMES[op as usize])?.downcast()
}

/// Asks the operands' slots, the right one first if its type derives from the left one's.
fn dispatch(th: &Thread, op: BinOp, a: Value, b: Value) -> PyResult {
    let (ta, tb) = (type_of(a), type_of(b));
    let fa = ta.slots().binary[op as usize];
    let mut fb = if ta == tb {
        None
    } else {
        tb.slots().binary[op as usize]
    };
    if let (Some(x), Some(y)) = (fa, fb) {
        // One function for both: it looks at both operands itself.
        let both_python = ta.calls_python_for(op) && tb.calls_python_for(op);
        if both_python || std::ptr::fn_addr_eq(x, y) {
            fb = None;
        }
    }
    if let Some(x) = fa {
        if let Some(y) = fb {
            if tb.is_subtype_of(ta) {
                let r = y(th, a, b)?;
                if r != Value::NOT_IMPLEMENTED {
                    return Ok(r);
                }
                fb = None;
            }
        }
        let r = x(th, a, b)?;
        if r != Value::NOT_IMPLEMENTED {
            return Ok(r);
        }
    }
    match fb {
        Some(y) => y(th, a, b),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// `+` and `*` of sequences, after the numbers have declined; then the TypeError.
fn sequence_fallback(th: &Thread, op: BinOp, a: Value, b: Value, inplace: bool) -> PyResult {
    let (sa, sb) = (type_of(a), type_of(b));
    let (sa, sb) = (sa.slots(), sb.slots());
    if op == BinOp::Add {
        let f = sa.inplace_concat.filter(|_| inplace).or(sa.concat);
        if let Some(f) = f {
            return f(th, a, b);
        }
    } else if op == BinOp::Mul {
        let f = sa.inplace_repeat.filter(|_| inplace).or(sa.repeat);
        if let Some(f) = f {
            check_count(th, b)?;
            return f(th, a, b);
        }
        if let Some(f) = sb.repeat {
            check_count(th, a)?;
            return f(th, b, a);
        }
    }
    Err(unsupported(th, op, a, b, inplace))
}

fn check_count(th: &Thread, n: Value) -> PyResult<()> {
    if type_of(n).slots().index.is_some() {
        return Ok(());
    }
    Err(th.type_error(format!(
        "can't multiply sequence by non-int of type '{}'",
        type_name(n)
    )))
}

const fn symbol(op: BinOp) -> &'static str {
    match op {
        BinOp::Add => "+",
        BinOp::Sub => "-",
        BinOp::Mul => "*",
        BinOp::TrueDiv => "/",
        BinOp::FloorDiv => "//",
        BinOp::Mod => "%",
        BinOp::Pow => "** or pow()",
        BinOp::LShift => "<<",
        BinOp::RShift => ">>",
        BinOp::And => "&",
        BinOp::Or => "|",
        BinOp::Xor => "^",
        BinOp::MatMul => "@",
        BinOp::DivMod => "divmod()",
    }
}

#[cold]
fn unsupported(th: &Thread, op: BinOp, a: Value, b: Value, inplace: bool) -> Raised {
    let text = match (op, inplace) {
        (BinOp::Pow, true) => "**=".to_owned(),
        (_, true) => format!("{}=", symbol(op)),
        (_, false) => symbol(op).to_owned(),
    };
    let message = format!(
        "unsupported operand type(s) for {text}: '{}' and '{}'",
        type_name(a),
        type_name(b)
    );
    th.type_error(message)
}

/// `pow(a, b, m)` with a modulus.
pub fn pow_mod(th: &Thread, a: Value, b: Value, m: Value) -> PyResult {
    if m.is_none() {
        return binary(th, BinOp::Pow, a, b);
    }
    let (ta, tb, tm) = (type_of(a), type_of(b), type_of(m));
    let mut candidates = [ta.slots().pow_mod, None, None];
    if tb != ta {
        candidates[1] = tb.slots().pow_mod;
        if tb.is_subtype_of(ta) && candidates[1].is_some() {
            candidates.swap(0, 1);
        }
    }
    if tm != ta && tm != tb {
        candidates[2] = tm.slots().pow_mod;
    }
    for f in candidates.into_iter().flatten() {
        let r = f(th, a, b, m)?;
        if r != Value::NOT_IMPLEMENTED {
            return Ok(r);
        }
    }
    Err(th.type_error(format!(
        "unsupported operand type(s) for ** or pow(): '{}', '{}', '{}'",
        type_name(a),
        type_name(b),
        type_name(m)
    )))
}

/// The Python function that `a op b` calls first with `(a, b)`, if that is what happens: the interpreter then pushes its
/// frame, and goes on with [`binary_reflected`] if it returns NotImplemented. Runs no Python.
pub fn python_operator(th: &Thread, op: BinOp, a: Value, b: Value) -> Option<Ref<Function>> {
    let _ = th;
    let (ta, tb) = (type_of(a), type_of(b));
    if !ta.calls_python_for(op) {
        return None;
    }
    if ta != tb && tb.slots().binary[op as usize].is_some() && tb.is_subtype_of(ta) {
        return None;
    }
    type_::lookup_name(ta, slot_defs::BINARY_NAMES[op as usize].0)?.downcast()
}

/// What is left of `a op b` after the method of `a` that [`python_operator`] gave has returned NotImplemented.
pub fn binary_reflected(th: &Thread, op: BinOp, a: Value, b: Value, inplace: bool) -> PyResult {
    let (ta, tb) = (type_of(a), type_of(b));
    if ta != tb {
        let r = if tb.calls_python_for(op) {
            let name = names::get(slot_defs::BINARY_NAMES[op as usize].1);
            super::call::special_opt(th, b, name, &[a])?.unwrap_or(Value::NOT_IMPLEMENTED)
        } else if let Some(f) = tb.slots().binary[op as usize] {
            f(th, a, b)?
        } else {
            Value::NOT_IMPLEMENTED
        };
        if r != Value::NOT_IMPLEMENTED {
            return Ok(r);
        }
    }
    sequence_fallback(th, op, a, b, inplace)
}

/// The Python function that `a op b` calls first with `(b, a)`, if that is what happens, as in `2 * vector`: the interpreter
/// then pushes its frame, and goes on with [`binary_after_reflected`] if it returns NotImplemented. Runs no Python.
pub fn python_reflected(op: BinOp, a: Value, b: Value) -> Option<Ref<Function>> {
    let (ta, tb) = (type_of(a), type_of(b));
    if ta.has_flag(type_::flags::HEAP) || !tb.calls_python_for(op) {
        return None;
    }
    let first = ta.slots().binary[op as usize].is_none() || declines(&NUMBERS, ta, tb);
    if !first && !tb.is_subtype_of(ta) {
        return None;
    }
    type_::lookup_name(tb, slot_defs::BINARY_NAMES[op as usize].1)?.downcast()
}

/// What is left of `a op b` after the method of `b` that [`python_reflected`] gave has returned NotImplemented.
pub fn binary_after_reflected(
    th: &Thread,
    op: BinOp,
    a: Value,
    b: Value,
    inplace: bool,
) -> PyResult {
    if let Some(f) = type_of(a).slots().binary[op as usize] {
        let r = f(th, a, b)?;
        if r != Value::NOT_IMPLEMENTED {
            return Ok(r);
        }
    }
    sequence_fallback(th, op, a, b, inplace)
}

/// The types whose operators know only each other.
const NUMBERS: [T; 4] = [T::Int, T::Bool, T::Float, T::Complex];
/// The same for comparisons.
const COMPARED: [T; 5] = [T::Int, T::Bool, T::Float, T::Complex, T::Str];

/// Whether the methods of the type `ta`, one of `known`, return NotImplemented for operands of type `tb` by themselves.
fn declines(known: &[T], ta: Ref<types::type_::Type>, tb: Ref<types::type_::Type>) -> bool {
    let mut known = known.iter().map(|&t| types::get(t));
    known.clone().any(|t| t == ta) && !known.any(|t| tb.is_subtype_of(t))
}

/// As [`python_reflected`], for a comparison; what follows is [`super::compare_after_reflected`].
pub fn python_comparison_reflected(op: CmpOp, a: Value, b: Value) -> Option<Ref<Function>> {
    let (ta, tb) = (type_of(a), type_of(b));
    if ta.has_flag(type_::flags::HEAP) || !tb.calls_python(SlotId::Compare) {
        return None;
    }
    if !declines(&COMPARED, ta, tb) && !tb.is_subtype_of(ta) {
        return None;
    }
    type_::lookup_name(tb, slot_defs::compare_name(op.swapped()))?.downcast()
}

/// As [`python_operator`], for a comparison; what follows is [`super::compare_reflected`].
pub fn python_comparison(th: &Thread, op: CmpOp, a: Value, b: Value) -> Option<Ref<Function>> {
    let _ = th;
    let (ta, tb) = (type_of(a), type_of(b));
    if !ta.calls_python(SlotId::Compare) {
        return None;
    }
    if ta != tb && tb.is_subtype_of(ta) {
        return None;
    }
    type_::lookup_name(ta, slot_defs::compare_name(op))?.downcast()
}

/// `N` of the augmented form, for error messages and tests.
pub const fn inplace_name(op: BinOp) -> N {
    slot_defs::INPLACE_NAMES[op as usize]
}

/// Whether `v` is a number to CPython's `PyNumber_Check` (index, int or float slot, or complex).
pub fn is_number(v: Value) -> bool {
    let ty = type_of(v);
    let s = ty.slots();
    s.index.is_some()
        || s.int.is_some()
        || s.float.is_some()
        || types::is_instance_of(v, T::Complex)
}
