//! Errors of the operating system: their classes, their texts, and the paths of system calls.
//!
//! File names are bytes to the system and strings to Python: UTF-8 with `surrogateescape`, as CPython does on Linux.

use std::ffi::CStr;

use crate::algo::codecs::{self, Codec, Handler};
use crate::algo::wtf8;
use crate::error::{PyResult, Raised};
use crate::thread::Thread;
use crate::types::str::{self, Str};
use crate::types::{T, exception, int};
use crate::value::Value;

/// The subclass of OSError that CPython raises for an error number.
pub fn class_of(errno: i64) -> Option<T> {
    Some(match i32::try_from(errno).ok()? {
        libc::EAGAIN | libc::EALREADY | libc::EINPROGRESS => T::BlockingIOError,
        libc::EPIPE | libc::ESHUTDOWN => T::BrokenPipeError,
        libc::ECHILD => T::ChildProcessError,
        libc::ECONNABORTED => T::ConnectionAbortedError,
        libc::ECONNREFUSED => T::ConnectionRefusedError,
        libc::ECONNRESET => T::ConnectionResetError,
        libc::EEXIST => T::FileExistsError,
        libc::ENOENT => T::FileNotFoundError,
        libc::EISDIR => T::IsADirectoryError,
        libc::ENOTDIR => T::NotADirectoryError,
        libc::EINTR => T::InterruptedError,
        libc::EACCES | libc::EPERM => T::PermissionError,
        libc::ESRCH => T::ProcessLookupError,
        libc::ETIMEDOUT => T::TimeoutError,
        _ => return None,
    })
}

/// The C library's text for an error number.
pub fn text_of(errno: i32) -> String {
    let mut buffer = [0 as libc::c_char; 256];
    // SAFETY: the buffer is ours, and the call ends it with a zero.
    let text = unsafe {
        libc::strerror_r(errno, buffer.as_mut_ptr(), buffer.len());
        CStr::from_ptr(buffer.as_ptr())
    };
    text.to_string_lossy().into_owned()
}

/// The error number that the last system call of this native thread left.
pub fn last_errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(0)
}

/// Sets what the last system call has left.
pub fn set_errno(errno: i32) {
    // SAFETY: the address of this thread's `errno`.
    unsafe { *libc::__errno_location() = errno };
}

/// Raises the OSError of an error number, with the names of the files concerned. Allocates.
#[cold]
pub fn raise(th: &Thread, errno: i32, files: &[Value]) -> Raised {
    let class = class_of(i64::from(errno)).unwrap_or(T::OSError);
    let number = Value::small(i64::from(errno));
    let text = str::new(th, &text_of(errno));
    let exc = match files {
        [] => exception::new(th, class, &[number, text]),
        [file] => exception::new(th, class, &[number, text, *file]),
        [file, other, ..] => exception::new(th, class, &[number, text, *file, Value::NONE, *other]),
    };
    th.raise(exc)
}

/// Raises the OSError of the last system call. Allocates.
#[cold]
pub fn raise_last(th: &Thread, files: &[Value]) -> Raised {
    raise(th, last_errno(), files)
}

/// Raises the OSError of an error of Rust's library. Allocates.
#[cold]
pub fn raise_io(th: &Thread, e: &std::io::Error, files: &[Value]) -> Raised {
    raise(th, e.raw_os_error().unwrap_or(libc::EIO), files)
}

/// A string as the bytes of a file name; UnicodeEncodeError for surrogates that stand for no byte. Allocates.
pub fn fs_encode(th: &Thread, s: crate::object::Ref<Str>) -> PyResult<Vec<u8>> {
    match codecs::encode(Codec::Utf8, s.bytes(), Handler::SurrogateEscape) {
        Ok(bytes) => Ok(bytes),
        Err(e) => {
            let args = [
                str::new(th, "utf-8"),
                s.value(),
                int::from_usize(th, wtf8::count(&s.bytes()[..e.start])),
                int::from_usize(th, wtf8::count(&s.bytes()[..e.end])),
                str::new(th, e.reason),
            ];
            Err(th.error_with(T::UnicodeEncodeError, &args))
        }
    }
}

/// The string for the bytes of a file name. Allocates.
pub fn fs_decode(th: &Thread, bytes: &[u8]) -> Value {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return str::new(th, text);
    }
    let text = codecs::decode(Codec::Utf8, bytes, Handler::SurrogateEscape)
        .unwrap_or_else(|_| String::from_utf8_lossy(bytes).into_owned().into_bytes());
    str::from_bytes(th, &text).value()
}
