//! `mappingproxy`: a read-only view of a mapping (a class's `__dict__`).

use std::mem::size_of;

use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::names::{self, N};
use crate::native::{Args, NativeDef};
use crate::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::dict;
use crate::types::sequence::{self, this};
use crate::types::slots::{BinOp, CmpOp, Slots};
use crate::types::type_::{Type, TypeDef, flags};
use crate::types::{T, is_exactly, shape_of, str, type_of};
use crate::value::Value;

/// A mapping proxy.
#[repr(C)]
pub struct MappingProxy {
    header: Header,
    layout: &'static NativeLayout,
    /// The mapping.
    pub mapping: Slot,
}

// SAFETY: `#[repr(C)]`, begins with a header and the layout pointer, which `new` writes.
unsafe impl Object for MappingProxy {
    const KIND: Kind = Kind::Native;
}

/// The collector's view of it.
pub static LAYOUT: NativeLayout = NativeLayout {
    name: "mappingproxy",
    trace,
    drop: None,
};

fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called by the collector for objects of this layout.
    t.visit(unsafe { &*h.cast::<MappingProxy>() }.mapping.get());
}

/// A proxy of `mapping`. Allocates.
pub fn new(th: &Thread, mapping: Value) -> Value {
    let shape = shape_of(T::MappingProxy);

    let proxy = heap::alloc_native::<MappingProxy>(&th.alloc, shape, &LAYOUT);
    proxy.mapping.init(mapping);
    proxy.value()
}

/// What a proxy shows.
fn mapping(v: Value) -> Value {
    this::<MappingProxy>(v).mapping.get()
}

/// What a proxy shows, or the value itself.
fn unwrapped(v: Value) -> Value {
    if is_exactly(v, T::MappingProxy) {
        mapping(v)
    } else {
        v
    }
}

fn proxy_new(th: &Thread, _class: Ref<Type>, args: Args) -> PyResult {
    let args = sequence::positional(th, "mappingproxy", args, 1, 1)?;
    let v = args[0];
    let ty = type_of(v);
    let is_mapping =
        ty.slots().getitem.is_some() && !v.has_kind(Kind::List) && !v.has_kind(Kind::Tuple);
    if !is_mapping {
        return Err(th.type_error(format!(
            "mappingproxy() argument must be a mapping, not {}",
            ty.tp_name()
        )));
    }
    Ok(new(th, v))
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let mut text = b"mappingproxy(".to_vec();
    text.extend_from_slice(ops::repr(th, mapping(v))?.bytes());
    text.push(b')');
    Ok(str::from_bytes(th, &text).value())
}

fn str_slot(th: &Thread, v: Value) -> PyResult {
    Ok(ops::str(th, mapping(v))?.value())
}

fn hash(th: &Thread, v: Value) -> PyResult<i64> {
    ops::hash(th, mapping(v))
}

fn len(th: &Thread, v: Value) -> PyResult<usize> {
    ops::len(th, mapping(v))
}

fn getitem(th: &Thread, v: Value, key: Value) -> PyResult {
    ops::get_item(th, mapping(v), key)
}

fn contains(th: &Thread, v: Value, key: Value) -> PyResult<bool> {
    ops::contains(th, mapping(v), key)
}

fn iter(th: &Thread, v: Value) -> PyResult {
    ops::iter(th, mapping(v))
}

fn compare(th: &Thread, a: Value, b: Value, op: CmpOp) -> PyResult {
    ops::compare(th, mapping(a), b, op)
}

fn or(th: &Thread, a: Value, b: Value) -> PyResult {
    ops::binary(th, BinOp::Or, unwrapped(a), unwrapped(b))
}

fn inplace_or(th: &Thread, a: Value, _b: Value) -> PyResult {
    Err(th.type_error(format!(
        "'|=' is not supported by {}; use '|' instead",
        type_of(a).tp_name()
    )))
}

fn get(th: &Thread, args: &[Value]) -> PyResult {
    let default = if args[2].is_empty() {
        Value::NONE
    } else {
        args[2]
    };
    if let Some(d) = dict::exact(mapping(args[0])) {
        return Ok(d.get(th, args[1])?.unwrap_or(default));
    }
    ops::call_method(
        th,
        mapping(args[0]),
        names::get(N::get),
        &[args[1], default],
    )
}

fn keys(th: &Thread, args: &[Value]) -> PyResult {
    ops::call_method(th, mapping(args[0]), names::get(N::keys), &[])
}

fn values(th: &Thread, args: &[Value]) -> PyResult {
    ops::call_method(th, mapping(args[0]), names::get(N::values), &[])
}

fn items(th: &Thread, args: &[Value]) -> PyResult {
    ops::call_method(th, mapping(args[0]), names::get(N::items), &[])
}

fn copy(th: &Thread, args: &[Value]) -> PyResult {
    ops::call_method(th, mapping(args[0]), names::get(N::copy), &[])
}

fn reversed(th: &Thread, args: &[Value]) -> PyResult {
    ops::call_method(th, mapping(args[0]), names::get(N::__reversed__), &[])
}

/// The type.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(proxy_new),
        repr: Some(repr),
        str: Some(str_slot),
        hash: Some(hash),
        len: Some(len),
        getitem: Some(getitem),
        contains: Some(contains),
        iter: Some(iter),
        compare: Some(compare),
        binary: Slots::binary_table([(BinOp::Or, or)]),
        inplace: Slots::binary_table([(BinOp::Or, inplace_or)]),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("get", "($self, key, default=None, /)", get)
            .doc("Return the value for key if key is in the mapping, else default."),
        NativeDef::new("keys", "($self, /)", keys)
            .doc("D.keys() -> a set-like object providing a view on D's keys"),
        NativeDef::new("values", "($self, /)", values)
            .doc("D.values() -> an object providing a view on D's values"),
        NativeDef::new("items", "($self, /)", items)
            .doc("D.items() -> a set-like object providing a view on D's items"),
        NativeDef::new("copy", "($self, /)", copy).doc("D.copy() -> a shallow copy of D"),
        NativeDef::new("__reversed__", "($self, /)", reversed)
            .doc("D.__reversed__() -> reverse iterator"),
        NativeDef::new(
            "__class_getitem__",
            "($type, object, /)",
            sequence::class_getitem,
        )
        .class_method()
        .doc("See PEP 585"),
    ],
    flags: flags::MAPPING,
    basic_size: size_of::<MappingProxy>(),
    doc: "Read-only proxy of a mapping.",
    ..TypeDef::new(T::MappingProxy)
};
