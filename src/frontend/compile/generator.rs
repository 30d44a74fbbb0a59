//! Generators, coroutines, `await`, `yield`, `yield from`, `async for`.
//!
//! `await` and `yield from` are the same loop of SEND and a delegating YIELD; an exception thrown in at the YIELD goes
//! to the inner iterator first (the runtime finds it in b of the SEND two words before), and if that ends by
//! StopIteration, CLEANUP_THROW takes its value.

use super::Compiler;
use super::unit::{BlockKind, Label, Operand, Reg};
use crate::bytecode::code::{Const, Position, flags};
use crate::bytecode::op::{DELEGATING, Intrinsic, Op, WITH_LASTI};
use crate::errors::Result;
use ruff_python_ast::{ExprAwait, ExprYield, ExprYieldFrom, StmtFor};
use ruff_text_size::Ranged;

/// The handler around a generator's body.
pub(super) struct GeneratorGuard(Label, Reg);

impl<'a> Compiler<'a> {
    /// Begins the body of a generator, coroutine or async generator: StopIteration must not leave it.
    pub(super) fn begin_generator(&mut self) -> GeneratorGuard {
        // What is thrown into a generator that has not begun appears at the line of its definition, as a whole.
        let line = self.unit.code.first_line;
        let body = self.unit.position.replace(Position {
            line,
            end_line: line,
            col: u32::MAX,
            end_col: u32::MAX,
        });
        self.unit.emit_flags(Op::ReturnGenerator, 0, 0, 0, 0);
        self.unit.emit_flags(Op::BeginBody, 0, 0, 0, 0);
        self.unit.position = body;
        let (handler, reg) = (self.unit.label(), self.unit.top);
        self.unit
            .push_protected(BlockKind::Plain, handler, reg, true);
        GeneratorGuard(handler, reg)
    }

    /// Ends it: everything has returned.
    pub(super) fn end_generator(&mut self, guard: GeneratorGuard) {
        self.unit.pop_block();
        let state = self.unit.handler_state();
        self.unit.reachable = false;
        self.unit.bind_handler(guard.0, state);
        self.unit.top = guard.1;
        let exc = self.unit.alloc_n(2);
        self.at_nowhere();
        self.unit.emit_flags(
            Op::Intrinsic,
            0,
            exc.0,
            exc.0,
            Intrinsic::StopIterationError as u16,
        );
        self.unit.emit_flags(Op::Reraise, WITH_LASTI, exc.0, 0, 0);
        self.unit.top = guard.1;
    }

    /// dst = await value; the flags of GET_AWAITABLE say what for.
    pub(super) fn await_value(&mut self, value: Reg, dst: Reg, what: u8) {
        let iterator = self.unit.alloc();
        self.unit
            .emit_flags(Op::GetAwaitable, what, iterator.0, value.0, 0);
        self.delegate(iterator, dst);
        self.unit.top = iterator;
    }

    /// dst, a temporary, = what the iterator returns, everything that it yields being passed on. The iterator is the
    /// topmost temporary.
    fn delegate(&mut self, iterator: Reg, dst: Reg) {
        let sent = self.unit.alloc();
        self.unit.load_const(sent, Const::None);
        let (done, failed) = (self.unit.label(), self.unit.label());
        let back = self.unit.bind_back();
        self.unit.emit(Op::Send, dst, iterator, sent);
        self.unit_jump_word(done);
        let state = self.unit.handler_state();
        let live = self.unit.top;
        self.unit
            .push_protected(BlockKind::Plain, failed, live, false);
        self.unit
            .emit_flags(Op::Yield, DELEGATING, sent.0, dst.0, live.0);
        self.unit.pop_block();
        self.unit.jump(Op::Jump, 0, back);
        self.unit.bind_handler(failed, state);
        let exc = self.unit.alloc();
        self.unit.emit_ab(Op::CleanupThrow, dst, exc);
        self.unit.bind(done);
        self.unit.top = iterator.plus(1);
    }

    pub(super) fn await_expr(&mut self, a: &'a ExprAwait, want: Option<Reg>) -> Result<Operand> {
        let dst = self.work_reg(want);
        let mark = self.unit.top;
        let value = self.expr_reg(&a.value)?;
        self.at(a.range);
        self.unit.top = mark;
        self.await_value(value, dst, 0);
        Ok(Operand::Reg(dst))
    }

    pub(super) fn yield_expr(&mut self, y: &'a ExprYield, want: Option<Reg>) -> Result<Operand> {
        let mark = self.unit.top;
        let mut value = match &y.value {
            Some(e) => self.expr_reg(e)?,
            None => {
                self.at(y.range);
                self.in_reg(Operand::Const(Const::None))
            }
        };
        self.at(y.range);
        if self.unit.code.flags & flags::ASYNC_GENERATOR != 0 {
            let wrapped = self.unit.alloc();
            self.unit.emit_flags(
                Op::Intrinsic,
                0,
                wrapped.0,
                value.0,
                Intrinsic::AsyncGenWrap as u16,
            );
            value = wrapped;
        }
        let dst = self.result(mark, want);
        self.unit.emit_flags(Op::Yield, 0, dst.0, value.0, mark.0);
        Ok(Operand::Reg(dst))
    }

    pub(super) fn yield_from(
        &mut self,
        y: &'a ExprYieldFrom,
        want: Option<Reg>,
    ) -> Result<Operand> {
        let dst = self.work_reg(want);
        let mark = self.unit.top;
        let value = self.expr_reg(&y.value)?;
        self.unit.top = mark;
        let iterator = self.unit.alloc();
        self.at(y.range);
        self.unit.emit_ab(Op::GetYieldFromIter, iterator, value);
        self.delegate(iterator, dst);
        self.unit.top = mark;
        Ok(Operand::Reg(dst))
    }

    /// The item of an asynchronous iterator, in a fresh temporary; at the end control goes to the handler, which
    /// `end_async_iteration` binds.
    pub(super) fn async_next(&mut self, iterator: Reg, exhausted: Label) -> Reg {
        let item = self.unit.alloc();
        self.unit
            .push_protected(BlockKind::Plain, exhausted, item, false);
        let awaited = self.unit.alloc();
        self.unit.emit_ab(Op::GetANext, awaited, iterator);
        self.delegate(awaited, item);
        self.unit.top = item.plus(1);
        self.unit.pop_block();
        item
    }

    pub(super) fn async_for(&mut self, s: &'a StmtFor) -> Result<()> {
        let mark = self.unit.top;
        let iterator = self.unit.alloc();
        let value = self.expr_reg(&s.iter)?;
        self.at(s.iter.range());
        self.unit.emit_ab(Op::GetAIter, iterator, value);
        self.unit.top = iterator.plus(1);
        let (exhausted, end) = (self.unit.label(), self.unit.label());
        let (head, number) = self.unit.bind_loop();
        let state = self.unit.handler_state();
        self.unit.push_block(BlockKind::Loop { end, head, number });
        let item = self.async_next(iterator, exhausted);
        self.nested(s.range, |c| {
            c.store(&s.target, item)?;
            c.unit.top = item;
            c.conditional_body(&s.body)
        })?;
        self.at(s.iter.range());
        self.unit.jump(Op::JumpBack, number, head);
        self.unit.pop_block();
        self.unit.bind_handler(exhausted, state);
        self.unit.emit_a(Op::EndAsyncFor, item);
        self.unit.top = mark;
        self.conditional_body(&s.orelse)?;
        self.unit.bind(end);
        Ok(())
    }
}
