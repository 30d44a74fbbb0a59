//! Syntax errors in CPython's words, at CPython's places.
//!
//! The parser says what it found where; CPython says less ("invalid syntax" at the token that fits nowhere) except for
//! the mistakes that people really make, for which it has special rules. In CPython's order: an error of the
//! tokenizer anywhere in the file wins; then a bracket that is never closed, if the error is on a later line; then the
//! special rules, here by kind of the parser's error and by the tokens around it; then the general message.

mod escape;
mod shapes;

mod rules;

use crate::errors::{End, Error, ErrorKind};
use crate::tokens::{Kind, Token, Tokens};
use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, Mod, Stmt};
use ruff_python_parser::ParseError;
use ruff_text_size::{Ranged, TextRange, TextSize};

/// The error that CPython would give.
pub fn explain(source: &str, module: &Mod, e: &ParseError) -> Box<Error> {
    let mut tokens = Tokens::new(source);
    let mut list = Vec::new();
    loop {
        match tokens.next_token() {
            Ok(token) => {
                list.push(token);
                if token.kind == Kind::End {
                    break;
                }
            }
            Err(error) => {
                // An unexpected indentation before it is found first.
                let d = Diagnosis {
                    source,
                    module,
                    at: token_at(&list, e),
                    tokens: list,
                    e,
                };
                let block = d.at >= 2 && d.text(d.at - 2) == ":";
                if d.tokens.get(d.at).is_some_and(|t| {
                    t.kind == Kind::Indent && !block && t.start <= u32::from(e.location.start())
                }) {
                    return d.general(d.at);
                }
                if let Some(found) = d.wrong_field() {
                    return found;
                }
                return error;
            }
        }
    }
    let at = token_at(&list, e);
    let open = tokens.open_brackets().last().copied();
    let d = Diagnosis {
        source,
        module,
        tokens: list,
        at,
        e,
    };
    if let Some(error) = d.prefixes() {
        return error;
    }
    if let Some((bracket, start)) = open {
        let here = d.tokens[d.at];
        let text =
            &source[start as usize..(here.start as usize).min(source.len()).max(start as usize)];
        let never_closed = || {
            let range = TextRange::at(TextSize::from(start), TextSize::from(1));
            Box::new(Error {
                kind: ErrorKind::Syntax,
                msg: format!("'{}' was never closed", bracket as char),
                range: Some(range),
                end: End::Zero,
            })
        };
        if text.contains('\n') || matches!(here.kind, Kind::End | Kind::Newline) {
            return never_closed();
        }
        // A mistake that CPython sees only when it has read to the end, where it sees the bracket first.
        let last = d
            .tokens
            .iter()
            .rev()
            .find(|t| t.end as usize <= source.len() && t.end > t.start);
        let error = d.explanation();
        let to_the_end = error.msg.starts_with("positional patterns follow")
            || error.msg != "invalid syntax"
                && last
                    .zip(error.range)
                    .is_some_and(|(t, r)| u32::from(r.end()) >= t.end);
        if here.start == start && d.at > 0 && d.ends_operand(d.at - 1) || to_the_end {
            return never_closed();
        }
        return error;
    }
    d.explanation()
}

/// The token that an error of the parser is at.
fn token_at(tokens: &[Token], e: &ParseError) -> usize {
    let offset = u32::from(e.location.start());
    let at = tokens
        .iter()
        .position(|t| t.end > offset && t.kind != Kind::Dedent);
    at.unwrap_or(tokens.len().saturating_sub(1))
}

struct Diagnosis<'a> {
    source: &'a str,
    module: &'a Mod,
    tokens: Vec<Token>,
    /// The token that fits nowhere.
    at: usize,
    e: &'a ParseError,
}

impl Diagnosis<'_> {
    fn explanation(&self) -> Box<Error> {
        self.shape()
            .or_else(|| self.special())
            .unwrap_or_else(|| self.general(self.at))
    }

    // ---- tokens

    /// Token `i`, or the last one if there are not so many.
    fn token(&self, i: usize) -> Token {
        self.tokens[i.min(self.tokens.len() - 1)]
    }

    fn text(&self, i: usize) -> &str {
        let t = self.token(i);
        match t.kind {
            Kind::Newline | Kind::Indent | Kind::Dedent | Kind::End => "",
            _ => self
                .source
                .get(t.start as usize..t.end as usize)
                .unwrap_or(""),
        }
    }

    fn prev(&self) -> Option<usize> {
        self.at.checked_sub(1)
    }

    fn prev_text(&self) -> &str {
        self.prev().map_or("", |i| self.text(i))
    }

    /// The first token of the logical line (or of the statement after a semicolon) of token `i`.
    fn line_start(&self, i: usize) -> usize {
        let ends = |t: &Token| matches!(t.kind, Kind::Newline | Kind::Indent | Kind::Dedent);
        self.tokens[..i].iter().rposition(ends).map_or(0, |p| p + 1)
    }

    /// The last token before the end of the logical line of token `i`.
    fn line_end(&self, i: usize) -> usize {
        let n = self.tokens[i..]
            .iter()
            .position(|t| matches!(t.kind, Kind::Newline | Kind::End))
            .unwrap_or(0);
        (i + n).saturating_sub(1)
    }

    /// The innermost bracket open before token `i`.
    fn bracket(&self, i: usize) -> Option<usize> {
        let mut depth = 0;
        for j in (0..i).rev() {
            if self.token(j).kind != Kind::Op {
                continue;
            }
            match self.text(j) {
                ")" | "]" | "}" => depth += 1,
                "(" | "[" | "{" if depth == 0 => return Some(j),
                "(" | "[" | "{" => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// The last token of the expression that begins at token `i`: up to a comma, a closing bracket or the like.
    fn expression_end(&self, i: usize) -> usize {
        let mut depth = 0;
        let mut last = i;
        for j in i..self.tokens.len() {
            let t = self.token(j);
            if matches!(t.kind, Kind::Newline | Kind::End) {
                break;
            }
            if t.kind == Kind::Op {
                match self.text(j) {
                    "(" | "[" | "{" => depth += 1,
                    ")" | "]" | "}" if depth == 0 => break,
                    ")" | "]" | "}" => depth -= 1,
                    "," | ":" | "=" | ";" | ":=" if depth == 0 => break,
                    _ => {}
                }
            }
            if depth == 0
                && j > i
                && t.kind == Kind::Name
                && matches!(self.text(j), "for" | "if" | "else" | "as" | "from")
            {
                break;
            }
            // Two operands side by side: the second is not of this expression.
            if depth == 0 && j > i && self.begins_operand(j) && self.ends_operand(j - 1) {
                break;
            }
            last = j;
        }
        last
    }

    fn begins_operand(&self, i: usize) -> bool {
        let text = self.text(i);
        match self.token(i).kind {
            Kind::Name => {
                !is_keyword(text)
                    || matches!(text, "None" | "True" | "False" | "lambda" | "not" | "await")
            }
            Kind::Number | Kind::String | Kind::FStart => true,
            _ => false,
        }
    }

    fn ends_operand(&self, i: usize) -> bool {
        let text = self.text(i);
        match self.token(i).kind {
            Kind::Name => !is_keyword(text) || matches!(text, "None" | "True" | "False"),
            Kind::Number | Kind::String | Kind::FEnd => true,
            Kind::Op => matches!(text, ")" | "]" | "}" | "..."),
            _ => false,
        }
    }

    /// Whether token `i` follows an operator, so that only an operand can stand there.
    fn is_operand(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1) else {
            return false;
        };
        let text = self.text(before);
        match self.token(before).kind {
            Kind::Name => matches!(text, "and" | "or" | "not" | "if" | "is" | "await"),
            Kind::Op => {
                let compares = matches!(text, "==" | "!=" | "<=" | ">=");
                let ends = text.ends_with([')', ']', '}', '=', '.']);
                compares || !ends && !matches!(text, "(" | "[" | "{" | "," | ":" | ";" | "->" | "@")
            }
            _ => false,
        }
    }

    // ---- making errors

    fn error(&self, range: TextRange, end: End, msg: impl Into<String>) -> Option<Box<Error>> {
        Some(Box::new(Error {
            kind: ErrorKind::Syntax,
            msg: msg.into(),
            range: Some(range),
            end,
        }))
    }

    fn at_range(&self, range: TextRange, msg: impl Into<String>) -> Option<Box<Error>> {
        self.error(range, End::Range, msg)
    }

    fn at_tokens(&self, first: usize, last: usize, msg: impl Into<String>) -> Option<Box<Error>> {
        let last = last.max(first);
        let range = TextRange::new(
            self.token(first).range().start(),
            self.token(last).range().end(),
        );
        let end = if self.token(last).kind == Kind::Newline {
            End::NextColumn
        } else {
            End::Range
        };
        self.error(range, end, msg)
    }

    fn at_token(&self, i: usize, msg: impl Into<String>) -> Option<Box<Error>> {
        self.at_tokens(i, i, msg)
    }

    /// "invalid syntax" at a token.
    fn general(&self, i: usize) -> Box<Error> {
        let t = self.token(i);
        if t.kind == Kind::Indent {
            let range = TextRange::new((t.end - 1).into(), (t.end - 1).into());
            return Box::new(Error {
                kind: ErrorKind::Indentation,
                msg: "unexpected indent".into(),
                range: Some(range),
                end: End::MinusOne,
            });
        }
        // Of `<>` CPython has read no more than the first half.
        let whole = t.range();
        let range = if self.text(i) == "<>" {
            TextRange::at(whole.start(), 1.into())
        } else {
            whole
        };
        if t.kind == Kind::Newline {
            return self
                .at_token(i, "invalid syntax")
                .expect("there is always an error");
        }
        crate::errors::syntax_error(range, "invalid syntax")
    }

    fn generic(&self, i: usize) -> Option<Box<Error>> {
        Some(self.general(i))
    }

    /// An error at the token; at the end of the source CPython gives the end of the last line.
    fn at_token_or_end(&self, kind: ErrorKind, msg: String) -> Option<Box<Error>> {
        let t = self.token(self.at);
        if matches!(t.kind, Kind::End | Kind::Newline) {
            let text = self.source.strip_suffix('\n').unwrap_or(self.source);
            let range = TextRange::empty(TextSize::of(text));
            return Some(Box::new(Error {
                kind,
                msg,
                range: Some(range),
                end: End::MinusOne,
            }));
        }
        Some(Box::new(Error {
            kind,
            msg,
            range: Some(t.range()),
            end: End::Range,
        }))
    }

    // ---- the AST

    fn expr_at(&self, range: TextRange) -> Option<&Expr> {
        self.find_expr(|e| e.range() == range)
    }

    /// The outermost expression that satisfies the condition.
    fn find_expr(&self, wanted: impl Fn(&Expr) -> bool) -> Option<&Expr> {
        struct Find<'x, F> {
            wanted: F,
            found: Option<&'x Expr>,
        }
        impl<'x, F: Fn(&Expr) -> bool> Visitor<'x> for Find<'x, F> {
            fn visit_expr(&mut self, e: &'x Expr) {
                if self.found.is_none() {
                    if (self.wanted)(e) {
                        self.found = Some(e);
                    } else {
                        walk_expr(self, e);
                    }
                }
            }
        }
        let mut find = Find {
            wanted,
            found: None,
        };
        match self.module {
            Mod::Module(m) => m.body.iter().for_each(|s| find.visit_stmt(s)),
            Mod::Expression(e) => find.visit_expr(&e.body),
        }
        find.found
    }

    /// The innermost statement around an offset.
    fn stmt_around(&self, range: TextRange) -> Option<&Stmt> {
        struct Find<'x> {
            range: TextRange,
            found: Option<&'x Stmt>,
        }
        impl<'x> Visitor<'x> for Find<'x> {
            fn visit_stmt(&mut self, s: &'x Stmt) {
                if s.range().contains_range(self.range) {
                    self.found = Some(s);
                    walk_stmt(self, s);
                }
            }
        }
        let Mod::Module(m) = self.module else {
            return None;
        };
        let mut find = Find { range, found: None };
        m.body.iter().for_each(|s| find.visit_stmt(s));
        find.found
    }
}

/// Python's keywords.
fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "False"
            | "None"
            | "True"
            | "and"
            | "as"
            | "assert"
            | "async"
            | "await"
            | "break"
            | "class"
            | "continue"
            | "def"
            | "del"
            | "elif"
            | "else"
            | "except"
            | "finally"
            | "for"
            | "from"
            | "global"
            | "if"
            | "import"
            | "in"
            | "is"
            | "lambda"
            | "nonlocal"
            | "not"
            | "or"
            | "pass"
            | "raise"
            | "return"
            | "try"
            | "while"
            | "with"
            | "yield"
    )
}
