//! `_codecs`: the functions behind `codecs` and the `encodings` package.
//!
//! The registry and the loops with error handlers are `runtime::codecs`, because `str.encode` and `bytes.decode` use them;
//! here are the arguments and results of each encoding's two functions.

use std::borrow::Cow;

use runtime::algo::codecs::{Codec, Endian};
use runtime::algo::escape::{self, OnBadHex, Suspicious, UnicodeEscape};
use runtime::algo::{utf7, wtf8};
use runtime::buffer;
use runtime::codecs::{self, Wide};
use runtime::error::PyResult;
use runtime::native::{ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::bytes;
use runtime::types::sequence::tuple_of;
use runtime::types::str::{self, Str};
use runtime::types::{codec_errors, dict, int, type_of};
use runtime::value::Value;

const ENCODE: &str = "(str, errors=None, /)";
const DECODE: &str = "(data, errors=None, final=False, /)";

/// The two functions of an encoding that `algo` knows.
macro_rules! codec_functions {
    ($encode:literal $decode:literal $codec:expr) => {
        [
            NativeDef::new($encode, ENCODE, |th, a| encode(th, $encode, a, $codec)),
            NativeDef::new($decode, DECODE, |th, a| decode(th, $decode, a, $codec)),
        ]
    };
}

const UTF_8: [NativeDef; 2] = codec_functions!("utf_8_encode" "utf_8_decode" Codec::Utf8);
const UTF_16_LE: [NativeDef; 2] =
    codec_functions!("utf_16_le_encode" "utf_16_le_decode" Codec::Utf16(Endian::Little));
const UTF_16_BE: [NativeDef; 2] =
    codec_functions!("utf_16_be_encode" "utf_16_be_decode" Codec::Utf16(Endian::Big));
const UTF_32_LE: [NativeDef; 2] =
    codec_functions!("utf_32_le_encode" "utf_32_le_decode" Codec::Utf32(Endian::Little));
const UTF_32_BE: [NativeDef; 2] =
    codec_functions!("utf_32_be_encode" "utf_32_be_decode" Codec::Utf32(Endian::Big));

const WIDE_ENCODE: &str = "(str, errors=None, byteorder=0, /)";
const WIDE_EX: &str = "(data, errors=None, byteorder=0, final=False, /)";

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_codecs",
    doc: "",
    functions: &[
        NativeDef::new("register", "(search_function, /)", |th, a| {
            codecs::register(th, a[0]).map(|()| Value::NONE)
        })
        .doc("Register a codec search function.\n\nSearch functions are expected to take one argument, the encoding name in\nall lower case letters, and either return None, or a tuple of functions\n(encoder, decoder, stream_reader, stream_writer) (or a CodecInfo object)."),
        NativeDef::new("unregister", "(search_function, /)", |th, a| {
            codecs::unregister(th, a[0]).map(|()| Value::NONE)
        })
        .doc("Unregister a codec search function and clear the registry's cache.\n\nIf the search function is not registered, do nothing."),
        NativeDef::new("lookup", "(encoding, /)", |th, a| {
            let name = text_argument(th, "lookup", "argument", a[0])?;
            Ok(codecs::lookup(th, name.bytes())?.value())
        })
        .doc("Looks up a codec tuple in the Python codec registry and returns a CodecInfo object."),
        NativeDef::new("encode", "(obj, encoding='utf-8', errors='strict')", |th, a| {
            convert(th, a, "encode", true)
        })
        .doc("Encodes obj using the codec registered for encoding.\n\nThe default encoding is 'utf-8'.  errors may be given to set a\ndifferent error handling scheme.  Default is 'strict' meaning that encoding\nerrors raise a ValueError.  Other possible values are 'ignore', 'replace'\nand 'backslashreplace' as well as any other name registered with\ncodecs.register_error that can handle ValueErrors."),
        NativeDef::new("decode", "(obj, encoding='utf-8', errors='strict')", |th, a| {
            convert(th, a, "decode", false)
        })
        .doc("Decodes obj using the codec registered for encoding.\n\nDefault encoding is 'utf-8'.  errors may be given to set a\ndifferent error handling scheme.  Default is 'strict' meaning that encoding\nerrors raise a ValueError.  Other possible values are 'ignore', 'replace'\nand 'backslashreplace' as well as any other name registered with\ncodecs.register_error that can handle ValueErrors."),
        NativeDef::new("register_error", "(errors, handler, /)", register_error)
            .doc("Register the specified error handler under the name errors.\n\nhandler must be a callable object, that\nwill be called with an exception instance containing\ninformation about the location of the encoding/decoding\nerror and must return a (replacement, new position) tuple."),
        NativeDef::new("_unregister_error", "(errors, /)", unregister_error),
        NativeDef::new("lookup_error", "(name, /)", |th, a| {
            let name = text_argument(th, "lookup_error", "argument", a[0])?;
            codecs::lookup_error(th, name.bytes())
        })
        .doc("lookup_error(errors) -> handler\n\nReturn the error handler for the specified error handling name or raise a\nLookupError, if no handler exists under this name."),
        UTF_8[0],
        UTF_8[1],
        UTF_16_LE[0],
        UTF_16_LE[1],
        UTF_16_BE[0],
        UTF_16_BE[1],
        UTF_32_LE[0],
        UTF_32_LE[1],
        UTF_32_BE[0],
        UTF_32_BE[1],
        NativeDef::new("ascii_encode", ENCODE, |th, a| {
            encode(th, "ascii_encode", a, Codec::Ascii)
        }),
        NativeDef::new("ascii_decode", "(data, errors=None, /)", |th, a| {
            decode(th, "ascii_decode", &[a[0], a[1], Value::TRUE], Codec::Ascii)
        }),
        NativeDef::new("latin_1_encode", ENCODE, |th, a| {
            encode(th, "latin_1_encode", a, Codec::Latin1)
        }),
        NativeDef::new("latin_1_decode", "(data, errors=None, /)", |th, a| {
            decode(th, "latin_1_decode", &[a[0], a[1], Value::TRUE], Codec::Latin1)
        }),
        NativeDef::new("utf_16_encode", WIDE_ENCODE, |th, a| {
            wide_encode(th, "utf_16_encode", a, Wide::Utf16)
        }),
        NativeDef::new("utf_16_decode", DECODE, |th, a| {
            wide_decode(th, "utf_16_decode", a, Wide::Utf16)
        }),
        NativeDef::new("utf_16_ex_decode", WIDE_EX, |th, a| {
            wide_ex_decode(th, "utf_16_ex_decode", a, Wide::Utf16)
        }),
        NativeDef::new("utf_32_encode", WIDE_ENCODE, |th, a| {
            wide_encode(th, "utf_32_encode", a, Wide::Utf32)
        }),
        NativeDef::new("utf_32_decode", DECODE, |th, a| {
            wide_decode(th, "utf_32_decode", a, Wide::Utf32)
        }),
        NativeDef::new("utf_32_ex_decode", WIDE_EX, |th, a| {
            wide_ex_decode(th, "utf_32_ex_decode", a, Wide::Utf32)
        }),
        NativeDef::new("utf_7_encode", ENCODE, utf_7_encode),
        NativeDef::new("utf_7_decode", DECODE, utf_7_decode),
        NativeDef::new("unicode_escape_encode", ENCODE, |th, a| {
            escape_all(th, "unicode_escape_encode", a, escape::encode_unicode_escape)
        }),
        NativeDef::new("unicode_escape_decode", "(data, errors=None, final=True, /)", unicode_escape_decode),
        NativeDef::new("raw_unicode_escape_encode", ENCODE, |th, a| {
            escape_all(
                th,
                "raw_unicode_escape_encode",
                a,
                escape::encode_raw_unicode_escape,
            )
        }),
        NativeDef::new("raw_unicode_escape_decode", "(data, errors=None, final=True, /)", raw_unicode_escape_decode),
        NativeDef::new("escape_encode", "(data, errors=None, /)", escape_encode),
        NativeDef::new("escape_decode", "(data, errors=None, /)", escape_decode),
        NativeDef::new("charmap_encode", "(str, errors=None, mapping=None, /)", charmap_encode),
        NativeDef::new("charmap_decode", "(data, errors=None, mapping=None, /)", charmap_decode),
        NativeDef::new("charmap_build", "(map, /)", charmap_build),
        NativeDef::new("readbuffer_encode", "(data, errors=None, /)", |th, a| {
            errors_argument(th, "readbuffer_encode", a[1])?;
            let data = data_or_text(th, a[0])?;
            pair(th, bytes::new(th, &data), data.len())
        }),
    ],
    init: |_, _| Ok(()),
};

/// A str argument, or the TypeError of `function`.
fn text_argument(th: &Thread, function: &str, which: &str, v: Value) -> PyResult<Ref<Str>> {
    match v.downcast::<Str>() {
        Some(s) => Ok(s),
        None => Err(th.type_error(format!(
            "{function}() {which} must be str, not {}",
            type_of(v).tp_name()
        ))),
    }
}

/// The name of a handler, `strict` for None.
fn errors_argument(th: &Thread, function: &str, v: Value) -> PyResult<Vec<u8>> {
    if v.is_empty() || v.is_none() {
        return Ok(b"strict".to_vec());
    }
    match v.downcast::<Str>() {
        Some(s) => Ok(s.bytes().to_vec()),
        None => Err(th.type_error(format!(
            "{function}() argument 2 must be str or None, not {}",
            type_of(v).tp_name()
        ))),
    }
}

fn data_argument(th: &Thread, v: Value) -> PyResult<Cow<'static, [u8]>> {
    match bytes::as_bytes(v) {
        Some(data) => Ok(data),
        None => Ok(Cow::Owned(buffer::contiguous_of(th, v)?.to_vec())),
    }
}

/// The argument of decoders that take text as well.
fn data_or_text(th: &Thread, v: Value) -> PyResult<Cow<'static, [u8]>> {
    match v.downcast::<Str>() {
        Some(s) => Ok(Cow::Owned(s.bytes().to_vec())),
        None => data_argument(th, v),
    }
}

fn flag(th: &Thread, v: Value, default: bool) -> PyResult<bool> {
    if v.is_empty() {
        return Ok(default);
    }
    ops::is_true(th, v)
}

fn pair(th: &Thread, v: Value, n: usize) -> PyResult {
    Ok(tuple_of(th, &[v, Value::small(n as i64)]))
}

fn text_pair(th: &Thread, text: &[u8], n: usize) -> PyResult {
    let text = str::from_bytes(th, text).value();
    pair(th, text, n)
}

fn encode(th: &Thread, function: &str, a: &[Value], codec: Codec) -> PyResult {
    let s = text_argument(th, function, "argument 1", a[0])?;
    let errors = errors_argument(th, function, a[1])?;
    let out = codecs::encode(th, a[0], codec, codec.name(), &errors)?;
    pair(th, bytes::new(th, &out), s.char_len())
}

fn decode(th: &Thread, function: &str, a: &[Value], codec: Codec) -> PyResult {
    let data = data_argument(th, a[0])?;
    let errors = errors_argument(th, function, a[1])?;
    let last = flag(th, a[2], false)?;
    let (text, used) = codecs::decode(th, a[0], &data, codec, &errors, last)?;
    text_pair(th, &text, used)
}

fn wide_encode(th: &Thread, function: &str, a: &[Value], wide: Wide) -> PyResult {
    let s = text_argument(th, function, "argument 1", a[0])?;
    let errors = errors_argument(th, function, a[1])?;
    let order = order_argument(th, a[2])?;
    let out = codecs::encode_wide(th, a[0], wide, order, &errors)?;
    pair(th, bytes::new(th, &out), s.char_len())
}

fn order_argument(th: &Thread, v: Value) -> PyResult<i64> {
    if v.is_empty() {
        return Ok(0);
    }
    ops::index_i64(th, v)
}

fn wide_decode(th: &Thread, function: &str, a: &[Value], wide: Wide) -> PyResult {
    let data = data_argument(th, a[0])?;
    let errors = errors_argument(th, function, a[1])?;
    let last = flag(th, a[2], false)?;
    let (text, used, _) = codecs::decode_wide(th, a[0], &data, wide, 0, &errors, last)?;
    text_pair(th, &text, used)
}

fn wide_ex_decode(th: &Thread, function: &str, a: &[Value], wide: Wide) -> PyResult {
    let data = data_argument(th, a[0])?;
    let errors = errors_argument(th, function, a[1])?;
    let order = order_argument(th, a[2])?;
    let last = flag(th, a[3], false)?;
    let (text, used, order) = codecs::decode_wide(th, a[0], &data, wide, order, &errors, last)?;
    let text = str::from_bytes(th, &text).value();
    Ok(tuple_of(
        th,
        &[text, Value::small(used as i64), Value::small(order)],
    ))
}

fn utf_7_encode(th: &Thread, a: &[Value]) -> PyResult {
    let s = text_argument(th, "utf_7_encode", "argument 1", a[0])?;
    errors_argument(th, "utf_7_encode", a[1])?;
    let out = utf7::encode(s.bytes());
    pair(th, bytes::new(th, &out), s.char_len())
}

fn utf_7_decode(th: &Thread, a: &[Value]) -> PyResult {
    let data = data_argument(th, a[0])?;
    let errors = errors_argument(th, "utf_7_decode", a[1])?;
    let last = flag(th, a[2], false)?;
    let mut decoder = utf7::Decoder::default();
    let (text, used) = codecs::decode_by(
        th,
        "utf7",
        Codec::Latin1,
        a[0],
        &data,
        &errors,
        &mut |s, at, out| decoder.decode_some(s, at, last, out),
    )?;
    text_pair(th, &text, used)
}

fn escape_all(th: &Thread, function: &str, a: &[Value], f: fn(&[u8]) -> Vec<u8>) -> PyResult {
    let s = text_argument(th, function, "argument 1", a[0])?;
    errors_argument(th, function, a[1])?;
    pair(th, bytes::new(th, &f(s.bytes())), s.char_len())
}

/// Warns about the first escape that means nothing. Runs Python.
fn warn_suspicious(th: &Thread, found: Option<(usize, Suspicious)>) -> PyResult<()> {
    let message = match found {
        None => return Ok(()),
        Some((_, Suspicious::Unknown(c))) => format!(
            "\"\\{}\" is an invalid escape sequence. Such sequences will not work in the future. ",
            char::from(c)
        ),
        Some((_, Suspicious::Octal(n))) => format!(
            "\"\\{n:o}\" is an invalid octal escape sequence. Such sequences will not work in the future. "
        ),
    };
    runtime::warn::deprecation(th, &message)
}

/// The character of a name, by `unicodedata`.
fn character_named(th: &Thread, name: &[u8]) -> Option<u32> {
    let found = (|| -> PyResult {
        let module = runtime::import::import_module(th, "unicodedata")?;
        let name = str::from_bytes(th, name).value();
        ops::call_method(th, module, str::intern(th, "lookup"), &[name])
    })();
    match found {
        Ok(v) => v.downcast::<Str>().and_then(|s| wtf8::single(s.bytes())),
        Err(raised) => {
            th.take_exception(raised);
            None
        }
    }
}

fn unicode_escape_decode(th: &Thread, a: &[Value]) -> PyResult {
    let data = data_or_text(th, a[0])?;
    let errors = errors_argument(th, "unicode_escape_decode", a[1])?;
    let last = flag(th, a[2], true)?;
    let mut state = UnicodeEscape::default();
    let (text, used) = codecs::decode_by(
        th,
        "unicodeescape",
        Codec::Latin1,
        a[0],
        &data,
        &errors,
        &mut |s, at, out| {
            state.decode_some(s, at, last, &mut |name| character_named(th, name), out)
        },
    )?;
    warn_suspicious(th, state.suspicious)?;
    text_pair(th, &text, used)
}

fn raw_unicode_escape_decode(th: &Thread, a: &[Value]) -> PyResult {
    let data = data_or_text(th, a[0])?;
    let errors = errors_argument(th, "raw_unicode_escape_decode", a[1])?;
    let last = flag(th, a[2], true)?;
    let (text, used) = codecs::decode_by(
        th,
        "rawunicodeescape",
        Codec::Latin1,
        a[0],
        &data,
        &errors,
        &mut |s, at, out| escape::decode_raw(s, at, last, out),
    )?;
    text_pair(th, &text, used)
}

fn escape_encode(th: &Thread, a: &[Value]) -> PyResult {
    let Some(data) = a[0].downcast::<bytes::Bytes>() else {
        return Err(th.type_error(format!(
            "escape_encode() argument 1 must be bytes, not {}",
            type_of(a[0]).tp_name()
        )));
    };
    errors_argument(th, "escape_encode", a[1])?;
    let out = bytes::new(th, &escape::encode_bytes(data.data()));
    pair(th, out, data.data().len())
}

fn escape_decode(th: &Thread, a: &[Value]) -> PyResult {
    let data = data_or_text(th, a[0])?;
    let errors = errors_argument(th, "escape_decode", a[1])?;
    let on_bad_hex = match &errors[..] {
        b"ignore" => OnBadHex::Ignore,
        b"replace" => OnBadHex::Replace,
        _ => OnBadHex::Strict,
    };
    let (out, suspicious) =
        escape::decode_bytes(&data, on_bad_hex).map_err(|e| int::raise(th, e))?;
    warn_suspicious(th, suspicious)?;
    pair(th, bytes::new(th, &out), data.len())
}

fn charmap_encode(th: &Thread, a: &[Value]) -> PyResult {
    let s = text_argument(th, "charmap_encode", "argument 1", a[0])?;
    let errors = errors_argument(th, "charmap_encode", a[1])?;
    let out = if a[2].is_empty() || a[2].is_none() {
        codecs::encode(th, a[0], Codec::Latin1, Codec::Latin1.name(), &errors)?
    } else {
        codecs::charmap_encode(th, a[0], a[2], &errors)?
    };
    pair(th, bytes::new(th, &out), s.char_len())
}

fn charmap_decode(th: &Thread, a: &[Value]) -> PyResult {
    let data = data_argument(th, a[0])?;
    let errors = errors_argument(th, "charmap_decode", a[1])?;
    let text = if a[2].is_empty() || a[2].is_none() {
        codecs::decode(th, a[0], &data, Codec::Latin1, &errors, true)?.0
    } else {
        codecs::charmap_decode(th, a[0], &data, a[2], &errors)?
    };
    text_pair(th, &text, data.len())
}

/// A dict from the characters of a decoding table to their bytes.
fn charmap_build(th: &Thread, a: &[Value]) -> PyResult {
    let table = text_argument(th, "charmap_build", "argument", a[0])?;
    let map = dict::new(th);
    for (i, cp) in wtf8::code_points(table.bytes()).enumerate().take(256) {
        map.set(th, Value::small(cp.into()), Value::small(i as i64))?;
    }
    Ok(map.value())
}

fn convert(th: &Thread, a: &[Value], function: &str, encode: bool) -> PyResult {
    let name = if a[1].is_empty() {
        b"utf-8".to_vec()
    } else {
        text_argument(th, function, "argument 'encoding'", a[1])?
            .bytes()
            .to_vec()
    };
    let errors = if a[2].is_empty() {
        None
    } else {
        let errors = text_argument(th, function, "argument 'errors'", a[2])?;
        Some(errors.bytes().to_vec())
    };
    codecs::convert(th, a[0], &name, errors.as_deref(), encode)
}

fn register_error(th: &Thread, a: &[Value]) -> PyResult {
    text_argument(th, "register_error", "argument 1", a[0])?;
    if !ops::call::is_callable(a[1]) {
        return Err(th.type_error("handler must be callable"));
    }
    codecs::handlers(th).set(th, a[0], a[1])?;
    Ok(Value::NONE)
}

fn unregister_error(th: &Thread, a: &[Value]) -> PyResult {
    let name = text_argument(th, "_unregister_error", "argument", a[0])?;
    if codec_errors::is_built_in(name.bytes()) {
        return Err(th.value_error(format!(
            "cannot un-register built-in error handler '{}'",
            name.to_string_lossy()
        )));
    }
    let gone = codecs::handlers(th).del(th, a[0])?.is_some();
    Ok(Value::bool(gone))
}
