//! Functions and lambdas: parameters, defaults, closures, decorators, bodies.

use super::Compiler;
use super::unit::{Operand, Reg};
use crate::bytecode::code::{Code, Const, Site, flags};
use crate::bytecode::op::{FUNC_ANNOTATE, FUNC_CLOSURE, FUNC_DEFAULTS, FUNC_KWDEFAULTS, Op};
use crate::errors::Result;
use crate::symtable::{Part, ScopeKind};
use ruff_python_ast::{Decorator, Expr, ExprLambda, Parameters, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};
use std::rc::Rc;

/// The windows of decorators that wait for what they decorate.
pub(super) struct Decorated<'a> {
    windows: Vec<(Reg, &'a Decorator)>,
    mark: Reg,
}

impl<'a> Compiler<'a> {
    // ---- decorators

    /// Evaluates decorators; each waits in a window whose argument the next one's result, or the function, will be.
    pub(super) fn begin_decorators(
        &mut self,
        decorators: &'a [Decorator],
    ) -> Result<Decorated<'a>> {
        let mark = self.unit.top;
        let mut windows = Vec::new();
        for d in decorators {
            let window = self.unit.alloc_window(1);
            self.expr_to(&d.expression, window)?;
            windows.push((window, d));
        }
        Ok(Decorated { windows, mark })
    }

    /// Applies them to the value and gives the register of the result.
    pub(super) fn end_decorators(&mut self, decorated: Decorated<'a>, mut value: Reg) -> Reg {
        for &(window, d) in decorated.windows.iter().rev() {
            self.unit.emit_move(window.plus(2), value);
            self.at(d.expression.range());
            self.unit.top = window.plus(3);
            let site = self
                .unit
                .site(crate::bytecode::code::SiteKind::Call, Site::NONE);
            self.unit.emit_flags(Op::Call, 1, window.0, window.0, site);
            value = window;
        }
        self.unit.top = decorated.mark.max(value.plus(1));
        value
    }

    // ---- definitions

    pub(super) fn function_def(&mut self, f: &'a StmtFunctionDef) -> Result<()> {
        let mark = self.unit.top;
        let decorated = self.begin_decorators(&f.decorator_list)?;
        let first_line = match f.decorator_list.first() {
            Some(d) => self.line_of(d.expression.range().start()),
            None => self.line_of(self.def_start(f)),
        };
        let id = self.mangle(&f.name.id);
        let value = match self.store_target(id) {
            Some(local) if f.decorator_list.is_empty() => local,
            _ => self.unit.alloc(),
        };
        match &f.type_params {
            Some(params) => self.generic_function(f, params, first_line, value)?,
            None => {
                let parts = self.unit.top;
                let mut given = self.defaults(&f.parameters)?;
                given |= self.function_annotations(f)?;
                let code = self.function_code(f, first_line)?;
                self.at(f.range);
                self.unit.position = self.unit.position.map(|p| self.header_position(f, p));
                self.make_function(code, value, given, parts)?;
            }
        }
        let is_decorated = !f.decorator_list.is_empty();
        let result = self.end_decorators(decorated, value);
        if is_decorated {
            self.at(f.range);
            self.unit.position = self.unit.position.map(|p| self.header_position(f, p));
            self.unit.line();
        }
        self.unit.position = self.unit.position.or(Some(self.position(f.name.range)));
        self.store_name(id, result);
        self.unit.top = mark;
        Ok(())
    }

    /// Where `def` stands, after the decorators.
    pub(super) fn def_start(&self, f: &StmtFunctionDef) -> ruff_text_size::TextSize {
        match f.decorator_list.last() {
            // The range of a decorated definition begins at the first `@`.
            Some(d) => {
                let rest =
                    &self.source[usize::from(d.range.end())..usize::from(f.name.range.start())];
                let skipped = rest.rfind("def").unwrap_or(0);
                let line = rest[..skipped].rfind("async").unwrap_or(skipped);
                d.range.end() + ruff_text_size::TextSize::from(line as u32)
            }
            None => f.range.start(),
        }
    }

    /// The position of a function's making: its `def` line alone would do; CPython gives the whole definition.
    fn header_position(
        &self,
        f: &StmtFunctionDef,
        p: crate::bytecode::code::Position,
    ) -> crate::bytecode::code::Position {
        let whole = self.position(TextRange::new(self.def_start(f), f.range.end()));
        let (line, col) = (whole.line, whole.col);
        crate::bytecode::code::Position { line, col, ..p }
    }

    /// Evaluates defaults into consecutive registers from the top on; the flags of those that there are.
    pub(super) fn defaults(&mut self, parameters: &'a Parameters) -> Result<u8> {
        let mut given = 0;
        let positional = || {
            parameters
                .posonlyargs
                .iter()
                .chain(&parameters.args)
                .filter_map(|p| p.default.as_deref())
        };
        if positional().next().is_some() {
            given |= FUNC_DEFAULTS;
            let dst = self.unit.alloc();
            let constants: Option<Vec<Const>> = positional().map(|e| self.const_value(e)).collect();
            if let Some(constants) = constants {
                self.at(parameters.range);
                self.unit.load_const(dst, Const::Tuple(constants.into()));
            } else {
                let first = self.unit.top;
                let mut n = 0;
                for e in positional() {
                    let r = self.unit.alloc();
                    self.expr_to(e, r)?;
                    n += 1;
                }
                self.at(parameters.range);
                self.unit.emit_flags(Op::BuildTuple, 0, dst.0, first.0, n);
                self.unit.top = first;
            }
        }
        if parameters.kwonlyargs.iter().any(|p| p.default.is_some()) {
            given |= FUNC_KWDEFAULTS;
            let dst = self.unit.alloc();
            let first = self.unit.top;
            let mut pairs = 0;
            for p in parameters.kwonlyargs.iter() {
                let Some(default) = &p.default else { continue };
                let pair = self.unit.alloc_n(2);
                let id = self.mangle(&p.parameter.name.id);
                let name = self.name_const(id);
                self.unit.load_const(pair, name);
                self.expr_to(default, pair.plus(1))?;
                pairs += 1;
            }
            self.at(parameters.range);
            self.unit.emit_flags(Op::BuildMap, 0, dst.0, first.0, pairs);
            self.unit.top = first;
        }
        Ok(given)
    }

    /// The annotations of a function in the next register: the flag, or 0 if it has none.
    pub(super) fn function_annotations(&mut self, f: &'a StmtFunctionDef) -> Result<u8> {
        let has = f.returns.is_some() || f.parameters.iter().any(|p| p.annotation().is_some());
        if !has {
            return Ok(0);
        }
        let dst = self.unit.alloc();
        self.annotate_function(f, dst)?;
        Ok(FUNC_ANNOTATE)
    }

    /// dst = a function of the code. The parts that `given` says lie in registers from `parts` on, below the top; the
    /// closure is added. Frees everything from `parts` on.
    pub(super) fn make_function(
        &mut self,
        code: Code,
        dst: Reg,
        mut given: u8,
        parts: Reg,
    ) -> Result<()> {
        if !self.unit.reachable {
            // Dead code leaves no trace in the constants.
            self.unit.top = parts;
            return Ok(());
        }
        if !code.freevars.is_empty() {
            given |= FUNC_CLOSURE;
            let closure = self.unit.alloc();
            self.closure_tuple(&code, closure);
        }
        let k = self.unit.constant16(Const::Code(Rc::new(code)));
        self.unit.emit_flags(
            Op::MakeFunction,
            given,
            dst.0,
            k,
            if given == 0 { 0 } else { parts.0 },
        );
        self.unit.top = parts;
        Ok(())
    }

    /// dst = the tuple of cells that a code's free variables are.
    pub(super) fn closure_tuple(&mut self, code: &Code, dst: Reg) {
        let first = self.unit.top;
        for name in &code.freevars {
            let id = self.names.intern(name);
            let cell = self.closure_cell(id);
            let r = self.unit.alloc();
            self.unit.emit_move(r, cell);
        }
        self.unit.emit_flags(
            Op::BuildTuple,
            0,
            dst.0,
            first.0,
            code.freevars.len() as u16,
        );
        self.unit.top = first;
    }

    /// Compiles the body of a function.
    pub(super) fn function_code(
        &mut self,
        f: &'a StmtFunctionDef,
        first_line: u32,
    ) -> Result<Code> {
        let scope_id = self.table.scope_of(f, Part::Body);
        self.enter_unit(scope_id, first_line);
        let scope = self.table.scope(scope_id);
        let (is_async, is_generator) = (scope.is_async, scope.is_generator);
        let in_class = scope
            .parent
            .is_some_and(|p| self.table.scope(p).kind == ScopeKind::Class);
        self.unit.code.flags |= match (is_async, is_generator) {
            (true, true) => flags::ASYNC_GENERATOR,
            (true, false) => flags::COROUTINE,
            (false, true) => flags::GENERATOR,
            (false, false) => 0,
        };
        if in_class {
            self.unit.code.flags |= flags::METHOD;
        }
        self.set_parameters(&f.parameters);
        let mut body = &f.body[..];
        if let Some(doc) = self.docstring(body) {
            if let Some(doc) = doc {
                self.unit.constant(doc);
                self.unit.code.flags |= flags::HAS_DOCSTRING;
            }
            body = &body[1..];
        }
        self.at(f.name.range);
        let guard = (is_async || is_generator).then(|| self.begin_generator());
        self.unit.nesting = u32::from(guard.is_some());
        self.body(body)?;
        if let Some(last) = f.body.last() {
            if self.unit.position.is_none() {
                self.at(last.range());
            }
        }
        self.return_none();
        if let Some(guard) = guard {
            self.end_generator(guard);
        }
        self.leave_unit()
    }

    /// The argument counts of the current unit.
    pub(super) fn set_parameters(&mut self, parameters: &Parameters) {
        let code = &mut self.unit.code;
        code.posonly_count = parameters.posonlyargs.len() as u16;
        code.arg_count = code.posonly_count + parameters.args.len() as u16;
        code.kwonly_count = parameters.kwonlyargs.len() as u16;
        if parameters.vararg.is_some() {
            code.flags |= flags::VARARGS;
        }
        if parameters.kwarg.is_some() {
            code.flags |= flags::VARKEYWORDS;
        }
    }

    pub(super) fn lambda(&mut self, l: &'a ExprLambda, want: Option<Reg>) -> Result<Operand> {
        let mark = self.unit.top;
        let parts = mark;
        let mut given = 0;
        if let Some(parameters) = &l.parameters {
            given = self.defaults(parameters)?;
        }
        let scope_id = self.table.scope_of(l, Part::Body);
        let line = self.line_of(l.range.start());
        self.enter_unit(scope_id, line);
        if let Some(parameters) = &l.parameters {
            self.set_parameters(parameters);
        }
        let scope = self.table.scope(scope_id);
        let is_generator = scope.is_generator;
        if scope
            .parent
            .is_some_and(|p| self.table.scope(p).kind == ScopeKind::Class)
        {
            self.unit.code.flags |= flags::METHOD;
        }
        if is_generator {
            self.unit.code.flags |= flags::GENERATOR;
        }
        self.at(l.body.range());
        let guard = is_generator.then(|| self.begin_generator());
        let value = self.expr(&l.body, None)?;
        self.at(l.body.range());
        let r = self.in_reg(value);
        self.unit.emit_a(Op::Return, r);
        if let Some(guard) = guard {
            self.end_generator(guard);
        }
        let code = self.leave_unit()?;
        self.at(l.range);
        let top = self.unit.top;
        // The destination may be the first part: MAKE_FUNCTION reads before it writes.
        let dst = want.unwrap_or(mark);
        self.unit.top = top;
        self.make_function(code, dst, given, parts)?;
        if want.is_none() {
            self.unit.alloc();
        }
        Ok(Operand::Reg(dst))
    }

    /// An expression of an annotation or the like in a register of the current unit, returned.
    pub(super) fn return_expr(&mut self, e: &'a Expr) -> Result<()> {
        let r = self.expr_reg(e)?;
        self.at(e.range());
        self.unit.emit_a(Op::Return, r);
        Ok(())
    }
}
