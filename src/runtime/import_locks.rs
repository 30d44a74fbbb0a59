//! Which thread is importing which module, so that another that wants the module waits until it is complete.
//!
//! Threads that wait for each other's modules in a circle do not wait for ever: the one that would close the circle goes on
//! with the module as far as it has come, as a circular import in one thread does.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::error::PyResult;
use crate::fork;
use crate::lock;
use crate::thread::Thread;

/// A thread and a module's full name.
struct Claim {
    thread: *const Thread,
    name: String,
}

struct State {
    /// What is being imported, the outermost import of a thread first.
    loading: RefCell<Vec<Claim>>,
    /// Who waits for what.
    waiting: RefCell<Vec<Claim>>,
}
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for State {}
static STATE: State = State {
    loading: RefCell::new(Vec::new()),
    waiting: RefCell::new(Vec::new()),
};

/// Counts the imports that have come to their end: what waiting threads watch.
static FINISHED: AtomicU32 = AtomicU32::new(0);

/// Start-up: a forked child forgets the imports of threads that it does not have.
pub fn init() {
    fork::add_hooks(fork::Hooks {
        prepare: || Ok(()),
        parent: || (),
        child: |th| {
            STATE.waiting.borrow_mut().clear();
            let own = |claim: &Claim| std::ptr::eq(claim.thread, th);
            STATE.loading.borrow_mut().retain(own);
        },
    });
}

/// Whether another thread may be importing something.
#[inline]
pub fn is_busy() -> bool {
    lock::is_contended() && !STATE.loading.borrow().is_empty()
}

/// `th` begins to import `name`.
pub fn begin(th: &Thread, name: &str) {
    push(&STATE.loading, th, name);
}

/// What `begin` has begun is over.
pub fn end(th: &Thread, name: &str) {
    pop(&STATE.loading, th, name);
    if lock::is_contended() {
        FINISHED.fetch_add(1, Ordering::Release);
        lock::wake(&FINISHED, true);
    }
}

fn push(claims: &RefCell<Vec<Claim>>, th: &Thread, name: &str) {
    let (thread, name) = (std::ptr::from_ref(th), name.to_owned());
    claims.borrow_mut().push(Claim { thread, name });
}

fn pop(claims: &RefCell<Vec<Claim>>, th: &Thread, name: &str) {
    let mut claims = claims.borrow_mut();
    let last = claims
        .iter()
        .rposition(|c| std::ptr::eq(c.thread, th) && c.name == name);
    if let Some(at) = last {
        claims.remove(at);
    }
}

/// Waits while another thread imports `name`, unless that thread waits for this one. Runs Python (signal handlers).
pub fn wait_for(th: &Thread, name: &str) -> PyResult<()> {
    while let Some(owner) = owner_of(name) {
        if leads_to(owner, th) {
            return Ok(());
        }
        let seen = FINISHED.load(Ordering::Acquire);
        push(&STATE.waiting, th, name);
        let waited = lock::wait_on(th, &FINISHED, seen, None);
        pop(&STATE.waiting, th, name);
        waited?;
    }
    Ok(())
}

/// The thread that imports `name`.
fn owner_of(name: &str) -> Option<*const Thread> {
    let loading = STATE.loading.borrow();
    loading.iter().find(|c| c.name == name).map(|c| c.thread)
}

/// Whether `from` is `to`, or waits (directly or not) for a module that `to` imports.
fn leads_to(from: *const Thread, to: &Thread) -> bool {
    let waiting = STATE.waiting.borrow();
    let mut at = from;
    // (Each step takes another waiting thread.)
    for _ in 0..=waiting.len() {
        if std::ptr::eq(at, to) {
            return true;
        }
        let wanted = waiting.iter().rfind(|c| std::ptr::eq(c.thread, at));
        match wanted.and_then(|c| owner_of(&c.name)) {
            Some(next) => at = next,
            None => return false,
        }
    }
    false
}
