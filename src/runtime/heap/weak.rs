//! What happens when objects die: weak references, finalisers, and the release of what lies outside the heap.
//!
//! None of it runs Python code here. After marking, the collector (1) clears the weak references to unmarked objects
//! and queues those that have a callback and are alive themselves; (2) queues unmarked objects that have a finaliser,
//! and marks everything reachable from them (they live until it has run, once); (3) calls `drop` of native objects
//! that are still unmarked. The interpreter is told through its poll word and takes the queue's entries one by one.
//!
//! Weak references are cleared before finalisers run, as CPython's collector does. Finalisers run parents first, as
//! reference counts would have it, and otherwise in the order of registration.
//!
//! Entries made since the last collection are listed separately, because in a minor collection only they can die.

use std::cell::UnsafeCell;
use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};

use super::Tracer;
use crate::object::{GC_FINALIZER, GC_WEAKLY_REFERENCED, Header, Kind, NativeObject, Slot};
use crate::types::dict::live;
use crate::types::{generator, memoryview};
use crate::value::Value;

/// Something that the interpreter has to do after a collection.
#[derive(Clone, Copy, Debug)]
pub enum Pending {
    /// Call the finaliser of this object, which nothing else refers to.
    Finalize(Value),
    /// Call the callback of this weak reference, whose referent has died.
    WeakrefDied(Value),
}

/// A weak reference to some object.
struct Entry {
    weakref: *mut Header,
    /// Where the weak reference holds the object.
    slot: *const Slot,
    callback: bool,
}

/// Hashes addresses: always the same way, so that nothing depends on the run.
#[derive(Default)]
pub struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.write_usize(b as usize);
        }
    }
    fn write_usize(&mut self, n: usize) {
        let mixed = (self.0 ^ n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

#[derive(Default)]
struct State {
    /// The weak references by the address of what they refer to.
    weak: HashMap<usize, Vec<Entry>, BuildHasherDefault<AddressHasher>>,
    /// Referents of the entries made since the last collection.
    weak_young: Vec<usize>,
    /// Objects with finalisers, in the order of their registration.
    finalizable: Vec<*mut Header>,
    finalizable_young: Vec<*mut Header>,
    /// Objects with a layout that has a `drop`, and code objects.
    droppable: Vec<*mut Header>,
    droppable_young: Vec<*mut Header>,
    /// What releases the memory outside the heap of code objects.
    release: Option<fn(*mut Header)>,
    /// See [`add_weak_fn`].
    weak_fns: Vec<fn(&mut Tracer)>,
    pending: VecDeque<Pending>,
    /// The word to set when something is pending, and the bits to set in it.
    poll: Option<(&'static AtomicU64, u64)>,
}

struct Global(UnsafeCell<Option<State>>);
// SAFETY: every access happens under the interpreter lock (L1).
unsafe impl Sync for Global {}
static STATE: Global = Global(UnsafeCell::new(None));

#[allow(clippy::mut_from_ref)] // The lock makes this exclusive.
fn state() -> &'static mut State {
    // SAFETY: L1; the reference is not kept across calls that come here again.
    unsafe { (*STATE.0.get()).get_or_insert_default() }
}

/// Registers the word in which `bits` are set when something becomes pending.
pub fn set_poll_word(word: &'static AtomicU64, bits: u64) {
    state().poll = Some((word, bits));
}

/// Whether finalisers or callbacks wait.
pub fn has_pending() -> bool {
    !state().pending.is_empty()
}

/// The next finaliser or callback to run.
pub fn take_pending() -> Option<Pending> {
    state().pending.pop_front()
}

/// Sees to it that the object's finaliser will be queued when it becomes unreachable, once.
pub fn register_finalizer(h: &Header) {
    h.set_gc(h.gc() | GC_FINALIZER);
    state()
        .finalizable_young
        .push(std::ptr::from_ref(h).cast_mut());
}

/// Calls an object's finaliser off: it need not be queued. It can be registered again.
pub fn call_off_finalizer(h: &Header) {
    h.set_gc(h.gc() & !GC_FINALIZER);
}

/// Queues the finalisers that have not run of all objects that are wanted, in the order of their registration: the program
/// ends. Says whether there are any.
pub fn queue_all_finalizers(wanted: fn(Value) -> bool) -> bool {
    let s = state();
    let old = std::mem::take(&mut s.finalizable);
    let young = std::mem::take(&mut s.finalizable_young);
    for h in old.into_iter().chain(young) {
        // SAFETY: registered objects are alive until a collection has found them dead and taken them off the lists.
        let header = unsafe { &*h };
        if !wanted(Value::from_ptr(h)) {
            s.finalizable.push(h);
        } else if header.gc() & GC_FINALIZER != 0 && generator::is_finalizable(header) {
            header.set_gc(header.gc() & !GC_FINALIZER);
            s.pending.push_back(Pending::Finalize(Value::from_ptr(h)));
        }
    }
    !s.pending.is_empty()
}

/// Whether an object is registered whose finaliser has not run.
pub fn has_finalizable() -> bool {
    !state().finalizable.is_empty() || !state().finalizable_young.is_empty()
}

/// Registers what [`register_drop`] has called for code objects.
pub fn set_release(f: fn(*mut Header)) {
    state().release = Some(f);
}

/// Registers a function that is called at the end of the marking of every major collection: it sees to references that
/// keep nothing alive, and takes the dead ones out. What it still visits may have no unmarked children.
pub fn add_weak_fn(f: fn(&mut Tracer)) {
    state().weak_fns.push(f);
}

/// Calls `f` for all code objects alive, in a function that [`add_weak_fn`] has registered.
pub fn for_each_code(mut f: impl FnMut(*mut Header)) {
    for &h in &state().droppable {
        // SAFETY: the dead ones were taken off the list.
        if unsafe { (*h).kind() } == Kind::Code {
            f(h);
        }
    }
}

/// Sees to it that the `drop` of a native object, whose layout is set, is called when it is freed; for a code object,
/// what [`set_release`] registered.
pub fn register_drop(h: &Header) {
    state()
        .droppable_young
        .push(std::ptr::from_ref(h).cast_mut());
}

/// Notes that `weakref` refers weakly to `referent` through `slot`, one of its fields (which its trace function does
/// not visit): the slot is emptied when the referent dies, and if `callback`, [`Pending::WeakrefDied`] is queued.
/// [`weakrefs`] gives those that are `found_first` before all others.
pub fn register_weakref(
    referent: &Header,
    weakref: &Header,
    slot: &Slot,
    callback: bool,
    found_first: bool,
) {
    referent.set_gc(referent.gc() | GC_WEAKLY_REFERENCED);
    let at = std::ptr::from_ref(referent).addr();
    let s = state();
    let entries = s.weak.entry(at).or_default();
    let place = if found_first { 0 } else { entries.len() };
    let entry = Entry {
        weakref: std::ptr::from_ref(weakref).cast_mut(),
        slot,
        callback,
    };
    entries.insert(place, entry);
    s.weak_young.push(at);
}

/// Forgets a weak reference.
pub fn unregister_weakref(referent: &Header, weakref: &Header) {
    let at = std::ptr::from_ref(referent).addr();
    if let Some(entries) = state().weak.get_mut(&at) {
        entries.retain(|e| !std::ptr::eq(e.weakref, weakref));
        if entries.is_empty() {
            state().weak.remove(&at);
            referent.set_gc(referent.gc() & !GC_WEAKLY_REFERENCED);
        }
    }
}

/// The weak references to an object, oldest first (behind those that are to be found first).
pub fn weakrefs(referent: &Header) -> impl Iterator<Item = Value> + use<> {
    let at = std::ptr::from_ref(referent).addr();
    let entries = if referent.gc() & GC_WEAKLY_REFERENCED != 0 {
        state().weak.get(&at)
    } else {
        None
    };
    entries
        .into_iter()
        .flatten()
        .map(|e| Value::from_ptr(e.weakref))
}

/// Visits the queued entries: they are roots.
pub(super) fn visit_pending(t: &mut Tracer) {
    for p in &state().pending {
        match *p {
            Pending::Finalize(v) | Pending::WeakrefDied(v) => t.visit(v),
        }
    }
}

/// Does what the head of this file says; the tracer has marked all that is reachable from roots.
pub(super) fn after_marking(t: &mut Tracer, full: bool) {
    let before = state().pending.len();
    let mut referents = std::mem::take(&mut state().weak_young);
    if full {
        referents.clear();
        referents.extend(state().weak.keys());
    }
    referents.sort_unstable();
    referents.dedup();
    clear_weakrefs(t, &referents);
    queue_finalizers(t, full);
    forget_weakrefs(t, &referents);
    live::keep(t, full);
    live::forget_dead(t, full);
    drop_natives(t, full);
    if full {
        for i in 0..state().weak_fns.len() {
            (state().weak_fns[i])(t);
        }
        t.drain();
    }
    let s = state();
    if s.pending.len() > before
        && let Some((word, bits)) = s.poll
    {
        word.fetch_or(bits, Ordering::Relaxed);
    }
}

/// Empties the weak references to unmarked objects.
fn clear_weakrefs(t: &Tracer, referents: &[usize]) {
    let s = state();
    for at in referents {
        if t.is_marked(*at as *const Header) {
            continue;
        }
        // (The newest reference's callback runs first.)
        for e in s.weak.remove(at).into_iter().flatten().rev() {
            // SAFETY: an entry whose weakref was freed has been removed by `forget_weakrefs`, so its memory is intact;
            // the store needs no barrier, because it stores no pointer.
            unsafe { (*e.slot).init(Value::EMPTY) };
            if e.callback && t.is_marked(e.weakref) {
                s.pending
                    .push_back(Pending::WeakrefDied(Value::from_ptr(e.weakref)));
            }
        }
        // A finaliser may resurrect the object: it then has no weak references any more.
        // SAFETY: an unmarked object's memory is intact until it is swept.
        let h = unsafe { &*(*at as *const Header) };
        h.set_gc(h.gc() & !GC_WEAKLY_REFERENCED);
    }
}

/// Forgets weak references that are dead themselves, though their referents live.
fn forget_weakrefs(t: &Tracer, referents: &[usize]) {
    let s = state();
    for at in referents {
        let Some(entries) = s.weak.get_mut(at) else {
            continue;
        };
        entries.retain(|e| t.is_marked(e.weakref));
        if entries.is_empty() {
            s.weak.remove(at);
            // SAFETY: entries of dead referents were removed before, so this one is alive.
            let h = unsafe { &*(*at as *const Header) };
            h.set_gc(h.gc() & !GC_WEAKLY_REFERENCED);
        }
    }
}

/// Queues unmarked objects with finalisers, parents first, and marks what they keep alive.
fn queue_finalizers(t: &mut Tracer, full: bool) {
    let mut candidates = std::mem::take(&mut state().finalizable_young);
    let mut old = std::mem::take(&mut state().finalizable);
    if full {
        old.append(&mut candidates);
        std::mem::swap(&mut old, &mut candidates);
    }
    // `candidates` may die, `old` cannot.
    let mut dead = Vec::new();
    for h in candidates {
        // SAFETY: a candidate is alive or has just been found dead; in both cases its memory is intact.
        let header = unsafe { &*h };
        // (What has called its finaliser off has cleared the bit.)
        if generator::is_over(header) || header.gc() & GC_FINALIZER == 0 {
            continue;
        }
        if t.is_marked(h) {
            old.push(h);
        } else if generator::is_finalizable(header) {
            dead.push(h);
        }
    }
    state().finalizable = old;
    if dead.is_empty() {
        return;
    }
    // What one of them reaches, and no earlier one did, forms a group with it. A later group may reach an earlier one
    // but not the other way round, so the groups are queued in reverse. Going backwards through the registrations
    // leaves independent objects in the order of their registration.
    let mut groups = Vec::new();
    for &h in dead.iter().rev() {
        if !t.is_marked(h) {
            let mut group = Vec::new();
            t.visit(Value::from_ptr(h));
            t.drain_with(|seen| {
                // SAFETY: `seen` is an object just marked.
                let header = unsafe { &*seen };
                if header.gc() & GC_FINALIZER != 0 {
                    header.set_gc(header.gc() & !GC_FINALIZER);
                    group.push(Pending::Finalize(Value::from_ptr(seen)));
                }
            });
            groups.push(group);
        }
    }
    state().pending.extend(groups.into_iter().rev().flatten());
}

/// Releases what unmarked native objects hold outside the heap.
fn drop_natives(t: &mut Tracer, full: bool) {
    let mut candidates = std::mem::take(&mut state().droppable_young);
    let mut old = std::mem::take(&mut state().droppable);
    if full {
        old.append(&mut candidates);
        std::mem::swap(&mut old, &mut candidates);
    }
    for h in candidates {
        if t.is_marked(h) {
            old.push(h);
            continue;
        }
        if t.doubted != 0 && memoryview::holds(h) == Some(t.doubted) {
            memoryview::release(Value::from_ptr(h));
            t.visit(Value::from_ptr(h));
            t.drain();
            old.push(h);
            continue;
        }
        // SAFETY: the memory of dead objects is intact until it is swept.
        let release = if unsafe { (*h).kind() } == Kind::Code {
            state().release
        } else {
            // SAFETY: what else is registered begins with header and layout.
            unsafe { (*h.cast::<NativeObject>()).layout.drop }
        };
        if let Some(release) = release {
            release(h);
        }
    }
    state().droppable = old;
}
