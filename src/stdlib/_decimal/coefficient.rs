//! The coefficient of a decimal number: a natural number in decimal notation.
//!
//! Up to 38 digits lie inline, in one machine word of 128 bits, and need no allocation: almost all numbers of almost all
//! programs are so. Longer ones are rows of limbs (`limbs.rs`), either vectors or where an object has them: a coefficient
//! that was read from an object is like a reference to it, to be kept where the collector looks. Each number has one
//! representation only.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::limbs::{self, BASE, Cut, LIMB_DIGITS, power};

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
    Limbs(Cow<'static, [u64]>),
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
        let n = limbs::trimmed(&v).len();
        v.truncate(n);
        match v[..] {
            [] => Inline(0),
            [a] => Inline(u128::from(a)),
            [a, b] => Inline(u128::from(b) * u128::from(BASE) + u128::from(a)),
            _ => Limbs(Cow::Owned(v)),
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

    /// Writes the digits in ASCII to the end of `to`, which is as long as there are digits.
    pub fn write_digits(&self, to: &mut [u8]) {
        let mut space = [0; 2];
        let mut to = to.rchunks_mut(LIMB_DIGITS);
        let v = self.as_limbs(&mut space);
        for (&limb, to) in v.iter().zip(&mut to) {
            let text = text_of(limb);
            to.copy_from_slice(&text[text.len() - to.len()..]);
        }
        // Zero has no limbs.
        to.for_each(|to| to.fill(b'0'));
    }

    /// The digits in ASCII.
    pub fn to_digits(&self) -> Vec<u8> {
        let n = self.digits() as usize;
        // (With some room for what else there is in texts.)
        let mut digits = Vec::with_capacity(n + 8);
        digits.resize(n, 0);
        self.write_digits(&mut digits);
        digits
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
            Limbs(v) => digits_of_limbs(v),
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
        trailing_zeros(v)
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
        let mut sum = with_room(long);
        if limbs::add_to(&mut sum, short) {
            sum.push(1);
        }
        Coefficient::from_limbs(sum)
    }

    /// The sum, in the place of `self` if there is room.
    #[inline]
    pub fn plus(mut self, other: &Coefficient) -> Coefficient {
        let mut space = [0; 2];
        if let Limbs(Cow::Owned(v)) = &mut self {
            let other = other.as_limbs(&mut space);
            if other.len() <= v.len() {
                if limbs::add_to(v, other) {
                    v.push(1);
                }
                return self;
            }
        }
        self.add(other)
    }

    /// The difference, in the place of `self` if it has one; `other` is not the larger one.
    #[inline]
    pub fn minus(self, other: &Coefficient) -> Coefficient {
        let mut space = [0; 2];
        match self {
            Limbs(Cow::Owned(mut v)) => {
                limbs::subtract_from(&mut v, other.as_limbs(&mut space));
                Coefficient::from_limbs(v)
            }
            _ => self.subtract(other),
        }
    }

    /// Adds one.
    #[inline]
    pub fn increment(&mut self) {
        match self {
            Inline(v) if *v + 1 < INLINE_END => *v += 1,
            Limbs(Cow::Owned(v)) if v[0] + 1 < BASE => v[0] += 1,
            _ => *self = self.add(&Coefficient::ONE),
        }
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
        let mut rest = with_room(self.as_limbs(&mut space_a));
        let quotient = limbs::divide(&mut rest, other.as_limbs(&mut space_b));
        (
            Coefficient::from_limbs(quotient),
            Coefficient::from_limbs(rest),
        )
    }

    /// The quotient, and whether there is a remainder; `other` is not zero.
    pub fn quotient(self, other: &Coefficient) -> (Coefficient, bool) {
        if let (Inline(_), Inline(_)) = (&self, other) {
            let (quotient, rest) = self.divide(other);
            return (quotient, !rest.is_zero());
        }
        let (mut space_a, mut space_b) = ([0; 2], [0; 2]);
        let mut rest = match self {
            Limbs(Cow::Owned(v)) => v,
            _ => with_room(self.as_limbs(&mut space_a)),
        };
        let (quotient, rest) = limbs::quotient(&mut rest, other.as_limbs(&mut space_b));
        (Coefficient::from_limbs(quotient), rest)
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
        shifted.resize(whole + v.len() + 1, 0);
        limbs::shift_up(v, Cut::below(LIMB_DIGITS - part), &mut shifted[whole..]);
        Ok(Coefficient::from_limbs(shifted))
    }

    /// Without its last `n` digits, and what these were.
    #[inline]
    pub fn shift_right(&self, n: i64) -> (Coefficient, Rest) {
        match self {
            _ if n == 0 => (self.clone(), Rest::Nothing),
            _ if n > self.digits() => (Inline(0), self.all_below_half()),
            &Inline(v) => {
                let (left, rest) = cut(v, n as usize);
                (Inline(left), rest)
            }
            Limbs(v) => {
                let (whole, part) = first_cut(n as usize);
                let rest = rest_below(v, whole, part);
                let mut shifted = v[whole..].to_vec();
                limbs::shift_down(&mut shifted, part);
                (Coefficient::from_limbs(shifted), rest)
            }
        }
    }

    /// Takes the last `n` digits away; says what these were.
    pub fn drop_digits(&mut self, n: i64) -> Rest {
        match self {
            Limbs(Cow::Owned(v)) if (1..=(v.len() * LIMB_DIGITS) as i64).contains(&n) => {
                let (whole, part) = first_cut(n as usize);
                let rest = rest_below(v, whole, part);
                limbs::shift_down(&mut v[whole..], part);
                v.copy_within(whole.., 0);
                let left = v.len() - whole;
                v.truncate(left);
                if left < 3 || v[left - 1] == 0 {
                    *self = Coefficient::from_limbs(std::mem::take(v));
                }
                rest
            }
            _ => {
                let rest;
                (*self, rest) = self.shift_right(n);
                rest
            }
        }
    }

    /// What is cut off when more digits are than there are.
    fn all_below_half(&self) -> Rest {
        if self.is_zero() {
            Rest::Nothing
        } else {
            Rest::BelowHalf
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

/// A copy with room for one limb more.
fn with_room(v: &[u64]) -> Vec<u64> {
    let mut copy = Vec::with_capacity(v.len() + 1);
    copy.extend_from_slice(v);
    copy
}

/// How `rest`, below `unit`, compares with half of it.
#[inline]
pub fn rest_of<T: Ord + Copy + Default + std::ops::Sub<Output = T>>(rest: T, unit: T) -> Rest {
    match rest.cmp(&(unit - rest)) {
        _ if rest == T::default() => Rest::Nothing,
        Ordering::Less => Rest::BelowHalf,
        Ordering::Equal => Rest::Half,
        Ordering::Greater => Rest::AboveHalf,
    }
}

/// Where digits are cut of which there are `n`, at least one, below: above so many whole limbs, and in the one after them.
#[inline]
pub fn first_cut(n: usize) -> (usize, &'static Cut) {
    let whole = (n - 1) / LIMB_DIGITS;
    (whole, Cut::below(n - whole * LIMB_DIGITS))
}

/// What is below a cut in the limb after so many whole ones.
#[inline]
pub fn rest_below(v: &[u64], whole: usize, cut: &Cut) -> Rest {
    let rest = rest_of(cut.apply(v[whole]).1, cut.unit());
    with_more(rest, v[..whole].iter().any(|&x| x != 0))
}

/// A number below 10^38 without its last `n` digits, from 1 to 38, and what these were.
#[inline]
pub fn cut(v: u128, n: usize) -> (u128, Rest) {
    let (high, low) = limbs::split(v);
    let (whole, cut) = first_cut(n);
    if whole == 1 {
        let (left, rest) = cut.apply(high);
        return (
            u128::from(left),
            with_more(rest_of(rest, cut.unit()), low != 0),
        );
    }
    let (top, below) = cut.apply(high);
    let (above, rest) = cut.apply(low);
    let left = u128::from(top) * u128::from(BASE) + u128::from(cut.join(below, above));
    (left, rest_of(rest, cut.unit()))
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
    /// The product of numbers below 10^38, and how many digits it has.
    #[inline]
    pub fn new(a: u128, b: u128) -> (Product, i64) {
        let ((a1, a0), (b1, b0)) = (limbs::split(a), limbs::split(b));
        let times = |x: u64, y: u64| u128::from(x) * u128::from(y);
        let (carry, p0) = limbs::split(times(a0, b0));
        let mut middle = times(a0, b1) + times(a1, b0) + u128::from(carry);
        let mut high = times(a1, b1);
        if middle >= INLINE_END {
            middle -= INLINE_END;
            high += u128::from(BASE);
        }
        let (carry, p1) = limbs::split(middle);
        let (p3, p2) = limbs::split(high + u128::from(carry));
        let product = [p0, p1, p2, p3];
        let top = product.iter().rposition(|&x| x != 0).unwrap_or(0);
        let digits = (top * LIMB_DIGITS) as i64 + digits_of(product[top]);
        (Product(product), digits)
    }

    /// The product without its last `n` digits, at least one, and what these were; at most 38 are left.
    #[inline]
    pub fn without(&self, n: usize) -> (u128, Rest) {
        let (whole, cut) = first_cut(n);
        let limb = |i: usize| cut.apply(self.0.get(i).copied().unwrap_or(0));
        let ((first, _), (second, low), (_, high)) =
            (limb(whole), limb(whole + 1), limb(whole + 2));
        let left = u128::from(cut.join(high, second)) * u128::from(BASE)
            + u128::from(cut.join(low, first));
        (left, rest_below(&self.0, whole, cut))
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

/// How many zeros are at the end of a number; of zero, none.
pub fn trailing_zeros(v: &[u64]) -> i64 {
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

/// How many digits limbs are, the last of which is not zero; zero has one.
#[inline]
pub fn digits_of_limbs(v: &[u64]) -> i64 {
    match v.split_last() {
        Some((&last, others)) => (others.len() * LIMB_DIGITS) as i64 + digits_of(last),
        None => 1,
    }
}

/// How many digits a limb has; zero has one.
#[inline]
fn digits_of(limb: u64) -> i64 {
    let bits = u64::BITS - (limb | 1).leading_zeros();
    let n = (bits * 1233) >> 12;
    i64::from(n) + i64::from(limb >= power(n as usize)) + i64::from(limb == 0)
}

/// The digits of a limb in ASCII, with zeros before them.
#[inline]
fn text_of(limb: u64) -> [u8; 24] {
    const EIGHT: u64 = 100_000_000;
    let (high, low) = (limb / EIGHT, limb % EIGHT);
    let mut text = [0; 24];
    text[..8].copy_from_slice(&text_of_eight(high / EIGHT));
    text[8..16].copy_from_slice(&text_of_eight(high % EIGHT));
    text[16..].copy_from_slice(&text_of_eight(low));
    text
}

/// Eight digits in ASCII: halves are divided in parts of a word, all at once, until each part is a digit.
#[inline]
fn text_of_eight(n: u64) -> [u8; 8] {
    let parts = (n / 10_000) | ((n % 10_000) << 32);
    let hundreds = ((parts * 10_486) >> 20) & 0x7f_0000_007f;
    let parts = hundreds | ((parts - hundreds * 100) << 16);
    let tens = ((parts * 103) >> 10) & 0x000f_000f_000f_000f;
    let parts = tens | ((parts - tens * 10) << 8);
    (parts | 0x3030_3030_3030_3030).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(c: &Coefficient) -> String {
        String::from_utf8(c.to_digits()).unwrap()
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
                let mut dropped = shifted.clone();
                assert_eq!(dropped.drop_digits(n), Rest::Nothing);
                assert_eq!(dropped, c);
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
                let (&Inline(x), &Inline(y)) = (&a, &b) else {
                    unreachable!("factors are short");
                };
                let (product, digits) = Product::new(x, y);
                assert_eq!(digits, whole.digits());
                for n in (digits - INLINE_DIGITS as i64).max(1)..digits {
                    let (left, rest) = product.without(n as usize);
                    assert_eq!((Inline(left), rest), whole.shift_right(n));
                }
            }
        }
    }

    #[test]
    fn too_much_is_refused() {
        assert_eq!(Coefficient::ONE.shift_left(i64::MAX / 4), Err(OutOfMemory));
    }
}
