//! The functions of the `math` module on integers: `factorial`, `comb`, `perm`, and the logarithms of integers of any size.

use super::Error;
use super::bigint::{self, Int, IntRef};
use super::mathfn;
use dashu_int::UBig;
use std::cmp::Ordering;

/// `math.factorial(n)`.
pub fn factorial(n: IntRef) -> Result<Int, Error> {
    if n.is_negative() {
        return Err(Error::value("factorial() not defined for negative values"));
    }
    match n.to_i64() {
        Some(n) => Ok(factorial_magnitude(n as u64).into()),
        None => Err(Error::overflow(format!(
            "factorial() argument should not exceed {}",
            i64::MAX
        ))),
    }
}

fn factorial_magnitude(n: u64) -> UBig {
    range_product(2, n.saturating_add(1))
}

/// The product of all integers from `from` up to but without `to`, by halves, so that the factors stay of like size.
fn range_product(from: u64, to: u64) -> UBig {
    const LEAF: u64 = 16;
    if to <= from {
        return UBig::ONE;
    }
    if to - from > LEAF {
        let middle = from + (to - from) / 2;
        return range_product(from, middle) * range_product(middle, to);
    }
    let mut product = UBig::ONE;
    let mut small = 1u64;
    for n in from..to {
        small = match small.checked_mul(n) {
            Some(next) => next,
            None => {
                product *= small;
                n
            }
        };
    }
    product * small
}

/// `math.perm(n, k)`; without `k` it is the factorial.
pub fn perm(n: IntRef, k: IntRef) -> Result<Int, Error> {
    check_not_negative("n", n)?;
    check_not_negative("k", k)?;
    if bigint::compare(n, k) == Ordering::Less {
        return Ok(0i64.into());
    }
    let k = k
        .to_i64()
        .ok_or_else(|| Error::overflow(format!("k must not exceed {}", i64::MAX)))?;
    Ok(falling_product(n, k as u64).into())
}

/// `n * (n - 1) * ...`, `k` factors.
fn falling_product(n: IntRef, k: u64) -> UBig {
    match n.to_u64() {
        Some(n) if n < u64::MAX => range_product(n - k + 1, n + 1),
        _ => falling_product_big(&UBig::from_words(n.limbs()), k),
    }
}

fn falling_product_big(n: &UBig, k: u64) -> UBig {
    match k {
        0 => UBig::ONE,
        1 => n.clone(),
        _ => {
            let half = k / 2;
            falling_product_big(n, half) * falling_product_big(&(n - UBig::from(half)), k - half)
        }
    }
}

/// `math.comb(n, k)`.
pub fn comb(n: IntRef, k: IntRef) -> Result<Int, Error> {
    check_not_negative("n", n)?;
    check_not_negative("k", k)?;
    if bigint::compare(n, k) == Ordering::Less {
        return Ok(0i64.into());
    }
    if let (Some(n), Some(k)) = (n.to_u64(), k.to_u64())
        && let Some(small) = small_comb(n, k.min(n - k))
    {
        return Ok(small.into());
    }
    let rest = bigint::sub(n, k);
    let fewer = if bigint::compare(rest.as_ref(), k) == Ordering::Less {
        rest.as_ref()
    } else {
        k
    };
    let k = fewer
        .to_i64()
        .ok_or_else(|| Error::overflow(format!("min(n - k, k) must not exceed {}", i64::MAX)))?;
    let k = k as u64;
    Ok((falling_product(n, k) / factorial_magnitude(k)).into())
}

/// The binomial coefficient, as far as it fits 128 bits on the way: each step gives the next coefficient exactly.
fn small_comb(n: u64, k: u64) -> Option<u64> {
    let mut result = 1u64;
    for i in 0..k {
        result = match result.checked_mul(n - i) {
            Some(product) => product / (i + 1),
            None => {
                let product = u128::from(result) * u128::from(n - i);
                u64::try_from(product / u128::from(i + 1)).ok()?
            }
        };
    }
    Some(result)
}

fn check_not_negative(name: &str, n: IntRef) -> Result<(), Error> {
    if n.is_negative() {
        Err(Error::value(format!(
            "{name} must be a non-negative integer"
        )))
    } else {
        Ok(())
    }
}

/// One of the logarithms `math.log`, `math.log2`, `math.log10` of an integer.
pub fn log(n: IntRef, function: fn(f64) -> Result<f64, Error>) -> Result<f64, Error> {
    if n.is_negative() || n.is_zero() {
        return Err(Error::value("expected a positive input"));
    }
    match n.to_f64_checked() {
        Some(x) => function(x),
        None => {
            let (m, exponent) = n.frexp();
            Ok(function(m)? + function(2.0)? * exponent as f64)
        }
    }
}

/// `math.log(x, base)` from the two natural logarithms.
pub fn log_quotient(x: f64, base: f64) -> Result<f64, Error> {
    if base == 0.0 {
        return Err(Error::zero_division("division by zero"));
    }
    Ok(x / base)
}

/// The functions that [`log`] takes.
pub const LOGARITHMS: [fn(f64) -> Result<f64, Error>; 3] =
    [mathfn::log, mathfn::log2, mathfn::log10];

#[cfg(test)]
#[rustfmt::skip] // One case a line.
#[allow(clippy::type_complexity, reason = "the types of the tables are read beside their rows")]
mod tables;

#[cfg(test)]
mod tests {
    use super::tables::*;
    use super::*;
    use crate::algo::int_text;

    fn int(s: &str) -> Int {
        int_text::parse_str(s.as_bytes(), 10, 0).unwrap()
    }

    #[test]
    fn counting_agrees_with_cpython() {
        for &(n, k, c, p) in COUNTS {
            let (n, k) = (int(n), int(k));
            assert_eq!(comb(n.as_ref(), k.as_ref()).unwrap(), int(c));
            assert_eq!(perm(n.as_ref(), k.as_ref()).unwrap(), int(p));
        }
        for &(n, expected) in FACTORIALS {
            let f = factorial(int(n).as_ref()).unwrap();
            assert_eq!(f, int(expected));
        }
        let minus = int("-1");
        let error = comb(minus.as_ref(), minus.as_ref()).unwrap_err();
        assert_eq!(error.message, b"n must be a non-negative integer");
    }

    #[test]
    fn logarithms_agree_with_cpython() {
        for &(n, expected) in LOGS {
            let n = int(n);
            let got = LOGARITHMS.map(|f| log(n.as_ref(), f).unwrap().to_bits());
            assert_eq!(got, expected);
        }
        assert!(log(int("0").as_ref(), mathfn::log).is_err());
        assert!(log_quotient(1.0, 0.0).is_err());
    }
}
