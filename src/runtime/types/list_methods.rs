//! `list` as Python sees it: slots and methods.

use std::mem::size_of;

use crate::error::PyResult;
use crate::interp::consumer::Consumer;
use crate::native::{Args, NativeDef};
use crate::object::{Header, Kind, Ref, prefetch};
use crate::ops;
use crate::shape;
use crate::thread::Thread;
use crate::types::list::{self, List};
use crate::types::sequence::{self, this};
use crate::types::slice::{self, Bounds, Slice};
use crate::types::slots::{CmpOp, Slots};
use crate::types::tuple::Tuple;
use crate::types::type_::{Type, TypeDef, flags};
use crate::types::{T, int, is_exactly, iter, list_sort, type_of};
use crate::value::Value;

fn new(th: &Thread, class: Ref<Type>, _args: Args) -> PyResult {
    let shape = class.instance_shape.get();
    let list = list::new_with_shape(th, shape, shape::area_size(class));
    Ok(crate::types::type_::finalized(class, list).value())
}

fn init(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    let list = this::<List>(v);
    // A subclass may have given its instances keyword arguments to handle in `__new__`.
    if args.keyword_count() > 0 && sequence::takes_no_keywords_in_init(type_of(v), T::List) {
        return Err(th.type_error("list() takes no keyword arguments"));
    }
    sequence::check_count(th, "list", args.pos().len(), 0, 1)?;
    if !list.is_empty() {
        list.clear();
    }
    match args.pos() {
        [iterable] => list.extend(th, *iterable),
        _ => Ok(()),
    }
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let list = this::<List>(v);
    sequence::repr_items(th, v, "[", "]", false, |i| list.get(i))
}

fn len(_th: &Thread, v: Value) -> PyResult<usize> {
    Ok(this::<List>(v).len())
}

fn getitem(th: &Thread, v: Value, key: Value) -> PyResult {
    let list = this::<List>(v);
    if sequence::is_index(key) {
        let i = sequence::index_value(th, key, T::IndexError)?;
        return match sequence::resolve(i, list.len()) {
            Some(i) => Ok(list.item(i)),
            None => Err(th.index_error("list index out of range")),
        };
    }
    let Some(s) = key.downcast::<Slice>() else {
        return Err(sequence::bad_index(th, "list", key));
    };
    let bounds = slice::unpack(th, s)?;
    Ok(select(th, list, bounds).value())
}

/// A new list of the items that a slice selects. Allocates.
#[inline]
pub fn select(th: &Thread, list: Ref<List>, bounds: Bounds) -> Ref<List> {
    let r = bounds.range(list.len());
    match r.step {
        1 => list.slice(th, r.start, r.start + r.count),
        _ => list.slice_step(th, r.start, r.step, r.count),
    }
}

fn setitem(th: &Thread, v: Value, key: Value, item: Option<Value>) -> PyResult<()> {
    let list = this::<List>(v);
    if sequence::is_index(key) {
        let i = sequence::index_value(th, key, T::IndexError)?;
        let Some(i) = sequence::resolve(i, list.len()) else {
            return Err(th.index_error("list assignment index out of range"));
        };
        match item {
            Some(item) => list.set(i, item),
            None => list.remove_range(i, i + 1),
        }
        return Ok(());
    }
    let Some(s) = key.downcast::<Slice>() else {
        return Err(sequence::bad_index(th, "list", key));
    };
    match item {
        Some(item) => assign_slice(th, list, s, item),
        None => delete_slice(th, list, s),
    }
}

/// `list[s] = source`.
fn assign_slice(th: &Thread, list: Ref<List>, s: Ref<Slice>, source: Value) -> PyResult<()> {
    let bounds = slice::unpack(th, s)?;
    if is_exactly(source, T::List) || is_exactly(source, T::Tuple) {
        return assign(th, list, bounds, source);
    }
    let items = if source == list.value() {
        list.copy(th)
    } else {
        match list::from_iterable(th, source) {
            Ok(items) => items,
            Err(e) => {
                if type_of(source).slots().iter.is_none()
                    && type_of(source).slots().getitem.is_none()
                    && th.raised_is(&e, T::TypeError)
                {
                    th.take_exception(e);
                    return Err(th.type_error("must assign iterable to extended slice"));
                }
                return Err(e);
            }
        }
    };
    replace(th, list, bounds, items)
}

/// `list[bounds] = source`, where the source is exactly a list or a tuple. Raises ValueError only if the step is not 1.
/// Allocates.
pub fn assign(th: &Thread, list: Ref<List>, bounds: Bounds, source: Value) -> PyResult<()> {
    if is_exactly(source, T::Tuple) {
        let tuple = this::<Tuple>(source);
        let items = tuple.items();
        if bounds.step == 1 {
            let r = bounds.range(list.len());
            list.splice_values(th, r.start, r.stop, items);
            return Ok(());
        }
        return replace(th, list, bounds, list::new(th, items));
    }
    let items = if source == list.value() {
        list.copy(th)
    } else {
        this::<List>(source)
    };
    replace(th, list, bounds, items)
}

/// Replaces what a slice selects by the items of another list. (The length is taken here, after all conversions, which may
/// have run Python code.)
fn replace(th: &Thread, list: Ref<List>, bounds: Bounds, items: Ref<List>) -> PyResult<()> {
    if bounds.step == 1 {
        let r = bounds.range(list.len());
        list.splice(th, r.start, r.stop, items);
        return Ok(());
    }
    let (start, _, count) = slice::adjust(list.len(), bounds.start, bounds.stop, bounds.step);
    if items.len() != count {
        return Err(th.value_error(format!(
            "attempt to assign sequence of size {} to extended slice of size {count}",
            items.len()
        )));
    }
    let mut at = start;
    for i in 0..count {
        list.set(at as usize, items.item(i));
        at = at.wrapping_add(bounds.step);
    }
    Ok(())
}

/// `del list[s]`.
fn delete_slice(th: &Thread, list: Ref<List>, s: Ref<Slice>) -> PyResult<()> {
    let bounds = slice::unpack(th, s)?;
    delete(list, bounds);
    Ok(())
}

/// `del list[bounds]`.
pub fn delete(list: Ref<List>, bounds: Bounds) {
    let step = bounds.step;
    let (start, stop, count) = slice::adjust(list.len(), bounds.start, bounds.stop, step);
    if count == 0 {
        return;
    }
    if step == 1 {
        list.remove_range(start as usize, stop as usize);
        return;
    }
    // The positions in rising order.
    let (first, step) = if step < 0 {
        (start + step * (count as i64 - 1), -step)
    } else {
        (start, step)
    };
    let (first, step) = (first as usize, step as usize);
    let left = match list.bools_mut() {
        Some(bools) => compact(bools, first, step, count),
        None => compact(list.words_mut(), first, step, count),
    };
    list.truncate(left);
}

/// Moves items down over every `step`-th from `first` on, `count` in all; returns how many are left.
fn compact<W: Copy>(items: &mut [W], first: usize, step: usize, count: usize) -> usize {
    let mut to = first;
    for from in first..items.len() {
        let offset = from - first;
        let selected = offset % step == 0 && offset / step < count;
        if !selected {
            items[to] = items[from];
            to += 1;
        }
    }
    to
}

fn contains(th: &Thread, v: Value, item: Value) -> PyResult<bool> {
    Ok(find(th, this::<List>(v), item, 0, usize::MAX)?.is_some())
}

/// The position of the first item from `start` to `stop` that equals `item`. May run Python.
fn find(
    th: &Thread,
    list: Ref<List>,
    item: Value,
    start: usize,
    stop: usize,
) -> PyResult<Option<usize>> {
    let mut i = start;
    while i < stop.min(list.len()) {
        if sequence::same_or_equal(th, list.item(i), item)? {
            return Ok(Some(i));
        }
        i += 1;
    }
    Ok(None)
}

fn concat(th: &Thread, a: Value, b: Value) -> PyResult {
    let Some(other) = b.downcast::<List>() else {
        return Err(th.type_error(format!(
            "can only concatenate list (not \"{}\") to list",
            type_of(b).tp_name()
        )));
    };
    let a = this::<List>(a);
    Ok(list::concat(th, a, other).value())
}

fn repeat(th: &Thread, v: Value, count: Value) -> PyResult {
    let count = sequence::repeat_count(th, count)?;
    repeated(th, this(v), count)
}

/// A new list: the items of one `count` times. Allocates, may raise MemoryError.
pub fn repeated(th: &Thread, list: Ref<List>, count: usize) -> PyResult {
    sequence::repeated_len(th, list.len(), count)?;
    Ok(list.repeated(th, count).value())
}

fn inplace_concat(th: &Thread, v: Value, other: Value) -> PyResult {
    this::<List>(v).extend(th, other)?;
    Ok(v)
}

fn inplace_repeat(th: &Thread, v: Value, count: Value) -> PyResult {
    let count = sequence::repeat_count(th, count)?;
    let list = this::<List>(v);
    sequence::repeated_len(th, list.len(), count)?;
    list.repeat_in_place(th, count);
    Ok(v)
}

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if !a.has_kind(Kind::List) || !b.has_kind(Kind::List) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (a, b) = (this::<List>(a), this::<List>(b));
    if matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::bool(equal(th, a, b)? == (op == CmpOp::Eq)));
    }
    th.check_data_stack(" in comparison")?;
    let lens = || (a.len(), b.len());
    sequence::compare(th, op, |i| a.get(i), |i| b.get(i), lens)
}

/// Whether two lists are equal. Items that are compared may change the lists: what is there at each step counts. May run
/// Python.
pub fn equal(th: &Thread, a: Ref<List>, b: Ref<List>) -> PyResult<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    match (a.strategy(), b.strategy()) {
        (list::INTS, list::INTS) => return Ok(a.words() == b.words()),
        (list::FLOATS, list::FLOATS) => return Ok(a.as_floats() == b.as_floats()),
        _ => {}
    }
    /// So many items ahead are fetched, and so many what they consist of.
    const AHEAD: usize = 6;
    const PARTS_AHEAD: usize = 3;
    th.check_data_stack(" in comparison")?;
    // Lists of anything else are not looked into further.
    let mut nested = true;
    let mut i = 0;
    while let (Some(x), Some(y)) = (a.get(i), b.get(i)) {
        for list in [a, b] {
            if let Some(&ahead) = list.value_words().get(i + AHEAD) {
                prefetch(ahead as *const Header);
            }
            nested = nested
                && list
                    .get(i + PARTS_AHEAD)
                    .is_some_and(sequence::prefetch_parts);
        }
        if !sequence::same_or_equal(th, x, y)? {
            // If the comparison has taken items away, the lengths decide.
            if i < a.len() && i < b.len() {
                return Ok(false);
            }
            break;
        }
        i += 1;
    }
    Ok(a.len() == b.len())
}

fn append(th: &Thread, args: &[Value]) -> PyResult {
    this::<List>(args[0]).append(th, args[1]);
    Ok(Value::NONE)
}

fn extend(th: &Thread, args: &[Value]) -> PyResult {
    this::<List>(args[0]).extend(th, args[1])?;
    Ok(Value::NONE)
}

fn insert(th: &Thread, args: &[Value]) -> PyResult {
    let list = this::<List>(args[0]);
    let i = ops::index_i64(th, args[1])?;
    list.insert(th, sequence::clamp(i, list.len()), args[2]);
    Ok(Value::NONE)
}

fn pop(th: &Thread, args: &[Value]) -> PyResult {
    let list = this::<List>(args[0]);
    if args[1].is_empty() {
        return match list.pop() {
            Some(v) => Ok(v),
            None => Err(th.index_error("pop from empty list")),
        };
    }
    let i = ops::index_i64(th, args[1])?;
    if list.is_empty() {
        return Err(th.index_error("pop from empty list"));
    }
    match sequence::resolve(i, list.len()) {
        Some(i) => Ok(list.remove_at(i)),
        None => Err(th.index_error("pop index out of range")),
    }
}

fn remove(th: &Thread, args: &[Value]) -> PyResult {
    let list = this::<List>(args[0]);
    match find(th, list, args[1], 0, usize::MAX)? {
        Some(i) => {
            // Comparing may have shortened the list.
            if i < list.len() {
                list.remove_range(i, i + 1);
            }
            Ok(Value::NONE)
        }
        None => Err(th.value_error("list.remove(x): x not in list")),
    }
}

fn clear(_th: &Thread, args: &[Value]) -> PyResult {
    this::<List>(args[0]).clear();
    Ok(Value::NONE)
}

fn copy(th: &Thread, args: &[Value]) -> PyResult {
    Ok(this::<List>(args[0]).copy(th).value())
}

fn index(th: &Thread, args: &[Value]) -> PyResult {
    let list = this::<List>(args[0]);
    let start = sequence::position_argument(th, args[2], 0, list.len())?;
    let stop = sequence::position_argument(th, args[3], i64::MAX, list.len())?;
    match find(th, list, args[1], start, stop)? {
        Some(i) => Ok(Value::small(i as i64)),
        None => Err(th.value_error("list.index(x): x not in list")),
    }
}

fn count(th: &Thread, args: &[Value]) -> PyResult {
    let list = this::<List>(args[0]);
    let mut n = 0;
    let mut i = 0;
    while let Some(item) = list.get(i) {
        n += i64::from(sequence::same_or_equal(th, item, args[1])?);
        i += 1;
    }
    Ok(Value::small(n))
}

fn reverse(_th: &Thread, args: &[Value]) -> PyResult {
    this::<List>(args[0]).reverse();
    Ok(Value::NONE)
}

fn sort(th: &Thread, args: &[Value]) -> PyResult {
    let key = if args[1].is_empty() {
        Value::NONE
    } else {
        args[1]
    };
    let reverse = !args[2].is_empty() && ops::is_true(th, args[2])?;
    list_sort::sort(th, this::<List>(args[0]), key, reverse)?;
    Ok(Value::NONE)
}

fn reversed(th: &Thread, args: &[Value]) -> PyResult {
    Ok(iter::list_reversed(th, this::<List>(args[0])))
}

fn sizeof(th: &Thread, args: &[Value]) -> PyResult {
    let own = crate::types::type_::sizes::layout(crate::types::type_of(args[0])).basic;
    let list = this::<List>(args[0]);
    Ok(int::from_i64(th, own + 8 * shown_capacity(list) as i64))
}

/// For how many items CPython's list would have room: ours where it is exact, else what appending the items one by one
/// leads to there.
fn shown_capacity(list: Ref<List>) -> usize {
    let (len, own) = (list.len(), list.capacity());
    if len == 0 || own <= len + 1 {
        return own;
    }
    let mut capacity = 0;
    while capacity < len {
        let wanted = capacity + 1;
        capacity = (wanted + (wanted >> 3) + 6) & !3;
    }
    capacity
}

fn iter_slot(th: &Thread, v: Value) -> PyResult {
    Ok(iter::list_iter(th, this::<List>(v)))
}

/// The type.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        len: Some(len),
        getitem: Some(getitem),
        setitem: Some(setitem),
        contains: Some(contains),
        concat: Some(concat),
        repeat: Some(repeat),
        inplace_concat: Some(inplace_concat),
        inplace_repeat: Some(inplace_repeat),
        compare: Some(compare),
        iter: Some(iter_slot),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("clear", "($self, /)", clear)
            .doc("Remove all items from list."),
        NativeDef::new("copy", "($self, /)", copy)
            .doc("Return a shallow copy of the list."),
        NativeDef::new("append", "($self, object, /)", append)
            .doc("Append object to the end of the list."),
        NativeDef::new("insert", "($self, index, object, /)", insert)
            .doc("Insert object before index."),
        NativeDef::new("extend", "($self, iterable, /)", extend).consumes(Consumer::Extend)
            .doc("Extend list by appending elements from the iterable."),
        NativeDef::new("pop", "($self, index=-1, /)", pop)
            .doc("Remove and return item at index (default last).\n\nRaises IndexError if list is empty or index is out of range."),
        NativeDef::new("remove", "($self, value, /)", remove)
            .doc("Remove first occurrence of value.\n\nRaises ValueError if the value is not present."),
        NativeDef::new("index", "($self, value, start=0, stop=sys.maxsize, /)", index)
            .doc("Return first index of value.\n\nRaises ValueError if the value is not present."),
        NativeDef::new("count", "($self, value, /)", count)
            .doc("Return number of occurrences of value."),
        NativeDef::new("reverse", "($self, /)", reverse)
            .doc("Reverse *IN PLACE*."),
        NativeDef::new("sort", "($self, /, *, key=None, reverse=False)", sort).consumes(Consumer::Sort)
            .doc("Sort the list in ascending order and return None.\n\nThe sort is in-place (i.e. the list itself is modified) and stable (i.e. the\norder of two equal elements is maintained).\n\nIf a key function is given, apply it once to each list item and sort them,\nascending or descending, according to their function values.\n\nThe reverse flag can be set to sort in descending order."),
        NativeDef::new("__reversed__", "($self, /)", reversed)
            .doc("Return a reverse iterator over the list."),
        NativeDef::new("__sizeof__", "($self, /)", sizeof)
            .doc("Return the size of the list in memory, in bytes."),
        NativeDef::new("__class_getitem__", "($type, object, /)", sequence::class_getitem)
            .class_method(),
    ],
    flags: flags::BASE | flags::EMPTY_NEW | flags::SEQUENCE | flags::MATCH_SELF,
    basic_size: size_of::<List>(),
    doc: "Built-in mutable sequence.\n\nIf no argument is given, the constructor creates a new empty list.\nThe argument must be an iterable if specified.",
    ..TypeDef::new(T::List)
};
