//! Tests of the heap, with native objects as nodes of graphs.
//!
//! Tests run in threads of one process and the heap is global, so each holds [`Session`], which is the interpreter
//! lock of the tests. What must be dead cannot be tested one object at a time, because the conservative scan may find
//! a leftover of any pointer on the native stack: such tests make many objects and allow for a few survivors.

use std::cell::Cell;
use std::sync::{Mutex, MutexGuard};

use super::*;
use crate::object::{GC_OLD, Kind, NativeLayout, NativeObject, Object, Ref, ShapeId, Slot};

static LOCK: Mutex<()> = Mutex::new(());

/// The right to use the heap in a test, with this thread's stack registered.
pub(crate) struct Session {
    record: Box<ThreadRoots>,
    _lock: MutexGuard<'static, ()>,
}

impl Session {
    pub(crate) fn new() -> Session {
        let lock = LOCK.lock().unwrap_or_else(|e| e.into_inner());
        let (low, high) = os_stack_bounds();
        let record = Box::new(ThreadRoots::new(low, high));
        // SAFETY: the record is boxed and unregistered before it is dropped.
        unsafe { register_thread(&*record) };
        Session {
            record,
            _lock: lock,
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        set_stress(0);
        unregister_thread(&*self.record);
    }
}

/// A node of the test graphs: a number, two links, a buffer of links.
#[repr(C)]
struct Node {
    native: NativeObject,
    number: Cell<usize>,
    left: Slot,
    right: Slot,
    more: Cell<*mut Value>,
    weak: Slot,
}

// SAFETY: `#[repr(C)]`, begins with a `NativeObject`, and zero is valid for the rest.
unsafe impl Object for Node {
    const KIND: Kind = Kind::Native;
}

thread_local! {
    static DROPPED: Cell<usize> = const { Cell::new(0) };
}

static NODE: NativeLayout = NativeLayout {
    name: "node",
    trace: |h, t| {
        // SAFETY: objects with this layout are nodes.
        let n = unsafe { &*h.cast::<Node>() };
        t.visit_slot(&n.left);
        t.visit_slot(&n.right);
        t.visit_buffer(n.more.get());
    },
    drop: None,
};

static DROPPING_NODE: NativeLayout = NativeLayout {
    name: "dropping node",
    trace: NODE.trace,
    drop: Some(|_| DROPPED.set(DROPPED.get() + 1)),
};

fn node(th: &AllocCursors, number: usize) -> Ref<Node> {
    let n: Ref<Node> = alloc_native(th, ShapeId(7), &NODE);
    n.number.set(number);
    n
}

fn as_node(v: Value) -> Ref<Node> {
    v.downcast::<Node>().expect("a node")
}

/// Overwrites the stack below the caller's frame, where leftovers lie.
#[inline(never)]
fn scrub() {
    let junk = [0usize; 4096];
    std::hint::black_box(&junk);
}

#[test]
fn size_classes_are_consistent() {
    for size in 1..=SMALL_MAX {
        let class = class_of(size);
        assert!(CLASS_SIZES[class] as usize >= size);
        assert!(class == 0 || (CLASS_SIZES[class - 1] as usize) < size);
    }
    for size in CLASS_SIZES {
        assert_eq!(size as usize % GRANULE, 0);
        assert!(
            BLOCK_SIZE % size as usize <= BLOCK_SIZE / 40,
            "class {size} wastes"
        );
    }
    assert_eq!(AllocCursors::cursor_offset(0), 0);
    assert_eq!(AllocCursors::limit_offset(2), 40);
}

#[test]
fn memory_is_zero_and_distinct() {
    let _s = Session::new();
    let th = AllocCursors::new();
    let mut all: RootedVec<Value> = RootedVec::new();
    for round in 0..3 {
        for size in (1..20_000).step_by(37) {
            let p = alloc_bytes(&th, size);
            assert!(buffer_capacity(p) >= size);
            // SAFETY: a fresh buffer of this capacity.
            let bytes = unsafe { std::slice::from_raw_parts_mut(p, buffer_capacity(p)) };
            assert!(bytes.iter().all(|&b| b == 0), "size {size}");
            bytes.fill(round + 1);
            // SAFETY: the header is 16 bytes before the payload.
            all.push(Value::from_ptr(unsafe { p.sub(16) }));
        }
        for (i, v) in all.iter().enumerate() {
            let p = (v.bits() + 16) as *const u8;
            // SAFETY: rooted buffers are alive.
            unsafe { assert_eq!(*p, *p.add(buffer_capacity(p) - 1), "buffer {i}") };
        }
        all.clear();
        collect(round == 1);
    }
}

/// Builds a tree of `depth` with numbers by position.
fn tree(th: &AllocCursors, depth: usize, number: usize) -> Ref<Node> {
    let n = node(th, number);
    if depth > 0 {
        n.left.set(n, tree(th, depth - 1, number * 2).value());
        n.right.set(n, tree(th, depth - 1, number * 2 + 1).value());
    }
    n
}

fn check_tree(n: Ref<Node>, depth: usize, number: usize) {
    assert_eq!(n.number.get(), number);
    if depth > 0 {
        check_tree(as_node(n.left.get()), depth - 1, number * 2);
        check_tree(as_node(n.right.get()), depth - 1, number * 2 + 1);
    }
}

#[test]
fn trees_survive_minor_and_major_collections() {
    let _s = Session::new();
    let th = AllocCursors::new();
    let t = tree(&th, 12, 1);
    for full in [false, true, false, false, true, true] {
        tree(&th, 10, 1);
        collect(full);
        verify().expect("no violation");
        check_tree(t, 12, 1);
        assert!(t.header().gc() & GC_OLD != 0);
    }
}

#[test]
fn garbage_is_freed() {
    let _s = Session::new();
    let th = AllocCursors::new();
    collect(true);
    let before = stats().live_bytes;
    let t = tree(&th, 12, 1);
    collect(false);
    let with = stats().live_bytes;
    assert!(with >= before + (8191 * size_of::<Node>()));
    std::hint::black_box(t);
    for full in [false, true] {
        make_garbage(&th);
        scrub();
        collect(full);
    }
    scrub();
    // `t` may or may not be found by the scan; the garbage trees (each as large) must be gone.
    assert!(stats().live_bytes < with + 4096 * size_of::<Node>());
}

#[inline(never)]
fn make_garbage(th: &AllocCursors) {
    for _ in 0..20 {
        std::hint::black_box(tree(th, 12, 1));
    }
}

#[test]
fn stress_finds_everything_from_the_stack() {
    let _s = Session::new();
    let th = AllocCursors::new();
    set_stress(7);
    let t = tree(&th, 8, 1);
    check_tree(t, 8, 1);
    set_stress(1);
    let t = tree(&th, 4, 1);
    check_tree(t, 4, 1);
}

#[test]
fn a_long_list_does_not_overflow_anything() {
    let _s = Session::new();
    let th = AllocCursors::new();
    let mut roots: RootedVec<Value> = RootedVec::new();
    roots.push(Value::NONE);
    for i in 0..300_000 {
        let n = node(&th, i);
        n.left.init(roots[0]);
        roots[0] = n.value();
    }
    collect(true);
    collect(false);
    let mut n = 0;
    let mut at = roots[0];
    while at.is_ptr() {
        at = as_node(at).left.get();
        n += 1;
    }
    assert_eq!(n, 300_000);
}

#[test]
fn interior_and_end_pointers_keep_objects() {
    let _s = Session::new();
    let th = AllocCursors::new();
    // A stack of a parked thread, with words of our choice.
    let mut words = vec![0usize; 16].into_boxed_slice();
    let low = words.as_ptr().addr();
    let record = Box::new(ThreadRoots::new(low, low + 128));
    record.park_at(low);
    // SAFETY: unregistered below, before both are dropped.
    unsafe { register_thread(&*record) };
    for size in [8usize, 16, 100, 112, 496, 5000, 8000, 70_000, 200_000] {
        // Hidden from the scan of the real stack.
        let (hidden, capacity) = hidden_buffers(&th, size, &mut words);
        scrub();
        collect(true);
        for (i, &x) in hidden.iter().enumerate() {
            let at = x ^ MASK;
            // SAFETY: the heap is never unmapped, and the buffer should be alive.
            let kind = unsafe { *((at + crate::object::KIND_OFFSET) as *const u8) };
            assert_eq!(kind, Kind::Raw as u8, "buffer {i} of {size}");
            // SAFETY: as above.
            let bytes = unsafe { std::slice::from_raw_parts((at + 16) as *const u8, capacity) };
            assert!(bytes.iter().all(|&b| b == i as u8 + 1));
        }
    }
    unregister_thread(&*record);
}

const MASK: usize = 0x5555_5555_5555_5555;

/// Makes three buffers: one referred to by its beginning, one from the inside, one by one past the end.
#[inline(never)]
fn hidden_buffers(th: &AllocCursors, size: usize, words: &mut [usize]) -> ([usize; 3], usize) {
    set_stress(0);
    let mut hidden = [0; 3];
    let mut capacity = 0;
    for i in 0..3 {
        let p = alloc_bytes(th, size);
        capacity = buffer_capacity(p);
        // SAFETY: a fresh buffer.
        unsafe { std::slice::from_raw_parts_mut(p, capacity) }.fill(i as u8 + 1);
        hidden[i] = (p.addr() - 16) ^ MASK;
        words[i] = p.addr() + [0, capacity / 2 + 1, capacity][i];
    }
    (hidden, capacity)
}

#[test]
fn an_end_pointer_keeps_both_neighbours() {
    let _s = Session::new();
    let th = AllocCursors::new();
    let a = alloc_bytes(&th, 48);
    let b = alloc_bytes(&th, 48);
    if a.addr() + 48 + 16 != b.addr() {
        return; // Not neighbours: another test left a gap here.
    }
    let h = heap();
    let mut t = Tracer::new(&h.space, tracer::Mode::Mark, false, Vec::new(), h.dispatch);
    assert!(!h.space.is_marked(a.addr() - 16) && !h.space.is_marked(b.addr() - 16));
    t.visit_conservative(a.addr() + 48);
    assert!(h.space.is_marked(a.addr() - 16) && h.space.is_marked(b.addr() - 16));
    t.drain();
    collect(true);
}

#[test]
fn the_barrier_remembers_and_its_loss_is_found() {
    let _s = Session::new();
    let th = AllocCursors::new();
    let mut roots: RootedVec<Value> = RootedVec::new();
    for i in 0..100 {
        roots.push(node(&th, i).value());
    }
    collect(false);
    store_young(&th, &roots, true);
    scrub();
    collect(false);
    verify().expect("remembered");
    for (i, v) in roots.iter().enumerate() {
        assert_eq!(as_node(as_node(*v).left.get()).number.get(), 1000 + i);
    }
    // Without the barrier, the young ones die, and the verifier says so.
    store_young(&th, &roots, false);
    scrub();
    collect(false);
    let v = verify().expect_err("the lost barrier is found");
    assert_eq!(v.owner_kind, Kind::Native);
    assert!(v.to_string().contains("lost write barrier"));
    // Repair the graph before anything else collects.
    for v in &roots {
        as_node(*v).left.init(Value::NONE);
    }
    verify().expect("repaired");
}

#[inline(never)]
fn store_young(th: &AllocCursors, roots: &[Value], barrier: bool) {
    for (i, v) in roots.iter().enumerate() {
        let young = node(th, 1000 + i).value();
        let owner = as_node(*v);
        if barrier {
            owner.left.set(owner, young);
        } else {
            owner.left.init(young);
        }
    }
}

#[test]
fn buffers_grow_and_are_released() {
    let _s = Session::new();
    let th = AllocCursors::new();
    let n = node(&th, 0);
    let mut len = 0;
    let mut capacity = 1;
    n.more.set(alloc_values(&th, 1));
    let large = stats().large_objects;
    while len < 600_000 {
        if len == capacity {
            let old = n.more.get();
            let grown = grow_values(&th, old, len, len + 1, len + len / 8 + 6);
            n.more.set(grown);
            if grown != old {
                // SAFETY: only the node referred to it.
                unsafe { release_buffer(old) };
            }
            crate::object::write_barrier(n.header());
            capacity = buffer_capacity(grown);
        }
        let v = if len % 1000 == 0 {
            node(&th, len).value()
        } else {
            Value::small(len as i64)
        };
        // SAFETY: below the capacity.
        unsafe { n.more.get().add(len).write(v) };
        crate::object::write_barrier(n.header());
        len += 1;
        if len % 100_000 == 0 {
            collect(len % 200_000 == 0);
        }
    }
    for i in 0..len {
        // SAFETY: below the length.
        let v = unsafe { *n.more.get().add(i) };
        if i % 1000 == 0 {
            assert_eq!(as_node(v).number.get(), i);
        } else {
            assert_eq!(v, Value::small(i as i64));
        }
    }
    assert!(
        stats().large_objects <= large + 1,
        "outgrown buffers are freed at once"
    );
    // SAFETY: the node is told.
    unsafe { release_buffer(n.more.replace(std::ptr::null_mut())) };
    assert_eq!(stats().large_objects, large);
}

#[test]
fn large_objects_live_and_die() {
    let _s = Session::new();
    let th = AllocCursors::new();
    collect(true);
    let before = stats().large_objects;
    let mut roots: RootedVec<Value> = RootedVec::new();
    make_large(&th, &mut roots);
    scrub();
    collect(false);
    assert!(stats().large_objects <= before + 10 + 2);
    for (i, v) in roots.iter().enumerate() {
        let p = (v.bits() + 16) as *const u8;
        // SAFETY: a rooted buffer.
        unsafe { assert_eq!((*p, *p.add(9999)), (i as u8, i as u8)) };
    }
    roots.clear();
    scrub();
    collect(false);
    assert!(stats().large_objects >= before + 10, "they are old");
    collect(true);
    assert!(stats().large_objects <= before + 2);
}

#[inline(never)]
fn make_large(th: &AllocCursors, roots: &mut RootedVec<Value>) {
    for i in 0..40 {
        let p = alloc_bytes(th, 10_000 * (1 + i % 10));
        // SAFETY: a fresh buffer.
        unsafe {
            p.write(roots.len() as u8);
            p.add(9999).write(roots.len() as u8);
        }
        if i % 4 == 0 {
            // SAFETY: the header is 16 bytes before the payload.
            roots.push(Value::from_ptr(unsafe { p.sub(16) }));
        }
    }
}

#[test]
fn weak_references_are_cleared() {
    let _s = Session::new();
    let th = AllocCursors::new();
    while take_pending().is_some() {}
    let mut roots: RootedVec<Value> = RootedVec::new();
    make_weak(&th, &mut roots);
    scrub();
    collect(false);
    let (kept, lost): (Vec<_>, Vec<_>) = roots[100..]
        .iter()
        .map(|w| as_node(*w))
        .partition(|w| !w.weak.get().is_empty());
    assert!(lost.len() >= 40, "the unrooted half is cleared");
    assert!(kept.len() >= 50);
    for w in &kept {
        assert_eq!(as_node(w.weak.get()).number.get(), w.number.get());
    }
    let mut called = 0;
    while let Some(p) = take_pending() {
        let Pending::WeakrefDied(w) = p else {
            panic!("no finalisers here")
        };
        assert!(as_node(w).weak.get().is_empty());
        called += 1;
    }
    assert_eq!(called, lost.len());
    let referent = as_node(roots[0]);
    assert_eq!(weakrefs(referent.header()).count(), 1);
    // The rooted half dies in a major collection.
    let last = roots.len();
    roots.remove_range(0..100);
    scrub();
    collect(true);
    let alive = roots
        .iter()
        .filter(|w| !as_node(**w).weak.get().is_empty())
        .count();
    assert!(alive <= 10, "{alive} of {last}");
    while take_pending().is_some() {}
}

/// 100 roots of which 50 are referents, then 100 weak references, every other one to a rooted object.
#[inline(never)]
fn make_weak(th: &AllocCursors, roots: &mut RootedVec<Value>) {
    for i in 0..100 {
        roots.push(node(th, i).value());
    }
    for i in 0..100 {
        let referent = if i % 2 == 0 {
            as_node(roots[i])
        } else {
            node(th, i)
        };
        let w = node(th, i);
        w.weak.init(referent.value());
        roots.push(w.value());
        register_weakref(referent.header(), w.header(), &w.weak, true, false);
    }
}

#[test]
fn finalisers_run_once_parents_first() {
    let _s = Session::new();
    let th = AllocCursors::new();
    while take_pending().is_some() {}
    make_finalizable(&th);
    scrub();
    collect(true);
    let mut order = Vec::new();
    while let Some(Pending::Finalize(v)) = take_pending() {
        let n = as_node(v);
        // A chain of three each: all of it is still there.
        order.push(n.number.get());
    }
    assert!(order.len() >= 240, "{} of 300 finalised", order.len());
    for chain in 0..100 {
        let at = |n: usize| order.iter().position(|&x| x == chain * 3 + n);
        if let (Some(a), Some(b), Some(c)) = (at(0), at(1), at(2)) {
            assert!(a < b && b < c);
        }
    }
    scrub();
    collect(true);
    collect(true);
    let again = std::iter::from_fn(take_pending).count();
    assert!(again + order.len() <= 300, "each at most once");
}

#[inline(never)]
fn make_finalizable(th: &AllocCursors) {
    for chain in 0..100 {
        let c = node(th, chain * 3 + 2);
        let b = node(th, chain * 3 + 1);
        let a = node(th, chain * 3);
        b.left.set(b, c.value());
        a.left.set(a, b.value());
        for n in [c, b, a] {
            register_finalizer(n.header());
        }
    }
}

#[test]
fn native_objects_are_dropped_once() {
    let _s = Session::new();
    let th = AllocCursors::new();
    DROPPED.set(0);
    let mut roots: RootedVec<Value> = RootedVec::new();
    make_droppable(&th, &mut roots);
    scrub();
    collect(false);
    let minor = DROPPED.get();
    assert!((150..=200).contains(&minor), "{minor}");
    collect(false);
    roots.clear();
    scrub();
    collect(true);
    collect(true);
    assert!((280..=300).contains(&DROPPED.get()), "{}", DROPPED.get());
}

#[inline(never)]
fn make_droppable(th: &AllocCursors, roots: &mut RootedVec<Value>) {
    for i in 0..300 {
        let n: Ref<Node> = alloc_native(th, ShapeId(7), &DROPPING_NODE);
        if i % 3 == 0 {
            roots.push(n.value());
        }
    }
}

#[test]
fn objects_are_listed() {
    let _s = Session::new();
    let th = AllocCursors::new();
    collect(true);
    let n = node(&th, 424_242);
    let all = iter_objects();
    assert!(all.contains(&n.value()));
    assert!(all.windows(2).all(|w| w[0].bits() < w[1].bits()));
    assert_eq!(allocated_size(n.header()), rounded_size(size_of::<Node>()));
    assert!(offset_of(n.as_ptr().addr()) < 1 << 40);
}

#[test]
fn rooted_vectors_may_move_and_nest() {
    let _s = Session::new();
    let th = AllocCursors::new();
    let mut outer: Vec<RootedVec<(usize, Value)>> = Vec::new();
    for i in 0..50 {
        let mut v = RootedVec::with_capacity(3);
        v.extend((0..3).map(|j| (i * 3 + j, node(&th, i * 3 + j).value())));
        outer.push(v);
    }
    outer.retain(|v| v[0].0 % 2 == 0);
    set_stress(1);
    node(&th, 0);
    set_stress(0);
    for v in &outer {
        for (n, x) in v {
            assert_eq!(as_node(*x).number.get(), *n);
        }
    }
}

#[test]
fn a_parked_thread_keeps_what_it_holds() {
    let _s = Session::new();
    let th = AllocCursors::new();
    let (to_main, parked) = std::sync::mpsc::channel::<()>();
    let (go_on, wait) = std::sync::mpsc::channel::<()>();
    // The channels pass the right to use the heap back and forth, as the interpreter lock does.
    let (done, finished) = std::sync::mpsc::channel::<()>();
    let other = std::thread::spawn(move || {
        let th = AllocCursors::new();
        let (low, high) = os_stack_bounds();
        let record = ThreadRoots::new(low, high);
        // SAFETY: unregistered below.
        unsafe { register_thread(&record) };
        let t = tree(&th, 9, 1);
        park(&record, || {
            to_main.send(()).expect("the test runs");
            wait.recv().expect("the test runs");
        });
        check_tree(t, 9, 1);
        tree(&th, 9, 1);
        unregister_thread(&record);
        drop(th);
        done.send(()).expect("the test runs");
    });
    parked.recv().expect("the thread runs");
    for full in [false, true] {
        make_garbage(&th);
        collect(full);
        make_garbage(&th);
        verify_after_collection();
    }
    go_on.send(()).expect("the thread runs");
    finished.recv().expect("the thread has succeeded");
    other.join().expect("the thread has succeeded");
}

fn verify_after_collection() {
    collect(false);
    verify().expect("no violation");
}

/// Random changes of a graph, mirrored by a model in plain Rust data, with collections at random points.
#[test]
fn random_graphs_agree_with_a_model() {
    let _s = Session::new();
    for seed in 1..=6u64 {
        let th = AllocCursors::new();
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut random = move |n: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 16) as usize % n
        };
        set_stress(if seed % 2 == 0 { 13 } else { 0 });
        const ROOTS: usize = 40;
        let mut roots: RootedVec<Value> = RootedVec::new();
        // The model: per node its left and right; node numbers are indices.
        let mut model: Vec<[Option<usize>; 2]> = Vec::new();
        for _ in 0..ROOTS {
            roots.push(node(&th, model.len()).value());
            model.push([None; 2]);
        }
        for step in 0..4000 {
            let owner = random_walk(roots[random(ROOTS)], &mut random);
            let target = match random(4) {
                0 => None,
                1 => {
                    let n = node(&th, model.len());
                    model.push([None; 2]);
                    Some(n)
                }
                _ => Some(random_walk(roots[random(ROOTS)], &mut random)),
            };
            let side = random(2);
            let slot = if side == 0 { &owner.left } else { &owner.right };
            slot.set(owner, target.map_or(Value::NONE, Ref::value));
            model[owner.number.get()][side] = target.map(|t| t.number.get());
            if random(10) == 0 {
                let n = node(&th, model.len());
                model.push([None; 2]);
                roots[random(ROOTS)] = n.value();
            }
            if step % 257 == 0 {
                collect(random(3) == 0);
                verify().expect("no violation");
            }
        }
        set_stress(0);
        collect(true);
        // Everything reachable is as the model says.
        let mut seen = std::collections::HashSet::new();
        let mut todo: Vec<Ref<Node>> = roots.iter().map(|v| as_node(*v)).collect();
        while let Some(n) = todo.pop() {
            if !seen.insert(n) {
                continue;
            }
            for (slot, expected) in [&n.left, &n.right].into_iter().zip(model[n.number.get()]) {
                let v = slot.get();
                match expected {
                    Some(number) => {
                        assert_eq!(as_node(v).number.get(), number);
                        todo.push(as_node(v));
                    }
                    None => assert!(!v.is_ptr()),
                }
            }
        }
    }
}

fn random_walk(from: Value, random: &mut impl FnMut(usize) -> usize) -> Ref<Node> {
    let mut n = as_node(from);
    for _ in 0..random(6) {
        let next = if random(2) == 0 {
            n.left.get()
        } else {
            n.right.get()
        };
        if !next.is_ptr() {
            break;
        }
        n = as_node(next);
    }
    n
}

/// Random buffers of all sizes that are filled, grown, dropped and collected; each byte is checked.
#[test]
fn random_buffers_keep_their_bytes() {
    let _s = Session::new();
    assert!(fits(1 << 20) && !fits(1 << 50));
    for seed in 1..=4u64 {
        let th = AllocCursors::new();
        let mut state = seed.wrapping_mul(0x2545_f491_4f6c_dd1d);
        let mut random = move |n: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 16) as usize % n
        };
        set_stress(if seed == 4 { 29 } else { 0 });
        let mut roots: RootedVec<Value> = RootedVec::new();
        // Per buffer: how many bytes are filled, and with what.
        let mut model: Vec<(usize, u8)> = Vec::new();
        for step in 0..1500 {
            let size = match random(8) {
                0..4 => 1 + random(300),
                4..6 => 1 + random(9000),
                6 => 1 + random(70_000),
                _ => 1 + random(400_000),
            };
            let fill = step as u8 | 1;
            if roots.len() < 60 {
                let p = alloc_bytes(&th, size);
                fill_buffer(p, 0, size, fill);
                roots.push(Value::from_ptr(p.wrapping_sub(16)));
                model.push((size, fill));
            } else {
                let i = random(roots.len());
                let (len, fill) = model[i];
                let p = (roots[i].bits() as *mut u8).wrapping_add(16);
                if random(2) == 0 {
                    check_buffer(p, len, fill);
                    roots.remove(i);
                    model.remove(i);
                    if random(3) == 0 {
                        // SAFETY: nobody uses it any more.
                        unsafe { release_buffer(p) };
                    }
                } else {
                    let more = len + 1 + random(len + 1000);
                    let q = grow_bytes(&th, p, len, more, more);
                    fill_buffer(q, len, more, fill);
                    roots[i] = Value::from_ptr(q.wrapping_sub(16));
                    model[i] = (more, fill);
                }
            }
            if step % 101 == 0 {
                collect(step % 303 == 0);
            }
        }
        set_stress(0);
        for (v, &(len, fill)) in roots.iter().zip(&model) {
            check_buffer((v.bits() as *mut u8).wrapping_add(16), len, fill);
        }
    }
}

/// Fills the bytes `from..to` of a buffer, which are zero before.
fn fill_buffer(p: *mut u8, from: usize, to: usize, fill: u8) {
    assert!(buffer_capacity(p) >= to);
    // SAFETY: within the capacity.
    let bytes = unsafe { std::slice::from_raw_parts_mut(p.add(from), buffer_capacity(p) - from) };
    assert!(bytes.iter().all(|&b| b == 0));
    bytes[..to - from].fill(fill);
}

fn check_buffer(p: *mut u8, len: usize, fill: u8) {
    // SAFETY: within the capacity.
    let bytes = unsafe { std::slice::from_raw_parts(p, buffer_capacity(p)) };
    assert!(bytes[..len].iter().all(|&b| b == fill));
    assert!(bytes[len..].iter().all(|&b| b == 0));
}
