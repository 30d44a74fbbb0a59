//! `set` and `frozenset` as Python sees them: slots, operators and methods.
//!
//! Each operation goes through the tables in CPython's order (which operand is walked, when the result grows), because
//! the order of the result can be seen.

use std::mem::size_of;
use std::ops::ControlFlow;

use crate::algo::hash;
use crate::error::PyResult;
use crate::interp::consumer::Consumer;
use crate::native::{Args, NativeDef};
use crate::object::Ref;
use crate::ops;
use crate::shape;
use crate::thread::Thread;
use crate::types::dict;
use crate::types::dict_view;
use crate::types::list;
use crate::types::repr_guard;
use crate::types::sequence::{self, this, tuple_of};
use crate::types::set::{self, Set, hash_element};
use crate::types::slots::{BinOp, CmpOp, Slots};
use crate::types::str;
use crate::types::type_::{Type, TypeDef, flags};
use crate::types::{self, T, int, is_exactly, is_instance_of, type_of};
use crate::value::Value;

/// The set, if `v` is a set or frozenset or of a subclass.
#[inline]
pub fn as_set(v: Value) -> Option<Ref<Set>> {
    v.downcast::<Set>()
}

/// A new set of what `iterable` yields. Allocates, runs Python.
pub fn from_iterable(th: &Thread, iterable: Value) -> PyResult<Ref<Set>> {
    let set = set::new(th);
    update(th, set, iterable)?;
    Ok(set)
}

/// Adds what `iterable` yields. Allocates, runs Python.
pub fn update(th: &Thread, set: Ref<Set>, iterable: Value) -> PyResult<()> {
    if let Some(other) = as_set(iterable) {
        return set.merge(th, other);
    }
    if let Some(dict) = dict::exact(iterable) {
        set.reserve(th, dict.len());
        let mut pos = 0;
        while let Some((hash, key, _)) = dict.next_hashed(&mut pos) {
            set.add_hashed(th, key, hash)?;
        }
        return Ok(());
    }
    ops::iterate(th, iterable, |v| {
        set.add(th, v)?;
        Ok(ControlFlow::Continue(()))
    })
}

/// A new, empty set of the built-in type that `like` is or derives from. Allocates.
fn new_like(th: &Thread, like: Ref<Set>) -> Ref<Set> {
    if is_instance_of(like.value(), T::FrozenSet) {
        set::new_frozen(th)
    } else {
        set::new(th)
    }
}

fn copy_of(th: &Thread, s: Ref<Set>) -> PyResult<Ref<Set>> {
    let copy = new_like(th, s);
    copy.merge(th, s)?;
    Ok(copy)
}

fn allocate(th: &Thread, class: Ref<Type>) -> Ref<Set> {
    let s = set::new_with_shape(th, class.instance_shape.get(), shape::area_size(class));
    crate::types::type_::finalized(class, s)
}

fn set_new(th: &Thread, class: Ref<Type>, _args: Args) -> PyResult {
    Ok(allocate(th, class).value())
}

fn set_init(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    if args.keyword_count() > 0 {
        return Err(th.type_error("set() takes no keyword arguments"));
    }
    let pos = args.pos();
    sequence::check_count(th, "set", pos.len(), 0, 1)?;
    let s = this::<Set>(v);
    s.clear();
    match pos {
        [iterable] => update(th, s, *iterable),
        _ => Ok(()),
    }
}

fn frozenset_new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let plain = class == types::get(T::FrozenSet);
    if args.keyword_count() > 0 && sequence::takes_no_keywords(class, T::FrozenSet) {
        return Err(th.type_error("frozenset() takes no keyword arguments"));
    }
    let pos = args.pos();
    sequence::check_count(th, "frozenset", pos.len(), 0, 1)?;
    if let [iterable] = pos {
        if plain && is_exactly(*iterable, T::FrozenSet) {
            return Ok(*iterable);
        }
    }
    let s = allocate(th, class);
    if let [iterable] = pos {
        update(th, s, *iterable)?;
    }
    Ok(s.value())
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let s = this::<Set>(v);
    let name = type_of(v).name();
    let name = name.to_string_lossy();
    let Some(_guard) = repr_guard::enter(v) else {
        return Ok(str::new(th, &format!("{name}(...)")));
    };
    repr_guard::check_depth(th)?;
    if s.is_empty() {
        return Ok(str::new(th, &format!("{name}()")));
    }
    let plain = is_exactly(v, T::Set);
    let mut text = if plain {
        b"{".to_vec()
    } else {
        format!("{name}({{").into_bytes()
    };
    // Printing the elements may change the set: a copy is printed.
    let items = list::empty(th);
    let mut pos = 0;
    while let Some((_, key)) = s.next(&mut pos) {
        items.append(th, key);
    }
    for i in 0..items.len() {
        if i > 0 {
            text.extend_from_slice(b", ");
        }
        ops::text::push_repr(th, &mut text, items.item(i))?;
    }
    text.extend_from_slice(if plain { b"}" } else { b"})" });
    Ok(str::from_bytes(th, &text).value())
}

fn frozenset_hash(_th: &Thread, v: Value) -> PyResult<i64> {
    let s = this::<Set>(v);
    if s.hash.get() == 0 {
        s.hash.set(hash::hash_frozenset(s.hashes()));
    }
    Ok(s.hash.get())
}

fn len(_th: &Thread, v: Value) -> PyResult<usize> {
    Ok(this::<Set>(v).len())
}

fn iter_slot(th: &Thread, v: Value) -> PyResult {
    Ok(dict_view::set_iter(th, this::<Set>(v)))
}

/// What an unhashable set is looked up as: a frozenset with the same elements. `None` if `v` is hashable, or no set.
fn frozen_key(th: &Thread, v: Value, hash: PyResult<i64>) -> PyResult<(Value, i64)> {
    match hash {
        Ok(hash) => Ok((v, hash)),
        Err(e) => {
            let Some(s) = as_set(v).filter(|_| th.raised_is(&e, T::TypeError)) else {
                return Err(e);
            };
            th.take_exception(e);
            let key = set::new_frozen(th);
            key.merge(th, s)?;
            let hash = frozenset_hash(th, key.value())?;
            Ok((key.value(), hash))
        }
    }
}

fn contains(th: &Thread, v: Value, item: Value) -> PyResult<bool> {
    let (key, hash) = frozen_key(th, item, hash_element(th, item))?;
    this::<Set>(v).contains_hashed(th, key, hash)
}

// ---- comparison

/// Whether all elements of `a` are in `b`. May run Python.
fn is_subset(th: &Thread, a: Ref<Set>, b: Ref<Set>) -> PyResult<bool> {
    if a.len() > b.len() {
        return Ok(false);
    }
    let mut pos = 0;
    while let Some((hash, key)) = a.next(&mut pos) {
        if !b.contains_hashed(th, key, hash)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn equal(th: &Thread, a: Ref<Set>, b: Ref<Set>) -> PyResult<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    let (ha, hb) = (a.hash.get(), b.hash.get());
    if ha != 0 && hb != 0 && ha != hb {
        return Ok(false);
    }
    is_subset(th, a, b)
}

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    let (Some(a), Some(b)) = (as_set(a), as_set(b)) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    Ok(Value::bool(match op {
        CmpOp::Eq => equal(th, a, b)?,
        CmpOp::Ne => !equal(th, a, b)?,
        CmpOp::Le => is_subset(th, a, b)?,
        CmpOp::Ge => is_subset(th, b, a)?,
        CmpOp::Lt => a.len() < b.len() && is_subset(th, a, b)?,
        CmpOp::Gt => a.len() > b.len() && is_subset(th, b, a)?,
    }))
}

// ---- the algebra

/// The elements of `s` that are in `other`, any iterable. Allocates, runs Python.
pub fn intersection_of(th: &Thread, s: Ref<Set>, other: Value) -> PyResult<Ref<Set>> {
    if other == s.value() {
        return copy_of(th, s);
    }
    let result = new_like(th, s);
    if let Some(o) = as_set(other) {
        let (walked, asked) = if o.len() > s.len() { (s, o) } else { (o, s) };
        // No code runs that could show a key twice.
        let distinct = s.is_plain() && o.is_plain();
        let mut pos = 0;
        while let Some((hash, key)) = walked.next(&mut pos) {
            if asked.contains_hashed(th, key, hash)? {
                if distinct {
                    result.add_distinct(th, key, hash);
                } else {
                    result.add_hashed(th, key, hash)?;
                }
            }
        }
        return Ok(result);
    }
    ops::iterate(th, other, |key| {
        let hash = dict::hash_key(th, key)?;
        if s.contains_hashed(th, key, hash)? {
            result.add_hashed(th, key, hash)?;
            if result.len() >= s.len() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(result)
}

/// Removes what `other` yields from `s`. Runs Python.
pub fn difference_update_of(th: &Thread, s: Ref<Set>, other: Value) -> PyResult<()> {
    if other == s.value() {
        s.clear();
        return Ok(());
    }
    if let Some(mut o) = as_set(other) {
        if o.len() >> 3 > s.len() {
            o = intersection_of(th, s, other)?;
        }
        let mut pos = 0;
        while let Some((hash, key)) = o.next(&mut pos) {
            s.discard_hashed(th, key, hash)?;
        }
    } else {
        ops::iterate(th, other, |key| {
            s.discard(th, key)?;
            Ok(ControlFlow::Continue(()))
        })?;
    }
    s.drop_dummies(th);
    Ok(())
}

fn difference_of(th: &Thread, s: Ref<Set>, other: Value) -> PyResult<Ref<Set>> {
    let size = match (as_set(other), dict::exact(other)) {
        (Some(o), _) => Some(o.len()),
        (None, Some(d)) => Some(d.len()),
        (None, None) => None,
    };
    // Where little is removed, copying and removing is less work.
    if size.is_none_or(|n| s.len() >> 2 > n) {
        let result = copy_of(th, s)?;
        difference_update_of(th, result, other)?;
        return Ok(result);
    }
    let result = new_like(th, s);
    let distinct = s.is_plain() && as_set(other).is_some_and(|o| o.is_plain());
    let mut pos = 0;
    while let Some((hash, key)) = s.next(&mut pos) {
        let found = match (as_set(other), dict::exact(other)) {
            (Some(o), _) => o.contains_hashed(th, key, hash)?,
            (None, Some(d)) => d.get_hashed(th, key, hash)?.is_some(),
            (None, None) => false,
        };
        if !found && distinct {
            result.add_distinct(th, key, hash);
        } else if !found {
            result.add_hashed(th, key, hash)?;
        }
    }
    Ok(result)
}

/// Makes `s` hold what is in exactly one of `s` and `other`. Allocates, runs Python.
pub fn symmetric_difference_update_of(th: &Thread, s: Ref<Set>, other: Value) -> PyResult<()> {
    if other == s.value() {
        s.clear();
        return Ok(());
    }
    if let Some(d) = dict::exact(other) {
        let mut pos = 0;
        while let Some((hash, key, _)) = d.next_hashed(&mut pos) {
            if !s.discard_hashed(th, key, hash)? {
                s.add_hashed(th, key, hash)?;
            }
        }
        return Ok(());
    }
    let o = match as_set(other) {
        Some(o) => o,
        None => {
            let o = new_like(th, s);
            update(th, o, other)?;
            o
        }
    };
    let mut pos = 0;
    while let Some((hash, key)) = o.next(&mut pos) {
        if !s.discard_hashed(th, key, hash)? {
            s.add_hashed(th, key, hash)?;
        }
    }
    Ok(())
}

fn symmetric_difference_of(th: &Thread, s: Ref<Set>, other: Value) -> PyResult<Ref<Set>> {
    let result = new_like(th, s);
    update(th, result, other)?;
    symmetric_difference_update_of(th, result, s.value())?;
    Ok(result)
}

fn and(th: &Thread, a: Value, b: Value) -> PyResult {
    match (as_set(a), as_set(b)) {
        (Some(s), Some(_)) => Ok(intersection_of(th, s, b)?.value()),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn or(th: &Thread, a: Value, b: Value) -> PyResult {
    let (Some(s), Some(o)) = (as_set(a), as_set(b)) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let result = copy_of(th, s)?;
    result.merge(th, o)?;
    Ok(result.value())
}

fn sub(th: &Thread, a: Value, b: Value) -> PyResult {
    match (as_set(a), as_set(b)) {
        (Some(s), Some(_)) => Ok(difference_of(th, s, b)?.value()),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn xor(th: &Thread, a: Value, b: Value) -> PyResult {
    match (as_set(a), as_set(b)) {
        (Some(s), Some(_)) => Ok(symmetric_difference_of(th, s, b)?.value()),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn inplace_and(th: &Thread, a: Value, b: Value) -> PyResult {
    let (Some(s), Some(_)) = (as_set(a), as_set(b)) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    s.swap_contents(intersection_of(th, s, b)?);
    Ok(a)
}

fn inplace_or(th: &Thread, a: Value, b: Value) -> PyResult {
    let (Some(s), Some(o)) = (as_set(a), as_set(b)) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    s.merge(th, o)?;
    Ok(a)
}

fn inplace_sub(th: &Thread, a: Value, b: Value) -> PyResult {
    let (Some(s), Some(_)) = (as_set(a), as_set(b)) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    difference_update_of(th, s, b)?;
    Ok(a)
}

fn inplace_xor(th: &Thread, a: Value, b: Value) -> PyResult {
    let (Some(s), Some(_)) = (as_set(a), as_set(b)) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    symmetric_difference_update_of(th, s, b)?;
    Ok(a)
}

// ---- methods

fn add(th: &Thread, args: &[Value]) -> PyResult {
    this::<Set>(args[0]).add(th, args[1])?;
    Ok(Value::NONE)
}

fn discard(th: &Thread, args: &[Value]) -> PyResult {
    let (key, hash) = frozen_key(th, args[1], hash_element(th, args[1]))?;
    this::<Set>(args[0]).discard_hashed(th, key, hash)?;
    Ok(Value::NONE)
}

fn remove(th: &Thread, args: &[Value]) -> PyResult {
    let (key, hash) = frozen_key(th, args[1], hash_element(th, args[1]))?;
    if this::<Set>(args[0]).discard_hashed(th, key, hash)? {
        Ok(Value::NONE)
    } else {
        Err(th.key_error(args[1]))
    }
}

fn pop(th: &Thread, args: &[Value]) -> PyResult {
    match this::<Set>(args[0]).pop() {
        Some(v) => Ok(v),
        None => Err(th.error(T::KeyError, "pop from an empty set")),
    }
}

fn clear(_th: &Thread, args: &[Value]) -> PyResult {
    this::<Set>(args[0]).clear();
    Ok(Value::NONE)
}

fn copy(th: &Thread, args: &[Value]) -> PyResult {
    if is_exactly(args[0], T::FrozenSet) {
        return Ok(args[0]);
    }
    Ok(copy_of(th, this(args[0]))?.value())
}

/// The arguments of a method with `*others`.
fn others(args: &[Value]) -> &[Value] {
    // SAFETY (of the lifetime): the tuple of `*args` is held by the caller's argument array.
    let t: Ref<types::tuple::Tuple> = this(args[1]);
    let items = t.items();
    // SAFETY: see above; tuples do not change.
    unsafe { std::slice::from_raw_parts(items.as_ptr(), items.len()) }
}

fn union(th: &Thread, args: &[Value]) -> PyResult {
    let result = copy_of(th, this(args[0]))?;
    for &other in others(args) {
        if other != args[0] {
            update(th, result, other)?;
        }
    }
    Ok(result.value())
}

fn update_method(th: &Thread, args: &[Value]) -> PyResult {
    for &other in others(args) {
        update(th, this(args[0]), other)?;
    }
    Ok(Value::NONE)
}

/// The intersection of a set with several iterables.
fn intersection_multi(th: &Thread, args: &[Value]) -> PyResult<Ref<Set>> {
    let s = this::<Set>(args[0]);
    let Some((&first, rest)) = others(args).split_first() else {
        return copy_of(th, s);
    };
    let mut result = intersection_of(th, s, first)?;
    for &other in rest {
        result = intersection_of(th, result, other)?;
    }
    Ok(result)
}

fn intersection(th: &Thread, args: &[Value]) -> PyResult {
    if others(args).is_empty() {
        return Ok(copy_of(th, this(args[0]))?.value());
    }
    Ok(intersection_multi(th, args)?.value())
}

fn intersection_update(th: &Thread, args: &[Value]) -> PyResult {
    let result = intersection_multi(th, args)?;
    this::<Set>(args[0]).swap_contents(result);
    Ok(Value::NONE)
}

fn difference(th: &Thread, args: &[Value]) -> PyResult {
    let Some((&first, rest)) = others(args).split_first() else {
        return Ok(copy_of(th, this(args[0]))?.value());
    };
    let result = difference_of(th, this(args[0]), first)?;
    for &other in rest {
        difference_update_of(th, result, other)?;
    }
    Ok(result.value())
}

fn difference_update(th: &Thread, args: &[Value]) -> PyResult {
    for &other in others(args) {
        difference_update_of(th, this(args[0]), other)?;
    }
    Ok(Value::NONE)
}

fn symmetric_difference(th: &Thread, args: &[Value]) -> PyResult {
    Ok(symmetric_difference_of(th, this(args[0]), args[1])?.value())
}

fn symmetric_difference_update(th: &Thread, args: &[Value]) -> PyResult {
    symmetric_difference_update_of(th, this(args[0]), args[1])?;
    Ok(Value::NONE)
}

fn issubset(th: &Thread, args: &[Value]) -> PyResult {
    let s = this::<Set>(args[0]);
    let found = match as_set(args[1]) {
        Some(o) => is_subset(th, s, o)?,
        None => intersection_of(th, s, args[1])?.len() == s.len(),
    };
    Ok(Value::bool(found))
}

fn issuperset(th: &Thread, args: &[Value]) -> PyResult {
    let s = this::<Set>(args[0]);
    if let Some(o) = as_set(args[1]) {
        return Ok(Value::bool(is_subset(th, o, s)?));
    }
    let mut all = true;
    ops::iterate(th, args[1], |v| {
        all = s.contains(th, v)?;
        Ok(if all {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        })
    })?;
    Ok(Value::bool(all))
}

fn isdisjoint(th: &Thread, args: &[Value]) -> PyResult {
    let s = this::<Set>(args[0]);
    if args[0] == args[1] {
        return Ok(Value::bool(s.is_empty()));
    }
    if let Some(o) = as_set(args[1]) {
        let (walked, asked) = if o.len() > s.len() { (s, o) } else { (o, s) };
        let mut pos = 0;
        while let Some((hash, key)) = walked.next(&mut pos) {
            if asked.contains_hashed(th, key, hash)? {
                return Ok(Value::FALSE);
            }
        }
        return Ok(Value::TRUE);
    }
    let mut disjoint = true;
    ops::iterate(th, args[1], |v| {
        disjoint = !s.contains(th, v)?;
        Ok(if disjoint {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        })
    })?;
    Ok(Value::bool(disjoint))
}

fn reduce(th: &Thread, args: &[Value]) -> PyResult {
    let keys = list::empty(th);
    let mut pos = 0;
    while let Some((_, key)) = this::<Set>(args[0]).next(&mut pos) {
        keys.append(th, key);
    }
    let state = crate::types::object_::state_of(th, args[0])?;
    let arguments = tuple_of(th, &[keys.value()]);
    Ok(tuple_of(th, &[type_of(args[0]).value(), arguments, state]))
}

fn sizeof(th: &Thread, args: &[Value]) -> PyResult {
    Ok(int::from_i64(
        th,
        types::type_::sizes::layout(types::type_of(args[0])).basic
            + this::<Set>(args[0]).table_bytes() as i64,
    ))
}

macro_rules! common_methods {
    ($($more:expr,)*) => {
        &[
            NativeDef::new("copy", "($self, /)", copy)
                .doc("Return a shallow copy of a set."),
            NativeDef::new("difference", "($self, /, *others)", difference)
                .doc("Return a new set with elements in the set that are not in the others."),
            NativeDef::new("intersection", "($self, /, *others)", intersection)
                .doc("Return a new set with elements common to the set and all others."),
            NativeDef::new("isdisjoint", "($self, other, /)", isdisjoint)
                .doc("Return True if two sets have a null intersection."),
            NativeDef::new("issubset", "($self, other, /)", issubset)
                .doc("Report whether another set contains this set."),
            NativeDef::new("issuperset", "($self, other, /)", issuperset)
                .doc("Report whether this set contains another set."),
            NativeDef::new("symmetric_difference", "($self, other, /)", symmetric_difference)
                .doc("Return a new set with elements in either the set or other but not both."),
            NativeDef::new("union", "($self, /, *others)", union)
                .doc("Return a new set with elements from the set and all others."),
            NativeDef::new("__reduce__", "($self, /)", reduce)
                .doc("Return state information for pickling."),
            NativeDef::new("__sizeof__", "($self, /)", sizeof)
                .doc("S.__sizeof__() -> size of S in memory, in bytes."),
            NativeDef::new("__class_getitem__", "($type, object, /)", sequence::class_getitem)
                .class_method()
                .doc("See PEP 585"),
            $($more,)*
        ]
    };
}

const OPERATORS: [(BinOp, crate::types::slots::BinaryFn); 4] = [
    (BinOp::And, and),
    (BinOp::Or, or),
    (BinOp::Sub, sub),
    (BinOp::Xor, xor),
];

/// The type `set`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(set_new),
        init: Some(set_init),
        repr: Some(repr),
        compare: Some(compare),
        len: Some(len),
        contains: Some(contains),
        iter: Some(iter_slot),
        binary: Slots::binary_table(OPERATORS),
        inplace: Slots::binary_table([
            (BinOp::And, inplace_and),
            (BinOp::Or, inplace_or),
            (BinOp::Sub, inplace_sub),
            (BinOp::Xor, inplace_xor),
        ]),
        ..Slots::NONE
    },
    methods: common_methods![
        NativeDef::new("add", "($self, object, /)", add)
            .doc("Add an element to a set.\n\nThis has no effect if the element is already present."),
        NativeDef::new("clear", "($self, /)", clear)
            .doc("Remove all elements from this set."),
        NativeDef::new("discard", "($self, object, /)", discard)
            .doc("Remove an element from a set if it is a member.\n\nUnlike set.remove(), the discard() method does not raise\nan exception when an element is missing from the set."),
        NativeDef::new("remove", "($self, object, /)", remove)
            .doc("Remove an element from a set; it must be a member.\n\nIf the element is not a member, raise a KeyError."),
        NativeDef::new("pop", "($self, /)", pop)
            .doc("Remove and return an arbitrary set element.\n\nRaises KeyError if the set is empty."),
        NativeDef::new("update", "($self, /, *others)", update_method).consumes(Consumer::Update)
            .doc("Update the set, adding elements from all others."),
        NativeDef::new("difference_update", "($self, /, *others)", difference_update)
            .doc("Update the set, removing elements found in others."),
        NativeDef::new("intersection_update", "($self, /, *others)", intersection_update)
            .doc("Update the set, keeping only elements found in it and all others."),
        NativeDef::new(
            "symmetric_difference_update",
            "($self, other, /)",
            symmetric_difference_update
        )
        .doc("Update the set, keeping only elements found in either set, but not in both."),
    ],
    flags: flags::BASE | flags::EMPTY_NEW | flags::MATCH_SELF | flags::WEAKREFS,
    basic_size: size_of::<Set>(),
    doc: "Build an unordered collection of unique elements.",
    ..TypeDef::new(T::Set)
};

/// The type `frozenset`.
pub static FROZEN_TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(frozenset_new),
        repr: Some(repr),
        hash: Some(frozenset_hash),
        compare: Some(compare),
        len: Some(len),
        contains: Some(contains),
        iter: Some(iter_slot),
        binary: Slots::binary_table(OPERATORS),
        ..Slots::NONE
    },
    methods: common_methods![],
    flags: flags::BASE | flags::MATCH_SELF | flags::WEAKREFS,
    basic_size: size_of::<Set>(),
    doc: "Build an immutable unordered collection of unique elements.",
    ..TypeDef::new(T::FrozenSet)
};
