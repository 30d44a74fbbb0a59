//! Tests of the mathematical functions against tables taken from CPython.

use super::tables;
use super::*;

/// The functions whose value is another library's business in the last bit: CPython takes them from the platform, as we
/// do, and the platform of the tables need not be that of the test.
const LIBRARY: &[&str] = &[
    "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "exp2", "expm1",
    "log", "log2", "log10", "log1p", "gamma", "lgamma", "pow", "atan2",
];

fn check_result(function: &str, args: &[f64], got: Result1, expected: Result<u64, &str>) {
    let near = |got: f64, bits: u64| {
        let expected = f64::from_bits(bits);
        let ulps = if LIBRARY.contains(&function) { 4 } else { 0 };
        got.is_nan() && expected.is_nan() || got.to_bits().abs_diff(bits) <= ulps
    };
    match (got, expected) {
        (Ok(x), Ok(bits)) => assert!(
            near(x, bits),
            "{function}{args:?} = {x:?}, not {:?}",
            f64::from_bits(bits)
        ),
        (Err(e), Err(message)) => assert_eq!(
            String::from_utf8_lossy(&e.message),
            message,
            "{function}{args:?}"
        ),
        (got, expected) => panic!("{function}{args:?} = {got:?}, not {expected:?}"),
    }
}

#[test]
fn functions_of_one_argument_agree_with_cpython() {
    for &(name, x, expected) in tables::UNARY {
        let x = f64::from_bits(x);
        let f: fn(f64) -> Result1 = match name {
            "sin" => sin,
            "cos" => cos,
            "tan" => tan,
            "asin" => asin,
            "acos" => acos,
            "atan" => atan,
            "sinh" => sinh,
            "cosh" => cosh,
            "tanh" => tanh,
            "asinh" => asinh,
            "acosh" => acosh,
            "atanh" => atanh,
            "exp" => exp,
            "exp2" => exp2,
            "expm1" => expm1,
            "log" => log,
            "log2" => log2,
            "log10" => log10,
            "log1p" => log1p,
            "sqrt" => sqrt,
            "cbrt" => cbrt,
            "erf" => erf,
            "erfc" => erfc,
            "gamma" => gamma,
            "lgamma" => lgamma,
            "degrees" => |x| Ok(degrees(x)),
            "radians" => |x| Ok(radians(x)),
            "ulp" => |x| Ok(ulp(x)),
            _ => panic!("{name}"),
        };
        check_result(name, &[x], f(x), expected);
    }
}

#[test]
fn functions_of_more_arguments_agree_with_cpython() {
    for &(name, x, y, expected) in tables::BINARY {
        let (x, y) = (f64::from_bits(x), f64::from_bits(y));
        let got = match name {
            "pow" => pow(x, y),
            "fmod" => fmod(x, y),
            "remainder" => remainder(x, y),
            "atan2" => atan2(x, y),
            "nextafter" => Ok(next_after(x, y, 1)),
            _ => panic!("{name}"),
        };
        check_result(name, &[x, y], got, expected);
    }
    for &(x, y, z, expected) in tables::FMA {
        let (x, y, z) = (f64::from_bits(x), f64::from_bits(y), f64::from_bits(z));
        check_result("fma", &[x, y, z], fma(x, y, z), expected);
    }
    for &(x, y, steps, expected) in tables::STEPS {
        let (x, y) = (f64::from_bits(x), f64::from_bits(y));
        check_result(
            "nextafter",
            &[x, y, steps as f64],
            Ok(next_after(x, y, steps)),
            Ok(expected),
        );
    }
}

#[test]
fn parts_agree_with_cpython() {
    for &(x, mantissa, exponent, fraction, whole) in tables::PARTS {
        let x = f64::from_bits(x);
        let (m, e) = frexp(x);
        check_result("frexp", &[x], Ok(m), Ok(mantissa));
        assert_eq!(e, exponent);
        let (f, w) = modf(x);
        check_result("modf", &[x], Ok(f), Ok(fraction));
        check_result("modf", &[x], Ok(w), Ok(whole));
    }
    for &(x, e, expected) in tables::LDEXP {
        let x = f64::from_bits(x);
        check_result("ldexp", &[x, e as f64], ldexp(x, e), expected);
    }
    assert_eq!(is_close(1.0, 1.0 + 1e-10, 1e-9, 0.0), Ok(true));
    assert_eq!(is_close(1.0, 1.1, 1e-9, 0.0), Ok(false));
    assert_eq!(is_close(f64::INFINITY, f64::INFINITY, 0.0, 0.0), Ok(true));
    assert!(is_close(1.0, 1.0, -1.0, 0.0).is_err());
}
