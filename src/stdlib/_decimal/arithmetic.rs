//! The operations of the specification that need no series: sums, products, quotients, comparisons, `quantize`.
//!
//! Exponents may be as far apart as 10^18. No operation aligns more digits than its result can show: what lies too far
//! below is replaced by a one that is just far enough (`add`), or the operation is refused.

use std::cmp::Ordering;

use super::coefficient::{Coefficient, MAX_DIGITS, OutOfMemory, Product};
use super::number::{Context, Kind, Number, Status};

/// The NaN that an operation with these operands returns, if one of them is a NaN.
pub fn nan_of(a: &Number, b: &Number, context: &Context, status: &mut Status) -> Option<Number> {
    first_nan(&[a, b], context, status)
}

/// The same for any number of operands: signaling ones come first.
pub fn first_nan(operands: &[&Number], context: &Context, status: &mut Status) -> Option<Number> {
    let find = |kind| operands.iter().find(|n| n.kind == kind);
    let mut nan = match find(Kind::SignalingNan) {
        Some(&nan) => {
            status.add(Status::INVALID_OPERATION);
            nan.clone()
        }
        None => (*find(Kind::QuietNan)?).clone(),
    };
    nan.kind = Kind::QuietNan;
    Some(nan.finalized(context, status))
}

/// Digits that a coefficient without allocation has.
const INLINE_DIGITS: i64 = super::coefficient::INLINE_DIGITS as i64;

#[inline]
fn both_finite(a: &Number, b: &Number) -> bool {
    a.is_finite() && b.is_finite()
}

/// The sum.
#[inline]
pub fn add(a: &Number, b: &Number, context: &Context, status: &mut Status) -> Number {
    sum(a, b, b.negative, context, status)
}

/// The difference.
#[inline]
pub fn subtract(a: &Number, b: &Number, context: &Context, status: &mut Status) -> Number {
    sum(a, b, !b.negative, context, status)
}

/// The sum of `a` and `b`, if the latter had the sign `b_negative`.
#[inline]
fn sum(a: &Number, b: &Number, b_negative: bool, context: &Context, status: &mut Status) -> Number {
    if !both_finite(a, b) {
        return special_sum(a, b, b_negative, context, status);
    }
    if a.exponent != b.exponent {
        return aligned_sum(a, b, b_negative, context, status);
    }
    let (x, y, exponent) = (&a.coefficient, &b.coefficient, a.exponent);
    let result = if a.negative == b_negative {
        Number::finite(a.negative, x.add(y), exponent)
    } else {
        match x.compare(y) {
            Ordering::Greater => Number::finite(a.negative, x.subtract(y), exponent),
            Ordering::Less => Number::finite(b_negative, y.subtract(x), exponent),
            Ordering::Equal => no_difference(exponent, context),
        }
    };
    result.finalized(context, status)
}

/// The difference of equal numbers.
fn no_difference(exponent: i64, context: &Context) -> Number {
    Number::zero(context.rounding == super::number::Rounding::Floor, exponent)
}

/// The sum of finite numbers with different exponents.
fn aligned_sum(
    a: &Number,
    b: &Number,
    b_negative: bool,
    context: &Context,
    status: &mut Status,
) -> Number {
    let (high, low, high_negative, low_negative) = if a.exponent > b.exponent {
        (a, b, a.negative, b_negative)
    } else {
        (b, a, b_negative, a.negative)
    };
    let (x, y, exponent) = match align(high, low, context) {
        Ok(aligned) => aligned,
        Err(out) => return Number::out_of_memory(out, status),
    };
    let result = if high_negative == low_negative {
        Number::finite(high_negative, x.plus(y), exponent)
    } else {
        match x.compare(y) {
            Ordering::Greater => Number::finite(high_negative, x.minus(y), exponent),
            Ordering::Less => Number::finite(low_negative, y.subtract(&x), exponent),
            Ordering::Equal => no_difference(exponent, context),
        }
    };
    result.finalized(context, status)
}

/// The coefficients of two numbers, the first with the larger exponent, for one exponent.
fn align<'a>(
    high: &Number,
    low: &'a Number,
    context: &Context,
) -> Result<(Coefficient, &'a Coefficient, i64), OutOfMemory> {
    static NOTHING: Coefficient = Coefficient::ZERO;
    static SOMETHING: Coefficient = Coefficient::ONE;
    if high.coefficient.is_zero() {
        return Ok((Coefficient::ZERO, &low.coefficient, low.exponent));
    }
    // The exponent at which a digit can only tell that there is something.
    let mut least = high.exponent - 1;
    let digits = high.coefficient.digits();
    if digits <= context.prec {
        least += digits - context.prec - 1;
    }
    let (coefficient, exponent) = if low.adjusted() < least {
        let something = if low.coefficient.is_zero() {
            &NOTHING
        } else {
            &SOMETHING
        };
        (something, least)
    } else {
        (&low.coefficient, low.exponent)
    };
    let shifted = high.coefficient.shift_left(high.exponent - exponent)?;
    Ok((shifted, coefficient, exponent))
}

#[cold]
fn special_sum(
    a: &Number,
    b: &Number,
    b_negative: bool,
    context: &Context,
    status: &mut Status,
) -> Number {
    if let Some(nan) = nan_of(a, b, context, status) {
        return nan;
    }
    match (a.is_infinite(), b.is_infinite()) {
        (true, true) if a.negative != b_negative => {
            Number::failed(Status::INVALID_OPERATION, status)
        }
        (true, _) => Number::infinity(a.negative),
        (false, _) => Number::infinity(b_negative),
    }
}

/// The product.
#[inline]
pub fn multiply(a: &Number, b: &Number, context: &Context, status: &mut Status) -> Number {
    let negative = a.negative != b.negative;
    if !both_finite(a, b) {
        if let Some(nan) = nan_of(a, b, context, status) {
            return nan;
        }
        if a.is_zero() || b.is_zero() {
            return Number::failed(Status::INVALID_OPERATION, status);
        }
        return Number::infinity(negative);
    }
    let most = a.coefficient.digits() + b.coefficient.digits();
    if most > INLINE_DIGITS
        && context.prec <= INLINE_DIGITS
        && let Some(result) = long_product(a, b, negative, context, status)
    {
        return result;
    }
    if most > MAX_DIGITS {
        return Number::failed(Status::OUT_OF_MEMORY, status);
    }
    let product = a.coefficient.multiply(&b.coefficient);
    Number::finite(negative, product, a.exponent + b.exponent).finalized(context, status)
}

/// The product of two short numbers that has too many digits, if only they have to be rounded away.
fn long_product(
    a: &Number,
    b: &Number,
    negative: bool,
    context: &Context,
    status: &mut Status,
) -> Option<Number> {
    let (&Coefficient::Inline(x), &Coefficient::Inline(y)) = (&a.coefficient, &b.coefficient)
    else {
        return None;
    };
    let (product, digits) = Product::new(x, y);
    let exponent = a.exponent + b.exponent;
    let excess = digits - context.prec;
    if excess <= 0 || exponent + digits <= context.emin {
        return None;
    }
    let (coefficient, rest) = product.without(excess as usize);
    let coefficient = Coefficient::Inline(coefficient);
    let mut result = Number::finite(negative, coefficient, exponent + excess);
    if result.round(rest, context, status) {
        result.shorten(context);
    }
    Some(result.finalized(context, status))
}

/// `a` × `b` + `c`, rounded once.
pub fn multiply_add(
    a: &Number,
    b: &Number,
    c: &Number,
    context: &Context,
    status: &mut Status,
) -> Number {
    if both_finite(a, b) && c.is_finite() {
        if a.coefficient.digits() + b.coefficient.digits() > MAX_DIGITS {
            return Number::failed(Status::OUT_OF_MEMORY, status);
        }
        let product = Number::finite(
            a.negative != b.negative,
            a.coefficient.multiply(&b.coefficient),
            a.exponent + b.exponent,
        );
        return add(&product, c, context, status);
    }
    if both_finite(a, b) {
        // The product does not matter beside an infinity or a NaN.
        return add(&Number::zero(false, 0), c, context, status);
    }
    let product = multiply(a, b, context, status);
    if status.has(Status::INVALID_OPERATION) {
        return product;
    }
    add(&product, c, context, status)
}

/// The quotient.
pub fn divide(a: &Number, b: &Number, context: &Context, status: &mut Status) -> Number {
    let negative = a.negative != b.negative;
    if !both_finite(a, b) {
        return special_quotient(a, b, context, status);
    }
    if b.is_zero() {
        return division_by_zero(a, negative, status);
    }
    let ideal = a.exponent - b.exponent;
    if a.is_zero() {
        return Number::zero(negative, ideal).finalized(context, status);
    }
    let (digits, divisor_digits) = (a.coefficient.digits(), b.coefficient.digits());
    quotient(a, b, context, status).unwrap_or_else(|out| {
        // So many digits are only needed if the quotient does not end. If it ends, it is short.
        let enough = Context {
            prec: (digits + 4 * divisor_digits).min(context.prec),
            ..Context::MAX
        };
        let mut met = Status::default();
        match quotient(a, b, &enough, &mut met) {
            Ok(exact) if met == Status::default() => exact.finalized(context, status),
            _ => Number::out_of_memory(out, status),
        }
    })
}

/// The quotient of finite numbers that are not zero.
fn quotient(
    a: &Number,
    b: &Number,
    context: &Context,
    status: &mut Status,
) -> Result<Number, OutOfMemory> {
    let ideal = a.exponent - b.exponent;
    let shift = b.coefficient.digits() - a.coefficient.digits() + context.prec + 1;
    let (mut quotient, rest) = if shift >= 0 {
        a.coefficient.shift_left(shift)?.quotient(&b.coefficient)
    } else {
        let divisor = b.coefficient.shift_left(-shift)?;
        a.coefficient.clone().quotient(&divisor)
    };
    let mut exponent = ideal - shift;
    if rest {
        // There are one or two digits more than will be left; the last one says that there was something.
        if quotient.last_digit() % 5 == 0 {
            quotient.increment();
        }
    } else if exponent < ideal {
        let zeros = quotient.trailing_zeros().min(ideal - exponent);
        quotient.drop_digits(zeros);
        exponent += zeros;
    }
    let result = Number::finite(a.negative != b.negative, quotient, exponent);
    Ok(result.finalized(context, status))
}

#[cold]
fn special_quotient(a: &Number, b: &Number, context: &Context, status: &mut Status) -> Number {
    if let Some(nan) = nan_of(a, b, context, status) {
        return nan;
    }
    let negative = a.negative != b.negative;
    match (a.is_infinite(), b.is_infinite()) {
        (true, true) => Number::failed(Status::INVALID_OPERATION, status),
        (true, false) => Number::infinity(negative),
        (false, _) => {
            status.add(Status::CLAMPED);
            Number::zero(negative, context.etiny())
        }
    }
}

#[cold]
fn division_by_zero(a: &Number, negative: bool, status: &mut Status) -> Number {
    if a.is_zero() {
        return Number::failed(Status::DIVISION_UNDEFINED, status);
    }
    status.add(Status::DIVISION_BY_ZERO);
    Number::infinity(negative)
}

/// The whole part of the quotient.
pub fn divide_integer(a: &Number, b: &Number, context: &Context, status: &mut Status) -> Number {
    let negative = a.negative != b.negative;
    if !both_finite(a, b) {
        if let Some(nan) = nan_of(a, b, context, status) {
            return nan;
        }
        return match (a.is_infinite(), b.is_infinite()) {
            (true, true) => Number::failed(Status::INVALID_OPERATION, status),
            (true, false) => Number::infinity(negative),
            (false, _) => Number::zero(negative, 0),
        };
    }
    if b.is_zero() {
        return division_by_zero(a, negative, status);
    }
    match whole_division(a, b, context) {
        Ok((quotient, _)) => quotient.finalized(context, status),
        Err(condition) => Number::failed(condition, status),
    }
}

/// What is left of `a` after whole division, with its sign.
pub fn remainder(a: &Number, b: &Number, context: &Context, status: &mut Status) -> Number {
    if !both_finite(a, b) {
        if let Some(nan) = nan_of(a, b, context, status) {
            return nan;
        }
        return if a.is_infinite() {
            Number::failed(Status::INVALID_OPERATION, status)
        } else {
            a.clone().finalized(context, status)
        };
    }
    if b.is_zero() {
        return Number::failed(
            if a.is_zero() {
                Status::DIVISION_UNDEFINED
            } else {
                Status::INVALID_OPERATION
            },
            status,
        );
    }
    match whole_division(a, b, context) {
        Ok((_, rest)) => rest.finalized(context, status),
        Err(condition) => Number::failed(condition, status),
    }
}

/// The whole part of the quotient, and what is left.
pub fn divide_both(
    a: &Number,
    b: &Number,
    context: &Context,
    status: &mut Status,
) -> (Number, Number) {
    let negative = a.negative != b.negative;
    if !both_finite(a, b) {
        if let Some(nan) = nan_of(a, b, context, status) {
            return (nan.clone(), nan);
        }
        if a.is_infinite() {
            let rest = Number::failed(Status::INVALID_OPERATION, status);
            let quotient = if b.is_infinite() {
                Number::nan()
            } else {
                Number::infinity(negative)
            };
            return (quotient, rest);
        }
        return (
            Number::zero(negative, 0),
            a.clone().finalized(context, status),
        );
    }
    if b.is_zero() {
        if !a.is_zero() {
            status.add(Status::INVALID_OPERATION);
        }
        return (division_by_zero(a, negative, status), Number::nan());
    }
    match whole_division(a, b, context) {
        Ok((quotient, rest)) => (
            quotient.finalized(context, status),
            rest.finalized(context, status),
        ),
        Err(condition) => (Number::failed(condition, status), Number::nan()),
    }
}

/// What is left of `a` after division by `b` to the nearest integer, the even one of two.
pub fn remainder_near(a: &Number, b: &Number, context: &Context, status: &mut Status) -> Number {
    if !both_finite(a, b) || b.is_zero() || a.is_zero() {
        return remainder(a, b, context, status);
    }
    let (quotient, mut rest) = match whole_division(a, b, context) {
        Ok(result) => result,
        Err(condition) => return Number::failed(condition, status),
    };
    // The divisor at the exponent of the remainder, unless it is so far above that the remainder is the nearest.
    let above = b.exponent - rest.exponent;
    let far = b.adjusted() - rest.adjusted() > 1;
    if !far {
        let divisor = match b.coefficient.shift_left(above) {
            Ok(divisor) => divisor,
            Err(out) => return Number::out_of_memory(out, status),
        };
        let other = divisor.subtract(&rest.coefficient);
        let order = rest.coefficient.compare(&other);
        let odd = quotient.coefficient.last_digit() % 2 == 1;
        if order == Ordering::Greater || order == Ordering::Equal && odd {
            rest.coefficient = other;
            rest.negative = !rest.negative;
            let next = quotient.coefficient.add(&Coefficient::ONE);
            if next.digits() > context.prec {
                return Number::failed(Status::DIVISION_IMPOSSIBLE, status);
            }
        }
    }
    rest.finalized(context, status)
}

/// Whole quotient and remainder of finite numbers, the second of which is not zero; or the condition of failure.
pub fn whole_division(a: &Number, b: &Number, context: &Context) -> Result<(Number, Number), u32> {
    let negative = a.negative != b.negative;
    let ideal = a.exponent.min(b.exponent);
    if a.is_zero() {
        return Ok((Number::zero(negative, 0), Number::zero(a.negative, ideal)));
    }
    let above = a.adjusted() - b.adjusted();
    if above > context.prec {
        return Err(Status::DIVISION_IMPOSSIBLE);
    }
    let aligned = |n: &Number| {
        n.coefficient
            .shift_left(n.exponent - ideal)
            .map_err(|_| Status::OUT_OF_MEMORY)
    };
    let rest = |coefficient| Number::finite(a.negative, coefficient, ideal);
    if above < 0 {
        return Ok((Number::zero(negative, 0), rest(aligned(a)?)));
    }
    let (quotient, left) = aligned(a)?.divide(&aligned(b)?);
    if quotient.digits() > context.prec {
        return Err(Status::DIVISION_IMPOSSIBLE);
    }
    Ok((Number::finite(negative, quotient, 0), rest(left)))
}

/// `a` with the exponent of `b`.
#[inline]
pub fn quantize(a: &Number, b: &Number, context: &Context, status: &mut Status) -> Number {
    if !both_finite(a, b) {
        if let Some(nan) = nan_of(a, b, context, status) {
            return nan;
        }
        return if a.is_infinite() && b.is_infinite() {
            a.clone()
        } else {
            Number::failed(Status::INVALID_OPERATION, status)
        };
    }
    let exponent = b.exponent;
    if exponent > context.emax || exponent < context.etiny() {
        return Number::failed(Status::INVALID_OPERATION, status);
    }
    if a.is_zero() {
        return Number::zero(a.negative, exponent).finalized(context, status);
    }
    let above = a.exponent - exponent;
    if a.coefficient.digits() + above > context.prec {
        return Number::failed(Status::INVALID_OPERATION, status);
    }
    let mut result = a.clone();
    let mut met = Status::default();
    if above >= 0 {
        result.coefficient = match a.coefficient.shift_left(above) {
            Ok(coefficient) => coefficient,
            Err(out) => return Number::out_of_memory(out, status),
        };
        result.exponent = exponent;
    } else {
        result.drop_digits(-above, context, &mut met);
    }
    if result.coefficient.digits() > context.prec || result.adjusted() > context.emax {
        return Number::failed(Status::INVALID_OPERATION, status);
    }
    status.add(met.0);
    result.finalized(context, status)
}

/// Which of two numbers is larger; neither is a NaN.
#[inline]
pub fn compare(a: &Number, b: &Number) -> Ordering {
    let zero = |n: &Number| n.is_zero();
    match (zero(a), zero(b)) {
        (true, true) => return Ordering::Equal,
        (true, false) => return sign(!b.negative),
        (false, true) => return sign(a.negative),
        (false, false) => {}
    }
    if a.negative != b.negative {
        return sign(a.negative);
    }
    let order = compare_magnitudes(a, b);
    if a.negative { order.reverse() } else { order }
}

fn sign(less: bool) -> Ordering {
    if less {
        Ordering::Less
    } else {
        Ordering::Greater
    }
}

/// Which of two numbers is farther from zero; neither is a NaN.
pub fn compare_magnitudes(a: &Number, b: &Number) -> Ordering {
    match (a.is_infinite(), b.is_infinite()) {
        (false, false) => {}
        (x, y) => return x.cmp(&y),
    }
    match (a.is_zero(), b.is_zero()) {
        (false, false) => {}
        (x, y) => return y.cmp(&x),
    }
    if a.exponent == b.exponent {
        return a.coefficient.compare(&b.coefficient);
    }
    a.adjusted().cmp(&b.adjusted()).then_with(|| {
        // The exponents differ by as much as the numbers of digits do.
        let above = a.exponent - b.exponent;
        let shifted = |n: &Number| n.coefficient.shift_left(above.abs());
        let order = if above > 0 {
            shifted(a).map(|x| x.compare(&b.coefficient))
        } else {
            shifted(b).map(|y| a.coefficient.compare(&y))
        };
        // No longer than the longer of the two, which there is memory for.
        order.unwrap_or(Ordering::Equal)
    })
}

/// The total order of the specification, in which all representations differ.
pub fn compare_total(a: &Number, b: &Number) -> Ordering {
    if a.negative != b.negative {
        return sign(a.negative);
    }
    let rank = |n: &Number| match n.kind {
        Kind::Finite | Kind::Infinite => 0,
        Kind::SignalingNan => 1,
        Kind::QuietNan => 2,
    };
    let order = rank(a).cmp(&rank(b)).then_with(|| {
        if a.is_nan() {
            a.coefficient.compare(&b.coefficient)
        } else {
            compare_magnitudes(a, b).then(a.exponent.cmp(&b.exponent))
        }
    });
    if a.negative { order.reverse() } else { order }
}

#[cfg(test)]
mod tests {
    use super::super::number::{MAX_PREC, Rounding};
    use super::super::text::{Notation, parse, write};
    use super::*;

    const NINE: Context = Context {
        prec: 9,
        emax: 999,
        emin: -999,
        clamp: false,
        rounding: Rounding::HalfEven,
    };

    const ROUNDED: u32 = Status::INEXACT | Status::ROUNDED;

    type Operation = fn(&Number, &Number, &Context, &mut Status) -> Number;

    #[track_caller]
    fn check_in(
        context: &Context,
        operation: Operation,
        a: &str,
        b: &str,
        expected: &str,
        conditions: u32,
    ) {
        let mut status = Status::default();
        let number = |text: &str| parse(text.as_bytes()).unwrap();
        let result = operation(&number(a), &number(b), context, &mut status);
        let written = String::from_utf8(write(&result, Notation::Scientific, b'E')).unwrap();
        assert_eq!((written.as_str(), status.0), (expected, conditions));
    }

    #[track_caller]
    fn check(operation: Operation, a: &str, b: &str, expected: &str, conditions: u32) {
        check_in(&NINE, operation, a, b, expected, conditions);
    }

    #[test]
    fn sums() {
        check(add, "1.10", "2.2", "3.30", 0);
        check(subtract, "1", "1.00", "0.00", 0);
        check(add, "1", "1E-999999999999999", "1.00000000", ROUNDED);
        check(subtract, "1", "1E-999999999999999", "1.00000000", ROUNDED);
        check(add, "999999999", "0.5", "1.00000000E+9", ROUNDED);
        check(add, "-inf", "inf", "NaN", Status::INVALID_OPERATION);
        check(add, "1", "-sNaN12", "-NaN12", Status::INVALID_OPERATION);
    }

    #[test]
    fn products_and_quotients() {
        check(multiply, "-1.5", "0.20", "-0.300", 0);
        check(
            multiply,
            "1E+600",
            "1E+600",
            "Infinity",
            Status::OVERFLOW | ROUNDED,
        );
        check(divide, "1", "3", "0.333333333", ROUNDED);
        check(divide, "2.40", "2", "1.20", 0);
        check(divide, "1", "0", "Infinity", Status::DIVISION_BY_ZERO);
        check(divide, "0", "0", "NaN", Status::DIVISION_UNDEFINED);
        check(divide_integer, "10", "-3", "-3", 0);
        check(
            divide_integer,
            "1E+20",
            "3",
            "NaN",
            Status::DIVISION_IMPOSSIBLE,
        );
        check(remainder, "-10", "3", "-1", 0);
        check(remainder_near, "10", "6", "-2", 0);
        check(remainder_near, "9", "6", "-3", 0);
        check(remainder_near, "3", "6", "3", 0);
    }

    #[test]
    fn quantizing() {
        check(quantize, "2.675", "0.01", "2.68", ROUNDED);
        check(quantize, "2.665", "0.01", "2.66", ROUNDED);
        check(quantize, "7", "1E-20", "NaN", Status::INVALID_OPERATION);
        check(quantize, "-0", "0.001", "-0.000", 0);
    }

    #[test]
    fn the_largest_precision_needs_no_more_than_the_result() {
        let check = |operation, a, b, expected, conditions| {
            check_in(&Context::MAX, operation, a, b, expected, conditions);
        };
        assert_eq!(Context::MAX.prec, MAX_PREC);
        check(
            add,
            "1",
            "1E-40",
            "1.0000000000000000000000000000000000000001",
            0,
        );
        check(divide, "1", "8", "0.125", 0);
        check(divide, "1", "3", "NaN", Status::OUT_OF_MEMORY);
        check(add, "1E+99999999999999", "1", "NaN", Status::OUT_OF_MEMORY);
    }
}
