//! The scan itself; see the module above for the idea.
//!
//! Steps are produced last first and reversed in the end. "Now" is the point directly before the instruction last
//! processed; `reg_of` and `val_in` describe it. Constants that templates do not take as immediates are values too, whose
//! reload is a move of the constant; those still in registers at the start of the trace are loaded there, once.

use super::moves::{self, Move};
use super::{Allocation, Exit, LinkEntry, Loc, Reg, RegSet, Step, Target, Wishes};
use crate::buffer::{Link, Trace};
use crate::ops::{Op, Ty};
use crate::refs::{ExitNo, IrRef, SnapNo};

/// How to allocate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    #[default]
    Normal,
    /// No value stays in a register from one instruction to the next: for testing reloads and exits.
    SpillEverything,
}

/// The allocator with its working memory; reusable.
pub struct Allocator {
    pub mode: Mode,
    /// Check every allocation (on in debug builds; a switch of the embedder otherwise).
    pub check: bool,
    /// Number of constants; values are indexed by constants first, then instructions.
    pub(super) consts: usize,
    pub(super) reg_of: Vec<Option<Reg>>,
    pub(super) slot_of: Vec<Option<u16>>,
    pub(super) hint: Vec<Option<Reg>>,
    /// The previous (upward) use of each value, as an instruction index, at the current point.
    pub(super) prev_use: Vec<u16>,
    /// For each instruction and operand, the use before it.
    pub(super) use_chain: Vec<[u16; 3]>,
    /// For each PHI and each next value of one, the last instruction that wants the PHI's value (snapshots included).
    pub(super) last_seen: Vec<u16>,
    pub(super) val_in: Vec<IrRef>,
    pub(super) free: RegSet,
    pub(super) used: RegSet,
    /// The registers that loop-carried values have at the header: others had better leave them free.
    pub(super) carried: RegSet,
    pub(super) spills: u16,
    /// Reversed steps.
    pub(super) out: Vec<Step>,
    pub(super) exits: Vec<Exit>,
    pub(super) locs: Vec<(IrRef, Loc)>,
    pub(super) set: Vec<Move>,
    pub(super) seq: Vec<Step>,
    pub(super) snap_refs: Vec<IrRef>,
}

impl Default for Allocator {
    fn default() -> Self {
        Allocator::new()
    }
}

/// Where the values were at the end of the loop body.
pub(super) type EndState = Vec<(IrRef, Reg)>;

impl Allocator {
    pub fn new() -> Allocator {
        Allocator {
            mode: Default::default(),
            check: cfg!(debug_assertions),
            consts: Default::default(),
            reg_of: Default::default(),
            slot_of: Default::default(),
            hint: Default::default(),
            prev_use: Default::default(),
            use_chain: Default::default(),
            last_seen: Default::default(),
            val_in: Default::default(),
            free: Default::default(),
            used: Default::default(),
            carried: Default::default(),
            spills: Default::default(),
            out: Default::default(),
            exits: Default::default(),
            locs: Default::default(),
            set: Default::default(),
            seq: Default::default(),
            snap_refs: Default::default(),
        }
    }

    /// Allocates. `inherited` gives the locations of the `INHERIT` values by number (empty for root traces). For a trace that
    /// jumps to a typed entry, `link` describes it.
    pub fn allocate(
        &mut self,
        t: &Trace,
        target: &dyn Target,
        inherited: &[Loc],
        link: Option<LinkEntry>,
    ) -> Allocation {
        let mut result = Allocation::default();
        self.reset(t, target, inherited, link);
        if t.loop_at.is_some() {
            self.looped(t, target, &mut result);
        } else {
            let last = IrRef(t.end().0 - 1);
            self.backward(t, target, last, IrRef::FIRST, link);
            self.start(t, target, inherited);
            result.steps.extend(self.out.iter().rev());
        }
        if t.loop_at.is_some() {
            self.start(t, target, inherited);
            // `looped` has put everything from the header on into the result; the preamble goes before it.
            let body = std::mem::take(&mut result.steps);
            result.steps.extend(self.out.iter().rev());
            result.steps.extend(body);
        }
        result.exits = self.exits.clone();
        result.locs = self.locs.clone();
        // Exits were numbered backward; renumber in order of execution.
        let n = result.exits.len();
        result.exits.reverse();
        for s in &mut result.steps {
            if let Step::Ins {
                exit: Some(exit), ..
            } = s
            {
                *exit = ExitNo((n - 1 - exit.index()) as u16);
            }
        }
        result.spills = self.spills;
        result.used = self.used;
        if self.check
            && let Err(e) = super::check::check(t, target, &result, inherited, link)
        {
            panic!("register allocation: {e}");
        }
        result
    }

    pub(super) fn reset(
        &mut self,
        t: &Trace,
        target: &dyn Target,
        inherited: &[Loc],
        link: Option<LinkEntry>,
    ) {
        self.consts = t.consts().len();
        let n = self.consts + t.end().index();
        self.reg_of.clear();
        self.reg_of.resize(n, None);
        self.slot_of.clear();
        self.slot_of.resize(n, None);
        self.hint.clear();
        self.hint.resize(n, None);
        self.prev_use.clear();
        self.prev_use.resize(n, 0);
        self.use_chain.clear();
        self.use_chain.resize(t.end().index(), [0; 3]);
        self.see(t);
        self.val_in.clear();
        self.val_in.resize(64, IrRef::NONE);
        self.free = target.allocatable();
        self.used = RegSet::default();
        self.carried = RegSet::default();
        self.spills = 0;
        self.out.clear();
        self.exits.clear();
        self.locs.clear();
        // Slots that others own: what is inherited, what the target of the link wants.
        let mut owned = |l: &Loc| {
            if let Loc::Spill(s) = l {
                self.spills = self.spills.max(s + 1);
            }
        };
        inherited.iter().for_each(&mut owned);
        if let Some(link) = link {
            link.entry.iter().for_each(|e| owned(&e.1));
        }
        for r in t.refs() {
            let i = t.ins(r);
            if i.op == Op::INHERIT {
                let v = self.index(r);
                match inherited[i.x as usize] {
                    Loc::Spill(s) => self.slot_of[v] = Some(s),
                    Loc::Reg(g) => self.hint[v] = Some(g),
                    Loc::None | Loc::Const(_) => {
                        panic!("an inherited value is in a register or in memory")
                    }
                }
            }
            self.prev_use[self.consts + r.index()] = r.index() as u16;
            for (n, o) in i.operands().into_iter().enumerate() {
                if o.is_some() && (o < r) {
                    let v = self.index(o);
                    self.use_chain[r.index()][n] = self.prev_use[v];
                    self.prev_use[v] = r.index() as u16;
                }
            }
        }
    }

    #[inline]
    pub(super) fn index(&self, r: IrRef) -> usize {
        if r.is_const() {
            r.const_index()
        } else {
            self.consts + r.index()
        }
    }

    pub(super) fn reg(&self, r: IrRef) -> Option<Reg> {
        self.reg_of[self.index(r)]
    }

    /// Gives register `g` to value `r` from here upward.
    pub(super) fn assign(&mut self, r: IrRef, g: Reg) {
        debug_assert!(self.free.has(g), "{g:?} is taken");
        let v = self.index(r);
        self.reg_of[v] = Some(g);
        self.val_in[g.0 as usize] = r;
        self.free = self.free.without(g);
        self.used = self.used.with(g);
    }
    pub(super) fn release(&mut self, g: Reg) {
        let r = std::mem::replace(&mut self.val_in[g.0 as usize], IrRef::NONE);
        let v = self.index(r);
        self.reg_of[v] = None;
        self.free = self.free.with(g);
    }
    pub(super) fn slot(&mut self, t: &Trace, r: IrRef) -> u16 {
        if t.op(r) == Op::PHI {
            self.share_slot(t, r);
        }
        let v = self.index(r);
        *self.slot_of[v].get_or_insert_with(|| {
            self.spills += 1;
            self.spills - 1
        })
    }
    /// Where a reload of `r` comes from.
    pub(super) fn home(&mut self, t: &Trace, r: IrRef) -> Loc {
        if r.is_const() {
            Loc::Const(r)
        } else {
            Loc::Spill(self.slot(t, r))
        }
    }

    /// Makes register `g` free upward of here: its value is reloaded below.
    pub(super) fn evict(&mut self, t: &Trace, g: Reg) {
        let r = self.val_in[g.0 as usize];
        let src = self.home(t, r);
        self.out.push(Step::Move {
            dst: Loc::Reg(g),
            src,
            float: t.ty(r).is_float(),
        });
        self.release(g);
    }

    /// Which of these free registers is taken.
    fn best(&self, free: RegSet) -> Option<Reg> {
        free.minus(self.carried).first().or(free.first())
    }

    /// A free register out of `allowed`, evicting if need be.
    pub(super) fn pick(&mut self, t: &Trace, allowed: RegSet, wish: [Option<Reg>; 2]) -> Reg {
        let free = self.free.and(allowed);
        for g in wish.into_iter().flatten() {
            if free.has(g) {
                return g;
            }
        }
        // Registers that calls destroy first: values that live across calls are moved out of them anyway, and others
        // need not disturb those that want the rest.
        if let Some(g) = self.best(free) {
            return g;
        }
        let victim = allowed
            .iter()
            .filter(|g| self.val_in[g.0 as usize].is_some())
            .min_by_key(|g| {
                let r = self.val_in[g.0 as usize];
                // Constants cost no store; else the farthest use upward.
                (!r.is_const(), self.prev_use[self.index(r)])
            })
            .expect("there are more registers than operands");
        self.evict(t, victim);
        victim
    }

    /// Processes instructions from `last` up to `first`.
    pub(super) fn backward(
        &mut self,
        t: &Trace,
        target: &dyn Target,
        last: IrRef,
        first: IrRef,
        link: Option<LinkEntry>,
    ) {
        let mut r = last;
        while r >= first {
            let i = t.ins(r);
            if !i.is_sunk() {
                match i.op {
                    Op::NOP | Op::CARG | Op::LOOP | Op::PHI | Op::INHERIT => {}
                    Op::CALL | Op::CALLT => self.call(t, target, r),
                    Op::JTRACE if matches!(t.link, Link::Typed(_)) => {
                        self.typed_jump(t, target, r, link.expect("the entry of the linked trace"))
                    }
                    _ => self.instruction(t, target, r),
                }
                if self.mode == Mode::SpillEverything {
                    self.evict_all(t);
                }
            }
            r = IrRef(r.0 - 1);
        }
    }

    pub(super) fn evict_all(&mut self, t: &Trace) {
        for n in 0..64 {
            if self.val_in[n].is_some() {
                self.evict(t, Reg(n as u8));
            }
        }
    }

    pub(super) fn file(target: &dyn Target, ty: Ty) -> RegSet {
        target.allocatable().and(if ty.is_float() {
            RegSet::FPRS
        } else {
            RegSet::GPRS
        })
    }

    /// The register in which `r` is computed; stores it to its slot if it has one.
    pub(super) fn define(
        &mut self,
        t: &Trace,
        target: &dyn Target,
        r: IrRef,
        wishes: &Wishes,
    ) -> Option<Reg> {
        let ty = t.ty(r);
        if ty == Ty::N {
            return None;
        }
        let float = ty.is_float();
        let v = self.index(r);
        let g = match self.reg_of[v] {
            Some(g) => g,
            None => {
                let g = self.pick(t, Self::file(target, ty), [self.hint[v], None]);
                self.used = self.used.with(g);
                self.assign(r, g);
                g
            }
        };
        let _ = wishes;
        if let Some(s) = self.slot_of[v] {
            self.out.push(Step::Move {
                dst: Loc::Spill(s),
                src: Loc::Reg(g),
                float,
            });
        }
        self.release(g);
        Some(g)
    }

    pub(super) fn instruction(&mut self, t: &Trace, target: &dyn Target, r: IrRef) {
        let i = *t.ins(r);
        let wishes = target.wishes(t, r);
        let dst = self.define(t, target, r, &wishes);
        // What the template destroys must be empty below, except for the result.
        for g in wishes.clobbers.iter() {
            self.used = self.used.with(g);
            if self.val_in[g.0 as usize].is_some() {
                self.evict(t, g);
            }
        }
        let mut snap_refs = std::mem::take(&mut self.snap_refs);
        snap_refs.clear();
        if i.snap.is_some() {
            live_refs(t, i.snap, &mut snap_refs);
        }
        // A guard may have written its result when it leaves: the snapshot's values must be elsewhere; and a clobbered
        // register must not hold what the exit needs.
        let mut kept = wishes.clobbers;
        if let Some(g) = dst {
            kept = kept.with(g);
        }
        let mut ops = [Loc::None; 3];
        let mut pinned = RegSet::default();
        for (n, o) in i.operands().into_iter().enumerate() {
            if o.is_none() || i.op == Op::CARG {
                continue;
            }
            let v = self.index(o);
            self.prev_use[v] = self.use_chain[r.index()][n];
            if let Some(k) = t.get_const(o)
                && target.immediate(t, r, n, k)
            {
                ops[n] = Loc::Const(o);
                continue;
            }
            let g = match self.reg_of[v] {
                Some(g) => g,
                None => {
                    let mut allowed = Self::file(target, t.ty(o)).minus(pinned);
                    if snap_refs.contains(&o) {
                        allowed = allowed.minus(kept);
                    }
                    let tied = wishes.two_address && (n == 0 || i.op.info().commutative);
                    let wish = [
                        self.hint[v].or(wishes.operands[n]),
                        if tied { dst } else { None },
                    ];
                    let wish = if tied && self.hint[v].is_none() {
                        [wish[1], wish[0]]
                    } else {
                        wish
                    };
                    let g = self.pick(t, allowed, wish);
                    self.assign(o, g);
                    g
                }
            };
            pinned = pinned.with(g);
            ops[n] = Loc::Reg(g);
        }
        let exit = i
            .snap
            .is_some()
            .then(|| self.exit(t, target, r, &snap_refs, kept));
        self.snap_refs = snap_refs;
        self.out.push(Step::Ins {
            at: r,
            dst: dst.map_or(Loc::None, Loc::Reg),
            ops,
            exit,
        });
    }

    /// Records the exit of the instruction at `r`; values that are nowhere get a register if one is free, else memory.
    pub(super) fn exit(
        &mut self,
        t: &Trace,
        target: &dyn Target,
        r: IrRef,
        refs: &[IrRef],
        kept: RegSet,
    ) -> ExitNo {
        let first = self.locs.len() as u32;
        for &o in refs {
            let v = self.index(o);
            if self.reg_of[v].is_none() && self.slot_of[v].is_none() && self.mode == Mode::Normal {
                let free = self.free.and(Self::file(target, t.ty(o))).minus(kept);
                let hinted = self.hint[v].filter(|&g| free.has(g));
                // A loop-carried value in the register of another costs two moves: memory is better, if only exits want it.
                let other = match t.op(o) {
                    Op::PHI => free.minus(self.carried).first(),
                    _ => self.best(free),
                };
                if let Some(g) = hinted.or(other) {
                    self.assign(o, g);
                }
            }
            let loc = match self.reg_of[v] {
                // A value that is also in its slot is fine in the register; it holds until here in both.
                Some(g) => Loc::Reg(g),
                None => Loc::Spill(self.slot(t, o)),
            };
            self.locs.push((o, loc));
        }
        self.exits.push(Exit {
            at: r,
            snap: t.ins(r).snap,
            first,
            len: refs.len() as u16,
        });
        ExitNo(self.exits.len() as u16 - 1)
    }

    /// Sequences the collected parallel moves at the current point.
    pub(super) fn emit_set(&mut self, target: &dyn Target) {
        self.seq.clear();
        for m in &self.set {
            if let Loc::Reg(g) = m.dst {
                self.used = self.used.with(g);
            }
        }
        moves::sequence(&mut self.set, target, &mut self.seq);
        self.out.extend(self.seq.iter().rev());
    }

    pub(super) fn in_registers(&self) -> EndState {
        (0..64)
            .filter(|&n| self.val_in[n].is_some())
            .map(|n| (self.val_in[n], Reg(n as u8)))
            .collect()
    }

    /// The start of the trace: inherited values come from where the parent has them, constants are loaded.
    pub(super) fn start(&mut self, t: &Trace, target: &dyn Target, inherited: &[Loc]) {
        let mut konsts = Vec::new();
        self.set.clear();
        for (r, g) in self.in_registers() {
            if r.is_const() {
                konsts.push(Step::Move {
                    dst: Loc::Reg(g),
                    src: Loc::Const(r),
                    float: t.ty(r).is_float(),
                });
            } else {
                debug_assert_eq!(t.op(r), Op::INHERIT, "{r:?} is live before its definition");
                let src = inherited[t.ins(r).x as usize];
                self.set.push(Move {
                    dst: Loc::Reg(g),
                    src,
                    float: t.ty(r).is_float(),
                });
            }
            self.release(g);
        }
        for r in t.refs().filter(|&r| t.op(r) == Op::INHERIT) {
            if let Some(s) = self.slot_of[self.index(r)] {
                let src = inherited[t.ins(r).x as usize];
                self.set.push(Move {
                    dst: Loc::Spill(s),
                    src,
                    float: t.ty(r).is_float(),
                });
            }
        }
        self.out.extend(konsts);
        self.emit_set(target);
    }
}

/// The references of a snapshot that have locations, each once, in the order in which side traces inherit them.
pub(super) fn live_refs(t: &Trace, s: SnapNo, out: &mut Vec<IrRef>) {
    t.snaps.for_each_ref(s, |r| {
        if r.is_ins() && !t.ins(r).is_sunk() && !out.contains(&r) {
            out.push(r);
        }
    });
}
