//! Arguments of system calls: paths, descriptors and C integers, with the messages of CPython's converters.

use std::ffi::{CStr, CString};

use runtime::error::PyResult;
use runtime::names::N;
use runtime::object::Kind;
use runtime::ops;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::str::Str;
use runtime::types::{T, bytes, int, is_instance_of, type_, type_of};
use runtime::value::Value;

/// What a path parameter was given.
pub struct PathArg {
    /// The descriptor, if it was one.
    pub fd: Option<i32>,
    text: CString,
    /// What errors show as the file's name: the argument after `__fspath__`, or nothing for a descriptor.
    pub shown: Value,
    /// Whether the path was given as bytes: what is derived from it is bytes, too.
    pub bytes: bool,
    /// Whether None was given.
    pub none: bool,
}

impl PathArg {
    /// The path for the system.
    pub fn c(&self) -> &CStr {
        &self.text
    }

    pub fn ptr(&self) -> *const libc::c_char {
        self.text.as_ptr()
    }

    /// The names for an OSError.
    pub fn files(&self) -> &[Value] {
        if self.shown.is_empty() {
            &[]
        } else {
            std::slice::from_ref(&self.shown)
        }
    }

    /// A file name found through this path, in the argument's type. Allocates.
    pub fn name(&self, th: &Thread, name: &[u8]) -> Value {
        if self.bytes {
            bytes::new(th, name)
        } else {
            os_error::fs_decode(th, name)
        }
    }
}

/// A path parameter: who asks, and what is allowed besides a path.
#[derive(Clone, Copy)]
pub struct PathParam {
    function: &'static str,
    argument: &'static str,
    fd: bool,
    none: bool,
}

/// The parameter `path` of a function.
pub const fn path(function: &'static str) -> PathParam {
    path_named(function, "path")
}

/// A path parameter of another name.
pub const fn path_named(function: &'static str, argument: &'static str) -> PathParam {
    PathParam {
        function,
        argument,
        fd: false,
        none: false,
    }
}

impl PathParam {
    pub const fn or_fd(mut self) -> PathParam {
        self.fd = true;
        self
    }

    pub const fn or_none(mut self) -> PathParam {
        self.none = true;
        self
    }

    /// Converts the argument. Runs Python (`__fspath__`).
    pub fn get(self, th: &Thread, v: Value) -> PyResult<PathArg> {
        let plain = |fd, none| PathArg {
            fd,
            text: c".".to_owned(),
            shown: Value::EMPTY,
            bytes: false,
            none,
        };
        if self.none && (v.is_none() || v.is_empty()) {
            return Ok(plain(None, true));
        }
        let is_path = v.has_kind(Kind::Str) || v.has_kind(Kind::Bytes);
        if self.fd && !is_path && ops::number::index_opt(th, v)?.is_some() {
            return Ok(plain(Some(descriptor(th, v)?), false));
        }
        let Some(path) = fspath_opt(th, v)? else {
            let wanted = match (self.fd, self.none) {
                (true, true) => "string, bytes, os.PathLike, integer or None",
                (true, false) => "string, bytes, os.PathLike or integer",
                (false, true) => "string, bytes, os.PathLike or None",
                (false, false) => "string, bytes or os.PathLike",
            };
            return Err(th.type_error(format!(
                "{}: {} should be {wanted}, not {}",
                self.function,
                self.argument,
                ops::type_name(v)
            )));
        };
        let is_bytes = is_instance_of(path, T::Bytes);
        let text = raw_path(th, path)?;
        let Ok(text) = CString::new(text) else {
            return Err(th.value_error(format!(
                "{}: embedded null character in {}",
                self.function, self.argument
            )));
        };
        Ok(PathArg {
            fd: None,
            text,
            shown: path,
            bytes: is_bytes,
            none: false,
        })
    }
}

/// The bytes of a str or bytes object.
pub fn raw_path(th: &Thread, path: Value) -> PyResult<Vec<u8>> {
    match path.downcast::<Str>() {
        Some(s) => os_error::fs_encode(th, s),
        None => Ok(bytes::as_bytes(path).unwrap_or_default().into_owned()),
    }
}

/// `os.fspath`, None for what is no path. Runs Python.
fn fspath_opt(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    if v.has_kind(Kind::Str) || v.has_kind(Kind::Bytes) {
        return Ok(Some(v));
    }
    let method = type_::lookup_name(type_of(v), N::__fspath__);
    if method == Some(Value::NONE) {
        return Ok(None);
    }
    let Some(path) = ops::call::special(th, v, N::__fspath__, &[])? else {
        return Ok(None);
    };
    if !path.has_kind(Kind::Str) && !path.has_kind(Kind::Bytes) {
        return Err(th.type_error(format!(
            "expected {}.__fspath__() to return str or bytes, not {}",
            ops::type_name(v),
            ops::type_name(path)
        )));
    }
    Ok(Some(path))
}

/// `os.fspath(path)`. Runs Python.
pub fn fspath(th: &Thread, v: Value) -> PyResult {
    match fspath_opt(th, v)? {
        Some(path) => Ok(path),
        None => Err(th.type_error(format!(
            "expected str, bytes or os.PathLike object, not {}",
            ops::type_name(v)
        ))),
    }
}

/// A C int.
pub fn c_int(th: &Thread, v: Value) -> PyResult<i32> {
    ops::number::index_i32(th, v)
}

/// A C int of the functions whose arguments CPython converts by a format (`"i"`): they have messages of their own.
pub fn format_int(th: &Thread, v: Value) -> PyResult<i32> {
    let n = c_long(th, v)?;
    ranged(th, n, "signed integer")
}

/// As [`format_int`], or a default for an argument that was not given.
pub fn format_int_or(th: &Thread, v: Value, default: i32) -> PyResult<i32> {
    if v.is_empty() {
        Ok(default)
    } else {
        format_int(th, v)
    }
}

fn ranged(th: &Thread, n: i64, what: &str) -> PyResult<i32> {
    let too = if n < 0 {
        "less than minimum"
    } else {
        "greater than maximum"
    };
    i32::try_from(n).map_err(|_| th.overflow_error(format!("{what} is {too}")))
}

/// A descriptor in the place of a path. Runs Python (a warning of a bool).
fn descriptor(th: &Thread, v: Value) -> PyResult<i32> {
    warn_of_bool(th, v)?;
    let i = ops::number::index(th, v)?;
    let n = match int::to_i64(i) {
        Some(n) => n,
        None if int::is_negative(i) => i64::MIN,
        None => i64::MAX,
    };
    ranged(th, n, "fd")
}

/// Warns of a bool that is used as a descriptor: the caller probably meant something else.
fn warn_of_bool(th: &Thread, v: Value) -> PyResult<()> {
    if v == Value::TRUE || v == Value::FALSE {
        let text = "bool is used as a file descriptor";
        runtime::warn::issue(th, T::RuntimeWarning, text)?;
    }
    Ok(())
}

/// A C size that may be negative.
pub fn size(th: &Thread, v: Value) -> PyResult<i64> {
    ops::number::index_i64(th, v)
}

/// An unsigned number of up to `bits` bits, whose type in C has a name.
fn unsigned(th: &Thread, v: Value, bits: u32, name: &str) -> PyResult<u64> {
    let i = ops::number::index(th, v)?;
    if int::is_negative(i) {
        return Err(th.value_error("Cannot convert negative int"));
    }
    match int::to_u64(i) {
        Some(n) if bits == 64 || n < 1 << bits => Ok(n),
        _ => Err(th.overflow_error(format!("Python int too large for C {name}"))),
    }
}

/// A C unsigned int.
pub fn c_uint(th: &Thread, v: Value) -> PyResult<u32> {
    unsigned(th, v, 32, "unsigned int").map(|n| n as u32)
}

/// A C unsigned long long.
pub fn c_ulong_long(th: &Thread, v: Value) -> PyResult<u64> {
    unsigned(th, v, 64, "unsigned long long")
}

/// A path-like object as a C string. Runs Python (`__fspath__`).
pub fn c_string(th: &Thread, v: Value) -> PyResult<CString> {
    let path = fspath(th, v)?;
    CString::new(raw_path(th, path)?).map_err(|_| th.value_error("embedded null byte"))
}

/// A C int, or a default for an argument that was not given.
pub fn c_int_or(th: &Thread, v: Value, default: i32) -> PyResult<i32> {
    if v.is_empty() {
        Ok(default)
    } else {
        c_int(th, v)
    }
}

/// A 64-bit integer: offsets and sizes.
pub fn c_long(th: &Thread, v: Value) -> PyResult<i64> {
    let i = ops::number::index(th, v)?;
    int::to_i64(i).ok_or_else(|| th.overflow_error("Python int too large to convert to C long"))
}

/// A user or group; -1 leaves things as they are.
pub fn id(th: &Thread, v: Value, what: &str) -> PyResult<u32> {
    let Some(i) = ops::number::index_opt(th, v)? else {
        return Err(th.type_error(format!(
            "{what} should be integer, not {}",
            ops::type_name(v)
        )));
    };
    match int::to_i64(i) {
        None if int::is_negative(i) => {
            Err(th.overflow_error(format!("{what} is less than minimum")))
        }
        Some(-1) => Ok(u32::MAX),
        Some(n) if n < 0 => Err(th.overflow_error(format!("{what} is less than minimum"))),
        Some(n) if n <= i64::from(u32::MAX) => Ok(n as u32),
        _ => Err(th.overflow_error(format!("{what} is greater than maximum"))),
    }
}

/// A parameter `dir_fd=None`.
pub fn dir_fd(th: &Thread, v: Value) -> PyResult<i32> {
    if v.is_empty() || v.is_none() {
        return Ok(libc::AT_FDCWD);
    }
    if ops::number::index_opt(th, v)?.is_none() {
        return Err(th.type_error(format!(
            "argument should be integer or None, not {}",
            ops::type_name(v)
        )));
    }
    descriptor(th, v)
}

/// A truth value, or a default for an argument that was not given.
pub fn truth(th: &Thread, v: Value, default: bool) -> PyResult<bool> {
    if v.is_empty() {
        Ok(default)
    } else {
        ops::is_true(th, v)
    }
}

/// A descriptor, or an object with `fileno()`. Runs Python.
pub fn file_descriptor(th: &Thread, v: Value) -> PyResult<i32> {
    let n = if int::is_int(v) {
        warn_of_bool(th, v)?;
        v
    } else {
        let fileno = runtime::types::str::intern(th, "fileno");
        match ops::get_attr_opt(th, v, fileno)? {
            Some(f) => ops::call0(th, f)?,
            None => {
                return Err(th.type_error("argument must be an int, or have a fileno() method."));
            }
        }
    };
    let fd = c_int(th, n)?;
    if fd < 0 {
        return Err(th.value_error(format!(
            "file descriptor cannot be a negative integer ({fd})"
        )));
    }
    Ok(fd)
}

/// The contents of a bytes-like object.
pub fn buffer(th: &Thread, v: Value) -> PyResult<std::borrow::Cow<'static, [u8]>> {
    bytes::as_bytes(v).ok_or_else(|| {
        th.type_error(format!(
            "a bytes-like object is required, not '{}'",
            ops::type_name(v)
        ))
    })
}
