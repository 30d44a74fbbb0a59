//! Every integer template, in many register assignments, against Rust's own arithmetic.

mod rig;

use asm::{Cond, Gpr, GuardTemplates, Host, IntTemplates, Label, Options, RegSet};
use rig::{EMULATED, END, EXIT, Rig, World, assert_kept, integers, some_gprs};

/// With and without BMI2 on x86-64, which has two ways of shifting.
fn rigs() -> Vec<Rig> {
    let mut rigs = vec![Rig::with_options(Options::BASELINE)];
    if Options::detect() != Options::BASELINE {
        rigs.push(Rig::new());
    }
    rigs
}

type Binary = fn(&mut Host, Gpr, Gpr, Gpr, Label);

/// Runs a three-operand template over all register patterns. The model says `None` where the template must leave.
fn check_binary(
    name: &str,
    template: Binary,
    model: fn(i64, i64) -> Option<i64>,
    defined: fn(i64, i64) -> bool,
) {
    let regs = some_gprs();
    let values = integers();
    for mut rig in rigs() {
        let mut turn = 0usize;
        for &dst in &regs {
            for &a in &regs {
                for &b in &regs {
                    let snippet = rig.compile(|asm, exit| template(asm, dst, a, b, exit));
                    for i in 0..values.len() {
                        // Each assignment sees every value as the first operand, and over the assignments every pair.
                        turn += 1;
                        let x = values[i];
                        let y = if a == b {
                            x
                        } else {
                            values[(i + turn / values.len()) % values.len()]
                        };
                        if !defined(x, y) {
                            continue;
                        }
                        let mut world = World::new();
                        world.set(a, x).set(b, y);
                        let state = rig.run(&snippet, &mut world);
                        let what = || format!("{name} {dst:?} = {a:?}:{x}, {b:?}:{y}");
                        match model(x, y) {
                            Some(result) => {
                                assert_eq!(
                                    (state.exit, state.gprs[dst.0 as usize] as i64),
                                    (END, result),
                                    "{}",
                                    what()
                                )
                            }
                            None => assert_eq!(state.exit, EXIT, "{}", what()),
                        }
                        assert_kept(&world, &state, RegSet::of(&[dst], &[]), &what);
                    }
                    rig.free(&snippet);
                }
            }
        }
    }
}

fn floor_div(a: i64, b: i64) -> i64 {
    let q = a.wrapping_div(b);
    if a % b != 0 && (a < 0) != (b < 0) {
        q - 1
    } else {
        q
    }
}

fn floor_mod(a: i64, b: i64) -> i64 {
    let r = a % b;
    if r != 0 && (r < 0) != (b < 0) {
        r + b
    } else {
        r
    }
}

fn any(_: i64, _: i64) -> bool {
    true
}

fn divisible(a: i64, b: i64) -> bool {
    b != 0 && !(a == i64::MIN && b == -1)
}

#[test]
fn wrapping_arithmetic() {
    check_binary(
        "iadd",
        |m, d, a, b, _| m.iadd(d, a, b),
        |a, b| Some(a.wrapping_add(b)),
        any,
    );
    check_binary(
        "isub",
        |m, d, a, b, _| m.isub(d, a, b),
        |a, b| Some(a.wrapping_sub(b)),
        any,
    );
    check_binary(
        "imul",
        |m, d, a, b, _| m.imul(d, a, b),
        |a, b| Some(a.wrapping_mul(b)),
        any,
    );
}

#[test]
fn overflow_leaves() {
    check_binary(
        "iaddo",
        |m, d, a, b, e| m.iaddo(d, a, b, e),
        i64::checked_add,
        any,
    );
    check_binary(
        "isubo",
        |m, d, a, b, e| m.isubo(d, a, b, e),
        i64::checked_sub,
        any,
    );
    check_binary(
        "imulo",
        |m, d, a, b, e| m.imulo(d, a, b, e),
        i64::checked_mul,
        any,
    );
    check_binary(
        "inego",
        |m, d, a, _, e| m.inego(d, a, e),
        |a, _| a.checked_neg(),
        any,
    );
}

#[test]
fn bits() {
    check_binary(
        "iand",
        |m, d, a, b, _| m.iand(d, a, b),
        |a, b| Some(a & b),
        any,
    );
    check_binary(
        "ior",
        |m, d, a, b, _| m.ior(d, a, b),
        |a, b| Some(a | b),
        any,
    );
    check_binary(
        "ixor",
        |m, d, a, b, _| m.ixor(d, a, b),
        |a, b| Some(a ^ b),
        any,
    );
    check_binary("inot", |m, d, a, _, _| m.inot(d, a), |a, _| Some(!a), any);
    check_binary(
        "ineg",
        |m, d, a, _, _| m.ineg(d, a),
        |a, _| Some(a.wrapping_neg()),
        any,
    );
}

#[test]
fn shifts() {
    check_binary(
        "ishl",
        |m, d, a, b, _| m.ishl(d, a, b),
        |a, b| Some(a.wrapping_shl(b as u32)),
        any,
    );
    check_binary(
        "ishr",
        |m, d, a, b, _| m.ishr(d, a, b),
        |a, b| Some(a.wrapping_shr(b as u32)),
        any,
    );
    check_binary(
        "iushr",
        |m, d, a, b, _| m.iushr(d, a, b),
        |a, b| Some((a as u64).wrapping_shr(b as u32) as i64),
        any,
    );
}

#[test]
fn division() {
    check_binary(
        "idivfloor",
        |m, d, a, b, _| m.idivfloor(d, a, b),
        |a, b| Some(floor_div(a, b)),
        divisible,
    );
    check_binary(
        "imodfloor",
        |m, d, a, b, _| m.imodfloor(d, a, b),
        |a, b| Some(floor_mod(a, b)),
        divisible,
    );
}

/// Runs a template with an immediate over all register pairs (some immediates each) and all immediates.
fn check_imm(
    name: &str,
    template: fn(&mut Host, Gpr, Gpr, i64, Label),
    model: fn(i64, i64) -> Option<i64>,
    defined: fn(i64) -> bool,
) {
    let regs = some_gprs();
    let values = integers();
    let mut rig = Rig::new();
    let mut turn = 0;
    for &imm in values.iter().filter(|imm| defined(**imm)) {
        for _ in 0..if EMULATED { 1 } else { 4 } {
            turn += 1;
            let (dst, a) = (
                regs[turn % regs.len()],
                regs[turn / regs.len() % regs.len()],
            );
            let snippet = rig.compile(|asm, exit| template(asm, dst, a, imm, exit));
            for &x in &values {
                let mut world = World::new();
                world.set(a, x);
                let state = rig.run(&snippet, &mut world);
                let what = || format!("{name} {dst:?} = {a:?}:{x}, {imm}");
                match model(x, imm) {
                    Some(result) => {
                        assert_eq!(
                            (state.exit, state.gprs[dst.0 as usize] as i64),
                            (END, result),
                            "{}",
                            what()
                        )
                    }
                    None => assert_eq!(state.exit, EXIT, "{}", what()),
                }
                assert_kept(&world, &state, RegSet::of(&[dst], &[]), &what);
            }
            rig.free(&snippet);
        }
    }
}

#[test]
fn immediates() {
    let always = |_| true;
    let count = |n| (0..64).contains(&n);
    check_imm(
        "iadd_imm",
        |m, d, a, i, _| m.iadd_imm(d, a, i),
        |a, b| Some(a.wrapping_add(b)),
        always,
    );
    check_imm(
        "isub_imm",
        |m, d, a, i, _| m.isub_imm(d, a, i),
        |a, b| Some(a.wrapping_sub(b)),
        always,
    );
    check_imm(
        "imul_imm",
        |m, d, a, i, _| m.imul_imm(d, a, i),
        |a, b| Some(a.wrapping_mul(b)),
        always,
    );
    check_imm(
        "iaddo_imm",
        |m, d, a, i, e| m.iaddo_imm(d, a, i, e),
        i64::checked_add,
        always,
    );
    check_imm(
        "isubo_imm",
        |m, d, a, i, e| m.isubo_imm(d, a, i, e),
        i64::checked_sub,
        always,
    );
    check_imm(
        "imulo_imm",
        |m, d, a, i, e| m.imulo_imm(d, a, i, e),
        i64::checked_mul,
        always,
    );
    check_imm(
        "iand_imm",
        |m, d, a, i, _| m.iand_imm(d, a, i),
        |a, b| Some(a & b),
        always,
    );
    check_imm(
        "ior_imm",
        |m, d, a, i, _| m.ior_imm(d, a, i),
        |a, b| Some(a | b),
        always,
    );
    check_imm(
        "ixor_imm",
        |m, d, a, i, _| m.ixor_imm(d, a, i),
        |a, b| Some(a ^ b),
        always,
    );
    check_imm(
        "ishl_imm",
        |m, d, a, i, _| m.ishl_imm(d, a, i as u8),
        |a, b| Some(a << b),
        count,
    );
    check_imm(
        "ishr_imm",
        |m, d, a, i, _| m.ishr_imm(d, a, i as u8),
        |a, b| Some(a >> b),
        count,
    );
    check_imm(
        "iushr_imm",
        |m, d, a, i, _| m.iushr_imm(d, a, i as u8),
        |a, b| Some((a as u64 >> b) as i64),
        count,
    );
    check_imm(
        "idivfloor_imm",
        |m, d, a, i, _| m.idivfloor_imm(d, a, i),
        |a, b| Some(floor_div(a, b)),
        |n| n > 0,
    );
    check_imm(
        "imodfloor_imm",
        |m, d, a, i, _| m.imodfloor_imm(d, a, i),
        |a, b| Some(floor_mod(a, b)),
        |n| n > 0,
    );
}

#[test]
fn compares() {
    for cond in Cond::ALL {
        let mut rig = Rig::new();
        let values = integers();
        let regs = some_gprs();
        for (n, &a) in regs
            .iter()
            .enumerate()
            .step_by(if EMULATED { 2 } else { 1 })
        {
            let b = regs[(n * 3 + 1) % regs.len()];
            let snippet = rig.compile(|asm, exit| asm.guard_icmp(cond, a, b, exit));
            for &x in &values {
                for &y in &values {
                    let y = if a == b { x } else { y };
                    let mut world = World::new();
                    world.set(a, x).set(b, y);
                    let state = rig.run(&snippet, &mut world);
                    let what = || format!("guard {cond:?} {x} {y}");
                    assert_eq!(state.exit == END, cond.holds(x, y), "{}", what());
                    assert_kept(&world, &state, RegSet::EMPTY, &what);
                }
            }
            rig.free(&snippet);
        }
        for &imm in &values {
            let a = regs[imm.count_ones() as usize % regs.len()];
            let snippet = rig.compile(|asm, exit| asm.guard_icmp_imm(cond, a, imm, exit));
            for &x in &values {
                let mut world = World::new();
                world.set(a, x);
                let state = rig.run(&snippet, &mut world);
                let what = || format!("guard {cond:?} {x} {imm}");
                assert_eq!(state.exit == END, cond.holds(x, imm), "{}", what());
                assert_kept(&world, &state, RegSet::EMPTY, &what);
            }
            rig.free(&snippet);
        }
    }
}
