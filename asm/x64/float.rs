//! Floating-point arithmetic with SSE2 and the rounding of SSE4.1. Sign masks are made in the scratch register.

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};

use super::X64;
use super::call::{Arg, Out, cold_call};
use super::guard::{Cc, branch_if, leave_if};
use super::regs::FSCRATCH;
use crate::{ControlTemplates, FloatTemplates, Fpr, Gpr, Label, Machine, RegSet};

/// `dst = a op b` where the operation commutes (but for the payload of NaNs).
macro_rules! commutative {
    ($self:ident, $op:ident, $dst:ident, $a:ident, $b:ident) => {{
        let (d, mut y) = ($dst.0, $b.0);
        if d == y {
            y = $a.0;
        } else {
            $self.fmov($dst, $a);
        }
        dynasm!($self
            ; .arch x64
            ; $op Rx(d), Rx(y)
        );
    }};
}

/// `dst = a op b` where the order matters.
macro_rules! ordered {
    ($self:ident, $op:ident, $dst:ident, $a:ident, $b:ident) => {{
        let (d, x, y) = ($dst.0, $a.0, $b.0);
        if $dst == $b && $dst != $a {
            dynasm!($self
                ; .arch x64
                ; movaps xmm15, Rx(x)
                ; $op xmm15, Rx(y)
                ; movaps Rx(d), xmm15
            );
        } else {
            $self.fmov($dst, $a);
            dynasm!($self
                ; .arch x64
                ; $op Rx(d), Rx(y)
            );
        }
    }};
}

/// `dst = a op k`.
macro_rules! constant {
    ($self:ident, $op:ident, $dst:ident, $a:ident, $k:ident) => {{
        let d = $dst.0;
        let literal = $self.literal($k.to_bits());
        $self.fmov($dst, $a);
        dynasm!($self
            ; .arch x64
            ; $op Rx(d), [=>literal]
        );
    }};
}

/// `dst = k op b`.
macro_rules! constant_first {
    ($self:ident, $op:ident, $dst:ident, $k:ident, $b:ident) => {{
        let y = $b.0;
        let first = if $dst == $b { FSCRATCH } else { $dst };
        let f = first.0;
        $self.kflt(first, $k);
        dynasm!($self
            ; .arch x64
            ; $op Rx(f), Rx(y)
        );
        $self.fmov($dst, first);
    }};
}

/// `dst` = `c` plus or minus `a * b`; the numbers say which operand the output overwrites.
macro_rules! fused {
    ($self:ident, $op231:ident, $op213:ident, $dst:ident, $a:ident, $b:ident, $c:ident) => {{
        let (d, x, y, z) = ($dst.0, $a.0, $b.0, $c.0);
        if d != z && d == x {
            dynasm!($self
                ; .arch x64
                ; $op213 Rx(d), Rx(y), Rx(z)
            );
        } else if d != z && d == y {
            dynasm!($self
                ; .arch x64
                ; $op213 Rx(d), Rx(x), Rx(z)
            );
        } else {
            $self.fmov($dst, $c);
            dynasm!($self
                ; .arch x64
                ; $op231 Rx(d), Rx(x), Rx(y)
            );
        }
    }};
}

/// `dst` = `a` rounded; mode 9 is down, 10 up, 11 towards zero, each without the inexact exception.
macro_rules! round {
    ($self:ident, $dst:ident, $a:ident, $mode:literal) => {{
        let (d, x) = ($dst.0, $a.0);
        dynasm!($self
            ; .arch x64
            ; roundsd Rx(d), Rx(x), $mode
        );
    }};
}

impl FloatTemplates for X64 {
    fn fadd(&mut self, dst: Fpr, a: Fpr, b: Fpr) {
        commutative!(self, addsd, dst, a, b);
    }

    fn fsub(&mut self, dst: Fpr, a: Fpr, b: Fpr) {
        ordered!(self, subsd, dst, a, b);
    }

    fn fmul(&mut self, dst: Fpr, a: Fpr, b: Fpr) {
        commutative!(self, mulsd, dst, a, b);
    }

    fn fdiv(&mut self, dst: Fpr, a: Fpr, b: Fpr) {
        ordered!(self, divsd, dst, a, b);
    }

    fn fadd_imm(&mut self, dst: Fpr, a: Fpr, k: f64) {
        constant!(self, addsd, dst, a, k);
    }

    fn fsub_imm(&mut self, dst: Fpr, a: Fpr, k: f64) {
        constant!(self, subsd, dst, a, k);
    }

    fn fsub_from_imm(&mut self, dst: Fpr, k: f64, b: Fpr) {
        constant_first!(self, subsd, dst, k, b);
    }

    fn fmul_imm(&mut self, dst: Fpr, a: Fpr, k: f64) {
        constant!(self, mulsd, dst, a, k);
    }

    fn fdiv_imm(&mut self, dst: Fpr, a: Fpr, k: f64) {
        constant!(self, divsd, dst, a, k);
    }

    fn fdiv_from_imm(&mut self, dst: Fpr, k: f64, b: Fpr) {
        constant_first!(self, divsd, dst, k, b);
    }

    fn fneg(&mut self, dst: Fpr, a: Fpr) {
        let d = dst.0;
        self.fmov(dst, a);
        dynasm!(self
            ; .arch x64
            ; pcmpeqd xmm15, xmm15
            ; psllq xmm15, BYTE 63
            ; xorps Rx(d), xmm15
        );
    }

    fn fabs(&mut self, dst: Fpr, a: Fpr) {
        let d = dst.0;
        self.fmov(dst, a);
        dynasm!(self
            ; .arch x64
            ; pcmpeqd xmm15, xmm15
            ; psrlq xmm15, BYTE 1
            ; andps Rx(d), xmm15
        );
    }

    fn fsqrt(&mut self, dst: Fpr, a: Fpr) {
        let (d, x) = (dst.0, a.0);
        dynasm!(self
            ; .arch x64
            ; sqrtsd Rx(d), Rx(x)
        );
    }

    fn ffloor(&mut self, dst: Fpr, a: Fpr) {
        round!(self, dst, a, 9);
    }

    fn fceil(&mut self, dst: Fpr, a: Fpr) {
        round!(self, dst, a, 10);
    }

    fn ftrunc(&mut self, dst: Fpr, a: Fpr) {
        round!(self, dst, a, 11);
    }

    fn fmadd(&mut self, dst: Fpr, a: Fpr, b: Fpr, c: Fpr) {
        fused!(self, vfmadd231sd, vfmadd213sd, dst, a, b, c);
    }

    fn fnmadd(&mut self, dst: Fpr, a: Fpr, b: Fpr, c: Fpr) {
        fused!(self, vfnmadd231sd, vfnmadd213sd, dst, a, b, c);
    }

    fn fpowh(&mut self, dst: Fpr, ab: [Fpr; 2], c: Fpr, n: i32, helper: usize, live: RegSet) {
        let (x, y) = (ab[0].0, ab[1].0);
        let (unsure, on) = (self.new_label(), self.new_label());
        dynasm!(self
            ; .arch x64
            ; ucomisd Rx(x), Rx(y)
        );
        branch_if(self, Cc::Ne, unsure);
        branch_if(self, Cc::P, unsure);
        self.fmov(dst, ab[0]);
        self.bind(on);
        self.later(move |asm| {
            asm.bind(unsure);
            let n = Arg::Imm(i64::from(n) as u64);
            let args = [Arg::Gpr(X64::THREAD), n, Arg::Fpr(c)];
            cold_call(asm, helper, &args, Out::Fpr(dst), live);
            asm.loop_jump(on);
        });
    }

    fn i2f(&mut self, dst: Fpr, a: Gpr) {
        let (d, x) = (dst.0, a.0);
        // The conversion keeps the upper half of its output: clearing it first breaks the false dependency.
        dynasm!(self
            ; .arch x64
            ; xorps Rx(d), Rx(d)
            ; cvtsi2sd Rx(d), Rq(x)
        );
    }

    fn f2i(&mut self, dst: Gpr, a: Fpr, exit: Label) {
        let (d, x) = (dst.0, a.0);
        // Out of range gives the least i64, the only one from which 1 cannot be taken.
        dynasm!(self
            ; .arch x64
            ; cvttsd2si Rq(d), Rx(x)
        );
        let one = 1i32;
        cmp_imm!(self, d, one);
        leave_if(self, Cc::O, exit);
    }

    fn f2i_exact(&mut self, dst: Gpr, a: Fpr, exit: Label) {
        let (d, x) = (dst.0, a.0);
        self.f2i(dst, a, exit);
        dynasm!(self
            ; .arch x64
            ; xorps xmm15, xmm15
            ; cvtsi2sd xmm15, Rq(d)
            ; ucomisd xmm15, Rx(x)
        );
        // NaN has left already, so the parity flag need not be asked.
        leave_if(self, Cc::Ne, exit);
    }
}
