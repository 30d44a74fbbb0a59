//! Trees that a program has made, for the compiler: from the form that Python's `ast` shows ([`crate::tree`]) to the parser's.
//!
//! The compiler finds lines and columns, and a few details, in a source text. A tree has none, so one is made: blank lines on
//! which every position of the tree exists, with `def`, `class` and `async` where definitions say that they begin. Behind it
//! follow the texts that the compiler wants to read: string literals with surrogates, the sources of interpolations.
//!
//! Nodes have the fields of the grammar, of the right types; what else CPython's validation asks for is checked here.

use ruff_python_ast as ast;
use ruff_python_ast::{AtomicNodeIndex, Expr, ExprContext, Mod, Pattern, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::bytecode::code::Const;
use crate::tree::{Item, Node};

/// A tree with its text.
pub struct Rebuilt {
    pub module: Mod,
    pub text: String,
}

/// What is wrong with a tree: the message of an exception.
#[derive(Debug)]
pub enum Fault {
    Value(String),
    Type(String),
    System(String),
}

impl From<&str> for Fault {
    fn from(message: &str) -> Fault {
        Fault::Value(message.to_owned())
    }
}

pub type Result<T> = std::result::Result<T, Fault>;

const NONE: AtomicNodeIndex = AtomicNodeIndex::NONE;
/// Lines and columns beyond these are taken for them: they cost memory.
const MAX_LINES: u32 = 1 << 22;
const MAX_COLUMNS: u32 = 1 << 12;
/// The longest word that stands at the beginning of a definition, with room for a name.
const ROOM: u32 = 16;

/// The parser's tree for a `Module`, `Interactive` or `Expression`.
pub fn rebuild(node: Node) -> Result<Rebuilt> {
    let canvas = Canvas::new(&node);
    let mut r = Rebuilder { canvas };
    let (kind, mut f) = open(node);
    let range = TextRange::default();
    let module = match kind {
        "Expression" => Mod::Expression(ast::ModExpression {
            node_index: NONE,
            range,
            body: Box::new(r.expr(f.item(), ExprContext::Load)?),
        }),
        _ => Mod::Module(ast::ModModule {
            node_index: NONE,
            range,
            body: r.stmts(f.item())?.into_iter().collect(),
        }),
    };
    Ok(Rebuilt {
        module,
        text: r.canvas.text,
    })
}

/// The text.
struct Canvas {
    text: String,
    /// Where each line begins.
    starts: Vec<u32>,
}

impl Canvas {
    fn new(node: &Node) -> Canvas {
        let mut widths = vec![0];
        measure(node, &mut widths);
        let mut starts = Vec::with_capacity(widths.len());
        let mut at = 0;
        for width in &widths {
            starts.push(at);
            at += width + 1;
        }
        let mut text = vec![b' '; at as usize];
        for &start in starts.iter().skip(1) {
            text[start as usize - 1] = b'\n';
        }
        if let Some(last) = text.last_mut() {
            *last = b'\n';
        }
        let mut canvas = Canvas {
            text: String::new(),
            starts,
        };
        canvas.mark(node, &mut text);
        canvas.text = text.into_iter().map(char::from).collect();
        canvas
    }

    fn offset(&self, line: u32, col: u32) -> TextSize {
        let line = line.clamp(1, self.starts.len() as u32);
        TextSize::from(self.starts[line as usize - 1] + col.min(MAX_COLUMNS))
    }

    fn range(&self, span: Option<[u32; 4]>) -> TextRange {
        let Some([line, col, end_line, end_col]) = span else {
            return TextRange::default();
        };
        let start = self.offset(line, col);
        TextRange::new(start, self.offset(end_line, end_col).max(start))
    }

    /// Writes the words by which definitions begin.
    fn mark(&self, node: &Node, text: &mut [u8]) {
        let word = match node.kind {
            "FunctionDef" => "def",
            "AsyncFunctionDef" => "async def",
            "ClassDef" => "class",
            _ => "",
        };
        if !word.is_empty() {
            let at = usize::from(self.range(node.span).start());
            if let Some(place) = text.get_mut(at..at + word.len()) {
                place.copy_from_slice(word.as_bytes());
            }
        }
        for_each_child(node, &mut |child| self.mark(child, text));
    }

    /// Adds a text behind all others.
    fn add(&mut self, text: &str) -> TextRange {
        let start = TextSize::of(self.text.as_str());
        self.text.push_str(text);
        TextRange::at(start, TextSize::of(text))
    }
}

fn for_each_child(node: &Node, f: &mut impl FnMut(&Node)) {
    fn of_item(item: &Item, f: &mut impl FnMut(&Node)) {
        match item {
            Item::Node(n) => f(n),
            Item::List(items) => items.iter().for_each(|i| of_item(i, f)),
            Item::None | Item::Int(_) | Item::Const(_) | Item::Name(_) => {}
        }
    }
    node.fields.iter().for_each(|item| of_item(item, f));
}

/// How wide each line must be.
fn measure(node: &Node, widths: &mut Vec<u32>) {
    if let Some([line, col, end_line, end_col]) = node.span {
        for (line, col) in [(line, col), (end_line, end_col)] {
            let line = line.clamp(1, MAX_LINES) as usize;
            if widths.len() < line {
                widths.resize(line, 0);
            }
            let width = &mut widths[line - 1];
            *width = (*width).max(col.min(MAX_COLUMNS) + ROOM);
        }
    }
    for_each_child(node, &mut |child| measure(child, widths));
}

/// The fields of a node, one after the other.
struct Fields(std::vec::IntoIter<Item>);

impl Fields {
    fn item(&mut self) -> Item {
        self.0.next().unwrap_or(Item::None)
    }

    fn list(&mut self) -> Vec<Item> {
        items(self.item())
    }

    fn int(&mut self) -> i64 {
        match self.item() {
            Item::Int(n) => n,
            _ => 0,
        }
    }

    fn names(&mut self) -> Vec<String> {
        self.list().into_iter().map(text).collect()
    }
}

fn items(item: Item) -> Vec<Item> {
    match item {
        Item::List(items) => items,
        _ => Vec::new(),
    }
}

fn text(item: Item) -> String {
    match item {
        Item::Name(name) => name,
        _ => String::new(),
    }
}

fn open(node: Node) -> (&'static str, Fields) {
    (node.kind, Fields(node.fields.into_iter()))
}

/// The kind, range and fields of an item that is a node.
fn node(item: Item) -> Node {
    match item {
        Item::Node(node) => *node,
        _ => Node {
            kind: "",
            fields: Vec::new(),
            span: None,
        },
    }
}

fn context(item: Item) -> ExprContext {
    match node(item).kind {
        "Store" => ExprContext::Store,
        "Del" => ExprContext::Del,
        _ => ExprContext::Load,
    }
}

fn context_name(c: ExprContext) -> &'static str {
    match c {
        ExprContext::Store => "Store",
        ExprContext::Del => "Del",
        ExprContext::Load | ExprContext::Invalid => "Load",
    }
}

fn operator(item: Item) -> ast::Operator {
    use ast::Operator as O;
    match node(item).kind {
        "Sub" => O::Sub,
        "Mult" => O::Mult,
        "MatMult" => O::MatMult,
        "Div" => O::Div,
        "Mod" => O::Mod,
        "Pow" => O::Pow,
        "LShift" => O::LShift,
        "RShift" => O::RShift,
        "BitOr" => O::BitOr,
        "BitXor" => O::BitXor,
        "BitAnd" => O::BitAnd,
        "FloorDiv" => O::FloorDiv,
        _ => O::Add,
    }
}

fn comparison(item: Item) -> ast::CmpOp {
    use ast::CmpOp as O;
    match node(item).kind {
        "NotEq" => O::NotEq,
        "Lt" => O::Lt,
        "LtE" => O::LtE,
        "Gt" => O::Gt,
        "GtE" => O::GtE,
        "Is" => O::Is,
        "IsNot" => O::IsNot,
        "In" => O::In,
        "NotIn" => O::NotIn,
        _ => O::Eq,
    }
}

fn not_empty<T>(list: &[T], what: &str, owner: &str) -> Result<()> {
    if list.is_empty() {
        return Err(Fault::Value(format!("empty {what} on {owner}")));
    }
    Ok(())
}

/// A text of WTF-8 as the parser gives it, with U+FFFD for each surrogate, and a literal for it.
fn escaped(bytes: &[u8]) -> (String, String) {
    use std::fmt::Write;
    let (mut value, mut source) = (String::new(), String::from("'"));
    let mut rest = bytes;
    while !rest.is_empty() {
        let valid = match std::str::from_utf8(rest) {
            Ok(text) => text.len(),
            Err(e) => e.valid_up_to(),
        };
        let text = std::str::from_utf8(&rest[..valid]).unwrap_or_default();
        value.push_str(text);
        for c in text.chars() {
            let _ = write!(source, "\\U{:08x}", u32::from(c));
        }
        rest = &rest[valid..];
        // What is no UTF-8 is a surrogate, of three bytes.
        if let [a, b, c, ..] = *rest {
            let code = u32::from(a & 15) << 12 | u32::from(b & 63) << 6 | u32::from(c & 63);
            let _ = write!(source, "\\u{code:04x}");
            value.push('\u{fffd}');
        }
        rest = rest.get(3..).unwrap_or_default();
    }
    source.push('\'');
    (value, source)
}

struct Rebuilder {
    canvas: Canvas,
}

impl Rebuilder {
    // ---- parts

    fn identifier(&self, name: &str, range: TextRange) -> ast::Identifier {
        ast::Identifier {
            id: ast::name::Name::new(name),
            range,
            node_index: NONE,
        }
    }

    fn opt_identifier(&self, item: Item, range: TextRange) -> Option<ast::Identifier> {
        match item {
            Item::Name(name) => Some(self.identifier(&name, range)),
            _ => None,
        }
    }

    fn boxed(&mut self, item: Item) -> Result<Box<Expr>> {
        self.expr(item, ExprContext::Load).map(Box::new)
    }

    fn opt(&mut self, item: Item) -> Result<Option<Box<Expr>>> {
        match item {
            Item::None => Ok(None),
            item => self.boxed(item).map(Some),
        }
    }

    fn exprs(&mut self, all: Vec<Item>, ctx: ExprContext) -> Result<Vec<Expr>> {
        all.into_iter().map(|e| self.given(e, ctx)).collect()
    }

    /// An expression in a list, where CPython's conversion lets None pass.
    fn given(&mut self, item: Item, ctx: ExprContext) -> Result<Expr> {
        match item {
            Item::None => Err("None disallowed in expression list".into()),
            item => self.expr(item, ctx),
        }
    }

    fn stmts(&mut self, item: Item) -> Result<Vec<Stmt>> {
        let all = items(item);
        all.into_iter()
            .map(|s| match s {
                Item::None => Err("None disallowed in statement list".into()),
                s => self.stmt(node(s)),
            })
            .collect()
    }

    fn body(&mut self, item: Item, owner: &str) -> Result<Vec<Stmt>> {
        let body = self.stmts(item)?;
        not_empty(&body, "body", owner)?;
        Ok(body)
    }

    // ---- statements

    fn stmt(&mut self, n: Node) -> Result<Stmt> {
        let range = self.canvas.range(n.span);
        let (kind, mut f) = open(n);
        let node_index = NONE;
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
                    node_index: NONE,
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
                    return Err("TypeAlias with non-Name name".into());
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
                        node_index: NONE,
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
                        node_index: NONE,
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
    fn clauses(
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
                        node_index: NONE,
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
                node_index: NONE,
                test: Some(self.expr(f.item(), ExprContext::Load)?),
                body: self.body(f.item(), kind)?.into_iter().collect(),
            });
            orelse = f.list();
        }
    }

    fn handler(&mut self, n: Node) -> Result<ast::ExceptHandler> {
        let range = self.canvas.range(n.span);
        let (kind, mut f) = open(n);
        let type_ = self.opt(f.item())?;
        let name = self.opt_identifier(f.item(), range);
        let body = self.body(f.item(), kind)?.into_iter().collect();
        Ok(ast::ExceptHandler::ExceptHandler(
            ast::ExceptHandlerExceptHandler {
                node_index: NONE,
                range,
                type_,
                name,
                body,
            },
        ))
    }

    /// The decorators, and the range of the definition with them.
    fn decorators(
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
                node_index: NONE,
                expression,
            });
        }
        Ok((decorators, outer))
    }

    fn aliases(&mut self, all: Vec<Item>) -> Vec<ast::Alias> {
        let one = |item| {
            let n = node(item);
            let range = self.canvas.range(n.span);
            let (_, mut f) = open(n);
            ast::Alias {
                range,
                node_index: NONE,
                name: self.identifier(&text(f.item()), range),
                asname: self.opt_identifier(f.item(), range),
            }
        };
        all.into_iter().map(one).collect()
    }

    fn keywords(&mut self, all: Vec<Item>) -> Result<Vec<ast::Keyword>> {
        let mut keywords = Vec::new();
        for item in all {
            let n = node(item);
            let range = self.canvas.range(n.span);
            let (_, mut f) = open(n);
            keywords.push(ast::Keyword {
                range,
                node_index: NONE,
                arg: self.opt_identifier(f.item(), range),
                value: self.expr(f.item(), ExprContext::Load)?,
            });
        }
        Ok(keywords)
    }

    fn type_params(
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
            let node_index = NONE;
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
                node_index: NONE,
                type_params,
            })
        }))
    }

    fn parameter(&mut self, item: Item) -> Result<ast::Parameter> {
        let n = node(item);
        let range = self.canvas.range(n.span);
        let (_, mut f) = open(n);
        let name = text(f.item());
        Ok(ast::Parameter {
            range,
            node_index: NONE,
            name: self.identifier(&name, range),
            annotation: self.opt(f.item())?,
        })
    }

    fn opt_parameter(&mut self, item: Item) -> Result<Option<Box<ast::Parameter>>> {
        match item {
            Item::None => Ok(None),
            item => self.parameter(item).map(|p| Some(Box::new(p))),
        }
    }

    fn with_default(&mut self, item: Item, default: Item) -> Result<ast::ParameterWithDefault> {
        let parameter = self.parameter(item)?;
        Ok(ast::ParameterWithDefault {
            range: parameter.range,
            node_index: NONE,
            parameter,
            default: self.opt(default)?,
        })
    }

    fn parameters(&mut self, item: Item, range: TextRange) -> Result<ast::Parameters> {
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
            node_index: NONE,
            posonlyargs: positional_only.into_iter().collect(),
            args: positional.into_iter().collect(),
            vararg,
            kwonlyargs: keyword_only.into_iter().collect(),
            kwarg,
        })
    }

    // ---- patterns

    fn patterns(&mut self, all: Vec<Item>, star: bool) -> Result<Vec<Pattern>> {
        all.into_iter()
            .map(|p| self.pattern(node(p), star))
            .collect()
    }

    fn pattern(&mut self, n: Node, star: bool) -> Result<Pattern> {
        let range = self.canvas.range(n.span);
        let (kind, mut f) = open(n);
        let node_index = NONE;
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
                    node_index: NONE,
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
                        node_index: NONE,
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
    fn capture(&self, item: Item, range: TextRange) -> Result<Option<ast::Identifier>> {
        let name = self.opt_identifier(item, range);
        match &name {
            Some(n) if n.id == "_" => Err("can't capture name '_' in patterns".into()),
            _ => Ok(name),
        }
    }

    /// The value of a pattern, or (`key`) a key of a mapping, where a singleton may stand.
    fn pattern_value(&mut self, item: Item, key: bool) -> Result<Expr> {
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

    // ---- expressions

    fn comprehensions(
        &mut self,
        all: Vec<Item>,
        range: TextRange,
    ) -> Result<Vec<ast::Comprehension>> {
        let mut generators = Vec::new();
        for item in all {
            let (_, mut f) = open(node(item));
            generators.push(ast::Comprehension {
                range,
                node_index: NONE,
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
    fn expr(&mut self, item: Item, want: ExprContext) -> Result<Expr> {
        let n = node(item);
        let range = self.canvas.range(n.span);
        let (kind, mut f) = open(n);
        let node_index = NONE;
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
                        node_index: NONE,
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
                        node_index: NONE,
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

    fn constant(&mut self, c: Const, range: TextRange) -> Result<Expr> {
        let node_index = NONE;
        let number = |value| {
            Expr::NumberLiteral(ast::ExprNumberLiteral {
                node_index: NONE,
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
                        node_index: NONE,
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
                    node_index: NONE,
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
    fn integer(&self, negative: bool, digits: &str, range: TextRange) -> Result<Expr> {
        let value = ast::Int::from_str_radix(digits, 16, &format!("0x{digits}"))
            .map_err(|e| Fault::Value(e.to_string()))?;
        let number = Expr::NumberLiteral(ast::ExprNumberLiteral {
            node_index: NONE,
            range,
            value: ast::Number::Int(value),
        });
        if !negative {
            return Ok(number);
        }
        Ok(Expr::UnaryOp(ast::ExprUnaryOp {
            node_index: NONE,
            range,
            op: ast::UnaryOp::USub,
            operand: Box::new(number),
        }))
    }

    /// The value of a literal, and where the compiler reads it again: see `compile::string`.
    fn string(&mut self, bytes: &[u8], range: TextRange) -> (Box<str>, TextRange) {
        match std::str::from_utf8(bytes) {
            Ok(text) if !text.contains('\u{fffd}') => (text.into(), range),
            _ => {
                let (value, source) = escaped(bytes);
                (value.into(), self.canvas.add(&source))
            }
        }
    }

    fn fstring(&mut self, elements: Vec<ast::InterpolatedStringElement>, range: TextRange) -> Expr {
        Expr::FString(ast::ExprFString {
            node_index: NONE,
            range,
            value: ast::FStringValue::single(ast::FString {
                range,
                node_index: NONE,
                elements: elements.into(),
                flags: ast::FStringFlags::empty(),
            }),
        })
    }

    fn elements(&mut self, all: Vec<Item>) -> Result<Vec<ast::InterpolatedStringElement>> {
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
                            node_index: NONE,
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

    fn element(
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
                node_index: NONE,
                elements: self.elements(vec![item])?.into(),
            })),
        };
        Ok(interpolated(value, at, conversion, spec))
    }
}

fn interpolated(
    value: Expr,
    range: TextRange,
    conversion: ast::ConversionFlag,
    format_spec: Option<Box<ast::InterpolatedStringFormatSpec>>,
) -> ast::InterpolatedStringElement {
    ast::InterpolatedStringElement::Interpolation(ast::InterpolatedElement {
        range,
        node_index: NONE,
        expression: Box::new(value),
        debug_text: None,
        conversion,
        format_spec,
    })
}

fn is_constant(e: &Expr) -> bool {
    matches!(e, Expr::EllipsisLiteral(_) | Expr::Tuple(_))
}

/// The first characters of a node, which stand on one line.
fn beginning(range: TextRange, len: TextSize) -> TextRange {
    TextRange::at(range.start(), len)
}

/// Where a name stands behind the word by which its definition begins.
fn behind(range: TextRange, word: u32, name: &str) -> TextRange {
    TextRange::at(range.start() + TextSize::from(word + 1), TextSize::of(name))
}
