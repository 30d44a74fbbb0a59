//! Collections: when, and in which order their parts run.
//!
//! A minor collection keeps the mark bits, so that everything marked before is old: it visits the roots and the
//! remembered objects and marks what is new. A major collection swaps the bitmaps, clears them and marks everything.
//! Nothing is swept here, but the blocks are counted, because a popcount of their mark bits tells what lives; those
//! that are half free are queued, wholly free ones go back to the space. Large objects are freed at once.
//!
//! The policy counts bytes handed out, never time, so that the same program collects at the same points. The budget
//! between collections is half of what lives, in bounds: programs that allocate less than [`MIN_BUDGET`] never
//! collect. A major collection comes when what survives has grown by [`GROWTH`]; or, if the last one found little that
//! had died old, as while a program builds up its data, by [`EAGER_GROWTH`].

use super::space::{BLOCK_SIZE, Use};
use super::tracer::{Mode, Tracer};
use super::{Heap, heap, roots, weak};
use crate::heap::classes::{CLASS_SIZES, CLASSES, slots_of};
use crate::object::{GC_REMEMBERED, GC_TAIL_REMEMBERED};
use crate::tiers::{self, Tier};
use crate::types::dict::live;

/// The least number of bytes between collections: short programs stay below it.
pub const MIN_BUDGET: usize = 1 << 20;
/// The greatest number of bytes between collections.
pub const MAX_BUDGET: usize = 24 << 20;
/// The least number of live bytes that make a collection a major one.
pub const MIN_MAJOR: usize = 5 << 19;
/// The next major collection comes when this many sixteenths of what survived the last one live: 1.25 times.
const GROWTH: usize = 20;
/// The same after a major collection that was in vain: 1.5 times.
const EAGER_GROWTH: usize = 24;
/// A major collection was in vain if less than one byte in so many of what was old had died.
const VAIN: usize = 16;
/// One slot in so many must be free for a block to be worth sweeping: where the gaps are short, each costs more than what
/// is allocated in it, and what is new lies scattered among what is old.
const FREE_SHARE: u32 = 2;
/// So much more than its threshold may live when a major collection begins.
const LATENESS: usize = MAX_BUDGET / 8 * 9;
/// Of what the heap has shrunk by since its recent peak, one part in so many is forgotten by each major collection.
pub(super) const FADING: usize = 16;
/// Under stress, every so many-th collection is a major one.
const STRESS_MINORS: usize = 5;
/// What unused blocks are filled with under stress.
const POISON: u8 = 0xDB;

/// Collects garbage: all of it if `full`, otherwise what was allocated since the last collection. Frees the memory of
/// dead objects; their finalisers and the callbacks of weak references to them wait in the queue of
/// [`super::take_pending`].
#[inline(never)]
pub fn collect(full: bool) {
    roots::with_spilled_registers(|sp| collect_from(full, sp));
}

/// Clears the native stack where the frames of a collection will lie: what earlier calls have left there would be found in
/// places that those frames have not written.
#[inline(never)]
pub fn wipe_native_stack() {
    std::hint::black_box(&mut [0_u64; 512]);
}

/// The next collection counts what is unreachable, as CPython counts it; see [`take_unreachable`].
pub fn count_unreachable() {
    heap().counting = true;
}

/// What the collection has counted.
pub fn take_unreachable() -> usize {
    std::mem::take(&mut heap().unreachable)
}

/// As a full collection, in which memoryviews of the object at `owner` are dead unless something else than a native stack
/// refers to them: what native code has left behind there looks like a reference. They are released, and stay as they are
/// otherwise.
pub fn collect_views_of(owner: usize) {
    heap().doubted = owner;
    collect(true);
    heap().doubted = 0;
}

/// The collection that the allocator asks for, before it allocates a large object of `extra` bytes (or 0).
pub(super) fn collect_by_policy(extra: usize) {
    let h = heap();
    let live = h.live_small + h.live_large;
    // An object that is large in comparison with the heap pays for a major collection by its own cost.
    let extra = if extra >= live / 2 { extra } else { 0 };
    let grown = live + extra > h.major_threshold || h.gaps > h.gaps_threshold;
    // Under stress, major collections come in between, at fixed points.
    let due = h.stress != 0 && h.minor_count % STRESS_MINORS == STRESS_MINORS - 1;
    collect(grown || due);
    if due {
        heap().minor_count += 1;
    }
}

fn collect_from(full: bool, sp: usize) {
    let _tier = tiers::enter(Tier::Collector);
    let h = heap();
    assert!(!h.collecting, "a collection during a collection");
    h.collecting = true;
    for &c in &h.cursors {
        // SAFETY: registered cursors are alive until they unregister.
        unsafe { (*c).retire() };
    }
    if full {
        h.begin_major();
    }
    let mut t = Tracer::new(
        &h.space,
        Mode::Mark,
        full,
        std::mem::take(&mut h.mark_stack),
        h.dispatch,
    );
    t.doubted = h.doubted;
    for owner in std::mem::take(&mut h.remembered) {
        t.trace_remembered(owner);
    }
    roots::visit_all(&mut t, sp);
    weak::visit_pending(&mut t);
    t.drain();
    live::keep(&mut t, full);
    if std::mem::take(&mut heap().counting) {
        heap().unreachable = super::garbage::count_unreachable();
    }
    weak::after_marking(&mut t, full);
    let stack = t.into_stack();
    let h = heap();
    h.mark_stack = stack;
    h.finish(full);
    h.collecting = false;
    log::debug!(
        "{} collection: {} live",
        if full { "major" } else { "minor" },
        h.live_small + h.live_large
    );
    if h.verify
        && let Err(v) = super::verify()
    {
        panic!("{v}");
    }
}

/// How many bytes the heap held at its recent peak.
pub(super) struct Peak(usize);

impl Peak {
    pub const fn new() -> Peak {
        Peak(0)
    }

    /// A major collection found that of `before` no more than `now` lives.
    fn note(&mut self, before: usize, now: usize) {
        self.0 = self.0.max(before);
        self.0 -= self.0.saturating_sub(now) / FADING;
    }

    /// How much may live before the next major collection, without any need of memory that the system has not given
    /// already: the minor collection that notices comes up to a budget late, the major one an eighth of that later.
    fn allowance(&self) -> usize {
        self.0 - (self.0 / 4).min(MAX_BUDGET) / 8 * 9
    }
}

impl Heap {
    /// Forgets what is old: swaps the mark bitmaps and clears the current one.
    fn begin_major(&mut self) {
        for owner in std::mem::take(&mut self.remembered) {
            // SAFETY: remembered objects are old, thus not freed since they were remembered.
            let owner = unsafe { &*owner };
            owner.set_gc(owner.gc() & !(GC_REMEMBERED | GC_TAIL_REMEMBERED));
        }
        std::mem::swap(&mut self.space.marks, &mut self.space.former);
        for b in self.space.mapped_blocks() {
            let block = self.space.block(b);
            if matches!(block.usage, Use::Small | Use::Large) {
                block.known = 0;
                self.space.clear_marks(b);
            }
        }
    }

    /// Counts what lives, frees and queues blocks, and sets the next budget.
    fn finish(&mut self, full: bool) {
        let before = self.live_small + self.live_large;
        let used = self.space.used();
        let mut blocks = std::mem::take(&mut self.young_blocks);
        if full {
            blocks.clear();
            blocks.extend(
                self.space
                    .mapped_blocks()
                    .filter(|&b| self.space.block(b).usage == Use::Small),
            );
            // Queues are taken from the end: lowest addresses first.
            blocks.reverse();
            self.live_small = 0;
            for class in 0..CLASSES {
                self.queues[class].blocks.clear();
            }
        }
        for &b in &blocks {
            self.finish_block(b, full);
        }
        blocks.clear();
        self.young_blocks = blocks;
        self.finish_large(full);

        let live = self.live_small + self.live_large;
        let handed = std::mem::take(&mut self.since);
        if full {
            self.major_count += 1;
            // How much of what is new has lived is not known; that of the last minor collections stands for it.
            let expected = before + handed / 16 * self.surviving;
            let in_vain = expected.saturating_sub(live) < before / VAIN;
            let growth = if in_vain { EAGER_GROWTH } else { GROWTH };
            // How late this collection came says nothing of what the program needs.
            let before = (before + handed).min(self.major_threshold + LATENESS);
            self.peak.note(before, live);
            self.major_threshold = (live / 16 * growth)
                .max(MIN_MAJOR)
                .max(self.peak.allowance());
            // Old objects that died keep their blocks, however few they are: when a program turns to objects of other
            // sizes, what lives says little about what the heap takes.
            let budget = (live / 2).clamp(MIN_BUDGET, MAX_BUDGET);
            let more = (self.small_blocks / 4).max((budget / 4).div_ceil(BLOCK_SIZE));
            self.gaps_threshold = self.gaps() + more;
        } else {
            self.minor_count += 1;
            self.surviving = (live.saturating_sub(before) * 16 / handed.max(1)).min(16);
        }
        self.gaps = self.gaps();
        // A major collection that is due does not wait for long; one that is far away leaves memory to be used.
        let room = self.major_threshold.saturating_sub(live) / 8;
        let share = if live > self.major_threshold { 8 } else { 2 };
        self.budget = (live / share).max(room).clamp(MIN_BUDGET, MAX_BUDGET);
        // What the heap may grow by before the next major collection.
        let growth = (self.major_threshold + self.budget).saturating_sub(live);
        self.space.settle(used, growth, full);
    }

    /// How many blocks of small objects there would be less if what lives were packed closely.
    fn gaps(&self) -> usize {
        self.small_blocks - self.live_small.div_ceil(BLOCK_SIZE)
    }

    /// A small block after marking: from here on, what lives in it is what is marked.
    fn finish_block(&mut self, b: u32, full: bool) {
        // SAFETY: the mark words of a block in use.
        let words =
            unsafe { std::slice::from_raw_parts(self.space.mark_words(b), BLOCK_SIZE / 1024) };
        let live: u32 = words.iter().map(|w| w.count_ones()).sum();
        let block = self.space.block(b);
        let class = block.class as usize;
        let size = CLASS_SIZES[class] as usize;
        self.live_small += live as usize * size;
        if !full {
            self.live_small -= block.live as usize * size;
        }
        block.live = live as u16;
        block.swept_to = 0;
        block.young = false;
        if self.stress != 0 {
            self.poison(b);
        }
        let slots = slots_of(class);
        let worth_sweeping = (slots - live) * FREE_SHARE >= slots;
        if live == 0 {
            self.small_blocks -= 1;
            self.space.release(b, 1);
        } else if worth_sweeping {
            self.queues[class].blocks.push(b);
        }
    }

    /// Fills the unmarked slots of a block.
    fn poison(&mut self, b: u32) {
        let block = self.space.block(b);
        let size = CLASS_SIZES[block.class as usize] as usize;
        for slot in 0..slots_of(block.class as usize) as usize {
            let at = self.space.address(b) + slot * size;
            if !self.space.is_marked(at) {
                // SAFETY: an unmarked slot after a collection holds nothing, and is zeroed before it is handed out.
                unsafe { std::ptr::write_bytes(at as *mut u8, POISON, size) };
            }
        }
        self.space.soil(b, BLOCK_SIZE as u32);
    }

    /// Frees dead large objects; the others are old.
    fn finish_large(&mut self, full: bool) {
        let mut candidates = std::mem::take(&mut self.large_young);
        if full {
            self.live_large = 0;
            candidates.append(&mut self.large_old);
        }
        for b in candidates {
            if self.space.is_marked(self.space.address(b)) {
                let block = self.space.block(b);
                block.young = false;
                block.swept_to = self.large_old.len() as u32;
                self.live_large += block.bytes();
                self.large_old.push(b);
            } else {
                if self.stress != 0 {
                    let (at, bytes) = (self.space.address(b), self.space.block(b).bytes());
                    // SAFETY: the object is dead; its blocks are dirty to its end, so this is zeroed again.
                    unsafe { std::ptr::write_bytes(at as *mut u8, POISON, bytes) };
                }
                self.free_large(b);
            }
        }
    }
}
