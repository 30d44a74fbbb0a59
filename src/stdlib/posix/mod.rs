//! `posix`: the operating system, as `os` wants it.
//!
//! Every call that may block gives the interpreter lock up and is repeated when a signal interrupts it (PEP 475).

pub mod arg;
pub mod dir;
pub mod files;
pub mod paths;
pub mod process;
pub mod stat;

use std::os::unix::ffi::OsStrExt;

use runtime::error::PyResult;
use runtime::native::ModuleDef;
use runtime::object::Ref;
use runtime::thread::Thread;
use runtime::types::module::Module;
use runtime::types::{self, T, bytes, dict, int, list, str};
use runtime::value::Value;

use crate::structseq;
use crate::support::add;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "posix",
    doc: "This module provides access to operating system functionality that is\nstandardized by the C Standard and the POSIX standard (a thinly\ndisguised Unix interface).  Refer to the library manual and\ncorresponding Unix manual entries for more information on calls.",
    functions: &[],
    init,
};

macro_rules! constants {
    ($table:ident: $($name:ident)*) => {
        const $table: &[(&str, i64)] = &[$((stringify!($name), libc::$name as i64),)*];
    };
}

constants! { CONSTANTS:
    F_OK R_OK W_OK X_OK
    O_RDONLY O_WRONLY O_RDWR O_ACCMODE O_APPEND O_CREAT O_EXCL O_TRUNC O_NONBLOCK O_NDELAY O_SYNC O_DSYNC O_RSYNC
    O_NOCTTY O_CLOEXEC O_DIRECTORY O_NOFOLLOW O_ASYNC O_DIRECT O_NOATIME O_PATH O_TMPFILE O_LARGEFILE
    SEEK_DATA SEEK_HOLE
    WNOHANG WUNTRACED WCONTINUED WEXITED WSTOPPED WNOWAIT P_ALL P_PID P_PGID P_PIDFD
    PRIO_PROCESS PRIO_PGRP PRIO_USER
    SCHED_OTHER SCHED_FIFO SCHED_RR SCHED_BATCH SCHED_IDLE
    F_LOCK F_TLOCK F_ULOCK F_TEST
    ST_RDONLY ST_NOSUID ST_NODEV ST_NOEXEC ST_SYNCHRONOUS ST_NOATIME ST_NODIRATIME ST_RELATIME
    RTLD_LAZY RTLD_NOW RTLD_GLOBAL RTLD_LOCAL RTLD_NODELETE RTLD_NOLOAD RTLD_DEEPBIND
    GRND_NONBLOCK GRND_RANDOM
    POSIX_FADV_NORMAL POSIX_FADV_SEQUENTIAL POSIX_FADV_RANDOM POSIX_FADV_NOREUSE POSIX_FADV_WILLNEED POSIX_FADV_DONTNEED
}

/// Numbers that the C library's bindings do not name.
const MORE: &[(&str, i64)] = &[
    ("EX_OK", 0),
    ("EX_USAGE", 64),
    ("EX_DATAERR", 65),
    ("EX_NOINPUT", 66),
    ("EX_NOUSER", 67),
    ("EX_NOHOST", 68),
    ("EX_UNAVAILABLE", 69),
    ("EX_SOFTWARE", 70),
    ("EX_OSERR", 71),
    ("EX_OSFILE", 72),
    ("EX_CANTCREAT", 73),
    ("EX_IOERR", 74),
    ("EX_TEMPFAIL", 75),
    ("EX_PROTOCOL", 76),
    ("EX_NOPERM", 77),
    ("EX_CONFIG", 78),
    ("NGROUPS_MAX", 65536),
    ("TMP_MAX", 238_328),
];

/// `os.sysconf_names`, as far as programs ask for them.
pub const SYSCONF_NAMES: &[(&str, i32)] = &[
    ("SC_ARG_MAX", libc::_SC_ARG_MAX),
    ("SC_CHILD_MAX", libc::_SC_CHILD_MAX),
    ("SC_CLK_TCK", libc::_SC_CLK_TCK),
    ("SC_IOV_MAX", libc::_SC_IOV_MAX),
    ("SC_NGROUPS_MAX", libc::_SC_NGROUPS_MAX),
    ("SC_NPROCESSORS_CONF", libc::_SC_NPROCESSORS_CONF),
    ("SC_NPROCESSORS_ONLN", libc::_SC_NPROCESSORS_ONLN),
    ("SC_OPEN_MAX", libc::_SC_OPEN_MAX),
    ("SC_PAGESIZE", libc::_SC_PAGESIZE),
    ("SC_PAGE_SIZE", libc::_SC_PAGESIZE),
    ("SC_PHYS_PAGES", libc::_SC_PHYS_PAGES),
    ("SC_AVPHYS_PAGES", libc::_SC_AVPHYS_PAGES),
    ("SC_SEM_VALUE_MAX", libc::_SC_SEM_VALUE_MAX),
    ("SC_SYMLOOP_MAX", libc::_SC_SYMLOOP_MAX),
    ("SC_TTY_NAME_MAX", libc::_SC_TTY_NAME_MAX),
];

/// What `os` asks about the system's C library (`os.supports_dir_fd` and the like).
const HAVE: &[&str] = &[
    "HAVE_FACCESSAT",
    "HAVE_FCHDIR",
    "HAVE_FCHMOD",
    "HAVE_FCHMODAT",
    "HAVE_FCHOWN",
    "HAVE_FCHOWNAT",
    "HAVE_FDOPENDIR",
    "HAVE_FSTATAT",
    "HAVE_FSTATVFS",
    "HAVE_FTRUNCATE",
    "HAVE_FUTIMENS",
    "HAVE_LINKAT",
    "HAVE_LCHOWN",
    "HAVE_LSTAT",
    "HAVE_LUTIMES",
    "HAVE_MEMFD_CREATE",
    "HAVE_MKDIRAT",
    "HAVE_MKFIFOAT",
    "HAVE_OPENAT",
    "HAVE_READLINKAT",
    "HAVE_RENAMEAT",
    "HAVE_SYMLINKAT",
    "HAVE_UNLINKAT",
    "HAVE_UTIMENSAT",
];

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    for functions in [
        dir::FUNCTIONS,
        files::FUNCTIONS,
        paths::FUNCTIONS,
        process::FUNCTIONS,
        process::STATUS_FUNCTIONS,
        stat::FUNCTIONS,
    ] {
        for f in functions {
            let owner = str::intern(th, "posix").value();
            let object = types::builtin::new(th, f, Value::EMPTY, owner);
            add(th, module, f.name, object.value());
        }
    }
    for &(name, n) in CONSTANTS.iter().chain(MORE) {
        add(th, module, name, int::from_i64(th, n));
    }
    for (name, def) in [
        ("stat_result", &stat::STAT_RESULT),
        ("statvfs_result", &stat::STATVFS_RESULT),
        ("terminal_size", &files::TERMINAL_SIZE),
        ("times_result", &process::TIMES_RESULT),
        ("uname_result", &process::UNAME_RESULT),
    ] {
        add(th, module, name, structseq::class(th, def)?.value());
    }
    dir::init(th, module);
    add(th, module, "error", types::get(T::OSError).value());
    let have = list::empty(th);
    for name in HAVE {
        have.append(th, str::new(th, name));
    }
    add(th, module, "_have_functions", have.value());
    let names = dict::new(th);
    for &(name, n) in SYSCONF_NAMES {
        names.set_str(th, str::intern(th, name), Value::small(i64::from(n)));
    }
    add(th, module, "sysconf_names", names.value());
    let environ = dict::new(th);
    for (name, value) in std::env::vars_os() {
        let (name, value) = (
            bytes::new(th, name.as_bytes()),
            bytes::new(th, value.as_bytes()),
        );
        environ.set(th, name, value)?;
    }
    add(th, module, "environ", environ.value());
    Ok(())
}
