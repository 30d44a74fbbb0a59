//! Correctly rounded `asinh`, `acosh`, `atanh`, `erf` and `erfc`; and `cbrt`, which must not be.
//!
//! Recent C libraries round these functions correctly (glibc since 2.43), and CPython's results with them; older
//! ones are off by a unit or two in the last place, and Rust's standard library has some of these in versions of its own or
//! not at all. So that results depend on no library, they are computed here with about 95 bits, in sums of two floats
//! ("double-double", T. J. Dekker 1971), and rounded once. That is some ten times slower than a tuned library, which is no
//! loss for functions as rare as these; and a wrong rounding needs a result within 2^-40 of a tie. `erf` and `erfc`, which
//! the normal distribution takes, try with less first, and the rest only where that does not tell (A. Ziv 1991).
//!
//! NaN and arguments outside a function's domain give NaN.

use super::float_text::scale_rounded;
use super::mathfn::{frexp, ldexp};
use std::ops::{Add, Div, Mul, Neg, Sub};
use std::sync::OnceLock;

/// The unevaluated sum of two floats, the second at most half a unit in the last place of the first.
#[derive(Clone, Copy, Debug)]
struct Double {
    hi: f64,
    lo: f64,
}

const fn double(hi: u64, lo: u64) -> Double {
    Double {
        hi: f64::from_bits(hi),
        lo: f64::from_bits(lo),
    }
}

const LN_2: Double = double(0x3fe6_2e42_fefa_39ef, 0x3c7a_bc9e_3b39_803f);
const TWO_OVER_SQRT_PI: Double = double(0x3ff2_0dd7_5042_9b6d, 0x3c71_ae3a_914f_ed80);
const ONE_OVER_SQRT_PI: Double = double(0x3fe2_0dd7_5042_9b6d, 0x3c61_ae3a_914f_ed80);

/// The logarithm of 2 in three parts, of which the first two times an integer of 12 bits are exact.
const LN_2_PARTS: [f64; 3] = [
    f64::from_bits(0x3fe6_2e42_fefa_3000),
    f64::from_bits(0x3d53_de6a_f278_e000),
    f64::from_bits(0x3ac9_cc01_f97b_57a0),
];

fn two_sum(a: f64, b: f64) -> Double {
    let hi = a + b;
    let z = hi - a;
    Double {
        hi,
        lo: (a - (hi - z)) + (b - z),
    }
}

/// As [`two_sum`], where `a` is not smaller than `b`.
fn fast_two_sum(a: f64, b: f64) -> Double {
    let hi = a + b;
    Double {
        hi,
        lo: b - (hi - a),
    }
}

fn two_product(a: f64, b: f64) -> Double {
    let hi = a * b;
    Double {
        hi,
        lo: a.mul_add(b, -hi),
    }
}

impl From<f64> for Double {
    fn from(x: f64) -> Double {
        Double { hi: x, lo: 0.0 }
    }
}

impl Add for Double {
    type Output = Double;

    fn add(self, other: Double) -> Double {
        let s = two_sum(self.hi, other.hi);
        let t = two_sum(self.lo, other.lo);
        let s = fast_two_sum(s.hi, s.lo + t.hi);
        fast_two_sum(s.hi, s.lo + t.lo)
    }
}

impl Neg for Double {
    type Output = Double;

    fn neg(self) -> Double {
        Double {
            hi: -self.hi,
            lo: -self.lo,
        }
    }
}

impl Sub for Double {
    type Output = Double;

    fn sub(self, other: Double) -> Double {
        self + -other
    }
}

impl Mul for Double {
    type Output = Double;

    fn mul(self, other: Double) -> Double {
        let p = two_product(self.hi, other.hi);
        fast_two_sum(p.hi, p.lo + (self.hi * other.lo + self.lo * other.hi))
    }
}

impl Div for Double {
    type Output = Double;

    fn div(self, other: Double) -> Double {
        let q1 = self.hi / other.hi;
        let r = self - other * Double::from(q1);
        let q2 = r.hi / other.hi;
        let r = r - other * Double::from(q2);
        let q3 = r.hi / other.hi;
        fast_two_sum(q1, q2) + Double::from(q3)
    }
}

impl Double {
    /// The nearest float.
    fn round(self) -> f64 {
        self.hi + self.lo
    }

    /// Times a power of two, without rounding (far from the limits of the exponent).
    fn scale(self, factor: f64) -> Double {
        Double {
            hi: self.hi * factor,
            lo: self.lo * factor,
        }
    }

    /// The square root of a positive number.
    fn sqrt(self) -> Double {
        let root = self.hi.sqrt();
        let rest = self - two_product(root, root);
        fast_two_sum(root, rest.hi / (2.0 * root))
    }

    /// The float nearest to the positive number times `2^exponent`, rounded once, also where it is subnormal.
    fn round_scaled(self, exponent: i64) -> f64 {
        let (hi_mantissa, hi_exponent) = frexp(self.hi);
        let scale = exponent + i64::from(hi_exponent);
        if scale > -1000 {
            return ldexp(self.round(), exponent).unwrap_or(f64::INFINITY);
        }
        // 62 bits of the first float; the second, which is smaller than the last of 53, shifts them and leaves a rest.
        const BITS: i64 = 62;
        let unit = (BITS as f64).exp2();
        let hi = (hi_mantissa * unit) as i64;
        let lo = ldexp(self.lo, BITS - i64::from(hi_exponent)).unwrap_or(0.0);
        let mantissa = hi + lo.floor() as i64;
        let sticky = lo != lo.floor();
        scale_rounded(mantissa as u64, sticky, scale - BITS).unwrap_or(f64::INFINITY)
    }
}

/// `e^y - 1` for small `|y|`, at most about 0.4, to full relative precision.
fn exp_minus_1_small(y: Double) -> Double {
    // e^(y/512) - 1 by its series, and then nine doublings: e^2t - 1 = 2 (e^t - 1) + (e^t - 1)^2.
    const DOUBLINGS: i32 = 9;
    const TERMS: u32 = 9;
    let t = y.scale(0.5f64.powi(DOUBLINGS));
    let mut sum = Double::from(1.0);
    for n in (2..=TERMS).rev() {
        sum = Double::from(1.0) + t * sum / Double::from(f64::from(n));
    }
    let mut p = t * sum;
    for _ in 0..DOUBLINGS {
        p = p.scale(2.0) + p * p;
    }
    p
}

/// `e^y` as a number and the power of two to scale it by, for `|y|` up to some 2,000.
fn exp_scaled(y: Double) -> (Double, i64) {
    let n = (y.hi / LN_2.hi).round();
    let reduced = two_sum(y.hi, -n * LN_2_PARTS[0])
        + Double::from(-n * LN_2_PARTS[1])
        + Double::from(-n * LN_2_PARTS[2])
        + Double::from(y.lo);
    (Double::from(1.0) + exp_minus_1_small(reduced), n as i64)
}

/// `log(1 + u)` for `u > -1`, to full relative precision.
fn log_1_plus(u: Double) -> Double {
    let guess = u.hi.ln_1p();
    // Newton's method: with 1 + u = e^guess (1 + e), the correction is log(1 + e), and e is tiny.
    let (one_plus_e, small) = if guess.abs() < 0.35 {
        let p = exp_minus_1_small(guess.into());
        ((u - p) / (Double::from(1.0) + p), true)
    } else {
        let (p, n) = exp_scaled((-guess).into());
        let factor = (n as f64).exp2();
        ((Double::from(1.0) + u) * p.scale(factor), false)
    };
    let e = if small {
        one_plus_e
    } else {
        one_plus_e - Double::from(1.0)
    };
    two_sum(guess, 0.0) + (e - e * e.scale(0.5))
}

/// Arguments below this are their own `asinh` and `atanh`: the next term of the series is less than a quarter unit.
const TINY: f64 = 1.0 / (1 << 27) as f64;

/// Beyond this, 1 added to the square is lost even to double-doubles.
const LARGE: f64 = (1u64 << 60) as f64;

/// The inverse hyperbolic sine.
pub fn asinh(x: f64) -> f64 {
    let a = x.abs();
    if !a.is_finite() || a < TINY {
        return x;
    }
    let r = if a > LARGE {
        log_of(a) + LN_2
    } else {
        let square = two_product(a, a);
        let root = (square + Double::from(1.0)).sqrt();
        log_1_plus(Double::from(a) + square / (root + Double::from(1.0)))
    };
    r.round().copysign(x)
}

/// The logarithm of a float of 1 or more.
fn log_of(a: f64) -> Double {
    let (m, exponent) = frexp(a);
    // The mantissa between 1/2 and 1 gives a logarithm that is at most a hundredth of the rest here.
    let n = f64::from(exponent);
    let parts = Double::from(n * LN_2_PARTS[0])
        + Double::from(n * LN_2_PARTS[1])
        + Double::from(n * LN_2_PARTS[2]);
    parts + log_1_plus(two_sum(m, -1.0))
}

/// The inverse hyperbolic cosine.
pub fn acosh(x: f64) -> f64 {
    if x.is_nan() || x < 1.0 {
        return f64::NAN;
    }
    if x == 1.0 || x.is_infinite() {
        return x.ln();
    }
    let r = if x > LARGE {
        log_of(x) + LN_2
    } else {
        let t = two_sum(x, -1.0);
        log_1_plus(t + (t * (t + Double::from(2.0))).sqrt())
    };
    r.round()
}

/// The inverse hyperbolic tangent; infinite at 1 and -1.
pub fn atanh(x: f64) -> f64 {
    let a = x.abs();
    if a.is_nan() || a > 1.0 {
        return f64::NAN;
    }
    if a == 1.0 {
        return f64::INFINITY.copysign(x);
    }
    if a < TINY {
        return x;
    }
    let ratio = Double::from(2.0 * a) / two_sum(1.0, -a);
    log_1_plus(ratio).scale(0.5).round().copysign(x)
}

/// The cube root as glibc has it, which is *not* correctly rounded: a polynomial of degree six for the mantissa, one step of
/// Halley's method, and the rest of the exponent modulo three by a factor. The library's own function cannot be called:
/// Rust links a better one under the same name.
pub fn cbrt(x: f64) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    const ROOT_OF_2: f64 = 1.259_921_049_894_873_2;
    const ROOT_OF_4: f64 = 1.587_401_051_968_199_6;
    const FACTORS: [f64; 5] = [1.0 / ROOT_OF_4, 1.0 / ROOT_OF_2, 1.0, ROOT_OF_2, ROOT_OF_4];
    const POLYNOMIAL: [f64; 7] = [
        0.145_263_899_385_486_37,
        0.784_932_344_976_639_2,
        1.834_692_774_836_130_8,
        2.446_931_225_635_344_4,
        2.114_994_941_673_713,
        1.508_191_937_815_849,
        0.354_895_765_043_919_84,
    ];
    let (m, exponent) = frexp(x.abs());
    let [highest, middle @ .., constant] = POLYNOMIAL;
    let sum = middle.iter().fold(highest, |sum, c| c - sum * m);
    let guess = constant + sum * m;
    let cube = guess * guess * guess;
    let root = guess * (cube + 2.0 * m) / (2.0 * cube + m) * FACTORS[(2 + exponent % 3) as usize];
    ldexp(root, i64::from(exponent / 3))
        .unwrap_or(f64::INFINITY)
        .copysign(x)
}

/// From here on `erf` rounds to 1.
const ERF_IS_ONE: f64 = 6.0;

/// Up to here the series of `erf` serves `erfc` too: the digits that cancel are not missed.
const SERIES_END: f64 = 3.0;

/// Beyond this `erfc` rounds to 0.
const ERFC_IS_ZERO: f64 = 27.3;

/// The error function.
pub fn erf(x: f64) -> f64 {
    let a = x.abs();
    if x.is_nan() || x == 0.0 {
        return x;
    }
    if a >= ERF_IS_ONE {
        return 1.0f64.copysign(x);
    }
    const NO_CUBE: f64 = 1e-20;
    if a < NO_CUBE {
        // Only the first term counts; the scale keeps its low part in range.
        const LIFT: i64 = 600;
        let lifted = ldexp(a, LIFT).unwrap_or(f64::INFINITY);
        return (Double::from(lifted) * TWO_OVER_SQRT_PI)
            .round_scaled(-LIFT)
            .copysign(x);
    }
    let quick = Expansion::near(a).erf(a);
    let r = rounded_safely(quick).unwrap_or_else(|| erf_series(a).round());
    r.copysign(x)
}

/// Expansions of `erf` around so many points between two integers.
const EXPANSIONS: f64 = 32.0;

/// What a quick result is off by at most, relative to it: see [`Expansion`].
const QUICK_ERROR: f64 = 1.0 / (1u128 << 66) as f64;

/// The nearest float, unless the quick result is too close to a tie to tell.
fn rounded_safely(r: Double) -> Option<f64> {
    let error = r.hi.abs() * QUICK_ERROR;
    let (below, above) = (r.hi + (r.lo - error), r.hi + (r.lo + error));
    (below == above).then_some(below)
}

/// The Taylor series of `erf` around a point, for what is at most a 64th away: eleven terms, the first three as sums of two
/// floats. The rest is less than 2^-18 of the result (2^-14 of `erfc` up to 3), so its rounding is below 2^-67, and what
/// follows the last term is less. Each is made when it is first needed.
struct Expansion {
    point: f64,
    erf: Double,
    erfc: Double,
    first: [Double; 3],
    rest: [f64; 8],
}

impl Expansion {
    fn near(a: f64) -> &'static Expansion {
        const POINTS: usize = (EXPANSIONS * ERF_IS_ONE) as usize + 1;
        static TABLE: [OnceLock<Box<Expansion>>; POINTS] = [const { OnceLock::new() }; POINTS];
        let n = (a * EXPANSIONS).round();
        TABLE[n as usize].get_or_init(|| Box::new(Expansion::around(n / EXPANSIONS)))
    }

    fn around(point: f64) -> Expansion {
        // The derivative solves f' = -2 x f, so (n + 2) (n + 1) t[n + 2] = -2 (point (n + 1) t[n + 1] + n t[n]).
        let (e, n) = exp_scaled(-two_product(point, point));
        let mut t = [Double::from(0.0); 12];
        t[1] = e.scale((n as f64).exp2()) * TWO_OVER_SQRT_PI;
        for n in 0..10 {
            let (k, c) = (n as f64, Double::from(point));
            let sum = c * t[n + 1] * Double::from(k + 1.0)
                + if n == 0 {
                    Double::from(0.0)
                } else {
                    t[n] * Double::from(k)
                };
            t[n + 2] = sum.scale(-2.0) / Double::from((k + 2.0) * (k + 1.0));
        }
        let erf = if point == 0.0 {
            Double::from(0.0)
        } else {
            erf_series(point)
        };
        Expansion {
            point,
            erf,
            erfc: Double::from(1.0) - erf,
            first: [t[1], t[2], t[3]],
            rest: std::array::from_fn(|k| t[k + 4].hi),
        }
    }

    /// What the series adds to the value at the point.
    fn change(&self, a: f64) -> Double {
        let h = a - self.point;
        let rest = self
            .rest
            .iter()
            .rev()
            .fold(0.0f64, |sum, t| sum.mul_add(h, *t));
        let h = Double::from(h);
        let [t1, t2, t3] = self.first;
        let sum = t3 + Double::from(h.hi * rest);
        h * (t1 + h * (t2 + h * sum))
    }

    fn erf(&self, a: f64) -> Double {
        self.erf + self.change(a)
    }

    fn erfc(&self, a: f64) -> Double {
        self.erfc - self.change(a)
    }
}

/// `erf(a) = 2/sqrt(pi) e^(-a^2) sum 2^n a^(2n+1) / (1 3 5 ... (2n+1))`: all terms are positive, so nothing cancels.
fn erf_series(a: f64) -> Double {
    let square = two_product(a, a);
    let twice = square.scale(2.0);
    let mut term = Double::from(a);
    let mut sum = term;
    let mut odd = 1.0;
    const NEGLIGIBLE: f64 = 1e-34;
    while term.hi > sum.hi * NEGLIGIBLE {
        odd += 2.0;
        term = term * twice / Double::from(odd);
        sum = sum + term;
    }
    let (e, n) = exp_scaled(-square);
    let factor = (n as f64).exp2();
    sum * e.scale(factor) * TWO_OVER_SQRT_PI
}

/// The complementary error function, `1 - erf(x)`.
pub fn erfc(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x < -ERF_IS_ONE {
        return 2.0;
    }
    if x.abs() < 1e-20 {
        return 1.0;
    }
    if x < SERIES_END {
        let near = Expansion::near(x.abs());
        let quick = match x < 0.0 {
            true => Double::from(1.0) + near.erf(-x),
            false => near.erfc(x),
        };
        if let Some(r) = rounded_safely(quick) {
            return r;
        }
        let series = erf_series(x.abs());
        let signed = if x < 0.0 { -series } else { series };
        return (Double::from(1.0) - signed).round();
    }
    if x > ERFC_IS_ZERO {
        return 0.0;
    }
    erfc_fraction(x)
}

/// `erfc` of a large argument: `e^(-x^2) / sqrt(pi)` over the continued fraction `x + (1/2)/(x + (2/2)/(x + (3/2)/...`.
fn erfc_fraction(x: f64) -> f64 {
    // More than enough for 110 bits at the lower end, where it converges slowest.
    const LEVELS: u32 = 160;
    let x = Double::from(x);
    let mut fraction = x;
    for n in (1..=LEVELS).rev() {
        fraction = x + Double::from(f64::from(n) * 0.5) / fraction;
    }
    let (e, n) = exp_scaled(-(x * x));
    (e * ONE_OVER_SQRT_PI / fraction).round_scaled(n)
}

#[cfg(test)]
#[rustfmt::skip] // One case a line.
#[allow(clippy::type_complexity, reason = "the types of the tables are read beside their rows")]
mod tables;

#[cfg(test)]
mod tests {
    use super::tables::*;
    use super::*;

    #[test]
    fn values_agree_with_cpython() {
        for &(name, x, expected) in VALUES {
            let x = f64::from_bits(x);
            let got = match name {
                "asinh" => asinh(x),
                "acosh" => acosh(x),
                "atanh" => atanh(x),
                "cbrt" => cbrt(x),
                "erf" => erf(x),
                "erfc" => erfc(x),
                _ => panic!("{name}"),
            };
            assert_eq!(
                got.to_bits(),
                expected,
                "{name}({x:?}) = {got:?}, not {:?}",
                f64::from_bits(expected)
            );
        }
    }

    #[test]
    fn quick_results_are_the_slow_ones() {
        let mut told = 0;
        for n in 0..20_000u32 {
            let a = f64::from(n.wrapping_mul(2_654_435_761)) / f64::from(u32::MAX) * 5.99;
            let near = Expansion::near(a);
            let slow = erf_series(a);
            let one = Double::from(1.0);
            let mut results = vec![(near.erf(a), slow), (one + near.erf(a), one + slow)];
            if a < SERIES_END {
                results.push((near.erfc(a), one - slow));
            }
            for (quick, slow) in results {
                let error = ((quick - slow).hi / slow.hi).abs();
                assert!(a == 0.0 || error < QUICK_ERROR / 2.0, "{a:?}: {error:e}");
                if let Some(r) = rounded_safely(quick) {
                    told += 1;
                    assert_eq!(r, slow.round(), "{a:?}");
                }
            }
        }
        assert!(told > 49_000);
    }

    #[test]
    fn ends_of_the_domains_are_kept() {
        assert!(acosh(0.5).is_nan() && atanh(-1.5).is_nan() && erf(f64::NAN).is_nan());
        assert_eq!(atanh(-1.0), f64::NEG_INFINITY);
        assert_eq!(acosh(1.0).to_bits(), 0);
        assert_eq!(asinh(f64::NEG_INFINITY), f64::NEG_INFINITY);
        assert_eq!(cbrt(-0.0).to_bits(), 1 << 63);
        assert_eq!(erfc(f64::INFINITY), 0.0);
        assert_eq!(erfc(f64::NEG_INFINITY), 2.0);
    }
}
