//! Marking: what object and root tracing functions visit.
//!
//! Marking never recurses. Newly marked objects go on a stack; long runs of Values go on a second one and are visited
//! a piece at a time, so that a list of millions does not blow the first one up. Objects popped from the stack pass
//! through a small ring first, which prefetches their headers: marking is bound by cache misses, and this overlaps
//! them. Dicts and lists pass through a second one, which prefetches what they hold.
//!
//! A tracer has two modes. `Mark` is the collector's. `Observe` changes nothing and reports every unmarked object
//! that it sees: the verifier walks the marked heap with it (`verify.rs`).

use super::TraceFn;
use super::space::{BLOCK_SIZE, Space};
use crate::object::{
    GC_OFFSET, GC_OLD, GC_REMEMBERED, GC_TAIL_REMEMBERED, Header, KIND_OFFSET, Kind, NativeLayout,
    NativeObject, Object, Ref, Slot, prefetch,
};
use crate::shape;
use crate::types::{dict, list, memoryview};
use crate::value::Value;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Mark,
    Observe,
}

/// Visits what objects and roots refer to.
pub struct Tracer {
    base: usize,
    span: usize,
    marks: *mut u64,
    mode: Mode,
    /// The former mark bits say what is alive in unswept memory: a major collection is under way.
    former: bool,
    space: *const Space,
    stack: Vec<*mut Header>,
    ranges: Vec<(*const Value, usize)>,
    /// Values buffers that were found from native stacks. They are looked through last: what their owners hold is marked
    /// by then, and need not be resolved.
    buffers: Vec<*mut Header>,
    /// Of what words of unknown contents refer to, memoryviews of the object at this address do not count (0: all do).
    pub(super) doubted: usize,
    /// The object that is being visited was remembered for what was added at its end.
    tail_only: bool,
    dispatch: TraceFn,
    /// Numbers of shapes whose classes were visited, each at its place by its last bits.
    shapes: [u32; SHAPES],
    /// Unmarked objects seen in `Observe` mode.
    pub(super) observed: Vec<*mut Header>,
    /// In `Observe` mode, marked objects are reported as well.
    pub(super) report_all: bool,
}

/// Of what a dict or list holds, so many bytes are prefetched: more come by themselves when they are read in order.
const FETCHED: usize = 4 * CACHE_LINE;
const CACHE_LINE: usize = 64;
/// How many Values of a run are visited at a time.
const PIECE: usize = 256;
/// The length of the prefetching ring, a power of two.
const RING: usize = 8;
/// The length of the ring of dicts and lists, a power of two.
const LATE_RING: usize = 4;
/// How many numbers of shapes are remembered, a power of two.
const SHAPES: usize = 64;
/// The bytes before a buffer's payload.
const BUFFER_PREFIX: usize = 16;

impl Tracer {
    pub(super) fn new(
        space: &Space,
        mode: Mode,
        former: bool,
        stack: Vec<*mut Header>,
        dispatch: TraceFn,
    ) -> Tracer {
        Tracer {
            base: space.base,
            span: space.span,
            marks: space.marks,
            mode,
            former,
            space,
            stack,
            ranges: Vec::new(),
            buffers: Vec::new(),
            doubted: 0,
            tail_only: false,
            dispatch,
            shapes: [0; SHAPES],
            observed: Vec::new(),
            report_all: false,
        }
    }

    /// Whether everything is to be visited: a major collection, or the verifier. In a minor collection, a root function
    /// may leave out what has not changed since the last collection: all that it refers to is old.
    pub fn visits_all(&self) -> bool {
        self.former || self.mode == Mode::Observe
    }

    /// Whether a major collection is marking, after which [`super::add_weak_fn`]'s functions are called: what they look
    /// after need not be visited.
    pub fn is_major(&self) -> bool {
        self.former && self.mode == Mode::Mark
    }

    /// Whether a Value is an object that is not marked: dead, when marking is over.
    pub fn is_dead(&self, v: Value) -> bool {
        v.header().is_some_and(|h| !self.is_marked(h))
    }

    /// Whether what is visited is old afterwards.
    pub fn marks(&self) -> bool {
        self.mode == Mode::Mark
    }

    /// Visits a Value, which may be empty or an immediate.
    #[inline(always)]
    pub fn visit(&mut self, v: Value) {
        if v.is_ptr() {
            self.visit_object(v.bits() as usize);
        }
    }

    /// Visits what a slot holds.
    #[inline(always)]
    pub fn visit_slot(&mut self, slot: &Slot) {
        self.visit(slot.get());
    }

    /// Visits what several slots hold.
    pub fn visit_slots(&mut self, slots: &[Slot]) {
        // SAFETY: a slot is a Value; the slots belong to a live object or another root.
        unsafe { self.visit_range(slots.as_ptr().cast(), slots.len()) };
    }

    /// Visits an object that is referred to by a typed pointer.
    #[inline(always)]
    pub fn visit_ref<T: Object>(&mut self, r: Ref<T>) {
        self.visit_object(r.as_ptr() as usize);
    }

    /// Visits the `len` Values from `at` on, now or later in this collection.
    ///
    /// # Safety
    /// They are `len` Values, and stay where they are until the collection ends.
    pub unsafe fn visit_range(&mut self, at: *const Value, len: usize) {
        if len <= PIECE || self.mode == Mode::Observe {
            // SAFETY: the caller's promise.
            unsafe { self.visit_each(at, len, 1) };
        } else {
            self.ranges.push((at, len));
        }
    }

    /// Visits `len` Values, one in every `step` words.
    ///
    /// # Safety
    /// They are Values.
    #[inline(always)]
    unsafe fn visit_each(&mut self, at: *const Value, len: usize, step: usize) {
        if self.mode == Mode::Observe {
            for i in 0..len {
                // SAFETY: the caller's promise.
                self.visit(unsafe { *at.add(i * step) });
            }
            return;
        }
        // Most are marked already, or no pointers: what that takes is kept in registers.
        let (base, span, marks) = (self.base, self.span, self.marks);
        for i in 0..len {
            // SAFETY: the caller's promise.
            let v = unsafe { *at.add(i * step) };
            let offset = (v.bits() as usize).wrapping_sub(base);
            if v.is_ptr() && offset < span && !super::space::bit(marks, offset) {
                self.visit_object(v.bits() as usize);
            }
        }
    }

    /// Visits keys and values of a dict's entries, each three words: hash, key and value. Those of holes are empty.
    ///
    /// # Safety
    /// There are `len` entries from `at` on.
    pub unsafe fn visit_entries(&mut self, at: *const Value, len: usize) {
        // SAFETY: the caller's promise. (Of no entries, `at` may be any address.)
        unsafe {
            self.visit_each(at.wrapping_add(1), len, 3);
            self.visit_each(at.wrapping_add(2), len, 3);
        }
    }

    /// Marks the buffer with this payload (which may be null), and does not look into it: its owner visits what it
    /// knows to be Values.
    #[inline]
    pub fn visit_buffer_leaf<T>(&mut self, payload: *const T) {
        let at = (payload as usize).wrapping_sub(BUFFER_PREFIX);
        if at.wrapping_sub(self.base) < self.span {
            self.check(at);
            match self.mode {
                Mode::Mark => {
                    self.set_mark(at);
                }
                Mode::Observe => self.observe(at),
            }
        }
    }

    /// Marks the Values buffer with this payload (which may be null), and visits all its Values. (Also if it was
    /// marked before: the barrier remembers the owner, not the buffer.)
    pub fn visit_buffer(&mut self, payload: *const Value) {
        if payload.is_null() {
            return;
        }
        self.visit_buffer_leaf(payload);
        let (at, len) = (payload.cast::<Value>(), super::buffer_capacity(payload));
        // SAFETY: the layout of a Values buffer.
        unsafe { self.visit_range(at, len) };
    }

    /// Visits the object that this word points into or one past the end of, if any. For memory of unknown contents;
    /// roots only, never for the fields of heap objects.
    #[inline]
    pub fn visit_conservative(&mut self, word: usize) {
        if word.wrapping_sub(self.base) > self.span || self.is_doubted(word) {
            return;
        }
        // SAFETY: the heap's address space lives as long as the process.
        let space = unsafe { &*self.space };
        let here = space.resolve(word, self.former);
        if let Some(h) = here {
            self.mark_and_push(h as usize);
        }
        if word & 15 == 0
            && let Some(before) = space.resolve(word - 1, self.former)
            && Some(before) != here
            && may_be_full(before)
        {
            self.mark_and_push(before as usize);
        }
    }

    /// Whether a word of unknown contents refers to a memoryview that does not count.
    #[inline(always)]
    fn is_doubted(&self, word: usize) -> bool {
        if self.doubted == 0 {
            return false;
        }
        // SAFETY: the heap's address space lives as long as the process.
        let here = unsafe { &*self.space }.resolve(word, self.former);
        here.is_some_and(|h| memoryview::holds(h) == Some(self.doubted))
    }

    /// Visits every aligned word of `low..high` conservatively.
    ///
    /// # Safety
    /// The memory is readable.
    #[inline(never)]
    pub unsafe fn visit_conservative_range(&mut self, low: usize, high: usize) {
        let mut at = low.next_multiple_of(8);
        while at + 8 <= high {
            // SAFETY: the caller's promise. Volatile, because the memory may be anything, such as live stack frames.
            let word = unsafe { (at as *const usize).read_volatile() };
            self.visit_conservative(word);
            at += 8;
        }
    }

    /// Like [`Tracer::visit_conservative_range`] for memory that holds Values (and words that are none, such as the
    /// headers of frames): only words that are exactly the address of an object, or point inside one, count.
    ///
    /// # Safety
    /// The memory is readable.
    pub unsafe fn visit_values_conservatively(&mut self, low: usize, high: usize) {
        // SAFETY: the heap's address space lives as long as the process.
        let space = unsafe { &*self.space };
        let mut at = low.next_multiple_of(8);
        while at + 8 <= high {
            // SAFETY: the caller's promise.
            let word = unsafe { (at as *const usize).read_volatile() };
            if word.wrapping_sub(self.base) < self.span
                && !space.is_marked_start(word)
                && let Some(h) = space.resolve(word, self.former)
            {
                self.mark_and_push(h as usize);
            }
            at += 8;
        }
    }

    #[inline(always)]
    fn visit_object(&mut self, at: usize) {
        if at.wrapping_sub(self.base) >= self.span {
            return;
        }
        self.check(at);
        match self.mode {
            Mode::Mark => self.mark_and_push(at),
            Mode::Observe => self.observe(at),
        }
    }

    #[inline(always)]
    fn mark_and_push(&mut self, at: usize) {
        // SAFETY: the heap's address space lives as long as the process.
        let space = unsafe { &*self.space };
        if self.set_mark(at) && !space.block(space.block_of(at)).leaf {
            self.stack.push(at as *mut Header);
        }
    }

    /// Marks the object; whether it was not marked before.
    #[inline(always)]
    fn set_mark(&mut self, at: usize) -> bool {
        let offset = at - self.base;
        // SAFETY: `at` is an object, so its mark bit is committed (S1).
        let word = unsafe { &mut *self.marks.add(offset >> 10) };
        let mask = 1 << ((offset >> 4) & 63);
        if *word & mask != 0 {
            return false;
        }
        *word |= mask;
        true
    }

    #[cold]
    fn observe(&mut self, at: usize) {
        if self.report_all || !super::space::bit(self.marks, at - self.base) {
            self.observed.push(at as *mut Header);
        }
    }

    /// In debug builds: a precise reference must point to the beginning of a live object.
    #[inline(always)]
    fn check(&self, at: usize) {
        debug_assert!(
            self.mode == Mode::Observe
                // SAFETY: the heap's address space lives as long as the process.
                || unsafe { &*self.space }.resolve(at, self.former) == Some(at as *mut Header),
            "a dangling reference to {at:#x} is visited",
        );
    }

    /// Visits the children of one object, whether it is marked or not.
    #[inline(always)]
    pub(super) fn trace_children(&mut self, h: *mut Header) {
        // SAFETY: `h` is a live object; its kind byte is read as a byte first.
        let kind = unsafe { *(h as *const u8).add(KIND_OFFSET) };
        if kind == Kind::Values as u8 {
            // Owners visit the contents of their buffers themselves, so this one was found from the stack, where its
            // owner may be dead already; and behind what the owner used there may be leftovers: visit with care.
            match self.mode {
                Mode::Mark => self.buffers.push(h),
                Mode::Observe => self.visit_contents(h),
            }
        } else if kind == Kind::Native as u8 {
            // SAFETY: native objects begin with header and layout. (The layout is null while one is being made.)
            let layout = unsafe {
                *(&raw const (*h.cast::<NativeObject>()).layout).cast::<*const NativeLayout>()
            };
            if !layout.is_null() {
                // (Not by the layout alone: subclasses add attributes to any of them.)
                (self.dispatch)(h, self);
            }
        } else if kind > Kind::Values as u8 {
            (self.dispatch)(h, self);
        }
        if self.mode == Mode::Observe {
            // SAFETY: as above.
            self.visit(shape::class_of(unsafe { (*h).shape() }));
        }
    }

    /// Visits the class of an object. (In a minor collection, all classes are roots.)
    #[inline(always)]
    fn visit_class(&mut self, h: *mut Header) {
        // SAFETY: `h` is a live object.
        let id = unsafe { (*h).shape() };
        let known = &mut self.shapes[id.0 as usize % SHAPES];
        if *known != id.0 {
            *known = id.0;
            self.visit(shape::class_of(id));
        }
    }

    /// Visits what a Values buffer holds, with care.
    #[inline(never)]
    fn visit_contents(&mut self, h: *mut Header) {
        // SAFETY: the layout of a Values buffer.
        unsafe {
            let payload = (h as *const Value).add(BUFFER_PREFIX / 8);
            let end = payload.add(super::buffer_capacity(payload));
            // What its owner knew at the last collection is old, and what the owner has replaced since was visited. (A
            // major collection begins by forgetting what was known.)
            let known = if self.mode == Mode::Mark {
                self.known_in(payload)
            } else {
                0
            };
            self.visit_values_conservatively(payload.add(known) as usize, end as usize);
        }
    }

    /// Visits everything that is reachable from what was visited.
    pub(crate) fn drain(&mut self) {
        self.drain_with(|_| {});
    }

    /// [`Tracer::drain`], calling `seen` for each newly marked object before its children are visited.
    #[inline(always)]
    pub(super) fn drain_with(&mut self, mut seen: impl FnMut(*mut Header)) {
        let mut ring = [std::ptr::null_mut::<Header>(); RING];
        let mut late = [std::ptr::null_mut::<Header>(); LATE_RING];
        let mut turn = 0;
        let mut late_turn = 0;
        let mut idle = 0;
        loop {
            let next = self.stack.pop().unwrap_or(std::ptr::null_mut());
            prefetch(next);
            let h = std::mem::replace(&mut ring[turn & (RING - 1)], next);
            turn += 1;
            if !h.is_null() {
                idle = 0;
                // SAFETY: `h` is a live object, so its GC byte can be written.
                unsafe {
                    let gc = (h as *mut u8).add(GC_OFFSET);
                    *gc |= GC_OLD;
                }
                if self.former {
                    self.visit_class(h);
                }
                seen(h);
                let (contents, size) = contents(h);
                if contents.is_null() {
                    self.trace_children(h);
                } else {
                    for line in (0..size.min(FETCHED)).step_by(CACHE_LINE) {
                        prefetch(contents.wrapping_add(line).cast());
                    }
                    let ready = std::mem::replace(&mut late[late_turn & (LATE_RING - 1)], h);
                    late_turn += 1;
                    if !ready.is_null() {
                        self.trace_children(ready);
                    }
                }
            } else if next.is_null() {
                idle += 1;
                if idle > RING {
                    // Both stack and ring are empty.
                    for slot in &mut late {
                        let ready = std::mem::replace(slot, std::ptr::null_mut());
                        if !ready.is_null() {
                            idle = 0;
                            self.trace_children(ready);
                        }
                    }
                    if idle == 0 {
                        continue;
                    }
                    match self.ranges.pop() {
                        Some((at, len)) => {
                            let n = len.min(PIECE);
                            if len > n {
                                // SAFETY: the range has `len` Values.
                                self.ranges.push((unsafe { at.add(n) }, len - n));
                            }
                            // SAFETY: as was promised when the range was pushed.
                            unsafe { self.visit_range(at, n) };
                            idle = 0;
                        }
                        None => match self.buffers.pop() {
                            Some(h) => {
                                self.visit_contents(h);
                                idle = 0;
                            }
                            None => return,
                        },
                    }
                }
            }
        }
    }

    /// Visits the children of a remembered object, which is then remembered no more.
    pub(super) fn trace_remembered(&mut self, h: *mut Header) {
        // SAFETY: remembered objects are old and alive until the next major collection, which forgets them.
        let was = unsafe {
            let gc = (h as *mut u8).add(GC_OFFSET);
            let was = *gc & (GC_REMEMBERED | GC_TAIL_REMEMBERED);
            *gc &= !was;
            was
        };
        if was != 0 {
            // (Otherwise it was remembered twice.)
            self.tail_only = was == GC_TAIL_REMEMBERED;
            self.trace_children(h);
            self.tail_only = false;
        }
    }

    /// How many of the first items in the buffer with this payload the trace function of its owner need not visit: those
    /// that it has told by [`Tracer::now_known`], if nothing but the end has changed.
    #[inline]
    pub fn known<T>(&self, payload: *const T) -> usize {
        if self.tail_only && self.mode == Mode::Mark {
            self.known_in(payload)
        } else {
            0
        }
    }

    /// Notes that the first `n` items in the buffer with this payload have been visited. (Of small buffers this is not kept.)
    #[inline]
    pub fn now_known<T>(&mut self, payload: *const T, n: usize) {
        if self.mode == Mode::Mark {
            // SAFETY: the heap's address space lives as long as the process.
            unsafe { &*self.space }.set_known(payload as usize - BUFFER_PREFIX, n);
        }
    }

    fn known_in<T>(&self, payload: *const T) -> usize {
        // SAFETY: the heap's address space lives as long as the process.
        unsafe { &*self.space }.known(payload as usize - BUFFER_PREFIX)
    }

    pub(super) fn is_marked(&self, h: *const Header) -> bool {
        super::space::bit(self.marks, h as usize - self.base)
    }

    /// Gives the mark stack back, empty.
    pub(super) fn into_stack(mut self) -> Vec<*mut Header> {
        debug_assert!(self.stack.is_empty() && self.ranges.is_empty() && self.buffers.is_empty());
        self.stack.clear();
        // A deep heap should not keep its stack for ever.
        self.stack.shrink_to(BLOCK_SIZE / 8);
        self.stack
    }
}

/// Where a list's items or a dict's entries are, and how many bytes they take; null for other objects.
#[inline(always)]
fn contents(h: *mut Header) -> (*const u8, usize) {
    // SAFETY: `h` is a live object; its kind says which layout it has.
    unsafe {
        let kind = *(h as *const u8).add(KIND_OFFSET);
        if kind == Kind::Dict as u8 {
            let filled = *(h as *const u8).add(dict::FILLED_OFFSET).cast::<u32>();
            let entries = *(h as *const u8).add(dict::ENTRIES_OFFSET).cast();
            (entries, filled as usize * dict::ENTRY_SIZE)
        } else if kind == Kind::List as u8 {
            let len = *(h as *const u8).add(list::LEN_OFFSET).cast::<usize>();
            let items = *(h as *const u8).add(list::ITEMS_OFFSET).cast();
            (items, len * size_of::<Value>())
        } else {
            (std::ptr::null(), 0)
        }
    }
}

/// Whether an object may use its last byte, so that one past its end is one past its slot. Kinds of a fixed layout
/// are never walked as arrays, so no pointer past their end exists without one to them.
fn may_be_full(h: *mut Header) -> bool {
    // SAFETY: `h` is a live object.
    let kind = unsafe { *(h as *const u8).add(KIND_OFFSET) };
    [
        Kind::Raw,
        Kind::Values,
        Kind::Tuple,
        Kind::Str,
        Kind::Bytes,
        Kind::Int,
        Kind::Generator,
        Kind::Native,
    ]
    .iter()
    .any(|&k| k as u8 == kind)
}
