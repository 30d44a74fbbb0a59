//! The frontend: source text to AST, symbol table and register bytecode. Pure: no heap objects, no unsafe.
//!
//! [`compile`] is the way in. The parser is ruff's; everything after it is here: `symtable` decides where variables
//! live, `compile` makes code units, `bytecode` says what they are made of, `dis` prints them, `verify` checks them.
#![forbid(unsafe_code)]

pub mod bytecode;

mod compile;
mod depth;
mod diagnose;
pub mod dis;
pub mod errors;
mod flufl;
mod future;
pub mod lexemes;
mod names;
pub mod pack;
mod parse;
mod rebuild;
pub mod signature;
pub mod source;
mod symtable;
mod tokens;
pub mod traceback;
pub mod tree;
mod type_comments;
mod unparse;
pub mod verify;
mod warnings;

pub use errors::{ErrorKind, SyntaxError, Warning};
pub use rebuild::Fault;
pub use symtable::listing;

use bytecode::code::Code;
use bytecode::code::flags::FUTURE_ANNOTATIONS;
use ruff_python_ast::Mod;
use ruff_text_size::{TextLen, TextRange, TextSize};

/// What a source text is: the third argument of Python's `compile`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// A module or a sequence of statements.
    Exec,
    /// One expression.
    Eval,
    /// One interactive statement: values of expressions are printed.
    Single,
}

/// Python's limit of decimal digits, unless a program sets another.
const MAX_INT_DIGITS: usize = 4300;

/// Switches of a compilation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Flags {
    /// 0, 1 (`-O`: no asserts, `__debug__` is false) or 2 (`-OO`: no docstrings either).
    pub optimize: u8,
    /// `__future__` features in force from outside: bits of `co_flags`.
    pub future: u32,
    /// `PyCF_ALLOW_TOP_LEVEL_AWAIT`
    pub top_level_await: bool,
    /// The source is the file of the program itself, which CPython does not read as a string: errors at its end have
    /// other columns.
    pub program_file: bool,
    /// The source is a text: a byte order mark or a coding cookie in it means nothing.
    pub text: bool,
    /// `PyCF_DONT_IMPLY_DEDENT`: the end of an interactive text ends no indented block.
    pub keep_block: bool,
    /// `PyCF_TYPE_COMMENTS`: comments that tell types are part of the tree.
    pub type_comments: bool,
    /// How many decimal digits an integer may have, 0 for as many as there are; None: Python's limit.
    pub max_int_digits: Option<usize>,
}

/// Compiles a source text. The bytes are decoded as a source file is: byte order mark, coding cookie, UTF-8.
pub fn compile(
    source: &[u8],
    filename: &str,
    mode: Mode,
    flags: Flags,
) -> Result<Code, Box<SyntaxError>> {
    compile_with_warnings(source, filename, mode, flags).map(|(code, _)| code)
}

/// Compiles a source text and gives also the SyntaxWarnings that there are.
pub fn compile_with_warnings(
    source: &[u8],
    filename: &str,
    mode: Mode,
    flags: Flags,
) -> Result<(Code, Vec<Warning>), Box<SyntaxError>> {
    let compile = |module: &Mod, of_tokens, text: &str, lines: &source::Lines| {
        compile_module(module, of_tokens, text, lines, filename, mode, flags)
    };
    of_source(source, filename, mode, flags, compile)
}

/// The symbol table of a source text, and the SyntaxWarnings that there are.
pub fn symbols(
    source: &[u8],
    filename: &str,
    mode: Mode,
    flags: Flags,
) -> Result<(symtable::listing::Block, Vec<Warning>), Box<SyntaxError>> {
    let list = |module: &Mod, mut warnings: Vec<_>, text: &str, lines: &source::Lines| {
        let mut names = names::Interner::default();
        let future_annotations = future::features(module)? & FUTURE_ANNOTATIONS != 0;
        let options = symtable::Options {
            future_annotations,
            top_level_await: false,
        };
        let mut table = symtable::analyse(module, text, &mut names, options)?;
        warnings.append(&mut table.warnings);
        let block = symtable::listing::list(&table, &names, lines, !future_annotations);
        Ok((block, located(warnings, text, lines, filename)))
    };
    of_source(source, filename, mode, flags, list)
}

/// What is made of the tree of a source text.
fn of_source<T>(
    source: &[u8],
    filename: &str,
    mode: Mode,
    flags: Flags,
    make: impl FnOnce(&Mod, Vec<(TextRange, String)>, &str, &source::Lines) -> errors::Result<T>,
) -> Result<T, Box<SyntaxError>> {
    let decoded = if flags.text {
        source::decode_text(source, filename)
    } else {
        source::decode(source, filename)
    };
    let mut text = match decoded {
        Ok(text) => text,
        Err(e) => {
            return Err(Box::new(errors::locate(
                *e,
                "",
                &source::Lines::new(""),
                filename,
            )));
        }
    };
    if mode != Mode::Exec
        && let Some(e) = nothing(&text, filename)
    {
        return Err(Box::new(e));
    }
    if mode == Mode::Eval {
        // Blanks before an expression are allowed.
        text = text.trim_start_matches([' ', '\t']).to_owned();
    }
    if mode == Mode::Exec && !flags.program_file && !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    let lines = source::Lines::new(&text);
    const MARK: char = '\u{feff}';
    if flags.text && text.starts_with(MARK) {
        let range = TextRange::up_to(TextSize::of(MARK));
        let mut e = errors::syntax_error(range, "invalid non-printable character U+FEFF");
        e.end = errors::End::Start;
        return Err(Box::new(errors::locate(*e, &text, &lines, filename)));
    }
    let made = parse::parse(&text, mode, flags.keep_block)
        .and_then(|(module, of_tokens)| make(&module, of_tokens, &text, &lines));
    made.map_err(|e| {
        let at_end = e
            .range
            .is_some_and(|r| r.start() >= text.trim_end().text_len());
        let seen = warnings::before(&text, &e);
        let mut e = errors::locate(*e, &text, &lines, filename);
        e.warnings = located(seen, &text, &lines, filename);
        if mode == Mode::Eval && at_end && e.msg == "invalid syntax" {
            (e.col, e.end_col) = (0, 0);
        }
        if mode != Mode::Exec && e.msg == EARLY_END && !text.ends_with('\n') {
            e.msg = "unexpected character after line continuation character".into();
            (e.col, e.end_col) = (e.col - 1, 0);
        }
        if flags.program_file && e.end_col == -1 && e.msg.starts_with("expected an indented") {
            e.col = 0;
        }
        Box::new(e)
    })
}

/// What is wrong with a backslash at the end of a file.
pub const EARLY_END: &str = "unexpected EOF while parsing";

/// The error of a text of blank lines and comments where an expression or a statement is asked for.
fn nothing(text: &str, filename: &str) -> Option<SyntaxError> {
    let is_blank = |line: &str| {
        let line = line.trim_start_matches([' ', '\t', '\x0c']);
        line.is_empty() || line.starts_with('#')
    };
    if !text.split('\n').all(is_blank) {
        return None;
    }
    let last = text.lines().next_back().unwrap_or("");
    let line = text.lines().count() as u32;
    let indented = !text.ends_with('\n') && !last.is_empty() && !last.contains('#');
    let (kind, msg, col, end_col) = if indented {
        let columns = last.chars().count() as u32;
        (ErrorKind::Indentation, "unexpected indent", columns, -1)
    } else {
        (ErrorKind::Syntax, "invalid syntax", 0, 0)
    };
    Some(SyntaxError {
        kind,
        msg: msg.into(),
        filename: filename.into(),
        line,
        col,
        end_line: line,
        end_col,
        text: Some(text.split_inclusive('\n').next_back().unwrap_or("").into()),
        warnings: Vec::new(),
    })
}

/// What is wrong with a tree that a program has made.
pub enum TreeError {
    /// It is none that the grammar allows.
    Invalid(Fault),
    Syntax(Box<SyntaxError>),
}

/// Compiles a tree that a program has made: a `Module`, `Expression` or `Interactive` with the fields of the grammar.
pub fn compile_tree(
    node: tree::Node,
    filename: &str,
    mode: Mode,
    flags: Flags,
) -> Result<(Code, Vec<Warning>), TreeError> {
    let rebuild::Rebuilt { module, text } = rebuild::rebuild(node).map_err(TreeError::Invalid)?;
    let lines = source::Lines::new(&text);
    let compiled = compile_module(&module, Vec::new(), &text, &lines, filename, mode, flags);
    compiled.map_err(|e| {
        let mut e = errors::locate(*e, &text, &lines, filename);
        e.text = None;
        TreeError::Syntax(Box::new(e))
    })
}

/// Compiles a tree of the parser's form. `text` is what its ranges refer to, `of_tokens` what the tokens are to be warned of.
fn compile_module(
    module: &Mod,
    of_tokens: Vec<(TextRange, String)>,
    text: &str,
    lines: &source::Lines,
    filename: &str,
    mode: Mode,
    flags: Flags,
) -> errors::Result<(Code, Vec<Warning>)> {
    let future = flags.future | future::features(module)?;
    let mut names = names::Interner::default();
    let options = symtable::Options {
        future_annotations: future & FUTURE_ANNOTATIONS != 0,
        top_level_await: flags.top_level_await,
    };
    let mut table = symtable::analyse(module, text, &mut names, options)?;
    let settings = compile::Settings {
        mode,
        filename: filename.into(),
        optimize: flags.optimize,
        future,
        max_int_digits: flags.max_int_digits.unwrap_or(MAX_INT_DIGITS),
    };
    let mut warnings = of_tokens;
    warnings.append(&mut table.warnings);
    // In the order of CPython's passes: the parser's, those of the walk over the AST, the code generator's.
    warnings.sort_by_key(|(_, msg)| {
        let is_number = msg.starts_with("invalid ") && msg.ends_with(" literal");
        let is_literal =
            is_number || msg.contains("escape sequence") || msg.contains(" literal. Such");
        let pass = if msg.contains("in a 'finally' block") {
            1
        } else {
            2
        };
        if is_literal { 0 } else { pass }
    });
    let warnings = located(warnings, text, lines, filename);
    let code = compile::compile(module, text, lines, table, names, settings)?;
    Ok((code, warnings))
}

/// Gives warnings their lines, and the errors that they may become.
fn located(
    warnings: Vec<(TextRange, String)>,
    text: &str,
    lines: &source::Lines,
    filename: &str,
) -> Vec<Warning> {
    let located = warnings.into_iter().map(|(range, msg)| {
        // What is an error already needs no outlook.
        let outlook = " Such sequences will not work in the future.";
        let error = errors::syntax_error(range, msg.replace(outlook, ""));
        let error = errors::locate(*error, text, lines, filename);
        Warning {
            msg,
            line: error.line,
            error,
        }
    });
    located.collect()
}
