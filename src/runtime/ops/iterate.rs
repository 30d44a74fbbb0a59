//! Iteration.

use std::ops::ControlFlow;

use crate::error::{PyResult, Raised};
use crate::object::Ref;
use crate::thread::Thread;
use crate::types::list::List;
use crate::types::range::Range;
use crate::types::tuple::Tuple;
use crate::types::{self, T, type_::flags, type_of};
use crate::value::Value;

use super::type_name;

/// `iter(v)`.
pub fn iter(th: &Thread, v: Value) -> PyResult {
    let ty = type_of(v);
    if let Some(f) = ty.slots().iter {
        let it = f(th, v)?;
        if is_iterator(it) {
            return Ok(it);
        }
        return Err(th.type_error(format!(
            "iter() returned non-iterator of type '{}'",
            type_name(it)
        )));
    }
    if is_sequence_type(ty) {
        return Ok(types::iter::new_seq(th, v));
    }
    Err(th.type_error(format!("'{}' object is not iterable", type_name(v))))
}

/// Whether instances of `ty` are iterated by asking for one item after the other. (A native type that takes subscripts
/// but has no length is no sequence.)
fn is_sequence_type(ty: Ref<types::type_::Type>) -> bool {
    let slots = ty.slots();
    slots.getitem.is_some()
        && !ty.has_flag(flags::MAPPING)
        && (ty.has_flag(flags::HEAP) || slots.len.is_some())
}

/// Whether `v` has `__next__`.
pub fn is_iterator(v: Value) -> bool {
    type_of(v).slots().next.is_some()
}

/// Whether `v` has items by position: `__getitem__`, without being a dict.
pub fn is_sequence(v: Value) -> bool {
    is_sequence_type(type_of(v))
}

/// Whether `iter(v)` has something to work on. (It may still raise.)
pub fn is_iterable(v: Value) -> bool {
    let ty = type_of(v);
    let blocked = ty.has_flag(flags::HEAP)
        && types::type_::lookup_name(ty, crate::names::N::__iter__) == Some(Value::NONE);
    if blocked {
        return false;
    }
    ty.slots().iter.is_some() || is_sequence_type(ty)
}

/// The iterator's next item; None when it is exhausted.
#[inline]
pub fn next(th: &Thread, it: Value) -> PyResult<Option<Value>> {
    if let Some(next) = types::iter::plain_next(it) {
        return Ok(next);
    }
    match type_of(it).slots().next {
        Some(f) => f(th, it).or_else(|raised| ended(th, raised)),
        None => Err(th.type_error(format!("'{}' object is not an iterator", type_name(it)))),
    }
}

/// StopIteration from whatever a step has called ends the iteration.
#[cold]
pub fn ended(th: &Thread, raised: Raised) -> PyResult<Option<Value>> {
    th.swallow(raised, T::StopIteration)?;
    Ok(None)
}

/// Start, step and length of a range whose items are immediate ints.
fn small_range(v: Value) -> Option<(i64, i64, i64)> {
    if !types::is_exactly(v, T::Range) {
        return None;
    }
    // SAFETY: exactly a range.
    let range: Ref<Range> = unsafe { Ref::from_value_unchecked(v) };
    range.small()
}

/// Calls `f` with each item of `iterable` until it breaks.
pub fn iterate(
    th: &Thread,
    iterable: Value,
    mut f: impl FnMut(Value) -> PyResult<ControlFlow<()>>,
) -> PyResult<()> {
    if types::is_exactly(iterable, T::Tuple) {
        // SAFETY: exactly a tuple.
        let tuple: Ref<Tuple> = unsafe { Ref::from_value_unchecked(iterable) };
        for &v in tuple.items() {
            if f(v)?.is_break() {
                return Ok(());
            }
        }
        return Ok(());
    }
    if types::is_exactly(iterable, T::List) {
        // SAFETY: exactly a list.
        let list: Ref<List> = unsafe { Ref::from_value_unchecked(iterable) };
        let mut i = 0;
        // `f` may change the list, so its length and items are read anew each time, as a list iterator does.
        while let Some(v) = list.get(i) {
            if f(v)?.is_break() {
                return Ok(());
            }
            i += 1;
            if i & 0xfff == 0 {
                crate::signals::check_interrupt(th)?;
            }
        }
        return Ok(());
    }
    if let Some((start, step, length)) = small_range(iterable) {
        let mut item = start;
        for i in 1..=length {
            if f(Value::small(item))?.is_break() {
                return Ok(());
            }
            item = item.wrapping_add(step);
            if i & 0xfff == 0 {
                crate::signals::check_interrupt(th)?;
            }
        }
        return Ok(());
    }
    let it = iter(th, iterable)?;
    let ty = type_of(it);
    while let Some(v) = match ty.slots().next {
        Some(step) => step(th, it).or_else(|raised| ended(th, raised))?,
        None => next(th, it)?,
    } {
        crate::signals::check_interrupt(th)?;
        if f(v)?.is_break() {
            return Ok(());
        }
    }
    Ok(())
}
