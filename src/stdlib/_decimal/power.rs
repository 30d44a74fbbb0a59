//! Powers, with and without a modulus.
//!
//! A power to an integer is computed by squaring with a few digits more than the context has, others by way of logarithms:
//! both are right but in the rarest cases, in which they are wrong by one in the last digit in the same way as CPython's.

use std::cmp::Ordering;

use super::arithmetic::{compare_magnitudes, divide, first_nan, multiply, nan_of};
use super::coefficient::{Coefficient, OutOfMemory};
use super::number::{Context, Number, Rounding, Status};
use super::series::{exp, ln, padded_one};

/// Digits beyond the precision that the logarithm of a base needs: those of the largest exponent, and some.
const LOGARITHM_DIGITS: i64 = 23;
/// An exponent that overflows in every context.
const ENDLESS: i64 = 2_000_000_000_000_000_001;

fn one() -> Number {
    Number::finite(false, Coefficient::ONE, 0)
}

/// Whether it is a finite number without a fraction.
pub fn is_integer(n: &Number) -> bool {
    n.is_finite()
        && (n.is_zero() || n.exponent >= 0 || n.coefficient.trailing_zeros() >= -n.exponent)
}

/// Whether an integer is odd.
fn is_odd(n: &Number) -> bool {
    match n.exponent {
        0.. => n.exponent == 0 && n.coefficient.last_digit() % 2 == 1,
        _ => n.coefficient.shift_right(-n.exponent).0.last_digit() % 2 == 1 && !n.is_zero(),
    }
}

/// The magnitude of an integer.
fn whole(n: &Number) -> Result<Coefficient, OutOfMemory> {
    if n.exponent >= 0 {
        n.coefficient.shift_left(n.exponent)
    } else {
        Ok(n.coefficient.shift_right(-n.exponent).0)
    }
}

/// The magnitude of an integer, if it fits a word.
fn magnitude(n: &Number) -> Option<u64> {
    let coefficient = if n.is_zero() {
        Coefficient::ZERO
    } else if n.exponent < 0 {
        n.coefficient.shift_right(-n.exponent).0
    } else if n.exponent < 20 {
        n.coefficient.shift_left(n.exponent).ok()?
    } else {
        return None;
    };
    match coefficient {
        Coefficient::Inline(v) => u64::try_from(v).ok(),
        Coefficient::Limbs(_) => None,
    }
}

/// `base` to the power of `exponent`.
pub fn power(base: &Number, exponent: &Number, context: &Context, status: &mut Status) -> Number {
    if let Some(nan) = nan_of(base, exponent, context, status) {
        return nan;
    }
    let whole = is_integer(exponent);
    let negative = whole && base.negative && is_odd(exponent);
    if base.is_zero() {
        return if exponent.is_zero() {
            Number::failed(Status::INVALID_OPERATION, status)
        } else if exponent.negative {
            Number::infinity(negative)
        } else {
            Number::zero(negative, 0)
        };
    }
    if base.negative && (!whole || exponent.is_infinite()) {
        return Number::failed(Status::INVALID_OPERATION, status);
    }
    if exponent.is_infinite() {
        return endless_power(base, exponent, context, status);
    }
    if exponent.is_zero() {
        return Number { negative, ..one() };
    }
    if base.is_infinite() {
        return if exponent.negative {
            Number::zero(negative, 0)
        } else {
            Number::infinity(negative)
        };
    }
    let order = compare_magnitudes(base, &one());
    if order == Ordering::Equal {
        return power_of_one(base, exponent, negative, whole, context, status);
    }
    if let Some(result) = out_of_bounds(base, exponent, order, negative, context, status) {
        return result;
    }
    if whole {
        whole_power(base, exponent, negative, context, status)
    } else {
        real_power(base, exponent, context, status)
    }
}

/// A power to an infinity.
fn endless_power(
    base: &Number,
    exponent: &Number,
    context: &Context,
    status: &mut Status,
) -> Number {
    match compare_magnitudes(base, &one()) {
        Ordering::Equal => {
            status.add(Status::INEXACT | Status::ROUNDED);
            padded_one(context.prec - 1, status)
        }
        order if (order == Ordering::Less) != exponent.negative => Number::zero(false, 0),
        _ => Number::infinity(false),
    }
}

/// A power of one, or of minus one, which has as many decimals as the product has that it stands for.
fn power_of_one(
    base: &Number,
    exponent: &Number,
    negative: bool,
    whole: bool,
    context: &Context,
    status: &mut Status,
) -> Number {
    let mut decimals = context.prec - 1;
    if !whole {
        status.add(Status::INEXACT | Status::ROUNDED);
    } else if exponent.negative {
        decimals = 0;
    } else {
        // As a number of the context, in which it may be too large.
        let factor = base.exponent.unsigned_abs();
        let factor = Number::finite(false, Coefficient::Inline(u128::from(factor)), 0);
        let product = multiply(exponent, &factor, context, &mut Status::default());
        let wanted = if product.is_finite() && is_integer(&product) {
            magnitude(&product).and_then(|n| i64::try_from(n).ok())
        } else {
            None
        };
        let wanted = if base.exponent > 0 { Some(0) } else { wanted }.unwrap_or(i64::MAX);
        if wanted > decimals {
            status.add(Status::ROUNDED);
        } else {
            decimals = wanted;
        }
    }
    Number {
        negative,
        ..padded_one(decimals, status)
    }
}

/// How many digits a number has, without its sign.
fn digits(n: i64) -> i64 {
    i64::from(n.unsigned_abs().checked_ilog10().unwrap_or(0)) + 1
}

/// The result, if a rough estimate of its exponent tells that it overflows or underflows.
fn out_of_bounds(
    base: &Number,
    exponent: &Number,
    order: Ordering,
    negative: bool,
    context: &Context,
    status: &mut Status,
) -> Option<Number> {
    // A lower bound of the exponent of the logarithm's first digit.
    let adjusted = base.adjusted();
    let least = if adjusted > 0 {
        digits(adjusted) - 1
    } else if adjusted < -1 {
        digits(adjusted + 1) - 1
    } else {
        let magnitude = Number {
            negative: false,
            ..base.clone()
        };
        let distance =
            super::arithmetic::subtract(&magnitude, &one(), &Context::MAX, &mut Status::default());
        distance.adjusted() - if adjusted == 0 { 2 } else { 1 }
    };
    let least = least + exponent.adjusted();
    let grows = (order == Ordering::Greater) != exponent.negative;
    let (limit, result) = if grows {
        (digits(context.emax), ENDLESS)
    } else {
        (digits(context.etiny()), context.etiny() - 1)
    };
    (limit < least)
        .then(|| Number::finite(negative, Coefficient::ONE, result).finalized(context, status))
}

/// A power to an integer that is not zero.
fn whole_power(
    base: &Number,
    exponent: &Number,
    negative: bool,
    context: &Context,
    status: &mut Status,
) -> Number {
    let mut work = Context {
        prec: context.prec + exponent.coefficient.digits() + exponent.exponent + 2,
        rounding: Rounding::HalfEven,
        clamp: false,
        ..*context
    };
    let mut base = base.clone();
    if exponent.negative {
        work.prec += 1;
        let mut met = Status::default();
        base = divide(&one(), &base, &work, &mut met);
        status.add(met.0);
        if met.has(Status::INVALID_OPERATION | Status::OUT_OF_MEMORY) {
            return Number::nan();
        }
    }
    let mut result = match magnitude(exponent) {
        Some(n) => power_to_word(&base, n, &work, status),
        // Only numbers next to one have such powers.
        None => match whole(exponent) {
            Ok(n) => power_to_integer(base, n, &work, status),
            Err(out) => return Number::out_of_memory(out, status),
        },
    };
    result.negative = negative;
    if result.is_infinite() {
        // So that it is rounded as the context has it.
        result = Number::finite(negative, Coefficient::ONE, ENDLESS);
    }
    result.finalized(context, status)
}

fn power_to_word(base: &Number, n: u64, context: &Context, status: &mut Status) -> Number {
    let mut result = base.clone();
    let mut met = Status::default();
    for bit in (0..n.ilog2()).rev() {
        result = multiply(&result, &result, context, &mut met);
        if n >> bit & 1 == 1 {
            result = multiply(&result, base, context, &mut met);
        }
        if met.has(Status::OVERFLOW | Status::CLAMPED | Status::OUT_OF_MEMORY) {
            break;
        }
    }
    status.add(met.0);
    result
}

fn power_to_integer(
    mut square: Number,
    mut n: Coefficient,
    context: &Context,
    status: &mut Status,
) -> Number {
    let mut result = one();
    let mut met = Status::default();
    while !n.is_zero() {
        let (half, odd) = n.divide(&Coefficient::Inline(2));
        if !odd.is_zero() {
            result = multiply(&result, &square, context, &mut met);
            status.add(met.0);
            if met.has(Status::OVERFLOW | Status::CLAMPED | Status::OUT_OF_MEMORY) {
                break;
            }
        }
        square = multiply(&square, &square, context, &mut met);
        n = half;
    }
    result
}

/// A power, by way of the logarithm, of a positive number that is not one.
fn real_power(base: &Number, exponent: &Number, context: &Context, status: &mut Status) -> Number {
    let work = Context {
        prec: base.coefficient.digits().max(context.prec) + LOGARITHM_DIGITS,
        ..Context::MAX
    };
    let mut met = Status::default();
    let logarithm = ln(base, &work, &mut met);
    let product = multiply(&logarithm, exponent, &work, &mut met);
    let mut result = exp(&product, &work, status);
    status.add(met.0 & Status::OUT_OF_MEMORY | Status::INEXACT | Status::ROUNDED);
    if result.is_finite() && super::arithmetic::compare(&result, &one()) == Ordering::Equal {
        result = padded_one(context.prec - 1, status);
    } else if result.is_infinite() {
        result = Number::finite(false, Coefficient::ONE, ENDLESS);
    }
    result.finalized(context, status)
}

/// `base` to the power of `exponent`, modulo `modulus`: all of them integers.
pub fn power_modulo(
    base: &Number,
    exponent: &Number,
    modulus: &Number,
    context: &Context,
    status: &mut Status,
) -> Number {
    let operands = [base, exponent, modulus];
    if let Some(nan) = first_nan(&operands, context, status) {
        return nan;
    }
    let refused = operands.iter().any(|n| !is_integer(n))
        || exponent.negative && !exponent.is_zero()
        || modulus.is_zero()
        || modulus.coefficient.digits() + modulus.exponent > context.prec
        || base.is_zero() && exponent.is_zero();
    if refused {
        return Number::failed(Status::INVALID_OPERATION, status);
    }
    match residue(base, exponent, modulus) {
        Ok(rest) => {
            let negative = base.negative && is_odd(exponent);
            Number::finite(negative, rest, 0)
        }
        Err(out) => Number::out_of_memory(out, status),
    }
}

fn residue(base: &Number, exponent: &Number, modulus: &Number) -> Result<Coefficient, OutOfMemory> {
    let modulus = whole(modulus)?;
    let reduced = |n: &Coefficient| n.divide(&modulus).1;
    let to_word = |base: &Coefficient, mut n: u64| {
        let mut result = reduced(&Coefficient::ONE);
        let mut square = base.clone();
        while n > 0 {
            if n & 1 == 1 {
                result = reduced(&result.multiply(&square));
            }
            square = reduced(&square.multiply(&square));
            n >>= 1;
        }
        result
    };
    let ten = reduced(&Coefficient::Inline(10));
    let mut rest = if base.exponent > 0 {
        let scale = to_word(&ten, base.exponent as u64);
        reduced(&reduced(&base.coefficient).multiply(&scale))
    } else {
        reduced(&whole(base)?)
    };
    // The digits of the exponent, the first one first: each raises what is there to the tenth power.
    let mut tens = exponent.exponent;
    let digits = if tens >= 0 {
        exponent.coefficient.to_digits()
    } else {
        tens = 0;
        whole(exponent)?.to_digits()
    };
    let base = rest;
    rest = reduced(&Coefficient::ONE);
    for digit in digits {
        rest = reduced(&to_word(&rest, 10).multiply(&to_word(&base, u64::from(digit - b'0'))));
    }
    for _ in 0..tens {
        rest = to_word(&rest, 10);
    }
    Ok(rest)
}
