//! Numbers as text: the numeric strings of the specification, both ways.

use super::coefficient::Coefficient;
use super::number::{Kind, Number};

/// Exponents in text are cut off here, far outside of what any context allows.
const EXPONENT_LIMIT: i64 = 4_000_000_000_000_000_000;

/// The number that a numeric string in ASCII denotes, exactly. Exponents beyond all contexts are not kept apart.
pub fn parse(text: &[u8]) -> Option<Number> {
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if !matches!(text.first()?, b'0'..=b'9' | b'.') {
        return parse_special(negative, text);
    }
    let run = |text: &[u8]| text.iter().take_while(|c| c.is_ascii_digit()).count();
    let (mut digits, mut rest) = text.split_at(run(text));
    let mut fraction = 0;
    let both;
    if let [b'.', behind @ ..] = rest {
        let decimals;
        (decimals, rest) = behind.split_at(run(behind));
        fraction = decimals.len();
        both = [digits, decimals].concat();
        digits = &both;
    }
    if digits.is_empty() {
        return None;
    }
    let written = match rest {
        [] => 0,
        [b'e' | b'E', exponent @ ..] => parse_exponent(exponent)?,
        _ => return None,
    };
    let leading = digits.iter().take_while(|&&c| c == b'0').count();
    let coefficient = Coefficient::from_digits(&digits[leading..]);
    Some(Number::finite(
        negative,
        coefficient,
        written - fraction as i64,
    ))
}

fn parse_exponent(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let n = digits.iter().fold(0i64, |n, c| {
        n.saturating_mul(10)
            .saturating_add(i64::from(c - b'0'))
            .min(EXPONENT_LIMIT)
    });
    Some(if negative { -n } else { n })
}

fn parse_special(negative: bool, text: &[u8]) -> Option<Number> {
    let lower = text.to_ascii_lowercase();
    if lower == b"inf" || lower == b"infinity" {
        return Some(Number::infinity(negative));
    }
    let (kind, payload) = if let Some(payload) = lower.strip_prefix(b"nan") {
        (Kind::QuietNan, payload)
    } else {
        (Kind::SignalingNan, lower.strip_prefix(b"snan")?)
    };
    if !payload.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let leading = payload.iter().take_while(|&&c| c == b'0').count();
    Some(Number {
        kind,
        negative,
        exponent: 0,
        coefficient: Coefficient::from_digits(&payload[leading..]),
    })
}

/// Which notation a number is written in when it needs an exponent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// One digit before the point.
    Scientific,
    /// An exponent that is a multiple of three.
    Engineering,
}

/// What a text has besides digits, as long as there are no zeros on either side of them.
pub const MORE: usize = 24;

/// The numeric string of a number, in ASCII; `exponent_sign` is `E` or `e`.
pub fn write(n: &Number, notation: Notation, exponent_sign: u8) -> Vec<u8> {
    let mut text = Vec::with_capacity(n.coefficient.digits() as usize + MORE);
    if n.negative {
        text.push(b'-');
    }
    match n.kind {
        Kind::Finite => {}
        Kind::Infinite => {
            text.extend_from_slice(b"Infinity");
            return text;
        }
        Kind::QuietNan | Kind::SignalingNan => {
            let name: &[u8] = if n.kind == Kind::QuietNan {
                b"NaN"
            } else {
                b"sNaN"
            };
            text.extend_from_slice(name);
            if !n.coefficient.is_zero() {
                write_digits(&n.coefficient, &mut text);
            }
            return text;
        }
    }
    let left = n.exponent + n.coefficient.digits();
    // How many digits come before the point.
    let point = if n.exponent <= 0 && left > -6 {
        left
    } else {
        match notation {
            Notation::Scientific => 1,
            Notation::Engineering if n.coefficient.is_zero() => (left + 1).rem_euclid(3) - 1,
            Notation::Engineering => (left - 1).rem_euclid(3) + 1,
        }
    };
    write_with_point(&n.coefficient, point, &mut text);
    if left != point {
        text.push(exponent_sign);
        let exponent = left - point;
        text.push(if exponent < 0 { b'-' } else { b'+' });
        text.extend_from_slice(exponent.unsigned_abs().to_string().as_bytes());
    }
    text
}

fn write_digits(c: &Coefficient, text: &mut Vec<u8>) {
    let start = text.len();
    text.resize(start + c.digits() as usize, 0);
    c.write_digits(&mut text[start..]);
}

/// Writes the digits with a point behind the first `point` of them, and zeros on either side as needed.
pub fn write_with_point(c: &Coefficient, point: i64, text: &mut Vec<u8>) {
    if point <= 0 {
        text.extend_from_slice(b"0.");
        text.resize(text.len() + -point as usize, b'0');
        return write_digits(c, text);
    }
    let start = text.len();
    let after = start + point as usize;
    if point >= c.digits() {
        write_digits(c, text);
        text.resize(after, b'0');
    } else {
        text.push(b'.');
        write_digits(c, text);
        text.copy_within(start + 1..=after, start);
        text[after] = b'.';
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, scientific: &str, engineering: &str) {
        let n = parse(text.as_bytes()).unwrap();
        let written = |notation| String::from_utf8(write(&n, notation, b'E')).unwrap();
        assert_eq!(written(Notation::Scientific), scientific);
        assert_eq!(written(Notation::Engineering), engineering);
    }

    #[test]
    fn notations() {
        check("123", "123", "123");
        check("-0012.50", "-12.50", "-12.50");
        check("123E3", "1.23E+5", "123E+3");
        check("123E-10", "1.23E-8", "12.3E-9");
        check("10E-7", "0.0000010", "0.0000010");
        check("0E-7", "0E-7", "0.0E-6");
        check("0E+2", "0E+2", "0.0E+3");
        check("0E+1", "0E+1", "0.00E+3");
        check("7E-12", "7E-12", "7E-12");
        check("1E+4", "1E+4", "10E+3");
        check("-inf", "-Infinity", "-Infinity");
        check("sNaN0012", "sNaN12", "sNaN12");
        check(".5", "0.5", "0.5");
        check("5.", "5", "5");
    }

    #[test]
    fn what_is_no_number() {
        for text in [
            "", "-", ".", "e5", "1e", "1e+", "1.2.3", "1x", "nanx", "infinit", "1 ",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
    }
}
