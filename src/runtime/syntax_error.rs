//! From the frontend's errors to Python's SyntaxError and its kin.

use frontend::errors::{ErrorKind, SyntaxError};

use crate::error::Raised;
use crate::thread::Thread;
use crate::types::{self, T, exception, tuple};
use crate::value::Value;

/// Raises what the frontend reports. Allocates.
#[cold]
pub fn raise(th: &Thread, e: &SyntaxError) -> Raised {
    let class = match e.kind {
        ErrorKind::Syntax => T::SyntaxError,
        ErrorKind::Indentation => T::IndentationError,
        ErrorKind::Tab => T::TabError,
        ErrorKind::Value => return th.value_error(&e.msg),
        ErrorKind::Recursion => return th.error(T::RecursionError, &e.msg),
        ErrorKind::Memory => return th.error(T::MemoryError, &e.msg),
    };
    let number = |n: u32| Value::small(i64::from(n));
    let text = match &e.text {
        Some(text) => types::str::new(th, text),
        None => Value::NONE,
    };
    let details = [
        types::str::new(th, &e.filename),
        if e.line == 0 {
            Value::NONE
        } else {
            number(e.line)
        },
        if e.col == 0 {
            Value::NONE
        } else {
            number(e.col)
        },
        text,
        number(e.end_line),
        Value::small(i64::from(e.end_col)),
    ];
    let msg = types::str::new(th, &e.msg);
    let details = tuple::new(th, &details).value();
    let exc = exception::new(th, class, &[msg, details]);
    th.raise(exc)
}
