//! Source bytes to text: byte order mark, coding cookies, newlines; and text positions to lines and columns.

use crate::errors::{End, Error, ErrorKind, Result};
use ruff_text_size::TextSize;
use std::cell::Cell;

/// Decodes a source file: UTF-8, or Latin-1 or ASCII if a cookie in the first two lines says so; it is left to the runtime to
/// decode others ([`foreign`]). Newlines become `\n`.
pub fn decode(source: &[u8], filename: &str) -> Result<String> {
    let (bytes, has_bom) = without_mark(source);
    if bytes.contains(&0) {
        return null_bytes();
    }
    let encoding = cookie(bytes);
    let text = match encoding.as_ref().map(|c| c.canonical.as_str()) {
        None | Some("utf-8") => decode_utf8(bytes, filename)?,
        Some(_) if has_bom => return fail(ErrorKind::Syntax, "encoding problem: utf-8"),
        Some("iso-8859-1") => bytes.iter().map(|&b| b as char).collect(),
        Some("ascii") if bytes.is_ascii() => decode_utf8(bytes, filename)?,
        Some(other) => return fail(ErrorKind::Syntax, format!("unknown encoding: {other}")),
    };
    Ok(with_newlines(text))
}

/// As [`decode`], of a source that was text already: what its beginning says of an encoding counts for nothing.
pub fn decode_text(text: &[u8], filename: &str) -> Result<String> {
    if text.contains(&0) {
        return null_bytes();
    }
    Ok(with_newlines(decode_utf8(text, filename)?))
}

fn with_newlines(text: String) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    }
}

fn without_mark(source: &[u8]) -> (&[u8], bool) {
    match source.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (source, false),
    }
}

/// An encoding that [`decode`] does not know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Foreign {
    /// As the cookie spells it.
    pub name: String,
    /// Where the cookie's line ends.
    pub line_end: usize,
    /// A byte order mark says that it is UTF-8 after all.
    pub marked: bool,
}

/// The encoding that a source file names, if [`decode`] does not know it, or if it contradicts the byte order mark.
pub fn foreign(source: &[u8]) -> Option<Foreign> {
    let (bytes, marked) = without_mark(source);
    let cookie = cookie(bytes)?;
    let known = match cookie.canonical.as_str() {
        // (CPython's tokenizer does not know the names without a hyphen.)
        "utf-8" => !marked || cookie.name.contains(['-', '_']),
        "iso-8859-1" => !marked,
        "ascii" => !marked && bytes.is_ascii(),
        _ => false,
    };
    let known_name = marked && cookie.canonical == "iso-8859-1";
    (!known).then_some(Foreign {
        name: if known_name {
            cookie.canonical
        } else {
            cookie.name
        },
        line_end: cookie.line_end + source.len() - bytes.len(),
        marked,
    })
}

fn fail<T>(kind: ErrorKind, msg: impl Into<String>) -> Result<T> {
    Err(Box::new(Error {
        kind,
        msg: msg.into(),
        range: None,
        end: End::Range,
    }))
}

fn null_bytes<T>() -> Result<T> {
    fail(
        ErrorKind::NullBytes,
        "source code string cannot contain null bytes",
    )
}

fn decode_utf8(bytes: &[u8], filename: &str) -> Result<String> {
    match std::str::from_utf8(bytes) {
        Ok(s) => Ok(s.to_owned()),
        Err(e) => {
            let at = e.valid_up_to();
            let line = bytes[..at].iter().filter(|&&b| b == b'\n').count() + 1;
            fail(
                ErrorKind::NotUtf8,
                format!(
                    "Non-UTF-8 code starting with '\\x{:02x}' in file {filename} on line {line}, but no encoding declared; see https://peps.python.org/pep-0263/ for details",
                    bytes[at]
                ),
            )
        }
    }
}

/// The encoding that a comment in the first two lines names.
struct Cookie {
    /// As it stands there.
    name: String,
    canonical: String,
    /// Where its line ends.
    line_end: usize,
}

fn cookie(bytes: &[u8]) -> Option<Cookie> {
    let mut line_end = 0;
    for line in bytes.split(|&b| b == b'\n' || b == b'\r').take(2) {
        line_end += line.len();
        let trimmed = line
            .iter()
            .position(|b| !matches!(b, b' ' | b'\t' | b'\x0c'));
        if let Some(start) = trimmed {
            // A second line counts only if the first is blank or a comment.
            if line[start] != b'#' {
                return None;
            }
            if let Some(name) = cookie_in_comment(&line[start..]) {
                return Some(Cookie {
                    canonical: canonical(&name),
                    name,
                    line_end,
                });
            }
        }
        line_end += 1;
    }
    None
}

fn cookie_in_comment(comment: &[u8]) -> Option<String> {
    let mut rest = comment;
    while let Some(at) = rest.windows(6).position(|w| w == b"coding") {
        rest = &rest[at + 6..];
        if let Some(value) = rest.strip_prefix(b":").or_else(|| rest.strip_prefix(b"=")) {
            let value: Vec<u8> = value
                .iter()
                .copied()
                .skip_while(|b| matches!(b, b' ' | b'\t'))
                .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
                .collect();
            if !value.is_empty() {
                return String::from_utf8(value).ok();
            }
        }
    }
    None
}

/// The names that CPython's tokenizer knows are made one each, and so are ASCII's.
fn canonical(name: &str) -> String {
    let name = name.to_ascii_lowercase().replace('_', "-");
    let is = |base: &str| name == base || name.starts_with(&format!("{base}-"));
    if is("utf-8") || name == "utf8" || name == "u8" {
        "utf-8".into()
    } else if is("latin-1")
        || is("iso-8859-1")
        || is("iso-latin-1")
        || name == "latin1"
        || name == "l1"
    {
        "iso-8859-1".into()
    } else if name == "us-ascii" {
        "ascii".into()
    } else {
        name
    }
}

/// The lines of a source text.
pub struct Lines {
    starts: Vec<u32>,
    last: Cell<u32>,
}

impl Lines {
    /// Finds the lines.
    pub fn new(source: &str) -> Lines {
        let mut starts = vec![0];
        starts.extend(
            source
                .bytes()
                .enumerate()
                .filter(|(_, b)| *b == b'\n')
                .map(|(i, _)| i as u32 + 1),
        );
        Lines {
            starts,
            last: Cell::new(0),
        }
    }

    /// The line, from 1, and the column, in bytes from 0, of an offset.
    pub fn line_col(&self, offset: TextSize) -> (u32, u32) {
        let offset = u32::from(offset);
        // Neighbouring questions mostly concern the same line.
        let guess = self.last.get() as usize;
        let within = |i: usize| {
            self.starts[i] <= offset && self.starts.get(i + 1).is_none_or(|&next| offset < next)
        };
        let i = if within(guess) {
            guess
        } else {
            let i = self.starts.partition_point(|&s| s <= offset) - 1;
            self.last.set(i as u32);
            i
        };
        (i as u32 + 1, offset - self.starts[i])
    }

    /// The text of a line, numbered from 1, with its newline.
    pub fn text<'s>(&self, source: &'s str, line: u32) -> Option<&'s str> {
        let i = (line as usize).checked_sub(1)?;
        let start = *self.starts.get(i)? as usize;
        let end = self.starts.get(i + 1).map_or(source.len(), |&e| e as usize);
        source.get(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_choose_the_encoding() {
        let decode = |s: &[u8]| decode(s, "f.py");
        assert_eq!(
            decode(b"# -*- coding: latin-1 -*-\nx='\xe9'\r\n").unwrap(),
            "# -*- coding: latin-1 -*-\nx='é'\n"
        );
        assert_eq!(decode(b"\xef\xbb\xbfx=1").unwrap(), "x=1");
        assert_eq!(
            decode(b"#!\n# vim: set fileencoding=utf8 :\n")
                .unwrap()
                .len(),
            34
        );
        assert!(
            decode(b"x='\xe9'")
                .unwrap_err()
                .msg
                .starts_with("Non-UTF-8 code starting with '\\xe9' in file f.py on line 1")
        );
        assert_eq!(
            decode(b"# coding: klingon").unwrap_err().msg,
            "unknown encoding: klingon"
        );
    }

    #[test]
    fn foreign_encodings_are_left_to_others() {
        let found = |s: &[u8]| foreign(s).map(|f| (f.name, f.line_end, f.marked));
        assert_eq!(found(b"# coding: utf8\n"), None);
        assert_eq!(found(b"x\n# coding: koi8-r\n"), None);
        assert_eq!(
            found(b"\n# coding: KOI8-r\nx"),
            Some(("KOI8-r".into(), 17, false))
        );
        assert_eq!(
            found(b"\xef\xbb\xbf# coding: latin-1\n"),
            Some(("iso-8859-1".into(), 20, true))
        );
        assert_eq!(found(b"# coding: ascii\n'a'"), None);
        assert!(found(b"# coding: ascii\n'\xe9'").is_some());
    }

    #[test]
    fn offsets_become_lines_and_columns() {
        let lines = Lines::new("ab\nc\n");
        let at = |o: u32| lines.line_col(TextSize::from(o));
        assert_eq!(
            (at(0), at(2), at(3), at(5), at(1)),
            ((1, 0), (1, 2), (2, 0), (3, 0), (1, 1))
        );
        assert_eq!(lines.text("ab\nc\n", 2), Some("c\n"));
    }
}
