//! `member_descriptor`: the members that `__slots__` asks for, and fields of native structures.
//!
//! A `__slots__` member is a slot of the attribute area with a fixed index; a native member is a `Slot` at a byte
//! offset.

use std::cell::Cell;

use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::native::GetSetDef;
use crate::object::{Header, Kind, Object, Ref, Slot, write_barrier};
use crate::ops;
use crate::shape::{self, Place, Shape};
use crate::thread::Thread;
use crate::types::getset::wrong_receiver;
use crate::types::slots::Slots;
use crate::types::str::{self, Str};
use crate::types::type_::{MemberDef, Type, TypeDef, as_type, flags};
use crate::types::{T, shape_of, type_of};
use crate::value::Value;

/// The descriptor.
#[repr(C)]
pub struct Member {
    header: Header,
    owner: Slot,
    name: Slot,
    /// Of a native member; `None` for a `__slots__` member.
    def: Cell<Option<&'static MemberDef>>,
    /// The slot of a `__slots__` member.
    index: Cell<u16>,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid (`None`).
unsafe impl Object for Member {
    const KIND: Kind = Kind::Member;
}

/// Visits owner and name.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: the collector passes objects of this kind.
    let m = unsafe { &*h.cast::<Member>() };
    t.visit_slot(&m.owner);
    t.visit_slot(&m.name);
}

fn alloc(th: &Thread, owner: Ref<Type>, name: Ref<Str>) -> Ref<Member> {
    let m = heap::alloc::<Member>(
        &th.alloc,
        shape_of(T::Member),
        std::mem::size_of::<Member>(),
    );
    m.owner.init(owner.value());
    m.name.init(name.value());
    m
}

/// The descriptor of a `__slots__` member. Allocates.
pub fn new_slot(th: &Thread, owner: Ref<Type>, name: Ref<Str>, index: u16) -> Ref<Member> {
    let m = alloc(th, owner, name);
    m.index.set(index);
    m
}

/// The descriptor of a field of a native structure. Allocates.
pub fn new_native(th: &Thread, owner: Ref<Type>, def: &'static MemberDef) -> Ref<Member> {
    let m = alloc(th, owner, str::intern(th, def.name));
    m.def.set(Some(def));
    m
}

impl Member {
    /// The slot in instances of `class`, if this is a `__slots__` member that they have.
    pub fn slot_index(&self, class: Ref<Type>) -> Option<u16> {
        (self.def.get().is_none() && class.is_subtype_of(as_type(self.owner.get())))
            .then(|| self.index.get())
    }

    fn name(&self) -> Ref<Str> {
        // SAFETY: the slot holds a str.
        unsafe { Ref::from_value_unchecked(self.name.get()) }
    }
}

/// Where objects of `shape` have the member `v`, if it is a `__slots__` member of their class.
pub fn instance_slot(v: Value, shape: &Shape) -> Option<Place> {
    let index = v.downcast::<Member>()?.slot_index(shape.class())?;
    Some(shape.place(index))
}

fn this(v: Value) -> Ref<Member> {
    v.downcast()
        .expect("a slot of the type is called with its instance")
}

/// The field of a native structure.
fn field(v: Value, def: &MemberDef) -> &'static Slot {
    // SAFETY: the receiver was checked to be of the type whose structure has a `Slot` at the offset.
    unsafe { &*v.address().byte_add(def.offset).cast::<Slot>() }
}

fn get(th: &Thread, d: Value, instance: Value, _owner: Value) -> PyResult {
    if instance.is_empty() {
        return Ok(d);
    }
    let m = this(d);
    let owner = as_type(m.owner.get());
    let h = match instance.header() {
        Some(h) if type_of(instance).is_subtype_of(owner) => h,
        _ => {
            return Err(wrong_receiver(
                th,
                &m.name().to_string_lossy(),
                owner,
                instance,
            ));
        }
    };
    match m.def.get() {
        None => {
            let v = shape::read_slot(h, m.index.get());
            if v.is_empty() {
                return Err(ops::attr::no_attribute(th, instance, m.name()));
            }
            Ok(v)
        }
        Some(def) => match field(instance, def).get_opt() {
            Some(v) => Ok(v),
            None if def.strict => Err(ops::attr::no_attribute(th, instance, m.name())),
            None => Ok(Value::NONE),
        },
    }
}

fn set(th: &Thread, d: Value, instance: Value, value: Option<Value>) -> PyResult<()> {
    let m = this(d);
    let owner = as_type(m.owner.get());
    let h = match instance.header() {
        Some(h) if type_of(instance).is_subtype_of(owner) => h,
        _ => {
            return Err(wrong_receiver(
                th,
                &m.name().to_string_lossy(),
                owner,
                instance,
            ));
        }
    };
    match m.def.get() {
        None => {
            let index = m.index.get();
            if value.is_none() && shape::read_slot(h, index).is_empty() {
                let name = m.name();
                let message = name.to_string_lossy();
                return Err(ops::attr::attribute_error(th, instance, name, &message));
            }
            shape::write_slot(h, index, value.unwrap_or(Value::EMPTY));
        }
        Some(def) if def.readonly => return Err(th.attribute_error("readonly attribute")),
        Some(def) => {
            let slot = field(instance, def);
            if value.is_none() && def.strict && slot.get().is_empty() {
                return Err(ops::attr::no_attribute(th, instance, m.name()));
            }
            slot.init(value.unwrap_or(Value::EMPTY));
            write_barrier(h);
        }
    }
    Ok(())
}

/// The definition of `member_descriptor`.
pub static TYPE: TypeDef = TypeDef {
    slots: Slots {
        repr: Some(|th, v| {
            let m = this(v);
            let text = format!(
                "<member '{}' of '{}' objects>",
                m.name().to_string_lossy(),
                as_type(m.owner.get()).tp_name()
            );
            Ok(str::new(th, &text))
        }),
        descr_get: Some(get),
        descr_set: Some(set),
        ..Slots::NONE
    },
    getset: &[
        GetSetDef {
            name: "__name__",
            get: |_, v| Ok(this(v).name.get()),
            set: None,
        },
        GetSetDef {
            name: "__qualname__",
            get: |th, v| {
                let m = this(v);
                let owner = as_type(m.owner.get()).name();
                let text = format!("{}.{}", owner.to_string_lossy(), m.name().to_string_lossy());
                Ok(str::new(th, &text))
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
            get: |_, _| Ok(Value::NONE),
            set: None,
        },
    ],
    flags: flags::NO_NEW,
    basic_size: std::mem::size_of::<Member>(),
    ..TypeDef::new(T::Member)
};
