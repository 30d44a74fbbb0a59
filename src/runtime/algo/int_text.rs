//! Integers as text: `int(text, base)`, `str(int)` and the other bases, with the limit on the number of digits.

use super::bigint::{Int, IntRef};
use super::search::{self, Kind};
use super::wtf8::code_points;
use super::{Error, text, unicode};
use dashu_int::UBig;

/// The default of `sys.set_int_max_str_digits`.
pub const DEFAULT_MAX_STR_DIGITS: usize = 4300;

/// The least limit that `sys.set_int_max_str_digits` accepts, other than 0 for none.
pub const STR_DIGITS_THRESHOLD: usize = 640;

/// How many characters of a bad text a message quotes.
const QUOTED: usize = 200;

/// The digits of the magnitude of `a` in `base` (2 to 36, lower case), without sign, prefix or limit.
pub fn magnitude_in_base(a: IntRef, base: u32) -> String {
    match (a.limbs(), base) {
        ([], _) => "0".to_string(),
        ([limb], 10) => limb_in::<10>(*limb),
        ([limb], 16) => limb_in::<16>(*limb),
        ([limb], 8) => limb_in::<8>(*limb),
        ([limb], 2) => limb_in::<2>(*limb),
        (limbs, _) => UBig::from_words(limbs).in_radix(base as u8).to_string(),
    }
}

fn limb_in<const BASE: u64>(mut limb: u64) -> String {
    let mut digits = [0; 64];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b"0123456789abcdef"[(limb % BASE) as usize];
        limb /= BASE;
        if limb == 0 {
            break;
        }
    }
    String::from_utf8_lossy(&digits[at..]).into_owned()
}

/// `str(a)`. More digits than `max_digits` (0 for no limit) are a `ValueError`.
pub fn to_decimal(a: IntRef, max_digits: usize) -> Result<String, Error> {
    check_digits_to_print(a, max_digits)?;
    let digits = magnitude_in_base(a, 10);
    check_printed_digits(&digits, max_digits)?;
    Ok(if a.is_negative() {
        format!("-{digits}")
    } else {
        digits
    })
}

/// Rejects what surely has too many digits, before the slow conversion.
pub fn check_digits_to_print(a: IntRef, max_digits: usize) -> Result<(), Error> {
    // A digit holds less than 3.33 bits, so this never rejects what would fit.
    if max_digits > 0 && a.bit_length() / 10 * 3 > max_digits as u64 + 1 {
        return Err(too_many_to_print(max_digits));
    }
    Ok(())
}

/// Rejects what has turned out to have too many digits.
pub fn check_printed_digits(digits: &str, max_digits: usize) -> Result<(), Error> {
    if max_digits > 0 && digits.len() > max_digits {
        return Err(too_many_to_print(max_digits));
    }
    Ok(())
}

fn too_many_to_print(max_digits: usize) -> Error {
    Error::value(format!(
        "Exceeds the limit ({max_digits} digits) for integer string conversion; \
         use sys.set_int_max_str_digits() to increase the limit"
    ))
}

/// `bin`, `oct` and `hex`: sign, prefix and digits.
pub fn with_prefix(a: IntRef, base: u32) -> String {
    let sign = if a.is_negative() { "-" } else { "" };
    let prefix = match base {
        2 => "0b",
        8 => "0o",
        16 => "0x",
        _ => "",
    };
    format!("{sign}{prefix}{}", magnitude_in_base(a, base))
}

/// The number that a text of a few decimal digits stands for, perhaps with a sign, and nothing else.
#[inline]
pub fn short_decimal(s: &[u8]) -> Option<i64> {
    let (negative, digits) = match s {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, s),
    };
    if !(1..=18).contains(&digits.len()) {
        return None;
    }
    let mut n = 0;
    for &b in digits {
        let digit = b.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        n = n * 10 + i64::from(digit);
    }
    Some(if negative { -n } else { n })
}

/// Writes the decimal digits of a number, with its sign, at the end of a buffer; where they begin.
pub fn write_decimal(n: i64, buffer: &mut [u8; 20]) -> usize {
    let mut at = buffer.len();
    let mut rest = n.unsigned_abs();
    loop {
        at -= 1;
        buffer[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if n < 0 {
        at -= 1;
        buffer[at] = b'-';
    }
    at
}

/// `int(s, base)` of a `str`; `base` is 0 or 2 to 36.
pub fn parse_str(s: &[u8], base: u32, max_digits: usize) -> Result<Int, Error> {
    let parsed = if s.is_ascii() {
        parse_ascii(s, base, max_digits)
    } else {
        parse_ascii(&to_ascii(s), base, max_digits)
    };
    parsed.unwrap_or_else(|| {
        let mut quoted = text::repr(s);
        let end = super::wtf8::advance(&quoted, 0, QUOTED);
        quoted.truncate(end);
        Err(invalid(base, &quoted))
    })
}

/// `int(s, base)` of a `bytes` or `bytearray`.
pub fn parse_bytes(s: &[u8], base: u32, max_digits: usize) -> Result<Int, Error> {
    parse_ascii(s, base, max_digits).unwrap_or_else(|| {
        let mut quoted = Vec::new();
        text::push_bytes_repr(&mut quoted, s);
        quoted.truncate(QUOTED);
        Err(invalid(base, &quoted))
    })
}

fn invalid(base: u32, quoted: &[u8]) -> Error {
    const START: &[u8] = b"invalid literal for int() with base ";
    let mut message = Vec::with_capacity(START.len() + 4 + quoted.len());
    message.extend_from_slice(START);
    if base >= 10 {
        message.push(b'0' + (base / 10) as u8);
    }
    message.push(b'0' + (base % 10) as u8);
    message.extend_from_slice(b": ");
    message.extend_from_slice(quoted);
    Error::value(message)
}

/// Checks the base that a caller of `int` gave; `None` stands for an integer too large to be one.
pub fn check_base(base: Option<i64>) -> Result<u32, Error> {
    match base {
        Some(base @ (0 | 2..=36)) => Ok(base as u32),
        _ => Err(Error::value("int() base must be >= 2 and <= 36, or 0")),
    }
}

/// Turns the decimal digits of all scripts into ASCII, and white space beyond ASCII into blanks.
fn to_ascii(s: &[u8]) -> Vec<u8> {
    code_points(s)
        .map(|cp| match unicode::decimal_value(cp) {
            Some(value) => b'0' + value as u8,
            None if cp < 0x80 => cp as u8,
            None if unicode::is_space(cp) => b' ',
            None => b'?',
        })
        .collect()
}

/// `None` stands for text that is no integer.
fn parse_ascii(s: &[u8], base: u32, max_digits: usize) -> Option<Result<Int, Error>> {
    if base == 10
        && let Some(small) = parse_plain_small(s)
    {
        return Some(Ok(small.into()));
    }
    let s = search::strip(Kind::Bytes, s);
    let (negative, s) = match s {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, s),
    };
    let (base, digits, only_zero) = split_prefix(s, base);
    if only_zero && digits.iter().any(|&b| !matches!(b, b'0' | b'_')) {
        return None;
    }
    parse_digits(digits, base, negative, max_digits)
}

/// The most common text by far: at most 18 decimal digits, perhaps after a minus.
fn parse_plain_small(s: &[u8]) -> Option<i64> {
    const SURELY_FITS: usize = 18;
    let (negative, digits) = match s {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, s),
    };
    if digits.is_empty() || digits.len() > SURELY_FITS {
        return None;
    }
    let mut value = 0;
    for &b in digits {
        let digit = b.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    Some(if negative { -value } else { value })
}

/// The base, the digits after the prefix, and whether only zero is allowed (a decimal literal with a leading zero).
fn split_prefix(s: &[u8], base: u32) -> (u32, &[u8], bool) {
    let prefix_base = match s {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'o' | b'O', ..] => 8,
        [b'0', b'b' | b'B', ..] => 2,
        _ => 0,
    };
    if prefix_base != 0 && (base == 0 || base == prefix_base) {
        // One underscore may follow the prefix.
        let rest = &s[2..];
        let digits = rest.strip_prefix(b"_").unwrap_or(rest);
        return (prefix_base, digits, false);
    }
    match base {
        0 => (10, s, s.first() == Some(&b'0')),
        _ => (base, s, false),
    }
}

fn digit_value(b: u8) -> Option<u32> {
    char::from(b).to_digit(36)
}

/// Digits with single underscores between them.
fn parse_digits(
    s: &[u8],
    base: u32,
    negative: bool,
    max_digits: usize,
) -> Option<Result<Int, Error>> {
    let mut count = 0;
    let mut small = Some(0u64);
    let mut after_digit = false;
    for &b in s {
        if b == b'_' {
            if !after_digit {
                return None;
            }
            after_digit = false;
            continue;
        }
        let value = digit_value(b).filter(|&v| v < base)?;
        count += 1;
        after_digit = true;
        small = small
            .and_then(|n| n.checked_mul(base.into()))
            .and_then(|n| n.checked_add(value.into()));
    }
    if !after_digit {
        return None;
    }
    if max_digits > 0 && count > max_digits.max(STR_DIGITS_THRESHOLD) && !base.is_power_of_two() {
        return Some(Err(Error::value(format!(
            "Exceeds the limit ({max_digits} digits) for integer string conversion: value has {count} digits; \
             use sys.set_int_max_str_digits() to increase the limit"
        ))));
    }
    if let Some(small) = small {
        return Some(Ok(super::bigint::from_limbs(negative, &[small])));
    }
    let plain: String = s
        .iter()
        .filter(|&&b| b != b'_')
        .map(|&b| char::from(b))
        .collect();
    let magnitude = UBig::from_str_radix(&plain, base).expect("digits that were checked");
    Some(Ok(super::bigint::from_limbs(
        negative,
        magnitude.as_words(),
    )))
}

#[cfg(test)]
#[rustfmt::skip] // One case a line.
#[allow(clippy::type_complexity, reason = "the types of the tables are read beside their rows")]
mod tables;

#[cfg(test)]
mod tests {
    use super::tables::*;
    use super::*;

    #[test]
    fn parsing_agrees_with_cpython() {
        for &(s, base, expected) in PARSES {
            match (
                parse_str(s.as_bytes(), base, DEFAULT_MAX_STR_DIGITS),
                expected,
            ) {
                (Ok(n), Ok(decimal)) => {
                    assert_eq!(to_decimal(n.as_ref(), 0).unwrap(), decimal, "{s}");
                }
                (Err(e), Err(message)) => {
                    assert_eq!(String::from_utf8_lossy(&e.message), message, "{s}");
                }
                (got, _) => panic!("int({s:?}, {base}): {got:?} instead of {expected:?}"),
            }
        }
        let error = parse_bytes(b"1\xFF", 10, 0).unwrap_err();
        assert_eq!(
            error.message,
            br"invalid literal for int() with base 10: b'1\xff'"
        );
        let error = parse_str(&b"x".repeat(300), 10, 0).unwrap_err();
        assert_eq!(error.message.len(), 40 + QUOTED);
    }

    #[test]
    fn digits_are_limited_both_ways() {
        let digits = "9".repeat(4300);
        let n = parse_str(digits.as_bytes(), 10, 4300).unwrap();
        assert_eq!(to_decimal(n.as_ref(), 4300).unwrap(), digits);
        let more = crate::algo::bigint::add(n.as_ref(), IntRef::new(false, &[1]));
        let error = to_decimal(more.as_ref(), 4300).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Value: Exceeds the limit (4300 digits) for integer string conversion; \
             use sys.set_int_max_str_digits() to increase the limit"
        );
        assert_eq!(to_decimal(more.as_ref(), 0).unwrap().len(), 4301);
        let error = parse_str("1".repeat(5000).as_bytes(), 10, 4300).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Value: Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits; \
             use sys.set_int_max_str_digits() to increase the limit"
        );
        assert!(parse_str("f".repeat(5000).as_bytes(), 16, 4300).is_ok());
        assert!(parse_str("1".repeat(640).as_bytes(), 10, 640).is_ok());
    }

    #[test]
    fn bases_agree_with_cpython() {
        for &(decimal, base, expected) in BASES {
            let n = parse_str(decimal.as_bytes(), 10, 0).unwrap();
            assert_eq!(with_prefix(n.as_ref(), base), expected);
        }
        assert_eq!(check_base(Some(36)), Ok(36));
        assert!(check_base(Some(1)).is_err() && check_base(None).is_err());
    }
}
