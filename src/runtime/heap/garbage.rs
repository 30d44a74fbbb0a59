//! How many objects a full collection found unreachable, as `gc.collect()` says it.
//!
//! CPython frees what nothing refers to at once; its collector finds only objects in cycles and what hangs on them. So
//! dead objects that no other dead object refers to are taken away here, again and again: what stays is what CPython's
//! collector would have found. It costs time and memory by the number of objects, and is done for programs that ask.

use super::tracer::{Mode, Tracer};
use super::{heap, holds_references};
use crate::object::{GC_FINALIZER, Header, Kind};
use crate::types::{self, type_::flags};
use crate::value::Value;

/// How many objects are dead and in cycles, or hang on those. In a major collection: marking is done, nothing is freed.
pub(super) fn count_unreachable() -> usize {
    let space = &heap().space;
    let mut found = Vec::new();
    let unmarked = |at| !space.is_marked(at);
    super::for_each_object_in(space, true, unmarked, |h| {
        if holds_references(h.kind()) {
            found.push(std::ptr::from_ref(h).addr());
        }
    });
    let dead = found.as_slice();
    let mut walker = Walker::new();
    let mut referred = vec![0_u32; dead.len()];
    for &at in dead {
        walker.for_each(at, dead, |i| referred[i] += 1);
    }
    let mut alone: Vec<usize> = (0..dead.len()).filter(|&i| referred[i] == 0).collect();
    let mut left = dead.len();
    while let Some(i) = alone.pop() {
        left -= 1;
        walker.for_each(dead[i], dead, |j| {
            referred[j] -= 1;
            if referred[j] == 0 {
                alone.push(j);
            }
        });
    }
    // Those whose finalisers have run were counted by the collection that found them due.
    let again = dead.iter().zip(&referred);
    left - again.filter(|&(&at, &n)| n > 0 && is_finalised(at)).count()
}

/// Whether the finaliser of the dead object at `at` has run.
fn is_finalised(at: usize) -> bool {
    // SAFETY: a dead object, which is whole until blocks are swept.
    let h = unsafe { &*(at as *const Header) };
    let class = types::type_of(Value::from_ptr(h));
    class.has_flag(flags::FINALIZER) && h.gc() & GC_FINALIZER == 0
}

/// Looks at what dead objects refer to.
struct Walker(Tracer);

impl Walker {
    fn new() -> Walker {
        let heap = heap();
        let mut t = Tracer::new(&heap.space, Mode::Observe, false, Vec::new(), heap.dispatch);
        t.report_all = true;
        Walker(t)
    }

    /// Calls `f` with the index in `dead`, which is sorted, of every dead object that the one at `at` refers to.
    fn for_each(&mut self, at: usize, dead: &[usize], mut f: impl FnMut(usize)) {
        let t = &mut self.0;
        t.observed.clear();
        t.trace_children(at as *mut Header);
        let mut i = 0;
        while i < t.observed.len() {
            let found = t.observed[i];
            i += 1;
            // SAFETY: what a dead object refers to is whole until blocks are swept.
            if unsafe { (*found).kind() } == Kind::NameCell {
                t.trace_children(found);
            } else if let Ok(i) = dead.binary_search(&found.addr()) {
                f(i);
            }
        }
    }
}
