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
        ([limb], 10) => limb.to_string(),
        ([limb], 16) => format!("{limb:x}"),
        ([limb], 8) => format!("{limb:o}"),
        ([limb], 2) => format!("{limb:b}"),
        (limbs, _) => UBig::from_words(limbs).in_radix(base as u8).to_string(),
    }
}

/// `str(a)`. More digits than `max_digits` (0 for no limit) are a `ValueError`.
pub fn to_decimal(a: IntRef, max_digits: usize) -> Result<String, Error> {
    check_digits_to_print(a, max_digits)?;
    let digits = magnitude_in_base(a, 10);
    if max_digits > 0 && digits.len() > max_digits {
        return Err(too_many_to_print(max_digits));
    }
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
    let message = format!("invalid literal for int() with base {base}: ");
    Error::value([message.as_bytes(), quoted].concat())
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
mod tests {
    use super::*;

    /// Text, base, and the value in decimal or the message.
    const PARSES: &[(&str, u32, Result<&str, &str>)] = &[
        ("0", 10, Ok("0")),
        ("-0", 10, Ok("0")),
        ("+7", 10, Ok("7")),
        ("12_345", 10, Ok("12345")),
        (" 42\u{a}", 10, Ok("42")),
        ("\u{3000}3 ", 10, Ok("3")),
        (
            "\u{1f}3",
            10,
            Err("invalid literal for int() with base 10: '\u{5c}x1f3'"),
        ),
        ("\u{661}\u{662}", 10, Ok("12")),
        (
            "\u{661}\u{e9}",
            10,
            Err("invalid literal for int() with base 10: '\u{661}\u{e9}'"),
        ),
        ("", 10, Err("invalid literal for int() with base 10: ''")),
        ("-", 10, Err("invalid literal for int() with base 10: '-'")),
        ("+", 10, Err("invalid literal for int() with base 10: '+'")),
        (
            "--1",
            10,
            Err("invalid literal for int() with base 10: '--1'"),
        ),
        (
            "1__0",
            10,
            Err("invalid literal for int() with base 10: '1__0'"),
        ),
        (
            "_1",
            10,
            Err("invalid literal for int() with base 10: '_1'"),
        ),
        (
            "1_",
            10,
            Err("invalid literal for int() with base 10: '1_'"),
        ),
        (
            "0x1",
            10,
            Err("invalid literal for int() with base 10: '0x1'"),
        ),
        (
            "1.0",
            10,
            Err("invalid literal for int() with base 10: '1.0'"),
        ),
        (
            "1e5",
            10,
            Err("invalid literal for int() with base 10: '1e5'"),
        ),
        ("x", 10, Err("invalid literal for int() with base 10: 'x'")),
        ("9223372036854775807", 10, Ok("9223372036854775807")),
        ("-9223372036854775808", 10, Ok("-9223372036854775808")),
        ("18446744073709551616", 10, Ok("18446744073709551616")),
        (
            "123456789012345678901234567890123",
            10,
            Ok("123456789012345678901234567890123"),
        ),
        ("-1_0_0", 10, Ok("-100")),
        (
            "1 1",
            10,
            Err("invalid literal for int() with base 10: '1 1'"),
        ),
        (
            "\u{0}",
            10,
            Err("invalid literal for int() with base 10: '\u{5c}x00'"),
        ),
        (
            "a'b",
            10,
            Err("invalid literal for int() with base 10: \u{22}a'b\u{22}"),
        ),
        ("0x1f", 0, Ok("31")),
        (
            "0x1f",
            2,
            Err("invalid literal for int() with base 2: '0x1f'"),
        ),
        (
            "0x1f",
            8,
            Err("invalid literal for int() with base 8: '0x1f'"),
        ),
        ("0x1f", 16, Ok("31")),
        ("0x1f", 36, Ok("42819")),
        ("0X_1F", 0, Ok("31")),
        (
            "0X_1F",
            2,
            Err("invalid literal for int() with base 2: '0X_1F'"),
        ),
        (
            "0X_1F",
            8,
            Err("invalid literal for int() with base 8: '0X_1F'"),
        ),
        ("0X_1F", 16, Ok("31")),
        ("0X_1F", 36, Ok("42819")),
        (
            "0x__1",
            0,
            Err("invalid literal for int() with base 0: '0x__1'"),
        ),
        (
            "0x__1",
            2,
            Err("invalid literal for int() with base 2: '0x__1'"),
        ),
        (
            "0x__1",
            8,
            Err("invalid literal for int() with base 8: '0x__1'"),
        ),
        (
            "0x__1",
            16,
            Err("invalid literal for int() with base 16: '0x__1'"),
        ),
        (
            "0x__1",
            36,
            Err("invalid literal for int() with base 36: '0x__1'"),
        ),
        ("0x", 0, Err("invalid literal for int() with base 0: '0x'")),
        ("0x", 2, Err("invalid literal for int() with base 2: '0x'")),
        ("0x", 8, Err("invalid literal for int() with base 8: '0x'")),
        (
            "0x",
            16,
            Err("invalid literal for int() with base 16: '0x'"),
        ),
        ("0x", 36, Ok("33")),
        (
            "0x_",
            0,
            Err("invalid literal for int() with base 0: '0x_'"),
        ),
        (
            "0x_",
            2,
            Err("invalid literal for int() with base 2: '0x_'"),
        ),
        (
            "0x_",
            8,
            Err("invalid literal for int() with base 8: '0x_'"),
        ),
        (
            "0x_",
            16,
            Err("invalid literal for int() with base 16: '0x_'"),
        ),
        (
            "0x_",
            36,
            Err("invalid literal for int() with base 36: '0x_'"),
        ),
        ("0b101", 0, Ok("5")),
        ("0b101", 2, Ok("5")),
        (
            "0b101",
            8,
            Err("invalid literal for int() with base 8: '0b101'"),
        ),
        ("0b101", 16, Ok("45313")),
        ("0b101", 36, Ok("514513")),
        (
            "0b2",
            0,
            Err("invalid literal for int() with base 0: '0b2'"),
        ),
        (
            "0b2",
            2,
            Err("invalid literal for int() with base 2: '0b2'"),
        ),
        (
            "0b2",
            8,
            Err("invalid literal for int() with base 8: '0b2'"),
        ),
        ("0b2", 16, Ok("178")),
        ("0b2", 36, Ok("398")),
        ("0o17", 0, Ok("15")),
        (
            "0o17",
            2,
            Err("invalid literal for int() with base 2: '0o17'"),
        ),
        ("0o17", 8, Ok("15")),
        (
            "0o17",
            16,
            Err("invalid literal for int() with base 16: '0o17'"),
        ),
        ("0o17", 36, Ok("31147")),
        ("0O_7", 0, Ok("7")),
        (
            "0O_7",
            2,
            Err("invalid literal for int() with base 2: '0O_7'"),
        ),
        ("0O_7", 8, Ok("7")),
        (
            "0O_7",
            16,
            Err("invalid literal for int() with base 16: '0O_7'"),
        ),
        ("0O_7", 36, Ok("871")),
        (
            "010",
            0,
            Err("invalid literal for int() with base 0: '010'"),
        ),
        ("010", 2, Ok("2")),
        ("010", 8, Ok("8")),
        ("010", 16, Ok("16")),
        ("010", 36, Ok("36")),
        ("0", 0, Ok("0")),
        ("0", 2, Ok("0")),
        ("0", 8, Ok("0")),
        ("0", 16, Ok("0")),
        ("0", 36, Ok("0")),
        ("00", 0, Ok("0")),
        ("00", 2, Ok("0")),
        ("00", 8, Ok("0")),
        ("00", 16, Ok("0")),
        ("00", 36, Ok("0")),
        ("0_0", 0, Ok("0")),
        ("0_0", 2, Ok("0")),
        ("0_0", 8, Ok("0")),
        ("0_0", 16, Ok("0")),
        ("0_0", 36, Ok("0")),
        (
            "0_1",
            0,
            Err("invalid literal for int() with base 0: '0_1'"),
        ),
        ("0_1", 2, Ok("1")),
        ("0_1", 8, Ok("1")),
        ("0_1", 16, Ok("1")),
        ("0_1", 36, Ok("1")),
        (
            "007",
            0,
            Err("invalid literal for int() with base 0: '007'"),
        ),
        (
            "007",
            2,
            Err("invalid literal for int() with base 2: '007'"),
        ),
        ("007", 8, Ok("7")),
        ("007", 16, Ok("7")),
        ("007", 36, Ok("7")),
        ("-0x10", 0, Ok("-16")),
        (
            "-0x10",
            2,
            Err("invalid literal for int() with base 2: '-0x10'"),
        ),
        (
            "-0x10",
            8,
            Err("invalid literal for int() with base 8: '-0x10'"),
        ),
        ("-0x10", 16, Ok("-16")),
        ("-0x10", 36, Ok("-42804")),
        ("1_0", 0, Ok("10")),
        ("1_0", 2, Ok("2")),
        ("1_0", 8, Ok("8")),
        ("1_0", 16, Ok("16")),
        ("1_0", 36, Ok("36")),
        ("0b1", 0, Ok("1")),
        ("0b1", 2, Ok("1")),
        (
            "0b1",
            8,
            Err("invalid literal for int() with base 8: '0b1'"),
        ),
        ("0b1", 16, Ok("177")),
        ("0b1", 36, Ok("397")),
        ("z", 0, Err("invalid literal for int() with base 0: 'z'")),
        ("z", 2, Err("invalid literal for int() with base 2: 'z'")),
        ("z", 8, Err("invalid literal for int() with base 8: 'z'")),
        ("z", 16, Err("invalid literal for int() with base 16: 'z'")),
        ("z", 36, Ok("35")),
        ("0b", 0, Err("invalid literal for int() with base 0: '0b'")),
        ("0b", 2, Err("invalid literal for int() with base 2: '0b'")),
        ("0b", 8, Err("invalid literal for int() with base 8: '0b'")),
        ("0b", 16, Ok("11")),
        ("0b", 36, Ok("11")),
        ("_0", 0, Err("invalid literal for int() with base 0: '_0'")),
        ("_0", 2, Err("invalid literal for int() with base 2: '_0'")),
        ("_0", 8, Err("invalid literal for int() with base 8: '_0'")),
        (
            "_0",
            16,
            Err("invalid literal for int() with base 16: '_0'"),
        ),
        (
            "_0",
            36,
            Err("invalid literal for int() with base 36: '_0'"),
        ),
        (
            "zzzzzzzzzzzzzzzzzzzzzzzz",
            36,
            Ok("22452257707354557240087211123792674815"),
        ),
        (
            "-ffff_ffff_ffff_ffff_ffff",
            16,
            Ok("-1208925819614629174706175"),
        ),
        (
            "1111111111111111111111111111111111111111111111111111111111111111111111",
            2,
            Ok("1180591620717411303423"),
        ),
        (
            "777777777777777777777777777777",
            8,
            Ok("1237940039285380274899124223"),
        ),
    ];

    const BASES: &[(&str, u32, &str)] = &[
        ("0", 2, "0b0"),
        ("0", 8, "0o0"),
        ("0", 16, "0x0"),
        ("1", 2, "0b1"),
        ("1", 8, "0o1"),
        ("1", 16, "0x1"),
        ("-1", 2, "-0b1"),
        ("-1", 8, "-0o1"),
        ("-1", 16, "-0x1"),
        ("255", 2, "0b11111111"),
        ("255", 8, "0o377"),
        ("255", 16, "0xff"),
        ("-256", 2, "-0b100000000"),
        ("-256", 8, "-0o400"),
        ("-256", 16, "-0x100"),
        (
            "9223372036854775808",
            2,
            "0b1000000000000000000000000000000000000000000000000000000000000000",
        ),
        ("9223372036854775808", 8, "0o1000000000000000000000"),
        ("9223372036854775808", 16, "0x8000000000000000"),
        (
            "18446744073709551615",
            2,
            "0b1111111111111111111111111111111111111111111111111111111111111111",
        ),
        ("18446744073709551615", 8, "0o1777777777777777777777"),
        ("18446744073709551615", 16, "0xffffffffffffffff"),
        (
            "18446744073709551616",
            2,
            "0b10000000000000000000000000000000000000000000000000000000000000000",
        ),
        ("18446744073709551616", 8, "0o2000000000000000000000"),
        ("18446744073709551616", 16, "0x10000000000000000"),
        (
            "-1361129467683753853853498429727072845829",
            2,
            "-0b10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000101",
        ),
        (
            "-1361129467683753853853498429727072845829",
            8,
            "-0o20000000000000000000000000000000000000000005",
        ),
        (
            "-1361129467683753853853498429727072845829",
            16,
            "-0x400000000000000000000000000000005",
        ),
        (
            "10000000000000000000000000000000000000000",
            2,
            "0b1110101100011001010011111000111000011010111001010010010111111101010111011100111110101011000010000000000000000000000000000000000000000",
        ),
        (
            "10000000000000000000000000000000000000000",
            8,
            "0o165431237070327122277527347653020000000000000",
        ),
        (
            "10000000000000000000000000000000000000000",
            16,
            "0x1d6329f1c35ca4bfabb9f5610000000000",
        ),
        (
            "1093389560282643038679743451087925307660146860251098363607039113688142437704371427827298016451733555273751733103306761935957423138560040427428627588718",
            2,
            "0b1010101100000101001000101001011000001000100110101111001101011001101100010101100110111100101111101101101101100011101011101101011011001110100010100011000000010110110010100111000011001010110100111001000000000110110000000011010010110111010010100001010110100111000100000110101111011011101110101101111111101010101001011111010011100110010000001110010001101110111010100011010101001000100011000101110101111111100010111111001000101011110111100001001110011111011101011000110111001110110100001111010011001101110",
        ),
        (
            "1093389560282643038679743451087925307660146860251098363607039113688142437704371427827298016451733555273751733103306761935957423138560040427428627588718",
            8,
            "0o12540510513010465715315425467457555543535533164243002662470312647100066003226722412647040657335655775251372346201621567243251043056577427710536741163735306716641723156",
        ),
        (
            "1093389560282643038679743451087925307660146860251098363607039113688142437704371427827298016451733555273751733103306761935957423138560040427428627588718",
            16,
            "0x5582914b044d79acd8acde5f6db1d76b6745180b65386569c803601a5ba50ad38835eddd6ff552fa73207237751aa4462ebfc5f915ef09cfbac6e7687a66e",
        ),
    ];

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
