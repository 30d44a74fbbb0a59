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
    /// The index of the letter in the format, for messages.
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
        c.index = self.kind.len(&self.format[..self.at]);
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
            c.left |= value < 0;
            c.width = value.unsigned_abs() as usize;
        } else {
            let limit = isize::MAX as usize;
            c.width = self.number(limit).ok_or(Error::value("width too big"))?;
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
        Ok(number.ok_or(Error::value(message))?)
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
    pub fn unsupported(&self, kind: Kind) -> Error {
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
            self.letter, self.index
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
            let text = int_text::to_decimal(n, max_digits)?;
            text.trim_start_matches('-').to_string()
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
        let zeros = "0".repeat(zeros);
        Ok(format!("{sign}{prefix}{zeros}{digits}"))
    }

    /// The text of a float, for `e E f F g G`.
    pub fn float_text(&self, x: f64) -> String {
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
        format_float(x, kind, self.precision.unwrap_or(DEFAULT_PRECISION), flags)
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
mod tests {
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
                    c.push_number(&mut out, c.float_text(x).as_bytes())?;
                }
                _ => return Err(c.unsupported(kind)),
            }
        }
        if arguments.items.as_slice().iter().any(|&s| s != "mapping") {
            return Err(not_all_converted(kind));
        }
        Ok(String::from_utf8(out).unwrap())
    }

    /// A format, the arguments, and the result or the message.
    const STRS: &[(&str, &[&str], Result<&str, &str>)] = &[
        ("%", &[], Err("incomplete format")),
        ("%5", &["1"], Err("incomplete format")),
        ("%*", &[], Err("not enough arguments for format string")),
        ("%*", &["3"], Err("incomplete format")),
        ("%*d", &["5", "3"], Ok("    3")),
        ("%*d", &["x", "3"], Err("* wants int")),
        ("%*d", &["-5", "3"], Ok("3    ")),
        ("%.*f", &["2", "3.14159"], Ok("3.14")),
        ("%.*f", &["-2", "3.14159"], Ok("3")),
        (
            "%*d",
            &["1180591620717411303424", "1"],
            Err("Python int too large to convert to C ssize_t"),
        ),
        (
            "%.*d",
            &["1099511627776", "1"],
            Err("Python int too large to convert to C int"),
        ),
        ("%.*d", &["3", "1"], Ok("001")),
        ("%99999999999999999999d", &["1"], Err("width too big")),
        ("%.99999999999999999999d", &["1"], Err("precision too big")),
        ("%.3000000000f", &["1.0"], Err("precision too big")),
        (
            "%y",
            &["1"],
            Err("unsupported format character 'y' (0x79) at index 1"),
        ),
        (
            "abc%\u{20ac}x",
            &["1"],
            Err("unsupported format character '?' (0x20ac) at index 4"),
        ),
        (
            "\u{e9}%\u{a}",
            &["1"],
            Err("unsupported format character '?' (0xa) at index 2"),
        ),
        ("%ld|%hd", &["3", "4"], Ok("3|4")),
        (
            "%lld",
            &["3"],
            Err("unsupported format character 'l' (0x6c) at index 2"),
        ),
        (
            "%5%",
            &["1"],
            Err("unsupported format character '%' (0x25) at index 2"),
        ),
        ("%5%", &[], Err("not enough arguments for format string")),
        ("100%%", &[], Ok("100%")),
        ("%s", &[], Err("not enough arguments for format string")),
        (
            "%s",
            &["a", "b"],
            Err("not all arguments converted during string formatting"),
        ),
        ("%(a", &["q"], Err("format requires a mapping")),
        (
            "%1$s",
            &["a"],
            Err("unsupported format character '$' (0x24) at index 2"),
        ),
        ("%.", &["1"], Err("incomplete format")),
        (
            "%-%",
            &["2"],
            Err("unsupported format character '%' (0x25) at index 2"),
        ),
        (
            "%.-5d",
            &["3"],
            Err("unsupported format character '-' (0x2d) at index 2"),
        ),
        ("%c|%5c|%.0c", &["x", "y", "z"], Ok("x|    y|z")),
        ("%s", &["\u{20ac}x"], Ok("\u{20ac}x")),
        (
            "%5s|%-5s|%.1s",
            &["\u{20ac}\u{e9}", "ab", "\u{20ac}x"],
            Ok("   \u{20ac}\u{e9}|ab   |\u{20ac}"),
        ),
        (
            "%\u{1f}",
            &["1"],
            Err("unsupported format character '\u{1f}' (0x1f) at index 1"),
        ),
        ("%(a)s", &["mapping"], Ok("a")),
        ("%(a)", &["mapping"], Err("incomplete format")),
        ("%(a", &["mapping"], Err("incomplete format key")),
        ("%(a(b)c)s|%(x)6s", &["mapping"], Ok("a(b)c|     x")),
        ("%()s", &["mapping"], Ok("")),
        ("%(5)d|%(17)#x", &["mapping"], Ok("5|0x11")),
        (
            "%(a)(b)s",
            &["mapping"],
            Err("unsupported format character '(' (0x28) at index 4"),
        ),
        ("%#x", &["12345678901234567890"], Ok("0xab54a98ceb1f0ad2")),
        (
            "%d",
            &["-1180591620717411303424"],
            Ok("-1180591620717411303424"),
        ),
        ("%-8.3X", &["42"], Ok("02A     ")),
        ("%0.3F", &["-0.0"], Ok("-0.000")),
        ("%.s", &["abc"], Ok("")),
        ("%#20g", &["nan"], Ok("                 nan")),
        ("%.3X", &["-255"], Ok("-0FF")),
        ("%20F", &["10000000000.0"], Ok("  10000000000.000000")),
        (
            "%-#0.10x",
            &["-1180591620717411303424"],
            Ok("-0x400000000000000000"),
        ),
        (
            "%-0.3o",
            &["12345678901234567890"],
            Ok("1255245230635307605322"),
        ),
        ("%12.3X", &["12345678901234567890"], Ok("AB54A98CEB1F0AD2")),
        ("%05.3G", &["1.0"], Ok("00001")),
        (
            "%-020.0x",
            &["12345678901234567890"],
            Ok("ab54a98ceb1f0ad2    "),
        ),
        ("%#00.0f", &["1.0"], Ok("1.")),
        ("% 020f", &["inf"], Ok(" 0000000000000000inf")),
        ("%+.0x", &["-1"], Ok("-1")),
        ("%-8.0x", &["42"], Ok("2a      ")),
        ("%#+#e", &["nan"], Ok("+nan")),
        ("%.0d", &["0"], Ok("0")),
        ("% .10d", &["42"], Ok(" 0000000042")),
        ("%8.10x", &["42"], Ok("000000002a")),
        ("%-12g", &["3.14159265"], Ok("3.14159     ")),
        ("%.u", &["0"], Ok("0")),
        ("%12.3f", &["1.0"], Ok("       1.000")),
        ("%i", &["-1"], Ok("-1")),
        ("%0- 5.0F", &["10000000000.0"], Ok(" 10000000000")),
        (
            "%#+-12d",
            &["-1180591620717411303424"],
            Ok("-1180591620717411303424"),
        ),
        ("%5.3x", &["42"], Ok("  02a")),
        ("%.10u", &["1"], Ok("0000000001")),
        ("%+8s", &[""], Ok("        ")),
        ("%+#020G", &["123456789.123"], Ok("+000000001.23457E+08")),
        ("%#F", &["-1.5"], Ok("-1.500000")),
        ("%-d", &["12345678901234567890"], Ok("12345678901234567890")),
        (
            "%00-20.0d",
            &["-1180591620717411303424"],
            Ok("-1180591620717411303424"),
        ),
        ("%-012.g", &["-inf"], Ok("-inf        ")),
        (
            "%+ 12.3X",
            &["12345678901234567890"],
            Ok("+AB54A98CEB1F0AD2"),
        ),
        ("%5.10X", &["-1"], Ok("-0000000001")),
        ("% #+20.0i", &["0"], Ok("                  +0")),
        ("%  05.g", &["10000000000.0"], Ok(" 1e+10")),
        ("%-+#5.3e", &["-inf"], Ok("-inf ")),
        ("%5.3e", &["-inf"], Ok(" -inf")),
        ("%0 012.0F", &["nan"], Ok(" 00000000NAN")),
        ("%8.10g", &["inf"], Ok("     inf")),
        (
            "%+.3i",
            &["12345678901234567890"],
            Ok("+12345678901234567890"),
        ),
        ("%-12.0X", &["-1"], Ok("-1          ")),
        ("%  20.3X", &["1"], Ok("                 001")),
        ("%.10f", &["123456789.123"], Ok("123456789.1229999959")),
        (
            "%12.10x",
            &["-1180591620717411303424"],
            Ok("-400000000000000000"),
        ),
        ("%#X", &["42"], Ok("0X2A")),
        ("%+0#i", &["0"], Ok("+0")),
        (
            "% --8.3X",
            &["-1180591620717411303424"],
            Ok("-400000000000000000"),
        ),
        ("%-+12.0e", &["nan"], Ok("+nan        ")),
        ("%-i", &["12345678901234567890"], Ok("12345678901234567890")),
        ("%.f", &["0.0"], Ok("0")),
        ("%5.E", &["10000000000.0"], Ok("1E+10")),
        ("%12E", &["-inf"], Ok("        -INF")),
        ("%+.0f", &["-1e-10"], Ok("-0")),
        ("%-.10o", &["1"], Ok("0000000001")),
        ("%+5.i", &["1"], Ok("   +1")),
        (
            "%.10u",
            &["-1180591620717411303424"],
            Ok("-1180591620717411303424"),
        ),
        ("%12.x", &["-1"], Ok("          -1")),
        ("%20.10e", &["123456789.123"], Ok("    1.2345678912e+08")),
        ("%-+20u", &["1"], Ok("+1                  ")),
        ("%8E", &["1.0"], Ok("1.000000E+00")),
        ("%-20.3o", &["-255"], Ok("-377                ")),
        ("%#12.e", &["10000000000.0"], Ok("      1.e+10")),
        ("%0.0s", &["abc"], Ok("")),
        ("%5.3s", &["abc"], Ok("  abc")),
        (
            "%0#.3X",
            &["12345678901234567890"],
            Ok("0XAB54A98CEB1F0AD2"),
        ),
        ("%5.3s", &[""], Ok("     ")),
        ("%05.0d", &["42"], Ok("00042")),
        ("%+-d", &["42"], Ok("+42")),
        ("%020.10o", &["0"], Ok("00000000000000000000")),
        ("%-020.f", &["10000000000.0"], Ok("10000000000         ")),
        ("%5.f", &["-0.0"], Ok("   -0")),
        ("%20s", &["h\u{e9}llo w"], Ok("             h\u{e9}llo w")),
        ("%  8.0f", &["nan"], Ok("     nan")),
        ("%+ -d", &["-255"], Ok("-255")),
        ("% 8.10f", &["1.0"], Ok(" 1.0000000000")),
        ("%20.0e", &["0.0"], Ok("               0e+00")),
        ("% 0 8.0G", &["3.14159265"], Ok(" 0000003")),
        ("%#20.F", &["-0.0"], Ok("                 -0.")),
        ("%# +12.s", &[""], Ok("            ")),
        ("%0# 8.10f", &["-1e-10"], Ok("-0.0000000001")),
        ("%00X", &["-255"], Ok("-FF")),
        (
            "%12.d",
            &["-1180591620717411303424"],
            Ok("-1180591620717411303424"),
        ),
        ("%.e", &["-1e-10"], Ok("-1e-10")),
        ("%X", &["0"], Ok("0")),
        ("%+  G", &["0.0"], Ok("+0")),
        (
            "%  o",
            &["-1180591620717411303424"],
            Ok("-200000000000000000000000"),
        ),
        ("% .3X", &["1"], Ok(" 001")),
        (
            "%-00.3d",
            &["-1180591620717411303424"],
            Ok("-1180591620717411303424"),
        ),
        ("%8.10g", &["1.0"], Ok("       1")),
        (
            "%20.i",
            &["-1180591620717411303424"],
            Ok("-1180591620717411303424"),
        ),
        ("%#-5.3f", &["nan"], Ok("nan  ")),
        (
            "%5X",
            &["-1180591620717411303424"],
            Ok("-400000000000000000"),
        ),
        ("%+s", &["h\u{e9}llo w"], Ok("h\u{e9}llo w")),
        ("% 12.0e", &["-inf"], Ok("        -inf")),
        (
            "%+20.d",
            &["12345678901234567890"],
            Ok("+12345678901234567890"),
        ),
        (
            "%.X",
            &["-1180591620717411303424"],
            Ok("-400000000000000000"),
        ),
        ("%20.0s", &["a"], Ok("                    ")),
        (
            "% 12.10i",
            &["12345678901234567890"],
            Ok(" 12345678901234567890"),
        ),
        ("%05.10s", &["a"], Ok("    a")),
        (
            "%-.10x",
            &["-1180591620717411303424"],
            Ok("-400000000000000000"),
        ),
        ("%+0E", &["-1e-10"], Ok("-1.000000E-10")),
        ("%+12.0X", &["0"], Ok("          +0")),
        ("%0.G", &["-1.5"], Ok("-2")),
        ("%5.3F", &["10000000000.0"], Ok("10000000000.000")),
        ("%.3e", &["nan"], Ok("nan")),
        ("%0.3G", &["10000000000.0"], Ok("1E+10")),
        ("%.X", &["-255"], Ok("-FF")),
        ("%#12E", &["-inf"], Ok("        -INF")),
        ("%.3x", &["-1"], Ok("-001")),
        ("%-+.i", &["0"], Ok("+0")),
        ("% 8.d", &["-1"], Ok("      -1")),
        ("%+#20.0s", &[""], Ok("                    ")),
        ("%0.10s", &[""], Ok("")),
        ("%08.F", &["1.0"], Ok("00000001")),
        ("%0020u", &["-1"], Ok("-0000000000000000001")),
        ("%0#12e", &["123456789.123"], Ok("1.234568e+08")),
        ("%+20.0x", &["-1"], Ok("                  -1")),
        ("%#0 d", &["-255"], Ok("-255")),
        ("% 20s", &["h\u{e9}llo w"], Ok("             h\u{e9}llo w")),
        ("%- -.3i", &["0"], Ok(" 000")),
        ("%.u", &["42"], Ok("42")),
        ("%++8E", &["-1e-10"], Ok("-1.000000E-10")),
        ("%  .10d", &["-255"], Ok("-0000000255")),
        ("%-0.3s", &["abc"], Ok("abc")),
        (
            "%-X",
            &["-1180591620717411303424"],
            Ok("-400000000000000000"),
        ),
        ("%08s", &["a"], Ok("       a")),
        ("%+8.3d", &["-1"], Ok("    -001")),
        ("%-#8.g", &["nan"], Ok("nan     ")),
        ("%.g", &["1.0"], Ok("1")),
        ("%+5.10x", &["-255"], Ok("-00000000ff")),
        (
            "%12o",
            &["-1180591620717411303424"],
            Ok("-200000000000000000000000"),
        ),
        ("%-.10E", &["10000000000.0"], Ok("1.0000000000E+10")),
        ("% ++8g", &["-inf"], Ok("    -inf")),
        (
            "%u",
            &["-1180591620717411303424"],
            Ok("-1180591620717411303424"),
        ),
        ("%+# 12.3x", &["0"], Ok("      +0x000")),
        ("% -#8.3G", &["-1e-10"], Ok("-1.00E-10")),
        ("%+5E", &["-inf"], Ok(" -INF")),
        ("%12.10u", &["-1"], Ok(" -0000000001")),
        ("%20.0g", &["10000000000.0"], Ok("               1e+10")),
        ("%+0-12.3d", &["0"], Ok("+000        ")),
        ("%20d", &["-1"], Ok("                  -1")),
        (
            "%5.0o",
            &["-1180591620717411303424"],
            Ok("-200000000000000000000000"),
        ),
        ("%.f", &["-1.5"], Ok("-2")),
        ("%-20.3x", &["0"], Ok("000                 ")),
        ("%.3X", &["-1"], Ok("-001")),
        ("% +.0o", &["-1"], Ok("-1")),
        ("%+05.F", &["nan"], Ok("+0NAN")),
        ("%.e", &["3.14159265"], Ok("3e+00")),
        ("%-012.0d", &["-255"], Ok("-255        ")),
        ("%012o", &["0"], Ok("000000000000")),
        ("%-00.0o", &["-1"], Ok("-1")),
        ("%   20.G", &["1.0"], Ok("                   1")),
        ("%#12.f", &["-1.5"], Ok("         -2.")),
        ("%12.0E", &["-inf"], Ok("        -INF")),
        ("% 12d", &["-1"], Ok("          -1")),
        (
            "%12.3d",
            &["12345678901234567890"],
            Ok("12345678901234567890"),
        ),
        ("%00+.F", &["0.0"], Ok("+0")),
        (
            "%0- 5.10o",
            &["12345678901234567890"],
            Ok(" 1255245230635307605322"),
        ),
        ("%012x", &["42"], Ok("00000000002a")),
        ("%#20.10G", &["-inf"], Ok("                -INF")),
        ("%-8.10g", &["10000000000.0"], Ok("1e+10   ")),
        ("%08.10g", &["nan"], Ok("00000nan")),
        ("%++12d", &["42"], Ok("         +42")),
        ("%+5.10g", &["10000000000.0"], Ok("+1e+10")),
        ("%+8.3d", &["-255"], Ok("    -255")),
        ("% .3X", &["-255"], Ok("-0FF")),
        ("%+ .x", &["1"], Ok("+1")),
        ("%.x", &["12345678901234567890"], Ok("ab54a98ceb1f0ad2")),
        ("%0+12F", &["1.0"], Ok("+0001.000000")),
        ("%-.X", &["42"], Ok("2A")),
        ("%-12.i", &["-255"], Ok("-255        ")),
        ("%-0+20.X", &["0"], Ok("+0                  ")),
        ("% 5.u", &["-1"], Ok("   -1")),
        ("%0-+8o", &["0"], Ok("+0      ")),
        ("% 8G", &["nan"], Ok("     NAN")),
        ("%020.3d", &["-1"], Ok("-0000000000000000001")),
        ("%#+5.3e", &["-0.0"], Ok("-0.000e+00")),
        ("%5i", &["12345678901234567890"], Ok("12345678901234567890")),
        ("%8.0F", &["-1.5"], Ok("      -2")),
        ("% 8e", &["0.0"], Ok(" 0.000000e+00")),
        ("%-20d", &["1"], Ok("1                   ")),
        ("%8.10u", &["-255"], Ok("-0000000255")),
        (
            "%8.3o",
            &["-1180591620717411303424"],
            Ok("-200000000000000000000000"),
        ),
        ("%12.0i", &["-1"], Ok("          -1")),
        ("% -5.0d", &["-255"], Ok("-255 ")),
        ("%0e", &["0.0"], Ok("0.000000e+00")),
        ("%8.0i", &["0"], Ok("       0")),
        (
            "%05.3u",
            &["12345678901234567890"],
            Ok("12345678901234567890"),
        ),
        (
            "%20.0u",
            &["-1180591620717411303424"],
            Ok("-1180591620717411303424"),
        ),
        ("% ##8.g", &["123456789.123"], Ok("  1.e+08")),
        ("% 8.0i", &["42"], Ok("      42")),
        ("%#8e", &["-1.5"], Ok("-1.500000e+00")),
        ("%-20.10i", &["-255"], Ok("-0000000255         ")),
        ("%d", &["0"], Ok("0")),
        ("%##5X", &["0"], Ok("  0X0")),
        ("%  8e", &["-inf"], Ok("    -inf")),
        ("% 5G", &["-1e-10"], Ok("-1E-10")),
        ("%20.e", &["-0.0"], Ok("              -0e+00")),
        ("%+#0.10d", &["1"], Ok("+0000000001")),
        ("%-+5.3o", &["42"], Ok("+052 ")),
        ("%+#5.3x", &["-255"], Ok("-0x0ff")),
        ("%-+0.g", &["123456789.123"], Ok("+1e+08")),
        ("%5.u", &["42"], Ok("   42")),
        ("% u", &["0"], Ok(" 0")),
        ("%+# .3e", &["10000000000.0"], Ok("+1.000e+10")),
        (
            "%-0.3d",
            &["12345678901234567890"],
            Ok("12345678901234567890"),
        ),
        (
            "%#+ 8.10o",
            &["12345678901234567890"],
            Ok("+0o1255245230635307605322"),
        ),
        ("% 5.10F", &["3.14159265"], Ok(" 3.1415926500")),
        ("%.E", &["1.0"], Ok("1E+00")),
        ("%+.0F", &["3.14159265"], Ok("+3")),
        ("%8.0d", &["-255"], Ok("    -255")),
        (
            "%0#8o",
            &["12345678901234567890"],
            Ok("0o1255245230635307605322"),
        ),
        (
            "%# 5X",
            &["12345678901234567890"],
            Ok(" 0XAB54A98CEB1F0AD2"),
        ),
        ("%+020.3X", &["-255"], Ok("-00000000000000000FF")),
        (
            "%-12x",
            &["-1180591620717411303424"],
            Ok("-400000000000000000"),
        ),
        ("%i", &["-1"], Ok("-1")),
        (
            "%-#+8.X",
            &["-1180591620717411303424"],
            Ok("-0X400000000000000000"),
        ),
        ("% #f", &["-1e-10"], Ok("-0.000000")),
        ("%05g", &["-1e-10"], Ok("-1e-10")),
        ("%#5x", &["42"], Ok(" 0x2a")),
        (
            "%12.3u",
            &["-1180591620717411303424"],
            Ok("-1180591620717411303424"),
        ),
        ("%+5.x", &["1"], Ok("   +1")),
        (
            "% 20.o",
            &["-1180591620717411303424"],
            Ok("-200000000000000000000000"),
        ),
        ("%.10x", &["-1"], Ok("-0000000001")),
        ("%12.10G", &["0.0"], Ok("           0")),
        ("%.3f", &["1.0"], Ok("1.000")),
        ("%#+05o", &["-1"], Ok("-0o01")),
        ("%12.0f", &["-0.0"], Ok("          -0")),
        ("%##5.10X", &["1"], Ok("0X0000000001")),
        ("%008.3o", &["1"], Ok("00000001")),
        ("%12.10F", &["10000000000.0"], Ok("10000000000.0000000000")),
        ("%.f", &["inf"], Ok("inf")),
        ("%#-+.u", &["1"], Ok("+1")),
        ("%+5o", &["-255"], Ok(" -377")),
        ("%20.E", &["inf"], Ok("                 INF")),
        (
            "%+5.10d",
            &["-1180591620717411303424"],
            Ok("-1180591620717411303424"),
        ),
        ("%-#0.3d", &["-1"], Ok("-001")),
        ("%#12.0X", &["-1"], Ok("        -0X1")),
        ("%#+5.3i", &["42"], Ok(" +042")),
        ("%.3o", &["42"], Ok("052")),
        ("%05.10x", &["1"], Ok("0000000001")),
        ("%.10d", &["0"], Ok("0000000000")),
        ("%12.0e", &["-0.0"], Ok("      -0e+00")),
        (
            "%#+5x",
            &["12345678901234567890"],
            Ok("+0xab54a98ceb1f0ad2"),
        ),
        ("%.10x", &["12345678901234567890"], Ok("ab54a98ceb1f0ad2")),
        ("%+20e", &["-1e-10"], Ok("       -1.000000e-10")),
        ("%+12.0i", &["0"], Ok("          +0")),
        ("%.10F", &["-1e-10"], Ok("-0.0000000001")),
        (
            "%20.0i",
            &["-1180591620717411303424"],
            Ok("-1180591620717411303424"),
        ),
        ("%0.3o", &["42"], Ok("052")),
        ("%20.i", &["-1"], Ok("                  -1")),
        ("%0F", &["inf"], Ok("INF")),
        ("%.0f", &["3.14159265"], Ok("3")),
        (
            "%##8d",
            &["12345678901234567890"],
            Ok("12345678901234567890"),
        ),
        ("%#+0.10X", &["42"], Ok("+0X000000002A")),
        ("%+d", &["-255"], Ok("-255")),
        ("%20e", &["inf"], Ok("                 inf")),
        (
            "% 8.10d",
            &["12345678901234567890"],
            Ok(" 12345678901234567890"),
        ),
        ("%8.F", &["10000000000.0"], Ok("10000000000")),
        ("%##5.X", &["42"], Ok(" 0X2A")),
        ("%+  12.0d", &["-255"], Ok("        -255")),
        (
            "%0  20.10o",
            &["12345678901234567890"],
            Ok(" 1255245230635307605322"),
        ),
        ("%20u", &["1"], Ok("                   1")),
        ("%012.0e", &["-0.0"], Ok("-0000000e+00")),
        ("%+0#8i", &["1"], Ok("+0000001")),
        ("%12F", &["-0.0"], Ok("   -0.000000")),
        (
            "%#+.3x",
            &["-1180591620717411303424"],
            Ok("-0x400000000000000000"),
        ),
        (
            "%-5.0X",
            &["-1180591620717411303424"],
            Ok("-400000000000000000"),
        ),
        (
            "%#5.10d",
            &["12345678901234567890"],
            Ok("12345678901234567890"),
        ),
        ("%+X", &["-255"], Ok("-FF")),
        ("%20.0e", &["-1.5"], Ok("              -2e+00")),
        ("%-+020.0E", &["1.0"], Ok("+1E+00              ")),
        ("%0-20.3d", &["1"], Ok("001                 ")),
        (
            "%++ 8.0X",
            &["12345678901234567890"],
            Ok("+AB54A98CEB1F0AD2"),
        ),
        ("%-#020i", &["-255"], Ok("-255                ")),
        ("%5.F", &["-0.0"], Ok("   -0")),
        ("%12.g", &["123456789.123"], Ok("       1e+08")),
        ("% #12.f", &["-1.5"], Ok("         -2.")),
        ("%--0.0X", &["-255"], Ok("-FF")),
        ("%5x", &["12345678901234567890"], Ok("ab54a98ceb1f0ad2")),
        ("%#g", &["-0.0"], Ok("-0.00000")),
        ("%20.x", &["-255"], Ok("                 -ff")),
        ("%.10o", &["-255"], Ok("-0000000377")),
        ("%-12.0s", &["a"], Ok("            ")),
        ("%0 5.F", &["inf"], Ok(" 0INF")),
        ("% 20.0g", &["nan"], Ok("                 nan")),
        ("%u", &["12345678901234567890"], Ok("12345678901234567890")),
        ("%i", &["-255"], Ok("-255")),
        (
            "%++0d",
            &["-1180591620717411303424"],
            Ok("-1180591620717411303424"),
        ),
        ("%-12.F", &["10000000000.0"], Ok("10000000000 ")),
        (
            "%020d",
            &["-1180591620717411303424"],
            Ok("-1180591620717411303424"),
        ),
        ("%5.0g", &["-1e-10"], Ok("-1e-10")),
        ("%  20.3o", &["0"], Ok("                 000")),
        ("%+0#.3e", &["-0.0"], Ok("-0.000e+00")),
        (
            "%-.3x",
            &["-1180591620717411303424"],
            Ok("-400000000000000000"),
        ),
        ("%12G", &["-1.5"], Ok("        -1.5")),
        ("%.0d", &["-255"], Ok("-255")),
        ("%+20.x", &["1"], Ok("                  +1")),
        ("%5.0e", &["-inf"], Ok(" -inf")),
        ("%5G", &["3.14159265"], Ok("3.14159")),
        ("%5g", &["-1e-10"], Ok("-1e-10")),
        ("%X", &["0"], Ok("0")),
        ("%-5.10x", &["12345678901234567890"], Ok("ab54a98ceb1f0ad2")),
        ("%20.3d", &["-1"], Ok("                -001")),
        ("%+-.0x", &["-1"], Ok("-1")),
        ("%05.3f", &["inf"], Ok("00inf")),
        ("%.0X", &["1"], Ok("1")),
        ("%#- 12x", &["42"], Ok(" 0x2a       ")),
        (
            "%.3d",
            &["12345678901234567890"],
            Ok("12345678901234567890"),
        ),
        ("%.g", &["-0.0"], Ok("-0")),
        ("%+.s", &[""], Ok("")),
        ("% 20d", &["-1"], Ok("                  -1")),
        ("%12i", &["-255"], Ok("        -255")),
        ("%.3g", &["inf"], Ok("inf")),
        ("% .0E", &["-1.5"], Ok("-2E+00")),
        ("%-12.3u", &["-255"], Ok("-255        ")),
        ("% s", &["abc"], Ok("abc")),
        ("% 5.E", &["-0.0"], Ok("-0E+00")),
        ("%#.0g", &["123456789.123"], Ok("1.e+08")),
        ("%12x", &["0"], Ok("           0")),
        ("%00 8f", &["-inf"], Ok("-0000inf")),
        ("%++-8.g", &["-inf"], Ok("-inf    ")),
        ("%20f", &["inf"], Ok("                 inf")),
        ("%.0X", &["42"], Ok("2A")),
        ("%++-8.10G", &["inf"], Ok("+INF    ")),
        ("%u", &["12345678901234567890"], Ok("12345678901234567890")),
        ("%+.e", &["10000000000.0"], Ok("+1e+10")),
        (
            "%#20.0X",
            &["-1180591620717411303424"],
            Ok("-0X400000000000000000"),
        ),
        ("%0i", &["0"], Ok("0")),
        ("%08.X", &["-255"], Ok("-00000FF")),
        ("%#-012.10e", &["0.0"], Ok("0.0000000000e+00")),
        ("%00-.3x", &["-255"], Ok("-0ff")),
        ("%0.X", &["0"], Ok("0")),
        ("%+12f", &["-1e-10"], Ok("   -0.000000")),
        ("%12.x", &["0"], Ok("           0")),
        (
            "%--5.d",
            &["-1180591620717411303424"],
            Ok("-1180591620717411303424"),
        ),
        ("%-s", &["h\u{e9}llo w"], Ok("h\u{e9}llo w")),
        (
            "%05.u",
            &["12345678901234567890"],
            Ok("12345678901234567890"),
        ),
        ("%#-+.10s", &["h\u{e9}llo w"], Ok("h\u{e9}llo w")),
        (
            "%.10i",
            &["12345678901234567890"],
            Ok("12345678901234567890"),
        ),
        ("%-.g", &["3.14159265"], Ok("3")),
        ("%20.3o", &["-1"], Ok("                -001")),
        ("%5.o", &["42"], Ok("   52")),
        ("%-12.10d", &["-1"], Ok("-0000000001 ")),
        ("%0 5.3X", &["-255"], Ok("-00FF")),
        ("%-s", &["abc"], Ok("abc")),
        ("%#-012.d", &["42"], Ok("42          ")),
        ("%##0.10i", &["-255"], Ok("-0000000255")),
        ("%12.0f", &["-0.0"], Ok("          -0")),
        (
            "% 012d",
            &["-1180591620717411303424"],
            Ok("-1180591620717411303424"),
        ),
        ("%8G", &["123456789.123"], Ok("1.23457E+08")),
        ("%0 12.X", &["42"], Ok(" 0000000002A")),
        ("%.g", &["-0.0"], Ok("-0")),
        ("%5.0G", &["inf"], Ok("  INF")),
        ("%00-5.x", &["-1"], Ok("-1   ")),
        ("% 5.0o", &["42"], Ok("   52")),
        ("%-++20.10d", &["-1"], Ok("-0000000001         ")),
        ("%12d", &["-1"], Ok("          -1")),
        ("%5G", &["123456789.123"], Ok("1.23457E+08")),
        ("%F", &["-0.0"], Ok("-0.000000")),
        ("%-8.X", &["-1"], Ok("-1      ")),
        ("%#.10g", &["0.0"], Ok("0.000000000")),
        ("%+8.0u", &["-1"], Ok("      -1")),
        ("% .3d", &["42"], Ok(" 042")),
        ("%5d", &["-255"], Ok(" -255")),
        ("%  8s", &["abc"], Ok("     abc")),
        ("%0+12.o", &["0"], Ok("+00000000000")),
        ("%--0.g", &["123456789.123"], Ok("1e+08")),
        ("%#20.X", &["1"], Ok("                 0X1")),
        ("% 05.10e", &["123456789.123"], Ok(" 1.2345678912e+08")),
        ("%+5.10F", &["nan"], Ok(" +NAN")),
        ("%012.3X", &["0"], Ok("000000000000")),
        ("%5i", &["-1"], Ok("   -1")),
        ("% -#5u", &["42"], Ok(" 42  ")),
        ("%-0.3G", &["3.14159265"], Ok("3.14")),
        ("% 20s", &["abc"], Ok("                 abc")),
        ("%#12.3e", &["1.0"], Ok("   1.000e+00")),
        ("%+5.0d", &["0"], Ok("   +0")),
        ("%.0x", &["1"], Ok("1")),
        ("%#.0d", &["-1"], Ok("-1")),
        ("%8e", &["inf"], Ok("     inf")),
        ("%-.o", &["-255"], Ok("-377")),
        ("%#12o", &["42"], Ok("        0o52")),
        ("%8.G", &["nan"], Ok("     NAN")),
        ("%#8.d", &["42"], Ok("      42")),
        ("%.0x", &["12345678901234567890"], Ok("ab54a98ceb1f0ad2")),
        (
            "%5.10i",
            &["-1180591620717411303424"],
            Ok("-1180591620717411303424"),
        ),
        ("%0008.0o", &["0"], Ok("00000000")),
        ("%## 12.3g", &["10000000000.0"], Ok("    1.00e+10")),
        ("%8.i", &["1"], Ok("       1")),
        ("%0020.3e", &["-0.0"], Ok("-00000000000.000e+00")),
        (
            "%+5x",
            &["-1180591620717411303424"],
            Ok("-400000000000000000"),
        ),
        ("% .d", &["-1"], Ok("-1")),
        (
            "%0+ .3x",
            &["-1180591620717411303424"],
            Ok("-400000000000000000"),
        ),
        ("%8.3d", &["-1"], Ok("    -001")),
        ("%#5.s", &["h\u{e9}llo w"], Ok("     ")),
        (
            "%o",
            &["12345678901234567890"],
            Ok("1255245230635307605322"),
        ),
        ("%.10s", &["a"], Ok("a")),
        ("%#20d", &["-1"], Ok("                  -1")),
        ("%12e", &["-0.0"], Ok("-0.000000e+00")),
        ("%+#20.f", &["1.0"], Ok("                 +1.")),
        ("%-#+20E", &["inf"], Ok("+INF                ")),
        ("%5.0g", &["123456789.123"], Ok("1e+08")),
        (
            "%0 .x",
            &["-1180591620717411303424"],
            Ok("-400000000000000000"),
        ),
        ("%0.0o", &["-1"], Ok("-1")),
        ("%0#-12.0d", &["42"], Ok("42          ")),
        ("%.s", &["h\u{e9}llo w"], Ok("")),
        ("%00+.0s", &[""], Ok("")),
        (
            "%- 05d",
            &["12345678901234567890"],
            Ok(" 12345678901234567890"),
        ),
        (
            "% -#8.0x",
            &["12345678901234567890"],
            Ok(" 0xab54a98ceb1f0ad2"),
        ),
        ("% 8.10X", &["1"], Ok(" 0000000001")),
        ("%0#5.3G", &["-0.0"], Ok("-0.00")),
        ("% -12X", &["0"], Ok(" 0          ")),
        ("%12.0o", &["-1"], Ok("          -1")),
        ("%20.3d", &["1"], Ok("                 001")),
        ("%0e", &["nan"], Ok("nan")),
        (
            "%#020x",
            &["-1180591620717411303424"],
            Ok("-0x400000000000000000"),
        ),
        (
            "% 20.10x",
            &["-1180591620717411303424"],
            Ok(" -400000000000000000"),
        ),
        ("%-.x", &["-1"], Ok("-1")),
        ("%012d", &["-255"], Ok("-00000000255")),
        ("%-.3x", &["-1"], Ok("-001")),
        ("%#.0x", &["0"], Ok("0x0")),
        (
            "%o",
            &["-1180591620717411303424"],
            Ok("-200000000000000000000000"),
        ),
        ("%0#+5.10f", &["3.14159265"], Ok("+3.1415926500")),
        ("% #+.3d", &["42"], Ok("+042")),
        ("%-8d", &["42"], Ok("42      ")),
        ("%+ +12x", &["-1"], Ok("          -1")),
        ("%12.3g", &["3.14159265"], Ok("        3.14")),
        ("%.u", &["42"], Ok("42")),
        ("%-12.x", &["42"], Ok("2a          ")),
        ("% 20.i", &["1"], Ok("                   1")),
        ("%08.0F", &["10000000000.0"], Ok("10000000000")),
        ("%+5.0d", &["1"], Ok("   +1")),
        ("%#-8.0e", &["10000000000.0"], Ok("1.e+10  ")),
        (
            "%.3d",
            &["12345678901234567890"],
            Ok("12345678901234567890"),
        ),
        ("%+5F", &["10000000000.0"], Ok("+10000000000.000000")),
        ("% .3d", &["42"], Ok(" 042")),
        (
            "%.3x",
            &["-1180591620717411303424"],
            Ok("-400000000000000000"),
        ),
        ("%12.0g", &["123456789.123"], Ok("       1e+08")),
        ("%+-.0u", &["-1"], Ok("-1")),
        ("%.3d", &["1"], Ok("001")),
        ("%08.10x", &["-255"], Ok("-00000000ff")),
        ("%+# 20g", &["1.0"], Ok("            +1.00000")),
        ("%#08.3X", &["0"], Ok("0X000000")),
        ("%++-5.0f", &["3.14159265"], Ok("+3   ")),
        ("%-.0X", &["1"], Ok("1")),
        ("%8.0E", &["-1.5"], Ok("  -2E+00")),
        ("%--8e", &["-1.5"], Ok("-1.500000e+00")),
        ("%++20.10s", &["abc"], Ok("                 abc")),
        ("%8.0G", &["3.14159265"], Ok("       3")),
        ("%12f", &["-1e-10"], Ok("   -0.000000")),
        (
            "%+012.10X",
            &["12345678901234567890"],
            Ok("+AB54A98CEB1F0AD2"),
        ),
        (
            "%+12.o",
            &["12345678901234567890"],
            Ok("+1255245230635307605322"),
        ),
        ("%-- 12i", &["0"], Ok(" 0          ")),
        ("% X", &["12345678901234567890"], Ok(" AB54A98CEB1F0AD2")),
        ("%#+5F", &["-1e-10"], Ok("-0.000000")),
        ("%20.10X", &["1"], Ok("          0000000001")),
        ("%8e", &["1.0"], Ok("1.000000e+00")),
        (
            "%#00.X",
            &["12345678901234567890"],
            Ok("0XAB54A98CEB1F0AD2"),
        ),
        ("%8x", &["12345678901234567890"], Ok("ab54a98ceb1f0ad2")),
        ("%012.10d", &["-255"], Ok("-00000000255")),
        ("%x", &["-255"], Ok("-ff")),
        (
            "%#20.0o",
            &["-1180591620717411303424"],
            Ok("-0o200000000000000000000000"),
        ),
        ("% +-.10i", &["-255"], Ok("-0000000255")),
        ("%.10i", &["1"], Ok("0000000001")),
        ("%0 #8f", &["inf"], Ok(" 0000inf")),
        ("%12f", &["-1.5"], Ok("   -1.500000")),
        ("%5.o", &["42"], Ok("   52")),
        (
            "%+.d",
            &["-1180591620717411303424"],
            Ok("-1180591620717411303424"),
        ),
        ("%.0o", &["42"], Ok("52")),
        ("% 8f", &["-inf"], Ok("    -inf")),
        ("%--20.3g", &["-1.5"], Ok("-1.5                ")),
        ("% 12E", &["3.14159265"], Ok(" 3.141593E+00")),
        ("%+ 0e", &["10000000000.0"], Ok("+1.000000e+10")),
        ("%012.10s", &["abc"], Ok("         abc")),
        (
            "% 8d",
            &["-1180591620717411303424"],
            Ok("-1180591620717411303424"),
        ),
        ("%-.0x", &["1"], Ok("1")),
        ("%.s", &[""], Ok("")),
        (
            "%#+20.10d",
            &["12345678901234567890"],
            Ok("+12345678901234567890"),
        ),
        ("%+8X", &["1"], Ok("      +1")),
        (
            "%#12.10x",
            &["12345678901234567890"],
            Ok("0xab54a98ceb1f0ad2"),
        ),
        ("%20.x", &["-255"], Ok("                 -ff")),
        ("%#0+5g", &["1.0"], Ok("+1.00000")),
        ("%8.G", &["-1.5"], Ok("      -2")),
        ("%8X", &["-255"], Ok("     -FF")),
        ("% ##5e", &["inf"], Ok("  inf")),
        ("%-12.d", &["1"], Ok("1           ")),
        ("%x", &["-1"], Ok("-1")),
        ("%0+20.0G", &["3.14159265"], Ok("+0000000000000000003")),
        ("%  .0x", &["-1"], Ok("-1")),
        ("%5f", &["0.0"], Ok("0.000000")),
        (
            "%+8.3X",
            &["-1180591620717411303424"],
            Ok("-400000000000000000"),
        ),
        (
            "%00+X",
            &["-1180591620717411303424"],
            Ok("-400000000000000000"),
        ),
        ("%0#8.0o", &["-255"], Ok("-0o00377")),
        ("%F", &["0.0"], Ok("0.000000")),
        ("% .3u", &["-1"], Ok("-001")),
    ];

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
