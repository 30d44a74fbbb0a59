//! Live dicts: the `__dict__` of an object whose attributes stay in its slots.
//!
//! Asking for `__dict__` must not make an object slower: caches and traces know by its shape where its attributes lie. So
//! the dict that is given holds only the names, brought up to date before anybody looks at them ([`Dict::refresh`]), and
//! reads and writes the values in the slots. The object knows nothing of that: its dict is found in a table here. As if it
//! were in the object, the dict lives as long as that, and does not keep it alive. Where slots cannot follow (a key that is no string, too many names), the object goes to dictionary
//! mode with this dict, which is an ordinary one from then on.
//!
//! Live dicts have a shape of their own, so that what is exactly of the shape of `dict`, which is what caches and traces
//! look at, is never live.
//!
//! Invariants: L1, the object of a live dict is not in dictionary mode, and its memory is there as long as the dict; L2, all keys of a
//! live dict are interned strings; L3, once it is refreshed, entry `n` is the object's attribute number `n`, and there are
//! no holes; L4, the entries of a live dict hold no values.

use std::cell::{Cell, RefCell, RefMut};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::{Dict, Entry, LIVE, SIZE, STR_KEYS, exact_str, index_width, is_plain};
use crate::heap::{self, AddressHasher, Tracer};
use crate::object::{Header, Ref, ShapeId, Slot, write_barrier};
use crate::shape::{self, Shape};
use crate::thread::Thread;
use crate::threads;
use crate::types::str;
use crate::types::{self, T};
use crate::value::Value;

/// What lies right behind the structure of a live dict.
#[repr(C)]
struct Link {
    /// The object whose attributes these are.
    object: Slot,
    /// The shape that the object had when the names were taken; 0 if its class has died since.
    shape: Cell<ShapeId>,
    /// Whether nothing but this dict keeps the object.
    alone: Cell<bool>,
}

struct Table {
    /// The live dicts by the address of their objects.
    dicts: HashMap<usize, *mut Header, BuildHasherDefault<AddressHasher>>,
    /// The objects of those made since the last collection.
    young: Vec<usize>,
    /// The shape of live dicts; None before the first one.
    shape: Option<ShapeId>,
}

struct Global(RefCell<Table>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Global {}
static TABLE: Global = Global(RefCell::new(Table {
    dicts: HashMap::with_hasher(BuildHasherDefault::new()),
    young: Vec::new(),
    shape: None,
}));

/// The table, not to be held across anything that may collect.
fn table() -> RefMut<'static, Table> {
    TABLE.0.borrow_mut()
}

/// The live dict of an object, which is not in dictionary mode. Allocates.
pub fn of(th: &Thread, object: &'static Header) -> Ref<Dict> {
    if let Some(d) = find(object) {
        return d;
    }
    let new = || shape::another_root(types::get(T::Dict));
    let own = *table().shape.get_or_insert_with(new);
    let d = heap::alloc::<Dict>(&th.alloc, own, SIZE + size_of::<Link>());
    d.header.set_flags(STR_KEYS | LIVE);
    d.link().object.init(Value::from_ptr(object));
    let names = shape::get(object.shape());
    d.reserve(th, names.attribute_count());
    d.take_names(names);
    let at = std::ptr::from_ref(object).addr();
    let header = std::ptr::from_ref(d.header()).cast_mut();
    let mut table = table();
    table.dicts.insert(at, header);
    table.young.push(at);
    drop(table);
    shape::dict_made(object, d);
    d
}

/// The live dict of an object, if it has one.
pub fn find(object: &'static Header) -> Option<Ref<Dict>> {
    let dicts = &table().dicts;
    let &d = dicts.get(&std::ptr::from_ref(object).addr())?;
    // SAFETY: dead dicts have been taken out (`forget_dead`).
    Some(unsafe { Ref::from_value_unchecked(Value::from_ptr(d)) })
}

/// Makes the live dict of an object, if it has one, an ordinary one that holds what it now holds: the object is about to go
/// to dictionary mode. May allocate.
pub fn release(object: &'static Header) -> Option<Ref<Dict>> {
    let d = find(object)?;
    d.refresh();
    for n in 0..d.filled.get() {
        // SAFETY: `n` is the number of an entry in use; the barrier follows.
        unsafe { (*d.entries.get().add(n as usize)).value = d.value_in_slot(n) };
    }
    table().dicts.remove(&std::ptr::from_ref(object).addr());
    d.header().set_shape(types::shape_of(T::Dict));
    d.header().set_flags(d.header().flags() & !LIVE);
    write_barrier(d.header());
    Some(d)
}

/// Calls `f` for each live dict and its object; in a minor collection, for those of which one may die.
fn for_each(full: bool, mut f: impl FnMut(&'static Header, Ref<Dict>)) {
    let table = table();
    let mut call = |at: usize, d: *mut Header| {
        // SAFETY: at the end of each collection the table holds dicts and objects that live; the memory of what has died
        // since is intact until it is swept.
        let d: Ref<Dict> = unsafe { Ref::from_value_unchecked(Value::from_ptr(d)) };
        // SAFETY: as above.
        f(unsafe { &*(at as *const Header) }, d);
    };
    if full {
        table.dicts.iter().for_each(|(&at, &d)| call(at, d));
        return;
    }
    for &at in &table.young {
        if let Some(&d) = table.dicts.get(&at) {
            call(at, d);
        }
    }
}

/// Marks the live dicts of marked objects: an object keeps its dict. (What the dict refers to, the object does, too.)
pub fn keep(t: &mut Tracer, full: bool) {
    for_each(full, |object, d| {
        if !t.is_dead(Value::from_ptr(object)) {
            t.visit(d.value());
        }
    });
    t.drain();
}

/// Forgets the dead, when all is marked. A dict whose object is dead keeps what is left of it for itself: nobody else can
/// reach it any more.
pub fn forget_dead(t: &mut Tracer, full: bool) {
    for_each(full, |object, d| {
        if !t.is_dead(d.value()) {
            if t.is_dead(Value::from_ptr(object)) {
                d.link().alone.set(true);
                t.visit(Value::from_ptr(object));
            }
            // (The number may soon be another shape's.)
            if full && shape::is_dead(d.link().shape.get().0, t) {
                d.link().shape.set(ShapeId(0));
            }
        }
    });
    t.drain();
    let mut table = table();
    let young = std::mem::take(&mut table.young);
    if full {
        table.dicts.retain(|_, d| !t.is_dead(Value::from_ptr(*d)));
        return;
    }
    for at in young {
        let d = table.dicts.get(&at);
        if d.is_some_and(|&d| t.is_dead(Value::from_ptr(d))) {
            table.dicts.remove(&at);
        }
    }
}

/// Visits what is in the slots, and marks the buffer of entries.
pub(super) fn trace(d: &Dict, t: &mut Tracer) {
    let object = d.object();
    if d.link().alone.get() {
        t.visit(Value::from_ptr(object));
    }
    shape::trace_attributes(std::ptr::from_ref(object).cast_mut(), t);
    if !d.index.get().is_null() {
        t.visit_buffer_leaf(d.index.get());
    }
}

impl Dict {
    /// Whether this is a live dict.
    #[inline(always)]
    pub fn is_live(&self) -> bool {
        self.header.flags() & LIVE != 0
    }

    fn link(&self) -> &Link {
        debug_assert!(self.is_live());
        // SAFETY: a live dict was allocated with its link behind it.
        unsafe { &*std::ptr::from_ref(self).add(1).cast::<Link>() }
    }

    /// The object of a live dict.
    #[inline(always)]
    fn object(&self) -> &'static Header {
        let object = self.link().object.get();
        object.header().expect("a live dict has an object")
    }

    /// The slot of its object that entry `n` of a live dict, which is refreshed, stands for.
    #[inline(always)]
    fn slot(&self, n: u32) -> u16 {
        shape::get(self.object().shape()).members() + n as u16
    }

    /// Brings a live dict up to date; nothing to do for others. May allocate; runs no Python.
    #[inline(always)]
    pub fn refresh(&self) {
        if self.is_live() {
            self.refresh_live();
        }
    }

    #[inline(never)]
    fn refresh_live(&self) {
        if self.object().shape() != self.link().shape.get() {
            self.refresh_names();
        }
    }

    #[cold]
    fn refresh_names(&self) {
        let shape = shape::get(self.object().shape());
        let n = shape.attribute_count();
        if n > self.capacity.get() as usize {
            let th = threads::current_thread().expect("a dict is used by a thread");
            // SAFETY: this is a dict.
            let d: Ref<Dict> = unsafe { Ref::from_value_unchecked(Value::from_ptr(&self.header)) };
            d.reserve(th, n);
        }
        self.take_names(shape);
    }

    /// The value of entry `n` of a live dict that is refreshed.
    #[inline(never)]
    pub(super) fn value_in_slot(&self, n: u32) -> Value {
        shape::read_slot(self.object(), self.slot(n))
    }

    /// Makes the keys those of a shape, for which there is room.
    fn take_names(&self, shape: &Shape) {
        self.link().shape.set(shape.id());
        if !self.index.get().is_null() {
            let places = self.mask.get() as usize + 1;
            // SAFETY: the index table has this size.
            unsafe {
                self.index
                    .get()
                    .write_bytes(0xFF, places * index_width(places))
            };
        }
        self.filled.set(0);
        for (n, (name, _)) in shape.attributes().iter().enumerate() {
            let hash = str::hash(name);
            let entry = Entry {
                hash,
                key: name.value(),
                value: Value::EMPTY,
            };
            // SAFETY: the caller says that there is room.
            unsafe { *self.entries.get().add(n) = entry };
            self.filled.set(n as u32 + 1);
            self.index_insert(n as u32, hash);
        }
        self.used.set(self.filled.get());
        self.changed_keys();
    }
}

/// What writing into a live dict does to its object.
impl Ref<Dict> {
    /// Makes room for `n` entries. Allocates.
    fn reserve(self, th: &Thread, n: usize) {
        if n > self.capacity.get() as usize {
            self.resize(th, n * 3 / 2 + 1);
        }
    }

    /// Brings a live dict up to date for the lookup of a key. One whose comparison might run Python makes it an ordinary one.
    #[inline(always)]
    pub(super) fn refresh_for(self, key: Value) {
        if self.is_live() {
            self.refresh_live_for(key);
        }
    }

    #[inline(never)]
    fn refresh_live_for(self, key: Value) {
        if exact_str(key).is_none() && !is_plain(key) {
            shape::leave_slots(self.object());
        } else {
            self.refresh_live();
        }
    }

    /// Makes a live dict an ordinary one: its object goes to dictionary mode with it. Nothing to do for others. May allocate.
    pub fn let_go(self) {
        if self.is_live() {
            shape::leave_slots(self.object());
        }
    }

    /// Entry `n` of a live dict is about to get the value `v`: the slot gets it.
    #[inline(never)]
    pub(super) fn store_into_slot(self, n: u32, v: Value) {
        shape::write_slot(self.object(), self.slot(n), v);
    }

    /// A live dict is about to get the key `key`, with the value `v`: the object gets the attribute. Returns the key and the
    /// value as they are to be stored; if the object cannot have that attribute in a slot, the dict is no longer live.
    /// Allocates.
    #[inline(never)]
    pub(super) fn add_slot(self, th: &Thread, key: Value, v: Value) -> (Value, Value) {
        let object = self.object();
        let shape = shape::get(object.shape());
        let name = exact_str(key).map(|s| str::intern_str(th, s));
        let Some((name, child)) = name.and_then(|s| Some((s, shape.child(s)?))) else {
            shape::leave_slots(object);
            return (key, v);
        };
        shape::add_slot(th, object, child, v);
        self.link().shape.set(child.id());
        (name.value(), Value::EMPTY)
    }

    /// Entry `n` of a live dict is about to be removed. True: the attribute is gone, and the entry with it; the later ones
    /// moved up. Otherwise the dict is no longer live. May allocate.
    #[inline(never)]
    pub(super) fn drop_slot(self, n: u32) -> bool {
        let object = self.object();
        if !shape::delete_slot(object, shape::get(object.shape()), self.slot(n)) {
            shape::leave_slots(object);
            return false;
        }
        self.take_names(shape::get(object.shape()));
        true
    }
}
