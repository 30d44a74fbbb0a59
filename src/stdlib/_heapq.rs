//! `_heapq`: priority queues in lists.
//!
//! The order of comparisons is CPython's: the hole goes down to a leaf along the smaller children, and the item comes up
//! again from there. Comparing may run Python code that changes the list, which is an error.

use runtime::error::PyResult;
use runtime::interp::consumer::Consumer;
use runtime::native::{ModuleDef, NativeDef};
use runtime::object::Ref;
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::list::List;
use runtime::types::module::Module;
use runtime::types::str;
use runtime::types::type_of;
use runtime::value::Value;

use crate::support::add;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_heapq",
    doc: "Heap queue algorithm (a.k.a. priority queue).",
    functions: &[
        NativeDef::new("heappush", "(heap, item, /)", heappush)
            .consumes(Consumer::HeapPush)
            .doc("Push item onto heap, maintaining the heap invariant."),
        NativeDef::new("heappushpop", "(heap, item, /)", heappushpop)
            .doc("Push item on the heap, then pop and return the smallest item from the heap.\n\nThe combined action runs more efficiently than heappush() followed by\na separate call to heappop()."),
        NativeDef::new("heappop", "(heap, /)", heappop)
            .consumes(Consumer::HeapPop)
            .doc("Pop the smallest item off the heap, maintaining the heap invariant."),
        NativeDef::new("heapreplace", "(heap, item, /)", heapreplace)
            .doc("Pop and return the current smallest value, and add the new item.\n\nThis is more efficient than heappop() followed by heappush(), and can be\nmore appropriate when using a fixed-size heap.  Note that the value\nreturned may be larger than item!  That constrains reasonable uses of\nthis routine unless written as part of a conditional replacement:\n\n    if item > heap[0]:\n        item = heapreplace(heap, item)"),
        NativeDef::new("heapify", "(heap, /)", heapify)
            .doc("Transform list into a heap, in-place, in O(len(heap)) time."),
        NativeDef::new("heappush_max", "(heap, item, /)", heappush_max)
            .doc("Push item onto max heap, maintaining the heap invariant."),
        NativeDef::new("heappushpop_max", "(heap, item, /)", heappushpop_max)
            .doc("Maxheap variant of heappushpop.\n\nThe combined action runs more efficiently than heappush_max() followed by\na separate call to heappop_max()."),
        NativeDef::new("heappop_max", "(heap, /)", heappop_max)
            .doc("Maxheap variant of heappop."),
        NativeDef::new("heapreplace_max", "(heap, item, /)", heapreplace_max)
            .doc("Maxheap variant of heapreplace."),
        NativeDef::new("heapify_max", "(heap, /)", heapify_max)
            .doc("Maxheap variant of heapify."),
    ],
    init,
};

fn init(th: &Thread, module: Ref<Module>) -> PyResult<()> {
    let about = str::new(th, "Heap queues");
    add(th, module, "__about__", about);
    Ok(())
}

/// Which of two items must be nearer to the root.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Min,
    Max,
}

/// The list argument of `function`.
fn heap_argument(th: &Thread, function: &str, place: &str, v: Value) -> PyResult<Ref<List>> {
    match v.downcast::<List>() {
        Some(list) => Ok(list),
        None => Err(th.type_error(format!(
            "{function}() argument{place} must be list, not {}",
            type_of(v).tp_name()
        ))),
    }
}

fn is_above(th: &Thread, order: Order, a: Value, b: Value) -> PyResult<bool> {
    match order {
        Order::Min => ops::less_than(th, a, b),
        Order::Max => ops::less_than(th, b, a),
    }
}

/// Whether `a` must be nearer to the root than `b`; an error if the comparison changed the list's length.
fn before(th: &Thread, heap: Ref<List>, order: Order, a: Value, b: Value) -> PyResult<bool> {
    let n = heap.len();
    let result = is_above(th, order, a, b)?;
    if heap.len() != n {
        return Err(th.runtime_error("list changed size during iteration"));
    }
    Ok(result)
}

/// Moves the item at `pos` up to its place, at `start` at most.
fn sift_up_from(
    th: &Thread,
    heap: Ref<List>,
    order: Order,
    start: usize,
    mut pos: usize,
) -> PyResult<()> {
    if pos >= heap.len() {
        return Err(th.index_error("index out of range"));
    }
    while pos > start {
        let parent = (pos - 1) / 2;
        let (item, above) = (heap.item(pos), heap.item(parent));
        if !before(th, heap, order, item, above)? {
            break;
        }
        // Read again: comparing may have exchanged items.
        let (item, above) = (heap.item(pos), heap.item(parent));
        heap.set(parent, item);
        heap.set(pos, above);
        pos = parent;
    }
    Ok(())
}

/// Moves the item at `pos` down to a leaf, along the nearer children, and then up to its place.
fn sift_down_from(th: &Thread, heap: Ref<List>, order: Order, start: usize) -> PyResult<()> {
    let n = heap.len();
    if start >= n {
        return Err(th.index_error("index out of range"));
    }
    let mut pos = start;
    while pos < n / 2 {
        let mut child = 2 * pos + 1;
        if child + 1 < n {
            let (left, right) = (heap.item(child), heap.item(child + 1));
            if !before(th, heap, order, left, right)? {
                child += 1;
            }
        }
        let (down, up) = (heap.item(pos), heap.item(child));
        heap.set(child, down);
        heap.set(pos, up);
        pos = child;
    }
    sift_up_from(th, heap, order, start, pos)
}

fn push(th: &Thread, heap: Ref<List>, order: Order, item: Value) -> PyResult {
    heap.append(th, item);
    sift_up_from(th, heap, order, 0, heap.len() - 1)?;
    Ok(Value::NONE)
}

fn pop(th: &Thread, heap: Ref<List>, order: Order) -> PyResult {
    let Some(last) = heap.pop() else {
        return Err(th.index_error("index out of range"));
    };
    if heap.is_empty() {
        return Ok(last);
    }
    let result = heap.item(0);
    heap.set(0, last);
    sift_down_from(th, heap, order, 0)?;
    Ok(result)
}

fn replace(th: &Thread, heap: Ref<List>, order: Order, item: Value) -> PyResult {
    if heap.is_empty() {
        return Err(th.index_error("index out of range"));
    }
    let result = heap.item(0);
    heap.set(0, item);
    sift_down_from(th, heap, order, 0)?;
    Ok(result)
}

fn push_pop(th: &Thread, heap: Ref<List>, order: Order, item: Value) -> PyResult {
    if heap.is_empty() {
        return Ok(item);
    }
    // (Any other change of the list meanwhile is of no interest.)
    match is_above(th, order, heap.item(0), item)? {
        true => replace(th, heap, order, item),
        false => Ok(item),
    }
}

fn make(th: &Thread, heap: Ref<List>, order: Order) -> PyResult {
    for i in (0..heap.len() / 2).rev() {
        sift_down_from(th, heap, order, i)?;
    }
    Ok(Value::NONE)
}

macro_rules! functions {
    ($($name:ident $inner:ident $order:ident $place:literal [$($item:literal)?],)*) => {$(
        fn $name(th: &Thread, args: &[Value]) -> PyResult {
            let heap = heap_argument(th, stringify!($name), $place, args[0])?;
            $inner(th, heap, Order::$order $(, args[$item])?)
        }
    )*};
}

functions! {
    heappush push Min " 1" [1],
    heappush_max push Max " 1" [1],
    heappushpop push_pop Min " 1" [1],
    heappushpop_max push_pop Max " 1" [1],
    heapreplace replace Min " 1" [1],
    heapreplace_max replace Max " 1" [1],
    heappop pop Min "" [],
    heappop_max pop Max "" [],
    heapify make Min "" [],
    heapify_max make Max "" [],
}
