//! Expressions.

use ruff_python_ast as ast;
use ruff_python_ast::{AtomicNodeIndex, Expr, ExprContext};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::*;

impl Rebuilder {
    pub(super) fn comprehensions(
        &mut self,
        all: Vec<Item>,
        range: TextRange,
    ) -> Result<Vec<ast::Comprehension>> {
        let mut generators = Vec::new();
        for item in all {
            let (_, mut f) = open(node(item));
            generators.push(ast::Comprehension {
                range,
                node_index: AtomicNodeIndex::NONE,
                target: self.expr(f.item(), ExprContext::Store)?,
                iter: self.expr(f.item(), ExprContext::Load)?,
                ifs: self.exprs(f.list(), ExprContext::Load)?,
                is_async: f.int() != 0,
            });
        }
        if generators.is_empty() {
            return Err("comprehension with no generators".into());
        }
        Ok(generators)
    }

    /// An expression, which must be one of the context `want`.
    pub(super) fn expr(&mut self, item: Item, want: ExprContext) -> Result<Expr> {
        let n = node(item);
        let range = self.canvas.range(n.span);
        let (kind, mut f) = open(n);
        let node_index = AtomicNodeIndex::NONE;
        let load = ExprContext::Load;
        let found = match kind {
            "Name" | "List" | "Tuple" | "Starred" | "Attribute" | "Subscript" => {
                f.0.as_slice().last().map_or(load, |c| context(c.clone()))
            }
            _ if want != load => {
                let target = match want {
                    ExprContext::Del => "deleted",
                    _ => "assigned to",
                };
                return Err(Fault::Value(format!(
                    "expression which can't be {target} in {} context",
                    context_name(want)
                )));
            }
            _ => load,
        };
        if found != want {
            return Err(Fault::Value(format!(
                "expression must have {} context but has {} instead",
                context_name(want),
                context_name(found)
            )));
        }
        let ctx = want;
        Ok(match kind {
            "BoolOp" => {
                let op = match node(f.item()).kind {
                    "And" => ast::BoolOp::And,
                    _ => ast::BoolOp::Or,
                };
                let values = self.exprs(f.list(), load)?;
                if values.len() < 2 {
                    return Err("BoolOp with less than 2 values".into());
                }
                Expr::BoolOp(ast::ExprBoolOp {
                    node_index,
                    range,
                    op,
                    values,
                })
            }
            "NamedExpr" => {
                let target = node(f.item());
                if target.kind != "Name" {
                    return Err(Fault::Type("NamedExpr target must be a Name".into()));
                }
                Expr::Named(ast::ExprNamed {
                    node_index,
                    range,
                    target: Box::new(self.expr(Item::Node(Box::new(target)), ExprContext::Store)?),
                    value: self.boxed(f.item())?,
                })
            }
            "BinOp" => Expr::BinOp(ast::ExprBinOp {
                node_index,
                range,
                left: self.boxed(f.item())?,
                op: operator(f.item()),
                right: self.boxed(f.item())?,
            }),
            "UnaryOp" => {
                let op = match node(f.item()).kind {
                    "Invert" => ast::UnaryOp::Invert,
                    "Not" => ast::UnaryOp::Not,
                    "UAdd" => ast::UnaryOp::UAdd,
                    _ => ast::UnaryOp::USub,
                };
                Expr::UnaryOp(ast::ExprUnaryOp {
                    node_index,
                    range,
                    op,
                    operand: self.boxed(f.item())?,
                })
            }
            "Lambda" => Expr::Lambda(ast::ExprLambda {
                node_index,
                range,
                parameters: Some(Box::new(self.parameters(f.item(), range)?)),
                body: self.boxed(f.item())?,
            }),
            "IfExp" => Expr::If(ast::ExprIf {
                node_index,
                range,
                test: self.boxed(f.item())?,
                body: self.boxed(f.item())?,
                orelse: self.boxed(f.item())?,
            }),
            "Dict" => {
                let (keys, values) = (f.list(), f.list());
                if keys.len() != values.len() {
                    return Err("Dict doesn't have the same number of keys as values".into());
                }
                let mut all = Vec::new();
                for (key, value) in keys.into_iter().zip(values) {
                    all.push(ast::DictItem {
                        key: self.opt(key)?.map(|k| *k),
                        value: self.given(value, load)?,
                    });
                }
                Expr::Dict(ast::ExprDict {
                    node_index,
                    range,
                    items: all,
                })
            }
            "Set" => Expr::Set(ast::ExprSet {
                node_index,
                range,
                elts: self.exprs(f.list(), load)?,
            }),
            "ListComp" => {
                let (elt, generators) = (f.item(), f.list());
                let generators = self.comprehensions(generators, range)?;
                Expr::ListComp(ast::ExprListComp {
                    node_index,
                    range,
                    elt: self.boxed(elt)?,
                    generators,
                })
            }
            "SetComp" => {
                let (elt, generators) = (f.item(), f.list());
                let generators = self.comprehensions(generators, range)?;
                Expr::SetComp(ast::ExprSetComp {
                    node_index,
                    range,
                    elt: self.boxed(elt)?,
                    generators,
                })
            }
            "DictComp" => {
                let (key, value) = (f.item(), f.item());
                let generators = self.comprehensions(f.list(), range)?;
                Expr::DictComp(ast::ExprDictComp {
                    node_index,
                    range,
                    key: self.opt(key)?,
                    value: self.boxed(value)?,
                    generators,
                })
            }
            "GeneratorExp" => {
                let (elt, generators) = (f.item(), f.list());
                let generators = self.comprehensions(generators, range)?;
                Expr::Generator(ast::ExprGenerator {
                    node_index,
                    range,
                    elt: self.boxed(elt)?,
                    generators,
                    parenthesized: true,
                })
            }
            "Await" => Expr::Await(ast::ExprAwait {
                node_index,
                range,
                value: self.boxed(f.item())?,
            }),
            "Yield" => Expr::Yield(ast::ExprYield {
                node_index,
                range,
                value: self.opt(f.item())?,
            }),
            "YieldFrom" => Expr::YieldFrom(ast::ExprYieldFrom {
                node_index,
                range,
                value: self.boxed(f.item())?,
            }),
            "Compare" => {
                let left = self.boxed(f.item())?;
                let ops: Vec<_> = f.list().into_iter().map(comparison).collect();
                let comparators = f.list();
                if comparators.is_empty() {
                    return Err("Compare with no comparators".into());
                }
                if comparators.len() != ops.len() {
                    return Err("Compare has a different number of comparators and operands".into());
                }
                Expr::Compare(ast::ExprCompare {
                    node_index,
                    range,
                    left,
                    ops: ops.into(),
                    comparators: self.exprs(comparators, load)?.into(),
                })
            }
            "Call" => {
                let func = self.boxed(f.item())?;
                let start = func.end().clamp(range.start(), range.end());
                Expr::Call(ast::ExprCall {
                    node_index,
                    range_start: range.start(),
                    func,
                    arguments: ast::Arguments {
                        range: TextRange::new(start, range.end()),
                        node_index: AtomicNodeIndex::NONE,
                        args: self.exprs(f.list(), load)?.into(),
                        keywords: self.keywords(f.list())?.into_iter().collect(),
                    },
                })
            }
            "JoinedStr" => {
                let elements = self.elements(f.list())?;
                self.fstring(elements, range)
            }
            "TemplateStr" => {
                let elements = self.elements(f.list())?;
                Expr::TString(ast::ExprTString {
                    node_index,
                    range,
                    value: ast::TStringValue::single(ast::TString {
                        range,
                        node_index: AtomicNodeIndex::NONE,
                        elements: elements.into(),
                        flags: ast::TStringFlags::empty(),
                    }),
                })
            }
            "FormattedValue" | "Interpolation" => {
                let element = self.element(kind, f, range)?;
                self.fstring(vec![element], range)
            }
            "Constant" => match f.item() {
                Item::Const(c) => self.constant(c, range)?,
                _ => Expr::NoneLiteral(ast::ExprNoneLiteral { node_index, range }),
            },
            "Attribute" => {
                let value = self.boxed(f.item())?;
                let attr = text(f.item());
                Expr::Attribute(ast::ExprAttribute {
                    node_index,
                    range,
                    value,
                    attr: self.identifier(&attr, range),
                    ctx,
                })
            }
            "Subscript" => Expr::Subscript(ast::ExprSubscript {
                node_index,
                range,
                value: self.boxed(f.item())?,
                slice: self.boxed(f.item())?,
                ctx,
            }),
            "Starred" => Expr::Starred(ast::ExprStarred {
                node_index,
                range,
                value: Box::new(self.expr(f.item(), ctx)?),
                ctx,
            }),
            "Name" => {
                let id = text(f.item());
                Expr::Name(ast::ExprName {
                    node_index,
                    range,
                    id: ast::name::Name::new(id),
                    ctx,
                })
            }
            "List" => Expr::List(ast::ExprList {
                node_index,
                range,
                elts: self.exprs(f.list(), ctx)?,
                ctx,
            }),
            "Tuple" => Expr::Tuple(ast::ExprTuple {
                node_index,
                range,
                elts: self.exprs(f.list(), ctx)?,
                ctx,
                parenthesized: true,
            }),
            "Slice" => Expr::Slice(ast::ExprSlice {
                node_index,
                range,
                lower: self.opt(f.item())?,
                upper: self.opt(f.item())?,
                step: self.opt(f.item())?,
            }),
            other => return Err(Fault::Value(format!("unexpected expression {other}"))),
        })
    }

    pub(super) fn constant(&mut self, c: Const, range: TextRange) -> Result<Expr> {
        let node_index = AtomicNodeIndex::NONE;
        let number = |value| {
            Expr::NumberLiteral(ast::ExprNumberLiteral {
                node_index: AtomicNodeIndex::NONE,
                range,
                value,
            })
        };
        Ok(match c {
            Const::None => Expr::NoneLiteral(ast::ExprNoneLiteral { node_index, range }),
            Const::Ellipsis => {
                Expr::EllipsisLiteral(ast::ExprEllipsisLiteral { node_index, range })
            }
            Const::Bool(value) => Expr::BooleanLiteral(ast::ExprBooleanLiteral {
                node_index,
                range,
                value,
            }),
            Const::Float(f) => number(ast::Number::Float(f)),
            Const::Complex(real, imag) => number(ast::Number::Complex { real, imag }),
            Const::Int(i) => {
                let n = self.integer(i < 0, &format!("{:x}", i.unsigned_abs()), range)?;
                return Ok(n);
            }
            Const::BigInt { negative, limbs } => {
                use std::fmt::Write;
                let mut digits = String::new();
                for limb in limbs.iter().rev() {
                    let _ = write!(digits, "{limb:016x}");
                }
                return self.integer(negative, &digits, range);
            }
            Const::Str(bytes) => {
                let (value, at) = self.string(&bytes, range);
                Expr::StringLiteral(ast::ExprStringLiteral {
                    node_index,
                    range,
                    value: ast::StringLiteralValue::single(ast::StringLiteral {
                        range: at,
                        node_index: AtomicNodeIndex::NONE,
                        value,
                        flags: ast::StringLiteralFlags::empty(),
                    }),
                })
            }
            Const::Bytes(value) => Expr::BytesLiteral(ast::ExprBytesLiteral {
                node_index,
                range,
                value: ast::BytesLiteralValue::single(ast::BytesLiteral {
                    range,
                    node_index: AtomicNodeIndex::NONE,
                    value,
                    flags: ast::BytesLiteralFlags::empty(),
                }),
            }),
            Const::Tuple(items) => Expr::Tuple(ast::ExprTuple {
                node_index,
                range,
                elts: items
                    .into_iter()
                    .map(|c| self.constant(c, range))
                    .collect::<Result<_>>()?,
                ctx: ExprContext::Load,
                parenthesized: true,
            }),
            other => return Err(Fault::Value(format!("unexpected constant {other:?}"))),
        })
    }

    /// An integer of hexadecimal digits.
    pub(super) fn integer(&self, negative: bool, digits: &str, range: TextRange) -> Result<Expr> {
        let value = ast::Int::from_str_radix(digits, 16, &format!("0x{digits}"))
            .map_err(|e| Fault::Value(e.to_string()))?;
        let number = Expr::NumberLiteral(ast::ExprNumberLiteral {
            node_index: AtomicNodeIndex::NONE,
            range,
            value: ast::Number::Int(value),
        });
        if !negative {
            return Ok(number);
        }
        Ok(Expr::UnaryOp(ast::ExprUnaryOp {
            node_index: AtomicNodeIndex::NONE,
            range,
            op: ast::UnaryOp::USub,
            operand: Box::new(number),
        }))
    }

    /// The value of a literal, and where the compiler reads it again: see `compile::string`.
    pub(super) fn string(&mut self, bytes: &[u8], range: TextRange) -> (Box<str>, TextRange) {
        match std::str::from_utf8(bytes) {
            Ok(text) if !text.contains('\u{fffd}') => (text.into(), range),
            _ => {
                let (value, source) = escaped(bytes);
                (value.into(), self.canvas.add(&source))
            }
        }
    }

    pub(super) fn fstring(
        &mut self,
        elements: Vec<ast::InterpolatedStringElement>,
        range: TextRange,
    ) -> Expr {
        Expr::FString(ast::ExprFString {
            node_index: AtomicNodeIndex::NONE,
            range,
            value: ast::FStringValue::single(ast::FString {
                range,
                node_index: AtomicNodeIndex::NONE,
                elements: elements.into(),
                flags: ast::FStringFlags::empty(),
            }),
        })
    }

    pub(super) fn elements(
        &mut self,
        all: Vec<Item>,
    ) -> Result<Vec<ast::InterpolatedStringElement>> {
        let mut elements = Vec::new();
        for item in all {
            let n = node(item);
            let range = self.canvas.range(n.span);
            match (n.kind, &n.fields[..]) {
                ("Constant", [Item::Const(Const::Str(bytes)), ..]) => {
                    let (value, at) = self.string(bytes, range);
                    // (An element's range has no quotes.)
                    let one = TextSize::from(1);
                    let at = match at == range {
                        true => at,
                        false => TextRange::new(at.start() + one, at.end() - one),
                    };
                    elements.push(ast::InterpolatedStringElement::Literal(
                        ast::InterpolatedStringLiteralElement {
                            range: at,
                            node_index: AtomicNodeIndex::NONE,
                            value,
                        },
                    ));
                }
                ("FormattedValue" | "Interpolation", _) => {
                    let (kind, f) = open(n);
                    elements.push(self.element(kind, f, range)?);
                }
                ("JoinedStr", _) => {
                    let (_, mut f) = open(n);
                    elements.extend(self.elements(f.list())?);
                }
                _ => {
                    let value = self.expr(Item::Node(Box::new(n)), ExprContext::Load)?;
                    elements.push(interpolated(value, range, ast::ConversionFlag::None, None));
                }
            }
        }
        Ok(elements)
    }

    pub(super) fn element(
        &mut self,
        kind: &str,
        mut f: Fields,
        range: TextRange,
    ) -> Result<ast::InterpolatedStringElement> {
        let value = self.expr(f.item(), ExprContext::Load)?;
        let mut at = range;
        if kind == "Interpolation" {
            if let Item::Const(Const::Str(source)) = f.item() {
                at = self.canvas.add(&String::from_utf8_lossy(&source));
            }
        }
        let conversion = match f.int() {
            -1 | 0 => ast::ConversionFlag::None,
            115 => ast::ConversionFlag::Str,
            114 => ast::ConversionFlag::Repr,
            97 => ast::ConversionFlag::Ascii,
            other => {
                return Err(Fault::System(format!(
                    "Unrecognized conversion character {other}"
                )));
            }
        };
        let spec = match f.item() {
            Item::None => None,
            item => Some(Box::new(ast::InterpolatedStringFormatSpec {
                range,
                node_index: AtomicNodeIndex::NONE,
                elements: self.elements(vec![item])?.into(),
            })),
        };
        Ok(interpolated(value, at, conversion, spec))
    }
}
