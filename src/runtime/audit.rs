//! Audit events: what `sys.addaudithook` and `sys.audit` are about.
//!
//! Code that does something worth a note calls [`tell`]. Without hooks that is the reading of one flag: the arguments are made
//! by a function that is only called if somebody listens.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::PyResult;
use crate::heap::RootedVec;
use crate::ops;
use crate::thread::Thread;
use crate::types::{self, T, str, tuple};
use crate::value::Value;

/// Whether there are hooks.
static LISTENING: AtomicBool = AtomicBool::new(false);

/// The hooks, in the order in which they are called.
struct Hooks(RefCell<Option<RootedVec<Value>>>);
// SAFETY: touched only under the interpreter lock.
unsafe impl Sync for Hooks {}
static HOOKS: Hooks = Hooks(RefCell::new(None));

/// Tells the hooks, if there are any, of an event. An exception in one of them forbids what the event announces. Runs Python.
#[inline]
pub fn tell<const N: usize>(
    th: &Thread,
    event: &str,
    args: impl FnOnce() -> [Value; N],
) -> PyResult<()> {
    if !LISTENING.load(Ordering::Relaxed) {
        return Ok(());
    }
    call_hooks(th, str::intern(th, event).value(), &args())
}

/// Whether anybody listens.
#[inline]
pub fn is_on() -> bool {
    LISTENING.load(Ordering::Relaxed)
}

/// As [`tell`], for an event that a program raises. Runs Python.
#[cold]
pub fn call_hooks(th: &Thread, event: Value, args: &[Value]) -> PyResult<()> {
    let Some(hooks) = HOOKS.0.borrow().clone() else {
        return Ok(());
    };
    let args = tuple::new(th, args).value();
    for &hook in hooks.iter() {
        // (Tracing a hook would be telling of telling, unless it asks for it.)
        let traced = ops::get_attr_opt(th, hook, str::intern(th, "__cantrace__"))?;
        let traced = match traced {
            Some(v) => ops::is_true(th, v)?,
            None => false,
        };
        let tell = || ops::call2(th, hook, event, args);
        if traced {
            tell()?;
        } else {
            th.in_monitor.set(th.in_monitor.get() + 1);
            let told = tell();
            th.in_monitor.set(th.in_monitor.get() - 1);
            told?;
        }
    }
    Ok(())
}

/// Adds a hook, unless one that there is objects by an exception that is no BaseException of another kind. Runs Python.
pub fn add(th: &Thread, hook: Value) -> PyResult<()> {
    if let Err(raised) = tell(th, "sys.addaudithook", || []) {
        let exc = th.take_exception(raised);
        if types::is_instance_of(exc, T::Exception) {
            return Ok(());
        }
        return Err(th.reraise(exc));
    }
    HOOKS
        .0
        .borrow_mut()
        .get_or_insert_with(RootedVec::new)
        .push(hook);
    LISTENING.store(true, Ordering::Relaxed);
    Ok(())
}
