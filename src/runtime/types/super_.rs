//! `super`.

use crate::error::{PyResult, Raised};
use crate::heap::Tracer;
use crate::interp::attr;
use crate::interp::frame::Frame;
use crate::names::{self, N};
use crate::native::{Args, GetSetDef};
use crate::object::{Header, Kind, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::cell::Cell;
use crate::types::slots::Slots;
use crate::types::str::{self, Str};
use crate::types::type_::{self, Type, TypeDef, as_type, flags};
use crate::types::{self, T, type_of};
use crate::value::Value;

/// A `super` object.
#[repr(C)]
pub struct Super {
    header: Header,
    /// `__thisclass__`.
    class: Slot,
    /// `__self__`, or empty.
    object: Slot,
    /// `__self_class__`: the class whose MRO is followed; empty without an object.
    object_class: Slot,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid.
unsafe impl Object for Super {
    const KIND: Kind = Kind::Super;
}

/// Visits everything.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: the collector passes objects of this kind.
    let s = unsafe { &*h.cast::<Super>() };
    t.visit_slot(&s.class);
    t.visit_slot(&s.object);
    t.visit_slot(&s.object_class);
    crate::shape::trace_attributes(h, t);
}

fn this(v: Value) -> Ref<Super> {
    v.downcast()
        .expect("a slot of the type is called with its instance")
}

/// The definition of `super`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(|th, class: Ref<Type>, _| Ok(type_::alloc_instance::<Super>(th, class).value())),
        init: Some(init),
        repr: Some(repr),
        getattr: Some(getattr),
        descr_get: Some(|th, v, instance, _| {
            let s = this(v);
            if instance.is_empty() || instance.is_none() || !s.object.get().is_empty() {
                return Ok(v);
            }
            if !types::is_exactly(v, T::Super) {
                return ops::call2(th, type_of(v).value(), s.class.get(), instance);
            }
            let object_class = check(th, as_type(s.class.get()), instance)?;
            let new = type_::alloc_instance::<Super>(th, types::get(T::Super));
            new.class.init(s.class.get());
            new.object.init(instance);
            new.object_class.init(object_class.value());
            Ok(new.value())
        }),
        ..Slots::NONE
    },
    getset: &[
        GetSetDef {
            name: "__thisclass__",
            get: |_, v| Ok(this(v).class.get_opt().unwrap_or(Value::NONE)),
            set: None,
        },
        GetSetDef {
            name: "__self__",
            get: |_, v| Ok(this(v).object.get_opt().unwrap_or(Value::NONE)),
            set: None,
        },
        GetSetDef {
            name: "__self_class__",
            get: |_, v| Ok(this(v).object_class.get_opt().unwrap_or(Value::NONE)),
            set: None,
        },
    ],
    flags: flags::BASE,
    basic_size: std::mem::size_of::<Super>(),
    doc: "super() -> same as super(__class__, <first argument>)\nsuper(type) -> unbound super object\nsuper(type, obj) -> bound super object; requires isinstance(obj, type)\nsuper(type, type2) -> bound super object; requires issubclass(type2, type)\nTypical use to call a cooperative superclass method:\nclass C(B):\n    def meth(self, arg):\n        super().meth(arg)\nThis works for class methods too:\nclass C(B):\n    @classmethod\n    def cmeth(cls, arg):\n        super().cmeth(arg)\n",
    ..TypeDef::new(T::Super)
};

fn init(th: &Thread, v: Value, args: Args) -> PyResult<()> {
    if args.names.is_some() {
        return Err(th.type_error("super() takes no keyword arguments"));
    }
    let (class, object) = match *args.values {
        [] => from_frame(th)?,
        [class] => (class, Value::NONE),
        [class, object] => (class, object),
        _ => {
            return Err(th.type_error(format!(
                "super() expected at most 2 arguments, got {}",
                args.values.len()
            )));
        }
    };
    if !class.has_kind(Kind::Type) {
        return Err(th.type_error(format!(
            "super() argument 1 must be a type, not {}",
            ops::type_name(class)
        )));
    }
    let s = this(v);
    s.class.set(s, class);
    s.object.set(s, Value::EMPTY);
    s.object_class.set(s, Value::EMPTY);
    if !object.is_none() {
        let object_class = check(th, as_type(class), object)?;
        s.object.set(s, object);
        s.object_class.set(s, object_class.value());
    }
    Ok(())
}

/// `super()` without arguments: the running frame's `__class__` and first argument.
fn from_frame(th: &Thread) -> PyResult<(Value, Value)> {
    let base = th.base.get();
    if base.is_null() {
        return Err(th.runtime_error("super(): no current frame"));
    }
    let frame = Frame(base);
    let code = frame.code();
    let plain = code.plain();
    if plain.arg_count == 0 {
        return Err(th.runtime_error("super(): no arguments"));
    }
    let mut first = frame.reg(0);
    // The argument may live in a cell.
    if plain.cell_regs.contains(&0) {
        if let Some(cell) = first.downcast::<Cell>() {
            first = cell.content.get();
        }
    }
    if first == Value::UNBOUND || first.is_empty() {
        return Err(th.runtime_error("super(): arg[0] deleted"));
    }
    let Some(n) = plain.freevars.iter().position(|f| &**f == "__class__") else {
        return Err(th.runtime_error("super(): __class__ cell not found"));
    };
    let cell = frame.reg(plain.first_free_reg as usize + n);
    let class = cell
        .downcast::<Cell>()
        .map_or(Value::EMPTY, |c| c.content.get());
    if class.is_empty() || class == Value::UNBOUND {
        return Err(th.runtime_error("super(): empty __class__ cell"));
    }
    if !class.has_kind(Kind::Type) {
        return Err(th.runtime_error(format!(
            "super(): __class__ is not a type ({})",
            ops::type_name(class)
        )));
    }
    Ok((class, first))
}

/// The class whose MRO `super(class, object)` follows.
fn check(th: &Thread, class: Ref<Type>, object: Value) -> PyResult<Ref<Type>> {
    if object.has_kind(Kind::Type) && as_type(object).is_subtype_of(class) {
        return Ok(as_type(object));
    }
    let ty = type_of(object);
    if ty.is_subtype_of(class) {
        return Ok(ty);
    }
    // A proxy may claim a class.
    let claimed = ops::get_attr_opt(th, object, names::get(N::__class__))?;
    if let Some(c) = claimed {
        if c.has_kind(Kind::Type) && as_type(c).is_subtype_of(class) {
            return Ok(as_type(c));
        }
    }
    Err(mismatch(th, class, object))
}

#[cold]
fn mismatch(th: &Thread, class: Ref<Type>, object: Value) -> Raised {
    let (kind, name) = if object.has_kind(Kind::Type) {
        ("type", as_type(object).tp_name())
    } else {
        ("instance of", ops::type_name(object))
    };
    th.type_error(format!(
        "super(type, obj): obj ({kind} {name}) is not an instance or subtype of type ({}).",
        class.tp_name()
    ))
}

/// The attribute, bound; None if no class after `class` in the MRO of `object_class` has it.
fn find(
    th: &Thread,
    class: Ref<Type>,
    object: Value,
    object_class: Ref<Type>,
    name: Ref<Str>,
) -> PyResult<Option<Value>> {
    let Some(d) = type_::search_after(th, object_class, class, name)? else {
        return Ok(None);
    };
    match type_of(d).slots().descr_get {
        Some(get) => {
            let instance = if object == object_class.value() {
                Value::EMPTY
            } else {
                object
            };
            get(th, d, instance, object_class.value()).map(Some)
        }
        None => Ok(Some(d)),
    }
}

fn getattr(th: &Thread, v: Value, name: Ref<Str>) -> PyResult {
    let s = this(v);
    if !s.object.get().is_empty() && name != names::get(N::__class__) {
        let found = find(
            th,
            as_type(s.class.get()),
            s.object.get(),
            as_type(s.object_class.get()),
            name,
        )?;
        if let Some(found) = found {
            return Ok(found);
        }
    }
    ops::attr::generic_get(th, v, name)
}

/// `super().name` without making the `super` object: (value, `EMPTY`), or with `method` where that applies the
/// function to call and the object to pass first.
pub fn load(
    th: &Thread,
    class: Ref<Type>,
    object: Value,
    name: Ref<Str>,
    method: bool,
) -> PyResult<(Value, Value)> {
    let object_class = check(th, class, object)?;
    if name != names::get(N::__class__) {
        if method && object == object_class.value() {
            let cell = type_::lookup_cell_after(object_class, class, name);
            if let Some(found) = cell.and_then(|cell| attr::of_class(cell, object)) {
                return Ok(found);
            }
        } else if method
            && let Some(cell) = type_::lookup_cell_after(object_class, class, name)
            && type_of(cell.get()).has_flag(flags::METHOD_DESCRIPTOR)
        {
            return Ok((cell.get(), object));
        }
        if let Some(v) = find(th, class, object, object_class, name)? {
            return Ok((v, Value::EMPTY));
        }
    }
    let s = type_::alloc_instance::<Super>(th, types::get(T::Super));
    s.class.init(class.value());
    s.object.init(object);
    s.object_class.init(object_class.value());
    ops::attr::generic_get(th, s.value(), name).map(|v| (v, Value::EMPTY))
}

fn repr(th: &Thread, v: Value) -> PyResult {
    let s = this(v);
    let class = match s.class.get_opt() {
        Some(c) => as_type(c).tp_name(),
        None => "NULL".to_owned(),
    };
    let text = match s.object_class.get_opt() {
        Some(c) => format!(
            "<super: <class '{class}'>, <{} object>>",
            as_type(c).tp_name()
        ),
        None => format!("<super: <class '{class}'>, NULL>"),
    };
    Ok(str::new(th, &text))
}
