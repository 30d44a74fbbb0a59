//! Every floating-point template, in many register assignments, against Rust's own arithmetic.

mod rig;

use asm::{FCond, FloatTemplates, Fpr, GuardTemplates, Host, Label, RegSet};
use rig::{END, EXIT, Rig, World, assert_kept, floats, integers, some_fprs, some_gprs};

/// The same number, or both NaN.
fn same(a: u64, b: f64) -> bool {
    a == b.to_bits() || f64::from_bits(a).is_nan() && b.is_nan()
}

fn check_binary(name: &str, template: fn(&mut Host, Fpr, Fpr, Fpr), model: fn(f64, f64) -> f64) {
    let (regs, values) = (some_fprs(), floats());
    let mut rig = Rig::new();
    let mut turn = 0usize;
    for &dst in &regs {
        for &a in &regs {
            for &b in &regs {
                let snippet = rig.compile(|asm, _| template(asm, dst, a, b));
                for (i, &x) in values.iter().enumerate() {
                    turn += 1;
                    let y = if a == b {
                        x
                    } else {
                        values[(i + turn / values.len()) % values.len()]
                    };
                    let mut world = World::new();
                    world.fset(a, x).fset(b, y);
                    let state = rig.run(&snippet, &mut world);
                    let what = || format!("{name} {dst:?} = {a:?}:{x:?}, {b:?}:{y:?}");
                    assert_eq!(state.exit, END);
                    assert!(same(state.fprs[dst.0 as usize], model(x, y)), "{}", what());
                    assert_kept(&world, &state, RegSet::of(&[], &[dst]), &what);
                }
                rig.free(&snippet);
            }
        }
    }
}

#[test]
fn arithmetic() {
    check_binary("fadd", |m, d, a, b| m.fadd(d, a, b), |a, b| a + b);
    check_binary("fsub", |m, d, a, b| m.fsub(d, a, b), |a, b| a - b);
    check_binary("fmul", |m, d, a, b| m.fmul(d, a, b), |a, b| a * b);
    check_binary("fdiv", |m, d, a, b| m.fdiv(d, a, b), |a, b| a / b);
}

#[test]
fn constants() {
    type Template = fn(&mut Host, Fpr, Fpr, f64);
    type Model = fn(f64, f64) -> f64;
    let table: [(&str, Template, Model); 6] = [
        ("fadd_imm", |m, d, a, k| m.fadd_imm(d, a, k), |a, k| a + k),
        ("fsub_imm", |m, d, a, k| m.fsub_imm(d, a, k), |a, k| a - k),
        (
            "fsub_from_imm",
            |m, d, a, k| m.fsub_from_imm(d, k, a),
            |a, k| k - a,
        ),
        ("fmul_imm", |m, d, a, k| m.fmul_imm(d, a, k), |a, k| a * k),
        ("fdiv_imm", |m, d, a, k| m.fdiv_imm(d, a, k), |a, k| a / k),
        (
            "fdiv_from_imm",
            |m, d, a, k| m.fdiv_from_imm(d, k, a),
            |a, k| k / a,
        ),
    ];
    let (regs, values) = (some_fprs(), floats());
    let mut rig = Rig::new();
    for (name, template, model) in table {
        for (n, k) in values.iter().copied().step_by(3).enumerate() {
            let (dst, a) = (regs[n % regs.len()], regs[n / regs.len() % regs.len()]);
            let snippet = rig.compile(|asm, _| template(asm, dst, a, k));
            for &x in &values {
                let mut world = World::new();
                world.fset(a, x);
                let state = rig.run(&snippet, &mut world);
                let what = || format!("{name} {x:?} {k:?}");
                assert!(same(state.fprs[dst.0 as usize], model(x, k)), "{}", what());
                assert_kept(&world, &state, RegSet::of(&[], &[dst]), &what);
            }
            rig.free(&snippet);
        }
    }
    for cond in FCond::ALL {
        for &k in &values {
            let a = regs[(k.to_bits() >> 52) as usize % regs.len()];
            let snippet = rig.compile(|asm, exit| asm.guard_fcmp_imm(cond, a, k, exit));
            for &x in &values {
                let mut world = World::new();
                world.fset(a, x);
                let state = rig.run(&snippet, &mut world);
                let what = || format!("guard {cond:?} {x:?} {k:?}");
                assert_eq!(state.exit == END, cond.holds(x, k), "{}", what());
                assert_kept(&world, &state, RegSet::EMPTY, &what);
            }
            rig.free(&snippet);
        }
    }
}

#[test]
fn one_operand() {
    check_binary("fneg", |m, d, a, _| m.fneg(d, a), |a, _| -a);
    check_binary("fabs", |m, d, a, _| m.fabs(d, a), |a, _| a.abs());
    check_binary("fsqrt", |m, d, a, _| m.fsqrt(d, a), |a, _| a.sqrt());
    check_binary("ffloor", |m, d, a, _| m.ffloor(d, a), |a, _| a.floor());
    check_binary("fceil", |m, d, a, _| m.fceil(d, a), |a, _| a.ceil());
    check_binary("ftrunc", |m, d, a, _| m.ftrunc(d, a), |a, _| a.trunc());
}

#[test]
fn from_integers() {
    let mut rig = Rig::new();
    for dst in some_fprs() {
        for src in some_gprs() {
            let snippet = rig.compile(|asm, _| asm.i2f(dst, src));
            for x in integers() {
                let mut world = World::new();
                world.set(src, x);
                let state = rig.run(&snippet, &mut world);
                let what = || format!("i2f {x}");
                assert_eq!(
                    f64::from_bits(state.fprs[dst.0 as usize]),
                    x as f64,
                    "{}",
                    what()
                );
                assert_kept(&world, &state, RegSet::of(&[], &[dst]), &what);
            }
            rig.free(&snippet);
        }
    }
}

fn check_to_integer(
    name: &str,
    template: fn(&mut Host, asm::Gpr, Fpr, Label),
    model: fn(f64) -> Option<i64>,
) {
    let mut rig = Rig::new();
    for src in some_fprs() {
        for dst in some_gprs() {
            let snippet = rig.compile(|asm, exit| template(asm, dst, src, exit));
            for x in floats() {
                let mut world = World::new();
                world.fset(src, x);
                let state = rig.run(&snippet, &mut world);
                let what = || format!("{name} {x:?}");
                match model(x) {
                    Some(result) => {
                        let got = (state.exit, state.gprs[dst.0 as usize] as i64);
                        assert_eq!(got, (END, result), "{}", what());
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
fn to_integers() {
    check_to_integer(
        "f2i",
        |m, d, a, e| m.f2i(d, a, e),
        |x| (x.abs() < 9_223_372_036_854_775_808.0).then_some(x as i64),
    );
    check_to_integer(
        "f2i_exact",
        |m, d, a, e| m.f2i_exact(d, a, e),
        |x| (x.abs() < 9_223_372_036_854_775_808.0 && x.trunc() == x).then_some(x as i64),
    );
}

#[test]
fn compares() {
    let (regs, values) = (some_fprs(), floats());
    let mut rig = Rig::new();
    for cond in FCond::ALL {
        for (n, &a) in regs.iter().enumerate() {
            let b = regs[(n * 2 + 1) % regs.len()];
            let snippet = rig.compile(|asm, exit| asm.guard_fcmp(cond, a, b, exit));
            for &x in &values {
                for &y in &values {
                    let y = if a == b { x } else { y };
                    let mut world = World::new();
                    world.fset(a, x).fset(b, y);
                    let state = rig.run(&snippet, &mut world);
                    let what = || format!("guard {cond:?} {x:?} {y:?}");
                    assert_eq!(state.exit == END, cond.holds(x, y), "{}", what());
                    assert_kept(&world, &state, RegSet::EMPTY, &what);
                }
            }
            rig.free(&snippet);
        }
    }
}
