//! Loops: the body is scanned twice, and both edges into the header are laid out.
//!
//! A PHI is a place (a register or a slot) that both edges fill: the entry edge from the preamble's value, which mostly has
//! been computed right there, and the back-edge by parallel moves. A PHI wanted both in a register and in memory is stored
//! behind the header, once per iteration. A PHI and its next value share a slot where their lives allow.

use super::moves::{self, Move};
use super::scan::{Allocator, EndState, Mode};
use super::{Allocation, EntryValue, Loc, RegSet, Step, Target};
use crate::buffer::Trace;
use crate::limits::MAX_ARGS;
use crate::ops::Op;
use crate::refs::{IrRef, SnapNo};

impl Allocator {
    /// Allocates from the loop header to the end, into `result.steps`; leaves the state at the end of the preamble.
    pub(super) fn looped(&mut self, t: &Trace, target: &dyn Target, result: &mut Allocation) {
        let header = t.loop_at;
        let mut body = header.next();
        while body < t.end() && matches!(t.op(body), Op::PHI | Op::NOP) {
            body = body.next();
        }
        let mut last = IrRef(t.end().0 - 1);
        while t.op(last) == Op::NOP {
            last = IrRef(last.0 - 1);
        }
        let inside = IrRef(last.0 - 1);
        // First run: which registers do loop-carried values and invariants have at the header?
        let saved_uses = self.prev_use.clone();
        if t.op(last) == Op::JLOOP && self.mode == Mode::Normal {
            let spills = self.spills;
            let slots = self.slot_of.clone();
            self.backward(t, target, inside, body, None);
            let found: EndState = self.in_registers();
            self.out.clear();
            self.exits.clear();
            self.locs.clear();
            for &(_, g) in &found {
                self.release(g);
            }
            self.spills = spills;
            self.slot_of = slots;
            self.prev_use.copy_from_slice(&saved_uses);
            for &(r, g) in &found {
                let v = self.index(r);
                self.hint[v] = Some(g);
                // At the back-edge this register should hold the next value.
                let end = if t.op(r) == Op::PHI && r > header {
                    t.ins(r).b
                } else {
                    r
                };
                if self.reg(end).is_none() && self.free.has(g) && !(end.is_const() && end != r) {
                    self.assign(end, g);
                    self.carried = self.carried.with(g);
                    let e = self.index(end);
                    self.hint[e] = self.hint[e].or(Some(g));
                }
            }
        }
        let at_end = self.in_registers();
        // Next values that are in no register at the end must reach their slots where they are computed.
        for p in phis(t) {
            let q = t.ins(p).b;
            if !q.is_const() && self.reg(q).is_none() {
                self.slot(t, q);
            }
        }
        self.backward(t, target, inside, body, None);
        // The header. A PHI that is also wanted in memory is stored there in each iteration.
        let mut place: Vec<(IrRef, Loc)> = Vec::new();
        for p in phis(t) {
            let v = self.index(p);
            match (self.reg_of[v], self.slot_of[v]) {
                (Some(g), slot) => {
                    if let Some(s) = slot {
                        self.out.push(Step::Move {
                            dst: Loc::Spill(s),
                            src: Loc::Reg(g),
                            float: t.ty(p).is_float(),
                        });
                    }
                    place.push((p, Loc::Reg(g)));
                }
                (None, Some(s)) => place.push((p, Loc::Spill(s))),
                (None, None) => {}
            }
        }
        self.out.push(Step::Ins {
            at: header,
            dst: Loc::None,
            ops: [Loc::None; 3],
            exit: None,
        });
        // The back-edge.
        let at_header = self.in_registers();
        let end_loc = |s: &mut Self, r: IrRef| match at_end.iter().find(|e| e.0 == r) {
            Some(e) => Loc::Reg(e.1),
            None => s.home(t, r),
        };
        let mut set = Vec::new();
        for &(p, dst) in &place {
            let src = end_loc(self, t.ins(p).b);
            set.push(Move {
                dst,
                src,
                float: t.ty(p).is_float(),
            });
        }
        for &(r, g) in &at_header {
            if !(t.op(r) == Op::PHI && r > header) {
                let src = end_loc(self, r);
                set.push(Move {
                    dst: Loc::Reg(g),
                    src,
                    float: t.ty(r).is_float(),
                });
            }
        }
        let mut back = Vec::new();
        moves::sequence(&mut set, target, &mut back);
        result.steps.extend(self.out.drain(..).rev());
        result.steps.append(&mut back);
        if t.op(last) == Op::JLOOP {
            result.steps.push(Step::Ins {
                at: last,
                dst: Loc::None,
                ops: [Loc::None; 3],
                exit: None,
            });
        }
        self.carried = RegSet::default();
        self.entry_list(t, &place, &at_header, result);
        self.enter(t, target, &place);
        self.backward(t, target, IrRef(header.0 - 1), IrRef::FIRST, None);
    }

    /// Notes where loop-carried values are wanted last, so that a PHI and its next value may share a slot.
    pub(super) fn see(&mut self, t: &Trace) {
        self.last_seen.clear();
        self.last_seen.resize(t.end().index(), 0);
        if t.loop_at.is_none() {
            return;
        }
        let seen = &mut self.last_seen;
        let mut last = SnapNo::NONE;
        let mut r = IrRef(t.end().0 - 1);
        while r > t.loop_at {
            let i = t.ins(r);
            let mut note = |o: IrRef, at: u16| {
                if o.is_ins() {
                    seen[o.index()] = seen[o.index()].max(at);
                }
            };
            if i.op == Op::PHI {
                // Wanted at the back-edge.
                note(i.b, u16::MAX);
            } else {
                t.for_each_operand(r, |o| note(o, r.index() as u16));
                // Arguments are wanted at the call, which comes after their list.
                if i.op == Op::CALL {
                    let mut args = [IrRef::NONE; MAX_ARGS];
                    let n = t.args(r, &mut args);
                    args[..n].iter().for_each(|&o| note(o, r.index() as u16));
                }
            }
            if i.snap.is_some() && i.snap != last {
                last = i.snap;
                t.snaps.for_each_ref(i.snap, |o| note(o, r.index() as u16));
            }
            r = IrRef(r.0 - 1);
        }
    }

    /// A PHI that must have a slot takes that of its next value, if it is no longer wanted when that is computed: then the
    /// back-edge has nothing to move.
    pub(super) fn share_slot(&mut self, t: &Trace, p: IrRef) {
        let q = t.ins(p).b;
        let v = self.index(p);
        if self.slot_of[v].is_none()
            && q.is_ins()
            && q > t.loop_at
            && t.op(q) != Op::PHI
            && self.last_seen[p.index()] <= q.index() as u16
        {
            let s = self.slot_of[self.index(q)];
            // (Another PHI with the same next value may have taken it.)
            let taken = s.is_some() && phis(t).any(|o| self.slot_of[self.index(o)] == s);
            if !taken {
                self.slot_of[v] = s;
            }
        }
    }

    /// What a typed entry must provide.
    pub(super) fn entry_list(
        &self,
        t: &Trace,
        place: &[(IrRef, Loc)],
        at_header: &EndState,
        result: &mut Allocation,
    ) {
        for &(p, loc) in place {
            let a = t.ins(p).a;
            let value = match t.get_const(a) {
                Some(k) => EntryValue::Const(k),
                None => EntryValue::Live(a),
            };
            result.entry.push((value, loc));
        }
        for &(r, g) in at_header {
            match t.get_const(r) {
                Some(k) => result.entry.push((EntryValue::Const(k), Loc::Reg(g))),
                None if r < t.loop_at => result.entry.push((EntryValue::Live(r), Loc::Reg(g))),
                None => {}
            }
        }
        // Invariants that the loop reads from memory.
        for n in 1..t.loop_at.index() {
            if let Some(s) = self.slot_of[self.consts + n] {
                result
                    .entry
                    .push((EntryValue::Live(IrRef::ins(n)), Loc::Spill(s)));
            }
        }
    }

    /// The edge from the preamble to the header: PHIs take their entry values.
    pub(super) fn enter(&mut self, t: &Trace, target: &dyn Target, place: &[(IrRef, Loc)]) {
        for &(_, loc) in place {
            if let Loc::Reg(g) = loc {
                self.release(g);
            }
        }
        self.set.clear();
        for &(p, dst) in place {
            let a = t.ins(p).a;
            let float = t.ty(p).is_float();
            if a.is_const() {
                self.set.push(Move {
                    dst,
                    src: Loc::Const(a),
                    float,
                });
                continue;
            }
            let v = self.index(a);
            match (self.reg_of[v], dst) {
                (Some(g), _) => self.set.push(Move {
                    dst,
                    src: Loc::Reg(g),
                    float,
                }),
                (None, Loc::Reg(g)) if self.mode == Mode::Normal => self.assign(a, g),
                (None, Loc::Spill(s)) if self.slot_of[v].is_none() => self.slot_of[v] = Some(s),
                _ => {
                    let s = self.slot(t, a);
                    self.set.push(Move {
                        dst,
                        src: Loc::Spill(s),
                        float,
                    });
                }
            }
        }
        // (A register that a PHI has at the header may be taken above by the entry value of another one only if that is
        // its own target, so sources and targets are disjoint but for moves to oneself.)
        self.emit_set(target);
        if self.mode == Mode::SpillEverything {
            self.evict_all(t);
        }
    }
}

/// The PHIs that are executed.
fn phis(t: &Trace) -> impl Iterator<Item = IrRef> + '_ {
    let mut r = t.loop_at;
    std::iter::from_fn(move || {
        loop {
            r = r.next();
            if r >= t.end() || !matches!(t.op(r), Op::PHI | Op::NOP) {
                return None;
            }
            if t.op(r) == Op::PHI && !t.ins(r).is_sunk() {
                return Some(r);
            }
        }
    })
}
