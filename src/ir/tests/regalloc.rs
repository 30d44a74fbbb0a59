//! Random traces through the register allocator: the checker accepts every allocation, and executing the allocated form
//! does what the trace does.

mod common;

use common::{build, machine, record_side, run};
use ir::eval::{Evaluator, Outcome};
use ir::mock::{MockMachine, MockSchema};
use ir::opt::{EntryPlace, inherited_refs};
use ir::regalloc::{
    Allocation, Allocator, LinkEntry, Loc, Mode, Reg, RegSet, Step, Target, Wishes,
};
use ir::restore::Restorer;
use ir::{
    Builder, Const, ConstKind, ExitNo, IrRef, Link, Op, OptConfig, Slot, SnapBuilder, Trace,
    TraceNo,
};
use proptest::prelude::*;

/// A machine with few or many registers; half of the general-purpose ones survive calls.
struct TestTarget {
    gprs: u8,
    fprs: u8,
    two_address: bool,
    clobber: bool,
}

const ARGS: [Reg; 6] = [Reg(0), Reg(1), Reg(2), Reg(3), Reg(4), Reg(5)];
const FARGS: [Reg; 4] = [Reg(32), Reg(33), Reg(34), Reg(35)];

impl Target for TestTarget {
    fn allocatable(&self) -> RegSet {
        RegSet(((1 << self.gprs) - 1) | ((1 << self.fprs) - 1) << 32)
    }
    fn caller_saved(&self) -> RegSet {
        RegSet(((1u64 << (self.gprs / 2).max(3)) - 1) | ((1 << self.fprs) - 1) << 32)
    }
    fn arg_regs(&self, float: bool) -> &[Reg] {
        if float { &FARGS } else { &ARGS }
    }
    fn ret_reg(&self, float: bool) -> Reg {
        if float { Reg(32) } else { Reg(0) }
    }
    fn scratch(&self, float: bool) -> Reg {
        if float { Reg(63) } else { Reg(31) }
    }
    fn wishes(&self, t: &Trace, r: IrRef) -> Wishes {
        let clobber =
            self.clobber && matches!(t.op(r), Op::IDIVFLOOR | Op::BOXF | Op::GSHAPE | Op::IMULO);
        Wishes {
            two_address: self.two_address,
            operands: [None, None, None],
            clobbers: if clobber {
                RegSet::of(&[Reg(1), Reg(2)])
            } else {
                RegSet::default()
            },
        }
    }
    fn immediate(&self, t: &Trace, r: IrRef, n: usize, k: Const) -> bool {
        k.kind == ConstKind::Int
            && n == 1
            && (k.bits as i64).unsigned_abs() < 1 << 31
            && t.op(r) != Op::IMULO
    }
}

/// Registers and spill slots.
struct Cpu {
    regs: [u64; 64],
    spills: Vec<u64>,
}

impl Cpu {
    fn new() -> Cpu {
        Cpu {
            regs: [0xdead_dead_dead_dead; 64],
            spills: vec![0xbeef_beef_beef_beef; 200],
        }
    }
}

/// Executes an allocated trace, as machine code would, from its start or from its loop header. Returns the exit (or the
/// instruction that is a typed jump) and the values of the exit.
fn execute(
    t: &Trace,
    target: &TestTarget,
    a: &Allocation,
    m: &mut MockMachine,
    cpu: &mut Cpu,
    from_header: bool,
) -> (Option<ExitNo>, Vec<u64>) {
    assert!(a.spills < 200);
    let Cpu { regs, spills } = cpu;
    let read = |regs: &[u64; 64], spills: &[u64], l: Loc| match l {
        Loc::Reg(r) => regs[r.0 as usize],
        Loc::Spill(s) => spills[s as usize],
        Loc::Const(k) => t.get_const(k).unwrap().bits,
        Loc::None => unreachable!(),
    };
    let mut e = Evaluator::default();
    e.prepare(t);
    let header = a
        .steps
        .iter()
        .position(|s| matches!(s, Step::Ins { at, .. } if *at == t.loop_at));
    let mut pc = if from_header { header.unwrap() } else { 0 };
    for _ in 0..200_000 {
        let step = a.steps[pc];
        pc += 1;
        match step {
            Step::Move { dst, src, .. } => {
                let v = read(regs, spills, src);
                match dst {
                    Loc::Reg(r) => regs[r.0 as usize] = v,
                    Loc::Spill(s) => spills[s as usize] = v,
                    _ => unreachable!(),
                }
            }
            Step::Load { dst, value } => regs[dst.reg().unwrap().0 as usize] = value.bits,
            Step::Ins { at, dst, ops, exit } => {
                let i = t.ins(at);
                let leave = |regs: &[u64; 64], spills: &[u64]| {
                    let values = a
                        .exit_locs(exit.unwrap())
                        .iter()
                        .map(|&(_, l)| read(regs, spills, l))
                        .collect();
                    (exit, values)
                };
                match i.op {
                    Op::LOOP => continue,
                    Op::JLOOP if header.is_some() => {
                        pc = header.unwrap();
                        continue;
                    }
                    Op::JTRACE if exit.is_none() => return (None, Vec::new()),
                    op if op.is_terminator() => return leave(regs, spills),
                    _ => {}
                }
                let call = matches!(i.op, Op::CALL | Op::CALLT);
                if call {
                    let mut args = [IrRef::NONE; 6];
                    let n = t.args(at, &mut args);
                    let mut seen = [0; 2];
                    for &o in &args[..n] {
                        let float = t.ty(o).is_float();
                        let g = target.arg_regs(float)[seen[float as usize]];
                        seen[float as usize] += 1;
                        e.set_value(o, regs[g.0 as usize]);
                    }
                } else {
                    for (n, o) in i.operands().into_iter().enumerate() {
                        if o.is_some() {
                            e.set_value(o, read(regs, spills, ops[n]));
                        }
                    }
                }
                let clobbers = if call {
                    target.caller_saved()
                } else {
                    target.wishes(t, at).clobbers
                };
                match e.step(t, at, m) {
                    Some(v) => {
                        for g in clobbers.iter() {
                            regs[g.0 as usize] = 0xc10b;
                        }
                        if let Loc::Reg(g) = dst {
                            regs[g.0 as usize] = v;
                        }
                    }
                    None => {
                        // The result may have been written.
                        if let Loc::Reg(g) = dst {
                            regs[g.0 as usize] = 0xbad;
                        }
                        return leave(regs, spills);
                    }
                }
            }
        }
    }
    panic!("endless loop");
}

fn restore(
    t: &Trace,
    a: &Allocation,
    schema: &MockSchema,
    exit: ExitNo,
    values: &[u64],
    m: &mut MockMachine,
) {
    let locs = a.exit_locs(exit);
    let find = |r: IrRef| values[locs.iter().position(|l| l.0 == r).expect("listed")];
    Restorer::default()
        .restore(t, schema, a.exits[exit.index()].snap, find, m)
        .unwrap();
}

/// Runs the allocated form as [`run`] does the trace.
fn run_allocated(
    t: &Trace,
    target: &TestTarget,
    a: &Allocation,
    schema: &MockSchema,
    m: &mut MockMachine,
) -> String {
    for _ in 0..100 {
        let (exit, values) = execute(t, target, a, m, &mut Cpu::new(), false);
        let e = a.exits[exit.unwrap().index()];
        restore(t, a, schema, exit.unwrap(), &values, m);
        if t.op(e.at) != Op::JLOOP {
            return common::observe(m);
        }
    }
    panic!("endless loop");
}

/// A loop, the side trace of the exit that it takes, and the loop again by its typed entry: against the same without
/// optimisation and by way of the frame.
fn with_side_trace(
    bytes: &[u8],
    side_bytes: &[u8],
    seed: u64,
    target: &TestTarget,
    mode: Mode,
) -> Result<(), TestCaseError> {
    let schema = MockSchema::new();
    let (Some((plain, _)), Some((t, Some(entry)))) = (
        build(&schema, OptConfig::none(), bytes),
        build(&schema, common::exact(), bytes),
    ) else {
        return Ok(());
    };
    let mut start = machine(seed);
    start.polls += 3;
    // Where does the loop leave?
    let mut allocator = Allocator::default();
    allocator.mode = mode;
    let a = allocator.allocate(&t, target, &[], None);
    let (mut m, mut cpu) = (start.clone(), Cpu::new());
    let (exit, values) = execute(&t, target, &a, &mut m, &mut cpu, false);
    let exit = exit.unwrap();
    let snap = a.exits[exit.index()].snap;
    // What happens then, by way of the frame.
    let mut n = m.clone();
    restore(&t, &a, &schema, exit, &values, &mut n);
    n.polls = n.polls.max(2);
    m.polls = m.polls.max(2);
    let want = {
        let mut b = Builder::new(&schema, OptConfig::none());
        let none = SnapBuilder::default().finish(&mut b.trace.snaps);
        let Some(_) = record_side(&mut b, &t, none, side_bytes) else {
            return Ok(());
        };
        b.terminate(Op::JEXIT, IrRef::NONE, Link::Interp);
        let mut e = Evaluator::default();
        let (at, snap) = match e.run(&b.trace, &mut n, 100_000) {
            Outcome::Exit { guard, snap } => (guard, snap),
            Outcome::End { at, snap } => (at, snap),
            Outcome::Limit => panic!("endless"),
        };
        Restorer::default()
            .restore(&b.trace, &schema, snap, |r| e.value(&b.trace, r), &mut n)
            .unwrap();
        if b.trace.op(at) == Op::JEXIT {
            run(&plain, &schema, &mut n)
        } else {
            common::observe(&mut n)
        }
    };
    // The side trace.
    let mut b = Builder::new(&schema, common::exact());
    let Some(slots) = record_side(&mut b, &t, snap, side_bytes) else {
        return Ok(());
    };
    let mut bind = |b: &mut Builder, s: Slot| match slots.iter().find(|e| e.0 == s) {
        Some(e) => e.1,
        None => b.slot(s),
    };
    if b.enter_loop(
        &entry,
        TraceNo(1),
        &mut bind,
        EntryPlace {
            changed: &slots,
            ..EntryPlace::default()
        },
    )
    .is_err()
    {
        return Ok(());
    }
    b.finish().unwrap();
    let side = &b.trace;
    let show = || {
        format!(
            "{}\n{}",
            ir::text::print(&t, &schema),
            ir::text::print(side, &schema)
        )
    };
    // By the evaluator.
    let mut refs = Vec::new();
    inherited_refs(&t, snap, &mut refs);
    let mut by_eval = m.clone();
    by_eval.inherited = values.clone();
    let mut e = Evaluator::default();
    let mut from = side;
    let mut out = e.run(side, &mut by_eval, 100_000);
    if let Outcome::End { at, snap } = out {
        prop_assert_eq!(side.op(at), Op::JTRACE);
        let live: Vec<(IrRef, u64)> = entry
            .live
            .iter()
            .zip(side.snaps.entries(snap))
            .map(|(&l, v)| (l, e.value(side, v.1)))
            .collect();
        from = &t;
        out = e.run_from_header(&t, &live, &mut by_eval, 100_000);
    }
    let Outcome::Exit { snap: s, .. } = out else {
        panic!("no exit")
    };
    Restorer::default()
        .restore(from, &schema, s, |r| e.value(from, r), &mut by_eval)
        .unwrap();
    let have = common::observe(&mut by_eval);
    prop_assert!(
        want == have,
        "frame:\n{want}\nevaluated:\n{have}\n{}",
        show()
    );
    // As allocated.
    let locs: Vec<Loc> = a.exit_locs(exit).iter().map(|l| l.1).collect();
    let sa = allocator.allocate(
        side,
        target,
        &locs,
        Some(LinkEntry {
            entry: &a.entry,
            live: &entry.live,
        }),
    );
    let (left, values) = execute(side, target, &sa, &mut m, &mut cpu, false);
    match left {
        Some(x) => restore(side, &sa, &schema, x, &values, &mut m),
        None => {
            let (x, values) = execute(&t, target, &a, &mut m, &mut cpu, true);
            restore(&t, &a, &schema, x.unwrap(), &values, &mut m);
        }
    }
    let have = common::observe(&mut m);
    prop_assert!(
        want == have,
        "frame:\n{want}\nallocated:\n{have}\n{}",
        show()
    );
    Ok(())
}

fn allocated(
    bytes: &[u8],
    seed: u64,
    config: OptConfig,
    target: &TestTarget,
    mode: Mode,
) -> Result<(), TestCaseError> {
    let schema = MockSchema::new();
    let Some((t, _)) = build(&schema, config, bytes) else {
        return Ok(());
    };
    let mut allocator = Allocator::default();
    allocator.mode = mode;
    let a = allocator.allocate(&t, target, &[], None);
    for k in 0..2 {
        let (mut m, mut n) = (machine(seed + k * 77), machine(seed + k * 77));
        let want = run(&t, &schema, &mut m);
        let have = run_allocated(&t, target, &a, &schema, &mut n);
        prop_assert!(
            want == have,
            "trace:\n{want}\nallocated:\n{have}\n{}",
            ir::text::print(&t, &schema)
        );
    }
    Ok(())
}

/// Two loop-carried values that become one in the first iteration differ before it: only one of them may share the slot
/// of the value that follows both.
#[test]
fn phis_with_one_next_value_enter_by_two_slots() {
    let schema = MockSchema::new();
    let t = ir::text::parse(
        "trace loop
         snap s0 [code 1 base 0 before 0]
         %1 - GPOLL >s0
         %2 - LOOP
         %3 I PHI 1 %6
         %4 I PHI 20 %6
         %5 I IADD %3 %4
         %6 I IADD %5 7
         snap s1 [code 1 base 0 before 0] 0=%6
         %7 - GLT %6 1000 >s1
         %8 - JLOOP >s1",
        &schema,
    )
    .unwrap();
    let target = TestTarget {
        gprs: 8,
        fprs: 5,
        two_address: true,
        clobber: false,
    };
    let mut allocator = Allocator::default();
    allocator.mode = Mode::SpillEverything;
    let a = allocator.allocate(&t, &target, &[], None);
    ir::regalloc::check::check(&t, &target, &a, &[], None).unwrap();
    let (mut m, mut n) = (machine(1), machine(1));
    let want = run(&t, &schema, &mut m);
    let have = run_allocated(&t, &target, &a, &schema, &mut n);
    assert_eq!(want, have);
}

/// Changes one step of an allocation; `None` if there is nothing of that kind.
fn corrupt(a: &Allocation, kind: u8, n: usize, r: u8) -> Option<Allocation> {
    let mut a = a.clone();
    let other = |l: Loc| match l {
        Loc::Reg(g) => Loc::Reg(Reg((g.0 & 32) | ((g.0 + 1 + r % 3) % 8))),
        Loc::Spill(s) => Loc::Spill(if s == 0 {
            a.spills.saturating_sub(1)
        } else {
            s - 1
        }),
        Loc::None | Loc::Const(_) => l,
    };
    let moves: Vec<usize> = (0..a.steps.len())
        .filter(|&k| matches!(a.steps[k], Step::Move { .. }))
        .collect();
    match kind % 4 {
        0 => {
            let k = *moves.get(n % moves.len().max(1))?;
            a.steps.remove(k);
        }
        1 => {
            let k = *moves.get(n % moves.len().max(1))?;
            if let Step::Move { dst, .. } = &mut a.steps[k] {
                *dst = other(*dst);
            }
        }
        2 => {
            let k = n % a.steps.len();
            if let Step::Ins { dst, .. } = &mut a.steps[k] {
                *dst = other(*dst);
            }
        }
        _ => {
            let k = n % a.steps.len();
            if let Step::Ins { ops, .. } = &mut a.steps[k] {
                ops[r as usize % 2] = other(ops[r as usize % 2]);
            }
        }
    }
    Some(a)
}

/// What the checker accepts does what the trace does, also if the allocation was tampered with.
fn corrupted(bytes: &[u8], seed: u64, kind: u8, n: usize, r: u8) -> Result<(), TestCaseError> {
    let schema = MockSchema::new();
    let target = TestTarget {
        gprs: 8,
        fprs: 6,
        two_address: true,
        clobber: false,
    };
    let Some((t, _)) = build(&schema, common::exact(), bytes) else {
        return Ok(());
    };
    let a = Allocator::default().allocate(&t, &target, &[], None);
    let Some(bad) = corrupt(&a, kind, n, r) else {
        return Ok(());
    };
    if ir::regalloc::check::check(&t, &target, &bad, &[], None).is_err() {
        return Ok(());
    }
    for k in 0..3 {
        let (mut m, mut n) = (machine(seed + k * 77), machine(seed + k * 77));
        let want = run(&t, &schema, &mut m);
        let have = run_allocated(&t, &target, &bad, &schema, &mut n);
        prop_assert!(
            want == have,
            "trace:\n{want}\nallocated:\n{have}\n{}",
            ir::text::print(&t, &schema)
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(common::config())]

    #[test]
    fn many_registers(bytes in prop::collection::vec(any::<u8>(), 4..120), seed in any::<u32>()) {
        let target = TestTarget { gprs: 14, fprs: 15, two_address: true, clobber: false };
        allocated(&bytes, seed as u64, common::exact(), &target, Mode::Normal)?;
    }
    #[test]
    fn the_checker_rejects_what_is_wrong(bytes in prop::collection::vec(any::<u8>(), 4..80), seed in any::<u32>(), kind in any::<u8>(), n in any::<u16>(), r in any::<u8>()) {
        corrupted(&bytes, seed as u64, kind, n as usize, r)?;
    }
    #[test]
    fn side_traces(bytes in prop::collection::vec(any::<u8>(), 4..80), side in prop::collection::vec(any::<u8>(), 0..40), seed in any::<u32>(), gprs in 4..14u8) {
        let target = TestTarget { gprs, fprs: 5, two_address: true, clobber: false };
        with_side_trace(&bytes, &side, seed as u64, &target, Mode::Normal)?;
    }
    #[test]
    fn side_traces_spilled(bytes in prop::collection::vec(any::<u8>(), 4..80), side in prop::collection::vec(any::<u8>(), 0..40), seed in any::<u32>()) {
        let target = TestTarget { gprs: 8, fprs: 5, two_address: true, clobber: false };
        with_side_trace(&bytes, &side, seed as u64, &target, Mode::SpillEverything)?;
    }
    #[test]
    fn few_registers(bytes in prop::collection::vec(any::<u8>(), 4..120), seed in any::<u32>(), gprs in 4..8u8, fprs in 3..6u8, two_address in any::<bool>(), clobber in any::<bool>()) {
        let target = TestTarget { gprs: if clobber { gprs + 2 } else { gprs }, fprs, two_address, clobber };
        allocated(&bytes, seed as u64, common::exact(), &target, Mode::Normal)?;
    }
    #[test]
    fn unoptimised(bytes in prop::collection::vec(any::<u8>(), 4..80), seed in any::<u32>(), gprs in 4..14u8, peel in any::<bool>()) {
        let target = TestTarget { gprs, fprs: 4, two_address: true, clobber: false };
        let mut config = OptConfig::none();
        config.parse(if peel { "none,+peel" } else { "none" }).unwrap();
        allocated(&bytes, seed as u64, config, &target, Mode::Normal)?;
    }
    #[test]
    fn spill_everything(bytes in prop::collection::vec(any::<u8>(), 4..120), seed in any::<u32>()) {
        let target = TestTarget { gprs: 10, fprs: 8, two_address: true, clobber: true };
        allocated(&bytes, seed as u64, common::exact(), &target, Mode::SpillEverything)?;
    }
}
