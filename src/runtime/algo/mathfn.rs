//! The functions of the `math` module on floats, with CPython's special cases and messages.
//!
//! The elementary functions are the platform's library; `gamma` and `lgamma` are CPython's own Lanczos approximations
//! (source: C. Lanczos, "A precision approximation of the gamma function", 1964, with the coefficients of the Boost
//! library for N = 13). A function that leaves its domain is a `ValueError` that names the argument, one that overflows an
//! `OverflowError`; NaN in gives NaN out without complaint.

use super::Error;
use super::float_text::{repr, scale_rounded};
use super::precise;
use std::f64::consts::PI;

type Result1 = Result<f64, Error>;

/// Any other error of domain.
pub fn domain_error() -> Error {
    Error::value("math domain error")
}

/// A result too large.
pub fn range_error() -> Error {
    Error::overflow("math range error")
}

/// Checks a result as CPython does: a NaN from a number is outside the domain (`expected` says what is inside), an infinity
/// from a finite number is an overflow where the function can overflow, and else outside the domain as well.
fn check(x: f64, result: f64, can_overflow: bool, expected: &str) -> Result1 {
    let outside = result.is_nan() && !x.is_nan();
    let infinite = result.is_infinite() && x.is_finite();
    if outside || infinite && !can_overflow {
        if expected.is_empty() {
            return Err(domain_error());
        }
        return Err(Error::value(format!("{expected}, got {}", repr(x))));
    }
    if infinite {
        return Err(range_error());
    }
    Ok(result)
}

const FINITE: &str = "expected a finite input";
const UNIT_RANGE: &str = "expected a number in range from -1 up to 1";
const POSITIVE: &str = "expected a positive input";
const GAMMA: &str = "expected a noninteger or positive integer";

/// `math.sin`.
pub fn sin(x: f64) -> Result1 {
    check(x, x.sin(), false, FINITE)
}

/// `math.cos`.
pub fn cos(x: f64) -> Result1 {
    check(x, x.cos(), false, FINITE)
}

/// `math.tan`.
pub fn tan(x: f64) -> Result1 {
    check(x, x.tan(), false, FINITE)
}

/// `math.asin`.
pub fn asin(x: f64) -> Result1 {
    check(x, x.asin(), false, UNIT_RANGE)
}

/// `math.acos`.
pub fn acos(x: f64) -> Result1 {
    check(x, x.acos(), false, UNIT_RANGE)
}

/// `math.atan`.
pub fn atan(x: f64) -> Result1 {
    Ok(x.atan())
}

/// `math.atan2(y, x)`.
pub fn atan2(y: f64, x: f64) -> Result1 {
    Ok(y.atan2(x))
}

/// `math.sinh`.
pub fn sinh(x: f64) -> Result1 {
    check(x, x.sinh(), true, "")
}

/// `math.cosh`.
pub fn cosh(x: f64) -> Result1 {
    check(x, x.cosh(), true, "")
}

/// `math.tanh`.
pub fn tanh(x: f64) -> Result1 {
    Ok(x.tanh())
}

/// `math.asinh`.
pub fn asinh(x: f64) -> Result1 {
    Ok(precise::asinh(x))
}

/// `math.acosh`.
pub fn acosh(x: f64) -> Result1 {
    let expected = "expected argument value not less than 1";
    check(x, precise::acosh(x), false, expected)
}

/// `math.atanh`.
pub fn atanh(x: f64) -> Result1 {
    let expected = "expected a number between -1 and 1";
    check(x, precise::atanh(x), false, expected)
}

/// `math.exp`.
pub fn exp(x: f64) -> Result1 {
    check(x, x.exp(), true, "")
}

/// `math.exp2`.
pub fn exp2(x: f64) -> Result1 {
    check(x, x.exp2(), true, "")
}

/// `math.expm1`.
pub fn expm1(x: f64) -> Result1 {
    check(x, x.exp_m1(), true, "")
}

/// `math.log(x)`, the natural one.
pub fn log(x: f64) -> Result1 {
    check(x, x.ln(), false, POSITIVE)
}

/// `math.log2`.
pub fn log2(x: f64) -> Result1 {
    check(x, x.log2(), false, POSITIVE)
}

/// `math.log10`.
pub fn log10(x: f64) -> Result1 {
    check(x, x.log10(), false, POSITIVE)
}

/// `math.log1p`.
pub fn log1p(x: f64) -> Result1 {
    // The library may lose the sign of a zero, which is its own logarithm here.
    let result = if x == 0.0 { x } else { x.ln_1p() };
    check(x, result, false, "expected argument value > -1")
}

/// `math.sqrt`.
pub fn sqrt(x: f64) -> Result1 {
    check(x, x.sqrt(), false, "expected a nonnegative input")
}

/// `math.cbrt`.
pub fn cbrt(x: f64) -> Result1 {
    Ok(precise::cbrt(x))
}

/// `math.erf`.
pub fn erf(x: f64) -> Result1 {
    Ok(precise::erf(x))
}

/// `math.erfc`.
pub fn erfc(x: f64) -> Result1 {
    Ok(precise::erfc(x))
}

/// `math.pow(x, y)`.
pub fn pow(x: f64, y: f64) -> Result1 {
    let result = x.powf(y);
    let finite = x.is_finite() && y.is_finite();
    if finite && result.is_nan() {
        return Err(domain_error());
    }
    if finite && result.is_infinite() {
        return Err(if x == 0.0 {
            domain_error()
        } else {
            range_error()
        });
    }
    Ok(result)
}

/// `math.fmod(x, y)`.
pub fn fmod(x: f64, y: f64) -> Result1 {
    let result = x % y;
    if result.is_nan() && !x.is_nan() && !y.is_nan() {
        return Err(domain_error());
    }
    Ok(result)
}

/// `math.remainder(x, y)`: the difference to the nearest multiple, ties to the even one.
pub fn remainder(x: f64, y: f64) -> Result1 {
    if x.is_nan() {
        return Ok(x);
    }
    if y.is_nan() {
        return Ok(y);
    }
    if x.is_infinite() || y == 0.0 {
        return Err(domain_error());
    }
    if y.is_infinite() {
        return Ok(x);
    }
    let (abs_x, abs_y) = (x.abs(), y.abs());
    let m = abs_x % abs_y;
    // The sum of m and c is exactly abs_y, so comparing them tells which multiple is nearer without rounding.
    let c = abs_y - m;
    let r = if m < c {
        m
    } else if m > c {
        -c
    } else {
        m - 2.0 * ((0.5 * (abs_x - m)) % abs_y)
    };
    Ok(1.0f64.copysign(x) * r)
}

/// `math.fma(x, y, z)`.
pub fn fma(x: f64, y: f64, z: f64) -> Result1 {
    let r = x.mul_add(y, z);
    if r.is_finite() {
        return Ok(r);
    }
    if r.is_nan() {
        if !x.is_nan() && !y.is_nan() && !z.is_nan() {
            return Err(Error::value("invalid operation in fma"));
        }
    } else if x.is_finite() && y.is_finite() && z.is_finite() {
        return Err(Error::overflow("overflow in fma"));
    }
    Ok(r)
}

/// `math.frexp`: `x = m * 2^e` with `0.5 <= |m| < 1`.
pub fn frexp(x: f64) -> (f64, i32) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    const TWO_54: f64 = 18_014_398_509_481_984.0;
    let subnormal = x.abs() < f64::MIN_POSITIVE;
    let scaled = if subnormal { x * TWO_54 } else { x };
    let bits = scaled.to_bits();
    let field = (bits >> 52 & 0x7FF) as i32;
    let m = f64::from_bits(bits & !(0x7FF << 52) | 1022 << 52);
    (m, field - 1022 - if subnormal { 54 } else { 0 })
}

/// `math.ldexp(x, e)`: `x * 2^e`, rounded once. An exponent beyond `i64` may be saturated.
pub fn ldexp(x: f64, e: i64) -> Result1 {
    if x == 0.0 || !x.is_finite() {
        return Ok(x);
    }
    let (m, own) = frexp(x);
    // 53 bits make the mantissa an integer.
    const MANTISSA: f64 = 9_007_199_254_740_992.0;
    let mantissa = (m.abs() * MANTISSA) as u64;
    let scale = e.saturating_add(i64::from(own) - 53);
    match scale_rounded(mantissa, false, scale) {
        Some(r) => Ok(r.copysign(x)),
        None => Err(range_error()),
    }
}

/// `math.modf`: the fraction and the integral part, both with the sign of `x`.
pub fn modf(x: f64) -> (f64, f64) {
    if x.is_infinite() {
        return (0.0f64.copysign(x), x);
    }
    if x.is_nan() {
        return (x, x);
    }
    let whole = x.trunc();
    ((x - whole).copysign(x), whole)
}

/// `math.degrees`.
pub fn degrees(x: f64) -> f64 {
    x * (180.0 / PI)
}

/// `math.radians`.
pub fn radians(x: f64) -> f64 {
    x * (PI / 180.0)
}

/// `math.isclose`.
pub fn is_close(a: f64, b: f64, rel_tol: f64, abs_tol: f64) -> Result<bool, Error> {
    if rel_tol < 0.0 || abs_tol < 0.0 {
        return Err(Error::value("tolerances must be non-negative"));
    }
    if a == b {
        return Ok(true);
    }
    if a.is_infinite() || b.is_infinite() {
        return Ok(false);
    }
    let diff = (b - a).abs();
    Ok(diff <= (rel_tol * b).abs() || diff <= (rel_tol * a).abs() || diff <= abs_tol)
}

/// `math.nextafter(x, y, steps=steps)`; steps beyond `u64` may be saturated.
pub fn next_after(x: f64, y: f64, steps: u64) -> f64 {
    if steps == 0 {
        return x;
    }
    if x.is_nan() {
        return x;
    }
    if y.is_nan() {
        return y;
    }
    const SIGN: u64 = 1 << 63;
    let (bits_x, bits_y) = (x.to_bits(), y.to_bits());
    let (size_x, size_y) = (bits_x & !SIGN, bits_y & !SIGN);
    if (bits_x ^ bits_y) & SIGN != 0 {
        // The way leads through zero. One that ends there keeps the sign it came with.
        if size_x + size_y <= steps {
            return y;
        }
        if size_x == steps {
            return f64::from_bits(bits_x & SIGN);
        }
        return f64::from_bits(if size_x < steps {
            bits_y & SIGN | (steps - size_x)
        } else {
            bits_x - steps
        });
    }
    if size_x.abs_diff(size_y) <= steps {
        return y;
    }
    f64::from_bits(if size_x > size_y {
        bits_x - steps
    } else {
        bits_x + steps
    })
}

/// `math.ulp`.
pub fn ulp(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    let x = x.abs();
    if x.is_infinite() {
        return x;
    }
    let up = next_after(x, f64::INFINITY, 1);
    if up.is_infinite() {
        x - next_after(x, 0.0, 1)
    } else {
        up - x
    }
}

const LANCZOS_G: f64 = 6.024_680_040_776_73;
const LANCZOS_G_MINUS_HALF: f64 = 5.524_680_040_776_73;

const LANCZOS_NUMERATOR: [f64; 13] = [
    23_531_376_880.410_76,
    42_919_803_642.649_1,
    35_711_959_237.355_67,
    17_921_034_426.037_21,
    6_039_542_586.352_028,
    1_439_720_407.311_721_6,
    248_874_557.862_054_17,
    31_426_415.585_400_194,
    2_876_370.628_935_372_5,
    186_056.265_395_223_48,
    8_071.672_002_365_816,
    210.824_277_751_579_36,
    2.506_628_274_631_000_2,
];

const LANCZOS_DENOMINATOR: [f64; 13] = [
    0.0,
    39_916_800.0,
    120_543_840.0,
    150_917_976.0,
    105_258_076.0,
    45_995_730.0,
    13_339_535.0,
    2_637_558.0,
    357_423.0,
    32_670.0,
    1_925.0,
    66.0,
    1.0,
];

/// The rational function of Lanczos, for a positive argument; evaluated from the end that loses nothing to overflow.
fn lanczos_sum(x: f64) -> f64 {
    let (mut num, mut den) = (0.0, 0.0);
    let pairs = LANCZOS_NUMERATOR.iter().zip(&LANCZOS_DENOMINATOR);
    if x < 5.0 {
        for (n, d) in pairs.rev() {
            num = num * x + n;
            den = den * x + d;
        }
    } else {
        for (n, d) in pairs {
            num = num / x + n;
            den = den / x + d;
        }
    }
    num / den
}

/// `sin(pi * x)` for a finite `x`, exact in its zeros.
fn sin_pi(x: f64) -> f64 {
    let y = x.abs() % 2.0;
    let r = match (2.0 * y).round() as i32 {
        0 => (PI * y).sin(),
        1 => (PI * (y - 0.5)).cos(),
        2 => (PI * (1.0 - y)).sin(),
        3 => -(PI * (y - 1.5)).cos(),
        _ => (PI * (y - 2.0)).sin(),
    };
    1.0f64.copysign(x) * r
}

/// `math.gamma`.
pub fn gamma(x: f64) -> Result1 {
    let outside = || Err(Error::value(format!("{GAMMA}, got {}", repr(x))));
    if x.is_nan() || x == f64::INFINITY {
        return Ok(x);
    }
    if x.is_infinite() || x == 0.0 {
        return outside();
    }
    if x == x.floor() {
        if x < 0.0 {
            return outside();
        }
        // Up to 22! all factorials are exact.
        const MOST_EXACT: f64 = 23.0;
        if x <= MOST_EXACT {
            return Ok((2..x as u32).fold(1.0, |acc, n| acc * f64::from(n)));
        }
    }
    let result = gamma_finite(x);
    if result.is_infinite() {
        return Err(range_error());
    }
    Ok(result)
}

fn gamma_finite(x: f64) -> f64 {
    let abs_x = x.abs();
    if abs_x < 1e-20 {
        return 1.0 / x;
    }
    if abs_x > 200.0 {
        return if x < 0.0 {
            0.0 / sin_pi(x)
        } else {
            f64::INFINITY
        };
    }
    let y = abs_x + LANCZOS_G_MINUS_HALF;
    // What the sum above has lost to rounding.
    let z = if abs_x > LANCZOS_G_MINUS_HALF {
        (y - abs_x) - LANCZOS_G_MINUS_HALF
    } else {
        (y - LANCZOS_G_MINUS_HALF) - abs_x
    };
    let z = z * LANCZOS_G / y;
    // Beyond this size the power overflows although the result does not, so that it is applied in two halves.
    const ONE_STEP: f64 = 140.0;
    let (full, half) = (abs_x - 0.5, abs_x / 2.0 - 0.25);
    if x < 0.0 {
        let mut r = -PI / sin_pi(abs_x) / abs_x * y.exp() / lanczos_sum(abs_x);
        r -= z * r;
        if abs_x < ONE_STEP {
            r / y.powf(full)
        } else {
            let root = y.powf(half);
            r / root / root
        }
    } else {
        let mut r = lanczos_sum(abs_x) / y.exp();
        r += z * r;
        if abs_x < ONE_STEP {
            r * y.powf(full)
        } else {
            let root = y.powf(half);
            r * root * root
        }
    }
}

/// `math.lgamma`: the logarithm of the absolute value of `gamma`.
pub fn lgamma(x: f64) -> Result1 {
    const LN_PI: f64 = 1.144_729_885_849_400_2;
    if x.is_nan() {
        return Ok(x);
    }
    if x.is_infinite() {
        return Ok(f64::INFINITY);
    }
    if x == x.floor() && x <= 2.0 {
        if x <= 0.0 {
            return Err(Error::value(format!("{GAMMA}, got {}", repr(x))));
        }
        return Ok(0.0);
    }
    let abs_x = x.abs();
    if abs_x < 1e-20 {
        return Ok(-abs_x.ln());
    }
    let mut r = lanczos_sum(abs_x).ln() - LANCZOS_G;
    r += (abs_x - 0.5) * ((abs_x + LANCZOS_G - 0.5).ln() - 1.0);
    if x < 0.0 {
        r = LN_PI - sin_pi(abs_x).abs().ln() - abs_x.ln() - r;
    }
    if r.is_infinite() {
        return Err(range_error());
    }
    Ok(r)
}

#[cfg(test)]
#[rustfmt::skip] // One case a line.
#[allow(clippy::type_complexity, reason = "the types of the tables are read beside their rows")]
mod tables;

#[cfg(test)]
mod tests;
