//! SyntaxWarnings: what is legal, but surely not meant.
//!
//! Those that need only the AST and the source are found by the symbol table's walk, so that a `finally` body, which
//! is compiled more than once, warns once.

use crate::errors::{Error, ErrorKind};
use crate::tokens::{Kind, Tokens};
use ruff_python_ast::{CmpOp, Expr, ExprCall, ExprCompare, ExprSubscript, Number};
use ruff_text_size::{TextRange, TextSize};

/// The type of a literal that `is` should not be used with.
fn literal_type(e: &Expr) -> Option<&'static str> {
    match e {
        Expr::NumberLiteral(n) => Some(number_type(&n.value)),
        Expr::StringLiteral(_) => Some("str"),
        Expr::BytesLiteral(_) => Some("bytes"),
        Expr::Tuple(t)
            if t.elts
                .iter()
                .all(|e| e.is_literal_expr() || literal_type(e).is_some()) =>
        {
            Some("tuple")
        }
        _ => None,
    }
}

fn number_type(n: &Number) -> &'static str {
    match n {
        Number::Int(_) => "int",
        Number::Float(_) => "float",
        Number::Complex { .. } => "complex",
    }
}

/// `x is 1`
pub fn compare(c: &ExprCompare) -> Option<String> {
    let mut left = &*c.left;
    for (op, right) in c.ops.iter().zip(&c.comparators) {
        let word = match op {
            CmpOp::Is => Some(("is", "==")),
            CmpOp::IsNot => Some(("is not", "!=")),
            _ => None,
        };
        if let (Some((word, instead)), Some(kind)) =
            (word, literal_type(left).or_else(|| literal_type(right)))
        {
            return Some(format!(
                "\"{word}\" with '{kind}' literal. Did you mean \"{instead}\"?"
            ));
        }
        left = right;
    }
    None
}

/// `"a"(x)`: a call of something that cannot be called, mostly a forgotten comma.
pub fn call(c: &ExprCall) -> Option<String> {
    let what = match &*c.func {
        Expr::NoneLiteral(_) => "NoneType",
        Expr::BooleanLiteral(_) => "bool",
        Expr::EllipsisLiteral(_) => "ellipsis",
        Expr::NumberLiteral(n) => number_type(&n.value),
        Expr::StringLiteral(_) | Expr::FString(_) => "str",
        Expr::BytesLiteral(_) => "bytes",
        Expr::TString(_) => "string.templatelib.Template",
        Expr::Tuple(_) => "tuple",
        Expr::List(_) | Expr::ListComp(_) => "list",
        Expr::Dict(_) | Expr::DictComp(_) => "dict",
        Expr::Set(_) | Expr::SetComp(_) => "set",
        Expr::Generator(_) => "generator",
        _ => return None,
    };
    Some(format!(
        "'{what}' object is not callable; perhaps you missed a comma?"
    ))
}

/// `1[x]` and `[1]["a"]`.
pub fn subscript(s: &ExprSubscript) -> Option<String> {
    let not_subscriptable = match &*s.value {
        Expr::NoneLiteral(_) => Some("NoneType"),
        Expr::BooleanLiteral(_) => Some("bool"),
        Expr::EllipsisLiteral(_) => Some("ellipsis"),
        Expr::NumberLiteral(n) => Some(number_type(&n.value)),
        Expr::Set(_) | Expr::SetComp(_) => Some("set"),
        Expr::Generator(_) => Some("generator"),
        Expr::TString(_) => Some("string.templatelib.Template"),
        Expr::Lambda(_) => Some("function"),
        _ => None,
    };
    if let Some(what) = not_subscriptable {
        return Some(format!(
            "'{what}' object is not subscriptable; perhaps you missed a comma?"
        ));
    }
    let container = match &*s.value {
        Expr::StringLiteral(_) | Expr::FString(_) => "str",
        Expr::BytesLiteral(_) => "bytes",
        Expr::Tuple(_) => "tuple",
        Expr::List(_) | Expr::ListComp(_) => "list",
        _ => return None,
    };
    let index = match &*s.slice {
        Expr::NumberLiteral(n) if matches!(n.value, Number::Int(_)) => return None,
        Expr::BooleanLiteral(_) => return None,
        Expr::NumberLiteral(n) => number_type(&n.value),
        Expr::StringLiteral(_) | Expr::FString(_) => "str",
        Expr::BytesLiteral(_) => "bytes",
        Expr::NoneLiteral(_) => "NoneType",
        Expr::EllipsisLiteral(_) => "ellipsis",
        Expr::Tuple(_) => "tuple",
        Expr::List(_) | Expr::ListComp(_) => "list",
        Expr::Dict(_) | Expr::DictComp(_) => "dict",
        Expr::Set(_) | Expr::SetComp(_) => "set",
        Expr::Lambda(_) => "function",
        Expr::Generator(_) => "generator",
        Expr::TString(_) => "string.templatelib.Template",
        _ => return None,
    };
    Some(format!(
        "{container} indices must be integers or slices, not {index}; perhaps you missed a comma?"
    ))
}

/// The first unknown escape in the source of a string literal (with prefix and quotes, or the text of an f-string).
pub fn escape(source: &str, range: TextRange, is_bytes: bool) -> Option<(TextRange, String)> {
    let text = &source[range];
    let mut from = 0;
    while let Some(i) = text[from..].find('\\').map(|i| from + i) {
        // (The text of an f-string may end in the backslash: then the brace behind it counts.)
        let mut rest = source[range.start().to_usize() + i + 1..].chars();
        let next = rest.next()?;
        if i + 1 == text.len() && next != '{' {
            return None;
        }
        from = (i + 1 + next.len_utf8()).min(text.len());
        let valid = matches!(
            next,
            '\n' | '\\' | '\'' | '"' | 'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | 'x'
        ) || (!is_bytes && matches!(next, 'u' | 'U' | 'N'));
        if valid {
            continue;
        }
        let at = range.start() + TextSize::from(i as u32);
        let at = TextRange::at(at, TextSize::from(2));
        let wrong = |shown: &str, kind: &str| {
            format!(
                "\"\\{shown}\" is an invalid {kind}. Such sequences will not work in the future. Did you mean \"\\\\{shown}\"? A raw string is also an option."
            )
        };
        if next.is_digit(8) {
            let octal: String = text[i + 1..]
                .chars()
                .take(3)
                .take_while(|c| c.is_digit(8))
                .collect();
            if octal.len() == 3 && next > '3' {
                return Some((at, wrong(&octal, "octal escape sequence")));
            }
            continue;
        }
        // A brace of an f-string is not part of the escape.
        let shown = next.to_string();
        return Some((at, wrong(&shown, "escape sequence")));
    }
    None
}

/// What the tokens of a text are to be warned of that the parser has seen when it fails with an error.
pub fn before(source: &str, e: &Error) -> Vec<(TextRange, String)> {
    if !matches!(e.kind, ErrorKind::Syntax | ErrorKind::Indentation) {
        return Vec::new();
    }
    // A bracket is missed at the end, a mistake of meaning found after it.
    let late = e.msg.ends_with("was never closed") || crate::errors::is_late(&e.msg);
    let end = match e.range {
        Some(range) if !late => range.start().max(range.end()),
        _ => TextSize::of(source),
    };
    of_tokens(source, end)
}

/// What is to be warned of in the strings that begin before an offset.
pub fn of_tokens(source: &str, end: TextSize) -> Vec<(TextRange, String)> {
    let mut found = Vec::new();
    // Whether the open f-strings are raw.
    let mut raw = Vec::new();
    let mut tokens = Tokens::new(source);
    while let Ok(token) = tokens.next_token() {
        if token.kind == Kind::End || token.start >= end.into() {
            break;
        }
        let text = source.get(token.start as usize..token.end as usize);
        let prefix = text.unwrap_or("").split(['\'', '"']).next().unwrap_or("");
        let has = |letter: char| prefix.contains([letter, letter.to_ascii_uppercase()]);
        match token.kind {
            Kind::String if !has('r') => {
                found.extend(escape(source, token.range(), has('b')));
            }
            Kind::FStart => raw.push(has('r')),
            Kind::FMiddle if raw.last() == Some(&false) => {
                found.extend(escape(source, token.range(), false));
            }
            Kind::FEnd => {
                raw.pop();
            }
            _ => {}
        }
    }
    found
}
