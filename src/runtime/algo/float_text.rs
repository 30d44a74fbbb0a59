//! Floats as text: `repr`, the formats `e f g r`, hexadecimal, parsing, and `round(x, n)`.
//!
//! The shortest digits come from `zmij`; digits to a given precision and parsing come from the standard library, which
//! rounds correctly, ties to even, as David Gay's code in CPython does. This file knows CPython's *layout* of the digits:
//! when the exponent appears, which zeros are kept, what the flags do.

use super::text;
use super::unicode;
use super::wtf8::{self, code_points};
use super::{Error, search};
use std::fmt::Write;

/// How the digits of a float are chosen and laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatKind {
    /// `d.ddde±dd`.
    Exponent,
    /// `ddd.ddd`.
    Fixed,
    /// The shorter of the two, with a number of significant digits.
    General,
    /// The fewest digits that read back as the same float; the precision is ignored.
    Repr,
}

/// The options of [`format_float`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FloatFlags {
    /// `#`: keep the point and, with `g`, the trailing zeros.
    pub alternate: bool,
    /// Append `.0` to what would look like an integer.
    pub add_dot_0: bool,
    /// `z`: a result that is zero has no sign.
    pub no_negative_zero: bool,
    /// Show `+` too.
    pub always_sign: bool,
    /// `INF`, `NAN` and the exponent's `E` in upper case.
    pub upper: bool,
}

/// The most decimals after the point that can differ from zero (the smallest subnormal has 1074).
const MAX_DECIMALS: usize = 1_100;

/// Significant decimal digits and where their point is: `0.d1d2d3... * 10^decpt`. Zero is "0" with the point at 1.
struct Digits {
    text: Scratch,
    decpt: i32,
}

/// A short text on the stack; only a long one, of digits beyond all sense, goes to the heap.
struct Scratch {
    stack: [u8; Scratch::SIZE],
    len: usize,
    heap: Vec<u8>,
}

impl Scratch {
    const SIZE: usize = 40;

    fn new() -> Scratch {
        Scratch {
            stack: [0; Scratch::SIZE],
            len: 0,
            heap: Vec::new(),
        }
    }

    fn extend(&mut self, bytes: &[u8]) {
        if self.heap.is_empty() && self.len + bytes.len() <= Scratch::SIZE {
            self.stack[self.len..self.len + bytes.len()].copy_from_slice(bytes);
            self.len += bytes.len();
            return;
        }
        if self.heap.is_empty() {
            self.heap.extend_from_slice(&self.stack[..self.len]);
        }
        self.heap.extend_from_slice(bytes);
    }

    fn bytes(&self) -> &[u8] {
        if self.heap.is_empty() {
            &self.stack[..self.len]
        } else {
            &self.heap
        }
    }
}

impl Write for Scratch {
    fn write_str(&mut self, s: &str) -> std::fmt::Result {
        self.extend(s.as_bytes());
        Ok(())
    }
}

/// The powers of ten that fit 64 bits.
const POWERS_OF_TEN: [u64; 20] = {
    let mut powers = [1; 20];
    let mut i = 1;
    while i < 20 {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

/// `a * 10^n` rounded to an integer, ties to even, for a positive finite `a`; `None` where the numbers become too long
/// for this short way.
fn scaled_integer(a: f64, n: i32) -> Option<u64> {
    let bits = a.to_bits();
    let field = (bits >> 52) as i32;
    if field == 0 {
        return None;
    }
    let mantissa = u128::from(bits & ((1 << 52) - 1) | 1 << 52);
    let exponent = field - 1075;
    let power = u128::from(*POWERS_OF_TEN.get(n.unsigned_abs() as usize)?);
    // 53 and 64 bits fit 128 with eleven to spare, and shifts to the right must leave something to divide.
    let (up_to, down_to) = if n >= 0 { (11, 126) } else { (11, 59) };
    if exponent > up_to || exponent < -down_to {
        return None;
    }
    let shift = exponent.unsigned_abs();
    let (dividend, divisor) = match (n >= 0, exponent >= 0) {
        (true, true) => ((mantissa * power) << shift, 1),
        (true, false) => (mantissa * power, 1 << shift),
        (false, true) => (mantissa << shift, power),
        (false, false) => (mantissa, power << shift),
    };
    let (quotient, rest) = if n >= 0 {
        let shift = if exponent >= 0 { 0 } else { shift };
        (dividend >> shift, dividend & (divisor - 1))
    } else {
        (dividend / divisor, dividend % divisor)
    };
    let half_of = divisor;
    let twice = rest << 1;
    let up = twice > half_of || twice == half_of && quotient & 1 == 1;
    u64::try_from(quotient + u128::from(up)).ok()
}

/// Writes `x` with so many decimals to the front of `out`; how long the text is. None where that takes the long way, or more
/// room.
pub fn write_fixed(out: &mut [u8], x: f64, precision: usize) -> Option<usize> {
    let a = x.abs();
    if precision >= POWERS_OF_TEN.len() || !a.is_finite() {
        return None;
    }
    let value = if a == 0.0 {
        0
    } else {
        scaled_integer(a, precision as i32)?
    };
    let mut buffer = [b'0'; 20];
    let len = decimal(value, &mut buffer).len();
    // At least one digit stands before the point.
    let digits = &buffer[20 - len.max(precision + 1)..];
    let sign = usize::from(x.is_sign_negative());
    let int = digits.len() - precision;
    let total = sign + digits.len() + usize::from(precision > 0);
    let out = out.get_mut(..total)?;
    out[0] = b'-';
    out[sign..sign + int].copy_from_slice(&digits[..int]);
    if precision > 0 {
        out[sign + int] = b'.';
        out[sign + int + 1..].copy_from_slice(&digits[int..]);
    }
    Some(total)
}

/// Writes an integer in decimal into the end of `buffer` and returns its digits.
fn decimal(mut n: u64, buffer: &mut [u8; 20]) -> &[u8] {
    let mut at = buffer.len();
    loop {
        at -= 1;
        buffer[at] = b'0' + (n % 10) as u8;
        n /= 10;
        if n == 0 {
            return &buffer[at..];
        }
    }
}

impl Digits {
    /// The digits of a text like `1234`, `12.34`, `1.5e-7`, without sign.
    fn from_text(text: &[u8]) -> Digits {
        let (mantissa, exponent) = match memchr::memchr(b'e', text) {
            Some(at) => {
                let exponent = std::str::from_utf8(&text[at + 1..]).expect("an ASCII exponent");
                (&text[..at], exponent.parse::<i32>().expect("an exponent"))
            }
            None => (text, 0),
        };
        let (int, fraction) = match memchr::memchr(b'.', mantissa) {
            Some(at) => (&mantissa[..at], &mantissa[at + 1..]),
            None => (mantissa, &mantissa[..0]),
        };
        let decpt = int.len() as i32 + exponent;
        if fraction.iter().all(|&b| b == b'0') {
            return Digits::trimmed(int, &[], decpt);
        }
        Digits::trimmed(int, fraction, decpt)
    }

    /// The digits of both parts without zeros at either end.
    fn trimmed<'a>(mut first: &'a [u8], mut second: &'a [u8], mut decpt: i32) -> Digits {
        if second.is_empty() {
            (first, second) = (second, first);
        }
        while let [b'0', rest @ ..] = first {
            first = rest;
            decpt -= 1;
        }
        if first.is_empty() {
            while let [b'0', rest @ ..] = second {
                second = rest;
                decpt -= 1;
            }
        }
        while let [rest @ .., b'0'] = second {
            second = rest;
        }
        let mut text = Scratch::new();
        text.extend(first);
        text.extend(second);
        if text.len == 0 {
            text.extend(b"0");
            decpt = 1;
        }
        Digits { text, decpt }
    }

    fn shortest(x: f64) -> Digits {
        Digits::from_text(zmij::Buffer::new().format_finite(x.abs()).as_bytes())
    }

    /// `n` significant digits, at least one; trailing zeros are dropped.
    fn significant(x: f64, n: usize) -> Digits {
        const SHORT: usize = 17;
        let a = x.abs();
        if n <= SHORT
            && a > 0.0
            && let Some(digits) = Digits::significant_short(a, n as i32)
        {
            return digits;
        }
        let mut text = Scratch::new();
        write!(text, "{:.*e}", n.clamp(1, MAX_DECIMALS) - 1, a).expect("memory never fails");
        Digits::from_text(text.bytes())
    }

    fn significant_short(a: f64, n: i32) -> Option<Digits> {
        let n = n.max(1);
        let limit = POWERS_OF_TEN[n as usize];
        // The logarithm may be off by one next to a power of ten, and rounding may carry up to the next.
        let mut exponent = a.log10().floor() as i32;
        let mut value = scaled_integer(a, n - 1 - exponent)?;
        if value >= limit {
            exponent += 1;
            value = scaled_integer(a, n - 1 - exponent)?;
        } else if value < limit / 10 {
            exponent -= 1;
            value = scaled_integer(a, n - 1 - exponent)?;
        }
        (limit / 10..limit).contains(&value).then(|| {
            let mut buffer = [0; 20];
            Digits::trimmed(decimal(value, &mut buffer), &[], exponent + 1)
        })
    }
}

/// `repr(x)`.
pub fn repr(x: f64) -> String {
    let flags = FloatFlags {
        add_dot_0: true,
        ..FloatFlags::default()
    };
    format_float(x, FloatKind::Repr, 0, flags)
}

/// CPython's `PyOS_double_to_string`.
pub fn format_float(x: f64, kind: FloatKind, precision: usize, flags: FloatFlags) -> String {
    let mut out = Vec::with_capacity(24);
    push_float(&mut out, x, kind, precision, flags);
    String::from_utf8(out).expect("a number in ASCII")
}

/// As [`format_float`], appended to a text.
pub fn push_float(out: &mut Vec<u8>, x: f64, kind: FloatKind, precision: usize, flags: FloatFlags) {
    if !x.is_finite() {
        push_non_finite(out, x, flags);
        return;
    }
    let start = out.len();
    if x.is_sign_negative() {
        out.push(b'-');
    } else if flags.always_sign {
        out.push(b'+');
    }
    let signed = out.len() > start;
    match kind {
        FloatKind::Exponent => {
            let digits = Digits::significant(x, precision.saturating_add(1));
            lay_out(out, &digits, precision, true, flags);
        }
        FloatKind::Fixed => push_fixed(out, x.abs(), precision, flags),
        FloatKind::General => push_general(out, x, precision.max(1), flags),
        FloatKind::Repr => {
            let digits = Digits::shortest(x);
            let use_exponent = digits.decpt <= -4 || digits.decpt > 16;
            lay_out(out, &digits, 0, use_exponent, flags);
        }
    }
    if flags.no_negative_zero && signed && out[start] == b'-' && is_zero_text(&out[start + 1..]) {
        if flags.always_sign {
            out[start] = b'+';
        } else {
            out.remove(start);
        }
    }
}

/// True if no digit of the mantissa differs from zero.
fn is_zero_text(text: &[u8]) -> bool {
    text.iter()
        .take_while(|b| !b.is_ascii_alphabetic())
        .all(|b| matches!(b, b'0' | b'.'))
}

fn push_non_finite(out: &mut Vec<u8>, x: f64, flags: FloatFlags) {
    if !x.is_nan() && x.is_sign_negative() {
        out.push(b'-');
    } else if flags.always_sign {
        out.push(b'+');
    }
    out.extend_from_slice(match (x.is_nan(), flags.upper) {
        (true, false) => b"nan",
        (true, true) => b"NAN",
        (false, false) => b"inf",
        (false, true) => b"INF",
    });
}

/// Writes the decimals of `a`, which is not negative, to a fixed number of places.
fn push_fixed(out: &mut Vec<u8>, a: f64, precision: usize, flags: FloatFlags) {
    const SHORT: usize = 17;
    let short = if precision <= SHORT {
        scaled_integer(a, precision as i32)
    } else {
        None
    };
    if let Some(value) = short {
        let mut buffer = [b'0'; 20];
        let len = decimal(value, &mut buffer).len();
        // At least one digit stands before the point.
        let digits = &buffer[20 - len.max(precision + 1)..];
        let (int, fraction) = digits.split_at(digits.len() - precision);
        out.extend_from_slice(int);
        if precision > 0 || flags.alternate {
            out.push(b'.');
        }
        out.extend_from_slice(fraction);
        return;
    }
    let shown = precision.min(MAX_DECIMALS);
    std::io::Write::write_fmt(out, format_args!("{a:.shown$}")).expect("memory never fails");
    push_zeros(out, precision - shown);
    if precision == 0 && flags.alternate {
        out.push(b'.');
    }
}

/// Writes `precision` significant digits in the shorter layout.
fn push_general(out: &mut Vec<u8>, x: f64, precision: usize, flags: FloatFlags) {
    let digits = Digits::significant(x, precision);
    // A digit that is forced after the point counts: 1e16 rather than 10000000000000000.0.
    let limit = precision as i64 - i64::from(flags.add_dot_0);
    let decpt = i64::from(digits.decpt);
    let use_exponent = decpt <= -4 || decpt > limit;
    let wanted = match (flags.alternate, use_exponent) {
        (false, _) => 0,
        (true, true) => precision - 1,
        (true, false) => (precision as i64 - decpt).max(0) as usize,
    };
    lay_out(out, &digits, wanted, use_exponent, flags);
}

/// Writes the digits with a point, at least `decimals_wanted` of them after it, and the exponent if there is to be one.
fn lay_out(
    out: &mut Vec<u8>,
    digits: &Digits,
    decimals_wanted: usize,
    use_exponent: bool,
    flags: FloatFlags,
) {
    let decpt = if use_exponent { 1 } else { digits.decpt };
    let text = digits.text.bytes();
    let int_len = usize::try_from(decpt).unwrap_or(0).min(text.len());
    let (int, fraction) = text.split_at(int_len);
    if decpt <= 0 {
        out.push(b'0');
    } else {
        out.extend_from_slice(int);
        push_zeros(out, decpt as usize - int.len());
    }
    let leading_zeros = usize::try_from(-decpt).unwrap_or(0);
    let decimals = if fraction.is_empty() {
        0
    } else {
        leading_zeros + fraction.len()
    };
    let mut wanted = decimals_wanted;
    if flags.add_dot_0 && !use_exponent {
        wanted = wanted.max(1);
    }
    if decimals > 0 || wanted > 0 || flags.alternate {
        out.push(b'.');
        if decimals > 0 {
            push_zeros(out, leading_zeros);
            out.extend_from_slice(fraction);
        }
        push_zeros(out, wanted.saturating_sub(decimals));
    }
    if use_exponent {
        let exponent = digits.decpt - 1;
        out.push(if flags.upper { b'E' } else { b'e' });
        out.push(if exponent < 0 { b'-' } else { b'+' });
        let size = exponent.unsigned_abs();
        if size < 10 {
            out.push(b'0');
        }
        out.extend_from_slice(decimal(size.into(), &mut [0; 20]));
    }
}

fn push_zeros(out: &mut Vec<u8>, n: usize) {
    out.resize(out.len() + n, b'0');
}

/// `repr(complex(re, im))`.
pub fn complex_repr(re: f64, im: f64) -> String {
    let part = |x, always_sign| {
        let flags = FloatFlags {
            always_sign,
            ..FloatFlags::default()
        };
        format_float(x, FloatKind::Repr, 0, flags)
    };
    if re == 0.0 && re.is_sign_positive() {
        format!("{}j", part(im, false))
    } else {
        format!("({}{}j)", part(re, false), part(im, true))
    }
}

/// `float.hex(x)`.
pub fn to_hex(x: f64) -> String {
    if !x.is_finite() {
        return repr(x);
    }
    let sign = if x.is_sign_negative() { "-" } else { "" };
    if x == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let bits = x.to_bits();
    let mantissa = bits & ((1 << 52) - 1);
    let biased = (bits >> 52 & 0x7FF) as i32;
    let (lead, exponent) = if biased == 0 {
        (0, -1022)
    } else {
        (1, biased - 1023)
    };
    format!("{sign}0x{lead}.{mantissa:013x}p{exponent:+}")
}

const HEX_INVALID: &str = "invalid hexadecimal floating-point string";
const HEX_TOO_LARGE: &str = "hexadecimal value too large to represent as a float";

/// `float.fromhex(s)`.
pub fn from_hex(s: &[u8]) -> Result<f64, Error> {
    let invalid = || Error::value(HEX_INVALID);
    let s = search::strip(search::Kind::Bytes, s);
    let (negative, body) = split_sign(s);
    let apply = |x: f64| if negative { -x } else { x };
    if let Some(x) = parse_word(body) {
        return Ok(apply(x));
    }
    let body = match body {
        [b'0', b'x' | b'X', rest @ ..] => rest,
        _ => body,
    };
    let digit_at = |at: usize| {
        body.get(at)
            .and_then(|&b| char::from(b).to_digit(16))
            .map(u64::from)
    };
    let int_len = (0..).take_while(|&at| digit_at(at).is_some()).count();
    let mut end = int_len;
    let mut fraction_len = 0;
    if body.get(end) == Some(&b'.') {
        let from = end + 1;
        fraction_len = (from..).take_while(|&at| digit_at(at).is_some()).count();
        end = from + fraction_len;
    }
    if int_len + fraction_len == 0 {
        return Err(invalid());
    }
    let exponent = match &body[end..] {
        [] => 0,
        [b'p' | b'P', rest @ ..] => parse_hex_exponent(rest).ok_or_else(invalid)?,
        _ => return Err(invalid()),
    };
    let digits = body[..end].iter().filter(|&&b| b != b'.');
    hex_value(
        digits.filter_map(|&b| char::from(b).to_digit(16)),
        fraction_len,
        exponent,
    )
    .map(apply)
    .ok_or_else(|| Error::overflow(HEX_TOO_LARGE))
}

/// A decimal exponent, saturated far beyond any float.
fn parse_hex_exponent(s: &[u8]) -> Option<i64> {
    let (negative, digits) = split_sign(s);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    const FAR: i64 = 1 << 60;
    let value = digits.iter().fold(0i64, |acc, &b| {
        acc.saturating_mul(10)
            .saturating_add(i64::from(b - b'0'))
            .min(FAR)
    });
    Some(if negative { -value } else { value })
}

/// The float nearest to the hexadecimal digits times `2^(exponent - 4 * fraction_len)`, ties to even; `None` if too large.
fn hex_value(digits: impl Iterator<Item = u32>, fraction_len: usize, exponent: i64) -> Option<f64> {
    // 60 bits are kept exactly; whether anything below them is set decides the ties.
    let mut mantissa: u64 = 0;
    let mut dropped: i64 = 0;
    let mut sticky = false;
    for digit in digits {
        if mantissa >> 56 == 0 {
            mantissa = mantissa << 4 | u64::from(digit);
        } else {
            dropped += 4;
            sticky |= digit != 0;
        }
    }
    if mantissa == 0 {
        return Some(0.0);
    }
    let scale = exponent
        .saturating_add(dropped)
        .saturating_sub(4 * fraction_len as i64);
    scale_rounded(mantissa, sticky, scale)
}

/// `mantissa * 2^scale`, rounded half to even; `sticky` says that the true value is a little larger. `None` on overflow.
pub fn scale_rounded(mantissa: u64, sticky: bool, scale: i64) -> Option<f64> {
    if mantissa == 0 {
        return Some(0.0);
    }
    let bits = i64::from(64 - mantissa.leading_zeros());
    // The exponent of the leading bit, and of the last bit that a float of this size has.
    let top = scale.saturating_add(bits - 1);
    if top > 1023 {
        return None;
    }
    if top < -1076 {
        return Some(0.0);
    }
    let last = (top - 52).max(-1074);
    let shift = last - scale;
    let mut kept = if shift <= 0 {
        mantissa << -shift
    } else if shift > 64 {
        0
    } else {
        let (quotient, rest, half) = if shift == 64 {
            (0, mantissa, 1 << 63)
        } else {
            (
                mantissa >> shift,
                mantissa & ((1 << shift) - 1),
                1u64 << (shift - 1),
            )
        };
        let up = rest > half || rest == half && (sticky || quotient & 1 == 1);
        quotient + u64::from(up)
    };
    let mut exponent = last;
    if kept >> 53 != 0 {
        kept >>= 1;
        exponent += 1;
    }
    if exponent + 52 > 1023 && kept >> 52 != 0 {
        return None;
    }
    // A mantissa without its leading bit is subnormal, and then the exponent field is 0.
    let field = if kept >> 52 == 0 {
        0
    } else {
        (exponent + 1075) as u64
    };
    Some(f64::from_bits(field << 52 | kept & ((1 << 52) - 1)))
}

fn split_sign(s: &[u8]) -> (bool, &[u8]) {
    match s {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, s),
    }
}

/// `inf`, `infinity` and `nan`, in any case.
fn parse_word(s: &[u8]) -> Option<f64> {
    if s.eq_ignore_ascii_case(b"inf") || s.eq_ignore_ascii_case(b"infinity") {
        Some(f64::INFINITY)
    } else if s.eq_ignore_ascii_case(b"nan") {
        Some(f64::NAN)
    } else {
        None
    }
}

/// The length of the longest prefix of `s` that is a decimal number with an optional sign and exponent; 0 if there is none.
fn number_prefix(s: &[u8]) -> usize {
    let digits = |from: usize| s[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut at = usize::from(matches!(s.first(), Some(b'+' | b'-')));
    let int_len = digits(at);
    at += int_len;
    let mut fraction_len = 0;
    if s.get(at) == Some(&b'.') {
        fraction_len = digits(at + 1);
        if int_len + fraction_len > 0 {
            at += 1 + fraction_len;
        }
    }
    if int_len + fraction_len == 0 {
        return 0;
    }
    if matches!(s.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(s.get(at + 1), Some(b'+' | b'-')));
        let n = digits(at + 1 + sign);
        if n > 0 {
            at += 1 + sign + n;
        }
    }
    at
}

/// The float at the start of `s` and the length of its text, as C's `strtod` in CPython finds it; no white space is skipped.
pub fn parse_prefix(s: &[u8]) -> Option<(f64, usize)> {
    let n = number_prefix(s);
    if n > 0 {
        let text = std::str::from_utf8(&s[..n]).expect("an ASCII number");
        return Some((text.parse().expect("a number that Rust reads"), n));
    }
    let (negative, body) = split_sign(s);
    let sign_len = s.len() - body.len();
    for (word, value) in [
        (&b"infinity"[..], f64::INFINITY),
        (b"inf", f64::INFINITY),
        (b"nan", f64::NAN),
    ] {
        if body.len() >= word.len() && body[..word.len()].eq_ignore_ascii_case(word) {
            return Some((if negative { -value } else { value }, sign_len + word.len()));
        }
    }
    None
}

/// Turns the decimal digits of all scripts into ASCII digits and all white space beyond ASCII into blanks, and takes out underscores
/// that stand between digits; `None` if an underscore stands elsewhere.
fn to_plain_number(s: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(s.len());
    for cp in code_points(s) {
        match unicode::decimal_value(cp) {
            Some(value) => plain.push(b'0' + value as u8),
            None if cp < 0x80 => plain.push(cp as u8),
            None if unicode::is_space(cp) => plain.push(b' '),
            None => plain.push(b'?'),
        }
    }
    remove_underscores(&plain)
}

fn remove_underscores(s: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(s.len());
    for (at, &b) in s.iter().enumerate() {
        if b != b'_' {
            out.push(b);
            continue;
        }
        let digit = |at: usize| s.get(at).is_some_and(u8::is_ascii_digit);
        if at == 0 || !digit(at - 1) || !digit(at + 1) {
            return None;
        }
    }
    Some(out)
}

fn parse_plain(s: &[u8]) -> Option<f64> {
    let s = search::strip(search::Kind::Bytes, s);
    match parse_prefix(s) {
        Some((x, n)) if n == s.len() => Some(x),
        _ => None,
    }
}

/// `float(s)` of a `str`.
pub fn parse_str(s: &[u8]) -> Result<f64, Error> {
    let simple = s.is_ascii() && !s.contains(&b'_');
    let parsed = if simple {
        parse_plain(s)
    } else {
        to_plain_number(s).and_then(|plain| parse_plain(&plain))
    };
    parsed.ok_or_else(|| parse_error(text::repr(s)))
}

/// `float(s)` of a `bytes`.
pub fn parse_bytes(s: &[u8]) -> Result<f64, Error> {
    let parsed = if s.contains(&b'_') {
        remove_underscores(s).and_then(|plain| parse_plain(&plain))
    } else {
        parse_plain(s)
    };
    parsed.ok_or_else(|| {
        let mut repr = Vec::new();
        text::push_bytes_repr(&mut repr, s);
        parse_error(repr)
    })
}

fn parse_error(repr: Vec<u8>) -> Error {
    Error::value([b"could not convert string to float: ", &repr[..]].concat())
}

/// `complex(s)` of a `str`: the real and the imaginary part.
pub fn parse_complex(s: &[u8]) -> Result<(f64, f64), Error> {
    debug_assert!(wtf8::is_valid(s));
    to_plain_number(s)
        .and_then(|plain| parse_plain_complex(&plain))
        .ok_or_else(|| Error::value("complex() arg is a malformed string"))
}

fn parse_plain_complex(s: &[u8]) -> Option<(f64, f64)> {
    let blank = search::Kind::Bytes;
    let mut s = search::strip(blank, s);
    if let [b'(', inside @ .., b')'] = s {
        s = search::strip(blank, inside);
    }
    let unit = |s: &[u8]| matches!(s, [b'j' | b'J']);
    let sign_value = |s: &[u8]| match s.first() {
        Some(b'-') => -1.0,
        _ => 1.0,
    };
    let Some((first, n)) = parse_prefix(s) else {
        // A lone `j`, perhaps with a sign.
        let (_, body) = split_sign(s);
        return unit(body).then(|| (0.0, sign_value(s)));
    };
    let rest = &s[n..];
    if rest.is_empty() {
        return Some((first, 0.0));
    }
    if unit(rest) {
        return Some((0.0, first));
    }
    if !matches!(rest[0], b'+' | b'-') {
        return None;
    }
    match parse_prefix(rest) {
        Some((second, n)) => unit(&rest[n..]).then_some((first, second)),
        None => unit(&rest[1..]).then(|| (first, sign_value(rest))),
    }
}

/// `round(x, ndigits)`: correctly rounded, ties to even of the exact binary value.
pub fn round_to(x: f64, ndigits: i64) -> Result<f64, Error> {
    // Beyond these limits nothing is rounded, or everything.
    const MOST: i64 = 323;
    const LEAST: i64 = -308;
    if !x.is_finite() || x == 0.0 || ndigits > MOST {
        return Ok(x);
    }
    if ndigits < LEAST {
        return Ok(0.0 * x);
    }
    // Both numbers are exact as doubles, so that dividing them rounds as reading the decimals would.
    const EXACT: u64 = 1 << 53;
    if (0..=15).contains(&ndigits)
        && let Some(scaled) = scaled_integer(x.abs(), ndigits as i32)
        && scaled <= EXACT
    {
        return Ok((scaled as f64 / POWERS_OF_TEN[ndigits as usize] as f64).copysign(x));
    }
    let rounded: f64 = if ndigits >= 0 {
        parse_exact(&format!("{:.*}", ndigits as usize, x))
    } else {
        round_to_tens(x, -ndigits)
    };
    if rounded.is_infinite() {
        return Err(Error::overflow("rounded value too large to represent"));
    }
    Ok(rounded)
}

fn parse_exact(text: &str) -> f64 {
    text.parse().expect("a number that was just printed")
}

/// `x` rounded to a multiple of `10^places`.
fn round_to_tens(x: f64, places: i64) -> f64 {
    let exact = format!("{:.*e}", MAX_DECIMALS, x.abs());
    let (digits, exponent) = exact.split_once('e').expect("an exponent was asked for");
    let exponent: i64 = exponent.parse().expect("an exponent");
    let magnitude = if exponent >= places {
        parse_exact(&format!("{:.*e}", (exponent - places) as usize, x.abs()))
    } else if exponent == places - 1 {
        // Between 0.1 and 1 units: up only if above the half, because 0 is even.
        let above_half = match digits.as_bytes()[0] {
            b'5' => digits.bytes().skip(1).any(|b| !matches!(b, b'0' | b'.')),
            first => first > b'5',
        };
        if above_half {
            parse_exact(&format!("1e{places}"))
        } else {
            0.0
        }
    } else {
        0.0
    };
    magnitude.copysign(x)
}

#[cfg(test)]
#[rustfmt::skip] // One case a line.
#[allow(clippy::type_complexity, reason = "the types of the tables are read beside their rows")]
mod tables;

#[cfg(test)]
mod tests;
