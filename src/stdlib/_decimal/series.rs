//! The exponential function and logarithms, rounded correctly.
//!
//! They are computed in fixed point, with some digits more than are wanted and a bound of the error. If both ends of what
//! the result may be round to the same number, that is the result; if not, more digits are computed. (Results are never
//! halfway between two numbers, except where they are exact, which is seen beforehand.) They are rounded to the nearest
//! number whatever the context says.

use std::cmp::Ordering;
use std::sync::Mutex;

use super::arithmetic::first_nan;
use super::coefficient::{Coefficient, OutOfMemory};
use super::limbs::LIMB_DIGITS;
use super::number::{Context, Number, Rounding, Status};

/// Digits of a fixed-point number behind what is asked for.
const GUARD: i64 = 14;
/// The exponent, in units of the last place of a fixed-point number, of what its error does not reach.
const ERROR: i64 = 10;
/// So long an exponent of e overflows or underflows in every context.
const MAX_EXPONENT_DIGITS: i64 = 19;

/// The number of digits behind the point that a fixed-point number has which is right to `digits`: whole limbs, so that
/// shifting by it is copying.
fn places(digits: i64) -> i64 {
    let limb = LIMB_DIGITS as i64;
    (digits + GUARD + limb - 1) / limb * limb
}

fn small(n: u64) -> Coefficient {
    Coefficient::Inline(u128::from(n))
}

/// The product of fixed-point numbers.
fn product(a: &Coefficient, b: &Coefficient, places: i64) -> Coefficient {
    a.multiply(b).shift_right(places).0
}

/// The inverse hyperbolic tangent of 1/n.
fn atanh_of_inverse(n: u64, places: i64) -> Result<Coefficient, OutOfMemory> {
    let mut power = Coefficient::ONE.shift_left(places)?.divide(&small(n)).0;
    let mut sum = power.clone();
    let square = small(n * n);
    for i in (3..).step_by(2) {
        power = power.divide(&square).0;
        if power.is_zero() {
            break;
        }
        sum = sum.add(&power.divide(&small(i)).0);
    }
    Ok(sum)
}

/// The natural logarithm of ten, as a fixed-point number.
fn ln_ten(places: i64) -> Result<Coefficient, OutOfMemory> {
    /// The longest that was asked for so far, and its places.
    static KNOWN: Mutex<Option<(i64, Coefficient)>> = Mutex::new(None);
    let mut known = KNOWN.lock().unwrap_or_else(|e| e.into_inner());
    if let Some((longest, value)) = known.as_ref()
        && *longest >= places
    {
        return Ok(value.shift_right(longest - places).0);
    }
    let longer = places + LIMB_DIGITS as i64;
    let mut sum = Coefficient::ZERO;
    for (factor, n) in [(46, 31), (34, 49), (20, 161)] {
        let part = atanh_of_inverse(n, longer)?;
        sum = sum.add(&part.multiply(&small(factor)));
    }
    let value = sum.shift_right(LIMB_DIGITS as i64).0;
    *known = Some((places, value.clone()));
    Ok(value)
}

/// e^y, for 0 <= y < 3.
fn exponential(y: &Coefficient, places: i64) -> Result<Coefficient, OutOfMemory> {
    // The argument is halved so often that both the halvings and the terms of the series grow with the root of the length;
    // each squaring afterwards doubles the error.
    let halvings = (((places * 10 / 3) as f64).sqrt() as i64).max(8);
    let extra = (halvings / 60 + 1) * LIMB_DIGITS as i64;
    let inner = places + extra;
    let mut y = y.shift_left(extra)?;
    let mut left = halvings;
    while left > 0 {
        let step = left.min(60);
        y = y.divide(&small(1 << step)).0;
        left -= step;
    }
    let one = Coefficient::ONE.shift_left(inner)?;
    let mut sum = one.add(&y);
    let mut term = y.clone();
    for i in 2.. {
        term = product(&term, &y, inner).divide(&small(i)).0;
        if term.is_zero() {
            break;
        }
        sum = sum.add(&term);
    }
    for _ in 0..halvings {
        sum = product(&sum, &sum, inner);
    }
    Ok(sum.shift_right(extra).0)
}

/// The natural logarithm of the number, from 1 to 10, whose fixed-point form `m` is.
fn logarithm(m: &Coefficient, places: i64) -> Result<Coefficient, OutOfMemory> {
    let limb = LIMB_DIGITS as i64;
    // Halley's method makes three right digits of one; the first sixteen come from the processor.
    let mut lengths = vec![places];
    while let Some(&last) = lengths.last()
        && last > 2 * limb
    {
        lengths.push(((last / limb + 2) / 3 + 1).min(last / limb - 1) * limb);
    }
    let Coefficient::Inline(first) = m.shift_right(places - limb).0 else {
        return Err(OutOfMemory);
    };
    let start = (first as f64 / 1e19).ln().max(0.0);
    let mut y = Coefficient::Inline((start * 1e19) as u128);
    let mut at = limb;
    for &length in lengths.iter().rev() {
        y = if length >= at {
            y.shift_left(length - at)?
        } else {
            y.shift_right(at - length).0
        };
        at = length;
        let m = m.shift_right(places - at).0;
        let e = exponential(&y, at)?;
        let step = |larger: &Coefficient, smaller: &Coefficient| {
            let twice = larger.subtract(smaller).multiply(&small(2));
            Ok(twice.shift_left(at)?.divide(&m.add(&e)).0)
        };
        y = match m.compare(&e) {
            Ordering::Less => {
                let step = step(&e, &m)?;
                if step.compare(&y) == Ordering::Greater {
                    Coefficient::ZERO
                } else {
                    y.subtract(&step)
                }
            }
            Ordering::Equal => y,
            Ordering::Greater => y.add(&step(&m, &e)?),
        };
    }
    Ok(y)
}

/// A number of which an approximation is known, rounded, by computing with more digits until it is certain.
/// `approximate` takes the number of digits and returns what is right but for an error of 10^[`ERROR`] in the last place.
fn rounded(
    context: &Context,
    status: &mut Status,
    approximate: impl Fn(i64) -> Result<Number, OutOfMemory>,
) -> Number {
    let context = &Context {
        rounding: Rounding::HalfEven,
        ..*context
    };
    let error = small(10u64.pow(ERROR as u32));
    let mut digits = context.prec;
    loop {
        let number = match approximate(digits) {
            Ok(number) => number,
            Err(out) => return Number::out_of_memory(out, status),
        };
        let mut met = [Status::default(); 2];
        let mut low = number.clone();
        if low.coefficient.compare(&error) == Ordering::Greater {
            low.coefficient = low.coefficient.subtract(&error);
            let low = low.finalized(context, &mut met[0]);
            let mut high = number;
            high.coefficient = high.coefficient.add(&error);
            let high = high.finalized(context, &mut met[1]);
            if low == high && met[0] == met[1] {
                status.add(met[0].0 | Status::INEXACT | Status::ROUNDED);
                return low;
            }
        }
        digits += LIMB_DIGITS as i64;
    }
}

/// One with all digits that the context has room for, and the conditions of something that was rounded to it.
fn rounded_one(context: &Context, status: &mut Status) -> Number {
    status.add(Status::INEXACT | Status::ROUNDED);
    padded_one(context.prec - 1, status)
}

/// One, with `zeros` decimals.
pub fn padded_one(zeros: i64, status: &mut Status) -> Number {
    match Coefficient::ONE.shift_left(zeros) {
        Ok(coefficient) => Number::finite(false, coefficient, -zeros),
        Err(out) => Number::out_of_memory(out, status),
    }
}

/// e to the power of `a`.
pub fn exp(a: &Number, context: &Context, status: &mut Status) -> Number {
    if let Some(nan) = first_nan(&[a], context, status) {
        return nan;
    }
    if a.is_infinite() {
        return if a.negative {
            Number::zero(false, 0)
        } else {
            a.clone()
        };
    }
    if a.is_zero() {
        return Number::finite(false, Coefficient::ONE, 0);
    }
    let adjusted = a.adjusted();
    if adjusted <= -context.prec - 2 {
        return rounded_one(context, status);
    }
    // 10^(10^k) > e^(10^k): beyond these the exponent alone is too large.
    if adjusted >= MAX_EXPONENT_DIGITS {
        let exponent = if a.negative {
            context.etiny() - 1
        } else {
            context.emax + 1
        };
        let context = Context {
            rounding: Rounding::HalfEven,
            ..*context
        };
        return Number::finite(false, Coefficient::ONE, exponent).finalized(&context, status);
    }
    rounded(context, status, |digits| {
        let places = places(digits);
        let more = places
            + if adjusted > 0 {
                2 * LIMB_DIGITS as i64
            } else {
                0
            };
        let shift = more + a.exponent;
        let magnitude = if shift >= 0 {
            a.coefficient.shift_left(shift)?
        } else {
            a.coefficient.shift_right(-shift).0
        };
        let ten = ln_ten(more)?;
        let (tens, mut rest) = magnitude.divide(&ten);
        let Coefficient::Inline(tens) = tens else {
            return Err(OutOfMemory);
        };
        let mut tens = i64::try_from(tens).map_err(|_| OutOfMemory)?;
        if a.negative {
            rest = ten.subtract(&rest);
            tens = -tens - 1;
        }
        let e = exponential(&rest.shift_right(more - places).0, places)?;
        Ok(Number::finite(false, e, tens - places))
    })
}

/// What the logarithms of special numbers are.
fn special_logarithm(a: &Number, context: &Context, status: &mut Status) -> Option<Number> {
    if let Some(nan) = first_nan(&[a], context, status) {
        return Some(nan);
    }
    if a.is_zero() {
        return Some(Number::infinity(true));
    }
    if a.negative {
        return Some(Number::failed(Status::INVALID_OPERATION, status));
    }
    a.is_infinite().then(|| a.clone())
}

/// Whether it is a power of ten.
fn is_power_of_ten(a: &Number) -> bool {
    a.coefficient.trailing_zeros() == a.coefficient.digits() - 1
        && a.coefficient
            .shift_right(a.coefficient.digits() - 1)
            .0
            .compare(&Coefficient::ONE)
            == Ordering::Equal
}

/// The logarithm, to the base ten or e, of a number that is not one.
fn any_logarithm(a: &Number, decimal: bool, context: &Context, status: &mut Status) -> Number {
    let (length, exponent) = (a.coefficient.digits(), a.adjusted());
    // Near one, as many digits cancel as the number has in common with it.
    let one_like = Context::MAX;
    let common = if (-1..=0).contains(&exponent) {
        let one = Number::finite(false, Coefficient::ONE, 0);
        let distance = super::arithmetic::subtract(a, &one, &one_like, &mut Status::default());
        (-distance.adjusted()).max(0)
    } else {
        0
    };
    rounded(context, status, |digits| {
        let places = places(digits + common);
        let shift = places - (length - 1);
        let m = if shift >= 0 {
            a.coefficient.shift_left(shift)?
        } else {
            a.coefficient.shift_right(-shift).0
        };
        let mut log = logarithm(&m, places)?;
        let mut negative = false;
        let ten = if exponent != 0 || decimal {
            // The exponent may have as many digits as a limb.
            ln_ten(places + LIMB_DIGITS as i64)?
        } else {
            Coefficient::ZERO
        };
        if exponent != 0 {
            let tens = ten
                .multiply(&small(exponent.unsigned_abs()))
                .shift_right(LIMB_DIGITS as i64)
                .0;
            if exponent > 0 {
                log = log.add(&tens);
            } else {
                negative = true;
                log = tens.subtract(&log);
            }
        }
        if decimal {
            log = log.shift_left(places + LIMB_DIGITS as i64)?.divide(&ten).0;
        }
        Ok(Number::finite(negative, log, -places))
    })
}

/// The natural logarithm.
pub fn ln(a: &Number, context: &Context, status: &mut Status) -> Number {
    if let Some(special) = special_logarithm(a, context, status) {
        return special;
    }
    if a.adjusted() == 0 && is_power_of_ten(a) {
        return Number::zero(false, 0);
    }
    any_logarithm(a, false, context, status)
}

/// The logarithm to the base ten.
pub fn log10(a: &Number, context: &Context, status: &mut Status) -> Number {
    if let Some(special) = special_logarithm(a, context, status) {
        return special;
    }
    if is_power_of_ten(a) {
        let n = a.adjusted();
        let context = Context {
            rounding: Rounding::HalfEven,
            ..*context
        };
        return Number::finite(n < 0, small(n.unsigned_abs()), 0).finalized(&context, status);
    }
    any_logarithm(a, true, context, status)
}

#[cfg(test)]
mod tests {
    use super::super::text::{Notation, parse, write};
    use super::*;

    #[track_caller]
    fn check(f: fn(&Number, &Context, &mut Status) -> Number, prec: i64, a: &str, expected: &str) {
        let context = Context {
            prec,
            emax: 999_999,
            emin: -999_999,
            clamp: false,
            rounding: Rounding::HalfEven,
        };
        let result = f(
            &parse(a.as_bytes()).unwrap(),
            &context,
            &mut Status::default(),
        );
        let text = String::from_utf8(write(&result, Notation::Scientific, b'E')).unwrap();
        assert_eq!(text, expected);
    }

    #[test]
    fn powers_of_e() {
        check(exp, 28, "1", "2.718281828459045235360287471");
        check(exp, 28, "-1", "0.3678794411714423215955237702");
        check(exp, 9, "1E-20", "1.00000000");
        check(exp, 9, "1E+20", "Infinity");
        check(exp, 9, "-1E+20", "0E-1000007");
    }

    #[test]
    fn logarithms() {
        check(ln, 28, "10", "2.302585092994045684017991455");
        check(ln, 28, "0.1", "-2.302585092994045684017991455");
        check(ln, 5, "1.0000000000000000001", "1.0000E-19");
        check(ln, 5, "0.9999999999999999999", "-1.0000E-19");
        check(ln, 9, "1.00", "0");
        check(log10, 28, "2", "0.3010299956639811952137388947");
        check(log10, 9, "1E+70", "70");
        check(log10, 9, "0.010", "-2");
    }
}
