//! Checks of the symbol table's walk that depend on the scope: where `await`, `yield`, assignment expressions and
//! leaving a block are allowed, and what they bind there.

use super::build::Builder;
use super::{ScopeKind, def};
use crate::errors::{Result, syntax};
use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprDictComp, ExprListComp, ExprSetComp};
use ruff_text_size::{Ranged, TextRange};

impl Builder<'_> {
    /// `return`, `break` and `continue` must not leave `except*`, and should not leave `finally`.
    pub(super) fn leaves_block(
        &mut self,
        range: TextRange,
        word: &str,
        always: bool,
    ) -> Result<()> {
        if self
            .in_except_star
            .is_some_and(|loops| always || loops == 0)
        {
            let msg = "'break', 'continue' and 'return' cannot appear in an except* block";
            return syntax(range, msg);
        }
        if self.in_finally {
            self.warn(range, format!("'{word}' in a 'finally' block"));
        }
        Ok(())
    }

    /// An assignment expression: inside comprehensions it binds in the scope around them.
    pub(super) fn named(&mut self, e: &ruff_python_ast::ExprNamed) -> Result<()> {
        let Expr::Name(n) = &*e.target else {
            return syntax(e.target.range(), "invalid syntax");
        };
        let scope = self.scope().kind;
        if self.comp_iter_depth > 0 {
            let msg = "assignment expression cannot be used in a comprehension iterable expression";
            return syntax(e.range, msg);
        }
        let called = self.scope().called;
        if !called.is_empty() {
            let msg = format!("named expression cannot be used within {called}");
            return syntax(e.range, msg);
        }
        if matches!(scope, ScopeKind::Comprehension | ScopeKind::Generator) {
            self.named_in_comprehension(n)?;
        } else {
            self.bind(&n.id, def::LOCAL | def::WALRUS, n.range)?;
        }
        self.expr(&e.value)
    }

    pub(super) fn named_in_comprehension(&mut self, n: &ruff_python_ast::ExprName) -> Result<()> {
        let inner = self.cur;
        let id = self.mangle(&n.id);
        let mut comprehensions = Vec::new();
        let mut at = inner;
        while matches!(
            self.table.scope(at).kind,
            ScopeKind::Comprehension | ScopeKind::Generator
        ) {
            if self
                .table
                .scope(at)
                .symbol(id)
                .is_some_and(|s| s.flags & def::COMP_ITER != 0)
            {
                let msg = format!(
                    "assignment expression cannot rebind comprehension iteration variable '{}'",
                    n.id
                );
                return syntax(n.range, msg);
            }
            comprehensions.push(at);
            at = self
                .table
                .scope(at)
                .parent
                .expect("a comprehension is inside something");
        }
        let target = self.table.scope(at);
        let is_global = target
            .symbol(id)
            .is_some_and(|s| s.flags & def::GLOBAL != 0);
        let flag = match target.kind {
            ScopeKind::Module => def::GLOBAL,
            ScopeKind::Class => {
                let msg =
                    "assignment expression within a comprehension cannot be used in a class body";
                return syntax(n.range, msg);
            }
            ScopeKind::Annotations
            | ScopeKind::TypeParams
            | ScopeKind::TypeAlias
            | ScopeKind::TypeVarBound
            | ScopeKind::TypeVarDefault => {
                let msg = format!(
                    "assignment expression within a comprehension cannot be used in {}",
                    target.called
                );
                return syntax(n.range, msg);
            }
            _ if is_global => def::GLOBAL,
            _ => def::NONLOCAL,
        };
        for scope in comprehensions {
            self.cur = scope;
            self.add_id(id, flag | def::WALRUS, n.range);
        }
        self.cur = at;
        if !is_global {
            self.bind(&n.id, def::LOCAL | def::WALRUS, n.range)?;
        }
        self.cur = inner;
        Ok(())
    }

    pub(super) fn check_async(&mut self, range: TextRange, msg: &str) -> Result<()> {
        let top_level_await = self.options.top_level_await;
        let scope = self.scope();
        if scope.kind == ScopeKind::Module && top_level_await {
            scope.is_async = true;
        }
        if !scope.is_async {
            return syntax(range, msg);
        }
        Ok(())
    }

    pub(super) fn check_await(&mut self, range: TextRange) -> Result<()> {
        let top_level_await = self.options.top_level_await;
        let scope = self.scope();
        match scope.kind {
            ScopeKind::Comprehension | ScopeKind::Generator => {
                scope.is_async = true;
                Ok(())
            }
            ScopeKind::Function if scope.is_async => Ok(()),
            ScopeKind::Module if top_level_await => {
                scope.is_async = true;
                Ok(())
            }
            ScopeKind::Function | ScopeKind::Lambda => {
                syntax(range, "'await' outside async function")
            }
            ScopeKind::Module | ScopeKind::Class => syntax(range, "'await' outside function"),
            ScopeKind::Annotations
            | ScopeKind::TypeParams
            | ScopeKind::TypeAlias
            | ScopeKind::TypeVarBound
            | ScopeKind::TypeVarDefault => {
                let msg = format!("await expression cannot be used within {}", scope.called);
                syntax(range, msg)
            }
        }
    }

    /// An annotation that nobody will evaluate: what is refused in any.
    pub(super) fn check_unevaluated(&self, annotation: &Expr) -> Result<()> {
        struct Look(Option<(TextRange, String)>);
        impl<'x> Visitor<'x> for Look {
            fn visit_expr(&mut self, e: &'x Expr) {
                let what = match e {
                    Expr::Yield(_) | Expr::YieldFrom(_) => "yield expression",
                    Expr::Await(_) => "await expression",
                    Expr::Named(_) => "named expression",
                    Expr::ListComp(ExprListComp { generators, .. })
                    | Expr::SetComp(ExprSetComp { generators, .. })
                    | Expr::DictComp(ExprDictComp { generators, .. })
                        if generators.iter().any(|g| g.is_async) =>
                    {
                        let msg = "asynchronous comprehension outside of an asynchronous function";
                        self.0.get_or_insert((e.range(), msg.to_owned()));
                        return;
                    }
                    // Scopes of their own.
                    Expr::Lambda(_)
                    | Expr::Generator(_)
                    | Expr::ListComp(_)
                    | Expr::SetComp(_)
                    | Expr::DictComp(_) => return,
                    _ => return walk_expr(self, e),
                };
                let msg = format!("{what} cannot be used within an annotation");
                self.0.get_or_insert((e.range(), msg));
            }
        }
        let mut look = Look(None);
        look.visit_expr(annotation);
        match look.0 {
            Some((range, msg)) => syntax(range, msg),
            None => Ok(()),
        }
    }

    pub(super) fn check_yield(&mut self, range: TextRange, word: &str) -> Result<()> {
        let name = self.scope().name;
        let scope = self.scope();
        match scope.kind {
            ScopeKind::Function | ScopeKind::Lambda => {
                scope.is_generator = true;
                Ok(())
            }
            ScopeKind::Module | ScopeKind::Class => {
                syntax(range, format!("'{word}' outside function"))
            }
            ScopeKind::Comprehension | ScopeKind::Generator => {
                let what = match &**self.names.get(name) {
                    "<listcomp>" => "list comprehension",
                    "<setcomp>" => "set comprehension",
                    "<dictcomp>" => "dict comprehension",
                    _ => "generator expression",
                };
                syntax(range, format!("'yield' inside {what}"))
            }
            ScopeKind::Annotations
            | ScopeKind::TypeParams
            | ScopeKind::TypeAlias
            | ScopeKind::TypeVarBound
            | ScopeKind::TypeVarDefault => {
                let msg = format!("yield expression cannot be used within {}", scope.called);
                syntax(range, msg)
            }
        }
    }
}
