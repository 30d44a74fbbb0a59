//! The first step of the symbol table: one walk over the AST that makes the scopes and collects what each does with
//! which name. It also finds the errors that depend on the kind of scope alone (`yield` outside a function...).
//!
//! It is long because the walk visits every kind of statement, expression and pattern once.

use super::{Options, Part, Scope, ScopeId, ScopeKind, Symbol, SymbolTable, def, node_key};
use crate::errors::{Result, syntax};
use crate::names::{Interner, NameId};
use crate::warnings;
use ruff_python_ast::{
    Arguments, Comprehension, ExceptHandler, Expr, ExprContext, FStringPart, Identifier,
    InterpolatedStringElement, Mod, Parameters, Pattern, Stmt, StmtClassDef, StmtFunctionDef,
    TypeParam, TypeParams,
};
use ruff_text_size::{Ranged, TextRange, TextSize};
use rustc_hash::FxHashMap;

/// The walk's state.
pub(super) struct Builder<'a> {
    pub(super) table: SymbolTable,
    pub(super) source: &'a str,
    pub(super) names: &'a mut Interner,
    pub(super) options: Options,
    pub(super) cur: ScopeId,
    /// Where the next scope stands.
    at: TextSize,
    pub(super) private: Option<NameId>,
    /// Inside `if`, a loop, `try`, `with` or `match` of the current module or class.
    conditional: bool,
    /// Inside the iterable of a comprehension, where assignment expressions are forbidden.
    pub(super) comp_iter_depth: u32,
    /// Inside a `finally` body, outside loops and functions in it.
    pub(super) in_finally: bool,
    /// Inside the body of an `except*`, outside functions in it; the number is of loops in it.
    pub(super) in_except_star: Option<u32>,
    class: NameId,
    classdict: NameId,
    super_name: NameId,
}

/// What has type parameters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Class,
    /// The defaults are evaluated before the scope of the type parameters is entered.
    FunctionWithDefaults,
    Other,
}

/// Walks the AST.
pub(super) fn build(
    module: &Mod,
    source: &str,
    names: &mut Interner,
    options: Options,
) -> Result<SymbolTable> {
    let top = names.intern("<module>");
    let mut b = Builder {
        table: SymbolTable {
            scopes: Vec::new(),
            by_node: FxHashMap::default(),
            warnings: Vec::new(),
        },
        class: names.intern("__class__"),
        classdict: names.intern("__classdict__"),
        super_name: names.intern("super"),
        source,
        names,
        options,
        cur: ScopeId(0),
        at: TextSize::default(),
        private: None,
        conditional: false,
        comp_iter_depth: 0,
        in_finally: false,
        in_except_star: None,
    };
    b.enter(module, Part::Body, ScopeKind::Module, top);
    match module {
        Mod::Module(m) => b.body(&m.body)?,
        Mod::Expression(e) => b.expr(&e.body)?,
    }
    Ok(b.table)
}

impl Builder<'_> {
    // ---- scopes and symbols

    fn enter<T>(&mut self, node: &T, part: Part, kind: ScopeKind, name: NameId) -> ScopeId {
        let id = ScopeId(self.table.scopes.len() as u32);
        let parent = (id.0 != 0).then_some(self.cur);
        let mut nested = false;
        let mut sees_class = false;
        if let Some(parent) = parent {
            let p = self.table.scope(parent);
            nested = p.nested || p.is_function_like();
            sees_class = match kind {
                ScopeKind::TypeParams => p.kind == ScopeKind::Class,
                ScopeKind::Annotations | ScopeKind::TypeAlias => {
                    p.kind == ScopeKind::Class || p.sees_class
                }
                ScopeKind::TypeVarBound | ScopeKind::TypeVarDefault => p.sees_class,
                ScopeKind::Module
                | ScopeKind::Function
                | ScopeKind::Lambda
                | ScopeKind::Class
                | ScopeKind::Comprehension
                | ScopeKind::Generator => false,
            };
        }
        self.table.scopes.push(Scope {
            kind,
            name,
            at: self.at,
            parent,
            called: match kind {
                ScopeKind::Annotations => "an annotation",
                ScopeKind::TypeParams => "the definition of a generic",
                ScopeKind::TypeAlias => "a type alias",
                ScopeKind::TypeVarBound => "a TypeVar bound",
                ScopeKind::TypeVarDefault => "a TypeVar default",
                ScopeKind::Module
                | ScopeKind::Function
                | ScopeKind::Lambda
                | ScopeKind::Class
                | ScopeKind::Comprehension
                | ScopeKind::Generator => "",
            },
            symbols: Vec::new(),
            index: FxHashMap::default(),
            private: self.private,
            parameters: parent
                .filter(|_| kind != ScopeKind::Class)
                .and_then(|p| self.table.scope(p).parameters),
            nested,
            is_generator: false,
            is_async: false,
            inlined: false,
            sees_class,
            has_kwdefaults: false,
            needs_class_cell: false,
            needs_classdict: false,
            has_conditional_annotations: false,
            annotations: None,
            return_value: None,
        });
        self.table.by_node.insert((node_key(node), part), id);
        self.cur = id;
        if sees_class && !(kind == ScopeKind::Annotations && self.options.future_annotations) {
            self.add_id(self.classdict, def::USE, TextRange::default());
        }
        id
    }

    fn leave(&mut self) {
        self.cur = self.scope().parent.expect("each enter has its leave");
    }

    pub(super) fn scope(&mut self) -> &mut Scope {
        self.table.scope_mut(self.cur)
    }

    pub(super) fn add_id(&mut self, name: NameId, flags: u16, range: TextRange) -> &mut Symbol {
        let symbol = self.table.scope_mut(self.cur).symbol_mut(name, range);
        if symbol.flags == 0 {
            symbol.range = range;
        }
        symbol.flags |= flags;
        symbol
    }

    /// The number of a name as the current scope mangles it.
    pub(super) fn mangle(&mut self, name: &str) -> NameId {
        self.table.mangle(self.names, self.cur, self.private, name)
    }

    fn add(&mut self, name: &str, flags: u16, range: TextRange) -> NameId {
        let id = if flags & def::TYPE_PARAM != 0 {
            self.names.mangle(self.private, name)
        } else {
            self.mangle(name)
        };
        self.add_id(id, flags, range);
        id
    }

    pub(super) fn bind(&mut self, name: &str, flags: u16, range: TextRange) -> Result<()> {
        if name == "__debug__" {
            return syntax(range, "cannot assign to __debug__");
        }
        self.add(name, flags, range);
        Ok(())
    }

    pub(super) fn warn(&mut self, range: TextRange, msg: impl Into<String>) {
        self.table.warnings.push((range, msg.into()));
    }

    // ---- statements

    fn body(&mut self, body: &[Stmt]) -> Result<()> {
        body.iter().try_for_each(|s| self.stmt(s))
    }

    /// A body that may be executed or not.
    fn conditional_body(&mut self, body: &[Stmt]) -> Result<()> {
        let saved = std::mem::replace(&mut self.conditional, true);
        self.body(body)?;
        self.conditional = saved;
        Ok(())
    }

    fn stmt(&mut self, stmt: &Stmt) -> Result<()> {
        match stmt {
            Stmt::FunctionDef(f) => self.function(f)?,
            Stmt::ClassDef(c) => self.class(c)?,
            Stmt::Return(r) => {
                if !matches!(self.scope().kind, ScopeKind::Function | ScopeKind::Lambda) {
                    return syntax(r.range, "'return' outside function");
                }
                self.leaves_block(r.range, "return", true)?;
                if let Some(value) = &r.value {
                    self.expr(value)?;
                    let scope = self.scope();
                    scope.return_value.get_or_insert(r.range);
                }
            }
            Stmt::Delete(d) => d.targets.iter().try_for_each(|t| self.expr(t))?,
            Stmt::TypeAlias(t) => {
                self.expr(&t.name)?;
                let name = match &*t.name {
                    Expr::Name(n) => self.names.intern(&n.id),
                    _ => return syntax(t.name.range(), "invalid syntax"),
                };
                if let Some(params) = &t.type_params {
                    self.at = t.range.start();
                    self.type_params(params, name, Owner::Other)?;
                }
                self.at = t.range.start();
                self.enter(&*t.value, Part::Body, ScopeKind::TypeAlias, name);
                self.annotate_parameter();
                self.expr(&t.value)?;
                self.leave();
                if t.type_params.is_some() {
                    self.leave();
                }
            }
            Stmt::Assign(a) => {
                a.targets.iter().try_for_each(|t| self.expr(t))?;
                self.expr(&a.value)?;
            }
            Stmt::AugAssign(a) => {
                self.expr(&a.target)?;
                if let Expr::Name(n) = &*a.target {
                    self.add(&n.id, def::USE, n.range);
                }
                self.expr(&a.value)?;
            }
            Stmt::AnnAssign(a) => self.ann_assign(a)?,
            Stmt::For(f) => {
                self.expr(&f.target)?;
                self.expr(&f.iter)?;
                if f.is_async {
                    self.check_async(f.range, "'async for' outside async function")?;
                }
                self.loop_body(&f.body)?;
                self.conditional_body(&f.orelse)?;
            }
            Stmt::While(w) => {
                self.expr(&w.test)?;
                self.loop_body(&w.body)?;
                self.conditional_body(&w.orelse)?;
            }
            Stmt::If(i) => {
                self.expr(&i.test)?;
                self.conditional_body(&i.body)?;
                for clause in &i.elif_else_clauses {
                    clause.test.iter().try_for_each(|t| self.expr(t))?;
                    self.conditional_body(&clause.body)?;
                }
            }
            Stmt::With(w) => {
                if w.is_async {
                    self.check_async(w.range, "'async with' outside async function")?;
                }
                for item in &w.items {
                    self.expr(&item.context_expr)?;
                    item.optional_vars.iter().try_for_each(|t| self.expr(t))?;
                }
                self.conditional_body(&w.body)?;
            }
            Stmt::Match(m) => {
                self.expr(&m.subject)?;
                for case in &m.cases {
                    self.pattern(&case.pattern)?;
                    case.guard.iter().try_for_each(|g| self.expr(g))?;
                    self.conditional_body(&case.body)?;
                }
            }
            Stmt::Raise(r) => {
                r.exc.iter().try_for_each(|e| self.expr(e))?;
                r.cause.iter().try_for_each(|e| self.expr(e))?;
            }
            Stmt::Try(t) => {
                self.conditional_body(&t.body)?;
                for ExceptHandler::ExceptHandler(h) in &t.handlers {
                    h.type_.iter().try_for_each(|e| self.expr(e))?;
                    if let Some(name) = &h.name {
                        self.bind(&name.id, def::LOCAL | def::DEL, h.range)?;
                    }
                    let outer = self.in_except_star;
                    if t.is_star {
                        self.in_except_star = Some(0);
                    }
                    self.conditional_body(&h.body)?;
                    self.in_except_star = outer;
                }
                self.conditional_body(&t.orelse)?;
                let outer = std::mem::replace(&mut self.in_finally, true);
                self.conditional_body(&t.finalbody)?;
                self.in_finally = outer;
            }
            Stmt::Assert(a) => {
                if matches!(&*a.test, Expr::Tuple(t) if !t.elts.is_empty()) {
                    self.warn(
                        a.range,
                        "assertion is always true, perhaps remove parentheses?",
                    );
                }
                self.expr(&a.test)?;
                a.msg.iter().try_for_each(|m| self.expr(m))?;
            }
            Stmt::Import(i) => {
                for alias in &i.names {
                    let bound = match &alias.asname {
                        Some(name) => &*name.id,
                        None => alias.name.id.split('.').next().unwrap_or_default(),
                    };
                    self.bind(bound, def::IMPORT, alias.range)?;
                }
            }
            Stmt::ImportFrom(i) => {
                for alias in &i.names {
                    if &alias.name.id == "*" {
                        if self.scope().kind != ScopeKind::Module {
                            return syntax(alias.range, "import * only allowed at module level");
                        }
                        continue;
                    }
                    let bound = alias.asname.as_ref().unwrap_or(&alias.name);
                    self.bind(&bound.id, def::IMPORT, alias.range)?;
                }
            }
            Stmt::Global(g) => self.declare(&g.names, def::GLOBAL, g.range)?,
            Stmt::Nonlocal(n) => {
                if self.scope().kind == ScopeKind::Module {
                    return syntax(n.range, "nonlocal declaration not allowed at module level");
                }
                self.declare(&n.names, def::NONLOCAL, n.range)?;
            }
            Stmt::Expr(e) => self.expr(&e.value)?,
            Stmt::Pass(_) => {}
            Stmt::Break(b) => self.leaves_block(b.range, "break", false)?,
            Stmt::Continue(c) => self.leaves_block(c.range, "continue", false)?,
            Stmt::IpyEscapeCommand(e) => return syntax(e.range, "invalid syntax"),
        }
        Ok(())
    }

    fn loop_body(&mut self, body: &[Stmt]) -> Result<()> {
        let finally = std::mem::replace(&mut self.in_finally, false);
        let star = self.in_except_star;
        self.in_except_star = star.map(|n| n + 1);
        self.conditional_body(body)?;
        self.in_finally = finally;
        self.in_except_star = star;
        Ok(())
    }

    /// What a function or class body saves of the blocks around it: nothing of them is left from inside.
    fn outside_blocks(&mut self) -> (bool, bool, Option<u32>) {
        (
            std::mem::replace(&mut self.conditional, false),
            std::mem::replace(&mut self.in_finally, false),
            self.in_except_star.take(),
        )
    }

    fn back_in_blocks(&mut self, saved: (bool, bool, Option<u32>)) {
        (self.conditional, self.in_finally, self.in_except_star) = saved;
    }

    /// `global` and `nonlocal`.
    fn declare(&mut self, declared: &[Identifier], flag: u16, range: TextRange) -> Result<()> {
        let word = if flag == def::GLOBAL {
            "global"
        } else {
            "nonlocal"
        };
        for ident in declared {
            let id = self.mangle(&ident.id);
            let flags = self.scope().symbol(id).map_or(0, |s| s.flags);
            let name = &ident.id;
            let msg = if flags & def::PARAM != 0 {
                format!("name '{name}' is parameter and {word}")
            } else if flags & def::USE != 0 {
                format!("name '{name}' is used prior to {word} declaration")
            } else if flags & def::ANNOT != 0 {
                format!("annotated name '{name}' can't be {word}")
            } else if flags & (def::LOCAL | def::IMPORT) != 0 {
                format!("name '{name}' is assigned to before {word} declaration")
            } else if flags & (def::GLOBAL | def::NONLOCAL) & !flag != 0 {
                let first = self.scope().symbol(id).map_or(range, |s| s.range);
                return syntax(first, format!("name '{name}' is nonlocal and global"));
            } else {
                self.add_id(id, flag, range).range = range;
                continue;
            };
            return syntax(range, msg);
        }
        Ok(())
    }

    fn ann_assign(&mut self, a: &ruff_python_ast::StmtAnnAssign) -> Result<()> {
        if let Expr::Name(n) = &*a.target {
            let id = self.mangle(&n.id);
            let is_module = self.scope().kind == ScopeKind::Module;
            let flags = self.scope().symbol(id).map_or(0, |s| s.flags);
            if a.simple && flags & (def::GLOBAL | def::NONLOCAL) != 0 && !is_module {
                let word = if flags & def::GLOBAL != 0 {
                    "global"
                } else {
                    "nonlocal"
                };
                return syntax(
                    a.range,
                    format!("annotated name '{}' can't be {word}", n.id),
                );
            }
            if a.simple {
                self.bind(&n.id, def::ANNOT | def::LOCAL, n.range)?;
            } else if a.value.is_some() {
                self.bind(&n.id, def::LOCAL, n.range)?;
            }
        } else {
            self.expr(&a.target)?;
        }
        if a.simple && !self.options.future_annotations {
            let kind = self.scope().kind;
            if matches!(kind, ScopeKind::Module | ScopeKind::Class) {
                if kind == ScopeKind::Module || self.conditional {
                    self.scope().has_conditional_annotations = true;
                }
                let owner = self.cur;
                match self.scope().annotations {
                    Some(id) => self.cur = id,
                    None => {
                        let name = self.names.intern("__annotate__");
                        self.at = a.annotation.range().start();
                        let id = self.enter(
                            &*a.annotation,
                            Part::Annotations,
                            ScopeKind::Annotations,
                            name,
                        );
                        self.table.scope_mut(owner).annotations = Some(id);
                        self.annotate_parameter();
                    }
                }
                if self.table.scope(owner).has_conditional_annotations {
                    let name = self.names.intern("__conditional_annotations__");
                    self.add_id(name, def::USE, TextRange::default());
                }
                self.expr(&a.annotation)?;
                self.cur = owner;
            } else {
                self.check_unevaluated(&a.annotation)?;
            }
        } else {
            self.check_unevaluated(&a.annotation)?;
        }
        a.value.iter().try_for_each(|v| self.expr(v))
    }

    /// The parameter of `__annotate__` functions and of the evaluators of bounds, defaults and aliases. Its name
    /// cannot be written in a program.
    fn annotate_parameter(&mut self) {
        let name = self.names.intern(".format");
        self.add_id(name, def::PARAM, TextRange::default());
    }

    fn function(&mut self, f: &StmtFunctionDef) -> Result<()> {
        self.bind(&f.name.id, def::LOCAL, f.range)?;
        self.defaults(&f.parameters)?;
        f.decorator_list
            .iter()
            .try_for_each(|d| self.expr(&d.expression))?;
        let name = self.names.intern(&f.name.id);
        if self.scope().kind == ScopeKind::Class && !self.options.future_annotations {
            // As in CPython, any method makes the cell, annotated or not: metaclasses see it in the namespace.
            self.scope().needs_classdict = true;
        }
        let at = f.name.range.start();
        self.at = at;
        if let Some(params) = &f.type_params {
            let has_defaults = f
                .parameters
                .iter_non_variadic_params()
                .any(|p| p.default.is_some());
            let owner = if has_defaults {
                Owner::FunctionWithDefaults
            } else {
                Owner::Other
            };
            self.type_params(params, name, owner)?;
            let mut keyword_only = f.parameters.kwonlyargs.iter();
            self.scope().has_kwdefaults = keyword_only.any(|p| p.default.is_some());
        }
        self.at = at;
        self.annotations(&f.parameters, f.returns.as_deref())?;
        self.at = at;
        self.enter(f, Part::Body, ScopeKind::Function, name);
        self.scope().is_async = f.is_async;
        let blocks = self.outside_blocks();
        self.parameters(&f.parameters)?;
        self.body(&f.body)?;
        self.back_in_blocks(blocks);
        let (scope, names) = (self.table.scope(self.cur), &*self.names);
        if let (true, true, Some(range)) = (scope.is_async, scope.is_generator, scope.return_value)
        {
            debug_assert_eq!(names.get(scope.name).as_ref(), f.name.id.as_str());
            return syntax(range, "'return' with value in async generator");
        }
        self.leave();
        if f.type_params.is_some() {
            self.leave();
        }
        Ok(())
    }

    fn defaults(&mut self, parameters: &Parameters) -> Result<()> {
        for p in parameters.iter_non_variadic_params() {
            p.default.iter().try_for_each(|d| self.expr(d))?;
        }
        Ok(())
    }

    fn annotations(&mut self, parameters: &Parameters, returns: Option<&Expr>) -> Result<()> {
        let has = returns.is_some() || parameters.iter().any(|p| p.annotation().is_some());
        if !has {
            return Ok(());
        }
        let name = self.names.intern("__annotate__");
        self.enter(parameters, Part::Annotations, ScopeKind::Annotations, name);
        self.annotate_parameter();
        if self.options.future_annotations {
            // The annotations will be strings.
            self.leave();
            return Ok(());
        }
        for p in parameters.iter() {
            p.annotation().into_iter().try_for_each(|a| self.expr(a))?;
        }
        returns.into_iter().try_for_each(|r| self.expr(r))?;
        self.leave();
        Ok(())
    }

    /// Parameters in the order of their registers.
    fn parameters(&mut self, parameters: &Parameters) -> Result<()> {
        let in_order = parameters
            .posonlyargs
            .iter()
            .chain(&parameters.args)
            .chain(&parameters.kwonlyargs)
            .map(|p| &p.parameter)
            .chain(parameters.vararg.as_deref())
            .chain(parameters.kwarg.as_deref());
        for p in in_order {
            let id = self.mangle(&p.name.id);
            if self.scope().symbol(id).is_some() {
                let msg = format!("duplicate argument '{}' in function definition", p.name.id);
                return syntax(p.range, msg);
            }
            self.bind(&p.name.id, def::PARAM, p.range)?;
        }
        Ok(())
    }

    /// Enters the scope of type parameters, which the caller leaves.
    fn type_params(&mut self, params: &TypeParams, name: NameId, of: Owner) -> Result<()> {
        let id = self.enter(params, Part::TypeParams, ScopeKind::TypeParams, name);
        if of == Owner::Class {
            self.scope().parameters = Some(id);
        }
        if of == Owner::FunctionWithDefaults {
            for hidden in [".defaults", ".kwdefaults"] {
                let hidden = self.names.intern(hidden);
                self.add_id(hidden, def::PARAM, TextRange::default());
            }
        }
        let mut default_seen = false;
        for p in &params.type_params {
            let (ident, default) = match p {
                TypeParam::TypeVar(t) => (&t.name, &t.default),
                TypeParam::TypeVarTuple(t) => (&t.name, &t.default),
                TypeParam::ParamSpec(t) => (&t.name, &t.default),
            };
            let id = self.names.mangle(self.private, &ident.id);
            if self
                .scope()
                .symbol(id)
                .is_some_and(|s| s.flags & def::TYPE_PARAM != 0)
            {
                return syntax(
                    ident.range,
                    format!("duplicate type parameter '{}'", ident.id),
                );
            }
            if ident.id == "__classdict__" {
                return syntax(
                    ident.range,
                    "reserved name '__classdict__' cannot be used for type parameter",
                );
            }
            self.bind(&ident.id, def::TYPE_PARAM | def::LOCAL, p.range())?;
            if let TypeParam::TypeVar(t) = p {
                if let Some(bound) = &t.bound {
                    self.at = p.range().start();
                    self.enter(p, Part::Bound, ScopeKind::TypeVarBound, id);
                    if bound.is_tuple_expr() {
                        self.scope().called = "a TypeVar constraint";
                    }
                    self.annotate_parameter();
                    self.expr(bound)?;
                    self.leave();
                }
            }
            if let Some(default) = default {
                default_seen = true;
                self.at = p.range().start();
                self.enter(p, Part::Default, ScopeKind::TypeVarDefault, id);
                self.scope().called = match p {
                    TypeParam::TypeVar(_) => "a TypeVar default",
                    TypeParam::TypeVarTuple(_) => "a TypeVarTuple default",
                    TypeParam::ParamSpec(_) => "a ParamSpec default",
                };
                self.annotate_parameter();
                self.expr(default)?;
                self.leave();
            } else if default_seen {
                let msg = format!(
                    "non-default type parameter '{}' follows default type parameter",
                    ident.id
                );
                return syntax(p.range(), msg);
            }
        }
        Ok(())
    }

    fn class(&mut self, c: &StmtClassDef) -> Result<()> {
        self.bind(&c.name.id, def::LOCAL, c.range)?;
        c.decorator_list
            .iter()
            .try_for_each(|d| self.expr(&d.expression))?;
        let name = self.names.intern(&c.name.id);
        let private = self.private;
        if let Some(params) = &c.type_params {
            self.private = Some(name);
            self.at = c.name.range.start();
            self.type_params(params, name, Owner::Class)?;
            // The body reads the tuple of type parameters through its closure; the base `Generic[...]` is made of it.
            let hidden = self.names.intern(".type_params");
            self.add_id(hidden, def::LOCAL | def::USE, TextRange::default());
        }
        if let Some(arguments) = &c.arguments {
            self.arguments(arguments)?;
        }
        self.private = Some(name);
        self.at = c.name.range.start();
        self.enter(c, Part::Body, ScopeKind::Class, name);
        if c.type_params.is_some() {
            let hidden = self.names.intern(".type_params");
            self.add_id(hidden, def::USE, TextRange::default());
        }
        let blocks = self.outside_blocks();
        self.body(&c.body)?;
        self.back_in_blocks(blocks);
        self.leave();
        self.private = private;
        if c.type_params.is_some() {
            self.leave();
        }
        Ok(())
    }

    // ---- expressions

    fn exprs(&mut self, exprs: &[Expr]) -> Result<()> {
        exprs.iter().try_for_each(|e| self.expr(e))
    }

    fn arguments(&mut self, arguments: &Arguments) -> Result<()> {
        self.exprs(&arguments.args)?;
        for keyword in &arguments.keywords {
            if let Some(arg) = &keyword.arg {
                if arg.id == "__debug__" {
                    return syntax(keyword.range, "cannot assign to __debug__");
                }
            }
            self.expr(&keyword.value)?;
        }
        Ok(())
    }

    pub(super) fn expr(&mut self, expr: &Expr) -> Result<()> {
        match expr {
            Expr::Name(n) => self.name(n),
            Expr::BoolOp(e) => self.exprs(&e.values),
            Expr::Named(e) => self.named(e),
            Expr::BinOp(e) => {
                self.expr(&e.left)?;
                self.expr(&e.right)
            }
            Expr::UnaryOp(e) => self.expr(&e.operand),
            Expr::Lambda(e) => {
                if let Some(parameters) = &e.parameters {
                    self.defaults(parameters)?;
                }
                let name = self.names.intern("<lambda>");
                self.at = e.range.start();
                self.enter(e, Part::Body, ScopeKind::Lambda, name);
                if let Some(parameters) = &e.parameters {
                    self.parameters(parameters)?;
                }
                self.expr(&e.body)?;
                self.leave();
                Ok(())
            }
            Expr::If(e) => {
                self.expr(&e.test)?;
                self.expr(&e.body)?;
                self.expr(&e.orelse)
            }
            Expr::Dict(e) => {
                for item in &e.items {
                    item.key.iter().try_for_each(|k| self.expr(k))?;
                    self.expr(&item.value)?;
                }
                Ok(())
            }
            Expr::Set(e) => self.exprs(&e.elts),
            Expr::List(e) => self.exprs(&e.elts),
            Expr::Tuple(e) => self.exprs(&e.elts),
            Expr::ListComp(e) => self.comprehension(e, "<listcomp>", &e.generators, &[&e.elt]),
            Expr::SetComp(e) => self.comprehension(e, "<setcomp>", &e.generators, &[&e.elt]),
            Expr::DictComp(e) => match &e.key {
                Some(key) => self.comprehension(e, "<dictcomp>", &e.generators, &[key, &e.value]),
                None => syntax(
                    e.range,
                    "dict unpacking cannot be used in dict comprehension",
                ),
            },
            Expr::Generator(e) => self.comprehension(e, "<genexpr>", &e.generators, &[&e.elt]),
            Expr::Await(e) => {
                self.check_await(e.range)?;
                self.expr(&e.value)
            }
            Expr::Yield(e) => {
                self.check_yield(e.range, "yield")?;
                e.value.iter().try_for_each(|v| self.expr(v))
            }
            Expr::YieldFrom(e) => {
                self.check_yield(e.range, "yield from")?;
                if self.scope().is_async {
                    return syntax(e.range, "'yield from' inside async function");
                }
                self.expr(&e.value)
            }
            Expr::Compare(e) => {
                if let Some(msg) = warnings::compare(e) {
                    self.warn(e.range, msg);
                }
                self.expr(&e.left)?;
                self.exprs(&e.comparators)
            }
            Expr::Call(e) => {
                if let Some(msg) = warnings::call(e) {
                    self.warn(e.func.range(), msg);
                }
                self.expr(&e.func)?;
                self.arguments(&e.arguments)
            }
            Expr::FString(e) => {
                for part in e.value.as_slice() {
                    match part {
                        FStringPart::FString(f) => {
                            self.interpolated(&f.elements, f.flags.prefix().is_raw())?
                        }
                        FStringPart::Literal(l) if !l.flags.prefix().is_raw() => {
                            self.check_escapes(l.range, false)
                        }
                        FStringPart::Literal(_) => {}
                    }
                }
                Ok(())
            }
            Expr::TString(e) => {
                for part in e.value.as_slice() {
                    self.interpolated(&part.elements, part.flags.prefix().is_raw())?;
                }
                Ok(())
            }
            Expr::StringLiteral(s) => {
                for part in s.value.iter().filter(|p| !p.flags.prefix().is_raw()) {
                    self.check_escapes(part.range, false);
                }
                Ok(())
            }
            Expr::BytesLiteral(b) => {
                for part in b.value.iter().filter(|p| !p.flags.prefix().is_raw()) {
                    self.check_escapes(part.range, true);
                }
                Ok(())
            }
            Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_) => Ok(()),
            Expr::Attribute(e) => {
                if e.attr.id == "__debug__" && e.ctx != ExprContext::Load {
                    let verb = if e.ctx == ExprContext::Del {
                        "delete"
                    } else {
                        "assign to"
                    };
                    return syntax(e.range, format!("cannot {verb} __debug__"));
                }
                self.expr(&e.value)
            }
            Expr::Subscript(e) => {
                if let Some(msg) = warnings::subscript(e) {
                    self.warn(e.range, msg);
                }
                self.expr(&e.value)?;
                self.expr(&e.slice)
            }
            Expr::Starred(e) => self.expr(&e.value),
            Expr::Slice(e) => {
                let parts = [&e.lower, &e.upper, &e.step];
                parts.into_iter().flatten().try_for_each(|p| self.expr(p))
            }
            Expr::IpyEscapeCommand(e) => syntax(e.range, "invalid syntax"),
        }
    }

    fn name(&mut self, n: &ruff_python_ast::ExprName) -> Result<()> {
        match n.ctx {
            ExprContext::Load | ExprContext::Invalid => {
                let id = self.add(&n.id, def::USE, n.range);
                if id == self.super_name && self.scope().is_function_like() {
                    self.add_id(self.class, def::USE, n.range);
                }
                Ok(())
            }
            ExprContext::Store => self.bind(&n.id, def::LOCAL, n.range),
            ExprContext::Del => {
                if n.id == "__debug__" {
                    return syntax(n.range, "cannot delete __debug__");
                }
                self.bind(&n.id, def::LOCAL | def::DEL, n.range)
            }
        }
    }

    fn interpolated(&mut self, elements: &[InterpolatedStringElement], raw: bool) -> Result<()> {
        for element in elements {
            match element {
                InterpolatedStringElement::Interpolation(e) => {
                    self.expr(&e.expression)?;
                    if let Some(spec) = &e.format_spec {
                        self.interpolated(&spec.elements, raw)?;
                    }
                }
                InterpolatedStringElement::Literal(l) if !raw => self.check_escapes(l.range, false),
                InterpolatedStringElement::Literal(_) => {}
            }
        }
        Ok(())
    }

    fn check_escapes(&mut self, range: TextRange, is_bytes: bool) {
        if let Some((at, msg)) = warnings::escape(self.source, range, is_bytes) {
            self.warn(at, msg);
        }
    }

    fn comprehension<T: Ranged>(
        &mut self,
        node: &T,
        name: &str,
        generators: &[Comprehension],
        parts: &[&Expr],
    ) -> Result<()> {
        let range = node.range();
        let is_generator = name == "<genexpr>";
        let first = &generators[0];
        self.comp_iter_depth += 1;
        self.expr(&first.iter)?;
        self.comp_iter_depth -= 1;
        let kind = if is_generator {
            ScopeKind::Generator
        } else {
            ScopeKind::Comprehension
        };
        let outer_sees_class = self.scope().sees_class;
        let name = self.names.intern(name);
        self.at = range.start();
        let id = self.enter(node, Part::Body, kind, name);
        self.scope().inlined = !is_generator && !outer_sees_class;
        if !self.scope().inlined {
            let iter = self.names.intern(".0");
            self.add_id(iter, def::PARAM, TextRange::default());
        }
        for (i, generator) in generators.iter().enumerate() {
            self.expr(&generator.target)?;
            self.mark_targets(&generator.target)?;
            if i > 0 {
                self.comp_iter_depth += 1;
                self.expr(&generator.iter)?;
                self.comp_iter_depth -= 1;
            }
            self.exprs(&generator.ifs)?;
            if generator.is_async {
                self.scope().is_async = true;
            }
        }
        parts.iter().try_for_each(|e| self.expr(e))?;
        self.leave();
        if self.table.scope(id).is_async && !is_generator {
            self.async_comprehension(range)?;
        }
        Ok(())
    }

    /// An asynchronous list, set or dict comprehension awaits in the scope around it.
    fn async_comprehension(&mut self, range: TextRange) -> Result<()> {
        let top_level_await = self.options.top_level_await;
        let scope = self.scope();
        match scope.kind {
            ScopeKind::Comprehension | ScopeKind::Generator => scope.is_async = true,
            ScopeKind::Function if scope.is_async => {}
            ScopeKind::Module if top_level_await => scope.is_async = true,
            _ => {
                return syntax(
                    range,
                    "asynchronous comprehension outside of an asynchronous function",
                );
            }
        }
        Ok(())
    }

    /// Marks the variables of a comprehension's loop. An assignment expression before them must not have bound them.
    fn mark_targets(&mut self, target: &Expr) -> Result<()> {
        match target {
            Expr::Name(n) => {
                let id = self.mangle(&n.id);
                let bound = self.scope().symbol(id).is_some_and(|s| {
                    s.flags & def::WALRUS != 0 && s.flags & (def::GLOBAL | def::NONLOCAL) != 0
                });
                if bound {
                    let msg = format!(
                        "comprehension inner loop cannot rebind assignment expression target '{}'",
                        n.id
                    );
                    return syntax(n.range, msg);
                }
                self.add(&n.id, def::COMP_ITER, n.range);
                Ok(())
            }
            Expr::Tuple(t) => t.elts.iter().try_for_each(|e| self.mark_targets(e)),
            Expr::List(t) => t.elts.iter().try_for_each(|e| self.mark_targets(e)),
            Expr::Starred(s) => self.mark_targets(&s.value),
            _ => Ok(()),
        }
    }

    // ---- patterns

    fn pattern(&mut self, pattern: &Pattern) -> Result<()> {
        match pattern {
            Pattern::MatchValue(p) => self.expr(&p.value),
            Pattern::MatchSingleton(_) => Ok(()),
            Pattern::MatchSequence(p) => p.patterns.iter().try_for_each(|p| self.pattern(p)),
            Pattern::MatchMapping(p) => {
                self.exprs(&p.keys)?;
                p.patterns.iter().try_for_each(|p| self.pattern(p))?;
                self.capture(p.rest.as_ref())
            }
            Pattern::MatchClass(p) => {
                self.expr(&p.cls)?;
                p.arguments
                    .patterns
                    .iter()
                    .try_for_each(|p| self.pattern(p))?;
                for keyword in &p.arguments.keywords {
                    if keyword.attr.id == "__debug__" {
                        return syntax(keyword.pattern.range(), "cannot assign to __debug__");
                    }
                    self.pattern(&keyword.pattern)?;
                }
                Ok(())
            }
            Pattern::MatchStar(p) => self.capture(p.name.as_ref()),
            Pattern::MatchAs(p) => {
                p.pattern.iter().try_for_each(|p| self.pattern(p))?;
                self.capture(p.name.as_ref())
            }
            Pattern::MatchOr(p) => p.patterns.iter().try_for_each(|p| self.pattern(p)),
        }
    }

    fn capture(&mut self, name: Option<&Identifier>) -> Result<()> {
        name.map_or(Ok(()), |n| self.bind(&n.id, def::LOCAL, n.range))
    }
}
