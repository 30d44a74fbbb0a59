//! The views of a dict (`keys()`, `values()`, `items()`), and the iterators over dicts and sets.
//!
//! A view holds the dict; what it shows follows from its type. An iterator holds the container, its position among the
//! entries (or places of a set's table), and the size it expects: a container that has grown or shrunk meanwhile ends
//! the iteration with RuntimeError, as in CPython.

use std::cell::Cell;
use std::mem::{offset_of, size_of};
use std::ops::ControlFlow;

use crate::error::{PyResult, Raised};
use crate::heap::{self, Tracer};
use crate::native::{GetSetDef, NativeDef};
use crate::object::{Header, Kind, Object, Ref, ShapeId, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::dict::Dict;
use crate::types::iter::self_iter;
use crate::types::list;
use crate::types::sequence::{self, this, tuple_of};
use crate::types::set::{self, Set};
use crate::types::set_methods;
use crate::types::slots::{BinOp, CmpOp, Slots};
use crate::types::type_::{TypeDef, flags};
use crate::types::{T, int, is_exactly, repr_guard, shape_of, str, type_of};
use crate::value::Value;

/// A view.
#[repr(C)]
pub struct DictView {
    header: Header,
    /// The dict.
    pub dict: Slot,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are an empty slot.
unsafe impl Object for DictView {
    const KIND: Kind = Kind::DictView;
}

/// Visits the dict of a view.
pub fn trace_view(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called by the collector for objects of kind DictView.
    t.visit(unsafe { &*h.cast::<DictView>() }.dict.get());
}

/// An iterator over a dict or a set.
#[repr(C)]
pub struct DictIter {
    header: Header,
    /// The dict or set; empty when exhausted.
    pub container: Slot,
    /// The next entry or place; backwards, one more than that.
    pub pos: Cell<usize>,
    /// The size that the container must still have; `usize::MAX` after an error.
    pub expected: Cell<usize>,
    /// How many items are left.
    pub remaining: Cell<usize>,
}

// SAFETY: `#[repr(C)]` with a header first; zeros make an exhausted iterator.
unsafe impl Object for DictIter {
    const KIND: Kind = Kind::DictIter;
}

/// Offset of the container.
pub const ITER_CONTAINER_OFFSET: usize = offset_of!(DictIter, container);
/// Offset of the position (usize).
pub const ITER_POS_OFFSET: usize = offset_of!(DictIter, pos);
/// Offset of the expected size (usize).
pub const ITER_EXPECTED_OFFSET: usize = offset_of!(DictIter, expected);
/// Offset of the number of items left (usize).
pub const ITER_REMAINING_OFFSET: usize = offset_of!(DictIter, remaining);

/// Visits the container of an iterator.
pub fn trace_iter(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called by the collector for objects of kind DictIter.
    t.visit(unsafe { &*h.cast::<DictIter>() }.container.get());
}

/// What a view or iterator shows; a view keeps the number in its header's flags.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Part {
    Keys,
    Values,
    Items,
}

impl Part {
    #[inline(always)]
    fn of(self, th: &Thread, key: Value, value: Value) -> Value {
        match self {
            Part::Keys => key,
            Part::Values => value,
            Part::Items => tuple_of(th, &[key, value]),
        }
    }

    const fn view_type(self) -> T {
        match self {
            Part::Keys => T::DictKeys,
            Part::Values => T::DictValues,
            Part::Items => T::DictItems,
        }
    }

    const fn iter_type(self) -> T {
        match self {
            Part::Keys => T::DictKeyIter,
            Part::Values => T::DictValueIter,
            Part::Items => T::DictItemIter,
        }
    }

    const fn reverse_type(self) -> T {
        match self {
            Part::Keys => T::DictReverseKeyIter,
            Part::Values => T::DictReverseValueIter,
            Part::Items => T::DictReverseItemIter,
        }
    }
}

/// A view of a dict. Allocates.
pub fn new_view(th: &Thread, dict: Ref<Dict>, part: Part) -> Value {
    new_view_with_shape(th, shape_of(part.view_type()), dict, part)
}

/// A view of another shape (a native subclass of a view type). Allocates.
pub fn new_view_with_shape(th: &Thread, shape: ShapeId, dict: Ref<Dict>, part: Part) -> Value {
    let view = heap::alloc::<DictView>(&th.alloc, shape, size_of::<DictView>());
    view.dict.init(dict.value());
    view.header.set_flags(part as u8);
    view.value()
}

/// An iterator over a dict. Allocates.
pub fn dict_iter(th: &Thread, dict: Ref<Dict>, part: Part) -> Value {
    let shape = shape_of(part.iter_type());
    let it = heap::alloc::<DictIter>(&th.alloc, shape, size_of::<DictIter>());
    it.container.init(dict.value());
    it.expected.set(dict.len());
    it.remaining.set(dict.len());
    it.value()
}

/// An iterator over a dict, last entry first. Allocates.
pub fn dict_reversed(th: &Thread, dict: Ref<Dict>, part: Part) -> Value {
    let shape = shape_of(part.reverse_type());
    let it = heap::alloc::<DictIter>(&th.alloc, shape, size_of::<DictIter>());
    it.container.init(dict.value());
    it.pos.set(dict.filled());
    it.expected.set(dict.len());
    it.remaining.set(dict.len());
    it.value()
}

/// An iterator over a set. Allocates.
pub fn set_iter(th: &Thread, s: Ref<Set>) -> Value {
    let shape = shape_of(T::SetIter);
    let it = heap::alloc::<DictIter>(&th.alloc, shape, size_of::<DictIter>());
    it.container.init(s.value());
    it.expected.set(s.len());
    it.remaining.set(s.len());
    it.value()
}

/// The RuntimeError of an iterator whose dict has changed.
#[cold]
fn changed(th: &Thread, d: Ref<Dict>, message: &str) -> Raised {
    let mut class = Some(type_of(d.value()));
    while let Some(c) = class {
        if !c.has_flag(flags::HEAP) && c.tp_name() == "collections.OrderedDict" {
            return th.runtime_error("OrderedDict mutated during iteration");
        }
        class = c.base();
    }
    th.runtime_error(message)
}

impl Ref<DictIter> {
    /// The dict, after a check that it has not changed its size; `None` if exhausted.
    #[inline(always)]
    fn dict(self, th: &Thread) -> PyResult<Option<Ref<Dict>>> {
        let Some(d) = self.container.get_opt() else {
            return Ok(None);
        };
        let d: Ref<Dict> = this(d);
        if d.len() != self.expected.get() {
            self.expected.set(usize::MAX);
            return Err(changed(th, d, "dictionary changed size during iteration"));
        }
        Ok(Some(d))
    }

    /// The next (key, value), or `None` at the end. Raises if the dict has changed its keys.
    #[inline(always)]
    pub fn next_entry(self, th: &Thread) -> PyResult<Option<(Value, Value)>> {
        let Some(d) = self.dict(th)? else {
            return Ok(None);
        };
        let mut pos = self.pos.get();
        let found = d.next(&mut pos);
        self.pos.set(pos);
        self.count_down(th, found)
    }

    fn next_entry_back(self, th: &Thread) -> PyResult<Option<(Value, Value)>> {
        let Some(d) = self.dict(th)? else {
            return Ok(None);
        };
        let mut pos = self.pos.get();
        let found = d.next_back(&mut pos);
        self.pos.set(pos);
        self.count_down(th, found)
    }

    #[inline(always)]
    fn count_down<R>(self, th: &Thread, found: Option<R>) -> PyResult<Option<R>> {
        match found {
            Some(_) if self.remaining.get() == 0 => {
                let d = this(self.container.get());
                self.container.init(Value::EMPTY);
                Err(changed(th, d, "dictionary keys changed during iteration"))
            }
            Some(entry) => {
                self.remaining.set(self.remaining.get() - 1);
                Ok(Some(entry))
            }
            None => {
                self.container.init(Value::EMPTY);
                Ok(None)
            }
        }
    }
}

macro_rules! next_functions {
    ($($forward:ident $back:ident $part:ident,)*) => {$(
        fn $forward(th: &Thread, v: Value) -> PyResult<Option<Value>> {
            let entry = this::<DictIter>(v).next_entry(th)?;
            Ok(entry.map(|(key, value)| Part::$part.of(th, key, value)))
        }

        fn $back(th: &Thread, v: Value) -> PyResult<Option<Value>> {
            let entry = this::<DictIter>(v).next_entry_back(th)?;
            Ok(entry.map(|(key, value)| Part::$part.of(th, key, value)))
        }
    )*};
}

next_functions! {
    next_key next_key_back Keys,
    next_value next_value_back Values,
    next_item next_item_back Items,
}

/// The `next` of iterators over dicts and sets, the commonest without a look at the slot table.
#[inline(always)]
pub fn step(th: &Thread, it: Value) -> PyResult<Option<Value>> {
    if is_exactly(it, T::DictKeyIter) {
        let entry = this::<DictIter>(it).next_entry(th)?;
        return Ok(entry.map(|(key, _)| key));
    }
    if is_exactly(it, T::DictValueIter) {
        let entry = this::<DictIter>(it).next_entry(th)?;
        return Ok(entry.map(|(_, value)| value));
    }
    ops::next(th, it)
}

/// The next key and value, if this is an iterator over the items of a dict. Raises if the dict has changed its keys.
#[inline(always)]
pub fn next_pair(th: &Thread, it: Value) -> Option<PyResult<Option<(Value, Value)>>> {
    is_exactly(it, T::DictItemIter).then(|| this::<DictIter>(it).next_entry(th))
}

/// The step of an iterator of a set.
pub fn next_element(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    let it = this::<DictIter>(v);
    let Some(s) = it.container.get_opt() else {
        return Ok(None);
    };
    let s: Ref<Set> = this(s);
    if s.len() != it.expected.get() {
        it.expected.set(usize::MAX);
        return Err(th.runtime_error("Set changed size during iteration"));
    }
    let mut pos = it.pos.get();
    let found = s.next(&mut pos);
    it.pos.set(pos);
    match found {
        Some((_, key)) => {
            it.remaining.set(it.remaining.get().saturating_sub(1));
            Ok(Some(key))
        }
        None => {
            it.container.init(Value::EMPTY);
            Ok(None)
        }
    }
}

fn length_hint(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<DictIter>(args[0]);
    let n = match it.container.get_opt() {
        Some(c) => {
            let len = match c.downcast::<Set>() {
                Some(s) => s.len(),
                None => this::<Dict>(c).len(),
            };
            if len == it.expected.get() {
                it.remaining.get()
            } else {
                0
            }
        }
        None => 0,
    };
    Ok(int::from_i64(th, n as i64))
}

/// `(iter, ([what is left],))`; the iterator itself does not move.
fn reduce(th: &Thread, args: &[Value]) -> PyResult {
    let it = this::<DictIter>(args[0]);
    let saved = (
        it.container.get(),
        it.pos.get(),
        it.expected.get(),
        it.remaining.get(),
    );
    let rest = list::empty(th);
    let result = rest.extend(th, args[0]);
    it.container.set(it, saved.0);
    it.pos.set(saved.1);
    it.expected.set(saved.2);
    it.remaining.set(saved.3);
    result?;
    let function = sequence::builtin(th, "iter")?;
    let arguments = tuple_of(th, &[rest.value()]);
    Ok(tuple_of(th, &[function, arguments]))
}

const ITER_METHODS: &[NativeDef] = &[
    NativeDef::new("__length_hint__", "($self, /)", length_hint)
        .doc("Private method returning an estimate of len(list(it))."),
    NativeDef::new("__reduce__", "($self, /)", reduce)
        .doc("Return state information for pickling."),
];

const fn iter_type(t: T, next: fn(&Thread, Value) -> PyResult<Option<Value>>) -> TypeDef {
    TypeDef {
        slots: Slots {
            iter: Some(self_iter),
            next: Some(next),
            ..Slots::NONE
        },
        methods: ITER_METHODS,
        flags: flags::NO_NEW,
        basic_size: size_of::<DictIter>(),
        ..TypeDef::new(t)
    }
}

/// The iterators' types.
pub static KEY_ITER_TYPE: TypeDef = iter_type(T::DictKeyIter, next_key);
/// See [`KEY_ITER_TYPE`].
pub static VALUE_ITER_TYPE: TypeDef = iter_type(T::DictValueIter, next_value);
/// See [`KEY_ITER_TYPE`].
pub static ITEM_ITER_TYPE: TypeDef = iter_type(T::DictItemIter, next_item);
/// See [`KEY_ITER_TYPE`].
pub static REVERSE_KEY_ITER_TYPE: TypeDef = iter_type(T::DictReverseKeyIter, next_key_back);
/// See [`KEY_ITER_TYPE`].
pub static REVERSE_VALUE_ITER_TYPE: TypeDef = iter_type(T::DictReverseValueIter, next_value_back);
/// See [`KEY_ITER_TYPE`].
pub static REVERSE_ITEM_ITER_TYPE: TypeDef = iter_type(T::DictReverseItemIter, next_item_back);
/// See [`KEY_ITER_TYPE`].
pub static SET_ITER_TYPE: TypeDef = iter_type(T::SetIter, next_element);

// ---- views

fn dict_of(v: Value) -> Ref<Dict> {
    this(this::<DictView>(v).dict.get())
}

fn part_of(v: Value) -> Part {
    match v.header().map_or(0, Header::flags) {
        0 => Part::Keys,
        1 => Part::Values,
        _ => Part::Items,
    }
}

fn view_len(_th: &Thread, v: Value) -> PyResult<usize> {
    Ok(dict_of(v).len())
}

fn view_iter(th: &Thread, v: Value) -> PyResult {
    Ok(dict_iter(th, dict_of(v), part_of(v)))
}

fn view_reversed(th: &Thread, args: &[Value]) -> PyResult {
    Ok(dict_reversed(th, dict_of(args[0]), part_of(args[0])))
}

fn view_repr(th: &Thread, v: Value) -> PyResult {
    let Some(_guard) = repr_guard::enter(v) else {
        return Ok(str::new(th, "..."));
    };
    let items = list::from_iterable(th, v)?;
    let mut text = type_of(v).name().bytes().to_vec();
    text.push(b'(');
    text.extend_from_slice(ops::repr(th, items.value())?.bytes());
    text.push(b')');
    Ok(str::from_bytes(th, &text).value())
}

fn keys_contain(th: &Thread, v: Value, key: Value) -> PyResult<bool> {
    dict_of(v).contains(th, key)
}

fn items_contain(th: &Thread, v: Value, item: Value) -> PyResult<bool> {
    let Some(pair) = item.downcast::<crate::types::tuple::Tuple>() else {
        return Ok(false);
    };
    let &[key, value] = pair.items() else {
        return Ok(false);
    };
    match dict_of(v).get(th, key)? {
        Some(found) => sequence::same_or_equal(th, found, value),
        None => Ok(false),
    }
}

/// Whether all that `a` yields is in `b`. Runs Python.
fn all_in(th: &Thread, a: Value, b: Value) -> PyResult<bool> {
    let mut all = true;
    ops::iterate(th, a, |item| {
        all = ops::contains(th, b, item)?;
        Ok(if all {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        })
    })?;
    Ok(all)
}

/// Whether `v` is a set or a view that acts as one.
fn is_set_like(v: Value) -> bool {
    v.has_kind(Kind::Set) || v.has_kind(Kind::DictView) && part_of(v) != Part::Values
}

fn view_compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    if !is_set_like(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (n, m) = (ops::len(th, a)?, ops::len(th, b)?);
    Ok(Value::bool(match op {
        CmpOp::Eq => n == m && all_in(th, a, b)?,
        CmpOp::Ne => !(n == m && all_in(th, a, b)?),
        CmpOp::Lt => n < m && all_in(th, a, b)?,
        CmpOp::Le => n <= m && all_in(th, a, b)?,
        CmpOp::Gt => n > m && all_in(th, b, a)?,
        CmpOp::Ge => n >= m && all_in(th, b, a)?,
    }))
}

fn to_set(th: &Thread, v: Value) -> PyResult<Ref<Set>> {
    if v.has_kind(Kind::DictView) && part_of(v) == Part::Keys {
        return set_methods::from_iterable(th, dict_of(v).value());
    }
    set_methods::from_iterable(th, v)
}

fn view_and(th: &Thread, a: Value, b: Value) -> PyResult {
    // The view may be on either side.
    let is_view = |v: Value| v.has_kind(Kind::DictView) && part_of(v) != Part::Values;
    let (mut view, mut other) = if is_view(a) { (a, b) } else { (b, a) };
    let n = dict_of(view).len();
    if is_exactly(other, T::Set) || is_exactly(other, T::FrozenSet) {
        let s: Ref<Set> = this(other);
        if n <= s.len() {
            let both = set_methods::intersection_of(th, s, view)?;
            // The result is a set, whatever the operand is.
            return if type_of(both.value()) == crate::types::get(T::Set) {
                Ok(both.value())
            } else {
                to_set(th, both.value()).map(|s| s.value())
            };
        }
    }
    if is_view(other) && dict_of(other).len() > n {
        std::mem::swap(&mut view, &mut other);
    }
    let result = set::new(th);
    ops::iterate(th, other, |item| {
        if ops::contains(th, view, item)? {
            result.add(th, item)?;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(result.value())
}

fn view_or(th: &Thread, a: Value, b: Value) -> PyResult {
    let result = to_set(th, a)?;
    set_methods::update(th, result, b)?;
    Ok(result.value())
}

fn view_sub(th: &Thread, a: Value, b: Value) -> PyResult {
    let result = to_set(th, a)?;
    set_methods::difference_update_of(th, result, b)?;
    Ok(result.value())
}

fn view_xor(th: &Thread, a: Value, b: Value) -> PyResult {
    let result = to_set(th, a)?;
    set_methods::symmetric_difference_update_of(th, result, b)?;
    Ok(result.value())
}

fn view_isdisjoint(th: &Thread, args: &[Value]) -> PyResult {
    let (mut view, mut other) = (args[0], args[1]);
    if view == other {
        return Ok(Value::bool(dict_of(view).is_empty()));
    }
    if is_set_like(other) && ops::len(th, other)? > dict_of(view).len() {
        std::mem::swap(&mut view, &mut other);
    }
    let mut disjoint = true;
    ops::iterate(th, other, |item| {
        disjoint = !ops::contains(th, view, item)?;
        Ok(if disjoint {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        })
    })?;
    Ok(Value::bool(disjoint))
}

fn view_mapping(th: &Thread, v: Value) -> PyResult {
    Ok(crate::types::mapping_proxy::new(th, dict_of(v).value()))
}

const MAPPING: &[GetSetDef] = &[GetSetDef {
    name: "mapping",
    get: view_mapping,
    set: None,
}];

const SET_METHODS: &[NativeDef] = &[
    NativeDef::new("isdisjoint", "($self, other, /)", view_isdisjoint)
        .doc("Return True if the view and the given iterable have a null intersection."),
    NativeDef::new("__reversed__", "($self, /)", view_reversed)
        .doc("Return a reverse iterator over the dict keys."),
];

const fn set_view_type(t: T, contains: fn(&Thread, Value, Value) -> PyResult<bool>) -> TypeDef {
    TypeDef {
        slots: Slots {
            repr: Some(view_repr),
            len: Some(view_len),
            iter: Some(view_iter),
            contains: Some(contains),
            compare: Some(view_compare),
            binary: Slots::binary_table([
                (BinOp::And, view_and),
                (BinOp::Or, view_or),
                (BinOp::Sub, view_sub),
                (BinOp::Xor, view_xor),
            ]),
            ..Slots::NONE
        },
        methods: SET_METHODS,
        getset: MAPPING,
        flags: flags::NO_NEW,
        basic_size: size_of::<DictView>(),
        ..TypeDef::new(t)
    }
}

/// The type of `dict.keys()`.
pub static KEYS_TYPE: TypeDef = set_view_type(T::DictKeys, keys_contain);
/// The type of `dict.items()`.
pub static ITEMS_TYPE: TypeDef = set_view_type(T::DictItems, items_contain);
/// The type of `dict.values()`.
pub static VALUES_TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(view_repr),
        len: Some(view_len),
        iter: Some(view_iter),
        ..Slots::NONE
    },
    methods: &[NativeDef::new("__reversed__", "($self, /)", view_reversed)
        .doc("Return a reverse iterator over the dict values.")],
    getset: MAPPING,
    flags: flags::NO_NEW,
    basic_size: size_of::<DictView>(),
    ..TypeDef::new(T::DictValues)
};
