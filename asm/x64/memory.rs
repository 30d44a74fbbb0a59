//! Loads, stores, inline allocation, the write barrier.

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};

use super::X64;
use super::call::{Arg, Out, cold_call};
use super::guard::{Cc, branch_if};
use crate::encoding::{GC_OFFSET, GC_OLD, SHAPE_OFFSET};
use crate::{AllocSite, ControlTemplates, Fpr, Gpr, Machine, MemKind, MemoryTemplates, RegSet};

/// `op ..., [base + index * scale + disp]`, as `at!`.
macro_rules! at_index {
    ($a:ident, $base:ident, $index:ident, $scale:tt, $disp:ident, $op:ident [$($pre:tt)*] $($size:ident)? [$($post:tt)*]) => {
        if let Ok(short) = i8::try_from($disp) {
            dynasm!($a
                ; .arch x64
                ; $op $($pre)* $($size)? [BYTE Rq($base) + Rq($index) * $scale + short] $($post)*
            );
        } else {
            dynasm!($a
                ; .arch x64
                ; $op $($pre)* $($size)? [DWORD Rq($base) + Rq($index) * $scale + $disp] $($post)*
            );
        }
    };
}

impl MemoryTemplates for X64 {
    fn load(&mut self, kind: MemKind, dst: Gpr, base: Gpr, disp: i32) {
        let (d, b) = (dst.0, base.0);
        match kind {
            MemKind::U8 => at!(self, b, disp, movzx [Rd(d),] BYTE []),
            MemKind::I8 => at!(self, b, disp, movsx [Rq(d),] BYTE []),
            MemKind::U16 => at!(self, b, disp, movzx [Rd(d),] WORD []),
            MemKind::I16 => at!(self, b, disp, movsx [Rq(d),] WORD []),
            MemKind::U32 => at!(self, b, disp, mov [Rd(d),] DWORD []),
            MemKind::I32 => at!(self, b, disp, movsxd [Rq(d),] DWORD []),
            MemKind::W64 => at!(self, b, disp, mov [Rq(d),] QWORD []),
        }
    }

    fn load_f64(&mut self, dst: Fpr, base: Gpr, disp: i32) {
        let (d, b) = (dst.0, base.0);
        at!(self, b, disp, movsd [Rx(d),] QWORD []);
    }

    fn store(&mut self, kind: MemKind, base: Gpr, disp: i32, src: Gpr) {
        let (b, s) = (base.0, src.0);
        match kind {
            MemKind::U8 | MemKind::I8 => at!(self, b, disp, mov [] BYTE [, Rb(s)]),
            MemKind::U16 | MemKind::I16 => at!(self, b, disp, mov [] WORD [, Rw(s)]),
            MemKind::U32 | MemKind::I32 => at!(self, b, disp, mov [] DWORD [, Rd(s)]),
            MemKind::W64 => at!(self, b, disp, mov [] QWORD [, Rq(s)]),
        }
    }

    fn store_imm(&mut self, kind: MemKind, base: Gpr, disp: i32, imm: i64) {
        let b = base.0;
        let (byte, word, long) = (imm as i8, imm as i16, imm as i32);
        match kind {
            MemKind::U8 | MemKind::I8 => at!(self, b, disp, mov [] BYTE [, BYTE byte]),
            MemKind::U16 | MemKind::I16 => at!(self, b, disp, mov [] WORD [, WORD word]),
            MemKind::U32 | MemKind::I32 => at!(self, b, disp, mov [] DWORD [, DWORD long]),
            MemKind::W64 => {
                if i64::from(long) == imm {
                    at!(self, b, disp, mov [] QWORD [, DWORD long]);
                } else {
                    dynasm!(self
                        ; .arch x64
                        ; mov r11, QWORD imm
                    );
                    at!(self, b, disp, mov [] QWORD [, r11]);
                }
            }
        }
    }

    fn store_f64(&mut self, base: Gpr, disp: i32, src: Fpr) {
        let (b, s) = (base.0, src.0);
        at!(self, b, disp, movsd [] QWORD [, Rx(s)]);
    }

    fn aload(&mut self, kind: MemKind, dst: Gpr, base: Gpr, index: Gpr, disp: i32) {
        let (d, b, i) = (dst.0, base.0, index.0);
        match kind {
            MemKind::U8 => at_index!(self, b, i, 1, disp, movzx [Rd(d),] BYTE []),
            MemKind::I8 => at_index!(self, b, i, 1, disp, movsx [Rq(d),] BYTE []),
            MemKind::U16 => at_index!(self, b, i, 2, disp, movzx [Rd(d),] WORD []),
            MemKind::I16 => at_index!(self, b, i, 2, disp, movsx [Rq(d),] WORD []),
            MemKind::U32 => at_index!(self, b, i, 4, disp, mov [Rd(d),] DWORD []),
            MemKind::I32 => at_index!(self, b, i, 4, disp, movsxd [Rq(d),] DWORD []),
            MemKind::W64 => at_index!(self, b, i, 8, disp, mov [Rq(d),] QWORD []),
        }
    }

    fn aload_f64(&mut self, dst: Fpr, base: Gpr, index: Gpr, disp: i32) {
        let (d, b, i) = (dst.0, base.0, index.0);
        at_index!(self, b, i, 8, disp, movsd [Rx(d),] QWORD []);
    }

    fn aload_f32(&mut self, dst: Fpr, base: Gpr, index: Gpr, disp: i32) {
        let (d, b, i) = (dst.0, base.0, index.0);
        dynasm!(self
            ; .arch x64
            ; xorps Rx(d), Rx(d)
        );
        at_index!(self, b, i, 4, disp, cvtss2sd [Rx(d),] DWORD []);
    }

    fn astore(&mut self, kind: MemKind, base: Gpr, index: Gpr, disp: i32, src: Gpr) {
        let (b, i, s) = (base.0, index.0, src.0);
        match kind {
            MemKind::U8 | MemKind::I8 => at_index!(self, b, i, 1, disp, mov [] BYTE [, Rb(s)]),
            MemKind::U16 | MemKind::I16 => at_index!(self, b, i, 2, disp, mov [] WORD [, Rw(s)]),
            MemKind::U32 | MemKind::I32 => at_index!(self, b, i, 4, disp, mov [] DWORD [, Rd(s)]),
            MemKind::W64 => at_index!(self, b, i, 8, disp, mov [] QWORD [, Rq(s)]),
        }
    }

    fn astore_imm(&mut self, kind: MemKind, base: Gpr, index: Gpr, disp: i32, imm: i64) {
        let (b, i) = (base.0, index.0);
        let (byte, word, long) = (imm as i8, imm as i16, imm as i32);
        match kind {
            MemKind::U8 | MemKind::I8 => at_index!(self, b, i, 1, disp, mov [] BYTE [, BYTE byte]),
            MemKind::U16 | MemKind::I16 => {
                at_index!(self, b, i, 2, disp, mov [] WORD [, WORD word])
            }
            MemKind::U32 | MemKind::I32 => {
                at_index!(self, b, i, 4, disp, mov [] DWORD [, DWORD long])
            }
            MemKind::W64 => {
                if i64::from(long) == imm {
                    at_index!(self, b, i, 8, disp, mov [] QWORD [, DWORD long]);
                } else {
                    dynasm!(self
                        ; .arch x64
                        ; mov r11, QWORD imm
                    );
                    at_index!(self, b, i, 8, disp, mov [] QWORD [, r11]);
                }
            }
        }
    }

    fn astore_f64(&mut self, base: Gpr, index: Gpr, disp: i32, src: Fpr) {
        let (b, i, s) = (base.0, index.0, src.0);
        at_index!(self, b, i, 8, disp, movsd [] QWORD [, Rx(s)]);
    }

    fn astore_f32(&mut self, base: Gpr, index: Gpr, disp: i32, src: Fpr) {
        let (b, i, s) = (base.0, index.0, src.0);
        dynasm!(self
            ; .arch x64
            ; cvtsd2ss xmm15, Rx(s)
        );
        at_index!(self, b, i, 4, disp, movss [] DWORD [, xmm15]);
    }

    fn aadd(&mut self, dst: Gpr, base: Gpr, bytes: i32) {
        let (d, b) = (dst.0, base.0);
        if bytes == 0 {
            self.mov(dst, base);
        } else {
            at!(self, b, bytes, lea [Rq(d),] []);
        }
    }

    fn aadd_index(&mut self, dst: Gpr, base: Gpr, index: Gpr, kind: MemKind, disp: i32) {
        let (d, b, i) = (dst.0, base.0, index.0);
        match kind {
            MemKind::U8 | MemKind::I8 => at_index!(self, b, i, 1, disp, lea [Rq(d),] []),
            MemKind::U16 | MemKind::I16 => at_index!(self, b, i, 2, disp, lea [Rq(d),] []),
            MemKind::U32 | MemKind::I32 => at_index!(self, b, i, 4, disp, lea [Rq(d),] []),
            MemKind::W64 => at_index!(self, b, i, 8, disp, lea [Rq(d),] []),
        }
    }

    fn slot_load(&mut self, dst: Gpr, n: i32) {
        let d = dst.0;
        let disp = n * 8;
        at_fixed!(self, rbx, disp, mov [Rq(d),] QWORD []);
    }

    fn slot_store(&mut self, n: i32, src: Gpr) {
        let s = src.0;
        let disp = n * 8;
        at_fixed!(self, rbx, disp, mov [] QWORD [, Rq(s)]);
    }

    fn slot_store_imm(&mut self, n: i32, bits: u64) {
        let disp = n * 8;
        if let Ok(long) = i32::try_from(bits as i64) {
            at_fixed!(self, rbx, disp, mov [] QWORD [, DWORD long]);
        } else {
            dynasm!(self
                ; .arch x64
                ; mov r11, QWORD bits as i64
            );
            at_fixed!(self, rbx, disp, mov [] QWORD [, r11]);
        }
    }

    fn publish_slot(&mut self, offset: i32, n: i32) {
        let disp = n * 8;
        at_fixed!(self, rbx, disp, lea [r11,] []);
        at_fixed!(self, r14, offset, mov [] QWORD [, r11]);
    }

    fn add_u32(&mut self, base: Gpr, disp: i32, delta: i32) {
        let x = base.0;
        at!(self, x, disp, add [] DWORD [, DWORD delta]);
    }

    fn alloc(&mut self, dst: Gpr, site: &AllocSite, live: RegSet) {
        let d = dst.0;
        let site = *site;
        let (full, on) = (self.new_label(), self.new_label());
        let (cursor, limit) = (site.cursor, site.limit);
        let bytes = site.bytes as i32;
        at_fixed!(self, r14, cursor, mov [Rq(d),] QWORD []);
        at!(self, d, bytes, lea [r11,] []);
        at_fixed!(self, r14, limit, cmp [r11,] QWORD []);
        branch_if(self, Cc::A, full);
        at_fixed!(self, r14, cursor, mov [] QWORD [, r11]);
        self.bind(on);
        self.store_imm(MemKind::W64, dst, SHAPE_OFFSET, site.header as i64);
        self.later(move |asm| {
            asm.bind(full);
            cold_call(
                asm,
                site.helper,
                &[Arg::Gpr(X64::THREAD), Arg::Imm(site.arg)],
                Out::Gpr(dst),
                live,
            );
            let on = on.0;
            dynasm!(asm
                ; .arch x64
                ; jmp =>on
            );
        });
    }

    fn barrier(&mut self, owner: Gpr, bits: u8, helper: usize, live: RegSet) {
        let o = owner.0;
        let (old, on) = (self.new_label(), self.new_label());
        let disp = GC_OFFSET;
        at!(self, o, disp, movzx [r11d,] BYTE []);
        dynasm!(self
            ; .arch x64
            ; and r11d, BYTE bits as i8
            ; cmp r11b, BYTE GC_OLD as i8
        );
        branch_if(self, Cc::E, old);
        self.bind(on);
        self.later(move |asm| {
            asm.bind(old);
            cold_call(asm, helper, &[Arg::Gpr(owner)], Out::None, live);
            let on = on.0;
            dynasm!(asm
                ; .arch x64
                ; jmp =>on
            );
        });
    }
}
