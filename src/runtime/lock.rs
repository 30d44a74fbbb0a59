//! The interpreter lock, from the side of native code that blocks.

use crate::error::PyResult;
use crate::os_error;
use crate::signals;
use crate::thread::Thread;
use crate::value::Value;

/// Runs `blocking`, which touches no Values, while other threads may run Python.
pub fn released<R>(_th: &Thread, blocking: impl FnOnce() -> R) -> R {
    blocking()
}

/// Runs a system call that may block and gives -1 for an error, without the lock. It is repeated when a signal
/// interrupts it, after the signal's handler has run; other errors are raised as OSErrors that name `files`. Runs Python.
pub fn system_call(th: &Thread, files: &[Value], mut call: impl FnMut() -> i64) -> PyResult<i64> {
    loop {
        let (result, errno) = released(th, || {
            let result = call();
            (
                result,
                if result == -1 {
                    os_error::last_errno()
                } else {
                    0
                },
            )
        });
        if result != -1 {
            return Ok(result);
        }
        if errno != libc::EINTR {
            return Err(os_error::raise(th, errno, files));
        }
        signals::deliver(th)?;
    }
}
