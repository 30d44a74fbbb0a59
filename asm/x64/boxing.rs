//! Tagging and untagging. The flonum codec rotates the sign and the exponent's top bits down to where the tag is.

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};

use super::X64;
use super::call::{Arg, Out, cold_call};
use super::guard::{Cc, branch_if};
use super::regs::SCRATCH;
use crate::encoding::{
    FLOAT_OFFSET, FLONUM_EXP_COUNT, FLONUM_EXP_FIRST, FLONUM_MASK, FLONUM_TAG, FLONUM_ZERO,
    INT_TAG, LIMB_OFFSET,
};
use crate::{
    BoxingTemplates, ControlTemplates, Fpr, Gpr, Machine, MemKind, MemoryTemplates, RegSet,
};

impl BoxingTemplates for X64 {
    fn boxi(&mut self, dst: Gpr, a: Gpr, helper: usize, live: RegSet) {
        let x = a.0;
        let (heap, on) = (self.new_label(), self.new_label());
        // The sum overflows exactly if the integer needs more than 63 bits. The input stays for the slow path.
        dynasm!(self
            ; .arch x64
            ; mov r11, Rq(x)
            ; add r11, r11
        );
        branch_if(self, Cc::O, heap);
        let d = dst.0;
        dynasm!(self
            ; .arch x64
            ; lea Rq(d), [r11 + 1]
        );
        self.bind(on);
        self.later(move |asm| {
            asm.bind(heap);
            cold_call(
                asm,
                helper,
                &[Arg::Gpr(X64::THREAD), Arg::Gpr(a)],
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

    fn boxi_small(&mut self, dst: Gpr, a: Gpr) {
        let (d, x) = (dst.0, a.0);
        dynasm!(self
            ; .arch x64
            ; lea Rq(d), [Rq(x) + Rq(x) + 1]
        );
    }

    fn boxu(&mut self, dst: Gpr, a: Gpr, helper: usize, live: RegSet) {
        let x = a.0;
        let (heap, on) = (self.new_label(), self.new_label());
        dynasm!(self
            ; .arch x64
            ; mov r11, Rq(x)
            ; shr r11, BYTE 62
        );
        branch_if(self, Cc::Ne, heap);
        self.boxi_small(dst, a);
        self.bind(on);
        self.later(move |asm| {
            asm.bind(heap);
            cold_call(
                asm,
                helper,
                &[Arg::Gpr(X64::THREAD), Arg::Gpr(a)],
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

    fn boxf(&mut self, dst: Gpr, a: Fpr, helper: usize, live: RegSet) {
        let (d, x) = (dst.0, a.0);
        let (slow, on) = (self.new_label(), self.new_label());
        // r11 = the biased exponent, counted from the first that is encoded.
        dynasm!(self
            ; .arch x64
            ; movq r11, Rx(x)
            ; mov Rq(d), r11
            ; add r11, r11
            ; shr r11, BYTE 53
            ; sub r11d, DWORD FLONUM_EXP_FIRST as i32
            ; cmp r11d, DWORD FLONUM_EXP_COUNT as i32
        );
        branch_if(self, Cc::Ae, slow);
        dynasm!(self
            ; .arch x64
            ; rol Rq(d), BYTE 3
            ; and Rq(d), BYTE !(FLONUM_MASK as i8)
            ; or Rq(d), BYTE FLONUM_TAG as i8
        );
        self.bind(on);
        self.later(move |asm| {
            let call = asm.new_label();
            asm.bind(slow);
            dynasm!(asm
                ; .arch x64
                ; test Rq(d), Rq(d)
            );
            branch_if(asm, Cc::Ne, call);
            asm.kint(dst, FLONUM_ZERO as i64);
            let back = on.0;
            dynasm!(asm
                ; .arch x64
                ; jmp =>back
            );
            asm.bind(call);
            cold_call(
                asm,
                helper,
                &[Arg::Gpr(X64::THREAD), Arg::Fpr(a)],
                Out::Gpr(dst),
                live,
            );
            dynasm!(asm
                ; .arch x64
                ; jmp =>back
            );
        });
    }

    fn unboxi(&mut self, dst: Gpr, v: Gpr) {
        self.mov(dst, v);
        let d = dst.0;
        dynasm!(self
            ; .arch x64
            ; sar Rq(d), BYTE 1
        );
    }

    fn unboxu(&mut self, dst: Gpr, v: Gpr) {
        let x = v.0;
        let (heap, on) = (self.new_label(), self.new_label());
        dynasm!(self
            ; .arch x64
            ; test Rb(x), BYTE INT_TAG as i8
        );
        branch_if(self, Cc::E, heap);
        self.unboxi(dst, v);
        self.bind(on);
        self.later(move |asm| {
            asm.bind(heap);
            asm.load(MemKind::W64, dst, v, LIMB_OFFSET);
            let on = on.0;
            dynasm!(asm
                ; .arch x64
                ; jmp =>on
            );
        });
    }

    fn unboxf(&mut self, dst: Fpr, v: Gpr) {
        let x = v.0;
        let (heap, on) = (self.new_label(), self.new_label());
        dynasm!(self
            ; .arch x64
            ; test Rb(x), BYTE FLONUM_TAG as i8
        );
        branch_if(self, Cc::E, heap);
        self.unboxf_flonum(dst, v);
        self.bind(on);
        self.later(move |asm| {
            asm.bind(heap);
            asm.load_f64(dst, v, FLOAT_OFFSET);
            let on = on.0;
            dynasm!(asm
                ; .arch x64
                ; jmp =>on
            );
        });
    }

    fn unboxf_flonum(&mut self, dst: Fpr, v: Gpr) {
        let (d, x) = (dst.0, v.0);
        let (zero, on) = (self.new_label(), self.new_label());
        // The tag is 2, the bits that stood there are 2 less the top bit: adding the sign mask restores them. Rotating
        // left by one and right by four instead of right by three makes 0.0 a small number on the way.
        dynasm!(self
            ; .arch x64
            ; mov r11, Rq(x)
            ; sar r11, BYTE 63
            ; add r11, Rq(x)
            ; rol r11, BYTE 1
        );
        let (scratch, zero_on_the_way) = (SCRATCH.0, 3i32);
        cmp_imm!(self, scratch, zero_on_the_way);
        branch_if(self, Cc::E, zero);
        dynasm!(self
            ; .arch x64
            ; ror r11, BYTE 4
            ; movq Rx(d), r11
        );
        self.bind(on);
        self.later(move |asm| {
            let on = on.0;
            asm.bind(zero);
            dynasm!(asm
                ; .arch x64
                ; xorps Rx(d), Rx(d)
                ; jmp =>on
            );
        });
    }
}
