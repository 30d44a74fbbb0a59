//! `BytesIO` and `StringIO`: streams in memory.
//!
//! Both keep their contents in a bytearray on the heap, so that the collector knows their size and views of a BytesIO hold
//! it as they hold any bytearray. A StringIO stores one byte a character while all of them are ASCII, and four from the
//! first other one on: positions are indices of characters.
//!
//! It is long because both types have all methods of a stream.

use std::cell::Cell;
use std::mem::size_of;
use std::ops::ControlFlow;

use runtime::algo::wtf8;
use runtime::buffer::{self, Buffer};
use runtime::error::PyResult;
use runtime::native::{Args, GetSetDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::bytes::{self, ByteArray};
use runtime::types::dict::Dict;
use runtime::types::sequence::{this, tuple_of};
use runtime::types::slots::Slots;
use runtime::types::str::{self, Str};
use runtime::types::tuple::Tuple;
use runtime::types::type_::{self, NativeTypeDef, Type, flags};
use runtime::types::{self, T, int, list, memoryview, signature, type_of};
use runtime::value::Value;

use super::base::{self, closed_error};
use super::newline::{self, Ends, Newlines};
use crate::support::{self, small};

/// A stream in memory.
#[repr(C)]
pub struct MemoryIo {
    header: Header,
    layout: &'static NativeLayout,
    /// A bytearray; `EMPTY` once closed.
    data: Slot,
    /// In bytes, or in characters.
    position: Cell<usize>,
    /// A StringIO with four bytes a character.
    wide: Cell<bool>,
    ends: Cell<Option<Ends>>,
    newlines: Cell<Newlines>,
    initialised: Cell<bool>,
    /// The `newline` argument, for pickling.
    newline: Slot,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid.
unsafe impl Object for MemoryIo {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "a stream in memory",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        let m = unsafe { &*h.cast::<MemoryIo>() };
        t.visit_slot(&m.data);
        t.visit_slot(&m.newline);
    },
    drop: None,
};

fn memory(v: Value) -> Ref<MemoryIo> {
    this::<MemoryIo>(v)
}

fn new(th: &Thread, class: Ref<Type>, _args: Args) -> PyResult {
    let m = type_::alloc_native::<MemoryIo>(th, class, &LAYOUT);
    let data = bytes::new_array(th, types::get(T::ByteArray), &[]);
    m.data.set(m, data);
    Ok(m.value())
}

/// The contents of a stream that is open.
fn contents(th: &Thread, m: Ref<MemoryIo>) -> PyResult<Ref<ByteArray>> {
    match m.data.get().downcast::<ByteArray>() {
        Some(data) => Ok(data),
        None => Err(closed_error(th)),
    }
}

fn check_open(th: &Thread, v: Value) -> PyResult<Ref<MemoryIo>> {
    let m = memory(v);
    contents(th, m)?;
    Ok(m)
}

fn true_if_open(th: &Thread, a: &[Value]) -> PyResult {
    check_open(th, a[0]).map(|_| Value::TRUE)
}

/// The `__dict__` of a stream as pickling wants it: a copy, or None.
fn attributes(th: &Thread, v: Value) -> PyResult {
    match ops::get_attr(th, v, str::intern(th, "__dict__"))?.downcast::<Dict>() {
        Some(d) if !d.is_empty() => Ok(d.copy(th).value()),
        _ => Ok(Value::NONE),
    }
}

fn restore_attributes(th: &Thread, v: Value, dict: Value) -> PyResult<()> {
    if dict.is_none() {
        return Ok(());
    }
    let Some(given) = dict.downcast::<Dict>() else {
        return Err(th.type_error(format!(
            "fourth item of state should be a dict, got a {}",
            ops::type_name(dict)
        )));
    };
    let mut pos = 0;
    while let Some((key, value)) = given.next(&mut pos) {
        let name = ops::attribute_name(th, key)?;
        ops::set_attr(th, v, name, value)?;
    }
    Ok(())
}

// ---- BytesIO

/// Raises BufferError if views of the contents exist. May collect.
fn check_views(th: &Thread, data: Ref<ByteArray>) -> PyResult<()> {
    buffer::check_resize(th, data.value())
}

/// Puts bytes at the position, and zeros between the end and a position behind it.
fn put_bytes(th: &Thread, m: Ref<MemoryIo>, new: &[u8]) -> PyResult<()> {
    let data = contents(th, m)?;
    check_views(th, data)?;
    if new.is_empty() {
        return Ok(());
    }
    let at = m.position.get();
    let len = data.data().len();
    if at > len {
        data.extend(th, &vec![0; at - len])?;
    }
    let len = data.data().len();
    data.splice(th, at, new.len().min(len - at), new)?;
    m.position.set(at + new.len());
    Ok(())
}

static BYTES_NEW: NativeDef =
    NativeDef::new("BytesIO", "(initial_bytes=b'')", |_, _| Ok(Value::NONE));

fn bytes_init(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    let [initial] = signature::bind_new(th, &BYTES_NEW, args)?;
    let m = memory(v);
    if let Some(data) = m.data.get().downcast::<ByteArray>() {
        check_views(th, data)?;
    }
    let given = if initial.is_empty() || initial.is_none() {
        Vec::new()
    } else {
        super::data_argument(th, initial)?.into_owned()
    };
    let data = bytes::new_array(th, types::get(T::ByteArray), &given);
    m.data.set(m, data);
    m.position.set(0);
    Ok(())
}

/// Up to `n` bytes from the position on, taken.
fn take_bytes(m: Ref<MemoryIo>, data: &[u8], n: usize) -> std::ops::Range<usize> {
    let start = m.position.get().min(data.len());
    let end = start.saturating_add(n).min(data.len());
    if end > start {
        m.position.set(end);
    }
    start..end
}

fn bytes_read(th: &Thread, a: &[Value]) -> PyResult {
    let m = check_open(th, a[0])?;
    let n = base::size_argument(th, a[1])?;
    let data = contents(th, m)?;
    let range = take_bytes(m, data.data(), usize::try_from(n).unwrap_or(usize::MAX));
    let part = data.data()[range].to_vec();
    Ok(bytes::new(th, &part))
}

fn bytes_line(th: &Thread, m: Ref<MemoryIo>, limit: i64) -> PyResult {
    let data = contents(th, m)?;
    let all = data.data();
    let start = m.position.get().min(all.len());
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let most = start.saturating_add(limit).min(all.len());
    let n = memchr::memchr(b'\n', &all[start..most]).map_or(most - start, |at| at + 1);
    let range = take_bytes(m, all, n);
    let part = all[range].to_vec();
    Ok(bytes::new(th, &part))
}

fn bytes_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let m = check_open(th, v)?;
    if m.position.get() >= contents(th, m)?.data().len() {
        return Ok(None);
    }
    bytes_line(th, m, -1).map(Some)
}

fn bytes_readlines(th: &Thread, a: &[Value]) -> PyResult {
    let m = check_open(th, a[0])?;
    let hint = base::size_argument(th, a[1])?;
    let lines = list::empty(th);
    let start = m.position.get();
    while let Some(line) = bytes_next(th, a[0])? {
        lines.append(th, line);
        if hint > 0 && (m.position.get() - start) as i64 >= hint {
            break;
        }
    }
    Ok(lines.value())
}

fn bytes_readinto(th: &Thread, a: &[Value]) -> PyResult {
    let m = check_open(th, a[0])?;
    let Some(room) = buffer::writable(th, a[1])? else {
        return Err(th.type_error(format!(
            "readinto() argument must be read-write bytes-like object, not {}",
            ops::type_name(a[1])
        )));
    };
    let data = contents(th, m)?;
    let range = take_bytes(m, data.data(), room.len);
    let part = data.data()[range].to_vec();
    super::copy_out(th, a[1], &part)?;
    Ok(Value::small(part.len() as i64))
}

fn bytes_write(th: &Thread, a: &[Value]) -> PyResult {
    let m = check_open(th, a[0])?;
    check_views(th, contents(th, m)?)?;
    let data = super::data_argument(th, a[1])?;
    put_bytes(th, m, &data)?;
    Ok(int::from_usize(th, data.len()))
}

fn bytes_seek(th: &Thread, a: &[Value]) -> PyResult {
    let m = check_open(th, a[0])?;
    let offset = types::sequence::index_value(th, a[1], T::OverflowError)?;
    let whence = if a[2].is_empty() {
        0
    } else {
        ops::index_i64(th, a[2])?
    };
    let from = match whence {
        0 if offset < 0 => {
            return Err(th.value_error(format!("negative seek value {offset}")));
        }
        0 => 0,
        1 => m.position.get() as i64,
        2 => contents(th, m)?.data().len() as i64,
        _ => {
            return Err(th.value_error(format!("invalid whence ({whence}, should be 0, 1 or 2)")));
        }
    };
    let Some(to) = from.checked_add(offset) else {
        return Err(th.overflow_error("new position too large"));
    };
    m.position.set(to.max(0) as usize);
    Ok(int::from_i64(th, to.max(0)))
}

/// The size that `truncate` is given; the position if none.
fn size_to_truncate(th: &Thread, m: Ref<MemoryIo>, v: Value, negative: &str) -> PyResult<usize> {
    let n = if v.is_empty() || v.is_none() {
        m.position.get() as i64
    } else {
        types::sequence::index_value(th, v, T::OverflowError)?
    };
    usize::try_from(n).map_err(|_| th.value_error(format!("{negative} size value {n}")))
}

fn bytes_truncate(th: &Thread, a: &[Value]) -> PyResult {
    let m = check_open(th, a[0])?;
    check_views(th, contents(th, m)?)?;
    let n = size_to_truncate(th, m, a[1], "negative")?;
    // The size's `__index__` may have closed the stream, or lent its memory.
    let data = contents(th, check_open(th, a[0])?)?;
    check_views(th, data)?;
    let len = data.data().len();
    if n < len {
        data.splice(th, n, len - n, &[])?;
    }
    Ok(int::from_usize(th, n))
}

fn close(th: &Thread, a: &[Value]) -> PyResult {
    let m = memory(a[0]);
    if let Some(data) = m.data.get().downcast::<ByteArray>() {
        check_views(th, data)?;
    }
    m.data.init(Value::EMPTY);
    Ok(Value::NONE)
}

/// A view of the contents. What it shows as its object is a `_BytesIOBuffer`.
fn getbuffer(th: &Thread, a: &[Value]) -> PyResult {
    let m = check_open(th, a[0])?;
    let data = m.data.get();
    let shown = support::alloc(th, super::BYTES_BUFFER.get(), &[data], &[]);
    let Some(lent) = buffer::get(th, data)? else {
        return Err(closed_error(th));
    };
    Ok(memoryview::from_buffer(th, &lent, shown.value()))
}

fn lend_contents(th: &Thread, v: Value) -> PyResult<Buffer> {
    buffer::contiguous_of(th, small(v).slot(0))
}

/// The definition of `_BytesIOBuffer`.
pub static BYTES_BUFFER: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        buffer: Some(lend_contents),
        ..Slots::NONE
    },
    flags: flags::NO_NEW,
    basic_size: size_of::<support::Small>(),
    ..NativeTypeDef::new("_io._BytesIOBuffer")
};

fn bytes_getstate(th: &Thread, a: &[Value]) -> PyResult {
    let m = check_open(th, a[0])?;
    let data = contents(th, m)?.data().to_vec();
    let value = bytes::new(th, &data);
    let position = int::from_usize(th, m.position.get());
    let dict = attributes(th, a[0])?;
    Ok(tuple_of(th, &[value, position, dict]))
}

fn bytes_setstate(th: &Thread, a: &[Value]) -> PyResult {
    let Some(state) = a[1].downcast::<Tuple>().filter(|t| t.len() >= 3) else {
        return Err(th.type_error(format!(
            "{}.__setstate__ argument should be 3-tuple, got {}",
            type_of(a[0]).tp_name(),
            ops::type_name(a[1])
        )));
    };
    let m = check_open(th, a[0])?;
    let given = super::data_argument(th, state.items()[0])?.into_owned();
    let position = position_of_state(th, state.items()[1], "second")?;
    let data = bytes::new_array(th, types::get(T::ByteArray), &given);
    m.data.set(m, data);
    m.position.set(position);
    restore_attributes(th, a[0], state.items()[2])?;
    Ok(Value::NONE)
}

fn position_of_state(th: &Thread, v: Value, which: &str) -> PyResult<usize> {
    if !int::is_int(v) {
        return Err(th.type_error(format!(
            "{which} item of state must be an integer, not {}",
            ops::type_name(v)
        )));
    }
    usize::try_from(ops::index_i64(th, v)?)
        .map_err(|_| th.value_error("position value cannot be negative"))
}

const PLAIN: &str = "($self, /)";

static BYTES_METHODS: &[NativeDef] = &[
    NativeDef::new("readable", PLAIN, true_if_open)
        .doc("Returns True if the IO object can be read."),
    NativeDef::new("writable", PLAIN, true_if_open)
        .doc("Returns True if the IO object can be written."),
    NativeDef::new("seekable", PLAIN, true_if_open)
        .doc("Returns True if the IO object can be seeked."),
    NativeDef::new("isatty", PLAIN, |th, a| {
        check_open(th, a[0]).map(|_| Value::FALSE)
    })
    .doc("Always returns False."),
    NativeDef::new("flush", PLAIN, |th, a| {
        check_open(th, a[0]).map(|_| Value::NONE)
    })
    .doc("Does nothing."),
    NativeDef::new("tell", PLAIN, |th, a| {
        let m = check_open(th, a[0])?;
        Ok(int::from_usize(th, m.position.get()))
    })
    .doc("Current file position, an integer."),
    NativeDef::new("read", "($self, size=-1, /)", bytes_read)
        .doc("Read at most size bytes, returned as a bytes object."),
    NativeDef::new("read1", "($self, size=-1, /)", bytes_read)
        .doc("Read at most size bytes, returned as a bytes object."),
    NativeDef::new("readinto", "($self, buffer, /)", bytes_readinto).doc("Read bytes into buffer."),
    NativeDef::new("readline", "($self, size=-1, /)", |th, a| {
        let m = check_open(th, a[0])?;
        let limit = base::size_argument(th, a[1])?;
        bytes_line(th, m, limit)
    })
    .doc("Next line from the file, as a bytes object."),
    NativeDef::new("readlines", "($self, size=None, /)", bytes_readlines)
        .doc("List of bytes objects, each a line from the file."),
    NativeDef::new("write", "($self, b, /)", bytes_write).doc("Write bytes to file."),
    NativeDef::new("writelines", "($self, lines, /)", |th, a| {
        check_open(th, a[0])?;
        ops::iterate(th, a[1], |line| {
            bytes_write(th, &[a[0], line])?;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(Value::NONE)
    })
    .doc("Write lines to the file."),
    NativeDef::new("seek", "($self, pos, whence=0, /)", bytes_seek).doc("Change stream position."),
    NativeDef::new("truncate", "($self, size=None, /)", bytes_truncate)
        .doc("Truncate the file to at most size bytes."),
    NativeDef::new("close", PLAIN, close).doc("Disable all I/O operations."),
    NativeDef::new("getvalue", PLAIN, |th, a| {
        let m = check_open(th, a[0])?;
        let data = contents(th, m)?.data().to_vec();
        Ok(bytes::new(th, &data))
    })
    .doc("Retrieve the entire contents of the BytesIO object."),
    NativeDef::new("getbuffer", PLAIN, getbuffer)
        .doc("Get a read-write view over the contents of the BytesIO object."),
    NativeDef::new("__getstate__", PLAIN, bytes_getstate),
    NativeDef::new("__setstate__", "($self, object, /)", bytes_setstate),
    NativeDef::new("__sizeof__", PLAIN, |_, a| {
        let m = memory(a[0]);
        let len = m
            .data
            .get()
            .downcast::<ByteArray>()
            .map_or(0, |d| d.data().len());
        Ok(Value::small((size_of::<MemoryIo>() + len) as i64))
    }),
];

const CLOSED: GetSetDef = GetSetDef {
    name: "closed",
    get: |_, v| Ok(Value::bool(memory(v).data.get().is_empty())),
    set: None,
};

/// The definition of `BytesIO`.
pub static BYTES_IO: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        init: Some(bytes_init),
        iter: Some(|th, v| check_open(th, v).map(|_| v)),
        next: Some(bytes_next),
        ..Slots::NONE
    },
    methods: BYTES_METHODS,
    getset: &[CLOSED],
    flags: flags::BASE,
    basic_size: size_of::<MemoryIo>(),
    doc: "Buffered I/O implementation using an in-memory bytes buffer.",
    ..NativeTypeDef::new("_io.BytesIO")
};

// ---- StringIO

impl MemoryIo {
    /// Bytes of a character.
    fn width(&self) -> usize {
        if self.wide.get() { 4 } else { 1 }
    }
}

/// From one byte a character to four.
fn widen(th: &Thread, m: Ref<MemoryIo>) -> PyResult<()> {
    if m.wide.get() {
        return Ok(());
    }
    let data = contents(th, m)?;
    let wide = wide_bytes(data.data());
    let len = data.data().len();
    data.splice(th, 0, len, &wide)?;
    m.wide.set(true);
    Ok(())
}

/// Text with four bytes a character.
fn wide_bytes(text: &[u8]) -> Vec<u8> {
    wtf8::code_points(text).flat_map(u32::to_ne_bytes).collect()
}

/// The str of a part of the contents.
fn text_of(th: &Thread, m: Ref<MemoryIo>, part: &[u8]) -> Value {
    if !m.wide.get() {
        let part = part.to_vec();
        return str::from_bytes(th, &part).value();
    }
    let cps = part
        .chunks_exact(4)
        .map(|c| u32::from_ne_bytes([c[0], c[1], c[2], c[3]]));
    let text = wtf8::from_code_points(cps);
    str::from_bytes(th, &text).value()
}

fn put_text(th: &Thread, m: Ref<MemoryIo>, text: &[u8]) -> PyResult<()> {
    let data = contents(th, m)?;
    if text.is_empty() {
        return Ok(());
    }
    if !text.is_ascii() {
        widen(th, m)?;
    }
    let width = m.width();
    let wide;
    let new = if width == 4 {
        wide = wide_bytes(text);
        &wide[..]
    } else {
        text
    };
    let at = m.position.get() * width;
    let len = data.data().len();
    if at > len {
        data.extend(th, &vec![0; at - len])?;
    }
    let len = data.data().len();
    data.splice(th, at, new.len().min(len - at), new)?;
    m.position.set((at + new.len()) / width);
    Ok(())
}

/// Writes a string as the stream's line ends want it.
fn write_text(th: &Thread, m: Ref<MemoryIo>, text: Ref<Str>) -> PyResult<()> {
    let Some(ends) = m.ends.get() else {
        return put_text(th, m, text.bytes());
    };
    if ends.universal {
        let mut out = text.bytes().to_vec();
        let mut newlines = m.newlines.get();
        newlines.feed(&mut out, true);
        m.newlines.set(newlines);
        return put_text(th, m, &out);
    }
    match ends.write {
        Some(end) if text.bytes().contains(&b'\n') => {
            let mut out = Vec::with_capacity(text.bytes().len() + 16);
            for &b in text.bytes() {
                if b == b'\n' {
                    out.extend_from_slice(end);
                } else {
                    out.push(b);
                }
            }
            put_text(th, m, &out)
        }
        _ => put_text(th, m, text.bytes()),
    }
}

static STRING_NEW: NativeDef =
    NativeDef::new("StringIO", "(initial_value='', newline='\\n')", |_, _| {
        Ok(Value::NONE)
    });

fn string_init(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    let [initial, end] = signature::bind_new(th, &STRING_NEW, args)?;
    start_string(th, memory(v), initial, end)
}

fn start_string(th: &Thread, m: Ref<MemoryIo>, initial: Value, end: Value) -> PyResult<()> {
    m.initialised.set(false);
    let end = if end.is_empty() {
        str::intern(th, "\n").value()
    } else {
        end
    };
    if let Some(s) = end.downcast::<Str>() {
        if !matches!(s.bytes(), b"" | b"\n" | b"\r" | b"\r\n") {
            return Err(th.value_error(format!(
                "illegal newline value: {}",
                ops::repr(th, end)?.to_string_lossy()
            )));
        }
    }
    let ends = newline::ends_of(th, end)?;
    let given = !initial.is_empty() && !initial.is_none();
    if given && !initial.has_kind(Kind::Str) {
        return Err(th.type_error(format!(
            "initial_value must be str or None, not {}",
            ops::type_name(initial)
        )));
    }
    let data = bytes::new_array(th, types::get(T::ByteArray), &[]);
    m.data.set(m, data);
    m.newline.set(m, end);
    m.wide.set(false);
    m.ends.set(Some(ends));
    m.newlines.set(Newlines {
        translate: ends.translate_read,
        ..Newlines::default()
    });
    m.position.set(0);
    m.initialised.set(true);
    if let Some(text) = initial.downcast::<Str>() {
        write_text(th, m, text)?;
    }
    m.position.set(0);
    Ok(())
}

/// The receiver, ready for use.
fn string(th: &Thread, v: Value) -> PyResult<Ref<MemoryIo>> {
    let m = memory(v);
    if !m.initialised.get() {
        return Err(th.value_error("I/O operation on uninitialized object"));
    }
    if m.data.get().is_empty() {
        return Err(th.value_error("I/O operation on closed file"));
    }
    Ok(m)
}

/// Up to `n` characters from the position on.
fn take_text(th: &Thread, m: Ref<MemoryIo>, n: usize) -> PyResult {
    let data = contents(th, m)?;
    let width = m.width();
    let all = data.data();
    let len = all.len() / width;
    let start = m.position.get().min(len);
    let end = start.saturating_add(n).min(len);
    if end > start {
        m.position.set(end);
    }
    Ok(text_of(th, m, &all[start * width..end * width]))
}

fn string_line(th: &Thread, m: Ref<MemoryIo>, limit: i64) -> PyResult {
    let data = contents(th, m)?;
    let width = m.width();
    let len = data.data().len() / width;
    let start = m.position.get().min(len);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let most = start.saturating_add(limit).min(len);
    let ends = m.ends.get().unwrap_or(Ends {
        universal: false,
        translate_read: false,
        read: b"\n",
        write: None,
    });
    let part = &data.data()[start * width..most * width];
    let n = if width == 1 {
        newline::line_end(part, 0, ends)
    } else {
        wide_line_end(part, ends)
    };
    let n = n.unwrap_or(most - start);
    // A `\r` at the limit takes a `\n` behind it only if the limit allows it; `part` ends there.
    take_text(th, m, n)
}

/// [`newline::line_end`] in characters of four bytes.
fn wide_line_end(part: &[u8], ends: Ends) -> Option<usize> {
    let narrow: Vec<u8> = part
        .chunks_exact(4)
        .map(|c| u8::try_from(u32::from_ne_bytes([c[0], c[1], c[2], c[3]])).unwrap_or(0xFF))
        .collect();
    newline::line_end(&narrow, 0, ends)
}

fn string_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let m = string(th, v)?;
    let line = if type_of(v) == super::STRING_IO.get() {
        string_line(th, m, -1)?
    } else {
        let line = base::call(th, v, "readline", &[])?;
        if !line.has_kind(Kind::Str) {
            return Err(th.error(
                T::OSError,
                format!(
                    "readline() should have returned a str object, not '{}'",
                    ops::type_name(line)
                ),
            ));
        }
        line
    };
    let empty = line.downcast::<Str>().is_some_and(|s| s.bytes().is_empty());
    Ok((!empty).then_some(line))
}

fn string_seek(th: &Thread, a: &[Value]) -> PyResult {
    let m = string(th, a[0])?;
    let offset = types::sequence::index_value(th, a[1], T::OverflowError)?;
    let whence = if a[2].is_empty() {
        0
    } else {
        ops::index_i64(th, a[2])?
    };
    if !(0..=2).contains(&whence) {
        return Err(th.value_error(format!("Invalid whence ({whence}, should be 0, 1 or 2)")));
    }
    if offset < 0 && whence == 0 {
        return Err(th.value_error(format!("Negative seek position {offset}")));
    }
    if whence != 0 && offset != 0 {
        return Err(th.error(T::OSError, "Can't do nonzero cur-relative seeks"));
    }
    let to = match whence {
        0 => offset as usize,
        1 => m.position.get(),
        _ => contents(th, m)?.data().len() / m.width(),
    };
    m.position.set(to);
    Ok(int::from_usize(th, to))
}

fn string_truncate(th: &Thread, a: &[Value]) -> PyResult {
    let m = string(th, a[0])?;
    let n = size_to_truncate(th, m, a[1], "Negative")?;
    let data = contents(th, m)?;
    let len = data.data().len();
    let at = n.saturating_mul(m.width());
    if at < len {
        data.splice(th, at, len - at, &[])?;
    }
    Ok(int::from_usize(th, n))
}

fn getvalue(th: &Thread, v: Value) -> PyResult {
    let m = string(th, v)?;
    let data = contents(th, m)?;
    Ok(text_of(th, m, data.data()))
}

fn string_getstate(th: &Thread, a: &[Value]) -> PyResult {
    let value = getvalue(th, a[0])?;
    let m = memory(a[0]);
    let position = int::from_usize(th, m.position.get());
    let dict = attributes(th, a[0])?;
    Ok(tuple_of(th, &[value, m.newline.get(), position, dict]))
}

fn string_setstate(th: &Thread, a: &[Value]) -> PyResult {
    let Some(state) = a[1].downcast::<Tuple>().filter(|t| t.len() >= 4) else {
        return Err(th.type_error(format!(
            "{}.__setstate__ argument should be 4-tuple, got {}",
            type_of(a[0]).tp_name(),
            ops::type_name(a[1])
        )));
    };
    let m = memory(a[0]);
    // Unpickling gives the state to a stream that was never initialised; only a closed one refuses it.
    if m.initialised.get() {
        string(th, a[0])?;
    }
    let value = state.items()[0];
    if !value.has_kind(Kind::Str) && !value.is_none() {
        return Err(th.type_error(format!(
            "initial_value must be str or None, not {}",
            ops::type_name(value)
        )));
    }
    start_string(th, m, Value::EMPTY, state.items()[1])?;
    // The value was stored with its line ends as they are.
    if let Some(text) = state.items()[0].downcast::<Str>() {
        put_text(th, m, text.bytes())?;
    }
    m.position
        .set(position_of_state(th, state.items()[2], "third")?);
    restore_attributes(th, a[0], state.items()[3])?;
    Ok(Value::NONE)
}

fn string_true(th: &Thread, a: &[Value]) -> PyResult {
    string(th, a[0]).map(|_| Value::TRUE)
}

/// Whether `v` is exactly a StringIO: then its methods are the ones here.
pub fn is_string_io(v: Value) -> bool {
    v.is_ptr() && type_of(v) == super::STRING_IO.get()
}

/// Writes a string into a stream that is exactly a StringIO.
pub fn write_exactly(th: &Thread, v: Value, text: Ref<Str>) -> PyResult<()> {
    let m = string(th, v)?;
    write_text(th, m, text)
}

static STRING_METHODS: &[NativeDef] = &[
    NativeDef::new("getvalue", PLAIN, |th, a| getvalue(th, a[0]))
        .doc("Retrieve the entire contents of the object."),
    NativeDef::new("tell", PLAIN, |th, a| {
        let m = string(th, a[0])?;
        Ok(int::from_usize(th, m.position.get()))
    })
    .doc("Tell the current file position."),
    NativeDef::new("read", "($self, size=-1, /)", |th, a| {
        let m = string(th, a[0])?;
        let n = base::size_argument(th, a[1])?;
        take_text(th, m, usize::try_from(n).unwrap_or(usize::MAX))
    })
    .doc("Read at most size characters, returned as a string."),
    NativeDef::new("readline", "($self, size=-1, /)", |th, a| {
        let m = string(th, a[0])?;
        let limit = base::size_argument(th, a[1])?;
        string_line(th, m, limit)
    })
    .doc("Read until newline or EOF."),
    NativeDef::new("truncate", "($self, pos=None, /)", string_truncate)
        .doc("Truncate size to pos."),
    NativeDef::new("seek", "($self, pos, whence=0, /)", string_seek).doc("Change stream position."),
    NativeDef::new("write", "($self, s, /)", |th, a| {
        let m = memory(a[0]);
        let Some(text) = a[1].downcast::<Str>() else {
            string(th, a[0])?;
            return Err(th.type_error(format!(
                "string argument expected, got '{}'",
                ops::type_name(a[1])
            )));
        };
        string(th, a[0])?;
        write_text(th, m, text)?;
        Ok(int::from_usize(th, text.char_len()))
    })
    .doc("Write string to file."),
    NativeDef::new("close", PLAIN, close).doc("Close the IO object."),
    NativeDef::new("seekable", PLAIN, string_true)
        .doc("Returns True if the IO object can be seeked."),
    NativeDef::new("readable", PLAIN, string_true)
        .doc("Returns True if the IO object can be read."),
    NativeDef::new("writable", PLAIN, string_true)
        .doc("Returns True if the IO object can be written."),
    NativeDef::new("__getstate__", PLAIN, string_getstate),
    NativeDef::new("__setstate__", "($self, state, /)", string_setstate),
];

/// The definition of `StringIO`.
pub static STRING_IO: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        init: Some(string_init),
        next: Some(string_next),
        ..Slots::NONE
    },
    methods: STRING_METHODS,
    getset: &[
        CLOSED,
        GetSetDef {
            name: "line_buffering",
            get: |th, v| string(th, v).map(|_| Value::FALSE),
            set: None,
        },
        GetSetDef {
            name: "newlines",
            get: |th, v| Ok(string(th, v)?.newlines.get().shown(th)),
            set: None,
        },
    ],
    flags: flags::BASE,
    basic_size: size_of::<MemoryIo>(),
    doc: "Text I/O implementation using an in-memory buffer.\n\nThe initial_value argument sets the value of object.  The newline\nargument is like the one of TextIOWrapper's constructor.",
    ..NativeTypeDef::new("_io.StringIO")
};
