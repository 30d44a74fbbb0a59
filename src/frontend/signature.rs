//! Types of functions as type comments have them, `(int, *str, **object) -> bool`, which are no expressions of the language.
//!
//! The parser is given the part before the arrow as the arguments of a call, and the part behind it as an expression.

use ruff_python_ast as ast;
use ruff_python_ast::{Expr, Mod};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::source::Lines;
use crate::tokens::{Kind, Token, Tokens};
use crate::tree::{Maker, Node, node};
use crate::type_comments::TypeComments;
use crate::{Mode, SyntaxError, errors};

/// Parses a type as comments have it: `(int, *str, **object) -> bool`.
pub fn parse(source: &str, filename: &str) -> Result<Node, Box<SyntaxError>> {
    let lines = Lines::new(source);
    signature(source, &lines).map_err(|e| Box::new(errors::locate(*e, source, &lines, filename)))
}

fn signature(source: &str, lines: &Lines) -> errors::Result<Node> {
    let at = |token: Token| errors::syntax_error(token.range(), "invalid syntax");
    let mut tokens = Tokens::new(source);
    let first = tokens.next_token()?;
    let text = |token: Token| source.get(first.start as usize..token.end as usize);
    if first.kind == Kind::Indent {
        let mut e = errors::syntax_error(first.range(), "unexpected indent");
        e.kind = errors::ErrorKind::Indentation;
        return Err(e);
    }
    if text(first) != Some("(") {
        return Err(at(first));
    }
    // The bracket that closes the first, and the arrow behind it.
    let mut token = first;
    while !tokens.open_brackets().is_empty() {
        token = tokens.next_token()?;
        if token.kind == Kind::End {
            return Err(at(token));
        }
    }
    let close = token;
    let arrow = tokens.next_token()?;
    let is_arrow = source.get(arrow.start as usize..arrow.end as usize) == Some("->");
    if !is_arrow {
        return Err(at(arrow));
    }
    // The parser knows the types as the arguments of a call.
    let call = format!("f{}", &source[first.start as usize..close.end as usize]);
    let before = first.start.wrapping_sub(1);
    let (module, _) = crate::parse::parse(&call, Mode::Eval, false).map_err(|mut e| {
        if e.msg.starts_with("positional argument follows") {
            e.msg = "invalid syntax".to_owned();
        }
        shifted(e, before)
    })?;
    let maker = |source, shift| Maker {
        source,
        lines,
        shift,
        comments: TypeComments::default(),
    };
    let types = match &module {
        Mod::Expression(e) => match &*e.body {
            Expr::Call(c) => argument_types(&c.arguments, &call),
            _ => None,
        },
        Mod::Module(_) => None,
    };
    let Some(types) = types else {
        return Err(at(close));
    };
    let arguments = maker(&call, before).exprs(types);
    let rest = &source[arrow.end as usize..];
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let start = arrow.end + blanks as u32;
    let result = &source[start as usize..];
    let (module, _) =
        crate::parse::parse(result, Mode::Eval, false).map_err(|e| shifted(e, start))?;
    match &module {
        // Several results stand in brackets.
        Mod::Expression(e) if !matches!(&*e.body, Expr::Tuple(t) if !t.parenthesized) => {
            let result = maker(result, start).expr(&e.body);
            Ok(node("FunctionType", vec![arguments, result]))
        }
        Mod::Expression(e) => Err(errors::syntax_error(
            e.body.range() + TextSize::from(start),
            "invalid syntax",
        )),
        Mod::Module(_) => Err(at(arrow)),
    }
}

/// An error in a part of the text, of which so many bytes stand before it.
fn shifted(mut e: Box<errors::Error>, by: u32) -> Box<errors::Error> {
    let shift = |at: TextSize| TextSize::from(u32::from(at).wrapping_add(by));
    e.range = e
        .range
        .map(|r| TextRange::new(shift(r.start()), shift(r.end())));
    e
}

/// The types among the arguments of a call: first those without stars, then one with one, then one with two.
fn argument_types<'a>(arguments: &'a ast::Arguments, call: &str) -> Option<Vec<&'a Expr>> {
    let mut types = Vec::new();
    let mut stars = 0;
    for argument in arguments.iter_source_order() {
        let (expr, has) = match argument {
            ast::ArgOrKeyword::Arg(Expr::Starred(s)) => (&*s.value, 1),
            ast::ArgOrKeyword::Arg(Expr::Named(n)) if !in_brackets(call, n.range) => return None,
            ast::ArgOrKeyword::Arg(Expr::Generator(g)) if !g.parenthesized => return None,
            ast::ArgOrKeyword::Arg(e) => (e, 0),
            ast::ArgOrKeyword::Keyword(k) if k.arg.is_none() => (&k.value, 2),
            ast::ArgOrKeyword::Keyword(_) => return None,
        };
        if has < stars || has == stars && has > 0 {
            return None;
        }
        stars = has;
        types.push(expr);
    }
    let inner = &call[..arguments.range.end().to_usize() - 1];
    (!inner.trim_end().ends_with(',')).then_some(types)
}

/// Whether brackets of its own stand around a range.
fn in_brackets(text: &str, range: TextRange) -> bool {
    let rest = text[range.end().to_usize()..].trim_start();
    let before = text[..range.start().to_usize()].trim_end();
    rest.starts_with(')') && before.ends_with('(') && before.len() > 2
}
