//! Calls, and the out-of-line helper calls of the slow paths, which save what is live around themselves.

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};

use super::X64;
use super::control::SAVED_BASE;
use super::regs::{FSCRATCH, SCRATCH};
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

impl CallTemplates for X64 {
    fn call(&mut self, target: usize) {
        // A relative call is five bytes long and counts from its end.
        let distance = (target as i64).wrapping_sub(self.here() as i64 + 5);
        if i32::try_from(distance).is_ok() {
            dynasm!(self
                ; .arch x64
                ; call extern target
            );
        } else {
            dynasm!(self
                ; .arch x64
                ; mov r11, QWORD target as i64
                ; call r11
            );
        }
    }

    fn call_reg(&mut self, target: Gpr) {
        let t = target.0;
        dynasm!(self
            ; .arch x64
            ; call Rq(t)
        );
    }

    fn call_trace(&mut self, target: Gpr, base_bytes: i32) {
        let saved = SAVED_BASE;
        at_fixed!(self, rsp, saved, mov [] QWORD [, rbx]);
        self.add_base(base_bytes);
        self.call_reg(target);
        at_fixed!(self, rsp, saved, mov [rbx,] QWORD []);
    }
}

/// Calls a helper from the cold section. The caller-saved registers of `live` survive, but for the output.
pub(super) fn cold_call(asm: &mut X64, helper: usize, args: &[Arg], out: Out, live: RegSet) {
    let mut saved = live.intersect(X64::CALLER_SAVED);
    match out {
        Out::None => {}
        Out::Gpr(dst) => saved.remove_gpr(dst),
        Out::Fpr(dst) => saved.remove_fpr(dst),
    }
    let words = saved.gprs.count_ones() + saved.fprs.count_ones();
    let bytes = (words * 8).next_multiple_of(16) as i32;
    if bytes != 0 {
        dynasm!(asm
            ; .arch x64
            ; sub rsp, DWORD bytes
        );
    }
    let mut disp = 0;
    for reg in saved.iter_gprs() {
        asm.store(MemKind::W64, X64::STACK, disp, reg);
        disp += 8;
    }
    for reg in saved.iter_fprs() {
        asm.store_f64(X64::STACK, disp, reg);
        disp += 8;
    }
    place_args(asm, args);
    asm.call(helper);
    match out {
        Out::None => {}
        Out::Gpr(dst) => asm.mov(dst, X64::RET),
        Out::Fpr(dst) => asm.fmov(dst, X64::FRET),
    }
    disp = 0;
    for reg in saved.iter_gprs() {
        asm.load(MemKind::W64, reg, X64::STACK, disp);
        disp += 8;
    }
    for reg in saved.iter_fprs() {
        asm.load_f64(reg, X64::STACK, disp);
        disp += 8;
    }
    if bytes != 0 {
        dynasm!(asm
            ; .arch x64
            ; add rsp, DWORD bytes
        );
    }
}

/// Moves the arguments to where the calling convention wants them.
fn place_args(asm: &mut X64, args: &[Arg]) {
    let (mut gprs, mut fprs, mut imms) = (Vec::new(), Vec::new(), Vec::new());
    let (mut next_gpr, mut next_fpr) = (0, 0);
    for arg in args {
        match *arg {
            Arg::Gpr(reg) => gprs.push((X64::ARGS[next_gpr], reg)),
            Arg::Imm(imm) => imms.push((X64::ARGS[next_gpr], imm)),
            Arg::Fpr(reg) => {
                fprs.push((X64::FARGS[next_fpr], reg));
                next_fpr += 1;
                continue;
            }
        }
        next_gpr += 1;
    }
    for (dst, src) in moves::sequence(&gprs, SCRATCH) {
        asm.mov(dst, src);
    }
    for (dst, src) in moves::sequence(&fprs, FSCRATCH) {
        asm.fmov(dst, src);
    }
    for (dst, imm) in imms {
        asm.kint(dst, imm as i64);
    }
}
