//! `__format__` of the built-in types: from Values to the format mini-language of `algo::format_spec`.

use crate::algo::{Error, format_spec};
use crate::error::PyResult;
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
            ops::type_name(spec)
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

/// The formats that programs use most: a width of at most two digits, filled with blanks or zeros, in decimal or
/// hexadecimal. Allocates.
fn common_int(th: &Thread, n: i64, spec: &[u8]) -> Option<Value> {
    const ROOM: usize = 120;
    let (zeros, rest) = match spec {
        [b'0', rest @ ..] => (true, rest),
        _ => (false, spec),
    };
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let (width, kind) = rest.split_at(digits);
    let width = match *width {
        [] => 0,
        [a] => usize::from(a - b'0'),
        [a, b] => usize::from(a - b'0') * 10 + usize::from(b - b'0'),
        _ => return None,
    };
    let base = match kind {
        [] | [b'd'] => 10,
        [b'x'] => 16,
        _ => return None,
    };
    let mut text = [b' '; ROOM];
    let mut at = ROOM;
    let mut left = n.unsigned_abs();
    loop {
        at -= 1;
        text[at] = b"0123456789abcdef"[(left % base) as usize];
        left /= base;
        if left == 0 {
            break;
        }
    }
    let sign = usize::from(n < 0);
    if zeros {
        while ROOM - at + sign < width {
            at -= 1;
            text[at] = b'0';
        }
    }
    if n < 0 {
        at -= 1;
        text[at] = b'-';
    }
    Some(types::str::short_ascii(th, &text[at.min(ROOM - width)..]))
}

/// `float.__format__`.
pub fn float(th: &Thread, v: Value, spec: Value) -> PyResult {
    let spec = spec_bytes(th, spec)?;
    if spec.is_empty() {
        return Ok(ops::str(th, v)?.value());
    }
    let name = || ops::type_name(v);
    finish(
        th,
        format_spec::format_f64(float::get(v).unwrap_or(0.0), spec, &name),
    )
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
    let name = || ops::type_name(v);
    finish(th, format_spec::format_str(s.bytes(), spec, &name))
}
