//! `str.format` and `str.format_map`: replacement fields with nested fields, attributes, items and conversions.

use crate::algo::wtf8;
use crate::error::{PyResult, Raised};
use crate::native::Args;
use crate::object::{Kind, Ref};
use crate::ops;
use crate::thread::Thread;
use crate::types::str::{self, Str};
use crate::types::str_methods::bytes;

use crate::value::Value;

/// Where the fields' values come from.
struct Given<'a> {
    positional: &'a [Value],
    /// The keyword arguments of `format`.
    keywords: Option<Args<'a>>,
    /// The mapping of `format_map`.
    mapping: Value,
    /// Fields without a number so far; None once a number was used.
    automatic: Option<usize>,
    manual: bool,
}

/// `str.format`.
pub fn format(th: &Thread, args: Args) -> PyResult {
    let mut given = Given {
        positional: &args.pos()[1..],
        keywords: Some(args),
        mapping: Value::EMPTY,
        automatic: None,
        manual: false,
    };
    result(th, args.values[0], &mut given)
}

/// `str.format_map`.
pub fn format_map(th: &Thread, a: &[Value]) -> PyResult {
    let mut given = Given {
        positional: &[],
        keywords: None,
        mapping: a[1],
        automatic: None,
        manual: false,
    };
    result(th, a[0], &mut given)
}

/// The filled format: the very string of its only piece, if there is no other.
fn result(th: &Thread, format: Value, given: &mut Given) -> PyResult {
    let mut out = Vec::new();
    let last = fill(th, bytes(format), given, 2, &mut out)?;
    Ok(match last {
        Last::Field(text) if text.bytes() == out => text.value(),
        Last::Literal if bytes(format) == out => format,
        _ => str::from_bytes(th, &out).value(),
    })
}

/// What a format ends with.
enum Last {
    Literal,
    Field(Ref<Str>),
}

fn fill(
    th: &Thread,
    format: &[u8],
    given: &mut Given,
    depth: usize,
    out: &mut Vec<u8>,
) -> PyResult<Last> {
    let mut last = Last::Literal;
    if depth == 0 {
        return Err(th.value_error("Max string recursion exceeded"));
    }
    let mut i = 0;
    while i < format.len() {
        let b = format[i];
        i += 1;
        last = Last::Literal;
        if b != b'{' && b != b'}' {
            let start = i - 1;
            while i < format.len() && format[i] != b'{' && format[i] != b'}' {
                i += 1;
            }
            out.extend_from_slice(&format[start..i]);
            continue;
        }
        if format.get(i) == Some(&b) {
            out.push(b);
            i += 1;
            continue;
        }
        if b == b'}' {
            return Err(th.value_error("Single '}' encountered in format string"));
        }
        if i == format.len() {
            return Err(th.value_error("Single '{' encountered in format string"));
        }
        let text;
        (i, text) = field(th, format, i, given, depth, out)?;
        last = Last::Field(text);
    }
    Ok(last)
}

/// Formats the replacement field that begins at `i`, behind its brace; gives where it ends, and its text.
fn field(
    th: &Thread,
    format: &[u8],
    mut i: usize,
    given: &mut Given,
    depth: usize,
    out: &mut Vec<u8>,
) -> PyResult<(usize, Ref<Str>)> {
    let start = i;
    let mut bracket = false;
    loop {
        match format.get(i) {
            None => return Err(th.value_error("expected '}' before end of string")),
            Some(b'[') => bracket = true,
            Some(b']') => bracket = false,
            Some(b'{') if !bracket => {
                return Err(th.value_error("unexpected '{' in field name"));
            }
            Some(b'}' | b':' | b'!') if !bracket => break,
            Some(_) => {}
        }
        i += 1;
    }
    let name = &format[start..i];
    let mut conversion = None;
    if format[i] == b'!' {
        i += 1;
        if i >= format.len() {
            return Err(th.value_error("end of string while looking for conversion specifier"));
        }
        let (cp, len) = wtf8::decode_at(format, i);
        conversion = Some(cp);
        i += len;
        match format.get(i) {
            Some(b':' | b'}') => {}
            Some(_) => return Err(th.value_error("expected ':' after conversion specifier")),
            None => return Err(th.value_error("unmatched '{' in format spec")),
        }
    }
    let mut spec: &[u8] = &[];
    let mut nested = false;
    if format[i] == b':' {
        i += 1;
        let start = i;
        let mut open = 1;
        loop {
            match format.get(i) {
                None => return Err(th.value_error("unmatched '{' in format spec")),
                Some(b'{') => {
                    nested = true;
                    open += 1;
                }
                Some(b'}') => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                }
                Some(_) => {}
            }
            i += 1;
        }
        spec = &format[start..i];
    }
    let mut v = value(th, name, given)?;
    match conversion.map(char::from_u32) {
        None => {}
        Some(Some('r')) => v = ops::repr(th, v)?.value(),
        Some(Some('s')) => v = ops::str(th, v)?.value(),
        Some(Some('a')) => v = ops::ascii(th, v)?.value(),
        Some(c) => return Err(bad_conversion(th, c)),
    }
    let mut expanded = Vec::new();
    if nested {
        fill(th, spec, given, depth - 1, &mut expanded)?;
        spec = &expanded;
    }
    let spec = str::from_bytes(th, spec);
    let text = ops::format(th, v, spec)?;
    out.extend_from_slice(text.bytes());
    Ok((i + 1, text))
}

#[cold]
fn bad_conversion(th: &Thread, c: Option<char>) -> Raised {
    match c {
        Some(c) if c > ' ' && c < '\u{7f}' => {
            th.value_error(format!("Unknown conversion specifier {c}"))
        }
        c => th.value_error(format!(
            "Unknown conversion specifier \\x{:x}",
            c.map_or(0xfffd, |c| c as u32)
        )),
    }
}

/// A number in a field's name.
fn number(th: &Thread, text: &[u8]) -> PyResult<Option<usize>> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return Ok(None);
    }
    let n = text.iter().try_fold(0usize, |n, b| {
        n.checked_mul(10)?.checked_add((b - b'0') as usize)
    });
    match n.filter(|&n| n <= isize::MAX as usize) {
        Some(n) => Ok(Some(n)),
        None => Err(th.value_error("Too many decimal digits in format string")),
    }
}

/// The value that a field names.
fn value(th: &Thread, name: &[u8], given: &mut Given) -> PyResult {
    let end = name
        .iter()
        .position(|&b| b == b'.' || b == b'[')
        .unwrap_or(name.len());
    let (first, mut rest) = name.split_at(end);
    let explicit = number(th, first)?;
    let index = if first.is_empty() {
        if given.manual {
            return Err(th.value_error(
                "cannot switch from manual field specification to automatic field numbering",
            ));
        }
        let n = given.automatic.map_or(0, |n| n + 1);
        given.automatic = Some(n);
        Some(n)
    } else if explicit.is_some() {
        if given.automatic.is_some() {
            return Err(th.value_error(
                "cannot switch from automatic field numbering to manual field specification",
            ));
        }
        given.manual = true;
        explicit
    } else {
        None
    };
    let mut v = match index {
        Some(_) if given.keywords.is_none() => {
            return Err(th.value_error("Format string contains positional fields"));
        }
        Some(n) => match given.positional.get(n) {
            Some(&v) => v,
            None => {
                return Err(th.index_error(format!(
                    "Replacement index {n} out of range for positional args tuple"
                )));
            }
        },
        None => named(th, first, given)?,
    };
    while let Some(&b) = rest.first() {
        if b == b'.' {
            let end = rest[1..]
                .iter()
                .position(|&b| b == b'.' || b == b'[')
                .map_or(rest.len(), |n| n + 1);
            let name = &rest[1..end];
            if name.is_empty() {
                return Err(th.value_error("Empty attribute in format string"));
            }
            let name = str::from_bytes(th, name);
            v = ops::get_attr(th, v, str::intern_str(th, name))?;
            rest = &rest[end..];
        } else if b == b'[' {
            let Some(close) = rest.iter().position(|&b| b == b']') else {
                return Err(th.value_error("Missing ']' in format string"));
            };
            let key = &rest[1..close];
            if key.is_empty() {
                return Err(th.value_error("Empty attribute in format string"));
            }
            let key = match number(th, key)? {
                Some(n) => Value::small(n as i64),
                None => str::from_bytes(th, key).value(),
            };
            v = ops::get_item(th, v, key)?;
            rest = &rest[close + 1..];
        } else {
            return Err(th.value_error("Only '.' or '[' may follow ']' in format field specifier"));
        }
    }
    Ok(v)
}

fn named(th: &Thread, name: &[u8], given: &Given) -> PyResult {
    let key = str::from_bytes(th, name).value();
    match given.keywords {
        Some(args) => {
            for (k, v) in args.keywords() {
                if k.has_kind(Kind::Str) && bytes(k) == name {
                    return Ok(v);
                }
            }
            Err(th.key_error(key))
        }
        None => ops::get_item(th, given.mapping, key),
    }
}
