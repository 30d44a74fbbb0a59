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
            Some(&letter @ (b'u' | b'U')) => {
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
#[rustfmt::skip] // One case a line.
#[allow(clippy::type_complexity, reason = "the types of the tables are read beside their rows")]
mod tables;

#[cfg(test)]
mod tests {
    use super::tables::*;
    use super::*;

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
