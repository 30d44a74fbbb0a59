//! Division by a constant as a multiplication with its reciprocal (Granlund and Montgomery, PLDI 1994).
//!
//! For 0 <= n < 2^63 and 2 <= d, let p = ceil(log2 d) and m = ceil(2^(63+p) / d), which has 64 bits. Then
//! m * d = 2^(63+p) + e with 0 <= e < d <= 2^p, so n * e < 2^(63+p), and floor(n * m / 2^(63+p)) is floor(n / d).

/// The multiplier, and how far to shift the upper half of the product right, to divide by `divisor` >= 2.
pub(crate) fn reciprocal(divisor: i64) -> (u64, u8) {
    debug_assert!(divisor >= 2);
    let log = 64 - (divisor as u64 - 1).leading_zeros();
    let magic = (1u128 << (63 + log)).div_ceil(divisor as u128);
    // A power of two gives exactly 2^63; nothing gives more than 64 bits.
    (magic as u64, log as u8 - 1)
}

#[cfg(test)]
mod tests {
    #[test]
    fn divides_like_division() {
        let divisors = [
            2,
            3,
            5,
            6,
            7,
            9,
            10,
            11,
            60,
            97,
            100,
            641,
            1000,
            65537,
            1_000_000_007,
            i64::MAX - 1,
            i64::MAX,
        ];
        for d in divisors {
            let (magic, shift) = super::reciprocal(d);
            for n in [
                0,
                1,
                2,
                d - 1,
                d,
                d / 2,
                12_345_678_901,
                i64::MAX / d * d - 1,
                i64::MAX / d * d,
                i64::MAX - 1,
                i64::MAX,
            ] {
                let product = (n as u128 * u128::from(magic)) >> 64;
                assert_eq!((product as u64) >> shift, n as u64 / d as u64, "{n} / {d}");
            }
        }
    }
}
