//! The depth of nesting, bounded before parsing: the parser, our passes and the AST's destructor are recursive.
//!
//! The tokens of an expression tell how deep its AST can be: brackets, chains of operators and of calls, attributes
//! and items, and what nests to the right without brackets (`lambda`, `else`, `not`, `-`, `**`). The estimate is an
//! upper bound. CPython's own limits are kept where they are lower (200 brackets, 100 indentations).

use crate::errors::{Error, ErrorKind, Result};
use crate::tokens::{Kind, Tokens};
use ruff_text_size::TextRange;

/// The limit for what makes the parser itself recurse.
const MAX_PARSER_DEPTH: u32 = 1_500;
/// The limit for chains that only make the AST deep.
const MAX_CHAIN: u32 = 3_000;

/// One open bracket, or the statement.
#[derive(Clone, Copy, Default)]
struct Level {
    /// Binary operators, calls, attributes and items in a row.
    chain: u32,
    /// `not` and the like in a row.
    prefix: u32,
    /// Signs and `**` in a row: they end before the next binary operator.
    signs: u32,
    /// `lambda` and `else` since the last comma.
    nested: u32,
    /// Lambdas whose parameters are being read: their commas end nothing.
    lambdas: u32,
}

impl Level {
    /// How deep the parser is inside it.
    fn depth(&self) -> u32 {
        self.prefix + self.signs + self.nested
    }
}

/// Numbers that keywords follow without a space: where, and what is wrong with them.
type Warnings = Vec<(TextRange, String)>;

/// Checks a source text. Errors of tokens are left to the parser, except those of depth. Warns of numbers that run into
/// keywords.
pub fn check(source: &str) -> Result<Warnings> {
    let mut warnings = Warnings::new();
    let mut tokens = Tokens::new(source);
    let mut levels = vec![Level::default()];
    // Whether a brace would open a field of an interpolated string here, and which of the open ones are fields.
    let mut field_next = false;
    let mut fields = vec![false];
    // Sums over the levels below the innermost one.
    let (mut chain_below, mut parser_below) = (0, 0);
    loop {
        let token = match tokens.next_token() {
            Ok(token) => token,
            Err(e) if e.msg.starts_with("too many") || e.msg.ends_with("nested too deeply") => {
                return Err(e);
            }
            Err(_) => return Ok(warnings),
        };
        let text = &source.as_bytes()[token.start as usize..(token.end as usize).min(source.len())];
        let level = levels.last_mut().expect("the statement's level stays");
        let mut closed_field = false;
        match token.kind {
            Kind::End => return Ok(warnings),
            Kind::Newline => *level = Level::default(),
            Kind::Number
                if source.as_bytes()[token.end as usize..]
                    .first()
                    .is_some_and(u8::is_ascii_alphabetic) =>
            {
                let what = match text {
                    [b'0', b'x' | b'X', ..] => "hexadecimal",
                    [b'0', b'o' | b'O', ..] => "octal",
                    [b'0', b'b' | b'B', ..] => "binary",
                    [.., b'j' | b'J'] => "imaginary",
                    _ => "decimal",
                };
                warnings.push((token.range(), format!("invalid {what} literal")));
            }
            Kind::Name => match text {
                b"lambda" => {
                    level.nested += 1;
                    level.lambdas += 1;
                }
                b"else" => {
                    level.nested += 1;
                    level.chain = 0;
                }
                b"not" | b"await" | b"yield" => level.prefix += 1,
                b"and" | b"or" | b"if" | b"for" | b"in" | b"is" => {
                    (level.chain, level.prefix, level.signs) = (0, 0, 0)
                }
                _ => {}
            },
            Kind::Op => match text {
                b"(" | b"[" | b"{" => {
                    chain_below += level.chain;
                    parser_below += level.depth() + 1;
                    levels.push(Level::default());
                    fields.push(field_next);
                }
                b")" | b"]" | b"}" => {
                    levels.pop();
                    closed_field = fields.pop() == Some(true);
                    match levels.last_mut() {
                        Some(level) => {
                            chain_below -= level.chain;
                            parser_below -= level.depth() + 1;
                            level.chain += u32::from(!closed_field);
                        }
                        None => levels.push(Level::default()),
                    }
                }
                b"," if level.lambdas == 0 => *level = Level::default(),
                // Parameters stand side by side.
                b"," => {}
                b";" => *level = Level::default(),
                b":" if level.lambdas > 0 => level.lambdas -= 1,
                b"==" | b"!=" | b"<" | b">" | b"<=" | b">=" | b"=" | b":" => {
                    (level.chain, level.prefix, level.signs) = (0, 0, 0)
                }
                b"**" | b"~" => level.signs += 1,
                // Either a prefix or a binary operator.
                b"-" | b"+" => {
                    level.chain += 1;
                    if prefix_position(source, token.start as usize) {
                        level.signs += 1;
                    } else {
                        level.signs = 0;
                    }
                }
                b"*" | b"/" | b"//" | b"%" | b"@" | b"&" | b"|" | b"^" | b"<<" | b">>" => {
                    level.chain += 1;
                    level.signs = 0;
                }
                _ => level.chain += 1,
            },
            _ => {}
        }
        field_next = closed_field || matches!(token.kind, Kind::FStart | Kind::FMiddle);
        let level = levels.last().expect("the statement's level stays");
        if parser_below + level.depth() > MAX_PARSER_DEPTH {
            let msg = "Parser stack overflowed - Python source too complex to parse";
            return too_deep(ErrorKind::Memory, msg);
        }
        if chain_below + level.chain > MAX_CHAIN {
            return too_deep(
                ErrorKind::Recursion,
                "maximum recursion depth exceeded during compilation",
            );
        }
    }
}

/// Whether an operator here has nothing to its left.
fn prefix_position(source: &str, at: usize) -> bool {
    let before = source[..at].trim_end_matches([' ', '\t']);
    before.is_empty()
        || before.ends_with([
            '(', '[', '{', ',', '=', '+', '-', '*', '/', '~', '%', '&', '|', '^', '<', '>', ':',
        ])
}

fn too_deep<T>(kind: ErrorKind, msg: &str) -> Result<T> {
    Err(Box::new(Error {
        kind,
        msg: msg.to_owned(),
        range: None,
        end: crate::errors::End::Range,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_bounded_and_breadth_is_not() {
        let n = 100_000;
        let kind = |s: String| check(&s).err().map(|e| e.kind);
        assert_eq!(kind("(".repeat(n)), Some(ErrorKind::Syntax));
        assert_eq!(
            kind(format!("a{}", "+a".repeat(n))),
            Some(ErrorKind::Recursion)
        );
        assert_eq!(
            kind(format!("a{}", ".b".repeat(n))),
            Some(ErrorKind::Recursion)
        );
        assert_eq!(kind(format!("{}a", "-".repeat(n))), Some(ErrorKind::Memory));
        assert_eq!(
            kind(format!("{}a", "not ".repeat(n))),
            Some(ErrorKind::Memory)
        );
        assert_eq!(
            kind(format!("{}a", "lambda x, y: ".repeat(n))),
            Some(ErrorKind::Memory)
        );
        assert_eq!(
            kind(
                (0..200)
                    .map(|i| format!("{}if x:\n", " ".repeat(i)))
                    .collect()
            ),
            Some(ErrorKind::Indentation)
        );
        assert_eq!(
            kind(format!("x = [{}]", "-1, a.b + c(d), ".repeat(n))),
            None
        );
        assert_eq!(kind(format!("a{}", " and not a".repeat(n))), None);
        assert_eq!(kind(format!("a{}", "*b**-2 - c**2".repeat(1_000))), None);
        assert_eq!(
            kind(format!("a{}", " ** -b.c".repeat(n))),
            Some(ErrorKind::Memory)
        );
        assert_eq!(kind(format!("lambda {}b: 0", "a, ".repeat(n))), None);
        assert_eq!(kind("x = {-1: a.b}\n".repeat(n)), None);
    }
}
