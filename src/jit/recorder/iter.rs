//! Iteration: the iterators of range, list and tuple are objects like others, which may stay virtual.

use frontend::bytecode::op::Instr;
use ir::{ClassId, IrRef, Op};
use runtime::object::{Kind, Ref};
use runtime::types::enumerate_zip::Enumerate;
use runtime::types::iter::{ListIter, TupleIter};
use runtime::types::list::List;
use runtime::types::range::{Range, RangeIter};
use runtime::types::tuple::Tuple;
use runtime::types::{self, T};
use runtime::value::Value;

use super::{Pending, Recorder, plain, text};
use crate::helpers::id as h;
use crate::schema;

/// How deep iterators may be nested.
const MAX_NESTING: usize = 3;
/// The most iterators of a `zip`.
const MAX_ZIPPED: usize = 4;

impl Recorder {
    fn range_iter_class(&self) -> ClassId {
        let fields = [
            (schema::ITER_NEXT, 0),
            (schema::ITER_STEP, 0),
            (schema::ITER_LEFT, 0),
        ];
        let size = std::mem::size_of::<RangeIter>();
        self.schema.alloc_class(
            "range_iterator",
            types::shape_of(T::RangeIter),
            Kind::RangeIter,
            size,
            &fields,
        )
    }

    /// GET_ITER.
    pub(super) fn get_iter(&mut self, i: Instr) -> bool {
        let (r, v) = self.both(i.b());
        let itself = [T::RangeIter, T::ListIter, T::TupleIter, T::Generator];
        if itself.iter().any(|&t| types::is_exactly(v, t)) {
            self.guard_type((r, v));
            self.set(i.a(), r);
            return true;
        }
        if types::is_exactly(v, T::Range) {
            // SAFETY: exactly a range.
            let range: Ref<Range> = unsafe { Ref::from_value_unchecked(v) };
            if ![&range.start, &range.stop, &range.step, &range.length]
                .iter()
                .all(|s| s.get().is_small_int())
            {
                return false;
            }
            self.guard_shape(r, types::shape_of(T::Range));
            let part = |s: &mut Self, f| {
                let v = s.b.fload(r, f);
                s.int(v)
            };
            let start = part(self, schema::RANGE_START);
            part(self, schema::RANGE_STOP);
            let step = part(self, schema::RANGE_STEP);
            let length = part(self, schema::RANGE_LENGTH);
            let it = self.b.alloc(self.range_iter_class());
            self.b.fstore(it, schema::ITER_NEXT, start);
            self.b.fstore(it, schema::ITER_STEP, step);
            self.b.fstore(it, schema::ITER_LEFT, length);
            self.set(i.a(), it);
            return true;
        }
        let (shape, kind, name) = if types::is_exactly(v, T::List) {
            (T::ListIter, Kind::ListIter, "list_iterator")
        } else if types::is_exactly(v, T::Tuple) {
            (T::TupleIter, Kind::TupleIter, "tuple_iterator")
        } else if plain::is_flat(v) && (!plain::is_scalar(v) || text::exact(v).is_some()) {
            self.guard_type((r, v));
            let it = self.call_raising(h::iter_of, &[r]);
            self.set(i.a(), it);
            return true;
        } else if plain::is_quiet_iterator(v) {
            self.guard_type((r, v));
            self.set(i.a(), r);
            return true;
        } else {
            return false;
        };
        self.guard_type((r, v));
        let fields = [(schema::SEQ_CONTAINER, 0), (schema::SEQ_POS, 0)];
        let size = std::mem::size_of::<ListIter>();
        let class = self
            .schema
            .alloc_class(name, types::shape_of(shape), kind, size, &fields);
        let it = self.b.alloc(class);
        self.b.fstore(it, schema::SEQ_CONTAINER, r);
        let zero = self.b.int(0);
        self.b.fstore(it, schema::SEQ_POS, zero);
        self.set(i.a(), it);
        true
    }

    /// FOR_ITER on the iterators that the interpreter's fast path knows.
    pub(super) fn for_iter(&mut self, i: Instr) -> bool {
        let (r, v) = self.both(i.b());
        if types::is_exactly(v, T::RangeIter) {
            // SAFETY: exactly a range iterator.
            let it: Ref<RangeIter> = unsafe { Ref::from_value_unchecked(v) };
            self.guard_shape(r, types::shape_of(T::RangeIter));
            let left = self.b.fload(r, schema::ITER_LEFT);
            let zero = self.b.int(0);
            if it.remaining.get() <= 0 {
                self.guard2(Op::GLE, left, zero);
                return true;
            }
            self.guard2(Op::GGT, left, zero);
            let next = self.b.fload(r, schema::ITER_NEXT);
            let step = self.b.fload(r, schema::ITER_STEP);
            let one = self.b.int(1);
            let fewer = self.b.op2(Op::ISUB, left, one);
            let after = self.b.op2(Op::IADD, next, step);
            self.b.fstore(r, schema::ITER_LEFT, fewer);
            self.b.fstore(r, schema::ITER_NEXT, after);
            let item = self.box_int(next);
            self.set(i.a(), item);
            return true;
        }
        if types::is_exactly(v, T::ListIter) {
            // SAFETY: exactly a list iterator.
            let it: Ref<ListIter> = unsafe { Ref::from_value_unchecked(v) };
            return self.next_of_list(i, r, it);
        }
        if types::is_exactly(v, T::TupleIter) {
            // SAFETY: exactly a tuple iterator.
            let it: Ref<TupleIter> = unsafe { Ref::from_value_unchecked(v) };
            return self.next_of_tuple(i, r, it);
        }
        false
    }

    /// FOR_ITER on other iterators that run no Python: a call; whether there is an item is seen when the interpreter has
    /// executed it.
    pub(super) fn quiet_next(&mut self, i: Instr) -> bool {
        let (r, v) = self.both(i.b());
        if !self.guard_quiet_iterator((r, v), MAX_NESTING) {
            return false;
        }
        let item = self.call_raising(h::iter_next, &[r]);
        self.pending = Pending::Item(i.a(), item);
        true
    }

    /// Guards that an iterator, and those that it takes its items from, run no Python. False: they may.
    fn guard_quiet_iterator(&mut self, (r, v): (IrRef, Value), depth: usize) -> bool {
        if plain::is_quiet_iterator(v) {
            self.guard_type((r, v));
            return true;
        }
        let adaptor = [T::Enumerate, T::Zip];
        if depth == 0 || !adaptor.iter().any(|&t| types::is_exactly(v, t)) {
            return false;
        }
        // SAFETY: all adaptors have one layout.
        let it: Ref<Enumerate> = unsafe { Ref::from_value_unchecked(v) };
        let source = it.source.get();
        self.guard_type((r, v));
        let s = self.b.fload(r, schema::ADAPTOR_SOURCE);
        if types::is_exactly(v, T::Enumerate) {
            return self.guard_quiet_iterator((s, source), depth - 1);
        }
        // SAFETY: `zip` keeps its iterators in a tuple.
        let sources: Ref<Tuple> = unsafe { Ref::from_value_unchecked(source) };
        if sources.len() > MAX_ZIPPED {
            return false;
        }
        let length = self.b.fload(s, schema::TUPLE_LEN);
        let want = self.b.int(sources.len() as i64);
        self.guard2(Op::GEQ, length, want);
        sources.items().iter().enumerate().all(|(n, &inner)| {
            let x = self.b.fload(s, self.schema.item_field(n as u32));
            self.guard_quiet_iterator((x, inner), depth - 1)
        })
    }

    fn next_of_list(&mut self, i: Instr, r: IrRef, it: Ref<ListIter>) -> bool {
        let container = it.container.get();
        if !types::is_exactly(container, T::List) {
            return false;
        }
        // SAFETY: exactly a list.
        let list: Ref<List> = unsafe { Ref::from_value_unchecked(container) };
        self.guard_shape(r, types::shape_of(T::ListIter));
        let c = self.b.fload(r, schema::SEQ_CONTAINER);
        // (An exhausted iterator's container is no pointer that a shape could be read from.)
        self.guard_is_not(c, Value::EMPTY);
        self.guard_list(c, list);
        let pos = self.b.fload(r, schema::SEQ_POS);
        let length = self.b.fload(c, schema::LIST_LEN);
        if it.pos.get() >= list.len() {
            self.guard2(Op::GUGE, pos, length);
            let empty = self.konst(Value::EMPTY);
            self.b.fstore(r, schema::SEQ_CONTAINER, empty);
            return true;
        }
        self.guard2(Op::GULT, pos, length);
        let item = self.list_item(c, list, pos);
        self.step(r, pos);
        self.set(i.a(), item);
        true
    }

    fn next_of_tuple(&mut self, i: Instr, r: IrRef, it: Ref<TupleIter>) -> bool {
        let container = it.container.get();
        if !types::is_exactly(container, T::Tuple) {
            return false;
        }
        // SAFETY: exactly a tuple.
        let tuple: Ref<Tuple> = unsafe { Ref::from_value_unchecked(container) };
        self.guard_shape(r, types::shape_of(T::TupleIter));
        let c = self.b.fload(r, schema::SEQ_CONTAINER);
        self.guard_is_not(c, Value::EMPTY);
        self.guard_shape(c, types::shape_of(T::Tuple));
        let pos = self.b.fload(r, schema::SEQ_POS);
        let length = self.b.fload(c, schema::TUPLE_LEN);
        if it.pos.get() >= tuple.len() {
            self.guard2(Op::GUGE, pos, length);
            let empty = self.konst(Value::EMPTY);
            self.b.fstore(r, schema::SEQ_CONTAINER, empty);
            return true;
        }
        self.guard2(Op::GULT, pos, length);
        self.step(r, pos);
        let item = self.b.call(crate::helpers::id::tuple_item, &[c, pos]);
        self.set(i.a(), item);
        true
    }

    fn step(&mut self, it: IrRef, pos: IrRef) {
        let one = self.b.int(1);
        let after = self.b.op2(Op::IADD, pos, one);
        self.b.fstore(it, schema::SEQ_POS, after);
    }
}
