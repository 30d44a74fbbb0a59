//! Entry, exits, links, moves, constants, spills. The frame: spill slots at `rsp`, then the saved BASE, then the
//! return address; `rsp` is 16-byte aligned in a trace's body, as helpers want it.

use std::mem::{offset_of, size_of};

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};

use super::X64;
use super::regs::{FSCRATCH, SCRATCH};
use crate::{
    CallTemplates, ControlTemplates, ExitState, Fpr, Gpr, Label, Machine, MemKind, MemoryTemplates,
    PatchKind, SPILL_SLOTS,
};

/// Where a native frame keeps BASE across `call_trace`.
pub(super) const SAVED_BASE: i32 = SPILL_SLOTS as i32 * 8;
/// What `trace_entry` takes off the stack: with the return address a multiple of 16.
const FRAME: i32 = SAVED_BASE + 8;
const _: () = assert!((FRAME + 8) % 16 == 0 && size_of::<ExitState>() % 16 == 0);

/// The encodings of one instruction that does nothing, by length.
const NOPS: [&[u8]; 9] = [
    &[0x90],
    &[0x66, 0x90],
    &[0x0f, 0x1f, 0x00],
    &[0x0f, 0x1f, 0x40, 0x00],
    &[0x0f, 0x1f, 0x44, 0x00, 0x00],
    &[0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00],
    &[0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00],
    &[0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
    &[0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
];

/// Does nothing for `bytes` bytes, in few instructions.
fn pad(asm: &mut X64, mut bytes: usize) {
    while bytes > 0 {
        let nop = NOPS[bytes.min(NOPS.len()) - 1];
        asm.extend(nop);
        bytes -= nop.len();
    }
}

impl ControlTemplates for X64 {
    fn entry_trampoline(&mut self) -> usize {
        // Six registers and the return address leave the stack 8 off alignment; the call of a trace wants it aligned.
        dynasm!(self
            ; .arch x64
            ; push rbp
            ; push rbx
            ; push r12
            ; push r13
            ; push r14
            ; push r15
            ; sub rsp, BYTE 8
            ; mov r14, rdi
            ; mov rbx, rsi
            ; call rdx
        );
        let returns_to = self.len();
        dynasm!(self
            ; .arch x64
            ; add rsp, BYTE 8
            ; pop r15
            ; pop r14
            ; pop r13
            ; pop r12
            ; pop rbx
            ; pop rbp
            ; ret
        );
        returns_to
    }

    fn exit_handler(&mut self, target: usize) {
        let size = size_of::<ExitState>() as i32;
        dynasm!(self
            ; .arch x64
            ; sub rsp, DWORD size
        );
        for n in 0..16 {
            self.store(
                MemKind::W64,
                X64::STACK,
                offset_of!(ExitState, gprs) as i32 + 8 * i32::from(n),
                Gpr(n),
            );
            self.store_f64(
                X64::STACK,
                offset_of!(ExitState, fprs) as i32 + 8 * i32::from(n),
                Fpr(n),
            );
        }
        // r11 has the exit's number until here; rax is saved and free.
        self.store(
            MemKind::W64,
            X64::STACK,
            offset_of!(ExitState, exit) as i32,
            SCRATCH,
        );
        self.load(MemKind::W64, X64::RET, X64::STACK, size + FRAME);
        self.store(
            MemKind::W64,
            X64::STACK,
            offset_of!(ExitState, return_address) as i32,
            X64::RET,
        );
        self.aadd(X64::RET, X64::STACK, size);
        self.store(
            MemKind::W64,
            X64::STACK,
            offset_of!(ExitState, spill) as i32,
            X64::RET,
        );
        self.store(
            MemKind::W64,
            X64::STACK,
            offset_of!(ExitState, gprs) as i32 + 8 * 4,
            X64::RET,
        );
        dynasm!(self
            ; .arch x64
            ; mov rdi, r14
            ; mov rsi, rsp
        );
        self.call(target);
        let drop = size + FRAME;
        dynasm!(self
            ; .arch x64
            ; add rsp, DWORD drop
            ; ret
        );
    }

    fn trace_entry(&mut self) {
        dynasm!(self
            ; .arch x64
            ; sub rsp, DWORD FRAME
        );
    }

    fn trace_leave(&mut self) {
        dynasm!(self
            ; .arch x64
            ; add rsp, DWORD FRAME
            ; ret
        );
    }

    fn exit_stub(&mut self, exit: Label, number: u32, handler: usize) {
        // Aligned, so that one 8-byte store turns the first instruction into a jump and leaves the second as it is.
        self.align(8, 0xcc);
        self.bind(exit);
        self.site(PatchKind::ExitStub, Some(exit));
        dynasm!(self
            ; .arch x64
            ; .bytes &[0x41, 0xbb] // mov r11d, imm32 in six bytes
            ; .u32 number
            ; jmp extern handler
        );
    }

    fn jump(&mut self, target: usize) {
        // The distance, which comes after one byte of opcode, is aligned: patched by one store.
        let padding = (3usize.wrapping_sub(self.here())) % 4;
        pad(self, padding);
        self.site(PatchKind::Jump, None);
        dynasm!(self
            ; .arch x64
            ; jmp extern target
        );
    }

    fn loop_jump(&mut self, target: Label) {
        let to = target.0;
        dynasm!(self
            ; .arch x64
            ; jmp =>to
        );
    }

    fn align_loop(&mut self) {
        let padding = self.here().next_multiple_of(16) - self.here();
        pad(self, padding);
    }

    fn cold_section(&mut self) {
        self.run_cold();
        self.run_literals(0xcc);
    }

    fn unreachable(&mut self) {
        dynasm!(self
            ; .arch x64
            ; ud2
        );
    }

    fn mov(&mut self, dst: Gpr, src: Gpr) {
        let (d, s) = (dst.0, src.0);
        if d != s {
            dynasm!(self
                ; .arch x64
                ; mov Rq(d), Rq(s)
            );
        }
    }

    fn fmov(&mut self, dst: Fpr, src: Fpr) {
        let (d, s) = (dst.0, src.0);
        if d != s {
            dynasm!(self
                ; .arch x64
                ; movaps Rx(d), Rx(s)
            );
        }
    }

    fn mov_bits(&mut self, dst: Gpr, src: Fpr) {
        let (d, s) = (dst.0, src.0);
        dynasm!(self
            ; .arch x64
            ; movq Rq(d), Rx(s)
        );
    }

    fn fmov_bits(&mut self, dst: Fpr, src: Gpr) {
        let (d, s) = (dst.0, src.0);
        dynasm!(self
            ; .arch x64
            ; movq Rx(d), Rq(s)
        );
    }

    fn kint(&mut self, dst: Gpr, bits: i64) {
        let d = dst.0;
        if bits == 0 {
            dynasm!(self
                ; .arch x64
                ; xor Rd(d), Rd(d)
            );
        } else if let Ok(low) = u32::try_from(bits) {
            dynasm!(self
                ; .arch x64
                ; mov Rd(d), DWORD low as i32
            );
        } else if let Ok(long) = i32::try_from(bits) {
            dynasm!(self
                ; .arch x64
                ; mov Rq(d), DWORD long
            );
        } else {
            dynasm!(self
                ; .arch x64
                ; mov Rq(d), QWORD bits
            );
        }
    }

    fn kflt(&mut self, dst: Fpr, value: f64) {
        let d = dst.0;
        if value.to_bits() == 0 {
            dynasm!(self
                ; .arch x64
                ; xorps Rx(d), Rx(d)
            );
        } else {
            let literal = self.literal(value.to_bits());
            dynasm!(self
                ; .arch x64
                ; movsd Rx(d), [=>literal]
            );
        }
    }

    fn spill_load(&mut self, dst: Gpr, slot: u16) {
        let (d, disp) = (dst.0, self.spill_disp(slot));
        at_fixed!(self, rsp, disp, mov [Rq(d),] QWORD []);
    }

    fn spill_store(&mut self, slot: u16, src: Gpr) {
        let (s, disp) = (src.0, self.spill_disp(slot));
        at_fixed!(self, rsp, disp, mov [] QWORD [, Rq(s)]);
    }

    fn spill_load_f64(&mut self, dst: Fpr, slot: u16) {
        let (d, disp) = (dst.0, self.spill_disp(slot));
        at_fixed!(self, rsp, disp, movsd [Rx(d),] QWORD []);
    }

    fn spill_store_f64(&mut self, slot: u16, src: Fpr) {
        let (s, disp) = (src.0, self.spill_disp(slot));
        at_fixed!(self, rsp, disp, movsd [] QWORD [, Rx(s)]);
    }

    fn spill_store_imm(&mut self, slot: u16, bits: u64) {
        let disp = self.spill_disp(slot);
        self.store_imm(MemKind::W64, X64::STACK, disp, bits as i64);
    }

    fn add_base(&mut self, bytes: i32) {
        if bytes != 0 {
            dynasm!(self
                ; .arch x64
                ; add rbx, DWORD bytes
            );
        }
    }

    fn move_scratch() -> (Gpr, Fpr) {
        (SCRATCH, FSCRATCH)
    }
}
