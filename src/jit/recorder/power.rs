//! Powers of floats.
//!
//! A program that says `x ** 2`, `x ** 0.5` or `x ** -1.5` must get what the C library's `pow` gives, to the last bit, but it
//! need not pay for a logarithm and an exponential. For small halves `y = n / 2` the power is a handful of products, a
//! square root and a quotient, and with fused multiplications each of these also yields its own rounding error. So the
//! trace computes the power to some hundred bits, as a double with a correction ([`Near`]), and asks whether it
//! rounds to the same double if it is moved up and down by [`DOUBT`] units in the last place. If so, every `pow` whose
//! error is less than half a unit and that doubt gives this double. glibc states 0.509 units for its exponential
//! (0.511 without fused operations) and `|y ln x| * 2^53 * 1.5 * 2^-68` for its logarithm; the range to which the base is
//! guarded keeps the latter below 0.0042, and so the sum below 0.516. (Before 2.28 it rounded correctly; musl has the
//! same algorithm.) In the other cases, some six of a hundred, the trace calls `pow`.
//!
//! The range also keeps all intermediate results far from overflow and underflow, so that the errors are exact.
//!
//! Roots and quotients take longest, and their latency is the latency of the power. So a quotient never waits for a root:
//! the reciprocal of the base is computed beside the root, and serves for the correction, whose last bits do not matter,
//! and for a first double, which may be some units off because the correction says by how much.

use ir::{IrRef, Op};

use super::Recorder;
use super::arith::Number;
use crate::helpers::id as h;

/// The doubt, relative to the result: at least 0.02 units in the last place.
const DOUBT: f64 = 0.02 / (1u64 << 52) as f64;

/// The largest binary exponent of the base.
const MAX_EXPONENT: i32 = 100;
/// The largest binary exponent of the power.
const MAX_RESULT: i32 = 128;

/// A number to twice the precision of a double.
enum Near {
    /// `hi + lo`
    Sum(IrRef, IrRef),
    /// `hi * (1 + r)`
    Scaled(IrRef, IrRef),
}

/// Twice the exponent, if there is a way for it.
fn halves(y: f64) -> Option<i32> {
    let n = 2.0 * y;
    [-4.0, -3.0, -2.0, -1.0, 1.0, 3.0, 4.0, 6.0, 8.0]
        .contains(&n)
        .then_some(n as i32)
}

/// The binary exponent up to which the base of a power may go, up or down.
fn exponent_limit(n: i32) -> i32 {
    MAX_EXPONENT.min(2 * MAX_RESULT / n.abs())
}

/// Two to the power of a small int.
fn exp2(e: i32) -> f64 {
    f64::from_bits(((1023 + e) as u64) << 52)
}

impl Recorder {
    /// The power of a base that does not overflow, by the library. `None`: it is another.
    pub(super) fn power(&mut self, p: IrRef, m: f64, b: &Number, n: f64) -> Option<IrRef> {
        if !(m > 0.0 && m.is_finite() && n.is_finite() && m.powf(n).is_finite()) {
            return None;
        }
        let q = self.as_float(b, false)?;
        let (zero, infinite) = (self.b.flt(0.0), self.b.flt(f64::INFINITY));
        self.guard2(Op::GFGT, p, zero);
        self.guard2(Op::GFLT, p, infinite);
        let size = self.b.op1(Op::FABS, q);
        self.guard2(Op::GFLT, size, infinite);
        let r = self.b.call(h::float_pow, &[p, q]);
        self.guard2(Op::GFLT, r, infinite);
        Some(self.box_float(r))
    }

    /// The power of `p`, which is `m` now, to a constant that is a small half.
    pub(super) fn half_power(&mut self, p: IrRef, m: f64, exponent: &Number) -> Option<IrRef> {
        let y = match *exponent {
            Number::F(r, _) => self.b.trace.flt_value(r)?,
            Number::I(r, _) => self.b.trace.int_value(r)? as f64,
        };
        let n = halves(y)?;
        let limit = exp2(exponent_limit(n));
        let usual = |size: f64| size > 1.0 / limit && size < limit;
        if !asm::host_has_fma() || !usual(m.abs()) || m < 0.0 && n % 4 != 0 {
            return None;
        }
        // An even power is that of the absolute value.
        let p = if n % 4 == 0 {
            self.b.op1(Op::FABS, p)
        } else {
            p
        };
        let (low, high) = (self.b.flt(1.0 / limit), self.b.flt(limit));
        self.guard2(Op::GFGT, p, low);
        self.guard2(Op::GFLT, p, high);
        let near = self.near_power(p, n);
        let (above, below) = self.doubted(near);
        let r = self.b.emit(Op::FPOWH, above, below, p, n as u32);
        Some(self.box_float(r))
    }

    fn fused(&mut self, op: Op, a: IrRef, b: IrRef, c: IrRef) -> IrRef {
        self.b.emit(op, a, b, c, 0)
    }

    /// What a number rounds to if it is moved up and down by the doubt.
    fn doubted(&mut self, near: Near) -> (IrRef, IrRef) {
        let doubt = self.b.flt(DOUBT);
        match near {
            Near::Sum(hi, lo) => {
                let above = self.fused(Op::FMADD, hi, doubt, lo);
                let below = self.fused(Op::FNMADD, hi, doubt, lo);
                let above = self.b.op2(Op::FADD, hi, above);
                (above, self.b.op2(Op::FADD, hi, below))
            }
            Near::Scaled(hi, r) => {
                let above = self.b.op2(Op::FADD, r, doubt);
                let below = self.b.op2(Op::FSUB, r, doubt);
                let above = self.fused(Op::FMADD, hi, above, hi);
                (above, self.fused(Op::FMADD, hi, below, hi))
            }
        }
    }

    /// `p` to the power of `n / 2`.
    fn near_power(&mut self, p: IrRef, n: i32) -> Near {
        match n {
            -4 => {
                let (square, over) = self.product(p, p);
                let first = self.quotient(1.0, square);
                let r = self.lack(first, square);
                Near::Scaled(first, self.fused(Op::FMADD, first, over, r))
            }
            -3 => {
                // The root's error times `p / s` is `s * error / 2`.
                let inverse = self.quotient(1.0, p);
                let first = self.b.op2(Op::FMUL, inverse, inverse);
                let (s, half) = self.root(p);
                let first = self.b.op2(Op::FMUL, first, s);
                let (power, over) = self.product(p, s);
                let over = self.fused(Op::FNMADD, half, s, over);
                let r = self.lack(first, power);
                Near::Scaled(first, self.fused(Op::FMADD, first, over, r))
            }
            -2 => {
                let first = self.quotient(1.0, p);
                Near::Scaled(first, self.lack(first, p))
            }
            -1 => {
                let inverse = self.quotient(1.0, p);
                let (s, half) = self.root(p);
                let first = self.b.op2(Op::FMUL, s, inverse);
                let r = self.lack(first, s);
                Near::Scaled(first, self.fused(Op::FNMADD, half, inverse, r))
            }
            1 => {
                let inverse = self.quotient(1.0, p);
                let (s, half) = self.root(p);
                Near::Scaled(s, self.b.op2(Op::FMUL, half, inverse))
            }
            3 => {
                let (s, half) = self.root(p);
                let (hi, over) = self.product(p, s);
                let over = self.fused(Op::FNMADD, half, s, over);
                Near::Sum(hi, self.b.op1(Op::FNEG, over))
            }
            4 => {
                let (hi, over) = self.product(p, p);
                Near::Sum(hi, self.b.op1(Op::FNEG, over))
            }
            6 => {
                let (q, e) = self.product(p, p);
                let (hi, over) = self.product(q, p);
                let over = self.fused(Op::FMADD, e, p, over);
                Near::Sum(hi, self.b.op1(Op::FNEG, over))
            }
            _ => {
                let (q, e) = self.product(p, p);
                let (hi, over) = self.product(q, q);
                let twice = self.b.op2(Op::FADD, e, e);
                let over = self.fused(Op::FMADD, twice, q, over);
                Near::Sum(hi, self.b.op1(Op::FNEG, over))
            }
        }
    }

    /// `a * b`, and by how much, exactly, it is too large.
    fn product(&mut self, a: IrRef, b: IrRef) -> (IrRef, IrRef) {
        let hi = self.b.op2(Op::FMUL, a, b);
        (hi, self.fused(Op::FNMADD, a, b, hi))
    }

    fn quotient(&mut self, a: f64, b: IrRef) -> IrRef {
        let a = self.b.flt(a);
        self.b.op2(Op::FDIV, a, b)
    }

    /// The square root `s`, and `e / 2` of its exact error `e = p - s * s`: the root is `s + e / (2 s)`, or
    /// `s * (1 + e / (2 p))`, but for a square of that.
    fn root(&mut self, p: IrRef) -> (IrRef, IrRef) {
        let s = self.b.op1(Op::FSQRT, p);
        let e = self.fused(Op::FNMADD, s, s, p);
        let half = self.b.flt(0.5);
        (s, self.b.op2(Op::FMUL, e, half))
    }

    /// `1 - q * of`, which is small: what the reciprocal `q` of `of` lacks.
    fn lack(&mut self, q: IrRef, of: IrRef) -> IrRef {
        let one = self.b.flt(1.0);
        self.fused(Op::FNMADD, q, of, one)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_small_ints() {
        assert_eq!(halves(-1.5), Some(-3));
        assert_eq!(halves(2.0), Some(4));
        assert_eq!(halves(0.75), None);
        assert_eq!(halves(f64::NAN), None);
        assert_eq!(exp2(exponent_limit(8)), 4_294_967_296.0);
        assert_eq!(1.0 / exp2(exponent_limit(1)), 2f64.powi(-100));
    }
}
