//! Calls, and jumps to the loop headers of other traces: where values must be in given places.
//!
//! A call empties the registers that it destroys: a value that lives across it moves to one that survives, if there is one,
//! else to memory. An argument that is in no register yet simply lives in its argument register.

use super::moves::Move;
use super::scan::{Allocator, Mode, live_refs};
use super::{EntryValue, Exit, LinkEntry, Loc, RegSet, Step, Target};
use crate::buffer::Trace;
use crate::limits::MAX_ARGS;
use crate::ops::{Op, Ty};
use crate::refs::{ExitNo, IrRef};

impl Allocator {
    pub(super) fn call(&mut self, t: &Trace, target: &dyn Target, r: IrRef) {
        let i = *t.ins(r);
        // A trace keeps none of its caller's registers.
        let caller = if i.op == Op::CALLT {
            target.allocatable()
        } else {
            target.caller_saved()
        };
        let ty = i.ty();
        let mut avoid = RegSet::default();
        let mut result_move = None;
        let mut dst = Loc::None;
        if ty != Ty::N {
            let ret = target.ret_reg(ty.is_float());
            dst = Loc::Reg(ret);
            let v = self.index(r);
            let slot = self.slot_of[v];
            let reg = self.reg_of[v];
            if let Some(g) = reg {
                self.release(g);
                avoid = avoid.with(g);
            }
            result_move = Some((reg, slot, ret));
        }
        self.used = self.used.or(caller);
        // What lives across the call leaves the registers that it destroys.
        for g in caller.iter() {
            let w = self.val_in[g.0 as usize];
            if w.is_none() {
                continue;
            }
            let keep = self
                .free
                .and(Self::file(target, t.ty(w)))
                .minus(caller)
                .minus(avoid);
            match keep
                .first()
                .filter(|_| !w.is_const() && self.slot_of[self.index(w)].is_none())
            {
                Some(s) => {
                    self.out.push(Step::Move {
                        dst: Loc::Reg(g),
                        src: Loc::Reg(s),
                        float: t.ty(w).is_float(),
                    });
                    self.release(g);
                    self.assign(w, s);
                }
                None => self.evict(t, g),
            }
        }
        if let Some((reg, slot, ret)) = result_move {
            // Executed before those moves.
            let float = ty.is_float();
            if let Some(s) = slot {
                self.out.push(Step::Move {
                    dst: Loc::Spill(s),
                    src: Loc::Reg(ret),
                    float,
                });
            }
            if let Some(g) = reg
                && g != ret
            {
                self.out.push(Step::Move {
                    dst: Loc::Reg(g),
                    src: Loc::Reg(ret),
                    float,
                });
            }
        }
        // During the call the snapshot's values are looked for in memory.
        let mut exit = None;
        if i.snap.is_some() {
            let mut refs = std::mem::take(&mut self.snap_refs);
            refs.clear();
            live_refs(t, i.snap, &mut refs);
            let first = self.locs.len() as u32;
            for &o in &refs {
                let s = self.slot(t, o);
                self.locs.push((o, Loc::Spill(s)));
            }
            self.exits.push(Exit {
                at: r,
                snap: i.snap,
                first,
                len: refs.len() as u16,
            });
            exit = Some(ExitNo(self.exits.len() as u16 - 1));
            self.snap_refs = refs;
        }
        self.out.push(Step::Ins {
            at: r,
            dst,
            ops: [Loc::None; 3],
            exit,
        });
        self.arguments(t, target, r);
    }

    /// Places the arguments of the call at `r`: a value that is in no register yet lives in the argument's register.
    pub(super) fn arguments(&mut self, t: &Trace, target: &dyn Target, r: IrRef) {
        let mut args = [IrRef::NONE; MAX_ARGS];
        let n = t.args(r, &mut args);
        self.uses_of_arguments(t, r);
        let mut seen = [0; 2];
        self.set.clear();
        let first_move = self.out.len();
        for &o in &args[..n] {
            let float = t.ty(o).is_float();
            let g = target.arg_regs(float)[seen[float as usize]];
            seen[float as usize] += 1;
            self.used = self.used.with(g);
            let v = self.index(o);
            if o.is_const() {
                self.set.push(Move {
                    dst: Loc::Reg(g),
                    src: Loc::Const(o),
                    float,
                });
                continue;
            }
            match self.reg_of[v] {
                Some(h) => self.set.push(Move {
                    dst: Loc::Reg(g),
                    src: Loc::Reg(h),
                    float,
                }),
                None if self.free.has(g) && self.mode == Mode::Normal => self.assign(o, g),
                None => {
                    let s = self.slot(t, o);
                    self.set.push(Move {
                        dst: Loc::Reg(g),
                        src: Loc::Spill(s),
                        float,
                    });
                }
            }
        }
        debug_assert_eq!(first_move, self.out.len());
        self.emit_set(target);
    }

    /// Steps the use chains of the arguments of the call at `r` upward.
    pub(super) fn uses_of_arguments(&mut self, t: &Trace, r: IrRef) {
        let mut list = t.ins(r).a;
        let mut chain = self.use_chain[r.index()][0];
        while t.op(list) == Op::CARG {
            let i = t.ins(list);
            let v = self.index(i.b);
            self.prev_use[v] = self.use_chain[list.index()][1];
            chain = self.use_chain[list.index()][0];
            list = i.a;
        }
        if list.is_some() {
            let v = self.index(list);
            self.prev_use[v] = chain;
        }
    }

    /// A jump to the loop header of another trace: everything goes where that trace wants it.
    pub(super) fn typed_jump(
        &mut self,
        t: &Trace,
        target: &dyn Target,
        r: IrRef,
        LinkEntry { entry, live }: LinkEntry,
    ) {
        let snap = t.ins(r).snap;
        self.out.push(Step::Ins {
            at: r,
            dst: Loc::None,
            ops: [Loc::None; 3],
            exit: None,
        });
        // Constants of the other trace come last, when no register is a source any more.
        for &(value, dst) in entry {
            let EntryValue::Const(k) = value else {
                continue;
            };
            let float = k.kind.ty().is_float();
            match dst {
                Loc::Reg(_) => self.out.push(Step::Load { dst, value: k }),
                Loc::Spill(_) | Loc::None | Loc::Const(_) => {
                    let scratch = Loc::Reg(target.scratch(float));
                    self.out.push(Step::Move {
                        dst,
                        src: scratch,
                        float,
                    });
                    self.out.push(Step::Load {
                        dst: scratch,
                        value: k,
                    });
                }
            }
        }
        self.set.clear();
        for &(value, dst) in entry {
            let EntryValue::Live(l) = value else { continue };
            let n = live
                .iter()
                .position(|&x| x == l)
                .expect("the entry wants live-ins only");
            let o = t.snaps.entries(snap)[n].1;
            let float = t.ty(o).is_float();
            let v = self.index(o);
            if o.is_const() {
                self.set.push(Move {
                    dst,
                    src: Loc::Const(o),
                    float,
                });
            } else if let Some(g) = self.reg_of[v] {
                self.set.push(Move {
                    dst,
                    src: Loc::Reg(g),
                    float,
                });
            } else if let Loc::Reg(g) = dst
                && self.free.has(g)
                && self.mode == Mode::Normal
            {
                self.assign(o, g);
            } else if self.slot_of[v].is_none()
                && self.mode == Mode::Normal
                && !self.free.and(Self::file(target, t.ty(o))).is_empty()
            {
                let g = self
                    .free
                    .and(Self::file(target, t.ty(o)))
                    .first()
                    .expect("not empty");
                self.assign(o, g);
                self.set.push(Move {
                    dst,
                    src: Loc::Reg(g),
                    float,
                });
            } else {
                let s = self.slot(t, o);
                self.set.push(Move {
                    dst,
                    src: Loc::Spill(s),
                    float,
                });
            }
        }
        self.emit_set(target);
    }
}
