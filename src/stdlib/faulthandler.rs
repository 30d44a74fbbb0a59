//! `faulthandler`: where the threads stand, written without running Python.
//!
//! What is asked for by a call, by a signal of the program's choice or by a timeout is written under the interpreter lock,
//! when every thread has published its frames; so a thread that never gives the lock up is not seen. Only the fatal signals
//! are answered at once, from what was published last: after them nothing can be made worse.

use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, Ordering};
use std::time::Duration;

use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::interp::delegation::{Outwards, Place};
use runtime::lock;
use runtime::native::{ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::signals;
use runtime::thread::Thread;
use runtime::threads;
use runtime::types::{float, int, str};
use runtime::value::Value;

use crate::posix::arg;

/// More frames than this are not written.
const MAX_FRAMES: usize = 100;
/// Longer texts are cut.
const MAX_TEXT: usize = 500;

/// The signals that end a program, and what CPython calls them, in the order in which it restores them.
const FATAL: [(i32, &str); 5] = [
    (libc::SIGBUS, "Bus error"),
    (libc::SIGILL, "Illegal instruction"),
    (libc::SIGFPE, "Floating-point exception"),
    (libc::SIGABRT, "Aborted"),
    (libc::SIGSEGV, "Segmentation fault"),
];

/// Where a fatal signal is reported; -1: nowhere.
static FATAL_FILE: AtomicI32 = AtomicI32::new(-1);
static FATAL_ALL: AtomicBool = AtomicBool::new(true);
/// The number of the timeout that is waited for: another one ends the wait.
static TIMEOUT: AtomicU32 = AtomicU32::new(0);

/// A signal that writes where the threads stand.
struct Registered {
    file: AtomicI32,
    all: AtomicBool,
    chain: AtomicBool,
}

static REGISTERED: [Registered; 65] = [const {
    Registered {
        file: AtomicI32::new(-1),
        all: AtomicBool::new(true),
        chain: AtomicBool::new(false),
    }
}; 65];

/// The handlers that the signals had before.
struct Previous(std::cell::RefCell<Option<RootedVec<Value>>>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Previous {}
static PREVIOUS: Previous = Previous(std::cell::RefCell::new(None));

// ---- writing, without allocating

fn put(fd: i32, text: &[u8]) {
    let mut rest = text;
    while !rest.is_empty() {
        // SAFETY: the bytes are there; the descriptor may be anything.
        let n = unsafe { libc::write(fd, rest.as_ptr().cast(), rest.len()) };
        if n <= 0 {
            return;
        }
        rest = &rest[n as usize..];
    }
}

fn put_number(fd: i32, n: u32) {
    let mut digits = [0; 10];
    let (mut at, mut n) = (digits.len(), n);
    loop {
        at -= 1;
        digits[at] = b'0' + (n % 10) as u8;
        n /= 10;
        if n == 0 {
            break;
        }
    }
    put(fd, &digits[at..]);
}

fn put_hex(fd: i32, n: u64, digits: u32) {
    let mut text = [0; 16];
    for i in 0..digits {
        text[i as usize] = b"0123456789abcdef"[(n >> (4 * (digits - 1 - i)) & 15) as usize];
    }
    put(fd, &text[..digits as usize]);
}

/// A text in ASCII, with escapes for the rest.
fn put_text(fd: i32, text: &str) {
    for (i, c) in text.chars().enumerate() {
        if i == MAX_TEXT {
            put(fd, b"...");
            return;
        }
        match c as u32 {
            n @ 0x20..0x7f => put(fd, &[n as u8]),
            n @ 0..0x100 => {
                put(fd, b"\\x");
                put_hex(fd, n.into(), 2);
            }
            n @ 0..0x1_0000 => {
                put(fd, b"\\u");
                put_hex(fd, n.into(), 4);
            }
            n => {
                put(fd, b"\\U");
                put_hex(fd, n.into(), 8);
            }
        }
    }
}

fn put_stack(fd: i32, th: &Thread) {
    let mut any = false;
    for (n, place) in Outwards::new(th).enumerate() {
        if n == MAX_FRAMES {
            put(fd, b"  ...\n");
            return;
        }
        any = true;
        put_place(fd, place);
    }
    if !any {
        put(fd, b"  <no Python frame>\n");
    }
}

fn put_place(fd: i32, place: Place) {
    let code = place.code();
    let plain = code.plain();
    put(fd, b"  File \"");
    put_text(fd, &plain.filename);
    put(fd, b"\", line ");
    match place.line() {
        0 => put(fd, b"???"),
        line => put_number(fd, line),
    }
    put(fd, b" in ");
    put_text(fd, &plain.name);
    put(fd, b"\n");
}

fn put_thread(fd: i32, th: &Thread, current: bool) {
    put(
        fd,
        if current {
            b"Current thread 0x"
        } else {
            b"Thread 0x"
        },
    );
    put_hex(fd, th.ident.get(), 16);
    let mut name = [0u8; 32];
    // SAFETY: the buffer is as long as said; the number is that of a thread that is alive.
    let named = unsafe {
        libc::pthread_getname_np(
            th.ident.get() as libc::pthread_t,
            name.as_mut_ptr().cast(),
            name.len(),
        ) == 0
    };
    let end = name.iter().position(|&b| b == 0).unwrap_or(0);
    if named && end > 0 {
        put(fd, b" [");
        put_text(fd, std::str::from_utf8(&name[..end]).unwrap_or("?"));
        put(fd, b"]");
    }
    put(fd, b" (most recent call first):\n");
    put_stack(fd, th);
}

/// Where all threads stand, the newest first.
fn put_all(fd: i32, own: Option<&Thread>) {
    let all = std::cell::RefCell::new([std::ptr::null::<Thread>(); MAX_FRAMES]);
    let count = std::cell::Cell::new(0);
    threads::for_each(|th| {
        if count.get() < MAX_FRAMES {
            all.borrow_mut()[count.get()] = th;
            count.set(count.get() + 1);
        }
    });
    let mut first = true;
    for i in (0..count.get()).rev() {
        // SAFETY: the states of threads are never freed, and none ends here.
        let th = unsafe { &*all.borrow()[i] };
        // (Who waits for a timeout runs no Python.)
        if th.base.get().is_null() && !own.is_some_and(|own| std::ptr::eq(own, th)) {
            continue;
        }
        if !first {
            put(fd, b"\n");
        }
        first = false;
        put_thread(fd, th, own.is_some_and(|own| std::ptr::eq(own, th)));
    }
}

fn dump(fd: i32, th: &Thread, all: bool) {
    if all {
        put_all(fd, Some(th));
        return;
    }
    put(fd, b"Stack (most recent call first):\n");
    put_stack(fd, th);
}

// ---- what calls ask for

/// The descriptor of a file argument, whose object is flushed. Runs Python.
fn file(th: &Thread, v: Value) -> PyResult<i32> {
    let mut v = v;
    if v.is_empty() || v.is_none() {
        let sys = runtime::import::module(th, "sys")?;
        v = match ops::get_attr_opt(th, sys, str::intern(th, "stderr"))? {
            Some(v) if !v.is_none() => v,
            Some(_) => return Err(th.runtime_error("sys.stderr is None")),
            None => return Err(th.runtime_error("unable to get sys.stderr")),
        };
    } else if int::is_int(v) {
        let fd = arg::c_int(th, v)?;
        if fd < 0 {
            return Err(th.value_error("file is not a valid file descriptor"));
        }
        return Ok(fd);
    }
    let fd = ops::call_method(th, v, str::intern(th, "fileno"), &[])?;
    let fd = match int::is_int(fd) {
        true => int::to_i64(fd).and_then(|n| i32::try_from(n).ok()),
        false => None,
    };
    let Some(fd) = fd.filter(|&fd| fd >= 0) else {
        return Err(th.runtime_error("file.fileno() is not a valid file descriptor"));
    };
    if let Err(raised) = ops::call_method(th, v, str::intern(th, "flush"), &[]) {
        th.take_exception(raised);
    }
    Ok(fd)
}

extern "C" fn on_fatal(signal: i32) {
    let fd = FATAL_FILE.swap(-1, Ordering::Relaxed);
    // SAFETY: restores the system's own behaviour, and raises the signal again.
    unsafe {
        libc::signal(signal, libc::SIG_DFL);
        if fd >= 0 {
            let name = FATAL.iter().find(|f| f.0 == signal).map_or("?", |f| f.1);
            put(fd, b"Fatal Python error: ");
            put_text(fd, name);
            put(fd, b"\n\n");
            match threads::current_thread() {
                Some(th) if FATAL_ALL.load(Ordering::Relaxed) => put_all(fd, Some(th)),
                Some(th) => dump(fd, th, false),
                None => put_all(fd, None),
            }
        }
        libc::raise(signal);
    }
}

fn enable(th: &Thread, a: &[Value]) -> PyResult {
    let fd = file(th, a[0])?;
    FATAL_ALL.store(arg::truth(th, a[1], true)?, Ordering::Relaxed);
    if FATAL_FILE.swap(fd, Ordering::Relaxed) >= 0 {
        return Ok(Value::NONE);
    }
    for (signal, _) in FATAL {
        // SAFETY: the structure is plain data; the handler writes and raises the signal again.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = on_fatal as *const () as usize;
            action.sa_flags = libc::SA_NODEFER | libc::SA_ONSTACK;
            libc::sigemptyset(&raw mut action.sa_mask);
            libc::sigaction(signal, &raw const action, std::ptr::null_mut());
        }
    }
    Ok(Value::NONE)
}

/// Turns the reports on, as `-X faulthandler` asks for. Runs Python.
pub fn enable_at_start(th: &Thread) -> PyResult<()> {
    enable(th, &[Value::EMPTY, Value::EMPTY, Value::EMPTY]).map(|_| ())
}

fn disable(_: &Thread, _: &[Value]) -> PyResult {
    if FATAL_FILE.swap(-1, Ordering::Relaxed) < 0 {
        return Ok(Value::FALSE);
    }
    for (signal, _) in FATAL {
        signals::dispose(signal, libc::SIG_DFL);
    }
    Ok(Value::TRUE)
}

fn dump_traceback(th: &Thread, a: &[Value]) -> PyResult {
    let fd = file(th, a[0])?;
    let all = arg::truth(th, a[1], true)?;
    dump(fd, th, all);
    Ok(Value::NONE)
}

fn dump_traceback_later(th: &Thread, a: &[Value]) -> PyResult {
    if !int::is_int(a[0]) && !runtime::types::is_instance_of(a[0], runtime::types::T::Float) {
        return Err(th.type_error(format!(
            "'{}' object cannot be interpreted as an integer or float",
            ops::type_name(a[0])
        )));
    }
    let seconds = float::to_f64(th, a[0])?;
    let repeat = arg::truth(th, a[1], false)?;
    let exit = arg::truth(th, a[3], false)?;
    if seconds.is_nan() || seconds <= 0.0 {
        return Err(th.value_error("timeout must be greater than 0"));
    }
    if seconds >= 1e9 {
        return Err(th.error(
            runtime::types::T::OverflowError,
            "timeout value is too large",
        ));
    }
    let fd = file(th, a[2])?;
    let number = TIMEOUT.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
    let whole = seconds as u64;
    let micros = (seconds.fract() * 1e6) as u32;
    let mut head = format!(
        "Timeout ({}:{:02}:{:02}",
        whole / 3600,
        whole / 60 % 60,
        whole % 60
    );
    if micros != 0 {
        head.push_str(&format!(".{micros:06}"));
    }
    head.push_str(")!\n");
    let started = threads::spawn(th, move |own| {
        loop {
            // (In steps, so that a thread that nobody wants any more ends soon.)
            let end = std::time::Instant::now() + Duration::from_secs_f64(seconds);
            let wanted = lock::released(own, || {
                loop {
                    if TIMEOUT.load(Ordering::Relaxed) != number {
                        return false;
                    }
                    let left = end.saturating_duration_since(std::time::Instant::now());
                    if left.is_zero() {
                        return true;
                    }
                    std::thread::sleep(left.min(Duration::from_millis(50)));
                }
            });
            if !wanted || runtime::finalize::is_finalizing() {
                return;
            }
            put(fd, head.as_bytes());
            put_all(fd, None);
            if exit {
                // SAFETY: ends the process.
                unsafe { libc::_exit(1) };
            }
            if !repeat {
                return;
            }
        }
    });
    if !started {
        return Err(th.runtime_error("unable to start watchdog thread"));
    }
    Ok(Value::NONE)
}

/// The handler of a registered signal.
static ON_SIGNAL: NativeDef = NativeDef::new("faulthandler", "(signum, frame, /)", |th, a| {
    let signal = arg::c_int(th, a[0])? as usize;
    let Some(own) = REGISTERED.get(signal) else {
        return Ok(Value::NONE);
    };
    let fd = own.file.load(Ordering::Relaxed);
    if fd >= 0 {
        dump(fd, th, own.all.load(Ordering::Relaxed));
    }
    let previous = PREVIOUS.0.borrow().as_ref().map(|all| all[signal]);
    match previous.filter(|p| own.chain.load(Ordering::Relaxed) && ops::call::is_callable(*p)) {
        Some(previous) => ops::call(th, previous, runtime::native::Args::positional(a)),
        None => Ok(Value::NONE),
    }
});

/// The number of a signal that may be registered.
fn signal_of(th: &Thread, v: Value) -> PyResult<usize> {
    let n = arg::c_int(th, v)?;
    if FATAL.iter().any(|f| f.0 == n) {
        return Err(th.runtime_error(format!(
            "signal {n} cannot be registered, use enable() instead"
        )));
    }
    match usize::try_from(n)
        .ok()
        .filter(|n| (1..REGISTERED.len()).contains(n))
    {
        Some(n) => Ok(n),
        None => Err(th.value_error("signal number out of range")),
    }
}

fn register(th: &Thread, a: &[Value]) -> PyResult {
    let signal = signal_of(th, a[0])?;
    let fd = file(th, a[1])?;
    let own = &REGISTERED[signal];
    own.all
        .store(arg::truth(th, a[2], true)?, Ordering::Relaxed);
    own.chain
        .store(arg::truth(th, a[3], false)?, Ordering::Relaxed);
    if own.file.load(Ordering::Relaxed) < 0 {
        let module = runtime::import::module(th, "signal")?;
        let number = Value::small(signal as i64);
        let handler = runtime::types::builtin::new(
            th,
            &ON_SIGNAL,
            Value::EMPTY,
            str::intern(th, "faulthandler").value(),
        );
        let set = str::intern(th, "signal");
        let previous = ops::call_method(th, module, set, &[number, handler.value()])?;
        let mut all = PREVIOUS.0.borrow_mut();
        let all = all.get_or_insert_with(RootedVec::new);
        while all.len() < REGISTERED.len() {
            all.push(Value::NONE);
        }
        all[signal] = previous;
    }
    own.file.store(fd, Ordering::Relaxed);
    Ok(Value::NONE)
}

fn unregister(th: &Thread, a: &[Value]) -> PyResult {
    let signal = signal_of(th, a[0])?;
    if REGISTERED[signal].file.swap(-1, Ordering::Relaxed) < 0 {
        return Ok(Value::FALSE);
    }
    let previous = PREVIOUS
        .0
        .borrow()
        .as_ref()
        .map_or(Value::NONE, |all| all[signal]);
    let module = runtime::import::module(th, "signal")?;
    let previous = match previous.is_none() {
        true => ops::get_attr(th, module, str::intern(th, "SIG_DFL"))?,
        false => previous,
    };
    let number = Value::small(signal as i64);
    ops::call_method(th, module, str::intern(th, "signal"), &[number, previous])?;
    Ok(Value::TRUE)
}

fn raise(signal: i32) -> PyResult {
    // SAFETY: what is asked for: the process ends.
    unsafe { libc::raise(signal) };
    Ok(Value::NONE)
}

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "faulthandler",
    doc: "faulthandler module.",
    functions: &[
        NativeDef::new("enable", "(file=sys.stderr, all_threads=True, c_stack=True)", enable)
            .doc("Enable the fault handler."),
        NativeDef::new("disable", "()", disable).doc("Disable the fault handler."),
        NativeDef::new("is_enabled", "()", |_, _| {
            Ok(Value::bool(FATAL_FILE.load(Ordering::Relaxed) >= 0))
        })
        .doc("Check if the handler is enabled."),
        NativeDef::new(
            "dump_traceback",
            "(file=sys.stderr, all_threads=True)",
            dump_traceback,
        )
        .doc("Dump the traceback of the current thread, or of all threads if all_threads is True, into file."),
        NativeDef::new("dump_c_stack", "(file=sys.stderr)", |th, a| {
            // What CPython writes where the system cannot tell.
            put(file(th, a[0])?, b"Current thread's C stack trace (most recent call first):\n  <cannot get C stack on this system>\n");
            Ok(Value::NONE)
        })
        .doc("Dump the C stack of the current thread."),
        NativeDef::new(
            "dump_traceback_later",
            "(timeout, repeat=False, file=sys.stderr, exit=False)",
            dump_traceback_later,
        )
        .doc("Dump the traceback of all threads in timeout seconds,\nor each timeout seconds if repeat is True. If exit is True, call _exit(1) which is not safe."),
        NativeDef::new("cancel_dump_traceback_later", "()", |_, _| {
            TIMEOUT.fetch_add(1, Ordering::Relaxed);
            Ok(Value::NONE)
        })
        .doc("Cancel the previous call to dump_traceback_later()."),
        NativeDef::new(
            "register",
            "(signum, file=sys.stderr, all_threads=True, chain=False)",
            register,
        )
        .doc("Register a handler for the signal 'signum': dump the traceback of the current thread, or of all threads if all_threads is True, into file."),
        NativeDef::new("unregister", "(signum, /)", unregister)
            .doc("Unregister the handler of the signal 'signum' registered by register()."),
        NativeDef::new("_read_null", "()", |_, _| raise(libc::SIGSEGV)),
        NativeDef::new("_sigsegv", "(release_gil=False, /)", |_, _| raise(libc::SIGSEGV)),
        NativeDef::new("_sigfpe", "()", |_, _| raise(libc::SIGFPE)),
        NativeDef::new("_sigabrt", "()", |_, _| raise(libc::SIGABRT)),
    ],
    init: |_, _: Ref<runtime::types::module::Module>| Ok(()),
};
