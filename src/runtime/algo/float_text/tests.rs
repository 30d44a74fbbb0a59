//! Tests of the texts of floats against tables taken from CPython.

use super::tables::*;
use super::*;

const COMPLEX_REPRS: &[(u64, u64, &str)] = &[
    (0x3ff0000000000000, 0x4000000000000000, "(1+2j)"),
    (0x0000000000000000, 0x4000000000000000, "2j"),
    (0x8000000000000000, 0x3ff0000000000000, "(-0+1j)"),
    (0x0000000000000000, 0x8000000000000000, "-0j"),
    (0x3ff0000000000000, 0x8000000000000000, "(1-0j)"),
    (0x7ff0000000000000, 0x7ff8000000000000, "(inf+nanj)"),
    (0x4341c37937e08000, 0x3ee4f8b588e368f1, "(1e+16+1e-05j)"),
    (0xfff0000000000000, 0xfff0000000000000, "(-inf-infj)"),
    (0x7ff8000000000000, 0xbff0000000000000, "(nan-1j)"),
];

fn same(a: f64, bits: u64) -> bool {
    let b = f64::from_bits(bits);
    a.to_bits() == bits || a.is_nan() && b.is_nan()
}

#[test]
fn repr_and_hex_agree_with_cpython() {
    for &(bits, expected, hex) in REPRS {
        let x = f64::from_bits(bits);
        assert_eq!(repr(x), expected);
        assert_eq!(to_hex(x), hex);
        assert!(same(parse_str(expected.as_bytes()).unwrap(), bits));
        assert!(same(from_hex(hex.as_bytes()).unwrap(), bits), "{hex}");
    }
    for &(re, im, expected) in COMPLEX_REPRS {
        assert_eq!(
            complex_repr(f64::from_bits(re), f64::from_bits(im)),
            expected
        );
    }
}

#[test]
fn formats_agree_with_cpython() {
    for &(bits, spec, expected) in FORMATS {
        let alternate = spec.starts_with('#');
        let spec = spec.trim_start_matches('#');
        let (precision, kind) = spec.split_at(spec.len() - 1);
        let precision = precision
            .strip_prefix('.')
            .map_or(6, |p| p.parse().unwrap());
        let kind = match kind {
            "e" => FloatKind::Exponent,
            "f" => FloatKind::Fixed,
            _ => FloatKind::General,
        };
        let flags = FloatFlags {
            alternate,
            ..FloatFlags::default()
        };
        let got = format_float(f64::from_bits(bits), kind, precision, flags);
        assert_eq!(got, expected, "%{spec} of {:?}", f64::from_bits(bits));
    }
    let wide = format_float(0.1, FloatKind::Fixed, 70_000, FloatFlags::default());
    assert_eq!(wide.len(), 70_002);
}

#[test]
fn parsing_agrees_with_cpython() {
    for &(s, expected) in PARSES {
        let got = parse_str(s.as_bytes()).ok();
        assert_eq!(got.is_some(), expected.is_some(), "{s:?}");
        if let (Some(got), Some(bits)) = (got, expected) {
            assert!(same(got, bits), "{s:?}: {got}");
        }
    }
    for &(s, expected) in COMPLEX {
        let got = parse_complex(s.as_bytes()).ok();
        assert_eq!(got.is_some(), expected.is_some(), "{s:?}");
        if let (Some((re, im)), Some((re_bits, im_bits))) = (got, expected) {
            assert!(same(re, re_bits) && same(im, im_bits), "{s:?}: {re} {im}");
        }
    }
    let message = parse_str("a'b".as_bytes()).unwrap_err().message;
    assert_eq!(message, b"could not convert string to float: \"a'b\"");
    let message = parse_bytes(b"x\xFF").unwrap_err().message;
    assert_eq!(message, b"could not convert string to float: b'x\\xff'");
    for &(s, expected) in HEX {
        match (from_hex(s.as_bytes()), expected) {
            (Ok(x), Ok(bits)) => assert!(same(x, bits), "{s}: {x:?}"),
            (Err(e), Err(message)) => assert_eq!(e.message, message.as_bytes(), "{s}"),
            (got, expected) => panic!("{s}: {got:?} instead of {expected:?}"),
        }
    }
}

#[test]
fn rounding_agrees_with_cpython() {
    for &(bits, n, expected) in ROUNDS {
        let x = f64::from_bits(bits);
        let got = round_to(x, n).ok().map(f64::to_bits);
        assert_eq!(got, expected, "round({x:?}, {n})");
    }
}
