//! `slice`: three Values, and the arithmetic that turns them into positions.

use std::mem::{offset_of, size_of};

use crate::algo::hash::TupleHasher;
use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::native::{Args, NativeDef};
use crate::object::{Header, Kind, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::sequence::{self, this, tuple_of};
use crate::types::slots::{BinOp, CmpOp, Slots};
use crate::types::type_::{MemberDef, Type, TypeDef, flags};
use crate::types::{T, list_methods, shape_of, str, str_slots, tuple_methods};
use crate::value::Value;

/// A slice object.
#[repr(C)]
pub struct Slice {
    header: Header,
    pub start: Slot,
    pub stop: Slot,
    pub step: Slot,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are empty slots.
unsafe impl Object for Slice {
    const KIND: Kind = Kind::Slice;
}

/// Visits the three Values.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called by the collector for objects of kind Slice.
    let s = unsafe { &*h.cast::<Slice>() };
    t.visit(s.start.get());
    t.visit(s.stop.get());
    t.visit(s.step.get());
}

/// A new slice. Allocates.
pub fn new(th: &Thread, start: Value, stop: Value, step: Value) -> Ref<Slice> {
    let s = heap::alloc::<Slice>(&th.alloc, shape_of(T::Slice), size_of::<Slice>());
    s.start.init(start);
    s.stop.init(stop);
    s.step.init(step);
    s
}

/// The positions that a slice selects from a sequence of a given length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first position (if `count` is not 0), and where the selection begins otherwise.
    pub start: usize,
    /// Where the selection ends, for `step` 1: at least `start`.
    pub stop: usize,
    pub step: isize,
    pub count: usize,
}

/// What a slice asks for, in numbers: absent parts are replaced, huge ones clamped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub start: i64,
    pub stop: i64,
    /// Neither 0 nor `i64::MIN`.
    pub step: i64,
}

/// What stands for an absent start and an absent stop.
pub fn absent(step: i64) -> (i64, i64) {
    if step < 0 {
        (i64::MAX, i64::MIN)
    } else {
        (0, i64::MAX)
    }
}

impl Bounds {
    /// The bounds of parts that are each None or an immediate int. `None`: they are not, or the step is 0.
    #[inline]
    pub fn of(start: Value, stop: Value, step: Value) -> Option<Bounds> {
        let part = |v: Value, default: i64| {
            if v.is_none() {
                Some(default)
            } else {
                v.as_small()
            }
        };
        let step = part(step, 1).filter(|&n| n != 0)?;
        let (first, last) = absent(step);
        Some(Bounds {
            start: part(start, first)?,
            stop: part(stop, last)?,
            step,
        })
    }

    /// The positions that this selects from a sequence of length `len`.
    #[inline]
    pub fn range(self, len: usize) -> Range {
        let (start, stop, count) = adjust(len, self.start, self.stop, self.step);
        Range {
            start: start.max(0) as usize,
            stop: stop.max(start).max(0) as usize,
            step: self.step as isize,
            count,
        }
    }
}

/// Start, stop and step as numbers. May run Python.
pub fn unpack(th: &Thread, s: Ref<Slice>) -> PyResult<Bounds> {
    let step = part(th, s.step.get())?.unwrap_or(1).max(-i64::MAX);
    if step == 0 {
        return Err(th.value_error("slice step cannot be zero"));
    }
    let (first, last) = absent(step);
    let start = part(th, s.start.get())?.unwrap_or(first);
    let stop = part(th, s.stop.get())?.unwrap_or(last);
    Ok(Bounds { start, stop, step })
}

/// The slice of what is exactly a string, list or tuple, made without a slice object. `None`: it is something else.
/// Allocates.
pub fn select(th: &Thread, container: Value, bounds: Bounds) -> Option<Value> {
    let shape = container.header()?.shape();
    // SAFETY: the shapes say what exactly this is.
    unsafe {
        if shape == shape_of(T::Str) {
            let s = Ref::from_value_unchecked(container);
            Some(str_slots::select(th, s, bounds))
        } else if shape == shape_of(T::List) {
            let list = Ref::from_value_unchecked(container);
            Some(list_methods::select(th, list, bounds).value())
        } else if shape == shape_of(T::Tuple) {
            let tuple = Ref::from_value_unchecked(container);
            Some(tuple_methods::select(th, tuple, bounds))
        } else {
            None
        }
    }
}

/// One part of a slice as a number; `None` for None. May run Python.
pub fn part(th: &Thread, v: Value) -> PyResult<Option<i64>> {
    if v.is_none() {
        return Ok(None);
    }
    if !sequence::is_index(v) {
        return Err(
            th.type_error("slice indices must be integers or None or have an __index__ method")
        );
    }
    sequence::index_saturating(th, v).map(Some)
}

/// Start, stop and count for a sequence of length `len`. (Start may be -1 where the step is negative.)
pub fn adjust(len: usize, start: i64, stop: i64, step: i64) -> (i64, i64, usize) {
    let len = len as i64;
    let (low, high) = if step < 0 { (-1, len - 1) } else { (0, len) };
    let fit = |i: i64| {
        if i < 0 {
            i.saturating_add(len).max(low)
        } else {
            i.min(high)
        }
    };
    let (start, stop) = (fit(start), fit(stop));
    let count = if step < 0 {
        if stop < start {
            (start - stop - 1) / -step + 1
        } else {
            0
        }
    } else if start < stop {
        (stop - start - 1) / step + 1
    } else {
        0
    };
    (start, stop, count as usize)
}

/// The positions that the slice selects from a sequence of length `len`. May run Python (`__index__`), so take the
/// length again after it if that can matter: see [`unpack`] and [`adjust`].
pub fn range_of(th: &Thread, s: Ref<Slice>, len: impl FnOnce() -> usize) -> PyResult<Range> {
    let bounds = unpack(th, s)?;
    Ok(bounds.range(len()))
}

/// Start, stop and step as ints of any size for a sequence of `length` (an int, not negative). May run Python.
pub fn long_indices(th: &Thread, s: Ref<Slice>, length: Value) -> PyResult<[Value; 3]> {
    let zero = Value::small(0);
    let less = |a, b| ops::compare_bool(th, a, b, CmpOp::Lt);
    let step = long_part(th, s.step.get())?.unwrap_or(Value::small(1));
    if step == zero {
        return Err(th.value_error("slice step cannot be zero"));
    }
    let falling = less(step, zero)?;
    let (low, high) = if falling {
        let last = ops::binary(th, BinOp::Sub, length, Value::small(1))?;
        (Value::small(-1), last)
    } else {
        (zero, length)
    };
    let fit = |i: Value| {
        let i = if less(i, zero)? {
            ops::binary(th, BinOp::Add, i, length)?
        } else {
            i
        };
        Ok(if less(i, low)? {
            low
        } else if less(high, i)? {
            high
        } else {
            i
        })
    };
    let (first, last) = if falling { (high, low) } else { (low, high) };
    let start = match long_part(th, s.start.get())? {
        Some(i) => fit(i)?,
        None => first,
    };
    let stop = match long_part(th, s.stop.get())? {
        Some(i) => fit(i)?,
        None => last,
    };
    Ok([start, stop, step])
}

/// One part of a slice as an int; `None` for None. May run Python.
fn long_part(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    if v.is_none() {
        return Ok(None);
    }
    if !sequence::is_index(v) {
        return Err(
            th.type_error("slice indices must be integers or None or have an __index__ method")
        );
    }
    ops::index(th, v).map(Some)
}

fn slice_new(th: &Thread, _class: Ref<Type>, args: Args) -> PyResult {
    let args = sequence::positional(th, "slice", args, 1, 3)?;
    let s = match *args {
        [stop] => new(th, Value::NONE, stop, Value::NONE),
        [start, stop] => new(th, start, stop, Value::NONE),
        _ => new(th, args[0], args[1], args[2]),
    };
    Ok(s.value())
}

fn parts(v: Value) -> [Value; 3] {
    let s = this::<Slice>(v);
    [s.start.get(), s.stop.get(), s.step.get()]
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let [a, b, c] = parts(v);
    let mut text = b"slice(".to_vec();
    text.extend_from_slice(ops::repr(th, a)?.bytes());
    text.extend_from_slice(b", ");
    text.extend_from_slice(ops::repr(th, b)?.bytes());
    text.extend_from_slice(b", ");
    text.extend_from_slice(ops::repr(th, c)?.bytes());
    text.push(b')');
    Ok(str::from_bytes(th, &text).value())
}

fn hash(th: &Thread, v: Value) -> PyResult<i64> {
    let mut mix = TupleHasher::new();
    for part in parts(v) {
        mix.add(ops::hash(th, part)?);
    }
    Ok(mix.finish_slice())
}

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if !a.has_kind(Kind::Slice) || !b.has_kind(Kind::Slice) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (x, y) = (parts(a), parts(b));
    sequence::compare(
        th,
        op,
        |i| x.get(i).copied(),
        |i| y.get(i).copied(),
        || (3, 3),
    )
}

fn indices(th: &Thread, args: &[Value]) -> PyResult {
    let s = this::<Slice>(args[0]);
    let length = ops::index(th, args[1])?;
    if ops::compare_bool(th, length, Value::small(0), CmpOp::Lt)? {
        return Err(th.value_error("length should not be negative"));
    }
    Ok(tuple_of(th, &long_indices(th, s, length)?))
}

fn reduce(th: &Thread, args: &[Value]) -> PyResult {
    let state = tuple_of(th, &parts(args[0]));
    Ok(tuple_of(th, &[crate::types::get(T::Slice).value(), state]))
}

/// The type.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(slice_new),
        repr: Some(repr),
        hash: Some(hash),
        compare: Some(compare),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("indices", "($self, object, /)", indices),
        NativeDef::new("__reduce__", "($self, /)", reduce),
        NativeDef::new(
            "__class_getitem__",
            "($type, object, /)",
            sequence::class_getitem,
        )
        .class_method(),
    ],
    members: &[
        MemberDef {
            name: "start",
            offset: offset_of!(Slice, start),
            readonly: true,
            strict: false,
        },
        MemberDef {
            name: "stop",
            offset: offset_of!(Slice, stop),
            readonly: true,
            strict: false,
        },
        MemberDef {
            name: "step",
            offset: offset_of!(Slice, step),
            readonly: true,
            strict: false,
        },
    ],
    basic_size: size_of::<Slice>(),
    flags: flags::IMMUTABLE,
    ..TypeDef::new(T::Slice)
};
