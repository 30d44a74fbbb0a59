//! Uncaught exceptions: the traceback on standard error, as CPython prints it.
//!
//! CPython prints with `traceback.py`; importing that would take longer than most programs run, so this is a second
//! implementation of what that prints. First everything is read from the exceptions (which runs Python: `__str__`,
//! `__notes__`, `__dir__`) into plain text, then the text is laid out.

mod entry;
mod lines;
pub mod modules;
mod suggest;
mod syntax;
mod width;

use runtime::error::PyResult;
use runtime::heap::RootedVec;
use runtime::import;
use runtime::names::{self, N};
use runtime::object::{Kind, Ref};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::exception::as_exception;
use runtime::types::list::List;
use runtime::types::str::{self, Str};
use runtime::types::traceback::Traceback;
use runtime::types::tuple::Tuple;
use runtime::types::{self, T, tuple};
use runtime::value::Value;

use entry::Place;
use lines::Sources;
pub use lines::{remember, tell_linecache};
use syntax::Syntax;

/// More exceptions of a group than this are only counted.
const MAX_GROUP_WIDTH: usize = 15;
/// Groups nested deeper are only mentioned.
const MAX_GROUP_DEPTH: usize = 10;
/// A line is shown so often in a row; further entries are counted.
const MAX_REPEATED: usize = 3;

/// A string as text; lone surrogates are escaped, as standard error does it.
pub fn text_of(s: Ref<Str>) -> String {
    if let Some(text) = s.as_str() {
        return text.to_owned();
    }
    let mut out = Vec::new();
    for cp in runtime::algo::wtf8::code_points(s.bytes()) {
        if runtime::algo::wtf8::is_surrogate(cp) {
            runtime::algo::text::push_escape(&mut out, cp);
        } else {
            runtime::algo::wtf8::push(&mut out, cp);
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A line of a file, without what is blank at its end; empty if there is none.
pub fn source_line(th: &Thread, path: &str, line: u32) -> String {
    Sources::default().line_of_file(th, path, line)
}

/// What is printed of one exception. References to others are numbers in the report.
struct Item {
    /// The entries of the traceback.
    stack: Vec<(Place, String)>,
    /// The class and its text, or the lines of a SyntaxError.
    summary: String,
    notes: Vec<String>,
    cause: Option<usize>,
    context: Option<usize>,
    exceptions: Option<Vec<usize>>,
}

/// An exception and all that is printed with it.
struct Report<'t> {
    th: &'t Thread,
    sources: Sources,
    /// Whether entries show which part of a line failed.
    ranges: bool,
    items: Vec<Item>,
    /// The exceptions, by the numbers of `items`.
    excs: RootedVec<Value>,
    out: String,
    /// How many groups are open around what is printed.
    depth: usize,
    need_close: bool,
}

impl<'t> Report<'t> {
    fn new(th: &'t Thread) -> Report<'t> {
        Report {
            th,
            sources: Sources::default(),
            ranges: true,
            items: Vec::new(),
            excs: RootedVec::new(),
            out: String::new(),
            depth: 0,
            need_close: false,
        }
    }
}

impl Report<'_> {
    fn add(&mut self, exc: Value) -> usize {
        let th = self.th;
        self.excs.push(exc);
        let stack = self.stack(exc);
        let hint = suggest::hint(th, exc);
        let class = class_name(th, exc);
        let summary = if types::is_instance_of(exc, T::SyntaxError) {
            Syntax::of(th, exc).format(&class)
        } else {
            match safe_str(th, exc, "exception") + &hint {
                text if text.is_empty() => format!("{class}\n"),
                text => format!("{class}: {text}\n"),
            }
        };
        self.items.push(Item {
            stack,
            summary,
            notes: notes(th, exc),
            cause: None,
            context: None,
            exceptions: None,
        });
        self.items.len() - 1
    }

    /// The entries of an exception's traceback, as far as `sys.tracebacklimit` allows.
    fn stack(&mut self, exc: Value) -> Vec<(Place, String)> {
        let mut entries = RootedVec::new();
        let mut at = as_exception(exc).traceback.get().downcast::<Traceback>();
        while let Some(tb) = at {
            entries.push(tb.value());
            at = tb.next();
        }
        let limit = import::modules()
            .get_str(str::intern(self.th, "sys"))
            .and_then(|sys| sys.downcast::<types::module::Module>())
            .and_then(|sys| sys.dict().get_str(str::intern(self.th, "tracebacklimit")))
            .filter(|&v| types::int::is_int(v));
        let limit = limit.map(|v| match types::int::to_i64(v) {
            Some(n) => n.max(0),
            None if types::int::is_negative(v) => 0,
            None => i64::MAX,
        });
        // As in CPython, where this is an index into the entries: a negative one counts from their end.
        let skip = limit.map_or(0, |n| match entries.len() as i64 - n {
            first @ 0.. => first as usize,
            back => (entries.len() as i64).saturating_add(back).max(0) as usize,
        });
        let shown = (entries.iter().skip(skip)).filter_map(|v| v.downcast::<Traceback>());
        shown
            .map(|tb| entry::format(self.th, &mut self.sources, tb, self.ranges))
            .collect()
    }

    /// Reads an exception and those that it leads to. Each is printed once.
    fn read(&mut self, exc: Value) {
        self.add(exc);
        let mut waiting = vec![0];
        while let Some(n) = waiting.pop() {
            let e = as_exception(self.excs[n]);
            let cause = e.cause.get();
            let known = |report: &Self, v: Value| report.excs.as_slice().contains(&v);
            let mut later = Vec::new();
            if cause.has_kind(Kind::Exception) && !known(self, cause) {
                let cause = self.add(cause);
                self.items[n].cause = Some(cause);
                later.push(cause);
            } else {
                let context = e.context.get();
                let wanted = context.has_kind(Kind::Exception) && !e.suppress_context.get();
                if wanted && !known(self, context) {
                    let context = self.add(context);
                    self.items[n].context = Some(context);
                    later.push(context);
                }
            }
            if types::is_instance_of(e.value(), T::BaseExceptionGroup) {
                let mut inner = Vec::new();
                if let Some(parts) = e.extra(1).and_then(|s| s.get().downcast::<Tuple>()) {
                    for &part in parts.items() {
                        if part.has_kind(Kind::Exception) {
                            inner.push(self.add(part));
                        }
                    }
                }
                later.extend(&inner);
                self.items[n].exceptions = Some(inner);
            }
            waiting.extend(later);
        }
    }

    /// Writes lines, indented and with a margin inside groups.
    fn emit(&mut self, text: &str, margin: char) {
        let indent = " ".repeat(2 * self.depth);
        for line in text.split_inclusive('\n') {
            self.out.push_str(&indent);
            if self.depth > 0 {
                self.out.push(margin);
                self.out.push(' ');
            }
            self.out.push_str(line);
        }
    }

    /// Writes the entries, counting repetitions.
    fn emit_stack(&mut self, n: usize) {
        let mut text = String::new();
        let mut count = 0;
        let entries = &self.items[n].stack;
        let repeated = |text: &mut String, count: usize| {
            if let Some(more @ 1..) = count.checked_sub(MAX_REPEATED) {
                let plural = if more > 1 { "s" } else { "" };
                text.push_str(&format!(
                    "  [Previous line repeated {more} more time{plural}]\n"
                ));
            }
        };
        for (at, (place, lines)) in entries.iter().enumerate() {
            if at == 0 || entries[at - 1].0 != *place {
                repeated(&mut text, count);
                count = 0;
            }
            count += 1;
            if count <= MAX_REPEATED {
                text.push_str(lines);
            }
        }
        repeated(&mut text, count);
        self.emit(&text, '|');
    }

    fn emit_summary(&mut self, n: usize) {
        let item = &self.items[n];
        let mut text = item.summary.clone();
        for note in &item.notes {
            text.push_str(note);
            text.push('\n');
        }
        self.emit(&text, '|');
    }

    /// Writes an exception after those that led to it.
    fn emit_chain(&mut self, n: usize) {
        let mut chain = vec![(n, "")];
        let mut at = n;
        loop {
            let item = &self.items[at];
            let (next, message) = match (item.cause, item.context) {
                (Some(cause), _) => (
                    cause,
                    "\nThe above exception was the direct cause of the following exception:\n\n",
                ),
                (None, Some(context)) => (
                    context,
                    "\nDuring handling of the above exception, another exception occurred:\n\n",
                ),
                (None, None) => break,
            };
            if let Some(last) = chain.last_mut() {
                last.1 = message;
            }
            chain.push((next, ""));
            at = next;
        }
        for &(n, message) in chain.iter().rev() {
            if !message.is_empty() {
                self.emit(message, '|');
            }
            if self.items[n].exceptions.is_some() {
                self.emit_group(n);
                continue;
            }
            if !self.items[n].stack.is_empty() {
                self.emit("Traceback (most recent call last):\n", '|');
                self.emit_stack(n);
            }
            self.emit_summary(n);
        }
    }

    fn emit_group(&mut self, n: usize) {
        if self.depth > MAX_GROUP_DEPTH {
            self.emit(
                &format!("... (max_group_depth is {MAX_GROUP_DEPTH})\n"),
                '|',
            );
            return;
        }
        let is_top = self.depth == 0;
        if is_top {
            self.depth = 1;
        }
        if !self.items[n].stack.is_empty() {
            let margin = if is_top { '+' } else { '|' };
            self.emit(
                "Exception Group Traceback (most recent call last):\n",
                margin,
            );
            self.emit_stack(n);
        }
        self.emit_summary(n);
        let inner = self.items[n].exceptions.clone().unwrap_or_default();
        let shown = inner.len().min(MAX_GROUP_WIDTH + 1);
        self.need_close = false;
        for (i, &part) in inner.iter().take(shown).enumerate() {
            let is_last = i + 1 == shown;
            if is_last {
                // A group inside may draw the closing line.
                self.need_close = true;
            }
            let truncated = i >= MAX_GROUP_WIDTH;
            let title = if truncated {
                "...".to_owned()
            } else {
                (i + 1).to_string()
            };
            let corner = if i == 0 { "+-" } else { "  " };
            self.out.push_str(&format!(
                "{}{corner}+---------------- {title} ----------------\n",
                " ".repeat(2 * self.depth)
            ));
            self.depth += 1;
            if truncated {
                let more = inner.len() - MAX_GROUP_WIDTH;
                let plural = if more > 1 { "s" } else { "" };
                self.emit(&format!("and {more} more exception{plural}\n"), '|');
            } else {
                self.emit_chain(part);
            }
            if is_last && self.need_close {
                self.out.push_str(&" ".repeat(2 * self.depth));
                self.out.push_str("+------------------------------------\n");
                self.need_close = false;
            }
            self.depth -= 1;
        }
        if is_top {
            self.depth = 0;
        }
    }
}

/// `str(v)`, or what stands for it if that fails.
fn safe_str(th: &Thread, v: Value, what: &str) -> String {
    match ops::str(th, v) {
        Ok(s) => text_of(s),
        Err(raised) => {
            th.take_exception(raised);
            format!("<{what} str() failed>")
        }
    }
}

fn safe_repr(th: &Thread, v: Value, what: &str) -> String {
    match ops::repr(th, v) {
        Ok(s) => text_of(s),
        Err(raised) => {
            th.take_exception(raised);
            format!("<{what} repr() failed>")
        }
    }
}

/// The class's name, with its module unless that goes without saying.
fn class_name(th: &Thread, exc: Value) -> String {
    let class = types::type_of(exc).value();
    let attribute = |name: N| match ops::get_attr(th, class, names::get(name)) {
        Ok(v) => v.downcast::<Str>().map(text_of),
        Err(raised) => {
            th.take_exception(raised);
            None
        }
    };
    let name = attribute(N::__qualname__).unwrap_or_default();
    match attribute(N::__module__) {
        Some(module) if module == "builtins" || module == "__main__" => name,
        Some(module) => format!("{module}.{name}"),
        None => format!("<unknown>.{name}"),
    }
}

/// The lines of `__notes__`.
fn notes(th: &Thread, exc: Value) -> Vec<String> {
    let notes = match ops::get_attr_opt(th, exc, str::intern(th, "__notes__")) {
        Ok(None) => return Vec::new(),
        Ok(Some(notes)) if notes.is_none() => return Vec::new(),
        Ok(Some(notes)) => notes,
        Err(raised) => {
            let e = th.take_exception(raised);
            let e = safe_repr(th, e, "__notes__");
            return vec![format!("Ignored error getting __notes__: {e}")];
        }
    };
    let mut items = RootedVec::new();
    if let Some(list) = notes.downcast::<List>() {
        (0..list.len()).for_each(|n| items.push(list.item(n)));
    } else if let Some(tuple) = notes.downcast::<Tuple>() {
        items.extend_from_slice(tuple.items());
    } else {
        return vec![safe_repr(th, notes, "__notes__")];
    }
    let texts = items.iter().map(|&note| safe_str(th, note, "note"));
    let texts: Vec<String> = texts.collect();
    let lines = texts.iter().flat_map(|t| t.split('\n'));
    lines.map(str::to_owned).collect()
}

/// The text of an exception with its traceback, causes and contexts. Runs Python.
pub fn format_exception(th: &Thread, exc: Value) -> String {
    let mut report = Report::new(th);
    report.read(exc);
    report.emit_chain(0);
    report.out
}

/// Whether `sys.stderr` wants colours: what `_colorize.can_colorize` says, without the import. Runs Python.
fn wants_colours(th: &Thread) -> PyResult<bool> {
    let sys = import::module(th, "sys")?;
    let file = ops::get_attr_opt(th, sys, names::get(N::stderr))?;
    let Some(file) = file.filter(|f| !f.is_none()) else {
        return Ok(false);
    };
    if let Some(colorize) = import::modules().get_str(str::intern(th, "_colorize")) {
        let f = ops::get_attr(th, colorize, str::intern(th, "can_colorize"))?;
        let names = tuple::new(th, &[str::intern(th, "file").value()]);
        let answer = ops::call::call_keywords(th, f, &[file], names)?;
        return ops::is_true(th, answer);
    }
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    if runtime::config::get().ignore_environment == 0 {
        match variable("PYTHON_COLORS").as_str() {
            "0" => return Ok(false),
            "1" => return Ok(true),
            _ => {}
        }
    }
    if !variable("NO_COLOR").is_empty() {
        return Ok(false);
    }
    if !variable("FORCE_COLOR").is_empty() {
        return Ok(true);
    }
    if variable("TERM") == "dumb" {
        return Ok(false);
    }
    let answer = ops::call_method(th, file, str::intern(th, "isatty"), &[])?;
    ops::is_true(th, answer)
}

/// Prints an exception in colours, which is left to `traceback`: on a terminal its import is no matter. Runs Python.
fn print_in_colours(th: &Thread, exc: Value) -> PyResult {
    let traceback = import::module(th, "traceback")?;
    let print = ops::get_attr(th, traceback, str::intern(th, "_print_exception_bltin"))?;
    ops::call1(th, print, exc)
}

/// Has an exception printed by what a program put in place of `traceback._print_exception_bltin`, which CPython prints with.
/// Ok(false): it did not. Runs Python.
fn print_by_other(th: &Thread, exc: Value) -> PyResult<bool> {
    let Some(traceback) = import::modules().get_str(str::intern(th, "traceback")) else {
        return Ok(false);
    };
    let print = ops::get_attr(th, traceback, str::intern(th, "_print_exception_bltin"))?;
    if let Some(f) = print.downcast::<types::function::Function>()
        && f.code().plain().filename.starts_with(import::LIBRARY_ROOT)
    {
        return Ok(false);
    }
    ops::call1(th, print, exc).map(|_| true)
}

/// Prints an exception with its traceback, causes and contexts to `sys.stderr`. Runs Python.
pub fn print_exception(th: &Thread, exc: Value) {
    match print_by_other(th, exc) {
        Ok(true) => return,
        Ok(false) => {}
        Err(raised) => {
            // CPython's core prints then: simpler.
            th.take_exception(raised);
            let mut report = Report::new(th);
            (report.ranges, report.sources.only_files) = (false, true);
            report.read(exc);
            for item in &mut report.items {
                item.exceptions = None;
            }
            report.emit_chain(0);
            print(th, &report.out);
            return;
        }
    }
    let printed = match wants_colours(th) {
        Ok(true) => print_in_colours(th, exc).map(|_| true),
        other => other,
    };
    match printed {
        Ok(true) => return,
        Ok(false) => {}
        Err(raised) => {
            th.take_exception(raised);
        }
    }
    let text = format_exception(th, exc);
    print(th, &text);
}

/// Prints an exception that nobody can handle to `sys.stderr`: as CPython's core does it without the library, with the lines
/// of files but no marks below them, and without what led to the exception. Runs Python.
pub fn print_unraisable(th: &Thread, exc: Value) {
    let mut report = Report::new(th);
    (report.ranges, report.sources.only_files) = (false, true);
    let text = match ops::str(th, exc) {
        Ok(text) => text_of(text),
        Err(raised) => {
            th.take_exception(raised);
            "<exception str() failed>".to_owned()
        }
    };
    let stack = report.stack(exc);
    report.items.push(Item {
        stack,
        summary: format!("{}: {text}\n", class_name(th, exc)),
        notes: Vec::new(),
        cause: None,
        context: None,
        exceptions: None,
    });
    report.emit_chain(0);
    print(th, &report.out);
}

/// Writes a text to `sys.stderr`, if there is one. Runs Python.
pub fn print(th: &Thread, text: &str) {
    let text = str::new(th, text);
    let written = import::module(th, "sys")
        .and_then(|sys| ops::get_attr_opt(th, sys, names::get(N::stderr)))
        .and_then(|file| match file {
            Some(file) if !file.is_none() => {
                ops::call_method(th, file, names::get(N::write), &[text]).map(|_| ())
            }
            _ => Ok(()),
        });
    if let Err(raised) = written {
        th.take_exception(raised);
    }
}
