//! `_tokenize`: the iterator behind `tokenize`. It reads no line before a token asks for it: programs look at how far their
//! source has been read.

use std::cell::Cell;

use frontend::lexemes::{Class, Lexer, Next};
use runtime::error::{PyResult, Raised};
use runtime::native::{Args, ModuleDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::Dict;
use runtime::types::slots::Slots;
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, NativeTypeDef, Type, flags};
use runtime::types::{T, bytes, exception, int, signature, tuple};
use runtime::value::Value;

use crate::support::add_type;

/// The module.
pub static MODULE: ModuleDef = ModuleDef {
    name: "_tokenize",
    doc: "",
    functions: &[],
    init: |th, module| {
        add_type(th, module, &DEF);
        Ok(())
    },
};

/// What has been read, and where the next token is.
struct Work {
    lexer: Lexer,
    /// The encoding of what `readline` gives; None: text.
    encoding: Option<String>,
    /// The offset of each line's first byte.
    starts: Vec<u32>,
    /// Whether comments and newlines are tokens, and operators are of one kind.
    extra: bool,
    /// The lines that ended in `\r\n`.
    crlf: Vec<usize>,
    /// The lines that ended in nothing, to which a newline was added.
    unended: Vec<usize>,
}

/// An iterator. The work is leaked when it is made, released when the iterator is swept.
#[repr(C)]
struct Iterator {
    header: Header,
    layout: Option<&'static NativeLayout>,
    work: Cell<*mut Work>,
    readline: Slot,
    /// The text of the line of the last token, which most tokens share with the one before.
    line: Slot,
    line_number: Cell<usize>,
}

// SAFETY: `#[repr(C)]` with header and layout first; zeros are valid.
unsafe impl Object for Iterator {
    const KIND: Kind = Kind::Native;
}

static LAYOUT: NativeLayout = NativeLayout {
    name: "token iterator",
    trace: |h, t| {
        // SAFETY: called for objects with this layout.
        let it = unsafe { &*h.cast::<Iterator>() };
        t.visit_slot(&it.readline);
        t.visit_slot(&it.line);
    },
    drop: Some(|h| {
        // SAFETY: called once, for an object with this layout that is being swept.
        let work = unsafe { &*h.cast::<Iterator>() }.work.get();
        if !work.is_null() {
            // SAFETY: made by `Box::into_raw` in `new`.
            drop(unsafe { Box::from_raw(work) });
        }
    }),
};

static NEW: NativeDef = NativeDef::new(
    "tokenizeriter",
    "(readline, /, *, encoding=<unrepresentable>, extra_tokens)",
    |_, _| Ok(Value::NONE),
);

/// Calls `readline` once: it gives bytes if their encoding is known, and nothing at the end. Runs Python.
fn read(th: &Thread, readline: Value, encoding: Option<&str>) -> PyResult<String> {
    let line = match ops::call0(th, readline) {
        Ok(line) => line,
        Err(raised) => {
            th.swallow(raised, T::StopIteration)?;
            return Ok(String::new());
        }
    };
    Ok(
        match (encoding, line.downcast::<Str>(), bytes::as_bytes(line)) {
            (None, Some(s), _) => s.to_string_lossy().into_owned(),
            (Some("utf-8"), _, Some(b)) => String::from_utf8_lossy(&b).into_owned(),
            (Some(encoding), _, Some(b)) => {
                let b = bytes::new(th, &b);
                let how = [str::new(th, encoding), str::new(th, "replace")];
                let decoded = ops::call_method(th, b, str::intern(th, "decode"), &how)?;
                decoded
                    .downcast::<Str>()
                    .map(|s| s.to_string_lossy().into_owned())
                    .unwrap_or_default()
            }
            (Some(_), ..) => return Err(th.type_error("readline() returned a non-bytes object")),
            (None, ..) => return Err(th.type_error("readline() returned a non-string object")),
        },
    )
}

fn new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let [readline, encoding, extra] = signature::bind_new(th, &NEW, args)?;
    let encoding = encoding.downcast::<Str>();
    let encoding = encoding.map(|e| e.to_string_lossy().into_owned());
    let extra = ops::is_true(th, extra)?;
    let it = type_::alloc_native::<Iterator>(th, class, &LAYOUT);
    it.readline.set(it, readline);
    it.work.set(Box::into_raw(Box::new(Work {
        lexer: Lexer::new(extra),
        encoding,
        starts: vec![0],
        extra,
        crlf: Vec::new(),
        unended: Vec::new(),
    })));
    Ok(it.value())
}

impl Work {
    /// Takes in what `readline` gave, with `\n` for all ends of lines, and where there is none; nothing is the end of all.
    /// None: it has null bytes.
    fn push(&mut self, text: &str) -> Option<()> {
        if text.contains('\0') {
            return None;
        }
        if text.is_empty() {
            self.lexer.finish();
        }
        for line in text.split_inclusive('\n') {
            match line.strip_suffix("\r\n") {
                Some(line) => {
                    self.crlf.push(self.starts.len() - 1);
                    self.lexer.push(line);
                    self.lexer.push("\n");
                }
                None => self.lexer.push(line),
            }
            if !line.ends_with('\n') {
                self.unended.push(self.starts.len() - 1);
                self.lexer.push("\n");
            }
            self.starts.push(self.lexer.text().len() as u32);
        }
        Some(())
    }

    /// What is wrong with a line of null bytes that is read next.
    fn null_bytes(&self) -> frontend::SyntaxError {
        let line = self.starts.len() as u32;
        frontend::SyntaxError {
            kind: frontend::ErrorKind::Syntax,
            msg: "source code cannot contain null bytes".to_owned(),
            filename: "<string>".to_owned(),
            line,
            col: 0,
            end_line: line,
            end_col: 0,
            text: None,
            warnings: Vec::new(),
        }
    }

    /// The number of a line (from 0), and the column in characters, of an offset.
    fn place(&self, offset: u32) -> (usize, usize) {
        let line = self.starts.partition_point(|&s| s <= offset) - 1;
        let start = self.starts[line] as usize;
        (
            line,
            self.lexer.text()[start..offset as usize].chars().count(),
        )
    }

    /// The text of some lines, with their newlines (but for one that was added to the last).
    fn lines(&self, first: usize, last: usize) -> &str {
        let start = self.starts[first] as usize;
        let end = self
            .starts
            .get(last + 1)
            .map_or(self.lexer.text().len(), |&e| e as usize);
        let text = &self.lexer.text()[start..end];
        match self.unended.binary_search(&last) {
            Ok(_) => text.strip_suffix('\n').unwrap_or(text),
            Err(_) => text,
        }
    }
}

/// The error for a line that returns to no level of indentation: unlike the parser's, it has no end.
fn unindent(th: &Thread, e: &frontend::SyntaxError) -> Raised {
    let text = e.text.as_deref().unwrap_or_default();
    let details = [
        str::new(th, &e.filename),
        Value::small(i64::from(e.line)),
        Value::small(i64::from(e.col)),
        str::new(th, text.trim_end_matches('\n')),
        Value::NONE,
        Value::NONE,
    ];
    let arguments = [str::new(th, &e.msg), tuple::new(th, &details).value()];
    th.raise(exception::new(th, T::IndentationError, &arguments))
}

fn next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    // SAFETY: the slot is called with instances of the type, which have this structure.
    let it: Ref<Iterator> = unsafe { Ref::from_value_unchecked(v) };
    // SAFETY: it was made with its work, which lives as long. Nobody else has it: what runs Python does not use it.
    let work = || unsafe { &mut *it.work.get() };
    let token = loop {
        match work().lexer.next("<string>") {
            Next::Token(t) if !work().extra && matches!(t.class, Class::Comment | Class::Nl) => {}
            Next::Token(token) => break token,
            Next::End => return Ok(None),
            Next::Error(mut e) => {
                if e.msg.starts_with("unexpected EOF") {
                    e.msg = "unexpected EOF in multi-line statement".to_owned();
                }
                if e.msg.starts_with("unindent") {
                    return Err(unindent(th, &e));
                }
                return Err(runtime::syntax_error::raise(th, &e, None));
            }
            Next::More => {
                let encoding = work().encoding.clone();
                let line = read(th, it.readline.get(), encoding.as_deref())?;
                if work().push(&line).is_none() {
                    let e = work().null_bytes();
                    return Err(runtime::syntax_error::raise(th, &e, None));
                }
            }
        }
    };
    let work = work();
    let number = |n: usize| int::from_usize(th, n);
    let pair = |line: usize, col: usize| tuple::new(th, &[number(line + 1), number(col)]).value();
    let module = runtime::import::module(th, "token")?;
    let mut class = ops::get_attr(th, module, str::intern(th, token.class.name()))?;
    if token.class == Class::Op && !work.extra {
        let kinds = ops::get_attr(th, module, str::intern(th, "EXACT_TOKEN_TYPES"))?;
        let operator = &work.lexer.text()[token.start as usize..token.end as usize];
        let exact = kinds.downcast::<Dict>();
        class = exact
            .and_then(|d| d.get_str(str::intern(th, operator)))
            .unwrap_or(class);
    }
    let (mut first, mut col) = work.place(token.start);
    let (mut last, mut end_col) = work.place(token.end);
    let mut shown = work.lexer.text()[token.start as usize..token.end as usize].to_owned();
    let mut source = None;
    match token.class {
        Class::EndMarker => {
            // It stands on a line of its own.
            if col > 0 {
                (first, col) = (first + 1, 0);
            }
            (last, end_col) = (first, col);
            source = Some(String::new());
        }
        Class::Newline if !work.extra => {
            shown.clear();
            (last, end_col) = (first, col);
        }
        Class::Newline | Class::Nl => {
            (last, end_col) = (first, col + 1);
            if shown == "\n" && work.crlf.binary_search(&first).is_ok() {
                shown = "\r\n".to_owned();
                end_col += 1;
            } else if work.unended.binary_search(&first).is_ok() {
                shown.clear();
            }
        }
        Class::Indent => {
            let ends = shown.find('\\').unwrap_or(shown.len());
            shown.truncate(ends);
        }
        Class::Dedent => {
            shown.clear();
            (last, end_col) = (first, col);
            if token.start as usize >= work.lexer.text().len() {
                if col > 0 {
                    (first, col) = (first + 1, 0);
                }
                (last, end_col) = (first, col);
                source = Some(String::new());
            }
        }
        _ => {}
    }
    let no_place = matches!(
        token.class,
        Class::Indent | Class::Dedent | Class::EndMarker
    );
    if no_place && !work.extra {
        shown.clear();
        first = work.place(token.end).0;
        if token.end as usize >= work.lexer.text().len() && work.lexer.text().ends_with('\n') {
            first -= 1;
        }
        last = first;
    }
    let pair = |line, col| {
        if no_place && !work.extra {
            let nowhere = [number(line + 1), Value::small(-1)];
            return tuple::new(th, &nowhere).value();
        }
        pair(line, col)
    };
    let line = match source {
        Some(text) => str::new(th, &text),
        None if first == last && it.line_number.get() == first + 1 => it.line.get(),
        None => {
            let mut text = work.lines(first, last).to_owned();
            if text.ends_with('\n') && work.crlf.binary_search(&last).is_ok() {
                text.truncate(text.len() - 1);
                text.push_str("\r\n");
            }
            let text = str::new(th, &text);
            if first == last {
                it.line.set(it, text);
                it.line_number.set(first + 1);
            }
            text
        }
    };
    let fields = [
        class,
        str::new(th, &shown),
        pair(first, col),
        pair(last, end_col),
        line,
    ];
    Ok(Some(tuple::new(th, &fields).value()))
}

static DEF: NativeTypeDef = NativeTypeDef {
    slots: Slots {
        new: Some(new),
        iter: Some(|_, v| Ok(v)),
        next: Some(next),
        ..Slots::NONE
    },
    basic_size: std::mem::size_of::<Iterator>(),
    flags: flags::IMMUTABLE,
    ..NativeTypeDef::new("_tokenize.TokenizerIter")
};
