//! The attribute `memo` of picklers and unpicklers: views of what they have seen.

use std::mem::size_of;

use runtime::native::NativeDef;
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::sequence::{this, tuple_of};
use runtime::types::slots::Slots;
use runtime::types::type_::{NativeTypeDef, flags};
use runtime::types::{self, T, type_of};
use runtime::value::Value;

use super::pickler::{self, Pickler};
use super::unpickler::{self, Unpickler};
use crate::support::{Small, TypeCell, alloc, small};

/// `_pickle.PicklerMemoProxy`; its instances have the pickler in their slot 0.
pub static OF_PICKLER: TypeCell = TypeCell::new();
/// `_pickle.UnpicklerMemoProxy`; its instances have the unpickler in their slot 0.
pub static OF_UNPICKLER: TypeCell = TypeCell::new();

/// The view of a pickler's memo. Allocates.
pub fn of_pickler(th: &Thread, p: Value) -> Value {
    alloc(th, OF_PICKLER.get(), &[p], &[]).value()
}

/// The view of an unpickler's memo. Allocates.
pub fn of_unpickler(th: &Thread, u: Value) -> Value {
    alloc(th, OF_UNPICKLER.get(), &[u], &[]).value()
}

/// The pickler of a view.
pub fn pickler_of(v: Value) -> Option<Ref<Pickler>> {
    (type_of(v) == OF_PICKLER.get()).then(|| this::<Pickler>(small(v).slot(0)))
}

/// The unpickler of a view.
pub fn unpickler_of(v: Value) -> Option<Ref<Unpickler>> {
    (type_of(v) == OF_UNPICKLER.get()).then(|| this::<Unpickler>(small(v).slot(0)))
}

const fn proxy(name: &'static str, methods: &'static [NativeDef]) -> NativeTypeDef {
    NativeTypeDef {
        slots: Slots {
            hash: Some(|th, v| Err(ops::number::unhashable(th, v))),
            ..Slots::NONE
        },
        methods,
        flags: flags::NO_NEW,
        basic_size: size_of::<Small>(),
        ..NativeTypeDef::new(name)
    }
}

/// Pickled, a view is a dict.
fn reduced(th: &Thread, copy: Value) -> Value {
    let arguments = tuple_of(th, &[copy]);
    tuple_of(th, &[types::get(T::Dict).value(), arguments])
}

/// The definition of `PicklerMemoProxy`.
pub static PICKLER_DEF: NativeTypeDef = proxy(
    "_pickle.PicklerMemoProxy",
    &[
        NativeDef::new("clear", "($self, /)", |_, a| {
            let p = this::<Pickler>(small(a[0]).slot(0));
            p.memo().borrow_mut().clear();
            Ok(Value::NONE)
        })
        .doc("Remove all items from memo."),
        NativeDef::new("copy", "($self, /)", |th, a| {
            pickler::memo_as_dict(th, this(small(a[0]).slot(0)))
        })
        .doc("Copy the memo to a new object."),
        NativeDef::new("__reduce__", "($self, /)", |th, a| {
            let copy = pickler::memo_as_dict(th, this(small(a[0]).slot(0)))?;
            Ok(reduced(th, copy))
        })
        .doc("Implement pickle support."),
    ],
);

/// The definition of `UnpicklerMemoProxy`.
pub static UNPICKLER_DEF: NativeTypeDef = proxy(
    "_pickle.UnpicklerMemoProxy",
    &[
        NativeDef::new("clear", "($self, /)", |_, a| {
            let u = this::<Unpickler>(small(a[0]).slot(0));
            u.core().memo.borrow_mut().clear();
            Ok(Value::NONE)
        })
        .doc("Remove all items from memo."),
        NativeDef::new("copy", "($self, /)", |th, a| {
            unpickler::memo_as_dict(th, this(small(a[0]).slot(0)))
        })
        .doc("Copy the memo to a new object."),
        NativeDef::new("__reduce__", "($self, /)", |th, a| {
            let copy = unpickler::memo_as_dict(th, this(small(a[0]).slot(0)))?;
            Ok(reduced(th, copy))
        })
        .doc("Implement pickling support."),
    ],
);
