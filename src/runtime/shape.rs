//! Shapes: the class and the attribute layout of objects, by number.
//!
//! An object's header holds the number of its shape. A shape names the class and says which attribute lies in which
//! slot, as a tree of transitions: the root of a class has no attributes, adding one leads to a child. One 32-bit
//! compare of the number therefore guards the class and the place of every attribute at once.
//!
//! The *attribute area* of an object begins at `attr_offset`: first one word that holds the overflow buffer (slots past
//! the inline ones; the payload of a Values buffer) or, in dictionary mode, the dict; then the inline slots. The
//! members of `__slots__` are the first slots, always inline, and belong to no transition: member descriptors know
//! their index. Objects of variable size (tuple, int, bytes subclasses) have the area behind their items and no
//! inline slots, so that it is that one word.
//!
//! Decisions: deleting an attribute gives the object the shape that it would have without it, and the attributes behind it
//! move up. More than [`MAX_ATTRIBUTES`] names, more than [`MAX_CHILDREN`] transitions of one shape, more than
//! [`MAX_DELETIONS`] shapes of a class that only deletions lead to, or setting `__dict__` switches the object to dictionary
//! mode: its attributes move into a dict, and its shape becomes the class's dictionary shape.
//! Who asks for `__dict__` gets a live dict of the slots (`types/dict/live.rs`).
//! A shape lives as long as its class, and an object keeps its class alive (the tracer sees to it). Shapes keep their class only
//! if it is a native one, or if machine code knows their number ([`Shape::pin`]): other numbers are used again, for what
//! remembers one without keeping the class, such as inline caches, is told when it dies ([`sweep`]).
//!
//! Invariants: shape numbers 1..=T::ALL.len() are the plain instances of the built-in types; a shape's class never
//! changes; slots at or past `count` are empty; the slot `i` of a shape holds the same attribute in all descendants.

use std::cell::Cell;

use crate::heap::{self, Tracer};
use crate::object::{Header, Kind, Ref, ShapeId, Slot, write_barrier};
use crate::thread::Thread;
use crate::types::dict::{self, Dict, live};
use crate::types::str::Str;
use crate::types::tuple::{self, Tuple};
use crate::types::type_::{self, Type};
use crate::types::{self, T};
use crate::value::Value;

/// More attributes than this, and an object goes to dictionary mode.
pub const MAX_ATTRIBUTES: u16 = 64;
/// More different successors than this, and objects of the shape go to dictionary mode instead: a class whose
/// attribute names are data would otherwise make a shape per object.
pub const MAX_CHILDREN: usize = 128;
/// More new shapes than this by deletions, and objects of the class go to dictionary mode instead: one whose attributes come
/// and go would otherwise make a shape for each order of them.
pub const MAX_DELETIONS: u16 = 128;
/// How many shapes there can be: the table's address space is reserved once.
const MAX_SHAPES: usize = 1 << 20;
/// Shapes with more attributes than this are searched through a table.
const CHAIN_LIMIT: u16 = 8;
/// `attr_offset` of objects whose attribute area lies behind a variable number of items.
pub const VARIABLE: u32 = u32::MAX;

/// [`Shape::flags`] bit: the attributes are in a dict.
pub const DICT_MODE: u8 = 1;
/// [`Shape::flags`] bit: attributes can be added (the class gives its instances a `__dict__`).
pub const EXTENSIBLE: u8 = 2;
/// [`Shape::flags`] bit: keeps its class alive.
const PINNED: u8 = 4;

/// A shape. Its fields are constant once it is published, but for the caches.
#[repr(C, align(128))]
pub struct Shape {
    class: Slot,
    /// The attribute that this shape adds to its parent; empty for a root.
    name: Slot,
    id: Cell<ShapeId>,
    /// 0 for a root.
    parent: Cell<ShapeId>,
    /// The root of the tree.
    root: Cell<ShapeId>,
    /// 0: no attribute area.
    attr_offset: Cell<u32>,
    /// Slots in use, members included.
    count: Cell<u16>,
    inline: Cell<u16>,
    members: Cell<u16>,
    flags: Cell<u8>,
    /// Of roots: how many shapes were made by deletions.
    deletions: Cell<u16>,
    /// Of roots: the class's next root (another number of inline slots), and its dictionary shape.
    next_root: Cell<ShapeId>,
    dict_shape: Cell<ShapeId>,
    children: Cell<*mut Vec<ShapeId>>,
    table: Cell<*mut NameTable>,
}

/// Bytes of a shape, as a power of two: machine code finds a shape by its number.
pub const SHAPE_SIZE_LOG2: u32 = std::mem::size_of::<Shape>().trailing_zeros();
/// Offset of the class in a shape, for machine code.
pub const CLASS_OFFSET: usize = std::mem::offset_of!(Shape, class);

struct Table {
    base: Cell<*mut Shape>,
    len: Cell<u32>,
    /// The shapes below refer to old objects only: they were there at the last collection.
    visited: Cell<u32>,
    /// The first of the numbers that are free again, chained by `parent`; 0 for none.
    free: Cell<u32>,
}
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Table {}
static TABLE: Table = Table {
    base: Cell::new(std::ptr::null_mut()),
    len: Cell::new(0),
    visited: Cell::new(1),
    free: Cell::new(0),
};

/// Where a slot lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// At this byte offset from the object's address.
    Inline(u32),
    /// At byte offset `index` in the overflow buffer, whose payload's address is at byte offset `word` of the object.
    Overflow { word: u32, index: u32 },
}

/// The shape of a number.
#[inline(always)]
pub fn get(id: ShapeId) -> &'static Shape {
    debug_assert!(id.0 != 0);
    entry(id)
}

/// The table's entry of this number. That of number 0, which buffers and the like have, is empty.
#[inline(always)]
fn entry(id: ShapeId) -> &'static Shape {
    debug_assert!(id.0 < TABLE.len.get());
    // SAFETY: the table is reserved once and never moves; numbers come from `push`.
    unsafe { &*TABLE.base.get().add(id.0 as usize) }
}

/// The table's address, for machine code.
pub fn table_base() -> *const Shape {
    TABLE.base.get()
}

/// Reserves the table and makes the shapes of the built-in types (their classes come later: [`set_class`]).
pub fn init() {
    if !TABLE.base.get().is_null() {
        return;
    }
    let bytes = MAX_SHAPES * std::mem::size_of::<Shape>();
    // SAFETY: a fresh anonymous mapping; the kernel commits its pages as they are touched.
    let base = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            bytes,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
            -1,
            0,
        )
    };
    assert!(base != libc::MAP_FAILED, "no address space for the shapes");
    TABLE.base.set(base.cast());
    TABLE.len.set(T::ALL.len() as u32 + 1);
    for &t in T::ALL {
        let id = crate::types::shape_of(t);
        let shape = get(id);
        shape.id.set(id);
        shape.root.set(id);
    }
}

/// Visits the classes that shapes keep alive: a root of the collector. (To a minor collection, those are all. Names of
/// attributes are interned, which keeps them.)
pub fn trace_roots(tracer: &mut Tracer) {
    let major = tracer.visits_all();
    let first = if major { 1 } else { TABLE.visited.get() };
    for n in first..TABLE.len.get() {
        let shape = get(ShapeId(n));
        if !major || shape.flags.get() & PINNED != 0 {
            tracer.visit(shape.class.get());
        }
    }
    if tracer.marks() {
        TABLE.visited.set(TABLE.len.get());
    }
}

/// The class of the shape with this number, which may be 0 or free: empty then. For the collector, which knows objects
/// before there are any shapes.
#[inline(always)]
pub fn class_of(id: ShapeId) -> Value {
    if id.0 < TABLE.len.get() {
        entry(id).class.get()
    } else {
        Value::EMPTY
    }
}

/// Frees the shapes whose classes a major collection has found dead; says whether there are any. Classes that live forget
/// their dead subclasses.
pub fn sweep(tracer: &Tracer) -> bool {
    let mut any = false;
    for n in 1..TABLE.len.get() {
        let shape = get(ShapeId(n));
        if shape.class.get().is_empty() {
            continue;
        }
        if tracer.is_dead(shape.class.get()) {
            shape.free();
            any = true;
        } else if shape.parent.get() == ShapeId(0) {
            type_::forget_dead_subclasses(shape.class(), tracer);
        }
    }
    any
}

/// Whether the class of the shape of this number was found dead by the collection that is under way, or before.
pub fn is_dead(n: u32, tracer: &Tracer) -> bool {
    n != 0 && {
        let class = get(ShapeId(n)).class.get();
        class.is_empty() || tracer.is_dead(class)
    }
}

/// A new, empty entry. None if the table is full.
fn push(class: Ref<Type>) -> Option<&'static Shape> {
    let mut n = TABLE.free.get();
    if n != 0 {
        TABLE.free.set(get(ShapeId(n)).parent.replace(ShapeId(0)).0);
        TABLE.visited.set(TABLE.visited.get().min(n));
    } else {
        n = TABLE.len.get();
        if n as usize >= MAX_SHAPES {
            return None;
        }
        TABLE.len.set(n + 1);
    }
    let shape = get(ShapeId(n));
    shape.id.set(ShapeId(n));
    shape.class.init(class.value());
    Some(shape)
}

/// What the shapes of a class have in common.
#[derive(Clone, Copy)]
pub struct Layout {
    /// See [`Shape`]; 0 for no attribute area.
    pub attr_offset: u32,
    pub inline: u16,
    pub members: u16,
    pub extensible: bool,
}

/// Completes a built-in type's shape at start-up.
pub fn set_class(id: ShapeId, class: Ref<Type>, layout: Layout) {
    let shape = get(id);
    shape.class.init(class.value());
    shape.set_layout(layout);
}

/// A new root for a class. Panics when the table is full: no program makes a million classes before its memory ends.
pub fn new_root(class: Ref<Type>, layout: Layout) -> ShapeId {
    let shape = push(class).expect("the table of shapes is full");
    shape.root.set(shape.id());
    shape.set_layout(layout);
    shape.id()
}

/// Another root for a class, whose instances are laid out alike.
pub fn another_root(class: Ref<Type>) -> ShapeId {
    new_root(class, get(class.instance_shape.get()).layout())
}

impl Shape {
    fn set_layout(&self, layout: Layout) {
        self.attr_offset.set(layout.attr_offset);
        self.inline.set(layout.inline);
        self.members.set(layout.members);
        self.count.set(layout.members);
        self.flags
            .set(if layout.extensible { EXTENSIBLE } else { 0 });
    }

    /// Keeps the class alive from now on, and with it what the number of the shape means: machine code knows it.
    pub fn pin(&self) {
        self.flags.set(self.flags.get() | PINNED);
    }

    /// The class is dead: the number can be used again, with all other fields zero as at first.
    fn free(&self) {
        // SAFETY: both were made by `Box::into_raw`, and nobody has a reference to them outside of calls of this module.
        unsafe {
            if !self.children.get().is_null() {
                drop(Box::from_raw(self.children.get()));
            }
            if !self.table.get().is_null() {
                drop(Box::from_raw(self.table.get()));
            }
        }
        let id = self.id();
        // SAFETY: zeros are what a fresh entry of the table holds.
        unsafe { std::ptr::from_ref(self).cast_mut().write_bytes(0, 1) };
        self.parent.set(ShapeId(TABLE.free.replace(id.0)));
    }

    pub fn id(&self) -> ShapeId {
        self.id.get()
    }

    /// The class of the objects.
    #[inline(always)]
    pub fn class(&self) -> Ref<Type> {
        // SAFETY: every published shape has a class.
        unsafe { Ref::from_value_unchecked(self.class.get()) }
    }

    /// Where the attribute area begins: 0 if there is none, [`VARIABLE`] if it depends on the object.
    #[inline(always)]
    pub fn attr_offset(&self) -> u32 {
        self.attr_offset.get()
    }

    /// How many slots are inside the object.
    pub fn inline(&self) -> u16 {
        self.inline.get()
    }

    /// Slots in use, `__slots__` members included.
    pub fn count(&self) -> u16 {
        self.count.get()
    }

    /// How many of the slots are `__slots__` members.
    pub fn members(&self) -> u16 {
        self.members.get()
    }

    pub fn is_dict_mode(&self) -> bool {
        self.flags.get() & DICT_MODE != 0
    }

    /// How many attributes there are, `__slots__` members apart; of a shape that is not in dictionary mode.
    pub fn attribute_count(&self) -> usize {
        usize::from(self.count.get() - self.members.get())
    }

    /// Whether attributes can be added to the objects.
    pub fn is_extensible(&self) -> bool {
        self.flags.get() & EXTENSIBLE != 0
    }

    fn name(&self) -> Option<Ref<Str>> {
        // SAFETY: the slot holds an interned str or nothing.
        self.name
            .get_opt()
            .map(|v| unsafe { Ref::from_value_unchecked(v) })
    }

    fn layout(&self) -> Layout {
        Layout {
            attr_offset: self.attr_offset.get(),
            inline: self.inline.get(),
            members: self.members.get(),
            extensible: self.is_extensible(),
        }
    }

    /// The slot of an attribute (not of a `__slots__` member). `name` is interned.
    pub fn lookup(&self, name: Ref<Str>) -> Option<u16> {
        if self.count.get() - self.members.get() > CHAIN_LIMIT {
            return self.table().find(name);
        }
        let mut shape = self;
        loop {
            let own = shape.name.get();
            if own.is_empty() {
                return None;
            }
            if own == name.value() {
                return Some(shape.count.get() - 1);
            }
            shape = get(shape.parent.get());
        }
    }

    fn table(&self) -> &NameTable {
        if self.table.get().is_null() {
            let mut table = NameTable::new(self.count.get() as usize);
            self.for_each_attribute(|name, index| {
                table.insert(name, index);
            });
            self.table.set(Box::into_raw(Box::new(table)));
        }
        // SAFETY: set once and never freed.
        unsafe { &*self.table.get() }
    }

    /// Calls `f` with each attribute's name and slot, the last one first.
    fn for_each_attribute(&self, mut f: impl FnMut(Ref<Str>, u16)) {
        let mut shape = self;
        while let Some(name) = shape.name() {
            f(name, shape.count.get() - 1);
            shape = get(shape.parent.get());
        }
    }

    /// The attributes' names in the order of their slots (which is the order of their definition).
    pub fn attributes(&self) -> Attributes {
        let mut list = Attributes {
            names: [Value::EMPTY; MAX_ATTRIBUTES as usize],
            len: 0,
            first: self.members.get(),
        };
        let members = self.members.get();
        self.for_each_attribute(|name, index| {
            list.names[(index - members) as usize] = name.value();
            list.len += 1;
        });
        list
    }

    /// Where a slot lies; only for objects of a fixed size (`attr_offset` is neither 0 nor [`VARIABLE`]).
    pub fn place(&self, index: u16) -> Place {
        let offset = self.attr_offset.get();
        debug_assert!(offset != 0 && offset != VARIABLE);
        if index < self.inline.get() {
            Place::Inline(offset + 8 + 8 * index as u32)
        } else {
            Place::Overflow {
                word: offset,
                index: 8 * (index - self.inline.get()) as u32,
            }
        }
    }

    /// The shape with the attribute `name` added, if there has been one.
    fn known_child(&self, name: Ref<Str>) -> Option<&'static Shape> {
        // SAFETY: as in `child`; null or the vector.
        let children = unsafe { self.children.get().as_ref() }?;
        let mut shapes = children.iter().map(|&id| get(id));
        shapes.find(|child| child.name.get() == name.value())
    }

    /// The shape with the attribute `name` added. None: the object must go to dictionary mode.
    pub fn child(&self, name: Ref<Str>) -> Option<&'static Shape> {
        debug_assert!(self.is_extensible() && !self.is_dict_mode());
        if self.children.get().is_null() {
            self.children.set(Box::into_raw(Box::default()));
        }
        let found = self.known_child(name);
        if found.is_some() {
            return found;
        }
        // SAFETY: the vector is owned by this shape, never freed, and no other reference to it exists: shapes are
        // only touched under the interpreter lock, and nothing in this function calls out while it is borrowed.
        let children = unsafe { &mut *self.children.get() };
        if self.count.get() - self.members.get() >= MAX_ATTRIBUTES || children.len() >= MAX_CHILDREN
        {
            return None;
        }
        let child = push(self.class())?;
        child.set_layout(self.layout());
        child.name.init(name.value());
        child.parent.set(self.id());
        child.root.set(self.root.get());
        child.count.set(self.count.get() + 1);
        children.push(child.id());
        Some(child)
    }

    /// The shape with the attributes of this one but that in slot `index`, in the same order. None: the object must go to
    /// dictionary mode.
    fn without(&self, index: u16) -> Option<&'static Shape> {
        let mut before = get(self.id());
        while before.count.get() > index {
            before = get(before.parent.get());
        }
        let deletions = &get(self.root.get()).deletions;
        let later = usize::from(index - self.members.get()) + 1;
        for (name, _) in self.attributes().iter().skip(later) {
            before = match before.known_child(name) {
                Some(child) => child,
                None if deletions.get() == MAX_DELETIONS => return None,
                None => {
                    deletions.set(deletions.get() + 1);
                    before.child(name)?
                }
            };
        }
        Some(before)
    }

    /// The shape of this shape's objects once they are in dictionary mode.
    pub fn dict_shape(&self) -> ShapeId {
        let root = get(self.root.get());
        if root.dict_shape.get() == ShapeId(0) {
            let id = new_root(self.class(), self.layout());
            let shape = get(id);
            shape.flags.set(DICT_MODE | EXTENSIBLE);
            shape.root.set(root.id());
            root.dict_shape.set(id);
        }
        root.dict_shape.get()
    }
}

/// The names of a shape's attributes, in order.
pub struct Attributes {
    names: [Value; MAX_ATTRIBUTES as usize],
    len: usize,
    first: u16,
}

impl Attributes {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// (name, slot) pairs.
    pub fn iter(&self) -> impl Iterator<Item = (Ref<Str>, u16)> + '_ {
        let names = self.names[..self.len].iter().enumerate();
        // SAFETY: the array was filled from shapes' names.
        names.map(|(i, &v)| {
            (
                // SAFETY: the array was filled from shapes' names.
                unsafe { Ref::from_value_unchecked(v) },
                self.first + i as u16,
            )
        })
    }
}

/// Names to slots, open addressing by the name's address.
struct NameTable {
    entries: Box<[(usize, u16)]>,
}

impl NameTable {
    fn new(count: usize) -> NameTable {
        NameTable {
            entries: vec![(0, 0); (count * 2).next_power_of_two()].into(),
        }
    }

    fn start(&self, address: usize) -> usize {
        (address >> 4).wrapping_mul(0x9E37_79B9) & (self.entries.len() - 1)
    }

    fn insert(&mut self, name: Ref<Str>, index: u16) {
        let address = name.as_ptr().addr();
        let mut i = self.start(address);
        while self.entries[i].0 != 0 {
            i = (i + 1) & (self.entries.len() - 1);
        }
        self.entries[i] = (address, index);
    }

    fn find(&self, name: Ref<Str>) -> Option<u16> {
        let address = name.as_ptr().addr();
        let mut i = self.start(address);
        loop {
            let (found, index) = self.entries[i];
            if found == address {
                return Some(index);
            }
            if found == 0 {
                return None;
            }
            i = (i + 1) & (self.entries.len() - 1);
        }
    }
}

// ---- the attributes of an object

/// The address of the first word of an object's attribute area; None if it has none.
#[inline]
fn area(object: &'static Header, shape: &Shape) -> Option<*mut Value> {
    let offset = match shape.attr_offset.get() {
        0 => return None,
        VARIABLE => variable_offset(object),
        offset => offset as usize,
    };
    // SAFETY: the class's layout says that the object was allocated with an attribute area at this offset.
    Some(unsafe { (object as *const Header).cast_mut().byte_add(offset).cast() })
}

/// Where the attribute area of an object of variable size begins.
#[cold]
fn variable_offset(object: &'static Header) -> usize {
    match object.kind() {
        Kind::Tuple => Value::from_ptr(object)
            .downcast::<Tuple>()
            .map_or(0, |t| tuple::size_of(t.len())),
        Kind::Int => types::int::size_of(object),
        Kind::Bytes => types::bytes::size_of(object),
        kind => unreachable!("objects of kind {kind:?} are not of variable size"),
    }
}

/// The address of a slot in use.
fn slot_address(object: &'static Header, shape: &Shape, index: u16) -> *mut Value {
    let area = area(object, shape).expect("an object with attributes has an area");
    let inline = shape.inline.get();
    // SAFETY: the area is one word and `inline` slots long; the word holds a buffer with room for the other slots,
    // because a shape with that many attributes is only given to an object whose buffer has grown before.
    unsafe {
        if index < inline {
            area.add(1 + index as usize)
        } else {
            let buffer = (*area).bits() as *mut Value;
            buffer.add((index - inline) as usize)
        }
    }
}

/// Reads a slot of an object, by the object's current shape. `EMPTY` for a `__slots__` member without a value.
pub fn read_slot(object: &'static Header, index: u16) -> Value {
    let shape = get(object.shape());
    // SAFETY: `slot_address` gives a valid address.
    unsafe { *slot_address(object, shape, index) }
}

/// Writes a slot of an object that exists in its current shape.
pub fn write_slot(object: &'static Header, index: u16, v: Value) {
    let shape = get(object.shape());
    // SAFETY: `slot_address` gives a valid address; the barrier follows.
    unsafe { *slot_address(object, shape, index) = v };
    write_barrier(object);
}

/// The dict of an object in dictionary mode.
fn mode_dict(object: &'static Header, shape: &Shape) -> Option<Ref<Dict>> {
    let area = area(object, shape)?;
    // SAFETY: in dictionary mode the area's first word holds a dict, or nothing before the first attribute.
    unsafe { (!(*area).is_empty()).then(|| Ref::from_value_unchecked(*area)) }
}

/// The dict of an object whose attributes stand in one with keys that are no plain strings, with which names are compared.
#[inline]
pub fn odd_dict(object: &'static Header) -> Option<Ref<Dict>> {
    let shape = get(object.shape());
    let dict = shape.is_dict_mode().then(|| mode_dict(object, shape));
    dict.flatten().filter(|d| !d.has_str_keys())
}

/// The value of an instance attribute (what is in `__dict__`). `name` is interned.
#[inline]
pub fn get_attribute(object: &'static Header, name: Ref<Str>) -> Option<Value> {
    let shape = get(object.shape());
    if shape.attr_offset.get() == 0 {
        return None;
    }
    if shape.is_dict_mode() {
        return mode_dict(object, shape)?.get_str(name);
    }
    let index = shape.lookup(name)?;
    // SAFETY: `slot_address` gives a valid address.
    Some(unsafe { *slot_address(object, shape, index) })
}

/// Sets an instance attribute. False: the object cannot have attributes of its own. `name` is interned. Allocates.
pub fn set_attribute(th: &Thread, object: &'static Header, name: Ref<Str>, v: Value) -> bool {
    let shape = get(object.shape());
    if !shape.is_extensible() || shape.attr_offset.get() == 0 {
        return false;
    }
    if shape.is_dict_mode() {
        dict_of_area(th, object, shape).set_str(th, name, v);
        return true;
    }
    if let Some(index) = shape.lookup(name) {
        write_slot(object, index, v);
        return true;
    }
    match shape.child(name) {
        Some(child) => add_slot(th, object, child, v),
        None => materialise(th, object).set_str(th, name, v),
    }
    true
}

/// Gives the object the shape `child` (a child of its present one) and stores the new attribute's value. Allocates.
pub fn add_slot(th: &Thread, object: &'static Header, child: &'static Shape, v: Value) {
    let index = child.count.get() - 1;
    let inline = child.inline.get();
    if index >= inline {
        reserve(th, object, child, (index - inline) as usize + 1);
        if index == inline {
            type_::note_overflow(child.class(), index);
        }
    }
    // SAFETY: the slot exists now; the barrier follows.
    unsafe { *slot_address(object, child, index) = v };
    object.set_shape(child.id());
    write_barrier(object);
}

/// Makes room for `needed` slots in the overflow buffer. Allocates.
fn reserve(th: &Thread, object: &'static Header, shape: &Shape, needed: usize) {
    let area = area(object, shape).expect("an object with attributes has an area");
    // SAFETY: the area's first word belongs to this object; it is 0 or the payload of a Values buffer.
    let old = unsafe { (*area).bits() as *mut Value };
    let capacity = if old.is_null() {
        0
    } else {
        heap::buffer_capacity(old)
    };
    if needed <= capacity {
        return;
    }
    let new = heap::alloc_values(&th.alloc, needed.next_power_of_two().max(4));
    // SAFETY: both buffers have room for `capacity` Values, and they are different ones; the new one is unpublished.
    unsafe {
        std::ptr::copy_nonoverlapping(old, new, capacity);
        *area = Value::from_bits(new.addr() as u64);
    }
    write_barrier(object);
}

/// Deletes an instance attribute. False: there is none. Allocates.
pub fn delete_attribute(th: &Thread, object: &'static Header, name: Ref<Str>) -> bool {
    let shape = get(object.shape());
    if shape.attr_offset.get() == 0 {
        return false;
    }
    if shape.is_dict_mode() {
        return mode_dict(object, shape).is_some_and(|d| d.del_str(th, name).is_some());
    }
    let Some(index) = shape.lookup(name) else {
        return false;
    };
    delete_slot(object, shape, index) || materialise(th, object).del_str(th, name).is_some()
}

/// Deletes the attribute in slot `index` of an object of this shape; the later ones move up. False: there is no shape for
/// that.
pub fn delete_slot(object: &'static Header, shape: &Shape, index: u16) -> bool {
    let Some(without) = shape.without(index) else {
        return false;
    };
    let last = shape.count.get() - 1;
    for i in index..last {
        // SAFETY: both slots exist; what moves was referred to by the object before, so that no barrier is needed.
        unsafe { *slot_address(object, shape, i) = *slot_address(object, shape, i + 1) };
    }
    // SAFETY: the slot exists; emptying it needs no barrier.
    unsafe { *slot_address(object, shape, last) = Value::EMPTY };
    object.set_shape(without.id());
    true
}

/// The dict of an object in dictionary mode, made now if the object has none yet.
fn dict_of_area(th: &Thread, object: &'static Header, shape: &Shape) -> Ref<Dict> {
    if let Some(d) = mode_dict(object, shape) {
        return d;
    }
    let d = dict::new(th);
    let area = area(object, shape).expect("an object in dictionary mode has an area");
    // SAFETY: the area's first word belongs to this object; the barrier follows.
    unsafe { *area = d.value() };
    write_barrier(object);
    d
}

/// Switches an object to dictionary mode and gives its dict. Allocates.
fn materialise(th: &Thread, object: &'static Header) -> Ref<Dict> {
    let shape = get(object.shape());
    if shape.is_dict_mode() {
        return dict_of_area(th, object, shape);
    }
    let d = live::of(th, object);
    leave_slots(object);
    d
}

/// Switches an object that has a live dict to dictionary mode: its attributes are in that dict from now on.
pub fn leave_slots(object: &'static Header) {
    if let Some(d) = live::release(object) {
        enter_dict_mode(object, get(object.shape()), d);
    }
}

/// Is told of objects that get a dict: which, and the dict.
pub type Listener = fn(&'static Header, Ref<Dict>);

struct ListenerCell(Cell<Option<Listener>>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for ListenerCell {}
static LISTENER: ListenerCell = ListenerCell(Cell::new(None));

/// From now on, `listener` is told of every object that gets a dict, also where another dict then takes that one's place.
/// It may not allocate.
pub fn tell_of_dicts(listener: Option<Listener>) {
    LISTENER.0.set(listener);
}

/// An object that had no dict has this one now.
pub fn dict_made(object: &'static Header, d: Ref<Dict>) {
    if let Some(f) = LISTENER.0.get() {
        f(object, d);
    }
}

/// Empties the attribute slots, puts `d` into the area's first word and changes the shape.
fn enter_dict_mode(object: &'static Header, shape: &Shape, d: Ref<Dict>) {
    let area = area(object, shape).expect("an object with attributes has an area");
    for index in shape.members.get()..shape.count.get().min(shape.inline.get()) {
        // SAFETY: an inline slot of this object.
        unsafe { *area.add(1 + index as usize) = Value::EMPTY };
    }
    // SAFETY: the area's first word belongs to this object; the barrier follows.
    unsafe { *area = d.value() };
    object.set_shape(shape.dict_shape());
    write_barrier(object);
}

/// The object's `__dict__`; None if objects of its class have none (in the attribute area). Allocates.
pub fn dict_of(th: &Thread, object: &'static Header) -> Option<Ref<Dict>> {
    let shape = get(object.shape());
    if shape.attr_offset.get() == 0 || !shape.is_extensible() {
        return None;
    }
    Some(match shape.is_dict_mode() {
        true => dict_of_area(th, object, shape),
        false => live::of(th, object),
    })
}

/// Whether the object's attributes stand in a dict that somebody may have.
pub fn has_dict(object: &'static Header) -> bool {
    get(object.shape()).is_dict_mode() || live::find(object).is_some()
}

/// `object.__dict__ = d`. False: objects of its class have none. Allocates.
pub fn set_dict(th: &Thread, object: &'static Header, d: Ref<Dict>) -> bool {
    let shape = get(object.shape());
    if shape.attr_offset.get() == 0 || !shape.is_extensible() {
        return false;
    }
    d.let_go();
    match LISTENER.0.get() {
        Some(_) => drop(materialise(th, object)),
        // (The dict that the object had remains as it is, for who has it.)
        None => drop(live::release(object)),
    }
    enter_dict_mode(object, get(object.shape()), d);
    true
}

/// Whether the object has attributes in slots or in a dict. (`__slots__` members do not count.)
pub fn has_attributes(object: &'static Header) -> bool {
    let shape = get(object.shape());
    match shape.is_dict_mode() {
        true => mode_dict(object, shape).is_some_and(|d| !d.is_empty()),
        false => shape.attribute_count() > 0,
    }
}

/// Gives the object another class of the same layout (the caller has checked that). Allocates.
pub fn change_class(th: &Thread, object: &'static Header, class: Ref<Type>) {
    let old = get(object.shape());
    let root = root_with_inline(class, old.inline.get());
    if old.is_dict_mode() {
        object.set_shape(root.dict_shape());
        return;
    }
    let mut shape = root;
    for (name, _) in old.attributes().iter() {
        let Some(child) = shape.child(name) else {
            materialise(th, object);
            object.set_shape(root.dict_shape());
            return;
        };
        shape = child;
    }
    object.set_shape(shape.id());
}

/// The root of a class for instances with a certain number of inline slots.
fn root_with_inline(class: Ref<Type>, inline: u16) -> &'static Shape {
    let mut root = get(class.instance_shape.get());
    while root.inline.get() != inline {
        let next = root.next_root.get();
        if next == ShapeId(0) {
            let id = new_root(
                class,
                Layout {
                    inline,
                    ..root.layout()
                },
            );
            root.next_root.set(id);
            return get(id);
        }
        root = get(next);
    }
    root
}

/// From now on, new instances of `class` have `inline` slots inside the object: the class gets another root shape.
pub fn set_inline_slots(class: Ref<Type>, inline: u16) {
    let first = class.instance_shape.get();
    let shape = root_with_inline(class, inline);
    if shape.id() != first {
        class.instance_shape.set(shape.id());
        // The new first root must reach the others.
        unlink(first, shape.id());
        shape.next_root.set(first);
    }
    class.inline_slots.set(inline);
}

/// Takes `id` out of the list of roots that begins at `first`.
fn unlink(first: ShapeId, id: ShapeId) {
    let mut shape = get(first);
    while shape.next_root.get() != ShapeId(0) {
        if shape.next_root.get() == id {
            shape.next_root.set(get(id).next_root.get());
            get(id).next_root.set(ShapeId(0));
            return;
        }
        shape = get(shape.next_root.get());
    }
}

/// Bytes that the attribute area adds to an instance of `class`.
#[inline]
pub fn area_size(class: Ref<Type>) -> usize {
    let shape = get(class.instance_shape.get());
    if shape.attr_offset.get() == 0 {
        0
    } else {
        8 + 8 * shape.inline.get() as usize
    }
}

/// Visits the attribute area of an object: part of every object's tracing (`types::trace_object` calls it).
#[inline]
pub fn trace_attributes(object: *mut Header, tracer: &mut Tracer) {
    // SAFETY: the collector passes live objects.
    let object: &'static Header = unsafe { &*object };
    let shape = get(object.shape());
    let Some(area) = area(object, shape) else {
        return;
    };
    // SAFETY: the area is one word and `inline` slots long.
    unsafe {
        let word = *area;
        if !word.is_empty() {
            if shape.is_dict_mode() {
                tracer.visit(word);
            } else {
                tracer.visit_buffer(word.bits() as *mut Value);
            }
        }
        for i in 0..shape.inline.get() as usize {
            let v = *area.add(1 + i);
            if !v.is_empty() {
                tracer.visit(v);
            }
        }
    }
}
