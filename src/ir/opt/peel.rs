//! Loop peeling by copy-substitution.
//!
//! The recorded iteration becomes the preamble; after `LOOP` it is emitted once more with every frame slot replaced by what
//! the first iteration left in it. The emitting optimiser then drops what the preamble has already computed or checked:
//! that is the hoisting of invariants, with no pass of its own. A value of the preamble that the body uses and that the
//! body's copy computes anew is loop-carried and gets a PHI; the body is rewritten to use the PHIs. (The technique is
//! LuaJIT's; explicit PHIs at the header, and the second entry, are not.)
//!
//! Unboxing falls out of it: in the copy, `UNBOXI(slot)` is `UNBOXI(BOXI x)`, which folds to `x`, so the PHI is one of raw
//! integers; the PHI of boxed values is left to the snapshots only, where `sink` removes it.
//!
//! **The second entry.** A side trace that comes back to the loop head does not go through the frame: the recorded
//! iteration is kept as a template, and [`Builder::enter_loop`] emits it into the side trace with the slots bound to the
//! side trace's own values; then it jumps behind the target's preamble, handing over the values that are live there
//! ([`EntryTemplate::live`]). Whatever the loop relies on, types and shapes and bounds and hoisted loads, is thereby
//! established by guards of the side trace, most of which fold away.

use super::Builder;
use crate::buffer::{Ins, Link, Trace};
use crate::limits::MAX_PEELED;
use crate::ops::{Effect, Op, Ty};
use crate::refs::{IrRef, Slot, SnapNo, TraceNo};
use crate::snapshot::FrameDesc;

/// Why a loop could not be peeled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PeelError {
    /// A guard of the second iteration always fails: a value changes its type (or shape) from iteration to iteration.
    Unstable,
    /// The trace would become too long.
    TooLong,
}

/// What is needed to enter a loop at its header.
#[derive(Clone, Debug)]
pub struct EntryTemplate {
    /// The iteration as it was recorded, ending with `JLOOP`.
    pub iteration: Trace,
    /// The live-ins of the header, by the references of the template (which are those of the preamble), each once: the entry
    /// inputs of the PHIs, then the invariants. A jump to the typed entry hands over values in this order.
    pub live: Vec<IrRef>,
}

/// Where a side trace enters a loop.
#[derive(Clone, Copy, Debug, Default)]
pub struct EntryPlace<'a> {
    /// The frames below the loop's, if the side trace has inlined calls; outermost first.
    pub outer: &'a [FrameDesc],
    /// The base of the loop's frame relative to that of the side trace's first frame.
    pub base: i16,
    /// The slots that the side trace (or its parents) has changed, with their values, in the side trace's numbering.
    pub changed: &'a [(Slot, IrRef)],
}

/// Scratch memory; reusable.
#[derive(Default)]
pub(super) struct Peeler {
    subst: Vec<IrRef>,
    entries: Vec<(Slot, IrRef)>,
    frames: Vec<FrameDesc>,
    work: Vec<IrRef>,
    live: Vec<bool>,
    phis: Vec<IrRef>,
    phi_of: Vec<IrRef>,
    out: Vec<Ins>,
}

impl Builder<'_> {
    /// Emits a copy of the instructions of `from` (of this trace, if `None`) up to `last`. `slot` binds the slots; snapshots
    /// are overlaid on `base` (what the slots hold at the start of the copy).
    fn copy_iteration(
        &mut self,
        from: Option<&Trace>,
        last: IrRef,
        p: &mut Peeler,
        slot: &mut dyn FnMut(&mut Self, Slot) -> IrRef,
        place: EntryPlace,
    ) -> Result<(), PeelError> {
        p.subst.clear();
        p.subst.resize(last.index() + 1, IrRef::NONE);
        let mut last_snap = (SnapNo::NONE, SnapNo::NONE);
        let mut r = IrRef::FIRST;
        while r <= last {
            let mut i = *from.unwrap_or(&self.trace).ins(r);
            match i.op {
                Op::NOP => {}
                Op::SLOT => {
                    p.subst[r.index()] = slot(self, i.slot());
                    if from.is_none() && p.subst[r.index()] == r {
                        self.facts.invariant(r);
                    }
                }
                Op::INHERIT => p.subst[r.index()] = r,
                _ => {
                    for o in [&mut i.a, &mut i.b, &mut i.c] {
                        *o = self.map_operand(from, p, *o);
                    }
                    if i.snap.is_some() {
                        if last_snap.0 != i.snap {
                            last_snap = (i.snap, self.map_snapshot(from, i.snap, p, place));
                        }
                        i.snap = last_snap.1;
                    }
                    p.subst[r.index()] = self.emit_ins(i);
                    if from.is_none() && p.subst[r.index()] == r {
                        self.facts.invariant(r);
                    }
                    if self.failed {
                        return Err(PeelError::Unstable);
                    }
                    if self.trace.len() > MAX_PEELED {
                        return Err(PeelError::TooLong);
                    }
                }
            }
            r = r.next();
        }
        Ok(())
    }

    fn map_operand(&mut self, from: Option<&Trace>, p: &Peeler, o: IrRef) -> IrRef {
        if o.is_ins() {
            p.subst[o.index()]
        } else {
            match from.and_then(|t| t.get_const(o)) {
                Some(c) => self.trace.constant(c.kind, c.bits),
                None => o,
            }
        }
    }

    fn map_snapshot(
        &mut self,
        from: Option<&Trace>,
        s: SnapNo,
        p: &mut Peeler,
        place: EntryPlace,
    ) -> SnapNo {
        let mut entries = std::mem::take(&mut p.entries);
        let mut frames = std::mem::take(&mut p.frames);
        entries.clear();
        entries.extend_from_slice(place.changed);
        frames.clear();
        let n = from.unwrap_or(&self.trace).snaps.entries(s).len();
        for k in 0..n {
            let (slot, r) = from.unwrap_or(&self.trace).snaps.entries(s)[k];
            let slot = Slot(slot.0 + place.base);
            let r = self.map_operand(from, p, r);
            match entries.iter_mut().find(|e| e.0 == slot) {
                Some(e) => e.1 = r,
                None => entries.push((slot, r)),
            }
        }
        frames.extend_from_slice(place.outer);
        let own = from.unwrap_or(&self.trace).snaps.frames(s);
        frames.extend(own.iter().map(|f| FrameDesc {
            base: Slot(f.base.0 + place.base),
            ..*f
        }));
        // A slot that holds what it held at entry needs no entry, unless iterations change it (then `SLOT` is loop-carried),
        // or the trace has stored something else meanwhile.
        let t = &self.trace;
        let stored = |s: Slot| {
            let mut r = t.last(Op::SSTORE);
            while r.is_some() && t.ins(r).slot() != s {
                r = t.ins(r).prev;
            }
            r.is_some()
        };
        let unchanged =
            |s: Slot, r: IrRef| t.op(r) == Op::SLOT && t.ins(r).slot() == s && !stored(s);
        entries.retain(|e| place.changed.iter().any(|b| b.0 == e.0) || !unchanged(e.0, e.1));
        let s = self.trace.snaps.add_fresh(&frames, &entries);
        p.entries = entries;
        p.frames = frames;
        s
    }

    /// Peels the trace, which ends with `JLOOP`.
    pub(super) fn peel(&mut self) -> Result<EntryTemplate, PeelError> {
        let template = self.trace.clone();
        let mut p = std::mem::take(&mut self.peeler);
        let r = self.peel_copy(&mut p);
        if r.is_ok() {
            self.make_phis(&mut p);
        }
        self.peeler = p;
        match r {
            Ok(()) => Ok(EntryTemplate {
                iteration: template,
                live: Vec::new(),
            }),
            Err(e) => {
                self.trace = template;
                self.failed = false;
                Err(e)
            }
        }
    }

    fn peel_copy(&mut self, p: &mut Peeler) -> Result<(), PeelError> {
        let end = IrRef(self.trace.end().0 - 1);
        debug_assert_eq!(self.trace.op(end), Op::JLOOP);
        let close = self.trace.ins(end).snap;
        let closing: Vec<(Slot, IrRef)> = self
            .trace
            .snaps
            .entries(close)
            .iter()
            .copied()
            .filter(|&(s, r)| !(self.trace.op(r) == Op::SLOT && self.trace.ins(r).slot() == s))
            .collect();
        // The JLOOP becomes the LOOP; it is emitted again, copied, at the end of the body.
        let jloop = *self.trace.ins(end);
        self.trace.truncate(end);
        let none = IrRef::NONE;
        let header = self
            .trace
            .push(Ins::new(Op::LOOP, Ty::N, none, none, none, 0));
        debug_assert_eq!(header, end);
        self.facts.enter_body();
        let mut slot = |b: &mut Self, s: Slot| match closing.iter().find(|e| e.0 == s) {
            Some(e) => e.1,
            None => b.slot(s),
        };
        let place = EntryPlace {
            changed: &closing,
            ..EntryPlace::default()
        };
        self.copy_iteration(None, IrRef(header.0 - 1), p, &mut slot, place)?;
        let mut back = jloop;
        back.snap = self.map_snapshot(None, jloop.snap, p, place);
        self.trace.push(back);
        Ok(())
    }

    /// Finds the loop-carried values, removes what the body computes for nobody, and rewrites the body to use PHIs.
    fn make_phis(&mut self, p: &mut Peeler) {
        let t = &mut self.trace;
        let header = t.loop_at;
        p.live.clear();
        p.live.resize(t.end().index(), false);
        p.phis.clear();
        p.work.clear();
        let (live, subst, phis, work) = (&mut p.live, &p.subst, &mut p.phis, &mut p.work);
        // Liveness of the body, from its effects and snapshots; a loop-carried value makes its next value live.
        let mut r = header.next();
        while r < t.end() {
            let i = t.ins(r);
            if i.op != Op::NOP
                && i.op.effect() != Effect::Pure
                && !matches!(i.op, Op::CARG | Op::SLOT)
            {
                work.push(r);
                if i.snap.is_some() {
                    t.snaps.for_each_ref(i.snap, |o| work.push(o));
                }
            }
            r = r.next();
        }
        while let Some(r) = work.pop() {
            if !r.is_ins() || std::mem::replace(&mut live[r.index()], true) {
                continue;
            }
            if r > header {
                t.for_each_operand(r, |o| work.push(o));
            } else if subst[r.index()] != r {
                phis.push(r);
                work.push(subst[r.index()]);
            }
        }
        phis.sort_unstable();
        // Numbers: PHIs directly after the header, the body behind them.
        let shift = phis.len() as u16;
        let phi_of = &mut p.phi_of;
        phi_of.clear();
        phi_of.resize(header.index() + 1, IrRef::NONE);
        for (n, &r) in phis.iter().enumerate() {
            phi_of[r.index()] = IrRef(header.0 + 1 + n as u16);
        }
        let map = |r: IrRef| {
            if r > header {
                IrRef(r.0 + shift)
            } else if r.is_ins() && phi_of[r.index()].is_some() {
                phi_of[r.index()]
            } else {
                r
            }
        };
        p.out.clear();
        let out = &mut p.out;
        out.push(*t.ins(IrRef::ins(0)));
        out.extend(t.refs().take_while(|&r| r <= header).map(|r| *t.ins(r)));
        for &r in phis.iter() {
            let next = map(subst[r.index()]);
            out.push(Ins::new(Op::PHI, t.ty(r), r, next, IrRef::NONE, 0));
        }
        let mut mapped = SnapNo::NONE;
        let mut r = header.next();
        while r < t.end() {
            let mut i = *t.ins(r);
            if !live[r.index()] && i.op.effect() == Effect::Pure {
                i = Ins::new(Op::NOP, Ty::N, IrRef::NONE, IrRef::NONE, IrRef::NONE, 0);
            }
            (i.a, i.b, i.c) = (map(i.a), map(i.b), map(i.c));
            if i.snap.is_some() && i.snap != mapped {
                // Snapshots of the body are its own, and guards that share one stand together.
                mapped = i.snap;
                t.snaps.map_refs(i.snap, map);
            }
            out.push(i);
            r = r.next();
        }
        t.replace(out);
        // A PHI whose inputs have different boxed types is a plain value.
        let mut r = header.next();
        while r < t.end() && t.op(r) == Op::PHI {
            let i = *t.ins(r);
            if t.ty(i.b) != t.ty(i.a) && i.ty().is_int() {
                // Nothing is boxed of such a PHI without saying how.
                t.ins_mut(r).set_ty(Ty::I);
            } else if t.ty(i.b) != t.ty(i.a) {
                debug_assert!(t.ty(i.a).is_boxed() && t.ty(i.b).is_boxed());
                t.ins_mut(r).set_ty(Ty::V);
            }
            r = r.next();
        }
    }

    /// Fills in the live-ins of an entry after all passes have run.
    pub(super) fn live_ins(&mut self, mut e: EntryTemplate) -> EntryTemplate {
        let t = &self.trace;
        let header = t.loop_at;
        let mut seen = std::mem::take(&mut self.peeler.live);
        seen.clear();
        seen.resize(header.index() + 1, false);
        let mut r = header.next();
        while r < t.end() && matches!(t.op(r), Op::PHI | Op::NOP) {
            let i = t.ins(r);
            if i.op == Op::PHI
                && !i.is_sunk()
                && i.a.is_ins()
                && !std::mem::replace(&mut seen[i.a.index()], true)
            {
                e.live.push(i.a);
            }
            r = r.next();
        }
        let mut add = |o: IrRef| {
            if o.is_ins()
                && o < header
                && !t.ins(o).is_sunk()
                && !std::mem::replace(&mut seen[o.index()], true)
            {
                e.live.push(o);
            }
        };
        // Again from the header: a PHI's next value may be an invariant too.
        r = header.next();
        while r < t.end() {
            let i = t.ins(r);
            if !i.is_sunk() {
                t.for_each_operand(r, &mut add);
            }
            if i.snap.is_some() {
                t.snaps.for_each_ref(i.snap, &mut add);
            }
            r = r.next();
        }
        self.peeler.live = seen;
        e
    }

    /// Ends a side trace (at the loop head of trace `no`) by entering that loop at its header: emits one iteration from the
    /// template, with `slot` giving the value of each of the loop's slots (in the loop's own numbering); then jumps, with
    /// the live-ins as the slots of the snapshot. `x` of the jump is `place.base`, by which the frame base must be moved; the
    /// recorder has then stored the header words of the frames before. On error the trace is as it was before.
    pub fn enter_loop(
        &mut self,
        entry: &EntryTemplate,
        no: TraceNo,
        slot: &mut dyn FnMut(&mut Self, Slot) -> IrRef,
        place: EntryPlace,
    ) -> Result<(), PeelError> {
        let before = self.trace.clone();
        let mut p = std::mem::take(&mut self.peeler);
        let it = &entry.iteration;
        // All but the terminator.
        let end = IrRef(it.end().0 - 1);
        let copied = self.copy_iteration(Some(it), IrRef(end.0 - 1), &mut p, slot, place);
        if copied == Ok(()) {
            let mut values = Vec::with_capacity(entry.live.len());
            for (n, &l) in entry.live.iter().enumerate() {
                values.push((Slot(n as i16), self.map_operand(Some(it), &p, l)));
            }
            // The loop's snapshots list the slots that the loop changes; what this trace has changed besides goes to memory.
            let close = it.ins(end).snap;
            for &(s, v) in place.changed {
                let own = Slot(s.0 - place.base);
                let unchanged = |r: IrRef| it.op(r) == Op::SLOT && it.ins(r).slot() == own;
                if it.snaps.slot(close, own).is_none_or(unchanged) {
                    self.emit(Op::SSTORE, v, IrRef::NONE, IrRef::NONE, s.0 as i32 as u32);
                }
            }
            self.snap = self.trace.snaps.add_fresh(&[], &values);
            self.trace.link = Link::Typed(no);
            let mut jump = Ins::new(
                Op::JTRACE,
                Ty::N,
                IrRef::NONE,
                IrRef::NONE,
                IrRef::NONE,
                place.base as i32 as u32,
            );
            jump.snap = self.snap;
            self.trace.push(jump);
        } else {
            self.trace = before;
            self.failed = false;
        }
        self.peeler = p;
        copied
    }
}
