//! Truth, and the poll at back-edges and function entries.

use std::sync::atomic::Ordering;

use crate::error::PyResult;
use crate::ops;
use crate::thread::{Thread, poll as reasons};
use crate::value::Value;

/// The truth of any object. May run Python.
#[inline]
pub fn truth(th: &Thread, v: Value) -> PyResult<bool> {
    if v.is_small_int() {
        return Ok(v.small_unchecked() != 0);
    }
    if v.is_none() {
        return Ok(false);
    }
    ops::is_true(th, v)
}

/// Does what the poll word asks for: signal handlers, finalisers, the hand-over of the interpreter lock. Runs Python.
#[cold]
pub fn poll(th: &Thread) -> PyResult<()> {
    let asked = th.poll.swap(0, Ordering::Relaxed);
    // Tracing stays asked for until it is switched off.
    th.request(asked & reasons::MONITOR);
    if asked & reasons::SIGNAL != 0 {
        crate::signals::deliver(th)?;
    }
    if asked & reasons::PENDING != 0 {
        crate::finalize::run_pending(th);
    }
    if asked & reasons::LOCK != 0 {
        crate::lock::hand_over(th);
    }
    Ok(())
}
