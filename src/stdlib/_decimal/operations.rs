//! The operations of the specification that are made of others: signs, neighbours, integral values, extremes, the square
//! root, and those that take a coefficient for a row of digits.

use std::cmp::Ordering;

use super::arithmetic::{
    add, compare, compare_magnitudes, compare_total, first_nan, nan_of, subtract,
};
use super::coefficient::{Coefficient, OutOfMemory};
use super::number::{Context, Kind, Number, Rounding, Status};

/// The number itself, rounded; a negative zero stays one only when rounding is towards the floor.
pub fn plus(a: &Number, context: &Context, status: &mut Status) -> Number {
    signed(a, a.negative, context, status)
}

/// The number with the other sign, rounded.
pub fn minus(a: &Number, context: &Context, status: &mut Status) -> Number {
    signed(a, !a.negative, context, status)
}

fn signed(a: &Number, negative: bool, context: &Context, status: &mut Status) -> Number {
    if let Some(nan) = first_nan(&[a], context, status) {
        return nan;
    }
    let mut result = a.clone();
    result.negative = negative && (!a.is_zero() || context.rounding == Rounding::Floor);
    result.finalized(context, status)
}

/// The magnitude, rounded.
pub fn absolute(a: &Number, context: &Context, status: &mut Status) -> Number {
    if a.negative {
        minus(a, context, status)
    } else {
        plus(a, context, status)
    }
}

/// The number without zeros at its end.
pub fn reduce(a: &Number, context: &Context, status: &mut Status) -> Number {
    if let Some(nan) = first_nan(&[a], context, status) {
        return nan;
    }
    let mut result = a.clone().finalized(context, status);
    if !result.is_finite() {
        return result;
    }
    if result.is_zero() {
        return Number::zero(result.negative, 0);
    }
    let most = if context.clamp {
        context.etop()
    } else {
        context.emax
    };
    let zeros = result.coefficient.trailing_zeros();
    let n = zeros.min(most - result.exponent).max(0);
    result.coefficient = result.coefficient.shift_right(n).0;
    result.exponent += n;
    result
}

/// The number rounded to an integer; `exact` says whether the rounding is reported.
pub fn to_integral(a: &Number, exact: bool, context: &Context, status: &mut Status) -> Number {
    if let Some(nan) = first_nan(&[a], context, status) {
        return nan;
    }
    if !a.is_finite() || a.exponent >= 0 {
        return a.clone();
    }
    if a.is_zero() {
        return Number::zero(a.negative, 0);
    }
    let mut result = a.clone();
    let mut met = Status::default();
    result.drop_digits(-a.exponent, context, &mut met);
    if exact {
        status.add(met.0);
    }
    result
}

/// The exponent of the first digit.
pub fn logb(a: &Number, context: &Context, status: &mut Status) -> Number {
    if let Some(nan) = first_nan(&[a], context, status) {
        return nan;
    }
    if a.is_infinite() {
        return Number::infinity(false);
    }
    if a.is_zero() {
        status.add(Status::DIVISION_BY_ZERO);
        return Number::infinity(true);
    }
    let n = a.adjusted();
    let digits = Coefficient::from_digits(n.unsigned_abs().to_string().as_bytes());
    Number::finite(n < 0, digits, 0).finalized(context, status)
}

/// The value of an operand that has to be an integer without exponent, of at most `most` either way.
fn count(n: &Number, most: i64) -> Option<i64> {
    match n.coefficient {
        Coefficient::Inline(v) if n.is_finite() && n.exponent == 0 => {
            let v = i64::try_from(v).ok().filter(|&v| v <= most)?;
            Some(if n.negative { -v } else { v })
        }
        _ => None,
    }
}

/// `a` × 10^`b`.
pub fn scaleb(a: &Number, b: &Number, context: &Context, status: &mut Status) -> Number {
    if let Some(nan) = nan_of(a, b, context, status) {
        return nan;
    }
    let Some(n) = count(b, 2 * (context.emax + context.prec)) else {
        return Number::failed(Status::INVALID_OPERATION, status);
    };
    let mut result = a.clone();
    if result.is_finite() {
        result.exponent += n;
    }
    result.finalized(context, status)
}

/// The digits of `a`, of which there are as many as the precision, moved by `b` places to the left.
pub fn shift(a: &Number, b: &Number, context: &Context, status: &mut Status) -> Number {
    moved(a, b, context, status, |digits, n| {
        Ok(if n >= 0 {
            digits.low_digits(context.prec - n).shift_left(n)?
        } else {
            digits.shift_right(-n).0
        })
    })
}

/// The same, with those that leave at one end coming back at the other.
pub fn rotate(a: &Number, b: &Number, context: &Context, status: &mut Status) -> Number {
    moved(a, b, context, status, |digits, n| {
        let left = n.rem_euclid(context.prec);
        let low = digits.low_digits(context.prec - left).shift_left(left)?;
        Ok(low.add(&digits.shift_right(context.prec - left).0))
    })
}

fn moved(
    a: &Number,
    b: &Number,
    context: &Context,
    status: &mut Status,
    by: impl FnOnce(&Coefficient, i64) -> Result<Coefficient, OutOfMemory>,
) -> Number {
    if let Some(nan) = nan_of(a, b, context, status) {
        return nan;
    }
    let Some(n) = count(b, context.prec) else {
        return Number::failed(Status::INVALID_OPERATION, status);
    };
    let mut result = a.clone();
    if result.is_finite() {
        result.coefficient = match by(&a.coefficient.low_digits(context.prec), n) {
            Ok(coefficient) => coefficient,
            Err(out) => return Number::out_of_memory(out, status),
        };
    }
    result
}

/// Which of the numbers `extreme` returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extreme {
    Max,
    Min,
    MaxMagnitude,
    MinMagnitude,
}

/// The larger or smaller of two numbers; a quiet NaN counts for nothing beside a number.
pub fn extreme(
    a: &Number,
    b: &Number,
    which: Extreme,
    context: &Context,
    status: &mut Status,
) -> Number {
    let result = if a.kind == Kind::QuietNan && !b.is_nan() {
        b
    } else if b.kind == Kind::QuietNan && !a.is_nan() {
        a
    } else {
        if let Some(nan) = nan_of(a, b, context, status) {
            return nan;
        }
        let order = match which {
            Extreme::Max | Extreme::Min => compare(a, b),
            Extreme::MaxMagnitude | Extreme::MinMagnitude => compare_magnitudes(a, b),
        };
        let less = order.then_with(|| compare_total(a, b)) == Ordering::Less;
        let largest = matches!(which, Extreme::Max | Extreme::MaxMagnitude);
        if less == largest { b } else { a }
    };
    result.clone().finalized(context, status)
}

/// The next number that the context can represent, below or above.
pub fn next(a: &Number, above: bool, context: &Context, status: &mut Status) -> Number {
    if let Some(nan) = first_nan(&[a], context, status) {
        return nan;
    }
    if a.is_infinite() {
        if a.negative != above {
            return a.clone();
        }
        return match Coefficient::nines(context.prec) {
            Ok(nines) => Number::finite(a.negative, nines, context.etop()),
            Err(out) => Number::out_of_memory(out, status),
        };
    }
    let rounding = if above {
        Rounding::Ceiling
    } else {
        Rounding::Floor
    };
    let context = &Context {
        rounding,
        ..*context
    };
    let mut met = Status::default();
    let rounded = a.clone().finalized(context, &mut met);
    if met.has(Status::INEXACT) {
        return rounded;
    }
    let little = Number::finite(false, Coefficient::ONE, context.etiny() - 1);
    let result = if above {
        add(a, &little, context, &mut met)
    } else {
        subtract(a, &little, context, &mut met)
    };
    status.add(met.0 & Status::OUT_OF_MEMORY);
    result
}

/// The next number from `a` in the direction of `b`.
pub fn next_toward(a: &Number, b: &Number, context: &Context, status: &mut Status) -> Number {
    if let Some(nan) = nan_of(a, b, context, status) {
        return nan;
    }
    let order = compare(a, b);
    if order == Ordering::Equal {
        let mut result = a.clone();
        result.negative = b.negative;
        return result;
    }
    let result = next(a, order == Ordering::Less, context, status);
    if result.is_infinite() {
        status.add(Status::OVERFLOW | Status::ROUNDED | Status::INEXACT);
    } else if result.is_finite() && result.adjusted() < context.emin {
        status.add(Status::UNDERFLOW | Status::SUBNORMAL | Status::ROUNDED | Status::INEXACT);
        if result.is_zero() {
            status.add(Status::CLAMPED);
        }
    }
    result
}

/// The square root, rounded to the nearest even whatever the context says.
pub fn square_root(a: &Number, context: &Context, status: &mut Status) -> Number {
    if let Some(nan) = first_nan(&[a], context, status) {
        return nan;
    }
    if a.is_zero() {
        return Number::zero(a.negative, a.exponent >> 1).finalized(context, status);
    }
    if a.negative {
        return Number::failed(Status::INVALID_OPERATION, status);
    }
    if a.is_infinite() {
        return a.clone();
    }
    root(a, context, status).unwrap_or_else(|out| {
        // An exact root has no more digits than its square.
        let enough = Context {
            prec: a.coefficient.digits().min(context.prec),
            ..Context::MAX
        };
        let mut met = Status::default();
        match root(a, &enough, &mut met) {
            Ok(exact) if met == Status::default() => exact.finalized(context, status),
            _ => Number::out_of_memory(out, status),
        }
    })
}

fn root(a: &Number, context: &Context, status: &mut Status) -> Result<Number, OutOfMemory> {
    // As an integer of such a length that its root has one digit more than will be left, with an even exponent.
    let ideal = a.exponent >> 1;
    let odd = a.exponent & 1;
    let length = (a.coefficient.digits() + odd + 1) >> 1;
    let shift = context.prec + 1 - length;
    let (square, exact) = if shift >= 0 {
        let by = shift.checked_mul(2).ok_or(OutOfMemory)?;
        (a.coefficient.shift_left(by + odd)?, true)
    } else {
        let (square, rest) = a.coefficient.shift_left(odd)?.shift_right(-2 * shift);
        (square, rest == super::coefficient::Rest::Nothing)
    };
    let mut root = integer_root(&square)?;
    let mut exponent = ideal - shift;
    if exact && root.multiply(&root) == square {
        // The exponent is the ideal one, or as near to it as the digits allow.
        let zeros = root.trailing_zeros().min(shift).max(0);
        root.drop_digits(zeros);
        exponent += zeros;
    } else if root.last_digit() % 5 == 0 {
        root.increment();
    }
    let context = &Context {
        rounding: Rounding::HalfEven,
        ..*context
    };
    Ok(Number::finite(false, root, exponent).finalized(context, status))
}

/// The whole part of the square root of a number that is not zero, by Newton's method from above.
fn integer_root(square: &Coefficient) -> Result<Coefficient, OutOfMemory> {
    // The first digits of an even number of them that are cut off give a start that is right to some eighteen digits.
    let cut = (square.digits() - 36).max(0) & !1;
    let Coefficient::Inline(first) = square.shift_right(cut).0 else {
        return Err(OutOfMemory);
    };
    let mut root = Coefficient::Inline(first.isqrt() + 1).shift_left(cut / 2)?;
    let two = Coefficient::Inline(2);
    loop {
        let next = root.add(&square.clone().quotient(&root).0).divide(&two).0;
        if next.compare(&root) != Ordering::Less {
            return Ok(root);
        }
        root = next;
    }
}

/// A function of two digits, each 0 or 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Logical {
    And,
    Or,
    Xor,
}

/// The digits of an operand of a logical operation, the last one first, no more than the precision.
fn logical_digits(n: &Number, context: &Context) -> Option<Vec<u8>> {
    if !n.is_finite() || n.negative || n.exponent != 0 {
        return None;
    }
    let mut digits = n.coefficient.to_digits();
    if !digits.iter().all(|c| matches!(c, b'0' | b'1')) {
        return None;
    }
    digits.reverse();
    digits.truncate(usize::try_from(context.prec).unwrap_or(usize::MAX));
    Some(digits)
}

/// A logical operation on the digits of two numbers.
pub fn logical(
    a: &Number,
    b: &Number,
    operation: Logical,
    context: &Context,
    status: &mut Status,
) -> Number {
    let (Some(x), Some(y)) = (logical_digits(a, context), logical_digits(b, context)) else {
        return Number::failed(Status::INVALID_OPERATION, status);
    };
    let digit = |v: &[u8], i| v.get(i) == Some(&b'1');
    let result: Vec<u8> = (0..x.len().max(y.len()))
        .rev()
        .map(|i| {
            let (p, q) = (digit(&x, i), digit(&y, i));
            b'0' + u8::from(match operation {
                Logical::And => p && q,
                Logical::Or => p || q,
                Logical::Xor => p != q,
            })
        })
        .collect();
    Number::finite(false, Coefficient::from_digits(&result), 0)
}

/// All digits, as many as the precision, the other way.
pub fn invert(a: &Number, context: &Context, status: &mut Status) -> Number {
    if logical_digits(a, context).is_none() {
        return Number::failed(Status::INVALID_OPERATION, status);
    }
    let ones = Coefficient::nines(context.prec)
        .map(|nines| nines.divide(&Coefficient::from_digits(b"9")).0);
    match ones {
        Ok(ones) => {
            let digits = a.coefficient.low_digits(context.prec);
            Number::finite(false, ones.subtract(&digits), 0)
        }
        Err(out) => Number::out_of_memory(out, status),
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::{Notation, parse, write};
    use super::*;

    const NINE: Context = Context {
        prec: 9,
        emax: 999,
        emin: -999,
        clamp: false,
        rounding: Rounding::HalfEven,
    };

    /// Checks the result and the conditions of an operation on two numbers.
    #[track_caller]
    fn check(
        operation: impl Fn(&Number, &Number, &Context, &mut Status) -> Number,
        a: &str,
        b: &str,
        expected: &str,
        conditions: u32,
    ) {
        let mut status = Status::default();
        let number = |text: &str| parse(text.as_bytes()).unwrap();
        let result = operation(&number(a), &number(b), &NINE, &mut status);
        let written = String::from_utf8(write(&result, Notation::Scientific, b'E')).unwrap();
        assert_eq!((written.as_str(), status.0), (expected, conditions));
    }

    const ROUNDED: u32 = Status::INEXACT | Status::ROUNDED;

    #[test]
    fn roots() {
        let root = |a: &Number, _: &Number, c: &Context, s: &mut Status| square_root(a, c, s);
        check(root, "2", "0", "1.41421356", ROUNDED);
        check(root, "1.00", "0", "1.0", 0);
        check(root, "1E+21", "0", "3.16227766E+10", ROUNDED);
        check(root, "100", "0", "10", 0);
        check(root, "-0E+3", "0", "-0E+1", 0);
        check(root, "-1", "0", "NaN", Status::INVALID_OPERATION);
        check(
            root,
            "999999999999999999999999999999999999999999",
            "0",
            "1.00000000E+21",
            ROUNDED,
        );
    }

    #[test]
    fn neighbours() {
        check(next_toward, "1", "2", "1.00000001", 0);
        check(next_toward, "1", "0", "0.999999999", 0);
        check(next_toward, "1", "1", "1", 0);
        check(
            next_toward,
            "0",
            "1",
            "1E-1007",
            Status::UNDERFLOW | Status::SUBNORMAL | ROUNDED,
        );
        check(
            next_toward,
            "9.99999999E+999",
            "inf",
            "Infinity",
            Status::OVERFLOW | ROUNDED,
        );
    }

    #[test]
    fn rows_of_digits() {
        check(shift, "123456789", "2", "345678900", 0);
        check(shift, "123456789", "-2", "1234567", 0);
        check(rotate, "123456789", "2", "345678912", 0);
        check(rotate, "123456789", "-9", "123456789", 0);
        let and =
            |a: &Number, b: &Number, c: &Context, s: &mut Status| logical(a, b, Logical::And, c, s);
        check(and, "1101", "111", "101", 0);
        check(and, "1201", "111", "NaN", Status::INVALID_OPERATION);
        let inverted = |a: &Number, _: &Number, c: &Context, s: &mut Status| invert(a, c, s);
        check(inverted, "101", "0", "111111010", 0);
    }
}
