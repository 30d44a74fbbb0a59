//! The `%` formats of `str` and `bytes`: reading a format piece by piece, and laying out what a conversion gave.
//!
//! [`Parser::next`] yields literal text and [`Conversion`]s. The arguments are the caller's, but the moments at which they
//! are asked for are seen by the program (a wrong argument is found before a wrong format, or after), so that the parser
//! calls back for a mapping key and for a `*` while it reads. The caller then gets the argument of the conversion, turns it
//! into text (by `str`, `repr`, or [`Conversion::int_text`] and [`Conversion::float_text`]), and has it padded by
//! [`Conversion::push_text`] or [`Conversion::push_number`].

use super::bigint::IntRef;
use super::float_text::{FloatFlags, FloatKind, format_float};
use super::int_text;
use super::search::Kind;
use super::wtf8::{self, CodePoint};
use super::{Error, ErrorKind};

/// What the parser asks of the arguments.
pub trait Arguments {
    /// The caller's error.
    type Error: From<Error>;

    /// A `(` was met: a `TypeError` ([`requires_mapping`]) if the arguments are no mapping.
    fn mapping(&mut self) -> Result<(), Self::Error>;

    /// A key was read: its value becomes the only argument.
    fn key(&mut self, key: &[u8]) -> Result<(), Self::Error>;

    /// A `*` was met: the next argument.
    fn star(&mut self) -> Result<Star, Self::Error>;
}

/// The argument for a `*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Star {
    /// It is no integer.
    NotInt,
    /// An integer, if it fits.
    Int(Option<i64>),
}

/// The error for a key without a mapping.
pub fn requires_mapping() -> Error {
    Error::type_("format requires a mapping")
}

/// The error for too few arguments.
pub fn not_enough_arguments() -> Error {
    Error::type_("not enough arguments for format string")
}

/// The error for too many arguments.
pub fn not_all_converted(kind: Kind) -> Error {
    let what = match kind {
        Kind::Str => "string",
        Kind::Bytes => "bytes",
    };
    Error::type_(format!(
        "not all arguments converted during {what} formatting"
    ))
}

/// A piece of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text to copy.
    Literal(&'a [u8]),
    /// An argument to convert.
    Conversion(Conversion),
}

/// How to convert an argument.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conversion {
    /// `-`.
    pub left: bool,
    /// `+`.
    pub plus: bool,
    /// A blank.
    pub blank: bool,
    /// `#`.
    pub alternate: bool,
    /// `0`.
    pub zero: bool,
    /// The least number of characters.
    pub width: usize,
    /// The number of decimals, of digits or of characters.
    pub precision: Option<usize>,
    /// The letter.
    pub letter: CodePoint,
    /// Where the letter stands in the format, in bytes, for messages.
    pub index: usize,
}

/// Reads a format.
#[derive(Clone, Debug)]
pub struct Parser<'a> {
    kind: Kind,
    format: &'a [u8],
    at: usize,
}

impl<'a> Parser<'a> {
    /// A parser of a format of a kind.
    pub fn new(kind: Kind, format: &'a [u8]) -> Parser<'a> {
        Parser {
            kind,
            format,
            at: 0,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.format.get(self.at).copied()
    }

    fn eat(&mut self, b: u8) -> bool {
        let found = self.peek() == Some(b);
        self.at += usize::from(found);
        found
    }

    /// The next piece, or `None` at the end.
    pub fn next<A: Arguments>(&mut self, arguments: &mut A) -> Result<Option<Piece<'a>>, A::Error> {
        let rest = &self.format[self.at..];
        let literal_len = memchr::memchr(b'%', rest).unwrap_or(rest.len());
        if literal_len > 0 {
            self.at += literal_len;
            return Ok(Some(Piece::Literal(&rest[..literal_len])));
        }
        if rest.is_empty() {
            return Ok(None);
        }
        self.at += 1;
        if self.eat(b'%') {
            return Ok(Some(Piece::Literal(&rest[..1])));
        }
        self.conversion(arguments)
            .map(|c| Some(Piece::Conversion(c)))
    }

    fn conversion<A: Arguments>(&mut self, arguments: &mut A) -> Result<Conversion, A::Error> {
        let mut c = Conversion::default();
        if self.eat(b'(') {
            arguments.mapping()?;
            let key = self.key()?;
            arguments.key(key)?;
        }
        loop {
            match self.peek() {
                Some(b'-') => c.left = true,
                Some(b'+') => c.plus = true,
                Some(b' ') => c.blank = true,
                Some(b'#') => c.alternate = true,
                Some(b'0') => c.zero = true,
                _ => break,
            }
            self.at += 1;
        }
        self.width(&mut c, arguments)?;
        if self.eat(b'.') {
            c.precision = Some(self.precision(arguments)?);
        }
        // A C length modifier is allowed, and ignored.
        if matches!(self.peek(), Some(b'h' | b'l' | b'L')) {
            self.at += 1;
        }
        let Some(first) = self.peek() else {
            return Err(Error::value("incomplete format").into());
        };
        c.index = self.at;
        let (letter, len) = match self.kind {
            Kind::Str => wtf8::decode_at(self.format, self.at),
            Kind::Bytes => (first.into(), 1),
        };
        c.letter = letter;
        self.at += len;
        Ok(c)
    }

    /// The key after an opening parenthesis; parentheses nest in it.
    fn key(&mut self) -> Result<&'a [u8], Error> {
        let start = self.at;
        let mut depth = 1;
        while let Some(b) = self.peek() {
            self.at += 1;
            match b {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok(&self.format[start..self.at - 1]);
            }
        }
        Err(Error::value("incomplete format key"))
    }

    fn width<A: Arguments>(
        &mut self,
        c: &mut Conversion,
        arguments: &mut A,
    ) -> Result<(), A::Error> {
        if self.eat(b'*') {
            let value = star_value(arguments.star()?, i64::MAX, "ssize_t")?;
            if value == i64::MIN {
                return Err(Error::overflow("width too big").into());
            }
            c.left |= value < 0;
            c.width = value.unsigned_abs() as usize;
        } else {
            let limit = isize::MAX as usize;
            let number = self.number(limit);
            c.width = number.ok_or_else(|| Error::value("width too big"))?;
        }
        Ok(())
    }

    fn precision<A: Arguments>(&mut self, arguments: &mut A) -> Result<usize, A::Error> {
        if self.eat(b'*') {
            let value = star_value(arguments.star()?, i32::MAX.into(), "int")?;
            return Ok(usize::try_from(value).unwrap_or(0));
        }
        let message = match self.kind {
            Kind::Str => "precision too big",
            Kind::Bytes => "prec too big",
        };
        let number = self.number(i32::MAX as usize);
        Ok(number.ok_or_else(|| Error::value(message))?)
    }

    /// Decimal digits, perhaps none; `None` if they are more than `limit`.
    fn number(&mut self, limit: usize) -> Option<usize> {
        let mut value = 0usize;
        while let Some(b @ b'0'..=b'9') = self.peek() {
            self.at += 1;
            value = value
                .checked_mul(10)?
                .checked_add((b - b'0').into())
                .filter(|&v| v <= limit)?;
        }
        Some(value)
    }
}

fn star_value(star: Star, limit: i64, c_type: &str) -> Result<i64, Error> {
    match star {
        Star::NotInt => Err(Error::type_("* wants int")),
        Star::Int(Some(value)) if (-limit - 1..=limit).contains(&value) => Ok(value),
        Star::Int(_) => Err(Error::overflow(format!(
            "Python int too large to convert to C {c_type}"
        ))),
    }
}

impl Conversion {
    /// The letter as a byte; 0 if it is none.
    pub fn letter_byte(&self) -> u8 {
        u8::try_from(self.letter)
            .ok()
            .filter(u8::is_ascii)
            .unwrap_or(0)
    }

    /// The error for a letter that means nothing.
    pub fn unsupported(&self, kind: Kind, format: &[u8]) -> Error {
        if kind == Kind::Bytes && self.letter >= 0x80 {
            // CPython's own message would show the letter as a negative character, and fails at that.
            return Error::overflow("character argument not in range(0x110000)");
        }
        let shown = match kind {
            Kind::Str if !(0x1F..=0x7E).contains(&self.letter) => '?',
            Kind::Str | Kind::Bytes => char::from(self.letter as u8),
        };
        Error::value(format!(
            "unsupported format character '{shown}' ({:#x}) at index {}",
            self.letter,
            kind.len(&format[..self.index])
        ))
    }

    /// The text of an integer: for `d i u` in decimal, for `o x X` in their bases, at least `precision` digits.
    pub fn int_text(&self, n: IntRef, max_digits: usize) -> Result<String, Error> {
        let letter = self.letter_byte();
        let (base, prefix) = match letter {
            b'o' => (8, "0o"),
            b'x' => (16, "0x"),
            b'X' => (16, "0X"),
            _ => (10, ""),
        };
        let mut digits = if base == 10 {
            int_text::check_digits_to_print(n, max_digits)?;
            let digits = int_text::magnitude_in_base(n, base);
            int_text::check_printed_digits(&digits, max_digits)?;
            digits
        } else {
            int_text::magnitude_in_base(n, base)
        };
        if letter == b'X' {
            digits.make_ascii_uppercase();
        }
        let zeros = self.precision.unwrap_or(0).saturating_sub(digits.len());
        check_size(zeros)?;
        let sign = if n.is_negative() { "-" } else { "" };
        let prefix = if self.alternate { prefix } else { "" };
        if sign.len() + prefix.len() + zeros == 0 {
            return Ok(digits);
        }
        let mut text = String::with_capacity(digits.len() + zeros + 3);
        text.push_str(sign);
        text.push_str(prefix);
        text.extend(std::iter::repeat_n('0', zeros));
        text.push_str(&digits);
        Ok(text)
    }

    /// The text of a float, for `e E f F g G`.
    pub fn float_text(&self, x: f64) -> Result<String, Error> {
        const DEFAULT_PRECISION: usize = 6;
        let letter = self.letter_byte();
        let kind = match letter.to_ascii_lowercase() {
            b'e' => FloatKind::Exponent,
            b'f' => FloatKind::Fixed,
            _ => FloatKind::General,
        };
        let flags = FloatFlags {
            alternate: self.alternate,
            upper: letter.is_ascii_uppercase(),
            ..FloatFlags::default()
        };
        let precision = self.precision.unwrap_or(DEFAULT_PRECISION);
        if precision > super::format_spec::LARGEST_PRECISION {
            return Err(Error::value("precision too big"));
        }
        Ok(format_float(x, kind, precision, flags))
    }

    /// Appends a text (of `s`, `r`, `a`, `b`), cut to the precision and padded to the width.
    pub fn push_text(&self, out: &mut Vec<u8>, kind: Kind, text: &[u8]) -> Result<(), Error> {
        let text = match (self.precision, kind) {
            (None, _) => text,
            (Some(n), Kind::Str) => &text[..wtf8::advance(text, 0, n)],
            (Some(n), Kind::Bytes) => &text[..n.min(text.len())],
        };
        self.push_padded(out, kind.len(text), text)
    }

    /// Appends a character (of `c`), padded to the width; the precision does not matter.
    pub fn push_char(&self, out: &mut Vec<u8>, text: &[u8]) -> Result<(), Error> {
        self.push_padded(out, 1, text)
    }

    fn push_padded(&self, out: &mut Vec<u8>, len: usize, text: &[u8]) -> Result<(), Error> {
        let pad = self.width.saturating_sub(len);
        check_size(pad)?;
        let (before, after) = if self.left { (0, pad) } else { (pad, 0) };
        out.resize(out.len() + before, b' ');
        out.extend_from_slice(text);
        out.resize(out.len() + after, b' ');
        Ok(())
    }

    /// Appends the text of a number, which is ASCII and starts with its sign, if any, and the prefix of its base, if any.
    pub fn push_number(&self, out: &mut Vec<u8>, text: &[u8]) -> Result<(), Error> {
        let (sign, rest) = match text {
            [b @ (b'-' | b'+'), rest @ ..] => (Some(*b), rest),
            _ if self.plus => (Some(b'+'), text),
            _ if self.blank => (Some(b' '), text),
            _ => (None, text),
        };
        let based = matches!(self.letter_byte(), b'o' | b'x' | b'X');
        let prefix_len = if self.alternate && based { 2 } else { 0 };
        let (prefix, digits) = rest.split_at(prefix_len);
        let len = usize::from(sign.is_some()) + rest.len();
        let pad = self.width.saturating_sub(len);
        check_size(pad)?;
        if !self.left && !self.zero {
            out.resize(out.len() + pad, b' ');
        }
        out.extend(sign);
        out.extend_from_slice(prefix);
        if !self.left && self.zero {
            out.resize(out.len() + pad, b'0');
        }
        out.extend_from_slice(digits);
        if self.left {
            out.resize(out.len() + pad, b' ');
        }
        Ok(())
    }
}

/// More padding than this is refused with a `MemoryError` rather than tried.
fn check_size(n: usize) -> Result<(), Error> {
    const MOST: usize = 1 << 40;
    if n > MOST {
        Err(Error::new(ErrorKind::Memory, ""))
    } else {
        Ok(())
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

    /// Arguments that are integers, floats or texts by their look.
    struct Texts<'a> {
        items: std::slice::Iter<'a, &'a str>,
        keyed: Option<String>,
    }

    impl Texts<'_> {
        fn next(&mut self) -> Result<String, Error> {
            if let Some(value) = self.keyed.take() {
                return Ok(value);
            }
            self.items
                .next()
                .map(|s| s.to_string())
                .ok_or_else(not_enough_arguments)
        }
    }

    impl Arguments for Texts<'_> {
        type Error = Error;

        fn mapping(&mut self) -> Result<(), Error> {
            match self.items.as_slice() {
                ["mapping"] => Ok(()),
                _ => Err(requires_mapping()),
            }
        }

        fn key(&mut self, key: &[u8]) -> Result<(), Error> {
            self.keyed = Some(String::from_utf8(key.to_vec()).unwrap());
            Ok(())
        }

        fn star(&mut self) -> Result<Star, Error> {
            let text = self.next()?;
            Ok(
                if text
                    .trim_start_matches('-')
                    .bytes()
                    .all(|b| b.is_ascii_digit())
                {
                    Star::Int(text.parse().ok())
                } else {
                    Star::NotInt
                },
            )
        }
    }

    fn format(kind: Kind, format: &str, items: &[&str]) -> Result<String, Error> {
        let mut arguments = Texts {
            items: items.iter(),
            keyed: None,
        };
        let mut parser = Parser::new(kind, format.as_bytes());
        let mut out = Vec::new();
        while let Some(piece) = parser.next(&mut arguments)? {
            let c = match piece {
                Piece::Literal(text) => {
                    out.extend_from_slice(text);
                    continue;
                }
                Piece::Conversion(c) => c,
            };
            let text = arguments.next()?;
            match c.letter_byte() {
                b's' => c.push_text(&mut out, kind, text.as_bytes())?,
                b'c' => c.push_char(&mut out, text.as_bytes())?,
                b'd' | b'i' | b'u' | b'o' | b'x' | b'X' => {
                    let n = int_text::parse_str(text.as_bytes(), 10, 0)?;
                    c.push_number(&mut out, c.int_text(n.as_ref(), 4300)?.as_bytes())?;
                }
                b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => {
                    let x: f64 = text.parse().unwrap();
                    c.push_number(&mut out, c.float_text(x)?.as_bytes())?;
                }
                _ => return Err(c.unsupported(kind, format.as_bytes())),
            }
        }
        if arguments.items.as_slice().iter().any(|&s| s != "mapping") {
            return Err(not_all_converted(kind));
        }
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn formats_agree_with_cpython() {
        for &(f, items, expected) in STRS {
            let got = format(Kind::Str, f, items).map_err(|e| wtf8::to_string_lossy(&e.message));
            assert_eq!(
                got,
                expected.map(str::to_string).map_err(str::to_string),
                "{f:?} % {items:?}"
            );
        }
    }

    #[test]
    fn bytes_differ_in_messages() {
        let message = |f, items: &[&str]| {
            let error = format(Kind::Bytes, f, items).unwrap_err();
            String::from_utf8(error.message).unwrap()
        };
        assert_eq!(message("%.99999999999999999999d", &["1"]), "prec too big");
        assert_eq!(
            message("x", &["1"]),
            "not all arguments converted during bytes formatting"
        );
        assert_eq!(
            message("%\u{7f}", &["1"]),
            "unsupported format character '\u{7f}' (0x7f) at index 1"
        );
        assert_eq!(
            message("%é", &["1"]),
            "character argument not in range(0x110000)"
        );
        assert_eq!(
            format(Kind::Bytes, "%5c|%-4s|%.1s", &["x", "ab", "cd"]).unwrap(),
            "    x|ab  |c"
        );
    }
}
