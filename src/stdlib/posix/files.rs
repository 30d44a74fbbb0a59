//! Calls that take descriptors: opening, reading, writing, pipes, duplicates, terminals.

use runtime::audit;
use runtime::buffer;
use runtime::error::PyResult;
use runtime::lock::system_call;
use runtime::native::NativeDef;
use runtime::ops;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::{bytes, int, str, tuple};
use runtime::value::Value;

use super::arg::{self, path};
use crate::structseq::{self, SequenceDef};

/// `os.terminal_size`.
pub static TERMINAL_SIZE: SequenceDef = SequenceDef::new("os.terminal_size", &["columns", "lines"]);

/// The result of a call that gives -1 for an error.
fn checked(th: &Thread, result: i32) -> PyResult {
    if result < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(Value::small(i64::from(result)))
}

fn none(r: PyResult) -> PyResult {
    r.map(|_| Value::NONE)
}

fn open(th: &Thread, a: &[Value]) -> PyResult {
    let p = path("open").get(th, a[0])?;
    let flags = arg::c_int(th, a[1])?;
    let mode = arg::c_int_or(th, a[2], 0o777)?;
    let dir = arg::dir_fd(th, a[3])?;
    audit::tell(th, "open", || [a[0], Value::NONE, a[1]])?;
    let fd = system_call(th, p.files(), || {
        // SAFETY: the path ends with a zero.
        i64::from(unsafe { libc::openat(dir, p.ptr(), flags | libc::O_CLOEXEC, mode) })
    })?;
    Ok(Value::small(fd))
}

fn read(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::c_int(th, a[0])?;
    let length = arg::c_long(th, a[1])?;
    if length < 0 {
        return Err(os_error::raise(th, libc::EINVAL, &[]));
    }
    read_from(th, length, |to, n| {
        // SAFETY: the buffer has room for `n` bytes.
        unsafe { libc::read(fd, to, n) }
    })
}

fn readinto(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::c_int(th, a[0])?;
    let Some(room) = buffer::writable(th, a[1])? else {
        return Err(th.type_error(format!(
            "readinto() argument 2 must be read-write bytes-like object, not {}",
            ops::type_name(a[1])
        )));
    };
    // The lock is given up during the call: nobody may move the memory meanwhile.
    buffer::hold(room.owner);
    let n = system_call(th, &[], || {
        // SAFETY: the room is as long as said, and held.
        unsafe {
            let to = room.bytes_mut();
            libc::read(fd, to.as_mut_ptr().cast(), to.len().min(0x7fff_f000)) as i64
        }
    });
    buffer::release(room.owner.bits() as usize);
    Ok(int::from_i64(th, n?))
}

fn pread(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::c_int(th, a[0])?;
    let length = arg::c_long(th, a[1])?;
    let offset = arg::c_long(th, a[2])?;
    if length < 0 {
        return Err(os_error::raise(th, libc::EINVAL, &[]));
    }
    read_from(th, length, |to, n| {
        // SAFETY: the buffer has room for `n` bytes.
        unsafe { libc::pread(fd, to, n, offset) }
    })
}

/// Reads up to `length` bytes by `f`.
fn read_from(th: &Thread, length: i64, f: impl Fn(*mut libc::c_void, usize) -> isize) -> PyResult {
    // What Linux reads at most in one call.
    let length = length.min(0x7fff_f000) as usize;
    let mut data: Vec<u8> = Vec::new();
    if data.try_reserve_exact(length).is_err() {
        return Err(th.error_with(runtime::types::T::MemoryError, &[]));
    }
    let n = system_call(th, &[], || f(data.as_mut_ptr().cast(), length) as i64)?;
    // SAFETY: the call has written `n` bytes.
    unsafe { data.set_len(n as usize) };
    Ok(bytes::new(th, &data))
}

fn write(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::c_int(th, a[0])?;
    let data = arg::buffer(th, a[1])?;
    let n = system_call(th, &[], || {
        // SAFETY: the data is as long as said.
        unsafe { libc::write(fd, data.as_ptr().cast(), data.len()) as i64 }
    })?;
    Ok(int::from_i64(th, n))
}

fn pwrite(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::c_int(th, a[0])?;
    let data = arg::buffer(th, a[1])?;
    let offset = arg::c_long(th, a[2])?;
    let n = system_call(th, &[], || {
        // SAFETY: the data is as long as said.
        unsafe { libc::pwrite(fd, data.as_ptr().cast(), data.len(), offset) as i64 }
    })?;
    Ok(int::from_i64(th, n))
}

fn close(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::c_int(th, a[0])?;
    // Not repeated after a signal: the descriptor is closed then, too.
    // SAFETY: a plain system call.
    let status = runtime::lock::released(th, || unsafe { libc::close(fd) });
    if status < 0 && os_error::last_errno() != libc::EINTR {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(Value::NONE)
}

fn closerange(th: &Thread, a: &[Value]) -> PyResult {
    let (low, high) = (arg::c_int(th, a[0])?, arg::c_int(th, a[1])?);
    let low = low.max(0);
    if low < high {
        // SAFETY: a plain system call; what is not open is not an error.
        unsafe { libc::close_range(low as u32, high as u32 - 1, 0) };
    }
    Ok(Value::NONE)
}

fn dup(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::c_int(th, a[0])?;
    // SAFETY: a plain system call.
    checked(th, unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) })
}

fn dup2(th: &Thread, a: &[Value]) -> PyResult {
    let (from, to) = (arg::c_int(th, a[0])?, arg::c_int(th, a[1])?);
    if from < 0 || to < 0 {
        return Err(os_error::raise(th, libc::EBADF, &[]));
    }
    let inheritable = arg::truth(th, a[2], true)?;
    // SAFETY: plain system calls.
    checked(th, unsafe {
        if inheritable || from == to {
            libc::dup2(from, to)
        } else {
            libc::dup3(from, to, libc::O_CLOEXEC)
        }
    })
}

fn lseek(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::c_int(th, a[0])?;
    let to = arg::c_long(th, a[1])?;
    let how = arg::c_int(th, a[2])?;
    // SAFETY: a plain system call.
    let at = unsafe { libc::lseek(fd, to, how) };
    if at < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(int::from_i64(th, at))
}

fn pipe_with(th: &Thread, flags: i32) -> PyResult {
    let mut ends = [0; 2];
    // SAFETY: room for two descriptors.
    if unsafe { libc::pipe2(ends.as_mut_ptr(), flags) } != 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    let ends = ends.map(|fd| Value::small(i64::from(fd)));
    Ok(tuple::new(th, &ends).value())
}

fn get_inheritable(th: &Thread, a: &[Value]) -> PyResult {
    // SAFETY: a plain system call.
    let flags = unsafe { libc::fcntl(arg::c_int(th, a[0])?, libc::F_GETFD) };
    if flags < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(Value::bool(flags & libc::FD_CLOEXEC == 0))
}

/// Sets or clears a flag of a descriptor.
fn set_flag(th: &Thread, fd: i32, get: i32, set: i32, flag: i32, on: bool) -> PyResult {
    // SAFETY: plain system calls.
    let status = unsafe {
        let flags = libc::fcntl(fd, get);
        if flags < 0 {
            flags
        } else {
            let flags = if on { flags | flag } else { flags & !flag };
            libc::fcntl(fd, set, flags)
        }
    };
    none(checked(th, status))
}

fn isatty(th: &Thread, a: &[Value]) -> PyResult {
    // SAFETY: a plain system call.
    Ok(Value::bool(
        unsafe { libc::isatty(arg::c_int(th, a[0])?) } == 1,
    ))
}

fn get_terminal_size(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::c_int_or(th, a[0], 1)?;
    // SAFETY: the structure is plain data, filled in by the call.
    let mut size: libc::winsize = unsafe { std::mem::zeroed() };
    // SAFETY: as above.
    if unsafe { libc::ioctl(fd, libc::TIOCGWINSZ, &raw mut size) } != 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    let numbers = [size.ws_col, size.ws_row].map(|n| Value::small(i64::from(n)));
    structseq::new(th, &TERMINAL_SIZE, &numbers)
}

fn ttyname(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::c_int(th, a[0])?;
    let mut buffer = [0 as libc::c_char; 256];
    // SAFETY: the buffer is as long as said; the call ends what it writes with a zero.
    let (status, name) = unsafe {
        let status = libc::ttyname_r(fd, buffer.as_mut_ptr(), buffer.len());
        (status, std::ffi::CStr::from_ptr(buffer.as_ptr()))
    };
    if status != 0 {
        return Err(os_error::raise(th, status, &[]));
    }
    Ok(os_error::fs_decode(th, name.to_bytes()))
}

fn openpty(th: &Thread, _: &[Value]) -> PyResult {
    let mut fds = [-1; 2];
    let [master, slave] = &mut fds;
    let none = std::ptr::null_mut();
    // SAFETY: the call fills the two numbers; what is null is not wanted.
    if unsafe { libc::openpty(master, slave, none, none.cast(), none.cast()) } < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    for fd in fds {
        // SAFETY: a plain system call.
        unsafe { libc::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC) };
    }
    let fds = fds.map(|fd| Value::small(fd.into()));
    Ok(tuple::new(th, &fds).value())
}

/// Makes a terminal the controlling one, and the process's standard streams.
fn login_tty(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::file_descriptor(th, a[0])?;
    // SAFETY: a plain system call.
    if unsafe { libc::login_tty(fd) } < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(Value::NONE)
}

fn device_encoding(th: &Thread, a: &[Value]) -> PyResult {
    if isatty(th, a)? == Value::TRUE {
        return Ok(str::new(th, "UTF-8"));
    }
    Ok(Value::NONE)
}

/// A call that writes a file's data out.
fn sync_with(th: &Thread, v: Value, f: unsafe extern "C" fn(i32) -> i32) -> PyResult {
    let fd = arg::file_descriptor(th, v)?;
    // SAFETY: a plain system call.
    none(system_call(th, &[], || i64::from(unsafe { f(fd) })).map(|_| Value::NONE))
}

fn ftruncate(th: &Thread, a: &[Value]) -> PyResult {
    audit::tell(th, "os.truncate", || [a[0], a[1]])?;
    let fd = arg::c_int(th, a[0])?;
    let length = arg::c_long(th, a[1])?;
    none(
        system_call(th, &[], || {
            // SAFETY: a plain system call.
            i64::from(unsafe { libc::ftruncate(fd, length) })
        })
        .map(|_| Value::NONE),
    )
}

/// The functions of this file.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("open", "(path, flags, mode=511, *, dir_fd=None)", open),
    NativeDef::new("read", "(fd, length, /)", read),
    NativeDef::new("readinto", "(fd, buffer, /)", readinto),
    NativeDef::new("pread", "(fd, length, offset, /)", pread),
    NativeDef::new("write", "(fd, data, /)", write),
    NativeDef::new("pwrite", "(fd, buffer, offset, /)", pwrite),
    NativeDef::new("close", "(fd)", close),
    NativeDef::new("closerange", "(fd_low, fd_high, /)", closerange),
    NativeDef::new("dup", "(fd, /)", dup),
    NativeDef::new("dup2", "(fd, fd2, inheritable=True)", dup2),
    NativeDef::new("lseek", "(fd, position, whence, /)", lseek),
    NativeDef::new("pipe", "()", |th, _| pipe_with(th, libc::O_CLOEXEC)),
    NativeDef::new("pipe2", "(flags, /)", |th, a| {
        pipe_with(th, arg::c_int(th, a[0])?)
    }),
    NativeDef::new("get_inheritable", "(fd, /)", get_inheritable),
    NativeDef::new("set_inheritable", "(fd, inheritable, /)", |th, a| {
        let on = !arg::truth(th, a[1], true)?;
        let fd = arg::c_int(th, a[0])?;
        set_flag(th, fd, libc::F_GETFD, libc::F_SETFD, libc::FD_CLOEXEC, on)
    }),
    NativeDef::new("get_blocking", "(fd, /)", |th, a| {
        // SAFETY: a plain system call.
        let flags = unsafe { libc::fcntl(arg::c_int(th, a[0])?, libc::F_GETFL) };
        if flags < 0 {
            return Err(os_error::raise_last(th, &[]));
        }
        Ok(Value::bool(flags & libc::O_NONBLOCK == 0))
    }),
    NativeDef::new("set_blocking", "(fd, blocking, /)", |th, a| {
        let on = !arg::truth(th, a[1], true)?;
        let fd = arg::c_int(th, a[0])?;
        set_flag(th, fd, libc::F_GETFL, libc::F_SETFL, libc::O_NONBLOCK, on)
    }),
    NativeDef::new("isatty", "(fd, /)", isatty),
    NativeDef::new(
        "get_terminal_size",
        "(fd=<unrepresentable>, /)",
        get_terminal_size,
    ),
    NativeDef::new("ttyname", "(fd, /)", ttyname),
    NativeDef::new("openpty", "()", openpty),
    NativeDef::new("login_tty", "(fd, /)", login_tty),
    // Nothing runs while a prompt waits.
    NativeDef::new("_is_inputhook_installed", "()", |_, _| Ok(Value::FALSE)),
    NativeDef::new("_inputhook", "()", |_, _| Ok(Value::NONE)),
    NativeDef::new("device_encoding", "(fd)", device_encoding),
    NativeDef::new("fsync", "(fd)", |th, a| sync_with(th, a[0], libc::fsync)),
    NativeDef::new("fdatasync", "(fd)", |th, a| {
        sync_with(th, a[0], libc::fdatasync)
    }),
    NativeDef::new("ftruncate", "(fd, length, /)", ftruncate),
];
