//! From bytes to text: UTF-8, UTF-16 and Latin-1 here, other encodings of single bytes by a table that Python's codec makes.
//!
//! The encoding is the one that the parser was made with, or the one that the document begins with: a byte order mark, or
//! the declaration, which has to be there first.

use runtime::error::PyResult;
use runtime::thread::Thread;
use runtime::types::bytes;
use runtime::types::str::Str;

use super::names::{INVALID_TOKEN, PARTIAL_CHAR};

enum Encoding {
    Unknown,
    Utf8,
    Utf16 { big: bool },
    Table(Vec<char>),
}

/// A decoder.
pub struct Decoder {
    encoding: Encoding,
    /// The name that the parser was made with.
    given: Option<String>,
    pending: Vec<u8>,
    /// The length of the byte order mark.
    mark: usize,
}

/// Text, and what is wrong with the bytes behind it.
pub type Decoded = (String, Option<u8>);

impl Decoder {
    pub fn new(given: Option<String>) -> Decoder {
        Decoder {
            encoding: Encoding::Unknown,
            given,
            pending: Vec::new(),
            mark: 0,
        }
    }

    /// What follows is UTF-8, whatever it says itself.
    pub fn is_utf8(&mut self) {
        self.encoding = Encoding::Utf8;
    }

    /// What each byte stands for.
    pub fn set_table(&mut self, table: Vec<char>) {
        self.encoding = Encoding::Table(table);
    }

    /// How many bytes a character takes, and how many the byte order mark took.
    pub fn width(&self) -> (fn(char) -> usize, usize) {
        let width: fn(char) -> usize = match self.encoding {
            Encoding::Unknown | Encoding::Utf8 => char::len_utf8,
            Encoding::Utf16 { .. } => |c| 2 * c.len_utf16(),
            Encoding::Table(_) => |_| 1,
        };
        (width, self.mark)
    }

    /// Decodes as much as is complete. The error is the name of an encoding for which a table is wanted; the data wait.
    pub fn decode(&mut self, data: &[u8], last: bool) -> Result<Decoded, String> {
        self.pending.extend_from_slice(data);
        if matches!(self.encoding, Encoding::Unknown) && !self.recognise(last)? {
            return Ok(Decoded::default());
        }
        let data = std::mem::take(&mut self.pending);
        Ok(match &self.encoding {
            Encoding::Unknown | Encoding::Utf8 => self.utf8(data, last),
            Encoding::Utf16 { big } => {
                let big = *big;
                self.utf16(&data, big, last)
            }
            Encoding::Table(table) => (data.iter().map(|&b| table[usize::from(b)]).collect(), None),
        })
    }

    fn utf8(&mut self, data: Vec<u8>, last: bool) -> Decoded {
        match String::from_utf8(data) {
            Ok(text) => (text, None),
            Err(e) => {
                let partial = e.utf8_error().error_len().is_none();
                let valid = e.utf8_error().valid_up_to();
                let mut data = e.into_bytes();
                if partial {
                    self.pending = data[valid..].to_vec();
                }
                data.truncate(valid);
                let bad = match (partial, last) {
                    (true, false) => None,
                    (true, true) => Some(PARTIAL_CHAR),
                    (false, _) => Some(INVALID_TOKEN),
                };
                (String::from_utf8(data).unwrap_or_default(), bad)
            }
        }
    }

    fn utf16(&mut self, data: &[u8], big: bool, last: bool) -> Decoded {
        let units: Vec<u16> = data
            .chunks_exact(2)
            .map(|b| {
                if big {
                    u16::from_be_bytes([b[0], b[1]])
                } else {
                    u16::from_le_bytes([b[0], b[1]])
                }
            })
            .collect();
        let mut used = units.len();
        if !last && units.last().is_some_and(|u| (0xd800..0xdc00).contains(u)) {
            used -= 1;
        }
        self.pending = data[2 * used..].to_vec();
        let mut text = String::with_capacity(used);
        for c in char::decode_utf16(units[..used].iter().copied()) {
            match c {
                Ok(c) => text.push(c),
                Err(_) => return (text, Some(INVALID_TOKEN)),
            }
        }
        let bad = (last && !self.pending.is_empty()).then_some(PARTIAL_CHAR);
        (text, bad)
    }

    /// Finds out the encoding; whether it is known now.
    fn recognise(&mut self, last: bool) -> Result<bool, String> {
        const DECLARATION: &[u8] = b"<?xml";
        let data = &self.pending;
        let marks: [&[u8]; 4] = [b"\xef\xbb\xbf", b"\xfe\xff", b"\xff\xfe", DECLARATION];
        let may_grow = |mark: &[u8]| data.len() < mark.len() && mark.starts_with(data);
        if !last && (data.is_empty() || marks.iter().any(|m| may_grow(m))) {
            return Ok(false);
        }
        if data.starts_with(b"\xfe\xff") || data.starts_with(b"\xff\xfe") {
            self.encoding = Encoding::Utf16 {
                big: data[0] == 0xfe,
            };
            self.pending.drain(..2);
            self.mark = 2;
            return Ok(true);
        }
        if data.starts_with(b"\0<") || data.starts_with(b"<\0") {
            self.encoding = Encoding::Utf16 { big: data[0] == 0 };
            return Ok(true);
        }
        if data.starts_with(b"\xef\xbb\xbf") {
            self.pending.drain(..3);
            self.mark = 3;
            self.encoding = Encoding::Utf8;
            return Ok(true);
        }
        let name = match &self.given {
            Some(name) => Some(name.clone()),
            None if data.starts_with(DECLARATION) => {
                match data.windows(2).position(|w| w == b"?>") {
                    Some(end) => declared(&data[..end]),
                    None if last || data.len() > 4096 => None,
                    None => return Ok(false),
                }
            }
            None => None,
        };
        self.encoding = match name.map(|n| n.to_ascii_lowercase()).as_deref() {
            None | Some("utf-8" | "utf8" | "us-ascii" | "utf-16") => Encoding::Utf8,
            Some("iso-8859-1") => Encoding::Table((0..=255u8).map(char::from).collect()),
            Some(name) => return Err(name.to_owned()),
        };
        Ok(true)
    }
}

/// The encoding that a declaration names.
fn declared(declaration: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(declaration);
    let (_, rest) = text.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|q| matches!(q, '"' | '\''))?;
    rest[1..].split_once(quote).map(|(name, _)| name.to_owned())
}

/// What each byte stands for in one of Python's encodings. Runs Python.
pub fn table(th: &Thread, name: &str) -> PyResult<Vec<char>> {
    let all: Vec<u8> = (0..=255).collect();
    let object = bytes::new(th, &all);
    let text = runtime::codecs::decode_text(th, object, &all, name.as_bytes(), b"replace")?;
    let text = text
        .downcast::<Str>()
        .map(|s| s.to_string_lossy().into_owned());
    let table: Vec<char> = text.unwrap_or_default().chars().collect();
    match table.len() {
        256 => Ok(table),
        _ => Err(th.value_error("multi-byte encodings are not supported")),
    }
}
