//! `getset_descriptor`: an attribute of built-in types that Rust computes.

use std::cell::Cell;

use crate::error::{PyResult, Raised};
use crate::heap::{self, Tracer};
use crate::native::GetSetDef;
use crate::object::{Header, Kind, Object, Ref, Slot};
use crate::ops;
use crate::thread::Thread;
use crate::types::slots::Slots;
use crate::types::type_::{Type, TypeDef, as_type, flags};
use crate::types::{T, shape_of, str, type_of};
use crate::value::Value;

/// The descriptor.
#[repr(C)]
pub struct GetSet {
    header: Header,
    owner: Slot,
    def: Cell<Option<&'static GetSetDef>>,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid (`None`).
unsafe impl Object for GetSet {
    const KIND: Kind = Kind::GetSet;
}

/// Visits the owner.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: the collector passes objects of this kind.
    t.visit_slot(unsafe { &(*h.cast::<GetSet>()).owner });
}

/// A new descriptor. Allocates.
pub fn new(th: &Thread, owner: Ref<Type>, def: &'static GetSetDef) -> Ref<GetSet> {
    let d = heap::alloc::<GetSet>(
        &th.alloc,
        shape_of(T::GetSet),
        std::mem::size_of::<GetSet>(),
    );
    d.owner.init(owner.value());
    d.def.set(Some(def));
    d
}

impl GetSet {
    /// The declaration.
    pub fn def(&self) -> &'static GetSetDef {
        self.def.get().expect("set when the object is made")
    }

    /// The class that has the attribute.
    pub fn owner(&self) -> Ref<Type> {
        as_type(self.owner.get())
    }
}

fn this(v: Value) -> Ref<GetSet> {
    v.downcast()
        .expect("a slot of the type is called with its instance")
}

/// The error for a receiver of the wrong type, shared with members.
#[cold]
pub fn wrong_receiver(th: &Thread, name: &str, owner: Ref<Type>, v: Value) -> Raised {
    th.type_error(format!(
        "descriptor '{name}' for '{}' objects doesn't apply to a '{}' object",
        owner.tp_name(),
        ops::type_name(v)
    ))
}

fn check(th: &Thread, d: Ref<GetSet>, instance: Value) -> PyResult<()> {
    let owner = as_type(d.owner.get());
    if type_of(instance).is_subtype_of(owner) {
        return Ok(());
    }
    Err(wrong_receiver(th, d.def().name, owner, instance))
}

/// The definition of `getset_descriptor`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(|th, v| {
            let d = this(v);
            let owner = as_type(d.owner.get()).tp_name();
            Ok(str::new(
                th,
                &format!("<attribute '{}' of '{owner}' objects>", d.def().name),
            ))
        }),
        descr_get: Some(|th, v, instance, _| {
            if instance.is_empty() {
                return Ok(v);
            }
            let d = this(v);
            check(th, d, instance)?;
            (d.def().get)(th, instance)
        }),
        descr_set: Some(|th, v, instance, value| {
            let d = this(v);
            check(th, d, instance)?;
            match d.def().set {
                Some(set) => set(th, instance, value),
                None => Err(th.attribute_error(format!(
                    "attribute '{}' of '{}' objects is not writable",
                    d.def().name,
                    as_type(d.owner.get()).tp_name()
                ))),
            }
        }),
        ..Slots::NONE
    },
    getset: &[
        GetSetDef {
            name: "__name__",
            get: |th, v| Ok(str::new(th, this(v).def().name)),
            set: None,
        },
        GetSetDef {
            name: "__qualname__",
            get: |th, v| {
                let d = this(v);
                let owner = as_type(d.owner.get()).name();
                Ok(str::new(
                    th,
                    &format!("{}.{}", owner.to_string_lossy(), d.def().name),
                ))
            },
            set: None,
        },
        GetSetDef {
            name: "__objclass__",
            get: |_, v| Ok(this(v).owner.get()),
            set: None,
        },
        GetSetDef {
            name: "__doc__",
            get: |th, v| {
                let d = this(v);
                Ok(doc(th, as_type(d.owner.get()), d.def().name))
            },
            set: None,
        },
    ],
    flags: flags::NO_NEW,
    basic_size: std::mem::size_of::<GetSet>(),
    ..TypeDef::new(T::GetSet)
};

/// What `__doc__` of the native attribute `name` of a class is: a str, or None. Allocates.
pub fn doc(th: &Thread, owner: Ref<Type>, name: &str) -> Value {
    // A line per attribute: `Type.attribute`, a space, its text, with escaped ends of lines.
    static DOCS: &str = include_str!("attribute_docs.txt");
    let class = owner.name().to_string_lossy().into_owned();
    let text = DOCS.lines().find_map(|line| {
        let rest = line.strip_prefix(class.as_str())?.strip_prefix('.')?;
        rest.strip_prefix(name)?.strip_prefix(' ')
    });
    let text = match (text, name) {
        (Some(text), _) => text,
        (None, "__dict__") if owner.has_flag(flags::HEAP) => "dictionary for instance variables",
        (None, "__weakref__") if owner.has_flag(flags::HEAP) => {
            "list of weak references to the object"
        }
        (None, _) => return Value::NONE,
    };
    str::new(th, &text.replace("\\n", "\n"))
}
