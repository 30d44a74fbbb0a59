//! Random traces through the register allocator: the checker accepts every allocation, and executing the allocated form
//! does what the trace does.

mod common;

use common::{build, machine, run};
use ir::eval::Evaluator;
use ir::mock::{MockMachine, MockSchema};
use ir::regalloc::{Allocation, Allocator, Loc, Mode, Reg, RegSet, Step, Target, Wishes};
use ir::restore::Restorer;
use ir::{Const, ConstKind, IrRef, Op, OptConfig, Trace};
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
            && (k.bits as i64).abs() < 1 << 31
            && t.op(r) != Op::IMULO
    }
}

/// Executes an allocated trace, as machine code would.
fn execute(
    t: &Trace,
    target: &TestTarget,
    a: &Allocation,
    m: &mut MockMachine,
    inherited: &[(Loc, u64)],
) -> (usize, Vec<u64>) {
    let mut regs = [0xdead_dead_dead_dead_u64; 64];
    let mut spills = vec![0xbeef_beef_beef_beef_u64; a.spills as usize];
    for &(l, v) in inherited {
        match l {
            Loc::Reg(r) => regs[r.0 as usize] = v,
            Loc::Spill(s) => spills[s as usize] = v,
            _ => unreachable!(),
        }
    }
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
    let mut pc = 0;
    for _ in 0..200_000 {
        let step = a.steps[pc];
        pc += 1;
        match step {
            Step::Move { dst, src, .. } => {
                let v = read(&regs, &spills, src);
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
                        .exit_locs(exit as usize)
                        .iter()
                        .map(|&(_, l)| read(regs, spills, l))
                        .collect();
                    (exit as usize, values)
                };
                match i.op {
                    Op::LOOP => continue,
                    Op::JLOOP if header.is_some() => {
                        pc = header.unwrap();
                        continue;
                    }
                    op if op.is_terminator() => return leave(&regs, &spills),
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
                            e.set_value(o, read(&regs, &spills, ops[n]));
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
                        return leave(&regs, &spills);
                    }
                }
            }
        }
    }
    panic!("endless loop");
}

/// Runs the allocated form as [`run`] does the trace.
fn run_allocated(
    t: &Trace,
    target: &TestTarget,
    a: &Allocation,
    schema: &MockSchema,
    m: &mut MockMachine,
) -> String {
    let mut restorer = Restorer::default();
    for _ in 0..100 {
        let (exit, values) = execute(t, target, a, m, &[]);
        let e = a.exits[exit];
        let locs = a.exit_locs(exit);
        let find = |r: IrRef| values[locs.iter().position(|l| l.0 == r).expect("listed")];
        restorer.restore(t, schema, e.snap, find, m).unwrap();
        if t.op(e.at) != Op::JLOOP {
            return m.state();
        }
    }
    panic!("endless loop");
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, max_shrink_iters: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn many_registers(bytes in prop::collection::vec(any::<u8>(), 4..120), seed in any::<u32>()) {
        let target = TestTarget { gprs: 14, fprs: 15, two_address: true, clobber: false };
        allocated(&bytes, seed as u64, OptConfig::default(), &target, Mode::Normal)?;
    }
    #[test]
    fn few_registers(bytes in prop::collection::vec(any::<u8>(), 4..120), seed in any::<u32>(), gprs in 4..8u8, fprs in 3..6u8, two_address in any::<bool>(), clobber in any::<bool>()) {
        let target = TestTarget { gprs: if clobber { gprs + 2 } else { gprs }, fprs, two_address, clobber };
        allocated(&bytes, seed as u64, OptConfig::default(), &target, Mode::Normal)?;
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
        allocated(&bytes, seed as u64, OptConfig::default(), &target, Mode::SpillEverything)?;
    }
}
