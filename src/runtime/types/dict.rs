//! `dict`: the compact, insertion-ordered hash table, and the namespaces made of cells.
//!
//! One heap buffer holds an index table (entry numbers of 1, 2 or 4 bytes, probed as CPython probes) and behind it the
//! entries `(hash, key, value)` in the order of insertion. Deleting leaves a hole in the entries and a dummy in the
//! index, so the order stays; growing squeezes the holes out. The buffer is of kind `Raw`: the dict's own trace function
//! visits the entries that are in use.
//!
//! A *namespace* (of a module or a class) is a dict whose values are kept in [`NameCell`]s. All functions here are
//! transparent to that: who asks for values gets values. The interpreter's caches and traces ask for the cells.
//!
//! Invariants: D1, `used` is the number of entries with a key; D2, every entry with a key is reachable by probing from
//! its hash; D3, `STR_KEYS` in the header's flags says that all keys ever inserted since the last clear are exact
//! strings, so that looking up a string runs no Python, and `ODD_KEYS` is set if one of them was not plain; D4, an entry
//! with a key has a value, or in a namespace a cell (whose value is empty only between `cell_or_create` and its caller's
//! store), but not in a live dict.
//!
//! A *live* dict is the `__dict__` of an object whose attributes stay in its slots (`live.rs`): its names are brought up to
//! date before anything looks at them, and its values are those in the slots.
//!
//! Looking up may run Python code (`__eq__` of a key), which may change the dict; the search then starts again, as
//! CPython's does. The Python face of dicts (methods, slots, `repr`) is in `dict_methods.rs`.
//!
//! It is long because probing, growing and the two kinds of dict look into one buffer, and nothing else may.

pub mod live;

use std::cell::Cell;
use std::mem::{offset_of, size_of};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::algo::hash::TupleHasher;
use crate::error::{PyResult, Raised};
use crate::heap::{self, Tracer};
use crate::object::{
    Header, Kind, Object, Ref, ShapeId, Slot, prefetch, tail_barrier, write_barrier,
};
use crate::ops;
use crate::thread::Thread;
use crate::types::str::{self, Str};
use crate::types::{T, is_exactly, shape_of, type_of};
use crate::value::Value;

/// `Header::flags` bit: values are kept in `NameCell`s.
pub const NAMESPACE: u8 = 1;
/// `Header::flags` bit: all keys are exact strings.
pub const STR_KEYS: u8 = 2;

/// `Header::flags` bit: one more Value lies right behind the structure (see [`Ref::<Dict>::extra`]): the layout of
/// native subclasses such as `defaultdict`.
pub const HAS_EXTRA: u8 = 4;
/// `Header::flags` bit: since the last clear a key was inserted that is not [`is_plain`]. Without it, operations with
/// plain keys run no Python.
pub const ODD_KEYS: u8 = 8;
/// `Header::flags` bit of a namespace: traces rely on names that it does not have (see [`Ref::<Dict>::watch_absent`]).
pub const ABSENT_WATCHED: u8 = 16;
/// `Header::flags` bit: this is the `__dict__` of an object whose attributes are in its slots (see [`live`]).
pub const LIVE: u8 = 32;

/// One entry; a key of `EMPTY` marks a hole.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Entry {
    pub hash: i64,
    pub key: Value,
    /// The value; in a namespace, the cell.
    pub value: Value,
}

const _: () = assert!(ENTRY_SIZE == 24 && offset_of!(Entry, key) == 8);

/// A dictionary.
#[repr(C)]
pub struct Dict {
    header: Header,
    /// Entries with a key.
    used: Cell<u32>,
    /// Entries written, holes included.
    filled: Cell<u32>,
    /// Entries that fit.
    capacity: Cell<u32>,
    /// Size of the index table, minus one.
    mask: Cell<u32>,
    /// The index table: the payload of a heap buffer; null in a dict that never had a key.
    index: Cell<*mut u8>,
    /// The entries, in the same buffer.
    entries: Cell<*mut Entry>,
    /// Changes whenever a key is added or removed.
    keys_version: Cell<u32>,
    /// Changes whenever anything is stored or removed.
    mutations: Cell<u32>,
}

// SAFETY: `#[repr(C)]` with a header first; zeros make an empty dict.
unsafe impl Object for Dict {
    const KIND: Kind = Kind::Dict;
}

/// Offset of the number of keys (u32).
pub const USED_OFFSET: usize = offset_of!(Dict, used);
/// Offset of the number of entries written (u32).
pub const FILLED_OFFSET: usize = offset_of!(Dict, filled);
/// Offset of the index mask (u32).
pub const MASK_OFFSET: usize = offset_of!(Dict, mask);
/// Offset of the pointer to the index table.
pub const INDEX_OFFSET: usize = offset_of!(Dict, index);
/// Offset of the pointer to the entries.
pub const ENTRIES_OFFSET: usize = offset_of!(Dict, entries);
/// Offset of the version of the keys (u32).
pub const KEYS_VERSION_OFFSET: usize = offset_of!(Dict, keys_version);
/// Offset of the mutation counter (u32).
pub const MUTATIONS_OFFSET: usize = offset_of!(Dict, mutations);
/// Bytes of an entry.
pub const ENTRY_SIZE: usize = size_of::<Entry>();
/// Bytes of a dict without attributes.
pub const SIZE: usize = size_of::<Dict>();

/// The smallest index table.
const MIN_SIZE: usize = 8;
const PERTURB_SHIFT: u32 = 5;
/// Index entries that name no entry, as [`Dict::index_get`] returns them.
const NO_ENTRY: u32 = u32::MAX;
const DUMMY: u32 = u32::MAX - 1;

/// How many entries an index table of `size` serves.
const fn usable(size: usize) -> usize {
    (size << 1) / 3
}

/// Bytes of one index entry, by the size of the table.
#[inline(always)]
const fn index_width(size: usize) -> usize {
    if size <= 0x100 {
        1
    } else if size <= 0x1_0000 {
        2
    } else {
        4
    }
}

/// The cell of a name in a namespace.
///
/// Its state says what traces may assume: an unset or constant cell's value may be a constant of a trace that registered
/// itself as a watcher; a mutable one is loaded each time. So a name costs at most two invalidations in its life.
#[repr(C)]
pub struct NameCell {
    header: Header,
    /// The value; empty when the name was deleted. Such a cell is dead until the name is defined anew by one who
    /// remembers it ([`Ref::<Dict>::set_name_anew`]); others give the name a new cell.
    value: Slot,
}

// SAFETY: `#[repr(C)]` with a header first; zeros make an unset cell.
unsafe impl Object for NameCell {
    const KIND: Kind = Kind::NameCell;
}

/// The dict, if the class of `v` is `dict` itself. (Live dicts are among them, which [`is_exactly`] leaves out.)
#[inline]
pub fn exact(v: Value) -> Option<Ref<Dict>> {
    let d = v.downcast::<Dict>()?;
    (d.header.shape() == shape_of(T::Dict) || d.is_live()).then_some(d)
}

/// Whether a Value is a cell whose name was deleted.
pub fn is_empty_cell(v: Value) -> bool {
    v.downcast::<NameCell>().is_some_and(|c| c.get().is_empty())
}

/// Offset of a cell's value.
pub const CELL_VALUE_OFFSET: usize = offset_of!(NameCell, value);
/// `Header::flags` of a cell: never stored to.
pub const CELL_UNSET: u8 = 0;
/// Stored to once.
pub const CELL_CONSTANT: u8 = 1;
/// Stored to again, with another value.
pub const CELL_MUTABLE: u8 = 2;
/// Bit: a trace assumed the value; the hook is called before the next change.
pub const CELL_WATCHED: u8 = 4;

static CELL_HOOK: AtomicUsize = AtomicUsize::new(0);
static NAME_HOOK: AtomicUsize = AtomicUsize::new(0);

/// Sets the function that is told of a change of a watched cell (the JIT's). Start-up only.
pub fn set_cell_hook(hook: fn(Ref<NameCell>)) {
    CELL_HOOK.store(hook as usize, Ordering::Relaxed);
}

/// Sets the function that is told the hash of the key that a namespace is given where somebody relies on names that it does
/// not have (the JIT's). It allocates nothing and runs no Python. Start-up only.
pub fn set_name_hook(hook: fn(Ref<Dict>, i64)) {
    NAME_HOOK.store(hook as usize, Ordering::Relaxed);
}

/// A watched namespace gets a name.
#[cold]
fn name_added(d: Ref<Dict>, hash: i64) {
    let hook = NAME_HOOK.load(Ordering::Relaxed);
    if hook != 0 {
        // SAFETY: only `set_name_hook` stores here, a function of this type.
        let hook: fn(Ref<Dict>, i64) = unsafe { std::mem::transmute(hook) };
        hook(d, hash);
    }
}

impl NameCell {
    /// The value; `EMPTY` in a dead cell.
    #[inline(always)]
    pub fn get(&self) -> Value {
        self.value.get()
    }

    /// The value, unless the cell is dead.
    #[inline(always)]
    pub fn get_opt(&self) -> Option<Value> {
        Some(self.get()).filter(|v| !v.is_empty())
    }

    /// `CELL_UNSET`, `CELL_CONSTANT` or `CELL_MUTABLE`.
    #[inline(always)]
    pub fn state(&self) -> u8 {
        self.header.flags() & 3
    }

    /// Asks for the hook to be called at the next change.
    pub fn watch(&self) {
        self.header.set_flags(self.header.flags() | CELL_WATCHED);
    }
}

impl Ref<NameCell> {
    /// Stores into the cell. Neither allocates nor runs Python.
    #[inline]
    pub fn set(self, v: Value) {
        if self.header.flags() == CELL_MUTABLE {
            self.value.set(self, v);
        } else {
            self.set_slow(v);
        }
    }

    #[cold]
    fn set_slow(self, v: Value) {
        let old = self.value.get();
        if old == v {
            return;
        }
        let flags = self.header.flags();
        let state = if old.is_empty() && flags & 3 == CELL_UNSET {
            CELL_CONSTANT
        } else {
            CELL_MUTABLE
        };
        self.header.set_flags(state);
        self.value.set(self, v);
        if flags & CELL_WATCHED != 0 {
            let hook = CELL_HOOK.load(Ordering::Relaxed);
            if hook != 0 {
                // SAFETY: only `set_cell_hook` stores here, a function of this type.
                let hook: fn(Ref<NameCell>) = unsafe { std::mem::transmute(hook) };
                hook(self);
            }
        }
    }
}

/// Visits a cell's value.
pub fn trace_name_cell(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called by the collector for objects of kind NameCell.
    t.visit(unsafe { &*h.cast::<NameCell>() }.value.get());
}

/// Visits keys and values, and marks the buffer.
pub fn trace(h: *mut Header, t: &mut Tracer) {
    // SAFETY: called by the collector for objects of kind Dict.
    let dict = unsafe { &*h.cast::<Dict>() };
    if dict.header.shape() != shape_of(T::Dict) {
        if dict.is_live() {
            live::trace(dict, t);
            return;
        }
        crate::shape::trace_attributes(h, t);
    }
    if dict.header.flags() & HAS_EXTRA != 0 {
        // SAFETY: the flag says that one more slot follows.
        t.visit_slot(unsafe { &*h.cast::<Dict>().add(1).cast::<Slot>() });
    }
    if dict.index.get().is_null() {
        return;
    }
    t.visit_buffer_leaf(dict.index.get());
    let entries = dict.raw_entries();
    let known = t.known(dict.index.get()).min(entries.len());
    let rest = &entries[known..];
    // SAFETY: an entry is three words.
    unsafe { t.visit_entries(rest.as_ptr().cast(), rest.len()) };
    t.now_known(dict.index.get(), entries.len());
}

/// A new, empty dict. Allocates.
pub fn new(th: &Thread) -> Ref<Dict> {
    new_with_shape(th, shape_of(T::Dict), 0)
}

/// A new, empty dict of another shape (a subclass), with `extra` zero bytes behind it. Allocates.
pub fn new_with_shape(th: &Thread, shape: ShapeId, extra: usize) -> Ref<Dict> {
    let dict = heap::alloc::<Dict>(&th.alloc, shape, SIZE + extra);
    dict.header.set_flags(STR_KEYS);
    dict
}

/// A new, empty namespace. Allocates.
pub fn new_namespace(th: &Thread) -> Ref<Dict> {
    let dict = heap::alloc::<Dict>(&th.alloc, shape_of(T::Dict), SIZE);
    dict.header.set_flags(STR_KEYS | NAMESPACE);
    dict
}

/// A new, empty dict with room for `n` keys. Allocates.
pub fn with_capacity(th: &Thread, n: usize) -> Ref<Dict> {
    let dict = new(th);
    if n > 0 {
        dict.resize(th, table_for(n));
    }
    dict
}

/// The size of an index table that serves `n` keys.
fn table_for(n: usize) -> usize {
    (n * 3 / 2 + 1).max(MIN_SIZE).next_power_of_two()
}

/// What all dicts of one display (`{"x": 1, "y": 2}`) with constant keys have in common.
#[derive(Debug)]
pub struct Display {
    index: Vec<u8>,
    /// The entries; their values are None.
    // tidy: rooted by the trace that makes dicts of it (`Display::trace`).
    entries: Vec<Entry>,
}

impl Display {
    /// The word of the entries that holds the value of key number `n`.
    pub const fn value_word(n: usize) -> usize {
        (n * ENTRY_SIZE + offset_of!(Entry, value)) / size_of::<Value>()
    }

    /// The display with these keys: exact strings, all different; None if they are not, or too many. Runs no Python and
    /// does not allocate on the heap.
    pub fn new(keys: &[Value]) -> Option<Display> {
        let size = table_for(keys.len());
        if keys.is_empty() || index_width(size) > 1 {
            return None;
        }
        let mut display = Display {
            index: vec![0xFF; size],
            entries: Vec::with_capacity(keys.len()),
        };
        for &key in keys {
            let text = exact_str(key)?;
            if display
                .entries
                .iter()
                .any(|e| quick_equal(e.key, key) == Some(true))
            {
                return None;
            }
            let hash = str::hash(text);
            let mut probe = Probe::new(hash, size - 1);
            while display.index[probe.at] != 0xFF {
                probe.advance();
            }
            display.index[probe.at] = display.entries.len() as u8;
            display.entries.push(Entry {
                hash,
                key,
                value: Value::NONE,
            });
        }
        Some(display)
    }

    /// A new dict with the keys, whose values are None. It has no room for more keys. Allocates.
    pub fn make(&self, th: &Thread) -> Ref<Dict> {
        let dict = new(th);
        let (n, entries_size) = (self.entries.len(), size_of_val(&self.entries[..]));
        let buffer = heap::alloc_bytes(&th.alloc, self.index.len() + entries_size);
        // SAFETY: the buffer has room for both parts, and is fresh. (The alignment is as in `resize`.)
        unsafe {
            let entries = buffer.add(self.index.len()).cast::<Entry>();
            std::ptr::copy_nonoverlapping(self.index.as_ptr(), buffer, self.index.len());
            std::ptr::copy_nonoverlapping(self.entries.as_ptr(), entries, n);
            dict.entries.set(entries);
        }
        dict.index.set(buffer);
        dict.mask.set((self.index.len() - 1) as u32);
        for count in [&dict.used, &dict.filled, &dict.capacity, &dict.keys_version] {
            count.set(n as u32);
        }
        write_barrier(dict.header());
        dict
    }

    /// Visits the keys.
    pub fn trace(&self, t: &mut Tracer) {
        for e in &self.entries {
            t.visit(e.key);
        }
    }
}

/// A new, empty dict of a native subclass that keeps one more Value behind the structure, with `extra` zero bytes behind
/// that. Allocates.
pub fn new_with_extra(th: &Thread, shape: ShapeId, v: Value, extra: usize) -> Ref<Dict> {
    let dict = heap::alloc::<Dict>(&th.alloc, shape, SIZE + size_of::<Slot>() + extra);
    dict.header.set_flags(STR_KEYS | HAS_EXTRA);
    dict.extra().init(v);
    dict
}

/// The hash of `key` with fast paths for small ints and strings. May run Python.
#[inline(always)]
pub fn hash_key(th: &Thread, key: Value) -> PyResult<i64> {
    if let Some(s) = exact_str(key) {
        Ok(str::hash(s))
    } else if key.is_small_int() {
        Ok(small_int_hash(key.small_unchecked()))
    } else {
        hash_other(th, key)
    }
}

/// Tuples of small ints, strings and bytes are hashed here.
#[inline(never)]
fn hash_other(th: &Thread, key: Value) -> PyResult<i64> {
    if !is_exactly(key, T::Tuple) {
        return ops::hash(th, key);
    }
    // SAFETY: exactly a tuple.
    let tuple: Ref<crate::types::tuple::Tuple> = unsafe { Ref::from_value_unchecked(key) };
    if let Some(hash) = tuple.cached_hash() {
        return Ok(hash);
    }
    let mut mix = TupleHasher::new();
    for &item in tuple.items() {
        mix.add(if item.is_small_int() {
            small_int_hash(item.small_unchecked())
        } else if let Some(s) = exact_str(item) {
            str::hash(s)
        } else if is_exactly(item, T::Bytes) {
            crate::types::bytes::hash_of(crate::types::sequence::this(item))
        } else {
            return ops::hash(th, key);
        });
    }
    let hash = mix.finish();
    tuple.cache_hash(hash);
    Ok(hash)
}

/// As [`hash_key`], for a key of a dict: a TypeError says so. May run Python.
#[inline(always)]
pub fn hash_dict_key(th: &Thread, key: Value) -> PyResult<i64> {
    match hash_key(th, key) {
        Ok(hash) => Ok(hash),
        Err(e) => Err(unusable(th, e, key, "dict key")),
    }
}

/// Replaces a TypeError that hashing `key` raised (not one of a subclass) by one that says what the key was for.
#[cold]
pub fn unusable(th: &Thread, e: Raised, key: Value, role: &str) -> Raised {
    let exception = th.take_exception(e);
    if type_of(exception) != super::get(T::TypeError) {
        return th.reraise(exception);
    }
    match ops::str(th, exception) {
        Ok(text) => th.type_error(format!(
            "cannot use '{}' as a {role} ({})",
            type_of(key).tp_name(),
            text.to_string_lossy()
        )),
        Err(e) => e,
    }
}

/// CPython's hash of a 63-bit integer: modulo 2^61-1, with -1 replaced by -2.
#[inline(always)]
pub fn small_int_hash(i: i64) -> i64 {
    const MODULUS: i64 = (1 << 61) - 1;
    let h = if -MODULUS < i && i < MODULUS {
        i
    } else {
        i % MODULUS
    };
    if h == -1 { -2 } else { h }
}

/// The string, if `v` is one of exactly the type `str`.
#[inline(always)]
pub fn exact_str(v: Value) -> Option<Ref<Str>> {
    if is_exactly(v, T::Str) {
        // SAFETY: the shape of plain strings says that this is one.
        Some(unsafe { Ref::from_value_unchecked(v) })
    } else {
        None
    }
}

/// Whether two keys of equal hash are equal, where that takes no Python code.
#[inline(always)]
pub fn quick_equal(a: Value, b: Value) -> Option<bool> {
    if a == b {
        return Some(true);
    }
    if Value::both_small(a, b) {
        return Some(false);
    }
    match (exact_str(a), exact_str(b)) {
        (Some(a), Some(b)) => Some(str_equal(a, b)),
        (Some(_), None) if !b.is_ptr() => Some(false),
        (None, Some(_)) if !a.is_ptr() => Some(false),
        (None, None) => ops::compare::quick_equal_tuples(a, b),
        _ => None,
    }
}

/// Whether two different string objects have the same text.
#[inline(always)]
fn str_equal(a: Ref<Str>, b: Ref<Str>) -> bool {
    !(a.is_interned() && b.is_interned()) && crate::algo::short::equal(a.bytes(), b.bytes())
}

/// Whether hashing `v`, and comparing it with others of which this is true, runs no Python code: numbers, text, the
/// singletons, classes, functions, and tuples and frozensets of such.
#[inline]
pub fn is_plain(v: Value) -> bool {
    // Deeper nesting is not worth looking through.
    fn plain(v: Value, depth: usize) -> bool {
        let Some(h) = v.header() else {
            return true;
        };
        const LEAVES: [T; 5] = [T::Str, T::Int, T::Float, T::Bytes, T::Complex];
        let shape = h.shape();
        if LEAVES.iter().any(|&t| shape_of(t) == shape) {
            return true;
        }
        if shape == shape_of(T::Tuple) && depth > 0 {
            // SAFETY: the shape is exactly tuple's.
            let tuple: Ref<crate::types::tuple::Tuple> = unsafe { Ref::from_value_unchecked(v) };
            return tuple.items().iter().all(|&item| plain(item, depth - 1));
        }
        // Classes of the metaclass `type`, and functions, are only ever themselves.
        shape == shape_of(T::Type)
            || shape == shape_of(T::Function)
            || shape == shape_of(T::FrozenSet) && h.flags() & crate::types::set::ODD_KEYS == 0
    }
    plain(v, 3)
}

/// The positions of the index table that a hash probes, in order, for ever.
struct Probe {
    at: usize,
    perturb: u64,
    mask: usize,
}

impl Probe {
    #[inline(always)]
    fn new(hash: i64, mask: usize) -> Probe {
        Probe {
            at: hash as usize & mask,
            perturb: hash as u64,
            mask,
        }
    }

    #[inline(always)]
    fn advance(&mut self) {
        self.perturb >>= PERTURB_SHIFT;
        self.at = (self
            .at
            .wrapping_mul(5)
            .wrapping_add(self.perturb as usize)
            .wrapping_add(1))
            & self.mask;
    }
}

impl Dict {
    /// How many keys there are.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.refresh();
        self.used.get() as usize
    }

    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Changes whenever a key is added or removed.
    #[inline(always)]
    pub fn keys_version(&self) -> u32 {
        self.refresh();
        self.keys_version.get()
    }

    /// Changes whenever anything is stored or removed (in a live dict, by way of the dict).
    #[inline(always)]
    pub fn mutations(&self) -> u32 {
        self.refresh();
        self.mutations.get()
    }

    #[inline(always)]
    pub fn is_namespace(&self) -> bool {
        self.header.flags() & NAMESPACE != 0
    }

    /// Whether a key may be hashed or compared by Python code.
    #[inline(always)]
    pub fn has_odd_keys(&self) -> bool {
        self.header.flags() & ODD_KEYS != 0
    }

    /// Whether all keys are exact strings.
    #[inline(always)]
    pub fn has_str_keys(&self) -> bool {
        self.header.flags() & STR_KEYS != 0
    }

    /// How many entries were written, holes included: the end of [`Ref::<Dict>::entry_at`]'s positions.
    #[inline(always)]
    pub fn filled(&self) -> usize {
        self.refresh();
        self.filled.get() as usize
    }

    /// The number of places of the table, 0 if there is none; for `sys.getsizeof`.
    pub fn table_size(&self) -> usize {
        self.refresh();
        if self.index.get().is_null() {
            return 0;
        }
        self.mask.get() as usize + 1
    }

    /// The entries written, holes included.
    #[inline(always)]
    fn raw_entries(&self) -> &[Entry] {
        if self.filled.get() == 0 {
            return &[];
        }
        // SAFETY: `filled` entries have been written at `entries`, in a buffer that this dict keeps alive. Callers do
        // not keep the slice across anything that may change the dict.
        unsafe { std::slice::from_raw_parts(self.entries.get(), self.filled.get() as usize) }
    }

    /// The entry of this number as it is stored: that of a live dict has no value.
    #[inline(always)]
    fn stored(&self, n: u32) -> Entry {
        debug_assert!(n < self.filled.get());
        // SAFETY: entry numbers in the index table and below `filled` lie within the entries.
        unsafe { *self.entries.get().add(n as usize) }
    }

    /// The entry of this number.
    #[inline(always)]
    fn entry(&self, n: u32) -> Entry {
        let mut e = self.stored(n);
        if self.is_live() {
            e.value = self.value_in_slot(n);
        }
        e
    }

    /// The value of an entry, looking through the cell of a namespace.
    #[inline(always)]
    fn value_of(&self, e: Entry) -> Value {
        if self.is_namespace() {
            cell_of(e).get()
        } else {
            e.value
        }
    }

    #[inline(always)]
    fn index_get(&self, at: usize) -> u32 {
        debug_assert!(at <= self.mask.get() as usize);
        let table = self.index.get();
        // SAFETY: the table has `mask + 1` entries of the width that belongs to its size, and is aligned for them.
        unsafe {
            match index_width(self.mask.get() as usize + 1) {
                1 => {
                    let n = *table.add(at);
                    if n >= 0xFE {
                        u32::from(n) | 0xFFFF_FF00
                    } else {
                        u32::from(n)
                    }
                }
                2 => {
                    let n = *table.cast::<u16>().add(at);
                    if n >= 0xFFFE {
                        u32::from(n) | 0xFFFF_0000
                    } else {
                        u32::from(n)
                    }
                }
                _ => *table.cast::<u32>().add(at),
            }
        }
    }

    /// Writes an entry number, or `DUMMY`, into the index table.
    #[inline(always)]
    fn index_set(&self, at: usize, n: u32) {
        let table = self.index.get();
        // SAFETY: as in `index_get`; the numbers of a table's entries fit its width (`usable`).
        unsafe {
            match index_width(self.mask.get() as usize + 1) {
                1 => *table.add(at) = n as u8,
                2 => *table.cast::<u16>().add(at) = n as u16,
                _ => *table.cast::<u32>().add(at) = n,
            }
        }
    }

    /// Finds a string where all keys are strings.
    #[inline]
    fn find_str(&self, key: Ref<Str>, hash: i64) -> Option<u32> {
        if self.index.get().is_null() {
            return None;
        }
        let mut probe = Probe::new(hash, self.mask.get() as usize);
        loop {
            let n = self.index_get(probe.at);
            if n < DUMMY {
                debug_assert!(n < self.filled.get());
                // SAFETY: entry numbers in the index table lie within the entries.
                let e = unsafe { &*self.entries.get().add(n as usize) };
                if e.key == key.value() {
                    return Some(n);
                }
                if e.hash == hash {
                    // Other keys than exact strings are compared as text if they are strings at all: looking up a
                    // name must not run Python code.
                    if let Some(other) = e.key.downcast::<Str>() {
                        if str_equal(key, other) {
                            return Some(n);
                        }
                    }
                }
            } else if n == NO_ENTRY {
                return None;
            }
            probe.advance();
        }
    }

    /// The position in the index table that holds entry `n`.
    fn index_position(&self, n: u32, hash: i64) -> usize {
        let mut probe = Probe::new(hash, self.mask.get() as usize);
        while self.index_get(probe.at) != n {
            probe.advance();
        }
        probe.at
    }

    /// Puts entry `n` into the first free position that its hash probes.
    #[inline(always)]
    fn index_insert(&self, n: u32, hash: i64) {
        let mut probe = Probe::new(hash, self.mask.get() as usize);
        while self.index_get(probe.at) < DUMMY {
            probe.advance();
        }
        self.index_set(probe.at, n);
    }

    fn changed_keys(&self) {
        self.keys_version
            .set(self.keys_version.get().wrapping_add(1));
        self.mutations.set(self.mutations.get().wrapping_add(1));
    }
}

#[inline(always)]
fn cell_of(e: Entry) -> Ref<NameCell> {
    // SAFETY: the values of a namespace's entries are cells (invariant D4).
    unsafe { Ref::from_value_unchecked(e.value) }
}

/// What native code does with dicts.
impl Ref<Dict> {
    /// The additional Value of a dict made by [`new_with_extra`].
    pub fn extra(self) -> &'static Slot {
        assert!(self.header().flags() & HAS_EXTRA != 0);
        // SAFETY: the flag says that one more slot follows; the caller holds the dict while it uses the slot.
        unsafe { &*self.as_ptr().add(1).cast::<Slot>() }
    }

    /// The number of the entry with this key. May run Python.
    #[inline(always)]
    fn find(self, th: &Thread, key: Value, hash: i64) -> PyResult<Option<u32>> {
        self.refresh_for(key);
        if self.index.get().is_null() {
            return Ok(None);
        }
        if self.has_str_keys() {
            if let Some(s) = exact_str(key) {
                return Ok(self.find_str(s, hash));
            }
        } else if key.is_small_int() {
            return self.find_int(th, key, hash);
        }
        self.find_any(th, key, hash)
    }

    /// Finds a small int: other small ints are equal only if identical, so that nothing else is compared as long as no
    /// other key has the same hash.
    #[inline]
    fn find_int(self, th: &Thread, key: Value, hash: i64) -> PyResult<Option<u32>> {
        let mut probe = Probe::new(hash, self.mask.get() as usize);
        loop {
            let n = self.index_get(probe.at);
            if n < DUMMY {
                let e = self.stored(n);
                if e.key == key {
                    return Ok(Some(n));
                }
                if e.hash == hash && !e.key.is_small_int() {
                    return self.find_any(th, key, hash);
                }
            } else if n == NO_ENTRY {
                return Ok(None);
            }
            probe.advance();
        }
    }

    fn find_any(self, th: &Thread, key: Value, hash: i64) -> PyResult<Option<u32>> {
        'restart: loop {
            let table = self.index.get();
            if table.is_null() {
                return Ok(None);
            }
            let mut probe = Probe::new(hash, self.mask.get() as usize);
            loop {
                let n = self.index_get(probe.at);
                if n < DUMMY {
                    let e = self.stored(n);
                    if e.key == key {
                        return Ok(Some(n));
                    }
                    if e.hash == hash {
                        match quick_equal(e.key, key) {
                            Some(true) => return Ok(Some(n)),
                            Some(false) => {}
                            None => {
                                let equal = ops::equal(th, e.key, key)?;
                                // The comparison may have changed the dict. The old table cannot have been reused for
                                // a new one: `table` keeps it alive.
                                if self.index.get() != table
                                    || n >= self.filled.get()
                                    || self.stored(n).key != e.key
                                {
                                    continue 'restart;
                                }
                                if equal {
                                    return Ok(Some(n));
                                }
                            }
                        }
                    }
                } else if n == NO_ENTRY {
                    return Ok(None);
                }
                probe.advance();
            }
        }
    }

    /// The value of `key`. May run Python (hash and comparison).
    #[inline]
    pub fn get(self, th: &Thread, key: Value) -> PyResult<Option<Value>> {
        let hash = hash_dict_key(th, key)?;
        self.get_hashed(th, key, hash)
    }

    /// The value of `key`, whose hash is known. May run Python.
    #[inline]
    pub fn get_hashed(self, th: &Thread, key: Value, hash: i64) -> PyResult<Option<Value>> {
        Ok(self.find(th, key, hash)?.and_then(|n| {
            let v = self.value_of(self.entry(n));
            if v.is_empty() { None } else { Some(v) }
        }))
    }

    /// Whether `key` is there. May run Python.
    #[inline]
    pub fn contains(self, th: &Thread, key: Value) -> PyResult<bool> {
        let hash = hash_dict_key(th, key)?;
        Ok(self.get_hashed(th, key, hash)?.is_some())
    }

    /// The number of the entry of `key` (`None` if it is not there), for caches: valid as long as `keys_version` stays.
    /// May run Python.
    pub fn entry_number(self, th: &Thread, key: Value) -> PyResult<Option<u32>> {
        let hash = hash_dict_key(th, key)?;
        self.find(th, key, hash)
    }

    /// Stores `v` under `key`. Allocates, may run Python.
    #[inline]
    pub fn set(self, th: &Thread, key: Value, v: Value) -> PyResult<()> {
        let hash = hash_dict_key(th, key)?;
        self.set_hashed(th, key, hash, v)
    }

    /// Stores `v` under `key`, whose hash is known. Allocates, may run Python.
    #[inline]
    pub fn set_hashed(self, th: &Thread, key: Value, hash: i64, v: Value) -> PyResult<()> {
        match self.find(th, key, hash)? {
            Some(n) => self.replace(n, v),
            None => self.insert_new(th, key, hash, v),
        }
        Ok(())
    }

    /// The value of `key`, which is set to `v` first if it is not there. Allocates, may run Python.
    pub fn get_or_insert(self, th: &Thread, key: Value, v: Value) -> PyResult {
        let hash = hash_dict_key(th, key)?;
        match self.find(th, key, hash)? {
            Some(n) => {
                let found = self.value_of(self.entry(n));
                if found.is_empty() {
                    self.replace(n, v);
                    return Ok(v);
                }
                Ok(found)
            }
            None => {
                self.insert_new(th, key, hash, v);
                Ok(v)
            }
        }
    }

    /// Replaces the value of entry `n`.
    #[inline(always)]
    fn replace(self, n: u32, v: Value) {
        if self.is_namespace() {
            cell_of(self.entry(n)).set(v);
        } else if self.is_live() {
            self.store_into_slot(n, v);
        } else {
            // SAFETY: `n` is the number of an entry in use.
            unsafe { (*self.entries.get().add(n as usize)).value = v };
            if v.is_ptr() {
                write_barrier(self.header());
            }
        }
        self.mutations.set(self.mutations.get().wrapping_add(1));
    }

    /// Adds a key that is known not to be there. Allocates.
    fn insert_new(self, th: &Thread, key: Value, hash: i64, v: Value) {
        let value = if self.is_namespace() {
            let cell = heap::alloc::<NameCell>(&th.alloc, ShapeId(0), size_of::<NameCell>());
            cell.value.init(v);
            if !v.is_empty() {
                cell.header.set_flags(CELL_CONSTANT);
            }
            cell.value()
        } else {
            v
        };
        self.insert_entry(th, key, hash, value);
    }

    /// Adds the entry of a key that is known not to be there; in a namespace, `value` is its cell. Allocates.
    fn insert_entry(self, th: &Thread, key: Value, hash: i64, value: Value) {
        let (key, value) = match self.is_live() {
            true => self.add_slot(th, key, value),
            false => (key, value),
        };
        if self.filled.get() == self.capacity.get() {
            self.resize(th, self.used.get() as usize * 3);
        }
        let n = self.filled.get();
        // SAFETY: there is room for one more entry (`filled < capacity`).
        unsafe {
            *self.entries.get().add(n as usize) = Entry { hash, key, value };
        }
        self.filled.set(n + 1);
        self.used.set(self.used.get() + 1);
        self.index_insert(n, hash);
        if exact_str(key).is_none() {
            let odd = if is_plain(key) { 0 } else { ODD_KEYS };
            self.header()
                .set_flags(self.header().flags() & !STR_KEYS | odd);
        }
        self.changed_keys();
        tail_barrier(self.header());
        if self.header().flags() & ABSENT_WATCHED != 0 {
            name_added(self, hash);
        }
    }

    /// Moves the entries into a buffer whose index table has at least `min_size` places, without the holes. Allocates.
    fn resize(self, th: &Thread, min_size: usize) {
        let size = min_size.max(MIN_SIZE).next_power_of_two();
        let capacity = usable(size);
        // The entries need an alignment of 8, which all index tables (at least 8 bytes) give them.
        let index_bytes = size * index_width(size);
        let buffer = heap::alloc_bytes(&th.alloc, index_bytes + capacity * ENTRY_SIZE);
        let old = self.raw_entries();
        debug_assert!(self.used.get() as usize <= capacity);
        // SAFETY: the buffer has room for the table and `capacity` entries, of which at most `used` are written here;
        // it is fresh, so it does not overlap the old one, which `self` keeps alive until the fields are changed.
        unsafe {
            std::ptr::write_bytes(buffer, 0xFF, index_bytes);
            let entries = buffer.add(index_bytes).cast::<Entry>();
            let mut n = 0;
            for e in old {
                if !e.key.is_empty() {
                    *entries.add(n) = *e;
                    n += 1;
                }
            }
            self.index.set(buffer);
            self.entries.set(entries);
            self.filled.set(n as u32);
        }
        self.capacity.set(capacity as u32);
        self.mask.set((size - 1) as u32);
        for n in 0..self.filled.get() {
            self.index_insert(n, self.stored(n).hash);
        }
        // Entry numbers may have changed, on which caches rely.
        self.keys_version
            .set(self.keys_version.get().wrapping_add(1));
        write_barrier(self.header());
    }

    /// Removes entry `n` and returns its value.
    fn remove(self, n: u32) -> Value {
        let e = self.entry(n);
        let v = self.value_of(e);
        if self.is_live() && self.drop_slot(n) {
            return v;
        }
        if self.is_namespace() {
            cell_of(e).set(Value::EMPTY);
        }
        self.index_set(self.index_position(n, e.hash), DUMMY);
        // SAFETY: `n` is the number of an entry in use.
        unsafe {
            *self.entries.get().add(n as usize) = Entry {
                hash: 0,
                key: Value::EMPTY,
                value: Value::EMPTY,
            };
        }
        self.used.set(self.used.get() - 1);
        self.changed_keys();
        v
    }

    /// Removes `key` and returns its value. May run Python.
    pub fn del(self, th: &Thread, key: Value) -> PyResult<Option<Value>> {
        let hash = hash_dict_key(th, key)?;
        self.del_hashed(th, key, hash)
    }

    /// Removes `key`, whose hash is known, and returns its value. May run Python.
    pub fn del_hashed(self, th: &Thread, key: Value, hash: i64) -> PyResult<Option<Value>> {
        Ok(self.find(th, key, hash)?.map(|n| self.remove(n)))
    }

    /// Removes the entry that was inserted last.
    pub fn pop_last(self) -> Option<(Value, Value)> {
        self.refresh();
        let mut n = self.filled.get();
        while n > 0 {
            n -= 1;
            let key = self.entry(n).key;
            if !key.is_empty() {
                let v = self.remove(n);
                // The entry can be written again, but its index position stays a dummy: the capacity shrinks, so that
                // the index table never runs out of free positions, at which searches end.
                let given_up = self.filled.get() - n;
                self.capacity.set(self.capacity.get() - given_up);
                self.filled.set(n);
                write_barrier(self.header());
                return Some((key, v));
            }
        }
        None
    }

    /// Removes the entry that was inserted first. May allocate: many holes at the front are squeezed out.
    pub fn pop_first(self, th: &Thread) -> Option<(Value, Value)> {
        self.let_go();
        let mut n = 0;
        while n < self.filled.get() && self.entry(n).key.is_empty() {
            n += 1;
        }
        if n >= self.filled.get() {
            return None;
        }
        let key = self.entry(n).key;
        let v = self.remove(n);
        if n > self.used.get() / 4 + 16 {
            self.resize(th, self.used.get() as usize * 3);
        }
        Some((key, v))
    }

    /// Makes `key`, which is there, the last one. May allocate and run Python (to find it). False: it is not there.
    pub fn move_to_last(self, th: &Thread, key: Value) -> PyResult<bool> {
        let hash = hash_dict_key(th, key)?;
        let Some(n) = self.find(th, key, hash)? else {
            return Ok(false);
        };
        if n + 1 < self.filled.get() {
            let key = self.entry(n).key;
            let v = self.remove(n);
            self.insert_new(th, key, hash, v);
        }
        Ok(true)
    }

    /// Makes `key`, which is there, the first one. Allocates; may run Python (to find it). False: it is not there.
    pub fn move_to_first(self, th: &Thread, key: Value) -> PyResult<bool> {
        let hash = hash_dict_key(th, key)?;
        let Some(n) = self.find(th, key, hash)? else {
            return Ok(false);
        };
        let first = self.entry(n);
        let rest = new(th);
        rest.resize(th, self.len() * 3 / 2 + 1);
        rest.insert_new(th, first.key, hash, self.value_of(first));
        let mut pos = 0;
        while let Some((hash, key, v)) = self.next_hashed(&mut pos) {
            if key != first.key {
                rest.insert_new(th, key, hash, v);
            }
        }
        self.clear();
        self.fill_from(th, rest);
        Ok(true)
    }

    /// Makes a namespace of an exact dict: its values move into cells, so that code whose globals it is finds names, and the
    /// builtins behind them, through caches. Does nothing to a large one, of which code would use little. Allocates.
    pub fn into_namespace(self, th: &Thread) {
        const FEW: u32 = 1000;
        self.let_go();
        if self.is_namespace() || !is_exactly(self.value(), T::Dict) || self.filled.get() > FEW {
            return;
        }
        // Until all is done nobody but the collector looks, to whom cells are Values as any.
        for n in 0..self.filled.get() {
            let e = self.entry(n);
            if e.key.is_empty() {
                continue;
            }
            let cell = heap::alloc::<NameCell>(&th.alloc, ShapeId(0), size_of::<NameCell>());
            cell.value.init(e.value);
            cell.header.set_flags(CELL_CONSTANT);
            // SAFETY: `n` is the number of an entry in use; the dict is the same, as nothing but the collector ran.
            unsafe { (*self.entries.get().add(n as usize)).value = cell.value() };
            write_barrier(self.header());
        }
        self.header().set_flags(self.header().flags() | NAMESPACE);
        self.mutations.set(self.mutations.get().wrapping_add(1));
        self.keys_version
            .set(self.keys_version.get().wrapping_add(1));
    }

    /// Removes everything.
    pub fn clear(self) {
        if self.is_live() {
            while self.pop_last().is_some() {}
            return;
        }
        if self.is_namespace() {
            for n in 0..self.filled.get() {
                let e = self.entry(n);
                if !e.key.is_empty() {
                    cell_of(e).set(Value::EMPTY);
                }
            }
        }
        self.index.set(std::ptr::null_mut());
        self.entries.set(std::ptr::null_mut());
        self.used.set(0);
        self.filled.set(0);
        self.capacity.set(0);
        self.mask.set(0);
        self.header()
            .set_flags(self.header().flags() & !ODD_KEYS | STR_KEYS);
        self.changed_keys();
    }

    /// The value of a name. Runs no Python.
    #[inline]
    pub fn get_str(self, name: Ref<Str>) -> Option<Value> {
        self.refresh();
        let n = self.find_str(name, str::hash(name))?;
        let v = self.value_of(self.entry(n));
        if v.is_empty() { None } else { Some(v) }
    }

    /// As [`Ref::<Dict>::get_str`], comparing the name with keys of all kinds: may run Python.
    #[inline]
    pub fn search_str(self, th: &Thread, name: Ref<Str>) -> PyResult<Option<Value>> {
        match self.has_str_keys() {
            true => Ok(self.get_str(name)),
            false => self.get_hashed(th, name.value(), str::hash(name)),
        }
    }

    /// The cell of a name in a namespace, if it has a value; the name is compared with keys of all kinds. May run Python.
    pub fn search_cell(self, th: &Thread, name: Ref<Str>) -> PyResult<Option<Ref<NameCell>>> {
        let found = self.find(th, name.value(), str::hash(name))?;
        let cell = found.map(|n| cell_of(self.entry(n)));
        Ok(cell.filter(|c| !c.get().is_empty()))
    }

    /// Stores `v` under a name. Allocates; runs no Python.
    #[inline]
    pub fn set_str(self, th: &Thread, name: Ref<Str>, v: Value) {
        let hash = str::hash(name);
        self.refresh();
        match self.find_str(name, hash) {
            Some(n) => self.replace(n, v),
            None => self.insert_new(th, name.value(), hash, v),
        }
    }

    /// Stores `v` under a name of a namespace; if it does not have the name, this is a definition anew after a deletion, and
    /// `cell`, which was the name's and is dead, is its cell again. Who remembers a name's cell so finds its value there,
    /// however often it is deleted. Allocates; runs no Python.
    pub fn set_name_anew(self, th: &Thread, name: Ref<Str>, cell: Ref<NameCell>, v: Value) {
        let hash = str::hash(name);
        match self.find_str(name, hash) {
            Some(n) => self.replace(n, v),
            None => {
                cell.set(v);
                self.insert_entry(th, name.value(), hash, cell.value());
            }
        }
    }

    /// Removes a name and returns its value. Runs no Python.
    pub fn del_str(self, _th: &Thread, name: Ref<Str>) -> Option<Value> {
        self.refresh();
        self.find_str(name, str::hash(name)).map(|n| self.remove(n))
    }

    /// From now on the function of [`set_name_hook`] is told which names this namespace is given.
    pub fn watch_absent(self) {
        let flags = self.header().flags();
        self.header().set_flags(flags | ABSENT_WATCHED);
    }

    /// The cell of a name in a namespace. Runs no Python.
    pub fn cell(self, name: Ref<Str>) -> Option<Ref<NameCell>> {
        if !self.is_namespace() {
            return None;
        }
        self.find_str(name, str::hash(name))
            .map(|n| cell_of(self.entry(n)))
    }

    /// The cell of a name in a namespace; a new one, if there was none, is empty, and the caller stores into it at once.
    /// Allocates; runs no Python.
    pub fn cell_or_create(self, th: &Thread, name: Ref<Str>) -> Ref<NameCell> {
        match self.cell(name) {
            Some(cell) => cell,
            None => {
                self.insert_new(th, name.value(), str::hash(name), Value::EMPTY);
                cell_of(self.entry(self.filled.get() - 1))
            }
        }
    }

    /// The entry at or after `*pos`, as (key, value); moves `*pos` behind it. Start with 0. The dict may change between
    /// calls: whoever cares compares `len` or `keys_version`.
    #[inline]
    pub fn next(self, pos: &mut usize) -> Option<(Value, Value)> {
        let (_, key, value) = self.next_hashed(pos)?;
        Some((key, value))
    }

    /// As `next`, with the hash: (hash, key, value).
    #[inline]
    pub fn next_hashed(self, pos: &mut usize) -> Option<(i64, Value, Value)> {
        self.refresh();
        while *pos < self.filled.get() as usize {
            let e = self.entry(*pos as u32);
            *pos += 1;
            if !e.key.is_empty() {
                let v = self.value_of(e);
                if !v.is_empty() {
                    return Some((e.hash, e.key, v));
                }
            }
        }
        None
    }

    /// The entry before `*pos`, as (key, value); moves `*pos` onto it. Start with `filled()`.
    pub fn next_back(self, pos: &mut usize) -> Option<(Value, Value)> {
        if *pos > self.filled() {
            // The dict was emptied since, and filled anew.
            return None;
        }
        while *pos > 0 {
            *pos -= 1;
            let e = self.entry(*pos as u32);
            if !e.key.is_empty() {
                let v = self.value_of(e);
                if !v.is_empty() {
                    return Some((e.key, v));
                }
            }
        }
        None
    }

    /// Entry `n` (in a namespace, with its cell), for who walks the entries; `None` for a hole.
    #[inline]
    pub fn entry_at(self, n: usize) -> Option<Entry> {
        self.refresh();
        if n >= self.filled.get() as usize {
            return None;
        }
        let e = self.entry(n as u32);
        if e.key.is_empty() { None } else { Some(e) }
    }

    /// The value of entry `n`, if its key is plainly the string `key`, and no other key has a say in that: two dicts of
    /// the same making have it at the same place, and nothing needs to be looked up.
    #[inline(always)]
    pub fn value_at(self, n: usize, key: Value, hash: i64) -> Option<Value> {
        let e = self.entry_at(n)?;
        let same = e.hash == hash
            && !self.has_odd_keys()
            && match (exact_str(e.key), exact_str(key)) {
                (Some(a), Some(b)) => a == b || str_equal(a, b),
                _ => false,
            };
        let v = if same { self.value_of(e) } else { Value::EMPTY };
        (!v.is_empty()).then_some(v)
    }

    /// Fetches the entries, which somebody will soon look at.
    #[inline(always)]
    pub fn prefetch_entries(self) {
        /// More of them come with what the first ones refer to.
        const ENTRIES: usize = 8;
        /// The bytes that are fetched at once.
        const LINE: usize = 64;
        let entries = self.entries.get().cast::<u8>();
        for at in (0..ENTRIES * size_of::<Entry>()).step_by(LINE) {
            prefetch(entries.wrapping_add(at).cast());
        }
    }

    /// Fetches what entry `n`, if there is one, refers to: somebody will soon look at it.
    #[inline]
    pub fn prefetch_entry(self, n: usize) {
        if let Some(e) = self.raw_entries().get(n) {
            prefetch(e.key.bits() as *const Header);
            prefetch(e.value.bits() as *const Header);
        }
    }

    /// Copies keys and values into a new plain dict. Allocates.
    pub fn copy(self, th: &Thread) -> Ref<Dict> {
        let copy = new(th);
        copy.fill_from(th, self);
        copy
    }

    /// Makes an empty plain dict hold what `other` holds, keys in the same order; no key is compared. Allocates.
    pub fn fill_from(self, th: &Thread, other: Ref<Dict>) {
        debug_assert!(self.is_empty() && !self.is_namespace() && !self.is_live());
        if other.is_empty() {
            return;
        }
        self.resize(th, other.len() * 3 / 2 + 1);
        const KEYS: u8 = STR_KEYS | ODD_KEYS;
        self.header()
            .set_flags(self.header().flags() & !KEYS | other.header().flags() & KEYS);
        let mut pos = 0;
        let mut n = 0;
        while let Some((hash, key, value)) = other.next_hashed(&mut pos) {
            // SAFETY: `resize` made room for all of the other's entries, and nothing here allocates.
            unsafe { *self.entries.get().add(n as usize) = Entry { hash, key, value } };
            self.index_insert(n, hash);
            n += 1;
        }
        self.filled.set(n);
        self.used.set(n);
        self.changed_keys();
        write_barrier(self.header());
    }

    /// Stores all of `other`'s entries into this dict, in order. Allocates, may run Python; "dict mutated during update"
    /// if that changes `other`.
    pub fn merge(self, th: &Thread, other: Ref<Dict>) -> PyResult<()> {
        if self == other || other.is_empty() {
            return Ok(());
        }
        if self.is_empty() && !self.is_namespace() && !self.is_live() {
            self.fill_from(th, other);
            return Ok(());
        }
        let keys = other.keys_version();
        let mut pos = 0;
        while let Some((hash, key, value)) = other.next_hashed(&mut pos) {
            self.set_hashed(th, key, hash, value)?;
            if other.keys_version() != keys {
                return Err(th.runtime_error("dict mutated during update"));
            }
        }
        Ok(())
    }
}
