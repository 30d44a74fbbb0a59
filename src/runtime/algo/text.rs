//! Whole strings: case, predicates and `repr`.
//!
//! The rules for single characters stand in `unicode`; this file knows the context they depend on (a sigma at the end of a
//! word, the first letter of a word) and takes a fast way through ASCII.

use super::unicode::{self, Mapped};
use super::wtf8::{self, CodePoint, code_points, push};

/// `str.lower`.
pub fn lower(s: &[u8]) -> Vec<u8> {
    if s.is_ascii() {
        return s.to_ascii_lowercase();
    }
    let mut out = Vec::with_capacity(s.len());
    for_each_code_point(s, |at, cp| push_lower(&mut out, s, at, cp));
    out
}

/// `str.upper`.
pub fn upper(s: &[u8]) -> Vec<u8> {
    if s.is_ascii() {
        return s.to_ascii_uppercase();
    }
    map_each(s, unicode::to_upper)
}

/// `str.casefold`.
pub fn casefold(s: &[u8]) -> Vec<u8> {
    if s.is_ascii() {
        return s.to_ascii_lowercase();
    }
    map_each(s, unicode::to_folded)
}

/// `str.title`.
pub fn title(s: &[u8]) -> Vec<u8> {
    if s.is_ascii() {
        return title_ascii(s);
    }
    let mut out = Vec::with_capacity(s.len());
    let mut after_cased = false;
    for_each_code_point(s, |at, cp| {
        if after_cased {
            push_lower(&mut out, s, at, cp);
        } else {
            push_mapped(&mut out, unicode::to_title(cp));
        }
        after_cased = unicode::is_cased(cp);
    });
    out
}

/// `bytes.title`, and `str.title` of ASCII.
pub fn title_ascii(s: &[u8]) -> Vec<u8> {
    let mut after_letter = false;
    s.iter()
        .map(|&b| {
            let title = if after_letter {
                b.to_ascii_lowercase()
            } else {
                b.to_ascii_uppercase()
            };
            after_letter = b.is_ascii_alphabetic();
            title
        })
        .collect()
}

/// `bytes.capitalize`, and `str.capitalize` of ASCII.
pub fn capitalize_ascii(s: &[u8]) -> Vec<u8> {
    let mut out = s.to_ascii_lowercase();
    if let Some(first) = out.first_mut() {
        first.make_ascii_uppercase();
    }
    out
}

/// `bytes.swapcase`, and `str.swapcase` of ASCII.
pub fn swapcase_ascii(s: &[u8]) -> Vec<u8> {
    s.iter()
        .map(|&b| if b.is_ascii_alphabetic() { b ^ 0x20 } else { b })
        .collect()
}

/// `str.capitalize`.
pub fn capitalize(s: &[u8]) -> Vec<u8> {
    if s.is_ascii() {
        return capitalize_ascii(s);
    }
    let mut out = Vec::with_capacity(s.len());
    for_each_code_point(s, |at, cp| {
        if at == 0 {
            push_mapped(&mut out, unicode::to_title(cp));
        } else {
            push_lower(&mut out, s, at, cp);
        }
    });
    out
}

/// `str.swapcase`.
pub fn swapcase(s: &[u8]) -> Vec<u8> {
    if s.is_ascii() {
        return swapcase_ascii(s);
    }
    let mut out = Vec::with_capacity(s.len());
    for_each_code_point(s, |at, cp| {
        if unicode::is_upper(cp) {
            push_lower(&mut out, s, at, cp);
        } else if unicode::is_lower(cp) {
            push_mapped(&mut out, unicode::to_upper(cp));
        } else {
            push(&mut out, cp);
        }
    });
    out
}

fn for_each_code_point(s: &[u8], mut f: impl FnMut(usize, CodePoint)) {
    let mut at = 0;
    while at < s.len() {
        let (cp, len) = wtf8::decode_at(s, at);
        f(at, cp);
        at += len;
    }
}

fn map_each(s: &[u8], f: impl Fn(CodePoint) -> Mapped) -> Vec<u8> {
    let mut out = Vec::with_capacity(s.len());
    code_points(s).for_each(|cp| push_mapped(&mut out, f(cp)));
    out
}

fn push_mapped(out: &mut Vec<u8>, mapped: Mapped) {
    mapped.iter().for_each(|cp| push(out, cp));
}

/// Appends the lower case of the character `cp`, which stands at the offset `at` of `s`.
fn push_lower(out: &mut Vec<u8>, s: &[u8], at: usize, cp: CodePoint) {
    if cp == 0x3A3 {
        push(out, if is_final_sigma(s, at) { 0x3C2 } else { 0x3C3 });
    } else {
        push_mapped(out, unicode::to_lower(cp));
    }
}

/// True if the capital sigma at `at` follows a cased letter and precedes none, looking past ignorable characters.
fn is_final_sigma(s: &[u8], at: usize) -> bool {
    let not_ignorable = |&cp: &CodePoint| !unicode::is_case_ignorable(cp);
    let before = code_points(&s[..at]).rev().find(not_ignorable);
    let after = code_points(&s[at + 2..]).find(not_ignorable);
    before.is_some_and(unicode::is_cased) && !after.is_some_and(unicode::is_cased)
}

fn all(s: &[u8], f: impl Fn(CodePoint) -> bool) -> bool {
    // Up to the first byte that is not ASCII, which begins a code point, no decoding is needed.
    for (k, &b) in s.iter().enumerate() {
        if b >= 0x80 {
            return code_points(&s[k..]).all(f);
        }
        if !f(CodePoint::from(b)) {
            return false;
        }
    }
    !s.is_empty()
}

/// `str.isalpha`.
pub fn is_alpha(s: &[u8]) -> bool {
    all(s, unicode::is_alpha)
}

/// `str.isdecimal`.
pub fn is_decimal(s: &[u8]) -> bool {
    all(s, unicode::is_decimal)
}

/// `str.isdigit`.
pub fn is_digit(s: &[u8]) -> bool {
    all(s, unicode::is_digit)
}

/// `str.isnumeric`.
pub fn is_numeric(s: &[u8]) -> bool {
    all(s, unicode::is_numeric)
}

/// `str.isalnum`.
pub fn is_alnum(s: &[u8]) -> bool {
    all(s, unicode::is_alnum)
}

/// `str.isspace`.
pub fn is_space(s: &[u8]) -> bool {
    all(s, unicode::is_space)
}

/// `str.isprintable`: true for the empty string.
pub fn is_printable(s: &[u8]) -> bool {
    code_points(s).all(unicode::is_printable)
}

/// `str.isidentifier`.
pub fn is_identifier(s: &[u8]) -> bool {
    let mut cps = code_points(s);
    cps.next().is_some_and(unicode::is_identifier_start) && cps.all(unicode::is_identifier_continue)
}

/// `str.islower`: something is in lower case, nothing in upper or title case.
pub fn is_lower(s: &[u8]) -> bool {
    let mut cased = false;
    for cp in code_points(s) {
        if unicode::is_upper(cp) || unicode::is_title(cp) {
            return false;
        }
        cased = cased || unicode::is_lower(cp);
    }
    cased
}

/// `str.isupper`: something is in upper case, nothing in lower or title case.
pub fn is_upper(s: &[u8]) -> bool {
    let mut cased = false;
    for cp in code_points(s) {
        if unicode::is_lower(cp) || unicode::is_title(cp) {
            return false;
        }
        cased = cased || unicode::is_upper(cp);
    }
    cased
}

/// `str.istitle`: words start in upper or title case and go on in lower case.
pub fn is_title(s: &[u8]) -> bool {
    let mut cased = false;
    let mut after_cased = false;
    for cp in code_points(s) {
        if unicode::is_upper(cp) || unicode::is_title(cp) {
            if after_cased {
                return false;
            }
            after_cased = true;
            cased = true;
        } else if unicode::is_lower(cp) {
            if !after_cased {
                return false;
            }
            cased = true;
        } else {
            after_cased = false;
        }
    }
    cased
}

/// The quote that `repr` chooses: `'`, unless the text holds that and no `"`.
fn choose_quote(s: &[u8]) -> u8 {
    if memchr::memchr(b'\'', s).is_some() && memchr::memchr(b'"', s).is_none() {
        b'"'
    } else {
        b'\''
    }
}

/// Appends `repr(s)` of a `str`; with `ascii_only`, `ascii(s)`.
pub fn push_repr(out: &mut Vec<u8>, s: &[u8], ascii_only: bool) {
    let quote = choose_quote(s);
    out.reserve(s.len() + 2);
    out.push(quote);
    let mut at = 0;
    while at < s.len() {
        // Runs of characters that stand for themselves are copied in one piece.
        let plain = s[at..]
            .iter()
            .take_while(|&&b| (b' '..0x7F).contains(&b) && b != quote && b != b'\\')
            .count();
        out.extend_from_slice(&s[at..at + plain]);
        at += plain;
        if at == s.len() {
            break;
        }
        let (cp, len) = wtf8::decode_at(s, at);
        match cp {
            0..0x80 => push_ascii_repr(out, cp as u8, quote),
            _ if !ascii_only && unicode::is_printable(cp) => push(out, cp),
            _ => push_escape(out, cp),
        }
        at += len;
    }
    out.push(quote);
}

/// `repr(s)` of a `str`.
pub fn repr(s: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    push_repr(&mut out, s, false);
    out
}

/// `ascii(s)` of a `str`; also turns the `repr` of anything else into its `ascii`, by [`escape_non_ascii`].
pub fn ascii(s: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    push_repr(&mut out, s, true);
    out
}

/// `s` with each character beyond ASCII as `\x`, `\u` or `\U`: the error handler `backslashreplace`.
pub fn escape_non_ascii(s: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(s.len());
    for cp in code_points(s) {
        if cp < 0x80 {
            out.push(cp as u8);
        } else {
            push_escape(&mut out, cp);
        }
    }
    out
}

/// Appends `repr(s)` of a `bytes`; with a `quote` given, that one is used.
pub fn push_bytes_repr(out: &mut Vec<u8>, s: &[u8]) {
    let quote = choose_quote(s);
    push_bytes_quoted(out, s, quote, quote);
}

/// As [`push_bytes_repr`], for a bytearray: it escapes single quotes within double ones, too.
pub fn push_bytearray_repr(out: &mut Vec<u8>, s: &[u8]) {
    push_bytes_quoted(out, s, choose_quote(s), b'\'');
}

fn push_bytes_quoted(out: &mut Vec<u8>, s: &[u8], quote: u8, escaped: u8) {
    out.reserve(s.len() + 3);
    out.extend_from_slice(&[b'b', quote]);
    for &b in s {
        if b < 0x80 {
            push_ascii_repr(out, b, escaped);
        } else {
            push_escape(out, b.into());
        }
    }
    out.push(quote);
}

fn push_ascii_repr(out: &mut Vec<u8>, b: u8, quote: u8) {
    match b {
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\t' => out.extend_from_slice(b"\\t"),
        b'\\' => out.extend_from_slice(b"\\\\"),
        _ if b == quote => out.extend_from_slice(&[b'\\', b]),
        b' '..=b'~' => out.push(b),
        _ => push_escape(out, b.into()),
    }
}

/// Appends `\xNN`, `\uNNNN` or `\UNNNNNNNN`, the shortest that fits.
pub fn push_escape(out: &mut Vec<u8>, cp: CodePoint) {
    let (letter, digits) = match cp {
        0..0x100 => (b'x', 2),
        0x100..0x1_0000 => (b'u', 4),
        _ => (b'U', 8),
    };
    out.extend_from_slice(&[b'\\', letter]);
    for i in (0..digits).rev() {
        out.push(b"0123456789abcdef"[(cp >> (4 * i)) as usize & 15]);
    }
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
    fn case_agrees_with_cpython() {
        for row in CASES {
            let fs = [lower, upper, title, capitalize, swapcase, casefold];
            for (f, expected) in fs.iter().zip(&row[1..]) {
                assert_eq!(
                    std::str::from_utf8(&f(row[0].as_bytes())).unwrap(),
                    *expected
                );
            }
        }
    }

    #[test]
    fn predicates_agree_with_cpython() {
        for (text, expected) in PREDICATES {
            let fs = [
                is_lower,
                is_upper,
                is_title,
                is_identifier,
                is_printable,
                is_alnum,
            ];
            assert_eq!(fs.map(|f| f(text.as_bytes())), *expected, "{text:?}");
        }
    }

    #[test]
    fn repr_agrees_with_cpython() {
        for (cps, expected, expected_ascii) in REPRS {
            let s = wtf8::from_code_points(cps.iter().copied());
            assert_eq!(repr(&s), expected.as_bytes());
            assert_eq!(ascii(&s), expected_ascii.as_bytes());
            assert_eq!(escape_non_ascii(&repr(&s)), expected_ascii.as_bytes());
        }
        let mut out = Vec::new();
        push_bytes_repr(&mut out, b"a'\"\\\n\x00\x7F\xFFz");
        assert_eq!(out, br#"b'a\'"\\\n\x00\x7f\xffz'"#);
    }
}
