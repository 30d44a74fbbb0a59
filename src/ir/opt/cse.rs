//! Common subexpressions: an instruction without effects is not emitted twice.
//!
//! The chain of the same op is walked backward; it ends at the youngest operand, because nothing older can use it, and
//! after so many that the search in a long trace would cost more than what it finds.

use super::{Builder, Pass};
use crate::buffer::Ins;
use crate::refs::IrRef;

/// How many instructions of the same op are looked at.
const SEARCHED: usize = 256;

impl Builder<'_> {
    /// An earlier instruction with the same op and operands.
    pub(super) fn find_same(&mut self, i: &Ins) -> Option<IrRef> {
        let oldest = [i.a, i.b, i.c]
            .into_iter()
            .filter(|r| r.is_ins())
            .max()
            .unwrap_or(IrRef::NONE);
        let mut r = self.trace.last(i.op);
        for _ in 0..SEARCHED {
            if r.is_none() || r <= oldest {
                break;
            }
            let j = self.trace.ins(r);
            if j.same(i) && j.ty() == i.ty() {
                return (self.config.is_on(Pass::Cse) && self.config.allow(Pass::Cse)).then_some(r);
            }
            r = j.prev;
        }
        None
    }

    /// An input (frame slot, inherited value) that was already read: always merged, for it has one value only.
    pub(super) fn find_input(&self, i: &Ins) -> Option<IrRef> {
        let mut r = self.trace.last(i.op);
        while r.is_some() {
            let j = self.trace.ins(r);
            if j.x == i.x {
                return Some(r);
            }
            r = j.prev;
        }
        None
    }
}
