//! Adapters: side traces that record nothing, but go on in a side trace that exists.
//!
//! Many exits leave at the same place: a loop's condition stands in the preamble, in the body, and in the copy of the
//! iteration that each side trace makes when it enters the loop. What follows was recorded for one of them. The others
//! need not record it again (each of these recordings would end by entering the loop with one more copy, and so on
//! without end): an adapter brings the values of its own exit into the form and the places in which the other trace
//! inherits them, and jumps to its start.
//!
//! That is right for any two exits with the same frames, because a side trace relies on nothing but which frames nobody
//! can have looked at, which [`candidate`] compares, and on what it inherits: the types of the values, the constants among
//! them, and which objects are virtual. [`Recorder::adapt`] matches these one by one, looking at the actual values where
//! types have to be guarded. What it gives up on is recorded as ever.

use ir::opt::inherited_refs;
use ir::{IrRef, Link, Op, Resume, Slot, Trace, TraceNo, Ty};
use runtime::interp::frame::HEADER;
use runtime::types::float;
use runtime::value::Value;

use super::{Rec, Recorder, index, may_have_been_seen};
use crate::abort::Abort;
use crate::schema;
use crate::state::{ExitId, Jit, StartsAt};

/// A side trace that goes on from where this exit leaves, if there is one.
pub fn candidate(jit: &Jit, exit: ExitId) -> Option<u32> {
    let (ir, snap, _) = leaves(jit, exit);
    let frames = ir.snaps.frames(snap);
    let starts_here = |p: ExitId| {
        let (ir, snap, _) = leaves(jit, p);
        ir.snaps.frames(snap) == frames
    };
    // A side trace that leaves where it has begun has got nowhere: it must not be led to others that do the same. But if it
    // has come to the loop's head meanwhile, and leaves the copy of the iteration by which it enters the loop, then the
    // next iteration has gone the same way: it goes on in itself.
    let t = &jit.traces[exit.trace as usize];
    let at = t.alloc.exits[exit.number as usize].at;
    let again = t.copied.is_some() && at >= t.copied;
    if !again && t.parent.is_some_and(starts_here) {
        return None;
    }
    // The same guard says that the same thing has happened. Newer ones first: they were recorded for what happens now.
    let key = starts_at(jit, exit)?;
    let seen = may_have_been_seen(jit, exit);
    // It must ask about all frames that somebody may have looked at here.
    let asks = |p: ExitId| {
        let its = may_have_been_seen(jit, p);
        its.0 >= seen.0 && its.1 >= seen.1
    };
    jit.starts.get(&key)?.iter().rev().copied().find(|&n| {
        let t = &jit.traces[n as usize];
        t.valid
            && t.parent
                .is_some_and(|p| p != exit && starts_here(p) && asks(p))
    })
}

/// Where the side trace of an exit starts.
pub fn starts_at(jit: &Jit, exit: ExitId) -> Option<StartsAt> {
    let (ir, snap, op) = leaves(jit, exit);
    let frames = ir.snaps.frames(snap);
    let last = frames.last()?;
    Some((last.code, last.resume.pc(), frames.len(), op))
}

/// How many traces, one hanging from the other, have begun at the instruction at which this exit resumes: the ways that it
/// has gone already.
pub fn ways(jit: &Jit, exit: ExitId) -> usize {
    let Some(place) = starts_at(jit, exit) else {
        return 0;
    };
    let mut ways = 1;
    let mut trace = exit.trace;
    while let Some(parent) = jit.traces[trace as usize].parent
        && starts_at(jit, parent).is_some_and(|p| (p.0, p.1, p.2) == (place.0, place.1, place.2))
    {
        ways += 1;
        trace = parent.trace;
    }
    ways
}

/// Trace, snapshot and op of an exit.
fn leaves(jit: &Jit, exit: ExitId) -> (&Trace, ir::SnapNo, Op) {
    let t = &jit.traces[exit.trace as usize];
    let e = t.alloc.exits[exit.number as usize];
    (&t.ir, e.snap, t.ir.op(e.at))
}

/// What the values that the target inherits are here.
struct Fit<'a> {
    /// The trace at whose exit the target starts.
    parent: &'a Trace,
    snap: ir::SnapNo,
    found: Vec<(IrRef, IrRef)>,
}

impl Recorder {
    /// Ends the side trace that has just been begun by a jump to the start of side trace `to`.
    /// The thread handles `handled`.
    // tidy: rooted by the thread.
    pub fn adapt(&mut self, jit: &Jit, to: u32, handled: Value) -> Rec {
        let target = &jit.traces[to as usize];
        let from = target.parent.ok_or(Abort::LinkUnstable)?;
        let (parent, snap, _) = leaves(jit, from);
        let mine: Vec<usize> = (0..self.dirty.len()).filter(|&i| self.dirty[i]).collect();
        let resume = parent.snaps.frames(snap).last().map(|f| f.resume);
        let Some(resume @ (Resume::Before(_) | Resume::After(..))) = resume else {
            return Err(Abort::LinkUnstable);
        };
        self.pc = resume.pc();
        self.snapshot(resume);
        self.snap_fresh = true;
        // Memory has the registers of the first frame only.
        let first = match self.frames.get(1) {
            Some(f) => f.base - HEADER as i32,
            None => i32::MAX,
        };
        let mut fit = Fit {
            parent,
            snap,
            found: Vec::new(),
        };
        for &(slot, x) in parent.snaps.entries(snap) {
            if slot == schema::HANDLED_AT_EXIT {
                let th = self.thread();
                let v = self.b.fload(th, schema::THREAD_HANDLED);
                self.fit(&mut fit, x, v, Some(handled))?;
                self.leave_handled();
                continue;
            }
            let slot = i32::from(slot.0);
            if slot >= first && !mine.contains(&index(slot)) {
                return Err(Abort::LinkUnstable);
            }
            let v = self.slot(slot);
            // SAFETY: the exit has just restored the frames; the snapshot names slots of their windows.
            let actual = unsafe { *self.root.offset(slot as isize) };
            // A variable may be unbound the next time; guards of types are for values.
            if self.b.trace.op(v) == Op::SLOT && fit.parent.ty(x) != Ty::V && !actual.is_empty() {
                self.guard_is_not(v, Value::EMPTY);
            }
            self.fit(&mut fit, x, v, Some(actual))?;
        }
        // What the target takes to be in memory.
        for i in mine {
            let slot = i as i32 - HEADER as i32;
            if slot < first && parent.snaps.slot(snap, Slot(slot as i16)).is_none() {
                self.store(i, slot);
            }
        }
        let mut refs = Vec::new();
        inherited_refs(parent, snap, &mut refs);
        let mut values = Vec::with_capacity(refs.len());
        for (n, r) in refs.into_iter().enumerate() {
            let v = fit.found.iter().find(|e| e.0 == r);
            values.push((Slot(n as i16), v.ok_or(Abort::LinkUnstable)?.1));
        }
        if self.b.failed {
            return Err(Abort::LinkUnstable);
        }
        self.b.snap = self.b.trace.snaps.add_fresh(&[], &values);
        self.link = Some(TraceNo(to));
        self.b
            .terminate(Op::JTRACE, IrRef::NONE, Link::Typed(TraceNo(to)));
        Ok(())
    }

    /// The target stores what the thread handles: this trace need not.
    fn leave_handled(&mut self) {
        let mut s = self.b.trace.last(Op::FSTORE);
        while s.is_some() && self.b.trace.ins(s).field() != schema::THREAD_HANDLED {
            s = self.b.trace.ins(s).prev;
        }
        if s.is_some() {
            self.b.trace.unlink(s);
        }
    }

    /// Makes `v` what the target inherits as `x`.
    fn fit(&mut self, fit: &mut Fit, x: IrRef, v: IrRef, actual: Option<Value>) -> Rec {
        if let Some(c) = fit.parent.get_const(x) {
            return self.fit_const(fit.parent.ty(x), c.bits, v, actual);
        }
        if let Some(e) = fit.found.iter().find(|e| e.0 == x) {
            return if e.1 == self.raw(fit.parent.ty(x), v, actual)? {
                Ok(())
            } else {
                Err(Abort::LinkUnstable)
            };
        }
        if fit.parent.ins(x).is_sunk() {
            return self.fit_virtual(fit, x, v);
        }
        let r = self.raw(fit.parent.ty(x), v, actual)?;
        if self.b.trace.op(r) == Op::NEW && !fit.parent.snaps.virtuals(fit.snap).is_empty() {
            // It might be the same as one that is virtual there, or lead to it.
            return Err(Abort::LinkUnstable);
        }
        fit.found.push((x, r));
        Ok(())
    }

    /// The value in the form in which it is wanted.
    fn raw(&mut self, ty: Ty, v: IrRef, actual: Option<Value>) -> Rec<IrRef> {
        let have = self.b.trace.ty(v);
        if have == ty || ty == Ty::V && have == Ty::P {
            return Ok(v);
        }
        if !have.is_boxed() {
            return Err(Abort::LinkUnstable);
        }
        let made = self.b.trace.op(v);
        match ty {
            Ty::I if made == Op::BOXI || actual.is_some_and(Value::is_small_int) => Ok(self.int(v)),
            Ty::F if made == Op::BOXF || actual.is_some_and(|a| float::exact(a).is_some()) => {
                Ok(self.float(v))
            }
            Ty::P if actual.is_some_and(Value::is_ptr) => {
                self.guard1(Op::GPTR, v);
                Ok(v)
            }
            _ => Err(Abort::LinkUnstable),
        }
    }

    /// The target has taken the value to be this constant.
    fn fit_const(&mut self, ty: Ty, bits: u64, v: IrRef, actual: Option<Value>) -> Rec {
        let equal = |k: Option<u64>| match k {
            Some(k) if k == bits => Ok(()),
            _ => Err(Abort::LinkUnstable),
        };
        match ty {
            Ty::I => {
                let here = self.raw(Ty::I, v, actual)?;
                match self.b.trace.int_value(here) {
                    Some(k) => equal(Some(k as u64)),
                    None => {
                        equal(actual.and_then(Value::as_small).map(|k| k as u64))?;
                        let k = self.b.int(bits as i64);
                        self.guard2(Op::GEQ, here, k);
                        Ok(())
                    }
                }
            }
            Ty::F => {
                let here = self.raw(Ty::F, v, actual)?;
                equal(self.b.trace.flt_value(here).map(f64::to_bits))
            }
            _ => match self.b.trace.get_const(v) {
                Some(c) => equal(Some(c.bits)),
                None => {
                    equal(actual.map(Value::bits))?;
                    self.guard_is(v, Value::from_bits(bits));
                    Ok(())
                }
            },
        }
    }

    /// The target makes this object anew from what it inherits of its fields; here it must be as virtual.
    fn fit_virtual(&mut self, fit: &mut Fit, x: IrRef, v: IrRef) -> Rec {
        let list = fit.parent.snaps.virtuals(fit.snap);
        let virt = list.iter().find(|o| o.obj == x);
        let virt = *virt.ok_or(Abort::LinkUnstable)?;
        let same = self.b.trace.op(v) == Op::NEW && self.b.trace.ins(v).class() == virt.class;
        if !same || fit.found.iter().any(|e| e.1 == v) {
            return Err(Abort::LinkUnstable);
        }
        fit.found.push((x, v));
        let named = fit.parent.snaps.fields(&virt);
        for &(field, _) in &ir::Schema::class(self.schema, virt.class).fields {
            if !named.iter().any(|f| f.0 == field) && self.b.is_stored(v, field) {
                return Err(Abort::LinkUnstable);
            }
        }
        for &(field, y) in fit.parent.snaps.fields(&virt) {
            let w = self.b.fload(v, field);
            if self.b.trace.op(w) == Op::FLOAD {
                // A field that nothing is known of here.
                return Err(Abort::LinkUnstable);
            }
            self.fit(fit, y, w, None)?;
        }
        Ok(())
    }
}
