//! Floating-point arithmetic.

use dynasmrt::{DynasmApi, dynasm};

use super::A64;
use super::call::{Arg, Out, cold_call};
use super::guard::{Cc, branch_if, leave_if};
use super::regs::FSCRATCH;
use crate::{ControlTemplates, FloatTemplates, Fpr, Gpr, Label, Machine, RegSet};

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

/// `dst` = `c` plus or minus `a * b`.
macro_rules! fused {
    ($self:ident, $op:ident, $dst:ident, $a:ident, $b:ident, $c:ident) => {{
        let (d, x, y, z) = ($dst.0, $a.0, $b.0, $c.0);
        dynasm!($self
            ; .arch aarch64
            ; $op D(d), D(x), D(y), D(z)
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

    fn fmadd(&mut self, dst: Fpr, a: Fpr, b: Fpr, c: Fpr) {
        fused!(self, fmadd, dst, a, b, c);
    }

    fn fnmadd(&mut self, dst: Fpr, a: Fpr, b: Fpr, c: Fpr) {
        fused!(self, fmsub, dst, a, b, c);
    }

    fn fpowh(&mut self, dst: Fpr, ab: [Fpr; 2], c: Fpr, n: i32, helper: usize, live: RegSet) {
        let (x, y) = (ab[0].0, ab[1].0);
        let (unsure, on) = (self.new_label(), self.new_label());
        dynasm!(self
            ; .arch aarch64
            ; fcmp D(x), D(y)
        );
        branch_if(self, Cc::Ne, unsure);
        self.fmov(dst, ab[0]);
        self.bind(on);
        self.later(move |asm| {
            asm.bind(unsure);
            let n = Arg::Imm(i64::from(n) as u64);
            let args = [Arg::Gpr(A64::THREAD), n, Arg::Fpr(c)];
            cold_call(asm, helper, &args, Out::Fpr(dst), live);
            asm.loop_jump(on);
        });
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
