//! Entry, exits, links, spills, moves; the arena's patching, freeing, forking and protection.

mod rig;

use asm::disasm::{Arch, Listing};
use asm::{
    Arena, ArenaError, AsmError, Assembler, CallTemplates, Code, Cond, ControlTemplates, Fpr, Gpr,
    GuardTemplates, Host, IntTemplates, Machine, Options, PatchKind, Place, RegSet, Region,
    SPILL_SLOTS, Templates, a64, x64,
};
use rig::{END, EXIT, OWN, Rig, World, assert_kept, integers, some_fprs, some_gprs};

#[test]
fn constants() {
    let mut rig = Rig::new();
    let mut all = integers();
    all.extend([
        0x0000_ffff_0000_ffff,
        0x5555_5555_5555_5555,
        -0x1_0000_0000,
        0xffff,
        !0xffff,
    ]);
    all.extend((0..64).map(|n| 1i64 << n));
    for (n, bits) in all.into_iter().enumerate() {
        let reg = some_gprs()[n % some_gprs().len()];
        let snippet = rig.compile(|asm, _| asm.kint(reg, bits));
        let mut world = World::new();
        let state = rig.run(&snippet, &mut world);
        assert_eq!(state.gprs[reg.0 as usize] as i64, bits);
        assert_kept(&world, &state, RegSet::of(&[reg], &[]), &|| {
            format!("kint {bits:#x}")
        });
    }
    for (n, value) in rig::floats().into_iter().enumerate() {
        let reg = some_fprs()[n % some_fprs().len()];
        let snippet = rig.compile(|asm, _| {
            asm.kflt(reg, value);
            asm.kflt(Fpr(2), value);
        });
        let mut world = World::new();
        let state = rig.run(&snippet, &mut world);
        assert_eq!(state.fprs[reg.0 as usize], value.to_bits());
        assert_eq!(state.fprs[2], value.to_bits());
        assert_kept(&world, &state, RegSet::of(&[], &[reg, Fpr(2)]), &|| {
            "kflt".into()
        });
    }
}

#[test]
fn every_register_moves() {
    let mut rig = Rig::new();
    for d in Host::ALLOCATABLE.iter_gprs() {
        for s in Host::ALLOCATABLE.iter_gprs() {
            let x = Fpr(s.0 % 15);
            let snippet = rig.compile(|asm, _| {
                asm.spill_store(3, s);
                asm.mov(d, s);
                asm.fmov_bits(x, d);
            });
            let mut world = World::new();
            let state = rig.run(&snippet, &mut world);
            let value = world.words[s.0 as usize];
            assert_eq!(state.gprs[d.0 as usize], value);
            assert_eq!(state.fprs[x.0 as usize], value);
            assert_eq!(state.spill as usize % 16, 0);
            assert_kept(&world, &state, RegSet::of(&[d], &[x]), &|| "mov".into());
            rig.free(&snippet);
        }
    }
    for d in Host::ALLOCATABLE.iter_fprs() {
        for s in Host::ALLOCATABLE.iter_fprs() {
            let r = some_gprs()[s.0 as usize % some_gprs().len()];
            let snippet = rig.compile(|asm, _| {
                asm.fmov(d, s);
                asm.mov_bits(r, d);
            });
            let mut world = World::new();
            let state = rig.run(&snippet, &mut world);
            let value = world.words[32 + s.0 as usize];
            assert_eq!(
                (state.fprs[d.0 as usize], state.gprs[r.0 as usize]),
                (value, value)
            );
            assert_kept(&world, &state, RegSet::of(&[r], &[d]), &|| "fmov".into());
            rig.free(&snippet);
        }
    }
}

#[test]
fn spills() {
    let mut rig = Rig::new();
    let (a, b) = (Gpr(1), Gpr(2));
    for slot in [0, 1, 15, 16, SPILL_SLOTS - 1] {
        let snippet = rig.compile(|asm, _| {
            asm.spill_store(slot, a);
            asm.spill_load(b, slot);
            asm.spill_store_f64(slot, Fpr(4));
            asm.spill_load_f64(Fpr(5), slot);
            asm.spill_store_imm(slot, 0x1234_5678_9abc);
            asm.spill_load(a, slot);
        });
        let mut world = World::new();
        let state = rig.run(&snippet, &mut world);
        assert_eq!(state.gprs[b.0 as usize], world.words[a.0 as usize]);
        assert_eq!(state.fprs[5], world.words[32 + 4]);
        assert_eq!(state.gprs[a.0 as usize], 0x1234_5678_9abc);
        assert_kept(&world, &state, RegSet::of(&[a, b], &[Fpr(5)]), &|| {
            "spill".into()
        });
    }
}

#[test]
fn the_exit_state_sees_the_spills() {
    extern "C" fn look(_: *mut World, state: *mut asm::ExitState) -> u64 {
        // SAFETY: the handler passes a complete state, whose spill area is alive until we return.
        unsafe { *(*state).spill.add(5) + (*state).exit }
    }
    let mut rig = Rig::new();
    let mut asm = Host::create(rig.arena.open(4096).unwrap(), Options::detect());
    asm.exit_handler(look as *const () as usize);
    asm.cold_section();
    let code = asm.finish().unwrap();
    let handler = rig.arena.publish(&code).start;
    let mut asm = Host::create(rig.arena.open(4096).unwrap(), Options::detect());
    asm.trace_entry();
    asm.spill_store_imm(5, 1000);
    let exit = asm.new_label();
    asm.loop_jump(exit);
    asm.exit_stub(exit, 0x1_0001, handler);
    asm.cold_section();
    let code = asm.finish().unwrap();
    let at = rig.arena.publish(&code).start;
    let got = rig.enter(&mut World::new(), std::ptr::null_mut(), at);
    assert_eq!(got, 1000 + 0x1_0001);
}

#[test]
fn parallel_moves() {
    // Permutations and fan-outs over both register files, spill slots, frame slots and constants.
    let places: Vec<Place> = [
        Place::Gpr(Gpr(0)),
        Place::Gpr(Gpr(7)),
        Place::Gpr(Gpr(12)),
        Place::Fpr(Fpr(0)),
        Place::Fpr(Fpr(9)),
        Place::Spill(0),
        Place::Spill(17),
        Place::Slot(0),
        Place::Slot(-2),
    ]
    .to_vec();
    let mut rig = Rig::new();
    let mut seed = 1u64;
    let mut random = |n: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % n
    };
    for _ in 0..300 {
        let mut targets = places.clone();
        for i in (1..targets.len()).rev() {
            targets.swap(i, random(i + 1));
        }
        targets.truncate(1 + random(places.len()));
        let list: Vec<(Place, Place)> = targets
            .iter()
            .map(|&dst| {
                let pick = random(places.len() + 2);
                (
                    dst,
                    places
                        .get(pick)
                        .copied()
                        .unwrap_or(Place::Const(pick as u64 * 0x1_0000_0001)),
                )
            })
            .collect();
        let snippet = rig.compile(|asm, _| {
            for (n, place) in places.iter().enumerate() {
                asm.move_place(*place, Place::Const(n as u64 + 100), Host::move_scratch().0);
            }
            asm.parallel_move(&list);
            // Show all places as words of the world.
            for (n, place) in places.iter().enumerate() {
                let scratch = Host::move_scratch().0;
                let reg = match place {
                    Place::Gpr(reg) => *reg,
                    Place::Fpr(_) | Place::Spill(_) | Place::Slot(_) | Place::Const(_) => {
                        asm.move_place(Place::Gpr(scratch), *place, scratch);
                        scratch
                    }
                };
                use asm::MemoryTemplates;
                asm.store(asm::MemKind::W64, Host::THREAD, World::disp(OWN + n), reg);
            }
        });
        let mut world = World::new();
        rig.run(&snippet, &mut world);
        for (n, place) in places.iter().enumerate() {
            let source = list
                .iter()
                .find(|(dst, _)| dst == place)
                .map(|(_, src)| *src);
            let expected = match source {
                Some(Place::Const(bits)) => bits,
                Some(src) => places.iter().position(|p| *p == src).unwrap() as u64 + 100,
                None => n as u64 + 100,
            };
            assert_eq!(world.words[OWN + n], expected, "{place:?} after {list:?}");
        }
        rig.free(&snippet);
    }
}

#[test]
fn a_loop_runs() {
    let mut rig = Rig::new();
    let (sum, i, n) = (Gpr(0), Gpr(1), Gpr(2));
    let snippet = rig.compile(|asm, exit| {
        asm.kint(sum, 0);
        asm.kint(i, 0);
        asm.align_loop();
        let head = asm.new_label();
        asm.bind(head);
        asm.guard_icmp(Cond::Lt, i, n, exit);
        asm.iadd(sum, sum, i);
        asm.iadd_imm(i, i, 1);
        asm.guard_poll(World::disp(OWN), exit);
        asm.loop_jump(head);
    });
    let mut world = World::new();
    world.set(n, 100_000);
    let state = rig.run(&snippet, &mut world);
    assert_eq!((state.exit, state.gprs[0]), (EXIT, 4_999_950_000));
    assert_eq!(state.return_address as usize, rig.entry_returns_to);
}

#[test]
fn exits_are_linked_and_unlinked() {
    let mut rig = Rig::new();
    let (a, b) = (Gpr(1), Gpr(2));
    for padding in 0..8 {
        let root = rig.compile(|asm, exit| {
            for _ in 0..padding {
                asm.guard_is_not(Gpr(3), 0x9999_9999_9999, exit);
                asm.ineg(Gpr(5), Gpr(5));
            }
            asm.guard_icmp_imm(Cond::Lt, a, 10, exit);
        });
        // The side trace begins inside the frame that the root made.
        let region = rig.arena.open(4096).unwrap();
        let mut asm = Host::create(region, rig.options);
        asm.iadd_imm(b, a, 1000);
        let end = asm.new_label();
        asm.loop_jump(end);
        asm.exit_stub(end, 77, rig.handler);
        asm.cold_section();
        let code = asm.finish().unwrap();
        let side = rig.arena.publish(&code);

        let mut world = World::new();
        world.set(a, 3);
        assert_eq!(rig.run(&root, &mut world).exit, END);
        world.set(a, 30);
        assert_eq!(rig.run(&root, &mut world).exit, EXIT);
        let undo = rig
            .arena
            .patch::<Host>(PatchKind::ExitStub, root.exit, side.start)
            .unwrap();
        let state = rig.run(&root, &mut world);
        assert_eq!((state.exit, state.gprs[b.0 as usize]), (77, 1030));
        rig.arena.apply(undo);
        assert_eq!(rig.run(&root, &mut world).exit, EXIT);

        // The guard's own branch, where one store can do it.
        let guards: Vec<usize> = root
            .sites
            .iter()
            .filter(|s| s.0 == PatchKind::Branch)
            .map(|s| s.1)
            .collect();
        let last = *guards.last().unwrap();
        match rig.arena.patch::<Host>(PatchKind::Branch, last, side.start) {
            Ok(undo) => {
                assert_eq!(rig.run(&root, &mut world).exit, 77);
                world.set(a, 3);
                assert_eq!(rig.run(&root, &mut world).exit, END);
                world.set(a, 30);
                rig.arena.apply(undo);
            }
            Err(ArenaError::Unaligned) if cfg!(target_arch = "x86_64") => {}
            Err(other) => panic!("{other}"),
        }
        assert_eq!(rig.run(&root, &mut world).exit, EXIT);
        rig.arena.free(side);
        rig.free(&root);
    }
}

#[test]
fn jumps_between_traces_are_patched() {
    let mut rig = Rig::new();
    let ends: Vec<usize> = (0..2)
        .map(|n| {
            let mut asm = Host::create(rig.arena.open(4096).unwrap(), rig.options);
            let end = asm.new_label();
            asm.loop_jump(end);
            asm.exit_stub(end, 50 + n, rig.handler);
            asm.cold_section();
            let code = asm.finish().unwrap();
            rig.arena.publish(&code).start
        })
        .collect();
    for padding in 0..8 {
        let snippet = rig.compile(|asm, exit| {
            for _ in 0..padding {
                asm.guard_is_not(Gpr(3), 0x9999_9999_9999, exit);
                asm.ineg(Gpr(9), Gpr(9));
            }
            asm.jump(ends[0]);
        });
        let site = snippet
            .sites
            .iter()
            .find(|s| s.0 == PatchKind::Jump)
            .unwrap()
            .1;
        let mut world = World::new();
        assert_eq!(rig.run(&snippet, &mut world).exit, 50);
        let undo = rig
            .arena
            .patch::<Host>(PatchKind::Jump, site, ends[1])
            .unwrap();
        assert_eq!(rig.run(&snippet, &mut world).exit, 51);
        rig.arena.apply(undo);
        assert_eq!(rig.run(&snippet, &mut world).exit, 50);
    }
}

#[test]
fn a_trace_calls_itself() {
    // f(n) = n < 2 ? n : f(n - 1) + f(n - 2), with n and temporaries in frame windows of eight slots.
    use asm::MemoryTemplates;
    let mut rig = Rig::new();
    let region = rig.arena.open(4096).unwrap();
    let at = region.exec_addr();
    let mut asm = Host::create(region, rig.options);
    let (n, t) = (Gpr(1), Gpr(2));
    let (stop, deep) = (asm.new_label(), asm.new_label());
    asm.trace_entry();
    asm.guard_stack(World::disp(OWN), deep);
    asm.slot_load(n, 0);
    asm.guard_icmp_imm(Cond::Ge, n, 2, stop);
    asm.iadd_imm(t, n, -1);
    asm.slot_store(8, t);
    asm.kint(Host::RET, at as i64);
    asm.call_trace(Host::RET, 64);
    asm.spill_store(100, Host::RET);
    asm.slot_load(n, 0);
    asm.iadd_imm(t, n, -2);
    asm.slot_store(8, t);
    asm.kint(Host::RET, at as i64);
    asm.call_trace(Host::RET, 64);
    asm.spill_load(t, 100);
    asm.iadd(Host::RET, Host::RET, t);
    asm.trace_leave();
    asm.bind(stop);
    asm.mov(Host::RET, n);
    asm.trace_leave();
    asm.exit_stub(deep, 9, rig.handler);
    asm.cold_section();
    let code = asm.finish().unwrap();
    rig.arena.publish(&code);
    let mut world = World::new();
    let mut stack = vec![0u64; 1000];
    for (n, expected) in [(0, 0), (1, 1), (2, 1), (10, 55), (20, 6765)] {
        stack[16] = n;
        assert_eq!(
            rig.enter(&mut world, stack[16..].as_mut_ptr(), at),
            expected
        );
    }
    // A stack limit above the stack makes the first activation leave.
    world.words[OWN] = u64::MAX;
    assert_eq!(rig.enter(&mut world, stack[16..].as_mut_ptr(), at), 9);
}

#[test]
fn an_exit_deep_inside_returns_to_the_caller() {
    // f(n) = f(n - 1) + 1 without end: the stack guard leaves at some depth, its exit returns 9 to the activation above.
    use asm::MemoryTemplates;
    let mut rig = Rig::new();
    let region = rig.arena.open(4096).unwrap();
    let at = region.exec_addr();
    let mut asm = Host::create(region, rig.options);
    let deep = asm.new_label();
    asm.trace_entry();
    asm.guard_stack(World::disp(OWN), deep);
    // BASE moves with each activation and must come back.
    asm.slot_load(Gpr(1), 0);
    asm.spill_store(3, Gpr(1));
    asm.kint(Host::RET, at as i64);
    asm.call_trace(Host::RET, 8);
    asm.iadd_imm(Host::RET, Host::RET, 1);
    asm.slot_load(Gpr(1), 0);
    asm.spill_load(Gpr(2), 3);
    asm.guard_icmp(Cond::Eq, Gpr(1), Gpr(2), deep);
    asm.trace_leave();
    asm.exit_stub(deep, 9, rig.handler);
    asm.cold_section();
    let code = asm.finish().unwrap();
    rig.arena.publish(&code);
    let mut world = World::new();
    let mut stack: Vec<u64> = (0..1000).collect();
    let here = &raw const world as usize;
    let depth = |world: &mut World, bytes: usize, rig: &Rig, stack: &mut Vec<u64>| {
        world.words[OWN] = (here - bytes) as u64;
        rig.enter(world, stack.as_mut_ptr(), at) - 9
    };
    let shallow = depth(&mut world, 10_000, &rig, &mut stack);
    let deeper = depth(&mut world, 110_000, &rig, &mut stack);
    // A frame takes a little more than the spill area.
    let frame = 100_000 / (deeper - shallow);
    assert!((1000..1100).contains(&frame), "{shallow} {deeper}");
}

#[test]
fn errors_are_results() {
    fn out_of_space<M: Templates>() {
        let mut asm = M::create(Region::unexecuted(0x1000, 64), Options::BASELINE);
        for n in 0..100 {
            asm.kint(Gpr(1), 0x1234_5678_9abc + n);
        }
        asm.align_loop();
        asm.cold_section();
        assert_eq!(asm.finish().unwrap_err(), AsmError::OutOfSpace);
    }
    out_of_space::<x64::X64>();
    out_of_space::<a64::A64>();

    fn unbound<M: Templates>() {
        let mut asm = M::create(Region::unexecuted(0x1000, 64), Options::BASELINE);
        let label = asm.new_label();
        asm.loop_jump(label);
        asm.cold_section();
        assert_eq!(asm.finish().unwrap_err(), AsmError::BadLabel);
    }
    unbound::<x64::X64>();
    unbound::<a64::A64>();

    fn too_many_spills<M: Templates>() {
        let mut asm = M::create(Region::unexecuted(0x1000, 64), Options::BASELINE);
        asm.spill_load(Gpr(1), SPILL_SLOTS);
        asm.cold_section();
        assert_eq!(
            asm.finish().unwrap_err(),
            AsmError::BadOperand("spill slot")
        );
    }
    too_many_spills::<x64::X64>();
    too_many_spills::<a64::A64>();

    // tbz reaches 32 KB, b.cond 1 MB.
    fn distance(far_guards: bool, bytes: usize) -> Result<Code, AsmError> {
        let options = Options {
            far_guards,
            ..Options::BASELINE
        };
        let mut asm = a64::A64::create(Region::unexecuted(0x1000, 4 << 20), options);
        let exit = asm.new_label();
        asm.guard_int(Gpr(1), exit);
        while asm.offset() < bytes {
            asm.iadd(Gpr(0), Gpr(0), Gpr(1));
        }
        asm.exit_stub(exit, 1, 0x1000);
        asm.cold_section();
        asm.finish()
    }
    assert!(distance(false, 30_000).is_ok());
    assert_eq!(
        distance(false, 33_000).unwrap_err(),
        AsmError::BranchOutOfRange { offset: 0 }
    );
    assert!(distance(true, 33_000).is_ok());
    assert!(matches!(
        distance(true, 1_100_000),
        Err(AsmError::BranchOutOfRange { .. })
    ));
    // b reaches 128 MB.
    let mut asm = a64::A64::create(Region::unexecuted(0x1000, 64), Options::BASELINE);
    asm.jump(0x1000_0000);
    asm.cold_section();
    assert!(matches!(
        asm.finish(),
        Err(AsmError::BranchOutOfRange { .. })
    ));
    let mut asm = x64::X64::create(Region::unexecuted(0x1000, 64), Options::BASELINE);
    asm.jump(0x1_8000_0000);
    asm.cold_section();
    assert!(matches!(
        asm.finish(),
        Err(AsmError::BranchOutOfRange { .. })
    ));
}

#[test]
fn the_arena_allocates_and_frees() {
    let mut arena = Arena::new(0, 1 << 20).unwrap();
    let region = arena.open(1000).unwrap();
    assert!(matches!(arena.open(64), Err(ArenaError::Busy)));
    let start = region.exec_addr();
    drop(region);
    arena.abandon();
    let fill = |arena: &mut Arena, count: usize| {
        let mut asm = Host::create(arena.open(64 * 1024).unwrap(), Options::BASELINE);
        for _ in 0..count {
            asm.iadd(Gpr(0), Gpr(0), Gpr(1));
        }
        let code: Code = Assembler::finish(asm).unwrap();
        arena.publish(&code)
    };
    let first = fill(&mut arena, 100);
    assert_eq!(first.start, start);
    let second = fill(&mut arena, 1000);
    let third = fill(&mut arena, 10);
    assert_eq!((first.end(), second.end()), (second.start, third.start));
    assert!(arena.is_published(second.start) && arena.is_published(third.end() - 1));
    assert!(!arena.is_published(third.end()));
    arena.free(second);
    assert!(!arena.is_published(second.start) && arena.is_published(first.end() - 1));
    arena.free(first);
    // The hole of the two is too small for 64 KB: the rest is used; a small request goes into the hole.
    let fourth = fill(&mut arena, 10);
    assert_eq!(fourth.start, third.end());
    assert_eq!(arena.open(2000).unwrap().exec_addr(), start);
    arena.abandon();
    assert!(matches!(arena.open(1 << 20), Err(ArenaError::Full)));
    assert_eq!(arena.used(), third.len + fourth.len);
    arena.free(third);
    arena.free(fourth);
    assert_eq!(arena.used(), 0);
    assert_eq!(arena.open(1 << 20).unwrap().exec_addr(), start);
}

#[test]
fn no_page_is_writable_and_executable() {
    let mut rig = Rig::new();
    let snippet = rig.compile(|asm, _| asm.kint(Gpr(0), 1));
    rig.run(&snippet, &mut World::new());
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    assert!(maps.contains("sidewinder-code"));
    for line in maps.lines() {
        let protection = line.split_whitespace().nth(1).unwrap();
        assert!(
            !(protection.contains('w') && protection.contains('x')),
            "{line}"
        );
    }
}

#[test]
fn the_arena_lies_near_the_text() {
    let near = no_page_is_writable_and_executable as *const () as usize;
    let arena = Arena::new(near, 16 << 20).unwrap();
    assert!(arena.range().start.abs_diff(near) < 1 << 31);
    assert!(arena.range().end().abs_diff(near) < 1 << 31);
}

#[test]
fn a_forked_child_has_code_of_its_own() {
    let mut rig = Rig::new();
    let snippet = rig.compile(|asm, exit| asm.guard_valid(exit));
    let site = snippet
        .sites
        .iter()
        .find(|s| s.0 == PatchKind::Valid)
        .unwrap()
        .1;
    let mut world = World::new();
    assert_eq!(rig.run(&snippet, &mut world).exit, END);
    let copy = rig.arena.fork_prepare().unwrap();
    // SAFETY: the child only touches the arena and exits at once.
    let child = unsafe { libc::fork() };
    if child == 0 {
        rig.arena.fork_child(copy).unwrap();
        let before = rig.run(&snippet, &mut world).exit;
        rig.arena
            .patch::<Host>(PatchKind::Valid, site, snippet.exit)
            .unwrap();
        let after = rig.run(&snippet, &mut world).exit;
        let more = rig.compile(|asm, _| asm.kint(Gpr(0), 5));
        let new = rig.run(&more, &mut world).gprs[0];
        let fine = before == END && after == EXIT && new == 5;
        // SAFETY: ends the child without running the parent's destructors.
        unsafe { libc::_exit(if fine { 42 } else { 1 }) };
    }
    let mut status = 0;
    // SAFETY: waits for the child just made.
    unsafe { libc::waitpid(child, &raw mut status, 0) };
    assert!(libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 42);
    // What the child patched is not patched here.
    assert_eq!(rig.run(&snippet, &mut world).exit, END);
}

#[test]
#[should_panic(expected = "never published")]
fn running_unpublished_code_is_noticed() {
    let rig = Rig::new();
    rig.enter(
        &mut World::new(),
        std::ptr::null_mut(),
        rig.arena.range().end() - 4096,
    );
}

/// All that writes code tells the instruction cache: assembling, patching, undoing it, freeing, forking.
#[test]
fn what_is_written_is_flushed() {
    let mut rig = Rig::new();
    let snippet = rig.compile(|asm, exit| asm.guard_icmp_imm(asm::Cond::Eq, Gpr(0), 0, exit));
    let start = rig.arena.range().start;
    rig.arena.assert_published(start);
    let copy = rig.arena.fork_prepare().expect("a copy");
    rig.arena.fork_child(copy).expect("the copy is mapped");
    rig.arena.assert_published(start);
    rig.free(&snippet);
    rig.arena.assert_published(start);
}

/// What is being assembled must not be run, but other code may be meanwhile.
#[test]
fn an_open_region_is_no_published_code() {
    let mut rig = Rig::new();
    let start = rig.arena.range().start;
    let region = rig.arena.open(4096).expect("room");
    rig.arena.assert_published(start);
    assert!(!rig.arena.is_published(region.exec_addr()));
    rig.arena.abandon();
}

#[test]
fn patching_far_away_fails() {
    use asm::PatchKind::{Branch, ExitStub, Jump, Valid};
    for kind in [Branch, ExitStub, Jump, Valid] {
        let site = if kind == Jump { 0x1003 } else { 0x1000 };
        assert!(matches!(
            x64::X64::encode_patch(kind, site, 1 << 40, [0; 2]),
            Err(ArenaError::OutOfRange)
        ));
        assert!(matches!(
            a64::A64::encode_patch(kind, 0x1000, 1 << 40, [0; 2]),
            Err(ArenaError::OutOfRange)
        ));
        assert!(matches!(
            a64::A64::encode_patch(kind, 0x1002, 0x2000, [0; 2]),
            Err(ArenaError::Unaligned)
        ));
    }
    // A 19-bit field ends at 1 MB, a 14-bit one at 32 KB.
    let [bcond, tbz] = [0x5400_0001u64, 0x3600_0001];
    assert!(a64::A64::encode_patch(Branch, 0x1000, 0x1000 + 0xf_fffc, [bcond; 2]).is_ok());
    assert!(a64::A64::encode_patch(Branch, 0x1000, 0x1000 + 0x10_0000, [bcond; 2]).is_err());
    assert!(a64::A64::encode_patch(Branch, 0x1000, 0x1000 + 0x7ffc, [tbz; 2]).is_ok());
    assert!(a64::A64::encode_patch(Branch, 0x1000, 0x1000 + 0x8000, [tbz; 2]).is_err());
}

#[test]
fn the_published_code_lists_as_it_was_assembled() {
    let mut rig = Rig::new();
    let snippet = rig.compile(|asm, _| asm.iadd(Gpr(0), Gpr(0), Gpr(1)));
    let bytes = rig.arena.bytes(snippet.range);
    assert_eq!(bytes[..snippet.listing.len()], snippet.listing);
    let addr = snippet.range.start;
    let listing = Listing {
        arch: Arch::HOST,
        bytes,
        addr,
        text_len: snippet.listing.len(),
    };
    let text = listing.text(&|at| (at == rig.handler).then(|| "handler".into()));
    let add = if cfg!(target_arch = "x86_64") {
        "add rax, rcx"
    } else {
        "add x0, x0, x1"
    };
    assert!(text.contains(add) && text.contains("handler"), "{text}");
}
