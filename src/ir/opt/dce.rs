//! Dead code: what nobody uses and has no effect becomes a `NOP`.
//!
//! Mark and sweep from the effects. A PHI keeps its back-edge input alive, which stands further down, so marking goes
//! round until nothing changes (twice, mostly).

use super::Builder;
use crate::buffer::Trace;
use crate::ops::{Effect, Op};
use crate::refs::IrRef;

/// Scratch memory; reusable.
#[derive(Default)]
pub struct Marks {
    live: Vec<bool>,
    snaps: Vec<bool>,
}

impl Builder<'_> {
    pub(super) fn dce(&mut self) {
        let schema = self.schema;
        let pure = |t: &Trace, r: IrRef| schema.helper(t.ins(r).helper()).removable();
        sweep(&mut self.trace, &mut self.marks, pure);
    }
}

/// Whether an instruction must stay even if nobody uses its value.
fn is_root(t: &Trace, r: IrRef, pure: &impl Fn(&Trace, IrRef) -> bool) -> bool {
    let i = t.ins(r);
    if i.is_sunk() {
        return false;
    }
    match i.op.effect() {
        Effect::Pure | Effect::Load | Effect::Alloc => false,
        Effect::Guard | Effect::GuardWorld | Effect::Store => true,
        Effect::Call => i.op == Op::CALLT || !pure(t, r),
        Effect::Control => i.op == Op::LOOP || i.op.is_terminator(),
    }
}

/// Removes dead instructions.
pub fn sweep(t: &mut Trace, m: &mut Marks, pure: impl Fn(&Trace, IrRef) -> bool) {
    m.live.clear();
    m.live.resize(t.end().index(), false);
    m.snaps.clear();
    m.snaps.resize(t.snaps.len(), false);
    let (live, snaps) = (&mut m.live, &mut m.snaps);
    loop {
        let mut again = false;
        for r in t.refs().rev() {
            let i = t.ins(r);
            if i.op == Op::NOP || !live[r.index()] && !is_root(t, r, &pure) {
                continue;
            }
            live[r.index()] = true;
            let mut mark = |o: IrRef| {
                if o.is_ins() && !std::mem::replace(&mut live[o.index()], true) && o > r {
                    again = true;
                }
            };
            t.for_each_operand(r, &mut mark);
            if i.snap.is_some() && !std::mem::replace(&mut snaps[i.snap.index()], true) {
                t.snaps.for_each_ref(i.snap, &mut mark);
            }
        }
        if !again {
            break;
        }
    }
    for r in t.refs() {
        if !live[r.index()] && t.op(r) != Op::NOP {
            t.kill(r);
        }
    }
    t.rechain();
}
