//! Uncaught exceptions: the traceback on standard error, as CPython prints it.

use runtime::import::LIBRARY_ROOT;
use runtime::names::{self, N};
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::exception::{Exception, as_exception};
use runtime::types::str::{self, Str};
use runtime::types::traceback::Traceback;
use runtime::types::{self};
use runtime::value::Value;

/// A line of a source file, without its newline.
pub fn source_line(path: &str, line: u32) -> Option<String> {
    let text = match path.strip_prefix(LIBRARY_ROOT) {
        Some(inside) => crate::library::source_of_path(inside)?.to_vec(),
        None => std::fs::read(path).ok()?,
    };
    let line = text
        .split(|&b| b == b'\n')
        .nth(line.checked_sub(1)? as usize)?;
    Some(
        String::from_utf8_lossy(line)
            .trim_end_matches('\r')
            .to_owned(),
    )
}

/// One entry of a traceback.
fn push_entry(out: &mut String, tb: Ref<Traceback>) {
    let code = tb.code();
    let plain = code.plain();
    let line = tb.line();
    out.push_str(&format!(
        "  File \"{}\", line {line}, in {}\n",
        plain.filename, plain.name
    ));
    if let Some(text) = source_line(&plain.filename, line) {
        let shown = text.trim();
        if !shown.is_empty() {
            out.push_str(&format!("    {shown}\n"));
        }
    }
}

/// The last line: the class and its text.
fn push_summary(th: &Thread, out: &mut String, exc: Value) {
    let class = types::type_of(exc);
    let text_of = |v: Option<Value>| {
        v.and_then(|v| v.downcast::<Str>())
            .map(|s| s.to_string_lossy().into_owned())
    };
    let module = class.dict().get_str(names::get(N::__module__));
    let qualname = text_of(class.qualname.get_opt()).unwrap_or_default();
    let name = match text_of(module) {
        Some(m) if m != "builtins" && m != "__main__" => format!("{m}.{qualname}"),
        _ => qualname,
    };
    out.push_str(&name);
    match ops::str(th, exc) {
        Ok(s) if s.bytes().is_empty() => {}
        Ok(s) => {
            out.push_str(": ");
            out.push_str(&s.to_string_lossy());
        }
        Err(raised) => {
            th.take_exception(raised);
            out.push_str(": <exception str() failed>");
        }
    }
    out.push('\n');
}

fn push_exception(th: &Thread, out: &mut String, exc: Value, seen: &mut Vec<u64>) {
    seen.push(exc.bits());
    let e: Ref<Exception> = as_exception(exc);
    let (cause, context) = (e.cause.get(), e.context.get());
    if cause.has_kind(Kind::Exception) && !seen.contains(&cause.bits()) {
        push_exception(th, out, cause, seen);
        out.push_str("\nThe above exception was the direct cause of the following exception:\n\n");
    } else if context.has_kind(Kind::Exception)
        && !e.suppress_context.get()
        && !seen.contains(&context.bits())
    {
        push_exception(th, out, context, seen);
        out.push_str("\nDuring handling of the above exception, another exception occurred:\n\n");
    }
    let mut at = e.traceback.get().downcast::<Traceback>();
    if at.is_some() {
        out.push_str("Traceback (most recent call last):\n");
    }
    while let Some(tb) = at {
        push_entry(out, tb);
        at = tb.next();
    }
    push_summary(th, out, exc);
}

/// Prints an exception with its traceback, causes and contexts to `sys.stderr`. Runs Python.
pub fn print_exception(th: &Thread, exc: Value) {
    let mut out = String::new();
    push_exception(th, &mut out, exc, &mut Vec::new());
    let written = runtime::import::module(th, "sys")
        .and_then(|sys| ops::get_attr(th, sys, names::get(N::stderr)))
        .and_then(|file| ops::call_method(th, file, names::get(N::write), &[str::new(th, &out)]));
    if let Err(raised) = written {
        th.take_exception(raised);
    }
}
