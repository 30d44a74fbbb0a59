//! Slices and sums of the built-in sequences. What a slice selects, replaces or deletes is told to helpers in numbers, so that
//! the slice object, if the program makes one, is left to those who look at it.

use frontend::bytecode::op::{Instr, SLICE_STEP};
use ir::{FieldId, IrRef, Op};
use runtime::object::Kind;
use runtime::types::slice::{self, Slice};
use runtime::types::{self, T};
use runtime::value::Value;

use super::Recorder;
use crate::helpers::id as h;
use crate::schema;

/// A value in the trace, and what it is now.
type Both = (IrRef, Value);

/// The fields of a slice.
const SLICE_PARTS: [FieldId; 3] = [schema::SLICE_START, schema::SLICE_STOP, schema::SLICE_STEP];

/// Whether a part of a slice is None or an immediate int.
fn is_bound(v: Value) -> bool {
    v.is_none() || v.is_small_int()
}

/// Whether slices of a value are made by ours alone.
fn is_sliced(v: Value) -> bool {
    let sliced = [T::Str, T::List, T::Tuple, T::Bytes, T::ByteArray];
    sliced.iter().any(|&t| types::is_exactly(v, t))
}

impl Recorder {
    /// GET_SLICE with bounds that are None or ints.
    pub(super) fn get_slice(&mut self, i: Instr) -> bool {
        let c = self.both(i.b());
        let (start, stop) = (self.both(i.c()), self.both(i.c() + 1));
        if !is_bound(start.1) || !is_bound(stop.1) || !is_sliced(c.1) {
            return false;
        }
        let step = (self.konst(Value::NONE), Value::NONE);
        let v = self.selected(c, [start, stop, step]);
        self.set(i.a(), v);
        true
    }

    /// `container[start:stop:step]` of a built-in sequence ([`is_sliced`]), where the parts are None or ints and the step is
    /// not 0.
    fn selected(&mut self, (c, container): Both, parts: [Both; 3]) -> IrRef {
        let is = |t: T| types::is_exactly(container, t);
        self.guard_operand((c, container));
        let (start, stop, step) = self.bounds(parts);
        let adjacent = self.b.trace.int_value(step) == Some(1);
        let stepwise = if is(T::List) && adjacent {
            return self.b.call(h::list_slice, &[c, start, stop]);
        } else if is(T::Str) && adjacent {
            return self.b.call(h::str_slice, &[c, start, stop]);
        } else if is(T::List) {
            h::list_slice_step
        } else if is(T::Str) {
            h::str_slice_step
        } else if is(T::Tuple) {
            h::tuple_slice
        } else if is(T::Bytes) {
            h::bytes_slice
        } else {
            h::bytearray_slice
        };
        self.b.call(stepwise, &[c, start, stop, step])
    }

    /// Start, stop and step as ints. Their types are guarded, and which way the step goes.
    fn bounds(&mut self, [start, stop, step]: [Both; 3]) -> (IrRef, IrRef, IrRef) {
        let stride = step.1.as_small().unwrap_or(1);
        let one = self.b.int(1);
        let by = self.bound(step, one);
        let zero = self.b.int(0);
        let way = if stride < 0 { Op::GLT } else { Op::GGT };
        self.guard2(way, by, zero);
        let (first, last) = slice::absent(stride);
        let (first, last) = (self.b.int(first), self.b.int(last));
        (self.bound(start, first), self.bound(stop, last), by)
    }

    /// A part of a slice as an int: `absent` stands for None.
    fn bound(&mut self, part: Both, absent: IrRef) -> IrRef {
        if part.1.is_none() {
            self.guard_type(part);
            absent
        } else {
            self.int(part.0)
        }
    }

    /// `x + y` of two lists, two tuples or two bytes objects.
    pub(super) fn joined(&mut self, x: Both, y: Both) -> Option<IrRef> {
        let joins = [
            (T::List, h::list_concat),
            (T::Tuple, h::tuple_concat),
            (T::Bytes, h::bytes_concat),
        ];
        let both = |t: T| types::is_exactly(x.1, t) && types::is_exactly(y.1, t);
        let (_, join) = joins.into_iter().find(|&(t, _)| both(t))?;
        self.guard_type(x);
        self.guard_type(y);
        Some(self.b.call(join, &[x.0, y.0]))
    }

    /// `x * y` of a list or a string and an int, either way round.
    pub(super) fn repeated(&mut self, x: Both, y: Both) -> Option<IrRef> {
        let (items, count) = if x.1.is_small_int() { (y, x) } else { (x, y) };
        let repeat = if types::is_exactly(items.1, T::List) {
            h::list_repeat
        } else if types::is_exactly(items.1, T::Str) {
            h::str_repeat
        } else {
            return None;
        };
        if !count.1.is_small_int() {
            return None;
        }
        self.guard_operand(items);
        let n = self.int(count.0);
        Some(self.call_raising(repeat, &[items.0, n]))
    }

    /// Guards the type of a built-in sequence.
    fn guard_operand(&mut self, x: Both) {
        if types::is_exactly(x.1, T::Str) {
            self.guard_str(x);
        } else {
            self.guard_type(x);
        }
    }

    /// BUILD_SLICE: an object of the trace.
    pub(super) fn build_slice(&mut self, i: Instr) -> bool {
        let (start, stop) = (self.reg(i.b()), self.reg(i.b() + 1));
        let step = if i.flags() & SLICE_STEP != 0 {
            self.reg(i.b() + 2)
        } else {
            self.konst(Value::NONE)
        };
        let slice = self.new_slice([start, stop, step]);
        self.set(i.a(), slice);
        true
    }

    /// A slice as an object of the trace.
    pub(super) fn new_slice(&mut self, parts: [IrRef; 3]) -> IrRef {
        let fields = SLICE_PARTS.map(|f| (f, 0));
        let (shape, size) = (types::shape_of(T::Slice), std::mem::size_of::<Slice>());
        let class = self
            .schema
            .alloc_class("slice", shape, Kind::Slice, size, &fields);
        let slice = self.b.alloc(class);
        for (field, part) in SLICE_PARTS.into_iter().zip(parts) {
            self.b.fstore(slice, field, part);
        }
        slice
    }

    /// The parts of a slice, if all are None or ints and the step is not 0: then using it runs no Python.
    fn slice_parts(&mut self, (k, key): Both) -> Option<[Both; 3]> {
        let slice = key.downcast::<Slice>()?;
        let now = [slice.start.get(), slice.stop.get(), slice.step.get()];
        if !now.into_iter().all(is_bound) || now[2] == Value::small(0) {
            return None;
        }
        self.guard_shape(k, types::shape_of(T::Slice));
        let mut parts = [(k, key); 3];
        for (n, part) in parts.iter_mut().enumerate() {
            *part = (self.b.fload(k, SLICE_PARTS[n]), now[n]);
            self.guard_type(*part);
        }
        Some(parts)
    }

    /// `container[key]` of a built-in sequence and a slice of ints and Nones.
    pub(super) fn sliced(&mut self, c: Both, key: Both) -> Option<IrRef> {
        if !is_sliced(c.1) {
            return None;
        }
        if let Some(parts) = self.slice_parts(key) {
            return Some(self.selected(c, parts));
        }
        // What is constant and exotic, but runs no Python, behaves in the same way each time.
        self.b.trace.get_const(key.0)?;
        let slice = key.1.downcast::<Slice>()?;
        let parts = [slice.start.get(), slice.stop.get(), slice.step.get()];
        if !parts
            .iter()
            .all(|&v| v.is_none() || types::is_exactly(v, T::Int))
        {
            return None;
        }
        self.guard_type(c);
        Some(self.call_raising(h::get_item, &[c.0, key.0]))
    }

    /// `list[slice] = x`, of a list or tuple `x`, or `del list[slice]`.
    pub(super) fn change_slice(&mut self, list: Both, key: Both, source: Option<Both>) -> bool {
        let plain = |v: Value| types::is_exactly(v, T::List) || types::is_exactly(v, T::Tuple);
        if !types::is_exactly(list.1, T::List) || source.is_some_and(|s| !plain(s.1)) {
            return false;
        }
        let Some(parts) = self.slice_parts(key) else {
            return false;
        };
        self.guard_type(list);
        if let Some(source) = source {
            self.guard_type(source);
        }
        let (start, stop, step) = self.bounds(parts);
        let l = list.0;
        match source {
            Some((x, _)) if self.b.trace.int_value(step) == Some(1) => {
                self.b.call(h::list_splice, &[l, start, stop, x]);
            }
            Some((x, _)) => {
                self.call_raising(h::list_assign_step, &[l, start, stop, step, x]);
            }
            None => {
                self.b.call(h::list_delete_slice, &[l, start, stop, step]);
            }
        }
        true
    }
}
