//! What the built-in sequences have in common: indices, argument counts, comparison, printing.

use std::cmp::Ordering;

use crate::error::PyResult;
use crate::names::N;
use crate::native::Args;
use crate::object::{Object, Ref};
use crate::ops;
use crate::thread::Thread;
use crate::types::dict::Dict;
use crate::types::list::List;
use crate::types::slots::CmpOp;
use crate::types::str::{self, Str};
use crate::types::tuple::{self, Tuple};
use crate::types::type_::{self, Type};
use crate::types::{self, T, int, repr_guard, type_of};
use crate::value::Value;

/// The receiver of a slot or method, which the caller (slot dispatch, method descriptor) has checked.
#[inline(always)]
pub fn this<O: Object>(v: Value) -> Ref<O> {
    debug_assert!(v.has_kind(O::KIND), "{v:?}");
    // SAFETY: slots are found through the value's own type, and descriptors check the receiver's type.
    unsafe { Ref::from_value_unchecked(v) }
}

/// Whether `v` can be an index: an int, or something with `__index__`.
#[inline]
pub fn is_index(v: Value) -> bool {
    v.is_small_int() || type_of(v).slots().index.is_some()
}

/// The integer of an index. `error`: what is raised for one that fits no machine word. May run Python.
#[inline]
pub fn index_value(th: &Thread, v: Value, error: T) -> PyResult<i64> {
    if v.is_small_int() {
        return Ok(v.small_unchecked());
    }
    let i = ops::index(th, v)?;
    match int::to_i64(i) {
        Some(i) => Ok(i),
        None => Err(th.error(
            error,
            format!(
                "cannot fit '{}' into an index-sized integer",
                type_of(v).tp_name()
            ),
        )),
    }
}

/// The integer of an index, at most what a machine word holds. May run Python.
pub fn index_saturating(th: &Thread, v: Value) -> PyResult<i64> {
    if v.is_small_int() {
        return Ok(v.small_unchecked());
    }
    ops::index_clamped(th, v)
}

/// Resolves a possibly negative index; `None` if it is out of range.
#[inline(always)]
pub fn resolve(i: i64, len: usize) -> Option<usize> {
    let at = if i < 0 { i.wrapping_add(len as i64) } else { i };
    if (at as u64) < len as u64 {
        Some(at as usize)
    } else {
        None
    }
}

/// Clamps a possibly negative position into `0..=len`, as slices and `insert` do.
pub fn clamp(i: i64, len: usize) -> usize {
    if i < 0 {
        i.saturating_add(len as i64).max(0) as usize
    } else {
        (i as u64).min(len as u64) as usize
    }
}

/// An optional `start`/`stop` argument of `index`: absent, or anything that a slice would take but None. May run Python.
pub fn position_argument(th: &Thread, v: Value, default: i64, len: usize) -> PyResult<usize> {
    if v.is_empty() {
        return Ok(clamp(default, len));
    }
    if !is_index(v) {
        return Err(th.type_error("slice indices must be integers or have an __index__ method"));
    }
    Ok(clamp(index_saturating(th, v)?, len))
}

/// How often a sequence is to be repeated, at least 0. May run Python.
pub fn repeat_count(th: &Thread, count: Value) -> PyResult<usize> {
    if !is_index(count) {
        return Err(th.type_error(format!(
            "can't multiply sequence by non-int of type '{}'",
            type_of(count).tp_name()
        )));
    }
    Ok(index_value(th, count, T::OverflowError)?.max(0) as usize)
}

/// The length of `len` items repeated, or MemoryError.
pub fn repeated_len(th: &Thread, len: usize, count: usize) -> PyResult<usize> {
    match len.checked_mul(count) {
        Some(n) if n < 1 << 44 => Ok(n),
        _ => Err(th.error_with(T::MemoryError, &[])),
    }
}

/// The error for a key that is neither an index nor a slice.
#[cold]
pub fn bad_index(th: &Thread, what: &str, key: Value) -> crate::error::Raised {
    th.type_error(format!(
        "{what} indices must be integers or slices, not {}",
        type_of(key).tp_name()
    ))
}

/// Whether `__new__` of the built-in class `base` minds keyword arguments when it makes an instance of `class`: if nobody
/// gave that an `__init__` of its own, which may want them.
pub fn takes_no_keywords(class: Ref<Type>, base: T) -> bool {
    takes_no_keywords_of(class, types::get(base))
}

/// As [`takes_no_keywords`], for native types that have no number.
pub fn takes_no_keywords_of(class: Ref<Type>, base: Ref<Type>) -> bool {
    class == base || type_::lookup_name(class, N::__init__) == type_::lookup_name(base, N::__init__)
}

/// As [`takes_no_keywords`], for a class whose arguments its `__init__` takes: a `__new__` may want the keywords.
pub fn takes_no_keywords_in_init(class: Ref<Type>, base: T) -> bool {
    class == types::get(base)
        || type_::lookup_name(class, N::__new__) == type_::lookup_name(types::get(base), N::__new__)
}

/// As [`positional`], for `__new__` of `class`, a subclass of the built-in `base`; see [`takes_no_keywords_of`].
pub fn positional_new<'a>(
    th: &Thread,
    name: &str,
    class: Ref<Type>,
    base: Ref<Type>,
    args: Args<'a>,
    min: usize,
    max: usize,
) -> PyResult<&'a [Value]> {
    if args.keyword_count() > 0 && takes_no_keywords_of(class, base) {
        return Err(th.type_error(format!("{name}() takes no keyword arguments")));
    }
    check_count(th, name, args.pos().len(), min, max)?;
    Ok(args.pos())
}

/// The positional arguments of a function that takes `min` to `max` of them and no keyword ones.
pub fn positional<'a>(
    th: &Thread,
    name: &str,
    args: Args<'a>,
    min: usize,
    max: usize,
) -> PyResult<&'a [Value]> {
    if args.keyword_count() > 0 {
        return Err(th.type_error(format!("{name}() takes no keyword arguments")));
    }
    check_count(th, name, args.pos().len(), min, max)?;
    Ok(args.pos())
}

/// Checks the number of positional arguments.
pub fn check_count(th: &Thread, name: &str, n: usize, min: usize, max: usize) -> PyResult<()> {
    if (min..=max).contains(&n) {
        return Ok(());
    }
    let (qualifier, limit) = if min == max {
        ("", min)
    } else if n < min {
        ("at least ", min)
    } else {
        ("at most ", max)
    };
    let plural = if limit == 1 { "" } else { "s" };
    Err(th.type_error(format!(
        "{name} expected {qualifier}{limit} argument{plural}, got {n}"
    )))
}

/// Fetches what a list or dict consists of: somebody will soon look through it. Whether `v` is one.
#[inline]
pub fn prefetch_parts(v: Value) -> bool {
    if let Some(list) = v.downcast::<List>() {
        list.prefetch_items();
    } else if let Some(dict) = v.downcast::<Dict>() {
        dict.prefetch_entries();
    } else {
        return false;
    }
    true
}

/// Whether `a is b or a == b`. May run Python.
#[inline]
pub fn same_or_equal(th: &Thread, a: Value, b: Value) -> PyResult<bool> {
    match types::dict::quick_equal(a, b) {
        Some(equal) => Ok(equal),
        None => ops::equal(th, a, b),
    }
}

/// Compares two sequences item by item, as lists and tuples do (lists look at the lengths first); items are fetched anew at each step, because comparing
/// may change the sequences. May run Python.
pub fn compare(
    th: &Thread,
    op: CmpOp,
    a: impl Fn(usize) -> Option<Value>,
    b: impl Fn(usize) -> Option<Value>,
    lens: impl Fn() -> (usize, usize),
) -> PyResult {
    let mut i = 0;
    while let (Some(x), Some(y)) = (a(i), b(i)) {
        if !same_or_equal(th, x, y)? {
            // The comparison may have changed the sequences: what is there now counts.
            let (Some(x), Some(y)) = (a(i), b(i)) else {
                break;
            };
            return match op {
                CmpOp::Eq => Ok(Value::FALSE),
                CmpOp::Ne => Ok(Value::TRUE),
                CmpOp::Lt | CmpOp::Le | CmpOp::Gt | CmpOp::Ge => ops::compare(th, x, y, op),
            };
        }
        i += 1;
    }
    let (n, m) = lens();
    Ok(Value::bool(op.holds(n.cmp(&m))))
}

/// Prints `open item, item… close`; `[...]`-like text if the container is being printed already. Runs Python.
pub fn repr_items(
    th: &Thread,
    container: Value,
    open: &str,
    close: &str,
    comma_if_single: bool,
    item: impl Fn(usize) -> Option<Value>,
) -> PyResult {
    let Some(_guard) = repr_guard::enter(container) else {
        return Ok(str::new(th, &format!("{open}...{close}")));
    };
    repr_guard::check_depth(th)?;
    let mut text = Vec::with_capacity(64);
    text.extend_from_slice(open.as_bytes());
    let mut i = 0;
    while let Some(v) = item(i) {
        if i > 0 {
            text.extend_from_slice(b", ");
        }
        ops::text::push_repr(th, &mut text, v)?;
        i += 1;
    }
    if i == 1 && comma_if_single {
        text.push(b',');
    }
    text.extend_from_slice(close.as_bytes());
    Ok(str::from_bytes(th, &text).value())
}

/// `cls[item]`: a generic alias. The arguments are (class, item).
pub fn class_getitem(th: &Thread, args: &[Value]) -> PyResult {
    Ok(types::generic_alias::new(th, args[0], args[1]))
}

/// A builtin of the running frame (`iter`, `getattr`…), for `__reduce__`. Runs Python where the builtins have keys, or
/// are a mapping, with ideas of their own: callers look at their iterator only afterwards.
pub fn builtin(th: &Thread, name: &str) -> PyResult {
    let name = str::intern(th, name);
    let builtins = types::frame::running_function(th)
        .map_or_else(|| crate::import::builtins().value(), |f| f.builtins.get());
    let found = match builtins.downcast::<types::dict::Dict>() {
        Some(d) => d.get(th, name.value())?,
        None => crate::interp::globals::mapping_get(th, builtins, name)?,
    };
    found.ok_or_else(|| th.attribute_error(name.to_string_lossy()))
}

/// A tuple of `items`, as a Value. Allocates.
#[inline]
pub fn tuple_of(th: &Thread, items: &[Value]) -> Value {
    tuple::new(th, items).value()
}

/// A class's name for messages.
pub fn class_name(class: Ref<Type>) -> String {
    class.tp_name()
}

/// Compares two strings by code points. Generalised UTF-8 has its order, surrogates included.
#[inline]
pub fn compare_str(a: Ref<Str>, b: Ref<Str>) -> Ordering {
    a.bytes().cmp(b.bytes())
}

/// An exact list.
#[inline(always)]
pub fn exact_list(v: Value) -> Option<Ref<crate::types::list::List>> {
    types::is_exactly(v, T::List).then(|| this(v))
}

/// An exact tuple.
#[inline(always)]
pub fn exact_tuple(v: Value) -> Option<Ref<Tuple>> {
    if types::is_exactly(v, T::Tuple) {
        Some(this(v))
    } else {
        None
    }
}
