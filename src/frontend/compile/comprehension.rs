//! Comprehensions and generator expressions.
//!
//! A list, set or dict comprehension is compiled into the frame around it (PEP 709): its variables get temporaries of
//! their own, its result is built in another. A generator expression is a function of its outermost iterator; so is
//! a comprehension in an annotation scope of a class, which must not see what its own names would hide.

use super::Compiler;
use super::unit::{InlineScope, Label, Operand, Reg};
use crate::bytecode::code::{Site, flags};
use crate::bytecode::op::{CELL_EMPTY, Intrinsic, Op};
use crate::errors::Result;
use crate::symtable::{Binding, Part, ScopeId, def};
use ruff_python_ast::{
    Comprehension, Expr, ExprDictComp, ExprGenerator, ExprListComp, ExprSetComp,
};
use ruff_text_size::{Ranged, TextRange};

/// The four kinds.
#[derive(Clone, Copy)]
pub(super) enum Comp<'a> {
    List(&'a ExprListComp),
    Set(&'a ExprSetComp),
    Dict(&'a ExprDictComp),
    Generator(&'a ExprGenerator),
}

impl<'a> Comp<'a> {
    fn generators(self) -> &'a [Comprehension] {
        match self {
            Comp::List(c) => &c.generators,
            Comp::Set(c) => &c.generators,
            Comp::Dict(c) => &c.generators,
            Comp::Generator(c) => &c.generators,
        }
    }

    fn range(self) -> TextRange {
        match self {
            Comp::List(c) => c.range,
            Comp::Set(c) => c.range,
            Comp::Dict(c) => c.range,
            Comp::Generator(c) => c.range,
        }
    }
}

impl<'a> Compiler<'a> {
    pub(super) fn comprehension(&mut self, comp: Comp<'a>, want: Option<Reg>) -> Result<Operand> {
        let scope = match comp {
            Comp::List(c) => self.table.scope_of(c, Part::Body),
            Comp::Set(c) => self.table.scope_of(c, Part::Body),
            Comp::Dict(c) => self.table.scope_of(c, Part::Body),
            Comp::Generator(c) => self.table.scope_of(c, Part::Body),
        };
        if self.table.scope(scope).inlined {
            self.inline_comprehension(comp, scope, want)
        } else {
            self.comprehension_function(comp, scope, want)
        }
    }

    fn inline_comprehension(
        &mut self,
        comp: Comp<'a>,
        scope: ScopeId,
        want: Option<Reg>,
    ) -> Result<Operand> {
        let mark = self.unit.top;
        let dst = self.work_reg(want);
        let iterator = self.unit.alloc();
        self.outermost_iterator(comp, iterator)?;
        self.begin_collection(comp, dst);
        let outer = std::mem::replace(&mut self.unit.cur_scope, scope);
        let start = self.unit.pc();
        self.enter_inline(scope, comp);
        // Putting variables back is a block, if there are any.
        let has_own = self.unit.inline.last().is_some_and(|i| !i.regs.is_empty());
        let inside = |c: &mut Self| c.generators(comp, 0, iterator, Some(dst));
        if has_own {
            self.nested(comp.range(), inside)?;
        } else {
            inside(self)?;
        }
        self.leave_inline(start);
        self.unit.cur_scope = outer;
        self.unit.top = if want == Some(dst) { mark } else { dst.plus(1) };
        Ok(Operand::Reg(dst))
    }

    /// iterator = the iterator of the first `for`, evaluated in the scope around the comprehension.
    fn outermost_iterator(&mut self, comp: Comp<'a>, iterator: Reg) -> Result<()> {
        let first = &comp.generators()[0];
        if !first.is_async {
            return self.iterate(&first.iter, iterator);
        }
        let top = self.unit.top;
        let value = self.expr_reg(&first.iter)?;
        self.at(first.iter.range());
        self.unit.emit_ab(Op::GetAIter, iterator, value);
        self.unit.top = top;
        Ok(())
    }

    fn begin_collection(&mut self, comp: Comp<'a>, dst: Reg) {
        self.at(comp.range());
        let op = match comp {
            Comp::List(_) => Op::BuildList,
            Comp::Set(_) => Op::BuildSet,
            Comp::Dict(_) => Op::BuildMap,
            Comp::Generator(_) => return,
        };
        self.unit.emit_flags(op, 0, dst.0, 0, 0);
    }

    /// Gives the variables of an inlined comprehension their registers.
    fn enter_inline(&mut self, scope: ScopeId, comp: Comp<'a>) {
        // With a single `for`, whose target is no more than names, nothing can read a variable before it is assigned.
        let generators = comp.generators();
        let simple = matches!(generators[0].target, Expr::Name(_))
            || super::assign::elements(&generators[0].target)
                .iter()
                .all(Expr::is_name_expr);
        let may_read_early = generators.len() > 1 || !simple;
        let mut regs = Vec::new();
        let mut cells = Vec::new();
        for symbol in &self.table.scope(scope).symbols {
            let own =
                symbol.flags & def::BOUND != 0 && symbol.flags & (def::NONLOCAL | def::GLOBAL) == 0;
            if !own {
                continue;
            }
            let reg = self.unit.alloc();
            self.unit.bound.remove(reg);
            regs.push((symbol.name, reg));
            if symbol.binding == Binding::Cell {
                cells.push(reg);
            } else if may_read_early && symbol.flags & def::USE != 0 {
                // The register may hold anything from before; CHECK_BOUND needs the marker.
                self.unit.emit_a(Op::Unset, reg);
            }
        }
        for cell in cells {
            self.unit.emit_flags(Op::MakeCell, CELL_EMPTY, cell.0, 0, 0);
        }
        self.unit.inline.push(InlineScope { id: scope, regs });
    }

    fn leave_inline(&mut self, start: u32) {
        let inline = self.unit.inline.pop().expect("entered before");
        for (name, reg) in inline.regs {
            let is_cell = self
                .table
                .scope(inline.id)
                .symbol(name)
                .is_some_and(|s| s.binding == Binding::Cell);
            let index = self.name_index(name);
            self.unit.scoped_local(index, reg, is_cell, start);
            self.unit.bound.remove(reg);
        }
    }

    /// The `for` number `i`, whose iterator is ready, and everything inside. `result` is None in a generator.
    fn generators(
        &mut self,
        comp: Comp<'a>,
        i: usize,
        iterator: Reg,
        result: Option<Reg>,
    ) -> Result<()> {
        let generator = &comp.generators()[i];
        let (exhausted, next) = (self.unit.label(), self.unit.label());
        let (head, number) = self.unit.bind_loop();
        let state = self.unit.handler_state();
        let top = self.unit.top;
        let mut item = top;
        if generator.is_async {
            self.at(generator.iter.range());
            item = self.async_next(iterator, exhausted);
            self.store(&generator.target, item)?;
            self.unit.top = top;
            self.nested(comp.range(), |c| {
                c.conditions_and_rest(comp, i, next, result)
            })?;
        } else {
            self.for_iter(
                &generator.target,
                generator.iter.range(),
                iterator,
                exhausted,
            )?;
            self.conditions_and_rest(comp, i, next, result)?;
        }
        self.unit.bind(next);
        self.at(generator.iter.range());
        self.unit.jump(Op::JumpBack, number, head);
        if generator.is_async {
            self.unit.bind_handler(exhausted, state);
            self.unit.emit_a(Op::EndAsyncFor, item);
        } else {
            self.unit.bind(exhausted);
        }
        self.unit.top = top;
        Ok(())
    }

    /// The conditions of the `for` number `i`, which lead to `next`, and what stands behind them.
    fn conditions_and_rest(
        &mut self,
        comp: Comp<'a>,
        i: usize,
        next: Label,
        result: Option<Reg>,
    ) -> Result<()> {
        for condition in &comp.generators()[i].ifs {
            self.jump_if(condition, false, next)?;
        }
        self.inner_part(comp, i + 1, result)
    }

    /// The next `for`, or the element.
    fn inner_part(&mut self, comp: Comp<'a>, i: usize, result: Option<Reg>) -> Result<()> {
        let Some(generator) = comp.generators().get(i) else {
            return self.element(comp, result);
        };
        let top = self.unit.top;
        // `for y in [e]` is an assignment.
        if let (false, Expr::List(_) | Expr::Tuple(_)) = (generator.is_async, &generator.iter) {
            if let [only] = super::assign::elements(&generator.iter) {
                if !only.is_starred_expr() {
                    self.assign_value(&generator.target, only)?;
                    self.unit.top = top;
                    let next = self.unit.label();
                    for condition in &generator.ifs {
                        self.jump_if(condition, false, next)?;
                    }
                    self.inner_part(comp, i + 1, result)?;
                    self.unit.bind(next);
                    return Ok(());
                }
            }
        }
        let iterator = self.unit.alloc();
        if generator.is_async {
            let value = self.expr_reg(&generator.iter)?;
            self.at(generator.iter.range());
            self.unit.emit_ab(Op::GetAIter, iterator, value);
            self.unit.top = iterator.plus(1);
        } else {
            self.iterate(&generator.iter, iterator)?;
        }
        self.generators(comp, i, iterator, result)?;
        self.unit.top = top;
        Ok(())
    }

    fn element(&mut self, comp: Comp<'a>, result: Option<Reg>) -> Result<()> {
        let top = self.unit.top;
        let dst = result.unwrap_or(top);
        match comp {
            Comp::List(c) => {
                let r = self.expr_reg(&c.elt)?;
                self.at(c.elt.range());
                self.unit.emit_ab(Op::ListAppend, dst, r);
            }
            Comp::Set(c) => {
                let r = self.expr_reg(&c.elt)?;
                self.at(c.elt.range());
                self.unit.emit_ab(Op::SetAdd, dst, r);
            }
            Comp::Dict(c) => {
                let key = c.key.as_ref().expect("checked by the symbol table");
                let k = self.expr_pinned(key)?;
                let v = self.expr_reg(&c.value)?;
                self.at(key.range().cover(c.value.range()));
                self.unit.emit(Op::MapAdd, dst, k, v);
            }
            Comp::Generator(c) => {
                let mut r = self.expr_reg(&c.elt)?;
                self.at(c.elt.range());
                if self.unit.code.flags & flags::ASYNC_GENERATOR != 0 {
                    let wrapped = self.unit.alloc();
                    self.unit.emit_flags(
                        Op::Intrinsic,
                        0,
                        wrapped.0,
                        r.0,
                        Intrinsic::AsyncGenWrap as u16,
                    );
                    r = wrapped;
                }
                let ignored = self.unit.alloc();
                self.unit.emit_flags(Op::Yield, 0, ignored.0, r.0, top.0);
            }
        }
        self.unit.top = top;
        Ok(())
    }

    /// A comprehension as a function of its outermost iterator, called at once.
    fn comprehension_function(
        &mut self,
        comp: Comp<'a>,
        scope: ScopeId,
        want: Option<Reg>,
    ) -> Result<Operand> {
        let mark = self.unit.top;
        let range = self.call_parentheses.take().unwrap_or(comp.range());
        let dst = self.work_reg(want);
        let call_mark = self.unit.top;
        let window = self.unit.alloc_window(1);
        let line = self.line_of(range.start());
        self.enter_unit(scope, line);
        self.unit.code.arg_count = 1;
        self.at(range);
        let is_generator = matches!(comp, Comp::Generator(_));
        let is_async = self.table.scope(scope).is_async;
        self.unit.code.flags |= match (is_generator, is_async) {
            (true, true) => flags::ASYNC_GENERATOR,
            (true, false) => flags::GENERATOR,
            (false, true) => flags::COROUTINE,
            (false, false) => 0,
        };
        let guard = (is_generator || is_async).then(|| self.begin_generator());
        let result = (!is_generator).then(|| self.unit.alloc());
        if let Some(result) = result {
            self.begin_collection(comp, result);
        }
        self.generators(comp, 0, Reg(0), result)?;
        match result {
            Some(r) => self.unit.emit_a(Op::Return, r),
            None => self.return_none(),
        }
        if let Some(guard) = guard {
            self.end_generator(guard);
        }
        let code = self.leave_unit()?;
        self.at(range);
        self.make_function(code, window, 0, self.unit.top)?;
        self.outermost_iterator(comp, window.plus(2))?;
        self.at(range);
        self.finish_call(Op::Call, window, 1, Site::NONE, call_mark, Some(dst));
        if is_async && !is_generator {
            self.await_value(dst, dst, 0);
        }
        self.unit.top = if want == Some(dst) { mark } else { dst.plus(1) };
        Ok(Operand::Reg(dst))
    }
}
