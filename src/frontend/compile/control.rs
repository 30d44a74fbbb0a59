//! Control flow: conditions, `if`, loops, `break`, `continue`, `return`, and unwinding the blocks between.
//!
//! `break`, `continue` and `return` leave blocks from the innermost outwards; the code that a block needs on the way
//! out (a `finally` body, `__exit__`) is emitted in place, outside the regions of the blocks that are left already.

use super::unit::{BlockKind, Label, Operand, Reg, Region};
use super::{Compiler, fold};
use crate::bytecode::code::{Const, Site};
use crate::bytecode::op::Op;
use crate::errors::{Result, syntax};
use ruff_python_ast::{
    BoolOp, CmpOp, ElifElseClause, Expr, Stmt, StmtFor, StmtIf, StmtReturn, StmtWhile, UnaryOp,
};
use ruff_text_size::{Ranged, TextRange};

/// How deep blocks may be nested in CPython 3.14.
const MAX_NESTED_BLOCKS: u32 = 21;

impl<'a> Compiler<'a> {
    // ---- conditions

    /// Jumps to `label` if the truth of `e` is `when`; else goes on.
    pub(super) fn jump_if(&mut self, e: &'a Expr, when: bool, label: Label) -> Result<()> {
        let mark = self.unit.top;
        match e {
            Expr::UnaryOp(u) if u.op == UnaryOp::Not => {
                return self.jump_if(&u.operand, !when, label);
            }
            Expr::BoolOp(b) => {
                let (last, init) = b
                    .values
                    .split_last()
                    .expect("a boolean operation has operands");
                // What decides an `and` is False, what decides an `or` is True.
                let decisive = b.op == BoolOp::Or;
                if decisive == when {
                    init.iter().try_for_each(|v| self.jump_if(v, when, label))?;
                    return self.jump_if(last, when, label);
                }
                let end = self.unit.label();
                init.iter()
                    .try_for_each(|v| self.jump_if(v, decisive, end))?;
                self.jump_if(last, when, label)?;
                self.unit.bind(end);
                return Ok(());
            }
            Expr::If(i) => {
                let (otherwise, end) = (self.unit.label(), self.unit.label());
                self.jump_if(&i.test, false, otherwise)?;
                self.jump_if(&i.body, when, label)?;
                self.unit.jump(Op::Jump, 0, end);
                self.unit.bind(otherwise);
                self.jump_if(&i.orelse, when, label)?;
                self.unit.bind(end);
                return Ok(());
            }
            Expr::Compare(c) => {
                self.jump_if_compare(c, when, label)?;
                self.unit.top = mark;
                return Ok(());
            }
            _ => {}
        }
        let value = self.expr(e, None)?;
        match value {
            Operand::Const(c) => {
                if fold::truth(&c) == when {
                    self.unit.jump(Op::Jump, 0, label);
                }
            }
            Operand::Reg(r) => {
                self.at(e.range());
                let op = if when {
                    Op::JumpIfTrue
                } else {
                    Op::JumpIfFalse
                };
                self.unit.jump(op, r.0, label);
            }
        }
        self.unit.top = mark;
        Ok(())
    }

    fn jump_if_compare(
        &mut self,
        c: &'a ruff_python_ast::ExprCompare,
        when: bool,
        label: Label,
    ) -> Result<()> {
        let end = self.unit.label();
        let mark = self.unit.top;
        let mut left = self.expr_pinned(&c.left)?;
        for (i, (&op, comparator)) in c.ops.iter().zip(&c.comparators).enumerate() {
            let last = i + 1 == c.ops.len();
            let (when, label) = match (last, when) {
                (true, _) => (when, label),
                (false, true) => (false, end),
                (false, false) => (false, label),
            };
            if matches!(op, CmpOp::Is | CmpOp::IsNot) && comparator.is_none_literal_expr() && last {
                self.at(c.range);
                let none = (op == CmpOp::Is) == when;
                self.unit.jump(
                    if none {
                        Op::JumpIfNone
                    } else {
                        Op::JumpIfNotNone
                    },
                    left.0,
                    label,
                );
                break;
            }
            let right = if last {
                self.comparator(op, comparator)?
            } else {
                Operand::Reg(self.expr_pinned(comparator)?)
            };
            let next = if let Operand::Reg(r) = right { r } else { left };
            let top = if last { mark } else { self.unit.top };
            self.at(c.range);
            let result = self.compare_op(op, true, left, right, top, None);
            self.unit.jump(
                if when {
                    Op::JumpIfTrue
                } else {
                    Op::JumpIfFalse
                },
                result.0,
                label,
            );
            self.unit.top = top;
            left = next;
        }
        self.unit.bind(end);
        Ok(())
    }

    // ---- if, loops

    pub(super) fn if_stmt(&mut self, s: &'a StmtIf) -> Result<()> {
        let end = self.unit.label();
        self.if_arm(Some(&s.test), &s.body, end, s.elif_else_clauses.is_empty())?;
        for (i, ElifElseClause { test, body, .. }) in s.elif_else_clauses.iter().enumerate() {
            self.if_arm(test.as_ref(), body, end, i + 1 == s.elif_else_clauses.len())?;
        }
        self.unit.bind(end);
        Ok(())
    }

    fn if_arm(
        &mut self,
        test: Option<&'a Expr>,
        body: &'a [Stmt],
        end: Label,
        last: bool,
    ) -> Result<()> {
        let next = self.unit.label();
        let constant = test.and_then(|t| self.const_value(t));
        if constant.as_ref().is_some_and(|c| !fold::truth(c)) {
            // Dead code: compiled for its errors, emitted nowhere.
            self.line_of_constant(test);
            let reachable = std::mem::replace(&mut self.unit.reachable, false);
            let bound = self.unit.bound.clone();
            self.conditional_body(body)?;
            self.unit.bound = bound;
            self.unit.reachable = reachable;
            return Ok(());
        }
        if let Some(test) = test {
            if constant.is_some() {
                self.line_of_constant(Some(test));
            }
            self.jump_if(test, false, next)?;
        }
        self.conditional_body(body)?;
        if !last {
            self.at_nowhere();
            self.unit.jump(Op::Jump, 0, end);
        }
        self.unit.bind(next);
        Ok(())
    }

    /// The end of a loop's body counts as the loop's head, unless it is all there is of the line before (`pass`).
    fn at_end_of_loop(&mut self, head: TextRange) {
        if self.unit.has_pending_line() {
            self.at_nowhere();
        } else {
            self.at(head);
        }
    }

    /// A condition that is known is a line all the same.
    fn line_of_constant(&mut self, test: Option<&'a Expr>) {
        if let Some(test) = test {
            self.at(test.range());
            self.unit.line();
        }
    }

    pub(super) fn while_stmt(&mut self, s: &'a StmtWhile) -> Result<()> {
        let (end, otherwise) = (self.unit.label(), self.unit.label());
        if self.const_value(&s.test).is_some() {
            self.line_of_constant(Some(&s.test));
        }
        let (head, number) = self.unit.bind_loop();
        self.jump_if(&s.test, false, otherwise)?;
        self.unit.push_block(BlockKind::Loop { end, head, number });
        self.nested(s.range, |c| c.conditional_body(&s.body))?;
        self.at_end_of_loop(s.test.range());
        self.unit.jump(Op::JumpBack, number, head);
        self.unit.pop_block();
        self.unit.bind(otherwise);
        self.conditional_body(&s.orelse)?;
        self.unit.bind(end);
        Ok(())
    }

    pub(super) fn for_stmt(&mut self, s: &'a StmtFor) -> Result<()> {
        if s.is_async {
            return self.async_for(s);
        }
        let mark = self.unit.top;
        let iterator = self.unit.alloc();
        let (end, otherwise) = (self.unit.label(), self.unit.label());
        self.iterate(&s.iter, iterator)?;
        self.at(s.iter.range());
        let (head, number) = self.unit.bind_loop();
        self.for_iter(&s.target, s.iter.range(), iterator, otherwise)?;
        self.unit.push_block(BlockKind::Loop { end, head, number });
        self.nested(s.range, |c| c.conditional_body(&s.body))?;
        self.at_end_of_loop(s.iter.range());
        self.unit.jump(Op::JumpBack, number, head);
        self.unit.pop_block();
        self.unit.bind(otherwise);
        self.unit.top = mark;
        self.conditional_body(&s.orelse)?;
        self.unit.bind(end);
        Ok(())
    }

    /// iterator = iter(e). A list or set display that is only iterated over becomes a constant.
    pub(super) fn iterate(&mut self, e: &'a Expr, iterator: Reg) -> Result<()> {
        let constant = match e {
            Expr::List(l) => self.const_values(&l.elts).map(|v| Const::Tuple(v.into())),
            Expr::Set(_) => None,
            _ => None,
        };
        let mark = self.unit.top;
        let iterable = match constant {
            Some(c) => {
                self.at(e.range());
                self.in_reg(Operand::Const(c))
            }
            None => self.expr_reg(e)?,
        };
        self.unit.top = mark;
        self.at(e.range());
        self.unit.emit_ab(Op::GetIter, iterator, iterable);
        Ok(())
    }

    /// The head of a loop: the next item goes to the target, or control to `exhausted`.
    pub(super) fn for_iter(
        &mut self,
        target: &'a Expr,
        range: TextRange,
        iterator: Reg,
        exhausted: Label,
    ) -> Result<()> {
        let mark = self.unit.top;
        if let Expr::Name(n) = target {
            let id = self.mangle(&n.id);
            if let Some(local) = self.store_target(id) {
                self.at(range);
                self.unit.emit_ab(Op::ForIter, local, iterator);
                self.unit_jump_word(exhausted);
                self.unit.bound.insert(local);
                return Ok(());
            }
        }
        let item = self.unit.alloc();
        self.at(range);
        self.unit.emit_ab(Op::ForIter, item, iterator);
        self.unit_jump_word(exhausted);
        self.store(target, item)?;
        self.unit.top = mark;
        Ok(())
    }

    /// The JUMP after FOR_ITER or SEND: control also goes on behind it.
    pub(super) fn unit_jump_word(&mut self, label: Label) {
        let reachable = self.unit.reachable;
        self.unit.jump(Op::Jump, 0, label);
        self.unit.reachable = reachable;
    }

    pub(super) fn conditional_body(&mut self, body: &'a [Stmt]) -> Result<()> {
        let saved = std::mem::replace(&mut self.unit.conditional, true);
        self.body(body)?;
        self.unit.conditional = saved;
        Ok(())
    }

    /// Compiles what lies in a block of the statement at `range`. There is no limit of ours, but a program that CPython
    /// refuses must not run.
    pub(super) fn nested<T>(
        &mut self,
        range: TextRange,
        inside: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        if self.unit.nesting >= MAX_NESTED_BLOCKS {
            return syntax(range, "too many statically nested blocks");
        }
        self.unit.nesting += 1;
        let value = inside(self)?;
        self.unit.nesting -= 1;
        Ok(value)
    }

    // ---- leaving blocks

    pub(super) fn break_stmt(&mut self, range: TextRange) -> Result<()> {
        let Some((depth, end, _, _)) = self.innermost_loop() else {
            return syntax(range, "'break' outside loop");
        };
        self.at(range);
        self.unit.line();
        if self.unwind(depth + 1, false)? {
            self.at_nowhere();
        }
        self.unit.jump(Op::Jump, 0, end);
        self.reopen(depth + 1);
        Ok(())
    }

    pub(super) fn continue_stmt(&mut self, range: TextRange) -> Result<()> {
        let Some((depth, _, head, number)) = self.innermost_loop() else {
            return syntax(range, "'continue' not properly in loop");
        };
        self.at(range);
        self.unit.line();
        if self.unwind(depth + 1, false)? {
            // It is on no line of its own, as the end of the loop's body.
            self.unit.position = self.unit.position_at(head);
        }
        self.unit.jump(Op::JumpBack, number, head);
        self.reopen(depth + 1);
        Ok(())
    }

    fn innermost_loop(&self) -> Option<(usize, Label, Label, u16)> {
        self.unit
            .blocks
            .iter()
            .enumerate()
            .rev()
            .find_map(|(i, b)| match b.kind {
                BlockKind::Loop { end, head, number } => Some((i, end, head, number)),
                _ => None,
            })
    }

    pub(super) fn return_stmt(&mut self, s: &'a StmtReturn) -> Result<()> {
        let mark = self.unit.top;
        let must_unwind = self
            .unit
            .blocks
            .iter()
            .any(|b| !matches!(b.kind, BlockKind::Loop { .. } | BlockKind::Plain));
        let value = match &s.value {
            Some(e) if must_unwind => {
                // The code on the way out may rebind a variable: the value waits in a temporary.
                let r = self.unit.alloc();
                self.expr_to(e, r)?;
                Operand::Reg(r)
            }
            Some(e) => self.expr(e, None)?,
            None => Operand::Const(Const::None),
        };
        self.at(s.range);
        self.unit.line();
        let waits = s.value.as_ref().is_some_and(|v| !v.is_literal_expr());
        if self.unwind(0, waits)? {
            self.at_nowhere();
        }
        let r = self.in_reg(value);
        self.unit.emit_a(Op::Return, r);
        self.reopen(0);
        self.unit.top = mark;
        Ok(())
    }

    /// Emits what leaving the blocks from the innermost down to number `depth` needs. Their regions are closed;
    /// `reopen` opens them again for the code that follows. Says whether other lines may have been executed on the way.
    /// `waits`: a value waits to be returned, which counts as a block around a `finally` body.
    fn unwind(&mut self, depth: usize, waits: bool) -> Result<bool> {
        let (position, nesting) = (self.unit.position, self.unit.nesting);
        let mut left = Vec::new();
        let mut elsewhere = false;
        while self.unit.blocks.len() > depth {
            let block = self.unit.blocks.pop().expect("counted");
            if let Some(region) = block.region {
                self.unit.close_region(region);
            }
            self.unit.nesting = block.nesting + u32::from(waits);
            self.unwind_block(block.kind)?;
            self.unit.position = position;
            elsewhere |= matches!(block.kind, BlockKind::Finally(_) | BlockKind::With { .. });
            left.push(block);
        }
        while let Some(block) = left.pop() {
            self.unit.blocks.push(block);
        }
        self.unit.nesting = nesting;
        Ok(elsewhere)
    }

    fn reopen(&mut self, depth: usize) {
        let pc = self.unit.pc();
        for block in &mut self.unit.blocks[depth..] {
            if let Some(region) = &mut block.region {
                *region = Region {
                    start: pc,
                    ..*region
                };
            }
        }
    }

    fn unwind_block(&mut self, kind: BlockKind<'a>) -> Result<()> {
        match kind {
            BlockKind::Loop { .. } | BlockKind::Plain => Ok(()),
            BlockKind::Finally(body) => {
                let mark = self.unit.top;
                self.conditional_body(body)?;
                self.unit.top = mark;
                Ok(())
            }
            BlockKind::Handler { saved, name } => {
                self.at_nowhere();
                self.unit.emit_a(Op::PopExc, saved);
                if let Some((name, _)) = name {
                    self.delete_name(name, true);
                }
                Ok(())
            }
            BlockKind::With {
                window,
                is_async,
                range,
            } => {
                let mark = self.unit.top;
                self.at(range);
                self.call_exit(window, is_async)?;
                self.unit.top = mark;
                Ok(())
            }
        }
    }

    /// `exit(None, None, None)` of a `with`, whose window holds the method.
    pub(super) fn call_exit(&mut self, window: Reg, is_async: bool) -> Result<()> {
        // A call's window is on top: if something lives above (a value being returned), the call moves there.
        let window = if self.unit.top > window.plus(5) {
            let above = self.unit.alloc_window(3);
            self.unit.emit_move(above, window);
            self.unit.emit_move(above.plus(1), window.plus(1));
            above
        } else {
            window
        };
        for i in 0..3 {
            self.unit.load_const(window.plus(2 + i), Const::None);
        }
        let dst = self.unit.alloc();
        let site = self
            .unit
            .site(crate::bytecode::code::SiteKind::Call, Site::NONE);
        self.unit
            .emit_flags(Op::CallMethod, 3, window.0, dst.0, site);
        if is_async {
            self.await_value(dst, dst, 2);
        }
        Ok(())
    }
}
