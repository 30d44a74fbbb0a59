//! Building and taking apart: tuples and empty lists are objects of the trace, which may stay virtual; other containers
//! are filled by helpers, and so are strings.

use frontend::bytecode::op::{CONVERSION, HAS_SPEC, Instr};
use ir::{ElemKind, IrRef, Op};
use runtime::names::N;
use runtime::object::{Kind, Ref, ShapeId};
use runtime::thread::Thread;
use runtime::types::dict::{self, Display};
use runtime::types::list::{self, List};
use runtime::types::tuple;
use runtime::types::{self, T, float};
use runtime::value::Value;

use super::{Recorder, plain, text};
use crate::helpers::id as h;
use crate::schema;

/// Longer tuples are built by the interpreter.
pub(super) const MAX_TUPLE: u16 = 12;
/// Longer lists and sets are built by the interpreter.
const MAX_LIST: u16 = 16;
/// Larger dicts are built by the interpreter, with a table of the right size from the start.
const MAX_MAP: u16 = 5;
/// Pairs of a display with constant keys.
const MAX_DISPLAY: u16 = 16;

impl Recorder {
    pub(super) fn build_tuple(&mut self, i: Instr) -> bool {
        let n = i.c();
        if n == 0 || n > MAX_TUPLE {
            return false;
        }
        let items: Vec<_> = (0..n).map(|k| self.reg(i.b() + k)).collect();
        let t = self.new_tuple(&items);
        self.set(i.a(), t);
        true
    }

    /// A tuple as an object of the trace.
    pub(super) fn new_tuple(&mut self, items: &[IrRef]) -> IrRef {
        let n = items.len();
        let shape = types::shape_of(T::Tuple);
        self.tuple_of_shape(&format!("tuple{n}"), shape, tuple::size_of(n), items)
    }

    /// A tuple, or an instance of a subclass, of `size` bytes: what lies behind the items is zero.
    pub(super) fn tuple_of_shape(
        &mut self,
        name: &str,
        shape: ShapeId,
        size: usize,
        items: &[IrRef],
    ) -> IrRef {
        let n = items.len();
        let mut fields = vec![(schema::TUPLE_LEN, 0)];
        fields.extend((0..n).map(|k| (self.schema.item_field(k as u32), 0)));
        let class = self
            .schema
            .alloc_class(name, shape, Kind::Tuple, size, &fields);
        let t = self.b.alloc(class);
        let length = self.b.int(n as i64);
        self.b.fstore(t, schema::TUPLE_LEN, length);
        for (k, &item) in items.iter().enumerate() {
            self.b.fstore(t, self.schema.item_field(k as u32), item);
        }
        t
    }

    pub(super) fn unpack_sequence(&mut self, i: Instr) -> bool {
        let (r, v) = self.both(i.b());
        let n = i.c();
        let length = sequence_length(v);
        if length != Some(usize::from(n)) || n == 0 && v.has_kind(Kind::List) {
            return false;
        }
        let Some(items) = self.unpacked((r, v), usize::from(n)) else {
            return false;
        };
        for (k, item) in items.into_iter().enumerate() {
            self.set(i.a() + k as u16, item);
        }
        true
    }

    /// The items of a tuple or list of at most `most`, whose length is guarded.
    pub(super) fn unpacked(&mut self, (r, v): (IrRef, Value), most: usize) -> Option<Vec<IrRef>> {
        let n = sequence_length(v).filter(|&n| n <= most)?;
        let want = self.b.int(n as i64);
        let Some(list) = plain::list_that(v, Some(N::__iter__)) else {
            self.guard_container((r, v));
            let length = self.b.fload(r, schema::TUPLE_LEN);
            self.guard2(Op::GEQ, length, want);
            let field = |k| self.schema.item_field(k);
            return Some((0..n as u32).map(|k| self.b.fload(r, field(k))).collect());
        };
        self.guard_list(r, list);
        let length = self.b.fload(r, schema::LIST_LEN);
        self.guard2(Op::GEQ, length, want);
        let mut items = Vec::new();
        for k in 0..n {
            let k = self.b.int(k as i64);
            items.push(self.list_item(r, list, k));
        }
        Some(items)
    }

    /// BUILD_LIST: an empty one is an object of the trace, others are made by helpers.
    pub(super) fn build_list(&mut self, i: Instr) -> bool {
        let n = i.c();
        if n > MAX_LIST {
            return false;
        }
        let items: Vec<_> = (0..n).map(|k| self.reg(i.b() + k)).collect();
        let list = self.new_list(&items);
        self.set(i.a(), list);
        true
    }

    pub(super) fn new_list(&mut self, items: &[IrRef]) -> IrRef {
        let (first, rest) = items.split_at(items.len().min(4));
        let list = match first.len() {
            0 => {
                let fields = [
                    (schema::LIST_LEN, 0),
                    (schema::LIST_ITEMS, 0),
                    (schema::LIST_CAPACITY, 0),
                    (schema::FLAGS, 0),
                ];
                let shape = types::shape_of(T::List);
                let class = self
                    .schema
                    .alloc_class("list", shape, Kind::List, list::SIZE, &fields);
                self.b.alloc(class)
            }
            1 => self.b.call(h::list1, first),
            2 => self.b.call(h::list2, first),
            3 => self.b.call(h::list3, first),
            _ => {
                let n = self.b.int(items.len() as i64);
                self.b.call(h::list4, &[first, &[n]].concat())
            }
        };
        for &item in rest {
            self.b.call(h::list_append, &[list, item]);
        }
        list
    }

    /// BUILD_MAP with plain keys.
    pub(super) fn build_map(&mut self, i: Instr) -> bool {
        let n = i.c();
        if n > MAX_DISPLAY {
            return false;
        }
        let items: Vec<_> = (0..2 * n).map(|k| self.both(i.b() + k)).collect();
        if let Some(d) = self.display(&items) {
            self.set(i.a(), d);
            return true;
        }
        if n > MAX_MAP {
            return false;
        }
        if !items.chunks(2).all(|pair| plain::is_plain_key(pair[0].1)) {
            return false;
        }
        for pair in items.chunks(2) {
            self.guard_plain_key(pair[0]);
        }
        let d = self.empty_dict();
        for pair in items.chunks(2) {
            self.b.call(h::dict_put, &[d, pair[0].0, pair[1].0]);
        }
        self.set(i.a(), d);
        true
    }

    /// The dict of a display whose keys are constant strings: made with all keys at once, and room for no others.
    pub(super) fn display(&mut self, items: &[(IrRef, Value)]) -> Option<IrRef> {
        let constant = |pair: &[(IrRef, Value)]| {
            let known = self.b.trace.get_const(pair[0].0).is_some();
            known.then_some(pair[0].1)
        };
        // tidy: rooted by the trace, whose constants they are.
        let keys: Vec<Value> = items.chunks(2).map(constant).collect::<Option<_>>()?;
        self.displays.push(Box::new(Display::new(&keys)?));
        let at = &raw const **self.displays.last()?;
        let at = self.b.addr(at as u64);
        let d = self.b.call(h::dict_display, &[at]);
        let entries = self.b.fload(d, schema::DICT_ENTRIES);
        for (n, pair) in items.chunks(2).enumerate() {
            // No barrier: nothing that collects comes between the dict's making and these stores.
            let word = self.b.int(Display::value_word(n) as i64);
            self.b.astore(entries, word, pair[1].0, ElemKind::Val);
        }
        Some(d)
    }

    /// An empty dict as an object of the trace.
    pub(super) fn empty_dict(&mut self) -> IrRef {
        let fields = [
            (schema::DICT_USED, 0),
            (schema::DICT_FLAGS, 0),
            (schema::DICT_MUTATIONS, 0),
            (schema::KEYS_VERSION, 0),
        ];
        let d = self.new_object(T::Dict, Kind::Dict, dict::SIZE, &fields);
        let flags = self.b.int(i64::from(dict::STR_KEYS));
        self.b.fstore(d, schema::DICT_FLAGS, flags);
        d
    }

    /// BUILD_SET with plain elements.
    pub(super) fn build_set(&mut self, i: Instr) -> bool {
        let n = i.c();
        if n > MAX_LIST {
            return false;
        }
        let items: Vec<_> = (0..n).map(|k| self.both(i.b() + k)).collect();
        if !items.iter().all(|x| plain::is_plain_key(x.1)) {
            return false;
        }
        for &x in &items {
            self.guard_plain_key(x);
        }
        let s = self.b.call(h::new_set, &[]);
        for x in items {
            self.b.call(h::set_put, &[s, x.0]);
        }
        self.set(i.a(), s);
        true
    }

    /// BUILD_STRING.
    pub(super) fn build_string(&mut self, i: Instr) -> bool {
        let parts: Vec<_> = (0..i.c()).map(|k| self.both(i.b() + k)).collect();
        if parts.is_empty() || !parts.iter().all(|x| text::exact(x.1).is_some()) {
            return false;
        }
        for &part in &parts {
            self.guard_str(part);
        }
        let mut parts: Vec<IrRef> = parts.into_iter().map(|x| x.0).collect();
        while parts.len() > 1 {
            let n = parts.len().min(5);
            let joined = match n {
                2 => self.b.call(h::str_concat, &parts[..2]),
                3 => self.b.call(h::str_join3, &parts[..3]),
                4 => self.b.call(h::str_join4, &parts[..4]),
                _ => self.b.call(h::str_join5, &parts[..5]),
            };
            parts.splice(..n, [joined]);
        }
        self.set(i.a(), parts[0]);
        true
    }

    /// FORMAT_VALUE of numbers, text and singletons.
    pub(super) fn format_value(&mut self, th: &Thread, i: Instr) -> bool {
        let x = self.both(i.b());
        let spec = (i.flags() & HAS_SPEC != 0).then(|| self.both(i.c()));
        let Some(v) = self.format_plain(th, x, i.flags() & CONVERSION, spec) else {
            return false;
        };
        self.set(i.a(), v);
        true
    }

    /// LIST_EXTEND by a built-in container.
    pub(super) fn list_extend(&mut self, i: Instr) -> bool {
        let (l, x) = (self.both(i.a()), self.both(i.b()));
        // A display of constants: the list that was begun for it is not needed.
        let begun = self.b.trace.op(l.0) == Op::NEW && self.b.trace.refs().next_back() == Some(l.0);
        if begun && self.b.trace.get_const(x.0).is_some() && types::is_exactly(x.1, T::Tuple) {
            let list = self.b.call(h::tuple_to_list, &[x.0]);
            self.set(i.a(), list);
            return true;
        }
        self.extended(l, x)
    }

    /// LIST_TO_TUPLE: of a list that the instructions before it have made.
    pub(super) fn list_to_tuple(&mut self, i: Instr) -> bool {
        let (r, v) = self.both(i.b());
        if !types::is_exactly(v, T::List) {
            return false;
        }
        self.guard_shape(r, types::shape_of(T::List));
        let t = self.b.call(h::list_to_tuple, &[r]);
        self.set(i.a(), t);
        true
    }

    /// Appends what a built-in container or iterator gives to a list. False: that may run Python.
    pub(super) fn extended(&mut self, l: (IrRef, Value), x: (IrRef, Value)) -> bool {
        let sized = plain::is_flat(x.1) && (!plain::is_scalar(x.1) || text::exact(x.1).is_some());
        if !types::is_exactly(l.1, T::List) || !(sized || plain::is_quiet_iterator(x.1)) {
            return false;
        }
        self.guard_shape(l.0, types::shape_of(T::List));
        self.guard_type(x);
        self.call_raising(h::list_extend, &[l.0, x.0]);
        true
    }

    /// SET_ADD: the set of a comprehension.
    pub(super) fn set_add(&mut self, i: Instr) -> bool {
        let (s, x) = (self.both(i.a()), self.both(i.b()));
        if !types::is_exactly(s.1, T::Set) || !self.plain_element(s, x, None) {
            return false;
        }
        self.b.call(h::set_put, &[s.0, x.0]);
        true
    }

    /// MAP_ADD: the dict of a comprehension.
    pub(super) fn map_add(&mut self, i: Instr) -> bool {
        let (d, k) = (self.both(i.a()), self.both(i.b()));
        let x = self.reg(i.c());
        if self.plain_lookup(d, k, None).is_none() {
            return false;
        }
        self.b.call(h::dict_put, &[d.0, k.0, x]);
        true
    }

    /// LIST_APPEND: the list of a comprehension.
    pub(super) fn list_append(&mut self, i: Instr) -> bool {
        let (l, x) = (self.both(i.a()), self.both(i.b()));
        if !types::is_exactly(l.1, T::List) {
            return false;
        }
        self.append(l, x);
        true
    }

    /// Appends to a list: in place while there is room and the item fits the strategy, else by the helper.
    pub(super) fn append(&mut self, l: (IrRef, Value), x: (IrRef, Value)) {
        // SAFETY: a list, by its layout.
        let list: Ref<List> = unsafe { Ref::from_value_unchecked(l.1) };
        let fits = match list.strategy() {
            list::INTS => x.1.is_small_int(),
            list::FLOATS => x.1.is_flonum(),
            list::BOOLS => x.1.is_bool(),
            strategy => strategy == list::OBJECTS,
        };
        if !fits || list.len() == list.capacity() {
            self.guard_type(l);
            self.b.call(h::list_append, &[l.0, x.0]);
            return;
        }
        self.guard_list(l.0, list);
        let length = self.b.fload(l.0, schema::LIST_LEN);
        let capacity = self.b.fload(l.0, schema::LIST_CAPACITY);
        self.guard2(Op::GULT, length, capacity);
        let (word, kind) = match list.strategy() {
            list::INTS => {
                let n = self.int(x.0);
                (self.immediate_int(x.0, n), ElemKind::Val)
            }
            list::FLOATS => {
                let f = self.float(x.0);
                self.guard_flonum(f, float::exact(x.1).unwrap_or(0.0));
                (f, ElemKind::F64)
            }
            list::BOOLS => (self.truth_byte(x.0, x.1), ElemKind::U8),
            _ => (x.0, ElemKind::Val),
        };
        let items = self.b.fload(l.0, schema::LIST_ITEMS);
        let one = self.b.int(1);
        let longer = self.b.op2(Op::IADD, length, one);
        self.b.astore(items, length, word, kind);
        self.b.fstore(l.0, schema::LIST_LEN, longer);
        if list.strategy() == list::OBJECTS {
            self.b.emit(Op::BARRIER, l.0, x.0, IrRef::NONE, 1);
        }
    }
}

/// The length of a tuple or a list, or of what is iterated as they are.
fn sequence_length(v: Value) -> Option<usize> {
    let tuple = plain::tuple_that(v, Some(N::__iter__));
    let list = || plain::list_that(v, Some(N::__iter__));
    tuple.map(|t| t.len()).or_else(|| list().map(|l| l.len()))
}
