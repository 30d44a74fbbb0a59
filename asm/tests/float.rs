//! Every floating-point template, in many register assignments, against Rust's own arithmetic.

mod rig;

use asm::encoding::flonum_encode;
use asm::{FCond, FloatTemplates, Fpr, GuardTemplates, Host, Label, Machine, RegSet};
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
fn fused() {
    if !asm::host_has_fma() {
        return;
    }
    type Template = fn(&mut Host, Fpr, Fpr, Fpr, Fpr);
    let table: [(&str, Template, f64); 2] = [
        ("fmadd", |m, d, a, b, c| m.fmadd(d, a, b, c), 1.0),
        ("fnmadd", |m, d, a, b, c| m.fnmadd(d, a, b, c), -1.0),
    ];
    let (regs, values) = (some_fprs(), floats());
    let mut rig = Rig::new();
    let mut turn = 0usize;
    for (name, template, sign) in table {
        // All ways in which the registers may coincide.
        for n in 0..256usize {
            let pick = |k: usize| regs[(n >> (2 * k) & 3) % regs.len()];
            let (dst, a, b, c) = (pick(0), pick(1), pick(2), pick(3));
            let snippet = rig.compile(|asm, _| template(asm, dst, a, b, c));
            for &x in &values {
                turn += 1;
                let mut world = World::new();
                world.fset(a, x).fset(b, values[turn % values.len()]);
                world.fset(c, values[turn * 7 / 5 % values.len()]);
                let [x, y, z] = [a, b, c].map(|r| f64::from_bits(world.words[32 + r.0 as usize]));
                let state = rig.run(&snippet, &mut world);
                let what = || format!("{name} {dst:?} = {a:?}:{x:?}, {b:?}:{y:?}, {c:?}:{z:?}");
                let model = (sign * x).mul_add(y, z);
                assert!(same(state.fprs[dst.0 as usize], model), "{}", what());
                assert_kept(&world, &state, RegSet::of(&[], &[dst]), &what);
            }
            rig.free(&snippet);
        }
    }
}

extern "C" fn scaled(_thread: usize, n: i64, x: f64) -> f64 {
    x * n as f64
}

#[test]
fn known_or_called() {
    let regs = some_fprs();
    let mut rig = Rig::new();
    for n in 0..256usize {
        let pick = |k: usize| regs[(n >> (2 * k) & 3) % regs.len()];
        let (dst, a, b, c) = (pick(0), pick(1), pick(2), pick(3));
        let helper = scaled as *const () as usize;
        let snippet =
            rig.compile(|asm, _| asm.fpowh(dst, [a, b], c, -3, helper, Host::ALLOCATABLE));
        for (x, y) in [(1.5, 1.5), (1.5, 2.5), (f64::NAN, 1.0)] {
            let mut world = World::new();
            world.fset(c, 7.0).fset(a, x).fset(b, y);
            let [x, y, z] = [a, b, c].map(|r| f64::from_bits(world.words[32 + r.0 as usize]));
            let state = rig.run(&snippet, &mut world);
            let what = || format!("fpowh {dst:?} = {a:?}:{x:?}, {b:?}:{y:?}, {c:?}:{z:?}");
            let model = if x == y { x } else { -3.0 * z };
            assert!(same(state.fprs[dst.0 as usize], model), "{}", what());
            assert_kept(&world, &state, RegSet::of(&[], &[dst]), &what);
        }
        rig.free(&snippet);
    }
}

#[test]
fn tags() {
    let mut rig = Rig::new();
    for a in some_fprs() {
        let snippet = rig.compile(|asm, exit| asm.guard_float_tag(a, exit));
        let edges = [0x300, 0x301, 0x4ff, 0x500].map(|e| f64::from_bits(e << 52));
        for x in floats().into_iter().chain(edges) {
            let mut world = World::new();
            world.fset(a, x);
            let state = rig.run(&snippet, &mut world);
            let what = || format!("guard_float_tag {x:?}");
            let tagged = flonum_encode(x.to_bits()).is_some();
            let outermost = x == 0.0 || x.to_bits() >> 52 & 0x7ff == 0x300;
            assert_eq!(state.exit == END, tagged && !outermost, "{}", what());
            assert_kept(&world, &state, RegSet::EMPTY, &what);
        }
        rig.free(&snippet);
    }
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
