//! The non-moving, generational mark-sweep heap (see docs/GC.md).
//!
//! Objects never move, so that a `Value` on a native stack or in a register needs no handle: those places are scanned
//! conservatively, the heap itself precisely. Small objects come from blocks of one size class each, with mark bits
//! beside the heap; sweeping is lazy and yields zeroed free intervals that allocation bumps through. Generations are
//! sticky mark bits: what was marked once is old until the next major collection clears the marks, and a write
//! barrier remembers old objects that change.
//!
//! There is one heap per process. Everything here runs under the interpreter lock (invariant L1): the global state is
//! therefore a plain static behind raw pointers, and functions that take no `unsafe` still assume the lock. Any
//! allocation may collect; nothing else does, except [`collect`].
//!
//! The heap does not know the layouts of objects: it calls the registered trace function for every kind but `Raw`,
//! `Values` and `Native` (whose layout says how to trace it).

mod alloc;
mod classes;
mod collect;
mod garbage;
mod roots;
mod space;
mod tracer;
mod verify;
mod weak;

#[cfg(test)]
pub(crate) mod tests;

use std::cell::UnsafeCell;

use crate::object::{GC_REMEMBERED, GC_TAIL_REMEMBERED, Header, Kind, NativeObject};
use crate::types;
use crate::value::Value;

pub use alloc::{
    alloc, alloc_bytes, alloc_from_trace, alloc_leaf, alloc_native, alloc_raw, alloc_unfilled,
    alloc_values, alloc_values_with_room, buffer_capacity, fits, grow_bytes, grow_values,
    release_buffer,
};
pub use classes::{AllocCursors, CLASS_SIZES, CLASSES, GRANULE, SMALL_MAX, class_of, rounded_size};
pub use collect::{
    collect, collect_views_of, count_unreachable, take_unreachable, wipe_native_stack,
};
pub use roots::{
    RootRange, Rooted, RootedVec, ThreadRoots, add_root_fn, each_stack_word, os_stack_bounds, park,
    register_range, register_stack, register_thread, unregister_range, unregister_thread,
};
pub use space::{BLOCK_SIZE, PREFERRED_BASE};
pub use tracer::Tracer;
pub use verify::{Violation, verify};
pub use weak::{
    AddressHasher, Pending, add_weak_fn, call_off_finalizer, for_each_code, has_finalizable,
    has_pending, queue_all_finalizers, register_drop, register_finalizer, register_weakref,
    set_poll_word, set_release, take_pending, unregister_weakref, weakrefs,
};

use alloc::ClassQueue;
use space::{Space, Use};

/// How the collector finds the children of an object of another kind than `Raw`, `Values` and `Native`.
pub type TraceFn = fn(*mut Header, &mut Tracer);

/// The heap's state.
struct Heap {
    space: Space,
    /// Per class: blocks that are half free and were not handed out since the last collection.
    queues: [ClassQueue; CLASSES],
    /// Small blocks that handed out memory since the last collection.
    young_blocks: Vec<u32>,
    /// The heads of the large objects: allocated since the last collection, and older.
    large_young: Vec<u32>,
    large_old: Vec<u32>,
    cursors: Vec<*const AllocCursors>,
    /// Bytes handed out since the last collection, and how many may be before the next one.
    since: usize,
    budget: usize,
    /// Bytes of live objects after the last collection: small and large ones.
    live_small: usize,
    live_large: usize,
    /// Sixteenths of what was handed out before the last minor collection that survived it.
    surviving: usize,
    /// When more bytes than this survive, the next collection is a major one.
    major_threshold: usize,
    /// Blocks of small objects in use.
    small_blocks: usize,
    /// How many blocks the gaps between what lived amounted to after the last collection; when it is more than the threshold,
    /// the next one is a major one.
    gaps: usize,
    gaps_threshold: usize,
    /// What lived before the recent major collections, in bytes.
    peak: collect::Peak,
    remembered: Vec<*mut Header>,
    /// See [`collect_views_of`].
    doubted: usize,
    /// Whether the next collection is to count what is unreachable, and how much that was.
    counting: bool,
    unreachable: usize,
    dispatch: TraceFn,
    /// A collection is running: nothing may allocate.
    collecting: bool,
    /// Collect at every so many allocations (0: off), and how many have passed.
    stress: u32,
    stress_count: u32,
    /// Verify after every collection.
    verify: bool,
    /// Mark stack, kept between collections.
    mark_stack: Vec<*mut Header>,
    minor_count: usize,
    major_count: usize,
    allocated: usize,
}

struct Global(UnsafeCell<Option<Heap>>);
// SAFETY: L1, every access happens under the interpreter lock.
unsafe impl Sync for Global {}
static HEAP: Global = Global(UnsafeCell::new(None));

/// Traces objects while there are no types: native ones, by their layout alone.
fn no_dispatch(h: *mut Header, t: &mut Tracer) {
    // SAFETY: the collector calls this with an object.
    let kind = unsafe { (*h).kind() };
    assert!(
        kind == Kind::Native,
        "no trace function is registered for {kind:?}"
    );
    // SAFETY: native objects have a layout.
    let object = unsafe { &*h.cast::<NativeObject>() };
    (object.layout.trace)(h, t);
}

impl Heap {
    fn new() -> Heap {
        Heap {
            space: Space::new(),
            queues: [const { ClassQueue::new() }; CLASSES],
            young_blocks: Vec::new(),
            large_young: Vec::new(),
            large_old: Vec::new(),
            cursors: Vec::new(),
            since: 0,
            budget: collect::MIN_BUDGET,
            live_small: 0,
            live_large: 0,
            surviving: 0,
            major_threshold: collect::MIN_MAJOR,
            small_blocks: 0,
            gaps: 0,
            gaps_threshold: collect::MIN_MAJOR / space::BLOCK_SIZE,
            peak: collect::Peak::new(),
            remembered: Vec::new(),
            doubted: 0,
            counting: false,
            unreachable: 0,
            dispatch: no_dispatch,
            collecting: false,
            stress: 0,
            stress_count: 0,
            verify: false,
            mark_stack: Vec::new(),
            minor_count: 0,
            major_count: 0,
            allocated: 0,
        }
    }
}

/// The heap, made at the first use. Borrows of it are short and never cross a call out of this module.
#[inline(always)]
#[allow(clippy::mut_from_ref)] // The lock, not the borrow checker, makes this exclusive.
fn heap() -> &'static mut Heap {
    #[cold]
    fn made(heap: &mut Option<Heap>) -> &mut Heap {
        heap.insert(Heap::new())
    }
    // SAFETY: L1; and callers keep the reference only between calls out of this module.
    let heap = unsafe { &mut *HEAP.0.get() };
    match heap {
        Some(h) => h,
        None => made(heap),
    }
}

/// Registers the function that visits the children of an object.
pub fn set_trace_dispatch(f: TraceFn) {
    heap().dispatch = f;
}

/// Puts an old object that was changed into the remembered set. The inline part of the barrier has checked that it is
/// old and not yet remembered.
#[cold]
pub fn remember(owner: &'static Header) {
    owner.set_gc(owner.gc() | GC_REMEMBERED);
    heap().remembered.push(std::ptr::from_ref(owner).cast_mut());
}

/// Puts an old list or dict to whose end something was added into the remembered set. The inline part of the barrier has
/// checked that it is old and not remembered in either way.
#[cold]
pub fn remember_tail(owner: &'static Header) {
    owner.set_gc(owner.gc() | GC_TAIL_REMEMBERED);
    heap().remembered.push(std::ptr::from_ref(owner).cast_mut());
}

/// The offset of an object in the heap: what identity hashes derive from. The same in every run, as long as the
/// program allocates the same.
pub fn offset_of(address: usize) -> usize {
    address.wrapping_sub(heap().space.base)
}

/// Collect at every `n`-th allocation (0: never but by policy), fill freed memory with 0xDB and verify after each
/// collection. Without stress this costs nothing: with it, intervals hold one object, so that every allocation takes
/// the slow path.
pub fn set_stress(n: u32) {
    let h = heap();
    h.stress = n;
    h.stress_count = 0;
    h.verify = n != 0;
    for &c in &h.cursors {
        // SAFETY: registered cursors are alive until they unregister.
        unsafe { (*c).retire() };
    }
    // Blocks that were being handed out wait for the next collection.
}

/// Verify the heap after every collection (see [`verify`]); a violation panics.
pub fn set_verify(on: bool) {
    heap().verify = on;
}

/// What the heap holds and has done.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stats {
    pub minor_collections: usize,
    pub major_collections: usize,
    /// Bytes of live objects after the last collection.
    pub live_bytes: usize,
    /// Bytes handed out to allocation since then.
    pub bytes_since_collection: usize,
    /// Bytes handed out to allocation since the start.
    pub allocated_bytes: usize,
    /// Bytes of blocks in use.
    pub used_bytes: usize,
    /// Bytes of free blocks that are kept to be reused.
    pub kept_bytes: usize,
    pub large_objects: usize,
}

/// See [`Stats`].
pub fn stats() -> Stats {
    let h = heap();
    Stats {
        minor_collections: h.minor_count,
        major_collections: h.major_count,
        live_bytes: h.live_small + h.live_large,
        bytes_since_collection: h.since,
        allocated_bytes: h.allocated,
        used_bytes: h.space.used_blocks * BLOCK_SIZE,
        kept_bytes: h.space.resident - h.space.used(),
        large_objects: h.large_young.len() + h.large_old.len(),
    }
}

/// How many bytes the object at `h` takes, with the rounding.
pub fn allocated_size(h: &Header) -> usize {
    let space = &heap().space;
    let block = space.block(space.block_of(std::ptr::from_ref(h).addr()));
    match block.usage {
        Use::Small => CLASS_SIZES[block.class as usize] as usize,
        Use::Large => block.bytes(),
        Use::Free | Use::Continued => panic!("not an object"),
    }
}

/// Calls `f` for every object, buffers included, in the order of addresses; also for dead ones that no collection has
/// found yet. `f` must not allocate on the heap.
pub fn for_each_object(f: impl FnMut(&'static Header)) {
    for_each_object_in(&heap().space, false, |_| true, f);
}

/// The same for the objects whose addresses are `wanted`, which is asked first and quick to answer; `former` as for
/// [`Space::resolve`].
fn for_each_object_in(
    space: &Space,
    former: bool,
    wanted: impl Fn(usize) -> bool,
    mut f: impl FnMut(&'static Header),
) {
    for b in space.mapped_blocks() {
        let block = space.block(b);
        let (step, slots) = match block.usage {
            Use::Free | Use::Continued => continue,
            Use::Small => (
                CLASS_SIZES[block.class as usize] as usize,
                classes::slots_of(block.class as usize) as usize,
            ),
            Use::Large => (0, 1),
        };
        for slot in 0..slots {
            let at = space.address(b) + slot * step;
            if !wanted(at) {
                continue;
            }
            if let Some(h) = space.resolve(at, former) {
                // SAFETY: it resolves, so it is an object.
                f(unsafe { &*h });
            }
        }
    }
}

/// Every object that Python code may see, in the order of addresses (for `gc.get_objects`).
pub fn iter_objects() -> RootedVec<Value> {
    let mut all = RootedVec::new();
    for_each_object(|h| {
        if holds_references(h.kind()) {
            all.push(Value::from_ptr(h));
        }
    });
    all
}

/// The objects that `h` refers to directly, as Python code sees it: buffers and the cells of namespaces are looked through,
/// and immediate values left out. (An object refers to its class if that is not a native one.)
pub fn referents(h: &'static Header) -> RootedVec<Value> {
    let heap = heap();
    let mut t = Tracer::new(
        &heap.space,
        tracer::Mode::Observe,
        false,
        Vec::new(),
        heap.dispatch,
    );
    t.report_all = true;
    let class = types::type_of(Value::from_ptr(h));
    let native = (!class.has_flag(types::type_::flags::HEAP)).then_some(class.value());
    let mut all = RootedVec::new();
    t.trace_children(std::ptr::from_ref(h).cast_mut());
    let mut i = 0;
    while i < t.observed.len() {
        let at = t.observed[i];
        i += 1;
        // SAFETY: trace functions visit live objects.
        match unsafe { (*at).kind() } {
            Kind::NameCell => t.trace_children(at),
            Kind::Free | Kind::Raw | Kind::Values => {}
            // SAFETY: as above.
            _ => all.extend(Some(Value::from_ptr(unsafe { &*at })).filter(|&v| Some(v) != native)),
        }
    }
    all
}

/// Whether objects of this kind are Python objects that may refer to others. (Buffers and the cells of namespaces are
/// no Python objects; numbers and strings refer to nothing.)
pub fn holds_references(kind: crate::object::Kind) -> bool {
    !matches!(
        kind,
        Kind::Free
            | Kind::Raw
            | Kind::Values
            | Kind::NameCell
            | Kind::Float
            | Kind::Int
            | Kind::Complex
            | Kind::Str
            | Kind::Bytes
            | Kind::ByteArray
            | Kind::Code
    )
}

/// Makes a thread's cursors known to the heap (the first slow path does it, too). They must not move afterwards.
pub fn register_cursors(cursors: &AllocCursors) {
    if !cursors.registered.replace(true) {
        heap().cursors.push(std::ptr::from_ref(cursors));
    }
}

/// Forgets a thread's cursors; what is left of their intervals is found by the next collection.
pub fn unregister_cursors(cursors: &AllocCursors) {
    cursors.retire();
    cursors.registered.set(false);
    heap()
        .cursors
        .retain(|&c| !std::ptr::eq(c, std::ptr::from_ref(cursors)));
}
