//! `str % arguments` and `bytes % arguments`. The format is read and laid out by `algo::percent`; here are the arguments.

use std::cell::Cell;
use std::io::Write;

use crate::algo::percent::{self, Arguments, Parser, Piece, Star};
use crate::algo::search::Kind as Text;
use crate::algo::{self, float_text, int_text, short, wtf8};
use crate::error::{PyResult, Raised};
use crate::object::{Kind, Ref};
use crate::ops;
use crate::thread::Thread;
use crate::types::bytes as bytes_;
use crate::types::str::{self, Str};
use crate::types::str_methods::bytes;
use crate::types::tuple::Tuple;
use crate::types::{self, T, float, int};
use crate::value::Value;

/// An error of the format or of an argument.
enum Problem {
    Format(algo::Error),
    Raised(Raised),
}

impl From<algo::Error> for Problem {
    fn from(e: algo::Error) -> Problem {
        Problem::Format(e)
    }
}

/// The right operand, as the format takes from it.
struct Given<'a> {
    th: &'a Thread,
    /// What the format is.
    kind: Text,
    /// The whole right operand.
    whole: Value,
    /// What is taken from: a tuple, or one value.
    tuple: Option<Ref<Tuple>>,
    single: Value,
    next: usize,
}

impl Given<'_> {
    fn take(&mut self) -> Result<Value, Problem> {
        let found = match self.tuple {
            Some(t) => t.items().get(self.next).copied(),
            None if self.next == 0 => Some(self.single),
            None => None,
        };
        self.next += 1;
        found.ok_or_else(|| Problem::Format(percent::not_enough_arguments()))
    }

    fn is_mapping(&self) -> bool {
        let v = self.whole;
        types::type_of(v).slots().getitem.is_some()
            && !v.has_kind(Kind::Tuple)
            && !v.has_kind(Kind::Str)
            && (self.kind == Text::Str || !v.has_kind(Kind::Bytes) && !v.has_kind(Kind::ByteArray))
    }

    fn exhausted(&self) -> bool {
        match self.tuple {
            Some(t) => self.next >= t.len(),
            None => self.next > 0,
        }
    }
}

impl Arguments for Given<'_> {
    type Error = Problem;

    fn mapping(&mut self) -> Result<(), Problem> {
        if self.is_mapping() {
            Ok(())
        } else {
            Err(Problem::Format(percent::requires_mapping()))
        }
    }

    fn key(&mut self, key: &[u8]) -> Result<(), Problem> {
        let key = match self.kind {
            Text::Str => str::from_bytes(self.th, key).value(),
            Text::Bytes => bytes_::new(self.th, key),
        };
        let v = ops::get_item(self.th, self.whole, key).map_err(Problem::Raised)?;
        self.tuple = None;
        self.single = v;
        self.next = 0;
        Ok(())
    }

    fn star(&mut self) -> Result<Star, Problem> {
        let v = self.take()?;
        if !types::is_instance_of(v, T::Int) {
            return Ok(Star::NotInt);
        }
        let n = match v {
            Value::TRUE => Some(1),
            Value::FALSE => Some(0),
            _ => int::to_i64(v),
        };
        Ok(Star::Int(n))
    }
}

/// A conversion that is simple to lay out: flags `-` and `0`, a width, a precision, and the letter.
struct Simple {
    left: bool,
    zeros: bool,
    width: usize,
    precision: Option<usize>,
    letter: u8,
}

impl Simple {
    /// Reads a conversion behind its `%`; also what follows it. `None`: it is not that simple.
    fn read(s: &[u8]) -> Option<(Simple, &[u8])> {
        let (mut left, mut zeros, mut at) = (false, false, 0);
        loop {
            match s.get(at)? {
                b'-' => left = true,
                b'0' => zeros = true,
                _ => break,
            }
            at += 1;
        }
        let width = two_digits(s, &mut at)?;
        let mut precision = None;
        if s.get(at)? == &b'.' {
            at += 1;
            precision = Some(two_digits(s, &mut at)?);
        }
        let simple = Simple {
            left,
            zeros: zeros && !left,
            width,
            precision,
            letter: *s.get(at)?,
        };
        Some((simple, &s[at + 1..]))
    }

    /// Appends a value, if it is a string, a small int or a float of moderate size and fits the letter.
    fn push(&self, out: &mut Vec<u8>, v: Value) -> Option<()> {
        let start = out.len();
        let mut length = None;
        match (self.letter, v.as_small()) {
            (b'd' | b'i' | b'u', Some(n)) if self.precision.is_none() => push_decimal(out, n),
            (b's' | b'r', Some(n)) if self.precision.is_none() && !self.zeros => {
                push_decimal(out, n);
            }
            (b'x', Some(n)) if self.precision.is_none() => push_hex(out, n),
            (b'f', small) => {
                let x = match small {
                    Some(n) if n.unsigned_abs() < 1 << 50 => n as f64,
                    Some(_) => return None,
                    None => float::exact(v).filter(|x| x.abs() < 1e15)?,
                };
                let precision = self.precision.unwrap_or(6);
                let mut text = [0; 64];
                match float_text::write_fixed(&mut text, x, precision) {
                    Some(n) => out.extend_from_slice(&text[..n]),
                    None => write!(out, "{x:.precision$}").ok()?,
                }
            }
            (b's', None) if self.precision.is_none() && !self.zeros => {
                let s = types::dict::exact_str(v)?;
                out.extend_from_slice(s.bytes());
                length = Some(s.char_len());
            }
            _ => return None,
        }
        let length = length.unwrap_or(out.len() - start);
        if let Some(missing) = self.width.checked_sub(length) {
            let end = out.len();
            out.resize(end + missing, b' ');
            if !self.left {
                let from = start + usize::from(self.zeros && out[start] == b'-');
                out.copy_within(from..end, from + missing);
                out[from..from + missing].fill(if self.zeros { b'0' } else { b' ' });
            }
        }
        Some(())
    }
}

/// A number of at most two digits, 0 if there is none.
fn two_digits(s: &[u8], at: &mut usize) -> Option<usize> {
    let mut n = 0;
    for count in 0.. {
        let b = *s.get(*at)?;
        if !b.is_ascii_digit() {
            break;
        }
        if count == 2 {
            return None;
        }
        n = n * 10 + usize::from(b - b'0');
        *at += 1;
    }
    Some(n)
}

fn push_decimal(out: &mut Vec<u8>, n: i64) {
    let mut digits = [0; 20];
    let at = int_text::write_decimal(n, &mut digits);
    out.extend_from_slice(&digits[at..]);
}

fn push_hex(out: &mut Vec<u8>, n: i64) {
    let (mut digits, mut at) = ([0; 16], 16);
    let mut left = n.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b"0123456789abcdef"[(left & 15) as usize];
        left >>= 4;
        if left == 0 {
            break;
        }
    }
    if n < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

thread_local! {
    /// Where [`simple`] puts a text together.
    static SCRATCH: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// What the scratch keeps.
const SCRATCH_KEPT: usize = 64 << 10;

/// The usual formats of strings, small ints and floats without further ado. `None`: something else, and nothing has
/// happened. Allocates.
fn simple(th: &Thread, format: &[u8], b: Value) -> Option<Value> {
    let mut out = SCRATCH.take();
    out.clear();
    let text = fill_simple(&mut out, format, b).map(|()| str::from_bytes(th, &out).value());
    if out.capacity() <= SCRATCH_KEPT {
        SCRATCH.set(out);
    }
    text
}

/// A string that the format leaves as it is: the argument of a lone `%s`, or a format without conversions itself.
fn unchanged(a: Value, b: Value) -> Option<Value> {
    let format = bytes(a);
    let Some(b'%') = format.first() else {
        let empty = b.downcast::<Tuple>().is_some_and(|t| t.is_empty());
        return (empty && short::find_byte(format, b'%').is_none()).then_some(a);
    };
    if format.last() != Some(&b's') {
        return None;
    }
    let v = match b.downcast::<Tuple>() {
        Some(t) if t.len() == 1 => t.items()[0],
        _ => b,
    };
    let s = types::dict::exact_str(v)?;
    match Simple::read(&format[1..])? {
        (c, []) if c.letter == b's' => {
            let (width, precision) = (c.width, c.precision.unwrap_or(usize::MAX));
            (width <= s.char_len() && precision >= s.char_len()).then_some(v)
        }
        _ => None,
    }
}

fn fill_simple(out: &mut Vec<u8>, format: &[u8], b: Value) -> Option<()> {
    let single = [b];
    let tuple = if types::is_exactly(b, T::Tuple) {
        b.downcast::<Tuple>()
    } else {
        None
    };
    let mut args = match &tuple {
        Some(t) => t.items(),
        None if b.is_small_int() || b.is_flonum() || types::is_exactly(b, T::Str) => &single,
        None => return None,
    };
    let mut rest = format;
    while let Some(at) = short::find_byte(rest, b'%') {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        if rest.first() == Some(&b'%') {
            out.push(b'%');
            rest = &rest[1..];
            continue;
        }
        let (conversion, behind) = Simple::read(rest)?;
        rest = behind;
        let (&v, others) = args.split_first()?;
        args = others;
        conversion.push(out, v)?;
    }
    if !args.is_empty() {
        return None;
    }
    out.extend_from_slice(rest);
    Some(())
}

/// `format % arguments`.
pub fn modulo(th: &Thread, a: Value, b: Value) -> PyResult {
    if !a.has_kind(Kind::Str) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    if let Some(v) = unchanged(a, b).or_else(|| simple(th, bytes(a), b)) {
        return Ok(v);
    }
    let (out, last) = fill_all(th, Text::Str, bytes(a), b)?;
    match last {
        // The format is this conversion and no more: what was converted to is the result.
        Some(text) if text.bytes() == out => Ok(text.value()),
        _ => Ok(str::from_bytes(th, &out).value()),
    }
}

/// What `format % arguments` gives for a format of bytes. Runs Python.
pub fn bytes_modulo(th: &Thread, format: &[u8], arguments: Value) -> PyResult<Vec<u8>> {
    Ok(fill_all(th, Text::Bytes, format, arguments)?.0)
}

/// The text, and the string that its last piece is made from, if that is one.
type Filled = (Vec<u8>, Option<Ref<Str>>);

fn fill_all(th: &Thread, kind: Text, format: &[u8], arguments: Value) -> PyResult<Filled> {
    let mut given = Given {
        th,
        kind,
        whole: arguments,
        tuple: arguments.downcast::<Tuple>(),
        single: arguments,
        next: 0,
    };
    let mut out = Vec::with_capacity(format.len() + 16);
    match fill(th, format, &mut given, &mut out) {
        Ok(last) => Ok((out, last)),
        Err(Problem::Raised(raised)) => Err(raised),
        Err(Problem::Format(e)) => Err(int::raise(th, e)),
    }
}

fn fill(
    th: &Thread,
    format: &[u8],
    given: &mut Given,
    out: &mut Vec<u8>,
) -> Result<Option<Ref<Str>>, Problem> {
    let kind = given.kind;
    let mut parser = Parser::new(kind, format);
    let mut last = None;
    while let Some(piece) = parser.next(given)? {
        last = None;
        match piece {
            Piece::Literal(text) => out.extend_from_slice(text),
            Piece::Conversion(c) => {
                let v = given.take()?;
                match kind {
                    Text::Str => last = convert(th, format, &c, v, out)?,
                    Text::Bytes => convert_to_bytes(th, format, &c, v, out)?,
                }
            }
        }
    }
    if !given.exhausted() && !given.is_mapping() {
        return Err(Problem::Format(percent::not_all_converted(kind)));
    }
    Ok(last)
}

fn convert_to_bytes(
    th: &Thread,
    format: &[u8],
    c: &percent::Conversion,
    v: Value,
    out: &mut Vec<u8>,
) -> Result<(), Problem> {
    match c.letter_byte() {
        b's' | b'b' => {
            let data = bytes_text(th, v).map_err(Problem::Raised)?;
            c.push_text(out, Text::Bytes, &data)?;
        }
        b'r' | b'a' => {
            let text = ops::ascii(th, v).map_err(Problem::Raised)?;
            c.push_text(out, Text::Bytes, text.bytes())?;
        }
        b'c' => {
            let b = byte_character(th, v).map_err(Problem::Raised)?;
            c.push_char(out, &[b])?;
        }
        b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => {
            let x = match float::to_f64(th, v) {
                Ok(x) => x,
                Err(raised) => {
                    th.swallow(raised, T::TypeError).map_err(Problem::Raised)?;
                    return Err(Problem::Raised(th.type_error(format!(
                        "float argument required, not {}",
                        ops::type_name(v)
                    ))));
                }
            };
            c.push_number(out, c.float_text(x)?.as_bytes())?;
        }
        b'd' | b'i' | b'u' | b'o' | b'x' | b'X' => {
            convert(th, format, c, v, out)?;
        }
        _ => return Err(Problem::Format(c.unsupported(Text::Bytes, format))),
    }
    Ok(())
}

/// The bytes for a `%s` in a format of bytes.
fn bytes_text(th: &Thread, v: Value) -> PyResult<Vec<u8>> {
    if v.has_kind(Kind::Bytes) || v.has_kind(Kind::ByteArray) {
        return Ok(bytes_::as_bytes(v).unwrap_or_default().into_owned());
    }
    if let Some(made) = ops::call::special(th, v, crate::names::N::__bytes__, &[])? {
        return match made.downcast::<bytes_::Bytes>() {
            Some(b) => Ok(b.data().to_vec()),
            None => Err(th.type_error(format!(
                "__bytes__ returned non-bytes (type {})",
                ops::type_name(made)
            ))),
        };
    }
    if let Some(b) = bytes_::as_bytes(v) {
        return Ok(b.into_owned());
    }
    Err(th.type_error(format!(
        "%b requires a bytes-like object, or an object that implements __bytes__, not '{}'",
        ops::type_name(v)
    )))
}

/// The byte for a `%c` in a format of bytes.
fn byte_character(th: &Thread, v: Value) -> PyResult<u8> {
    let wanted = "%c requires an integer in range(256) or a single byte, not";
    if v.has_kind(Kind::Bytes) || v.has_kind(Kind::ByteArray) {
        let data = bytes_::as_bytes(v).unwrap_or_default();
        if let [b] = *data {
            return Ok(b);
        }
        let sort = if v.has_kind(Kind::Bytes) {
            "bytes"
        } else {
            "bytearray"
        };
        return Err(th.type_error(format!("{wanted} a {sort} object of length {}", data.len())));
    }
    if types::type_of(v).slots().index.is_none() {
        return Err(th.type_error(format!("{wanted} {}", ops::full_type_name(v))));
    }
    match u8::try_from(ops::index_clamped(th, v)?) {
        Ok(b) => Ok(b),
        Err(_) => Err(th.overflow_error("%c arg not in range(256)")),
    }
}

/// Appends a converted value; gives the string that it was made from, if it was one.
fn convert(
    th: &Thread,
    format: &[u8],
    c: &percent::Conversion,
    v: Value,
    out: &mut Vec<u8>,
) -> Result<Option<Ref<Str>>, Problem> {
    let letter = c.letter_byte();
    match letter {
        b's' | b'r' | b'a' => {
            let text = match letter {
                b's' => ops::str(th, v),
                b'r' => ops::repr(th, v),
                _ => ops::ascii(th, v),
            };
            let text = text.map_err(Problem::Raised)?;
            c.push_text(out, Text::Str, text.bytes())?;
            return Ok((!c.plus && !c.blank).then_some(text));
        }
        b'd' | b'i' | b'u' | b'o' | b'x' | b'X' => {
            let n = integer(th, letter, v).map_err(Problem::Raised)?;
            let limit = th.int_max_str_digits.get();
            let text = int::with(n, |n| c.int_text(n, limit))?;
            c.push_number(out, text.as_bytes())?;
        }
        b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => {
            let x = match float::get(v) {
                Some(x) => x,
                None => float::to_f64(th, v).map_err(Problem::Raised)?,
            };
            c.push_number(out, c.float_text(x)?.as_bytes())?;
        }
        b'c' => {
            let text = character(th, v).map_err(Problem::Raised)?;
            c.push_char(out, &text)?;
        }
        _ => return Err(Problem::Format(c.unsupported(Text::Str, format))),
    }
    Ok(None)
}

/// The integer for an integer conversion.
fn integer(th: &Thread, letter: u8, v: Value) -> PyResult {
    let plain = |v: Value| match v {
        Value::TRUE => Value::small(1),
        Value::FALSE => Value::small(0),
        _ => v,
    };
    if types::is_instance_of(v, T::Int) {
        return Ok(plain(v));
    }
    let hexadecimal = matches!(letter, b'o' | b'x' | b'X');
    let ty = types::type_of(v);
    let number = if hexadecimal && ty.slots().index.is_some() {
        Some(ops::index(th, v))
    } else if !hexadecimal
        && (ty.slots().int.is_some() || ty.slots().float.is_some() || ty.slots().index.is_some())
    {
        let class = types::get(T::Int).value();
        Some(ops::call1(th, class, v))
    } else {
        None
    };
    match number {
        Some(Ok(n)) => Ok(plain(n)),
        Some(Err(raised)) if !th.raised_is(&raised, T::TypeError) => Err(raised),
        other => {
            if let Some(Err(raised)) = other {
                th.swallow(raised, T::TypeError)?;
            }
            let what = if hexadecimal {
                "an integer"
            } else {
                "a real number"
            };
            Err(th.type_error(format!(
                "%{} format: {what} is required, not {}",
                letter as char,
                ops::type_name(v)
            )))
        }
    }
}

/// The text of a `%c`.
fn character(th: &Thread, v: Value) -> PyResult<Vec<u8>> {
    if v.has_kind(Kind::Str) {
        let text = bytes(v);
        if wtf8::count(text) == 1 {
            return Ok(text.to_vec());
        }
        return Err(th.type_error(format!(
            "%c requires an int or a unicode character, not a string of length {}",
            wtf8::count(text)
        )));
    }
    if types::type_of(v).slots().index.is_none() {
        return Err(th.type_error(format!(
            "%c requires an int or a unicode character, not {}",
            ops::full_type_name(v)
        )));
    }
    match int::to_i64(ops::index(th, v)?) {
        Some(n) if (0..0x11_0000).contains(&n) => Ok(wtf8::from_code_point(n as u32)),
        _ => Err(th.overflow_error("%c arg not in range(0x110000)")),
    }
}
