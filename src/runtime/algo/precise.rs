//! Correctly rounded `asinh`, `acosh`, `atanh`, `erf` and `erfc`; and `cbrt`, which must not be.
//!
//! Recent C libraries round these functions correctly (glibc since 2.43), and CPython's results with them; older
//! ones are off by a unit or two in the last place, and Rust's standard library has some of these in versions of its own or
//! not at all. So that results depend on no library, they are computed here with about 95 bits, in sums of two floats
//! ("double-double", T. J. Dekker 1971), and rounded once. That is some ten times slower than a tuned library, which is no
//! loss for functions as rare as these; and a wrong rounding needs a result within 2^-40 of a tie.
//!
//! NaN and arguments outside a function's domain give NaN.

use super::float_text::scale_rounded;
use super::mathfn::{frexp, ldexp};
use std::ops::{Add, Div, Mul, Neg, Sub};

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
    if !(x >= 1.0) {
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
        0.145_263_899_385_486_367,
        0.784_932_344_976_639_262,
        1.834_692_774_836_130_86,
        2.446_931_225_635_344_4,
        2.114_994_941_673_712_87,
        1.508_191_937_815_848_96,
        0.354_895_765_043_919_860,
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
    erf_series(a).round().copysign(x)
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
mod tests {
    use super::*;

    /// A function, its argument and its value, from CPython 3.14 over a C library that rounds correctly
    /// (all but `cbrt`).
    const VALUES: &[(&str, u64, u64)] = &[
        ("asinh", 0xc013907c6e95067b, 0xc00253ab84a126fd),
        ("asinh", 0xbd61a8aa5b7ea9d7, 0xbd61a8aa5b7ea9d7),
        ("asinh", 0x042cd2bd7bc976ed, 0x042cd2bd7bc976ed),
        ("asinh", 0xbffd6443fcd219c0, 0xbff5e4642276db8f),
        ("asinh", 0x4002de41ac595b5c, 0x3ff97e6e5e5b9b4f),
        ("asinh", 0xabb70ac874ef58b8, 0xabb70ac874ef58b8),
        ("asinh", 0xbfb04c6eb393e7aa, 0xbfb0499e6a0195be),
        ("asinh", 0xbdd25d40242cce3c, 0xbdd25d40242cce3c),
        ("asinh", 0x3f93a80faaf48287, 0x3f93a7c091714002),
        ("asinh", 0xbfd8a56ad092a500, 0xbfd8130adb87588e),
        ("asinh", 0x40230104ffb1ef62, 0x40079449a050b235),
        ("asinh", 0x401704e16630329e, 0x40039ae95d3ff6c0),
        ("asinh", 0x3e0f479c06b414b7, 0x3e0f479c06b414b7),
        ("asinh", 0x186f6f80d76b9369, 0x186f6f80d76b9369),
        ("asinh", 0x40167a9de7f8e678, 0x40036b0597afe014),
        ("asinh", 0x3fd07c8941bb7f00, 0x3fd04f330b1dd5b5),
        ("asinh", 0xa1314254c7cf0392, 0xa1314254c7cf0392),
        ("asinh", 0xbf6a8d6245519acd, 0xbf6a8d5f3952b5b6),
        ("asinh", 0xc0150358aa982b96, 0xc002e332572a62c0),
        ("asinh", 0x4023297a7594919a, 0x4007a52810acc47f),
        ("asinh", 0xbfe78094f2f4f138, 0xbfe5c7f24b2a3652),
        ("asinh", 0xa588dee4e5ee63e8, 0xa588dee4e5ee63e8),
        ("asinh", 0x3e6446c4a71df1e4, 0x3e6446c4a71df1e3),
        ("asinh", 0x27a3b48e6af1b6c9, 0x27a3b48e6af1b6c9),
        ("asinh", 0xf60d9e1028979e3d, 0xc082c70cc3cad2c2),
        ("asinh", 0x3e6fb1120895ccf7, 0x3e6fb1120895ccf2),
        ("asinh", 0x400aede0859df666, 0x3ffeda40849f626e),
        ("asinh", 0x3edd8351e127da1d, 0x3edd8351e126ce57),
        ("asinh", 0xbf0624a5211f70e6, 0xbf0624a521032ac4),
        ("asinh", 0xa608c8a10bc24824, 0xa608c8a10bc24824),
        ("asinh", 0x40230b7dbfd24588, 0x400798aabc5c795a),
        ("asinh", 0x40217ec9dc44ef24, 0x4006ebe454de9af3),
        ("asinh", 0x41ca0368fa23a45c, 0x403547ca9dcd5d21),
        ("asinh", 0x4015f9f404abd918, 0x40033d71d0df4b0a),
        ("asinh", 0x27ca1ff426bc0612, 0x27ca1ff426bc0612),
        ("asinh", 0xc02253560d11520a, 0xc0074a42933453e4),
        ("asinh", 0xbecd16abdfa43612, 0xbecd16abdfa3f5f9),
        ("asinh", 0x400a00fba03c6290, 0x3ffe5127b7e4ed7c),
        ("asinh", 0xbe9db9b7b0c2b029, 0xbe9db9b7b0c2af17),
        ("asinh", 0x497958e0298c9375, 0x405aa0be016039c3),
        ("asinh", 0xf94a36a834141ca8, 0xc083e66c2137b9f8),
        ("asinh", 0xc004e3a04ea68ac0, 0xbffb00f83aa829c6),
        ("asinh", 0xbf6864a4e4f0ed57, 0xbf6864a2882bd172),
        ("asinh", 0x3e40eeabec837e47, 0x3e40eeabec837e47),
        ("asinh", 0xbe3781f01f9f5637, 0xbe3781f01f9f5637),
        ("asinh", 0x3ffea8c0dfc20d98, 0x3ff67d009d1ae092),
        ("asinh", 0x4021ce9a57ebdfba, 0x40070fd6427e879f),
        ("asinh", 0xbe136ca3b7b12d1f, 0xbe136ca3b7b12d1f),
        ("asinh", 0xbfd938698aca2700, 0xbfd89c029757b613),
        ("asinh", 0xe67855ff24842e4c, 0xc07ac175743eb72d),
        ("asinh", 0x3da0bdd9283f6ea3, 0x3da0bdd9283f6ea3),
        ("asinh", 0xbe2c27723d1d2be5, 0xbe2c27723d1d2be5),
        ("asinh", 0x3f400eb4cb43df92, 0x3f400eb4c07bb053),
        ("asinh", 0x3f81101638def44d, 0x3f811009492f843e),
        ("asinh", 0x3f6ef7f63776ab48, 0x3f6ef7f161f2a71c),
        ("asinh", 0x3e32dd433eb1beaf, 0x3e32dd433eb1beaf),
        ("asinh", 0xbe171534d7773c82, 0xbe171534d7773c82),
        ("asinh", 0xc01ac398a7374385, 0xc004cbac9348b2bc),
        ("asinh", 0x3ffb7903f5a7ffe8, 0x3ff4f36d510a6d4a),
        ("asinh", 0xbfb84aaad111873d, 0xbfb8415f6b578bc8),
        ("acosh", 0x5f0f1f5a4c9150a3, 0x40759da46706533d),
        ("acosh", 0x3ff000000039ddb9, 0x3f05840a399903bc),
        ("acosh", 0x7927ae5ff9def8c1, 0x4083da84ee8d5df1),
        ("acosh", 0x3ff01ce89370385c, 0x3fbe65aab5cf468c),
        ("acosh", 0x3ff0000000000024, 0x3e80f876ccdf6cd6),
        ("acosh", 0x46da5c4a3ecaf106, 0x40535c1245e4f65b),
        ("acosh", 0x3ff0000002005255, 0x3f20014946991354),
        ("acosh", 0x596b0f116a3d327b, 0x4071b5458804b198),
        ("acosh", 0x4885c0fa1e867e94, 0x4057fd896726519a),
        ("acosh", 0x4048fa9ef6f571d2, 0x40126abb0d6f1e32),
        ("acosh", 0x40301c654e1bac99, 0x400bc60026c53dbe),
        ("acosh", 0x631883b662ec9da7, 0x40786ab255b93066),
        ("acosh", 0x4038902fcead68a7, 0x400f26e0a48448f5),
        ("acosh", 0x7e49a40a1203dd33, 0x4085a1dc1f3fabe5),
        ("acosh", 0x3ff0235e7b3a387a, 0x3fc0cf21fddcb269),
        ("acosh", 0x3ff00000bf795961, 0x3f5391adb9606edc),
        ("acosh", 0x3ffdd06cac3fe4b0, 0x3ff3bf60f4063393),
        ("acosh", 0x3ff167306c7e1642, 0x3fda9c487e160dfe),
        ("acosh", 0x41d1ab274b3d61f6, 0x40359635fa4f09bf),
        ("acosh", 0x5887055452416d10, 0x4071176bb8de2dad),
        ("acosh", 0x3ff003de815e2ef6, 0x3fa640a54282fa85),
        ("acosh", 0x475b32a772c78a49, 0x4054c0f6d067ae41),
        ("acosh", 0x5f5c560fc4399d76, 0x4075d397e3c862b7),
        ("acosh", 0x3ff0000ea7cb4cc7, 0x3f75a7e1c1236089),
        ("acosh", 0x405426aa6454992e, 0x401454a484837a55),
        ("acosh", 0x4050727e7b4cbae7, 0x401384a68e18790d),
        ("acosh", 0x404a5fe335fa2932, 0x4012a269339747a9),
        ("acosh", 0x4b7a477a1d84773d, 0x4060174f32a44d10),
        ("acosh", 0x3ff0000000000000, 0x0000000000000000),
        ("acosh", 0x4050c7fbae204724, 0x4013993c5c0c2eef),
        ("acosh", 0x40567e9272cbaf45, 0x4014c54d63f56992),
        ("acosh", 0x3ff00000000000d2, 0x3e947e7054af0973),
        ("acosh", 0x4055f910c3204636, 0x4014ad47e725783c),
        ("acosh", 0x3ff00000000000f9, 0x3e9650dfb6c759d7),
        ("acosh", 0x3ff0000000000003, 0x3e63988e1409212e),
        ("acosh", 0x3ff00009b1bd3166, 0x3f719cebf42e261d),
        ("acosh", 0x4152f9366c902c6a, 0x40301ce3043ef772),
        ("acosh", 0x4029952910a23d88, 0x4009ec4e0b40ab2f),
        ("acosh", 0x3ff00000001f30b6, 0x3eff97b0fed59e45),
        ("acosh", 0x3ff0000000000000, 0x0000000000000000),
        ("acosh", 0x59947e5a5564f68e, 0x4071d218a1934d82),
        ("acosh", 0x5739c2275f90b584, 0x4070305235e5415c),
        ("acosh", 0x403d507753d60300, 0x401048a27964fb16),
        ("acosh", 0x3ff000000000887d, 0x3ed085a1f29bad60),
        ("acosh", 0x66db5cb4bb8f0dff, 0x407b05e051103e1f),
        ("acosh", 0x7e502f99ec051d5c, 0x4085a3b98614b8f3),
        ("acosh", 0x4053bb4904010fd2, 0x40143f19d31b403f),
        ("acosh", 0x40552371fef7af38, 0x401485a1f419a07e),
        ("acosh", 0x4056b844bf428e0d, 0x4014cf82f63b41c2),
        ("acosh", 0x3ff0000000000004, 0x3e66a09e667f3bcc),
        ("acosh", 0x40172911b4c5812a, 0x400388b760c2be11),
        ("acosh", 0x3ff0000000000001, 0x3e56a09e667f3bcc),
        ("acosh", 0x3ff00048f3db9257, 0x3f8828793a7d4721),
        ("acosh", 0x3ff00000000001a1, 0x3e9ce109f490f6ee),
        ("acosh", 0x44c157ddb575ab45, 0x404b12b3304a179f),
        ("acosh", 0x4da4bccd1d9588f3, 0x4063180e3653418d),
        ("acosh", 0x4048d3b65ee516c9, 0x4012647ad26a314d),
        ("acosh", 0x67e7cc1f76a6ef9e, 0x407bc02dcc6c093f),
        ("acosh", 0x40b8eb6eed3aeabf, 0x4022e8704adeeb72),
        ("acosh", 0x3ff00000002f5213, 0x3f0374ed0f849e27),
        ("atanh", 0x3feffd88de9833d1, 0x40119a6804b8c0ec),
        ("atanh", 0x3fefffffffffffee, 0x40314510d37c67c9),
        ("atanh", 0x3fd54947b3ed1a54, 0x3fd620b49e49045b),
        ("atanh", 0xbfe33597d1a16bca, 0xbfe6320079ab7835),
        ("atanh", 0x3fefffffffef8efd, 0x40278a2f7da7ba2c),
        ("atanh", 0xbdd9ee51fdea7970, 0xbdd9ee51fdea7970),
        ("atanh", 0x3feffffffffffffe, 0x40325e4f7b2737fa),
        ("atanh", 0x3fefffffffedf1f3, 0x402772389ffc4455),
        ("atanh", 0xbfe735fba5e6362a, 0xbfed66fdad00da7f),
        ("atanh", 0x3fe0e1e605e963a8, 0x3fe2c6e5fe23bcc5),
        ("atanh", 0xbfc0653f847c8898, 0xbfc07c6e78dca3fa),
        ("atanh", 0xbfc23365dbfd5a40, 0xbfc2532fee543e93),
        ("atanh", 0x3e44bdf1d8f7f04b, 0x3e44bdf1d8f7f04b),
        ("atanh", 0x3fefffd0f2a82391, 0x4016cbc2d3d1a691),
        ("atanh", 0x3fefffffff4531bb, 0x40251c09bd2ef918),
        ("atanh", 0x3feffe7061ce7762, 0x4012846ba4530152),
        ("atanh", 0x3ea516ed1ab6a4fe, 0x3ea516ed1ab6a80c),
        ("atanh", 0x3fefffffffffffff, 0x4032b708872320e2),
        ("atanh", 0x3fe86f3bf2d5944e, 0x3ff0136c16dcbc6d),
        ("atanh", 0x3feffffffff8ebeb, 0x402861ee0bdd9ab4),
        ("atanh", 0x3d56f5aae37a112a, 0x3d56f5aae37a112a),
        ("atanh", 0x3fefffffffffff51, 0x403021f0d232b53b),
        ("atanh", 0xbfe9ffaf46a4bfcc, 0xbff225cccd0fd138),
        ("atanh", 0xbfa765e3a8969de0, 0xbfa76a1077922e21),
        ("atanh", 0x3fd8265290294be0, 0x3fd967ae8cda9e6e),
        ("atanh", 0x3feffff142883917, 0x40191e08f83ba6aa),
        ("atanh", 0xbfc9d446b19ba660, 0xbfca3048c1466f13),
        ("atanh", 0x3feffffffffffff7, 0x40319dc9df7850b1),
        ("atanh", 0xbfeeb5bce2907664, 0xbfff120b15271579),
        ("atanh", 0x3fc494d8fb9d1a48, 0x3fc4c2f8f98cf7a6),
        ("atanh", 0xbfd8bb05f08082e4, 0xbfda15c5aa7f0fd8),
        ("atanh", 0x3fefffffffffffe9, 0x403125b0a74605a3),
        ("atanh", 0x3fe34690d6b4bed4, 0x3fe64c968c37bfbc),
        ("atanh", 0xbfe0b2d22543ab2a, 0xbfe285ef63f06c17),
        ("atanh", 0xbdb8270d6891ee38, 0xbdb8270d6891ee38),
        ("atanh", 0x3feed4a4ff3eb354, 0x3fffdf3566e5e43e),
        ("atanh", 0x3fe5f5ae0582a2aa, 0x3feae7f3b3562b56),
        ("atanh", 0xbfe262fcbda62e44, 0xbfe4f0576757e314),
        ("atanh", 0xbfeb17c462f002a2, 0xbff3e845da81194e),
        ("atanh", 0x3feff03c047f8c07, 0x400bc7f4eb2cdaa9),
        ("atanh", 0x3feffffffd1ae8d6, 0x4023bb41a05b1a89),
        ("atanh", 0x3feffffefb86a914, 0x401e76bd31e8b08d),
        ("atanh", 0xbfe673fd5713423c, 0xbfebdba214375206),
        ("atanh", 0x3fefffff51558036, 0x401f435928b4bdb6),
        ("atanh", 0xbfeb1f68878244da, 0xbff3f5cd64183c06),
        ("atanh", 0xbdefd9a8cd3603a6, 0xbdefd9a8cd3603a6),
        ("atanh", 0xbe0b6edcf9df7fce, 0xbe0b6edcf9df7fce),
        ("atanh", 0xbfe8db86df41e26c, 0xbff0988df2e24e9b),
        ("atanh", 0x3fe0842bdb877638, 0x3fe24616ae1e710d),
        ("atanh", 0x3fefffffdf40ace0, 0x40214e3b57508120),
        ("atanh", 0x3feffffffffffb47, 0x402e551818231a8b),
        ("atanh", 0x3feffe8e5e8b8ef8, 0x4012ac5ccc26e45c),
        ("atanh", 0x3dd967745aff297d, 0x3dd967745aff297d),
        ("atanh", 0x3fe7e73606d68744, 0x3feeea143a0096c0),
        ("atanh", 0x3e709e6138dbede8, 0x3e709e6138dbedee),
        ("atanh", 0xbed190fe680b38d0, 0xbed190fe680ba9be),
        ("atanh", 0x3fefffffffffffe8, 0x4031203e0f59fe12),
        ("atanh", 0x3feffffffffffffa, 0x4031d1b02751cfe2),
        ("atanh", 0x3fefffffffffff3e, 0x403014bf5a0a8e7a),
        ("atanh", 0x3fef045d91707566, 0x4000a475aef52958),
        ("cbrt", 0x68960d4b87b16222, 0x4d7c43d690c5685d),
        ("cbrt", 0x000000001e18a549, 0x2a28e2697857d3c2),
        ("cbrt", 0x4007e1dc0a8e1a12, 0x3ff709c74437ce30),
        ("cbrt", 0x0000000022831441, 0x2a2a0bdd5c51f093),
        ("cbrt", 0x000000002a6cf469, 0x2a2be6de3d05bd02),
        ("cbrt", 0x48d3c2c62b52f7c4, 0x42e5a0e11c4b769c),
        ("cbrt", 0x40199bea81a3c896, 0x3ffdb5acc50e8bdd),
        ("cbrt", 0x40182d9eb8c9e4d8, 0x3ffd254d57019b09),
        ("cbrt", 0x4012d590539c6e1c, 0x3ffad13e4a4820e4),
        ("cbrt", 0x40107805b64db438, 0x3ff9a4e464282408),
        ("cbrt", 0xdcf123391d3a4ff5, 0xc999fc938d3b17bb),
        ("cbrt", 0x4012da5f3c7a7467, 0x3ffad3864fb6cec4),
        ("cbrt", 0xab19fe740bbea170, 0xb8fddb9737c3ab07),
        ("cbrt", 0x3ffc82b3e235ae28, 0x3ff365cabf21d868),
        ("cbrt", 0x0000000023b21b5c, 0x2a2a573dcd685104),
        ("cbrt", 0xd1b3f5af1e4e55dd, 0xc5db575ab4190893),
        ("cbrt", 0x4002816ba103c1ec, 0x3ff529104c81f786),
        ("cbrt", 0x56157aaf78231c91, 0x4751a67c5ea45951),
        ("cbrt", 0x6051df4d5994b6ae, 0x4aba5a5066f17615),
        ("cbrt", 0x00000000136bead8, 0x2a258101f8ccd770),
        ("cbrt", 0x000000002fc6ea98, 0x2a2d0761fb6235e0),
        ("cbrt", 0x40010330b39c61ac, 0x3ff4934568bf8b88),
        ("cbrt", 0xce32762e33b67339, 0xc4b0c81f8d90e9c9),
        ("cbrt", 0xef61ffde509c265d, 0xcfc0a3f89b5d9335),
        ("cbrt", 0x000000001125e353, 0x2a24a138e4abbc15),
        ("cbrt", 0x9f779274038dca2d, 0xb51ce66cc646a8c1),
        ("cbrt", 0x64c53ccd2bbc75d2, 0x4c36277f811f1102),
        ("cbrt", 0x000000002c71e826, 0x2a2c5671797a0a26),
        ("cbrt", 0x400102eeea8f9768, 0x3ff4932ae34abdc4),
        ("cbrt", 0x82d11a54d6aa0179, 0xab905c0700364c93),
        ("cbrt", 0x00000000072d5431, 0x2a1edce1df3605f2),
        ("cbrt", 0x00000000369f9b60, 0x2a2e5aa1e733b820),
        ("cbrt", 0x3fdfe27d3ad56110, 0x3fe95e2d7fb687e9),
        ("cbrt", 0x400b03e0667320ac, 0x3ff80125fd530394),
        ("cbrt", 0x000000000947008c, 0x2a20cf546e7d47b7),
        ("cbrt", 0x0000000002695ac1, 0x2a1574c566789278),
        ("cbrt", 0x0b200fad2a2b35ba, 0x2e542f3640b52a30),
        ("cbrt", 0x000000002ce340f4, 0x2a2c6e740da568ed),
        ("cbrt", 0x000000000a4ec8a4, 0x2a21691696165d5a),
        ("cbrt", 0x000000001ffaf608, 0x2a2964a94ae204c3),
        ("cbrt", 0x2999d30de3150566, 0x387dcaf0116efd14),
        ("cbrt", 0xf802545696fc14b9, 0xd2a0bdd82c1cee4c),
        ("cbrt", 0xbf81df4005fbac04, 0xbfca5a49da20f92f),
        ("cbrt", 0xec5bb14630ef237d, 0xcebe7e934758bcb7),
        ("cbrt", 0x5d3393381a3ea96a, 0x49b11ccf649470ac),
        ("cbrt", 0x000000002245a67e, 0x2a29fc600f922e1a),
        ("cbrt", 0x3fd0bfb9af4c8240, 0x3fe477ee7bf8b4bb),
        ("cbrt", 0x2e0315c5033cefeb, 0x39f56107053e8361),
        ("cbrt", 0x000000001993e993, 0x2a27922bac06a0c7),
        ("cbrt", 0x3ff15e60676cc0c4, 0x3ff0719c9d8290e9),
        ("cbrt", 0x0000000021a087f6, 0x2a29d260d8ee7c69),
        ("cbrt", 0x000000002077f1a3, 0x2a29859302a12c49),
        ("cbrt", 0x000000002c84268b, 0x2a2c5a518b3e1636),
        ("cbrt", 0xa44b31ccfe807f04, 0xb6b80eb87194d9c8),
        ("cbrt", 0x000000003254ace0, 0x2a2d897f4201bb64),
        ("cbrt", 0x52905a38c943ca27, 0x46244e40a7e17c67),
        ("cbrt", 0x0000000023448c4a, 0x2a2a3c2f2a14ace9),
        ("cbrt", 0x000000003389582d, 0x2a2dc5672fc7feab),
        ("cbrt", 0x000000000a811523, 0x2a21853ac4c318b8),
        ("cbrt", 0x401403ce14898e50, 0x3ffb5dcbcd77e232),
        ("erf", 0x40177dd56bcd1e2e, 0x3fefffffffffffff),
        ("erf", 0x40129dd5e50be240, 0x3feffffffff99e3f),
        ("erf", 0x3a508ae26a3d68fb, 0x3a52aa8e2cb92544),
        ("erf", 0xbfe55ff2e20bf554, 0xbfe4f70e2e2b2bb1),
        ("erf", 0x3fcad85783259e60, 0x3fcdda65329666f8),
        ("erf", 0x4015f7ac1ca5a44e, 0x3fefffffffffffb7),
        ("erf", 0xbfea41c8fa3ec6e6, 0xbfe821b82bb39710),
        ("erf", 0x3fd96ff7e7b584d4, 0x3fdb42b58dc1cf65),
        ("erf", 0xbffc0e663e9352b8, 0xbfef94532a8e95c0),
        ("erf", 0x3148933e3684dcfd, 0x314bbae855bc4655),
        ("erf", 0x0b961bd2ba7df18c, 0x0b98f26d31cc073c),
        ("erf", 0x1c2b04a64f7b33d0, 0x1c2e7c9a768db39c),
        ("erf", 0x3fdd38c540867734, 0x3fded17eafd19929),
        ("erf", 0xbfc445efe5b44790, 0xbfc6af9d45fc1db1),
        ("erf", 0x3fd2e9198fb3f300, 0x3fd4bbb3739e81c6),
        ("erf", 0xbfefec294bb0130e, 0xbfeaef2655e2a729),
        ("erf", 0xc00a9bd58411f51a, 0xbfeffffaa50bfbbc),
        ("erf", 0xbfe0c1b58aac2f4c, 0xbfe150229d0bb9a8),
        ("erf", 0x3ffc406feaaae22c, 0x3fef996e686a2f27),
        ("erf", 0xbfebb73dea0d7e40, 0xbfe8f0aa8b3ac2b3),
        ("erf", 0xbcb2550eb338a313, 0xbcb4af8c587c7835),
        ("erf", 0x400bc67c1d5ef51c, 0x3feffffe171d86f8),
        ("erf", 0xbfecff27d7a062d8, 0xbfe99968cd4b29eb),
        ("erf", 0xbfbf8652867931d0, 0xbfc1b247e54a6b6a),
        ("erf", 0x3e6560724857be30, 0x3e681efe99786241),
        ("erf", 0x401056c30e9296fc, 0x3feffffffbe8db41),
        ("erf", 0x03ddfaad706bc5f3, 0x03e0e9f91d20aeb0),
        ("erf", 0xc00d2f67ae60db32, 0xbfefffff7ae4ddb7),
        ("erf", 0xbfc242919e251938, 0xbfc4771f39361edc),
        ("erf", 0x400a881c80a1a5c8, 0x3feffffa468e9482),
        ("erf", 0xbfb916c3f6924a60, 0xbfbc382dbe1c6c01),
        ("erf", 0x3fd360d0d2ec9fa0, 0x3fd537391fea180c),
        ("erf", 0xb8ebe211fe51c205, 0xb8ef7673266ad37c),
        ("erf", 0x97f930a6efc9c557, 0x97fc6c865185282c),
        ("erf", 0xbfed0b98d6769e5a, 0xbfe99f93be1f90c2),
        ("erf", 0x8c88a1774e3b0e26, 0x8c8bcaf4de3308f7),
        ("erf", 0x086b21a8944b89ec, 0x086e9d561c2ffe8c),
        ("erf", 0x1fec33c3dd1a23f6, 0x1fefd2a1ecf13390),
        ("erf", 0xbfd0f30d9fe42c44, 0xbfd2afffddfe06a3),
        ("erf", 0x2059e2388cb7b51f, 0x205d34e3bdefbf43),
        ("erf", 0xbff117bed4a2a070, 0xbfebd02a1610a52e),
        ("erf", 0x3fe44333b41cc7b4, 0x3fe424a27990e74d),
        ("erf", 0x85eb0754f49321cb, 0x85ee7fa14247019e),
        ("erf", 0xbfd6f3c30a64c510, 0xbfd8d47c6d3d6451),
        ("erf", 0x05eb6af1d63666fe, 0x05eef007ec15cb38),
        ("erf", 0x3ffa9caed079d298, 0x3fef671cd1f4bac9),
        ("erf", 0xc00325dc998e5148, 0xbfeffa2ac0384eac),
        ("erf", 0x3fe86255ca527bb0, 0x3fe70070dd24b27d),
        ("erf", 0xa2393a31b0d407e2, 0xa23c774aabd5ead7),
        ("erf", 0xbfd429f34211089c, 0xbfd60584f33f3e2f),
        ("erf", 0xad5c0362d9f604b5, 0xad5f9c0aef8bba63),
        ("erf", 0xae32f2990532b2e4, 0xae3561503d21562c),
        ("erf", 0x3f8c1c2e2fe13880, 0x3f8fb7829afeb365),
        ("erf", 0x3ffe9d8589972a18, 0x3fefc83834903089),
        ("erf", 0xbfd6afac41efe728, 0xbfd890d3ec7256da),
        ("erf", 0x8ca5f4c395863728, 0x8ca8c65a5e47dd31),
        ("erf", 0xc01660f33722fe29, 0xbfefffffffffffe9),
        ("erf", 0xc0040421238e4051, 0xbfeffcb3b976eaba),
        ("erf", 0xb39592c1ed2cb7c9, 0xb39857c3b8a87eb3),
        ("erf", 0x3fce9100aecde0d8, 0x3fd0ec486d8890c5),
        ("erfc", 0x403a21fd16455784, 0x02029ba774c8e612),
        ("erfc", 0x403a5377f5e752fe, 0x0117e802d3c36fb2),
        ("erfc", 0xbcc00119987fdb9e, 0x3ff0000000000002),
        ("erfc", 0x3e59a640900e6dd1, 0x3feffffff187638f),
        ("erfc", 0x3d21e68bfae132d7, 0x3feffffffffffebd),
        ("erfc", 0x403a2b84e7755fd3, 0x01d535a4c11e0692),
        ("erfc", 0x3ff5d1e43e7b76ac, 0x3fab88bbac1f894d),
        ("erfc", 0x403b61c0aeaac346, 0x0000000000000000),
        ("erfc", 0x403b0c4c01f5db4c, 0x0000000000001ed1),
        ("erfc", 0x403a2a31d3c510e6, 0x01dbcf8fdfd1a1ed),
        ("erfc", 0x4012f05790e0e708, 0x3db791ca81d3fddc),
        ("erfc", 0x401699daf84b9aa4, 0x3cd82dc293a5b5b5),
        ("erfc", 0x400812cfebb93edc, 0x3ef5dbcf1ed90b2d),
        ("erfc", 0x4033411090e8ecfa, 0x1e30be4010ac0e94),
        ("erfc", 0x403abaffd1d05134, 0x000000308de506aa),
        ("erfc", 0x403af395328a58ab, 0x0000000000162ffc),
        ("erfc", 0x403ae074cda9896a, 0x0000000004d95f4b),
        ("erfc", 0x4016fdb3af5c41bc, 0x3cbf4e05ee630268),
        ("erfc", 0x3f9791905ed8669a, 0x3fef2b486ee37872),
        ("erfc", 0xbcce54e49c284b93, 0x3ff0000000000004),
        ("erfc", 0x3ffd4a2677ec1cf0, 0x3f83b88960e37a5a),
        ("erfc", 0x403a3d4ca1cf756f, 0x0181c513f897cdab),
        ("erfc", 0x4030f544be41a0d4, 0x25b269d6a0e60bd0),
        ("erfc", 0xc01369e3c246681a, 0x3fffffffffff8a01),
        ("erfc", 0x403a99ac0947afa4, 0x0000c5661e20d7ad),
        ("erfc", 0xbd6315e313fa1946, 0x3ff0000000000ac5),
        ("erfc", 0x3e449442885c674b, 0x3feffffffa31d9f0),
        ("erfc", 0x403a98cc065d6a29, 0x0000eccb3f4c4b2a),
        ("erfc", 0x3cc635114bbc9ead, 0x3feffffffffffffa),
        ("erfc", 0x400fcebbd5412180, 0x3e542b927ffabc77),
        ("erfc", 0x3c8b6560a57d66bf, 0x3ff0000000000000),
        ("erfc", 0x4028cee3cf6b3e38, 0x31c79efe62bc1a02),
        ("erfc", 0x4035c2e0f38fa3db, 0x14e73c2f9acc73fb),
        ("erfc", 0xbfc5012d7e2883e0, 0x3ff2efaf0a795072),
        ("erfc", 0x403a2dd8dcd44a90, 0x01ca57db1acf0f5b),
        ("erfc", 0x403ac4b64097b035, 0x000000065e97a8b1),
        ("erfc", 0x4030732f909d9816, 0x273aac6ad6c7b204),
        ("erfc", 0x3d318ef64486ff91, 0x3feffffffffffd86),
        ("erfc", 0x403b6183eee6e31e, 0x0000000000000000),
        ("erfc", 0x403a2de34505fb2c, 0x01ca1ffa01ceb601),
        ("erfc", 0xbfda75d3de54dcac, 0x3ff70f5908c377f0),
        ("erfc", 0xc012aa77dd0ec58f, 0x3ffffffffffd29b3),
        ("erfc", 0x401047fa97997ed4, 0x3e4277bac146952a),
        ("erfc", 0xbf1437c991589290, 0x3ff0005b4100a65d),
        ("erfc", 0x40058e33802dcbcc, 0x3f222d6e0770edba),
        ("erfc", 0x4017c85fbf470172, 0x3c87f2bfdbfaf5c2),
        ("erfc", 0xbfcf52a48699fbc0, 0x3ff454d5220321e4),
        ("erfc", 0x3efdb06d5ce678bb, 0x3fefffbcffac2e39),
        ("erfc", 0x4032d48be1da46b7, 0x1fa4f140adf888c0),
        ("erfc", 0x403a9ba096a3d79b, 0x0000837076427dc8),
        ("erfc", 0xbed85cc69b12883c, 0x3ff00006df5caa2d),
        ("erfc", 0x3d7b8027de70d62e, 0x3fefffffffffc1f0),
        ("erfc", 0xbd326563f172bf67, 0x3ff000000000014c),
        ("erfc", 0xbc23984c1e1bfa97, 0x3ff0000000000000),
        ("erfc", 0x403a77cc58a271bc, 0x006b258e892fcb0a),
        ("erfc", 0x4015d9b8b54b435a, 0x3d0920435c4bffc9),
        ("erfc", 0xc0014a15290c5cc1, 0x3ffff6d2c0722a3e),
        ("erfc", 0x403b5ce90aceb86e, 0x0000000000000000),
        ("erfc", 0x403a566895424a28, 0x010a1a6d72ac16b5),
        ("erfc", 0x403ae525d818aa1c, 0x0000000001cf0e05),
    ];

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
