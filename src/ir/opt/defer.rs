//! Deferred stores: what a trace stores into a field that only the world outside looks at, such as the exception that the
//! thread handles, need not be in memory while the trace itself is all that runs. The exits in between write it instead.
//!
//! The field names a slot of snapshots for this ([`crate::FieldInfo::at_exit`]); restoring a snapshot that has an entry for
//! it stores the value. A store is dropped if it is overwritten before anybody else may look: before a call that reads the
//! field, a load of it, or the end of the trace or iteration. The store by which it is overwritten is dropped as well if
//! memory holds its value all the time; that is how `try`, `raise`, `except` and on leave no store behind, and the exception
//! stays an object that nobody made.
//!
//! What memory holds at the loop's header is what it held on entry, provided that the back-edge leaves it so: that is
//! assumed first, and given up if it turns out wrong.

use super::{Builder, Pass};
use crate::buffer::Trace;
use crate::ops::Op;
use crate::refs::{FieldId, IrRef, Slot, SnapNo};
use crate::schema::Schema;

/// What is to be changed.
#[derive(Default)]
struct Plan {
    dead: Vec<IrRef>,
    /// The exits that write the field, and what they write.
    exits: Vec<(IrRef, IrRef)>,
}

impl Builder<'_> {
    pub(super) fn defer(&mut self) {
        let mut fields: Vec<(FieldId, Slot)> = Vec::new();
        let mut s = self.trace.last(Op::FSTORE);
        while s.is_some() {
            let i = self.trace.ins(s);
            if let Some(slot) = self.schema.field(i.field()).at_exit
                && !fields.contains(&(i.field(), slot))
            {
                fields.push((i.field(), slot));
            }
            s = i.prev;
        }
        for (field, slot) in fields {
            let plan = plan(&self.trace, self.schema, field, true)
                .or_else(|| plan(&self.trace, self.schema, field, false))
                .unwrap_or_default();
            let room = SnapNo::NONE.index() - self.trace.snaps.len();
            if !plan.dead.is_empty() && plan.exits.len() < room && self.config.allow(Pass::Defer) {
                carry_out(&mut self.trace, &plan, slot);
            }
        }
    }
}

/// Which stores into a field can be dropped. `None`: `invariant`, the assumption that memory holds the same at the end of each
/// iteration as at the beginning, is wrong.
fn plan(t: &Trace, schema: &dyn Schema, field: FieldId, invariant: bool) -> Option<Plan> {
    let alias = schema.field(field).alias;
    let mut plan = Plan::default();
    // What memory is known to hold.
    let mut memory: Option<IrRef> = None;
    let mut at_header = None;
    // The store that waits, and the exits since.
    let mut waiting: Option<IrRef> = None;
    let mut exits: Vec<IrRef> = Vec::new();
    for r in t.refs() {
        let i = t.ins(r);
        // Whether somebody may look at the field, or write it.
        let (looks, writes) = match i.op {
            Op::FSTORE if i.field() == field => {
                if let Some(s) = waiting.take() {
                    let value = t.ins(s).b;
                    plan.dead.push(s);
                    plan.exits.extend(exits.drain(..).map(|e| (e, value)));
                }
                if memory == Some(i.b) {
                    plan.dead.push(r);
                } else {
                    waiting = Some(r);
                }
                continue;
            }
            Op::FLOAD if i.field() == field => (true, false),
            Op::CALL => {
                let h = schema.helper(i.helper());
                let writes = h.writes_all().contains(alias);
                (writes || h.reads_all().contains(alias), writes)
            }
            Op::CALLT => (true, true),
            // (A trace that ends by another exit than these leaves what waits to it.)
            Op::LOOP | Op::JLOOP | Op::JTRACE | Op::RET => (true, false),
            _ => (false, false),
        };
        if looks && let Some(s) = waiting.take() {
            exits.clear();
            memory = Some(t.ins(s).b);
        }
        if writes {
            memory = None;
        }
        match i.op {
            Op::FLOAD if i.field() == field => memory = memory.or(Some(r)),
            Op::LOOP => {
                memory = memory.filter(|_| invariant);
                at_header = memory;
            }
            Op::JLOOP if at_header.is_some() && memory != at_header => return None,
            _ if waiting.is_some() && i.snap.is_some() => exits.push(r),
            _ => {}
        }
    }
    // The trace has ended by an exit, which writes what waits.
    if let Some(s) = waiting {
        plan.dead.push(s);
        plan.exits
            .extend(exits.into_iter().map(|e| (e, t.ins(s).b)));
    }
    Some(plan)
}

fn carry_out(t: &mut Trace, plan: &Plan, slot: Slot) {
    // Neighbours share a snapshot.
    let mut last = (SnapNo::NONE, IrRef::NONE, SnapNo::NONE);
    for &(exit, value) in &plan.exits {
        let snap = t.ins(exit).snap;
        if (snap, value) != (last.0, last.1) {
            last = (snap, value, t.snaps.add_with(snap, slot, value));
        }
        t.ins_mut(exit).snap = last.2;
    }
    for &s in &plan.dead {
        t.kill(s);
    }
    t.rechain();
}
