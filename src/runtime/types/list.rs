//! `list`: a growing array whose items are stored by *strategy*.
//!
//! All items are 8-byte words in one `Raw` heap buffer. What the words are, the header's flags say: Values that are all
//! small ints (`INTS`), raw doubles (`FLOATS`), or any Values (`OBJECTS`). Going from `INTS` to `OBJECTS` changes only
//! the flag. A list of floats holds only doubles that a flonum can hold, so that reading never allocates and no
//! object's identity is lost; storing anything else generalises the list in place. Copying, slicing, reversing,
//! repeating work on words and do not look at the strategy. Machine code guards on the strategy byte and then reads
//! plain ints or doubles.
//!
//! Invariants: L1, `len <= capacity`, and the first `len` words are valid for the strategy; L2, an `EMPTY` list has
//! length 0; L3, words behind `len` are never looked at, so they may be stale. Storing a heap value is followed by the
//! write barrier of the list itself (the buffer is not scanned on its own).
//!
//! Methods and slots are in `list_methods.rs`, sorting in `list_sort.rs`.

use std::cell::Cell;
use std::mem::{offset_of, size_of};
use std::ops::ControlFlow;

use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::object::{Header, Kind, Object, Ref, ShapeId, write_barrier};
use crate::ops;
use crate::thread::Thread;
use crate::types::tuple::{self, Tuple};
use crate::types::{T, is_exactly, shape_of};
use crate::value::Value;

/// Strategy (`Header::flags`): nothing was ever stored.
pub const EMPTY: u8 = 0;
/// Strategy: Values, all of them small ints.
pub const INTS: u8 = 1;
/// Strategy: raw doubles, none of them NaN.
pub const FLOATS: u8 = 2;
/// Strategy: any Values.
pub const OBJECTS: u8 = 3;

/// A list.
#[repr(C)]
pub struct List {
    header: Header,
    len: Cell<usize>,
    /// The payload of a heap buffer; null while nothing was stored.
    items: Cell<*mut u64>,
    capacity: Cell<usize>,
}

// SAFETY: `#[repr(C)]` with a header first; zeros make an empty list.
unsafe impl Object for List {
    const KIND: Kind = Kind::List;
}

/// Offset of the length (usize).
pub const LEN_OFFSET: usize = offset_of!(List, len);
/// Offset of the pointer to the items.
pub const ITEMS_OFFSET: usize = offset_of!(List, items);
/// Offset of the capacity (usize, in items).
pub const CAPACITY_OFFSET: usize = offset_of!(List, capacity);
/// Bytes of a list without attributes.
pub const SIZE: usize = size_of::<List>();

/// Visits the items, and marks the buffer.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called by the collector for objects of kind List.
    let list = unsafe { &*h.cast::<List>() };
    if list.header.shape() != shape_of(T::List) {
        crate::shape::trace_attributes(h, t);
    }
    if list.items.get().is_null() {
        return;
    }
    t.visit_buffer_leaf(list.items.get());
    if list.strategy() == OBJECTS {
        // SAFETY: with this strategy, the words are Values; objects and their buffers stay where they are.
        unsafe { t.visit_range(list.items.get().cast(), list.len.get()) };
    }
}

/// A new list of `items`, which do not lie in a list. Allocates.
pub fn new(th: &Thread, items: &[Value]) -> Ref<List> {
    let list = with_capacity(th, items.len());
    list.extend_from_slice(th, items);
    list
}

/// A new, empty list. Allocates.
#[inline]
pub fn empty(th: &Thread) -> Ref<List> {
    heap::alloc::<List>(&th.alloc, shape_of(T::List), SIZE)
}

/// A new, empty list of another shape (a subclass), with `extra` zero bytes behind it. Allocates.
pub fn new_with_shape(th: &Thread, shape: ShapeId, extra: usize) -> Ref<List> {
    heap::alloc::<List>(&th.alloc, shape, SIZE + extra)
}

/// A new, empty list with room for `n` items. Allocates.
pub fn with_capacity(th: &Thread, n: usize) -> Ref<List> {
    let list = empty(th);
    if n > 0 {
        list.reallocate(th, n);
    }
    list
}

/// A new list of what `iterable` yields. Allocates, runs Python.
pub fn from_iterable(th: &Thread, iterable: Value) -> PyResult<Ref<List>> {
    let list = empty(th);
    list.extend(th, iterable)?;
    Ok(list)
}

/// The strategy that fits `v` alone.
#[inline(always)]
fn strategy_for(v: Value) -> u8 {
    if v.is_small_int() {
        INTS
    } else if v.is_flonum() {
        FLOATS
    } else {
        OBJECTS
    }
}

impl List {
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len.get()
    }

    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len.get() == 0
    }

    /// `EMPTY`, `INTS`, `FLOATS` or `OBJECTS`.
    #[inline(always)]
    pub fn strategy(&self) -> u8 {
        self.header.flags()
    }

    #[inline(always)]
    pub(super) fn set_strategy(&self, strategy: u8) {
        self.header.set_flags(strategy);
    }

    #[inline(always)]
    pub fn capacity(&self) -> usize {
        self.capacity.get()
    }

    /// The items as words; see the module's documentation. Not to be kept across anything that may change the list.
    #[inline(always)]
    pub fn words(&self) -> &[u64] {
        if self.len.get() == 0 {
            return &[];
        }
        // SAFETY: invariant L1; the buffer is kept alive by this list, which its caller holds.
        unsafe { std::slice::from_raw_parts(self.items.get(), self.len.get()) }
    }

    /// The items as words, to be changed within one strategy.
    #[inline(always)]
    #[allow(clippy::mut_from_ref)] // The words are in a heap buffer; callers hold no other slice of them.
    pub(super) fn words_mut(&self) -> &mut [u64] {
        if self.len.get() == 0 {
            return &mut [];
        }
        // SAFETY: as in `words`; the callers hold only one such slice at a time and run nothing else meanwhile.
        unsafe { std::slice::from_raw_parts_mut(self.items.get(), self.len.get()) }
    }

    /// The items as Values, unless they are raw doubles. Not to be kept across anything that may change the list.
    #[inline(always)]
    pub fn as_values(&self) -> Option<&[Value]> {
        if self.strategy() == FLOATS {
            None
        } else {
            let words = self.words();
            // SAFETY: `Value` is a transparent u64, and the words of these strategies are Values.
            Some(unsafe { std::slice::from_raw_parts(words.as_ptr().cast(), words.len()) })
        }
    }

    /// The items as doubles, if they are raw doubles. Not to be kept across anything that may change the list.
    #[inline(always)]
    pub fn as_floats(&self) -> Option<&[f64]> {
        if self.strategy() == FLOATS {
            let words = self.words();
            // SAFETY: the words of this strategy are doubles.
            Some(unsafe { std::slice::from_raw_parts(words.as_ptr().cast(), words.len()) })
        } else {
            None
        }
    }

    /// The Value of a word of this list.
    #[inline(always)]
    pub(super) fn decode(&self, word: u64) -> Value {
        if self.strategy() == FLOATS {
            flonum_of(word)
        } else {
            Value::from_bits(word)
        }
    }

    /// Item `i`, which must exist.
    #[inline(always)]
    pub fn item(&self, i: usize) -> Value {
        self.decode(self.words()[i])
    }

    /// Item `i`, or `None` past the end.
    #[inline(always)]
    pub fn get(&self, i: usize) -> Option<Value> {
        self.words().get(i).map(|&word| self.decode(word))
    }

    /// Makes the strategy fit `v`, and returns the word to store.
    #[inline(always)]
    fn encode(&self, v: Value) -> u64 {
        match self.strategy() {
            OBJECTS => v.bits(),
            INTS if v.is_small_int() => v.bits(),
            _ => self.encode_slow(v),
        }
    }

    fn encode_slow(&self, v: Value) -> u64 {
        if self.is_empty() {
            self.set_strategy(strategy_for(v));
        }
        match self.strategy() {
            FLOATS if v.is_flonum() => return v.flonum_unchecked().to_bits(),
            INTS if v.is_small_int() => {}
            _ => self.generalise(),
        }
        v.bits()
    }

    /// Makes the strategy `OBJECTS`.
    pub fn generalise(&self) {
        if self.strategy() == FLOATS {
            for word in self.words_mut() {
                *word = flonum_of(*word).bits();
            }
        }
        self.set_strategy(OBJECTS);
    }
}

/// The flonum of a raw double of a list.
#[inline(always)]
pub(super) fn flonum_of(word: u64) -> Value {
    Value::flonum(f64::from_bits(word)).expect("float lists hold flonums only")
}

impl Ref<List> {
    /// Replaces item `i`, which must exist.
    #[inline(always)]
    pub fn set(self, i: usize, v: Value) {
        let word = self.encode(v);
        self.words_mut()[i] = word;
        write_barrier(self.header());
    }

    /// Appends `v`. Allocates.
    #[inline(always)]
    pub fn append(self, th: &Thread, v: Value) {
        let n = self.len();
        let word = self.encode(v);
        if n == self.capacity() {
            self.grow(th, n + 1);
        }
        // SAFETY: there is room for one more word.
        unsafe { *self.items.get().add(n) = word };
        self.len.set(n + 1);
        write_barrier(self.header());
    }

    /// Makes room for `n` items in all, with CPython's slack for short lists, half of the length for longer ones and an
    /// eighth for those that grow in place. Allocates.
    #[cold]
    fn grow(self, th: &Thread, n: usize) {
        let slack = match n {
            0..64 => (n >> 3) + 6,
            64..8192 => n >> 1,
            8192.. => n >> 3,
        };
        let capacity = if self.capacity() == 0 {
            // The first allocation is exact for literals and comprehensions of known length.
            if n <= 1 { 4 } else { (n + 3) & !3 }
        } else {
            (n + slack) & !3
        };
        self.reallocate(th, capacity);
    }

    /// Moves the items into a buffer for at least `capacity` items (a large one grows where it is). It is a Values buffer
    /// whatever the strategy, so that a slice of it on a native stack keeps its items alive. Allocates.
    fn reallocate(self, th: &Thread, capacity: usize) {
        debug_assert!(capacity >= self.len());
        let items = self.items.get().cast::<Value>();
        let buffer = heap::grow_values(&th.alloc, items, self.len(), capacity);
        self.items.set(buffer.cast());
        self.capacity.set(heap::buffer_capacity(buffer));
        write_barrier(self.header());
    }

    /// Makes room for `extra` more items. Allocates.
    pub fn reserve(self, th: &Thread, extra: usize) {
        if self.capacity() - self.len() < extra {
            self.grow(th, self.len() + extra);
        }
    }

    /// Inserts `v` before item `i <= len`. Allocates.
    pub fn insert(self, th: &Thread, i: usize, v: Value) {
        let n = self.len();
        assert!(i <= n);
        let word = self.encode(v);
        self.open_gap(th, i, 1);
        self.words_mut()[i] = word;
        write_barrier(self.header());
    }

    /// Moves the items from `at` on up by `count` places; the gap's words are to be written at once. Allocates.
    fn open_gap(self, th: &Thread, at: usize, count: usize) {
        let n = self.len();
        self.reserve(th, count);
        // SAFETY: there is room for `n + count` words.
        unsafe {
            let from = self.items.get().add(at);
            std::ptr::copy(from, from.add(count), n - at);
        }
        self.len.set(n + count);
    }

    /// Removes item `i`, which must exist, and returns it.
    pub fn remove_at(self, i: usize) -> Value {
        let v = self.item(i);
        self.remove_range(i, i + 1);
        v
    }

    /// Removes the items from `start` to `stop`.
    pub fn remove_range(self, start: usize, stop: usize) {
        let n = self.len();
        assert!(start <= stop && stop <= n);
        self.words_mut().copy_within(stop.., start);
        self.len.set(n - (stop - start));
    }

    /// Removes and returns the last item.
    #[inline]
    pub fn pop(self) -> Option<Value> {
        let &word = self.words().last()?;
        self.len.set(self.len() - 1);
        Some(self.decode(word))
    }

    /// Drops the items from `n` on.
    pub fn truncate(self, n: usize) {
        if n < self.len() {
            self.len.set(n);
        }
    }

    /// Removes everything.
    pub fn clear(self) {
        self.len.set(0);
        self.capacity.set(0);
        self.items.set(std::ptr::null_mut());
        self.set_strategy(EMPTY);
    }

    /// Appends `items`, which must not lie in a list. Allocates.
    pub fn extend_from_slice(self, th: &Thread, items: &[Value]) {
        self.reserve(th, items.len());
        for &v in items {
            self.append(th, v);
        }
    }

    /// Appends the items of another list (or of itself). Allocates.
    pub fn extend_from_list(self, th: &Thread, other: Ref<List>) {
        let n = other.len();
        if n == 0 {
            return;
        }
        let at = self.len();
        self.unify(other);
        if self.strategy() == other.strategy() || other.strategy() == INTS {
            self.reserve(th, n);
            // SAFETY: there is room for `at + n` words; the source is another buffer, or the front of this one.
            unsafe {
                std::ptr::copy_nonoverlapping(other.items.get(), self.items.get().add(at), n);
            }
            self.len.set(at + n);
            write_barrier(self.header());
        } else {
            // The other list holds doubles, and this one objects.
            for i in 0..n {
                self.append(th, other.item(i));
            }
        }
    }

    /// Makes this list's strategy able to take the items of `other`.
    fn unify(self, other: Ref<List>) {
        if self.is_empty() {
            self.set_strategy(other.strategy());
        } else if self.strategy() != other.strategy() && !other.is_empty() {
            self.generalise();
        }
    }

    /// Appends what `iterable` yields. Allocates, runs Python.
    pub fn extend(self, th: &Thread, iterable: Value) -> PyResult<()> {
        if is_exactly(iterable, T::List) {
            // SAFETY: the shape says that it is a list.
            self.extend_from_list(th, unsafe { Ref::from_value_unchecked(iterable) });
            return Ok(());
        }
        if is_exactly(iterable, T::Tuple) {
            // SAFETY: the shape says that it is a tuple.
            let items: Ref<Tuple> = unsafe { Ref::from_value_unchecked(iterable) };
            self.extend_from_slice(th, items.items());
            return Ok(());
        }
        ops::iterate(th, iterable, |v| {
            self.append(th, v);
            Ok(ControlFlow::Continue(()))
        })
    }

    /// A copy of the items from `start` to `stop`. Allocates.
    pub fn slice(self, th: &Thread, start: usize, stop: usize) -> Ref<List> {
        let copy = with_capacity(th, stop.saturating_sub(start));
        if start < stop {
            let words = &self.words()[start..stop];
            // SAFETY: the copy has room for the words, and is another object.
            unsafe {
                std::ptr::copy_nonoverlapping(words.as_ptr(), copy.items.get(), words.len());
            }
            copy.len.set(words.len());
            copy.set_strategy(self.strategy());
            write_barrier(copy.header());
        }
        copy
    }

    /// A copy of `count` items from `start` in steps of `step`. Allocates.
    pub fn slice_step(self, th: &Thread, start: usize, step: isize, count: usize) -> Ref<List> {
        let copy = with_capacity(th, count);
        if count > 0 {
            let words = self.words();
            let mut at = start as isize;
            for i in 0..count {
                // SAFETY: the copy has room for `count` words.
                unsafe { *copy.items.get().add(i) = words[at as usize] };
                at += step;
            }
            copy.len.set(count);
            copy.set_strategy(self.strategy());
            write_barrier(copy.header());
        }
        copy
    }

    /// A copy of the whole list, of exactly the type `list`. Allocates.
    pub fn copy(self, th: &Thread) -> Ref<List> {
        self.slice(th, 0, self.len())
    }

    /// Replaces the items from `start` to `stop` by those of `other` (not this list itself). Allocates.
    pub fn splice(self, th: &Thread, start: usize, stop: usize, other: Ref<List>) {
        debug_assert!(self != other);
        let n = other.len();
        if start == 0 && stop == self.len() {
            self.truncate(0);
            self.extend_from_list(th, other);
            return;
        }
        if n > 0 {
            self.unify(other);
        }
        if other.strategy() == FLOATS && self.strategy() == OBJECTS && n > 0 {
            other.generalise();
        }
        if stop - start < n {
            self.open_gap(th, stop, n - (stop - start));
        } else {
            self.remove_range(start + n, stop);
        }
        self.words_mut()[start..start + n].copy_from_slice(other.words());
        write_barrier(self.header());
    }

    /// A new list: this one's items `count` times. Allocates.
    pub fn repeated(self, th: &Thread, count: usize) -> Ref<List> {
        let n = self.len();
        let list = with_capacity(th, n * count);
        if n * count > 0 {
            // SAFETY: the new list has room for `n * count` words.
            let words = unsafe { std::slice::from_raw_parts_mut(list.items.get(), n * count) };
            if n == 1 {
                words.fill(self.words()[0]);
            } else {
                for chunk in words.chunks_exact_mut(n) {
                    chunk.copy_from_slice(self.words());
                }
            }
            list.len.set(n * count);
            list.set_strategy(self.strategy());
            write_barrier(list.header());
        }
        list
    }

    /// Makes this list hold its items `count` times. Allocates.
    pub fn repeat_in_place(self, th: &Thread, count: usize) {
        let n = self.len();
        if count == 0 {
            self.clear();
            return;
        }
        self.reserve(th, n * (count - 1));
        for i in 1..count {
            // SAFETY: there is room for `n * count` words.
            unsafe {
                std::ptr::copy_nonoverlapping(self.items.get(), self.items.get().add(i * n), n);
            }
        }
        self.len.set(n * count);
    }

    /// Reverses the items in place.
    pub fn reverse(self) {
        self.words_mut().reverse();
    }

    /// Takes items and buffer away (for sorting): leaves an empty list, returns a list with them. Allocates.
    pub(super) fn take(self, th: &Thread) -> Ref<List> {
        let other = empty(th);
        other.adopt(self);
        self.clear();
        other
    }

    /// Makes this list hold the items and the buffer of `other`, which must not be used any more.
    pub(super) fn adopt(self, other: Ref<List>) {
        self.items.set(other.items.get());
        self.len.set(other.len());
        self.capacity.set(other.capacity());
        self.set_strategy(other.strategy());
        write_barrier(self.header());
    }

    /// A tuple of the items. Allocates.
    pub fn to_tuple(self, th: &Thread) -> Ref<Tuple> {
        if let Some(values) = self.as_values() {
            return tuple::new(th, values);
        }
        let result = tuple::new_zeroed(th, self.len());
        for i in 0..self.len() {
            result.init_item(i, self.item(i));
        }
        result
    }
}
