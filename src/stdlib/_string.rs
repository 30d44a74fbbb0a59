//! `_string`: the two parsers behind `string.Formatter`.
//!
//! All markup is ASCII, so that both work on the bytes of the strings. The iterators have the layout of
//! `support::Small`: 0 the string; number: the position in bytes.

use runtime::algo::wtf8;
use runtime::error::PyResult;
use runtime::native::{ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::sequence::{this, tuple_of};
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, NativeTypeDef};
use runtime::types::type_of;
use runtime::value::Value;

use crate::support::{TypeCell, alloc, iterator, small};

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_string",
    doc: "string helper module",
    functions: &[
        NativeDef::new("formatter_parser", "(object, /)", formatter_parser)
            .doc("parse the argument as a format string"),
        NativeDef::new(
            "formatter_field_name_split",
            "(object, /)",
            field_name_split,
        )
        .doc("split the argument as a field name"),
    ],
    init,
};

static PARSER_TYPE: TypeCell = TypeCell::new();
static NAME_TYPE: TypeCell = TypeCell::new();

static PARSER: NativeTypeDef = of_interpreter(iterator("formatteriterator", None, parser_next, ""));
static NAME: NativeTypeDef = of_interpreter(iterator("fieldnameiterator", None, name_next, ""));

/// As CPython has them, which keeps these types in variables.
const fn of_interpreter(mut def: NativeTypeDef) -> NativeTypeDef {
    def.flags |= type_::flags::STATIC;
    def
}

fn init(th: &Thread, _module: Ref<Module>) -> PyResult<()> {
    PARSER_TYPE.set(type_::define_native(th, &PARSER));
    NAME_TYPE.set(type_::define_native(th, &NAME));
    Ok(())
}

fn string_argument(th: &Thread, v: Value) -> PyResult<Ref<Str>> {
    match v.downcast::<Str>() {
        Some(s) => Ok(s),
        None => Err(th.type_error(format!("expected str, got {}", type_of(v).tp_name()))),
    }
}

fn text(th: &Thread, bytes: &[u8]) -> Value {
    str::from_bytes(th, bytes).value()
}

fn formatter_parser(th: &Thread, args: &[Value]) -> PyResult {
    let s = string_argument(th, args[0])?;
    Ok(alloc(th, PARSER_TYPE.get(), &[s.value()], &[0]).value())
}

/// The next (literal text, field name, format specification, conversion).
fn parser_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    let s = this::<Str>(o.slot(0));
    let s = s.bytes();
    let start = o.num(0) as usize;
    if start >= s.len() {
        return Ok(None);
    }
    let is_brace = |b: &u8| matches!(b, b'{' | b'}');
    let Some(brace) = s[start..].iter().position(is_brace).map(|n| start + n) else {
        o.set_num(0, s.len() as i64);
        let literal = text(th, &s[start..]);
        return Ok(Some(tuple_of(
            th,
            &[literal, Value::NONE, Value::NONE, Value::NONE],
        )));
    };
    // A doubled brace ends the literal and stands for itself.
    if s.get(brace + 1) == Some(&s[brace]) {
        o.set_num(0, brace as i64 + 2);
        let literal = text(th, &s[start..=brace]);
        return Ok(Some(tuple_of(
            th,
            &[literal, Value::NONE, Value::NONE, Value::NONE],
        )));
    }
    if s[brace] == b'}' {
        return Err(th.value_error("Single '}' encountered in format string"));
    }
    if brace + 1 == s.len() {
        return Err(th.value_error("Single '{' encountered in format string"));
    }
    let (field, end) = parse_field(th, s, brace + 1)?;
    o.set_num(0, end as i64);
    let literal = text(th, &s[start..brace]);
    let name = text(th, field.name);
    let spec = text(th, field.spec);
    let conversion = field.conversion.map_or(Value::NONE, |c| text(th, c));
    Ok(Some(tuple_of(th, &[literal, name, spec, conversion])))
}

/// The parts of a replacement field.
struct Field<'a> {
    name: &'a [u8],
    conversion: Option<&'a [u8]>,
    spec: &'a [u8],
}

/// Parses the field whose text begins at `at`, behind the brace; also returns where the text after it begins.
fn parse_field<'a>(th: &Thread, s: &'a [u8], at: usize) -> PyResult<(Field<'a>, usize)> {
    let mut i = at;
    let mut in_brackets = false;
    while let Some(&b) = s.get(i) {
        match b {
            b'{' => return Err(th.value_error("unexpected '{' in field name")),
            b'[' => in_brackets = true,
            b']' => in_brackets = false,
            b'}' | b':' | b'!' if !in_brackets => break,
            _ => {}
        }
        i += 1;
    }
    let mut field = Field {
        name: &s[at..i],
        conversion: None,
        spec: &[],
    };
    let unfinished = || th.value_error("expected '}' before end of string");
    match s.get(i) {
        None => return Err(unfinished()),
        Some(b'}') => return Ok((field, i + 1)),
        Some(b'!') => {
            let Some(&first) = s.get(i + 1) else {
                return Err(th.value_error("end of string while looking for conversion specifier"));
            };
            let end = i + 1 + wtf8::len_from_first(first);
            field.conversion = Some(&s[i + 1..end]);
            match s.get(end) {
                None => return Err(th.value_error("unmatched '{' in format spec")),
                Some(b'}') => return Ok((field, end + 1)),
                Some(b':') => i = end + 1,
                Some(_) => {
                    return Err(th.value_error("expected ':' after conversion specifier"));
                }
            }
        }
        Some(_) => i += 1,
    }
    // The specification reaches to the brace that matches the field's.
    let mut depth = 1;
    for (n, &b) in s[i..].iter().enumerate() {
        match b {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            field.spec = &s[i..i + n];
            return Ok((field, i + n + 1));
        }
    }
    Err(th.value_error("unmatched '{' in format spec"))
}

/// The number that a name of digits is.
fn number(th: &Thread, name: &[u8]) -> PyResult<Option<Value>> {
    if name.is_empty() || !name.iter().all(u8::is_ascii_digit) {
        return Ok(None);
    }
    let parsed = std::str::from_utf8(name)
        .ok()
        .and_then(|digits| digits.parse::<i64>().ok());
    match parsed {
        Some(n) => Ok(Some(runtime::types::int::from_i64(th, n))),
        None => Err(th.value_error("Too many decimal digits in format string")),
    }
}

fn field_name_split(th: &Thread, args: &[Value]) -> PyResult {
    let s = string_argument(th, args[0])?;
    let bytes = s.bytes();
    let end = bytes
        .iter()
        .position(|b| matches!(b, b'.' | b'['))
        .unwrap_or(bytes.len());
    let first = match number(th, &bytes[..end])? {
        Some(n) => n,
        None => text(th, &bytes[..end]),
    };
    let rest = alloc(th, NAME_TYPE.get(), &[s.value()], &[end as i64]).value();
    Ok(tuple_of(th, &[first, rest]))
}

/// The next (is it an attribute, name or index).
fn name_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let o = small(v);
    let s = this::<Str>(o.slot(0));
    let s = s.bytes();
    let at = o.num(0) as usize;
    let Some(&kind) = s.get(at) else {
        return Ok(None);
    };
    let rest = &s[at + 1..];
    let empty = || th.value_error("Empty attribute in format string");
    match kind {
        b'.' => {
            let end = rest
                .iter()
                .position(|b| matches!(b, b'.' | b'['))
                .unwrap_or(rest.len());
            if end == 0 {
                return Err(empty());
            }
            o.set_num(0, (at + 1 + end) as i64);
            let name = text(th, &rest[..end]);
            Ok(Some(tuple_of(th, &[Value::TRUE, name])))
        }
        b'[' => {
            let Some(end) = rest.iter().position(|&b| b == b']') else {
                return Err(th.value_error("Missing ']' in format string"));
            };
            if end == 0 {
                return Err(empty());
            }
            o.set_num(0, (at + 2 + end) as i64);
            let index = match number(th, &rest[..end])? {
                Some(n) => n,
                None => text(th, &rest[..end]),
            };
            Ok(Some(tuple_of(th, &[Value::FALSE, index])))
        }
        _ => Err(th.value_error("Only '.' or '[' may follow ']' in format field specifier")),
    }
}
