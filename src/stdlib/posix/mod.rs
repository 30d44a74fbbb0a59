//! `posix`: the operating system, as `os` wants it.
//!
//! Every call that may block gives the interpreter lock up and is repeated when a signal interrupts it (PEP 475).

pub mod arg;
pub mod dir;
pub mod files;
pub mod identity;
pub mod names;
pub mod paths;
pub mod process;
pub mod program;
pub mod sched;
pub mod special;
pub mod stat;
pub mod transfer;
pub mod xattr;

use std::os::unix::ffi::OsStrExt;

use runtime::error::PyResult;
use runtime::native::{ModuleDef, NativeDef};
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
    functions: &[NativeDef::new("_create_environ", "()", |th, _| {
        environment(th)
    })],
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
    SCHED_DEADLINE SCHED_NORMAL SCHED_RESET_ON_FORK
    ST_APPEND ST_MANDLOCK ST_WRITE
    CLD_CONTINUED CLD_DUMPED CLD_EXITED CLD_KILLED CLD_STOPPED CLD_TRAPPED
    CLONE_FILES CLONE_FS CLONE_NEWCGROUP CLONE_NEWIPC CLONE_NEWNET CLONE_NEWNS CLONE_NEWPID CLONE_NEWTIME CLONE_NEWUSER
    CLONE_NEWUTS CLONE_SIGHAND CLONE_SYSVSEM CLONE_THREAD CLONE_VM
    EFD_CLOEXEC EFD_NONBLOCK EFD_SEMAPHORE TFD_CLOEXEC TFD_NONBLOCK TFD_TIMER_ABSTIME TFD_TIMER_CANCEL_ON_SET
    MFD_ALLOW_SEALING MFD_CLOEXEC MFD_HUGETLB O_FSYNC PIDFD_NONBLOCK
    RWF_APPEND RWF_DSYNC RWF_HIPRI RWF_NOWAIT RWF_SYNC
    SPLICE_F_MORE SPLICE_F_MOVE SPLICE_F_NONBLOCK XATTR_CREATE XATTR_REPLACE
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
    ("XATTR_SIZE_MAX", 65536),
    ("POSIX_SPAWN_OPEN", 0),
    ("POSIX_SPAWN_CLOSE", 1),
    ("POSIX_SPAWN_DUP2", 2),
    ("POSIX_SPAWN_CLOSEFROM", 3),
    ("MFD_HUGE_MASK", 63),
    ("MFD_HUGE_SHIFT", 26),
    ("MFD_HUGE_16GB", 34 << 26),
    ("MFD_HUGE_16MB", 24 << 26),
    ("MFD_HUGE_1GB", 30 << 26),
    ("MFD_HUGE_1MB", 20 << 26),
    ("MFD_HUGE_256MB", 28 << 26),
    ("MFD_HUGE_2GB", 31 << 26),
    ("MFD_HUGE_2MB", 21 << 26),
    ("MFD_HUGE_32MB", 25 << 26),
    ("MFD_HUGE_512KB", 19 << 26),
    ("MFD_HUGE_512MB", 29 << 26),
    ("MFD_HUGE_64KB", 16 << 26),
    ("MFD_HUGE_8MB", 23 << 26),
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
    "HAVE_MKNODAT",
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
        identity::FUNCTIONS,
        names::FUNCTIONS,
        paths::FUNCTIONS,
        process::FUNCTIONS,
        process::STATUS_FUNCTIONS,
        program::FUNCTIONS,
        sched::FUNCTIONS,
        special::FUNCTIONS,
        stat::FUNCTIONS,
        transfer::FUNCTIONS,
        xattr::FUNCTIONS,
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
        ("waitid_result", &process::WAITID_RESULT),
        ("sched_param", &sched::PARAM),
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
    for (name, table) in names::tables(th) {
        add(th, module, name, table);
    }
    let environ = environment(th)?;
    add(th, module, "environ", environ);
    Ok(())
}

/// The process's environment as a dict of bytes. Allocates.
fn environment(th: &Thread) -> PyResult {
    let environ = dict::new(th);
    for (name, value) in std::env::vars_os() {
        let (name, value) = (
            bytes::new(th, name.as_bytes()),
            bytes::new(th, value.as_bytes()),
        );
        environ.set(th, name, value)?;
    }
    Ok(environ.value())
}
