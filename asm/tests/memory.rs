//! Loads, stores, frame slots, inline allocation and the write barrier.

mod rig;

use asm::encoding::{GC_BARRIER_MASK, GC_TAIL_MASK};
use asm::{
    AllocSite, CallTemplates, ControlTemplates, Fpr, Gpr, Host, Machine, MemKind, MemoryTemplates,
    RegSet,
};
use rig::{END, OWN, Rig, World, assert_kept, some_fprs, some_gprs, widen};

const CELLS: [u64; 7] = [
    0,
    1,
    0x7f,
    0x80,
    0xffff_ffff_8000_ff80,
    0x0123_4567_89ab_cdef,
    u64::MAX,
];
const DISPS: [i32; 9] = [0, 8, -8, 24, 255, -256, 4088, 40_000, -70_000];
/// The word that loads and stores go to; the rest of the buffer must stay.
const AT: usize = 128;

fn memory(cell: u64) -> [u64; 256] {
    let mut words = [0x5555_5555_5555_5555; 256];
    words[AT] = cell;
    words
}

/// A narrow store keeps the other bytes of the word.
fn narrowed(kind: MemKind, old: u64, src: u64) -> u64 {
    let mask = if kind == MemKind::W64 {
        u64::MAX
    } else {
        (1 << (kind.bytes() * 8)) - 1
    };
    old & !mask | src & mask
}

#[test]
fn loads() {
    let mut rig = Rig::new();
    let regs = some_gprs();
    for kind in MemKind::ALL {
        for (n, &disp) in DISPS.iter().enumerate() {
            for &dst in &regs {
                let base = regs[(n + dst.0 as usize) % regs.len()];
                let snippet = rig.compile(|asm, _| asm.load(kind, dst, base, disp));
                for cell in CELLS {
                    let words = memory(cell);
                    let mut world = World::new();
                    world.set(base, (&raw const words[AT] as i64) - i64::from(disp));
                    let state = rig.run(&snippet, &mut world);
                    let what = || format!("load {kind:?} {dst:?}, [{base:?} + {disp}]: {cell:#x}");
                    let got = state.gprs[dst.0 as usize] as i64;
                    assert_eq!(got, widen(kind, cell), "{}", what());
                    assert_kept(&world, &state, RegSet::of(&[dst], &[]), &what);
                }
                rig.free(&snippet);
            }
        }
    }
}

#[test]
fn stores() {
    let mut rig = Rig::new();
    let regs = some_gprs();
    for kind in MemKind::ALL {
        for (n, &disp) in DISPS.iter().enumerate() {
            for &src in &regs {
                let base = regs[(n + 1 + src.0 as usize) % regs.len()];
                if base == src {
                    continue;
                }
                let snippet = rig.compile(|asm, _| asm.store(kind, base, disp, src));
                for cell in CELLS {
                    let mut words = memory(0xaaaa_aaaa_aaaa_aaaa);
                    let mut world = World::new();
                    let address = (&raw mut words[AT] as i64) - i64::from(disp);
                    world.set(base, address).set(src, cell as i64);
                    let state = rig.run(&snippet, &mut world);
                    let what = || format!("store {kind:?} [{base:?} + {disp}], {src:?}:{cell:#x}");
                    let expected = memory(narrowed(kind, 0xaaaa_aaaa_aaaa_aaaa, cell));
                    assert_eq!(words, expected, "{}", what());
                    assert_kept(&world, &state, RegSet::EMPTY, &what);
                }
                rig.free(&snippet);
            }
            for imm in [
                0,
                1,
                -1,
                0x7f,
                0x80,
                0x1234_5678,
                -0x8000_0000,
                0x0123_4567_89ab_cdef,
            ] {
                let base = regs[n % regs.len()];
                let snippet = rig.compile(|asm, _| asm.store_imm(kind, base, disp, imm));
                let mut words = memory(0xaaaa_aaaa_aaaa_aaaa);
                let mut world = World::new();
                world.set(base, (&raw mut words[AT] as i64) - i64::from(disp));
                let state = rig.run(&snippet, &mut world);
                let what = || format!("store {kind:?} [{base:?} + {disp}], {imm:#x}");
                let expected = memory(narrowed(kind, 0xaaaa_aaaa_aaaa_aaaa, imm as u64));
                assert_eq!(words, expected, "{}", what());
                assert_kept(&world, &state, RegSet::EMPTY, &what);
                rig.free(&snippet);
            }
        }
    }
}

#[test]
fn indexed() {
    let mut rig = Rig::new();
    let regs = some_gprs();
    let mut turn = 0;
    for kind in MemKind::ALL {
        for disp in DISPS {
            for _ in 0..regs.len() {
                turn += 1;
                let pick = |n: usize| regs[(turn + n) % regs.len()];
                let (base, index, other) = (pick(0), pick(1), pick(2));
                // The output of a load may be its base or its index.
                let dst = pick(turn / regs.len() % 3);
                let load = rig.compile(|asm, _| asm.aload(kind, dst, base, index, disp));
                let store = rig.compile(|asm, _| asm.astore(kind, base, index, disp, other));
                let addr = rig.compile(|asm, _| asm.aadd_index(dst, base, index, kind, disp));
                for at in [0i64, 1, 5, -3] {
                    let cell = CELLS[turn % CELLS.len()];
                    let mut words = memory(cell);
                    let exact = &raw mut words[AT] as i64;
                    let scaled = at * i64::from(kind.bytes());
                    let address = exact - i64::from(disp) - scaled;
                    let mut world = World::new();
                    world
                        .set(base, address)
                        .set(index, at)
                        .set(other, !cell as i64);
                    let what = || format!("{kind:?} [{base:?} + {index:?}:{at} + {disp}]");
                    let state = rig.run(&load, &mut world);
                    let got = state.gprs[dst.0 as usize] as i64;
                    assert_eq!(got, widen(kind, cell), "{}", what());
                    assert_kept(&world, &state, RegSet::of(&[dst], &[]), &what);
                    let state = rig.run(&addr, &mut world);
                    assert_eq!(state.gprs[dst.0 as usize] as i64, exact, "{}", what());
                    assert_kept(&world, &state, RegSet::of(&[dst], &[]), &what);
                    let state = rig.run(&store, &mut world);
                    assert_eq!(words, memory(narrowed(kind, cell, !cell)), "{}", what());
                    assert_kept(&world, &state, RegSet::EMPTY, &what);
                }
                for imm in [0, -1, 0x7f, 0x1234_5678, 0x0123_4567_89ab_cdef] {
                    let snippet =
                        rig.compile(|asm, _| asm.astore_imm(kind, base, index, disp, imm));
                    let mut words = memory(0xaaaa_aaaa_aaaa_aaaa);
                    let address = &raw mut words[AT] as i64 - i64::from(disp);
                    let mut world = World::new();
                    world
                        .set(base, address - 3 * i64::from(kind.bytes()))
                        .set(index, 3);
                    let state = rig.run(&snippet, &mut world);
                    let what = || format!("{kind:?} [{base:?} + {index:?} + {disp}] = {imm:#x}");
                    let expected = narrowed(kind, 0xaaaa_aaaa_aaaa_aaaa, imm as u64);
                    assert_eq!(words, memory(expected), "{}", what());
                    assert_kept(&world, &state, RegSet::EMPTY, &what);
                    rig.free(&snippet);
                }
                rig.free(&load);
                rig.free(&store);
                rig.free(&addr);
            }
        }
    }
}

#[test]
fn floats() {
    let mut rig = Rig::new();
    let regs = some_gprs();
    for (n, disp) in DISPS.into_iter().enumerate() {
        for reg in some_fprs() {
            let (base, index) = (regs[n % regs.len()], regs[(n + 1) % regs.len()]);
            let load = rig.compile(|asm, _| asm.load_f64(reg, base, disp));
            let store = rig.compile(|asm, _| asm.store_f64(base, disp, reg));
            let aload = rig.compile(|asm, _| asm.aload_f64(reg, base, index, disp));
            let astore = rig.compile(|asm, _| asm.astore_f64(base, index, disp, reg));
            let aload32 = rig.compile(|asm, _| asm.aload_f32(reg, base, index, disp));
            let astore32 = rig.compile(|asm, _| asm.astore_f32(base, index, disp, reg));
            for x in rig::floats() {
                let mut words = memory(x.to_bits());
                let exact = &raw mut words[AT] as i64;
                let mut world = World::new();
                let what = || format!("float {reg:?} [{base:?} + {disp}] {x:?}");
                let outputs = RegSet::of(&[], &[reg]);
                world.set(base, exact - i64::from(disp));
                let state = rig.run(&load, &mut world);
                assert_eq!(state.fprs[reg.0 as usize], x.to_bits(), "{}", what());
                assert_kept(&world, &state, outputs, &what);
                world.set(base, exact - i64::from(disp) - 40).set(index, 5);
                let state = rig.run(&aload, &mut world);
                assert_eq!(state.fprs[reg.0 as usize], x.to_bits(), "{}", what());
                assert_kept(&world, &state, outputs, &what);

                world.fset(reg, -x);
                rig.run(&astore, &mut world);
                assert_eq!(words, memory((-x).to_bits()), "{}", what());
                world.set(base, exact - i64::from(disp)).fset(reg, x);
                let state = rig.run(&store, &mut world);
                assert_eq!(words, memory(x.to_bits()), "{}", what());
                assert_kept(&world, &state, RegSet::EMPTY, &what);

                world.set(base, exact - i64::from(disp) - 20);
                let state = rig.run(&astore32, &mut world);
                assert_kept(&world, &state, RegSet::EMPTY, &what);
                let single = f32::from_bits(words[AT] as u32);
                assert!(single.to_bits() == (x as f32).to_bits() || x.is_nan() && single.is_nan());
                let state = rig.run(&aload32, &mut world);
                let widened = f64::from_bits(state.fprs[reg.0 as usize]);
                assert!(widened == f64::from(x as f32) || x.is_nan() && widened.is_nan());
                assert_kept(&world, &state, outputs, &what);
            }
            for snippet in [load, store, aload, astore, aload32, astore32] {
                rig.free(&snippet);
            }
        }
    }
}

#[test]
fn frame_slots() {
    let mut rig = Rig::new();
    for reg in Host::ALLOCATABLE.iter_gprs() {
        for n in [0, 1, 15, 16, 40, -1, -6] {
            let word = (16 + n) as usize;
            let mut frame = [7u64; 64];
            frame[word] = 0xdead_beef;
            let mut world = World::new();
            let load = rig.compile(|asm, _| asm.slot_load(reg, n));
            let state = rig.run_in(&load, &mut world, &mut frame);
            assert_eq!(state.gprs[reg.0 as usize], 0xdead_beef);
            assert_kept(&world, &state, RegSet::of(&[reg], &[]), &|| {
                "slot_load".into()
            });
            let store = rig.compile(|asm, _| asm.slot_store(n, reg));
            let state = rig.run_in(&store, &mut world, &mut frame);
            assert_eq!(frame[word], world.words[reg.0 as usize]);
            assert_kept(&world, &state, RegSet::EMPTY, &|| "slot_store".into());
            for bits in [0, 0x24, u64::MAX, 0x8000_0000, 0x1234_5678_9abc_def0] {
                let imm = rig.compile(|asm, _| asm.slot_store_imm(n, bits));
                let state = rig.run_in(&imm, &mut world, &mut frame);
                assert_eq!(frame[word], bits);
                assert_eq!(frame.iter().filter(|w| **w == 7).count(), 63);
                assert_kept(&world, &state, RegSet::EMPTY, &|| "slot_store_imm".into());
                rig.free(&imm);
            }
            rig.free(&load);
            rig.free(&store);
        }
    }
}

#[test]
fn published_frames() {
    let mut rig = Rig::new();
    for n in [0, 5, 100, -6] {
        for word in [OWN, OWN + 70] {
            let snippet = rig.compile(|asm, _| asm.publish_slot(World::disp(word), n));
            let mut world = World::new();
            let mut frame = [0u64; 64];
            let state = rig.run_in(&snippet, &mut world, &mut frame);
            let address = (&raw const frame[16] as u64).wrapping_add_signed(i64::from(n) * 8);
            assert_eq!(world.words[word], address);
            assert_kept(&world, &state, RegSet::EMPTY, &|| "publish_slot".into());
        }
    }
}

extern "C" fn refill(world: *mut World, arg: u64) -> u64 {
    // SAFETY: templates pass the thread's address.
    let world = unsafe { &mut *world };
    world.words[OWN + 10] = arg;
    &raw mut world.words[OWN + 100] as u64
}

#[test]
fn allocation() {
    let mut rig = Rig::new();
    for dst in Host::ALLOCATABLE.iter_gprs() {
        for bytes in [16u32, 48, 5000] {
            for header in [0x21u64, 0x8000_0001, 0x0003_0000_0000_0042] {
                let site = AllocSite {
                    cursor: World::disp(OWN),
                    limit: World::disp(OWN + 1),
                    bytes,
                    header,
                    helper: refill as *const () as usize,
                    arg: 0x1_0000_0003,
                };
                let snippet = rig.compile(|asm, _| asm.alloc(dst, &site, Host::ALLOCATABLE));
                // Exactly full, one byte short, empty.
                for (room, slow) in [(bytes as u64, false), (bytes as u64 - 1, true), (0, true)] {
                    let mut heap = [9u64; 1024];
                    let start = &raw mut heap[0] as u64;
                    let mut world = World::new();
                    world.words[OWN] = start;
                    world.words[OWN + 1] = start + room;
                    let state = rig.run(&snippet, &mut world);
                    let what = || format!("alloc {dst:?}, {bytes}, {room}");
                    let elsewhere = &raw const world.words[OWN + 100] as u64;
                    let object = if slow { elsewhere } else { start };
                    assert_eq!(state.gprs[dst.0 as usize], object, "{}", what());
                    assert_eq!(
                        world.words[OWN],
                        start + if slow { 0 } else { u64::from(bytes) }
                    );
                    let stored = if slow {
                        world.words[OWN + 100]
                    } else {
                        heap[0]
                    };
                    assert_eq!(stored, header, "{}", what());
                    assert_eq!(heap[1], 9);
                    assert_eq!(world.words[OWN + 10], if slow { 0x1_0000_0003 } else { 0 });
                    assert_kept(&world, &state, RegSet::of(&[dst], &[]), &what);
                }
                rig.free(&snippet);
            }
        }
    }
}

thread_local! {
    static REMEMBERED: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

extern "C" fn remember(owner: *mut u64) {
    REMEMBERED.set(owner as u64);
    // SAFETY: templates pass the owner's address.
    unsafe { *owner |= 2 << 32 };
}

#[test]
fn write_barrier() {
    let mut rig = Rig::new();
    let every = || Host::ALLOCATABLE.iter_gprs();
    let masks = [GC_BARRIER_MASK, GC_TAIL_MASK];
    for (owner, bits) in every().flat_map(|g| masks.map(|bits| (g, bits))) {
        let helper = remember as *const () as usize;
        let snippet = rig.compile(|asm, _| asm.barrier(owner, bits, helper, Host::ALLOCATABLE));
        for gc in 0..16u64 {
            let mut object = [gc << 32 | 0xffff_ff00_ffff_ffff, 0];
            let mut world = World::new();
            world.set(owner, &raw mut object[0] as i64);
            for time in 0..2 {
                let state = rig.run(&snippet, &mut world);
                let slow = gc & u64::from(bits) == 1;
                let what = || format!("barrier {owner:?} gc {gc}");
                let called = REMEMBERED.take();
                let expected = if slow && time == 0 {
                    &raw const object[0] as u64
                } else {
                    0
                };
                assert_eq!(called, expected, "{}", what());
                assert_kept(&world, &state, RegSet::EMPTY, &what);
            }
        }
        rig.free(&snippet);
    }
}

extern "C" fn many(a: u64, b: u64, c: u64, d: u64, e: u64, f: u64, x: f64, y: f64) -> u64 {
    a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + (x * 8.0 + y * 16.0) as u64
}

extern "C" fn halve(x: f64) -> f64 {
    x / 2.0
}

#[test]
fn calls() {
    let mut rig = Rig::new();
    let target = many as *const () as usize;
    let prepare = |asm: &mut Host| {
        for (n, reg) in Host::ARGS[..6].iter().enumerate() {
            asm.kint(*reg, n as i64 + 10);
        }
        asm.kflt(Host::FARGS[0], 1.5);
        asm.kflt(Host::FARGS[1], -0.25);
    };
    let expected = many(10, 11, 12, 13, 14, 15, 1.5, -0.25);
    let callee_saved = Gpr(if cfg!(target_arch = "x86_64") { 12 } else { 20 });
    let direct = rig.compile(|asm, _| {
        prepare(asm);
        asm.call(target);
    });
    let indirect = rig.compile(|asm, _| {
        asm.kint(callee_saved, target as i64);
        prepare(asm);
        asm.call_reg(callee_saved);
    });
    for (snippet, changed) in [
        (&direct, RegSet::EMPTY),
        (&indirect, RegSet::of(&[callee_saved], &[])),
    ] {
        let mut world = World::new();
        let state = rig.run(snippet, &mut world);
        assert_eq!(
            (state.exit, state.gprs[Host::RET.0 as usize]),
            (END, expected)
        );
        assert_kept(&world, &state, Host::CALLER_SAVED.union(changed), &|| {
            "call".into()
        });
    }
    let float = rig.compile(|asm, _| {
        asm.fmov(Host::FARGS[0], Fpr(3));
        asm.call(halve as *const () as usize);
    });
    let mut world = World::new();
    world.fset(Fpr(3), 5.0);
    let state = rig.run(&float, &mut world);
    assert_eq!(f64::from_bits(state.fprs[Host::FRET.0 as usize]), 2.5);
}
