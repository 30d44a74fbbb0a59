//! Backslash escapes: the codecs `unicode_escape` and `raw_unicode_escape`, and the escapes of bytes literals.
//!
//! As the other decoders, those of text append to their output up to the first error and return it; the caller handles it
//! and goes on. The names of `\N{...}` are looked up by the caller. An escape that means nothing is kept as it is, and its
//! offset remembered, because CPython warns about the first.

use super::Error;
use super::codecs::CodecError;
use super::text;
use super::wtf8::{self, CodePoint};

/// An escape that draws a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suspicious {
    /// A backslash before this character means nothing.
    Unknown(u8),
    /// An octal number beyond 0o377.
    Octal(u32),
}

/// The state of decoding `unicode_escape`.
#[derive(Clone, Debug, Default)]
pub struct UnicodeEscape {
    /// The offset of the first suspicious escape's backslash, and what it is.
    pub suspicious: Option<(usize, Suspicious)>,
}

impl UnicodeEscape {
    /// Decodes `s` from the offset `at` and appends to `out`. Bytes without a backslash are Latin-1. Returns the offset
    /// reached: the end, or, unless `last`, the start of an escape that is cut off. `lookup` finds characters by name.
    pub fn decode_some(
        &mut self,
        s: &[u8],
        at: usize,
        last: bool,
        lookup: &mut dyn FnMut(&[u8]) -> Option<CodePoint>,
        out: &mut Vec<u8>,
    ) -> Result<usize, CodecError> {
        let mut at = at;
        while at < s.len() {
            let b = s[at];
            if b != b'\\' {
                wtf8::push(out, b.into());
                at += 1;
                continue;
            }
            match self.escape(s, at, lookup, out) {
                Ok(end) => at = end,
                // What reaches the end may go on.
                Err(e) if !last && e.end == s.len() && is_cut(e.reason) => return Ok(at),
                Err(e) => return Err(e),
            }
        }
        Ok(at)
    }

    /// Decodes the escape at `at` and returns its end.
    fn escape(
        &mut self,
        s: &[u8],
        at: usize,
        lookup: &mut dyn FnMut(&[u8]) -> Option<CodePoint>,
        out: &mut Vec<u8>,
    ) -> Result<usize, CodecError> {
        let Some(&letter) = s.get(at + 1) else {
            return Err(CodecError::new(at, at + 1, "\\ at end of string"));
        };
        let after = at + 2;
        if let Some(cp) = simple_escape(letter) {
            out.extend(cp);
            return Ok(after);
        }
        match letter {
            b'0'..=b'7' => {
                let (value, end) = octal(s, at + 1);
                if value > 0o377 {
                    self.suspicious
                        .get_or_insert((at, Suspicious::Octal(value)));
                }
                wtf8::push(out, value);
                Ok(end)
            }
            b'x' | b'u' | b'U' => {
                let (digits, truncated) = hex_escape(letter);
                let cp = hex(s, at, digits, truncated)?;
                let end = after + digits;
                if cp > wtf8::MAX_CODE_POINT {
                    return Err(CodecError::new(at, end, "illegal Unicode character"));
                }
                wtf8::push(out, cp);
                Ok(end)
            }
            b'N' => named(s, at, lookup, out),
            _ => {
                self.suspicious
                    .get_or_insert((at, Suspicious::Unknown(letter)));
                out.push(b'\\');
                wtf8::push(out, letter.into());
                Ok(after)
            }
        }
    }
}

fn is_cut(reason: &str) -> bool {
    !matches!(
        reason,
        "illegal Unicode character" | "unknown Unicode character name"
    )
}

/// The escapes of a single letter; the inner `None` is the line end, which stands for nothing.
fn simple_escape(letter: u8) -> Option<Option<u8>> {
    Some(match letter {
        b'\n' => None,
        b'\\' | b'\'' | b'"' => Some(letter),
        b'a' => Some(7),
        b'b' => Some(8),
        b't' => Some(b'\t'),
        b'n' => Some(b'\n'),
        b'v' => Some(11),
        b'f' => Some(12),
        b'r' => Some(b'\r'),
        _ => return None,
    })
}

/// Up to three octal digits from `at` on, and the offset behind them.
fn octal(s: &[u8], at: usize) -> (u32, usize) {
    let digits = s[at..]
        .iter()
        .take(3)
        .take_while(|b| (b'0'..=b'7').contains(b));
    let (value, n) = digits.fold((0, 0), |(v, n), &b| (v * 8 + u32::from(b - b'0'), n + 1));
    (value, at + n)
}

fn hex_escape(letter: u8) -> (usize, &'static str) {
    match letter {
        b'x' => (2, "truncated \\xXX escape"),
        b'u' => (4, "truncated \\uXXXX escape"),
        _ => (8, "truncated \\UXXXXXXXX escape"),
    }
}

/// The `digits` hexadecimal digits of the escape at `at`.
fn hex(s: &[u8], at: usize, digits: usize, truncated: &'static str) -> Result<u32, CodecError> {
    let from = at + 2;
    let mut value = 0u32;
    for i in 0..digits {
        let digit = s.get(from + i).and_then(|&b| char::from(b).to_digit(16));
        match digit {
            Some(digit) => value = value << 4 | digit,
            None => return Err(CodecError::new(at, from + i, truncated)),
        }
    }
    Ok(value)
}

/// The escape `\N{name}` at `at`.
fn named(
    s: &[u8],
    at: usize,
    lookup: &mut dyn FnMut(&[u8]) -> Option<CodePoint>,
    out: &mut Vec<u8>,
) -> Result<usize, CodecError> {
    const MALFORMED: &str = "malformed \\N character escape";
    let after = at + 2;
    if s.get(after) != Some(&b'{') {
        return Err(CodecError::new(at, after, MALFORMED));
    }
    let start = after + 1;
    let Some(len) = memchr::memchr(b'}', &s[start..]) else {
        return Err(CodecError::new(at, s.len(), MALFORMED));
    };
    if len == 0 {
        return Err(CodecError::new(at, start, MALFORMED));
    }
    let end = start + len + 1;
    match lookup(&s[start..start + len]) {
        Some(cp) => {
            wtf8::push(out, cp);
            Ok(end)
        }
        None => Err(CodecError::new(at, end, "unknown Unicode character name")),
    }
}

/// Decodes `raw_unicode_escape` from the offset `at`: only `\u` and `\U` after an odd number of backslashes mean anything.
pub fn decode_raw(s: &[u8], at: usize, last: bool, out: &mut Vec<u8>) -> Result<usize, CodecError> {
    let mut at = at;
    while at < s.len() {
        let b = s[at];
        if b != b'\\' {
            wtf8::push(out, b.into());
            at += 1;
            continue;
        }
        match s.get(at + 1) {
            None if !last => return Ok(at),
            Some(&(letter @ (b'u' | b'U'))) => {
                let (digits, truncated) = hex_escape(letter);
                let end = at + 2 + digits;
                let cp = match hex(s, at, digits, truncated) {
                    Ok(cp) => cp,
                    Err(e) if !last && e.end == s.len() => return Ok(at),
                    Err(e) => return Err(e),
                };
                if cp > wtf8::MAX_CODE_POINT {
                    return Err(CodecError::new(at, end, "\\Uxxxxxxxx out of range"));
                }
                wtf8::push(out, cp);
                at = end;
            }
            Some(b'\\') => {
                out.extend_from_slice(b"\\\\");
                at += 2;
            }
            None | Some(_) => {
                out.push(b'\\');
                at += 1;
            }
        }
    }
    Ok(at)
}

/// Encodes by `unicode_escape`: everything but printable ASCII is escaped.
pub fn encode_unicode_escape(s: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(s.len());
    for cp in wtf8::code_points(s) {
        match cp {
            0x09 => out.extend_from_slice(b"\\t"),
            0x0A => out.extend_from_slice(b"\\n"),
            0x0D => out.extend_from_slice(b"\\r"),
            0x5C => out.extend_from_slice(b"\\\\"),
            0x20..0x7F => out.push(cp as u8),
            _ => text::push_escape(&mut out, cp),
        }
    }
    out
}

/// Encodes by `raw_unicode_escape`: only characters beyond Latin-1 are escaped.
pub fn encode_raw_unicode_escape(s: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(s.len());
    for cp in wtf8::code_points(s) {
        match cp {
            0..0x100 => out.push(cp as u8),
            _ => text::push_escape(&mut out, cp),
        }
    }
    out
}

/// What `codecs.escape_decode` does about a broken `\x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnBadHex {
    Strict,
    Ignore,
    Replace,
}

/// Decodes the escapes of a bytes literal; also returns the first suspicious escape.
#[expect(clippy::type_complexity, reason = "an offset and what is there")]
pub fn decode_bytes(
    s: &[u8],
    on_bad_hex: OnBadHex,
) -> Result<(Vec<u8>, Option<(usize, Suspicious)>), Error> {
    let mut out = Vec::with_capacity(s.len());
    let mut suspicious = None;
    let mut at = 0;
    while at < s.len() {
        let rest = &s[at..];
        let plain = memchr::memchr(b'\\', rest).unwrap_or(rest.len());
        out.extend_from_slice(&rest[..plain]);
        at += plain;
        if at == s.len() {
            break;
        }
        let Some(&letter) = s.get(at + 1) else {
            return Err(Error::value("Trailing \\ in string"));
        };
        if let Some(b) = simple_escape(letter) {
            out.extend(b);
            at += 2;
            continue;
        }
        match letter {
            b'0'..=b'7' => {
                let (value, end) = octal(s, at + 1);
                if value > 0o377 {
                    suspicious.get_or_insert((at, Suspicious::Octal(value)));
                }
                out.push(value as u8);
                at = end;
            }
            b'x' => match hex(s, at, 2, "") {
                Ok(value) => {
                    out.push(value as u8);
                    at += 4;
                }
                Err(e) => {
                    match on_bad_hex {
                        OnBadHex::Strict => {
                            return Err(Error::value(format!(
                                "invalid \\x escape at position {at}"
                            )));
                        }
                        OnBadHex::Ignore => {}
                        OnBadHex::Replace => out.push(b'?'),
                    }
                    // A single good digit is skipped with the escape.
                    at = e.end;
                }
            },
            _ => {
                suspicious.get_or_insert((at, Suspicious::Unknown(letter)));
                out.extend_from_slice(&[b'\\', letter]);
                at += 2;
            }
        }
    }
    Ok((out, suspicious))
}

/// `codecs.escape_encode`: the inside of the `repr` of bytes in single quotes.
pub fn encode_bytes(s: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(s.len());
    for &b in s {
        match b {
            b'\\' | b'\'' => out.extend_from_slice(&[b'\\', b]),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b' '..=b'~' => out.push(b),
            _ => text::push_escape(&mut out, b.into()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    type Errors = &'static [(usize, usize, &'static str)];

    /// Whether raw, the bytes, the text with `?` for errors, and the errors.
    const DECODES: &[(bool, &[u8], &[u32], Errors)] = &[
        (
            false,
            &[52, 49, 92, 110, 92, 110],
            &[0x34, 0x31, 0xa, 0xa],
            &[],
        ),
        (
            true,
            &[52, 49, 92, 110, 92, 110],
            &[0x34, 0x31, 0x5c, 0x6e, 0x5c, 0x6e],
            &[],
        ),
        (false, &[92, 48, 56, 52], &[0x0, 0x38, 0x34], &[]),
        (true, &[92, 48, 56, 52], &[0x5c, 0x30, 0x38, 0x34], &[]),
        (
            false,
            &[78, 92, 117, 100, 101, 48, 48, 52, 92, 48, 56, 233, 123],
            &[0x4e, 0xde00, 0x34, 0x0, 0x38, 0xe9, 0x7b],
            &[],
        ),
        (
            true,
            &[78, 92, 117, 100, 101, 48, 48, 52, 92, 48, 56, 233, 123],
            &[0x4e, 0xde00, 0x34, 0x5c, 0x30, 0x38, 0xe9, 0x7b],
            &[],
        ),
        (
            false,
            &[117, 92, 78, 123, 102, 111, 111, 125],
            &[0x75, 0x3f],
            &[(1, 8, "unknown Unicode character name")],
        ),
        (
            true,
            &[117, 92, 78, 123, 102, 111, 111, 125],
            &[0x75, 0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d],
            &[],
        ),
        (false, &[233, 52, 49], &[0xe9, 0x34, 0x31], &[]),
        (true, &[233, 52, 49], &[0xe9, 0x34, 0x31], &[]),
        (false, &[92, 117, 50, 48, 97, 99], &[0x20ac], &[]),
        (true, &[92, 117, 50, 48, 97, 99], &[0x20ac], &[]),
        (
            false,
            &[92, 117, 100, 56, 51, 100, 92, 110],
            &[0xd83d, 0xa],
            &[],
        ),
        (
            true,
            &[92, 117, 100, 56, 51, 100, 92, 110],
            &[0xd83d, 0x5c, 0x6e],
            &[],
        ),
        (
            false,
            &[92, 48, 48, 92, 117, 100, 56, 51, 100, 78, 117],
            &[0x0, 0xd83d, 0x4e, 0x75],
            &[],
        ),
        (
            true,
            &[92, 48, 48, 92, 117, 100, 56, 51, 100, 78, 117],
            &[0x5c, 0x30, 0x30, 0xd83d, 0x4e, 0x75],
            &[],
        ),
        (
            false,
            &[
                92, 117, 100, 56, 51, 100, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 233,
            ],
            &[0xd83d, 0x1f600, 0xe9],
            &[],
        ),
        (
            true,
            &[
                92, 117, 100, 56, 51, 100, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 233,
            ],
            &[0xd83d, 0x1f600, 0xe9],
            &[],
        ),
        (
            false,
            &[78, 92, 78, 123, 39, 48, 48],
            &[0x4e, 0x3f],
            &[(1, 7, "malformed \\N character escape")],
        ),
        (
            true,
            &[78, 92, 78, 123, 39, 48, 48],
            &[0x4e, 0x5c, 0x4e, 0x7b, 0x27, 0x30, 0x30],
            &[],
        ),
        (
            false,
            &[
                92, 117, 100, 101, 48, 48, 52, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48,
            ],
            &[0xde00, 0x34, 0x3f],
            &[(7, 17, "illegal Unicode character")],
        ),
        (
            true,
            &[
                92, 117, 100, 101, 48, 48, 52, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48,
            ],
            &[0xde00, 0x34, 0x3f],
            &[(7, 17, "\\Uxxxxxxxx out of range")],
        ),
        (
            false,
            &[92, 113, 92, 117, 50, 48, 97, 99, 92, 110, 103, 39],
            &[0x5c, 0x71, 0x20ac, 0xa, 0x67, 0x27],
            &[],
        ),
        (
            true,
            &[92, 113, 92, 117, 50, 48, 97, 99, 92, 110, 103, 39],
            &[0x5c, 0x71, 0x20ac, 0x5c, 0x6e, 0x67, 0x27],
            &[],
        ),
        (
            false,
            &[92, 48, 56, 48, 48, 49, 49, 92, 48, 56, 85],
            &[0x0, 0x38, 0x30, 0x30, 0x31, 0x31, 0x0, 0x38, 0x55],
            &[],
        ),
        (
            true,
            &[92, 48, 56, 48, 48, 49, 49, 92, 48, 56, 85],
            &[
                0x5c, 0x30, 0x38, 0x30, 0x30, 0x31, 0x31, 0x5c, 0x30, 0x38, 0x55,
            ],
            &[],
        ),
        (
            false,
            &[92, 117, 100, 56, 51, 100, 92, 55, 55, 55, 92, 78, 123],
            &[0xd83d, 0x1ff, 0x3f],
            &[(10, 13, "malformed \\N character escape")],
        ),
        (
            true,
            &[92, 117, 100, 56, 51, 100, 92, 55, 55, 55, 92, 78, 123],
            &[0xd83d, 0x5c, 0x37, 0x37, 0x37, 0x5c, 0x4e, 0x7b],
            &[],
        ),
        (
            false,
            &[
                48, 48, 92, 92, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 78, 123, 102, 111, 111,
                125, 92, 55, 55, 55, 233,
            ],
            &[0x30, 0x30, 0x5c, 0x1f600, 0x3f, 0x1ff, 0xe9],
            &[(14, 21, "unknown Unicode character name")],
        ),
        (
            true,
            &[
                48, 48, 92, 92, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 78, 123, 102, 111, 111,
                125, 92, 55, 55, 55, 233,
            ],
            &[
                0x30, 0x30, 0x5c, 0x5c, 0x1f600, 0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0x5c,
                0x37, 0x37, 0x37, 0xe9,
            ],
            &[],
        ),
        (
            false,
            &[92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 110],
            &[0x1f600, 0xa],
            &[],
        ),
        (
            true,
            &[92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 110],
            &[0x1f600, 0x5c, 0x6e],
            &[],
        ),
        (
            false,
            &[
                92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 78, 123, 102, 111, 111, 125, 123, 52,
                49, 125, 123,
            ],
            &[0x1f600, 0x3f, 0x7b, 0x34, 0x31, 0x7d, 0x7b],
            &[(10, 17, "unknown Unicode character name")],
        ),
        (
            true,
            &[
                92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 78, 123, 102, 111, 111, 125, 123, 52,
                49, 125, 123,
            ],
            &[
                0x1f600, 0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0x7b, 0x34, 0x31, 0x7d, 0x7b,
            ],
            &[],
        ),
        (
            false,
            &[
                103, 48, 48, 103, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 48, 48,
            ],
            &[0x67, 0x30, 0x30, 0x67, 0x1f600, 0x30, 0x30],
            &[],
        ),
        (
            true,
            &[
                103, 48, 48, 103, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 48, 48,
            ],
            &[0x67, 0x30, 0x30, 0x67, 0x1f600, 0x30, 0x30],
            &[],
        ),
        (
            false,
            &[48, 48, 92, 120, 52, 49, 39, 78, 92, 113],
            &[0x30, 0x30, 0x41, 0x27, 0x4e, 0x5c, 0x71],
            &[],
        ),
        (
            true,
            &[48, 48, 92, 120, 52, 49, 39, 78, 92, 113],
            &[0x30, 0x30, 0x5c, 0x78, 0x34, 0x31, 0x27, 0x4e, 0x5c, 0x71],
            &[],
        ),
        (
            false,
            &[92, 78, 123, 102, 111, 111, 125, 52, 92, 113, 52],
            &[0x3f, 0x34, 0x5c, 0x71, 0x34],
            &[(0, 7, "unknown Unicode character name")],
        ),
        (
            true,
            &[92, 78, 123, 102, 111, 111, 125, 52, 92, 113, 52],
            &[
                0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0x34, 0x5c, 0x71, 0x34,
            ],
            &[],
        ),
        (false, &[92, 92, 103], &[0x5c, 0x67], &[]),
        (true, &[92, 92, 103], &[0x5c, 0x5c, 0x67], &[]),
        (false, &[117, 92, 117, 50, 48, 97, 99], &[0x75, 0x20ac], &[]),
        (true, &[117, 92, 117, 50, 48, 97, 99], &[0x75, 0x20ac], &[]),
        (
            false,
            &[
                92, 48, 56, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 120, 52, 49, 92, 233, 92,
                117, 50, 48, 97, 99,
            ],
            &[0x0, 0x38, 0x1f600, 0x41, 0x5c, 0xe9, 0x20ac],
            &[],
        ),
        (
            true,
            &[
                92, 48, 56, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 120, 52, 49, 92, 233, 92,
                117, 50, 48, 97, 99,
            ],
            &[
                0x5c, 0x30, 0x38, 0x1f600, 0x5c, 0x78, 0x34, 0x31, 0x5c, 0xe9, 0x20ac,
            ],
            &[],
        ),
        (false, &[52], &[0x34], &[]),
        (true, &[52], &[0x34], &[]),
        (
            false,
            &[92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 78, 123],
            &[0x3f, 0x3f],
            &[
                (0, 10, "illegal Unicode character"),
                (10, 13, "malformed \\N character escape"),
            ],
        ),
        (
            true,
            &[92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 78, 123],
            &[0x3f, 0x5c, 0x4e, 0x7b],
            &[(0, 10, "\\Uxxxxxxxx out of range")],
        ),
        (
            false,
            &[
                92, 117, 100, 56, 51, 100, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 48, 56, 48,
                48, 123, 233,
            ],
            &[0xd83d, 0x1f600, 0x0, 0x38, 0x30, 0x30, 0x7b, 0xe9],
            &[],
        ),
        (
            true,
            &[
                92, 117, 100, 56, 51, 100, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 48, 56, 48,
                48, 123, 233,
            ],
            &[0xd83d, 0x1f600, 0x5c, 0x30, 0x38, 0x30, 0x30, 0x7b, 0xe9],
            &[],
        ),
        (
            false,
            &[233, 92, 117, 100, 101, 48, 48, 48, 48, 39],
            &[0xe9, 0xde00, 0x30, 0x30, 0x27],
            &[],
        ),
        (
            true,
            &[233, 92, 117, 100, 101, 48, 48, 48, 48, 39],
            &[0xe9, 0xde00, 0x30, 0x30, 0x27],
            &[],
        ),
        (
            false,
            &[125, 92, 92, 92, 117, 100, 101, 48, 48],
            &[0x7d, 0x5c, 0xde00],
            &[],
        ),
        (
            true,
            &[125, 92, 92, 92, 117, 100, 101, 48, 48],
            &[0x7d, 0x5c, 0x5c, 0xde00],
            &[],
        ),
        (
            false,
            &[
                103, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92, 92, 92, 110, 78, 39,
            ],
            &[0x67, 0x31, 0x5c, 0xa, 0x4e, 0x27],
            &[],
        ),
        (
            true,
            &[
                103, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92, 92, 92, 110, 78, 39,
            ],
            &[
                0x67, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d,
                0x5c, 0x5c, 0x5c, 0x6e, 0x4e, 0x27,
            ],
            &[],
        ),
        (
            false,
            &[
                92, 55, 55, 55, 52, 233, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 125, 92, 117, 100,
                101, 48, 48,
            ],
            &[0x1ff, 0x34, 0xe9, 0x3f, 0x7d, 0xde00],
            &[(6, 16, "illegal Unicode character")],
        ),
        (
            true,
            &[
                92, 55, 55, 55, 52, 233, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 125, 92, 117, 100,
                101, 48, 48,
            ],
            &[0x5c, 0x37, 0x37, 0x37, 0x34, 0xe9, 0x3f, 0x7d, 0xde00],
            &[(6, 16, "\\Uxxxxxxxx out of range")],
        ),
        (
            false,
            &[120, 92, 113, 92, 92, 92, 113, 120],
            &[0x78, 0x5c, 0x71, 0x5c, 0x5c, 0x71, 0x78],
            &[],
        ),
        (
            true,
            &[120, 92, 113, 92, 92, 92, 113, 120],
            &[0x78, 0x5c, 0x71, 0x5c, 0x5c, 0x5c, 0x71, 0x78],
            &[],
        ),
        (
            false,
            &[92, 113, 233, 92, 113],
            &[0x5c, 0x71, 0xe9, 0x5c, 0x71],
            &[],
        ),
        (
            true,
            &[92, 113, 233, 92, 113],
            &[0x5c, 0x71, 0xe9, 0x5c, 0x71],
            &[],
        ),
        (false, &[123, 52, 49, 125], &[0x7b, 0x34, 0x31, 0x7d], &[]),
        (true, &[123, 52, 49, 125], &[0x7b, 0x34, 0x31, 0x7d], &[]),
        (
            false,
            &[92, 78, 123, 92, 110],
            &[0x3f],
            &[(0, 5, "malformed \\N character escape")],
        ),
        (
            true,
            &[92, 78, 123, 92, 110],
            &[0x5c, 0x4e, 0x7b, 0x5c, 0x6e],
            &[],
        ),
        (
            false,
            &[85, 39, 52, 123, 117],
            &[0x55, 0x27, 0x34, 0x7b, 0x75],
            &[],
        ),
        (
            true,
            &[85, 39, 52, 123, 117],
            &[0x55, 0x27, 0x34, 0x7b, 0x75],
            &[],
        ),
        (
            false,
            &[
                92, 48, 56, 92, 55, 55, 55, 92, 78, 123, 102, 111, 111, 125, 92, 78, 123,
            ],
            &[0x0, 0x38, 0x1ff, 0x3f, 0x3f],
            &[
                (7, 14, "unknown Unicode character name"),
                (14, 17, "malformed \\N character escape"),
            ],
        ),
        (
            true,
            &[
                92, 48, 56, 92, 55, 55, 55, 92, 78, 123, 102, 111, 111, 125, 92, 78, 123,
            ],
            &[
                0x5c, 0x30, 0x38, 0x5c, 0x37, 0x37, 0x37, 0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d,
                0x5c, 0x4e, 0x7b,
            ],
            &[],
        ),
        (
            false,
            &[
                92, 92, 120, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 117, 100, 56, 51, 100, 48,
                48, 49, 49,
            ],
            &[0x5c, 0x78, 0x1f600, 0xd83d, 0x30, 0x30, 0x31, 0x31],
            &[],
        ),
        (
            true,
            &[
                92, 92, 120, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 117, 100, 56, 51, 100, 48,
                48, 49, 49,
            ],
            &[0x5c, 0x5c, 0x78, 0x1f600, 0xd83d, 0x30, 0x30, 0x31, 0x31],
            &[],
        ),
        (
            false,
            &[
                117, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92, 78, 52, 49, 85,
            ],
            &[0x75, 0x31, 0x3f, 0x34, 0x31, 0x55],
            &[(14, 16, "malformed \\N character escape")],
        ),
        (
            true,
            &[
                117, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92, 78, 52, 49, 85,
            ],
            &[
                0x75, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d,
                0x5c, 0x4e, 0x34, 0x31, 0x55,
            ],
            &[],
        ),
        (
            false,
            &[52, 49, 48, 48, 92, 113, 92, 55, 55, 55],
            &[0x34, 0x31, 0x30, 0x30, 0x5c, 0x71, 0x1ff],
            &[],
        ),
        (
            true,
            &[52, 49, 48, 48, 92, 113, 92, 55, 55, 55],
            &[0x34, 0x31, 0x30, 0x30, 0x5c, 0x71, 0x5c, 0x37, 0x37, 0x37],
            &[],
        ),
        (
            false,
            &[
                117, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 78, 123, 68, 73, 71, 73, 84, 32,
                79, 78, 69, 125, 103, 92, 117, 100, 101, 48, 48, 92, 117, 100, 56, 51, 100,
            ],
            &[0x75, 0x3f, 0x31, 0x67, 0xde00, 0xd83d],
            &[(1, 11, "illegal Unicode character")],
        ),
        (
            true,
            &[
                117, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 78, 123, 68, 73, 71, 73, 84, 32,
                79, 78, 69, 125, 103, 92, 117, 100, 101, 48, 48, 92, 117, 100, 56, 51, 100,
            ],
            &[
                0x75, 0x3f, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45,
                0x7d, 0x67, 0xde00, 0xd83d,
            ],
            &[(1, 11, "\\Uxxxxxxxx out of range")],
        ),
        (false, &[92], &[0x3f], &[(0, 1, "\\ at end of string")]),
        (true, &[92], &[0x5c], &[]),
        (
            false,
            &[48, 48, 49, 49, 78, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48],
            &[0x30, 0x30, 0x31, 0x31, 0x4e, 0x3f],
            &[(5, 15, "illegal Unicode character")],
        ),
        (
            true,
            &[48, 48, 49, 49, 78, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48],
            &[0x30, 0x30, 0x31, 0x31, 0x4e, 0x3f],
            &[(5, 15, "\\Uxxxxxxxx out of range")],
        ),
        (
            false,
            &[
                92, 78, 123, 102, 111, 111, 125, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69,
                125, 92, 117, 100, 56, 51, 100, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 52,
            ],
            &[0x3f, 0x31, 0xd83d, 0x3f, 0x34],
            &[
                (0, 7, "unknown Unicode character name"),
                (26, 36, "illegal Unicode character"),
            ],
        ),
        (
            true,
            &[
                92, 78, 123, 102, 111, 111, 125, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69,
                125, 92, 117, 100, 56, 51, 100, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 52,
            ],
            &[
                0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49,
                0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d, 0xd83d, 0x3f, 0x34,
            ],
            &[(26, 36, "\\Uxxxxxxxx out of range")],
        ),
        (
            false,
            &[
                125, 52, 49, 92, 78, 123, 120, 92, 120, 52, 49, 92, 78, 123, 68, 73, 71, 73, 84,
                32, 79, 78, 69, 125,
            ],
            &[0x7d, 0x34, 0x31, 0x3f],
            &[(3, 24, "unknown Unicode character name")],
        ),
        (
            true,
            &[
                125, 52, 49, 92, 78, 123, 120, 92, 120, 52, 49, 92, 78, 123, 68, 73, 71, 73, 84,
                32, 79, 78, 69, 125,
            ],
            &[
                0x7d, 0x34, 0x31, 0x5c, 0x4e, 0x7b, 0x78, 0x5c, 0x78, 0x34, 0x31, 0x5c, 0x4e, 0x7b,
                0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d,
            ],
            &[],
        ),
        (
            false,
            &[123, 233, 78, 48, 48, 92, 117, 50, 48, 97, 99, 92, 110],
            &[0x7b, 0xe9, 0x4e, 0x30, 0x30, 0x20ac, 0xa],
            &[],
        ),
        (
            true,
            &[123, 233, 78, 48, 48, 92, 117, 50, 48, 97, 99, 92, 110],
            &[0x7b, 0xe9, 0x4e, 0x30, 0x30, 0x20ac, 0x5c, 0x6e],
            &[],
        ),
        (
            false,
            &[48, 48, 92, 117, 50, 48, 97, 99],
            &[0x30, 0x30, 0x20ac],
            &[],
        ),
        (
            true,
            &[48, 48, 92, 117, 50, 48, 97, 99],
            &[0x30, 0x30, 0x20ac],
            &[],
        ),
        (
            false,
            &[52, 103, 10, 52, 92, 113],
            &[0x34, 0x67, 0xa, 0x34, 0x5c, 0x71],
            &[],
        ),
        (
            true,
            &[52, 103, 10, 52, 92, 113],
            &[0x34, 0x67, 0xa, 0x34, 0x5c, 0x71],
            &[],
        ),
        (
            false,
            &[92, 117, 50, 48, 97, 99, 125, 92, 48, 56],
            &[0x20ac, 0x7d, 0x0, 0x38],
            &[],
        ),
        (
            true,
            &[92, 117, 50, 48, 97, 99, 125, 92, 48, 56],
            &[0x20ac, 0x7d, 0x5c, 0x30, 0x38],
            &[],
        ),
        (
            false,
            &[92, 117, 50, 48, 97, 99, 120, 48, 48, 49, 49],
            &[0x20ac, 0x78, 0x30, 0x30, 0x31, 0x31],
            &[],
        ),
        (
            true,
            &[92, 117, 50, 48, 97, 99, 120, 48, 48, 49, 49],
            &[0x20ac, 0x78, 0x30, 0x30, 0x31, 0x31],
            &[],
        ),
        (
            false,
            &[92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 117, 117, 10],
            &[0x1f600, 0x75, 0x75, 0xa],
            &[],
        ),
        (
            true,
            &[92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 117, 117, 10],
            &[0x1f600, 0x75, 0x75, 0xa],
            &[],
        ),
        (false, &[92, 55, 55, 55], &[0x1ff], &[]),
        (true, &[92, 55, 55, 55], &[0x5c, 0x37, 0x37, 0x37], &[]),
        (false, &[92, 48, 56], &[0x0, 0x38], &[]),
        (true, &[92, 48, 56], &[0x5c, 0x30, 0x38], &[]),
        (
            false,
            &[
                125, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48,
            ],
            &[0x7d, 0x1f600, 0x3f],
            &[(11, 21, "illegal Unicode character")],
        ),
        (
            true,
            &[
                125, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48,
            ],
            &[0x7d, 0x1f600, 0x3f],
            &[(11, 21, "\\Uxxxxxxxx out of range")],
        ),
        (
            false,
            &[
                92, 120, 52, 49, 48, 48, 49, 49, 120, 52, 49, 92, 78, 123, 68, 73, 71, 73, 84, 32,
                79, 78, 69, 125,
            ],
            &[0x41, 0x30, 0x30, 0x31, 0x31, 0x78, 0x34, 0x31, 0x31],
            &[],
        ),
        (
            true,
            &[
                92, 120, 52, 49, 48, 48, 49, 49, 120, 52, 49, 92, 78, 123, 68, 73, 71, 73, 84, 32,
                79, 78, 69, 125,
            ],
            &[
                0x5c, 0x78, 0x34, 0x31, 0x30, 0x30, 0x31, 0x31, 0x78, 0x34, 0x31, 0x5c, 0x4e, 0x7b,
                0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d,
            ],
            &[],
        ),
        (
            false,
            &[78, 78, 92, 117, 100, 101, 48, 48, 120],
            &[0x4e, 0x4e, 0xde00, 0x78],
            &[],
        ),
        (
            true,
            &[78, 78, 92, 117, 100, 101, 48, 48, 120],
            &[0x4e, 0x4e, 0xde00, 0x78],
            &[],
        ),
        (false, &[103], &[0x67], &[]),
        (true, &[103], &[0x67], &[]),
        (false, &[125, 52, 49], &[0x7d, 0x34, 0x31], &[]),
        (true, &[125, 52, 49], &[0x7d, 0x34, 0x31], &[]),
        (
            false,
            &[92, 55, 55, 55, 92, 120, 52, 49, 52, 49],
            &[0x1ff, 0x41, 0x34, 0x31],
            &[],
        ),
        (
            true,
            &[92, 55, 55, 55, 92, 120, 52, 49, 52, 49],
            &[0x5c, 0x37, 0x37, 0x37, 0x5c, 0x78, 0x34, 0x31, 0x34, 0x31],
            &[],
        ),
        (false, &[103], &[0x67], &[]),
        (true, &[103], &[0x67], &[]),
        (false, &[85, 103], &[0x55, 0x67], &[]),
        (true, &[85, 103], &[0x55, 0x67], &[]),
        (
            false,
            &[92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 113, 39, 92, 113],
            &[0x1f600, 0x5c, 0x71, 0x27, 0x5c, 0x71],
            &[],
        ),
        (
            true,
            &[92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 113, 39, 92, 113],
            &[0x1f600, 0x5c, 0x71, 0x27, 0x5c, 0x71],
            &[],
        ),
        (
            false,
            &[120, 103, 92, 78, 123, 102, 111, 111, 125, 52, 49],
            &[0x78, 0x67, 0x3f, 0x34, 0x31],
            &[(2, 9, "unknown Unicode character name")],
        ),
        (
            true,
            &[120, 103, 92, 78, 123, 102, 111, 111, 125, 52, 49],
            &[
                0x78, 0x67, 0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0x34, 0x31,
            ],
            &[],
        ),
        (
            false,
            &[92, 78, 123, 120],
            &[0x3f],
            &[(0, 4, "malformed \\N character escape")],
        ),
        (true, &[92, 78, 123, 120], &[0x5c, 0x4e, 0x7b, 0x78], &[]),
        (false, &[123, 39, 39], &[0x7b, 0x27, 0x27], &[]),
        (true, &[123, 39, 39], &[0x7b, 0x27, 0x27], &[]),
        (
            false,
            &[233, 78, 39, 92, 39],
            &[0xe9, 0x4e, 0x27, 0x27],
            &[],
        ),
        (
            true,
            &[233, 78, 39, 92, 39],
            &[0xe9, 0x4e, 0x27, 0x5c, 0x27],
            &[],
        ),
        (
            false,
            &[92, 117, 100, 101, 48, 48, 92, 110],
            &[0xde00, 0xa],
            &[],
        ),
        (
            true,
            &[92, 117, 100, 101, 48, 48, 92, 110],
            &[0xde00, 0x5c, 0x6e],
            &[],
        ),
        (
            false,
            &[117, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48],
            &[0x75, 0x3f],
            &[(1, 11, "illegal Unicode character")],
        ),
        (
            true,
            &[117, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48],
            &[0x75, 0x3f],
            &[(1, 11, "\\Uxxxxxxxx out of range")],
        ),
        (false, &[117, 103, 48, 48], &[0x75, 0x67, 0x30, 0x30], &[]),
        (true, &[117, 103, 48, 48], &[0x75, 0x67, 0x30, 0x30], &[]),
        (false, &[120, 92, 92], &[0x78, 0x5c], &[]),
        (true, &[120, 92, 92], &[0x78, 0x5c, 0x5c], &[]),
        (
            false,
            &[92, 110, 92, 117, 100, 56, 51, 100],
            &[0xa, 0xd83d],
            &[],
        ),
        (
            true,
            &[92, 110, 92, 117, 100, 56, 51, 100],
            &[0x5c, 0x6e, 0xd83d],
            &[],
        ),
        (
            false,
            &[
                92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92, 78, 123,
            ],
            &[0x31, 0x3f],
            &[(13, 16, "malformed \\N character escape")],
        ),
        (
            true,
            &[
                92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92, 78, 123,
            ],
            &[
                0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d, 0x5c,
                0x4e, 0x7b,
            ],
            &[],
        ),
        (
            false,
            &[125, 92, 113, 92, 120, 52, 49, 92, 55, 55, 55],
            &[0x7d, 0x5c, 0x71, 0x41, 0x1ff],
            &[],
        ),
        (
            true,
            &[125, 92, 113, 92, 120, 52, 49, 92, 55, 55, 55],
            &[
                0x7d, 0x5c, 0x71, 0x5c, 0x78, 0x34, 0x31, 0x5c, 0x37, 0x37, 0x37,
            ],
            &[],
        ),
        (false, &[92, 117, 100, 56, 51, 100], &[0xd83d], &[]),
        (true, &[92, 117, 100, 56, 51, 100], &[0xd83d], &[]),
        (
            false,
            &[39, 120, 85, 92, 55, 55, 55, 78],
            &[0x27, 0x78, 0x55, 0x1ff, 0x4e],
            &[],
        ),
        (
            true,
            &[39, 120, 85, 92, 55, 55, 55, 78],
            &[0x27, 0x78, 0x55, 0x5c, 0x37, 0x37, 0x37, 0x4e],
            &[],
        ),
        (
            false,
            &[
                10, 92, 78, 123, 103, 92, 78, 123, 102, 111, 111, 125, 92, 120, 52, 49,
            ],
            &[0xa, 0x3f, 0x41],
            &[(1, 12, "unknown Unicode character name")],
        ),
        (
            true,
            &[
                10, 92, 78, 123, 103, 92, 78, 123, 102, 111, 111, 125, 92, 120, 52, 49,
            ],
            &[
                0xa, 0x5c, 0x4e, 0x7b, 0x67, 0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0x5c, 0x78,
                0x34, 0x31,
            ],
            &[],
        ),
        (
            false,
            &[78, 92, 78, 123, 102, 111, 111, 125, 52, 49],
            &[0x4e, 0x3f, 0x34, 0x31],
            &[(1, 8, "unknown Unicode character name")],
        ),
        (
            true,
            &[78, 92, 78, 123, 102, 111, 111, 125, 52, 49],
            &[0x4e, 0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0x34, 0x31],
            &[],
        ),
        (false, &[117, 103, 120], &[0x75, 0x67, 0x78], &[]),
        (true, &[117, 103, 120], &[0x75, 0x67, 0x78], &[]),
        (false, &[123], &[0x7b], &[]),
        (true, &[123], &[0x7b], &[]),
        (
            false,
            &[
                92, 85, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92, 92, 48, 48, 92,
                117, 100, 101, 48, 48,
            ],
            &[0x3f, 0x31, 0x5c, 0x30, 0x30, 0xde00],
            &[(0, 2, "truncated \\UXXXXXXXX escape")],
        ),
        (
            true,
            &[
                92, 85, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92, 92, 48, 48, 92,
                117, 100, 101, 48, 48,
            ],
            &[
                0x3f, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d,
                0x5c, 0x5c, 0x30, 0x30, 0xde00,
            ],
            &[(0, 2, "truncated \\UXXXXXXXX escape")],
        ),
        (false, &[48, 48, 49, 49], &[0x30, 0x30, 0x31, 0x31], &[]),
        (true, &[48, 48, 49, 49], &[0x30, 0x30, 0x31, 0x31], &[]),
        (
            false,
            &[
                92, 117, 50, 48, 97, 99, 123, 92, 55, 55, 55, 92, 117, 100, 56, 51, 100, 92, 110,
                92, 92,
            ],
            &[0x20ac, 0x7b, 0x1ff, 0xd83d, 0xa, 0x5c],
            &[],
        ),
        (
            true,
            &[
                92, 117, 50, 48, 97, 99, 123, 92, 55, 55, 55, 92, 117, 100, 56, 51, 100, 92, 110,
                92, 92,
            ],
            &[
                0x20ac, 0x7b, 0x5c, 0x37, 0x37, 0x37, 0xd83d, 0x5c, 0x6e, 0x5c, 0x5c,
            ],
            &[],
        ),
        (
            false,
            &[52, 49, 10, 120, 85, 85, 52, 49],
            &[0x34, 0x31, 0xa, 0x78, 0x55, 0x55, 0x34, 0x31],
            &[],
        ),
        (
            true,
            &[52, 49, 10, 120, 85, 85, 52, 49],
            &[0x34, 0x31, 0xa, 0x78, 0x55, 0x55, 0x34, 0x31],
            &[],
        ),
        (
            false,
            &[
                92, 120, 52, 49, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 120, 52, 49, 48, 48,
            ],
            &[0x41, 0x3f, 0x41, 0x30, 0x30],
            &[(4, 14, "illegal Unicode character")],
        ),
        (
            true,
            &[
                92, 120, 52, 49, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 120, 52, 49, 48, 48,
            ],
            &[
                0x5c, 0x78, 0x34, 0x31, 0x3f, 0x5c, 0x78, 0x34, 0x31, 0x30, 0x30,
            ],
            &[(4, 14, "\\Uxxxxxxxx out of range")],
        ),
        (
            false,
            &[92, 78, 123, 78],
            &[0x3f],
            &[(0, 4, "malformed \\N character escape")],
        ),
        (true, &[92, 78, 123, 78], &[0x5c, 0x4e, 0x7b, 0x4e], &[]),
        (
            false,
            &[
                52, 49, 92, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92,
            ],
            &[
                0x34, 0x31, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45,
                0x7d, 0x3f,
            ],
            &[(16, 17, "\\ at end of string")],
        ),
        (
            true,
            &[
                52, 49, 92, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92,
            ],
            &[
                0x34, 0x31, 0x5c, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e,
                0x45, 0x7d, 0x5c,
            ],
            &[],
        ),
        (
            false,
            &[48, 48, 48, 48, 48, 48, 49, 49, 52, 52],
            &[0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x31, 0x31, 0x34, 0x34],
            &[],
        ),
        (
            true,
            &[48, 48, 48, 48, 48, 48, 49, 49, 52, 52],
            &[0x30, 0x30, 0x30, 0x30, 0x30, 0x30, 0x31, 0x31, 0x34, 0x34],
            &[],
        ),
        (
            false,
            &[92, 117, 50, 48, 97, 99, 123, 92, 117, 100, 56, 51, 100],
            &[0x20ac, 0x7b, 0xd83d],
            &[],
        ),
        (
            true,
            &[92, 117, 50, 48, 97, 99, 123, 92, 117, 100, 56, 51, 100],
            &[0x20ac, 0x7b, 0xd83d],
            &[],
        ),
        (
            false,
            &[
                92, 117, 50, 48, 97, 99, 48, 48, 78, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48,
            ],
            &[0x20ac, 0x30, 0x30, 0x4e, 0x1f600],
            &[],
        ),
        (
            true,
            &[
                92, 117, 50, 48, 97, 99, 48, 48, 78, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48,
            ],
            &[0x20ac, 0x30, 0x30, 0x4e, 0x1f600],
            &[],
        ),
        (
            false,
            &[
                39, 92, 78, 123, 102, 111, 111, 125, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 125,
                10,
            ],
            &[0x27, 0x3f, 0x1f600, 0x7d, 0xa],
            &[(1, 8, "unknown Unicode character name")],
        ),
        (
            true,
            &[
                39, 92, 78, 123, 102, 111, 111, 125, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 125,
                10,
            ],
            &[
                0x27, 0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0x1f600, 0x7d, 0xa,
            ],
            &[],
        ),
        (
            false,
            &[
                92, 92, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 117, 100, 56, 51, 100, 125,
            ],
            &[0x5c, 0x3f, 0xd83d, 0x7d],
            &[(2, 12, "illegal Unicode character")],
        ),
        (
            true,
            &[
                92, 92, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 117, 100, 56, 51, 100, 125,
            ],
            &[0x5c, 0x5c, 0x3f, 0xd83d, 0x7d],
            &[(2, 12, "\\Uxxxxxxxx out of range")],
        ),
        (false, &[92, 113], &[0x5c, 0x71], &[]),
        (true, &[92, 113], &[0x5c, 0x71], &[]),
        (
            false,
            &[92, 85, 48, 48, 49, 49, 48, 48, 48, 48],
            &[0x3f],
            &[(0, 10, "illegal Unicode character")],
        ),
        (
            true,
            &[92, 85, 48, 48, 49, 49, 48, 48, 48, 48],
            &[0x3f],
            &[(0, 10, "\\Uxxxxxxxx out of range")],
        ),
        (
            false,
            &[123, 78, 85, 92, 92, 113],
            &[0x7b, 0x4e, 0x55, 0x5c, 0x71],
            &[],
        ),
        (
            true,
            &[123, 78, 85, 92, 92, 113],
            &[0x7b, 0x4e, 0x55, 0x5c, 0x5c, 0x71],
            &[],
        ),
        (false, &[52, 49, 117], &[0x34, 0x31, 0x75], &[]),
        (true, &[52, 49, 117], &[0x34, 0x31, 0x75], &[]),
        (
            false,
            &[
                92, 113, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 233, 92, 117, 100,
                56, 51, 100,
            ],
            &[0x5c, 0x71, 0x31, 0xe9, 0xd83d],
            &[],
        ),
        (
            true,
            &[
                92, 113, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 233, 92, 117, 100,
                56, 51, 100,
            ],
            &[
                0x5c, 0x71, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45,
                0x7d, 0xe9, 0xd83d,
            ],
            &[],
        ),
        (false, &[125], &[0x7d], &[]),
        (true, &[125], &[0x7d], &[]),
        (
            false,
            &[
                233, 92, 48, 56, 92, 92, 92, 117, 50, 48, 97, 99, 92, 92, 78, 123, 102, 111, 111,
                125,
            ],
            &[
                0xe9, 0x0, 0x38, 0x5c, 0x20ac, 0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d,
            ],
            &[],
        ),
        (
            true,
            &[
                233, 92, 48, 56, 92, 92, 92, 117, 50, 48, 97, 99, 92, 92, 78, 123, 102, 111, 111,
                125,
            ],
            &[
                0xe9, 0x5c, 0x30, 0x38, 0x5c, 0x5c, 0x20ac, 0x5c, 0x5c, 0x4e, 0x7b, 0x66, 0x6f,
                0x6f, 0x7d,
            ],
            &[],
        ),
        (false, &[10], &[0xa], &[]),
        (true, &[10], &[0xa], &[]),
        (
            false,
            &[
                78, 52, 49, 92, 117, 100, 56, 51, 100, 92, 55, 55, 55, 78, 92, 48, 56,
            ],
            &[0x4e, 0x34, 0x31, 0xd83d, 0x1ff, 0x4e, 0x0, 0x38],
            &[],
        ),
        (
            true,
            &[
                78, 52, 49, 92, 117, 100, 56, 51, 100, 92, 55, 55, 55, 78, 92, 48, 56,
            ],
            &[
                0x4e, 0x34, 0x31, 0xd83d, 0x5c, 0x37, 0x37, 0x37, 0x4e, 0x5c, 0x30, 0x38,
            ],
            &[],
        ),
        (false, &[233], &[0xe9], &[]),
        (true, &[233], &[0xe9], &[]),
        (
            false,
            &[
                92, 117, 50, 48, 97, 99, 10, 48, 48, 52, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48,
            ],
            &[0x20ac, 0xa, 0x30, 0x30, 0x34, 0x3f],
            &[(10, 20, "illegal Unicode character")],
        ),
        (
            true,
            &[
                92, 117, 50, 48, 97, 99, 10, 48, 48, 52, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48,
            ],
            &[0x20ac, 0xa, 0x30, 0x30, 0x34, 0x3f],
            &[(10, 20, "\\Uxxxxxxxx out of range")],
        ),
        (false, &[92, 55, 55, 55], &[0x1ff], &[]),
        (true, &[92, 55, 55, 55], &[0x5c, 0x37, 0x37, 0x37], &[]),
        (false, &[52], &[0x34], &[]),
        (true, &[52], &[0x34], &[]),
        (
            false,
            &[
                92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92, 78, 123, 68, 73, 71, 73,
                84, 32, 79, 78, 69, 125, 92,
            ],
            &[0x31, 0x31, 0x3f],
            &[(26, 27, "\\ at end of string")],
        ),
        (
            true,
            &[
                92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92, 78, 123, 68, 73, 71, 73,
                84, 32, 79, 78, 69, 125, 92,
            ],
            &[
                0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d, 0x5c,
                0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d, 0x5c,
            ],
            &[],
        ),
        (
            false,
            &[
                92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 39, 10, 48, 48, 49, 49, 92, 48, 56,
            ],
            &[0x1f600, 0x27, 0xa, 0x30, 0x30, 0x31, 0x31, 0x0, 0x38],
            &[],
        ),
        (
            true,
            &[
                92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 39, 10, 48, 48, 49, 49, 92, 48, 56,
            ],
            &[0x1f600, 0x27, 0xa, 0x30, 0x30, 0x31, 0x31, 0x5c, 0x30, 0x38],
            &[],
        ),
        (false, &[92, 55, 55, 55, 120], &[0x1ff, 0x78], &[]),
        (
            true,
            &[92, 55, 55, 55, 120],
            &[0x5c, 0x37, 0x37, 0x37, 0x78],
            &[],
        ),
        (
            false,
            &[
                92, 92, 92, 117, 50, 48, 97, 99, 52, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78,
                69, 125, 233,
            ],
            &[0x5c, 0x20ac, 0x34, 0x31, 0xe9],
            &[],
        ),
        (
            true,
            &[
                92, 92, 92, 117, 50, 48, 97, 99, 52, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78,
                69, 125, 233,
            ],
            &[
                0x5c, 0x5c, 0x20ac, 0x34, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20,
                0x4f, 0x4e, 0x45, 0x7d, 0xe9,
            ],
            &[],
        ),
        (false, &[85], &[0x55], &[]),
        (true, &[85], &[0x55], &[]),
        (
            false,
            &[
                78, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 117, 100, 56, 51, 100,
            ],
            &[0x4e, 0x1f600, 0xd83d],
            &[],
        ),
        (
            true,
            &[
                78, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 117, 100, 56, 51, 100,
            ],
            &[0x4e, 0x1f600, 0xd83d],
            &[],
        ),
        (
            false,
            &[92, 117, 100, 56, 51, 100, 78, 92, 110],
            &[0xd83d, 0x4e, 0xa],
            &[],
        ),
        (
            true,
            &[92, 117, 100, 56, 51, 100, 78, 92, 110],
            &[0xd83d, 0x4e, 0x5c, 0x6e],
            &[],
        ),
        (false, &[233, 52, 92, 110], &[0xe9, 0x34, 0xa], &[]),
        (true, &[233, 52, 92, 110], &[0xe9, 0x34, 0x5c, 0x6e], &[]),
        (
            false,
            &[92, 113, 117, 48, 48],
            &[0x5c, 0x71, 0x75, 0x30, 0x30],
            &[],
        ),
        (
            true,
            &[92, 113, 117, 48, 48],
            &[0x5c, 0x71, 0x75, 0x30, 0x30],
            &[],
        ),
        (
            false,
            &[78, 78, 233, 123, 92, 55, 55, 55, 85],
            &[0x4e, 0x4e, 0xe9, 0x7b, 0x1ff, 0x55],
            &[],
        ),
        (
            true,
            &[78, 78, 233, 123, 92, 55, 55, 55, 85],
            &[0x4e, 0x4e, 0xe9, 0x7b, 0x5c, 0x37, 0x37, 0x37, 0x55],
            &[],
        ),
        (
            false,
            &[92, 78, 123, 102, 111, 111, 125],
            &[0x3f],
            &[(0, 7, "unknown Unicode character name")],
        ),
        (
            true,
            &[92, 78, 123, 102, 111, 111, 125],
            &[0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d],
            &[],
        ),
        (
            false,
            &[
                78, 92, 55, 55, 55, 233, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92,
                10,
            ],
            &[0x4e, 0x1ff, 0xe9, 0x31],
            &[],
        ),
        (
            true,
            &[
                78, 92, 55, 55, 55, 233, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92,
                10,
            ],
            &[
                0x4e, 0x5c, 0x37, 0x37, 0x37, 0xe9, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54,
                0x20, 0x4f, 0x4e, 0x45, 0x7d, 0x5c, 0xa,
            ],
            &[],
        ),
        (
            false,
            &[39, 103, 92, 120, 52, 49, 92, 113],
            &[0x27, 0x67, 0x41, 0x5c, 0x71],
            &[],
        ),
        (
            true,
            &[39, 103, 92, 120, 52, 49, 92, 113],
            &[0x27, 0x67, 0x5c, 0x78, 0x34, 0x31, 0x5c, 0x71],
            &[],
        ),
        (
            false,
            &[
                92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 78, 123, 92, 113, 92, 78, 123, 68, 73,
                71, 73, 84, 32, 79, 78, 69, 125, 92, 117, 50, 48, 97, 99,
            ],
            &[0x3f, 0x3f, 0x20ac],
            &[
                (0, 10, "illegal Unicode character"),
                (10, 28, "unknown Unicode character name"),
            ],
        ),
        (
            true,
            &[
                92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 78, 123, 92, 113, 92, 78, 123, 68, 73,
                71, 73, 84, 32, 79, 78, 69, 125, 92, 117, 50, 48, 97, 99,
            ],
            &[
                0x3f, 0x5c, 0x4e, 0x7b, 0x5c, 0x71, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54,
                0x20, 0x4f, 0x4e, 0x45, 0x7d, 0x20ac,
            ],
            &[(0, 10, "\\Uxxxxxxxx out of range")],
        ),
        (false, &[92, 117, 100, 101, 48, 48], &[0xde00], &[]),
        (true, &[92, 117, 100, 101, 48, 48], &[0xde00], &[]),
        (
            false,
            &[
                92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 48, 48, 48, 48, 49, 49, 92,
                120, 52, 49,
            ],
            &[0x31, 0x30, 0x30, 0x30, 0x30, 0x31, 0x31, 0x41],
            &[],
        ),
        (
            true,
            &[
                92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 48, 48, 48, 48, 49, 49, 92,
                120, 52, 49,
            ],
            &[
                0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d, 0x30,
                0x30, 0x30, 0x30, 0x31, 0x31, 0x5c, 0x78, 0x34, 0x31,
            ],
            &[],
        ),
        (
            false,
            &[85, 125, 92, 110, 48, 48, 49, 49, 92, 120, 52, 49, 92, 113],
            &[0x55, 0x7d, 0xa, 0x30, 0x30, 0x31, 0x31, 0x41, 0x5c, 0x71],
            &[],
        ),
        (
            true,
            &[85, 125, 92, 110, 48, 48, 49, 49, 92, 120, 52, 49, 92, 113],
            &[
                0x55, 0x7d, 0x5c, 0x6e, 0x30, 0x30, 0x31, 0x31, 0x5c, 0x78, 0x34, 0x31, 0x5c, 0x71,
            ],
            &[],
        ),
        (false, &[10], &[0xa], &[]),
        (true, &[10], &[0xa], &[]),
        (
            false,
            &[
                92, 117, 50, 48, 97, 99, 52, 49, 92, 117, 100, 56, 51, 100, 92, 78, 123,
            ],
            &[0x20ac, 0x34, 0x31, 0xd83d, 0x3f],
            &[(14, 17, "malformed \\N character escape")],
        ),
        (
            true,
            &[
                92, 117, 50, 48, 97, 99, 52, 49, 92, 117, 100, 56, 51, 100, 92, 78, 123,
            ],
            &[0x20ac, 0x34, 0x31, 0xd83d, 0x5c, 0x4e, 0x7b],
            &[],
        ),
        (false, &[92, 92], &[0x5c], &[]),
        (true, &[92, 92], &[0x5c, 0x5c], &[]),
        (
            false,
            &[
                92, 120, 52, 49, 92, 117, 50, 48, 97, 99, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48,
                92, 113,
            ],
            &[0x41, 0x20ac, 0x3f, 0x5c, 0x71],
            &[(10, 20, "illegal Unicode character")],
        ),
        (
            true,
            &[
                92, 120, 52, 49, 92, 117, 50, 48, 97, 99, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48,
                92, 113,
            ],
            &[0x5c, 0x78, 0x34, 0x31, 0x20ac, 0x3f, 0x5c, 0x71],
            &[(10, 20, "\\Uxxxxxxxx out of range")],
        ),
        (
            false,
            &[120, 117, 48, 48, 125, 92, 78],
            &[0x78, 0x75, 0x30, 0x30, 0x7d, 0x3f],
            &[(5, 7, "malformed \\N character escape")],
        ),
        (
            true,
            &[120, 117, 48, 48, 125, 92, 78],
            &[0x78, 0x75, 0x30, 0x30, 0x7d, 0x5c, 0x4e],
            &[],
        ),
        (
            false,
            &[
                48, 48, 49, 49, 52, 49, 92, 117, 100, 56, 51, 100, 92, 78, 123, 68, 73, 71, 73, 84,
                32, 79, 78, 69, 125, 125,
            ],
            &[0x30, 0x30, 0x31, 0x31, 0x34, 0x31, 0xd83d, 0x31, 0x7d],
            &[],
        ),
        (
            true,
            &[
                48, 48, 49, 49, 52, 49, 92, 117, 100, 56, 51, 100, 92, 78, 123, 68, 73, 71, 73, 84,
                32, 79, 78, 69, 125, 125,
            ],
            &[
                0x30, 0x30, 0x31, 0x31, 0x34, 0x31, 0xd83d, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47,
                0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d, 0x7d,
            ],
            &[],
        ),
        (
            false,
            &[92, 78, 123, 102, 111, 111, 125, 52, 49, 92, 125],
            &[0x3f, 0x34, 0x31, 0x5c, 0x7d],
            &[(0, 7, "unknown Unicode character name")],
        ),
        (
            true,
            &[92, 78, 123, 102, 111, 111, 125, 52, 49, 92, 125],
            &[
                0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0x34, 0x31, 0x5c, 0x7d,
            ],
            &[],
        ),
        (
            false,
            &[39, 117, 233, 85, 92, 48, 56, 78],
            &[0x27, 0x75, 0xe9, 0x55, 0x0, 0x38, 0x4e],
            &[],
        ),
        (
            true,
            &[39, 117, 233, 85, 92, 48, 56, 78],
            &[0x27, 0x75, 0xe9, 0x55, 0x5c, 0x30, 0x38, 0x4e],
            &[],
        ),
        (
            false,
            &[92, 78, 123, 102, 111, 111, 125],
            &[0x3f],
            &[(0, 7, "unknown Unicode character name")],
        ),
        (
            true,
            &[92, 78, 123, 102, 111, 111, 125],
            &[0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d],
            &[],
        ),
        (
            false,
            &[92, 48, 56, 125, 48, 48, 49, 49, 123],
            &[0x0, 0x38, 0x7d, 0x30, 0x30, 0x31, 0x31, 0x7b],
            &[],
        ),
        (
            true,
            &[92, 48, 56, 125, 48, 48, 49, 49, 123],
            &[0x5c, 0x30, 0x38, 0x7d, 0x30, 0x30, 0x31, 0x31, 0x7b],
            &[],
        ),
        (false, &[123], &[0x7b], &[]),
        (true, &[123], &[0x7b], &[]),
        (
            false,
            &[123, 120, 120, 52, 92, 117, 50, 48, 97, 99, 92, 113],
            &[0x7b, 0x78, 0x78, 0x34, 0x20ac, 0x5c, 0x71],
            &[],
        ),
        (
            true,
            &[123, 120, 120, 52, 92, 117, 50, 48, 97, 99, 92, 113],
            &[0x7b, 0x78, 0x78, 0x34, 0x20ac, 0x5c, 0x71],
            &[],
        ),
        (false, &[92, 110, 10], &[0xa, 0xa], &[]),
        (true, &[92, 110, 10], &[0x5c, 0x6e, 0xa], &[]),
        (
            false,
            &[
                92, 117, 50, 48, 97, 99, 92, 92, 117, 92, 78, 123, 92, 85, 48, 48, 49, 49, 48, 48,
                48, 48, 92, 117, 100, 101, 48, 48,
            ],
            &[0x20ac, 0x5c, 0x75, 0x3f],
            &[(9, 28, "malformed \\N character escape")],
        ),
        (
            true,
            &[
                92, 117, 50, 48, 97, 99, 92, 92, 117, 92, 78, 123, 92, 85, 48, 48, 49, 49, 48, 48,
                48, 48, 92, 117, 100, 101, 48, 48,
            ],
            &[0x20ac, 0x5c, 0x5c, 0x75, 0x5c, 0x4e, 0x7b, 0x3f, 0xde00],
            &[(12, 22, "\\Uxxxxxxxx out of range")],
        ),
        (
            false,
            &[78, 85, 120, 103, 92, 55, 55, 55],
            &[0x4e, 0x55, 0x78, 0x67, 0x1ff],
            &[],
        ),
        (
            true,
            &[78, 85, 120, 103, 92, 55, 55, 55],
            &[0x4e, 0x55, 0x78, 0x67, 0x5c, 0x37, 0x37, 0x37],
            &[],
        ),
        (
            false,
            &[92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125],
            &[0x31],
            &[],
        ),
        (
            true,
            &[92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125],
            &[
                0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d,
            ],
            &[],
        ),
        (
            false,
            &[10, 92, 78, 123, 233, 123, 117],
            &[0xa, 0x3f],
            &[(1, 7, "malformed \\N character escape")],
        ),
        (
            true,
            &[10, 92, 78, 123, 233, 123, 117],
            &[0xa, 0x5c, 0x4e, 0x7b, 0xe9, 0x7b, 0x75],
            &[],
        ),
        (
            false,
            &[
                10, 92, 117, 50, 48, 97, 99, 52, 49, 92, 117, 50, 48, 97, 99, 52, 49, 52,
            ],
            &[0xa, 0x20ac, 0x34, 0x31, 0x20ac, 0x34, 0x31, 0x34],
            &[],
        ),
        (
            true,
            &[
                10, 92, 117, 50, 48, 97, 99, 52, 49, 92, 117, 50, 48, 97, 99, 52, 49, 52,
            ],
            &[0xa, 0x20ac, 0x34, 0x31, 0x20ac, 0x34, 0x31, 0x34],
            &[],
        ),
        (
            false,
            &[52, 49, 92, 78, 123, 92, 113],
            &[0x34, 0x31, 0x3f],
            &[(2, 7, "malformed \\N character escape")],
        ),
        (
            true,
            &[52, 49, 92, 78, 123, 92, 113],
            &[0x34, 0x31, 0x5c, 0x4e, 0x7b, 0x5c, 0x71],
            &[],
        ),
        (
            false,
            &[
                92, 78, 123, 102, 111, 111, 125, 92, 117, 50, 48, 97, 99, 52, 49, 48, 48, 233, 92,
                92,
            ],
            &[0x3f, 0x20ac, 0x34, 0x31, 0x30, 0x30, 0xe9, 0x5c],
            &[(0, 7, "unknown Unicode character name")],
        ),
        (
            true,
            &[
                92, 78, 123, 102, 111, 111, 125, 92, 117, 50, 48, 97, 99, 52, 49, 48, 48, 233, 92,
                92,
            ],
            &[
                0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0x20ac, 0x34, 0x31, 0x30, 0x30, 0xe9,
                0x5c, 0x5c,
            ],
            &[],
        ),
        (
            false,
            &[85, 92, 117, 100, 56, 51, 100],
            &[0x55, 0xd83d],
            &[],
        ),
        (true, &[85, 92, 117, 100, 56, 51, 100], &[0x55, 0xd83d], &[]),
        (
            false,
            &[117, 123, 120, 92, 117, 100, 101, 48, 48, 85, 10],
            &[0x75, 0x7b, 0x78, 0xde00, 0x55, 0xa],
            &[],
        ),
        (
            true,
            &[117, 123, 120, 92, 117, 100, 101, 48, 48, 85, 10],
            &[0x75, 0x7b, 0x78, 0xde00, 0x55, 0xa],
            &[],
        ),
        (
            false,
            &[78, 92, 78, 123, 52],
            &[0x4e, 0x3f],
            &[(1, 5, "malformed \\N character escape")],
        ),
        (
            true,
            &[78, 92, 78, 123, 52],
            &[0x4e, 0x5c, 0x4e, 0x7b, 0x34],
            &[],
        ),
        (
            false,
            &[
                52, 49, 85, 85, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 85, 48, 48, 48, 49, 70,
                54, 48, 48,
            ],
            &[0x34, 0x31, 0x55, 0x55, 0x3f, 0x1f600],
            &[(4, 14, "illegal Unicode character")],
        ),
        (
            true,
            &[
                52, 49, 85, 85, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 85, 48, 48, 48, 49, 70,
                54, 48, 48,
            ],
            &[0x34, 0x31, 0x55, 0x55, 0x3f, 0x1f600],
            &[(4, 14, "\\Uxxxxxxxx out of range")],
        ),
        (
            false,
            &[85, 120, 92, 92, 39, 92, 113],
            &[0x55, 0x78, 0x5c, 0x27, 0x5c, 0x71],
            &[],
        ),
        (
            true,
            &[85, 120, 92, 92, 39, 92, 113],
            &[0x55, 0x78, 0x5c, 0x5c, 0x27, 0x5c, 0x71],
            &[],
        ),
        (
            false,
            &[
                92, 117, 50, 48, 97, 99, 78, 92, 92, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 52,
            ],
            &[0x20ac, 0x4e, 0x5c, 0x3f, 0x34],
            &[(9, 19, "illegal Unicode character")],
        ),
        (
            true,
            &[
                92, 117, 50, 48, 97, 99, 78, 92, 92, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 52,
            ],
            &[0x20ac, 0x4e, 0x5c, 0x5c, 0x3f, 0x34],
            &[(9, 19, "\\Uxxxxxxxx out of range")],
        ),
        (
            false,
            &[48, 48, 49, 49, 92, 117, 100, 56, 51, 100, 103, 85],
            &[0x30, 0x30, 0x31, 0x31, 0xd83d, 0x67, 0x55],
            &[],
        ),
        (
            true,
            &[48, 48, 49, 49, 92, 117, 100, 56, 51, 100, 103, 85],
            &[0x30, 0x30, 0x31, 0x31, 0xd83d, 0x67, 0x55],
            &[],
        ),
        (false, &[92, 92], &[0x5c], &[]),
        (true, &[92, 92], &[0x5c, 0x5c], &[]),
        (false, &[117, 92, 92, 85, 10], &[0x75, 0x5c, 0x55, 0xa], &[]),
        (
            true,
            &[117, 92, 92, 85, 10],
            &[0x75, 0x5c, 0x5c, 0x55, 0xa],
            &[],
        ),
        (
            false,
            &[
                92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 92, 117, 50, 48, 97, 99,
            ],
            &[0x1f600, 0x5c, 0x75, 0x32, 0x30, 0x61, 0x63],
            &[],
        ),
        (
            true,
            &[
                92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 92, 117, 50, 48, 97, 99,
            ],
            &[0x1f600, 0x5c, 0x5c, 0x75, 0x32, 0x30, 0x61, 0x63],
            &[],
        ),
        (
            false,
            &[92, 92, 92],
            &[0x5c, 0x3f],
            &[(2, 3, "\\ at end of string")],
        ),
        (true, &[92, 92, 92], &[0x5c, 0x5c, 0x5c], &[]),
        (
            false,
            &[
                92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 78, 52, 103, 78, 92, 117, 50,
                48, 97, 99,
            ],
            &[0x31, 0x4e, 0x34, 0x67, 0x4e, 0x20ac],
            &[],
        ),
        (
            true,
            &[
                92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 78, 52, 103, 78, 92, 117, 50,
                48, 97, 99,
            ],
            &[
                0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d, 0x4e,
                0x34, 0x67, 0x4e, 0x20ac,
            ],
            &[],
        ),
        (
            false,
            &[92, 103, 103, 48, 48, 49, 49],
            &[0x5c, 0x67, 0x67, 0x30, 0x30, 0x31, 0x31],
            &[],
        ),
        (
            true,
            &[92, 103, 103, 48, 48, 49, 49],
            &[0x5c, 0x67, 0x67, 0x30, 0x30, 0x31, 0x31],
            &[],
        ),
        (false, &[233, 125, 85], &[0xe9, 0x7d, 0x55], &[]),
        (true, &[233, 125, 85], &[0xe9, 0x7d, 0x55], &[]),
        (false, &[233, 123], &[0xe9, 0x7b], &[]),
        (true, &[233, 123], &[0xe9, 0x7b], &[]),
        (
            false,
            &[123, 92, 48, 56, 92, 117, 50, 48, 97, 99, 120, 92, 78, 123],
            &[0x7b, 0x0, 0x38, 0x20ac, 0x78, 0x3f],
            &[(11, 14, "malformed \\N character escape")],
        ),
        (
            true,
            &[123, 92, 48, 56, 92, 117, 50, 48, 97, 99, 120, 92, 78, 123],
            &[0x7b, 0x5c, 0x30, 0x38, 0x20ac, 0x78, 0x5c, 0x4e, 0x7b],
            &[],
        ),
        (
            false,
            &[
                92, 117, 50, 48, 97, 99, 10, 85, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 117,
                50, 48, 97, 99,
            ],
            &[0x20ac, 0xa, 0x55, 0x3f, 0x20ac],
            &[(8, 18, "illegal Unicode character")],
        ),
        (
            true,
            &[
                92, 117, 50, 48, 97, 99, 10, 85, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 117,
                50, 48, 97, 99,
            ],
            &[0x20ac, 0xa, 0x55, 0x3f, 0x20ac],
            &[(8, 18, "\\Uxxxxxxxx out of range")],
        ),
        (
            false,
            &[
                125, 92, 117, 100, 56, 51, 100, 78, 92, 55, 55, 55, 92, 120, 52, 49,
            ],
            &[0x7d, 0xd83d, 0x4e, 0x1ff, 0x41],
            &[],
        ),
        (
            true,
            &[
                125, 92, 117, 100, 56, 51, 100, 78, 92, 55, 55, 55, 92, 120, 52, 49,
            ],
            &[
                0x7d, 0xd83d, 0x4e, 0x5c, 0x37, 0x37, 0x37, 0x5c, 0x78, 0x34, 0x31,
            ],
            &[],
        ),
        (false, &[92, 120, 52, 49], &[0x41], &[]),
        (true, &[92, 120, 52, 49], &[0x5c, 0x78, 0x34, 0x31], &[]),
        (
            false,
            &[
                48, 48, 49, 49, 92, 117, 50, 48, 97, 99, 92, 120, 52, 49, 52, 49,
            ],
            &[0x30, 0x30, 0x31, 0x31, 0x20ac, 0x41, 0x34, 0x31],
            &[],
        ),
        (
            true,
            &[
                48, 48, 49, 49, 92, 117, 50, 48, 97, 99, 92, 120, 52, 49, 52, 49,
            ],
            &[
                0x30, 0x30, 0x31, 0x31, 0x20ac, 0x5c, 0x78, 0x34, 0x31, 0x34, 0x31,
            ],
            &[],
        ),
        (
            false,
            &[92, 78, 123, 102, 111, 111, 125],
            &[0x3f],
            &[(0, 7, "unknown Unicode character name")],
        ),
        (
            true,
            &[92, 78, 123, 102, 111, 111, 125],
            &[0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d],
            &[],
        ),
        (false, &[92, 120, 52, 49, 123], &[0x41, 0x7b], &[]),
        (
            true,
            &[92, 120, 52, 49, 123],
            &[0x5c, 0x78, 0x34, 0x31, 0x7b],
            &[],
        ),
        (
            false,
            &[
                10, 92, 78, 123, 102, 111, 111, 125, 120, 92, 78, 123, 92, 85, 48, 48, 48, 49, 70,
                54, 48, 48,
            ],
            &[0xa, 0x3f, 0x78, 0x3f],
            &[
                (1, 8, "unknown Unicode character name"),
                (9, 22, "malformed \\N character escape"),
            ],
        ),
        (
            true,
            &[
                10, 92, 78, 123, 102, 111, 111, 125, 120, 92, 78, 123, 92, 85, 48, 48, 48, 49, 70,
                54, 48, 48,
            ],
            &[
                0xa, 0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0x78, 0x5c, 0x4e, 0x7b, 0x1f600,
            ],
            &[],
        ),
        (
            false,
            &[
                85, 92, 78, 123, 102, 111, 111, 125, 92, 117, 100, 101, 48, 48, 10,
            ],
            &[0x55, 0x3f, 0xde00, 0xa],
            &[(1, 8, "unknown Unicode character name")],
        ),
        (
            true,
            &[
                85, 92, 78, 123, 102, 111, 111, 125, 92, 117, 100, 101, 48, 48, 10,
            ],
            &[0x55, 0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0xde00, 0xa],
            &[],
        ),
        (
            false,
            &[233, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 233, 78, 39],
            &[0xe9, 0x1f600, 0xe9, 0x4e, 0x27],
            &[],
        ),
        (
            true,
            &[233, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 233, 78, 39],
            &[0xe9, 0x1f600, 0xe9, 0x4e, 0x27],
            &[],
        ),
        (
            false,
            &[120, 92, 78, 123, 102, 111, 111, 125, 233, 125, 92],
            &[0x78, 0x3f, 0xe9, 0x7d, 0x3f],
            &[
                (1, 8, "unknown Unicode character name"),
                (10, 11, "\\ at end of string"),
            ],
        ),
        (
            true,
            &[120, 92, 78, 123, 102, 111, 111, 125, 233, 125, 92],
            &[
                0x78, 0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0xe9, 0x7d, 0x5c,
            ],
            &[],
        ),
        (false, &[92, 117, 50, 48, 97, 99, 120], &[0x20ac, 0x78], &[]),
        (true, &[92, 117, 50, 48, 97, 99, 120], &[0x20ac, 0x78], &[]),
        (
            false,
            &[48, 48, 39, 92, 117, 50, 48, 97, 99, 120],
            &[0x30, 0x30, 0x27, 0x20ac, 0x78],
            &[],
        ),
        (
            true,
            &[48, 48, 39, 92, 117, 50, 48, 97, 99, 120],
            &[0x30, 0x30, 0x27, 0x20ac, 0x78],
            &[],
        ),
        (
            false,
            &[125, 233, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48],
            &[0x7d, 0xe9, 0x1f600],
            &[],
        ),
        (
            true,
            &[125, 233, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48],
            &[0x7d, 0xe9, 0x1f600],
            &[],
        ),
        (
            false,
            &[
                92, 117, 100, 101, 48, 48, 92, 55, 55, 55, 123, 92, 85, 48, 48, 48, 49, 70, 54, 48,
                48,
            ],
            &[0xde00, 0x1ff, 0x7b, 0x1f600],
            &[],
        ),
        (
            true,
            &[
                92, 117, 100, 101, 48, 48, 92, 55, 55, 55, 123, 92, 85, 48, 48, 48, 49, 70, 54, 48,
                48,
            ],
            &[0xde00, 0x5c, 0x37, 0x37, 0x37, 0x7b, 0x1f600],
            &[],
        ),
        (false, &[92, 117, 50, 48, 97, 99, 10], &[0x20ac, 0xa], &[]),
        (true, &[92, 117, 50, 48, 97, 99, 10], &[0x20ac, 0xa], &[]),
        (
            false,
            &[92, 120, 52, 49, 120, 92, 120, 52, 49, 92, 120, 52, 49, 52],
            &[0x41, 0x78, 0x41, 0x41, 0x34],
            &[],
        ),
        (
            true,
            &[92, 120, 52, 49, 120, 92, 120, 52, 49, 92, 120, 52, 49, 52],
            &[
                0x5c, 0x78, 0x34, 0x31, 0x78, 0x5c, 0x78, 0x34, 0x31, 0x5c, 0x78, 0x34, 0x31, 0x34,
            ],
            &[],
        ),
        (
            false,
            &[233, 125, 92, 113, 39, 92, 117, 50, 48, 97, 99, 125],
            &[0xe9, 0x7d, 0x5c, 0x71, 0x27, 0x20ac, 0x7d],
            &[],
        ),
        (
            true,
            &[233, 125, 92, 113, 39, 92, 117, 50, 48, 97, 99, 125],
            &[0xe9, 0x7d, 0x5c, 0x71, 0x27, 0x20ac, 0x7d],
            &[],
        ),
        (false, &[120], &[0x78], &[]),
        (true, &[120], &[0x78], &[]),
        (
            false,
            &[
                92, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 78, 123, 68, 73, 71, 73, 84, 32,
                79, 78, 69, 125, 233, 92, 110, 92, 55, 55, 55,
            ],
            &[
                0x5c, 0x55, 0x30, 0x30, 0x30, 0x31, 0x46, 0x36, 0x30, 0x30, 0x31, 0xe9, 0xa, 0x1ff,
            ],
            &[],
        ),
        (
            true,
            &[
                92, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 78, 123, 68, 73, 71, 73, 84, 32,
                79, 78, 69, 125, 233, 92, 110, 92, 55, 55, 55,
            ],
            &[
                0x5c, 0x5c, 0x55, 0x30, 0x30, 0x30, 0x31, 0x46, 0x36, 0x30, 0x30, 0x5c, 0x4e, 0x7b,
                0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d, 0xe9, 0x5c, 0x6e, 0x5c,
                0x37, 0x37, 0x37,
            ],
            &[],
        ),
        (
            false,
            &[
                92, 120, 52, 49, 92, 117, 100, 101, 48, 48, 92, 78, 123, 68, 73, 71, 73, 84, 32,
                79, 78, 69, 125, 78,
            ],
            &[0x41, 0xde00, 0x31, 0x4e],
            &[],
        ),
        (
            true,
            &[
                92, 120, 52, 49, 92, 117, 100, 101, 48, 48, 92, 78, 123, 68, 73, 71, 73, 84, 32,
                79, 78, 69, 125, 78,
            ],
            &[
                0x5c, 0x78, 0x34, 0x31, 0xde00, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54,
                0x20, 0x4f, 0x4e, 0x45, 0x7d, 0x4e,
            ],
            &[],
        ),
        (
            false,
            &[
                117, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 85, 48, 48, 49, 49, 48, 48, 48,
                48, 92, 113,
            ],
            &[0x75, 0x3f, 0x3f, 0x5c, 0x71],
            &[
                (1, 11, "illegal Unicode character"),
                (11, 21, "illegal Unicode character"),
            ],
        ),
        (
            true,
            &[
                117, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 85, 48, 48, 49, 49, 48, 48, 48,
                48, 92, 113,
            ],
            &[0x75, 0x3f, 0x3f, 0x5c, 0x71],
            &[
                (1, 11, "\\Uxxxxxxxx out of range"),
                (11, 21, "\\Uxxxxxxxx out of range"),
            ],
        ),
        (
            false,
            &[
                92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 117, 92, 78, 123, 102, 111, 111, 125, 92,
                78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92, 92, 92, 78, 123, 68, 73, 71,
                73, 84, 32, 79, 78, 69, 125,
            ],
            &[0x1f600, 0x75, 0x3f, 0x31, 0x5c, 0x31],
            &[(11, 18, "unknown Unicode character name")],
        ),
        (
            true,
            &[
                92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 117, 92, 78, 123, 102, 111, 111, 125, 92,
                78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92, 92, 92, 78, 123, 68, 73, 71,
                73, 84, 32, 79, 78, 69, 125,
            ],
            &[
                0x1f600, 0x75, 0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0x5c, 0x4e, 0x7b, 0x44,
                0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d, 0x5c, 0x5c, 0x5c, 0x4e, 0x7b,
                0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d,
            ],
            &[],
        ),
        (false, &[120], &[0x78], &[]),
        (true, &[120], &[0x78], &[]),
        (
            false,
            &[
                92, 78, 123, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 48, 56, 123, 52, 233,
            ],
            &[0x3f],
            &[(0, 19, "malformed \\N character escape")],
        ),
        (
            true,
            &[
                92, 78, 123, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 48, 56, 123, 52, 233,
            ],
            &[0x5c, 0x4e, 0x7b, 0x3f, 0x5c, 0x30, 0x38, 0x7b, 0x34, 0xe9],
            &[(3, 13, "\\Uxxxxxxxx out of range")],
        ),
        (false, &[92], &[0x3f], &[(0, 1, "\\ at end of string")]),
        (true, &[92], &[0x5c], &[]),
        (
            false,
            &[
                92, 92, 92, 78, 123, 102, 111, 111, 125, 92, 117, 100, 101, 48, 48, 125,
            ],
            &[0x5c, 0x3f, 0xde00, 0x7d],
            &[(2, 9, "unknown Unicode character name")],
        ),
        (
            true,
            &[
                92, 92, 92, 78, 123, 102, 111, 111, 125, 92, 117, 100, 101, 48, 48, 125,
            ],
            &[
                0x5c, 0x5c, 0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0xde00, 0x7d,
            ],
            &[],
        ),
        (
            false,
            &[
                92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 120, 92, 117, 50, 48, 97, 99, 92, 117, 100,
                56, 51, 100,
            ],
            &[0x3f, 0x78, 0x20ac, 0xd83d],
            &[(0, 10, "illegal Unicode character")],
        ),
        (
            true,
            &[
                92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 120, 92, 117, 50, 48, 97, 99, 92, 117, 100,
                56, 51, 100,
            ],
            &[0x3f, 0x78, 0x20ac, 0xd83d],
            &[(0, 10, "\\Uxxxxxxxx out of range")],
        ),
        (false, &[125], &[0x7d], &[]),
        (true, &[125], &[0x7d], &[]),
        (
            false,
            &[233, 92, 78, 123, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48],
            &[0xe9, 0x3f],
            &[(1, 14, "malformed \\N character escape")],
        ),
        (
            true,
            &[233, 92, 78, 123, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48],
            &[0xe9, 0x5c, 0x4e, 0x7b, 0x3f],
            &[(4, 14, "\\Uxxxxxxxx out of range")],
        ),
        (
            false,
            &[78, 78, 78, 92, 78, 123, 92, 117, 100, 56, 51, 100],
            &[0x4e, 0x4e, 0x4e, 0x3f],
            &[(3, 12, "malformed \\N character escape")],
        ),
        (
            true,
            &[78, 78, 78, 92, 78, 123, 92, 117, 100, 56, 51, 100],
            &[0x4e, 0x4e, 0x4e, 0x5c, 0x4e, 0x7b, 0xd83d],
            &[],
        ),
        (
            false,
            &[92, 123, 92, 113, 117, 52, 49, 123],
            &[0x5c, 0x7b, 0x5c, 0x71, 0x75, 0x34, 0x31, 0x7b],
            &[],
        ),
        (
            true,
            &[92, 123, 92, 113, 117, 52, 49, 123],
            &[0x5c, 0x7b, 0x5c, 0x71, 0x75, 0x34, 0x31, 0x7b],
            &[],
        ),
        (
            false,
            &[
                92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 125, 92, 110, 92, 85, 48, 48, 49, 49, 48,
                48, 48, 48, 92, 92, 55, 55, 55,
            ],
            &[0x3f, 0x7d, 0xa, 0x3f, 0x5c, 0x37, 0x37, 0x37],
            &[
                (0, 10, "illegal Unicode character"),
                (13, 23, "illegal Unicode character"),
            ],
        ),
        (
            true,
            &[
                92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 125, 92, 110, 92, 85, 48, 48, 49, 49, 48,
                48, 48, 48, 92, 92, 55, 55, 55,
            ],
            &[0x3f, 0x7d, 0x5c, 0x6e, 0x3f, 0x5c, 0x5c, 0x37, 0x37, 0x37],
            &[
                (0, 10, "\\Uxxxxxxxx out of range"),
                (13, 23, "\\Uxxxxxxxx out of range"),
            ],
        ),
        (
            false,
            &[52, 117, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 10, 85, 117],
            &[0x34, 0x75, 0x1f600, 0xa, 0x55, 0x75],
            &[],
        ),
        (
            true,
            &[52, 117, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 10, 85, 117],
            &[0x34, 0x75, 0x1f600, 0xa, 0x55, 0x75],
            &[],
        ),
        (
            false,
            &[
                92, 55, 55, 55, 117, 92, 120, 52, 49, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78,
                69, 125, 92, 92, 123,
            ],
            &[0x1ff, 0x75, 0x41, 0x31, 0x5c, 0x7b],
            &[],
        ),
        (
            true,
            &[
                92, 55, 55, 55, 117, 92, 120, 52, 49, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78,
                69, 125, 92, 92, 123,
            ],
            &[
                0x5c, 0x37, 0x37, 0x37, 0x75, 0x5c, 0x78, 0x34, 0x31, 0x5c, 0x4e, 0x7b, 0x44, 0x49,
                0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d, 0x5c, 0x5c, 0x7b,
            ],
            &[],
        ),
        (false, &[92, 113, 120], &[0x5c, 0x71, 0x78], &[]),
        (true, &[92, 113, 120], &[0x5c, 0x71, 0x78], &[]),
        (
            false,
            &[92, 92, 120, 52, 49, 92, 55, 55, 55, 125, 233, 39],
            &[0x5c, 0x78, 0x34, 0x31, 0x1ff, 0x7d, 0xe9, 0x27],
            &[],
        ),
        (
            true,
            &[92, 92, 120, 52, 49, 92, 55, 55, 55, 125, 233, 39],
            &[
                0x5c, 0x5c, 0x78, 0x34, 0x31, 0x5c, 0x37, 0x37, 0x37, 0x7d, 0xe9, 0x27,
            ],
            &[],
        ),
        (
            false,
            &[92, 110, 92, 78, 123, 48, 48, 49, 49, 78],
            &[0xa, 0x3f],
            &[(2, 10, "malformed \\N character escape")],
        ),
        (
            true,
            &[92, 110, 92, 78, 123, 48, 48, 49, 49, 78],
            &[0x5c, 0x6e, 0x5c, 0x4e, 0x7b, 0x30, 0x30, 0x31, 0x31, 0x4e],
            &[],
        ),
        (
            false,
            &[92, 48, 56, 92, 55, 55, 55, 92, 48, 56, 10],
            &[0x0, 0x38, 0x1ff, 0x0, 0x38, 0xa],
            &[],
        ),
        (
            true,
            &[92, 48, 56, 92, 55, 55, 55, 92, 48, 56, 10],
            &[
                0x5c, 0x30, 0x38, 0x5c, 0x37, 0x37, 0x37, 0x5c, 0x30, 0x38, 0xa,
            ],
            &[],
        ),
        (false, &[39, 78], &[0x27, 0x4e], &[]),
        (true, &[39, 78], &[0x27, 0x4e], &[]),
        (
            false,
            &[
                92, 113, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125,
            ],
            &[0x5c, 0x71, 0x31],
            &[],
        ),
        (
            true,
            &[
                92, 113, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125,
            ],
            &[
                0x5c, 0x71, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45,
                0x7d,
            ],
            &[],
        ),
        (
            false,
            &[
                92, 92, 92, 78, 123, 92, 113, 92, 92, 117, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79,
                78, 69, 125,
            ],
            &[0x5c, 0x3f],
            &[(2, 23, "unknown Unicode character name")],
        ),
        (
            true,
            &[
                92, 92, 92, 78, 123, 92, 113, 92, 92, 117, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79,
                78, 69, 125,
            ],
            &[
                0x5c, 0x5c, 0x5c, 0x4e, 0x7b, 0x5c, 0x71, 0x5c, 0x5c, 0x75, 0x5c, 0x4e, 0x7b, 0x44,
                0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d,
            ],
            &[],
        ),
        (
            false,
            &[
                92, 117, 50, 48, 97, 99, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92,
                78, 123, 123, 92, 120, 52, 49, 92, 55, 55, 55,
            ],
            &[0x20ac, 0x31, 0x3f],
            &[(19, 31, "malformed \\N character escape")],
        ),
        (
            true,
            &[
                92, 117, 50, 48, 97, 99, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92,
                78, 123, 123, 92, 120, 52, 49, 92, 55, 55, 55,
            ],
            &[
                0x20ac, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45,
                0x7d, 0x5c, 0x4e, 0x7b, 0x7b, 0x5c, 0x78, 0x34, 0x31, 0x5c, 0x37, 0x37, 0x37,
            ],
            &[],
        ),
        (
            false,
            &[52, 10, 52, 49, 52, 49],
            &[0x34, 0xa, 0x34, 0x31, 0x34, 0x31],
            &[],
        ),
        (
            true,
            &[52, 10, 52, 49, 52, 49],
            &[0x34, 0xa, 0x34, 0x31, 0x34, 0x31],
            &[],
        ),
        (
            false,
            &[10, 10, 92, 85],
            &[0xa, 0xa, 0x3f],
            &[(2, 4, "truncated \\UXXXXXXXX escape")],
        ),
        (
            true,
            &[10, 10, 92, 85],
            &[0xa, 0xa, 0x3f],
            &[(2, 4, "truncated \\UXXXXXXXX escape")],
        ),
        (
            false,
            &[92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 52, 92, 92, 92, 110],
            &[0x1f600, 0x34, 0x5c, 0xa],
            &[],
        ),
        (
            true,
            &[92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 52, 92, 92, 92, 110],
            &[0x1f600, 0x34, 0x5c, 0x5c, 0x5c, 0x6e],
            &[],
        ),
        (
            false,
            &[48, 48, 92],
            &[0x30, 0x30, 0x3f],
            &[(2, 3, "\\ at end of string")],
        ),
        (true, &[48, 48, 92], &[0x30, 0x30, 0x5c], &[]),
        (
            false,
            &[
                10, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 125, 92, 78, 123, 102, 111, 111, 125,
                48, 48, 92, 55, 55, 55,
            ],
            &[0xa, 0x1f600, 0x7d, 0x3f, 0x30, 0x30, 0x1ff],
            &[(12, 19, "unknown Unicode character name")],
        ),
        (
            true,
            &[
                10, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 125, 92, 78, 123, 102, 111, 111, 125,
                48, 48, 92, 55, 55, 55,
            ],
            &[
                0xa, 0x1f600, 0x7d, 0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0x30, 0x30, 0x5c,
                0x37, 0x37, 0x37,
            ],
            &[],
        ),
        (
            false,
            &[92, 78, 123, 92, 92, 92, 55, 55, 55, 39, 92],
            &[0x3f],
            &[(0, 11, "malformed \\N character escape")],
        ),
        (
            true,
            &[92, 78, 123, 92, 92, 92, 55, 55, 55, 39, 92],
            &[
                0x5c, 0x4e, 0x7b, 0x5c, 0x5c, 0x5c, 0x37, 0x37, 0x37, 0x27, 0x5c,
            ],
            &[],
        ),
        (
            false,
            &[
                92, 78, 123, 92, 113, 78, 92, 117, 50, 48, 97, 99, 48, 48, 49, 49, 52,
            ],
            &[0x3f],
            &[(0, 17, "malformed \\N character escape")],
        ),
        (
            true,
            &[
                92, 78, 123, 92, 113, 78, 92, 117, 50, 48, 97, 99, 48, 48, 49, 49, 52,
            ],
            &[
                0x5c, 0x4e, 0x7b, 0x5c, 0x71, 0x4e, 0x20ac, 0x30, 0x30, 0x31, 0x31, 0x34,
            ],
            &[],
        ),
        (
            false,
            &[92, 92, 92, 92, 120, 52, 49, 48, 48],
            &[0x5c, 0x5c, 0x78, 0x34, 0x31, 0x30, 0x30],
            &[],
        ),
        (
            true,
            &[92, 92, 92, 92, 120, 52, 49, 48, 48],
            &[0x5c, 0x5c, 0x5c, 0x5c, 0x78, 0x34, 0x31, 0x30, 0x30],
            &[],
        ),
        (false, &[78], &[0x4e], &[]),
        (true, &[78], &[0x4e], &[]),
        (false, &[39], &[0x27], &[]),
        (true, &[39], &[0x27], &[]),
        (
            false,
            &[92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 117],
            &[0x1f600, 0x3f],
            &[(10, 12, "truncated \\uXXXX escape")],
        ),
        (
            true,
            &[92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 117],
            &[0x1f600, 0x3f],
            &[(10, 12, "truncated \\uXXXX escape")],
        ),
        (false, &[85], &[0x55], &[]),
        (true, &[85], &[0x55], &[]),
        (false, &[117, 92, 55, 55, 55, 10], &[0x75, 0x1ff, 0xa], &[]),
        (
            true,
            &[117, 92, 55, 55, 55, 10],
            &[0x75, 0x5c, 0x37, 0x37, 0x37, 0xa],
            &[],
        ),
        (
            false,
            &[
                10, 39, 123, 233, 92, 113, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48,
            ],
            &[0xa, 0x27, 0x7b, 0xe9, 0x5c, 0x71, 0x3f],
            &[(6, 16, "illegal Unicode character")],
        ),
        (
            true,
            &[
                10, 39, 123, 233, 92, 113, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48,
            ],
            &[0xa, 0x27, 0x7b, 0xe9, 0x5c, 0x71, 0x3f],
            &[(6, 16, "\\Uxxxxxxxx out of range")],
        ),
        (
            false,
            &[
                92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 113, 92, 92, 92, 92, 85, 48, 48, 48,
                49, 70, 54, 48, 48,
            ],
            &[
                0x1f600, 0x5c, 0x71, 0x5c, 0x5c, 0x55, 0x30, 0x30, 0x30, 0x31, 0x46, 0x36, 0x30,
                0x30,
            ],
            &[],
        ),
        (
            true,
            &[
                92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 113, 92, 92, 92, 92, 85, 48, 48, 48,
                49, 70, 54, 48, 48,
            ],
            &[
                0x1f600, 0x5c, 0x71, 0x5c, 0x5c, 0x5c, 0x5c, 0x55, 0x30, 0x30, 0x30, 0x31, 0x46,
                0x36, 0x30, 0x30,
            ],
            &[],
        ),
        (
            false,
            &[
                92, 92, 92, 92, 55, 55, 55, 48, 48, 49, 49, 92, 78, 123, 102, 111, 111, 125,
            ],
            &[0x5c, 0x5c, 0x37, 0x37, 0x37, 0x30, 0x30, 0x31, 0x31, 0x3f],
            &[(11, 18, "unknown Unicode character name")],
        ),
        (
            true,
            &[
                92, 92, 92, 92, 55, 55, 55, 48, 48, 49, 49, 92, 78, 123, 102, 111, 111, 125,
            ],
            &[
                0x5c, 0x5c, 0x5c, 0x5c, 0x37, 0x37, 0x37, 0x30, 0x30, 0x31, 0x31, 0x5c, 0x4e, 0x7b,
                0x66, 0x6f, 0x6f, 0x7d,
            ],
            &[],
        ),
        (
            false,
            &[
                103, 117, 39, 92, 117, 50, 48, 97, 99, 10, 92, 117, 50, 48, 97, 99,
            ],
            &[0x67, 0x75, 0x27, 0x20ac, 0xa, 0x20ac],
            &[],
        ),
        (
            true,
            &[
                103, 117, 39, 92, 117, 50, 48, 97, 99, 10, 92, 117, 50, 48, 97, 99,
            ],
            &[0x67, 0x75, 0x27, 0x20ac, 0xa, 0x20ac],
            &[],
        ),
        (false, &[92, 55, 55, 55], &[0x1ff], &[]),
        (true, &[92, 55, 55, 55], &[0x5c, 0x37, 0x37, 0x37], &[]),
        (
            false,
            &[48, 48, 49, 49, 78],
            &[0x30, 0x30, 0x31, 0x31, 0x4e],
            &[],
        ),
        (
            true,
            &[48, 48, 49, 49, 78],
            &[0x30, 0x30, 0x31, 0x31, 0x4e],
            &[],
        ),
        (false, &[92, 113], &[0x5c, 0x71], &[]),
        (true, &[92, 113], &[0x5c, 0x71], &[]),
        (false, &[117, 92, 120, 52, 49], &[0x75, 0x41], &[]),
        (
            true,
            &[117, 92, 120, 52, 49],
            &[0x75, 0x5c, 0x78, 0x34, 0x31],
            &[],
        ),
        (
            false,
            &[
                52, 49, 92, 110, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 52, 49, 233,
            ],
            &[0x34, 0x31, 0xa, 0x3f, 0x34, 0x31, 0xe9],
            &[(4, 14, "illegal Unicode character")],
        ),
        (
            true,
            &[
                52, 49, 92, 110, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 52, 49, 233,
            ],
            &[0x34, 0x31, 0x5c, 0x6e, 0x3f, 0x34, 0x31, 0xe9],
            &[(4, 14, "\\Uxxxxxxxx out of range")],
        ),
        (
            false,
            &[
                92, 117, 50, 48, 97, 99, 92, 117, 100, 56, 51, 100, 125, 92, 85, 48, 48, 49, 49,
                48, 48, 48, 48, 125, 85,
            ],
            &[0x20ac, 0xd83d, 0x7d, 0x3f, 0x7d, 0x55],
            &[(13, 23, "illegal Unicode character")],
        ),
        (
            true,
            &[
                92, 117, 50, 48, 97, 99, 92, 117, 100, 56, 51, 100, 125, 92, 85, 48, 48, 49, 49,
                48, 48, 48, 48, 125, 85,
            ],
            &[0x20ac, 0xd83d, 0x7d, 0x3f, 0x7d, 0x55],
            &[(13, 23, "\\Uxxxxxxxx out of range")],
        ),
        (
            false,
            &[
                92, 78, 123, 102, 111, 111, 125, 92, 120, 52, 49, 52, 49, 120, 117,
            ],
            &[0x3f, 0x41, 0x34, 0x31, 0x78, 0x75],
            &[(0, 7, "unknown Unicode character name")],
        ),
        (
            true,
            &[
                92, 78, 123, 102, 111, 111, 125, 92, 120, 52, 49, 52, 49, 120, 117,
            ],
            &[
                0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0x5c, 0x78, 0x34, 0x31, 0x34, 0x31, 0x78,
                0x75,
            ],
            &[],
        ),
        (
            false,
            &[
                92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 125, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48,
            ],
            &[0x1f600, 0x7d, 0x3f],
            &[(11, 21, "illegal Unicode character")],
        ),
        (
            true,
            &[
                92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 125, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48,
            ],
            &[0x1f600, 0x7d, 0x3f],
            &[(11, 21, "\\Uxxxxxxxx out of range")],
        ),
        (false, &[92, 110], &[0xa], &[]),
        (true, &[92, 110], &[0x5c, 0x6e], &[]),
        (false, &[92, 117, 50, 48, 97, 99], &[0x20ac], &[]),
        (true, &[92, 117, 50, 48, 97, 99], &[0x20ac], &[]),
        (
            false,
            &[
                117, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 55, 55, 55, 52, 49, 125,
            ],
            &[0x75, 0x3f, 0x1ff, 0x34, 0x31, 0x7d],
            &[(1, 11, "illegal Unicode character")],
        ),
        (
            true,
            &[
                117, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 55, 55, 55, 52, 49, 125,
            ],
            &[0x75, 0x3f, 0x5c, 0x37, 0x37, 0x37, 0x34, 0x31, 0x7d],
            &[(1, 11, "\\Uxxxxxxxx out of range")],
        ),
        (
            false,
            &[
                85, 92, 55, 55, 55, 92, 55, 55, 55, 92, 92, 92, 110, 48, 48, 49, 49,
            ],
            &[0x55, 0x1ff, 0x1ff, 0x5c, 0xa, 0x30, 0x30, 0x31, 0x31],
            &[],
        ),
        (
            true,
            &[
                85, 92, 55, 55, 55, 92, 55, 55, 55, 92, 92, 92, 110, 48, 48, 49, 49,
            ],
            &[
                0x55, 0x5c, 0x37, 0x37, 0x37, 0x5c, 0x37, 0x37, 0x37, 0x5c, 0x5c, 0x5c, 0x6e, 0x30,
                0x30, 0x31, 0x31,
            ],
            &[],
        ),
        (false, &[52, 49], &[0x34, 0x31], &[]),
        (true, &[52, 49], &[0x34, 0x31], &[]),
        (
            false,
            &[
                92, 92, 48, 56, 123, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125,
            ],
            &[0x5c, 0x30, 0x38, 0x7b, 0x31],
            &[],
        ),
        (
            true,
            &[
                92, 92, 48, 56, 123, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125,
            ],
            &[
                0x5c, 0x5c, 0x30, 0x38, 0x7b, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20,
                0x4f, 0x4e, 0x45, 0x7d,
            ],
            &[],
        ),
        (
            false,
            &[120, 92, 78, 123, 52, 49],
            &[0x78, 0x3f],
            &[(1, 6, "malformed \\N character escape")],
        ),
        (
            true,
            &[120, 92, 78, 123, 52, 49],
            &[0x78, 0x5c, 0x4e, 0x7b, 0x34, 0x31],
            &[],
        ),
        (
            false,
            &[
                92, 78, 123, 233, 92, 78, 123, 92, 117, 50, 48, 97, 99, 92, 92, 117, 50, 48, 97, 99,
            ],
            &[0x3f],
            &[(0, 20, "malformed \\N character escape")],
        ),
        (
            true,
            &[
                92, 78, 123, 233, 92, 78, 123, 92, 117, 50, 48, 97, 99, 92, 92, 117, 50, 48, 97, 99,
            ],
            &[
                0x5c, 0x4e, 0x7b, 0xe9, 0x5c, 0x4e, 0x7b, 0x20ac, 0x5c, 0x5c, 0x75, 0x32, 0x30,
                0x61, 0x63,
            ],
            &[],
        ),
        (
            false,
            &[92, 110, 92, 117, 50, 48, 97, 99],
            &[0xa, 0x20ac],
            &[],
        ),
        (
            true,
            &[92, 110, 92, 117, 50, 48, 97, 99],
            &[0x5c, 0x6e, 0x20ac],
            &[],
        ),
        (false, &[103], &[0x67], &[]),
        (true, &[103], &[0x67], &[]),
        (false, &[123, 10], &[0x7b, 0xa], &[]),
        (true, &[123, 10], &[0x7b, 0xa], &[]),
        (false, &[10, 39, 92, 110], &[0xa, 0x27, 0xa], &[]),
        (true, &[10, 39, 92, 110], &[0xa, 0x27, 0x5c, 0x6e], &[]),
        (
            false,
            &[52, 52, 49, 92, 117, 100, 101, 48, 48, 233],
            &[0x34, 0x34, 0x31, 0xde00, 0xe9],
            &[],
        ),
        (
            true,
            &[52, 52, 49, 92, 117, 100, 101, 48, 48, 233],
            &[0x34, 0x34, 0x31, 0xde00, 0xe9],
            &[],
        ),
        (
            false,
            &[
                92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 125, 92, 85, 48, 48, 49, 49,
            ],
            &[0x3f, 0x7d, 0x3f],
            &[
                (0, 10, "illegal Unicode character"),
                (11, 17, "truncated \\UXXXXXXXX escape"),
            ],
        ),
        (
            true,
            &[
                92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 125, 92, 85, 48, 48, 49, 49,
            ],
            &[0x3f, 0x7d, 0x3f],
            &[
                (0, 10, "\\Uxxxxxxxx out of range"),
                (11, 17, "truncated \\UXXXXXXXX escape"),
            ],
        ),
        (false, &[120, 52], &[0x78, 0x34], &[]),
        (true, &[120, 52], &[0x78, 0x34], &[]),
        (false, &[52, 49, 103], &[0x34, 0x31, 0x67], &[]),
        (true, &[52, 49, 103], &[0x34, 0x31, 0x67], &[]),
        (
            false,
            &[
                92, 117, 100, 56, 51, 100, 92, 120, 52, 49, 92, 117, 100, 56, 51, 100, 92, 78, 123,
                68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92, 48, 56,
            ],
            &[0xd83d, 0x41, 0xd83d, 0x31, 0x0, 0x38],
            &[],
        ),
        (
            true,
            &[
                92, 117, 100, 56, 51, 100, 92, 120, 52, 49, 92, 117, 100, 56, 51, 100, 92, 78, 123,
                68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92, 48, 56,
            ],
            &[
                0xd83d, 0x5c, 0x78, 0x34, 0x31, 0xd83d, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49,
                0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d, 0x5c, 0x30, 0x38,
            ],
            &[],
        ),
        (false, &[92, 92, 233], &[0x5c, 0xe9], &[]),
        (true, &[92, 92, 233], &[0x5c, 0x5c, 0xe9], &[]),
        (false, &[10, 48, 48], &[0xa, 0x30, 0x30], &[]),
        (true, &[10, 48, 48], &[0xa, 0x30, 0x30], &[]),
        (
            false,
            &[92, 78, 123, 102, 111, 111, 125],
            &[0x3f],
            &[(0, 7, "unknown Unicode character name")],
        ),
        (
            true,
            &[92, 78, 123, 102, 111, 111, 125],
            &[0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d],
            &[],
        ),
        (
            false,
            &[
                233, 52, 78, 85, 92, 117, 50, 48, 97, 99, 92, 117, 100, 101, 48, 48,
            ],
            &[0xe9, 0x34, 0x4e, 0x55, 0x20ac, 0xde00],
            &[],
        ),
        (
            true,
            &[
                233, 52, 78, 85, 92, 117, 50, 48, 97, 99, 92, 117, 100, 101, 48, 48,
            ],
            &[0xe9, 0x34, 0x4e, 0x55, 0x20ac, 0xde00],
            &[],
        ),
        (
            false,
            &[
                92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 117, 100, 56, 51, 100, 52, 49, 48, 48,
                49, 49,
            ],
            &[0x1f600, 0xd83d, 0x34, 0x31, 0x30, 0x30, 0x31, 0x31],
            &[],
        ),
        (
            true,
            &[
                92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 117, 100, 56, 51, 100, 52, 49, 48, 48,
                49, 49,
            ],
            &[0x1f600, 0xd83d, 0x34, 0x31, 0x30, 0x30, 0x31, 0x31],
            &[],
        ),
        (
            false,
            &[48, 48, 117, 92, 92, 92, 117, 50, 48, 97, 99, 52, 49],
            &[0x30, 0x30, 0x75, 0x5c, 0x20ac, 0x34, 0x31],
            &[],
        ),
        (
            true,
            &[48, 48, 117, 92, 92, 92, 117, 50, 48, 97, 99, 52, 49],
            &[0x30, 0x30, 0x75, 0x5c, 0x5c, 0x20ac, 0x34, 0x31],
            &[],
        ),
        (
            false,
            &[
                52, 92, 117, 100, 101, 48, 48, 92, 117, 50, 48, 97, 99, 85, 92, 85, 48, 48, 49, 49,
                48, 48, 48, 48, 39,
            ],
            &[0x34, 0xde00, 0x20ac, 0x55, 0x3f, 0x27],
            &[(14, 24, "illegal Unicode character")],
        ),
        (
            true,
            &[
                52, 92, 117, 100, 101, 48, 48, 92, 117, 50, 48, 97, 99, 85, 92, 85, 48, 48, 49, 49,
                48, 48, 48, 48, 39,
            ],
            &[0x34, 0xde00, 0x20ac, 0x55, 0x3f, 0x27],
            &[(14, 24, "\\Uxxxxxxxx out of range")],
        ),
        (false, &[85, 117], &[0x55, 0x75], &[]),
        (true, &[85, 117], &[0x55, 0x75], &[]),
        (
            false,
            &[85, 48, 48, 49, 49],
            &[0x55, 0x30, 0x30, 0x31, 0x31],
            &[],
        ),
        (
            true,
            &[85, 48, 48, 49, 49],
            &[0x55, 0x30, 0x30, 0x31, 0x31],
            &[],
        ),
        (false, &[123, 92, 110], &[0x7b, 0xa], &[]),
        (true, &[123, 92, 110], &[0x7b, 0x5c, 0x6e], &[]),
        (false, &[92, 48, 56], &[0x0, 0x38], &[]),
        (true, &[92, 48, 56], &[0x5c, 0x30, 0x38], &[]),
        (false, &[92, 120, 52, 49, 52, 125], &[0x41, 0x34, 0x7d], &[]),
        (
            true,
            &[92, 120, 52, 49, 52, 125],
            &[0x5c, 0x78, 0x34, 0x31, 0x34, 0x7d],
            &[],
        ),
        (
            false,
            &[
                92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 48, 48, 49, 49, 85, 117, 92,
                110,
            ],
            &[0x31, 0x30, 0x30, 0x31, 0x31, 0x55, 0x75, 0xa],
            &[],
        ),
        (
            true,
            &[
                92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 48, 48, 49, 49, 85, 117, 92,
                110,
            ],
            &[
                0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d, 0x30,
                0x30, 0x31, 0x31, 0x55, 0x75, 0x5c, 0x6e,
            ],
            &[],
        ),
        (
            false,
            &[
                92, 117, 50, 48, 97, 99, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 92,
            ],
            &[0x20ac, 0x1f600, 0x5c],
            &[],
        ),
        (
            true,
            &[
                92, 117, 50, 48, 97, 99, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 92,
            ],
            &[0x20ac, 0x1f600, 0x5c, 0x5c],
            &[],
        ),
        (
            false,
            &[92, 120, 52, 49, 92, 120, 52, 49, 117, 103],
            &[0x41, 0x41, 0x75, 0x67],
            &[],
        ),
        (
            true,
            &[92, 120, 52, 49, 92, 120, 52, 49, 117, 103],
            &[0x5c, 0x78, 0x34, 0x31, 0x5c, 0x78, 0x34, 0x31, 0x75, 0x67],
            &[],
        ),
        (
            false,
            &[
                92, 117, 50, 48, 97, 99, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 123,
                48, 48, 52, 49,
            ],
            &[0x20ac, 0x31, 0x7b, 0x30, 0x30, 0x34, 0x31],
            &[],
        ),
        (
            true,
            &[
                92, 117, 50, 48, 97, 99, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 123,
                48, 48, 52, 49,
            ],
            &[
                0x20ac, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45,
                0x7d, 0x7b, 0x30, 0x30, 0x34, 0x31,
            ],
            &[],
        ),
        (
            false,
            &[
                92, 120, 52, 49, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 78, 123, 102, 111,
                111, 125, 117, 92, 78, 123, 102, 111, 111, 125, 78,
            ],
            &[0x41, 0x3f, 0x3f, 0x75, 0x3f, 0x4e],
            &[
                (4, 14, "illegal Unicode character"),
                (14, 21, "unknown Unicode character name"),
                (22, 29, "unknown Unicode character name"),
            ],
        ),
        (
            true,
            &[
                92, 120, 52, 49, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 78, 123, 102, 111,
                111, 125, 117, 92, 78, 123, 102, 111, 111, 125, 78,
            ],
            &[
                0x5c, 0x78, 0x34, 0x31, 0x3f, 0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0x75, 0x5c,
                0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0x4e,
            ],
            &[(4, 14, "\\Uxxxxxxxx out of range")],
        ),
        (false, &[103], &[0x67], &[]),
        (true, &[103], &[0x67], &[]),
        (
            false,
            &[
                92, 117, 100, 56, 51, 100, 92, 92, 92, 55, 55, 55, 92, 92, 48, 56, 48, 48, 49, 49,
            ],
            &[
                0xd83d, 0x5c, 0x1ff, 0x5c, 0x30, 0x38, 0x30, 0x30, 0x31, 0x31,
            ],
            &[],
        ),
        (
            true,
            &[
                92, 117, 100, 56, 51, 100, 92, 92, 92, 55, 55, 55, 92, 92, 48, 56, 48, 48, 49, 49,
            ],
            &[
                0xd83d, 0x5c, 0x5c, 0x5c, 0x37, 0x37, 0x37, 0x5c, 0x5c, 0x30, 0x38, 0x30, 0x30,
                0x31, 0x31,
            ],
            &[],
        ),
        (
            false,
            &[92, 117, 50, 48, 97, 99, 92, 113, 39],
            &[0x20ac, 0x5c, 0x71, 0x27],
            &[],
        ),
        (
            true,
            &[92, 117, 50, 48, 97, 99, 92, 113, 39],
            &[0x20ac, 0x5c, 0x71, 0x27],
            &[],
        ),
        (
            false,
            &[
                233, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92, 120, 52, 49, 123,
            ],
            &[0xe9, 0x31, 0x41, 0x7b],
            &[],
        ),
        (
            true,
            &[
                233, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92, 120, 52, 49, 123,
            ],
            &[
                0xe9, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d,
                0x5c, 0x78, 0x34, 0x31, 0x7b,
            ],
            &[],
        ),
        (false, &[92, 48, 56], &[0x0, 0x38], &[]),
        (true, &[92, 48, 56], &[0x5c, 0x30, 0x38], &[]),
        (false, &[39, 233], &[0x27, 0xe9], &[]),
        (true, &[39, 233], &[0x27, 0xe9], &[]),
        (
            false,
            &[
                92, 117, 100, 56, 51, 100, 92, 48, 56, 92, 117, 100, 101, 48, 48, 92, 78, 123, 68,
                73, 71, 73, 84, 32, 79, 78, 69, 125,
            ],
            &[0xd83d, 0x0, 0x38, 0xde00, 0x31],
            &[],
        ),
        (
            true,
            &[
                92, 117, 100, 56, 51, 100, 92, 48, 56, 92, 117, 100, 101, 48, 48, 92, 78, 123, 68,
                73, 71, 73, 84, 32, 79, 78, 69, 125,
            ],
            &[
                0xd83d, 0x5c, 0x30, 0x38, 0xde00, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54,
                0x20, 0x4f, 0x4e, 0x45, 0x7d,
            ],
            &[],
        ),
        (false, &[92, 55, 55, 55], &[0x1ff], &[]),
        (true, &[92, 55, 55, 55], &[0x5c, 0x37, 0x37, 0x37], &[]),
        (
            false,
            &[
                125, 85, 92, 110, 92, 117, 100, 101, 48, 48, 92, 48, 56, 92, 120, 52, 49,
            ],
            &[0x7d, 0x55, 0xa, 0xde00, 0x0, 0x38, 0x41],
            &[],
        ),
        (
            true,
            &[
                125, 85, 92, 110, 92, 117, 100, 101, 48, 48, 92, 48, 56, 92, 120, 52, 49,
            ],
            &[
                0x7d, 0x55, 0x5c, 0x6e, 0xde00, 0x5c, 0x30, 0x38, 0x5c, 0x78, 0x34, 0x31,
            ],
            &[],
        ),
        (
            false,
            &[
                92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 110, 92, 78, 123, 68, 73, 71, 73, 84,
                32, 79, 78, 69, 125, 92, 117, 100, 101, 48, 48,
            ],
            &[0x3f, 0xa, 0x31, 0xde00],
            &[(0, 10, "illegal Unicode character")],
        ),
        (
            true,
            &[
                92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 92, 110, 92, 78, 123, 68, 73, 71, 73, 84,
                32, 79, 78, 69, 125, 92, 117, 100, 101, 48, 48,
            ],
            &[
                0x3f, 0x5c, 0x6e, 0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e,
                0x45, 0x7d, 0xde00,
            ],
            &[(0, 10, "\\Uxxxxxxxx out of range")],
        ),
        (false, &[92, 120, 52, 49, 92, 113], &[0x41, 0x5c, 0x71], &[]),
        (
            true,
            &[92, 120, 52, 49, 92, 113],
            &[0x5c, 0x78, 0x34, 0x31, 0x5c, 0x71],
            &[],
        ),
        (false, &[92, 117, 100, 101, 48, 48], &[0xde00], &[]),
        (true, &[92, 117, 100, 101, 48, 48], &[0xde00], &[]),
        (
            false,
            &[
                92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 92, 92, 85, 48, 48, 48, 49, 70, 54, 48,
                48,
            ],
            &[0x1f600, 0x5c, 0x1f600],
            &[],
        ),
        (
            true,
            &[
                92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 92, 92, 85, 48, 48, 48, 49, 70, 54, 48,
                48,
            ],
            &[0x1f600, 0x5c, 0x5c, 0x1f600],
            &[],
        ),
        (false, &[103], &[0x67], &[]),
        (true, &[103], &[0x67], &[]),
        (
            false,
            &[92, 117, 100, 56, 51, 100, 52, 49],
            &[0xd83d, 0x34, 0x31],
            &[],
        ),
        (
            true,
            &[92, 117, 100, 56, 51, 100, 52, 49],
            &[0xd83d, 0x34, 0x31],
            &[],
        ),
        (
            false,
            &[92, 117, 100, 56, 51, 100, 48, 48, 123, 103],
            &[0xd83d, 0x30, 0x30, 0x7b, 0x67],
            &[],
        ),
        (
            true,
            &[92, 117, 100, 56, 51, 100, 48, 48, 123, 103],
            &[0xd83d, 0x30, 0x30, 0x7b, 0x67],
            &[],
        ),
        (
            false,
            &[
                52, 49, 233, 48, 48, 49, 49, 92, 117, 100, 101, 48, 48, 92, 117, 100, 101, 48, 48,
                10,
            ],
            &[
                0x34, 0x31, 0xe9, 0x30, 0x30, 0x31, 0x31, 0xde00, 0xde00, 0xa,
            ],
            &[],
        ),
        (
            true,
            &[
                52, 49, 233, 48, 48, 49, 49, 92, 117, 100, 101, 48, 48, 92, 117, 100, 101, 48, 48,
                10,
            ],
            &[
                0x34, 0x31, 0xe9, 0x30, 0x30, 0x31, 0x31, 0xde00, 0xde00, 0xa,
            ],
            &[],
        ),
        (
            false,
            &[92, 117, 100, 56, 51, 100, 123, 120],
            &[0xd83d, 0x7b, 0x78],
            &[],
        ),
        (
            true,
            &[92, 117, 100, 56, 51, 100, 123, 120],
            &[0xd83d, 0x7b, 0x78],
            &[],
        ),
        (false, &[117, 10, 78], &[0x75, 0xa, 0x4e], &[]),
        (true, &[117, 10, 78], &[0x75, 0xa, 0x4e], &[]),
        (false, &[10, 92, 48, 56], &[0xa, 0x0, 0x38], &[]),
        (true, &[10, 92, 48, 56], &[0xa, 0x5c, 0x30, 0x38], &[]),
        (
            false,
            &[52, 49, 92, 117, 100, 101, 48, 48, 92, 113],
            &[0x34, 0x31, 0xde00, 0x5c, 0x71],
            &[],
        ),
        (
            true,
            &[52, 49, 92, 117, 100, 101, 48, 48, 92, 113],
            &[0x34, 0x31, 0xde00, 0x5c, 0x71],
            &[],
        ),
        (
            false,
            &[92, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 117],
            &[
                0x5c, 0x55, 0x30, 0x30, 0x31, 0x31, 0x30, 0x30, 0x30, 0x30, 0x75,
            ],
            &[],
        ),
        (
            true,
            &[92, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48, 117],
            &[
                0x5c, 0x5c, 0x55, 0x30, 0x30, 0x31, 0x31, 0x30, 0x30, 0x30, 0x30, 0x75,
            ],
            &[],
        ),
        (false, &[92, 113, 92, 120, 52, 49], &[0x5c, 0x71, 0x41], &[]),
        (
            true,
            &[92, 113, 92, 120, 52, 49],
            &[0x5c, 0x71, 0x5c, 0x78, 0x34, 0x31],
            &[],
        ),
        (
            false,
            &[92, 117, 50, 48, 97, 99, 103, 92, 117, 50, 48, 97, 99, 85],
            &[0x20ac, 0x67, 0x20ac, 0x55],
            &[],
        ),
        (
            true,
            &[92, 117, 50, 48, 97, 99, 103, 92, 117, 50, 48, 97, 99, 85],
            &[0x20ac, 0x67, 0x20ac, 0x55],
            &[],
        ),
        (false, &[48, 48], &[0x30, 0x30], &[]),
        (true, &[48, 48], &[0x30, 0x30], &[]),
        (
            false,
            &[52, 92, 78, 123],
            &[0x34, 0x3f],
            &[(1, 4, "malformed \\N character escape")],
        ),
        (true, &[52, 92, 78, 123], &[0x34, 0x5c, 0x4e, 0x7b], &[]),
        (false, &[92, 117, 100, 101, 48, 48], &[0xde00], &[]),
        (true, &[92, 117, 100, 101, 48, 48], &[0xde00], &[]),
        (false, &[92], &[0x3f], &[(0, 1, "\\ at end of string")]),
        (true, &[92], &[0x5c], &[]),
        (false, &[92, 117, 50, 48, 97, 99], &[0x20ac], &[]),
        (true, &[92, 117, 50, 48, 97, 99], &[0x20ac], &[]),
        (false, &[123, 125], &[0x7b, 0x7d], &[]),
        (true, &[123, 125], &[0x7b, 0x7d], &[]),
        (
            false,
            &[10, 233, 123, 92, 92],
            &[0xa, 0xe9, 0x7b, 0x5c],
            &[],
        ),
        (
            true,
            &[10, 233, 123, 92, 92],
            &[0xa, 0xe9, 0x7b, 0x5c, 0x5c],
            &[],
        ),
        (
            false,
            &[85, 92, 78, 123, 102, 111, 111, 125, 92, 78, 123],
            &[0x55, 0x3f, 0x3f],
            &[
                (1, 8, "unknown Unicode character name"),
                (8, 11, "malformed \\N character escape"),
            ],
        ),
        (
            true,
            &[85, 92, 78, 123, 102, 111, 111, 125, 92, 78, 123],
            &[
                0x55, 0x5c, 0x4e, 0x7b, 0x66, 0x6f, 0x6f, 0x7d, 0x5c, 0x4e, 0x7b,
            ],
            &[],
        ),
        (
            false,
            &[
                92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 117, 85, 92, 117, 50, 48, 97,
                99,
            ],
            &[0x31, 0x75, 0x55, 0x20ac],
            &[],
        ),
        (
            true,
            &[
                92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 117, 85, 92, 117, 50, 48, 97,
                99,
            ],
            &[
                0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d, 0x75,
                0x55, 0x20ac,
            ],
            &[],
        ),
        (
            false,
            &[
                92, 55, 55, 55, 39, 92, 120, 52, 49, 92, 117, 100, 56, 51, 100, 92, 78, 123,
            ],
            &[0x1ff, 0x27, 0x41, 0xd83d, 0x3f],
            &[(15, 18, "malformed \\N character escape")],
        ),
        (
            true,
            &[
                92, 55, 55, 55, 39, 92, 120, 52, 49, 92, 117, 100, 56, 51, 100, 92, 78, 123,
            ],
            &[
                0x5c, 0x37, 0x37, 0x37, 0x27, 0x5c, 0x78, 0x34, 0x31, 0xd83d, 0x5c, 0x4e, 0x7b,
            ],
            &[],
        ),
        (
            false,
            &[92, 85, 48, 48, 48, 49, 70, 54, 48, 48],
            &[0x1f600],
            &[],
        ),
        (
            true,
            &[92, 85, 48, 48, 48, 49, 70, 54, 48, 48],
            &[0x1f600],
            &[],
        ),
        (false, &[117, 39, 92, 48, 56], &[0x75, 0x27, 0x0, 0x38], &[]),
        (
            true,
            &[117, 39, 92, 48, 56],
            &[0x75, 0x27, 0x5c, 0x30, 0x38],
            &[],
        ),
        (
            false,
            &[52, 49, 48, 48, 125, 39, 85],
            &[0x34, 0x31, 0x30, 0x30, 0x7d, 0x27, 0x55],
            &[],
        ),
        (
            true,
            &[52, 49, 48, 48, 125, 39, 85],
            &[0x34, 0x31, 0x30, 0x30, 0x7d, 0x27, 0x55],
            &[],
        ),
        (
            false,
            &[
                92, 55, 55, 55, 117, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 120,
            ],
            &[0x1ff, 0x75, 0x1f600, 0x78],
            &[],
        ),
        (
            true,
            &[
                92, 55, 55, 55, 117, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 120,
            ],
            &[0x5c, 0x37, 0x37, 0x37, 0x75, 0x1f600, 0x78],
            &[],
        ),
        (
            false,
            &[233, 92, 48, 56, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48],
            &[0xe9, 0x0, 0x38, 0x1f600],
            &[],
        ),
        (
            true,
            &[233, 92, 48, 56, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48],
            &[0xe9, 0x5c, 0x30, 0x38, 0x1f600],
            &[],
        ),
        (
            false,
            &[103, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48],
            &[0x67, 0x3f],
            &[(1, 11, "illegal Unicode character")],
        ),
        (
            true,
            &[103, 92, 85, 48, 48, 49, 49, 48, 48, 48, 48],
            &[0x67, 0x3f],
            &[(1, 11, "\\Uxxxxxxxx out of range")],
        ),
        (false, &[92, 55, 55, 55, 48, 48], &[0x1ff, 0x30, 0x30], &[]),
        (
            true,
            &[92, 55, 55, 55, 48, 48],
            &[0x5c, 0x37, 0x37, 0x37, 0x30, 0x30],
            &[],
        ),
        (
            false,
            &[
                92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92, 117, 50, 48, 97, 99, 233,
                48, 48, 49, 49,
            ],
            &[0x31, 0x20ac, 0xe9, 0x30, 0x30, 0x31, 0x31],
            &[],
        ),
        (
            true,
            &[
                92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125, 92, 117, 50, 48, 97, 99, 233,
                48, 48, 49, 49,
            ],
            &[
                0x5c, 0x4e, 0x7b, 0x44, 0x49, 0x47, 0x49, 0x54, 0x20, 0x4f, 0x4e, 0x45, 0x7d,
                0x20ac, 0xe9, 0x30, 0x30, 0x31, 0x31,
            ],
            &[],
        ),
        (
            false,
            &[92, 120, 52, 49, 78, 48, 48, 49, 49],
            &[0x41, 0x4e, 0x30, 0x30, 0x31, 0x31],
            &[],
        ),
        (
            true,
            &[92, 120, 52, 49, 78, 48, 48, 49, 49],
            &[0x5c, 0x78, 0x34, 0x31, 0x4e, 0x30, 0x30, 0x31, 0x31],
            &[],
        ),
    ];

    const PARTIAL: &[(bool, &[u8], usize)] = &[
        (true, &[92, 78, 123, 102, 111, 111, 125, 120], 8),
        (false, &[92, 117, 100, 56, 51, 100, 92, 78, 123], 6),
        (false, &[103, 92, 117, 50, 48], 1),
        (false, &[92], 0),
        (false, &[92, 78, 123, 68, 73, 71, 73, 84, 32, 79], 0),
        (true, &[48, 48, 49, 49, 48], 5),
        (true, &[117], 1),
        (true, &[92], 0),
        (true, &[92, 78], 2),
        (true, &[92], 0),
        (true, &[120], 1),
        (false, &[120, 233], 2),
        (true, &[85, 52], 2),
        (true, &[92], 0),
        (true, &[39, 92, 85, 48, 48, 49], 1),
        (false, &[92], 0),
        (false, &[120], 1),
        (false, &[48, 48, 49, 49, 92, 48], 6),
        (false, &[52, 125], 2),
        (true, &[48, 48, 49, 49], 4),
        (false, &[78], 1),
        (
            true,
            &[
                92, 55, 55, 55, 92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 92, 85, 48, 48, 49, 49, 48,
                48,
            ],
            14,
        ),
        (false, &[120], 1),
        (true, &[103, 48, 48, 92, 85, 48, 48, 49, 49, 48], 3),
        (true, &[78, 48, 48, 49, 49], 5),
        (true, &[92, 120, 52], 3),
        (true, &[92], 0),
        (
            true,
            &[52, 92, 78, 123, 68, 73, 71, 73, 84, 32, 79, 78, 69, 125],
            14,
        ),
        (true, &[92, 55, 55], 3),
        (false, &[48, 48, 49, 49, 92, 78, 123, 85], 4),
        (true, &[92, 113], 2),
        (true, &[233, 92, 117, 50, 48, 97, 99, 92, 78, 123], 10),
        (false, &[92, 78], 0),
        (false, &[92, 117, 50, 48, 97, 99], 6),
        (false, &[120], 1),
        (true, &[92, 92, 123], 3),
        (true, &[123, 92, 117, 50, 48], 1),
        (true, &[92], 0),
        (false, &[92, 110], 2),
        (false, &[52, 10, 92, 85, 48], 2),
        (true, &[125, 92], 1),
        (false, &[92, 48, 56], 3),
        (true, &[103, 92, 110, 48, 48, 49], 6),
        (true, &[48, 48], 2),
        (false, &[10, 52, 92], 2),
        (false, &[92, 120, 52], 0),
        (false, &[39], 1),
        (false, &[92, 78, 123, 103], 0),
        (true, &[39], 1),
        (false, &[92, 78, 123, 68, 73, 71, 73, 84, 32], 0),
        (true, &[52], 1),
        (
            false,
            &[92, 85, 48, 48, 48, 49, 70, 54, 48, 48, 117, 92, 85, 48],
            11,
        ),
        (true, &[92], 0),
        (false, &[120, 92, 78, 123, 102, 111], 1),
        (false, &[48, 48], 2),
        (true, &[92, 78, 123, 102, 111, 111, 125], 7),
        (true, &[39], 1),
        (true, &[92, 78, 123, 102, 111, 111, 125], 7),
        (true, &[92, 55, 55], 3),
        (true, &[52], 1),
        (true, &[92, 113], 2),
        (true, &[92], 0),
        (true, &[52], 1),
        (false, &[78], 1),
        (true, &[117, 233, 92, 48], 4),
        (true, &[125, 92, 117, 100, 101, 48], 1),
        (true, &[120, 52], 2),
        (true, &[92], 0),
        (true, &[85], 1),
        (true, &[103], 1),
        (false, &[78, 48, 48, 49, 49], 5),
        (true, &[92, 48], 2),
        (true, &[85, 92], 1),
        (true, &[92, 85, 48, 48, 48, 49, 70, 54, 48, 48], 10),
        (true, &[92, 113], 2),
        (false, &[233, 92, 85, 48, 48, 49, 49, 48], 1),
        (false, &[92, 78], 0),
        (true, &[52, 49], 2),
        (false, &[92, 117, 100, 56], 0),
        (true, &[103], 1),
    ];

    fn lookup(name: &[u8]) -> Option<CodePoint> {
        (name == b"DIGIT ONE").then_some('1'.into())
    }

    #[test]
    fn decoding_agrees_with_cpython() {
        for &(raw, bytes, expected, errors) in DECODES {
            let mut out = Vec::new();
            let mut found = Vec::new();
            let mut at = 0;
            let mut escapes = UnicodeEscape::default();
            loop {
                let result = if raw {
                    decode_raw(bytes, at, true, &mut out)
                } else {
                    escapes.decode_some(bytes, at, true, &mut lookup, &mut out)
                };
                match result {
                    Ok(end) => break assert_eq!(end, bytes.len()),
                    Err(e) => {
                        out.push(b'?');
                        at = e.end;
                        found.push((e.start, e.end, e.reason));
                    }
                }
            }
            assert_eq!(found, errors, "{raw} {bytes:x?}");
            assert_eq!(
                out,
                wtf8::from_code_points(expected.iter().copied()),
                "{raw} {bytes:x?}"
            );
        }
        for &(raw, bytes, consumed) in PARTIAL {
            let mut out = Vec::new();
            let got = if raw {
                decode_raw(bytes, 0, false, &mut out)
            } else {
                UnicodeEscape::default().decode_some(bytes, 0, false, &mut lookup, &mut out)
            };
            assert_eq!(got, Ok(consumed), "{raw} {bytes:x?}");
        }
    }

    #[test]
    fn suspicious_escapes_are_noticed() {
        let first = |s: &[u8]| {
            let mut escapes = UnicodeEscape::default();
            let mut out = Vec::new();
            escapes
                .decode_some(s, 0, true, &mut lookup, &mut out)
                .unwrap();
            assert_eq!(
                decode_bytes(s, OnBadHex::Strict).unwrap().1,
                escapes.suspicious
            );
            escapes.suspicious
        };
        assert_eq!(first(b"a\\n\\q\\w"), Some((3, Suspicious::Unknown(b'q'))));
        assert_eq!(first(b"\\377\\400"), Some((4, Suspicious::Octal(0o400))));
        assert_eq!(first(b"\\x41\\0"), None);
    }

    #[test]
    fn bytes_escapes_agree_with_cpython() {
        let go = |s: &[u8], on| decode_bytes(s, on).map(|(out, _)| out);
        assert_eq!(
            go(br#"\q\8\400\777\08\x41\'\""#, OnBadHex::Strict).unwrap(),
            b"\\q\\8\x00\xFF\x008A'\""
        );
        assert_eq!(go(br"\xg", OnBadHex::Replace).unwrap(), b"?g");
        assert_eq!(go(br"\x4", OnBadHex::Ignore).unwrap(), b"");
        assert_eq!(
            go(br"a\x4", OnBadHex::Strict).unwrap_err().message,
            br"invalid \x escape at position 1"
        );
        assert_eq!(
            go(b"\\", OnBadHex::Ignore).unwrap_err().message,
            br"Trailing \ in string"
        );
        assert_eq!(encode_bytes(b"a'\"\\\n\x00\xFF"), br#"a\'"\\\n\x00\xff"#);
    }

    #[test]
    fn encoding_agrees_with_cpython() {
        let cps = [
            0x61, 10, 13, 9, 0x5C, 0x27, 0x22, 0, 0x7F, 0xFF, 0x20AC, 0x1F600, 0xD800,
        ];
        let s = wtf8::from_code_points(cps);
        assert_eq!(
            encode_unicode_escape(&s),
            br#"a\n\r\t\\'"\x00\x7f\xff\u20ac\U0001f600\ud800"#
        );
        assert_eq!(
            encode_raw_unicode_escape(&s),
            b"a\n\r\t\\'\"\x00\x7f\xff\\u20ac\\U0001f600\\ud800"
        );
    }
}
