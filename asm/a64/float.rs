//! Floating-point arithmetic.

use dynasmrt::{DynasmApi, dynasm};

use super::A64;
use super::guard::{Cc, leave_if};
use super::regs::FSCRATCH;
use crate::{ControlTemplates, FloatTemplates, Fpr, Gpr, Label};

/// `dst = a op b`.
macro_rules! ternary {
    ($self:ident, $op:ident, $dst:ident, $a:ident, $b:ident) => {{
        let (d, x, y) = ($dst.0, $a.0, $b.0);
        dynasm!($self
            ; .arch aarch64
            ; $op D(d), D(x), D(y)
        );
    }};
}

/// `dst = op a`.
macro_rules! unary {
    ($self:ident, $op:ident, $dst:ident, $a:ident) => {{
        let (d, x) = ($dst.0, $a.0);
        dynasm!($self
            ; .arch aarch64
            ; $op D(d), D(x)
        );
    }};
}

impl FloatTemplates for A64 {
    fn fadd(&mut self, dst: Fpr, a: Fpr, b: Fpr) {
        ternary!(self, fadd, dst, a, b);
    }

    fn fsub(&mut self, dst: Fpr, a: Fpr, b: Fpr) {
        ternary!(self, fsub, dst, a, b);
    }

    fn fmul(&mut self, dst: Fpr, a: Fpr, b: Fpr) {
        ternary!(self, fmul, dst, a, b);
    }

    fn fdiv(&mut self, dst: Fpr, a: Fpr, b: Fpr) {
        ternary!(self, fdiv, dst, a, b);
    }

    fn fadd_imm(&mut self, dst: Fpr, a: Fpr, k: f64) {
        self.kflt(FSCRATCH, k);
        ternary!(self, fadd, dst, a, FSCRATCH);
    }

    fn fsub_imm(&mut self, dst: Fpr, a: Fpr, k: f64) {
        self.kflt(FSCRATCH, k);
        ternary!(self, fsub, dst, a, FSCRATCH);
    }

    fn fsub_from_imm(&mut self, dst: Fpr, k: f64, b: Fpr) {
        self.kflt(FSCRATCH, k);
        ternary!(self, fsub, dst, FSCRATCH, b);
    }

    fn fmul_imm(&mut self, dst: Fpr, a: Fpr, k: f64) {
        self.kflt(FSCRATCH, k);
        ternary!(self, fmul, dst, a, FSCRATCH);
    }

    fn fdiv_imm(&mut self, dst: Fpr, a: Fpr, k: f64) {
        self.kflt(FSCRATCH, k);
        ternary!(self, fdiv, dst, a, FSCRATCH);
    }

    fn fdiv_from_imm(&mut self, dst: Fpr, k: f64, b: Fpr) {
        self.kflt(FSCRATCH, k);
        ternary!(self, fdiv, dst, FSCRATCH, b);
    }

    fn fneg(&mut self, dst: Fpr, a: Fpr) {
        unary!(self, fneg, dst, a);
    }

    fn fabs(&mut self, dst: Fpr, a: Fpr) {
        unary!(self, fabs, dst, a);
    }

    fn fsqrt(&mut self, dst: Fpr, a: Fpr) {
        unary!(self, fsqrt, dst, a);
    }

    fn ffloor(&mut self, dst: Fpr, a: Fpr) {
        unary!(self, frintm, dst, a);
    }

    fn fceil(&mut self, dst: Fpr, a: Fpr) {
        unary!(self, frintp, dst, a);
    }

    fn ftrunc(&mut self, dst: Fpr, a: Fpr) {
        unary!(self, frintz, dst, a);
    }

    fn i2f(&mut self, dst: Fpr, a: Gpr) {
        let (d, x) = (dst.0, a.0);
        dynasm!(self
            ; .arch aarch64
            ; scvtf D(d), X(x)
        );
    }

    fn f2i(&mut self, dst: Gpr, a: Fpr, exit: Label) {
        let (d, x) = (dst.0, a.0);
        // The conversion saturates, and makes 0 of NaN: the exponent says beforehand what does not fit. 1086 is the
        // biased exponent of 2^63.
        dynasm!(self
            ; .arch aarch64
            ; fmov x16, D(x)
            ; ubfx x16, x16, 52, 11
            ; cmp x16, 1086
        );
        leave_if(self, Cc::Hs, exit);
        dynasm!(self
            ; .arch aarch64
            ; fcvtzs X(d), D(x)
        );
    }

    fn f2i_exact(&mut self, dst: Gpr, a: Fpr, exit: Label) {
        let (d, x) = (dst.0, a.0);
        self.f2i(dst, a, exit);
        dynasm!(self
            ; .arch aarch64
            ; scvtf d31, X(d)
            ; fcmp d31, D(x)
        );
        leave_if(self, Cc::Ne, exit);
    }
}
