//! Generators and coroutines: a loop over one, or a delegation to one, switches frames inside the trace.
//!
//! Resuming loads the registers that are live at the yield from the generator's buffer into a window of the trace; yielding
//! stores what has changed back. So a generator that lives across iterations keeps its state in the heap, but what
//! lies between resuming and yielding is a part of the trace like any inlined call. That the generator runs is written down
//! only where somebody may look: when the frames are published or restored.
//!
//! Handled exceptions are not switched: both sides must handle none.

use frontend::bytecode::code::flags;
use frontend::bytecode::op::{Instr, Op as Bc};
use ir::{ElemKind, IrRef, Op};
use runtime::interp::frame::{Continuation, HEADER};
use runtime::object::Ref;
use runtime::types::code::CodeObj;
use runtime::types::generator::{Generator, State};
use runtime::types::{self, T};
use runtime::value::Value;

use super::{RFrame, Rec, Recorder, index};
use crate::abort::Abort;
use crate::helpers::id as h;
use crate::liveness::Liveness;
use crate::state::Jit;
use crate::{limits, schema};

impl Recorder {
    fn thread_handles_nothing(&mut self) {
        let th = self.thread();
        let handled = self.b.fload(th, schema::THREAD_HANDLED);
        self.guard_is(handled, Value::NONE);
    }

    /// FOR_ITER over a generator whose next step the trace can follow. False: it is something else.
    pub(super) fn resume_in_loop(&mut self, jit: &mut Jit, i: Instr) -> Rec<bool> {
        let (r, v) = self.both(i.b());
        if !types::is_exactly(v, T::Generator) {
            return Ok(false);
        }
        // SAFETY: exactly a generator.
        let g: Ref<Generator> = unsafe { Ref::from_value_unchecked(v) };
        let none = self.konst(Value::NONE);
        let sent = (none, Value::NONE);
        self.resume(jit, (r, g), sent, i.a(), Continuation::Next)
    }

    /// SEND to a generator or coroutine whose next step the trace can follow. False: it is something else.
    pub(super) fn send(&mut self, jit: &mut Jit, i: Instr) -> Rec<bool> {
        let ((r, v), sent) = (self.both(i.b()), self.both(i.c()));
        if !types::is_exactly(v, T::Generator) && !types::is_exactly(v, T::Coroutine) {
            return Ok(false);
        }
        // SAFETY: both types are generators.
        let g: Ref<Generator> = unsafe { Ref::from_value_unchecked(v) };
        self.resume(jit, (r, g), sent, i.a(), Continuation::Send)
    }

    /// GET_YIELD_FROM_ITER of a generator: itself.
    pub(super) fn yield_from_iter(&mut self, i: Instr) -> bool {
        let x = self.both(i.b());
        if !types::is_exactly(x.1, T::Generator) {
            return false;
        }
        self.guard_type(x);
        self.set(i.a(), x.0);
        true
    }

    /// GET_AWAITABLE of a coroutine that has not begun: itself.
    pub(super) fn get_awaitable(&mut self, i: Instr) -> bool {
        let x = self.both(i.b());
        if !types::is_exactly(x.1, T::Coroutine) {
            return false;
        }
        // SAFETY: a coroutine is a generator.
        let g: Ref<Generator> = unsafe { Ref::from_value_unchecked(x.1) };
        if g.state() != State::Created {
            return false;
        }
        self.guard_type(x);
        let now = self.b.fload(x.0, schema::GEN_STATE);
        let want = self.b.int(State::Created as i64);
        self.guard2(Op::GEQ, now, want);
        self.set(i.a(), x.0);
        true
    }

    /// Follows the interpreter into a suspended or new generator, which is sent a value.
    fn resume(
        &mut self,
        jit: &mut Jit,
        (r, g): (IrRef, Ref<Generator>),
        sent: (IrRef, Value),
        dst: u16,
        continuation: Continuation,
    ) -> Rec<bool> {
        let state = g.state();
        let depth = self.frames.len();
        let top = self.top();
        let base = top.base + top.code.nregs.get() as i32 + HEADER as i32;
        let code = g.code();
        let same = self.frames.iter().filter(|x| x.code == code).count();
        if !matches!(state, State::Created | State::Suspended)
            || state == State::Created && !sent.1.is_none()
            || g.handled.get() != Value::NONE
            || self.handling
            || depth > limits::MAX_INLINE_DEPTH
            || same > limits::MAX_RECURSION
            || base as usize + code.nregs.get() as usize > limits::MAX_SLOT
        {
            return Ok(false);
        }
        let at = g.pc.get();
        self.guard_type((r, g.value()));
        if state == State::Created {
            self.guard_is(sent.0, Value::NONE);
        }
        let c = self.b.fload(r, schema::GEN_CODE);
        self.guard_is(c, code.value());
        let now = self.b.fload(r, schema::GEN_STATE);
        let want = self.b.int(state as i64);
        self.guard2(Op::GEQ, now, want);
        let pc = self.b.fload(r, schema::GEN_PC);
        let want = self.b.int(i64::from(at));
        self.guard2(Op::GEQ, pc, want);
        let handled = self.b.fload(r, schema::GEN_HANDLED);
        self.guard_is(handled, Value::NONE);
        self.thread_handles_nothing();
        self.g();
        self.b.emit(
            Op::GROOM,
            IrRef::NONE,
            IrRef::NONE,
            IrRef::NONE,
            depth as u32,
        );
        let function = self.b.fload(r, schema::GEN_FUNCTION);
        // A suspended generator stands behind its YIELD, which says how many registers are saved.
        let yielded = (state == State::Suspended)
            .then(|| Instr(code.plain().instrs[at as usize - 1]))
            .filter(|y| y.op() == Bc::Yield);
        let saved = match yielded {
            Some(y) => y.c().max(1),
            None => code.nregs.get() as u16,
        };
        let live = jit.liveness(code);
        let buffer = self.b.fload(r, schema::GEN_REGS);
        let mut values = Vec::new();
        for k in 0..saved {
            if Self::outlives(code, &live, at as usize, k as usize) {
                let n = self.b.int(i64::from(k));
                values.push((k, self.b.aload(buffer, n, ElemKind::Val)));
            }
        }
        let last = self.frames.len() - 1;
        self.frames[last].call_pc = self.pc;
        self.drop_from(base - HEADER as i32);
        self.push_frame(jit, code, base, None, continuation.pack(dst));
        self.set_slot(base - 2, function);
        self.set_slot(base - 6, r);
        for (k, v) in values {
            self.set_slot(base + i32::from(k), v);
        }
        if let Some(y) = yielded {
            self.set_slot(base + i32::from(y.a()), sent.0);
        }
        Ok(true)
    }

    /// Whether register `r` is wanted by a generator that goes on at `pc`, be it by an exception.
    fn outlives(code: Ref<CodeObj>, live: &Liveness, pc: usize, r: usize) -> bool {
        let thrown = || {
            let handler = code.plain().handler_at(pc.checked_sub(1)?)?;
            Some(live.is_live(handler.handler as usize, r))
        };
        live.is_live(pc, r) || thrown() == Some(true)
    }

    /// Whether a frame is a generator's that the trace has resumed.
    pub(super) fn is_resumed(frame: &RFrame) -> bool {
        frame.code.has_flag(flags::GENERATOR | flags::COROUTINE)
            && (frame.is_delivered_by(Continuation::Next)
                || frame.is_delivered_by(Continuation::Send))
    }

    /// YIELD in a generator that the trace has resumed: saves what has changed, and goes on behind the jump word of the
    /// instruction that resumed it.
    pub(super) fn suspend(&mut self, i: Instr) -> Rec<bool> {
        let frame = self.top().clone();
        if self.frames.len() == 1 || !Self::is_resumed(&frame) {
            return Ok(false);
        }
        if self.handling {
            return Err(Abort::NotRecorded);
        }
        self.thread_handles_nothing();
        let v = self.reg(i.b());
        let g = self.slot(frame.base - 6);
        let buffer = self.b.fload(g, schema::GEN_REGS);
        let saved = i.c().max(1);
        for k in 0..saved {
            if Self::outlives(frame.code, &frame.live, self.pc as usize + 1, k as usize) {
                let value = self.slot(frame.base + i32::from(k));
                let n = self.b.int(i64::from(k));
                self.b.astore(buffer, n, value, ElemKind::Val);
            }
        }
        self.b.op2(Op::BARRIER, g, IrRef::NONE);
        let set = [
            (schema::GEN_LIVE, i64::from(saved)),
            (schema::GEN_PC, i64::from(self.pc) + 1),
            (schema::GEN_STATE, State::Suspended as i64),
        ];
        self.close_frame(g, &set);
        let dst = (frame.cont.bits() >> 16) as u16;
        self.set(dst, v);
        Ok(true)
    }

    /// RETURN in a generator that the trace has resumed: the loop over it ends, or the delegation has its result.
    pub(super) fn finish(&mut self, i: Instr) -> Rec {
        if self.handling {
            return Err(Abort::NotRecorded);
        }
        self.thread_handles_nothing();
        let frame = self.top().clone();
        let v = self.reg(i.a());
        let g = self.slot(frame.base - 6);
        let set = [
            (schema::GEN_LIVE, 0),
            (schema::GEN_STATE, State::Closed as i64),
        ];
        self.close_frame(g, &set);
        if frame.is_delivered_by(Continuation::Send) {
            self.set((frame.cont.bits() >> 16) as u16, v);
        }
        Ok(())
    }

    fn close_frame(&mut self, g: IrRef, set: &[(ir::FieldId, i64)]) {
        for &(field, n) in set {
            let n = self.b.int(n);
            self.b.fstore(g, field, n);
        }
        let nowhere = self.b.addr(0);
        self.b.fstore(g, schema::GEN_BASE, nowhere);
        let frame = self.frames.pop().expect("a resumed frame");
        self.drop_from(frame.base - HEADER as i32);
    }

    /// Stores for callees that the generators of the inlined frames run.
    pub(super) fn publish_generators(&mut self) {
        for k in 1..self.frames.len() {
            let frame = self.frames[k].clone();
            if !Self::is_resumed(&frame) {
                continue;
            }
            let g = self.slot(frame.base - 6);
            if !self.b.trace.ty(g).is_boxed() {
                continue;
            }
            let running = self.b.int(State::Running as i64);
            self.b.fstore(g, schema::GEN_STATE, running);
            let at = self.b.emit(
                Op::SADDR,
                IrRef::NONE,
                IrRef::NONE,
                IrRef::NONE,
                frame.base as u32,
            );
            self.b.fstore(g, schema::GEN_BASE, at);
        }
    }

    /// RETURN_GENERATOR in an inlined frame: makes the generator, and returns it.
    pub(super) fn return_generator(&mut self) -> Rec<bool> {
        let frame = self.top().clone();
        if self.frames.len() == 1 || !frame.is_delivered_by(Continuation::Store) {
            return Ok(false);
        }
        let f = self.slot(frame.base - 2);
        // Arguments, and what stands before this instruction has set: cells and free variables.
        let unbound = self.konst(Value::UNBOUND);
        let set: Vec<(i64, IrRef)> = (0..frame.code.nregs.get() as usize)
            .filter(|&k| frame.live.is_live(self.pc as usize + 1, k))
            .map(|k| (k as i64, self.shadow[index(frame.base + k as i32)]))
            .filter(|&(_, v)| v.is_some() && v != unbound)
            .collect();
        let coroutine = frame.code.has_flag(flags::COROUTINE);
        let helper = if coroutine {
            h::new_coroutine
        } else {
            h::new_generator
        };
        let g = self.b.call(helper, &[f]);
        let pc = self.b.int(i64::from(self.pc) + 1);
        self.b.fstore(g, schema::GEN_PC, pc);
        let buffer = self.b.fload(g, schema::GEN_REGS);
        for (k, v) in set {
            let n = self.b.int(k);
            self.b.astore(buffer, n, v, ElemKind::Val);
        }
        self.frames.pop();
        self.drop_from(frame.base - HEADER as i32);
        let dst = (frame.cont.bits() >> 16) as u16;
        self.set(dst, g);
        Ok(true)
    }
}
