//! Generators and coroutines: a loop over one, or a delegation to one, switches frames inside the trace.
//!
//! Resuming loads the registers that are live at the yield from the generator's buffer into a window of the trace; yielding
//! stores what has changed back. So a generator that lives across iterations keeps its state in the heap, but what
//! lies between resuming and yielding is a part of the trace like any inlined call. That the generator runs is written down
//! only where somebody may look: when the frames are published or restored.
//!
//! Handled exceptions are not switched: both sides must handle none.

use frontend::bytecode::code::flags;
use frontend::bytecode::op::{DELEGATING, Instr, Op as Bc};
use ir::{ElemKind, IrRef, Op};
use runtime::interp::delegation::{self, Chain};
use runtime::interp::frame::{Continuation, Frame, HEADER};
use runtime::interp::generator::step;
use runtime::object::Ref;
use runtime::thread::Thread;
use runtime::types::code::CodeObj;
use runtime::types::generator::{Generator, State};
use runtime::types::{self, T};
use runtime::value::Value;

use super::call::Called;
use super::exc::How;
use super::{Pending, RFrame, Rec, Recorder, index};
use crate::abort::Abort;
use crate::helpers::id as h;
use crate::natives::Native;
use crate::state::Jit;
use crate::{limits, schema};
use frontend::bytecode::liveness::Liveness;

/// A generator that the trace is about to resume.
pub(super) struct Ready {
    /// The one that runs: the innermost of a chain.
    g: (IrRef, Ref<Generator>),
    /// The instruction at which it goes on.
    at: usize,
    /// The YIELD before that, if it stands behind one.
    yielded: Option<Instr>,
    base: i32,
    word: Value,
}

impl Recorder {
    fn thread_handles_nothing(&mut self) {
        let th = self.thread();
        let handled = self.b.fload(th, schema::THREAD_HANDLED);
        self.guard_is(handled, Value::NONE);
    }

    /// FOR_ITER over a generator whose next step the trace can follow. False: it is something else.
    pub(super) fn resume_in_loop(&mut self, jit: &mut Jit, th: &Thread, i: Instr) -> Rec<bool> {
        let (r, v) = self.both(i.b());
        if !types::is_exactly(v, T::Generator) {
            return Ok(false);
        }
        // SAFETY: exactly a generator.
        let g: Ref<Generator> = unsafe { Ref::from_value_unchecked(v) };
        let none = self.konst(Value::NONE);
        let sent = (none, Value::NONE);
        self.resume(jit, th, (r, g), sent, i.a(), Continuation::Next)
    }

    /// SEND to a generator or coroutine whose next step the trace can follow. False: it is something else.
    pub(super) fn send(&mut self, jit: &mut Jit, th: &Thread, i: Instr) -> Rec<bool> {
        let ((r, v), sent) = (self.both(i.b()), self.both(i.c()));
        if !types::is_exactly(v, T::Generator) && !types::is_exactly(v, T::Coroutine) {
            return Ok(false);
        }
        // SAFETY: both types are generators.
        let g: Ref<Generator> = unsafe { Ref::from_value_unchecked(v) };
        self.resume(jit, th, (r, g), sent, i.a(), Continuation::Send)
    }

    /// `next(g)` or `g.send(x)` of a generator or coroutine: the trace goes on in its frame, or in that of the innermost
    /// generator that it waits for.
    pub(super) fn step_generator(
        &mut self,
        jit: &mut Jit,
        th: &Thread,
        i: Instr,
        (f, callee): (IrRef, Value),
        native: &Native,
        args: &[(IrRef, Value)],
    ) -> Rec<Called> {
        let ((r, v), sent) = match (native.home.as_str(), native.def.name, args) {
            ("builtins", "next", &[g]) => (g, (self.konst(Value::NONE), Value::NONE)),
            ("generator" | "coroutine", "send", &[g, sent]) => (g, sent),
            _ => return Ok(Called::Not),
        };
        if !types::is_exactly(v, T::Generator) && !types::is_exactly(v, T::Coroutine) {
            return Ok(Called::Not);
        }
        // SAFETY: both types are generators.
        let g: Ref<Generator> = unsafe { Ref::from_value_unchecked(v) };
        self.guard_is(f, callee);
        if !self.resume(jit, th, (r, g), sent, i.b(), Continuation::Step)? {
            return Ok(Called::Not);
        }
        // SAFETY: instructions that call are followed by others.
        th.pc.set(unsafe { th.pc.get().add(1) });
        Ok(match step(th, g, sent.1, i.b()) {
            Ok(()) => Called::Pushed,
            Err(_) => Called::Raised,
        })
    }

    /// GET_YIELD_FROM_ITER of a generator, which is itself, or of a built-in container.
    pub(super) fn yield_from_iter(&mut self, i: Instr) -> bool {
        self.get_iter(i)
    }

    /// GET_AWAITABLE of a coroutine that has not begun, or of a generator that may be waited for: itself.
    pub(super) fn get_awaitable(&mut self, i: Instr) -> bool {
        let x = self.both(i.b());
        if types::is_exactly(x.1, T::Generator) {
            // SAFETY: exactly a generator.
            let g: Ref<Generator> = unsafe { Ref::from_value_unchecked(x.1) };
            if !g.code().has_flag(flags::ITERABLE_COROUTINE) {
                return false;
            }
            self.guard_type(x);
            let code = self.b.fload(x.0, schema::GEN_CODE);
            self.guard_is(code, g.code().value());
            self.set(i.a(), x.0);
            return true;
        }
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

    /// GET_ANEXT of an async generator.
    pub(super) fn anext_again(&mut self, i: Instr) -> bool {
        let x = self.both(i.b());
        if !types::is_exactly(x.1, T::AsyncGenerator) {
            return false;
        }
        self.guard_type(x);
        self.g();
        let made = self.b.call(h::anext_again, &[x.0]);
        // Where there is none, nothing has happened.
        let empty = self.konst(Value::EMPTY);
        self.guard2(Op::GITEM, made, empty);
        self.set(i.a(), made);
        true
    }

    /// Follows the interpreter into a suspended or new generator, which is sent a value; if it waits for others, into the
    /// innermost.
    pub(super) fn resume(
        &mut self,
        jit: &mut Jit,
        th: &Thread,
        g: (IrRef, Ref<Generator>),
        sent: (IrRef, Value),
        dst: u16,
        continuation: Continuation,
    ) -> Rec<bool> {
        let caller = self.frames.len() - 1;
        let Some(ready) = self.ready(th, g, sent, continuation.pack(dst), caller) else {
            return Ok(false);
        };
        self.frames[caller].call_pc = self.pc;
        self.enter_generator(jit, ready, sent.0);
        Ok(true)
    }

    /// All guards that resuming a generator above the frame `caller` takes; nothing has happened yet. None: the trace cannot
    /// follow.
    pub(super) fn ready(
        &mut self,
        th: &Thread,
        (r, g): (IrRef, Ref<Generator>),
        sent: (IrRef, Value),
        word: Value,
        caller: usize,
    ) -> Option<Ready> {
        let (inner, word) = match delegation::find(th, g) {
            Chain::Alone => (g, word),
            Chain::Innermost(inner) => (inner, Continuation::chained(word)),
            Chain::Busy => return None,
        };
        let state = inner.state();
        let depth = caller + 1;
        let below = &self.frames[caller];
        let base = below.base + below.code.nregs.get() as i32 + HEADER as i32;
        let code = inner.code();
        let frames = &self.frames[..depth];
        let same = frames.iter().filter(|x| x.code == code).count();
        if !(state == State::Created || state.is_suspended())
            || state == State::Created && !sent.1.is_none()
            || inner.handled.get() != Value::NONE
            || self.handling
            || code.exposed.get()
            || depth > limits::MAX_INLINE_DEPTH
            || same > limits::MAX_RECURSION
            || base as usize + code.nregs.get() as usize > limits::MAX_SLOT
        {
            return None;
        }
        self.guard_type((r, g.value()));
        let r = if inner == g {
            // It is none of those that run in the trace.
            self.mark_running(|f| f.code == code);
            r
        } else {
            self.guard_state(r, State::Delegating);
            self.mark_running(|_| true);
            let r = self.b.call(h::innermost, &[r]);
            self.guard_type((r, inner.value()));
            r
        };
        if state == State::Created {
            self.guard_is(sent.0, Value::NONE);
        }
        self.guard_stands(r, inner);
        self.thread_handles_nothing();
        self.g();
        self.b.emit(
            Op::GROOM,
            IrRef::NONE,
            IrRef::NONE,
            IrRef::NONE,
            depth as u32,
        );
        // A suspended generator stands behind its YIELD, which says how many registers are saved.
        let at = inner.pc.get() as usize;
        let yielded = state
            .is_suspended()
            .then(|| Instr(code.plain().instrs[at - 1]))
            .filter(|y| y.op() == Bc::Yield);
        Some(Ready {
            g: (r, inner),
            at,
            yielded,
            base,
            word,
        })
    }

    /// The frame of a generator for which all guards have held.
    pub(super) fn enter_generator(&mut self, jit: &mut Jit, ready: Ready, sent: IrRef) {
        let Ready {
            g,
            at,
            yielded,
            base,
            word,
        } = ready;
        let saved = match yielded {
            Some(y) => y.c().max(1),
            None => g.1.code().nregs.get() as u16,
        };
        self.push_generator(jit, g, at, saved, base, word);
        if let Some(y) = yielded {
            self.set_slot(base + i32::from(y.a()), sent);
        }
    }

    fn guard_state(&mut self, r: IrRef, state: State) {
        let now = self.b.fload(r, schema::GEN_STATE);
        let want = self.b.int(state as i64);
        self.guard2(Op::GEQ, now, want);
    }

    /// Guards that a generator is of the same function as `g` and stands where `g` stands, and that it handles nothing.
    fn guard_stands(&mut self, r: IrRef, g: Ref<Generator>) {
        let code = self.b.fload(r, schema::GEN_CODE);
        self.guard_is(code, g.code().value());
        self.guard_state(r, g.state());
        let pc = self.b.fload(r, schema::GEN_PC);
        let want = self.b.int(i64::from(g.pc.get()));
        self.guard2(Op::GEQ, pc, want);
        let handled = self.b.fload(r, schema::GEN_HANDLED);
        self.guard_is(handled, Value::NONE);
    }

    /// The frame of a generator that goes on at the instruction `at`; `saved` registers are in its buffer.
    fn push_generator(
        &mut self,
        jit: &mut Jit,
        (r, g): (IrRef, Ref<Generator>),
        at: usize,
        saved: u16,
        base: i32,
        cont: Value,
    ) {
        let code = g.code();
        let function = self.b.fload(r, schema::GEN_FUNCTION);
        let live = jit.liveness(code);
        let buffer = self.b.fload(r, schema::GEN_REGS);
        let mut values = Vec::new();
        for k in 0..saved {
            if Self::outlives(code, &live, at, k as usize) {
                let n = self.b.int(i64::from(k));
                values.push((k, self.b.aload(buffer, n, ElemKind::Val)));
            }
        }
        self.drop_from(base - HEADER as i32);
        self.push_frame(jit, code, base, None, cont);
        self.set_slot(base - 2, function);
        self.set_slot(base - 6, r);
        for (k, v) in values {
            self.set_slot(base + i32::from(k), v);
        }
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
            && [
                Continuation::Next,
                Continuation::Send,
                Continuation::Chain,
                Continuation::Step,
                Continuation::Feed,
            ]
            .into_iter()
            .any(|k| frame.is_delivered_by(k))
    }

    /// YIELD in a generator that the trace has resumed: saves what has changed, and goes on behind the jump word of the
    /// instruction that resumed it.
    pub(super) fn suspend(&mut self, jit: &mut Jit, th: &Thread, i: Instr) -> Rec<bool> {
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
        let waits_for = self.waits_for(i);
        let delivery = if Self::feeds(&frame) {
            Some(self.prepare_delivery(th, i)?)
        } else {
            None
        };
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
        let state = match waits_for {
            Some(inner) => {
                self.b.fstore(g, schema::GEN_INNER, inner);
                State::Delegating
            }
            None => State::Suspended,
        };
        let set = [
            (schema::GEN_LIVE, i64::from(saved)),
            (schema::GEN_PC, i64::from(self.pc) + 1),
            (schema::GEN_STATE, state as i64),
        ];
        self.close_frame(g, &set);
        let dst = (frame.cont.bits() >> 16) as u16;
        match delivery {
            Some(delivery) => self.deliver(jit, delivery, dst)?,
            None => self.set(dst, v),
        }
        Ok(true)
    }

    /// What the generator waits for that is suspended at the YIELD `i`, if it is a generator, too. (If the trace finds another
    /// than here, it may take that for any iterator: a chain just ends there.)
    fn waits_for(&mut self, i: Instr) -> Option<IrRef> {
        if i.flags() & DELEGATING == 0 {
            return None;
        }
        let send = Instr(self.top().code.plain().instrs[self.pc as usize - 2]);
        let x = self.both(send.b());
        if !types::is_exactly(x.1, T::Generator) && !types::is_exactly(x.1, T::Coroutine) {
            return None;
        }
        self.guard_type(x);
        Some(x.0)
    }

    /// RETURN in a generator that the trace has resumed: the loop over it ends, or the delegation has its result, or the
    /// generator that waits for it goes on, or StopIteration is raised.
    pub(super) fn finish(&mut self, jit: &mut Jit, th: &Thread, i: Instr) -> Rec {
        if self.handling {
            return Err(Abort::NotRecorded);
        }
        self.thread_handles_nothing();
        let frame = self.top().clone();
        let v = self.reg(i.a());
        let g = self.slot(frame.base - 6);
        let running = Frame(th.base.get()).attached().downcast::<Generator>();
        if running.is_some_and(|g| !g.frame.get().is_empty()) {
            // Its frame object wants the variables.
            return Err(Abort::NotRecorded);
        }
        let object = self.b.fload(g, schema::GEN_FRAME);
        self.guard_is(object, Value::EMPTY);
        let waiting = if frame.is_delivered_by(Continuation::Chain) {
            Some(self.waiting(th, g)?)
        } else {
            None
        };
        if waiting.is_none() && Self::feeds(&frame) {
            self.end_fed();
        }
        let set = [
            (schema::GEN_LIVE, 0),
            (schema::GEN_STATE, State::Closed as i64),
        ];
        self.close_frame(g, &set);
        if let Some((r, waiting)) = waiting {
            let word = match delegation::outer(waiting) {
                Some(_) => frame.cont,
                None => Continuation::of_chain(frame.cont),
            };
            // SEND, JUMP, YIELD: the JUMP is next.
            let yielded = waiting.pc.get() as usize - 1;
            let code = waiting.code();
            let instrs = &code.plain().instrs;
            let (send, saved) = (
                Instr(instrs[yielded - 2]),
                Instr(instrs[yielded]).c().max(1),
            );
            self.push_generator(jit, (r, waiting), yielded - 1, saved, frame.base, word);
            self.set_slot(frame.base + i32::from(send.a()), v);
        } else if frame.is_delivered_by(Continuation::Step) {
            // `next` or `send` raises, where it was called.
            (self.pc, self.at) = (self.top().call_pc, Some(self.top().code));
            self.b.call(h::raise_stop, &[v]);
            self.pending = Pending::Raise(How::Set);
        } else if frame.is_delivered_by(Continuation::Send) {
            self.set((frame.cont.bits() >> 16) as u16, v);
        }
        Ok(())
    }

    /// The generator that waits for `g`, which runs in a chain: guarded to be of the same kind, with or without another
    /// that waits for it in turn.
    fn waiting(&mut self, th: &Thread, g: IrRef) -> Rec<(IrRef, Ref<Generator>)> {
        let running = Frame(th.base.get()).attached().downcast::<Generator>();
        let waiting = running
            .and_then(delegation::outer)
            .ok_or(Abort::NotRecorded)?;
        let room = self.top().base as usize + waiting.code().nregs.get() as usize;
        if room > limits::MAX_SLOT {
            return Err(Abort::NotRecorded);
        }
        let r = self.b.fload(g, schema::GEN_OUTER);
        self.guard_type((r, waiting.value()));
        self.guard_stands(r, waiting);
        let next = self.b.fload(r, schema::GEN_OUTER);
        match delegation::outer(waiting) {
            Some(o) => self.guard_type((next, o.value())),
            None => self.guard_is(next, Value::NONE),
        }
        Ok((r, waiting))
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
        for (base, g) in self.mark_running(|_| true) {
            let at = self.window(base);
            self.b.fstore(g, schema::GEN_BASE, at);
        }
    }

    /// Stores that the generators of some inlined frames run; gives the frames' bases with them.
    fn mark_running(&mut self, which: impl Fn(&RFrame) -> bool) -> Vec<(i32, IrRef)> {
        let mut marked = Vec::new();
        for k in 1..self.frames.len() {
            let frame = &self.frames[k];
            if !Self::is_resumed(frame) || !which(frame) {
                continue;
            }
            let base = frame.base;
            let g = self.slot(base - 6);
            if !self.b.trace.ty(g).is_boxed() {
                continue;
            }
            let running = self.b.int(State::Running as i64);
            self.b.fstore(g, schema::GEN_STATE, running);
            marked.push((base, g));
        }
        marked
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
