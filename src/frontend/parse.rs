//! Source text to AST: the parser is ruff's; its errors become CPython's.

use crate::Mode;
use crate::errors::{Error, ErrorKind, Result};
use ruff_python_ast::{Mod, PythonVersion};
use ruff_python_parser::{ParseError, ParseOptions, parse_unchecked};

/// Parses a source text.
pub fn parse(source: &str, mode: Mode) -> Result<Mod> {
    crate::depth::check(source)?;
    let ruff_mode = match mode {
        Mode::Eval => ruff_python_parser::Mode::Expression,
        Mode::Exec | Mode::Single => ruff_python_parser::Mode::Module,
    };
    let options = ParseOptions::from(ruff_mode).with_target_version(PythonVersion::PY314);
    let parsed = parse_unchecked(source, options);
    if let Some(e) = parsed.errors().first() {
        return Err(translate(source, e));
    }
    if let Some(e) = parsed.unsupported_syntax_errors().first() {
        return Err(Box::new(Error {
            kind: ErrorKind::Syntax,
            msg: e.to_string(),
            range: Some(e.range),
        }));
    }
    Ok(parsed.into_syntax())
}

fn translate(_source: &str, e: &ParseError) -> Box<Error> {
    Box::new(Error {
        kind: ErrorKind::Syntax,
        msg: e.error.to_string(),
        range: Some(e.location),
    })
}
