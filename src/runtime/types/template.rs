//! `string.templatelib.Template` and `Interpolation`: what t-strings make. The classes are made at first use.

use std::cell::Cell;

use crate::error::PyResult;
use crate::heap::RootedVec;
use crate::native::{Args, GetSetDef, NativeDef};
use crate::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::slots::Slots;
use crate::types::str::{self, Str};
use crate::types::tuple::{self, Tuple};
use crate::types::type_::{self, NativeTypeDef, Type, as_type, flags};
use crate::types::{T, generic_alias, is_instance_of, signature, type_of};
use crate::value::Value;

/// Four Values: an interpolation's value, expression, conversion and format spec; a template's strings and
/// interpolations; an iterator's template and (as a small int) position.
#[repr(C)]
struct Parts {
    header: Header,
    layout: Option<&'static NativeLayout>,
    slots: [Slot; 4],
}

// SAFETY: `#[repr(C)]` with header and layout first; zeros are valid.
unsafe impl Object for Parts {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "template",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        t.visit_slots(&unsafe { &*h.cast::<Parts>() }.slots);
    },
    drop: None,
};

struct Classes([Cell<Value>; 3]);
// SAFETY: touched only under the interpreter lock; shapes keep their classes.
unsafe impl Sync for Classes {}
static CLASSES: Classes = Classes([const { Cell::new(Value::EMPTY) }; 3]);

const TEMPLATE: usize = 0;
const INTERPOLATION: usize = 1;
const ITERATOR: usize = 2;

/// One of the classes. Allocates the first time.
fn class(th: &Thread, n: usize) -> Ref<Type> {
    let cell = &CLASSES.0[n];
    if cell.get().is_empty() {
        let def = [&TEMPLATE_DEF, &INTERPOLATION_DEF, &ITERATOR_DEF][n];
        let made = type_::define_native(th, def);
        if n == INTERPOLATION {
            let names: RootedVec<Value> = ["value", "expression", "conversion", "format_spec"]
                .iter()
                .map(|n| str::intern(th, n).value())
                .collect();
            let names = tuple::new(th, &names).value();
            made.dict()
                .set_str(th, str::intern(th, "__match_args__"), names);
        }
        cell.set(made.value());
    }
    as_type(cell.get())
}

fn alloc(th: &Thread, n: usize, slots: &[Value]) -> Value {
    let class = class(th, n);
    let o = type_::alloc_native::<Parts>(th, class, &LAYOUT);
    for (slot, &v) in o.slots.iter().zip(slots) {
        slot.init(v);
    }
    o.value()
}

fn slot(v: Value, n: usize) -> Value {
    // SAFETY: the methods of the three types are called with their instances; they cannot be subclassed.
    let o: Ref<Parts> = unsafe { Ref::from_value_unchecked(v) };
    o.slots[n].get()
}

fn items(v: Value, n: usize) -> &'static [Value] {
    match slot(v, n).downcast::<Tuple>() {
        // SAFETY: the tuple is kept by `v`, which the caller keeps, and never changes.
        Some(t) => unsafe { &*(t.items() as *const [Value]) },
        None => &[],
    }
}

/// An interpolation. Allocates.
pub fn interpolation(
    th: &Thread,
    value: Value,
    expression: Value,
    conversion: Value,
    spec: Value,
) -> Value {
    alloc(th, INTERPOLATION, &[value, expression, conversion, spec])
}

/// A template of strings and interpolations, one string more than interpolations. Allocates.
pub fn template(th: &Thread, strings: &[Value], interpolations: &[Value]) -> Value {
    let strings = tuple::new(th, strings).value();
    let interpolations = tuple::new(th, interpolations).value();
    alloc(th, TEMPLATE, &[strings, interpolations])
}

/// A template of parts in any order: strings that meet are joined, and an empty one stands where none is. Allocates.
fn from_parts(th: &Thread, parts: &[Value]) -> Value {
    let (mut strings, mut values) = (RootedVec::new(), RootedVec::new());
    let mut text: Vec<u8> = Vec::new();
    for &part in parts {
        match part.downcast::<Str>() {
            Some(s) => text.extend_from_slice(s.bytes()),
            None => {
                strings.push(str::from_bytes(th, &text).value());
                text.clear();
                values.push(part);
            }
        }
    }
    strings.push(str::from_bytes(th, &text).value());
    template(th, &strings, &values)
}

fn template_new(th: &Thread, _: Ref<Type>, args: Args) -> PyResult {
    if args.keyword_count() > 0 {
        return Err(th.type_error("Template.__new__ only accepts *args arguments"));
    }
    let interpolation = class(th, INTERPOLATION);
    for &part in args.pos() {
        if !is_instance_of(part, T::Str) && type_of(part) != interpolation {
            return Err(th.type_error(format!(
                "Template.__new__ *args need to be of type 'str' or 'Interpolation', got {}",
                ops::type_name(part)
            )));
        }
    }
    Ok(from_parts(th, args.pos()))
}

/// The strings and interpolations in order, without empty strings.
fn parts(v: Value) -> RootedVec<Value> {
    let mut all = RootedVec::new();
    let interpolations = items(v, 1);
    for (n, &s) in items(v, 0).iter().enumerate() {
        if s.downcast::<Str>().is_some_and(|s| !s.bytes().is_empty()) {
            all.push(s);
        }
        all.extend(interpolations.get(n).copied());
    }
    all
}

fn concat(th: &Thread, a: Value, b: Value) -> PyResult {
    let class = class(th, TEMPLATE);
    if type_of(a) != class {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    if type_of(b) != class {
        return Err(th.type_error(format!(
            "can only concatenate string.templatelib.Template (not \"{}\") to string.templatelib.Template",
            type_of(b).tp_name()
        )));
    }
    let mut all = parts(a);
    all.extend_from_slice(&parts(b));
    Ok(from_parts(th, &all))
}

fn values(th: &Thread, v: Value) -> PyResult {
    let all: RootedVec<Value> = items(v, 1).iter().map(|&i| slot(i, 0)).collect();
    Ok(tuple::new(th, &all).value())
}

fn repr_of(th: &Thread, v: Value, name: &str, fields: &[(&str, usize)]) -> PyResult {
    let mut out = format!("{name}(").into_bytes();
    for (n, (label, at)) in fields.iter().enumerate() {
        if n > 0 {
            out.extend_from_slice(b", ");
        }
        out.extend_from_slice(label.as_bytes());
        out.extend_from_slice(ops::repr(th, slot(v, *at))?.bytes());
    }
    out.push(b')');
    Ok(str::from_bytes(th, &out).value())
}

fn template_reduce(th: &Thread, a: &[Value]) -> PyResult {
    let module = crate::import::module(th, "string.templatelib")?;
    let f = ops::get_attr(th, module, str::intern(th, "_template_unpickle"))?;
    let args = tuple::new(th, &[slot(a[0], 0), slot(a[0], 1)]).value();
    Ok(tuple::new(th, &[f, args]).value())
}

fn interpolation_reduce(th: &Thread, a: &[Value]) -> PyResult {
    let fields = [0, 1, 2, 3].map(|n| slot(a[0], n));
    let args = tuple::new(th, &fields).value();
    Ok(tuple::new(th, &[type_of(a[0]).value(), args]).value())
}

static INTERPOLATION_NEW: NativeDef = NativeDef::new(
    "Interpolation",
    "(value, expression='', conversion=None, format_spec='')",
    |_, _| Ok(Value::NONE),
);

fn interpolation_new(th: &Thread, _: Ref<Type>, args: Args) -> PyResult {
    let [value, expression, conversion, spec] = signature::bind_new(th, &INTERPOLATION_NEW, args)?;
    let empty = str::new(th, "");
    let text = |v: Value, name: &str| {
        if v.is_empty() {
            return Ok(empty);
        }
        if is_instance_of(v, T::Str) {
            return Ok(v);
        }
        Err(th.type_error(format!(
            "Interpolation() argument '{name}' must be str, not {}",
            ops::type_name(v)
        )))
    };
    let (expression, spec) = (text(expression, "expression")?, text(spec, "format_spec")?);
    let conversion = if conversion.is_empty() || conversion.is_none() {
        Value::NONE
    } else {
        let v = text(conversion, "conversion")?;
        let known = v
            .downcast::<Str>()
            .is_some_and(|s| matches!(s.bytes(), b"s" | b"a" | b"r"));
        if !known {
            return Err(th.value_error(
                "Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'",
            ));
        }
        v
    };
    Ok(interpolation(th, value, expression, conversion, spec))
}

fn iterator_next(_: &Thread, v: Value) -> PyResult<Option<Value>> {
    let all = parts(slot(v, 0));
    let at = slot(v, 1).as_small().unwrap_or(0);
    // SAFETY: as in `slot`.
    let o: Ref<Parts> = unsafe { Ref::from_value_unchecked(v) };
    o.slots[1].set(o, Value::small(at + 1));
    Ok(all.get(at as usize).copied())
}

const CLASS_ITEM: NativeDef = NativeDef::new("__class_getitem__", "($type, item, /)", |th, a| {
    Ok(generic_alias::new(th, a[0], a[1]))
})
.class_method();

macro_rules! field {
    ($name:literal, $n:literal) => {
        GetSetDef {
            name: $name,
            get: |_, v| Ok(slot(v, $n)),
            set: Some(|th, _, _| Err(th.attribute_error("readonly attribute"))),
        }
    };
}

static TEMPLATE_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(template_new),
        repr: Some(|th, v| {
            repr_of(
                th,
                v,
                "Template",
                &[("strings=", 0), ("interpolations=", 1)],
            )
        }),
        iter: Some(|th, v| Ok(alloc(th, ITERATOR, &[v, Value::small(0)]))),
        concat: Some(concat),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__reduce__", "($self, /)", template_reduce),
        CLASS_ITEM,
    ],
    getset: &[
        field!("strings", 0),
        field!("interpolations", 1),
        GetSetDef {
            name: "values",
            get: values,
            set: None,
        },
    ],
    flags: flags::STATIC,
    basic_size: std::mem::size_of::<Parts>(),
    doc: "Template object",
    ..NativeTypeDef::new("string.templatelib.Template")
};

static INTERPOLATION_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(interpolation_new),
        repr: Some(|th, v| {
            repr_of(
                th,
                v,
                "Interpolation",
                &[("", 0), ("", 1), ("", 2), ("", 3)],
            )
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("__reduce__", "($self, /)", interpolation_reduce),
        CLASS_ITEM,
    ],
    getset: &[
        field!("value", 0),
        field!("expression", 1),
        field!("conversion", 2),
        field!("format_spec", 3),
    ],
    flags: flags::STATIC,
    basic_size: std::mem::size_of::<Parts>(),
    doc: "Interpolation object",
    ..NativeTypeDef::new("string.templatelib.Interpolation")
};

static ITERATOR_DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        iter: Some(|_, v| Ok(v)),
        next: Some(iterator_next),
        ..Slots::NONE
    },
    flags: flags::NO_NEW | flags::STATIC,
    basic_size: std::mem::size_of::<Parts>(),
    ..NativeTypeDef::new("string.templatelib.TemplateIter")
};
