//! The scan itself; see the module above for the idea.
//!
//! Steps are produced last first and reversed in the end. "Now" is the point directly before the instruction last
//! processed; `reg_of` and `val_in` describe it. Constants that templates do not take as immediates are values too, whose
//! reload is a move of the constant; those still in registers at the start of the trace are loaded there, once.

use super::moves::{self, Move};
use super::{Allocation, EntryValue, Exit, LinkEntry, Loc, Reg, RegSet, Step, Target, Wishes};
use crate::buffer::{Link, Trace};
use crate::ops::{Op, Ty};
use crate::refs::{IrRef, SnapNo};
use crate::schema::MAX_ARGS;

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
    consts: usize,
    reg_of: Vec<Option<Reg>>,
    slot_of: Vec<Option<u16>>,
    hint: Vec<Option<Reg>>,
    /// The previous (upward) use of each value, as an instruction index, at the current point.
    prev_use: Vec<u16>,
    /// For each instruction and operand, the use before it.
    use_chain: Vec<[u16; 3]>,
    /// For each PHI and each next value of one, the last instruction that wants the PHI's value (snapshots included).
    last_seen: Vec<u16>,
    val_in: Vec<IrRef>,
    free: RegSet,
    used: RegSet,
    spills: u16,
    /// Reversed steps.
    out: Vec<Step>,
    exits: Vec<Exit>,
    locs: Vec<(IrRef, Loc)>,
    set: Vec<Move>,
    seq: Vec<Step>,
    snap_refs: Vec<IrRef>,
}

impl Default for Allocator {
    fn default() -> Self {
        Allocator::new()
    }
}

/// Where the values were at the end of the loop body.
type EndState = Vec<(IrRef, Reg)>;

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
            if let Step::Ins { exit, .. } = s
                && *exit != u16::MAX
            {
                *exit = (n - 1 - *exit as usize) as u16;
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

    fn reset(
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

    /// Notes where loop-carried values are wanted last, so that a PHI and its next value may share a slot.
    fn see(&mut self, t: &Trace) {
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
    fn share_slot(&mut self, t: &Trace, p: IrRef) {
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

    #[inline]
    fn index(&self, r: IrRef) -> usize {
        if r.is_const() {
            r.const_index()
        } else {
            self.consts + r.index()
        }
    }

    fn reg(&self, r: IrRef) -> Option<Reg> {
        self.reg_of[self.index(r)]
    }

    /// Gives register `g` to value `r` from here upward.
    fn assign(&mut self, r: IrRef, g: Reg) {
        debug_assert!(self.free.has(g), "{g:?} is taken");
        let v = self.index(r);
        self.reg_of[v] = Some(g);
        self.val_in[g.0 as usize] = r;
        self.free = self.free.without(g);
        self.used = self.used.with(g);
    }
    fn release(&mut self, g: Reg) {
        let r = std::mem::replace(&mut self.val_in[g.0 as usize], IrRef::NONE);
        let v = self.index(r);
        self.reg_of[v] = None;
        self.free = self.free.with(g);
    }
    fn slot(&mut self, t: &Trace, r: IrRef) -> u16 {
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
    fn home(&mut self, t: &Trace, r: IrRef) -> Loc {
        if r.is_const() {
            Loc::Const(r)
        } else {
            Loc::Spill(self.slot(t, r))
        }
    }

    /// Makes register `g` free upward of here: its value is reloaded below.
    fn evict(&mut self, t: &Trace, g: Reg) {
        let r = self.val_in[g.0 as usize];
        let src = self.home(t, r);
        self.out.push(Step::Move {
            dst: Loc::Reg(g),
            src,
            float: t.ty(r).is_float(),
        });
        self.release(g);
    }

    /// A free register out of `allowed`, evicting if need be.
    fn pick(&mut self, t: &Trace, allowed: RegSet, wish: [Option<Reg>; 2]) -> Reg {
        let free = self.free.and(allowed);
        for g in wish.into_iter().flatten() {
            if free.has(g) {
                return g;
            }
        }
        // Registers that calls destroy first: values that live across calls are moved out of them anyway, and others
        // need not disturb those that want the rest.
        if let Some(g) = free.first() {
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
    fn backward(
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

    fn evict_all(&mut self, t: &Trace) {
        for n in 0..64 {
            if self.val_in[n].is_some() {
                self.evict(t, Reg(n as u8));
            }
        }
    }

    fn file(target: &dyn Target, ty: Ty) -> RegSet {
        target.allocatable().and(if ty.is_float() {
            RegSet::FPRS
        } else {
            RegSet::GPRS
        })
    }

    /// The register in which `r` is computed; stores it to its slot if it has one.
    fn define(&mut self, t: &Trace, target: &dyn Target, r: IrRef, wishes: &Wishes) -> Option<Reg> {
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

    fn instruction(&mut self, t: &Trace, target: &dyn Target, r: IrRef) {
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
        let exit = if i.snap.is_some() {
            self.exit(t, target, r, &snap_refs, kept)
        } else {
            u16::MAX
        };
        self.snap_refs = snap_refs;
        self.out.push(Step::Ins {
            at: r,
            dst: dst.map_or(Loc::None, Loc::Reg),
            ops,
            exit,
        });
    }

    /// Records the exit of the instruction at `r`; values that are nowhere get a register if one is free, else memory.
    fn exit(
        &mut self,
        t: &Trace,
        target: &dyn Target,
        r: IrRef,
        refs: &[IrRef],
        kept: RegSet,
    ) -> u16 {
        let first = self.locs.len() as u32;
        for &o in refs {
            let v = self.index(o);
            if self.reg_of[v].is_none() && self.slot_of[v].is_none() && self.mode == Mode::Normal {
                let free = self.free.and(Self::file(target, t.ty(o))).minus(kept);
                if let Some(g) = self.hint[v].filter(|&g| free.has(g)).or(free.first()) {
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
        (self.exits.len() - 1) as u16
    }

    fn call(&mut self, t: &Trace, target: &dyn Target, r: IrRef) {
        let i = *t.ins(r);
        let caller = target.caller_saved();
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
        let mut exit = u16::MAX;
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
            exit = (self.exits.len() - 1) as u16;
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
    fn arguments(&mut self, t: &Trace, target: &dyn Target, r: IrRef) {
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
    fn uses_of_arguments(&mut self, t: &Trace, r: IrRef) {
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

    /// Sequences the collected parallel moves at the current point.
    fn emit_set(&mut self, target: &dyn Target) {
        self.seq.clear();
        for m in &self.set {
            if let Loc::Reg(g) = m.dst {
                self.used = self.used.with(g);
            }
        }
        moves::sequence(&mut self.set, target, &mut self.seq);
        self.out.extend(self.seq.iter().rev());
    }

    /// A jump to the loop header of another trace: everything goes where that trace wants it.
    fn typed_jump(
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
            exit: u16::MAX,
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

    /// Allocates from the loop header to the end, into `result.steps`; leaves the state at the end of the preamble.
    fn looped(&mut self, t: &Trace, target: &dyn Target, result: &mut Allocation) {
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
            exit: u16::MAX,
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
                exit: u16::MAX,
            });
        }
        self.entry_list(t, &place, &at_header, result);
        self.enter(t, target, &place);
        self.backward(t, target, IrRef(header.0 - 1), IrRef::FIRST, None);
    }

    fn in_registers(&self) -> EndState {
        (0..64)
            .filter(|&n| self.val_in[n].is_some())
            .map(|n| (self.val_in[n], Reg(n as u8)))
            .collect()
    }

    /// What a typed entry must provide.
    fn entry_list(
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
    fn enter(&mut self, t: &Trace, target: &dyn Target, place: &[(IrRef, Loc)]) {
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

    /// The start of the trace: inherited values come from where the parent has them, constants are loaded.
    fn start(&mut self, t: &Trace, target: &dyn Target, inherited: &[Loc]) {
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

/// The references of a snapshot that have locations, each once, in the order in which side traces inherit them.
pub(super) fn live_refs(t: &Trace, s: SnapNo, out: &mut Vec<IrRef>) {
    t.snaps.for_each_ref(s, |r| {
        if r.is_ins() && !t.ins(r).is_sunk() && !out.contains(&r) {
            out.push(r);
        }
    });
}
