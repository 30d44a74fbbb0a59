//! Forks: the child gets machine code of its own, because through the shared mapping parent and child would patch each
//! other's. The copy is made before the fork, where an error can still be reported, and put in place in the child before
//! it runs a trace; the content is the same, so that the child may be in the middle of one.

use std::cell::RefCell;

use asm::ForkCopy;
use runtime::fork::Hooks;
use runtime::thread::Thread;

use crate::state;

/// What the JIT does around a fork.
pub const HOOKS: Hooks = Hooks {
    prepare,
    parent,
    child,
};

thread_local! {
    /// The copy for the child that is about to be made.
    static COPY: RefCell<Option<ForkCopy>> = const { RefCell::new(None) };
}

fn prepare() -> Result<(), i32> {
    let Some(arena) = state::jit().and_then(|jit| jit.arena.as_ref()) else {
        return Ok(());
    };
    match arena.fork_prepare() {
        Ok(copy) => {
            COPY.with(|c| c.replace(Some(copy)));
            Ok(())
        }
        Err(_) => Err(libc::ENOMEM),
    }
}

fn parent() {
    COPY.with(|c| c.replace(None));
}

fn child(_: &Thread) {
    let copy = COPY.with(RefCell::take);
    let (Some(arena), Some(copy)) = (state::jit().and_then(|jit| jit.arena.as_mut()), copy) else {
        return;
    };
    if arena.fork_child(copy).is_err() {
        // It must not run the parent's code, and may be in the middle of a trace.
        eprintln!("sidewinder: no memory for a forked process's machine code");
        // SAFETY: ends the process without running anything.
        unsafe { libc::_exit(1) };
    }
}
