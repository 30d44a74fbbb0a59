//! The coefficient of a decimal number: a natural number in decimal notation.
//!
//! Up to 38 digits lie inline, in one machine word of 128 bits, and need no allocation: almost all numbers of almost all
//! programs are so. Longer ones are vectors of limbs (`limbs.rs`). Each number has one representation only.

use std::cmp::Ordering;

use super::limbs::{self, BASE, LIMB_DIGITS, power};

/// Digits that fit inline.
pub const INLINE_DIGITS: usize = 2 * LIMB_DIGITS;

/// 10^38, the least number that is not inline.
const INLINE_END: u128 = BASE as u128 * BASE as u128;

/// No coefficient has more digits than this (of the better part of a gigabyte): what would need more is out of memory.
pub const MAX_DIGITS: i64 = 1 << 31;

/// A coefficient would have more digits than there is memory for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfMemory;

/// A natural number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coefficient {
    /// Below 10^38.
    Inline(u128),
    /// At least three limbs, the last of which is not zero.
    Limbs(Vec<u64>),
}

/// What was cut off behind the last digit, compared with half a unit of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    Nothing,
    BelowHalf,
    Half,
    AboveHalf,
}

use Coefficient::{Inline, Limbs};

impl Coefficient {
    pub const ZERO: Coefficient = Inline(0);
    pub const ONE: Coefficient = Inline(1);

    /// The number whose limbs are `v`, which may have zeros at its top.
    fn from_limbs(mut v: Vec<u64>) -> Coefficient {
        v.truncate(limbs::trimmed(&v).len());
        match v[..] {
            [] => Inline(0),
            [a] => Inline(u128::from(a)),
            [a, b] => Inline(u128::from(b) * u128::from(BASE) + u128::from(a)),
            _ => Limbs(v),
        }
    }

    /// The number's limbs, by way of `space` if it is inline.
    fn as_limbs<'a>(&'a self, space: &'a mut [u64; 2]) -> &'a [u64] {
        match self {
            &Inline(v) => {
                let (high, low) = limbs::split(v);
                *space = [low, high];
                limbs::trimmed(space)
            }
            Limbs(v) => v,
        }
    }

    /// The number that ASCII digits denote.
    pub fn from_digits(digits: &[u8]) -> Coefficient {
        let number = |digits: &[u8]| {
            digits
                .iter()
                .fold(0, |n: u64, &c| n * 10 + u64::from(c - b'0'))
        };
        match digits.len() {
            0..=LIMB_DIGITS => Inline(u128::from(number(digits))),
            _ => Coefficient::from_limbs(digits.rchunks(LIMB_DIGITS).map(number).collect()),
        }
    }

    /// Appends the digits in ASCII.
    pub fn write_digits(&self, to: &mut Vec<u8>) {
        let mut space = [0; 2];
        let v = self.as_limbs(&mut space);
        let Some((&first, others)) = v.split_last() else {
            to.push(b'0');
            return;
        };
        let mut text = [0; LIMB_DIGITS];
        let length = digits_of(first);
        to.extend_from_slice(text_of(first, &mut text[..length]));
        for &limb in others.iter().rev() {
            to.extend_from_slice(text_of(limb, &mut text));
        }
    }

    #[inline]
    pub fn is_zero(&self) -> bool {
        matches!(self, Inline(0))
    }

    /// How many digits it has; zero has one.
    #[inline]
    pub fn digits(&self) -> i64 {
        match self {
            &Inline(v) => digits(v),
            Limbs(v) => {
                let last = v[v.len() - 1];
                ((v.len() - 1) * LIMB_DIGITS + digits_of(last)) as i64
            }
        }
    }

    /// The last digit.
    pub fn last_digit(&self) -> u8 {
        match self {
            Inline(v) => (v % 10) as u8,
            Limbs(v) => (v[0] % 10) as u8,
        }
    }

    /// How many zeros are at its end; it is not zero.
    pub fn trailing_zeros(&self) -> i64 {
        let mut space = [0; 2];
        let v = self.as_limbs(&mut space);
        let Some(whole) = v.iter().position(|&x| x != 0) else {
            return 0;
        };
        let (mut limb, mut n) = (v[whole], whole * LIMB_DIGITS);
        while limb % 10 == 0 {
            limb /= 10;
            n += 1;
        }
        n as i64
    }

    #[inline]
    pub fn compare(&self, other: &Coefficient) -> Ordering {
        match (self, other) {
            (Inline(a), Inline(b)) => a.cmp(b),
            (Inline(_), Limbs(_)) => Ordering::Less,
            (Limbs(_), Inline(_)) => Ordering::Greater,
            (Limbs(a), Limbs(b)) => limbs::compare(a, b),
        }
    }

    #[inline]
    pub fn add(&self, other: &Coefficient) -> Coefficient {
        if let (Inline(a), Inline(b)) = (self, other)
            && a + b < INLINE_END
        {
            return Inline(a + b);
        }
        let (mut space_a, mut space_b) = ([0; 2], [0; 2]);
        let (a, b) = (self.as_limbs(&mut space_a), other.as_limbs(&mut space_b));
        let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
        let mut sum = long.to_vec();
        if limbs::add_to(&mut sum, short) {
            sum.push(1);
        }
        Coefficient::from_limbs(sum)
    }

    /// The difference; `other` is not the larger one.
    #[inline]
    pub fn subtract(&self, other: &Coefficient) -> Coefficient {
        if let (Inline(a), Inline(b)) = (self, other) {
            return Inline(a - b);
        }
        let (mut space_a, mut space_b) = ([0; 2], [0; 2]);
        let mut difference = self.as_limbs(&mut space_a).to_vec();
        limbs::subtract_from(&mut difference, other.as_limbs(&mut space_b));
        Coefficient::from_limbs(difference)
    }

    #[inline]
    pub fn multiply(&self, other: &Coefficient) -> Coefficient {
        if let (&Inline(a), &Inline(b)) = (self, other)
            && let Some(product) = a.checked_mul(b)
            && product < INLINE_END
        {
            return Inline(product);
        }
        let (mut space_a, mut space_b) = ([0; 2], [0; 2]);
        let (a, b) = (self.as_limbs(&mut space_a), other.as_limbs(&mut space_b));
        Coefficient::from_limbs(limbs::multiply(a, b))
    }

    /// Quotient and remainder; `other` is not zero.
    pub fn divide(&self, other: &Coefficient) -> (Coefficient, Coefficient) {
        if let (&Inline(a), &Inline(b)) = (self, other) {
            // One division of 128 bits: they are slow, and the compiler does not join two.
            let quotient = a / b;
            return (Inline(quotient), Inline(a - quotient * b));
        }
        let (mut space_a, mut space_b) = ([0; 2], [0; 2]);
        let (a, b) = (self.as_limbs(&mut space_a), other.as_limbs(&mut space_b));
        let (quotient, rest) = limbs::divide(a, b);
        (
            Coefficient::from_limbs(quotient),
            Coefficient::from_limbs(rest),
        )
    }

    /// With `n` zeros appended (zero stays zero).
    #[inline]
    pub fn shift_left(&self, n: i64) -> Result<Coefficient, OutOfMemory> {
        debug_assert!(n >= 0);
        if n == 0 || self.is_zero() {
            return Ok(self.clone());
        }
        if let &Inline(v) = self
            && n < INLINE_DIGITS as i64
            && let Some(shifted) = v.checked_mul(power_wide(n as usize))
            && shifted < INLINE_END
        {
            return Ok(Inline(shifted));
        }
        if n > MAX_DIGITS - self.digits() {
            return Err(OutOfMemory);
        }
        let mut space = [0; 2];
        let v = self.as_limbs(&mut space);
        let (whole, part) = (n as usize / LIMB_DIGITS, n as usize % LIMB_DIGITS);
        let mut shifted = Vec::new();
        shifted
            .try_reserve_exact(whole + v.len() + 1)
            .map_err(|_| OutOfMemory)?;
        shifted.resize(whole, 0);
        shifted.extend_from_slice(v);
        let carry = limbs::scale(&mut shifted[whole..], power(part), 0);
        shifted.push(carry);
        Ok(Coefficient::from_limbs(shifted))
    }

    /// Without its last `n` digits, and what these were.
    #[inline]
    pub fn shift_right(&self, n: i64) -> (Coefficient, Rest) {
        debug_assert!(n >= 0);
        match self {
            _ if n == 0 => (self.clone(), Rest::Nothing),
            Inline(0) => (Inline(0), Rest::Nothing),
            _ if n > self.digits() => (Inline(0), Rest::BelowHalf),
            &Inline(v) if n == INLINE_DIGITS as i64 => (Inline(0), rest_of(v, INLINE_END)),
            &Inline(v) => match (u64::try_from(v), n as usize) {
                (Ok(v), n @ 0..=LIMB_DIGITS) => {
                    let by = power(n);
                    let rest = rest_of(u128::from(v % by), u128::from(by));
                    (Inline(u128::from(v / by)), rest)
                }
                (_, n) => {
                    let by = power_wide(n);
                    let left = v / by;
                    (Inline(left), rest_of(v - left * by, by))
                }
            },
            Limbs(v) => shift_limbs_right(v, n as usize),
        }
    }

    /// The number modulo 10^n.
    pub fn low_digits(&self, n: i64) -> Coefficient {
        match self {
            _ if n >= self.digits() => self.clone(),
            &Inline(v) => Inline(v % power_wide(n as usize)),
            Limbs(v) => {
                let (whole, part) = (n as usize / LIMB_DIGITS, n as usize % LIMB_DIGITS);
                let mut low = v[..=whole].to_vec();
                low[whole] %= power(part);
                Coefficient::from_limbs(low)
            }
        }
    }

    /// The largest number of `n` digits.
    pub fn nines(n: i64) -> Result<Coefficient, OutOfMemory> {
        Ok(Inline(1).shift_left(n)?.subtract(&Inline(1)))
    }
}

/// How `rest`, below `unit`, compares with half of it.
#[inline]
fn rest_of(rest: u128, unit: u128) -> Rest {
    match rest.cmp(&(unit / 2)) {
        _ if rest == 0 => Rest::Nothing,
        Ordering::Less => Rest::BelowHalf,
        Ordering::Equal => Rest::Half,
        Ordering::Greater => Rest::AboveHalf,
    }
}

fn shift_limbs_right(v: &[u64], n: usize) -> (Coefficient, Rest) {
    let (whole, part) = ((n - 1) / LIMB_DIGITS, (n - 1) % LIMB_DIGITS + 1);
    let low_limbs = v[..whole].iter().any(|&x| x != 0);
    let mut shifted = v[whole..].to_vec();
    let rest = if part == LIMB_DIGITS {
        let rest = shifted[0];
        shifted.remove(0);
        rest
    } else {
        limbs::divide_by_limb(&mut shifted, power(part))
    };
    let rest = rest_of(u128::from(rest), u128::from(power(part)));
    (Coefficient::from_limbs(shifted), with_more(rest, low_limbs))
}

static POWERS: [u128; INLINE_DIGITS + 1] = {
    let mut powers = [1; INLINE_DIGITS + 1];
    let mut i = 1;
    while i <= INLINE_DIGITS {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

/// How many digits a number below 10^38 has; zero has one.
#[inline(always)]
pub fn digits(v: u128) -> i64 {
    // 1233 / 4096 is just above the logarithm of two; what that makes too many is seen in the table.
    let bits = u128::BITS - (v | 1).leading_zeros();
    let n = (bits * 1233) >> 12;
    i64::from(n) + i64::from(v >= POWERS[n as usize]) + i64::from(v == 0)
}

/// 10^n, for n up to 38.
#[inline(always)]
pub fn power_wide(n: usize) -> u128 {
    POWERS[n]
}

/// A product of two inline numbers, in limbs.
pub struct Product([u64; 4]);

impl Product {
    /// The product, and how many digits it has, unless one of the factors is not inline.
    #[inline]
    pub fn new(a: &Coefficient, b: &Coefficient) -> Option<(Product, i64)> {
        let (&Inline(a), &Inline(b)) = (a, b) else {
            return None;
        };
        let ((a1, a0), (b1, b0)) = (limbs::split(a), limbs::split(b));
        let times = |x: u64, y: u64, add: u128| {
            let (high, low) = limbs::split(u128::from(x) * u128::from(y) + add);
            (u128::from(high), low)
        };
        let (carry, p0) = times(a0, b0, 0);
        let (carry, low) = times(a1, b0, carry);
        let (more, p1) = times(a0, b1, u128::from(low));
        let (p3, p2) = times(a1, b1, carry + more);
        let product = [p0, p1, p2, p3 as u64];
        let top = product.iter().rposition(|&x| x != 0).unwrap_or(0);
        let digits = (top * LIMB_DIGITS + digits_of(product[top])) as i64;
        Some((Product(product), digits))
    }

    /// The product without its last `n` digits, at least one, and what these were; at most 38 are left.
    #[inline]
    pub fn without(&self, n: usize) -> (Coefficient, Rest) {
        let limb = |i: usize| self.0.get(i).copied().unwrap_or(0);
        let (whole, part) = (n / LIMB_DIGITS, n % LIMB_DIGITS);
        let (by, up) = (power(part), u128::from(power(LIMB_DIGITS - part)));
        // Each limb of the result is made of the ends of two.
        let joined = |i: usize| u128::from(limb(i) / by) + u128::from(limb(i + 1) % by) * up;
        let left = joined(whole) + joined(whole + 1) * u128::from(BASE);
        let below = |i: usize| self.0[..i].iter().any(|&x| x != 0);
        let (rest, unit, more) = if part > 0 {
            (limb(whole) % by, by, below(whole))
        } else {
            (limb(whole - 1), BASE, below(whole - 1))
        };
        (
            Inline(left),
            with_more(rest_of(u128::from(rest), u128::from(unit)), more),
        )
    }
}

/// A rest, behind whose digits there may be `more`.
fn with_more(rest: Rest, more: bool) -> Rest {
    match rest {
        Rest::Nothing if more => Rest::BelowHalf,
        Rest::Half if more => Rest::AboveHalf,
        rest => rest,
    }
}

fn digits_of(limb: u64) -> usize {
    limb.checked_ilog10().map_or(1, |n| n as usize + 1)
}

/// The last digits of a limb, as many as there is room for.
fn text_of(mut limb: u64, text: &mut [u8]) -> &[u8] {
    for c in text.iter_mut().rev() {
        *c = b'0' + (limb % 10) as u8;
        limb /= 10;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(c: &Coefficient) -> String {
        let mut text = Vec::new();
        c.write_digits(&mut text);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn text_and_back() {
        for n in 1..130 {
            let digits: String = (0..n)
                .map(|i| char::from(b'1' + (i * 7 % 9) as u8))
                .collect();
            let c = Coefficient::from_digits(digits.as_bytes());
            assert_eq!(c.digits(), n);
            assert_eq!(text(&c), digits);
        }
        assert_eq!(text(&Coefficient::from_digits(&[b'0'; 70])), "0");
    }

    #[test]
    fn shifts_undo_each_other() {
        for n in 1..100 {
            for digits in [
                "7",
                "1234567890123456789",
                "99999999999999999999999999999999999999",
                "123456789012345678901234567890123456789012",
            ] {
                let c = Coefficient::from_digits(digits.as_bytes());
                let shifted = c.shift_left(n).unwrap();
                assert_eq!(
                    text(&shifted),
                    format!("{digits}{}", "0".repeat(n as usize))
                );
                assert_eq!(shifted.shift_right(n), (c.clone(), Rest::Nothing));
                let more = shifted.add(&Coefficient::ONE).shift_right(n + 1);
                let expected = c.shift_right(1).0;
                assert_eq!(more.0, expected);
                assert!(more.1 != Rest::Nothing);
            }
        }
    }

    #[test]
    fn halves() {
        for n in 1..60 {
            let five = Coefficient::from_digits(b"5").shift_left(n - 1).unwrap();
            assert_eq!(five.shift_right(n), (Coefficient::ZERO, Rest::Half));
            assert_eq!(
                five.add(&Coefficient::ONE).shift_right(n).1,
                Rest::AboveHalf
            );
            assert_eq!(
                five.subtract(&Coefficient::ONE).shift_right(n).1,
                Rest::BelowHalf
            );
        }
    }

    #[test]
    fn products_lose_digits_as_numbers_do() {
        for a in [
            "99999999999999999999999999999999999999",
            "12345678901234567890123",
            "50000000000000000000000000",
        ] {
            for b in [
                "99999999999999999999999999999999999999",
                "20000000000000000000",
                "7000000000000000001",
            ] {
                let (a, b) = (
                    Coefficient::from_digits(a.as_bytes()),
                    Coefficient::from_digits(b.as_bytes()),
                );
                let whole = a.multiply(&b);
                let (product, digits) = Product::new(&a, &b).unwrap();
                assert_eq!(digits, whole.digits());
                for n in (digits - INLINE_DIGITS as i64).max(1)..digits {
                    assert_eq!(product.without(n as usize), whole.shift_right(n));
                }
            }
        }
    }

    #[test]
    fn too_much_is_refused() {
        assert_eq!(Coefficient::ONE.shift_left(i64::MAX / 4), Err(OutOfMemory));
    }
}
