//! `types.SimpleNamespace`.

use crate::error::PyResult;
use crate::heap::Tracer;
use crate::native::{Args, NativeDef};
use crate::object::{Header, Kind, NativeLayout, Object, Ref};
use crate::ops;
use crate::thread::Thread;
use crate::types::dict::Dict;
use crate::types::slots::{CmpOp, Slots};
use crate::types::str::{self, Str};
use crate::types::type_::{self, TypeDef, flags};
use crate::types::{self, T, dict, object_, tuple, type_of};
use crate::value::Value;

/// A namespace: nothing but the attribute area.
#[repr(C)]
pub struct SimpleNamespace {
    header: Header,
    layout: Option<&'static NativeLayout>,
}

// SAFETY: `#[repr(C)]` with header and layout first.
unsafe impl Object for SimpleNamespace {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "namespace",
    trace,
    drop: None,
};

fn trace(_: *mut Header, _: &mut Tracer) {}

/// A new namespace with these names. Allocates.
pub fn new(th: &Thread, items: &[(Ref<Str>, Value)]) -> PyResult {
    let v =
        type_::alloc_native::<SimpleNamespace>(th, types::get(T::SimpleNamespace), &LAYOUT).value();
    for &(name, x) in items {
        ops::attr::generic_set(th, v, name, Some(x))?;
    }
    Ok(v)
}

fn dict_of(th: &Thread, v: Value) -> Ref<Dict> {
    object_::dict_of(th, v).expect("a namespace has a dict")
}

/// The definition of `types.SimpleNamespace`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(|th, class, _| {
            Ok(type_::alloc_native::<SimpleNamespace>(th, class, &LAYOUT).value())
        }),
        init: Some(init),
        repr: Some(repr),
        compare: Some(|th, a, b, op: CmpOp| {
            if !types::is_instance_of(a, T::SimpleNamespace)
                || !types::is_instance_of(b, T::SimpleNamespace)
            {
                return Ok(Value::NOT_IMPLEMENTED);
            }
            ops::compare(th, dict_of(th, a).value(), dict_of(th, b).value(), op)
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__reduce__", "($self, /)", |th, a| {
            let class = type_of(a[0]).value();
            let none = tuple::new(th, &[]).value();
            let state = dict_of(th, a[0]).value();
            Ok(tuple::new(th, &[class, none, state]).value())
        })
        .doc("Return state information for pickling"),
        NativeDef::raw("__replace__", "($self, /, **changes)", |th, args| {
            let v = args.values[0];
            if args.pos().len() != 1 {
                return Err(th.type_error(format!(
                    "__replace__() takes 0 positional arguments but {} were given",
                    args.pos().len() - 1
                )));
            }
            let new = ops::call0(th, type_of(v).value())?;
            if !types::is_instance_of(new, T::SimpleNamespace) {
                return Err(th.type_error(format!(
                    "expect types.SimpleNamespace type, but {}() returned '{}' object",
                    ops::full_type_name(v),
                    ops::full_type_name(new)
                )));
            }
            let d = dict_of(th, new);
            d.merge(th, dict_of(th, v))?;
            for (k, x) in args.keywords() {
                d.set(th, k, x)?;
            }
            Ok(new)
        })
        .doc("Return a copy of the namespace object with new values for the specified attributes."),
    ],
    getset: &[crate::native::GetSetDef {
        name: "__dict__",
        get: |th, v| Ok(dict_of(th, v).value()),
        set: None,
    }],
    flags: flags::BASE | flags::HAS_DICT,
    basic_size: std::mem::size_of::<SimpleNamespace>(),
    doc: "A simple attribute-based namespace.",
    ..TypeDef::new(T::SimpleNamespace)
};

fn init(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    let pos = args.pos();
    if pos.len() > 1 {
        return Err(th.type_error(format!(
            "{} expected at most 1 argument, got {}",
            type_of(v).name().to_string_lossy(),
            pos.len()
        )));
    }
    let d = dict_of(th, v);
    if let Some(&source) = pos.first() {
        let given = match source.downcast::<Dict>() {
            Some(given) => given,
            None => {
                let class = types::get(T::Dict).value();
                let made = ops::call1(th, class, source)?;
                made.downcast().unwrap_or_else(|| dict::new(th))
            }
        };
        let mut at = 0;
        while let Some((k, x)) = given.next(&mut at) {
            if !k.has_kind(Kind::Str) {
                return Err(th.type_error("keywords must be strings"));
            }
            d.set(th, k, x)?;
        }
    }
    for (k, x) in args.keywords() {
        d.set(th, k, x)?;
    }
    Ok(())
}

fn repr(th: &Thread, v: Value) -> PyResult {
    th.check_native_stack(" while getting the repr of an object")?;
    let name = if type_of(v) == types::get(T::SimpleNamespace) {
        "namespace".to_owned()
    } else {
        type_of(v).name().to_string_lossy().into_owned()
    };
    let Some(_guard) = types::repr_guard::enter(v) else {
        return Ok(str::new(th, &format!("{name}(...)")));
    };
    repr_items(th, v, &name)
}

fn repr_items(th: &Thread, v: Value, name: &str) -> PyResult {
    let mut text = name.as_bytes().to_vec();
    text.push(b'(');
    let d = dict_of(th, v);
    let mut at = 0;
    let mut first = true;
    while let Some((k, x)) = d.next(&mut at) {
        let Some(k) = k.downcast::<Str>() else {
            continue;
        };
        if k.bytes().is_empty() {
            continue;
        }
        if !first {
            text.extend(b", ");
        }
        first = false;
        text.extend(k.bytes());
        text.push(b'=');
        text.extend(ops::repr(th, x)?.bytes());
    }
    text.push(b')');
    Ok(str::from_bytes(th, &text).value())
}
