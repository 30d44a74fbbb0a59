//! Syntax trees as Python's `ast` shows them: the parser's tree in the form of CPython's grammar, as plain data.
//!
//! A node has the name of its class and its fields in the grammar's order; whoever makes Python objects of it needs to
//! know no more. Where the parser's tree differs from CPython's, this undoes it: `elif` is an `If` of its own, a
//! function's position does not include its decorators, strings that stand side by side are one.

use ruff_python_ast as ast;
use ruff_python_ast::{Expr, ExprContext, Mod, Pattern, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::bytecode::code::Const;
use crate::compile::{fold, string};
use crate::source::Lines;
use crate::type_comments::{Place, TypeComments};
use crate::{Flags, Mode, SyntaxError, Warning, errors, parse, source};

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    None,
    Int(i64),
    /// The value of a `Constant`.
    Const(Const),
    /// An identifier.
    Name(String),
    Node(Box<Node>),
    List(Vec<Item>),
}

/// A node.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The name of its class.
    pub kind: &'static str,
    /// In the grammar's order.
    pub fields: Vec<Item>,
    /// `lineno`, `col_offset`, `end_lineno`, `end_col_offset`, of a class that has them.
    pub span: Option<[u32; 4]>,
}

/// Parses a source, of which `flags` say whether it is a text and how it may end. Gives what is to be warned of, too.
pub fn parse(
    source: &[u8],
    filename: &str,
    mode: Mode,
    flags: Flags,
) -> Result<(Node, Vec<Warning>), Box<SyntaxError>> {
    let decode = if flags.text {
        source::decode_text
    } else {
        source::decode
    };
    let text = decode(source, filename)
        .map_err(|e| Box::new(errors::locate(*e, "", &Lines::new(""), filename)))?;
    let lines = Lines::new(&text);
    if mode != Mode::Exec {
        if let Some(e) = crate::nothing(&text, filename) {
            return Err(Box::new(e));
        }
    }
    // Blanks before an expression are allowed; its positions are those in the whole text.
    let module = match mode {
        Mode::Eval => {
            let plain = text.trim_start_matches([' ', '\t']);
            let blanks = text.len() - plain.len();
            parse::parse(plain, mode, false).map(|(m, _)| (m, blanks as u32))
        }
        Mode::Exec | Mode::Single => {
            parse::parse(&text, mode, flags.keep_block).map(|(m, _)| (m, 0))
        }
    };
    let warned = |found| crate::located(found, &text, &lines, filename);
    let (module, shift) = module.map_err(|e| {
        let seen = crate::warnings::before(&text, &e);
        let mut e = errors::locate(*e, &text, &lines, filename);
        e.warnings = warned(seen);
        Box::new(e)
    })?;
    let warnings = warned(crate::warnings::of_tokens(&text, TextSize::of(&text)));
    let source = &text[shift as usize..];
    let maker = Maker {
        source,
        lines: &lines,
        shift,
        comments: if flags.type_comments {
            TypeComments::find(source)
        } else {
            TypeComments::default()
        },
    };
    let tree = match &module {
        Mod::Module(m) => {
            let body = maker.body(&m.body);
            match mode {
                Mode::Single => node("Interactive", vec![body]),
                Mode::Exec | Mode::Eval => node("Module", vec![body, maker.ignores()]),
            }
        }
        Mod::Expression(e) => node("Expression", vec![maker.expr(&e.body)]),
    };
    if let Some((range, message)) = maker.comments.misplaced() {
        let range = range + TextSize::from(shift);
        let e = errors::syntax_error(range, message);
        return Err(Box::new(errors::locate(*e, &text, &lines, filename)));
    }
    Ok((tree, warnings))
}

/// A node without a position.
pub(crate) fn node(kind: &'static str, fields: Vec<Item>) -> Node {
    Node {
        kind,
        fields,
        span: None,
    }
}

/// A node without fields: an operator or a context.
fn plain(kind: &'static str) -> Item {
    Item::Node(Box::new(node(kind, Vec::new())))
}

fn name(id: &str) -> Item {
    Item::Name(id.to_owned())
}

fn opt_name(id: Option<&ast::Identifier>) -> Item {
    id.map_or(Item::None, |id| name(id))
}

fn truth(b: bool) -> Item {
    Item::Int(i64::from(b))
}

fn context(c: ExprContext) -> Item {
    plain(match c {
        ExprContext::Store => "Store",
        ExprContext::Del => "Del",
        ExprContext::Load | ExprContext::Invalid => "Load",
    })
}

fn operator(op: ast::Operator) -> Item {
    use ast::Operator as O;
    plain(match op {
        O::Add => "Add",
        O::Sub => "Sub",
        O::Mult => "Mult",
        O::MatMult => "MatMult",
        O::Div => "Div",
        O::Mod => "Mod",
        O::Pow => "Pow",
        O::LShift => "LShift",
        O::RShift => "RShift",
        O::BitOr => "BitOr",
        O::BitXor => "BitXor",
        O::BitAnd => "BitAnd",
        O::FloorDiv => "FloorDiv",
    })
}

fn comparison(op: ast::CmpOp) -> Item {
    use ast::CmpOp as O;
    plain(match op {
        O::Eq => "Eq",
        O::NotEq => "NotEq",
        O::Lt => "Lt",
        O::LtE => "LtE",
        O::Gt => "Gt",
        O::GtE => "GtE",
        O::Is => "Is",
        O::IsNot => "IsNot",
        O::In => "In",
        O::NotIn => "NotIn",
    })
}

/// A piece of an f-string or t-string: text, or something formatted.
enum Piece {
    Text(Vec<u8>, TextRange),
    Value(Item),
}

/// What makes trees of a source that has been parsed.
pub(crate) struct Maker<'a> {
    pub source: &'a str,
    pub lines: &'a Lines,
    /// How many bytes of the whole text stand before `source` (modulo 2³²: a source may begin before its text).
    pub shift: u32,
    pub comments: TypeComments,
}

impl Maker<'_> {
    fn span(&self, range: TextRange) -> [u32; 4] {
        let place = |at: TextSize| {
            let at = u32::from(at).wrapping_add(self.shift);
            self.lines.line_col(TextSize::from(at))
        };
        let (line, col) = place(range.start());
        let (end_line, end_col) = place(range.end());
        [line, col, end_line, end_col]
    }

    fn at(&self, kind: &'static str, range: TextRange, fields: Vec<Item>) -> Item {
        Item::Node(Box::new(Node {
            kind,
            fields,
            span: Some(self.span(range)),
        }))
    }

    fn list<'b, T: 'b>(
        &self,
        items: impl IntoIterator<Item = &'b T>,
        f: impl Fn(&T) -> Item,
    ) -> Item {
        Item::List(items.into_iter().map(f).collect())
    }

    pub(crate) fn exprs<'b>(&self, items: impl IntoIterator<Item = &'b Expr>) -> Item {
        self.list(items, |e| self.expr(e))
    }

    fn opt(&self, e: Option<&Expr>) -> Item {
        e.map_or(Item::None, |e| self.expr(e))
    }

    fn body(&self, body: &[Stmt]) -> Item {
        self.list(body, |s| self.stmt(s))
    }

    fn constant(&self, c: Const, range: TextRange) -> Item {
        self.at("Constant", range, vec![Item::Const(c), Item::None])
    }

    // ---- statements

    /// Where a definition begins behind its decorators.
    fn undecorated(&self, range: TextRange, decorators: &[ast::Decorator]) -> TextRange {
        let Some(last) = decorators.last() else {
            return range;
        };
        let mut at = usize::from(last.range.end());
        let bytes = self.source.as_bytes();
        loop {
            match bytes.get(at) {
                Some(b'#') => {
                    while bytes.get(at).is_some_and(|&b| b != b'\n') {
                        at += 1;
                    }
                }
                Some(b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'\\') => at += 1,
                _ => break,
            }
        }
        TextRange::new(TextSize::from(at as u32), range.end())
    }

    /// The comments by which type checkers are silenced.
    fn ignores(&self) -> Item {
        let one = |(start, tag): &(TextSize, String)| {
            let line = self.span(TextRange::empty(*start))[0];
            let tag = Item::Const(Const::str(tag));
            let fields = vec![Item::Int(i64::from(line)), tag];
            Item::Node(Box::new(node("TypeIgnore", fields)))
        };
        Item::List(self.comments.ignores.iter().map(one).collect())
    }

    /// The type comment of what ends here.
    fn comment(&self, from: TextSize, place: Place) -> Item {
        match self.comments.after(self.source, from, place) {
            Some(text) => Item::Const(Const::str(text)),
            None => Item::None,
        }
    }

    fn decorators(&self, all: &[ast::Decorator]) -> Item {
        self.list(all, |d| self.expr(&d.expression))
    }

    fn stmt(&self, s: &Stmt) -> Item {
        let range = s.range();
        let at = |kind, fields| self.at(kind, range, fields);
        match s {
            Stmt::FunctionDef(f) => {
                let kind = if f.is_async {
                    "AsyncFunctionDef"
                } else {
                    "FunctionDef"
                };
                let fields = vec![
                    name(&f.name),
                    self.parameters(Some(&f.parameters), false),
                    self.body(&f.body),
                    self.decorators(&f.decorator_list),
                    self.opt(f.returns.as_deref()),
                    self.comment(
                        f.returns.as_deref().map_or(f.parameters.end(), |e| e.end()),
                        Place::Function,
                    ),
                    self.type_params(f.type_params.as_deref()),
                ];
                self.at(kind, self.undecorated(range, &f.decorator_list), fields)
            }
            Stmt::ClassDef(c) => {
                let (bases, keywords) = match c.arguments.as_deref() {
                    Some(a) => (self.exprs(&a.args), self.keywords(&a.keywords)),
                    None => (Item::List(Vec::new()), Item::List(Vec::new())),
                };
                let fields = vec![
                    name(&c.name),
                    bases,
                    keywords,
                    self.body(&c.body),
                    self.decorators(&c.decorator_list),
                    self.type_params(c.type_params.as_deref()),
                ];
                self.at(
                    "ClassDef",
                    self.undecorated(range, &c.decorator_list),
                    fields,
                )
            }
            Stmt::Return(r) => at("Return", vec![self.opt(r.value.as_deref())]),
            Stmt::Delete(d) => at("Delete", vec![self.exprs(&d.targets)]),
            Stmt::TypeAlias(t) => at(
                "TypeAlias",
                vec![
                    self.expr(&t.name),
                    self.type_params(t.type_params.as_deref()),
                    self.expr(&t.value),
                ],
            ),
            Stmt::Assign(a) => at(
                "Assign",
                vec![
                    self.exprs(&a.targets),
                    self.expr(&a.value),
                    self.comment(range.end(), Place::Assignment),
                ],
            ),
            Stmt::AugAssign(a) => at(
                "AugAssign",
                vec![self.expr(&a.target), operator(a.op), self.expr(&a.value)],
            ),
            Stmt::AnnAssign(a) => at(
                "AnnAssign",
                vec![
                    self.expr(&a.target),
                    self.expr(&a.annotation),
                    self.opt(a.value.as_deref()),
                    truth(a.simple),
                ],
            ),
            Stmt::For(f) => at(
                if f.is_async { "AsyncFor" } else { "For" },
                vec![
                    self.expr(&f.target),
                    self.expr(&f.iter),
                    self.body(&f.body),
                    self.body(&f.orelse),
                    self.comment(f.iter.end(), Place::Header),
                ],
            ),
            Stmt::While(w) => at(
                "While",
                vec![self.expr(&w.test), self.body(&w.body), self.body(&w.orelse)],
            ),
            Stmt::If(i) => at(
                "If",
                vec![
                    self.expr(&i.test),
                    self.body(&i.body),
                    self.elif(&i.elif_else_clauses, range.end()),
                ],
            ),
            Stmt::With(w) => at(
                if w.is_async { "AsyncWith" } else { "With" },
                vec![
                    self.list(&w.items, |item| {
                        let fields = vec![
                            self.expr(&item.context_expr),
                            self.opt(item.optional_vars.as_deref()),
                        ];
                        Item::Node(Box::new(node("withitem", fields)))
                    }),
                    self.body(&w.body),
                    self.comment(
                        w.items.last().map_or(range.start(), Ranged::end),
                        Place::Header,
                    ),
                ],
            ),
            Stmt::Match(m) => at(
                "Match",
                vec![
                    self.expr(&m.subject),
                    self.list(&m.cases, |c| {
                        let fields = vec![
                            self.pattern(&c.pattern),
                            self.opt(c.guard.as_deref()),
                            self.body(&c.body),
                        ];
                        Item::Node(Box::new(node("match_case", fields)))
                    }),
                ],
            ),
            Stmt::Raise(r) => at(
                "Raise",
                vec![self.opt(r.exc.as_deref()), self.opt(r.cause.as_deref())],
            ),
            Stmt::Try(t) => at(
                if t.is_star { "TryStar" } else { "Try" },
                vec![
                    self.body(&t.body),
                    self.list(&t.handlers, |h| {
                        let ast::ExceptHandler::ExceptHandler(h) = h;
                        self.at(
                            "ExceptHandler",
                            h.range,
                            vec![
                                self.opt(h.type_.as_deref()),
                                opt_name(h.name.as_ref()),
                                self.body(&h.body),
                            ],
                        )
                    }),
                    self.body(&t.orelse),
                    self.body(&t.finalbody),
                ],
            ),
            Stmt::Assert(a) => at(
                "Assert",
                vec![self.expr(&a.test), self.opt(a.msg.as_deref())],
            ),
            Stmt::Import(i) => at("Import", vec![self.aliases(&i.names)]),
            Stmt::ImportFrom(i) => at(
                "ImportFrom",
                vec![
                    opt_name(i.module.as_ref()),
                    self.aliases(&i.names),
                    Item::Int(i64::from(i.level)),
                ],
            ),
            Stmt::Global(g) => at("Global", vec![self.list(&g.names, |n| name(n))]),
            Stmt::Nonlocal(n) => at("Nonlocal", vec![self.list(&n.names, |n| name(n))]),
            Stmt::Expr(e) => at("Expr", vec![self.expr(&e.value)]),
            Stmt::Pass(_) => at("Pass", Vec::new()),
            Stmt::Break(_) => at("Break", Vec::new()),
            Stmt::Continue(_) => at("Continue", Vec::new()),
            Stmt::IpyEscapeCommand(_) => at("Pass", Vec::new()),
        }
    }

    /// What follows the first branch of an `if`: the statements of `else`, or an `If` for the next `elif`.
    fn elif(&self, clauses: &[ast::ElifElseClause], end: TextSize) -> Item {
        let Some((first, rest)) = clauses.split_first() else {
            return Item::List(Vec::new());
        };
        match &first.test {
            None => self.body(&first.body),
            Some(test) => {
                let range = TextRange::new(first.range.start(), end);
                let fields = vec![
                    self.expr(test),
                    self.body(&first.body),
                    self.elif(rest, end),
                ];
                Item::List(vec![self.at("If", range, fields)])
            }
        }
    }

    fn aliases(&self, all: &[ast::Alias]) -> Item {
        self.list(all, |a| {
            self.at(
                "alias",
                a.range,
                vec![name(&a.name), opt_name(a.asname.as_ref())],
            )
        })
    }

    fn type_params(&self, params: Option<&ast::TypeParams>) -> Item {
        let Some(params) = params else {
            return Item::List(Vec::new());
        };
        self.list(&params.type_params, |p| match p {
            ast::TypeParam::TypeVar(t) => self.at(
                "TypeVar",
                t.range,
                vec![
                    name(&t.name),
                    self.opt(t.bound.as_deref()),
                    self.opt(t.default.as_deref()),
                ],
            ),
            ast::TypeParam::ParamSpec(t) => self.at(
                "ParamSpec",
                t.range,
                vec![name(&t.name), self.opt(t.default.as_deref())],
            ),
            ast::TypeParam::TypeVarTuple(t) => self.at(
                "TypeVarTuple",
                t.range,
                vec![name(&t.name), self.opt(t.default.as_deref())],
            ),
        })
    }

    /// A parameter, which ends with its default. Those of functions may have type comments.
    fn parameter(&self, p: &ast::Parameter, end: TextSize, of_lambda: bool) -> Item {
        // The stars are not part of it.
        self.at(
            "arg",
            TextRange::new(p.name.range.start(), p.range.end()),
            vec![
                name(&p.name),
                self.opt(p.annotation.as_deref()),
                if of_lambda {
                    Item::None
                } else {
                    self.comment(end, Place::Parameter)
                },
            ],
        )
    }

    fn parameters(&self, p: Option<&ast::Parameters>, of_lambda: bool) -> Item {
        let empty = || Item::List(Vec::new());
        let fields = match p {
            None => vec![
                empty(),
                empty(),
                Item::None,
                empty(),
                empty(),
                Item::None,
                empty(),
            ],
            Some(p) => {
                let defaults = p.posonlyargs.iter().chain(&p.args);
                if let (false, None, [first, ..]) = (of_lambda, &p.vararg, &p.kwonlyargs[..]) {
                    let before = defaults.clone().last().map_or(p.start(), Ranged::end);
                    let star = TextRange::new(before, first.start());
                    self.comments.behind_star(self.source, star);
                }
                vec![
                    self.list(&p.posonlyargs, |p| {
                        self.parameter(&p.parameter, p.range.end(), of_lambda)
                    }),
                    self.list(&p.args, |p| {
                        self.parameter(&p.parameter, p.range.end(), of_lambda)
                    }),
                    p.vararg
                        .as_deref()
                        .map_or(Item::None, |p| self.parameter(p, p.range.end(), of_lambda)),
                    self.list(&p.kwonlyargs, |p| {
                        self.parameter(&p.parameter, p.range.end(), of_lambda)
                    }),
                    self.list(&p.kwonlyargs, |p| self.opt(p.default.as_deref())),
                    p.kwarg
                        .as_deref()
                        .map_or(Item::None, |p| self.parameter(p, p.range.end(), of_lambda)),
                    Item::List(
                        defaults
                            .filter_map(|p| p.default.as_deref().map(|e| self.expr(e)))
                            .collect(),
                    ),
                ]
            }
        };
        Item::Node(Box::new(node("arguments", fields)))
    }

    fn keywords(&self, all: &[ast::Keyword]) -> Item {
        self.list(all, |k| {
            self.at(
                "keyword",
                k.range,
                vec![opt_name(k.arg.as_ref()), self.expr(&k.value)],
            )
        })
    }

    // ---- patterns

    fn patterns(&self, all: &[Pattern]) -> Item {
        self.list(all, |p| self.pattern(p))
    }

    fn pattern(&self, p: &Pattern) -> Item {
        let range = p.range();
        let at = |kind, fields| self.at(kind, range, fields);
        match p {
            Pattern::MatchValue(v) => at("MatchValue", vec![self.expr(&v.value)]),
            Pattern::MatchSingleton(s) => at(
                "MatchSingleton",
                vec![Item::Const(match s.value {
                    ast::Singleton::None => Const::None,
                    ast::Singleton::True => Const::Bool(true),
                    ast::Singleton::False => Const::Bool(false),
                })],
            ),
            Pattern::MatchSequence(s) => at("MatchSequence", vec![self.patterns(&s.patterns)]),
            Pattern::MatchMapping(m) => at(
                "MatchMapping",
                vec![
                    self.exprs(&m.keys),
                    self.patterns(&m.patterns),
                    opt_name(m.rest.as_ref()),
                ],
            ),
            Pattern::MatchClass(c) => at(
                "MatchClass",
                vec![
                    self.expr(&c.cls),
                    self.patterns(&c.arguments.patterns),
                    self.list(&c.arguments.keywords, |k| name(&k.attr)),
                    self.list(&c.arguments.keywords, |k| self.pattern(&k.pattern)),
                ],
            ),
            Pattern::MatchStar(s) => at("MatchStar", vec![opt_name(s.name.as_ref())]),
            Pattern::MatchAs(a) => at(
                "MatchAs",
                vec![
                    a.pattern.as_deref().map_or(Item::None, |p| self.pattern(p)),
                    opt_name(a.name.as_ref()),
                ],
            ),
            Pattern::MatchOr(o) => at("MatchOr", vec![self.patterns(&o.patterns)]),
        }
    }

    // ---- expressions

    fn comprehensions(&self, all: &[ast::Comprehension]) -> Item {
        self.list(all, |c| {
            let fields = vec![
                self.expr(&c.target),
                self.expr(&c.iter),
                self.exprs(&c.ifs),
                truth(c.is_async),
            ];
            Item::Node(Box::new(node("comprehension", fields)))
        })
    }

    pub(crate) fn expr(&self, e: &Expr) -> Item {
        let range = e.range();
        let at = |kind, fields| self.at(kind, range, fields);
        match e {
            Expr::BoolOp(b) => {
                let op = match b.op {
                    ast::BoolOp::And => "And",
                    ast::BoolOp::Or => "Or",
                };
                at("BoolOp", vec![plain(op), self.exprs(&b.values)])
            }
            Expr::Named(n) => at("NamedExpr", vec![self.expr(&n.target), self.expr(&n.value)]),
            Expr::BinOp(b) => at(
                "BinOp",
                vec![self.expr(&b.left), operator(b.op), self.expr(&b.right)],
            ),
            Expr::UnaryOp(u) => {
                let op = match u.op {
                    ast::UnaryOp::Invert => "Invert",
                    ast::UnaryOp::Not => "Not",
                    ast::UnaryOp::UAdd => "UAdd",
                    ast::UnaryOp::USub => "USub",
                };
                at("UnaryOp", vec![plain(op), self.expr(&u.operand)])
            }
            Expr::Lambda(l) => at(
                "Lambda",
                vec![
                    self.parameters(l.parameters.as_deref(), true),
                    self.expr(&l.body),
                ],
            ),
            Expr::If(i) => at(
                "IfExp",
                vec![self.expr(&i.test), self.expr(&i.body), self.expr(&i.orelse)],
            ),
            Expr::Dict(d) => at(
                "Dict",
                vec![
                    self.list(&d.items, |item| self.opt(item.key.as_ref())),
                    self.list(&d.items, |item| self.expr(&item.value)),
                ],
            ),
            Expr::Set(s) => at("Set", vec![self.exprs(&s.elts)]),
            Expr::ListComp(c) => at(
                "ListComp",
                vec![self.expr(&c.elt), self.comprehensions(&c.generators)],
            ),
            Expr::SetComp(c) => at(
                "SetComp",
                vec![self.expr(&c.elt), self.comprehensions(&c.generators)],
            ),
            Expr::DictComp(c) => at(
                "DictComp",
                vec![
                    self.opt(c.key.as_deref()),
                    self.expr(&c.value),
                    self.comprehensions(&c.generators),
                ],
            ),
            Expr::Generator(g) => at(
                "GeneratorExp",
                vec![self.expr(&g.elt), self.comprehensions(&g.generators)],
            ),
            Expr::Await(a) => at("Await", vec![self.expr(&a.value)]),
            Expr::Yield(y) => at("Yield", vec![self.opt(y.value.as_deref())]),
            Expr::YieldFrom(y) => at("YieldFrom", vec![self.expr(&y.value)]),
            Expr::Compare(c) => at(
                "Compare",
                vec![
                    self.expr(&c.left),
                    self.list(c.ops.iter(), |&op| comparison(op)),
                    self.exprs(c.comparators.iter()),
                ],
            ),
            Expr::Call(c) => {
                let args = match &c.arguments.args[..] {
                    // A generator that is the only argument has the call's parentheses for its own.
                    [Expr::Generator(g)] if !g.parenthesized => Item::List(vec![self.at(
                        "GeneratorExp",
                        c.arguments.range,
                        vec![self.expr(&g.elt), self.comprehensions(&g.generators)],
                    )]),
                    args => self.exprs(args),
                };
                at(
                    "Call",
                    vec![
                        self.expr(&c.func),
                        args,
                        self.keywords(&c.arguments.keywords),
                    ],
                )
            }
            Expr::FString(f) => self.fstring(f),
            Expr::TString(t) => self.tstring(t),
            Expr::StringLiteral(s) => {
                let value = string::value(self.source, s);
                let kind = match s.value.iter().next() {
                    Some(first) if first.flags.prefix().is_unicode() => name("u"),
                    _ => Item::None,
                };
                let value = Item::Const(Const::Str(value.into()));
                at("Constant", vec![value, kind])
            }
            Expr::BytesLiteral(b) => {
                let value = b.value.bytes().collect::<Vec<u8>>();
                self.constant(Const::Bytes(value.into()), range)
            }
            Expr::NumberLiteral(n) => self.constant(fold::number(&n.value), range),
            Expr::BooleanLiteral(b) => self.constant(Const::Bool(b.value), range),
            Expr::NoneLiteral(_) => self.constant(Const::None, range),
            Expr::EllipsisLiteral(_) => self.constant(Const::Ellipsis, range),
            Expr::Attribute(a) => at(
                "Attribute",
                vec![self.expr(&a.value), name(&a.attr), context(a.ctx)],
            ),
            Expr::Subscript(s) => at(
                "Subscript",
                vec![self.expr(&s.value), self.expr(&s.slice), context(s.ctx)],
            ),
            Expr::Starred(s) => at("Starred", vec![self.expr(&s.value), context(s.ctx)]),
            Expr::Name(n) => at("Name", vec![name(&n.id), context(n.ctx)]),
            Expr::List(l) => at("List", vec![self.exprs(&l.elts), context(l.ctx)]),
            Expr::Tuple(t) => at("Tuple", vec![self.exprs(&t.elts), context(t.ctx)]),
            Expr::Slice(s) => at(
                "Slice",
                vec![
                    self.opt(s.lower.as_deref()),
                    self.opt(s.upper.as_deref()),
                    self.opt(s.step.as_deref()),
                ],
            ),
            Expr::IpyEscapeCommand(_) => self.constant(Const::None, range),
        }
    }

    // ---- f-strings and t-strings

    fn fstring(&self, f: &ast::ExprFString) -> Item {
        let mut pieces = Vec::new();
        for part in f.value.as_slice() {
            match part {
                ast::FStringPart::Literal(l) => {
                    let mut text = Vec::new();
                    string::literal_part(self.source, l, &mut text);
                    push_text(&mut pieces, text, l.range);
                }
                ast::FStringPart::FString(f) => {
                    let raw = f.flags.prefix().is_raw();
                    self.pieces(&f.elements, raw, false, &mut pieces);
                }
            }
        }
        self.joined("JoinedStr", pieces, f.range)
    }

    fn tstring(&self, t: &ast::ExprTString) -> Item {
        let mut pieces = Vec::new();
        for part in t.value.as_slice() {
            let raw = part.flags.prefix().is_raw();
            self.pieces(&part.elements, raw, true, &mut pieces);
        }
        self.joined("TemplateStr", pieces, t.range)
    }

    fn joined(&self, kind: &'static str, pieces: Vec<Piece>, range: TextRange) -> Item {
        let values = pieces.into_iter().map(|p| match p {
            Piece::Text(text, range) => self.constant(Const::Str(text.into()), range),
            Piece::Value(item) => item,
        });
        let values = Item::List(values.collect());
        self.at(kind, range, vec![values])
    }

    fn pieces(
        &self,
        elements: &ast::InterpolatedStringElements,
        raw: bool,
        template: bool,
        pieces: &mut Vec<Piece>,
    ) {
        for element in elements {
            match element {
                ast::InterpolatedStringElement::Literal(l) => {
                    let mut text = Vec::new();
                    string::literal_element(self.source, l.range, &l.value, raw, &mut text);
                    push_text(pieces, text, l.range);
                }
                ast::InterpolatedStringElement::Interpolation(e) => {
                    if let Some(debug) = &e.debug_text {
                        let start = e.range.start() + TextSize::from(1);
                        let text = debug.as_str().as_bytes().to_vec();
                        let range = TextRange::at(start, TextSize::from(text.len() as u32));
                        push_text(pieces, text, range);
                    }
                    pieces.push(Piece::Value(self.interpolation(e, raw, template)));
                }
            }
        }
    }

    fn interpolation(&self, e: &ast::InterpolatedElement, raw: bool, template: bool) -> Item {
        let conversion = match e.conversion {
            ast::ConversionFlag::None if e.debug_text.is_some() && e.format_spec.is_none() => {
                i64::from(b'r')
            }
            ast::ConversionFlag::None => -1,
            ast::ConversionFlag::Str => i64::from(b's'),
            ast::ConversionFlag::Repr => i64::from(b'r'),
            ast::ConversionFlag::Ascii => i64::from(b'a'),
        };
        let spec = match &e.format_spec {
            Some(spec) => {
                let mut pieces = Vec::new();
                self.pieces(&spec.elements, raw, false, &mut pieces);
                // It begins with the colon.
                let start = spec.range.start() - TextSize::from(1);
                self.joined("JoinedStr", pieces, TextRange::new(start, spec.range.end()))
            }
            None => Item::None,
        };
        let value = self.expr(&e.expression);
        if template {
            let text = string::interpolation_text(self.source, e).as_bytes();
            let text = Item::Const(Const::Str(text.into()));
            let fields = vec![value, text, Item::Int(conversion), spec];
            return self.at("Interpolation", e.range, fields);
        }
        let fields = vec![value, Item::Int(conversion), spec];
        self.at("FormattedValue", e.range, fields)
    }
}

/// Adds text, to the text before it if there is one.
fn push_text(pieces: &mut Vec<Piece>, text: Vec<u8>, range: TextRange) {
    if text.is_empty() {
        return;
    }
    match pieces.last_mut() {
        Some(Piece::Text(before, at)) => {
            before.extend(text);
            *at = TextRange::new(at.start(), range.end());
        }
        _ => pieces.push(Piece::Text(text, range)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Item, Node, parse};
    use crate::Mode;

    fn tree(source: &str) -> Node {
        let flags = crate::Flags {
            text: true,
            ..crate::Flags::default()
        };
        match parse(source.as_bytes(), "s", Mode::Exec, flags) {
            Ok((node, _)) => node,
            Err(e) => panic!("{}", e.msg),
        }
    }

    fn first(node: &Node) -> &Node {
        let Item::List(items) = &node.fields[0] else {
            panic!("no body")
        };
        let Item::Node(first) = &items[0] else {
            panic!("no node")
        };
        first
    }

    #[test]
    fn positions_leave_decorators_out() {
        let t = tree("@a\n@b(1)  # c\n\nasync def f(): pass\n");
        let f = first(&t);
        assert_eq!(f.kind, "AsyncFunctionDef");
        assert_eq!(f.span, Some([4, 0, 4, 19]));
    }

    #[test]
    fn elif_is_a_nested_if() {
        let t = tree("if a:\n  b\nelif c:\n  d\nelse:\n  e\n");
        let outer = first(&t);
        let Item::List(orelse) = &outer.fields[2] else {
            panic!("no orelse")
        };
        let Item::Node(inner) = &orelse[0] else {
            panic!("no node")
        };
        assert_eq!((inner.kind, inner.span), ("If", Some([3, 0, 6, 3])));
    }

    #[test]
    fn an_only_argument_takes_the_parentheses() {
        let t = tree("f(x for x in y)");
        let Item::Node(call) = &first(&t).fields[0] else {
            panic!("no call")
        };
        let Item::List(args) = &call.fields[1] else {
            panic!("no arguments")
        };
        let Item::Node(generator) = &args[0] else {
            panic!("no generator")
        };
        assert_eq!(generator.span, Some([1, 1, 1, 15]));
    }
}
