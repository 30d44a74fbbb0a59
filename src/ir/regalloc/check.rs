//! The allocation checker: executes the steps symbolically and verifies that every use reads the value intended.
//!
//! The state says which values each register and spill slot holds (one location may hold several names of one value). A
//! loop is executed until the state at its header, which is the intersection over both edges, no longer changes. The typed
//! entry is checked as a second way in: with nothing but what [`Allocation::entry`](super::Allocation::entry) lists, the
//! body must find all it needs.

use super::{Allocation, EntryValue, LinkEntry, Loc, Reg, Step, Target};
use crate::buffer::{Link, Trace};
use crate::limits::MAX_ARGS;
use crate::ops::Op;
use crate::refs::{ExitNo, IrRef};

#[derive(Clone, PartialEq)]
struct State {
    /// 64 registers, then spill slots.
    locs: Vec<Vec<IrRef>>,
}

impl State {
    fn new(spills: u16) -> State {
        State {
            locs: vec![Vec::new(); 64 + spills as usize],
        }
    }
    fn index(l: Loc) -> Option<usize> {
        match l {
            Loc::Reg(r) => Some(r.0 as usize),
            Loc::Spill(s) => Some(64 + s as usize),
            Loc::None | Loc::Const(_) => None,
        }
    }
    fn holds(&self, l: Loc, r: IrRef) -> bool {
        match l {
            Loc::Const(k) => k == r,
            Loc::None => false,
            Loc::Reg(_) | Loc::Spill(_) => State::index(l)
                .and_then(|i| self.locs.get(i))
                .is_some_and(|c| c.contains(&r)),
        }
    }
    fn content(&self, l: Loc) -> Vec<IrRef> {
        match (l, State::index(l)) {
            (Loc::Const(k), _) => vec![k],
            (_, Some(i)) => self.locs.get(i).cloned().unwrap_or_default(),
            _ => Vec::new(),
        }
    }
    fn set(&mut self, l: Loc, content: Vec<IrRef>) -> Result<(), String> {
        let i = State::index(l).ok_or_else(|| format!("a move to {l:?}"))?;
        *self
            .locs
            .get_mut(i)
            .ok_or_else(|| format!("{l:?} is outside of the frame"))? = content;
        Ok(())
    }
    fn define(&mut self, r: IrRef) {
        for c in &mut self.locs {
            c.retain(|&x| x != r);
        }
    }
    /// PHIs take the name of what holds their input.
    fn take_phis(&mut self, phis: &[(IrRef, IrRef)]) {
        for c in &mut self.locs {
            let new: Vec<IrRef> = phis
                .iter()
                .filter(|p| c.contains(&p.1))
                .map(|p| p.0)
                .collect();
            c.retain(|x| !phis.iter().any(|p| p.0 == *x));
            c.extend(new);
        }
    }
    fn intersect(&mut self, o: &State) {
        for (c, d) in self.locs.iter_mut().zip(&o.locs) {
            c.retain(|x| d.contains(x));
        }
    }
}

struct Checker<'a> {
    t: &'a Trace,
    target: &'a dyn Target,
    a: &'a Allocation,
    link: Option<LinkEntry<'a>>,
}

/// Verifies an allocation; the error says which step reads what it should not.
pub fn check(
    t: &Trace,
    target: &dyn Target,
    a: &Allocation,
    inherited: &[Loc],
    link: Option<LinkEntry>,
) -> Result<(), String> {
    let c = Checker { t, target, a, link };
    let mut s = State::new(a.spills);
    for r in t.refs().filter(|&r| t.op(r) == Op::INHERIT) {
        let l = inherited[t.ins(r).x as usize];
        let mut content = s.content(l);
        content.push(r);
        s.set(l, content)?;
    }
    let is_loop = |s: &Step| matches!(s, Step::Ins { at, .. } if *at == t.loop_at);
    let Some(header) = a.steps.iter().position(is_loop) else {
        return c.run(&mut s, &a.steps).map_err(|e| c.report(e));
    };
    c.run(&mut s, &a.steps[..header]).map_err(|e| c.report(e))?;
    let phis: Vec<IrRef> = t
        .refs()
        .filter(|&r| t.op(r) == Op::PHI && !t.ins(r).is_sunk())
        .collect();
    let on_entry: Vec<_> = phis.iter().map(|&p| (p, t.ins(p).a)).collect();
    let on_back: Vec<_> = phis.iter().map(|&p| (p, t.ins(p).b)).collect();
    // By way of the preamble, then by way of the typed entry.
    let mut typed = State::new(a.spills);
    for &(v, l) in &a.entry {
        let names = match v {
            EntryValue::Live(r) => vec![r],
            EntryValue::Const(k) => (0..t.consts().len())
                .map(IrRef::konst)
                .filter(|&r| t.get_const(r) == Some(k))
                .collect(),
        };
        let mut content = typed.content(l);
        content.extend(names);
        typed.set(l, content)?;
    }
    for mut at_header in [s, typed] {
        at_header.take_phis(&on_entry);
        loop {
            let mut s = at_header.clone();
            c.run(&mut s, &a.steps[header + 1..])
                .map_err(|e| c.report(e))?;
            s.take_phis(&on_back);
            let before = at_header.clone();
            at_header.intersect(&s);
            if at_header == before {
                break;
            }
        }
    }
    Ok(())
}

impl Checker<'_> {
    fn report(&self, (n, e): (usize, String)) -> String {
        let mut out = format!("{e}\n");
        for (k, s) in self.a.steps.iter().enumerate() {
            out.push_str(&format!("{k:4} {}\n", show_step(self.t, s)));
        }
        out.push_str(&format!("(step {n} counted from its part)\n"));
        out
    }

    fn run(&self, s: &mut State, steps: &[Step]) -> Result<(), (usize, String)> {
        for (n, step) in steps.iter().enumerate() {
            self.step(s, step)
                .map_err(|e| (n, format!("{}: {e}", show_step(self.t, step))))?;
        }
        Ok(())
    }

    fn step(&self, s: &mut State, step: &Step) -> Result<(), String> {
        match *step {
            Step::Move { dst, src, .. } => {
                if matches!((dst, src), (Loc::Spill(_), Loc::Spill(_) | Loc::Const(_))) {
                    return Err("a move that no instruction can do".to_string());
                }
                let content = s.content(src);
                s.set(dst, content)
            }
            Step::Load { dst, .. } => s.set(dst, Vec::new()),
            Step::Ins { at, dst, ops, exit } => self.instruction(s, at, dst, ops, exit),
        }
    }

    fn instruction(
        &self,
        s: &mut State,
        at: IrRef,
        dst: Loc,
        ops: [Loc; 3],
        exit: Option<ExitNo>,
    ) -> Result<(), String> {
        let t = self.t;
        let i = t.ins(at);
        let call = matches!(i.op, Op::CALL | Op::CALLT);
        if call {
            self.arguments(s, at)?;
        } else {
            for (n, o) in i.operands().into_iter().enumerate() {
                if o.is_some() && !s.holds(ops[n], o) {
                    return Err(format!(
                        "operand {n} is in {:?}, which holds {:?}",
                        ops[n],
                        s.content(ops[n])
                    ));
                }
                if let Loc::Const(k) = ops[n]
                    && !t
                        .get_const(k)
                        .is_some_and(|k| self.target.immediate(t, at, n, k))
                {
                    return Err(format!("operand {n} cannot be an immediate"));
                }
            }
        }
        if i.op == Op::JTRACE && matches!(t.link, Link::Typed(_)) {
            self.typed_jump(s, at)?;
        } else if let Some(exit) = exit {
            self.exit(s, at, dst, exit)?;
        } else if i.snap.is_some() && i.op != Op::JLOOP {
            return Err("no exit".to_string());
        }
        let clobbers = if i.op == Op::CALLT {
            self.target.allocatable()
        } else if call {
            self.target.caller_saved()
        } else {
            self.target.wishes(t, at).clobbers
        };
        for g in clobbers.iter() {
            s.locs[g.0 as usize].clear();
        }
        if dst != Loc::None {
            s.define(at);
            s.set(dst, vec![at])?;
        }
        Ok(())
    }

    fn arguments(&self, s: &State, at: IrRef) -> Result<(), String> {
        let mut args = [IrRef::NONE; MAX_ARGS];
        let n = self.t.args(at, &mut args);
        let mut seen = [0; 2];
        for &o in &args[..n] {
            let float = self.t.ty(o).is_float();
            let g = self.target.arg_regs(float)[seen[float as usize]];
            seen[float as usize] += 1;
            if !s.holds(Loc::Reg(g), o) {
                return Err(format!("argument {o:?} is not in {g:?}"));
            }
        }
        Ok(())
    }

    fn exit(&self, s: &State, at: IrRef, dst: Loc, exit: ExitNo) -> Result<(), String> {
        let e = &self.a.exits[exit.index()];
        if e.at != at || e.snap != self.t.ins(at).snap {
            return Err("the exit is another instruction's".to_string());
        }
        let mut want = Vec::new();
        super::scan::live_refs(self.t, e.snap, &mut want);
        let have = self.a.exit_locs(exit);
        if have.iter().map(|e| e.0).ne(want.iter().copied()) {
            return Err("the exit lists other values than the snapshot".to_string());
        }
        let call = matches!(self.t.op(at), Op::CALL | Op::CALLT);
        for &(r, l) in have {
            let lost = l == dst || call && !matches!(l, Loc::Spill(_));
            if lost || !s.holds(l, r) {
                return Err(format!(
                    "at the exit {r:?} is not in {l:?}, which holds {:?}",
                    s.content(l)
                ));
            }
        }
        Ok(())
    }

    fn typed_jump(&self, s: &State, at: IrRef) -> Result<(), String> {
        let LinkEntry { entry, live } = self.link.ok_or("no entry to jump to")?;
        let snap = self.t.ins(at).snap;
        for &(v, l) in entry {
            if let EntryValue::Live(r) = v {
                let n = live
                    .iter()
                    .position(|&x| x == r)
                    .ok_or("the entry wants an unknown value")?;
                let have = self.t.snaps.entries(snap)[n].1;
                if !s.holds(l, have) {
                    return Err(format!(
                        "the entry wants {have:?} in {l:?}, which holds {:?}",
                        s.content(l)
                    ));
                }
            }
        }
        Ok(())
    }
}

/// A step as text, for dumps.
pub fn show_step(t: &Trace, s: &Step) -> String {
    let loc = |l: Loc| match l {
        Loc::None => "-".to_string(),
        Loc::Reg(r) => format!("{r:?}"),
        Loc::Spill(n) => format!("[{n}]"),
        Loc::Const(k) => crate::text::operand(t, k),
    };
    match *s {
        Step::Ins { at, dst, ops, exit } => {
            let i = t.ins(at);
            let mut out = format!("{:<5} {:<4} {}", format!("{at:?}"), loc(dst), i.op.name());
            for (n, o) in i.operands().into_iter().enumerate() {
                if o.is_some() {
                    out.push_str(&format!(" {}={}", crate::text::operand(t, o), loc(ops[n])));
                }
            }
            if let Some(exit) = exit {
                out.push_str(&format!(" >e{}", exit.0));
            }
            out
        }
        Step::Move { dst, src, .. } => format!("      {:<4} <- {}", loc(dst), loc(src)),
        Step::Load { dst, value } => format!("      {:<4} <- {:#x}", loc(dst), value.bits),
    }
}

/// The registers that are in `used` but must survive a trace, for prologues.
pub fn saved(a: &Allocation, callee_saved: &[Reg]) -> Vec<Reg> {
    callee_saved
        .iter()
        .copied()
        .filter(|&r| a.used.has(r))
        .collect()
}
