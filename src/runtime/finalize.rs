//! Finalisers and weakref callbacks: run at polls, after a collection queued them.

use crate::heap::{self, Pending};
use crate::names::{self, N};
use crate::object::Kind;
use crate::ops;
use crate::thread::Thread;
use crate::types::{self, generator, simple_namespace, weakref};
use crate::value::Value;

/// Runs what the last collections queued. Runs Python; exceptions go to `sys.unraisablehook`.
#[cold]
pub fn run_pending(th: &Thread) {
    // A finaliser must not disturb an exception under way.
    let saved = th.exception.replace(Value::EMPTY);
    while let Some(pending) = heap::take_pending() {
        let (result, object) = match pending {
            Pending::Finalize(object) if object.has_kind(Kind::Generator) => {
                generator::finalize(th, object);
                continue;
            }
            Pending::Finalize(object) => {
                let del = types::type_::lookup_name(types::type_of(object), N::__del__);
                match del {
                    Some(del) => (
                        ops::bind(th, del, object).and_then(|m| ops::call0(th, m)),
                        del,
                    ),
                    None => continue,
                }
            }
            Pending::WeakrefDied(reference) => (
                weakref::call_callback(th, reference).map(|()| Value::NONE),
                reference,
            ),
        };
        if let Err(raised) = result {
            let exc = th.take_exception(raised);
            unraisable(th, exc, object);
        }
    }
    th.exception.set(saved);
}

/// The program ends: whatever has a finaliser that has not run is finalised now, first what nobody refers to. Runs Python.
pub fn at_exit(th: &Thread) {
    // A finaliser may make objects that have one, too, but not without end.
    const ROUNDS: usize = 8;
    if !heap::has_finalizable() {
        return;
    }
    heap::collect(true);
    run_pending(th);
    for _ in 0..ROUNDS {
        if !heap::queue_all_finalizers(is_programs) {
            return;
        }
        run_pending(th);
    }
}

/// Whether an object's finaliser is the program's, and is to run at the end. (What native objects like streams have to do,
/// they do at other places; a coroutine that somebody still has is not reported.)
fn is_programs(v: Value) -> bool {
    let del = || types::type_::lookup_name(types::type_of(v), N::__del__);
    if v.has_kind(Kind::Generator) {
        return !generator::is_new(v);
    }
    del().is_some_and(|del| del.has_kind(Kind::Function))
}

/// Reports an exception that nobody can handle, through `sys.unraisablehook`. `object` is where it comes from. Runs Python.
pub fn unraisable(th: &Thread, exc: Value, object: Value) {
    unraisable_with(th, exc, object, Value::NONE);
}

/// As [`unraisable`], with what was going on instead of an object. Runs Python.
pub fn unraisable_while(th: &Thread, exc: Value, what: &str) {
    let what = types::str::new(th, what);
    unraisable_with(th, exc, Value::NONE, what);
}

/// As [`unraisable`], with what stands before the exception instead of "Exception ignored in" (a string, or None). Runs
/// Python.
pub fn unraisable_with(th: &Thread, exc: Value, object: Value, message: Value) {
    let report = || {
        let sys = crate::import::module(th, "sys")?;
        let hook = ops::get_attr(th, sys, types::str::intern(th, "unraisablehook"))?;
        let name = |n: &str| types::str::intern(th, n);
        let traceback = types::exception::as_exception(exc).traceback.get();
        let argument = simple_namespace::new(
            th,
            &[
                (name("exc_type"), types::type_of(exc).value()),
                (name("exc_value"), exc),
                (name("exc_traceback"), traceback),
                (name("err_msg"), message),
                (names::get(N::object), object),
            ],
        )?;
        ops::call1(th, hook, argument)
    };
    if let Err(raised) = report() {
        th.take_exception(raised);
    }
}
