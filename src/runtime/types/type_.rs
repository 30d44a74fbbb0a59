//! `type`: the class objects themselves.
//!
//! A `Type` is a heap object like any other. What the runtime asks of values goes through its slot table; attributes
//! are found through the MRO, in namespaces made of cells (see `dict.rs`). `structure_epoch` counts the changes that
//! can make a cached lookup wrong: a name added to or removed from a class that has been looked into, a value replaced
//! by one of another descriptor nature, a change of bases. Replacing a plain value by another only writes its cell.

use std::cell::Cell;

use crate::object::{Header, Kind, Object, Ref, ShapeId, Slot};
use crate::types::slots::Slots;
use crate::types::tuple::Tuple;

/// `Type::flags` bits.
pub mod flags {
    /// Created by a class statement or `type()`: attributes can be set.
    pub const HEAP: u32 = 1;
    /// May be subclassed.
    pub const BASE: u32 = 2;
    /// Has abstract methods: cannot be instantiated.
    pub const ABSTRACT: u32 = 4;
    /// Instances have a `__dict__`.
    pub const HAS_DICT: u32 = 8;
    /// Instances can be weakly referenced.
    pub const WEAKREFS: u32 = 16;
    /// Attributes cannot be set (built-in types).
    pub const IMMUTABLE: u32 = 32;
    /// `match` treats instances as sequences.
    pub const SEQUENCE: u32 = 64;
    /// `match` treats instances as mappings.
    pub const MAPPING: u32 = 128;
    /// Functions, method descriptors: an attribute lookup for a call need not bind them.
    pub const METHOD_DESCRIPTOR: u32 = 256;
    /// `type.__new__` of this type is refused ("cannot create 'x' instances").
    pub const NO_NEW: u32 = 512;
    /// `__getattribute__` is object's own and there is no `__getattr__`: attribute caches may be used.
    pub const PLAIN_GETATTR: u32 = 1024;
    /// `__setattr__` and `__delattr__` are object's own.
    pub const PLAIN_SETATTR: u32 = 2048;
    /// One-argument class patterns match the subject itself (`int`, `str`, …).
    pub const MATCH_SELF: u32 = 4096;
}

/// A class.
#[repr(C)]
pub struct Type {
    header: Header,
    /// `__name__`, a str.
    pub name: Slot,
    /// `__qualname__`, a str.
    pub qualname: Slot,
    /// `__bases__`, a tuple.
    pub bases: Slot,
    /// `__mro__`, a tuple; empty while the type is being made.
    pub mro: Slot,
    /// The base whose layout the instances extend; empty for `object`.
    pub base: Slot,
    /// The namespace: a dict of cells.
    pub dict: Slot,
    /// Weak references to the direct subclasses: a list, or empty.
    pub subclasses: Slot,
    /// The attribute area of the class object itself, for metaclasses that give their classes attributes is the
    /// namespace; this holds what a metaclass's `__slots__` ask for. Empty in all usual classes.
    pub extra: Slot,
    /// What the runtime asks of the instances.
    pub slots: Cell<Slots>,
    pub flags: Cell<u32>,
    /// The layout of the instances.
    pub kind: Cell<Kind>,
    /// Bytes of the native part of an instance (before the attribute area).
    pub basic_size: Cell<u32>,
    /// The shape of an instance without attributes.
    pub instance_shape: Cell<ShapeId>,
    /// How many attribute slots a new instance has inside the object; grows with experience.
    pub inline_slots: Cell<u16>,
    /// How many of the slots are `__slots__` members (they come first).
    pub member_slots: Cell<u16>,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid for every field (`Kind::Free`, `None`, shape 0).
unsafe impl Object for Type {
    const KIND: Kind = Kind::Type;
}

impl Type {
    /// The method resolution order, starting with the type itself.
    #[inline]
    pub fn mro(&self) -> Ref<Tuple> {
        // SAFETY: the slot holds a tuple from the moment the type can be reached.
        unsafe { Ref::from_value_unchecked(self.mro.get()) }
    }

    #[inline(always)]
    pub fn has_flag(&self, flag: u32) -> bool {
        self.flags.get() & flag != 0
    }
}

impl Ref<Type> {
    /// Whether this is `other` or inherits from it.
    pub fn is_subtype_of(self, other: Ref<Type>) -> bool {
        self == other || self.mro().items().contains(&other.value())
    }
}
