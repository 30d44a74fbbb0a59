//! Entry, exits, links, moves, constants, spills. The frame: spill slots at `sp`, then the saved BASE, then the return
//! address, which `trace_entry` takes from the link register.

use std::mem::{offset_of, size_of};

use dynasmrt::aarch64::encode_logical_immediate_64bit;
use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};

use super::A64;
use super::regs::{FSCRATCH, X16, X17};
use crate::{
    CallTemplates, ControlTemplates, ExitState, Fpr, Gpr, IntTemplates, Label, Machine, MemKind,
    MemoryTemplates, PatchKind, SPILL_SLOTS,
};

/// Where a native frame keeps BASE across `call_trace`.
pub(super) const SAVED_BASE: i32 = SPILL_SLOTS as i32 * 8;
/// Where a native frame keeps its return address.
const RETURN_ADDRESS: u32 = SAVED_BASE as u32 + 8;
/// What `trace_entry` takes off the stack.
const FRAME: u32 = RETURN_ADDRESS + 8;
const _: () = assert!(FRAME % 16 == 0 && size_of::<ExitState>() % 16 == 0);

impl ControlTemplates for A64 {
    fn entry_trampoline(&mut self) -> usize {
        dynasm!(self
            ; .arch aarch64
            ; stp x29, x30, [sp, -160]!
            ; mov x29, sp
            ; stp x19, x20, [sp, 16]
            ; stp x21, x22, [sp, 32]
            ; stp x23, x24, [sp, 48]
            ; stp x25, x26, [sp, 64]
            ; stp x27, x28, [sp, 80]
            ; stp d8, d9, [sp, 96]
            ; stp d10, d11, [sp, 112]
            ; stp d12, d13, [sp, 128]
            ; stp d14, d15, [sp, 144]
            ; mov x28, x0
            ; mov x27, x1
            ; blr x2
        );
        let returns_to = self.len();
        dynasm!(self
            ; .arch aarch64
            ; ldp d14, d15, [sp, 144]
            ; ldp d12, d13, [sp, 128]
            ; ldp d10, d11, [sp, 112]
            ; ldp d8, d9, [sp, 96]
            ; ldp x27, x28, [sp, 80]
            ; ldp x25, x26, [sp, 64]
            ; ldp x23, x24, [sp, 48]
            ; ldp x21, x22, [sp, 32]
            ; ldp x19, x20, [sp, 16]
            ; ldp x29, x30, [sp], 160
            ; ret
        );
        returns_to
    }

    fn exit_handler(&mut self, target: usize) {
        let size = size_of::<ExitState>() as i32;
        let bytes = size as u32;
        dynasm!(self
            ; .arch aarch64
            ; sub sp, sp, bytes
        );
        for n in 0..31 {
            let disp = offset_of!(ExitState, gprs) as i32 + 8 * i32::from(n);
            self.store(MemKind::W64, A64::STACK, disp, Gpr(n));
        }
        for n in 0..32 {
            let disp = offset_of!(ExitState, fprs) as i32 + 8 * i32::from(n);
            self.store_f64(A64::STACK, disp, Fpr(n));
        }
        // x16 has the exit's number.
        self.store(
            MemKind::W64,
            A64::STACK,
            offset_of!(ExitState, exit) as i32,
            X16,
        );
        self.load(MemKind::W64, X17, A64::STACK, size + RETURN_ADDRESS as i32);
        self.store(
            MemKind::W64,
            A64::STACK,
            offset_of!(ExitState, return_address) as i32,
            X17,
        );
        self.aadd(X17, A64::STACK, size);
        self.store(
            MemKind::W64,
            A64::STACK,
            offset_of!(ExitState, spill) as i32,
            X17,
        );
        self.store(
            MemKind::W64,
            A64::STACK,
            offset_of!(ExitState, gprs) as i32 + 8 * 31,
            X17,
        );
        dynasm!(self
            ; .arch aarch64
            ; mov x0, x28
            ; mov x1, sp
        );
        self.call(target);
        dynasm!(self
            ; .arch aarch64
            ; add sp, sp, bytes
        );
        self.trace_leave();
    }

    fn trace_entry(&mut self) {
        dynasm!(self
            ; .arch aarch64
            ; sub sp, sp, FRAME
            ; str x30, [sp, RETURN_ADDRESS]
        );
    }

    fn trace_leave(&mut self) {
        dynasm!(self
            ; .arch aarch64
            ; ldr x30, [sp, RETURN_ADDRESS]
            ; add sp, sp, FRAME
            ; ret
        );
    }

    fn exit_stub(&mut self, exit: Label, number: u32, handler: usize) {
        let (low, high) = (number & 0xffff, number >> 16);
        self.bind(exit);
        self.site(PatchKind::ExitStub, Some(exit));
        dynasm!(self
            ; .arch aarch64
            ; movz w16, low
            ; movk w16, high, lsl 16
            ; b extern handler
        );
    }

    fn jump(&mut self, target: usize) {
        self.site(PatchKind::Jump, None);
        dynasm!(self
            ; .arch aarch64
            ; b extern target
        );
    }

    fn loop_jump(&mut self, target: Label) {
        let to = target.0;
        dynasm!(self
            ; .arch aarch64
            ; b =>to
        );
    }

    fn align_loop(&mut self) {
        while self.here() % 16 != 0 && self.error().is_none() {
            dynasm!(self
                ; .arch aarch64
                ; nop
            );
        }
    }

    fn cold_section(&mut self) {
        self.run_cold();
        self.run_literals(0);
    }

    fn unreachable(&mut self) {
        dynasm!(self
            ; .arch aarch64
            ; brk 1
        );
    }

    fn mov(&mut self, dst: Gpr, src: Gpr) {
        let (d, s) = (dst.0, src.0);
        if d != s {
            dynasm!(self
                ; .arch aarch64
                ; mov X(d), X(s)
            );
        }
    }

    fn fmov(&mut self, dst: Fpr, src: Fpr) {
        let (d, s) = (dst.0, src.0);
        if d != s {
            dynasm!(self
                ; .arch aarch64
                ; fmov D(d), D(s)
            );
        }
    }

    fn mov_bits(&mut self, dst: Gpr, src: Fpr) {
        let (d, s) = (dst.0, src.0);
        dynasm!(self
            ; .arch aarch64
            ; fmov X(d), D(s)
        );
    }

    fn fmov_bits(&mut self, dst: Fpr, src: Gpr) {
        let (d, s) = (dst.0, src.0);
        dynasm!(self
            ; .arch aarch64
            ; fmov D(d), X(s)
        );
    }

    fn kint(&mut self, dst: Gpr, bits: i64) {
        let d = dst.0;
        let bits = bits as u64;
        let halves = [0, 16, 32, 48].map(|shift| (bits >> shift) as u16);
        let ones = halves.iter().filter(|half| **half == 0xffff).count();
        let zeros = halves.iter().filter(|half| **half == 0).count();
        if ones.max(zeros) < 3 && encode_logical_immediate_64bit(bits).is_some() {
            dynasm!(self
                ; .arch aarch64
                ; orr XSP(d), xzr, bits
            );
            return;
        }
        // Start from all zeros or all ones, whichever leaves fewer halves to insert.
        let (background, inverted) = if ones > zeros {
            (0xffff, true)
        } else {
            (0, false)
        };
        let first = halves
            .iter()
            .position(|half| *half != background)
            .unwrap_or(0);
        for (n, &half) in halves.iter().enumerate() {
            if n == first {
                let half = u32::from(if inverted { !half } else { half });
                wide_move(
                    self,
                    d,
                    half,
                    n,
                    if inverted { Wide::Not } else { Wide::Zero },
                );
            } else if half != background {
                wide_move(self, d, u32::from(half), n, Wide::Keep);
            }
        }
    }

    fn kflt(&mut self, dst: Fpr, value: f64) {
        let d = dst.0;
        if value.to_bits() == 0 {
            dynasm!(self
                ; .arch aarch64
                ; fmov D(d), xzr
            );
        } else {
            let literal = self.literal(value.to_bits());
            dynasm!(self
                ; .arch aarch64
                ; ldr D(d), =>literal
            );
        }
    }

    fn spill_load(&mut self, dst: Gpr, slot: u16) {
        let disp = self.spill_disp(slot);
        self.load(MemKind::W64, dst, A64::STACK, disp);
    }

    fn spill_store(&mut self, slot: u16, src: Gpr) {
        let disp = self.spill_disp(slot);
        self.store(MemKind::W64, A64::STACK, disp, src);
    }

    fn spill_load_f64(&mut self, dst: Fpr, slot: u16) {
        let disp = self.spill_disp(slot);
        self.load_f64(dst, A64::STACK, disp);
    }

    fn spill_store_f64(&mut self, slot: u16, src: Fpr) {
        let disp = self.spill_disp(slot);
        self.store_f64(A64::STACK, disp, src);
    }

    fn spill_store_imm(&mut self, slot: u16, bits: u64) {
        let disp = self.spill_disp(slot);
        self.store_imm(MemKind::W64, A64::STACK, disp, bits as i64);
    }

    fn add_base(&mut self, bytes: i32) {
        self.iadd_imm(A64::BASE, A64::BASE, i64::from(bytes));
    }

    fn move_scratch() -> (Gpr, Fpr) {
        (X16, FSCRATCH)
    }
}

/// Which of the wide moves: of the half, of its complement, or into what is there.
#[derive(Clone, Copy)]
enum Wide {
    Zero,
    Not,
    Keep,
}

/// One wide move of a 16-bit half to the half `n` of the register.
fn wide_move(asm: &mut A64, d: u8, half: u32, n: usize, wide: Wide) {
    match (wide, n) {
        (Wide::Zero, 0) => dynasm!(asm ; .arch aarch64 ; movz X(d), half),
        (Wide::Zero, 1) => dynasm!(asm ; .arch aarch64 ; movz X(d), half, lsl 16),
        (Wide::Zero, 2) => dynasm!(asm ; .arch aarch64 ; movz X(d), half, lsl 32),
        (Wide::Zero, _) => dynasm!(asm ; .arch aarch64 ; movz X(d), half, lsl 48),
        (Wide::Not, 0) => dynasm!(asm ; .arch aarch64 ; movn X(d), half),
        (Wide::Not, 1) => dynasm!(asm ; .arch aarch64 ; movn X(d), half, lsl 16),
        (Wide::Not, 2) => dynasm!(asm ; .arch aarch64 ; movn X(d), half, lsl 32),
        (Wide::Not, _) => dynasm!(asm ; .arch aarch64 ; movn X(d), half, lsl 48),
        (Wide::Keep, 0) => dynasm!(asm ; .arch aarch64 ; movk X(d), half),
        (Wide::Keep, 1) => dynasm!(asm ; .arch aarch64 ; movk X(d), half, lsl 16),
        (Wide::Keep, 2) => dynasm!(asm ; .arch aarch64 ; movk X(d), half, lsl 32),
        (Wide::Keep, _) => dynasm!(asm ; .arch aarch64 ; movk X(d), half, lsl 48),
    }
}
