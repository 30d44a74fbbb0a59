//! Statements.

use ruff_python_ast as ast;
use ruff_python_ast::{AtomicNodeIndex, ExprContext, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::*;

impl Rebuilder {
    pub(super) fn stmt(&mut self, n: Node) -> Result<Stmt> {
        let range = self.canvas.range(n.span);
        let (kind, mut f) = open(n);
        let node_index = AtomicNodeIndex::NONE;
        Ok(match kind {
            "FunctionDef" | "AsyncFunctionDef" => {
                let word = if kind == "FunctionDef" { 3 } else { 9 };
                let name = text(f.item());
                let parameters =
                    Box::new(self.parameters(f.item(), beginning(range, word.into()))?);
                let body = self.body(f.item(), kind)?.into_iter().collect();
                let (decorators, outer) = self.decorators(f.list(), range)?;
                let returns = self.opt(f.item())?;
                f.item();
                let type_params = self.type_params(f.list(), range)?;
                Stmt::FunctionDef(ast::StmtFunctionDef {
                    node_index,
                    range: outer,
                    is_async: kind == "AsyncFunctionDef",
                    decorator_list: decorators.into_iter().collect(),
                    name: self.identifier(&name, behind(range, word, &name)),
                    type_params,
                    parameters,
                    returns,
                    body,
                })
            }
            "ClassDef" => {
                let name = text(f.item());
                let args = self.exprs(f.list(), ExprContext::Load)?;
                let keywords = self.keywords(f.list())?;
                let body = self.body(f.item(), kind)?.into_iter().collect();
                let (decorators, outer) = self.decorators(f.list(), range)?;
                let type_params = self.type_params(f.list(), range)?;
                let given = !args.is_empty() || !keywords.is_empty();
                let arguments = ast::Arguments {
                    range: beginning(range, 5.into()),
                    node_index: AtomicNodeIndex::NONE,
                    args: args.into(),
                    keywords: keywords.into_iter().collect(),
                };
                Stmt::ClassDef(ast::StmtClassDef {
                    node_index,
                    range: outer,
                    decorator_list: decorators.into_iter().collect(),
                    name: self.identifier(&name, behind(range, 5, &name)),
                    type_params,
                    arguments: given.then(|| Box::new(arguments)),
                    body,
                })
            }
            "Return" => Stmt::Return(ast::StmtReturn {
                node_index,
                range,
                value: self.opt(f.item())?,
            }),
            "Delete" => {
                let targets = self.exprs(f.list(), ExprContext::Del)?;
                not_empty(&targets, "targets", kind)?;
                Stmt::Delete(ast::StmtDelete {
                    node_index,
                    range,
                    targets,
                })
            }
            "Assign" => {
                let targets = self.exprs(f.list(), ExprContext::Store)?;
                not_empty(&targets, "targets", kind)?;
                Stmt::Assign(ast::StmtAssign {
                    node_index,
                    range,
                    targets,
                    value: self.boxed(f.item())?,
                })
            }
            "TypeAlias" => {
                let name = node(f.item());
                if name.kind != "Name" {
                    return Err(Fault::Type("TypeAlias with non-Name name".into()));
                }
                let name = self.expr(Item::Node(Box::new(name)), ExprContext::Store)?;
                let type_params = self.type_params(f.list(), range)?;
                Stmt::TypeAlias(ast::StmtTypeAlias {
                    node_index,
                    range,
                    name: Box::new(name),
                    type_params,
                    value: self.boxed(f.item())?,
                })
            }
            "AugAssign" => Stmt::AugAssign(ast::StmtAugAssign {
                node_index,
                range,
                target: Box::new(self.expr(f.item(), ExprContext::Store)?),
                op: operator(f.item()),
                value: self.boxed(f.item())?,
            }),
            "AnnAssign" => {
                let target = node(f.item());
                let is_name = target.kind == "Name";
                let target = self.expr(Item::Node(Box::new(target)), ExprContext::Store)?;
                let annotation = self.boxed(f.item())?;
                let value = self.opt(f.item())?;
                let simple = f.int() != 0;
                if simple && !is_name {
                    return Err(Fault::Type("AnnAssign with simple non-Name target".into()));
                }
                Stmt::AnnAssign(ast::StmtAnnAssign {
                    node_index,
                    range,
                    target: Box::new(target),
                    annotation,
                    value,
                    simple,
                })
            }
            "For" | "AsyncFor" => Stmt::For(ast::StmtFor {
                node_index,
                range,
                is_async: kind == "AsyncFor",
                target: Box::new(self.expr(f.item(), ExprContext::Store)?),
                iter: self.boxed(f.item())?,
                body: self.body(f.item(), kind)?.into_iter().collect(),
                orelse: self.stmts(f.item())?.into_iter().collect(),
            }),
            "While" => Stmt::While(ast::StmtWhile {
                node_index,
                range,
                test: self.boxed(f.item())?,
                body: self.body(f.item(), kind)?.into_iter().collect(),
                orelse: self.stmts(f.item())?.into_iter().collect(),
            }),
            "If" => {
                let test = self.boxed(f.item())?;
                let body = self.body(f.item(), kind)?.into_iter().collect();
                Stmt::If(ast::StmtIf {
                    node_index,
                    range,
                    test,
                    body,
                    elif_else_clauses: self.clauses(f.list(), range)?,
                })
            }
            "With" | "AsyncWith" => {
                let mut all = Vec::new();
                for item in f.list() {
                    let (_, mut f) = open(node(item));
                    let context_expr = self.expr(f.item(), ExprContext::Load)?;
                    let optional_vars = match f.item() {
                        Item::None => None,
                        item => Some(Box::new(self.expr(item, ExprContext::Store)?)),
                    };
                    let start = context_expr.range();
                    let range = optional_vars.as_ref().map_or(start, |v| {
                        TextRange::new(start.start(), v.end().max(start.end()))
                    });
                    all.push(ast::WithItem {
                        range,
                        node_index: AtomicNodeIndex::NONE,
                        context_expr,
                        optional_vars,
                    });
                }
                not_empty(&all, "items", kind)?;
                Stmt::With(ast::StmtWith {
                    node_index,
                    range,
                    is_async: kind == "AsyncWith",
                    items: all,
                    body: self.body(f.item(), kind)?.into_iter().collect(),
                })
            }
            "Match" => {
                let subject = self.boxed(f.item())?;
                let mut cases = Vec::new();
                for case in f.list() {
                    let (_, mut f) = open(node(case));
                    let pattern = node(f.item());
                    let at = self.canvas.range(pattern.span);
                    cases.push(ast::MatchCase {
                        range: at,
                        node_index: AtomicNodeIndex::NONE,
                        pattern: self.pattern(pattern, false)?,
                        guard: self.opt(f.item())?,
                        body: self.body(f.item(), "match_case")?.into_iter().collect(),
                    });
                }
                not_empty(&cases, "cases", kind)?;
                Stmt::Match(ast::StmtMatch {
                    node_index,
                    range,
                    subject,
                    cases,
                })
            }
            "Raise" => {
                let exc = self.opt(f.item())?;
                let cause = self.opt(f.item())?;
                if exc.is_none() && cause.is_some() {
                    return Err("Raise with cause but no exception".into());
                }
                Stmt::Raise(ast::StmtRaise {
                    node_index,
                    range,
                    exc,
                    cause,
                })
            }
            "Try" | "TryStar" => {
                let body = self.body(f.item(), kind)?;
                let handlers = f.list();
                let handlers: Vec<_> = handlers
                    .into_iter()
                    .map(|h| self.handler(node(h)))
                    .collect::<Result<_>>()?;
                let orelse = self.stmts(f.item())?;
                let finalbody = self.stmts(f.item())?;
                if handlers.is_empty() && finalbody.is_empty() {
                    return Err(Fault::Value(format!(
                        "{kind} has neither except handlers nor finalbody"
                    )));
                }
                if handlers.is_empty() && !orelse.is_empty() {
                    return Err(Fault::Value(format!(
                        "{kind} has orelse but no except handlers"
                    )));
                }
                Stmt::Try(ast::StmtTry {
                    node_index,
                    range,
                    body: body.into_iter().collect(),
                    handlers,
                    orelse: orelse.into_iter().collect(),
                    finalbody: finalbody.into_iter().collect(),
                    is_star: kind == "TryStar",
                })
            }
            "Assert" => Stmt::Assert(ast::StmtAssert {
                node_index,
                range,
                test: self.boxed(f.item())?,
                msg: self.opt(f.item())?,
            }),
            "Import" => {
                let names = self.aliases(f.list());
                not_empty(&names, "names", kind)?;
                Stmt::Import(ast::StmtImport {
                    node_index,
                    range,
                    names,
                    is_lazy: false,
                })
            }
            "ImportFrom" => {
                let module = self.opt_identifier(f.item(), range);
                let names = self.aliases(f.list());
                let level = f.int();
                if level < 0 {
                    return Err("Negative ImportFrom level".into());
                }
                not_empty(&names, "names", kind)?;
                Stmt::ImportFrom(ast::StmtImportFrom {
                    node_index,
                    range,
                    module,
                    names,
                    level: u32::try_from(level).unwrap_or(u32::MAX),
                    is_lazy: false,
                })
            }
            "Global" | "Nonlocal" => {
                let names = f.names();
                not_empty(&names, "names", kind)?;
                let names = names.iter().map(|n| self.identifier(n, range)).collect();
                if kind == "Global" {
                    Stmt::Global(ast::StmtGlobal {
                        node_index,
                        range,
                        names,
                    })
                } else {
                    Stmt::Nonlocal(ast::StmtNonlocal {
                        node_index,
                        range,
                        names,
                    })
                }
            }
            "Expr" => Stmt::Expr(ast::StmtExpr {
                node_index,
                range,
                value: self.boxed(f.item())?,
            }),
            "Break" => Stmt::Break(ast::StmtBreak { node_index, range }),
            "Continue" => Stmt::Continue(ast::StmtContinue { node_index, range }),
            _ => Stmt::Pass(ast::StmtPass { node_index, range }),
        })
    }

    /// What follows the first branch of an `if`. A chain of them is one statement, however long.
    pub(super) fn clauses(
        &mut self,
        mut orelse: Vec<Item>,
        range: TextRange,
    ) -> Result<Vec<ast::ElifElseClause>> {
        let mut clauses = Vec::new();
        loop {
            let chained = matches!(&orelse[..], [Item::Node(n)] if n.kind == "If");
            if !chained {
                if !orelse.is_empty() {
                    clauses.push(ast::ElifElseClause {
                        range,
                        node_index: AtomicNodeIndex::NONE,
                        test: None,
                        body: self.stmts(Item::List(orelse))?.into_iter().collect(),
                    });
                }
                return Ok(clauses);
            }
            let next = node(orelse.remove(0));
            let at = self.canvas.range(next.span);
            let (kind, mut f) = open(next);
            clauses.push(ast::ElifElseClause {
                range: at,
                node_index: AtomicNodeIndex::NONE,
                test: Some(self.expr(f.item(), ExprContext::Load)?),
                body: self.body(f.item(), kind)?.into_iter().collect(),
            });
            orelse = f.list();
        }
    }

    pub(super) fn handler(&mut self, n: Node) -> Result<ast::ExceptHandler> {
        let range = self.canvas.range(n.span);
        let (kind, mut f) = open(n);
        let type_ = self.opt(f.item())?;
        let name = self.opt_identifier(f.item(), range);
        let body = self.body(f.item(), kind)?.into_iter().collect();
        Ok(ast::ExceptHandler::ExceptHandler(
            ast::ExceptHandlerExceptHandler {
                node_index: AtomicNodeIndex::NONE,
                range,
                type_,
                name,
                body,
            },
        ))
    }

    /// The decorators, and the range of the definition with them.
    pub(super) fn decorators(
        &mut self,
        all: Vec<Item>,
        range: TextRange,
    ) -> Result<(Vec<ast::Decorator>, TextRange)> {
        let mut decorators = Vec::new();
        let mut outer = range;
        for item in all {
            let expression = self.given(item, ExprContext::Load)?;
            let at = expression.range();
            outer = outer.cover(TextRange::empty(at.start().min(range.start())));
            decorators.push(ast::Decorator {
                range: at,
                node_index: AtomicNodeIndex::NONE,
                expression,
            });
        }
        Ok((decorators, outer))
    }

    pub(super) fn aliases(&mut self, all: Vec<Item>) -> Vec<ast::Alias> {
        let one = |item| {
            let n = node(item);
            let range = self.canvas.range(n.span);
            let (_, mut f) = open(n);
            ast::Alias {
                range,
                node_index: AtomicNodeIndex::NONE,
                name: self.identifier(&text(f.item()), range),
                asname: self.opt_identifier(f.item(), range),
            }
        };
        all.into_iter().map(one).collect()
    }

    pub(super) fn keywords(&mut self, all: Vec<Item>) -> Result<Vec<ast::Keyword>> {
        let mut keywords = Vec::new();
        for item in all {
            let n = node(item);
            let range = self.canvas.range(n.span);
            let (_, mut f) = open(n);
            keywords.push(ast::Keyword {
                range,
                node_index: AtomicNodeIndex::NONE,
                arg: self.opt_identifier(f.item(), range),
                value: self.expr(f.item(), ExprContext::Load)?,
            });
        }
        Ok(keywords)
    }

    pub(super) fn type_params(
        &mut self,
        all: Vec<Item>,
        owner: TextRange,
    ) -> Result<Option<Box<ast::TypeParams>>> {
        let mut type_params = Vec::new();
        for item in all {
            let n = node(item);
            let range = self.canvas.range(n.span);
            let (kind, mut f) = open(n);
            let name = text(f.item());
            let name = self.identifier(&name, beginning(range, TextSize::of(name.as_str())));
            let node_index = AtomicNodeIndex::NONE;
            type_params.push(match kind {
                "TypeVar" => ast::TypeParam::TypeVar(ast::TypeParamTypeVar {
                    node_index,
                    range,
                    name,
                    bound: self.opt(f.item())?,
                    default: self.opt(f.item())?,
                }),
                "ParamSpec" => ast::TypeParam::ParamSpec(ast::TypeParamParamSpec {
                    node_index,
                    range,
                    name,
                    default: self.opt(f.item())?,
                }),
                _ => ast::TypeParam::TypeVarTuple(ast::TypeParamTypeVarTuple {
                    node_index,
                    range,
                    name,
                    default: self.opt(f.item())?,
                }),
            });
        }
        Ok((!type_params.is_empty()).then(|| {
            Box::new(ast::TypeParams {
                range: owner,
                node_index: AtomicNodeIndex::NONE,
                type_params,
            })
        }))
    }

    pub(super) fn parameter(&mut self, item: Item) -> Result<ast::Parameter> {
        let n = node(item);
        let range = self.canvas.range(n.span);
        let (_, mut f) = open(n);
        let name = text(f.item());
        Ok(ast::Parameter {
            range,
            node_index: AtomicNodeIndex::NONE,
            name: self.identifier(&name, range),
            annotation: self.opt(f.item())?,
        })
    }

    pub(super) fn opt_parameter(&mut self, item: Item) -> Result<Option<Box<ast::Parameter>>> {
        match item {
            Item::None => Ok(None),
            item => self.parameter(item).map(|p| Some(Box::new(p))),
        }
    }

    pub(super) fn with_default(
        &mut self,
        item: Item,
        default: Item,
    ) -> Result<ast::ParameterWithDefault> {
        let parameter = self.parameter(item)?;
        Ok(ast::ParameterWithDefault {
            range: parameter.range,
            node_index: AtomicNodeIndex::NONE,
            parameter,
            default: self.opt(default)?,
        })
    }

    pub(super) fn parameters(&mut self, item: Item, range: TextRange) -> Result<ast::Parameters> {
        let (_, mut f) = open(node(item));
        let positional_only = f.list();
        let positional = f.list();
        let vararg = self.opt_parameter(f.item())?;
        let keyword_only = f.list();
        let keyword_defaults = f.list();
        let kwarg = self.opt_parameter(f.item())?;
        let defaults = f.list();
        let count = positional_only.len() + positional.len();
        if defaults.len() > count {
            return Err("more positional defaults than args on arguments".into());
        }
        let mut defaults = std::iter::repeat_with(|| Item::None)
            .take(count - defaults.len())
            .chain(defaults);
        let mut with_defaults = |this: &mut Self, all: Vec<Item>| -> Result<Vec<_>> {
            all.into_iter()
                .map(|p| this.with_default(p, defaults.next().unwrap_or(Item::None)))
                .collect()
        };
        let positional_only = with_defaults(self, positional_only)?;
        let positional = with_defaults(self, positional)?;
        let same_length = keyword_defaults.len() == keyword_only.len();
        let mut keyword_defaults = keyword_defaults.into_iter();
        let keyword_only: Vec<_> = keyword_only
            .into_iter()
            .map(|p| self.with_default(p, keyword_defaults.next().unwrap_or(Item::None)))
            .collect::<Result<_>>()?;
        if !same_length {
            return Err("length of kwonlyargs is not the same as kw_defaults on arguments".into());
        }
        Ok(ast::Parameters {
            range,
            node_index: AtomicNodeIndex::NONE,
            posonlyargs: positional_only.into_iter().collect(),
            args: positional.into_iter().collect(),
            vararg,
            kwonlyargs: keyword_only.into_iter().collect(),
            kwarg,
        })
    }
}
