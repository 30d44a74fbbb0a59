//! `stat_result` and the calls of the `stat` family.

use runtime::error::PyResult;
use runtime::native::NativeDef;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::{float, int};
use runtime::value::Value;

use super::arg::{self, PathArg, path};
use crate::_io::live;
use crate::structseq::{self, SequenceDef};

/// `os.stat_result`: ten items, the last three of which are whole seconds and have no name.
pub static STAT_RESULT: SequenceDef = SequenceDef::with_hidden(
    "os.stat_result",
    &[
        "st_mode",
        "st_ino",
        "st_dev",
        "st_nlink",
        "st_uid",
        "st_gid",
        "st_size",
        "",
        "",
        "",
        "st_atime",
        "st_mtime",
        "st_ctime",
        "st_atime_ns",
        "st_mtime_ns",
        "st_ctime_ns",
        "st_blksize",
        "st_blocks",
        "st_rdev",
    ],
    10,
);

/// `os.statvfs_result`.
pub static STATVFS_RESULT: SequenceDef = SequenceDef::with_hidden(
    "os.statvfs_result",
    &[
        "f_bsize",
        "f_frsize",
        "f_blocks",
        "f_bfree",
        "f_bavail",
        "f_files",
        "f_ffree",
        "f_favail",
        "f_flag",
        "f_namemax",
        "f_fsid",
    ],
    10,
);

/// The Python object of a system's answer. Allocates.
pub fn result(th: &Thread, st: &libc::stat) -> PyResult {
    let seconds = |s: i64, ns: i64| float::new(th, s as f64 + 1e-9 * ns as f64);
    let nanos = |s: i64, ns: i64| match s.checked_mul(1_000_000_000) {
        Some(n) => int::from_i64(th, n + ns),
        None => int::from_i64(th, i64::MAX),
    };
    let fields: runtime::heap::RootedVec<Value> = [
        int::from_i64(th, i64::from(st.st_mode)),
        int::from_u64(th, st.st_ino),
        int::from_u64(th, st.st_dev),
        #[allow(clippy::unnecessary_cast)] // 32 bits on AArch64.
        int::from_u64(th, st.st_nlink as u64),
        int::from_i64(th, i64::from(st.st_uid)),
        int::from_i64(th, i64::from(st.st_gid)),
        int::from_i64(th, st.st_size),
        int::from_i64(th, st.st_atime),
        int::from_i64(th, st.st_mtime),
        int::from_i64(th, st.st_ctime),
        seconds(st.st_atime, st.st_atime_nsec),
        seconds(st.st_mtime, st.st_mtime_nsec),
        seconds(st.st_ctime, st.st_ctime_nsec),
        nanos(st.st_atime, st.st_atime_nsec),
        nanos(st.st_mtime, st.st_mtime_nsec),
        nanos(st.st_ctime, st.st_ctime_nsec),
        #[allow(clippy::unnecessary_cast)] // 32 bits on AArch64.
        int::from_i64(th, st.st_blksize as i64),
        int::from_i64(th, st.st_blocks),
        int::from_u64(th, st.st_rdev),
    ]
    .into_iter()
    .collect();
    structseq::new(th, &STAT_RESULT, &fields)
}

/// Asks for the state of a path or descriptor; the error number if that fails.
pub fn query(p: &PathArg, dir: i32, follow: bool) -> Result<libc::stat, i32> {
    // SAFETY: the structure is plain data, filled in by the call.
    let mut st: libc::stat = unsafe { std::mem::zeroed() };
    let status = match p.fd {
        // SAFETY: as above.
        Some(fd) => unsafe { libc::fstat(fd, &raw mut st) },
        None => {
            let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
            // SAFETY: the path ends with a zero.
            unsafe { libc::fstatat(dir, p.ptr(), &raw mut st, flags) }
        }
    };
    if status == 0 {
        Ok(st)
    } else {
        Err(os_error::last_errno())
    }
}

fn stat(th: &Thread, a: &[Value]) -> PyResult {
    let p = path("stat").or_fd().get(th, a[0])?;
    let dir = arg::dir_fd(th, a[1])?;
    let follow = arg::truth(th, a[2], true)?;
    if p.fd.is_some() && dir != libc::AT_FDCWD {
        return Err(th.value_error("stat: can't specify dir_fd without matching path"));
    }
    if p.fd.is_some() && !follow {
        return Err(th.value_error("stat: cannot use fd and follow_symlinks together"));
    }
    match query(&p, dir, follow) {
        Ok(st) if live::settle(th, st.st_dev, st.st_ino) => match query(&p, dir, follow) {
            Ok(st) => result(th, &st),
            Err(e) => Err(os_error::raise(th, e, p.files())),
        },
        Ok(st) => result(th, &st),
        Err(e) => Err(os_error::raise(th, e, p.files())),
    }
}

fn lstat(th: &Thread, a: &[Value]) -> PyResult {
    let p = path("lstat").get(th, a[0])?;
    match query(&p, arg::dir_fd(th, a[1])?, false) {
        Ok(st) => result(th, &st),
        Err(e) => Err(os_error::raise(th, e, p.files())),
    }
}

fn fstat(th: &Thread, a: &[Value]) -> PyResult {
    let fd = arg::c_int(th, a[0])?;
    // SAFETY: the structure is plain data, filled in by the call.
    let mut st: libc::stat = unsafe { std::mem::zeroed() };
    // SAFETY: as above.
    if unsafe { libc::fstat(fd, &raw mut st) } != 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    result(th, &st)
}

fn statvfs(th: &Thread, a: &[Value]) -> PyResult {
    let p = path("statvfs").or_fd().get(th, a[0])?;
    // SAFETY: the structure is plain data, filled in by the call.
    let mut st: libc::statvfs = unsafe { std::mem::zeroed() };
    // SAFETY: as above; the path ends with a zero.
    let status = unsafe {
        match p.fd {
            Some(fd) => libc::fstatvfs(fd, &raw mut st),
            None => libc::statvfs(p.ptr(), &raw mut st),
        }
    };
    if status != 0 {
        return Err(os_error::raise_last(th, p.files()));
    }
    let numbers = [
        st.f_bsize,
        st.f_frsize,
        st.f_blocks,
        st.f_bfree,
        st.f_bavail,
        st.f_files,
        st.f_ffree,
        st.f_favail,
        st.f_flag,
        st.f_namemax,
        st.f_fsid,
    ];
    let fields: runtime::heap::RootedVec<Value> =
        numbers.iter().map(|&n| int::from_u64(th, n)).collect();
    structseq::new(th, &STATVFS_RESULT, &fields)
}

/// The functions of this file.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("stat", "(path, *, dir_fd=None, follow_symlinks=True)", stat),
    NativeDef::new("lstat", "(path, *, dir_fd=None)", lstat),
    NativeDef::new("fstat", "(fd)", fstat),
    NativeDef::new("statvfs", "(path)", statvfs),
    NativeDef::new("fstatvfs", "(fd, /)", statvfs),
];
