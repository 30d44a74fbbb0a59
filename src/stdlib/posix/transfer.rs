//! Data between descriptors and several buffers, or between descriptors without buffers; room and advice for files.

use runtime::buffer::{self, Buffer, Hold};
use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::lock::system_call;
use runtime::native::NativeDef;
use runtime::ops;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::{T, bytes, int, list};
use runtime::value::Value;

use super::arg;

/// Buffers for one call, held in place until this dies.
struct Vectors {
    parts: Vec<libc::iovec>,
    _holds: Vec<Hold>,
    /// The objects whose memory it is, which need not be the items: `__buffer__` makes others.
    _owners: RootedVec<Value>,
}

/// The buffers of a sequence. Runs Python.
fn vectors(th: &Thread, function: &str, v: Value, writable: bool) -> PyResult<Vectors> {
    if !ops::iterate::is_sequence(v) {
        return Err(th.type_error(format!("{function}() arg 2 must be a sequence")));
    }
    let items = list::from_iterable(th, v)?;
    let (mut parts, mut holds, mut owners) = (Vec::new(), Vec::new(), RootedVec::new());
    for n in 0..items.len() {
        let b: Buffer = buffer::contiguous_of(th, items.item(n))?;
        if writable && b.readonly {
            return Err(th.error(T::BufferError, "Object is not writable."));
        }
        owners.push(b.owner);
        holds.push(Hold::new(b.owner));
        parts.push(libc::iovec {
            iov_base: b.data.cast(),
            iov_len: b.len,
        });
    }
    Ok(Vectors {
        parts,
        _holds: holds,
        _owners: owners,
    })
}

/// Makes a call on a descriptor and buffers, which are written if `writable`: on (descriptor, vectors, their number).
/// Runs Python.
fn transferred(
    th: &Thread,
    function: &str,
    (fd, buffers): (i32, Value),
    writable: bool,
    call: impl Fn(i32, *const libc::iovec, i32) -> isize,
) -> PyResult {
    let v = vectors(th, function, buffers, writable)?;
    let n = system_call(th, &[], || {
        call(fd, v.parts.as_ptr(), v.parts.len() as i32) as i64
    })?;
    Ok(int::from_i64(th, n))
}

fn readv(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::c_int(th, a[0])?;
    // SAFETY: the buffers are as long as said, writable and held.
    transferred(th, "readv", (fd, a[1]), true, |fd, parts, n| unsafe {
        libc::readv(fd, parts, n)
    })
}

fn writev(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::c_int(th, a[0])?;
    // SAFETY: the buffers are as long as said, and held.
    transferred(th, "writev", (fd, a[1]), false, |fd, parts, n| unsafe {
        libc::writev(fd, parts, n)
    })
}

fn preadv(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::c_int(th, a[0])?;
    let (offset, flags) = (arg::c_long(th, a[2])?, arg::c_int_or(th, a[3], 0)?);
    // SAFETY: the buffers are as long as said, writable and held.
    transferred(th, "preadv", (fd, a[1]), true, |fd, parts, n| unsafe {
        libc::preadv2(fd, parts, n, offset, flags)
    })
}

fn pwritev(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::c_int(th, a[0])?;
    let (offset, flags) = (arg::c_long(th, a[2])?, arg::c_int_or(th, a[3], 0)?);
    // SAFETY: the buffers are as long as said, and held.
    transferred(th, "pwritev", (fd, a[1]), false, |fd, parts, n| unsafe {
        libc::pwritev2(fd, parts, n, offset, flags)
    })
}

fn sendfile(th: &Thread, a: &[Value]) -> PyResult {
    let (to, from) = (arg::c_int(th, a[0])?, arg::c_int(th, a[1])?);
    let count = arg::size(th, a[3])?;
    let mut offset = match a[2].is_none() {
        true => None,
        false => Some(arg::c_long(th, a[2])?),
    };
    let n = system_call(th, &[], || {
        let at = offset
            .as_mut()
            .map_or(std::ptr::null_mut(), std::ptr::from_mut);
        // SAFETY: the offset is ours, or there is none.
        unsafe { libc::sendfile(to, from, at, count as usize) as i64 }
    })?;
    Ok(int::from_i64(th, n))
}

/// The arguments that `splice` and `copy_file_range` share.
struct Copy {
    from: i32,
    to: i32,
    count: usize,
    from_at: Option<i64>,
    to_at: Option<i64>,
}

impl Copy {
    fn of(th: &Thread, a: &[Value]) -> PyResult<Copy> {
        let (from, to) = (arg::c_int(th, a[0])?, arg::c_int(th, a[1])?);
        let count = arg::size(th, a[2])?;
        let offset = |v: Value| match v.is_empty() || v.is_none() {
            true => Ok(None),
            false => arg::c_long(th, v).map(Some),
        };
        let (from_at, to_at) = (offset(a[3])?, offset(a[4])?);
        let Ok(count) = usize::try_from(count) else {
            return Err(th.value_error("negative value for 'count' not allowed"));
        };
        Ok(Copy {
            from,
            to,
            count,
            from_at,
            to_at,
        })
    }

    /// Makes the call on (source, its offset, destination, its offset, count).
    fn run(
        &mut self,
        th: &Thread,
        f: impl Fn(i32, *mut i64, i32, *mut i64, usize) -> isize,
    ) -> PyResult {
        let at = |o: &mut Option<i64>| o.as_mut().map_or(std::ptr::null_mut(), std::ptr::from_mut);
        let n = system_call(th, &[], || {
            let (from_at, to_at) = (at(&mut self.from_at), at(&mut self.to_at));
            f(self.from, from_at, self.to, to_at, self.count) as i64
        })?;
        Ok(int::from_i64(th, n))
    }
}

fn copy_file_range(th: &Thread, a: &[Value]) -> PyResult {
    Copy::of(th, a)?.run(th, |from, from_at, to, to_at, n| {
        // SAFETY: the offsets are ours, or there are none.
        unsafe { libc::copy_file_range(from, from_at, to, to_at, n, 0) }
    })
}

fn splice(th: &Thread, a: &[Value]) -> PyResult {
    let mut copy = Copy::of(th, a)?;
    let flags = if a[5].is_empty() {
        0
    } else {
        arg::c_uint(th, a[5])?
    };
    copy.run(th, |from, from_at, to, to_at, n| {
        // SAFETY: the offsets are ours, or there are none.
        unsafe { libc::splice(from, from_at, to, to_at, n, flags) }
    })
}

/// A call that returns its error number, repeated when a signal interrupts it.
fn repeated(th: &Thread, call: impl Fn() -> i32) -> PyResult {
    loop {
        match runtime::lock::released(th, &call) {
            0 => return Ok(Value::NONE),
            libc::EINTR => runtime::signals::deliver(th)?,
            e => return Err(os_error::raise(th, e, &[])),
        }
    }
}

fn fallocate(th: &Thread, a: &[Value]) -> PyResult {
    let (fd, at, n) = (
        arg::c_int(th, a[0])?,
        arg::c_long(th, a[1])?,
        arg::c_long(th, a[2])?,
    );
    // SAFETY: a plain system call.
    repeated(th, || unsafe { libc::posix_fallocate(fd, at, n) })
}

fn fadvise(th: &Thread, a: &[Value]) -> PyResult {
    let (fd, at, n) = (
        arg::c_int(th, a[0])?,
        arg::c_long(th, a[1])?,
        arg::c_long(th, a[2])?,
    );
    let advice = arg::c_int(th, a[3])?;
    // SAFETY: a plain system call.
    repeated(th, || unsafe { libc::posix_fadvise(fd, at, n, advice) })
}

fn lockf(th: &Thread, a: &[Value]) -> PyResult {
    let (fd, command) = (arg::c_int(th, a[0])?, arg::c_int(th, a[1])?);
    let length = arg::c_long(th, a[2])?;
    system_call(th, &[], || {
        // SAFETY: a plain system call.
        i64::from(unsafe { libc::lockf(fd, command, length) })
    })?;
    Ok(Value::NONE)
}

fn getrandom(th: &Thread, a: &[Value]) -> PyResult {
    let n = arg::size(th, a[0])?;
    let flags = arg::c_int_or(th, a[1], 0)?;
    let Ok(n) = usize::try_from(n) else {
        return Err(os_error::raise(th, libc::EINVAL, &[]));
    };
    let mut data: Vec<u8> = Vec::new();
    if data.try_reserve_exact(n).is_err() {
        return Err(th.error_with(T::MemoryError, &[]));
    }
    let got = system_call(th, &[], || {
        // SAFETY: there is room for `n` bytes.
        unsafe { libc::getrandom(data.as_mut_ptr().cast(), n, flags as u32) as i64 }
    })?;
    // SAFETY: the call has written as many bytes.
    unsafe { data.set_len(got as usize) };
    Ok(bytes::new(th, &data))
}

/// The functions of this file.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("readv", "(fd, buffers, /)", readv),
    NativeDef::new("writev", "(fd, buffers, /)", writev),
    NativeDef::new("preadv", "(fd, buffers, offset, flags=0, /)", preadv),
    NativeDef::new("pwritev", "(fd, buffers, offset, flags=0, /)", pwritev),
    NativeDef::new("sendfile", "(out_fd, in_fd, offset, count)", sendfile),
    NativeDef::new(
        "copy_file_range",
        "(src, dst, count, offset_src=None, offset_dst=None)",
        copy_file_range,
    ),
    NativeDef::new(
        "splice",
        "(src, dst, count, offset_src=None, offset_dst=None, flags=0)",
        splice,
    ),
    NativeDef::new("posix_fallocate", "(fd, offset, length, /)", fallocate),
    NativeDef::new("posix_fadvise", "(fd, offset, length, advice, /)", fadvise),
    NativeDef::new("lockf", "(fd, command, length, /)", lockf),
    NativeDef::new("getrandom", "(size, flags=0)", getrandom),
    NativeDef::new("sync", "()", |th, _| {
        // SAFETY: a plain system call.
        runtime::lock::released(th, || unsafe { libc::sync() });
        Ok(Value::NONE)
    }),
];
