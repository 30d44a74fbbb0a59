//! Which containers this native thread is in the middle of printing, so that one that contains itself prints as `[...]`.
//!
//! What is kept are plain addresses: the containers are kept alive by the native frames that print them. A few are looked
//! through one by one; only deeper nesting needs a set.

use std::cell::RefCell;
use std::collections::HashSet;

use crate::error::PyResult;
use crate::thread::Thread;
use crate::types::T;
use crate::value::Value;

/// How deep printing may nest. CPython's limit is its C stack of 8 MB, which lasts for 50,000 nested lists but not for
/// 100,000; our stack is larger, but a program that relies on the error should get it.
const MAX_DEPTH: usize = 75_000;

/// So many containers are looked through.
const FEW: usize = 16;

#[derive(Default)]
struct Printing {
    few: Vec<u64>,
    more: HashSet<u64>,
}

thread_local! {
    static PRINTING: RefCell<Printing> = RefCell::default();
}

/// Leaves the set again when it is dropped.
pub struct ReprGuard(u64);

/// Enters `container`; `None` if it is being printed already.
pub fn enter(container: Value) -> Option<ReprGuard> {
    let bits = container.bits();
    PRINTING.with_borrow_mut(|p| {
        if p.few.contains(&bits) {
            return None;
        }
        if p.few.len() < FEW {
            p.few.push(bits);
        } else if !p.more.insert(bits) {
            return None;
        }
        Some(ReprGuard(bits))
    })
}

/// Raises RecursionError if printing nests too deeply.
pub fn check_depth(th: &Thread) -> PyResult<()> {
    if PRINTING.with_borrow(|p| p.few.len() + p.more.len()) > MAX_DEPTH {
        return Err(th.error(
            T::RecursionError,
            "Stack overflow (used 8156 kB) while getting the repr of an object",
        ));
    }
    th.check_native_stack(" while getting the repr of an object")
}

impl Drop for ReprGuard {
    fn drop(&mut self) {
        PRINTING.with_borrow_mut(|p| {
            if p.few.last() == Some(&self.0) {
                p.few.pop();
            } else if !p.more.remove(&self.0) {
                p.few.retain(|&bits| bits != self.0);
            }
        });
    }
}
