//! Extended attributes of files.

use runtime::audit;
use runtime::error::PyResult;
use runtime::native::NativeDef;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::{bytes, list};
use runtime::value::Value;

use super::arg::{self, PathArg, PathParam, path, path_named};

/// The file of a call, and whether a symbolic link is followed. Runs Python.
fn file(
    th: &Thread,
    function: &str,
    p: PathParam,
    v: Value,
    follow: Value,
) -> PyResult<(PathArg, bool)> {
    let p = p.or_fd().get(th, v)?;
    let follow = arg::truth(th, follow, true)?;
    if p.fd.is_some() && !follow {
        return Err(th.value_error(format!(
            "{function}: cannot use fd and follow_symlinks together"
        )));
    }
    Ok((p, follow))
}

/// What a call fills a buffer with, which is told how much room there is. The room grows once: the system has a limit.
fn filled(th: &Thread, p: &PathArg, call: impl Fn(*mut u8, usize) -> isize) -> PyResult<Vec<u8>> {
    for size in [256, 65536] {
        let mut room = vec![0u8; size];
        let n = runtime::lock::released(th, || call(room.as_mut_ptr(), size));
        if n >= 0 {
            room.truncate(n as usize);
            return Ok(room);
        }
        if os_error::last_errno() != libc::ERANGE {
            break;
        }
    }
    Err(os_error::raise_last(th, p.files()))
}

fn getxattr(th: &Thread, a: &[Value]) -> PyResult {
    audit::tell(th, "os.getxattr", || [a[0], a[1]])?;
    let (p, follow) = file(th, "getxattr", path("getxattr"), a[0], a[2])?;
    let name = path_named("getxattr", "attribute").get(th, a[1])?;
    // SAFETY: the path and the name end with a zero; the room is as long as said.
    let value = filled(th, &p, |to, n| unsafe {
        match p.fd {
            Some(fd) => libc::fgetxattr(fd, name.ptr(), to.cast(), n),
            None if follow => libc::getxattr(p.ptr(), name.ptr(), to.cast(), n),
            None => libc::lgetxattr(p.ptr(), name.ptr(), to.cast(), n),
        }
    })?;
    Ok(bytes::new(th, &value))
}

fn setxattr(th: &Thread, a: &[Value]) -> PyResult {
    audit::tell(th, "os.setxattr", || {
        [a[0], a[1], a[2], crate::support::or(a[3], Value::small(0))]
    })?;
    let (p, follow) = file(th, "setxattr", path("setxattr"), a[0], a[4])?;
    let name = path_named("setxattr", "attribute").get(th, a[1])?;
    let value = arg::buffer(th, a[2])?;
    let flags = arg::c_int_or(th, a[3], 0)?;
    let (data, n) = (value.as_ptr().cast(), value.len());
    // SAFETY: the path and the name end with a zero; the value is as long as said.
    let status = unsafe {
        match p.fd {
            Some(fd) => libc::fsetxattr(fd, name.ptr(), data, n, flags),
            None if follow => libc::setxattr(p.ptr(), name.ptr(), data, n, flags),
            None => libc::lsetxattr(p.ptr(), name.ptr(), data, n, flags),
        }
    };
    if status != 0 {
        return Err(os_error::raise_last(th, p.files()));
    }
    Ok(Value::NONE)
}

fn removexattr(th: &Thread, a: &[Value]) -> PyResult {
    audit::tell(th, "os.removexattr", || [a[0], a[1]])?;
    let (p, follow) = file(th, "removexattr", path("removexattr"), a[0], a[2])?;
    let name = path_named("removexattr", "attribute").get(th, a[1])?;
    // SAFETY: the path and the name end with a zero.
    let status = unsafe {
        match p.fd {
            Some(fd) => libc::fremovexattr(fd, name.ptr()),
            None if follow => libc::removexattr(p.ptr(), name.ptr()),
            None => libc::lremovexattr(p.ptr(), name.ptr()),
        }
    };
    if status != 0 {
        return Err(os_error::raise_last(th, p.files()));
    }
    Ok(Value::NONE)
}

fn listxattr(th: &Thread, a: &[Value]) -> PyResult {
    audit::tell(th, "os.listxattr", || {
        [crate::support::or(a[0], Value::NONE)]
    })?;
    let (p, follow) = file(th, "listxattr", path("listxattr").or_none(), a[0], a[1])?;
    // SAFETY: the path ends with a zero; the room is as long as said.
    let names = filled(th, &p, |to, n| unsafe {
        match p.fd {
            Some(fd) => libc::flistxattr(fd, to.cast(), n),
            None if follow => libc::listxattr(p.ptr(), to.cast(), n),
            None => libc::llistxattr(p.ptr(), to.cast(), n),
        }
    })?;
    let found = list::empty(th);
    for name in names.split(|&b| b == 0).filter(|name| !name.is_empty()) {
        found.append(th, os_error::fs_decode(th, name));
    }
    Ok(found.value())
}

/// The functions of this file.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "getxattr",
        "(path, attribute, *, follow_symlinks=True)",
        getxattr,
    ),
    NativeDef::new(
        "setxattr",
        "(path, attribute, value, flags=0, *, follow_symlinks=True)",
        setxattr,
    ),
    NativeDef::new(
        "removexattr",
        "(path, attribute, *, follow_symlinks=True)",
        removexattr,
    ),
    NativeDef::new(
        "listxattr",
        "(path=None, *, follow_symlinks=True)",
        listxattr,
    ),
];
