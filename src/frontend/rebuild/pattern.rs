//! Patterns.

use ruff_python_ast as ast;
use ruff_python_ast::{AtomicNodeIndex, Expr, ExprContext, Pattern};
use ruff_text_size::TextRange;

use super::*;

impl Rebuilder {
    pub(super) fn patterns(&mut self, all: Vec<Item>, star: bool) -> Result<Vec<Pattern>> {
        all.into_iter()
            .map(|p| self.pattern(node(p), star))
            .collect()
    }

    pub(super) fn pattern(&mut self, n: Node, star: bool) -> Result<Pattern> {
        let range = self.canvas.range(n.span);
        let (kind, mut f) = open(n);
        let node_index = AtomicNodeIndex::NONE;
        Ok(match kind {
            "MatchValue" => Pattern::MatchValue(ast::PatternMatchValue {
                node_index,
                range,
                value: self.pattern_value(f.item(), false).map(Box::new)?,
            }),
            "MatchSingleton" => Pattern::MatchSingleton(ast::PatternMatchSingleton {
                node_index,
                range,
                value: match f.item() {
                    Item::Const(Const::None) | Item::None => ast::Singleton::None,
                    Item::Const(Const::Bool(b)) => ast::Singleton::from(b),
                    _ => {
                        return Err("MatchSingleton can only contain True, False and None".into());
                    }
                },
            }),
            "MatchSequence" => Pattern::MatchSequence(ast::PatternMatchSequence {
                node_index,
                range,
                patterns: self.patterns(f.list(), true)?,
            }),
            "MatchMapping" => {
                let mut keys = Vec::new();
                for key in f.list() {
                    keys.push(self.pattern_value(key, true)?);
                }
                let patterns = self.patterns(f.list(), false)?;
                if keys.len() != patterns.len() {
                    return Err(
                        "MatchMapping doesn't have the same number of keys as patterns".into(),
                    );
                }
                Pattern::MatchMapping(ast::PatternMatchMapping {
                    node_index,
                    range,
                    keys: keys.into_iter().collect(),
                    patterns: patterns.into_iter().collect(),
                    rest: self.capture(f.item(), range)?,
                })
            }
            "MatchClass" => {
                let cls = self.boxed(f.item())?;
                let mut inner = &*cls;
                while let Expr::Attribute(a) = inner {
                    inner = &a.value;
                }
                if !inner.is_name_expr() {
                    return Err(
                        "MatchClass cls field can only contain Name or Attribute nodes.".into(),
                    );
                }
                let patterns = self.patterns(f.list(), false)?;
                let names = f.names();
                let values = self.patterns(f.list(), false)?;
                if names.len() != values.len() {
                    return Err(
                        "MatchClass doesn't have the same number of keyword attributes as patterns"
                            .into(),
                    );
                }
                let keyword = |(name, pattern): (&String, Pattern)| ast::PatternKeyword {
                    range,
                    node_index: AtomicNodeIndex::NONE,
                    attr: self.identifier(name, range),
                    pattern,
                };
                let keywords = names.iter().zip(values).map(keyword).collect();
                Pattern::MatchClass(ast::PatternMatchClass {
                    node_index,
                    range,
                    cls,
                    arguments: ast::PatternArguments {
                        range,
                        node_index: AtomicNodeIndex::NONE,
                        patterns: patterns.into_iter().collect(),
                        keywords,
                    },
                })
            }
            "MatchStar" => {
                if !star {
                    return Err("can't use MatchStar here".into());
                }
                Pattern::MatchStar(ast::PatternMatchStar {
                    node_index,
                    range,
                    name: self.capture(f.item(), range)?,
                })
            }
            "MatchOr" => {
                let patterns = self.patterns(f.list(), false)?;
                if patterns.len() < 2 {
                    return Err("MatchOr requires at least 2 patterns".into());
                }
                Pattern::MatchOr(ast::PatternMatchOr {
                    node_index,
                    range,
                    patterns,
                })
            }
            _ => {
                let pattern = match f.item() {
                    Item::None => None,
                    item => Some(Box::new(self.pattern(node(item), false)?)),
                };
                let name = self.capture(f.item(), range)?;
                if name.is_none() && pattern.is_some() {
                    return Err("MatchAs must specify a target name if a pattern is given".into());
                }
                Pattern::MatchAs(ast::PatternMatchAs {
                    node_index,
                    range,
                    pattern,
                    name,
                })
            }
        })
    }

    /// The name that a pattern binds.
    pub(super) fn capture(&self, item: Item, range: TextRange) -> Result<Option<ast::Identifier>> {
        let name = self.opt_identifier(item, range);
        match &name {
            Some(n) if n.id == "_" => Err("can't capture name '_' in patterns".into()),
            _ => Ok(name),
        }
    }

    /// The value of a pattern, or (`key`) a key of a mapping, where a singleton may stand.
    pub(super) fn pattern_value(&mut self, item: Item, key: bool) -> Result<Expr> {
        let wrong = || Fault::from("patterns may only match literals and attribute lookups");
        let e = self.given(item, ExprContext::Load)?;
        let fits = match &e {
            Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::BytesLiteral(_) => true,
            Expr::Attribute(_) | Expr::UnaryOp(_) | Expr::BinOp(_) | Expr::FString(_) => true,
            Expr::NoneLiteral(_) | Expr::BooleanLiteral(_) => key,
            _ => false,
        };
        if fits {
            Ok(e)
        } else if matches!(e, Expr::NoneLiteral(_) | Expr::BooleanLiteral(_)) || is_constant(&e) {
            Err("unexpected constant inside of a literal pattern".into())
        } else {
            Err(wrong())
        }
    }
}
