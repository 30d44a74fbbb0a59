//! The error handlers of codecs as Python sees them: functions from a UnicodeError to a replacement and a position.
//!
//! The loops in [`crate::codecs`] use them only where a handler is asked for by name that has no quicker way; the rules
//! are those of `algo::codecs`.

use crate::algo::codecs::{self as algo, Codec, CodecError, Handler};
use crate::algo::{text, wtf8};
use crate::codecs::encoding_of;
use crate::error::{PyResult, Raised};
use crate::native::NativeDef;
use crate::object::{Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::bytes::{self, Bytes};
use crate::types::dict::Dict;
use crate::types::exception::as_exception;
use crate::types::str::{self, Str};
use crate::types::{self, T, builtin, int, tuple};
use crate::value::Value;

static HANDLERS: &[NativeDef] = &[
    NativeDef::new("strict_errors", "(exc, /)", strict)
        .doc("Implements the 'strict' error handling, which raises a UnicodeError on coding errors."),
    NativeDef::new("ignore_errors", "(exc, /)", |th, a| by_rule(th, a[0], Handler::Ignore))
        .doc("Implements the 'ignore' error handling, which ignores malformed data and continues."),
    NativeDef::new("replace_errors", "(exc, /)", replace)
        .doc("Implements the 'replace' error handling, which replaces malformed data with a replacement marker."),
    NativeDef::new("xmlcharrefreplace_errors", "(exc, /)", |th, a| {
        only(th, a[0], T::UnicodeEncodeError)?;
        by_rule(th, a[0], Handler::XmlCharRefReplace)
    })
    .doc("Implements the 'xmlcharrefreplace' error handling, which replaces an unencodable character with the appropriate XML character reference."),
    NativeDef::new("backslashreplace_errors", "(exc, /)", |th, a| by_rule(th, a[0], Handler::BackslashReplace))
        .doc("Implements the 'backslashreplace' error handling, which replaces malformed data with a backslashed escape sequence."),
    NativeDef::new("namereplace_errors", "(exc, /)", name_replace)
        .doc("Implements the 'namereplace' error handling, which replaces an unencodable character with a \\N{...} escape sequence."),
    NativeDef::new("surrogateescape", "(exc, /)", |th, a| by_rule(th, a[0], Handler::SurrogateEscape)),
    NativeDef::new("surrogatepass", "(exc, /)", |th, a| by_rule(th, a[0], Handler::SurrogatePass)),
];

const NAMES: [&str; 8] = [
    "strict",
    "ignore",
    "replace",
    "xmlcharrefreplace",
    "backslashreplace",
    "namereplace",
    "surrogateescape",
    "surrogatepass",
];

/// Whether a handler of this name is built in, so that it cannot be taken out of the registry.
pub fn is_built_in(name: &[u8]) -> bool {
    NAMES.iter().any(|n| n.as_bytes() == name)
}

/// Enters the handlers. Allocates.
pub fn register_all(th: &Thread, registry: Ref<Dict>) {
    for (name, def) in NAMES.iter().zip(HANDLERS) {
        let f = builtin::new(th, def, Value::EMPTY, Value::EMPTY);
        registry.set_str(th, str::intern(th, name), f.value());
    }
}

fn unknown(th: &Thread, exc: Value) -> Raised {
    th.type_error(format!(
        "don't know how to handle {} in error callback",
        ops::type_name(exc)
    ))
}

fn only(th: &Thread, exc: Value, class: T) -> PyResult<()> {
    if types::is_instance_of(exc, class) {
        Ok(())
    } else {
        Err(unknown(th, exc))
    }
}

fn slot(exc: Value, n: usize) -> Option<Value> {
    as_exception(exc).extra(n).and_then(Slot::get_opt)
}

/// What an exception about coding says it is about; `EMPTY` if it says nothing.
pub fn object_of(exc: Value) -> Value {
    slot(exc, 1).unwrap_or(Value::EMPTY)
}

/// The range of an exception, brought into the length of its object.
fn range_of(exc: Value, len: usize) -> (usize, usize) {
    let part = |n| slot(exc, n).and_then(int::to_i64).unwrap_or(0);
    let len = len as i64;
    let start = part(2).clamp(0, (len - 1).max(0));
    let end = part(3).max(1).min(len).max(start);
    (start as usize, end as usize)
}

fn answer(th: &Thread, text: &[u8], position: usize) -> PyResult {
    let text = str::from_bytes(th, text).value();
    Ok(tuple::new(th, &[text, Value::small(position as i64)]).value())
}

fn strict(th: &Thread, a: &[Value]) -> PyResult {
    if types::is_instance_of(a[0], T::BaseException) {
        return Err(th.raise(a[0]));
    }
    Err(th.type_error("codec must pass exception instance"))
}

/// The string, the byte offsets of the range, and the index behind it.
fn text_range(exc: Value) -> Option<(Ref<Str>, usize, usize, usize)> {
    let s = object_of(exc).downcast::<Str>()?;
    let (start, end) = range_of(exc, s.char_len());
    let at = wtf8::advance(s.bytes(), 0, start);
    let to = wtf8::advance(s.bytes(), at, end - start);
    Some((s, at, to, end))
}

fn replace(th: &Thread, a: &[Value]) -> PyResult {
    if types::is_instance_of(a[0], T::UnicodeTranslateError) {
        if let Some((s, at, to, end)) = text_range(a[0]) {
            let n = wtf8::count(&s.bytes()[at..to]);
            return answer(th, "\u{FFFD}".repeat(n).as_bytes(), end);
        }
    }
    by_rule(th, a[0], Handler::Replace)
}

/// The built-in encoding that an exception names, for the handlers to which it matters.
fn codec_of(th: &Thread, exc: Value) -> PyResult<Option<Codec>> {
    let name = encoding_of(th, exc)?;
    if let Some(wide) = crate::codecs::Wide::from_name(&name) {
        return Ok(Some(wide.with(algo::NATIVE)));
    }
    Ok(algo::codec_from_name(&name))
}

/// Handles an exception as the built-in loops do.
fn by_rule(th: &Thread, exc: Value, handler: Handler) -> PyResult {
    let codec = if handler == Handler::SurrogatePass {
        match codec_of(th, exc)? {
            Some(codec) => codec,
            None => return Err(th.raise(exc)),
        }
    } else {
        Codec::Utf8
    };
    if types::is_instance_of(exc, T::UnicodeDecodeError) {
        let Some(b) = object_of(exc).downcast::<Bytes>() else {
            return Err(unknown(th, exc));
        };
        let (start, end) = range_of(exc, b.data().len());
        let e = CodecError {
            start,
            end,
            reason: "",
        };
        let mut out = Vec::new();
        return match algo::handle_decode(handler, codec, b.data(), &e, &mut out) {
            Some(at) => answer(th, &out, at),
            None => Err(th.raise(exc)),
        };
    }
    let translating = types::is_instance_of(exc, T::UnicodeTranslateError)
        && matches!(handler, Handler::Ignore | Handler::BackslashReplace);
    if !translating {
        only(th, exc, T::UnicodeEncodeError)?;
    }
    let Some((s, start, end, behind)) = text_range(exc) else {
        return Err(unknown(th, exc));
    };
    let e = CodecError {
        start,
        end,
        reason: "",
    };
    let mut out = Vec::new();
    match algo::handle_encode(handler, codec, s.bytes(), e, &mut out) {
        // These two stand for bytes, not for text.
        Ok(_) if matches!(handler, Handler::SurrogateEscape | Handler::SurrogatePass) => {
            let b = bytes::new(th, &out);
            Ok(tuple::new(th, &[b, Value::small(behind as i64)]).value())
        }
        Ok(_) => answer(th, &out, behind),
        Err(_) => Err(th.raise(exc)),
    }
}

fn name_replace(th: &Thread, a: &[Value]) -> PyResult {
    only(th, a[0], T::UnicodeEncodeError)?;
    let Some((s, start, end, behind)) = text_range(a[0]) else {
        return Err(unknown(th, a[0]));
    };
    let module = crate::import::import_module(th, "unicodedata")?;
    let name_of = ops::get_attr(th, module, str::intern(th, "name"))?;
    let mut out = Vec::new();
    for cp in wtf8::code_points(&s.bytes()[start..end]) {
        let c = str::from_code_point(th, cp);
        let name = ops::call2(th, name_of, c, Value::NONE)?;
        match name.downcast::<Str>() {
            Some(name) => {
                out.extend_from_slice(b"\\N{");
                out.extend_from_slice(name.bytes());
                out.push(b'}');
            }
            None => text::push_escape(&mut out, cp),
        }
    }
    answer(th, &out, behind)
}
