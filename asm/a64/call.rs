//! Calls, and the out-of-line helper calls of the slow paths, which save what is live around themselves.

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};

use super::A64;
use super::control::SAVED_BASE;
use super::regs::{FSCRATCH, X16, X27};
use crate::{
    CallTemplates, ControlTemplates, Fpr, Gpr, Machine, MemKind, MemoryTemplates, RegSet, moves,
};

/// An argument of a slow path's helper.
#[derive(Clone, Copy)]
pub(super) enum Arg {
    Gpr(Gpr),
    Fpr(Fpr),
    Imm(u64),
}

/// Where a slow path wants its helper's result.
#[derive(Clone, Copy)]
pub(super) enum Out {
    None,
    Gpr(Gpr),
    Fpr(Fpr),
}

impl CallTemplates for A64 {
    fn call(&mut self, target: usize) {
        // The link register is free: `trace_entry` keeps it in the frame.
        let distance = (target as i64).wrapping_sub(self.here() as i64);
        if target % 4 == 0 && (-(1 << 27)..1 << 27).contains(&distance) {
            dynasm!(self
                ; .arch aarch64
                ; bl extern target
            );
        } else {
            self.kint(X16, target as i64);
            dynasm!(self
                ; .arch aarch64
                ; blr x16
            );
        }
    }

    fn call_reg(&mut self, target: Gpr) {
        let t = target.0;
        dynasm!(self
            ; .arch aarch64
            ; blr X(t)
        );
    }

    fn call_trace(&mut self, target: Gpr, base_bytes: i32) {
        self.store(MemKind::W64, A64::STACK, SAVED_BASE, X27);
        self.add_base(base_bytes);
        self.call_reg(target);
        self.load(MemKind::W64, X27, A64::STACK, SAVED_BASE);
    }
}

/// Calls a helper from the cold section. The caller-saved registers of `live` survive, but for the output.
pub(super) fn cold_call(asm: &mut A64, helper: usize, args: &[Arg], out: Out, live: RegSet) {
    let mut saved = live.intersect(A64::CALLER_SAVED);
    match out {
        Out::None => {}
        Out::Gpr(dst) => saved.remove_gpr(dst),
        Out::Fpr(dst) => saved.remove_fpr(dst),
    }
    let words = saved.gprs.count_ones() + saved.fprs.count_ones();
    let bytes = (words * 8).next_multiple_of(16);
    if bytes != 0 {
        dynasm!(asm
            ; .arch aarch64
            ; sub sp, sp, bytes
        );
    }
    let mut disp = 0;
    for reg in saved.iter_gprs() {
        asm.store(MemKind::W64, A64::STACK, disp, reg);
        disp += 8;
    }
    for reg in saved.iter_fprs() {
        asm.store_f64(A64::STACK, disp, reg);
        disp += 8;
    }
    place_args(asm, args);
    asm.call(helper);
    match out {
        Out::None => {}
        Out::Gpr(dst) => asm.mov(dst, A64::RET),
        Out::Fpr(dst) => asm.fmov(dst, A64::FRET),
    }
    disp = 0;
    for reg in saved.iter_gprs() {
        asm.load(MemKind::W64, reg, A64::STACK, disp);
        disp += 8;
    }
    for reg in saved.iter_fprs() {
        asm.load_f64(reg, A64::STACK, disp);
        disp += 8;
    }
    if bytes != 0 {
        dynasm!(asm
            ; .arch aarch64
            ; add sp, sp, bytes
        );
    }
}

/// Moves the arguments to where the calling convention wants them.
fn place_args(asm: &mut A64, args: &[Arg]) {
    let (mut gprs, mut fprs, mut imms) = (Vec::new(), Vec::new(), Vec::new());
    let (mut next_gpr, mut next_fpr) = (0, 0);
    for arg in args {
        match *arg {
            Arg::Gpr(reg) => gprs.push((A64::ARGS[next_gpr], reg)),
            Arg::Imm(imm) => imms.push((A64::ARGS[next_gpr], imm)),
            Arg::Fpr(reg) => {
                fprs.push((A64::FARGS[next_fpr], reg));
                next_fpr += 1;
                continue;
            }
        }
        next_gpr += 1;
    }
    for (dst, src) in moves::sequence(&gprs, X16) {
        asm.mov(dst, src);
    }
    for (dst, src) in moves::sequence(&fprs, FSCRATCH) {
        asm.fmov(dst, src);
    }
    for (dst, imm) in imms {
        asm.kint(dst, imm as i64);
    }
}
