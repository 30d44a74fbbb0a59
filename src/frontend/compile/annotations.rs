//! Annotations (PEP 649), type parameters and type aliases (PEP 695, 696).
//!
//! Annotations are compiled into `__annotate__` functions that are called when somebody asks. The ones of a module's
//! or class's variables are collected before its body is compiled, because the function of a module is made first.
//! Annotations in conditional code are numbered; executing the statement adds the number to the set
//! `__conditional_annotations__`, which the function consults.

use super::Compiler;
use super::unit::Reg;
use crate::bytecode::code::{Const, Site, SiteKind, flags};
use crate::bytecode::op::{Common, FUNC_DEFAULTS, FUNC_KWDEFAULTS, Intrinsic, Op};
use crate::errors::Result;
use crate::symtable::{Part, ScopeId, ScopeKind};
use crate::unparse::unparse;
use ruff_python_ast::{
    ExceptHandler, Expr, ExprName, Stmt, StmtAnnAssign, StmtFunctionDef, StmtTypeAlias, TypeParam,
    TypeParams,
};
use ruff_text_size::{Ranged, TextRange};

impl<'a> Compiler<'a> {
    // ---- variables

    /// Collects the annotated variables of a module's or class's body.
    pub(super) fn collect_annotations(&mut self, body: &'a [Stmt], conditional: bool) {
        for stmt in body {
            match stmt {
                Stmt::AnnAssign(a) if a.simple => {
                    let Expr::Name(n) = &*a.target else { continue };
                    let id = self.mangle(&n.id);
                    let index = conditional.then(|| {
                        self.unit.annotation_count += 1;
                        self.unit.annotation_count - 1
                    });
                    self.unit.annotations.push((id, &a.annotation, index));
                }
                Stmt::If(s) => {
                    self.collect_annotations(&s.body, true);
                    s.elif_else_clauses
                        .iter()
                        .for_each(|c| self.collect_annotations(&c.body, true));
                }
                Stmt::For(s) => {
                    self.collect_annotations(&s.body, true);
                    self.collect_annotations(&s.orelse, true);
                }
                Stmt::While(s) => {
                    self.collect_annotations(&s.body, true);
                    self.collect_annotations(&s.orelse, true);
                }
                Stmt::With(s) => self.collect_annotations(&s.body, true),
                Stmt::Match(s) => s
                    .cases
                    .iter()
                    .for_each(|c| self.collect_annotations(&c.body, true)),
                Stmt::Try(s) => {
                    self.collect_annotations(&s.body, true);
                    for ExceptHandler::ExceptHandler(h) in &s.handlers {
                        self.collect_annotations(&h.body, true);
                    }
                    self.collect_annotations(&s.orelse, true);
                    self.collect_annotations(&s.finalbody, true);
                }
                _ => {}
            }
        }
    }

    /// What executing an annotated assignment to a name does about the annotation.
    pub(super) fn variable_annotation(
        &mut self,
        n: &'a ExprName,
        a: &'a StmtAnnAssign,
    ) -> Result<()> {
        let kind = self.table.scope(self.unit.scope).kind;
        if !matches!(kind, ScopeKind::Module | ScopeKind::Class) {
            return Ok(());
        }
        self.at(a.range);
        if self.settings.future & flags::FUTURE_ANNOTATIONS != 0 {
            let id = self.mangle(&n.id);
            let annotations = self.names.intern("__annotations__");
            let dict = self.load_name_or_builtin(annotations);
            let key = self.unit.alloc();
            let name = self.name_const(id);
            self.unit.load_const(key, name);
            let value = self.unit.alloc();
            self.unit
                .load_const(value, Const::str(&unparse(&a.annotation)));
            self.unit.emit(Op::SetItem, dict, key, value);
            return Ok(());
        }
        let this = std::ptr::from_ref(&*a.annotation);
        let entry = self
            .unit
            .annotations
            .iter()
            .find(|(_, e, _)| std::ptr::eq(*e, this));
        let Some(&(_, _, Some(index))) = entry else {
            return Ok(());
        };
        let set = self.conditional_set();
        let item = self.unit.alloc();
        self.unit.load_const(item, Const::Int(index as i64));
        self.unit.emit_ab(Op::SetAdd, set, item);
        Ok(())
    }

    /// Loads `__conditional_annotations__` of the current module or class.
    fn conditional_set(&mut self) -> Reg {
        let id = self.names.intern("__conditional_annotations__");
        let r = self.unit.alloc();
        match self.unit.cell_regs.get(&id) {
            Some(&cell) => self.unit.emit_ab(Op::LoadDeref, r, cell),
            None => {
                let site = self.site(SiteKind::Name, id);
                self.unit.emit_flags(Op::LoadName, 0, r.0, 0, site);
            }
        }
        r
    }

    fn load_name_or_builtin(&mut self, id: crate::names::NameId) -> Reg {
        let r = self.unit.alloc();
        let site = self.site(SiteKind::Name, id);
        self.unit.emit_flags(Op::LoadName, 0, r.0, 0, site);
        r
    }

    /// Under `from __future__ import annotations`: makes `__annotations__` if the body annotates a variable.
    pub(super) fn setup_string_annotations(&mut self, body: &'a [Stmt]) {
        if self.settings.future & flags::FUTURE_ANNOTATIONS == 0 {
            return;
        }
        self.collect_annotations(body, false);
        if !self.unit.annotations.is_empty() {
            self.unit.emit_flags(Op::SetupAnnotations, 0, 0, 0, 0);
        }
    }

    /// The beginning of a module with annotated variables.
    pub(super) fn module_annotations(&mut self, top: ScopeId, body: &'a [Stmt]) -> Result<()> {
        self.setup_string_annotations(body);
        let scope = self.table.scope(top);
        let (Some(annotations), conditional) =
            (scope.annotations, scope.has_conditional_annotations)
        else {
            return Ok(());
        };
        self.collect_annotations(body, true);
        let mark = self.unit.top;
        let r = self.unit.alloc();
        self.variables_annotate_function(annotations, r)?;
        let id = self.names.intern("__annotate__");
        let site = self.site(SiteKind::Name, id);
        self.unit.emit_flags(Op::StoreName, 0, r.0, 0, site);
        if conditional {
            self.unit.emit_flags(Op::BuildSet, 0, r.0, 0, 0);
            let id = self.names.intern("__conditional_annotations__");
            let site = self.site(SiteKind::Name, id);
            self.unit.emit_flags(Op::StoreName, 0, r.0, 0, site);
        }
        self.unit.top = mark;
        Ok(())
    }

    /// dst = the `__annotate__` function of a module's or class's variables.
    pub(super) fn variables_annotate_function(&mut self, scope: ScopeId, dst: Reg) -> Result<()> {
        let annotations = std::mem::take(&mut self.unit.annotations);
        let line = self.unit.code.first_line;
        self.enter_evaluator(scope, line, true);
        let position = self.unit.position;
        let dict = self.unit.alloc();
        self.unit.emit_flags(Op::BuildMap, 0, dict.0, 0, 0);
        for &(name, annotation, index) in &annotations {
            let mark = self.unit.top;
            let skip = self.unit.label();
            if let Some(index) = index {
                let item = self.unit.alloc();
                self.unit.load_const(item, Const::Int(index as i64));
                let id = self.names.intern("__conditional_annotations__");
                let set = self.load_name(id, None);
                self.unit.emit(Op::ContainsJ, item, item, set);
                self.unit.jump(Op::JumpIfFalse, item.0, skip);
            }
            let value = self.annotation_value(annotation)?;
            self.unit.position = position;
            let key = self.unit.alloc();
            let name = self.name_const(name);
            self.unit.load_const(key, name);
            self.unit.emit(Op::SetItem, dict, key, value);
            self.unit.top = mark;
            self.unit.bind(skip);
        }
        self.unit.emit_a(Op::Return, dict);
        let code = self.leave_unit()?;
        self.unit.annotations = annotations;
        let parts = self.unit.top;
        self.make_function(code, dst, 0, parts)
    }

    // ---- functions

    /// dst = the `__annotate__` function of a function.
    pub(super) fn annotate_function(&mut self, f: &'a StmtFunctionDef, dst: Reg) -> Result<()> {
        let scope = self.table.scope_of(&*f.parameters, Part::Annotations);
        let line = self.line_of(f.name.range.start());
        let start = self.def_start(f);
        let range = TextRange::new(start, f.range.end().max(start));
        self.at(range);
        self.enter_evaluator(scope, line, true);
        let full = self.unit.code.qualname.to_string();
        if let Some(base) = full.strip_suffix("__annotate__") {
            self.unit.code.qualname = format!("{base}{}.__annotate__", f.name.id).into();
        }
        let first = self.unit.top;
        let mut pairs = 0;
        for (name, annotation) in annotated(f) {
            let pair = self.unit.alloc_n(2);
            let id = self.mangle(name);
            let name = self.name_const(id);
            self.at(annotation.range());
            self.unit.load_const(pair, name);
            if self.settings.future & flags::FUTURE_ANNOTATIONS != 0 {
                self.unit
                    .load_const(pair.plus(1), Const::str(&unparse(annotation)));
            } else {
                let value = self.annotation_value(annotation)?;
                self.unit.emit_move(pair.plus(1), value);
            }
            self.unit.top = pair.plus(2);
            pairs += 1;
        }
        self.at(range);
        self.unit
            .emit_flags(Op::BuildMap, 0, first.0, first.0, pairs);
        self.unit.emit_a(Op::Return, first);
        let code = self.leave_unit()?;
        self.at(range);
        let parts = self.unit.top;
        self.make_function(code, dst, 0, parts)
    }

    /// The value of an annotation; `*args: *Ts` unpacks to a single item.
    fn annotation_value(&mut self, e: &'a Expr) -> Result<Reg> {
        let Expr::Starred(s) = e else {
            return self.expr_reg(e);
        };
        let r = self.expr_reg(&s.value)?;
        let dst = self.unit.alloc();
        self.at(s.range);
        self.unit.emit_flags(Op::UnpackSequence, 0, dst.0, r.0, 1);
        Ok(dst)
    }

    /// Enters the unit of a function that evaluates annotations or the like when it is asked with a format it knows.
    fn enter_evaluator(&mut self, scope: ScopeId, line: u32, is_annotate: bool) {
        let position = self.unit.position;
        self.enter_unit(scope, line);
        self.unit.position = position;
        self.unit.code.arg_count = 1;
        self.unit.code.posonly_count = 1;
        if is_annotate {
            self.unit.code.varnames[0] = "format".into();
        }
        let ok = self.unit.label();
        let r = self.unit.alloc();
        self.unit.emit_flags(Op::GtIJ, 0, r.0, 0, 2);
        self.unit.jump(Op::JumpIfFalse, r.0, ok);
        self.raise_common(Common::NotImplementedError);
        self.unit.bind(ok);
        self.unit.top = r;
    }

    // ---- type parameters

    /// Enters the unit that makes type parameters.
    pub(super) fn enter_type_params(&mut self, params: &'a TypeParams, name: &str, line: u32) {
        let scope = self.table.scope_of(params, Part::TypeParams);
        self.enter_unit(scope, line);
        let full = format!("<generic parameters of {name}>");
        let qualname = self.unit.code.qualname.to_string();
        let base = qualname.strip_suffix(name).unwrap_or("");
        self.unit.code.qualname = format!("{base}{full}").into();
        self.unit.code.name = full.into();
    }

    /// dst = the tuple of type parameters, each of which is also stored in its variable.
    pub(super) fn type_params_tuple(&mut self, params: &'a TypeParams, dst: Reg) -> Result<()> {
        let mark = self.unit.top;
        let n = params.type_params.len();
        let first = self.unit.alloc_n(n);
        for (i, p) in params.type_params.iter().enumerate() {
            let r = first.plus(i);
            let top = self.unit.top;
            let pair = self.unit.alloc_n(2);
            let (ident, default, plain) = match p {
                TypeParam::TypeVar(t) => (&t.name, &t.default, Intrinsic::TypeVar),
                TypeParam::TypeVarTuple(t) => (&t.name, &t.default, Intrinsic::TypeVarTuple),
                TypeParam::ParamSpec(t) => (&t.name, &t.default, Intrinsic::ParamSpec),
            };
            let id = self.mangle(&ident.id);
            self.at(p.range());
            let unmangled = Const::str(&ident.id);
            self.unit.load_const(pair, unmangled);
            let mut make = plain;
            if let TypeParam::TypeVar(t) = p {
                if let Some(bound) = &t.bound {
                    let constraints = bound.is_tuple_expr();
                    self.evaluator(p, Part::Bound, bound, &ident.id, pair.plus(1))?;
                    make = if constraints {
                        Intrinsic::TypeVarWithConstraints
                    } else {
                        Intrinsic::TypeVarWithBound
                    };
                }
            }
            self.at(p.range());
            self.unit
                .emit_flags(Op::Intrinsic, 0, r.0, pair.0, make as u16);
            if let Some(default) = default {
                self.unit.emit_move(pair, r);
                self.evaluator(p, Part::Default, default, &ident.id, pair.plus(1))?;
                self.at(p.range());
                self.unit.emit_flags(
                    Op::Intrinsic,
                    0,
                    r.0,
                    pair.0,
                    Intrinsic::SetTypeParamDefault as u16,
                );
            }
            self.store_name(id, r);
            self.unit.top = top;
        }
        self.unit.top = mark;
        self.unit
            .emit_flags(Op::BuildTuple, 0, dst.0, first.0, n as u16);
        Ok(())
    }

    /// dst = a function that evaluates the expression when asked.
    fn evaluator<T>(
        &mut self,
        node: &'a T,
        part: Part,
        e: &'a Expr,
        name: &str,
        dst: Reg,
    ) -> Result<()> {
        let scope = self.table.scope_of(node, part);
        let line = self.line_of(e.range().start());
        self.at(e.range());
        self.enter_evaluator(scope, line, false);
        self.unit.code.name = name.into();
        match e {
            Expr::Starred(_) => {
                // A default of a TypeVarTuple: `*Ts = *tuple[int, ...]`.
                let r = self.annotation_value(e)?;
                self.unit.emit_a(Op::Return, r);
            }
            _ => self.return_expr(e)?,
        }
        let code = self.leave_unit()?;
        self.at(e.range());
        let parts = self.unit.top;
        let defaults = self.unit.alloc();
        self.unit
            .load_const(defaults, Const::Tuple([Const::Int(1)].into()));
        self.make_function(code, dst, FUNC_DEFAULTS, parts)
    }

    /// `def f[T]`: a function makes the type parameters, then the function; defaults are evaluated outside.
    pub(super) fn generic_function(
        &mut self,
        f: &'a StmtFunctionDef,
        params: &'a TypeParams,
        line: u32,
        dst: Reg,
    ) -> Result<()> {
        let mark = self.unit.top;
        let window = self.unit.alloc_window(2);
        let parts = self.unit.top;
        let given = self.defaults(&f.parameters)?;
        let n = if given == 0 { 0 } else { 2 };
        // Both hidden parameters are passed if there are defaults of either kind.
        let mut next = parts;
        for (flag, at) in [(FUNC_DEFAULTS, 2), (FUNC_KWDEFAULTS, 3)] {
            if given & flag != 0 {
                self.unit.emit_move(window.plus(at), next);
                next = next.plus(1);
            } else if n != 0 {
                self.load_none(window.plus(at));
            }
        }
        self.unit.top = parts;
        self.enter_type_params(params, &f.name.id, line);
        self.unit.code.arg_count = n as u16;
        self.at(f.name.range);
        let tuple = self.unit.alloc();
        self.type_params_tuple(params, tuple)?;
        let function_parts = self.unit.top;
        let mut inner_given = 0;
        for (flag, name) in [
            (FUNC_DEFAULTS, ".defaults"),
            (FUNC_KWDEFAULTS, ".kwdefaults"),
        ] {
            if given & flag != 0 {
                let id = self.names.intern(name);
                let r = self.unit.alloc();
                let value = self.load_name(id, Some(r));
                self.unit.emit_move(r, value);
                inner_given |= flag;
            }
        }
        inner_given |= self.function_annotations(f)?;
        let code = self.function_code(f, line)?;
        self.at(f.name.range);
        self.make_function(code, function_parts, inner_given, function_parts)?;
        let pair = self.unit.alloc_n(2);
        self.unit.emit_move(pair.plus(1), tuple);
        self.unit.emit_flags(
            Op::Intrinsic,
            0,
            pair.0,
            pair.0,
            Intrinsic::SetFunctionTypeParams as u16,
        );
        self.unit.emit_a(Op::Return, pair);
        let code = self.leave_unit()?;
        self.at(f.name.range);
        self.make_function(code, window, 0, parts)?;
        self.finish_call(Op::Call, window, n, Site::NONE, mark, Some(dst));
        Ok(())
    }

    // ---- type aliases

    pub(super) fn type_alias(&mut self, t: &'a StmtTypeAlias) -> Result<()> {
        let mark = self.unit.top;
        let Expr::Name(n) = &*t.name else {
            return crate::errors::syntax(t.range, "invalid syntax");
        };
        let name = n.id.as_str();
        let line = self.line_of(t.range.start());
        let value = match &t.type_params {
            None => self.alias_value(t, name, None)?,
            Some(params) => {
                let window = self.unit.alloc_window(0);
                self.enter_type_params(params, name, line);
                self.at(t.range);
                let tuple = self.unit.alloc();
                self.type_params_tuple(params, tuple)?;
                let alias = self.alias_value(t, name, Some(tuple))?;
                self.unit.emit_a(Op::Return, alias);
                let code = self.leave_unit()?;
                self.at(t.range);
                let parts = self.unit.top;
                self.make_function(code, window, 0, parts)?;
                self.finish_call(Op::Call, window, 0, Site::NONE, mark, None)
            }
        };
        let id = self.mangle(name);
        self.at(n.range);
        self.store_name(id, value);
        self.unit.top = mark;
        Ok(())
    }

    /// The alias object in a fresh temporary.
    fn alias_value(
        &mut self,
        t: &'a StmtTypeAlias,
        name: &str,
        params: Option<Reg>,
    ) -> Result<Reg> {
        let first = self.unit.alloc_n(3);
        self.at(t.range);
        self.unit.load_const(first, Const::str(name));
        match params {
            Some(r) => self.unit.emit_move(first.plus(1), r),
            None => self.load_none(first.plus(1)),
        }
        self.evaluator(&*t.value, Part::Body, &t.value, name, first.plus(2))?;
        self.at(t.range);
        self.unit.emit_flags(Op::BuildTuple, 0, first.0, first.0, 3);
        self.unit.emit_flags(
            Op::Intrinsic,
            0,
            first.0,
            first.0,
            Intrinsic::TypeAlias as u16,
        );
        self.unit.top = first.plus(1);
        Ok(first)
    }
}

/// The annotated parameters in CPython's order, then the result.
fn annotated(f: &StmtFunctionDef) -> impl Iterator<Item = (&str, &Expr)> {
    let p = &f.parameters;
    let parameters = p
        .posonlyargs
        .iter()
        .chain(&p.args)
        .map(|p| &p.parameter)
        .chain(p.vararg.as_deref())
        .chain(p.kwonlyargs.iter().map(|p| &p.parameter))
        .chain(p.kwarg.as_deref())
        .filter_map(|p| p.annotation.as_deref().map(|a| (p.name.id.as_str(), a)));
    parameters.chain(f.returns.as_deref().map(|r| ("return", r)))
}
