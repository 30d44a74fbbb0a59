//! Every template of both architectures as a listing, on any host: what the native tests cannot show of the other
//! architecture, and what a change of a template changes. `UPDATE_LISTINGS=1 cargo test -p asm --test listing` writes
//! the expected listings anew.

use asm::disasm::{Arch, Listing};
use asm::encoding::GC_BARRIER_MASK;
use asm::*;

const HANDLER: usize = 0x20_0000;
const HELPER: usize = 0x30_0000;
const FAR_HELPER: usize = 0x7777_7777_0000;
const TRACE: usize = 0x10_8000;

type Template<M> = (&'static str, fn(&mut M, Label));

macro_rules! templates {
    ($($name:ident($($arg:expr),*);)*) => {
        vec![$((stringify!($name($($arg),*)), |m: &mut M, exit: Label| {
            let _ = exit;
            templates!(@ m exit $name($($arg),*));
        })),*]
    };
    (@ $m:ident $exit:ident $name:ident($($arg:expr),*)) => {
        { let _ = $m.$name($($arg),*); }
    };
}

/// Registers by number, so that one list serves both architectures.
const fn r(n: u8) -> Gpr {
    Gpr(n)
}

const fn d(n: u8) -> Fpr {
    Fpr(n)
}

const LIVE: RegSet = RegSet::of(&[Gpr(1), Gpr(2)], &[Fpr(1)]);
const ROOM: Room = Room {
    depth: 200,
    depth_limit: 204,
    stack_limit: 160,
    native_limit: 24,
    frames: 2,
    bytes: 320,
};
const SITE: AllocSite = AllocSite {
    cursor: 16,
    limit: 24,
    bytes: 48,
    header: 0x21,
    helper: HELPER,
    arg: 3,
};

fn plain<M: Templates>() -> Vec<Template<M>> {
    templates! {
        iadd(r(0), r(1), r(2));
        iadd(r(0), r(0), r(2));
        iadd(r(0), r(1), r(0));
        iadd_imm(r(0), r(0), 1);
        iadd_imm(r(0), r(1), -4096);
        iadd_imm(r(0), r(1), 0x1234_5678_9abc);
        isub(r(0), r(1), r(2));
        isub(r(0), r(1), r(0));
        isub_imm(r(0), r(1), 5000);
        isub_from_imm(r(0), 100, r(1));
        imul(r(0), r(1), r(2));
        imul_imm(r(0), r(1), 10);
        imul_imm(r(0), r(1), 8);
        ineg(r(0), r(1));
        iand(r(0), r(1), r(2));
        iand_imm(r(0), r(1), 0xff);
        iand_imm(r(0), r(1), 0xffff_ffff);
        iand_imm(r(0), r(1), 0x1234_5678_9abc);
        ior(r(0), r(1), r(2));
        ior_imm(r(0), r(1), 1);
        ixor(r(0), r(1), r(2));
        ixor_imm(r(0), r(1), -2);
        inot(r(0), r(1));
        ishl(r(0), r(2), r(1));
        ishl(r(0), r(1), r(0));
        ishl_imm(r(0), r(1), 5);
        ishr(r(1), r(2), r(3));
        ishr_imm(r(0), r(1), 63);
        iushr(r(6), r(2), r(7));
        iushr_imm(r(0), r(0), 1);
        idivfloor(r(0), r(1), r(2));
        idivfloor(r(6), r(1), r(2));
        idivfloor_imm(r(0), r(1), 10);
        idivfloor_imm(r(0), r(1), 16);
        imodfloor(r(2), r(1), r(0));
        imodfloor_imm(r(0), r(1), 10);
        imodfloor_imm(r(0), r(1), 16);
        fadd(d(0), d(1), d(2));
        fsub(d(0), d(1), d(0));
        fmul(d(0), d(0), d(9));
        fdiv(d(0), d(1), d(2));
        fadd_imm(d(0), d(0), 1.5);
        fsub_from_imm(d(0), 1.5, d(1));
        fdiv_imm(d(0), d(1), 3.0);
        fneg(d(0), d(1));
        fabs(d(0), d(1));
        fsqrt(d(0), d(1));
        ffloor(d(0), d(1));
        fceil(d(0), d(1));
        ftrunc(d(0), d(1));
        fmadd(d(0), d(1), d(2), d(0));
        fmadd(d(0), d(0), d(2), d(1));
        fnmadd(d(0), d(1), d(0), d(2));
        fnmadd(d(0), d(1), d(2), d(3));
        fpowh(d(0), [d(1), d(2)], d(3), -3, HELPER, LIVE);
        i2f(d(0), r(1));
        boxi(r(0), r(1), HELPER, LIVE);
        boxi_small(r(0), r(1));
        boxu(r(0), r(1), HELPER, LIVE);
        boxf(r(0), d(1), FAR_HELPER, LIVE);
        unboxi(r(0), r(1));
        unboxu(r(0), r(1));
        unboxf(d(0), r(1));
        unboxf_flonum(d(0), r(1));
        load(MemKind::U8, r(0), r(1), 5);
        load(MemKind::I8, r(0), r(1), -300);
        load(MemKind::U16, r(0), r(1), 6);
        load(MemKind::I16, r(0), r(1), 7);
        load(MemKind::U32, r(0), r(1), 8);
        load(MemKind::I32, r(0), r(1), 8);
        load(MemKind::W64, r(0), r(1), 40_000);
        load(MemKind::W64, r(0), M::THREAD, 64);
        load_f64(d(0), r(1), 8);
        store(MemKind::U8, r(1), 5, r(0));
        store(MemKind::I16, r(1), 6, r(0));
        store(MemKind::U32, r(1), 8, r(0));
        store(MemKind::W64, r(1), 8, r(0));
        store_imm(MemKind::U8, r(1), 5, 255);
        store_imm(MemKind::W64, r(1), 8, 0);
        store_imm(MemKind::W64, r(1), 8, 0x1234_5678_9abc);
        store_f64(r(1), 8, d(0));
        aload(MemKind::U8, r(0), r(1), r(2), 0);
        aload(MemKind::I32, r(0), r(1), r(2), 16);
        aload(MemKind::W64, r(0), r(1), r(2), 0);
        aload_f64(d(0), r(1), r(2), 0);
        aload_f32(d(0), r(1), r(2), 0);
        astore(MemKind::U8, r(1), r(2), 0, r(0));
        astore(MemKind::W64, r(1), r(2), 16, r(0));
        astore_imm(MemKind::W64, r(1), r(2), 16, 5);
        astore_f64(r(1), r(2), 0, d(0));
        astore_f32(r(1), r(2), 0, d(0));
        aadd(r(0), r(1), 16);
        aadd_index(r(0), r(1), r(2), MemKind::W64, 16);
        slot_load(r(0), 3);
        slot_store(-2, r(0));
        slot_store_imm(3, 4);
        slot_store_imm(3, 0x7f12_3456_7890);
        publish_slot(96, 12);
        add_u32(r(3), 96, -2);
        alloc(r(0), &SITE, LIVE);
        barrier(r(1), GC_BARRIER_MASK, HELPER, LIVE);
        call(HELPER);
        call(FAR_HELPER);
        call_reg(r(3));
        call_trace(r(0), 64);
        entry_trampoline();
        exit_handler(HELPER);
        trace_entry();
        trace_leave();
        jump(TRACE);
        unreachable();
        mov(r(0), r(1));
        fmov(d(0), d(1));
        mov_bits(r(0), d(1));
        fmov_bits(d(0), r(1));
        kint(r(0), 0);
        kint(r(0), 1);
        kint(r(0), -1);
        kint(r(0), 0xffff_ffff);
        kint(r(0), 0x1234_5678_9abc);
        kint(r(0), 0x5555_5555_5555_5555);
        kflt(d(0), 0.0);
        kflt(d(0), 1.5);
        spill_load(r(0), 1);
        spill_store(20, r(0));
        spill_load_f64(d(0), 1);
        spill_store_f64(1, d(0));
        spill_store_imm(1, 4);
        add_base(64);
    }
}

fn guards<M: Templates>() -> Vec<Template<M>> {
    vec![
        ("iaddo", |m, e| m.iaddo(r(0), r(1), r(2), e)),
        ("iaddo_imm", |m, e| m.iaddo_imm(r(0), r(0), 1, e)),
        ("isubo", |m, e| m.isubo(r(0), r(1), r(0), e)),
        ("isubo_imm", |m, e| m.isubo_imm(r(0), r(1), 1, e)),
        ("isubo_from_imm", |m, e| {
            m.isubo_from_imm(r(0), 100, r(1), e)
        }),
        ("imulo", |m, e| m.imulo(r(0), r(1), r(2), e)),
        ("imulo_imm", |m, e| m.imulo_imm(r(0), r(1), 10, e)),
        ("inego", |m, e| m.inego(r(0), r(1), e)),
        ("f2i", |m, e| m.f2i(r(0), d(1), e)),
        ("guard_float_tag", |m, e| m.guard_float_tag(d(1), e)),
        ("f2i_exact", |m, e| m.f2i_exact(r(0), d(1), e)),
        ("guard_icmp Lt", |m, e| {
            m.guard_icmp(Cond::Lt, r(0), r(1), e)
        }),
        ("guard_icmp Uge", |m, e| {
            m.guard_icmp(Cond::Uge, r(0), r(1), e)
        }),
        ("guard_icmp_imm 0", |m, e| {
            m.guard_icmp_imm(Cond::Ne, r(0), 0, e)
        }),
        ("guard_icmp_imm 100", |m, e| {
            m.guard_icmp_imm(Cond::Lt, r(0), 100, e)
        }),
        ("guard_icmp_imm -1000", |m, e| {
            m.guard_icmp_imm(Cond::Ge, r(0), -1000, e)
        }),
        ("guard_icmp_imm wide", |m, e| {
            m.guard_icmp_imm(Cond::Le, r(0), 0x1234_5678_9abc, e)
        }),
        ("guard_fcmp Lt", |m, e| {
            m.guard_fcmp(FCond::Lt, d(0), d(1), e)
        }),
        ("guard_fcmp Eq", |m, e| {
            m.guard_fcmp(FCond::Eq, d(0), d(1), e)
        }),
        ("guard_fcmp Ne", |m, e| {
            m.guard_fcmp(FCond::Ne, d(0), d(1), e)
        }),
        ("guard_fcmp Nge", |m, e| {
            m.guard_fcmp(FCond::Nge, d(0), d(1), e)
        }),
        ("guard_fcmp_imm Lt", |m, e| {
            m.guard_fcmp_imm(FCond::Lt, d(0), 1.5, e)
        }),
        ("guard_fcmp_imm Ge", |m, e| {
            m.guard_fcmp_imm(FCond::Ge, d(0), 1.5, e)
        }),
        ("guard_int", |m, e| m.guard_int(r(6), e)),
        ("guard_int2", |m, e| m.guard_int2(r(0), r(1), e)),
        ("guard_flonum", |m, e| m.guard_flonum(r(0), e)),
        ("guard_uint", |m, e| m.guard_uint(r(6), 5, e)),
        ("guard_float", |m, e| m.guard_float(r(0), 5, e)),
        ("guard_ptr", |m, e| m.guard_ptr(r(0), e)),
        ("guard_shape", |m, e| m.guard_shape(r(0), 1000, e)),
        ("guard_shape_ptr", |m, e| {
            m.guard_shape_ptr(r(0), 0x1_0001, e)
        }),
        ("guard_is", |m, e| m.guard_is(r(0), 0x24, e)),
        ("guard_is_not", |m, e| {
            m.guard_is_not(r(0), 0x7f12_3456_7890, e)
        }),
        ("guard_noraise", |m, e| m.guard_noraise(r(0), e)),
        ("guard_valid", |m, e| m.guard_valid(e)),
        ("guard_unseen", |m, e| m.guard_unseen(16, 128, e)),
        ("guard_poll", |m, e| m.guard_poll(16, e)),
        ("guard_countdown", |m, e| {
            m.guard_countdown(0x1234_5678_9abc, e)
        }),
        ("guard_stack", |m, e| m.guard_stack(24, e)),
        ("guard_room", |m, e| m.guard_room(&ROOM, e)),
        ("guard_mem_imm U8", |m, e| {
            m.guard_mem_imm(MemKind::U8, Cond::Eq, r(1), 6, 3, e)
        }),
        ("guard_mem_imm W64", |m, e| {
            m.guard_mem_imm(MemKind::W64, Cond::Ugt, r(1), 16, 7, e)
        }),
        ("guard_mem", |m, e| {
            m.guard_mem(Cond::Ult, r(0), r(1), 16, e)
        }),
        ("guard_any_bit", |m, e| m.guard_any_bit(r(0), 8, e)),
        ("guard_no_bit", |m, e| m.guard_no_bit(r(0), 0xff00, e)),
    ]
}

/// One section per template: its call, then its code with the out-of-line part; the exit stub only where it is used.
fn list<M: Templates>(arch: Arch) -> String {
    let mut out = String::new();
    for (name, template) in plain::<M>().into_iter().chain(guards::<M>()) {
        let mut asm = M::create(Region::unexecuted(0x10_0000, 4096), Options::BASELINE);
        let exit = asm.new_label();
        template(&mut asm, exit);
        // Control never falls from a body into its cold code; the trap shows where the body ends.
        let body = asm.offset();
        asm.unreachable();
        let end = asm.offset();
        asm.cold_section();
        let has_cold = asm.offset() != end;
        asm.exit_stub(exit, 7, HANDLER);
        let code = asm.finish().unwrap();
        let (at, exit) = (code.exec_addr(), code.addr_of(exit));
        let name_of = |addr| match addr {
            HANDLER => Some("handler".into()),
            HELPER => Some("helper".into()),
            FAR_HELPER => Some("far_helper".into()),
            TRACE => Some("trace".into()),
            _ if addr == exit => Some("exit".into()),
            _ if addr == at + end && end < code.text_len => Some("cold".into()),
            _ => None,
        };
        // The template itself and, if there are any, its cold code and constants; not the stub.
        let shown = if has_cold { exit - at } else { body };
        let bytes = &code.bytes()[..shown];
        let listing = Listing {
            arch,
            bytes,
            addr: at,
            text_len: code.text_len,
        };
        out.push_str(&format!("; {name}\n{}", listing.text(&name_of)));
    }
    let mut asm = M::create(Region::unexecuted(0x10_0000, 4096), Options::BASELINE);
    let exit = asm.new_label();
    asm.exit_stub(exit, 0x1_0007, HANDLER);
    let code = asm.finish().unwrap();
    let listing = Listing {
        arch,
        bytes: code.bytes(),
        addr: code.exec_addr(),
        text_len: code.text_len,
    };
    out.push_str("; exit_stub(exit, 0x1_0007, HANDLER)\n");
    out.push_str(&listing.text(&|addr| (addr == HANDLER).then(|| "handler".into())));
    out
}

fn check(file: &str, listing: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(file);
    if std::env::var_os("UPDATE_LISTINGS").is_some() {
        std::fs::write(&path, listing).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    for (n, (new, old)) in listing.lines().zip(expected.lines()).enumerate() {
        assert_eq!(new, old, "{file}:{}", n + 1);
    }
    assert!(listing.len() == expected.len(), "{file} has another length");
}

#[test]
fn x64_listing() {
    check("listing.x64", &list::<x64::X64>(Arch::X64));
}

#[test]
fn a64_listing() {
    check("listing.a64", &list::<a64::A64>(Arch::A64));
}
