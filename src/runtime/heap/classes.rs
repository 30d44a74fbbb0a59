//! Size classes and the allocation cursors that machine code bumps.
//!
//! Small objects are rounded up to one of [`CLASSES`] sizes: 16-byte steps to 256 bytes, where nearly all objects
//! are, then four steps per doubling up to [`SMALL_MAX`]. Per class a thread has a free interval `cursor..limit` of
//! zeroed memory; allocation is *load cursor, add, compare with limit, store*, in Rust and inline in traces alike.
//! The last general classes are not round numbers but whole fractions of a block, so that no block wastes more than 2 %.
//!
//! Leaves, such as strings, have classes and so blocks of their own: marking sets their bit and does not touch
//! them, which would be a cache miss each.
//!
//! Invariant C1: the memory in `cursor..limit` is zero (of leaves of more than [`LEAF_ZEROED`] bytes: the first word of
//! each slot is), so its kind is `Free` everywhere; it lies in one block, and its length is a multiple of the class's size. This file does not know where intervals come from (`sweep.rs`).

use std::cell::Cell;
use std::mem::offset_of;

use super::space::BLOCK_SIZE;

/// The unit of all sizes and the alignment of all objects.
pub const GRANULE: usize = 16;
/// The largest size that comes from size-segregated blocks; what is larger has blocks of its own.
pub const SMALL_MAX: usize = 8192;
/// How many size classes there are for objects that may refer to others.
pub const GENERAL_CLASSES: usize = 35;
/// The largest leaf, an object that never refers to another, that is handed out as zeros. In a larger one, what is behind
/// the structure may be anything: whoever makes it writes it, and long strings and numbers would be written twice.
pub const LEAF_ZEROED: usize = 256;
/// How many classes there are in all: behind the general ones, those for leaves, of the same sizes.
pub const CLASSES: usize = 2 * GENERAL_CLASSES;

/// The size in bytes of each class.
pub const CLASS_SIZES: [u32; CLASSES] = {
    let mut sizes = [0; CLASSES];
    let mut class = 0;
    while class < GENERAL_CLASSES {
        sizes[class] = GENERAL_SIZES[class];
        sizes[GENERAL_CLASSES + class] = GENERAL_SIZES[class];
        class += 1;
    }
    sizes
};

const GENERAL_SIZES: [u32; GENERAL_CLASSES] = [
    16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240,
    256, // steps of one granule
    320, 384, 448, 512, 640, 768, 896, 1024, 1280, 1536, 1792, 2048, // four per doubling
    2560, 3072, 3632, 4096, 5456, 6544, 8192, // whole fractions of a block
];

/// The class of each size, counted in granules (rounded up); entry 0 is unused.
const CLASS_OF_GRANULES: [u8; SMALL_MAX / GRANULE + 1] = {
    let mut table = [0u8; SMALL_MAX / GRANULE + 1];
    let mut granules = 1;
    let mut class = 0;
    while granules < table.len() {
        if granules * GRANULE > GENERAL_SIZES[class] as usize {
            class += 1;
        }
        table[granules] = class as u8;
        granules += 1;
    }
    table
};

/// The class of objects of `size` bytes; `size` is at least 1 and at most [`SMALL_MAX`].
#[inline(always)]
pub const fn class_of(size: usize) -> usize {
    debug_assert!(size > 0 && size <= SMALL_MAX);
    if size <= 256 {
        (size - 1) / GRANULE
    } else {
        CLASS_OF_GRANULES[size.div_ceil(GRANULE)] as usize
    }
}

/// The class of leaves of `size` bytes; `size` is at least 1 and at most [`SMALL_MAX`].
#[inline(always)]
pub const fn leaf_class_of(size: usize) -> usize {
    GENERAL_CLASSES + class_of(size)
}

/// How many bytes an object of `size` bytes really gets.
pub const fn rounded_size(size: usize) -> usize {
    if size <= SMALL_MAX {
        CLASS_SIZES[class_of(if size == 0 { 1 } else { size })] as usize
    } else {
        size.next_multiple_of(super::space::PAGE)
    }
}

/// How many slots a block of each class has.
const SLOTS: [u32; CLASSES] = multiples(BLOCK_SIZE as u32);

/// How many slots a block of this class has.
#[inline(always)]
pub const fn slots_of(class: usize) -> u32 {
    SLOTS[class]
}

/// How many objects of each class fit into so many bytes. (Sizes that are not known at compile time are slow to divide by.)
pub const fn multiples(bytes: u32) -> [u32; CLASSES] {
    let mut counts = [0; CLASSES];
    let mut class = 0;
    while class < CLASSES {
        counts[class] = bytes / CLASS_SIZES[class];
        class += 1;
    }
    counts
}

/// The free interval of one class.
#[repr(C)]
pub struct Cursor {
    /// The address of the next object.
    pub(super) cursor: Cell<usize>,
    /// The end of the interval.
    pub(super) limit: Cell<usize>,
}

/// A thread's free intervals, one per size class; embedded in the thread's structure at a fixed offset. It registers
/// itself with the heap at its first slow path and must not move afterwards.
#[repr(C)]
pub struct AllocCursors {
    pub(super) classes: [Cursor; CLASSES],
    /// The block that each interval lies in, or `NO_BLOCK`.
    pub(super) blocks: [Cell<u32>; CLASSES],
    /// Whether the heap knows these cursors.
    pub(super) registered: Cell<bool>,
}

/// No block.
pub(super) const NO_BLOCK: u32 = u32::MAX;

impl AllocCursors {
    /// Bytes of the intervals that no object has taken yet.
    pub fn unused(&self) -> usize {
        let left = |c: &Cursor| c.limit.get().saturating_sub(c.cursor.get());
        self.classes.iter().map(left).sum()
    }

    /// Cursors without intervals: the first allocation of each class takes the slow path.
    pub const fn new() -> AllocCursors {
        AllocCursors {
            classes: [const {
                Cursor {
                    cursor: Cell::new(0),
                    limit: Cell::new(0),
                }
            }; CLASSES],
            blocks: [const { Cell::new(NO_BLOCK) }; CLASSES],
            registered: Cell::new(false),
        }
    }

    /// The offset of a class's cursor word from the beginning of the structure, for machine code.
    pub const fn cursor_offset(class: usize) -> usize {
        offset_of!(AllocCursors, classes) + class * size_of::<Cursor>() + offset_of!(Cursor, cursor)
    }

    /// The offset of a class's limit word from the beginning of the structure, for machine code.
    pub const fn limit_offset(class: usize) -> usize {
        offset_of!(AllocCursors, classes) + class * size_of::<Cursor>() + offset_of!(Cursor, limit)
    }

    /// Gives all intervals up; what is left of them is free.
    pub(super) fn retire(&self) {
        for c in &self.classes {
            c.cursor.set(0);
            c.limit.set(0);
        }
        for b in &self.blocks {
            b.set(NO_BLOCK);
        }
    }
}

impl Default for AllocCursors {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for AllocCursors {
    fn drop(&mut self) {
        if self.registered.get() {
            super::unregister_cursors(self);
        }
    }
}
