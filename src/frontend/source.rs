//! Source bytes to text: byte order mark, coding cookies, newlines; and text positions to lines and columns.

use crate::errors::{End, Error, ErrorKind, Result};
use ruff_text_size::TextSize;
use std::cell::Cell;

/// Decodes a source file: UTF-8 unless a cookie in the first two lines says otherwise. Newlines become `\n`.
pub fn decode(source: &[u8], filename: &str) -> Result<String> {
    let (bytes, has_bom) = match source.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (source, false),
    };
    if bytes.contains(&0) {
        return fail("source code string cannot contain null bytes");
    }
    let encoding = cookie(bytes);
    let text = match encoding.as_deref() {
        None | Some("utf-8") => decode_utf8(bytes, filename)?,
        Some(_) if has_bom => return fail("encoding problem: utf-8"),
        Some("iso-8859-1") => bytes.iter().map(|&b| b as char).collect(),
        Some("ascii") => match bytes.iter().find(|b| !b.is_ascii()) {
            Some(b) => {
                return fail(format!(
                    "'ascii' codec can't decode byte 0x{b:02x}: ordinal not in range(128)"
                ));
            }
            None => bytes.iter().map(|&b| b as char).collect(),
        },
        Some("iso-8859-15") => bytes.iter().map(|&b| latin9(b)).collect(),
        Some("cp1252") => bytes.iter().map(|&b| cp1252(b)).collect(),
        Some(other) => return fail(format!("unknown encoding: {other}")),
    };
    Ok(if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    })
}

fn fail<T>(msg: impl Into<String>) -> Result<T> {
    Err(Box::new(Error {
        kind: ErrorKind::Syntax,
        msg: msg.into(),
        range: None,
        end: End::Range,
    }))
}

fn decode_utf8(bytes: &[u8], filename: &str) -> Result<String> {
    match std::str::from_utf8(bytes) {
        Ok(s) => Ok(s.to_owned()),
        Err(e) => {
            let at = e.valid_up_to();
            let line = bytes[..at].iter().filter(|&&b| b == b'\n').count() + 1;
            fail(format!(
                "Non-UTF-8 code starting with '\\x{:02x}' in file {filename} on line {line}, but no encoding declared; see https://peps.python.org/pep-0263/ for details",
                bytes[at]
            ))
        }
    }
}

/// The encoding that a comment in the first two lines names, in its canonical spelling.
fn cookie(bytes: &[u8]) -> Option<String> {
    for line in bytes.split(|&b| b == b'\n' || b == b'\r').take(2) {
        let trimmed = line
            .iter()
            .position(|b| !matches!(b, b' ' | b'\t' | b'\x0c'));
        let Some(start) = trimmed else { continue };
        // A second line counts only if the first is blank or a comment.
        if line[start] != b'#' {
            return None;
        }
        if let Some(name) = cookie_in_comment(&line[start..]) {
            return Some(canonical(&name));
        }
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
    } else if is("iso-8859-15") || name == "latin-9" || name == "latin9" {
        "iso-8859-15".into()
    } else if name == "us-ascii" {
        "ascii".into()
    } else if name == "windows-1252" {
        "cp1252".into()
    } else {
        name
    }
}

fn latin9(b: u8) -> char {
    match b {
        0xa4 => '€',
        0xa6 => 'Š',
        0xa8 => 'š',
        0xb4 => 'Ž',
        0xb8 => 'ž',
        0xbc => 'Œ',
        0xbd => 'œ',
        0xbe => 'Ÿ',
        _ => b as char,
    }
}

fn cp1252(b: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match b {
        0x80..=0x9f => HIGH[b as usize - 0x80],
        _ => b as char,
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
