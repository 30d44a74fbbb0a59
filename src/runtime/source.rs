//! Sources in encodings that the frontend does not know: a cookie names them, and the codecs of `encodings` decode them.
//!
//! Errors are those of CPython, which has two ways to read a source: as a string, and, for the file of the program itself,
//! line by line.

use frontend::source::{self, Foreign};

use crate::error::{PyResult, Raised};
use crate::thread::Thread;
use crate::types::str::Str;
use crate::types::{self, T, bytes, exception, int, tuple};
use crate::value::Value;
use crate::{codecs, ops};

/// How much of the program's own file CPython decodes at once.
const CHUNK: usize = 8192;

/// The text of a source that names an encoding unknown to the frontend, as UTF-8; None for others. `is_program`: it is the
/// file of the program itself. Raises SyntaxError. Runs Python.
pub fn decoded(
    th: &Thread,
    source: &[u8],
    path: &str,
    is_program: bool,
) -> PyResult<Option<Vec<u8>>> {
    let Some(foreign) = source::foreign(source) else {
        return Ok(None);
    };
    if foreign.marked {
        return Err(contradicted(th, source, path, &foreign));
    }
    // A source that is read as a string gets its newlines before it is decoded.
    let given = if is_program {
        source.to_vec()
    } else {
        with_newlines(source)
    };
    let object = bytes::new(th, &given);
    match codecs::decode_text(th, object, &given, foreign.name.as_bytes(), b"strict") {
        Ok(text) => Ok(text.downcast::<Str>().map(|s| s.bytes().to_vec())),
        Err(raised) => Err(undecodable(th, raised, source, path, &foreign, is_program)),
    }
}

/// The source with `\n` for all newlines, and one at its end.
fn with_newlines(source: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(source.len() + 1);
    let mut rest = source.iter().peekable();
    while let Some(&byte) = rest.next() {
        if byte == b'\r' {
            rest.next_if(|&&next| next == b'\n');
            out.push(b'\n');
        } else {
            out.push(byte);
        }
    }
    if out.last().is_some_and(|&last| last != b'\n') {
        out.push(b'\n');
    }
    out
}

/// The text of a source file as UTF-8 with `\n` for all newlines; None if it cannot be decoded. Runs Python.
pub fn text_of_file(th: &Thread, source: &[u8], path: &str) -> Option<String> {
    match decoded(th, source, path, false) {
        Ok(None) => frontend::traceback::decode(source, path),
        Ok(Some(text)) => source::decode_text(&text, path).ok(),
        Err(raised) => {
            th.take_exception(raised);
            None
        }
    }
}

/// A SyntaxError with a place. Its arguments name no file where the tokenizer does not know it yet.
fn error_at(th: &Thread, msg: &str, path: Option<&str>, named: &str, place: [Value; 5]) -> Raised {
    let [line, col, text, end_line, end_col] = place;
    let msg = types::str::new(th, msg);
    let details = |file: Value| {
        let fields = [file, line, col, text, end_line, end_col];
        let n = if end_line.is_empty() { 4 } else { 6 };
        tuple::new(th, &fields[..n]).value()
    };
    let exc = exception::new(
        th,
        T::SyntaxError,
        &[msg, details(types::str::new(th, named))],
    );
    if path.is_none() {
        let object = exception::as_exception(exc);
        let args = tuple::new(th, &[msg, details(Value::NONE)]).value();
        object.args.set(object, args);
    }
    th.raise(exc)
}

#[cold]
fn contradicted(th: &Thread, source: &[u8], path: &str, foreign: &Foreign) -> Raised {
    let before = &source[..foreign.line_end];
    let start = before
        .iter()
        .rposition(|&b| b == b'\n')
        .map_or(0, |at| at + 1);
    let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
    let shown = &before[start..];
    let shown = shown.strip_prefix(b"\xef\xbb\xbf").unwrap_or(shown);
    let shown = String::from_utf8_lossy(shown).into_owned();
    let msg = format!("encoding problem: {} with BOM", foreign.name);
    let line = int::from_usize(th, line);
    let end = int::from_usize(th, shown.chars().count());
    let text = types::str::new(th, &shown);
    error_at(
        th,
        &msg,
        None,
        path,
        [line, Value::small(0), text, line, end],
    )
}

#[cold]
fn undecodable(
    th: &Thread,
    raised: Raised,
    source: &[u8],
    path: &str,
    foreign: &Foreign,
    is_program: bool,
) -> Raised {
    let exc = th.take_exception(raised);
    let unknown = types::is_instance_of(exc, T::LookupError)
        && matches!(ops::str(th, exc), Ok(s) if s.bytes().starts_with(b"unknown encoding"));
    if !unknown && !types::is_instance_of(exc, T::Exception) {
        return th.reraise(exc);
    }
    let msg = if unknown {
        format!("unknown encoding: {}", foreign.name)
    } else {
        let shown = if is_program {
            shift(th, exc, source, foreign)
        } else {
            Ok(exc)
        };
        match shown.and_then(|shown| ops::str(th, shown)) {
            Ok(s) => s.to_string_lossy().into_owned(),
            Err(raised) => return raised,
        }
    };
    let place = [
        Value::small(0),
        Value::small(-1),
        Value::NONE,
        Value::EMPTY,
        Value::EMPTY,
    ];
    error_at(th, &msg, Some(path), path, place)
}

/// The positions of a UnicodeDecodeError as CPython counts them in the program's own file: it decodes in chunks, which begin
/// with the newline behind the cookie.
fn shift(th: &Thread, exc: Value, source: &[u8], foreign: &Foreign) -> PyResult {
    if !types::is_instance_of(exc, T::UnicodeDecodeError) {
        return Ok(exc);
    }
    let number = |name: &str| {
        let n = ops::get_attr(th, exc, types::str::intern(th, name))?;
        ops::index_i64(th, n)
    };
    let (start, end) = (number("start")? as usize, number("end")? as usize);
    let before = start.saturating_sub(foreign.line_end) / CHUNK * CHUNK + foreign.line_end;
    let chunk = source.get(before..).unwrap_or_default();
    for (name, v) in [
        ("object", bytes::new(th, &chunk[..chunk.len().min(CHUNK)])),
        ("start", int::from_usize(th, start.saturating_sub(before))),
        ("end", int::from_usize(th, end.saturating_sub(before))),
    ] {
        ops::set_attr(th, exc, types::str::intern(th, name), v)?;
    }
    Ok(exc)
}

/// The SyntaxError for a source that should be UTF-8 and is not. Allocates.
#[cold]
pub fn not_utf8(th: &Thread, source: &[u8], path: &str, is_program: bool) -> Raised {
    let source = source.strip_prefix(b"\xef\xbb\xbf").unwrap_or(source);
    let at = match std::str::from_utf8(source) {
        Ok(_) => source.len().saturating_sub(1),
        Err(e) => e.valid_up_to(),
    };
    let (before, rest) = source.split_at(at);
    let start = before
        .iter()
        .rposition(|&b| b == b'\n' || b == b'\r')
        .map_or(0, |at| at + 1);
    let end = rest
        .iter()
        .position(|&b| b == b'\n' || b == b'\r')
        .unwrap_or(rest.len());
    let mut line = before.iter().filter(|&&b| b == b'\n').count() + 1;
    if is_program && line == 2 {
        // The first two lines are read together, for the cookie's sake.
        line = 1;
    }
    let file = if is_program {
        format!("in file {path} ")
    } else {
        String::new()
    };
    let msg = format!(
        "Non-UTF-8 code starting with '\\x{:02x}' {file}on line {line}, but no encoding declared; see https://peps.python.org/pep-0263/ for details",
        rest.first().copied().unwrap_or(0)
    );
    let shown = types::str::new(th, &String::from_utf8_lossy(&source[start..at + end]));
    let col = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
    let (line, col) = (int::from_usize(th, line), int::from_usize(th, col));
    error_at(th, &msg, None, path, [line, col, shown, line, col])
}

/// The SyntaxError for null bytes. Allocates.
#[cold]
pub fn null_bytes(th: &Thread, source: &[u8], path: &str, is_program: bool) -> Raised {
    if !is_program {
        return th.error(
            T::SyntaxError,
            "source code string cannot contain null bytes",
        );
    }
    let at = source.iter().position(|&b| b == 0).unwrap_or(0);
    let before = &source[..at];
    let start = before
        .iter()
        .rposition(|&b| b == b'\n')
        .map_or(0, |at| at + 1);
    let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
    let shown = types::str::new(th, &String::from_utf8_lossy(&before[start..]));
    let line = int::from_usize(th, line);
    let none = Value::small(-1);
    let msg = "source code cannot contain null bytes";
    error_at(th, msg, Some(path), path, [line, none, shown, line, none])
}
