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
mod tests {
    use super::*;

    /// The items, and their sum, fsum and hypot.
    const SUMS: &[(&[u64], u64, u64, u64)] = &[
        (
            &[0xbfb999999999999a, 0x406f58bca0b68074],
            0x406f55896d834d41,
            0x406f55896d834d41,
            0x406f58bcca86d21b,
        ),
        (
            &[0x0000000000000000, 0x41ef376052cb5a87],
            0x41ef376052cb5a87,
            0x41ef376052cb5a87,
            0x41ef376052cb5a87,
        ),
        (
            &[0xc280388ba6e7f235, 0x3fb999999999999a],
            0xc280388ba6e7f168,
            0xc280388ba6e7f168,
            0x4280388ba6e7f235,
        ),
        (
            &[
                0xbfb999999999999a,
                0xbfb999999999999a,
                0xbfb999999999999a,
                0xbe3c2b884906c607,
                0xbfb999999999999a,
                0x3fde28cc2d9b664c,
                0x3fb999999999999a,
                0xbfb999999999999a,
                0x4341c37937e08000,
                0x3ff0000000000000,
                0x3cf5f38c763a9d18,
                0x430c4bbe8a1ac722,
                0x3feeb73c3d4ef91c,
                0x3ff0000000000000,
                0xbf91fb62a27ac802,
                0x3fd86cb3acca5cb8,
                0x3ff0000000000000,
                0x3fb999999999999a,
                0x4341c37937e08000,
                0xbfb999999999999a,
            ],
            0x4352a5d72c31563a,
            0x4352a5d72c31563a,
            0x43492f03c4477a7c,
        ),
        (
            &[],
            0x0000000000000000,
            0x0000000000000000,
            0x0000000000000000,
        ),
        (
            &[
                0x3fb999999999999a,
                0x3fc9a22a97a4e9b8,
                0x3fb999999999999a,
                0x0000000000000001,
                0x4246003efb456caf,
            ],
            0x4246003efb459feb,
            0x4246003efb459feb,
            0x4246003efb456caf,
        ),
        (
            &[0xc070d3c5b172c4f9, 0x4341c37937e08000],
            0x4341c37937e07f79,
            0x4341c37937e07f79,
            0x4341c37937e08000,
        ),
        (
            &[],
            0x0000000000000000,
            0x0000000000000000,
            0x0000000000000000,
        ),
        (
            &[0x3fedc1f7bf7ec70f, 0x3fb999999999999a, 0x3ff0000000000000],
            0x40003d4abcac7e91,
            0x40003d4abcac7e91,
            0x3ff5e8540bd0ce7d,
        ),
        (
            &[0x4341c37937e08000, 0xbfb999999999999a],
            0x4341c37937e08000,
            0x4341c37937e08000,
            0x4341c37937e08000,
        ),
        (
            &[0x3fb999999999999a, 0x3ff0000000000000],
            0x3ff199999999999a,
            0x3ff199999999999a,
            0x3ff0146dd68287f3,
        ),
        (
            &[],
            0x0000000000000000,
            0x0000000000000000,
            0x0000000000000000,
        ),
        (
            &[0x3fd0783e38ed57b8, 0x3fec1e5f1fcdc81f],
            0x3ff22d3f1e2239fe,
            0x3ff22d3f1e2239fe,
            0x3fed4cb71cd500de,
        ),
        (
            &[0x4341c37937e08000, 0xc221ca1890d61806, 0x0000000000000000],
            0x4341c374c55a5bca,
            0x4341c374c55a5bca,
            0x4341c37937e10e86,
        ),
        (
            &[0x3fb999999999999a, 0x3ff0000000000000],
            0x3ff199999999999a,
            0x3ff199999999999a,
            0x3ff0146dd68287f3,
        ),
        (
            &[0x41f932b10a7e4a1c, 0x4341c37937e08000, 0x3ff0000000000000],
            0x4341c37a01760854,
            0x4341c37a01760854,
            0x4341c37937e08478,
        ),
        (
            &[
                0x3fe1dd856cab64de,
                0xbfb999999999999a,
                0xbfb999999999999a,
                0x3fb999999999999a,
                0x3ff0000000000000,
            ],
            0x3ff755291cbc18d5,
            0x3ff755291cbc18d5,
            0x3ff28873380008cb,
        ),
        (
            &[0x42c4128883f0a07f, 0x3ff0000000000000],
            0x42c4128883f0a0ff,
            0x42c4128883f0a0ff,
            0x42c4128883f0a07f,
        ),
        (
            &[
                0xbdabe9fc4a293f13,
                0xbfb999999999999a,
                0xbdc90762c3c48ca0,
                0x01b9d6d6b3d097ae,
                0x3fe4a96ddfbea816,
                0x81a5e7719b56cae8,
                0x3ff0000000000000,
                0x4341c37937e08000,
                0x0192fec1ae861f80,
                0x3ff0000000000000,
                0x3fb999999999999a,
                0x3fce6439ee59993c,
                0x3fb999999999999a,
                0x3fb999999999999a,
                0xbfb999999999999a,
                0xbfb999999999999a,
                0x4341c37937e08000,
                0x3fb999999999999a,
                0xbfb999999999999a,
                0x01b1de17e13d4c96,
            ],
            0x4351c37937e08001,
            0x4351c37937e08001,
            0x43491f19451be383,
        ),
        (
            &[0x4341c37937e08000, 0x3fd0ca1c1025f1a0],
            0x4341c37937e08000,
            0x4341c37937e08000,
            0x4341c37937e08000,
        ),
        (
            &[],
            0x0000000000000000,
            0x0000000000000000,
            0x0000000000000000,
        ),
        (
            &[0xc0c1709778920bb8],
            0xc0c1709778920bb8,
            0xc0c1709778920bb8,
            0x40c1709778920bb8,
        ),
        (
            &[0xbfb999999999999a, 0xbfb999999999999a],
            0xbfc999999999999a,
            0xbfc999999999999a,
            0x3fc21a1851ff630a,
        ),
        (
            &[0x3fcb86f37d826608, 0x3fb999999999999a],
            0x3fd429e02527996a,
            0x3fd429e02527996a,
            0x3fce5b8bf645a7b2,
        ),
        (
            &[
                0x3ca8bfc892a7bfa4,
                0x3ff0000000000000,
                0x3fc40de511daff6c,
                0xbfb999999999999a,
                0x4341c37937e08000,
                0x3fd8490b82b09970,
                0x42d8b39ca6f0885f,
                0x3fb999999999999a,
                0x3ff0000000000000,
                0x3fb999999999999a,
                0x42a359187a5d9be5,
                0x5f0df946089e4776,
                0x3fe0ddf06de792ef,
                0x3ff0000000000000,
                0xbfb999999999999a,
                0xbfb999999999999a,
                0x3fea74341f4caf48,
                0x4341c37937e08000,
                0x4341c37937e08000,
                0x3ff0000000000000,
            ],
            0x5f0df946089e4776,
            0x5f0df946089e4776,
            0x5f0df946089e4776,
        ),
        (
            &[0xbfb999999999999a, 0x416b1bedf124de17, 0x3fb999999999999a],
            0x416b1bedf124de17,
            0x416b1bedf124de17,
            0x416b1bedf124de17,
        ),
        (
            &[0x4341c37937e08000, 0xbfb999999999999a, 0xc0bad538418f136e],
            0x4341c37937e07295,
            0x4341c37937e07295,
            0x4341c37937e08000,
        ),
        (
            &[0x4341c37937e08000, 0x3feddba6f103afd7],
            0x4341c37937e08000,
            0x4341c37937e08000,
            0x4341c37937e08000,
        ),
        (
            &[
                0x3f804a9374a3e140,
                0xc1e56f6b5b3ca6be,
                0x4341c37937e08000,
                0x4341c37937e08000,
                0xbfb999999999999a,
            ],
            0x4351c3790d01a94a,
            0x4351c3790d01a94a,
            0x43491f19451be416,
        ),
        (
            &[0x3ff0000000000000, 0xdef53a5526debcd2, 0x5f11a710626da823],
            0x5f08b0f6316bf1dd,
            0x5f08b0f6316bf1dd,
            0x5f126edd75e5987e,
        ),
        (
            &[0x3fe573c2c75f5bda, 0xbfb999999999999a],
            0x3fe2408f942c28a7,
            0x3fe2408f942c28a7,
            0x3fe5b086377ad886,
        ),
        (
            &[0x3fd9f8c14eb5181a, 0xbfb999999999999a, 0x4341c37937e08000],
            0x4341c37937e08000,
            0x4341c37937e08000,
            0x4341c37937e08000,
        ),
        (
            &[0x3fd64977317af6fa],
            0x3fd64977317af6fa,
            0x3fd64977317af6fa,
            0x3fd64977317af6fa,
        ),
        (
            &[],
            0x0000000000000000,
            0x0000000000000000,
            0x0000000000000000,
        ),
        (
            &[0xc1ee44b3543ed548],
            0xc1ee44b3543ed548,
            0xc1ee44b3543ed548,
            0x41ee44b3543ed548,
        ),
        (
            &[0xbfb999999999999a, 0x4341c37937e08000],
            0x4341c37937e08000,
            0x4341c37937e08000,
            0x4341c37937e08000,
        ),
        (
            &[0xc1fcb12925eb67be, 0x3ff0000000000000, 0x41e1258bb8f501fc],
            0xc1f41e634960e6c0,
            0xc1f41e634960e6c0,
            0x41fdf20e54af3bea,
        ),
        (
            &[],
            0x0000000000000000,
            0x0000000000000000,
            0x0000000000000000,
        ),
        (
            &[0x3fc1b22069f23e10, 0x40d0734e8e314676, 0xbfb999999999999a],
            0x40d0735100db1509,
            0x40d0735100db1509,
            0x40d0734e8e34e64e,
        ),
        (
            &[0xbfb999999999999a, 0xc06a1728d17207ea, 0x3fe415b64261f91d],
            0xc06a06464e62d924,
            0xc06a06464e62d924,
            0x406a1730bec27e0a,
        ),
        (
            &[0x0000000000000000, 0xbfb999999999999a],
            0xbfb999999999999a,
            0xbfb999999999999a,
            0x3fb999999999999a,
        ),
        (
            &[0x3fe3ff5ffc3aa6f0, 0x4341c37937e08000],
            0x4341c37937e08000,
            0x4341c37937e08000,
            0x4341c37937e08000,
        ),
        (
            &[],
            0x0000000000000000,
            0x0000000000000000,
            0x0000000000000000,
        ),
        (
            &[0x81bd40a8a5518737, 0x3fb999999999999a],
            0x3fb999999999999a,
            0x3fb999999999999a,
            0x3fb999999999999a,
        ),
        (
            &[],
            0x0000000000000000,
            0x0000000000000000,
            0x0000000000000000,
        ),
        (
            &[0x5f11cdb78d9c1e51, 0x3ce33e75b7b41b8c],
            0x5f11cdb78d9c1e51,
            0x5f11cdb78d9c1e51,
            0x5f11cdb78d9c1e51,
        ),
        (
            &[
                0x4341c37937e08000,
                0x4341c37937e08000,
                0x3ff0000000000000,
                0xc11cf2ec61053748,
                0x8000000000000001,
                0x4341c37937e08000,
                0xc025630ca32dff34,
                0x3fb999999999999a,
                0xbfb999999999999a,
                0xbfb999999999999a,
                0x3fe73841ea64a3c1,
                0x3ff0000000000000,
                0x3ff0000000000000,
                0x3fd42c3778c718a0,
                0x3d562fce2849e58e,
                0x8000000000000001,
                0x4341c37937e08000,
                0x4341c37937e08000,
                0x0000000000000000,
                0x3fb999999999999a,
            ],
            0x4366345785d7b868,
            0x4366345785d7b868,
            0x4353dc3addbb3362,
        ),
        (
            &[],
            0x0000000000000000,
            0x0000000000000000,
            0x0000000000000000,
        ),
        (
            &[0xc057863b06f7adde, 0xbf9f6373fb21d3fd],
            0xc05788313e375ffb,
            0xc05788313e375ffb,
            0x4057863b1be88680,
        ),
        (
            &[0x3ff0000000000000, 0x3fd24d6e88cdb706, 0x3fb999999999999a],
            0x3ff62cf53bcd075b,
            0x3ff62cf53bcd075b,
            0x3ff0b7d826cd4f80,
        ),
        (
            &[0xc2134943e84c2b86, 0x4341c37937e08000],
            0x4341c376ceb802f6,
            0x4341c376ceb802f6,
            0x4341c37937e0a9e1,
        ),
        (
            &[0x3fb999999999999a, 0x3ff0000000000000, 0x3ff0000000000000],
            0x4000cccccccccccd,
            0x4000cccccccccccd,
            0x3ff6af150dc81142,
        ),
        (
            &[
                0x4341c37937e08000,
                0x3ff0000000000000,
                0x3fe86f15e56e384d,
                0xbfb999999999999a,
                0xbfb999999999999a,
            ],
            0x4341c37937e08001,
            0x4341c37937e08001,
            0x4341c37937e08000,
        ),
        (
            &[0xbfb999999999999a, 0x3ff0000000000000],
            0x3feccccccccccccd,
            0x3feccccccccccccd,
            0x3ff0146dd68287f3,
        ),
        (
            &[0x4341c37937e08000, 0xc097070cd4d13ed5, 0x3ff0000000000000],
            0x4341c37937e07d20,
            0x4341c37937e07d20,
            0x4341c37937e08000,
        ),
        (
            &[0xc1eb83d3371cbe70, 0x4341c37937e08000, 0xbfb999999999999a],
            0x4341c378c9d13324,
            0x4341c378c9d13324,
            0x4341c37937e08155,
        ),
        (
            &[0x3ff0000000000000, 0xbfb999999999999a],
            0x3feccccccccccccd,
            0x3feccccccccccccd,
            0x3ff0146dd68287f3,
        ),
        (
            &[0xc26226c4fe3fdf61, 0x3ff0000000000000, 0x3ff0000000000000],
            0xc26226c4fe3f9f61,
            0xc26226c4fe3f9f61,
            0x426226c4fe3fdf61,
        ),
        (
            &[0x3ff0000000000000, 0x3ff0000000000000, 0x3ff0000000000000],
            0x4008000000000000,
            0x4008000000000000,
            0x3ffbb67ae8584caa,
        ),
        (
            &[0x4341c37937e08000, 0xbfb999999999999a, 0xbe619e8a8cdbec19],
            0x4341c37937e08000,
            0x4341c37937e08000,
            0x4341c37937e08000,
        ),
    ];

    const PRODUCTS: &[(&[u64], &[u64], u64)] = &[
        (
            &[
                0x40592bade63b1a08,
                0x3fde16dcb6a04e5c,
                0x3ecd0e298292f251,
                0xbf58f43593e2db75,
                0xbf4512a2a331defb,
                0xc080e3750f610f25,
                0xbf322944f8bd276a,
                0xbf724efa5660188a,
                0xbe97f3bd7ed13af4,
                0xbff78e0f5b0b261c,
                0x3ee8696a35f2ac3e,
                0x4175fc3b89d9c42e,
                0x3f800a76fc1a29b6,
                0x3f36f542a4f903df,
                0x40b64cffd14f9c59,
                0x3fe072627eaecb64,
                0xbee073a3e2f86769,
                0xc095cc2e72893ad6,
                0xc1668787ed558416,
                0x4061493a52a776b6,
                0x416e32be820dc700,
                0xbfa9aa8ebdc7e4f8,
                0x4055a8d403f53bb4,
                0x3e83a4e245bc95a9,
                0x4121fb5b711e6107,
                0xc17972b6873b2131,
                0xc082e766fedb72ad,
                0x419d593fa9e5a729,
                0xc0974a43c4e1276d,
                0x40519cbe2b204865,
            ],
            &[
                0x3ec8f918744dc7b1,
                0xc107eec12c68bab5,
                0xbee03414562191eb,
                0x3fb32d9d747e42c6,
                0xc13e5ac11cec4484,
                0xc174906385439934,
                0xbfd726bb5f734e80,
                0xc090531d83ea9979,
                0xbfb6f1c70f774a46,
                0xbe33a7052965a277,
                0x3f45419cc6f29e8d,
                0x40c38492cf7f3a00,
                0xbf9a59d53710753f,
                0x3f680d84b939bcd8,
                0xc1529dff406c6138,
                0x4115f7dc82f91441,
                0xc0d8a1d7c61c191b,
                0x3f7ef542ab8197be,
                0xbe43942ce8f8b62f,
                0xbf6504183418d835,
                0xc1518c0dae0ab42c,
                0xc1722a5d2a39258b,
                0xbe76cf818e5fb7b9,
                0x3f23217c9750bf64,
                0xc0c583464fe20026,
                0x40fb1648359bef40,
                0x410d04de2f399937,
                0xc08673bdba95e52a,
                0xbef3ae3cf5057b54,
                0x3eed57013d0a1f0c,
            ],
            0xc2d1348597b6eceb,
        ),
        (
            &[
                0xbf44c8c608064b34,
                0x411997b20dadf84a,
                0xbee3ba6d2b70aea9,
                0xbf27366a30de2371,
                0x4193e7304cb7f2fd,
                0x3f1d605d01dccb22,
                0x3e827c95884c876a,
                0x3fe25f3ec9877f4c,
                0xbe345c7d08b66b5a,
                0xc0e71d307aa1586a,
            ],
            &[
                0xbe450cbea7d11852,
                0x3edb4642bfa8eb8b,
                0x3fe56e7fe70b1085,
                0x41279d38c7c7e1e0,
                0x3ebb5dd739d91e4d,
                0xc055f6755ea14244,
                0xc0f725bc08063902,
                0x3f5aa26d1de021b3,
                0x3ff8491fab728f3b,
                0xbff5b6ec12eb45fa,
            ],
            0x40ef5ecb8501c233,
        ),
        (
            &[0xbf317233f7e9d909, 0x40d6536a88c21ffe, 0x3fb475bc2ffe86b8],
            &[0xbee52a7b76358905, 0x3ff9c33581bef5a3, 0x40fc5292a0e7b76e],
            0x40e68050e7c84451,
        ),
        (
            &[0x41301f564186b655],
            &[0xc1719b51b9d0b78e],
            0xc2b1bdcd931b3c27,
        ),
        (
            &[
                0xc17413bb3c14cb1c,
                0xc19a3566881dc8fc,
                0x3fec6481abb77c14,
                0x3ebcc3dd573a9e85,
                0xc19ad5b7901528d4,
                0x3f7200285491b97a,
                0xc0b063c4dec91304,
                0x3ff6b6a379bda10e,
                0xc06495bf04e8f79b,
                0xbe621f0c7d7ecd39,
            ],
            &[
                0xc0840b882f9b2098,
                0x409351c22990f04d,
                0x407ca60a2417167a,
                0x3ea2ffdc2770fda0,
                0x410d1cda3baebf68,
                0xc101a55357520cf2,
                0xbf305683dd812cc6,
                0x40c3ac4975468714,
                0x3ffbf61a653188b3,
                0x40587ebdb859d071,
            ],
            0xc2b88660cecedf7f,
        ),
        (
            &[0x3f77fbf05d06dc61, 0xbf74652186b1a2fe],
            &[0xbf5765aea0ba9ea7, 0x3e897b6a28998d1b],
            0xbee189ccc139aec1,
        ),
        (
            &[0x40320e6d9b141d3f, 0xc07b4045d56af232, 0xbf14b3932be7c52a],
            &[0x3eb88d5a51d73cbd, 0xc07262283b2db833, 0xbf2a2703f163011d],
            0x40ff4f7cc168ae75,
        ),
        (
            &[0xc124888a3f32c04e, 0xbed1cdaad7cc253a, 0xc13007cba18ad41d],
            &[0xc1828fa6e3bec12b, 0xbf17597b3c136eb5, 0xc0523fd8345109af],
            0x42b7d1fa99bd4d99,
        ),
        (
            &[
                0x4027bc21bb25e4de,
                0xc134009af5d4c4ad,
                0xbf54592b11e766e2,
                0xbf565fe376829ed7,
                0x411e041562234ac6,
                0x3fa0afec355233a5,
                0xbe2e4fdb2d7c97ff,
                0xc00f58feff4bb771,
                0x3fb1516d55dc2a89,
                0x405a552063d96d3c,
            ],
            &[
                0x4054bf8bedbe3686,
                0x40fdc2b947209535,
                0x3ef148ce6d88adc1,
                0xbe7752c2fd3eca2e,
                0xbf5f3fc364c35648,
                0x41459ea4d122a751,
                0x3f7ba04997957c58,
                0x3f3f1f59724853d7,
                0xc057c51ea6759d90,
                0xbeaa39d1fa11456e,
            ],
            0xc2429a4335b9a4a1,
        ),
        (
            &[0x3e97e23b4f279f50],
            &[0x3f3affc1f7cbc38c],
            0x3de426b3be56f97c,
        ),
        (
            &[
                0xbe53165cc757e2d1,
                0x4069e58c301ce645,
                0xc14882840b27ce4d,
                0x3f132db13c294d1d,
                0xc00500cd4d0779cf,
                0xc01365c9c74187a1,
                0xc034eba5892877c2,
                0xbe8326ffe18f343e,
                0xc132aa6b8b689ef4,
                0xbfc6dd2406790e97,
                0x407eb14316a41e27,
                0xbebef15d6605b49e,
                0xbe658249705ec251,
                0xc1352a6ef3156f2e,
                0x40c0afaa572fa035,
                0xc11622b82451b513,
                0xc16842f6a12a5c79,
                0xc012a9535ad8eb14,
                0xbf521bfcc3e59a4c,
                0xc0b31b402c5a58df,
                0xc0a70f5b62157164,
                0xc16e418b654ac312,
                0xc0d1ec278034f037,
                0xbf7fb93ac02c4fd1,
                0xbef40c8e58c75282,
                0xbf72d978532801af,
                0xbf8250350e1dc7f3,
                0xc127a6ebe3acc4b7,
                0x3eb8c83baeb0547a,
                0x4169b64836882944,
            ],
            &[
                0x3ee025da16989487,
                0xbfb1020ff2bb03e1,
                0x3f54893087cb28e8,
                0xbf3440b8ba3c93d5,
                0x3fd9345908ea1950,
                0x3f7bf0ec9309353f,
                0xbea19cf8568bc295,
                0x41045e67b9ebcbf8,
                0xc021351da2dc91cf,
                0x41905cdee199a683,
                0x3f7b93f62ab8b676,
                0xbea8dea4329888c7,
                0xc193e6738208d1a5,
                0x415b793c6380cb37,
                0xc06d99ccdf318f5a,
                0xbf7f62f0c28c1481,
                0xbf9aeba09619c214,
                0x3f92b74acf22edca,
                0x3f0e0406524689fe,
                0xc084f76bbd775596,
                0xbfc744eefbc083bd,
                0x412969c87c841439,
                0x3fad093689b81142,
                0x41602da07e24b4b1,
                0x407529c47f0d12f4,
                0xc0b83c6882cfd878,
                0xbe36abe24266200d,
                0xc0211d2bf577e1b9,
                0x3ef9d85fd91f963b,
                0x3ebff54acf165ea3,
            ],
            0xc2b5199b62f2ad6f,
        ),
        (
            &[0xbf418abcca6091f9, 0x3ec675a7ff05f6b6],
            &[0xbf2666fe6fd32a94, 0x3e5feca84abd304d],
            0x3e788fb0655f485d,
        ),
        (
            &[0x3f90dbe60153ea86, 0xc07551f42c29e6bc],
            &[0xbfd0f06cb4f0f805, 0xbe4b7ac89a9a0139],
            0xbf71d4a7495848e5,
        ),
        (
            &[0xc0b3ded97828a24c, 0x401353ac46b34fc0, 0x3f53eb97ec873ab9],
            &[0x402b9b75e86195f0, 0x3fc3104f67478bc0, 0x3eed6980cd80993b],
            0xc0f124849e4f94b8,
        ),
        (
            &[0xbff539f5a7eb92b9, 0x3f85150031609c55, 0x3fe4540b894108e8],
            &[0x41a1b2e5dcdc1655, 0xbe52986853ba93a7, 0xc029120a14b8e699],
            0xc1a77aead1d06709,
        ),
        (
            &[
                0xbfaffd19ec74fadc,
                0xc0bba2d65a031108,
                0xc0d019bf54477e4f,
                0xc16c7ff9908de93d,
                0xbe37f170dcaddd99,
                0x3f17f6a6e758eca2,
                0x4092175c1d4bd65c,
                0x402b152d9e818327,
                0x40f40f3225e0082f,
                0xbfbc0182adc95807,
            ],
            &[
                0xbf670b0da949e86a,
                0x3fbc6792bd8a2340,
                0xbf710c4b6f557c20,
                0x3fa2d60b5586c160,
                0xbfb2aeb273c751c5,
                0xc0e568a48e7162c7,
                0xbdf8fad183171f30,
                0xbedaf9976b8a79a3,
                0x40e018c427c1ca95,
                0x3e9400b8a1ec45f2,
            ],
            0x41e42d321926232d,
        ),
        (
            &[0x3ec20990891edff0, 0x3f15560084e04370],
            &[0xc13835b3aa81a9a9, 0x3e51f7952936adab],
            0xc00b4ae307ad444e,
        ),
        (
            &[
                0xc0f42a570e91882c,
                0x3f468f874ec32ea0,
                0xc0d327ed948a79c7,
                0x41326734e35dca7d,
                0xbff9c3f8bd453a49,
                0xbfceb8ba421e8fc2,
                0x3ec9bb893a6a5f49,
                0xbefb048aede2f3cd,
                0x40414b4325e7a918,
                0x3f8a13c8af2e167a,
                0x4185058c2a147289,
                0xbf61f6ee91755a03,
                0x3f300cd836ce2fec,
                0xc15b87fa8c3af6ff,
                0xc1012b0bc1cc5cad,
                0x4188dd873f7b5d33,
                0xc14375d4b132a8d7,
                0x4129cf06dbdfec2b,
                0x3ed1e966bfecf716,
                0x40b277b6f52e20c8,
                0x3fd1980faf4dc6fc,
                0x3ffa61e9638616f2,
                0x40bb7b13c0cbab63,
                0xbe2d819b4a27e0b9,
                0x416027aeaa047373,
                0x4148650d34a49196,
                0x40f8f1f50e9d1eec,
                0xbf4a2d61f3a3ee4b,
                0x410395ae6d0c6b29,
                0xbefc29adc979e0c0,
            ],
            &[
                0xc190d1d2adc827bd,
                0xc1a2fc602959ba91,
                0xc16388901f4070ca,
                0xc1a94aef1f0f9e29,
                0xc0f52050f19583d5,
                0x3f403400051b5658,
                0xc10c1b78ea1d518d,
                0xbf04ec7b2cbae95a,
                0xc09820f298fb59a1,
                0x3e8c8cb31df4b0cd,
                0xc1a91c20ae7e5705,
                0xc0649eb25be0f22b,
                0xbf90a50311f7f32e,
                0xc0a48f2c7cc99396,
                0xbe4d257c7971da60,
                0xc0a359e213d16180,
                0xbed60f6356fc1787,
                0xc02126ec72d1690c,
                0xbe69335e4955494b,
                0x41a4ed99873db163,
                0xc0e032400af26157,
                0x4131f6d6c08e5d5e,
                0x3e34fa2768cdac04,
                0xbf209aab367e04f9,
                0x3f502e3cfec59e47,
                0x3f2151432dd1138b,
                0xbebdeb3419a37dd4,
                0x40010e87408eb294,
                0xbe4569d82bc57ade,
                0x3f9a7df15cc0e1da,
            ],
            0xc340f01c178eff14,
        ),
        (
            &[
                0xbe7d61aa6fe28949,
                0xbfa6a593c4bba25b,
                0xbe6e0d4ddb115963,
                0x3f53404a322d46c1,
                0x3f0709957e7327dc,
                0xc0c1e60f083c51cb,
                0xbe65ce0779448fae,
                0x415aeb6cd6bb4d0b,
                0x3f43c58b152bd92f,
                0xc152b94bde900639,
                0xbf5b4b19abc2a2b1,
                0x3fc21e728c824f0a,
                0xc068356079347879,
                0xbe7f311a5852eeb6,
                0x3fc15650de81c8bb,
                0xbe49ed495d157218,
                0x3ed5edf4cc2fcac0,
                0xc111a876dd54b875,
                0xbf2eff2cbd334f80,
                0x3f179db4b71541aa,
                0xbf85c293248e3496,
                0x401a6ede7c194633,
                0xbe3e3be1571e3c7a,
                0x3f2f518a8ec09672,
                0x4096dff136353c90,
                0xbef0898b60f93bb8,
                0x3e3e29f5ef5e3b47,
                0xbf59e937b8df4684,
                0xbf80725bb6b550a6,
                0x3ebd827c3a6c36e1,
            ],
            &[
                0x4151807d2a30a408,
                0x3e4a648a4824b839,
                0xc0e3e31e7ea5c162,
                0x4161c2b19e679283,
                0xc19051d944f2115a,
                0xbe75ef5b9ad9159a,
                0x3f101ebea22b37f3,
                0xbef6af0e60961906,
                0x416c856208af4886,
                0xbebc4e583bb82f17,
                0xc13f4c5f0473b5c5,
                0xc109d19d888e3562,
                0x3f7f9efad14504ba,
                0x3fee56f943116f0d,
                0x41342769367bfb49,
                0x3f4759973b105ad8,
                0x3f03b88cd303af9c,
                0xbef4da613d11f62d,
                0xc0609afa45e5543d,
                0x41a2235fbbcc4a3a,
                0x4020b72906ece693,
                0x3ffb8e766d05de03,
                0x401b27c9fb089b45,
                0xbe2dae74cd5a06f1,
                0xc1822701ae4f2a39,
                0xbf5d1ae53be5e51e,
                0xbf18bef1194c171d,
                0xbfdf5cc7dc13bea6,
                0x3f2d539d6feafdad,
                0xbea10fea97048a57,
            ],
            0xc229f3ae0b272dda,
        ),
        (
            &[0x3f17fab898b3d6b0, 0x3ee4755a8d978973, 0x3f802427e0db2ebc],
            &[0xbea4755495788c34, 0xc018f0c78dd8d200, 0xbeee66318332393e],
            0xbf0ff33ea7d43e42,
        ),
        (
            &[0x3ee33a8f3c48d991, 0xbfd18cfa5c117b5b, 0x40287cdafeff9305],
            &[0xbe937a3918d60abd, 0xbe812cda2283a6c6, 0xbfe10abbb501f38a],
            0xc01a1515fdbb063f,
        ),
        (
            &[0xc0d2b2dfe5da8ec1],
            &[0xbf5277c7cb52bab9],
            0x40359537c2324c95,
        ),
        (
            &[0x4126a182e9bf45a0, 0x40c962b099c0cfa1],
            &[0xc100194cff76e83e, 0x40951515ada10025],
            0xc236c44096f2e810,
        ),
        (
            &[
                0x41638ef4e17574c7,
                0x4142356f8dafd6de,
                0xbf23ab7c335c24e2,
                0x3f6211623ccf5aec,
                0xbe40b377d95cbc3b,
                0x3e7bcc660f4d59ad,
                0x3f178cdad703fc76,
                0xc19f2c0649c8e3a8,
                0xc0065d07f21d9086,
                0xbf26c92744e05761,
            ],
            &[
                0xbf4c67ce0595c4f7,
                0xc064fbf90f2a7b6a,
                0xbe7ac2447ea8159e,
                0xc129f5771b94949a,
                0xc060118d697aadc5,
                0xc00e13789513135b,
                0x3f1fdbeadaf83082,
                0x41a7ddd018551af2,
                0x3e7b23f6417a9627,
                0x408b168c30dd5c45,
            ],
            0xc3573fb74c4b3054,
        ),
        (
            &[0xbe4bb7a227ac5989, 0xbfa14582e5c706d6, 0x405b6e1ae2952a66],
            &[0xc110872562a36972, 0xbf62e61383c623a9, 0xbf18a5cf6ed6ed94],
            0xbf7b9ef0ffbceb64,
        ),
        (
            &[0xc002d202908408aa],
            &[0xc0eeceeb1859d95a],
            0x41021e949c934939,
        ),
        (
            &[0x4087b6caf4c4921b],
            &[0xbe961e4528477395],
            0xbf30641a268bad6f,
        ),
        (
            &[0x3f0e84ff120f43e3, 0x3fb5840315fca1f9, 0x3e14b4a5772b5d4f],
            &[0xc0610181a6eea39b, 0x3fc9a45755647516, 0xbef3d1d1f6289801],
            0x3f82432c11b6a406,
        ),
        (
            &[0xbe63a7d3465d6997, 0xbf79d0f13feef9d5],
            &[0x3e4f9f2706681716, 0xbf033c04e5c84f6f],
            0x3e8f08f5ea62c43f,
        ),
        (
            &[
                0x40d00247334e57db,
                0xc10239ad63d9b943,
                0xbe6a58d0e15d436b,
                0xbf52cc323fea0b92,
                0xbe8b07cb88aedf24,
                0xc00e6ce831ad16b5,
                0xc1002658ad86399f,
                0x411acbd928501307,
                0xc114282403095cf8,
                0x3e3be95b7a66825c,
            ],
            &[
                0x3f6303f8ab48fef0,
                0x40915e241922a4fa,
                0xc04017fe097d0edb,
                0xc0507f476021ab7a,
                0xc15ae628e9944057,
                0x3fa82557598fca98,
                0xbee53f4464400c00,
                0x3f840a6254b0973d,
                0xc14411b26cc00b2b,
                0x412b7eb1511b06e4,
            ],
            0x4269473beb7b5a45,
        ),
    ];

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
