//! Building and taking apart: tuples are objects of the trace, which may stay virtual.

use frontend::bytecode::op::Instr;
use ir::Op;
use runtime::object::{Kind, Ref};
use runtime::types::list::List;
use runtime::types::tuple::{self, Tuple};
use runtime::types::{self, T};

use super::Recorder;
use crate::helpers::id as h;
use crate::schema;

/// Longer tuples are built by the interpreter.
const MAX_TUPLE: u16 = 12;

impl Recorder {
    pub(super) fn build_tuple(&mut self, i: Instr) -> bool {
        let n = i.c();
        if n == 0 || n > MAX_TUPLE {
            return false;
        }
        let mut fields = vec![(schema::TUPLE_LEN, 0)];
        fields.extend((0..n).map(|k| (self.schema.item_field(u32::from(k)), 0)));
        let size = tuple::size_of(n as usize);
        let class = self.schema.alloc_class(
            &format!("tuple{n}"),
            types::shape_of(T::Tuple),
            Kind::Tuple,
            size,
            &fields,
        );
        let items: Vec<_> = (0..n).map(|k| self.reg(i.b() + k)).collect();
        let t = self.b.alloc(class);
        let length = self.b.int(i64::from(n));
        self.b.fstore(t, schema::TUPLE_LEN, length);
        for (k, item) in items.into_iter().enumerate() {
            self.b.fstore(t, self.schema.item_field(k as u32), item);
        }
        self.set(i.a(), t);
        true
    }

    pub(super) fn unpack_sequence(&mut self, i: Instr) -> bool {
        let (r, v) = self.both(i.b());
        let n = i.c();
        if types::is_exactly(v, T::Tuple) {
            // SAFETY: exactly a tuple.
            let tuple: Ref<Tuple> = unsafe { Ref::from_value_unchecked(v) };
            if tuple.len() != n as usize {
                return false;
            }
            self.guard_shape(r, types::shape_of(T::Tuple));
            let length = self.b.fload(r, schema::TUPLE_LEN);
            let want = self.b.int(i64::from(n));
            self.guard2(Op::GEQ, length, want);
            let items: Vec<_> = (0..n)
                .map(|k| self.b.fload(r, self.schema.item_field(u32::from(k))))
                .collect();
            for (k, item) in items.into_iter().enumerate() {
                self.set(i.a() + k as u16, item);
            }
            return true;
        }
        if types::is_exactly(v, T::List) {
            // SAFETY: exactly a list.
            let list: Ref<List> = unsafe { Ref::from_value_unchecked(v) };
            if list.len() != n as usize || n == 0 {
                return false;
            }
            self.guard_list(r, list);
            let length = self.b.fload(r, schema::LIST_LEN);
            let want = self.b.int(i64::from(n));
            self.guard2(Op::GEQ, length, want);
            let mut items = Vec::new();
            for k in 0..n {
                let k = self.b.int(i64::from(k));
                items.push(self.list_item(r, list, k));
            }
            for (k, item) in items.into_iter().enumerate() {
                self.set(i.a() + k as u16, item);
            }
            return true;
        }
        false
    }

    /// LIST_APPEND: the list of a comprehension.
    pub(super) fn list_append(&mut self, i: Instr) -> bool {
        let (l, v) = self.both(i.a());
        if !types::is_exactly(v, T::List) {
            return false;
        }
        self.guard_shape(l, types::shape_of(T::List));
        let x = self.reg(i.b());
        self.b.call(h::list_append, &[l, x]);
        true
    }
}
