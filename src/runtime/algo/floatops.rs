//! Arithmetic on floats and complex numbers where Python differs from the processor: `//`, `%`, `divmod`, `**`, and the
//! products and quotients of complex numbers, which recover infinities as C's Annex G says.

use super::{Error, ErrorKind};

/// `divmod(x, y)`: the quotient rounded down, the remainder with the sign of `y`.
pub fn divmod(x: f64, y: f64) -> Result<(f64, f64), Error> {
    if y == 0.0 {
        return Err(Error::zero_division("division by zero"));
    }
    let mut remainder = x % y;
    // This difference is exact, or nearly so.
    let mut quotient = (x - remainder) / y;
    if remainder != 0.0 {
        if (y < 0.0) != (remainder < 0.0) {
            remainder += y;
            quotient -= 1.0;
        }
    } else {
        remainder = 0.0f64.copysign(y);
    }
    let floor = if quotient != 0.0 {
        let floor = quotient.floor();
        if quotient - floor > 0.5 {
            floor + 1.0
        } else {
            floor
        }
    } else {
        0.0f64.copysign(x / y)
    };
    Ok((floor, remainder))
}

/// `x // y`.
pub fn floor_div(x: f64, y: f64) -> Result<f64, Error> {
    divmod(x, y).map(|(q, _)| q)
}

/// `x % y`.
#[inline]
pub fn modulo(x: f64, y: f64) -> Result<f64, Error> {
    if y == 0.0 {
        return Err(Error::zero_division("division by zero"));
    }
    let remainder = x % y;
    Ok(if remainder == 0.0 {
        0.0f64.copysign(y)
    } else if (y < 0.0) != (remainder < 0.0) {
        remainder + y
    } else {
        remainder
    })
}

/// The result of `x ** y` on floats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Power {
    /// A float.
    Real(f64),
    /// The base is negative and the exponent no integer: the power is [`complex_pow`]'s.
    Complex,
}

fn is_odd_integer(x: f64) -> bool {
    (x.abs() % 2.0) == 1.0
}

fn errno_overflow() -> Error {
    Error::new(ErrorKind::OverflowErrno, "")
}

/// `x ** y`.
pub fn pow(x: f64, y: f64) -> Result<Power, Error> {
    if let Some(special) = special_power(x, y)? {
        return Ok(Power::Real(special));
    }
    let mut base = x;
    let mut negate = false;
    if x < 0.0 {
        if y != y.floor() {
            return Ok(Power::Complex);
        }
        base = -x;
        negate = is_odd_integer(y);
    }
    // One to any power is one, which not all libraries know of huge exponents.
    let magnitude = if base == 1.0 { 1.0 } else { base.powf(y) };
    if magnitude.is_infinite() {
        return Err(errno_overflow());
    }
    Ok(Power::Real(if negate { -magnitude } else { magnitude }))
}

/// The powers with a zero, an infinity or a NaN on either side.
fn special_power(x: f64, y: f64) -> Result<Option<f64>, Error> {
    Ok(Some(if y == 0.0 {
        1.0
    } else if x.is_nan() {
        x
    } else if y.is_nan() {
        if x == 1.0 { 1.0 } else { y }
    } else if y.is_infinite() {
        let size = x.abs();
        if size == 1.0 {
            1.0
        } else if (y > 0.0) == (size > 1.0) {
            f64::INFINITY
        } else {
            0.0
        }
    } else if x.is_infinite() {
        match (y > 0.0, is_odd_integer(y)) {
            (true, true) => x,
            (true, false) => x.abs(),
            (false, true) => 0.0f64.copysign(x),
            (false, false) => 0.0,
        }
    } else if x == 0.0 {
        if y < 0.0 {
            if y.is_infinite() {
                return Ok(Some(f64::INFINITY));
            }
            return Err(Error::zero_division("zero to a negative power"));
        }
        if is_odd_integer(y) { x } else { 0.0 }
    } else {
        return Ok(None);
    }))
}

/// A complex number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Complex {
    pub re: f64,
    pub im: f64,
}

impl Complex {
    const ONE: Complex = Complex { re: 1.0, im: 0.0 };

    /// A number from its parts.
    pub fn new(re: f64, im: f64) -> Complex {
        Complex { re, im }
    }

    fn is_infinite(self) -> bool {
        self.re.is_infinite() || self.im.is_infinite()
    }

    fn is_finite(self) -> bool {
        self.re.is_finite() && self.im.is_finite()
    }

    fn is_nan(self) -> bool {
        self.re.is_nan() && self.im.is_nan()
    }

    /// An infinite number as one of its size: infinities become 1, the rest 0, signs stay.
    fn boxed(self) -> Complex {
        let part = |x: f64| if x.is_infinite() { 1.0f64 } else { 0.0 }.copysign(x);
        Complex::new(part(self.re), part(self.im))
    }

    /// The number with 0 for each NaN.
    fn without_nan(self) -> Complex {
        let part = |x: f64| if x.is_nan() { 0.0f64.copysign(x) } else { x };
        Complex::new(part(self.re), part(self.im))
    }
}

/// `z * w`.
pub fn complex_mul(z: Complex, w: Complex) -> Complex {
    let (ac, bd) = (z.re * w.re, z.im * w.im);
    let (ad, bc) = (z.re * w.im, z.im * w.re);
    let product = Complex::new(ac - bd, ad + bc);
    if !product.is_nan() {
        return product;
    }
    // Something infinite may hide behind NaN + NaN j.
    let (mut z, mut w) = (z, w);
    let mut again = false;
    if z.is_infinite() {
        z = z.boxed();
        w = w.without_nan();
        again = true;
    }
    if w.is_infinite() {
        w = w.boxed();
        z = z.without_nan();
        again = true;
    }
    if !again && [ac, bd, ad, bc].iter().any(|x| x.is_infinite()) {
        z = z.without_nan();
        w = w.without_nan();
        again = true;
    }
    if !again {
        return product;
    }
    Complex::new(
        f64::INFINITY * (z.re * w.re - z.im * w.im),
        f64::INFINITY * (z.re * w.im + z.im * w.re),
    )
}

/// `a / b`.
pub fn complex_div(a: Complex, b: Complex) -> Result<Complex, Error> {
    if b.re == 0.0 && b.im == 0.0 {
        return Err(Error::zero_division("division by zero"));
    }
    Ok(quotient(a, b))
}

/// `a / b` by a real number.
pub fn complex_div_real(a: Complex, b: f64) -> Result<Complex, Error> {
    if b == 0.0 {
        return Err(Error::zero_division("division by zero"));
    }
    Ok(Complex::new(a.re / b, a.im / b))
}

/// `a / b` of a real number by a complex one.
pub fn real_div_complex(a: f64, b: Complex) -> Result<Complex, Error> {
    if b.re == 0.0 && b.im == 0.0 {
        return Err(Error::zero_division("division by zero"));
    }
    let r = if b.re.abs() >= b.im.abs() {
        let ratio = b.im / b.re;
        let denominator = b.re + b.im * ratio;
        Complex::new(a / denominator, (-a * ratio) / denominator)
    } else if b.im.abs() >= b.re.abs() {
        let ratio = b.re / b.im;
        let denominator = b.re * ratio + b.im;
        Complex::new((a * ratio) / denominator, -a / denominator)
    } else {
        Complex::new(f64::NAN, f64::NAN)
    };
    if r.is_nan() && a.is_finite() && b.is_infinite() {
        let y = b.boxed();
        return Ok(Complex::new(0.0 * (a * y.re), 0.0 * (-a * y.im)));
    }
    Ok(r)
}

/// The quotient by a divisor that is not zero, scaled by the larger part of the divisor.
fn quotient(a: Complex, b: Complex) -> Complex {
    let (abs_re, abs_im) = (b.re.abs(), b.im.abs());
    let r = if abs_re >= abs_im {
        let ratio = b.im / b.re;
        let denominator = b.re + b.im * ratio;
        Complex::new(
            (a.re + a.im * ratio) / denominator,
            (a.im - a.re * ratio) / denominator,
        )
    } else if abs_im >= abs_re {
        let ratio = b.re / b.im;
        let denominator = b.re * ratio + b.im;
        Complex::new(
            (a.re * ratio + a.im) / denominator,
            (a.im * ratio - a.re) / denominator,
        )
    } else {
        Complex::new(f64::NAN, f64::NAN)
    };
    if !r.is_nan() {
        return r;
    }
    if a.is_infinite() && b.is_finite() {
        let x = a.boxed();
        return Complex::new(
            f64::INFINITY * (x.re * b.re + x.im * b.im),
            f64::INFINITY * (x.im * b.re - x.re * b.im),
        );
    }
    if b.is_infinite() && a.is_finite() {
        let y = b.boxed();
        return Complex::new(
            0.0 * (a.re * y.re + a.im * y.im),
            0.0 * (a.im * y.re - a.re * y.im),
        );
    }
    r
}

/// `a ** b`.
pub fn complex_pow(a: Complex, b: Complex) -> Result<Complex, Error> {
    // Small integral exponents are exact by repeated multiplication.
    const MOST_STEPS: f64 = 100.0;
    let r = if b.im == 0.0 && b.re == b.re.floor() && b.re.abs() <= MOST_STEPS {
        let power = complex_pow_unsigned(a, b.re.abs() as u32);
        if b.re > 0.0 {
            power
        } else if power.re == 0.0 && power.im == 0.0 {
            return Err(zero_to_power());
        } else {
            quotient(Complex::ONE, power)
        }
    } else {
        complex_pow_general(a, b)?
    };
    if r.is_infinite() {
        return Err(Error::overflow("complex exponentiation"));
    }
    Ok(r)
}

fn zero_to_power() -> Error {
    Error::zero_division("zero to a negative or complex power")
}

fn complex_pow_unsigned(x: Complex, n: u32) -> Complex {
    let mut r = Complex::ONE;
    let mut power = x;
    let mut mask = 1;
    while n >= mask {
        if n & mask != 0 {
            r = complex_mul(r, power);
        }
        mask <<= 1;
        power = complex_mul(power, power);
    }
    r
}

fn complex_pow_general(a: Complex, b: Complex) -> Result<Complex, Error> {
    if a.re == 0.0 && a.im == 0.0 {
        return if b.im != 0.0 || b.re < 0.0 {
            Err(zero_to_power())
        } else {
            Ok(Complex::new(0.0, 0.0))
        };
    }
    let size = a.re.hypot(a.im);
    let mut len = size.powf(b.re);
    let angle = a.im.atan2(a.re);
    let mut phase = angle * b.re;
    if b.im != 0.0 {
        len *= (-angle * b.im).exp();
        phase += b.im * size.ln();
    }
    if phase.is_infinite() {
        // The library's sine objects, and CPython takes the objection for the other one.
        return Err(zero_to_power());
    }
    Ok(Complex::new(len * phase.cos(), len * phase.sin()))
}

/// `abs(z)`.
pub fn complex_abs(z: Complex) -> Result<f64, Error> {
    if z.is_infinite() {
        return Ok(f64::INFINITY);
    }
    let size = z.re.hypot(z.im);
    if size.is_infinite() {
        return Err(Error::overflow("absolute value too large"));
    }
    Ok(size)
}

#[cfg(test)]
#[rustfmt::skip] // One case a line.
#[allow(clippy::type_complexity, reason = "the types of the tables are read beside their rows")]
mod tables;

#[cfg(test)]
mod tests {
    use super::tables::*;
    use super::*;

    fn same(a: f64, bits: u64) -> bool {
        a.to_bits() == bits || a.is_nan() && f64::from_bits(bits).is_nan()
    }

    fn parts(z: (u64, u64)) -> Complex {
        Complex::new(f64::from_bits(z.0), f64::from_bits(z.1))
    }

    #[test]
    fn floats_agree_with_cpython() {
        for &(x, y, quotient, remainder, power) in FLOATS {
            let (x, y) = (f64::from_bits(x), f64::from_bits(y));
            match divmod(x, y) {
                Ok((q, r)) => {
                    assert!(same(q, quotient.unwrap()), "{x:?} // {y:?} = {q:?}");
                    assert!(same(r, remainder.unwrap()), "{x:?} % {y:?} = {r:?}");
                    assert!(same(modulo(x, y).unwrap(), remainder.unwrap()));
                }
                Err(e) => assert_eq!((e.message, quotient), (b"division by zero".to_vec(), None)),
            }
            match pow(x, y) {
                Ok(Power::Real(p)) => assert!(same(p, power.unwrap()), "{x:?} ** {y:?} = {p:?}"),
                // Where the complex power fails in its turn, the table says how.
                Ok(Power::Complex) => assert!(power.is_err()),
                Err(e) => assert_eq!(
                    power,
                    Err(match e.kind {
                        ErrorKind::OverflowErrno => "OverflowError",
                        _ => "ZeroDivisionError",
                    })
                ),
            }
        }
    }

    // The table was taken on x86-64; on AArch64 the signs of zeros beside NaNs come out otherwise, in CPython as well.
    #[cfg(target_arch = "x86_64")]
    #[test]
    fn complex_numbers_agree_with_cpython() {
        for &(a, b, product, quotient, power) in COMPLEX {
            let (a, b) = (parts(a), parts(b));
            let is = |z: Complex, bits: (u64, u64)| same(z.re, bits.0) && same(z.im, bits.1);
            let p = complex_mul(a, b);
            assert!(is(p, product), "{a:?} * {b:?} = {p:?}");
            match complex_div(a, b) {
                Ok(q) => assert!(is(q, quotient.unwrap()), "{a:?} / {b:?} = {q:?}"),
                Err(_) => assert_eq!(quotient, None),
            }
            match (complex_pow(a, b), power) {
                (Ok(p), Ok(expected)) => assert!(
                    is(p, expected),
                    "{a:?} ** {b:?} = {p:?} not {:?}",
                    parts(expected)
                ),
                (Err(e), Err(message)) => {
                    assert_eq!(e.message, message.as_bytes(), "{a:?} ** {b:?}")
                }
                (got, expected) => panic!("{a:?} ** {b:?} = {got:?} instead of {expected:?}"),
            }
        }
        assert_eq!(complex_abs(Complex::new(3.0, -4.0)), Ok(5.0));
        assert!(complex_abs(Complex::new(1.5e308, 1.5e308)).is_err());
        assert_eq!(
            complex_abs(Complex::new(f64::NAN, f64::INFINITY)),
            Ok(f64::INFINITY)
        );
    }
}
