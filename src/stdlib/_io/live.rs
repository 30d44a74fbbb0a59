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
