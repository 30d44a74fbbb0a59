//! Expressions back to source, as CPython writes the annotations of `from __future__ import annotations`: one spelling
//! for each tree, with parentheses only where precedence asks for them.

use ruff_python_ast::{
    Arguments, BoolOp, CmpOp, Comprehension, ConversionFlag, Expr, FStringPart,
    InterpolatedStringElement, Number, Operator, Parameter, ParameterWithDefault, Parameters,
    UnaryOp,
};
use std::fmt::Write;

/// How tightly an operator binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
enum Level {
    Tuple,
    Test,
    Or,
    And,
    Not,
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Arith,
    Term,
    Factor,
    Power,
    Await,
    Atom,
}

impl Level {
    /// The next tighter level.
    fn up(self) -> Level {
        match self {
            Level::Tuple => Level::Test,
            Level::Test => Level::Or,
            Level::Or => Level::And,
            Level::And => Level::Not,
            Level::Not => Level::Compare,
            Level::Compare => Level::BitOr,
            Level::BitOr => Level::BitXor,
            Level::BitXor => Level::BitAnd,
            Level::BitAnd => Level::Shift,
            Level::Shift => Level::Arith,
            Level::Arith => Level::Term,
            Level::Term => Level::Factor,
            Level::Factor => Level::Power,
            Level::Power => Level::Await,
            Level::Await | Level::Atom => Level::Atom,
        }
    }
}

/// The source of an expression.
pub fn unparse(e: &Expr) -> String {
    let mut out = String::new();
    write_expr(&mut out, e, Level::Test);
    out
}

/// Writes `inner`, in parentheses if the place binds tighter than the expression does.
fn enclosed(out: &mut String, place: Level, own: Level, inner: impl FnOnce(&mut String)) {
    if place > own {
        out.push('(');
    }
    inner(out);
    if place > own {
        out.push(')');
    }
}

fn separated<T>(
    out: &mut String,
    items: impl IntoIterator<Item = T>,
    separator: &str,
    mut each: impl FnMut(&mut String, T),
) {
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            out.push_str(separator);
        }
        each(out, item);
    }
}

fn list(out: &mut String, elts: &[Expr]) {
    separated(out, elts, ", ", |out, e| write_expr(out, e, Level::Test));
}

fn write_expr(out: &mut String, e: &Expr, place: Level) {
    match e {
        Expr::Name(n) => out.push_str(&n.id),
        Expr::NoneLiteral(_) => out.push_str("None"),
        Expr::BooleanLiteral(b) => out.push_str(if b.value { "True" } else { "False" }),
        Expr::EllipsisLiteral(_) => out.push_str("..."),
        Expr::NumberLiteral(n) => write_number(out, &n.value),
        Expr::StringLiteral(s) => out.push_str(&str_repr(s.value.to_str())),
        Expr::BytesLiteral(b) => {
            let bytes: Vec<u8> = b.value.bytes().collect();
            out.push_str(&bytes_repr(&bytes));
        }
        Expr::BoolOp(b) => {
            let (own, word) = match b.op {
                BoolOp::And => (Level::And, " and "),
                BoolOp::Or => (Level::Or, " or "),
            };
            enclosed(out, place, own, |out| {
                separated(out, &b.values, word, |out, v| write_expr(out, v, own.up()));
            });
        }
        Expr::BinOp(b) => {
            let (own, text) = operator(b.op);
            let right_associative = b.op == Operator::Pow;
            let (left, right) = if right_associative {
                (own.up(), own)
            } else {
                (own, own.up())
            };
            enclosed(out, place, own, |out| {
                write_expr(out, &b.left, left);
                let _ = write!(out, " {text} ");
                write_expr(out, &b.right, right);
            });
        }
        Expr::UnaryOp(u) => {
            let (own, text) = match u.op {
                UnaryOp::Invert => (Level::Factor, "~"),
                UnaryOp::Not => (Level::Not, "not "),
                UnaryOp::UAdd => (Level::Factor, "+"),
                UnaryOp::USub => (Level::Factor, "-"),
            };
            enclosed(out, place, own, |out| {
                out.push_str(text);
                write_expr(out, &u.operand, own);
            });
        }
        Expr::Lambda(l) => enclosed(out, place, Level::Test, |out| {
            out.push_str("lambda");
            if let Some(parameters) = l
                .parameters
                .as_deref()
                .filter(|p| p.iter().next().is_some())
            {
                out.push(' ');
                write_parameters(out, parameters);
            }
            out.push_str(": ");
            write_expr(out, &l.body, Level::Test);
        }),
        Expr::If(i) => enclosed(out, place, Level::Test, |out| {
            write_expr(out, &i.body, Level::Or);
            out.push_str(" if ");
            write_expr(out, &i.test, Level::Or);
            out.push_str(" else ");
            write_expr(out, &i.orelse, Level::Test);
        }),
        Expr::Compare(c) => enclosed(out, place, Level::Compare, |out| {
            write_expr(out, &c.left, Level::BitOr);
            for (op, right) in c.ops.iter().zip(&c.comparators) {
                let _ = write!(out, " {} ", comparison(*op));
                write_expr(out, right, Level::BitOr);
            }
        }),
        Expr::Named(n) => enclosed(out, place, Level::Tuple, |out| {
            write_expr(out, &n.target, Level::Atom);
            out.push_str(" := ");
            write_expr(out, &n.value, Level::Atom);
        }),
        Expr::Await(a) => enclosed(out, place, Level::Await, |out| {
            out.push_str("await ");
            write_expr(out, &a.value, Level::Atom);
        }),
        Expr::Yield(y) => match &y.value {
            None => out.push_str("(yield)"),
            Some(value) => {
                out.push_str("(yield ");
                write_expr(out, value, Level::Test);
                out.push(')');
            }
        },
        Expr::YieldFrom(y) => {
            out.push_str("(yield from ");
            write_expr(out, &y.value, Level::Test);
            out.push(')');
        }
        Expr::Tuple(t) if t.elts.is_empty() => out.push_str("()"),
        Expr::Tuple(t) => enclosed(out, place, Level::Tuple, |out| {
            list(out, &t.elts);
            if t.elts.len() == 1 {
                out.push(',');
            }
        }),
        Expr::List(l) => {
            out.push('[');
            list(out, &l.elts);
            out.push(']');
        }
        Expr::Set(s) => {
            out.push('{');
            list(out, &s.elts);
            out.push('}');
        }
        Expr::Dict(d) => {
            out.push('{');
            separated(out, &d.items, ", ", |out, item| match &item.key {
                Some(key) => {
                    write_expr(out, key, Level::Test);
                    out.push_str(": ");
                    write_expr(out, &item.value, Level::Test);
                }
                None => {
                    out.push_str("**");
                    write_expr(out, &item.value, Level::BitOr);
                }
            });
            out.push('}');
        }
        Expr::ListComp(c) => comprehension(out, '[', &[&c.elt], &c.generators, ']'),
        Expr::SetComp(c) => comprehension(out, '{', &[&c.elt], &c.generators, '}'),
        Expr::Generator(c) => comprehension(out, '(', &[&c.elt], &c.generators, ')'),
        Expr::DictComp(c) => {
            let key = c.key.as_deref();
            let parts: Vec<&Expr> = key.into_iter().chain([&*c.value]).collect();
            comprehension(out, '{', &parts, &c.generators, '}');
        }
        Expr::Attribute(a) => {
            write_expr(out, &a.value, Level::Atom);
            let is_int =
                matches!(&*a.value, Expr::NumberLiteral(n) if matches!(n.value, Number::Int(_)));
            out.push_str(if is_int { " ." } else { "." });
            out.push_str(&a.attr.id);
        }
        Expr::Subscript(s) => {
            write_expr(out, &s.value, Level::Atom);
            out.push('[');
            write_expr(out, &s.slice, Level::Tuple);
            out.push(']');
        }
        Expr::Slice(s) => {
            s.lower.iter().for_each(|e| write_expr(out, e, Level::Test));
            out.push(':');
            s.upper.iter().for_each(|e| write_expr(out, e, Level::Test));
            if let Some(step) = &s.step {
                out.push(':');
                write_expr(out, step, Level::Test);
            }
        }
        Expr::Starred(s) => {
            out.push('*');
            write_expr(out, &s.value, Level::BitOr);
        }
        Expr::Call(c) => {
            write_expr(out, &c.func, Level::Atom);
            write_arguments(out, &c.arguments);
        }
        Expr::FString(f) => {
            let mut body = String::new();
            for part in f.value.as_slice() {
                match part {
                    FStringPart::Literal(l) => push_braced(&mut body, &l.value),
                    FStringPart::FString(f) => write_elements(&mut body, &f.elements),
                }
            }
            let _ = write!(out, "f{}", str_repr(&body));
        }
        Expr::TString(t) => {
            let mut body = String::new();
            t.value
                .as_slice()
                .iter()
                .for_each(|part| write_elements(&mut body, &part.elements));
            let _ = write!(out, "t{}", str_repr(&body));
        }
        Expr::IpyEscapeCommand(_) => {}
    }
}

fn operator(op: Operator) -> (Level, &'static str) {
    match op {
        Operator::Add => (Level::Arith, "+"),
        Operator::Sub => (Level::Arith, "-"),
        Operator::Mult => (Level::Term, "*"),
        Operator::MatMult => (Level::Term, "@"),
        Operator::Div => (Level::Term, "/"),
        Operator::Mod => (Level::Term, "%"),
        Operator::Pow => (Level::Power, "**"),
        Operator::LShift => (Level::Shift, "<<"),
        Operator::RShift => (Level::Shift, ">>"),
        Operator::BitOr => (Level::BitOr, "|"),
        Operator::BitXor => (Level::BitXor, "^"),
        Operator::BitAnd => (Level::BitAnd, "&"),
        Operator::FloorDiv => (Level::Term, "//"),
    }
}

fn comparison(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Eq => "==",
        CmpOp::NotEq => "!=",
        CmpOp::Lt => "<",
        CmpOp::LtE => "<=",
        CmpOp::Gt => ">",
        CmpOp::GtE => ">=",
        CmpOp::Is => "is",
        CmpOp::IsNot => "is not",
        CmpOp::In => "in",
        CmpOp::NotIn => "not in",
    }
}

fn comprehension(
    out: &mut String,
    open: char,
    parts: &[&Expr],
    generators: &[Comprehension],
    close: char,
) {
    out.push(open);
    separated(out, parts, ": ", |out, e| write_expr(out, e, Level::Test));
    for g in generators {
        out.push_str(if g.is_async { " async for " } else { " for " });
        write_expr(out, &g.target, Level::Tuple);
        out.push_str(" in ");
        write_expr(out, &g.iter, Level::Or);
        for condition in &g.ifs {
            out.push_str(" if ");
            write_expr(out, condition, Level::Or);
        }
    }
    out.push(close);
}

fn write_arguments(out: &mut String, arguments: &Arguments) {
    if let ([only @ Expr::Generator(_)], true) =
        (&arguments.args[..], arguments.keywords.is_empty())
    {
        write_expr(out, only, Level::Test);
        return;
    }
    out.push('(');
    list(out, &arguments.args);
    for (i, keyword) in arguments.keywords.iter().enumerate() {
        if i > 0 || !arguments.args.is_empty() {
            out.push_str(", ");
        }
        match &keyword.arg {
            Some(name) => {
                let _ = write!(out, "{}=", name.id);
            }
            None => out.push_str("**"),
        }
        write_expr(out, &keyword.value, Level::Test);
    }
    out.push(')');
}

fn write_parameters(out: &mut String, p: &Parameters) {
    let mut first = true;
    let mut comma = |out: &mut String| {
        if !std::mem::take(&mut first) {
            out.push_str(", ");
        }
    };
    let plain = |out: &mut String, p: &ParameterWithDefault| {
        out.push_str(&p.parameter.name.id);
        if let Some(default) = &p.default {
            out.push('=');
            write_expr(out, default, Level::Test);
        }
    };
    let starred = |out: &mut String, stars: &str, p: &Parameter| {
        let _ = write!(out, "{stars}{}", p.name.id);
    };
    for x in &p.posonlyargs {
        comma(out);
        plain(out, x);
    }
    if !p.posonlyargs.is_empty() {
        out.push_str(", /");
    }
    for x in &p.args {
        comma(out);
        plain(out, x);
    }
    match &p.vararg {
        Some(x) => {
            comma(out);
            starred(out, "*", x);
        }
        None if !p.kwonlyargs.is_empty() => {
            comma(out);
            out.push('*');
        }
        None => {}
    }
    for x in &p.kwonlyargs {
        comma(out);
        plain(out, x);
    }
    if let Some(x) = &p.kwarg {
        comma(out);
        starred(out, "**", x);
    }
}

/// Text between the fields of an f-string.
fn push_braced(body: &mut String, text: &str) {
    body.push_str(&text.replace('{', "{{").replace('}', "}}"));
}

fn write_elements(body: &mut String, elements: &[InterpolatedStringElement]) {
    for element in elements {
        let e = match element {
            InterpolatedStringElement::Literal(l) => {
                push_braced(body, &l.value);
                continue;
            }
            InterpolatedStringElement::Interpolation(e) => e,
        };
        let mut conversion = e.conversion;
        if let Some(debug) = &e.debug_text {
            push_braced(body, debug.as_str());
            if e.format_spec.is_none() && conversion == ConversionFlag::None {
                conversion = ConversionFlag::Repr;
            }
        }
        let mut value = String::new();
        write_expr(&mut value, &e.expression, Level::Or);
        body.push('{');
        if value.starts_with('{') {
            body.push(' ');
        }
        body.push_str(&value);
        body.push_str(match conversion {
            ConversionFlag::None => "",
            ConversionFlag::Str => "!s",
            ConversionFlag::Repr => "!r",
            ConversionFlag::Ascii => "!a",
        });
        if let Some(spec) = &e.format_spec {
            body.push(':');
            write_elements(body, &spec.elements);
        }
        body.push('}');
    }
}

fn write_number(out: &mut String, n: &Number) {
    match n {
        Number::Int(i) => match i.as_u64() {
            Some(i) => {
                let _ = write!(out, "{i}");
            }
            None => {
                let text = i.to_string().replace('_', "");
                let radix = match text.get(..2) {
                    Some("0x" | "0X") => 16,
                    Some("0o" | "0O") => 8,
                    Some("0b" | "0B") => 2,
                    _ => 10,
                };
                let digits = if radix == 10 { &text[..] } else { &text[2..] };
                let _ = write!(
                    out,
                    "{}",
                    dashu_int::UBig::from_str_radix(digits, radix).unwrap_or_default()
                );
            }
        },
        Number::Float(f) => out.push_str(&float_repr(*f)),
        Number::Complex { imag, .. } => {
            let text = float_repr(*imag);
            let _ = write!(out, "{}j", text.strip_suffix(".0").unwrap_or(&text));
        }
    }
}

/// `repr` of a float, infinity as a literal that gives it.
fn float_repr(f: f64) -> String {
    if f.is_infinite() {
        return "1e309".into();
    }
    let scientific = format!("{f:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        return format!("{f:?}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// `repr` of a string.
fn str_repr(s: &str) -> String {
    let quote = if s.contains('\'') && !s.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut out = String::from(quote);
    for c in s.chars() {
        let code = c as u32;
        let _ = match c {
            '\n' => write!(out, "\\n"),
            '\r' => write!(out, "\\r"),
            '\t' => write!(out, "\\t"),
            '\\' => write!(out, "\\\\"),
            _ if c == quote => write!(out, "\\{c}"),
            ' ' => write!(out, " "),
            _ if crate::tokens::is_printable(c) => write!(out, "{c}"),
            _ if code < 0x100 => write!(out, "\\x{code:02x}"),
            _ if code < 0x1_0000 => write!(out, "\\u{code:04x}"),
            _ => write!(out, "\\U{code:08x}"),
        };
    }
    out.push(quote);
    out
}

/// `repr` of bytes.
fn bytes_repr(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') {
        '"'
    } else {
        '\''
    };
    let mut out = format!("b{quote}");
    for &b in bytes {
        let _ = match b {
            b'\n' => write!(out, "\\n"),
            b'\r' => write!(out, "\\r"),
            b'\t' => write!(out, "\\t"),
            b'\\' => write!(out, "\\\\"),
            _ if b as char == quote => write!(out, "\\{quote}"),
            0x20..=0x7e => write!(out, "{}", b as char),
            _ => write!(out, "\\x{b:02x}"),
        };
    }
    out.push(quote);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_written_as_cpython_does() {
        for (source, expected) in [
            ("dict [ str,int ]", "dict[str, int]"),
            ("(a+b)*c-d**-e", "(a + b) * c - d ** (-e)"),
            ("a if b else(c if d else e)", "a if b else c if d else e"),
            ("not(a and b)or c<d<=e", "not (a and b) or c < d <= e"),
            ("lambda x,/,y=1,*,z:x", "lambda x, /, y=1, *, z: x"),
            ("f(*a,b=1,**c)", "f(*a, b=1, **c)"),
            ("[x for x in y if z]", "[x for x in y if z]"),
            ("x[1:2,::3]", "x[1:2, ::3]"),
            ("(1,)", "(1,)"),
            ("{'a':1,**b}", "{'a': 1, **b}"),
            ("f'{x!r:>{w}}{{'", "f'{x!r:>{w}}{{'"),
            ("\"it's\" b'\\x00'.y", ""),
            ("1e300*1.5", "1e+300 * 1.5"),
            ("(yield)", "(yield)"),
            ("3 .real", "3 .real"),
            ("'a' 'b'", "'ab'"),
            ("Callable[..., T]|None", "Callable[..., T] | None"),
        ] {
            let Ok(parsed) = ruff_python_parser::parse_expression(source) else {
                continue;
            };
            assert_eq!(unparse(parsed.expr()), expected, "{source}");
        }
    }
}
