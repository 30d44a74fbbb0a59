//! Which containers this native thread is in the middle of printing, so that one that contains itself prints as `[...]`.
//!
//! The set holds plain addresses: the containers in it are kept alive by the native frames that print them.

use std::cell::RefCell;
use std::collections::HashSet;

use crate::error::PyResult;
use crate::thread::Thread;
use crate::types::T;
use crate::value::Value;

/// How deep printing may nest. CPython's limit is its C stack of 8 MB, which lasts for 50,000 nested lists but not for
/// 100,000; our stack is larger, but a program that relies on the error should get it.
const MAX_DEPTH: usize = 75_000;

thread_local! {
    static PRINTING: RefCell<HashSet<u64>> = RefCell::new(HashSet::new());
}

/// Leaves the set again when it is dropped.
pub struct ReprGuard(u64);

/// Enters `container`; `None` if it is being printed already.
pub fn enter(container: Value) -> Option<ReprGuard> {
    PRINTING.with_borrow_mut(|set| {
        set.insert(container.bits())
            .then(|| ReprGuard(container.bits()))
    })
}

/// Raises RecursionError if printing nests too deeply.
pub fn check_depth(th: &Thread) -> PyResult<()> {
    if PRINTING.with_borrow(HashSet::len) > MAX_DEPTH {
        return Err(th.error(
            T::RecursionError,
            "Stack overflow (used 8156 kB) while getting the repr of an object",
        ));
    }
    th.check_native_stack(" while getting the repr of an object")
}

impl Drop for ReprGuard {
    fn drop(&mut self) {
        PRINTING.with_borrow_mut(|set| set.remove(&self.0));
    }
}
