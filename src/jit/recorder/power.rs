//! Powers of floats.
//!
//! A program that says `x ** 2`, `x ** 0.5` or `x ** -1.5` must get what the C library's `pow` gives, to the last bit, but it
//! need not pay for a logarithm and an exponential. For small halves `y = n / 2` the power is a handful of products, a
//! square root and a quotient, and with fused multiplications each of these also yields its own rounding error. So the
//! trace computes the power as an unevaluated sum `hi + lo` that is good to some hundred bits, and asks whether it
//! rounds to the same double if it is moved up and down by [`DOUBT`] units in the last place. If so, every `pow` whose
//! error is less than half a unit and that doubt gives this double. glibc states 0.509 units for its exponential
//! (0.511 without fused operations) and `|y ln x| * 2^53 * 1.5 * 2^-68` for its logarithm; the range to which the base is
//! guarded keeps the latter below 0.0042, and so the sum below 0.516. (Before 2.28 it rounded correctly; musl has the
//! same algorithm.) In the other cases, some six of a hundred, the trace calls `pow`.
//!
//! The range also keeps all intermediate results far from overflow and underflow, so that the errors are exact.

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

/// An unevaluated sum.
type Sum = (IrRef, IrRef);

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
        let (hi, lo) = self.power_sum(p, n);
        let doubt = self.b.flt(DOUBT);
        let above = self.fused(Op::FMADD, hi, doubt, lo);
        let below = self.fused(Op::FNMADD, hi, doubt, lo);
        let above = self.b.op2(Op::FADD, hi, above);
        let below = self.b.op2(Op::FADD, hi, below);
        let r = self.b.emit(Op::FPOWH, above, below, p, n as u32);
        Some(self.box_float(r))
    }

    fn fused(&mut self, op: Op, a: IrRef, b: IrRef, c: IrRef) -> IrRef {
        self.b.emit(op, a, b, c, 0)
    }

    /// `p` to the power of `n / 2`.
    fn power_sum(&mut self, p: IrRef, n: i32) -> Sum {
        let square = |s: &mut Self| s.product(p, p);
        match n {
            -4 => {
                let of = square(self);
                self.reciprocal(of)
            }
            -3 => {
                let of = self.sesqui(p);
                self.reciprocal(of)
            }
            -2 => {
                let zero = self.b.flt(0.0);
                self.reciprocal((p, zero))
            }
            -1 => {
                let of = self.root(p);
                self.reciprocal(of)
            }
            1 => self.root(p),
            3 => self.sesqui(p),
            4 => square(self),
            6 => {
                let (q, e) = square(self);
                let (hi, lo) = self.product(q, p);
                (hi, self.fused(Op::FMADD, e, p, lo))
            }
            _ => {
                let (q, e) = square(self);
                let (hi, lo) = self.product(q, q);
                let twice = self.b.op2(Op::FADD, e, e);
                (hi, self.fused(Op::FMADD, twice, q, lo))
            }
        }
    }

    /// `a * b`, exactly.
    fn product(&mut self, a: IrRef, b: IrRef) -> Sum {
        let hi = self.b.op2(Op::FMUL, a, b);
        let over = self.fused(Op::FNMADD, a, b, hi);
        (hi, self.b.op1(Op::FNEG, over))
    }

    /// The square root: with `e = p - s * s`, which is exact, it is `s + e / (2 s)` but for a square of that.
    fn root(&mut self, p: IrRef) -> Sum {
        let s = self.b.op1(Op::FSQRT, p);
        let e = self.fused(Op::FNMADD, s, s, p);
        let half = self.b.flt(0.5);
        let e = self.b.op2(Op::FMUL, e, half);
        (s, self.b.op2(Op::FDIV, e, s))
    }

    /// `p` times its square root: the error of the root, times `p`, is `s * e / 2`.
    fn sesqui(&mut self, p: IrRef) -> Sum {
        let s = self.b.op1(Op::FSQRT, p);
        let e = self.fused(Op::FNMADD, s, s, p);
        let (hi, lo) = self.product(p, s);
        let half = self.b.flt(0.5);
        let e = self.b.op2(Op::FMUL, e, half);
        (hi, self.fused(Op::FMADD, e, s, lo))
    }

    /// `1 / (hi + lo)`: with `q = 1 / hi` it is `q + q (1 - q hi - q lo)`, and the first difference is exact.
    fn reciprocal(&mut self, (hi, lo): Sum) -> Sum {
        let one = self.b.flt(1.0);
        let q = self.b.op2(Op::FDIV, one, hi);
        let r = self.fused(Op::FNMADD, q, hi, one);
        let r = self.fused(Op::FNMADD, q, lo, r);
        (q, self.b.op2(Op::FMUL, q, r))
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
