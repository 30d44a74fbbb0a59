//! Helpers that unwind: an exception goes from an instruction of a trace to its handler in a frame of the trace.
//!
//! They do what the interpreter does, by the same function; that the handler is the one at which the recorder went on
//! follows from where the frames stand.

use runtime::interp::exc::{self, Unwound};
use runtime::interp::frame::{Continuation, Frame};
use runtime::thread::Thread;
use runtime::types::{exception, frame, generator, traceback};
use runtime::value::Value;

use super::v;
use crate::generic::{Inside, Site};

/// Takes the exception that is set in the thread to its handler, which gets it as the result. Allocates.
pub extern "C" fn unwind(th: &Thread, site: *const Site) -> u64 {
    // SAFETY: sites are leaked, or kept by the trace that calls this.
    let site = unsafe { &*site };
    let exc = th.exception.get();
    let inside = Inside::enter(th, site);
    // SAFETY: an instruction of the frame's code, which does not end with it.
    th.pc.set(unsafe { site.pc.add(1) });
    match exc::unwind(th) {
        Unwound::Handler => {}
        Unwound::Native(_) => unreachable!("the handler is in a frame of the trace"),
    }
    inside.leave(th);
    exc.bits()
}

/// The frame of `site` is about to return: if somebody has looked at it, its object takes its variables. Allocates.
pub extern "C" fn frame_ends(th: &Thread, site: *const Site) {
    // SAFETY: as in `unwind`.
    let site = unsafe { &*site };
    let inside = Inside::enter(th, site);
    // SAFETY: an instruction of the frame's code, which has another or is the last: the address is not read.
    th.pc.set(unsafe { site.pc.add(1) });
    let frame = Frame(th.base.get());
    if frame.continuation().0 == Continuation::Observed {
        let index = frame.code().index_of(site.pc);
        frame::ended(th, frame, index);
    }
    inside.leave(th);
}

/// An exception that was raised again leaves the frame of `site` at the instruction `index`.
pub extern "C" fn left_again(th: &Thread, site: *const Site, exc: u64, index: i64) {
    // SAFETY: as in `unwind`.
    let site = unsafe { &*site };
    let inside = Inside::enter(th, site);
    traceback::left_again(v(exc), Frame(th.base.get()), index as usize);
    inside.leave(th);
}

/// Takes the exception that is set in the thread.
pub extern "C" fn caught(th: &Thread) -> u64 {
    th.exception.replace(Value::EMPTY).bits()
}

/// Raises the StopIteration of a generator that has returned a value.
pub extern "C" fn raise_stop(th: &Thread, value: u64) {
    let _ = generator::stop(th, v(value));
}

/// Gives an exception that is raised the one that is handled as its context.
pub extern "C" fn set_context(th: &Thread, exc: u64) {
    exception::set_context(th, v(exc));
}

/// Raises an exception; then as [`unwind`].
pub extern "C" fn throw(th: &Thread, site: *const Site, exc: u64) -> u64 {
    let _ = th.raise(v(exc));
    unwind(th, site)
}

/// Raises an exception again; then as [`unwind`].
pub extern "C" fn rethrow(th: &Thread, site: *const Site, exc: u64) -> u64 {
    traceback::suppress_next(th);
    let _ = th.reraise(v(exc));
    unwind(th, site)
}
