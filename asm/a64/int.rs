//! Integer arithmetic. Three-operand instructions throughout, so no assignment of registers is dearer than another.

use dynasmrt::aarch64::encode_logical_immediate_64bit;
use dynasmrt::{DynasmApi, dynasm};

use super::A64;
use super::guard::{Cc, leave_if};
use super::regs::{X16, X17};
use crate::{ControlTemplates, Gpr, IntTemplates, Label};

/// `dst = a op b`.
macro_rules! ternary {
    ($self:ident, $op:ident, $dst:ident, $a:ident, $b:ident) => {{
        let (d, x, y) = ($dst.0, $a.0, $b.0);
        dynasm!($self
            ; .arch aarch64
            ; $op X(d), X(x), X(y)
        );
    }};
}

/// `dst = op a`.
macro_rules! unary {
    ($self:ident, $op:ident, $dst:ident, $a:ident) => {{
        let (d, x) = ($dst.0, $a.0);
        dynasm!($self
            ; .arch aarch64
            ; $op X(d), X(x)
        );
    }};
}

/// `dst = a op imm` for the bitwise operations: immediates are repeated runs of ones, others go through `x16`.
macro_rules! logical_imm {
    ($self:ident, $op:ident, $dst:ident, $a:ident, $imm:ident) => {{
        let (d, x) = ($dst.0, $a.0);
        let bits = $imm as u64;
        if encode_logical_immediate_64bit(bits).is_some() {
            dynasm!($self
                ; .arch aarch64
                ; $op XSP(d), X(x), bits
            );
        } else {
            $self.kint(X16, $imm);
            dynasm!($self
                ; .arch aarch64
                ; $op X(d), X(x), x16
            );
        }
    }};
}

macro_rules! shift_imm {
    ($self:ident, $op:ident, $dst:ident, $a:ident, $imm:ident) => {{
        let (d, x) = ($dst.0, $a.0);
        let count = u32::from($imm & 63);
        if count == 0 {
            $self.mov($dst, $a);
        } else {
            dynasm!($self
                ; .arch aarch64
                ; $op X(d), X(x), count
            );
        }
    }};
}

/// How an immediate fits an addition: whether to subtract instead, 12 bits, whether they are shifted left by 12.
pub(super) fn add_immediate(imm: i64) -> Option<(bool, u32, bool)> {
    let magnitude = imm.unsigned_abs();
    match magnitude {
        0..=0xfff => Some((imm < 0, magnitude as u32, false)),
        0x1000..=0xff_ffff if magnitude & 0xfff == 0 => {
            Some((imm < 0, (magnitude >> 12) as u32, true))
        }
        _ => None,
    }
}

impl IntTemplates for A64 {
    fn iadd(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        ternary!(self, add, dst, a, b);
    }

    fn iadd_imm(&mut self, dst: Gpr, a: Gpr, imm: i64) {
        let (d, x) = (dst.0, a.0);
        if imm == 0 {
            self.mov(dst, a);
        } else {
            add_imm!(self, add, sub, XSP, d, x, imm);
        }
    }

    fn isub(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        ternary!(self, sub, dst, a, b);
    }

    fn isub_imm(&mut self, dst: Gpr, a: Gpr, imm: i64) {
        self.iadd_imm(dst, a, imm.wrapping_neg());
    }

    fn isub_from_imm(&mut self, dst: Gpr, imm: i64, b: Gpr) {
        self.kint(X16, imm);
        self.isub(dst, X16, b);
    }

    fn imul(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        ternary!(self, mul, dst, a, b);
    }

    fn imul_imm(&mut self, dst: Gpr, a: Gpr, imm: i64) {
        if imm > 0 && imm.count_ones() == 1 {
            self.ishl_imm(dst, a, imm.trailing_zeros() as u8);
        } else {
            self.kint(X17, imm);
            self.imul(dst, a, X17);
        }
    }

    fn iaddo(&mut self, dst: Gpr, a: Gpr, b: Gpr, exit: Label) {
        ternary!(self, adds, dst, a, b);
        leave_if(self, Cc::Vs, exit);
    }

    fn iaddo_imm(&mut self, dst: Gpr, a: Gpr, imm: i64, exit: Label) {
        let (d, x) = (dst.0, a.0);
        add_imm!(self, adds, subs, X, d, x, imm);
        leave_if(self, Cc::Vs, exit);
    }

    fn isubo(&mut self, dst: Gpr, a: Gpr, b: Gpr, exit: Label) {
        ternary!(self, subs, dst, a, b);
        leave_if(self, Cc::Vs, exit);
    }

    fn isubo_imm(&mut self, dst: Gpr, a: Gpr, imm: i64, exit: Label) {
        let (d, x) = (dst.0, a.0);
        add_imm!(self, subs, adds, X, d, x, imm);
        leave_if(self, Cc::Vs, exit);
    }

    fn isubo_from_imm(&mut self, dst: Gpr, imm: i64, b: Gpr, exit: Label) {
        self.kint(X16, imm);
        self.isubo(dst, X16, b, exit);
    }

    fn imulo(&mut self, dst: Gpr, a: Gpr, b: Gpr, exit: Label) {
        let (d, x, y) = (dst.0, a.0, b.0);
        // The product fits if its upper half is nothing but the lower half's sign.
        dynasm!(self
            ; .arch aarch64
            ; smulh x16, X(x), X(y)
            ; mul X(d), X(x), X(y)
            ; cmp x16, X(d), asr 63
        );
        leave_if(self, Cc::Ne, exit);
    }

    fn imulo_imm(&mut self, dst: Gpr, a: Gpr, imm: i64, exit: Label) {
        self.kint(X17, imm);
        self.imulo(dst, a, X17, exit);
    }

    fn ineg(&mut self, dst: Gpr, a: Gpr) {
        unary!(self, neg, dst, a);
    }

    fn inego(&mut self, dst: Gpr, a: Gpr, exit: Label) {
        unary!(self, negs, dst, a);
        leave_if(self, Cc::Vs, exit);
    }

    fn iand(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        ternary!(self, and, dst, a, b);
    }

    fn iand_imm(&mut self, dst: Gpr, a: Gpr, imm: i64) {
        logical_imm!(self, and, dst, a, imm);
    }

    fn ior(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        ternary!(self, orr, dst, a, b);
    }

    fn ior_imm(&mut self, dst: Gpr, a: Gpr, imm: i64) {
        logical_imm!(self, orr, dst, a, imm);
    }

    fn ixor(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        ternary!(self, eor, dst, a, b);
    }

    fn ixor_imm(&mut self, dst: Gpr, a: Gpr, imm: i64) {
        logical_imm!(self, eor, dst, a, imm);
    }

    fn inot(&mut self, dst: Gpr, a: Gpr) {
        unary!(self, mvn, dst, a);
    }

    fn ishl(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        ternary!(self, lsl, dst, a, b);
    }

    fn ishl_imm(&mut self, dst: Gpr, a: Gpr, imm: u8) {
        shift_imm!(self, lsl, dst, a, imm);
    }

    fn ishr(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        ternary!(self, asr, dst, a, b);
    }

    fn ishr_imm(&mut self, dst: Gpr, a: Gpr, imm: u8) {
        shift_imm!(self, asr, dst, a, imm);
    }

    fn iushr(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        ternary!(self, lsr, dst, a, b);
    }

    fn iushr_imm(&mut self, dst: Gpr, a: Gpr, imm: u8) {
        shift_imm!(self, lsr, dst, a, imm);
    }

    fn idivfloor(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        let (d, x, y) = (dst.0, a.0, b.0);
        // `sdiv` truncates: if there is a remainder and its sign is not the divisor's, one less. `ccmp` compares only
        // if there is a remainder and else makes "minus" false.
        dynasm!(self
            ; .arch aarch64
            ; sdiv x16, X(x), X(y)
            ; msub x17, x16, X(y), X(x)
            ; cmp x17, 0
            ; eor x17, x17, X(y)
            ; ccmp x17, 0, 0, ne
            ; sub x17, x16, 1
            ; csel X(d), x17, x16, mi
        );
    }

    fn idivfloor_imm(&mut self, dst: Gpr, a: Gpr, imm: i64) {
        debug_assert!(imm > 0);
        if imm.count_ones() == 1 {
            self.ishr_imm(dst, a, imm.trailing_zeros() as u8);
        } else {
            divide_imm(self, a, imm);
            self.mov(dst, X16);
        }
    }

    fn imodfloor(&mut self, dst: Gpr, a: Gpr, b: Gpr) {
        let (d, x, y) = (dst.0, a.0, b.0);
        dynasm!(self
            ; .arch aarch64
            ; sdiv x16, X(x), X(y)
            ; msub x17, x16, X(y), X(x)
            ; cmp x17, 0
            ; eor x16, x17, X(y)
            ; ccmp x16, 0, 0, ne
            ; add x16, x17, X(y)
            ; csel X(d), x16, x17, mi
        );
    }

    fn imodfloor_imm(&mut self, dst: Gpr, a: Gpr, imm: i64) {
        debug_assert!(imm > 0);
        if imm.count_ones() == 1 {
            self.iand_imm(dst, a, imm - 1);
            return;
        }
        let (d, x) = (dst.0, a.0);
        divide_imm(self, a, imm);
        self.kint(X17, imm);
        dynasm!(self
            ; .arch aarch64
            ; msub X(d), x16, x17, X(x)
        );
    }
}

/// `x16 = floor(a / imm)` for `imm` > 1, by a multiplication with its reciprocal; see [`crate::reciprocal`] for the
/// arithmetic.
fn divide_imm(asm: &mut A64, a: Gpr, imm: i64) {
    let x = a.0;
    let (magic, shift) = crate::reciprocal::reciprocal(imm);
    let shift = u32::from(shift);
    asm.kint(X17, magic as i64);
    // A negative dividend is complemented before and after: -1 - floor((-1 - a) / d).
    dynasm!(asm
        ; .arch aarch64
        ; eor x16, X(x), X(x), asr 63
        ; umulh x16, x16, x17
        ; lsr x16, x16, shift
        ; eor x16, x16, X(x), asr 63
    );
}
