//! `list`: a growing array whose items are stored by *strategy*.
//!
//! All items lie in one heap buffer. What they are, the header's flags say: Values that are all small ints (`INTS`), raw
//! doubles (`FLOATS`), any Values (`OBJECTS`), each an 8-byte word, or truth values, each a byte (`BOOLS`: tables of flags
//! are as small as those of a `bytearray`). Going from `INTS` to `OBJECTS` changes only the flag. A list of floats holds
//! only doubles that a flonum can hold, so that reading never allocates and no object's identity is lost; storing
//! anything else generalises the list in place; a list of truth values moves to another buffer then. Copying, slicing,
//! reversing, repeating look at the size of the items only. Machine code guards on the strategy byte and then reads
//! plain ints, doubles or bytes.
//!
//! Invariants: L1, `len <= capacity`, and the first `len` items are valid for the strategy; L2, an `EMPTY` list has
//! length 0; L3, items behind `len` are never looked at, so they may be stale. Storing a heap value is followed by the
//! write barrier of the list itself (the buffer is not scanned on its own).
//!
//! Methods and slots are in `list_methods.rs`, sorting in `list_sort.rs`.

use std::cell::Cell;
use std::mem::{offset_of, size_of};
use std::ops::ControlFlow;

use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::object::{Header, Kind, Object, Ref, ShapeId, prefetch, tail_barrier, write_barrier};
use crate::ops;
use crate::thread::Thread;
use crate::threads::current_thread;
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
/// Strategy: truth values, a byte each: 0 or 1.
pub const BOOLS: u8 = 4;

/// The strategies whose items are words that are Values have this bit.
const WORDS_ARE_VALUES: u8 = 1;

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
        let (items, len) = (list.items.get().cast::<Value>(), list.len.get());
        let known = t.known(items).min(len);
        // SAFETY: with this strategy, the words are Values; objects and their buffers stay where they are.
        unsafe { t.visit_range(items.add(known), len - known) };
        t.now_known(items, len);
    } else {
        // There is no barrier for what is no pointer: whatever place gets the first pointer counts as the end.
        t.now_known(list.items.get(), 0);
    }
}

/// A new list of `items`, which do not lie in a list. Allocates.
pub fn new(th: &Thread, items: &[Value]) -> Ref<List> {
    let list = with_room(th, items.len(), common_strategy(items));
    list.fill(items);
    list
}

/// As [`new`], for a few items, and with room for `capacity`. Allocates.
#[inline(always)]
pub fn of<const N: usize>(th: &Thread, items: [Value; N], capacity: usize) -> Ref<List> {
    let list = with_room(th, capacity.max(N), common_strategy(&items));
    list.fill(&items);
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
    with_room(th, n, EMPTY)
}

/// A new list without items, with room for `n` of a strategy. Allocates.
#[inline]
fn with_room(th: &Thread, n: usize, strategy: u8) -> Ref<List> {
    let list = empty(th);
    list.set_strategy(strategy);
    if n > 0 {
        let per_word = 8 / list.unit();
        let (buffer, room) = heap::alloc_values_with_room(&th.alloc, n.div_ceil(per_word));
        list.items.set(buffer.cast());
        list.capacity.set(room * per_word);
        write_barrier(list.header());
    }
    list
}

/// A new list of the items of one and then those of another. Allocates.
pub fn concat(th: &Thread, a: Ref<List>, b: Ref<List>) -> Ref<List> {
    let (m, n) = (a.len(), b.len());
    let words = |l: Ref<List>| matches!(l.strategy(), INTS | OBJECTS);
    let strategy = match (a.strategy(), b.strategy()) {
        (x, y) if x == y || n == 0 => x,
        (_, y) if m == 0 => y,
        _ => OBJECTS,
    };
    let result = with_room(th, m + n, strategy);
    if (a.strategy() == b.strategy() || words(a) && words(b)) && m + n > 0 {
        let unit = result.unit();
        // SAFETY: there is room for all; the strategies have the same unit, and the items of both fit the result's.
        unsafe {
            copy_items(a.bytes(), result.bytes(), m, unit);
            copy_items(b.bytes(), result.bytes().add(m * unit), n, unit);
        }
        result.len.set(m + n);
        write_barrier(result.header());
    } else {
        result.extend_from_list(th, a);
        result.extend_from_list(th, b);
    }
    result
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
    } else if v.is_bool() {
        BOOLS
    } else {
        OBJECTS
    }
}

/// The strategy that fits all of `items`.
#[inline(always)]
fn common_strategy(items: &[Value]) -> u8 {
    let Some((&first, rest)) = items.split_first() else {
        return EMPTY;
    };
    let strategy = strategy_for(first);
    if strategy == OBJECTS || rest.iter().all(|&v| strategy_for(v) == strategy) {
        strategy
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

    /// `EMPTY`, `INTS`, `FLOATS`, `OBJECTS` or `BOOLS`.
    #[inline(always)]
    pub fn strategy(&self) -> u8 {
        self.header.flags()
    }

    /// Changes the strategy of a list without items; the buffer has room for more, or fewer, of another size.
    #[inline(always)]
    fn set_strategy(&self, strategy: u8) {
        let old = self.strategy();
        if old == BOOLS && strategy != BOOLS {
            self.capacity.set(self.capacity.get() / 8);
        } else if strategy == BOOLS && old != BOOLS {
            self.capacity.set(self.capacity.get() * 8);
        }
        self.header.set_flags(strategy);
    }

    /// The bytes of one item.
    #[inline(always)]
    fn unit(&self) -> usize {
        if self.strategy() == BOOLS { 1 } else { 8 }
    }

    /// The bytes of the items.
    #[inline(always)]
    fn bytes(&self) -> *mut u8 {
        self.items.get().cast()
    }

    #[inline(always)]
    pub fn capacity(&self) -> usize {
        self.capacity.get()
    }

    /// The items as words; see the module's documentation. Not to be kept across anything that may change the list.
    #[inline(always)]
    pub(super) fn words(&self) -> &[u64] {
        debug_assert!(self.strategy() != BOOLS);
        if self.len.get() == 0 {
            return &[];
        }
        // SAFETY: invariant L1; the buffer is kept alive by this list, which its caller holds.
        unsafe { std::slice::from_raw_parts(self.items.get(), self.len.get()) }
    }

    /// The items as the words of their Values, if they are stored as such (others are none: no floats and truth values).
    /// Not to be kept across anything that may change the list.
    #[inline(always)]
    pub(super) fn value_words(&self) -> &[u64] {
        if self.strategy() & WORDS_ARE_VALUES != 0 {
            self.words()
        } else {
            &[]
        }
    }

    /// Fetches the first items, which somebody will soon look at.
    #[inline(always)]
    pub fn prefetch_items(&self) {
        prefetch(self.items.get().cast());
    }

    /// The items as truth values, if they are bytes. Not to be kept across anything that may change the list.
    #[inline(always)]
    fn bools(&self) -> Option<&[u8]> {
        if self.strategy() != BOOLS {
            None
        } else if self.len.get() == 0 {
            Some(&[])
        } else {
            // SAFETY: as in `words`: the buffer holds `len` bytes.
            Some(unsafe { std::slice::from_raw_parts(self.bytes(), self.len.get()) })
        }
    }

    /// The items as Values, if they are words that are. Not to be kept across anything that may change the list.
    #[inline(always)]
    pub fn as_values(&self) -> Option<&[Value]> {
        if !matches!(self.strategy(), EMPTY | INTS | OBJECTS) {
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

    /// Item `i`, which must exist.
    #[inline(always)]
    pub fn item(&self, i: usize) -> Value {
        if self.strategy() & WORDS_ARE_VALUES != 0 {
            Value::from_bits(self.words()[i])
        } else {
            self.item_raw(i)
        }
    }

    fn item_raw(&self, i: usize) -> Value {
        match self.bools() {
            Some(bools) => Value::bool(bools[i] != 0),
            None => flonum_of(self.words()[i]),
        }
    }

    /// Item `i`, or `None` past the end.
    #[inline(always)]
    pub fn get(&self, i: usize) -> Option<Value> {
        (i < self.len()).then(|| self.item(i))
    }
}

/// Fills `to` with copies of `from`, the length of which divides its own.
fn fill<W: Copy>(to: &mut [W], from: &[W]) {
    if let &[one] = from {
        to.fill(one);
    } else {
        for chunk in to.chunks_exact_mut(from.len()) {
            chunk.copy_from_slice(from);
        }
    }
}

/// Copies `n` items of `unit` bytes between buffers: few words, as most are, without a call, in two pieces that may overlap.
///
/// # Safety
/// As for [`std::ptr::copy_nonoverlapping`], of words if `unit` is 8.
#[inline(always)]
unsafe fn copy_items(from: *const u8, to: *mut u8, n: usize, unit: usize) {
    /// The first and the last `N` of `n` words.
    ///
    /// # Safety
    /// As above; there are so many.
    #[inline(always)]
    unsafe fn ends<const N: usize>(from: *const u64, to: *mut u64, n: usize) {
        // SAFETY: the caller's promise. Both pieces are read before either is written.
        unsafe {
            let first = from.cast::<[u64; N]>().read();
            let last = from.add(n - N).cast::<[u64; N]>().read();
            to.cast::<[u64; N]>().write(first);
            to.add(n - N).cast::<[u64; N]>().write(last);
        }
    }
    // SAFETY: the caller's promise.
    unsafe {
        match n {
            1 if unit == 8 => ends::<1>(from.cast(), to.cast(), n),
            2..4 if unit == 8 => ends::<2>(from.cast(), to.cast(), n),
            4..=8 if unit == 8 => ends::<4>(from.cast(), to.cast(), n),
            _ => std::ptr::copy_nonoverlapping(from, to, n * unit),
        }
    }
}

/// Fills `to` with items of `from`, from `start` on in steps of `step`.
fn pick<W: Copy>(from: &[W], start: usize, step: isize, to: &mut [W]) {
    if step == -1 {
        let first = start + 1 - to.len();
        for (to, &item) in to.iter_mut().zip(from[first..=start].iter().rev()) {
            *to = item;
        }
        return;
    }
    let mut at = start;
    for to in to {
        *to = from[at];
        // (Behind the last item it may be anywhere.)
        at = at.wrapping_add_signed(step);
    }
}

/// The flonum of a raw double of a list.
#[inline(always)]
pub(super) fn flonum_of(word: u64) -> Value {
    Value::flonum(f64::from_bits(word)).expect("float lists hold flonums only")
}

impl Ref<List> {
    /// The items as words, to be changed or moved within one strategy. Callers hold one such slice at a time, and nothing
    /// runs meanwhile.
    #[inline(always)]
    pub(super) fn words_mut(self) -> &'static mut [u64] {
        debug_assert!(self.strategy() != BOOLS);
        if self.is_empty() {
            return &mut [];
        }
        // What was behind the items that the collector knows may come before them.
        write_barrier(self.header());
        // SAFETY: the words are in a heap buffer that the list keeps alive; the callers' promise.
        unsafe { std::slice::from_raw_parts_mut(self.items.get(), self.len()) }
    }

    /// The items as truth values, to be changed or moved, if they are bytes; as [`Ref::<List>::words_mut`].
    #[inline(always)]
    pub(super) fn bools_mut(self) -> Option<&'static mut [u8]> {
        let n = self.bools()?.len();
        if n == 0 {
            return Some(&mut []);
        }
        // SAFETY: the buffer, which the list keeps alive, holds that many bytes; the callers' promise.
        Some(unsafe { std::slice::from_raw_parts_mut(self.bytes(), n) })
    }

    /// Makes the strategy fit `v`. Allocates where a list of truth values gets another item.
    #[inline(always)]
    fn fit(self, v: Value) {
        match self.strategy() {
            OBJECTS => {}
            INTS if v.is_small_int() => {}
            _ => self.fit_slow(v),
        }
    }

    fn fit_slow(self, v: Value) {
        if self.is_empty() {
            self.set_strategy(strategy_for(v));
        }
        match self.strategy() {
            OBJECTS => {}
            FLOATS if v.is_flonum() => {}
            INTS if v.is_small_int() => {}
            BOOLS if v.is_bool() => {}
            _ => self.generalise(),
        }
    }

    /// Writes item `i` of the buffer, whose strategy fits `v`.
    ///
    /// # Safety
    /// The buffer has room for it.
    #[inline(always)]
    unsafe fn write(self, i: usize, v: Value) {
        // SAFETY: the caller's promise.
        unsafe {
            match self.strategy() {
                BOOLS => *self.bytes().add(i) = u8::from(v == Value::TRUE),
                FLOATS => *self.items.get().add(i) = v.flonum_unchecked().to_bits(),
                _ => *self.items.get().add(i) = v.bits(),
            }
        }
    }

    /// Gives `items` to a list that [`with_room`] has just made for them: it needs no barrier.
    #[inline(always)]
    fn fill(self, items: &[Value]) {
        for (i, &v) in items.iter().enumerate() {
            // SAFETY: there is room for all, and the strategy fits them.
            unsafe { self.write(i, v) };
        }
        self.len.set(items.len());
    }

    /// Makes the strategy `OBJECTS`. Allocates where it was `BOOLS`.
    pub fn generalise(self) {
        match self.strategy() {
            FLOATS => {
                for word in self.words_mut() {
                    *word = flonum_of(*word).bits();
                }
            }
            BOOLS => return self.widen(),
            _ => {}
        }
        self.set_strategy(OBJECTS);
    }

    /// Moves truth values into a buffer of Values. Allocates.
    #[cold]
    fn widen(self) {
        let th = current_thread().expect("lists belong to threads that run Python");
        let n = self.len();
        let buffer = heap::alloc_values(&th.alloc, n.max(4));
        for i in 0..n {
            // SAFETY: the new buffer has room for `n` words, and the old one holds `n` bytes.
            unsafe { *buffer.add(i) = Value::bool(*self.bytes().add(i) != 0) };
        }
        self.header().set_flags(OBJECTS);
        self.items.set(buffer.cast());
        self.capacity.set(heap::buffer_capacity(buffer));
        write_barrier(self.header());
    }

    /// Replaces item `i`, which must exist. Allocates where a list of truth values gets another item.
    #[inline(always)]
    pub fn set(self, i: usize, v: Value) {
        assert!(i < self.len());
        self.fit(v);
        // SAFETY: the item exists.
        unsafe { self.write(i, v) };
        write_barrier(self.header());
    }

    /// Appends `v`. Allocates.
    #[inline(always)]
    pub fn append(self, th: &Thread, v: Value) {
        let n = self.len();
        self.fit(v);
        if n == self.capacity() {
            self.grow(th, n + 1);
        }
        // SAFETY: there is room for one more item.
        unsafe { self.write(n, v) };
        self.len.set(n + 1);
        tail_barrier(self.header());
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
            let first = if n <= 1 { 4 } else { (n + 3) & !3 };
            if self.unit() == 8 {
                self.begin_buffer(th, first);
                return;
            }
            first
        } else {
            (n + slack) & !3
        };
        self.reallocate(th, n, capacity);
    }

    /// [`Ref::<List>::reallocate`] for the first items, which are words: it has nothing to move. Allocates.
    fn begin_buffer(self, th: &Thread, n: usize) {
        let (buffer, room) = heap::alloc_values_with_room(&th.alloc, n);
        self.items.set(buffer.cast());
        self.capacity.set(room);
        write_barrier(self.header());
    }

    /// Moves the items into a buffer for `capacity` items (a large one grows where it is, and then maybe by less, but at
    /// least to `least`). It is a Values buffer whatever the strategy, so that a slice of it on a native stack keeps its
    /// items alive. Allocates.
    fn reallocate(self, th: &Thread, least: usize, capacity: usize) {
        debug_assert!(least >= self.len());
        let items = self.items.get().cast::<Value>();
        let per_word = 8 / self.unit();
        let words = |n: usize| n.div_ceil(per_word);
        let buffer = heap::grow_values(
            &th.alloc,
            items,
            words(self.len()),
            words(least),
            words(capacity),
        );
        self.capacity.set(heap::buffer_capacity(buffer) * per_word);
        if buffer != items {
            self.items.set(buffer.cast());
            write_barrier(self.header());
        }
        // (Of one that has grown where it is, the collector knows the items still.)
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
        self.fit(v);
        self.open_gap(th, i, 1);
        // SAFETY: the gap is there.
        unsafe { self.write(i, v) };
        write_barrier(self.header());
    }

    /// Moves the items from `at` on up by `count` places; the gap's items are to be written at once. Allocates.
    fn open_gap(self, th: &Thread, at: usize, count: usize) {
        let (n, unit) = (self.len(), self.unit());
        self.reserve(th, count);
        // SAFETY: there is room for `n + count` items.
        unsafe {
            let from = self.bytes().add(at * unit);
            std::ptr::copy(from, from.add(count * unit), (n - at) * unit);
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
        if let Some(bools) = self.bools_mut() {
            bools.copy_within(stop.., start);
        } else {
            self.words_mut().copy_within(stop.., start);
        }
        self.len.set(n - (stop - start));
        write_barrier(self.header());
    }

    /// Removes and returns the last item.
    #[inline]
    pub fn pop(self) -> Option<Value> {
        let last = self.len().checked_sub(1)?;
        let v = self.item(last);
        self.len.set(last);
        write_barrier(self.header());
        Some(v)
    }

    /// Drops the items from `n` on.
    pub fn truncate(self, n: usize) {
        if n < self.len() {
            self.len.set(n);
            write_barrier(self.header());
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
        let n = items.len();
        if n == 0 {
            return;
        }
        let small = |v: &Value| v.is_small_int();
        if self.is_empty() {
            let first = strategy_for(items[0]);
            if first == INTS && items.iter().all(small) || first == OBJECTS {
                self.set_strategy(first);
            }
        }
        self.reserve(th, n);
        let at = self.len();
        match self.strategy() {
            OBJECTS => {}
            INTS if items.iter().all(small) => {}
            _ => {
                for &v in items {
                    self.append(th, v);
                }
                return;
            }
        }
        // SAFETY: there is room for `at + n` words, and both strategies keep Values as they are.
        unsafe {
            let to = self.items.get().add(at).cast::<Value>();
            std::ptr::copy_nonoverlapping(items.as_ptr(), to, n);
        }
        self.len.set(at + n);
        write_barrier(self.header());
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
            let unit = self.unit();
            // SAFETY: there is room for `at + n` items; the source is another buffer, or the front of this one.
            unsafe {
                std::ptr::copy_nonoverlapping(other.bytes(), self.bytes().add(at * unit), n * unit);
            }
            self.len.set(at + n);
            write_barrier(self.header());
        } else {
            // The other list holds doubles or truth values, and this one objects.
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
        if ops::has_length_hint_in_python(iterable) {
            // What a class says of its length may be an exception.
            let it = ops::iter(th, iterable)?;
            let hint = ops::length_hint(th, iterable, 0)?;
            // More than there can be is an error only for a list that is new.
            if hint >= isize::MAX as usize / 8 && self.is_empty() {
                return Err(th.error_with(T::MemoryError, &[]));
            }
            while let Some(v) = ops::next(th, it)? {
                self.append(th, v);
            }
            return Ok(());
        }
        ops::iterate(th, iterable, |v| {
            self.append(th, v);
            Ok(ControlFlow::Continue(()))
        })
    }

    /// A copy of the items from `start` to `stop`. Allocates.
    pub fn slice(self, th: &Thread, start: usize, stop: usize) -> Ref<List> {
        if start >= stop {
            return empty(th);
        }
        assert!(stop <= self.len());
        let (n, unit) = (stop - start, self.unit());
        let copy = with_room(th, n, self.strategy());
        // SAFETY: the items exist; the copy has room for them, and is another object.
        unsafe {
            copy_items(self.bytes().add(start * unit), copy.bytes(), n, unit);
        }
        copy.len.set(n);
        write_barrier(copy.header());
        copy
    }

    /// A copy of `count` items from `start` in steps of `step`. Allocates.
    pub fn slice_step(self, th: &Thread, start: usize, step: isize, count: usize) -> Ref<List> {
        if count == 0 {
            return empty(th);
        }
        let copy = with_room(th, count, self.strategy());
        // SAFETY: the copy has room for `count` items, and is another object.
        unsafe {
            if let Some(bools) = self.bools() {
                let to = std::slice::from_raw_parts_mut(copy.bytes(), count);
                pick(bools, start, step, to);
            } else {
                let to = std::slice::from_raw_parts_mut(copy.items.get(), count);
                pick(self.words(), start, step, to);
            }
        }
        copy.len.set(count);
        write_barrier(copy.header());
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
        if matches!(other.strategy(), FLOATS | BOOLS) && self.strategy() == OBJECTS && n > 0 {
            other.generalise();
        }
        self.resize_gap(th, start, stop, n);
        let unit = self.unit();
        assert!(start + n <= self.len());
        // SAFETY: the items exist, in two lists.
        unsafe {
            copy_items(other.bytes(), self.bytes().add(start * unit), n, unit);
        }
        write_barrier(self.header());
    }

    /// [`Ref::<List>::splice`] of Values that do not lie in a list. Allocates.
    pub fn splice_values(self, th: &Thread, start: usize, stop: usize, values: &[Value]) {
        if start == 0 && stop == self.len() {
            self.truncate(0);
            self.extend_from_slice(th, values);
            return;
        }
        let fit = match self.strategy() {
            OBJECTS => true,
            INTS => values.iter().all(|v| v.is_small_int()),
            _ => false,
        };
        if !fit {
            self.splice(th, start, stop, new(th, values));
            return;
        }
        let n = values.len();
        self.resize_gap(th, start, stop, n);
        // SAFETY: the items exist, and both strategies keep Values as they are.
        unsafe {
            let to = self.items.get().add(start);
            copy_items(values.as_ptr().cast(), to.cast(), n, 8);
        }
        write_barrier(self.header());
    }

    /// Makes the items from `start` to `stop` be `n`, which are to be written at once. Allocates.
    fn resize_gap(self, th: &Thread, start: usize, stop: usize, n: usize) {
        let now = stop - start;
        if now < n {
            self.open_gap(th, stop, n - now);
        } else if now > n {
            self.remove_range(start + n, stop);
        }
    }

    /// A new list: this one's items `count` times. Allocates.
    pub fn repeated(self, th: &Thread, count: usize) -> Ref<List> {
        let n = self.len();
        if n * count == 0 {
            return empty(th);
        }
        let list = with_room(th, n * count, self.strategy());
        // SAFETY: the new list has room for `n * count` items; it is another one, so that both slices are apart.
        unsafe {
            if let Some(bools) = self.bools() {
                fill(
                    std::slice::from_raw_parts_mut(list.bytes(), n * count),
                    bools,
                );
            } else {
                let words = std::slice::from_raw_parts_mut(list.items.get(), n * count);
                fill(words, self.words());
            }
        }
        list.len.set(n * count);
        write_barrier(list.header());
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
        let bytes = n * self.unit();
        for i in 1..count {
            // SAFETY: there is room for `n * count` items.
            unsafe {
                std::ptr::copy_nonoverlapping(self.bytes(), self.bytes().add(i * bytes), bytes);
            }
        }
        self.len.set(n * count);
        write_barrier(self.header());
    }

    /// Reverses the items in place.
    pub fn reverse(self) {
        match self.bools_mut() {
            Some(bools) => bools.reverse(),
            None => self.words_mut().reverse(),
        }
    }

    /// Takes items and buffer away (for sorting): leaves an empty list, returns a list with them. Allocates.
    pub(super) fn take(self, th: &Thread) -> Ref<List> {
        let other = empty(th);
        other.adopt(self);
        other
    }

    /// Makes this list hold the items and the buffer of `other`, which is empty afterwards: two owners of one buffer would
    /// not learn of each other's stores, and the collector may still look at a list that nobody uses.
    pub(super) fn adopt(self, other: Ref<List>) {
        self.items.set(other.items.get());
        self.len.set(other.len());
        self.capacity.set(other.capacity());
        // (Not `set_strategy`: the capacity is already the other's.)
        self.header().set_flags(other.strategy());
        write_barrier(self.header());
        other.clear();
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
