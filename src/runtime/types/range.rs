//! `range`, and its iterators.
//!
//! A range keeps start, stop, step and length as Values. Where start, stop and step are immediate ints (63 bits), all
//! items are, and everything is computed in 64-bit arithmetic; ranges beyond that go through the integer operators. The
//! iterators are of one kind in two sizes: the common one is three machine words, which machine code steps in place.

use std::cell::Cell;
use std::mem::{offset_of, size_of};

use crate::algo::hash::TupleHasher;
use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::native::{Args, NativeDef};
use crate::object::{Header, Kind, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::iter::self_iter;
use crate::types::sequence::{self, this, tuple_of};
use crate::types::slice::{self, Bounds, Slice};
use crate::types::slots::{BinOp, CmpOp, Slots};
use crate::types::type_::{MemberDef, Type, TypeDef, flags};
use crate::types::{self, T, int, is_exactly, shape_of, str};
use crate::value::Value;

/// A range.
#[repr(C)]
pub struct Range {
    header: Header,
    pub start: Slot,
    pub stop: Slot,
    pub step: Slot,
    /// How many items: an int, not negative.
    pub length: Slot,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are empty slots.
unsafe impl Object for Range {
    const KIND: Kind = Kind::Range;
}

/// Offset of the first item (a Value).
pub const START_OFFSET: usize = offset_of!(Range, start);
/// Offset of the step (a Value).
pub const STEP_OFFSET: usize = offset_of!(Range, step);
/// Offset of the length (a Value).
pub const LENGTH_OFFSET: usize = offset_of!(Range, length);

/// Visits the four Values.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called by the collector for objects of kind Range.
    let r = unsafe { &*h.cast::<Range>() };
    for slot in [&r.start, &r.stop, &r.step, &r.length] {
        t.visit(slot.get());
    }
}

/// An iterator over a range whose items are all immediate ints.
#[repr(C)]
pub struct RangeIter {
    header: Header,
    /// The next item.
    pub next: Cell<i64>,
    pub step: Cell<i64>,
    /// How many items are left.
    pub remaining: Cell<i64>,
}

// SAFETY: `#[repr(C)]` with a header first; zeros make an exhausted iterator.
unsafe impl Object for RangeIter {
    const KIND: Kind = Kind::RangeIter;
}

/// Offset of the next item (i64).
pub const ITER_NEXT_OFFSET: usize = offset_of!(RangeIter, next);
/// Offset of the step (i64).
pub const ITER_STEP_OFFSET: usize = offset_of!(RangeIter, step);
/// Offset of the number of items left (i64).
pub const ITER_REMAINING_OFFSET: usize = offset_of!(RangeIter, remaining);

/// An iterator over any other range; `Header::flags` is 1.
#[repr(C)]
struct LongRangeIter {
    base: RangeIter,
    next: Slot,
    step: Slot,
    remaining: Slot,
}

// SAFETY: `#[repr(C)]`, begins with a `RangeIter`, which begins with a header.
unsafe impl Object for LongRangeIter {
    const KIND: Kind = Kind::RangeIter;
}

/// Visits what a range iterator holds.
pub fn trace_iter(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called by the collector for objects of kind RangeIter; the flag tells the longer form.
    unsafe {
        if (*h).flags() != 0 {
            let it = &*h.cast::<LongRangeIter>();
            t.visit(it.next.get());
            t.visit(it.step.get());
            t.visit(it.remaining.get());
        }
    }
}

/// A new range. Raises ValueError for a step of 0.
pub fn new(th: &Thread, start: Value, stop: Value, step: Value) -> PyResult<Ref<Range>> {
    if step == Value::small(0) {
        return Err(th.value_error("range() arg 3 must not be zero"));
    }
    let length = length_of(th, start, stop, step)?;
    Ok(from_parts(th, start, stop, step, length))
}

fn from_parts(th: &Thread, start: Value, stop: Value, step: Value, length: Value) -> Ref<Range> {
    let r = heap::alloc::<Range>(&th.alloc, shape_of(T::Range), size_of::<Range>());
    r.start.init(start);
    r.stop.init(stop);
    r.step.init(step);
    r.length.init(length);
    r
}

fn add(th: &Thread, a: Value, b: Value) -> PyResult {
    ops::binary(th, BinOp::Add, a, b)
}

fn sub(th: &Thread, a: Value, b: Value) -> PyResult {
    ops::binary(th, BinOp::Sub, a, b)
}

fn less(th: &Thread, a: Value, b: Value) -> PyResult<bool> {
    ops::compare_bool(th, a, b, CmpOp::Lt)
}

/// The number of items from `start` to `stop`; all are ints, `step` is not 0.
fn length_of(th: &Thread, start: Value, stop: Value, step: Value) -> PyResult {
    if let (Some(a), Some(b), Some(s)) = (start.as_small(), stop.as_small(), step.as_small()) {
        let (low, high, s) = if s > 0 { (a, b, s) } else { (b, a, -s) };
        // The difference of two 63-bit numbers fits 64 bits.
        let n = if low < high {
            (high - low - 1) / s + 1
        } else {
            0
        };
        return Ok(int::from_i64(th, n));
    }
    let zero = Value::small(0);
    let (low, high, step) = if less(th, zero, step)? {
        (start, stop, step)
    } else {
        (stop, start, sub(th, zero, step)?)
    };
    if !less(th, low, high)? {
        return Ok(zero);
    }
    let span = sub(th, sub(th, high, low)?, Value::small(1))?;
    let n = ops::binary(th, BinOp::FloorDiv, span, step)?;
    add(th, n, Value::small(1))
}

impl Range {
    /// Start, step and length, if all items are immediate ints.
    #[inline]
    pub fn small(&self) -> Option<(i64, i64, i64)> {
        Some((
            self.start.get().as_small()?,
            // The stop matters too: a range of one item may have any stop.
            self.stop.get().as_small().and(self.step.get().as_small())?,
            self.length.get().as_small()?,
        ))
    }
}

/// Item `i` (an int within the range).
fn item(th: &Thread, r: Ref<Range>, i: Value) -> PyResult {
    if let (Some((start, step, _)), Some(i)) = (r.small(), i.as_small()) {
        return Ok(int::from_i64(th, start + i * step));
    }
    let offset = ops::binary(th, BinOp::Mul, i, r.step.get())?;
    add(th, r.start.get(), offset)
}

/// An iterator. Allocates.
pub fn iter(th: &Thread, r: Ref<Range>) -> Value {
    match r.small() {
        Some((start, step, length)) => new_iter(th, start, step, length),
        None => new_long_iter(th, r.start.get(), r.step.get(), r.length.get()),
    }
}

/// An iterator over `length` ints from `start`, all of them immediate. Allocates.
pub fn new_iter(th: &Thread, start: i64, step: i64, length: i64) -> Value {
    let it = heap::alloc::<RangeIter>(&th.alloc, shape_of(T::RangeIter), size_of::<RangeIter>());
    it.next.set(start);
    it.step.set(step);
    it.remaining.set(length);
    it.value()
}

fn new_long_iter(th: &Thread, start: Value, step: Value, length: Value) -> Value {
    let it = heap::alloc::<LongRangeIter>(
        &th.alloc,
        shape_of(T::LongRangeIter),
        size_of::<LongRangeIter>(),
    );
    it.base.header.set_flags(1);
    it.next.init(start);
    it.step.init(step);
    it.remaining.init(length);
    it.value()
}

impl RangeIter {
    /// The next item of the common form.
    #[inline(always)]
    pub fn step_once(&self) -> Option<Value> {
        let n = self.remaining.get();
        if n <= 0 {
            return None;
        }
        let v = self.next.get();
        self.remaining.set(n - 1);
        self.next.set(v.wrapping_add(self.step.get()));
        Some(Value::small(v))
    }
}

fn iter_next(_th: &Thread, v: Value) -> PyResult<Option<Value>> {
    Ok(this::<RangeIter>(v).step_once())
}

fn long_next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let it = this::<LongRangeIter>(v);
    if it.remaining.get() == Value::small(0) {
        return Ok(None);
    }
    let v = it.next.get();
    it.remaining
        .set(it, sub(th, it.remaining.get(), Value::small(1))?);
    it.next.set(it, add(th, v, it.step.get())?);
    Ok(Some(v))
}

fn range_new(th: &Thread, _class: Ref<Type>, args: Args) -> PyResult {
    let args = sequence::positional(th, "range", args, 1, 3)?;
    let (zero, one) = (Value::small(0), Value::small(1));
    let r = match *args {
        [stop] => new(th, zero, ops::index(th, stop)?, one)?,
        [start, stop] => {
            let start = ops::index(th, start)?;
            new(th, start, ops::index(th, stop)?, one)?
        }
        _ => {
            let start = ops::index(th, args[0])?;
            let stop = ops::index(th, args[1])?;
            new(th, start, stop, ops::index(th, args[2])?)?
        }
    };
    Ok(r.value())
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let r = this::<Range>(v);
    let mut text = b"range(".to_vec();
    text.extend_from_slice(ops::repr(th, r.start.get())?.bytes());
    text.extend_from_slice(b", ");
    text.extend_from_slice(ops::repr(th, r.stop.get())?.bytes());
    if r.step.get() != Value::small(1) {
        text.extend_from_slice(b", ");
        text.extend_from_slice(ops::repr(th, r.step.get())?.bytes());
    }
    text.push(b')');
    Ok(str::from_bytes(th, &text).value())
}

fn len(th: &Thread, v: Value) -> PyResult<usize> {
    match int::to_i64(this::<Range>(v).length.get()) {
        Some(n) => Ok(n as usize),
        None => Err(th.overflow_error("Python int too large to convert to C ssize_t")),
    }
}

fn is_true(_th: &Thread, v: Value) -> PyResult<bool> {
    Ok(this::<Range>(v).length.get() != Value::small(0))
}

fn getitem(th: &Thread, v: Value, key: Value) -> PyResult {
    let r = this::<Range>(v);
    if sequence::is_index(key) {
        let mut i = ops::index(th, key)?;
        let zero = Value::small(0);
        if less(th, i, zero)? {
            i = add(th, i, r.length.get())?;
        }
        if less(th, i, zero)? || !less(th, i, r.length.get())? {
            return Err(th.index_error("range object index out of range"));
        }
        return item(th, r, i);
    }
    let Some(s) = key.downcast::<Slice>() else {
        return Err(sequence::bad_index(th, "range", key));
    };
    if let Some(part) = quick_part(th, r, s) {
        return Ok(part.value());
    }
    let [start, stop, step] = slice::long_indices(th, s, r.length.get())?;
    let first = item(th, r, start)?;
    let last = item(th, r, stop)?;
    let step = ops::binary(th, BinOp::Mul, r.step.get(), step)?;
    Ok(new(th, first, last, step)?.value())
}

/// What a slice selects of a range, where all numbers fit words. Allocates.
fn quick_part(th: &Thread, r: Ref<Range>, s: Ref<Slice>) -> Option<Ref<Range>> {
    let bounds = Bounds::of(s.start.get(), s.stop.get(), s.step.get())?;
    let (first, by) = (r.start.get().as_small()?, r.step.get().as_small()?);
    let length = usize::try_from(r.length.get().as_small()?).ok()?;
    let (start, stop, count) = slice::adjust(length, bounds.start, bounds.stop, bounds.step);
    let place = |n: i64| first.checked_add(n.checked_mul(by)?);
    let (start, stop) = (place(start)?, place(stop)?);
    let parts = [start, stop, by.checked_mul(bounds.step)?, count as i64];
    let [start, stop, step, length] = parts.map(|n| int::from_i64(th, n));
    Some(from_parts(th, start, stop, step, length))
}

/// The position of an int in the range, or None.
fn position(th: &Thread, r: Ref<Range>, v: Value) -> PyResult<Option<Value>> {
    let v = ops::index(th, v)?;
    let offset = sub(th, v, r.start.get())?;
    let zero = Value::small(0);
    if ops::binary(th, BinOp::Mod, offset, r.step.get())? != zero {
        return Ok(None);
    }
    let i = ops::binary(th, BinOp::FloorDiv, offset, r.step.get())?;
    let inside = !less(th, i, zero)? && less(th, i, r.length.get())?;
    Ok(inside.then_some(i))
}

/// Whether `v` is exactly an int or a bool, whose place in a range can be computed.
fn is_plain_int(v: Value) -> bool {
    v.is_small_int() || v.is_bool() || is_exactly(v, T::Int)
}

fn contains(th: &Thread, v: Value, item: Value) -> PyResult<bool> {
    if is_plain_int(item) {
        return Ok(position(th, this::<Range>(v), item)?.is_some());
    }
    Ok(search(th, v, item)?.0.is_some())
}

/// The position of the first item equal to `wanted`, and how many are, found by comparing them all.
fn search(th: &Thread, range: Value, wanted: Value) -> PyResult<(Option<i64>, i64)> {
    let (mut first, mut count, mut i) = (None, 0, 0);
    let it = iter(th, this::<Range>(range));
    while let Some(v) = ops::next(th, it)? {
        if sequence::same_or_equal(th, v, wanted)? {
            first.get_or_insert(i);
            count += 1;
        }
        i += 1;
    }
    Ok((first, count))
}

fn count(th: &Thread, args: &[Value]) -> PyResult {
    if is_plain_int(args[1]) {
        let found = position(th, this::<Range>(args[0]), args[1])?.is_some();
        return Ok(Value::small(i64::from(found)));
    }
    Ok(Value::small(search(th, args[0], args[1])?.1))
}

fn index(th: &Thread, args: &[Value]) -> PyResult {
    if is_plain_int(args[1]) {
        if let Some(i) = position(th, this::<Range>(args[0]), args[1])? {
            return Ok(i);
        }
        return Err(th.value_error("range.index(x): x not in range"));
    }
    match search(th, args[0], args[1])?.0 {
        Some(i) => Ok(Value::small(i)),
        None => Err(th.value_error("sequence.index(x): x not in sequence")),
    }
}

/// What equality and hash look at: length, start unless empty, step if there are two items.
fn identity(r: Ref<Range>) -> [Value; 3] {
    let n = r.length.get();
    let start = if n == Value::small(0) {
        Value::NONE
    } else {
        r.start.get()
    };
    let step = if n == Value::small(0) || n == Value::small(1) {
        Value::NONE
    } else {
        r.step.get()
    };
    [n, start, step]
}

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    let both = a.has_kind(Kind::Range) && b.has_kind(Kind::Range);
    if !both || !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let mut equal = true;
    for (x, y) in identity(this(a)).into_iter().zip(identity(this(b))) {
        equal = equal && ops::equal(th, x, y)?;
    }
    Ok(Value::bool(equal == (op == CmpOp::Eq)))
}

fn hash(th: &Thread, v: Value) -> PyResult<i64> {
    let mut mix = TupleHasher::new();
    for part in identity(this(v)) {
        mix.add(ops::hash(th, part)?);
    }
    Ok(mix.finish())
}

fn iter_slot(th: &Thread, v: Value) -> PyResult {
    Ok(iter(th, this::<Range>(v)))
}

fn reversed(th: &Thread, args: &[Value]) -> PyResult {
    let r = this::<Range>(args[0]);
    if let Some((start, step, length)) = r.small() {
        let last = start + (length - 1) * step;
        return Ok(new_iter(th, last, step.wrapping_neg(), length));
    }
    let last = sub(th, r.length.get(), Value::small(1))?;
    let last = item(th, r, last)?;
    let step = sub(th, Value::small(0), r.step.get())?;
    Ok(new_long_iter(th, last, step, r.length.get()))
}

fn reduce(th: &Thread, args: &[Value]) -> PyResult {
    let r = this::<Range>(args[0]);
    let state = tuple_of(th, &[r.start.get(), r.stop.get(), r.step.get()]);
    Ok(tuple_of(th, &[types::get(T::Range).value(), state]))
}

/// The type.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(range_new),
        repr: Some(repr),
        hash: Some(hash),
        compare: Some(compare),
        len: Some(len),
        bool: Some(is_true),
        getitem: Some(getitem),
        contains: Some(contains),
        iter: Some(iter_slot),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__reversed__", "($self, /)", reversed),
        NativeDef::new("__reduce__", "($self, /)", reduce),
        NativeDef::new("count", "($self, object, /)", count),
        NativeDef::new("index", "($self, object, /)", index),
    ],
    members: &[
        MemberDef {
            name: "start",
            offset: offset_of!(Range, start),
            readonly: true,
            strict: false,
        },
        MemberDef {
            name: "stop",
            offset: offset_of!(Range, stop),
            readonly: true,
            strict: false,
        },
        MemberDef {
            name: "step",
            offset: offset_of!(Range, step),
            readonly: true,
            strict: false,
        },
    ],
    flags: flags::SEQUENCE,
    basic_size: size_of::<Range>(),
    doc: "range(stop) -> range object\nrange(start, stop[, step]) -> range object\n\nReturn an object that produces a sequence of integers from start (inclusive)\nto stop (exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., j-1.\nstart defaults to 0, and stop is omitted!  range(4) produces 0, 1, 2, 3.\nThese are exactly the valid indices for a list of 4 elements.\nWhen step is given, it specifies the increment (or decrement).",
    ..TypeDef::new(T::Range)
};

fn iter_length_hint(th: &Thread, args: &[Value]) -> PyResult {
    Ok(int::from_i64(
        th,
        this::<RangeIter>(args[0]).remaining.get(),
    ))
}

fn iter_reduce(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<RangeIter>(args[0]);
    let (next, step) = (it.next.get(), it.step.get());
    let stop = next + it.remaining.get() * step;
    let parts = [
        int::from_i64(th, next),
        int::from_i64(th, stop),
        int::from_i64(th, step),
    ];
    let range = new(th, parts[0], parts[1], parts[2])?.value();
    let state = tuple_of(th, &[range]);
    let function = sequence::builtin(th, "iter")?;
    Ok(tuple_of(th, &[function, state, Value::NONE]))
}

fn iter_setstate(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<RangeIter>(args[0]);
    let i = ops::index(th, args[1])?;
    let Some(i) = int::to_i64(i) else {
        return Err(th.overflow_error("Python int too large to convert to C long"));
    };
    let i = i.clamp(0, it.remaining.get());
    it.next.set(it.next.get() + i * it.step.get());
    it.remaining.set(it.remaining.get() - i);
    Ok(Value::NONE)
}

/// The common iterator's type.
pub static ITER_TYPE: TypeDef = TypeDef {
    slots: Slots {
        iter: Some(self_iter),
        next: Some(iter_next),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__length_hint__", "($self, /)", iter_length_hint),
        NativeDef::new("__reduce__", "($self, /)", iter_reduce),
        NativeDef::new("__setstate__", "($self, object, /)", iter_setstate),
    ],
    flags: flags::NO_NEW,
    basic_size: size_of::<RangeIter>(),
    ..TypeDef::new(T::RangeIter)
};

fn long_length_hint(_th: &Thread, args: &[Value]) -> PyResult {
    Ok(this::<LongRangeIter>(args[0]).remaining.get())
}

fn long_reduce(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<LongRangeIter>(args[0]);
    let span = ops::binary(th, BinOp::Mul, it.remaining.get(), it.step.get())?;
    let stop = add(th, it.next.get(), span)?;
    let range = new(th, it.next.get(), stop, it.step.get())?.value();
    let state = tuple_of(th, &[range]);
    let function = sequence::builtin(th, "iter")?;
    Ok(tuple_of(th, &[function, state, Value::NONE]))
}

fn long_setstate(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<LongRangeIter>(args[0]);
    if !int::is_int(args[1]) {
        return Err(th.type_error(format!(
            "state must be an int, not {}",
            ops::type_name(args[1])
        )));
    }
    let (zero, left) = (Value::small(0), it.remaining.get());
    let mut i = args[1];
    if ops::compare_bool(th, i, zero, CmpOp::Lt)? {
        i = zero;
    } else if ops::compare_bool(th, i, left, CmpOp::Gt)? {
        i = left;
    }
    let way = ops::binary(th, BinOp::Mul, i, it.step.get())?;
    let next = add(th, it.next.get(), way)?;
    let left = ops::binary(th, BinOp::Sub, left, i)?;
    it.next.set(it, next);
    it.remaining.set(it, left);
    Ok(Value::NONE)
}

/// The type of the iterator over large ints.
pub static LONG_ITER_TYPE: TypeDef = TypeDef {
    slots: Slots {
        iter: Some(self_iter),
        next: Some(long_next),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__length_hint__", "($self, /)", long_length_hint),
        NativeDef::new("__reduce__", "($self, /)", long_reduce),
        NativeDef::new("__setstate__", "($self, object, /)", long_setstate),
    ],
    flags: flags::NO_NEW,
    basic_size: size_of::<LongRangeIter>(),
    ..TypeDef::new(T::LongRangeIter)
};
