//! Operators and comparisons: the fast paths on immediate numbers, and the way to everything else.
//!
//! A special method written in Python is not called natively but pushed as a frame, with the continuation `Reflect` (or
//! `Reflected`, if it is the right operand's): if it answers NotImplemented, `retry` finds the instruction again and goes
//! on with the other operand.

use frontend::bytecode::op::{IN_PLACE, Instr, Op, Operand, SWAPPED};

use super::call;
use super::frame::{Continuation, Frame};
use super::run::Flow;
use crate::error::PyResult;
use crate::names::N;
use crate::object::Ref;
use crate::ops;
use crate::thread::Thread;
use crate::types::function::Function;
use crate::types::slot_defs::{BINARY_NAMES, INPLACE_NAMES, compare_name};
use crate::types::slots::{BinOp, CmpOp};
use crate::types::str::Str;
use crate::types::type_::flags;
use crate::types::{self, dict, float, int, list, sequence, str_slots, type_of};
use crate::value::Value;

/// `x + y` on immediate ints, unless it leaves 63 bits.
#[inline(always)]
pub fn add_ints(x: Value, y: Value) -> Option<Value> {
    // The tag of one operand is taken off; the sum of the shifted numbers overflows just when 63 bits do.
    (x.bits() as i64)
        .checked_add((y.bits() - 1) as i64)
        .map(|v| Value::from_bits(v as u64))
}

/// `x - y`, as [`add_ints`].
#[inline(always)]
pub fn sub_ints(x: Value, y: Value) -> Option<Value> {
    (x.bits() as i64)
        .checked_sub((y.bits() - 1) as i64)
        .map(|v| Value::from_bits(v as u64))
}

/// `x * y`, as [`add_ints`].
#[inline(always)]
pub fn mul_ints(x: Value, y: Value) -> Option<Value> {
    ((x.bits() - 1) as i64)
        .checked_mul(y.small_unchecked())
        .map(|v| Value::from_bits(v as u64 | 1))
}

/// `x / y`, where both are exact as doubles and the result is an immediate.
#[inline(always)]
pub fn div_ints(x: Value, y: Value) -> Option<Value> {
    const EXACT: i64 = 1 << 53;
    let (a, b) = (x.small_unchecked(), y.small_unchecked());
    if b == 0 || a.abs() > EXACT || b.abs() > EXACT {
        return None;
    }
    Value::flonum(a as f64 / b as f64)
}

/// `x // y`, unless y is 0 (or the quotient leaves 63 bits).
#[inline(always)]
pub fn floordiv_ints(x: Value, y: Value) -> Option<Value> {
    let (a, b) = (x.small_unchecked(), y.small_unchecked());
    if b == 0 {
        return None;
    }
    let q = a / b;
    Value::try_small(if a % b != 0 && (a < 0) != (b < 0) {
        q - 1
    } else {
        q
    })
}

/// `x % y`, unless y is 0.
#[inline(always)]
pub fn mod_ints(x: Value, y: Value) -> Option<Value> {
    let (a, b) = (x.small_unchecked(), y.small_unchecked());
    if b == 0 {
        return None;
    }
    let r = a % b;
    Some(Value::small(if r != 0 && (r < 0) != (b < 0) {
        r + b
    } else {
        r
    }))
}

/// `x << y`, if the result fits.
#[inline(always)]
pub fn lshift_ints(x: Value, y: Value) -> Option<Value> {
    let (a, b) = (x.small_unchecked(), y.small_unchecked());
    if !(0..62).contains(&b) {
        return None;
    }
    let shifted = a << b;
    if shifted >> b != a {
        return None;
    }
    Value::try_small(shifted)
}

/// `x >> y`, unless y is negative.
#[inline(always)]
pub fn rshift_ints(x: Value, y: Value) -> Option<Value> {
    let b = y.small_unchecked();
    if b < 0 {
        return None;
    }
    Some(Value::small(x.small_unchecked() >> b.min(63)))
}

/// `x & y`: the tags agree.
#[inline(always)]
pub fn and_ints(x: Value, y: Value) -> Option<Value> {
    Some(Value::from_bits(x.bits() & y.bits()))
}

/// `x | y`.
#[inline(always)]
pub fn or_ints(x: Value, y: Value) -> Option<Value> {
    Some(Value::from_bits(x.bits() | y.bits()))
}

/// `x ^ y`: the tag is lost and put back.
#[inline(always)]
pub fn xor_ints(x: Value, y: Value) -> Option<Value> {
    Some(Value::from_bits((x.bits() ^ y.bits()) | 1))
}

/// A float result; allocates where it is not a flonum.
#[inline(always)]
fn float_result(th: &Thread, f: f64) -> Option<Value> {
    match Value::flonum(f) {
        Some(v) => Some(v),
        None => Some(float::new(th, f)),
    }
}

#[inline(always)]
pub fn add_floats(th: &Thread, a: f64, b: f64) -> Option<Value> {
    float_result(th, a + b)
}

#[inline(always)]
pub fn sub_floats(th: &Thread, a: f64, b: f64) -> Option<Value> {
    float_result(th, a - b)
}

#[inline(always)]
pub fn mul_floats(th: &Thread, a: f64, b: f64) -> Option<Value> {
    float_result(th, a * b)
}

/// `a / b`, unless b is 0.
#[inline(always)]
pub fn div_floats(th: &Thread, a: f64, b: f64) -> Option<Value> {
    if b == 0.0 {
        None
    } else {
        float_result(th, a / b)
    }
}

/// `-x` for an immediate number.
#[inline(always)]
pub fn neg_fast(x: Value) -> Option<Value> {
    if x.is_small_int() {
        Value::try_small(-x.small_unchecked())
    } else if x.is_flonum() {
        Value::flonum(-x.flonum_unchecked())
    } else {
        None
    }
}

/// `x is y`. Immediates are equal by bits; floats that are boxed and heap ints by address.
#[inline(always)]
pub fn identical(x: Value, y: Value) -> bool {
    x == y
}

/// Whether two strings are equal; None if one of the two is not exactly a string.
#[inline(always)]
pub fn strings_equal(x: Value, y: Value) -> Option<bool> {
    let (x, y) = (dict::exact_str(x)?, dict::exact_str(y)?);
    Some(x == y || !(x.is_interned() && y.is_interned()) && same_text(x, y))
}

#[inline(never)]
fn same_text(x: Ref<Str>, y: Ref<Str>) -> bool {
    crate::algo::short::equal(x.bytes(), y.bytes())
}

/// A mixed operation on an int and a float, or on boxed floats: the common slow case that needs no dispatch.
fn numeric(th: &Thread, o: BinOp, x: Value, y: Value) -> Option<Value> {
    let double = |v: Value| {
        if v.is_flonum() {
            Some(v.flonum_unchecked())
        } else if v.is_small_int() && v.small_unchecked().abs() <= 1 << 53 {
            Some(v.small_unchecked() as f64)
        } else {
            float::exact(v)
        }
    };
    if x.is_small_int() && y.is_small_int() {
        return None;
    }
    let (a, b) = (double(x)?, double(y)?);
    match o {
        BinOp::Add => add_floats(th, a, b),
        BinOp::Sub => sub_floats(th, a, b),
        BinOp::Mul => mul_floats(th, a, b),
        BinOp::TrueDiv => div_floats(th, a, b),
        BinOp::FloorDiv
        | BinOp::Mod
        | BinOp::Pow
        | BinOp::LShift
        | BinOp::RShift
        | BinOp::And
        | BinOp::Or
        | BinOp::Xor
        | BinOp::MatMul
        | BinOp::DivMod => None,
    }
}

/// Operators on exactly ints or exactly strings: no class can change what they mean.
#[inline]
fn builtin(th: &Thread, o: BinOp, x: Value, y: Value) -> Option<PyResult> {
    if o == BinOp::Add
        && let (Some(x), Some(y)) = (dict::exact_str(x), dict::exact_str(y))
    {
        return Some(Ok(types::str::concat(th, x, y).value()));
    }
    if int::is_exact(x) && int::is_exact(y) {
        let f = int::ARITHMETIC[o as usize]?;
        return Some(f(th, x, y));
    }
    None
}

/// A binary operator on two registers, all cases.
pub fn binary(th: &Thread, i: Instr, o: BinOp, x: Value, y: Value) -> PyResult<Flow> {
    if let Some(r) = builtin(th, o, x, y) {
        Frame(th.base.get()).set_reg(i.a() as usize, r?);
        return Ok(Flow::Next);
    }
    if let Some(v) = numeric(th, o, x, y) {
        Frame(th.base.get()).set_reg(i.a() as usize, v);
        return Ok(Flow::Next);
    }
    if o == BinOp::Add
        && let (Some(a), Some(b)) = (sequence::exact_list(x), sequence::exact_list(y))
    {
        let v = if i.flags() & IN_PLACE != 0 {
            a.extend_from_list(th, b);
            x
        } else {
            list::concat(th, a, b).value()
        };
        Frame(th.base.get()).set_reg(i.a() as usize, v);
        return Ok(Flow::Next);
    }
    dispatch(th, i, o, x, y)
}

/// The special method that an operator calls first, where that is a Python function.
pub struct OperatorMethod {
    /// The function.
    pub function: Ref<Function>,
    /// Its name.
    pub name: N,
    /// It is the right operand's, which is its first argument then.
    pub reflected: bool,
}

impl OperatorMethod {
    /// What becomes of its result.
    pub const fn continuation(&self) -> Continuation {
        if self.reflected {
            Continuation::Reflected
        } else {
            Continuation::Reflect
        }
    }

    fn push(self, th: &Thread, x: Value, y: Value, dst: u16) -> PyResult<Flow> {
        let args = if self.reflected { [y, x] } else { [x, y] };
        call::push_special(th, self.function, &args, self.continuation().pack(dst))
    }
}

/// What `x o y` (or `x o= y`) calls first. Runs no Python.
pub fn python_method(
    th: &Thread,
    o: BinOp,
    in_place: bool,
    x: Value,
    y: Value,
) -> Option<OperatorMethod> {
    let (name, reflected_name) = BINARY_NAMES[o as usize];
    let method = |function, name, reflected| OperatorMethod {
        function,
        name,
        reflected,
    };
    if in_place && ops::has_inplace(o, x) {
        return Some(method(
            ops::python_inplace(o, x)?,
            INPLACE_NAMES[o as usize],
            false,
        ));
    }
    match ops::python_operator(th, o, x, y) {
        Some(f) => Some(method(f, name, false)),
        None => Some(method(
            ops::python_reflected(o, x, y)?,
            reflected_name,
            true,
        )),
    }
}

/// What the comparison `x o y` calls first. Runs no Python.
pub fn python_comparison(th: &Thread, o: CmpOp, x: Value, y: Value) -> Option<OperatorMethod> {
    let (function, o, reflected) = match ops::python_comparison(th, o, x, y) {
        Some(f) => (f, o, false),
        None => (
            ops::python_comparison_reflected(o, x, y)?,
            o.swapped(),
            true,
        ),
    };
    Some(OperatorMethod {
        function,
        name: compare_name(o),
        reflected,
    })
}

/// An operator on operands that are not plain numbers: pushes the frame of a Python method, or calls what is native.
fn dispatch(th: &Thread, i: Instr, o: BinOp, x: Value, y: Value) -> PyResult<Flow> {
    let in_place = i.flags() & IN_PLACE != 0;
    let (tx, ty) = (type_of(x), type_of(y));
    let python = tx.has_flag(flags::HEAP) || ty.has_flag(flags::HEAP);
    if python && let Some(method) = python_method(th, o, in_place, x, y) {
        return method.push(th, x, y, i.a());
    }
    let add = BinOp::Add as usize;
    let v = if in_place
        && o == BinOp::Add
        && let Some(extend) = tx.slots().inplace_concat
        && tx.slots().inplace[add].or(tx.slots().binary[add]).is_none()
        && ty.slots().binary[add].is_none()
    {
        // What all ways of looking for an operator come to where neither operand is a number.
        extend(th, x, y)?
    } else if in_place {
        ops::binary_inplace(th, o, x, y)?
    } else {
        ops::binary(th, o, x, y)?
    };
    Frame(th.base.get()).set_reg(i.a() as usize, v);
    Ok(Flow::Next)
}

/// A binary operator on a register and a constant, all cases.
pub fn binary_immediate(th: &Thread, i: Instr, o: BinOp, x: Value, k: Value) -> PyResult<Flow> {
    let (x, y) = if i.flags() & SWAPPED != 0 {
        (k, x)
    } else {
        (x, k)
    };
    let v = match builtin(th, o, x, y) {
        Some(r) => r?,
        None => match numeric(th, o, x, y) {
            Some(v) => v,
            None => return dispatch(th, i, o, x, y),
        },
    };
    Frame(th.base.get()).set_reg(i.a() as usize, v);
    Ok(Flow::Next)
}

/// A comparison, all cases.
pub fn compare(th: &Thread, i: Instr, o: CmpOp, x: Value, y: Value) -> PyResult<Flow> {
    if let (Some(a), Some(b)) = (dict::exact_str(x), dict::exact_str(y)) {
        let truth = str_slots::holds(a, b, o);
        Frame(th.base.get()).set_reg(i.a() as usize, Value::bool(truth));
        return Ok(Flow::Next);
    }
    if let Some(method) = python_comparison(th, o, x, y) {
        return method.push(th, x, y, i.a());
    }
    let v = ops::compare(th, x, y, o)?;
    Frame(th.base.get()).set_reg(i.a() as usize, v);
    Ok(Flow::Next)
}

/// NEG, POS, INVERT.
pub fn unary(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let v = frame.reg(i.b() as usize);
    let result = match i.op() {
        Op::Neg => ops::neg(th, v)?,
        Op::Pos => ops::pos(th, v)?,
        _ => ops::invert(th, v)?,
    };
    frame.set_reg(i.a() as usize, result);
    Ok(Flow::Next)
}

/// Which operator a bytecode that pushed a `Reflect` frame stands for.
fn operator_of(o: Op) -> Option<Result<BinOp, CmpOp>> {
    Some(match o {
        Op::Add | Op::AddI | Op::AddK => Ok(BinOp::Add),
        Op::Sub | Op::SubI | Op::SubK => Ok(BinOp::Sub),
        Op::Mul | Op::MulI | Op::MulK => Ok(BinOp::Mul),
        Op::TrueDiv | Op::TrueDivI | Op::TrueDivK => Ok(BinOp::TrueDiv),
        Op::FloorDiv | Op::FloorDivI => Ok(BinOp::FloorDiv),
        Op::Mod | Op::ModI => Ok(BinOp::Mod),
        Op::Pow | Op::PowI => Ok(BinOp::Pow),
        Op::LShift | Op::LShiftI => Ok(BinOp::LShift),
        Op::RShift | Op::RShiftI => Ok(BinOp::RShift),
        Op::And | Op::AndI => Ok(BinOp::And),
        Op::Or | Op::OrI => Ok(BinOp::Or),
        Op::Xor | Op::XorI => Ok(BinOp::Xor),
        Op::MatMul => Ok(BinOp::MatMul),
        Op::Lt | Op::LtI | Op::LtJ | Op::LtIJ => Err(CmpOp::Lt),
        Op::Le | Op::LeI | Op::LeJ | Op::LeIJ => Err(CmpOp::Le),
        Op::Eq | Op::EqI | Op::EqJ | Op::EqIJ => Err(CmpOp::Eq),
        Op::Ne | Op::NeI | Op::NeJ | Op::NeIJ => Err(CmpOp::Ne),
        Op::Gt | Op::GtI | Op::GtJ | Op::GtIJ => Err(CmpOp::Gt),
        Op::Ge | Op::GeI | Op::GeJ | Op::GeIJ => Err(CmpOp::Ge),
        _ => return None,
    })
}

/// The operand's method that came first answered NotImplemented: goes on with the other operand (`reflected`: the left one).
/// The caller's frame and the instruction after the operator are published.
pub fn retry(th: &Thread, caller: Frame, reflected: bool) -> PyResult {
    // SAFETY: the frame's operator instruction lies just before the published one.
    let i = Instr(unsafe { *th.pc.get().sub(1) });
    let x = caller.reg(i.b() as usize);
    let y = match i.op().operands()[2] {
        Operand::Imm => Value::small(i64::from(i.imm())),
        Operand::Const => caller.code().constant(i.c() as usize),
        _ => caller.reg(i.c() as usize),
    };
    let in_place = i.flags() & IN_PLACE != 0;
    match operator_of(i.op()) {
        Some(Ok(o)) => {
            let (x, y) = if i.op().operands()[2] != Operand::Src && i.flags() & SWAPPED != 0 {
                (y, x)
            } else {
                (x, y)
            };
            if reflected {
                ops::binary_after_reflected(th, o, x, y, in_place)
            } else if in_place && ops::has_inplace(o, x) {
                // An augmented assignment's method comes before the operator's: that is still to be tried.
                ops::binary_after_inplace(th, o, x, y)
            } else {
                ops::binary_reflected(th, o, x, y, in_place)
            }
        }
        Some(Err(o)) if reflected => ops::compare_after_reflected(th, x, y, o),
        Some(Err(o)) => ops::compare_reflected(th, x, y, o),
        None => unreachable!("{} pushed a special method's frame", i.op().name()),
    }
}
