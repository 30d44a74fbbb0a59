//! `__format__` of the built-in types: from Values to the format mini-language of `algo::format_spec`.

use std::io::Write;

use crate::algo::{Error, float_text, format_spec};
use crate::error::PyResult;
use crate::object::Ref;
use crate::ops;
use crate::thread::Thread;
use crate::types::str::Str;
use crate::types::{self, complex, float, int};
use crate::value::Value;

/// The text of a format spec; TypeError if it is no string.
fn spec_bytes(th: &Thread, spec: Value) -> PyResult<&'static [u8]> {
    match spec.downcast::<Str>() {
        // SAFETY: the caller holds the string, whose bytes never change.
        Some(s) => Ok(unsafe { std::slice::from_raw_parts(s.bytes().as_ptr(), s.bytes().len()) }),
        None => Err(th.type_error(format!(
            "__format__() argument must be str, not {}",
            ops::argument_type_name(spec)
        ))),
    }
}

fn finish(th: &Thread, r: Result<Vec<u8>, Error>) -> PyResult {
    match r {
        Ok(bytes) => Ok(types::str::from_bytes(th, &bytes).value()),
        Err(e) => Err(int::raise(th, e)),
    }
}

/// `int.__format__`. An empty spec is `str()`.
pub fn int(th: &Thread, v: Value, spec: Value) -> PyResult {
    let spec = spec_bytes(th, spec)?;
    if spec.is_empty() {
        return Ok(ops::str(th, v)?.value());
    }
    if let Some(n) = v.as_small()
        && let Some(text) = common_int(th, n, spec)
    {
        return Ok(text);
    }
    let name = || ops::type_name(v);
    let limit = th.int_max_str_digits.get();
    finish(
        th,
        int::with(v, |i| format_spec::format_int(i, spec, &name, limit)),
    )
}

/// A format spec that is simple to lay out: an alignment, zeros, a width, groups of digits, a precision, a letter.
struct Common {
    align: u8,
    zeros: bool,
    width: usize,
    /// What stands between the groups of digits, 0 if nothing does.
    group: u8,
    precision: Option<usize>,
    letter: u8,
}

impl Common {
    /// What the widest result takes, if what is laid out is shorter than half of it.
    const ROOM: usize = 200;

    /// `None`: it is not that simple. The alignment and the letter are 0 if they are not given.
    fn read(spec: &[u8]) -> Option<Common> {
        let (align, rest) = match spec {
            [a @ (b'<' | b'>'), rest @ ..] => (*a, rest),
            _ => (0, spec),
        };
        let (zeros, rest) = match rest {
            [b'0', ..] if align != 0 => return None,
            [b'0', rest @ ..] => (true, rest),
            _ => (false, rest),
        };
        let (width, rest) = Common::two_digits(rest)?;
        let (group, rest) = match rest {
            [b',' | b'_', ..] if zeros => return None,
            [group @ (b',' | b'_'), rest @ ..] => (*group, rest),
            _ => (0, rest),
        };
        let (precision, rest) = match rest {
            [b'.', rest @ ..] if rest.first().is_some_and(u8::is_ascii_digit) => {
                let (n, rest) = Common::two_digits(rest)?;
                (Some(n), rest)
            }
            _ => (None, rest),
        };
        let letter = match rest {
            [] => 0,
            [letter] => *letter,
            _ => return None,
        };
        Some(Common {
            align,
            zeros,
            width,
            group,
            precision,
            letter,
        })
    }

    fn two_digits(s: &[u8]) -> Option<(usize, &[u8])> {
        let n = s.iter().take_while(|b| b.is_ascii_digit()).count();
        let (digits, rest) = s.split_at(n);
        let digit = |b: u8| usize::from(b - b'0');
        match *digits {
            [] => Some((0, rest)),
            [a] => Some((digit(a), rest)),
            [a, b] => Some((digit(a) * 10 + digit(b), rest)),
            _ => None,
        }
    }

    /// As [`Common::number`], of decimal digits of which those before a point are to be in groups.
    fn grouped(&self, th: &Thread, text: &[u8]) -> Option<Value> {
        if self.group == 0 {
            return self.number(th, text);
        }
        let mut out = [0; Common::ROOM];
        let sign = usize::from(text[0] == b'-');
        let end = text.iter().position(|&b| b == b'.').unwrap_or(text.len());
        if text.len() + (end - sign) / 3 > Common::ROOM {
            return None;
        }
        let mut n = 0;
        for (k, &b) in text.iter().enumerate() {
            if k > sign && k < end && (end - k) % 3 == 0 {
                out[n] = self.group;
                n += 1;
            }
            out[n] = b;
            n += 1;
        }
        self.number(th, &out[..n])
    }

    /// The text of a number, which has a sign if it is negative, in its place. Allocates.
    fn number(&self, th: &Thread, text: &[u8]) -> Option<Value> {
        let mut out = [b' '; Common::ROOM];
        let missing = self.width.saturating_sub(text.len());
        let total = text.len() + missing;
        if total > Common::ROOM {
            return None;
        }
        if self.align == b'<' {
            out[..text.len()].copy_from_slice(text);
        } else if self.zeros {
            let sign = usize::from(text[0] == b'-');
            out[..sign].copy_from_slice(&text[..sign]);
            out[sign..sign + missing].fill(b'0');
            out[sign + missing..total].copy_from_slice(&text[sign..]);
        } else {
            out[missing..total].copy_from_slice(text);
        }
        Some(types::str::short_ascii(th, &out[..total]))
    }
}

/// The formats of small ints that programs use most: in the usual bases, decimal ones in groups. Allocates.
fn common_int(th: &Thread, n: i64, spec: &[u8]) -> Option<Value> {
    let common = Common::read(spec).filter(|c| c.precision.is_none())?;
    let base = match common.letter {
        0 | b'd' => 10,
        b'x' | b'X' if common.group == 0 => 16,
        b'b' if common.group == 0 => 2,
        b'o' if common.group == 0 => 8,
        _ => return None,
    };
    let digits = if common.letter == b'X' {
        b"0123456789ABCDEF"
    } else {
        b"0123456789abcdef"
    };
    let (mut text, mut at) = ([0; 66], 66);
    let mut left = n.unsigned_abs();
    loop {
        at -= 1;
        text[at] = digits[(left % base) as usize];
        left /= base;
        if left == 0 {
            break;
        }
    }
    if n < 0 {
        at -= 1;
        text[at] = b'-';
    }
    common.grouped(th, &text[at..])
}

/// The formats of floats that programs use most: a number of decimals, or of those of a percentage. Allocates.
fn common_float(th: &Thread, x: f64, spec: &[u8]) -> Option<Value> {
    let common = Common::read(spec).filter(|c| matches!(c.letter, b'f' | b'%'))?;
    let percent = common.letter == b'%';
    let x = if percent { x * 100.0 } else { x };
    if x.is_nan() || x.abs() >= 1e15 {
        return None;
    }
    let precision = common.precision.unwrap_or(6);
    let mut text = [0; Common::ROOM];
    let n = match float_text::write_fixed(&mut text, x, precision) {
        Some(n) => n,
        None => {
            let mut left = &mut text[..];
            write!(left, "{x:.precision$}").ok()?;
            Common::ROOM - left.len()
        }
    };
    if percent {
        *text.get_mut(n)? = b'%';
    }
    common.grouped(th, &text[..n + usize::from(percent)])
}

/// The formats of ASCII strings that programs use most: a width, to the left or to the right. Allocates.
fn common_str(th: &Thread, s: Ref<Str>, spec: &[u8]) -> Option<Value> {
    let common = Common::read(spec)?;
    let plain = common.precision.is_none()
        && !common.zeros
        && common.group == 0
        && matches!(common.letter, 0 | b's');
    if !plain || !s.is_ascii() {
        return None;
    }
    let text = s.bytes();
    let total = text.len().max(common.width);
    if text.is_empty() {
        return None;
    }
    if total == text.len() {
        return Some(s.value());
    }
    if total > Common::ROOM {
        return None;
    }
    let mut out = [b' '; Common::ROOM];
    let at = if common.align == b'>' {
        total - text.len()
    } else {
        0
    };
    out[at..at + text.len()].copy_from_slice(text);
    Some(types::str::short_ascii(th, &out[..total]))
}

/// `float.__format__`.
pub fn float(th: &Thread, v: Value, spec: Value) -> PyResult {
    let spec = spec_bytes(th, spec)?;
    if spec.is_empty() {
        return Ok(ops::str(th, v)?.value());
    }
    let x = float::get(v).unwrap_or(0.0);
    if let Some(text) = common_float(th, x, spec) {
        return Ok(text);
    }
    let name = || ops::type_name(v);
    finish(th, format_spec::format_f64(x, spec, &name))
}

/// `complex.__format__`.
pub fn complex(th: &Thread, v: Value, spec: Value) -> PyResult {
    let spec = spec_bytes(th, spec)?;
    if spec.is_empty() {
        return Ok(ops::str(th, v)?.value());
    }
    let name = || ops::type_name(v);
    let (re, im) = complex::get(v).unwrap_or((0.0, 0.0));
    finish(th, format_spec::format_complex(re, im, spec, &name))
}

/// `str.__format__`.
pub fn str(th: &Thread, v: Value, spec: Value) -> PyResult {
    let spec = spec_bytes(th, spec)?;
    let Some(s) = v.downcast::<Str>() else {
        return Err(th.type_error("descriptor '__format__' requires a 'str' object"));
    };
    if spec.is_empty() {
        return Ok(ops::str(th, v)?.value());
    }
    if let Some(text) = common_str(th, s, spec) {
        return Ok(text);
    }
    let name = || ops::type_name(v);
    match format_spec::format_str(s.bytes(), spec, &name) {
        Ok(text) if text == s.bytes() => Ok(v),
        text => finish(th, text),
    }
}
