//! Subscription: lists by their strategy, tuples, dicts through helpers.

use frontend::bytecode::op::{Instr, Op as Bc};
use ir::{ElemKind, IrRef, Op};
use runtime::names::N;
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::{self, Dict};
use runtime::types::list::{self, List};
use runtime::types::{self, T, float};
use runtime::value::Value;

use super::{Recorder, plain};
use crate::helpers::id as h;
use crate::natives;
use crate::schema;

/// The truth values, by the bytes that stand for them in lists.
static TRUTHS: [u64; 2] = [Value::FALSE.bits(), Value::TRUE.bits()];

impl Recorder {
    /// Guards that a value is a list of the class and the strategy it has now.
    pub(super) fn guard_list(&mut self, r: IrRef, list: Ref<List>) {
        self.guard_container((r, list.value()));
        let flags = self.b.fload(r, schema::FLAGS);
        let now = self.b.int(i64::from(list.strategy()));
        self.guard2(Op::GEQ, flags, now);
    }

    /// Item `index` of a list whose strategy is guarded; the index is in bounds.
    pub(super) fn list_item(&mut self, r: IrRef, list: Ref<List>, index: IrRef) -> IrRef {
        let items = self.b.fload(r, schema::LIST_ITEMS);
        match list.strategy() {
            list::FLOATS => {
                let f = self.b.aload(items, index, ElemKind::F64);
                self.box_float(f)
            }
            list::BOOLS => {
                let byte = self.b.aload(items, index, ElemKind::U8);
                self.truth_value(byte)
            }
            _ => self.b.aload(items, index, ElemKind::Val),
        }
    }

    /// The truth value of a byte, which is 0 or 1.
    fn truth_value(&mut self, byte: IrRef) -> IrRef {
        let table = self.b.addr(TRUTHS.as_ptr() as u64);
        self.b.aload(table, byte, ElemKind::Val)
    }

    /// The byte of a value that is known to be a truth value.
    pub(super) fn known_truth(&mut self, r: IrRef) -> Option<IrRef> {
        if let Some(k) = self.b.trace.get_const(r) {
            let v = Value::from_bits(k.bits);
            return v.is_bool().then(|| self.b.int(i64::from(v == Value::TRUE)));
        }
        let i = *self.b.trace.ins(r);
        let table = || self.b.trace.get_const(i.a).map(|base| base.bits);
        (i.op == Op::ALOAD && table() == Some(TRUTHS.as_ptr() as u64)).then_some(i.b)
    }

    /// The byte of what is a truth value now.
    pub(super) fn truth_byte(&mut self, x: IrRef, now: Value) -> IrRef {
        match self.known_truth(x) {
            Some(byte) => byte,
            None => {
                self.guard_is(x, now);
                self.b.int(i64::from(now == Value::TRUE))
            }
        }
    }

    /// An item of a tuple; the index is in bounds.
    pub(super) fn tuple_item(&mut self, c: IrRef, index: IrRef) -> IrRef {
        if let Some(n) = self.b.trace.int_value(index) {
            return self.b.fload(c, self.schema.item_field(n as u32));
        }
        if let Some(k) = self.b.trace.get_const(c) {
            // The tuple is a constant of the trace, which keeps it.
            let items = self
                .b
                .addr(k.bits + runtime::types::tuple::size_of(0) as u64);
            return self.b.aload(items, index, ElemKind::Val);
        }
        self.b.call(h::tuple_item, &[c, index])
    }

    /// The index of an item, counted from the front, guarded to be in bounds. `None`: it is not.
    pub(super) fn bounded(
        &mut self,
        key: IrRef,
        actual: i64,
        length: IrRef,
        n: usize,
    ) -> Option<IrRef> {
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

    pub(super) fn get_item(&mut self, th: &Thread, i: Instr) -> bool {
        let (c, container) = self.both(i.b());
        let (k, key) = if i.op() == Bc::GetItemI {
            let k = Value::small(i64::from(i.imm()));
            (self.konst(k), k)
        } else {
            self.both(i.c())
        };
        let v = if let Some(v) = self.char_of_dict(th, (c, container), (k, key)) {
            v
        } else if container.has_kind(Kind::Dict) {
            let Some(dict) = self.plain_read((c, container), (k, key), Some(N::__getitem__)) else {
                return false;
            };
            if !matches!(dict.get(th, key), Ok(Some(_))) {
                return match self.default_item(th, (c, dict), k) {
                    Some(v) => {
                        self.set(i.a(), v);
                        true
                    }
                    None if types::is_exactly(container, T::Dict) => {
                        let found = self.b.call(h::dict_find, &[c, k]);
                        self.guard_is(found, Value::EMPTY);
                        self.raises(th, T::KeyError, &[k]);
                        true
                    }
                    None => false,
                };
            }
            let v = self.b.call(h::dict_find, &[c, k]);
            self.guard_is_not(v, Value::EMPTY);
            v
        } else if types::is_exactly(key, T::Slice) {
            let Some(v) = self.sliced((c, container), (k, key)) else {
                return false;
            };
            v
        } else if !key.is_small_int() {
            return false;
        } else if let Some(list) = plain::list_that(container, Some(N::__getitem__)) {
            self.guard_list(c, list);
            let length = self.b.fload(c, schema::LIST_LEN);
            let at = key.small_unchecked();
            let Some(index) = self.bounded(k, at, length, list.len()) else {
                let outside = self.out_of_bounds(k, at, length, list.len());
                if outside {
                    self.raises_message(th, T::IndexError, "list index out of range");
                }
                return outside;
            };
            self.list_item(c, list, index)
        } else if let Some(tuple) = plain::tuple_that(container, Some(N::__getitem__)) {
            self.guard_container((c, container));
            let length = self.b.fload(c, schema::TUPLE_LEN);
            let at = key.small_unchecked();
            let Some(index) = self.bounded(k, at, length, tuple.len()) else {
                let outside = self.out_of_bounds(k, at, length, tuple.len());
                if outside {
                    self.raises_message(th, T::IndexError, "tuple index out of range");
                }
                return outside;
            };
            self.tuple_item(c, index)
        } else if natives::is_array(container) {
            let Some(v) = self.get_number((c, container), (k, key)) else {
                return false;
            };
            v
        } else if natives::is_deque(container) {
            self.guard_type((c, container));
            self.guard_type((k, key));
            self.call_raising(h::get_item, &[c, k])
        } else if types::is_exactly(container, T::Str) {
            let Some(v) = self.str_item((c, container), (k, key)) else {
                return false;
            };
            v
        } else {
            let Some(v) = self.get_byte((c, container), (k, key)) else {
                return false;
            };
            v
        };
        self.set(i.a(), v);
        true
    }

    /// The item that a `defaultdict` makes for a key that it does not have, where the factory is a class that makes an empty
    /// container or zero.
    fn default_item(
        &mut self,
        th: &Thread,
        (d, dict): (IrRef, Ref<Dict>),
        k: IrRef,
    ) -> Option<IrRef> {
        if !natives::is_default_dict(dict.value()) {
            return None;
        }
        let factory = dict.extra().get();
        let is = |t: T| factory == types::get(t).value();
        let made = [T::Int, T::Float, T::Str, T::Tuple, T::List, T::Dict, T::Set];
        if !made.iter().any(|&t| is(t)) {
            return None;
        }
        let old = self.b.call(h::dict_find, &[d, k]);
        self.guard_is(old, Value::EMPTY);
        let f = self.b.fload(d, schema::DICT_EXTRA);
        self.guard_is(f, factory);
        let v = if is(T::Int) {
            self.konst(Value::small(0))
        } else if is(T::Float) {
            let zero = self.b.flt(0.0);
            self.box_float(zero)
        } else if is(T::Str) {
            let _kept = self.kept();
            let empty = types::str::intern(th, "").value();
            self.konst(empty)
        } else if is(T::Tuple) {
            let _kept = self.kept();
            let empty = types::tuple::empty(th).value();
            self.konst(empty)
        } else if is(T::List) {
            self.new_list(&[])
        } else if is(T::Dict) {
            self.b.call(h::new_dict, &[])
        } else {
            self.b.call(h::new_set, &[])
        };
        self.b.call(h::dict_put, &[d, k, v]);
        Some(v)
    }

    /// CONTAINS, NOT_CONTAINS and their fused forms. What comes out becomes a guard.
    pub(super) fn contains(&mut self, th: &Thread, i: Instr) -> bool {
        let (k, c) = (self.both(i.b()), self.both(i.c()));
        let constant = self.b.trace.get_const(c.0).is_some();
        let found = if let Some(found) = self.char_in_dict(th, k, c) {
            found
        } else if let Some(dict) = self.plain_read(c, k, Some(N::__contains__)) {
            let found = matches!(dict.contains(th, k.1), Ok(true));
            let v = self.b.call(h::dict_find, &[c.0, k.0]);
            let empty = self.konst(Value::EMPTY);
            self.guard2(if found { Op::GNIS } else { Op::GIS }, v, empty);
            found
        } else if self.plain_element(c, k, Some(N::__contains__)) {
            let Ok(found) = ops::contains(th, c.1, k.1) else {
                return false;
            };
            let bit = self.b.call(h::set_has, &[c.0, k.0]);
            self.guard_truth(bit, found);
            found
        } else if let Some(found) = self.str_contains(k, c) {
            found
        } else if let Some(found) = self.char_among(k, c) {
            found
        } else if types::is_exactly(c.1, T::Tuple)
            && (plain::is_plain_key(c.1) || constant && dict::is_plain(c.1))
            && plain::is_plain_key(k.1)
        {
            let Ok(found) = ops::contains(th, c.1, k.1) else {
                return false;
            };
            self.guard_plain_key(c);
            self.guard_plain_key(k);
            let bit = self.b.call(h::tuple_has, &[c.0, k.0]);
            self.guard_truth(bit, found);
            found
        } else if plain::is_deep(c.1) && plain::is_plain_key(k.1) && !plain::is_scalar(c.1) {
            let Ok(found) = ops::contains(th, c.1, k.1) else {
                return false;
            };
            self.guard_deep(c);
            self.guard_plain_key(k);
            let v = self.call_raising(h::has_item, &[c.0, k.0]);
            self.guard_is(v, Value::bool(found));
            found
        } else {
            return false;
        };
        let negated = matches!(i.op(), Bc::NotContains | Bc::NotContainsJ);
        let v = self.konst(Value::bool(found != negated));
        self.set(i.a(), v);
        true
    }

    /// DEL_ITEM of a dict or list.
    pub(super) fn del_item(&mut self, i: Instr) -> bool {
        let (c, k) = (self.both(i.a()), self.both(i.b()));
        if self.plain_lookup(c, k, Some(N::__delitem__)).is_some() {
            self.call_raising(h::dict_delete, &[c.0, k.0]);
            return true;
        }
        if types::is_exactly(k.1, T::Slice) {
            return self.change_slice(c, k, None);
        }
        let Some(list) = plain::list_that(c.1, Some(N::__delitem__)) else {
            return false;
        };
        if !k.1.is_small_int() {
            return false;
        }
        self.guard_container(c);
        let length = self.b.fload(c.0, schema::LIST_LEN);
        let Some(index) = self.bounded(k.0, k.1.small_unchecked(), length, list.len()) else {
            return false;
        };
        self.b.call(h::list_remove, &[c.0, index]);
        true
    }

    pub(super) fn set_item(&mut self, i: Instr) -> bool {
        let ((c, container), (k, key), (x, value)) =
            (self.both(i.a()), self.both(i.b()), self.both(i.c()));
        if container.has_kind(Kind::Dict) {
            let stored = Some(N::__setitem__);
            if self
                .plain_lookup((c, container), (k, key), stored)
                .is_none()
            {
                return false;
            }
            self.b.call(h::dict_put, &[c, k, x]);
            return true;
        }
        if types::is_exactly(key, T::Slice) {
            return self.change_slice((c, container), (k, key), Some((x, value)));
        }
        let list = plain::list_that(container, Some(N::__setitem__));
        let Some(list) = list.filter(|_| key.is_small_int()) else {
            return self.set_byte((c, container), (k, key), (x, value))
                || self.set_number((c, container), (k, key), (x, value));
        };
        let fits = match list.strategy() {
            list::INTS => value.is_small_int(),
            list::FLOATS => value.is_flonum(),
            list::BOOLS => value.is_bool(),
            _ => list.strategy() == list::OBJECTS,
        };
        if !fits {
            // The list changes its strategy.
            self.guard_container((c, container));
            let length = self.b.fload(c, schema::LIST_LEN);
            let Some(index) = self.bounded(k, key.small_unchecked(), length, list.len()) else {
                return false;
            };
            self.b.call(h::list_store, &[c, index, x]);
            return true;
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
            list::BOOLS => {
                let byte = self.truth_byte(x, value);
                self.b.astore(items, index, byte, ElemKind::U8);
            }
            _ => {
                self.b.astore(items, index, x, ElemKind::Val);
                self.b.op2(Op::BARRIER, c, x);
            }
        }
        true
    }

    /// Guards that the int `n`, boxed as `x`, is an immediate. (A value that is loaded here may be computed where the loop
    /// comes round, and then has no tag that was tested. Where it is loaded there, too, its range says that the guard holds.)
    pub(super) fn immediate_int(&mut self, x: IrRef, n: IrRef) -> IrRef {
        let bias = self.b.int(1 << 62);
        let shifted = self.b.op2(Op::IADD, n, bias);
        let zero = self.b.int(0);
        self.guard2(Op::GGE, shifted, zero);
        x
    }

    /// Guards that a double has an immediate form.
    pub(super) fn guard_flonum(&mut self, f: IrRef, now: f64) {
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
            self.guard1(Op::GFTAG, f);
        }
    }
}
