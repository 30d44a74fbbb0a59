//! `type`: the class objects themselves.
//!
//! A `Type` is a heap object like any other. What the runtime asks of values goes through its slot table; attributes
//! are found through the MRO, in namespaces made of cells (see `dict.rs`). [`epoch`] counts the changes that can make a
//! cached lookup wrong: a name added to or removed from a class that has been looked into, a value replaced by one of
//! another descriptor nature, a change of bases. Replacing a plain value by another, or a function by another, only
//! writes its cell, so caches hold cells.
//!
//! This file has the structure, the definition of built-in types, and lookup; `type_/create.rs` makes classes,
//! `type_/mro.rs` linearises, `type_/attrs.rs` has the attributes and methods that Python sees.

use std::cell::Cell;

use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::names::{self, N};
use crate::native::{Binding, GetSetDef, NativeDef};
use crate::object::{
    Header, Kind, NativeLayout, NativeObject, Object, Ref, ShapeId, Slot, write_barrier,
};
use crate::shape::{self, Layout};
use crate::thread::Thread;
use crate::types::dict::{self, Dict, NameCell};
use crate::types::slots::Slots;
use crate::types::str::{self, Str};
use crate::types::tuple::{self, Tuple};
use crate::types::{self, T, shape_of, slot_defs, type_of};
use crate::value::Value;

pub mod attrs;
pub mod create;
pub mod mro;
pub mod signatures;
pub mod sizes;

pub use attrs::{get_attribute, get_attribute_opt, overrides_class, set_attribute};
pub use create::{
    calculate_metaclass, call_builtin, container_init, new_class, new_owner, python_init,
    python_new,
};

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
    /// The native structure holds the `__dict__` itself (classes, modules, functions): there is no attribute area for it.
    pub const NATIVE_DICT: u32 = 1 << 13;
    /// A lookup has gone through the type: adding a name to it must advance the epoch.
    pub const LOOKED_INTO: u32 = 1 << 14;
    /// `__new__` is object's own.
    pub const PLAIN_NEW: u32 = 1 << 15;
    /// `__init__` is object's own.
    pub const PLAIN_INIT: u32 = 1 << 16;
    /// Instances are of variable size: the attribute area lies behind the items.
    pub const VARIABLE: u32 = 1 << 17;
    /// The number of inline slots was guessed from `__init__`.
    pub const SIZE_GUESSED: u32 = 1 << 18;
    /// Has `__del__`.
    pub const FINALIZER: u32 = 1 << 19;
    /// Somebody relies on its having no other subclasses (see `python_new`): the next one advances the epoch.
    pub const CALLED_AS_NEW: u32 = 1 << 20;
    /// Its metaclass's `mro` is being asked for the first time.
    pub const INCOMPLETE: u32 = 1 << 21;
    /// A native type whose finaliser tells the program something: it runs at the program's end, too.
    pub const FINALIZED_AT_EXIT: u32 = 1 << 22;
    /// Stands for a class of `importlib` until somebody looks for something in it; see [`super::complete`].
    pub const DEFERRED: u32 = 1 << 23;
    /// A native type whose attributes may be set, which is not so for most.
    pub const OPEN: u32 = 1 << 24;
    /// CPython keeps the type in a variable: it has no `Py_TPFLAGS_HEAPTYPE` there.
    pub const STATIC: u32 = 1 << 25;
    /// What its instances lend is another object's, which memory views show as theirs.
    pub const LENDS_OF_OTHERS: u32 = 1 << 28;
    /// `__new__` is that of `list`, `dict` or `set`, which makes an empty one whatever the arguments.
    pub const EMPTY_NEW: u32 = 1 << 26;
    /// The namespace of the class, or of one of its bases, has a key that is no plain string, with which names are compared:
    /// nothing may be assumed of what looking for an attribute finds. See [`super::search`].
    pub const ODD_NAMES: u32 = 1 << 27;

    /// What a class inherits from its base.
    pub const INHERITED: u32 = HAS_DICT
        | WEAKREFS
        | SEQUENCE
        | MAPPING
        | METHOD_DESCRIPTOR
        | MATCH_SELF
        | NATIVE_DICT
        | VARIABLE
        | FINALIZER
        | FINALIZED_AT_EXIT;
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
    /// The direct subclasses: the payload of a buffer of bytes (in which the collector does not look: they are no
    /// reason to live), or null. What is dead is taken out by [`forget_dead_subclasses`].
    subclasses: Cell<*mut Ref<Type>>,
    subclass_count: Cell<u32>,
    /// What a metaclass's `__slots__` ask for. Empty in all usual classes.
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
    /// Bit n: slot n calls a Python method ([`Ref::<Type>::calls_python`]).
    pub python_slots: Cell<u64>,
    /// How often the number of inline slots has grown.
    grown: Cell<u8>,
    /// The docstring of a native type, whose namespace may hold a descriptor under `__doc__`.
    pub native_doc: Cell<Option<&'static str>>,
    /// The module of a native type whose `__module__` is an attribute of its instances.
    pub native_module: Cell<Option<&'static str>>,
}

// SAFETY: `#[repr(C)]` with a header first; zeros are valid for every field (`Kind::Free`, `None`, shape 0).
unsafe impl Object for Type {
    const KIND: Kind = Kind::Type;
}

/// An attribute that is a field of the native structure, holding a Value (CPython's member descriptor).
pub struct MemberDef {
    pub name: &'static str,
    /// Byte offset of the `Slot`.
    pub offset: usize,
    pub readonly: bool,
    /// Whether reading an empty slot is an AttributeError; otherwise it gives None.
    pub strict: bool,
}

/// The definition of a built-in type.
pub struct TypeDef {
    pub t: T,
    pub slots: Slots,
    pub methods: &'static [NativeDef],
    pub getset: &'static [GetSetDef],
    pub members: &'static [MemberDef],
    /// See [`flags`]; `IMMUTABLE` is added.
    pub flags: u32,
    /// Bytes of the native structure.
    pub basic_size: usize,
    pub doc: &'static str,
}

impl TypeDef {
    /// A definition with nothing but the type's number, for `..TypeDef::new(t)`.
    pub const fn new(t: T) -> TypeDef {
        TypeDef {
            t,
            slots: Slots::NONE,
            methods: &[],
            getset: &[],
            members: &[],
            flags: 0,
            basic_size: 0,
            doc: "",
        }
    }
}

/// The definition of a type that the runtime does not know by name (native modules have such).
pub struct NativeTypeDef {
    /// With the module's name: `collections.deque`.
    pub name: &'static str,
    pub base: T,
    pub kind: Kind,
    pub slots: Slots,
    pub methods: &'static [NativeDef],
    pub getset: &'static [GetSetDef],
    pub members: &'static [MemberDef],
    /// See [`flags`].
    pub flags: u32,
    pub basic_size: usize,
    pub doc: &'static str,
}

impl NativeTypeDef {
    /// A definition with nothing but the name, for `..NativeTypeDef::new(name)`.
    pub const fn new(name: &'static str) -> NativeTypeDef {
        NativeTypeDef {
            name,
            base: T::Object,
            kind: Kind::Native,
            slots: Slots::NONE,
            methods: &[],
            getset: &[],
            members: &[],
            flags: 0,
            basic_size: 0,
            doc: "",
        }
    }
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

    pub fn set_flag(&self, flag: u32, on: bool) {
        let flags = self.flags.get();
        self.flags
            .set(if on { flags | flag } else { flags & !flag });
    }

    /// The slot table, to copy a field out of. (Do not keep the reference: special methods may be assigned later.)
    #[inline(always)]
    pub fn slots(&self) -> &Slots {
        // SAFETY: the table is only replaced whole, under the interpreter lock; by this method's contract no
        // reference outlives the expression that copies a field.
        unsafe { &*self.slots.as_ptr() }
    }

    /// `__name__`.
    pub fn name(&self) -> Ref<Str> {
        // SAFETY: the slot holds a str from the moment the type can be reached.
        unsafe { Ref::from_value_unchecked(self.name.get()) }
    }

    /// `__bases__`.
    pub fn bases(&self) -> Ref<Tuple> {
        // SAFETY: the slot holds a tuple from the moment the type can be reached.
        unsafe { Ref::from_value_unchecked(self.bases.get()) }
    }

    /// The base whose layout the instances extend; None for `object`.
    pub fn base(&self) -> Option<Ref<Type>> {
        self.base.get_opt().map(as_type)
    }

    /// The namespace.
    #[inline(always)]
    pub fn dict(&self) -> Ref<Dict> {
        // SAFETY: the slot holds a dict from the moment the type can be reached.
        unsafe { Ref::from_value_unchecked(self.dict.get()) }
    }

    /// The name as CPython's `tp_name` has it, for error messages: with its module for types of native modules.
    pub fn tp_name(&self) -> String {
        let name = self.name();
        let name = name.to_string_lossy();
        if !self.has_flag(flags::HEAP) || self.has_flag(flags::IMMUTABLE) {
            let module = self.dict().get_str(names::get(N::__module__));
            if let Some(module) = module.and_then(|m| m.downcast::<Str>()) {
                if module.bytes() != b"builtins" {
                    return format!("{}.{}", module.to_string_lossy(), name);
                }
            } else if let Some(module) = self.native_module.get() {
                return format!("{module}.{name}");
            }
        }
        name.into_owned()
    }
}

impl Ref<Type> {
    /// Whether this is `other` or inherits from it.
    #[inline]
    pub fn is_subtype_of(self, other: Ref<Type>) -> bool {
        self == other || self.inherits_from(other)
    }

    fn inherits_from(self, other: Ref<Type>) -> bool {
        if self.mro.get().is_empty() {
            let mut base = self.base();
            while let Some(b) = base {
                if b == other {
                    return true;
                }
                base = b.base();
            }
            return other == types::get(T::Object);
        }
        self.mro().items().contains(&other.value())
    }
}

/// The type that a value known to be one points to.
#[inline(always)]
pub fn as_type(v: Value) -> Ref<Type> {
    debug_assert!(v.has_kind(Kind::Type));
    // SAFETY: the caller knows that `v` is a type; H2 makes the cast right.
    unsafe { Ref::from_value_unchecked(v) }
}

/// Visits what a type refers to.
pub fn trace(h: *mut Header, tracer: &mut Tracer) {
    // SAFETY: the collector passes objects of this kind.
    let ty: Ref<Type> = unsafe { Ref::from_raw(h.cast()) };
    for slot in [
        &ty.name,
        &ty.qualname,
        &ty.bases,
        &ty.mro,
        &ty.base,
        &ty.dict,
        &ty.extra,
    ] {
        tracer.visit_slot(slot);
    }
    tracer.visit_buffer_leaf(ty.subclasses.get());
}

// ---- definition of built-in types

/// Makes the objects of all built-in types, empty, and enters them into the table; `define_all` fills them. Start-up.
pub fn allocate_builtin(th: &Thread) {
    slot_defs::init();
    for &t in T::ALL {
        let ty = heap::alloc::<Type>(&th.alloc, shape_of(T::Type), std::mem::size_of::<Type>());
        types::set(t, ty);
        shape::set_class(
            shape_of(t),
            ty,
            Layout {
                attr_offset: 0,
                inline: 0,
                members: 0,
                extensible: false,
            },
        );
    }
}

/// Visits the built-in types: a root of the collector.
pub fn trace_roots(tracer: &mut Tracer) {
    for &t in T::ALL {
        tracer.visit(types::get(t).value());
    }
}

/// Fills all built-in types; those without a definition inherit everything. Start-up.
pub fn define_all(th: &Thread, defs: &[&'static TypeDef]) {
    for &t in T::ALL {
        match defs.iter().find(|d| d.t == t) {
            Some(def) => define(th, def),
            None => define(th, &TypeDef::new(t)),
        }
    }
}

/// Fills one built-in type; its base is filled already.
pub fn define(th: &Thread, def: &TypeDef) {
    let t = def.t;
    let base = (t != T::Object).then(|| types::get(t.base()));
    let parts = Parts {
        name: t.name(),
        base,
        kind: t.kind(),
        slots: &def.slots,
        methods: def.methods,
        getset: def.getset,
        members: def.members,
        flags: def.flags | flags::IMMUTABLE | flags::STATIC,
        basic_size: def.basic_size,
        doc: def.doc,
        shape: Some(shape_of(t)),
    };
    fill(th, types::get(t), &parts);
}

/// Makes a type from its definition. Allocates.
pub fn define_native(th: &Thread, def: &NativeTypeDef) -> Ref<Type> {
    define_native_with_base(th, def, types::get(def.base))
}

/// As [`define_native`], with a base that has no number.
pub fn define_native_with_base(th: &Thread, def: &NativeTypeDef, base: Ref<Type>) -> Ref<Type> {
    let ty = heap::alloc::<Type>(&th.alloc, shape_of(T::Type), std::mem::size_of::<Type>());
    let open = def.flags & (flags::OPEN | flags::DEFERRED) != 0;
    let parts = Parts {
        name: def.name,
        base: Some(base),
        kind: def.kind,
        slots: &def.slots,
        methods: def.methods,
        getset: def.getset,
        members: def.members,
        flags: def.flags | if open { 0 } else { flags::IMMUTABLE },
        basic_size: def.basic_size,
        doc: def.doc,
        shape: None,
    };
    fill(th, ty, &parts);
    ty
}

/// Makes a native type that stands for a class written in Python that class, as if the class statement had made it: it
/// takes over its namespace and its bases. Its instances' layout stays. Runs Python.
pub fn complete(th: &Thread, stand_in: Ref<Type>, class: Ref<Type>) -> PyResult<()> {
    let dict = stand_in.dict();
    dict.clear();
    let mut pos = 0;
    while let Some((name, v)) = class.dict().next(&mut pos) {
        let layout = name
            .downcast::<Str>()
            .is_some_and(|s| matches!(s.bytes(), b"__dict__" | b"__weakref__"));
        if !layout {
            dict.set(th, name, v)?;
        }
    }
    if let Some(base) = class.base() {
        create::add_dict_and_weakref(th, stand_in, base, dict);
    }
    stand_in.set_flag(flags::DEFERRED, false);
    stand_in.set_flag(flags::HEAP, true);
    stand_in.native_doc.set(None);
    for &base in class.bases().items() {
        remove_subclass(as_type(base), class);
    }
    attrs::rebase(th, stand_in, class.bases(), class.base.get())
}

/// What both sorts of definitions come to.
struct Parts<'a> {
    name: &'static str,
    base: Option<Ref<Type>>,
    kind: Kind,
    slots: &'a Slots,
    methods: &'static [NativeDef],
    getset: &'static [GetSetDef],
    members: &'static [MemberDef],
    flags: u32,
    basic_size: usize,
    doc: &'static str,
    shape: Option<ShapeId>,
}

fn fill(th: &Thread, ty: Ref<Type>, parts: &Parts) {
    let (module, name) = match parts.name.rsplit_once('.') {
        Some((module, name)) => (module, name),
        None => ("builtins", parts.name),
    };
    let name = str::intern(th, name);
    ty.name.set(ty, name.value());
    ty.qualname.set(ty, name.value());
    ty.kind.set(parts.kind);
    let dict = dict::new_namespace(th);
    ty.dict.set(ty, dict.value());
    let inherited = parts.base.map_or(0, |b| b.flags.get() & flags::INHERITED);
    ty.flags.set(parts.flags | inherited);
    let base_size = parts.base.map_or(0, |b| b.basic_size.get() as usize);
    let size = parts.basic_size.max(base_size).max(8);
    ty.basic_size.set(size.next_multiple_of(8) as u32);
    match parts.base {
        Some(base) => {
            ty.base.set(ty, base.value());
            ty.bases.set(ty, tuple::new(th, &[base.value()]).value());
            let mut mro = [Value::EMPTY; 16];
            mro[0] = ty.value();
            let rest = base.mro();
            let n = rest.len() + 1;
            mro[1..n].copy_from_slice(rest.items());
            ty.mro.set(ty, tuple::new(th, &mro[..n]).value());
            add_subclass(th, base, ty);
        }
        None => {
            ty.bases.set(ty, tuple::new(th, &[]).value());
            ty.mro.set(ty, tuple::new(th, &[ty.value()]).value());
        }
    }
    let layout = instance_layout(ty, 0);
    match parts.shape {
        Some(id) => {
            shape::set_class(id, ty, layout);
            ty.instance_shape.set(id);
        }
        None => {
            let id = shape::new_root(ty, layout);
            ty.instance_shape.set(id);
            // (Native code keeps such classes in places that the collector does not know.)
            shape::get(id).pin();
        }
    }

    ty.slots.set(*parts.slots);
    slot_defs::add_wrappers(th, ty, parts.methods);
    for def in parts.methods {
        let method = method_object(th, ty, def);
        dict.set_str(th, str::intern(th, def.name), method);
    }
    let computed = types::member::computed_names(&ty.name().to_string_lossy());
    for def in parts.getset {
        let v = match computed.contains(&def.name) {
            true => types::member::new_computed(th, ty, def).value(),
            false => types::getset::new(th, ty, def).value(),
        };
        dict.set_str(th, str::intern(th, def.name), v);
    }
    for def in parts.members {
        let v = types::member::new_native(th, ty, def);
        dict.set_str(th, str::intern(th, def.name), v.value());
    }
    if parts.slots.new.is_some() && dict.get_str(names::get(N::__new__)).is_none() {
        let new = types::builtin::new(th, &create::NEW_DEF, ty.value(), Value::EMPTY).value();
        dict.set_str(th, names::get(N::__new__), new);
    }
    if !parts.doc.is_empty() {
        ty.native_doc.set(Some(parts.doc));
    }
    if dict.get_str(names::get(N::__doc__)).is_none() {
        let doc = if parts.doc.is_empty() {
            Value::NONE
        } else {
            str::new(th, parts.doc)
        };
        dict.set_str(th, names::get(N::__doc__), doc);
    }
    if module != "builtins" && dict.get_str(names::get(N::__module__)).is_some() {
        ty.native_module.set(Some(module));
    } else if module != "builtins" {
        // (Pickles show which strings are the same.)
        let module = match ty.has_flag(flags::STATIC) {
            true => str::intern(th, module).value(),
            false => str::new(th, module),
        };
        dict.set_str(th, names::get(N::__module__), module);
    }
    slot_defs::inherit_native(th, ty);
    slot_defs::update_plain_flags(ty);
}

/// The layout of the instances of a type whose flags, size and members are set.
fn instance_layout(ty: Ref<Type>, inline: u16) -> Layout {
    let dict_here = ty.has_flag(flags::HAS_DICT) && !ty.has_flag(flags::NATIVE_DICT);
    let members = ty.member_slots.get();
    let attr_offset = if !dict_here && members == 0 {
        0
    } else if ty.has_flag(flags::VARIABLE) {
        shape::VARIABLE
    } else {
        ty.basic_size.get()
    };
    let inline = if attr_offset == 0 || attr_offset == shape::VARIABLE {
        0
    } else {
        inline.max(members)
    };
    Layout {
        attr_offset,
        inline,
        members,
        extensible: dict_here,
    }
}

/// The object that stands in a type's namespace for a native method.
fn method_object(th: &Thread, ty: Ref<Type>, def: &'static NativeDef) -> Value {
    match def.binding {
        Binding::Plain => types::builtin::new_method(th, ty, def),
        Binding::Class => types::builtin::new_class_method(th, ty, def),
        Binding::Static => {
            let f = types::builtin::new(th, def, Value::EMPTY, ty.value());
            types::static_class::new_static(th, f.value()).value()
        }
    }
}

/// Enters `ty` among the direct subclasses of `base`.
pub fn add_subclass(th: &Thread, base: Ref<Type>, ty: Ref<Type>) {
    if base.has_flag(flags::CALLED_AS_NEW) {
        base.set_flag(flags::CALLED_AS_NEW, false);
        advance_epoch();
    }
    let (old, len) = (base.subclasses.get(), base.subclass_count.get() as usize);
    const UNIT: usize = size_of::<Ref<Type>>();
    if old.is_null() || heap::buffer_capacity(old) < (len + 1) * UNIT {
        let wanted = (len + len / 2 + 4) * UNIT;
        let new = heap::grow_bytes(&th.alloc, old.cast(), len * UNIT, wanted, wanted);
        base.subclasses.set(new.cast());
        write_barrier(base.header());
    }
    // (Growing may have collected: the number is asked for again.)
    let len = base.subclass_count.get();
    // SAFETY: the buffer has room for one more.
    unsafe { base.subclasses.get().add(len as usize).write(ty) };
    base.subclass_count.set(len + 1);
}

impl Type {
    /// The direct subclasses, as they are now.
    fn subclasses(&self) -> &[Cell<Ref<Type>>] {
        let (at, len) = (self.subclasses.get(), self.subclass_count.get() as usize);
        if at.is_null() {
            return &[];
        }
        // SAFETY: the buffer holds so many. Callers keep the reference over no call that allocates.
        unsafe { std::slice::from_raw_parts(at.cast(), len) }
    }

    /// Keeps those of the direct subclasses for which `f` says so.
    fn retain_subclasses(&self, f: impl Fn(Ref<Type>) -> bool) {
        let list = self.subclasses();
        let mut kept = 0;
        for sub in list {
            if f(sub.get()) {
                list[kept].set(sub.get());
                kept += 1;
            }
        }
        self.subclass_count.set(kept as u32);
    }
}

/// Calls `f` with each direct subclass that there is now. `f` may run Python.
pub fn for_each_subclass(ty: Ref<Type>, mut f: impl FnMut(Ref<Type>)) {
    let mut all = heap::RootedVec::new();
    for sub in ty.subclasses() {
        all.push(sub.get().value());
    }
    for &sub in all.iter() {
        f(as_type(sub));
    }
}

/// Takes `ty` out of the direct subclasses of `base`.
pub fn remove_subclass(base: Ref<Type>, ty: Ref<Type>) {
    base.retain_subclasses(|sub| sub != ty);
}

/// Takes the direct subclasses out that the major collection under way has found dead.
pub fn forget_dead_subclasses(ty: Ref<Type>, tracer: &Tracer) {
    ty.retain_subclasses(|sub| !tracer.is_dead(sub.value()));
}

// ---- the epoch and lookup

/// One entry of the method cache: in class `ty`, at `epoch`, `name` was found in `cell` (0: not found).
#[derive(Clone, Copy)]
struct CacheEntry {
    ty: usize,
    name: usize,
    cell: usize,
    epoch: u32,
}

const CACHE_SIZE: usize = 4096;

struct Lookup {
    epoch: Cell<u32>,
    /// See [`deaths`].
    deaths: Cell<u64>,
    watch: Cell<Option<fn(u32)>>,
    cache: [Cell<CacheEntry>; CACHE_SIZE],
}
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Lookup {}
static LOOKUP: Lookup = Lookup {
    epoch: Cell::new(1),
    deaths: Cell::new(0),
    watch: Cell::new(None),
    cache: [const {
        Cell::new(CacheEntry {
            ty: 0,
            name: 0,
            cell: 0,
            epoch: 0,
        })
    }; CACHE_SIZE],
};

/// The number of structural changes so far: what was looked up at another epoch may be wrong now.
#[inline(always)]
pub fn epoch() -> u32 {
    LOOKUP.epoch.get()
}

/// The address of the epoch, for machine code.
pub fn epoch_address() -> *const u32 {
    LOOKUP.epoch.as_ptr()
}

/// Asks for a call with the new epoch after each structural change (the JIT invalidates what it assumed).
pub fn watch_epoch(f: fn(u32)) {
    LOOKUP.watch.set(Some(f));
}

/// How many collections have found dead classes. What remembers classes by their address must forget them when this changes.
pub fn deaths() -> u64 {
    LOOKUP.deaths.get()
}

/// Notes that classes have died, and empties the cache of lookups.
pub fn note_deaths() {
    LOOKUP.deaths.set(LOOKUP.deaths.get() + 1);
    for entry in &LOOKUP.cache {
        entry.set(CacheEntry {
            ty: 0,
            ..entry.get()
        });
    }
}

/// Declares all cached lookups wrong.
#[cold]
pub fn advance_epoch() {
    let epoch = LOOKUP.epoch.get() + 1;
    LOOKUP.epoch.set(epoch);
    if let Some(f) = LOOKUP.watch.get() {
        f(epoch);
    }
}

/// The cell in which an attribute of a class is found through the MRO. `name` is interned.
///
/// The cache holds addresses that the collector does not see: cells live as long as their class has the name (after
/// that the epoch has advanced), and when a class dies, the cache is emptied.
#[inline]
pub fn lookup_cell(ty: Ref<Type>, name: Ref<Str>) -> Option<Ref<NameCell>> {
    let entry = cache_entry(ty, name);
    if let Some(known) = entry.get().found(ty, name) {
        return known;
    }
    let found = lookup_uncached(ty, name);
    if !ty.has_flag(flags::ODD_NAMES) {
        remember(entry, ty, name, found);
    }
    found
}

/// The entry of the cache in which a name of a class may stand.
#[inline(always)]
fn cache_entry(ty: Ref<Type>, name: Ref<Str>) -> &'static Cell<CacheEntry> {
    let (t, n) = (ty.as_ptr().addr(), name.as_ptr().addr());
    // Both addresses are multiples of powers of two: only mixed do they spread over the cache.
    let hash = ((t as u64) ^ (n as u64) << 20).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 48;
    &LOOKUP.cache[hash as usize % CACHE_SIZE]
}

impl CacheEntry {
    /// What the entry says of the name, if it is about it.
    #[inline(always)]
    fn found(self, ty: Ref<Type>, name: Ref<Str>) -> Option<Option<Ref<NameCell>>> {
        let (t, n) = (ty.as_ptr().addr(), name.as_ptr().addr());
        if self.ty != t || self.name != n || self.epoch != LOOKUP.epoch.get() {
            return None;
        }
        // SAFETY: see `lookup_cell`.
        let cell = |at| unsafe { Ref::from_raw(std::ptr::with_exposed_provenance_mut(at)) };
        Some((self.cell != 0).then(|| cell(self.cell)))
    }
}

fn remember(entry: &Cell<CacheEntry>, ty: Ref<Type>, name: Ref<Str>, found: Option<Ref<NameCell>>) {
    if name.is_interned() {
        entry.set(CacheEntry {
            ty: ty.as_ptr().addr(),
            name: name.as_ptr().addr(),
            cell: found.map_or(0, |c| c.as_ptr().expose_provenance()),
            epoch: LOOKUP.epoch.get(),
        });
    }
}

#[cold]
fn lookup_uncached(ty: Ref<Type>, name: Ref<Str>) -> Option<Ref<NameCell>> {
    if ty.mro.get().is_empty() {
        return ty.dict().cell(name);
    }
    let mut found = None;
    for &class in ty.mro().items() {
        let class = as_type(class);
        class.set_flag(flags::LOOKED_INTO, true);
        if found.is_none() {
            found = class.dict().cell(name).filter(|c| !c.get().is_empty());
        }
    }
    found
}

/// An attribute of a class, found through the MRO, not bound. `name` is interned.
#[inline]
pub fn lookup(ty: Ref<Type>, name: Ref<Str>) -> Option<Value> {
    lookup_cell(ty, name).map(|c| c.get())
}

/// As [`lookup`], for a well-known name.
#[inline]
pub fn lookup_name(ty: Ref<Type>, name: N) -> Option<Value> {
    lookup(ty, names::get(name))
}

/// As [`lookup`], for whom Python may run: the name is compared with keys of all kinds. What a comparison raises is
/// forgotten, and nothing found.
#[inline]
pub fn search(th: &Thread, ty: Ref<Type>, name: Ref<Str>) -> Option<Value> {
    match ty.has_flag(flags::ODD_NAMES) {
        true => search_odd(th, ty, name),
        false => lookup(ty, name),
    }
}

/// [`search`] in a class with [`flags::ODD_NAMES`]. The order in which the classes are searched is the one that the class
/// had in the beginning.
#[cold]
fn search_odd(th: &Thread, ty: Ref<Type>, name: Ref<Str>) -> Option<Value> {
    let entry = cache_entry(ty, name);
    if let Some(known) = entry.get().found(ty, name) {
        return known.map(|cell| cell.get());
    }
    let (epoch, mro) = (epoch(), ty.mro());
    for &class in mro.items() {
        as_type(class).set_flag(flags::LOOKED_INTO, true);
    }
    let mut found = None;
    for &class in mro.items() {
        match as_type(class).dict().search_cell(th, name) {
            Ok(None) => {}
            Ok(cell) => {
                found = cell;
                break;
            }
            Err(raised) => {
                th.take_exception(raised);
                return None;
            }
        }
    }
    if epoch == LOOKUP.epoch.get() {
        remember(entry, ty, name, found);
    }
    found.map(|cell| cell.get())
}

/// The attribute as found in the classes after `start` in the MRO of `ty` (what `super` does). Runs Python where the name is
/// compared with keys that are no strings.
pub fn search_after(
    th: &Thread,
    ty: Ref<Type>,
    start: Ref<Type>,
    name: Ref<Str>,
) -> PyResult<Option<Value>> {
    let mro = ty.mro();
    let items = mro.items();
    let Some(at) = items.iter().position(|&c| c == start.value()) else {
        return Ok(None);
    };
    for &class in &items[at + 1..] {
        if let Some(found) = as_type(class).dict().search_str(th, name)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// As [`search_after`], the cell, if nothing but plain strings is there to compare the name with. Runs no Python.
pub fn lookup_cell_after(ty: Ref<Type>, start: Ref<Type>, name: Ref<Str>) -> Option<Ref<NameCell>> {
    if ty.has_flag(flags::ODD_NAMES) {
        return None;
    }
    let mro = ty.mro();
    let items = mro.items();
    let at = items.iter().position(|&c| c == start.value())?;
    items[at + 1..]
        .iter()
        .filter_map(|&class| as_type(class).dict().cell(name))
        .find(|cell| !cell.get().is_empty())
}

/// Whether values of this type are data descriptors.
pub fn is_data_descriptor(v: Value) -> bool {
    type_of(v).slots().descr_set.is_some()
}

/// How attribute lookup treats a value found in a class.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Nature {
    /// Returned as it is.
    Plain,
    /// A function or the like: a call passes the instance first, without making a bound method.
    Method,
    /// Any other descriptor.
    Descriptor,
}

/// See [`Nature`].
pub fn nature(v: Value) -> Nature {
    let ty = type_of(v);
    if ty.has_flag(flags::METHOD_DESCRIPTOR) {
        Nature::Method
    } else if ty.slots().descr_get.is_some() || ty.slots().descr_set.is_some() {
        Nature::Descriptor
    } else {
        Nature::Plain
    }
}

// ---- instances

/// Allocates an instance of `class`, whose native structure is a `N`; all fields behind the header are zero.
#[inline]
pub fn alloc_instance<O: Object>(th: &Thread, class: Ref<Type>) -> Ref<O> {
    let size = class.basic_size.get() as usize + shape::area_size(class);
    finalized(
        class,
        heap::alloc::<O>(&th.alloc, class.instance_shape.get(), size),
    )
}

/// A new instance of `class`, its `__del__` seen to: what allocates instances of subclasses in its own way passes them here.
#[inline]
pub fn finalized<O: Object>(class: Ref<Type>, object: Ref<O>) -> Ref<O> {
    if class.has_flag(flags::FINALIZER) {
        heap::register_finalizer(object.header());
    }
    object
}

/// As [`alloc_instance`], for objects of kind `Native`: the first two words are header and layout.
pub fn alloc_native<O: Object>(
    th: &Thread,
    class: Ref<Type>,
    layout: &'static NativeLayout,
) -> Ref<O> {
    debug_assert!(O::KIND == Kind::Native);
    let object = alloc_instance::<O>(th, class);
    // SAFETY: native objects begin with header and layout; the object is fresh.
    unsafe { (&raw mut (*object.as_ptr().cast::<NativeObject>()).layout).write(layout) };
    if layout.drop.is_some() {
        heap::register_drop(object.header());
    }
    object
}

/// Bytes that a native `__new__` must add behind an object of variable size, for an instance of `class`.
pub fn extra_size(class: Ref<Type>) -> usize {
    shape::area_size(class)
}

/// Called when an instance of `class` got its first slot outside the object: new instances should have more inside.
pub fn note_overflow(class: Ref<Type>, index: u16) {
    const MAX_GROWTH: u8 = 4;
    const MAX_INLINE: u16 = 32;
    if class.grown.get() < MAX_GROWTH && index < MAX_INLINE && !class.has_flag(flags::VARIABLE) {
        class.grown.set(class.grown.get() + 1);
        shape::set_inline_slots(class, (index + index / 2 + 1).next_multiple_of(2));
    }
}
