//! Loads, stores, inline allocation, the write barrier.

use dynasmrt::{DynasmApi, dynasm};

use super::A64;
use super::call::{Arg, Out, cold_call};
use super::guard::{Cc, branch_if};
use super::regs::{X16, X17, X27, X28};
use crate::encoding::{GC_OFFSET, GC_OLD, SHAPE_OFFSET};
use crate::{
    AllocSite, ControlTemplates, Fpr, Gpr, IntTemplates, Machine, MemKind, MemoryTemplates, RegSet,
};

/// `op reg, [base + index << shift]`.
macro_rules! at_index {
    ($a:ident, $base:ident, $index:ident, 0, $op:ident, $($reg:tt)*) => {
        dynasm!($a
            ; .arch aarch64
            ; $op $($reg)*, [XSP($base), X($index)]
        )
    };
    ($a:ident, $base:ident, $index:ident, $shift:tt, $op:ident, $($reg:tt)*) => {
        dynasm!($a
            ; .arch aarch64
            ; $op $($reg)*, [XSP($base), X($index), lsl $shift]
        )
    };
}

/// Whether a displacement fits the form that counts in cells of `size` bytes.
pub(super) fn scales(disp: i32, size: i32) -> bool {
    disp >= 0 && disp % size == 0 && disp / size < 4096
}

/// The register that holds `base + disp`: `base` itself, or `x17`.
fn displaced(asm: &mut A64, base: Gpr, disp: i32) -> u8 {
    if disp == 0 {
        return base.0;
    }
    if super::int::add_immediate(i64::from(disp)).is_some() {
        asm.aadd(X17, base, disp);
    } else {
        // x16 may hold what is to be stored.
        let (b, d) = (base.0, X17.0);
        asm.kint(X17, i64::from(disp));
        dynasm!(asm
            ; .arch aarch64
            ; add XSP(d), XSP(b), x17
        );
    }
    X17.0
}

impl MemoryTemplates for A64 {
    fn load(&mut self, kind: MemKind, dst: Gpr, base: Gpr, disp: i32) {
        let (d, b) = (dst.0, base.0);
        match kind {
            MemKind::U8 => at!(self, b, disp, 1, ldrb, ldurb, W(d)),
            MemKind::I8 => at!(self, b, disp, 1, ldrsb, ldursb, X(d)),
            MemKind::U16 => at!(self, b, disp, 2, ldrh, ldurh, W(d)),
            MemKind::I16 => at!(self, b, disp, 2, ldrsh, ldursh, X(d)),
            MemKind::U32 => at!(self, b, disp, 4, ldr, ldur, W(d)),
            MemKind::I32 => at!(self, b, disp, 4, ldrsw, ldursw, X(d)),
            MemKind::W64 => at!(self, b, disp, 8, ldr, ldur, X(d)),
        }
    }

    fn load_f64(&mut self, dst: Fpr, base: Gpr, disp: i32) {
        let (d, b) = (dst.0, base.0);
        at!(self, b, disp, 8, ldr, ldur, D(d));
    }

    fn store(&mut self, kind: MemKind, base: Gpr, disp: i32, src: Gpr) {
        let (b, s) = (base.0, src.0);
        match kind {
            MemKind::U8 | MemKind::I8 => at!(self, b, disp, 1, strb, sturb, W(s)),
            MemKind::U16 | MemKind::I16 => at!(self, b, disp, 2, strh, sturh, W(s)),
            MemKind::U32 | MemKind::I32 => at!(self, b, disp, 4, str, stur, W(s)),
            MemKind::W64 => at!(self, b, disp, 8, str, stur, X(s)),
        }
    }

    fn store_imm(&mut self, kind: MemKind, base: Gpr, disp: i32, imm: i64) {
        if imm == 0 {
            // Register 31 as a source is zero.
            self.store(kind, base, disp, Gpr(31));
        } else {
            self.kint(X16, imm);
            self.store(kind, base, disp, X16);
        }
    }

    fn store_f64(&mut self, base: Gpr, disp: i32, src: Fpr) {
        let (b, s) = (base.0, src.0);
        at!(self, b, disp, 8, str, stur, D(s));
    }

    fn aload(&mut self, kind: MemKind, dst: Gpr, base: Gpr, index: Gpr, disp: i32) {
        let (d, i) = (dst.0, index.0);
        let b = displaced(self, base, disp);
        match kind {
            MemKind::U8 => at_index!(self, b, i, 0, ldrb, W(d)),
            MemKind::I8 => at_index!(self, b, i, 0, ldrsb, X(d)),
            MemKind::U16 => at_index!(self, b, i, 1, ldrh, W(d)),
            MemKind::I16 => at_index!(self, b, i, 1, ldrsh, X(d)),
            MemKind::U32 => at_index!(self, b, i, 2, ldr, W(d)),
            MemKind::I32 => at_index!(self, b, i, 2, ldrsw, X(d)),
            MemKind::W64 => at_index!(self, b, i, 3, ldr, X(d)),
        }
    }

    fn aload_f64(&mut self, dst: Fpr, base: Gpr, index: Gpr, disp: i32) {
        let (d, i) = (dst.0, index.0);
        let b = displaced(self, base, disp);
        at_index!(self, b, i, 3, ldr, D(d));
    }

    fn aload_f32(&mut self, dst: Fpr, base: Gpr, index: Gpr, disp: i32) {
        let (d, i) = (dst.0, index.0);
        let b = displaced(self, base, disp);
        at_index!(self, b, i, 2, ldr, S(d));
        dynasm!(self
            ; .arch aarch64
            ; fcvt D(d), S(d)
        );
    }

    fn astore(&mut self, kind: MemKind, base: Gpr, index: Gpr, disp: i32, src: Gpr) {
        let (i, s) = (index.0, src.0);
        let b = displaced(self, base, disp);
        match kind {
            MemKind::U8 | MemKind::I8 => at_index!(self, b, i, 0, strb, W(s)),
            MemKind::U16 | MemKind::I16 => at_index!(self, b, i, 1, strh, W(s)),
            MemKind::U32 | MemKind::I32 => at_index!(self, b, i, 2, str, W(s)),
            MemKind::W64 => at_index!(self, b, i, 3, str, X(s)),
        }
    }

    fn astore_imm(&mut self, kind: MemKind, base: Gpr, index: Gpr, disp: i32, imm: i64) {
        // Register 31 as a source is zero.
        let mut source = Gpr(31);
        if imm != 0 {
            self.kint(X16, imm);
            source = X16;
        }
        self.astore(kind, base, index, disp, source);
    }

    fn astore_f64(&mut self, base: Gpr, index: Gpr, disp: i32, src: Fpr) {
        let (i, s) = (index.0, src.0);
        let b = displaced(self, base, disp);
        at_index!(self, b, i, 3, str, D(s));
    }

    fn astore_f32(&mut self, base: Gpr, index: Gpr, disp: i32, src: Fpr) {
        let (i, s) = (index.0, src.0);
        let b = displaced(self, base, disp);
        dynasm!(self
            ; .arch aarch64
            ; fcvt s31, D(s)
        );
        at_index!(self, b, i, 2, str, s31);
    }

    fn aadd(&mut self, dst: Gpr, base: Gpr, bytes: i32) {
        let (d, b, imm) = (dst.0, base.0, i64::from(bytes));
        if imm == 0 && b != 31 {
            self.mov(dst, base);
        } else if b == 31 && super::int::add_immediate(imm).is_none() {
            // The stack pointer adds a register in its extended form only.
            self.kint(X16, imm);
            dynasm!(self
                ; .arch aarch64
                ; add XSP(d), sp, x16
            );
        } else {
            add_imm!(self, add, sub, XSP, d, b, imm);
        }
    }

    fn aadd_index(&mut self, dst: Gpr, base: Gpr, index: Gpr, kind: MemKind, disp: i32) {
        let (d, b, i) = (dst.0, base.0, index.0);
        let shift = kind.bytes().trailing_zeros();
        if disp == 0 {
            dynasm!(self
                ; .arch aarch64
                ; add X(d), X(b), X(i), lsl shift
            );
        } else {
            dynasm!(self
                ; .arch aarch64
                ; add x17, X(b), X(i), lsl shift
            );
            self.iadd_imm(dst, X17, i64::from(disp));
        }
    }

    fn slot_load(&mut self, dst: Gpr, n: i32) {
        self.load(MemKind::W64, dst, X27, n * 8);
    }

    fn slot_store(&mut self, n: i32, src: Gpr) {
        self.store(MemKind::W64, X27, n * 8, src);
    }

    fn slot_store_imm(&mut self, n: i32, bits: u64) {
        self.store_imm(MemKind::W64, X27, n * 8, bits as i64);
    }

    fn publish_slot(&mut self, offset: i32, n: i32) {
        self.aadd(X16, X27, n * 8);
        self.store(MemKind::W64, X28, offset, X16);
    }

    fn add_u32(&mut self, base: Gpr, disp: i32, delta: i32) {
        self.load(MemKind::U32, X16, base, disp);
        self.aadd(X16, X16, delta);
        self.store(MemKind::U32, base, disp, X16);
    }

    fn alloc(&mut self, dst: Gpr, site: &AllocSite, live: RegSet) {
        let d = dst.0;
        let site = *site;
        let (full, on) = (self.new_label(), self.new_label());
        self.load(MemKind::W64, dst, X28, site.cursor);
        self.load(MemKind::W64, X17, X28, site.limit);
        self.iadd_imm(X16, Gpr(d), i64::from(site.bytes));
        dynasm!(self
            ; .arch aarch64
            ; cmp x16, x17
        );
        branch_if(self, Cc::Hi, full);
        self.store(MemKind::W64, X28, site.cursor, X16);
        self.bind(on);
        self.store_imm(MemKind::W64, dst, SHAPE_OFFSET, site.header as i64);
        self.later(move |asm| {
            asm.bind(full);
            let args = [Arg::Gpr(A64::THREAD), Arg::Imm(site.arg)];
            cold_call(asm, site.helper, &args, Out::Gpr(dst), live);
            asm.loop_jump(on);
        });
    }

    fn barrier(&mut self, owner: Gpr, bits: u8, helper: usize, live: RegSet) {
        let (old, on) = (self.new_label(), self.new_label());
        let mask = u64::from(bits);
        self.load(MemKind::U8, X16, owner, GC_OFFSET);
        dynasm!(self
            ; .arch aarch64
            ; and x16, x16, mask
            ; cmp x16, u32::from(GC_OLD)
        );
        branch_if(self, Cc::Eq, old);
        self.bind(on);
        self.later(move |asm| {
            asm.bind(old);
            let args = [Arg::Gpr(owner)];
            cold_call(asm, helper, &args, Out::None, live);
            asm.loop_jump(on);
        });
    }
}
