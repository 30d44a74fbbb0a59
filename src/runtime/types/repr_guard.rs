//! Which containers this native thread is in the middle of printing, so that one that contains itself prints as `[...]`.
//!
//! The list holds plain addresses: the containers in it are kept alive by the native frames that print them.

use std::cell::RefCell;

use crate::value::Value;

thread_local! {
    static PRINTING: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// Leaves the list again when it is dropped.
pub struct ReprGuard(u64);

/// Enters `container`; `None` if it is being printed already.
pub fn enter(container: Value) -> Option<ReprGuard> {
    PRINTING.with_borrow_mut(|list| {
        if list.contains(&container.bits()) {
            None
        } else {
            list.push(container.bits());
            Some(ReprGuard(container.bits()))
        }
    })
}

impl Drop for ReprGuard {
    fn drop(&mut self) {
        PRINTING.with_borrow_mut(|list| {
            if let Some(at) = list.iter().rposition(|&bits| bits == self.0) {
                list.remove(at);
            }
        });
    }
}
