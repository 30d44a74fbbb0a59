//! Roots: native stacks, VM stacks, rooted vectors and root functions.
//!
//! The thread that collects spills its callee-saved registers onto its stack (a few lines of assembly) and scans from
//! there up. Every other thread has done the same when it gave the interpreter lock up: [`park`] spills, publishes
//! the stack pointer and runs the closure that blocks. All records are linked in by address and must not move.
//!
//! Invariant R1: of the registered stacks, the one that contains the current stack pointer is running; the others
//! are parked, or hold no Values.

use std::cell::{Cell, UnsafeCell};
use std::ops::{Deref, DerefMut};
use std::ptr::{self, NonNull};

use super::Tracer;
use crate::object::{Object, Ref, Slot};
use crate::value::Value;

#[cfg(target_arch = "x86_64")]
std::arch::global_asm!(
    // fn(callback: extern "C" fn(sp, data), data): pushes the registers that a callee must keep, calls back.
    ".globl sidewinder_heap_spill",
    ".type sidewinder_heap_spill, @function",
    "sidewinder_heap_spill:",
    ".cfi_startproc",
    "push rbp",
    ".cfi_def_cfa_offset 16",
    ".cfi_offset rbp, -16",
    "mov rbp, rsp",
    ".cfi_def_cfa_register rbp",
    "push rbx",
    "push r12",
    "push r13",
    "push r14",
    "push r15",
    "sub rsp, 8",
    "mov rax, rdi",
    "mov rdi, rsp",
    "call rax",
    "mov r15, [rbp - 40]",
    "mov r14, [rbp - 32]",
    "mov r13, [rbp - 24]",
    "mov r12, [rbp - 16]",
    "mov rbx, [rbp - 8]",
    "mov rsp, rbp",
    "pop rbp",
    ".cfi_def_cfa rsp, 8",
    "ret",
    ".cfi_endproc",
    ".size sidewinder_heap_spill, . - sidewinder_heap_spill",
);

#[cfg(target_arch = "aarch64")]
std::arch::global_asm!(
    ".globl sidewinder_heap_spill",
    ".type sidewinder_heap_spill, @function",
    "sidewinder_heap_spill:",
    ".cfi_startproc",
    "stp x29, x30, [sp, -96]!",
    ".cfi_def_cfa_offset 96",
    ".cfi_offset x29, -96",
    ".cfi_offset x30, -88",
    "mov x29, sp",
    "stp x19, x20, [sp, 16]",
    "stp x21, x22, [sp, 32]",
    "stp x23, x24, [sp, 48]",
    "stp x25, x26, [sp, 64]",
    "stp x27, x28, [sp, 80]",
    "mov x9, x0",
    "mov x0, sp",
    "blr x9",
    "ldp x19, x20, [sp, 16]",
    "ldp x21, x22, [sp, 32]",
    "ldp x23, x24, [sp, 48]",
    "ldp x25, x26, [sp, 64]",
    "ldp x27, x28, [sp, 80]",
    "ldp x29, x30, [sp], 96",
    ".cfi_def_cfa_offset 0",
    "ret",
    ".cfi_endproc",
    ".size sidewinder_heap_spill, . - sidewinder_heap_spill",
);

unsafe extern "C" {
    fn sidewinder_heap_spill(callback: extern "C" fn(usize, *mut u8), data: *mut u8);
}

/// Calls `f` with the stack pointer, below which (towards higher addresses) all callee-saved registers lie.
pub(super) fn with_spilled_registers<F: FnOnce(usize)>(f: F) {
    extern "C" fn callback<F: FnOnce(usize)>(sp: usize, data: *mut u8) {
        // SAFETY: `data` is the `Option` below, which outlives the call.
        let f = unsafe { &mut *data.cast::<Option<F>>() };
        f.take().expect("called back once")(sp);
    }
    let mut f = Some(f);
    // SAFETY: the function keeps the calling convention; the callback has the type that `f` has.
    unsafe { sidewinder_heap_spill(callback::<F>, (&raw mut f).cast()) };
}

/// A native stack that Python code runs on.
pub struct ThreadRoots {
    low: usize,
    high: usize,
    /// Where the thread's stack pointer was when it gave the lock up; 0 while it runs.
    parked: Cell<usize>,
}

impl ThreadRoots {
    /// A record for the stack `low..high` (the addresses; it grows down from `high`).
    pub const fn new(low: usize, high: usize) -> ThreadRoots {
        ThreadRoots {
            low,
            high,
            parked: Cell::new(0),
        }
    }

    /// Where the stack begins: its highest address.
    pub fn high(&self) -> usize {
        self.high
    }

    /// Makes this the record of a thread that has stopped at this stack pointer, for tests.
    #[cfg(test)]
    pub(super) fn park_at(&self, sp: usize) {
        self.parked.set(sp);
    }
}

/// A part of memory that is scanned conservatively: a VM stack. It goes from what `start` holds to what `top` holds
/// when a collection begins.
#[derive(Clone, Copy)]
pub struct RootRange {
    pub start: *const Cell<*mut Value>,
    pub top: *const Cell<*mut Value>,
}

/// All roots but those in the heap's own state.
struct Roots {
    threads: Vec<*const ThreadRoots>,
    ranges: Vec<RootRange>,
    functions: Vec<fn(&mut Tracer)>,
    /// The first of the linked rooted vectors.
    vectors: *mut Link,
}

struct Global(UnsafeCell<Roots>);
// SAFETY: every access happens under the interpreter lock (L1).
unsafe impl Sync for Global {}
static ROOTS: Global = Global(UnsafeCell::new(Roots {
    threads: Vec::new(),
    ranges: Vec::new(),
    functions: Vec::new(),
    vectors: ptr::null_mut(),
}));

#[allow(clippy::mut_from_ref)] // The lock makes this exclusive.
fn roots() -> &'static mut Roots {
    // SAFETY: L1; the reference does not outlive the caller, which calls nothing that comes here again.
    unsafe { &mut *ROOTS.0.get() }
}

/// Registers a native stack.
///
/// # Safety
/// The record stays where it is, and the stack mapped, until it is unregistered.
pub unsafe fn register_thread(record: *const ThreadRoots) {
    roots().threads.push(record);
}

/// Unregisters a native stack.
pub fn unregister_thread(record: *const ThreadRoots) {
    roots().threads.retain(|&r| r != record);
}

/// Registers a native stack until [`unregister_thread`] is told otherwise. The record is never freed.
pub fn register_stack(low: usize, high: usize) -> &'static ThreadRoots {
    let record = Box::leak(Box::new(ThreadRoots::new(low, high)));
    // SAFETY: the record is never freed.
    unsafe { register_thread(record) };
    record
}

/// The bounds of the stack that the system gave the current thread.
pub fn os_stack_bounds() -> (usize, usize) {
    // SAFETY: the attribute structure is initialised by the call that fills it in, and destroyed.
    unsafe {
        let mut attributes = std::mem::zeroed::<libc::pthread_attr_t>();
        let r = libc::pthread_getattr_np(libc::pthread_self(), &mut attributes);
        assert!(r == 0, "the bounds of the stack cannot be found");
        let (mut low, mut size) = (ptr::null_mut(), 0);
        libc::pthread_attr_getstack(&attributes, &mut low, &mut size);
        libc::pthread_attr_destroy(&mut attributes);
        (low as usize, low as usize + size)
    }
}

/// Runs `blocking`, which gives the interpreter lock up and takes it again, with everything on this thread's stack
/// and in its registers published. Nothing between giving up and taking again may touch Values.
pub fn park<R>(record: &ThreadRoots, blocking: impl FnOnce() -> R) -> R {
    let mut result = None;
    with_spilled_registers(|sp| {
        record.parked.set(sp);
        result = Some(blocking());
        record.parked.set(0);
    });
    result.expect("called once")
}

/// Registers a VM stack.
///
/// # Safety
/// The cells stay where they are until it is unregistered, and what they delimit is readable.
pub unsafe fn register_range(range: RootRange) {
    roots().ranges.push(range);
}

/// Unregisters the VM stack whose start is in this cell.
pub fn unregister_range(start: *const Cell<*mut Value>) {
    roots().ranges.retain(|r| r.start != start);
}

/// Registers a function that visits roots; it is called in every collection.
pub fn add_root_fn(f: fn(&mut Tracer)) {
    roots().functions.push(f);
}

/// Calls `f` with every word on the native stacks, the registers of this thread included: whoever frees machine code
/// must know what may return into it.
pub fn each_stack_word(mut f: impl FnMut(usize)) {
    with_spilled_registers(|sp| {
        for &record in &roots().threads {
            // SAFETY: registered records stay valid.
            let record = unsafe { &*record };
            let from = if (record.low..record.high).contains(&sp) {
                sp
            } else if record.parked.get() != 0 {
                record.parked.get()
            } else {
                continue;
            };
            for at in (from & !7..record.high).step_by(8) {
                // SAFETY: the used part of a mapped stack.
                f(unsafe { (at as *const usize).read_volatile() });
            }
        }
    });
}

/// Visits all roots; `sp` is the stack pointer below which the collecting thread's registers and frames lie.
pub(super) fn visit_all(t: &mut Tracer, sp: usize) {
    let mut running = false;
    for i in 0..roots().threads.len() {
        // SAFETY: registered records stay valid.
        let record = unsafe { &*roots().threads[i] };
        let from = if (record.low..record.high).contains(&sp) {
            running = true;
            sp
        } else if record.parked.get() != 0 {
            record.parked.get()
        } else {
            continue;
        };
        // SAFETY: the used part of a mapped stack.
        unsafe { t.visit_conservative_range(from, record.high) };
    }
    assert!(
        running,
        "a collection on a native stack that is not registered"
    );
    for i in 0..roots().ranges.len() {
        let range = roots().ranges[i];
        // SAFETY: the promise of `register_range`.
        unsafe {
            t.visit_values_conservatively(
                (*range.start).get() as usize,
                (*range.top).get() as usize,
            );
        }
    }
    let mut link = roots().vectors;
    while !link.is_null() {
        // SAFETY: linked vectors are alive, and their link knows how to visit them.
        unsafe {
            ((*link).visit)(link, t);
            link = (*link).next;
        }
    }
    for i in 0..roots().functions.len() {
        let f = roots().functions[i];
        f(t);
    }
}

/// What a [`RootedVec`] may hold.
pub trait Rooted {
    /// Visits the Values in it.
    fn visit(&self, t: &mut Tracer);
}

impl Rooted for Value {
    #[inline(always)]
    fn visit(&self, t: &mut Tracer) {
        t.visit(*self);
    }
}

impl Rooted for Slot {
    #[inline(always)]
    fn visit(&self, t: &mut Tracer) {
        t.visit(self.get());
    }
}

impl<T: Object> Rooted for Ref<T> {
    #[inline(always)]
    fn visit(&self, t: &mut Tracer) {
        t.visit_ref(*self);
    }
}

impl<T: Rooted> Rooted for Option<T> {
    fn visit(&self, t: &mut Tracer) {
        if let Some(x) = self {
            x.visit(t);
        }
    }
}

impl<T: Rooted> Rooted for Vec<T> {
    fn visit(&self, t: &mut Tracer) {
        for x in self {
            x.visit(t);
        }
    }
}

impl<A: Rooted, B: Rooted> Rooted for (A, B) {
    fn visit(&self, t: &mut Tracer) {
        self.0.visit(t);
        self.1.visit(t);
    }
}

impl<A: Rooted, B: Rooted, C: Rooted> Rooted for (A, B, C) {
    fn visit(&self, t: &mut Tracer) {
        self.0.visit(t);
        self.1.visit(t);
        self.2.visit(t);
    }
}

macro_rules! rooted_plain {
    ($($t:ty),*) => { $(impl Rooted for $t { #[inline(always)] fn visit(&self, _: &mut Tracer) {} })* };
}
rooted_plain!(u8, u16, u32, u64, usize, i32, i64, isize, bool, f64, String);

/// The place of a rooted vector in the list of all.
#[repr(C)]
struct Link {
    next: *mut Link,
    previous: *mut Link,
    visit: unsafe fn(*mut Link, &mut Tracer),
}

#[repr(C)]
struct Node<T> {
    link: Link,
    items: Vec<T>,
}

/// A vector whose Values the collector sees: what Rust code uses instead of a `Vec<Value>`. It may be moved and may
/// live anywhere, in static data too; made and dropped under the interpreter lock only.
pub struct RootedVec<T: Rooted> {
    node: NonNull<Node<T>>,
}

/// # Safety
/// `link` begins a live `Node<T>`.
unsafe fn visit_node<T: Rooted>(link: *mut Link, t: &mut Tracer) {
    // SAFETY: the caller's promise. The owner may hold a borrow of the items while it allocates; reading them through
    // a raw pointer here is what that borrow allows, since collections never change them.
    let items = unsafe { &(*link.cast::<Node<T>>()).items };
    for x in items {
        x.visit(t);
    }
}

impl<T: Rooted> RootedVec<T> {
    /// An empty vector.
    pub fn new() -> Self {
        Self::from_vec(Vec::new())
    }

    /// An empty vector with room for `n` items.
    pub fn with_capacity(n: usize) -> Self {
        Self::from_vec(Vec::with_capacity(n))
    }

    /// Takes over a vector that was filled without any allocation on the heap in between.
    pub fn from_vec(items: Vec<T>) -> Self {
        let head = roots().vectors;
        let node = Box::into_raw(Box::new(Node {
            link: Link {
                next: head,
                previous: ptr::null_mut(),
                visit: visit_node::<T>,
            },
            items,
        }));
        let link = node.cast::<Link>();
        if !head.is_null() {
            // SAFETY: linked vectors are alive.
            unsafe { (*head).previous = link };
        }
        roots().vectors = link;
        RootedVec {
            // SAFETY: a box is never null.
            node: unsafe { NonNull::new_unchecked(node) },
        }
    }

    fn items(&self) -> &Vec<T> {
        // SAFETY: the node lives as long as `self`.
        unsafe { &self.node.as_ref().items }
    }

    fn items_mut(&mut self) -> &mut Vec<T> {
        // SAFETY: the node lives as long as `self`, which is borrowed exclusively.
        unsafe { &mut self.node.as_mut().items }
    }

    pub fn push(&mut self, x: T) {
        self.items_mut().push(x);
    }

    pub fn pop(&mut self) -> Option<T> {
        self.items_mut().pop()
    }

    pub fn truncate(&mut self, len: usize) {
        self.items_mut().truncate(len);
    }

    pub fn insert(&mut self, at: usize, x: T) {
        self.items_mut().insert(at, x);
    }

    pub fn remove(&mut self, at: usize) -> T {
        self.items_mut().remove(at)
    }

    pub fn clear(&mut self) {
        self.items_mut().clear();
    }

    pub fn reserve(&mut self, more: usize) {
        self.items_mut().reserve(more);
    }

    pub fn resize(&mut self, len: usize, x: T)
    where
        T: Clone,
    {
        self.items_mut().resize(len, x);
    }

    pub fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        self.items_mut().retain(keep);
    }

    pub fn extend_from_slice(&mut self, items: &[T])
    where
        T: Clone,
    {
        self.items_mut().extend_from_slice(items);
    }

    /// Removes a range of items, without giving them out.
    pub fn remove_range(&mut self, range: std::ops::Range<usize>) {
        self.items_mut().drain(range);
    }

    pub fn as_slice(&self) -> &[T] {
        self.items()
    }

    pub fn as_mut_slice(&mut self) -> &mut [T] {
        self.items_mut()
    }
}

impl<T: Rooted> Drop for RootedVec<T> {
    fn drop(&mut self) {
        let link = self.node.as_ptr().cast::<Link>();
        // SAFETY: the node is linked between live nodes, and nobody uses it after this.
        unsafe {
            let (next, previous) = ((*link).next, (*link).previous);
            if previous.is_null() {
                roots().vectors = next;
            } else {
                (*previous).next = next;
            }
            if !next.is_null() {
                (*next).previous = previous;
            }
            drop(Box::from_raw(self.node.as_ptr()));
        }
    }
}

impl<T: Rooted> Deref for RootedVec<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        self.items()
    }
}

impl<T: Rooted> DerefMut for RootedVec<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        self.items_mut()
    }
}

impl<T: Rooted> Default for RootedVec<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Rooted + Clone> Clone for RootedVec<T> {
    fn clone(&self) -> Self {
        Self::from_vec(self.items().clone())
    }
}

impl<T: Rooted> Extend<T> for RootedVec<T> {
    /// Adds items one by one, so that those already added are seen if making the next one allocates.
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        let items = items.into_iter();
        self.reserve(items.size_hint().0);
        for x in items {
            self.push(x);
        }
    }
}

impl<T: Rooted> FromIterator<T> for RootedVec<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut v = RootedVec::new();
        v.extend(items);
        v
    }
}

impl<'a, T: Rooted> IntoIterator for &'a RootedVec<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.items().iter()
    }
}

impl<T: Rooted + std::fmt::Debug> std::fmt::Debug for RootedVec<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.items().fmt(f)
    }
}
