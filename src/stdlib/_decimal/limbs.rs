//! Natural numbers as slices of limbs of base 10^19, the least significant first.
//!
//! The base is the largest power of ten that fits a word: decimal shifts by whole limbs are copies, and conversion from
//! and to text is linear. Its top bit is set, so that division by it needs no normalisation (the reciprocal is Möller
//! and Granlund's, "Improved division by invariant integers"). These functions know nothing of signs or exponents.

use std::cmp::Ordering;

/// Decimal digits of a limb.
pub const LIMB_DIGITS: usize = 19;

/// The base: 10^19.
pub const BASE: u64 = 10_000_000_000_000_000_000;

/// floor((2^128 - 1) / BASE) - 2^64.
const RECIPROCAL: u64 = (u128::MAX / BASE as u128 - (1 << 64)) as u64;

/// Below this many limbs in the shorter factor, multiplication is done as at school.
const KARATSUBA: usize = 32;

/// A divisor of so many limbs needs no allocation.
const SHORT: usize = 16;

/// Below this many limbs in the divisor or in the quotient, so is division.
const RECURSIVE: usize = 80;

/// `p` divided by the base. `p` is below 10^19 times the base.
#[inline(always)]
pub fn split(p: u128) -> (u64, u64) {
    let (high, low) = ((p >> 64) as u64, p as u64);
    debug_assert!(high < BASE);
    let q = u128::from(RECIPROCAL) * u128::from(high) + p;
    let mut quotient = ((q >> 64) as u64).wrapping_add(1);
    let mut rest = low.wrapping_sub(quotient.wrapping_mul(BASE));
    if rest > q as u64 {
        quotient = quotient.wrapping_sub(1);
        rest = rest.wrapping_add(BASE);
    }
    if rest >= BASE {
        quotient += 1;
        rest -= BASE;
    }
    (quotient, rest)
}

/// A divisor of one word, prepared for divisions of two words by it.
struct Divisor {
    /// The divisor, shifted so that its top bit is set, and by how much.
    normal: u64,
    shift: u32,
    /// floor((2^128 - 1) / normal) - 2^64.
    reciprocal: u64,
}

impl Divisor {
    fn new(divisor: u64) -> Divisor {
        let shift = divisor.leading_zeros();
        let normal = divisor << shift;
        Divisor {
            normal,
            shift,
            // (In this form the quotient fits a word: one division of the processor is enough.)
            reciprocal: ((u128::from(!normal) << 64 | u128::from(u64::MAX)) / u128::from(normal))
                as u64,
        }
    }

    /// Quotient and remainder of `n`, which is below 2^64 times the divisor.
    #[inline(always)]
    fn divide(&self, n: u128) -> (u64, u64) {
        let n = n << self.shift;
        let (high, low) = ((n >> 64) as u64, n as u64);
        debug_assert!(high < self.normal);
        let q = (u128::from(self.reciprocal) * u128::from(high)).wrapping_add(n);
        let mut quotient = ((q >> 64) as u64).wrapping_add(1);
        let mut rest = low.wrapping_sub(quotient.wrapping_mul(self.normal));
        if rest > q as u64 {
            quotient = quotient.wrapping_sub(1);
            rest = rest.wrapping_add(self.normal);
        }
        if rest >= self.normal {
            quotient = quotient.wrapping_add(1);
            rest -= self.normal;
        }
        (quotient, rest >> self.shift)
    }
}

/// 10^n, for n up to 19.
#[inline(always)]
pub fn power(n: usize) -> u64 {
    POWERS[n]
}

static POWERS: [u64; LIMB_DIGITS + 1] = {
    let mut powers = [1; LIMB_DIGITS + 1];
    let mut i = 1;
    while i <= LIMB_DIGITS {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

/// A place between the digits of a limb at which it is divided in two.
pub struct Cut {
    /// How many digits are below it: at least one.
    places: u32,
    /// 10 to the power of that, and of the number of digits above it.
    power: u64,
    up: u64,
    /// A power of two divided by 5^places and rounded up. Without its factor of 2^places, a limb is short enough for the
    /// product with it to be exact in the bits that count (Granlund and Montgomery, "Division by invariant integers
    /// using multiplication").
    inverse: u64,
    shift: u32,
}

static CUTS: [Cut; LIMB_DIGITS + 1] = {
    const fn cut(places: usize) -> Cut {
        let five = 5u64.pow(places as u32);
        let shift = five.ilog2();
        Cut {
            places: places as u32,
            power: 10u64.pow(places as u32),
            up: 10u64.pow((LIMB_DIGITS - places) as u32),
            inverse: ((1 << (64 + shift)) / five as u128 + 1) as u64,
            shift,
        }
    }
    let mut cuts = [const { cut(1) }; LIMB_DIGITS + 1];
    let mut i = 1;
    while i <= LIMB_DIGITS {
        cuts[i] = cut(i);
        i += 1;
    }
    cuts
};

impl Cut {
    /// The cut with `places` digits below it, from 1 to 19.
    #[inline(always)]
    pub fn below(places: usize) -> &'static Cut {
        &CUTS[places]
    }

    /// What is above the cut, and what is below it.
    #[inline(always)]
    pub fn apply(&self, limb: u64) -> (u64, u64) {
        let product = u128::from(limb >> self.places) * u128::from(self.inverse);
        let above = (product >> 64) as u64 >> self.shift;
        (above, limb - above * self.power)
    }

    /// The limb between two cuts: what is below the upper one, and what is above the lower one.
    #[inline(always)]
    pub fn join(&self, below: u64, above: u64) -> u64 {
        below * self.up + above
    }

    /// 10^places.
    #[inline(always)]
    pub fn unit(&self) -> u64 {
        self.power
    }
}

/// Moves the digits down, so that what is below the cut of the first limb is gone; returns that.
pub fn shift_down(a: &mut [u64], cut: &Cut) -> u64 {
    let Some((first, _)) = a.split_first() else {
        return 0;
    };
    let (mut above, rest) = cut.apply(*first);
    for i in 1..a.len() {
        let (next, below) = cut.apply(a[i]);
        a[i - 1] = cut.join(below, above);
        above = next;
    }
    a[a.len() - 1] = above;
    rest
}

/// Writes into `to`, one limb longer than `a`, the digits moved up by as many as are above the cut.
pub fn shift_up(a: &[u64], cut: &Cut, to: &mut [u64]) {
    let mut above = 0;
    let (last, low) = to.split_last_mut().expect("it is longer than another");
    for (&x, to) in a.iter().zip(low) {
        let (next, below) = cut.apply(x);
        *to = cut.join(below, above);
        above = next;
    }
    *last = above;
}

/// `a` without zeros at its top.
pub fn trimmed(a: &[u64]) -> &[u64] {
    let n = a.iter().rposition(|&x| x != 0).map_or(0, |i| i + 1);
    &a[..n]
}

/// Which is larger; neither has zeros at its top.
pub fn compare(a: &[u64], b: &[u64]) -> Ordering {
    a.len()
        .cmp(&b.len())
        .then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

/// Adds `b` to `a`, which is at least as long, and returns the carry.
pub fn add_to(a: &mut [u64], b: &[u64]) -> bool {
    let mut carry = false;
    let (low, high) = a.split_at_mut(b.len());
    for (x, &y) in low.iter_mut().zip(b) {
        // The sum may exceed a word, but not twice the base.
        let (sum, wrapped) = x.overflowing_add(y + u64::from(carry));
        carry = wrapped || sum >= BASE;
        *x = if carry { sum.wrapping_sub(BASE) } else { sum };
    }
    for x in high {
        if !carry {
            break;
        }
        carry = *x == BASE - 1;
        *x = if carry { 0 } else { *x + 1 };
    }
    carry
}

/// Subtracts `b` from `a`, which is at least as long and as large.
pub fn subtract_from(a: &mut [u64], b: &[u64]) {
    let mut borrow = false;
    let (low, high) = a.split_at_mut(b.len());
    for (x, &y) in low.iter_mut().zip(b) {
        let (difference, wrapped) = x.overflowing_sub(y + u64::from(borrow));
        borrow = wrapped;
        *x = if wrapped {
            difference.wrapping_add(BASE)
        } else {
            difference
        };
    }
    for x in high {
        if !borrow {
            break;
        }
        borrow = *x == 0;
        *x = if borrow { BASE - 1 } else { *x - 1 };
    }
    debug_assert!(!borrow);
}

/// So many zeros. (For few of them, `calloc` is slow.)
fn zeros(n: usize) -> Vec<u64> {
    std::iter::repeat_n(0, n).collect()
}

/// The product, of as many limbs as the factors have together.
pub fn multiply(a: &[u64], b: &[u64]) -> Vec<u64> {
    let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
    let mut product = zeros(long.len() + short.len());
    if short.len() < KARATSUBA {
        schoolbook(long, short, &mut product);
    } else {
        // Pieces as long as the shorter factor, so that Karatsuba's split is even.
        for (i, piece) in long.chunks(short.len()).enumerate() {
            let part = if piece.len() == short.len() {
                karatsuba(piece, short)
            } else {
                multiply(short, piece)
            };
            add_to(&mut product[i * short.len()..], trimmed(&part));
        }
    }
    product
}

/// Limb after limb of the product, so that what is divided by the base are sums of products, not each of them. `short` is
/// below [`KARATSUBA`]: a carry has little more than a word.
pub fn schoolbook(long: &[u64], short: &[u64], product: &mut [u64]) {
    let Some((last, columns)) = product.split_last_mut() else {
        return;
    };
    if short.is_empty() {
        return;
    }
    let mut carry = 0;
    for (k, to) in columns.iter_mut().enumerate() {
        let (from, end) = ((k + 1).saturating_sub(short.len()), (k + 1).min(long.len()));
        let (mut sum, mut wraps): (u128, u64) = (carry, 0);
        let partners = short[k + 1 - end..k + 1 - from].iter().rev();
        for (&x, &y) in long[from..end].iter().zip(partners) {
            let wrapped;
            (sum, wrapped) = sum.overflowing_add(u128::from(x) * u128::from(y));
            wraps += u64::from(wrapped);
        }
        let high = u128::from(wraps) << 64 | sum >> 64;
        let (top, rest) = if high < u128::from(BASE) {
            (0, high as u64)
        } else {
            split(high)
        };
        let low;
        (low, *to) = split(u128::from(rest) << 64 | u128::from(sum as u64));
        carry = u128::from(top) << 64 | u128::from(low);
    }
    *last = carry as u64;
}

/// The product of two factors of the same length: three products of halves in place of four.
fn karatsuba(a: &[u64], b: &[u64]) -> Vec<u64> {
    let half = a.len().div_ceil(2);
    let ((a0, a1), (b0, b1)) = (a.split_at(half), b.split_at(half));
    let low = multiply(a0, b0);
    let high = multiply(a1, b1);
    let mut middle = multiply(&sum(a0, a1), &sum(b0, b1));
    subtract_from(&mut middle, trimmed(&low));
    subtract_from(&mut middle, trimmed(&high));
    let mut product = low;
    product.resize(2 * half, 0);
    product.extend_from_slice(&high);
    add_to(&mut product[half..], trimmed(&middle));
    product
}

fn sum(a: &[u64], b: &[u64]) -> Vec<u64> {
    let mut sum = a.to_vec();
    if add_to(&mut sum, b) {
        sum.push(1);
    }
    sum
}

/// Multiplies by a number below the base and adds another, and returns the carry.
pub fn scale(a: &mut [u64], by: u64, add: u64) -> u64 {
    let mut carry = add;
    for x in a {
        (carry, *x) = split(u128::from(*x) * u128::from(by) + u128::from(carry));
    }
    carry
}

/// Divides by a number below the base and returns what is left.
pub fn divide_by_limb(a: &mut [u64], by: u64) -> u64 {
    let divisor = Divisor::new(by);
    let mut rest = 0;
    for x in a.iter_mut().rev() {
        (*x, rest) = divisor.divide(u128::from(rest) * u128::from(BASE) + u128::from(*x));
    }
    rest
}

/// Quotient and remainder by a divisor whose first limb is at least half the base, so that both halve well: recursive
/// division after Burnikel and Ziegler, which is as fast as multiplication but for a factor.
fn divide_in_blocks(rest: &[u64], divisor: &[u64]) -> (Vec<u64>, Vec<u64>) {
    let (mut unit, mut halvings) = (divisor.len(), 0);
    while unit >= RECURSIVE {
        unit = unit.div_ceil(2);
        halvings += 1;
    }
    let size = unit << halvings;
    let padding = size - divisor.len();
    let padded = |v: &[u64]| [&vec![0; padding], v].concat();
    let (dividend, divisor) = (padded(rest), padded(divisor));
    let mut rest = vec![0; size];
    let mut quotient = vec![0; dividend.len().div_ceil(size) * size];
    for (i, block) in dividend.chunks(size).enumerate().rev() {
        let mut both = block.to_vec();
        both.resize(size, 0);
        both.extend_from_slice(&rest);
        let part;
        (part, rest) = two_by_one(&both, &divisor);
        quotient[i * size..(i + 1) * size].copy_from_slice(&part);
    }
    rest.drain(..padding);
    (quotient, rest)
}

/// Divides two blocks by one; the quotient is one block.
fn two_by_one(a: &[u64], b: &[u64]) -> (Vec<u64>, Vec<u64>) {
    let n = b.len();
    if n % 2 == 1 || n < RECURSIVE {
        let (mut rest, mut quotient) = (a.to_vec(), vec![0; n]);
        divide_by_steps(&mut rest, b, &mut quotient);
        rest.truncate(n);
        return (quotient, rest);
    }
    let half = n / 2;
    let (high, rest) = three_by_two(&a[half..], b);
    let (mut quotient, rest) = three_by_two(&[&a[..half], &rest].concat(), b);
    quotient.extend_from_slice(&high);
    (quotient, rest)
}

/// Divides three halves of a block by two; the quotient is one half.
fn three_by_two(a: &[u64], b: &[u64]) -> (Vec<u64>, Vec<u64>) {
    let half = b.len() / 2;
    let (low, high) = b.split_at(half);
    // An estimate from the higher halves, two too large at most.
    let (mut quotient, left) = if compare(trimmed(&a[2 * half..]), trimmed(high)).is_lt() {
        two_by_one(&a[half..], high)
    } else {
        let mut left = a[half..].to_vec();
        subtract_from(&mut left[half..], high);
        add_to(&mut left, high);
        (vec![BASE - 1; half], left)
    };
    let mut rest = [&a[..half], &left].concat();
    rest.resize(2 * half + 1, 0);
    let product = multiply(&quotient, low);
    let product = trimmed(&product);
    while compare(trimmed(&rest), product).is_lt() {
        subtract_from(&mut quotient, &[1]);
        add_to(&mut rest, b);
    }
    subtract_from(&mut rest, product);
    rest.truncate(2 * half);
    (quotient, rest)
}

/// The quotient; `a` becomes the remainder. `b` has no zeros at its top and is not zero.
pub fn divide(a: &mut Vec<u64>, b: &[u64]) -> Vec<u64> {
    let (quotient, by) = divide_scaled(a, b);
    if by > 1 {
        divide_by_limb(a, by);
    }
    quotient
}

/// The quotient, and whether there is a remainder; `a` is used up.
pub fn quotient(a: &mut Vec<u64>, b: &[u64]) -> (Vec<u64>, bool) {
    let (quotient, _) = divide_scaled(a, b);
    (quotient, !trimmed(a).is_empty())
}

/// The quotient; `a` becomes the remainder multiplied by the number that comes second (Knuth's algorithm D).
fn divide_scaled(a: &mut Vec<u64>, b: &[u64]) -> (Vec<u64>, u64) {
    let n = b.len();
    if n == 1 {
        let mut quotient = std::mem::take(a);
        let rest = divide_by_limb(&mut quotient, b[0]);
        a.push(rest);
        return (quotient, 1);
    }
    if a.len() < n {
        return (Vec::new(), 1);
    }
    let places = a.len() - n;
    a.push(0);
    let (mut few, mut many) = ([0; SHORT], Vec::new());
    let divisor = match few.get_mut(..n) {
        Some(few) => few,
        None => {
            many.resize(n, 0);
            &mut many[..]
        }
    };
    divisor.copy_from_slice(b);
    let by = normalize(a, divisor);
    let mut quotient;
    if n >= RECURSIVE && places >= RECURSIVE {
        (quotient, *a) = divide_in_blocks(a, divisor);
    } else {
        quotient = zeros(places + 1);
        divide_by_steps(a, divisor, &mut quotient);
        a.truncate(n);
    }
    (quotient, by)
}

/// Multiplies dividend and divisor so that the first limb of the latter is at least half the base: estimates are then off
/// by two at most. Returns the factor.
pub fn normalize(dividend: &mut [u64], divisor: &mut [u64]) -> u64 {
    let by = divisor.last().map_or(1, |first| BASE / (first + 1)).max(1);
    if by > 1 {
        scale(divisor, by, 0);
        scale(dividend, by, 0);
    }
    by
}

/// Division as at school: `rest`, whose first limb is below that of the divisor, becomes what is left.
pub fn divide_by_steps(rest: &mut [u64], divisor: &[u64], quotient: &mut [u64]) {
    let n = divisor.len();
    if n == 1 {
        let left = divide_by_limb(rest, divisor[0]);
        quotient.copy_from_slice(&rest[..quotient.len()]);
        rest.fill(0);
        rest[0] = left;
        return;
    }
    let first = Divisor::new(divisor[n - 1]);
    for (j, to) in quotient.iter_mut().enumerate().rev() {
        *to = divide_step(&mut rest[j..=j + n], divisor, &first);
    }
}

/// One limb of a quotient; `rest`, one limb longer than the divisor, becomes what is left. `prepared` is the divisor's first
/// limb.
fn divide_step(rest: &mut [u64], divisor: &[u64], prepared: &Divisor) -> u64 {
    let n = divisor.len();
    let base = u128::from(BASE);
    let (first, second) = (u128::from(divisor[n - 1]), u128::from(divisor[n - 2]));
    let top = u128::from(rest[n]) * base + u128::from(rest[n - 1]);
    let (estimate, left) = prepared.divide(top);
    let (mut estimate, mut left) = (u128::from(estimate), u128::from(left));
    while estimate >= base || estimate * second > left * base + u128::from(rest[n - 2]) {
        estimate -= 1;
        left += first;
        if left >= base {
            break;
        }
    }
    let (mut carry, mut borrow) = (0, false);
    for (x, &d) in rest.iter_mut().zip(divisor.iter().chain(&[0])) {
        let low;
        (carry, low) = split(estimate * u128::from(d) + u128::from(carry));
        let (difference, wrapped) = x.overflowing_sub(low + u64::from(borrow));
        borrow = wrapped;
        *x = if wrapped {
            difference.wrapping_add(BASE)
        } else {
            difference
        };
    }
    if borrow {
        // The estimate was one too large; the carry takes the borrow back.
        estimate -= 1;
        add_to(rest, divisor);
    }
    estimate as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Limbs that look arbitrary, with runs of the extremes among them.
    fn limbs(n: usize, seed: u64) -> Vec<u64> {
        let mut x = seed | 1;
        let mut next = || {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            x
        };
        (0..n)
            .map(|_| match next() % 8 {
                0 => 0,
                1 => BASE - 1,
                _ => next() % BASE,
            })
            .chain([1 + seed % (BASE - 1)])
            .collect()
    }

    #[test]
    fn products_divide_again() {
        for seed in 1..200 {
            let a = limbs((seed % 97) as usize, seed);
            let b = limbs((seed * 7 % 83) as usize, seed << 40);
            let mut product = multiply(&a, &b);
            let mut rest = trimmed(&product).to_vec();
            let quotient = divide(&mut rest, &a);
            assert_eq!(trimmed(&quotient), b);
            assert!(trimmed(&rest).is_empty());
            // A remainder just below the divisor.
            let mut below = a.clone();
            subtract_from(&mut below, &[1]);
            add_to(&mut product, trimmed(&below));
            let mut rest = trimmed(&product).to_vec();
            let quotient = divide(&mut rest, &a);
            assert_eq!(trimmed(&quotient), b);
            assert_eq!(trimmed(&rest), trimmed(&below));
        }
    }

    #[test]
    fn long_divisions_are_undone_by_products() {
        for seed in 1..60u64 {
            let a = limbs(80 + (seed * 37 % 700) as usize, seed);
            let mut b = limbs(80 + (seed * 53 % 400) as usize, seed << 30);
            if seed % 3 == 0 {
                // Estimates are worst where the divisor's first limbs are the least there are.
                let n = b.len();
                b[n - 1] = BASE / 2;
                b[n / 2..n - 1].fill(0);
            }
            let mut product = multiply(&a, &b);
            let mut below = b.clone();
            subtract_from(&mut below, &[1]);
            add_to(&mut product, trimmed(&below));
            let mut rest = trimmed(&product).to_vec();
            let quotient = divide(&mut rest, &b);
            assert_eq!(trimmed(&quotient), a);
            assert_eq!(trimmed(&rest), trimmed(&below));
        }
    }

    #[test]
    fn karatsuba_is_the_schoolbook() {
        for seed in 1..30 {
            let a = limbs(KARATSUBA + seed as usize * 5, seed);
            let b = limbs(KARATSUBA + seed as usize * 3, seed + 1000);
            let mut expected = vec![0; a.len() + b.len()];
            schoolbook(&a, &b, &mut expected);
            assert_eq!(multiply(&a, &b), expected);
        }
    }

    #[test]
    fn cuts_are_divisions() {
        for places in 1..=LIMB_DIGITS {
            let cut = Cut::below(places);
            let unit = power(places);
            for quotient in [0, 1, 7, u64::MAX / unit - 1, u64::MAX / unit] {
                for rest in [0, 1, unit / 2, unit - 1] {
                    let product = unit.checked_mul(quotient);
                    if let Some(x) = product.and_then(|p| p.checked_add(rest)) {
                        assert_eq!(cut.apply(x), (quotient, rest));
                    }
                }
            }
        }
    }

    #[test]
    fn splitting_is_division() {
        for p in [
            0,
            1,
            u128::from(BASE) - 1,
            u128::from(BASE),
            (u128::from(BASE) - 1) * u128::from(BASE),
        ] {
            for d in 0..3 {
                let (q, r) = split(p + d);
                assert_eq!(u128::from(q) * u128::from(BASE) + u128::from(r), p + d);
                assert!(r < BASE);
            }
        }
    }
}
