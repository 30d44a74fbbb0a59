//! Subscription: lists by their strategy, tuples, dicts through helpers.

use frontend::bytecode::op::{Instr, Op as Bc};
use ir::{ElemKind, IrRef, Op};
use runtime::object::Ref;
use runtime::types::dict::{self, Dict};
use runtime::types::list::{self, List};
use runtime::types::tuple::Tuple;
use runtime::types::{self, T, float};
use runtime::value::Value;

use super::Recorder;
use crate::helpers::id as h;
use crate::schema;

/// Flonums are the doubles with magnitudes in this range (but for its lower end), and +0.0.
const FLONUM_LOW: f64 = f64::from_bits(0x3000_0000_0000_0000);
const FLONUM_HIGH: f64 = f64::from_bits(0x5000_0000_0000_0000);

impl Recorder {
    /// Guards that a value is exactly a list of the strategy it has now.
    pub(super) fn guard_list(&mut self, r: IrRef, list: Ref<List>) {
        self.guard_shape(r, types::shape_of(T::List));
        let flags = self.b.fload(r, schema::FLAGS);
        let now = self.b.int(i64::from(list.strategy()));
        self.guard2(Op::GEQ, flags, now);
    }

    /// Item `index` of a list whose strategy is guarded; the index is in bounds.
    pub(super) fn list_item(&mut self, r: IrRef, list: Ref<List>, index: IrRef) -> IrRef {
        let items = self.b.fload(r, schema::LIST_ITEMS);
        if list.strategy() == list::FLOATS {
            let f = self.b.aload(items, index, ElemKind::F64);
            self.box_float(f)
        } else {
            self.b.aload(items, index, ElemKind::Val)
        }
    }

    /// The index of an item, counted from the front, guarded to be in bounds. `None`: it is not.
    fn bounded(&mut self, key: IrRef, actual: i64, length: IrRef, n: usize) -> Option<IrRef> {
        let i = self.int(key);
        let (i, actual) = if actual < 0 {
            let zero = self.b.int(0);
            self.guard2(Op::GLT, i, zero);
            (self.b.op2(Op::IADD, i, length), actual + n as i64)
        } else {
            (i, actual)
        };
        if actual < 0 || actual >= n as i64 {
            return None;
        }
        self.guard2(Op::GULT, i, length);
        Some(i)
    }

    pub(super) fn get_item(&mut self, i: Instr) -> bool {
        let (c, container) = self.both(i.b());
        let (k, key) = if i.op() == Bc::GetItemI {
            let k = Value::small(i64::from(i.imm()));
            (self.konst(k), k)
        } else {
            self.both(i.c())
        };
        let v = if types::is_exactly(container, T::Dict) {
            let Some(helper) = self.dict_helper(c, container, k, key, h::dict_get_str, h::dict_get)
            else {
                return false;
            };
            self.call_raising(helper, &[c, k])
        } else if !key.is_small_int() {
            return false;
        } else if types::is_exactly(container, T::List) {
            // SAFETY: exactly a list.
            let list: Ref<List> = unsafe { Ref::from_value_unchecked(container) };
            self.guard_list(c, list);
            let length = self.b.fload(c, schema::LIST_LEN);
            let Some(index) = self.bounded(k, key.small_unchecked(), length, list.len()) else {
                return false;
            };
            self.list_item(c, list, index)
        } else if types::is_exactly(container, T::Tuple) {
            // SAFETY: exactly a tuple.
            let tuple: Ref<Tuple> = unsafe { Ref::from_value_unchecked(container) };
            self.guard_shape(c, types::shape_of(T::Tuple));
            let length = self.b.fload(c, schema::TUPLE_LEN);
            let Some(index) = self.bounded(k, key.small_unchecked(), length, tuple.len()) else {
                return false;
            };
            if let Some(n) = self.b.trace.int_value(index) {
                self.b.fload(c, self.schema.item_field(n as u32))
            } else {
                self.b.call(h::tuple_item, &[c, index])
            }
        } else if types::is_exactly(container, T::Str) || types::is_exactly(container, T::Bytes) {
            self.guard_type((c, container));
            self.guard1(Op::GINT, k);
            self.call_raising(h::get_item, &[c, k])
        } else {
            return false;
        };
        self.set(i.a(), v);
        true
    }

    /// Guards what a dict's helper relies on: the first one if keys are strings throughout, else the second.
    fn dict_helper(
        &mut self,
        d: IrRef,
        container: Value,
        k: IrRef,
        key: Value,
        plain: ir::HelperId,
        any: ir::HelperId,
    ) -> Option<ir::HelperId> {
        // SAFETY: exactly a dict.
        let dict: Ref<Dict> = unsafe { Ref::from_value_unchecked(container) };
        self.guard_shape(d, types::shape_of(T::Dict));
        let flags = dict_flags(dict);
        if types::is_exactly(key, T::Str) && flags & dict::STR_KEYS != 0 {
            self.guard_shape(k, types::shape_of(T::Str));
            let f = self.b.fload(d, schema::FLAGS);
            let now = self.b.int(i64::from(flags));
            self.guard2(Op::GEQ, f, now);
            return Some(plain);
        }
        Some(any)
    }

    pub(super) fn contains(&mut self, i: Instr) -> bool {
        let ((k, key), (c, container)) = (self.both(i.b()), self.both(i.c()));
        if !types::is_exactly(container, T::Dict) {
            return false;
        }
        let Some(helper) = self.dict_helper(c, container, k, key, h::dict_has_str, h::dict_has)
        else {
            return false;
        };
        let v = self.call_raising(helper, &[c, k]);
        self.set(i.a(), v);
        true
    }

    pub(super) fn set_item(&mut self, i: Instr) -> bool {
        let ((c, container), (k, key), (x, value)) =
            (self.both(i.a()), self.both(i.b()), self.both(i.c()));
        if types::is_exactly(container, T::Dict) {
            self.guard_shape(c, types::shape_of(T::Dict));
            self.call_raising(h::dict_set, &[c, k, x]);
            return true;
        }
        if !key.is_small_int() || !types::is_exactly(container, T::List) {
            return false;
        }
        // SAFETY: exactly a list.
        let list: Ref<List> = unsafe { Ref::from_value_unchecked(container) };
        let fits = match list.strategy() {
            list::INTS => value.is_small_int(),
            list::FLOATS => value.is_flonum(),
            _ => list.strategy() == list::OBJECTS,
        };
        if !fits {
            return false;
        }
        self.guard_list(c, list);
        let length = self.b.fload(c, schema::LIST_LEN);
        let Some(index) = self.bounded(k, key.small_unchecked(), length, list.len()) else {
            return false;
        };
        let items = self.b.fload(c, schema::LIST_ITEMS);
        match list.strategy() {
            list::INTS => {
                // The list wants immediate ints: what was computed may have outgrown them.
                let n = self.int(x);
                let x = self.immediate_int(x, n);
                self.b.astore(items, index, x, ElemKind::Val);
            }
            list::FLOATS => {
                let f = self.float(x);
                self.guard_flonum(f, float::exact(value).unwrap_or(0.0));
                self.b.astore(items, index, f, ElemKind::F64);
            }
            _ => {
                self.b.astore(items, index, x, ElemKind::Val);
                self.b.op2(Op::BARRIER, c, IrRef::NONE);
            }
        }
        true
    }

    /// Guards that the int `n`, boxed as `x`, is an immediate.
    pub(super) fn immediate_int(&mut self, x: IrRef, n: IrRef) -> IrRef {
        if self.b.trace.op(x) == Op::BOXI {
            let bias = self.b.int(1 << 62);
            let shifted = self.b.op2(Op::IADD, n, bias);
            let zero = self.b.int(0);
            self.guard2(Op::GGE, shifted, zero);
        }
        x
    }

    /// Guards that a double has an immediate form.
    fn guard_flonum(&mut self, f: IrRef, now: f64) {
        if self.b.trace.flt_value(f).is_some() {
            return;
        }
        let zero = self.b.flt(0.0);
        if now == 0.0 {
            self.guard2(Op::GFEQ, f, zero);
            let one = self.b.flt(1.0);
            let sign = self.b.op2(Op::FDIV, one, f);
            self.guard2(Op::GFGT, sign, zero);
        } else {
            let size = self.b.op1(Op::FABS, f);
            let (low, high) = (self.b.flt(FLONUM_LOW), self.b.flt(FLONUM_HIGH));
            self.guard2(Op::GFGT, size, low);
            self.guard2(Op::GFLT, size, high);
        }
    }
}

fn dict_flags(d: Ref<Dict>) -> u8 {
    d.header().flags()
}
