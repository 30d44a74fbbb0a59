//! Source text to AST: the parser is ruff's; its errors become CPython's.

use crate::Mode;
use crate::errors::{End, Error, ErrorKind, Result, syntax};
use ruff_python_ast::{Expr, Mod, PythonVersion};
use ruff_python_parser::{ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged, TextRange};

/// Parses a source text. Gives what its tokens are to be warned of, too.
pub fn parse(source: &str, mode: Mode) -> Result<(Mod, Vec<(TextRange, String)>)> {
    let source = &*crate::flufl::translate(source)?;
    let warnings = crate::depth::check(source)?;
    let ruff_mode = match mode {
        Mode::Eval => ruff_python_parser::Mode::Expression,
        Mode::Exec | Mode::Single => ruff_python_parser::Mode::Module,
    };
    let options = ParseOptions::from(ruff_mode).with_target_version(PythonVersion::PY314);
    let parsed = parse_unchecked(source, options);
    if let Some(e) = parsed.errors().first() {
        return Err(crate::diagnose::explain(source, parsed.syntax(), e));
    }
    if let Some(e) = parsed.unsupported_syntax_errors().first() {
        let mut msg = e.to_string();
        if msg.contains("iterable unpacking in a") {
            msg = "iterable unpacking cannot be used in comprehension".into();
        } else if msg.contains("dictionary unpacking in a") {
            msg = "dict unpacking cannot be used in dict comprehension".into();
        }
        let mut range = e.range;
        if msg.starts_with("Cannot use parenthesized keyword argument") {
            msg = "expression cannot contain assignment, perhaps you meant \"==\"?".into();
            let rest = &source[range.end().to_usize()..];
            let equals = rest.find('=').map_or(0, |n| n as u32 + 1);
            range = ruff_text_size::TextRange::new(
                range.start() + ruff_text_size::TextSize::from(1),
                range.end() + ruff_text_size::TextSize::from(equals),
            );
        }
        if msg.starts_with("dict unpacking") {
            // CPython marks the two stars.
            range = ruff_text_size::TextRange::at(range.start(), 2.into());
        }
        return Err(Box::new(Error {
            kind: ErrorKind::Syntax,
            msg,
            range: Some(range),
            end: End::Range,
        }));
    }
    let module = parsed.into_syntax();
    check_mode(source, &module, mode)?;
    Ok((module, warnings))
}

/// What the parser accepts, but not in this mode: a bare starred expression, several interactive statements.
fn check_mode(source: &str, module: &Mod, mode: Mode) -> Result<()> {
    match module {
        Mod::Expression(e) => {
            if let Expr::Starred(s) = &*e.body {
                return syntax(TextRange::at(s.range.start(), 1.into()), "invalid syntax");
            }
        }
        Mod::Module(m) if mode == Mode::Single => {
            for pair in m.body.windows(2) {
                let between = &source[TextRange::new(pair[0].end(), pair[1].start())];
                if !between.contains(';') {
                    let at = TextRange::at(pair[0].end(), 1.into());
                    return syntax(
                        at,
                        "multiple statements found while compiling a single statement",
                    );
                }
            }
        }
        Mod::Module(_) => {}
    }
    Ok(())
}
