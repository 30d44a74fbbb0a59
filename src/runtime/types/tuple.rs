//! `tuple`: an immutable array of Values inside the object, with its hash once that was asked for.

use std::cell::Cell;

use crate::heap;
use crate::object::{Header, Kind, Object, Ref, ShapeId, write_barrier};
use crate::thread::Thread;
use crate::types::{T, is_exactly, shape_of};
use crate::value::Value;

/// A tuple: the header, the length, the hash, and the items behind it. A tuple subclass with attributes keeps its attribute
/// area behind the items.
#[repr(C)]
pub struct Tuple {
    header: Header,
    len: Cell<usize>,
    /// The hash, or 0 if it was not asked for yet (or is 0).
    hash: Cell<i64>,
    items: [Value; 0],
}

// SAFETY: `#[repr(C)]` with a header first; zeros make an empty tuple.
unsafe impl Object for Tuple {
    const KIND: Kind = Kind::Tuple;
}

impl Tuple {
    /// The items, in place.
    #[inline(always)]
    pub fn items(&self) -> &[Value] {
        // SAFETY: `len` Values follow the structure; they are written before the tuple is published and never change
        // after that.
        unsafe { std::slice::from_raw_parts(self.items.as_ptr(), self.len.get()) }
    }

    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len.get()
    }

    /// The hash, if it was computed before.
    #[inline(always)]
    pub fn cached_hash(&self) -> Option<i64> {
        Some(self.hash.get()).filter(|&h| h != 0)
    }

    /// Remembers the hash. As in CPython, items whose hash changes do not change it any more.
    pub fn cache_hash(&self, hash: i64) {
        self.hash.set(hash);
    }

    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len.get() == 0
    }

    /// The Values behind the items ([`new_with_hidden`]).
    pub fn hidden(&self) -> &[Value] {
        // SAFETY: as many Values as the header says follow the items.
        unsafe {
            std::slice::from_raw_parts(
                self.items.as_ptr().add(self.len.get()),
                self.header.aux() as usize,
            )
        }
    }
}

/// Bytes of a tuple of `n` items (without an attribute area).
pub const fn size_of(n: usize) -> usize {
    std::mem::size_of::<Tuple>() + n * 8
}

/// A new tuple with `items`. Allocates.
pub fn new(th: &Thread, items: &[Value]) -> Ref<Tuple> {
    if items.is_empty() {
        return empty(th);
    }
    new_with_shape(th, shape_of(T::Tuple), items, 0)
}

/// The one empty tuple; `EMPTY` before it is made.
struct Nothing(std::cell::Cell<Value>);
// SAFETY: touched only under the interpreter lock; a root of the collector.
unsafe impl Sync for Nothing {}
static NOTHING: Nothing = Nothing(std::cell::Cell::new(Value::EMPTY));

/// The empty tuple: there is just one of the plain class. Allocates the first time.
pub fn empty(th: &Thread) -> Ref<Tuple> {
    if NOTHING.0.get().is_empty() {
        NOTHING
            .0
            .set(new_with_shape(th, shape_of(T::Tuple), &[], 0).value());
    }
    // SAFETY: set to a tuple just now, or before.
    unsafe { Ref::from_value_unchecked(NOTHING.0.get()) }
}

/// Visits the empty tuple: a root of the collector.
pub fn trace_roots(t: &mut heap::Tracer) {
    if !NOTHING.0.get().is_empty() {
        t.visit(NOTHING.0.get());
    }
}

/// A new tuple of another shape (a subclass), with `extra` zero bytes behind the items. Allocates.
pub fn new_with_shape(th: &Thread, shape: ShapeId, items: &[Value], extra: usize) -> Ref<Tuple> {
    let tuple = heap::alloc::<Tuple>(&th.alloc, shape, size_of(items.len()) + extra);
    tuple.len.set(items.len());
    // SAFETY: the object was allocated with room for the items, nobody else has seen it, and no GC point has passed
    // since the allocation (so no barrier is needed).
    unsafe {
        std::ptr::copy_nonoverlapping(items.as_ptr(), tuple.items.as_ptr().cast_mut(), items.len())
    };
    tuple
}

/// A new tuple of another shape with `hidden` Values behind the items, which are no items: the fields of a struct
/// sequence that only have names. At most 255; such a shape has no attribute area. Allocates.
pub fn new_with_hidden(
    th: &Thread,
    shape: ShapeId,
    items: &[Value],
    hidden: &[Value],
) -> Ref<Tuple> {
    let tuple = new_with_shape(th, shape, items, hidden.len() * 8);
    assert!(hidden.len() <= u8::MAX as usize);
    tuple.header.set_aux(hidden.len() as u8);
    // SAFETY: the object was allocated with room for these Values behind the items; see `new_with_shape`.
    unsafe {
        let to = tuple.items.as_ptr().cast_mut().add(items.len());
        std::ptr::copy_nonoverlapping(hidden.as_ptr(), to, hidden.len());
    };
    tuple
}

/// A new tuple of `n` empty items, which the caller fills at once with [`Ref::<Tuple>::init_item`]. Allocates.
pub fn new_zeroed(th: &Thread, n: usize) -> Ref<Tuple> {
    if n == 0 {
        return empty(th);
    }
    let tuple = heap::alloc::<Tuple>(&th.alloc, shape_of(T::Tuple), size_of(n));
    tuple.len.set(n);
    tuple
}

/// The items of one tuple and then those of another: one of the two, if it is exactly a tuple and the other is empty.
/// Allocates.
pub fn concat(th: &Thread, a: Ref<Tuple>, b: Ref<Tuple>) -> Ref<Tuple> {
    if b.is_empty() && is_exactly(a.value(), T::Tuple) {
        return a;
    }
    if a.is_empty() && is_exactly(b.value(), T::Tuple) {
        return b;
    }
    let result = new_zeroed(th, a.len() + b.len());
    let to = result.items.as_ptr().cast_mut();
    // SAFETY: the result has room for all items, and nobody has seen it yet.
    unsafe {
        std::ptr::copy_nonoverlapping(a.items().as_ptr(), to, a.len());
        std::ptr::copy_nonoverlapping(b.items().as_ptr(), to.add(a.len()), b.len());
    }
    write_barrier(result.header());
    result
}

impl Ref<Tuple> {
    /// Fills an item of a tuple that Python has not seen yet.
    #[inline]
    pub fn init_item(self, i: usize, v: Value) {
        assert!(i < self.len.get());
        // SAFETY: the item lies within the tuple.
        unsafe { *self.items.as_ptr().cast_mut().add(i) = v };
        write_barrier(self.header());
    }
}

/// Visits the items, and the attributes of an instance of a subclass.
pub fn trace(h: *mut Header, t: &mut heap::Tracer) {
    // SAFETY: called for objects of `Kind::Tuple` only.
    let tuple = unsafe { &*h.cast::<Tuple>() };
    for &v in tuple.items() {
        t.visit(v);
    }
    for &v in tuple.hidden() {
        t.visit(v);
    }
    crate::shape::trace_attributes(h, t);
}
