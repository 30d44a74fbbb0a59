//! The functions of `math` on floats, as traces call them: without boxes, and with NaN where they raise.

use ir::HelperId;
use runtime::algo::{Error, mathfn, summation};
use runtime::thread::Thread;

use super::id::find;

type Result1 = Result<f64, Error>;

macro_rules! functions {
    ($($name:ident($($x:ident)*) $function:path;)*) => {
        $(pub extern "C" fn $name(_th: &Thread, $($x: f64),*) -> f64 {
            $function($($x),*).unwrap_or(f64::NAN)
        })*

        /// What the function with this name makes of so many arguments.
        fn result(name: &str, arguments: &[f64]) -> Option<Result1> {
            match (name, arguments) {
                $((stringify!($name), &[$($x),*]) => Some($function($($x),*)),)*
                _ => None,
            }
        }
    };
}

fn to_degrees(x: f64) -> Result1 {
    Ok(mathfn::degrees(x))
}

fn to_radians(x: f64) -> Result1 {
    Ok(mathfn::radians(x))
}

fn norm(x: f64, y: f64) -> Result1 {
    Ok(summation::hypot(&mut [x, y]))
}

functions! {
    acos(x) mathfn::acos;
    acosh(x) mathfn::acosh;
    asin(x) mathfn::asin;
    asinh(x) mathfn::asinh;
    atan(x) mathfn::atan;
    atan2(y x) mathfn::atan2;
    atanh(x) mathfn::atanh;
    cbrt(x) mathfn::cbrt;
    cos(x) mathfn::cos;
    cosh(x) mathfn::cosh;
    degrees(x) to_degrees;
    erf(x) mathfn::erf;
    erfc(x) mathfn::erfc;
    exp(x) mathfn::exp;
    exp2(x) mathfn::exp2;
    expm1(x) mathfn::expm1;
    fmod(x y) mathfn::fmod;
    gamma(x) mathfn::gamma;
    hypot(x y) norm;
    lgamma(x) mathfn::lgamma;
    log(x) mathfn::log;
    log10(x) mathfn::log10;
    log1p(x) mathfn::log1p;
    log2(x) mathfn::log2;
    pow(x y) mathfn::pow;
    radians(x) to_radians;
    remainder(x y) mathfn::remainder;
    sin(x) mathfn::sin;
    sinh(x) mathfn::sinh;
    tan(x) mathfn::tan;
    tanh(x) mathfn::tanh;
}

/// The helper for the function of `math` with this name, if it makes a finite number of such arguments.
pub fn helper(name: &str, arguments: &[f64]) -> Option<HelperId> {
    result(name, arguments)?.ok().filter(|r| r.is_finite())?;
    find(&format!("math_{name}"))
}
