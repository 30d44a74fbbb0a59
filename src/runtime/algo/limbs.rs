//! Magnitudes as limbs: the operations that take one pass, written into the caller's memory.
//!
//! Most integers beyond 64 bits have a few limbs, or meet a number of one limb. There, copying the operands into a
//! library's numbers and the result out of them takes longer than the arithmetic, so these work on the limbs where they
//! are. Whatever is not linear in the longer operand (products and quotients of long numbers) is `bigint`'s.
//!
//! Invariant: limbs are least significant first; operands have no zero on top, results may.

use std::cmp::Ordering;

/// The longest shorter operand that [`mul`] is meant for.
pub const SHORT: usize = 16;

/// Compares two magnitudes.
pub fn compare(a: &[u64], b: &[u64]) -> Ordering {
    let by_len = a.len().cmp(&b.len());
    by_len.then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

/// `out = a + b`; `b` is not longer than `a`, and `out` one limb longer.
pub fn add(a: &[u64], b: &[u64], out: &mut [u64]) {
    debug_assert!(a.len() >= b.len() && out.len() == a.len() + 1);
    let mut carry = false;
    let (low, high) = a.split_at(b.len());
    let (out_low, out_high) = out.split_at_mut(b.len());
    for ((to, &x), &y) in out_low.iter_mut().zip(low).zip(b) {
        let (sum, c1) = x.overflowing_add(y);
        let (sum, c2) = sum.overflowing_add(u64::from(carry));
        *to = sum;
        carry = c1 | c2;
    }
    for (to, &x) in out_high.iter_mut().zip(high) {
        (*to, carry) = x.overflowing_add(u64::from(carry));
    }
    out[a.len()] = u64::from(carry);
}

/// `out = a - b`; `b` is not greater than `a`, and `out` as long as `a`.
pub fn sub(a: &[u64], b: &[u64], out: &mut [u64]) {
    debug_assert!(a.len() >= b.len() && out.len() == a.len());
    let mut borrow = false;
    let (low, high) = a.split_at(b.len());
    let (out_low, out_high) = out.split_at_mut(b.len());
    for ((to, &x), &y) in out_low.iter_mut().zip(low).zip(b) {
        let (difference, b1) = x.overflowing_sub(y);
        let (difference, b2) = difference.overflowing_sub(u64::from(borrow));
        *to = difference;
        borrow = b1 | b2;
    }
    for (to, &x) in out_high.iter_mut().zip(high) {
        (*to, borrow) = x.overflowing_sub(u64::from(borrow));
    }
    debug_assert!(!borrow);
}

/// `x * y + a + b`, as (low, high); it always fits.
#[inline(always)]
fn mul_add(x: u64, y: u64, a: u64, b: u64) -> (u64, u64) {
    let r = u128::from(x) * u128::from(y) + u128::from(a) + u128::from(b);
    (r as u64, (r >> 64) as u64)
}

/// `out = a * b`; neither is empty, and `out` is as long as both together.
pub fn mul(a: &[u64], b: &[u64], out: &mut [u64]) {
    debug_assert!(out.len() == a.len() + b.len() && !a.is_empty() && !b.is_empty());
    let mut carry = 0;
    for (to, &x) in out.iter_mut().zip(a) {
        (*to, carry) = mul_add(x, b[0], carry, 0);
    }
    out[a.len()] = carry;
    for (k, &y) in b.iter().enumerate().skip(1) {
        let mut carry = 0;
        for (to, &x) in out[k..].iter_mut().zip(a) {
            (*to, carry) = mul_add(x, y, carry, *to);
        }
        out[k + a.len()] = carry;
    }
}

/// `out = a << bits`; `out` is longer than `a` by the whole limbs of `bits` and one.
pub fn shl(a: &[u64], bits: usize, out: &mut [u64]) {
    let (whole, part) = (bits / 64, bits % 64);
    debug_assert!(out.len() == a.len() + whole + 1);
    out[..whole].fill(0);
    let mut carry = 0;
    for (to, &x) in out[whole..].iter_mut().zip(a) {
        *to = x << part | carry;
        // (A shift by 64 is none.)
        carry = x.checked_shr(64 - part as u32).unwrap_or(0);
    }
    out[whole + a.len()] = carry;
}

/// `out = a >> bits`, rounded down, and whether what was dropped is not zero; `out` is shorter than `a` by the whole limbs
/// of `bits`, which are fewer than `a` has.
pub fn shr(a: &[u64], bits: usize, out: &mut [u64]) -> bool {
    let (whole, part) = (bits / 64, bits % 64);
    debug_assert!(out.len() == a.len() - whole);
    let mut dropped = a[..whole].iter().any(|&l| l != 0);
    let kept = &a[whole..];
    dropped |= kept[0] & ((1 << part) - 1) != 0;
    for (k, to) in out.iter_mut().enumerate() {
        let above = kept.get(k + 1).copied().unwrap_or(0);
        *to = kept[k] >> part | above.checked_shl(64 - part as u32).unwrap_or(0);
    }
    dropped
}

/// `out = a / d` for one limb, not zero; the result is the remainder. `out` is as long as `a`.
pub fn div_limb(a: &[u64], d: u64, out: &mut [u64]) -> u64 {
    debug_assert!(out.len() == a.len());
    let mut rest = 0;
    if let Ok(d) = u32::try_from(d) {
        let d = u64::from(d);
        for (to, &x) in out.iter_mut().zip(a).rev() {
            // Two steps of machine divisions.
            let high = rest << 32 | x >> 32;
            let low = (high % d) << 32 | (x & 0xffff_ffff);
            *to = ((high / d) << 32) | (low / d);
            rest = low % d;
        }
        return rest;
    }
    for (to, &x) in out.iter_mut().zip(a).rev() {
        let n = u128::from(rest) << 64 | u128::from(x);
        *to = (n / u128::from(d)) as u64;
        rest = (n % u128::from(d)) as u64;
    }
    rest
}

/// The top 64 bits of `a` shifted left by `shift` (less than 64), from limb `k` down: limb `k`, filled up from below.
#[inline(always)]
fn shifted(a: &[u64], k: usize, shift: u32) -> u64 {
    let limb = a.get(k).copied().unwrap_or(0);
    if shift == 0 || k == 0 {
        return limb << shift;
    }
    limb << shift | a[k - 1] >> (64 - shift)
}

/// The quotient `a / b` if it has one limb, leaving the remainder in `rest`, which is one limb longer than `b`. `b` has at
/// least two limbs and is not greater than `a`. None where the quotient is longer.
///
/// One digit of Knuth's algorithm D (The Art of Computer Programming, volume 2, 4.3.1), with normalised leading limbs,
/// but without normalising the operands.
pub fn quotient_limb(a: &[u64], b: &[u64], rest: &mut [u64]) -> Option<u64> {
    let n = b.len();
    debug_assert!(n >= 2 && a.len() >= n && rest.len() == n + 1);
    if a.len() > n + 1 {
        return None;
    }
    let shift = b[n - 1].leading_zeros();
    // A leading limb whose bits would be shifted out is far beyond the divisor's.
    if a.get(n).is_some_and(|limb| limb.leading_zeros() < shift) {
        return None;
    }
    let (b1, b2) = (shifted(b, n - 1, shift), shifted(b, n - 2, shift));
    let (a2, a1, a0) = (
        shifted(a, n, shift),
        shifted(a, n - 1, shift),
        shifted(a, n - 2, shift),
    );
    if a2 >= b1 {
        return None;
    }
    let top = u128::from(a2) << 64 | u128::from(a1);
    let mut q = (top / u128::from(b1)) as u64;
    let mut r = top - u128::from(q) * u128::from(b1);
    while r >> 64 == 0 && u128::from(q) * u128::from(b2) > (r << 64 | u128::from(a0)) {
        q -= 1;
        r += u128::from(b1);
    }
    // Now `q` is the quotient, or one more.
    let (mut carry, mut borrow) = (0, false);
    for (k, to) in rest.iter_mut().enumerate() {
        let product;
        (product, carry) = mul_add(b.get(k).copied().unwrap_or(0), q, carry, 0);
        let (difference, b1) = a.get(k).copied().unwrap_or(0).overflowing_sub(product);
        let (difference, b2) = difference.overflowing_sub(u64::from(borrow));
        *to = difference;
        borrow = b1 | b2;
    }
    if borrow {
        q -= 1;
        let mut carry = false;
        for (k, to) in rest.iter_mut().enumerate() {
            let (sum, c1) = to.overflowing_add(b.get(k).copied().unwrap_or(0));
            let (sum, c2) = sum.overflowing_add(u64::from(carry));
            *to = sum;
            carry = c1 | c2;
        }
    }
    Some(q)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dashu_int::UBig;
    use proptest::prelude::*;

    /// Limbs with many zeros and ones: there the carries are.
    fn limb() -> impl Strategy<Value = u64> {
        prop_oneof![
            Just(0),
            Just(1),
            Just(u64::MAX),
            Just(1 << 63),
            any::<u64>()
        ]
    }

    fn number(n: usize) -> impl Strategy<Value = Vec<u64>> {
        (prop::collection::vec(limb(), 0..n), 1..=u64::MAX).prop_map(|(mut limbs, top)| {
            limbs.push(top);
            limbs
        })
    }

    fn big(a: &[u64]) -> UBig {
        UBig::from_words(a)
    }

    proptest! {
        #[test]
        fn sums_and_differences(a in number(6), b in number(6)) {
            let (a, b) = if compare(&a, &b).is_lt() { (b, a) } else { (a, b) };
            let mut out = vec![7; a.len() + 1];
            add(&a, &b, &mut out);
            prop_assert_eq!(big(&out), big(&a) + big(&b));
            let mut out = vec![7; a.len()];
            sub(&a, &b, &mut out);
            prop_assert_eq!(big(&out), big(&a) - big(&b));
        }

        #[test]
        fn products(a in number(6), b in number(6)) {
            let mut out = vec![7; a.len() + b.len()];
            mul(&a, &b, &mut out);
            prop_assert_eq!(big(&out), big(&a) * big(&b));
        }

        #[test]
        fn shifts(a in number(4), bits in 0usize..300) {
            let mut out = vec![7; a.len() + bits / 64 + 1];
            shl(&a, bits, &mut out);
            prop_assert_eq!(big(&out), big(&a) << bits);
            let bits = bits % (a.len() * 64);
            let mut out = vec![7; a.len() - bits / 64];
            let dropped = shr(&a, bits, &mut out);
            prop_assert_eq!(big(&out), big(&a) >> bits);
            prop_assert_eq!(dropped, big(&a) != (big(&a) >> bits) << bits);
        }

        #[test]
        fn quotients_by_a_limb(a in number(4), d in limb()) {
            let d = d.max(1);
            let mut out = vec![7; a.len()];
            let rest = div_limb(&a, d, &mut out);
            prop_assert_eq!(big(&out) * d + rest, big(&a));
            prop_assert!(rest < d);
        }

        #[test]
        fn quotients_that_may_be_longer(a in number(6), b in number(4)) {
            prop_assume!(b.len() >= 2 && compare(&a, &b).is_ge());
            let mut rest = vec![7; b.len() + 1];
            if let Some(found) = quotient_limb(&a, &b, &mut rest) {
                prop_assert_eq!(big(&b) * found + big(&rest), big(&a));
                prop_assert!(big(&rest) < big(&b));
            } else {
                prop_assert!(big(&a) / big(&b) > UBig::from(u64::MAX / 4));
            }
        }

        #[test]
        fn quotients_of_a_limb(b in number(4), q in limb(), low in number(4)) {
            prop_assume!(b.len() >= 2 && q > 0);
            // A dividend with just this quotient, and some remainder.
            let wanted = big(&b) * q + big(&low) % big(&b);
            let a = wanted.as_words().to_vec();
            let mut rest = vec![7; b.len() + 1];
            if let Some(found) = quotient_limb(&a, &b, &mut rest) {
                prop_assert_eq!(found, q);
                prop_assert_eq!(big(&rest), big(&low) % big(&b));
            } else {
                // Only where the leading limbs say that it may be longer.
                prop_assert!(q > u64::MAX / 4);
            }
        }
    }
}
