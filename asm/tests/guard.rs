//! The guards on values, objects and the thread, and the boxing of numbers.

mod rig;

use asm::encoding::{FLONUM_ZERO, RAISED, flonum_decode, flonum_encode};
use asm::{
    BoxingTemplates, Cond, ControlTemplates, Gpr, GuardTemplates, Host, Label, Machine, MemKind,
    Options, PatchKind, RegSet,
};
use rig::{END, EXIT, OWN, Rig, World, assert_kept, floats, integers, some_fprs, some_gprs};

const FLOAT_SHAPE: u32 = 9;
const WIDE_SHAPE: u32 = 0x8765_4321;

/// A heap object: header word and one field.
#[repr(C, align(16))]
struct Object {
    header: u64,
    field: u64,
}

fn object(shape: u32, field: u64) -> Box<Object> {
    Box::new(Object {
        header: u64::from(shape) | 0x5a5a << 32,
        field,
    })
}

fn rigs() -> [Rig; 2] {
    let far = Options {
        far_guards: true,
        ..Options::detect()
    };
    [Rig::new(), Rig::with_options(far)]
}

/// Runs a guard on one value, in all registers, and compares with what it should say.
fn check_value(name: &str, guard: fn(&mut Host, Gpr, Label), values: &[(u64, bool)]) {
    for mut rig in rigs() {
        for reg in Host::ALLOCATABLE.iter_gprs() {
            let snippet = rig.compile(|asm, exit| guard(asm, reg, exit));
            for &(value, passes) in values {
                let mut world = World::new();
                world.set(reg, value as i64);
                let state = rig.run(&snippet, &mut world);
                let what = || format!("{name} {reg:?}:{value:#x}");
                assert_eq!(state.exit, if passes { END } else { EXIT }, "{}", what());
                assert_kept(&world, &state, RegSet::EMPTY, &what);
            }
            rig.free(&snippet);
        }
    }
}

#[test]
fn kinds_of_values() {
    let (int, float, plain) = (object(1, 0), object(FLOAT_SHAPE, 0), object(WIDE_SHAPE, 0));
    let address = |o: &Object| o as *const Object as u64;
    let (int, float, plain) = (address(&int), address(&float), address(&plain));
    // (bits, is a tagged int, a flonum, a float, a pointer, of WIDE_SHAPE)
    let table = [
        (1u64, true, false, false, false, false),
        (u64::MAX, true, false, false, false, false),
        (0x8000_0000_0000_0001, true, false, false, false, false),
        (FLONUM_ZERO, false, true, true, false, false),
        (
            flonum_encode(1.5f64.to_bits()).unwrap(),
            false,
            true,
            true,
            false,
            false,
        ),
        (
            flonum_encode((-1.5f64).to_bits()).unwrap(),
            false,
            true,
            true,
            false,
            false,
        ),
        (0x04, false, false, false, false, false),
        (0x24, false, false, false, false, false),
        (0x64, false, false, false, false, false),
        (int, false, false, false, true, false),
        (float, false, false, true, true, false),
        (plain, false, false, false, true, true),
    ];
    type Row = (u64, bool, bool, bool, bool, bool);
    let column = |pick: fn(&Row) -> bool| -> Vec<(u64, bool)> {
        table.iter().map(|row| (row.0, pick(row))).collect()
    };
    check_value(
        "guard_int",
        |m, v, e| m.guard_int(v, e),
        &column(|row| row.1),
    );
    check_value(
        "guard_flonum",
        |m, v, e| m.guard_flonum(v, e),
        &column(|row| row.2),
    );
    check_value(
        "guard_float",
        |m, v, e| m.guard_float(v, FLOAT_SHAPE, e),
        &column(|row| row.3),
    );
    check_value(
        "guard_ptr",
        |m, v, e| m.guard_ptr(v, e),
        &column(|row| row.4),
    );
    check_value(
        "guard_shape",
        |m, v, e| m.guard_shape(v, WIDE_SHAPE, e),
        &column(|row| row.5),
    );
    let pointers = [(int, false), (float, false), (plain, true)];
    check_value(
        "guard_shape_ptr",
        |m, v, e| m.guard_shape_ptr(v, WIDE_SHAPE, e),
        &pointers,
    );
    let raised = [
        (RAISED, false),
        (0x04, true),
        (1, true),
        (RAISED | 1 << 40, true),
    ];
    check_value("guard_noraise", |m, v, e| m.guard_noraise(v, e), &raised);
    const WIDE: u64 = 0x7f12_3456_7890;
    let is = [
        (WIDE, true),
        (WIDE + 16, false),
        (WIDE & 0xffff_ffff, false),
    ];
    check_value("guard_is", |m, v, e| m.guard_is(v, WIDE, e), &is);
    let is_not = [(WIDE, false), (WIDE + 16, true)];
    check_value(
        "guard_is_not",
        |m, v, e| m.guard_is_not(v, WIDE, e),
        &is_not,
    );
    let bits = [
        (1u64 << 40, true),
        (1 << 3, true),
        (1 << 4, false),
        (0, false),
    ];
    check_value(
        "guard_any_bit",
        |m, v, e| m.guard_any_bit(v, 1 << 40 | 1 << 3, e),
        &bits,
    );
    let bits = [
        (1u64 << 40, false),
        (1 << 3, false),
        (1 << 4, true),
        (0, true),
    ];
    check_value(
        "guard_no_bit",
        |m, v, e| m.guard_no_bit(v, 1 << 40 | 1 << 3, e),
        &bits,
    );
    let bits = [(0x80u64, false), (0x8000, true), (0, true)];
    check_value(
        "guard_no_bit, 8",
        |m, v, e| m.guard_no_bit(v, 0xff, e),
        &bits,
    );
    let bits = [(0x8000_0000u64, true), (1 << 32, false), (0, false)];
    check_value(
        "guard_any_bit, 32",
        |m, v, e| m.guard_any_bit(v, 0x8000_0010, e),
        &bits,
    );
}

#[test]
fn two_integers() {
    for mut rig in rigs() {
        let regs = some_gprs();
        for &v in &regs {
            for &w in &regs {
                let snippet = rig.compile(|asm, exit| asm.guard_int2(v, w, exit));
                for (x, y) in [(1, 1), (1, 2), (4, 3), (2, 2), (-1, 5), (16, 16)] {
                    let y = if v == w { x } else { y };
                    let mut world = World::new();
                    world.set(v, x).set(w, y);
                    let state = rig.run(&snippet, &mut world);
                    assert_eq!(state.exit == END, x & y & 1 == 1, "{x} {y}");
                    assert_kept(&world, &state, RegSet::EMPTY, &|| "guard_int2".into());
                }
                rig.free(&snippet);
            }
        }
    }
}

#[test]
fn the_thread() {
    let mut rig = Rig::new();
    for word in [OWN, OWN + 20] {
        let snippet = rig.compile(|asm, exit| asm.guard_poll(World::disp(word), exit));
        for (poll, passes) in [
            (0u64, true),
            (1, false),
            (0x8000_0000, false),
            (1 << 32, true),
        ] {
            let mut world = World::new();
            world.words[word] = poll;
            let state = rig.run(&snippet, &mut world);
            assert_eq!(state.exit == END, passes, "poll word {poll:#x}");
            assert_kept(&world, &state, RegSet::EMPTY, &|| "guard_poll".into());
        }
        let count = Box::into_raw(Box::new(3u64));
        let snippet = rig.compile(|asm, exit| asm.guard_countdown(count as usize, exit));
        for passes in [true, true, false, true] {
            let mut world = World::new();
            let state = rig.run(&snippet, &mut world);
            assert_eq!(state.exit == END, passes);
            assert_kept(&world, &state, RegSet::EMPTY, &|| "guard_countdown".into());
        }
        // SAFETY: made above, and used by the snippet alone, which has run.
        assert_eq!(*unsafe { Box::from_raw(count) }, u64::MAX);
        let snippet = rig.compile(|asm, exit| asm.guard_stack(World::disp(word), exit));
        for (limit, passes) in [(0u64, true), (u64::MAX, false)] {
            let mut world = World::new();
            world.words[word] = limit;
            let state = rig.run(&snippet, &mut world);
            assert_eq!(state.exit == END, passes, "stack limit {limit:#x}");
        }
        // The address of the spill area is the stack pointer: the limit itself still passes.
        let mut world = World::new();
        let sp = rig.run(&snippet, &mut world).spill as u64;
        for (limit, passes) in [(sp, true), (sp + 1, false), (sp - 1, true)] {
            world.words[word] = limit;
            assert_eq!(rig.run(&snippet, &mut world).exit == END, passes);
        }
    }
}

#[test]
fn memory_cells() {
    let mut rig = Rig::new();
    let regs = some_gprs();
    let mut turn = 0;
    for kind in MemKind::ALL {
        for cond in Cond::ALL {
            for imm in [
                0,
                1,
                -1,
                100,
                127,
                128,
                255,
                -128,
                65535,
                1 << 31,
                u32::MAX as i64,
                -(1 << 31),
                1 << 40,
            ] {
                turn += 1;
                let base = regs[turn % regs.len()];
                let disp = [8, 0, -8, 1000][turn % 4];
                let snippet = rig.compile(|m, e| m.guard_mem_imm(kind, cond, base, disp, imm, e));
                for cell in [
                    0u64,
                    1,
                    100,
                    127,
                    128,
                    255,
                    0xffff,
                    0x8000_0000,
                    0xffff_ffff,
                    1 << 40,
                    u64::MAX,
                ] {
                    let mut world = World::new();
                    let word = OWN + 64;
                    world.words[word] = cell;
                    let address = &raw const world.words[word] as i64 - i64::from(disp);
                    world.set(base, address);
                    let state = rig.run(&snippet, &mut world);
                    let widened = rig::widen(kind, cell);
                    let what = || format!("{kind:?} {cell:#x} {cond:?} {imm}");
                    assert_eq!(state.exit == END, cond.holds(widened, imm), "{}", what());
                    assert_kept(&world, &state, RegSet::EMPTY, &what);
                }
                rig.free(&snippet);
            }
        }
    }
    for cond in Cond::ALL {
        let snippet = rig.compile(|m, e| m.guard_mem(cond, regs[0], regs[1], 24, e));
        for x in integers() {
            for y in [0, 5, -5, i64::MAX, i64::MIN] {
                let mut world = World::new();
                world.words[OWN + 3] = y as u64;
                let address = &raw const world.words[OWN] as i64;
                world.set(regs[0], x).set(regs[1], address);
                let state = rig.run(&snippet, &mut world);
                assert_eq!(state.exit == END, cond.holds(x, y), "{x} {cond:?} {y}");
            }
        }
    }
}

#[test]
fn validity() {
    let mut rig = Rig::new();
    // At every alignment, because the place that is patched must not straddle two words.
    for before in 0..8 {
        let snippet = rig.compile(|asm, exit| {
            for _ in 0..before {
                asm.guard_is_not(Gpr(0), 0x1234_5678_9abc, exit);
                asm.mov(Gpr(1), Gpr(1));
                asm.guard_flonum(Gpr(2), exit);
            }
            asm.guard_valid(exit);
        });
        let mut world = World::new();
        world.set(Gpr(2), 2);
        assert_eq!(rig.run(&snippet, &mut world).exit, END);
        let (_, site) = snippet
            .sites
            .iter()
            .find(|s| s.0 == PatchKind::Valid)
            .copied()
            .unwrap();
        let undo = rig
            .arena
            .patch::<Host>(PatchKind::Valid, site, snippet.exit)
            .unwrap();
        let state = rig.run(&snippet, &mut world);
        assert_eq!(state.exit, EXIT);
        assert_kept(&world, &state, RegSet::EMPTY, &|| "guard_valid".into());
        rig.arena.apply(undo);
        assert_eq!(rig.run(&snippet, &mut world).exit, END);
    }
}

/// The junk that a helper leaves in every caller-saved register is up to the compiler; this one at least computes.
extern "C" fn box_int(world: *mut World, i: i64) -> u64 {
    // SAFETY: templates pass the thread's address.
    let world = unsafe { &mut *world };
    world.words[OWN] += 1;
    world.words[OWN + 1] = i as u64;
    0x7000_0000_0000
}

extern "C" fn box_float(world: *mut World, x: f64) -> u64 {
    // SAFETY: templates pass the thread's address.
    let world = unsafe { &mut *world };
    world.words[OWN] += 1;
    world.words[OWN + 1] = x.to_bits();
    flonum_encode(x.to_bits()).unwrap_or(0x7000_0000_0010)
}

#[test]
fn boxing_unsigned_integers() {
    let mut rig = Rig::new();
    let helper = box_int as *const () as usize;
    // A heap int: its header, one limb.
    let limb = 0x9e37_79b9_7f4a_7c15u64;
    let heap = [u64::from(FLOAT_SHAPE), 1, limb];
    let negative = [u64::from(FLOAT_SHAPE) | 1 << 56, 1, limb];
    let long = [u64::from(FLOAT_SHAPE), 2, limb];
    let heap: Vec<Box<[u64; 4]>> = [heap, negative, long]
        .iter()
        .map(|w| Box::new([w[0], w[1], w[2], 0]))
        .collect();
    let address = |n: usize| heap[n].as_ptr() as u64;
    for dst in some_gprs() {
        for src in some_gprs() {
            let all = Host::ALLOCATABLE;
            let boxed = rig.compile(|asm, _| asm.boxu(dst, src, helper, all));
            let unboxed = rig.compile(|asm, _| asm.unboxu(dst, src));
            for x in integers() {
                let fits = (0..1 << 62).contains(&x);
                let mut world = World::new();
                world.set(src, x);
                let state = rig.run(&boxed, &mut world);
                let what = || format!("boxu {dst:?} = {src:?}:{x}");
                let value = if fits {
                    (x as u64) << 1 | 1
                } else {
                    0x7000_0000_0000
                };
                assert_eq!(state.gprs[dst.0 as usize], value, "{}", what());
                assert_kept(&world, &state, RegSet::of(&[dst], &[]), &what);
                if fits {
                    world.set(src, value as i64);
                    let state = rig.run(&unboxed, &mut world);
                    assert_eq!(state.gprs[dst.0 as usize] as i64, x, "{}", what());
                }
            }
            if heap.iter().all(|h| h.as_ptr() as usize % 16 == 0) {
                let mut world = World::new();
                world.set(src, address(0) as i64);
                let state = rig.run(&unboxed, &mut world);
                assert_eq!(state.gprs[dst.0 as usize], limb);
            }
            rig.free(&boxed);
            rig.free(&unboxed);
        }
    }
    let mut table = vec![
        (1u64, true),
        (7, true),
        (u64::MAX, false),
        (0x8000_0000_0000_0001, false),
        (FLONUM_ZERO, false),
        (0x24, false),
    ];
    if heap.iter().all(|h| h.as_ptr() as usize % 16 == 0) {
        table.extend([(address(0), true), (address(1), false), (address(2), false)]);
    }
    check_value(
        "guard_uint",
        |m, v, e| m.guard_uint(v, FLOAT_SHAPE, e),
        &table,
    );
}

#[test]
fn boxing_integers() {
    let mut rig = Rig::new();
    let helper = box_int as *const () as usize;
    for dst in some_gprs() {
        for src in some_gprs() {
            let all = Host::ALLOCATABLE;
            let boxed = rig.compile(|asm, _| asm.boxi(dst, src, helper, all));
            let small = rig.compile(|asm, _| asm.boxi_small(dst, src));
            let unboxed = rig.compile(|asm, _| asm.unboxi(dst, src));
            for x in integers() {
                let fits = (-(1i64 << 62)..1 << 62).contains(&x);
                let mut world = World::new();
                world.set(src, x);
                let state = rig.run(&boxed, &mut world);
                let what = || format!("boxi {dst:?} = {src:?}:{x}");
                let value = if fits {
                    (x as u64) << 1 | 1
                } else {
                    0x7000_0000_0000
                };
                assert_eq!(state.gprs[dst.0 as usize], value, "{}", what());
                let called = (world.words[OWN], world.words[OWN + 1]);
                assert_eq!(
                    called,
                    if fits { (0, 0) } else { (1, x as u64) },
                    "{}",
                    what()
                );
                assert_kept(&world, &state, RegSet::of(&[dst], &[]), &what);
                if fits {
                    let state = rig.run(&small, &mut world);
                    assert_eq!(state.gprs[dst.0 as usize], value, "{}", what());
                    assert_kept(&world, &state, RegSet::of(&[dst], &[]), &what);
                    world.set(src, value as i64);
                    let state = rig.run(&unboxed, &mut world);
                    assert_eq!(state.gprs[dst.0 as usize] as i64, x, "{}", what());
                    assert_kept(&world, &state, RegSet::of(&[dst], &[]), &what);
                }
            }
            rig.free(&boxed);
            rig.free(&small);
            rig.free(&unboxed);
        }
    }
}

#[test]
fn boxing_floats() {
    let helper = box_float as *const () as usize;
    let mut values = floats();
    // Every exponent with both signs, and the edges of the codec.
    let step = if cfg!(target_arch = "x86_64") { 1 } else { 7 };
    for exponent in (0..0x800u64)
        .step_by(step)
        .chain(0x2fe..0x303)
        .chain(0x4fd..0x502)
    {
        for mantissa in [0, 1, 0xf_ffff_ffff_ffff, 0x8_0000_0000_0001] {
            values.push(f64::from_bits(exponent << 52 | mantissa));
            values.push(f64::from_bits(1 << 63 | exponent << 52 | mantissa));
        }
    }
    for mut rig in rigs() {
        for (dst, src) in some_gprs().into_iter().zip(some_fprs().into_iter().cycle()) {
            let boxed = rig.compile(|asm, _| asm.boxf(dst, src, helper, Host::ALLOCATABLE));
            let any = rig.compile(|asm, _| asm.unboxf(src, dst));
            let immediate = rig.compile(|asm, _| asm.unboxf_flonum(src, dst));
            for &x in &values {
                let bits = x.to_bits();
                let mut world = World::new();
                world.fset(src, x);
                let state = rig.run(&boxed, &mut world);
                let what = || format!("boxf {dst:?} = {src:?}:{x:?}");
                let value = flonum_encode(bits);
                let expected = value.unwrap_or(0x7000_0000_0010);
                assert_eq!(state.gprs[dst.0 as usize], expected, "{}", what());
                if world.words[OWN] == 0 {
                    assert!(value.is_some(), "{}", what());
                } else {
                    assert_eq!(world.words[OWN + 1], bits, "{}", what());
                    // Only the lowest flonum exponent may be left to the helper.
                    assert!(value.is_none() || bits >> 52 & 0x7ff == 0x300, "{}", what());
                }
                assert_kept(&world, &state, RegSet::of(&[dst], &[]), &what);

                let heap = object(FLOAT_SHAPE, bits);
                let heap = &raw const *heap as u64;
                let mut world = World::new();
                world.set(dst, value.unwrap_or(heap) as i64);
                let state = rig.run(&any, &mut world);
                assert_eq!(state.fprs[src.0 as usize], bits, "un{}", what());
                assert_kept(&world, &state, RegSet::of(&[], &[src]), &what);
                if let Some(value) = value {
                    assert_eq!(flonum_decode(value), bits);
                    let state = rig.run(&immediate, &mut world);
                    assert_eq!(state.fprs[src.0 as usize], bits, "un{}", what());
                    assert_kept(&world, &state, RegSet::of(&[], &[src]), &what);
                }
            }
            rig.free(&boxed);
            rig.free(&any);
            rig.free(&immediate);
        }
    }
}
