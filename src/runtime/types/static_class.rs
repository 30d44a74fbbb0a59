//! `staticmethod` and `classmethod`.

use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::names::{self, N};
use crate::native::{GetSetDef, NativeDef};
use crate::object::{Header, Kind, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::dict::{self, Dict};
use crate::types::slots::Slots;
use crate::types::type_::{self, MemberDef, Type, TypeDef, flags};
use crate::types::{self, T, method, property, shape_of, str, type_of};
use crate::value::Value;

macro_rules! wrapper {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[repr(C)]
        pub struct $name {
            header: Header,
            /// What is wrapped; empty before `__init__`.
            pub callable: Slot,
            /// `__dict__`, or empty.
            pub dict: Slot,
        }

        // SAFETY: `#[repr(C)]` with a header first; zeros are valid.
        unsafe impl Object for $name {
            const KIND: Kind = Kind::$name;
        }
    };
}

wrapper!(
    /// A static method.
    StaticMethod
);
wrapper!(
    /// A class method.
    ClassMethod
);

/// Visits callable and dict, of either.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: the collector passes objects of these kinds, which are laid out alike.
    let s = unsafe { &*h.cast::<StaticMethod>() };
    t.visit_slot(&s.callable);
    t.visit_slot(&s.dict);
    crate::shape::trace_attributes(h, t);
}

/// The two fields of either.
fn this(v: Value) -> (Ref<StaticMethod>, &'static Slot, &'static Slot) {
    debug_assert!(v.has_kind(Kind::StaticMethod) || v.has_kind(Kind::ClassMethod));
    // SAFETY: both structures are laid out alike.
    let s: Ref<StaticMethod> = unsafe { Ref::from_value_unchecked(v) };
    // SAFETY: objects never move, and the caller keeps this one.
    let fields = unsafe { &*s.as_ptr() };
    (s, &fields.callable, &fields.dict)
}

/// What a static or class method wraps.
pub fn callable(v: Value) -> Value {
    this(v).1.get()
}

/// `__dict__` of a static or class method, if it has one.
pub fn dict_slot(v: Value) -> &'static Slot {
    this(v).2
}

/// A static method. Allocates.
pub fn new_static(th: &Thread, f: Value) -> Ref<StaticMethod> {
    // Start-up needs this before the type itself is complete.
    let size = std::mem::size_of::<StaticMethod>();
    let s = heap::alloc::<StaticMethod>(&th.alloc, shape_of(T::StaticMethod), size);
    s.callable.init(f);
    s
}

/// A class method. Allocates.
pub fn new_class(th: &Thread, f: Value) -> Ref<ClassMethod> {
    // Start-up needs this before the type itself is complete.
    let size = std::mem::size_of::<ClassMethod>();
    let s = heap::alloc::<ClassMethod>(&th.alloc, shape_of(T::ClassMethod), size);
    s.callable.init(f);
    s
}

fn init(th: &Thread, v: Value, f: Value) -> PyResult<()> {
    let (s, callable, _) = this(v);
    callable.set(s, f);
    // As functools.wraps does.
    for name in [N::__module__, N::__name__, N::__qualname__, N::__doc__] {
        let name = names::get(name);
        if let Some(x) = ops::get_attr_opt(th, f, name)? {
            dict_of(th, v).set_str(th, name, x);
        }
    }
    Ok(())
}

/// `__dict__`, made if need be.
pub fn dict_of(th: &Thread, v: Value) -> Ref<Dict> {
    let (s, _, slot) = this(v);
    if let Some(d) = slot.get().downcast::<Dict>() {
        return d;
    }
    let d = dict::new(th);
    slot.set(s, d.value());
    d
}

fn repr(th: &Thread, v: Value) -> PyResult {
    // Before `__init__` there is nothing to show.
    let inner = match callable(v) {
        f if f.is_empty() => ops::repr(th, Value::NONE)?,
        f => ops::repr(th, f)?,
    };
    let name = if v.has_kind(Kind::StaticMethod) {
        "staticmethod"
    } else {
        "classmethod"
    };
    let text = format!("<{name}({})>", inner.to_string_lossy());
    Ok(str::new(th, &text))
}

/// The definition of `staticmethod`.
pub static STATIC_TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(|th, class: Ref<Type>, _| {
            Ok(type_::alloc_instance::<StaticMethod>(th, class).value())
        }),
        init: Some(|th, v, args| {
            let &[f] = types::sequence::positional(th, "staticmethod", args, 1, 1)? else {
                return Ok(());
            };
            init(th, v, f)
        }),
        repr: Some(repr),
        call: Some(|th, v, args| match callable(v) {
            f if f.is_empty() => Err(th.runtime_error("uninitialized staticmethod object")),
            f => ops::call(th, f, args),
        }),
        descr_get: Some(|th, v, _, _| match this(v).1.get_opt() {
            Some(f) => Ok(f),
            None => Err(th.runtime_error("uninitialized staticmethod object")),
        }),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: GETSET,
    members: STATIC_MEMBERS,
    flags: flags::BASE | flags::HAS_DICT | flags::NATIVE_DICT,
    basic_size: std::mem::size_of::<StaticMethod>(),
    doc: "Convert a function to be a static method.\n\nA static method does not receive an implicit first argument.\nTo declare a static method, use this idiom:\n\n     class C:\n         @staticmethod\n         def f(arg1, arg2, argN):\n             ...\n\nIt can be called either on the class (e.g. C.f()) or on an instance\n(e.g. C().f()). Both the class and the instance are ignored, and\nneither is passed implicitly as the first argument to the method.\n\nStatic methods in Python are similar to those found in Java or C++.\nFor a more advanced concept, see the classmethod builtin.",
    ..TypeDef::new(T::StaticMethod)
};

/// The definition of `classmethod`.
pub static CLASS_TYPE: TypeDef = TypeDef {
    slots: Slots {
        new: Some(|th, class: Ref<Type>, _| {
            Ok(type_::alloc_instance::<ClassMethod>(th, class).value())
        }),
        init: Some(|th, v, args| {
            let &[f] = types::sequence::positional(th, "classmethod", args, 1, 1)? else {
                return Ok(());
            };
            init(th, v, f)
        }),
        repr: Some(repr),
        descr_get: Some(class_get),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: GETSET,
    members: STATIC_MEMBERS,
    flags: flags::BASE | flags::HAS_DICT | flags::NATIVE_DICT,
    basic_size: std::mem::size_of::<ClassMethod>(),
    doc: "Convert a function to be a class method.\n\nA class method receives the class as implicit first argument,\njust like an instance method receives the instance.\nTo declare a class method, use this idiom:\n\n  class C:\n      @classmethod\n      def f(cls, arg1, arg2, argN):\n          ...\n\nIt can be called either on the class (e.g. C.f()) or on an instance\n(e.g. C().f()).  The instance is ignored except for its class.\nIf a class method is called for a derived class, the derived class\nobject is passed as the implied first argument.\n\nClass methods are different than C++ or Java static methods.\nIf you want those, see the staticmethod builtin.",
    ..TypeDef::new(T::ClassMethod)
};

const STATIC_MEMBERS: &[MemberDef] = &[
    MemberDef {
        name: "__func__",
        offset: std::mem::offset_of!(StaticMethod, callable),
        readonly: true,
        strict: false,
    },
    MemberDef {
        name: "__wrapped__",
        offset: std::mem::offset_of!(StaticMethod, callable),
        readonly: true,
        strict: false,
    },
];

const GETSET: &[GetSetDef] = &[
    GetSetDef {
        name: "__isabstractmethod__",
        get: |th, v| match this(v).1.get_opt() {
            Some(f) => property::is_abstract(th, f).map(Value::bool),
            None => Ok(Value::FALSE),
        },
        set: None,
    },
    GetSetDef {
        name: "__dict__",
        get: |th, v| Ok(dict_of(th, v).value()),
        set: None,
    },
    GetSetDef {
        name: "__annotations__",
        get: |th, v| wrapped_attribute(th, v, N::__annotations__),
        set: Some(|th, v, value| set_wrapped(th, v, N::__annotations__, value)),
    },
    GetSetDef {
        name: "__annotate__",
        get: |th, v| wrapped_attribute(th, v, N::__annotate__),
        set: Some(|th, v, value| set_wrapped(th, v, N::__annotate__, value)),
    },
];

const METHODS: &[NativeDef] = &[NativeDef::new(
    "__class_getitem__",
    "($type, object, /)",
    types::sequence::class_getitem,
)
.class_method()
.doc("See PEP 585")];

/// An attribute that is the callable's until it was asked for: then it is one's own.
fn wrapped_attribute(th: &Thread, v: Value, name: N) -> PyResult {
    let own = dict_of(th, v);
    if let Some(x) = own.get_str(names::get(name)) {
        return Ok(x);
    }
    let x = ops::get_attr(th, callable(v), names::get(name))?;
    own.set_str(th, names::get(name), x);
    Ok(x)
}

fn set_wrapped(th: &Thread, v: Value, name: N, value: Option<Value>) -> PyResult<()> {
    let own = dict_of(th, v);
    match value {
        Some(x) => own.set_str(th, names::get(name), x),
        None => {
            if own.del_str(th, names::get(name)).is_none() {
                return Err(ops::attr::no_attribute(th, v, names::get(name)));
            }
        }
    }
    Ok(())
}

fn class_get(th: &Thread, v: Value, instance: Value, owner: Value) -> PyResult {
    let Some(f) = this(v).1.get_opt() else {
        return Err(th.runtime_error("uninitialized classmethod object"));
    };
    let class = if owner.is_empty() {
        type_of(instance).value()
    } else {
        owner
    };
    Ok(method::new(th, f, class))
}
