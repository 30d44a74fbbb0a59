//! `property`.

use std::cell::Cell;

use crate::error::{PyResult, Raised};
use crate::heap::Tracer;
use crate::names::{self, N};
use crate::native::{GetSetDef, NativeDef};
use crate::object::{Header, Kind, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::slots::Slots;
use crate::types::str::{self, Str};
use crate::types::type_::{self, MemberDef, Type, TypeDef, flags};
use crate::types::{self, T, signature, type_of};
use crate::value::Value;

/// A property.
#[repr(C)]
pub struct Property {
    header: Header,
    /// `fget`, or empty.
    pub getter: Slot,
    /// `fset`, or empty.
    pub setter: Slot,
    /// `fdel`, or empty.
    pub deleter: Slot,
    /// `__doc__`, or empty.
    doc: Slot,
    /// What `__set_name__` said, or empty.
    name: Slot,
    /// Whether the docstring is the getter's.
    getter_doc: Cell<bool>,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid.
unsafe impl Object for Property {
    const KIND: Kind = Kind::Property;
}

/// Offset of [`Property::getter`], for machine code.
pub const GETTER_OFFSET: usize = std::mem::offset_of!(Property, getter);

/// Visits everything.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: the collector passes objects of this kind.
    let p = unsafe { &*h.cast::<Property>() };
    for slot in [&p.getter, &p.setter, &p.deleter, &p.doc, &p.name] {
        t.visit_slot(slot);
    }
    crate::shape::trace_attributes(h, t);
}

fn this(v: Value) -> Ref<Property> {
    v.downcast()
        .expect("a slot of the type is called with its instance")
}

static INIT: NativeDef = NativeDef::new(
    "property",
    "(fget=None, fset=None, fdel=None, doc=None)",
    |_, _| Ok(Value::NONE),
);

/// The definition of `property`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(|th, class: Ref<Type>, _| {
            Ok(type_::alloc_instance::<Property>(th, class).value())
        }),
        init: Some(|th, v, args| {
            let [fget, fset, fdel, doc] = signature::bind_new(th, &INIT, args)?;
            init(th, v, fget, fset, fdel, doc)
        }),
        descr_get: Some(get),
        descr_set: Some(set),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("getter", "($self, object, /)", |th, a| {
            copy(th, a[0], Some(a[1]), None, None)
        })
        .doc("Descriptor to obtain a copy of the property with a different getter."),
        NativeDef::new("setter", "($self, object, /)", |th, a| {
            copy(th, a[0], None, Some(a[1]), None)
        })
        .doc("Descriptor to obtain a copy of the property with a different setter."),
        NativeDef::new("deleter", "($self, object, /)", |th, a| {
            copy(th, a[0], None, None, Some(a[1]))
        })
        .doc("Descriptor to obtain a copy of the property with a different deleter."),
        NativeDef::raw("__set_name__", "($self, owner, name, /)", |th, args| {
            let &[this_property, ref given @ ..] = args.pos() else {
                return Err(
                    th.type_error("unbound method property.__set_name__() needs an argument")
                );
            };
            let &[_, name] = given else {
                return Err(th.type_error(format!(
                    "__set_name__() takes 2 positional arguments but {} were given",
                    given.len()
                )));
            };
            let p = this(this_property);
            p.name.set(p, name);
            Ok(Value::NONE)
        })
        .doc("Method to set name of a property."),
    ],
    getset: &[
        GetSetDef {
            name: "__name__",
            get: |th, v| {
                let p = this(v);
                match name_of(th, p)? {
                    Some(n) => Ok(n),
                    None => Err(ops::attr::no_attribute(th, v, names::get(N::__name__))),
                }
            },
            set: Some(|_, v, value| {
                let p = this(v);
                p.name.set(p, value.unwrap_or(Value::EMPTY));
                Ok(())
            }),
        },
        GetSetDef {
            name: "__isabstractmethod__",
            get: |th, v| {
                let p = this(v);
                for f in [&p.getter, &p.setter, &p.deleter] {
                    if let Some(f) = f.get_opt() {
                        if is_abstract(th, f)? {
                            return Ok(Value::TRUE);
                        }
                    }
                }
                Ok(Value::FALSE)
            },
            set: None,
        },
    ],
    members: &[
        MemberDef {
            name: "fget",
            offset: std::mem::offset_of!(Property, getter),
            readonly: true,
            strict: false,
        },
        MemberDef {
            name: "fset",
            offset: std::mem::offset_of!(Property, setter),
            readonly: true,
            strict: false,
        },
        MemberDef {
            name: "fdel",
            offset: std::mem::offset_of!(Property, deleter),
            readonly: true,
            strict: false,
        },
        MemberDef {
            name: "__doc__",
            offset: std::mem::offset_of!(Property, doc),
            readonly: false,
            strict: false,
        },
    ],
    flags: flags::BASE,
    basic_size: std::mem::size_of::<Property>(),
    doc: "Property attribute.\n\n  fget\n    function to be used for getting an attribute value\n  fset\n    function to be used for setting an attribute value\n  fdel\n    function to be used for del'ing an attribute\n  doc\n    docstring\n\nTypical use is to define a managed attribute x:\n\nclass C(object):\n    def getx(self): return self._x\n    def setx(self, value): self._x = value\n    def delx(self): del self._x\n    x = property(getx, setx, delx, \"I'm the 'x' property.\")\n\nDecorators make defining new properties or modifying existing ones easy:\n\nclass C(object):\n    @property\n    def x(self):\n        \"I am the 'x' property.\"\n        return self._x\n    @x.setter\n    def x(self, value):\n        self._x = value\n    @x.deleter\n    def x(self):\n        del self._x",
    ..TypeDef::new(T::Property)
};

/// Whether `f.__isabstractmethod__` is true.
pub fn is_abstract(th: &Thread, f: Value) -> PyResult<bool> {
    match ops::get_attr_opt(th, f, names::get(N::__isabstractmethod__))? {
        Some(v) => ops::is_true(th, v),
        None => Ok(false),
    }
}

fn init(th: &Thread, v: Value, fget: Value, fset: Value, fdel: Value, doc: Value) -> PyResult<()> {
    let p = this(v);
    let given = |v: Value| if v.is_none() { Value::EMPTY } else { v };
    p.getter.set(p, given(fget));
    p.setter.set(p, given(fset));
    p.deleter.set(p, given(fdel));
    p.name.set(p, Value::EMPTY);
    p.getter_doc.set(false);
    let mut text = given(doc);
    if text.is_empty() && !p.getter.get().is_empty() {
        if let Some(d) = ops::get_attr_opt(th, fget, names::get(N::__doc__))? {
            if !d.is_none() {
                text = d;
                p.getter_doc.set(true);
            }
        }
    }
    if types::is_exactly(v, T::Property) {
        p.doc.set(p, text);
        return Ok(());
    }
    // An instance of a subclass keeps the docstring as its own attribute, where it hides the class's. If it has no room for
    // it, a docstring that was given is dropped, but a getter's is an error, as it always was in CPython.
    let shown = if text.is_empty() { Value::NONE } else { text };
    match ops::set_attr(th, v, names::get(N::__doc__), shown) {
        Err(raised) if !p.getter_doc.get() => th.swallow(raised, T::AttributeError),
        result => result,
    }
}

fn name_of(th: &Thread, p: Ref<Property>) -> PyResult<Option<Value>> {
    if let Some(n) = p.name.get_opt() {
        return Ok(Some(n));
    }
    match p.getter.get_opt() {
        Some(f) => ops::get_attr_opt(th, f, names::get(N::__name__)),
        None => Ok(None),
    }
}

#[cold]
fn missing(th: &Thread, p: Ref<Property>, instance: Value, what: &str) -> Raised {
    let shown = match name_of(th, p) {
        Ok(Some(n)) => ops::repr(th, n).map(Some),
        Ok(None) => Ok(None),
        Err(raised) => return raised,
    };
    let ty = type_of(instance);
    let qualname = ty.qualname.get().downcast::<Str>();
    let class = qualname.map_or(String::new(), |q| q.to_string_lossy().into_owned());
    match shown {
        Err(raised) => raised,
        Ok(Some(name)) => th.attribute_error(format!(
            "property {} of '{class}' object has no {what}",
            name.to_string_lossy()
        )),
        Ok(None) => th.attribute_error(format!("property of '{class}' object has no {what}")),
    }
}

fn get(th: &Thread, v: Value, instance: Value, _owner: Value) -> PyResult {
    if instance.is_empty() || instance.is_none() {
        return Ok(v);
    }
    let p = this(v);
    match p.getter.get_opt() {
        Some(f) => ops::call1(th, f, instance),
        None => Err(missing(th, p, instance, "getter")),
    }
}

fn set(th: &Thread, v: Value, instance: Value, value: Option<Value>) -> PyResult<()> {
    let p = this(v);
    match value {
        Some(x) => match p.setter.get_opt() {
            Some(f) => ops::call2(th, f, instance, x).map(drop),
            None => Err(missing(th, p, instance, "setter")),
        },
        None => match p.deleter.get_opt() {
            Some(f) => ops::call1(th, f, instance).map(drop),
            None => Err(missing(th, p, instance, "deleter")),
        },
    }
}

/// A property of the same class with one function replaced.
fn copy(
    th: &Thread,
    v: Value,
    getter: Option<Value>,
    setter: Option<Value>,
    deleter: Option<Value>,
) -> PyResult {
    let p = this(v);
    let pick = |new: Option<Value>, old: &Slot| match new.filter(|n| !n.is_none()) {
        Some(n) => n,
        None => old.get_opt().unwrap_or(Value::NONE),
    };
    let fget = pick(getter, &p.getter);
    let doc = if p.getter_doc.get() && !fget.is_none() {
        Value::NONE
    } else {
        p.doc.get_opt().unwrap_or(Value::NONE)
    };
    let args = [
        fget,
        pick(setter, &p.setter),
        pick(deleter, &p.deleter),
        doc,
    ];
    let new = ops::call(
        th,
        type_of(v).value(),
        crate::native::Args::positional(&args),
    )?;
    if let (Some(n), Some(name)) = (new.downcast::<Property>(), p.name.get_opt()) {
        n.name.set(n, name);
    }
    Ok(new)
}

/// A property as native code makes it. Allocates.
pub fn new(th: &Thread, getter: Value) -> Value {
    let p = type_::alloc_instance::<Property>(th, types::get(T::Property));
    p.getter.init(getter);
    p.value()
}

/// The text of a property's name, for messages.
pub fn name_text(th: &Thread, p: Ref<Property>) -> PyResult<Value> {
    Ok(name_of(th, p)?.unwrap_or_else(|| str::new(th, "")))
}
