//! Instructions that the recorder has the interpreter's own code execute: what follows depends on what they did.
//!
//! A call is emitted first; the guard on its result, and what becomes of the result, are recorded when the instruction
//! has been executed: it may have raised (see `exc`), an iterator may have come to its end.

use frontend::bytecode::op::{Instr, Op as Bc};
use ir::{IrRef, Op};
use runtime::interp::frame::HEADER;
use runtime::thread::Thread;
use runtime::value::Value;

use super::exc::How;
use super::{Recorder, Step, index};
use crate::generic::{self, Site};
use crate::helpers::id as h;

/// What is left to record once a generic instruction has been executed.
#[derive(Clone, Copy)]
pub(super) enum Pending {
    None,
    /// The result of a call goes to a register.
    Store(u16, IrRef),
    /// A result that goes to a register, but not to memory.
    Result(u16, IrRef),
    /// The truth of such a result, or its opposite.
    Truth(u16, IrRef, bool),
    /// An iterator's result.
    Next(u16, IrRef),
    /// The same, from a helper that writes no frame.
    Item(u16, IrRef),
    /// Several registers were written in memory.
    Range(u16, u16),
    /// What a delegate yields or, where that is `EMPTY`, has returned: it is in a register already.
    Send(u16, IrRef),
    /// It raises, whatever happens.
    Raise(How),
}

impl Recorder {
    /// Calls the interpreter's own code for the instruction at the current position.
    pub(super) fn generic(&mut self, i: Instr) -> Step {
        self.flush();
        let site = self.site();
        let a = self.b.addr(site as u64);
        let v = self.b.call(h::generic, &[a]);
        self.unguarded = Some(v);
        self.check_valid = true;
        if matches!(i.op(), Bc::Call | Bc::CallMethod | Bc::CallEx) {
            self.clobbered(self.top().base + i32::from(i.a()) - HEADER as i32);
        }
        self.pending = match i.op() {
            Bc::ForIter => Pending::Next(i.a(), v),
            Bc::Send => Pending::Send(i.a(), v),
            Bc::Raise => Pending::Raise(How::Set),
            Bc::CheckEgMatch => Pending::Range(i.a(), 2),
            Bc::LoadMethod | Bc::LoadSpecial => Pending::Range(i.a(), 2),
            Bc::LoadSuperAttr if i.flags() & frontend::bytecode::op::SUPER_METHOD != 0 => {
                Pending::Range(i.a(), 2)
            }
            Bc::UnpackSequence | Bc::CopyFreeVars => Pending::Range(i.a(), i.c()),
            Bc::UnpackEx => Pending::Range(i.a(), u16::from(i.flags()) + 1 + i.c()),
            _ => match generic::destination(i) {
                Some(r) => Pending::Store(r, v),
                None => Pending::None,
            },
        };
        Step::Execute
    }

    /// After a generic instruction was executed with this result: what is left to record.
    fn executed(&mut self, result: Value) {
        if let Some(v) = self.unguarded.take() {
            self.after_call(v);
        }
        let pending = std::mem::replace(&mut self.pending, Pending::None);
        match pending {
            Pending::None | Pending::Raise(_) => {}
            Pending::Store(r, v) => {
                self.set(r, v);
                // The interpreter's code has written it to memory, too.
                let i = index(self.top().base + r as i32);
                self.stored[i] = v;
            }
            Pending::Result(r, v) => self.set(r, v),
            Pending::Truth(r, v, negated) => {
                let helper = if negated { h::untruth } else { h::truth_any };
                let v = self.call_raising(helper, &[v]);
                self.set(r, v);
            }
            Pending::Send(r, v) => {
                let at = self.top().base + i32::from(r);
                let number = self.b.int(i64::from(at));
                let value = self.b.call(h::read_reg, &[number]);
                self.set_slot(at, value);
                self.stored[index(at)] = value;
                let empty = self.b.val(0);
                if result.is_empty() {
                    self.guard_at(self.pc + 2, Op::GEND, v, empty);
                } else {
                    self.guard_at(self.pc + 1, Op::GITEM, v, empty);
                }
            }
            Pending::Next(r, v) | Pending::Item(r, v) => {
                let empty = self.b.val(0);
                if result.is_empty() {
                    // Should there be an item after all, it goes to its register, and on behind the jump word.
                    let i = index(self.top().base + r as i32);
                    self.grow(i + 1);
                    let saved = (self.shadow[i], self.dirty[i]);
                    self.set(r, v);
                    self.guard_at(self.pc + 2, Op::GEND, v, empty);
                    (self.shadow[i], self.dirty[i]) = saved;
                } else {
                    self.guard_at(self.pc + 1, Op::GITEM, v, empty);
                    self.set(r, v);
                    if matches!(pending, Pending::Next(..)) {
                        let i = index(self.top().base + r as i32);
                        self.stored[i] = v;
                    }
                }
            }
            Pending::Range(r, n) => {
                for k in 0..n {
                    let at = self.top().base + (r + k) as i32;
                    let number = self.b.int(at as i64);
                    let v = self.b.call(h::read_reg, &[number]);
                    self.set_slot(at, v);
                    // Memory holds it already.
                    self.stored[index(at)] = v;
                }
            }
        }
    }

    /// Executes the published instruction, for [`Step::Execute`]. False: it raised.
    pub fn execute(th: &Thread) -> Option<Value> {
        let pc = th.pc.get();
        let v = Site::new(Vec::new(), pc).execute(th, th.base.get()).ok()?;
        // SAFETY: an instruction of the running code; FOR_ITER and SEND are followed by their jump word.
        unsafe {
            if Instr(*pc).op().has_jump_word() && !v.is_empty() {
                th.pc.set(th.pc.get().add(1));
            }
        }
        Some(v)
    }

    /// Records what [`Recorder::execute`] gave.
    pub fn after(&mut self, v: Value) {
        self.executed(v);
    }
}
