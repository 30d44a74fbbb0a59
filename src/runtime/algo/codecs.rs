//! The built-in encodings: UTF-8, UTF-16, UTF-32, ASCII and Latin-1, in both directions, with errors at CPython's positions.
//!
//! A decoder appends to its output up to the first error, which it returns with its byte range and reason; the caller has
//! the error handled and goes on where the handler says. [`decode`] and [`encode`] do that with the handlers that need no
//! Python code ([`Handler`]). Encoders report byte offsets into the string: the caller turns them into indices.

use super::text;
use super::wtf8::{self, CodePoint};

/// The order of the bytes of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endian {
    Little,
    Big,
}

/// An encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    Utf8,
    Utf16(Endian),
    Utf32(Endian),
    Ascii,
    Latin1,
}

/// What is wrong in a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodecError {
    /// The first byte concerned.
    pub start: usize,
    /// The byte behind the last one.
    pub end: usize,
    /// In CPython's words.
    pub reason: &'static str,
}

impl CodecError {
    pub(super) fn new(start: usize, end: usize, reason: &'static str) -> CodecError {
        CodecError { start, end, reason }
    }
}

/// The error handlers that need no Python code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handler {
    Strict,
    Ignore,
    Replace,
    BackslashReplace,
    SurrogateEscape,
    SurrogatePass,
    XmlCharRefReplace,
}

impl Handler {
    /// The handler of a name; `None` for one that only Python code knows (`namereplace` among them).
    pub fn from_name(name: &[u8]) -> Option<Handler> {
        Some(match name {
            b"strict" => Handler::Strict,
            b"ignore" => Handler::Ignore,
            b"replace" => Handler::Replace,
            b"backslashreplace" => Handler::BackslashReplace,
            b"surrogateescape" => Handler::SurrogateEscape,
            b"surrogatepass" => Handler::SurrogatePass,
            b"xmlcharrefreplace" => Handler::XmlCharRefReplace,
            _ => return None,
        })
    }
}

/// Looks up an encoding by any spelling of its name that CPython takes without importing `encodings`.
pub fn codec_from_name(name: &[u8]) -> Option<Codec> {
    let plain: Vec<u8> = name
        .iter()
        .map(|&b| {
            if b == b'-' {
                b'_'
            } else {
                b.to_ascii_lowercase()
            }
        })
        .collect();
    Some(match &plain[..] {
        b"utf_8" | b"utf8" | b"u8" | b"cp65001" => Codec::Utf8,
        b"ascii" | b"us_ascii" | b"646" => Codec::Ascii,
        b"latin_1" | b"latin1" | b"iso_8859_1" | b"iso8859_1" | b"8859" | b"l1" | b"latin" => {
            Codec::Latin1
        }
        b"utf_16_le" => Codec::Utf16(Endian::Little),
        b"utf_16_be" => Codec::Utf16(Endian::Big),
        b"utf_32_le" => Codec::Utf32(Endian::Little),
        b"utf_32_be" => Codec::Utf32(Endian::Big),
        _ => return None,
    })
}

impl Codec {
    /// The name that error messages show.
    pub fn name(self) -> &'static str {
        match self {
            Codec::Utf8 => "utf-8",
            Codec::Utf16(Endian::Little) => "utf-16-le",
            Codec::Utf16(Endian::Big) => "utf-16-be",
            Codec::Utf32(Endian::Little) => "utf-32-le",
            Codec::Utf32(Endian::Big) => "utf-32-be",
            Codec::Ascii => "ascii",
            Codec::Latin1 => "latin-1",
        }
    }

    /// Decodes `s` from the offset `at`, appends to `out`, and returns the offset up to which it came: the end, or, unless
    /// `last`, the start of what is cut off and may go on.
    pub fn decode_some(
        self,
        s: &[u8],
        at: usize,
        last: bool,
        out: &mut Vec<u8>,
    ) -> Result<usize, CodecError> {
        match self {
            Codec::Utf8 => decode_utf8(s, at, last, out),
            Codec::Utf16(endian) => decode_utf16(s, at, last, endian, out),
            Codec::Utf32(endian) => decode_utf32(s, at, last, endian, out),
            Codec::Ascii => decode_ascii(s, at, out),
            Codec::Latin1 => {
                s[at..].iter().for_each(|&b| wtf8::push(out, b.into()));
                Ok(s.len())
            }
        }
    }

    /// Encodes the string `s` from the offset `at` and appends to `out`.
    pub fn encode_some(self, s: &[u8], at: usize, out: &mut Vec<u8>) -> Result<(), CodecError> {
        match self {
            Codec::Utf8 => encode_utf8(s, at, out),
            Codec::Utf16(_) | Codec::Utf32(_) => encode_wide(self, s, at, out),
            Codec::Ascii => encode_narrow(s, at, 0x80, "ordinal not in range(128)", out),
            Codec::Latin1 => encode_narrow(s, at, 0x100, "ordinal not in range(256)", out),
        }
    }

    /// Appends a character, surrogates included, that the encoding can hold.
    fn push(self, out: &mut Vec<u8>, cp: CodePoint) {
        match self {
            Codec::Utf8 => wtf8::push(out, cp),
            Codec::Utf16(endian) if cp >= 0x1_0000 => {
                let rest = cp - 0x1_0000;
                push_unit16(out, endian, 0xD800 | (rest >> 10) as u16);
                push_unit16(out, endian, 0xDC00 | (rest & 0x3FF) as u16);
            }
            Codec::Utf16(endian) => push_unit16(out, endian, cp as u16),
            Codec::Utf32(Endian::Little) => out.extend_from_slice(&cp.to_le_bytes()),
            Codec::Utf32(Endian::Big) => out.extend_from_slice(&cp.to_be_bytes()),
            Codec::Ascii | Codec::Latin1 => out.push(cp as u8),
        }
    }
}

fn push_unit16(out: &mut Vec<u8>, endian: Endian, unit: u16) {
    match endian {
        Endian::Little => out.extend_from_slice(&unit.to_le_bytes()),
        Endian::Big => out.extend_from_slice(&unit.to_be_bytes()),
    }
}

fn decode_ascii(s: &[u8], at: usize, out: &mut Vec<u8>) -> Result<usize, CodecError> {
    let rest = &s[at..];
    match rest.iter().position(|b| !b.is_ascii()) {
        None => {
            out.extend_from_slice(rest);
            Ok(s.len())
        }
        Some(n) => {
            out.extend_from_slice(&rest[..n]);
            let start = at + n;
            Err(CodecError::new(
                start,
                start + 1,
                "ordinal not in range(128)",
            ))
        }
    }
}

fn decode_utf8(s: &[u8], at: usize, last: bool, out: &mut Vec<u8>) -> Result<usize, CodecError> {
    // The standard library finds the same ranges: the longest part that could have begun a character.
    let error = match std::str::from_utf8(&s[at..]) {
        Ok(_) => {
            out.extend_from_slice(&s[at..]);
            return Ok(s.len());
        }
        Err(error) => error,
    };
    let start = at + error.valid_up_to();
    out.extend_from_slice(&s[at..start]);
    match error.error_len() {
        None if !last => Ok(start),
        None => Err(CodecError::new(start, s.len(), "unexpected end of data")),
        // The first two bytes of a surrogate may yet be what a handler waits for.
        Some(_) if !last && is_cut_surrogate(&s[start..]) => Ok(start),
        Some(len) => {
            let starts_nothing = !matches!(s[start], 0xC2..=0xF4);
            let reason = if starts_nothing {
                "invalid start byte"
            } else {
                "invalid continuation byte"
            };
            Err(CodecError::new(start, start + len, reason))
        }
    }
}

fn is_cut_surrogate(s: &[u8]) -> bool {
    matches!(s, [0xED, 0xA0..=0xBF])
}

fn decode_utf16(
    s: &[u8],
    mut at: usize,
    last: bool,
    endian: Endian,
    out: &mut Vec<u8>,
) -> Result<usize, CodecError> {
    let unit = |at: usize| -> Option<u32> {
        let bytes = [*s.get(at)?, *s.get(at + 1)?];
        Some(u32::from(match endian {
            Endian::Little => u16::from_le_bytes(bytes),
            Endian::Big => u16::from_be_bytes(bytes),
        }))
    };
    while at < s.len() {
        let Some(high) = unit(at) else {
            if !last {
                break;
            }
            return Err(CodecError::new(at, s.len(), "truncated data"));
        };
        match high {
            0xD800..0xDC00 => match unit(at + 2) {
                Some(low @ 0xDC00..0xE000) => {
                    wtf8::push(out, 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00));
                    at += 4;
                    continue;
                }
                Some(_) => return Err(CodecError::new(at, at + 2, "illegal UTF-16 surrogate")),
                None if !last => break,
                None => return Err(CodecError::new(at, s.len(), "unexpected end of data")),
            },
            0xDC00..0xE000 => return Err(CodecError::new(at, at + 2, "illegal encoding")),
            _ => wtf8::push(out, high),
        }
        at += 2;
    }
    Ok(at)
}

fn decode_utf32(
    s: &[u8],
    mut at: usize,
    last: bool,
    endian: Endian,
    out: &mut Vec<u8>,
) -> Result<usize, CodecError> {
    while at < s.len() {
        let Some(&bytes) = s[at..].first_chunk::<4>() else {
            if !last {
                break;
            }
            return Err(CodecError::new(at, s.len(), "truncated data"));
        };
        let cp = match endian {
            Endian::Little => u32::from_le_bytes(bytes),
            Endian::Big => u32::from_be_bytes(bytes),
        };
        if wtf8::is_surrogate(cp) {
            let reason = "code point in surrogate code point range(0xd800, 0xe000)";
            return Err(CodecError::new(at, at + 4, reason));
        }
        if cp > wtf8::MAX_CODE_POINT {
            let reason = "code point not in range(0x110000)";
            return Err(CodecError::new(at, at + 4, reason));
        }
        wtf8::push(out, cp);
        at += 4;
    }
    Ok(at)
}

/// What a byte order mark at the start says, for the encodings `utf-16` and `utf-32` (by their width in bytes), and how
/// long it is. Without one, the machine's order.
pub fn detect_order(s: &[u8], width: usize) -> (Endian, usize) {
    let marks: [(&[u8], Endian); 2] = if width == 2 {
        [(b"\xFF\xFE", Endian::Little), (b"\xFE\xFF", Endian::Big)]
    } else {
        [
            (b"\xFF\xFE\0\0", Endian::Little),
            (b"\0\0\xFE\xFF", Endian::Big),
        ]
    };
    for (mark, endian) in marks {
        if s.starts_with(mark) {
            return (endian, width);
        }
    }
    (NATIVE, 0)
}

/// The machine's order.
pub const NATIVE: Endian = if cfg!(target_endian = "little") {
    Endian::Little
} else {
    Endian::Big
};

/// Appends the byte order mark that `utf-16` and `utf-32` write first.
pub fn push_order_mark(codec: Codec, out: &mut Vec<u8>) {
    codec.push(out, 0xFEFF);
}

/// The end of the run of characters from `at` on that `bad` holds for.
fn run_end(s: &[u8], at: usize, bad: impl Fn(CodePoint) -> bool) -> usize {
    let mut end = at;
    while end < s.len() {
        let (cp, len) = wtf8::decode_at(s, end);
        if !bad(cp) {
            break;
        }
        end += len;
    }
    end
}

const NO_SURROGATES: &str = "surrogates not allowed";

fn encode_utf8(s: &[u8], at: usize, out: &mut Vec<u8>) -> Result<(), CodecError> {
    match wtf8::first_surrogate(&s[at..]) {
        None => {
            out.extend_from_slice(&s[at..]);
            Ok(())
        }
        Some(n) => {
            let start = at + n;
            out.extend_from_slice(&s[at..start]);
            let end = run_end(s, start, wtf8::is_surrogate);
            Err(CodecError::new(start, end, NO_SURROGATES))
        }
    }
}

fn encode_wide(codec: Codec, s: &[u8], at: usize, out: &mut Vec<u8>) -> Result<(), CodecError> {
    let mut at = at;
    while at < s.len() {
        let (cp, len) = wtf8::decode_at(s, at);
        if wtf8::is_surrogate(cp) {
            return Err(CodecError::new(at, at + len, NO_SURROGATES));
        }
        codec.push(out, cp);
        at += len;
    }
    Ok(())
}

fn encode_narrow(
    s: &[u8],
    at: usize,
    limit: CodePoint,
    reason: &'static str,
    out: &mut Vec<u8>,
) -> Result<(), CodecError> {
    let mut at = at;
    while at < s.len() {
        let (cp, len) = wtf8::decode_at(s, at);
        if cp >= limit {
            let end = run_end(s, at, |cp| cp >= limit);
            return Err(CodecError::new(at, end, reason));
        }
        out.push(cp as u8);
        at += len;
    }
    Ok(())
}

/// Decodes all of `s`; the error is the first one that `handler` does not deal with.
pub fn decode(codec: Codec, s: &[u8], handler: Handler) -> Result<Vec<u8>, CodecError> {
    let mut out = Vec::with_capacity(s.len());
    let mut at = 0;
    loop {
        match codec.decode_some(s, at, true, &mut out) {
            Ok(_) => return Ok(out),
            Err(error) => at = handle_decode(handler, codec, s, &error, &mut out).ok_or(error)?,
        }
    }
}

/// Encodes all of `s`; the error is the first one that `handler` does not deal with.
pub fn encode(codec: Codec, s: &[u8], handler: Handler) -> Result<Vec<u8>, CodecError> {
    let mut out = Vec::with_capacity(s.len());
    let mut at = 0;
    while let Err(error) = codec.encode_some(s, at, &mut out) {
        at = handle_encode(handler, codec, s, error, &mut out)?;
    }
    Ok(out)
}

/// Deals with an error in decoding: appends the replacement, and returns where to go on; `None` if the error stands.
pub fn handle_decode(
    handler: Handler,
    codec: Codec,
    s: &[u8],
    error: &CodecError,
    out: &mut Vec<u8>,
) -> Option<usize> {
    let bad = &s[error.start..error.end];
    match handler {
        Handler::Strict | Handler::XmlCharRefReplace => None,
        Handler::Ignore => Some(error.end),
        Handler::Replace => {
            wtf8::push(out, 0xFFFD);
            Some(error.end)
        }
        Handler::BackslashReplace => {
            bad.iter().for_each(|&b| text::push_escape(out, b.into()));
            Some(error.end)
        }
        Handler::SurrogateEscape => {
            // At most four bytes, and none that is ASCII: those would not come back as they were.
            const MOST: usize = 4;
            let n = bad.iter().take(MOST).take_while(|b| !b.is_ascii()).count();
            bad[..n]
                .iter()
                .for_each(|&b| wtf8::push(out, 0xDC00 + u32::from(b)));
            (n > 0).then_some(error.start + n)
        }
        Handler::SurrogatePass => {
            let rest = &s[error.start..];
            let (cp, len) = match codec {
                Codec::Utf8 => match rest {
                    [0xED, a @ 0xA0..=0xBF, b @ 0x80..=0xBF, ..] => {
                        (0xD000 | u32::from(a & 0x3F) << 6 | u32::from(b & 0x3F), 3)
                    }
                    _ => return None,
                },
                Codec::Utf16(Endian::Little) => {
                    (u16::from_le_bytes(*rest.first_chunk()?).into(), 2)
                }
                Codec::Utf16(Endian::Big) => (u16::from_be_bytes(*rest.first_chunk()?).into(), 2),
                Codec::Utf32(Endian::Little) => (u32::from_le_bytes(*rest.first_chunk()?), 4),
                Codec::Utf32(Endian::Big) => (u32::from_be_bytes(*rest.first_chunk()?), 4),
                Codec::Ascii | Codec::Latin1 => return None,
            };
            if !wtf8::is_surrogate(cp) {
                return None;
            }
            wtf8::push(out, cp);
            Some(error.start + len)
        }
    }
}

/// Deals with an error in encoding: appends the replacement, and returns where to go on, or the error that stands.
pub fn handle_encode(
    handler: Handler,
    codec: Codec,
    s: &[u8],
    error: CodecError,
    out: &mut Vec<u8>,
) -> Result<usize, CodecError> {
    let bad = &s[error.start..error.end];
    let mut shown = Vec::new();
    match handler {
        Handler::Strict => return Err(error),
        Handler::Ignore => {}
        Handler::Replace => shown.resize(wtf8::count(bad), b'?'),
        Handler::BackslashReplace => {
            wtf8::code_points(bad).for_each(|cp| text::push_escape(&mut shown, cp));
        }
        Handler::XmlCharRefReplace => {
            wtf8::code_points(bad).for_each(|cp| shown.extend(format!("&#{cp};").into_bytes()));
        }
        Handler::SurrogateEscape => return surrogate_escape(codec, s, error, out),
        Handler::SurrogatePass => {
            let narrow = matches!(codec, Codec::Ascii | Codec::Latin1);
            if narrow || !wtf8::code_points(bad).all(wtf8::is_surrogate) {
                return Err(error);
            }
            wtf8::code_points(bad).for_each(|cp| codec.push(out, cp));
        }
    }
    shown.iter().for_each(|&b| codec.push(out, b.into()));
    Ok(error.end)
}

/// Writes the bytes that decoding had hidden in surrogates; an error for the first character that hides none.
fn surrogate_escape(
    codec: Codec,
    s: &[u8],
    error: CodecError,
    out: &mut Vec<u8>,
) -> Result<usize, CodecError> {
    if matches!(codec, Codec::Utf16(_) | Codec::Utf32(_)) {
        // A single byte is no unit.
        return Err(error);
    }
    let mut at = error.start;
    while at < error.end {
        let (cp, len) = wtf8::decode_at(s, at);
        if !(0xDC80..0xDD00).contains(&cp) {
            return Err(CodecError { start: at, ..error });
        }
        out.push(cp as u8);
        at += len;
    }
    Ok(at)
}

/// `str` of a `UnicodeDecodeError`.
pub fn decode_message(codec: &str, s: &[u8], start: usize, end: usize, reason: &str) -> String {
    if start < s.len() && end == start + 1 {
        let byte = s[start];
        format!("'{codec}' codec can't decode byte {byte:#04x} in position {start}: {reason}")
    } else {
        let last = end as i64 - 1;
        format!("'{codec}' codec can't decode bytes in position {start}-{last}: {reason}")
    }
}

/// `str` of a `UnicodeEncodeError` about the characters number `start` to `end` (exclusive) of `s`.
pub fn encode_message(codec: &str, s: &[u8], start: usize, end: usize, reason: &str) -> Vec<u8> {
    let what = bad_characters(s, start, end);
    format!("'{codec}' codec can't encode {what}: {reason}").into_bytes()
}

/// `str` of a `UnicodeTranslateError`.
pub fn translate_message(s: &[u8], start: usize, end: usize, reason: &str) -> Vec<u8> {
    let what = bad_characters(s, start, end);
    format!("can't translate {what}: {reason}").into_bytes()
}

fn bad_characters(s: &[u8], start: usize, end: usize) -> String {
    let at = wtf8::advance(s, 0, start);
    if at < s.len() && end == start + 1 {
        let mut escape = Vec::new();
        text::push_escape(&mut escape, wtf8::decode_at(s, at).0);
        let escape = String::from_utf8(escape).expect("an ASCII escape");
        format!("character '{escape}' in position {start}")
    } else {
        format!("characters in position {start}-{}", end as i64 - 1)
    }
}

/// `codecs.charmap_decode` with a table of characters, of which U+FFFE means none.
pub fn decode_charmap(
    s: &[u8],
    at: usize,
    table: &[CodePoint],
    out: &mut Vec<u8>,
) -> Result<(), CodecError> {
    for (i, &b) in s.iter().enumerate().skip(at) {
        match table.get(usize::from(b)) {
            Some(&cp) if cp != 0xFFFE => wtf8::push(out, cp),
            _ => return Err(CodecError::new(i, i + 1, "character maps to <undefined>")),
        }
    }
    Ok(())
}

#[cfg(test)]
#[rustfmt::skip] // One case a line.
#[allow(clippy::type_complexity, reason = "the types of the tables are read beside their rows")]
mod tables;

#[cfg(test)]
mod tests;
