//! `_posixsubprocess`: starts a program in a child, with its descriptors and identity as `subprocess` wants them.
//!
//! Everything that allocates happens before the fork. Between fork and exec the child makes plain system calls only,
//! unless there is a `preexec_fn`: then it forks as `os.fork` does and runs it. What fails there is told to the parent
//! through a pipe, in the form that `subprocess` reads: the exception's name, the error number in hexadecimal, a message.

use std::ffi::CString;

use runtime::audit;
use runtime::error::PyResult;
use runtime::native::{ModuleDef, NativeDef};
use runtime::ops;
use runtime::os_error;
use runtime::thread::Thread;
use runtime::types::list;
use runtime::types::tuple::Tuple;
use runtime::value::Value;

use crate::posix::arg;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_posixsubprocess",
    doc: "A POSIX helper for the subprocess module.",
    functions: &[NativeDef::new(
        "fork_exec",
        "(args, executable_list, close_fds, pass_fds, cwd, env, p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, errpipe_read, errpipe_write, restore_signals, call_setsid, pgid_to_set, gid, extra_groups, uid, child_umask, preexec_fn, /)",
        fork_exec,
    )
    .doc("Spawn a fresh new child process.")],
    init: |_, _| Ok(()),
};

/// Strings and bytes as C strings.
fn c_strings(th: &Thread, v: Value) -> PyResult<Vec<CString>> {
    let items = list::from_iterable(th, v)?;
    let mut all = Vec::new();
    for n in 0..items.len() {
        all.push(c_string(th, items.item(n))?);
    }
    Ok(all)
}

fn c_string(th: &Thread, v: Value) -> PyResult<CString> {
    let path = arg::fspath(th, v)?;
    CString::new(arg::raw_path(th, path)?).map_err(|_| th.value_error("embedded null byte"))
}

fn pointers(strings: &[CString]) -> Vec<*const libc::c_char> {
    let mut all: Vec<_> = strings.iter().map(|s| s.as_ptr()).collect();
    all.push(std::ptr::null());
    all
}

/// What the child is told: nothing in here needs memory after the fork.
struct Child {
    argv: Vec<*const libc::c_char>,
    executables: Vec<*const libc::c_char>,
    env: Option<Vec<*const libc::c_char>>,
    cwd: Option<CString>,
    close_fds: bool,
    keep: Vec<i32>,
    /// The six descriptors of the pipes, then the two of the pipe for errors; -1 for none.
    fds: [i32; 8],
    restore_signals: bool,
    new_session: bool,
    group: i32,
    gid: Option<libc::gid_t>,
    groups: Option<Vec<libc::gid_t>>,
    uid: Option<libc::uid_t>,
    umask: i32,
}

fn id(th: &Thread, v: Value, what: &str) -> PyResult<Option<u32>> {
    if v.is_none() {
        return Ok(None);
    }
    arg::id(th, v, what).map(Some)
}

fn fork_exec(th: &Thread, a: &[Value]) -> PyResult {
    crate::_io::live::settle_all(th);
    let close_fds = ops::is_true(th, a[2])?;
    let Some(kept) = a[3].downcast::<Tuple>() else {
        return Err(th.type_error(format!(
            "fork_exec() argument 4 must be tuple, not {}",
            ops::type_name(a[3])
        )));
    };
    let mut keep = Vec::new();
    for &fd in kept.items() {
        let fd = arg::c_int(th, fd)?;
        if fd < 0 || keep.last().is_some_and(|&last| last >= fd) {
            return Err(th.value_error("bad value(s) in fds_to_keep"));
        }
        keep.push(fd);
    }
    let args = c_strings(th, a[0])?;
    let executables = c_strings(th, a[1])?;
    let env = match a[5].is_none() {
        true => None,
        false => Some(c_strings(th, a[5])?),
    };
    let cwd = match a[4].is_none() {
        true => None,
        false => Some(c_string(th, a[4])?),
    };
    audit::tell(th, "_posixsubprocess.fork_exec", || [a[1], a[0], a[5]])?;
    let mut fds = [0; 8];
    for (fd, &v) in fds.iter_mut().zip(&a[6..14]) {
        *fd = arg::c_int(th, v)?;
    }
    if close_fds && fds[7] < 3 {
        return Err(th.value_error("errpipe_write must be >= 3"));
    }
    let groups = if a[18].is_none() {
        None
    } else {
        let items = list::from_iterable(th, a[18])?;
        let mut groups = Vec::new();
        for n in 0..items.len() {
            groups.push(arg::id(th, items.item(n), "gid")?);
        }
        Some(groups)
    };
    let child = Child {
        argv: pointers(&args),
        executables: pointers(&executables),
        env: env.as_deref().map(pointers),
        cwd,
        close_fds,
        keep,
        fds,
        restore_signals: ops::is_true(th, a[14])?,
        new_session: ops::is_true(th, a[15])?,
        group: arg::c_int(th, a[16])?,
        gid: id(th, a[17], "gid")?,
        groups,
        uid: id(th, a[19], "uid")?,
        umask: arg::c_int(th, a[20])?,
    };
    let preexec = a[21];
    if preexec.is_none() {
        // The child must not run our handlers before it has become another program.
        // SAFETY: the sets are ours. The child runs `start` only, which makes plain system calls and never returns.
        let (pid, errno) = unsafe {
            let (mut all, mut old) = (std::mem::zeroed(), std::mem::zeroed());
            libc::sigfillset(&raw mut all);
            libc::pthread_sigmask(libc::SIG_BLOCK, &raw const all, &raw mut old);
            let pid = libc::fork();
            let errno = os_error::last_errno();
            if pid == 0 {
                restore_handlers();
                libc::pthread_sigmask(libc::SIG_SETMASK, &raw const old, std::ptr::null_mut());
                start(&child);
            }
            libc::pthread_sigmask(libc::SIG_SETMASK, &raw const old, std::ptr::null_mut());
            (pid, errno)
        };
        if pid < 0 {
            return Err(os_error::raise(th, errno, &[]));
        }
        return Ok(Value::small(i64::from(pid)));
    }
    let pid = runtime::fork::fork(th)?;
    if pid != 0 {
        return Ok(Value::small(i64::from(pid)));
    }
    prepare(&child).unwrap_or_else(|step| report(&child, step));
    if let Err(raised) = ops::call0(th, preexec) {
        th.take_exception(raised);
        tell(
            &child,
            b"SubprocessError:0:Exception occurred in preexec_fn.",
        );
    }
    start_prepared(&child)
}

/// Signals that have a handler are back to their default in a new program; until then they must not reach ours.
fn restore_handlers() {
    for signal in 1..runtime::signals::COUNT as i32 {
        if runtime::signals::disposition(signal) == Some(runtime::signals::CAUGHT) {
            runtime::signals::dispose(signal, libc::SIG_DFL);
        }
    }
}

/// Which part of the preparation failed.
enum Step {
    /// Changing the directory: the parent names it in the error.
    Directory,
    Other,
}

/// The child's part, to its end.
fn start(child: &Child) -> ! {
    prepare(child).unwrap_or_else(|step| report(child, step));
    start_prepared(child)
}

fn report(child: &Child, step: Step) -> ! {
    let note: &[u8] = match step {
        Step::Directory => b"noexec:chdir",
        Step::Other => b"noexec",
    };
    report_errno(child, note)
}

/// Tells the parent of an OSError.
fn report_errno(child: &Child, note: &[u8]) -> ! {
    let errno = os_error::last_errno();
    let mut text = [0u8; 64];
    let mut len = 0;
    let mut put = |bytes: &[u8]| {
        for &b in bytes {
            text[len] = b;
            len += 1;
        }
    };
    put(b"OSError:");
    let digits = (0..8).rev().skip_while(|n| *n > 0 && errno >> (4 * n) == 0);
    for n in digits {
        put(&[b"0123456789ABCDEF"[(errno >> (4 * n) & 15) as usize]]);
    }
    put(b":");
    put(note);
    tell(child, &text[..len])
}

fn tell(child: &Child, text: &[u8]) -> ! {
    // SAFETY: the text is ours; the process ends here.
    unsafe {
        libc::write(child.fds[7], text.as_ptr().cast(), text.len());
        libc::_exit(255)
    }
}

fn ok(result: i32) -> Result<i32, Step> {
    if result == -1 {
        Err(Step::Other)
    } else {
        Ok(result)
    }
}

/// Descriptors, directory and identity.
fn prepare(child: &Child) -> Result<(), Step> {
    let [
        p2cread,
        p2cwrite,
        c2pread,
        c2pwrite,
        errread,
        errwrite,
        errpipe_read,
        errpipe_write,
    ] = child.fds;
    // SAFETY: plain system calls, with pointers to what the parent prepared.
    unsafe {
        for &fd in &child.keep {
            if fd != errpipe_write {
                let flags = ok(libc::fcntl(fd, libc::F_GETFD))?;
                ok(libc::fcntl(fd, libc::F_SETFD, flags & !libc::FD_CLOEXEC))?;
            }
        }
        for fd in [p2cwrite, c2pread, errread, errpipe_read] {
            if fd >= 0 {
                ok(libc::close(fd))?;
            }
        }
        // What is to be standard output or error must not be overwritten before its turn.
        let mut c2pwrite = c2pwrite;
        let mut errwrite = errwrite;
        if c2pwrite == 0 {
            c2pwrite = ok(libc::dup(c2pwrite))?;
        }
        while errwrite == 0 || errwrite == 1 {
            errwrite = ok(libc::dup(errwrite))?;
        }
        for (fd, target) in [(p2cread, 0), (c2pwrite, 1), (errwrite, 2)] {
            if fd == target {
                let flags = ok(libc::fcntl(fd, libc::F_GETFD))?;
                ok(libc::fcntl(fd, libc::F_SETFD, flags & !libc::FD_CLOEXEC))?;
            } else if fd >= 0 {
                ok(libc::dup2(fd, target))?;
            }
        }
        if let Some(cwd) = &child.cwd {
            if libc::chdir(cwd.as_ptr()) == -1 {
                return Err(Step::Directory);
            }
        }
        if child.umask >= 0 {
            libc::umask(child.umask as libc::mode_t);
        }
        if child.restore_signals {
            for signal in [libc::SIGPIPE, libc::SIGXFSZ] {
                libc::signal(signal, libc::SIG_DFL);
            }
        }
        if child.new_session {
            ok(libc::setsid())?;
        }
        if child.group >= 0 {
            ok(libc::setpgid(0, child.group))?;
        }
        if let Some(groups) = &child.groups {
            ok(libc::setgroups(groups.len(), groups.as_ptr()))?;
        }
        if let Some(gid) = child.gid {
            ok(libc::setregid(gid, gid))?;
        }
        if let Some(uid) = child.uid {
            ok(libc::setreuid(uid, uid))?;
        }
    }
    Ok(())
}

/// Closes what is not kept, and becomes the program.
fn start_prepared(child: &Child) -> ! {
    // SAFETY: plain system calls; the arrays end with null and were made before the fork.
    unsafe {
        if child.close_fds {
            let mut next = 3;
            for &fd in child.keep.iter().filter(|&&fd| fd >= 3) {
                close_between(next, fd - 1);
                next = fd + 1;
            }
            close_between(next, i32::MAX);
        }
        let mut failure = 0;
        for &program in &child.executables[..child.executables.len() - 1] {
            match &child.env {
                Some(env) => libc::execve(program, child.argv.as_ptr(), env.as_ptr()),
                None => libc::execv(program, child.argv.as_ptr()),
            };
            let errno = os_error::last_errno();
            if errno != libc::ENOENT && errno != libc::ENOTDIR && failure == 0 {
                failure = errno;
            }
        }
        if failure != 0 {
            *libc::__errno_location() = failure;
        }
    }
    report_errno(child, b"")
}

/// Closes the descriptors from `first` to `last`.
fn close_between(first: i32, last: i32) {
    if first > last {
        return;
    }
    // SAFETY: plain system calls.
    unsafe {
        if libc::syscall(libc::SYS_close_range, first, last, 0) == 0 {
            return;
        }
        let limit = libc::sysconf(libc::_SC_OPEN_MAX).clamp(256, 1 << 20) as i32;
        for fd in first..=last.min(limit) {
            libc::close(fd);
        }
    }
}
