//! Prints? No: compares the encodings of both architectures with listings, on any host.

mod rig;

use asm::disasm::{Arch, Listing};
use asm::*;

fn list<M: Templates>(arch: Arch, body: impl FnOnce(&mut M, Label)) -> String {
    let mut asm = M::create(Region::unexecuted(0x10_0000, 4096), Options::BASELINE);
    let exit = asm.new_label();
    body(&mut asm, exit);
    asm.exit_stub(exit, 7, 0x20_0000);
    asm.cold_section();
    let code = asm.finish().unwrap();
    let exit = code.addr_of(exit);
    let listing = Listing {
        arch,
        bytes: code.bytes(),
        addr: code.exec_addr(),
        text_len: code.text_len,
    };
    listing.text(&|addr| match addr {
        0x20_0000 => Some("handler".into()),
        0x30_0000 => Some("helper".into()),
        0x7777_7777_0000 => Some("far_helper".into()),
        _ if addr == exit => Some("exit".into()),
        _ => None,
    })
}

fn body<M: Templates>(m: &mut M, exit: Label) {
    let live = RegSet::of(&[Gpr(1), Gpr(2)], &[Fpr(1)]);
    m.trace_entry();
    m.iaddo(Gpr(0), Gpr(0), Gpr(1), exit);
    m.guard_int(Gpr(1), exit);
    m.guard_icmp_imm(Cond::Lt, Gpr(1), 100, exit);
    m.guard_float(Gpr(1), 5, exit);
    m.boxi(Gpr(0), Gpr(1), 0x30_0000, live);
    m.boxf(Gpr(0), Fpr(1), 0x7777_7777_0000, live);
    m.unboxf(Fpr(0), Gpr(1));
    m.kflt(Fpr(0), 1.5);
    m.guard_valid(exit);
    m.guard_poll(16, exit);
    m.idivfloor(Gpr(0), Gpr(1), Gpr(2));
    m.jump(0x20_0000);
}

#[test]
fn show() {
    println!("{}", list::<x64::X64>(Arch::X64, body));
    println!("{}", list::<a64::A64>(Arch::A64, body));
}
