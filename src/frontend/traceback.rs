//! What a printed traceback marks in the source: the operator, the brackets of a call or a subscript.
//!
//! The runtime knows from where to where the failed instruction reaches. Which part of that is worth a caret depends on
//! the syntax of the piece, so it is parsed again, here, when a traceback is printed: nothing of this has to be kept for
//! code that does not fail. Lines count from 0 inside the piece, columns count characters.

use crate::Mode;
use ruff_python_ast::{Expr, Mod, Stmt};
use ruff_python_parser::{ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged, TextSize};

/// The part of a piece of source that carets mark; the rest is underlined with tildes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Anchors {
    /// The line of the first marked character.
    pub left_line: usize,
    /// The column of the first marked character.
    pub left_col: usize,
    /// The line of the last marked character.
    pub right_line: usize,
    /// The column after the last marked character.
    pub right_col: usize,
}

fn parse(text: &str) -> Option<Mod> {
    crate::depth::check(text).ok()?;
    let options = ParseOptions::from(ruff_python_parser::Mode::Module)
        .with_target_version(ruff_python_ast::PythonVersion::PY314);
    let parsed = parse_unchecked(text, options);
    if !parsed.errors().is_empty() || !parsed.unsupported_syntax_errors().is_empty() {
        return None;
    }
    Some(parsed.into_syntax())
}

/// A piece of source as lines of characters.
struct Piece<'s> {
    text: &'s str,
    lines: Vec<Vec<char>>,
}

/// What is put in front of the piece so that an expression may go over several lines.
const OPENING: &str = "(\n";

impl Piece<'_> {
    /// Line and column of an offset in the parsed text.
    fn place(&self, offset: TextSize) -> Option<(usize, usize)> {
        let offset = (u32::from(offset) as usize).checked_sub(OPENING.len())?;
        let before = self.text.get(..offset)?;
        let line = before.matches('\n').count();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        Some((line, before[start..].chars().count()))
    }

    /// The same place, or the first character after it if it is behind the end of its line.
    fn valid(&self, (mut line, mut col): (usize, usize)) -> Option<(usize, usize)> {
        while col >= self.lines.get(line)?.len() {
            (line, col) = (line + 1, 0);
        }
        Some((line, col))
    }

    /// The first character from a place on that `stop` accepts, outside comments and continuations.
    fn find(&self, mut at: (usize, usize), stop: impl Fn(char) -> bool) -> Option<(usize, usize)> {
        loop {
            let ch = self.lines[at.0][at.1];
            at = match ch {
                '\\' | '#' => self.valid((at.0 + 1, 0))?,
                _ if stop(ch) => return Some(at),
                _ => self.valid((at.0, at.1 + 1))?,
            };
        }
    }

    /// From the bracket that follows an expression to the end of the whole.
    fn brackets(&self, head: &Expr, whole: &Expr, open: char) -> Option<Anchors> {
        let start = self.valid(self.place(head.end())?)?;
        let (left_line, left_col) = self.find(start, |c| c == open)?;
        let (right_line, right_col) = self.place(whole.end())?;
        Some(Anchors {
            left_line,
            left_col,
            right_line,
            right_col,
        })
    }

    /// The operator between two operands.
    fn operator(&self, left: &Expr, right: &Expr) -> Option<Anchors> {
        let start = self.valid(self.place(left.end())?)?;
        let (line, col) = self.find(start, |c| !c.is_whitespace() && c != ')')?;
        let (operand_line, operand_col) = self.place(right.start())?;
        let mut end = col + 1;
        if let Some(&second) = self.lines[line].get(end) {
            let free = operand_line > line || end < operand_col;
            if free && !second.is_whitespace() && !matches!(second, '\\' | '#') {
                end += 1;
            }
        }
        Some(Anchors {
            left_line: line,
            left_col: col,
            right_line: line,
            right_col: end,
        })
    }
}

/// The anchors of a piece of source, if it is an expression that has some.
pub fn anchors(text: &str) -> Option<Anchors> {
    let Mod::Module(module) = parse(&format!("{OPENING}{text}\n)"))? else {
        return None;
    };
    let [Stmt::Expr(statement)] = module.body.as_slice() else {
        return None;
    };
    let piece = Piece {
        text,
        lines: text.split('\n').map(|l| l.chars().collect()).collect(),
    };
    match &*statement.value {
        Expr::BinOp(e) => piece.operator(&e.left, &e.right),
        whole @ Expr::Subscript(e) => piece.brackets(&e.value, whole, '['),
        whole @ Expr::Call(e) => piece.brackets(&e.func, whole, '('),
        _ => None,
    }
}

/// Whether the lines are `return f(...)` or `name = f(...)` and the call, which is what failed, reaches from `start` in the
/// first to `end` in the last line: then marking it would say nothing new.
pub fn is_plain_call(lines: &str, start: usize, end: usize) -> bool {
    let Some(Mod::Module(module)) = parse(lines) else {
        return false;
    };
    let call = match module.body.first() {
        Some(Stmt::Return(s)) => match s.value.as_deref() {
            Some(call @ Expr::Call(c)) if c.func.is_name_expr() => call,
            _ => return false,
        },
        Some(Stmt::Assign(s)) => match (&*s.value, s.targets.as_slice()) {
            (call @ Expr::Call(_), [Expr::Name(_)]) => call,
            _ => return false,
        },
        _ => return false,
    };
    let place = |offset: TextSize| {
        let before = &lines[..u32::from(offset) as usize];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count(), before.len() - line_start)
    };
    place(call.start()) == (0, start) && place(call.end()) == (lines.matches('\n').count(), end)
}

/// Whether the lines parse to nothing: comments and blanks only. (CPython then shows no carets.)
pub fn is_blank(lines: &str) -> bool {
    matches!(parse(lines), Some(Mod::Module(module)) if module.body.is_empty())
}

/// The text of a source file, decoded as its beginning says, with `\n` for all newlines; `None` if that fails.
pub fn decode(source: &[u8], filename: &str) -> Option<String> {
    crate::source::decode(source, filename).ok()
}

/// A name or keyword in a source text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Its line, from 1.
    pub line: usize,
    /// Its first column, in characters from 0.
    pub start: usize,
    /// The column after it.
    pub end: usize,
}

/// The names and keywords of a text, up to the first error that the tokenizer finds.
pub fn names(text: &str) -> Vec<Name> {
    let mut tokens = crate::tokens::Tokens::new(text);
    let mut found = Vec::new();
    while let Ok(token) = tokens.next_token() {
        match token.kind {
            crate::tokens::Kind::End => break,
            crate::tokens::Kind::Name => {
                let before = &text[..token.start as usize];
                let line_start = before.rfind('\n').map_or(0, |at| at + 1);
                let name = &text[token.start as usize..token.end as usize];
                let start = before[line_start..].chars().count();
                found.push(Name {
                    text: name.to_owned(),
                    line: before.matches('\n').count() + 1,
                    start,
                    end: start + name.chars().count(),
                });
            }
            _ => {}
        }
    }
    found
}

/// Whether a text would compile as far as its syntax goes, or could with more lines.
pub fn is_complete_or_more_to_come(text: &str) -> bool {
    if crate::parse::parse(text, Mode::Exec, false).is_ok() {
        return true;
    }
    is_incomplete(text)
}

/// Whether a text that does not compile has no mistake before its end: more lines might make it right.
pub fn is_incomplete(text: &str) -> bool {
    goes_on(text, false)
}

/// As [`is_incomplete`], of what was typed at a prompt, where an empty line ends a block.
pub fn is_incomplete_at_prompt(text: &str) -> bool {
    goes_on(text, text.ends_with("\n\n"))
}

fn goes_on(text: &str, block_ended: bool) -> bool {
    let mut tokens = crate::tokens::Tokens::new(text);
    // Where the last token ends that is no end of a line: what follows are comments and blanks.
    let mut end = 0;
    loop {
        use crate::tokens::Kind;
        match tokens.next_token() {
            Ok(token) if token.kind == Kind::End => break,
            Ok(token) if matches!(token.kind, Kind::Newline | Kind::Indent | Kind::Dedent) => {}
            Ok(token) => end = token.end as usize,
            Err(e) => {
                // A string that ends in an escaped newline goes on, too.
                return e.msg.starts_with("unterminated triple-quoted")
                    || e.msg.starts_with("unterminated ") && text.ends_with("\\\n")
                    || e.msg.starts_with("unexpected EOF")
                    || e.msg.ends_with("was never closed");
            }
        }
    }
    let options = ParseOptions::from(ruff_python_parser::Mode::Module)
        .with_target_version(ruff_python_ast::PythonVersion::PY314);
    let parsed = parse_unchecked(text, options);
    let Some(e) = parsed.errors().first() else {
        return false;
    };
    let at_end = u32::from(e.location.start()) as usize >= end;
    if !tokens.open_brackets().is_empty() {
        return at_end;
    }
    // After a line that is complete, the block or statement that must follow is missing.
    let wants_more = [
        "Expected an indented block",
        "Expected `except` or `finally`",
        "Expected class, function",
    ];
    let msg = e.error.to_string();
    at_end && !block_ended && wants_more.iter().any(|w| msg.starts_with(w))
}

/// Whether a text typed at a prompt is a compound statement whose last line has not ended.
pub fn wants_line(text: &str) -> bool {
    !text.ends_with('\n') && is_compound(text)
}

/// Whether a text that compiles begins with a compound statement: at a prompt only an empty line ends it.
pub fn is_compound(text: &str) -> bool {
    let Some(Mod::Module(module)) = parse(text) else {
        return false;
    };
    module.body.first().is_some_and(|statement| {
        matches!(
            statement,
            Stmt::FunctionDef(_)
                | Stmt::ClassDef(_)
                | Stmt::For(_)
                | Stmt::While(_)
                | Stmt::If(_)
                | Stmt::With(_)
                | Stmt::Match(_)
                | Stmt::Try(_)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> Option<(usize, usize, usize, usize)> {
        anchors(text).map(|a| (a.left_line, a.left_col, a.right_line, a.right_col))
    }

    #[test]
    fn operators_and_brackets_are_found() {
        assert_eq!(marked("a + b"), Some((0, 2, 0, 3)));
        assert_eq!(marked("(a) //\n (b)"), Some((0, 4, 0, 6)));
        assert_eq!(marked("a # +\n+ b"), Some((1, 0, 1, 1)));
        assert_eq!(marked("é[1][2]"), Some((0, 4, 0, 7)));
        assert_eq!(marked("f(x)(y)"), Some((0, 4, 0, 7)));
        assert_eq!(marked("f(\n1)"), Some((0, 1, 1, 2)));
        assert_eq!(marked("a.b"), None);
        assert_eq!(marked("x = 1"), None);
    }

    #[test]
    fn plain_calls_are_recognised() {
        assert!(is_plain_call("return f(1)", 7, 11));
        assert!(is_plain_call("x = a.f(1)", 4, 10));
        assert!(!is_plain_call("return a.f(1)", 7, 13));
        assert!(!is_plain_call("return f(1) + 1", 7, 11));
    }
}
