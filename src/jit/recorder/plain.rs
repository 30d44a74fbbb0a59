//! What runs no Python: the values whose hashing, comparing and iterating is the runtime's own, and the guards that say so.
//!
//! Each question comes twice: about the actual value, without emitting anything, and as guards on the trace's value. The
//! first comes first, so that nothing is emitted for a case that is not taken.

use ir::{IrRef, Op};
use runtime::error::PyResult;
use runtime::names::N;
use runtime::object::{Kind, Ref};
use runtime::thread::Thread;
use runtime::types::dict::{self, Dict};
use runtime::types::list::{self, List};
use runtime::types::set;
use runtime::types::tuple::Tuple;
use runtime::types::type_::{self, Type};
use runtime::types::{self, T};
use runtime::value::Value;

use super::Recorder;
use crate::helpers::id as h;
use crate::{natives, schema};

/// Longer tuples are not looked through.
const MAX_ITEMS: usize = 6;
/// Nor are deeper ones.
const MAX_DEPTH: usize = 2;

const SCALARS: [T; 5] = [T::Int, T::Float, T::Str, T::Bytes, T::Complex];
/// What is hashed and compared by identity.
const ITSELVES: [T; 2] = [T::Type, T::Function];
const CONTAINERS: [T; 10] = [
    T::List,
    T::Tuple,
    T::Dict,
    T::Set,
    T::FrozenSet,
    T::Range,
    T::ByteArray,
    T::DictKeys,
    T::DictValues,
    T::DictItems,
];
/// Iterators that ask nobody but their container.
const ITERATORS: [T; 12] = [
    T::RangeIter,
    T::ListIter,
    T::ListReverseIter,
    T::TupleIter,
    T::StrIter,
    T::StrAsciiIter,
    T::BytesIter,
    T::ByteArrayIter,
    T::DictKeyIter,
    T::DictValueIter,
    T::DictItemIter,
    T::SetIter,
];

fn is_one_of(v: Value, ts: &[T]) -> bool {
    v.header()
        .is_some_and(|h| ts.iter().any(|&t| types::shape_of(t) == h.shape()))
}

/// A number, a text or a singleton.
pub fn is_scalar(v: Value) -> bool {
    !v.is_ptr() && !v.is_empty() || is_one_of(v, &SCALARS)
}

fn tuple_of(v: Value) -> Option<Ref<Tuple>> {
    // SAFETY: exactly a tuple.
    types::is_exactly(v, T::Tuple).then(|| unsafe { Ref::from_value_unchecked(v) })
}

fn is_plain_tuple(v: Value, depth: usize) -> bool {
    tuple_of(v).is_some_and(|t| {
        t.len() <= MAX_ITEMS
            && t.items()
                .iter()
                .all(|&x| is_scalar(x) || depth > 0 && is_plain_tuple(x, depth - 1))
    })
}

/// A built-in value whose items are moved without running Python.
pub fn is_flat(v: Value) -> bool {
    is_scalar(v) || is_one_of(v, &CONTAINERS) || natives::is_deque(v) || natives::is_array(v)
}

/// Whether the `__bool__` or `__len__` of a built-in class asks nobody.
pub fn has_quiet_truth(owner: Ref<Type>) -> bool {
    const NUMBERS_AND_TEXT: [T; 5] = [T::Int, T::Float, T::Str, T::Bytes, T::Complex];
    let is = |&t: &T| types::get(t) == owner;
    NUMBERS_AND_TEXT.iter().any(is) || CONTAINERS.iter().any(is) || natives::is_deque_class(owner)
}

/// An iterator that runs no Python.
pub fn is_quiet_iterator(v: Value) -> bool {
    is_one_of(v, &ITERATORS) || natives::is_quiet_iterator(v)
}

/// An iterator of a class that no program can change, which says that it is its own iterator. (Its steps may run Python.)
pub fn is_own_iterator(v: Value) -> bool {
    let own = |class: Ref<Type>| {
        let itself: fn(&Thread, Value) -> PyResult = types::iter::self_iter;
        let slot = class.slots().iter;
        !class.has_flag(type_::flags::HEAP) && slot.is_some_and(|f| std::ptr::fn_addr_eq(f, itself))
    };
    v.is_ptr() && own(types::type_of(v))
}

/// A key that is hashed and compared without running Python.
pub fn is_plain_key(v: Value) -> bool {
    is_scalar(v) || is_one_of(v, &ITSELVES) || is_plain_tuple(v, MAX_DEPTH)
}

/// A built-in value whose items are compared, hashed, added and shown without running Python.
pub fn is_deep(v: Value) -> bool {
    if is_plain_key(v) || is_one_of(v, &[T::Range, T::ByteArray]) {
        return true;
    }
    if types::is_exactly(v, T::List) {
        // SAFETY: exactly a list.
        let list: Ref<List> = unsafe { Ref::from_value_unchecked(v) };
        return list.strategy() != list::OBJECTS;
    }
    is_plain_set(v)
}

/// A set or frozenset without odd keys.
pub fn is_plain_set(v: Value) -> bool {
    is_one_of(v, &[T::Set, T::FrozenSet])
        && v.header().is_some_and(|h| h.flags() & set::ODD_KEYS == 0)
}

/// A dict without odd keys that is neither a namespace nor live. If its class is another than `dict`, that class does
/// `what` as `dict` does; without `what` the native method of `dict` is meant anyhow.
pub fn is_plain_dict(v: Value, what: Option<N>) -> bool {
    let plain = |h: &runtime::object::Header| {
        h.kind() == Kind::Dict && h.flags() & (dict::ODD_KEYS | dict::NAMESPACE | dict::LIVE) == 0
    };
    v.header().is_some_and(plain) && does_as(v, T::Dict, what)
}

/// Whether the class of a value with the layout of `t` does `what` as `t` does; without `what` a native method of `t` is
/// meant anyhow.
pub fn does_as(v: Value, t: T, what: Option<N>) -> bool {
    let (class, base) = (types::type_of(v), types::get(t));
    let same = |n: N| type_::lookup_name(class, n) == type_::lookup_name(base, n);
    class == base || what.is_none_or(same)
}

/// A list, or an instance of a derived class that does `what` as lists do.
pub fn list_that(v: Value, what: Option<N>) -> Option<Ref<List>> {
    let fits = v.has_kind(Kind::List) && does_as(v, T::List, what);
    // SAFETY: a list, by its layout.
    fits.then(|| unsafe { Ref::from_value_unchecked(v) })
}

/// A tuple, or an instance of a derived class, as of a named tuple, that does `what` as tuples do.
pub fn tuple_that(v: Value, what: Option<N>) -> Option<Ref<Tuple>> {
    let fits = v.has_kind(Kind::Tuple) && does_as(v, T::Tuple, what);
    // SAFETY: a tuple, by its layout.
    fits.then(|| unsafe { Ref::from_value_unchecked(v) })
}

/// Whether a value is a set without odd keys, or of a derived class that does `what` as sets do.
fn is_plain_set_that(v: Value, what: Option<N>) -> bool {
    is_plain_set(v)
        || v.header()
            .is_some_and(|h| h.kind() == Kind::Set && h.flags() & set::ODD_KEYS == 0)
            && types::type_of(v).is_subtype_of(types::get(T::Set))
            && does_as(v, T::Set, what)
}

impl Recorder {
    /// Guards the type that a value with [`is_scalar`] or [`is_flat`] has now, as the type and not as the value.
    pub(super) fn guard_flat(&mut self, (r, v): (IrRef, Value)) {
        self.guard_type((r, v));
    }

    /// Guards that a value stays one with [`is_plain_key`].
    pub(super) fn guard_plain_key(&mut self, (r, v): (IrRef, Value)) {
        let Some(t) = tuple_of(v) else {
            self.guard_type((r, v));
            return;
        };
        if self.b.trace.get_const(r).is_some() {
            return;
        }
        self.guard_shape(r, types::shape_of(T::Tuple));
        let length = self.b.fload(r, schema::TUPLE_LEN);
        let want = self.b.int(t.len() as i64);
        self.guard2(Op::GEQ, length, want);
        for (n, &item) in t.items().iter().enumerate() {
            let x = self.b.fload(r, self.schema.item_field(n as u32));
            self.guard_plain_key((x, item));
        }
    }

    /// Guards that a value stays one with [`is_deep`].
    pub(super) fn guard_deep(&mut self, (r, v): (IrRef, Value)) {
        if types::is_exactly(v, T::List) {
            // SAFETY: exactly a list.
            self.guard_list(r, unsafe { Ref::from_value_unchecked(v) });
        } else if is_plain_set(v) {
            self.guard_plain_set((r, v));
        } else if is_plain_key(v) {
            self.guard_plain_key((r, v));
        } else {
            self.guard_type((r, v));
        }
    }

    pub(super) fn guard_flags_clear(&mut self, r: IrRef, mask: u8) {
        let flags = self.b.fload(r, schema::DICT_FLAGS);
        let mask = self.b.int(i64::from(mask));
        let bits = self.b.op2(Op::IAND, flags, mask);
        let zero = self.b.int(0);
        self.guard2(Op::GEQ, bits, zero);
    }

    /// Guards that a value stays one with [`is_plain_set`].
    pub(super) fn guard_plain_set(&mut self, (r, v): (IrRef, Value)) {
        self.guard_container((r, v));
        self.guard_flags_clear(r, set::ODD_KEYS);
    }

    /// Guards that a value stays one with [`is_plain_dict`].
    pub(super) fn guard_plain_dict(&mut self, (r, v): (IrRef, Value)) {
        self.guard_container((r, v));
        self.guard_flags_clear(r, dict::ODD_KEYS | dict::NAMESPACE);
    }

    /// As [`Recorder::plain_lookup`], where the dict is only read: it may be a live one, too. (The type tells of one all
    /// that needs to be known: its class is `dict`, and its keys are strings.)
    pub(super) fn plain_read(
        &mut self,
        d: (IrRef, Value),
        k: (IrRef, Value),
        what: Option<N>,
    ) -> Option<Ref<Dict>> {
        let live = d.1.downcast::<Dict>().filter(|d| d.is_live());
        let Some(live) = live.filter(|_| is_plain_key(k.1)) else {
            return self.plain_lookup(d, k, what);
        };
        self.guard_type(d);
        self.guard_plain_key(k);
        self.refresh_dict(d);
        Some(live)
    }

    /// Brings a dict whose type is guarded up to date, if it is a live one, before its fields are loaded.
    pub(super) fn refresh_dict(&mut self, (r, v): (IrRef, Value)) {
        if v.downcast::<Dict>().is_some_and(|d| d.is_live()) {
            self.b.call(h::dict_refresh, &[r]);
        }
    }

    /// Guards the type of a container, whose class goes on doing things as it does.
    pub(super) fn guard_container(&mut self, d: (IrRef, Value)) {
        self.guard_type(d);
        self.epoch |= types::type_of(d.1).has_flag(type_::flags::HEAP);
    }

    /// Guards the type of a dict, if what it does with this key runs no Python. `None`: it may. For `what` see
    /// [`is_plain_dict`].
    pub(super) fn plain_lookup(
        &mut self,
        d: (IrRef, Value),
        k: (IrRef, Value),
        what: Option<N>,
    ) -> Option<Ref<Dict>> {
        if !is_plain_dict(d.1, what) || !is_plain_key(k.1) {
            return None;
        }
        self.guard_plain_dict(d);
        self.guard_plain_key(k);
        // SAFETY: a dict, by its layout.
        Some(unsafe { Ref::from_value_unchecked(d.1) })
    }

    /// The same for a set or frozenset.
    pub(super) fn plain_element(
        &mut self,
        s: (IrRef, Value),
        k: (IrRef, Value),
        what: Option<N>,
    ) -> bool {
        if !is_plain_set_that(s.1, what) || !is_plain_key(k.1) {
            return false;
        }
        self.guard_plain_set(s);
        self.guard_plain_key(k);
        true
    }
}
