//! Statements: the dispatch, and the simple ones.

use super::Compiler;
use crate::Mode;
use crate::bytecode::code::{Const, Site};
use crate::bytecode::op::{Common, Intrinsic, Op};
use crate::errors::{Result, syntax};
use ruff_python_ast::{Alias, Expr, Stmt, StmtAssert, StmtImport, StmtImportFrom, StmtRaise};
use ruff_text_size::Ranged;

impl<'a> Compiler<'a> {
    pub(super) fn body(&mut self, body: &'a [Stmt]) -> Result<()> {
        body.iter().try_for_each(|s| self.stmt(s))
    }

    pub(super) fn stmt(&mut self, stmt: &'a Stmt) -> Result<()> {
        match stmt {
            Stmt::Expr(e) => self.expr_stmt(&e.value, stmt),
            Stmt::Assign(a) => self.assign(a),
            Stmt::AugAssign(a) => self.aug_assign(a),
            Stmt::AnnAssign(a) => self.ann_assign(a),
            Stmt::Return(r) => self.return_stmt(r),
            Stmt::If(i) => self.if_stmt(i),
            Stmt::For(f) => self.for_stmt(f),
            Stmt::While(w) => self.while_stmt(w),
            Stmt::Break(b) => self.break_stmt(b.range),
            Stmt::Continue(c) => self.continue_stmt(c.range),
            Stmt::FunctionDef(f) => self.function_def(f),
            Stmt::ClassDef(c) => self.class_def(c),
            Stmt::Try(t) => self.try_stmt(t),
            Stmt::With(w) => self.with_stmt(w),
            Stmt::Match(m) => self.match_stmt(m),
            Stmt::Raise(r) => self.raise_stmt(r),
            Stmt::Assert(a) => self.assert_stmt(a),
            Stmt::Delete(d) => d.targets.iter().try_for_each(|t| self.delete(t)),
            Stmt::Import(i) => self.import(i),
            Stmt::ImportFrom(i) => self.import_from(i),
            Stmt::TypeAlias(t) => self.type_alias(t),
            Stmt::Global(_) | Stmt::Nonlocal(_) => Ok(()),
            Stmt::Pass(p) => {
                self.at(p.range);
                self.unit.line();
                Ok(())
            }
            Stmt::IpyEscapeCommand(e) => syntax(e.range, "invalid syntax"),
        }
    }

    fn expr_stmt(&mut self, e: &'a Expr, stmt: &'a Stmt) -> Result<()> {
        let interactive = self.settings.mode == Mode::Single && self.outer.is_empty();
        if !interactive {
            return self.effect(e);
        }
        let mark = self.unit.top;
        let r = self.expr_reg(e)?;
        let dst = self.unit.alloc();
        self.at(stmt.range());
        self.unit
            .emit_flags(Op::Intrinsic, 0, dst.0, r.0, Intrinsic::PrintExpr as u16);
        self.unit.top = mark;
        Ok(())
    }

    fn raise_stmt(&mut self, r: &'a StmtRaise) -> Result<()> {
        let mark = self.unit.top;
        match (&r.exc, &r.cause) {
            (Some(exc), Some(cause)) => {
                let exc = self.expr_pinned(exc)?;
                let cause = self.expr_reg(cause)?;
                self.at(r.range);
                self.unit.emit_flags(Op::Raise, 2, exc.0, cause.0, 0);
            }
            (Some(exc), None) => {
                let exc = self.expr_reg(exc)?;
                self.at(r.range);
                self.unit.emit_flags(Op::Raise, 1, exc.0, 0, 0);
            }
            (None, _) => {
                self.at(r.range);
                self.unit.emit_flags(Op::Raise, 0, 0, 0, 0);
            }
        }
        self.unit.top = mark;
        Ok(())
    }

    fn assert_stmt(&mut self, a: &'a StmtAssert) -> Result<()> {
        if self.settings.optimize > 0 {
            return Ok(());
        }
        let mark = self.unit.top;
        let end = self.unit.label();
        self.jump_if(&a.test, true, end)?;
        self.at(a.range);
        let exc;
        if let Some(msg) = &a.msg {
            let window = self.unit.alloc_window(1);
            self.unit.emit_flags(
                Op::LoadCommon,
                0,
                window.0,
                0,
                Common::AssertionError as u16,
            );
            self.expr_to(msg, window.plus(2))?;
            self.at(a.range);
            exc = self.finish_call(Op::Call, window, 1, Site::NONE, mark, None);
        } else {
            exc = self.unit.alloc();
            self.unit
                .emit_flags(Op::LoadCommon, 0, exc.0, 0, Common::AssertionError as u16);
        }
        self.at(a.test.range());
        self.unit.emit_flags(Op::Raise, 1, exc.0, 0, 0);
        self.unit.bind(end);
        self.unit.top = mark;
        Ok(())
    }

    // ---- imports

    fn import(&mut self, i: &'a StmtImport) -> Result<()> {
        for alias in &i.names {
            self.at(i.range);
            let mark = self.unit.top;
            let module = self.unit.alloc();
            let name = self.module_name(&alias.name.id);
            let fromlist = self.unit.constant16(Const::None);
            self.unit
                .emit_flags(Op::ImportName, 0, module.0, fromlist, name);
            match &alias.asname {
                Some(asname) => {
                    // `import a.b as c` binds the submodule: an IMPORT_FROM for each part after the first.
                    for part in alias.name.id.split('.').skip(1) {
                        let part = self.module_name(part);
                        self.unit
                            .emit_flags(Op::ImportFrom, 0, module.0, module.0, part);
                    }
                    self.store_import(&asname.id, module);
                }
                None => {
                    let top = alias.name.id.split('.').next().unwrap_or_default();
                    self.store_import(top, module);
                }
            }
            self.unit.top = mark;
        }
        Ok(())
    }

    fn import_from(&mut self, i: &'a StmtImportFrom) -> Result<()> {
        self.at(i.range);
        let mark = self.unit.top;
        let names = i.names.iter().map(|a| Const::str(&a.name.id)).collect();
        let fromlist = self.unit.constant16(Const::Tuple(names));
        let name = self.module_name(i.module.as_ref().map_or("", |m| &m.id));
        let level = match u8::try_from(i.level) {
            Ok(level) => level,
            Err(_) => return syntax(i.range, "too many leading dots in relative import"),
        };
        let module = self.unit.alloc();
        self.unit
            .emit_flags(Op::ImportName, level, module.0, fromlist, name);
        for Alias { name, asname, .. } in &i.names {
            if &name.id == "*" {
                self.unit.emit_a(Op::ImportStar, module);
                break;
            }
            let bound = asname.as_ref().unwrap_or(name);
            let item = self.unit.alloc();
            let imported = self.module_name(&name.id);
            self.unit
                .emit_flags(Op::ImportFrom, 0, item.0, module.0, imported);
            self.store_import(&bound.id, item);
            self.unit.top = item;
        }
        self.unit.top = mark;
        Ok(())
    }

    /// The index of a module's or attribute's name, never mangled.
    fn module_name(&mut self, name: &str) -> u16 {
        let id = self.names.intern(name);
        let i = self.name_index(id);
        self.unit.fit(i as usize, "too many names")
    }

    fn store_import(&mut self, name: &str, value: super::unit::Reg) {
        let id = self.mangle(name);
        self.store_name(id, value);
    }
}
