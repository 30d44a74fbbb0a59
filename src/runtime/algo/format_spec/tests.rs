//! Tests of the format mini-language against tables of what CPython prints.

use super::tables;
use super::*;

/// Compares a result with the text or, for an error, with `class: message`.
fn check(what: &str, spec: &str, got: Result<Vec<u8>, Error>, expected: Result<&str, &str>) {
    let got = match got {
        Ok(text) => Ok(wtf8::to_string_lossy(&text)),
        Err(e) => {
            let class = match e.kind {
                ErrorKind::Overflow => "OverflowError",
                _ => "ValueError",
            };
            Err(format!("{class}: {}", wtf8::to_string_lossy(&e.message)))
        }
    };
    let expected = expected.map(str::to_string).map_err(str::to_string);
    assert_eq!(got, expected, "format({what}, {spec:?})");
}

#[test]
fn integers_agree_with_cpython() {
    for &(n, spec, expected) in tables::INTS {
        let value = int_text::parse_str(n.as_bytes(), 10, 0).unwrap();
        let got = format_int(value.as_ref(), spec.as_bytes(), &|| "int".to_owned(), 4300);
        check(n, spec, got, expected);
    }
}

#[test]
fn floats_agree_with_cpython() {
    for &(bits, spec, expected) in tables::FLOATS {
        let x = f64::from_bits(bits);
        check(
            &format!("{x:?}"),
            spec,
            format_f64(x, spec.as_bytes(), &|| "float".to_owned()),
            expected,
        );
    }
}

#[test]
fn strings_agree_with_cpython() {
    for &(s, spec, expected) in tables::STRS {
        check(
            s,
            spec,
            format_str(s.as_bytes(), spec.as_bytes(), &|| "str".to_owned()),
            expected,
        );
    }
}

#[test]
fn complex_numbers_agree_with_cpython() {
    for &((re, im), spec, expected) in tables::COMPLEX {
        let (re, im) = (f64::from_bits(re), f64::from_bits(im));
        let got = format_complex(re, im, spec.as_bytes(), &|| "complex".to_owned());
        check(&format!("{re:?}, {im:?}"), spec, got, expected);
    }
}

#[test]
fn absurd_widths_are_errors() {
    let spec = "9".repeat(30);
    let error = format_str(b"x", spec.as_bytes(), &|| "str".to_owned()).unwrap_err();
    assert_eq!(error.message, b"Too many decimal digits in format string");
    let error = format_f64(1.0, b".9999999999f", &|| "float".to_owned()).unwrap_err();
    assert_eq!(error.message, b"precision too big");
    let error = format_str(b"x", b"9223372036854775807", &|| "str".to_owned()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Memory);
}
