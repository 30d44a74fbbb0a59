//! Allocation: the inline fast path, and the slow path that sweeps, collects or maps.
//!
//! The slow path hands out zeroed intervals (of long leaves, only their first words are). It looks, in this order, for
//! the next gap in the block it is in, whether it is time to collect, for a block that is half free, and for a free
//! block. A gap is cut to [`INTERVAL`] bytes, so that what it zeroes is still in the nearest cache when it is
//! allocated. The policy counts the bytes handed out.
//!
//! A buffer is an object whose payload starts 16 bytes behind its header: `[header][capacity][payload…]`. Its owner
//! holds the payload's address, which as an interior pointer keeps the buffer alive.

use std::ptr;

use super::classes::{
    AllocCursors, CLASS_SIZES, CLASSES, GENERAL_CLASSES, LEAF_ZEROED, NO_BLOCK, SMALL_MAX,
    class_of, leaf_class_of, multiples, rounded_size, slots_of,
};
use super::space::{BLOCK_SHIFT, BLOCK_SIZE, PAGE, Space, Use};
use super::{Heap, heap};
use crate::object::{Header, Kind, NativeLayout, NativeObject, Object, Ref, ShapeId};
use crate::value::Value;

/// Intervals are cut to about this many bytes, which one object of any class fits into; and to how many objects, by class.
const INTERVAL: u32 = SMALL_MAX as u32;
const INTERVAL_OBJECTS: [u32; CLASSES] = multiples(INTERVAL);
/// A buffer that outgrows a block reserves this many times its size of address space, so that it seldom moves again;
/// from [`GROWN`] bytes on, where what it leaves behind weighs less than the tables of what it reserves, fewer.
const GROWING_RESERVE: usize = 64;
const GROWN_RESERVE: usize = 8;
const GROWN: usize = 4 << 20;
/// A large buffer grows in place by this many bytes at a time: what that zeroes is still in the cache when it is written.
const GROWING_STEP: usize = 128 << 10;
/// Large objects from this size on ask for huge pages.
const HUGE_FROM: usize = super::space::HUGE_FROM;
/// The bytes before a buffer's payload: header and capacity.
const BUFFER_PREFIX: usize = 16;

/// The blocks of one class whose free slots are worth sweeping.
pub struct ClassQueue {
    /// The next one is the last.
    pub blocks: Vec<u32>,
}

impl ClassQueue {
    pub const fn new() -> ClassQueue {
        ClassQueue { blocks: Vec::new() }
    }
}

/// Allocates `size` zeroed bytes, 16-byte aligned. May collect. The first word must become a header before the next
/// allocation.
#[inline(always)]
pub fn alloc_raw(cursors: &AllocCursors, size: usize) -> *mut u8 {
    if size <= SMALL_MAX {
        return alloc_small(cursors, class_of(if size == 0 { 1 } else { size }));
    }
    alloc_large(size, size, size)
}

#[inline(always)]
fn alloc_small(cursors: &AllocCursors, class: usize) -> *mut u8 {
    let c = &cursors.classes[class];
    let at = c.cursor.get();
    let next = at + CLASS_SIZES[class] as usize;
    if next <= c.limit.get() {
        c.cursor.set(next);
        return at as *mut u8;
    }
    alloc_slow(cursors, class)
}

/// Allocates an object of `size` bytes laid out as a `T` that never refers to another object: neither the structure nor
/// what is behind it ever holds a Value or the address of a buffer. The bytes behind the structure are all written by the
/// caller: those of a large one may be anything but zero. May collect.
#[inline(always)]
pub fn alloc_leaf<T: Object>(cursors: &AllocCursors, shape: ShapeId, size: usize) -> Ref<T> {
    debug_assert!(size >= size_of::<T>());
    if size > LEAF_ZEROED {
        return alloc_long_leaf(cursors, shape, size);
    }
    let p = alloc_small(cursors, leaf_class_of(size));
    // SAFETY: as in `alloc`.
    unsafe { begin(p, shape) }
}

#[inline(never)]
fn alloc_long_leaf<T: Object>(cursors: &AllocCursors, shape: ShapeId, size: usize) -> Ref<T> {
    if size > SMALL_MAX {
        return alloc_unfilled(cursors, shape, size);
    }
    let p = alloc_small(cursors, leaf_class_of(size));
    // SAFETY: fresh memory of at least `size_of::<T>()` bytes, all zero by then.
    unsafe {
        ptr::write_bytes(p, 0, size_of::<T>());
        begin(p, shape)
    }
}

/// [`alloc`], but of a large object the bytes behind the structure may be anything but zero: the caller writes them all.
#[inline(always)]
pub fn alloc_unfilled<T: Object>(cursors: &AllocCursors, shape: ShapeId, size: usize) -> Ref<T> {
    debug_assert!(size >= size_of::<T>());
    if size <= SMALL_MAX {
        return alloc(cursors, shape, size);
    }
    let p = alloc_large(size, size, size_of::<T>());
    // SAFETY: as in `alloc`: the structure's bytes are zero.
    unsafe { begin(p, shape) }
}

/// Writes an object's header.
///
/// # Safety
/// `p` is fresh memory, zero in the first `size_of::<T>()` bytes, which is valid for a `T` (the promise of `Object`) once
/// it has a header.
#[inline(always)]
unsafe fn begin<T: Object>(p: *mut u8, shape: ShapeId) -> Ref<T> {
    // SAFETY: the caller's promise.
    unsafe {
        p.cast::<Header>().write(Header::new(T::KIND, shape));
        Ref::from_raw(p.cast::<T>())
    }
}

/// [`alloc_raw`] with the C calling convention, for the slow path of traces.
///
/// # Safety
/// `cursors` points to the running thread's cursors.
pub unsafe extern "C" fn alloc_from_trace(cursors: *const AllocCursors, size: usize) -> *mut u8 {
    // SAFETY: the caller's promise.
    alloc_raw(unsafe { &*cursors }, size)
}

/// Allocates an object of `size` bytes laid out as a `T`, zero behind its header. May collect.
#[inline(always)]
pub fn alloc<T: Object>(cursors: &AllocCursors, shape: ShapeId, size: usize) -> Ref<T> {
    debug_assert!(size >= size_of::<T>());
    let p = alloc_raw(cursors, size);
    // SAFETY: fresh memory of at least `size_of::<T>()` bytes, all zero.
    unsafe { begin(p, shape) }
}

/// Allocates an object of kind `Native`, writes its layout and sees to it that its `drop` is called.
pub fn alloc_native<T: Object>(
    cursors: &AllocCursors,
    shape: ShapeId,
    layout: &'static NativeLayout,
) -> Ref<T> {
    debug_assert!(T::KIND == Kind::Native && size_of::<T>() >= size_of::<NativeObject>());
    let p = alloc_raw(cursors, size_of::<T>());
    // SAFETY: fresh memory of the right size; native objects begin with header and layout.
    unsafe {
        p.cast::<NativeObject>().write(NativeObject {
            header: Header::new(Kind::Native, shape),
            layout,
        });
        if layout.drop.is_some() {
            super::register_drop(&*p.cast::<Header>());
        }
        Ref::from_raw(p.cast::<T>())
    }
}

/// Allocates a buffer for at least `capacity` Values, all empty; the result is the payload. May collect.
pub fn alloc_values(cursors: &AllocCursors, capacity: usize) -> *mut Value {
    alloc_values_with_room(cursors, capacity).0
}

/// As [`alloc_values`], and for how many Values the buffer has room.
#[inline(always)]
pub fn alloc_values_with_room(cursors: &AllocCursors, capacity: usize) -> (*mut Value, usize) {
    const UNIT: usize = size_of::<Value>();
    let size = BUFFER_PREFIX + capacity * UNIT;
    let (p, bytes) = if size <= SMALL_MAX {
        let class = class_of(size);
        (alloc_small(cursors, class), CLASS_SIZES[class] as usize)
    } else {
        let bytes = rounded_size(size);
        (alloc_raw(cursors, bytes), bytes)
    };
    let room = (bytes - BUFFER_PREFIX) / UNIT;
    // SAFETY: fresh memory of more than the prefix's size.
    let payload = unsafe {
        p.cast::<Header>()
            .write(Header::new(Kind::Values, ShapeId(0)));
        p.add(BUFFER_PREFIX)
    };
    set_capacity(payload, room);
    (payload.cast(), room)
}

/// Allocates a buffer for at least `capacity` bytes, all zero; the result is the payload. May collect.
pub fn alloc_bytes(cursors: &AllocCursors, capacity: usize) -> *mut u8 {
    let bytes = rounded_size(BUFFER_PREFIX + capacity);
    let payload = alloc_buffer(cursors, Kind::Raw, bytes);
    set_capacity(payload, bytes - BUFFER_PREFIX);
    payload
}

fn alloc_buffer(cursors: &AllocCursors, kind: Kind, bytes: usize) -> *mut u8 {
    let p = alloc_raw(cursors, bytes);
    // SAFETY: fresh memory of more than the prefix's size.
    unsafe {
        p.cast::<Header>().write(Header::new(kind, ShapeId(0)));
        p.add(BUFFER_PREFIX)
    }
}

fn set_capacity(payload: *mut u8, capacity: usize) {
    // SAFETY: the word before a payload is its buffer's capacity.
    unsafe { payload.cast::<usize>().sub(1).write(capacity) };
}

/// How many items (Values or bytes) the buffer with this payload holds.
#[inline(always)]
pub fn buffer_capacity<T>(payload: *const T) -> usize {
    // SAFETY: the word before a payload is its buffer's capacity.
    unsafe { payload.cast::<usize>().sub(1).read() }
}

/// A buffer for at least `least` Values, better `capacity`, that begins with the first `len` of `old` (which may be
/// null), the rest empty. Large buffers grow in place where they can: the result is then `old`. Otherwise `old` stays as
/// it is; it dies when nothing refers to it, or at once by [`release_buffer`]. May collect.
pub fn grow_values(
    cursors: &AllocCursors,
    old: *mut Value,
    len: usize,
    least: usize,
    capacity: usize,
) -> *mut Value {
    let sizes = (least, capacity);
    grow(cursors, Kind::Values, old.cast(), len, sizes, 8).cast()
}

/// [`grow_values`] for bytes.
pub fn grow_bytes(
    cursors: &AllocCursors,
    old: *mut u8,
    len: usize,
    least: usize,
    capacity: usize,
) -> *mut u8 {
    grow(cursors, Kind::Raw, old, len, (least, capacity), 1)
}

/// [`grow_values`] for items of `unit` bytes.
fn grow(
    cursors: &AllocCursors,
    kind: Kind,
    old: *mut u8,
    len: usize,
    (least, capacity): (usize, usize),
    unit: usize,
) -> *mut u8 {
    let bytes = rounded_size(BUFFER_PREFIX + capacity * unit);
    if !old.is_null() {
        let step = rounded_size(BUFFER_PREFIX + least * unit + GROWING_STEP).min(bytes);
        if extend_large(old as usize - BUFFER_PREFIX, step) {
            set_capacity(old, (step - BUFFER_PREFIX) / unit);
            return old;
        }
    }
    let payload = if bytes > BLOCK_SIZE && !old.is_null() {
        // What has grown will grow again.
        let times = if bytes < GROWN {
            GROWING_RESERVE
        } else {
            GROWN_RESERVE
        };
        let p = alloc_large(bytes, bytes * times, bytes);
        // SAFETY: fresh memory.
        unsafe {
            p.cast::<Header>().write(Header::new(kind, ShapeId(0)));
            p.add(BUFFER_PREFIX)
        }
    } else {
        alloc_buffer(cursors, kind, bytes)
    };
    set_capacity(payload, (bytes - BUFFER_PREFIX) / unit);
    if !old.is_null() {
        // SAFETY: both buffers hold at least `len` items, and they are distinct.
        unsafe { ptr::copy_nonoverlapping(old, payload, len * unit) };
    }
    payload
}

/// Frees a large buffer at once, without waiting for a collection; does nothing for small ones and for null.
///
/// # Safety
/// Nobody uses the buffer after this call.
pub unsafe fn release_buffer<T>(payload: *mut T) {
    if payload.is_null() {
        return;
    }
    let h = heap();
    let b = h.space.block_of(payload as usize - BUFFER_PREFIX);
    let block = h.space.block(b);
    if block.usage == Use::Large {
        let bytes = block.bytes();
        h.since = h.since.saturating_sub(if block.young { bytes } else { 0 });
        if !block.young {
            h.live_large -= bytes;
        }
        h.unlist_large(b);
        h.free_large(b);
    }
}

/// Grows the large object at `at` to `bytes` in place, if it is one and there is room behind it.
fn extend_large(at: usize, bytes: usize) -> bool {
    let h = heap();
    let b = h.space.block_of(at);
    let block = h.space.block(b);
    if block.usage != Use::Large || bytes < block.bytes() {
        return false;
    }
    let (run, old_bytes) = (block.run, block.bytes());
    let need = bytes.div_ceil(BLOCK_SIZE) as u32;
    if need > run {
        if !h.space.extend(b, run, need) {
            return false;
        }
        for i in b + run..b + need {
            let entry = h.space.block(i);
            entry.usage = Use::Continued;
            entry.head = b;
        }
        h.space.block(b).run = need;
    }
    h.space.clean_range(b, old_bytes, bytes);
    if bytes >= HUGE_FROM && old_bytes < HUGE_FROM {
        let run = h.space.block(b).run;
        h.space.advise_huge(b, run);
    }
    h.space.block(b).pages = (bytes / PAGE) as u32;
    if !h.space.block(b).young {
        h.live_large += bytes - old_bytes;
    }
    h.since += bytes - old_bytes;
    h.allocated += bytes - old_bytes;
    true
}

/// Takes the next interval for `class` and allocates from it.
#[cold]
#[inline(never)]
fn alloc_slow(cursors: &AllocCursors, class: usize) -> *mut u8 {
    let h = heap();
    assert!(!h.collecting, "allocation during a collection");
    super::register_cursors(cursors);
    if h.is_time_to_collect() {
        super::collect::collect_by_policy(0);
    }
    // The collection is over: borrow again.
    let h = heap();
    let size = CLASS_SIZES[class] as usize;
    let (start, end) = h.next_interval(cursors, class);
    let (start, end) = (start as usize, end as usize);
    let base = h.space.address(cursors.blocks[class].get());
    h.since += end - start;
    h.allocated += end - start;
    cursors.classes[class].cursor.set(base + start + size);
    cursors.classes[class].limit.set(base + end);
    (base + start) as *mut u8
}

/// Allocates an object with blocks of its own: `bytes` in use, the first `zeroed` of them zero, address space for
/// `reserved`.
#[cold]
#[inline(never)]
fn alloc_large(bytes: usize, reserved: usize, zeroed: usize) -> *mut u8 {
    let h = heap();
    assert!(!h.collecting, "allocation during a collection");
    let bytes = bytes.next_multiple_of(PAGE);
    // A collection that a large allocation would soon cause comes before it, so that its memory may be reused.
    if h.is_time_to_collect() || (h.since >= h.budget / 4 && h.since + bytes > h.budget) {
        super::collect::collect_by_policy(bytes);
    }
    let h = heap();
    let mut n = reserved.max(bytes).div_ceil(BLOCK_SIZE) as u32;
    let b = h
        .space
        .acquire_high(n)
        .or_else(|| {
            n = bytes.div_ceil(BLOCK_SIZE) as u32;
            h.space.acquire_high(n)
        })
        .unwrap_or_else(|| out_of_memory(bytes));
    for i in b..b + n {
        let block = h.space.block(i);
        block.usage = Use::Continued;
        block.head = b;
    }
    let block = h.space.block(b);
    block.usage = Use::Large;
    block.leaf = false;
    block.known = 0;
    block.run = n;
    block.pages = (bytes / PAGE) as u32;
    block.young = true;
    block.swept_to = h.large_young.len() as u32;
    h.large_young.push(b);
    h.space.clean_range(b, 0, zeroed);
    h.space.dirty_range(b, zeroed, bytes);
    if bytes >= HUGE_FROM {
        h.space.advise_huge(b, n);
    }
    h.since += bytes;
    h.allocated += bytes;
    h.space.address(b) as *mut u8
}

/// Whether an object of `bytes` bytes can be allocated at all: to be asked before sizes that come from the program, in
/// order to raise MemoryError. (An allocation that fails in spite of it ends the process.)
pub fn fits(bytes: usize) -> bool {
    static LIMIT: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    let limit = LIMIT.get_or_init(|| {
        // SAFETY: plain system queries.
        let memory = unsafe {
            libc::sysconf(libc::_SC_PHYS_PAGES).max(0) as usize
                * libc::sysconf(libc::_SC_PAGESIZE).max(0) as usize
        };
        memory.min(heap().space.span / 2)
    });
    bytes <= *limit
}

fn out_of_memory(bytes: usize) -> ! {
    eprintln!("sidewinder: out of memory (allocating {bytes} bytes)");
    std::process::abort()
}

impl Space {
    /// Notes that the bytes `from..to` of the run at `b` will be dirty.
    fn dirty_range(&mut self, b: u32, from: usize, to: usize) {
        let mut at = from;
        while at < to {
            let i = b + (at >> BLOCK_SHIFT) as u32;
            let within = at & (BLOCK_SIZE - 1);
            let end = (to - (at - within)).min(BLOCK_SIZE);
            self.soil(i, end as u32);
            at += end - within;
        }
    }

    /// Zeroes the bytes `from..to` of the run at `b` where they are dirty, and notes that they will be.
    fn clean_range(&mut self, b: u32, from: usize, to: usize) {
        let mut at = from;
        while at < to {
            let i = b + (at >> BLOCK_SHIFT) as u32;
            let within = at & (BLOCK_SIZE - 1);
            let end = (to - (at - within)).min(BLOCK_SIZE);
            let start = self.address(i);
            let dirty = (self.block(i).dirty as usize).min(end);
            if within < dirty {
                // SAFETY: the memory belongs to the caller's run, and no object is in it yet.
                unsafe { ptr::write_bytes((start + within) as *mut u8, 0, dirty - within) };
            }
            self.soil(i, end as u32);
            at += end - within;
        }
    }
}

impl Heap {
    fn is_time_to_collect(&mut self) -> bool {
        if self.stress != 0 {
            self.stress_count += 1;
            if self.stress_count >= self.stress {
                self.stress_count = 0;
                return true;
            }
        }
        self.since >= self.budget
    }

    /// Finds the next free interval of `class` and makes it zero; the cursors' block is then the one it lies in.
    fn next_interval(&mut self, cursors: &AllocCursors, class: usize) -> (u32, u32) {
        let current = &cursors.blocks[class];
        if current.get() != NO_BLOCK
            && let Some(interval) = self.next_gap(current.get())
        {
            return interval;
        }
        loop {
            let b = match self.queues[class].blocks.pop() {
                Some(b) => b,
                None => self.new_small_block(class),
            };
            current.set(b);
            let block = self.space.block(b);
            if !block.young {
                block.young = true;
                self.young_blocks.push(b);
            }
            if let Some(interval) = self.next_gap(b) {
                return interval;
            }
        }
    }

    fn new_small_block(&mut self, class: usize) -> u32 {
        let b = self
            .space
            .acquire_low()
            .unwrap_or_else(|| out_of_memory(BLOCK_SIZE));
        self.small_blocks += 1;
        let block = self.space.block(b);
        block.usage = Use::Small;
        block.class = class as u8;
        block.leaf = class >= GENERAL_CLASSES;
        block.live = 0;
        block.swept_to = 0;
        block.reciprocal = ((1u64 << 32).div_ceil(CLASS_SIZES[class] as u64)) as u32;
        b
    }

    /// Sweeps on in block `b` to its next free interval, which it zeroes.
    fn next_gap(&mut self, b: u32) -> Option<(u32, u32)> {
        let marks = self.space.mark_words(b);
        let address = self.space.address(b);
        let block = self.space.block(b);
        let class = block.class as usize;
        let size = CLASS_SIZES[class];
        let end = slots_of(class) * size;
        let mut start = block.swept_to;
        // SAFETY: a block's mark words, and offsets inside the block.
        let words = unsafe { std::slice::from_raw_parts(marks, BLOCK_SIZE / 1024) };
        while start < end && words[(start >> 10) as usize] >> ((start >> 4) & 63) & 1 != 0 {
            start += size;
        }
        if start >= end {
            block.swept_to = BLOCK_SIZE as u32;
            return None;
        }
        let longest = if self.stress != 0 {
            size
        } else {
            INTERVAL_OBJECTS[class] * size
        };
        let stop = next_marked(words, start)
            .unwrap_or(end)
            .min(start + longest);
        if start < block.dirty {
            let dirty_end = stop.min(block.dirty);
            // SAFETY: the interval holds no live object: none of its slots is marked, and they are above `swept_to`.
            unsafe {
                if block.leaf && size > LEAF_ZEROED as u32 {
                    for slot in (start..dirty_end).step_by(size as usize) {
                        ((address + slot as usize) as *mut u64).write(0);
                    }
                } else {
                    let first = (address + start as usize) as *mut u8;
                    ptr::write_bytes(first, 0, (dirty_end - start) as usize);
                }
            }
        }
        block.swept_to = stop;
        self.space.soil(b, stop);
        Some((start, stop))
    }

    /// Takes the large object at `b` out of the list it is in.
    fn unlist_large(&mut self, b: u32) {
        let block = self.space.block(b);
        let at = block.swept_to as usize;
        let list = if block.young {
            &mut self.large_young
        } else {
            &mut self.large_old
        };
        debug_assert!(list[at] == b);
        list.swap_remove(at);
        if let Some(&moved) = list.get(at) {
            self.space.block(moved).swept_to = at as u32;
        }
    }

    /// Frees the blocks of the large object at `b`, which is in no list any more.
    pub(super) fn free_large(&mut self, b: u32) {
        let n = self.space.block(b).run;
        // Nothing begins here any more; see `is_marked_start`.
        self.space.clear_marks(b);
        self.space.release(b, n);
    }
}

/// The offset of the first marked granule at or behind offset `from`.
fn next_marked(words: &[u64], from: u32) -> Option<u32> {
    let granule = from >> 4;
    let mut i = (granule >> 6) as usize;
    let mut word = words[i] & (u64::MAX << (granule & 63));
    loop {
        if word != 0 {
            return Some(((i as u32) << 10) + (word.trailing_zeros() << 4));
        }
        i += 1;
        if i == words.len() {
            return None;
        }
        word = words[i];
    }
}
