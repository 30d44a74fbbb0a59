//! Helpers that cut and join the built-in sequences. Slices are given by numbers: no slice object is made. The trace has
//! guarded the exact types, and that a step is not 0; then no Python runs.

use runtime::object::Ref;
use runtime::thread::Thread;
use runtime::types::bytes::{self, Bytes};
use runtime::types::list::{self, List};
use runtime::types::slice::Bounds;
use runtime::types::str::Str;
use runtime::types::tuple::{self, Tuple};
use runtime::types::{list_methods, str_slots, tuple_methods};
use runtime::value::Value;

use super::{out, v};

fn list_of(l: u64) -> Ref<List> {
    // SAFETY: the trace has guarded that this is exactly a list.
    unsafe { Ref::from_value_unchecked(v(l)) }
}

fn tuple_of(t: u64) -> Ref<Tuple> {
    // SAFETY: the trace has guarded that this is exactly a tuple.
    unsafe { Ref::from_value_unchecked(v(t)) }
}

fn str_of(s: u64) -> Ref<Str> {
    // SAFETY: the trace has guarded that this is exactly a str.
    unsafe { Ref::from_value_unchecked(v(s)) }
}

fn bytes_of(b: u64) -> Ref<Bytes> {
    // SAFETY: the trace has guarded that this is exactly a bytes object.
    unsafe { Ref::from_value_unchecked(v(b)) }
}

fn bounds(start: i64, stop: i64, step: i64) -> Bounds {
    let step = step.max(-i64::MAX);
    Bounds { start, stop, step }
}

/// `l[start:stop]` of a list. Allocates.
pub extern "C" fn of_list(th: &Thread, l: u64, start: i64, stop: i64) -> u64 {
    let list = list_of(l);
    let n = list.len() as i64;
    let fit = |i: i64| if i < 0 { (i + n).max(0) } else { i.min(n) };
    list.slice(th, fit(start) as usize, fit(stop) as usize)
        .value()
        .bits()
}

/// `l[start:stop:step]` of a list. Allocates.
pub extern "C" fn of_list_step(th: &Thread, l: u64, start: i64, stop: i64, step: i64) -> u64 {
    let bounds = bounds(start, stop, step);
    list_methods::select(th, list_of(l), bounds).value().bits()
}

/// `t[start:stop:step]` of a tuple. Allocates.
pub extern "C" fn of_tuple(th: &Thread, t: u64, start: i64, stop: i64, step: i64) -> u64 {
    tuple_methods::select(th, tuple_of(t), bounds(start, stop, step)).bits()
}

/// `s[start:stop:step]` of a string. Allocates.
pub extern "C" fn of_str(th: &Thread, s: u64, start: i64, stop: i64, step: i64) -> u64 {
    str_slots::select(th, str_of(s), bounds(start, stop, step)).bits()
}

/// `b[start:stop:step]` of bytes or a bytearray. Allocates.
pub extern "C" fn of_bytes(th: &Thread, b: u64, start: i64, stop: i64, step: i64) -> u64 {
    bytes::select(th, v(b), bounds(start, stop, step)).bits()
}

/// `a + b` of lists. Allocates.
pub extern "C" fn join_lists(th: &Thread, a: u64, b: u64) -> u64 {
    list::concat(th, list_of(a), list_of(b)).value().bits()
}

/// `a + b` of tuples. Allocates.
pub extern "C" fn join_tuples(th: &Thread, a: u64, b: u64) -> u64 {
    tuple::concat(th, tuple_of(a), tuple_of(b)).value().bits()
}

/// `a + b` of bytes objects. Allocates.
pub extern "C" fn join_bytes(th: &Thread, a: u64, b: u64) -> u64 {
    bytes::joined(th, bytes_of(a), bytes_of(b)).bits()
}

/// `l * n` of a list and an int. Allocates, may raise MemoryError.
pub extern "C" fn repeat_list(th: &Thread, l: u64, n: i64) -> u64 {
    out(list_methods::repeated(th, list_of(l), n.max(0) as usize))
}

/// `s * n` of a string and an int. Allocates, may raise MemoryError.
pub extern "C" fn repeat_str(th: &Thread, s: u64, n: i64) -> u64 {
    out(str_slots::repeated(th, str_of(s), n))
}

/// `l[start:stop] = source`, of a list and a list or tuple. Allocates.
pub extern "C" fn splice(th: &Thread, l: u64, start: i64, stop: i64, source: u64) {
    let done = list_methods::assign(th, list_of(l), bounds(start, stop, 1), v(source));
    debug_assert!(done.is_ok(), "any length fits");
}

/// `l[start:stop:step] = source`, of a list and a list or tuple. Allocates, may raise ValueError.
pub extern "C" fn assign(
    th: &Thread,
    l: u64,
    start: i64,
    stop: i64,
    step: i64,
    source: u64,
) -> u64 {
    let bounds = bounds(start, stop, step);
    out(list_methods::assign(th, list_of(l), bounds, v(source)).map(|()| Value::NONE))
}

/// `del l[start:stop:step]` of a list.
pub extern "C" fn delete(_th: &Thread, l: u64, start: i64, stop: i64, step: i64) {
    list_methods::delete(list_of(l), bounds(start, stop, step));
}
