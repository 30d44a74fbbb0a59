//! Tests of the big integers against tables of what CPython computes.

use super::tables;
use super::*;
use crate::algo::int_text;

fn int(s: &str) -> Int {
    int_text::parse_str(s.as_bytes(), 10, 0).unwrap()
}

fn show(n: &Int) -> String {
    int_text::to_decimal(n.as_ref(), 0).unwrap()
}

fn show_or_empty(n: Result<Int, Error>) -> String {
    n.map_or(String::new(), |n| show(&n))
}

#[test]
fn binary_operations_agree_with_cpython() {
    for row in tables::PAIRS {
        let (a, b) = (int(row[0]), int(row[1]));
        let (a, b) = (a.as_ref(), b.as_ref());
        let got = [
            show(&add(a, b)),
            show(&sub(a, b)),
            show(&mul(a, b)),
            show_or_empty(floor_div(a, b)),
            show_or_empty(modulo(a, b)),
            show(&and(a, b)),
            show(&or(a, b)),
            show(&xor(a, b)),
        ];
        assert_eq!(got, row[2..], "{} {}", row[0], row[1]);
        let sign = sub(a, b).as_ref().to_i64_saturating().signum();
        assert_eq!(compare(a, b) as i64, sign);
    }
}

#[test]
fn unary_operations_agree_with_cpython() {
    for &(text, bits, ones, hash, float, inverted) in tables::UNARY {
        let n = int(text);
        let a = n.as_ref();
        assert_eq!(a.bit_length(), bits);
        assert_eq!(a.bit_count(), ones);
        assert_eq!(a.hash(), hash, "{text}");
        assert_eq!(a.to_f64().unwrap().to_bits(), float, "{text}");
        assert_eq!(show(&invert(a)), inverted);
        assert_eq!(show(&neg(neg(a).as_ref())), text);
        assert_eq!(show(&abs(a)), text.trim_start_matches('-'));
    }
    assert!(
        pow(IntRef::new(false, &[2]), 1024)
            .unwrap()
            .as_ref()
            .to_f64()
            .is_err()
    );
    for &(text, m, e) in tables::FREXPS {
        let (got_m, got_e) = int(text).as_ref().frexp();
        assert_eq!((got_m.to_bits(), got_e), (m, e), "{text}");
    }
}

#[test]
fn shifts_agree_with_cpython() {
    for &(text, n, left, right) in tables::SHIFTS {
        let a = int(text);
        let n = [n];
        let n = IntRef::new(false, &n);
        assert_eq!(show(&shl(a.as_ref(), n).unwrap()), left);
        assert_eq!(show(&shr(a.as_ref(), n).unwrap()), right);
    }
    let one = IntRef::new(false, &[1]);
    let huge = IntRef::new(false, &[0, 1]);
    let minus = IntRef::new(true, &[1]);
    assert_eq!(shl(one, huge).unwrap_err().kind, ErrorKind::Overflow);
    assert_eq!(
        shl(one, minus).unwrap_err().message,
        b"negative shift count"
    );
    assert_eq!(shr(minus, huge).unwrap().to_i64(), Some(-1));
    assert_eq!(
        shl(one, IntRef::new(false, &[1 << 62])).unwrap_err().kind,
        ErrorKind::Memory
    );
}

#[test]
fn quotients_agree_with_cpython() {
    for &(a, b, expected) in tables::QUOTIENTS {
        let got = true_div(int(a).as_ref(), int(b).as_ref()).ok();
        assert_eq!(got.map(f64::to_bits), expected, "{a} / {b}");
    }
}

#[test]
fn powers_agree_with_cpython() {
    for &(a, b, c, expected) in tables::POWS {
        match (
            pow_mod(int(a).as_ref(), int(b).as_ref(), int(c).as_ref()),
            expected,
        ) {
            (Ok(n), Ok(text)) => assert_eq!(show(&n), text, "pow({a}, {b}, {c})"),
            (Err(e), Err(message)) => assert_eq!(e.message, message.as_bytes()),
            (got, _) => panic!("pow({a}, {b}, {c}): {got:?} instead of {expected:?}"),
        }
    }
    let base = IntRef::new(true, &[3]);
    assert_eq!(show(&pow(base, 41).unwrap()), "-36472996377170786403");
    assert_eq!(
        show(&pow(IntRef::new(true, &[4]), 33).unwrap()),
        "-73786976294838206464"
    );
    assert_eq!(pow(base, 1 << 60).unwrap_err().kind, ErrorKind::Memory);
    let huge = IntRef::new(false, &[1, 1]);
    assert_eq!(
        pow_big(IntRef::new(true, &[1]), huge).unwrap().to_i64(),
        Some(-1)
    );
}

#[test]
fn divisors_and_roots_agree_with_cpython() {
    for &(a, b, g, l, root) in tables::GCDS {
        let (a, b) = (int(a), int(b));
        assert_eq!(show(&gcd(a.as_ref(), b.as_ref())), g);
        assert_eq!(show(&lcm(a.as_ref(), b.as_ref())), l);
        assert_eq!(show(&isqrt(abs(a.as_ref()).as_ref()).unwrap()), root);
    }
    assert!(isqrt(IntRef::new(true, &[1])).is_err());
}

#[test]
fn comparisons_with_floats_agree_with_cpython() {
    for &(a, x, expected) in tables::COMPARES {
        let got = compare_float(int(a).as_ref(), f64::from_bits(x)).unwrap();
        assert_eq!(got as i32, expected, "{a} and {:?}", f64::from_bits(x));
    }
    assert_eq!(compare_float(int("1").as_ref(), f64::NAN), None);
}

#[test]
fn bytes_agree_with_cpython() {
    for &(a, len, little, signed, expected) in tables::BYTES {
        let n = int(a);
        match (to_bytes(n.as_ref(), len, little, signed), expected) {
            (Ok(bytes), Ok(expected)) => {
                assert_eq!(bytes, expected, "{a}");
                assert_eq!(from_bytes(&bytes, little, signed), n);
            }
            (Err(e), Err(message)) => assert_eq!(e.message, message.as_bytes()),
            (got, _) => panic!("{a}, {len}, {signed}: {got:?} instead of {expected:?}"),
        }
    }
}

#[test]
fn rounding_and_ratios_agree_with_cpython() {
    for &(a, places, expected) in tables::ROUNDS {
        assert_eq!(
            show(&round_to_tens(int(a).as_ref(), places).unwrap()),
            expected
        );
    }
    for &(bits, whole, numerator, denominator) in tables::RATIOS {
        let x = f64::from_bits(bits);
        assert_eq!(show(&from_f64(x).unwrap()), whole);
        let (n, d) = float_ratio(x).unwrap();
        assert_eq!(
            (show(&n), show(&d)),
            (numerator.to_string(), denominator.to_string())
        );
    }
    assert!(from_f64(f64::NAN).is_err() && float_ratio(f64::INFINITY).is_err());
}
