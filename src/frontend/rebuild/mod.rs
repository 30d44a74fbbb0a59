//! Trees that a program has made, for the compiler: from the form that Python's `ast` shows ([`crate::tree`]) to the parser's.
//!
//! The compiler finds lines and columns, and a few details, in a source text. A tree has none, so one is made: blank lines on
//! which every position of the tree exists, with `def`, `class` and `async` where definitions say that they begin. Behind it
//! follow the texts that the compiler wants to read: string literals with surrogates, the sources of interpolations.
//!
//! Nodes have the fields of the grammar, of the right types; what else CPython's validation asks for is checked here.

mod expr;
mod pattern;
mod stmt;

use ruff_python_ast as ast;
use ruff_python_ast::{AtomicNodeIndex, Expr, ExprContext, Mod, Stmt};
use ruff_text_size::{TextRange, TextSize};

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
            node_index: AtomicNodeIndex::NONE,
            range,
            body: Box::new(r.expr(f.item(), ExprContext::Load)?),
        }),
        _ => Mod::Module(ast::ModModule {
            node_index: AtomicNodeIndex::NONE,
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
            node_index: AtomicNodeIndex::NONE,
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
}

fn interpolated(
    value: Expr,
    range: TextRange,
    conversion: ast::ConversionFlag,
    format_spec: Option<Box<ast::InterpolatedStringFormatSpec>>,
) -> ast::InterpolatedStringElement {
    ast::InterpolatedStringElement::Interpolation(ast::InterpolatedElement {
        range,
        node_index: AtomicNodeIndex::NONE,
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
