//! `TextIOWrapper`: text over a buffered stream.
//!
//! Encodings that `algo::codecs` knows are coded here; for others the codec's incremental encoder and decoder are called.
//! Text that was decoded and not yet given out lies in `decoded` from `at` on, as UTF-8 extended to surrogates; bytes that
//! are encoded and not yet passed on lie in `pending`. All of that is outside the heap and holds no Values. Where the
//! stream below is exactly one of ours it is read and written directly.
//!
//! Position: while the stream can tell, `snapshot` keeps the bytes from which the text in `decoded` was decoded, for `tell`
//! (`text/position.rs`).
//!
//! It is long because reading, writing and positions share one state.

use std::cell::Cell;
use std::mem::size_of;

use runtime::algo::codecs::Codec;
use runtime::algo::{codecs as algo, wtf8};
use runtime::codecs;
use runtime::error::{PyResult, Raised};
use runtime::native::{Args, GetSetDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::bytes::{self, Bytes};
use runtime::types::sequence::this;
use runtime::types::slots::Slots;
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, NativeTypeDef, Type, flags};
use runtime::types::{self, T, int, signature, type_of};
use runtime::value::Value;

use super::base::{self, call, closed_error};
use super::newline::{self, Ends, Newlines};
use super::{buffered, unsupported};

mod position;

/// Bytes that are read at a time, and held back when writing.
const CHUNK: usize = 8192;

/// A text stream.
#[repr(C)]
pub struct TextIo {
    header: Header,
    layout: &'static NativeLayout,
    buffer: Slot,
    /// A str.
    encoding: Slot,
    /// A str.
    errors: Slot,
    /// The codec's own incremental coders, where the encoding is not a built-in one.
    encoder: Slot,
    decoder: Slot,
    ok: Cell<bool>,
    detached: Cell<bool>,
    finalizing: Cell<bool>,
    state: Cell<*mut State>,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid.
unsafe impl Object for TextIo {
    const KIND: Kind = Kind::Native;
}

/// Everything that is no Value.
struct State {
    /// The built-in encoding.
    codec: Option<Codec>,
    handler: Vec<u8>,
    strict: bool,
    ends: Ends,
    newlines: Newlines,
    line_buffering: bool,
    write_through: bool,
    readable: bool,
    writable: bool,
    seekable: bool,
    telling: bool,
    has_read1: bool,
    chunk: usize,
    pending: Vec<u8>,
    /// Bytes that are the beginning of a character.
    carry: Vec<u8>,
    decoded: Vec<u8>,
    at: usize,
    /// Of the last chunk, whose text begins in `decoded` at `chunk_at`.
    snapshot: Option<Snapshot>,
    chunk_at: usize,
    /// How many bytes a character took in the chunk that was decoded last.
    bytes_per_char: f64,
}

/// The decoder's state before it decoded a chunk, and the bytes it was then given.
#[derive(Clone, Default)]
struct Snapshot {
    flags: i32,
    input: Vec<u8>,
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "_io.TextIOWrapper",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        let s = unsafe { &*h.cast::<TextIo>() };
        for slot in [&s.buffer, &s.encoding, &s.errors, &s.encoder, &s.decoder] {
            t.visit_slot(slot);
        }
    },
    drop: Some(|h| {
        // SAFETY: called once for objects with this layout; the state was made by `Box::into_raw`.
        unsafe {
            super::live::remove(h.addr());
            let state = (*h.cast::<TextIo>()).state.replace(std::ptr::null_mut());
            if !state.is_null() {
                drop(Box::from_raw(state));
            }
        }
    }),
};

fn text_io(v: Value) -> Ref<TextIo> {
    this::<TextIo>(v)
}

/// The stream, if `v` is exactly a TextIOWrapper that is ready: then its methods are the ones here.
pub fn exactly(v: Value) -> Option<Ref<TextIo>> {
    if v.is_ptr() && type_of(v) == super::TEXT.get() {
        let t = text_io(v);
        return (t.ok.get() && !t.detached.get()).then_some(t);
    }
    None
}

impl TextIo {
    #[allow(clippy::mut_from_ref)] // The interpreter lock makes this exclusive; see below.
    fn state(&self) -> &mut State {
        // SAFETY: `new` makes the state, which lives as long as the object. The borrows are short: none is kept across a
        // call that may run Python.
        unsafe { &mut *self.state.get() }
    }

    fn forget_decoded(&self) {
        let s = self.state();
        s.decoded.clear();
        s.at = 0;
        s.chunk_at = 0;
    }
}

/// The receiver, perhaps detached.
fn initialised(th: &Thread, v: Value) -> PyResult<Ref<TextIo>> {
    let t = text_io(v);
    if t.ok.get() {
        return Ok(t);
    }
    Err(th.value_error("I/O operation on uninitialized object"))
}

/// The receiver, ready for use.
fn ready(th: &Thread, v: Value) -> PyResult<Ref<TextIo>> {
    let t = initialised(th, v)?;
    if t.detached.get() {
        return Err(th.value_error("underlying buffer has been detached"));
    }
    Ok(t)
}

fn is_closed(th: &Thread, t: Ref<TextIo>) -> PyResult<bool> {
    match buffered::exactly(t.buffer.get()) {
        Some(b) => buffered::is_closed(th, b),
        None => base::is_closed(th, t.buffer.get()),
    }
}

/// The receiver, ready for use and open. Runs Python.
fn open(th: &Thread, v: Value) -> PyResult<Ref<TextIo>> {
    let t = ready(th, v)?;
    if is_closed(th, t)? {
        return Err(closed_error(th));
    }
    Ok(t)
}

// ---- writing

/// Passes on what is pending. Runs Python.
fn write_pending(th: &Thread, t: Ref<TextIo>) -> PyResult<()> {
    let data = std::mem::take(&mut t.state().pending);
    if data.is_empty() {
        return Ok(());
    }
    match buffered::exactly(t.buffer.get()) {
        Some(b) if t.state().writable => {
            buffered::check_not_closed(th, b)?;
            buffered::write_all(th, b, &data)?;
            // The allocation is used again.
            let s = t.state();
            if s.pending.is_empty() {
                s.pending = data;
                s.pending.clear();
            }
        }
        _ => {
            let data = bytes::new(th, &data);
            call(th, t.buffer.get(), "write", &[data])?;
        }
    }
    Ok(())
}

/// Appends the encoded text to what is pending.
fn encode(th: &Thread, t: Ref<TextIo>, text: Value) -> PyResult<Vec<u8>> {
    let s = t.state();
    let Some(codec) = s.codec else {
        let encoder = t.encoder.get();
        let made = call(th, encoder, "encode", &[text])?;
        return match made.downcast::<Bytes>() {
            Some(b) => Ok(b.data().to_vec()),
            None => Err(th.type_error(format!(
                "encoder should return a bytes object, not '{}'",
                ops::type_name(made)
            ))),
        };
    };
    let handler = s.handler.clone();
    codecs::encode(th, text, codec, codec.name(), &handler)
}

/// `\n` replaced by what this stream writes for it.
fn translated(th: &Thread, text: Ref<Str>, end: &[u8]) -> Ref<Str> {
    let mut out = Vec::with_capacity(text.bytes().len() + 16);
    for &b in text.bytes() {
        if b == b'\n' {
            out.extend_from_slice(end);
        } else {
            out.push(b);
        }
    }
    str::from_bytes(th, &out)
}

/// Writes a string. Runs Python where the streams below are not ours.
pub fn write_str(th: &Thread, t: Ref<TextIo>, text: Ref<Str>) -> PyResult<()> {
    if is_closed(th, t)? {
        return Err(closed_error(th));
    }
    let s = t.state();
    if !s.writable {
        return Err(unsupported(th, "not writable"));
    }
    let has_end = (s.ends.write.is_some() || s.line_buffering)
        && memchr::memchr(b'\n', text.bytes()).is_some();
    let flush = s.line_buffering && (has_end || memchr::memchr(b'\r', text.bytes()).is_some());
    let through = s.write_through;
    // UTF-8 is what strings are made of, but for surrogates; and ASCII is the same in all three.
    let plain = match s.codec {
        Some(Codec::Utf8) => text.as_str().is_some(),
        Some(Codec::Ascii | Codec::Latin1) => text.is_ascii(),
        _ => false,
    };
    if plain && (s.ends.write.is_none() || !has_end) {
        if s.pending.len() + text.bytes().len() > s.chunk && !s.pending.is_empty() {
            write_pending(th, t)?;
        }
        t.state().pending.extend_from_slice(text.bytes());
    } else {
        let out = match s.ends.write.filter(|_| has_end) {
            Some(end) => translated(th, text, end),
            None => text,
        };
        let data = encode(th, t, out.value())?;
        let s = t.state();
        if s.pending.len() + data.len() > s.chunk && !s.pending.is_empty() {
            write_pending(th, t)?;
        }
        t.state().pending.extend_from_slice(&data);
    }
    let s = t.state();
    if s.pending.len() >= s.chunk || flush || through {
        write_pending(th, t)?;
    }
    if flush {
        flush_buffer(th, t)?;
    }
    let s = t.state();
    if s.snapshot.is_some() || !s.decoded.is_empty() || s.readable {
        reset_reading(th, t)?;
    }
    Ok(())
}

fn flush_buffer(th: &Thread, t: Ref<TextIo>) -> PyResult<()> {
    match buffered::exactly(t.buffer.get()) {
        Some(b) if !buffered::is_reader(b) => buffered::flush_all(th, b),
        _ => call(th, t.buffer.get(), "flush", &[]).map(|_| ()),
    }
}

/// Forgets what was read ahead: the stream goes on from the position of the one below.
fn reset_reading(th: &Thread, t: Ref<TextIo>) -> PyResult<()> {
    t.forget_decoded();
    let s = t.state();
    s.snapshot = None;
    s.carry.clear();
    s.newlines.held = false;
    if !t.decoder.get().is_empty() {
        call(th, t.decoder.get(), "reset", &[])?;
    }
    Ok(())
}

fn write(th: &Thread, a: &[Value]) -> PyResult {
    let t = ready(th, a[0])?;
    let text = base::text_argument(th, "write", a[1])?;
    write_str(th, t, text)?;
    Ok(int::from_usize(th, text.char_len()))
}

fn flush(th: &Thread, a: &[Value]) -> PyResult {
    let t = open(th, a[0])?;
    flush_text(th, t)?;
    Ok(Value::NONE)
}

/// Passes everything on, to the end. Runs Python.
pub fn flush_text(th: &Thread, t: Ref<TextIo>) -> PyResult<()> {
    let s = t.state();
    s.telling = s.seekable;
    write_pending(th, t)?;
    flush_buffer(th, t)
}

// ---- reading

fn check_readable(th: &Thread, t: Ref<TextIo>) -> PyResult<()> {
    if t.state().readable {
        return Ok(());
    }
    Err(unsupported(th, "not readable"))
}

/// Decodes more bytes. `last`: there are no more. Runs Python where the codec or its error handler is Python's.
fn decode(th: &Thread, t: Ref<TextIo>, input: &[u8], last: bool) -> PyResult<Vec<u8>> {
    let s = t.state();
    let mut text = match s.codec {
        Some(codec) => {
            let mut data = std::mem::take(&mut s.carry);
            let handler = s.handler.clone();
            let data = if data.is_empty() {
                std::borrow::Cow::Borrowed(input)
            } else {
                data.extend_from_slice(input);
                std::borrow::Cow::Owned(data)
            };
            let (text, used) = codecs::decode(th, Value::EMPTY, &data, codec, &handler, last)?;
            t.state().carry = data[used..].to_vec();
            text
        }
        None => {
            let input = bytes::new(th, input);
            let made = call(th, t.decoder.get(), "decode", &[input, Value::bool(last)])?;
            match made.downcast::<Str>() {
                Some(s) => s.bytes().to_vec(),
                None => {
                    return Err(th.type_error(format!(
                        "decoder should return a string result, not '{}'",
                        ops::type_name(made)
                    )));
                }
            }
        }
    };
    let s = t.state();
    if s.ends.universal {
        s.newlines.feed(&mut text, last);
    }
    Ok(text)
}

/// Reads a chunk from the stream below. Runs Python where that is not ours.
fn read_bytes(th: &Thread, t: Ref<TextIo>, size: usize) -> PyResult<Vec<u8>> {
    if let Some(b) = buffered::exactly(t.buffer.get()) {
        if buffered::is_reader(b) {
            return buffered::read_through(th, b, size);
        }
    }
    let method = if t.state().has_read1 { "read1" } else { "read" };
    let data = call(th, t.buffer.get(), method, &[int::from_usize(th, size)])?;
    match bytes::as_bytes(data) {
        Some(data) => Ok(data.into_owned()),
        None => Err(th.type_error(format!(
            "underlying {method}() should have returned a bytes-like object, not '{}'",
            ops::type_name(data)
        ))),
    }
}

/// Reads and decodes a chunk, behind what is decoded already. False: the end. Runs Python where streams or codecs are not
/// ours.
fn read_chunk(th: &Thread, t: Ref<TextIo>, hint: usize) -> PyResult<bool> {
    let s = t.state();
    if s.at == s.decoded.len() {
        t.forget_decoded();
    }
    let s = t.state();
    let telling = s.telling;
    // What the decoder holds back belongs to the bytes of the new text.
    let before = if telling {
        let (input, flags) = position::state(th, t)?;
        Some(Snapshot { flags, input })
    } else {
        None
    };
    let s = t.state();
    let size = s
        .chunk
        .max((s.bytes_per_char.max(1.0) * hint as f64) as usize);
    let input = read_bytes(th, t, size)?;
    let end = input.is_empty();
    if let Some(mut before) = before {
        before.input.extend_from_slice(&input);
        let s = t.state();
        s.snapshot = Some(before);
        s.chunk_at = s.decoded.len();
    }
    let text = decode(th, t, &input, end)?;
    let s = t.state();
    s.bytes_per_char = match wtf8::count(&text) {
        0 => 0.0,
        n => input.len() as f64 / n as f64,
    };
    if s.decoded.is_empty() {
        s.decoded = text;
        s.at = 0;
    } else {
        s.decoded.extend_from_slice(&text);
    }
    Ok(!end)
}

/// Takes `n` bytes of decoded text.
fn take(th: &Thread, t: Ref<TextIo>, n: usize) -> Value {
    let s = t.state();
    let text = str::from_bytes(th, &s.decoded[s.at..s.at + n]).value();
    s.at += n;
    text
}

fn read(th: &Thread, a: &[Value]) -> PyResult {
    let t = open(th, a[0])?;
    check_readable(th, t)?;
    let n = base::size_argument(th, a[1])?;
    write_pending(th, t)?;
    if n < 0 {
        let data = match buffered::exactly(t.buffer.get()) {
            Some(b) if buffered::is_reader(b) => buffered::read_rest(th, b)?,
            _ => call(th, t.buffer.get(), "read", &[])?,
        };
        if data.is_none() {
            return Err(th.error(T::BlockingIOError, "Read returned None."));
        }
        let data = match bytes::as_bytes(data) {
            Some(data) => data,
            None => {
                return Err(th.type_error(format!(
                    "underlying read() should have returned a bytes-like object, not '{}'",
                    ops::type_name(data)
                )));
            }
        };
        let rest = decode(th, t, &data, true)?;
        let s = t.state();
        let all = if s.at == s.decoded.len() {
            str::from_bytes(th, &rest)
        } else {
            let mut all = s.decoded[s.at..].to_vec();
            all.extend_from_slice(&rest);
            str::from_bytes(th, &all)
        };
        t.forget_decoded();
        t.state().snapshot = None;
        return Ok(all.value());
    }
    let n = n as usize;
    loop {
        let s = t.state();
        let text = &s.decoded[s.at..];
        // Each character takes at least a byte.
        if text.len() >= n {
            let bytes = wtf8::advance(text, 0, n);
            if bytes < text.len() || wtf8::count(text) >= n {
                return Ok(take(th, t, bytes));
            }
        }
        let left = n - wtf8::count(&s.decoded[s.at..]).min(n);
        if !read_chunk(th, t, left)? {
            let s = t.state();
            let n = wtf8::advance(&s.decoded[s.at..], 0, n);
            return Ok(take(th, t, n));
        }
    }
}

/// A line of up to `limit` characters (negative: no limit); empty at the end. Runs Python where streams or codecs are not
/// ours.
fn line(th: &Thread, t: Ref<TextIo>, limit: i64) -> PyResult {
    check_readable(th, t)?;
    if !t.state().pending.is_empty() {
        write_pending(th, t)?;
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut scanned = 0;
    loop {
        let s = t.state();
        let text = &s.decoded[s.at..];
        let end = newline::line_end(text, scanned, s.ends);
        let whole = end.unwrap_or(text.len());
        if limit != usize::MAX && whole >= limit {
            let most = wtf8::advance(text, 0, limit);
            if most < whole || end.is_none() && wtf8::count(&text[..whole]) >= limit {
                return Ok(take(th, t, most));
            }
        }
        if let Some(end) = end {
            return Ok(take(th, t, end));
        }
        scanned = text.len().saturating_sub(s.ends.read.len() - 1);
        if !read_chunk(th, t, 0)? {
            // The decoder may have held something back that has come out now.
            let s = t.state();
            let text = &s.decoded[s.at..];
            let mut n = newline::line_end(text, 0, s.ends).unwrap_or(text.len());
            if limit != usize::MAX {
                n = n.min(wtf8::advance(text, 0, limit));
            }
            if n == 0 {
                s.snapshot = None;
            }
            return Ok(take(th, t, n));
        }
    }
}

/// `readline()` of a stream that is exactly ours. Runs Python where streams or codecs are not ours.
pub fn read_line(th: &Thread, t: Ref<TextIo>) -> PyResult {
    if is_closed(th, t)? {
        return Err(closed_error(th));
    }
    line(th, t, -1)
}

fn readline(th: &Thread, a: &[Value]) -> PyResult {
    let t = open(th, a[0])?;
    let limit = if a[1].is_empty() {
        -1
    } else {
        types::sequence::index_value(th, a[1], T::OverflowError)?
    };
    line(th, t, limit)
}

fn next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let t = ready(th, v)?;
    t.state().telling = false;
    let made = if exactly(v).is_some() {
        read_line(th, t)?
    } else {
        let made = call(th, v, "readline", &[])?;
        if !made.has_kind(Kind::Str) {
            return Err(th.error(
                T::OSError,
                format!(
                    "readline() should have returned a str object, not '{}'",
                    ops::type_name(made)
                ),
            ));
        }
        made
    };
    if made.downcast::<Str>().is_some_and(|s| s.bytes().is_empty()) {
        let s = t.state();
        s.snapshot = None;
        s.telling = s.seekable;
        return Ok(None);
    }
    Ok(Some(made))
}

// ---- the encoder's state

/// Tells the encoder where the next text goes: behind the start no byte order mark is written.
fn encode_from(th: &Thread, t: Ref<TextIo>, position: Value) -> PyResult<()> {
    if t.encoder.get().is_empty() {
        return Ok(());
    }
    if ops::is_true(th, position)? {
        call(th, t.encoder.get(), "setstate", &[Value::small(0)])?;
    } else {
        call(th, t.encoder.get(), "reset", &[])?;
    }
    Ok(())
}

/// As [`encode_from`], after the encoder has been made, for a stream that may stand anywhere.
fn encode_from_here(th: &Thread, t: Ref<TextIo>) -> PyResult<()> {
    if !t.state().seekable || t.encoder.get().is_empty() {
        return Ok(());
    }
    let at = call(th, t.buffer.get(), "tell", &[])?;
    if ops::is_true(th, at)? {
        call(th, t.encoder.get(), "setstate", &[Value::small(0)])?;
    }
    Ok(())
}

fn truncate(th: &Thread, a: &[Value]) -> PyResult {
    let t = ready(th, a[0])?;
    call(th, a[0], "flush", &[])?;
    let size = if a[1].is_empty() { Value::NONE } else { a[1] };
    call(th, t.buffer.get(), "truncate", &[size])
}

// ---- life

fn new(th: &Thread, class: Ref<Type>, _args: Args) -> PyResult {
    let t = type_::alloc_native::<TextIo>(th, class, &LAYOUT);
    t.buffer.init(Value::NONE);
    t.encoding.init(Value::NONE);
    t.errors.init(Value::NONE);
    t.state.set(Box::into_raw(Box::new(State {
        codec: None,
        handler: Vec::new(),
        strict: true,
        ends: Ends {
            universal: false,
            translate_read: false,
            read: b"\n",
            write: None,
        },
        newlines: Newlines::default(),
        line_buffering: false,
        write_through: false,
        readable: false,
        writable: false,
        seekable: false,
        telling: false,
        has_read1: false,
        chunk: CHUNK,
        pending: Vec::new(),
        carry: Vec::new(),
        decoded: Vec::new(),
        at: 0,
        snapshot: None,
        chunk_at: 0,
        bytes_per_char: 0.0,
    })));
    Ok(t.value())
}

static NEW: NativeDef = NativeDef::new(
    "TextIOWrapper",
    "(buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)",
    |_, _| Ok(Value::NONE),
);

fn string_or(th: &Thread, which: &str, v: Value, default: &str) -> PyResult<Value> {
    if v.is_empty() || v.is_none() {
        return Ok(str::intern(th, default).value());
    }
    match v.downcast::<Str>() {
        Some(s) if s.bytes().contains(&0) => Err(th.value_error("embedded null character")),
        Some(_) => Ok(v),
        None => Err(th.type_error(format!(
            "TextIOWrapper() argument '{which}' must be str or None, not {}",
            ops::type_name(v)
        ))),
    }
}

fn init(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    let [buffer, encoding, errors, end, lines, through] = signature::bind_new(th, &NEW, args)?;
    let t = text_io(v);
    t.ok.set(false);
    t.detached.set(false);
    if encoding.is_empty() || encoding.is_none() {
        super::warn_of_default(th, 1)?;
    }
    let encoding = string_or(th, "encoding", encoding, super::LOCALE_ENCODING)?;
    let encoding = match encoding.downcast::<Str>() {
        Some(s) if s.bytes() == b"locale" => str::new(th, super::LOCALE_ENCODING),
        _ => encoding,
    };
    let errors = string_or(th, "errors", errors, "strict")?;
    let ends = newline::ends_of(th, end)?;
    let flag = |v: Value| -> PyResult<bool> { Ok(!v.is_empty() && ops::is_true(th, v)?) };
    let (lines, through) = (flag(lines)?, flag(through)?);
    let readable = base::call(th, buffer, "readable", &[])?;
    let writable = base::call(th, buffer, "writable", &[])?;
    let (readable, writable) = (ops::is_true(th, readable)?, ops::is_true(th, writable)?);
    start(th, t, buffer, encoding, errors, ends, (readable, writable))?;
    let seekable = base::call(th, buffer, "seekable", &[])?;
    let seekable = ops::is_true(th, seekable)?;
    let has_read1 = ops::get_attr_opt(th, buffer, str::intern(th, "read1"))?.is_some();
    let s = t.state();
    s.line_buffering = lines;
    s.write_through = through;
    s.seekable = seekable;
    s.telling = seekable;
    s.has_read1 = has_read1;
    encode_from_here(th, t)?;
    t.ok.set(true);
    Ok(())
}

/// Sets encoding and buffer. Runs Python for encodings that are not built in.
fn start(
    th: &Thread,
    t: Ref<TextIo>,
    buffer: Value,
    encoding: Value,
    errors: Value,
    ends: Ends,
    (readable, writable): (bool, bool),
) -> PyResult<()> {
    set_encoding(th, t, encoding, errors, (readable, writable))?;
    t.buffer.set(t, buffer);
    let s = t.state();
    s.readable = readable;
    s.writable = writable;
    s.ends = ends;
    s.newlines = Newlines {
        translate: ends.translate_read,
        ..Newlines::default()
    };
    s.pending.clear();
    s.carry.clear();
    s.snapshot = None;
    t.forget_decoded();
    if writable {
        super::live::add(t.header());
    }
    Ok(())
}

/// The descriptor of the file for which a stream (one that was noted as live) holds output back, if it does and all streams
/// below it are ours.
pub fn pending_descriptor(v: Value) -> Option<i32> {
    if !type_of(v).is_subtype_of(super::TEXT_BASE.get()) {
        return None;
    }
    let t = text_io(v);
    let b = buffered::exactly(t.buffer.get()).filter(|_| t.ok.get() && !t.detached.get())?;
    if t.state().pending.is_empty() {
        return None;
    }
    buffered::descriptor(b)
}

/// Whether `v` is a stream over a file that is open and that nobody but the stream would close.
pub fn is_unclosed(v: Value) -> bool {
    type_of(v) == super::TEXT.get()
        && text_io(v).ok.get()
        && buffered::is_unclosed(text_io(v).buffer.get())
}

/// Passes on what a stream holds back, at the end of the process. `v` is one that was noted as live; only if `wanted`.
pub fn flush_at_exit(th: &Thread, v: Value, wanted: bool) -> PyResult<()> {
    if !wanted || !type_of(v).is_subtype_of(super::TEXT_BASE.get()) {
        return Ok(());
    }
    let t = text_io(v);
    if !t.ok.get() || t.detached.get() || is_closed(th, t)? {
        return Ok(());
    }
    let below = buffered::exactly(t.buffer.get());
    if t.state().pending.is_empty() && below.is_none_or(|b| !buffered::must_flush(b)) {
        return Ok(());
    }
    let flushed = write_pending(th, t).and_then(|()| flush_buffer(th, t));
    if let Some(b) = below.filter(|_| flushed.is_err()) {
        // It is reported once.
        buffered::discard(b);
    }
    flushed
}

fn set_encoding(
    th: &Thread,
    t: Ref<TextIo>,
    encoding: Value,
    errors: Value,
    (readable, writable): (bool, bool),
) -> PyResult<()> {
    let text = |v: Value| {
        v.downcast::<Str>()
            .map(|s| s.bytes().to_vec())
            .unwrap_or_default()
    };
    let (name, handler) = (text(encoding), text(errors));
    let codec = algo::codec_from_name(&name);
    let (mut encoder, mut decoder) = (Value::EMPTY, Value::EMPTY);
    if codec.is_none() {
        let found = codecs::lookup_text(th, &name)?.value();
        if readable {
            decoder = call(th, found, "incrementaldecoder", &[errors])?;
        }
        if writable {
            encoder = call(th, found, "incrementalencoder", &[errors])?;
        }
    }
    t.encoder.set(t, encoder);
    t.decoder.set(t, decoder);
    t.encoding.set(t, encoding);
    t.errors.set(t, errors);
    let s = t.state();
    s.codec = codec;
    s.strict = handler == b"strict";
    s.handler = handler;
    Ok(())
}

/// What a standard stream is made with.
pub struct Standard<'a> {
    pub buffer: Value,
    pub errors: &'a str,
    pub reading: bool,
    pub line_buffering: bool,
    pub write_through: bool,
    pub seekable: bool,
}

/// A standard stream: UTF-8. Allocates.
pub fn standard(th: &Thread, given: &Standard, encoding: &str) -> PyResult {
    let v = new(th, super::TEXT.get(), Args::positional(&[]))?;
    let t = text_io(v);
    let end = if given.reading {
        Value::NONE
    } else {
        str::intern(th, "\n").value()
    };
    let ends = newline::ends_of(th, end)?;
    let encoding = str::intern(th, encoding).value();
    let errors = str::intern(th, given.errors).value();
    let access = (given.reading, !given.reading);
    start(th, t, given.buffer, encoding, errors, ends, access)?;
    let s = t.state();
    s.line_buffering = given.line_buffering;
    s.write_through = given.write_through;
    s.seekable = given.seekable;
    s.telling = given.seekable;
    s.has_read1 = given.reading;
    t.ok.set(true);
    Ok(v)
}

fn reconfigure(th: &Thread, a: &[Value]) -> PyResult {
    let t = ready(th, a[0])?;
    let [encoding, errors, end, lines, through] = [a[1], a[2], a[3], a[4], a[5]];
    let given = |v: Value| !v.is_empty() && !v.is_none();
    let s = t.state();
    if s.at < s.decoded.len() && (given(encoding) || given(errors) || !end.is_empty()) {
        return Err(unsupported(
            th,
            "It is not possible to set the encoding or newline of stream after the first read",
        ));
    }
    for (which, v) in [("encoding", encoding), ("errors", errors)] {
        if given(v) && !v.has_kind(Kind::Str) {
            return Err(th.type_error(format!(
                "reconfigure() argument '{which}' must be str or None, not {}",
                ops::type_name(v)
            )));
        }
    }
    let ends = if end.is_empty() {
        None
    } else {
        Some(newline::ends_of(th, end)?)
    };
    let flag = |v: Value, old: bool| -> PyResult<bool> {
        if given(v) {
            ops::is_true(th, v)
        } else {
            Ok(old)
        }
    };
    let lines = flag(lines, t.state().line_buffering)?;
    let through = flag(through, t.state().write_through)?;
    call(th, a[0], "flush", &[])?;
    let access = (t.state().readable, t.state().writable);
    if given(encoding) || given(errors) {
        let new_encoding = match encoding.downcast::<Str>() {
            Some(s) if s.bytes() == b"locale" => str::new(th, super::LOCALE_ENCODING),
            Some(_) => encoding,
            None => t.encoding.get(),
        };
        let new_errors = if given(errors) {
            errors
        } else if given(encoding) {
            str::intern(th, "strict").value()
        } else {
            t.errors.get()
        };
        set_encoding(th, t, new_encoding, new_errors, access)?;
        encode_from_here(th, t)?;
    }
    let s = t.state();
    if let Some(ends) = ends {
        s.ends = ends;
        s.newlines.translate = ends.translate_read;
    }
    s.line_buffering = lines;
    s.write_through = through;
    Ok(Value::NONE)
}

fn close(th: &Thread, a: &[Value]) -> PyResult {
    let t = ready(th, a[0])?;
    if is_closed(th, t)? {
        return Ok(Value::NONE);
    }
    if t.finalizing.get() {
        if let Err(raised) = call(th, t.buffer.get(), "_dealloc_warn", &[a[0]]) {
            th.swallow(raised, T::Exception)?;
        }
    }
    let flushed = call(th, a[0], "flush", &[]);
    let result = super::then(th, flushed, || call(th, t.buffer.get(), "close", &[]));
    super::live::remove(t.as_ptr().addr());
    result
}

fn detach(th: &Thread, a: &[Value]) -> PyResult {
    let t = ready(th, a[0])?;
    call(th, a[0], "flush", &[])?;
    let buffer = t.buffer.get();
    t.buffer.set(t, Value::NONE);
    t.detached.set(true);
    Ok(buffer)
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let t = initialised(th, v)?;
    let class = super::display_name(type_of(v));
    let Some(_guard) = types::repr_guard::enter(v) else {
        return Err(th.runtime_error(format!("reentrant call inside {class}.__repr__")));
    };
    let mut out = format!("<{class}").into_bytes();
    for name in ["name", "mode"] {
        let found = match ops::get_attr_opt(th, v, str::intern(th, name)) {
            Ok(found) => found,
            Err(raised) => {
                th.swallow(raised, T::ValueError)?;
                None
            }
        };
        if let Some(found) = found {
            out.extend_from_slice(format!(" {name}=").as_bytes());
            out.extend_from_slice(ops::repr(th, found)?.bytes());
        }
    }
    out.extend_from_slice(b" encoding=");
    out.extend_from_slice(ops::repr(th, t.encoding.get())?.bytes());
    out.push(b'>');
    Ok(str::from_bytes(th, &out).value())
}

/// A method that asks the buffer.
macro_rules! delegate {
    ($name:literal) => {
        NativeDef::new($name, "($self, /)", |th, a| {
            let t = ready(th, a[0])?;
            call(th, t.buffer.get(), $name, &[])
        })
    };
}

const PLAIN: &str = "($self, /)";

static METHODS: &[NativeDef] = &[
    NativeDef::new("write", "($self, text, /)", write),
    NativeDef::new("read", "($self, size=-1, /)", read),
    NativeDef::new("readline", "($self, size=-1, /)", readline),
    NativeDef::new("flush", PLAIN, flush),
    NativeDef::new("close", PLAIN, close),
    NativeDef::new("detach", PLAIN, detach),
    NativeDef::new("tell", PLAIN, position::tell)
        .doc("Return the stream position as an opaque number.\n\nThe return value of tell() can be given as input to seek(), to restore a\nprevious stream position."),
    NativeDef::new("seek", "($self, cookie, whence=os.SEEK_SET, /)", position::seek)
        .doc("Set the stream position, and return the new stream position."),
    NativeDef::new("truncate", "($self, pos=None, /)", truncate),
    NativeDef::new(
        "reconfigure",
        "($self, /, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)",
        reconfigure,
    )
    .doc("Reconfigure the text stream with new parameters.\n\nThis also does an implicit stream flush."),
    delegate!("fileno"),
    delegate!("seekable"),
    delegate!("readable"),
    delegate!("writable"),
    delegate!("isatty"),
    NativeDef::new("__getstate__", PLAIN, super::no_pickle),
];

static GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "encoding",
        get: |_, v| Ok(text_io(v).encoding.get()),
        set: None,
    },
    GetSetDef {
        name: "errors",
        get: |th, v| Ok(initialised(th, v)?.errors.get()),
        set: None,
    },
    GetSetDef {
        name: "newlines",
        get: |th, v| Ok(ready(th, v)?.state().newlines.shown(th)),
        set: None,
    },
    GetSetDef {
        name: "buffer",
        get: |th, v| Ok(ready(th, v)?.buffer.get()),
        set: None,
    },
    GetSetDef {
        name: "closed",
        get: |th, v| Ok(Value::bool(is_closed(th, ready(th, v)?)?)),
        set: None,
    },
    GetSetDef {
        name: "name",
        get: |th, v| base::attr(th, ready(th, v)?.buffer.get(), "name"),
        set: None,
    },
    GetSetDef {
        name: "line_buffering",
        get: |_, v| Ok(Value::bool(text_io(v).state().line_buffering)),
        set: None,
    },
    GetSetDef {
        name: "write_through",
        get: |_, v| Ok(Value::bool(text_io(v).state().write_through)),
        set: None,
    },
    GetSetDef {
        name: "_CHUNK_SIZE",
        get: |th, v| Ok(int::from_usize(th, ready(th, v)?.state().chunk)),
        set: Some(set_chunk),
    },
    GetSetDef {
        name: "_finalizing",
        get: |_, v| Ok(Value::bool(text_io(v).finalizing.get())),
        set: Some(|th, v, flag| {
            if let Some(flag) = flag {
                text_io(v).finalizing.set(ops::is_true(th, flag)?);
            }
            Ok(())
        }),
    },
];

fn set_chunk(th: &Thread, v: Value, n: Option<Value>) -> PyResult<()> {
    let t = ready(th, v)?;
    let Some(n) = n else {
        return Err(th.attribute_error("cannot delete attribute"));
    };
    match usize::try_from(types::sequence::index_value(th, n, T::ValueError)?) {
        Ok(n) if n > 0 => {
            t.state().chunk = n;
            Ok(())
        }
        _ => Err(bad_chunk(th)),
    }
}

fn bad_chunk(th: &Thread) -> Raised {
    th.value_error("a strictly positive integer is required")
}

/// The definition of `TextIOWrapper`.
pub static TEXT: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        init: Some(init),
        next: Some(next),
        repr: Some(repr),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: GETSET,
    flags: flags::BASE,
    basic_size: size_of::<TextIo>(),
    doc: "Character and line based layer over a BufferedIOBase object, buffer.\n\nencoding gives the name of the encoding that the stream will be\ndecoded or encoded with. It defaults to locale.getencoding().\n\nerrors determines the strictness of encoding and decoding (see\nhelp(codecs.Codec) or the documentation for codecs.register) and\ndefaults to \"strict\".\n\nnewline controls how line endings are handled. It can be None, '',\n'\\n', '\\r', and '\\r\\n'.  It works as follows:\n\n* On input, if newline is None, universal newlines mode is\n  enabled. Lines in the input can end in '\\n', '\\r', or '\\r\\n', and\n  these are translated into '\\n' before being returned to the\n  caller. If it is '', universal newline mode is enabled, but line\n  endings are returned to the caller untranslated. If it has any of\n  the other legal values, input lines are only terminated by the given\n  string, and the line ending is returned to the caller untranslated.\n\n* On output, if newline is None, any '\\n' characters written are\n  translated to the system default line separator, os.linesep. If\n  newline is '' or '\\n', no translation takes place. If newline is any\n  of the other legal values, any '\\n' characters written are translated\n  to the given string.\n\nIf line_buffering is True, a call to flush is implied when a call to\nwrite contains a newline character.",
    ..NativeTypeDef::new("_io.TextIOWrapper")
};
