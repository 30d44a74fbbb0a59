//! What programs mostly do with what they mostly have: finite numbers of few digits. All of it is done in registers; where
//! something is not as usual, the answer is `None` and the general way is taken.

use std::cmp::Ordering;

use runtime::value::Value;

use super::coefficient::{Product, Rest, cut, digits, power_wide, rest_of};
use super::number::{Context, Rounding, Status};
use super::object::{self, Decimal};

/// A finite number of at most 38 digits.
#[derive(Clone, Copy)]
pub struct Quick {
    pub negative: bool,
    pub exponent: i64,
    pub coefficient: u128,
}

/// Exponents of aligned operands differ by no more.
const ALIGNED: i64 = 19;
/// Digits of a coefficient.
const DIGITS: i64 = 38;

/// The number of a value that is exactly a `Decimal`, or a short int.
#[inline(always)]
pub fn read(v: Value) -> Option<Quick> {
    if let Some(i) = v.as_small() {
        return Some(Quick {
            negative: i < 0,
            exponent: 0,
            coefficient: u128::from(i.unsigned_abs()),
        });
    }
    if !object::is_exact(v) {
        return None;
    }
    runtime::types::sequence::this::<Decimal>(v).quick()
}

/// A result, if it is one in the context as it is.
#[inline(always)]
fn fits(n: Quick, context: &Context) -> Option<Quick> {
    let short = n.coefficient < power_wide(context.prec.min(DIGITS) as usize);
    let inside = n.exponent >= context.emin && n.exponent + DIGITS <= context.emax;
    (short && inside && !context.clamp).then_some(n)
}

/// A result, rounded if it has too many digits, and what that meets.
#[inline(always)]
fn finished(n: Quick, context: &Context) -> Option<(Quick, Status)> {
    match fits(n, context) {
        Some(n) => Some((n, Status::default())),
        None => shortened(n, context),
    }
}

fn shortened(n: Quick, context: &Context) -> Option<(Quick, Status)> {
    let digits = digits(n.coefficient);
    let excess = digits - context.prec;
    if excess <= 0 || digits > DIGITS {
        return None;
    }
    let (coefficient, rest) = cut(n.coefficient, excess as usize);
    rounded(n, coefficient, n.exponent + excess, rest, context)
}

/// The result of which the first digits, as many as the precision, are `coefficient`, and what rounding it meets.
#[inline(always)]
fn rounded(
    n: Quick,
    mut coefficient: u128,
    mut exponent: i64,
    rest: Rest,
    context: &Context,
) -> Option<(Quick, Status)> {
    let mut met = Status(Status::ROUNDED);
    if rest != Rest::Nothing {
        met.add(Status::INEXACT);
        let last = || (coefficient % 10) as u8;
        if context.rounding.away(n.negative, last, rest) {
            coefficient += 1;
            let digits = context.prec.min(DIGITS) as usize;
            if coefficient == power_wide(digits) {
                coefficient = power_wide(digits - 1);
                exponent += 1;
            }
        }
    }
    let result = Quick {
        negative: n.negative,
        exponent,
        coefficient,
    };
    Some((fits(result, context)?, met))
}

/// The product, and what has been met.
#[inline(always)]
pub fn multiply(a: Quick, b: Quick, context: &Context) -> Option<(Quick, Status)> {
    let (negative, exponent) = (a.negative != b.negative, a.exponent + b.exponent);
    let product = |coefficient| Quick {
        negative,
        exponent,
        coefficient,
    };
    if let Some(coefficient) = a.coefficient.checked_mul(b.coefficient)
        && let Some(n) = fits(product(coefficient), context)
    {
        return Some((n, Status::default()));
    }
    long_product(product(0), a.coefficient, b.coefficient, context)
}

fn long_product(n: Quick, a: u128, b: u128, context: &Context) -> Option<(Quick, Status)> {
    let (product, digits) = Product::new(a, b);
    let excess = digits - context.prec;
    if excess <= 0 || context.prec > DIGITS {
        return None;
    }
    let (coefficient, rest) = product.without(excess as usize);
    rounded(n, coefficient, n.exponent + excess, rest, context)
}

/// The coefficients for the lower of the exponents, which comes third.
#[inline(always)]
fn aligned(a: Quick, b: Quick) -> Option<(u128, u128, i64)> {
    let above = a.exponent.wrapping_sub(b.exponent);
    if above == 0 {
        return Some((a.coefficient, b.coefficient, a.exponent));
    }
    if !(-ALIGNED..=ALIGNED).contains(&above) {
        return None;
    }
    let by = power_wide(above.unsigned_abs() as usize);
    if above > 0 {
        Some((a.coefficient.checked_mul(by)?, b.coefficient, b.exponent))
    } else {
        Some((a.coefficient, b.coefficient.checked_mul(by)?, a.exponent))
    }
}

/// The sum, and what has been met.
#[inline(always)]
pub fn add(a: Quick, b: Quick, context: &Context) -> Option<(Quick, Status)> {
    let (x, y, exponent) = aligned(a, b)?;
    let (negative, coefficient) = if a.negative == b.negative {
        (a.negative, x.checked_add(y)?)
    } else {
        match x.cmp(&y) {
            Ordering::Greater => (a.negative, x - y),
            Ordering::Less => (b.negative, y - x),
            Ordering::Equal => (context.rounding == Rounding::Floor, 0),
        }
    };
    let sum = Quick {
        negative,
        exponent,
        coefficient,
    };
    finished(sum, context)
}

/// The difference, and what has been met.
#[inline(always)]
pub fn subtract(a: Quick, b: Quick, context: &Context) -> Option<(Quick, Status)> {
    let b = Quick {
        negative: !b.negative,
        ..b
    };
    add(a, b, context)
}

/// Quotient and remainder.
#[inline(always)]
fn divided(a: u128, b: u128) -> (u128, u128) {
    if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
        return (u128::from(a / b), u128::from(a % b));
    }
    let quotient = a / b;
    (quotient, a - quotient * b)
}

/// The quotient, if it does not end within the precision, and what has been met.
#[inline(always)]
pub fn divide(a: Quick, b: Quick, context: &Context) -> Option<(Quick, Status)> {
    let (x, y) = (a.coefficient, b.coefficient);
    if x == 0 || y == 0 {
        return None;
    }
    let mut shift = digits(y) - digits(x) + context.prec - 1;
    if context.prec > DIGITS || !(0..DIGITS).contains(&shift) {
        return None;
    }
    let mut dividend = x.checked_mul(power_wide(shift as usize))?;
    if dividend < y.checked_mul(power_wide(context.prec as usize - 1))? {
        dividend = dividend.checked_mul(10)?;
        shift += 1;
    }
    // Now the quotient has as many digits as the precision.
    let (quotient, rest) = divided(dividend, y);
    if rest == 0 {
        return None;
    }
    let n = Quick {
        negative: a.negative != b.negative,
        exponent: a.exponent - b.exponent - shift,
        coefficient: quotient,
    };
    rounded(n, quotient, n.exponent, rest_of(rest, y), context)
}

/// `a` with another exponent, and what has been met.
#[inline(always)]
pub fn quantize(a: Quick, exponent: i64, context: &Context) -> Option<(Quick, Status)> {
    let below = exponent.wrapping_sub(a.exponent);
    if !(-ALIGNED..=ALIGNED).contains(&below) {
        return None;
    }
    let at = |coefficient| Quick {
        negative: a.negative,
        exponent,
        coefficient,
    };
    if below <= 0 {
        let unit = power_wide(below.unsigned_abs() as usize);
        let result = at(a.coefficient.checked_mul(unit)?);
        return Some((fits(result, context)?, Status::default()));
    }
    if a.coefficient == 0 {
        return None;
    }
    let (coefficient, rest) = cut(a.coefficient, below as usize);
    // (What rounding has made one digit too long is no result.)
    if coefficient + 1 >= power_wide(context.prec.min(DIGITS) as usize) {
        return None;
    }
    rounded(at(coefficient), coefficient, exponent, rest, context)
}

/// Which is larger.
#[inline(always)]
pub fn compare(a: Quick, b: Quick) -> Option<Ordering> {
    let (x, y, _) = aligned(a, b)?;
    Some(match (a.negative && x != 0, b.negative && y != 0) {
        (false, false) => x.cmp(&y),
        (true, true) => y.cmp(&x),
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
    })
}

/// The longest text that [`text`] writes: a sign, a point, the digits of a word, zeros before them.
pub const TEXT: usize = 32;

/// The number as text, if that takes no exponent.
pub fn text(n: Quick, out: &mut [u8; TEXT]) -> Option<&[u8]> {
    let mut left = u64::try_from(n.coefficient).ok()?;
    if n.exponent > 0 || n.exponent + digits(n.coefficient) <= -6 {
        return None;
    }
    let decimals = -n.exponent;
    let (mut at, mut written) = (TEXT, 0);
    while left > 0 || written <= decimals {
        if written == decimals && written > 0 {
            at -= 1;
            out[at] = b'.';
        }
        at -= 1;
        out[at] = b'0' + (left % 10) as u8;
        left /= 10;
        written += 1;
    }
    if n.negative {
        at -= 1;
        out[at] = b'-';
    }
    Some(&out[at..])
}
