//! The streams that may hold back output, by address: what is left at the end of the process is written then.
//!
//! There are no reference counts, so a stream that a program forgets to close may still hold output when the process ends.
//! An address is taken out when its stream is swept, so that all of them are objects.

use std::cell::UnsafeCell;
use std::collections::BTreeSet;

use runtime::object::Header;
use runtime::thread::Thread;
use runtime::value::Value;

use super::{buffered, text};

struct Live(UnsafeCell<BTreeSet<usize>>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Live {}
static LIVE: Live = Live(UnsafeCell::new(BTreeSet::new()));

fn live() -> &'static mut BTreeSet<usize> {
    // SAFETY: under the interpreter lock; no caller keeps the reference across a call.
    unsafe { &mut *LIVE.0.get() }
}

/// Notes a stream that writes.
pub fn add(h: &'static Header) {
    live().insert(std::ptr::from_ref(h).addr());
}

/// Forgets a stream that is swept, or closed.
pub fn remove(address: usize) {
    live().remove(&address);
}

/// The standard streams are always there (and where they are not buffered, nothing but these).
const STANDARD: usize = 2;

/// Writes what streams hold back for the file that was just opened as `fd`. CPython would have closed, and so written, those
/// that nobody refers to any more; which of them these are is not known before the next collection. Errors are left to the
/// streams. Runs Python.
pub fn flush_file(th: &Thread, fd: i32) {
    if live().len() > STANDARD
        && let Some(wanted) = identity(fd)
    {
        flush_matching(th, |other| identity(other) == Some(wanted));
    }
}

/// As [`flush_file`], for the file that `device` and `number` tell: somebody asks how large it is. Whether there was anything
/// to write. Runs Python.
pub fn settle(th: &Thread, device: u64, number: u64) -> bool {
    live().len() > STANDARD && flush_matching(th, |fd| identity(fd) == Some((device, number)))
}

/// As [`flush_file`], for all files: another program is about to run. Runs Python.
pub fn settle_all(th: &Thread) {
    if live().len() > STANDARD {
        flush_matching(th, |fd| fd > libc::STDERR_FILENO);
    }
}

fn flush_matching(th: &Thread, wanted: impl Fn(i32) -> bool) -> bool {
    let mut found = false;
    let addresses: Vec<usize> = live().iter().copied().collect();
    for address in addresses {
        if !live().contains(&address) {
            continue;
        }
        let v = Value::from_bits(address as u64);
        let Some(fd) = text::pending_descriptor(v).or_else(|| buffered::pending_descriptor(v))
        else {
            continue;
        };
        if wanted(fd) {
            found = true;
            if let Err(raised) =
                text::flush_at_exit(th, v, true).and_then(|()| buffered::flush_at_exit(th, v, true))
            {
                th.take_exception(raised);
            }
        }
    }
    found
}

/// What tells a file from others: its device and its number there.
fn identity(fd: i32) -> Option<(u64, u64)> {
    // SAFETY: the structure is plain data, and the call fills it.
    unsafe {
        let mut status: libc::stat = std::mem::zeroed();
        (libc::fstat(fd, &raw mut status) == 0).then_some((status.st_dev, status.st_ino))
    }
}

/// Writes what all streams hold back, and reports what goes wrong. Runs Python.
pub fn flush_all(th: &Thread) {
    let addresses: Vec<usize> = live().iter().copied().collect();
    // Text first: it goes into the buffered streams.
    for wanted in [true, false] {
        for &address in &addresses {
            if !live().contains(&address) {
                continue;
            }
            let v = Value::from_bits(address as u64);
            if let Err(raised) = text::flush_at_exit(th, v, wanted)
                .and_then(|()| buffered::flush_at_exit(th, v, !wanted))
            {
                super::base::report_finalizing(th, v, raised);
            }
        }
    }
}
