//! Errors of the frontend: what is wrong, in CPython's words, and where.
//!
//! Inside the crate an error carries a byte range of the source; `SyntaxError`, which leaves the crate, carries lines,
//! columns and the line's text as CPython's exception does.

use ruff_text_size::{TextRange, TextSize};

/// Which exception it becomes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// `SyntaxError`
    Syntax,
    /// `IndentationError`
    Indentation,
    /// `TabError`
    Tab,
    /// `RecursionError`: too deeply nested for us.
    Recursion,
    /// `MemoryError`: too deeply nested for CPython's parser.
    Memory,
    /// `SyntaxError`: source code with null bytes.
    NullBytes,
    /// `SyntaxError`: source code in no known encoding.
    NotUtf8,
}

/// An error inside the crate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error {
    /// Which exception.
    pub kind: ErrorKind,
    /// The message.
    pub msg: String,
    /// The offending source. None: the error has no place in the source.
    pub range: Option<TextRange>,
    /// What `end_offset` is: CPython's tokenizer does not always give one.
    pub end: End,
}

/// The `end_offset` of an error.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// The end of the range.
    Range,
    /// The same as `offset`.
    Start,
    /// 0
    Zero,
    /// -1
    MinusOne,
    /// Behind the newline that the range ends with, on the same line.
    NextColumn,
    /// 0, as `offset` is: the line ends before anything that it should have.
    LineStart,
}

/// The result of a step of the compilation.
pub type Result<T> = std::result::Result<T, Box<Error>>;

/// A SyntaxError at a range.
pub fn syntax<T>(range: TextRange, msg: impl Into<String>) -> Result<T> {
    Err(syntax_error(range, msg))
}

/// A SyntaxError at a range.
pub fn syntax_error(range: TextRange, msg: impl Into<String>) -> Box<Error> {
    Box::new(Error {
        kind: ErrorKind::Syntax,
        msg: msg.into(),
        range: Some(range),
        end: End::Range,
    })
}

/// What the compilation failed with: the fields of CPython's exception.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    /// Which exception.
    pub kind: ErrorKind,
    /// `msg`
    pub msg: String,
    /// `filename`
    pub filename: String,
    /// `lineno`, from 1; 0 if there is none.
    pub line: u32,
    /// `offset`, in characters, from 1.
    pub col: u32,
    /// `end_lineno`
    pub end_line: u32,
    /// `end_offset`
    pub end_col: i32,
    /// `text`: the line, with its newline.
    pub text: Option<String>,
    /// What is to be warned of before it: the parser has seen it when it fails.
    pub warnings: Vec<Warning>,
}

/// A SyntaxWarning (or DeprecationWarning) that the compilation gives.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Warning {
    /// The message.
    pub msg: String,
    /// The line, from 1.
    pub line: u32,
    /// The error that it is if warnings are errors.
    pub error: SyntaxError,
}

/// Parts of the messages of errors that CPython finds after parsing. It then takes the line of source from the file, if
/// there is one, and not from the text that it compiles, and its columns count bytes.
const LATE: &[&str] = &[
    "outside function",
    "outside async function",
    "inside async function",
    "outside loop",
    "not properly in loop",
    "in async generator",
    "comprehension outside of an",
    "can't use starred expression here",
    "starred assignment target must be",
    "starred expressions in assignment",
    "nonlocal",
    "global declaration",
    "global and",
    "is parameter and",
    "duplicate parameter",
    "duplicate argument",
    "from __future__",
    "future feature",
    "not a chance",
    "import * only allowed",
    "default 'except:' must be last",
    "patterns unreachable",
    "bind different names",
    "keyword argument repeated",
    "attribute name repeated",
    "mapping pattern checks",
    "multiple starred names in sequence",
    "non-default type parameter",
    "assignment expression cannot",
    "multiple assignments to name",
    "cannot be used within",
    "too many statically nested blocks",
    "cannot appear in an except* block",
    "assignment expression within a comprehension cannot be used",
    "'yield' inside ",
    "patterns may only match literals and attribute lookups",
    "duplicate type parameter",
    "__debug__",
];

/// Whether CPython finds this error after parsing.
pub fn is_late(msg: &str) -> bool {
    LATE.iter().any(|part| msg.contains(part))
}

/// Gives an error its lines, columns and text.
pub fn locate(e: Error, source: &str, lines: &crate::source::Lines, filename: &str) -> SyntaxError {
    let mut out = SyntaxError {
        kind: e.kind,
        msg: e.msg,
        filename: filename.to_owned(),
        line: 0,
        col: 0,
        end_line: 0,
        end_col: 0,
        text: None,
        warnings: Vec::new(),
    };
    let Some(range) = e.range else { return out };
    let in_bytes = is_late(&out.msg);
    // Columns count characters, from 1.
    let chars = |line: u32, col: u32| {
        if in_bytes {
            return col + 1;
        }
        let text = lines.text(source, line).unwrap_or_default();
        text.get(..col as usize)
            .map_or(col, |t| t.chars().count() as u32)
            + 1
    };
    let (line, col) = lines.line_col(range.start());
    let (end_line, end_col) = lines.line_col(range.end());
    (out.line, out.col) = (line, chars(line, col));
    let newline_end = || {
        let (line, col) = match range.is_empty() {
            true => (line, col),
            false => lines.line_col(range.end() - TextSize::from(1)),
        };
        chars(line, col) as i32 + 1
    };
    out.end_line = if e.end == End::Range { end_line } else { line };
    out.end_col = match e.end {
        End::Range => chars(end_line, end_col) as i32,
        End::Start => out.col as i32,
        End::Zero => 0,
        End::MinusOne => -1,
        End::NextColumn => newline_end(),
        End::LineStart => 0,
    };
    if e.end == End::LineStart {
        out.col = 0;
    }
    let text = lines.text(source, line);
    out.text = text.map(|text| match is_of_tokenizer(&out.msg) {
        true => text.trim_end_matches('\n').to_owned(),
        false => text.to_owned(),
    });
    out
}

/// Whether CPython's tokenizer finds this error: then the text of the line is shown without its newline.
fn is_of_tokenizer(msg: &str) -> bool {
    let begins = [
        "unterminated ",
        "invalid decimal literal",
        "invalid hexadecimal literal",
        "invalid octal literal",
        "invalid binary literal",
        "invalid imaginary literal",
        "invalid digit ",
        "invalid character ",
        "invalid non-printable character ",
        "leading zeros in decimal ",
        "unmatched ",
        "closing parenthesis ",
    ];
    let ends = [
        "-string: single '}' is not allowed",
        "-string: expecting '}'",
        "-string: expressions nested too deeply",
        " prefixes are incompatible",
    ];
    begins.iter().any(|part| msg.starts_with(part))
        || ends.iter().any(|part| msg.ends_with(part))
        || msg.contains("-string: unmatched '")
        || msg.contains("newlines are not allowed in format specifiers")
}
