//! Encoding and decoding with Python's error handlers, and the registry of codecs and handlers.
//!
//! The algorithms are in `algo::codecs`; they go as far as the first error. The two loops here have the error handled, by
//! the handlers that need no Python code where they can, otherwise by a callable from the registry, and go on. The
//! `encodings` package registers its search function when a name is looked up that needs it, not at start-up.

use std::borrow::Cow;
use std::cell::Cell;

use crate::algo::codecs::{self as algo, Codec, CodecError, Endian, Handler};
use crate::algo::wtf8;
use crate::error::{PyResult, Raised};
use crate::heap::Tracer;
use crate::names::{self, N};
use crate::object::{Kind, Ref};
use crate::ops;
use crate::thread::Thread;
use crate::types::bytes::Bytes;
use crate::types::dict::Dict;
use crate::types::list::List;
use crate::types::str::Str;
use crate::types::tuple::Tuple;
use crate::types::{
    self, T, bytes, codec_errors, dict, exception, exception_types, int, list, str,
};
use crate::value::Value;

struct Registry {
    /// Search functions: a list.
    search: Cell<Value>,
    /// Normalised names to what was found.
    cache: Cell<Value>,
    /// Names of handlers to callables.
    handlers: Cell<Value>,
    /// `encodings` has been imported.
    ready: Cell<bool>,
}
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Registry {}
static REGISTRY: Registry = Registry {
    search: Cell::new(Value::EMPTY),
    cache: Cell::new(Value::EMPTY),
    handlers: Cell::new(Value::EMPTY),
    ready: Cell::new(false),
};

/// Visits the registry: a root of the collector.
pub fn trace_roots(t: &mut Tracer) {
    for cell in [&REGISTRY.search, &REGISTRY.cache, &REGISTRY.handlers] {
        if !cell.get().is_empty() {
            t.visit(cell.get());
        }
    }
}

fn search_path(th: &Thread) -> Ref<List> {
    if REGISTRY.search.get().is_empty() {
        REGISTRY.search.set(list::empty(th).value());
    }
    types::sequence::this(REGISTRY.search.get())
}

fn cache(th: &Thread) -> Ref<Dict> {
    if REGISTRY.cache.get().is_empty() {
        REGISTRY.cache.set(dict::new(th).value());
    }
    types::sequence::this(REGISTRY.cache.get())
}

/// The handlers by name.
pub fn handlers(th: &Thread) -> Ref<Dict> {
    if REGISTRY.handlers.get().is_empty() {
        let d = dict::new(th);
        REGISTRY.handlers.set(d.value());
        codec_errors::register_all(th, d);
    }
    types::sequence::this(REGISTRY.handlers.get())
}

// ---- the registry of codecs

/// `codecs.register(f)`. Allocates.
pub fn register(th: &Thread, f: Value) -> PyResult<()> {
    if !ops::call::is_callable(f) {
        return Err(th.type_error("argument must be callable"));
    }
    search_path(th).append(th, f);
    Ok(())
}

/// `codecs.unregister(f)`. Runs Python.
pub fn unregister(th: &Thread, f: Value) -> PyResult<()> {
    let path = search_path(th);
    for i in 0..path.len() {
        if path.item(i) == f {
            cache(th).clear();
            path.remove_at(i);
            return Ok(());
        }
    }
    Ok(())
}

/// A name as search functions are given it: in lower case, and each run of other characters than letters, digits and dots
/// an underscore.
pub fn normalised(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len());
    let mut gap = false;
    for &b in name {
        if b.is_ascii_alphanumeric() || b == b'.' {
            if gap && !out.is_empty() {
                out.push(b'_');
            }
            gap = false;
            out.push(b.to_ascii_lowercase());
        } else {
            gap = true;
        }
    }
    out
}

/// Looks up a codec: a tuple of four. Runs Python.
pub fn lookup(th: &Thread, name: &[u8]) -> PyResult<Ref<Tuple>> {
    if name.contains(&0) {
        return Err(th.value_error("embedded null character"));
    }
    // A name that is no text for C is refused as such.
    if std::str::from_utf8(name).is_err() {
        check_utf8(th, str::from_bytes(th, name).value())?;
    }
    let key = str::from_bytes(th, &normalised(name)).value();
    if let Some(found) = cache(th).get(th, key)?.and_then(|v| v.downcast::<Tuple>()) {
        return Ok(found);
    }
    if !REGISTRY.ready.replace(true) {
        crate::import::import_module(th, "encodings")?;
    }
    let path = search_path(th);
    let mut i = 0;
    while i < path.len() {
        let found = ops::call1(th, path.item(i), key)?;
        i += 1;
        if found.is_none() {
            continue;
        }
        let Some(t) = found.downcast::<Tuple>().filter(|t| t.len() == 4) else {
            return Err(th.type_error("codec search functions must return 4-tuples"));
        };
        cache(th).set(th, key, found)?;
        return Ok(t);
    }
    let shown = wtf8::to_string_lossy(name);
    Err(th.error(T::LookupError, format!("unknown encoding: {shown}")))
}

/// Whether a codec is one of text: between str and bytes.
fn is_text_encoding(th: &Thread, codec: Ref<Tuple>) -> PyResult<bool> {
    let flag = str::intern(th, "_is_text_encoding");
    match ops::get_attr_opt(th, codec.value(), flag)? {
        Some(v) => ops::is_true(th, v),
        None => Ok(true),
    }
}

/// Adds the note that CPython adds to what a codec raises.
fn noted<R>(th: &Thread, result: PyResult<R>, encode: bool, name: &[u8]) -> PyResult<R> {
    let raised = match result {
        Ok(v) => return Ok(v),
        Err(raised) => raised,
    };
    let exc = th.take_exception(raised);
    let what = if encode { "encoding" } else { "decoding" };
    let note = format!("{what} with '{}' codec failed", wtf8::to_string_lossy(name));
    let note = str::new(th, &note);
    exception_types::add_note(th, exc, note)?;
    Err(th.reraise(exc))
}

/// Whether CPython finds the codec of a name without its registry (and so adds no note).
fn is_direct(name: &[u8]) -> bool {
    matches!(
        &normalised(name)[..],
        b"utf_8"
            | b"utf8"
            | b"ascii"
            | b"us_ascii"
            | b"latin1"
            | b"latin_1"
            | b"iso_8859_1"
            | b"iso8859_1"
    )
}

/// Calls one half of a codec and takes the first part of what it returns. Runs Python.
fn run(
    th: &Thread,
    codec: Ref<Tuple>,
    encode: bool,
    object: Value,
    name: &[u8],
    errors: Option<&[u8]>,
) -> PyResult {
    let f = codec.items()[usize::from(!encode)];
    let result = match errors {
        Some(e) => {
            let e = str::from_bytes(th, e).value();
            ops::call2(th, f, object, e)
        }
        None => ops::call1(th, f, object),
    };
    let result = noted(th, result, encode, name)?;
    match result.downcast::<Tuple>() {
        Some(t) if t.len() == 2 => Ok(t.items()[0]),
        _ => Err(th.type_error(if encode {
            "encoder must return a tuple (object, integer)"
        } else {
            "decoder must return a tuple (object,integer)"
        })),
    }
}

/// `codecs.encode(object, name, errors)`, or `codecs.decode`. Runs Python.
pub fn convert(
    th: &Thread,
    object: Value,
    name: &[u8],
    errors: Option<&[u8]>,
    encode: bool,
) -> PyResult {
    let codec = lookup(th, name)?;
    run(th, codec, encode, object, name, errors)
}

fn check_text(th: &Thread, codec: Ref<Tuple>, name: &[u8], how: &str) -> PyResult<()> {
    if is_text_encoding(th, codec)? {
        return Ok(());
    }
    let shown = wtf8::to_string_lossy(name);
    Err(th.error(
        T::LookupError,
        format!("'{shown}' is not a text encoding; use {how} to handle arbitrary codecs"),
    ))
}

/// A codec for `TextIOWrapper`: LookupError if it is not one of text. Runs Python.
pub fn lookup_text(th: &Thread, name: &[u8]) -> PyResult<Ref<Tuple>> {
    let codec = lookup(th, name)?;
    check_text(th, codec, name, "")?;
    Ok(codec)
}

/// `str.encode`: a bytes object. Runs Python.
pub fn encode_text(th: &Thread, s: Ref<Str>, name: &[u8], errors: &[u8]) -> PyResult {
    check_names(th, name, errors)?;
    // The usual case: what the string is made of is its encoding already.
    let same = match name {
        b"utf-8" | b"utf8" | b"UTF-8" | b"utf_8" => s.as_str().is_some(),
        b"ascii" | b"latin-1" | b"latin1" => s.is_ascii(),
        _ => false,
    };
    if same {
        return Ok(bytes::new(th, s.bytes()));
    }
    if let Some(which) = Wide::from_name(name) {
        let out = encode_wide(th, s.value(), which, 0, errors)?;
        return Ok(bytes::new(th, &out));
    }
    if let Some(codec) = algo::codec_from_name(name) {
        let out = encode(th, s.value(), codec, codec.name(), errors);
        let out = if is_direct(name) {
            out?
        } else {
            noted(th, out, true, name)?
        };
        return Ok(bytes::new(th, &out));
    }
    let codec = lookup(th, name)?;
    check_text(th, codec, name, "codecs.encode()")?;
    let v = run(th, codec, true, s.value(), name, Some(errors))?;
    if v.has_kind(Kind::Bytes) {
        return Ok(v);
    }
    let shown = wtf8::to_string_lossy(name);
    let given = ops::type_name(v);
    if v.has_kind(Kind::ByteArray) {
        let message = format!(
            "encoder {shown} returned bytearray instead of bytes; use codecs.encode() to encode to arbitrary types"
        );
        crate::warn::issue(th, T::RuntimeWarning, &message)?;
        let data = bytes::as_bytes(v).unwrap_or_default();
        return Ok(bytes::new(th, &data));
    }
    Err(th.type_error(format!(
        "'{shown}' encoder returned '{given}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types"
    )))
}

/// In development mode, names of codecs and handlers are looked up before they are needed.
#[inline]
fn check_names(th: &Thread, name: &[u8], errors: &[u8]) -> PyResult<()> {
    if crate::config::get().dev_mode {
        if algo::codec_from_name(name).is_none() && Wide::from_name(name).is_none() {
            lookup(th, name)?;
        }
        lookup_error(th, errors)?;
    }
    Ok(())
}

/// `bytes.decode`: a str. `object` is a bytes-like object with the contents `data`. Runs Python.
pub fn decode_text(
    th: &Thread,
    object: Value,
    data: &[u8],
    name: &[u8],
    errors: &[u8],
) -> PyResult {
    check_names(th, name, errors)?;
    // The usual case: the bytes are what the string will be made of.
    let same = match name {
        b"utf-8" | b"utf8" | b"UTF-8" | b"utf_8" => std::str::from_utf8(data).is_ok(),
        b"ascii" | b"latin-1" | b"latin1" => data.is_ascii(),
        _ => false,
    };
    if same {
        return Ok(str::from_bytes(th, data).value());
    }
    if let Some(which) = Wide::from_name(name) {
        let (out, _, _) = decode_wide(th, object, data, which, 0, errors, true)?;
        return Ok(str::from_bytes(th, &out).value());
    }
    if let Some(codec) = algo::codec_from_name(name) {
        let out = decode(th, object, data, codec, errors, true);
        let (out, _) = if is_direct(name) {
            out?
        } else {
            noted(th, out, false, name)?
        };
        return Ok(str::from_bytes(th, &out).value());
    }
    let codec = lookup(th, name)?;
    check_text(th, codec, name, "codecs.decode()")?;
    let v = run(th, codec, false, object, name, Some(errors))?;
    if v.has_kind(Kind::Str) {
        return Ok(v);
    }
    let shown = wtf8::to_string_lossy(name);
    Err(th.type_error(format!(
        "'{shown}' decoder returned '{}' instead of 'str'; use codecs.decode() to decode to arbitrary types",
        ops::type_name(v)
    )))
}

// ---- error handlers

/// `codecs.lookup_error(name)`.
pub fn lookup_error(th: &Thread, name: &[u8]) -> PyResult {
    let key = str::from_bytes(th, name).value();
    match handlers(th).get(th, key)? {
        Some(f) => Ok(f),
        None => Err(th.error(
            T::LookupError,
            format!(
                "unknown error handler name '{}'",
                wtf8::to_string_lossy(name)
            ),
        )),
    }
}

/// The object that an exception about `data` shows.
fn shown_bytes(th: &Thread, object: Value, data: &[u8]) -> Value {
    if types::is_exactly(object, T::Bytes) {
        object
    } else {
        bytes::new(th, data)
    }
}

/// The exception for an error in decoding `object`, a bytes object.
pub fn decode_exception(th: &Thread, codec: &str, object: Value, e: &CodecError) -> Value {
    let args = [
        str::new(th, codec),
        object,
        Value::small(e.start as i64),
        Value::small(e.end as i64),
        str::new(th, e.reason),
    ];
    exception::new(th, T::UnicodeDecodeError, &args)
}

/// The exception for an error in encoding `s`; the error has byte offsets.
pub fn encode_exception(th: &Thread, codec: &str, s: Value, e: &CodecError) -> Value {
    let text = types::sequence::this::<Str>(s);
    let start = wtf8::count(&text.bytes()[..e.start]);
    let end = start + wtf8::count(&text.bytes()[e.start..e.end]);
    let args = [
        str::new(th, codec),
        s,
        Value::small(start as i64),
        Value::small(end as i64),
        str::new(th, e.reason),
    ];
    exception::new(th, T::UnicodeEncodeError, &args)
}

/// What a callable handler answered: the replacement, and the position as it gave it.
fn ask(th: &Thread, handler: Value, exc: Value, types: &str) -> PyResult<(Value, i64)> {
    let answer = ops::call1(th, handler, exc)?;
    if let Some(t) = answer.downcast::<Tuple>() {
        if let [replacement, position] = *t.items() {
            let fits = replacement.has_kind(Kind::Str)
                || types.contains("bytes") && replacement.has_kind(Kind::Bytes);
            if fits && types::type_of(position).slots().index.is_some() {
                return Ok((replacement, ops::index_i64(th, position)?));
            }
        }
    }
    Err(th.type_error(format!(
        "{} error handler must return ({types}, int) tuple",
        if types.contains("bytes") {
            "encoding"
        } else {
            "decoding"
        }
    )))
}

fn checked_position(th: &Thread, position: i64, len: usize) -> PyResult<usize> {
    let at = if position < 0 {
        position + len as i64
    } else {
        position
    };
    match usize::try_from(at) {
        Ok(at) if at <= len => Ok(at),
        _ => Err(th.index_error(format!(
            "position {position} from error handler out of bounds"
        ))),
    }
}

/// Decodes `data` by steps: `step(data, at, out)` goes on from `at` up to an error or as far as it comes. Returns the text
/// and how many bytes were used. Runs Python where the handler is a callable.
pub fn decode_by(
    th: &Thread,
    name: &str,
    codec: Codec,
    object: Value,
    data: &[u8],
    errors: &[u8],
    step: &mut dyn FnMut(&[u8], usize, &mut Vec<u8>) -> Result<usize, CodecError>,
) -> PyResult<(Vec<u8>, usize)> {
    let native = Handler::from_name(errors);
    let mut callable = Value::EMPTY;
    let mut object = object;
    let mut data = Cow::Borrowed(data);
    let mut out = Vec::with_capacity(data.len());
    let mut at = 0;
    loop {
        let e = match step(&data, at, &mut out) {
            Ok(end) => return Ok((out, end)),
            Err(e) => e,
        };
        if let Some(handler) = native {
            if let Some(next) = algo::handle_decode(handler, codec, &data, &e, &mut out) {
                at = next;
                continue;
            }
            if handler == Handler::XmlCharRefReplace {
                return Err(
                    th.type_error("don't know how to handle UnicodeDecodeError in error callback")
                );
            }
            let object = shown_bytes(th, object, &data);
            return Err(th.raise(decode_exception(th, name, object, &e)));
        }
        if callable.is_empty() {
            callable = lookup_error(th, errors)?;
        }
        object = shown_bytes(th, object, &data);
        let exc = decode_exception(th, name, object, &e);
        let (text, position) = ask(th, callable, exc, "str")?;
        // The handler may have put another object in the place of the old one.
        let now = codec_errors::object_of(exc);
        if now != object {
            let Some(b) = now.downcast::<Bytes>() else {
                return Err(th.type_error("UnicodeError 'object' attribute must be a bytes"));
            };
            data = Cow::Owned(b.data().to_vec());
            object = now;
        }
        at = checked_position(th, position, data.len())?;
        if let Some(s) = text.downcast::<Str>() {
            out.extend_from_slice(s.bytes());
        }
    }
}

/// Decodes by a built-in codec; see [`decode_by`].
pub fn decode(
    th: &Thread,
    object: Value,
    data: &[u8],
    codec: Codec,
    errors: &[u8],
    last: bool,
) -> PyResult<(Vec<u8>, usize)> {
    if codec == Codec::Utf8 && data.is_ascii() {
        return Ok((data.to_vec(), data.len()));
    }
    decode_by(
        th,
        codec.name(),
        codec,
        object,
        data,
        errors,
        &mut |s, at, out| codec.decode_some(s, at, last, out),
    )
}

/// Encodes the string `s` by steps: `step(text, at, out)` goes on from the byte offset `at` up to an error or the end;
/// `push(text, out)` encodes a handler's text and says whether it can. Runs Python where the handler is a callable.
pub fn encode_by(
    th: &Thread,
    name: &str,
    s: Value,
    errors: &[u8],
    native: &dyn Fn(Handler, &[u8], CodecError, &mut Vec<u8>) -> Option<Result<usize, CodecError>>,
    step: &mut dyn FnMut(&[u8], usize, &mut Vec<u8>) -> Result<(), CodecError>,
    push: &mut dyn FnMut(&[u8], &mut Vec<u8>) -> bool,
) -> PyResult<Vec<u8>> {
    let text = types::sequence::this::<Str>(s);
    let mut callable = Value::EMPTY;
    let mut out = Vec::with_capacity(text.bytes().len());
    let mut at = 0;
    loop {
        let Err(e) = step(text.bytes(), at, &mut out) else {
            return Ok(out);
        };
        if let Some(handler) = Handler::from_name(errors) {
            if handler == Handler::Strict {
                return Err(th.raise(encode_exception(th, name, s, &e)));
            }
            match native(handler, text.bytes(), e.clone(), &mut out) {
                Some(Ok(next)) => {
                    at = next;
                    continue;
                }
                Some(Err(e)) => return Err(th.raise(encode_exception(th, name, s, &e))),
                None => {}
            }
        }
        if callable.is_empty() {
            callable = lookup_error(th, errors)?;
        }
        let exc = encode_exception(th, name, s, &e);
        let (replacement, position) = ask(th, callable, exc, "str/bytes")?;
        let position = checked_position(th, position, text.char_len())?;
        if let Some(b) = replacement.downcast::<Bytes>() {
            out.extend_from_slice(b.data());
        } else if let Some(r) = replacement.downcast::<Str>() {
            if !push(r.bytes(), &mut out) {
                return Err(th.raise(encode_exception(th, name, s, &e)));
            }
        }
        at = wtf8::advance(text.bytes(), 0, position);
    }
}

/// Encodes by a built-in codec, which error messages call `name`; see [`encode_by`].
pub fn encode(th: &Thread, s: Value, codec: Codec, name: &str, errors: &[u8]) -> PyResult<Vec<u8>> {
    encode_by(
        th,
        name,
        s,
        errors,
        &|handler, text, e, out| Some(algo::handle_encode(handler, codec, text, e, out)),
        &mut |text, at, out| codec.encode_some(text, at, out),
        &mut |text, out| codec.encode_some(text, 0, out).is_ok(),
    )
}

// ---- UTF-16 and UTF-32 with a byte order mark

/// The width of the units of an encoding with a byte order mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wide {
    Utf16,
    Utf32,
}

impl Wide {
    /// By any spelling that CPython takes without the registry.
    pub fn from_name(name: &[u8]) -> Option<Wide> {
        match &normalised(name)[..] {
            b"utf_16" | b"utf16" => Some(Wide::Utf16),
            b"utf_32" | b"utf32" => Some(Wide::Utf32),
            _ => None,
        }
    }

    /// The encoding of one order.
    pub fn with(self, endian: Endian) -> Codec {
        match self {
            Wide::Utf16 => Codec::Utf16(endian),
            Wide::Utf32 => Codec::Utf32(endian),
        }
    }

    fn unit(self) -> usize {
        match self {
            Wide::Utf16 => 2,
            Wide::Utf32 => 4,
        }
    }
}

/// Encodes; `order` is negative for little-endian, positive for big-endian, and 0 for the machine's with a mark first.
pub fn encode_wide(
    th: &Thread,
    s: Value,
    wide: Wide,
    order: i64,
    errors: &[u8],
) -> PyResult<Vec<u8>> {
    let codec = wide.with(match order {
        0 => algo::NATIVE,
        1.. => Endian::Big,
        _ => Endian::Little,
    });
    if order != 0 {
        return encode(th, s, codec, codec.name(), errors);
    }
    let name = match wide {
        Wide::Utf16 => "utf-16",
        Wide::Utf32 => "utf-32",
    };
    let mut out = Vec::new();
    algo::push_order_mark(codec, &mut out);
    out.extend(encode(th, s, codec, name, errors)?);
    Ok(out)
}

/// Decodes; `order` as for [`encode_wide`], 0 looking for a mark. Returns the text, how many bytes were used, and the order
/// that holds.
pub fn decode_wide(
    th: &Thread,
    object: Value,
    data: &[u8],
    wide: Wide,
    order: i64,
    errors: &[u8],
    last: bool,
) -> PyResult<(Vec<u8>, usize, i64)> {
    let (endian, skip, found) = match order {
        0 => {
            let (endian, skip) = algo::detect_order(data, wide.unit());
            let found = match endian {
                _ if skip == 0 => 0,
                Endian::Little => -1,
                Endian::Big => 1,
            };
            (endian, skip, found)
        }
        1.. => (Endian::Big, 0, 1),
        _ => (Endian::Little, 0, -1),
    };
    let codec = wide.with(endian);
    let (text, used) = decode_by(
        th,
        codec.name(),
        codec,
        object,
        data,
        errors,
        &mut |s, at, out| codec.decode_some(s, at.max(skip), last, out),
    )?;
    Ok((text, used, found))
}

// ---- character maps

/// `codecs.charmap_decode`. `mapping` is a str, or anything that maps ints to ints, strings or None. Runs Python.
pub fn charmap_decode(
    th: &Thread,
    object: Value,
    data: &[u8],
    mapping: Value,
    errors: &[u8],
) -> PyResult<Vec<u8>> {
    let undefined = "character maps to <undefined>";
    if let Some(table) = mapping.downcast::<Str>() {
        let table: Vec<u32> = wtf8::code_points(table.bytes()).collect();
        let (text, _) = decode_by(
            th,
            "charmap",
            Codec::Latin1,
            object,
            data,
            errors,
            &mut |s, at, out| algo::decode_charmap(s, at, &table, out).map(|()| s.len()),
        )?;
        return Ok(text);
    }
    let mut raised = None;
    let result = decode_by(
        th,
        "charmap",
        Codec::Latin1,
        object,
        data,
        errors,
        &mut |s, at, out| {
            for (i, &b) in s.iter().enumerate().skip(at) {
                match mapped_text(th, mapping, b) {
                    Ok(Some(text)) => out.extend_from_slice(&text),
                    Ok(None) => {
                        return Err(CodecError {
                            start: i,
                            end: i + 1,
                            reason: undefined,
                        });
                    }
                    Err(e) => {
                        raised = Some(e);
                        return Ok(s.len());
                    }
                }
            }
            Ok(s.len())
        },
    );
    match raised {
        Some(e) => Err(e),
        None => Ok(result?.0),
    }
}

/// What a mapping gives for a byte; None for nothing.
fn mapped_text(th: &Thread, mapping: Value, b: u8) -> PyResult<Option<Vec<u8>>> {
    let v = match ops::get_item(th, mapping, Value::small(b.into())) {
        Ok(v) => v,
        Err(raised) => {
            th.swallow(raised, T::LookupError)?;
            return Ok(None);
        }
    };
    if v.is_none() {
        return Ok(None);
    }
    if let Some(s) = v.downcast::<Str>() {
        return Ok((s.bytes() != "\u{FFFE}".as_bytes()).then(|| s.bytes().to_vec()));
    }
    if int::is_int(v) {
        return match int::to_i64(v) {
            Some(0xFFFE) => Ok(None),
            Some(n) if (0..0x11_0000).contains(&n) => Ok(Some(wtf8::from_code_point(n as u32))),
            _ => Err(th.type_error("character mapping must be in range(0x110000)")),
        };
    }
    Err(th.type_error("character mapping must return integer, None or str"))
}

/// What an encoding map gives for a character; None for nothing.
fn mapped_bytes(th: &Thread, mapping: Value, cp: u32) -> PyResult<Option<Vec<u8>>> {
    let v = match ops::get_item(th, mapping, Value::small(cp.into())) {
        Ok(v) => v,
        Err(raised) => {
            th.swallow(raised, T::LookupError)?;
            return Ok(None);
        }
    };
    if v.is_none() {
        return Ok(None);
    }
    if let Some(b) = v.downcast::<Bytes>() {
        return Ok(Some(b.data().to_vec()));
    }
    if int::is_int(v) {
        return match int::to_i64(v).map(u8::try_from) {
            Some(Ok(b)) => Ok(Some(vec![b])),
            _ => Err(th.type_error("character mapping must be in range(256)")),
        };
    }
    Err(th.type_error(format!(
        "character mapping must return integer, bytes or None, not {}",
        ops::type_name(v)
    )))
}

/// `codecs.charmap_encode` with a mapping from code points to ints, bytes or None. Runs Python.
pub fn charmap_encode(th: &Thread, s: Value, mapping: Value, errors: &[u8]) -> PyResult<Vec<u8>> {
    let raised: Cell<Option<Raised>> = Cell::new(None);
    let put = |text: &[u8], at: usize, out: &mut Vec<u8>| -> Result<(), CodecError> {
        let mut at = at;
        while at < text.len() {
            let (cp, len) = wtf8::decode_at(text, at);
            match mapped_bytes(th, mapping, cp) {
                Ok(Some(b)) => out.extend_from_slice(&b),
                Ok(None) => {
                    // The error covers all characters in a row that have no place.
                    let mut end = at + len;
                    while end < text.len() {
                        let (cp, len) = wtf8::decode_at(text, end);
                        match mapped_bytes(th, mapping, cp) {
                            Ok(None) => end += len,
                            Ok(Some(_)) => break,
                            Err(e) => {
                                raised.set(Some(e));
                                return Ok(());
                            }
                        }
                    }
                    return Err(CodecError {
                        start: at,
                        end,
                        reason: "character maps to <undefined>",
                    });
                }
                Err(e) => {
                    raised.set(Some(e));
                    return Ok(());
                }
            }
            at += len;
        }
        Ok(())
    };
    let result = encode_by(
        th,
        "charmap",
        s,
        errors,
        &|handler, text, e, out| {
            let mut replacement = Vec::new();
            match algo::handle_encode(handler, Codec::Latin1, text, e.clone(), &mut replacement) {
                Ok(next) if handler == Handler::SurrogateEscape => {
                    out.extend_from_slice(&replacement);
                    Some(Ok(next))
                }
                // The replacement is text, to be mapped in its turn.
                Ok(next) => Some(put(&replacement, 0, out).map(|()| next).map_err(|_| e)),
                Err(e) => Some(Err(e)),
            }
        },
        &mut |text, at, out| put(text, at, out),
        &mut |text, out| put(text, 0, out).is_ok(),
    );
    match raised.take() {
        Some(e) => Err(e),
        None => result,
    }
}

/// The name of the encoding of an exception, and whether `names` is what its handler may ask for.
pub fn encoding_of(th: &Thread, exc: Value) -> PyResult<Vec<u8>> {
    let v = ops::get_attr(th, exc, names::get(N::encoding))?;
    Ok(v.downcast::<Str>()
        .map(|s| s.bytes().to_vec())
        .unwrap_or_default())
}

/// UnicodeEncodeError if a string has surrogates; other objects pass.
pub fn check_utf8(th: &Thread, v: Value) -> PyResult<()> {
    if v.has_kind(Kind::Str) {
        let codec = Codec::Utf8;
        encode(th, v, codec, codec.name(), b"strict")?;
    }
    Ok(())
}
