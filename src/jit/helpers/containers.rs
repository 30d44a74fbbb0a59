//! Helpers on dicts, sets and lists. The trace has guarded the exact type, and where keys are looked up, that the container
//! and the key are plain: then no Python runs and nothing raises.

use runtime::native::Args;
use runtime::object::Ref;
use runtime::thread::Thread;
use runtime::types::dict::{self, Dict, Display, live};
use runtime::types::list::{self, List};
use runtime::types::set::{self, Set};
use runtime::types::tuple::Tuple;
use runtime::types::type_;
use runtime::value::Value;

use super::{out, v};

pub fn dict_of(d: u64) -> Ref<Dict> {
    // SAFETY: the trace has guarded that this is exactly a dict.
    unsafe { Ref::from_value_unchecked(v(d)) }
}
fn set_of(s: u64) -> Ref<Set> {
    // SAFETY: the trace has guarded that this is exactly a set or frozenset.
    unsafe { Ref::from_value_unchecked(v(s)) }
}
fn list_of(l: u64) -> Ref<List> {
    // SAFETY: the trace has guarded that this is exactly a list.
    unsafe { Ref::from_value_unchecked(v(l)) }
}

/// The value of a key, or `EMPTY`.
pub extern "C" fn dict_find(th: &Thread, d: u64, k: u64) -> u64 {
    match dict_of(d).get(th, v(k)) {
        Ok(Some(found)) => found.bits(),
        Ok(None) => Value::EMPTY.bits(),
        Err(raised) => {
            // (Plain keys do not raise; if one did, the interpreter would find out by itself.)
            th.take_exception(raised);
            Value::EMPTY.bits()
        }
    }
}

/// `d.get(k, default)`.
pub extern "C" fn dict_get_or(th: &Thread, d: u64, k: u64, default: u64) -> u64 {
    match dict_find(th, d, k) {
        0 => default,
        found => found,
    }
}

/// The key of an entry; `EMPTY` if it is a hole, or behind the last one.
pub extern "C" fn dict_key(_th: &Thread, d: u64, n: i64) -> u64 {
    let entry = dict_of(d).entry_at(n as usize);
    dict_of(d).prefetch_entry(n as usize + 1);
    entry.map_or(Value::EMPTY, |e| e.key).bits()
}

/// `o.__dict__`, for an object that is not in dictionary mode. Allocates.
pub extern "C" fn instance_dict(th: &Thread, o: u64) -> u64 {
    // SAFETY: the trace has guarded the shape of an object.
    let object = unsafe { &*v(o).address() };
    live::of(th, object).value().bits()
}

/// Brings a live dict up to date with its object. May allocate. It comes right before other helpers read such a dict: they
/// then find the values in the object, which is why this one counts as reading anything.
pub extern "C" fn dict_refresh(_th: &Thread, d: u64) {
    dict_of(d).refresh();
}

/// The value of an entry that has a key, in a dict that is no namespace.
pub extern "C" fn dict_value(_th: &Thread, d: u64, n: i64) -> u64 {
    let entry = dict_of(d).entry_at(n as usize);
    entry.map_or(Value::EMPTY, |e| e.value).bits()
}

/// `d[k] = x`. Allocates.
pub extern "C" fn dict_put(th: &Thread, d: u64, k: u64, x: u64) -> u64 {
    out(dict_of(d).set(th, v(k), v(x)).map(|()| Value::NONE))
}

/// `d.setdefault(k, x)`. Allocates.
pub extern "C" fn dict_default(th: &Thread, d: u64, k: u64, x: u64) -> u64 {
    out(dict_of(d).get_or_insert(th, v(k), v(x)))
}

/// `del d[k]`. Raises KeyError.
pub extern "C" fn dict_delete(th: &Thread, d: u64, k: u64) -> u64 {
    out(match dict_of(d).del(th, v(k)) {
        Ok(Some(_)) => Ok(Value::NONE),
        Ok(None) => Err(th.key_error(v(k))),
        Err(raised) => Err(raised),
    })
}

/// Whether a key is an element: 0 or 1.
pub extern "C" fn set_has(th: &Thread, s: u64, k: u64) -> i64 {
    match set_of(s).contains(th, v(k)) {
        Ok(found) => i64::from(found),
        Err(raised) => {
            th.take_exception(raised);
            -1
        }
    }
}

/// `s.add(k)`. Allocates.
pub extern "C" fn set_put(th: &Thread, s: u64, k: u64) -> u64 {
    out(set_of(s).add(th, v(k)).map(|_| Value::NONE))
}

/// An empty dict. Allocates.
pub extern "C" fn new_dict(th: &Thread) -> u64 {
    dict::new(th).value().bits()
}

/// A dict with the keys of a display, whose values are None. Allocates.
pub extern "C" fn dict_display(th: &Thread, display: *const Display) -> u64 {
    // SAFETY: displays are kept by the trace that calls this, and a trace is not freed while it runs.
    unsafe { &*display }.make(th).value().bits()
}

/// An empty set. Allocates.
pub extern "C" fn new_set(th: &Thread) -> u64 {
    set::new(th).value().bits()
}

/// An empty instance of a class with [`type_::container_init`]. Allocates.
pub extern "C" fn new_container(th: &Thread, class: u64) -> u64 {
    let class = type_::as_type(v(class));
    let new = class
        .slots()
        .new
        .map(|f| f(th, class, Args::positional(&[])));
    out(new.expect("inherited from a built-in class"))
}

/// A list of one item. Allocates.
pub extern "C" fn list1(th: &Thread, a: u64) -> u64 {
    list::of(th, [v(a)], 1).value().bits()
}

/// A list of two items. Allocates.
pub extern "C" fn list2(th: &Thread, a: u64, b: u64) -> u64 {
    list::of(th, [v(a), v(b)], 2).value().bits()
}

/// A list of three items. Allocates.
pub extern "C" fn list3(th: &Thread, a: u64, b: u64, c: u64) -> u64 {
    list::of(th, [v(a), v(b), v(c)], 3).value().bits()
}

/// A list of four items, with room for `n`. Allocates.
pub extern "C" fn list4(th: &Thread, a: u64, b: u64, c: u64, d: u64, n: i64) -> u64 {
    list::of(th, [v(a), v(b), v(c), v(d)], n as usize)
        .value()
        .bits()
}

/// A list of the items of a tuple. Allocates.
pub extern "C" fn tuple_to_list(th: &Thread, t: u64) -> u64 {
    // SAFETY: the trace knows that this is a tuple.
    let t: Ref<Tuple> = unsafe { Ref::from_value_unchecked(v(t)) };
    list::new(th, t.items()).value().bits()
}

/// Appends to a list. Allocates.
pub extern "C" fn list_append(th: &Thread, l: u64, x: u64) {
    list_of(l).append(th, v(x));
}

/// Appends the items of a built-in container. Allocates.
pub extern "C" fn list_extend(th: &Thread, l: u64, source: u64) -> u64 {
    out(list_of(l).extend(th, v(source)).map(|()| Value::NONE))
}

/// A tuple of the items. Allocates.
pub extern "C" fn list_to_tuple(th: &Thread, l: u64) -> u64 {
    list_of(l).to_tuple(th).value().bits()
}

/// Stores an item, whose index is in bounds, whatever the list's strategy. Allocates.
pub extern "C" fn list_store(_th: &Thread, l: u64, index: i64, x: u64) {
    list_of(l).set(index as usize, v(x));
}

/// Removes the item at an index, which is in bounds, and returns it.
pub extern "C" fn list_remove(_th: &Thread, l: u64, index: i64) -> u64 {
    list_of(l).remove_at(index as usize).bits()
}

/// Inserts before an index, as `list.insert` understands it. Allocates.
pub extern "C" fn list_insert(th: &Thread, l: u64, index: i64, x: u64) {
    let list = list_of(l);
    let n = list.len() as i64;
    let at = if index < 0 {
        index.saturating_add(n).max(0)
    } else {
        index.min(n)
    };
    list.insert(th, at as usize, v(x));
}

/// Whether a plain key is an item of a tuple of plain ones: 0 or 1.
pub extern "C" fn tuple_has(th: &Thread, t: u64, k: u64) -> i64 {
    match runtime::ops::contains(th, v(t), v(k)) {
        Ok(found) => i64::from(found),
        Err(raised) => {
            th.take_exception(raised);
            -1
        }
    }
}

/// An item of a tuple, whose index is in bounds.
pub extern "C" fn tuple_item(_th: &Thread, t: u64, n: u64) -> u64 {
    // SAFETY: the trace has guarded that this is exactly a tuple, and the index.
    let tuple: Ref<Tuple> = unsafe { Ref::from_value_unchecked(v(t)) };
    tuple.items()[n as usize].bits()
}
