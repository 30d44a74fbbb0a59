//! Exceptions: what is raised and caught within the frames of a trace is a jump.
//!
//! Which handler an exception comes to does not depend on the exception, only on where the frames stand; so an
//! instruction that raises while it is recorded is followed by a guard that it did raise (unless it always does), by what
//! unwinding does, and the recorder goes on at the handler. Mostly that is to add to the traceback, which the trace does
//! itself (`exception`); where generators end, or somebody has looked at the frames, a helper unwinds as the interpreter
//! does. The handler's register holds the exception; its class is guarded where a clause asks for it. If the exception
//! leaves all frames of the trace, the trace returns the raised marker, or ends by an exit that raises.
//!
//! The exception that is being handled is a field of the thread. The optimiser leaves stores into it to the exits where
//! nobody looks in between (`ir::opt`, `defer`).

use frontend::bytecode::code::flags;
use frontend::bytecode::op::{Instr, Op as Bc, WITH_LASTI};
use ir::{IrRef, Link, Op, Resume};
use runtime::interp::frame::{Continuation, Frame, HEADER};
use runtime::interp::{exc, generator as interp};
use runtime::object::{Kind, Ref};
use runtime::thread::Thread;
use runtime::types::generator::{self, Generator};
use runtime::types::tuple::Tuple;
use runtime::types::{self, T, exception, traceback, type_};
use runtime::value::Value;

use super::{Pending, RFrame, Rec, Recorder, Start, index};
use crate::abort::Abort;
use crate::generic::{self, Site, SiteFrame};
use crate::helpers::id as h;
use crate::limits;
use crate::schema;

/// Longer tuples of classes are left to the interpreter's code.
const MAX_CLASSES: usize = 8;

/// How an exception comes up.
#[derive(Clone, Copy)]
pub(super) enum How {
    /// A helper has set it in the thread.
    Set,
    /// It is raised anew, and so gets a context.
    Throw(IrRef),
    /// It is raised again; its traceback has the entry of the innermost frame.
    Rethrow(IrRef),
}

/// What becomes of a recording whose instruction raised.
pub enum Caught {
    /// It goes on at the handler, to which the interpreter unwinds now.
    Handler,
    /// It is complete: the exception leaves the frames of the trace.
    Finish,
}

impl Recorder {
    /// The current position, for helpers that publish the frames.
    pub(super) fn site(&mut self) -> *const Site {
        let mut frames = Vec::new();
        for w in self.frames.windows(2) {
            let (caller, f) = (&w[0], &w[1]);
            frames.push(SiteFrame {
                base: f.base as isize,
                caller: caller.base as isize,
                code: f.code.value(),
                // SAFETY: the caller's call is followed by another instruction.
                return_pc: unsafe { caller.code.instrs.get().add(caller.call_pc as usize + 1) },
                continuation: f.cont,
            });
        }
        // SAFETY: the index of the current instruction.
        let pc = unsafe { self.top().code.instrs.get().add(self.pc as usize) };
        self.sites.push(Box::new(Site::new(frames, pc)));
        &**self.sites.last().expect("just pushed")
    }

    /// The instruction that was recorded last has raised: the exception is set in the thread, which has not unwound yet.
    pub fn raised(&mut self, th: &Thread) -> Rec<Caught> {
        // SAFETY: both point into the VM stack.
        if unsafe { th.base.get().offset_from(self.root) } != self.top().base as isize
            || self.invalidated
        {
            return Err(Abort::Raised);
        }
        // SAFETY: the index of the current instruction.
        let i = Instr(unsafe { *self.top().code.instrs.get().add(self.pc as usize) });
        let how = self.did_raise(i)?;
        self.unwind(th, how)
    }

    /// A side trace begins where the instruction at `pc` has raised.
    pub fn begin_raised(&mut self, th: &Thread, pc: u32) -> Rec<Caught> {
        self.pc = pc;
        self.unwind(th, How::Set)
    }

    /// Guards that the instruction raised. Should it succeed, the trace is left behind it.
    fn did_raise(&mut self, i: Instr) -> Rec<How> {
        let raised = self.b.val(Value::RAISED.bits());
        match std::mem::replace(&mut self.pending, Pending::None) {
            Pending::Raise(how) => return Ok(how),
            Pending::None if self.unguarded.is_some() => {
                let v = self.take_unguarded();
                self.guard_at(self.pc + 1, Op::GEND, v, raised);
            }
            Pending::Store(r, _) | Pending::Result(r, _) if self.unguarded.is_some() => {
                let v = self.take_unguarded();
                self.guard_result(r, v, raised);
            }
            Pending::Range(r, n) if self.unguarded.is_some() => {
                let v = self.take_unguarded();
                let base = self.top().base;
                let mut saved = Vec::new();
                for k in 0..n {
                    let at = base + i32::from(r + k);
                    let number = self.b.int(i64::from(at));
                    let value = self.b.call(h::read_reg, &[number]);
                    self.grow(index(at) + 1);
                    saved.push((self.shadow[index(at)], self.dirty[index(at)]));
                    self.set_slot(at, value);
                }
                self.guard_at(self.pc + 1, Op::GEND, v, raised);
                for (k, s) in saved.into_iter().enumerate() {
                    let at = index(base + i32::from(r) + k as i32);
                    (self.shadow[at], self.dirty[at]) = s;
                }
            }
            // The call's guard is the last instruction: it becomes its opposite.
            Pending::None if self.undoable => {
                let v = self.b.retract_no_raise().ok_or(Abort::Raised)?;
                for (at, value, dirty) in std::mem::take(&mut self.undo).into_iter().rev() {
                    self.shadow[at] = value;
                    self.dirty[at] = dirty;
                }
                match generic::destination(i) {
                    _ if i.op() == Bc::ForIter => return Err(Abort::Raised),
                    Some(r) => self.guard_result(r, v, raised),
                    None => self.guard_at(self.pc + 1, Op::GEND, v, raised),
                }
            }
            Pending::None
            | Pending::Store(..)
            | Pending::Result(..)
            | Pending::Range(..)
            | Pending::Truth(..)
            | Pending::Next(..)
            | Pending::Send(..)
            | Pending::Item(..) => return Err(Abort::Raised),
        }
        Ok(How::Set)
    }

    /// Guards that `v` is the raised marker; otherwise it is what register `r` gets.
    fn guard_result(&mut self, r: u16, v: IrRef, raised: IrRef) {
        let at = index(self.top().base + i32::from(r));
        self.grow(at + 1);
        let saved = (self.shadow[at], self.dirty[at]);
        self.set(r, v);
        self.guard_at(self.pc + 1, Op::GEND, v, raised);
        (self.shadow[at], self.dirty[at]) = saved;
    }

    /// The exception goes from the current instruction to its handler.
    fn unwind(&mut self, th: &Thread, how: How) -> Rec<Caught> {
        let last = self.frames.len() - 1;
        let found = (0..=last).rev().find_map(|n| {
            let f = &self.frames[n];
            let pc = if n == last { self.pc } else { f.call_pc };
            Some((n, pc, *f.code.plain().handler_at(pc as usize)?))
        });
        let Some((n, pc, handler)) = found else {
            if matches!(self.start, Start::Loop(_)) {
                return Err(Abort::Raised);
            }
            // (What becomes of the StopIteration of a `__next__` depends on the exception.)
            let ends_loop = |f: &RFrame| {
                f.is_delivered_by(Continuation::Next) || f.is_delivered_by(Continuation::Chain)
            };
            let passes = !self.frames[1..].iter().any(ends_loop);
            if passes && self.unwinds_in_place(th, None, how) {
                self.raise_to_caller(th, how);
            } else {
                self.snapshot(match how {
                    How::Set => Resume::Raise(self.pc),
                    How::Throw(_) | How::Rethrow(_) => Resume::Before(self.pc),
                });
                self.b.terminate(Op::JEXIT, IrRef::NONE, Link::Interp);
            }
            return Ok(Caught::Finish);
        };
        let by_next = |f: &RFrame| {
            f.is_delivered_by(Continuation::Next) && !f.code.has_flag(flags::GENERATOR)
                || f.is_delivered_by(Continuation::Filter)
        };
        let in_chain = |f: &RFrame| f.is_delivered_by(Continuation::Chain);
        if self.frames[n + 1..].iter().any(in_chain) {
            // The generators that wait come first.
            return Err(Abort::Raised);
        }
        if self.frames[n + 1..].iter().any(by_next) {
            // What becomes of the StopIteration of a `__next__` depends on the exception.
            return Err(Abort::Raised);
        }
        // SAFETY: the index of an instruction that is being executed.
        let i = Instr(unsafe { *self.frames[n].code.instrs.get().add(pc as usize) });
        let passes = i.op() == Bc::Reraise && i.flags() & WITH_LASTI != 0;
        let lasti = match passes {
            true => self.reg(i.a() + 1),
            false => self.konst(Value::small(i64::from(pc))),
        };
        let in_place = self.unwinds_in_place(th, Some(n), how);
        let exc = if in_place {
            self.unwind_in_place(th, Some(n), how)
        } else {
            self.unwind_by_helper(how)
        };
        if n < last {
            let above = self.frames[n + 1].base - HEADER as i32;
            self.frames.truncate(n + 1);
            self.drop_from(above);
        }
        let at = self.top().base + i32::from(handler.reg);
        let written = [(at, exc), (at + 1, lasti)];
        for (at, v) in written.into_iter().take(1 + usize::from(handler.lasti)) {
            self.set_slot(at, v);
            if !in_place {
                // The helper has written them to memory, too.
                self.stored[index(at)] = v;
            }
        }
        Ok(Caught::Handler)
    }

    /// The exception leaves all frames of the trace, which ends like a function that returns: with the raised marker. The
    /// position tells the interpreter, if it has entered the trace, where the frame stands.
    fn raise_to_caller(&mut self, thread: &Thread, how: How) {
        let exc = self.unwind_in_place(thread, None, how);
        let th = self.thread();
        self.b.fstore(th, schema::THREAD_EXCEPTION, exc);
        let pc = match self.frames.len() {
            1 => self.pc,
            _ => self.frames[0].call_pc,
        };
        // SAFETY: no code ends with an instruction that raises.
        let behind = unsafe { self.frames[0].code.instrs.get().add(pc as usize + 1) };
        let behind = self.b.addr(behind as u64);
        self.b.fstore(th, schema::THREAD_PC, behind);
        let raised = self.b.val(Value::RAISED.bits());
        self.b.terminate(Op::RET, raised, Link::Return);
    }

    /// Whether the trace itself can do what unwinding to the frame that `handles` the exception takes: no generator ends,
    /// nobody has looked at these frames, not too many variables are to be kept, and no instruction on the way adds something to the exception.
    fn unwinds_in_place(&self, th: &Thread, handles: Option<usize>, how: How) -> bool {
        let n = handles.unwrap_or(0);
        let last = self.frames.len() - 1;
        let completes = |(k, f): (usize, &RFrame)| {
            if n + k == last && !matches!(how, How::Set) {
                // The instruction raises itself, and what it raises is complete.
                return false;
            }
            let pc = if n + k == last { self.pc } else { f.call_pc };
            // SAFETY: the index of an instruction that is being executed.
            let i = Instr(unsafe { *f.code.instrs.get().add(pc as usize) });
            // (Those after the first two may have raised again what has its entry already.)
            matches!(
                i.op(),
                Bc::LoadAttr
                    | Bc::LoadMethod
                    | Bc::Raise
                    | Bc::Reraise
                    | Bc::CleanupThrow
                    | Bc::EndAsyncFor
            )
        };
        let ends = |f: &RFrame| f.code.has_flag(flags::GENERATOR | flags::COROUTINE);
        let ended = &self.frames[handles.map_or(0, |n| n + 1)..];
        let kept: usize = ended.iter().map(|f| traceback::kept(f.code)).sum();
        let room = handles.map_or(0, |n| traceback::kept(self.frames[n].code));
        self.is_unseen(th, n)
            && room <= limits::MAX_TRACEBACK_ROOM
            && kept <= limits::MAX_KEPT_VARIABLES
            && !ended.iter().any(ends)
            && !self.frames[n..].iter().enumerate().any(completes)
    }

    /// Gives the exception, with a context if it is raised anew, and with its traceback.
    fn unwind_in_place(&mut self, thread: &Thread, handles: Option<usize>, how: How) -> IrRef {
        self.snapshot(match how {
            How::Set => Resume::Raise(self.pc),
            How::Throw(_) | How::Rethrow(_) => Resume::Before(self.pc),
        });
        self.guard_unseen(handles.unwrap_or(0));
        let th = self.thread();
        let exc = match how {
            How::Set => self.b.call(h::caught, &[]),
            How::Throw(exc) if self.b.is_private(exc) => {
                // It is in no chain of contexts yet.
                let handled = self.b.fload(th, schema::THREAD_HANDLED);
                self.b.fstore(exc, schema::EXC_CONTEXT, handled);
                exc
            }
            How::Throw(exc) => {
                self.b.call(h::set_context, &[exc]);
                exc
            }
            How::Rethrow(exc) => {
                if handles != Some(self.frames.len() - 1) {
                    self.leave_again(thread, exc);
                }
                exc
            }
        };
        self.add_tracebacks(exc, handles, matches!(how, How::Rethrow(_)));
        exc
    }

    /// The exception, raised again, ends the innermost frame, of which it has an entry already
    /// ([`traceback::left_again`]).
    fn leave_again(&mut self, th: &Thread, exc: IrRef) {
        let (code, pc) = (self.top().code, self.pc);
        if code.has_flag(flags::HIDDEN) {
            return;
        }
        // SAFETY: the index of the instruction that raises again.
        let i = Instr(unsafe { *code.instrs.get().add(pc as usize) });
        let at = self.origin(i);
        if let Some(entries) = self.own_entries(th, exc) {
            for entry in entries {
                self.keep_again(entry, at);
            }
            return;
        }
        self.flush();
        let site = self.site();
        let site = self.b.addr(site as u64);
        self.b.call(h::left_again, &[site, exc, at]);
    }

    /// The entries of the innermost frame that the exception and its contexts have. None: the trace has not made them all.
    fn own_entries(&mut self, th: &Thread, mut exc: IrRef) -> Option<Vec<IrRef>> {
        let mut now = th.exception.get();
        let nothing = self.konst(Value::NONE);
        let mut own = Vec::new();
        for _ in 0..traceback::LOOKED_AT {
            let mut entry = self.b.fload(exc, schema::EXC_TRACEBACK);
            while entry != nothing {
                if !self.is_made_here(entry) {
                    return None;
                }
                if !self.is_own(entry)? {
                    break;
                }
                own.push(entry);
                entry = self.b.fload(entry, schema::TB_NEXT);
            }
            exc = self.b.fload(exc, schema::EXC_CONTEXT);
            now = exception::as_exception(now).context.get();
            if now.is_none() {
                self.guard_is(exc, Value::NONE);
                return Some(own);
            }
            if !self.is_made_here(exc) {
                return None;
            }
        }
        None
    }

    /// Whether an entry that the trace has made is one of the innermost frame (`Traceback::is_of`); None: it is not known.
    fn is_own(&mut self, entry: IrRef) -> Option<bool> {
        let (base, code) = (self.top().base, self.top().code);
        let window = self.window(base);
        let at = self.b.fload(entry, schema::TB_BASE);
        if at != window {
            return (self.b.trace.op(at) == Op::SADDR).then_some(false);
        }
        // Another function's window may have been at the same place.
        let (of, own) = (
            self.b.fload(entry, schema::TB_CODE),
            self.konst(code.value()),
        );
        if of != own {
            return self.b.trace.get_const(of).map(|_| false);
        }
        let function = self.b.fload(entry, schema::TB_FUNCTION);
        (function == self.slot(base - 2)).then_some(true)
    }

    fn is_made_here(&self, v: IrRef) -> bool {
        self.b.trace.op(v) == Op::NEW
    }

    /// Where the innermost frame stands when an exception leaves it at instruction `i`: one that only passes it on does
    /// not count.
    fn origin(&mut self, i: Instr) -> IrRef {
        if i.op() != Bc::Reraise || i.flags() & WITH_LASTI == 0 {
            return self.b.int(i64::from(self.pc));
        }
        let from = self.reg(i.a() + 1);
        self.b.op1(Op::UNBOXI, from)
    }

    fn unwind_by_helper(&mut self, how: How) -> IrRef {
        if self.frames.len() > 1 {
            self.flush();
        }
        let site = self.site();
        let site = self.b.addr(site as u64);
        match how {
            How::Set => self.b.call(h::unwind, &[site]),
            How::Throw(exc) => self.b.call(h::throw, &[site, exc]),
            How::Rethrow(exc) => self.b.call(h::rethrow, &[site, exc]),
        }
    }

    /// RAISE. False: the interpreter's code makes the exception.
    pub(super) fn raise(&mut self, th: &Thread, i: Instr) -> bool {
        match i.flags() {
            0 => {
                let thread = self.thread();
                let handled = self.b.fload(thread, schema::THREAD_HANDLED);
                if !self.handling {
                    return false;
                }
                self.guard_is_not(handled, Value::NONE);
                self.pending = Pending::Raise(How::Rethrow(handled));
            }
            with_cause => {
                let (mut exc, v) = self.both(i.a());
                if v.has_kind(Kind::Exception) {
                    self.guard_type((exc, v));
                } else {
                    match self.raised_class(th, (exc, v)) {
                        Some(made) => exc = made,
                        None => return false,
                    }
                }
                if with_cause == 2 {
                    let cause = self.both(i.b());
                    if !self.set_cause(exc, cause) {
                        return false;
                    }
                }
                self.pending = Pending::Raise(How::Throw(exc));
            }
        }
        true
    }

    /// RERAISE.
    pub(super) fn reraise(&mut self, i: Instr) {
        let exc = self.reg(i.a());
        self.pending = Pending::Raise(How::Rethrow(exc));
    }

    pub(super) fn thread(&mut self) -> IrRef {
        self.b
            .emit(Op::THREAD, IrRef::NONE, IrRef::NONE, IrRef::NONE, 0)
    }

    /// The generator that runs in the innermost frame: its value and whether it handles an exception of its own, which is
    /// guarded.
    fn own_generator(&mut self) -> Option<(IrRef, IrRef, Ref<Generator>)> {
        let top = self.top();
        let base = top.base;
        // SAFETY: the innermost frame is the published one.
        let frame = Frame(unsafe { self.root.offset(base as isize) });
        let g = interp::of_frame(frame)?;
        let r = self.slot(base - 6);
        let now = self.b.fload(r, schema::GEN_FLAGS);
        let want = self.b.int(i64::from(g.async_flags.get()));
        self.guard2(Op::GEQ, now, want);
        Some((r, want, g))
    }

    /// PUSH_EXC.
    pub(super) fn push_exc(&mut self, i: Instr) {
        let exc = self.reg(i.b());
        let of = self.own_generator();
        let th = self.thread();
        let mut outer = self.b.fload(th, schema::THREAD_HANDLED);
        if let Some((r, _, g)) = of
            && !generator::handles(g)
        {
            let on = self
                .b
                .int(i64::from(g.async_flags.get() | generator::HANDLES));
            self.b.fstore(r, schema::GEN_FLAGS, on);
            outer = self.konst(Value::NONE);
        }
        self.b.fstore(th, schema::THREAD_HANDLED, exc);
        self.set(i.a(), outer);
    }

    /// POP_EXC.
    pub(super) fn pop_exc(&mut self, i: Instr) {
        let (mut own, v) = self.both(i.a());
        if let Some((r, _, g)) = self.own_generator() {
            if v.is_none() {
                self.guard_is(own, Value::NONE);
                let off = self
                    .b
                    .int(i64::from(g.async_flags.get() & !generator::HANDLES));
                self.b.fstore(r, schema::GEN_FLAGS, off);
                own = self.b.fload(r, schema::GEN_HANDLED);
            } else {
                self.guard_is_not(own, Value::NONE);
            }
        }
        let th = self.thread();
        self.b.fstore(th, schema::THREAD_HANDLED, own);
    }

    /// CHECK_EXC_MATCH with a class or a tuple of classes: a constant. False: it raises, or classes are odd.
    pub(super) fn check_exc_match(&mut self, th: &Thread, i: Instr) -> bool {
        let (exc, class) = (self.both(i.b()), self.both(i.c()));
        let is_class = |v: Value| {
            v.has_kind(Kind::Type) && type_::as_type(v).is_subtype_of(types::get(T::BaseException))
        };
        if !exc.1.has_kind(Kind::Exception) {
            return false;
        }
        if let Some(tuple) = class.1.downcast::<Tuple>() {
            let items = tuple.items();
            if !types::is_exactly(class.1, T::Tuple)
                || items.len() > MAX_CLASSES
                || !items.iter().all(|&v| is_class(v))
            {
                return false;
            }
            if self.b.trace.get_const(class.0).is_none() {
                self.guard_shape(class.0, types::shape_of(T::Tuple));
                let length = self.b.fload(class.0, schema::TUPLE_LEN);
                let want = self.b.int(items.len() as i64);
                self.guard2(Op::GEQ, length, want);
                for (k, &v) in items.iter().enumerate() {
                    let item = self.b.fload(class.0, self.schema.item_field(k as u32));
                    self.guard_is(item, v);
                }
            }
        } else if is_class(class.1) {
            self.guard_is(class.0, class.1);
        } else {
            return false;
        }
        let Ok(matched) = exc::matches(th, exc.1, class.1) else {
            return false;
        };
        self.guard_type(exc);
        self.epoch = true;
        let k = self.konst(Value::bool(matched));
        self.set(i.a(), k);
        true
    }

    /// EXC_ARGS.
    pub(super) fn exc_args(&mut self, i: Instr) -> bool {
        let (exc, v) = self.both(i.b());
        if !v.has_kind(Kind::Exception) || exception::as_exception(v).traceback.get_opt().is_none()
        {
            return false;
        }
        self.guard_type((exc, v));
        let class = self.konst(types::type_of(v).value());
        let traceback = self.b.fload(exc, schema::EXC_TRACEBACK);
        self.set(i.a(), class);
        self.set(i.a() + 1, exc);
        self.set(i.a() + 2, traceback);
        true
    }
}
