//! `set` and `frozenset`: the hash table.
//!
//! It probes exactly as CPython's does (runs of up to ten neighbouring places, then a jump by the hash's higher bits)
//! and grows at the same moments to the same sizes, because a set's order can be seen: a program that prints a set
//! prints the same here. Removing leaves a dummy; dummies go away when the table is made anew.
//!
//! Invariants: S1, `used` places hold keys, `fill - used` hold dummies, all others are empty, and at least one is;
//! S2, a key is reached by probing from its hash before an empty place; S3, a place without a key is empty if its hash
//! is 0 and a dummy if it is -1 (which no key's hash is).
//!
//! Looking up may run Python code (`__eq__`), which may change the set; the search then starts again. What Python sees
//! is in `set_methods.rs`.

use std::cell::Cell;
use std::mem::{offset_of, size_of};

use crate::error::PyResult;
use crate::heap::{self, Tracer};
use crate::object::{Header, Kind, Object, Ref, ShapeId, write_barrier};
use crate::ops;
use crate::thread::Thread;
use crate::types::dict::{self, quick_equal};
use crate::types::{T, shape_of};
use crate::value::Value;

/// One place of the table.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Place {
    key: Value,
    hash: i64,
}

const DUMMY: Place = Place {
    key: Value::EMPTY,
    hash: -1,
};

impl Place {
    #[inline(always)]
    fn is_nothing(self) -> bool {
        self.key.bits() | self.hash as u64 == 0
    }
}

/// A set or frozenset.
#[repr(C)]
pub struct Set {
    header: Header,
    /// The table: the payload of a heap buffer; null until the first key.
    table: Cell<*mut Place>,
    /// Size of the table, minus one.
    mask: Cell<usize>,
    /// Keys and dummies.
    fill: Cell<usize>,
    /// Keys.
    used: Cell<usize>,
    /// The hash of a frozenset; 0 if not yet computed.
    pub hash: Cell<i64>,
    /// Where `pop` goes on searching.
    finger: Cell<usize>,
}

// SAFETY: `#[repr(C)]` with a header first; zeros make an empty set (see `mask_or_minimum`).
unsafe impl Object for Set {
    const KIND: Kind = Kind::Set;
}

/// `Header::flags` bit: since the last clear a key was added that is not [`dict::is_plain`]. Without it, operations with
/// plain keys run no Python.
pub const ODD_KEYS: u8 = 8;

/// Offset of the number of keys (usize).
pub const USED_OFFSET: usize = offset_of!(Set, used);
/// Bytes of a set without attributes.
pub const SIZE: usize = size_of::<Set>();

const MIN_SIZE: usize = 8;
const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;

/// Visits the keys, and marks the table.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called by the collector for objects of kind Set.
    let set = unsafe { &*h.cast::<Set>() };
    if set.header.shape() != shape_of(T::Set) {
        crate::shape::trace_attributes(h, t);
    }
    if set.table.get().is_null() {
        return;
    }
    t.visit_buffer_leaf(set.table.get());
    for place in set.places() {
        if !place.key.is_empty() {
            t.visit(place.key);
        }
    }
}

/// A new, empty set. Allocates.
pub fn new(th: &Thread) -> Ref<Set> {
    new_with_shape(th, shape_of(T::Set), 0)
}

/// A new, empty frozenset, to be filled by the caller. Allocates.
pub fn new_frozen(th: &Thread) -> Ref<Set> {
    new_with_shape(th, shape_of(T::FrozenSet), 0)
}

/// A new, empty set of another shape, with `extra` zero bytes behind it. Allocates.
pub fn new_with_shape(th: &Thread, shape: ShapeId, extra: usize) -> Ref<Set> {
    let set = heap::alloc::<Set>(&th.alloc, shape, SIZE + extra);
    set.mask.set(MIN_SIZE - 1);
    set
}

/// The hash of a prospective element; a TypeError says what it was for. May run Python.
#[inline]
pub fn hash_element(th: &Thread, v: Value) -> PyResult<i64> {
    match dict::hash_key(th, v) {
        Ok(hash) => Ok(hash),
        Err(e) => Err(dict::unusable(th, e, v, "set element")),
    }
}

/// The places that a hash probes, in order, for ever.
struct Probe {
    at: usize,
    left: usize,
    base: usize,
    perturb: u64,
    mask: usize,
}

impl Probe {
    #[inline(always)]
    fn new(hash: i64, mask: usize) -> Probe {
        let base = hash as usize & mask;
        Probe {
            at: base,
            left: Probe::run(base, mask),
            base,
            perturb: hash as u64,
            mask,
        }
    }

    /// How many neighbours are probed after `base`.
    #[inline(always)]
    fn run(base: usize, mask: usize) -> usize {
        if base + LINEAR_PROBES <= mask {
            LINEAR_PROBES
        } else {
            0
        }
    }

    #[inline(always)]
    fn advance(&mut self) {
        if self.left > 0 {
            self.left -= 1;
            self.at += 1;
        } else {
            self.perturb >>= PERTURB_SHIFT;
            self.base = (self
                .base
                .wrapping_mul(5)
                .wrapping_add(1)
                .wrapping_add(self.perturb as usize))
                & self.mask;
            self.at = self.base;
            self.left = Probe::run(self.base, self.mask);
        }
    }
}

impl Set {
    /// How many keys there are.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.used.get()
    }

    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.used.get() == 0
    }

    /// Bytes of the table beyond the smallest one, for `sys.getsizeof`.
    pub fn table_bytes(&self) -> usize {
        if self.mask.get() + 1 > MIN_SIZE {
            (self.mask.get() + 1) * size_of::<Place>()
        } else {
            0
        }
    }

    #[inline(always)]
    fn places(&self) -> &[Place] {
        if self.table.get().is_null() {
            return &[];
        }
        // SAFETY: the table has `mask + 1` places, in a buffer that this set keeps alive. Callers do not keep the slice
        // across anything that may change the set.
        unsafe { std::slice::from_raw_parts(self.table.get(), self.mask.get() + 1) }
    }

    #[inline(always)]
    fn place(&self, at: usize) -> Place {
        debug_assert!(at <= self.mask.get());
        // SAFETY: probing stays within the mask, and callers have seen that the table is not null.
        unsafe { *self.table.get().add(at) }
    }

    #[inline(always)]
    fn set_place(&self, at: usize, place: Place) {
        debug_assert!(at <= self.mask.get());
        // SAFETY: as in `place`.
        unsafe { *self.table.get().add(at) = place };
    }

    /// Puts a key that is not there into the first empty place; there are no dummies.
    fn insert_clean(&self, key: Value, hash: i64) {
        let mut probe = Probe::new(hash, self.mask.get());
        while !self.place(probe.at).key.is_empty() {
            probe.advance();
        }
        self.set_place(probe.at, Place { key, hash });
    }

    /// The key at or after place `*pos`, as (hash, key); moves `*pos` behind it. Start with 0.
    #[inline]
    pub fn next(&self, pos: &mut usize) -> Option<(i64, Value)> {
        if self.table.get().is_null() {
            return None;
        }
        while *pos <= self.mask.get() {
            let place = self.place(*pos);
            *pos += 1;
            if !place.key.is_empty() {
                return Some((place.hash, place.key));
            }
        }
        None
    }

    /// The hashes of the keys, in no particular order.
    pub fn hashes(&self) -> impl Iterator<Item = i64> + '_ {
        self.places()
            .iter()
            .filter(|p| !p.key.is_empty())
            .map(|p| p.hash)
    }
}

impl Ref<Set> {
    /// The place of `key` and true, or the place where it would be put and false: the last dummy on the way, as in CPython,
    /// or the empty place that ended the search. May run Python.
    fn find(self, th: &Thread, key: Value, hash: i64) -> PyResult<(usize, bool)> {
        'restart: loop {
            let table = self.table.get();
            let mut probe = Probe::new(hash, self.mask.get());
            let mut dummy = usize::MAX;
            loop {
                let place = self.place(probe.at);
                if place.is_nothing() {
                    let free = if dummy == usize::MAX { probe.at } else { dummy };
                    return Ok((free, false));
                }
                // Dummies lie scattered among the keys: no branch could be predicted.
                let taken = usize::from(place.key.is_empty()).wrapping_neg();
                dummy = probe.at & taken | dummy & !taken;
                if place.hash == hash && !place.key.is_empty() {
                    let equal = match quick_equal(place.key, key) {
                        Some(equal) => equal,
                        None => {
                            let equal = ops::equal(th, place.key, key)?;
                            // The comparison may have changed the set.
                            if self.table.get() != table || self.place(probe.at).key != place.key {
                                if self.table.get().is_null() {
                                    self.ensure_table(th);
                                }
                                continue 'restart;
                            }
                            equal
                        }
                    };
                    if equal {
                        return Ok((probe.at, true));
                    }
                }
                probe.advance();
            }
        }
    }

    /// Gives an empty set its smallest table. Allocates.
    fn ensure_table(self, th: &Thread) {
        if self.table.get().is_null() {
            let buffer = heap::alloc_bytes(&th.alloc, MIN_SIZE * size_of::<Place>());
            self.table.set(buffer.cast());
            self.mask.set(MIN_SIZE - 1);
            write_barrier(self.header());
        }
    }

    /// Whether `v` is an element. May run Python.
    pub fn contains(self, th: &Thread, v: Value) -> PyResult<bool> {
        let hash = hash_element(th, v)?;
        self.contains_hashed(th, v, hash)
    }

    /// Whether `v`, whose hash is known, is an element. May run Python.
    pub fn contains_hashed(self, th: &Thread, v: Value, hash: i64) -> PyResult<bool> {
        if self.table.get().is_null() {
            return Ok(false);
        }
        match self.finds_itself(v, hash) {
            Some(found) => Ok(found),
            None => Ok(self.find(th, v, hash)?.1),
        }
    }

    /// Whether this very value is an element; `None` if another is whose hash is the same, which may be equal.
    #[inline(always)]
    fn finds_itself(self, v: Value, hash: i64) -> Option<bool> {
        let mut probe = Probe::new(hash, self.mask.get());
        loop {
            let place = self.place(probe.at);
            if place.key == v {
                return Some(true);
            }
            if place.is_nothing() {
                return Some(false);
            }
            // (A dummy's hash may be this, too: then it takes longer.)
            if place.hash == hash {
                return None;
            }
            probe.advance();
        }
    }

    /// Adds `v`; false if it was an element already. Allocates, may run Python.
    pub fn add(self, th: &Thread, v: Value) -> PyResult<bool> {
        let hash = hash_element(th, v)?;
        self.add_hashed(th, v, hash)
    }

    /// Adds `v`, whose hash is known; false if it was an element already. Allocates, may run Python.
    pub fn add_hashed(self, th: &Thread, v: Value, hash: i64) -> PyResult<bool> {
        self.ensure_table(th);
        let (at, found) = self.find(th, v, hash)?;
        if found {
            return Ok(false);
        }
        let was_dummy = !self.place(at).is_nothing();
        self.set_place(at, Place { key: v, hash });
        self.used.set(self.used.get() + 1);
        if !dict::is_plain(v) {
            self.header().set_flags(self.header().flags() | ODD_KEYS);
        }
        write_barrier(self.header());
        if was_dummy {
            return Ok(true);
        }
        self.fill.set(self.fill.get() + 1);
        if self.fill.get() * 5 >= self.mask.get() * 3 {
            self.resize(th, self.growth());
        }
        Ok(true)
    }

    /// Adds a plain key that is not there to a set that has no dummies. Allocates.
    pub fn add_distinct(self, th: &Thread, key: Value, hash: i64) {
        self.ensure_table(th);
        self.insert_clean(key, hash);
        self.used.set(self.used.get() + 1);
        self.fill.set(self.fill.get() + 1);
        write_barrier(self.header());
        if self.fill.get() * 5 >= self.mask.get() * 3 {
            self.resize(th, self.growth());
        }
    }

    /// Whether all keys are plain: then no operation with them runs Python code.
    #[inline]
    pub fn is_plain(self) -> bool {
        self.header().flags() & ODD_KEYS == 0
    }

    /// How many keys a table that is made anew must have room for.
    fn growth(self) -> usize {
        if self.used.get() > 50_000 {
            self.used.get() * 2
        } else {
            self.used.get() * 4
        }
    }

    /// Makes the table anew, larger than `min_used`, without dummies. Allocates.
    fn resize(self, th: &Thread, min_used: usize) {
        let mut size = MIN_SIZE;
        while size <= min_used {
            size <<= 1;
        }
        if size == MIN_SIZE
            && self.mask.get() == MIN_SIZE - 1
            && self.fill.get() == self.used.get()
            && !self.table.get().is_null()
        {
            return;
        }
        // Fresh memory is zero: all places are empty.
        let table: *mut Place = heap::alloc_bytes(&th.alloc, size * size_of::<Place>()).cast();
        let old = self.places();
        self.table.set(table);
        self.mask.set(size - 1);
        self.fill.set(self.used.get());
        for place in old {
            if !place.key.is_empty() {
                self.insert_clean(place.key, place.hash);
            }
        }
        write_barrier(self.header());
    }

    /// Removes `v`; false if it was no element. May run Python.
    pub fn discard(self, th: &Thread, v: Value) -> PyResult<bool> {
        let hash = hash_element(th, v)?;
        self.discard_hashed(th, v, hash)
    }

    /// Removes `v`, whose hash is known; false if it was no element. May run Python.
    pub fn discard_hashed(self, th: &Thread, v: Value, hash: i64) -> PyResult<bool> {
        if self.table.get().is_null() {
            return Ok(false);
        }
        let (at, found) = self.find(th, v, hash)?;
        if found {
            self.set_place(at, DUMMY);
            self.used.set(self.used.get() - 1);
        }
        Ok(found)
    }

    /// Removes and returns some element.
    pub fn pop(self) -> Option<Value> {
        if self.is_empty() {
            return None;
        }
        let mut at = self.finger.get() & self.mask.get();
        while self.place(at).key.is_empty() {
            at = if at == self.mask.get() { 0 } else { at + 1 };
        }
        let key = self.place(at).key;
        self.set_place(at, DUMMY);
        self.used.set(self.used.get() - 1);
        self.finger.set(at + 1);
        Some(key)
    }

    /// Removes all elements.
    pub fn clear(self) {
        self.table.set(std::ptr::null_mut());
        self.mask.set(MIN_SIZE - 1);
        self.fill.set(0);
        self.used.set(0);
        self.header().set_flags(self.header().flags() & !ODD_KEYS);
    }

    /// Exchanges the contents of two sets.
    pub fn swap_contents(self, other: Ref<Set>) {
        self.table.swap(&other.table);
        self.mask.swap(&other.mask);
        self.fill.swap(&other.fill);
        self.used.swap(&other.used);
        self.hash.swap(&other.hash);
        let (mine, theirs) = (self.header().flags(), other.header().flags());
        self.header()
            .set_flags(mine & !ODD_KEYS | theirs & ODD_KEYS);
        other
            .header()
            .set_flags(theirs & !ODD_KEYS | mine & ODD_KEYS);
        write_barrier(self.header());
        write_barrier(other.header());
    }

    /// Makes room for `n` more keys, if the table would become too full with them. Allocates.
    pub fn reserve(self, th: &Thread, n: usize) {
        if (self.fill.get() + n) * 5 >= self.mask.get() * 3 {
            self.resize(th, (self.used.get() + n) * 2);
        }
    }

    /// Adds all elements of `other`. Allocates, may run Python.
    pub fn merge(self, th: &Thread, other: Ref<Set>) -> PyResult<()> {
        if self == other || other.is_empty() {
            return Ok(());
        }
        self.reserve(th, other.used.get());
        self.ensure_table(th);
        self.header()
            .set_flags(self.header().flags() | other.header().flags() & ODD_KEYS);
        if self.fill.get() == 0 {
            let same = self.mask.get() == other.mask.get() && other.fill.get() == other.used.get();
            for (at, place) in other.places().iter().enumerate() {
                if !place.key.is_empty() {
                    // Tables of equal size without dummies are copied as they are.
                    if same {
                        self.set_place(at, *place);
                    } else {
                        self.insert_clean(place.key, place.hash);
                    }
                }
            }
            self.fill.set(other.used.get());
            self.used.set(other.used.get());
            write_barrier(self.header());
            return Ok(());
        }
        let mut pos = 0;
        while let Some((hash, key)) = other.next(&mut pos) {
            self.add_hashed(th, key, hash)?;
        }
        Ok(())
    }

    /// Makes the table anew if more than a quarter of it are dummies. Allocates.
    pub fn drop_dummies(self, th: &Thread) {
        if self.fill.get() - self.used.get() > self.mask.get() / 4 {
            self.resize(th, self.growth());
        }
    }
}
