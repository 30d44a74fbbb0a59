//! Warnings raised by the runtime itself: handed to the `warnings` module, if that can be imported.

use crate::error::PyResult;
use crate::ops;
use crate::thread::Thread;
use crate::types::{self, T};

/// Issues a warning of a built-in category. Runs Python.
#[cold]
pub fn issue(th: &Thread, category: T, message: &str) -> PyResult<()> {
    let warnings = match crate::import::module(th, "warnings") {
        Ok(m) => m,
        Err(raised) => {
            th.take_exception(raised);
            return Ok(());
        }
    };
    let warn = types::str::intern(th, "warn");
    let message = types::str::new(th, message);
    ops::call_method(th, warnings, warn, &[message, types::get(category).value()])?;
    Ok(())
}

/// Issues a DeprecationWarning. Runs Python.
#[cold]
pub fn deprecation(th: &Thread, message: &str) -> PyResult<()> {
    issue(th, T::DeprecationWarning, message)
}
