//! The start of a side trace: the parent's snapshot becomes the side trace's own values.
//!
//! What the parent has in registers or memory at the exit is an `INHERIT`; constants are constants; what the parent had sunk
//! is emitted again and may sink again, now into the side trace's snapshots: an object that only exits need is never made,
//! however many side traces it goes through.

use super::Builder;
use crate::buffer::Trace;
use crate::ops::{Op, Ty};
use crate::refs::{IrRef, Slot, SnapNo};

/// The references of a snapshot that a side trace inherits, in the order of their numbers: each value that is neither
/// constant nor sunk, once. [`crate::regalloc::Allocation::exit_locs`] has the same order.
pub fn inherited_refs(parent: &Trace, snap: SnapNo, out: &mut Vec<IrRef>) {
    out.clear();
    parent.snaps.for_each_ref(snap, |r| {
        if r.is_ins() && !parent.ins(r).is_sunk() && !out.contains(&r) {
            out.push(r);
        }
    });
}

impl Builder<'_> {
    /// Emits what the side trace at `snap` of `parent` starts with; returns the slots that differ from frame memory, with
    /// their values (boxed). The recorder's snapshots must list these slots from the start.
    pub fn inherit_snapshot(&mut self, parent: &Trace, snap: SnapNo) -> Vec<(Slot, IrRef)> {
        let mut refs = Vec::new();
        inherited_refs(parent, snap, &mut refs);
        // The raw values, then what they are in boxed form.
        let raw: Vec<IrRef> = refs
            .iter()
            .enumerate()
            .map(|(n, &r)| self.inherit(n as u32, parent.ty(r)))
            .collect();
        let virtuals: Vec<(IrRef, IrRef)> = parent
            .snaps
            .virtuals(snap)
            .iter()
            .map(|v| (v.obj, self.alloc(v.class)))
            .collect();
        let find = |b: &mut Self, r: IrRef, boxed: bool| {
            if let Some(v) = virtuals.iter().find(|v| v.0 == r) {
                return v.1;
            }
            let here = match parent.get_const(r) {
                Some(c) => b.trace.constant(c.kind, c.bits),
                None => raw[refs.iter().position(|&x| x == r).expect("listed")],
            };
            match parent.ty(r) {
                Ty::I if boxed => b.op1(Op::BOXI, here),
                Ty::U if boxed => b.op1(Op::BOXU, here),
                Ty::F if boxed => b.op1(Op::BOXF, here),
                Ty::I | Ty::U | Ty::F | Ty::V | Ty::P | Ty::A | Ty::N => here,
            }
        };
        for v in parent.snaps.virtuals(snap) {
            let obj = find(self, v.obj, true);
            let mut refers = false;
            for &(f, r) in parent.snaps.fields(v) {
                let boxed = self.schema.field(f).ty.is_boxed();
                let value = find(self, r, boxed);
                self.fstore(obj, f, value);
                refers |= boxed;
            }
            if refers {
                // If it is made after all, the objects that are made behind it may be younger.
                self.op2(Op::BARRIER, obj, IrRef::NONE);
            }
        }
        parent
            .snaps
            .entries(snap)
            .iter()
            .map(|&(s, r)| (s, find(self, r, true)))
            .collect()
    }
}
