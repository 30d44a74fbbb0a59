//! `fork`: what has to be put right in the child.
//!
//! Only the calling native thread lives on in the child. Parts of the program that hold something which must not be
//! shared with the parent (the code arena, the table of threads) register a function here; Python's own functions
//! (`os.register_at_fork`) run around all of them.

use std::cell::RefCell;

use crate::error::PyResult;
use crate::heap::RootedVec;
use crate::ops;
use crate::os_error;
use crate::thread::Thread;
use crate::value::Value;

/// What a part of the program does around a fork, while no Python runs.
#[derive(Clone, Copy)]
pub struct Hooks {
    /// Before, in the parent; the error number if there can be no fork.
    pub prepare: fn() -> Result<(), i32>,
    /// After, in the parent, also if the fork failed.
    pub parent: fn(),
    /// After, in the child.
    pub child: fn(&Thread),
}

struct State {
    hooks: RefCell<Vec<Hooks>>,
    before: RefCell<Option<RootedVec<Value>>>,
    after_in_child: RefCell<Option<RootedVec<Value>>>,
    after_in_parent: RefCell<Option<RootedVec<Value>>>,
}
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for State {}
static STATE: State = State {
    hooks: RefCell::new(Vec::new()),
    before: RefCell::new(None),
    after_in_child: RefCell::new(None),
    after_in_parent: RefCell::new(None),
};

/// Registers what is done around every fork. Start-up.
pub fn add_hooks(hooks: Hooks) {
    STATE.hooks.borrow_mut().push(hooks);
}

/// `os.register_at_fork`: what runs before, after in the child and after in the parent; `EMPTY` for none.
pub fn register(functions: [Value; 3]) {
    let places = [&STATE.before, &STATE.after_in_child, &STATE.after_in_parent];
    for (place, f) in places.into_iter().zip(functions) {
        if !f.is_empty() {
            place
                .borrow_mut()
                .get_or_insert_with(RootedVec::new)
                .push(f);
        }
    }
}

/// Calls Python's functions; what they raise is reported and ignored. Runs Python.
fn run(th: &Thread, place: &RefCell<Option<RootedVec<Value>>>, reversed: bool) {
    let Some(mut functions) = place.borrow().clone() else {
        return;
    };
    if reversed {
        functions.as_mut_slice().reverse();
    }
    for &f in functions.iter() {
        if let Err(raised) = ops::call0(th, f) {
            let exc = th.take_exception(raised);
            crate::finalize::unraisable_of(th, exc, "in atfork callback", f);
        }
    }
}

/// Forks: 0 in the child, its number in the parent. Runs Python.
pub fn fork(th: &Thread) -> PyResult<i32> {
    run(th, &STATE.before, true);
    let hooks = STATE.hooks.borrow().clone();
    let mut prepared = Ok(());
    for h in &hooks {
        prepared = prepared.and_then(|()| (h.prepare)());
    }
    let (pid, errno) = match prepared {
        Ok(()) => {
            // SAFETY: the child goes on with this thread alone; what others of its threads shared is put right below.
            let pid = unsafe { libc::fork() };
            (pid, os_error::last_errno())
        }
        Err(errno) => (-1, errno),
    };
    if pid == 0 {
        for h in &hooks {
            (h.child)(th);
        }
        run(th, &STATE.after_in_child, false);
        return Ok(0);
    }
    for h in &hooks {
        (h.parent)();
    }
    run(th, &STATE.after_in_parent, false);
    if pid < 0 {
        return Err(os_error::raise(th, errno, &[]));
    }
    Ok(pid)
}
