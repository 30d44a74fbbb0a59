//! The types of `None`, `NotImplemented` and `Ellipsis`: immediates without state.

use crate::error::PyResult;
use crate::native::{Args, NativeDef};
use crate::object::Ref;
use crate::thread::Thread;
use crate::types::slots::Slots;
use crate::types::type_::{Type, TypeDef};
use crate::types::{T, str};
use crate::value::Value;

/// The singleton that a class stands for; no arguments are taken.
fn only(th: &Thread, class: Ref<Type>, args: Args, v: Value) -> PyResult {
    if !args.values.is_empty() {
        return Err(th.type_error(format!("{} takes no arguments", class.tp_name())));
    }
    Ok(v)
}

fn text(th: &Thread, s: &str) -> PyResult {
    Ok(str::intern(th, s).value())
}

fn never(_: &Thread, _: Value) -> PyResult<bool> {
    Ok(false)
}

fn no_truth(th: &Thread, _: Value) -> PyResult<bool> {
    Err(th.type_error("NotImplemented should not be used in a boolean context"))
}

pub static NONE_TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(|th, _| text(th, "None")),
        bool: Some(never),
        // A constant, so that the hash does not depend on addresses; CPython's value.
        hash: Some(|_, _| Ok(0xfca86420)),
        new: Some(|th, class, args| only(th, class, args, Value::NONE)),
        ..Slots::NONE
    },
    doc: "The type of the None singleton.",
    ..TypeDef::new(T::NoneType)
};

pub static NOT_IMPLEMENTED_TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(|th, _| text(th, "NotImplemented")),
        bool: Some(no_truth),
        new: Some(|th, class, args| only(th, class, args, Value::NOT_IMPLEMENTED)),
        ..Slots::NONE
    },
    methods: &[NativeDef::new("__reduce__", "($self, /)", |th, _| {
        text(th, "NotImplemented")
    })],
    doc: "The type of the NotImplemented singleton.",
    ..TypeDef::new(T::NotImplementedType)
};

pub static ELLIPSIS_TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(|th, _| text(th, "Ellipsis")),
        new: Some(|th, class, args| only(th, class, args, Value::ELLIPSIS)),
        ..Slots::NONE
    },
    methods: &[NativeDef::new("__reduce__", "($self, /)", |th, _| {
        text(th, "Ellipsis")
    })],
    doc: "The type of the Ellipsis singleton.",
    ..TypeDef::new(T::Ellipsis)
};
