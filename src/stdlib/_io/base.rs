//! The base classes of all streams: what they do for streams written in Python, by calling the streams' own methods.
//!
//! A stream written in Python is closed when it has the attribute `__IOBase_closed`; the native streams keep that
//! themselves and have a `closed` of their own.

use std::mem::size_of;
use std::ops::ControlFlow;

use runtime::error::{PyResult, Raised};
use runtime::native::{Args, GetSetDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref};
use runtime::thread::Thread;
use runtime::types::bytes::{self, Bytes};
use runtime::types::slots::Slots;
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, NativeTypeDef, Type, flags};
use runtime::types::{T, int, list};
use runtime::value::Value;
use runtime::{buffer, ops};

use super::{BUFFER_SIZE, unsupported};
use crate::support::DICT_GETSET;

/// What all streams begin with: nothing but the attributes behind it.
#[repr(C)]
pub struct IoBase {
    header: Header,
    layout: &'static NativeLayout,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout.
unsafe impl Object for IoBase {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "_io._IOBase",
    trace: |_, _| {},
    drop: None,
};

/// `stream.name(*args)`. Runs Python.
pub fn call(th: &Thread, stream: Value, name: &str, args: &[Value]) -> PyResult {
    ops::call_method(th, stream, str::intern(th, name), args)
}

/// `stream.name`. Runs Python.
pub fn attr(th: &Thread, stream: Value, name: &str) -> PyResult {
    ops::get_attr(th, stream, str::intern(th, name))
}

/// `stream.closed` as a truth value. Runs Python.
pub fn is_closed(th: &Thread, stream: Value) -> PyResult<bool> {
    let closed = attr(th, stream, "closed")?;
    ops::is_true(th, closed)
}

/// The error for a stream that is closed.
#[cold]
pub fn closed_error(th: &Thread) -> Raised {
    th.value_error("I/O operation on closed file.")
}

/// Raises if the stream is closed. Runs Python.
pub fn check_closed(th: &Thread, stream: Value) -> PyResult<()> {
    if is_closed(th, stream)? {
        return Err(closed_error(th));
    }
    Ok(())
}

/// Whether the stream says that it is `what` (`readable`, `writable`, `seekable`). Runs Python.
pub fn says(th: &Thread, stream: Value, what: &str) -> PyResult<bool> {
    let answer = call(th, stream, what, &[])?;
    Ok(answer == Value::TRUE)
}

/// Raises UnsupportedOperation unless the stream is `what`. Runs Python.
pub fn check_is(th: &Thread, stream: Value, what: &str) -> PyResult<()> {
    if says(th, stream, what)? {
        return Ok(());
    }
    Err(unsupported(th, &format!("File or stream is not {what}.")))
}

fn new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let _ = args;
    Ok(type_::alloc_native::<IoBase>(th, class, &LAYOUT).value())
}

fn init(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    let class = runtime::types::type_of(v);
    if args.values.is_empty() || class.has_flag(flags::HEAP) {
        return Ok(());
    }
    Err(th.type_error(format!("{}() takes no arguments", class.tp_name())))
}

fn python_closed(th: &Thread, v: Value) -> PyResult<bool> {
    Ok(ops::get_attr_opt(th, v, str::intern(th, "__IOBase_closed"))?.is_some())
}

fn close(th: &Thread, a: &[Value]) -> PyResult {
    if python_closed(th, a[0])? {
        return Ok(Value::NONE);
    }
    let flushed = call(th, a[0], "flush", &[]);
    let set = || ops::set_attr(th, a[0], str::intern(th, "__IOBase_closed"), Value::TRUE);
    match flushed {
        Ok(_) => set()?,
        Err(raised) => {
            let exc = th.take_exception(raised);
            set()?;
            return Err(th.reraise(exc));
        }
    }
    Ok(Value::NONE)
}

/// Reports an exception in closing a stream that nobody refers to any more. Runs Python.
pub fn report_finalizing(th: &Thread, v: Value, raised: Raised) {
    let exc = th.take_exception(raised);
    let shown = match ops::repr(th, v) {
        Ok(s) => s.to_string_lossy().into_owned(),
        Err(raised) => {
            th.take_exception(raised);
            String::new()
        }
    };
    let what = format!("Exception ignored while finalizing file {shown}");
    runtime::finalize::unraisable_while(th, exc, &what);
}

/// Closes a stream that nobody refers to any more. Runs Python.
fn del(th: &Thread, v: Value) -> PyResult<()> {
    match is_closed(th, v) {
        Ok(false) => {}
        Ok(true) => return Ok(()),
        // A stream that was never initialised.
        Err(raised) => {
            th.take_exception(raised);
            return Ok(());
        }
    }
    let finalizing = str::intern(th, "_finalizing");
    if let Err(raised) = ops::set_attr(th, v, finalizing, Value::TRUE) {
        th.take_exception(raised);
    }
    let result = call(th, v, "close", &[]);
    if let Err(raised) = result {
        report_finalizing(th, v, raised);
    }
    Ok(())
}

/// The length that an argument gives: negative for None and for what is negative.
pub fn size_argument(th: &Thread, v: Value) -> PyResult<i64> {
    if v.is_empty() || v.is_none() {
        return Ok(-1);
    }
    if runtime::types::type_of(v).slots().index.is_none() {
        return Err(th.type_error(format!(
            "argument should be integer or None, not '{}'",
            ops::type_name(v)
        )));
    }
    runtime::types::sequence::index_value(th, v, T::OverflowError)
}

/// Reads a line through the stream's `peek` and `read`. Runs Python.
fn readline(th: &Thread, a: &[Value]) -> PyResult {
    let limit = size_argument(th, a[1])?;
    let peek = ops::get_attr_opt(th, a[0], str::intern(th, "peek"))?;
    let mut line = Vec::new();
    while limit < 0 || (line.len() as i64) < limit {
        let mut wanted = 1;
        if let Some(peek) = peek {
            let ahead = ops::call1(th, peek, Value::small(1))?;
            let Some(ahead) = ahead.downcast::<Bytes>() else {
                return Err(th.error(
                    T::OSError,
                    format!(
                        "peek() should have returned a bytes object, not '{}'",
                        ops::type_name(ahead)
                    ),
                ));
            };
            let ahead = ahead.data();
            if !ahead.is_empty() {
                let most = if limit < 0 {
                    ahead.len()
                } else {
                    ahead.len().min((limit as usize) - line.len())
                };
                wanted = match ahead[..most].iter().position(|&b| b == b'\n') {
                    Some(at) => at + 1,
                    None => most,
                };
            }
        }
        let part = call(th, a[0], "read", &[Value::small(wanted as i64)])?;
        let Some(part) = part.downcast::<Bytes>() else {
            return Err(th.error(
                T::OSError,
                format!(
                    "read() should have returned a bytes object, not '{}'",
                    ops::type_name(part)
                ),
            ));
        };
        if part.data().is_empty() {
            break;
        }
        line.extend_from_slice(part.data());
        if line.last() == Some(&b'\n') {
            break;
        }
    }
    Ok(bytes::new(th, &line))
}

fn next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let line = call(th, v, "readline", &[])?;
    Ok((ops::len(th, line)? > 0).then_some(line))
}

/// `readlines` by iteration. Runs Python.
pub fn readlines(th: &Thread, a: &[Value]) -> PyResult {
    let hint = size_argument(th, a[1])?;
    let lines = list::empty(th);
    let mut total = 0;
    ops::iterate(th, a[0], |line| {
        lines.append(th, line);
        if hint > 0 {
            let n = ops::len(th, line)? as i64;
            if n > hint - total {
                return Ok(ControlFlow::Break(()));
            }
            total += n;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(lines.value())
}

/// `writelines`. Runs Python.
pub fn writelines(th: &Thread, a: &[Value]) -> PyResult {
    check_closed(th, a[0])?;
    ops::iterate(th, a[1], |line| {
        call(th, a[0], "write", &[line])?;
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(Value::NONE)
}

const PLAIN: &str = "($self, /)";

static METHODS: &[NativeDef] = &[
    NativeDef::new("seek", "($self, offset, whence=os.SEEK_SET, /)", |th, _| {
        Err(unsupported(th, "seek"))
    })
    .doc("Change the stream position to the given byte offset."),
    NativeDef::new("tell", PLAIN, |th, a| {
        call(th, a[0], "seek", &[Value::small(0), Value::small(1)])
    })
    .doc("Return current stream position."),
    NativeDef::new("truncate", "($self, size=None, /)", |th, _| {
        Err(unsupported(th, "truncate"))
    })
    .doc("Truncate file to size bytes."),
    NativeDef::new("flush", PLAIN, |th, a| {
        if python_closed(th, a[0])? {
            return Err(closed_error(th));
        }
        Ok(Value::NONE)
    })
    .doc("Flush write buffers, if applicable."),
    NativeDef::new("close", PLAIN, close).doc("Flush and close the IO object."),
    NativeDef::new("seekable", PLAIN, |_, _| Ok(Value::FALSE))
        .doc("Return whether object supports random access."),
    NativeDef::new("readable", PLAIN, |_, _| Ok(Value::FALSE))
        .doc("Return whether object was opened for reading."),
    NativeDef::new("writable", PLAIN, |_, _| Ok(Value::FALSE))
        .doc("Return whether object was opened for writing."),
    NativeDef::new("_checkClosed", PLAIN, |th, a| {
        check_closed(th, a[0]).map(|()| Value::NONE)
    }),
    NativeDef::new("_checkSeekable", PLAIN, |th, a| {
        check_is(th, a[0], "seekable").map(|()| Value::TRUE)
    }),
    NativeDef::new("_checkReadable", PLAIN, |th, a| {
        check_is(th, a[0], "readable").map(|()| Value::TRUE)
    }),
    NativeDef::new("_checkWritable", PLAIN, |th, a| {
        check_is(th, a[0], "writable").map(|()| Value::TRUE)
    }),
    NativeDef::new("fileno", PLAIN, |th, _| Err(unsupported(th, "fileno")))
        .doc("Return underlying file descriptor if one exists."),
    NativeDef::new("isatty", PLAIN, |th, a| {
        check_closed(th, a[0]).map(|()| Value::FALSE)
    })
    .doc("Return whether this is an 'interactive' stream."),
    NativeDef::new("__enter__", PLAIN, |th, a| {
        check_closed(th, a[0]).map(|()| a[0])
    }),
    NativeDef::new("__exit__", "($self, /, *args)", |th, a| {
        call(th, a[0], "close", &[])
    }),
    NativeDef::new("readline", "($self, size=-1, /)", readline)
        .doc("Read and return a line from the stream."),
    NativeDef::new("readlines", "($self, hint=-1, /)", readlines)
        .doc("Return a list of lines from the stream."),
    NativeDef::new("writelines", "($self, lines, /)", writelines)
        .doc("Write a list of lines to stream."),
];

static GETSET: &[GetSetDef] = &[
    DICT_GETSET,
    GetSetDef {
        name: "closed",
        get: |th, v| Ok(Value::bool(python_closed(th, v)?)),
        set: None,
    },
];

/// The definition of `_IOBase`.
pub static IO_BASE: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        init: Some(init),
        del: Some(del),
        iter: Some(|th, v| check_closed(th, v).map(|()| v)),
        next: Some(next),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: GETSET,
    flags: flags::BASE | flags::HAS_DICT | flags::WEAKREFS | flags::FINALIZER,
    basic_size: size_of::<IoBase>(),
    doc: "The abstract base class for all I/O classes.\n\nThis class provides dummy implementations for many methods that\nderived classes can override selectively; the default implementations\nrepresent a file that cannot be read, written or seeked.",
    ..NativeTypeDef::new("_io._IOBase")
};

// ---- raw streams

fn raw_read(th: &Thread, a: &[Value]) -> PyResult {
    let n = if a[1].is_empty() {
        -1
    } else {
        ops::index_i64(th, a[1])?
    };
    if n < 0 {
        return call(th, a[0], "readall", &[]);
    }
    let room = bytes::new_array(th, runtime::types::get(T::ByteArray), &vec![0; n as usize]);
    let got = call(th, a[0], "readinto", &[room])?;
    if got.is_none() {
        return Ok(got);
    }
    let got = runtime::types::sequence::index_value(th, got, T::ValueError)?;
    let data = bytes::as_bytes(room).unwrap_or_default();
    if got < 0 || got as usize > data.len() {
        return Err(th.value_error(format!(
            "readinto returned {got} outside buffer size {}",
            data.len()
        )));
    }
    Ok(bytes::new(th, &data[..got as usize]))
}

fn raw_readall(th: &Thread, a: &[Value]) -> PyResult {
    let mut all = Vec::new();
    loop {
        let part = call(th, a[0], "read", &[Value::small(BUFFER_SIZE as i64)])?;
        if part.is_none() {
            if all.is_empty() {
                return Ok(part);
            }
            break;
        }
        let Some(part) = part.downcast::<Bytes>() else {
            return Err(th.type_error("read() should return bytes"));
        };
        if part.data().is_empty() {
            break;
        }
        all.extend_from_slice(part.data());
    }
    Ok(bytes::new(th, &all))
}

fn not_implemented(th: &Thread, _: &[Value]) -> PyResult {
    Err(th.error_with(T::NotImplementedError, &[]))
}

/// The definition of `_RawIOBase`.
pub static RAW_BASE: NativeTypeDef = NativeTypeDef {
    methods: &[
        NativeDef::new("read", "($self, size=-1, /)", raw_read),
        NativeDef::new("readall", PLAIN, raw_readall)
            .doc("Read until EOF, using multiple read() call."),
        NativeDef::new("readinto", "($self, /, *args)", not_implemented),
        NativeDef::new("write", "($self, /, *args)", not_implemented),
    ],
    flags: flags::BASE,
    basic_size: size_of::<IoBase>(),
    doc: "Base class for raw binary I/O.",
    ..NativeTypeDef::new("_io._RawIOBase")
};

// ---- buffered streams

/// `readinto` by `read` or `read1`. Runs Python.
fn read_into(th: &Thread, a: &[Value], method: &str) -> PyResult {
    let Some(room) = buffer::writable(th, a[1])? else {
        return Err(th.type_error(format!(
            "{method}() argument must be read-write bytes-like object, not {}",
            ops::type_name(a[1])
        )));
    };
    let read = if method == "readinto" {
        "read"
    } else {
        "read1"
    };
    let data = call(th, a[0], read, &[int::from_usize(th, room.len)])?;
    let Some(data) = data.downcast::<Bytes>() else {
        return Err(th.type_error("read() should return bytes"));
    };
    let data = data.data();
    // Reading ran Python: look again where the room is.
    let Some(room) = buffer::writable(th, a[1])? else {
        return Err(buffer::not_a_buffer(th, a[1]));
    };
    if data.len() > room.len {
        return Err(th.value_error(format!(
            "read() returned too much data: {} bytes requested, {} returned",
            room.len,
            data.len()
        )));
    }
    // SAFETY: nothing else refers to the room, and nothing runs until the copy is done.
    let room = unsafe { room.bytes_mut() };
    room[..data.len()].copy_from_slice(data);
    Ok(Value::small(data.len() as i64))
}

/// The definition of `_BufferedIOBase`.
pub static BUFFERED_BASE: NativeTypeDef = NativeTypeDef {
    methods: &[
        NativeDef::new("detach", PLAIN, |th, _| Err(unsupported(th, "detach")))
            .doc("Disconnect this buffer from its underlying raw stream and return it."),
        NativeDef::new("read", "($self, size=-1, /)", |th, _| {
            Err(unsupported(th, "read"))
        })
        .doc("Read and return up to n bytes."),
        NativeDef::new("read1", "($self, size=-1, /)", |th, _| {
            Err(unsupported(th, "read1"))
        })
        .doc("Read and return up to size bytes, with at most one read() call to the underlying raw stream."),
        NativeDef::new("readinto", "($self, buffer, /)", |th, a| {
            read_into(th, a, "readinto")
        }),
        NativeDef::new("readinto1", "($self, buffer, /)", |th, a| {
            read_into(th, a, "readinto1")
        }),
        NativeDef::new("write", "($self, b, /)", |th, _| {
            Err(unsupported(th, "write"))
        })
        .doc("Write buffer b to the IO stream."),
    ],
    flags: flags::BASE,
    basic_size: size_of::<IoBase>(),
    doc: "Base class for buffered IO objects.\n\nThe main difference with RawIOBase is that the read() method\nsupports omitting the size argument, and does not have a default\nimplementation that defers to readinto().",
    ..NativeTypeDef::new("_io._BufferedIOBase")
};

// ---- text streams

/// The definition of `_TextIOBase`.
pub static TEXT_BASE: NativeTypeDef = NativeTypeDef {
    methods: &[
        NativeDef::new("detach", PLAIN, |th, _| Err(unsupported(th, "detach")))
            .doc("Separate the underlying buffer from the TextIOBase and return it."),
        NativeDef::new("read", "($self, size=-1, /)", |th, _| {
            Err(unsupported(th, "read"))
        })
        .doc("Read at most size characters from stream."),
        NativeDef::new("readline", "($self, size=-1, /)", |th, _| {
            Err(unsupported(th, "readline"))
        })
        .doc("Read until newline or EOF."),
        NativeDef::new("write", "($self, s, /)", |th, _| {
            Err(unsupported(th, "write"))
        })
        .doc("Write string s to stream."),
    ],
    getset: &[none("encoding"), none("errors"), none("newlines")],
    flags: flags::BASE,
    basic_size: size_of::<IoBase>(),
    doc: "Base class for text I/O.\n\nThis class provides a character and line based interface to stream\nI/O. There is no readinto method because Python's character strings\nare immutable.",
    ..NativeTypeDef::new("_io._TextIOBase")
};

const fn none(name: &'static str) -> GetSetDef {
    GetSetDef {
        name,
        get: |_, _| Ok(Value::NONE),
        set: None,
    }
}

/// A str argument, or the TypeError of `method`.
pub fn text_argument(th: &Thread, method: &str, v: Value) -> PyResult<Ref<Str>> {
    match v.downcast::<Str>() {
        Some(s) => Ok(s),
        None => Err(th.type_error(format!(
            "{method}() argument must be str, not {}",
            ops::type_name(v)
        ))),
    }
}
