//! Calls that take paths: making, removing, renaming, permissions, times.

use crate::support::or;
use runtime::audit;
use runtime::error::PyResult;
use runtime::native::NativeDef;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::{bytes, float, int, tuple};
use runtime::value::Value;

use super::arg::{self, PathArg, PathParam, path, path_named};

/// The result of a call that gives 0 for success.
fn done(th: &Thread, status: i32, p: &PathArg) -> PyResult {
    if status == 0 {
        Ok(Value::NONE)
    } else {
        Err(os_error::raise_last(th, p.files()))
    }
}

/// As [`done`], for a call on two paths.
fn done_two(th: &Thread, status: i32, p: &PathArg, q: &PathArg) -> PyResult {
    if status == 0 {
        Ok(Value::NONE)
    } else {
        Err(os_error::raise_last(th, &[p.shown, q.shown]))
    }
}

fn nofollow(follow: bool) -> i32 {
    if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW }
}

fn mkdir(th: &Thread, a: &[Value]) -> PyResult {
    let p = path("mkdir").get(th, a[0])?;
    let mode = arg::c_int_or(th, a[1], 0o777)?;
    let dir = arg::dir_fd(th, a[2])?;
    audit::tell(th, "os.mkdir", || {
        [
            a[0],
            or(a[1], Value::small(0o777)),
            or(a[2], Value::small(-1)),
        ]
    })?;
    // SAFETY: the path ends with a zero.
    let status = unsafe { libc::mkdirat(dir, p.ptr(), mode as libc::mode_t) };
    done(th, status, &p)
}

fn unlink_with(th: &Thread, param: PathParam, a: &[Value], flags: i32) -> PyResult {
    let p = param.get(th, a[0])?;
    let dir = arg::dir_fd(th, a[1])?;
    let event = match flags {
        libc::AT_REMOVEDIR => "os.rmdir",
        _ => "os.remove",
    };
    audit::tell(th, event, || [a[0], or(a[1], Value::small(-1))])?;
    // SAFETY: the path ends with a zero.
    let status = unsafe { libc::unlinkat(dir, p.ptr(), flags) };
    done(th, status, &p)
}

fn rename_with(th: &Thread, function: &'static str, a: &[Value]) -> PyResult {
    let p = path_named(function, "src").get(th, a[0])?;
    let q = path_named(function, "dst").get(th, a[1])?;
    let (from, to) = (arg::dir_fd(th, a[2])?, arg::dir_fd(th, a[3])?);
    audit::tell(th, "os.rename", || {
        [
            a[0],
            a[1],
            or(a[2], Value::small(-1)),
            or(a[3], Value::small(-1)),
        ]
    })?;
    // SAFETY: the paths end with a zero.
    let status = unsafe { libc::renameat(from, p.ptr(), to, q.ptr()) };
    done_two(th, status, &p, &q)
}

fn link(th: &Thread, a: &[Value]) -> PyResult {
    let p = path_named("link", "src").get(th, a[0])?;
    let q = path_named("link", "dst").get(th, a[1])?;
    let (from, to) = (arg::dir_fd(th, a[2])?, arg::dir_fd(th, a[3])?);
    let flags = if arg::truth(th, a[4], true)? {
        libc::AT_SYMLINK_FOLLOW
    } else {
        0
    };
    audit::tell(th, "os.link", || {
        [
            a[0],
            a[1],
            or(a[2], Value::small(-1)),
            or(a[3], Value::small(-1)),
        ]
    })?;
    // SAFETY: the paths end with a zero.
    let status = unsafe { libc::linkat(from, p.ptr(), to, q.ptr(), flags) };
    done_two(th, status, &p, &q)
}

fn symlink(th: &Thread, a: &[Value]) -> PyResult {
    let p = path_named("symlink", "src").get(th, a[0])?;
    let q = path_named("symlink", "dst").get(th, a[1])?;
    let dir = arg::dir_fd(th, a[3])?;
    audit::tell(th, "os.symlink", || {
        [a[0], a[1], or(a[3], Value::small(-1))]
    })?;
    // SAFETY: the paths end with a zero.
    let status = unsafe { libc::symlinkat(p.ptr(), dir, q.ptr()) };
    done_two(th, status, &p, &q)
}

fn readlink(th: &Thread, a: &[Value]) -> PyResult {
    let p = path("readlink").get(th, a[0])?;
    let dir = arg::dir_fd(th, a[1])?;
    let mut buffer = vec![0u8; libc::PATH_MAX as usize];
    // SAFETY: the path ends with a zero; the buffer is as long as said.
    let n = unsafe { libc::readlinkat(dir, p.ptr(), buffer.as_mut_ptr().cast(), buffer.len()) };
    if n < 0 {
        return Err(os_error::raise_last(th, p.files()));
    }
    Ok(p.name(th, &buffer[..n as usize]))
}

fn access(th: &Thread, a: &[Value]) -> PyResult {
    let p = path("access").get(th, a[0])?;
    let mode = arg::c_int(th, a[1])?;
    let dir = arg::dir_fd(th, a[2])?;
    let mut flags = nofollow(arg::truth(th, a[4], true)?);
    if arg::truth(th, a[3], false)? {
        flags |= libc::AT_EACCESS;
    }
    // SAFETY: the path ends with a zero.
    Ok(Value::bool(
        unsafe { libc::faccessat(dir, p.ptr(), mode, flags) } == 0,
    ))
}

fn chdir(th: &Thread, a: &[Value]) -> PyResult {
    let p = path("chdir").or_fd().get(th, a[0])?;
    audit::tell(th, "os.chdir", || [a[0]])?;
    // SAFETY: the path ends with a zero.
    let status = unsafe {
        match p.fd {
            Some(fd) => libc::fchdir(fd),
            None => libc::chdir(p.ptr()),
        }
    };
    done(th, status, &p)
}

fn fchdir(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::file_descriptor(th, a[0])?;
    audit::tell(th, "os.chdir", || [a[0]])?;
    // SAFETY: a plain system call.
    if unsafe { libc::fchdir(fd) } != 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(Value::NONE)
}

fn cwd(th: &Thread) -> PyResult<Vec<u8>> {
    let mut buffer = vec![0u8; libc::PATH_MAX as usize + 1];
    // SAFETY: the buffer is as long as said; the call ends what it writes with a zero.
    unsafe {
        if libc::getcwd(buffer.as_mut_ptr().cast(), buffer.len()).is_null() {
            return Err(os_error::raise_last(th, &[]));
        }
    }
    let end = buffer.iter().position(|&b| b == 0).unwrap_or(0);
    buffer.truncate(end);
    Ok(buffer)
}

fn chmod(th: &Thread, a: &[Value]) -> PyResult {
    let p = path("chmod").or_fd().get(th, a[0])?;
    let mode = arg::c_int(th, a[1])? as libc::mode_t;
    let dir = arg::dir_fd(th, a[2])?;
    let flags = nofollow(arg::truth(th, a[3], true)?);
    audit::tell(th, "os.chmod", || [a[0], a[1], or(a[2], Value::small(-1))])?;
    // SAFETY: the path ends with a zero.
    let status = unsafe {
        match p.fd {
            Some(fd) => libc::fchmod(fd, mode),
            None => libc::fchmodat(dir, p.ptr(), mode, flags),
        }
    };
    if status != 0 && flags != 0 && os_error::last_errno() == libc::EOPNOTSUPP {
        return Err(if dir == libc::AT_FDCWD {
            th.error(
                runtime::types::T::NotImplementedError,
                "chmod: follow_symlinks unavailable on this platform",
            )
        } else {
            th.value_error("chmod: cannot use dir_fd and follow_symlinks together")
        });
    }
    done(th, status, &p)
}

fn chown(th: &Thread, a: &[Value]) -> PyResult {
    let p = path("chown").or_fd().get(th, a[0])?;
    let (user, group) = (arg::id(th, a[1], "uid")?, arg::id(th, a[2], "gid")?);
    let dir = arg::dir_fd(th, a[3])?;
    let flags = nofollow(arg::truth(th, a[4], true)?);
    audit::tell(th, "os.chown", || {
        [a[0], a[1], a[2], or(a[3], Value::small(-1))]
    })?;
    // SAFETY: the path ends with a zero.
    let status = unsafe {
        match p.fd {
            Some(fd) => libc::fchown(fd, user, group),
            None => libc::fchownat(dir, p.ptr(), user, group, flags),
        }
    };
    done(th, status, &p)
}

fn lchown(th: &Thread, a: &[Value]) -> PyResult {
    let p = path("lchown").get(th, a[0])?;
    let (user, group) = (arg::id(th, a[1], "uid")?, arg::id(th, a[2], "gid")?);
    audit::tell(th, "os.chown", || [a[0], a[1], a[2], Value::small(-1)])?;
    // SAFETY: the path ends with a zero.
    let status = unsafe { libc::lchown(p.ptr(), user, group) };
    done(th, status, &p)
}

fn truncate(th: &Thread, a: &[Value]) -> PyResult {
    let p = path("truncate").or_fd().get(th, a[0])?;
    let length = arg::c_long(th, a[1])?;
    audit::tell(th, "os.truncate", || [a[0], a[1]])?;
    // SAFETY: the path ends with a zero.
    let status = unsafe {
        match p.fd {
            Some(fd) => libc::ftruncate(fd, length),
            None => libc::truncate(p.ptr(), length),
        }
    };
    done(th, status, &p)
}

/// Seconds as a time of the system.
fn time_spec(th: &Thread, v: Value) -> PyResult<libc::timespec> {
    if int::is_int(v) {
        return Ok(libc::timespec {
            tv_sec: arg::c_long(th, v)?,
            tv_nsec: 0,
        });
    }
    let seconds = float::to_f64(th, v)?;
    let whole = seconds.floor();
    Ok(libc::timespec {
        tv_sec: whole as i64,
        tv_nsec: ((seconds - whole) * 1e9) as i64,
    })
}

fn utime(th: &Thread, a: &[Value]) -> PyResult {
    let p = path("utime").or_fd().get(th, a[0])?;
    let dir = arg::dir_fd(th, a[3])?;
    let flags = nofollow(arg::truth(th, a[4], true)?);
    let has_times = !a[1].is_empty() && !a[1].is_none();
    if has_times && !a[2].is_empty() {
        return Err(th.value_error("utime: you may specify either 'times' or 'ns' but not both"));
    }
    let pair = |v: Value, what: &str| {
        let found = v
            .downcast::<tuple::Tuple>()
            .and_then(|t| <[Value; 2]>::try_from(t.items()).ok());
        found.ok_or_else(|| th.type_error(format!("utime: '{what}' must be a tuple of two ints")))
    };
    let times = if has_times {
        let [accessed, modified] = match pair(a[1], "times") {
            Ok(pair) => pair,
            Err(raised) => {
                th.take_exception(raised);
                return Err(
                    th.type_error("utime: 'times' must be either a tuple of two ints or None")
                );
            }
        };
        Some([time_spec(th, accessed)?, time_spec(th, modified)?])
    } else if !a[2].is_empty() {
        let [accessed, modified] = pair(a[2], "ns")?;
        let spec = |v| -> PyResult<libc::timespec> {
            let n = arg::c_long(th, v)?;
            Ok(libc::timespec {
                tv_sec: n.div_euclid(1_000_000_000),
                tv_nsec: n.rem_euclid(1_000_000_000),
            })
        };
        Some([spec(accessed)?, spec(modified)?])
    } else {
        None
    };
    let times = times.as_ref().map_or(std::ptr::null(), |t| t.as_ptr());
    audit::tell(th, "os.utime", || {
        [
            a[0],
            or(a[1], Value::NONE),
            or(a[2], Value::NONE),
            or(a[3], Value::small(-1)),
        ]
    })?;
    // SAFETY: the path ends with a zero; two times or none.
    let status = unsafe {
        match p.fd {
            Some(fd) => libc::futimens(fd, times),
            None => libc::utimensat(dir, p.ptr(), times, flags),
        }
    };
    done(th, status, &p)
}

fn mkfifo(th: &Thread, a: &[Value]) -> PyResult {
    let p = path("mkfifo").get(th, a[0])?;
    let mode = arg::c_int_or(th, a[1], 0o666)?;
    // SAFETY: the path ends with a zero.
    let status = unsafe { libc::mkfifoat(arg::dir_fd(th, a[2])?, p.ptr(), mode as libc::mode_t) };
    done(th, status, &p)
}

fn mknod(th: &Thread, a: &[Value]) -> PyResult {
    let p = path("mknod").get(th, a[0])?;
    let mode = arg::c_int_or(th, a[1], 0o600)?;
    let device = if a[2].is_empty() {
        0
    } else {
        device_number(th, a[2])?
    };
    let dir = arg::dir_fd(th, a[3])?;
    // SAFETY: the path ends with a zero.
    if unsafe { libc::mknodat(dir, p.ptr(), mode as libc::mode_t, device) } < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(Value::NONE)
}

/// A device's number, or a part of one. -1 stands for no device.
fn device_number(th: &Thread, v: Value) -> PyResult<u64> {
    let i = runtime::ops::number::index(th, v)?;
    if int::to_i64(i) == Some(-1) {
        return Ok(u64::MAX);
    }
    if int::is_negative(i) {
        return Err(th.overflow_error("can't convert negative int to unsigned"));
    }
    int::to_u64(i).ok_or_else(|| th.overflow_error("int too big to convert"))
}

/// A part of a device's number. -1 stands for that of no device.
fn device_part(th: &Thread, v: Value) -> PyResult<u32> {
    match device_number(th, v)? {
        u64::MAX => Ok(u32::MAX),
        n => u32::try_from(n)
            .map_err(|_| th.overflow_error("Python int too large to convert to C unsigned int")),
    }
}

fn shown_part(th: &Thread, part: u32, device: u64) -> Value {
    if device == u64::MAX {
        Value::small(-1)
    } else {
        int::from_u64(th, u64::from(part))
    }
}

fn chroot(th: &Thread, a: &[Value]) -> PyResult {
    let p = path("chroot").get(th, a[0])?;
    // SAFETY: the path ends with a zero.
    let status = unsafe { libc::chroot(p.ptr()) };
    done(th, status, &p)
}

/// The functions of this file.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("mkdir", "(path, mode=511, *, dir_fd=None)", mkdir),
    NativeDef::new("rmdir", "(path, *, dir_fd=None)", |th, a| {
        unlink_with(th, path("rmdir"), a, libc::AT_REMOVEDIR)
    }),
    NativeDef::new("unlink", "(path, *, dir_fd=None)", |th, a| {
        unlink_with(th, path("unlink"), a, 0)
    }),
    NativeDef::new("remove", "(path, *, dir_fd=None)", |th, a| {
        unlink_with(th, path("remove"), a, 0)
    }),
    NativeDef::new(
        "rename",
        "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)",
        |th, a| rename_with(th, "rename", a),
    ),
    NativeDef::new(
        "replace",
        "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)",
        |th, a| rename_with(th, "replace", a),
    ),
    NativeDef::new(
        "link",
        "(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True)",
        link,
    ),
    NativeDef::new(
        "symlink",
        "(src, dst, target_is_directory=False, *, dir_fd=None)",
        symlink,
    ),
    NativeDef::new("readlink", "(path, *, dir_fd=None)", readlink),
    NativeDef::new(
        "access",
        "(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)",
        access,
    ),
    NativeDef::new("chdir", "(path)", chdir),
    NativeDef::new("fchdir", "(fd)", fchdir),
    NativeDef::new("getcwd", "()", |th, _| {
        let cwd = cwd(th)?;
        Ok(os_error::fs_decode(th, &cwd))
    }),
    NativeDef::new("getcwdb", "()", |th, _| {
        let cwd = cwd(th)?;
        Ok(bytes::new(th, &cwd))
    }),
    NativeDef::new(
        "chmod",
        "(path, mode, *, dir_fd=None, follow_symlinks=True)",
        chmod,
    ),
    NativeDef::new("fchmod", "(fd, mode)", |th, a| {
        chmod(th, &[a[0], a[1], Value::EMPTY, Value::EMPTY])
    }),
    NativeDef::new(
        "chown",
        "(path, uid, gid, *, dir_fd=None, follow_symlinks=True)",
        chown,
    ),
    NativeDef::new("fchown", "(fd, uid, gid)", |th, a| {
        chown(th, &[a[0], a[1], a[2], Value::EMPTY, Value::EMPTY])
    }),
    NativeDef::new("lchown", "(path, uid, gid)", lchown),
    NativeDef::new("truncate", "(path, length)", truncate),
    NativeDef::new(
        "utime",
        "(path, times=None, *, ns=<unrepresentable>, dir_fd=None, follow_symlinks=True)",
        utime,
    ),
    NativeDef::new("mkfifo", "(path, mode=438, *, dir_fd=None)", mkfifo),
    NativeDef::new("mknod", "(path, mode=384, device=0, *, dir_fd=None)", mknod),
    NativeDef::new("major", "(device, /)", |th, a| {
        let device = device_number(th, a[0])?;
        Ok(shown_part(th, libc::major(device), device))
    }),
    NativeDef::new("minor", "(device, /)", |th, a| {
        let device = device_number(th, a[0])?;
        Ok(shown_part(th, libc::minor(device), device))
    }),
    NativeDef::new("makedev", "(major, minor, /)", |th, a| {
        let (major, minor) = (device_part(th, a[0])?, device_part(th, a[1])?);
        let device = libc::makedev(major, minor);
        Ok(match device {
            u64::MAX => Value::small(-1),
            device => int::from_u64(th, device),
        })
    }),
    NativeDef::new("chroot", "(path)", chroot),
];
