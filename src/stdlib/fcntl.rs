//! `fcntl`: flags and locks of descriptors.

use runtime::audit;
use runtime::error::PyResult;
use runtime::lock::system_call;
use runtime::native::{ModuleDef, NativeDef};
use runtime::object::Kind;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::str::Str;
use runtime::types::{bytes, int};
use runtime::value::Value;

use crate::posix::arg;
use crate::support::add;

/// How many bytes an argument that is data may have.
const MAX_DATA: usize = 1024;

macro_rules! constants {
    ($($name:ident)*) => {
        const CONSTANTS: &[(&str, i64)] = &[$((stringify!($name), libc::$name as i64),)*];
    };
}

constants! {
    FD_CLOEXEC F_DUPFD F_DUPFD_CLOEXEC F_GETFD F_GETFL F_GETLK F_GETOWN F_RDLCK F_SETFD F_SETFL F_SETLK F_SETLKW
    F_SETOWN F_UNLCK F_WRLCK F_GETPIPE_SZ F_SETPIPE_SZ F_GETLEASE F_SETLEASE F_NOTIFY F_ADD_SEALS F_GET_SEALS
    F_SEAL_SEAL F_SEAL_SHRINK F_SEAL_GROW F_SEAL_WRITE F_OFD_GETLK F_OFD_SETLK F_OFD_SETLKW LOCK_EX LOCK_NB LOCK_SH
    LOCK_UN
}

/// Numbers that the C library's bindings do not name.
const MORE: &[(&str, i64)] = &[
    ("FASYNC", 0o20000),
    ("F_EXLCK", 4),
    ("F_SHLCK", 8),
    ("F_GETSIG", 11),
    ("F_SETSIG", 10),
    ("F_GETOWN_EX", 16),
    ("F_SETOWN_EX", 15),
    ("F_GETLK64", 5),
    ("F_SETLK64", 6),
    ("F_SETLKW64", 7),
    ("F_OWNER_TID", 0),
    ("F_OWNER_PID", 1),
    ("F_OWNER_PGRP", 2),
    ("LOCK_MAND", 32),
    ("LOCK_READ", 64),
    ("LOCK_WRITE", 128),
    ("LOCK_RW", 192),
    ("DN_ACCESS", 1),
    ("DN_MODIFY", 2),
    ("DN_CREATE", 4),
    ("DN_DELETE", 8),
    ("DN_RENAME", 16),
    ("DN_ATTRIB", 32),
    ("DN_MULTISHOT", 1 << 31),
    ("FICLONE", 0x4004_9409),
    ("FICLONERANGE", 0x4020_940d),
];

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "fcntl",
    doc: "This module performs file control and I/O control on file\ndescriptors.  It is an interface to the fcntl() and ioctl() Unix\nroutines.  File descriptors can be obtained with the fileno() method of\na file or socket object.",
    functions: &[
        NativeDef::new("fcntl", "(fd, cmd, arg=0, /)", fcntl)
            .doc("Perform the operation `cmd` on file descriptor fd."),
        NativeDef::new("ioctl", "(fd, request, arg=0, mutate_flag=True, /)", ioctl)
            .doc("Perform the operation request on file descriptor fd."),
        NativeDef::new("flock", "(fd, operation, /)", |th, a| {
            audit::tell(th, "fcntl.flock", || [a[0], a[1]])?;
            let (fd, operation) = (arg::file_descriptor(th, a[0])?, arg::c_int(th, a[1])?);
            // SAFETY: a plain system call.
            system_call(th, &[], || i64::from(unsafe { libc::flock(fd, operation) }))?;
            Ok(Value::NONE)
        })
        .doc("Perform the lock operation on file descriptor fd."),
        NativeDef::new("lockf", "(fd, cmd, len=0, start=0, whence=0, /)", lockf)
            .doc("A wrapper around the fcntl() locking calls."),
    ],
    init: |th, module| {
        for &(name, n) in CONSTANTS.iter().chain(MORE) {
            add(th, module, name, Value::small(n));
        }
        Ok(())
    },
};

/// The data of an argument that is no number, with room behind it.
fn data(th: &Thread, v: Value, function: &str) -> PyResult<(Vec<u8>, usize)> {
    let mut data = match v.downcast::<Str>() {
        Some(s) => s.bytes().to_vec(),
        None => arg::buffer(th, v)?.into_owned(),
    };
    let len = data.len();
    if len > MAX_DATA {
        return Err(th.value_error(format!("{function} argument 3 is too long")));
    }
    data.resize(MAX_DATA + 8, 0);
    Ok((data, len))
}

fn fcntl(th: &Thread, a: &[Value]) -> PyResult {
    audit::tell(th, "fcntl.fcntl", || {
        [a[0], a[1], crate::support::or(a[2], Value::small(0))]
    })?;
    let (fd, command) = (arg::file_descriptor(th, a[0])?, arg::c_int(th, a[1])?);
    let given = if a[2].is_empty() {
        Value::small(0)
    } else {
        a[2]
    };
    if ops::number::index_opt(th, given)?.is_some() {
        let number = arg::c_long(th, given)?;
        let n = system_call(th, &[], || {
            // SAFETY: commands that take a number read no memory.
            i64::from(unsafe { libc::fcntl(fd, command, number) })
        })?;
        return Ok(Value::small(n));
    }
    let (mut data, len) = data(th, given, "fcntl")?;
    system_call(th, &[], || {
        // SAFETY: the buffer has room for what commands write.
        i64::from(unsafe { libc::fcntl(fd, command, data.as_mut_ptr()) })
    })?;
    Ok(bytes::new(th, &data[..len]))
}

fn ioctl(th: &Thread, a: &[Value]) -> PyResult {
    audit::tell(th, "fcntl.ioctl", || {
        [a[0], a[1], crate::support::or(a[2], Value::small(0))]
    })?;
    let fd = arg::file_descriptor(th, a[0])?;
    let request = int::to_i64(ops::index(th, a[1])?).unwrap_or_default() as libc::c_ulong;
    let given = if a[2].is_empty() {
        Value::small(0)
    } else {
        a[2]
    };
    if ops::number::index_opt(th, given)?.is_some() {
        let number = arg::c_long(th, given)?;
        let n = system_call(th, &[], || {
            // SAFETY: requests that take a number read no memory.
            i64::from(unsafe { libc::ioctl(fd, request, number) })
        })?;
        return Ok(Value::small(n));
    }
    let mutate = arg::truth(th, a[3], true)?;
    let (mut data, len) = data(th, given, "ioctl")?;
    let n = system_call(th, &[], || {
        // SAFETY: the buffer has room for what requests write.
        i64::from(unsafe { libc::ioctl(fd, request, data.as_mut_ptr()) })
    })?;
    if mutate && !given.has_kind(Kind::Str) {
        if let Some(target) = runtime::buffer::writable(th, given)? {
            // SAFETY: nothing else uses the memory now, and no code runs.
            let memory = unsafe { target.bytes_mut() };
            memory[..len].copy_from_slice(&data[..len]);
            return Ok(Value::small(n));
        }
    }
    Ok(bytes::new(th, &data[..len]))
}

fn lockf(th: &Thread, a: &[Value]) -> PyResult {
    audit::tell(th, "fcntl.lockf", || {
        [
            a[0],
            a[1],
            crate::support::or(a[2], Value::small(0)),
            crate::support::or(a[3], Value::small(0)),
            crate::support::or(a[4], Value::small(0)),
        ]
    })?;
    let (fd, code) = (arg::file_descriptor(th, a[0])?, arg::c_int(th, a[1])?);
    let kind = if code == libc::LOCK_UN {
        libc::F_UNLCK
    } else if code & libc::LOCK_SH != 0 {
        libc::F_RDLCK
    } else if code & libc::LOCK_EX != 0 {
        libc::F_WRLCK
    } else {
        return Err(th.value_error("unrecognized lockf argument"));
    };
    let number = |v: Value| match v.is_empty() || v.is_none() {
        true => Ok(0),
        false => arg::c_long(th, v),
    };
    // SAFETY: the structure is plain data.
    let mut lock: libc::flock = unsafe { std::mem::zeroed() };
    lock.l_type = kind as libc::c_short;
    lock.l_len = number(a[2])?;
    lock.l_start = number(a[3])?;
    lock.l_whence = arg::c_int_or(th, a[4], 0)? as libc::c_short;
    let command = if code & libc::LOCK_NB != 0 {
        libc::F_SETLK
    } else {
        libc::F_SETLKW
    };
    // SAFETY: the structure is ours.
    let call = || i64::from(unsafe { libc::fcntl(fd, command, &raw const lock) });
    system_call(th, &[], call)?;
    Ok(Value::NONE)
}
