//! Warnings raised by the runtime itself: handed to the native module `_warnings`.

use std::cell::Cell;

use frontend::Warning;

use crate::error::PyResult;
use crate::native::Args;
use crate::object::Ref;
use crate::ops;
use crate::thread::Thread;
use crate::types::function::Function;
use crate::types::{self, T};
use crate::value::Value;

thread_local! {
    /// Where the next warning of more than one level is said to be: a function and an instruction. Whoever sets it keeps the
    /// function alive until it is taken back.
    static PLACE: Cell<Option<(Ref<Function>, usize)>> = const { Cell::new(None) };
}

/// Says where the next warning is about, or takes that back.
pub fn set_place(place: Option<(Ref<Function>, usize)>) {
    PLACE.set(place);
}

/// Takes the place that was set.
pub fn take_place() -> Option<(Ref<Function>, usize)> {
    PLACE.take()
}

/// Issues a warning of a built-in category for the running frame, or for one `level - 1` further out. Runs Python.
#[cold]
pub fn issue_at(th: &Thread, category: T, message: &str, level: i64) -> PyResult<()> {
    let warnings = crate::import::module(th, "_warnings")?;
    let warn = types::str::intern(th, "warn");
    let args = [
        types::str::new(th, message),
        types::get(category).value(),
        Value::small(level),
    ];
    ops::call_method(th, warnings, warn, &args)?;
    Ok(())
}

/// Issues a warning of a built-in category for the running frame. Runs Python.
#[cold]
pub fn issue(th: &Thread, category: T, message: &str) -> PyResult<()> {
    issue_at(th, category, message, 1)
}

/// Issues a warning about `source`, which nobody refers to any more. Runs Python.
#[cold]
pub fn issue_of(th: &Thread, category: T, message: &str, source: Value) -> PyResult<()> {
    let warnings = crate::import::module(th, "_warnings")?;
    let warn = types::str::intern(th, "warn");
    let args = [
        types::str::new(th, message),
        types::get(category).value(),
        Value::small(1),
        source,
    ];
    ops::call_method(th, warnings, warn, &args)?;
    Ok(())
}

/// Issues a DeprecationWarning. Runs Python.
#[cold]
pub fn deprecation(th: &Thread, message: &str) -> PyResult<()> {
    issue(th, T::DeprecationWarning, message)
}

/// Issues the warnings of a compilation. A filter may turn one into an exception. Runs Python.
#[cold]
pub fn of_compilation(th: &Thread, path: &str, found: &[Warning]) -> PyResult<()> {
    if found.is_empty() {
        return Ok(());
    }
    let warnings = crate::import::module(th, "_warnings")?;
    let warn = ops::get_attr(th, warnings, types::str::intern(th, "warn_explicit"))?;
    for warning in found {
        let args = [
            types::str::new(th, &warning.msg),
            types::get(T::SyntaxWarning).value(),
            types::str::new(th, path),
            Value::small(i64::from(warning.line)),
        ];
        if let Err(raised) = ops::call(th, warn, Args::positional(&args)) {
            if !th.raised_is(&raised, T::SyntaxWarning) {
                return Err(raised);
            }
            // As an error it is a SyntaxError with a place.
            th.take_exception(raised);
            return Err(crate::syntax_error::of_warning(th, warning));
        }
    }
    Ok(())
}
