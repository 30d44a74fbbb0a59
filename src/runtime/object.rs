//! What every heap object begins with, and how Rust code points at objects.
//!
//! A heap object starts with one 8-byte [`Header`]. Its `shape` names class and attribute layout (one 32-bit compare
//! guards both), its `kind` names the Rust structure behind it, which the collector and the downcasts go by: a
//! subclass of `list` has another shape but the same kind. [`Ref`] is the typed pointer: `Copy`, never null, and kept
//! alive by being found on the native stack. Fields that change are `Cell`s or [`Slot`]s, because many `Ref`s may
//! point to one object.
//!
//! Invariants: H1, a pointer-tagged `Value` outside freed memory points to an object; H2, `kind` tells its layout and
//! never changes; H3, every store of a `Value` into an object that is already reachable goes through a write barrier
//! ([`Slot::set`], or [`write_barrier`] for bulk stores), unless the object was allocated after the last GC point.

use std::cell::Cell;
use std::marker::PhantomData;
use std::ops::Deref;
use std::ptr::NonNull;

use crate::value::Value;

/// The number of a shape: an index into the shape table. Built-in types have constant ones (see [`crate::shape`]).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
#[repr(transparent)]
pub struct ShapeId(pub u32);

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// The Rust layout of a heap object. A type implemented in Rust has a kind of its own only where the
        /// interpreter, the collector or other types look into it; all others are `Native`.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum Kind { $($(#[$doc])* $name,)* }

        impl Kind {
            /// All kinds, in the order of their numbers.
            pub const ALL: &'static [Kind] = &[$(Kind::$name,)*];
        }
    };
}

kinds! {
    /// Free memory; never seen by Python.
    Free,
    /// A buffer of bytes that the collector does not look into.
    Raw,
    /// A buffer of Values: `[header][capacity][values…]`; unused ones are empty.
    Values,
    Float, Int, Complex, Str, Bytes, ByteArray, MemoryView,
    Tuple, List, Dict, DictView, Set, Range, Slice,
    /// A variable shared with closures.
    Cell,
    /// The cell of a name in a module's, class's or the builtin namespace.
    NameCell,
    Code, Function, Builtin, BoundMethod, Module, Type, Instance,
    Property, StaticMethod, ClassMethod, GetSet, Member, SlotWrapper, MethodWrapper, MethodDescr, Super,
    Exception, Traceback, Frame, Generator, WeakRef,
    ListIter, TupleIter, RangeIter, DictIter, StrIter, SeqIter, Enumerate, Zip, Map, Filter, Reversed,
    /// Any other type: the second word points to a [`NativeLayout`].
    Native,
}

/// `Header::gc` bit: the object has survived a collection (it is old).
pub const GC_OLD: u8 = 1;
/// `Header::gc` bit: the object is in the remembered set.
pub const GC_REMEMBERED: u8 = 2;
/// `Header::gc` bit: the object, a list or a dict, is in the remembered set for what was added at its end.
pub const GC_TAIL_REMEMBERED: u8 = 4;
/// `Header::gc` bit: the object has a finaliser (`__del__`) that has not run.
pub const GC_FINALIZER: u8 = 8;
/// `Header::gc` bit: weak references to the object exist.
pub const GC_WEAKLY_REFERENCED: u8 = 16;

/// The first word of every heap object.
#[repr(C)]
pub struct Header {
    shape: Cell<ShapeId>,
    gc: Cell<u8>,
    flags: Cell<u8>,
    kind: Kind,
    aux: Cell<u8>,
}

/// Byte offsets of the header's fields, for machine code.
pub const SHAPE_OFFSET: usize = 0;
/// See [`SHAPE_OFFSET`].
pub const GC_OFFSET: usize = 4;
/// See [`SHAPE_OFFSET`].
pub const FLAGS_OFFSET: usize = 5;
/// See [`SHAPE_OFFSET`].
pub const KIND_OFFSET: usize = 6;

impl Header {
    pub const fn new(kind: Kind, shape: ShapeId) -> Header {
        Header {
            shape: Cell::new(shape),
            gc: Cell::new(0),
            flags: Cell::new(0),
            kind,
            aux: Cell::new(0),
        }
    }

    #[inline(always)]
    pub fn shape(&self) -> ShapeId {
        self.shape.get()
    }

    /// Changes class or attribute layout; the new shape must describe the same kind.
    #[inline(always)]
    pub fn set_shape(&self, shape: ShapeId) {
        self.shape.set(shape);
    }

    #[inline(always)]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The collector's bits.
    #[inline(always)]
    pub fn gc(&self) -> u8 {
        self.gc.get()
    }

    pub fn set_gc(&self, bits: u8) {
        self.gc.set(bits);
    }

    /// Eight bits whose meaning belongs to the kind (a list's strategy, a string's ASCII flag…).
    #[inline(always)]
    pub fn flags(&self) -> u8 {
        self.flags.get()
    }

    #[inline(always)]
    pub fn set_flags(&self, flags: u8) {
        self.flags.set(flags);
    }

    /// Eight more bits whose meaning belongs to the kind.
    #[inline(always)]
    pub fn aux(&self) -> u8 {
        self.aux.get()
    }

    #[inline(always)]
    pub fn set_aux(&self, aux: u8) {
        self.aux.set(aux);
    }
}

/// A Rust structure that heap objects are laid out as.
///
/// # Safety
/// The structure is `#[repr(C)]`, begins with a [`Header`], all-zero bytes after the header are valid for it, and
/// `KIND` belongs to it alone (for `Kind::Native`: the type begins with header and layout pointer, see
/// [`NativeObject`]).
pub unsafe trait Object: Sized + 'static {
    const KIND: Kind;
}

/// A pointer to a live heap object laid out as a `T`.
#[repr(transparent)]
pub struct Ref<T>(NonNull<T>, PhantomData<T>);

impl<T> Clone for Ref<T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Ref<T> {}
impl<T> PartialEq for Ref<T> {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Ref<T> {}
impl<T> std::hash::Hash for Ref<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> std::fmt::Debug for Ref<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ref({:p})", self.0)
    }
}

impl<T> Deref for Ref<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: a `Ref` is only made from a live object of this layout, the collector finds the `Ref` on the stack
        // and keeps the object, objects never move, and mutable fields are cells.
        unsafe { self.0.as_ref() }
    }
}

impl<T> From<Ref<T>> for Value {
    #[inline(always)]
    fn from(r: Ref<T>) -> Value {
        Value::from_ptr(r.0.as_ptr())
    }
}

impl<T> Ref<T> {
    /// # Safety
    /// `v` points to a live object laid out as a `T`.
    #[inline(always)]
    pub unsafe fn from_value_unchecked(v: Value) -> Ref<T> {
        debug_assert!(v.is_ptr());
        // SAFETY: the caller's promise; a pointer value is not null.
        Ref(
            unsafe { NonNull::new_unchecked(v.address().cast()) },
            PhantomData,
        )
    }

    /// # Safety
    /// `p` is not null and points to a live object laid out as a `T`.
    #[inline(always)]
    pub unsafe fn from_raw(p: *mut T) -> Ref<T> {
        // SAFETY: the caller's promise.
        Ref(unsafe { NonNull::new_unchecked(p) }, PhantomData)
    }

    #[inline(always)]
    pub fn as_ptr(self) -> *mut T {
        self.0.as_ptr()
    }

    #[inline(always)]
    pub fn value(self) -> Value {
        self.into()
    }

    #[inline(always)]
    pub fn header(self) -> &'static Header {
        // SAFETY: every object begins with its header.
        unsafe { &*self.0.as_ptr().cast::<Header>() }
    }
}

/// A field that holds a Value (or nothing).
#[repr(transparent)]
pub struct Slot(Cell<Value>);

impl Slot {
    /// A slot for an object under construction.
    pub const fn new(v: Value) -> Slot {
        Slot(Cell::new(v))
    }

    #[inline(always)]
    pub fn get(&self) -> Value {
        self.0.get()
    }

    /// The value, unless the slot is empty.
    #[inline(always)]
    pub fn get_opt(&self) -> Option<Value> {
        let v = self.0.get();
        if v.is_empty() { None } else { Some(v) }
    }

    /// Stores `v` into this slot of `owner`, with the write barrier.
    #[inline(always)]
    pub fn set<T>(&self, owner: Ref<T>, v: Value) {
        self.0.set(v);
        write_barrier(owner.header());
    }

    /// Stores without a barrier: only right while no GC point lies between the allocation of the owner and this, or
    /// when `v` is not a pointer.
    #[inline(always)]
    pub fn init(&self, v: Value) {
        self.0.set(v);
    }
}

/// To be called after a Value was stored into `owner`: an old object that changes is remembered, so that a minor
/// collection looks at it.
#[inline(always)]
pub fn write_barrier(owner: &'static Header) {
    if owner.gc() & (GC_OLD | GC_REMEMBERED) == GC_OLD {
        crate::heap::remember(owner);
    }
}

/// [`write_barrier`] for a list or dict whose items are as they were, but for one added at the end. A minor collection
/// then looks only at what it did not know (see [`crate::heap::Tracer::known`]). What takes items away at the end must
/// call [`write_barrier`]: others may come to their places.
#[inline(always)]
pub fn tail_barrier(owner: &'static Header) {
    if owner.gc() & (GC_OLD | GC_REMEMBERED | GC_TAIL_REMEMBERED) == GC_OLD {
        crate::heap::remember_tail(owner);
    }
}

/// Asks the memory for what is at `p`, which may be any address: what walks along scattered objects is bound by cache
/// misses, and this overlaps them.
#[inline(always)]
pub fn prefetch(p: *const Header) {
    // SAFETY: prefetching has no effect but on the cache, whatever the address.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(p.cast());
    }
    // SAFETY: as above.
    #[cfg(target_arch = "aarch64")]
    unsafe {
        std::arch::asm!("prfm pldl1keep, [{p}]", p = in(reg) p, options(nostack, preserves_flags, readonly));
    }
}

/// How the collector treats the objects of one `Kind::Native` type; a static beside the type's definition.
pub struct NativeLayout {
    pub name: &'static str,
    /// Visits every Value in the structure; attributes that lie behind it are visited by
    /// `types::trace_object`.
    pub trace: fn(*mut Header, &mut crate::heap::Tracer),
    /// Releases what is not on the heap (a file descriptor, a compressor's state), when the object is swept.
    pub drop: Option<fn(*mut Header)>,
}

/// The common beginning of the `Kind::Native` objects.
#[repr(C)]
pub struct NativeObject {
    pub header: Header,
    pub layout: &'static NativeLayout,
}

// SAFETY: `#[repr(C)]` with a header first. (Not made from zeroed memory: whoever allocates writes `layout`.)
unsafe impl Object for NativeObject {
    const KIND: Kind = Kind::Native;
}
