//! Sums of floats without the rounding errors of plain addition: `sum`, `math.fsum`, `math.sumprod`, `math.hypot` and
//! `math.dist`, each with the algorithm that CPython uses, so that the last bit agrees.
//!
//! Sources: J. R. Shewchuk, "Adaptive precision floating-point arithmetic" (fsum); A. Neumaier's compensated sum (`sum`);
//! T. Ogita, S. Rump and S. Oishi, "Accurate sum and dot product" (sumprod and the norm of a vector).

use super::Error;
use super::mathfn::frexp;

/// The sum of two floats and the error of its rounding, for any two floats.
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let x = a + b;
    let z = x - a;
    (x, (a - (x - z)) + (b - z))
}

/// As [`two_sum`], for `|a| >= |b|`.
fn fast_two_sum(a: f64, b: f64) -> (f64, f64) {
    let x = a + b;
    (x, (a - x) + b)
}

/// The product of two floats and the error of its rounding.
fn two_product(a: f64, b: f64) -> (f64, f64) {
    let z = a * b;
    (z, a.mul_add(b, -z))
}

/// What `sum` keeps while all items are floats: the total and the compensation.
#[derive(Clone, Copy, Debug, Default)]
pub struct CompensatedSum {
    hi: f64,
    lo: f64,
}

impl CompensatedSum {
    /// Starts from a float.
    pub fn new(start: f64) -> CompensatedSum {
        CompensatedSum { hi: start, lo: 0.0 }
    }

    /// Adds a float (or an integer that converts exactly).
    #[inline]
    pub fn add(&mut self, x: f64) {
        let t = self.hi + x;
        if self.hi.abs() >= x.abs() {
            self.lo += (self.hi - t) + x;
        } else {
            self.lo += (x - t) + self.hi;
        }
        self.hi = t;
    }

    /// The sum. A zero compensation could lose the sign of a zero, an infinite one would make a NaN of an infinity.
    pub fn value(self) -> f64 {
        if self.lo != 0.0 && self.lo.is_finite() {
            self.hi + self.lo
        } else {
            self.hi
        }
    }
}

/// `math.fsum`: the correctly rounded sum, kept as floats that do not overlap.
#[derive(Clone, Debug, Default)]
pub struct ExactSum {
    partials: Vec<f64>,
    special: f64,
    infinities: f64,
}

impl ExactSum {
    /// An empty sum.
    pub fn new() -> ExactSum {
        ExactSum::default()
    }

    /// Adds a float.
    pub fn add(&mut self, item: f64) -> Result<(), Error> {
        let mut x = item;
        let mut kept = 0;
        for j in 0..self.partials.len() {
            let mut y = self.partials[j];
            if x.abs() < y.abs() {
                (x, y) = (y, x);
            }
            let hi = x + y;
            let lo = y - (hi - x);
            if lo != 0.0 {
                self.partials[kept] = lo;
                kept += 1;
            }
            x = hi;
        }
        self.partials.truncate(kept);
        if x == 0.0 {
            return Ok(());
        }
        if x.is_finite() {
            self.partials.push(x);
            return Ok(());
        }
        if item.is_finite() {
            return Err(Error::overflow("intermediate overflow in fsum"));
        }
        if item.is_infinite() {
            self.infinities += item;
        }
        self.special += item;
        self.partials.clear();
        Ok(())
    }

    /// The sum.
    pub fn value(mut self) -> Result<f64, Error> {
        if self.special != 0.0 {
            return if self.infinities.is_nan() {
                Err(Error::value("-inf + inf in fsum"))
            } else {
                Ok(self.special)
            };
        }
        let Some(mut hi) = self.partials.pop() else {
            return Ok(0.0);
        };
        let mut lo = 0.0;
        while let Some(y) = self.partials.pop() {
            let x = hi;
            hi = x + y;
            lo = y - (hi - x);
            if lo != 0.0 {
                break;
            }
        }
        // A tie was rounded by the first two partials alone: what is below them may decide it otherwise.
        if let Some(&next) = self.partials.last()
            && (lo < 0.0 && next < 0.0 || lo > 0.0 && next > 0.0)
        {
            let y = lo * 2.0;
            let x = hi + y;
            if y == x - hi {
                hi = x;
            }
        }
        Ok(hi)
    }
}

/// What `math.sumprod` keeps while all items are floats: a sum of three floats.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProductSum {
    hi: f64,
    lo: f64,
    tiny: f64,
}

impl ProductSum {
    /// The sum with `p * q` added; not finite if that overflowed or met what is no number.
    #[must_use]
    pub fn add(self, p: f64, q: f64) -> ProductSum {
        let (product, product_error) = two_product(p, q);
        let (hi, hi_error) = two_sum(self.hi, product);
        let (r1, r1_error) = two_sum(self.lo, product_error);
        let (r2, r2_error) = two_sum(r1, hi_error);
        ProductSum {
            hi,
            lo: r2,
            tiny: self.tiny + r1_error + r2_error,
        }
    }

    /// True while the sum is a number.
    pub fn is_finite(self) -> bool {
        self.hi.is_finite()
    }

    /// The sum.
    pub fn value(self) -> f64 {
        let (last, _) = two_sum(self.lo, self.tiny);
        self.hi + last
    }
}

/// `math.hypot(*coordinates)`, and `math.dist` of the differences. The coordinates are overwritten.
pub fn hypot(coordinates: &mut [f64]) -> f64 {
    let mut max = 0.0f64;
    let mut found_nan = false;
    for x in coordinates.iter_mut() {
        *x = x.abs();
        found_nan |= x.is_nan();
        if *x > max {
            max = *x;
        }
    }
    norm(coordinates, max, found_nan)
}

/// The Euclidean norm of floats that are not negative, the largest being `max`.
fn norm(v: &mut [f64], max: f64, found_nan: bool) -> f64 {
    if max.is_infinite() {
        return max;
    }
    if found_nan {
        return f64::NAN;
    }
    if max == 0.0 || v.len() <= 1 {
        return max;
    }
    let (_, exponent) = frexp(max);
    if exponent < -1023 {
        // The scale would overflow: lift the subnormals first.
        v.iter_mut().for_each(|x| *x /= f64::MIN_POSITIVE);
        return f64::MIN_POSITIVE * norm(v, max / f64::MIN_POSITIVE, found_nan);
    }
    let scale = super::mathfn::ldexp(1.0, i64::from(-exponent)).expect("a scale in range");
    // Sums start at 1 so that each partial sum is larger than what is added to it.
    let mut sum = 1.0;
    let (mut fraction_1, mut fraction_2) = (0.0, 0.0);
    for &x in v.iter() {
        let x = x * scale;
        let (square, square_error) = two_product(x, x);
        let (s, s_error) = fast_two_sum(sum, square);
        sum = s;
        fraction_1 += square_error;
        fraction_2 += s_error;
    }
    let mut h = (sum - 1.0 + (fraction_1 + fraction_2)).sqrt();
    // One step of Newton's method on the exact residue.
    let (square, square_error) = two_product(-h, h);
    let (s, s_error) = fast_two_sum(sum, square);
    fraction_1 += square_error;
    fraction_2 += s_error;
    let x = s - 1.0 + (fraction_1 + fraction_2);
    h += x / (2.0 * h);
    h / scale
}

#[cfg(test)]
#[rustfmt::skip] // One case a line.
#[allow(clippy::type_complexity, reason = "the types of the tables are read beside their rows")]
mod tables;

#[cfg(test)]
mod tests {
    use super::tables::*;
    use super::*;

    fn floats(bits: &[u64]) -> Vec<f64> {
        bits.iter().map(|&b| f64::from_bits(b)).collect()
    }

    #[test]
    fn sums_agree_with_cpython() {
        for &(items, plain, exact, norm) in SUMS {
            let mut items = floats(items);
            let mut sum = CompensatedSum::new(0.0);
            let mut fsum = ExactSum::new();
            items.iter().for_each(|&x| {
                sum.add(x);
                fsum.add(x).unwrap();
            });
            assert_eq!(sum.value().to_bits(), plain, "sum({items:?})");
            assert_eq!(fsum.value().unwrap().to_bits(), exact, "fsum({items:?})");
            assert_eq!(hypot(&mut items).to_bits(), norm, "hypot({items:?})");
        }
        for &(p, q, expected) in PRODUCTS {
            let pairs = floats(p).into_iter().zip(floats(q));
            let sum = pairs.fold(ProductSum::default(), |s, (p, q)| s.add(p, q));
            assert_eq!(sum.value().to_bits(), expected);
        }
    }

    #[test]
    fn special_values_are_as_in_cpython() {
        let fsum = |items: &[f64]| {
            let mut sum = ExactSum::new();
            items.iter().try_for_each(|&x| sum.add(x))?;
            sum.value()
        };
        assert_eq!(
            fsum(&[1e308, 1e308]).unwrap_err().message,
            b"intermediate overflow in fsum"
        );
        assert_eq!(
            fsum(&[f64::INFINITY, f64::NEG_INFINITY])
                .unwrap_err()
                .message,
            b"-inf + inf in fsum"
        );
        assert!(fsum(&[f64::INFINITY, f64::NAN]).unwrap().is_nan());
        assert_eq!(fsum(&[1.0, f64::INFINITY]).unwrap(), f64::INFINITY);
        assert_eq!(hypot(&mut [f64::NAN, f64::NEG_INFINITY]), f64::INFINITY);
        assert!(hypot(&mut [f64::NAN, 1.0]).is_nan());
        assert_eq!(hypot(&mut []), 0.0);
        let mut sum = CompensatedSum::new(-0.0);
        sum.add(-0.0);
        assert!(sum.value().is_sign_negative());
    }
}
