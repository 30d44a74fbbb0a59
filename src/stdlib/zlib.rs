//! `zlib`: compressed streams and checksums, over a zlib written in Rust.
//!
//! A stream's state lies outside the heap and holds no Values. The input that a decompressor has not used yet is kept beside
//! it. What is compressed here decompresses everywhere, but its bytes are those of zlib-ng, not of the classic library.

use std::cell::Cell;
use std::mem::size_of;

use libz_rs_sys as z;
use runtime::error::{PyResult, Raised};
use runtime::native::{Args, GetSetDef, ModuleDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::sequence::this;
use runtime::types::slots::Slots;
use runtime::types::type_::{self, NativeTypeDef, Type, as_type, flags};
use runtime::types::{T, bytes, str};
use runtime::value::Value;

use crate::posix::arg;
use crate::support::{Params, TypeCell, add, new_exception};

static ERROR: TypeCell = TypeCell::new();
static COMPRESS: TypeCell = TypeCell::new();
static DECOMPRESS: TypeCell = TypeCell::new();

const MAX_WBITS: i32 = 15;
const DEFAULT_MEMORY: i32 = 8;
/// How much room output gets at a time.
const STEP: usize = 1 << 14;
/// More than this is not passed to the library at once, whose lengths have 32 bits.
const MOST: usize = 1 << 30;

const CONSTANTS: &[(&str, i64)] = &[
    ("DEFLATED", 8),
    ("DEF_BUF_SIZE", 16384),
    ("DEF_MEM_LEVEL", DEFAULT_MEMORY as i64),
    ("MAX_WBITS", MAX_WBITS as i64),
    ("Z_BEST_COMPRESSION", 9),
    ("Z_BEST_SPEED", 1),
    ("Z_BLOCK", 5),
    ("Z_DEFAULT_COMPRESSION", -1),
    ("Z_DEFAULT_STRATEGY", 0),
    ("Z_FILTERED", 1),
    ("Z_FINISH", 4),
    ("Z_FIXED", 4),
    ("Z_FULL_FLUSH", 3),
    ("Z_HUFFMAN_ONLY", 2),
    ("Z_NO_COMPRESSION", 0),
    ("Z_NO_FLUSH", 0),
    ("Z_PARTIAL_FLUSH", 1),
    ("Z_RLE", 3),
    ("Z_SYNC_FLUSH", 2),
    ("Z_TREES", 6),
];

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "zlib",
    doc: "The functions in this module allow compression and decompression using the\nzlib library, which is based on GNU zip.\n\nadler32(string[, start]) -- Compute an Adler-32 checksum.\ncompress(data[, level]) -- Compress data, with compression level 0-9 or -1.\ncompressobj([level[, ...]]) -- Return a compressor object.\ncrc32(string[, start]) -- Compute a CRC-32 checksum.\ndecompress(string,[wbits],[bufsize]) -- Decompresses a compressed string.\ndecompressobj([wbits[, zdict]]) -- Return a decompressor object.\n\n'wbits' is window buffer size and container format.\nCompressor objects support compress() and flush() methods; decompressor\nobjects support decompress() and flush().",
    functions: &[
        NativeDef::new("adler32", "(data, value=1, /)", |th, a| {
            checksum(th, a, 1, |start, data| {
                // SAFETY: the slice is valid for its length.
                unsafe { z::adler32_z(start.into(), data.as_ptr(), data.len()) as u32 }
            })
        })
        .doc("Compute an Adler-32 checksum of data."),
        NativeDef::new("crc32", "(data, value=0, /)", |th, a| {
            checksum(th, a, 0, |start, data| {
                // SAFETY: the slice is valid for its length.
                unsafe { z::crc32_z(start.into(), data.as_ptr(), data.len()) as u32 }
            })
        })
        .doc("Compute a CRC-32 checksum of data."),
        NativeDef::new(
            "compress",
            "(data, /, level=Z_DEFAULT_COMPRESSION, wbits=MAX_WBITS)",
            compress,
        )
        .doc("Returns a bytes object containing compressed data."),
        NativeDef::new(
            "decompress",
            "(data, /, wbits=MAX_WBITS, bufsize=DEF_BUF_SIZE)",
            decompress,
        )
        .doc("Returns a bytes object containing the uncompressed data."),
        NativeDef::new(
            "compressobj",
            "(level=Z_DEFAULT_COMPRESSION, method=DEFLATED, wbits=MAX_WBITS, memLevel=DEF_MEM_LEVEL, strategy=Z_DEFAULT_STRATEGY, zdict=<unrepresentable>)",
            compressobj,
        )
        .doc("Return a compressor object."),
        NativeDef::new("decompressobj", "(wbits=MAX_WBITS, zdict=b'')", |th, a| {
            let object = new_decompressor(th, DECOMPRESS.get(), a[0], a[1])?;
            Ok(object.value())
        })
        .doc("Return a decompressor object."),
    ],
    init: |th, module| {
        let error = new_exception(th, "zlib", "error", T::Exception)?;
        ERROR.set(as_type(error));
        add(th, module, "error", error);
        COMPRESS.set(type_::define_native(th, &COMPRESS_DEF));
        DECOMPRESS.set(type_::define_native(th, &DECOMPRESS_DEF));
        let class = type_::define_native(th, &DECOMPRESSOR_DEF);
        add(th, module, "_ZlibDecompressor", class.value());
        for &(name, n) in CONSTANTS {
            add(th, module, name, Value::small(n));
        }
        for name in ["ZLIB_VERSION", "ZLIB_RUNTIME_VERSION"] {
            add(th, module, name, str::new(th, "1.3.1"));
        }
        add(th, module, "__version__", str::new(th, "1.0"));
        Ok(())
    },
};

fn checksum(th: &Thread, a: &[Value], start: u32, f: fn(u32, &[u8]) -> u32) -> PyResult {
    let data = arg::buffer(th, a[0])?;
    let start = if a[1].is_empty() {
        start
    } else {
        crate::binascii::masked(th, a[1])? as u32
    };
    Ok(Value::small(i64::from(f(start, &data))))
}

// ---- streams

/// A stream of the library.
struct Engine {
    stream: Box<z::z_stream>,
    compresses: bool,
    /// The dictionary was not the right one.
    refused: bool,
}

impl Drop for Engine {
    fn drop(&mut self) {
        let stream = &raw mut *self.stream;
        // SAFETY: the stream was initialised by the call that belongs to the one here.
        unsafe {
            if self.compresses {
                z::deflateEnd(stream);
            } else {
                z::inflateEnd(stream);
            }
        }
    }
}

/// The version and size that the library checks.
fn identity() -> (*const std::ffi::c_char, i32) {
    (z::zlibVersion(), size_of::<z::z_stream>() as i32)
}

impl Engine {
    /// A compressor; the library's status if it refuses.
    fn deflate(
        level: i32,
        method: i32,
        wbits: i32,
        memory: i32,
        strategy: i32,
    ) -> Result<Engine, i32> {
        let mut stream = Box::new(z::z_stream::default());
        let (version, size) = identity();
        // SAFETY: the stream is ours, and the library sets it up.
        let status = unsafe {
            z::deflateInit2_(
                &raw mut *stream,
                level,
                method,
                wbits,
                memory,
                strategy,
                version,
                size,
            )
        };
        match status {
            z::Z_OK => Ok(Engine {
                stream,
                compresses: true,
                refused: false,
            }),
            status => Err(status),
        }
    }

    /// A decompressor; the library's status if it refuses.
    fn inflate(wbits: i32) -> Result<Engine, i32> {
        // (One that has no place for output cannot be copied.)
        let mut stream = Box::new(z::z_stream {
            next_out: std::ptr::NonNull::dangling().as_ptr(),
            ..z::z_stream::default()
        });
        let (version, size) = identity();
        // SAFETY: as above; there is room for nothing at the place for output.
        let status = unsafe { z::inflateInit2_(&raw mut *stream, wbits, version, size) };
        match status {
            z::Z_OK => Ok(Engine {
                stream,
                compresses: false,
                refused: false,
            }),
            status => Err(status),
        }
    }

    /// A stream in the same state.
    fn copy(&self) -> Option<Engine> {
        let mut stream = Box::new(z::z_stream::default());
        let source = &raw const *self.stream;
        // SAFETY: the source is initialised, and the copy is ours.
        let status = unsafe {
            if self.compresses {
                z::deflateCopy(&raw mut *stream, source.cast_mut())
            } else {
                z::inflateCopy(&raw mut *stream, source)
            }
        };
        (status == z::Z_OK).then_some(Engine {
            stream,
            compresses: self.compresses,
            refused: false,
        })
    }

    /// Sets the dictionary; the status.
    fn set_dictionary(&mut self, data: &[u8]) -> i32 {
        let stream = &raw mut *self.stream;
        let len = data.len().min(MOST) as u32;
        // SAFETY: the stream is initialised, the slice is valid for its length.
        unsafe {
            if self.compresses {
                z::deflateSetDictionary(stream, data.as_ptr(), len)
            } else {
                z::inflateSetDictionary(stream, data.as_ptr(), len)
            }
        }
    }

    /// Runs the stream over `input` until there is nothing more to do, the output has `limit` bytes, or something is wrong.
    /// `dictionary` is given to a decompressor that asks for it. The status, and how much of the input was used.
    fn run(
        &mut self,
        input: &[u8],
        flush: i32,
        limit: usize,
        dictionary: &[u8],
        out: &mut Vec<u8>,
    ) -> (i32, usize) {
        let mut used = 0;
        loop {
            let room = STEP.max(out.len()).min(limit - out.len()).min(MOST);
            let start = out.len();
            out.resize(start + room, 0);
            let part = &input[used..];
            let given = part.len().min(MOST);
            // What is not the last part must not be finished.
            let mode = if given < part.len() {
                z::Z_NO_FLUSH
            } else {
                flush
            };
            self.stream.next_in = part.as_ptr().cast_mut();
            self.stream.avail_in = given as u32;
            self.stream.next_out = out[start..].as_mut_ptr();
            self.stream.avail_out = room as u32;
            let stream = &raw mut *self.stream;
            // SAFETY: the stream is initialised; input and output are valid for the lengths that it is told.
            let status = unsafe {
                if self.compresses {
                    z::deflate(stream, mode)
                } else {
                    z::inflate(stream, mode)
                }
            };
            used += given - self.stream.avail_in as usize;
            out.truncate(start + room - self.stream.avail_out as usize);
            if status == z::Z_NEED_DICT && !dictionary.is_empty() {
                match self.set_dictionary(dictionary) {
                    z::Z_OK => continue,
                    status => {
                        self.refused = true;
                        return (status, used);
                    }
                }
            }
            let full = self.stream.avail_out == 0;
            // (A decompressor that is to finish says that the output is full by an error.)
            let well = status == z::Z_OK || status == z::Z_BUF_ERROR && full;
            let goes_on = well && (full || used < input.len());
            if !goes_on || out.len() >= limit {
                return (status, used);
            }
        }
    }

    /// What the library says is wrong.
    fn message(&self) -> Option<String> {
        let text = self.stream.msg;
        if text.is_null() {
            return None;
        }
        // SAFETY: the library's messages are constants that end with a zero.
        let text = unsafe { std::ffi::CStr::from_ptr(text) };
        Some(text.to_string_lossy().into_owned())
    }
}

/// `zlib.error`. Runs Python.
#[cold]
fn error(th: &Thread, status: i32, engine: Option<&Engine>, doing: &str) -> Raised {
    let told = engine.and_then(Engine::message).or_else(|| {
        let text = match status {
            z::Z_BUF_ERROR => "incomplete or truncated stream",
            z::Z_STREAM_ERROR => "inconsistent stream state",
            z::Z_DATA_ERROR => "invalid input data",
            _ => return None,
        };
        Some(text.to_owned())
    });
    let text = match told {
        Some(told) => format!("Error {status} {doing}: {told}"),
        None => format!("Error {status} {doing}"),
    };
    crate::support::raise_class(th, ERROR.get(), &text)
}

fn number(th: &Thread, v: Value, default: i32) -> PyResult<i32> {
    arg::c_int_or(th, v, default)
}

fn compress(th: &Thread, a: &[Value]) -> PyResult {
    let data = arg::buffer(th, a[0])?;
    let (level, wbits) = (number(th, a[1], -1)?, number(th, a[2], MAX_WBITS)?);
    let mut engine = match Engine::deflate(level, 8, wbits, DEFAULT_MEMORY, 0) {
        Ok(engine) => engine,
        Err(z::Z_STREAM_ERROR) => {
            return Err(crate::support::raise_class(
                th,
                ERROR.get(),
                "Bad compression level",
            ));
        }
        Err(status) => return Err(error(th, status, None, "while compressing data")),
    };
    let mut out = Vec::new();
    let (status, _) = engine.run(&data, z::Z_FINISH, usize::MAX, &[], &mut out);
    if status != z::Z_STREAM_END {
        return Err(error(
            th,
            status,
            Some(&engine),
            "while finishing compression",
        ));
    }
    Ok(bytes::new(th, &out))
}

fn decompress(th: &Thread, a: &[Value]) -> PyResult {
    const DOING: &str = "while decompressing data";
    let data = arg::buffer(th, a[0])?;
    let wbits = number(th, a[1], MAX_WBITS)?;
    if !a[2].is_empty() {
        // How the output grows is up to us, but it must be a number.
        ops::index_i64(th, a[2])?;
    }
    let mut engine = match Engine::inflate(wbits) {
        Ok(engine) => engine,
        Err(status) => {
            return Err(error(
                th,
                status,
                None,
                "while preparing to decompress data",
            ));
        }
    };
    let mut out = Vec::new();
    match engine
        .run(&data, z::Z_SYNC_FLUSH, usize::MAX, &[], &mut out)
        .0
    {
        z::Z_STREAM_END => Ok(bytes::new(th, &out)),
        z::Z_OK => Err(error(th, z::Z_BUF_ERROR, None, DOING)),
        status => Err(error(th, status, Some(&engine), DOING)),
    }
}

// ---- objects

/// A compressor or decompressor.
#[repr(C)]
struct Stream {
    header: Header,
    layout: &'static NativeLayout,
    /// `unused_data`, `unconsumed_tail`, the dictionary: bytes, or `EMPTY`.
    unused: Slot,
    tail: Slot,
    dictionary: Slot,
    eof: Cell<bool>,
    needs_input: Cell<bool>,
    /// Made by `Box::into_raw`; null once it has ended.
    state: Cell<*mut State>,
}

/// What lies outside the heap.
struct State {
    engine: Engine,
    /// Input that `_ZlibDecompressor` has not used.
    pending: Vec<u8>,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid.
unsafe impl Object for Stream {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "zlib stream",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        let s = unsafe { &*h.cast::<Stream>() };
        for slot in [&s.unused, &s.tail, &s.dictionary] {
            t.visit_slot(slot);
        }
    },
    drop: Some(|h| {
        // SAFETY: called once for objects with this layout.
        unsafe { &*h.cast::<Stream>() }.end();
    }),
};

impl Stream {
    /// The state, unless the stream has ended.
    #[allow(clippy::mut_from_ref)] // The interpreter lock makes this exclusive.
    fn state(&self) -> Option<&mut State> {
        // SAFETY: null or made by `Box::into_raw`; nothing that runs while it is borrowed comes back here.
        unsafe { self.state.get().as_mut() }
    }

    fn end(&self) {
        let state = self.state.replace(std::ptr::null_mut());
        if !state.is_null() {
            // SAFETY: made by `Box::into_raw`, and taken out of its cell.
            drop(unsafe { Box::from_raw(state) });
        }
    }
}

fn stream(v: Value) -> Ref<Stream> {
    this::<Stream>(v)
}

fn make(th: &Thread, class: Ref<Type>, engine: Engine) -> Ref<Stream> {
    let s = type_::alloc_native::<Stream>(th, class, &LAYOUT);
    s.state.set(Box::into_raw(Box::new(State {
        engine,
        pending: Vec::new(),
    })));
    s.needs_input.set(true);
    s
}

fn bytes_of(slot: &Slot) -> Vec<u8> {
    slot.get_opt()
        .and_then(bytes::as_bytes)
        .map_or_else(Vec::new, |b| b.into_owned())
}

fn invalid(th: &Thread) -> Raised {
    th.value_error("Invalid initialization option")
}

fn compressobj(th: &Thread, a: &[Value]) -> PyResult {
    let engine = Engine::deflate(
        number(th, a[0], -1)?,
        number(th, a[1], 8)?,
        number(th, a[2], MAX_WBITS)?,
        number(th, a[3], DEFAULT_MEMORY)?,
        number(th, a[4], 0)?,
    );
    let mut engine = match engine {
        Ok(engine) => engine,
        Err(z::Z_STREAM_ERROR) => return Err(invalid(th)),
        Err(status) => return Err(error(th, status, None, "while creating compression object")),
    };
    if !a[5].is_empty() && !a[5].is_none() {
        let dictionary = arg::buffer(th, a[5])?;
        if engine.set_dictionary(&dictionary) != z::Z_OK {
            return Err(th.value_error("Invalid dictionary"));
        }
    }
    Ok(make(th, COMPRESS.get(), engine).value())
}

fn new_decompressor(
    th: &Thread,
    class: Ref<Type>,
    wbits: Value,
    dictionary: Value,
) -> PyResult<Ref<Stream>> {
    let wbits = number(th, wbits, MAX_WBITS)?;
    let data = if dictionary.is_empty() {
        Vec::new()
    } else {
        arg::buffer(th, dictionary)?.into_owned()
    };
    let mut engine = match Engine::inflate(wbits) {
        Ok(engine) => engine,
        Err(z::Z_STREAM_ERROR) => return Err(invalid(th)),
        Err(status) => {
            return Err(error(
                th,
                status,
                None,
                "while creating decompression object",
            ));
        }
    };
    // A raw stream does not ask for its dictionary.
    if wbits < 0 && !data.is_empty() {
        let status = engine.set_dictionary(&data);
        if status != z::Z_OK {
            return Err(error(th, status, Some(&engine), "while setting zdict"));
        }
    }
    let s = make(th, class, engine);
    s.dictionary.set(s, bytes::new(th, &data));
    Ok(s)
}

fn m_compress(th: &Thread, a: &[Value]) -> PyResult {
    let data = arg::buffer(th, a[1])?;
    let doing = "while compressing data";
    let s = stream(a[0]);
    let Some(state) = s.state() else {
        return Err(error(th, z::Z_STREAM_ERROR, None, doing));
    };
    let mut out = Vec::new();
    let (status, _) = state
        .engine
        .run(&data, z::Z_NO_FLUSH, usize::MAX, &[], &mut out);
    if status != z::Z_OK && status != z::Z_BUF_ERROR {
        return Err(error(th, status, Some(&state.engine), doing));
    }
    Ok(bytes::new(th, &out))
}

fn m_flush(th: &Thread, a: &[Value]) -> PyResult {
    let mode = number(th, a[1], z::Z_FINISH)?;
    if mode == z::Z_NO_FLUSH {
        return Ok(bytes::new(th, &[]));
    }
    let s = stream(a[0]);
    let Some(state) = s.state() else {
        return Err(error(th, z::Z_STREAM_ERROR, None, "while flushing"));
    };
    let mut out = Vec::new();
    let (status, _) = state.engine.run(&[], mode, usize::MAX, &[], &mut out);
    match status {
        z::Z_STREAM_END if mode == z::Z_FINISH => s.end(),
        z::Z_OK | z::Z_BUF_ERROR => {}
        status => return Err(error(th, status, Some(&state.engine), "while flushing")),
    }
    Ok(bytes::new(th, &out))
}

fn copy(th: &Thread, a: &[Value]) -> PyResult {
    let s = stream(a[0]);
    let Some(engine) = s.state().and_then(|state| state.engine.copy()) else {
        return Err(th.value_error("Inconsistent stream state"));
    };
    let class = runtime::types::type_of(a[0]);
    let other = make(th, class, engine);
    for (to, from) in [
        (&other.unused, &s.unused),
        (&other.tail, &s.tail),
        (&other.dictionary, &s.dictionary),
    ] {
        to.set(other, from.get());
    }
    other.eof.set(s.eof.get());
    Ok(other.value())
}

/// What a decompressor does with `data`, with at most `limit` bytes of output.
fn step(th: &Thread, s: Ref<Stream>, data: &[u8], flush: i32, limit: usize) -> PyResult<Vec<u8>> {
    let doing = if flush == z::Z_FINISH {
        "while flushing"
    } else {
        "while decompressing data"
    };
    let dictionary = bytes_of(&s.dictionary);
    let mut out = Vec::new();
    let Some(state) = s.state() else {
        return Ok(out);
    };
    let (status, used) = state.engine.run(data, flush, limit, &dictionary, &mut out);
    let rest = &data[used..];
    match status {
        z::Z_OK | z::Z_BUF_ERROR => {
            s.tail.set(s, bytes::new(th, rest));
        }
        z::Z_STREAM_END => {
            let mut unused = bytes_of(&s.unused);
            unused.extend_from_slice(rest);
            s.unused.set(s, bytes::new(th, &unused));
            s.tail.set(s, bytes::new(th, &[]));
            s.eof.set(true);
        }
        status if state.engine.refused => {
            return Err(error(th, status, None, "while setting zdict"));
        }
        status => {
            s.tail.set(s, bytes::new(th, rest));
            return Err(error(th, status, Some(&state.engine), doing));
        }
    }
    Ok(out)
}

fn m_decompress(th: &Thread, a: &[Value]) -> PyResult {
    let data = arg::buffer(th, a[1])?;
    let most = if a[2].is_empty() {
        0
    } else {
        ops::index_i64(th, a[2])?
    };
    if most < 0 {
        return Err(th.value_error("max_length must be non-negative"));
    }
    let limit = if most == 0 { usize::MAX } else { most as usize };
    let s = stream(a[0]);
    if s.state().is_none() {
        let doing = "while decompressing data";
        return Err(error(th, z::Z_STREAM_ERROR, None, doing));
    }
    if s.eof.get() {
        let mut unused = bytes_of(&s.unused);
        unused.extend_from_slice(&data);
        s.unused.set(s, bytes::new(th, &unused));
        return Ok(bytes::new(th, &[]));
    }
    let out = step(th, s, &data, z::Z_SYNC_FLUSH, limit)?;
    Ok(bytes::new(th, &out))
}

fn m_flush_rest(th: &Thread, a: &[Value]) -> PyResult {
    if !a[1].is_empty() && ops::index_i64(th, a[1])? <= 0 {
        return Err(th.value_error("length must be greater than zero"));
    }
    let s = stream(a[0]);
    let data = bytes_of(&s.tail);
    if s.eof.get() {
        s.end();
        return Ok(bytes::new(th, &[]));
    }
    let out = step(th, s, &data, z::Z_FINISH, usize::MAX)?;
    if s.eof.get() {
        s.end();
    }
    Ok(bytes::new(th, &out))
}

/// `_ZlibDecompressor.decompress`.
fn m_feed(th: &Thread, a: &[Value]) -> PyResult {
    let data = arg::buffer(th, a[1])?;
    let most = if a[2].is_empty() {
        -1
    } else {
        ops::index_i64(th, a[2])?
    };
    let s = stream(a[0]);
    if s.eof.get() {
        return Err(th.error(T::EOFError, "End of stream already reached"));
    }
    let Some(state) = s.state() else {
        return Ok(bytes::new(th, &[]));
    };
    let mut input = std::mem::take(&mut state.pending);
    input.extend_from_slice(&data);
    let limit = usize::try_from(most).unwrap_or(usize::MAX);
    let out = if limit == 0 {
        s.tail.set(s, bytes::new(th, &input));
        Vec::new()
    } else {
        step(th, s, &input, z::Z_SYNC_FLUSH, limit)?
    };
    let rest = bytes_of(&s.tail);
    s.needs_input
        .set(!s.eof.get() && rest.is_empty() && out.len() < limit);
    if let Some(state) = s.state() {
        state.pending = rest;
    }
    Ok(bytes::new(th, &out))
}

fn bytes_getter(th: &Thread, slot: &Slot) -> PyResult {
    Ok(slot.get_opt().unwrap_or_else(|| bytes::new(th, &[])))
}

const UNUSED: GetSetDef = GetSetDef {
    name: "unused_data",
    get: |th, v| bytes_getter(th, &stream(v).unused),
    set: None,
};

const EOF: GetSetDef = GetSetDef {
    name: "eof",
    get: |_, v| Ok(Value::bool(stream(v).eof.get())),
    set: None,
};

static COMPRESS_DEF: NativeTypeDef = NativeTypeDef {
    methods: &[
        NativeDef::new("compress", "($self, data, /)", m_compress)
            .doc("Returns a bytes object containing compressed data."),
        NativeDef::new("flush", "($self, mode=zlib.Z_FINISH, /)", m_flush)
            .doc("Return a bytes object containing any remaining compressed data."),
        NativeDef::new("copy", "($self, /)", copy).doc("Return a copy of the compression object."),
        NativeDef::new("__copy__", "($self, /)", copy),
        NativeDef::new("__deepcopy__", "($self, memo, /)", copy),
    ],
    flags: flags::NO_NEW | flags::OPEN,
    basic_size: size_of::<Stream>(),
    ..NativeTypeDef::new("zlib.Compress")
};

static DECOMPRESS_DEF: NativeTypeDef = NativeTypeDef {
    methods: &[
        NativeDef::new("decompress", "($self, data, /, max_length=0)", m_decompress)
            .doc("Return a bytes object containing the decompressed version of the data."),
        NativeDef::new(
            "flush",
            "($self, length=zlib.DEF_BUF_SIZE, /)",
            m_flush_rest,
        )
        .doc("Return a bytes object containing any remaining decompressed data."),
        NativeDef::new("copy", "($self, /)", copy)
            .doc("Return a copy of the decompression object."),
        NativeDef::new("__copy__", "($self, /)", copy),
        NativeDef::new("__deepcopy__", "($self, memo, /)", copy),
    ],
    getset: &[
        UNUSED,
        EOF,
        GetSetDef {
            name: "unconsumed_tail",
            get: |th, v| bytes_getter(th, &stream(v).tail),
            set: None,
        },
    ],
    flags: flags::NO_NEW | flags::OPEN,
    basic_size: size_of::<Stream>(),
    ..NativeTypeDef::new("zlib.Decompress")
};

static DECOMPRESSOR_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(|th, class, args: Args| {
            const PARAMS: Params = Params::new("_ZlibDecompressor", &["wbits", "zdict"], 0);
            let [wbits, dictionary] = PARAMS.bind(th, args)?;
            Ok(new_decompressor(th, class, wbits, dictionary)?.value())
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("decompress", "($self, /, data, max_length=-1)", m_feed)
            .doc("Decompress *data*, returning uncompressed data as bytes."),
    ],
    getset: &[
        UNUSED,
        EOF,
        GetSetDef {
            name: "needs_input",
            get: |_, v| Ok(Value::bool(stream(v).needs_input.get())),
            set: None,
        },
    ],
    basic_size: size_of::<Stream>(),
    doc: "Create a decompressor object for decompressing data incrementally.",
    ..NativeTypeDef::new("zlib._ZlibDecompressor")
};
