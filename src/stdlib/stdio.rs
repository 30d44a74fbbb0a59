//! The standard streams: text files over the descriptors 0, 1 and 2, buffered here.
//!
//! Standard output is buffered by lines on a terminal and by blocks elsewhere, standard error always by lines.

use std::cell::{Cell, UnsafeCell};

use runtime::error::PyResult;
use runtime::heap;
use runtime::names::{self, N};
use runtime::native::{GetSetDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, NativeTypeDef};
use runtime::types::{T, int};
use runtime::value::Value;

/// Bytes that are held back before they are written.
const BUFFER: usize = 8192;

/// A stream. The buffers live outside the heap for the life of the process.
#[repr(C)]
pub struct Stream {
    header: Header,
    layout: &'static NativeLayout,
    fd: Cell<i32>,
    line_buffered: Cell<bool>,
    closed: Cell<bool>,
    /// Output not yet written, or input not yet given out.
    pending: Cell<*const UnsafeCell<Vec<u8>>>,
    at_end: Cell<bool>,
}

// SAFETY: `#[repr(C)]`, header and layout first.
unsafe impl Object for Stream {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "stream",
    trace: |_, _| (),
    drop: None,
};

fn this(v: Value) -> Ref<Stream> {
    // SAFETY: the methods are only reachable through the type's own descriptors, which check.
    unsafe { Ref::from_value_unchecked(v) }
}

impl Stream {
    #[allow(clippy::mut_from_ref)] // The interpreter lock makes this exclusive.
    fn pending(&self) -> &mut Vec<u8> {
        // SAFETY: the buffer is leaked, and nothing that runs while it is borrowed comes back here.
        unsafe { &mut *(*self.pending.get()).get() }
    }

    /// Writes everything out.
    fn flush(&self) -> std::io::Result<()> {
        let pending = self.pending();
        let mut done = 0;
        let mut result = Ok(());
        while done < pending.len() {
            let rest = &pending[done..];
            // SAFETY: a write from valid memory.
            let n = unsafe { libc::write(self.fd.get(), rest.as_ptr().cast(), rest.len()) };
            if n < 0 {
                let e = std::io::Error::last_os_error();
                if e.kind() == std::io::ErrorKind::Interrupted {
                    continue;
                }
                result = Err(e);
                break;
            }
            done += n as usize;
        }
        pending.drain(..done);
        result
    }
}

/// Raises the OSError of a system call.
fn os_error(th: &Thread, e: &std::io::Error) -> runtime::error::Raised {
    let number = e.raw_os_error().unwrap_or(0);
    let class = match number {
        libc::EPIPE | libc::ESHUTDOWN => T::BrokenPipeError,
        libc::EAGAIN => T::BlockingIOError,
        libc::EINTR => T::InterruptedError,
        _ => T::OSError,
    };
    let text = e.to_string();
    let text = text.split(" (os error").next().unwrap_or("").to_owned();
    th.error_with(
        class,
        &[int::from_i64(th, i64::from(number)), str::new(th, &text)],
    )
}

fn m_write(th: &Thread, args: &[Value]) -> PyResult {
    let stream = this(args[0]);
    let Some(text) = args[1].downcast::<Str>() else {
        return Err(th.type_error(format!(
            "write() argument must be str, not {}",
            ops::type_name(args[1])
        )));
    };
    if stream.closed.get() {
        return Err(th.value_error("I/O operation on closed file."));
    }
    let bytes = text.bytes();
    if text.as_str().is_none() {
        return encode_error(th, stream, text);
    }
    stream.pending().extend_from_slice(bytes);
    let due =
        stream.pending().len() >= BUFFER || stream.line_buffered.get() && bytes.contains(&b'\n');
    if due {
        stream.flush().map_err(|e| os_error(th, &e))?;
    }
    Ok(int::from_usize(th, text.char_len()))
}

/// Surrogates: standard error escapes them, standard output refuses.
fn encode_error(th: &Thread, stream: Ref<Stream>, text: Ref<Str>) -> PyResult {
    if stream.fd.get() == 2 {
        let mut escaped = Vec::new();
        for cp in runtime::algo::wtf8::code_points(text.bytes()) {
            if runtime::algo::wtf8::is_surrogate(cp) {
                runtime::algo::text::push_escape(&mut escaped, cp);
            } else {
                runtime::algo::wtf8::push(&mut escaped, cp);
            }
        }
        stream.pending().extend_from_slice(&escaped);
        stream.flush().map_err(|e| os_error(th, &e))?;
        return Ok(int::from_usize(th, text.char_len()));
    }
    let all: Vec<u32> = runtime::algo::wtf8::code_points(text.bytes()).collect();
    let at = all
        .iter()
        .position(|&cp| runtime::algo::wtf8::is_surrogate(cp))
        .unwrap_or(0);
    let end = at
        + all[at..]
            .iter()
            .take_while(|&&cp| runtime::algo::wtf8::is_surrogate(cp))
            .count();
    let args = [
        str::new(th, "utf-8"),
        text.value(),
        Value::small(at as i64),
        Value::small(end as i64),
        str::new(th, "surrogates not allowed"),
    ];
    Err(th.error_with(T::UnicodeEncodeError, &args))
}

fn m_flush(th: &Thread, args: &[Value]) -> PyResult {
    let stream = this(args[0]);
    if stream.closed.get() {
        return Err(th.value_error("I/O operation on closed file."));
    }
    stream.flush().map_err(|e| os_error(th, &e))?;
    Ok(Value::NONE)
}

/// Reads more input. False at the end.
fn fill(th: &Thread, stream: Ref<Stream>) -> PyResult<bool> {
    let mut block = [0u8; BUFFER];
    loop {
        // SAFETY: a read into valid memory.
        let n = unsafe { libc::read(stream.fd.get(), block.as_mut_ptr().cast(), block.len()) };
        if n < 0 {
            let e = std::io::Error::last_os_error();
            if e.kind() == std::io::ErrorKind::Interrupted {
                runtime::signals::deliver(th)?;
                continue;
            }
            return Err(os_error(th, &e));
        }
        stream.pending().extend_from_slice(&block[..n as usize]);
        stream.at_end.set(n == 0);
        return Ok(n != 0);
    }
}

/// Decodes what was read: universal newlines, UTF-8 with surrogates for bytes that are none.
fn decoded(th: &Thread, bytes: &[u8]) -> Value {
    let mut text = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        match std::str::from_utf8(rest) {
            Ok(valid) => {
                text.extend_from_slice(valid.as_bytes());
                break;
            }
            Err(e) => {
                let (valid, bad) = rest.split_at(e.valid_up_to());
                text.extend_from_slice(valid);
                runtime::algo::wtf8::push(&mut text, 0xDC00 + u32::from(bad[0]));
                rest = &bad[1..];
            }
        }
    }
    if text.contains(&b'\r') {
        let mut plain = Vec::with_capacity(text.len());
        let mut bytes = text.iter().copied().peekable();
        while let Some(b) = bytes.next() {
            if b == b'\r' {
                bytes.next_if_eq(&b'\n');
                plain.push(b'\n');
            } else {
                plain.push(b);
            }
        }
        text = plain;
    }
    str::from_bytes(th, &text).value()
}

fn m_readline(th: &Thread, args: &[Value]) -> PyResult {
    let stream = this(args[0]);
    loop {
        if let Some(at) = stream.pending().iter().position(|&b| b == b'\n') {
            let line: Vec<u8> = stream.pending().drain(..=at).collect();
            return Ok(decoded(th, &line));
        }
        if !fill(th, stream)? {
            let line = std::mem::take(stream.pending());
            return Ok(decoded(th, &line));
        }
    }
}

fn m_read(th: &Thread, args: &[Value]) -> PyResult {
    let stream = this(args[0]);
    let wanted = if args[1].is_empty() || args[1].is_none() {
        -1
    } else {
        ops::index_i64(th, args[1])?
    };
    while wanted < 0 || (stream.pending().len() as i64) < wanted {
        if !fill(th, stream)? {
            break;
        }
    }
    let n = if wanted < 0 {
        stream.pending().len()
    } else {
        stream.pending().len().min(wanted as usize)
    };
    let bytes: Vec<u8> = stream.pending().drain(..n).collect();
    Ok(decoded(th, &bytes))
}

fn next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let line = m_readline(th, &[v])?;
    Ok(line
        .downcast::<Str>()
        .filter(|s| !s.bytes().is_empty())
        .map(|s| s.value()))
}

fn m_fileno(_: &Thread, args: &[Value]) -> PyResult {
    Ok(Value::small(i64::from(this(args[0]).fd.get())))
}

fn m_isatty(_: &Thread, args: &[Value]) -> PyResult {
    // SAFETY: a plain system call.
    Ok(Value::bool(
        unsafe { libc::isatty(this(args[0]).fd.get()) } == 1,
    ))
}

fn m_true_if_output(_: &Thread, args: &[Value]) -> PyResult {
    Ok(Value::bool(this(args[0]).fd.get() != 0))
}

fn m_true_if_input(_: &Thread, args: &[Value]) -> PyResult {
    Ok(Value::bool(this(args[0]).fd.get() == 0))
}

fn m_close(th: &Thread, args: &[Value]) -> PyResult {
    let stream = this(args[0]);
    if !stream.closed.get() {
        let flushed = stream.flush();
        stream.closed.set(true);
        flushed.map_err(|e| os_error(th, &e))?;
    }
    Ok(Value::NONE)
}

static METHODS: &[NativeDef] = &[
    NativeDef::new("write", "($self, text, /)", m_write),
    NativeDef::new("flush", "($self, /)", m_flush),
    NativeDef::new("readline", "($self, size=-1, /)", m_readline),
    NativeDef::new("read", "($self, size=-1, /)", m_read),
    NativeDef::new("fileno", "($self, /)", m_fileno),
    NativeDef::new("isatty", "($self, /)", m_isatty),
    NativeDef::new("writable", "($self, /)", m_true_if_output),
    NativeDef::new("readable", "($self, /)", m_true_if_input),
    NativeDef::new("close", "($self, /)", m_close),
];

static GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "encoding",
        get: |th, _| Ok(str::new(th, "utf-8")),
        set: None,
    },
    GetSetDef {
        name: "errors",
        get: |th, v| {
            let errors = if this(v).fd.get() == 2 {
                "backslashreplace"
            } else {
                "strict"
            };
            Ok(str::new(th, errors))
        },
        set: None,
    },
    GetSetDef {
        name: "closed",
        get: |_, v| Ok(Value::bool(this(v).closed.get())),
        set: None,
    },
    GetSetDef {
        name: "name",
        get: |th, v| {
            Ok(str::new(
                th,
                ["<stdin>", "<stdout>", "<stderr>"][this(v).fd.get() as usize],
            ))
        },
        set: None,
    },
    GetSetDef {
        name: "mode",
        get: |th, v| Ok(str::new(th, if this(v).fd.get() == 0 { "r" } else { "w" })),
        set: None,
    },
];

static TYPE: NativeTypeDef = NativeTypeDef {
    methods: METHODS,
    getset: GETSET,
    slots: runtime::types::slots::Slots {
        iter: Some(|_, v| Ok(v)),
        next: Some(next),
        ..runtime::types::slots::Slots::NONE
    },
    flags: type_::flags::NO_NEW,
    basic_size: std::mem::size_of::<Stream>(),
    ..NativeTypeDef::new("_io.TextIOWrapper")
};

/// The three streams, as stdin, stdout and stderr. None stands for a descriptor that is closed. Allocates.
pub fn streams(th: &Thread) -> [Value; 3] {
    let class = type_::define_native(th, &TYPE);
    [0, 1, 2].map(|fd| {
        // SAFETY: asks about a descriptor.
        if unsafe { libc::fcntl(fd, libc::F_GETFD) } < 0 {
            return Value::NONE;
        }
        let stream = heap::alloc_native::<Stream>(&th.alloc, class.instance_shape.get(), &LAYOUT);
        stream.fd.set(fd);
        // SAFETY: asks about a descriptor.
        let terminal = unsafe { libc::isatty(fd) } == 1;
        stream.line_buffered.set(fd == 2 || fd == 1 && terminal);
        stream.pending.set(Box::leak(Box::default()));
        stream.value()
    })
}

/// Flushes `sys.stdout` and `sys.stderr` at the end of the process. False: something could not be written.
pub fn flush_all(th: &Thread) -> bool {
    let Ok(sys) = runtime::import::module(th, "sys") else {
        return true;
    };
    let mut fine = true;
    for n in [N::stdout, N::stderr] {
        let flushed = match ops::get_attr_opt(th, sys, names::get(n)) {
            Ok(Some(file)) if !file.is_none() => {
                let closed = ops::get_attr_opt(th, file, str::intern(th, "closed"));
                match closed {
                    Ok(Some(Value::TRUE)) => continue,
                    Ok(_) => ops::call_method(th, file, names::get(N::flush), &[]),
                    Err(raised) => Err(raised),
                }
            }
            Ok(_) => continue,
            Err(raised) => Err(raised),
        };
        if let Err(raised) = flushed {
            let exc = th.take_exception(raised);
            if n == N::stdout {
                runtime::finalize::unraisable(th, exc, Value::NONE);
                fine = false;
            }
        }
    }
    fine
}
