//! Finalisers and weakref callbacks: run at polls, after a collection queued them.

use std::cell::Cell;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::error::PyResult;
use crate::heap::{self, Pending};
use crate::interp::delegation::Place;
use crate::names::N;
use crate::object::Kind;
use crate::ops;
use crate::thread::Thread;
use crate::types::type_::flags;
use crate::types::{self, async_generator, generator, traceback, weakref};
use crate::value::Value;

thread_local! {
    /// Whether a finaliser of native code runs in this thread, to whose end all others wait.
    static DEFERRED: Cell<bool> = const { Cell::new(false) };
    /// While what the last collections queued runs in this thread: the window of the frame that ran before (null outside
    /// Python code).
    static INTERRUPTED: Cell<Option<*mut Value>> = const { Cell::new(None) };
}

/// Whether finalisers run and the place is not theirs, but just where a collection happened to come.
pub fn has_interrupted(place: Place) -> bool {
    match (INTERRUPTED.get(), place) {
        (Some(base), Place::Active(frame, _)) => frame.0 <= base,
        (interrupted, Place::Waiting(_)) => interrupted.is_some(),
        (None, _) => false,
    }
}

/// Whether the program has ended and what is left is finalised: `sys.is_finalizing`.
static FINALIZING: AtomicBool = AtomicBool::new(false);

/// Whether the program has ended.
pub fn is_finalizing() -> bool {
    FINALIZING.load(Ordering::Relaxed)
}

/// Makes the argument of `sys.unraisablehook` of its five fields.
type MakeArguments = fn(&Thread, &[Value]) -> PyResult;
static MAKE_ARGUMENTS: OnceLock<MakeArguments> = OnceLock::new();

/// Says how the argument of `sys.unraisablehook` is made. Start-up.
pub fn set_arguments_maker(f: MakeArguments) {
    MAKE_ARGUMENTS.get_or_init(|| f);
}

/// Runs what the last collections queued. Runs Python; exceptions go to `sys.unraisablehook`.
#[cold]
pub fn run_pending(th: &Thread) {
    if DEFERRED.get() {
        return;
    }
    // A finaliser must not disturb an exception under way.
    let saved = th.exception.replace(Value::EMPTY);
    let outer = INTERRUPTED.replace(Some(th.base.get()));
    while let Some(pending) = heap::take_pending() {
        let (result, what, object) = match pending {
            Pending::Finalize(object) if object.has_kind(Kind::Generator) => {
                generator::finalize(th, object);
                continue;
            }
            Pending::Finalize(object) if async_generator::is_step(object) => {
                async_generator::finalize(th, object);
                continue;
            }
            Pending::Finalize(object) => {
                let del = types::type_::lookup_name(types::type_of(object), N::__del__);
                let Some(del) = del else { continue };
                // A stream closes what is below it, which must not be finalised while it does.
                DEFERRED.set(!del.has_kind(Kind::Function));
                let result = ops::bind(th, del, object).and_then(|m| ops::call0(th, m));
                DEFERRED.set(false);
                (result, "while calling deallocator", del)
            }
            Pending::WeakrefDied(reference) => {
                let callback = weakref::callback(reference);
                (
                    weakref::call_callback(th, reference).map(|()| Value::NONE),
                    "while calling weakref callback",
                    callback,
                )
            }
        };
        if let Err(raised) = result {
            let exc = th.take_exception(raised);
            unraisable_of(th, exc, what, object);
        }
    }
    INTERRUPTED.set(outer);
    th.exception.set(saved);
}

/// The program ends: whatever has a finaliser that has not run is finalised now, first what nobody refers to. Runs Python.
pub fn at_exit(th: &Thread) {
    // A finaliser may make objects that have one, too, but not without end.
    const ROUNDS: usize = 8;
    FINALIZING.store(true, Ordering::Relaxed);
    if !heap::has_finalizable() {
        return;
    }
    heap::collect(true);
    run_pending(th);
    unload(th);
    for _ in 0..ROUNDS {
        if !heap::queue_all_finalizers(is_programs) {
            return;
        }
        run_pending(th);
    }
}

/// The thread that ends the program and may import no more; 0 before that.
static UNLOADED_BY: AtomicUsize = AtomicUsize::new(0);

/// Whether modules have been taken away from the program.
pub fn is_unloaded() -> bool {
    UNLOADED_BY.load(Ordering::Relaxed) != 0
}

/// Whether the thread has taken modules away and can import no more.
pub fn has_unloaded(th: &Thread) -> bool {
    UNLOADED_BY.load(Ordering::Relaxed) == std::ptr::from_ref(th) as usize
}

/// Attributes of `sys` that are None once modules are gone.
const SYS_DELETED: [&str; 11] = [
    "path",
    "argv",
    "ps1",
    "ps2",
    "last_exc",
    "last_type",
    "last_value",
    "last_traceback",
    "path_importer_cache",
    "meta_path",
    "path_hooks",
];

/// Takes the modules away from the program, as CPython does before it finalises what is left: it can import no more.
fn unload(th: &Thread) {
    if let Ok(sys) = crate::import::module(th, "sys")
        && let Some(sys) = sys.downcast::<types::module::Module>()
    {
        for name in SYS_DELETED {
            let name = types::str::intern(th, name);
            sys.dict().set_str(th, name, Value::NONE);
        }
    }
    crate::import::take_modules(th);
    UNLOADED_BY.store(std::ptr::from_ref(th) as usize, Ordering::Relaxed);
}

/// Whether an object's finaliser is the program's, and is to run at the end. (What native objects like streams have to do,
/// they do at other places; a coroutine that somebody still has is not reported.)
fn is_programs(v: Value) -> bool {
    if v.has_kind(Kind::Generator) {
        return !generator::is_new(v);
    }
    let class = types::type_of(v);
    if class.has_flag(flags::FINALIZED_AT_EXIT) {
        return true;
    }
    let del = types::type_::lookup_name(class, N::__del__);
    del.is_some_and(|del| del.has_kind(Kind::Function))
}

/// Reports an exception that nobody can handle, through `sys.unraisablehook`. `object` is where it comes from. Runs Python.
pub fn unraisable(th: &Thread, exc: Value, object: Value) {
    unraisable_with(th, exc, object, Value::NONE);
}

/// As [`unraisable`], with what was going on (`in callback`) and with which object. Runs Python.
pub fn unraisable_of(th: &Thread, exc: Value, what: &str, object: Value) {
    let shown = match ops::repr(th, object) {
        Ok(shown) => shown.to_string_lossy().into_owned(),
        Err(raised) => {
            th.take_exception(raised);
            "<object repr() failed>".to_owned()
        }
    };
    unraisable_while(th, exc, &format!("Exception ignored {what} {shown}"));
}

/// As [`unraisable`], with what was going on instead of an object. Runs Python.
pub fn unraisable_while(th: &Thread, exc: Value, what: &str) {
    let what = types::str::new(th, what);
    unraisable_with(th, exc, Value::NONE, what);
}

/// As [`unraisable`], with what stands before the exception instead of "Exception ignored in" (a string, or None). Runs
/// Python.
pub fn unraisable_with(th: &Thread, exc: Value, object: Value, message: Value) {
    let e = types::exception::as_exception(exc);
    if e.traceback.get_opt().is_none_or(Value::is_none) {
        traceback::add_running(th, exc);
    }
    let report = || {
        let sys = crate::import::module(th, "sys")?;
        let hook = ops::get_attr(th, sys, types::str::intern(th, "unraisablehook"))?;
        let traceback = e.traceback.get_opt().unwrap_or(Value::NONE);
        let fields = [types::type_of(exc).value(), exc, traceback, message, object];
        let Some(make) = MAKE_ARGUMENTS.get() else {
            return Ok(Value::NONE);
        };
        let argument = make(th, &fields)?;
        crate::audit::tell(th, "sys.unraisablehook", || [hook, argument])?;
        ops::call1(th, hook, argument)
    };
    if let Err(raised) = report() {
        th.take_exception(raised);
    }
}
