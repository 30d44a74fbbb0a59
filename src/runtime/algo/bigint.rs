//! Integers of any size: arithmetic, bits, conversions to and from floats, bytes and hashes.
//!
//! An integer comes in as an [`IntRef`], its sign and the limbs of its magnitude wherever the caller keeps them, and goes
//! out as an [`Int`], which the caller copies into its heap (or narrows, with [`Int::to_i64`]). The heavy work is
//! `dashu-int`'s; what is here gives it Python's meaning: division rounds down, bit operations see two's complement,
//! conversions to floats round to the nearest, and the errors are CPython's.
//!
//! Invariant: limbs are least significant first, without a zero on top, and zero is not negative.

use super::float_text::scale_rounded;
use super::{Error, ErrorKind, limbs};
use dashu_int::fast_div::ConstDivisor;
use dashu_int::ops::{BitTest, DivRem, Gcd, SquareRoot};
use dashu_int::{IBig, Sign, UBig};
use std::cmp::Ordering;

/// The largest result, in bits, that is worth trying: beyond it, `MemoryError` comes at once instead of a dying machine.
pub const MAX_BITS: usize = 1 << 36;

/// The modulus of the hashes of numbers: a Mersenne prime.
pub const HASH_MODULUS: u64 = (1 << HASH_BITS) - 1;

/// The exponent of [`HASH_MODULUS`].
pub const HASH_BITS: u32 = 61;

/// A borrowed integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntRef<'a> {
    negative: bool,
    limbs: &'a [u64],
}

/// An integer as the result of an operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Int(IBig);

impl<'a> IntRef<'a> {
    /// An integer by sign and magnitude; zeros on top are cut off.
    pub fn new(negative: bool, limbs: &'a [u64]) -> IntRef<'a> {
        let used = limbs.len() - limbs.iter().rev().take_while(|&&l| l == 0).count();
        IntRef {
            negative: negative && used > 0,
            limbs: &limbs[..used],
        }
    }

    /// A small integer; `limb` lends the place for its magnitude.
    pub fn from_i64(value: i64, limb: &'a mut [u64; 1]) -> IntRef<'a> {
        limb[0] = value.unsigned_abs();
        IntRef::new(value < 0, &limb[..])
    }

    /// True for less than 0.
    pub fn is_negative(self) -> bool {
        self.negative
    }

    /// True for 0.
    pub fn is_zero(self) -> bool {
        self.limbs.is_empty()
    }

    /// True for odd numbers.
    pub fn is_odd(self) -> bool {
        self.limbs.first().is_some_and(|l| l & 1 == 1)
    }

    /// The limbs of the magnitude.
    pub fn limbs(self) -> &'a [u64] {
        self.limbs
    }

    /// The value, if it fits.
    pub fn to_i64(self) -> Option<i64> {
        match self.limbs {
            [] => Some(0),
            [limb] if self.negative => 0i64.checked_sub_unsigned(*limb),
            [limb] => i64::try_from(*limb).ok(),
            _ => None,
        }
    }

    /// The value, if it fits.
    pub fn to_u64(self) -> Option<u64> {
        match self.limbs {
            [] => Some(0),
            [limb] if !self.negative => Some(*limb),
            _ => None,
        }
    }

    /// The value, if it fits; by saturation otherwise.
    pub fn to_i64_saturating(self) -> i64 {
        self.to_i64()
            .unwrap_or(if self.negative { i64::MIN } else { i64::MAX })
    }

    /// A copy.
    pub fn to_int(self) -> Int {
        Int(self.to_ibig())
    }

    fn to_ibig(self) -> IBig {
        let sign = if self.negative {
            Sign::Negative
        } else {
            Sign::Positive
        };
        IBig::from_parts(sign, self.to_ubig())
    }

    fn to_ubig(self) -> UBig {
        UBig::from_words(self.limbs)
    }

    /// `int.bit_length`.
    pub fn bit_length(self) -> u64 {
        match self.limbs.last() {
            None => 0,
            Some(top) => self.limbs.len() as u64 * 64 - u64::from(top.leading_zeros()),
        }
    }

    /// `int.bit_count`: the ones of the magnitude.
    pub fn bit_count(self) -> u64 {
        self.limbs.iter().map(|l| u64::from(l.count_ones())).sum()
    }

    /// `hash` of the integer.
    pub fn hash(self) -> i64 {
        let rest = self.limbs.iter().rev().fold(0u64, |h, &limb| {
            // 2^64 is 8 modulo 2^61 - 1: a rotation of the 61 bits by three.
            let h = (h << 3 & HASH_MODULUS) | h >> (HASH_BITS - 3);
            reduce_hash(h + (limb & HASH_MODULUS) + (limb >> HASH_BITS))
        });
        let signed = if self.negative {
            -(rest as i64)
        } else {
            rest as i64
        };
        if signed == -1 { -2 } else { signed }
    }

    /// The float nearest to the integer, ties to even; an `OverflowError` if there is none.
    pub fn to_f64(self) -> Result<f64, Error> {
        self.to_f64_checked()
            .ok_or_else(|| Error::overflow("int too large to convert to float"))
    }

    /// The float nearest to the integer, ties to even.
    pub fn to_f64_checked(self) -> Option<f64> {
        let magnitude = match self.limbs {
            [] => 0.0,
            [limb] => *limb as f64,
            _ => {
                let (top, sticky) = self.top_bits();
                scale_rounded(top, sticky, self.bit_length() as i64 - 64)?
            }
        };
        Some(if self.negative { -magnitude } else { magnitude })
    }

    /// The 64 highest bits of the magnitude (of at least two limbs), and whether any below them is set.
    fn top_bits(self) -> (u64, bool) {
        let n = self.limbs.len();
        let shift = self.limbs[n - 1].leading_zeros();
        let second = self.limbs[n - 2];
        let (top, dropped) = if shift == 0 {
            (self.limbs[n - 1], second)
        } else {
            (
                self.limbs[n - 1] << shift | second >> (64 - shift),
                second << shift,
            )
        };
        let sticky = dropped != 0 || self.limbs[..n - 2].iter().any(|&l| l != 0);
        (top, sticky)
    }

    /// The integer as `m * 2^e` with `0.5 <= |m| < 1`, `m` rounded: what logarithms of large integers need.
    pub fn frexp(self) -> (f64, i64) {
        let (mantissa, bits) = match self.limbs {
            [] => return (0.0, 0),
            [limb] => (*limb << limb.leading_zeros(), self.bit_length() as i64),
            _ => {
                let (top, sticky) = self.top_bits();
                let m = scale_rounded(top, sticky, -64).expect("a mantissa is in range");
                return self.normalise(m, self.bit_length() as i64);
            }
        };
        let m = scale_rounded(mantissa, false, -64).expect("a mantissa is in range");
        self.normalise(m, bits)
    }

    /// Rounding may have carried the mantissa up to 1.
    fn normalise(self, m: f64, exponent: i64) -> (f64, i64) {
        let (m, exponent) = if m == 1.0 {
            (0.5, exponent + 1)
        } else {
            (m, exponent)
        };
        (if self.negative { -m } else { m }, exponent)
    }
}

/// `h`, which is less than 2^63, reduced to the range of hashes.
fn reduce_hash(h: u64) -> u64 {
    let h = (h & HASH_MODULUS) + (h >> HASH_BITS);
    if h >= HASH_MODULUS {
        h - HASH_MODULUS
    } else {
        h
    }
}

impl Int {
    /// The sign and the limbs of the magnitude.
    pub fn parts(&self) -> (bool, &[u64]) {
        let (sign, words) = self.0.as_sign_words();
        (sign == Sign::Negative, words)
    }

    /// The integer as an operand.
    pub fn as_ref(&self) -> IntRef<'_> {
        let (negative, limbs) = self.parts();
        IntRef { negative, limbs }
    }

    /// The value, if it fits.
    pub fn to_i64(&self) -> Option<i64> {
        self.as_ref().to_i64()
    }

    /// True for 0.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }
}

impl From<i64> for Int {
    fn from(value: i64) -> Int {
        Int(value.into())
    }
}

impl From<u64> for Int {
    fn from(value: u64) -> Int {
        Int(value.into())
    }
}

impl From<i128> for Int {
    fn from(value: i128) -> Int {
        Int(value.into())
    }
}

impl From<UBig> for Int {
    fn from(value: UBig) -> Int {
        Int(value.into())
    }
}

impl std::ops::Neg for Int {
    type Output = Int;

    fn neg(self) -> Int {
        Int(-self.0)
    }
}

fn too_large() -> Error {
    Error::new(ErrorKind::Memory, "")
}

fn division_by_zero() -> Error {
    Error::zero_division("division by zero")
}

/// Compares two integers.
pub fn compare(a: IntRef, b: IntRef) -> Ordering {
    match (a.negative, b.negative) {
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, false) => limbs::compare(a.limbs, b.limbs),
        (true, true) => limbs::compare(b.limbs, a.limbs),
    }
}

/// Compares an integer with a float, exactly; `None` if the float is a NaN.
pub fn compare_float(a: IntRef, x: f64) -> Option<Ordering> {
    if x.is_nan() {
        return None;
    }
    if x.is_infinite() {
        return Some(0.0f64.partial_cmp(&x).expect("no NaN"));
    }
    if let Some(small) = a.to_i64() {
        return Some(compare_i64_float(small, x));
    }
    // Beyond 63 bits a fraction cannot decide: either the integral parts differ, or the float has no fraction.
    let integral = from_f64(x).expect("a finite float");
    Some(compare(a, integral.as_ref()))
}

/// Compares a small integer with a float that is no NaN, exactly.
pub fn compare_i64_float(a: i64, x: f64) -> Ordering {
    debug_assert!(!x.is_nan());
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if x >= LIMIT {
        Ordering::Less
    } else if x < -LIMIT {
        Ordering::Greater
    } else {
        let integral = x.trunc();
        let fraction = x - integral;
        a.cmp(&(integral as i64))
            .then(0.0f64.partial_cmp(&fraction).expect("no NaN"))
    }
}

/// `a + b`.
pub fn add(a: IntRef, b: IntRef) -> Int {
    Int(a.to_ibig() + b.to_ibig())
}

/// `a - b`.
pub fn sub(a: IntRef, b: IntRef) -> Int {
    Int(a.to_ibig() - b.to_ibig())
}

/// `a * b`.
pub fn mul(a: IntRef, b: IntRef) -> Int {
    if std::ptr::eq(a.limbs, b.limbs) {
        let square = a.to_ubig().sqr();
        let sign = if a.negative == b.negative {
            Sign::Positive
        } else {
            Sign::Negative
        };
        return Int(IBig::from_parts(sign, square));
    }
    Int(a.to_ibig() * b.to_ibig())
}

/// `-a`.
pub fn neg(a: IntRef) -> Int {
    Int(-a.to_ibig())
}

/// `~a`.
pub fn invert(a: IntRef) -> Int {
    Int(-a.to_ibig() - 1)
}

/// `abs(a)`.
pub fn abs(a: IntRef) -> Int {
    Int(a.to_ubig().into())
}

/// `divmod(a, b)`: the quotient rounded down, the remainder with the sign of `b`.
pub fn divmod(a: IntRef, b: IntRef) -> Result<(Int, Int), Error> {
    if b.is_zero() {
        return Err(division_by_zero());
    }
    let (q, r) = a.to_ubig().div_rem(b.to_ubig());
    let (mut q, mut r) = (IBig::from(q), IBig::from(r));
    if a.negative != b.negative {
        q = -q;
        if !r.is_zero() {
            q -= 1;
            r = IBig::from(b.to_ubig()) - r;
        }
    }
    if b.negative {
        r = -r;
    }
    Ok((Int(q), Int(r)))
}

/// `a // b`.
pub fn floor_div(a: IntRef, b: IntRef) -> Result<Int, Error> {
    divmod(a, b).map(|(q, _)| q)
}

/// `a % b`.
pub fn modulo(a: IntRef, b: IntRef) -> Result<Int, Error> {
    divmod(a, b).map(|(_, r)| r)
}

/// `a / b`: the float nearest to the quotient.
pub fn true_div(a: IntRef, b: IntRef) -> Result<f64, Error> {
    if b.is_zero() {
        return Err(division_by_zero());
    }
    let negative = a.negative != b.negative;
    let apply = |x: f64| if negative { -x } else { x };
    if a.is_zero() {
        return Ok(apply(0.0));
    }
    const EXACT: u64 = 53;
    if a.bit_length() <= EXACT && b.bit_length() <= EXACT {
        return Ok(apply(a.limbs[0] as f64 / b.limbs[0] as f64));
    }
    // The quotient is scaled to 62 or 63 bits, enough to round by, and the remainder breaks ties.
    let shift = 62 - (a.bit_length() as i64 - b.bit_length() as i64);
    let (mut n, mut d) = (a.to_ubig(), b.to_ubig());
    // A quotient too small for any float needs no division, which would need a huge shift.
    if shift > 62 + 1100 {
        return Ok(apply(0.0));
    }
    if shift >= 0 {
        n <<= shift as usize;
    } else {
        d <<= shift.unsigned_abs() as usize;
    }
    let (q, r) = n.div_rem(d);
    let q = u64::try_from(q).expect("a quotient of at most 63 bits");
    scale_rounded(q, !r.is_zero(), -shift)
        .map(apply)
        .ok_or_else(|| Error::overflow("integer division result too large for a float"))
}

/// `a ** e`; negative exponents give floats and are the caller's.
pub fn pow(a: IntRef, e: u64) -> Result<Int, Error> {
    let odd = e & 1 == 1;
    match (a.limbs, e) {
        (_, 0) => return Ok(1i64.into()),
        ([], _) => return Ok(0i64.into()),
        ([1], _) => return Ok(if a.negative && odd { -1i64 } else { 1 }.into()),
        _ => {}
    }
    let least_bits = u128::from(a.bit_length() - 1) * u128::from(e);
    if least_bits > MAX_BITS as u128 {
        return Err(too_large());
    }
    // A power of two is a shift.
    if a.bit_count() == 1 {
        let power = IBig::ONE << least_bits as usize;
        return Ok(Int(if a.negative && odd { -power } else { power }));
    }
    Ok(Int(a.to_ibig().pow(e as usize)))
}

/// `a ** e` where the exponent is an integer of any size, not negative.
pub fn pow_big(a: IntRef, e: IntRef) -> Result<Int, Error> {
    debug_assert!(!e.negative);
    match e.to_u64() {
        Some(e) => pow(a, e),
        None if a.limbs.is_empty() => Ok(0i64.into()),
        None if a.limbs == [1] => Ok(if a.negative && e.is_odd() { -1i64 } else { 1 }.into()),
        None => Err(too_large()),
    }
}

/// `pow(a, e, m)`.
pub fn pow_mod(a: IntRef, e: IntRef, m: IntRef) -> Result<Int, Error> {
    if m.is_zero() {
        return Err(Error::value("pow() 3rd argument cannot be 0"));
    }
    let result = if let (&[small], false) = (m.limbs, e.negative) {
        // One limb, the most common case, needs no library.
        let base = match a.limbs {
            [] => 0,
            &[limb] => limb % small,
            _ => &a.to_ubig() % small,
        };
        let base = if a.negative && base != 0 {
            small - base
        } else {
            base
        };
        let result = pow_mod_limb(base, e.limbs, small);
        if let (Ok(modulus), Ok(result)) = (i64::try_from(small), i64::try_from(result)) {
            let below = m.negative && result != 0;
            return Ok((if below { result - modulus } else { result }).into());
        }
        IBig::from(result)
    } else {
        let modulus = m.to_ubig();
        if modulus.is_one() {
            return Ok(0i64.into());
        }
        IBig::from(pow_mod_big(a, e, modulus)?)
    };
    Ok(Int(if m.negative && !result.is_zero() {
        result + m.to_ibig()
    } else {
        result
    }))
}

fn pow_mod_limb(base: u64, exponent: &[u64], m: u64) -> u64 {
    let mul = |x: u64, y: u64| match x.checked_mul(y) {
        Some(product) => product % m,
        None => (u128::from(x) * u128::from(y) % u128::from(m)) as u64,
    };
    let mut result = 1 % m;
    for (i, &limb) in exponent.iter().enumerate().rev() {
        let bits = if i + 1 == exponent.len() {
            64 - limb.leading_zeros()
        } else {
            64
        };
        for bit in (0..bits).rev() {
            result = mul(result, result);
            if limb >> bit & 1 == 1 {
                result = mul(result, base);
            }
        }
    }
    result
}

fn pow_mod_big(a: IntRef, e: IntRef, modulus: UBig) -> Result<UBig, Error> {
    let ring = ConstDivisor::new(modulus);
    let mut base = ring.reduce(a.to_ibig());
    if e.negative {
        base = base
            .inv()
            .ok_or_else(|| Error::value("base is not invertible for the given modulus"))?;
    }
    Ok(base.pow(&e.to_ubig()).residue())
}

/// The inverse of `a` modulo `m`, if there is one.
pub fn inverse(a: IntRef, m: IntRef) -> Result<Int, Error> {
    pow_mod(a, IntRef::new(true, &[1]), m)
}

/// `a << n`, for any size of `n`.
pub fn shl(a: IntRef, n: IntRef) -> Result<Int, Error> {
    if n.negative {
        return Err(Error::value("negative shift count"));
    }
    if a.is_zero() {
        return Ok(0i64.into());
    }
    let n = n
        .to_u64()
        .ok_or_else(|| Error::overflow("too many digits in integer"))?;
    if n > MAX_BITS as u64 {
        return Err(too_large());
    }
    Ok(Int(a.to_ibig() << n as usize))
}

/// `a >> n`, rounding down, for any size of `n`.
pub fn shr(a: IntRef, n: IntRef) -> Result<Int, Error> {
    if n.negative {
        return Err(Error::value("negative shift count"));
    }
    match n.to_u64() {
        Some(n) if n < a.bit_length() => Ok(Int(a.to_ibig() >> n as usize)),
        _ => Ok(if a.negative { -1i64 } else { 0 }.into()),
    }
}

/// `a & b`.
pub fn and(a: IntRef, b: IntRef) -> Int {
    Int(a.to_ibig() & b.to_ibig())
}

/// `a | b`.
pub fn or(a: IntRef, b: IntRef) -> Int {
    Int(a.to_ibig() | b.to_ibig())
}

/// `a ^ b`.
pub fn xor(a: IntRef, b: IntRef) -> Int {
    Int(a.to_ibig() ^ b.to_ibig())
}

/// `math.gcd(a, b)`.
pub fn gcd(a: IntRef, b: IntRef) -> Int {
    if a.is_zero() {
        abs(b)
    } else if b.is_zero() {
        abs(a)
    } else {
        a.to_ubig().gcd(b.to_ubig()).into()
    }
}

/// `math.lcm(a, b)`.
pub fn lcm(a: IntRef, b: IntRef) -> Int {
    if a.is_zero() || b.is_zero() {
        return 0i64.into();
    }
    let (x, y) = (a.to_ubig(), b.to_ubig());
    let g = (&x).gcd(&y);
    (x / g * y).into()
}

/// `math.isqrt(a)`.
pub fn isqrt(a: IntRef) -> Result<Int, Error> {
    if a.negative {
        return Err(Error::value("isqrt() argument must be nonnegative"));
    }
    Ok(a.to_ubig().sqrt().into())
}

/// True if the bit number `n` of the two's complement is set.
pub fn test_bit(a: IntRef, n: usize) -> bool {
    a.to_ibig().bit(n)
}

/// `round(a, -places)`: to a multiple of `10^places`, ties to even.
pub fn round_to_tens(a: IntRef, places: u64) -> Result<Int, Error> {
    // Far beyond the size of `a` all is rounded to 0, and the power of ten need not be made.
    if places > a.bit_length() / 3 + 2 {
        return Ok(0i64.into());
    }
    let ten = pow(IntRef::new(false, &[10]), places)?;
    let (q, r) = divmod(a, ten.as_ref())?;
    let twice = add(r.as_ref(), r.as_ref());
    let up = match compare(twice.as_ref(), ten.as_ref()) {
        Ordering::Less => false,
        Ordering::Equal => q.as_ref().is_odd(),
        Ordering::Greater => true,
    };
    let q = if up { Int(q.0 + 1) } else { q };
    Ok(mul(q.as_ref(), ten.as_ref()))
}

/// `int(x)` of a float: the fraction is cut off.
pub fn from_f64(x: f64) -> Result<Int, Error> {
    if x.is_nan() {
        return Err(Error::value("cannot convert float NaN to integer"));
    }
    if x.is_infinite() {
        return Err(Error::overflow("cannot convert float infinity to integer"));
    }
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if (-LIMIT..LIMIT).contains(&x) {
        return Ok((x as i64).into());
    }
    let bits = x.to_bits();
    let mantissa = bits & ((1 << 52) - 1) | 1 << 52;
    let exponent = (bits >> 52 & 0x7FF) as usize - 1075;
    let magnitude = IBig::from(mantissa) << exponent;
    Ok(Int(if x < 0.0 { -magnitude } else { magnitude }))
}

/// `float.as_integer_ratio`: numerator and denominator in lowest terms.
pub fn float_ratio(x: f64) -> Result<(Int, Int), Error> {
    if x.is_nan() {
        return Err(Error::value("cannot convert NaN to integer ratio"));
    }
    if x.is_infinite() {
        return Err(Error::overflow("cannot convert Infinity to integer ratio"));
    }
    if x == 0.0 {
        return Ok((0i64.into(), 1i64.into()));
    }
    let bits = x.to_bits();
    let field = (bits >> 52 & 0x7FF) as i64;
    let fraction = bits & ((1 << 52) - 1);
    let (mantissa, exponent) = if field == 0 {
        (fraction, -1074)
    } else {
        (fraction | 1 << 52, field - 1075)
    };
    let zeros = i64::from(mantissa.trailing_zeros());
    let (mantissa, exponent) = (mantissa >> zeros, exponent + zeros);
    let mut numerator = IBig::from(mantissa);
    let mut denominator = IBig::ONE;
    if exponent >= 0 {
        numerator <<= exponent as usize;
    } else {
        denominator <<= exponent.unsigned_abs() as usize;
    }
    if x < 0.0 {
        numerator = -numerator;
    }
    Ok((Int(numerator), Int(denominator)))
}

/// `a.to_bytes(len, order, signed=signed)`.
pub fn to_bytes(
    a: IntRef,
    len: usize,
    little_endian: bool,
    signed: bool,
) -> Result<Vec<u8>, Error> {
    if a.negative && !signed {
        return Err(Error::overflow("can't convert negative int to unsigned"));
    }
    let too_big = || Error::overflow("int too big to convert");
    let bits = a.bit_length();
    let room = (len as u64).saturating_mul(8);
    let fits = match (signed, a.negative) {
        (false, _) => bits <= room,
        (true, false) => bits < room || bits == 0,
        // -2^(n-1) fits n bits although its magnitude needs all of them.
        (true, true) => bits < room || bits == room && a.bit_count() == 1 && is_power_of_two(a),
    };
    if !fits {
        return Err(too_big());
    }
    let mut out = Vec::with_capacity(len + 8);
    for limb in a.limbs {
        out.extend_from_slice(&limb.to_le_bytes());
    }
    out.resize(len, 0);
    if a.negative {
        let mut carry = true;
        for b in &mut out {
            let (sum, overflow) = (!*b).overflowing_add(u8::from(carry));
            (*b, carry) = (sum, overflow);
        }
    }
    if !little_endian {
        out.reverse();
    }
    Ok(out)
}

fn is_power_of_two(a: IntRef) -> bool {
    a.bit_count() == 1
}

/// `int.from_bytes(s, order, signed=signed)`.
pub fn from_bytes(s: &[u8], little_endian: bool, signed: bool) -> Int {
    let magnitude = if little_endian {
        UBig::from_le_bytes(s)
    } else {
        UBig::from_be_bytes(s)
    };
    let top = if little_endian { s.last() } else { s.first() };
    let negative = signed && top.is_some_and(|&b| b >= 0x80);
    let value = IBig::from(magnitude);
    Int(if negative {
        value - (IBig::ONE << (8 * s.len()))
    } else {
        value
    })
}

/// `a * 2^e + b` and the like build numbers from parts: the sum of limbs given from the least significant.
pub fn from_limbs(negative: bool, limbs: &[u64]) -> Int {
    IntRef::new(negative, limbs).to_int()
}

#[cfg(test)]
#[rustfmt::skip] // One case a line.
#[allow(clippy::type_complexity, reason = "the types of the tables are read beside their rows")]
mod tables;

#[cfg(test)]
mod tests;
