//! Truth, identity, conditional jumps: what was true becomes a guard.

use frontend::bytecode::op::{Instr, Op as Bc};
use ir::{Op, Resume};
use runtime::interp::control;
use runtime::names::N;
use runtime::thread::Thread;
use runtime::types::wrapper::SlotWrapper;
use runtime::types::{self, T, float, type_};
use runtime::value::Value;

use super::{Rec, Recorder, Start, plain};
use crate::abort::Abort;
use crate::helpers::id as h;
use crate::limits;

impl Recorder {
    /// Guards the truth that a register's value has now.
    pub(super) fn truth(&mut self, th: &Thread, r: u16) -> Option<bool> {
        let (x, v) = self.both(r);
        if v.is_bool()
            && self.b.trace.get_const(x).is_none()
            && let Some(byte) = self.known_truth(x)
        {
            self.guard_truth(byte, v == Value::TRUE);
            return Some(v == Value::TRUE);
        }
        if v.is_bool() || v.is_none() {
            self.guard_is(x, v);
            return Some(v == Value::TRUE);
        }
        if v.is_small_int() {
            let i = self.int(x);
            let zero = self.b.int(0);
            let truth = v.small_unchecked() != 0;
            self.guard2(if truth { Op::GNE } else { Op::GEQ }, i, zero);
            return Some(truth);
        }
        if let Some(f) = float::exact(v) {
            let i = self.float(x);
            let zero = self.b.flt(0.0);
            self.guard2(if f != 0.0 { Op::GFNE } else { Op::GFEQ }, i, zero);
            return Some(f != 0.0);
        }
        let header = v.header()?;
        let class = types::type_of(v);
        // (A derived class may have its own say.)
        if type_::lookup_name(class, N::__bool__).is_none()
            && let Some(n) = self.length((x, v))
        {
            let truth = control::truth(th, v).ok()?;
            self.guard_truth(n, truth);
            return Some(truth);
        }
        let asked = type_::lookup_name(class, N::__bool__)
            .or_else(|| type_::lookup_name(class, N::__len__));
        let Some(asked) = asked else {
            self.guard_shape(x, header.shape());
            self.epoch = true;
            return Some(true);
        };
        // What native code answers without asking anybody.
        let owner = asked.downcast::<SlotWrapper>()?.owner();
        if !plain::has_quiet_truth(owner) {
            return None;
        }
        let truth = control::truth(th, v).ok()?;
        self.guard_shape(x, header.shape());
        self.epoch = true;
        let t = self.call_raising(h::truth, &[x]);
        self.guard_is(t, Value::bool(truth));
        Some(truth)
    }

    pub(super) fn jump_if(&mut self, th: &Thread, i: Instr) -> bool {
        self.truth(th, i.a()).is_some()
    }

    pub(super) fn not(&mut self, th: &Thread, i: Instr) -> bool {
        match self.truth(th, i.b()) {
            Some(truth) => {
                let k = self.konst(Value::bool(!truth));
                self.set(i.a(), k);
                true
            }
            None => false,
        }
    }

    /// IS, IS_NOT and their fused forms. Numbers are compared by value, so one side must be something else.
    pub(super) fn identity(&mut self, i: Instr) -> bool {
        let (x, y) = (self.both(i.b()), self.both(i.c()));
        // (Numbers of derived classes are objects like others.)
        let number = |v: Value| {
            v.is_small_int()
                || v.is_flonum()
                || types::is_exactly(v, T::Int)
                || types::is_exactly(v, T::Float)
        };
        let known =
            |s: &Self, (r, v): (ir::IrRef, Value)| !number(v) && s.b.trace.get_const(r).is_some();
        let same = x.1 == y.1;
        let negated = matches!(i.op(), Bc::IsNot | Bc::IsNotJ);
        if x.1.is_small_int() && y.1.is_small_int() {
            // Ints that fit are the same object if they are equal.
            let (m, n) = (self.int(x.0), self.int(y.0));
            self.guard2(if same { Op::GEQ } else { Op::GNE }, m, n);
            let k = self.konst(Value::bool(same != negated));
            self.set(i.a(), k);
            return true;
        }
        if !known(self, x) && !known(self, y) {
            let one = if !number(x.1) { x } else { y };
            if number(one.1) {
                return false;
            }
            self.guard_type(one);
        }
        self.guard2(if same { Op::GIS } else { Op::GNIS }, x.0, y.0);
        let k = self.konst(Value::bool(same != negated));
        self.set(i.a(), k);
        true
    }

    /// JUMP_BACK to another loop than the one that is recorded, or to its head.
    pub(super) fn jump_back(&mut self, i: Instr) -> Rec {
        let target = i.jump_target(self.pc as usize) as u32;
        self.go_back(target, i.a())
    }

    /// The innermost frame goes on at `target`, the head of its loop number `n`.
    pub(super) fn go_back(&mut self, target: u32, number: u16) -> Rec {
        let code = self.top().code;
        // SAFETY: a jump target lies inside the code.
        let at = unsafe { code.instrs.get().add(target as usize) };
        if self.frames.len() == 1 && matches!(self.start, Start::Loop(_)) && at < self.head {
            // The loop was left for an outer one: what was recorded is no iteration of it.
            return Err(Abort::LeftLoop);
        }
        if !(self.frames.len() == 1 && at == self.head) {
            let n = self
                .unrolled
                .entry((code.value().bits(), number))
                .or_insert(0);
            *n += 1;
            if *n > limits::MAX_UNROLL {
                let spot = code.hot_loop(number as usize);
                if spot.trace.get() == 0 {
                    if spot.past.doublings.get() > 0 {
                        // It was tried, and waits for its next turn.
                        return Err(Abort::Unfollowed);
                    }
                    // It is to be recorded first.
                    spot.wait(spot.countdown.get().min(2));
                    return Err(Abort::Unrolled);
                }
            }
        }
        self.snapshot(Resume::Before(target));
        self.snap_fresh = false;
        self.b.op0(Op::GPOLL);
        Ok(())
    }
}
