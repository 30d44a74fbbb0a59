//! Attributes, with inline caches.
//!
//! A site remembers up to four shapes and what the lookup came to for each: a slot of the instance, a cell of the class, a
//! function to be called with the instance. An entry holds while the structure epoch stands (see `type_.rs`): then no
//! class has gained or lost a name, so a slot is still a slot; a class attribute that was overwritten shows in its
//! cell. Modules and classes are told apart by identity, since their attributes do not show in their shape.

use std::cell::Cell;

use frontend::bytecode::op::{Instr, SUPER_EXPLICIT, SUPER_METHOD, Special};

use super::call;
use super::frame::{Continuation, Frame};
use super::run::Flow;
use crate::error::PyResult;
use crate::names::N;
use crate::native::Args;
use crate::object::{Kind, Ref, write_barrier};
use crate::ops;
use crate::shape::{self, Place};
use crate::thread::Thread;
use crate::types::code::{CodeObj, ENTRIES, Entry};
use crate::types::dict::NameCell;
use crate::types::function::Function;
use crate::types::module::Module;
use crate::types::property::Property;
use crate::types::static_class;
use crate::types::str::Str;
use crate::types::tuple::Tuple;
use crate::types::type_::{self, Nature, Type};
use crate::types::{self, T};
use crate::value::Value;

/// `Entry::kind`: the attribute lies in the instance, at byte `offset`.
pub const SLOT: u8 = 1;
/// `Entry::kind`: the attribute lies in the overflow buffer: `offset` is the area's offset in the high half, the slot's index
/// in the low one.
pub const OVERFLOW: u8 = 2;
/// `Entry::kind`: the class has it, in the cell `value`; no instance attribute hides it, and it needs no binding.
pub const CLASS_VALUE: u8 = 3;
/// `Entry::kind`: as `CLASS_VALUE`, for a method that is called with the instance.
pub const METHOD: u8 = 4;
/// `Entry::kind`: a property whose getter is a Python function; the cell holds the property.
pub const PROPERTY: u8 = 5;
/// `Entry::kind`: the object is the module or class `object`; `value` is the cell in its namespace (or, for a class, in
/// that of one of its bases).
pub const NAMESPACE: u8 = 6;
/// `Entry::kind` of stores: the attribute is new; the object gets the shape `object` (a small int), the slot is at `offset`.
pub const ADD_SLOT: u8 = 7;

/// `Entry::kind`: the class (of the object, or the class `object` itself) has a static method, in the cell `value`.
pub const STATIC: u8 = 8;
/// `Entry::kind`: as `STATIC`, a class method.
pub const CLASS_METHOD: u8 = 9;

/// `Entry::kind`: the attribute is the item `offset` of the object, which is a tuple, if it has so many.
pub const ITEM: u8 = 10;
/// `Entry::kind`: a data descriptor of a built-in type, in the cell `value`: its `__get__` runs no Python of its own accord.
pub const DESCRIPTOR: u8 = 11;

/// `Entry::kind`: the attribute is the object's class.
pub const CLASS: u8 = 12;

/// What a call passes first to the function of the class method that was found for `receiver`.
fn class_of(receiver: Value) -> Value {
    if receiver.has_kind(Kind::Type) {
        receiver
    } else {
        types::type_of(receiver).value()
    }
}

/// The function of a static method, and the function of a class method with the class, if the cell still holds one.
pub fn unwrapped(kind: u8, cell: Ref<NameCell>, receiver: Value) -> Option<(Value, Value)> {
    let v = cell.get();
    if wrapper_kind(v)? != kind {
        return None;
    }
    if v.has_kind(Kind::MethodDescr) {
        // A native class method takes the class itself.
        return Some((v, class_of(receiver)));
    }
    let f = static_class::callable(v);
    if kind == STATIC {
        return (!f.is_empty()).then_some((f, Value::EMPTY));
    }
    // What is no function may be a descriptor, which binds by itself.
    f.has_kind(Kind::Function).then(|| (f, class_of(receiver)))
}

/// What a method call on a class finds in this cell of its MRO: the callable, and what it passes first (`EMPTY`: nothing).
/// `None`: a descriptor, which is to be asked. Runs no Python.
pub fn of_class(cell: Ref<NameCell>, class: Value) -> Option<(Value, Value)> {
    let v = cell.get();
    match wrapper_kind(v) {
        Some(kind) => unwrapped(kind, cell, class),
        None => (type_::nature(v) == Nature::Plain).then_some((v, Value::EMPTY)),
    }
}

#[inline(always)]
fn cell_of(e: &Entry) -> Ref<NameCell> {
    // SAFETY: entries of the kinds that call this hold cells of names.
    unsafe { Ref::from_value_unchecked(e.value.get()) }
}

/// Whether an entry is about objects like `receiver`.
#[inline(always)]
fn matches(e: &Entry, receiver: Value) -> bool {
    match receiver.header() {
        Some(h) => e.shape.get() == h.shape().0 && e.epoch.get() == type_::epoch(),
        None => false,
    }
}

#[inline(always)]
fn slot_pointer(receiver: Value, offset: u32) -> *mut Value {
    // SAFETY: the entry's shape says that the object has a slot at this offset.
    unsafe { receiver.address().byte_add(offset as usize).cast() }
}

fn overflow_pointer(receiver: Value, packed: u32) -> *mut Value {
    // SAFETY: the entry's shape says that the area's word holds the payload of a buffer with this slot.
    unsafe {
        let buffer = (*slot_pointer(receiver, packed >> 16)).bits() as *mut Value;
        buffer.add((packed & 0xffff) as usize)
    }
}

fn pack_overflow(word: u32, index: u32) -> u32 {
    (word << 16) | (index / 8)
}

/// The attribute if the first entry knows it.
#[inline(always)]
pub fn cached_load(base: *mut Value, receiver: Value, site: u16) -> Option<Value> {
    let e = &Frame(base).code().cache(site as usize).entries[0];
    if !matches(e, receiver) {
        return None;
    }
    load_by(e, receiver)
}

#[inline(always)]
fn load_by(e: &Entry, receiver: Value) -> Option<Value> {
    let v = match e.kind.get() {
        // SAFETY: a valid slot address.
        SLOT => unsafe { *slot_pointer(receiver, e.offset.get()) },
        // SAFETY: a valid slot address.
        OVERFLOW => unsafe { *overflow_pointer(receiver, e.offset.get()) },
        CLASS_VALUE => cell_of(e).get(),
        NAMESPACE if e.object.get() == receiver => cell_of(e).get(),
        ITEM => return item_of(receiver, e.offset.get()),
        CLASS => types::type_of(receiver).value(),
        _ => return None,
    };
    if v.is_empty() { None } else { Some(v) }
}

/// Item `n` of a tuple of any class.
#[inline(always)]
fn item_of(receiver: Value, n: u32) -> Option<Value> {
    // SAFETY: entries of this kind are about the shapes of tuples.
    let tuple: Ref<Tuple> = unsafe { Ref::from_value_unchecked(receiver) };
    let items = tuple.items();
    items.get(n as usize).copied()
}

/// As [`load_by`], for a lookup that was just made for `receiver`.
fn load_found(found: &Found, receiver: Value) -> Option<Value> {
    let v = match found.kind {
        // SAFETY: a valid slot address.
        SLOT => unsafe { *slot_pointer(receiver, found.offset) },
        // SAFETY: a valid slot address.
        OVERFLOW => unsafe { *overflow_pointer(receiver, found.offset) },
        // SAFETY: these kinds hold cells of names.
        CLASS_VALUE | NAMESPACE => unsafe {
            Ref::<NameCell>::from_value_unchecked(found.value).get()
        },
        ITEM => return item_of(receiver, found.offset),
        CLASS => types::type_of(receiver).value(),
        _ => return None,
    };
    (!v.is_empty()).then_some(v)
}

/// The method, or the function of a module or class, if the first entry knows it: what is called and what comes first.
#[inline(always)]
pub fn cached_method(base: *mut Value, receiver: Value, site: u16) -> Option<(Value, Value)> {
    let e = &Frame(base).code().cache(site as usize).entries[0];
    if !matches(e, receiver) {
        return None;
    }
    let this = match e.kind.get() {
        METHOD => receiver,
        NAMESPACE if e.object.get() == receiver => Value::EMPTY,
        _ => return None,
    };
    let v = cell_of(e).get();
    if v.is_empty() { None } else { Some((v, this)) }
}

/// The shape of the heap objects of an immediate's type; immediates stand in caches under it.
fn shape_of_immediate(v: Value) -> Option<u32> {
    let t = match v {
        v if v.is_small_int() => T::Int,
        v if v.is_flonum() => T::Float,
        v if v.is_bool() => T::Bool,
        Value::NONE => T::NoneType,
        _ => return None,
    };
    Some(types::shape_of(t).0)
}

/// LOAD_METHOD on an immediate number, a bool or None, which have no attributes of their own: the method.
fn method_of_immediate(code: Ref<CodeObj>, site: u16, receiver: Value) -> Option<Value> {
    let shape = shape_of_immediate(receiver)?;
    let epoch = type_::epoch();
    let cache = code.cache(site as usize);
    let known = cache
        .entries
        .iter()
        .find(|e| e.shape.get() == shape && e.epoch.get() == epoch && e.kind.get() == METHOD);
    if let Some(e) = known {
        return cell_of(e).get_opt();
    }
    let cell = type_::lookup_cell(types::type_of(receiver), code.site_name(site as usize))?;
    if type_::nature(cell.get()) != Nature::Method {
        return None;
    }
    if may_cache(code, site) {
        let found = Found {
            kind: METHOD,
            offset: 0,
            value: cell.value(),
            object: Value::EMPTY,
        };
        remember_as(code, site, shape, &found);
    }
    cell.get_opt()
}

/// Stores the attribute if the first entry knows its place.
#[inline(always)]
pub fn cached_store(base: *mut Value, receiver: Value, site: u16, v: Value) -> bool {
    let e = &Frame(base).code().cache(site as usize).entries[0];
    matches(e, receiver) && store_by(e, receiver, v)
}

#[inline(always)]
fn store_by(e: &Entry, receiver: Value, v: Value) -> bool {
    match e.kind.get() {
        // SAFETY: a valid slot address; the barrier follows.
        SLOT => unsafe { *slot_pointer(receiver, e.offset.get()) = v },
        // SAFETY: a valid slot address; the barrier follows.
        OVERFLOW => unsafe { *overflow_pointer(receiver, e.offset.get()) = v },
        ADD_SLOT => {
            // SAFETY: the class reserves this slot in every instance; the barrier follows.
            unsafe { *slot_pointer(receiver, e.offset.get()) = v };
            // SAFETY: `matches` saw that this is an object.
            let h = unsafe { &*receiver.address() };
            h.set_shape(crate::object::ShapeId(
                e.object.get().small_unchecked() as u32
            ));
        }
        _ => return false,
    }
    // SAFETY: as above.
    write_barrier(unsafe { &*receiver.address() });
    true
}

/// What a lookup came to: the fields of an entry.
pub struct Found {
    pub kind: u8,
    pub offset: u32,
    // tidy: rooted by the class or module in which it was found; used before anything can change that.
    pub value: Value,
    // tidy: rooted by the receiver of the lookup, or no object at all.
    pub object: Value,
}

impl Found {
    /// What an entry says.
    pub fn of(e: &Entry) -> Found {
        Found {
            kind: e.kind.get(),
            offset: e.offset.get(),
            value: e.value.get(),
            object: e.object.get(),
        }
    }
}

/// Puts a lookup into the site's cache, in front.
fn remember(code: Ref<CodeObj>, site: u16, receiver: Value, found: &Found) {
    if let Some(h) = receiver.header() {
        remember_as(code, site, h.shape().0, found);
    }
}

fn remember_as(code: Ref<CodeObj>, site: u16, shape: u32, found: &Found) {
    let cache = code.cache(site as usize);
    cache.misses.set(cache.misses.get().saturating_add(1));
    for n in (1..ENTRIES).rev() {
        copy(&cache.entries[n - 1], &cache.entries[n]);
    }
    let e = &cache.entries[0];
    e.shape.set(shape);
    e.kind.set(found.kind);
    e.epoch.set(type_::epoch());
    e.offset.set(found.offset);
    e.value.set(found.value);
    e.object.set(found.object);
    code.cache_written();
}

fn copy(from: &Entry, to: &Entry) {
    fn field<C: Copy>(from: &Cell<C>, to: &Cell<C>) {
        to.set(from.get());
    }
    field(&from.shape, &to.shape);
    field(&from.kind, &to.kind);
    field(&from.epoch, &to.epoch);
    field(&from.offset, &to.offset);
    field(&from.value, &to.value);
    field(&from.object, &to.object);
}

/// One entry of the global cache: what [`look_up`] found for the attribute `name` of objects of a shape.
#[derive(Clone, Copy)]
struct Seen {
    shape: u32,
    epoch: u32,
    name: usize,
    offset: u32,
    kind: u8,
    /// The bits of the cell. The collector does not see it: it lives as long as its class has the name, and after that
    /// the epoch has advanced, or the cache was emptied.
    cell: u64,
}

/// Entries of the global cache.
const SEEN: usize = 2048;

struct GlobalCache([Cell<Seen>; SEEN]);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for GlobalCache {}
static GLOBAL_CACHE: GlobalCache = GlobalCache(
    [const {
        Cell::new(Seen {
            shape: 0,
            epoch: 0,
            name: 0,
            offset: 0,
            kind: 0,
            cell: 0,
        })
    }; SEEN],
);

/// Empties the global cache: classes have died.
pub fn forget_lookups() {
    for slot in &GLOBAL_CACHE.0 {
        slot.set(Seen {
            shape: 0,
            ..slot.get()
        });
    }
}

/// The entry of the global cache for the attribute `name` of objects like `receiver`, and whether it is about that.
#[inline(always)]
fn seen(receiver: Value, name: Ref<Str>) -> Option<(&'static Cell<Seen>, bool)> {
    let shape = receiver.header()?.shape().0;
    let address = name.as_ptr().addr();
    let mixed = (u64::from(shape) ^ (address as u64) << 16).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let slot = &GLOBAL_CACHE.0[(mixed >> 53) as usize % SEEN];
    let seen = slot.get();
    let hit = seen.shape == shape && seen.name == address && seen.epoch == type_::epoch();
    Some((slot, hit))
}

/// As [`look_up`], through the global cache: for the sites that see more shapes than they remember. Runs no Python.
#[inline]
pub fn find(receiver: Value, name: Ref<Str>) -> Option<Found> {
    let (slot, hit) = seen(receiver, name)?;
    if hit {
        let seen = slot.get();
        return Some(Found {
            kind: seen.kind,
            offset: seen.offset,
            value: Value::from_bits(seen.cell),
            object: Value::EMPTY,
        });
    }
    find_anew(receiver, name, slot)
}

/// [`look_up`], which fills an entry of the global cache.
#[inline(never)]
fn find_anew(receiver: Value, name: Ref<Str>, slot: &Cell<Seen>) -> Option<Found> {
    let found = look_up(receiver, name)?;
    if found.object.is_empty() && name.is_interned() {
        slot.set(Seen {
            shape: receiver.header()?.shape().0,
            epoch: type_::epoch(),
            name: name.as_ptr().addr(),
            offset: found.offset,
            kind: found.kind,
            cell: found.value.bits(),
        });
    }
    Some(found)
}

/// The attribute, if it is a value that is found by the shape alone; for traces at sites that see many shapes. Runs no
/// Python.
#[inline]
pub fn quiet_load(receiver: Value, name: Ref<Str>) -> Option<Value> {
    if let Some((slot, true)) = seen(receiver, name)
        && slot.get().kind == SLOT
    {
        // SAFETY: a valid slot address.
        let v = unsafe { *slot_pointer(receiver, slot.get().offset) };
        return (!v.is_empty()).then_some(v);
    }
    quiet_load_any(receiver, name)
}

/// [`quiet_load`], all cases.
#[inline(never)]
fn quiet_load_any(receiver: Value, name: Ref<Str>) -> Option<Value> {
    match find(receiver, name) {
        Some(found) => load_found(&found, receiver),
        None => match in_dict(receiver, name)? {
            InDict::Own(v) => Some(v),
            InDict::Method(_) => None,
        },
    }
}

/// The attribute whatever it is, a bound method included, if finding it runs no Python. The name need not be interned.
/// Allocates.
pub fn quiet_get(th: &Thread, receiver: Value, name: Ref<Str>) -> Option<Value> {
    let name = types::str::intern_str(th, name);
    let method = || match quiet_method(receiver, name) {
        Some(f) if f.has_kind(Kind::Function) => Some(types::method::new(th, f, receiver)),
        _ => None,
    };
    quiet_load(receiver, name).or_else(method)
}

/// Whether a load of the attribute raises AttributeError, and goes on doing so while neither the shape of the object nor any
/// class changes. Runs no Python.
pub fn is_absent(receiver: Value, name: Ref<Str>) -> bool {
    let Some(h) = receiver.header().filter(|h| h.kind() == Kind::Instance) else {
        return false;
    };
    let class = types::type_of(receiver);
    class.has_flag(type_::flags::PLAIN_GETATTR)
        && !class.has_flag(type_::flags::NATIVE_DICT)
        && !shape::get(h.shape()).is_dict_mode()
        && shape::get(h.shape()).lookup(name).is_none()
        && type_::lookup(class, name).is_none()
}

/// What an attribute of an object in dictionary mode is.
enum InDict {
    /// This, without further ado.
    Own(Value),
    /// A function of the class, which is to be bound.
    Method(Value),
}

/// The attribute of an object whose attributes stand in a dict (somebody has asked for its `__dict__`), where neither a
/// descriptor nor a hook is in the way. Runs no Python.
fn in_dict(receiver: Value, name: Ref<Str>) -> Option<InDict> {
    let h = receiver.header()?;
    if !shape::get(h.shape()).is_dict_mode() {
        return None;
    }
    let class = types::type_of(receiver);
    let plain = class.has_flag(type_::flags::PLAIN_GETATTR) || looks_up_as_object(class);
    let hooked = !plain
        || class.has_flag(type_::flags::NATIVE_DICT)
        || matches!(h.kind(), Kind::Module | Kind::Type);
    if hooked {
        return None;
    }
    let in_class = type_::lookup(class, name);
    if in_class.is_some_and(type_::is_data_descriptor) || shape::odd_dict(h).is_some() {
        return None;
    }
    if let Some(v) = shape::get_attribute(h, name) {
        return Some(InDict::Own(v));
    }
    let v = in_class?;
    match type_::nature(v) {
        Nature::Plain => Some(InDict::Own(v)),
        Nature::Method => Some(InDict::Method(v)),
        Nature::Descriptor => None,
    }
}

/// The method of the class that a call of the attribute means, if it is found by the shape, or in the object's dict. Runs no Python.
#[inline]
pub fn quiet_method(receiver: Value, name: Ref<Str>) -> Option<Value> {
    let Some(found) = find(receiver, name) else {
        return match in_dict(receiver, name)? {
            InDict::Own(_) => None,
            InDict::Method(v) => Some(v),
        };
    };
    if found.kind != METHOD {
        return None;
    }
    // SAFETY: this kind holds the cell of a name.
    let v = unsafe { Ref::<NameCell>::from_value_unchecked(found.value) }.get();
    (!v.is_empty()).then_some(v)
}

/// How an attribute of objects like `receiver` is found, if it can be cached. Runs no Python.
fn look_up(receiver: Value, name: Ref<Str>) -> Option<Found> {
    let h = receiver.header()?;
    let found = |kind, offset, value: Value, object| {
        Some(Found {
            kind,
            offset,
            value,
            object,
        })
    };
    if h.kind() == Kind::Module {
        let module = receiver.downcast::<Module>()?;
        if types::is_exactly(receiver, T::Module) {
            if let Some(cell) = module.dict().cell(name) {
                return found(NAMESPACE, 0, cell.value(), receiver);
            }
        }
        return None;
    }
    let class = types::type_of(receiver);
    if h.kind() == Kind::Type {
        let this = type_::as_type(receiver);
        // Only where the metaclass looks attributes up as `type` does, and has no data descriptor of this name, which would
        // come first. (What else it has, such as `__init__`, comes after what the class has.)
        if !looks_up_as_type(class)
            || this.has_flag(type_::flags::ODD_NAMES)
            || type_::lookup(class, name).is_some_and(type_::is_data_descriptor)
        {
            return None;
        }
        let cell = type_::lookup_cell(this, name)?;
        // (Functions and their like, found in a class, are not bound.)
        if type_::nature(cell.get()) != Nature::Descriptor {
            return found(NAMESPACE, 0, cell.value(), receiver);
        }
        let kind = wrapper_kind(cell.get())?;
        return found(kind, 0, cell.value(), receiver);
    }
    // A `__getattr__` is asked only where nothing is found, or a getter fails.
    let hooked = !class.has_flag(type_::flags::PLAIN_GETATTR);
    if hooked && !looks_up_as_object(class) {
        return None;
    }
    let in_class = type_::lookup_cell(class, name);
    let shape = shape::get(h.shape());
    if let Some(cell) = in_class {
        let v = cell.get();
        if type_::is_data_descriptor(v) {
            let property = v.downcast::<Property>();
            if property.is_some_and(|p| {
                !hooked
                    && types::is_exactly(v, T::Property)
                    && p.getter.get().has_kind(Kind::Function)
            }) {
                return found(PROPERTY, 0, cell.value(), Value::EMPTY);
            }
            let object = types::get(T::Object);
            if name == crate::names::get(N::__class__) && type_::lookup(object, name) == Some(v) {
                return found(CLASS, 0, Value::EMPTY, Value::EMPTY);
            }
            if h.kind() == Kind::Tuple
                && let Some(index) = types::type_of(v).slots().tuple_index.and_then(|f| f(v))
            {
                return found(ITEM, index, Value::EMPTY, Value::EMPTY);
            }
            if let Some(found) = types::member::instance_slot(v, shape).and_then(place) {
                return Some(found);
            }
            if hooked || types::type_of(v).has_flag(type_::flags::HEAP) || property.is_some() {
                return None;
            }
            return found(DESCRIPTOR, 0, cell.value(), Value::EMPTY);
        }
    }
    // (Some native objects hold a dict of their own.)
    if shape.is_dict_mode() || class.has_flag(type_::flags::NATIVE_DICT) {
        return None;
    }
    if shape.attr_offset() != 0
        && let Some(index) = shape.lookup(name)
    {
        // Objects of variable size keep their attributes at no fixed offset.
        if shape.attr_offset() == shape::VARIABLE {
            return None;
        }
        return place(shape.place(index));
    }
    let cell = in_class?;
    match type_::nature(cell.get()) {
        Nature::Plain => found(CLASS_VALUE, 0, cell.value(), Value::EMPTY),
        Nature::Method => found(METHOD, 0, cell.value(), Value::EMPTY),
        Nature::Descriptor => found(wrapper_kind(cell.get())?, 0, cell.value(), Value::EMPTY),
    }
}

/// Whether the attributes of a class's instances are found as `object` finds them, apart from what its `__getattr__` makes up.
fn looks_up_as_object(class: Ref<Type>) -> bool {
    let of = |t| type_::lookup_name(t, N::__getattribute__);
    !class.has_flag(type_::flags::ODD_NAMES) && of(class) == of(types::get(T::Object))
}

/// Whether the attributes of a metaclass's instances are found as those of classes are, where it has none of the name.
fn looks_up_as_type(metaclass: Ref<Type>) -> bool {
    let plain = types::get(T::Type);
    metaclass == plain
        || !metaclass.has_flag(type_::flags::ODD_NAMES)
            && type_::lookup_name(metaclass, N::__getattribute__)
                == type_::lookup_name(plain, N::__getattribute__)
            && type_::lookup_name(metaclass, N::__getattr__).is_none()
}

fn wrapper_kind(v: Value) -> Option<u8> {
    if types::is_exactly(v, T::StaticMethod) {
        Some(STATIC)
    } else if types::is_exactly(v, T::ClassMethod) || types::is_exactly(v, T::ClassMethodDescr) {
        Some(CLASS_METHOD)
    } else {
        None
    }
}

fn place(place: Place) -> Option<Found> {
    let (kind, offset) = match place {
        Place::Inline(offset) => (SLOT, offset),
        Place::Overflow { word, index } => (OVERFLOW, pack_overflow(word, index)),
    };
    Some(Found {
        kind,
        offset,
        value: Value::EMPTY,
        object: Value::EMPTY,
    })
}

/// An entry of the site that is about `receiver`, moved to the front.
fn entry_for(code: Ref<CodeObj>, site: u16, receiver: Value) -> Option<&'static Entry> {
    let cache = code.cache(site as usize);
    // (Entries of stores, which have another object, are at other sites.)
    let fits = |e: &Entry| match e.kind.get() {
        NAMESPACE | STATIC | CLASS_METHOD => {
            e.object.get() == receiver || e.object.get().is_empty()
        }
        _ => true,
    };
    cache
        .entries
        .iter()
        .find(|&e| matches(e, receiver) && fits(e))
}

/// Misses after which a site is left alone.
const MEGAMORPHIC: u32 = 64;

fn may_cache(code: Ref<CodeObj>, site: u16) -> bool {
    code.cache(site as usize).misses.get() < MEGAMORPHIC
}

/// LOAD_ATTR, all cases.
pub fn load(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let code = frame.code();
    let receiver = frame.reg(i.b() as usize);
    let mut getter = None;
    if let Some(e) = entry_for(code, i.c(), receiver) {
        if let Some(v) = load_by(e, receiver) {
            frame.set_reg(i.a() as usize, v);
            return Ok(Flow::Next);
        }
        if e.kind.get() == PROPERTY {
            getter = Some(cell_of(e).get());
        }
        if e.kind.get() == DESCRIPTOR {
            let d = cell_of(e).get();
            if !d.is_empty()
                && let Some(get) = types::type_of(d).slots().descr_get
            {
                let v = get(th, d, receiver, types::type_of(receiver).value())?;
                frame.set_reg(i.a() as usize, v);
                return Ok(Flow::Next);
            }
        }
        if e.kind.get() == STATIC
            && let Some((f, _)) = unwrapped(STATIC, cell_of(e), receiver)
        {
            frame.set_reg(i.a() as usize, f);
            return Ok(Flow::Next);
        }
    }
    let name = code.site_name(i.c() as usize);
    if getter.is_none() {
        if let Some(found) = find(receiver, name) {
            if found.kind == PROPERTY {
                // SAFETY: the lookup found a cell.
                getter = Some(unsafe { Ref::<NameCell>::from_value_unchecked(found.value) }.get());
            }
            if may_cache(code, i.c()) {
                remember(code, i.c(), receiver, &found);
            }
            if let Some(v) = load_found(&found, receiver) {
                frame.set_reg(i.a() as usize, v);
                return Ok(Flow::Next);
            }
        } else if let Some(InDict::Own(v)) = in_dict(receiver, name) {
            frame.set_reg(i.a() as usize, v);
            return Ok(Flow::Next);
        }
    }
    if let Some(property) = getter.and_then(|v| v.downcast::<Property>()) {
        if let Some(f) = property.getter.get().downcast::<Function>() {
            return call::push_special(th, f, &[receiver], Continuation::Store.pack(i.a()));
        }
    }
    let v = ops::get_attr(th, receiver, name)?;
    frame.set_reg(i.a() as usize, v);
    Ok(Flow::Next)
}

/// LOAD_METHOD, all cases.
pub fn load_method(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let code = frame.code();
    let receiver = frame.reg(i.b() as usize);
    let name = code.site_name(i.c() as usize);
    let pair = |callable, this| {
        frame.set_reg(i.a() as usize, callable);
        frame.set_reg(i.a() as usize + 1, this);
        Ok(Flow::Next)
    };
    if receiver.header().is_none() {
        if let Some(v) = method_of_immediate(code, i.c(), receiver) {
            return pair(v, receiver);
        }
    } else if let Some(e) = entry_for(code, i.c(), receiver) {
        if e.kind.get() == METHOD {
            let v = cell_of(e).get();
            if !v.is_empty() {
                return pair(v, receiver);
            }
        } else if let Some(v) = load_by(e, receiver) {
            return pair(v, Value::EMPTY);
        } else if matches!(e.kind.get(), STATIC | CLASS_METHOD)
            && let Some((f, this)) = unwrapped(e.kind.get(), cell_of(e), receiver)
        {
            return pair(f, this);
        }
    }
    if let Some(found) = find(receiver, name) {
        if may_cache(code, i.c()) {
            remember(code, i.c(), receiver, &found);
        }
        if found.kind == METHOD {
            // SAFETY: the lookup found a cell.
            let v = unsafe { Ref::<NameCell>::from_value_unchecked(found.value) }.get();
            if !v.is_empty() {
                return pair(v, receiver);
            }
        } else if let Some(v) = load_found(&found, receiver) {
            return pair(v, Value::EMPTY);
        }
    } else {
        match in_dict(receiver, name) {
            Some(InDict::Own(v)) => return pair(v, Value::EMPTY),
            Some(InDict::Method(v)) => return pair(v, receiver),
            None => {}
        }
    }
    let v = ops::get_attr(th, receiver, name)?;
    pair(v, Value::EMPTY)
}

/// STORE_ATTR, all cases.
pub fn store(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let code = frame.code();
    let receiver = frame.reg(i.a() as usize);
    let v = frame.reg(i.b() as usize);
    if let Some(e) = entry_for(code, i.c(), receiver) {
        if store_by(e, receiver, v) {
            return Ok(Flow::Next);
        }
    }
    let name = code.site_name(i.c() as usize);
    let old_shape = receiver.header().map(|h| h.shape());
    let epoch = type_::epoch();
    let plan = store_plan(receiver, name);
    ops::set_attr(th, receiver, name, v)?;
    // The store may have run Python; what it found is cached only if the world stood still.
    if let (Some(plan), Some(old), Some(h)) = (plan, old_shape, receiver.header()) {
        if epoch == type_::epoch() && may_cache(code, i.c()) {
            match plan {
                Plan::Slot(found) if h.shape() == old => remember(code, i.c(), receiver, &found),
                Plan::Add => {
                    let new = shape::get(h.shape());
                    if let Some(index) = new.lookup(name) {
                        if new.count() == shape::get(old).count() + 1 && !new.is_dict_mode() {
                            if let Place::Inline(offset) = new.place(index) {
                                let object = Value::small(i64::from(h.shape().0));
                                let found = Found {
                                    kind: ADD_SLOT,
                                    offset,
                                    value: Value::EMPTY,
                                    object,
                                };
                                remember(code, i.c(), receiver, &found);
                                // The entry is about objects as they were before the store.
                                code.cache(i.c() as usize).entries[0].shape.set(old.0);
                            }
                        }
                    }
                }
                Plan::Slot(_) => {}
            }
        }
    }
    Ok(Flow::Next)
}

/// What a store will do, if it can be cached.
pub enum Plan {
    /// It writes the slot that was found.
    Slot(Found),
    /// The attribute is new, and gets a slot.
    Add,
}

fn store_plan(receiver: Value, name: Ref<Str>) -> Option<Plan> {
    let h = receiver.header()?;
    let class = types::type_of(receiver);
    let plain = class.has_flag(type_::flags::PLAIN_SETATTR);
    if !plain || matches!(h.kind(), Kind::Module | Kind::Type) {
        return None;
    }
    generic_store_plan(receiver, name)
}

/// What `object.__setattr__` will do. Runs no Python.
pub fn generic_store_plan(receiver: Value, name: Ref<Str>) -> Option<Plan> {
    let h = receiver.header()?;
    let class = types::type_of(receiver);
    let shape = shape::get(h.shape());
    if class.has_flag(type_::flags::ODD_NAMES) {
        return None;
    }
    if let Some(v) = type_::lookup(class, name) {
        if type_::is_data_descriptor(v) {
            return types::member::instance_slot(v, shape)
                .and_then(place)
                .map(Plan::Slot);
        }
    }
    if shape.is_dict_mode() || matches!(shape.attr_offset(), 0 | shape::VARIABLE) {
        return None;
    }
    match shape.lookup(name) {
        Some(index) => place(shape.place(index)).map(Plan::Slot),
        None if shape.is_extensible() => Some(Plan::Add),
        None => None,
    }
}

/// DELETE_ATTR.
pub fn delete(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    ops::del_attr(
        th,
        frame.reg(i.a() as usize),
        frame.code().site_name(i.c() as usize),
    )?;
    Ok(Flow::Next)
}

/// LOAD_SUPER_ATTR.
pub fn load_super(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let b = i.b() as usize;
    let name = frame.code().site_name(i.c() as usize);
    let (callable, class, this) = (frame.reg(b), frame.reg(b + 1), frame.reg(b + 2));
    let method = i.flags() & SUPER_METHOD != 0;
    if callable == types::get(T::Super).value() && class.has_kind(Kind::Type) {
        let (v, bound) = types::super_::load(th, type_::as_type(class), this, name, method)?;
        frame.set_reg(i.a() as usize, v);
        if method {
            frame.set_reg(i.a() as usize + 1, bound);
        }
        return Ok(Flow::Next);
    }
    let explicit = [class, this];
    let args = if i.flags() & SUPER_EXPLICIT != 0 {
        &explicit[..]
    } else {
        &[]
    };
    let object = ops::call(th, callable, Args::positional(args))?;
    let v = ops::get_attr(th, object, name)?;
    frame.set_reg(i.a() as usize, v);
    if method {
        frame.set_reg(i.a() as usize + 1, Value::EMPTY);
    }
    Ok(Flow::Next)
}

/// LOAD_SPECIAL.
pub fn load_special(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let frame = Frame(base);
    let object = frame.reg(i.b() as usize);
    let special = Special::from_u16(i.c()).expect("verified");
    let name = match special {
        Special::Enter => N::__enter__,
        Special::Exit => N::__exit__,
        Special::AEnter => N::__aenter__,
        Special::AExit => N::__aexit__,
    };
    let class: Ref<Type> = types::type_of(object);
    let Some(v) = type_::search(th, class, crate::names::get(name)) else {
        return Err(th.type_error(missing_special(object, special)));
    };
    let (callable, this) = if type_::nature(v) == Nature::Method {
        (v, object)
    } else {
        (ops::bind(th, v, object)?, Value::EMPTY)
    };
    frame.set_reg(i.a() as usize, callable);
    frame.set_reg(i.a() as usize + 1, this);
    Ok(Flow::Next)
}

/// CPython's message for an object that is not a context manager, with its hint at the other kind of `with`.
fn missing_special(object: Value, special: Special) -> String {
    let name = ops::type_name(object);
    let has = |n: N| type_::lookup_name(types::type_of(object), n).is_some();
    let (protocol, hint) = match special {
        Special::Enter | Special::Exit => (
            "context manager",
            (has(N::__aenter__) && has(N::__aexit__)).then_some(" but it supports the asynchronous context manager protocol. Did you mean to use 'async with'?"),
        ),
        Special::AEnter | Special::AExit => (
            "asynchronous context manager",
            (has(N::__enter__) && has(N::__exit__)).then_some(" but it supports the context manager protocol. Did you mean to use 'with'?"),
        ),
    };
    match hint {
        Some(hint) => format!(
            "'{name}' object does not support the {protocol} protocol (missed {} method){hint}",
            special.name()
        ),
        None => format!(
            "'{name}' object does not support the {protocol} protocol (missed {} method)",
            special.name()
        ),
    }
}
