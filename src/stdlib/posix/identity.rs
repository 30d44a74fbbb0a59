//! Who the process is to the system: users, groups, sessions, terminals, priorities.

use std::ffi::CStr;

use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::native::NativeDef;
use runtime::ops;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::{list, str, tuple};
use runtime::value::Value;

use super::arg;

unsafe extern "C" {
    fn getlogin_r(name: *mut libc::c_char, size: usize) -> i32;
}

/// The result of a call that gives -1 for an error, and otherwise nothing.
fn done(th: &Thread, result: i32) -> PyResult {
    if result == -1 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(Value::NONE)
}

fn uid(th: &Thread, v: Value) -> PyResult<u32> {
    arg::id(th, v, "uid")
}

fn gid(th: &Thread, v: Value) -> PyResult<u32> {
    arg::id(th, v, "gid")
}

fn numbers(th: &Thread, ids: &[u32]) -> Value {
    let all: RootedVec<Value> = ids.iter().map(|&n| Value::small(i64::from(n))).collect();
    list::new(th, &all).value()
}

fn getgroups(th: &Thread, _: &[Value]) -> PyResult {
    let mut groups = vec![0; 65536];
    // SAFETY: as much room as said.
    let n = unsafe { libc::getgroups(groups.len() as i32, groups.as_mut_ptr()) };
    if n < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(numbers(th, &groups[..n as usize]))
}

fn setgroups(th: &Thread, a: &[Value]) -> PyResult {
    if !ops::iterate::is_sequence(a[0]) {
        return Err(th.type_error("setgroups argument must be a sequence"));
    }
    let items = list::from_iterable(th, a[0])?;
    if items.len() > 65536 {
        return Err(th.value_error("too many groups"));
    }
    let mut groups = Vec::new();
    for n in 0..items.len() {
        let item = items.item(n);
        if !runtime::types::int::is_int(item) {
            return Err(th.type_error("groups must be integers"));
        }
        groups.push(gid(th, item)?);
    }
    // SAFETY: as many groups as said.
    done(th, unsafe {
        libc::setgroups(groups.len(), groups.as_ptr())
    })
}

fn initgroups(th: &Thread, a: &[Value]) -> PyResult {
    let name = arg::c_string(th, a[0])?;
    let group = gid(th, a[1])?;
    // SAFETY: the name ends with a zero.
    done(th, unsafe { libc::initgroups(name.as_ptr(), group) })
}

fn getgrouplist(th: &Thread, a: &[Value]) -> PyResult {
    let name = arg::c_string(th, a[0])?;
    let group = gid(th, a[1])?;
    let mut groups = vec![0; 65536];
    let mut n = groups.len() as i32;
    // SAFETY: as much room as said; the name ends with a zero.
    if unsafe { libc::getgrouplist(name.as_ptr(), group, groups.as_mut_ptr(), &raw mut n) } < 0 {
        return Err(os_error::raise_last(th, &[]));
    }
    Ok(numbers(th, &groups[..n as usize]))
}

fn getlogin(th: &Thread, _: &[Value]) -> PyResult {
    let mut name = [0 as libc::c_char; 256];
    // SAFETY: the buffer is as long as said; the call ends what it writes with a zero.
    unsafe {
        let e = getlogin_r(name.as_mut_ptr(), name.len());
        if e != 0 {
            return Err(os_error::raise(th, e, &[]));
        }
        Ok(os_error::fs_decode(
            th,
            CStr::from_ptr(name.as_ptr()).to_bytes(),
        ))
    }
}

fn triple(th: &Thread, ids: [u32; 3]) -> PyResult {
    Ok(tuple::new(th, &ids.map(|n| Value::small(i64::from(n)))).value())
}

fn getpriority(th: &Thread, a: &[Value]) -> PyResult {
    let (which, who) = (arg::c_int(th, a[0])?, arg::c_int(th, a[1])?);
    // SAFETY: plain system calls; the error number tells an error from the value -1.
    unsafe {
        *libc::__errno_location() = 0;
        let n = libc::getpriority(which as _, who as libc::id_t);
        if n == -1 && os_error::last_errno() != 0 {
            return Err(os_error::raise_last(th, &[]));
        }
        Ok(Value::small(i64::from(n)))
    }
}

fn setpriority(th: &Thread, a: &[Value]) -> PyResult {
    let (which, who) = (arg::c_int(th, a[0])?, arg::c_int(th, a[1])?);
    let priority = arg::c_int(th, a[2])?;
    // SAFETY: a plain system call.
    done(th, unsafe {
        libc::setpriority(which as _, who as libc::id_t, priority)
    })
}

// SAFETY of the closures below: plain system calls; pointers lead to variables of theirs.
/// The functions of this file.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("getgroups", "()", getgroups),
    NativeDef::new("setgroups", "(groups, /)", setgroups),
    NativeDef::new("initgroups", "(username, gid, /)", initgroups),
    NativeDef::new("getgrouplist", "(user, group, /)", getgrouplist),
    NativeDef::new("getlogin", "()", getlogin),
    NativeDef::new("ctermid", "()", |th, _| Ok(str::new(th, "/dev/tty"))),
    NativeDef::new("setuid", "(uid, /)", |th, a| {
        let id = uid(th, a[0])?;
        // SAFETY: a plain system call.
        done(th, unsafe { libc::setuid(id) })
    }),
    NativeDef::new("seteuid", "(euid, /)", |th, a| {
        let id = uid(th, a[0])?;
        // SAFETY: a plain system call.
        done(th, unsafe { libc::seteuid(id) })
    }),
    NativeDef::new("setgid", "(gid, /)", |th, a| {
        let id = gid(th, a[0])?;
        // SAFETY: a plain system call.
        done(th, unsafe { libc::setgid(id) })
    }),
    NativeDef::new("setegid", "(egid, /)", |th, a| {
        let id = gid(th, a[0])?;
        // SAFETY: a plain system call.
        done(th, unsafe { libc::setegid(id) })
    }),
    NativeDef::new("setreuid", "(ruid, euid, /)", |th, a| {
        let (real, effective) = (uid(th, a[0])?, uid(th, a[1])?);
        // SAFETY: a plain system call.
        done(th, unsafe { libc::setreuid(real, effective) })
    }),
    NativeDef::new("setregid", "(rgid, egid, /)", |th, a| {
        let (real, effective) = (gid(th, a[0])?, gid(th, a[1])?);
        // SAFETY: a plain system call.
        done(th, unsafe { libc::setregid(real, effective) })
    }),
    NativeDef::new("setresuid", "(ruid, euid, suid, /)", |th, a| {
        let (real, effective, saved) = (uid(th, a[0])?, uid(th, a[1])?, uid(th, a[2])?);
        // SAFETY: a plain system call.
        done(th, unsafe { libc::setresuid(real, effective, saved) })
    }),
    NativeDef::new("setresgid", "(rgid, egid, sgid, /)", |th, a| {
        let (real, effective, saved) = (gid(th, a[0])?, gid(th, a[1])?, gid(th, a[2])?);
        // SAFETY: a plain system call.
        done(th, unsafe { libc::setresgid(real, effective, saved) })
    }),
    NativeDef::new("getresuid", "()", |th, _| {
        let (mut real, mut effective, mut saved) = (0, 0, 0);
        // SAFETY: the numbers are ours.
        unsafe { libc::getresuid(&raw mut real, &raw mut effective, &raw mut saved) };
        triple(th, [real, effective, saved])
    }),
    NativeDef::new("getresgid", "()", |th, _| {
        let (mut real, mut effective, mut saved) = (0, 0, 0);
        // SAFETY: the numbers are ours.
        unsafe { libc::getresgid(&raw mut real, &raw mut effective, &raw mut saved) };
        triple(th, [real, effective, saved])
    }),
    NativeDef::new("setpgrp", "()", |th, _| {
        // SAFETY: a plain system call.
        done(th, unsafe { libc::setpgid(0, 0) })
    }),
    NativeDef::new("tcgetpgrp", "(fd, /)", |th, a| {
        let fd = arg::c_int(th, a[0])?;
        // SAFETY: a plain system call.
        let group = unsafe { libc::tcgetpgrp(fd) };
        done(th, group)?;
        Ok(Value::small(i64::from(group)))
    }),
    NativeDef::new("tcsetpgrp", "(fd, pgid, /)", |th, a| {
        let (fd, group) = (arg::c_int(th, a[0])?, arg::c_int(th, a[1])?);
        // SAFETY: a plain system call.
        done(th, unsafe { libc::tcsetpgrp(fd, group) })
    }),
    NativeDef::new("getpriority", "(which, who)", getpriority),
    NativeDef::new("setpriority", "(which, who, priority)", setpriority),
];
