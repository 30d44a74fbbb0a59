//! `member_descriptor`: the members that `__slots__` asks for, and fields of native structures.
//!
//! A `__slots__` member is a slot of the attribute area with a fixed index; a native member is a `Slot` at a byte
//! offset, or is computed: a field of CPython's structure that ours does not have as such.

use std::cell::Cell;

use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::native::{GetSetDef, NativeDef};
use crate::object::{Header, Kind, Object, Ref, Slot, write_barrier};
use crate::ops;
use crate::shape::{self, Place, Shape};
use crate::thread::Thread;
use crate::types::getset::wrong_receiver;
use crate::types::slots::Slots;
use crate::types::str::{self, Str};
use crate::types::type_::{MemberDef, Type, TypeDef, as_type, flags};
use crate::types::{self, T, shape_of, type_of};
use crate::value::Value;

/// The descriptor.
#[repr(C)]
pub struct Member {
    header: Header,
    owner: Slot,
    name: Slot,
    /// Of a native member; `None` for a `__slots__` member.
    def: Cell<Option<&'static MemberDef>>,
    /// Of a computed member.
    computed: Cell<Option<&'static GetSetDef>>,
    /// The slot of a `__slots__` member.
    index: Cell<u16>,
}

/// The attributes of built-in types that are fields of structures in CPython though computed here: the type and the names.
const COMPUTED: &[(&str, &[&str])] = &[
    ("ContextVar", &["name"]),
    ("BaseException", &["__suppress_context__"]),
    ("async_generator", &["ag_running"]),
    ("builtin_function_or_method", &["__module__"]),
    ("classmethod_descriptor", &["__name__", "__objclass__"]),
    (
        "code",
        &[
            "co_argcount",
            "co_consts",
            "co_filename",
            "co_firstlineno",
            "co_flags",
            "co_kwonlyargcount",
            "co_name",
            "co_names",
            "co_nlocals",
            "co_posonlyargcount",
            "co_qualname",
            "co_stacksize",
        ],
    ),
    ("complex", &["real", "imag"]),
    ("coroutine", &["cr_origin"]),
    ("frame", &["f_trace_lines"]),
    ("getset_descriptor", &["__name__", "__objclass__"]),
    ("member_descriptor", &["__name__", "__objclass__"]),
    ("method", &["__func__", "__self__"]),
    ("method-wrapper", &["__self__"]),
    ("method_descriptor", &["__name__", "__objclass__"]),
    ("timedelta", &["days", "microseconds", "seconds"]),
    ("super", &["__self__", "__self_class__", "__thisclass__"]),
    ("traceback", &["tb_frame", "tb_lasti"]),
    (
        "type",
        &[
            "__basicsize__",
            "__dictoffset__",
            "__flags__",
            "__itemsize__",
            "__weakrefoffset__",
        ],
    ),
    ("wrapper_descriptor", &["__name__", "__objclass__"]),
    ("GenericAlias", &["__args__", "__origin__", "__unpacked__"]),
    ("Union", &["__args__"]),
    ("ReferenceType", &["__callback__"]),
];

/// Which attributes of a built-in type are computed members.
pub fn computed_names(name: &str) -> &'static [&'static str] {
    let found = COMPUTED.iter().find(|(of, _)| *of == name);
    found.map_or(&[], |(_, names)| names)
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

/// The descriptor of a computed member. Allocates.
pub fn new_computed(th: &Thread, owner: Ref<Type>, def: &'static GetSetDef) -> Ref<Member> {
    let m = alloc(th, owner, str::intern(th, def.name));
    m.computed.set(Some(def));
    m
}

impl Member {
    /// What computes the attribute, if it is no field.
    pub fn computed(&self) -> Option<&'static GetSetDef> {
        self.computed.get()
    }

    /// The class that has the attribute.
    pub fn owner(&self) -> Ref<Type> {
        as_type(self.owner.get())
    }

    /// The slot in instances of `class`, if this is a `__slots__` member that they have.
    pub fn slot_index(&self, class: Ref<Type>) -> Option<u16> {
        (self.def.get().is_none()
            && self.computed.get().is_none()
            && class.is_subtype_of(as_type(self.owner.get())))
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

/// The object whose member is asked for; an error if it has no such member.
fn receiver(th: &Thread, m: Ref<Member>, instance: Value) -> PyResult<&'static Header> {
    let owner = as_type(m.owner.get());
    match instance.header() {
        Some(h) if type_of(instance).is_subtype_of(owner) => Ok(h),
        _ => Err(wrong_receiver(
            th,
            &m.name().to_string_lossy(),
            owner,
            instance,
        )),
    }
}

fn get(th: &Thread, d: Value, instance: Value, _owner: Value) -> PyResult {
    if instance.is_empty() {
        return Ok(d);
    }
    let m = this(d);
    let h = receiver(th, m, instance)?;
    if let Some(def) = m.computed.get() {
        return (def.get)(th, instance);
    }
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
    let h = receiver(th, m, instance)?;
    if let Some(def) = m.computed.get() {
        return match def.set {
            Some(set) => set(th, instance, value),
            None => Err(th.attribute_error("readonly attribute")),
        };
    }
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
    methods: &[NativeDef::new("__reduce__", "($self, /)", |th, a| {
        let m = this(a[0]);
        let getattr = types::sequence::builtin(th, "getattr")?;
        let arguments = types::sequence::tuple_of(th, &[m.owner.get(), m.name.get()]);
        Ok(types::sequence::tuple_of(th, &[getattr, arguments]))
    })],
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
            get: |th, v| {
                let m = this(v);
                if m.def.get().is_none() && m.computed.get().is_none() {
                    return Ok(Value::NONE);
                }
                let name = m.name();
                let name = name.to_string_lossy();
                Ok(super::getset::doc(th, as_type(m.owner.get()), &name))
            },
            set: None,
        },
    ],
    flags: flags::NO_NEW,
    basic_size: std::mem::size_of::<Member>(),
    ..TypeDef::new(T::Member)
};
