//! `_tokenize`: the iterator behind `tokenize`. It reads its source whole before it gives the first token.

use std::cell::Cell;

use frontend::lexemes::{Class, Lexeme, lexemes};
use runtime::error::PyResult;
use runtime::native::{Args, ModuleDef, NativeDef};
use runtime::object::{Header, Kind, NativeLayout, Object, Ref, Slot};
use runtime::ops;
use runtime::thread::Thread;
use runtime::types::dict::Dict;
use runtime::types::slots::Slots;
use runtime::types::str::{self, Str};
use runtime::types::type_::{self, NativeTypeDef, Type, flags};
use runtime::types::{T, bytes, int, signature, tuple};
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

/// What is left to give.
struct Work {
    text: String,
    /// The offset of each line's first byte.
    starts: Vec<u32>,
    tokens: Vec<Lexeme>,
    next: usize,
    /// Whether comments and newlines are tokens, and operators are of one kind.
    extra: bool,
    /// The lines that ended in `\r\n`.
    crlf: Vec<usize>,
    /// What ends the tokens.
    error: Option<Box<frontend::SyntaxError>>,
}

/// An iterator. The work is leaked when it is made, released when the iterator is swept.
#[repr(C)]
struct Iterator {
    header: Header,
    layout: Option<&'static NativeLayout>,
    work: Cell<*mut Work>,
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
        t.visit_slot(&unsafe { &*h.cast::<Iterator>() }.line);
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

/// Calls `readline` until there is nothing more: it gives bytes if their encoding is known. Runs Python.
fn read(th: &Thread, readline: Value, encoding: Option<&str>) -> PyResult<String> {
    let mut text = Vec::new();
    loop {
        let line = match ops::call0(th, readline) {
            Ok(line) => line,
            Err(raised) => {
                th.swallow(raised, T::StopIteration)?;
                break;
            }
        };
        let before = text.len();
        match (encoding, line.downcast::<Str>(), bytes::as_bytes(line)) {
            (None, Some(s), _) => text.extend_from_slice(s.bytes()),
            (Some("utf-8"), _, Some(b)) => text.extend_from_slice(&b),
            (Some(encoding), _, Some(b)) => {
                let b = bytes::new(th, &b);
                let how = [str::new(th, encoding), str::new(th, "replace")];
                let decoded = ops::call_method(th, b, str::intern(th, "decode"), &how)?;
                if let Some(s) = decoded.downcast::<Str>() {
                    text.extend_from_slice(s.bytes());
                }
            }
            (Some(_), ..) => {
                return Err(th.type_error("readline() returned a non-bytes object"));
            }
            (None, ..) => return Err(th.type_error("readline() returned a non-string object")),
        }
        if text.len() == before {
            break;
        }
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// The text with `\n` for all ends of lines, and the lines that had others.
fn plain_newlines(text: String) -> (String, Vec<usize>) {
    if !text.contains('\r') {
        return (text, Vec::new());
    }
    let lines = text.split_inclusive('\n').enumerate();
    let others = lines.filter(|(_, line)| line.ends_with("\r\n"));
    let others = others.map(|(n, _)| n).collect();
    (text.replace("\r\n", "\n"), others)
}

fn new(th: &Thread, class: Ref<Type>, args: Args) -> PyResult {
    let [readline, encoding, extra] = signature::bind_new(th, &NEW, args)?;
    let encoding = encoding.downcast::<Str>();
    let encoding = encoding.map(|e| e.to_string_lossy().into_owned());
    let extra = ops::is_true(th, extra)?;
    let text = read(th, readline, encoding.as_deref())?;
    let (text, crlf) = plain_newlines(text);
    let (mut tokens, mut error) = lexemes(&text, "<string>", extra);
    if let Some(e) = error
        .as_mut()
        .filter(|e| e.msg.starts_with("unexpected EOF"))
    {
        e.msg = "unexpected EOF in multi-line statement".to_owned();
    }
    if !extra {
        tokens.retain(|t| !matches!(t.class, Class::Comment | Class::Nl));
    }
    let mut starts = vec![0];
    let newlines = text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
    starts.extend(newlines.map(|(i, _)| i as u32 + 1));
    let it = type_::alloc_native::<Iterator>(th, class, &LAYOUT);
    it.work.set(Box::into_raw(Box::new(Work {
        text,
        starts,
        tokens,
        next: 0,
        error,
        extra,
        crlf,
    })));
    Ok(it.value())
}

impl Work {
    /// The number of a line (from 0), and the column in characters, of an offset.
    fn place(&self, offset: u32) -> (usize, usize) {
        let line = self.starts.partition_point(|&s| s <= offset) - 1;
        let start = self.starts[line] as usize;
        (line, self.text[start..offset as usize].chars().count())
    }

    /// The text of some lines, with their newlines.
    fn lines(&self, first: usize, last: usize) -> &str {
        let start = self.starts[first] as usize;
        let end = self
            .starts
            .get(last + 1)
            .map_or(self.text.len(), |&e| e as usize);
        &self.text[start..end]
    }
}

fn next(th: &Thread, v: Value) -> PyResult<Option<Value>> {
    // SAFETY: the slot is called with instances of the type, which have this structure and their work.
    let (it, work) = unsafe {
        let it: Ref<Iterator> = Ref::from_value_unchecked(v);
        (it, &mut *it.work.get())
    };
    let Some(&token) = work.tokens.get(work.next) else {
        return match work.error.take() {
            Some(e) => Err(runtime::syntax_error::raise(th, &e, None)),
            None => Ok(None),
        };
    };
    work.next += 1;
    let number = |n: usize| int::from_usize(th, n);
    let pair = |line: usize, col: usize| tuple::new(th, &[number(line + 1), number(col)]).value();
    let module = runtime::import::module(th, "token")?;
    let mut class = ops::get_attr(th, module, str::intern(th, token.class.name()))?;
    if token.class == Class::Op && !work.extra {
        let kinds = ops::get_attr(th, module, str::intern(th, "EXACT_TOKEN_TYPES"))?;
        let operator = &work.text[token.start as usize..token.end as usize];
        let exact = kinds.downcast::<Dict>();
        class = exact
            .and_then(|d| d.get_str(str::intern(th, operator)))
            .unwrap_or(class);
    }
    let (mut first, mut col) = work.place(token.start);
    let (mut last, mut end_col) = work.place(token.end);
    let mut shown = work.text[token.start as usize..token.end as usize].to_owned();
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
            }
        }
        Class::Indent => {
            let ends = shown.find('\\').unwrap_or(shown.len());
            shown.truncate(ends);
        }
        Class::Dedent => {
            shown.clear();
            (last, end_col) = (first, col);
            if token.start as usize >= work.text.len() {
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
        if token.end as usize >= work.text.len() && work.text.ends_with('\n') {
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
