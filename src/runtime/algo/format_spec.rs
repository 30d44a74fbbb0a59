//! The format mini-language: `format(value, spec)` for strings, integers, floats and complex numbers.
//!
//! A spec is parsed in the context of a type (its default alignment and type letter, its name in messages) into a
//! [`Spec`], and each type has one function that lays a value out by it. An *empty* spec means `str(value)` and is the
//! caller's business: only the caller knows what `str` is for a subclass.
//!
//! The order of the checks follows CPython's, because it decides which message the programmer sees.

use super::bigint::IntRef;
use super::float_text::{FloatFlags, FloatKind, format_float, push_float};
use super::int_text;
use super::wtf8::{self, CodePoint};
use super::{Error, ErrorKind};

/// Which separator stands between groups of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    None,
    Comma,
    Underscore,
}

impl Grouping {
    fn text(self) -> &'static str {
        match self {
            Grouping::None => "",
            Grouping::Comma => ",",
            Grouping::Underscore => "_",
        }
    }

    fn char(self) -> char {
        self.text().chars().next().unwrap_or(' ')
    }
}

/// A parsed format specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// The character that pads.
    pub fill: CodePoint,
    /// `<`, `>`, `^` or `=`.
    pub align: u8,
    /// `+`, `-`, a blank, or nothing.
    pub sign: Option<u8>,
    /// `z`.
    pub no_negative_zero: bool,
    /// `#`.
    pub alternate: bool,
    /// The least number of characters.
    pub width: Option<usize>,
    /// Between the digits before the point.
    pub grouping: Grouping,
    /// The number of decimals, of significant digits or of characters.
    pub precision: Option<usize>,
    /// Between the digits after the point.
    pub fraction_grouping: Grouping,
    /// The type letter; nothing if neither given nor implied.
    pub letter: Option<CodePoint>,
}

/// The name of a value's type, which only messages ask for.
pub type TypeName<'a> = &'a dyn Fn() -> String;

/// What a type brings to the parsing of its specs.
struct Context<'a> {
    /// The name of the value's type.
    type_name: TypeName<'a>,
    letter: Option<u8>,
    align: u8,
}

fn is_align(cp: Option<CodePoint>) -> Option<u8> {
    match u8::try_from(cp?) {
        Ok(b @ (b'<' | b'>' | b'=' | b'^')) => Some(b),
        _ => None,
    }
}

/// Reads a spec from the left.
struct Reader<'a> {
    spec: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.spec.get(self.at).copied()
    }

    fn eat(&mut self, b: u8) -> bool {
        let found = self.peek() == Some(b);
        self.at += usize::from(found);
        found
    }

    /// Decimal digits of any script; `None` if there are none.
    fn integer(&mut self) -> Result<Option<usize>, Error> {
        let mut value = None;
        while self.at < self.spec.len() {
            let (cp, len) = wtf8::decode_at(self.spec, self.at);
            let Some(digit) = super::unicode::decimal_value(cp) else {
                break;
            };
            self.at += len;
            let next = value
                .unwrap_or(0usize)
                .checked_mul(10)
                .and_then(|v| v.checked_add(digit as usize))
                .filter(|&v| v <= isize::MAX as usize)
                .ok_or_else(|| Error::value("Too many decimal digits in format string"))?;
            value = Some(next);
        }
        Ok(value)
    }

    /// `,` or `_`, but not both.
    fn grouping(&mut self) -> Result<Grouping, Error> {
        let comma = self.eat(b',');
        let underscore = self.eat(b'_');
        if underscore && (comma || self.peek() == Some(b',')) {
            return Err(Error::value("Cannot specify both ',' and '_'."));
        }
        Ok(match (comma, underscore) {
            (true, _) => Grouping::Comma,
            (_, true) => Grouping::Underscore,
            _ => Grouping::None,
        })
    }
}

fn parse(spec: &[u8], context: &Context) -> Result<Spec, Error> {
    let mut r = Reader { spec, at: 0 };
    let first_len = spec.first().map_or(0, |&b| wtf8::len_from_first(b));
    let char_at = |at: usize| (at < spec.len()).then(|| wtf8::decode_at(spec, at).0);
    let mut fill = None;
    let mut align = None;
    if let Some(found) = is_align(char_at(first_len).filter(|_| first_len > 0)) {
        fill = char_at(0);
        align = Some(found);
        r.at = first_len + 1;
    } else if let Some(found) = is_align(char_at(0)) {
        align = Some(found);
        r.at = 1;
    }
    let sign = r.peek().filter(|b| matches!(b, b'+' | b'-' | b' '));
    r.at += usize::from(sign.is_some());
    let no_negative_zero = r.eat(b'z');
    let alternate = r.eat(b'#');
    // A zero before the width pads numbers between sign and digits.
    if fill.is_none() && r.eat(b'0') {
        fill = Some('0'.into());
        if align.is_none() && context.align == b'>' {
            align = Some(b'=');
        }
    }
    let width = r.integer()?;
    let grouping = r.grouping()?;
    let mut precision = None;
    let mut fraction_grouping = Grouping::None;
    if r.eat(b'.') {
        precision = r.integer()?;
        fraction_grouping = r.grouping()?;
        if precision.is_none() && fraction_grouping == Grouping::None {
            return Err(Error::value("Format specifier missing precision"));
        }
    }
    let mut letter = context.letter.map(CodePoint::from);
    if r.at < spec.len() {
        let (cp, len) = wtf8::decode_at(spec, r.at);
        if r.at + len < spec.len() {
            return Err(Error::value(
                [
                    b"Invalid format specifier '",
                    spec,
                    format!("' for object of type '{}'", (context.type_name)()).as_bytes(),
                ]
                .concat(),
            ));
        }
        letter = Some(cp);
    }
    check_grouping(grouping, letter)?;
    if letter == Some('n'.into()) && fraction_grouping != Grouping::None {
        return Err(bad_grouping(fraction_grouping, letter));
    }
    Ok(Spec {
        fill: fill.unwrap_or(' '.into()),
        align: align.unwrap_or(context.align),
        sign,
        no_negative_zero,
        alternate,
        width,
        grouping,
        precision,
        fraction_grouping,
        letter,
    })
}

/// Which letters allow groups.
fn check_grouping(grouping: Grouping, letter: Option<CodePoint>) -> Result<(), Error> {
    let ascii = letter.map(|cp| u8::try_from(cp).unwrap_or(0));
    let allowed = match (grouping, ascii) {
        (Grouping::None, _) | (_, None) => true,
        (_, Some(b'd' | b'e' | b'f' | b'g' | b'E' | b'G' | b'%' | b'F')) => true,
        (Grouping::Underscore, Some(b'b' | b'o' | b'x' | b'X')) => true,
        (_, Some(_)) => false,
    };
    if allowed {
        Ok(())
    } else {
        Err(bad_grouping(grouping, letter))
    }
}

fn bad_grouping(grouping: Grouping, letter: Option<CodePoint>) -> Error {
    let shown = show_letter(letter.unwrap_or(0));
    Error::value(format!(
        "Cannot specify '{}' with '{shown}'.",
        grouping.char()
    ))
}

/// A type letter as messages show it.
fn show_letter(cp: CodePoint) -> String {
    match cp {
        0x21..0x80 => char::from(cp as u8).to_string(),
        _ => format!("\\x{cp:x}"),
    }
}

fn unknown_letter(letter: Option<CodePoint>, type_name: TypeName) -> Error {
    let type_name = type_name();
    let shown = show_letter(letter.unwrap_or(0));
    Error::value(format!(
        "Unknown format code '{shown}' for object of type '{type_name}'"
    ))
}

/// `format(s, spec)` of a `str`; `type_name` is that of its class.
pub fn format_str(s: &[u8], spec: &[u8], type_name: TypeName) -> Result<Vec<u8>, Error> {
    let spec = parse(
        spec,
        &Context {
            type_name,
            letter: Some(b's'),
            align: b'<',
        },
    )?;
    if spec.letter != Some('s'.into()) {
        return Err(unknown_letter(spec.letter, type_name));
    }
    let refuse = |what: &str| {
        Err(Error::value(format!(
            "{what} not allowed in string format specifier"
        )))
    };
    match spec.sign {
        Some(b' ') => return refuse("Space"),
        Some(_) => return refuse("Sign"),
        None => {}
    }
    if spec.no_negative_zero {
        return refuse("Negative zero coercion (z)");
    }
    if spec.alternate {
        return refuse("Alternate form (#)");
    }
    if spec.align == b'=' {
        return refuse("'=' alignment");
    }
    let shown = match spec.precision {
        Some(precision) => &s[..wtf8::advance(s, 0, precision)],
        None => s,
    };
    let len = wtf8::count(shown);
    let mut out = Vec::with_capacity(shown.len());
    pad_around(&mut out, &spec, len, |out| out.extend_from_slice(shown))?;
    Ok(out)
}

/// Writes the body, which is `len` characters long, with the padding that the alignment asks for.
fn pad_around(
    out: &mut Vec<u8>,
    spec: &Spec,
    len: usize,
    body: impl FnOnce(&mut Vec<u8>),
) -> Result<(), Error> {
    let total = spec.width.unwrap_or(0).saturating_sub(len);
    check_padding(total)?;
    let left = match spec.align {
        b'<' => 0,
        b'^' => total / 2,
        _ => total,
    };
    push_fill(out, spec.fill, left);
    body(out);
    push_fill(out, spec.fill, total - left);
    Ok(())
}

/// More padding than this is refused with a `MemoryError` rather than tried.
const MAX_PADDING: usize = 1 << 40;

fn check_padding(n: usize) -> Result<(), Error> {
    if n > MAX_PADDING {
        Err(Error::new(ErrorKind::Memory, ""))
    } else {
        Ok(())
    }
}

fn push_fill(out: &mut Vec<u8>, fill: CodePoint, n: usize) {
    if fill < 0x80 {
        out.resize(out.len() + n, fill as u8);
        return;
    }
    for _ in 0..n {
        wtf8::push(out, fill);
    }
}

/// `format(n, spec)` of an `int`; `max_digits` is the limit on decimal digits, 0 for none.
pub fn format_int(
    n: IntRef,
    spec: &[u8],
    type_name: TypeName,
    max_digits: usize,
) -> Result<Vec<u8>, Error> {
    let spec = parse(
        spec,
        &Context {
            type_name,
            letter: Some(b'd'),
            align: b'>',
        },
    )?;
    match spec.letter.map(u8::try_from) {
        Some(Ok(b'b' | b'c' | b'd' | b'o' | b'x' | b'X' | b'n')) => {
            format_as_int(n, &spec, max_digits)
        }
        Some(Ok(b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'%')) => {
            format_as_float(n.to_f64()?, &spec)
        }
        _ => Err(unknown_letter(spec.letter, type_name)),
    }
}

fn format_as_int(n: IntRef, spec: &Spec, max_digits: usize) -> Result<Vec<u8>, Error> {
    if spec.precision.is_some() {
        return Err(Error::value(
            "Precision not allowed in integer format specifier",
        ));
    }
    if spec.no_negative_zero {
        return Err(Error::value(
            "Negative zero coercion (z) not allowed in integer format specifier",
        ));
    }
    let letter = spec.letter.unwrap_or('d'.into()) as u8;
    if letter == b'c' {
        return format_as_char(n, spec);
    }
    let (base, prefix) = match letter {
        b'b' => (2, "0b"),
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
    let prefix = if spec.alternate { prefix } else { "" };
    if spec.grouping == Grouping::None {
        let digits = digits.as_bytes();
        return lay_out_plain(n.is_negative(), prefix, digits, spec);
    }
    let number = Number {
        negative: n.is_negative(),
        prefix,
        int: digits.as_bytes(),
        group: if base == 10 { 3 } else { 4 },
        ..Number::default()
    };
    lay_out(&number, spec, spec.sign)
}

fn format_as_char(n: IntRef, spec: &Spec) -> Result<Vec<u8>, Error> {
    if spec.sign.is_some() {
        return Err(Error::value(
            "Sign not allowed with integer format specifier 'c'",
        ));
    }
    if spec.alternate {
        return Err(Error::value(
            "Alternate form (#) not allowed with integer format specifier 'c'",
        ));
    }
    let value = n
        .to_i64()
        .ok_or_else(|| Error::overflow("Python int too large to convert to C long"))?;
    let cp = u32::try_from(value)
        .ok()
        .filter(|&cp| cp <= wtf8::MAX_CODE_POINT)
        .ok_or_else(|| Error::overflow("%c arg not in range(0x110000)"))?;
    let mut buf = [0; 4];
    let number = Number {
        rest: wtf8::encode(cp, &mut buf),
        rest_len: Some(1),
        ..Number::default()
    };
    lay_out(&number, spec, None)
}

/// `format(x, spec)` of a `float`.
pub fn format_f64(x: f64, spec: &[u8], type_name: TypeName) -> Result<Vec<u8>, Error> {
    let spec = parse(
        spec,
        &Context {
            type_name,
            letter: None,
            align: b'>',
        },
    )?;
    match spec.letter.map(u8::try_from) {
        None | Some(Ok(b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'n' | b'%')) => {
            format_as_float(x, &spec)
        }
        Some(_) => Err(unknown_letter(spec.letter, type_name)),
    }
}

/// The largest precision of a float's text.
pub const LARGEST_PRECISION: usize = i32::MAX as usize - 1024;

/// The kind of layout and the precision that a spec means, and the flags; `dot_0` says that a lone integral part gets `.0`.
fn float_style(spec: &Spec, dot_0: bool) -> Result<(FloatKind, usize, FloatFlags), Error> {
    const DEFAULT_PRECISION: usize = 6;
    if spec.precision.is_some_and(|p| p > LARGEST_PRECISION) {
        return Err(Error::value("precision too big"));
    }
    let mut flags = FloatFlags {
        alternate: spec.alternate,
        no_negative_zero: spec.no_negative_zero,
        ..FloatFlags::default()
    };
    let precision = spec.precision.unwrap_or(DEFAULT_PRECISION);
    let Some(letter) = spec.letter else {
        flags.add_dot_0 = dot_0;
        return Ok(match spec.precision {
            Some(precision) => (FloatKind::General, precision, flags),
            None => (FloatKind::Repr, 0, flags),
        });
    };
    let letter = letter as u8;
    flags.upper = letter.is_ascii_uppercase();
    let kind = match letter.to_ascii_lowercase() {
        b'e' => FloatKind::Exponent,
        b'f' | b'%' => FloatKind::Fixed,
        _ => FloatKind::General,
    };
    Ok((kind, precision, flags))
}

fn format_as_float(x: f64, spec: &Spec) -> Result<Vec<u8>, Error> {
    let percent = spec.letter == Some('%'.into());
    let (kind, precision, flags) = float_style(spec, true)?;
    let x = if percent { x * 100.0 } else { x };
    let mut text = Vec::with_capacity(24);
    push_float(&mut text, x, kind, precision, flags);
    if percent {
        text.push(b'%');
    }
    if spec.grouping == Grouping::None && spec.fraction_grouping == Grouping::None {
        let plain_sign = !matches!(spec.sign, Some(b'+' | b' '));
        if plain_sign && spec.width.is_none() {
            return Ok(text);
        }
        let (negative, rest) = match &text[..] {
            [b'-', rest @ ..] => (true, rest),
            all => (false, all),
        };
        return lay_out_plain(negative, "", rest, spec);
    }
    lay_out(&Number::from_float_text(&text), spec, spec.sign)
}

/// `format(complex(re, im), spec)`.
pub fn format_complex(
    re: f64,
    im: f64,
    spec: &[u8],
    type_name: TypeName,
) -> Result<Vec<u8>, Error> {
    let spec = parse(
        spec,
        &Context {
            type_name,
            letter: None,
            align: b'>',
        },
    )?;
    match spec.letter.map(u8::try_from) {
        None | Some(Ok(b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'n')) => {}
        Some(_) => return Err(unknown_letter(spec.letter, type_name)),
    }
    if spec.fill == '0'.into() {
        return Err(Error::value(
            "Zero padding is not allowed in complex format specifier",
        ));
    }
    if spec.align == b'=' {
        return Err(Error::value(
            "'=' alignment flag is not allowed in complex format specifier",
        ));
    }
    let (kind, precision, flags) = float_style(&spec, false)?;
    // Without a letter the value looks as `str` shows it: in parentheses, unless there is no real part.
    let skip_re = spec.letter.is_none() && re == 0.0 && re.is_sign_positive();
    let parens = spec.letter.is_none() && !skip_re;
    let plain = Spec {
        width: None,
        align: b'<',
        ..spec.clone()
    };
    let part = |x: f64, sign: Option<u8>| {
        let text = format_float(x, kind, precision, flags);
        lay_out(&Number::from_float_text(text.as_bytes()), &plain, sign)
    };
    let mut body = Vec::new();
    if parens {
        body.push(b'(');
    }
    if skip_re {
        body.extend(part(im, spec.sign)?);
    } else {
        body.extend(part(re, spec.sign)?);
        body.extend(part(im, Some(b'+'))?);
    }
    body.push(b'j');
    if parens {
        body.push(b')');
    }
    let mut out = Vec::with_capacity(body.len());
    pad_around(&mut out, &spec, body.len(), |out| {
        out.extend_from_slice(&body)
    })?;
    Ok(out)
}

/// The parts of a number, before they are laid out.
#[derive(Clone, Copy, Debug, Default)]
struct Number<'a> {
    negative: bool,
    prefix: &'a str,
    /// The digits before the point.
    int: &'a [u8],
    point: bool,
    /// The digits after the point.
    fraction: &'a [u8],
    /// What follows: an exponent, `%`; or `inf`, `nan` and characters, which are no digits at all.
    rest: &'a [u8],
    /// The number of characters of the rest, if it is not ASCII.
    rest_len: Option<usize>,
    /// Digits per group before the point.
    group: usize,
}

impl Number<'_> {
    fn from_float_text(bytes: &[u8]) -> Number<'_> {
        let negative = bytes.first() == Some(&b'-');
        let s = &bytes[usize::from(negative)..];
        let digits = |s: &[u8]| s.iter().take_while(|b| b.is_ascii_digit()).count();
        let (int, after) = s.split_at(digits(s));
        let point = after.first() == Some(&b'.');
        let after = &after[usize::from(point)..];
        let (fraction, rest) = after.split_at(if point { digits(after) } else { 0 });
        Number {
            negative,
            int,
            point,
            fraction,
            rest,
            group: 3,
            ..Number::default()
        }
    }
}

fn sign_text(sign: Option<u8>, negative: bool) -> &'static str {
    match (sign, negative) {
        (_, true) => "-",
        (Some(b'+'), false) => "+",
        (Some(b' '), false) => " ",
        _ => "",
    }
}

/// Writes sign, prefix and an ASCII text without groups, padded to the width.
fn lay_out_plain(negative: bool, prefix: &str, text: &[u8], spec: &Spec) -> Result<Vec<u8>, Error> {
    let sign = sign_text(spec.sign, negative);
    let len = sign.len() + prefix.len() + text.len();
    let pad = spec.width.unwrap_or(0).saturating_sub(len);
    check_padding(pad)?;
    let (left, inner) = match spec.align {
        b'<' => (0, 0),
        b'^' => (pad / 2, 0),
        b'=' => (0, pad),
        _ => (pad, 0),
    };
    let mut out = Vec::with_capacity(len + pad);
    push_fill(&mut out, spec.fill, left);
    out.extend_from_slice(sign.as_bytes());
    out.extend_from_slice(prefix.as_bytes());
    push_fill(&mut out, spec.fill, inner);
    out.extend_from_slice(text);
    push_fill(&mut out, spec.fill, pad - left - inner);
    Ok(out)
}

/// Writes sign, prefix, grouped digits and the rest, padded to the width.
fn lay_out(number: &Number, spec: &Spec, sign: Option<u8>) -> Result<Vec<u8>, Error> {
    let sign = sign_text(sign, number.negative);
    let fraction = group_fraction(number.fraction, spec.fraction_grouping);
    let rest_len = number.rest_len.unwrap_or(number.rest.len());
    let around =
        sign.len() + number.prefix.len() + usize::from(number.point) + fraction.len() + rest_len;
    let width = spec.width.unwrap_or(0);
    check_padding(width)?;
    // Zeros that pad are grouped as the digits are.
    let min_digits = if spec.fill == '0'.into() && spec.align == b'=' {
        width.saturating_sub(around)
    } else {
        0
    };
    let int = if number.int.is_empty() {
        Vec::new()
    } else {
        group_int(number.int, number.group, spec.grouping, min_digits)
    };
    let len = around + int.len();
    let mut out = Vec::with_capacity(len.max(width));
    let head = |out: &mut Vec<u8>| {
        out.extend_from_slice(sign.as_bytes());
        out.extend_from_slice(number.prefix.as_bytes());
    };
    let tail = |out: &mut Vec<u8>| {
        out.extend_from_slice(&int);
        if number.point {
            out.push(b'.');
        }
        out.extend_from_slice(&fraction);
        out.extend_from_slice(number.rest);
    };
    if spec.align == b'=' {
        head(&mut out);
        push_fill(&mut out, spec.fill, width.saturating_sub(len));
        tail(&mut out);
    } else {
        pad_around(&mut out, spec, len, |out| {
            head(out);
            tail(out);
        })?;
    }
    Ok(out)
}

/// The digits with separators, and with zeros in front so that all together is at least `min_width` long.
fn group_int(digits: &[u8], group: usize, grouping: Grouping, min_width: usize) -> Vec<u8> {
    let separator = grouping.text().as_bytes();
    if separator.is_empty() {
        let zeros = min_width.saturating_sub(digits.len());
        return [vec![b'0'; zeros], digits.to_vec()].concat();
    }
    // From the right, the separators before each full group; a separator never comes first.
    let mut reversed = Vec::with_capacity(min_width.max(digits.len() * 4 / 3 + 1));
    let mut count = 0;
    let mut source = digits.iter().rev().copied();
    loop {
        let digit = match source.next() {
            Some(digit) => digit,
            None if reversed.len() >= min_width => break,
            None => b'0',
        };
        if count > 0 && count % group == 0 {
            reversed.extend_from_slice(separator);
        }
        reversed.push(digit);
        count += 1;
    }
    reversed.reverse();
    reversed
}

fn group_fraction(digits: &[u8], grouping: Grouping) -> Vec<u8> {
    const GROUP: usize = 3;
    let groups: Vec<&[u8]> = digits.chunks(GROUP).collect();
    groups.join(grouping.text().as_bytes())
}

#[cfg(test)]
#[rustfmt::skip] // One case a line.
#[allow(clippy::type_complexity, reason = "the types of the tables are read beside their rows")]
mod tables;

#[cfg(test)]
mod tests;
