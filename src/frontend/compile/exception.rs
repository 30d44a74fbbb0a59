//! `try`, `except`, `except*`, `finally`, `with`.
//!
//! A handler receives the exception in a register (the first free one where the `try` began) and, in the next, the
//! index of the raising instruction where it will be raised again. `PUSH_EXC` makes it the exception being handled
//! and keeps the one before in a third register; each way out of the handler restores that. `finally` bodies are
//! compiled once for each way out, as CPython does.

use super::Compiler;
use super::unit::{BlockKind, Label, Reg, RegSet};
use crate::bytecode::code::Site;
use crate::bytecode::op::{Intrinsic, Op, Special, WITH_LASTI};
use crate::errors::{Result, syntax};
use ruff_python_ast::{
    ExceptHandler, ExceptHandlerExceptHandler, Stmt, StmtTry, StmtWith, WithItem,
};
use ruff_text_size::Ranged;

/// The registers of a handler: exception, raising instruction, exception handled before.
#[derive(Clone, Copy)]
struct Caught {
    exc: Reg,
    saved: Reg,
}

/// The handler of a handler's own code.
struct Cleanup {
    label: Label,
    state: RegSet,
    reg: Reg,
}

impl<'a> Compiler<'a> {
    pub(super) fn try_stmt(&mut self, t: &'a StmtTry) -> Result<()> {
        self.at(t.range);
        self.unit.line();
        if t.finalbody.is_empty() {
            return self.try_except(t);
        }
        let mark = self.unit.top;
        let (handler, end) = (self.unit.label(), self.unit.label());
        let state = self.unit.handler_state();
        self.unit
            .push_protected(BlockKind::Finally(&t.finalbody), handler, mark, true);
        self.nested(t.range, |c| match &t.handlers[..] {
            [] => c.conditional_body(&t.body),
            _ => c.try_except(t),
        })?;
        self.unit.pop_block();
        if self.unit.reachable {
            self.conditional_body(&t.finalbody)?;
            self.at_nowhere();
            self.unit.jump(Op::Jump, 0, end);
        }
        // The exceptional copy.
        self.unit.bind_handler(handler, state);
        let caught = self.begin_handler(mark);
        let cleanup = self.protect_handler(caught);
        self.nested(t.range, |c| c.conditional_body(&t.finalbody))?;
        self.at_nowhere();
        self.unit.emit_a(Op::Reraise, caught.exc);
        self.unit.pop_block();
        self.end_handler(cleanup, caught);
        self.unit.top = mark;
        self.unit.bind(end);
        Ok(())
    }

    /// Allocates the registers of a handler and makes its exception the one being handled.
    fn begin_handler(&mut self, exc: Reg) -> Caught {
        self.unit.top = exc;
        self.unit.alloc_n(2);
        let saved = self.unit.alloc();
        self.at_nowhere();
        self.unit.emit_ab(Op::PushExc, saved, exc);
        Caught { exc, saved }
    }

    /// The handler of a handler's own code: restores the exception handled before and raises on.
    fn end_handler(&mut self, cleanup: Cleanup, caught: Caught) {
        self.unit.bind_handler(cleanup.label, cleanup.state);
        self.unit.top = cleanup.reg;
        let exc = self.unit.alloc_n(2);
        self.at_nowhere();
        self.unit.emit_a(Op::PopExc, caught.saved);
        self.reraise(exc);
    }

    /// Protects the code of a handler from here on: an exception in it restores the one handled before.
    fn protect_handler(&mut self, caught: Caught) -> Cleanup {
        let cleanup = Cleanup {
            label: self.unit.label(),
            state: self.unit.handler_state(),
            reg: self.unit.top,
        };
        let kind = BlockKind::Handler {
            saved: caught.saved,
            name: None,
        };
        self.unit
            .push_protected(kind, cleanup.label, cleanup.reg, true);
        cleanup
    }

    /// Raises on what only passes here: the frame stands where the exception came from.
    fn reraise(&mut self, exc: Reg) {
        self.unit.emit_flags(Op::Reraise, WITH_LASTI, exc.0, 0, 0);
    }

    fn try_except(&mut self, t: &'a StmtTry) -> Result<()> {
        if t.is_star {
            return self.try_except_star(t);
        }
        let mark = self.unit.top;
        let (handler, end) = (self.unit.label(), self.unit.label());
        let state = self.unit.handler_state();
        self.unit
            .push_protected(BlockKind::Plain, handler, mark, true);
        self.nested(t.range, |c| c.conditional_body(&t.body))?;
        self.unit.pop_block();
        if self.unit.reachable {
            self.conditional_body(&t.orelse)?;
            self.at_nowhere();
            self.unit.jump(Op::Jump, 0, end);
        }
        self.unit.bind_handler(handler, state);
        let caught = self.begin_handler(mark);
        let cleanup = self.protect_handler(caught);
        for (i, ExceptHandler::ExceptHandler(h)) in t.handlers.iter().enumerate() {
            if h.type_.is_none() && i + 1 < t.handlers.len() {
                return syntax(h.range, "default 'except:' must be last");
            }
            self.nested(t.range, |c| c.except_clause(h, caught, end))?;
        }
        self.at_nowhere();
        self.unit.emit_a(Op::Reraise, caught.exc);
        self.unit.pop_block();
        self.end_handler(cleanup, caught);
        self.unit.top = mark;
        self.unit.bind(end);
        Ok(())
    }

    fn except_clause(
        &mut self,
        h: &'a ExceptHandlerExceptHandler,
        caught: Caught,
        end: Label,
    ) -> Result<()> {
        let next = self.unit.label();
        let top = self.unit.top;
        if let Some(type_) = &h.type_ {
            let class = self.expr_reg(type_)?;
            self.at(h.range);
            self.unit.emit(Op::CheckExcMatch, top, caught.exc, class);
            self.unit.top = top;
            self.unit.alloc();
            self.unit.jump(Op::JumpIfFalse, top.0, next);
            self.unit.top = top;
        } else {
            self.at(h.range);
            self.unit.line();
        }
        self.handler_body(h, caught.saved, caught.exc, |c| {
            c.unit.emit_a(Op::PopExc, caught.saved);
        })?;
        self.at_nowhere();
        self.unit.jump(Op::Jump, 0, end);
        self.unit.bind(next);
        Ok(())
    }

    /// Binds the exception's name and compiles the body; `leave` is what a normal end does before the name is unbound.
    fn handler_body(
        &mut self,
        h: &'a ExceptHandlerExceptHandler,
        saved: Reg,
        exc: Reg,
        leave: impl Fn(&mut Self),
    ) -> Result<()> {
        let Some(name) = &h.name else {
            self.nested(h.range, |c| c.conditional_body(&h.body))?;
            self.at_nowhere();
            leave(self);
            return Ok(());
        };
        let id = self.mangle(&name.id);
        self.at(name.range);
        self.store_name(id, exc);
        let top = self.unit.top;
        let cleanup = self.unit.label();
        let state = self.unit.handler_state();
        // The block around is the handler's own; the name belongs to this inner one, which a `return` leaves first.
        let outer = self
            .unit
            .blocks
            .last_mut()
            .expect("inside the handler's block");
        let outer_kind = outer.kind;
        outer.kind = BlockKind::Plain;
        let kind = BlockKind::Handler {
            saved,
            name: Some((id, name.range)),
        };
        self.unit.push_protected(kind, cleanup, top, true);
        self.nested(h.range, |c| c.conditional_body(&h.body))?;
        self.unit.pop_block();
        self.unit
            .blocks
            .last_mut()
            .expect("inside the handler's block")
            .kind = outer_kind;
        self.at_nowhere();
        let reachable = self.unit.reachable;
        if reachable {
            leave(self);
            self.delete_name(id, true);
        }
        let skip = self.unit.label();
        self.unit.jump(Op::Jump, 0, skip);
        self.unit.bind_handler(cleanup, state);
        let inner = self.unit.alloc_n(2);
        self.delete_name(id, true);
        self.reraise(inner);
        self.unit.top = top;
        self.unit.bind(skip);
        Ok(())
    }

    /// `except*`: the clauses take their parts of the group one after the other; what they raise is collected.
    fn try_except_star(&mut self, t: &'a StmtTry) -> Result<()> {
        let mark = self.unit.top;
        let (handler, end) = (self.unit.label(), self.unit.label());
        let state = self.unit.handler_state();
        self.unit
            .push_protected(BlockKind::Plain, handler, mark, true);
        self.nested(t.range, |c| c.conditional_body(&t.body))?;
        self.unit.pop_block();
        if self.unit.reachable {
            self.conditional_body(&t.orelse)?;
            self.at_nowhere();
            self.unit.jump(Op::Jump, 0, end);
        }
        self.unit.bind_handler(handler, state);
        let caught = self.begin_handler(mark);
        let results = self.unit.alloc();
        let pair = self.unit.alloc_n(2);
        let (rest, matched) = (pair, pair.plus(1));
        let cleanup = self.protect_handler(caught);
        self.unit.emit_flags(Op::BuildList, 0, results.0, 0, 0);
        self.unit.emit_move(rest, caught.exc);
        for ExceptHandler::ExceptHandler(h) in &t.handlers {
            let Some(type_) = &h.type_ else {
                return syntax(h.range, "expected one or more exception types");
            };
            let top = self.unit.top;
            let class = self.expr_reg(type_)?;
            self.at(h.range);
            let next = self.unit.label();
            self.unit.emit(Op::CheckEgMatch, pair, rest, class);
            self.unit.top = top;
            self.unit.jump(Op::JumpIfNone, matched.0, next);
            // The matched part is what the clause's body handles.
            let inner_saved = self.unit.alloc();
            self.unit.emit_ab(Op::PushExc, inner_saved, matched);
            let failed = self.unit.label();
            let failed_state = self.unit.handler_state();
            let clause_top = self.unit.top;
            self.unit.push_protected(
                BlockKind::Handler {
                    saved: inner_saved,
                    name: None,
                },
                failed,
                clause_top,
                true,
            );
            self.nested(t.range, |c| {
                c.handler_body(h, inner_saved, matched, |c| {
                    c.unit.emit_a(Op::PopExc, inner_saved)
                })
            })?;
            self.unit.pop_block();
            self.at_nowhere();
            self.unit.jump(Op::Jump, 0, next);
            // What the body raised joins the results.
            self.unit.bind_handler(failed, failed_state);
            let raised = self.unit.alloc_n(2);
            self.unit.emit_a(Op::PopExc, inner_saved);
            self.unit.emit_ab(Op::ListAppend, results, raised);
            self.unit.jump(Op::Jump, 0, next);
            self.unit.top = top;
            self.unit.bind(next);
        }
        self.at_nowhere();
        self.unit.emit_ab(Op::ListAppend, results, rest);
        // exc and results side by side, then the exception to raise, or None.
        let args = self.unit.alloc_n(2);
        self.unit.emit_move(args, caught.exc);
        self.unit.emit_move(args.plus(1), results);
        self.unit.emit_flags(
            Op::Intrinsic,
            0,
            args.0,
            args.0,
            Intrinsic::PrepReraiseStar as u16,
        );
        let raise = self.unit.label();
        self.unit.jump(Op::JumpIfNotNone, args.0, raise);
        self.unit.emit_a(Op::PopExc, caught.saved);
        self.unit.jump(Op::Jump, 0, end);
        self.unit.bind(raise);
        self.unit.emit_a(Op::PopExc, caught.saved);
        self.unit.emit_a(Op::Reraise, args);
        self.unit.pop_block();
        self.end_handler(cleanup, caught);
        self.unit.top = mark;
        self.unit.bind(end);
        Ok(())
    }

    // ---- with

    pub(super) fn with_stmt(&mut self, w: &'a StmtWith) -> Result<()> {
        self.with_items(&w.items, &w.body, w.is_async)
    }

    fn with_items(
        &mut self,
        items: &'a [WithItem],
        body: &'a [Stmt],
        is_async: bool,
    ) -> Result<()> {
        let Some((item, rest)) = items.split_first() else {
            return self.conditional_body(body);
        };
        let mark = self.unit.top;
        let range = item.context_expr.range();
        // The window of the exit call holds the method while the body runs.
        let window = self.unit.alloc_window(3);
        let top = self.unit.top;
        let context = self.expr_reg(&item.context_expr)?;
        let enter = self.unit.alloc_window(0);
        self.at(range);
        let (enter_method, exit_method) = if is_async {
            (Special::AEnter, Special::AExit)
        } else {
            (Special::Enter, Special::Exit)
        };
        self.unit
            .emit_flags(Op::LoadSpecial, 0, window.0, context.0, exit_method as u16);
        self.unit
            .emit_flags(Op::LoadSpecial, 0, enter.0, context.0, enter_method as u16);
        let value = self.finish_call(Op::CallMethod, enter, 0, Site::NONE, top, None);
        if is_async {
            self.await_value(value, value, 1);
        }
        let (handler, end) = (self.unit.label(), self.unit.label());
        let state = self.unit.handler_state();
        self.unit.push_protected(
            BlockKind::With {
                window,
                is_async,
                range,
            },
            handler,
            top,
            true,
        );
        self.nested(range, |c| {
            if let Some(target) = &item.optional_vars {
                c.store(target, value)?;
            }
            c.unit.top = top;
            c.with_items(rest, body, is_async)
        })?;
        self.unit.pop_block();
        if self.unit.reachable {
            self.at(range);
            self.call_exit(window, is_async)?;
            self.unit.top = top;
            self.unit.jump(Op::Jump, 0, end);
        }
        // An exception: exit(type, value, traceback) decides whether it goes on.
        self.unit.bind_handler(handler, state);
        let caught = self.begin_handler(top);
        let cleanup = self.protect_handler(caught);
        self.at(range);
        let call = self.unit.alloc_window(3);
        self.unit.emit_move(call, window);
        self.unit.emit_move(call.plus(1), window.plus(1));
        self.unit
            .emit_flags(Op::ExcArgs, 0, call.plus(2).0, caught.exc.0, 3);
        let answer = self.finish_call(Op::CallMethod, call, 3, Site::NONE, call, None);
        if is_async {
            self.await_value(answer, answer, 2);
        }
        let suppressed = self.unit.label();
        self.unit.jump(Op::JumpIfTrue, answer.0, suppressed);
        self.reraise(caught.exc);
        self.unit.bind(suppressed);
        self.at_nowhere();
        self.unit.emit_a(Op::PopExc, caught.saved);
        self.unit.pop_block();
        self.unit.jump(Op::Jump, 0, end);
        self.end_handler(cleanup, caught);
        self.unit.top = mark;
        self.unit.bind(end);
        Ok(())
    }

    /// Raises NotImplementedError or another well-known exception: for generated functions.
    pub(super) fn raise_common(&mut self, which: crate::bytecode::op::Common) {
        let mark = self.unit.top;
        let r = self.unit.alloc();
        self.unit
            .emit_flags(Op::LoadCommon, 0, r.0, 0, which as u16);
        self.unit.emit_flags(Op::Raise, 1, r.0, 0, 0);
        self.unit.top = mark;
    }
}
