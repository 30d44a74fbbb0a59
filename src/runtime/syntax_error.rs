//! From the frontend's errors to Python's SyntaxError and its kin.

use frontend::Warning;
use frontend::errors::{self, ErrorKind, SyntaxError};

use crate::error::Raised;
use crate::thread::Thread;
use crate::types::{self, T, exception, tuple};
use crate::value::Value;

/// Raises the SyntaxError that a warning is turned into. Allocates.
#[cold]
pub fn of_warning(th: &Thread, warning: &Warning) -> Raised {
    let e = &warning.error;
    let is_escape = e.msg.contains("escape sequence");
    let text = if is_escape {
        e.text
            .as_ref()
            .map(|t| t.trim_end_matches('\n').to_owned() + "\n")
    } else {
        line_of_file(th, e)
    };
    let details = [
        types::str::new(th, &e.filename),
        Value::small(i64::from(e.line)),
        Value::small(i64::from(e.col)),
        text.map_or(Value::NONE, |t| types::str::new(th, &t)),
        Value::small(i64::from(e.end_line)),
        Value::small(i64::from(e.end_col)),
    ];
    let details = tuple::new(th, &details).value();
    let msg = types::str::new(th, &e.msg);
    let exc = exception::new(th, T::SyntaxError, &[msg, details]);
    th.raise(exc)
}

/// Parts of the messages of errors whose place CPython gives after they are made: it is in no argument.
const WITHOUT_ARGUMENTS: &[&str] = &[
    "cannot be used within",
    "duplicate argument",
    "not allowed at module level",
    "'await' outside",
    "assignment expression cannot",
];

/// The line of a file that a late error shows.
fn line_of_file(th: &Thread, e: &SyntaxError) -> Option<String> {
    let text = std::fs::read(&e.filename).ok()?;
    let text = crate::source::text_of_file(th, &text, &e.filename)?;
    let line = text
        .split_inclusive('\n')
        .nth(e.line.checked_sub(1)? as usize);
    line.map(str::to_owned)
}

/// Raises what the frontend reports about `source` (none: the file of the program itself). Allocates.
#[cold]
pub fn raise(th: &Thread, e: &SyntaxError, source: Option<&[u8]>) -> Raised {
    let class = match e.kind {
        ErrorKind::Syntax | ErrorKind::NotUtf8 => T::SyntaxError,
        ErrorKind::Indentation => T::IndentationError,
        ErrorKind::Tab => T::TabError,
        // (Where, the runtime says, which knows what kind of source it is.)
        ErrorKind::NullBytes => return th.error(T::SyntaxError, &e.msg),
        ErrorKind::Recursion => return th.error(T::RecursionError, &e.msg),
        ErrorKind::Memory => return th.error(T::MemoryError, &e.msg),
    };
    let number = |n: u32| Value::small(i64::from(n));
    let is_late = errors::is_late(&e.msg);
    let line = if is_late {
        line_of_file(th, e)
    } else {
        e.text.clone()
    };
    let text = match &line {
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
        if e.line == 0 {
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
    if WITHOUT_ARGUMENTS.iter().any(|part| e.msg.contains(part)) {
        let object = exception::as_exception(exc);
        object.args.set(object, tuple::new(th, &[msg]).value());
    }
    if !is_late {
        // Where a misspelt keyword is looked for when the error is printed.
        let text = match source {
            Some(source) => {
                let mut text = String::from_utf8_lossy(source).into_owned();
                if !text.ends_with('\n') {
                    text.push('\n');
                }
                types::str::new(th, &text)
            }
            None => Value::NONE,
        };
        let metadata = [Value::small(0), Value::small(0), text];
        let metadata = tuple::new(th, &metadata).value();
        let e = exception::as_exception(exc);
        if let Some(slot) = e.extra(8) {
            slot.set(e, metadata);
        }
    }
    th.raise(exc)
}
