//! Source text to AST: the parser is ruff's; its errors become CPython's.

use crate::Mode;
use crate::errors::{End, Error, ErrorKind, Result, syntax};
use crate::tokens::{Kind, Tokens};
use ruff_python_ast::helpers::is_compound_statement;
use ruff_python_ast::{Expr, Mod, PythonVersion};
use ruff_python_parser::{ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// Parses a source text. Gives what its tokens are to be warned of, too. With `keep_block` the end of an interactive text
/// ends no indented block.
pub fn parse(
    source: &str,
    mode: Mode,
    keep_block: bool,
) -> Result<(Mod, Vec<(TextRange, String)>)> {
    let source = &*crate::flufl::translate(source)?;
    let ruff_mode = match mode {
        Mode::Eval => ruff_python_parser::Mode::Expression,
        Mode::Exec | Mode::Single => ruff_python_parser::Mode::Module,
    };
    let options = ParseOptions::from(ruff_mode).with_target_version(PythonVersion::PY314);
    let warnings = crate::depth::check(source).map_err(|too_deep| {
        // Something may be wrong before it.
        let end = too_deep.range.map_or(0, |range| range.start().to_usize());
        let parsed = parse_unchecked(source.get(..end).unwrap_or_default(), options.clone());
        match parsed.errors().first() {
            Some(e) if e.location.start().to_usize() < end => {
                crate::diagnose::explain(source, parsed.syntax(), e)
            }
            _ => too_deep,
        }
    })?;
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
    if mode == Mode::Single {
        check_ending(source, &module, keep_block)?;
    }
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
                if is_compound_statement(&pair[0]) {
                    return syntax(first_token(source, pair[1].start()), "invalid syntax");
                }
                let between = &source[TextRange::new(pair[0].end(), pair[1].start())];
                if !between.contains(';') {
                    let at = TextRange::at(pair[0].end(), 1.into());
                    let msg = "multiple statements found while compiling a single statement";
                    let mut e = crate::errors::syntax_error(at, msg);
                    e.end = End::NextColumn;
                    return Err(e);
                }
            }
        }
        Mod::Module(_) => {}
    }
    Ok(())
}

/// The range of the token that begins at an offset.
fn first_token(source: &str, start: TextSize) -> TextRange {
    let mut tokens = Tokens::new(source);
    while let Ok(token) = tokens.next_token() {
        if token.end > start.into() {
            return token.range();
        }
    }
    TextRange::at(start, 1.into())
}

/// A compound statement typed at a prompt wants the end of its last line, and another line: one that is empty, or none if
/// that ends the block.
fn check_ending(source: &str, module: &Mod, keep_block: bool) -> Result<()> {
    let Mod::Module(m) = module else {
        return Ok(());
    };
    let [statement] = m.body.as_slice() else {
        return Ok(());
    };
    let last = source.rfind('\n').map_or(0, |at| at + 1);
    let line = source[last..].trim_start_matches([' ', '\t', '\x0c']);
    let is_comment = line.starts_with('#');
    if last == source.len() || is_comment || !is_compound_statement(statement) {
        return Ok(());
    }
    if !line.is_empty() && !keep_block && block_is_open(source) {
        return Ok(());
    }
    let at = TextSize::of(source);
    Err(Box::new(Error {
        kind: ErrorKind::Syntax,
        msg: "invalid syntax".into(),
        range: Some(TextRange::empty(at)),
        end: End::LineStart,
    }))
}

/// Whether a text ends in an indented block.
fn block_is_open(source: &str) -> bool {
    let mut tokens = Tokens::new(source);
    let mut depth = 0_i32;
    let mut in_code = 0;
    while let Ok(token) = tokens.next_token() {
        match token.kind {
            Kind::Indent => depth += 1,
            Kind::Dedent => depth -= 1,
            Kind::Newline => {}
            Kind::End => break,
            _ => in_code = depth,
        }
    }
    in_code > 0
}
