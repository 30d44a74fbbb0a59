//! `BufferedReader`, `BufferedWriter` and `BufferedRandom`: one structure with two buffers, of which one is empty.
//!
//! What was read ahead lies in `ahead` from `at` on; what is to be written lies in `pending`. Before a BufferedRandom
//! writes, it seeks back to where the program is and forgets what it read ahead; before it reads, it writes what is
//! pending. The buffers lie outside the heap and hold no Values.
//!
//! Where the raw stream is exactly a FileIO its system calls are made directly; otherwise the raw stream's methods are
//! called, which may do anything: no slice of a buffer is kept across such a call.
//!
//! It is long because three types share one structure and some thirty methods.

use std::cell::Cell;
use std::mem::size_of;

use runtime::buffer;
use runtime::error::{PyResult, Raised};
use runtime::heap::Tracer;
use runtime::native::{Args, GetSetDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::bytes::{self, Bytes};
use runtime::types::sequence::this;
use runtime::types::slots::Slots;
use runtime::types::str;
use runtime::types::type_::{self, NativeTypeDef, Type, flags};
use runtime::types::{self, T, exception, int, memoryview, type_of};
use runtime::value::Value;

use super::base::{self, call, closed_error};
use super::fileio;
use super::{BUFFER_SIZE, unsupported};
use crate::support::{self, Params};

/// Which of the three types it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Sort {
    #[default]
    Reader,
    Writer,
    Random,
}

/// A buffered stream.
#[repr(C)]
pub struct Buffered {
    header: Header,
    layout: &'static NativeLayout,
    raw: Slot,
    sort: Cell<Sort>,
    /// `__init__` has succeeded.
    ok: Cell<bool>,
    detached: Cell<bool>,
    finalizing: Cell<bool>,
    state: Cell<*mut State>,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid.
unsafe impl Object for Buffered {
    const KIND: Kind = Kind::Native;
}

/// The buffers.
#[derive(Default)]
struct State {
    size: usize,
    ahead: Vec<u8>,
    at: usize,
    pending: Vec<u8>,
    /// The position of the raw stream, if it is known.
    raw_position: Option<i64>,
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "_io._Buffered",
    trace,
    drop: Some(|h| {
        // SAFETY: called once for objects with this layout; the state was made by `Box::into_raw`.
        unsafe {
            super::live::remove(h.addr());
            let state = (*h.cast::<Buffered>()).state.replace(std::ptr::null_mut());
            if !state.is_null() {
                drop(Box::from_raw(state));
            }
        }
    }),
};

fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called for objects with this layout.
    t.visit_slot(unsafe { &(*h.cast::<Buffered>()).raw });
}

fn buffered(v: Value) -> Ref<Buffered> {
    this::<Buffered>(v)
}

/// The stream, if `v` is exactly one of the three types: then its methods are the ones here.
pub fn exactly(v: Value) -> Option<Ref<Buffered>> {
    if !v.is_ptr() {
        return None;
    }
    let class = type_of(v);
    let ours = [
        super::READER.get(),
        super::WRITER.get(),
        super::RANDOM.get(),
    ];
    ours.contains(&class).then(|| buffered(v))
}

impl Buffered {
    #[allow(clippy::mut_from_ref)] // The interpreter lock makes this exclusive; see below.
    fn state(&self) -> &mut State {
        // SAFETY: `new` makes the state, which lives as long as the object. The borrows are short: none is kept across a
        // call that may run Python.
        unsafe { &mut *self.state.get() }
    }

    fn readable(&self) -> bool {
        self.sort.get() != Sort::Writer
    }

    fn writable(&self) -> bool {
        self.sort.get() != Sort::Reader
    }

    fn available(&self) -> usize {
        let s = self.state();
        s.ahead.len() - s.at
    }

    /// Takes up to `n` bytes from what was read ahead.
    fn take(&self, n: usize, out: &mut Vec<u8>) -> usize {
        let s = self.state();
        let n = n.min(s.ahead.len() - s.at);
        out.extend_from_slice(&s.ahead[s.at..s.at + n]);
        s.at += n;
        if s.at == s.ahead.len() {
            s.ahead.clear();
            s.at = 0;
        }
        n
    }

    fn forget_ahead(&self) {
        let s = self.state();
        s.ahead.clear();
        s.at = 0;
    }
}

fn check(th: &Thread, b: Ref<Buffered>) -> PyResult<()> {
    if b.ok.get() {
        return Ok(());
    }
    Err(th.value_error(if b.detached.get() {
        "raw stream has been detached"
    } else {
        "I/O operation on uninitialized object"
    }))
}

/// The receiver, ready for use.
fn ready(th: &Thread, v: Value) -> PyResult<Ref<Buffered>> {
    let b = buffered(v);
    check(th, b)?;
    Ok(b)
}

/// Whether the raw stream is closed. Runs Python.
pub fn is_closed(th: &Thread, b: Ref<Buffered>) -> PyResult<bool> {
    check(th, b)?;
    match fileio::exactly(b.raw.get()) {
        Some(f) => Ok(f.is_closed()),
        None => base::is_closed(th, b.raw.get()),
    }
}

fn check_open(th: &Thread, b: Ref<Buffered>, message: &str) -> PyResult<()> {
    if is_closed(th, b)? {
        return Err(th.value_error(message));
    }
    Ok(())
}

// ---- the raw stream

/// Reads once, up to `n` bytes. None: the raw stream has nothing and does not block. Runs Python.
fn raw_read(th: &Thread, b: Ref<Buffered>, n: usize) -> PyResult<Option<Vec<u8>>> {
    let got = match fileio::exactly(b.raw.get()) {
        Some(f) => {
            let mut room = support::zeros(th, n)?;
            f.read_some(th, &mut room)?.map(|got| {
                room.truncate(got);
                room
            })
        }
        None => raw_readinto(th, b, n)?,
    };
    if let Some(data) = &got {
        let s = b.state();
        s.raw_position = s.raw_position.map(|at| at + data.len() as i64);
    }
    Ok(got)
}

fn raw_readinto(th: &Thread, b: Ref<Buffered>, n: usize) -> PyResult<Option<Vec<u8>>> {
    let room = bytes::new_array(th, types::get(T::ByteArray), &support::zeros(th, n)?);
    let view = memoryview::new(th, room)?;
    let answer = call(th, b.raw.get(), "readinto", &[view]);
    memoryview::release(view);
    let answer = answer?;
    if answer.is_none() {
        return Ok(None);
    }
    let got = match types::sequence::index_value(th, answer, T::ValueError) {
        Ok(got) => got,
        Err(raised) => {
            let cause = th.take_exception(raised);
            let failed = th.error(T::OSError, "raw readinto() failed");
            let exc = th.take_exception(failed);
            exception::set_cause(exc, cause);
            return Err(th.raise(exc));
        }
    };
    let data = bytes::as_bytes(room).unwrap_or_default();
    match usize::try_from(got) {
        Ok(got) if got <= data.len() => Ok(Some(data[..got].to_vec())),
        _ => Err(th.error(
            T::OSError,
            format!(
                "raw readinto() returned invalid length {got} (should have been between 0 and {n})"
            ),
        )),
    }
}

/// Writes once. None: the raw stream takes nothing and does not block. Runs Python.
fn raw_write(th: &Thread, b: Ref<Buffered>, data: &[u8]) -> PyResult<Option<usize>> {
    let written = match fileio::exactly(b.raw.get()) {
        Some(f) => f.write_some(th, data)?,
        None => {
            let copy = bytes::new(th, data);
            let view = memoryview::new(th, copy)?;
            let answer = call(th, b.raw.get(), "write", &[view]);
            memoryview::release(view);
            let answer = answer?;
            if answer.is_none() {
                None
            } else {
                let n = types::sequence::index_value(th, answer, T::ValueError)?;
                match usize::try_from(n) {
                    Ok(n) if n <= data.len() => Some(n),
                    _ => {
                        return Err(th.error(
                            T::OSError,
                            format!(
                                "raw write() returned invalid length {n} (should have been between 0 and {})",
                                data.len()
                            ),
                        ));
                    }
                }
            }
        }
    };
    if let Some(n) = written {
        let s = b.state();
        s.raw_position = s.raw_position.map(|at| at + n as i64);
    }
    Ok(written)
}

fn raw_position_of(th: &Thread, answer: Value, what: &str) -> PyResult<i64> {
    let at = types::sequence::index_value(th, answer, T::ValueError)?;
    if at < 0 {
        return Err(th.error(
            T::OSError,
            format!("Raw stream returned invalid position {at}"),
        ));
    }
    let _ = what;
    Ok(at)
}

fn raw_tell(th: &Thread, b: Ref<Buffered>) -> PyResult<i64> {
    let at = match fileio::exactly(b.raw.get()) {
        Some(f) => f.seek_to(th, 0, libc::SEEK_CUR)?,
        None => {
            let answer = call(th, b.raw.get(), "tell", &[])?;
            raw_position_of(th, answer, "tell")?
        }
    };
    b.state().raw_position = Some(at);
    Ok(at)
}

fn raw_seek(th: &Thread, b: Ref<Buffered>, offset: i64, whence: i64) -> PyResult<i64> {
    let at = match fileio::exactly(b.raw.get()) {
        Some(f) => f.seek_to(th, offset, whence as i32)?,
        None => {
            let args = [int::from_i64(th, offset), Value::small(whence)];
            let answer = call(th, b.raw.get(), "seek", &args)?;
            raw_position_of(th, answer, "seek")?
        }
    };
    b.state().raw_position = Some(at);
    Ok(at)
}

/// The error of a raw stream that would block, after `written` bytes.
fn would_block(th: &Thread, written: usize) -> Raised {
    let args = [
        Value::small(libc::EAGAIN.into()),
        str::new(th, "write could not complete without blocking"),
        Value::small(written as i64),
    ];
    th.error_with(T::BlockingIOError, &args)
}

/// Writes what is pending. Runs Python.
fn flush_pending(th: &Thread, b: Ref<Buffered>) -> PyResult<()> {
    while !b.state().pending.is_empty() {
        let data = std::mem::take(&mut b.state().pending);
        let written = raw_write(th, b, &data);
        let n = match &written {
            Ok(Some(n)) => *n,
            _ => 0,
        };
        // What came in meanwhile goes behind what is left.
        let later = std::mem::replace(&mut b.state().pending, data);
        b.state().pending.drain(..n);
        b.state().pending.extend_from_slice(&later);
        if written?.is_none() {
            return Err(would_block(th, 0));
        }
        runtime::signals::deliver(th)?;
    }
    Ok(())
}

/// Seeks the raw stream back over what was read ahead.
fn rewind(th: &Thread, b: Ref<Buffered>) -> PyResult<()> {
    let n = b.available();
    if n > 0 {
        raw_seek(th, b, -(n as i64), 1)?;
    }
    b.forget_ahead();
    Ok(())
}

/// Before reading.
fn prepare_to_read(th: &Thread, b: Ref<Buffered>) -> PyResult<()> {
    if b.writable() && !b.state().pending.is_empty() {
        flush_pending(th, b)?;
    }
    Ok(())
}

/// Reads once into the empty buffer. None: nothing is there and the raw stream does not block; 0: the end.
fn fill(th: &Thread, b: Ref<Buffered>) -> PyResult<Option<usize>> {
    let size = b.state().size;
    let got = raw_read(th, b, size)?;
    Ok(got.map(|data| {
        let s = b.state();
        let n = data.len();
        s.ahead = data;
        s.at = 0;
        n
    }))
}

// ---- reading

fn read_all(th: &Thread, b: Ref<Buffered>) -> PyResult {
    prepare_to_read(th, b)?;
    let mut all = Vec::new();
    b.take(usize::MAX, &mut all);
    if let Some(f) = fileio::exactly(b.raw.get()) {
        return match fileio::read_to_end(th, f)? {
            Some(rest) if all.is_empty() => Ok(bytes::new(th, &rest)),
            Some(rest) => {
                all.extend_from_slice(&rest);
                Ok(bytes::new(th, &all))
            }
            None if all.is_empty() => Ok(Value::NONE),
            None => Ok(bytes::new(th, &all)),
        };
    }
    b.state().raw_position = None;
    if let Some(readall) = ops::get_attr_opt(th, b.raw.get(), str::intern(th, "readall"))? {
        let rest = ops::call0(th, readall)?;
        if rest.is_none() {
            return Ok(if all.is_empty() {
                rest
            } else {
                bytes::new(th, &all)
            });
        }
        let Some(rest) = rest.downcast::<Bytes>() else {
            return Err(th.type_error("readall() should return bytes"));
        };
        all.extend_from_slice(rest.data());
        return Ok(bytes::new(th, &all));
    }
    loop {
        let part = call(th, b.raw.get(), "read", &[])?;
        if part.is_none() && all.is_empty() {
            return Ok(part);
        }
        if part.is_none() {
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

/// Reads up to `n` bytes, with as many raw reads as that takes. None: nothing is there and the raw stream does not block.
fn read_up_to(th: &Thread, b: Ref<Buffered>, n: usize) -> PyResult<Option<Vec<u8>>> {
    let mut out = Vec::new();
    b.take(n, &mut out);
    if out.len() == n {
        return Ok(Some(out));
    }
    prepare_to_read(th, b)?;
    let size = b.state().size;
    while out.len() < n {
        let left = n - out.len();
        if left >= size {
            match raw_read(th, b, left - left % size)? {
                Some(part) if part.is_empty() => break,
                Some(part) => out.extend_from_slice(&part),
                None if out.is_empty() => return Ok(None),
                None => break,
            }
            continue;
        }
        match fill(th, b)? {
            Some(0) => break,
            Some(_) => {
                b.take(left, &mut out);
            }
            None if out.is_empty() => return Ok(None),
            None => break,
        }
    }
    Ok(Some(out))
}

fn read(th: &Thread, a: &[Value]) -> PyResult {
    let b = ready(th, a[0])?;
    let n = base::size_argument(th, a[1])?;
    if n < -1 {
        return Err(th.value_error("read length must be non-negative or -1"));
    }
    check_open(th, b, "read of closed file")?;
    if n < 0 {
        return read_all(th, b);
    }
    match read_up_to(th, b, n as usize)? {
        Some(data) => Ok(bytes::new(th, &data)),
        None => Ok(Value::NONE),
    }
}

/// Reads up to `n` bytes with at most one raw read. None: nothing is there and the raw stream does not block.
pub fn read_once(th: &Thread, b: Ref<Buffered>, n: usize) -> PyResult<Option<Vec<u8>>> {
    check_open(th, b, "read of closed file")?;
    let mut out = Vec::new();
    if n == 0 || b.take(n, &mut out) > 0 {
        return Ok(Some(out));
    }
    prepare_to_read(th, b)?;
    raw_read(th, b, n)
}

/// Up to `n` bytes by one raw read: what was read ahead first. More than the buffer holds is read directly, even then.
fn read_once_into(th: &Thread, b: Ref<Buffered>, n: usize) -> PyResult<Option<Vec<u8>>> {
    let mut out = Vec::new();
    b.take(n, &mut out);
    let left = n - out.len();
    if left == 0 {
        return Ok(Some(out));
    }
    if left > b.state().size {
        prepare_to_read(th, b)?;
        return match raw_read(th, b, left)? {
            Some(more) => {
                out.extend_from_slice(&more);
                Ok(Some(out))
            }
            None if out.is_empty() => Ok(None),
            None => Ok(Some(out)),
        };
    }
    if out.is_empty() {
        prepare_to_read(th, b)?;
        if fill(th, b)?.is_none() {
            return Ok(None);
        }
        b.take(left, &mut out);
    }
    Ok(Some(out))
}

/// As [`read_once`], for a reader that goes through the buffer: up to `n` bytes, filled by one raw read of the buffer's size.
pub fn read_through(th: &Thread, b: Ref<Buffered>, n: usize) -> PyResult<Vec<u8>> {
    check_open(th, b, "read of closed file")?;
    if b.available() == 0 {
        prepare_to_read(th, b)?;
        let size = b.state().size;
        if n >= size {
            return Ok(raw_read(th, b, n)?.unwrap_or_default());
        }
        fill(th, b)?;
    }
    let mut out = Vec::new();
    b.take(n, &mut out);
    Ok(out)
}

/// Whether the stream may be read.
pub fn is_reader(b: Ref<Buffered>) -> bool {
    b.readable()
}

/// Everything that is left.
pub fn read_rest(th: &Thread, b: Ref<Buffered>) -> PyResult {
    check_open(th, b, "read of closed file")?;
    read_all(th, b)
}

fn read1(th: &Thread, a: &[Value]) -> PyResult {
    let b = ready(th, a[0])?;
    let n = if a[1].is_empty() {
        -1
    } else {
        types::sequence::index_value(th, a[1], T::OverflowError)?
    };
    let n = usize::try_from(n).unwrap_or(b.state().size);
    let data = read_once(th, b, n)?.unwrap_or_default();
    Ok(bytes::new(th, &data))
}

fn read_into(th: &Thread, a: &[Value], once: bool) -> PyResult {
    let b = ready(th, a[0])?;
    let name = if once { "readinto1" } else { "readinto" };
    let Some(room) = buffer::writable(th, a[1])? else {
        return Err(th.type_error(format!(
            "{name}() argument must be read-write bytes-like object, not {}",
            ops::type_name(a[1])
        )));
    };
    check_open(th, b, "readinto of closed file")?;
    let data = if once {
        read_once_into(th, b, room.len)?
    } else {
        read_up_to(th, b, room.len)?
    };
    let Some(data) = data else {
        return Ok(Value::NONE);
    };
    super::copy_out(th, a[1], &data)?;
    Ok(Value::small(data.len() as i64))
}

fn peek(th: &Thread, a: &[Value]) -> PyResult {
    let b = ready(th, a[0])?;
    check_open(th, b, "peek of closed file")?;
    prepare_to_read(th, b)?;
    if b.available() == 0 {
        fill(th, b)?;
    }
    let s = b.state();
    let ahead = s.ahead[s.at..].to_vec();
    Ok(bytes::new(th, &ahead))
}

/// A line of up to `limit` bytes (negative: no limit). Runs Python.
fn line(th: &Thread, b: Ref<Buffered>, limit: i64) -> PyResult {
    check_open(th, b, "readline of closed file")?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut out = Vec::new();
    loop {
        let s = b.state();
        let ahead = &s.ahead[s.at..];
        let most = ahead.len().min(limit - out.len());
        let found = memchr::memchr(b'\n', &ahead[..most]);
        let n = found.map_or(most, |at| at + 1);
        if out.is_empty() && (found.is_some() || n == limit) {
            let line = bytes::new(th, &ahead[..n]);
            s.at += n;
            return Ok(line);
        }
        b.take(n, &mut out);
        if found.is_some() || out.len() == limit {
            return Ok(bytes::new(th, &out));
        }
        prepare_to_read(th, b)?;
        if fill(th, b)?.unwrap_or(0) == 0 {
            return Ok(bytes::new(th, &out));
        }
    }
}

fn readline(th: &Thread, a: &[Value]) -> PyResult {
    let b = ready(th, a[0])?;
    let limit = base::size_argument(th, a[1])?;
    line(th, b, limit)
}

fn next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let b = ready(th, v)?;
    let made = if exactly(v).is_some() {
        line(th, b, -1)?
    } else {
        let made = call(th, v, "readline", &[])?;
        if !made.has_kind(Kind::Bytes) {
            return Err(th.error(
                T::OSError,
                format!(
                    "readline() should have returned a bytes object, not '{}'",
                    ops::type_name(made)
                ),
            ));
        }
        made
    };
    let empty = made
        .downcast::<Bytes>()
        .is_some_and(|b| b.data().is_empty());
    Ok((!empty).then_some(made))
}

// ---- writing

/// Writes all of `data`, to the buffer as far as it has room. Runs Python.
pub fn write_all(th: &Thread, b: Ref<Buffered>, data: &[u8]) -> PyResult<()> {
    if b.available() > 0 || b.readable() {
        rewind(th, b)?;
    }
    let size = b.state().size;
    if b.state().pending.len() + data.len() <= size && data.len() < size {
        b.state().pending.extend_from_slice(data);
        return Ok(());
    }
    if let Err(raised) = flush_pending(th, b) {
        if !th.raised_is(&raised, T::BlockingIOError) {
            return Err(raised);
        }
        // Keep what there is room for.
        let room = size.saturating_sub(b.state().pending.len());
        if data.len() <= room {
            th.take_exception(raised);
            b.state().pending.extend_from_slice(data);
            return Ok(());
        }
        th.take_exception(raised);
        b.state().pending.extend_from_slice(&data[..room]);
        return Err(would_block(th, room));
    }
    let mut rest = data;
    while rest.len() > size {
        match raw_write(th, b, rest)? {
            Some(n) => rest = &rest[n..],
            None => {
                let n = rest.len().min(size);
                b.state().pending.extend_from_slice(&rest[..n]);
                if n == rest.len() {
                    return Ok(());
                }
                return Err(would_block(th, data.len() - rest.len() + n));
            }
        }
        runtime::signals::deliver(th)?;
    }
    b.state().pending.extend_from_slice(rest);
    Ok(())
}

fn write(th: &Thread, a: &[Value]) -> PyResult {
    let b = ready(th, a[0])?;
    let data = super::data_argument(th, a[1])?;
    check_open(th, b, "write to closed file")?;
    write_all(th, b, &data)?;
    Ok(int::from_usize(th, data.len()))
}

/// Writes what is pending, and goes back over what was read ahead. Runs Python.
pub fn flush_all(th: &Thread, b: Ref<Buffered>) -> PyResult<()> {
    check_open(th, b, "flush of closed file")?;
    flush_pending(th, b)?;
    if b.readable() {
        rewind(th, b)?;
    }
    Ok(())
}

fn flush(th: &Thread, a: &[Value]) -> PyResult {
    let b = ready(th, a[0])?;
    if b.sort.get() == Sort::Reader {
        return call(th, b.raw.get(), "flush", &[]);
    }
    flush_all(th, b)?;
    Ok(Value::NONE)
}

// ---- position

fn tell(th: &Thread, a: &[Value]) -> PyResult {
    let b = ready(th, a[0])?;
    let at = raw_tell(th, b)?;
    let at = at - b.available() as i64 + b.state().pending.len() as i64;
    Ok(int::from_i64(th, at.max(0)))
}

fn seek(th: &Thread, a: &[Value]) -> PyResult {
    let b = ready(th, a[0])?;
    let whence = if a[2].is_empty() {
        0
    } else {
        ops::index_i64(th, a[2])?
    };
    if !(0..=4).contains(&whence) {
        return Err(th.value_error(format!("whence value {whence} unsupported")));
    }
    check_open(th, b, "seek of closed file")?;
    match fileio::exactly(b.raw.get()) {
        Some(f) if f.can_seek() => {}
        Some(_) => return Err(not_seekable(th)),
        None => base::check_is(th, b.raw.get(), "seekable")?,
    }
    let mut target = fileio::offset_argument(th, a[1])?;
    if whence != 2 && b.readable() && b.available() > 0 {
        let raw = match b.state().raw_position {
            Some(at) => at,
            None => raw_tell(th, b)?,
        };
        let s = b.state();
        let here = raw - (s.ahead.len() - s.at) as i64;
        let offset = if whence == 0 { target - here } else { target };
        let to = s.at as i64 + offset;
        if (0..=s.ahead.len() as i64).contains(&to) && whence <= 1 {
            s.at = to as usize;
            return Ok(int::from_i64(th, here + offset));
        }
    }
    if b.writable() {
        flush_pending(th, b)?;
    }
    if whence == 1 {
        target -= b.available() as i64;
    }
    let at = raw_seek(th, b, target, whence)?;
    b.forget_ahead();
    Ok(int::from_i64(th, at))
}

fn not_seekable(th: &Thread) -> Raised {
    unsupported(th, "File or stream is not seekable.")
}

fn truncate(th: &Thread, a: &[Value]) -> PyResult {
    let b = ready(th, a[0])?;
    check_open(th, b, "truncate of closed file")?;
    if !b.writable() {
        return Err(unsupported(th, "truncate"));
    }
    flush_all(th, b)?;
    let size = if a[1].is_empty() { Value::NONE } else { a[1] };
    let result = call(th, b.raw.get(), "truncate", &[size])?;
    raw_tell(th, b)?;
    Ok(result)
}

// ---- life

fn new(th: &Thread, class: Ref<Type>, _args: Args) -> PyResult {
    let b = type_::alloc_native::<Buffered>(th, class, &LAYOUT);
    b.raw.init(Value::NONE);
    b.state.set(Box::into_raw(Box::default()));
    Ok(b.value())
}

fn init_as(th: &Thread, v: Value, args: Args, sort: Sort, name: &'static str) -> PyResult<()> {
    let params = Params::new(name, &["raw", "buffer_size"], 1);
    let [raw, size] = params.bind(th, args)?;
    let b = buffered(v);
    b.ok.set(false);
    b.detached.set(false);
    let size = if size.is_empty() {
        BUFFER_SIZE as i64
    } else {
        types::sequence::index_value(th, size, T::OverflowError)?
    };
    if fileio::exactly(raw).is_none() {
        if sort == Sort::Random {
            base::check_is(th, raw, "seekable")?;
        }
        if sort != Sort::Writer {
            base::check_is(th, raw, "readable")?;
        }
        if sort != Sort::Reader {
            base::check_is(th, raw, "writable")?;
        }
    } else {
        for (what, asked) in [
            ("seekable", sort == Sort::Random),
            ("readable", sort != Sort::Writer),
            ("writable", sort != Sort::Reader),
        ] {
            if asked {
                base::check_is(th, raw, what)?;
            }
        }
    }
    if size <= 0 {
        return Err(th.value_error("buffer size must be strictly positive"));
    }
    start(b, raw, sort, size as usize);
    if sort != Sort::Writer || b.state().raw_position.is_none() {
        // A stream that cannot tell has no position to remember.
        if let Err(raised) = raw_tell(th, b) {
            th.swallow(raised, T::Exception)?;
        }
    }
    Ok(())
}

fn start(b: Ref<Buffered>, raw: Value, sort: Sort, size: usize) {
    b.raw.set(b, raw);
    b.sort.set(sort);
    *b.state() = State {
        size,
        ..State::default()
    };
    b.ok.set(true);
    if sort != Sort::Reader {
        super::live::add(b.header());
    }
}

/// Whether a stream holds output back that only the end of the process can write. (The standard streams have been flushed.)
pub fn must_flush(b: Ref<Buffered>) -> bool {
    let standard = fileio::exactly(b.raw.get()).is_some_and(|f| !f.owns_descriptor());
    b.ok.get() && !standard && !b.state().pending.is_empty()
}

/// The descriptor below, where the raw stream is a FileIO that is open.
pub fn descriptor(b: Ref<Buffered>) -> Option<i32> {
    let file = fileio::exactly(b.raw.get()).filter(|_| b.ok.get())?;
    file.open_descriptor()
}

/// As `text::pending_descriptor`.
pub fn pending_descriptor(v: Value) -> Option<i32> {
    let b = exactly(v)?;
    if b.state().pending.is_empty() {
        return None;
    }
    descriptor(b)
}

/// Whether `v` is a stream over a file that is open and that nobody but the stream would close.
pub fn is_unclosed(v: Value) -> bool {
    exactly(v).is_some_and(|b| b.ok.get() && fileio::is_unclosed(b.raw.get()))
}

/// Forgets what is to be written.
pub fn discard(b: Ref<Buffered>) {
    b.state().pending.clear();
}

/// Writes what a stream holds back, at the end of the process. `v` is one that was noted as live; only if `wanted`.
pub fn flush_at_exit(th: &Thread, v: Value, wanted: bool) -> PyResult<()> {
    if !wanted || !type_of(v).is_subtype_of(super::BUFFERED_BASE.get()) {
        return Ok(());
    }
    let b = buffered(v);
    if !must_flush(b) || is_closed(th, b)? {
        return Ok(());
    }
    flush_pending(th, b)
}

/// A BufferedWriter (or, for `reading`, a BufferedReader) over a FileIO. Allocates.
pub fn over_file(th: &Thread, raw: Value, reading: bool, size: usize) -> PyResult {
    let (class, sort) = if reading {
        (super::READER.get(), Sort::Reader)
    } else {
        (super::WRITER.get(), Sort::Writer)
    };
    let v = new(th, class, Args::positional(&[]))?;
    start(buffered(v), raw, sort, size);
    Ok(v)
}

fn close(th: &Thread, a: &[Value]) -> PyResult {
    let b = ready(th, a[0])?;
    if is_closed(th, b)? {
        return Ok(Value::NONE);
    }
    if b.finalizing.get() && b.raw.get().is_ptr() {
        call(th, b.raw.get(), "_dealloc_warn", &[a[0]])
            .map(|_| ())
            .or_else(|raised| th.swallow(raised, T::Exception))?;
    }
    let flushed = call(th, a[0], "flush", &[]);
    let result = super::then(th, flushed, || call(th, b.raw.get(), "close", &[]));
    super::live::remove(b.as_ptr().addr());
    let s = b.state();
    s.pending = Vec::new();
    s.ahead = Vec::new();
    s.at = 0;
    result
}

fn detach(th: &Thread, a: &[Value]) -> PyResult {
    let b = ready(th, a[0])?;
    call(th, a[0], "flush", &[])?;
    let raw = b.raw.get();
    b.raw.set(b, Value::NONE);
    b.detached.set(true);
    b.ok.set(false);
    Ok(raw)
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let class = super::display_name(type_of(v));
    let name = match ops::get_attr_opt(th, v, str::intern(th, "name")) {
        Ok(name) => name,
        Err(raised) => {
            th.swallow(raised, T::ValueError)?;
            None
        }
    };
    let Some(name) = name else {
        return Ok(str::new(th, &format!("<{class}>")));
    };
    let Some(_guard) = types::repr_guard::enter(v) else {
        return Err(th.runtime_error(format!("reentrant call inside {class}.__repr__")));
    };
    let mut out = format!("<{class} name=").into_bytes();
    out.extend_from_slice(ops::repr(th, name)?.bytes());
    out.push(b'>');
    Ok(str::from_bytes(th, &out).value())
}

/// A method that asks the raw stream.
macro_rules! delegate {
    ($name:literal) => {
        NativeDef::new($name, "($self, /)", |th, a| {
            let b = ready(th, a[0])?;
            call(th, b.raw.get(), $name, &[])
        })
    };
}

const PLAIN: &str = "($self, /)";

/// The methods of all three, and those of one.
macro_rules! methods {
    ($($extra:expr,)*) => {
        &[
            NativeDef::new("close", PLAIN, close),
            NativeDef::new("detach", PLAIN, detach),
            NativeDef::new("flush", PLAIN, flush),
            NativeDef::new("seek", "($self, target, whence=0, /)", seek),
            NativeDef::new("tell", PLAIN, tell),
            NativeDef::new("truncate", "($self, pos=None, /)", truncate),
            delegate!("seekable"),
            delegate!("fileno"),
            delegate!("isatty"),
            NativeDef::new("_dealloc_warn", "($self, source, /)", |th, a| {
                let b = buffered(a[0]);
                if b.ok.get() && b.raw.get().is_ptr() {
                    call(th, b.raw.get(), "_dealloc_warn", &a[1..2])
                        .map(|_| ())
                        .or_else(|raised| th.swallow(raised, T::Exception))?;
                }
                Ok(Value::NONE)
            }),
            NativeDef::new("__getstate__", PLAIN, super::no_pickle),
            NativeDef::new("__sizeof__", PLAIN, |_, a| {
                let b = buffered(a[0]);
                let size = size_of::<Buffered>() + b.state().size;
                Ok(Value::small(size as i64))
            }),
            $($extra,)*
        ]
    };
}

macro_rules! reading {
    ($($extra:expr,)*) => {
        methods![
            NativeDef::new("read", "($self, size=-1, /)", read),
            NativeDef::new("read1", "($self, size=-1, /)", read1),
            NativeDef::new("readinto", "($self, buffer, /)", |th, a| read_into(th, a, false)),
            NativeDef::new("readinto1", "($self, buffer, /)", |th, a| read_into(th, a, true)),
            NativeDef::new("readline", "($self, size=-1, /)", readline),
            NativeDef::new("peek", "($self, size=0, /)", peek),
            delegate!("readable"),
            $($extra,)*
        ]
    };
}

static READER_METHODS: &[NativeDef] = reading![];
static WRITER_METHODS: &[NativeDef] = methods![
    NativeDef::new("write", "($self, buffer, /)", write),
    delegate!("writable"),
];
static RANDOM_METHODS: &[NativeDef] = reading![
    NativeDef::new("write", "($self, buffer, /)", write),
    delegate!("writable"),
];

const fn of_raw(name: &'static str, get: fn(&Thread, Value) -> PyResult) -> GetSetDef {
    GetSetDef {
        name,
        get,
        set: None,
    }
}

static GETSET: &[GetSetDef] = &[
    of_raw("closed", |th, v| {
        Ok(Value::bool(is_closed(th, ready(th, v)?)?))
    }),
    of_raw("name", |th, v| {
        base::attr(th, ready(th, v)?.raw.get(), "name")
    }),
    of_raw("mode", |th, v| {
        base::attr(th, ready(th, v)?.raw.get(), "mode")
    }),
    of_raw("raw", |_, v| Ok(buffered(v).raw.get())),
    GetSetDef {
        name: "_finalizing",
        get: |_, v| Ok(Value::bool(buffered(v).finalizing.get())),
        set: Some(|th, v, flag| {
            if let Some(flag) = flag {
                buffered(v).finalizing.set(ops::is_true(th, flag)?);
            }
            Ok(())
        }),
    },
];

/// The definition of `BufferedReader`.
pub static READER: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        init: Some(|th, v, args| init_as(th, v, args, Sort::Reader, "BufferedReader")),
        next: Some(next),
        repr: Some(repr),
        ..Slots::NONE
    },
    methods: READER_METHODS,
    getset: GETSET,
    flags: flags::BASE,
    basic_size: size_of::<Buffered>(),
    doc: "Create a new buffered reader using the given readable raw IO object.",
    ..NativeTypeDef::new("_io.BufferedReader")
};

/// The definition of `BufferedWriter`.
pub static WRITER: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        init: Some(|th, v, args| init_as(th, v, args, Sort::Writer, "BufferedWriter")),
        repr: Some(repr),
        ..Slots::NONE
    },
    methods: WRITER_METHODS,
    getset: GETSET,
    flags: flags::BASE,
    basic_size: size_of::<Buffered>(),
    doc: "A buffer for a writeable sequential RawIO object.\n\nThe constructor creates a BufferedWriter for the given writeable raw\nstream. If the buffer_size is not given, it defaults to\nDEFAULT_BUFFER_SIZE.",
    ..NativeTypeDef::new("_io.BufferedWriter")
};

/// The definition of `BufferedRandom`.
pub static RANDOM: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        init: Some(|th, v, args| init_as(th, v, args, Sort::Random, "BufferedRandom")),
        next: Some(next),
        repr: Some(repr),
        ..Slots::NONE
    },
    methods: RANDOM_METHODS,
    getset: GETSET,
    flags: flags::BASE,
    basic_size: size_of::<Buffered>(),
    doc: "A buffered interface to random access streams.\n\nThe constructor creates a reader and writer for a seekable stream,\nraw, given in the first argument. If the buffer_size is omitted it\ndefaults to DEFAULT_BUFFER_SIZE.",
    ..NativeTypeDef::new("_io.BufferedRandom")
};

// ---- a pair

/// A `BufferedRWPair`.
#[repr(C)]
pub struct Pair {
    header: Header,
    layout: &'static NativeLayout,
    reader: Slot,
    writer: Slot,
}

// SAFETY: `#[repr(C)]`, header and layout first; `alloc_native` writes the layout; zeros are valid.
unsafe impl Object for Pair {
    const KIND: Kind = Kind::Native;
}

static PAIR_LAYOUT: NativeLayout = NativeLayout {
    name: "_io.BufferedRWPair",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        let p = unsafe { &*h.cast::<Pair>() };
        t.visit_slot(&p.reader);
        t.visit_slot(&p.writer);
    },
    drop: None,
};

fn pair_init(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    let values = types::sequence::positional(th, "BufferedRWPair", args, 2, 3)?;
    base::check_is(th, values[0], "readable")?;
    base::check_is(th, values[1], "writable")?;
    let size = values
        .get(2)
        .copied()
        .unwrap_or(Value::small(BUFFER_SIZE as i64));
    let p = this::<Pair>(v);
    let reader = ops::call2(th, super::READER.get().value(), values[0], size)?;
    p.reader.set(p, reader);
    let writer = ops::call2(th, super::WRITER.get().value(), values[1], size)?;
    p.writer.set(p, writer);
    Ok(())
}

fn half(th: &Thread, v: Value, writer: bool) -> PyResult {
    let p = this::<Pair>(v);
    let half = if writer { &p.writer } else { &p.reader };
    match half.get_opt() {
        Some(v) => Ok(v),
        None => Err(th.value_error("I/O operation on uninitialized object")),
    }
}

macro_rules! to_half {
    ($name:literal $signature:literal $writer:literal) => {
        NativeDef::new($name, $signature, |th, a| {
            let half = half(th, a[0], $writer)?;
            let given = a[1..].iter().take_while(|v| !v.is_empty()).count();
            call(th, half, $name, &a[1..=given])
        })
    };
}

static PAIR_METHODS: &[NativeDef] = &[
    to_half!("read" "($self, size=-1, /)" false),
    to_half!("read1" "($self, size=-1, /)" false),
    to_half!("readinto" "($self, buffer, /)" false),
    to_half!("readinto1" "($self, buffer, /)" false),
    to_half!("peek" "($self, size=0, /)" false),
    to_half!("readable" "($self, /)" false),
    to_half!("write" "($self, buffer, /)" true),
    to_half!("flush" "($self, /)" true),
    to_half!("writable" "($self, /)" true),
    NativeDef::new("close", PLAIN, |th, a| {
        let (reader, writer) = (half(th, a[0], false)?, half(th, a[0], true)?);
        let closed = call(th, writer, "close", &[]);
        super::then(th, closed, || call(th, reader, "close", &[]))
    }),
    NativeDef::new("isatty", PLAIN, |th, a| {
        let (reader, writer) = (half(th, a[0], false)?, half(th, a[0], true)?);
        let answer = call(th, writer, "isatty", &[])?;
        if answer != Value::FALSE {
            return Ok(answer);
        }
        call(th, reader, "isatty", &[])
    }),
];

/// The definition of `BufferedRWPair`.
pub static PAIR: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(|th, class, _| Ok(type_::alloc_native::<Pair>(th, class, &PAIR_LAYOUT).value())),
        init: Some(pair_init),
        ..Slots::NONE
    },
    methods: PAIR_METHODS,
    getset: &[GetSetDef {
        name: "closed",
        get: |th, v| {
            let writer = half(th, v, true)?;
            base::attr(th, writer, "closed")
        },
        set: None,
    }],
    flags: flags::BASE,
    basic_size: size_of::<Pair>(),
    doc: "A buffered reader and writer object together.\n\nA buffered reader object and buffered writer object put together to\nform a sequential IO object that can read and write. This is typically\nused with a socket or two-way pipe.\n\nreader and writer are RawIOBase objects that are readable and\nwriteable respectively. If the buffer_size is omitted it defaults to\nDEFAULT_BUFFER_SIZE.",
    ..NativeTypeDef::new("_io.BufferedRWPair")
};

/// The error of a stream that is closed, for streams over a buffered one.
pub fn check_not_closed(th: &Thread, b: Ref<Buffered>) -> PyResult<()> {
    if is_closed(th, b)? {
        return Err(closed_error(th));
    }
    Ok(())
}
