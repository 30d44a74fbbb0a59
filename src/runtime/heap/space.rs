//! The heap's address space: blocks, the block table and the mark bitmaps.
//!
//! One contiguous range of addresses is reserved once, at a fixed preferred address so that `id()` and everything
//! that derives from it is the same in every run. It is cut into blocks of 64 KB. Blocks of small objects grow
//! from the bottom, runs of blocks for large objects from the top, so that they do not fragment each other and huge
//! pages serve only the former (and very large objects). Because the range is contiguous, "is this word in the heap" is one subtraction and
//! one comparison, and "in which object" is a look into the block table and a multiplication.
//!
//! Beside the range lie, flat and indexed by the same offset, the block table and two mark bitmaps with one bit per
//! granule. All of them are reserved whole and committed in steps of [`COMMIT`] bytes of heap. A major collection swaps
//! the bitmaps: the former one then tells which objects in unswept memory are alive.
//!
//! Invariants: S1, in blocks below `low_top` and from `high_bottom` on, the table and the bitmaps are committed, and
//! nowhere else; S2, a free block's `dirty` bytes from its beginning may be non-zero, all its other bytes are zero;
//! S3, the current mark bits of the first
//! block of an acquired run are clear (the others' are not used).

use std::collections::BTreeMap;
use std::ptr;

use super::classes::{CLASS_SIZES, GRANULE, slots_of};
use crate::object::Header;

/// The size and alignment of a block.
pub const BLOCK_SIZE: usize = 1 << BLOCK_SHIFT;
pub(super) const BLOCK_SHIFT: u32 = 16;
/// The unit in which large objects are counted (and the smallest page size we know).
pub const PAGE: usize = 4096;
/// Where the heap lies, if the system lets us choose.
pub const PREFERRED_BASE: usize = 0x2000_0000_0000;
/// Sizes of the reservation, tried in turn.
const SPANS: [usize; 7] = [
    1 << 40,
    1 << 38,
    1 << 36,
    1 << 34,
    1 << 32,
    1 << 30,
    1 << 28,
];
/// Memory becomes accessible in steps of this many bytes of heap.
const COMMIT: usize = 8 << 20;
/// Bytes of heap per byte of mark bitmap.
const MARK_RATIO: usize = GRANULE * 8;
/// So much more than it had at its recent peak the heap may take from the system before it gives others back: one part in so
/// many, and at least so many bytes. What it gives back while it turns from small objects to large ones, it soon faults in
/// again.
const SLACK_SHARE: usize = 5;
const MIN_SLACK: usize = 2 << 20;
/// What a block is used for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Use {
    Free,
    /// Objects of one size class.
    Small,
    /// The first block of a large object.
    Large,
    /// A further block of a large object.
    Continued,
}

/// A block's entry in the table.
#[repr(C)]
#[derive(Debug)]
pub struct Block {
    pub usage: Use,
    /// The size class (small blocks).
    pub class: u8,
    /// Whether memory of this block was handed out since the last collection.
    pub young: bool,
    /// Whether its objects are leaves: they refer to nothing, and marking does not look at them (small blocks).
    pub leaf: bool,
    /// Slots marked at the last collection (small blocks).
    pub live: u16,
    /// Small blocks: below this offset, what has a kind other than `Free` is an object; from it on, what is marked is.
    /// Large heads: the place in the list of large objects.
    pub swept_to: u32,
    /// 2^32 / slot size, rounded up (small blocks).
    pub reciprocal: u32,
    /// How many of the first items in a buffer the last collections have visited (large heads).
    pub known: u32,
    /// The first block of the run (large objects: also the continued ones).
    pub head: u32,
    /// How many bytes from the beginning may be non-zero.
    pub dirty: u32,
    /// Blocks in the run, counting reserved ones (large head).
    pub run: u32,
    /// Pages in use by the object (large head).
    pub pages: u32,
}

const _: () = assert!(size_of::<Block>() == 36);

impl Block {
    /// Bytes in use by a large object (its head's entry).
    #[inline(always)]
    pub fn bytes(&self) -> usize {
        self.pages as usize * PAGE
    }
}

/// Reserves `bytes` of inaccessible address space.
fn reserve(at: usize, bytes: usize) -> Option<*mut u8> {
    let fixed = if at == 0 {
        0
    } else {
        libc::MAP_FIXED_NOREPLACE
    };
    // SAFETY: an anonymous mapping that replaces no other.
    let p = unsafe {
        libc::mmap(
            at as *mut libc::c_void,
            bytes,
            libc::PROT_NONE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE | fixed,
            -1,
            0,
        )
    };
    if p == libc::MAP_FAILED {
        return None;
    }
    if at != 0 && p as usize != at {
        // SAFETY: the mapping that an old kernel made elsewhere, ignoring the flag.
        unsafe { libc::munmap(p, bytes) };
        return None;
    }
    Some(p.cast())
}

/// Makes reserved memory accessible.
fn commit(p: *mut u8, bytes: usize) -> bool {
    let start = p as usize & !(PAGE_MAX - 1);
    let end = (p as usize + bytes).next_multiple_of(PAGE_MAX);
    // SAFETY: the range lies in a reservation of ours (which are multiples of PAGE_MAX), and gains access only.
    unsafe {
        libc::mprotect(
            start as *mut libc::c_void,
            end - start,
            libc::PROT_READ | libc::PROT_WRITE,
        ) == 0
    }
}

/// The largest page size of the systems we run on.
const PAGE_MAX: usize = 1 << 16;

/// Gives memory back to the system; it reads as zero afterwards.
fn give_back(p: *mut u8, bytes: usize) {
    // SAFETY: committed private anonymous memory that holds no objects.
    let r = unsafe { libc::madvise(p.cast(), bytes, libc::MADV_DONTNEED) };
    assert!(r == 0, "the system refuses to take memory back");
}

/// Heaps and large objects from this size on ask for huge pages. Smaller ones do not: the system took up to three times as
/// long to hand out huge pages as to hand out the same memory in small ones, which is more than they save.
pub const HUGE_FROM: usize = 512 << 20;
/// Shorter runs of blocks than this are not given back to the system.
const GIVE_BACK: u32 = (1 << 20) >> BLOCK_SHIFT;

/// So many free blocks are looked at for one that the system has given already.
const DIRTY_LOOKS: u32 = 1024;

/// Runs of free blocks by their first block.
#[derive(Default)]
struct Runs(BTreeMap<u32, u32>);

impl Runs {
    /// Adds a run, joining it with its neighbours.
    fn insert(&mut self, mut start: u32, mut len: u32) {
        if let Some((&s, &l)) = self.0.range(..start).next_back()
            && s + l == start
        {
            self.0.remove(&s);
            start = s;
            len += l;
        }
        if let Some(l) = self.0.remove(&(start + len)) {
            len += l;
        }
        self.0.insert(start, len);
    }

    /// Takes the first run of `n` blocks.
    fn take(&mut self, n: u32) -> Option<u32> {
        let (&start, &len) = self.0.iter().find(|&(_, &len)| len >= n)?;
        self.0.remove(&start);
        if len > n {
            self.0.insert(start + n, len - n);
        }
        Some(start)
    }

    /// Takes `n` blocks from the first one on that is `wanted`; looks at so many runs and blocks at most.
    fn take_wanted(&mut self, n: u32, looks: u32, wanted: impl Fn(u32) -> bool) -> Option<u32> {
        let runs = self.0.iter().take(looks as usize);
        let run_of_each = runs.flat_map(|(&start, &len)| {
            let behind = (start + len + 1).saturating_sub(n);
            (start..behind).map(move |at| (start, len, at))
        });
        let (start, len, at) = run_of_each
            .take(looks as usize)
            .find(|&(_, _, at)| wanted(at))?;
        self.0.remove(&start);
        if at > start {
            self.0.insert(start, at - start);
        }
        if at + n < start + len {
            self.0.insert(at + n, start + len - at - n);
        }
        Some(at)
    }

    /// Takes exactly the `n` blocks from `start` on, if they are free.
    fn take_at(&mut self, start: u32, n: u32) -> bool {
        match self.0.get(&start) {
            Some(&len) if len >= n => {
                self.0.remove(&start);
                if len > n {
                    self.0.insert(start + n, len - n);
                }
                true
            }
            Some(_) | None => false,
        }
    }
}

/// The reserved ranges and what is free in them.
pub struct Space {
    pub base: usize,
    pub span: usize,
    pub table: *mut Block,
    /// The current mark bitmap and the former one.
    pub marks: *mut u64,
    pub former: *mut u64,
    /// Blocks below are (or were) in use.
    pub low_top: u32,
    /// Blocks from here on are (or were) in use.
    pub high_bottom: u32,
    low_committed: u32,
    high_committed: u32,
    low_free: Runs,
    high_free: Runs,
    /// Blocks in use, for the statistics.
    pub used_blocks: usize,
    /// Dirty bytes in all blocks, which is what the heap takes of the system's memory, and in free ones.
    pub resident: usize,
    dirty_free: usize,
    /// Dirty bytes of used blocks at their recent peak: free memory up to it is kept, because zeroing memory is several
    /// times cheaper than faulting it in again.
    recent: usize,
}

impl Space {
    pub fn new() -> Space {
        for span in SPANS {
            let blocks = span >> BLOCK_SHIFT;
            let base = reserve(PREFERRED_BASE, span).or_else(|| {
                // Align by hand: blocks must be aligned.
                let p = reserve(0, span + BLOCK_SIZE)?;
                Some((p as usize).next_multiple_of(BLOCK_SIZE) as *mut u8)
            });
            let side = [
                (blocks * size_of::<Block>()).next_multiple_of(PAGE_MAX),
                span / MARK_RATIO,
                span / MARK_RATIO,
            ];
            let at = PREFERRED_BASE + span + PAGE_MAX;
            let total = side.iter().sum::<usize>();
            let Some(base) = base else { continue };
            let Some(tables) = reserve(at, total).or_else(|| reserve(0, total + PAGE_MAX)) else {
                // SAFETY: the reservation just made (its unaligned edge, if any, is left over: address space only).
                unsafe { libc::munmap(base.cast(), span) };
                continue;
            };
            let tables = (tables as usize).next_multiple_of(PAGE_MAX);
            return Space {
                base: base as usize,
                span,
                table: tables as *mut Block,
                marks: (tables + side[0]) as *mut u64,
                former: (tables + side[0] + side[1]) as *mut u64,
                low_top: 0,
                high_bottom: blocks as u32,
                low_committed: 0,
                high_committed: blocks as u32,
                low_free: Runs::default(),
                high_free: Runs::default(),
                used_blocks: 0,
                resident: 0,
                dirty_free: 0,
                recent: 0,
            };
        }
        panic!("no address space for the heap");
    }

    /// The table's entry of a block below `low_top` or from `high_bottom` on.
    #[inline(always)]
    #[allow(clippy::mut_from_ref)] // Entries are reached through a raw table, under the heap's lock.
    pub fn block(&self, b: u32) -> &mut Block {
        debug_assert!(self.is_mapped(b));
        // SAFETY: S1, and entries are plain data for which zero is valid; callers hold one entry at a time.
        unsafe { &mut *self.table.add(b as usize) }
    }

    #[inline(always)]
    pub fn is_mapped(&self, b: u32) -> bool {
        b < self.low_top || (b >= self.high_bottom && (b as usize) < self.span >> BLOCK_SHIFT)
    }

    #[inline(always)]
    pub fn address(&self, b: u32) -> usize {
        self.base + ((b as usize) << BLOCK_SHIFT)
    }

    /// The block of an address in the heap.
    #[inline(always)]
    pub fn block_of(&self, address: usize) -> u32 {
        ((address - self.base) >> BLOCK_SHIFT) as u32
    }

    /// How many of the first items in the buffer at `address` the collector knows; 0 of small ones.
    pub fn known(&self, address: usize) -> usize {
        let block = self.block(self.block_of(address));
        if block.usage == Use::Large {
            block.known as usize
        } else {
            0
        }
    }

    /// Keeps what [`Space::known`] tells, of large buffers.
    pub fn set_known(&self, address: usize, n: usize) {
        let block = self.block(self.block_of(address));
        if block.usage == Use::Large {
            block.known = n.min(u32::MAX as usize) as u32;
        }
    }

    /// Whether the object at `address` (its beginning, in the heap) is marked.
    #[inline(always)]
    pub fn is_marked(&self, address: usize) -> bool {
        bit(self.marks, address - self.base)
    }

    /// The current mark words of a block.
    #[inline(always)]
    pub fn mark_words(&self, b: u32) -> *mut u64 {
        // SAFETY: S1; 64 granules per word.
        unsafe { self.marks.add((b as usize) << (BLOCK_SHIFT - 10)) }
    }

    /// Clears the current mark bits of a block.
    pub fn clear_marks(&self, b: u32) {
        // SAFETY: S1: a block's words are committed.
        unsafe { ptr::write_bytes(self.mark_words(b), 0, BLOCK_SIZE / 1024) };
    }

    /// Whether this word, anything inside the space, is the address of an object that is marked: a quick answer for most
    /// words of a buffer whose items have been visited. (The bit of what is no object's address is never set.)
    #[inline(always)]
    pub(super) fn is_marked_start(&self, word: usize) -> bool {
        let offset = word.wrapping_sub(self.base);
        word & 15 == 0 && self.is_mapped((offset >> BLOCK_SHIFT) as u32) && bit(self.marks, offset)
    }

    /// The object that `address` points into, if any; `former` says whether a major collection has begun, so that
    /// the former bitmap tells what is alive in unswept memory.
    #[inline]
    pub fn resolve(&self, address: usize, former: bool) -> Option<*mut Header> {
        let offset = address.wrapping_sub(self.base);
        if offset >= self.span {
            return None;
        }
        let b = (offset >> BLOCK_SHIFT) as u32;
        if !self.is_mapped(b) {
            return None;
        }
        let block = self.block(b);
        let object = match block.usage {
            Use::Free => return None,
            Use::Small => {
                let within = (offset & (BLOCK_SIZE - 1)) as u32;
                let slot = ((within as u64 * block.reciprocal as u64) >> 32) as u32;
                let class = block.class as usize;
                if slot >= slots_of(class) {
                    return None;
                }
                let start = slot * CLASS_SIZES[class];
                let at = ((b as usize) << BLOCK_SHIFT) + start as usize;
                if start >= block.swept_to
                    && !bit(if former { self.former } else { self.marks }, at)
                {
                    return None;
                }
                self.base + at
            }
            Use::Large | Use::Continued => {
                let head = block.head;
                let start = self.address(head);
                if address - start >= self.block(head).bytes() {
                    return None;
                }
                start
            }
        };
        // SAFETY: a slot below `swept_to` is zero or an object, one above it is an object if it is marked, and a large
        // object is an object: its kind byte can be read.
        let kind = unsafe { *(object as *const u8).add(crate::object::KIND_OFFSET) };
        (kind != 0).then_some(object as *mut Header)
    }

    /// Takes a block for small objects; what of it is dirty, its entry says. None when memory is exhausted.
    pub fn acquire_low(&mut self) -> Option<u32> {
        let b = match self.low_free.take(1) {
            Some(b) => b,
            None => self.grow_low()?,
        };
        self.acquired(b, 1);
        Some(b)
    }

    /// Takes a run of `n` blocks for a large object.
    pub fn acquire_high(&mut self, n: u32) -> Option<u32> {
        let dirty = if self.dirty_free > 0 {
            // What the system has given already comes first.
            let table = self.table;
            // SAFETY: free runs are mapped (S1).
            let is_dirty = |b: u32| unsafe { (*table.add(b as usize)).dirty > 0 };
            self.high_free.take_wanted(n, DIRTY_LOOKS, is_dirty)
        } else {
            None
        };
        let b = match dirty.or_else(|| self.high_free.take(n)) {
            Some(b) => b,
            None => self.grow_high(n)?,
        };
        self.acquired(b, n);
        Some(b)
    }

    fn acquired(&mut self, b: u32, n: u32) {
        self.dirty_free -= self.dirty_in(b, n);
        if self.resident > self.recent + self.slack() && self.dirty_free > 0 {
            // Others are wanted than those that are free.
            let more = self.resident - self.recent;
            self.give_back_free(self.dirty_free.saturating_sub(more));
            self.recent = self.recent.max(self.resident);
        }
        self.clear_marks(b);
        self.used_blocks += n as usize;
    }

    /// The dirty bytes in a run of blocks.
    fn dirty_in(&self, b: u32, n: u32) -> usize {
        (b..b + n).map(|i| self.block(i).dirty as usize).sum()
    }

    fn grow_low(&mut self) -> Option<u32> {
        let b = self.low_top;
        if b >= self.low_committed {
            let step = (COMMIT >> BLOCK_SHIFT) as u32;
            if b + step > self.high_committed {
                return None;
            }
            self.commit_blocks(b, step)?;
            self.low_committed = b + step;
            if (b as usize) << BLOCK_SHIFT >= HUGE_FROM {
                // Fewer misses of the translation buffer. The advice may be refused.
                self.advise_huge(b, step);
            }
        }
        self.low_top = b + 1;
        Some(b)
    }

    fn grow_high(&mut self, n: u32) -> Option<u32> {
        let b = self.high_bottom.checked_sub(n)?;
        if b < self.high_committed {
            let step = (COMMIT >> BLOCK_SHIFT) as u32;
            let to = b / step * step;
            if to < self.low_committed {
                return None;
            }
            self.commit_blocks(to, self.high_committed - to)?;
            self.high_committed = to;
        }
        self.high_bottom = b;
        Some(b)
    }

    /// Asks the system for huge pages behind the blocks; it may refuse.
    pub fn advise_huge(&self, b: u32, n: u32) {
        // SAFETY: committed memory of ours; the advice changes no contents.
        unsafe {
            libc::madvise(
                self.address(b) as *mut libc::c_void,
                (n as usize) << BLOCK_SHIFT,
                libc::MADV_HUGEPAGE,
            )
        };
    }

    /// Makes blocks accessible, with their table entries and mark bits.
    fn commit_blocks(&self, b: u32, n: u32) -> Option<()> {
        let (b, n) = (b as usize, n as usize);
        let marks = BLOCK_SIZE / MARK_RATIO;
        let ok = commit(
            (self.base + (b << BLOCK_SHIFT)) as *mut u8,
            n << BLOCK_SHIFT,
        ) && commit(
            (self.table as usize + b * size_of::<Block>()) as *mut u8,
            n * size_of::<Block>(),
        ) && commit((self.marks as usize + b * marks) as *mut u8, n * marks)
            && commit((self.former as usize + b * marks) as *mut u8, n * marks);
        ok.then_some(())
    }

    /// Returns a run of blocks; their `dirty` counts are right.
    pub fn release(&mut self, b: u32, n: u32) {
        self.used_blocks -= n as usize;
        for i in b..b + n {
            let block = self.block(i);
            block.usage = Use::Free;
            block.young = false;
        }
        self.dirty_free += self.dirty_in(b, n);
        if b < self.low_top {
            self.low_free.insert(b, n);
        } else {
            self.high_free.insert(b, n);
        }
    }

    /// Extends the run of `n` blocks at `b` to `to` blocks in place, if the blocks behind it are free.
    pub fn extend(&mut self, b: u32, n: u32, to: u32) -> bool {
        if b < self.low_top || !self.high_free.take_at(b + n, to - n) {
            return false;
        }
        self.dirty_free -= self.dirty_in(b + n, to - n);
        self.used_blocks += (to - n) as usize;
        true
    }

    /// Notes that block `b` is dirty up to byte `end`.
    #[inline]
    pub fn soil(&mut self, b: u32, end: u32) {
        let block = self.block(b);
        let more = end.saturating_sub(block.dirty);
        block.dirty += more;
        self.resident += more as usize;
    }

    /// How many bytes more than at its recent peak the heap may take.
    fn slack(&self) -> usize {
        (self.recent / SLACK_SHARE).max(MIN_SLACK)
    }

    /// Dirty bytes of the blocks in use.
    pub fn used(&self) -> usize {
        self.resident - self.dirty_free
    }

    /// After a collection that began with `before` dirty bytes in use: what is free and neither wanted soon, as far as
    /// `growth` bytes are, nor was in use lately, goes back to the system.
    pub fn settle(&mut self, before: usize, growth: usize, full: bool) {
        let used = self.used();
        // Poisoning what died may soil more than was in use before.
        self.recent = self.recent.max(before).max(used);
        if full {
            self.recent -= (self.recent - used) / super::collect::FADING;
        }
        let keep = growth.max(self.recent - used);
        if self.dirty_free > keep + self.slack() {
            self.give_back_free(keep);
        }
    }

    /// Gives the memory of free blocks back to the system until at most about `keep` bytes of it are dirty; from the top
    /// down, because small objects prefer low addresses. Short runs are kept: they would take huge pages apart.
    fn give_back_free(&mut self, keep: usize) {
        if self.dirty_free <= keep {
            return;
        }
        let runs: Vec<(u32, u32)> = self
            .high_free
            .0
            .iter()
            .rev()
            .chain(self.low_free.0.iter().rev())
            .map(|(&b, &n)| (b, n))
            .collect();
        for (b, n) in runs {
            // Neighbouring dirty blocks are given back by one call.
            let mut end = b + n;
            while end > b && self.dirty_free > keep {
                let mut start = end;
                let enough = ((self.dirty_free - keep) >> BLOCK_SHIFT) as u32 + 1;
                while start > b
                    && end - start < enough.max(GIVE_BACK)
                    && self.block(start - 1).dirty > 0
                {
                    start -= 1;
                }
                if end - start >= GIVE_BACK {
                    for i in start..end {
                        let dirty = std::mem::take(&mut self.block(i).dirty) as usize;
                        self.dirty_free -= dirty;
                        self.resident -= dirty;
                    }
                    give_back(
                        self.address(start) as *mut u8,
                        ((end - start) as usize) << BLOCK_SHIFT,
                    );
                }
                end = if start < end { start } else { end - 1 };
            }
        }
    }

    /// All mapped block numbers, in the order of addresses.
    pub fn mapped_blocks(&self) -> impl Iterator<Item = u32> + use<> {
        (0..self.low_top).chain(self.high_bottom..(self.span >> BLOCK_SHIFT) as u32)
    }
}

/// The bit of the granule at byte `offset`.
#[inline(always)]
pub(super) fn bit(words: *const u64, offset: usize) -> bool {
    // SAFETY: callers pass offsets in mapped blocks only (S1).
    let word = unsafe { *words.add(offset >> 10) };
    word >> ((offset >> 4) & 63) & 1 != 0
}

#[cfg(test)]
mod tests {
    use super::Runs;

    #[test]
    fn wanted_blocks_are_taken_out_of_the_middle() {
        let mut runs = Runs::default();
        runs.insert(10, 3);
        runs.insert(20, 10);
        assert_eq!(runs.take_wanted(4, 100, |b| b == 12), None, "no room");
        assert_eq!(runs.take_wanted(4, 5, |b| b == 26), None, "too far");
        assert_eq!(runs.take_wanted(4, 100, |b| b >= 12), Some(20));
        assert_eq!(runs.take_wanted(4, 100, |b| b == 26), Some(26));
        let rest: Vec<_> = runs.0.into_iter().collect();
        assert_eq!(rest, [(10, 3), (24, 2)]);
    }
}
