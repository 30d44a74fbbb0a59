//! Iteration: the iterators of built-in containers, `enumerate` and `zip` are objects like others, which may stay virtual.
//!
//! Nested iterators step together: all guards come first, their exits being before the instruction, and only then do the
//! iterators move. Those that end, and others that run no Python, step by a helper.

use frontend::bytecode::op::Instr;
use ir::{ClassId, ElemKind, FieldId, IrRef, Op};
use runtime::names::N;
use runtime::object::{Kind, Ref};
use runtime::types::dict::{self, Dict};
use runtime::types::dict_view::{DictIter, DictView, Part};
use runtime::types::enumerate_zip::Enumerate;
use runtime::types::iter::{ListIter, StrIter};
use runtime::types::list::List;
use runtime::types::range::{Range, RangeIter};
use runtime::types::tuple::Tuple;
use runtime::types::{self, T, str};
use runtime::value::Value;

use super::{Pending, Recorder, bytes, plain, text};
use crate::helpers::id as h;
use crate::schema;

/// How deep iterators may be nested.
const MAX_NESTING: usize = 3;
/// The most iterators of a `zip`.
const MAX_ZIPPED: usize = 4;

type Both = (IrRef, Value);

/// What stepping an iterator does, once all guards have held.
#[derive(Default)]
pub(super) struct Plan {
    /// The iterators that step; they must be different ones.
    leaves: Vec<IrRef>,
    pub(super) stores: Vec<(IrRef, FieldId, IrRef)>,
}

/// Whether [`Recorder::step_next`] knows the iterator, and it has a next item.
pub(super) fn can_step(v: Value, depth: usize) -> bool {
    let is = |t: T| types::is_exactly(v, t);
    if is(T::RangeIter) {
        // SAFETY: exactly a range iterator.
        let it: Ref<RangeIter> = unsafe { Ref::from_value_unchecked(v) };
        return it.remaining.get() > 0;
    }
    if is(T::Enumerate) || is(T::Zip) {
        // SAFETY: all adaptors have one layout.
        let it: Ref<Enumerate> = unsafe { Ref::from_value_unchecked(v) };
        let source = it.source.get();
        if depth == 0 || !it.function.get().is_empty() || source.is_empty() {
            return false;
        }
        if is(T::Enumerate) {
            return it.count.get() < (1 << 62) - 1 && can_step(source, depth - 1);
        }
        // SAFETY: `zip` keeps its iterators in a tuple.
        let sources: Ref<Tuple> = unsafe { Ref::from_value_unchecked(source) };
        let items = sources.items();
        let apart = |n: usize| !items[..n].contains(&items[n]);
        return it.count.get() == 0
            && (1..=MAX_ZIPPED).contains(&items.len())
            && (0..items.len()).all(|n| apart(n) && can_step(items[n], depth - 1));
    }
    let sequences = [
        T::ListIter,
        T::ListReverseIter,
        T::TupleIter,
        T::BytesIter,
        T::ByteArrayIter,
    ];
    if sequences.iter().any(|&t| is(t)) {
        // SAFETY: these have one layout.
        let it: Ref<ListIter> = unsafe { Ref::from_value_unchecked(v) };
        let (c, pos) = (it.container.get(), it.pos.get());
        let length = sequence_length(c).unwrap_or_else(|| bytes::exact(&c).map_or(0, <[u8]>::len));
        return if is(T::ListReverseIter) {
            (1..=length).contains(&pos)
        } else {
            pos < length
        };
    }
    if v.header().is_some_and(|h| h.kind() == Kind::StrIter) {
        // SAFETY: the kind says so.
        let it: Ref<StrIter> = unsafe { Ref::from_value_unchecked(v) };
        return text::exact(it.container.get())
            .is_some_and(|s| s.bytes().get(it.pos.get()).is_some_and(u8::is_ascii));
    }
    if [T::DictKeyIter, T::DictValueIter, T::DictItemIter]
        .iter()
        .any(|&t| is(t))
    {
        // SAFETY: the iterators of dicts have one layout.
        let it: Ref<DictIter> = unsafe { Ref::from_value_unchecked(v) };
        if !it.container.get().has_kind(Kind::Dict) {
            return false;
        }
        // SAFETY: a dict, by its layout.
        let d: Ref<Dict> = unsafe { Ref::from_value_unchecked(it.container.get()) };
        return !d.is_namespace()
            && d.len() == it.expected.get()
            && it.remaining.get() > 0
            && d.entry_at(it.pos.get()).is_some();
    }
    false
}

/// Whether an iterator of a range, list or tuple has come to its end, and has not been asked since.
fn at_end(v: Value) -> bool {
    if types::is_exactly(v, T::RangeIter) {
        // SAFETY: exactly a range iterator.
        let it: Ref<RangeIter> = unsafe { Ref::from_value_unchecked(v) };
        return it.remaining.get() <= 0;
    }
    if !types::is_exactly(v, T::ListIter) && !types::is_exactly(v, T::TupleIter) {
        return false;
    }
    // SAFETY: these have one layout.
    let it: Ref<ListIter> = unsafe { Ref::from_value_unchecked(v) };
    sequence_length(it.container.get()).is_some_and(|n| it.pos.get() >= n)
}

/// The length of what the iterators of lists and tuples go over, whatever its class.
fn sequence_length(container: Value) -> Option<usize> {
    let list = plain::list_that(container, None).map(|l| l.len());
    list.or_else(|| plain::tuple_that(container, None).map(|t| t.len()))
}

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
        let x = self.both(i.b());
        match self.make_iter(x) {
            Some(it) => {
                self.set(i.a(), it);
                true
            }
            None => false,
        }
    }

    /// `iter(x)` of a built-in container, or of what is an iterator.
    pub(super) fn make_iter(&mut self, (r, v): Both) -> Option<IrRef> {
        if plain::is_quiet_iterator(v) || plain::is_own_iterator(v) {
            self.guard_type((r, v));
            return Some(r);
        }
        if types::is_exactly(v, T::Range) {
            return self.range_iter((r, v));
        }
        let sequence = if plain::list_that(v, Some(N::__iter__)).is_some() {
            Some((T::ListIter, Kind::ListIter))
        } else if plain::tuple_that(v, Some(N::__iter__)).is_some() {
            Some((T::TupleIter, Kind::TupleIter))
        } else if text::exact(v).is_some_and(|s| s.is_ascii()) {
            self.guard_str((r, v));
            self.guard_flag(r, str::ASCII);
            Some((T::StrAsciiIter, Kind::StrIter))
        } else if text::exact(v).is_some() {
            self.guard_str((r, v));
            self.guard_not_ascii(r);
            Some((T::StrIter, Kind::StrIter))
        } else if types::is_exactly(v, T::Bytes) {
            Some((T::BytesIter, Kind::SeqIter))
        } else if types::is_exactly(v, T::ByteArray) {
            Some((T::ByteArrayIter, Kind::SeqIter))
        } else {
            None
        };
        if let Some((t, kind)) = sequence {
            self.guard_container((r, v));
            let fields = [(schema::SEQ_CONTAINER, 0), (schema::SEQ_POS, 0)];
            let it = self.new_object(t, kind, size_of::<ListIter>(), &fields);
            self.b.fstore(it, schema::SEQ_CONTAINER, r);
            let zero = self.b.int(0);
            self.b.fstore(it, schema::SEQ_POS, zero);
            return Some(it);
        }
        if let Some(it) = self.dict_iter((r, v)) {
            return Some(it);
        }
        if plain::is_flat(v) && (!plain::is_scalar(v) || text::exact(v).is_some()) {
            self.guard_type((r, v));
            return Some(self.call_raising(h::iter_of, &[r]));
        }
        None
    }

    fn range_iter(&mut self, (r, v): Both) -> Option<IrRef> {
        // SAFETY: exactly a range.
        let range: Ref<Range> = unsafe { Ref::from_value_unchecked(v) };
        if ![&range.start, &range.stop, &range.step, &range.length]
            .iter()
            .all(|s| s.get().is_small_int())
        {
            return None;
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
        Some(it)
    }

    /// A new object of a built-in type, all zero.
    pub(super) fn new_object(
        &mut self,
        t: T,
        kind: Kind,
        size: usize,
        fields: &[(FieldId, u64)],
    ) -> IrRef {
        let shape = types::shape_of(t);
        let class = self.schema.alloc_class(t.name(), shape, kind, size, fields);
        self.b.alloc(class)
    }

    /// The iterator of a dict, or of a view of one.
    fn dict_iter(&mut self, (r, v): Both) -> Option<IrRef> {
        let is = |t: T| types::is_exactly(v, t);
        let whole = v.has_kind(Kind::Dict) && plain::does_as(v, T::Dict, Some(N::__iter__));
        let (t, d) = if whole {
            (T::DictKeyIter, r)
        } else {
            let t = if is(T::DictKeys) {
                T::DictKeyIter
            } else if is(T::DictValues) {
                T::DictValueIter
            } else if is(T::DictItems) {
                T::DictItemIter
            } else {
                return None;
            };
            self.guard_type((r, v));
            (t, self.b.fload(r, schema::VIEW_DICT))
        };
        if whole {
            self.guard_container((r, v));
            self.refresh_dict((r, v));
        } else {
            // SAFETY: the three types of views have one layout.
            let view: Ref<DictView> = unsafe { Ref::from_value_unchecked(v) };
            if !view.dict.get().has_kind(Kind::Dict) {
                return None;
            }
            self.guard_type((d, view.dict.get()));
            self.refresh_dict((d, view.dict.get()));
        }
        let used = self.b.fload(d, schema::DICT_USED);
        let fields = [
            (schema::SEQ_CONTAINER, 0),
            (schema::SEQ_POS, 0),
            (schema::ITER_EXPECTED, 0),
            (schema::ITER_REMAINING, 0),
        ];
        let it = self.new_object(t, Kind::DictIter, size_of::<DictIter>(), &fields);
        self.b.fstore(it, schema::SEQ_CONTAINER, d);
        let zero = self.b.int(0);
        self.b.fstore(it, schema::SEQ_POS, zero);
        self.b.fstore(it, schema::ITER_EXPECTED, used);
        self.b.fstore(it, schema::ITER_REMAINING, used);
        Some(it)
    }

    /// `d.keys()`, `d.values()`, `d.items()`.
    pub(super) fn dict_view(&mut self, name: &str, d: Both) -> Option<IrRef> {
        let (t, part) = match name {
            "keys" => (T::DictKeys, Part::Keys),
            "values" => (T::DictValues, Part::Values),
            "items" => (T::DictItems, Part::Items),
            _ => return None,
        };
        self.guard_type(d);
        let fields = [(schema::VIEW_DICT, 0), (schema::FLAGS, 0)];
        let view = self.new_object(t, Kind::DictView, size_of::<DictView>(), &fields);
        let part = self.b.int(part as i64);
        self.b.fstore(view, schema::FLAGS, part);
        self.b.fstore(view, schema::VIEW_DICT, d.0);
        Some(view)
    }

    /// `enumerate(x)`, `enumerate(x, start)`, `zip(...)` as objects of the trace.
    pub(super) fn adaptor(&mut self, zip: bool, args: &[Both]) -> Option<IrRef> {
        let inner = |v: Value| {
            plain::is_quiet_iterator(v)
                || types::is_exactly(v, T::Generator)
                || plain::is_flat(v) && (!plain::is_scalar(v) || text::exact(v).is_some())
        };
        let (sources, start) = match (zip, args) {
            (true, all) if (1..=MAX_ZIPPED).contains(&all.len()) => (all, None),
            (false, [_]) => (args, None),
            (false, [_, start]) if start.1.is_small_int() => (&args[..1], Some(*start)),
            _ => return None,
        };
        if !sources.iter().all(|x| inner(x.1)) {
            return None;
        }
        let mut its = Vec::new();
        for &x in sources {
            its.push(self.make_iter(x)?);
        }
        let (t, kind, source) = if zip {
            (T::Zip, Kind::Zip, self.new_tuple(&its))
        } else {
            (T::Enumerate, Kind::Enumerate, its[0])
        };
        let count = match start {
            Some(start) => {
                let n = self.int(start.0);
                self.immediate_int(start.0, n);
                n
            }
            None => self.b.int(0),
        };
        let fields = [
            (schema::ADAPTOR_SOURCE, 0),
            (schema::ADAPTOR_FUNCTION, 0),
            (schema::ADAPTOR_COUNT, 0),
        ];
        let it = self.new_object(t, kind, size_of::<Enumerate>(), &fields);
        let empty = self.konst(Value::EMPTY);
        self.b.fstore(it, schema::ADAPTOR_SOURCE, source);
        self.b.fstore(it, schema::ADAPTOR_FUNCTION, empty);
        self.b.fstore(it, schema::ADAPTOR_COUNT, count);
        Some(it)
    }

    /// FOR_ITER on an iterator of a range, list or tuple that has come to its end.
    pub(super) fn end_of_iter(&mut self, i: Instr) -> bool {
        let x = self.both(i.b());
        match self.peek_end(x) {
            Some(plan) => {
                self.carry_out(plan);
                true
            }
            None => false,
        }
    }

    /// Guards that the iterator of a range, list or tuple has come to its end, as it has now; gives what that stores. `None`: it
    /// has not, or is no such iterator.
    pub(super) fn peek_end(&mut self, (r, v): Both) -> Option<Plan> {
        let mut plan = Plan::default();
        if !at_end(v) {
            return None;
        }
        self.guard_type((r, v));
        if types::is_exactly(v, T::RangeIter) {
            let left = self.b.fload(r, schema::ITER_LEFT);
            let zero = self.b.int(0);
            self.guard2(Op::GLE, left, zero);
            return Some(plan);
        }
        let c = self.b.fload(r, schema::SEQ_CONTAINER);
        // (An exhausted iterator's container is no pointer that a shape could be read from.)
        self.guard_is_not(c, Value::EMPTY);
        // SAFETY: the iterators of lists and tuples have one layout.
        let it: Ref<ListIter> = unsafe { Ref::from_value_unchecked(v) };
        let container = it.container.get();
        let length = if let Some(list) = plain::list_that(container, None) {
            self.guard_list(c, list);
            schema::LIST_LEN
        } else {
            self.guard_type((c, container));
            schema::TUPLE_LEN
        };
        let pos = self.b.fload(r, schema::SEQ_POS);
        let length = self.b.fload(c, length);
        self.guard2(Op::GUGE, pos, length);
        let empty = self.konst(Value::EMPTY);
        plan.stores.push((r, schema::SEQ_CONTAINER, empty));
        Some(plan)
    }

    /// FOR_ITER on iterators that have a next item and whose step is a few loads and stores: the item first, with all
    /// guards, and the stores when nothing can fail any more.
    pub(super) fn step_next(&mut self, i: Instr) -> bool {
        let x = self.both(i.b());
        match self.step_once(x) {
            Some(item) => {
                self.set(i.a(), item);
                true
            }
            None => false,
        }
    }

    /// The next item of such an iterator, which moves. `None`: it has none, or is no such iterator.
    pub(super) fn step_once(&mut self, (r, v): Both) -> Option<IrRef> {
        if !can_step(v, MAX_NESTING) {
            return None;
        }
        let mut plan = Plan::default();
        let item = self.peek(&mut plan, (r, v));
        // Two steps of one iterator would see each other.
        for (n, &a) in plan.leaves.iter().enumerate() {
            for &b in &plan.leaves[..n] {
                self.guard2(Op::GNIS, a, b);
            }
        }
        self.carry_out(plan);
        Some(item)
    }

    /// The iterators of a plan move.
    pub(super) fn carry_out(&mut self, plan: Plan) {
        for (object, field, v) in plan.stores {
            self.b.fstore(object, field, v);
        }
    }

    /// The next item of an iterator that [`can_step`], and what stepping stores.
    pub(super) fn peek(&mut self, plan: &mut Plan, (r, v): Both) -> IrRef {
        if v.header().is_some_and(|h| h.kind() == Kind::StrIter) && self.b.trace.op(r) != Op::NEW {
            // ASCII strings have iterators of another type, which work alike: one loop is for both.
            self.guard1(Op::GPTR, r);
            let kind = self.b.fload(r, schema::KIND);
            let want = self.b.int(Kind::StrIter as i64);
            self.guard2(Op::GEQ, kind, want);
        } else {
            self.guard_type((r, v));
        }
        if types::is_exactly(v, T::Enumerate) || types::is_exactly(v, T::Zip) {
            return self.peek_adaptor(plan, (r, v));
        }
        plan.leaves.push(r);
        let one = self.b.int(1);
        let zero = self.b.int(0);
        if types::is_exactly(v, T::RangeIter) {
            let left = self.b.fload(r, schema::ITER_LEFT);
            self.guard2(Op::GGT, left, zero);
            let next = self.b.fload(r, schema::ITER_NEXT);
            let step = self.b.fload(r, schema::ITER_STEP);
            let fewer = self.b.op2(Op::ISUB, left, one);
            let after = self.b.op2(Op::IADD, next, step);
            plan.stores.push((r, schema::ITER_LEFT, fewer));
            plan.stores.push((r, schema::ITER_NEXT, after));
            return self.box_int(next);
        }
        // SAFETY: all other steppable iterators begin with the container.
        let it: Ref<ListIter> = unsafe { Ref::from_value_unchecked(v) };
        let container = it.container.get();
        let c = self.b.fload(r, schema::SEQ_CONTAINER);
        // (An exhausted iterator's container is no pointer that a shape could be read from.)
        self.guard_is_not(c, Value::EMPTY);
        self.guard_type((c, container));
        let pos = self.b.fload(r, schema::SEQ_POS);
        if container.has_kind(Kind::Dict) {
            self.refresh_dict((c, container));
            return self.peek_dict(plan, (r, v), c, pos);
        }
        if types::is_exactly(v, T::ListReverseIter) {
            // SAFETY: a list, by its layout: only they are gone over backwards by it.
            let list: Ref<List> = unsafe { Ref::from_value_unchecked(container) };
            self.guard_list(c, list);
            let length = self.b.fload(c, schema::LIST_LEN);
            let before = self.b.op2(Op::ISUB, pos, one);
            self.guard2(Op::GULT, before, length);
            plan.stores.push((r, schema::SEQ_POS, before));
            return self.list_item(c, list, before);
        }
        let after = self.b.op2(Op::IADD, pos, one);
        plan.stores.push((r, schema::SEQ_POS, after));
        if let Some(list) = plain::list_that(container, None) {
            self.guard_list(c, list);
            let length = self.b.fload(c, schema::LIST_LEN);
            self.guard2(Op::GULT, pos, length);
            return self.list_item(c, list, pos);
        }
        if container.has_kind(Kind::Tuple) {
            let length = self.b.fload(c, schema::TUPLE_LEN);
            self.guard2(Op::GULT, pos, length);
            return self.tuple_item(c, pos);
        }
        if bytes::exact(&container).is_some() {
            let length = self.bytes_len((c, container));
            self.guard2(Op::GULT, pos, length);
            return self.byte_item((c, container), pos);
        }
        let length = self.b.fload(c, schema::STR_BYTES);
        self.guard2(Op::GULT, pos, length);
        let data = self.b.fload(c, schema::STR_DATA);
        let byte = self.b.aload(data, pos, ElemKind::U8);
        let ascii = self.b.int(128);
        self.guard2(Op::GLT, byte, ascii);
        self.char_value(byte)
    }

    fn peek_dict(&mut self, plan: &mut Plan, (r, v): Both, d: IrRef, pos: IrRef) -> IrRef {
        self.guard_flags_clear(d, dict::NAMESPACE);
        let used = self.b.fload(d, schema::DICT_USED);
        let expected = self.b.fload(r, schema::ITER_EXPECTED);
        self.guard2(Op::GEQ, used, expected);
        let left = self.b.fload(r, schema::ITER_REMAINING);
        let zero = self.b.int(0);
        self.guard2(Op::GGT, left, zero);
        let one = self.b.int(1);
        let key = self.b.call(h::dict_key, &[d, pos]);
        // The end of the entries, or a hole.
        self.guard_is_not(key, Value::EMPTY);
        let after = self.b.op2(Op::IADD, pos, one);
        let fewer = self.b.op2(Op::ISUB, left, one);
        plan.stores.push((r, schema::SEQ_POS, after));
        plan.stores.push((r, schema::ITER_REMAINING, fewer));
        if types::is_exactly(v, T::DictKeyIter) {
            return key;
        }
        let value = self.b.call(h::dict_value, &[d, pos]);
        if types::is_exactly(v, T::DictValueIter) {
            return value;
        }
        self.new_tuple(&[key, value])
    }

    fn peek_adaptor(&mut self, plan: &mut Plan, (r, v): Both) -> IrRef {
        // SAFETY: all adaptors have one layout.
        let it: Ref<Enumerate> = unsafe { Ref::from_value_unchecked(v) };
        let source = it.source.get();
        let s = self.b.fload(r, schema::ADAPTOR_SOURCE);
        let count = self.b.fload(r, schema::ADAPTOR_COUNT);
        if types::is_exactly(v, T::Enumerate) {
            let big = self.b.fload(r, schema::ADAPTOR_FUNCTION);
            self.guard_is(big, Value::EMPTY);
            // The count stays an immediate int.
            let end = self.b.int((1 << 62) - 1);
            self.guard2(Op::GLT, count, end);
            let item = self.peek(plan, (s, source));
            let one = self.b.int(1);
            let after = self.b.op2(Op::IADD, count, one);
            plan.leaves.push(r);
            plan.stores.push((r, schema::ADAPTOR_COUNT, after));
            let n = self.box_int(count);
            return self.new_tuple(&[n, item]);
        }
        let zero = self.b.int(0);
        self.guard2(Op::GEQ, count, zero);
        // SAFETY: `zip` keeps its iterators in a tuple.
        let sources: Ref<Tuple> = unsafe { Ref::from_value_unchecked(source) };
        let length = self.b.fload(s, schema::TUPLE_LEN);
        let want = self.b.int(sources.len() as i64);
        self.guard2(Op::GEQ, length, want);
        let mut items = Vec::new();
        for (n, &inner) in sources.items().iter().enumerate() {
            let x = self.b.fload(s, self.schema.item_field(n as u32));
            items.push(self.peek(plan, (x, inner)));
        }
        self.new_tuple(&items)
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
}
