//! `_json`: the scanner and the encoder behind `json`.
//!
//! The scanner works on byte offsets in the document's UTF-8 and turns them into indices only in errors and at the end. The
//! encoder builds one text. Both recurse natively over nested data and check the native stack.
//!
//! It is long because reading and writing have their counterparts here, with all of CPython's errors.

use std::mem::size_of;
use std::ops::ControlFlow;

use runtime::algo::float_text;
use runtime::algo::wtf8;
use runtime::error::{PyResult, Raised};
use runtime::heap::RootedVec;
use runtime::native::{Args, GetSetDef, ModuleDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::{self, Dict};
use runtime::types::list::{self, List};
use runtime::types::module::Module;
use runtime::types::sequence::{self, this, tuple_of};
use runtime::types::slots::Slots;
use runtime::types::str::{self, Str};
use runtime::types::tuple::Tuple;
use runtime::types::type_::{self, NativeTypeDef, flags};
use runtime::types::{self, T, exception_types, float, int, list_sort, signature};
use runtime::value::Value;

use crate::support::{TypeCell, add};

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_json",
    doc: "json speedups\n",
    functions: &[
        ENCODE_ASCII,
        ENCODE,
        NativeDef::new("scanstring", "(string, end, strict=True, /)", scanstring)
            .doc("scanstring(string, end, strict=True) -> (string, end)\n\nScan the string s for a JSON string. End is the index of the\ncharacter in s after the quote that started the JSON string.\nUnescapes all valid JSON string escape sequences and raises ValueError\non attempt to decode an invalid string. If strict is False then literal\ncontrol characters are allowed in the string.\n\nReturns a tuple of the decoded string and the index of the character in s\nafter the end quote."),
    ],
    init,
};

const ENCODE_ASCII: NativeDef = NativeDef::new("encode_basestring_ascii", "(string, /)", |th, a| {
    encode_argument(th, a[0], true)
})
.doc("encode_basestring_ascii(string) -> string\n\nReturn an ASCII-only JSON representation of a Python string");

const ENCODE: NativeDef = NativeDef::new("encode_basestring", "(string, /)", |th, a| {
    encode_argument(th, a[0], false)
})
.doc("encode_basestring(string) -> string\n\nReturn a JSON representation of a Python string");

static SCANNER_TYPE: TypeCell = TypeCell::new();
static ENCODER_TYPE: TypeCell = TypeCell::new();

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    SCANNER_TYPE.set(type_::define_native(th, &SCANNER));
    add(th, module, "make_scanner", SCANNER_TYPE.get().value());
    ENCODER_TYPE.set(type_::define_native(th, &ENCODER));
    add(th, module, "make_encoder", ENCODER_TYPE.get().value());
    Ok(())
}

// ---- strings

fn encode_argument(th: &Thread, v: Value, ascii: bool) -> PyResult {
    let Some(s) = v.downcast::<Str>() else {
        return Err(th.type_error(format!(
            "first argument must be a string, not {}",
            ops::type_name(v)
        )));
    };
    let mut out = Vec::with_capacity(s.bytes().len() + 2);
    push_string(&mut out, s.bytes(), ascii);
    Ok(str::from_bytes(th, &out).value())
}

/// Whether a byte stands for itself in a JSON string.
fn is_plain(b: u8, ascii: bool) -> bool {
    b >= b' ' && b != b'"' && b != b'\\' && (!ascii || b < 0x7F)
}

/// Appends a string in quotes.
fn push_string(out: &mut Vec<u8>, s: &[u8], ascii: bool) {
    out.push(b'"');
    let mut at = 0;
    while at < s.len() {
        let plain = s[at..]
            .iter()
            .position(|&b| !is_plain(b, ascii))
            .unwrap_or(s.len() - at);
        out.extend_from_slice(&s[at..at + plain]);
        at += plain;
        if at == s.len() {
            break;
        }
        let (cp, len) = wtf8::decode_at(s, at);
        at += len;
        let short = match cp {
            0x22 => b'"',
            0x5C => b'\\',
            0x08 => b'b',
            0x0C => b'f',
            0x0A => b'n',
            0x0D => b'r',
            0x09 => b't',
            _ => 0,
        };
        if short != 0 {
            out.extend_from_slice(&[b'\\', short]);
        } else if cp >= 0x1_0000 {
            let rest = cp - 0x1_0000;
            push_escape(out, 0xD800 | rest >> 10);
            push_escape(out, 0xDC00 | rest & 0x3FF);
        } else {
            push_escape(out, cp);
        }
    }
    out.push(b'"');
}

fn push_escape(out: &mut Vec<u8>, unit: u32) {
    out.extend_from_slice(b"\\u");
    for shift in [12, 8, 4, 0] {
        out.push(b"0123456789abcdef"[(unit >> shift & 15) as usize]);
    }
}

/// Raises `json.decoder.JSONDecodeError`. Runs Python.
#[cold]
fn decode_error(th: &Thread, message: &str, s: Ref<Str>, at: usize) -> Raised {
    let raise = || -> PyResult {
        let module = runtime::import::import_module(th, "json.decoder")?;
        let class = ops::get_attr(th, module, str::intern(th, "JSONDecodeError"))?;
        let index = wtf8::count(&s.bytes()[..at]);
        let message = str::new(th, message);
        ops::call3(th, class, message, s.value(), Value::small(index as i64))
    };
    match raise() {
        Ok(exc) => th.raise(exc),
        Err(raised) => raised,
    }
}

/// Four hexadecimal digits at `at`.
fn hex4(s: &[u8], at: usize) -> Option<u32> {
    s.get(at..at + 4)?
        .iter()
        .try_fold(0, |n, &b| Some(n << 4 | char::from(b).to_digit(16)?))
}

/// The string whose opening quote stands before `start`: the text, and the offset behind the closing quote.
fn scan_string(th: &Thread, s: Ref<Str>, start: usize, strict: bool) -> PyResult<(Vec<u8>, usize)> {
    let text = s.bytes();
    let unterminated = || decode_error(th, "Unterminated string starting at", s, start - 1);
    let mut out = Vec::new();
    let mut at = start;
    loop {
        let plain = text[at..]
            .iter()
            .position(|&b| !is_plain(b, false))
            .ok_or_else(unterminated)?;
        out.extend_from_slice(&text[at..at + plain]);
        at += plain;
        match text[at] {
            b'"' => return Ok((out, at + 1)),
            b'\\' => {}
            b if strict => {
                let _ = b;
                return Err(decode_error(th, "Invalid control character at", s, at));
            }
            b => {
                out.push(b);
                at += 1;
                continue;
            }
        }
        let letter = *text.get(at + 1).ok_or_else(unterminated)?;
        if letter != b'u' {
            out.push(match letter {
                b'"' | b'\\' | b'/' => letter,
                b'b' => 8,
                b'f' => 12,
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                _ => return Err(decode_error(th, "Invalid \\escape", s, at)),
            });
            at += 2;
            continue;
        }
        let Some(mut cp) = hex4(text, at + 2) else {
            return Err(decode_error(th, "Invalid \\uXXXX escape", s, at + 1));
        };
        at += 6;
        if (0xD800..0xDC00).contains(&cp) && text[at..].starts_with(b"\\u") {
            let low = hex4(text, at + 2).filter(|low| (0xDC00..0xE000).contains(low));
            if let Some(low) = low {
                cp = 0x1_0000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
                at += 6;
            }
        }
        wtf8::push(&mut out, cp);
    }
}

/// The byte offset of an index that may lie behind the end.
fn offset_of(s: Ref<Str>, index: i64) -> Option<usize> {
    let index = usize::try_from(index).ok()?;
    (index <= s.char_len()).then(|| {
        if s.is_ascii() {
            index
        } else {
            wtf8::advance(s.bytes(), 0, index)
        }
    })
}

fn index_of(s: Ref<Str>, at: usize) -> usize {
    if s.is_ascii() {
        at
    } else {
        wtf8::count(&s.bytes()[..at])
    }
}

fn scanstring(th: &Thread, a: &[Value]) -> PyResult {
    let end = sequence::index_value(th, a[1], T::OverflowError)?;
    let strict = a[2].is_empty() || ops::is_true(th, a[2])?;
    let Some(s) = a[0].downcast::<Str>() else {
        return Err(th.type_error(format!(
            "first argument must be a string, not {}",
            ops::type_name(a[0])
        )));
    };
    let Some(start) = offset_of(s, end) else {
        return Err(th.value_error("end is out of bounds"));
    };
    if start == 0 {
        // There is no quote before it that an error could point to.
        return scan_from_the_start(th, s, strict);
    }
    let (text, at) = scan_string(th, s, start, strict)?;
    let text = str::from_bytes(th, &text).value();
    Ok(tuple_of(th, &[text, Value::small(index_of(s, at) as i64)]))
}

fn scan_from_the_start(th: &Thread, s: Ref<Str>, strict: bool) -> PyResult {
    let quoted = [b"\"", s.bytes()].concat();
    let quoted = str::from_bytes(th, &quoted);
    let (text, at) = scan_string(th, quoted, 1, strict)?;
    let text = str::from_bytes(th, &text).value();
    let index = index_of(quoted, at) - 1;
    Ok(tuple_of(th, &[text, Value::small(index as i64)]))
}

// ---- scanning

/// A scanner: the settings of a JSONDecoder.
#[repr(C)]
pub struct Scanner {
    header: Header,
    layout: &'static NativeLayout,
    strict: Slot,
    object_hook: Slot,
    object_pairs_hook: Slot,
    parse_float: Slot,
    parse_int: Slot,
    parse_constant: Slot,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid.
unsafe impl Object for Scanner {
    const KIND: Kind = Kind::Native;
}

static SCANNER_LAYOUT: NativeLayout = NativeLayout {
    name: "_json.Scanner",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        let s = unsafe { &*h.cast::<Scanner>() };
        for slot in s.slots() {
            t.visit_slot(slot);
        }
    },
    drop: None,
};

/// The attributes of a decoder, in the order of the fields.
const SCANNER_FIELDS: [&str; 6] = [
    "strict",
    "object_hook",
    "object_pairs_hook",
    "parse_float",
    "parse_int",
    "parse_constant",
];

impl Scanner {
    fn slots(&self) -> [&Slot; 6] {
        [
            &self.strict,
            &self.object_hook,
            &self.object_pairs_hook,
            &self.parse_float,
            &self.parse_int,
            &self.parse_constant,
        ]
    }
}

static SCANNER_NEW: NativeDef = NativeDef::new("make_scanner", "(context)", |_, _| Ok(Value::NONE));

fn new_scanner(th: &Thread, class: Ref<type_::Type>, args: Args) -> PyResult {
    let [context] = signature::bind_new(th, &SCANNER_NEW, args)?;
    let s = type_::alloc_native::<Scanner>(th, class, &SCANNER_LAYOUT);
    for (slot, name) in s.slots().into_iter().zip(SCANNER_FIELDS) {
        let v = ops::get_attr(th, context, str::intern(th, name))?;
        slot.set(s, v);
    }
    Ok(s.value())
}

/// A document being scanned.
struct Scan<'a> {
    th: &'a Thread,
    scanner: Ref<Scanner>,
    strict: bool,
    s: Ref<Str>,
    /// Keys that have been met, so that equal ones are one string.
    memo: Ref<Dict>,
}

static SCAN_CALL: NativeDef = NativeDef::new("scan_once", "(string, idx)", |_, _| Ok(Value::NONE));

fn call_scanner(th: &Thread, v: Value, args: Args) -> PyResult {
    let [string, index] = signature::bind_new(th, &SCAN_CALL, args)?;
    let Some(s) = string.downcast::<Str>() else {
        return Err(th.type_error(format!(
            "first argument must be a string, not {}",
            ops::type_name(string)
        )));
    };
    let index = sequence::index_value(th, index, T::OverflowError)?;
    if index < 0 {
        return Err(th.value_error("idx cannot be negative"));
    }
    let scanner = this::<Scanner>(v);
    let scan = Scan {
        th,
        scanner,
        strict: ops::is_true(th, scanner.strict.get())?,
        s,
        memo: dict::new(th),
    };
    let Some(at) = offset_of(s, index) else {
        return Err(th.error_with(T::StopIteration, &[int::from_i64(th, index)]));
    };
    let (v, end) = scan.value(at)?;
    Ok(tuple_of(th, &[v, Value::small(index_of(s, end) as i64)]))
}

impl Scan<'_> {
    /// The string whose opening quote stands before `start`, and the offset behind its end.
    fn string(&self, start: usize) -> PyResult<(Value, usize)> {
        let rest = &self.text()[start..];
        let plain = rest.iter().position(|&b| !is_plain(b, false));
        if let Some(n) = plain.filter(|&n| rest[n] == b'"') {
            return Ok((str::from_bytes(self.th, &rest[..n]).value(), start + n + 1));
        }
        let (text, end) = scan_string(self.th, self.s, start, self.strict)?;
        Ok((str::from_bytes(self.th, &text).value(), end))
    }

    fn text(&self) -> &[u8] {
        self.s.bytes()
    }

    /// There is no value here.
    #[cold]
    fn nothing(&self, at: usize) -> Raised {
        let index = index_of(self.s, at);
        self.th
            .error_with(T::StopIteration, &[Value::small(index as i64)])
    }

    #[cold]
    fn error(&self, message: &str, at: usize) -> Raised {
        decode_error(self.th, message, self.s, at)
    }

    fn skip_space(&self, mut at: usize) -> usize {
        let text = self.text();
        while matches!(text.get(at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            at += 1;
        }
        at
    }

    /// The value at `at`, and the offset behind it. Runs Python where there are hooks.
    fn value(&self, at: usize) -> PyResult<(Value, usize)> {
        let rest = self.text().get(at..).unwrap_or_default();
        let constant = |name: &str| {
            let text = str::new(self.th, name);
            let v = ops::call1(self.th, self.scanner.parse_constant.get(), text)?;
            Ok((v, at + name.len()))
        };
        match rest.first() {
            Some(b'"') => self.string(at + 1),
            Some(b'{') => {
                self.th
                    .check_data_stack(" while decoding a JSON object from a unicode string")?;
                self.object(at + 1)
            }
            Some(b'[') => {
                self.th
                    .check_data_stack(" while decoding a JSON array from a unicode string")?;
                self.array(at + 1)
            }
            Some(b'n') if rest.starts_with(b"null") => Ok((Value::NONE, at + 4)),
            Some(b't') if rest.starts_with(b"true") => Ok((Value::TRUE, at + 4)),
            Some(b'f') if rest.starts_with(b"false") => Ok((Value::FALSE, at + 5)),
            Some(b'N') if rest.starts_with(b"NaN") => constant("NaN"),
            Some(b'I') if rest.starts_with(b"Infinity") => constant("Infinity"),
            Some(b'-') if rest.starts_with(b"-Infinity") => constant("-Infinity"),
            Some(b'-' | b'0'..=b'9') => self.number(at),
            _ => Err(self.nothing(at)),
        }
    }

    fn number(&self, start: usize) -> PyResult<(Value, usize)> {
        let text = self.text();
        let digits = |mut at: usize| {
            while text.get(at).is_some_and(u8::is_ascii_digit) {
                at += 1;
            }
            at
        };
        let first = start + usize::from(text[start] == b'-');
        let mut at = match text.get(first) {
            Some(b'0') => first + 1,
            Some(b'1'..=b'9') => digits(first),
            _ => return Err(self.nothing(start)),
        };
        let mut is_float = false;
        if text.get(at) == Some(&b'.') && digits(at + 1) > at + 1 {
            at = digits(at + 1);
            is_float = true;
        }
        if matches!(text.get(at), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(text.get(at + 1), Some(b'+' | b'-')));
            let end = digits(at + 1 + sign);
            if end > at + 1 + sign {
                at = end;
                is_float = true;
            }
        }
        let literal = &text[start..at];
        let (parser, plain) = if is_float {
            (self.scanner.parse_float.get(), T::Float)
        } else {
            (self.scanner.parse_int.get(), T::Int)
        };
        if parser == types::get(plain).value() {
            if is_float {
                if let Ok(x) = float_text::parse_str(literal) {
                    return Ok((float::new(self.th, x), at));
                }
            } else if literal.len() <= 18 {
                let n = std::str::from_utf8(literal)
                    .ok()
                    .and_then(|t| t.parse().ok());
                if let Some(n) = n {
                    return Ok((int::from_i64(self.th, n), at));
                }
            }
        }
        let literal = str::from_bytes(self.th, literal).value();
        Ok((ops::call1(self.th, parser, literal)?, at))
    }

    fn array(&self, start: usize) -> PyResult<(Value, usize)> {
        let items = list::empty(self.th);
        let mut at = self.skip_space(start);
        if self.text().get(at) == Some(&b']') {
            return Ok((items.value(), at + 1));
        }
        loop {
            let (v, end) = self.value(at)?;
            items.append(self.th, v);
            at = self.skip_space(end);
            match self.text().get(at) {
                Some(b']') => return Ok((items.value(), at + 1)),
                Some(b',') => {}
                _ => return Err(self.error("Expecting ',' delimiter", at)),
            }
            let comma = at;
            at = self.skip_space(at + 1);
            if self.text().get(at) == Some(&b']') {
                return Err(self.error("Illegal trailing comma before end of array", comma));
            }
        }
    }

    fn object(&self, start: usize) -> PyResult<(Value, usize)> {
        let th = self.th;
        let pairs_hook = self.scanner.object_pairs_hook.get();
        let pairs = (!pairs_hook.is_none()).then(|| list::empty(th));
        let object = dict::new(th);
        let mut at = self.skip_space(start);
        if self.text().get(at) == Some(&b'}') {
            at += 1;
        } else {
            loop {
                if self.text().get(at) != Some(&b'"') {
                    return Err(self.error("Expecting property name enclosed in double quotes", at));
                }
                let (key, end) = self.string(at + 1)?;
                let key = self.memo.get_or_insert(th, key, key)?;
                at = self.skip_space(end);
                if self.text().get(at) != Some(&b':') {
                    return Err(self.error("Expecting ':' delimiter", at));
                }
                at = self.skip_space(at + 1);
                let (v, end) = self.value(at)?;
                match pairs {
                    Some(pairs) => pairs.append(th, tuple_of(th, &[key, v])),
                    None => object.set(th, key, v)?,
                }
                at = self.skip_space(end);
                match self.text().get(at) {
                    Some(b'}') => break,
                    Some(b',') => {}
                    _ => return Err(self.error("Expecting ',' delimiter", at)),
                }
                let comma = at;
                at = self.skip_space(at + 1);
                if self.text().get(at) == Some(&b'}') {
                    return Err(self.error("Illegal trailing comma before end of object", comma));
                }
            }
            at += 1;
        }
        if let Some(pairs) = pairs {
            return Ok((ops::call1(th, pairs_hook, pairs.value())?, at));
        }
        let hook = self.scanner.object_hook.get();
        if hook.is_none() {
            return Ok((object.value(), at));
        }
        Ok((ops::call1(th, hook, object.value())?, at))
    }
}

const fn scanner_getter(name: &'static str, get: fn(&Thread, Value) -> PyResult) -> GetSetDef {
    GetSetDef {
        name,
        get,
        set: None,
    }
}

static SCANNER: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new_scanner),
        init: Some(|_, _, _| Ok(())),
        call: Some(call_scanner),
        ..Slots::NONE
    },
    getset: &[
        scanner_getter("strict", |th, v| {
            Ok(Value::bool(ops::is_true(
                th,
                this::<Scanner>(v).strict.get(),
            )?))
        }),
        scanner_getter("object_hook", |_, v| {
            Ok(this::<Scanner>(v).object_hook.get())
        }),
        scanner_getter("object_pairs_hook", |_, v| {
            Ok(this::<Scanner>(v).object_pairs_hook.get())
        }),
        scanner_getter("parse_float", |_, v| {
            Ok(this::<Scanner>(v).parse_float.get())
        }),
        scanner_getter("parse_int", |_, v| Ok(this::<Scanner>(v).parse_int.get())),
        scanner_getter("parse_constant", |_, v| {
            Ok(this::<Scanner>(v).parse_constant.get())
        }),
    ],
    flags: flags::OPEN,
    basic_size: size_of::<Scanner>(),
    doc: "JSON scanner object",
    ..NativeTypeDef::new("_json.Scanner")
};

// ---- encoding

/// An encoder: the settings of a JSONEncoder.
#[repr(C)]
pub struct Encoder {
    header: Header,
    layout: &'static NativeLayout,
    /// In the order of [`ENCODER_FIELDS`].
    settings: [Slot; 9],
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid.
unsafe impl Object for Encoder {
    const KIND: Kind = Kind::Native;
}

static ENCODER_LAYOUT: NativeLayout = NativeLayout {
    name: "_json.Encoder",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        t.visit_slots(&unsafe { &*h.cast::<Encoder>() }.settings);
    },
    drop: None,
};

/// Numbers of the settings.
mod setting {
    pub const MARKERS: usize = 0;
    pub const DEFAULT: usize = 1;
    pub const ENCODER: usize = 2;
    pub const INDENT: usize = 3;
    pub const KEY_SEPARATOR: usize = 4;
    pub const ITEM_SEPARATOR: usize = 5;
    pub const SORT_KEYS: usize = 6;
    pub const SKIP_KEYS: usize = 7;
    pub const ALLOW_NAN: usize = 8;
}

static ENCODER_NEW: NativeDef = NativeDef::new(
    "make_encoder",
    "(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)",
    |_, _| Ok(Value::NONE),
);

fn new_encoder(th: &Thread, class: Ref<type_::Type>, args: Args) -> PyResult {
    let given: [Value; 9] = signature::bind_new(th, &ENCODER_NEW, args)?;
    let markers = given[setting::MARKERS];
    if !markers.is_none() && !markers.has_kind(Kind::Dict) {
        return Err(th.type_error(format!(
            "make_encoder() argument 1 must be dict or None, not {}",
            ops::type_name(markers)
        )));
    }
    for (i, n) in [(setting::KEY_SEPARATOR, 5), (setting::ITEM_SEPARATOR, 6)] {
        if !given[i].has_kind(Kind::Str) {
            return Err(th.type_error(format!(
                "make_encoder() argument {n} must be str, not {}",
                ops::type_name(given[i])
            )));
        }
    }
    let e = type_::alloc_native::<Encoder>(th, class, &ENCODER_LAYOUT);
    for (slot, v) in e.settings.iter().zip(given) {
        slot.set(e, v);
    }
    Ok(e.value())
}

/// How strings are encoded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strings {
    Ascii,
    Plain,
    /// By the encoder's function.
    Python,
}

/// One call of an encoder.
struct Encoding<'a> {
    th: &'a Thread,
    encoder: Ref<Encoder>,
    strings: Strings,
    /// None: one line.
    indent: Option<Ref<Str>>,
    key_separator: Ref<Str>,
    item_separator: Ref<Str>,
    sort_keys: bool,
    skip_keys: bool,
    allow_nan: bool,
    /// Look for objects that contain themselves.
    check: bool,
    /// The objects that are being encoded.
    open: RootedVec<Value>,
    out: Vec<u8>,
}

static ENCODE_CALL: NativeDef =
    NativeDef::new("_iterencode", "(obj, _current_indent_level)", |_, _| {
        Ok(Value::NONE)
    });

fn call_encoder(th: &Thread, v: Value, args: Args) -> PyResult {
    let [object, level] = signature::bind_new(th, &ENCODE_CALL, args)?;
    let level = usize::try_from(ops::index_i64(th, level)?).unwrap_or(0);
    let encoder = this::<Encoder>(v);
    let get = |i: usize| encoder.settings[i].get();
    let text = |i: usize| this::<Str>(get(i));
    let function = get(setting::ENCODER);
    let mut e = Encoding {
        th,
        encoder,
        strings: native_strings(function),
        indent: get(setting::INDENT).downcast::<Str>(),
        key_separator: text(setting::KEY_SEPARATOR),
        item_separator: text(setting::ITEM_SEPARATOR),
        sort_keys: ops::is_true(th, get(setting::SORT_KEYS))?,
        skip_keys: ops::is_true(th, get(setting::SKIP_KEYS))?,
        allow_nan: ops::is_true(th, get(setting::ALLOW_NAN))?,
        check: !get(setting::MARKERS).is_none(),
        open: RootedVec::new(),
        out: Vec::new(),
    };
    e.object(object, level)?;
    let text = str::from_bytes(th, &e.out).value();
    Ok(tuple_of(th, &[text]))
}

/// Which of our own functions the encoder's is.
fn native_strings(function: Value) -> Strings {
    use runtime::types::builtin::Builtin;
    let Some(f) = function.downcast::<Builtin>() else {
        return Strings::Python;
    };
    match (f.def().name, f.def().signature) {
        ("encode_basestring_ascii", "(string, /)") => Strings::Ascii,
        ("encode_basestring", "(string, /)") => Strings::Plain,
        _ => Strings::Python,
    }
}

impl Encoding<'_> {
    fn string(&mut self, v: Value) -> PyResult<()> {
        if self.strings == Strings::Python {
            let f = self.encoder.settings[setting::ENCODER].get();
            let made = ops::call1(self.th, f, v)?;
            let Some(s) = made.downcast::<Str>() else {
                return Err(self.th.type_error(format!(
                    "encoder() must return a string, not {}",
                    ops::type_name(made)
                )));
            };
            self.out.extend_from_slice(s.bytes());
            return Ok(());
        }
        let s = this::<Str>(v);
        push_string(&mut self.out, s.bytes(), self.strings == Strings::Ascii);
        Ok(())
    }

    /// The text of a float.
    fn float(&self, v: Value, x: f64) -> PyResult<String> {
        let special = if x.is_nan() {
            "NaN"
        } else if x == f64::INFINITY {
            "Infinity"
        } else if x == f64::NEG_INFINITY {
            "-Infinity"
        } else {
            return Ok(float_text::repr(x));
        };
        if !self.allow_nan {
            let shown = ops::repr(self.th, v)?;
            return Err(self.th.value_error(format!(
                "Out of range float values are not JSON compliant: {}",
                shown.to_string_lossy()
            )));
        }
        Ok(special.to_owned())
    }

    fn int(&mut self, v: Value) -> PyResult<()> {
        let text = int::repr(self.th, v)?;
        self.out.extend_from_slice(this::<Str>(text).bytes());
        Ok(())
    }

    /// A line end and the indentation of a level, if there is any.
    fn new_line(&mut self, level: usize) {
        if let Some(indent) = self.indent {
            self.out.push(b'\n');
            for _ in 0..level {
                self.out.extend_from_slice(indent.bytes());
            }
        }
    }

    /// Adds the note that CPython adds to what is raised on the way down.
    fn noted(&self, raised: Raised, note: &[u8]) -> Raised {
        let exc = self.th.take_exception(raised);
        let note = str::from_bytes(self.th, note).value();
        match exception_types::add_note(self.th, exc, note) {
            Ok(()) => self.th.reraise(exc),
            Err(raised) => raised,
        }
    }

    fn enter(&mut self, v: Value) -> PyResult<()> {
        if self.check {
            if self.open.contains(&v) {
                return Err(self.th.value_error("Circular reference detected"));
            }
            self.open.push(v);
        }
        Ok(())
    }

    fn leave(&mut self) {
        if self.check {
            self.open.pop();
        }
    }

    /// Encodes any object. Runs Python where the encoder's settings are functions.
    fn object(&mut self, v: Value, level: usize) -> PyResult<()> {
        match v {
            Value::NONE => self.out.extend_from_slice(b"null"),
            Value::TRUE => self.out.extend_from_slice(b"true"),
            Value::FALSE => self.out.extend_from_slice(b"false"),
            v if v.has_kind(Kind::Str) => self.string(v)?,
            v if int::is_int(v) => self.int(v)?,
            v => {
                if let Some(x) = float::get(v) {
                    let text = self.float(v, x)?;
                    self.out.extend_from_slice(text.as_bytes());
                    return Ok(());
                }
                self.th.check_data_stack(" while encoding a JSON object")?;
                if v.has_kind(Kind::List) || v.has_kind(Kind::Tuple) {
                    return self.list(v, level);
                }
                if v.has_kind(Kind::Dict) {
                    return self.dict(v, level);
                }
                return self.other(v, level);
            }
        }
        Ok(())
    }

    fn other(&mut self, v: Value, level: usize) -> PyResult<()> {
        self.enter(v)?;
        let default = self.encoder.settings[setting::DEFAULT].get();
        let made = ops::call1(self.th, default, v)?;
        if let Err(raised) = self.object(made, level) {
            let note = format!("when serializing {} object", ops::type_name(v));
            return Err(self.noted(raised, note.as_bytes()));
        }
        self.leave();
        Ok(())
    }

    fn list(&mut self, v: Value, level: usize) -> PyResult<()> {
        let item = |i: usize| match v.downcast::<List>() {
            Some(l) => l.get(i),
            None => v
                .downcast::<Tuple>()
                .and_then(|t| t.items().get(i).copied()),
        };
        if item(0).is_none() {
            self.out.extend_from_slice(b"[]");
            return Ok(());
        }
        self.enter(v)?;
        self.out.push(b'[');
        self.new_line(level + 1);
        let mut i = 0;
        while let Some(x) = item(i) {
            if i > 0 {
                let separator = self.item_separator;
                self.out.extend_from_slice(separator.bytes());
                self.new_line(level + 1);
            }
            if let Err(raised) = self.object(x, level + 1) {
                let note = format!("when serializing {} item {i}", ops::type_name(v));
                return Err(self.noted(raised, note.as_bytes()));
            }
            i += 1;
        }
        self.leave();
        self.new_line(level);
        self.out.push(b']');
        Ok(())
    }

    fn dict(&mut self, v: Value, level: usize) -> PyResult<()> {
        let th = self.th;
        let d = this::<Dict>(v);
        if d.is_empty() {
            self.out.extend_from_slice(b"{}");
            return Ok(());
        }
        self.enter(v)?;
        self.out.push(b'{');
        let mut first = true;
        if self.sort_keys || dict::exact(v).is_none() {
            let items = ops::call_method(th, v, str::intern(th, "items"), &[])?;
            let items = list::from_iterable(th, items)?;
            if self.sort_keys {
                list_sort::sort(th, items, Value::NONE, false)?;
            }
            let all = items.value();
            ops::iterate(th, all, |pair| {
                match pair.downcast::<Tuple>().map(|t| (t, t.len())) {
                    Some((t, 2)) => self.pair(v, t.items()[0], t.items()[1], level, &mut first)?,
                    _ => return Err(th.value_error("items must return 2-tuples")),
                }
                Ok(ControlFlow::Continue(()))
            })?;
        } else {
            let mut pos = 0;
            while let Some((key, x)) = d.next(&mut pos) {
                self.pair(v, key, x, level, &mut first)?;
            }
        }
        self.leave();
        if !first {
            self.new_line(level);
        }
        self.out.push(b'}');
        Ok(())
    }

    fn pair(
        &mut self,
        owner: Value,
        key: Value,
        x: Value,
        level: usize,
        first: &mut bool,
    ) -> PyResult<()> {
        let text = match key {
            Value::NONE => Some("null".to_owned()),
            Value::TRUE => Some("true".to_owned()),
            Value::FALSE => Some("false".to_owned()),
            key if key.has_kind(Kind::Str) => None,
            key if int::is_int(key) => {
                let text = int::repr(self.th, key)?;
                Some(this::<Str>(text).to_string_lossy().into_owned())
            }
            key => match float::get(key) {
                Some(f) => Some(self.float(key, f)?),
                None if self.skip_keys => return Ok(()),
                None => {
                    return Err(self.th.type_error(format!(
                        "keys must be str, int, float, bool or None, not {}",
                        ops::type_name(key)
                    )));
                }
            },
        };
        if *first {
            *first = false;
        } else {
            let separator = self.item_separator;
            self.out.extend_from_slice(separator.bytes());
        }
        self.new_line(level + 1);
        match text {
            None => self.string(key)?,
            Some(text) => {
                let key = str::new(self.th, &text);
                self.string(key)?;
            }
        }
        let separator = self.key_separator;
        self.out.extend_from_slice(separator.bytes());
        if let Err(raised) = self.object(x, level + 1) {
            let shown = ops::repr(self.th, key)?;
            let mut note = format!("when serializing {} item ", ops::type_name(owner)).into_bytes();
            note.extend_from_slice(shown.bytes());
            return Err(self.noted(raised, &note));
        }
        Ok(())
    }
}

static ENCODER: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new_encoder),
        init: Some(|_, _, _| Ok(())),
        call: Some(call_encoder),
        ..Slots::NONE
    },
    getset: &[
        setting_getter("markers", |_, v| Ok(setting_of(v, setting::MARKERS))),
        setting_getter("default", |_, v| Ok(setting_of(v, setting::DEFAULT))),
        setting_getter("encoder", |_, v| Ok(setting_of(v, setting::ENCODER))),
        setting_getter("indent", |_, v| Ok(setting_of(v, setting::INDENT))),
        setting_getter("key_separator", |_, v| {
            Ok(setting_of(v, setting::KEY_SEPARATOR))
        }),
        setting_getter("item_separator", |_, v| {
            Ok(setting_of(v, setting::ITEM_SEPARATOR))
        }),
        setting_getter("sort_keys", |th, v| truth(th, v, setting::SORT_KEYS)),
        setting_getter("skipkeys", |th, v| truth(th, v, setting::SKIP_KEYS)),
    ],
    flags: flags::OPEN,
    basic_size: size_of::<Encoder>(),
    doc: "Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)",
    ..NativeTypeDef::new("_json.Encoder")
};

const fn setting_getter(name: &'static str, get: fn(&Thread, Value) -> PyResult) -> GetSetDef {
    GetSetDef {
        name,
        get,
        set: None,
    }
}

fn setting_of(v: Value, i: usize) -> Value {
    this::<Encoder>(v).settings[i].get()
}

fn truth(th: &Thread, v: Value, i: usize) -> PyResult {
    Ok(Value::bool(ops::is_true(th, setting_of(v, i))?))
}
