//! `cmath`: elementary functions of complex numbers.
//!
//! Finite arguments go through formulas that neither overflow nor cancel on the way (Kahan, "Branch cuts for complex
//! elementary functions"), in the form in which CPython evaluates them, so that the last bit agrees. Infinities and NaNs
//! have the values of the C standard's annex G, which the C library knows.

use std::f64::consts::{E, LN_2, LN_10, PI};

use runtime::error::PyResult;
use runtime::names::N;
use runtime::native::{ModuleDef, NativeDef};
use runtime::object::Kind;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::{complex, float, tuple};
use runtime::value::Value;

use crate::support::add;

/// A complex number, as the C library passes it.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
struct C {
    re: f64,
    im: f64,
}

#[allow(improper_ctypes)] // Two doubles are passed and returned as a `double complex` is, on x86-64 and AArch64.
unsafe extern "C" {
    fn csqrt(z: C) -> C;
    fn cexp(z: C) -> C;
    fn clog(z: C) -> C;
    fn csinh(z: C) -> C;
    fn ccosh(z: C) -> C;
    fn ctanh(z: C) -> C;
    fn cacos(z: C) -> C;
    fn cacosh(z: C) -> C;
    fn casinh(z: C) -> C;
    fn catanh(z: C) -> C;
}

const LARGE: f64 = f64::MAX / 4.0;
const fn c(re: f64, im: f64) -> C {
    C { re, im }
}

impl C {
    fn is_finite(self) -> bool {
        self.re.is_finite() && self.im.is_finite()
    }

    fn is_nan(self) -> bool {
        self.re.is_nan() || self.im.is_nan()
    }

    fn is_huge(self) -> bool {
        self.re.abs() > LARGE || self.im.abs() > LARGE
    }

    /// The number times i, and what undoes it.
    fn times_i(self) -> C {
        c(-self.im, self.re)
    }

    fn over_i(self) -> C {
        c(self.im, -self.re)
    }

    /// log(2·|z|) of a number so large that |z| might overflow.
    fn log_twice_abs(self) -> f64 {
        (self.re / 2.0).hypot(self.im / 2.0).ln() + LN_2 * 2.0
    }
}

/// Why there is no result.
#[derive(Clone, Copy)]
enum Failure {
    Domain,
    Range,
}

type Outcome = Result<C, Failure>;

fn sqrt(z: C) -> C {
    if !z.is_finite() {
        // SAFETY: a pure function.
        return unsafe { csqrt(z) };
    }
    if z.re == 0.0 && z.im == 0.0 {
        return c(0.0, z.im);
    }
    let (ax, ay) = (z.re.abs(), z.im.abs());
    let s = if ax < f64::MIN_POSITIVE && ay < f64::MIN_POSITIVE {
        // Subnormal numbers are lifted by 2^53, of which the root takes 2^26.5: the half is the formula's own.
        let up = f64::from_bits((1023 + 53) << 52);
        let ax = ax * up;
        (ax + ax.hypot(ay * up)).sqrt() * f64::from_bits((1023 - 27) << 52)
    } else {
        let ax = ax / 8.0;
        2.0 * (ax + ax.hypot(ay / 8.0)).sqrt()
    };
    let d = ay / (2.0 * s);
    if z.re >= 0.0 {
        c(s, d.copysign(z.im))
    } else {
        c(d, s.copysign(z.im))
    }
}

fn log(z: C) -> Outcome {
    if !z.is_finite() {
        // SAFETY: a pure function.
        return Ok(unsafe { clog(z) });
    }
    let (ax, ay) = (z.re.abs(), z.im.abs());
    let re = if z.is_huge() {
        (ax / 2.0).hypot(ay / 2.0).ln() + LN_2
    } else if ax < f64::MIN_POSITIVE && ay < f64::MIN_POSITIVE {
        if ax == 0.0 && ay == 0.0 {
            return Err(Failure::Domain);
        }
        let up = f64::from_bits((1023 + 53) << 52);
        (ax * up).hypot(ay * up).ln() - 53.0 * LN_2
    } else {
        let h = ax.hypot(ay);
        if (0.71..=1.73).contains(&h) {
            // Near 1 the logarithm would cancel.
            let (most, least) = (ax.max(ay), ax.min(ay));
            ((most - 1.0) * (most + 1.0) + least * least).ln_1p() / 2.0
        } else {
            h.ln()
        }
    };
    Ok(c(re, z.im.atan2(z.re)))
}

fn log10(z: C) -> Outcome {
    let w = log(z)?;
    Ok(c(w.re / LN_10, w.im / LN_10))
}

/// What a function of growth gives: infinite from finite is out of range.
fn in_range(w: C) -> Outcome {
    if w.re.is_infinite() || w.im.is_infinite() {
        Err(Failure::Range)
    } else {
        Ok(w)
    }
}

/// What the C library gives for an argument that is not finite: no number from a number is a domain error.
fn special(z: C, w: C) -> Outcome {
    if w.is_nan() && !z.is_nan() {
        Err(Failure::Domain)
    } else {
        Ok(w)
    }
}

fn exp(z: C) -> Outcome {
    if !z.is_finite() {
        // SAFETY: a pure function.
        let w = unsafe { cexp(z) };
        // The sign of this zero is not defined.
        let vanishes = z.re == f64::NEG_INFINITY && z.im.is_infinite();
        return special(z, if vanishes { c(0.0, 0.0) } else { w });
    }
    if z.re > LARGE.ln() {
        let l = (z.re - 1.0).exp();
        in_range(c(l * z.im.cos() * E, l * z.im.sin() * E))
    } else {
        let l = z.re.exp();
        in_range(c(l * z.im.cos(), l * z.im.sin()))
    }
}

fn cosh(z: C) -> Outcome {
    if !z.is_finite() {
        // SAFETY: a pure function.
        let w = unsafe { ccosh(z) };
        let undefined = z.re.is_nan() && z.im == 0.0;
        return special(z, if undefined { c(w.re, 0.0) } else { w });
    }
    if z.re.abs() > LARGE.ln() {
        let x = z.re - 1f64.copysign(z.re);
        in_range(c(z.im.cos() * x.cosh() * E, z.im.sin() * x.sinh() * E))
    } else {
        in_range(c(z.im.cos() * z.re.cosh(), z.im.sin() * z.re.sinh()))
    }
}

fn sinh(z: C) -> Outcome {
    if !z.is_finite() {
        // SAFETY: a pure function.
        let w = unsafe { csinh(z) };
        let undefined = z.re == 0.0 && z.im.is_nan();
        return special(z, if undefined { c(0.0, w.im) } else { w });
    }
    if z.re.abs() > LARGE.ln() {
        let x = z.re - 1f64.copysign(z.re);
        in_range(c(z.im.cos() * x.sinh() * E, z.im.sin() * x.cosh() * E))
    } else {
        in_range(c(z.im.cos() * z.re.sinh(), z.im.sin() * z.re.cosh()))
    }
}

fn tanh(z: C) -> Outcome {
    if !z.is_finite() {
        // SAFETY: a pure function.
        let w = unsafe { ctanh(z) };
        let undefined = z.re.is_infinite() && !z.im.is_finite();
        return special(z, if undefined { c(w.re, 0.0) } else { w });
    }
    if z.re.abs() > LARGE.ln() {
        let im = 4.0 * z.im.sin() * z.im.cos() * (-2.0 * z.re.abs()).exp();
        return Ok(c(1f64.copysign(z.re), im));
    }
    let (tx, ty, cx) = (z.re.tanh(), z.im.tan(), 1.0 / z.re.cosh());
    let t = tx * ty;
    let d = 1.0 + t * t;
    Ok(c(tx * (1.0 + ty * ty) / d, ((ty / d) * cx) * cx))
}

fn acos(z: C) -> C {
    if !z.is_finite() {
        // SAFETY: a pure function.
        let w = unsafe { cacos(z) };
        let undefined = z.im.is_nan() && w.im.is_infinite();
        return if undefined { c(w.re, f64::INFINITY) } else { w };
    }
    if z.is_huge() {
        let l = z.log_twice_abs();
        let im = if z.re < 0.0 {
            -l.copysign(z.im)
        } else {
            l.copysign(-z.im)
        };
        return c(z.im.abs().atan2(z.re), im);
    }
    let (s1, s2) = (sqrt(c(1.0 - z.re, -z.im)), sqrt(c(1.0 + z.re, z.im)));
    c(
        2.0 * s1.re.atan2(s2.re),
        real_asinh(s2.re * s1.im - s2.im * s1.re),
    )
}

fn acosh(z: C) -> C {
    if !z.is_finite() {
        // SAFETY: a pure function.
        return unsafe { cacosh(z) };
    }
    if z.is_huge() {
        return c(z.log_twice_abs(), z.im.atan2(z.re));
    }
    let (s1, s2) = (sqrt(c(z.re - 1.0, z.im)), sqrt(c(z.re + 1.0, z.im)));
    c(
        real_asinh(s1.re * s2.re + s1.im * s2.im),
        2.0 * s1.im.atan2(s2.re),
    )
}

fn asinh(z: C) -> C {
    if !z.is_finite() {
        // SAFETY: a pure function.
        let w = unsafe { casinh(z) };
        let undefined = z.re.is_nan() && w.re.is_infinite();
        return if undefined { c(f64::INFINITY, w.im) } else { w };
    }
    if z.is_huge() {
        let l = z.log_twice_abs();
        let re = if z.im >= 0.0 {
            l.copysign(z.re)
        } else {
            -l.copysign(-z.re)
        };
        return c(re, z.im.atan2(z.re.abs()));
    }
    let (s1, s2) = (sqrt(c(1.0 + z.im, -z.re)), sqrt(c(1.0 - z.im, z.re)));
    c(
        real_asinh(s1.re * s2.im - s2.re * s1.im),
        z.im.atan2(s1.re * s2.re - s1.im * s2.im),
    )
}

fn atanh(z: C) -> Outcome {
    if !z.is_finite() {
        // SAFETY: a pure function.
        let w = unsafe { catanh(z) };
        let undefined = z.re.is_nan() && w.re == 0.0;
        return Ok(if undefined { c(0.0, w.im) } else { w });
    }
    if z.re.is_sign_negative() {
        let w = atanh(c(-z.re, -z.im))?;
        return Ok(c(-w.re, -w.im));
    }
    let ay = z.im.abs();
    if z.re > LARGE.sqrt() || ay > LARGE.sqrt() {
        let h = (z.re / 2.0).hypot(z.im / 2.0);
        return Ok(c(z.re / 4.0 / h / h, -(PI / 2.0).copysign(-z.im)));
    }
    if z.re == 1.0 && ay < f64::MIN_POSITIVE.sqrt() {
        if ay == 0.0 {
            return Err(Failure::Domain);
        }
        let re = -(ay.sqrt() / ay.hypot(2.0).sqrt()).ln();
        return Ok(c(re, (2f64.atan2(-ay) / 2.0).copysign(z.im)));
    }
    let square = (1.0 - z.re) * (1.0 - z.re) + ay * ay;
    Ok(c(
        (4.0 * z.re / square).ln_1p() / 4.0,
        -(-2.0 * z.im).atan2((1.0 - z.re) * (1.0 + z.re) - ay * ay) / 2.0,
    ))
}

/// The C library's, as everything real here.
fn real_asinh(x: f64) -> f64 {
    runtime::algo::mathfn::asinh(x).unwrap_or(x)
}

/// An argument: a complex number, or what has `__complex__`, `__float__` or `__index__`. Runs Python.
fn argument(th: &Thread, v: Value) -> PyResult<C> {
    if let Some((re, im)) = complex::get(v) {
        return Ok(c(re, im));
    }
    if let Some(made) = ops::call::special(th, v, N::__complex__, &[])? {
        return match complex::get(made) {
            Some((re, im)) => Ok(c(re, im)),
            None => Err(th.type_error(format!(
                "__complex__ returned non-complex (type {})",
                ops::type_name(made)
            ))),
        };
    }
    if v.has_kind(Kind::Str) {
        return Err(th.type_error("must be real number, not str"));
    }
    Ok(c(float::to_f64(th, v)?, 0.0))
}

fn result(th: &Thread, w: Outcome) -> PyResult {
    match w {
        Ok(w) => Ok(complex::new(th, w.re, w.im)),
        Err(Failure::Domain) => Err(th.value_error("math domain error")),
        Err(Failure::Range) => Err(th.overflow_error("math range error")),
    }
}

macro_rules! functions {
    ($($name:literal $f:expr,)*) => {
        &[$(NativeDef::new($name, "(z, /)", |th, a| {
            let f: fn(C) -> Outcome = $f;
            result(th, f(argument(th, a[0])?))
        }),)*]
    };
}

static ELEMENTARY: &[NativeDef] = functions! {
    "sqrt" |z| Ok(sqrt(z)),
    "exp" exp,
    "log10" log10,
    "sinh" sinh,
    "cosh" cosh,
    "tanh" tanh,
    "sin" |z| Ok(sinh(z.times_i())?.over_i()),
    "cos" |z| cosh(z.times_i()),
    "tan" |z| Ok(tanh(z.times_i())?.over_i()),
    "asin" |z| Ok(asinh(z.times_i()).over_i()),
    "acos" |z| Ok(acos(z)),
    "atan" |z| Ok(atanh(z.times_i())?.over_i()),
    "asinh" |z| Ok(asinh(z)),
    "acosh" |z| Ok(acosh(z)),
    "atanh" atanh,
};

/// `log(z[, base])`.
fn m_log(th: &Thread, a: &[Value]) -> PyResult {
    let z = log(argument(th, a[0])?);
    if a[1].is_empty() {
        return result(th, z);
    }
    let z = result(th, z)?;
    let base = result(th, log(argument(th, a[1])?))?;
    if complex::get(base) == Some((0.0, 0.0)) {
        return result(th, Err(Failure::Domain));
    }
    ops::binary(th, runtime::types::slots::BinOp::TrueDiv, z, base)
}

fn absolute(th: &Thread, z: C) -> PyResult<f64> {
    let r = z.re.hypot(z.im);
    if r.is_infinite() && z.is_finite() {
        return Err(th.overflow_error("math range error"));
    }
    Ok(r)
}

fn rect(th: &Thread, a: &[Value]) -> PyResult {
    let (r, phi) = (float::to_f64(th, a[0])?, float::to_f64(th, a[1])?);
    let w = if r.is_finite() && phi.is_finite() {
        if phi == 0.0 {
            // The product would lose the sign of a zero.
            c(r, r * phi)
        } else {
            c(r * phi.cos(), r * phi.sin())
        }
    } else if r == 0.0 {
        c(0.0, 0.0)
    } else if phi.is_infinite() && !r.is_nan() {
        return result(th, Err(Failure::Domain));
    } else if r.is_infinite() && phi == 0.0 {
        c(r, if r > 0.0 { phi } else { -phi })
    } else if r.is_infinite() && phi.is_finite() {
        c(
            r.copysign(r * phi.cos().signum()),
            r.copysign(r * phi.sin().signum()),
        )
    } else if r.is_infinite() {
        c(f64::INFINITY, f64::NAN)
    } else if phi == 0.0 {
        c(f64::NAN, 0.0)
    } else {
        c(f64::NAN, f64::NAN)
    };
    result(th, Ok(w))
}

fn isclose(th: &Thread, a: &[Value]) -> PyResult {
    let (x, y) = (argument(th, a[0])?, argument(th, a[1])?);
    let number = |v: Value, default: f64| {
        if v.is_empty() {
            Ok(default)
        } else {
            float::to_f64(th, v)
        }
    };
    let (relative, absolute) = (number(a[2], 1e-9)?, number(a[3], 0.0)?);
    if relative < 0.0 || absolute < 0.0 {
        return Err(th.value_error("tolerances must be non-negative"));
    }
    if x.re == y.re && x.im == y.im {
        return Ok(Value::TRUE);
    }
    let infinite = |z: C| z.re.is_infinite() || z.im.is_infinite();
    if infinite(x) || infinite(y) {
        return Ok(Value::FALSE);
    }
    let distance = (x.re - y.re).hypot(x.im - y.im);
    let (ax, ay) = (x.re.hypot(x.im), y.re.hypot(y.im));
    let close = distance <= relative * ay || distance <= relative * ax || distance <= absolute;
    Ok(Value::bool(close))
}

static OTHERS: &[NativeDef] = &[
    NativeDef::new("log", "(z, base=<unrepresentable>, /)", m_log),
    NativeDef::new("phase", "(z, /)", |th, a| {
        let z = argument(th, a[0])?;
        let phi = z.im.atan2(z.re);
        // The C library reports an underflow.
        if phi == 0.0 && z.im != 0.0 && z.is_finite() {
            return result(th, Err(Failure::Range));
        }
        Ok(float::new(th, phi))
    }),
    NativeDef::new("polar", "(z, /)", |th, a| {
        let z = argument(th, a[0])?;
        let parts = [
            float::new(th, absolute(th, z)?),
            float::new(th, z.im.atan2(z.re)),
        ];
        Ok(tuple::new(th, &parts).value())
    }),
    NativeDef::new("rect", "(r, phi, /)", rect),
    NativeDef::new("isfinite", "(z, /)", |th, a| {
        Ok(Value::bool(argument(th, a[0])?.is_finite()))
    }),
    NativeDef::new("isinf", "(z, /)", |th, a| {
        let z = argument(th, a[0])?;
        Ok(Value::bool(z.re.is_infinite() || z.im.is_infinite()))
    }),
    NativeDef::new("isnan", "(z, /)", |th, a| {
        Ok(Value::bool(argument(th, a[0])?.is_nan()))
    }),
    NativeDef::new("isclose", "(a, b, *, rel_tol=1e-09, abs_tol=0.0)", isclose),
];

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "cmath",
    doc: "This module provides access to mathematical functions for complex\nnumbers.",
    functions: &[],
    init: |th, module| {
        for f in ELEMENTARY.iter().chain(OTHERS) {
            let owner = runtime::types::str::intern(th, "cmath").value();
            let object = runtime::types::builtin::new(th, f, Value::EMPTY, owner);
            add(th, module, f.name, object.value());
        }
        for (name, x) in [
            ("pi", PI),
            ("e", E),
            ("tau", 2.0 * PI),
            ("inf", f64::INFINITY),
            ("nan", f64::NAN),
        ] {
            add(th, module, name, float::new(th, x));
        }
        add(th, module, "infj", complex::new(th, 0.0, f64::INFINITY));
        add(th, module, "nanj", complex::new(th, 0.0, f64::NAN));
        Ok(())
    },
};
